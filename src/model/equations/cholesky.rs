//! The square of equations taken apart, `A = UᵀU` with U upper triangular, and what is left by substitution.

use super::tiles::{TAKE, Twice, tile};
use crate::model::{
    Real,
    lanes::{add_times, dot, lined, scale, take_times},
};
use pulp::Simd;

/// How many rows are taken apart together: as many as registers have room for, and a part of every line.
const PANEL: usize = 8;

/// How small a pivot may be against the diagonal. What is solved is then off by some hundred millionths at the most, in `f64`.
pub(super) fn floor<T: Real>() -> T {
    T::of(if T::epsilon().wide() < 1e-10 { 1e-7 } else { 1e-5 })
}

/// Overwrites the upper triangle of a square, z rows of whole lines, with U; what lies left of the diagonal becomes anything. Each
/// of the heads y becomes the w of `Uᵀw = y`, which are z numbers too, and the rest of a line. `by` is left with the inverse of U's
/// diagonal. False where a pivot is so small against the diagonal that the equations cannot be trusted.
///
/// It goes by panels of rows, and each is read and written as seldom as can be: what the rows above take from it is a sum of
/// products; then the corner on the diagonal is taken apart by itself, and with it all that is right of it, register by register.
#[inline(always)]
pub(super) fn decompose<T: Real, S: Simd>(
    simd: S,
    square: &mut [T],
    z: usize,
    heads: &mut [Vec<T>],
    by: &mut [T],
) -> bool {
    let (width, lanes) = (lined::<T>(z), T::lanes::<S>());
    for start in (0..z).step_by(PANEL) {
        let (above, panel) = square.split_at_mut(start * width);
        let panel = &mut panel[..PANEL.min(z - start) * width];
        let by = &mut by[start..][..panel.len() / width];
        for (c, (least, row)) in by.iter_mut().zip(panel.chunks_exact(width)).enumerate() {
            *least = floor::<T>() * row[start + c];
        }
        let registers = || (start / lanes * lanes..width).step_by(lanes);
        for left in registers() {
            tile::<T, S, PANEL, 1, TAKE>(simd, panel, width, left, Twice::same(above, width), [start, left]);
        }
        let mut corner = [[T::zero(); PANEL]; PANEL];
        for (own, row) in corner.iter_mut().zip(panel.chunks_exact(width)) {
            own.copy_from_slice(&row[start..][..PANEL]);
        }
        if !take_apart(simd, &mut corner, by) {
            return false;
        }
        for head in heads.iter_mut() {
            let (known, own) = head.split_at_mut(start);
            solve_head(simd, known, &mut own[..PANEL], above, &corner, by);
        }
        for left in registers() {
            divide::<T, S>(simd, panel, width, left, &corner, by);
        }
    }
    true
}

/// Cholesky of one corner, a row after another. A number of `by` is how small the pivot may be, and becomes its inverse.
#[inline(always)]
fn take_apart<T: Real, S: Simd>(simd: S, corner: &mut [[T; PANEL]; PANEL], by: &mut [T]) -> bool {
    for (c, by) in by.iter_mut().enumerate() {
        let (own, below) = corner[c..].split_at_mut(1);
        let own = &mut own[0];
        // Not `<=`: a pivot that is not a number must not pass.
        let sound = own[c] > *by;
        if !sound {
            return false;
        }
        *by = T::one() / own[c].sqrt();
        scale(simd, own, *by);
        for (below, &u) in below.iter_mut().zip(&own[c + 1..]) {
            take_times(simd, below, u, own);
        }
    }
    true
}

/// The next numbers of the w of `Uᵀw = y`, y being in them, those before being `known`.
#[inline(always)]
fn solve_head<T: Real, S: Simd>(
    simd: S,
    known: &[T],
    own: &mut [T],
    above: &[T],
    corner: &[[T; PANEL]; PANEL],
    by: &[T],
) {
    let (start, width) = (known.len(), above.len() / known.len().max(1));
    let mut sum = [T::zero(); PANEL];
    for (&known, row) in known.iter().zip(above.chunks_exact(width.max(1))) {
        add_times(simd, &mut sum, known, &row[start..][..PANEL]);
    }
    own.iter_mut().zip(&sum).for_each(|(own, &sum)| *own -= sum);
    for (c, (row, &by)) in corner.iter().zip(by).enumerate() {
        own[c] *= by;
        let w = own[c];
        own.iter_mut().zip(row).skip(c + 1).for_each(|(own, &u)| *own -= w * u);
    }
}

/// The corner's part in one register of each row of a panel.
#[inline(always)]
fn divide<T: Real, S: Simd>(
    simd: S,
    panel: &mut [T],
    width: usize,
    left: usize,
    corner: &[[T; PANEL]; PANEL],
    by: &[T],
) {
    let mut own = [T::splat(simd, T::zero()); PANEL];
    for (own, row) in own.iter_mut().zip(panel.chunks_exact(width)) {
        *own = T::vectors::<S>(&row[left..][..T::lanes::<S>()])[0];
    }
    for (c, &by) in by.iter().enumerate() {
        let (done, below) = own.split_at_mut(c + 1);
        let done = &mut done[c];
        *done = T::times(simd, *done, T::splat(simd, by));
        for (below, &u) in below.iter_mut().zip(&corner[c][c + 1..]) {
            *below = T::minus(simd, *below, T::times(simd, T::splat(simd, u), *done));
        }
    }
    for (row, own) in panel.chunks_exact_mut(width).zip(&own) {
        T::vectors_mut::<S>(&mut row[left..][..T::lanes::<S>()])[0] = *own;
    }
}

/// Solves `U x = w`, w being in x.
#[inline(always)]
pub(super) fn substitute<T: Real, S: Simd>(simd: S, square: &[T], z: usize, x: &mut [T]) {
    let width = lined::<T>(z);
    let u = |r: usize| &square[r * width..][..width];
    for start in (0..z).step_by(PANEL).rev() {
        let end = (start + PANEL).min(z);
        let (own, known) = x.split_at_mut(end);
        for (r, x) in own.iter_mut().enumerate().skip(start) {
            *x -= dot(simd, &u(r)[end..z], &known[..z - end]);
        }
        for r in (start..end).rev() {
            own[r] /= u(r)[r];
            for above in start..r {
                own[above] -= u(above)[r] * own[r];
            }
        }
    }
}
