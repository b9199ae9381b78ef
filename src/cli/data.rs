//! What the command line says of the ratings: where they are, and how to read them.

use super::words::Words;
use crate::{
    choice::Choice,
    data::{
        Scale,
        load::{
            Charset, Codes, Columns, Decimal, Duplicates, LayoutName, LeftOut, Options, Pick, Progress, Separator,
            WordMap, condition,
        },
    },
};
use clap::{Args as ClapArgs, ValueEnum, ValueHint, value_parser};
use std::path::PathBuf;

/// Where the ratings come from, and how to read them.
#[derive(ClapArgs, Clone, Debug, Default)]
#[command(next_help_heading = "Data")]
pub struct DataArgs {
    /// Ratings or a trained model: a file, a folder, - for standard input, lecture, lecture-video7 or made-up
    ///
    /// A file has a user, an item and a rating in each row, or is a grid with a row for each user and a column for each
    /// item; a folder is one that fit --out wrote, or an unpacked data set; a model may also be arrays of NumPy (.npz, .npy), a
    /// table of factors, word2vec's text, LIBMF's or a folder that Spark's ALS was saved into. lecture, lecture-video7 and made-up are built in; a file of that name is written ./lecture. With - the
    /// explorer reads the ratings from standard input and its keys from the terminal. Without a path the explorer opens on the
    /// pages of the lecture, which set what they show. [default: lecture]
    #[arg(value_name = "PATH", help_heading = None, value_hint = ValueHint::AnyPath)]
    pub path: Option<PathBuf>,
    /// Which columns hold what, by number from 1 or by name: user=1,item=2,rating=3,time=4 [default: found by looking]
    ///
    /// user=none says that all ratings are one person's, rating=none that a row says no more than that a user has an item. In a
    /// grid, user=Name says which column has the names of the rows.
    #[arg(long, value_name = "COLUMNS", value_parser = |t: &str| t.parse::<Columns>())]
    pub columns: Option<Columns>,
    /// Whether a row is one rating (long), one user (grid) or the factors of one item (factors) [default: found by looking]
    #[arg(long, value_name = "LAYOUT", value_parser = Words(LayoutName::NAMES, |t: &str| t.parse::<LayoutName>()))]
    pub layout: Option<LayoutName>,
    /// Whether the rows of a grid are items, or those of a table of factors users [default: found by looking]
    #[arg(long, value_name = "YES|NO", num_args = 0..=1, require_equals = true, default_missing_value = "yes")]
    pub turn: Option<YesNo>,
    /// Columns of a grid that are no items, by number or by name: Gender,Mean, or none [default: found by looking]
    #[arg(long, value_name = "COLUMNS", value_parser = |t: &str| t.parse::<LeftOut>())]
    pub leave_out: Option<LeftOut>,
    /// Numbers that say that there is no rating: 0,-1,99, or none [default: found by looking]
    #[arg(long, value_name = "NUMBERS", allow_hyphen_values = true, value_parser = |t: &str| t.parse::<Codes>())]
    pub missing_codes: Option<Codes>,
    /// Read only rows in which a column says something: behaviour=play
    #[arg(long, value_name = "COLUMN=WORD", value_parser = condition)]
    pub only: Option<(Pick, String)>,
    /// Whether the first row names the columns [default: found by looking]
    #[arg(long, value_name = "YES|NO")]
    pub header: Option<YesNo>,
    /// The line on which the table begins [default: found by looking]
    #[arg(long, value_name = "LINE", value_parser = value_parser!(u32).range(1..))]
    pub first_row: Option<u32>,
    /// What stands between two fields; blank is a space or more, blanks two or more [default: found by looking]
    #[arg(long, value_name = "SEPARATOR", value_parser = Words(Separator::NAMES, |t: &str| t.parse::<Separator>()))]
    pub separator: Option<Separator>,
    /// What stands before the decimals of a number [default: found by looking]
    #[arg(long, value_name = "SIGN", value_parser = Words(Decimal::NAMES, |t: &str| t.parse::<Decimal>()))]
    pub decimal: Option<Decimal>,
    /// How characters are written as bytes: utf-8, windows-1252, gbk, shift_jis .. [default: found by looking]
    #[arg(long, value_name = "NAME", value_parser = |t: &str| t.parse::<Charset>())]
    pub encoding: Option<Charset>,
    /// A table with the titles, years, genres and tags of the items, by the ids that the ratings use
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub items: Option<PathBuf>,
    /// What users did with items besides rating them, such as plays or purchases: a user, an item and perhaps a time in each row
    ///
    /// Recommend goes by it: what was used often, and what is due again. Columns are told by their names, user, item and time or the
    /// like; a user is as often in it as they used something.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub uses: Option<PathBuf>,
    /// Items that are promoted, one in each row: Recommend has a slider for them
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub promoted: Option<PathBuf>,
    /// The ratings that go with a trained model; some of them will do
    #[arg(long, value_name = "FILE", value_hint = ValueHint::AnyPath)]
    pub ratings: Option<PathBuf>,
    /// Take the likeliest reading of a file without asking
    #[arg(long)]
    pub yes: bool,
    /// The lowest and the highest rating there can be: 0.5..5 [default: those that occur]
    #[arg(long, value_name = "SCALE", allow_hyphen_values = true, value_parser = |t: &str| t.parse::<Scale>())]
    pub scale: Option<Scale>,
    /// Words that stand for ratings: like=1,dislike=0
    #[arg(long, value_name = "WORDS", value_parser = |t: &str| t.parse::<WordMap>())]
    pub map: Option<WordMap>,
    /// Leave out bad rows, say how many there were, and load the rest
    #[arg(long)]
    pub skip_bad: bool,
    /// What to keep when a user rates an item more than once: the last rating of the file, the latest by time, or the mean
    /// [default: it is an error]
    #[arg(long, value_name = "RULE", value_parser = Words(Duplicates::NAMES, |t: &str| t.parse::<Duplicates>()))]
    pub duplicates: Option<Duplicates>,
    /// Start from the item factors in this file: a name, one column a factor, and perhaps bias, or bias and mean
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub item_factors: Option<PathBuf>,
    /// Start from the user factors in this file: a name, one column a factor, and perhaps bias, or bias and mean
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub user_factors: Option<PathBuf>,
}

impl DataArgs {
    /// How the file is to be read.
    pub fn reading(&self) -> Options {
        Options {
            columns: self.columns.clone(),
            layout: self.layout,
            turn: self.turn.map(YesNo::is_yes),
            leave_out: self.leave_out.clone(),
            missing_codes: self.missing_codes.clone(),
            only: self.only.clone(),
            header: self.header.map(YesNo::is_yes),
            first_row: self.first_row,
            separator: self.separator,
            decimal: self.decimal,
            encoding: self.encoding,
            items: self.items.clone(),
            ratings: self.ratings.clone(),
            likeliest: self.yes,
            scale: self.scale,
            skip_bad: self.skip_bad,
            duplicates: self.duplicates,
            map: self.map.clone().unwrap_or_default(),
            sight: None,
            progress: Progress::default(),
        }
    }
}

/// An answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum YesNo {
    /// It is so.
    Yes,
    /// It is not.
    No,
}

impl YesNo {
    fn is_yes(self) -> bool {
        self == Self::Yes
    }
}
