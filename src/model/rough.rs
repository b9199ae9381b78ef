//! How far all rows of a side are from one of them, fast and roughly: for finding those worth a closer look.

use super::{Factors, Real, Rows, factors::either, lanes};
use crate::data::Entity;
use pulp::{Simd, WithSimd};
use rayon::prelude::*;

/// How far every row of a side is from one of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Rough {
    /// `Σ (a - b)²` for each row b.
    pub squares: Vec<f64>,
    /// `a · b / (|a| |b|)` for each row b; not a number where one of them is zero.
    pub cosines: Vec<f64>,
    /// By which part of itself a sum of squares may be off, and by how much a cosine.
    pub error: f64,
}

impl Rough {
    /// Of the rows of the side that `of` is on. Numbers are added up in as many lanes as a line of the cache holds, in the kind of
    /// number that the factors are made of: what a sum of n terms can be off by is a few n times the rounding of one.
    pub fn of(factors: &Factors, of: Entity) -> Self {
        either!(factors, tables => all(tables.side(of.side()), of.index()))
    }
}

fn all<T: Real>(rows: &Rows<T>, from: usize) -> Rough {
    let own = rows.row(from);
    let length = |square: T| square.wide().sqrt();
    let own_length = length(lanes::dispatch(Measure { own, block: own })[2].first().copied().unwrap_or_default());
    let measured: Vec<[f64; 2]> = rows
        .blocks()
        .into_par_iter()
        .flat_map_iter(|block| {
            let [squares, products, lengths] = lanes::dispatch(Measure { own, block });
            (0..squares.len())
                .map(move |at| [squares[at].wide(), products[at].wide() / (own_length * length(lengths[at]))])
        })
        .collect();
    Rough {
        squares: measured.iter().map(|[square, _]| *square).collect(),
        cosines: measured.iter().map(|[_, cosine]| *cosine).collect(),
        error: 8.0 * (rows.width() as f64 + 8.0) * T::epsilon().wide(),
    }
}

/// `Σ (a - b)²`, `a · b` and `b · b` for each row b of a block.
struct Measure<'a, T> {
    own: &'a [T],
    block: &'a [T],
}

impl<T: Real> WithSimd for Measure<'_, T> {
    type Output = [Vec<T>; 3];

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Self::Output {
        let count = self.block.len() / self.own.len().max(1);
        let mut measured = [(); 3].map(|()| Vec::with_capacity(count));
        for row in self.block.chunks_exact(self.own.len().max(1)) {
            measured[0].push(lanes::apart(simd, self.own, row));
            measured[1].push(lanes::dot(simd, self.own, row));
            measured[2].push(lanes::dot(simd, row, row));
        }
        measured
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        data::{ItemId, made_up},
        model::{Method, Options, Precision},
    };

    #[test]
    fn what_is_rough_is_within_its_bound() {
        let ratings = made_up();
        for (precision, z) in [(Precision::Single, 64), (Precision::Single, 3), (Precision::Double, 37)] {
            let options = Options { factors: z, precision, ..Options::new(Method::Als) };
            let factors = Factors::random(&ratings, &options);
            let of = Entity::from(ItemId::new(5));
            let (rough, own) = (Rough::of(&factors, of), factors.of(of));
            assert_eq!((rough.squares.len(), rough.squares[5]), (ratings.n_items(), 0.0));
            for at in 0..ratings.n_items() {
                let other = factors.of(ItemId::new(at));
                let sum = |f: fn(f64, f64) -> f64| own.iter().zip(other.iter()).map(|(a, b)| f(*a, *b)).sum::<f64>();
                let square = sum(|a, b| (a - b) * (a - b));
                let cosine = sum(|a, b| a * b) / (sum(|a, _| a * a) * sum(|_, b| b * b)).sqrt();
                assert!((rough.squares[at] - square).abs() <= rough.error * square, "{precision} {z}: {at}");
                assert!((rough.cosines[at] - cosine).abs() <= rough.error, "{precision} {z}: {at}");
            }
        }
    }
}
