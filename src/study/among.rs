//! Who is compared: those with ratings enough, and of the items those that are asked for.

use crate::data::{Entity, Only, Ratings, Side};

/// Who is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Among {
    /// How many ratings an item has at least, and a user.
    pub least: [usize; 2],
    /// Which items.
    pub only: Only,
}

impl Among {
    /// Whoever has so many ratings.
    pub fn at_least(items: usize, users: usize) -> Self {
        Self { least: [items, users], only: Only::ALL }
    }

    /// How many ratings it takes on a side.
    pub fn least(&self, side: Side) -> usize {
        match side {
            Side::Items => self.least[0],
            Side::Users => self.least[1],
        }
    }

    /// Whether it is a user, or an item that is asked for.
    pub fn keeps(&self, ratings: &Ratings, of: Entity) -> bool {
        match of {
            Entity::Item(item) => self.only.is_all() || ratings.facts().keeps(self.only, item),
            Entity::User(_) => true,
        }
    }

    /// Whether somebody is one of them, by the ratings that there are to learn from.
    pub fn holds(&self, ratings: &Ratings, of: Entity) -> bool {
        ratings.degree(of) >= self.least(of.side()) && self.keeps(ratings, of)
    }
}
