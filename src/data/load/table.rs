//! The ratings as they come in: names numbered, bad rows counted or refused, pairs rated twice resolved.

use super::batch::{Batch, Coded};
use super::error::{Column, Fault, LoadError, Location};
use super::first::{FirstLook, counts};
use super::number::Numbers;
use super::odd::Odd;
use super::plan::{Holes, Plan};
use super::progress::Pace;
use super::reading::{Found, Layout, step};
use super::{Duplicates, Loaded, Options, Reading, Skipped, WordMap};
use crate::data::{Columns, ItemId, NO_TIME, Names, Ratings, Scale, Side, UserId};
use rayon::prelude::*;
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
    pub(super) fields: Fields,
    /// What comes in row by row.
    pub(super) batch: Batch,
    /// What was read in stretches before, its names and codes numbered anew: by their own numbers.
    stretches: Vec<Stretch>,
    pub(super) skipped: Skipped,
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
            fields: Fields { map: options.map.clone(), scale: options.scale, ..Fields::default() },
            batch: Batch::default(),
            stretches: Vec::new(),
            skipped: Skipped::default(),
            holes: 0,
            odd: Vec::new(),
            found: None,
            look: None,
        }
    }

    /// Reads fields from now on as `plan` says.
    pub(super) fn follow(&mut self, plan: &Plan) {
        self.fields.numbers = plan.numbers.clone();
        self.fields.holes = plan.holes.clone();
    }

    /// An error in `line`, and in `column` (from 0) where one is to blame.
    pub(super) fn error(&self, line: u32, column: Option<(usize, &str)>, fault: Fault) -> LoadError {
        let column = column.map(|(at, name)| Column { number: number(at), name: name.into() });
        LoadError { at: Location { file: self.source.clone(), line: Some(line), column }, fault }
    }

    /// Counts a bad row and goes on, where that was asked for and can be done.
    pub(super) fn refuse(&mut self, error: LoadError) -> Result<(), LoadError> {
        let mut skipped = std::mem::take(&mut self.skipped);
        let refused = self.refuse_in(&mut skipped, error);
        self.skipped = skipped;
        refused
    }

    /// The same, counted elsewhere.
    pub(super) fn refuse_in(&self, skipped: &mut Skipped, error: LoadError) -> Result<(), LoadError> {
        if !self.options.skip_bad || !error.fault.can_be_skipped() {
            return Err(error);
        }
        skipped.count(error);
        Ok(())
    }

    /// The number of a user or an item, from 0; `None` when 32 bits do not suffice.
    pub(super) fn number(&mut self, side: Side, name: &str) -> Option<u32> {
        match side {
            Side::Users => self.batch.users.of(name),
            Side::Items => self.batch.items.of(name),
        }
    }

    /// The code of the rating that `field` states; `None` where it says that there is none.
    pub(super) fn code(&mut self, field: &str) -> Result<Option<u32>, Fault> {
        let Self { batch, fields, .. } = self;
        batch.code(field, |field| fields.rating(field))
    }

    /// Adds what was read of the stretch behind all that was read so far; `None` when there is too much to be numbered.
    pub(super) fn take(&mut self, batch: Batch) -> Option<()> {
        let before = u32::try_from(self.len()).ok()?;
        u32::try_from(self.len() + batch.rows.len()).ok()?;
        let Batch { users, items, values, rows, times, lines, skipped, holes, .. } = batch;
        self.skipped.extend(skipped);
        self.holes += holes;
        self.batch.lines.extend(before, lines);
        let users = users.names().map(|name| self.batch.users.of(name)).collect::<Option<_>>()?;
        let items = items.names().map(|name| self.batch.items.of(name)).collect::<Option<_>>()?;
        let codes = values.all().iter().map(|value| self.batch.values.code(*value)).collect();
        self.stretches.push(Stretch { users, items, codes, rows, times });
        Some(())
    }

    /// How many ratings there are so far.
    fn len(&self) -> usize {
        self.stretches.iter().map(|stretch| stretch.rows.len()).sum::<usize>() + self.batch.rows.len()
    }

    /// Who says how far the reading has come, from a place in the text on.
    pub(super) fn pace(&self, at: usize) -> Pace {
        Pace::new(&self.options.progress, at, 0)
    }

    /// The error of a table that cannot be numbered.
    pub(super) fn too_large(&self) -> LoadError {
        LoadError::of_file(&self.source, Fault::TooLarge)
    }

    /// What the items are called, by number.
    pub(super) fn item_names(&self) -> Vec<Box<str>> {
        self.batch.items.names().map(Box::from).collect()
    }

    /// Compresses the ratings; `rename` may give the items other names, as many as there are.
    ///
    /// # Errors
    /// When there is no rating, and when a pair is rated twice without a rule for it.
    pub(super) fn finish(mut self, rename: impl FnOnce(Vec<Box<str>>) -> Vec<Box<str>>) -> Result<Loaded, LoadError> {
        if self.len() == 0 {
            let Skipped { count: skipped, mut first } = self.skipped;
            let fault = match skipped {
                0 => Fault::NoRows,
                // Fields that say that there is no rating are no use either.
                _ => Fault::NothingLeft { skipped: skipped + self.holes, first: first.drain(..).next().map(Box::new) },
            };
            return Err(LoadError::of_file(&self.source, fault));
        }
        let users = self.batch.users.names().map(Box::from).collect();
        let names = Arc::new(Names::new(users, rename(self.item_names())));
        let columns = self.columns();
        let scale = self.options.scale.unwrap_or_else(|| Scale::around(columns.values.all().iter().copied()));
        let rows = columns.len();
        let before = self.skipped.count;
        let ratings = match Ratings::of(Arc::clone(&names), scale, columns) {
            Ok(ratings) => ratings,
            Err(twice) => {
                let (twice, columns) = *twice;
                if self.options.duplicates.is_none() && !self.options.skip_bad {
                    return Err(self.twice(&names, &columns, twice.first, twice.second));
                }
                let columns = self.resolve(&names, scale, columns);
                Ratings::of(Arc::clone(&names), scale, columns)
                    .map_err(|twice| self.twice(&names, &twice.1, twice.0.first, twice.0.second))?
            }
        };
        let counts = counts(&ratings.counts());
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
            of_items: None,
            model: None,
            odd: odd.into_iter().chain(self.odd).collect(),
        });
        let plain = reading.as_ref().is_some_and(|reading| reading.odd.is_empty() && reading.left_out == 0);
        let look = self.look.map(|look| FirstLook { plain: look.plain && plain, counts, ..look });
        Ok(Loaded { ratings, trained: None, ids: None, skipped: self.skipped, reading, look, source: self.source })
    }

    /// All rows in their order, numbered alike.
    pub(super) fn columns(&mut self) -> Columns {
        let Batch { users, items, rows, times, values, .. } = &mut self.batch;
        let mut stretches = std::mem::take(&mut self.stretches);
        let values = std::mem::take(values);
        stretches.push(Stretch {
            users: (0..users.len() as u32).collect(),
            items: (0..items.len() as u32).collect(),
            codes: (0..values.all().len() as u32).collect(),
            rows: std::mem::take(rows),
            times: std::mem::take(times),
        });
        let column = |of: fn(&Stretch, &Coded) -> u32| -> Vec<u32> {
            let mut column = vec![0; stretches.iter().map(|stretch| stretch.rows.len()).sum()];
            let mut left = &mut column[..];
            let mut shares = Vec::with_capacity(stretches.len());
            for stretch in &stretches {
                let (own, rest) = left.split_at_mut(stretch.rows.len());
                shares.push((stretch, own));
                left = rest;
            }
            shares.into_par_iter().for_each(|(stretch, own)| {
                own.iter_mut().zip(&stretch.rows).for_each(|(number, row)| *number = of(stretch, row));
            });
            column
        };
        let users = column(|stretch, row| stretch.users[row.user as usize]);
        let items = column(|stretch, row| stretch.items[row.item as usize]);
        let codes = column(|stretch, row| stretch.codes[row.code as usize]);
        let mut times = Vec::new();
        if stretches.iter().any(|stretch| !stretch.times.is_empty()) {
            times.reserve_exact(codes.len());
            for stretch in &mut stretches {
                let mut own = std::mem::take(&mut stretch.times);
                own.resize(stretch.rows.len(), NO_TIME);
                times.append(&mut own);
            }
        }
        Columns {
            users: users.into_iter().map(|i| UserId::new(i as usize)).collect(),
            items: items.into_iter().map(|j| ItemId::new(j as usize)).collect(),
            codes,
            values,
            times,
        }
    }

    fn twice(&self, names: &Names, columns: &Columns, first: usize, second: usize) -> LoadError {
        let fault = Fault::Twice {
            kinds: self.look.as_ref().and_then(FirstLook::kinds),
            user: names.users[columns.users[second].index()].clone(),
            item: names.items[columns.items[second].index()].clone(),
            first: self.batch.lines.of(first),
        };
        self.error(self.batch.lines.of(second), None, fault)
    }

    /// Leaves one rating a pair, in the place of the first.
    fn resolve(&mut self, names: &Names, scale: Scale, columns: Columns) -> Columns {
        let mut seen: HashMap<(UserId, ItemId), (usize, u32)> = HashMap::with_capacity(columns.len());
        let mut kept = Columns { values: columns.values.clone(), ..Columns::default() };
        let mut first_rows = Vec::with_capacity(columns.len());
        let mut sums: Vec<f64> = Vec::new();
        for row in 0..columns.len() {
            let rating = columns.at(row);
            let time = columns.time(row).unwrap_or(NO_TIME);
            let (at, times) = seen.entry((rating.user, rating.item)).or_insert((kept.len(), 0));
            *times += 1;
            if *times == 1 {
                kept.users.push(rating.user);
                kept.items.push(rating.item);
                kept.codes.push(columns.codes[row]);
                kept.times.push(time);
                first_rows.push(row);
                sums.push(rating.value);
                continue;
            }
            match self.options.duplicates {
                // Of two at the same moment, and of two without one, the later row is the later rating.
                Some(Duplicates::Latest) if time < kept.times[*at] => {}
                Some(Duplicates::Last | Duplicates::Latest) => {
                    (kept.codes[*at], kept.times[*at]) = (columns.codes[row], time);
                }
                Some(Duplicates::Mean) => {
                    sums[*at] += rating.value;
                    kept.times[*at] = kept.times[*at].max(time);
                }
                None => {
                    let error = self.twice(names, &columns, first_rows[*at], row);
                    self.skipped.count(error);
                }
            }
        }
        if self.options.duplicates == Some(Duplicates::Mean) {
            for &(at, times) in seen.values().filter(|(_, times)| *times > 1) {
                // A rounded mean can pass the end of the scale by its last digit.
                kept.codes[at] = kept.values.code(scale.clip(sums[at] / f64::from(times)));
            }
        }
        if columns.times.is_empty() {
            kept.times.clear();
        }
        kept
    }
}

/// What fields say that stand where ratings do.
#[derive(Default)]
pub(super) struct Fields {
    map: WordMap,
    scale: Option<Scale>,
    numbers: Numbers,
    holes: Holes,
}

impl Fields {
    /// The rating that `field` states; `None` where it says that there is none.
    pub(super) fn rating(&self, field: &str) -> Result<Option<f64>, Fault> {
        let scale = self.scale;
        let value = match self.map.get(field) {
            Some(value) => value,
            None if self.holes.holds(field) => return Ok(None),
            None => match self.numbers.read(field) {
                Some(value) if self.holes.codes.contains(&value) => return Ok(None),
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
}

/// Rows of a stretch of the text, and what its own numbers of users, items and values are in the whole.
struct Stretch {
    users: Vec<u32>,
    items: Vec<u32>,
    codes: Vec<u32>,
    rows: Vec<Coded>,
    times: Vec<i64>,
}

/// The number that people read for index `at`.
pub(super) fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX).saturating_add(1)
}

/// What is wrong with the name of a user or an item, if anything is.
pub(super) fn misnamed(name: &str, side: Side) -> Option<Fault> {
    match name.len() {
        0 => Some(Fault::NoName { side }),
        1..=MOST_NAME => None,
        _ => Some(Fault::LongName { name: name.into() }),
    }
}
