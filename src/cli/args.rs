//! What can be written on the command line. The comments are the help texts.

mod evaluate;
mod fit;
#[cfg(feature = "tui")]
mod handout;
mod predict;
mod recommend;

pub use evaluate::{Asked, EvaluateArgs, FoldArgs, SearchArgs, TableFormat};
pub use fit::{FitArgs, RunArgs};
#[cfg(feature = "tui")]
pub use handout::{Handout, HandoutArgs};
pub use predict::{FittedArgs, NeighboursArgs, PredictArgs};
pub use recommend::RecommendArgs;

use super::{data::DataArgs, settings::Settings, words::Words};
use crate::{choice::Choice, command::Theme, data::Share, model::Precision};
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum, ValueHint};
use std::path::PathBuf;

// Where lines end is the terminal's business: no sentence of these is broken by hand.

const EXAMPLES: &str = "\
Examples:
  factorscope                          walk through the lecture, page by page
  factorscope --present                the same before an audience
  factorscope --lesson averages.md     walk through a lesson of your own
  factorscope lecture                  explore its ratings: 4 users, 5 albums
  factorscope ratings.csv --factors 8  explore ratings of your own
  factorscope ml-latest-small --test 0.1
                                       a MovieLens folder, one in ten held out
  factorscope fit lecture              fit without a screen, print the result
  factorscope fit ratings.csv --factors 8 --test 0.1 --out model
                                       keep what was learned
  factorscope model --ratings ratings.csv
                                       explore what was learned before
  factorscope predict model Ann Heat   what it makes of a user and an item
  factorscope model.npz                explore factors that others learned
  factorscope check --lesson my-lessons
                                       play your own lessons, say what is wrong
  factorscope render lecture --do 'step pass 5; screen map' > map.svg

Files:
  What was answered in lessons is kept in factorscope/progress.json, in the folder for the state of programs: \
$XDG_STATE_HOME, else ~/.local/state, on Windows %APPDATA%. In the explorer, the command forget all forgets it.

Exit status:
  0  done
  2  wrong use, bad input, a lesson that does not hold, unwritable output
  3  the fit diverged";

/// See how a recommender learns: matrix factorisation, step by step, in the terminal.
#[derive(Debug, Parser)]
#[command(
    name = "factorscope",
    // However it was called: the name of a link is anybody's.
    bin_name = "factorscope",
    version,
    about = "See how a recommender learns: matrix factorisation, step by step, in the terminal",
    long_about = "See how a recommender learns: matrix factorisation, step by step, in the terminal.\n\n\
        A table of ratings has holes: not everyone has rated everything. factorscope gives each user and each item \
        a few numbers, its factors, such that a user's times an item's comes close to the rating; then it can \
        guess the rest. It fits them by alternating least squares or gradient descent, and shows every step with its \
        arithmetic.\n\n\
        Without a command it opens the explorer, which needs a terminal: on the pages of the lecture, or on the ratings \
        that are named. The commands below need none.",
    after_long_help = EXAMPLES,
    args_conflicts_with_subcommands = true
)]
pub struct Args {
    /// Without a screen.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// What to open.
    #[command(flatten)]
    pub data: DataArgs,
    /// How to fit it.
    #[command(flatten)]
    pub model: ModelArgs,
    /// How to show it.
    #[command(flatten)]
    pub screen: ExplorerArgs,
}

/// The commands that need no screen.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Fit a model and print one result
    #[command(
        long_about = "Fit a model and print one result.\n\n\
            It does at most --passes passes, stops earlier when the fit has settled, and prints how far it came: \
            errors, times, and whether it has settled. With --out it also writes factors and predictions.",
        after_long_help = fit::FIT_EXAMPLES
    )]
    Fit(Box<FitArgs>),
    /// Fit a model, or open a trained one, and print what it predicts for users and items
    #[command(
        long_about = "Fit a model, or open a trained one, and print what it predicts for users and items.\n\n\
            The cells are named one by one, a user and items, or come from a file of pairs, of which any number is predicted \
            for in the order of its rows.",
        after_long_help = predict::PREDICT_EXAMPLES
    )]
    Predict(Box<PredictArgs>),
    /// Fit a model, or open a trained one, and print the items nearest to an item, or the users nearest to a user
    #[command(
        long_about = "Fit a model, or open a trained one, and print the items nearest to an item, or the users nearest to a \
            user: by their factors, or by the similarities of a model of neighbours.",
        after_long_help = predict::NEIGHBOURS_EXAMPLES
    )]
    Neighbours(Box<NeighboursArgs>),
    /// Fit a model, or open a trained one, and print what users should be shown, and why
    #[command(
        long_about = "Fit a model, or open a trained one, and print what users should be shown, and why: for those named, for \
            all, or for you, who rate a few items.",
        after_long_help = recommend::RECOMMEND_EXAMPLES
    )]
    Recommend(Box<RecommendArgs>),
    /// Compare models on ratings that were held out, fold by fold
    #[command(
        long_about = "Compare models on ratings that were held out, fold by fold.\n\n\
            Every model is fitted on what each fold leaves, and measured on what it holds out: a table for each model, with the \
            mean and the standard deviation over the folds, and one that holds each model against the best.",
        after_long_help = evaluate::EVALUATE_EXAMPLES
    )]
    Evaluate(Box<EvaluateArgs>),
    /// Search for the options of a model that do best on ratings that were held out
    #[command(
        long_about = "Search for the options of a model that do best on ratings that were held out.\n\n\
            Every combination of the grid, or some drawn by chance, is fitted and measured on the same folds. Of one option \
            that has numbers, the errors over the ratings trained on and held out are drawn beside each other.",
        after_long_help = evaluate::SEARCH_EXAMPLES
    )]
    Search(Box<SearchArgs>),
    /// Say how a file is read, what is in it and what looks odd, and how to have it otherwise
    #[command(
        long_about = "Say how a file is read, what is in it and what looks odd, and how to have it otherwise.\n\n\
            It prints the first rows with what each column was taken for, how often each rating occurs, and the command line \
            that reads the file so again."
    )]
    Look(Box<LookArgs>),
    /// Draw one screen of the explorer and print it, as text or as an SVG picture
    #[cfg(feature = "tui")]
    Render(Box<RenderArgs>),
    /// Play lessons without a screen and say what in them is wrong, with file and line
    #[command(long_about = "Play lessons without a screen and say what in them is wrong, with file and line.\n\n\
            Every command is done, every figure and claim is held against the live state where it stands, and every \
            question must have one right answer. Where something is wrong, the exit status is 2.")]
    Check(Box<CheckArgs>),
    /// Write the lecture, or lessons, as one file to read and to print
    #[cfg(feature = "tui")]
    #[command(long_about = "Write the lecture, or lessons, as one file to read and to print.\n\n\
            Every page is played: its pictures and its figures are those of the program, and its answers are folded.")]
    Handout(Box<HandoutArgs>),
    /// Print a script that completes commands and options in a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man {
        /// The page of this command rather than of the whole program
        #[arg(value_parser = ["fit", "predict", "neighbours", "recommend", "evaluate", "search", "look", "check", "handout", "render", "completions", "man"])]
        command: Option<String>,
    },
}

/// What is fitted, and how.
#[derive(ClapArgs, Clone, Debug, Default)]
#[command(next_help_heading = "Model")]
pub struct ModelArgs {
    /// The options of the fit that were asked for.
    #[command(flatten)]
    pub settings: Settings,
    /// Hold out this share of the ratings, from 0 to 0.9, to test on [default: 0]
    #[arg(long, value_name = "SHARE", value_parser = |t: &str| t.parse::<Share>(), allow_hyphen_values = true)]
    pub test: Option<Share>,
    /// Which ratings are held out: a whole number; the same number holds out the same ratings
    #[arg(long, value_name = "SEED", default_value_t = 1, requires = "test")]
    pub test_seed: u64,
    /// The kind of number that factors are made of [default: f64; f32 above 500,000 ratings]
    #[arg(long, value_name = "KIND", value_parser = Words(Precision::NAMES, |t: &str| t.parse::<Precision>()))]
    pub precision: Option<Precision>,
}

/// A file that is looked at.
#[derive(ClapArgs, Clone, Debug)]
pub struct LookArgs {
    /// What to look at.
    #[command(flatten)]
    pub data: DataArgs,
    /// How it is printed
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub format: Format,
}

/// Lessons that are checked.
#[derive(ClapArgs, Clone, Debug)]
pub struct CheckArgs {
    /// The ratings that `open own` means.
    #[command(flatten)]
    pub data: DataArgs,
    /// How they are fitted.
    #[command(flatten)]
    pub model: ModelArgs,
    /// The lessons: a Markdown file, or a folder of them [default: the lecture]
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath, help_heading = "Lessons")]
    pub lesson: Option<PathBuf>,
}

/// A picture of the explorer.
#[cfg(feature = "tui")]
#[derive(ClapArgs, Clone, Debug)]
pub struct RenderArgs {
    /// What to open.
    #[command(flatten)]
    pub data: DataArgs,
    /// How to fit it.
    #[command(flatten)]
    pub model: ModelArgs,
    /// How to show it.
    #[command(flatten)]
    pub screen: ExplorerArgs,
    /// Columns and rows
    #[arg(long, value_name = "SIZE", default_value = "120x36", value_parser = size, help_heading = "Output")]
    pub size: (u16, u16),
    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "svg", help_heading = "Output")]
    pub format: Picture,
}

/// What a picture is made of.
#[cfg(feature = "tui")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Picture {
    /// A picture with colours
    Svg,
    /// Plain text
    Text,
    /// A page for a browser, with a slider over the steps
    Html,
}

/// Reads `120x36`.
#[cfg(feature = "tui")]
fn size(text: &str) -> Result<(u16, u16), String> {
    let fits = |n: &str| n.parse().ok().filter(|n| (1..=1000).contains(n));
    let sides = text.split_once('x').and_then(|(w, h)| Some((fits(w)?, fits(h)?)));
    sides.ok_or_else(|| format!("'{text}' is not a size; write columns and rows as in 120x36"))
}

/// How the explorer looks and what it may use.
#[derive(ClapArgs, Clone, Debug)]
#[command(next_help_heading = "Screen")]
pub struct ExplorerArgs {
    /// The colours: safe can be told apart by the colour-blind, mono has none
    #[arg(long, value_name = "THEME", default_value = "dark",
        value_parser = Words(Theme::NAMES, |t: &str| t.parse::<Theme>()))]
    pub theme: Theme,
    /// How many colours the terminal shows; auto asks the terminal, and shows none where NO_COLOR is set
    #[arg(long, value_name = "COLORS", default_value = "auto")]
    pub colors: Colors,
    /// Draw with ASCII characters only
    #[arg(long)]
    pub ascii: bool,
    /// Whether the mouse works in the explorer; off leaves it to the terminal, for selecting text
    #[arg(long, value_name = "ON|OFF", default_value = "on")]
    pub mouse: Switch,
    /// Whether what a page of the lecture does after an answer is shown bit by bit
    #[arg(long, value_name = "ON|OFF", default_value = "on")]
    pub motion: Switch,
    /// How much memory going back in time may use, in MiB
    #[arg(long, value_name = "MIB", default_value_t = 256)]
    pub memory: u32,
    /// Lessons to walk through instead of the lecture: a Markdown file, or a folder of them
    ///
    /// The files of a folder are taken in the order of their names. docs/lessons.md describes what a lesson is made of, with
    /// an example.
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub lesson: Option<PathBuf>,
    /// Show the lessons to an audience: set wider, answers come by key, page-up and page-down turn the pages, no progress
    /// is kept
    #[arg(long)]
    pub present: bool,
    /// Show the speaker's notes of a talk that runs in another terminal with --present, and follow it
    #[arg(long, conflicts_with = "present")]
    pub notes: bool,
    /// Read the lessons of --lesson anew whenever their files are saved
    #[arg(long, requires = "lesson")]
    pub watch: bool,
    /// Commands to run at the start, as the palette takes them, separated by ;
    #[arg(long = "do", value_name = "COMMANDS")]
    pub script: Option<String>,
}

/// How many colours there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Colors {
    /// As many as the terminal says it has; none where `NO_COLOR` is set.
    Auto,
    /// 16 million.
    True,
    /// 256.
    #[value(name = "256")]
    Many,
    /// 16.
    #[value(name = "16")]
    Few,
    /// None at all.
    None,
}

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// On.
    On,
    /// Off.
    Off,
}

/// How a result is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people: a line for each figure
    Text,
    /// For programs: one line of JSON
    Json,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn no_help_is_wrapped_twice() {
        let program = Args::command();
        for command in [&program].into_iter().chain(program.get_subcommands()) {
            for text in [command.get_long_about(), command.get_after_long_help()].into_iter().flatten() {
                let text = text.to_string();
                let lines: Vec<&str> = text.lines().collect();
                // A row of a table, which is not wrapped on any usual terminal, or a sentence, which the terminal wraps.
                let row = |line: &str| line.trim().contains("  ") || line.trim().starts_with("factorscope");
                for line in lines.iter().filter(|line| row(line)) {
                    assert!(line.chars().count() <= 80, "this is wrapped in 80 columns: {line}");
                }
                for two in lines.windows(2).filter(|two| !two.iter().any(|line| row(line))) {
                    let broken = !two[0].is_empty() && two[1].trim().starts_with(char::is_lowercase);
                    assert!(!broken || two[0].ends_with(['.', ':']), "this is broken by hand: {}\n{}", two[0], two[1]);
                }
            }
        }
    }

    #[test]
    fn only_what_takes_a_path_is_completed_by_files() {
        let completed = crate::cli::without_files(Args::command());
        for command in [&completed].into_iter().chain(completed.get_subcommands()) {
            for arg in command.get_arguments().filter(|arg| arg.get_action().takes_values()) {
                let path =
                    ["PATH", "FILE", "FOLDER"].contains(&arg.get_value_names().map_or("", |names| names[0].as_str()));
                let words = !arg.get_possible_values().is_empty();
                let expected = path || words || arg.get_value_hint() == ValueHint::Other;
                assert!(expected, "{} {}: {:?}", command.get_name(), arg.get_id(), arg.get_value_hint());
                assert_eq!(path, arg.get_value_hint() != ValueHint::Other && !words, "{}", arg.get_id());
            }
        }
    }
}
