//! What can be written after `predict` and `neighbours`. The comments are the help texts.

use super::{ModelArgs, RunArgs, TableFormat};
use crate::{
    choice::Choice,
    cli::{DataArgs, words::Words},
    data::Side,
    study::neighbours::Metric,
};
use clap::{Args as ClapArgs, ValueHint, value_parser};
use std::path::PathBuf;

pub(super) const PREDICT_EXAMPLES: &str = "\
Examples:
  factorscope predict lecture An Ommazh Sanam
  factorscope predict lecture '#1' '#2' --factors 3 --lambda 0.1
  factorscope predict ml-latest-small 1 'Heat (1995)' --solver slope-one
  factorscope predict ratings.csv --pairs cells.csv --format csv
  factorscope predict model --pairs - < cells.csv
                                       by what fit --out model has kept

Names:
  A user or an item is the one that is called so, or else the only one whose name begins with it, or has it as a part; '#3' is \
the third of the file, and '--' stands before a name that begins with a dash.
  In --pairs names are compared to the letter; '#3' is the third where nothing is called so. Where items are called by titles, \
all of them may be named by their ids instead.

What is printed:
  The prediction as the model makes it; with --clip, cut to the scale of the ratings as evaluate cuts it. The rating, where it \
is known. How many ratings there are to learn from of the user and of the item: of none nothing is learned, and the row is cold. \
What was taken instead where the rule of the model has nothing to go by. docs/predict.md has the columns.
  A trained model predicts as it is, unless --passes has it learn on.

Exit status:
  0  done
  2  wrong use, bad input, or output that cannot be written
  3  the fit diverged; the last finite model predicts";

pub(super) const NEIGHBOURS_EXAMPLES: &str = "\
Examples:
  factorscope neighbours lecture Ommazh
  factorscope neighbours lecture An --side users --metric cosine
  factorscope neighbours ml-latest-small 'Heat (1995)' --lambda 4 -n 5
  factorscope neighbours ml-latest-small Jumanji --solver knn-basic \\
              --based-on items
  factorscope neighbours model Jumanji --at-least 20

What is printed:
  By factors, the distance and the cosine of the two rows, nearest first by --metric; by a model of neighbours, its similarities, \
the highest first. How many rated both, or how many items both rated, and how many ratings each has. These are the numbers of the \
screen Neighbours. docs/predict.md has the equations.
  A trained model is taken as it is, unless --passes has it learn on.

Exit status:
  0  done
  2  wrong use, bad input, or output that cannot be written
  3  the fit diverged; the last finite model is told of";

/// Predictions that are asked for.
#[derive(ClapArgs, Clone, Debug)]
pub struct PredictArgs {
    /// What to fit, or the trained model.
    #[command(flatten)]
    pub data: DataArgs,
    /// For whom: a name or '#3'
    #[arg(value_name = "USER", help_heading = None, value_hint = ValueHint::Other, conflicts_with = "pairs")]
    pub user: Option<String>,
    /// For what: names or '#3'
    #[arg(value_name = "ITEM", help_heading = None, value_hint = ValueHint::Other)]
    pub items_named: Vec<String>,
    /// Predict for the pairs in this file, a user and an item in each row; - for standard input
    ///
    /// The columns are told by their names in the first row, user and item or the like; without names they are the first two. The
    /// predictions come in the order of the rows. Of a name that is unknown line and column are said, and nothing is predicted.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Predictions")]
    pub pairs: Option<PathBuf>,
    /// Cut predictions to the scale of the ratings, or to that of preferences where the model predicts these
    #[arg(long, help_heading = "Predictions")]
    pub clip: bool,
    /// The model that is asked.
    #[command(flatten)]
    pub fitted: FittedArgs,
    /// How the predictions are printed
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub format: TableFormat,
}

/// A model that is fitted before it is asked something, or was trained.
#[derive(ClapArgs, Clone, Debug)]
pub struct FittedArgs {
    /// How to fit it.
    #[command(flatten)]
    pub model: ModelArgs,
    /// Do at most so many passes [default: 100; none of a trained model, which stays as it is]
    #[arg(long, value_name = "COUNT", help_heading = "Run")]
    pub passes: Option<u64>,
    /// How it is run.
    #[command(flatten)]
    pub run: RunArgs,
}

/// Neighbours that are asked for.
#[derive(ClapArgs, Clone, Debug)]
pub struct NeighboursArgs {
    /// What to fit, or the trained model.
    #[command(flatten)]
    pub data: DataArgs,
    /// Whose neighbours: a name or '#3'
    #[arg(value_name = "ITEM", help_heading = None, value_hint = ValueHint::Other)]
    pub whose: Option<String>,
    /// Whether it is an item, or a user whose neighbours are users
    #[arg(long, value_name = "SIDE", default_value = "items",
        value_parser = Words(Side::NAMES, |t: &str| t.parse::<Side>()), help_heading = "Neighbours")]
    pub side: Side,
    /// Print at most so many
    #[arg(short = 'n', long, value_name = "COUNT", default_value_t = 10, allow_negative_numbers = true,
        value_parser = value_parser!(u32).range(1..=1_000_000), help_heading = "Neighbours")]
    pub count: u32,
    /// By which measure of their factors they are near [default: euclidean]
    #[arg(long, value_name = "METRIC", value_parser = Words(Metric::NAMES, |t: &str| t.parse::<Metric>()),
        help_heading = "Neighbours")]
    pub metric: Option<Metric>,
    /// Trust a cosine by n/(n + so many) of it, n being how many ratings both have in common
    ///
    /// It is for --metric cosine: a distance would become smaller, and what has few ratings nearer. The solvers knn-* have
    /// similarities of their own, and pearson-baseline its --shrinkage.
    #[arg(long, value_name = "COUNT", value_parser = value_parser!(u32).range(1..=1_000_000), help_heading = "Neighbours")]
    pub shrink: Option<u32>,
    /// Compare only those with so many ratings [default: as many as the data can afford, and 0 where factors are given]
    #[arg(long, value_name = "COUNT", value_parser = value_parser!(u32), help_heading = "Neighbours")]
    pub at_least: Option<u32>,
    /// The model that is asked.
    #[command(flatten)]
    pub fitted: FittedArgs,
    /// How the neighbours are printed
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub format: TableFormat,
}
