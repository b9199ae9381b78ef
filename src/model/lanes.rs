//! Numbers side by side, as many as a register of the processor at hand holds.
//!
//! A kernel is written once, over [`Simd`], and [`dispatch`] runs it with the widest registers that there are. It multiplies and adds
//! in two steps, as everything here does, never in the fused one that some processors have; and what it adds up for one cell it adds up
//! in one order. So the bits are the same on every processor, and only the time is not.

use num_traits::NumAssign;
use pulp::{Arch, Scalar128b, Simd, WithSimd};

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
    /// Numbers as registers; what does not fill one is left out.
    fn vectors<S: Simd>(values: &[Self]) -> &[Self::Vector<S>];
    /// The same, to be changed.
    fn vectors_mut<S: Simd>(values: &mut [Self]) -> &mut [Self::Vector<S>];
    /// How many registers hold a line.
    fn per_line<S: Simd>() -> usize {
        BYTES / size_of::<Self::Vector<S>>()
    }
}

macro_rules! lanes {
    ($kind:ty, $vector:ident, $splat:ident, $plus:ident, $minus:ident, $times:ident, $vectors:ident, $vectors_mut:ident) => {
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

lanes!(f32, f32s, splat_f32s, add_f32s, sub_f32s, mul_f32s, as_simd_f32s, as_mut_simd_f32s);
lanes!(f64, f64s, splat_f64s, add_f64s, sub_f64s, mul_f64s, as_simd_f64s, as_mut_simd_f64s);

/// Runs a kernel with the widest registers at hand; every processor has those of 128 bits.
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

/// `y += a x`.
#[inline(always)]
pub fn add_times<T: Lanes, S: Simd>(simd: S, y: &mut [T], a: T, x: &[T]) {
    let a = T::splat(simd, a);
    for (y, &x) in T::vectors_mut::<S>(y).iter_mut().zip(T::vectors::<S>(x)) {
        *y = T::plus(simd, *y, T::times(simd, a, x));
    }
}

/// `y -= a x`.
#[inline(always)]
pub fn take_times<T: Lanes, S: Simd>(simd: S, y: &mut [T], a: T, x: &[T]) {
    let a = T::splat(simd, a);
    for (y, &x) in T::vectors_mut::<S>(y).iter_mut().zip(T::vectors::<S>(x)) {
        *y = T::minus(simd, *y, T::times(simd, a, x));
    }
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
