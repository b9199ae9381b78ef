//! What a command can be about, and what can follow its name.

use crate::model::Knob;

/// What a command is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// Stepping, going back, running.
    Time,
    /// Options and solvers.
    Model,
    /// Editing ratings.
    Ratings,
    /// The selection.
    Picking,
    /// What is shown, and how.
    Looking,
    /// The pages of the lecture and their questions.
    Lecture,
    /// The program itself.
    Program,
}

impl Subject {
    /// Every one, in the order of the help.
    pub const ALL: [Self; 7] =
        [Self::Time, Self::Model, Self::Ratings, Self::Picking, Self::Looking, Self::Lecture, Self::Program];

    /// The heading in the help.
    pub fn title(self) -> &'static str {
        match self {
            Subject::Time => "Time",
            Subject::Model => "Model",
            Subject::Ratings => "Ratings",
            Subject::Picking => "Picking",
            Subject::Looking => "Looking",
            Subject::Lecture => "Lecture",
            Subject::Program => "Program",
        }
    }
}

/// What can stand at a place of a command, for completion and for what is said where it is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// The name of a user.
    User,
    /// The name of an item.
    Item,
    /// The name of a user or of an item, whichever the word before it says.
    Side,
    /// The name of an option, and then its value.
    Setting,
    /// What is known of items: a word or years.
    Known,
    /// A number; the text says which.
    Number(&'static str),
    /// Any text to the end of the line; the text says which.
    Text(&'static str),
}

impl Argument {
    /// What it is, in words.
    pub(super) fn words(self) -> String {
        match self {
            Argument::OneOf(words) => crate::choice::listed(words, "or"),
            Argument::User => "a user".into(),
            Argument::Item => "an item".into(),
            Argument::Side => "a user or an item".into(),
            Argument::Setting => format!("an option ({}) and its value", Knob::names()),
            Argument::Known => "a word or years".into(),
            Argument::Number(which) | Argument::Text(which) => which.into(),
        }
    }
}
