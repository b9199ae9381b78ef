//! Ratings from files: long and grid files with any usual delimiter, and MovieLens folders.
//!
//! The road of a file: `intake` takes its bytes in, they become text here, `records` splits it, `shape` tells what it is,
//! `long` or `grid` reads it into a `table`, and that becomes [`Ratings`]. A new format is one more file beside those two.

mod delimiter;
mod error;
mod factors;
mod grid;
pub(crate) mod intake;
mod long;
mod movielens;
mod options;
mod reading;
mod records;
mod roles;
mod shape;
mod table;
#[cfg(test)]
mod tests;

pub use error::{Column, Fault, LoadError, Location};
pub use factors::{BIAS_COLUMNS, FactorTable, factors, factors_text};
pub use options::{Columns, Duplicates, Options, WordMap};
pub use reading::{Layout, Reading};

use super::Ratings;
use delimiter::Delimiter;
use reading::Found;
use records::Records;
use shape::Shape;
use std::borrow::Cow;
use std::io::Read;
use std::path::Path;
use table::Table;

/// What a file gave.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The ratings.
    pub ratings: Ratings,
    /// What was left out.
    pub skipped: Skipped,
    /// How the file was read; of what is built in there is nothing to say.
    pub reading: Option<Reading>,
    /// A short title: the name of the file, "the lecture" or "standard input".
    pub source: String,
}

/// Rows that were left out because they were bad; in a grid file, single cells as well.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Skipped {
    /// How many there were.
    pub count: usize,
    /// The first few of them, in the order of the file.
    pub first: Vec<LoadError>,
}

impl Skipped {
    const MOST: usize = 5;

    fn count(&mut self, error: LoadError) {
        self.count += 1;
        let at = self.first.partition_point(|known| known.at.line <= error.at.line);
        self.first.insert(at, error);
        self.first.truncate(Self::MOST);
    }

    /// Adds what was left out of a file that was read later.
    fn extend(&mut self, later: Skipped) {
        self.count += later.count;
        self.first.extend(later.first);
        self.first.truncate(Self::MOST);
    }
}

/// Reads ratings from `text`; `source` is what messages call it.
///
/// # Errors
/// Whatever is wrong with the text, at the place where it is.
pub fn text(source: &str, text: &str, options: &Options) -> Result<Loaded, LoadError> {
    parse(source, text, false, options)?.finish(|names| names)
}

/// Reads ratings from `bytes`: UTF-8 with or without a byte order mark, else Latin-1.
///
/// # Errors
/// As for [`text()`].
pub fn bytes(source: &str, bytes: Vec<u8>, options: &Options) -> Result<Loaded, LoadError> {
    let (text, latin1) = decode(source, bytes)?;
    let table = parse(source, &text, latin1, options)?;
    drop(text);
    table.finish(|names| names)
}

/// Reads ratings from `r` to its end, such as from standard input.
///
/// # Errors
/// As for [`text()`], and when reading fails.
pub fn reader(source: &str, r: impl Read, options: &Options) -> Result<Loaded, LoadError> {
    bytes(source, intake::stream(r, source, intake::MOST, Vec::new())?, options)
}

/// Reads ratings from a file, or from an unpacked MovieLens folder (the latest ones, 100K or 1M).
///
/// # Errors
/// As for [`text()`], and when the file cannot be read.
pub fn path(path: &Path, options: &Options) -> Result<Loaded, LoadError> {
    if path.is_dir() {
        return movielens::folder(path, options);
    }
    let source = title(path);
    bytes(&source, intake::file(path, &source, intake::MOST)?, options)
}

/// The last part of a path.
fn title(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// Bytes as text, and whether they are Latin-1, which gives each byte the character of its number.
fn decode(source: &str, bytes: Vec<u8>) -> Result<(String, bool), LoadError> {
    if intake::is_utf16(&bytes) {
        return Err(LoadError::of_file(source, Fault::Utf16));
    }
    Ok(match String::from_utf8(bytes) {
        Ok(text) => (text, false),
        Err(e) => {
            let bytes = e.as_bytes().strip_prefix("\u{feff}".as_bytes()).unwrap_or(e.as_bytes());
            (bytes.iter().map(|&byte| char::from(byte)).collect(), true)
        }
    })
}

/// The text that is to be split: without a byte order mark, every line ending in `\n`.
fn clean<'t>(source: &str, text: &'t str) -> Result<Cow<'t, str>, LoadError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if let Some(at) = text.find('\0') {
        return Err(LoadError { at: intake::place(source, &text.as_bytes()[..at]), fault: Fault::Binary });
    }
    if text.trim().is_empty() {
        return Err(LoadError::of_file(source, Fault::Empty));
    }
    let old_mac = text.contains('\r') && !text.contains('\n');
    Ok(if old_mac { text.replace('\r', "\n").into() } else { text.into() })
}

fn parse(source: &str, text: &str, latin1: bool, options: &Options) -> Result<Table, LoadError> {
    let text = clean(source, text)?;
    let delimiter = Delimiter::of(&text);
    let mut table = Table::new(source, options, delimiter.allows_decimal_comma());
    let records = Records::new(&text, delimiter);
    match Shape::of(source, &text, delimiter, options)? {
        Some((Shape::Long { header, columns }, head)) => {
            let layout = Layout::long(columns, header.then_some(&head));
            table.found = Some(Found { layout, header, delimiter, latin1 });
            long::read(records, header, columns, &mut table)?;
        }
        Some((Shape::Grid, _)) => {
            grid::read(records, options.duplicates.is_some(), &mut table)?;
            let (users, items) = (table.users.len(), table.items.len());
            table.found = Some(Found { layout: Layout::Grid { users, items }, header: true, delimiter, latin1 });
        }
        // Nothing but bad rows: they are counted all the same.
        None => long::read(records, false, [0, 1, 2], &mut table)?,
    }
    Ok(table)
}
