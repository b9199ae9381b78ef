//! The registry: which algorithm each method is.

use super::{
    Account, Algorithm, Knob, Method, Problem, Stepper,
    als::ALS,
    baselines,
    co_clustering::CO_CLUSTERING,
    content,
    descent::DESCENT,
    implicit_als::IMPLICIT_ALS,
    knn,
    nmf::{self, NMF},
    normal::NORMAL,
    sgd::{SGD, SVD},
    slope_one::SLOPE_ONE,
    svd_pp::SVD_PP,
};
use crate::{
    choice::{Choice, listed},
    data::Side,
};
use std::{fmt, str::FromStr};

macro_rules! registry {
    ($($method:ident => $algorithm:path,)+) => {
        impl Choice for Method {
            const WHAT: &'static str = "a solver";
            const ALL: &'static [Self] = &[$(Self::$method),+];
            const NAMES: &'static [&'static str] = &[$($algorithm.name),+];
        }

        impl Method {
            /// What it is.
            pub fn algorithm(self) -> &'static Algorithm {
                match self {
                    $(Self::$method => &$algorithm,)+
                }
            }
        }
    };
}

// In the order in which they are offered.
registry! {
    Als => ALS,
    Descent => DESCENT,
    Sgd => SGD,
    Svd => SVD,
    Content => content::BY_USER,
    ContentItems => content::BY_ITEM,
    SvdPp => SVD_PP,
    Nmf => NMF,
    ImplicitAls => IMPLICIT_ALS,
    SlopeOne => SLOPE_ONE,
    CoClustering => CO_CLUSTERING,
    NormalPredictor => NORMAL,
    BaselineAls => baselines::BASELINE_ALS,
    BaselineSgd => baselines::BASELINE_SGD,
    KnnBasic => knn::KNN_BASIC,
    KnnWithMeans => knn::KNN_WITH_MEANS,
    KnnWithZScore => knn::KNN_WITH_Z_SCORE,
    KnnBaseline => knn::KNN_BASELINE,
}

impl Method {
    /// The algorithm at work, at the start of a pass.
    pub fn stepper(self) -> Box<dyn Stepper> {
        (self.algorithm().stepper)()
    }

    /// What there is to choose from, in a sentence for the help of the command line.
    pub fn about() -> String {
        let each = |method: &Self| format!("{} ({})", method.name(), method.algorithm().about);
        let all: Vec<String> = Self::ALL.iter().map(each).collect();
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        format!("How to fit: {} [default: {}]", listed(&all, "or"), Self::Als.name())
    }

    /// Why a problem is not one for its method, in a sentence.
    pub fn refusal(problem: Problem<'_>) -> Option<String> {
        nmf::refusal(problem).or_else(|| knn::refusal(problem))
    }

    /// The name on the screen.
    pub fn title(self) -> &'static str {
        self.algorithm().title
    }

    /// What one unit of it is called, and what one pass.
    pub fn words(self) -> (&'static str, &'static str) {
        (self.algorithm().unit, self.algorithm().pass)
    }

    /// What several passes of it are called.
    pub fn passes(self) -> &'static str {
        self.algorithm().passes
    }

    /// Whether it has a learning rate, alpha.
    pub fn has_alpha(self) -> bool {
        self.reads(Knob::Alpha)
    }

    /// Whether the models that it makes are of factors.
    pub fn has_factors(self) -> bool {
        self.reads(Knob::Factors)
    }

    /// Whether an option makes a difference to it.
    pub fn reads(self, knob: Knob) -> bool {
        knob == Knob::Method || self.algorithm().reads.contains(&knob)
    }

    /// The side that content-based filtering fits, the other one being known; `None` for the methods that learn both.
    pub fn content(self) -> Option<Side> {
        self.algorithm().content
    }

    /// Whether it fits what belongs to `side`.
    pub fn fits(self, side: Side) -> bool {
        self.content().is_none_or(|fitted| fitted == side)
    }

    /// Whether it fits each row of `side` by a regression.
    pub fn regresses(self, side: Side) -> bool {
        matches!(self.algorithm().account, Account::Regression(_)) && self.fits(side)
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
        Self::named(text)
    }
}
