//! Baselines, by alternating least squares and by stochastic gradient descent.

use super::{
    Baseline, Half, Knob, Model, Over, Penalty, Problem, Stepper, Touched,
    account::Account,
    algorithm::{Algorithm, Work},
};
use crate::data::{Entity, Side};
use std::ops::Range;

/// Baselines by alternating least squares: `r̂ = mean + b_i + b_j`, with
///
/// ```text
/// b_j = Σ_i (r_ij - mean - b_i) / (λ_J + n_j)      first for all items, from the users' biases as they are
/// b_i = Σ_j (r_ij - mean - b_j) / (λ_I + n_i)      then for all users, from the items'
/// ```
///
/// each the smallest of `Σ (r̂ - r)² + λ_I Σ b_i² + λ_J Σ b_j²` in its own bias. One unit is one bias. A user or an item
/// without ratings has a bias of 0.
///
/// Source: Koren, "Factor in the neighbors" (2010), section 2.1, in the form of Surprise's `BaselineOnly`, whose λ are 15
/// for users and 10 for items, and which does 10 passes.
pub(super) const BASELINE_ALS: Algorithm = Algorithm {
    name: "baseline-als",
    title: "Baseline ALS",
    about: "mean and biases, by alternating least squares",
    unit: "bias",
    pass: "iteration",
    passes: "iterations",
    epochs: 10,
    makes: "a bias for each user and each item",
    reads: &[Knob::UserLambda, Knob::ItemLambda, Knob::Missing],
    blocks: &[],
    habits: |_| {},
    start: |problem| Model::Baseline(Baseline::new(problem.ratings)),
    stepper: || Box::new(Als),
    content: None,
    account: Account::Own(|problem, model, touched, most| match (model, touched) {
        (Model::Baseline(baseline), Touched::Row(of)) => {
            Some(baseline.explain_bias(problem.ratings, problem.options, of, most))
        }
        _ => None,
    }),
    work: Work {
        multiplications: |problem| (problem.ratings.n_users() + problem.ratings.n_items()) as u64,
        formula: |_| "a division for each bias".into(),
    },
};

/// Baselines by stochastic gradient descent. For one rating with `e = r̂ - r`, from the values before it,
///
/// ```text
/// b_i -= α ( e + λ b_i )      b_j -= α ( e + λ b_j )
/// ```
///
/// One unit is one rating, user by user; a pass (epoch) all of them. Source: Surprise's `BaselineOnly` with the method `sgd`,
/// whose λ is 0.02 and α 0.005, and which does 20 passes.
pub(super) const BASELINE_SGD: Algorithm = Algorithm {
    name: "baseline-sgd",
    title: "Baseline SGD",
    about: "mean and biases, by stochastic descent",
    unit: "rating",
    pass: "epoch",
    passes: "epochs",
    epochs: 20,
    makes: "a bias for each user and each item",
    reads: &[Knob::Lambda, Knob::Alpha, Knob::Missing],
    blocks: &[],
    habits: |options| (options.lambda, options.penalty, options.alpha) = (0.02, Penalty::Weighted, 0.005),
    start: |problem| Model::Baseline(Baseline::new(problem.ratings)),
    stepper: || Box::new(Sgd),
    content: None,
    account: Account::Own(|problem, model, touched, _| match (model, touched) {
        (Model::Baseline(baseline), Touched::Rating(i, j)) => {
            baseline.explain_step(problem.ratings, problem.options, i, j)
        }
        _ => None,
    }),
    work: Work { multiplications: |problem| 4 * problem.ratings.len() as u64, formula: |_| "n·4".into() },
};

/// Alternating least squares at work: it keeps nothing.
#[derive(Clone, Copy, Debug)]
struct Als;

impl Als {
    /// The side of a unit, and its place there: items come first.
    fn row(problem: Problem<'_>, unit: usize) -> (Side, usize) {
        match unit.checked_sub(problem.ratings.n_items()) {
            None => (Side::Items, unit),
            Some(user) => (Side::Users, user),
        }
    }
}

impl Stepper for Als {
    fn halves(&self, problem: Problem<'_>) -> Vec<Half> {
        [Side::Items, Side::Users].map(|side| Half { over: side.into(), units: problem.ratings.count(side) }).into()
    }

    fn unit(&mut self, problem: Problem<'_>, model: &mut Model, unit: usize) {
        if let Model::Baseline(baseline) = model {
            let (side, row) = Self::row(problem, unit);
            let of = Entity::new(side, row);
            baseline.put(of, baseline.ratio(problem.ratings, problem.options, of).value());
        }
    }

    fn units(&mut self, problem: Problem<'_>, model: &mut Model, units: Range<usize>) {
        if let Model::Baseline(baseline) = model {
            let (side, first) = Self::row(problem, units.start);
            baseline.fit(problem.ratings, problem.options, side, first..first + units.len());
        }
    }

    fn touched(&self, problem: Problem<'_>, unit: usize) -> Touched {
        let (side, row) = Self::row(problem, unit);
        Touched::Row(Entity::new(side, row))
    }

    fn boxed(&self) -> Box<dyn Stepper> {
        Box::new(*self)
    }
}

/// Stochastic descent at work: it keeps nothing.
#[derive(Clone, Copy, Debug)]
struct Sgd;

impl Stepper for Sgd {
    fn halves(&self, problem: Problem<'_>) -> Vec<Half> {
        vec![Half { over: Over::Ratings, units: problem.ratings.len() }]
    }

    fn unit(&mut self, problem: Problem<'_>, model: &mut Model, unit: usize) {
        if let Model::Baseline(baseline) = model {
            let rating = problem.ratings.at(unit);
            let (i, j) = (rating.user, rating.item);
            [baseline.user[i.index()], baseline.item[j.index()]] = baseline.step(problem.options, (i, j), rating.value);
        }
    }

    fn touched(&self, problem: Problem<'_>, unit: usize) -> Touched {
        let rating = problem.ratings.at(unit);
        Touched::Rating(rating.user, rating.item)
    }

    fn boxed(&self) -> Box<dyn Stepper> {
        Box::new(*self)
    }
}
