//! What an experiment is: one trait, which each implements in a file of its own.

use super::{Figure, Finding, Outcome, trial::Trial};
use crate::{
    model::{Options, Setting},
    study::Source,
};

/// An experiment: fits of the ratings at hand beside the present one, and what is made of them.
///
/// What implements it says all that was asked for, so that the same on the same ratings and options finds the same. Whoever
/// only fits some options has everything but [`Protocol::fits`] from here.
pub trait Protocol {
    /// The options of each fit, from those of the present one, where there are fits of all that is learned from. All are fitted with numbers of double precision.
    fn fits(&self, _options: &Options) -> Vec<Options> {
        Vec::new()
    }

    /// The options that decide whether a finding is still an answer: those of the present fit, with what the experiment
    /// chooses by itself set to something fixed. Unless it says otherwise, each of them does.
    fn relevant(&self, options: &Options) -> Options {
        options.clone()
    }

    /// Why it is not done with these ratings, in a sentence. That there are none is looked at before.
    fn refusal(&self, source: &Source, options: &Options) -> Option<String> {
        too_many(&self.fits(options), source)
    }

    /// Whether a fit whose numbers run away begins again with half the learning rate.
    fn halves(&self) -> bool {
        false
    }

    /// What is worked out once, before the fits: what comes of it, or why nothing does, which then ends the experiment.
    /// `options` are the [relevant](Protocol::relevant) ones.
    fn step(&self, _source: &Source, _options: &Options) -> Option<Result<Outcome, String>> {
        None
    }

    /// What comes of the fits as far as they are, from what came of it `before`: of a step of its own, or when it was looked
    /// at last. Unless it says otherwise, nothing but the fits themselves.
    fn outcome(&self, before: Outcome, _trials: &[Trial], _source: &Source) -> Outcome {
        before
    }

    /// Models that are fitted as an evaluation fits them, in the place of [`Protocol::fits`].
    fn arena(&self, _source: &Source, _options: &Options) -> Option<Box<dyn Arena>> {
        None
    }

    /// The fits in the order in which they are shown, by their place from 0.
    fn shown(&self, finding: &Finding) -> Vec<usize> {
        (0..finding.traces.len()).collect()
    }

    /// What is taken over into the present fit, whose options these are, from the fit at a place (from 0) of a finding.
    ///
    /// # Errors
    /// A sentence, where there is nothing to take over.
    fn taken(&self, _finding: &Finding, _at: usize, _options: &Options) -> Result<Taken, String> {
        Err(NOTHING_TO_TAKE.into())
    }

    /// The figures that it has besides those of [every fit](super::OF_FITS).
    fn figures(&self) -> &'static [Figure] {
        &[]
    }
}

/// Models under way, each as an evaluation fits it, worked off a little at a time.
pub trait Arena: Send {
    /// Works at most about `units` units.
    fn work(&mut self, units: u64);

    /// Whether all is done.
    fn is_done(&self) -> bool;

    /// How much of it is done, from 0 to 1.
    fn part(&self) -> f64;

    /// What came of it so far.
    fn outcome(&self) -> Outcome;
}

/// What is taken over from an experiment into the present fit.
#[derive(Clone, Debug, PartialEq)]
pub enum Taken {
    /// A new run begins with these.
    Restart(Vec<Setting>),
    /// The run goes on with this.
    Set(Setting),
}

/// Said where there is nothing to take over.
pub const NOTHING_TO_TAKE: &str = "there is nothing here to take over";

/// The most numbers that the models of all fits may have together.
const MOST_NUMBERS: usize = 100_000_000;

/// Why models are not fitted at once, where they are too large for it together.
pub(super) fn too_many(fits: &[Options], source: &Source) -> Option<String> {
    let train = &source.split.train;
    let numbers: usize = fits.iter().map(|o| (train.n_users() + train.n_items()) * (o.factors + 1)).sum();
    (numbers > MOST_NUMBERS).then(|| {
        let (fits, each) = (fits.len(), numbers / fits.len());
        format!(
            "{fits} models of {each} numbers each are more than is held at once; ask for fewer, or set fewer factors"
        )
    })
}
