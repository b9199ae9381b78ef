//! How a file was read: what was found by looking, said so that it can be seen where it was found wrongly.

use super::delimiter::Delimiter;
use super::error::Count;
use crate::data::Scale;
use serde::Serialize;
use std::fmt;

/// What was taken for what in a file. Its text is one line; the field names are the keys of the JSON.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reading {
    /// How ratings lie in it.
    #[serde(flatten)]
    pub layout: Layout,
    /// Whether the first row names the columns. That of a grid always does.
    pub header: bool,
    /// What stands between two fields, in a word.
    pub separator: &'static str,
    /// Whether the text is no UTF-8, and was read as Latin-1.
    pub latin1: bool,
    /// What ratings there can be.
    pub scale: Scale,
    /// Whether that was asked for; else it was found from the ratings.
    pub scale_given: bool,
    /// Bad rows, and in a grid bad cells, that were left out.
    pub left_out: usize,
    /// Ratings that were made into one with another of the same pair.
    pub merged: usize,
    /// The file beside it that has the titles of the items.
    pub titles: Option<String>,
}

/// How ratings lie in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "layout", rename_all = "lowercase")]
pub enum Layout {
    /// One rating a row. What the columns are called; without a header, which they are.
    Long {
        /// Where the users are.
        user: String,
        /// Where the items are.
        item: String,
        /// Where the ratings are.
        rating: String,
    },
    /// A row for each user, a column for each item.
    Grid {
        /// How many users there are.
        users: usize,
        /// How many items there are.
        items: usize,
    },
}

/// What was found before the ratings were read.
pub(super) struct Found {
    pub layout: Layout,
    pub header: bool,
    pub delimiter: Delimiter,
    pub latin1: bool,
}

/// The most characters of a column's name that are said.
const LONGEST: usize = 40;

impl Layout {
    /// Of a long file, with the names of its columns where it has a header.
    pub(super) fn long(columns: [usize; 3], head: Option<&[String]>) -> Self {
        let [user, item, rating] = columns.map(|at| match head.and_then(|head| head.get(at)) {
            Some(name) if !name.is_empty() => match name.char_indices().nth(LONGEST) {
                Some((end, _)) => format!("{}…", &name[..end]),
                None => name.clone(),
            },
            _ => format!("column {}", at + 1),
        });
        Self::Long { user, item, rating }
    }
}

impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.layout {
            Layout::Long { user, item, rating } => {
                write!(f, "long, user = {user}, item = {item}, rating = {rating}")?;
            }
            Layout::Grid { users, items } => write!(f, "grid, {} x {}", Count(*users, "user"), Count(*items, "item"))?,
        }
        write!(f, ", {}, {}", if self.header { "header" } else { "no header" }, self.separator)?;
        if self.latin1 {
            f.write_str(", Latin-1")?;
        }
        write!(f, ", {}{}", self.scale, if self.scale_given { " as given" } else { "" })?;
        if let Some(titles) = &self.titles {
            write!(f, ", titles from {titles}")?;
        }
        if self.merged > 0 {
            write!(f, ", {} merged", self.merged)?;
        }
        write!(f, ", {} left out", self.left_out)
    }
}
