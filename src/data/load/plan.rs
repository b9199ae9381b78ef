//! How a text is going to be read, down to the last column: what was found by looking, and what was asked for.

use super::formats::Tabular;
use super::number::Numbers;
use super::options::LayoutName;
use super::records::{Records, Start};
use super::sheet::{Sheet, is_comment};
use super::time::DateOrder;
use super::words::is_nothing;

/// Everything that has to be known to read a text without looking again.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Plan {
    pub sheet: Sheet,
    /// How many rows at its beginning name the columns and their kinds.
    pub header: usize,
    /// What the columns are called; empty where they have no name.
    pub names: Vec<String>,
    pub form: Form,
    pub numbers: Numbers,
    pub holes: Holes,
    pub dates: DateOrder,
    /// Only rows in which this column says this are read.
    pub only: Option<(usize, String)>,
}

/// How ratings lie in a table, by columns from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// One rating a row.
    Long {
        /// `None` where all ratings are one person's.
        user: Option<usize>,
        item: usize,
        /// `None` where a row says that the user has the item, and no more.
        rating: Option<usize>,
        time: Option<usize>,
    },
    /// One row for each user and one column for each item, or the reverse where it is turned.
    Grid {
        /// Where the rows have their names.
        names: Option<usize>,
        cells: Vec<usize>,
        turned: bool,
        /// Rows that sum up the others.
        sums: Vec<String>,
    },
}

impl Form {
    /// Whether column `at` of a grid holds ratings; its columns stand in their order.
    pub(super) fn has_cell(&self, at: usize) -> bool {
        matches!(self, Self::Grid { cells, .. } if cells.binary_search(&at).is_ok())
    }

    /// Which of the two it is.
    pub(super) fn layout(&self) -> LayoutName {
        match self {
            Self::Long { .. } => LayoutName::Long,
            Self::Grid { .. } => LayoutName::Grid,
        }
    }
}

/// What says that there is no rating.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Holes {
    /// Words, besides those that are known everywhere; in lower case.
    pub words: Vec<String>,
    /// Numbers.
    pub codes: Vec<f64>,
}

impl Holes {
    /// Whether `field` is a word that says so.
    pub(super) fn holds(&self, field: &str) -> bool {
        is_nothing(field) || (!self.words.is_empty() && self.words.contains(&field.to_lowercase()))
    }
}

impl Plan {
    /// The rows of the table behind its header.
    pub(super) fn rows<'t>(&self, table: &'t Tabular<'_>) -> Rows<'t> {
        let mut rows = Rows::of(table, self.sheet);
        for _ in 0..self.header {
            // A header that cannot be split was looked at before, and said.
            let _ = rows.next();
        }
        rows
    }
}

/// The rows of a table: its records without comments.
pub(super) struct Rows<'t> {
    pub records: Records<'t>,
    width: usize,
    header_in_comment: bool,
}

impl<'t> Rows<'t> {
    pub(super) fn of(table: &'t Tabular<'_>, sheet: Sheet) -> Self {
        let from = Self::from(table, sheet, sheet.start);
        Self { header_in_comment: sheet.header_in_comment, ..from }
    }

    /// The rows from a line on that is none of the header.
    pub(super) fn from(table: &'t Tabular<'_>, sheet: Sheet, start: Start) -> Self {
        let records = Records::from(&table.text, sheet.separator, start).made_from(table.lines.as_deref());
        Self { records, width: sheet.width, header_in_comment: false }
    }

    /// Goes to the next row; false after the last. A line that begins as comments do is one, unless it is as wide as the rows.
    pub(super) fn next(&mut self) -> Result<bool, super::Fault> {
        loop {
            if !self.records.next()? {
                return Ok(false);
            }
            let first = std::mem::take(&mut self.header_in_comment);
            if first || self.records.len() == self.width || !is_comment(self.records.field(0)) {
                return Ok(true);
            }
        }
    }
}
