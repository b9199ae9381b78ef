//! Normal equations, gathered and solved a row of a table at a time: what a pass of alternating least squares spends its time on.

mod cholesky;
mod tiles;

use self::{
    cholesky::{decompose, floor, substitute},
    tiles::{ADD, SET, Twice, tile},
};
use super::{
    Real,
    lanes::{add_times, dispatch, dot, lined, take_times},
};
use pulp::{Simd, WithSimd};

/// How many rows of the design wait until they are worked into the equations.
const BLOCK: usize = 32;
/// Rows above those of the square: `Σx`, then `Xᵀy`.
const HEAD: usize = 2;
/// From as many factors on, a row with few ratings is solved by as many equations as it has ratings.
const DUAL: usize = 16;

/// Normal equations `A x = b` of a penalised least-squares problem with design X (n x k) and targets y (n), to be read:
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
}

/// Room for the normal equations `(XᵀX + λI) x = Xᵀy` of one row after another, X being n x k, and their solution.
///
/// X has z factors in a row and, with a bias, a one for it: that column is never written down, since what it adds to `XᵀX` is
/// the sum of the factors and their count. Of `XᵀX` the upper triangle is kept, in whole lines of z numbers; what lies left of the
/// diagonal in a line is anything.
///
/// Where n is at most half of z, and no more than a block, the solution is worked out by n equations in place of k:
/// `x = Xᵀ(XXᵀ + λI)⁻¹ y`, which is the same (push-through identity; it is how ridge regression has a kernel: Saunders, Gammerman and
/// Vovk, "Ridge regression learning algorithm in dual variables", 1998).
#[derive(Clone, Debug)]
pub struct Equations<T> {
    z: usize,
    biased: bool,
    /// λ of the factors, and of the bias.
    lambda: [T; 2],
    /// The head, then the square; `lined(z)` numbers in a row.
    cells: Vec<T>,
    /// Whether the cells hold a sum already.
    begun: bool,
    is_weighted: bool,
    /// Rows of X that the cells do not know of yet: 1 and y at the end of a line, then x.
    block: Vec<T>,
    /// The same times their weights, where they have some.
    weighted: Vec<T>,
    waiting: usize,
    /// n, and Σy.
    count: usize,
    sum: T,
    /// The head as it is solved.
    heads: [Vec<T>; HEAD],
    /// The inverse of the diagonal of U.
    by: Vec<T>,
    /// The solution, in whole lines; then the bias.
    x: Vec<T>,
    bias: T,
}

impl<T: Real> Equations<T> {
    /// Room for rows with z factors, and a bias or not.
    pub fn new(z: usize, biased: bool) -> Self {
        let (zeros, width) = (|n| vec![T::zero(); n], lined::<T>(z));
        let stride = stride::<T>(width);
        Self {
            z,
            biased,
            lambda: [T::zero(); 2],
            cells: zeros((HEAD + z) * width),
            begun: false,
            is_weighted: false,
            block: zeros(BLOCK * stride),
            weighted: Vec::new(),
            waiting: 0,
            count: 0,
            sum: T::zero(),
            heads: [zeros(width), zeros(width)],
            by: zeros(width),
            x: zeros(width),
            bias: T::zero(),
        }
    }

    /// Begins with equations of no rows: `λI x = 0`, λ being that of the factors, then that of the bias.
    pub fn clear(&mut self, lambda: [T; 2]) {
        (self.lambda, self.begun, self.is_weighted) = (lambda, false, false);
        (self.waiting, self.count, self.sum) = (0, 0, T::zero());
    }

    /// Begins with a square that stands for many rows, `(S + λI) x = 0`; those that are added then have weights.
    pub fn begin_with(&mut self, square: &[T], lambda: T) {
        self.clear([lambda; 2]);
        let width = lined::<T>(self.z);
        self.cells[..HEAD * width].fill(T::zero());
        let rows = self.cells[HEAD * width..].chunks_exact_mut(width);
        for (at, (cells, row)) in rows.zip(square.chunks_exact(self.z)).enumerate() {
            cells[..self.z].copy_from_slice(row);
            cells[at] += lambda;
        }
        self.weighted.resize(self.block.len(), T::zero());
        (self.begun, self.is_weighted) = (true, true);
    }

    /// Adds one row of the design, its factors and its target: `XᵀX` grows by `x xᵀ` and `Xᵀy` by `y x`.
    pub fn add(&mut self, x: &[T], y: T) {
        self.take(x, y);
        self.waiting += 1;
    }

    /// Adds one with a weight: `XᵀX` grows by `weight · x xᵀ`, and `Xᵀy` by `y x`.
    pub fn add_weighted(&mut self, x: &[T], weight: T, y: T) {
        let place = self.take(x, y);
        let row = &mut self.weighted[place..][..T::LINE + self.z];
        row[T::LINE - 1] = y;
        row[T::LINE..].iter_mut().zip(x).for_each(|(weighted, &x)| *weighted = weight * x);
        self.waiting += 1;
    }

    /// Puts a row where the next one waits, and says where that is.
    fn take(&mut self, x: &[T], y: T) -> usize {
        if self.waiting == BLOCK {
            dispatch(Work { equations: self, solve: false });
        }
        let place = self.waiting * stride::<T>(lined::<T>(self.z));
        let row = &mut self.block[place..][..T::LINE + self.z];
        (row[T::LINE - 2], row[T::LINE - 1]) = (T::one(), y);
        row[T::LINE..].copy_from_slice(x);
        self.sum += y;
        self.count += 1;
        place
    }

    /// The solution of the equations, which are used up: its bias comes last. `None` where they are singular, or nearly so.
    pub fn solve(&mut self) -> Option<Vec<T>> {
        dispatch(Work { equations: self, solve: true }).then(|| self.solution())
    }

    /// Whether as many equations as there are rows are fewer by far: all of these wait, and every unknown is punished.
    fn has_few_rows(&self) -> bool {
        let punished = self.lambda[0] > T::zero() && (!self.biased || self.lambda[1] > T::zero());
        self.z >= DUAL && !self.begun && 2 * self.count <= self.z && punished
    }

    fn solution(&self) -> Vec<T> {
        self.x[..self.z].iter().copied().chain(self.biased.then_some(self.bias)).collect()
    }

    /// The equations as they stand, to be read.
    pub fn normal(&mut self) -> Normal<T> {
        dispatch(Work { equations: self, solve: false });
        let (z, width) = (self.z, lined::<T>(self.z));
        let k = z + usize::from(self.biased);
        let mut normal = Normal { k, a: vec![T::zero(); k * k], b: vec![T::zero(); k], lambda: self.lambda[0] };
        for (r, row) in self.cells[HEAD * width..].chunks_exact(width).take(z).enumerate() {
            for (c, &cell) in row.iter().enumerate().take(z).skip(r) {
                (normal.a[r * k + c], normal.a[c * k + r]) = (cell, cell);
            }
        }
        normal.b[..z].copy_from_slice(&self.cells[width..][..z]);
        if self.biased {
            for (c, &sum) in self.cells[..z].iter().enumerate() {
                (normal.a[z * k + c], normal.a[c * k + z]) = (sum, sum);
            }
            normal.a[z * k + z] = self.count();
            normal.b[z] = self.sum;
        }
        normal
    }

    /// What stands where the bias meets itself.
    fn count(&self) -> T {
        T::of(self.count as f64) + self.lambda[1]
    }

    /// The first row of the head that is needed.
    fn first(&self) -> usize {
        usize::from(!self.biased)
    }
}

impl<T: Real> Normal<T> {
    /// The solution; `None` where the equations are singular, or nearly so.
    pub fn solve(&self) -> Option<Vec<T>> {
        let mut own = Equations::new(self.k, false);
        own.begin_with(&self.a, T::zero());
        own.cells[lined::<T>(self.k)..][..self.k].copy_from_slice(&self.b);
        own.solve()
    }
}

/// `XᵀX` of rows of k numbers, k x k.
pub fn gram<'a, T: Real>(k: usize, rows: impl Iterator<Item = &'a [T]>) -> Vec<T> {
    let mut equations = Equations::new(k, false);
    rows.for_each(|row| equations.add(row, T::zero()));
    equations.normal().a
}

/// How far apart rows of a block are, which have a line before them and some room behind: a tile may reach beyond.
fn stride<T: Real>(width: usize) -> usize {
    width + 2 * T::LINE
}

/// What is done with the registers of the processor: what waits is worked in, and the equations are solved.
struct Work<'a, T> {
    equations: &'a mut Equations<T>,
    solve: bool,
}

impl<T: Real> WithSimd for Work<'_, T> {
    type Output = bool;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> bool {
        let Self { equations: own, solve } = self;
        if solve && own.has_few_rows() {
            return solve_by_rows(simd, own);
        }
        flush(simd, own);
        solve && solve_by_columns(simd, own)
    }
}

/// Works what waits into the cells.
#[inline(always)]
fn flush<T: Real, S: Simd>(simd: S, own: &mut Equations<T>) {
    let (z, width, first) = (own.z, lined::<T>(own.z), own.first());
    let waiting = own.waiting * stride::<T>(width);
    let across = &own.block[..waiting];
    let down = if own.is_weighted { &own.weighted[..waiting] } else { across };
    let x = Twice { down, across, apart: stride::<T>(width) };
    if own.begun {
        add_squares::<T, S, ADD>(simd, &mut own.cells, z, first, x);
    } else {
        add_squares::<T, S, SET>(simd, &mut own.cells, z, first, x);
        (0..z).for_each(|r| own.cells[(HEAD + r) * width + r] += own.lambda[0]);
    }
    (own.begun, own.waiting) = (true, 0);
}

/// `XᵀX` for the cells that are not left of the diagonal, and for the head from its row `first` on.
#[inline(always)]
fn add_squares<T: Real, S: Simd, const HOW: u8>(simd: S, cells: &mut [T], z: usize, first: usize, x: Twice<'_, T>) {
    // As many sums as registers have room for, whatever these hold.
    match T::per_line::<S>() {
        1 => add_tiles::<T, S, 12, 1, HOW>(simd, cells, z, first, x),
        2 => add_tiles::<T, S, 6, 2, HOW>(simd, cells, z, first, x),
        _ => add_tiles::<T, S, 2, 4, HOW>(simd, cells, z, first, x),
    }
}

/// The same in tiles of H rows and the V registers of a line.
#[inline(always)]
fn add_tiles<T: Real, S: Simd, const H: usize, const V: usize, const HOW: u8>(
    simd: S,
    cells: &mut [T],
    z: usize,
    first: usize,
    x: Twice<'_, T>,
) {
    let width = lined::<T>(z);
    for top in (first..HEAD + z).step_by(H) {
        let rows = top * width..(top + H).min(HEAD + z) * width;
        for left in (top.saturating_sub(HEAD) / T::LINE * T::LINE..width).step_by(T::LINE) {
            let from = [T::LINE - HEAD + top, T::LINE + left];
            tile::<T, S, H, V, HOW>(simd, &mut cells[rows.clone()], width, left, x, from);
        }
    }
}

/// Cholesky: `XᵀX + λI = UᵀU`, with the bias as the last unknown, and what is left by substitution.
#[inline(always)]
fn solve_by_columns<T: Real, S: Simd>(simd: S, own: &mut Equations<T>) -> bool {
    let (z, first, full) = (own.z, own.first(), own.count());
    let (head, square) = own.cells.split_at_mut(HEAD * lined::<T>(z));
    own.heads.iter_mut().zip(head.chunks_exact(lined::<T>(z))).for_each(|(own, head)| own.copy_from_slice(head));
    if !decompose(simd, square, z, &mut own.heads[first..], &mut own.by) {
        return false;
    }
    let [s, y] = &own.heads;
    own.x.copy_from_slice(y);
    if own.biased {
        let pivot = full - dot(simd, &s[..z], &s[..z]);
        // Not `<=`: what is not a number must not pass.
        let sound = pivot > floor::<T>() * full;
        if !sound {
            return false;
        }
        own.bias = (own.sum - dot(simd, &s[..z], &y[..z])) / pivot;
        take_times(simd, &mut own.x, own.bias, s);
    }
    substitute(simd, square, z, &mut own.x);
    true
}

/// `x = Xᵀ(XXᵀ + λI)⁻¹ y` over the rows that wait. With a bias, whose λ may be another, its ones are worth √(λ / λ of the bias).
#[inline(always)]
fn solve_by_rows<T: Real, S: Simd>(simd: S, own: &mut Equations<T>) -> bool {
    let (n, z, stride) = (own.waiting, own.z, stride::<T>(lined::<T>(own.z)));
    let width = lined::<T>(n);
    let [lambda, of_bias] = own.lambda;
    let ones = if own.biased { lambda / of_bias } else { T::zero() };
    let [_, weights] = &mut own.heads;
    for (r, row) in own.block.chunks_exact(stride).take(n).enumerate() {
        weights[r] = row[T::LINE - 1];
        let cells = &mut own.cells[r * width..][..width];
        for (cell, other) in cells[..n].iter_mut().zip(own.block.chunks_exact(stride)).skip(r) {
            *cell = dot(simd, &row[T::LINE..][..z], &other[T::LINE..][..z]) + ones;
        }
        cells[r] += lambda;
    }
    if !decompose(simd, &mut own.cells, n, std::slice::from_mut(weights), &mut own.by) {
        return false;
    }
    substitute(simd, &own.cells, n, weights);
    own.x.fill(T::zero());
    own.bias = T::zero();
    for (row, &weight) in own.block.chunks_exact(stride).zip(&weights[..n]) {
        add_times(simd, &mut own.x, weight, &row[T::LINE..]);
        own.bias += ones * weight;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::lanes;
    use pulp::{Scalar128b, Scalar256b, Scalar512b};

    /// A number in -0.5..0.5 that looks random.
    fn noise(n: usize) -> f64 {
        ((n as f64 + 1.0) * 12.9898).sin() * 43758.5453 % 1.0 * 0.5
    }

    /// A design of n rows with z factors, its weights, and what is to come out.
    struct Design<T> {
        z: usize,
        biased: bool,
        x: Vec<T>,
        weights: Vec<T>,
        y: Vec<T>,
    }

    impl<T: Real> Design<T> {
        fn new(n: usize, z: usize, biased: bool) -> Self {
            let numbers = |count, from| (0..count).map(|at| T::of(noise(at + from))).collect();
            let weights = (0..n).map(|at| T::of(1.0 + at as f64 % 3.0)).collect();
            Self { z, biased, x: numbers(n * z, 0), weights, y: numbers(n, 7919) }
        }

        fn rows(&self) -> impl Iterator<Item = (&[T], T, T)> {
            let said = self.weights.iter().zip(&self.y).map(|(&weight, &y)| (weight, y));
            self.x.chunks_exact(self.z).zip(said).map(|(x, (weight, y))| (x, weight, y))
        }

        /// The same equations, gathered.
        fn gather(&self, equations: &mut Equations<T>, lambda: [f64; 2], square: Option<&[T]>) {
            match square {
                None => {
                    equations.clear(lambda.map(T::of));
                    self.rows().for_each(|(x, _, y)| equations.add(x, y));
                }
                Some(square) => {
                    equations.begin_with(square, T::of(lambda[0]));
                    self.rows().for_each(|(x, weight, y)| equations.add_weighted(x, weight, y));
                }
            }
        }

        /// A and b as one would write them down.
        fn plain(&self, lambda: [f64; 2], weighted: bool) -> (Vec<f64>, Vec<f64>) {
            let k = self.z + usize::from(self.biased);
            let (mut a, mut b) = (vec![0.0; k * k], vec![0.0; k]);
            for (x, weight, y) in self.rows() {
                let x: Vec<f64> = x.iter().map(|v| v.wide()).chain(self.biased.then_some(1.0)).collect();
                let weight = if weighted { weight.wide() } else { 1.0 };
                for r in 0..k {
                    (0..k).for_each(|c| a[r * k + c] += weight * x[r] * x[c]);
                    b[r] += x[r] * y.wide();
                }
            }
            (0..k).for_each(|r| a[r * k + r] += lambda[usize::from(r == self.z)]);
            (a, b)
        }
    }

    fn close(found: &[f64], wanted: &[f64], within: f64, what: &str) {
        assert_eq!(found.len(), wanted.len(), "{what}");
        for (found, wanted) in found.iter().zip(wanted) {
            assert!((found - wanted).abs() < within, "{found} is not {wanted}: {what}");
        }
    }

    fn wide<T: Real>(values: &[T]) -> Vec<f64> {
        values.iter().map(|v| v.wide()).collect()
    }

    fn times(a: &[f64], x: &[f64]) -> Vec<f64> {
        a.chunks_exact(x.len()).map(|row| row.iter().zip(x).map(|(a, x)| a * x).sum()).collect()
    }

    /// Sizes around every tile, line, panel and block, and on both sides of where few rows make fewer equations.
    fn equations_are_the_plain_ones_and_are_solved<T: Real>() {
        let within = 2e4 * T::epsilon().wide();
        for z in [1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 64, 65] {
            for n in [0, 1, 2, 5, 8, 9, 16, 17, 31, 32, 33, 64, 65, 100] {
                for biased in [false, true] {
                    let what = format!("z {z}, n {n}, biased {biased}");
                    let design = Design::<T>::new(n, z, biased);
                    let lambda = [0.5, 0.25];
                    let mut equations = Equations::new(z, biased);
                    // What stood in the room before says nothing.
                    Design::<T>::new(40, z, biased).gather(&mut equations, lambda, None);
                    equations.solve().expect(&what);
                    design.gather(&mut equations, lambda, None);
                    let normal = equations.normal();
                    let (a, b) = design.plain(lambda, false);
                    close(&wide(&normal.a), &a, within, &what);
                    close(&wide(&normal.b), &b, within, &what);
                    design.gather(&mut equations, lambda, None);
                    for x in [equations.solve(), normal.solve()] {
                        close(&times(&a, &wide(&x.expect(&what))), &b, within, &what);
                    }
                }
                let what = format!("z {z}, n {n}, weighted");
                let (design, many) = (Design::<T>::new(n, z, false), Design::<T>::new(70, z, false));
                let square = gram(z, many.rows().map(|row| row.0));
                let mut equations = Equations::new(z, false);
                design.gather(&mut equations, [0.5; 2], Some(&square));
                let normal = equations.normal();
                let (mut a, b) = design.plain([0.5; 2], true);
                a.iter_mut().zip(many.plain([0.0; 2], false).0).for_each(|(a, more)| *a += more);
                close(&wide(&normal.a), &a, within, &what);
                close(&wide(&normal.b), &b, within, &what);
                design.gather(&mut equations, [0.5; 2], Some(&square));
                let x = equations.solve().expect(&what);
                close(&times(&a, &wide(&x)), &b, within, &what);
            }
        }
    }

    #[test]
    fn equations_are_the_plain_ones_in_double_and_in_single() {
        equations_are_the_plain_ones_and_are_solved::<f64>();
        equations_are_the_plain_ones_and_are_solved::<f32>();
    }

    /// Whether the registers at hand multiply and add in one step.
    struct Fuses;

    impl WithSimd for Fuses {
        type Output = bool;

        fn with_simd<S: Simd>(self, _: S) -> bool {
            lanes::fuses::<S>()
        }
    }

    /// By registers of 256 and of 512 bits, and by those of this processor, the same; by plain ones of 128 bits as well, where
    /// either rounds as often.
    fn registers_make_no_difference<T: Real>(plain_is_close: bool) {
        for (z, n) in [(1, 3), (7, 5), (16, 4), (17, 32), (33, 17), (64, 20), (64, 32), (100, 30)] {
            let square = gram(z, Design::<T>::new(70, z, false).rows().map(|row| row.0));
            for (biased, square) in [(false, None), (true, None), (false, Some(&*square))] {
                // No more rows than may wait: they are all worked in by the same registers.
                let solved = |work: &dyn Fn(Work<'_, T>) -> bool| {
                    let mut equations = Equations::new(z, biased);
                    Design::<T>::new(n, z, biased).gather(&mut equations, [0.5, 0.25], square);
                    assert!(work(Work { equations: &mut equations, solve: true }));
                    wide(&equations.solution())
                };
                let what = format!("z {z}, n {n}");
                let (here, plain) = (solved(&|work| dispatch(work)), solved(&|work| Scalar128b.vectorize(work)));
                let registers = solved(&|work| Scalar256b.vectorize(work));
                assert_eq!(registers, solved(&|work| Scalar512b.vectorize(work)), "{what}");
                assert_eq!(here, if dispatch(Fuses) { registers } else { plain.clone() }, "{what}");
                match plain_is_close {
                    true => close(&plain, &here, 2e3 * T::epsilon().wide(), &what),
                    false => assert_eq!(plain, here, "{what}"),
                }
            }
        }
    }

    #[test]
    fn registers_of_any_size_give_the_same_bits() {
        registers_make_no_difference::<f64>(false);
        registers_make_no_difference::<f32>(true);
    }

    /// What a processor adds up in one step is what one says it does: each product and sum rounded once in `f32`, twice in `f64`.
    #[test]
    fn sums_of_products_are_rounded_as_they_say() {
        let (single, double) = (Design::<f32>::new(BLOCK, 3, false), Design::<f64>::new(BLOCK, 3, false));
        let fused = |x: f32, y: f32, sum: f32| if dispatch(Fuses) { x.mul_add(y, sum) } else { sum + x * y };
        let (mut one, mut other) = (Equations::new(3, false), Equations::new(3, false));
        single.gather(&mut one, [0.0; 2], None);
        double.gather(&mut other, [0.0; 2], None);
        let (one, other) = (one.normal(), other.normal());
        for (r, c) in [(0, 0), (0, 1), (1, 2), (2, 2)] {
            let sum = single.rows().fold(0.0, |sum, (x, ..)| fused(x[r], x[c], sum));
            assert_eq!(one.a[r * 3 + c], sum, "{r}, {c} in f32");
            let sum = double.rows().fold(0.0, |sum, (x, ..)| sum + x[r] * x[c]);
            assert_eq!(other.a[r * 3 + c], sum, "{r}, {c} in f64");
        }
    }

    #[test]
    fn a_number_that_is_none_is_refused_and_harms_nobody() {
        let mut equations = Equations::<f64>::new(2, false);
        equations.clear([1.0; 2]);
        equations.add(&[f64::NAN, 1.0], 1.0);
        assert_eq!(equations.solve(), None);
        equations.clear([1.0; 2]);
        equations.add(&[1.0, 0.0], 1.0);
        assert_eq!(equations.solve(), Some(vec![0.5, 0.0]));
    }

    #[test]
    fn what_is_singular_is_refused() {
        let mut equations = Equations::<f64>::new(2, false);
        equations.add(&[1.0, 2.0], 5.0);
        assert_eq!(equations.solve(), None, "one equation cannot fix two unknowns");
        // A column of ones, and a bias that is not punished: which of both it is cannot be told.
        for (lambda, told) in [(0.0, false), (0.1, true)] {
            let mut equations = Equations::<f64>::new(1, true);
            equations.clear([lambda, 0.0]);
            [1.0, 2.0, 3.0].iter().for_each(|&y| equations.add(&[1.0], y));
            assert_eq!(equations.solve().is_some(), told);
        }
    }
}
