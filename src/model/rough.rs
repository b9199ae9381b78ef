//! How far all rows of a side are from one of them, fast and roughly: for finding those worth a closer look.

use super::{Factors, Real, Rows, factors::either, lanes};
use crate::data::Entity;
use pulp::{Simd, WithSimd};
use rayon::prelude::*;

/// How far every row of a side is from one of them, by one measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Rough {
    /// Of each row: its squared distance, or its cosine, which is not a number where one of the two rows is zero.
    pub measures: Vec<f64>,
    /// By which part of itself a squared distance may be off, or by how much a cosine.
    pub error: f64,
}

impl Rough {
    /// `Σ (a - b)²` for each row b of the side that `of`, whose row is a, is on. Numbers are added up in as many lanes as a line of
    /// the cache holds, in the kind of number that the factors are made of: what a sum of n terms can be off by is a few n times the
    /// rounding of one.
    pub fn squares(factors: &Factors, of: Entity) -> Self {
        either!(factors, tables => Self::of::<_, false>(tables.side(of.side()), of.index()))
    }

    /// `a · b / (|a| |b|)` likewise.
    pub fn cosines(factors: &Factors, of: Entity) -> Self {
        either!(factors, tables => Self::of::<_, true>(tables.side(of.side()), of.index()))
    }

    fn of<T: Real, const COSINE: bool>(rows: &Rows<T>, from: usize) -> Self {
        let own = rows.row(from);
        let measure = |block| lanes::dispatch(Measure::<T, COSINE> { own, block });
        Self {
            measures: rows.blocks().into_par_iter().flat_map_iter(measure).collect(),
            error: 8.0 * (rows.width() as f64 + 8.0) * T::epsilon().wide(),
        }
    }
}

/// The measure of each row of a block.
struct Measure<'a, T, const COSINE: bool> {
    own: &'a [T],
    block: &'a [T],
}

impl<T: Real, const COSINE: bool> WithSimd for Measure<'_, T, COSINE> {
    type Output = Vec<f64>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Self::Output {
        let Self { own, block } = self;
        let mut measures = Vec::with_capacity(block.len() / own.len().max(1));
        let own_length = lanes::dot(simd, own, own).wide().sqrt();
        for row in block.chunks_exact(own.len().max(1)) {
            measures.push(if COSINE {
                let length = lanes::dot(simd, row, row).wide().sqrt();
                lanes::dot(simd, own, row).wide() / (own_length * length)
            } else {
                lanes::apart(simd, own, row).wide()
            });
        }
        measures
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
            let (squares, cosines, own) = (Rough::squares(&factors, of), Rough::cosines(&factors, of), factors.of(of));
            assert_eq!((squares.measures.len(), squares.measures[5]), (ratings.n_items(), 0.0));
            for at in 0..ratings.n_items() {
                let other = factors.of(ItemId::new(at));
                let sum = |f: fn(f64, f64) -> f64| own.iter().zip(other.iter()).map(|(a, b)| f(*a, *b)).sum::<f64>();
                let square = sum(|a, b| (a - b) * (a - b));
                let cosine = sum(|a, b| a * b) / (sum(|a, _| a * a) * sum(|_, b| b * b)).sqrt();
                assert!((squares.measures[at] - square).abs() <= squares.error * square, "{precision} {z}: {at}");
                assert!((cosines.measures[at] - cosine).abs() <= cosines.error, "{precision} {z}: {at}");
            }
        }
    }
}
