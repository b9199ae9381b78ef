//! Everything that a fit depends on besides the ratings.

use super::{Block, ByBlock, Method, Precision};
use crate::{choice::choice, data::Side};
use std::{fmt, str::FromStr};

choice!(
    /// How lambda weighs a row of factors.
    Penalty, "a penalty", {
    /// lambda |P_i|², the same for every row.
    Plain = "plain",
    /// lambda n_i |P_i|², n_i being how many ratings the row has (as Spark, LIBMF and Surprise's SVD do).
    Weighted = "weighted",
});

choice!(
    /// What a rating that is not there counts as.
    Missing, "a way to count holes", {
    /// As nothing: only known ratings are learned from.
    Ignored = "ignored",
    /// As a rating of 0, which the solver then works hard to predict.
    Zero = "zero",
});

choice!(
    /// How alike two rows of ratings are, over the n ratings that they have in common. Written for two users a and b; for
    /// items it is the same over users.
    ///
    /// Source: Surprise's module `similarities`, whose names these are; Koren, "Factor in the neighbors" (2010), section
    /// 2.2, for the last.
    Similarity, "a similarity", {
    /// `1 / (1 + Σ (a - b)²/n)`, from the mean squared difference: 1 where all are the same.
    Msd = "msd",
    /// `Σ ab / √(Σ a² Σ b²)`: 1 where the one's ratings are a multiple of the other's. 0 where one has nothing but zeros.
    Cosine = "cosine",
    /// `(n Σ ab - Σ a Σ b) / √((n Σ a² - (Σ a)²) (n Σ b² - (Σ b)²))`: 1 where they go up and down together. 0 where one of
    /// them does not go up and down.
    Pearson = "pearson",
    /// `(n - 1)/(n - 1 + s) · Σ ab / √(Σ a² Σ b²)`, where a and b are what of the ratings is above the baselines, and s is the
    /// shrinkage, which takes back what rests on few. 0 where n is 1.
    PearsonBaseline = "pearson-baseline",
});

/// The law that random starting factors are drawn from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Start {
    /// Evenly from 0 to the given number.
    Uniform(f64),
    /// Normal around 0, with the given standard deviation.
    Normal(f64),
    /// Not random: every factor of every row is this number.
    Same(f64),
}

/// Everything that a fit depends on besides the ratings.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// The solver.
    pub method: Method,
    /// Z, the number of factors; at least 1.
    pub factors: usize,
    /// lambda, how strongly large factors are punished; 0 or more.
    pub lambda: f64,
    /// Stochastic descent only: lambda of some blocks of numbers, in the place of that.
    pub lambda_of: ByBlock,
    /// How lambda weighs a row.
    pub penalty: Penalty,
    /// Baselines by least squares: lambda of the users' biases; 0 or more.
    pub user_lambda: f64,
    /// The same of the items' biases.
    pub item_lambda: f64,
    /// k, how many neighbours have a say at the most; at least 1.
    pub neighbours: usize,
    /// With fewer of them nothing is averaged; at least 1.
    pub min_neighbours: usize,
    /// What makes a neighbour.
    pub similarity: Similarity,
    /// Which side's rows are compared.
    pub based_on: Side,
    /// With fewer ratings in common two rows are not similar.
    pub min_support: usize,
    /// What takes back similarities that rest on few ratings, where the similarity is `pearson-baseline`; 0 or more.
    pub shrinkage: f64,
    /// How much one of a rating adds to how sure one is of a preference, where feedback is implicit; 0 or more.
    pub confidence: f64,
    /// How many steps of conjugate gradients a row of alternating least squares takes; 0 where it is solved exactly.
    pub cg_steps: usize,
    /// How many clusters of users co-clustering has; at least 1.
    pub user_clusters: usize,
    /// The same of items.
    pub item_clusters: usize,
    /// alpha, the learning rate of gradient descent; ALS has none.
    pub alpha: f64,
    /// Stochastic descent only: alpha of some blocks of numbers, in the place of that.
    pub alpha_of: ByBlock,
    /// Whether predictions have a global mean and a bias for each user and item.
    pub biased: bool,
    /// SGD only: visit the ratings in an order shuffled anew for each pass, rather than in the file's.
    pub shuffle: bool,
    /// SGD only: in how many parts users and items are divided, for ratings to be visited block by block; 1 for the file's order.
    pub parts: usize,
    /// Slope One and co-clustering only: cut ratings to whole numbers before they are compared, as Surprise 1.1.5 does.
    pub whole: bool,
    /// What cells without a rating to train on count as.
    pub missing: Missing,
    /// The law of the starting factors.
    pub start: Start,
    /// What the starting factors and the shuffling are drawn from.
    pub seed: u64,
    /// The kind of number that the model is made of. It is chosen once, for all of a session.
    pub precision: Precision,
}

impl Options {
    /// The most factors that can be asked for.
    pub const MOST_FACTORS: usize = 512;

    /// What most methods start with.
    pub(super) fn usual(method: Method) -> Self {
        Self {
            method,
            factors: 2,
            lambda: 0.0,
            lambda_of: ByBlock::default(),
            penalty: Penalty::Plain,
            user_lambda: 15.0,
            item_lambda: 10.0,
            neighbours: 40,
            min_neighbours: 1,
            similarity: Similarity::Msd,
            based_on: Side::Users,
            min_support: 1,
            shrinkage: 100.0,
            confidence: 1.0,
            cg_steps: 0,
            user_clusters: 3,
            item_clusters: 3,
            alpha: 0.05,
            alpha_of: ByBlock::default(),
            biased: false,
            shuffle: false,
            parts: 1,
            whole: false,
            missing: Missing::Ignored,
            start: Start::Uniform(1.0),
            seed: 1,
            precision: Precision::Double,
        }
    }

    /// alpha of a block.
    pub fn alpha(&self, block: Block) -> f64 {
        self.alpha_of.of(block).unwrap_or(self.alpha)
    }

    /// lambda of a block.
    pub fn lambda(&self, block: Block) -> f64 {
        self.lambda_of.of(block).unwrap_or(self.lambda)
    }

    /// Whether anything is punished.
    pub fn punishes(&self) -> bool {
        self.lambda > 0.0 || self.lambda_of.each().any(|(_, lambda)| lambda > 0.0)
    }

    /// lambda for a row with `count` ratings: the weight of its own squared length in the objective.
    pub fn row_lambda(&self, count: usize) -> f64 {
        self.weighed(self.lambda, count)
    }

    /// The same for one block of the row.
    pub fn block_lambda(&self, block: Block, count: usize) -> f64 {
        self.weighed(self.lambda(block), count)
    }

    fn weighed(&self, lambda: f64, count: usize) -> f64 {
        match self.penalty {
            Penalty::Plain => lambda,
            Penalty::Weighted => lambda * count as f64,
        }
    }

    /// lambda as one single rating applies it to a block of a row with `count` ratings, so that a pass over them all applies
    /// [`Options::block_lambda`].
    pub fn rating_lambda(&self, block: Block, count: usize) -> f64 {
        match self.penalty {
            Penalty::Plain => self.lambda(block) / count as f64,
            Penalty::Weighted => self.lambda(block),
        }
    }
}

impl fmt::Display for Start {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Start::Uniform(scale) => write!(f, "uniform:{scale}"),
            Start::Normal(deviation) => write!(f, "normal:{deviation}"),
            Start::Same(value) => write!(f, "same:{value}"),
        }
    }
}

impl FromStr for Start {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (law, scale) = text.split_once(':').unwrap_or((text, ""));
        let scale = |default| match scale {
            "" => Some(default),
            s => s.parse::<f64>().ok().filter(|s| s.is_finite() && *s > 0.0),
        };
        match law {
            "uniform" => scale(1.0).map(Self::Uniform),
            "normal" => scale(0.1).map(Self::Normal),
            "same" if text == law => Some(Self::Same(0.5)),
            "same" => text[law.len() + 1..].parse().ok().filter(|v: &f64| v.is_finite()).map(Self::Same),
            _ => None,
        }
        .ok_or_else(|| format!("'{text}' is not a start; write uniform:1, normal:0.1 or same:0.5"))
    }
}
