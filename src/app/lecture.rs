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

use super::{App, Target};
use crate::{
    command::Screen,
    data::{Entity, ItemId, UserId},
    lesson::{Here, Live},
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

    /// Whether something on a page points at a cell.
    pub fn points_at_cell(&self, i: UserId, j: ItemId) -> bool {
        self.view.site.screen == Screen::Lecture
            && self.view.site.spread.lights.iter().any(|lit| match *lit {
                Target::Row(Entity::User(user)) => user == i,
                Target::Row(Entity::Item(item)) => item == j,
                Target::Cell(user, item) => (user, item) == (i, j),
                Target::Missing => self.snapshot.ratings().get(i, j).is_none(),
                Target::Number(_) | Target::Errors => false,
            })
    }

    /// Whether something on a page points at a number of P or Q.
    pub fn points_at(&self, at: Parameter) -> bool {
        self.view.site.screen == Screen::Lecture
            && self.view.site.spread.lights.iter().any(|lit| match *lit {
                Target::Row(of) => of == at.of,
                Target::Number(one) => one == at,
                Target::Cell(i, j) => at.of == i.into() || at.of == j.into(),
                Target::Missing | Target::Errors => false,
            })
    }

    /// Whether something on a page points at how large the error is over all.
    pub fn points_at_errors(&self) -> bool {
        self.view.site.screen == Screen::Lecture && self.view.site.spread.lights.contains(&Target::Errors)
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
        self.covers().iter().any(|target| match *target {
            Target::Row(of) => of == i.into() || of == j.into(),
            Target::Cell(user, item) => (user, item) == (i, j),
            Target::Missing => self.snapshot.ratings().get(i, j).is_none(),
            Target::Number(_) | Target::Errors => false,
        })
    }

    /// Whether a number of P or Q is covered.
    pub fn covers_number(&self, at: Parameter) -> bool {
        self.covers().iter().any(|target| match *target {
            Target::Row(of) => of == at.of,
            Target::Number(one) => one == at,
            Target::Cell(..) | Target::Missing | Target::Errors => false,
        })
    }

    /// Whether any number of a user or an item is covered: then its place is, too.
    pub fn covers_place(&self, of: Entity) -> bool {
        self.covers().iter().any(|target| match *target {
            Target::Row(one) => one == of,
            Target::Number(one) => one.of == of,
            Target::Cell(..) | Target::Missing | Target::Errors => false,
        })
    }

    /// Whether the error over all is covered.
    pub fn covers_errors(&self) -> bool {
        self.covers().contains(&Target::Errors)
    }

    /// The live state, for figures and answers.
    pub fn with_live<T>(&self, f: impl FnOnce(&Live<'_>) -> T) -> T {
        let guesses = self.lecture.walk.progress.guesses();
        f(&Live { snapshot: &self.snapshot, guesses: &guesses, here: Here::default() })
    }
}
