//! The real singular value decomposition beside a factorisation of the known cells only.

use super::{
    Figure, Finding, Outcome, Protocol,
    options::{als, relevant_to_als},
    trial::Trial,
};
use crate::{
    data::{self, ItemId, Ratings, UserId},
    model::{
        Factors, Options, Tables,
        svd::{Fill, Svd, complete, truncated, unorthogonal, unorthogonal_scaled},
    },
    study::{Source, State, errors},
};
use std::sync::Arc;

/// The largest grid that is completed, in cells, and the most rows or columns on its shorter side.
const MOST: (usize, usize) = (8_000_000, 1500);

/// The singular value decomposition of the grid completed like this, and ALS on the known cells: `U Σ Vᵀ` is of all grids of
/// rank Z the one nearest to the completed grid (Eckart and Young, "The approximation of one matrix by another of lower rank",
/// 1936); `P · Q` is fitted to what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RealSvd(pub Fill);

impl Protocol for RealSvd {
    fn fits(&self, options: &Options) -> Vec<Options> {
        vec![als(options)]
    }

    fn relevant(&self, options: &Options) -> Options {
        relevant_to_als(options)
    }

    fn refusal(&self, source: &Source, _options: &Options) -> Option<String> {
        let (m, n) = (source.split.train.n_users(), source.split.train.n_items());
        (m * n > MOST.0 || m.min(n) > MOST.1).then(|| {
            format!(
                "a real SVD fills every cell, and {m} x {n} are too many for this: at most 8 million cells, and 1500 on the shorter side"
            )
        })
    }

    fn step(&self, source: &Source, options: &Options) -> Option<Result<Outcome, String>> {
        let found = decompose(source, self.0, options.factors).map(Outcome::Svd);
        Some(found.ok_or_else(|| "these numbers have no singular value decomposition".into()))
    }

    fn outcome(&self, before: Outcome, trials: &[Trial], _source: &Source) -> Outcome {
        match before {
            Outcome::Svd(found) => Outcome::Svd(found.beside(trials.first().map(Trial::state))),
            before => before,
        }
    }

    fn figures(&self) -> &'static [Figure] {
        FIGURES
    }
}

const FIGURES: &[Figure] = &[
    Figure::new("svd-known", "MSE of U Σ Vᵀ over the known cells", |f, _| Some(found(f)?.real.known)),
    Figure::new("svd-held-out", "MSE of U Σ Vᵀ over the cells held out", |f, _| found(f)?.real.held_out),
    Figure::new("svd-orthogonality", "how far U and V are from right angles", |f, _| Some(found(f)?.real.worst())),
    Figure::new("svd-numbers", "how many numbers U, Σ and V are made of", |f, _| Some(found(f)?.real.numbers as f64)),
    Figure::new("known", "MSE of P · Q over the known cells", |f, _| Some(found(f)?.known_only.known)),
    Figure::new("held-out", "MSE of P · Q over the cells held out", |f, _| found(f)?.known_only.held_out),
    Figure::new("orthogonality", "how far P and Q are from right angles", |f, _| Some(found(f)?.known_only.worst())),
    Figure::new("numbers", "how many numbers P and Q are made of", |f, _| Some(found(f)?.known_only.numbers as f64)),
    Figure::new("sigma", "singular value k, the largest first", |f, k| found(f)?.svd.sigma.get(k).copied()),
];

/// The decomposition, once it is there.
fn found(finding: &Finding) -> Option<&Decomposed> {
    if let Outcome::Svd(found) = &finding.outcome { Some(found) } else { None }
}

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

/// Completes the grid of the ratings trained on and decomposes it.
fn decompose(source: &Source, fill: Fill, z: usize) -> Option<Decomposed> {
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
    let factors = Arc::new(Factors::Double(Tables { p: (&svd.u).into(), q: (&svd.v).into(), bias: None }));
    Some(Decomposed { fill, svd: Arc::new(svd), real, factors, known_only: Side::default() })
}

impl Decomposed {
    /// The same with the factorisation as far as it has come.
    fn beside(self, state: Option<&State>) -> Self {
        let Some((state, factors)) = state.and_then(|state| Some((state, state.factors()?))) else { return self };
        let (model, seen, split) = (&*state.model, state.source.learned(), &state.source.split);
        let held_out = errors(&split.test, seen, model);
        let table = |side| unorthogonal_scaled(&factors.table(side).view());
        let known_only = Side {
            known: errors(&split.train, seen, model).mse(),
            held_out: (held_out.count > 0).then(|| held_out.mse()),
            unorthogonal: (table(data::Side::Users), table(data::Side::Items)),
            numbers: factors.parameters(),
        };
        Self { factors: Arc::new(factors.clone()), known_only, ..self }
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
