//! Slope One: how much higher one item is rated than another by those who rated both, and a user's own mean.

use super::{
    Half, Model, Options, Over, Problem, Stepper, Touched,
    algorithm::{Algorithm, Work},
};
use crate::data::{Entity, ItemId, Ratings, UserId};
use rayon::prelude::*;
use std::{ops::Range, sync::Arc};

/// Slope One. Over the users who rated both of two items, item i stands above item j by
///
/// ```text
/// dev[i,j] = Σ_u (r_ui - r_uj) / n_ij       n_ij users rated both
/// r̂_ui     = mean of u + Σ_j dev[i,j] / n    over the n items j that u rated and that have an n_ij above 0
/// ```
///
/// One unit is the deviations of one item from all others, a pass all items; a second pass changes nothing. An item that
/// u rated counts among its own j, with a deviation of 0. Until an item's deviations are there, the user's mean is predicted
/// for it; for a user or an item without a rating to learn from, the mean of all ratings.
///
/// Source: Lemire and Maclachlan, "Slope one predictors for online rating-based collaborative filtering" (2005), in the form
/// of Surprise's `SlopeOne`.
pub(super) const SLOPE_ONE: Algorithm = Algorithm {
    name: "slope-one",
    title: "Slope One",
    unit: "item's deviations",
    pass: "pass",
    passes: "passes",
    reads: &[],
    habits: |_| {},
    start: |problem| Model::Slopes(Slopes::new(problem.ratings.n_items())),
    stepper: || Box::new(SlopeOne),
    content: None,
    work: Work {
        multiplications: |problem| (0..problem.ratings.n_users()).map(|i| pairs(problem.ratings, i)).sum(),
        formula: |_| "a subtraction for each two ratings of a user".into(),
    },
};

/// The pairs of ratings of a user.
fn pairs(ratings: &Ratings, user: usize) -> u64 {
    (ratings.user(UserId::new(user)).len() as u64).pow(2)
}

/// The deviations that are known so far, an item's from all those that someone rated along with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Slopes {
    /// By item; `None` until they are worked out.
    rows: Vec<Option<Arc<Deviations>>>,
}

/// The deviations of one item.
#[derive(Clone, Debug, Default, PartialEq)]
struct Deviations {
    /// From which items, in order.
    from: Vec<ItemId>,
    /// dev, in step with `from`.
    dev: Vec<f64>,
    /// How many users it rests on.
    support: Vec<u32>,
}

/// What one item that the user rated says of another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Deviation {
    /// The item that the user rated.
    pub from: ItemId,
    /// How much higher the other one is rated by those who rated both.
    pub dev: f64,
    /// How many they are.
    pub support: usize,
}

impl Slopes {
    /// For so many items, of none of which anything is known yet.
    fn new(items: usize) -> Self {
        Self { rows: vec![None; items] }
    }

    /// What is known of an item and the items that the user rated: the terms of a prediction.
    pub fn terms<'a>(&'a self, seen: &'a Ratings, user: UserId, item: ItemId) -> impl Iterator<Item = Deviation> + 'a {
        let row = self.rows[item.index()].as_deref();
        let rated = seen.user(user).ids.iter();
        rated.filter_map(move |&from| {
            let row = row?;
            let at = row.from.binary_search(&from).ok()?;
            Some(Deviation { from, dev: row.dev[at], support: row.support[at] as usize })
        })
    }

    /// r̂, as the formula says it.
    pub fn predict(&self, seen: &Ratings, user: UserId, item: ItemId) -> f64 {
        if seen.user(user).is_empty() || seen.item(item).is_empty() {
            return seen.mean();
        }
        let (sum, count) = self.terms(seen, user, item).fold((0.0, 0), |(sum, n), term| (sum + term.dev, n + 1));
        mean_of(seen, user) + if count > 0 { sum / f64::from(count) } else { 0.0 }
    }

    /// How many deviations are known.
    pub fn parameters(&self) -> usize {
        self.rows.iter().flatten().map(|row| row.dev.len()).sum()
    }

    /// About how many bytes they take.
    pub fn bytes(&self) -> usize {
        const EACH: usize = size_of::<ItemId>() + size_of::<f64>() + size_of::<u32>();
        self.rows.len() * size_of::<Option<Arc<Deviations>>>() + self.parameters() * EACH
    }

    /// The deviations of an item, in the order of the items that they are from.
    pub fn of(&self, item: ItemId) -> &[f64] {
        self.rows[item.index()].as_deref().map_or(&[], |row| &row.dev)
    }

    /// Whether an item's deviations are worked out.
    pub fn knows(&self, item: ItemId) -> bool {
        self.rows[item.index()].is_some()
    }
}

/// The mean of a user's ratings.
pub fn mean_of(seen: &Ratings, user: UserId) -> f64 {
    let values = seen.user(user).values;
    values.iter().sum::<f64>() / values.len() as f64
}

/// Slope One at work: it keeps nothing.
#[derive(Clone, Copy, Debug)]
struct SlopeOne;

impl Stepper for SlopeOne {
    fn halves(&self, problem: Problem<'_>) -> Vec<Half> {
        vec![Half { over: Over::Items, units: problem.ratings.n_items() }]
    }

    fn unit(&mut self, problem: Problem<'_>, model: &mut Model, unit: usize) {
        if let Model::Slopes(slopes) = model {
            let mut sums = Sums::new(problem.ratings.n_items());
            slopes.rows[unit] = Some(Arc::new(sums.deviations(problem.ratings, ItemId::new(unit))));
        }
    }

    fn units(&mut self, problem: Problem<'_>, model: &mut Model, units: Range<usize>) {
        let Model::Slopes(slopes) = model else { return };
        let sums = || Sums::new(problem.ratings.n_items());
        let first = units.start;
        slopes.rows[units].par_iter_mut().enumerate().with_min_len(16).for_each_init(sums, |sums, (at, row)| {
            *row = Some(Arc::new(sums.deviations(problem.ratings, ItemId::new(first + at))));
        });
    }

    fn touched(&self, _: Problem<'_>, unit: usize) -> Touched {
        Touched::Row(Entity::Item(ItemId::new(unit)))
    }

    fn boxed(&self) -> Box<dyn Stepper> {
        Box::new(*self)
    }
}

/// Room for the sums of one item over all others; it is empty between two items.
struct Sums {
    sum: Vec<f64>,
    count: Vec<u32>,
}

impl Sums {
    fn new(items: usize) -> Self {
        Self { sum: vec![0.0; items], count: vec![0; items] }
    }

    /// The deviations of an item: its users in order, and for each the items that the user rated.
    fn deviations(&mut self, ratings: &Ratings, item: ItemId) -> Deviations {
        let mut from = Vec::new();
        for (user, own) in ratings.item(item).iter() {
            for (other, rating) in ratings.user(user).iter() {
                if self.count[other.index()] == 0 {
                    from.push(other);
                }
                self.sum[other.index()] += own - rating;
                self.count[other.index()] += 1;
            }
        }
        from.sort_unstable();
        let mut row = Deviations { dev: Vec::with_capacity(from.len()), support: Vec::with_capacity(from.len()), from };
        for other in &row.from {
            let (sum, count) = (&mut self.sum[other.index()], &mut self.count[other.index()]);
            row.dev.push(*sum / f64::from(*count));
            row.support.push(*count);
            (*sum, *count) = (0.0, 0);
        }
        row
    }
}
