//! Ratings from files, in the shapes that people have: long files and grids with any separator, in any encoding, with or without
//! a header; JSON, ARFF, MatrixMarket and others; sheets of Excel; archives and folders as data sets come in.
//!
//! The road of a file: `intake` takes its bytes in, `kind` knows what they are, `unpack`, `excel` and `parquet` take out what is
//! packed, `encoding` makes text of them, `formats` a table of what is none. `sheet` finds where the table is and what parts its
//! fields, `look` weighs all ways to read it by what `words` say and what stands in each `column`, and `settle` makes a `plan` of
//! the best; by that `long` or `grid` reads the `records` into a `table`, and that becomes [`Ratings`]. `items` takes in what a
//! table beside it says of the items, whose columns `item_columns` finds by what is known `about` their names. A new format is one
//! more file in `formats`.

mod about;
mod batch;
mod column;
mod encoding;
mod error;
#[cfg(feature = "xlsx")]
mod excel;
mod factors;
mod first;
mod folder;
mod formats;
mod grid;
pub(crate) mod intake;
mod item_columns;
mod items;
mod judge;
mod kind;
mod long;
mod look;
mod model;
mod number;
mod odd;
mod options;
mod pairs;
#[cfg(feature = "parquet")]
mod parquet;
mod plan;
mod progress;
mod reading;
mod records;
mod separator;
mod settle;
mod sheet;
mod sight;
mod table;
#[cfg(test)]
mod tests;
#[cfg(feature = "parquet")]
mod thrift;
mod time;
mod unpack;
mod words;

pub use error::{Column, Fault, LoadError, Location};
pub use factors::{BIAS_COLUMNS, FactorTable, factors, factors_text};
pub use first::{Bar, ColumnRole, FirstLook, histogram};
pub use items::ItemsRead;
pub use model::{Fitted, ModelFault, SparkFault, Trained, Vectors};
pub use odd::Odd;
pub use options::{
    Change, Charset, Codes, Columns, Decimal, Duplicates, LayoutName, LeftOut, Options, Pick, Role, WordMap, condition,
    quoted,
};
pub use pairs::Pairs;
pub use progress::{Progress, Stage};
pub use reading::{Layout, Reading};
pub use separator::Separator;
pub use sight::{Seen, Sight};

use super::Ratings;
use crate::choice::Choice;
use encoding::{Decoded, decode};
use encoding_rs::Encoding;
use formats::Tabular;
use items::Items;
use kind::Kind;
use look::Sample;
use plan::Form;
use reading::Found;
use sheet::Sheet;
use std::borrow::Cow;
use std::io::Read;
use std::path::Path;
use table::Table;
use unpack::Zip;

/// What a file gave.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The ratings; of a trained model that comes alone there are none, but its users and items.
    pub ratings: Ratings,
    /// The trained model, where the file holds one: a row for each user and each item of the ratings.
    pub trained: Option<Trained>,
    /// The ids that the ratings have for the items, where those are called by titles.
    pub ids: Option<Vec<Box<str>>>,
    /// What was left out.
    pub skipped: Skipped,
    /// How the file was read; of what is built in there is nothing to say.
    pub reading: Option<Reading>,
    /// What is shown of it before it is opened.
    pub look: Option<FirstLook>,
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
    finished(source, content(source, text, "UTF-8".into(), options)?, options)
}

/// Reads ratings from `bytes`: a text in whatever encoding, a sheet of Excel, or an archive with one of these in it.
///
/// # Errors
/// As for [`text()`], and what is damaged.
pub fn bytes(source: &str, bytes: Vec<u8>, options: &Options) -> Result<Loaded, LoadError> {
    if Kind::of(&bytes) == Kind::Zip {
        let zip = Zip::new(source, bytes)?;
        if model::is_archive(&zip) {
            return finished(source, Content::Model(model::of_archive(source, zip)?.into()), options);
        }
        if !is_workbook(&zip) {
            return folder::archive(source, zip, options);
        }
        return finished(source, content_of(source, zip.into_bytes(), options)?, options);
    }
    finished(source, content_of(source, bytes, options)?, options)
}

/// What stands in a file.
enum Content {
    Ratings(Box<Table>),
    Model(Box<Trained>),
}

impl Content {
    /// The ratings, where only they will do.
    fn ratings(self, source: &str, options: &Options) -> Result<Table, LoadError> {
        let fault = match self {
            Self::Ratings(table) if options.ratings.is_none() => return Ok(*table),
            Self::Ratings(_) => ModelFault::NoModel,
            Self::Model(_) => ModelFault::NoRatings,
        };
        Err(LoadError::of_file(source, Fault::Model(fault)))
    }
}

/// Whether an archive is a workbook of Excel.
fn is_workbook(zip: &Zip) -> bool {
    zip.names().iter().any(|name| name == "xl/workbook.xml")
}

/// What stands in `bytes`, whatever they are.
fn content_of(source: &str, bytes: Vec<u8>, options: &Options) -> Result<Content, LoadError> {
    if Kind::of(&bytes) == Kind::Array {
        return Ok(Content::Model(model::of_array(source, &bytes, options)?.into()));
    }
    let charset = options.encoding.map(|charset| charset.0);
    parse_decoded(source, &text_of(source, bytes, charset, &options.progress)?, options)
}

/// The text of the table in `bytes`, be they a text, packed by gzip, a workbook or a file of columns.
fn text_of(
    source: &str,
    bytes: Vec<u8>,
    charset: Option<&'static Encoding>,
    progress: &Progress,
) -> Result<Decoded, LoadError> {
    match Kind::of(&bytes) {
        Kind::Gzip => {
            let inner = unpack::gzip(source, &bytes, intake::MOST, progress)?;
            drop(bytes);
            if Kind::of(&inner) == Kind::Gzip {
                return Err(LoadError::of_file(
                    source,
                    Fault::Foreign { what: "packed twice", help: "unpack it once" },
                ));
            }
            text_of(source, inner, charset, progress)
        }
        Kind::Other(what, help) => Err(LoadError::of_file(source, Fault::Foreign { what, help })),
        Kind::Array => {
            let (what, help) = ("an array of NumPy, and none is expected here", "unpack it, and open it by itself");
            Err(LoadError::of_file(source, Fault::Foreign { what, help }))
        }
        Kind::Zip => {
            let zip = Zip::new(source, bytes)?;
            if !is_workbook(&zip) {
                let (what, help) =
                    ("an archive within another", "unpack the outer one, and open what is in it by its path");
                return Err(LoadError::of_file(source, Fault::Foreign { what, help }));
            }
            workbook(source, zip.into_bytes(), progress)
        }
        Kind::Parquet => columns(source, bytes, progress),
        Kind::Text => encoding::watched(source, bytes, charset, progress),
    }
}

/// The text of a workbook's table.
#[cfg(feature = "xlsx")]
fn workbook(source: &str, bytes: Vec<u8>, progress: &Progress) -> Result<Decoded, LoadError> {
    excel::sheet(source, bytes, progress)
}

#[cfg(not(feature = "xlsx"))]
fn workbook(source: &str, _: Vec<u8>, _: &Progress) -> Result<Decoded, LoadError> {
    Err(LoadError::of_file(source, Fault::Foreign { what: "an Excel file", help: "save it as CSV" }))
}

/// The text of the table in a file of Parquet.
#[cfg(feature = "parquet")]
fn columns(source: &str, bytes: Vec<u8>, progress: &Progress) -> Result<Decoded, LoadError> {
    parquet::table(source, bytes, progress)
}

#[cfg(not(feature = "parquet"))]
fn columns(source: &str, _: Vec<u8>, _: &Progress) -> Result<Decoded, LoadError> {
    let help = "write its table as CSV, as in pandas: read_parquet(..).to_csv('ratings.csv')";
    Err(LoadError::of_file(source, Fault::Foreign { what: "a Parquet file", help }))
}

/// The ratings of a table, its items called by the titles in the file that the options name; or a model, with the ratings
/// in such a file.
fn finished(source: &str, content: Content, options: &Options) -> Result<Loaded, LoadError> {
    let table = match content {
        Content::Model(model) => return with_ratings(source, *model, options),
        ratings => ratings.ratings(source, options)?,
    };
    let Some(path) = &options.items else { return Ok(seen_whole(table.finish(|names| names)?, options)) };
    let name = title(path);
    let bytes = intake::file(path, &name, intake::MOST)?;
    let mut loaded = titled(table, options, |items| items.read(&name, bytes, options))?;
    if let Some(reading) = &mut loaded.reading {
        if reading.of_items.is_none() {
            reading.odd.push(Odd::new("none of the items stands in the file of titles", None));
        }
        reading.titles = Some(name);
    }
    Ok(loaded)
}

/// A model with the ratings that come along, if any do.
fn with_ratings(source: &str, model: Trained, options: &Options) -> Result<Loaded, LoadError> {
    let beside = options.ratings.as_ref().map(|ratings| {
        // What the options say of layout is about the ratings, unless they say that it is a model's.
        let asked = options.layout == Some(LayoutName::Factors);
        let (layout, turn) = if asked { (None, None) } else { (options.layout, options.turn) };
        let loaded = path(ratings, &Options { ratings: None, items: None, layout, turn, ..options.clone() })?;
        match loaded.trained {
            None => Ok(loaded),
            Some(_) => Err(LoadError::of_file(&title(ratings), Fault::Model(ModelFault::NoRatings))),
        }
    });
    model::placed(source, model, beside.transpose()?, options)
}

/// The ratings of a table, with the titles and what else is known of its items, as `read` takes it in. How it was read tells
/// of that only if an item was met.
fn titled(
    table: Table,
    options: &Options,
    read: impl FnOnce(&mut Items<'_>) -> Result<(), LoadError>,
) -> Result<Loaded, LoadError> {
    let ids = table.item_names();
    let mut items = Items::of(&ids);
    read(&mut items)?;
    let skipped = std::mem::take(&mut items.skipped);
    let (titles, facts, told) = items.finish();
    let mut loaded = table.finish(|ids| items::named(ids, titles))?;
    if let Some(reading) = &mut loaded.reading {
        reading.left_out += skipped.count;
        reading.of_items = told;
    }
    loaded.skipped.extend(skipped);
    loaded.ratings = loaded.ratings.with_facts(facts);
    loaded.ids = Some(ids);
    Ok(seen_whole(loaded, options))
}

/// Tells what only all ratings together show: numbers that may say "not rated" and that are too rare to be seen before.
fn seen_whole(mut loaded: Loaded, options: &Options) -> Loaded {
    if let (Some(look), Some(reading), None) = (&mut loaded.look, &mut loaded.reading, &options.missing_codes) {
        let late = odd::late(&look.counts, look.is_grid(), reading.holes, &reading.missing_codes, &reading.odd);
        look.plain &= late.is_empty();
        reading.odd.extend(late);
    }
    loaded
}

/// What messages call standard input.
pub const STANDARD_INPUT: &str = "standard input";

/// Reads ratings from `r` to its end, such as from standard input.
///
/// # Errors
/// As for [`text()`], and when reading fails.
pub fn reader(source: &str, r: impl Read, options: &Options) -> Result<Loaded, LoadError> {
    bytes(source, taken(source, r, options)?, options)
}

/// The bytes of `r` to its end, for whoever reads them more than once by [`bytes()`].
///
/// # Errors
/// When reading fails, and what cannot be a table.
pub fn taken(source: &str, r: impl Read, options: &Options) -> Result<Vec<u8>, LoadError> {
    intake::stream(r, source, intake::MOST, Vec::new(), &options.progress)
}

/// The same of a file.
///
/// # Errors
/// As for [`taken`].
pub fn taken_from(path: &Path, options: &Options) -> Result<Vec<u8>, LoadError> {
    intake::watched(path, &title(path), intake::MOST, &options.progress)
}

/// Whether what lies at `path` can be read only once, as a named pipe can.
pub fn is_stream(path: &Path) -> bool {
    intake::is_stream(path)
}

/// Reads ratings from a file, from a file in an archive (`archive.zip/scores.csv`), or from a folder as data sets or models come
/// in.
///
/// # Errors
/// As for [`text()`], and when the file cannot be read.
pub fn path(path: &Path, options: &Options) -> Result<Loaded, LoadError> {
    if path.is_dir() {
        if let Some(model) = model::of_folder(path)? {
            return with_ratings(&title(path), model, options);
        }
        return folder::folder(path, options);
    }
    let source = title(path);
    if let Some((archive, file)) = folder::within(path) {
        let name = title(&archive);
        return folder::entry(
            &name,
            Zip::new(&name, intake::watched(&archive, &name, intake::MOST, &options.progress)?)?,
            &file,
            options,
        );
    }
    bytes(&source, intake::watched(path, &source, intake::MOST, &options.progress)?, options)
}

/// What messages call the file at `path`: its last part.
pub fn title(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
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

/// As [`parse`], and says what is known of the bytes.
fn parse_decoded(source: &str, decoded: &Decoded, options: &Options) -> Result<Content, LoadError> {
    let mark = if decoded.mark { " with a mark" } else { "" };
    let mut content = content(source, &decoded.text, format!("{}{mark}", decoded.encoding), options)?;
    if let Content::Ratings(table) = &mut content {
        let damaged = match decoded.damaged {
            0 => None,
            1 => Some("1 character is".into()),
            n => Some(format!("{n} characters are")),
        };
        let damaged = damaged.map(|are| format!("{are} no {}: shown as \u{fffd}", decoded.encoding));
        table.odd.extend(damaged.map(|sentence| Odd::new(sentence, None)));
        table.odd.extend(decoded.odd.clone());
    }
    Ok(content)
}

/// What stands in a text.
fn content(source: &str, text: &str, encoding: String, options: &Options) -> Result<Content, LoadError> {
    let text = clean(source, text)?;
    if let Some((what, help)) = Kind::of_text(&text) {
        return Err(LoadError::of_file(source, Fault::Foreign { what, help }));
    }
    match model::of_text(source, &text, &encoding, options)? {
        Some(model) => Ok(Content::Model(model.into())),
        None => Ok(Content::Ratings(parse(source, &text, encoding, options)?.into())),
    }
}

fn parse(source: &str, text: &str, encoding: String, options: &Options) -> Result<Table, LoadError> {
    let tabular = Tabular::of(text);
    let sheet = tabular.sheet.unwrap_or_else(|| Sheet::of(&tabular.text, options.separator, options.first_row));
    let mut table = Table::new(source, options);
    for (line, fault) in &tabular.bad {
        table.refuse(table.error(*line, None, fault.clone()))?;
    }
    let Some(look::Found { plan, rival, odd, body }) =
        Sample::of(source, &tabular, sheet, options)?.found(source, options)?
    else {
        // Nothing but bad rows: they are counted all the same.
        let mut rows = plan::Rows::of(&tabular, sheet);
        loop {
            match rows.next() {
                Ok(true) => {}
                Ok(false) => return Ok(table),
                Err(fault) => table.refuse(table.error(rows.records.line(), None, fault))?,
            }
        }
    };
    if let Some(other) = rival.filter(|_| !options.likeliest) {
        let fault = Fault::TwoReadings { likely: plan.form.layout(), other };
        return Err(LoadError::of_file(source, fault));
    }
    let mut look = FirstLook::of(&plan, &body, rival, odd.len(), options);
    // What was taken as the likelier of two is said in the line that reads the file so again.
    let doubted = odd.iter().find_map(|odd| match odd.otherwise {
        Some(Change::Decimal(other)) => Some(other.next()),
        _ => None,
    });
    look.options.decimal = options.decimal.or(doubted);
    look.seen = options.sight.as_ref().and_then(|sight| sight.first(plan.rows(&tabular), &plan));
    options.progress.begins(tabular.text.len(), look.clone());
    table.look = Some(look);
    table.follow(&plan);
    match plan.form {
        Form::Long { time, .. } => {
            if options.duplicates == Some(Duplicates::Latest) && time.is_none() {
                return Err(LoadError::of_file(source, Fault::NoTimes));
            }
            long::read(&tabular, &plan, &mut table)?;
        }
        Form::Grid { .. } => grid::read(plan.rows(&tabular), &plan, options.duplicates.is_some(), &mut table)?,
    }
    let lines_above = sheet.start.line - 1;
    table.found = Some(Found { plan, was: tabular.was, encoding, odd, lines_above });
    Ok(table)
}
