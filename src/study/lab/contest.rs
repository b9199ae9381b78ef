//! Models on the same folds, worked off a little at a time: what comparing and searching have in common.

use super::{Finding, Outcome, Stage, fitting::Fitting, protocol::Arena};
use crate::{
    data::{Folds, Split},
    study::{
        Source,
        evaluate::{Cells, Measure, OVERFLOWED, Outcome as Cell, Recipe, Score, Unwatched, figures, statistics::mean},
    },
};
use rayon::prelude::*;

/// So many folds: as many as `factorscope evaluate` has where nobody says, and with its seed the same.
pub(super) const FOLDS: Folds = Folds::Parts { folds: 5, times: 1 };
pub(super) const SEED: u64 = 0;
/// So many fits are under way at a time: no more models are held.
const OPEN: usize = 2;
/// The most ratings that are divided here: each fold holds them once more.
const MOST_RATINGS: usize = 2_000_000;
/// The most models there can be.
pub(super) const MOST: usize = 100;

/// What came of models on the same folds so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contest {
    /// The models.
    pub recipes: Vec<Recipe>,
    /// What came of each on each fold; `None` where it is not done.
    pub cells: Cells,
    /// The RMSE on the ratings held out, at the start and after each pass: of the fold that was worked on last.
    pub curves: Vec<Vec<f64>>,
}

impl Contest {
    /// How much of it is done, from 0 to 1.
    pub fn part(&self) -> f64 {
        let all: usize = self.cells.iter().map(Vec::len).sum();
        let done = self.cells.iter().flatten().flatten().count();
        done as f64 / all.max(1) as f64
    }

    /// The figures of a model on the folds that are done.
    pub fn scores(&self, at: usize) -> impl Iterator<Item = &Score> {
        self.cells[at].iter().flatten().flatten()
    }

    /// The mean RMSE of a model over the folds that are done.
    pub fn rmse(&self, at: usize) -> Option<f64> {
        let values: Vec<f64> = self.scores(at).filter_map(|score| score.figures.of(Measure::Rmse)).collect();
        (!values.is_empty()).then(|| mean(&values))
    }

    /// The mean RMSE of a model that could be fitted on all folds that are done.
    pub fn standing(&self, at: usize) -> Option<f64> {
        self.rmse(at).filter(|_| self.failure(at).is_none())
    }

    /// The model with the least mean RMSE.
    pub fn best(&self) -> Option<usize> {
        let known = (0..self.recipes.len()).filter_map(|at| Some((at, self.standing(at)?)));
        known.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(at, _)| at)
    }

    /// Why a model could not be fitted, in a sentence.
    pub fn failure(&self, at: usize) -> Option<&str> {
        self.cells[at].iter().flatten().find_map(|cell| cell.as_ref().err()).map(String::as_str)
    }
}

/// The models in the order in which they were asked for while they are under way, then by the mean RMSE; those that could not be
/// fitted last.
pub(super) fn ranked(finding: &Finding) -> Vec<usize> {
    let Some(contest) = finding.contest() else { return Vec::new() };
    let mut order: Vec<usize> = (0..contest.recipes.len()).collect();
    if finding.stage != Stage::Working {
        let key = |at: &usize| contest.standing(*at).unwrap_or(f64::INFINITY);
        order.sort_by(|a, b| key(a).total_cmp(&key(b)));
    }
    order
}

/// The mean RMSE of a model, as a figure.
pub(super) fn rmse(finding: &Finding, at: usize) -> Option<f64> {
    finding.contest().filter(|contest| at < contest.recipes.len())?.rmse(at)
}

/// A contest under way.
pub(super) struct Bouts {
    contest: Contest,
    splits: Vec<Split>,
    open: Vec<Bout>,
    /// The next fit that is not begun, fold by fold.
    next: usize,
}

/// One model on one fold, under way.
struct Bout {
    recipe: usize,
    fold: usize,
    fitting: Fitting,
    /// RMSE on the ratings held out, at the start and after each pass.
    curve: Vec<f64>,
    done: Option<Cell>,
}

/// Why there can be no contest among these ratings, in a sentence.
pub(super) fn refusal(source: &Source) -> Option<String> {
    let train = &source.split.train;
    if train.len() > MOST_RATINGS {
        return Some(
            "the Lab divides up to 2 million ratings; the command line compares any number: factorscope evaluate"
                .into(),
        );
    }
    FOLDS.refusal(train)
}

impl Bouts {
    pub fn new(recipes: Vec<Recipe>, source: &Source) -> Self {
        let train = &source.split.train;
        let splits: Vec<Split> = (0..FOLDS.count()).map(|fold| FOLDS.split(train, SEED, fold)).collect();
        let contest = Contest {
            cells: vec![vec![None; splits.len()]; recipes.len()],
            curves: vec![Vec::new(); recipes.len()],
            recipes,
        };
        Self { contest, splits, open: Vec::new(), next: 0 }
    }

    /// Begins as many fits as may be under way. What cannot be fitted is done with.
    fn begin(&mut self) {
        let models = self.contest.recipes.len();
        while self.open.len() < OPEN && self.next < models * self.splits.len() {
            let (fold, recipe) = (self.next / models, self.next % models);
            self.next += 1;
            match begun(&self.contest.recipes[recipe], &self.splits[fold]) {
                Ok(fitting) => {
                    let curve = vec![fitting.here().test.rmse_clipped()];
                    self.open.push(Bout { recipe, fold, fitting, curve, done: None });
                }
                Err(why) => self.contest.cells[recipe][fold] = Some(Err(why)),
            }
        }
    }
}

impl Arena for Bouts {
    fn work(&mut self, units: u64) {
        self.begin();
        let share = (units / self.open.len().max(1) as u64).max(1);
        self.open.par_iter_mut().for_each(|bout| bout.work(share));
        for bout in &mut self.open {
            // Until it has a point to show, what the fold before has left stands.
            if bout.curve.len() > 1 {
                self.contest.curves[bout.recipe].clone_from(&bout.curve);
            }
            self.contest.cells[bout.recipe][bout.fold] = bout.done.take();
        }
        let cells = &self.contest.cells;
        self.open.retain(|bout| cells[bout.recipe][bout.fold].is_none());
    }

    fn is_done(&self) -> bool {
        self.open.is_empty() && self.next == self.contest.recipes.len() * self.splits.len()
    }

    fn part(&self) -> f64 {
        self.contest.part()
    }

    fn outcome(&self) -> Outcome {
        Outcome::Contest(self.contest.clone())
    }
}

/// A fit about to start on what a fold has to train on.
fn begun(recipe: &Recipe, fold: &Split) -> Result<Fitting, String> {
    if fold.train.is_empty() || fold.test.is_empty() {
        return Err("a fold has no rating to train on, or none to be measured by".into());
    }
    Fitting::new(recipe, Source::of(fold.clone()))
}

impl Bout {
    /// Does at most so many units, and is measured at the end.
    fn work(&mut self, units: u64) {
        let curve = &mut self.curve;
        let came = self.fitting.work(units, |here| curve.push(here.test.rmse_clipped()));
        self.done = came.map(|came| came.and_then(|()| self.score()));
    }

    fn score(&self) -> Cell {
        let (state, here) = (self.fitting.state(), self.fitting.here());
        let found = figures(&state.source.split, state.source.learned(), &state.model, None, &Unwatched);
        let figures = found.ok_or(OVERFLOWED)?;
        Ok(Score {
            figures,
            weighed: Vec::new(),
            lists: None,
            train_rmse: state.model.predicts_ratings().then(|| here.train.rmse_clipped()),
            ratings: here.test.count,
            cold: state.source.split.cold(),
            passes: state.pass,
            parameters: state.model.parameters(),
            fit_seconds: 0.0,
            test_seconds: 0.0,
        })
    }
}
