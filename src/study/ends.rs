//! Who stands at the ends of a factor, and how far a factor reaches.

use super::{Among, Snapshot};
use crate::{
    data::{Entity, Side},
    model::Go,
};

/// How many are listed at each end at the most.
pub const ENDS: usize = 20;

/// Values and whose they are: the highest first, and the lowest first.
pub type Ends<T = Entity> = (Vec<(f64, T)>, Vec<(f64, T)>);

/// The items and the users at the ends of a factor (from 0), of those who are compared: at most [`ENDS`]
/// at each end, and nobody twice. `None` when it is given up.
pub fn ends(snapshot: &Snapshot, z: usize, among: Among, go: Go) -> Option<[Ends; 2]> {
    let (train, factors) = (&snapshot.source.split.train, snapshot.factors()?);
    let side = |side: Side| {
        go()?;
        let column = factors.column(side, z).into_iter().zip(0..);
        let values = column.filter(|(v, at)| v.is_finite() && among.holds(train, Entity::new(side, *at)));
        let (high, low) = extremes(values.collect(), ENDS);
        let entity = |list: Vec<(f64, usize)>| list.into_iter().map(|(v, at)| (v, Entity::new(side, at))).collect();
        Some((entity(high), entity(low)))
    };
    Some([side(Side::Items)?, side(Side::Users)?])
}

/// How far each factor reaches from 0 on one side, among all who have enough ratings to be taken seriously: an item with a
/// single rating may well have a factor of a thousand. Of many numbers, the largest fiftieth may be beyond as well. `None`
/// when it is given up.
pub fn spans(snapshot: &Snapshot, side: Side, least: usize, go: Go) -> Option<Vec<f64>> {
    let (train, factors) = (&snapshot.source.split.train, snapshot.factors()?);
    let rows = 0..factors.rows(side);
    let rows: Vec<usize> = rows.filter(|row| train.degree(Entity::new(side, *row)) >= least).collect();
    let span = |z: usize| {
        go()?;
        let column = factors.column(side, z);
        let sizes = rows.iter().map(|row| column[*row].abs());
        let mut sizes: Vec<f64> = sizes.filter(|v| v.is_finite()).collect();
        let large = sizes.len().saturating_sub(1 + sizes.len() / 50);
        Some(if sizes.is_empty() { 0.0 } else { *sizes.select_nth_unstable_by(large, f64::total_cmp).1 })
    };
    (0..factors.z()).map(span).collect()
}

/// The largest of some numbers, largest first, and the smallest, smallest first: at most `most` of each, none in both.
pub(super) fn extremes(mut all: Vec<(f64, usize)>, most: usize) -> Ends<usize> {
    // Ties are settled by place, so that the lists stand still.
    let order = |a: &(f64, usize), b: &(f64, usize)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    let (highs, lows) = (most.min(all.len().div_ceil(2)), most.min(all.len() / 2));
    if highs < all.len() {
        all.select_nth_unstable_by(highs, order);
    }
    let rest = &mut all[highs..];
    let middle = rest.len() - lows;
    if middle > 0 && lows > 0 {
        rest.select_nth_unstable_by(middle, order);
    }
    let mut low = rest[middle..].to_vec();
    low.sort_unstable_by(|a, b| order(b, a));
    all.truncate(highs);
    all.sort_unstable_by(order);
    (all, low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_are_those_of_a_full_sort() {
        for count in 0..60_usize {
            let all: Vec<(f64, usize)> = (0..count).map(|n| (((n * 37) % 23) as f64 - 11.0, n)).collect();
            let mut sorted = all.clone();
            sorted.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            for most in [0, 1, 2, 5, 29, 30, 31, 100] {
                let (high, low) = extremes(all.clone(), most);
                let (highs, lows) = (most.min(count.div_ceil(2)), most.min(count / 2));
                assert_eq!(high, sorted[..highs], "{count} {most}");
                let mut expected = sorted[count - lows..].to_vec();
                expected.reverse();
                assert_eq!(low, expected, "{count} {most}");
            }
        }
    }
}
