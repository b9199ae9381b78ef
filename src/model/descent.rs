//! Batch gradient descent by the lecture's rule: every parameter moves against the slope of the error at once.

use super::{Factors, Half, Parameter, Problem, Real, Solver, Touched};
use crate::data::{Entity, ItemId, Ratings, UserId};
use rayon::prelude::*;
use std::ops::Range;

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
#[derive(Clone, Debug)]
pub(super) struct Descent<T> {
    /// The factors at the start of the pass.
    old: Option<Factors<T>>,
}

impl<T: Real> Descent<T> {
    pub(super) fn new() -> Self {
        Self { old: None }
    }

    fn old(&self) -> &Factors<T> {
        self.old.as_ref().expect("a pass is begun before its first unit")
    }
}

impl<T: Real> Solver<T> for Descent<T> {
    fn halves(&self, problem: Problem<'_>) -> Vec<Half> {
        let per_row = problem.options.factors + usize::from(problem.options.biased);
        vec![
            Half { over: "users", units: problem.ratings.n_users() * per_row },
            Half { over: "items", units: problem.ratings.n_items() * per_row },
        ]
    }

    fn begin(&mut self, _: Problem<'_>, factors: &Factors<T>, _: u64) {
        match &mut self.old {
            Some(old) => old.clone_from(factors),
            None => self.old = Some(factors.clone()),
        }
    }

    fn unit(&mut self, problem: Problem<'_>, factors: &mut Factors<T>, unit: usize) {
        let at = parameter(problem.ratings, factors, unit);
        let old = self.old();
        let mut slope = T::zero();
        each_error(problem.ratings, old, at.of, |error, other| {
            slope += error * at.factor.map_or(T::one(), |z| old.of(other)[z]);
        });
        factors.set(at, moved(problem, at.of, old.get(at), slope));
    }

    fn units(&mut self, problem: Problem<'_>, factors: &mut Factors<T>, units: Range<usize>) {
        let per_row = factors.per_row();
        if units.len() < 4 * per_row {
            return units.for_each(|unit| self.unit(problem, factors, unit));
        }
        // Whole rows at once: each error is worked out once and used for every factor of the row.
        let whole = units.start.next_multiple_of(per_row)..units.end / per_row * per_row;
        (units.start..whole.start).for_each(|unit| self.unit(problem, factors, unit));
        let rows = whole.start / per_row..whole.end / per_row;
        let old = self.old();
        let mut new = vec![T::zero(); whole.len()];
        new.par_chunks_mut(per_row).zip(rows.clone().into_par_iter()).with_min_len(16).for_each(|(slopes, row)| {
            let of = parameter(problem.ratings, old, row * per_row).of;
            each_error(problem.ratings, old, of, |error, other| {
                let (factors, bias) = slopes.split_at_mut(old.z());
                for (slope, &x) in factors.iter_mut().zip(old.of(other)) {
                    *slope += error * x;
                }
                bias.iter_mut().for_each(|slope| *slope += error);
            });
            for (z, slope) in slopes.iter_mut().enumerate() {
                let at = Parameter { of, factor: (z < old.z()).then_some(z) };
                *slope = moved(problem, of, old.get(at), *slope);
            }
        });
        for (unit, value) in whole.clone().zip(new) {
            factors.set(parameter(problem.ratings, factors, unit), value);
        }
        (whole.end..units.end).for_each(|unit| self.unit(problem, factors, unit));
    }

    fn touched(&self, problem: Problem<'_>, factors: &Factors<T>, unit: usize) -> Touched {
        Touched::Parameter(parameter(problem.ratings, factors, unit))
    }

    fn basis(&self) -> Option<&Factors<T>> {
        self.old.as_ref()
    }

    fn boxed(&self) -> Box<dyn Solver<T>> {
        Box::new(self.clone())
    }
}

/// The parameter that a unit moves.
fn parameter<T: Real>(ratings: &Ratings, factors: &Factors<T>, unit: usize) -> Parameter {
    let per_row = factors.per_row();
    let (row, column) = (unit / per_row, unit % per_row);
    let of = match row.checked_sub(ratings.n_users()) {
        None => Entity::User(UserId::new(row)),
        Some(item) => Entity::Item(ItemId::new(item)),
    };
    Parameter { of, factor: (column < factors.z()).then_some(column) }
}

/// Calls `f(e, the other side)` for each rating of a row, in the row's order.
fn each_error<T: Real>(ratings: &Ratings, old: &Factors<T>, of: Entity, mut f: impl FnMut(T, Entity)) {
    let mut one = |i: UserId, j: ItemId, rating: f64, other: Entity| f(old.predict(i, j) - T::of(rating), other);
    match of {
        Entity::User(i) => ratings.user(i).iter().for_each(|(j, r)| one(i, j, r, j.into())),
        Entity::Item(j) => ratings.item(j).iter().for_each(|(i, r)| one(i, j, r, i.into())),
    }
}

/// `old - α (slope + λ old)`.
fn moved<T: Real>(problem: Problem<'_>, of: Entity, old: T, slope: T) -> T {
    let lambda = T::of(problem.options.row_lambda(problem.ratings.degree(of)));
    old - T::of(problem.options.alpha) * (slope + lambda * old)
}
