//! Batch gradient descent by the lecture's rule: every parameter moves against the slope of the error at once.

use super::{
    Factors, Half, Knob, Model, Options, Over, Parameter, Problem, Real, Tables, Touched,
    account::{Account, Gradient, Term, error, moved},
    algorithm::{Algorithm, Work},
    factors::Element,
    lanes,
    rows::SHARE,
    rule::{Begun, Rule, random_factors},
};
use crate::data::{Entity, ItemId, Ratings, Row, Side, UserId};
use pulp::{Simd, WithSimd};
use rayon::prelude::*;
use std::{ops::Range, sync::Arc};

/// Batch gradient descent on half the objective. With `e_ij = r̂_ij - r_ij` over the known ratings,
///
/// ```text
/// P[i,z] -= α ( Σ_{j in R_i} e_ij Q[j,z] + λ_i P[i,z] )
/// Q[j,z] -= α ( Σ_{i rated j} e_ij P[i,z] + λ_j Q[j,z] )
/// b_i    -= α ( Σ_{j in R_i} e_ij + λ_i b_i )           and b_j likewise
/// ```
///
/// all of a pass from the factors at its start. The gradient of the sum of squares has a factor 2, which is folded
/// into α as the lecture does. One unit is one parameter, in the order of the table: user by user, then item by item.
pub(super) const DESCENT: Algorithm = Algorithm {
    name: "descent",
    title: "gradient descent",
    about: "batch gradient descent",
    unit: "parameter",
    pass: "pass",
    passes: "passes",
    epochs: 100,
    makes: "factors",
    reads: &[
        Knob::Factors,
        Knob::Lambda,
        Knob::Penalty,
        Knob::Alpha,
        Knob::Biased,
        Knob::Missing,
        Knob::Start,
        Knob::Seed,
    ],
    blocks: &[],
    habits: |_| {},
    start: random_factors,
    stepper: || Box::new(Descent::default()),
    content: None,
    account: Account::Slope(gradient),
    work: Work { multiplications, formula },
};

/// `n (Z + 2 Z)`, each error and each error into its two gradients; and `(M + N) k · (1 or 2)`, α times a gradient, and with a
/// penalty λ times a number.
fn multiplications(problem: Problem<'_>) -> u64 {
    let Problem { ratings, options } = problem;
    let rows = (ratings.n_users() + ratings.n_items()) as u64;
    ratings.len() as u64 * 3 * options.factors as u64
        + rows * per_row(problem) as u64 * (1 + u64::from(options.lambda > 0.0))
}

fn formula(options: &Options) -> String {
    format!("3nZ + {}(M+N)k", if options.lambda > 0.0 { "2" } else { "" })
}

#[derive(Clone, Debug, Default)]
struct Descent {
    begun: Begun,
}

impl Rule for Descent {
    fn halves(&self, problem: Problem<'_>) -> Vec<Half> {
        let per_row = per_row(problem);
        vec![
            Half { over: Over::Users, units: problem.ratings.n_users() * per_row },
            Half { over: Over::Items, units: problem.ratings.n_items() * per_row },
        ]
    }

    fn begin(&mut self, _: Problem<'_>, model: &Arc<Model>, _: u64) {
        self.begun.note(model);
    }

    fn unit<T: Element>(&mut self, problem: Problem<'_>, factors: &mut Tables<T>, unit: usize) {
        let at = parameter(problem, unit);
        let old = self.begun.tables::<T>();
        let factor = |z: usize, other: Entity| old.of(other)[z];
        let slope = slope(problem.ratings, at, |i, j| old.predict(i, j), factor, |_, _, _, _| {});
        factors.set(at, next(problem, at.of, old.get(at), slope));
    }

    fn units<T: Element>(&mut self, problem: Problem<'_>, factors: &mut Tables<T>, units: Range<usize>) {
        let per_row = factors.per_row();
        if units.len() < 4 * per_row {
            return units.for_each(|unit| Rule::unit(self, problem, factors, unit));
        }
        // Whole rows at once: each error is worked out once and used for every factor of the row.
        let whole = units.start.next_multiple_of(per_row)..units.end / per_row * per_row;
        (units.start..whole.start).for_each(|unit| Rule::unit(self, problem, factors, unit));
        let rows = whole.start / per_row..whole.end / per_row;
        let old = self.begun.tables::<T>();
        let mut new = vec![T::zero(); whole.len()];
        new.par_chunks_mut(per_row).zip(rows.clone().into_par_iter()).with_max_len(SHARE).for_each(|(slopes, row)| {
            let of = parameter(problem, row * per_row).of;
            match of {
                Entity::User(i) => lanes::dispatch(Slopes { old, of, rated: problem.ratings.user(i), slopes }),
                Entity::Item(j) => lanes::dispatch(Slopes { old, of, rated: problem.ratings.item(j), slopes }),
            }
            let bias = old.bias.as_ref().map(|_| old.bias_of(of));
            for (slope, own) in slopes.iter_mut().zip(old.of(of).iter().copied().chain(bias)) {
                *slope = next(problem, of, own, *slope);
            }
        });
        for (row, numbers) in rows.zip(new.chunks_exact(per_row)) {
            factors.put(parameter(problem, row * per_row).of, numbers);
        }
        (whole.end..units.end).for_each(|unit| Rule::unit(self, problem, factors, unit));
    }

    fn touched(&self, problem: Problem<'_>, unit: usize) -> Touched {
        Touched::Parameter(parameter(problem, unit))
    }

    fn begun_from(&self) -> Option<&Arc<Model>> {
        self.begun.model()
    }
}

/// The slopes of all numbers of a row, without the penalty: what [`slope`] adds up for one of them, each rating once for all.
struct Slopes<'a, T, Id> {
    old: &'a Tables<T>,
    of: Entity,
    rated: Row<'a, Id>,
    slopes: &'a mut [T],
}

impl<T: Real, Id: Copy + Into<Entity>> WithSimd for Slopes<'_, T, Id> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { old, of, rated, slopes } = self;
        let (slopes, bias) = slopes.split_at_mut(old.z());
        for (at, &other) in rated.ids.iter().enumerate() {
            let other: Entity = other.into();
            let (user, item) = if of.side() == Side::Users { (of, other) } else { (other, of) };
            let x = old.of(other);
            let base = old.base(UserId::new(user.index()), ItemId::new(item.index()));
            let error = error(base + lanes::dot(simd, old.of(of), x), rated.value(at));
            lanes::add_times(simd, slopes, error, x);
            for slope in bias.iter_mut() {
                *slope += error;
            }
        }
    }
}

/// How many numbers each user and each item has.
fn per_row(problem: Problem<'_>) -> usize {
    problem.options.factors + usize::from(problem.options.biased)
}

/// The parameter that a unit moves.
fn parameter(problem: Problem<'_>, unit: usize) -> Parameter {
    let per_row = per_row(problem);
    let (row, column) = (unit / per_row, unit % per_row);
    let of = match row.checked_sub(problem.ratings.n_users()) {
        None => Entity::User(UserId::new(row)),
        Some(item) => Entity::Item(ItemId::new(item)),
    };
    Parameter { of, factor: (column < problem.options.factors).then_some(column) }
}

/// Calls `f(r̂, r, the other side)` for each rating of a row, in the row's order.
fn each_rating<T: Real>(
    ratings: &Ratings,
    of: Entity,
    predict: impl Fn(UserId, ItemId) -> T,
    mut f: impl FnMut(T, f64, Entity),
) {
    let mut one = |i: UserId, j: ItemId, r: f64, other: Entity| f(predict(i, j), r, other);
    match of {
        Entity::User(i) => ratings.user(i).iter().for_each(|(j, r)| one(i, j, r, j.into())),
        Entity::Item(j) => ratings.item(j).iter().for_each(|(i, r)| one(i, j, r, i.into())),
    }
}

/// Σ e · factor for one parameter, over the ratings of its row in their order: `factor(z, other)` is the other side's, 1 for
/// a bias. Each term is shown to `each(the other side, r, r̂, factor)`.
fn slope<T: Real>(
    ratings: &Ratings,
    at: Parameter,
    predict: impl Fn(UserId, ItemId) -> T,
    factor: impl Fn(usize, Entity) -> T,
    mut each: impl FnMut(Entity, f64, T, T),
) -> T {
    let mut sum = T::zero();
    each_rating(ratings, at.of, predict, |predicted, r, other| {
        let factor = at.factor.map_or(T::one(), |z| factor(z, other));
        sum += error(predicted, r) * factor;
        each(other, r, predicted, factor);
    });
    sum
}

/// What becomes of a number of a row.
fn next<T: Real>(problem: Problem<'_>, of: Entity, old: T, slope: T) -> T {
    moved(T::of(problem.options.alpha), T::of(lambda(problem, of)), old, slope)
}

fn lambda(problem: Problem<'_>, of: Entity) -> f64 {
    problem.options.row_lambda(problem.ratings.degree(of))
}

/// The step for one parameter in a pass from these factors.
pub fn gradient(problem: Problem<'_>, old: &Factors, at: Parameter) -> Gradient {
    let mut terms = Vec::new();
    let predict = |i, j| old.predict(i, j);
    let keep = |other, rating, predicted, factor| terms.push(Term::new(other, rating, predicted, factor));
    let sum = slope(problem.ratings, at, predict, |z, other| old.of(other)[z], keep);
    Gradient::new(at, (terms, sum), lambda(problem, at.of), problem.options.alpha, old.get(at))
}
