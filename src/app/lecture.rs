//! The Lecture screen: the path through its pages, leaving it and coming back, questions and answers.
//!
//! A page sets its scene by the commands that everybody has. They are played one by one, each when the session has answered
//! the one before. Whatever a person does to the fit leaves the path: then everything is remembered, and one key comes
//! back to exactly where it was.

mod answers;
mod hand;
mod path;
mod plays;

use super::{App, Lit};
use crate::{
    command::Screen,
    data::{Entity, ItemId, UserId},
    lesson::Live,
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
                Lit::Row(Entity::User(user)) => user == i,
                Lit::Row(Entity::Item(item)) => item == j,
                Lit::Cell(user, item) => (user, item) == (i, j),
                Lit::Missing => self.snapshot.ratings().get(i, j).is_none(),
                Lit::Number(_) => false,
            })
    }

    /// Whether something on a page points at a number of P or Q.
    pub fn points_at(&self, at: Parameter) -> bool {
        self.view.site.screen == Screen::Lecture
            && self.view.site.spread.lights.iter().any(|lit| match *lit {
                Lit::Row(of) => of == at.of,
                Lit::Number(one) => one == at,
                Lit::Cell(i, j) => at.of == i.into() || at.of == j.into(),
                Lit::Missing => false,
            })
    }

    /// The live state, for figures and answers.
    pub fn with_live<T>(&self, f: impl FnOnce(&Live<'_>) -> T) -> T {
        let guesses = self.lecture.walk.progress.guesses();
        f(&Live { snapshot: &self.snapshot, guesses: &guesses, here: None })
    }
}
