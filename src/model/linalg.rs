//! Least squares on a handful of unknowns: the one regression that everything here is made of.

use super::{Real, eigen};
use ndarray::ArrayView2;

/// How many rows of the design are gathered before they are worked into the equations.
const BLOCK: usize = 32;
/// How many columns Cholesky takes at a time; no more than [`BLOCK`].
const PANEL: usize = 16;
/// How far a tile of [`add_squares`] may reach beyond the last column.
const MARGIN: usize = 8;

/// Normal equations `A x = b` of a penalised least-squares problem with design X (n x k) and targets y (n):
/// `A = XᵀX + λI`, `b = Xᵀy`.
#[derive(Clone, Debug, PartialEq)]
pub struct Normal<T> {
    /// How many unknowns: k.
    pub k: usize,
    /// A, k x k, row by row; symmetric.
    pub a: Vec<T>,
    /// b, k numbers.
    pub b: Vec<T>,
    /// λ, which is already in `a`.
    pub lambda: T,
    /// Rows of the design that `a` does not know of yet, one every [`stride`] numbers. Cholesky uses the room too.
    block: Vec<T>,
    /// How many they are.
    waiting: usize,
}

/// How far apart the rows of a block are: far enough for a tile to reach beyond the last column.
fn stride(k: usize) -> usize {
    k + MARGIN
}

impl<T: Real> Normal<T> {
    /// Empty equations for `k` unknowns.
    pub fn new(k: usize) -> Self {
        let zeros = |n| vec![T::zero(); n];
        Self { k, a: zeros(k * k), b: zeros(k), lambda: T::zero(), block: zeros(BLOCK * stride(k)), waiting: 0 }
    }

    /// Starts anew: `λI x = 0`.
    pub fn clear(&mut self, lambda: T) {
        self.a.fill(T::zero());
        self.b.fill(T::zero());
        self.lambda = lambda;
        self.waiting = 0;
        for z in 0..self.k {
            self.a[z * self.k + z] = lambda;
        }
    }

    /// Gives the last unknown a λ of its own, as a bias may have; 0 spares it. To be called before any row is added.
    pub fn charge_last(&mut self, lambda: T) {
        if let Some(last) = self.a.last_mut() {
            *last = lambda;
        }
    }

    /// Adds one row of the design, with its target y: `x`, and ones for what it lacks to k numbers.
    ///
    /// Rows wait until there is a block of them, and only the lower triangle is kept: call [`Normal::complete`] to
    /// read A.
    pub fn add(&mut self, x: &[T], y: T) {
        let row = &mut self.block[self.waiting * stride(self.k)..][..self.k];
        row[..x.len()].copy_from_slice(x);
        row[x.len()..].fill(T::one());
        for (sum, &x) in self.b.iter_mut().zip(&*row) {
            *sum += x * y;
        }
        self.waiting += 1;
        if self.waiting == BLOCK {
            self.flush();
        }
    }

    /// Works the waiting rows into A.
    fn flush(&mut self) {
        let rows = &self.block[..self.waiting * stride(self.k)];
        add_squares(&mut self.a, self.k, 0, rows, T::one());
        self.waiting = 0;
    }

    /// Works in what waits and copies the lower triangle of A into the upper one.
    pub fn complete(&mut self) {
        self.flush();
        for r in 0..self.k {
            for c in 0..r {
                self.a[c * self.k + r] = self.a[r * self.k + c];
            }
        }
    }

    /// Solves in place by Cholesky decomposition (A = LLᵀ) and leaves x in `b`; A is used up.
    ///
    /// Returns false, with `a` and `b` in ruins, when a pivot is so small against the diagonal that the equations
    /// cannot be trusted: A is then singular or nearly so.
    pub fn cholesky(&mut self) -> bool {
        self.flush();
        if !self.decompose() {
            return false;
        }
        let k = self.k;
        for r in 0..k {
            let row = &self.a[r * k..][..=r];
            let sum = super::tables::dot(&row[..r], &self.b[..r]);
            self.b[r] = (self.b[r] - sum) / row[r];
        }
        for r in (0..k).rev() {
            let (rest, x) = self.b.split_at_mut(r);
            x[0] /= self.a[r * k + r];
            for (b, &l) in rest.iter_mut().zip(&self.a[r * k..]) {
                *b -= l * x[0];
            }
        }
        true
    }

    /// Overwrites the lower triangle of A with L, a panel of columns at a time: what a panel takes from the columns
    /// to its right is again a sum of squares.
    fn decompose(&mut self) -> bool {
        let (k, stride) = (self.k, stride(self.k));
        let floor = T::of(if T::epsilon().wide() < 1e-10 { 1e-9 } else { 1e-5 });
        let diagonal: Vec<T> = (0..k).map(|r| self.a[r * k + r]).collect();
        for start in (0..k).step_by(PANEL) {
            let end = (start + PANEL).min(k);
            for c in start..end {
                // Column c, from the diagonal down, lies in the block as a row.
                let (done, column) = self.block.split_at_mut((c - start) * stride);
                let column = &mut column[c..k];
                for (r, cell) in (c..).zip(&mut *column) {
                    *cell = self.a[r * k + c];
                }
                for done in done.chunks_exact(stride) {
                    for (cell, &l) in column.iter_mut().zip(&done[c..]) {
                        *cell -= done[c] * l;
                    }
                }
                // Not `<=`: a pivot that is not a number must not pass.
                let sound = column[0] > floor * diagonal[c];
                if !sound {
                    return false;
                }
                let root = column[0].sqrt();
                column[1..].iter_mut().for_each(|cell| *cell /= root);
                column[0] = root;
                for (r, &cell) in (c..).zip(&*column) {
                    self.a[r * k + c] = cell;
                }
            }
            add_squares(&mut self.a, k, end, &self.block[..(end - start) * stride], -T::one());
        }
        true
    }
}

/// `A += sign · XᵀX` in the lower triangle of A (k x k) from row and column `from` on; X has [`stride`]`(k)` columns.
fn add_squares<T: Real>(a: &mut [T], k: usize, from: usize, x: &[T], sign: T) {
    // The largest tile that fits in sixteen registers of 128 bits, which every processor has.
    match size_of::<T>() {
        4 => add_tiles::<T, 4, 8>(a, k, from, x, sign),
        _ => add_tiles::<T, 4, 4>(a, k, from, x, sign),
    }
}

/// [`add_squares`] in tiles of H x W cells, each of which stays in registers while it goes down the rows of X. The sums
/// run in a fixed order, so they give the same bits wherever they run.
fn add_tiles<T: Real, const H: usize, const W: usize>(a: &mut [T], k: usize, from: usize, x: &[T], sign: T) {
    for top in (from..k).step_by(H) {
        let bottom = (top + H).min(k);
        for left in (from..bottom).step_by(W) {
            let mut tile = [[T::zero(); W]; H];
            for row in x.chunks_exact(stride(k)) {
                let (down, across) = (&row[top..][..H], &row[left..][..W]);
                for (sums, &x) in tile.iter_mut().zip(down) {
                    for (sum, &y) in sums.iter_mut().zip(across) {
                        *sum += x * y;
                    }
                }
            }
            for (r, sums) in (top..bottom).zip(&tile) {
                // What lies right of the diagonal is dropped.
                for (cell, &sum) in a[r * k..][..=r].iter_mut().skip(left).zip(sums) {
                    *cell += sign * sum;
                }
            }
        }
    }
}

/// The x of least length among those that minimise `|Xx - y|²`, X being n x k, row by row.
///
/// By the singular value decomposition X = UΣVᵀ: `x = V Σ⁺ Uᵀ y`, where singular values below `k · ε · σ₁` count as zero.
/// It is worked out in `f64` whatever T is, ε being that of T: X is known no better. (NumPy's `lstsq` has the larger of
/// n and k where k stands here. With many rows of `f32` that would take real directions for noise.) All zero when n is 0.
pub fn minimum_norm<T: Real>(rows: &[T], targets: &[T], k: usize) -> Vec<T> {
    let n = targets.len();
    // The decomposition wants no more columns than rows. Xᵀ = VΣUᵀ is the same with its sides changed about.
    let wide = n < k;
    let x: Vec<f64> = match wide {
        true => (0..n * k).map(|at| rows[at % n * k + at / n].wide()).collect(),
        false => rows[..n * k].iter().map(|v| v.wide()).collect(),
    };
    let Some(svd) = eigen::singular(x, n.max(k), n.min(k)) else { return vec![T::zero(); k] };
    let (u, v) = if wide { (&svd.v, &svd.u) } else { (&svd.u, &svd.v) };
    let floor = k as f64 * T::epsilon().wide() * svd.sigma.first().copied().unwrap_or(0.0);
    let y: Vec<f64> = targets.iter().map(|y| y.wide()).collect();
    let uty = u.transposed_times(&y);
    let scaled: Vec<f64> =
        uty.iter().zip(&svd.sigma).map(|(uty, sigma)| if *sigma > floor { uty / sigma } else { 0.0 }).collect();
    v.times(&scaled).into_iter().map(T::of).collect()
}

/// The two directions in which the rows of a table differ most, and the mean row that they are seen from; `None` when it is
/// given up between two rows.
///
/// The directions are the eigenvectors of the covariance `(X - x̄)ᵀ(X - x̄)`, largest eigenvalue first, each of length 1
/// and with its largest component positive, so that they do not flip from one step to the next. Where there is no such
/// direction (a single column has but one, and what is not finite has none), it is all zero.
pub fn principal_axes<T: Real>(table: &ArrayView2<'_, T>, go: super::Go) -> Option<([Vec<f64>; 2], Vec<f64>)> {
    let (n, k) = table.dim();
    let mut mean = vec![0.0; k];
    for row in table.rows() {
        go()?;
        mean.iter_mut().zip(row).for_each(|(sum, v)| *sum += v.wide() / n as f64);
    }
    // The covariance is the left side of the normal equations whose design are the rows, seen from their mean.
    let (mut normal, mut off) = (Normal::<f64>::new(k), vec![0.0; k]);
    for row in table.rows() {
        go()?;
        off.iter_mut().zip(row).zip(&mean).for_each(|((off, v), mean)| *off = v.wide() - mean);
        normal.add(&off, 0.0);
    }
    normal.complete();
    let zeros = || vec![0.0; k];
    let Some((_, turned)) = eigen::symmetric(normal.a, k) else { return Some(([zeros(), zeros()], mean)) };
    let z = k.min(2);
    let vectors = turned.columns(z);
    let axis = |nth: usize| -> Vec<f64> {
        if nth >= z {
            return zeros();
        }
        let axis: Vec<f64> = vectors.iter().skip(nth).step_by(z).copied().collect();
        let largest = axis.iter().copied().max_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap_or(0.0);
        axis.into_iter().map(|v| if largest < 0.0 { -v } else { v }).collect()
    };
    Some(([axis(0), axis(1)], mean))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cholesky as one would write it down: the oracle of the fast one.
    fn plain_cholesky(a: &[f64], k: usize) -> Vec<f64> {
        let mut l = vec![0.0_f64; k * k];
        for r in 0..k {
            for c in 0..=r {
                let sum: f64 = (0..c).map(|t| l[r * k + t] * l[c * k + t]).sum();
                let rest = a[r * k + c] - sum;
                l[r * k + c] = if r == c { rest.sqrt() } else { rest / l[c * k + c] };
            }
        }
        l
    }

    /// A number in -0.5..0.5 that looks random.
    fn noise(n: usize) -> f64 {
        ((n as f64 + 1.0) * 12.9898).sin() * 43758.5453 % 1.0 * 0.5
    }

    fn tolerance<T: Real>() -> f64 {
        1e4 * T::epsilon().wide()
    }

    /// Builds, decomposes and solves, each held against the plain way, for sizes around every tile, panel and block.
    fn equations_agree_with_the_plain_way<T: Real>() {
        for k in [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 64, 65] {
            for n in [0, 1, 31, 32, 33, 100] {
                let x: Vec<T> = (0..n * k).map(|at| T::of(noise(at))).collect();
                let y: Vec<T> = (0..n).map(|at| T::of(noise(at + 7919))).collect();
                let lambda = T::of(0.5);
                let mut normal = Normal::new(k);
                normal.add(&vec![T::one(); k], T::one());
                normal.clear(lambda);
                x.chunks_exact(k).zip(&y).for_each(|(x, &y)| normal.add(x, y));
                let mut read = normal.clone();
                read.complete();
                let value = |r: usize, c: usize| x[r * k + c].wide();
                for r in 0..k {
                    let b: f64 = (0..n).map(|t| value(t, r) * y[t].wide()).sum();
                    assert!((read.b[r].wide() - b).abs() < tolerance::<T>(), "b, k {k}, n {n}");
                    for c in 0..k {
                        let sum: f64 = (0..n).map(|t| value(t, r) * value(t, c)).sum();
                        let wanted = sum + if r == c { lambda.wide() } else { 0.0 };
                        let found = read.a[r * k + c].wide();
                        assert!((found - wanted).abs() < tolerance::<T>(), "A[{r},{c}] {found} {wanted}, k {k}, n {n}");
                    }
                }
                let a: Vec<f64> = read.a.iter().map(|v| v.wide()).collect();
                let l = plain_cholesky(&a, k);
                assert!(normal.cholesky());
                for r in 0..k {
                    for c in 0..=r {
                        let (found, wanted) = (normal.a[r * k + c].wide(), l[r * k + c]);
                        assert!((found - wanted).abs() < tolerance::<T>(), "L[{r},{c}] {found} {wanted}, k {k}, n {n}");
                    }
                    let ax: f64 = (0..k).map(|c| a[r * k + c] * normal.b[c].wide()).sum();
                    assert!((ax - read.b[r].wide()).abs() < tolerance::<T>(), "A x = b, k {k}, n {n}");
                }
            }
        }
    }

    #[test]
    fn equations_agree_with_the_plain_way_in_double_and_in_single() {
        equations_agree_with_the_plain_way::<f64>();
        equations_agree_with_the_plain_way::<f32>();
    }

    #[test]
    fn a_short_row_is_filled_up_with_ones() {
        let (mut short, mut long) = (Normal::<f64>::new(3), Normal::new(3));
        short.add(&[2.0, 5.0], 4.0);
        long.add(&[2.0, 5.0, 1.0], 4.0);
        assert_eq!(short, long);
    }

    #[test]
    fn a_number_that_is_none_is_refused_and_harms_nobody() {
        let mut normal = Normal::<f64>::new(2);
        normal.clear(1.0);
        normal.add(&[f64::NAN, 1.0], 1.0);
        assert!(!normal.cholesky());
        for bad in [f64::NAN, f64::INFINITY] {
            assert_eq!(minimum_norm(&[bad, 1.0, 2.0, 3.0], &[1.0, 1.0], 2).len(), 2);
        }
    }

    #[test]
    fn many_rows_in_single_precision_do_not_hide_a_direction() {
        // Two columns that differ by one part in a thousand, which `f32` tells apart well.
        const N: usize = 20_000;
        let x: Vec<f32> = (0..N).flat_map(|n| [1.0, 1.0 + (noise(n) / 500.0) as f32]).collect();
        let y: Vec<f32> = x.chunks_exact(2).map(|x| (f64::from(x[0]) * 3.0 - f64::from(x[1]) * 2.0) as f32).collect();
        let found = minimum_norm(&x, &y, 2);
        assert!((found[0] - 3.0).abs() < 0.02 && (found[1] + 2.0).abs() < 0.02, "{found:?}");
    }

    #[test]
    fn cholesky_solves_what_it_was_given() {
        let x = [[1.0, 2.0], [0.5, -1.0], [3.0, 0.25]];
        let truth = [2.0, -3.0];
        let mut normal = Normal::<f64>::new(2);
        normal.clear(0.0);
        for row in x {
            normal.add(&row, row[0] * truth[0] + row[1] * truth[1]);
        }
        assert!(normal.cholesky());
        for (found, wanted) in normal.b.iter().zip(truth) {
            assert!((found - wanted).abs() < 1e-12, "{found} {wanted}");
        }
    }

    #[test]
    fn the_axes_are_those_of_the_covariance_and_can_be_given_up() {
        use crate::model::{ON, table};
        for (n, k) in [(1, 1), (7, 1), (40, 2), (33, 5), (200, 20)] {
            // Each column spreads half as far as the one before it.
            let values: Vec<f64> = (0..n * k).map(|at| 3.0 + noise(at) / f64::from(1 << (at % k))).collect();
            let table = table::from_values(k, values).expect("whole rows");
            let ([x, y], mean) = principal_axes(&table.view(), ON).expect("the axes");
            let centred = |r: usize, c: usize| table.row(r)[c] - mean[c];
            assert!((0..k).all(|c| (0..n).map(|r| centred(r, c)).sum::<f64>().abs() < 1e-9));
            let spread = |axis: &[f64]| -> f64 {
                (0..n).map(|r| (0..k).map(|c| centred(r, c) * axis[c]).sum::<f64>().powi(2)).sum()
            };
            // C v = λ v, with λ the spread along v, and no column spreads farther than the first axis.
            for axis in [&x, &y].into_iter().take(k) {
                let along: Vec<f64> = (0..n).map(|r| (0..k).map(|c| centred(r, c) * axis[c]).sum()).collect();
                for c in 0..k {
                    let image: f64 = (0..n).map(|r| centred(r, c) * along[r]).sum();
                    assert!((image - spread(axis) * axis[c]).abs() < 1e-9, "k {k}, n {n}");
                }
            }
            let column = |c: usize| (0..k).map(|r| f64::from(u8::from(r == c))).collect::<Vec<_>>();
            assert!(spread(&x) >= spread(&y) && (0..k).all(|c| spread(&column(c)) <= spread(&x) + 1e-9));
            assert!(k > 1 || y == [0.0]);
            // Once for each row of the mean and of the covariance it is asked whether to go on.
            for asked in 0..2 * n {
                let left = std::cell::Cell::new(asked);
                let go = || left.get().checked_sub(1).map(|rest| left.set(rest));
                assert_eq!(principal_axes(&table.view(), &go), None);
            }
        }
    }

    #[test]
    fn singular_equations_are_refused_and_least_length_takes_over() {
        let mut normal = Normal::<f64>::new(2);
        normal.clear(0.0);
        normal.add(&[1.0, 2.0], 5.0);
        assert!(!normal.cholesky(), "one equation cannot fix two unknowns");
        let x = minimum_norm::<f64>(&[1.0, 2.0], &[5.0], 2);
        assert!((x[0] - 1.0).abs() < 1e-12 && (x[1] - 2.0).abs() < 1e-12, "{x:?}");
        assert_eq!(minimum_norm::<f64>(&[], &[], 3), [0.0; 3]);
    }
}
