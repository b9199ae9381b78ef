//! The contract of an algorithm that can be stepped.

use super::{Model, Options, Touched};
use crate::data::{Ratings, Side};
use std::{fmt, ops::Range, sync::Arc};

/// What is to be solved: which ratings, with which options.
#[derive(Clone, Copy, Debug)]
pub struct Problem<'a> {
    /// The ratings to train on.
    pub ratings: &'a Ratings,
    /// The options of the fit.
    pub options: &'a Options,
}

/// What a part of a pass goes over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Over {
    /// All users.
    Users,
    /// All items.
    Items,
    /// All ratings.
    Ratings,
}

impl From<Side> for Over {
    fn from(side: Side) -> Self {
        match side {
            Side::Users => Self::Users,
            Side::Items => Self::Items,
        }
    }
}

impl fmt::Display for Over {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Users => "users",
            Self::Items => "items",
            Self::Ratings => "ratings",
        })
    }
}

/// A part of a pass that people speak of: ALS fits all users, then all items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Half {
    /// What it goes over.
    pub over: Over,
    /// How many units it has.
    pub units: usize,
}

/// An algorithm at work, step by step.
///
/// A *pass* is a fixed number of *units* in a fixed order, so where a fit stands is two numbers: how many passes are
/// done and how many units of the next. Nothing is kept between passes: from the same model, the same pass number and the
/// same problem it always does the same, to the last bit, on any number of threads. A model of another family than its own
/// it leaves alone.
pub trait Stepper: Send + Sync {
    /// The halves of one pass, in order.
    fn halves(&self, problem: Problem<'_>) -> Vec<Half>;

    /// Called before the first unit of each pass, so that it can be noted what the pass starts from.
    fn begin(&mut self, _problem: Problem<'_>, _model: &Arc<Model>, _pass: u64) {}

    /// Does one unit of the pass that was begun. This is the plain version: the rule as one would write it down.
    fn unit(&mut self, problem: Problem<'_>, model: &mut Model, unit: usize);

    /// Does several units, all of one half, in a row. It may be fast; it must give the same bits.
    fn units(&mut self, problem: Problem<'_>, model: &mut Model, units: Range<usize>) {
        for unit in units {
            self.unit(problem, model, unit);
        }
    }

    /// What a unit of the pass that was begun changes.
    fn touched(&self, problem: Problem<'_>, unit: usize) -> Touched;

    /// The model that the current pass reads, where that is not simply the present one: batch descent takes every step of
    /// a pass from the factors at its start.
    fn begun_from(&self) -> Option<&Arc<Model>> {
        None
    }

    /// A copy, with whatever was noted for the current pass.
    fn boxed(&self) -> Box<dyn Stepper>;
}
