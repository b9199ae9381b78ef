//! Sets of weights beside one another: the lists of the present fit by each, measured on ratings that it has not seen.

use super::{
    Figure, Finding, Outcome, Protocol, Stage,
    contest::{self, FOLDS, SEED},
    fitting::Fitting,
    protocol::Arena,
};
use crate::{
    data::{Ratings, Split},
    model::Options,
    study::{
        Source,
        evaluate::{
            Figures, Jury, Lists, Measure, Recipe, Top, Weighed,
            statistics::{Difference, difference, mean, spread},
        },
        recommend::Weights,
    },
};
use std::sync::Arc;

/// The most lists that are made in one go.
const STRETCH: u64 = 16;

/// Which sets, and which lists are measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighings {
    /// The sets, and what the lists are made from.
    pub weighed: Weighed,
    /// How long they are.
    pub at: usize,
    /// From which rating on what was held out is relevant; `None` for what is above the middle of the scale.
    pub relevant: Option<f64>,
}

impl Weighings {
    /// The lists, on a scale of ratings.
    fn top(&self, ratings: &Ratings) -> Top {
        let (low, high) = (ratings.scale().low(), ratings.scale().high());
        // What is in the middle is not above it.
        let above = f64::midpoint(low, high).next_up();
        Top { at: self.at, relevant: self.relevant.unwrap_or(above) }
    }

    /// Why a set cannot be measured, in a few words; by its place.
    fn refused(&self, ratings: &Ratings) -> Vec<Option<&'static str>> {
        self.weighed.sets.iter().map(|weights| self.weighed.refusal(ratings, weights)).collect()
    }
}

/// What came of sets of weights so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighted {
    /// The model: that of the present fit.
    pub recipe: Recipe,
    /// The sets.
    pub sets: Vec<Weights>,
    /// Why a set cannot be measured, in a few words.
    pub refused: Vec<Option<&'static str>>,
    /// The figures of the lists by each set, fold by fold; `None` where it is not done.
    pub cells: Vec<Vec<Option<Figures>>>,
    /// Whose lists were measured in the last fold that is done.
    pub lists: Option<Lists>,
}

impl Weighted {
    /// What sets are compared by.
    pub const BY: Measure = Measure::Ndcg;

    /// A measure of a set on the folds that are done.
    fn values(&self, set: usize, measure: Measure) -> Vec<f64> {
        let cells = self.cells.get(set).into_iter().flatten().flatten();
        cells.filter_map(|figures| figures.of(measure)).collect()
    }

    /// The mean of a measure of a set over the folds that are done, and its spread.
    pub fn mean(&self, set: usize, measure: Measure) -> Option<(f64, f64)> {
        let values = self.values(set, measure);
        (!values.is_empty()).then(|| (mean(&values), spread(&values)))
    }

    /// The set whose lists are best.
    pub fn best(&self) -> Option<usize> {
        let known = (0..self.sets.len()).filter_map(|set| Some((set, self.mean(set, Self::BY)?.0)));
        // The first of equals.
        known
            .fold(
                None,
                |best: Option<(usize, f64)>, one| if best.is_none_or(|best| one.1 > best.1) { Some(one) } else { best },
            )
            .map(|(set, _)| set)
    }

    /// How a set differs from the best, fold by fold.
    pub fn against(&self, set: usize) -> Option<Difference> {
        let best = self.best().filter(|best| *best != set)?;
        let of = |set: usize, fold: usize| self.cells[set][fold].as_ref()?.of(Self::BY);
        let pairs = (0..self.cells[set].len()).filter_map(|fold| Some((of(set, fold)?, of(best, fold)?)));
        difference(&pairs.collect::<Vec<_>>())
    }
}

impl Protocol for Weighings {
    fn refusal(&self, source: &Source, _options: &Options) -> Option<String> {
        contest::refusal(source)
    }

    fn arena(&self, source: &Source, options: &Options) -> Option<Box<dyn Arena>> {
        Some(Box::new(Weighing::new(self.clone(), &source.split.train, Recipe::of(options))))
    }

    /// In the order in which they were asked for while they are under way, then the best first; those that cannot be measured last.
    fn shown(&self, finding: &Finding) -> Vec<usize> {
        let Some(weighted) = finding.weighted() else { return Vec::new() };
        let mut order: Vec<usize> = (0..weighted.sets.len()).collect();
        if finding.stage != Stage::Working {
            let key = |set: &usize| weighted.mean(*set, Weighted::BY).map_or(f64::INFINITY, |(mean, _)| -mean);
            order.sort_by(|a, b| key(a).total_cmp(&key(b)));
        }
        order
    }

    fn figures(&self) -> &'static [Figure] {
        FIGURES
    }
}

fn mean_of(finding: &Finding, set: usize, measure: Measure) -> Option<f64> {
    finding.weighted()?.mean(set, measure).map(|(mean, _)| mean)
}

const FIGURES: &[Figure] = &[
    Figure::new("ndcg", "the mean NDCG of the lists by set k over the folds", |f, k| mean_of(f, k, Measure::Ndcg)),
    Figure::new("recall", "their mean recall", |f, k| mean_of(f, k, Measure::Recall)),
    Figure::new("coverage", "the part of all items that is on some list by set k", |f, k| {
        mean_of(f, k, Measure::Coverage)
    }),
    Figure::new("place", "the place of set k by its mean NDCG, the best first", |f, k| {
        Some(f.shown().iter().position(|at| *at == k)? as f64 + 1.0)
    }),
];

/// The sets under way, fold after fold: the fit, and then the lists.
struct Weighing {
    top: Top,
    weighed: Weighed,
    /// The places, among all, of those sets that can be measured.
    places: Vec<usize>,
    train: Arc<Ratings>,
    found: Weighted,
    fold: usize,
    open: Option<Open>,
    failed: Option<String>,
}

/// One fold under way.
struct Open {
    split: Split,
    fitting: Fitting,
    jury: Option<Jury>,
}

impl Weighing {
    fn new(asked: Weighings, train: &Arc<Ratings>, recipe: Recipe) -> Self {
        let refused = asked.refused(train);
        let places: Vec<usize> = (0..refused.len()).filter(|set| refused[*set].is_none()).collect();
        let sets = asked.weighed.sets.clone();
        let weighed = Weighed { sets: places.iter().map(|set| sets[*set]).collect(), ..asked.weighed.clone() };
        let cells = vec![vec![None; FOLDS.count()]; sets.len()];
        let found = Weighted { recipe, sets, refused, cells, lists: None };
        let (top, train) = (asked.top(train), Arc::clone(train));
        Self { top, weighed, places, train, found, fold: 0, open: None, failed: None }
    }

    fn begin(&mut self) -> Result<Open, String> {
        let split = FOLDS.split(&self.train, SEED, self.fold);
        if split.train.is_empty() || split.test.is_empty() {
            return Err("a fold has no rating to train on, or none to be measured by".into());
        }
        let fitting = Fitting::new(&self.found.recipe, Source::of(split.without_test()))?;
        Ok(Open { split, fitting, jury: None })
    }
}

impl Arena for Weighing {
    fn work(&mut self, units: u64) {
        let Some(open) = &mut self.open else {
            match self.begin() {
                Ok(open) => self.open = Some(open),
                Err(why) => self.failed = Some(why),
            }
            return;
        };
        let Some(jury) = &mut open.jury else {
            match open.fitting.work(units, |_| {}) {
                None => {}
                Some(Err(why)) => self.failed = Some(why),
                Some(Ok(())) => {
                    let source = &open.fitting.state().source;
                    open.jury = Some(Jury::new(&open.split, source, self.top, &self.weighed));
                }
            }
            return;
        };
        if !jury.is_done() {
            // A list asks for a prediction for each item.
            let most = (units / self.train.n_items().max(1) as u64).clamp(1, STRETCH);
            return jury.go_on(open.fitting.state(), self.top, &self.weighed, most as usize);
        }
        for (set, found) in self.places.iter().zip(jury.finish(&open.split.train, self.top)) {
            self.found.cells[*set][self.fold] = Some(Figures::from(found));
        }
        self.found.lists = Some(jury.about());
        self.open = None;
        self.fold += 1;
    }

    fn is_done(&self) -> bool {
        self.failed.is_some() || self.places.is_empty() || self.fold == FOLDS.count()
    }

    /// Of a fold, a half is the fit.
    fn part(&self) -> f64 {
        let jury = self.open.as_ref().and_then(|open| open.jury.as_ref());
        // The last list is not yet its figures.
        let here = jury.map_or(0.0, |jury| 0.5 + 0.499 * jury.part());
        (self.fold as f64 + here) / FOLDS.count() as f64
    }

    fn outcome(&self) -> Outcome {
        match &self.failed {
            Some(why) => Outcome::Refused(why.clone()),
            None => Outcome::Weighted(Arc::new(self.found.clone())),
        }
    }
}
