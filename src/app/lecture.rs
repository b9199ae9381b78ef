//! The Lecture screen: the path through its pages, leaving it and coming back, questions and answers.
//!
//! A page sets its scene by the commands that everybody has. They are played one by one, each when the session has answered
//! the one before. Whatever a person does to the fit leaves the path: then everything is remembered, and one key comes
//! back to exactly where it was.

mod answers;
mod path;
mod plays;

use super::App;
use crate::{
    command::{Command, Panel, Screen},
    data::{Entity, ItemId, UserId},
    lesson::{Course, Live, Progress, Walk},
    model::Parameter,
    study::Mark,
};
use std::sync::Arc;
use tui_input::Input;

/// What the Lecture screen holds.
#[derive(Clone, Debug)]
pub struct Lecture {
    /// The path through the course.
    pub walk: Walk,
    /// Whether it is shown to an audience: larger, answers on key, no progress kept.
    pub presents: bool,
    /// The screen beside the text.
    pub view: Screen,
    /// What stands beside the text.
    pub panel: Panel,
    /// What is lit.
    pub lights: Vec<Lit>,
    /// The answer that is being typed.
    pub typing: Option<Input>,
    /// The last answer that was wrong: whoever types again may begin with it.
    draft: String,
    /// The sheets of the page, as last drawn.
    pub sheets: Sheets,
    /// The block that is to come in sight.
    pub follow: Option<usize>,
    /// Where the path was left.
    left: Option<Left>,
    /// Whether the next press of the key for the next page skips the open question.
    skips: bool,
}

/// The parts of a page that is longer than the room for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sheets {
    /// The one in sight, from 0.
    pub at: usize,
    /// How many there are.
    pub count: usize,
    /// The block that stands first on the one in sight.
    pub top: usize,
}

impl Default for Sheets {
    fn default() -> Self {
        Self { at: 0, count: 1, top: 0 }
    }
}

/// Something that is lit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lit {
    /// A user's row or an item's column.
    Row(Entity),
    /// A cell.
    Cell(UserId, ItemId),
    /// A number of P or Q.
    Number(Parameter),
    /// Every hole.
    Missing,
}

/// Where the path was left.
#[derive(Clone, Debug)]
enum Left {
    /// At a page, with everything as it was.
    At(Arc<App>),
    /// While the page was still being set: it is set anew.
    Unset,
}

/// A command that waits until the session has answered those before it.
#[derive(Clone, Debug)]
pub(super) enum Play {
    /// Of a script.
    Script(Command),
    /// Of a page, with its line.
    Page(usize, Command),
    /// Everything that is looked at becomes what it was at a mark.
    Return(Mark),
}

impl Default for Lecture {
    fn default() -> Self {
        Self {
            walk: Walk::new(Course::lecture(), Progress::default()),
            presents: false,
            view: Screen::Factorise,
            panel: Panel::Both,
            lights: Vec::new(),
            typing: None,
            draft: String::new(),
            sheets: Sheets::default(),
            follow: None,
            left: None,
            skips: false,
        }
    }
}

impl Lecture {
    /// Whether the path was left.
    pub fn is_left(&self) -> bool {
        self.left.is_some()
    }
}

impl App {
    /// The screen that is worked with: the present one, or the one beside the lecture.
    pub fn live(&self) -> Screen {
        if self.screen == Screen::Lecture { self.lecture.view } else { self.screen }
    }

    /// The screens whose keys hold, those of the first before those of the next.
    pub fn screens(&self) -> Vec<Screen> {
        match self.on_path() {
            true => vec![Screen::Lecture, self.lecture.view],
            false => vec![self.live()],
        }
    }

    /// Whether the path of the lecture is being followed.
    pub fn on_path(&self) -> bool {
        self.screen == Screen::Lecture && !self.lecture.is_left()
    }

    /// Whether something on a page points at a cell.
    pub fn points_at_cell(&self, i: UserId, j: ItemId) -> bool {
        self.screen == Screen::Lecture
            && self.lecture.lights.iter().any(|lit| match *lit {
                Lit::Row(Entity::User(user)) => user == i,
                Lit::Row(Entity::Item(item)) => item == j,
                Lit::Cell(user, item) => (user, item) == (i, j),
                Lit::Missing => self.snapshot.ratings().get(i, j).is_none(),
                Lit::Number(_) => false,
            })
    }

    /// Whether something on a page points at a number of P or Q.
    pub fn points_at(&self, at: Parameter) -> bool {
        self.screen == Screen::Lecture
            && self.lecture.lights.iter().any(|lit| match *lit {
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
