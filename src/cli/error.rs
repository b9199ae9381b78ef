//! Why a command could not be done: one sentence, and one about the way out.

use crate::{
    data::{Side, load::LoadError},
    lesson::LessonError,
};
use std::{fmt, io, path::PathBuf};

/// Whatever ends a command with exit status 2.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The command line is not one.
    #[error("{sentence}")]
    Use {
        /// What is wrong with it.
        sentence: String,
        /// What may have been meant.
        hint: String,
    },
    /// A file cannot be loaded.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// An option that says how to read a file came with the built-in ratings.
    #[error("{name} is built in, so the options for reading a file do not apply")]
    BuiltIn {
        /// The name it goes by.
        name: &'static str,
    },
    /// A file of factors leaves someone out.
    #[error("{}: found no row for the {} '{}'{}", .file.display(), .side.one(), .name, Further(*.more))]
    NoRow {
        /// The file.
        file: PathBuf,
        /// Whether it is about users or items.
        side: Side,
        /// Who is left out.
        name: String,
        /// How many others are.
        more: usize,
    },
    /// A lesson cannot be read.
    #[error(transparent)]
    Lesson(#[from] LessonError),
    /// Two tables of factors that do not fit each other.
    #[error("found {users} factors a user and {items} an item, expected the same number")]
    Widths {
        /// Columns of the one.
        users: usize,
        /// Columns of the other.
        items: usize,
    },
    /// Two tables of factors with biases around different means.
    #[error("found biases of users around {users} and of items around {items}, expected the same mean")]
    Means {
        /// The mean in the one.
        users: f64,
        /// The mean in the other.
        items: f64,
    },
    /// A table of factors with biases around more than one mean.
    #[error("{}: found different numbers in the column mean, expected the same in each row", .file.display())]
    TwoMeans {
        /// The file.
        file: PathBuf,
    },
    /// A table of factors that does not fit what was asked for.
    #[error("{}: found {found} columns of factors, expected {expected}", .file.display())]
    Width {
        /// The file.
        file: PathBuf,
        /// Its columns.
        found: usize,
        /// What was expected.
        expected: String,
    },
    /// Everything was held out.
    #[error("no rating is left to learn from")]
    NothingToLearn,
    /// A trained model that comes alone.
    #[error("{title} is a trained model, and without ratings there is nothing to fit")]
    NoRatings {
        /// The name of the file.
        title: String,
    },
    /// A file cannot be written.
    #[error("{}: it cannot be written: {why}", .file.display())]
    Write {
        /// The file.
        file: PathBuf,
        /// What the system says.
        why: io::Error,
    },
    /// Standard output cannot be written.
    #[error("the output cannot be written: {0}")]
    Output(#[from] io::Error),
    /// The explorer has nowhere to draw, or no keys.
    #[error("the explorer needs a terminal, and {stream} is none")]
    NoTerminal {
        /// Standard input or standard output.
        stream: &'static str,
        /// The command that would do without.
        hint: String,
    },
    /// The explorer could not go on.
    #[error("{0:#}")]
    Explorer(anyhow::Error),
    /// A command of a script has a mistake.
    #[error("--do: {why}")]
    Script {
        /// Which, and why.
        why: String,
    },
    /// The system refuses threads.
    #[error("the threads cannot be started: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

impl Error {
    /// What else is wrong, a sentence each.
    pub fn more(&self) -> Vec<String> {
        const MOST: usize = 50;
        let Error::Lesson(error) = self else { return Vec::new() };
        let more = error.mistakes().get(1..).unwrap_or_default();
        let mut said: Vec<_> = more.iter().take(MOST).map(ToString::to_string).collect();
        if more.len() > MOST {
            said.push(format!("and {} more", more.len() - MOST));
        }
        said
    }

    /// What can be done about it.
    pub fn hint(&self) -> &str {
        match self {
            Error::Use { hint, .. } | Error::NoTerminal { hint, .. } => hint,
            Error::Load(error) => error.hint(),
            Error::BuiltIn { .. } => "leave them out, or name a file",
            Error::NoRow { .. } => "names are compared to the letter; give each one in the ratings a row",
            Error::Widths { .. } | Error::Means { .. } | Error::TwoMeans { .. } => "take both files from the same fit",
            Error::Width { .. } => "leave --factors out: the file says how many there are",
            Error::Lesson(error) => error.hint(),
            Error::NothingToLearn => "hold out a smaller share with --test",
            Error::NoRatings { .. } => "give some with --ratings FILE, or look at it: factorscope look MODEL",
            Error::Write { .. } => "choose a folder that can be written with --out",
            Error::Output(_) => "check where it goes",
            Error::Explorer(_) => "to fit without a screen: factorscope fit lecture",
            Error::Script { .. } => "commands are separated by ; as in: step pass 5; screen map",
            Error::Threads(_) => "ask for fewer with --threads",
        }
    }
}

struct Further(usize);

impl fmt::Display for Further {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => Ok(()),
            more => write!(f, ", nor for {more} more"),
        }
    }
}
