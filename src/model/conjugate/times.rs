//! What the equations of a row make of a line of numbers, from what the equations are made of.

use crate::model::{
    Real,
    lanes::{self, Lanes, add_times, dot},
};
use pulp::Simd;

/// How many rows of the design are multiplied at a time, so that what they are multiplied by is fetched once for all.
const TOGETHER: usize = 4;

/// One number for each unknown: whole lines for the factors, and the bias.
#[derive(Clone, Debug)]
pub(super) struct Line<T> {
    pub factors: Vec<T>,
    pub bias: T,
}

impl<T: Real> Line<T> {
    /// Its product with itself.
    #[inline(always)]
    pub fn square<S: Simd>(&self, simd: S) -> T {
        dot(simd, &self.factors, &self.factors) + self.bias * self.bias
    }

    /// Adds a times another.
    #[inline(always)]
    pub fn add<S: Simd>(&mut self, simd: S, a: T, other: &Self) {
        add_times(simd, &mut self.factors, a, &other.factors);
        self.bias += a * other.bias;
    }
}

/// What [`Design::times`] makes: b - A v, A v and v·Av, or that alone.
pub(super) const RESIDUAL: u8 = 0;
pub(super) const PRODUCT: u8 = 1;
pub(super) const BEND: u8 = 2;

/// A and b, as what they are made of.
pub(super) struct Design<'a, T> {
    pub rows: &'a [T],
    pub weights: &'a [T],
    pub targets: &'a [T],
    pub square: &'a [T],
    pub z: usize,
    pub lambda: [T; 2],
    pub biased: bool,
}

/// What the rows of a design add up to besides a line.
#[derive(Clone, Copy, Debug)]
struct Sums<T> {
    /// Of v·Av, in as many sums as rows go together.
    bend: [T; TOGETHER],
    /// What stands at the bias.
    bias: T,
}

impl<T: Real> Design<'_, T> {
    /// What A makes of v; v·Av, which means nothing where b is in the sum.
    #[inline(always)]
    pub fn times<S: Simd, const V: usize, const HOW: u8>(&self, simd: S, v: &Line<T>, out: &mut Line<T>) -> T {
        let (width, whole) = (v.factors.len(), self.targets.len() / TOGETHER * TOGETHER);
        let mut sums = Sums { bend: [T::zero(); TOGETHER], bias: T::zero() };
        out.factors.fill(T::zero());
        for at in (0..whole).step_by(TOGETHER) {
            self.add_rows::<S, V, TOGETHER, HOW>(simd, at, width, v, &mut out.factors, &mut sums);
        }
        for at in whole..self.targets.len() {
            self.add_rows::<S, V, 1, HOW>(simd, at, width, v, &mut out.factors, &mut sums);
        }
        let [lambda, of_bias] = self.lambda;
        let mut bend = sums.bend.iter().copied().sum::<T>();
        for ((row, &own), out) in self.square.chunks_exact(self.z).zip(&v.factors).zip(&mut out.factors) {
            let product = dot(simd, row, &v.factors[..self.z]);
            bend += own * product;
            *out += if HOW == RESIDUAL { -product } else { product };
        }
        if HOW == RESIDUAL {
            add_times(simd, &mut out.factors, -lambda, &v.factors);
            out.bias = if self.biased { sums.bias - of_bias * v.bias } else { T::zero() };
        } else {
            add_times(simd, &mut out.factors, lambda, &v.factors);
            out.bias = if self.biased { sums.bias + of_bias * v.bias } else { T::zero() };
        }
        bend + lambda * dot(simd, &v.factors, &v.factors) + of_bias * v.bias * v.bias
    }

    /// Adds the part of N rows: `w (x·v) x`, or `(y - w (x·v)) x`.
    #[inline(always)]
    fn add_rows<S: Simd, const V: usize, const N: usize, const HOW: u8>(
        &self,
        simd: S,
        at: usize,
        width: usize,
        v: &Line<T>,
        out: &mut [T],
        sums: &mut Sums<T>,
    ) {
        let zero = T::splat(simd, T::zero());
        // Places, not iterators and closures: those are not always taken into the kernel, and are then run without its registers.
        let lines = T::vectors::<S>(&v.factors).as_chunks::<V>().0;
        let mut rows: [&[[T::Vector<S>; V]]; N] = [&[]; N];
        for (to, row) in rows.iter_mut().zip(self.rows[at * width..].chunks_exact(width)) {
            *to = &T::vectors::<S>(row).as_chunks::<V>().0[..lines.len()];
        }
        let mut products = [[zero; V]; N];
        for (line, v) in lines.iter().enumerate() {
            for n in 0..N {
                for lane in 0..V {
                    products[n][lane] = T::plus(simd, products[n][lane], T::times(simd, rows[n][line][lane], v[lane]));
                }
            }
        }
        let mut factors = [zero; N];
        for n in 0..N {
            let product = halved::<T, S, V>(&products[n]) + v.bias;
            let weighed = self.weights[at + n] * product;
            sums.bend[n] += weighed * product;
            let factor = if HOW == RESIDUAL { self.targets[at + n] - weighed } else { weighed };
            sums.bias += factor;
            factors[n] = T::splat(simd, factor);
        }
        if HOW == BEND {
            return;
        }
        let out = &mut T::vectors_mut::<S>(out).as_chunks_mut::<V>().0[..lines.len()];
        for (line, out) in out.iter_mut().enumerate() {
            for lane in 0..V {
                for n in 0..N {
                    out[lane] = T::plus(simd, out[lane], T::times(simd, factors[n], rows[n][line][lane]));
                }
            }
        }
    }
}

/// The sum of a line, by halves.
#[inline(always)]
fn halved<T: Real, S: Simd, const V: usize>(line: &[T::Vector<S>; V]) -> T {
    let mut sums = [T::zero(); f32::LINE];
    T::vectors_mut::<S>(&mut sums[..T::LINE]).copy_from_slice(line);
    lanes::halved(&mut sums[..T::LINE])
}
