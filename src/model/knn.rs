//! The k nearest neighbours: what those say who are most alike.

use super::{
    Half, Knob, Model, Near, Problem, Stepper, Touched,
    account::Account,
    algorithm::{Algorithm, Work},
    compact::Compact,
    near::Form,
    rows::SHARE,
    similar::Scratch,
};
use crate::data::{Entity, Ratings, Side};
use rayon::prelude::*;
use std::{ops::Range, sync::Arc};

/// The k nearest neighbours. For a user i and an item j, with N the (at most) k users most similar to i among those who rated
/// j whose [similarity](super::Similarity) is above 0,
///
/// ```text
/// knn-basic         r̂ = Σ_N sim(i,v) r_vj / Σ_N sim(i,v)
/// knn-with-means    r̂ = mean_i + Σ_N sim(i,v) (r_vj - mean_v) / Σ_N sim(i,v)
/// knn-with-z-score  r̂ = mean_i + σ_i Σ_N sim(i,v) (r_vj - mean_v)/σ_v / Σ_N sim(i,v)
/// knn-baseline      r̂ = b_ij + Σ_N sim(i,v) (r_vj - b_vj) / Σ_N sim(i,v)      b = mean + b_i + b_j of 10 passes of baseline-als
/// ```
///
/// and with `based-on items` the same with users and items exchanged. Of those that are equally similar, those come first whose
/// rating does. A user who rated j is its own neighbour, with a similarity of 1. A σ of 0 is taken for that of all ratings.
/// With fewer than min-k neighbours the sum counts as 0; knn-basic then predicts the mean of all ratings, and so do all for a
/// user or an item without ratings, but for knn-baseline, which predicts b.
///
/// One unit is the similarities of one row with all others; a pass all rows, and a second pass changes nothing. Until a row is
/// worked out, it has no neighbours.
///
/// Source: Surprise's `KNNBasic`, `KNNWithMeans`, `KNNWithZScore` and `KNNBaseline`; Koren, "Factor in the neighbors" (2010).
const fn by(name: &'static str, title: &'static str, about: &'static str) -> Algorithm {
    Algorithm {
        name,
        title,
        about,
        unit: "row of similarities",
        pass: "pass",
        passes: "passes",
        epochs: 1,
        makes: "similarities",
        reads: &[
            Knob::Neighbours,
            Knob::MinNeighbours,
            Knob::Similarity,
            Knob::BasedOn,
            Knob::MinSupport,
            Knob::Shrinkage,
            Knob::UserLambda,
            Knob::ItemLambda,
            Knob::Missing,
        ],
        blocks: &[],
        habits: |_| {},
        start: |problem| Model::Near(Near::new(problem.ratings, problem.options)),
        stepper: || Box::new(Knn),
        content: None,
        account: Account::Own(|problem, model, touched, most| match (model, touched) {
            (Model::Near(near), Touched::Row(of)) if of.side() == near.side() => {
                Some(near.explain_row(problem.ratings, of.index(), most))
            }
            _ => None,
        }),
        work: Work {
            multiplications: |problem| pairs(problem.ratings, problem.options.based_on),
            formula: |options| format!("a product for each two ratings of {}", options.based_on.other().one()),
        },
    }
}

/// The ratings themselves.
pub(super) const KNN_BASIC: Algorithm = by("knn-basic", "KNN", "the ratings of the most similar");
/// Above the mean.
pub(super) const KNN_WITH_MEANS: Algorithm = by("knn-with-means", "KNN means", "the same, above each one's mean");
/// In deviations.
pub(super) const KNN_WITH_Z_SCORE: Algorithm =
    by("knn-with-z-score", "KNN z-score", "the same, in each one's deviations");
/// Above the baseline.
pub(super) const KNN_BASELINE: Algorithm = by("knn-baseline", "KNN baseline", "the same, above the baseline");

/// The pairs of ratings that meet where rows of a side are compared.
fn pairs(ratings: &Ratings, side: Side) -> u64 {
    let other = side.other();
    let squared = |at: usize| (ratings.degree(Entity::new(other, at)) as u64).pow(2);
    (0..ratings.count(other)).map(squared).sum()
}

/// The most bytes that similarities may take.
const MOST_BYTES: u64 = 4 << 30;

/// Why the rows of these ratings cannot be compared with one another, in a sentence: what the similarities would take at the
/// most is too much.
pub(super) fn refusal(problem: Problem<'_>) -> Option<String> {
    Form::of(problem.options.method)?;
    let side = problem.options.based_on;
    let rows = problem.ratings.count(side);
    let met = pairs(problem.ratings, side).min((rows as u64).saturating_mul(rows as u64));
    let bytes = (Compact::bytes_for(rows, 0) as u64).saturating_mul(rows as u64).saturating_add(met.saturating_mul(8));
    (bytes > MOST_BYTES).then(|| {
        let (gigabytes, other) = (bytes as f64 / 1e9, side.other());
        format!("comparing {rows} {side} with one another may take {gigabytes:.1} GB, and 4.3 are the most: try based-on {other}, or open less")
    })
}

/// Works out the similarities of some rows.
pub(super) fn fill(near: &mut Near, problem: Problem<'_>, units: Range<usize>) {
    let mut rows = std::mem::take(&mut near.rows);
    let (count, first) = (rows.len(), units.start);
    let by = near.by();
    rows[units].par_iter_mut().enumerate().with_max_len(SHARE).for_each_init(
        || Scratch::new(count),
        |scratch, (at, row)| *row = Some(Arc::new(scratch.similarities(problem.ratings, by, first + at))),
    );
    near.rows = rows;
}

/// The k nearest neighbours at work: it keeps nothing.
#[derive(Clone, Copy, Debug)]
struct Knn;

impl Stepper for Knn {
    fn halves(&self, problem: Problem<'_>) -> Vec<Half> {
        let side = problem.options.based_on;
        vec![Half { over: side.into(), units: problem.ratings.count(side) }]
    }

    fn unit(&mut self, problem: Problem<'_>, model: &mut Model, unit: usize) {
        self.units(problem, model, unit..unit + 1);
    }

    fn units(&mut self, problem: Problem<'_>, model: &mut Model, units: Range<usize>) {
        if let Model::Near(near) = model {
            fill(near, problem, units);
        }
    }

    fn touched(&self, problem: Problem<'_>, unit: usize) -> Touched {
        Touched::Row(Entity::new(problem.options.based_on, unit))
    }

    fn boxed(&self) -> Box<dyn Stepper> {
        Box::new(*self)
    }
}
