//! Errors over ratings, and the penalty: sums in `f64`, the same on any number of threads.

use crate::{
    data::{Entity, ItemId, Ratings, Row, Side, UserId},
    model::{Block, Model, Options},
};
use rayon::prelude::*;
use std::ops::Add;

/// Sums over a set of ratings, with `e = r̂ - r`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Errors {
    /// How many ratings.
    pub count: usize,
    /// Σ e².
    pub sse: f64,
    /// Σ |e|.
    pub sae: f64,
    /// Σ e², each prediction first clipped to the scale.
    pub sse_clipped: f64,
}

impl Errors {
    /// Mean squared error; 0 over no ratings.
    pub fn mse(self) -> f64 {
        self.mean(self.sse)
    }

    /// Root mean squared error.
    pub fn rmse(self) -> f64 {
        self.mse().sqrt()
    }

    /// Root mean squared error of clipped predictions.
    pub fn rmse_clipped(self) -> f64 {
        self.mse_clipped().sqrt()
    }

    /// Mean absolute error.
    pub fn mae(self) -> f64 {
        self.mean(self.sae)
    }

    /// Mean squared error of clipped predictions.
    pub fn mse_clipped(self) -> f64 {
        self.mean(self.sse_clipped)
    }

    fn mean(self, sum: f64) -> f64 {
        if self.count == 0 { 0.0 } else { sum / self.count as f64 }
    }
}

impl Add for Errors {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            count: self.count + other.count,
            sse: self.sse + other.sse,
            sae: self.sae + other.sae,
            sse_clipped: self.sse_clipped + other.sse_clipped,
        }
    }
}

/// So many rows are added up before their sum is added to others. Blocks have a fixed size and are added up in their order, so
/// a sum does not depend on how many threads share the work.
const BLOCK: usize = 256;

/// The errors of a model, which has learned from `seen`, over some ratings.
pub fn errors(ratings: &Ratings, seen: &Ratings, model: &Model) -> Errors {
    total(&by_user(ratings, seen, model))
}

/// The same over the ratings of each user.
pub(super) fn by_user(ratings: &Ratings, seen: &Ratings, model: &Model) -> Vec<Errors> {
    let user = |predictions: &mut Vec<f64>, i| of_user(ratings, seen, model, UserId::new(i), predictions);
    (0..ratings.n_users())
        .into_par_iter()
        .with_min_len(BLOCK / 4)
        .with_max_len(BLOCK)
        .map_init(Vec::new, user)
        .collect()
}

/// The same over the ratings of one user. `predictions` is room for them.
pub(super) fn of_user(
    ratings: &Ratings,
    seen: &Ratings,
    model: &Model,
    i: UserId,
    predictions: &mut Vec<f64>,
) -> Errors {
    let (row, scale) = (ratings.user(i), model.scale(ratings.scale()));
    model.predict_row(seen, i, row.ids, predictions);
    row.values().zip(predictions).fold(Errors::default(), |sum, (r, prediction)| {
        let r = model.aim(r);
        let (e, clipped) = (*prediction - r, scale.clip(*prediction) - r);
        sum + Errors { count: 1, sse: e * e, sae: e.abs(), sse_clipped: clipped * clipped }
    })
}

/// The sum over all users, from those of each.
pub(super) fn total(each: &[Errors]) -> Errors {
    let sum = |some: &[Errors]| some.iter().copied().fold(Errors::default(), Errors::add);
    each.chunks(BLOCK).map(sum).fold(Errors::default(), Errors::add)
}

/// The sum of what `of` makes of each user's ratings and the predictions for them.
pub(super) fn sum_over_users<T: Default + Add<Output = T> + Send>(
    ratings: &Ratings,
    seen: &Ratings,
    model: &Model,
    of: impl Fn(Row<'_, ItemId>, &[f64]) -> T + Sync,
) -> T {
    let user = |index: usize, predictions: &mut Vec<f64>| {
        let row = ratings.user(UserId::new(index));
        model.predict_row(seen, UserId::new(index), row.ids, predictions);
        of(row, predictions)
    };
    let block = |start: usize| {
        let mut predictions = Vec::new();
        let users = start..(start + BLOCK).min(ratings.n_users());
        users.map(|index| user(index, &mut predictions)).fold(T::default(), T::add)
    };
    let starts = (0..ratings.n_users()).step_by(BLOCK);
    if ratings.n_users() <= BLOCK {
        return starts.map(block).fold(T::default(), T::add);
    }
    let starts: Vec<usize> = starts.collect();
    let blocks: Vec<T> = starts.into_par_iter().map(block).collect();
    blocks.into_iter().fold(T::default(), T::add)
}

/// What the objective adds to the SSE: `Σ λ_row |row|²` over all rows of P and Q, biases included. What a model adds
/// besides, it says itself.
/// Content-based filtering punishes the coefficients of the side that it fits, and nothing else.
pub fn penalty(ratings: &Ratings, model: &Model, options: &Options) -> f64 {
    if let Some(penalty) = model.penalty(ratings, options) {
        return penalty;
    }
    let Some(factors) = model.factors().filter(|_| options.punishes()) else { return 0.0 };
    let row = |of: Entity| {
        let bias = if options.method.content().is_some() { 0.0 } else { factors.bias_of(of) };
        let count = ratings.degree(of);
        let lambda = |factor: bool| options.block_lambda(Block::of(of, factor), count);
        let length = factors.square(of) + bias * bias;
        // One λ for both is multiplied once.
        lambda(true) * length + (lambda(false) - lambda(true)) * (bias * bias)
    };
    let block = |side: Side, first: usize| {
        let rows = first..(first + BLOCK).min(ratings.count(side));
        rows.map(|at| row(Entity::new(side, at))).sum::<f64>()
    };
    let side = |side: Side| {
        let firsts: Vec<usize> = (0..ratings.count(side)).step_by(BLOCK).collect();
        firsts.into_par_iter().map(|first| block(side, first)).collect::<Vec<f64>>().into_iter().sum::<f64>()
    };
    [Side::Users, Side::Items].into_iter().filter(|of| options.method.fits(*of)).map(side).sum()
}
