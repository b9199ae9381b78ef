//! The list of all algorithms.

use super::{Setting, Stepper, als::Als, content::Content, descent::Descent, sgd::Sgd};
use crate::data::Side;
use std::{fmt, str::FromStr};

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

    /// The algorithm at work, at the start of a pass.
    pub fn stepper(self) -> Box<dyn Stepper> {
        match self {
            Method::Als => Box::new(Als),
            Method::Descent => Box::new(Descent::default()),
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
