//! Ratings from one stretch of a text: names numbered and ratings coded as they come, so that stretches can be read side by
//! side and put together.

use super::Skipped;
use super::error::Fault;
use crate::data::{NO_TIME, Values};
use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;

/// What was read of a stretch of a text.
#[derive(Default)]
pub(super) struct Batch {
    pub users: Numbering,
    pub items: Numbering,
    pub values: Values,
    pub rows: Vec<Coded>,
    /// When each row was rated, or [`NO_TIME`]; empty where no row says so.
    pub times: Vec<i64>,
    pub lines: Lines,
    pub skipped: Skipped,
    /// How many fields said that there is no rating.
    pub holes: usize,
    read: Read,
}

/// A rating by number: of its user, its item, and its value, each from 0.
#[derive(Clone, Copy)]
pub(super) struct Coded {
    pub user: u32,
    pub item: u32,
    pub code: u32,
}

impl Batch {
    /// Keeps what was read and nothing that is only there for reading more.
    pub(super) fn settle(mut self) -> Self {
        self.users.settle();
        self.items.settle();
        self
    }

    /// Adds a rating; `None` when there are too many to be numbered.
    pub(super) fn push(&mut self, line: u32, row: Coded, time: Option<i64>) -> Option<()> {
        let number = u32::try_from(self.rows.len()).ok()?;
        self.lines.push(number, line);
        self.rows.push(row);
        if time.is_some() || !self.times.is_empty() {
            self.times.resize(self.rows.len() - 1, NO_TIME);
            self.times.push(time.unwrap_or(NO_TIME));
        }
        Some(())
    }

    /// The code of what `field` says, which `read` makes a number of; `None` where it says that there is no rating. People rate
    /// with few words: what was read lately is not read again.
    pub(super) fn code(
        &mut self,
        field: &str,
        read: impl FnOnce(&str) -> Result<Option<f64>, Fault>,
    ) -> Result<Option<u32>, Fault> {
        let code = || Ok(read(field)?.map(|value| self.values.code(value)));
        let Some((key, slot)) = Read::slot(field) else { return code() };
        match self.read.0.get(slot) {
            Some((known, code)) if *known == key => Ok(*code),
            _ => {
                let code = code()?;
                self.read.0.resize(Read::SLOTS, (0, None));
                self.read.0[slot] = (key, code);
                Ok(code)
            }
        }
    }
}

/// Short fields and the codes they have, each in the slot that its text says.
#[derive(Default)]
struct Read(Vec<(u64, Option<u32>)>);

impl Read {
    const SLOTS: usize = 256;

    /// The text of a field of at most seven bytes as a number, which is never 0, and its slot.
    fn slot(field: &str) -> Option<(u64, usize)> {
        let mut bytes = [0; 8];
        bytes.get_mut(..field.len()).filter(|short| short.len() < 8)?.copy_from_slice(field.as_bytes());
        bytes[7] = field.len() as u8 + 1;
        let key = u64::from_le_bytes(bytes);
        // 2^64 over the golden ratio: the upper bits of the product depend on all bits of the key.
        Some((key, (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56) as usize))
    }
}

/// Names, numbered in the order in which they first appear. They stand in one text, one behind the other. Names that are
/// small whole numbers, as ids mostly are, are found by that number, others by their hash.
#[derive(Default)]
pub(super) struct Numbering {
    text: String,
    ends: Vec<usize>,
    numbers: HashTable<u32>,
    /// For each small whole number one more than the number of its name, or 0.
    ids: Vec<u32>,
    hasher: DefaultHashBuilder,
    /// The number of the name asked for last: files are often grouped by user.
    last: u32,
}

impl Numbering {
    /// The number of `name`, from 0; `None` when 32 bits do not suffice.
    pub(super) fn of(&mut self, name: &str) -> Option<u32> {
        if self.name(self.last) == Some(name) {
            return Some(self.last);
        }
        if let Some(id) = small(name) {
            self.last = match self.ids.get(id) {
                Some(&number @ 1..) => number - 1,
                _ => {
                    let number = self.add(name)?;
                    self.ids.resize(self.ids.len().max(id + 1), 0);
                    self.ids[id] = number + 1;
                    number
                }
            };
            return Some(self.last);
        }
        let hash = self.hasher.hash_one(name);
        self.last = match self.numbers.find(hash, |number| self.name(*number) == Some(name)) {
            Some(number) => *number,
            None => {
                let number = self.add(name)?;
                let Self { text, ends, numbers, hasher, .. } = self;
                let again = |number: &u32| hasher.hash_one(name_of(text, ends, *number).unwrap_or_default());
                numbers.insert_unique(hash, number, again);
                number
            }
        };
        Some(self.last)
    }

    fn add(&mut self, name: &str) -> Option<u32> {
        // One less than there could be, for whoever counts from 1.
        let number = u32::try_from(self.ends.len()).ok().filter(|number| *number < u32::MAX)?;
        self.text.push_str(name);
        self.ends.push(self.text.len());
        Some(number)
    }

    /// Forgets how to find a name: no more are going to come.
    pub(super) fn settle(&mut self) {
        (self.numbers, self.ids) = (HashTable::new(), Vec::new());
    }

    /// How many names there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    fn name(&self, number: u32) -> Option<&str> {
        name_of(&self.text, &self.ends, number)
    }

    /// All names, by number.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len() as u32).map_while(|number| self.name(number))
    }
}

/// The whole number below a million that a name is, written as numbers are.
fn small(name: &str) -> Option<usize> {
    let digits = name.as_bytes();
    let plain = matches!(digits, [b'0'] | [b'1'..=b'9', ..]) && digits.len() <= 6;
    let add = |number: usize, digit: &u8| digit.is_ascii_digit().then(|| number * 10 + usize::from(digit - b'0'));
    if plain { digits.iter().try_fold(0, add) } else { None }
}

fn name_of<'t>(text: &'t str, ends: &[usize], number: u32) -> Option<&'t str> {
    let at = number as usize;
    let end = *ends.get(at)?;
    Some(&text[if at == 0 { 0 } else { ends[at - 1] }..end])
}

/// The line of each row, kept only where it is not the one after the line before.
#[derive(Default)]
pub(super) struct Lines(Vec<(u32, u32)>);

impl Lines {
    pub(super) fn push(&mut self, row: u32, line: u32) {
        if self.0.last().is_none_or(|&(r, l)| u64::from(l) + u64::from(row - r) != u64::from(line)) {
            self.0.push((row, line));
        }
    }

    /// Adds the lines of rows that come after `rows` others.
    pub(super) fn extend(&mut self, rows: u32, later: Lines) {
        later.0.into_iter().for_each(|(row, line)| self.push(rows.saturating_add(row), line));
    }

    /// The line of a row.
    pub(super) fn of(&self, row: usize) -> u32 {
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        let after = self.0.partition_point(|&(r, _)| r <= row);
        self.0[..after].last().map_or(0, |&(r, line)| line.saturating_add(row - r))
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
        let numbers: Vec<_> = ["", "b", "b", "", "a", "b"].iter().map(|n| names.of(n).unwrap()).collect();
        assert_eq!(numbers, [0, 1, 1, 0, 2, 1]);
        assert_eq!(names.names().collect::<Vec<_>>(), ["", "b", "a"]);
        const LONG: &str = "55555555555555555555555555555555";
        let ids =
            ["7", "07", "0", "00", "999999", "1000000", "7", "x", "0", "-7", "+7", "7.0", "٧", "1000000", "07", LONG];
        let mut names = Numbering::default();
        let numbers: Vec<_> = ids.iter().map(|name| names.of(name).unwrap()).collect();
        assert_eq!(numbers, [0, 1, 2, 3, 4, 5, 0, 6, 2, 7, 8, 9, 10, 5, 1, 11]);
    }

    #[test]
    fn what_is_read_by_heart_is_what_would_be_read() {
        let mut batch = Batch::default();
        let fields: Vec<String> =
            (0..2000).map(|n| format!("{}", n % 1200)).chain(["-".into(), "12345678".into()]).collect();
        for field in fields.iter().chain(&fields) {
            let wanted = field.parse().ok();
            let code = batch.code(field, |field| Ok(field.parse().ok())).unwrap();
            assert_eq!(code.map(|code| batch.values.of(code)), wanted, "{field}");
        }
        assert!(batch.code("bad", |_| Err(Fault::Empty)).is_err(), "and what is wrong is wrong each time");
        assert!(batch.code("bad", |_| Err(Fault::Empty)).is_err());
    }
}
