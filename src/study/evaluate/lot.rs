//! The ratings of an evaluation, and how they are divided.

use crate::data::{Folds, Ratings, Split};
use std::sync::Arc;

/// Ratings with the ways to divide them: drawn, or given.
#[derive(Clone, Debug)]
pub enum Lot {
    /// By a rule and a seed.
    Drawn {
        /// The ratings.
        ratings: Arc<Ratings>,
        /// The rule.
        folds: Folds,
        /// The seed.
        seed: u64,
    },
    /// As they came.
    Given(Vec<Split>),
}

impl Lot {
    /// Ratings divided by a rule.
    ///
    /// # Errors
    /// A sentence, where they cannot be divided so.
    pub fn drawn(ratings: Arc<Ratings>, folds: Folds, seed: u64) -> Result<Self, String> {
        match folds.refusal(&ratings) {
            Some(why) => Err(why),
            None => Ok(Self::Drawn { ratings, folds, seed }),
        }
    }

    /// How many folds there are.
    pub fn folds(&self) -> usize {
        match self {
            Self::Drawn { folds, .. } => folds.count(),
            Self::Given(splits) => splits.len(),
        }
    }

    /// The ratings; of several divisions that came as they are, those of the first.
    pub fn ratings(&self) -> Option<&Ratings> {
        match self {
            Self::Drawn { ratings, .. } => Some(ratings),
            Self::Given(splits) => splits.first().map(|split| &*split.all),
        }
    }

    /// A fold, by its number from 0.
    pub fn split(&self, fold: usize) -> Split {
        match self {
            Self::Drawn { ratings, folds, seed } => folds.split(ratings, *seed, fold),
            Self::Given(splits) => splits[fold].clone(),
        }
    }
}
