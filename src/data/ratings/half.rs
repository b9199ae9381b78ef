//! Ratings by user or by item: the rows one behind the other, each rating as an id and a code.

use super::Row;
use rayon::prelude::*;
use std::ops::Range;

/// Which of the ratings of a grid one looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// All of them.
    Whole,
    /// Those that are not held out.
    Kept,
    /// Those that are.
    Held,
}

/// The ratings of one side, row by row. Within a row those that are not held out come first.
#[derive(Clone, Debug)]
pub(super) struct Half<Id> {
    /// Where each row begins, and where the last one ends.
    pub starts: Vec<u32>,
    /// Where the held-out ratings of each row begin, if there are any at all.
    pub held: Option<Vec<u32>>,
    pub ids: Vec<Id>,
    pub codes: Codes,
}

/// Places in the table of distinct ratings, in as few bytes as they need.
#[derive(Clone, Debug)]
pub(super) enum Codes {
    Short(Vec<u16>),
    Long(Vec<u32>),
}

/// A stretch of [`Codes`].
#[derive(Clone, Copy, Debug)]
pub(super) enum CodeSlice<'a> {
    Short(&'a [u16]),
    Long(&'a [u32]),
}

/// A rating on its way into a [`Half`].
#[derive(Clone, Copy)]
pub(super) struct Entry<Id> {
    pub row: usize,
    pub id: Id,
    pub code: u32,
    pub held: bool,
}

impl Codes {
    /// As many codes as fit in 16 bits.
    const SHORT: usize = 1 << 16;

    pub(super) fn new(codes: Vec<u32>, distinct: usize) -> Self {
        match distinct <= Self::SHORT {
            true => Self::Short(codes.into_par_iter().map(|code| code as u16).collect()),
            false => Self::Long(codes),
        }
    }

    pub(super) fn at(&self, at: usize) -> usize {
        match self {
            Self::Short(codes) => codes[at] as usize,
            Self::Long(codes) => codes[at] as usize,
        }
    }

    pub(super) fn slice(&self, range: Range<usize>) -> CodeSlice<'_> {
        match self {
            Self::Short(codes) => CodeSlice::Short(&codes[range]),
            Self::Long(codes) => CodeSlice::Long(&codes[range]),
        }
    }

    /// How many bytes one takes.
    pub(super) fn width(&self) -> usize {
        match self {
            Self::Short(_) => 2,
            Self::Long(_) => 4,
        }
    }
}

impl CodeSlice<'_> {
    pub(super) fn at(&self, at: usize) -> usize {
        match self {
            Self::Short(codes) => codes[at] as usize,
            Self::Long(codes) => codes[at] as usize,
        }
    }
}

impl<Id: Copy + Default + Send> Half<Id> {
    /// Sorts `entries` into rows; within a row they keep their order, the held-out ones behind the others. There are `rows`
    /// rows and `distinct` codes. Every thread goes through all entries and takes those of its own rows.
    pub(super) fn gather<I>(rows: usize, distinct: usize, holds_out: bool, entries: impl Fn() -> I + Sync) -> Self
    where
        I: Iterator<Item = Entry<Id>>,
    {
        let mut starts = vec![0_u32; rows + 1];
        let mut held = holds_out.then(|| vec![0_u32; rows]);
        entries().for_each(|entry| {
            starts[entry.row + 1] += 1;
            if let Some(held) = held.as_mut().filter(|_| !entry.held) {
                held[entry.row] += 1;
            }
        });
        for row in 0..rows {
            starts[row + 1] += starts[row];
            if let Some(held) = &mut held {
                held[row] += starts[row];
            }
        }
        let (ids, codes) = if distinct <= Codes::SHORT {
            let (ids, codes) = scatter(&starts, held.as_deref(), |code| code as u16, &entries);
            (ids, Codes::Short(codes))
        } else {
            let (ids, codes) = scatter(&starts, held.as_deref(), |code| code, &entries);
            (ids, Codes::Long(codes))
        };
        Self { starts, held, ids, codes }
    }
}

impl<Id> Half<Id> {
    /// Where the ratings of a row lie.
    pub(super) fn range(&self, row: usize, part: Part) -> Range<usize> {
        let (from, to) = (self.starts[row] as usize, self.starts[row + 1] as usize);
        match (&self.held, part) {
            (_, Part::Whole) => from..to,
            (None, Part::Kept) => from..to,
            (None, Part::Held) => to..to,
            (Some(held), Part::Kept) => from..held[row] as usize,
            (Some(held), Part::Held) => held[row] as usize..to,
        }
    }

    /// The ratings of a row.
    pub(super) fn row<'a>(&'a self, row: usize, part: Part, values: &'a [f64]) -> Row<'a, Id> {
        let range = self.range(row, part);
        Row { ids: &self.ids[range.clone()], codes: self.codes.slice(range), values }
    }

    /// Where each of the entries lies that it was gathered from.
    pub(super) fn places(&self, rows: impl Iterator<Item = usize>, held: Option<&[bool]>) -> Vec<u32> {
        let mut next = self.starts.clone();
        let mut next_held = self.held.clone().unwrap_or_default();
        let place = |(n, row): (usize, usize)| {
            let next = if held.is_some_and(|held| held[n]) { &mut next_held } else { &mut next };
            next[row] += 1;
            next[row] - 1
        };
        rows.enumerate().map(place).collect()
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.starts.len() - 1
    }

    /// About how many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        let starts = 4 * (self.starts.len() + self.held.as_ref().map_or(0, Vec::len));
        starts + self.ids.len() * (size_of::<Id>() + self.codes.width())
    }
}

fn scatter<Id, Code, I>(
    starts: &[u32],
    held: Option<&[u32]>,
    code: impl Fn(u32) -> Code + Sync,
    entries: &(impl Fn() -> I + Sync),
) -> (Vec<Id>, Vec<Code>)
where
    Id: Copy + Default + Send,
    Code: Copy + Default + Send,
    I: Iterator<Item = Entry<Id>>,
{
    /// Fewer ratings are not worth a thread.
    const WORTH: usize = 1 << 16;
    let (rows, len) = (starts.len() - 1, starts[starts.len() - 1] as usize);
    let threads = rayon::current_num_threads().min(len / WORTH + 1);
    let cut = |n: usize| starts.partition_point(|at| (*at as usize) < len * n / threads);
    let cuts: Vec<usize> = (0..threads).map(cut).chain([rows]).collect();
    let (mut ids, mut codes) = (vec![Id::default(); len], vec![Code::default(); len]);
    let (mut ids_left, mut codes_left) = (&mut ids[..], &mut codes[..]);
    let mut shares = Vec::with_capacity(threads);
    for cut in cuts.windows(2) {
        let own = cut[0]..cut[1];
        let length = (starts[own.end] - starts[own.start]) as usize;
        let (own_ids, ids) = ids_left.split_at_mut(length);
        let (own_codes, codes) = codes_left.split_at_mut(length);
        shares.push((own, own_ids, own_codes));
        (ids_left, codes_left) = (ids, codes);
    }
    shares.into_par_iter().for_each(|(own, ids, codes)| {
        let from = starts[own.start];
        let mut next: Vec<u32> = starts[own.clone()].iter().map(|at| at - from).collect();
        let mut next_held: Vec<u32> =
            held.map_or(Vec::new(), |held| held[own.clone()].iter().map(|at| at - from).collect());
        entries().for_each(|entry| {
            if own.contains(&entry.row) {
                let next = if entry.held { &mut next_held } else { &mut next };
                let at = &mut next[entry.row - own.start];
                (ids[*at as usize], codes[*at as usize]) = (entry.id, code(entry.code));
                *at += 1;
            }
        });
    });
    (ids, codes)
}

/// Where rows begin, and which row a position is in.
#[derive(Clone, Debug)]
pub(super) struct Starts {
    starts: Vec<u32>,
    /// The row of every so many positions.
    marks: Vec<u32>,
}

impl Starts {
    const EVERY: usize = 64;

    pub(super) fn of_lengths(lengths: impl Iterator<Item = usize>) -> Self {
        let mut end = 0;
        let ends = lengths.map(|length| {
            end += length as u32;
            end
        });
        let starts: Vec<u32> = [0].into_iter().chain(ends).collect();
        let len = *starts.last().unwrap_or(&0) as usize;
        let mut row = 0;
        let marks = (0..=len / Self::EVERY).map(|mark| {
            while row + 2 < starts.len() && starts[row + 1] as usize <= mark * Self::EVERY {
                row += 1;
            }
            row as u32
        });
        Self { marks: marks.collect(), starts }
    }

    /// The positions of ratings that come in the order of `rows`.
    pub(super) fn places(&self, rows: impl Iterator<Item = usize>) -> Vec<u32> {
        let mut next = self.starts.clone();
        let place = |row: usize| {
            next[row] += 1;
            next[row] - 1
        };
        rows.map(place).collect()
    }

    /// How many positions there are.
    pub(super) fn len(&self) -> usize {
        *self.starts.last().unwrap_or(&0) as usize
    }

    /// Where a row begins.
    pub(super) fn of(&self, row: usize) -> usize {
        self.starts[row] as usize
    }

    /// The row in which a position lies.
    pub(super) fn row(&self, position: usize) -> usize {
        let mark = position / Self::EVERY;
        let from = self.marks[mark] as usize;
        let to = self.marks.get(mark + 1).map_or(self.starts.len() - 2, |row| *row as usize);
        from + self.starts[from + 1..=to].partition_point(|at| *at as usize <= position)
    }

    pub(super) fn bytes(&self) -> usize {
        4 * (self.starts.len() + self.marks.len())
    }
}
