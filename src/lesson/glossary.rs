//! The words of the field, a sentence each: read from a Markdown file in which each `##` is a term and has one paragraph.

use super::{Block, Lesson, LessonError, Mistake, Piece, parse};
use crate::choice;
use std::sync::OnceLock;

/// A word of the field, and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The word.
    pub name: String,
    /// What it means.
    pub sentence: String,
}

/// The words of a course, in the order of the alphabet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glossary(Vec<Term>);

/// The words that the program comes with: every course has them.
const BUILT_IN: (&str, &str) = ("glossary.md", include_str!("../../assets/lessons/glossary.md"));

impl Default for Glossary {
    fn default() -> Self {
        static KNOWN: OnceLock<Glossary> = OnceLock::new();
        let known = || Self(Vec::new()).with(BUILT_IN.0, BUILT_IN.1).expect("the built-in glossary is well formed");
        KNOWN.get_or_init(known).clone()
    }
}

impl Glossary {
    /// These words and those of a file, which go before others of the same name.
    ///
    /// # Errors
    /// All mistakes in the file, each with its line.
    pub fn with(mut self, file: &str, text: &str) -> Result<Self, LessonError> {
        let Lesson { pages, .. } = parse::lesson(file, text)?;
        let (mut wrong, mut own) = (Vec::new(), Vec::<Term>::new());
        for page in pages {
            let mut say = |why: String| wrong.push(Mistake { file: file.into(), line: page.line, why });
            let name = page.title;
            if own.iter().any(|term| same(&term.name, &name)) {
                say(format!("'{name}' is in this glossary already"));
            }
            match page.blocks.as_slice() {
                [Block::Paragraph(pieces)] => {
                    own.push(Term { name, sentence: pieces.iter().map(Piece::text).collect() });
                }
                _ => say(format!("'{name}' has something else than one paragraph, which says what it means")),
            }
        }
        if !wrong.is_empty() {
            return Err(LessonError::Mistakes(wrong));
        }
        self.0.retain(|known| !own.iter().any(|term| same(&term.name, &known.name)));
        self.0.extend(own);
        self.0.sort_by_cached_key(|term| term.name.to_lowercase());
        Ok(self)
    }

    /// The words, in the order of the alphabet.
    pub fn terms(&self) -> &[Term] {
        &self.0
    }

    /// The place of a word, however it is written, one or many of it.
    pub fn find(&self, name: &str) -> Option<usize> {
        let find = |name: &str| self.0.iter().position(|term| same(&term.name, name));
        find(name).or_else(|| find(name.strip_suffix('s')?))
    }

    /// The word most like one that is not there.
    pub(super) fn like(&self, name: &str) -> Option<&str> {
        choice::meant(name, self.0.iter().map(|term| term.name.as_str()), |_| 1 + name.chars().count() / 4)
    }
}

fn same(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}
