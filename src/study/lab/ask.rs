//! What can be asked of the Lab: the closed list of its experiments.

use super::{Compare, Others, Overfit, Protocol, Race, Rates, RealSvd, Search, Starts, Weighings, WholeGrid};

/// An experiment that is asked for, with all that it takes to say which.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// The same fit from many seeds.
    Starts(Starts),
    /// The same descent with several learning rates.
    Rates(Rates),
    /// Solvers side by side.
    Race(Race),
    /// The same fit under one penalty after another.
    Overfit(Overfit),
    /// The singular value decomposition beside a factorisation.
    Svd(RealSvd),
    /// What is known of the whole grid.
    Grid(WholeGrid),
    /// Models on the same folds.
    Compare(Compare),
    /// Options of the present method on the same folds.
    Search(Search),
    /// What other models recommend.
    Popularity(Others),
    /// Sets of weights on the same folds.
    Weights(Weighings),
}

impl Ask {
    /// How it is done.
    pub fn protocol(&self) -> &dyn Protocol {
        match self {
            Ask::Starts(starts) => starts,
            Ask::Rates(rates) => rates,
            Ask::Race(race) => race,
            Ask::Overfit(overfit) => overfit,
            Ask::Svd(svd) => svd,
            Ask::Grid(grid) => grid,
            Ask::Compare(compare) => compare,
            Ask::Search(search) => search,
            Ask::Popularity(others) => others,
            Ask::Weights(weighings) => weighings,
        }
    }
}
