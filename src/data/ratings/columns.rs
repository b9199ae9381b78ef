//! Ratings in the order in which they came, a column each.

use super::Rating;
use crate::data::{ItemId, UserId};
use hashbrown::HashMap;
use std::collections::HashSet;

/// Says that it is not known when a rating was given.
pub const NO_TIME: i64 = i64::MIN;

/// Ratings in the order of a file: who, what, how much, and when, as far as that is known.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    /// Who rated, row by row.
    pub users: Vec<UserId>,
    /// What was rated.
    pub items: Vec<ItemId>,
    /// How much it was liked: a place in `values`.
    pub codes: Vec<u32>,
    /// The distinct ratings.
    pub values: Values,
    /// The seconds since 1970 at which it was rated, or [`NO_TIME`]; empty where nobody knows of times.
    pub times: Vec<i64>,
}

/// The same user rated the same item twice: the rows of the file (from 0) that say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The earlier row.
    pub first: usize,
    /// The later row.
    pub second: usize,
}

impl Columns {
    /// Columns with room for so many ratings, and for their times.
    pub(super) fn with(room: usize, values: Values, times: bool) -> Self {
        Self {
            users: Vec::with_capacity(room),
            items: Vec::with_capacity(room),
            codes: Vec::with_capacity(room),
            values,
            times: Vec::with_capacity(if times { room } else { 0 }),
        }
    }

    pub(super) fn add(&mut self, user: UserId, item: ItemId, code: u32, time: Option<i64>) {
        self.users.push(user);
        self.items.push(item);
        self.codes.push(code);
        self.times.extend(time);
    }

    /// How many ratings there are.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// The rating of row `n`.
    pub fn at(&self, n: usize) -> Rating {
        Rating { user: self.users[n], item: self.items[n], value: self.values.of(self.codes[n]) }
    }

    /// When row `n` was rated, if that is known.
    pub fn time(&self, n: usize) -> Option<i64> {
        self.times.get(n).copied().filter(|time| *time != NO_TIME)
    }

    /// Adds a rating whose time is not known.
    pub fn push(&mut self, rating: Rating) {
        self.users.push(rating.user);
        self.items.push(rating.item);
        self.codes.push(self.values.code(rating.value));
        if !self.times.is_empty() {
            self.times.push(NO_TIME);
        }
    }

    /// Takes row `n` away.
    pub(super) fn remove(&mut self, n: usize) {
        self.users.remove(n);
        self.items.remove(n);
        self.codes.remove(n);
        if !self.times.is_empty() {
            self.times.remove(n);
        }
    }

    /// Leaves only the rows for which `keep` holds.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(usize, Rating) -> bool) {
        let kept: Vec<bool> = (0..self.len()).map(|n| keep(n, self.at(n))).collect();
        fn only<T>(column: &mut Vec<T>, kept: &[bool]) {
            let mut at = 0;
            column.retain(|_| {
                at += 1;
                kept[at - 1]
            });
        }
        only(&mut self.users, &kept);
        only(&mut self.items, &kept);
        only(&mut self.codes, &kept);
        only(&mut self.times, &kept);
    }

    /// The first of these pairs that comes a second time. `twice` holds all pairs that do.
    pub(super) fn first_duplicate(&self, twice: &HashSet<(UserId, ItemId)>) -> Option<Duplicate> {
        let mut seen = HashMap::new();
        (0..self.len()).find_map(|second| {
            let pair = (self.users[second], self.items[second]);
            let first = twice.contains(&pair).then(|| seen.insert(pair, second))??;
            Some(Duplicate { first, second })
        })
    }
}

impl FromIterator<Rating> for Columns {
    fn from_iter<R: IntoIterator<Item = Rating>>(rows: R) -> Self {
        let mut columns = Self::default();
        rows.into_iter().for_each(|row| columns.push(row));
        columns
    }
}

/// The distinct values among ratings: people give few of them, so a rating keeps its place here.
#[derive(Clone, Debug, Default)]
pub struct Values {
    known: Vec<f64>,
    codes: HashMap<u64, u32>,
}

impl Values {
    pub(super) fn of_all(known: &[f64]) -> Self {
        let mut values = Self::default();
        known.iter().for_each(|value| {
            values.code(*value);
        });
        values
    }

    pub(super) fn into_all(self) -> Vec<f64> {
        self.known
    }

    /// The code of `value`, a new one where it has none yet.
    pub fn code(&mut self, value: f64) -> u32 {
        *self.codes.entry(value.to_bits()).or_insert_with(|| {
            self.known.push(value);
            self.known.len() as u32 - 1
        })
    }

    /// The value of a code.
    pub fn of(&self, code: u32) -> f64 {
        self.known[code as usize]
    }

    /// All of them, by code.
    pub fn all(&self) -> &[f64] {
        &self.known
    }
}
