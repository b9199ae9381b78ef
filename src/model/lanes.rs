//! Numbers side by side, as many as a register of the processor at hand holds.
//!
//! A kernel is written once, over [`Simd`], and [`dispatch`] runs it with the widest registers that there are. What it adds up for one
//! cell it adds up in one order, whatever the registers, and it multiplies and adds in two steps, as everything here does. So the bits
//! are the same on every processor, and only the time is not.
//!
//! There is one exception, for the sake of large data: the sums of products of [`Lanes::plus_times`] in `f32` are made in the fused
//! step that processors have had since 2013, which rounds once where two steps round twice. On an older one the last digits of `f32`
//! are others; those of `f64` never are.

use num_traits::NumAssign;
use pulp::{Arch, Scalar128b, Simd, WithSimd};
use std::any::TypeId;

/// How many bytes are worked on at a time, whatever the registers: a line of the cache.
const BYTES: usize = 64;
/// The numbers of the smallest kind in a line.
const MOST: usize = f32::LINE;

/// A kind of number that goes into the lanes of a register.
pub trait Lanes: Copy + 'static {
    /// A register full of them.
    type Vector<S: Simd>: Copy;
    /// How many are worked on at a time.
    const LINE: usize = BYTES / size_of::<Self>();

    /// The same number in every lane.
    fn splat<S: Simd>(simd: S, value: Self) -> Self::Vector<S>;
    /// a + b, lane by lane.
    fn plus<S: Simd>(simd: S, a: Self::Vector<S>, b: Self::Vector<S>) -> Self::Vector<S>;
    /// a - b, lane by lane.
    fn minus<S: Simd>(simd: S, a: Self::Vector<S>, b: Self::Vector<S>) -> Self::Vector<S>;
    /// a · b, lane by lane.
    fn times<S: Simd>(simd: S, a: Self::Vector<S>, b: Self::Vector<S>) -> Self::Vector<S>;
    /// sum + a · b, lane by lane: in `f32` rounded once where the processor can ([`fuses`]), in `f64` twice everywhere.
    fn plus_times<S: Simd>(simd: S, sum: Self::Vector<S>, a: Self::Vector<S>, b: Self::Vector<S>) -> Self::Vector<S>;
    /// Numbers as registers; what does not fill one is left out.
    fn vectors<S: Simd>(values: &[Self]) -> &[Self::Vector<S>];
    /// The same, to be changed.
    fn vectors_mut<S: Simd>(values: &mut [Self]) -> &mut [Self::Vector<S>];
    /// How many registers hold a line.
    fn per_line<S: Simd>() -> usize {
        BYTES / size_of::<Self::Vector<S>>()
    }
    /// How many numbers a register holds.
    fn lanes<S: Simd>() -> usize {
        Self::LINE / Self::per_line::<S>()
    }
}

macro_rules! lanes {
    ($kind:ty, $vector:ident, $splat:ident, $plus:ident, $minus:ident, $times:ident, $fused:expr, $vectors:ident, $vectors_mut:ident) => {
        impl Lanes for $kind {
            type Vector<S: Simd> = S::$vector;

            #[inline(always)]
            fn splat<S: Simd>(simd: S, value: Self) -> S::$vector {
                simd.$splat(value)
            }
            #[inline(always)]
            fn plus<S: Simd>(simd: S, a: S::$vector, b: S::$vector) -> S::$vector {
                simd.$plus(a, b)
            }
            #[inline(always)]
            fn minus<S: Simd>(simd: S, a: S::$vector, b: S::$vector) -> S::$vector {
                simd.$minus(a, b)
            }
            #[inline(always)]
            fn times<S: Simd>(simd: S, a: S::$vector, b: S::$vector) -> S::$vector {
                simd.$times(a, b)
            }
            #[inline(always)]
            fn plus_times<S: Simd>(simd: S, sum: S::$vector, a: S::$vector, b: S::$vector) -> S::$vector {
                $fused(simd, sum, a, b)
            }
            #[inline(always)]
            fn vectors<S: Simd>(values: &[Self]) -> &[S::$vector] {
                S::$vectors(values).0
            }
            #[inline(always)]
            fn vectors_mut<S: Simd>(values: &mut [Self]) -> &mut [S::$vector] {
                S::$vectors_mut(values).0
            }
        }
    };
}

lanes!(f32, f32s, splat_f32s, add_f32s, sub_f32s, mul_f32s, once_if_fused, as_simd_f32s, as_mut_simd_f32s);
lanes!(f64, f64s, splat_f64s, add_f64s, sub_f64s, mul_f64s, twice, as_simd_f64s, as_mut_simd_f64s);

#[inline(always)]
fn once_if_fused<S: Simd>(simd: S, sum: S::f32s, a: S::f32s, b: S::f32s) -> S::f32s {
    match fuses::<S>() {
        true => simd.mul_add_f32s(a, b, sum),
        false => simd.add_f32s(sum, simd.mul_f32s(a, b)),
    }
}

#[inline(always)]
fn twice<S: Simd>(simd: S, sum: S::f64s, a: S::f64s, b: S::f64s) -> S::f64s {
    simd.add_f64s(sum, simd.mul_f64s(a, b))
}

/// Whether these registers multiply and add in one step: all do but the plain ones, where it would be a call for every number.
#[inline(always)]
pub fn fuses<S: Simd>() -> bool {
    TypeId::of::<S>() != TypeId::of::<Scalar128b>()
}

/// Runs a kernel with the widest registers at hand; every processor has those of 128 bits.
///
/// A step of a register must not stand in a closure that is given away, as to `map`: such a one is compiled without the registers, and
/// each step in it becomes a call.
pub fn dispatch<Op: WithSimd>(op: Op) -> Op::Output {
    match Arch::new() {
        Arch::Scalar => Scalar128b.vectorize(op),
        arch => arch.dispatch(op),
    }
}

/// As many numbers as fill whole lines.
pub fn lined<T: Lanes>(numbers: usize) -> usize {
    numbers.next_multiple_of(T::LINE)
}

/// `x *= a`.
#[inline(always)]
pub fn scale<T: Lanes + NumAssign, S: Simd>(simd: S, x: &mut [T], a: T) {
    let (x, rest) = x.split_at_mut(x.len() / T::lanes::<S>() * T::lanes::<S>());
    let lanes = T::splat(simd, a);
    for x in T::vectors_mut::<S>(x) {
        *x = T::times(simd, *x, lanes);
    }
    rest.iter_mut().for_each(|x| *x *= a);
}

/// `y += a x`, of as many numbers as both have.
#[inline(always)]
pub fn add_times<T: Lanes + NumAssign, S: Simd>(simd: S, y: &mut [T], a: T, x: &[T]) {
    let whole = y.len().min(x.len()) / T::lanes::<S>() * T::lanes::<S>();
    let ((y, y_rest), (x, x_rest)) = (y.split_at_mut(whole), x.split_at(whole));
    let lanes = T::splat(simd, a);
    for (y, &x) in T::vectors_mut::<S>(y).iter_mut().zip(T::vectors::<S>(x)) {
        *y = T::plus(simd, *y, T::times(simd, lanes, x));
    }
    y_rest.iter_mut().zip(x_rest).for_each(|(y, &x)| *y += a * x);
}

/// `y -= a x`, of as many numbers as both have.
#[inline(always)]
pub fn take_times<T: Lanes + NumAssign, S: Simd>(simd: S, y: &mut [T], a: T, x: &[T]) {
    let whole = y.len().min(x.len()) / T::lanes::<S>() * T::lanes::<S>();
    let ((y, y_rest), (x, x_rest)) = (y.split_at_mut(whole), x.split_at(whole));
    let lanes = T::splat(simd, a);
    for (y, &x) in T::vectors_mut::<S>(y).iter_mut().zip(T::vectors::<S>(x)) {
        *y = T::minus(simd, *y, T::times(simd, lanes, x));
    }
    y_rest.iter_mut().zip(x_rest).for_each(|(y, &x)| *y -= a * x);
}

/// `a · b`, of numbers of one length: in as many sums as a line holds, which are then added up by halves, and what fills no line after
/// that.
#[inline(always)]
pub fn dot<T: Lanes + NumAssign, S: Simd>(simd: S, a: &[T], b: &[T]) -> T {
    sum::<T, S, Product>(simd, a, b)
}

/// `Σ (a - b)²`, added up in the same way.
#[inline(always)]
pub fn apart<T: Lanes + NumAssign, S: Simd>(simd: S, a: &[T], b: &[T]) -> T {
    sum::<T, S, Square>(simd, a, b)
}

/// What two numbers add to a sum.
trait Term {
    /// Lane by lane.
    fn vector<T: Lanes, S: Simd>(simd: S, a: T::Vector<S>, b: T::Vector<S>) -> T::Vector<S>;
    /// By themselves.
    fn one<T: NumAssign + Copy>(a: T, b: T) -> T;
}

/// a · b.
struct Product;

impl Term for Product {
    #[inline(always)]
    fn vector<T: Lanes, S: Simd>(simd: S, a: T::Vector<S>, b: T::Vector<S>) -> T::Vector<S> {
        T::times(simd, a, b)
    }
    #[inline(always)]
    fn one<T: NumAssign + Copy>(a: T, b: T) -> T {
        a * b
    }
}

/// (a - b)².
struct Square;

impl Term for Square {
    #[inline(always)]
    fn vector<T: Lanes, S: Simd>(simd: S, a: T::Vector<S>, b: T::Vector<S>) -> T::Vector<S> {
        let apart = T::minus(simd, a, b);
        T::times(simd, apart, apart)
    }
    #[inline(always)]
    fn one<T: NumAssign + Copy>(a: T, b: T) -> T {
        (a - b) * (a - b)
    }
}

/// The sum of a term for each two numbers.
#[inline(always)]
fn sum<T: Lanes + NumAssign, S: Simd, Of: Term>(simd: S, a: &[T], b: &[T]) -> T {
    let whole = a.len() / T::LINE * T::LINE;
    let mut sums = [T::zero(); MOST];
    let registers = T::vectors_mut::<S>(&mut sums[..T::LINE]);
    for (a, b) in a[..whole].chunks_exact(T::LINE).zip(b[..whole].chunks_exact(T::LINE)) {
        for ((sum, &x), &y) in registers.iter_mut().zip(T::vectors::<S>(a)).zip(T::vectors::<S>(b)) {
            *sum = T::plus(simd, *sum, Of::vector::<T, S>(simd, x, y));
        }
    }
    let sum = halved(&mut sums[..T::LINE]);
    a[whole..].iter().zip(&b[whole..]).fold(sum, |sum, (&x, &y)| sum + Of::one(x, y))
}

/// The sum of a power of two of numbers, added up by halves.
#[inline(always)]
pub fn halved<T: Copy + NumAssign>(sums: &mut [T]) -> T {
    let mut half = sums.len() / 2;
    while half > 0 {
        let (low, high) = sums.split_at_mut(half);
        low.iter_mut().zip(high).for_each(|(low, high)| *low += *high);
        half /= 2;
    }
    sums[0]
}
