//! One column of what was seen of a file: what stands in it.

use super::number::Numbers;
use super::options::Options;
use super::time::{DateOrder, moment};
use super::words::{EXACT, Hint, Sureness, hint, is_mine, is_nothing, is_summary};
use std::collections::{HashMap, HashSet};

/// What is known of a column.
#[derive(Clone, Debug)]
pub(super) struct Column {
    /// What its header says; empty where it says nothing.
    pub name: String,
    pub hint: Option<(Hint, Sureness)>,
    /// Whether that is what people call a column that sums up the others.
    pub sums: bool,
    /// Whether its name says that it is one person's: `My rating`.
    pub mine: bool,
    /// How many fields it has that say something.
    pub filled: usize,
    /// How many that say nothing.
    pub nothing: usize,
    /// The numbers in it, row by row.
    pub values: Vec<Option<f64>>,
    pub numbers: usize,
    /// How many of its fields are moments.
    pub times: usize,
    /// Whose rows are alike: the same number for the same field.
    pub codes: Vec<u32>,
    pub distinct: usize,
    /// How many fields cannot be the name of a rated thing or of a person: long text.
    pub long: usize,
    /// How many are addresses of pages.
    pub links: usize,
    /// How many look like the number of a product in a shop.
    pub products: usize,
    /// How many say a year in brackets, as titles of films do.
    pub titles: usize,
    pub low: f64,
    pub high: f64,
    /// Whether all its numbers are whole.
    pub whole: bool,
    /// Whether they go up, or stay, from row to row.
    pub rises: bool,
    pub ways: Numbers,
    /// What is left of its first fields without their digits, where something is: `user`.
    like: HashSet<String>,
}

impl Column {
    /// Column `at` of `rows`, with a name from the header.
    pub(super) fn of(rows: &[&[String]], at: usize, name: &str, options: &Options) -> Self {
        let fields = || rows.iter().map(|row| row.get(at).map_or("", String::as_str));
        let said = || fields().filter(|field| !is_nothing(field));
        let ways = Numbers::of(said(), options.decimal);
        let order = DateOrder::of(said());
        let mut column = Self {
            name: name.to_owned(),
            hint: hint(name).filter(|_| options.map.get(name).is_none()),
            sums: is_summary(name),
            mine: is_mine(name),
            filled: 0,
            nothing: 0,
            values: Vec::with_capacity(rows.len()),
            numbers: 0,
            times: 0,
            codes: Vec::with_capacity(rows.len()),
            distinct: 0,
            long: 0,
            links: 0,
            products: 0,
            like: HashSet::new(),
            titles: 0,
            low: f64::INFINITY,
            high: f64::NEG_INFINITY,
            whole: true,
            rises: true,
            ways,
        };
        let mut known: HashMap<&str, u32> = HashMap::new();
        let mut before = f64::NEG_INFINITY;
        for field in fields() {
            let next = known.len() as u32;
            column.codes.push(*known.entry(field).or_insert(next));
            let mapped = options.map.get(field);
            if mapped.is_none() && is_nothing(field) {
                column.nothing += 1;
                column.values.push(None);
                continue;
            }
            column.filled += 1;
            let value = mapped.or_else(|| column.ways.read(field)).filter(|value| value.is_finite());
            column.values.push(value);
            column.times += usize::from(moment(field, order).is_some());
            column.long += usize::from(field.chars().count() > 80);
            column.links += usize::from(field.starts_with("http://") || field.starts_with("https://"));
            if column.like.len() < 50
                && field.bytes().any(|byte| byte.is_ascii_digit())
                && !field.bytes().all(|byte| byte.is_ascii_digit())
            {
                column.like.insert(without_digits(field));
            }
            column.products += usize::from(is_product(field));
            column.titles += usize::from(has_year(field));
            let Some(value) = value else { continue };
            column.numbers += 1;
            (column.low, column.high) = (column.low.min(value), column.high.max(value));
            column.whole &= value.fract() == 0.0;
            column.rises &= value >= before;
            before = value;
        }
        column.distinct = known.keys().filter(|field| !is_nothing(field)).count();
        column
    }

    /// Whether at least `percent` of a hundred of what it says is `count`.
    fn mostly(&self, count: usize, percent: usize) -> bool {
        self.filled > 0 && count * 100 >= self.filled * percent
    }

    pub(super) fn is_numeric(&self) -> bool {
        self.mostly(self.numbers, 90)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.filled == 0
    }

    /// Moments, and not small numbers that are nothing else.
    pub(super) fn is_time(&self) -> bool {
        self.mostly(self.times, 90)
    }

    /// Years of the calendar, such as those in which films came out.
    pub(super) fn is_years(&self) -> bool {
        self.is_numeric() && self.whole && self.low >= 1850.0 && self.high <= 2100.0
    }

    /// Whole numbers that are mostly different and lie close or large: the numbers of things.
    pub(super) fn is_ids(&self) -> bool {
        self.is_numeric()
            && self.whole
            && self.high > 100.0
            && self.low >= 0.0
            && self.distinct * 2 > self.filled
            && self.filled > 3
    }

    pub(super) fn is_unique(&self) -> bool {
        self.nothing == 0 && self.distinct == self.filled
    }

    /// The numbers of the rows themselves, from 0 or 1 on.
    pub(super) fn is_row_numbers(&self) -> bool {
        let all = self.filled as f64;
        self.rises
            && self.whole
            && self.is_unique()
            && self.filled > 5
            && (self.low == 0.0 || self.low == 1.0)
            && self.high - self.low + 1.0 == all
    }

    pub(super) fn is_constant(&self) -> bool {
        self.distinct == 1
    }

    /// Whether `field` differs from another field by its digits only: `user0` beside `user1`.
    pub(super) fn has_like(&self, field: &str) -> bool {
        field.bytes().any(|byte| byte.is_ascii_digit())
            && field.parse::<f64>().is_err()
            && self.like.contains(&without_digits(field))
    }

    /// Whether it is about users or ratings and is none itself, as its header says: `Gender (1 = f)`, `Mean`.
    pub(super) fn is_aside(&self) -> bool {
        self.says(Hint::Other).max(self.says(Hint::Time)) == EXACT
    }

    /// Whether its header says this.
    pub(super) fn says(&self, what: Hint) -> Sureness {
        self.hint.filter(|(hint, _)| *hint == what).map_or(0, |(_, sureness)| sureness)
    }
}

fn without_digits(field: &str) -> String {
    field.chars().filter(|c| !c.is_ascii_digit()).collect()
}

/// The numbers that the largest shop gives its products: ten letters and digits that begin with `B0`.
fn is_product(field: &str) -> bool {
    field.starts_with("B0")
        && field.len() >= 6
        && field.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// Whether a field ends in a year in brackets.
pub(super) fn has_year(field: &str) -> bool {
    let inner = field.strip_suffix(')').and_then(|field| field.rsplit_once('(')).map(|(_, inner)| inner);
    inner.is_some_and(|year| year.len() == 4 && year.parse::<u32>().is_ok_and(|year| (1850..2100).contains(&year)))
}
