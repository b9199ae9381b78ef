//! What there is at one moment of a fit, for whoever needs no more of it.

use super::{Source, State};
use crate::{
    data::{Entity, ItemId, Scale, UserId},
    model::{self, Account, Factors, Model, Options, Problem, Regression},
};
use std::collections::BTreeSet;

/// Ratings, options and the model at one moment: of a snapshot, or of a fit without a screen.
#[derive(Clone, Copy, Debug)]
pub struct Present<'a> {
    /// The ratings.
    pub source: &'a Source,
    /// The options.
    pub options: &'a Options,
    /// What has been learned.
    pub model: &'a Model,
    /// Which items are promoted.
    pub promoted: &'a BTreeSet<ItemId>,
}

impl<'a> From<&'a State> for Present<'a> {
    fn from(state: &'a State) -> Self {
        Self {
            source: &state.source,
            options: &state.options,
            model: &state.model,
            promoted: &state.source.all().names().promoted,
        }
    }
}

impl<'a> Present<'a> {
    /// The factors, where the model has any.
    pub fn factors(self) -> Option<&'a Factors> {
        self.model.factors()
    }

    /// r̂, the rating that the model predicts, not clipped.
    pub fn predict(self, i: UserId, j: ItemId) -> f64 {
        self.model.predict(self.source.learned(), i, j)
    }

    /// The range of what the model predicts.
    pub fn scale(self) -> Scale {
        self.model.scale(self.source.all().scale())
    }

    /// The regression for a user or an item that a step of its algorithm would do from here; where the algorithm does none, that of
    /// ALS. `None` where the model has no factors.
    pub fn regressed(self, of: Entity) -> Option<Regression> {
        let (problem, factors) = (self.problem(), self.factors()?);
        let mut regression = match problem.options.method.algorithm().account {
            Account::Regression(tell) => tell(problem, factors, of),
            _ => model::regression(problem, factors, of),
        };
        regression.rows.iter_mut().for_each(|row| row.assumed |= self.source.assumes(of, row.other));
        Some(regression)
    }

    /// What the solver works on.
    pub fn problem(self) -> Problem<'a> {
        Problem { ratings: self.source.learned(), options: self.options }
    }
}
