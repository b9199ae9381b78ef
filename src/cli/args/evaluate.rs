//! What can be written after `evaluate` and `search`. The comments are the help texts.

use crate::{
    choice::Choice,
    cli::{DataArgs, words::Words},
    data::{Folds, decimal},
    study::{
        evaluate::{Measure, Recipe, search::Grid},
        recommend::Weights,
    },
};
use clap::{Args as ClapArgs, ValueEnum, ValueHint, value_parser};
use std::{path::PathBuf, str::FromStr};

pub(super) const EVALUATE_EXAMPLES: &str = "\
Examples:
  factorscope evaluate lecture
  factorscope evaluate ml-latest-small --models 'als lambda=4, slope-one'
  factorscope evaluate ml-latest-small --folds last:5 --at 10 --relevant 4
  factorscope evaluate ml-latest-small --models 'als biased lambda=4' \\
              --weights 'rating=1 popular=0.5' --at 10 --relevant 4
  factorscope evaluate ml-100k --folds given --format csv > folds.csv
  factorscope evaluate --train u1.base --test-file u1.test --models slope-one

What is measured:
  On the ratings held out: rmse, mae, mse and fcp, of predictions cut to the scale. With --at, on lists of all items that \
a user has not rated in training: precision, recall, ndcg, map, hit-rate, coverage, novelty and diversity. \
docs/evaluate.md has their equations, and the rules of the folds.
  An interval is Student's over the differences fold by fold; one that leaves 0 out speaks for a difference.
  control-c stops the work, and what is done is printed.

Exit status:
  0    done
  2    wrong use, bad input, or output that cannot be written
  130  stopped by control-c; what was done is printed";

pub(super) const SEARCH_EXAMPLES: &str = "\
Examples:
  factorscope search lecture --model als --grid 'lambda=0,0.01,0.1,1'
  factorscope search ml-latest-small --model als --grid 'factors=5,20'
  factorscope search ml-latest-small --model sgd --random 20 \\
              --grid 'factors=2..50 lambda=0.001..0.1 alpha=0.001,0.01'
  factorscope search ml-latest-small --model 'sgd early=0.1 passes=200' \\
              --grid 'factors=2,5,10,20,50' --nested

What is marked:
  The best setting has the best mean over the folds. The simplest within one standard error of it has the fewest \
numbers; of as many the largest lambda, and of as large the fewest passes.
  The error of the best setting is too good a guess of what it will do on new ratings, since it was chosen for it: \
--nested searches anew within each fold, and measures what was found on ratings that the search has not seen.
  control-c stops the work, and what is done is printed.

Exit status:
  0    done
  2    wrong use, bad input, or output that cannot be written
  130  stopped by control-c; what was done is printed";

/// Models that are compared.
#[derive(ClapArgs, Clone, Debug)]
pub struct EvaluateArgs {
    /// What to measure on.
    #[command(flatten)]
    pub data: DataArgs,
    /// The models, with commas between them; options follow a name: 'als factors=8 lambda=0.1, slope-one' [default: all]
    ///
    /// A model is the name of a solver, followed by options as name=value: those of the solver, passes=COUNT, and early=SHARE,
    /// which chooses the passes by the error over that share of the ratings to train on.
    #[arg(long, value_name = "MODELS", value_delimiter = ',', value_parser = |t: &str| t.parse::<Recipe>(),
        help_heading = "Models")]
    pub models: Vec<Recipe>,
    /// Lists by these weights, with commas between the sets: 'rating=1 popular=0.5, rating=0.7 variety=0.3'
    ///
    /// A set is written as in recommend, and its lists are those of recommend: each set is a row beside the predicted rating alone,
    /// among items with ratings enough to train on. Popularity and all else that a slider goes by is counted from the ratings to
    /// train on. What was used when (again, due) is not held out by any fold, so it cannot be measured.
    #[arg(long, value_name = "WEIGHTS", value_delimiter = ',', value_parser = |t: &str| t.parse::<Weights>(),
        requires = "at", help_heading = "Lists by weights")]
    pub weights: Vec<Weights>,
    /// Recommend only what has so many ratings to train on [default: as many as the data can afford]
    #[arg(long, value_name = "COUNT", value_parser = value_parser!(u32), requires = "weights", help_heading = "Lists by weights")]
    pub at_least: Option<u32>,
    /// Make lists for so many users of a fold at the most, drawn by the seed [default: 1000]
    #[arg(long, value_name = "COUNT", value_parser = value_parser!(u32).range(1..), requires = "weights",
        help_heading = "Lists by weights")]
    pub users: Option<u32>,
    /// How the ratings are divided and measured.
    #[command(flatten)]
    pub folds: FoldArgs,
}

/// Options that are searched for.
#[derive(ClapArgs, Clone, Debug)]
pub struct SearchArgs {
    /// What to measure on.
    #[command(flatten)]
    pub data: DataArgs,
    /// The model, with options that stay as they are: 'als biased'
    #[arg(long, value_name = "MODEL", value_parser = |t: &str| t.parse::<Recipe>(), help_heading = "Models")]
    pub model: Recipe,
    /// What to try: 'factors=5,10,20 lambda=0.02,0.1'; with --random also ranges: 'lambda=0.01..1'
    #[arg(long, value_name = "GRID", value_parser = |t: &str| t.parse::<Grid>(), help_heading = "Models")]
    pub grid: Grid,
    /// Try so many combinations drawn by chance, rather than all
    #[arg(long, value_name = "COUNT", value_parser = value_parser!(u32).range(1..=10_000), help_heading = "Models")]
    pub random: Option<u32>,
    /// Search within each fold, over 5 folds of its own, and measure what was found on the fold
    #[arg(long, help_heading = "Models")]
    pub nested: bool,
    /// How the ratings are divided and measured.
    #[command(flatten)]
    pub folds: FoldArgs,
}

/// How ratings are divided, and what is measured.
#[derive(ClapArgs, Clone, Debug)]
pub struct FoldArgs {
    /// How ratings are held out: 5, 5x3, shuffle:0.2x5, leave-one-out:3, last:5, last:0.2, held-out:0.1, given, or files
    ///
    /// 5 are five folds, 5x3 the same three times over, each time in a new order. shuffle:0.2x5 draws a fifth, five times.
    /// leave-one-out:3 draws one rating of each user, three times. last:5 and last:0.2 take the last ratings of each user by
    /// time. held-out:0.1 holds out what --test 0.1 does. given takes the folds that lie in the folder, as u1.base and u1.test.
    /// Files stand in pairs, one to train on and one to test on: u1.base,u1.test,u2.base,u2.test.
    #[arg(long, value_name = "FOLDS", default_value = "5", value_parser = |t: &str| t.parse::<Asked>(), help_heading = "Folds")]
    pub folds: Asked,
    /// Train on the ratings of this file; --test-file has those to test on
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, requires = "test_file", conflicts_with_all = ["path", "folds"],
        help_heading = "Folds")]
    pub train: Option<PathBuf>,
    /// Test on the ratings of this file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, requires = "train", help_heading = "Folds")]
    pub test_file: Option<PathBuf>,
    /// What the folds are drawn from: a whole number; the same number gives the same folds
    #[arg(long, value_name = "SEED", default_value_t = 0, help_heading = "Folds")]
    pub seed: u64,
    /// Measure lists of this length as well
    #[arg(long, value_name = "COUNT", value_parser = value_parser!(u16).range(1..=1000), requires = "relevant",
        help_heading = "Measures")]
    pub at: Option<u16>,
    /// From this rating on, what is held out counts as relevant in a list
    #[arg(long, value_name = "RATING", value_parser = rating, requires = "at", allow_hyphen_values = true,
        help_heading = "Measures")]
    pub relevant: Option<f64>,
    /// The measure by which models are compared; those of lists need --at [default: rmse, and ndcg with --weights]
    #[arg(long, value_name = "MEASURE", value_parser = Words(Measure::NAMES, |t: &str| t.parse::<Measure>()),
        help_heading = "Measures")]
    pub by: Option<Measure>,
    /// How many threads share the work; the numbers do not depend on it [default: one a core]
    #[arg(long, value_name = "COUNT", value_parser = value_parser!(u16).range(1..=1024), help_heading = "Run")]
    pub threads: Option<u16>,
    /// How the result is printed
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub format: TableFormat,
}

impl FoldArgs {
    /// The measure by which models are compared.
    pub fn by(&self) -> Measure {
        self.by.unwrap_or(Measure::Rmse)
    }
}

fn rating(text: &str) -> Result<f64, String> {
    decimal(text).ok_or_else(|| format!("'{text}' is not a rating; write a number such as 4"))
}

/// How a table is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    /// For people: tables of 80 columns
    Text,
    /// For programs: one line of JSON
    Json,
    /// For spreadsheets: a row for each line of the table, numbers in full
    Csv,
}

/// How ratings are asked to be divided.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    /// By a rule.
    Drawn(Folds),
    /// By the files in the folder.
    Given,
    /// By these files: to train on, to test on.
    Files(Vec<[PathBuf; 2]>),
}

impl FromStr for Asked {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "given" {
            return Ok(Self::Given);
        }
        if !text.contains(',') {
            return text
                .parse()
                .map(Self::Drawn)
                .map_err(|why: String| format!("{why}, given, or files: u1.base,u1.test"));
        }
        let files: Vec<PathBuf> = text.split(',').map(PathBuf::from).collect();
        let (pairs, rest) = files.as_chunks::<2>();
        if !rest.is_empty() || files.iter().any(|file| file.as_os_str().is_empty()) {
            return Err(format!(
                "'{text}' does not pair files; each to train on is followed by its own to test on: u1.base,u1.test"
            ));
        }
        Ok(Self::Files(pairs.to_vec()))
    }
}
