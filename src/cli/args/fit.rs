//! What can be written after `fit`, and how whatever fits is run. The comments are the help texts.

use super::{Format, ModelArgs};
use crate::cli::DataArgs;
use clap::{Args as ClapArgs, ValueHint, value_parser};
use std::path::PathBuf;

pub(super) const FIT_EXAMPLES: &str = "\
Examples:
  factorscope fit lecture
  factorscope fit lecture --solver descent --alpha 0.1
                                       the lecture's own alpha: it oscillates
  factorscope fit ratings.csv --lambda 0.05 --penalty weighted --biased
  factorscope fit - --format json < ratings.csv
                                       ratings from standard input
  factorscope fit lecture --out model  keep the factors and the predictions

What is measured:
  The errors mse, rmse, mae, sse and objective are over the ratings trained on, test_* over those held out. *_clipped \
errors take each prediction cut to the scale of the ratings.
  The errors are measured after each pass, since settling and divergence are told from them; seconds_fit counts the \
solver alone, without reading and measuring.
  Without --biased als predicts 0 for an item whose every rating is held out, and test_rmse shows it; with --biased it \
predicts the mean and the user's bias.
  peak_rss_mib is known on Linux only.

States:
  settled     the last passes changed the objective by less than a part in 10^9
  oscillates  the error goes up and down and gets nowhere
  diverged    the error grew beyond all bounds; the last finite result is given
  learning    the error was still changing when the passes were used up

Exit status:
  0  done
  2  wrong use, bad input, or output that cannot be written
  3  the fit diverged";

/// A fit without a screen.
#[derive(ClapArgs, Clone, Debug)]
pub struct FitArgs {
    /// What to fit.
    #[command(flatten)]
    pub data: DataArgs,
    /// How to fit it.
    #[command(flatten)]
    pub model: ModelArgs,
    /// Do at most so many passes; with 0, only measure the factors given
    #[arg(long, value_name = "COUNT", default_value_t = 100, help_heading = "Run")]
    pub passes: u64,
    /// How it is run.
    #[command(flatten)]
    pub run: RunArgs,
    /// How the result is printed
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub format: Format,
    /// Write user_factors.csv, item_factors.csv, predictions.csv, history.csv and result.json into this folder
    ///
    /// The factors have a name and then one column a factor, and the columns bias and mean if the model is biased;
    /// the folder is opened again as a trained model. The predictions are those for all cells where there are at most
    /// a million, else those for the known ratings. The history has a row for each pass.
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath, help_heading = "Output")]
    pub out: Option<PathBuf>,
}

/// When a fit stops, and who shares the work.
#[derive(ClapArgs, Clone, Debug)]
#[command(next_help_heading = "Run")]
pub struct RunArgs {
    /// Stop as soon as the fit has settled; this is the default
    #[arg(long, conflicts_with = "all_passes")]
    pub until_settled: bool,
    /// Do all passes, even after the fit has settled
    #[arg(long)]
    pub all_passes: bool,
    /// How many threads share the work; the numbers do not depend on it [default: one a core]
    #[arg(long, value_name = "COUNT", value_parser = value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}
