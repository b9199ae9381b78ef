//! Sums of products, as many at a time as the registers hold: what equations are gathered and solved by.

use crate::model::Real;
use pulp::Simd;

/// What [`tile`] does with a sum: it takes the place of a cell, is added to it or taken from it.
pub(super) const SET: u8 = 0;
pub(super) const ADD: u8 = 1;
pub(super) const TAKE: u8 = 2;

/// Rows of X, so far apart, given twice: what is multiplied down the rows of cells, and across.
#[derive(Clone, Copy)]
pub(super) struct Twice<'a, T> {
    pub down: &'a [T],
    pub across: &'a [T],
    pub apart: usize,
}

impl<'a, T> Twice<'a, T> {
    /// Rows that are both.
    pub fn same(rows: &'a [T], apart: usize) -> Self {
        Self { down: rows, across: rows, apart }
    }
}

/// Of up to H rows of cells, `width` long, V registers from column `left` on. To each belongs the sum over the rows of X of a number
/// down, one of the H from `from[0]` on, times one across, of those from `from[1]` on.
#[inline(always)]
pub(super) fn tile<T: Real, S: Simd, const H: usize, const V: usize, const HOW: u8>(
    simd: S,
    cells: &mut [T],
    width: usize,
    left: usize,
    x: Twice<'_, T>,
    from: [usize; 2],
) {
    let (zero, wide) = (T::splat(simd, T::zero()), V * T::lanes::<S>());
    let mut tile = [[zero; V]; H];
    for (down, across) in x.down.chunks_exact(x.apart).zip(x.across.chunks_exact(x.apart)) {
        let mut line = [zero; V];
        line.copy_from_slice(&T::vectors::<S>(&across[from[1]..][..wide])[..V]);
        for (sums, &x) in tile.iter_mut().zip(&down[from[0]..][..H]) {
            let x = T::splat(simd, x);
            for (sum, &y) in sums.iter_mut().zip(&line) {
                *sum = T::plus_times(simd, *sum, x, y);
            }
        }
    }
    for (row, sums) in cells.chunks_exact_mut(width).zip(&tile) {
        let line = T::vectors_mut::<S>(&mut row[left..][..wide]);
        for (cell, &sum) in line.iter_mut().zip(sums) {
            *cell = match HOW {
                SET => sum,
                ADD => T::plus(simd, *cell, sum),
                _ => T::minus(simd, *cell, sum),
            };
        }
    }
}
