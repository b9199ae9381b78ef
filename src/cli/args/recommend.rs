//! What can be written after `recommend`. The comments are the help texts.

use super::{FittedArgs, TableFormat};
use crate::{cli::DataArgs, study::recommend::Weights};
use clap::{Args as ClapArgs, ValueHint, value_parser};
use std::path::PathBuf;

pub(in crate::cli) const RECOMMEND_EXAMPLES: &str = "\
Examples:
  factorscope recommend lecture Diego
  factorscope recommend ml-latest-small 1 --biased --lambda 4 \\
              --at-least 50 --why
  factorscope recommend ml-latest-small --rate 'Heat (1995)=5' \\
              --rate 'Jumanji=2' --biased --lambda 4
  factorscope recommend ratings.csv Ann \\
              --weights 'rating=0.6 like=0.2 variety=0.3'
  factorscope recommend model --ratings ratings.csv --all -n 20 \\
              --format csv --out lists.csv

For whom:
  Users are named as in predict. With --rate nobody is: you join as You once the model is fitted, and what you rate is folded \
in, one regression with everything else as it is. --all makes a list for each user.

What is printed:
  The items in the order of the score, with the prediction, and the score where more than the rating counts. Behind them the \
ratings that say most for the prediction, each with what it adds. --why has all of them, and at which place the item would stand \
without each of the first ten. These are the numbers of the screen Recommend; docs/recommend.md has the equations.

Exit status:
  0  done
  2  wrong use, bad input, or output that cannot be written
  3  the fit diverged; the last finite model recommends";

/// Recommendations that are asked for.
#[derive(ClapArgs, Clone, Debug)]
pub struct RecommendArgs {
    /// What to fit, or the trained model.
    #[command(flatten)]
    pub data: DataArgs,
    /// For whom: names or '#3'
    #[arg(value_name = "USER", help_heading = None, value_hint = ValueHint::Other, conflicts_with_all = ["all", "rate"])]
    pub users_named: Vec<String>,
    /// For each user
    #[arg(long, help_heading = "Recommendations", conflicts_with_all = ["rate", "why"])]
    pub all: bool,
    /// For you, who rate this item so; can be said again
    #[arg(long, value_name = "ITEM=RATING", help_heading = "Recommendations", value_hint = ValueHint::Other)]
    pub rate: Vec<String>,
    /// Print at most so many for each
    #[arg(short = 'n', long, value_name = "COUNT", default_value_t = 10, allow_negative_numbers = true,
        value_parser = value_parser!(u32).range(1..=100_000), help_heading = "Recommendations")]
    pub count: u32,
    /// What counts how much, from 0 to 1, as in 'rating=0.6 like=0.2'
    #[arg(long, value_name = "WEIGHTS", default_value_t = Weights::PLAIN, value_parser = |text: &str| text.parse::<Weights>(),
        hide_default_value = true, help_heading = "Recommendations")]
    pub weights: Weights,
    /// Recommend what was rated already as well
    #[arg(long, help_heading = "Recommendations")]
    pub rated: bool,
    /// Clip predictions to the scale of the ratings before anything else
    #[arg(long, help_heading = "Recommendations")]
    pub clip: bool,
    /// Recommend as on the day so many days after the latest use of anything, up to 3650
    #[arg(long, value_name = "DAYS", default_value_t = 0, hide_default_value = true, value_parser = value_parser!(u32).range(0..=3650), help_heading = "Recommendations")]
    pub later: u32,
    /// Recommend only what has so many ratings [default: as many as the data can afford, and 0 where factors are given]
    #[arg(long, value_name = "COUNT", value_parser = value_parser!(u32), help_heading = "Recommendations")]
    pub at_least: Option<u32>,
    /// Say of each what carries it, and where it would stand without
    #[arg(long, help_heading = "Recommendations")]
    pub why: bool,
    /// The model that is asked.
    #[command(flatten)]
    pub fitted: FittedArgs,
    /// How the lists are printed
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub format: TableFormat,
    /// Write them into this file, whole or not at all, and print nothing
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Output")]
    pub out: Option<PathBuf>,
}
