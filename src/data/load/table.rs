//! The ratings as they come in: names numbered, bad rows counted or refused, pairs rated twice resolved.

use super::error::{Column, Fault, LoadError, Location};
use super::first::counts;
use super::number::Numbers;
use super::odd::Odd;
use super::plan::{Holes, Plan};
use super::reading::{Found, Layout, step};
use super::records::Records;
use super::{Duplicates, FirstLook, Loaded, Options, Reading, Skipped};
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
    numbers: Numbers,
    said_holes: Holes,
    users: Numbering,
    items: Numbering,
    rows: Vec<Rating>,
    /// The moment of each row, as far as one is known.
    times: Vec<Option<i64>>,
    lines: Lines,
    pub(super) skipped: Skipped,
    /// How many rows were met.
    met: usize,
    /// How many fields said that there is no rating.
    pub(super) holes: usize,
    /// What looked odd while reading.
    pub(super) odd: Vec<Odd>,
    /// How the file is read.
    pub(super) found: Option<Found>,
    /// What is shown of it.
    pub(super) look: Option<FirstLook>,
}

impl Table {
    pub(super) fn new(source: &str, options: &Options) -> Self {
        Self {
            source: source.to_owned(),
            options: options.clone(),
            numbers: Numbers::default(),
            said_holes: Holes::default(),
            users: Numbering::default(),
            items: Numbering::default(),
            rows: Vec::new(),
            times: Vec::new(),
            lines: Lines::default(),
            skipped: Skipped::default(),
            met: 0,
            holes: 0,
            odd: Vec::new(),
            found: None,
            look: None,
        }
    }

    /// Reads fields from now on as `plan` says.
    pub(super) fn follow(&mut self, plan: &Plan) {
        self.numbers = plan.numbers.clone();
        self.said_holes = plan.holes.clone();
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

    /// The rating that `field` states; `None` where it says that there is none.
    pub(super) fn rating(&self, field: &str) -> Result<Option<f64>, Fault> {
        let scale = self.options.scale;
        let value = match self.options.map.get(field) {
            Some(value) => value,
            None if self.said_holes.holds(field) => return Ok(None),
            None => match self.numbers.read(field) {
                Some(value) if self.said_holes.codes.contains(&value) => return Ok(None),
                Some(value) => value,
                None => return Err(Fault::NotANumber { found: field.into(), scale }),
            },
        };
        let widest = scale.or(Scale::new(-LARGEST, LARGEST));
        match widest {
            _ if !value.is_finite() => Err(Fault::NotFinite { found: field.into(), scale }),
            Some(scale) if !scale.holds(value) => Err(Fault::OutsideScale { found: field.into(), scale }),
            _ => Ok(Some(value)),
        }
    }

    /// The numbers of a user and an item, from 0; `None` when 32 bits do not suffice.
    pub(super) fn named(&mut self, user: &str, item: &str) -> Option<(usize, usize)> {
        self.users.of(user).zip(self.items.of(item))
    }

    /// The number of a user or an item, from 0.
    pub(super) fn number(&mut self, side: Side, name: &str) -> Option<usize> {
        match side {
            Side::Users => self.users.of(name),
            Side::Items => self.items.of(name),
        }
    }

    /// Adds a rating; `None` when there are too many to be numbered.
    pub(super) fn push(&mut self, line: u32, user: usize, item: usize, value: f64, time: Option<i64>) -> Option<()> {
        let row = u32::try_from(self.rows.len()).ok()?;
        self.lines.push(row, line);
        self.rows.push(Rating { user: UserId::new(user), item: ItemId::new(item), value });
        if self.wants_times() {
            self.times.push(time);
        }
        Some(())
    }

    /// Whether it matters when a rating was given.
    pub(super) fn wants_times(&self) -> bool {
        self.options.duplicates == Some(Duplicates::Latest)
    }

    /// Says now and then how far the reading has come.
    pub(super) fn came(&mut self, records: &Records<'_>) {
        const NOW_AND_THEN: usize = 1 << 12;
        self.met += 1;
        if self.met.is_multiple_of(NOW_AND_THEN) {
            self.options.progress.came(records.start().at, self.rows.len());
        }
    }

    /// The error of a table that cannot be numbered.
    pub(super) fn too_large(&self) -> LoadError {
        LoadError::of_file(&self.source, Fault::TooLarge)
    }

    /// What the items are called, by number.
    pub(super) fn item_names(&self) -> Vec<Box<str>> {
        self.items.names()
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
                // Fields that say that there is no rating are no use either.
                _ => Fault::NothingLeft { skipped: skipped + self.holes, first: first.drain(..).next().map(Box::new) },
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
        let counts = counts(self.rows.iter().map(|row| row.value));
        let reading = self.found.map(|Found { plan, was, encoding, odd, lines_above }| Reading {
            layout: Layout::of(&plan, ratings.n_users(), ratings.n_items()),
            header: plan.header > 0,
            format: was,
            lines_above,
            separator: Reading::separator(&plan),
            encoding,
            numbers: plan.numbers.told(),
            scale,
            scale_given: self.options.scale.is_some(),
            step: step(counts.iter().map(|(value, _)| *value)),
            missing_codes: plan.holes.codes,
            missing_words: plan.holes.words,
            holes: self.holes,
            left_out: self.skipped.count,
            merged: rows - ratings.len() - (self.skipped.count - before),
            titles: None,
            model: None,
            odd: odd.into_iter().chain(self.odd).collect(),
        });
        let plain = reading.as_ref().is_some_and(|reading| reading.odd.is_empty() && reading.left_out == 0);
        let look = self.look.map(|look| FirstLook { plain: look.plain && plain, counts, ..look });
        Ok(Loaded { ratings, trained: None, skipped: self.skipped, reading, look, source: self.source })
    }

    fn twice(&self, names: &Names, first: usize, second: usize) -> LoadError {
        let Rating { user, item, .. } = self.rows[second];
        let fault = Fault::Twice {
            kinds: self.look.as_ref().and_then(FirstLook::kinds),
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
        let mut latest: Vec<Option<i64>> = Vec::new();
        for row in 0..self.rows.len() {
            let rating = self.rows[row];
            let (at, times) = seen.entry((rating.user, rating.item)).or_insert((kept.len(), 0));
            *times += 1;
            if *times == 1 {
                kept.push(rating);
                first_rows.push(row);
                latest.push(self.times.get(row).copied().flatten());
                continue;
            }
            match self.options.duplicates {
                Some(Duplicates::Last) => kept[*at].value = rating.value,
                // Of two at the same moment, and of two without one, the later row is the later rating.
                Some(Duplicates::Latest) => {
                    let time = self.times.get(row).copied().flatten();
                    if time >= latest[*at] {
                        (kept[*at].value, latest[*at]) = (rating.value, time);
                    }
                }
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

    fn names(&self) -> Vec<Box<str>> {
        let mut names = vec![Box::default(); self.numbers.len()];
        for (name, number) in &self.numbers {
            names[*number as usize] = name.clone();
        }
        names
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
}
