//! One recipe on the ratings of one fold: the fit, which is given what to train on and nothing else.

use super::{Onlooker, Recipe};
use crate::{
    data::{Split, split},
    model::{Method, Options, Problem, Setting},
    study::{Came, Drive, Source, State, Verdict, What, errors},
};

/// A fit that has come to its end, or why it came to none: a sentence.
pub(super) type Trained = Result<State, String>;

/// Fits a recipe on what a fold has to train on. `None` when it is given up.
pub(super) fn train(recipe: &Recipe, fold: &Split, onlooker: &dyn Onlooker) -> Option<Trained> {
    if fold.train.is_empty() {
        return Some(Err("there is no rating to train on".into()));
    }
    let passes = match recipe.early {
        None => recipe.passes,
        Some(share) => {
            let part = split(&fold.train, share, recipe.options.seed);
            if part.train.is_empty() || part.test.is_empty() {
                return Some(Err(format!("there are too few ratings to hold out {share} of them to choose passes by")));
            }
            let mut best = (f64::INFINITY, 1);
            let chosen = fit(recipe, &part, recipe.passes, onlooker, &mut |state| {
                let error = errors(&part.test, state.source.learned(), &state.model).rmse_clipped();
                if error < best.0 {
                    best = (error, state.pass);
                }
                state.pass < best.1 + Recipe::PATIENCE
            })?;
            if let Err(why) = chosen {
                return Some(Err(why));
            }
            best.1
        }
    };
    fit(recipe, fold, passes, onlooker, &mut |_| true)
}

/// Does at most so many passes, until it has settled or run away, or until `goes_on` says after a pass that it is enough.
fn fit(
    recipe: &Recipe,
    fold: &Split,
    passes: u64,
    onlooker: &dyn Onlooker,
    goes_on: &mut dyn FnMut(&State) -> bool,
) -> Option<Trained> {
    let mut drive = match begun(Source::of(fold.without_test()), &recipe.options) {
        Ok(drive) => drive,
        Err(why) => return Some(Err(why)),
    };
    let units = drive.state().units_per_pass() as u64;
    for pass in 0..passes {
        while drive.state().pass == pass && units > 0 {
            // Long passes are cut so that they can be given up; that changes no number.
            drive.advance_in_pass((units / 16).max(4096));
            onlooker.goes_on()?;
        }
        if passes == 1 {
            // There is no pass to compare it with, and measuring takes as long as some models take to fit.
            return Some(if drive.state().model.finite() { Ok(drive.into_state()) } else { Err(OVERFLOWED.into()) });
        }
        match passed(&mut drive) {
            Err(why) => return Some(Err(why)),
            Ok(verdict) if verdict == Verdict::Settled || !goes_on(drive.state()) => break,
            Ok(_) => {}
        }
    }
    Some(Ok(drive.into_state()))
}

/// A fit about to start, or why this cannot be fitted: a sentence.
pub(in crate::study) fn begun(source: Source, options: &Options) -> Result<Drive, String> {
    if let Some(why) = source.refusal(Setting::Missing(options.missing)) {
        return Err(why);
    }
    match Method::refusal(Problem { ratings: source.learned(), options }) {
        Some(why) => Err(why),
        None => Ok(Drive::new(State::fresh(source, options.clone()))),
    }
}

/// Measures and judges a pass that was done: how the fit stands, or that it has run away, in a sentence.
pub(in crate::study) fn passed(drive: &mut Drive) -> Result<Verdict, String> {
    let came = drive.arrive(What::Pass);
    match drive.verdict() {
        verdict if came == Came::Well && verdict != Verdict::Diverged => Ok(verdict),
        _ => Err(drive.advice().unwrap_or_else(|| OVERFLOWED.into())),
    }
}

pub(in crate::study) const OVERFLOWED: &str = "its numbers grow beyond all bounds";
