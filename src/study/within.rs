//! What those in a part of the plane have in common.

use super::{
    Among,
    plane::Points,
    telling::{Pool, Telling},
};
use crate::{
    data::{Entity, ItemId, Ratings, Side},
    model::Go,
};
use std::cmp::Reverse;

/// A rectangle of the plane, by two corners that lie opposite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Corners {
    /// The one.
    pub from: (f64, f64),
    /// The other.
    pub to: (f64, f64),
}

impl Corners {
    /// From where to where it reaches across.
    pub fn across(&self) -> (f64, f64) {
        (self.from.0.min(self.to.0), self.from.0.max(self.to.0))
    }

    /// From where to where it reaches upwards.
    pub fn up(&self) -> (f64, f64) {
        (self.from.1.min(self.to.1), self.from.1.max(self.to.1))
    }

    /// Whether a place lies in it; its edges belong to it.
    pub fn holds(&self, (x, y): (f64, f64)) -> bool {
        let ((left, right), (low, high)) = (self.across(), self.up());
        (left..=right).contains(&x) && (low..=high).contains(&y)
    }
}

/// Those within a rectangle, and what they have in common.
#[derive(Clone, Debug, PartialEq)]
pub struct Within {
    /// Users or items.
    pub side: Side,
    /// Who they are, the most rated first; equals by number.
    pub members: Vec<Entity>,
    /// Among how many they are looked for.
    pub all: usize,
    /// The words that they have more often than chance would have it among all of these, the most surprising first.
    pub words: Vec<Telling>,
    /// The first year, that by which half of them came out, and the last; of those whose year is known.
    pub years: Option<[i16; 3]>,
    /// Of how many the year is known.
    pub dated: usize,
    /// How many ratings they have.
    pub ratings: usize,
    /// The mean of these, if there are any.
    pub mean: Option<f64>,
    /// The mean rating of all that they are looked for among.
    pub usual: Option<f64>,
}

impl Within {
    /// Those of the points within these corners, among those who are compared. `None` when it is given up.
    pub fn new(
        ratings: &Ratings,
        (side, points): (Side, &Points),
        among: Among,
        corners: Corners,
        go: Go,
    ) -> Option<Self> {
        let compared = (0..points.places.len()).map(|at| Entity::new(side, at));
        let compared = compared.filter(|of| among.holds(ratings, *of) && points.places[of.index()].0.is_finite());
        let pool: Vec<Entity> = compared.collect();
        let mut members = pool.clone();
        members.retain(|of| corners.holds(points.places[of.index()]));
        members.sort_by_key(|of| Reverse(ratings.degree(*of)));
        go()?;
        let items = |of: &[Entity]| of.iter().map(|of| ItemId::new(of.index())).collect::<Vec<_>>();
        let words = match side {
            Side::Items => Pool::new(ratings.facts(), &items(&pool)).telling(&items(&members)),
            Side::Users => Vec::new(),
        };
        go()?;
        let known = items(&members).into_iter().filter(|_| side == Side::Items);
        let mut years: Vec<i16> = known.filter_map(|item| ratings.facts().year(item)).collect();
        years.sort_unstable();
        // Half of them, or the one more than half.
        let half = years.len().saturating_sub(1) / 2;
        let spanned = years.first().zip(years.last()).map(|(first, last)| [*first, years[half], *last]);
        let (count, mean) = mean(ratings, &members);
        let usual = self::mean(ratings, &pool).1;
        go()?;
        let all = pool.len();
        Some(Self { side, members, all, words, years: spanned, dated: years.len(), ratings: count, mean, usual })
    }
}

/// How many ratings some users or items have, and their mean.
fn mean(ratings: &Ratings, of: &[Entity]) -> (usize, Option<f64>) {
    let count: usize = of.iter().map(|of| ratings.degree(*of)).sum();
    let sum = |of: &Entity| match *of {
        Entity::User(user) => ratings.user(user).values().sum::<f64>(),
        Entity::Item(item) => ratings.item(item).values().sum(),
    };
    (count, (count > 0).then(|| of.iter().map(sum).sum::<f64>() / count as f64))
}
