//! The contract of a solver that can be stepped, and the list of all solvers.

use super::{Factors, Options, Parameter, Real, Setting, als::Als, content::Content, descent::Descent, sgd::Sgd};
use crate::data::{Entity, ItemId, Ratings, Side, UserId};
use std::{fmt, ops::Range, str::FromStr};

/// What is to be solved: which ratings, with which options.
#[derive(Clone, Copy, Debug)]
pub struct Problem<'a> {
    /// The ratings to train on.
    pub ratings: &'a Ratings,
    /// The options of the fit.
    pub options: &'a Options,
}

/// A part of a pass that people speak of: ALS fits all users, then all items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Half {
    /// What it goes over: "users", "items" or "ratings".
    pub over: &'static str,
    /// How many units it has.
    pub units: usize,
}

/// What a unit changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touched {
    /// All factors (and the bias) of one user or item.
    Row(Entity),
    /// One number.
    Parameter(Parameter),
    /// The factors (and biases) of both the user and the item of one rating.
    Rating(UserId, ItemId),
}

/// A way of fitting factors to ratings that can be stepped.
///
/// A *pass* is a fixed number of *units* in a fixed order, so where a fit stands is two numbers: how many passes are
/// done and how many units of the next. A solver keeps nothing between passes: from the same factors, the
/// same pass number and the same problem it always does the same, to the last bit, on any number of threads.
pub trait Solver<T: Real>: Send + Sync {
    /// The halves of one pass, in order.
    fn halves(&self, problem: Problem<'_>) -> Vec<Half>;

    /// Called before the first unit of each pass, so that the solver can note what the pass starts from.
    fn begin(&mut self, problem: Problem<'_>, factors: &Factors<T>, pass: u64);

    /// Does one unit of the pass that was begun. This is the plain version: the rule as one would write it down.
    fn unit(&mut self, problem: Problem<'_>, factors: &mut Factors<T>, unit: usize);

    /// Does several units, all of one half, in a row. It may be fast; it must give the same bits.
    fn units(&mut self, problem: Problem<'_>, factors: &mut Factors<T>, units: Range<usize>) {
        for unit in units {
            self.unit(problem, factors, unit);
        }
    }

    /// What a unit of the pass that was begun changes.
    fn touched(&self, problem: Problem<'_>, factors: &Factors<T>, unit: usize) -> Touched;

    /// The factors that the current pass reads, where those are not simply the present ones: batch descent takes
    /// every step of a pass from the factors at its start.
    fn basis(&self) -> Option<&Factors<T>> {
        None
    }

    /// A copy, with whatever the solver noted for the current pass.
    fn boxed(&self) -> Box<dyn Solver<T>>;
}

/// All solvers. A new one is a file beside this one and a line in each match here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Alternating least squares.
    Als,
    /// Batch gradient descent, by the lecture's rule.
    Descent,
    /// Stochastic gradient descent: Funk's SVD in the form that Surprise gave it.
    Sgd,
    /// Content-based filtering: a linear regression for each user on known item factors.
    Content,
    /// The same by item: a linear regression for each item on known user factors.
    ContentItems,
}

impl Method {
    /// Every method, in the order in which the program offers them.
    pub const ALL: [Self; 5] = [Self::Als, Self::Descent, Self::Sgd, Self::Content, Self::ContentItems];

    /// A solver for it.
    pub fn solver<T: Real>(self) -> Box<dyn Solver<T>> {
        match self {
            Method::Als => Box::new(Als),
            Method::Descent => Box::new(Descent::new()),
            Method::Sgd => Box::new(Sgd::new()),
            Method::Content => Box::new(Content { side: Side::Users }),
            Method::ContentItems => Box::new(Content { side: Side::Items }),
        }
    }

    /// The name in commands and options.
    pub fn name(self) -> &'static str {
        match self {
            Method::Als => "als",
            Method::Descent => "descent",
            Method::Sgd => "sgd",
            Method::Content => "content",
            Method::ContentItems => "content-items",
        }
    }

    /// The name on the screen.
    pub fn title(self) -> &'static str {
        match self {
            Method::Als => "ALS",
            Method::Descent => "gradient descent",
            Method::Sgd => "SGD",
            Method::Content => "content-based",
            Method::ContentItems => "content by item",
        }
    }

    /// What one unit of it is called, and what one pass.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Method::Als => ("regression", "iteration"),
            Method::Descent => ("parameter", "pass"),
            Method::Sgd => ("rating", "epoch"),
            Method::Content | Method::ContentItems => ("regression", "round"),
        }
    }

    /// What several passes of it are called.
    pub fn passes(self) -> &'static str {
        match self {
            Method::Als => "iterations",
            Method::Descent => "passes",
            Method::Sgd => "epochs",
            Method::Content | Method::ContentItems => "rounds",
        }
    }

    /// Whether it has a learning rate, alpha.
    pub fn has_alpha(self) -> bool {
        matches!(self, Method::Descent | Method::Sgd)
    }

    /// Whether a setting makes a difference to it.
    pub fn reads(self, setting: Setting) -> bool {
        match setting {
            Setting::Alpha(_) => self.has_alpha(),
            Setting::Shuffle(_) => self == Method::Sgd,
            Setting::Method(_)
            | Setting::Factors(_)
            | Setting::Lambda(_)
            | Setting::Penalty(_)
            | Setting::Biased(_)
            | Setting::Missing(_)
            | Setting::Start(_)
            | Setting::Seed(_) => true,
        }
    }

    /// The side that content-based filtering fits, the other one being known; `None` for the methods that learn both.
    pub fn content(self) -> Option<Side> {
        match self {
            Method::Content => Some(Side::Users),
            Method::ContentItems => Some(Side::Items),
            Method::Als | Method::Descent | Method::Sgd => None,
        }
    }

    /// Whether it fits the factors of `side`.
    pub fn fits(self, side: Side) -> bool {
        self.content().is_none_or(|fitted| fitted == side)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title())
    }
}

impl FromStr for Method {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|m| m.name() == text)
            .ok_or_else(|| format!("there is no solver '{text}'; there are {}", Self::ALL.map(Method::name).join(", ")))
    }
}
