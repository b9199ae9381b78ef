//! The Lecture screen: the path through its pages, leaving it and coming back, questions and answers.
//!
//! A page sets its scene by the commands that everybody has. They are played one by one, each when the session has answered
//! the one before. Whatever a person does to the fit leaves the path: then everything is remembered, and one key comes
//! back to exactly where it was.

mod answers;
mod guesses;
mod hand;
mod path;
mod plays;
mod sketch;
mod words;

pub(super) use answers::BEING_SET;

use super::{App, Target};
use crate::{
    command::Screen,
    data::{Entity, ItemId, UserId},
    lesson::{Here, InLab, Live},
    model::Parameter,
};

impl App {
    /// The screens whose keys hold, those of the first before those of the next.
    pub fn screens(&self) -> Vec<Screen> {
        match self.on_path() {
            true => vec![Screen::Lecture, self.view.site.spread.beside],
            false => vec![self.live()],
        }
    }

    /// Whether the path of the lecture is being followed.
    pub fn on_path(&self) -> bool {
        self.view.site.screen == Screen::Lecture && !self.lecture.is_left()
    }

    /// What a page points at.
    fn lights(&self) -> &[Target] {
        if self.view.site.screen == Screen::Lecture { &self.view.site.spread.lights } else { &[] }
    }

    /// Whether something on a page points at a cell.
    pub fn points_at_cell(&self, i: UserId, j: ItemId) -> bool {
        self.lights().iter().any(|lit| lit.has_cell((i, j), self.snapshot.ratings()))
    }

    /// Whether something on a page points at a number of P or Q, or at a prediction that it goes into.
    pub fn points_at(&self, at: Parameter) -> bool {
        self.lights().iter().any(|lit| lit.has_number(at) || lit.is_made_of(at.of))
    }

    /// Whether something on a page points at how large the error is over all.
    pub fn points_at_errors(&self) -> bool {
        self.lights().contains(&Target::Errors)
    }

    /// What is covered until the open question is settled. Off the path everything may be looked at.
    fn covers(&self) -> &[Target] {
        if self.on_path() { &self.view.site.spread.covers } else { &[] }
    }

    /// Whether anything is covered: then its arithmetic is, too.
    pub fn covers_something(&self) -> bool {
        !self.covers().is_empty()
    }

    /// Whether what the model makes of a cell is covered.
    pub fn covers_cell(&self, i: UserId, j: ItemId) -> bool {
        self.covers().iter().any(|covered| covered.has_cell((i, j), self.snapshot.ratings()))
    }

    /// Whether a number of P or Q is covered.
    pub fn covers_number(&self, at: Parameter) -> bool {
        self.covers().iter().any(|covered| covered.has_number(at))
    }

    /// Whether any number of a user or an item is covered: then its place is, too.
    pub fn covers_place(&self, of: Entity) -> bool {
        self.covers().iter().any(|covered| covered.has_some_of(of))
    }

    /// Whether the error over all is covered.
    pub fn covers_errors(&self) -> bool {
        self.covers().contains(&Target::Errors)
    }

    /// The live state, for figures and answers.
    pub fn with_live<T>(&self, f: impl FnOnce(&Live<'_>) -> T) -> T {
        let guesses = self.lecture.walk.progress.guesses();
        let (recommended, ab, mixes) = (self.recommended_now(), self.ab_now(), self.mixes_now());
        let derived = match (&ab, &recommended, &mixes) {
            (Some(test), ..) => InLab::Ab(test, self.view.bench.ab.day),
            (None, Some(present), _) => InLab::Popularity(present),
            (None, None, Some(mixes)) => InLab::Mixes(mixes, self.mix_step(mixes)),
            (None, None, None) => InLab::Nothing,
        };
        let asked = self.asked();
        f(&Live { snapshot: &self.snapshot, guesses: &guesses, here: Here::default(), asked, derived })
    }
}
