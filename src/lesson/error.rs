//! What can be wrong with a lesson.

use std::path::PathBuf;

/// Why lessons could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LessonError {
    /// A file has a mistake.
    #[error("{file}, line {line}: {why}")]
    Mistake {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong, and what was expected.
        why: String,
    },
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
    /// What can be done about it.
    pub fn hint(&self) -> &'static str {
        match self {
            LessonError::Mistake { .. } => "the README describes what a lesson is made of, with an example",
            LessonError::Unreadable { .. } | LessonError::Empty(_) => "name a Markdown file, or a folder of them",
        }
    }
}
