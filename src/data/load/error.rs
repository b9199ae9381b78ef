//! What can be wrong with a file of ratings, and where: one sentence for the place, one for the way out.

use super::intake::MOST_LINE;
use super::model::ModelFault;
use super::options::LayoutName;
use super::records::{MOST_FIELD, MOST_FIELDS};
use super::table::MOST_NAME;
use crate::data::{Scale, Side};
use std::{fmt, io};

/// Why nothing was loaded, or why a row was left out.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{at}: {fault}")]
pub struct LoadError {
    /// Where it is.
    pub at: Location,
    /// What it is.
    pub fault: Fault,
}

impl LoadError {
    /// A second sentence: what can be done about it.
    pub fn hint(&self) -> &str {
        self.fault.hint()
    }

    /// A fault of the file as a whole.
    pub(super) fn of_file(file: &str, fault: Fault) -> Self {
        Self { at: Location { file: file.to_owned(), line: None, column: None }, fault }
    }

    /// A fault of reading `file` at all.
    pub(super) fn of_reading(file: &str, error: &io::Error) -> Self {
        let fault = match error.kind() {
            io::ErrorKind::NotFound => Fault::NoSuchFile,
            io::ErrorKind::PermissionDenied => Fault::NoPermission,
            _ => Fault::Unreadable { why: error.to_string().into() },
        };
        Self::of_file(file, fault)
    }
}

/// A place in a file. Lines and columns count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The name of the file, or "standard input".
    pub file: String,
    /// The line of the file; quoted fields may span several.
    pub line: Option<u32>,
    /// The column of the table.
    pub column: Option<Column>,
}

/// A column of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Counted from 1.
    pub number: u32,
    /// What it holds: "rating", or the item's name where a column is an item.
    pub name: Box<str>,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if let Some(Column { number, name }) = &self.column {
            write!(f, ", column {number}")?;
            if !name.is_empty() {
                write!(f, " ({})", Cut(name))?;
            }
        }
        Ok(())
    }
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Fault {
    /// Nothing has this path.
    #[error("no such file")]
    NoSuchFile,
    /// The file may not be read.
    #[error("no permission to read it")]
    NoPermission,
    /// Reading failed in some other way.
    #[error("it cannot be read: {why}")]
    Unreadable {
        /// What the system says.
        why: Box<str>,
    },
    /// A folder where a file is needed.
    #[error("it is a folder, expected a file")]
    Folder,
    /// Neither a file nor a pipe: there may be no end to it.
    #[error("it is a device, expected a file or a pipe")]
    Device,
    /// More than any file may hold.
    #[error("found more than {}, expected less", Size(*.most))]
    LongFile {
        /// The most bytes that it may have.
        most: usize,
    },
    /// A line that does not end.
    #[error("found a line of more than {}, expected a line for each row", Size(MOST_LINE))]
    LongLine,
    /// A record that does not end.
    #[error("found more than {MOST_FIELDS} fields, expected a few, or one for each item")]
    TooWide,
    /// A field that is no name and no number.
    #[error("found a field of more than {}, expected a name or a number", Size(MOST_FIELD))]
    LongField,
    /// A name that no one could tell from another.
    #[error("found {}, which is longer than {}, expected a name", Quoted(.name), Size(MOST_NAME))]
    LongName {
        /// The name.
        name: Box<str>,
    },
    /// A file within an archive that is not there.
    #[error("the archive has no such file; it has {names}")]
    NoSuchEntry {
        /// The first few that it has.
        names: Box<str>,
    },
    /// The folder holds none of the known layouts.
    #[error("found no file of ratings in it, such as ratings.csv, ratings.dat or u.data")]
    NoRatingsInFolder,
    /// The file has no text.
    #[error("the file is empty")]
    Empty,
    /// There is a header at most.
    #[error("the file has no ratings")]
    NoRows,
    /// Every row was bad.
    #[error("none of its {} can be used; the first is {}", Count(*.skipped, "row"), Brief(.first))]
    NothingLeft {
        /// How many rows were left out.
        skipped: usize,
        /// The first of them.
        first: Option<Box<LoadError>>,
    },
    /// More than four thousand million rows, users or items.
    #[error("the table is too large to be numbered in 32 bits")]
    TooLarge,
    /// Something that is known, and is no table.
    #[error("it is {what}, expected a table of ratings")]
    Foreign {
        /// What it is: "a PDF document".
        what: &'static str,
        /// What to do.
        help: &'static str,
    },
    /// An archive that cannot be taken apart.
    #[error("it is packed by {by} and cannot be unpacked: {why}")]
    Damaged {
        /// "zip" or "gzip".
        by: &'static str,
        /// What the unpacker says.
        why: Box<str>,
    },
    /// An archive or a folder with several files, of which none is plainly the one.
    #[error("found {}, of which none is called ratings: {}", Count(*.count, "file"), .names)]
    WhichFile {
        /// How many files there are.
        count: usize,
        /// The first few of them.
        names: Box<str>,
    },
    /// A trained model that cannot be used.
    #[error(transparent)]
    Model(ModelFault),
    /// Zero bytes: not a text file.
    #[error("found a zero byte, expected text")]
    Binary,
    /// A table that can be read in two ways.
    #[error("found a table that can be read as {likely} or as {other}")]
    TwoReadings {
        /// The likelier one.
        likely: LayoutName,
        /// The other.
        other: LayoutName,
    },
    /// Numbers that can be read in two ways.
    #[error("found numbers such as {}, which can be thousands or decimals", Quoted(.found))]
    TwoNumbers {
        /// One of them.
        found: Box<str>,
        /// What decides it.
        help: Box<str>,
    },
    /// What was to go by time has none.
    #[error("found no column of times, by which the latest rating could be told")]
    NoTimes,
    /// A line of JSON lines that is none.
    #[error("found no JSON object: {why}")]
    NotJson {
        /// What the parser says.
        why: Box<str>,
    },
    /// A quoted field that does not end where a field can end.
    #[error("a quoted field is not closed")]
    UnclosedQuote,
    /// A row of another width than the rest.
    #[error("found {}, expected {expected}", Count(*.found, "field"))]
    Fields {
        /// In this row.
        found: usize,
        /// In the header or the first row.
        expected: usize,
    },
    /// Nothing that could be a rating.
    #[error("found {}, expected a number{}", Quoted(.found), Within(.scale))]
    NotANumber {
        /// The field.
        found: Box<str>,
        /// The scale that was asked for.
        scale: Option<Scale>,
    },
    /// NaN or an infinity.
    #[error("found {}, expected a finite number{}", Quoted(.found), Within(.scale))]
    NotFinite {
        /// The field.
        found: Box<str>,
        /// The scale that was asked for.
        scale: Option<Scale>,
    },
    /// A number off the scale.
    #[error("found {}, expected a number from {} to {}", Quoted(.found), .scale.low(), .scale.high())]
    OutsideScale {
        /// The field.
        found: Box<str>,
        /// The scale that was asked for, or the widest there can be.
        scale: Scale,
    },
    /// The name of a user or an item is missing.
    #[error("found nothing, expected the name of {} {}", if *.side == Side::Items { "an" } else { "a" }, .side.one())]
    NoName {
        /// Whose name.
        side: Side,
    },
    /// Something in a table of factors, of which no row can be left out.
    #[error(transparent)]
    OfFactors(Box<Fault>),
    /// Something in a table of pairs, of which no row can be left out.
    #[error(transparent)]
    OfPairs(Box<Fault>),
    /// A moment that is none.
    #[error("found {}, expected a date or a moment", Quoted(.field))]
    NoMoment {
        /// What stands there.
        field: Box<str>,
    },
    /// A table of pairs that has a header at most.
    #[error("the file has no pairs")]
    NoPairs,
    /// A name that nobody has.
    #[error("found {}, expected the name of {} {}", Quoted(.name), if *.side == Side::Items { "an" } else { "a" }, .side.one())]
    Stranger {
        /// Whose name it should be.
        side: Side,
        /// What stands there.
        name: Box<str>,
    },
    /// A row of factors without a name.
    #[error("found nothing, expected a name")]
    NoLabel,
    /// A pair that was rated before.
    #[error("{} rates {} again; the first rating is in line {first}", Quoted(.user), Quoted(.item))]
    Twice {
        /// What may part them: a column in which rows differ, with what it says.
        kinds: Option<Box<str>>,
        /// Who.
        user: Box<str>,
        /// What.
        item: Box<str>,
        /// The line of the earlier rating.
        first: u32,
    },
    /// A name that must be unique is not.
    #[error("the name {} stands in {place} {first} already", Quoted(.name))]
    SameName {
        /// The name.
        name: Box<str>,
        /// "line" or "column".
        place: &'static str,
        /// Where the earlier one stands.
        first: u32,
    },
    /// A column that was asked for, or that every file needs, is not there.
    #[error("found the columns {}, expected one for the {}{}", Quoted(.found), .role, Called(.wanted))]
    NoColumn {
        /// The fields of the first line.
        found: Box<str>,
        /// "user", "item" or "rating".
        role: &'static str,
        /// How it was asked for, if it was.
        wanted: Option<Box<str>>,
    },
    /// Two of user, item and rating are said to be the same column.
    #[error("column {number} cannot be both the {first} and the {second}")]
    SameColumn {
        /// The column.
        number: u32,
        /// "user" or "item".
        first: &'static str,
        /// "item" or "rating".
        second: &'static str,
    },
}

/// What a column is asked for besides its roles.
pub(super) const OUT: &str = "column to leave out";
pub(super) const CONDITION: &str = "condition";

impl Fault {
    fn hint(&self) -> &str {
        match self {
            Fault::NoSuchFile => "check the path; the built-in ratings are called lecture",
            Fault::NoPermission => "ask its owner, or copy it to where you may read it",
            Fault::Unreadable { .. } => "try to copy the file to another place first",
            Fault::Folder => "name a file in it",
            Fault::Device => {
                "copy what is to be read into a file, or send it through a pipe, as in: command | factorscope -"
            }
            Fault::LongFile { .. } => "load a part of it",
            Fault::LongLine => {
                "check that it is a table of text, with a line end after each row, or JSON with an object a line"
            }
            Fault::TooWide => "write a row for each rating: a user, an item and a rating",
            Fault::LongField | Fault::LongName { .. } => "shorten it, or use --skip-bad to load the rest",
            Fault::NoRatingsInFolder => "name the file with the ratings, or call it ratings.csv",
            Fault::NoSuchEntry { .. } => "name one of those",
            Fault::Empty | Fault::NoRows => "each row needs a user, an item and a rating",
            Fault::NothingLeft { .. } => "load it without --skip-bad to see the first bad row",
            Fault::TooLarge => "load a part of it",
            Fault::Foreign { help, .. } => help,
            Fault::Damaged { by: "Parquet", .. } => {
                "fetch it again, or write its table as CSV, as in pandas: read_parquet(..).to_csv('ratings.csv')"
            }
            Fault::Damaged { .. } => "fetch it again, or unpack it by hand and give the file that is in it",
            Fault::WhichFile { .. } => "name one of them behind the path, as in archive.zip/scores.csv",
            Fault::Binary => "unpack it, or export it as CSV",
            Fault::Model(fault) => fault.hint(),
            Fault::TwoReadings { other: LayoutName::Factors, .. } => {
                "--layout grid: a row is one user, a column one item; --layout factors: a row has the factors of one item"
            }
            Fault::TwoReadings { .. } => {
                "--layout long: a row is one rating; --layout grid: a row is one user, a column one item"
            }
            Fault::TwoNumbers { help, .. } => help,
            Fault::NoTimes => {
                "name it, as in --columns time=4, or use --duplicates last to go by the order of the rows"
            }
            Fault::NotJson { .. } => "correct it, or use --skip-bad to load the rest",
            Fault::UnclosedQuote => "close the quote, or use --skip-bad to load the rest",
            Fault::NotANumber { .. } => {
                "use --skip-bad to load the rest, or --map like=1,dislike=0 to turn words into ratings"
            }
            Fault::OutsideScale { .. } => "use --scale to widen the scale, or --skip-bad to load the rest",
            Fault::Fields { .. } | Fault::NotFinite { .. } | Fault::NoName { .. } => "use --skip-bad to load the rest",
            Fault::Twice { kinds: Some(kinds), .. } => kinds,
            Fault::Twice { .. } => "use --duplicates last or --duplicates mean to keep one rating a pair",
            Fault::OfFactors(_) => "each row is a name and as many finite numbers as the first row has",
            Fault::OfPairs(fault) => match &**fault {
                Fault::Stranger { .. } => fault.hint(),
                Fault::UnclosedQuote => "close the quote",
                Fault::NoMoment { .. } => fault.hint(),
                _ => "each row is a user and an item, with a comma or a tab between them",
            },
            Fault::Stranger { .. } => {
                "names are compared to the letter; a first row that names the columns calls them user and item"
            }
            Fault::NoMoment { .. } => {
                "write it as in 2026-03-21, or as seconds since 1970; leave it empty where it is not known"
            }
            Fault::NoPairs => "each row needs a user and an item",
            Fault::NoLabel | Fault::SameName { .. } => "give each a name of its own",
            Fault::NoColumn { role: OUT | CONDITION, .. } => "name one of those, by number or by name",
            Fault::NoColumn { wanted: Some(_), .. } => "use --columns user=1,item=2,rating=3, by number or by name",
            Fault::NoColumn { .. } => {
                "use --columns user=1,item=2,rating=3, by number or by name, and --map like=1,dislike=0 where ratings are words"
            }
            Fault::SameColumn { .. } => "give --columns three different columns",
        }
    }

    /// Whether the rows around it can still be used.
    pub(super) fn can_be_skipped(&self) -> bool {
        matches!(
            self,
            Fault::UnclosedQuote
                | Fault::NotJson { .. }
                | Fault::TooWide
                | Fault::LongField
                | Fault::LongName { .. }
                | Fault::Fields { .. }
                | Fault::NotANumber { .. }
                | Fault::NotFinite { .. }
                | Fault::OutsideScale { .. }
                | Fault::NoName { .. }
                | Fault::Twice { .. }
        )
    }
}

/// The longest piece of a file that a message shows, in characters.
const LONGEST: usize = 60;

/// A piece of a file, cut where it is long.
struct Cut<'a>(&'a str);

impl fmt::Display for Cut<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.char_indices().nth(LONGEST) {
            Some((end, _)) => write!(f, "{}…", &self.0[..end]),
            None => f.write_str(self.0),
        }
    }
}

struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { f.write_str("nothing") } else { write!(f, "'{}'", Cut(self.0)) }
    }
}

/// A number of bytes, whole in its unit.
struct Size(usize);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = ["bytes", "KiB", "MiB", "GiB"];
        let power = (self.0.max(1).trailing_zeros() as usize / 10).min(3);
        write!(f, "{} {}", self.0 >> (10 * power), unit[power])
    }
}

/// A number of things.
pub(super) struct Count(pub(super) usize, pub(super) &'static str);

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}{}", self.0, self.1, if self.0 == 1 { "" } else { "s" })
    }
}

struct Within<'a>(&'a Option<Scale>);

impl fmt::Display for Within<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |scale| write!(f, " from {} to {}", scale.low(), scale.high()))
    }
}

struct Called<'a>(&'a Option<Box<str>>);

impl fmt::Display for Called<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_ref().map_or(Ok(()), |name| write!(f, ", {}", Quoted(name)))
    }
}

/// An error without the name of its file, which was said just before.
struct Brief<'a>(&'a Option<Box<LoadError>>);

impl fmt::Display for Brief<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_deref() {
            Some(LoadError { at: Location { line: Some(line), .. }, fault }) => write!(f, "line {line}: {fault}"),
            Some(LoadError { fault, .. }) => write!(f, "{fault}"),
            None => f.write_str("unknown"),
        }
    }
}
