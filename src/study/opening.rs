//! Which ratings a session is about: those it was opened with, or a grid that is built in.

use crate::data::Lecture;

/// Ratings that a session can begin anew on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Opening {
    /// Those that the program was opened with, with the options that it was opened with.
    #[default]
    Own,
    /// One of the lecture's grids, with default options.
    Lecture(Lecture),
}

impl Opening {
    /// The names under which commands know them.
    pub const NAMES: [(&'static str, Self); 3] = [
        (Lecture::NAMES[0].0, Self::Lecture(Lecture::NAMES[0].1)),
        (Lecture::NAMES[1].0, Self::Lecture(Lecture::NAMES[1].1)),
        ("own", Self::Own),
    ];
}

/// What a session has open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// Which ratings.
    pub what: Opening,
    /// How often ratings were opened before: another number, other ratings.
    pub times: u64,
}
