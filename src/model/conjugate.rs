//! Conjugate gradients: a row of a table goes a few steps towards the solution of its normal equations, which are never written down.

mod times;

use super::{
    Options, Real,
    equations::Equations,
    lanes::{dispatch, lined},
};
use pulp::{Simd, WithSimd};
use times::{BEND, Design, Line, PRODUCT, RESIDUAL};

/// What is left of r is rounding where it is so many roundings of what it was.
const ROUNDING: f64 = 64.0;

/// Room for one row after another to go some steps of conjugate gradients towards the x that solves
///
/// ```text
/// A x = b,   A = S + XᵀWX + λI,   b = Xᵀy
/// ```
///
/// X being n x k (z factors and, with a bias, a one for it), W weights, S a square that stands for many rows, or 0. From the x
/// at hand, with `r = b - A x` and at first `d = r`:
///
/// ```text
/// α = r·r / d·Ad      x += α d      r' = r - α A d      β = r'·r' / r·r      d = r' + β d
/// ```
///
/// Each step lowers `Σ w (X x - y/w)² + x·Sx + λ|x|²` as far as can be in the directions so far; after k steps there is nothing
/// left but rounding. `d·Ad` is `Σ w (X d)² + d·Sd + λ|d|²`, so the last step needs no `A d`. A step multiplies 2 n k numbers where
/// writing A down takes n k (k + 1)/2.
///
/// Sources: Hestenes and Stiefel, "Methods of conjugate gradients for solving linear systems" (1952); for rows of factors from where
/// they are, Takács, Pilászy and Tikk, "Applications of the conjugate gradient method for implicit feedback collaborative filtering"
/// (2011).
#[derive(Clone, Debug)]
pub(super) struct Conjugate<T> {
    z: usize,
    biased: bool,
    /// λ of the factors, and of the bias.
    lambda: [T; 2],
    /// X without its ones, in whole lines; there may be old rows behind the last.
    design: Vec<T>,
    /// W and y.
    weights: Vec<T>,
    targets: Vec<T>,
    x: Line<T>,
    /// Of the last step.
    residual: Line<T>,
    direction: Line<T>,
    product: Line<T>,
    length: T,
}

/// A step of conjugate gradients, with the bias as the last number of each.
#[derive(Clone, Debug, PartialEq)]
pub struct ConjugateStep {
    /// r = b - A x before the step.
    pub residual: Vec<f64>,
    /// d, where it goes.
    pub direction: Vec<f64>,
    /// α, how far it goes.
    pub length: f64,
    /// x after it.
    pub row: Vec<f64>,
}

impl<T: Real> Conjugate<T> {
    /// Room for rows with z factors, and a bias or not.
    pub fn new(z: usize, biased: bool) -> Self {
        let line = || Line { factors: vec![T::zero(); lined::<T>(z)], bias: T::zero() };
        Self {
            z,
            biased,
            lambda: [T::zero(); 2],
            design: Vec::new(),
            weights: Vec::new(),
            targets: Vec::new(),
            x: line(),
            residual: line(),
            direction: line(),
            product: line(),
            length: T::zero(),
        }
    }

    /// Begins with a problem of no rows, λ being that of the factors, then that of the bias.
    pub fn clear(&mut self, lambda: [T; 2]) {
        self.lambda = lambda;
        self.weights.clear();
        self.targets.clear();
    }

    /// Adds one row of the design, with its weight: `XᵀWX` grows by `weight · x xᵀ`, and `Xᵀy` by `y x`.
    pub fn add(&mut self, x: &[T], weight: T, y: T) {
        let width = lined::<T>(self.z);
        let place = self.targets.len() * width;
        if self.design.len() < place + width {
            self.design.resize(2 * (place + width), T::zero());
        }
        self.design[place..][..self.z].copy_from_slice(x);
        self.weights.push(weight);
        self.targets.push(y);
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }

    /// Goes so many steps from some numbers, fewer where nothing but rounding is left, and says how many. `square` is S, z x z row
    /// by row, or empty.
    pub fn solve(&mut self, from: &[T], square: &[T], steps: usize) -> usize {
        self.begin(from);
        dispatch(Steps { own: self, square, steps })
    }

    fn begin(&mut self, from: &[T]) {
        self.x.factors[..self.z].copy_from_slice(&from[..self.z]);
        self.x.bias = from.get(self.z).copied().unwrap_or(T::zero());
    }

    /// Where it came to: the bias comes last.
    pub fn solution(&self) -> Vec<T> {
        self.numbers(&self.x).collect()
    }

    /// The same, step by step, up to so many.
    pub fn told(&mut self, from: &[T], square: &[T], steps: usize) -> Vec<ConjugateStep> {
        let step = |step| {
            (self.solve(from, square, step) == step).then(|| {
                let numbers = |line| self.numbers(line).map(Real::wide).collect();
                let [residual, direction, row] = [&self.residual, &self.direction, &self.x].map(numbers);
                ConjugateStep { residual, direction, length: self.length.wide(), row }
            })
        };
        (1..=steps).map_while(step).collect()
    }

    fn numbers(&self, line: &Line<T>) -> impl Iterator<Item = T> {
        line.factors[..self.z].iter().copied().chain(self.biased.then_some(line.bias))
    }
}

/// How one row after another is solved.
pub(super) enum Solver<T> {
    /// Exactly.
    Exact(Equations<T>),
    /// By so many steps from where it is.
    Steps(Conjugate<T>, usize),
}

impl<T: Real> Solver<T> {
    /// As options say, for rows with z factors, and a bias or not.
    pub fn new(options: &Options, z: usize, biased: bool) -> Self {
        match options.steps() {
            None => Self::Exact(Equations::new(z, biased)),
            Some(steps) => Self::Steps(Conjugate::new(z, biased), steps),
        }
    }
}

/// What is done with the registers of the processor.
struct Steps<'a, T> {
    own: &'a mut Conjugate<T>,
    square: &'a [T],
    steps: usize,
}

impl<T: Real> WithSimd for Steps<'_, T> {
    type Output = usize;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> usize {
        let Self { own, square, steps } = self;
        match T::per_line::<S>() {
            1 => go::<T, S, 1>(simd, own, square, steps),
            2 => go::<T, S, 2>(simd, own, square, steps),
            _ => go::<T, S, 4>(simd, own, square, steps),
        }
    }
}

#[inline(always)]
fn go<T: Real, S: Simd, const V: usize>(simd: S, own: &mut Conjugate<T>, square: &[T], steps: usize) -> usize {
    let Conjugate { z, biased, lambda: [lambda, of_bias], design, weights, targets, .. } = own;
    let Conjugate { x, residual, direction, product, length, .. } = own;
    let design = Design { rows: design, weights, targets, square, z: *z, lambda: [*lambda, *of_bias], biased: *biased };
    design.times::<S, V, RESIDUAL>(simd, x, residual);
    direction.factors.copy_from_slice(&residual.factors);
    direction.bias = residual.bias;
    let mut left = residual.square(simd);
    let nothing = left * (T::of(ROUNDING) * T::epsilon()).powi(2);
    for step in 0..steps {
        let last = step + 1 == steps;
        let bend = if last {
            design.times::<S, V, BEND>(simd, direction, product)
        } else {
            design.times::<S, V, PRODUCT>(simd, direction, product)
        };
        *length = left / bend;
        // Not `<=`: what is not a number must not pass.
        let sound = left > nothing && bend > T::zero() && length.is_finite();
        if !sound {
            return step;
        }
        x.add(simd, *length, direction);
        if last {
            break;
        }
        residual.add(simd, -*length, product);
        let before = std::mem::replace(&mut left, residual.square(simd));
        let kept = T::splat(simd, left / before);
        let vectors = T::vectors_mut::<S>(&mut direction.factors).iter_mut();
        for (d, &r) in vectors.zip(T::vectors::<S>(&residual.factors)) {
            *d = T::plus(simd, r, T::times(simd, kept, *d));
        }
        direction.bias = residual.bias + left / before * direction.bias;
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::equations::gram;
    use pulp::{Scalar128b, Scalar256b, Scalar512b};

    /// A number in -0.5..0.5 that looks random.
    fn noise(n: usize) -> f64 {
        ((n as f64 + 1.0) * 12.9898).sin() * 43758.5453 % 1.0 * 0.5
    }

    /// A problem of n rows with z factors, weights and a square of more rows where it is to have them, and where a row begins.
    struct Case<T> {
        n: usize,
        z: usize,
        biased: bool,
        square: Vec<T>,
    }

    impl<T: Real> Case<T> {
        fn new(n: usize, z: usize, biased: bool, square: bool) -> Self {
            let rows = Self::numbers(70 * z, 31);
            Self { n, z, biased, square: if square { gram(z, rows.chunks_exact(z)) } else { Vec::new() } }
        }

        fn numbers(count: usize, from: usize) -> Vec<T> {
            (0..count).map(|at| T::of(noise(at + from))).collect()
        }

        fn k(&self) -> usize {
            self.z + usize::from(self.biased)
        }

        fn from(&self) -> Vec<T> {
            Self::numbers(self.k(), 555)
        }

        /// The rows: x, weight, y.
        fn rows(&self) -> impl Iterator<Item = (Vec<T>, T, T)> {
            let weight = |at: usize| T::of(if self.square.is_empty() { 1.0 } else { 1.0 + at as f64 % 3.0 });
            (0..self.n).map(move |at| (Self::numbers(self.z, at * self.z), weight(at), T::of(noise(at + 7919))))
        }

        fn room(&self) -> Conjugate<T> {
            let mut room = Conjugate::new(self.z, self.biased);
            // What stood in the room before says nothing.
            (0..9).for_each(|at| room.add(&Self::numbers(self.z, at), T::one(), T::one()));
            room.clear([0.5, 0.25].map(T::of));
            self.rows().for_each(|(x, weight, y)| room.add(&x, weight, y));
            room
        }

        /// A and b as one would write them down.
        fn plain(&self) -> (Vec<f64>, Vec<f64>) {
            let k = self.k();
            let (mut a, mut b) = (vec![0.0; k * k], vec![0.0; k]);
            for (at, s) in self.square.iter().enumerate() {
                a[at / self.z * k + at % self.z] += s.wide();
            }
            for (x, weight, y) in self.rows() {
                let x: Vec<f64> = x.iter().map(|v| v.wide()).chain(self.biased.then_some(1.0)).collect();
                for r in 0..k {
                    (0..k).for_each(|c| a[r * k + c] += weight.wide() * x[r] * x[c]);
                    b[r] += x[r] * y.wide();
                }
            }
            (0..k).for_each(|r| a[r * k + r] += if r == self.z { 0.25 } else { 0.5 });
            (a, b)
        }
    }

    /// `x·Ax - 2 b·x`, what every step lowers; and `b - A x`.
    fn left((a, b): &(Vec<f64>, Vec<f64>), x: &[f64]) -> (f64, Vec<f64>) {
        let ax: Vec<f64> = a.chunks_exact(x.len()).map(|row| row.iter().zip(x).map(|(a, x)| a * x).sum()).collect();
        let height = x.iter().zip(&ax).zip(b).map(|((x, ax), b)| x * (ax - 2.0 * b)).sum();
        (height, b.iter().zip(&ax).map(|(b, ax)| b - ax).collect())
    }

    fn wide<T: Real>(values: &[T]) -> Vec<f64> {
        values.iter().map(|v| v.wide()).collect()
    }

    /// Sizes around every line, and numbers of rows around those that go together.
    fn cases<T: Real>() -> impl Iterator<Item = Case<T>> {
        [1, 2, 3, 7, 8, 9, 16, 17, 33].into_iter().flat_map(|z| {
            [1, 2, 3, 4, 5, 8, 11, 40].into_iter().flat_map(move |n| {
                [(false, false), (true, false), (false, true)].map(|(biased, square)| Case::new(n, z, biased, square))
            })
        })
    }

    fn steps_go_down_to_the_solution<T: Real>() {
        let within = 1e4 * T::epsilon().wide();
        for case in cases::<T>() {
            let what =
                format!("z {}, n {}, biased {}, square {}", case.z, case.n, case.biased, !case.square.is_empty());
            let (mut room, from, plain) = (case.room(), case.from(), case.plain());
            let steps = room.told(&from, &case.square, 2 * case.k());
            let mut height = left(&plain, &wide(&from)).0;
            for step in &steps {
                let next = left(&plain, &step.row).0;
                assert!(next <= height + within, "{next} after {height}: {what}");
                height = next;
            }
            let rest = left(&plain, &wide(&room.solution())).1;
            assert!(rest.iter().all(|rest| rest.abs() < within), "{rest:?} is left: {what}");
            // The first goes where it is steepest, and as far as is lowest.
            let (first, r) = (&steps[0], left(&plain, &wide(&from)).1);
            let near = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < within);
            assert!(near(&first.residual, &r) && near(&first.direction, &r), "{what}");
            let downhill: f64 = left(&plain, &first.row).1.iter().zip(&r).map(|(rest, r)| rest * r).sum();
            let size = r.iter().map(|r| r * r).sum::<f64>();
            assert!(downhill.abs() < within * (1.0 + size), "{downhill} is left in that direction: {what}");
        }
    }

    #[test]
    fn steps_go_down_to_the_solution_in_double_and_in_single() {
        steps_go_down_to_the_solution::<f64>();
        steps_go_down_to_the_solution::<f32>();
    }

    /// The example of textbooks: A = (4 1; 1 3), b = (1 2), from (2 1).
    #[test]
    fn two_steps_by_hand() {
        let mut room = Conjugate::<f64>::new(2, false);
        room.add(&[1.0, 2.0], 0.0, 1.0);
        let steps = room.told(&[2.0, 1.0], &[4.0, 1.0, 1.0, 3.0], 3);
        assert_eq!(steps.len(), 2, "the third would have nothing to do");
        assert_eq!((&*steps[0].residual, &*steps[0].direction), (&[-8.0, -3.0][..], &[-8.0, -3.0][..]));
        assert!((steps[0].length - 73.0 / 331.0).abs() < 1e-15);
        for (found, wanted) in steps[0].row.iter().zip([78.0 / 331.0, 112.0 / 331.0]) {
            assert!((found - wanted).abs() < 1e-15);
        }
        for (found, wanted) in steps[1].row.iter().zip([1.0 / 11.0, 7.0 / 11.0]) {
            assert!((found - wanted).abs() < 1e-15);
        }
    }

    /// Registers of 128, 256 and 512 bits, and those of this processor.
    fn registers_make_no_difference<T: Real>() {
        for case in cases::<T>() {
            let bits = |work: &dyn Fn(Steps<'_, T>) -> usize| {
                let mut room = case.room();
                room.begin(&case.from());
                work(Steps { own: &mut room, square: &case.square, steps: 3 });
                wide(&room.solution()).into_iter().map(f64::to_bits).collect::<Vec<_>>()
            };
            let here = bits(&|work| dispatch(work));
            assert_eq!(bits(&|work| Scalar128b.vectorize(work)), here);
            assert_eq!(bits(&|work| Scalar256b.vectorize(work)), here);
            assert_eq!(bits(&|work| Scalar512b.vectorize(work)), here);
        }
    }

    #[test]
    fn registers_of_any_size_give_the_same_bits() {
        registers_make_no_difference::<f64>();
        registers_make_no_difference::<f32>();
    }

    #[test]
    fn fewer_steps_are_the_first_of_more() {
        for case in cases::<f32>() {
            let mut room = case.room();
            for (step, told) in room.told(&case.from(), &case.square, 4).iter().enumerate() {
                assert_eq!(room.solve(&case.from(), &case.square, step + 1), step + 1);
                assert_eq!(wide(&room.solution()), told.row);
            }
        }
    }

    #[test]
    fn a_number_that_is_none_is_not_followed() {
        let mut room = Conjugate::<f64>::new(2, false);
        room.add(&[f64::NAN, 1.0], 1.0, 1.0);
        assert_eq!((room.solve(&[1.0, 2.0], &[], 3), room.solution()), (0, vec![1.0, 2.0]));
    }
}
