//! A lesson as it is read: its pages, and what is met on each.

use super::{Bars, Claim, Code, Figure, Hand, Piece, Question, Said};
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

    /// How many minutes its pages take, by their notes; 0 where none says so.
    pub fn minutes(&self) -> u32 {
        self.pages.iter().flat_map(|page| &page.blocks).filter_map(Block::note).map(|note| note.minutes).sum()
    }

    /// The notebook of its pages up to one, from 0: what stands in their blocks of code, as Python reads it.
    pub fn notebook(&self, page: usize) -> String {
        let mut text = String::new();
        for page in self.pages.iter().take(page + 1) {
            let mut codes = page.blocks.iter().filter_map(Block::code).peekable();
            if codes.peek().is_none() {
                continue;
            }
            let between = if text.is_empty() { "" } else { "\n" };
            text += &format!("{between}# {}\n", page.title);
            for line in codes.flat_map(|code| &code.lines) {
                let line: String = line.iter().map(Piece::text).collect();
                text += line.trim_end();
                text.push('\n');
            }
        }
        text
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

/// What the speaker wants to remember.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// How many minutes its page takes; 0 where it does not say.
    pub minutes: u32,
    /// Its paragraphs.
    pub paragraphs: Vec<Vec<Piece>>,
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
    /// Lines of Python.
    Code(Code),
    /// Commands, each with its line in the file.
    Scene(Vec<(usize, Command)>),
    /// A question.
    Ask(Box<Question>),
    /// Claims that are tested and not shown.
    Expect(Vec<Claim>),
    /// The student's guesses beside what models predict: those of pages before, and the one of this page under its name.
    Guesses(Option<String>),
    /// What the speaker wants to remember; nobody else sees it.
    Note(Note),
}

impl Block {
    /// Whether it is there to be read, so that it takes room on the page.
    pub fn is_read(&self) -> bool {
        !matches!(self, Block::Scene(_) | Block::Expect(_) | Block::Note(_))
    }

    /// What is done by hand in it.
    pub fn hand(&self) -> Option<&Hand> {
        if let Block::Ask(question) = self { question.hand() } else { None }
    }

    /// The code in it.
    pub fn code(&self) -> Option<&Code> {
        if let Block::Code(code) = self { Some(code) } else { None }
    }

    /// What it has for the speaker.
    pub fn note(&self) -> Option<&Note> {
        if let Block::Note(note) = self { Some(note) } else { None }
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
            Block::Note(note) => note.paragraphs.iter().flatten().collect(),
            Block::Code(code) => code.lines.iter().flatten().collect(),
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
