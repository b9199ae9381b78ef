//! Ratings drawn by chance: the model of the normal predictor.

use super::{
    Options,
    working::{Arithmetic, Calc, Fallback},
};
use crate::data::{ItemId, Ratings, Side, UserId};
use rand::SeedableRng;
use rand_distr::{Distribution, StandardNormal};
use rand_pcg::Pcg64;

/// The law of all ratings, and whose row is drawn from it so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Chance {
    /// μ.
    mean: f64,
    /// σ.
    deviation: f64,
    seed: u64,
    items: usize,
    /// By user.
    pub(super) drawn: Vec<bool>,
}

impl Chance {
    pub(super) fn new(ratings: &Ratings, options: &Options) -> Self {
        let (mean, deviation) = law(ratings.iter().map(|r| r.value));
        let drawn = vec![false; ratings.n_users()];
        Self { mean, deviation, seed: options.seed, items: ratings.n_items(), drawn }
    }

    /// One more user, whose row is not drawn yet, or one more item in each row.
    pub(super) fn join(&mut self, side: Side) {
        match side {
            Side::Users => self.drawn.push(false),
            Side::Items => self.items += 1,
        }
    }

    /// The law of other ratings, or another seed.
    pub(super) fn follow(&mut self, ratings: &Ratings, options: &Options) {
        (self.mean, self.deviation) = law(ratings.iter().map(|r| r.value));
        self.seed = options.seed;
    }

    /// z, which depends on nothing but the seed, the user and the item.
    fn draw(&self, i: UserId, j: ItemId) -> f64 {
        let cell = mixed(mixed(self.seed).wrapping_add((i.index() as u64) << 32 | j.index() as u64));
        StandardNormal.sample(&mut Pcg64::seed_from_u64(cell))
    }

    fn rating(&self, i: UserId, j: ItemId) -> f64 {
        self.mean + self.deviation * self.draw(i, j)
    }

    /// r̂, as the formula says it.
    pub fn predict(&self, i: UserId, j: ItemId) -> f64 {
        if self.drawn[i.index()] { self.rating(i, j) } else { self.mean }
    }

    /// What is predicted before the user's row is drawn.
    pub fn fallback(&self, i: UserId) -> Option<Fallback> {
        (!self.drawn[i.index()]).then(|| Fallback::on_mean(self.mean, "the user's row is not drawn yet"))
    }

    /// How a prediction comes about.
    pub fn explain(&self, i: UserId, j: ItemId) -> Arithmetic {
        if let Some(fallback) = self.fallback(i) {
            return fallback.told("r̂ = mean");
        }
        let (mean, deviation) = (Calc::Number(self.mean), Calc::Number(self.deviation));
        let lines = vec![("mean of all ratings", mean.clone())];
        let draw = Calc::Number(self.draw(i, j));
        let value = mean.plus(deviation.clone().times(draw.clone()));
        let drawn = [("deviation", deviation), ("z, drawn", draw), ("r̂", value)];
        Arithmetic {
            formula: "r̂ = mean + deviation·z".into(),
            lines: lines.into_iter().chain(drawn).collect(),
            ..Arithmetic::default()
        }
    }

    /// The draws of a row, at most `most` of them.
    pub(super) fn explain_row(&self, i: UserId, most: usize) -> Arithmetic {
        let row = |j: ItemId| (j.into(), vec![Calc::Number(self.draw(i, j)), Calc::Number(self.rating(i, j))]);
        Arithmetic {
            formula: "r̂ = mean + deviation·z, with z drawn from N(0, 1)".into(),
            heads: vec!["z", "r̂"],
            unlisted: self.items.saturating_sub(most),
            terms: (0..self.items.min(most)).map(|j| row(ItemId::new(j))).collect(),
            ..Arithmetic::default()
        }
    }

    /// What is drawn for a user so far: nothing, or a rating for each item.
    pub(super) fn of(&self, i: UserId) -> Vec<f64> {
        let items = if self.drawn[i.index()] { self.items } else { 0 };
        (0..items).map(|j| self.rating(i, ItemId::new(j))).collect()
    }

    /// Whether the law is of finite numbers.
    pub(super) fn finite(&self) -> bool {
        self.mean.is_finite() && self.deviation.is_finite()
    }

    /// How many bytes it takes.
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + self.drawn.len()
    }
}

/// The mean and the deviation of some ratings; of none, 0 and 0. Where rounding alone makes a deviation, there is none.
pub(super) fn law(ratings: impl Iterator<Item = f64>) -> (f64, f64) {
    let ratings: Vec<f64> = ratings.collect();
    let mean_of = |sum: f64| sum / ratings.len().max(1) as f64;
    let mean = mean_of(ratings.iter().sum());
    let deviation = mean_of(ratings.iter().map(|r| (r - mean).powi(2)).sum()).sqrt();
    (mean, if deviation > 1e-12 * mean.abs() { deviation } else { 0.0 })
}

/// A number in which every bit depends on every bit of `x`: splitmix64 of Steele, Lea and Flood, "Fast splittable
/// pseudorandom number generators" (2014).
fn mixed(x: u64) -> u64 {
    let x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}
