//! The points that speak for each way to read a table.
//!
//! Everything here is a small number for a small reason; what counts is the sum. Names count most, then what the values of a
//! column can be, then how the columns go together.

use super::column::{Column, has_year};
use super::options::Options;
use super::plan::Form;
use super::words::{EXACT, Hint, hint, is_nothing};
use std::collections::HashSet;

/// A table with more columns than this is long only by their names.
const WIDE: usize = 12;

/// What was asked for of one role.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Slot {
    #[default]
    Open,
    /// That there is none.
    None,
    At(usize),
}

impl Slot {
    /// The columns that are left to choose from, `none` among them where there can be none.
    fn among(self, columns: &[usize], none: bool) -> Vec<Option<usize>> {
        match self {
            Slot::At(at) => vec![Some(at)],
            Slot::None => vec![None],
            Slot::Open => columns.iter().copied().map(Some).chain(none.then_some(None)).collect(),
        }
    }
}

/// The columns that were asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    pub columns: [Slot; 4],
    pub out: HashSet<usize>,
    /// Whether no other column is to be left out.
    pub out_is_known: bool,
    /// Whether it cannot be had in this reading.
    pub impossible: bool,
}

impl Asked {
    /// Whether what was asked for says that a row holds one rating.
    pub(super) fn is_long(&self) -> bool {
        self.columns[1..].iter().any(|choice| *choice != Slot::Open)
    }
}

/// Whoever gives the points.
pub(super) struct Judge<'s> {
    pub columns: &'s [Column],
    pub header: bool,
    pub rows: usize,
    pub options: &'s Options,
}

impl Judge<'_> {
    /// What speaks for the first row being a header, or against it.
    pub(super) fn header_points(&self, first: &[String]) -> i32 {
        let mut points = 0;
        let numeric = |field: &str| field.parse::<f64>().is_ok() || self.options.map.get(field).is_some();
        // Names that are the numbers of items: whole, and rising from left to right.
        let numbers: Vec<f64> = first.iter().skip(1).filter_map(|field| field.parse().ok()).collect();
        let rising =
            numbers.windows(2).all(|pair| pair[0] < pair[1]) && numbers.iter().all(|number| number.fract() == 0.0);
        // The same where nothing stands above the names of the rows, as there are none.
        let all: Vec<f64> = first.iter().filter_map(|field| field.parse().ok()).collect();
        let bare = all.len() > 3
            && all.len() == first.len()
            && all.windows(2).all(|pair| pair[1] - pair[0] == 1.0)
            && self.columns.iter().any(|column| column.high < all[all.len() - 1]);
        let numbered = bare || numbers.len() > 1 && numbers.len() + 1 == first.len() && !numeric(&first[0]) && rising;
        if self.header {
            for (field, column) in first.iter().zip(self.columns) {
                let text = !field.is_empty() && !is_nothing(field) && !numeric(field);
                if text && (column.numbers * 2 > column.filled || column.is_time()) {
                    points += 3;
                }
                points += column.hint.map_or(0, |(_, sureness)| i32::from(sureness));
                if numeric(field) && column.is_numeric() && !numbered {
                    points -= 4;
                }
                if column.has_like(field) {
                    points -= 6;
                }
                let body_says = self.columns.iter().any(|column| column.is_numeric());
                if !body_says && text && column.hint.is_none() {
                    points -= 1;
                }
                if is_nothing(field) && !field.is_empty() {
                    points -= 2;
                }
            }
            if first.first().is_some_and(String::is_empty)
                && first.len() > 1
                && first[1..].iter().all(|field| !field.is_empty())
            {
                points += 6;
            }
            let names: HashSet<&String> = first.iter().collect();
            if names.len() < first.len() && first.iter().filter(|field| field.is_empty()).count() < 2 {
                points -= 4;
            }
            points += if numbered { 2 * first.len() as i32 + 3 } else { 0 };
            points.min(24)
        } else {
            // Words above a column of numbers are its name.
            let named = |(at, field): (usize, &String)| {
                let column = &self.columns[at];
                column.numbers > 0 && column.numbers + 1 == column.filled && !is_nothing(field) && !numeric(field)
            };
            let above = first.iter().enumerate().filter(|(at, _)| *at < self.columns.len()).filter(|pair| named(*pair));
            // What is called as columns are is no first row.
            let role = |field: &&String| {
                !numeric(field) && matches!(hint(field), Some((Hint::User | Hint::Item | Hint::Rating, EXACT)))
            };
            -6 * above.count() as i32 - 8 * first.iter().filter(role).count() as i32
        }
    }

    /// Readings with one rating a row.
    pub(super) fn long(&self, asked: &Asked) -> Vec<(Form, i32)> {
        if asked.impossible {
            return Vec::new();
        }
        let all: Vec<usize> = (0..self.columns.len()).filter(|at| !asked.out.contains(at)).collect();
        let filled: Vec<usize> = all
            .iter()
            .copied()
            .filter(|at| !self.columns[*at].is_empty() || self.columns[*at].hint.is_some() || self.rows == 0)
            .collect();
        let wide = filled.len() > WIDE;
        let mut choose = filled.clone();
        if wide {
            // The surest names, and no more of them than a narrow table has columns.
            choose.sort_by_key(|at| std::cmp::Reverse(self.columns[*at].hint.map_or(0, |(_, sureness)| sureness)));
            choose.truncate(WIDE);
            choose.retain(|at| self.columns[*at].hint.is_some());
            choose.sort_unstable();
        }
        let mut found = Vec::new();
        for user in asked.columns[0].among(&choose, true) {
            for item in asked.columns[1].among(&choose, false).into_iter().flatten() {
                if user == Some(item) {
                    continue;
                }
                for rating in asked.columns[2].among(&choose, true) {
                    if rating.is_some() && (rating == user || rating == Some(item)) {
                        continue;
                    }
                    if let Some(score) = self.long_points(user, item, rating, &filled, asked) {
                        found.push(((user, item, rating), score));
                    }
                }
            }
        }
        found.sort_by_key(|(_, score)| -score);
        found.truncate(20);
        let found = found.into_iter().map(|((user, item, rating), score)| {
            let time = self.time(user, item, rating, asked);
            (Form::Long { user, item, rating, time }, score - self.repeats(user, item))
        });
        found.collect()
    }

    /// The column of the moments, if one is left.
    fn time(&self, user: Option<usize>, item: usize, rating: Option<usize>, asked: &Asked) -> Option<usize> {
        match asked.columns[3] {
            Slot::At(at) => Some(at),
            Slot::None => None,
            Slot::Open => {
                let free =
                    |at: &usize| Some(*at) != user && *at != item && Some(*at) != rating && self.columns[*at].is_time();
                (0..self.columns.len())
                    .filter(free)
                    .max_by_key(|at| (self.columns[*at].says(Hint::Time), usize::MAX - at))
            }
        }
    }

    /// What speaks against a pair of columns that says the same again and again.
    fn repeats(&self, user: Option<usize>, item: usize) -> i32 {
        let items = &self.columns[item].codes;
        let pairs: HashSet<(u32, u32)> = match user {
            Some(user) => self.columns[user].codes.iter().copied().zip(items.iter().copied()).collect(),
            None => items.iter().map(|item| (0, *item)).collect(),
        };
        let again = items.len() - pairs.len();
        if items.is_empty() || self.options.duplicates.is_some() { 0 } else { (again * 12 / items.len()) as i32 }
    }

    fn long_points(
        &self,
        user: Option<usize>,
        item: usize,
        rating: Option<usize>,
        filled: &[usize],
        asked: &Asked,
    ) -> Option<i32> {
        let mut points = 0;
        // Where the file has names, roles without one are doubtful, and two of them are too many.
        let named = |hint| self.columns.iter().any(|column| column.says(hint) > 0);
        if self.names_speak() {
            let user_at =
                user.filter(|at| self.columns[*at].says(Hint::User).max(self.columns[*at].says(Hint::Name)) == 0);
            let rating_at = rating.filter(|at| self.columns[*at].says(Hint::Rating) == 0);
            let item_at =
                Some(item).filter(|at| self.columns[*at].says(Hint::Item).max(self.columns[*at].says(Hint::Name)) == 0);
            let unnamed = [user_at, item_at, rating_at].into_iter().zip(&asked.columns);
            if unnamed.filter(|(at, slot)| at.is_some() && **slot == Slot::Open).count()
                > usize::from(rating.is_some() && user.is_some())
            {
                return None;
            }
        }
        points += match user {
            Some(user) => self.thing(user, Hint::User) + self.role(user, Hint::User, asked.columns[0]),
            None if asked.columns[0] == Slot::None => 0,
            // `My rating` is one person's.
            None if rating.is_some_and(|at| self.columns[at].mine) => 8,
            None => -6,
        };
        points += self.thing(item, Hint::Item) + self.role(item, Hint::Item, asked.columns[1]);
        match rating {
            Some(rating) => {
                points += self.role(rating, Hint::Rating, asked.columns[2]);
                points +=
                    self.rating(rating, asked.columns[2] != Slot::Open || self.columns[rating].says(Hint::Rating) > 0)?;
                // Ids of the same few numbers as the ratings are cells of a grid.
                let alike = |at: usize| {
                    let (one, other) = (&self.columns[at], &self.columns[rating]);
                    let both = one.high.min(other.high) - one.low.max(other.low);
                    one.is_numeric()
                        && one.hint.is_none()
                        && 2.0 * both >= (one.high - one.low).max(other.high - other.low)
                };
                points -= 3 * user.into_iter().chain([item]).filter(|at| alike(*at)).count() as i32;
                let rest = filled.iter().filter(|at| Some(**at) != user && **at != item && **at != rating);
                points -= rest.map(|at| if alike(*at) { 4 } else { self.stray(*at) }).sum::<i32>();
            }
            None if asked.columns[2] == Slot::None => {}
            None => {
                let rest =
                    filled.iter().filter(|at| Some(**at) != user && **at != item && !self.columns[**at].is_time());
                let count =
                    rest.filter(|at| self.columns[**at].hint.is_none_or(|(hint, _)| hint != Hint::Other)).count();
                let repeats = |at: usize| self.columns[at].distinct < self.columns[at].filled;
                let speaks = named(Hint::User) || named(Hint::Item) || user.is_some_and(repeats) && repeats(item);
                if count > 0 || user.is_none() || named(Hint::Rating) || !speaks {
                    return None;
                }
                points -= 4;
            }
        }
        if let Some(user) = user {
            points += i32::from(user < item);
            let once = |at: usize, role| {
                self.columns[at].distinct == self.columns[at].filled && self.columns[at].says(role) == 0
            };
            if self.rows > 3 && once(item, Hint::Item) && self.columns[user].distinct == self.columns[user].filled {
                points -= 4;
            }
            points += 3 * i32::from(
                self.columns[user].rises && self.columns[user].distinct > 1 && !self.columns[user].is_unique(),
            );
            if !self.header {
                points += 2 * i32::from(user == filled.first().copied().unwrap_or(0));
                points += 2 * i32::from(filled.get(1) == Some(&item));
            }
            let products =
                |at: usize| self.columns[at].products * 2 > self.columns[at].filled && self.columns[at].filled > 0;
            points += 4 * (i32::from(products(item)) - i32::from(products(user)));
            let titles =
                |at: usize| self.columns[at].titles * 2 > self.columns[at].filled && self.columns[at].filled > 0;
            points += 4 * (i32::from(titles(item)) - i32::from(titles(user)));
        }
        if let Some(rating) = rating {
            points += i32::from(item < rating);
        }
        Some(points)
    }

    /// What the name of a column says for or against a role.
    fn role(&self, at: usize, role: Hint, asked: Slot) -> i32 {
        if asked != Slot::Open {
            return 12;
        }
        match self.columns[at].hint {
            Some((hint, sureness)) if hint == role => 4 * i32::from(sureness),
            Some((Hint::Name, _)) if role == Hint::User => 4,
            Some((Hint::Name, _)) if role == Hint::Item => 3,
            Some((Hint::Other, _)) => -6,
            Some((Hint::Time, _)) => -10,
            Some(_) => -8,
            // Where others have names that say something, silence is doubtful.
            None if self.names_speak() && role == Hint::Item => -3,
            None if self.names_speak() && role == Hint::Rating => -4,
            None => 0,
        }
    }

    /// Whether the header says of a column that it is one of the three.
    fn names_speak(&self) -> bool {
        self.columns.iter().any(|column| matches!(column.hint, Some((Hint::User | Hint::Item | Hint::Rating, _))))
    }

    /// What speaks against a column that is left: its values are not accounted for.
    fn stray(&self, at: usize) -> i32 {
        let column = &self.columns[at];
        match column.hint {
            _ if column.is_time() || column.is_empty() => 0,
            None if column.is_constant() => 1,
            Some((Hint::Other | Hint::Time | Hint::Name, _)) => 0,
            Some(_) => 1,
            None if column.is_numeric() => {
                if self.header {
                    2
                } else {
                    5
                }
            }
            None => 1,
        }
    }

    /// What the values say of a column that is to name users or items.
    fn thing(&self, at: usize, role: Hint) -> i32 {
        let column = &self.columns[at];
        let named = column.says(role) > 0;
        let mut points = 0;
        if column.is_numeric() && !column.whole {
            points -= 10;
        }
        if column.is_time() && !named {
            points -= 10;
        }
        if column.nothing * 10 > column.filled * 3 {
            points -= 6;
        }
        if column.links * 2 > column.filled {
            points -= 8;
        }
        if column.long * 4 > column.filled {
            points -= 3;
        }
        if column.distinct > 1 && column.distinct < column.filled {
            points += 2;
        }
        if column.is_constant() && self.rows > 4 && role == Hint::Item && !named {
            points -= 2;
        }
        if column.is_years() && !named && column.high < 2100.0 {
            points -= 4;
        }
        points
    }

    /// What the values say of a column of ratings; `None` where it can be none.
    fn rating(&self, at: usize, named: bool) -> Option<i32> {
        let column = &self.columns[at];
        let mut points = 0;
        if !column.is_numeric() && !column.is_empty() {
            // Words among numbers may be holes; words alone can be ratings with a map.
            let some = column.numbers * 2 >= column.filled;
            if !some && !named {
                return None;
            }
            points -= if some { 2 } else { 6 };
        }
        if column.is_empty() && self.rows > 0 && !named {
            return None;
        }
        if column.is_time() {
            points -= if named { 6 } else { 14 };
        }
        if !named {
            if column.is_ids() {
                points -= 5;
            }
            if column.is_years() {
                points -= 5;
            }
            if column.is_constant()
                && self.columns.iter().any(|other| other.is_numeric() && other.hint.is_none() && !other.is_constant())
            {
                points -= 3;
            }
        }
        if column.distinct <= 12 || (column.high <= 100.0 && column.low >= -100.0) {
            points += 3;
        }
        Some(points)
    }

    /// Readings with a row for each user or item.
    pub(super) fn grid(&self, asked: &Asked) -> Vec<(Form, i32)> {
        if asked.impossible || self.columns.len() < 2 || self.rows == 0 && !self.header {
            return Vec::new();
        }
        let asked_names = asked.columns[0];
        let names: Vec<Option<usize>> = match asked_names {
            Slot::Open => {
                let usable = |at: &usize| !asked.out.contains(at) && !self.columns[*at].is_empty();
                let first = (0..self.columns.len()).find(usable);
                let named =
                    (0..self.columns.len()).filter(usable).filter(|at| Some(*at) == first || self.may_name(*at));
                std::iter::once(None).chain(named.map(Some)).take(WIDE).collect()
            }
            Slot::None => vec![None],
            Slot::At(at) => vec![Some(at)],
        };
        let points = names.into_iter().filter_map(|names| self.grid_points(names, asked));
        points.collect()
    }

    fn may_name(&self, at: usize) -> bool {
        let column = &self.columns[at];
        let says = column.says(Hint::User).max(column.says(Hint::Item)).max(column.says(Hint::Name));
        says > 0 || (!column.is_numeric() && column.is_unique())
    }

    fn grid_points(&self, names: Option<usize>, asked: &Asked) -> Option<(Form, i32)> {
        let mut points = 0;
        let inner: Vec<usize> =
            (0..self.columns.len()).filter(|at| Some(*at) != names && !asked.out.contains(at)).collect();
        let (cells, strays) = self.cells(&inner, asked.out_is_known);
        if cells.is_empty() || (names.is_none() && cells.len() < if self.header { 2 } else { 3 }) {
            return None;
        }
        if let Some(names) = names {
            let column = &self.columns[names];
            points += match column.hint {
                _ if asked.columns[0] != Slot::Open => 10,
                Some((Hint::User, sureness)) => 3 * i32::from(sureness),
                Some((Hint::Item, sureness)) => 2 * i32::from(sureness),
                Some((Hint::Name, _)) => 6,
                Some((Hint::Other, _)) if column.says(Hint::Other) == EXACT => -8,
                Some((Hint::Time, _)) => -8,
                Some((Hint::Rating, _)) => -8,
                None if self.header && column.name.is_empty() => 4,
                _ => 0,
            };
            if column.is_time() {
                points -= 8;
            }
            if column.is_numeric() && !column.whole {
                points -= 8;
            }
            if !column.is_numeric() {
                points += 3;
            }
            points += if column.is_unique() {
                3
            } else {
                -(8 * (column.filled + column.nothing - column.distinct.min(column.filled)) as i32
                    / self.rows.max(1) as i32)
                    - 1
            };
            // Numbers as small as the cells are cells.
            let (low, high) = self.range(&cells);
            let both = column.high.min(high) - column.low.max(low);
            let within = column.low >= low && column.high <= high;
            if column.is_numeric()
                && column.says(Hint::User) < EXACT
                && !column.rises
                && (within || 2.0 * both >= (column.high - column.low).max(high - low))
            {
                points -= 10;
            }
        }
        let all: usize = cells.iter().map(|at| self.columns[*at].filled + self.columns[*at].nothing).sum();
        let fit: usize = cells.iter().map(|at| self.columns[*at].numbers + self.columns[*at].nothing).sum();
        let nothing: usize = cells.iter().map(|at| self.columns[*at].nothing).sum();
        let numbers: usize = cells.iter().map(|at| self.columns[*at].numbers).sum();
        if all > 0 && (fit * 2 <= all || (numbers == 0 && fit < all)) {
            return None;
        }
        if fit < all {
            points -= 2;
        }
        if nothing > 0 {
            points += 3;
        }
        points += match cells.len() {
            1 => -6,
            2 => 0,
            3 => 2,
            4..=7 => 4,
            _ => 6,
        };
        if self.header {
            let role =
                |at: &&usize| matches!(self.columns[**at].hint, Some((Hint::User | Hint::Item | Hint::Rating, EXACT)));
            points -= 5 * cells.iter().filter(role).count() as i32;
            if cells.iter().any(|at| self.columns[*at].name.is_empty()) {
                points -= 6;
            }
        }
        // Columns of a grid lie on one scale.
        let (low, high) = self.range(&cells);
        if (high - low) <= 100.0 {
            points += 3;
        }
        let apart = cells.iter().filter(|at| {
            let column = &self.columns[**at];
            column.numbers > 0 && column.high - column.low < 0.02 * (high - low) && self.rows > 1
        });
        if apart.count() * 3 > cells.len() && high - low > 100.0 {
            points -= 6;
        }
        if cells.iter().all(|at| self.columns[*at].is_ids()) {
            return None;
        }
        if cells.iter().any(|at| self.columns[*at].is_ids()) {
            points -= 6;
        }
        let words = strays.iter().filter(|at| {
            self.columns[**at].numbers == 0 && !self.columns[**at].is_time() && !self.columns[**at].is_aside()
        });
        points -= strays.len() as i32 + 2 * words.count() as i32;
        if numbers == 0 && self.rows > 0 {
            points -= 8;
        }
        let turned = self.options.turn.unwrap_or_else(|| self.is_turned(names, &cells));
        Some((Form::Grid { names, cells, turned, sums: Vec::new() }, points))
    }

    fn range(&self, cells: &[usize]) -> (f64, f64) {
        let ends = cells.iter().map(|at| &self.columns[*at]).filter(|column| column.numbers > 0);
        ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), column| {
            (low.min(column.low), high.max(column.high))
        })
    }

    /// The columns of a grid that hold ratings, and those that do not.
    fn cells(&self, inner: &[usize], out_is_known: bool) -> (Vec<usize>, Vec<usize>) {
        if out_is_known {
            return (inner.iter().copied().filter(|at| !self.columns[*at].is_empty()).collect(), Vec::new());
        }
        let mut strays = Vec::new();
        let mut cells = Vec::new();
        for &at in inner {
            let column = &self.columns[at];
            let out = (column.is_empty() && (!self.header || column.name.is_empty()))
                || column.is_time()
                || column.is_row_numbers()
                || (self.header && column.is_aside())
                || (!column.is_empty() && column.numbers * 2 < column.filled)
                || (column.says(Hint::User) == EXACT && column.is_unique() && self.rows > 2)
                || (column.is_unique() && column.is_numeric() && column.low >= 1000.0 && self.rows > 2);
            match out {
                true if column.is_empty() => {}
                true => strays.push(at),
                false => cells.push(at),
            }
        }
        let summed = self.summed(&cells);
        cells.retain(|at| summed.binary_search(at).is_err());
        strays.extend(summed);
        // A yes or no about the person beside columns of many values that lie above it.
        let many = || cells.iter().map(|at| &self.columns[*at]).filter(|column| column.distinct > 2);
        let lowest = many().map(|column| column.low).fold(f64::INFINITY, f64::min);
        if self.header && many().count() * 2 >= cells.len() && self.rows > 3 && lowest >= 1.0 {
            let flag = |at: &usize| {
                let column = &self.columns[*at];
                column.distinct == 2 && column.low == 0.0 && column.high == 1.0 && column.nothing == 0
            };
            strays.extend(cells.iter().copied().filter(flag));
            cells.retain(|at| !flag(at));
        }
        (cells, strays)
    }

    /// Columns in which each row says the mean or the sum of its other cells, or that are called so.
    fn summed(&self, cells: &[usize]) -> Vec<usize> {
        /// Fewer rows or columns could agree by chance.
        const LEAST: usize = 4;
        // The sum, the number, the lowest and the highest of each row.
        let mut sums = vec![(0.0, 0usize, f64::INFINITY, f64::NEG_INFINITY); self.rows];
        for column in cells.iter().map(|at| &self.columns[*at]) {
            for (row, value) in sums.iter_mut().zip(&column.values) {
                if let Some(value) = value {
                    *row = (row.0 + value, row.1 + 1, row.2.min(*value), row.3.max(*value));
                }
            }
        }
        let summary = |at: &usize| {
            let column = &self.columns[*at];
            if self.header && column.sums {
                return true;
            }
            // Of numbers that are all the same, each is the mean.
            let differ = |row: &(f64, usize, f64, f64)| row.2 < row.3;
            let said = || {
                let rows = column.values.iter().zip(&sums).filter(|(_, row)| differ(row));
                rows.filter_map(|(value, (sum, count, ..))| Some(((*value)?, *sum, *count)))
            };
            let holds = |is: fn(f64, f64) -> f64| {
                said().all(|(value, sum, count)| {
                    count > 1 && (is(sum - value, (count - 1) as f64) - value).abs() <= 0.051
                })
            };
            said().count() >= LEAST
                && cells.len() > LEAST
                && !column.is_constant()
                && (holds(|sum, count| sum / count) || holds(|sum, _| sum))
        };
        cells.iter().copied().filter(|at| summary(at)).collect()
    }

    /// Whether rows are items and columns users.
    fn is_turned(&self, names: Option<usize>, cells: &[usize]) -> bool {
        let Some(names) = names.map(|at| &self.columns[at]) else { return false };
        // A corner such as `Film/Student` says first what the rows are.
        if let Some((rows, _)) = names.name.split_once(['/', '\\'])
            && let Some((said @ (Hint::User | Hint::Item), _)) = hint(rows)
        {
            return said == Hint::Item;
        }
        if names.says(Hint::User) > 0 {
            return false;
        }
        let users_above = cells.iter().filter(|at| self.columns[**at].says(Hint::User) > 0).count();
        let titles_above = cells.iter().filter(|at| has_year(&self.columns[**at].name)).count();
        names.says(Hint::Item) > 0
            || users_above * 2 > cells.len()
            || (names.titles * 2 > names.filled && titles_above * 2 <= cells.len())
    }
}
