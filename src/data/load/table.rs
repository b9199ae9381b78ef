//! The ratings as they come in: names numbered, bad rows counted or refused, pairs rated twice resolved.

use super::error::{Column, Fault, LoadError, Location};
use super::{Duplicates, Found, Loaded, Options, Reading, Skipped};
use crate::data::{ItemId, Names, Rating, Ratings, Scale, Side, UserId};
use std::collections::HashMap;
use std::sync::Arc;

/// Ratings beyond this are taken for something else, such as a time.
const LARGEST: f64 = 1e12;

/// The most bytes that a name may have.
pub(super) const MOST_NAME: usize = 4 << 10;

/// What was read so far. It owns all it holds, so the text can be dropped before [`Table::finish`].
pub(super) struct Table {
    source: String,
    options: Options,
    decimal_comma: bool,
    pub(super) users: Numbering,
    pub(super) items: Numbering,
    rows: Vec<Rating>,
    lines: Lines,
    pub(super) skipped: Skipped,
    /// What kind of file it is.
    pub(super) found: Option<Found>,
}

impl Table {
    pub(super) fn new(source: &str, options: &Options, decimal_comma: bool) -> Self {
        Self {
            source: source.to_owned(),
            options: options.clone(),
            decimal_comma,
            users: Numbering::default(),
            items: Numbering::default(),
            rows: Vec::new(),
            lines: Lines::default(),
            skipped: Skipped::default(),
            found: None,
        }
    }

    /// An error in `line`, and in `column` (from 0) where one is to blame.
    pub(super) fn error(&self, line: u32, column: Option<(usize, &str)>, fault: Fault) -> LoadError {
        let column = column.map(|(at, name)| Column { number: number(at), name: name.into() });
        LoadError { at: Location { file: self.source.clone(), line: Some(line), column }, fault }
    }

    /// Counts a bad row and goes on, where that was asked for and can be done.
    pub(super) fn refuse(&mut self, error: LoadError) -> Result<(), LoadError> {
        if !self.options.skip_bad || !error.fault.can_be_skipped() {
            return Err(error);
        }
        self.skipped.count(error);
        Ok(())
    }

    /// Whether `field` is a word that stands for a rating.
    pub(super) fn knows(&self, field: &str) -> bool {
        self.options.map.get(field).is_some()
    }

    /// The rating that `field` states.
    pub(super) fn rating(&self, field: &str) -> Result<f64, Fault> {
        let scale = self.options.scale;
        let value = rating(field, &self.options, self.decimal_comma)
            .ok_or_else(|| Fault::NotANumber { found: field.into(), scale })?;
        let widest = scale.or(Scale::new(-LARGEST, LARGEST));
        match widest {
            _ if !value.is_finite() => Err(Fault::NotFinite { found: field.into(), scale }),
            Some(scale) if !scale.holds(value) => Err(Fault::OutsideScale { found: field.into(), scale }),
            _ => Ok(value),
        }
    }

    /// Adds a rating; `None` when there are too many to be numbered.
    pub(super) fn push(&mut self, line: u32, user: UserId, item: ItemId, value: f64) -> Option<()> {
        let row = u32::try_from(self.rows.len()).ok()?;
        self.lines.push(row, line);
        self.rows.push(Rating { user, item, value });
        Some(())
    }

    /// The error of a table that cannot be numbered.
    pub(super) fn too_large(&self) -> LoadError {
        LoadError::of_file(&self.source, Fault::TooLarge)
    }

    /// Compresses the ratings; `rename` may give the items other names, as many as there are.
    ///
    /// # Errors
    /// When there is no rating, and when a pair is rated twice without a rule for it.
    pub(super) fn finish(mut self, rename: impl FnOnce(Vec<Box<str>>) -> Vec<Box<str>>) -> Result<Loaded, LoadError> {
        if self.rows.is_empty() {
            let Skipped { count: skipped, mut first } = self.skipped;
            let fault = match skipped {
                0 => Fault::NoRows,
                _ => Fault::NothingLeft { skipped, first: first.drain(..).next().map(Box::new) },
            };
            return Err(LoadError::of_file(&self.source, fault));
        }
        let users = std::mem::take(&mut self.users).into_names();
        let items = rename(std::mem::take(&mut self.items).into_names());
        let names = Arc::new(Names { users, items });
        let scale = self.options.scale.unwrap_or_else(|| Scale::around(self.rows.iter().map(|r| r.value)));
        let rows = self.rows.len();
        let before = self.skipped.count;
        let ratings = match Ratings::new(Arc::clone(&names), scale, &self.rows) {
            Ok(ratings) => ratings,
            Err(twice) => {
                if self.options.duplicates.is_none() && !self.options.skip_bad {
                    return Err(self.twice(&names, twice.first, twice.second));
                }
                self.resolve(&names, scale);
                let again = Ratings::new(Arc::clone(&names), scale, &self.rows);
                again.map_err(|twice| self.twice(&names, twice.first, twice.second))?
            }
        };
        let reading = self.found.map(|Found { layout, header, delimiter, latin1 }| Reading {
            layout,
            header,
            separator: delimiter.name(),
            latin1,
            scale,
            scale_given: self.options.scale.is_some(),
            left_out: self.skipped.count,
            merged: rows - ratings.len() - (self.skipped.count - before),
            titles: None,
        });
        Ok(Loaded { ratings, skipped: self.skipped, reading, source: self.source })
    }

    fn twice(&self, names: &Names, first: usize, second: usize) -> LoadError {
        let Rating { user, item, .. } = self.rows[second];
        let fault = Fault::Twice {
            user: names.users[user.index()].clone(),
            item: names.items[item.index()].clone(),
            first: self.lines.of(first),
        };
        self.error(self.lines.of(second), None, fault)
    }

    /// Leaves one rating a pair, in the place of the first.
    fn resolve(&mut self, names: &Names, scale: Scale) {
        let mut seen: HashMap<(UserId, ItemId), (usize, u32)> = HashMap::with_capacity(self.rows.len());
        let mut kept: Vec<Rating> = Vec::with_capacity(self.rows.len());
        let mut first_rows = Vec::with_capacity(self.rows.len());
        for row in 0..self.rows.len() {
            let rating = self.rows[row];
            let (at, times) = seen.entry((rating.user, rating.item)).or_insert((kept.len(), 0));
            *times += 1;
            if *times == 1 {
                kept.push(rating);
                first_rows.push(row);
                continue;
            }
            match self.options.duplicates {
                Some(Duplicates::Last) => kept[*at].value = rating.value,
                Some(Duplicates::Mean) => kept[*at].value += rating.value,
                None => {
                    let error = self.twice(names, first_rows[*at], row);
                    self.skipped.count(error);
                }
            }
        }
        if self.options.duplicates == Some(Duplicates::Mean) {
            for &(at, times) in seen.values() {
                // A rounded mean can pass the end of the scale by its last digit.
                kept[at].value = scale.clip(kept[at].value / f64::from(times));
            }
        }
        self.rows = kept;
    }
}

/// The rating that `field` states, be it finite or not; `None` when it is neither a number nor a known word.
pub(super) fn rating(field: &str, options: &Options, decimal_comma: bool) -> Option<f64> {
    if let Some(value) = options.map.get(field) {
        return Some(value);
    }
    field.parse().ok().or_else(|| {
        let (whole, part) = field.split_once(',').filter(|_| decimal_comma)?;
        format!("{whole}.{part}").parse().ok()
    })
}

/// The number that people read for index `at`.
pub(super) fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX).saturating_add(1)
}

/// Names, numbered in the order in which they first appear.
#[derive(Default)]
pub(super) struct Numbering {
    numbers: HashMap<Box<str>, u32>,
    /// The name asked for last: files are often grouped by user.
    last: (String, u32),
}

impl Numbering {
    /// The number of `name`, from 0; `None` when 32 bits do not suffice.
    pub(super) fn of(&mut self, name: &str) -> Option<usize> {
        if self.last.0 == name && !name.is_empty() {
            return Some(self.last.1 as usize);
        }
        let number = match self.numbers.get(name) {
            Some(&number) => number,
            None => {
                let number = u32::try_from(self.numbers.len()).ok()?;
                self.numbers.insert(name.into(), number);
                number
            }
        };
        self.last.0.clear();
        self.last.0.push_str(name);
        self.last.1 = number;
        Some(number as usize)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.numbers.len()
    }

    fn into_names(self) -> Vec<Box<str>> {
        let mut names = vec![Box::default(); self.numbers.len()];
        for (name, number) in self.numbers {
            names[number as usize] = name;
        }
        names
    }
}

/// The line of each row, kept only where it is not the one after the line before.
#[derive(Default)]
struct Lines(Vec<(u32, u32)>);

impl Lines {
    fn push(&mut self, row: u32, line: u32) {
        if self.0.last().is_none_or(|&(r, l)| u64::from(l) + u64::from(row - r) != u64::from(line)) {
            self.0.push((row, line));
        }
    }

    fn of(&self, row: usize) -> u32 {
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        let after = self.0.partition_point(|&(r, _)| r <= row);
        self.0[..after].last().map_or(0, |&(r, line)| line.saturating_add(row - r))
    }
}

/// What is wrong with the name of a user or an item, if anything is.
pub(super) fn misnamed(name: &str, side: Side) -> Option<Fault> {
    match name.len() {
        0 => Some(Fault::NoName { side }),
        1..=MOST_NAME => None,
        _ => Some(Fault::LongName { name: name.into() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_remembered_across_gaps() {
        let mut lines = Lines::default();
        let known = [2, 3, 4, 7, 8, 8, 8, 20];
        for (row, &line) in known.iter().enumerate() {
            lines.push(row as u32, line);
        }
        assert_eq!((0..known.len()).map(|row| lines.of(row)).collect::<Vec<_>>(), known);
        assert_eq!(lines.0.len(), 5);
    }

    #[test]
    fn names_are_numbered_as_they_appear() {
        let mut names = Numbering::default();
        let numbers: Vec<_> = ["", "b", "b", "", "a"].iter().map(|n| names.of(n).unwrap()).collect();
        assert_eq!(numbers, [0, 1, 1, 0, 2]);
        assert_eq!(names.into_names(), ["", "b", "a"].map(Box::from));
    }

    #[test]
    fn numbers_are_read_with_points_and_with_commas() {
        let read = |field, comma| rating(field, &Options::default(), comma);
        assert_eq!(read("3,5", true), Some(3.5));
        assert_eq!(read("3,5", false), None);
        assert_eq!(read("-1", false), Some(-1.0));
        assert_eq!(read("1,000,5", true), None);
        assert_eq!(read("abc", true), None);
        let options = Options { map: "0=-1".parse().unwrap(), ..Options::default() };
        assert_eq!(rating("0", &options, false), Some(-1.0), "a word goes before a number");
    }
}
