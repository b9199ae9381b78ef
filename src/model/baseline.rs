//! The model of baselines: the mean, how far above it a user rates, and how far above it an item is rated.

use super::{
    Knob, Options, Touched,
    working::{Arithmetic, Calc},
};
use crate::data::{Entity, ItemId, Ratings, Side, UserId};
use rayon::prelude::*;
use std::ops::Range;

/// The mean, and how far above it each user rates and each item is rated.
#[derive(Clone, Debug, PartialEq)]
pub struct Baseline {
    /// The mean of the ratings that were trained on.
    pub mean: f64,
    /// b_i, by user.
    pub user: Vec<f64>,
    /// b_j, by item.
    pub item: Vec<f64>,
}

/// A sum over the ratings of a row, and what it is divided by.
pub(super) struct Ratio {
    sum: f64,
    lambda: f64,
    count: usize,
}

impl Ratio {
    /// The bias.
    pub(super) fn value(&self) -> f64 {
        if self.count == 0 { 0.0 } else { self.sum / (self.lambda + self.count as f64) }
    }

    fn calc(&self) -> Calc {
        match self.count {
            0 => Calc::Number(0.0),
            _ => Calc::Number(self.sum).over(Calc::Rating(self.lambda).plus(Calc::Count(self.count))),
        }
    }
}

impl Baseline {
    /// The mean, and biases of 0.
    pub(super) fn new(ratings: &Ratings) -> Self {
        Self { mean: ratings.mean(), user: vec![0.0; ratings.n_users()], item: vec![0.0; ratings.n_items()] }
    }

    /// So many passes of alternating least squares.
    pub(super) fn by_als(ratings: &Ratings, options: &Options, passes: usize) -> Self {
        let mut baseline = Self::new(ratings);
        for _ in 0..passes {
            baseline.fit(ratings, options, Side::Items, 0..ratings.n_items());
            baseline.fit(ratings, options, Side::Users, 0..ratings.n_users());
        }
        baseline
    }

    /// One more bias, of 0.
    pub(super) fn join(&mut self, side: Side) {
        if side == Side::Users { &mut self.user } else { &mut self.item }.push(0.0);
    }

    /// The mean of other ratings.
    pub(super) fn follow(&mut self, ratings: &Ratings) {
        self.mean = ratings.mean();
    }

    /// The bias of a user or an item.
    pub fn of(&self, of: Entity) -> f64 {
        match of {
            Entity::User(i) => self.user[i.index()],
            Entity::Item(j) => self.item[j.index()],
        }
    }

    pub(super) fn put(&mut self, of: Entity, bias: f64) {
        match of {
            Entity::User(i) => self.user[i.index()] = bias,
            Entity::Item(j) => self.item[j.index()] = bias,
        }
    }

    /// How many biases there are.
    pub fn parameters(&self) -> usize {
        self.user.len() + self.item.len()
    }

    /// Whether every number is finite.
    pub(super) fn finite(&self) -> bool {
        self.user.iter().chain(&self.item).chain([&self.mean]).all(|value| value.is_finite())
    }

    /// r̂, as the formula says it.
    pub fn predict(&self, i: UserId, j: ItemId) -> f64 {
        self.mean + self.user[i.index()] + self.item[j.index()]
    }

    /// The ratings of a row, each with what it says of the row's bias: `r - mean - b` of the other side.
    fn terms<'a>(&'a self, ratings: &'a Ratings, of: Entity) -> Box<dyn Iterator<Item = (Entity, f64, f64)> + 'a> {
        let term = |(other, rating): (Entity, f64)| (other, rating, rating - self.mean - self.of(other));
        match of {
            Entity::User(i) => Box::new(ratings.user(i).iter().map(|(j, r)| (j.into(), r)).map(term)),
            Entity::Item(j) => Box::new(ratings.item(j).iter().map(|(i, r)| (i.into(), r)).map(term)),
        }
    }

    /// The sum from which alternating least squares makes a bias.
    pub(super) fn ratio(&self, ratings: &Ratings, options: &Options, of: Entity) -> Ratio {
        let (sum, count) = self.terms(ratings, of).fold((0.0, 0), |(sum, n), (_, _, term)| (sum + term, n + 1));
        Ratio { sum, lambda: lambda(options, of.side()), count }
    }

    /// Fits some biases of one side, from those of the other.
    pub(super) fn fit(&mut self, ratings: &Ratings, options: &Options, side: Side, rows: Range<usize>) {
        let mut own = std::mem::take(if side == Side::Users { &mut self.user } else { &mut self.item });
        let first = rows.start;
        own[rows].par_iter_mut().enumerate().with_min_len(64).with_max_len(512).for_each(|(at, bias)| {
            *bias = self.ratio(ratings, options, Entity::new(side, first + at)).value();
        });
        *(if side == Side::Users { &mut self.user } else { &mut self.item }) = own;
    }

    /// The biases that the step for one rating leaves.
    pub(super) fn step(&self, options: &Options, (i, j): (UserId, ItemId), rating: f64) -> [f64; 2] {
        let error = self.predict(i, j) - rating;
        [self.user[i.index()], self.item[j.index()]].map(|bias| bias - options.alpha * (error + options.lambda * bias))
    }

    /// What the objective adds to the SSE: λ b² for each bias, under stochastic descent once for each of its ratings.
    pub fn penalty(&self, ratings: &Ratings, options: &Options) -> f64 {
        let by_rating = options.method.reads(Knob::Lambda);
        let weight = |of: Entity| match by_rating {
            true => options.lambda * ratings.degree(of) as f64,
            false => lambda(options, of.side()),
        };
        let rows = |side| (0..ratings.count(side)).map(move |at| Entity::new(side, at));
        let all = rows(Side::Users).chain(rows(Side::Items));
        all.map(|of| weight(of) * self.of(of).powi(2)).sum()
    }

    /// The same model with these biases in the place of those that a unit has changed.
    pub(super) fn undone(&self, touched: Touched, before: &[f64]) -> Self {
        let mut undone = self.clone();
        let rows = match touched {
            Touched::Row(of) | Touched::Parameter(super::Parameter { of, .. }) => vec![of],
            Touched::Rating(i, j) | Touched::Rated(i, j) => vec![i.into(), j.into()],
        };
        rows.into_iter().zip(before).for_each(|(of, &bias)| undone.put(of, bias));
        undone
    }

    /// How a prediction comes about.
    pub fn explain(&self, i: UserId, j: ItemId) -> Arithmetic {
        let [mean, user, item] = [self.mean, self.user[i.index()], self.item[j.index()]].map(Calc::Number);
        let value = mean.clone().plus(user.clone()).plus(item.clone());
        Arithmetic {
            formula: "r̂ = mean + b_i + b_j".into(),
            lines: vec![
                ("mean of all ratings", mean),
                ("b_i of the user", user),
                ("b_j of the item", item),
                ("r̂", value),
            ],
            ..Arithmetic::default()
        }
    }

    /// How alternating least squares makes a bias. It reads the other side's alone, so that after the step the same is told.
    pub(super) fn explain_bias(&self, ratings: &Ratings, options: &Options, of: Entity, most: usize) -> Arithmetic {
        let row = |(other, rating, term): (Entity, f64, f64)| {
            (other, vec![Calc::Rating(rating), Calc::Number(self.of(other)), Calc::Number(term)])
        };
        let (ratio, own, theirs) = (self.ratio(ratings, options, of), letter(of.side()), letter(of.side().other()));
        Arithmetic {
            formula: format!("b_{own} = Σ (r - mean - b_{theirs})/(λ + n), mean {:.3}", self.mean),
            heads: vec!["r", if own == 'i' { "b_j" } else { "b_i" }, "r-mean-b"],
            unlisted: ratio.count.saturating_sub(most),
            terms: self.terms(ratings, of).take(most).map(row).collect(),
            lines: vec![("Σ", Calc::Number(ratio.sum)), ("bias", ratio.calc())],
            note: (ratio.count == 0).then_some("no rating: a bias of 0"),
            ..Arithmetic::default()
        }
    }

    /// How the step for one rating makes its two biases.
    pub(super) fn explain_step(
        &self,
        ratings: &Ratings,
        options: &Options,
        i: UserId,
        j: ItemId,
    ) -> Option<Arithmetic> {
        let (rating, prediction) = (ratings.get(i, j)?, self.predict(i, j));
        let new = self.step(options, (i, j), rating);
        let row = |(of, new): (Entity, f64)| {
            let [old, e, new] = [self.of(of), prediction - rating, new].map(Calc::Number);
            (of, vec![e, old, new])
        };
        let Options { alpha, lambda, .. } = options;
        Some(Arithmetic {
            formula: format!("new = old - {alpha}·(e + {lambda}·old), e = {prediction:.3} - {rating}"),
            heads: vec!["e", "old", "new"],
            terms: [Entity::from(i), j.into()].into_iter().zip(new).map(row).collect(),
            ..Arithmetic::default()
        })
    }
}

/// The index that a side has in formulas.
fn letter(side: Side) -> char {
    if side == Side::Users { 'i' } else { 'j' }
}

/// λ of the biases of one side.
fn lambda(options: &Options, side: Side) -> f64 {
    if side == Side::Users { options.user_lambda } else { options.item_lambda }
}
