//! What the factors of Spark's ALS were fitted to, which its model does not say: the settings of the fit that lie beside it.

use super::super::super::error::LoadError;
use super::saved::Saved;
use std::fmt;
use std::path::Path;

/// What Spark's ALS lowered. Explicit: `Σ (P_i · Q_j - r_ij)² + λ Σ n_i |P_i|² + λ Σ n_j |Q_j|²`, n being how many ratings a
/// row has. Implicit: over all cells, `Σ c_ij (P_i · Q_j - p_ij)²` with `c = 1 + α |r|` and p = 1 where r > 0, and n the
/// ratings above 0.
///
/// Source: Spark 4.3, `ml/recommendation/ALS.scala`, `computeFactors`.
#[derive(Clone, Debug, PartialEq)]
pub struct Fitted {
    /// λ, which Spark calls `regParam`.
    pub lambda: f64,
    /// α, where feedback was implicit.
    pub confidence: Option<f64>,
    /// Whether no factor could be below 0.
    pub non_negative: bool,
    /// Whether the folder says all this; else it is what Spark takes where nobody says.
    pub is_said: bool,
    /// The version of Spark.
    version: String,
    /// How well it predicted ratings held out, where that was measured.
    measured: Option<String>,
}

impl Fitted {
    /// What the settings in the folder at `root` say, which wrote `model`.
    ///
    /// # Errors
    /// When they are there and cannot be read.
    pub(super) fn of(root: &Path, shown: &str, model: &Saved, measured: Option<String>) -> Result<Self, LoadError> {
        let path = root.join("estimator");
        let is_said = path.join("metadata").is_dir();
        let saved = if is_said { Saved::of(&path, &format!("{shown}/estimator"))? } else { Saved::default() };
        let implicit = saved.switch("implicitPrefs")?;
        let alpha = saved.number("alpha")?;
        Ok(Self {
            lambda: saved.number("regParam")?.unwrap_or(0.1),
            confidence: implicit.then_some(alpha.unwrap_or(1.0)),
            non_negative: saved.switch("nonnegative")?,
            is_said,
            version: model.version.clone(),
            measured,
        })
    }

    /// What is to be known of steps that go on from here.
    pub(in crate::data::load) fn caution(&self) -> Option<String> {
        let Self { lambda, confidence, non_negative, is_said, .. } = self;
        match (is_said, confidence, non_negative) {
            (false, ..) => Some(format!(
                "the folder does not say what the factors were fitted to: steps take lambda {lambda}, Spark's default, times the \
                 row's count; --lambda says another, --solver implicit-als --confidence ALPHA that feedback was implicit"
            )),
            (true, Some(_), true) => Some(
                "Spark kept the factors from falling below 0; implicit-als does not, so that steps lead away from them"
                    .into(),
            ),
            _ => None,
        }
    }
}

impl fmt::Display for Fitted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "by Spark {}", self.version)?;
        if !self.is_said {
            return Ok(());
        }
        match self.confidence {
            Some(alpha) => write!(f, ": implicit, alpha {alpha}, regParam {}", self.lambda)?,
            None => write!(f, ": explicit, regParam {}", self.lambda)?,
        }
        f.write_str(if self.non_negative { ", nonnegative" } else { "" })?;
        self.measured.as_ref().map_or(Ok(()), |measured| write!(f, ", {measured}"))
    }
}
