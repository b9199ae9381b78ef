//! A table of factors whose copies share what neither of them has changed.

use super::{Real, table};
use crate::data::{Entity, Row};
use ndarray::{Array2, ArrayView2, CowArray, Ix2};
use rayon::prelude::*;
use std::{hint::black_box, mem, ops::Index, sync::Arc};

/// So many rows are shared or copied together.
pub(super) const TOGETHER: usize = 256;
/// So many rows are fetched ahead of their use.
pub(super) const AHEAD: usize = 32;
/// So many rows at the most are shared out to a thread at a time: with more, one waits at the end for another's last.
pub(super) const SHARE: usize = 32;

/// A table with a row of `width` numbers for each user or each item.
///
/// It is kept in blocks of rows. A copy shares all of them with what it is a copy of, and a block is copied when one of its rows
/// is changed for the first time. So the copies that a snapshot, the history and a pass keep of a large model cost what has
/// changed since, and not what there is.
#[derive(Clone, Debug)]
pub struct Rows<T> {
    count: usize,
    width: usize,
    blocks: Vec<Arc<[T]>>,
}

impl<T: Real> Rows<T> {
    /// So many rows, drawn number by number.
    pub fn drawn(count: usize, width: usize, mut draw: impl FnMut() -> T) -> Self {
        let block = |first: usize| (0..TOGETHER.min(count - first) * width).map(|_| draw()).collect();
        Self { count, width, blocks: (0..count).step_by(TOGETHER).map(block).collect() }
    }

    /// So many rows of zeros.
    pub fn zeros(count: usize, width: usize) -> Self {
        Self::drawn(count, width, T::zero)
    }

    /// The same in the other kind of number.
    pub fn cast<U: Real>(&self) -> Rows<U> {
        let block = |block: &Arc<[T]>| block.iter().map(|value| U::of(value.wide())).collect();
        Rows { count: self.count, width: self.width, blocks: self.blocks.iter().map(block).collect() }
    }

    /// All of it in `f64`, in one piece: as it is where it is that already, or as a copy.
    pub fn table(&self) -> CowArray<'_, f64, Ix2> {
        let shape = (self.count, self.width);
        let whole = match &self.blocks[..] {
            [one] => T::doubles(one).and_then(|one| ArrayView2::from_shape(shape, one).ok()),
            _ => None,
        };
        match whole {
            Some(view) => view.into(),
            None => {
                let mut values = Vec::with_capacity(self.len());
                values.extend(self.blocks.iter().flat_map(|block| block.iter().map(|value| value.wide())));
                Array2::from_shape_vec(shape, values).unwrap_or_default().into()
            }
        }
    }

    /// Calls `f(id, rating, row)` for each rating of some user or item: what it is about has a row here.
    pub(super) fn each_of<Id: Copy + Into<Entity>>(&self, rated: Row<'_, Id>, mut f: impl FnMut(Entity, f64, &[T])) {
        let mut at = 0;
        for ids in rated.ids.chunks(AHEAD) {
            self.fetch(ids.iter().map(|id| (*id).into().index()));
            for id in ids {
                let id: Entity = (*id).into();
                f(id, rated.value(at), self.row(id.index()));
                at += 1;
            }
        }
    }

    /// Fetches some rows from memory.
    #[inline]
    pub(super) fn fetch(&self, rows: impl Iterator<Item = usize>) {
        read_lines(self.width, rows.map(|at| self.row(at)));
    }

    /// One more row, of zeros.
    pub(super) fn grow(&mut self) {
        if self.count.is_multiple_of(TOGETHER) {
            self.blocks.push([].into());
        }
        if let Some(last) = self.blocks.last_mut() {
            *last = last.iter().copied().chain((0..self.width).map(|_| T::zero())).collect();
            self.count += 1;
        }
    }

    /// Sets every number.
    pub fn fill(&mut self, value: T) {
        self.blocks.iter_mut().for_each(|block| Arc::make_mut(block).fill(value));
    }

    /// Takes over the rows of a table, as many as both have.
    pub fn take_over(&mut self, table: &Array2<f64>) {
        for at in 0..self.count.min(table.nrows()) {
            self.row_mut(at).iter_mut().zip(table::row(table, at)).for_each(|(own, value)| *own = T::of(*value));
        }
    }

    /// Changes all rows, side by side: `change` is given the number of a row, and the row.
    pub(super) fn change_all(&mut self, change: impl Fn(usize, &mut [T]) + Sync) {
        let width = self.width.max(1);
        self.blocks.par_iter_mut().enumerate().for_each(|(block, rows)| {
            let rows = Arc::make_mut(rows).chunks_exact_mut(width).enumerate();
            rows.for_each(|(at, row)| change(block * TOGETHER + at, row));
        });
    }

    /// A row, to be changed.
    ///
    /// # Panics
    /// When there is no such row.
    pub fn row_mut(&mut self, at: usize) -> &mut [T] {
        &mut Arc::make_mut(&mut self.blocks[at / TOGETHER])[at % TOGETHER * self.width..][..self.width]
    }

    /// The rows for whoever changes many of them: which blocks are shared is asked once of each, not for every row.
    pub(super) fn changing(&mut self) -> Changing<'_, T> {
        Changing { width: self.width, skipped: 0, blocks: self.blocks.iter_mut().map(Block::Shared).collect() }
    }
}

impl<T> Rows<T> {
    /// How many rows there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// How many numbers a row has.
    pub fn width(&self) -> usize {
        self.width
    }

    /// How many numbers there are.
    pub fn len(&self) -> usize {
        self.count * self.width
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A row.
    ///
    /// # Panics
    /// When there is no such row.
    pub fn row(&self, at: usize) -> &[T] {
        &self.blocks[at / TOGETHER][at % TOGETHER * self.width..][..self.width]
    }

    /// All rows, one after another.
    pub fn iter(&self) -> impl Iterator<Item = &[T]> {
        (0..self.count).map(|at| self.row(at))
    }

    /// About how many bytes it takes beside another: blocks that both share count for that one.
    pub(super) fn own_bytes(&self, beside: &Self) -> usize {
        let shared = |at: usize, block: &Arc<[T]>| beside.blocks.get(at).is_some_and(|other| Arc::ptr_eq(block, other));
        let own = self.blocks.iter().enumerate().filter(|(at, block)| !shared(*at, block));
        own.map(|(_, block)| size_of_val::<[T]>(block)).sum::<usize>() + size_of_val(&self.blocks[..])
    }

    /// All rows, some of them at a time, one after another.
    pub(super) fn blocks(&self) -> Vec<&[T]> {
        self.blocks.iter().map(|block| &**block).collect()
    }

    /// Whether all numbers are so.
    pub fn all(&self, is: impl Fn(&T) -> bool) -> bool {
        self.blocks.iter().all(|block| block.iter().all(&is))
    }
}

impl<T: Real> From<&Array2<f64>> for Rows<T> {
    fn from(table: &Array2<f64>) -> Self {
        let mut rows = Self::zeros(table.nrows(), table.ncols());
        rows.take_over(table);
        rows
    }
}

impl<T: Copy> Rows<T> {
    /// All numbers, row by row.
    pub fn values(&self) -> Vec<T> {
        self.blocks.iter().flat_map(|block| block.iter().copied()).collect()
    }
}

impl<T: PartialEq> PartialEq for Rows<T> {
    fn eq(&self, other: &Self) -> bool {
        let shape = |rows: &Self| (rows.count, rows.width);
        // What is shared is the same, unless it is not a number.
        shape(self) == shape(other) && self.blocks.iter().zip(&other.blocks).all(|(own, other)| own == other)
    }
}

impl<T> Index<[usize; 2]> for Rows<T> {
    type Output = T;

    fn index(&self, [at, z]: [usize; 2]) -> &T {
        &self.row(at)[z]
    }
}

/// Reads a number of each line of the cache that some rows are in, one after another and without looking at it: so many are on
/// their way from memory at once, where whoever works with one row at a time waits for most of them.
///
/// A row in a line or two is there as soon as it is asked for: of such ones nothing is read.
#[inline]
fn read_lines<'r, T: Real>(width: usize, rows: impl Iterator<Item = &'r [T]>) {
    if width <= 2 * T::LINE {
        return;
    }
    let mut any = T::zero();
    for row in rows {
        row.iter().step_by(T::LINE).for_each(|value| any += *value);
    }
    black_box(any);
}

/// Rows that are being changed.
pub(super) struct Changing<'r, T> {
    width: usize,
    /// How many blocks come before these.
    skipped: usize,
    blocks: Vec<Block<'r, T>>,
}

/// Some of them: as they were, or one's own by now.
enum Block<'r, T> {
    Shared(&'r mut Arc<[T]>),
    Own(&'r mut [T]),
}

impl<T: Real> Changing<'_, T> {
    /// The same in parts that end before these rows, for several threads. Ends lie between blocks, but for the last.
    pub fn parted(self, ends: &[usize]) -> Vec<Self> {
        let Self { width, mut skipped, blocks } = self;
        let mut blocks = blocks.into_iter();
        let part = |end: &usize| {
            let own: Vec<_> = blocks.by_ref().take(end.div_ceil(TOGETHER).saturating_sub(skipped)).collect();
            let part = Self { width, skipped, blocks: own };
            skipped += part.blocks.len();
            part
        };
        ends.iter().map(part).collect()
    }

    /// Fetches some rows from memory, as [`Rows::fetch`] does.
    #[inline]
    pub fn fetch(&self, rows: impl Iterator<Item = usize>) {
        let row = |at: usize| {
            let block: &[T] = match &self.blocks[at / TOGETHER - self.skipped] {
                Block::Shared(block) => block,
                Block::Own(block) => block,
            };
            &block[at % TOGETHER * self.width..][..self.width]
        };
        read_lines(self.width, rows.map(row));
    }

    /// A row, to be changed.
    ///
    /// # Panics
    /// When there is no such row.
    pub fn row_mut(&mut self, at: usize) -> &mut [T] {
        let block = &mut self.blocks[at / TOGETHER - self.skipped];
        if let Block::Shared(_) = block
            && let Block::Shared(shared) = mem::replace(block, Block::Own(&mut []))
        {
            *block = Block::Own(Arc::make_mut(shared));
        }
        match block {
            Block::Own(own) => &mut own[at % TOGETHER * self.width..][..self.width],
            Block::Shared(_) => &mut [],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(count: usize, width: usize) -> Rows<f32> {
        let mut next = 0.0;
        Rows::drawn(count, width, || {
            next += 1.0;
            next
        })
    }

    #[test]
    fn a_copy_shares_all_but_what_is_changed() {
        let before = counted(3 * TOGETHER + 5, 2);
        let mut after = before.clone();
        after.row_mut(TOGETHER)[1] = -1.0;
        after.changing().row_mut(3 * TOGETHER + 4)[0] = -2.0;
        let shared: Vec<bool> = before.blocks.iter().zip(&after.blocks).map(|(a, b)| Arc::ptr_eq(a, b)).collect();
        assert_eq!(shared, [true, false, true, false]);
        assert_eq!(before, counted(3 * TOGETHER + 5, 2), "what it is a copy of stays");
        let changed: Vec<usize> = (0..before.count()).filter(|at| before.row(*at) != after.row(*at)).collect();
        assert_eq!(changed, [TOGETHER, 3 * TOGETHER + 4]);
        assert_eq!((after[[TOGETHER, 1]], after[[3 * TOGETHER + 4, 0]]), (-1.0, -2.0));
    }

    #[test]
    fn rows_are_the_same_however_they_are_read() {
        for count in [0, 1, TOGETHER - 1, TOGETHER, TOGETHER + 1, 2 * TOGETHER + 7] {
            let rows = counted(count, 3);
            let values: Vec<f64> = rows.values().into_iter().map(f64::from).collect();
            assert_eq!(values, (1..=3 * count).map(|at| at as f64).collect::<Vec<_>>(), "{count} rows");
            assert_eq!(rows.table().iter().copied().collect::<Vec<_>>(), values, "{count} rows in one piece");
            assert_eq!(rows.cast::<f64>().table(), rows.table(), "{count} rows in the other kind");
            assert_eq!(rows.iter().flatten().copied().collect::<Vec<_>>(), rows.values(), "{count} rows, row by row");
            let mut grown = rows.clone();
            grown.grow();
            assert_eq!((grown.count(), grown.row(count)), (count + 1, &[0.0; 3][..]), "{count} rows and one");
            assert!(rows.iter().zip(grown.iter()).all(|(before, after)| before == after));
        }
    }
}
