//! Overfitting: what a growing penalty does to the known cells and to the holes.

use super::{
    Figure, Finding, Outcome, Protocol, Taken,
    options::{als, relevant_to_als, with},
    trial::Trial,
};
use crate::{
    data::{ItemId, Ratings, UserId},
    model::{Options, Setting},
    study::{Source, Verdict},
};
use rayon::prelude::*;

/// ALS to the end with no penalty, and with ever larger ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overfit;

/// The penalties that are tried: none, and 1, 2, 5 times the powers of ten up to 10.
const PENALTIES: [f64; 14] = [0.0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0];

impl Protocol for Overfit {
    fn fits(&self, options: &Options) -> Vec<Options> {
        PENALTIES.iter().map(|lambda| with(&als(options), &[Setting::Lambda(*lambda)])).collect()
    }

    fn relevant(&self, options: &Options) -> Options {
        Options { lambda: 0.0, ..relevant_to_als(options) }
    }

    fn outcome(&self, before: Outcome, trials: &[Trial], source: &Source) -> Outcome {
        let cells = if let Outcome::Overfit(ladder) = before { ladder.cells } else { sample(source.all()) };
        Outcome::Overfit(Ladder::new(cells, trials, source.all()))
    }

    fn taken(&self, finding: &Finding, at: usize, _options: &Options) -> Result<Taken, String> {
        let rung = rung(finding, at).ok_or("there is no penalty to take over")?;
        Ok(Taken::Set(Setting::Lambda(rung.lambda)))
    }

    fn figures(&self) -> &'static [Figure] {
        FIGURES
    }
}

const FIGURES: &[Figure] = &[
    Figure::new("lambda", "penalty k", |f, k| Some(rung(f, k)?.lambda)),
    Figure::new("known", "MSE over the known cells under penalty k", |f, k| Some(rung(f, k)?.known)),
    Figure::new("held-out", "MSE over the cells held out under penalty k", |f, k| rung(f, k)?.held_out),
    Figure::new("largest-hole", "the prediction for a hole that is furthest from 0 under penalty k", |f, k| {
        Some(rung(f, k)?.largest())
    }),
];

/// A penalty by its place from 0.
fn rung(finding: &Finding, at: usize) -> Option<&Rung> {
    let Outcome::Overfit(ladder) = &finding.outcome else { return None };
    ladder.rungs.get(at)
}

/// Of a grid with more holes than these, so many are looked at.
const MOST_CELLS: usize = 1000;

/// One penalty, and what it led to.
#[derive(Clone, Debug, PartialEq)]
pub struct Rung {
    /// The penalty, lambda.
    pub lambda: f64,
    /// How many iterations ALS took.
    pub passes: u64,
    /// Whether they were enough for it to settle.
    pub settled: bool,
    /// MSE over the ratings trained on.
    pub known: f64,
    /// MSE over the ratings held out, where there are any.
    pub held_out: Option<f64>,
    /// The predictions for [`Ladder::cells`], in their order.
    pub predictions: Vec<f64>,
}

impl Rung {
    /// The prediction for a hole that is furthest from 0; 0 where there is no hole.
    pub fn largest(&self) -> f64 {
        self.predictions.iter().copied().fold(0.0, |a: f64, b| if b.abs() > a.abs() { b } else { a })
    }
}

/// The same fit under one penalty after another.
#[derive(Clone, Debug, PartialEq)]
pub struct Ladder {
    /// The penalties, the least first.
    pub rungs: Vec<Rung>,
    /// The cells without a rating that are looked at: all of them, or of many a sample spread evenly over the grid.
    pub cells: Vec<(UserId, ItemId)>,
    /// How many cells have no rating.
    pub missing: usize,
}

impl Ladder {
    fn new(cells: Vec<(UserId, ItemId)>, trials: &[Trial], all: &Ratings) -> Self {
        let rung = |trial: &Trial| Rung {
            lambda: trial.trace.options.lambda,
            passes: trial.trace.passes(),
            settled: trial.trace.verdict == Verdict::Settled,
            known: trial.trace.mse(),
            held_out: trial.trace.held_out,
            predictions: cells.iter().map(|(i, j)| trial.state().predict(*i, *j)).collect(),
        };
        let missing = all.n_users() * all.n_items() - all.len();
        Self { rungs: trials.par_iter().map(rung).collect(), cells, missing }
    }
}

/// The cells without a rating: all of them where they are few, else as many as [`MOST_CELLS`], found by walking over the
/// grid in equal strides of a golden section, which come near every place.
fn sample(all: &Ratings) -> Vec<(UserId, ItemId)> {
    let (m, n) = (all.n_users(), all.n_items());
    let count = m * n;
    let at = |cell: usize| (UserId::new(cell / n), ItemId::new(cell % n));
    let hole = |(i, j): &(UserId, ItemId)| all.get(*i, *j).is_none();
    if count - all.len() <= MOST_CELLS && count <= 1_000_000 {
        return (0..count).map(at).filter(hole).collect();
    }
    let mut stride = (count as f64 * 0.618_033_988_749_895) as usize;
    while common(stride, count) > 1 {
        stride += 1;
    }
    let walk = (0..count.min(50 * MOST_CELLS)).map(|k| (k as u128 * stride as u128 % count as u128) as usize);
    let mut cells: Vec<_> = walk.map(at).filter(hole).take(MOST_CELLS).collect();
    cells.sort_unstable();
    cells
}

/// The greatest common divisor.
fn common(a: usize, b: usize) -> usize {
    if b == 0 { a } else { common(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Names, Rating, Scale, lecture::Lecture};
    use std::sync::Arc;

    #[test]
    fn few_holes_are_all_looked_at() {
        let ratings = Lecture::Main.ratings();
        let cells = sample(&ratings);
        assert_eq!(cells.len(), 4);
        assert!(cells.iter().all(|(i, j)| ratings.get(*i, *j).is_none()));
    }

    #[test]
    fn many_are_sampled_once_each_and_all_over_the_grid() {
        let named = |n: usize| (0..n).map(|k| k.to_string().into()).collect();
        let names = Arc::new(Names::new(named(200), named(300)));
        let rows: Vec<Rating> =
            (0..200).map(|i| Rating { user: UserId::new(i), item: ItemId::new(i * 7 % 300), value: 3.0 }).collect();
        let ratings = Ratings::new(names, Scale::new(0.0, 5.0).unwrap(), &rows).unwrap();
        let cells = sample(&ratings);
        assert_eq!(cells.len(), MOST_CELLS);
        assert!(cells.windows(2).all(|w| w[0] < w[1]), "each once");
        assert!(cells.iter().all(|(i, j)| ratings.get(*i, *j).is_none()));
        for quarter in 0..4 {
            let inside = cells.iter().filter(|(i, _)| i.index() / 50 == quarter).count();
            assert!((240..=260).contains(&inside), "{inside} of 1000 in a quarter of the users");
        }
    }
}
