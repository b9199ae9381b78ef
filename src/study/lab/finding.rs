//! What came of an experiment so far, and what it was made from.

use super::{Ask, Contest, Counted, Decomposed, Ladder, Other, Taken, Trace, Weighted};
use crate::{
    data::Ratings,
    model::Options,
    study::{Given, Source},
};
use std::sync::Arc;

/// What a finding was made from.
#[derive(Clone, Debug)]
pub(super) struct Made {
    pub(super) ask: Ask,
    train: Arc<Ratings>,
    test: Arc<Ratings>,
    given: Arc<Given>,
    /// The relevant ones.
    pub(super) options: Options,
}

impl Made {
    pub(super) fn new(ask: &Ask, source: &Source, options: &Options) -> Self {
        Self {
            ask: ask.clone(),
            train: Arc::clone(&source.split.train),
            test: Arc::clone(&source.split.test),
            given: Arc::clone(&source.given),
            options: ask.protocol().relevant(options),
        }
    }

    /// Whether it was made from these ratings.
    pub(super) fn of(&self, source: &Source) -> bool {
        Arc::ptr_eq(&self.train, &source.split.train)
            && Arc::ptr_eq(&self.test, &source.split.test)
            && Arc::ptr_eq(&self.given, &source.given)
    }

    pub(super) fn fits(&self, ask: &Ask, source: &Source, options: &Options) -> bool {
        self.ask == *ask && self.of(source) && self.options == ask.protocol().relevant(options)
    }
}

/// How far an experiment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It is being worked on.
    Working,
    /// It was stopped before its end; asked for again, it goes on.
    Stopped,
    /// It is finished.
    Done,
}

/// What came of an experiment, besides the fits.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Outcome {
    /// Nothing else, or nothing else yet.
    #[default]
    Fits,
    /// What the fits say of the cells without a rating.
    Overfit(Ladder),
    /// The decomposition beside the fit.
    Svd(Decomposed),
    /// What is known of the whole grid.
    Grid(Arc<Counted>),
    /// What came of models on the same folds.
    Contest(Contest),
    /// What models recommend.
    Popularity(Vec<Other>),
    /// What came of lists by sets of weights.
    Weighted(Arc<Weighted>),
    /// Nothing: it was not done, for this reason.
    Refused(String),
}

/// What came of an experiment so far.
#[derive(Clone, Debug)]
pub struct Finding {
    pub(super) made: Made,
    /// How far it is.
    pub stage: Stage,
    /// How much of it is done, from 0 to 1.
    pub part: f64,
    /// The most passes that each fit may take.
    pub most: u64,
    /// The fits, in the order in which they were asked for.
    pub traces: Vec<Trace>,
    /// What came of it besides.
    pub outcome: Outcome,
}

impl Finding {
    /// What was asked for.
    pub fn ask(&self) -> &Ask {
        &self.made.ask
    }

    /// Whether this answers an ask about these ratings and options.
    pub fn fits(&self, ask: &Ask, source: &Source, options: &Options) -> bool {
        self.made.fits(ask, source, options)
    }

    /// What came of models on the same folds, where that was asked for.
    pub fn contest(&self) -> Option<&Contest> {
        if let Outcome::Contest(contest) = &self.outcome { Some(contest) } else { None }
    }

    /// Models beside the present fit, with what they recommend, where that was asked for.
    pub fn others(&self) -> &[Other] {
        if let Outcome::Popularity(others) = &self.outcome { others } else { &[] }
    }

    /// What came of lists by sets of weights, where that was asked for.
    pub fn weighted(&self) -> Option<&Weighted> {
        if let Outcome::Weighted(weighted) = &self.outcome { Some(weighted.as_ref()) } else { None }
    }

    /// How many fits, models or sets of weights there are.
    pub fn len(&self) -> usize {
        match &self.outcome {
            Outcome::Contest(contest) => contest.recipes.len(),
            Outcome::Popularity(others) => others.len(),
            Outcome::Weighted(weighted) => weighted.sets.len(),
            _ => self.traces.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The fits in the order in which they are shown, by their place from 0 among [`Finding::traces`] or the models.
    pub fn shown(&self) -> Vec<usize> {
        self.ask().protocol().shown(self)
    }

    /// What is taken over from the fit at a place (from 0) into the present fit, whose options these are.
    ///
    /// # Errors
    /// A sentence, where there is nothing to take over.
    pub fn taken(&self, at: usize, options: &Options) -> Result<Taken, String> {
        self.ask().protocol().taken(self, at, options)
    }
}
