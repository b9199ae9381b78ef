//! Which ratings a session is about: those it was opened with, or a grid that is built in.

use crate::{
    choice::Choice,
    data::{Lecture, Ratings, made_up},
};
use std::sync::Arc;

/// Ratings that a session can begin anew on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Opening {
    /// Those that the program was opened with, with the options that it was opened with.
    #[default]
    Own,
    /// One of the lecture's grids, with default options.
    Lecture(Lecture),
    /// Ratings that are made up, with default options.
    MadeUp,
}

impl Opening {
    /// The names of what is built in.
    pub const BUILT_IN: &'static [&'static str] = &[Lecture::NAMES[0], Lecture::NAMES[1], "made-up"];

    /// What it is called on the screen, where it is built in.
    pub fn title(self) -> Option<&'static str> {
        match self {
            Self::Own => None,
            Self::Lecture(lecture) => Some(lecture.title()),
            Self::MadeUp => Some("made-up ratings"),
        }
    }

    /// Its ratings, where it is built in.
    pub fn ratings(self) -> Option<Ratings> {
        match self {
            Self::Own => None,
            Self::Lecture(lecture) => Some(lecture.ratings()),
            Self::MadeUp => Some(made_up()),
        }
    }
}

impl Choice for Opening {
    const WHAT: &'static str = "something to open";
    const ALL: &'static [Self] =
        &[Self::Lecture(Lecture::Main), Self::Lecture(Lecture::Video7), Self::Own, Self::MadeUp];
    const NAMES: &'static [&'static str] = &[Lecture::NAMES[0], Lecture::NAMES[1], "own", "made-up"];
}

/// Ratings from a file that lies beside a lesson.
#[derive(Clone, Debug)]
pub struct Beside {
    /// The name of the file.
    pub name: Arc<str>,
    /// What is in it.
    pub ratings: Arc<Ratings>,
}

impl PartialEq for Beside {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && Arc::ptr_eq(&self.ratings, &other.ratings)
    }
}

/// Which ratings a session has open.
#[derive(Clone, Debug, PartialEq)]
pub enum Which {
    /// Some that are always there.
    Known(Opening),
    /// Those of a file beside a lesson.
    Beside(Beside),
}

impl Default for Which {
    fn default() -> Self {
        Self::Known(Opening::Own)
    }
}

/// What a session has open.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Opened {
    /// Which ratings.
    pub what: Which,
    /// How often ratings were opened before: another number, other ratings.
    pub times: u64,
}
