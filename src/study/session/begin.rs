//! Beginnings: with other options, with ratings held out, from the lecture's factors, on other ratings.

use super::{Fit, Session};
use crate::{
    data::{Share, lecture::Known},
    model::{Method, Options, Problem, Setting},
    study::{Given, Opened, Source, State, Which, lab::Lab},
};
use std::sync::Arc;

/// What a session was opened with, so that it can come back to it.
pub(super) struct OwnRatings {
    pub source: Source,
    pub options: Options,
    pub memory: usize,
}

impl Session {
    /// A new run, with the factors that the start is given replaced.
    pub(super) fn start_from(&mut self, known: Option<Known>) {
        let Source { split, newcomers, .. } = &self.state().source;
        let names = split.all.names();
        let given = match known.map_or(Ok(Given::default()), |known| Given::known(known, names, *newcomers)) {
            Ok(given) => given,
            Err(why) => return self.refuse(why),
        };
        self.pause();
        let source = Source { given: Arc::new(given), ..self.state().source.clone() };
        self.fit.restart(State::fresh(source, self.state().options.clone()));
        self.say(match known {
            None => "a new run from random factors",
            Some(Known::Experts) => "a new run: Q is how experts score the albums, from 0 to 1",
            Some(Known::Survey) => "a new run: P is what the users said in a survey, from 0 to 5",
            Some(Known::Worked) => "a new run from the factors that the lecture works by hand",
        });
    }

    /// Everything anew on other ratings.
    pub(super) fn open_other(&mut self, what: Which) {
        let anew = |ratings| (Source::new(ratings), Options::new(Method::Als));
        let (source, options) = match &what {
            Which::Known(known) => match known.ratings() {
                None => (self.own.source.clone(), self.own.options.clone()),
                Some(ratings) => anew(Arc::new(ratings)),
            },
            Which::Beside(beside) => anew(Arc::clone(&beside.ratings)),
        };
        self.halt();
        self.lab = Lab::default();
        let opened = Opened { what, times: self.fit.opened.times + 1 };
        self.fit = Fit::new(source, options, self.own.memory, opened);
    }

    /// A new run with other options.
    pub(super) fn restart_with(&mut self, settings: Vec<Setting>) {
        let mut options = self.state().options.clone();
        for setting in settings {
            if let Some(why) = self.refusal(&options, setting) {
                return self.refuse(why);
            }
            options.set(setting);
        }
        self.pause();
        let wanted = options.factors;
        let state = State::fresh(self.state().source.clone(), options);
        let z = state.options.factors;
        if z != wanted {
            self.say(format!("the factors that were given have {z} columns, so there are as many"));
        }
        self.fit.restart(state);
    }

    /// A new run in which this share of the ratings is held out.
    pub(super) fn hold_out(&mut self, share: Share, seed: u64) {
        self.pause();
        let source = self.state().source.held_out(share, seed);
        if source.split.train.is_empty() && !source.all().is_empty() {
            return self.refuse("that would leave no rating to learn from; hold out fewer, or by another seed");
        }
        self.fit.restart(State::fresh(source, self.state().options.clone()));
    }

    /// Why a setting is not to be had, in a sentence.
    pub(super) fn refusal(&self, options: &Options, setting: Setting) -> Option<String> {
        let too_large = || {
            let mut options = options.clone();
            options.set(setting);
            Method::refusal(Problem { ratings: self.state().source.learned(), options: &options })
        };
        self.state().source.refusal(setting).or_else(|| options.unread(setting)).or_else(too_large)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        choice::Choice,
        data::{Lecture, Side},
    };

    #[test]
    fn every_table_of_the_lecture_fits_both_its_grids() {
        for lecture in Lecture::ALL {
            for &known in Known::ALL {
                let given = Given::known(known, lecture.ratings().names(), [0, 0]).unwrap();
                let widths: Vec<_> = [&given.p, &given.q].into_iter().flatten().map(|table| table.ncols()).collect();
                assert!(!widths.is_empty() && widths.iter().all(|width| *width == 2), "{known}");
                assert_eq!(known.table(Side::Users).is_some(), given.p.is_some());
            }
        }
    }
}
