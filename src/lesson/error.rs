//! What can be wrong with a lesson.

use std::{fmt, path::PathBuf};

/// A mistake in the form of a lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, and what was expected.
    pub why: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}: {}", self.file, self.line, self.why)
    }
}

/// Why lessons could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LessonError {
    /// Files have mistakes, of which there is at least one.
    #[error("{}", .0.first().map_or_else(String::new, ToString::to_string))]
    Mistakes(Vec<Mistake>),
    /// A file or folder cannot be read.
    #[error("cannot read {}: {why}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why not.
        why: String,
    },
    /// A folder has no lesson in it.
    #[error("there is no lesson in {}: a lesson is a file that ends in .md", .0.display())]
    Empty(PathBuf),
}

impl LessonError {
    /// The mistakes, where that is what is wrong.
    pub fn mistakes(&self) -> &[Mistake] {
        if let LessonError::Mistakes(mistakes) = self { mistakes } else { &[] }
    }

    /// What can be done about it.
    pub fn hint(&self) -> &'static str {
        match self {
            LessonError::Mistakes(_) => "docs/lessons.md describes what a lesson is made of, with an example",
            LessonError::Unreadable { .. } | LessonError::Empty(_) => "name a Markdown file, or a folder of them",
        }
    }
}
