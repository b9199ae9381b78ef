//! Ratings that nobody gave: made up by a rule, as few and as unevenly spread as real ones, so that they can be looked at
//! without a file.

use super::{ItemId, Names, Rating, Ratings, Scale, UserId};
use rand::Rng;
use rand_pcg::Pcg64;
use std::sync::Arc;

/// How many users, and how many items.
const SIZE: (usize, usize) = (600, 1700);
/// How many cells are known: 1.7 per cent.
const KNOWN: usize = 17_340;
/// The k-th of an order, from 0, weighs `1 / (k + HEAD)`: a tail as long as that of words in a text (Zipf), with a flat head.
/// The first is for users, the second for items.
const HEAD: (u64, u64) = (20, 12);

/// Made-up ratings from 1 to 5: 600 users, 1,700 items, and 1.7 per cent of the cells known; few items have many ratings,
/// and many have few.
///
/// Nothing but whole numbers and the four operations goes into them, so that they are the same on every machine, bit for bit.
pub fn made_up() -> Ratings {
    let mut lot = Lot(Pcg64::new(17, 34));
    let (users, items) = (Tail::new(SIZE.0, HEAD.0, &mut lot), Tail::new(SIZE.1, HEAD.1, &mut lot));
    let mut known = vec![false; SIZE.0 * SIZE.1];
    let mut cells = Vec::with_capacity(KNOWN);
    let mut take = |i: usize, j: usize| {
        if !std::mem::replace(&mut known[i * SIZE.1 + j], true) {
            cells.push((i, j));
        }
        cells.len()
    };
    // Nobody and nothing is without a rating.
    for j in 0..SIZE.1 {
        take(users.draw(&mut lot), j);
    }
    for i in 0..SIZE.0 {
        take(i, items.draw(&mut lot));
    }
    while take(users.draw(&mut lot), items.draw(&mut lot)) < KNOWN {}
    cells.sort_by_key(|cell| cell.0);
    let (tastes, looks) = (lot.tastes(SIZE.0), lot.tastes(SIZE.1));
    let rate = |(i, j): (usize, usize)| {
        let ([mood, p1, p2], [level, q1, q2]) = (tastes[i], looks[j]);
        let noise = 0.4 * (lot.number() + lot.number() + lot.number());
        let value = 3.5 + 0.6 * mood + 0.9 * level + 1.6 * (p1 * q1 + p2 * q2) + noise;
        Rating { user: UserId::new(i), item: ItemId::new(j), value: value.round().clamp(1.0, 5.0) }
    };
    let rows: Vec<Rating> = cells.into_iter().map(rate).collect();
    let named = |word: &str, count| (1..=count).map(|n| format!("{word} {n}").into()).collect();
    let names = Names::new(named("user", SIZE.0), named("item", SIZE.1));
    let scale = Scale::new(1.0, 5.0).expect("1 is below 5");
    Ratings::new(Arc::new(names), scale, &rows).expect("no cell is taken twice")
}

/// What is drawn by chance.
struct Lot(Pcg64);

impl Lot {
    /// A whole number from 0 to below `end`.
    fn below(&mut self, end: u64) -> u64 {
        ((u128::from(self.0.next_u64()) * u128::from(end)) >> 64) as u64
    }

    /// A number from -1 to below 1.
    fn number(&mut self) -> f64 {
        const HALF: u64 = 1 << 52;
        self.below(2 * HALF) as f64 / HALF as f64 - 1.0
    }

    /// For each row a level, and its place in a plane.
    fn tastes(&mut self, count: usize) -> Vec<[f64; 3]> {
        (0..count).map(|_| [self.number(), self.number(), self.number()]).collect()
    }
}

/// Rows, some of which are drawn much more often than others.
struct Tail {
    /// In the order of how often they are drawn.
    order: Vec<usize>,
    /// The sum of the weights up to each and with it.
    sums: Vec<u64>,
}

impl Tail {
    fn new(count: usize, head: u64, lot: &mut Lot) -> Self {
        let mut order: Vec<usize> = (0..count).collect();
        for at in (1..count).rev() {
            order.swap(at, lot.below(at as u64 + 1) as usize);
        }
        let mut sum = 0;
        let weigh = |k: u64| {
            sum += 1_000_000_000 / (k + head);
            sum
        };
        Self { order, sums: (0..count as u64).map(weigh).collect() }
    }

    fn draw(&self, lot: &mut Lot) -> usize {
        let at = lot.below(self.sums[self.sums.len() - 1]);
        self.order[self.sums.partition_point(|sum| *sum <= at)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Side;

    #[test]
    fn made_up_ratings_are_the_same_everywhere() {
        let mut sum: u64 = 0xcbf2_9ce4_8422_2325;
        for r in made_up().in_file_order() {
            for part in [r.user.index() as u64, r.item.index() as u64, r.value.to_bits()] {
                sum = (sum ^ part).wrapping_mul(0x0100_0000_01b3);
            }
        }
        assert_eq!(sum, 0x1681_6636_09c9_83d0, "{sum:#x}");
    }

    #[test]
    fn made_up_ratings_are_as_few_and_as_uneven_as_real_ones() {
        let ratings = made_up();
        let cells = ratings.n_users() * ratings.n_items();
        assert_eq!((ratings.len(), cells, 1000 * ratings.len() / cells), (KNOWN, 1_020_000, 17));
        for (side, most) in [(Side::Users, 150..450), (Side::Items, 150..450)] {
            let mut degrees: Vec<usize> =
                (0..ratings.count(side)).map(|at| ratings.degree(crate::data::Entity::new(side, at))).collect();
            degrees.sort_unstable();
            let (least, median, top) = (degrees[0], degrees[degrees.len() / 2], degrees[degrees.len() - 1]);
            assert!(least >= 1 && most.contains(&top) && top > 8 * median, "{side}: {least}, {median}, {top}");
        }
        let values: Vec<f64> = ratings.iter().map(|r| r.value).collect();
        assert!((1..=5).all(|star| values.contains(&f64::from(star))));
        assert!((3.2..3.8).contains(&ratings.mean()), "{}", ratings.mean());
    }
}
