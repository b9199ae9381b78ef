//! Who is like whom, all at once: the similarities of the most rated among one another, an order in which clusters lie side by
//! side, and a plane in which those who are alike lie close.

use super::{
    Among, layout, linkage,
    plane::{Plane, Points},
};
use crate::{
    data::{Entity, Ratings, Side},
    model::{Go, Near},
};
use std::{cmp::Reverse, sync::Arc};

/// At most so many are compared all with all: for more there is no room on a screen, and no time.
pub const MOST: usize = 300;

/// The similarities of some users or items among one another.
#[derive(Clone, Debug, PartialEq)]
pub struct Likeness {
    /// Who they are.
    pub side: Side,
    /// Their numbers, in the order in which clusters lie side by side.
    pub order: Vec<usize>,
    /// How many there are to choose from: those with ratings enough.
    pub all: usize,
    /// Of how many of these here the similarities are worked out.
    pub known: usize,
    /// Where each of the side lies in the plane; who is not among these here lies nowhere: its place is no number.
    pub points: Arc<Points>,
    /// The least and the largest similarity of two of them that is above 0, if there is one.
    pub reach: Option<(f64, f64)>,
    /// The similarities above 0, the others as 0; n x n, in this order.
    similarities: Vec<f64>,
    /// The place of each of the side in the order.
    places: Vec<Option<u32>>,
    /// For each place the places of all that are similar to it, the most similar first; ties go by number.
    ranked: Vec<Vec<u32>>,
}

impl Likeness {
    /// Of the [`MOST`] with the most ratings, among those who are compared; among equals the first. `None` when it is given up.
    ///
    /// A similarity holds both ways: it is known once the row of either is worked out. In the plane the distance of two is to
    /// be `1 - sim`, and 1 where nothing is known of them.
    pub fn new(ratings: &Ratings, near: &Near, among: Among, go: Go) -> Option<Self> {
        let (side, count) = (near.side(), ratings.count(near.side()));
        let compared = (0..count).filter(|&at| among.holds(ratings, Entity::new(side, at)));
        let mut chosen: Vec<usize> = compared.collect();
        let all = chosen.len();
        chosen.sort_by_key(|&at| Reverse(ratings.degree(Entity::new(side, at))));
        chosen.truncate(MOST);
        chosen.sort_unstable();
        let n = chosen.len();
        let table = table(near, side, &chosen, go)?;
        let order = linkage::order(&table, n, go)?;
        let distances: Vec<f64> = table.iter().map(|similarity| 1.0 - similarity.clamp(0.0, 1.0)).collect();
        let laid_out = layout::places(&distances, n, go)?;
        let mut points = vec![(f64::NAN, f64::NAN); count];
        chosen.iter().zip(laid_out).for_each(|(at, place)| points[*at] = place);
        let plane = Plane { x: vec![1.0, 0.0], y: vec![0.0, 1.0], origin: vec![0.0; 2] };
        let similarities =
            order.iter().flat_map(|&a| order.iter().map(move |&b| (a, b))).map(|(a, b)| table[a * n + b]);
        let similarities: Vec<f64> = similarities.collect();
        let between = similarities.iter().enumerate().filter(|(at, s)| at / n != at % n && **s > 0.0);
        let reach = between.fold(None, |reach: Option<(f64, f64)>, (_, s)| {
            Some(reach.map_or((*s, *s), |(least, most)| (least.min(*s), most.max(*s))))
        });
        let order: Vec<usize> = order.into_iter().map(|at| chosen[at]).collect();
        let mut places = vec![None; count];
        order.iter().zip(0..).for_each(|(at, place)| places[*at] = Some(place));
        let ranked = (0..n).map(|place| ranked(&similarities[place * n..][..n], place, &order)).collect();
        let known = order.iter().filter(|&&at| near.knows(Entity::new(side, at))).count();
        Some(Self {
            side,
            order,
            all,
            known,
            points: Points { plane, places: points }.into(),
            reach,
            similarities,
            places,
            ranked,
        })
    }

    /// How many they are.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// The place in the order of a user or an item, by its number.
    pub fn place(&self, at: usize) -> Option<usize> {
        self.places.get(at).copied().flatten().map(|place| place as usize)
    }

    /// How alike those at two places in the order are; 0 where that is not above 0, or not known.
    pub fn between(&self, row: usize, column: usize) -> f64 {
        self.similarities[row * self.len() + column]
    }

    /// The places of the at most `most` that are most similar to the one at a place, the most similar first; ties go by
    /// number. They are those of [`similar`](super::neighbours::similar) that are among these here.
    pub fn nearest(&self, place: usize, most: usize) -> impl ExactSizeIterator<Item = usize> + '_ {
        let ranked = &self.ranked[place];
        ranked[..most.min(ranked.len())].iter().map(|at| *at as usize)
    }
}

/// All that are similar to the one at a place, by its row of similarities.
fn ranked(row: &[f64], place: usize, order: &[usize]) -> Vec<u32> {
    let mut all: Vec<usize> = (0..row.len()).filter(|&at| at != place && row[at] > 0.0).collect();
    all.sort_unstable_by(|&a, &b| row[b].total_cmp(&row[a]).then(order[a].cmp(&order[b])));
    all.into_iter().map(|at| at as u32).collect()
}

/// The similarities of those chosen, which stand in order, among one another: n x n, with 1 for each with itself.
fn table(near: &Near, side: Side, chosen: &[usize], go: Go) -> Option<Vec<f64>> {
    let n = chosen.len();
    let mut table = vec![0.0; n * n];
    for (row, &at) in chosen.iter().enumerate() {
        go()?;
        for (other, similarity) in near.of(Entity::new(side, at)) {
            if let Ok(column) = chosen.binary_search(&other.index()) {
                (table[row * n + column], table[column * n + row]) = (similarity, similarity);
            }
        }
        table[row * n + row] = 1.0;
    }
    Some(table)
}
