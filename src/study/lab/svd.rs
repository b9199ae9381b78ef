//! The real singular value decomposition beside a factorisation of the known cells only.

use crate::{
    data::{self, ItemId, Ratings, UserId},
    model::{
        Factors, Tables,
        svd::{Fill, Svd, complete, truncated, unorthogonal, unorthogonal_scaled},
    },
    study::{Source, State, errors},
};
use std::sync::Arc;

/// The largest grid that is completed, in cells, and the most rows or columns on its shorter side.
const MOST: (usize, usize) = (8_000_000, 1500);

/// What is measured of each of the two.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Side {
    /// MSE over the known cells that were trained on.
    pub known: f64,
    /// MSE over the held-out cells, where there are any.
    pub held_out: Option<f64>,
    /// Of the left table (U, P) and of the right one (V, Q), how far its columns are from right angles: for U and V the largest
    /// |entry| of `XᵀX - I`, for P and Q, whose columns have any length, the same once each is scaled to length 1.
    pub unorthogonal: (f64, f64),
    /// How many numbers it is made of.
    pub numbers: usize,
}

/// The decomposition of the completed grid, and the factorisation beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Decomposed {
    /// What the cells without a rating were filled with.
    pub fill: Fill,
    /// U, Σ and V.
    pub svd: Arc<Svd>,
    /// What is measured of the decomposition.
    pub real: Side,
    /// The factors of the known cells only, by ALS.
    pub factors: Arc<Factors>,
    /// What is measured of them.
    pub known_only: Side,
}

/// Why a grid is not completed.
pub(super) fn refusal(train: &Ratings) -> Option<String> {
    let (m, n) = (train.n_users(), train.n_items());
    (m * n > MOST.0 || m.min(n) > MOST.1).then(|| {
        format!(
            "a real SVD fills every cell, and {m} x {n} are too many for this: at most 8 million cells, and 1500 on the shorter side"
        )
    })
}

/// Completes the grid of the ratings trained on and decomposes it.
pub(super) fn decompose(source: &Source, fill: Fill, z: usize) -> Option<Decomposed> {
    let (train, test) = (&source.split.train, &source.split.test);
    let svd = truncated(&complete(train, fill), z)?;
    let mse = |ratings: &Ratings| {
        let square = |i: UserId, j: ItemId, r: f64| (svd.predict(i, j) - r).powi(2);
        ratings.iter().map(|r| square(r.user, r.item, r.value)).sum::<f64>() / ratings.len().max(1) as f64
    };
    let z = svd.sigma.len();
    let real = Side {
        known: mse(train),
        held_out: (!test.is_empty()).then(|| mse(test)),
        unorthogonal: (unorthogonal(&svd.u.view()), unorthogonal(&svd.v.view())),
        numbers: (train.n_users() + train.n_items() + 1) * z,
    };
    let factors = Arc::new(Factors::Double(Tables { p: svd.u.clone(), q: svd.v.clone(), bias: None }));
    Some(Decomposed { fill, svd: Arc::new(svd), real, factors, known_only: Side::default() })
}

impl Decomposed {
    /// The same with the factorisation as far as it has come.
    pub(super) fn beside(&self, state: Option<&State>) -> Self {
        let Some((state, factors)) = state.and_then(|state| Some((state, state.factors()?))) else {
            return self.clone();
        };
        let (model, seen, split) = (&*state.model, state.source.learned(), &state.source.split);
        let held_out = errors(&split.test, seen, model);
        let table = |side| unorthogonal_scaled(&factors.table(side).view());
        let known_only = Side {
            known: errors(&split.train, seen, model).mse(),
            held_out: (held_out.count > 0).then(|| held_out.mse()),
            unorthogonal: (table(data::Side::Users), table(data::Side::Items)),
            numbers: factors.parameters(),
        };
        Self { factors: Arc::new(factors.clone()), known_only, ..self.clone() }
    }

    /// How many values there are in Σ.
    pub fn z(&self) -> usize {
        self.svd.sigma.len()
    }
}

impl Side {
    /// The larger departure from right angles of its two tables.
    pub fn worst(&self) -> f64 {
        self.unorthogonal.0.max(self.unorthogonal.1)
    }
}
