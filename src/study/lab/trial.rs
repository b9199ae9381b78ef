//! One fit of an experiment, from its start until it settles, runs away, or has done its passes.

use super::work::multiplications;
use crate::{
    model::{Options, Setting},
    study::{Came, Drive, Point, Source, State, Verdict, What},
};

/// A fit of an experiment, as far as it has come.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// The options it is made with.
    pub options: Options,
    /// The MSE over the ratings trained on, at the start and after each pass.
    pub curve: Vec<f64>,
    /// The MSE over the ratings held out at the end, where there are any.
    pub held_out: Option<f64>,
    /// How it is doing.
    pub verdict: Verdict,
    /// Whether it has come to its end.
    pub done: bool,
    /// How many multiplications a pass takes.
    pub work: u64,
    /// The learning rates that were too large for it and were given up.
    pub refused: Vec<f64>,
}

impl Trace {
    /// How many passes were done.
    pub fn passes(&self) -> u64 {
        self.curve.len() as u64 - 1
    }

    /// The MSE it has come to.
    pub fn mse(&self) -> f64 {
        self.curve.last().copied().unwrap_or(f64::NAN)
    }

    /// The least and the largest MSE of the last 40 passes.
    pub fn recent(&self) -> (f64, f64) {
        let last = self.curve.iter().rev().take(40.min(self.curve.len() - 1).max(1));
        last.fold((f64::INFINITY, 0.0), |(a, b), v| (a.min(*v), f64::max(b, *v)))
    }

    /// How many passes it took to come below an MSE.
    pub fn below(&self, level: f64) -> Option<u64> {
        self.curve.iter().position(|mse| *mse < level).map(|pass| pass as u64)
    }
}

/// For tests of what is made of fits: one that has ended so.
#[cfg(test)]
impl Trace {
    pub(super) fn ended(mse: f64, verdict: Verdict) -> Self {
        let options = Options::new(crate::model::Method::Als);
        Self { options, curve: vec![9.0, mse], held_out: None, verdict, done: true, work: 1, refused: Vec::new() }
    }
}

/// A fit under way.
pub struct Trial {
    drive: Drive,
    /// As far as it has come.
    pub trace: Trace,
    /// It ends after so many passes.
    most: u64,
    /// Where its numbers run away, it begins again with half the learning rate.
    halving: bool,
}

/// No learning rate is halved more often.
const HALVINGS: usize = 16;

/// The MSE over the ratings held out, where there are any.
fn held_out(here: &Point) -> Option<f64> {
    (here.test.count > 0).then(|| here.test.mse())
}

impl Trial {
    pub(super) fn new(source: &Source, options: Options, most: u64, halving: bool) -> Self {
        let drive = Drive::new(State::fresh(source.clone(), options));
        let (state, here) = (drive.state(), drive.here());
        let trace = Trace {
            curve: vec![here.train.mse()],
            held_out: held_out(here),
            verdict: drive.verdict(),
            done: here.train.count == 0,
            work: multiplications(state.problem().ratings, &state.options),
            refused: Vec::new(),
            options: state.options.clone(),
        };
        Self { drive, trace, most, halving }
    }

    /// Where it is.
    pub fn state(&self) -> &State {
        self.drive.state()
    }

    /// Does at most `units` units.
    pub(super) fn work(&mut self, mut units: u64) {
        while units > 0 && !self.trace.done {
            units -= self.drive.advance_in_pass(units);
            if self.state().unit == 0 {
                self.look();
            }
        }
    }

    /// Looks where a pass has led.
    fn look(&mut self) {
        let came = self.drive.arrive(What::Pass);
        let (trace, here, verdict) = (&mut self.trace, self.drive.here(), self.drive.verdict());
        if verdict == Verdict::Diverged && self.halving && trace.refused.len() < HALVINGS {
            return self.halve();
        }
        if came == Came::Well {
            trace.curve.push(here.train.mse());
            trace.held_out = held_out(here);
        }
        trace.verdict = verdict;
        trace.done = matches!(verdict, Verdict::Diverged | Verdict::Settled) || trace.passes() >= self.most;
    }

    fn halve(&mut self) {
        let mut options = self.trace.options.clone();
        let mut refused = std::mem::take(&mut self.trace.refused);
        refused.push(options.alpha);
        options.set(Setting::Alpha(options.alpha / 2.0));
        *self = Self::new(&self.state().source, options, self.most, true);
        self.trace.refused = refused;
    }
}
