//! A lesson as it is read: its pages, and what is met on each.

use super::{Bars, Claim, Figure, Hand, Piece, Question, Said};
use crate::command::Command;

/// One lesson: a part of the lecture.
#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    /// The number that its file begins with, or else the one after the lesson before.
    pub number: usize,
    /// The name of its file without the ending.
    pub id: String,
    /// Its file, as errors call it.
    pub file: String,
    /// Its title.
    pub title: String,
    /// A sentence for the table of contents.
    pub summary: String,
    /// What is done at the start of each page, each command with its line.
    pub opening: Vec<(usize, Command)>,
    /// Its pages; there is at least one.
    pub pages: Vec<Page>,
}

impl Lesson {
    /// All commands that it gives, each with its line.
    pub fn commands(&self) -> impl Iterator<Item = &(usize, Command)> {
        let blocks = self.pages.iter().flat_map(|page| &page.blocks);
        self.opening.iter().chain(blocks.flat_map(Block::commands))
    }
}

/// One page.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Its title.
    pub title: String,
    /// What is met on it, in order.
    pub blocks: Vec<Block>,
    /// Its line in the file.
    pub line: usize,
}

/// A part of a page, in the order in which it is met.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Vec<Piece>),
    /// The points of a list, each with its sign: a bullet or a number.
    List(Vec<(String, Vec<Piece>)>),
    /// A remark aside.
    Aside(Vec<Piece>),
    /// A table: rows of cells, the first row is its head.
    Table(Vec<Vec<Vec<Piece>>>),
    /// Numbers as bars.
    Bars(Bars),
    /// A formula, line by line as it is.
    Formula(Vec<String>),
    /// Commands, each with its line in the file.
    Scene(Vec<(usize, Command)>),
    /// A question.
    Ask(Box<Question>),
    /// Claims that are tested and not shown.
    Expect(Vec<Claim>),
    /// The student's guesses beside what models predict: those of pages before, and the one of this page under its name.
    Guesses(Option<String>),
    /// What the speaker wants to remember, paragraph by paragraph; nobody else sees it.
    Note(Vec<Vec<Piece>>),
}

impl Block {
    /// What is done by hand in it.
    pub fn hand(&self) -> Option<&Hand> {
        if let Block::Ask(question) = self { question.hand() } else { None }
    }

    /// The commands that it gives, or that lead to the goal in it, each with its line.
    pub fn commands(&self) -> &[(usize, Command)] {
        match (self, self.hand()) {
            (Block::Scene(commands), _) => commands,
            (_, Some(hand)) => &hand.by,
            _ => &[],
        }
    }

    /// The text in it, piece by piece.
    pub fn pieces(&self) -> Vec<&Piece> {
        match self {
            Block::Paragraph(pieces) | Block::Aside(pieces) => pieces.iter().collect(),
            Block::List(points) => points.iter().flat_map(|(_, pieces)| pieces).collect(),
            Block::Table(rows) => rows.iter().flatten().flatten().collect(),
            Block::Bars(bars) => bars.rows.iter().flatten().collect(),
            Block::Note(paragraphs) => paragraphs.iter().flatten().collect(),
            Block::Ask(question) => question.prompt.iter().collect(),
            Block::Formula(_) | Block::Scene(_) | Block::Expect(_) | Block::Guesses(_) => Vec::new(),
        }
    }

    /// The figures in it.
    pub fn figures(&self) -> Vec<&Figure> {
        let pieces = self.pieces().into_iter();
        pieces.filter_map(|piece| if let Piece::Figure(figure) = piece { Some(figure) } else { None }).collect()
    }

    /// The words in it that the glossary says the meaning of.
    pub fn said(&self) -> Vec<&Said> {
        let pieces = self.pieces().into_iter();
        pieces.filter_map(|piece| if let Piece::Said(said) = piece { Some(said) } else { None }).collect()
    }
}
