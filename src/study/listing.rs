//! The order in which users or items are shown.

use super::Snapshot;
use crate::{
    data::{Entity, Side},
    model::Go,
};
use std::{fmt, sync::Arc};

/// The order of users or items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// As in the file.
    #[default]
    File,
    /// The most rated first.
    Rated,
    /// The largest mean squared error first.
    Error,
    /// The highest value of a factor (from 1) first.
    Factor(usize),
    /// By name.
    Name,
}

impl Sort {
    /// The order in words, and which end comes first.
    pub fn words(self) -> String {
        match self {
            Sort::File => "as in the file".into(),
            Sort::Rated => "the most rated first".into(),
            Sort::Error => "the largest error first".into(),
            Sort::Name => "by name".into(),
            Sort::Factor(z) => format!("the highest in factor {z} first"),
        }
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Sort::File => f.write_str("file"),
            Sort::Rated => f.write_str("rated"),
            Sort::Error => f.write_str("error"),
            Sort::Name => f.write_str("name"),
            Sort::Factor(z) => write!(f, "factor {z}"),
        }
    }
}

/// An order of one side: it stays as it was made until it is asked for again, so that rows do not jump about while the
/// model learns. Clones share it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// By what it was made.
    pub sort: Sort,
    /// All of them; first come those that are shown, and then the rest as it would stand among them.
    order: Arc<[u32]>,
    place: Arc<[u32]>,
    shown: usize,
    /// The order without regard to who is shown.
    whole: Arc<[u32]>,
}

impl Listing {
    /// The order of the file.
    pub fn new(count: usize) -> Self {
        Self::from_order(Sort::File, (0..count as u32).collect())
    }

    /// The order that `sort` asks for, from the present factors and ratings. Ties keep the order of the file. `None` when
    /// it is given up.
    pub fn sorted(snapshot: &Snapshot, side: Side, sort: Sort, go: Go) -> Option<Self> {
        let ratings = snapshot.ratings();
        let count = ratings.count(side);
        let entity = |at: u32| Entity::new(side, at as usize);
        let mut order: Vec<u32> = (0..count as u32).collect();
        let mut descending = |key: &dyn Fn(u32) -> f64| {
            let keys = (0..count as u32).map(|at| go().map(|()| key(at))).collect::<Option<Vec<f64>>>()?;
            order.sort_by(|&a, &b| keys[b as usize].total_cmp(&keys[a as usize]));
            Some(())
        };
        match sort {
            Sort::File => {}
            Sort::Name => order.sort_by_cached_key(|&at| ratings.name(entity(at)).to_lowercase()),
            Sort::Rated => descending(&|at| ratings.degree(entity(at)) as f64)?,
            Sort::Factor(z) => {
                let factors = snapshot.factors()?;
                let column = factors.column(side, z.clamp(1, factors.z()) - 1);
                descending(&|at| column[at as usize])?;
            }
            Sort::Error => descending(&|at| mean_square(snapshot, entity(at)))?,
        }
        Some(Self::from_order(sort, order))
    }

    fn from_order(sort: Sort, order: Vec<u32>) -> Self {
        let order: Arc<[u32]> = order.into();
        Self { sort, place: places(&order), shown: order.len(), whole: Arc::clone(&order), order }
    }

    /// The same order, of those alone that `keep` holds for.
    #[must_use]
    pub fn only(&self, keep: impl Fn(usize) -> bool) -> Self {
        let (mut order, rest): (Vec<u32>, Vec<u32>) = self.whole.iter().partition(|at| keep(**at as usize));
        let shown = order.len();
        if rest.is_empty() {
            return Self { place: places(&self.whole), order: Arc::clone(&self.whole), shown, ..self.clone() };
        }
        order.extend(rest);
        Self { place: places(&order), order: order.into(), shown, ..self.clone() }
    }

    /// How many are shown.
    pub fn len(&self) -> usize {
        self.shown
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.shown == 0
    }

    /// Which user or item (from 0) stands at a place.
    pub fn at(&self, place: usize) -> usize {
        self.order[place] as usize
    }

    /// Where a user or item stands.
    pub fn place(&self, index: usize) -> usize {
        self.place[index] as usize
    }
}

/// Where each stands.
fn places(order: &[u32]) -> Arc<[u32]> {
    let mut place = vec![0; order.len()];
    for (at, &id) in order.iter().enumerate() {
        place[id as usize] = at as u32;
    }
    place.into()
}

/// The mean squared error over the known ratings of one user or item; below zero for none, so that it sorts last.
fn mean_square(snapshot: &Snapshot, of: Entity) -> f64 {
    let ratings = snapshot.ratings();
    let square = |prediction: f64, rating: f64| (prediction - snapshot.model.aim(rating)).powi(2);
    let (sum, count) = match of {
        Entity::User(i) => {
            let row = ratings.user(i);
            (row.iter().map(|(j, r)| square(snapshot.predict(i, j), r)).sum::<f64>(), row.len())
        }
        Entity::Item(j) => {
            let row = ratings.item(j);
            (row.iter().map(|(i, r)| square(snapshot.predict(i, j), r)).sum::<f64>(), row.len())
        }
    };
    if count == 0 { -1.0 } else { sum / count as f64 }
}
