//! In which order stochastic gradient descent visits the ratings, and which of them it can visit side by side.

use super::{Options, rows::TOGETHER};
use crate::data::{Entity, Rating, Ratings, Side, UserId};
use rand::seq::SliceRandom;
use rand_pcg::Pcg64;
use std::ops::Range;

/// An order of all ratings, for one pass.
///
/// With users and items divided into N parts each, the grid falls into N x N blocks. Block (u, v) belongs to stratum `(v - u) mod N`: no two
/// blocks of a stratum share a user or an item, so a step in the one neither reads nor writes what one in the other does, and
/// side by side they come to the same bits as one after the other. A pass goes through the strata in their order, through the blocks of
/// each by users, and through the ratings of a block user by user, or shuffled.
///
/// Source: Gemulla, Nijkamp, Haas and Sismanis, "Large-scale matrix factorization with distributed stochastic gradient descent" (2011).
#[derive(Clone, Debug)]
pub(super) struct Order {
    /// The ratings in their order, each as a user and a position; `None` for the order of the file.
    ratings: Option<Vec<(UserId, u32)>>,
    /// Where blocks end, stratum by stratum; without parts all is one block.
    ends: Vec<usize>,
    /// Where the parts of users end, and those of items.
    parts: [Vec<usize>; 2],
}

impl Order {
    /// The order of a pass.
    pub fn new(ratings: &Ratings, options: &Options, pass: u64) -> Self {
        let parts = [Side::Users, Side::Items].map(|side| parts(ratings, side, options.parts));
        let mut order = if options.parts > 1 {
            Self::in_blocks(ratings, parts)
        } else {
            let all = options.shuffle.then(|| all(ratings).collect());
            Self { ratings: all, ends: vec![ratings.len()], parts }
        };
        if options.shuffle {
            order.shuffle(options.seed, pass);
        }
        order
    }

    fn in_blocks(ratings: &Ratings, parts: [Vec<usize>; 2]) -> Self {
        let [users, items] = &parts;
        let count = users.len();
        let part = |ends: &[usize], at: usize| ends.partition_point(|end| *end <= at);
        let of_item: Vec<u32> = (0..ratings.n_items()).map(|j| part(items, j) as u32).collect();
        let block = |user: UserId, position: u32| {
            let (u, v) =
                (part(users, user.index()), of_item[ratings.rated(user, position as usize).item.index()] as usize);
            (v + count - u) % count * count + u
        };
        let mut sizes = vec![0; count * count];
        all(ratings).for_each(|(user, position)| sizes[block(user, position)] += 1);
        let ends: Vec<usize> = sizes
            .iter()
            .scan(0, |end, size| {
                *end += size;
                Some(*end)
            })
            .collect();
        let mut next: Vec<usize> = ends.iter().zip(&sizes).map(|(end, size)| end - size).collect();
        let mut order = vec![(UserId::new(0), 0); ratings.len()];
        for (user, position) in all(ratings) {
            let block = block(user, position);
            order[next[block]] = (user, position);
            next[block] += 1;
        }
        Self { ratings: Some(order), ends, parts }
    }

    /// Shuffles each block, from a stream of its own for each pass, so that a pass can be repeated without those before it.
    fn shuffle(&mut self, seed: u64, pass: u64) {
        let mut rng = Pcg64::new(u128::from(seed), 3 + u128::from(pass));
        let mut rest = self.ratings.as_deref_mut().unwrap_or_default();
        let mut start = 0;
        for end in &self.ends {
            let (block, behind) = rest.split_at_mut(end - start);
            block.shuffle(&mut rng);
            (rest, start) = (behind, *end);
        }
    }

    /// The rating that a unit visits.
    pub fn rating(&self, ratings: &Ratings, unit: usize) -> Rating {
        match &self.ratings {
            Some(order) => ratings.rated(order[unit].0, order[unit].1 as usize),
            None => ratings.at(ratings.position(unit)),
        }
    }

    /// Units in the order in which they are to be done: of each stratum that they are in, which one it is and the units of each block,
    /// by the part of users that it is in. `None` where blocks do not end where rows that are kept together do, or where there is
    /// but one.
    pub fn side_by_side(&self, units: Range<usize>) -> Option<Vec<(usize, Vec<Range<usize>>)>> {
        let count = self.parts[0].len();
        let apart = self.parts.iter().flat_map(|ends| &ends[..ends.len().saturating_sub(1)]);
        if count < 2 || !apart.into_iter().all(|end| end.is_multiple_of(TOGETHER)) {
            return None;
        }
        let starts = [0].into_iter().chain(self.ends.iter().copied());
        let blocks: Vec<Range<usize>> =
            starts.zip(&self.ends).map(|(start, end)| start.max(units.start)..(*end).min(units.end)).collect();
        let strata = blocks.chunks(count).map(<[_]>::to_vec).enumerate();
        Some(strata.filter(|(_, blocks)| blocks.iter().any(|block| !block.is_empty())).collect())
    }

    /// Where the parts of a side end.
    pub fn ends_of(&self, side: Side) -> &[usize] {
        &self.parts[side as usize]
    }
}

/// All ratings, user by user.
fn all(ratings: &Ratings) -> impl Iterator<Item = (UserId, u32)> {
    let mut position = 0;
    (0..ratings.n_users()).map(UserId::new).flat_map(move |user| {
        let start = position;
        position += ratings.degree(user) as u32;
        (start..position).map(move |position| (user, position))
    })
}

/// Where each of so many parts of a side ends: each with about as many ratings, and where there are rows enough between such as are
/// kept together.
fn parts(ratings: &Ratings, side: Side, count: usize) -> Vec<usize> {
    let rows = ratings.count(side);
    let whole = if rows >= 2 * count * TOGETHER { TOGETHER } else { 1 };
    let mut ends = Vec::with_capacity(count);
    let (mut at, mut sum) = (0, 0);
    for part in 1..count {
        // So many rows at least are left for the parts to come.
        let last = rows.saturating_sub((count - part) * whole) / whole * whole;
        let wanted = ratings.len() * part / count;
        while at < last && (sum < wanted || !at.is_multiple_of(whole)) {
            sum += ratings.degree(Entity::new(side, at));
            at += 1;
        }
        ends.push(at);
    }
    ends.push(rows);
    ends
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{data::made_up, model::Method};
    use std::collections::HashSet;

    fn order(parts: usize, shuffle: bool, pass: u64) -> Order {
        Order::new(&made_up(), &Options { parts, shuffle, ..Options::new(Method::Sgd) }, pass)
    }

    #[test]
    fn every_rating_is_visited_once_and_no_two_blocks_of_a_stratum_meet() {
        let ratings = made_up();
        for parts in [1, 2, 3, 7] {
            for shuffle in [false, true] {
                let order = order(parts, shuffle, 4);
                let visited: Vec<Rating> = (0..ratings.len()).map(|unit| order.rating(&ratings, unit)).collect();
                let cells: HashSet<_> = visited.iter().map(|r| (r.user, r.item)).collect();
                assert_eq!(cells.len(), ratings.len());
                assert!(visited.iter().all(|r| ratings.get(r.user, r.item) == Some(r.value)));
                if parts == 1 {
                    continue;
                }
                assert_eq!(order.ends.len(), parts * parts);
                let starts = [0].into_iter().chain(order.ends.iter().copied());
                let blocks: Vec<&[Rating]> = starts.zip(&order.ends).map(|(from, to)| &visited[from..*to]).collect();
                for stratum in blocks.chunks(parts) {
                    let [users, items] = [0, 1].map(|side| {
                        let of = |r: &Rating| if side == 0 { r.user.index() } else { r.item.index() };
                        stratum.iter().map(|block| block.iter().map(of).collect::<HashSet<_>>()).collect::<Vec<_>>()
                    });
                    for sets in [users, items] {
                        let together: HashSet<_> = sets.iter().flatten().collect();
                        assert_eq!(
                            together.len(),
                            sets.iter().map(HashSet::len).sum::<usize>(),
                            "a row is in one block"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn a_pass_has_an_order_of_its_own_where_it_is_shuffled_and_one_for_all_where_not() {
        let ratings = made_up();
        let visited = |order: &Order| -> Vec<_> {
            (0..ratings.len()).map(|unit| order.rating(&ratings, unit)).map(|r| (r.user, r.item)).collect()
        };
        for parts in [1, 3] {
            assert_eq!(visited(&order(parts, false, 0)), visited(&order(parts, false, 1)));
            assert_ne!(visited(&order(parts, true, 0)), visited(&order(parts, true, 1)));
            assert_eq!(visited(&order(parts, true, 1)), visited(&order(parts, true, 1)));
        }
    }
}
