//! Lessons as data: pages of text with scenes, figures and questions, and where a student is among them.
//!
//! A lesson is a Markdown file, read by [`parse::lesson`]; a [`Course`] is some of them; [`Walk`] is the path of one student
//! through a course. Figures and answers are [`Expression`]s over the live state: no lesson holds an answer.
//!
//! ```
//! use factorscope::lesson::parse;
//!
//! let text = "# Means\n\n## One\n\nSo many: [16](known).\n\n```do\nstep pass 2\n```\n";
//! let lesson = parse::lesson("01-means.md", text).unwrap();
//! let figures = lesson.pages[0].blocks[0].figures();
//! assert!(figures[0].confirms(16.0) && !figures[0].confirms(15.0));
//! // What is wrong is told with its line.
//! let error = parse::lesson("01-means.md", "# Means\n\n## One\n\n[16](knwon)\n").unwrap_err();
//! assert!(error.to_string().contains("knwon"));
//! ```

mod ask;
mod bars;
mod code;
mod course;
mod error;
mod expression;
mod folder;
mod glossary;
mod hand;
mod live;
mod page;
pub mod parse;
mod progress;
mod quantity;
mod question;
mod reader;
mod scene;
mod text;
mod walk;

pub use bars::Bars;
pub use code::Code;
pub use course::Course;
pub use error::{LessonError, Mistake};
pub use expression::{Expression, Function, Misread, Operator};
pub use glossary::{Glossary, Term};
pub use hand::{Allowed, Dial, Hand, With};
pub use live::{Guesses, Here, InLab, Live};
pub use page::{Block, Lesson, Note, Page};
pub use progress::{Outcome, Progress, Records, Score};
pub use quantity::{Named, Pointer, Quantity};
pub use question::{Among, Candidate, Judged, Kind, Lay, Question, Right, number};
pub use text::{Claim, Figure, Piece, Said};
pub use walk::{Ahead, Told, Walk};
