//! What `train_als.py` counted and measured: a line of JSON beside the model.

use super::super::super::error::LoadError;
use super::{SparkFault, fault_of, parts};
use serde::Deserialize;
use std::path::Path;

/// What it says, as far as it is read here.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
pub(super) struct Measures {
    /// How many users have factors.
    users: Option<usize>,
    /// How many items have.
    items: Option<usize>,
    /// How many of the ratings held out could be predicted.
    predicted: Option<usize>,
    /// The root of the mean squared error on them.
    rmse: Option<f64>,
    /// How often an item that was used is put before one drawn by chance.
    auc: Option<f64>,
}

impl Measures {
    /// Those in the folder at `path`, where it is there.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    pub(super) fn of(path: &Path, source: &str) -> Result<Self, LoadError> {
        if !path.is_dir() {
            return Ok(Self::default());
        }
        let mut text = Vec::new();
        for part in parts::names(path, source, "measures", &mut Vec::new())? {
            text.extend(parts::bytes(path, source, &part)?);
        }
        let wrong = |error: serde_json::Error| {
            LoadError::of_file(source, fault_of(SparkFault::Measures { why: error.to_string().into() }))
        };
        serde_json::from_slice(&text).map_err(wrong)
    }

    /// How many users and how many items have factors.
    pub(super) fn counts(&self) -> [Option<usize>; 2] {
        [self.users, self.items]
    }

    /// How well the ratings held out were predicted, in words.
    pub(super) fn told(&self) -> Option<String> {
        let predicted = self.predicted?;
        let (what, value) = self.rmse.map(|rmse| ("RMSE", rmse)).or(self.auc.map(|auc| ("AUC", auc)))?;
        Some(format!("{what} {value:.4} on {predicted} held out"))
    }
}
