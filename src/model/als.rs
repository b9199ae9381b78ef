//! Alternating least squares: fix the items and fit every user by regression, then the other way round.

use super::{
    Factors, Half, Problem, Real, Solver, Touched,
    regression::{regress, regress_rows, store},
};
use crate::data::{Entity, ItemId, Ratings, UserId};
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
        regress_rows(problem, factors, units, |unit| entity(problem.ratings, unit));
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
