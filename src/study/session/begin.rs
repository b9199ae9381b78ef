//! Beginnings other than a restart, and changes of the factors by hand: from the lecture's factors, on other ratings.

use super::Session;
use crate::{
    data::lecture::Known,
    model::{Basis, Method, Options, Parameter},
    study::{Given, Notice, Opened, Opening, Source, State, run::Change},
};
use std::sync::Arc;

/// What a session was opened with, so that it can come back to it.
pub(super) struct Own {
    pub source: Source,
    pub options: Options,
    pub memory: usize,
}

impl Session {
    /// A new run, with the factors that the start is given replaced.
    pub(super) fn start_from(&mut self, known: Option<Known>) {
        let names = self.state.source.all.names();
        let given = match known.map_or(Ok(Given::default()), |known| Given::known(known, names)) {
            Ok(given) => given,
            Err(why) => return self.refuse(why),
        };
        self.pause();
        let source = Source { given: Arc::new(given), ..self.state.source.clone() };
        self.restart(State::fresh(source, self.state.options.clone()));
        self.say(match known {
            None => "a new run from random factors",
            Some(Known::Experts) => "a new run: Q is how experts score the albums, from 0 to 1",
            Some(Known::Survey) => "a new run: P is what the users said in a survey, from 0 to 5",
            Some(Known::Worked) => "a new run from the factors that the lecture works by hand",
        });
    }

    /// Everything anew on other ratings.
    pub(super) fn open_other(&mut self, what: Opening) {
        let (source, options) = match what {
            Opening::Own => (self.own.source.clone(), self.own.options.clone()),
            Opening::Lecture(lecture) => (Source::new(Arc::new(lecture.ratings())), Options::new(Method::Als)),
        };
        let fresh = Self::new(source, options, self.own.memory);
        let old = std::mem::replace(self, fresh);
        // What was said and not yet heard, and what still waits its turn, is not about ratings.
        (self.notice, self.waiting, self.own) = (Notice::join(old.notice, self.notice.take()), old.waiting, old.own);
        (self.marks, self.taken, self.answered) = (old.marks, old.taken, old.answered);
        self.opened = Opened { what, times: old.opened.times + 1 };
    }

    pub(super) fn set_factor(&mut self, at: Parameter, value: f64) {
        self.land();
        let side = at.of.side();
        let Some(factors) = self.state.factors() else { return self.refuse("this model has no factors to be set") };
        let (rows, z) = (factors.rows(side), factors.z());
        let method = self.state.options.method;
        let why = if at.of.index() >= rows {
            format!("there is no {} #{}; there are {rows}", side.one(), at.of.index() + 1)
        } else if at.factor.is_some_and(|factor| factor >= z) {
            format!("there is no factor {}; this model has {z}", at.factor.unwrap_or_default() + 1)
        } else if at.factor.is_none() && !factors.is_biased() {
            "this model has no biases; set biased on gives it some".into()
        } else if at.factor.is_none() && !method.fits(side) {
            format!("{method} gives no intercept to {side}")
        } else if !value.is_finite() {
            "a factor is a finite number".into()
        } else if factors.get(at) == factors.precision().nearest(value) {
            return;
        } else {
            return self.change(Change::Factor(at, value), None);
        };
        self.refuse(why);
    }

    pub(super) fn change_basis(&mut self, x: usize, y: usize, basis: Basis) {
        self.land();
        let z = self.state.model.z();
        let by = match basis {
            Basis::Turn(by) | Basis::Shear(by) => by,
        };
        if x == y || x >= z || y >= z {
            return self.refuse(format!("turning and shearing take two factors; this model has {z}"));
        }
        if !by.is_finite() {
            return self.refuse("that is no finite number");
        }
        self.change(Change::Basis(x, y, basis), None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Lecture, Side};

    #[test]
    fn every_table_of_the_lecture_fits_both_its_grids() {
        for (_, lecture) in Lecture::NAMES {
            for (name, known) in Known::NAMES {
                let given = Given::known(known, lecture.ratings().names()).unwrap();
                let widths: Vec<_> = [&given.p, &given.q].into_iter().flatten().map(|table| table.ncols()).collect();
                assert!(!widths.is_empty() && widths.iter().all(|width| *width == 2), "{name}");
                assert_eq!(known.table(Side::Users).is_some(), given.p.is_some());
            }
        }
    }
}
