//! The experiments of the Lab that need computing: fits and decompositions beside the present one, done in chunks.
//!
//! An [`Ask`] says which experiment, and each of them is a [`Protocol`] in a file of its own; `Lab` works it off between the
//! session's own steps; what came of it, perhaps not yet all of it, is a [`Finding`]. Nothing is drawn at random that the
//! options do not fix, and each fit is independent of the others, so the same ask gives the same finding on any number of
//! threads.

mod ask;
mod compare;
mod contest;
mod figure;
mod finding;
mod fitting;
mod grid;
mod job;
mod options;
mod others;
mod overfit;
mod protocol;
mod race;
mod rates;
mod search;
mod starts;
mod svd;
mod trial;
mod weighings;
mod work;

pub use ask::Ask;
pub use compare::Compare;
pub use contest::Contest;
pub use figure::{Figure, OF_FITS, OF_POPULARITY, asked, of_popularity};
pub use finding::{Finding, Outcome, Stage};
pub use grid::{Blocks, Counted, GridDots, GridOrder, WholeGrid};
pub use others::{Other, Others};
pub use overfit::{Ladder, Overfit, Rung};
pub use protocol::{Arena, NOTHING_TO_TAKE, Protocol, Taken};
pub use race::{Race, goal};
pub use rates::Rates;
pub use search::Search;
pub use starts::{Group, Starts, groups};
pub use svd::{Decomposed, RealSvd, Side as SvdSide};
pub use trial::{Trace, Trial};
pub use weighings::{Weighings, Weighted};
pub use work::multiplications;

use super::Source;
use crate::model::Options;
use finding::Made;
use job::Job;
use std::sync::Arc;

/// The place where the experiments are done: one at a time.
#[derive(Default)]
pub(super) struct Lab {
    job: Option<Job>,
    /// The last finding that was shown, unless there is news. It may be there without what it came of.
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

    /// Puts back what was found when it was remembered, with these ratings and options. What was still under way then goes on,
    /// or begins anew where something else was begun meanwhile.
    pub(super) fn put_back(&mut self, then: Option<Arc<Finding>>, source: &Source, options: &Options) {
        match then {
            Some(then) if then.stage == Stage::Done => *self = Self { job: None, shown: Some(then) },
            Some(then) => self.ask(&then.made.ask, source, options),
            None => *self = Self::default(),
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
        let made = self.job.as_ref().map(|job| &job.made).or(self.shown.as_ref().map(|shown| &shown.made));
        if made.is_some_and(|made| !made.of(source)) {
            *self = Self::default();
        }
    }

    /// What was found so far.
    pub(super) fn finding(&mut self) -> Option<Arc<Finding>> {
        if self.shown.is_none() {
            self.shown = self.job.as_mut().map(|job| Arc::new(job.finding()));
        }
        self.shown.clone()
    }
}
