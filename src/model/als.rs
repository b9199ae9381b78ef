//! Alternating least squares: fix the items and fit every user by regression, then the other way round.

use super::{Factors, Half, Options, Problem, Real, Solver, Touched, linalg};
use crate::data::{Entity, ItemId, Ratings, UserId};
use linalg::Normal;
use rayon::prelude::*;
use std::ops::Range;

/// Alternating least squares. With Q fixed, user i's factors are those that minimise
///
/// ```text
/// Σ_{j in R_i} (b + P_i · Q_j - r_ij)² + λ_i |P_i|²
/// ```
///
/// an ordinary regression with the ratings as targets and the items' factors as the design: `(QᵀQ + λ_i I) P_i = Qᵀr`
/// over the items that i rated. Items follow likewise with P fixed. With biases, the row's own bias is fitted along
/// as a column of ones (and is punished like a factor), the other side's bias is taken from the targets.
///
/// One unit is one such regression, a half-step all users or all items. With λ = 0 the solution is the
/// one of least length. Source: Zhou, Wilkinson, Schreiber and Pan, "Large-scale parallel collaborative filtering for
/// the Netflix prize" (2008), which weighs λ by the row's count ([`super::Penalty::Weighted`]).
#[derive(Clone, Copy, Debug)]
pub(super) struct Als;

impl<T: Real> Solver<T> for Als {
    fn halves(&self, problem: Problem<'_>) -> Vec<Half> {
        vec![
            Half { over: "users", units: problem.ratings.n_users() },
            Half { over: "items", units: problem.ratings.n_items() },
        ]
    }

    fn begin(&mut self, _: Problem<'_>, _: &Factors<T>, _: u64) {}

    fn unit(&mut self, problem: Problem<'_>, factors: &mut Factors<T>, unit: usize) {
        let of = entity(problem.ratings, unit);
        let solution = regress(problem, factors, of);
        store(factors, of, &solution);
    }

    fn units(&mut self, problem: Problem<'_>, factors: &mut Factors<T>, units: Range<usize>) {
        if units.len() < 2 {
            return units.for_each(|unit| self.unit(problem, factors, unit));
        }
        let per_row = factors.per_row();
        let mut solutions = vec![T::zero(); units.len() * per_row];
        solutions.par_chunks_mut(per_row).enumerate().with_min_len(4).for_each_init(
            || Normal::new(per_row),
            |normal, (at, solution)| {
                let of = entity(problem.ratings, units.start + at);
                solution.copy_from_slice(fit(normal, problem, factors, of));
            },
        );
        for (unit, solution) in units.zip(solutions.chunks_exact(per_row)) {
            store(factors, entity(problem.ratings, unit), solution);
        }
    }

    fn touched(&self, problem: Problem<'_>, _: &Factors<T>, unit: usize) -> Touched {
        Touched::Row(entity(problem.ratings, unit))
    }

    fn boxed(&self) -> Box<dyn Solver<T>> {
        Box::new(*self)
    }
}

/// The user or the item that a unit fits.
fn entity(ratings: &Ratings, unit: usize) -> Entity {
    match unit.checked_sub(ratings.n_users()) {
        None => Entity::User(UserId::new(unit)),
        Some(item) => Entity::Item(ItemId::new(item)),
    }
}

/// Writes a regression's solution (the factors, then the bias if there is one) into the row it belongs to.
fn store<T: Real>(factors: &mut Factors<T>, of: Entity, solution: &[T]) {
    let (row, bias) = solution.split_at(factors.z());
    match of {
        Entity::User(i) => factors.p.row_mut(i.index()).copy_from_slice(row),
        Entity::Item(j) => factors.q.row_mut(j.index()).copy_from_slice(row),
    }
    if let (Some(all), Some(&value)) = (&mut factors.bias, bias.first()) {
        match of {
            Entity::User(i) => all.user[i.index()] = value,
            Entity::Item(j) => all.item[j.index()] = value,
        }
    }
}

/// Builds the equations for one row, solves them, and returns the solution.
fn fit<'a, T: Real>(normal: &'a mut Normal<T>, problem: Problem<'_>, factors: &Factors<T>, of: Entity) -> &'a [T] {
    build(normal, problem, factors, of);
    let enough = normal.lambda > T::zero() || problem.ratings.degree(of) >= normal.k;
    if !(enough && normal.cholesky()) {
        normal.b = least_length(problem, factors, of);
    }
    &normal.b
}

/// The normal equations by which ALS fits one user or item from the present factors of the other side.
pub fn normal_equations<T: Real>(problem: Problem<'_>, factors: &Factors<T>, of: Entity) -> Normal<T> {
    let mut normal = Normal::new(factors.per_row());
    build(&mut normal, problem, factors, of);
    normal.complete();
    normal
}

/// What those equations (or, where they are singular, least length) make of the row: its new factors, then its new bias.
pub fn regress<T: Real>(problem: Problem<'_>, factors: &Factors<T>, of: Entity) -> Vec<T> {
    fit(&mut Normal::new(factors.per_row()), problem, factors, of).to_vec()
}

fn build<T: Real>(normal: &mut Normal<T>, problem: Problem<'_>, factors: &Factors<T>, of: Entity) {
    normal.clear(lambda(problem.options, problem.ratings, of));
    each_row(problem.ratings, factors, of, |factors, target| normal.add(factors, target));
}

fn lambda<T: Real>(options: &Options, ratings: &Ratings, of: Entity) -> T {
    T::of(options.row_lambda(ratings.degree(of)))
}

/// Calls `f(factors of the other side, target)` for each rating of a row: the target is what the other side's bias
/// and the mean leave of the rating.
fn each_row<T: Real>(ratings: &Ratings, factors: &Factors<T>, of: Entity, mut f: impl FnMut(&[T], T)) {
    let mean = factors.bias.as_ref().map_or(T::zero(), |b| b.mean);
    let mut one = |other: Entity, value: f64| {
        f(factors.of(other), T::of(value) - mean - factors.bias_of(other));
    };
    match of {
        Entity::User(i) => ratings.user(i).iter().for_each(|(j, r)| one(j.into(), r)),
        Entity::Item(j) => ratings.item(j).iter().for_each(|(i, r)| one(i.into(), r)),
    }
}

/// The solution of least length, for equations that Cholesky cannot trust. A penalty becomes k more rows of the design,
/// √λ times the identity with target 0.
fn least_length<T: Real>(problem: Problem<'_>, factors: &Factors<T>, of: Entity) -> Vec<T> {
    let k = factors.per_row();
    let (mut rows, mut targets) = (Vec::new(), Vec::new());
    each_row(problem.ratings, factors, of, |factors, target| {
        rows.extend_from_slice(factors);
        rows.resize(rows.len() + k - factors.len(), T::one());
        targets.push(target);
    });
    let lambda: T = lambda(problem.options, problem.ratings, of);
    if lambda > T::zero() {
        for z in 0..k {
            rows.extend((0..k).map(|c| if c == z { lambda.sqrt() } else { T::zero() }));
            targets.push(T::zero());
        }
    }
    linalg::minimum_norm(&rows, &targets, k)
}
