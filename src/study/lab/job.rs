//! An experiment under way.

use super::{
    Finding, Outcome, Trace,
    finding::{Made, Stage},
    protocol::Arena,
    trial::Trial,
    work::multiplications,
};
use crate::{
    model::{Options, Precision},
    study::Source,
};
use rayon::prelude::*;

/// No fit takes more passes than these.
const MOST_PASSES: u64 = 3000;
/// About how many multiplications all fits of an experiment may take together, unless that were too few to see anything.
const BUDGET: u64 = 4_000_000_000;
/// However large the data, each fit may take these many passes.
const LEAST_PASSES: u64 = 5;

/// An experiment under way.
pub(super) struct Job {
    pub(super) made: Made,
    pub(super) stage: Stage,
    source: Source,
    most: u64,
    trials: Vec<Trial>,
    /// Or models as an evaluation fits them.
    arena: Option<Box<dyn Arena>>,
    /// Whether the step of its own is done, if it has one.
    stepped: bool,
    outcome: Outcome,
}

impl Job {
    pub(super) fn new(made: Made, source: &Source, options: &Options) -> Self {
        let mut job = Self {
            made,
            stage: Stage::Working,
            source: source.clone(),
            most: 0,
            trials: Vec::new(),
            arena: None,
            stepped: false,
            outcome: Outcome::Fits,
        };
        let (protocol, train) = (job.made.ask.protocol(), &source.split.train);
        let refused = match train.is_empty() {
            true => Some("there is no rating to learn from".into()),
            false => protocol.refusal(source, options),
        };
        if let Some(why) = refused {
            job.refuse(why);
            return job;
        }
        job.arena = protocol.arena(source, options);
        let mut fits = protocol.fits(options);
        // These models are small and short-lived: they can afford it.
        fits.iter_mut().for_each(|o| o.precision = Precision::Double);
        let pass = |o: &Options| multiplications(train, o) + (train.len() * o.factors) as u64;
        let cost: u64 = fits.iter().map(pass).sum();
        job.most = (BUDGET / cost.max(1)).clamp(LEAST_PASSES, MOST_PASSES);
        let halves = protocol.halves();
        job.trials = fits.into_iter().map(|o| Trial::new(source, o, job.most, halves)).collect();
        job
    }

    fn refuse(&mut self, why: String) {
        self.outcome = Outcome::Refused(why);
        self.stage = Stage::Done;
    }

    /// Works at most about `units` units.
    pub(super) fn work(&mut self, units: u64) {
        if !self.stepped {
            self.stepped = true;
            match self.made.ask.protocol().step(&self.source, &self.made.options) {
                None => {}
                Some(Ok(outcome)) => {
                    self.outcome = outcome;
                    return;
                }
                Some(Err(why)) => return self.refuse(why),
            }
        }
        if let Some(arena) = &mut self.arena {
            arena.work(units);
            if arena.is_done() {
                self.stage = Stage::Done;
                self.outcome = arena.outcome();
                self.arena = None;
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

    /// What came of it so far.
    pub(super) fn finding(&mut self) -> Finding {
        let before = std::mem::take(&mut self.outcome);
        self.outcome = match (before, &self.arena) {
            (before @ Outcome::Refused(_), _) => before,
            (_, Some(arena)) => arena.outcome(),
            (before, None) => self.made.ask.protocol().outcome(before, &self.trials, &self.source),
        };
        let traces: Vec<Trace> = self.trials.iter().map(|t| t.trace.clone()).collect();
        let part = |t: &Trace| if t.done { 1.0 } else { t.passes() as f64 / self.most.max(1) as f64 };
        let done: f64 = traces.iter().map(part).sum();
        let of_arena = self.arena.as_ref().map(|arena| arena.part());
        Finding {
            made: self.made.clone(),
            stage: self.stage,
            part: if self.stage == Stage::Done { 1.0 } else { of_arena.unwrap_or(done / traces.len().max(1) as f64) },
            most: self.most,
            traces,
            outcome: self.outcome.clone(),
        }
    }
}
