//! The experiments of the Lab that need computing: fits and decompositions beside the present one, done in chunks.
//!
//! An [`Ask`] says which experiment; `Lab` works it off between the session's own steps; what came of it, perhaps not yet
//! all of it, is a [`Finding`]. Nothing is drawn at random that the options do not fix, and each fit is independent of the
//! others, so the same ask gives the same finding on any number of threads.

mod overfit;
mod quantity;
mod starts;
mod svd;
mod trial;
mod work;

pub use overfit::{Overfit, Rung};
pub use starts::{Group, goal, groups};
pub use svd::{Decomposed, Side as SvdSide};
pub use trial::Trace;
pub use work::multiplications;

use super::{Given, Source};
use crate::{
    data::{ItemId, Ratings, UserId},
    model::{Knob, Method, Options, Precision, Setting, svd::Fill},
};
use rayon::prelude::*;
use std::sync::Arc;
use trial::Trial;

/// An experiment that is asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// The present method and options from the seeds 1 to so many.
    Starts(usize),
    /// The same descent from the same start with each of these learning rates.
    Rates(Vec<f64>),
    /// ALS, gradient descent and SGD from the same start.
    Race,
    /// ALS to the end with no penalty, and with ever larger ones.
    Overfit,
    /// The singular value decomposition of the completed grid, and ALS on the known cells.
    Svd(Fill),
}

impl Ask {
    /// The most seeds, and the most learning rates, that can be asked for.
    pub const MOST: (usize, usize) = (100, 12);

    /// The options with what this experiment chooses itself set to something fixed: they decide whether a finding fits.
    fn relevant(&self, options: &Options) -> Options {
        let mut own = options.clone();
        match self {
            Ask::Starts(_) => own.seed = 0,
            Ask::Rates(_) => {
                own = descent(options);
                own.alpha = 0.0;
            }
            Ask::Race => own.alpha = descent(options).alpha,
            Ask::Overfit | Ask::Svd(_) => (own.method, own.alpha, own.shuffle) = (Method::Als, 0.0, false),
        }
        if *self == Ask::Overfit {
            own.lambda = 0.0;
        }
        if *self == Ask::Race {
            own.method = Method::Als;
        }
        own
    }

    /// The options of each fit.
    fn fits(&self, options: &Options) -> Vec<Options> {
        let with = |base: &Options, settings: &[Setting]| {
            let mut options = base.clone();
            settings.iter().for_each(|s| options.set(*s));
            // These models are small and short-lived: they can afford it.
            options.precision = Precision::Double;
            // A penalty weighs the same in all, whatever a method is used to.
            options.penalty = base.penalty;
            options
        };
        let als = with(options, &[Setting::Method(Method::Als)]);
        match self {
            Ask::Starts(count) => (1..=*count as u64).map(|seed| with(options, &[Setting::Seed(seed)])).collect(),
            Ask::Rates(alphas) => alphas.iter().map(|a| with(&descent(options), &[Setting::Alpha(*a)])).collect(),
            Ask::Race => {
                let alpha = Setting::Alpha(descent(options).alpha);
                let other = |method| with(options, &[Setting::Method(method), alpha]);
                vec![als, other(Method::Descent), other(Method::Sgd)]
            }
            Ask::Overfit => overfit::LADDER.iter().map(|l| with(&als, &[Setting::Lambda(*l)])).collect(),
            Ask::Svd(_) => vec![als],
        }
    }
}

/// The options, with gradient descent in place of a method that has no learning rate.
fn descent(options: &Options) -> Options {
    let mut own = options.clone();
    if !own.method.has_alpha() {
        own.set(Setting::Method(Method::Descent));
        own.penalty = options.penalty;
    }
    own
}

/// What a finding was made from.
#[derive(Clone, Debug)]
struct Made {
    ask: Ask,
    train: Arc<Ratings>,
    test: Arc<Ratings>,
    given: Arc<Given>,
    options: Options,
}

impl Made {
    fn new(ask: &Ask, source: &Source, options: &Options) -> Self {
        Self {
            ask: ask.clone(),
            train: Arc::clone(&source.split.train),
            test: Arc::clone(&source.split.test),
            given: Arc::clone(&source.given),
            options: ask.relevant(options),
        }
    }

    fn of(&self, source: &Source) -> bool {
        Arc::ptr_eq(&self.train, &source.split.train)
            && Arc::ptr_eq(&self.test, &source.split.test)
            && Arc::ptr_eq(&self.given, &source.given)
    }

    fn fits(&self, ask: &Ask, source: &Source, options: &Options) -> bool {
        self.ask == *ask && self.of(source) && self.options == ask.relevant(options)
    }
}

/// How far an experiment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It is being worked on.
    Working,
    /// It was stopped before its end; asked for again, it goes on.
    Stopped,
    /// It is finished.
    Done,
}

/// What came of an experiment so far.
#[derive(Clone, Debug)]
pub struct Finding {
    made: Made,
    /// How far it is.
    pub stage: Stage,
    /// How much of it is done, from 0 to 1.
    pub part: f64,
    /// The most passes that each fit may take.
    pub most: u64,
    /// The fits, in the order in which they were asked for.
    pub traces: Vec<Trace>,
    /// What they say of the cells without a rating: [`Ask::Overfit`] only.
    pub overfit: Option<Overfit>,
    /// The decomposition beside the fit: [`Ask::Svd`] only.
    pub svd: Option<Decomposed>,
    /// Why it was not done at all.
    pub refused: Option<String>,
}

impl Finding {
    /// What was asked for.
    pub fn ask(&self) -> &Ask {
        &self.made.ask
    }

    /// Whether this answers an ask about these ratings and options.
    pub fn fits(&self, ask: &Ask, source: &Source, options: &Options) -> bool {
        self.made.fits(ask, source, options)
    }
}

/// No fit takes more passes than these.
const MOST_PASSES: u64 = 3000;
/// About how many multiplications all fits of an experiment may take together, unless that were too few to see anything.
const BUDGET: u64 = 4_000_000_000;
/// However large the data, each fit may take these many passes.
const LEAST_PASSES: u64 = 5;
/// The most numbers that the models of all fits may have together.
const MOST_NUMBERS: usize = 100_000_000;

/// An experiment under way.
struct Job {
    made: Made,
    source: Source,
    stage: Stage,
    most: u64,
    trials: Vec<Trial>,
    cells: Vec<(UserId, ItemId)>,
    svd: Option<Decomposed>,
    refused: Option<String>,
}

impl Job {
    fn new(made: Made, source: &Source, options: &Options) -> Self {
        let mut job = Self {
            source: source.clone(),
            stage: Stage::Working,
            most: 0,
            trials: Vec::new(),
            cells: Vec::new(),
            svd: None,
            refused: refusal(&made.ask, source, options),
            made,
        };
        if job.refused.is_some() {
            job.stage = Stage::Done;
            return job;
        }
        let fits = job.made.ask.fits(options);
        let train = &source.split.train;
        let pass = |o: &Options| multiplications(train, o) + (train.len() * o.factors) as u64;
        let cost: u64 = fits.iter().map(pass).sum();
        job.most = (BUDGET / cost.max(1)).clamp(LEAST_PASSES, MOST_PASSES);
        let halving = job.made.ask == Ask::Race;
        job.trials = fits.into_iter().map(|o| Trial::new(source, o, job.most, halving)).collect();
        if job.made.ask == Ask::Overfit {
            job.cells = overfit::sample(&source.all);
        }
        job
    }

    /// Works at most about `units` units.
    fn work(&mut self, units: u64) {
        if let (Ask::Svd(fill), None) = (&self.made.ask, &self.svd) {
            self.svd = svd::decompose(&self.source, *fill, self.made.options.factors);
            if self.svd.is_none() {
                self.refused = Some("these numbers have no singular value decomposition".into());
                self.stage = Stage::Done;
            }
            return;
        }
        let mut open: Vec<&mut Trial> = self.trials.iter_mut().filter(|t| !t.trace.done).collect();
        match units / open.len().max(1) as u64 {
            // Too few to share out: whoever is furthest behind goes first.
            0 => {
                if let Some(trial) = open.into_iter().min_by_key(|t| t.trace.passes()) {
                    trial.work(units);
                }
            }
            share => open.par_iter_mut().for_each(|trial| trial.work(share)),
        }
        if self.trials.iter().all(|t| t.trace.done) {
            self.stage = Stage::Done;
        }
    }

    fn finding(&self) -> Finding {
        let traces: Vec<Trace> = self.trials.iter().map(|t| t.trace.clone()).collect();
        let part = |t: &Trace| if t.done { 1.0 } else { t.passes() as f64 / self.most.max(1) as f64 };
        let done: f64 = traces.iter().map(part).sum();
        Finding {
            made: self.made.clone(),
            stage: self.stage,
            part: if self.stage == Stage::Done { 1.0 } else { done / traces.len().max(1) as f64 },
            most: self.most,
            overfit: (self.made.ask == Ask::Overfit && self.refused.is_none())
                .then(|| Overfit::new(&self.trials, &self.cells, &self.source.all)),
            svd: self.svd.as_ref().map(|svd| svd.beside(self.trials.first().map(Trial::state))),
            traces,
            refused: self.refused.clone(),
        }
    }
}

/// Why an experiment cannot be done on these ratings.
fn refusal(ask: &Ask, source: &Source, options: &Options) -> Option<String> {
    let train = &source.split.train;
    if train.is_empty() {
        return Some("there is no rating to learn from".into());
    }
    if let Ask::Svd(_) = ask {
        return svd::refusal(train);
    }
    if matches!(ask, Ask::Starts(_)) && !options.method.reads(Knob::Seed) {
        return Some(format!("{} draws nothing at random: every start is the same", options.method.title()));
    }
    let fits = ask.fits(options).len();
    let numbers = (train.n_users() + train.n_items()) * (options.factors + 1) * fits;
    (numbers > MOST_NUMBERS).then(|| {
        let each = numbers / fits;
        format!(
            "{fits} models of {each} numbers each are more than is held at once; ask for fewer, or set fewer factors"
        )
    })
}

/// The place where the experiments are done: one at a time.
#[derive(Default)]
pub(super) struct Lab {
    job: Option<Job>,
    /// The last finding that was shown, unless there is news.
    shown: Option<Arc<Finding>>,
}

impl Lab {
    /// Begins an experiment, or goes on with the one that was stopped.
    pub(super) fn ask(&mut self, ask: &Ask, source: &Source, options: &Options) {
        self.shown = None;
        match &mut self.job {
            Some(job) if job.made.fits(ask, source, options) => {
                if job.stage == Stage::Stopped {
                    job.stage = Stage::Working;
                }
            }
            _ => self.job = Some(Job::new(Made::new(ask, source, options), source, options)),
        }
    }

    /// Whether something is under way.
    pub(super) fn busy(&self) -> bool {
        self.job.as_ref().is_some_and(|job| job.stage == Stage::Working)
    }

    /// Leaves it as it is.
    pub(super) fn stop(&mut self) {
        if let Some(job) = self.job.as_mut().filter(|job| job.stage == Stage::Working) {
            job.stage = Stage::Stopped;
            self.shown = None;
        }
    }

    /// Works at most about `units` units.
    pub(super) fn work(&mut self, units: u64) {
        if let Some(job) = self.job.as_mut().filter(|job| job.stage == Stage::Working) {
            job.work(units);
            self.shown = None;
        }
    }

    /// Forgets what was done on other ratings than these.
    pub(super) fn keep(&mut self, source: &Source) {
        if self.job.as_ref().is_some_and(|job| !job.made.of(source)) {
            *self = Self::default();
        }
    }

    /// What was found so far.
    pub(super) fn finding(&mut self) -> Option<Arc<Finding>> {
        if self.shown.is_none() {
            self.shown = self.job.as_ref().map(|job| Arc::new(job.finding()));
        }
        self.shown.clone()
    }
}
