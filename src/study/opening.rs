//! Which ratings a session is about: those it was opened with, or a grid that is built in.

use crate::{choice::Choice, data::Lecture};

/// Ratings that a session can begin anew on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Opening {
    /// Those that the program was opened with, with the options that it was opened with.
    #[default]
    Own,
    /// One of the lecture's grids, with default options.
    Lecture(Lecture),
}

impl Choice for Opening {
    const WHAT: &'static str = "something to open";
    const ALL: &'static [Self] = &[Self::Lecture(Lecture::Main), Self::Lecture(Lecture::Video7), Self::Own];
    const NAMES: &'static [&'static str] = &[Lecture::NAMES[0], Lecture::NAMES[1], "own"];
}

/// What a session has open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// Which ratings.
    pub what: Opening,
    /// How often ratings were opened before: another number, other ratings.
    pub times: u64,
}
