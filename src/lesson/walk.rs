//! The path of one student through a course: the page that is open, how far it is uncovered, what was answered.

use super::{Block, Course, Lesson, Outcome, Page, Progress, Question, Score};
use crate::command::Command;
use std::{collections::BTreeMap, sync::Arc};

/// What was said of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// It settled the question.
    Settled(String),
    /// The question is still open.
    Open(String),
}

/// A command of a page that stands below text that is still to be read: its block, its line and what it is.
pub type Ahead = (usize, usize, Command);

/// Where a student is in a course. A page is uncovered up to its first open question.
#[derive(Clone, Debug)]
pub struct Walk {
    /// The course.
    pub course: Arc<Course>,
    /// What was answered.
    pub progress: Progress,
    /// How many hints of the open question are shown.
    pub hints: usize,
    /// What was said of answers, by lesson, page and block.
    told: BTreeMap<(usize, usize, usize), Told>,
    /// The part and the page, from 0, that first say each word of the glossary.
    said_first: Vec<Option<(usize, usize)>>,
    lesson: usize,
    page: usize,
}

impl Walk {
    /// A walk that goes on where `progress` left off, with the options of choices as its seed shuffles them.
    pub fn new(course: Arc<Course>, progress: Progress) -> Self {
        let course = if progress.seed == 0 { course } else { Arc::new(course.shuffled(progress.seed)) };
        let said_first = course.said_first();
        let mut walk = Self { course, progress, hints: 0, told: BTreeMap::new(), said_first, lesson: 0, page: 0 };
        walk.told = walk.told_before();
        if let Some((id, page)) = walk.progress.at.clone()
            && let Some(at) = walk.course.lessons.iter().position(|lesson| lesson.id == id)
        {
            walk.go(at, page.saturating_sub(1));
        }
        walk
    }

    /// The open lesson.
    pub fn lesson(&self) -> &Lesson {
        &self.course.lessons[self.lesson]
    }

    /// The open page.
    pub fn page(&self) -> &Page {
        &self.lesson().pages[self.page]
    }

    /// The places of the open lesson in the course and of the open page in it, from 0.
    pub fn place(&self) -> (usize, usize) {
        (self.lesson, self.page)
    }

    /// The part and the page, from 0, that first say a word of the glossary.
    pub fn said_first(&self, word: usize) -> Option<(usize, usize)> {
        self.said_first.get(word).copied().flatten()
    }

    /// Opens a page; beyond the last lesson or page it is the last.
    pub fn go(&mut self, lesson: usize, page: usize) {
        self.lesson = lesson.min(self.course.lessons.len() - 1);
        self.page = page.min(self.lesson().pages.len() - 1);
        self.hints = 0;
        self.told.retain(|_, told| matches!(told, Told::Settled(_)));
        self.progress.at = Some((self.lesson().id.clone(), self.page + 1));
    }

    /// The place of the next page, or of the one before; `None` at the ends of the course.
    pub fn beside(&self, forward: bool) -> Option<(usize, usize)> {
        match (forward, self.page) {
            (true, page) if page + 1 < self.lesson().pages.len() => Some((self.lesson, page + 1)),
            (true, _) => (self.lesson + 1 < self.course.lessons.len()).then_some((self.lesson + 1, 0)),
            (false, 0) => {
                let before = self.lesson.checked_sub(1)?;
                Some((before, self.course.lessons[before].pages.len() - 1))
            }
            (false, page) => Some((self.lesson, page - 1)),
        }
    }

    /// The open question of the page, with its block.
    pub fn open(&self) -> Option<(usize, &Question)> {
        self.page().blocks.iter().enumerate().find_map(|(at, block)| match block {
            Block::Ask(question) if self.outcome(at).is_none() => Some((at, &**question)),
            _ => None,
        })
    }

    /// How the question in a block was settled.
    pub fn outcome(&self, block: usize) -> Option<Outcome> {
        self.progress.settled.get(&self.key(self.lesson, self.page, block)).copied()
    }

    /// The blocks that are uncovered: up to the open question.
    pub fn uncovered(&self) -> &[Block] {
        let end = self.open().map_or(self.page().blocks.len(), |(at, _)| at + 1);
        &self.page().blocks[..end]
    }

    /// What is to be done when the page opens, each command with its line: the opening of the lesson, and the scenes of
    /// what is uncovered. A question that is settled leaves what it left when it was: nothing that stood covered for it is,
    /// and what was to be done by hand is done the way that its page shows.
    pub fn scene(&self) -> Vec<(usize, Command)> {
        let mut scene = self.lesson().opening.clone();
        for (at, block) in self.uncovered().iter().enumerate() {
            match (block, self.outcome(at)) {
                (Block::Scene(commands), _) => scene.extend_from_slice(commands),
                (Block::Ask(question), Some(outcome)) => {
                    scene.retain(|(_, command)| !matches!(command, Command::Cover(_)));
                    let hand = question.hand().filter(|_| outcome != Outcome::Skipped);
                    scene.extend(hand.iter().flat_map(|hand| hand.by.iter().cloned()));
                }
                _ => {}
            }
        }
        scene
    }

    /// What was said of the last answer to the question in a block of this page.
    pub fn told(&self, block: usize) -> Option<&Told> {
        self.told.get(&(self.lesson, self.page, block))
    }

    /// Says something of an answer to the question in a block of this page.
    pub fn tell(&mut self, block: usize, told: Told) {
        self.told.insert((self.lesson, self.page, block), told);
    }

    /// The open question was helped with: by a hint, or by being told that an answer is wrong.
    pub fn help(&mut self) {
        if let Some((at, _)) = self.open() {
            self.progress.helped.insert(self.key(self.lesson, self.page, at));
        }
    }

    /// Settles the open question and returns what is to be done now that more is uncovered: what stands right below it, and what
    /// stands below other text, each command with its block.
    pub fn settle(&mut self, outcome: Outcome, told: String) -> (Vec<(usize, Command)>, Vec<Ahead>) {
        let Some((at, _)) = self.open() else { return Default::default() };
        let key = self.key(self.lesson, self.page, at);
        let outcome = match outcome {
            Outcome::Right if self.progress.helped.contains(&key) => Outcome::Helped,
            other => other,
        };
        let outcome = outcome.or_before(self.progress.before.remove(&key));
        self.progress.told.insert(key.clone(), told.clone());
        self.progress.settled.insert(key, outcome);
        self.tell(at, Told::Settled(told));
        self.hints = 0;
        let below = || self.uncovered().iter().enumerate().skip(at + 1);
        let read = below().find(|(_, block)| block.is_read()).map_or(usize::MAX, |(block, _)| block);
        let scenes =
            below().filter_map(|(at, block)| if let Block::Scene(all) = block { Some((at, all)) } else { None });
        let (now, ahead): (Vec<_>, Vec<_>) = scenes.partition(|(block, _)| *block < read);
        let ahead = ahead
            .into_iter()
            .flat_map(|(block, all)| all.iter().map(move |(line, command)| (block, *line, command.clone())));
        (now.into_iter().flat_map(|(_, all)| all).cloned().collect(), ahead.collect())
    }

    /// Opens the last settled question of the page again. Returns false where there is none.
    pub fn again(&mut self) -> bool {
        let last = (0..self.page().blocks.len()).rev().find(|&at| self.outcome(at).is_some());
        if let Some(at) = last {
            let key = self.key(self.lesson, self.page, at);
            if let Some(outcome) = self.progress.settled.remove(&key) {
                self.progress.before.insert(key.clone(), outcome);
            }
            self.progress.told.remove(&key);
            // What was settled once is known.
            self.progress.helped.insert(key);
            self.told.remove(&(self.lesson, self.page, at));
            self.hints = 0;
        }
        last.is_some()
    }

    /// What was said of settled questions at some time before.
    fn told_before(&self) -> BTreeMap<(usize, usize, usize), Told> {
        let mut told = BTreeMap::new();
        for (n, lesson) in self.course.lessons.iter().enumerate() {
            for (m, page) in lesson.pages.iter().enumerate() {
                let asks = page.blocks.iter().enumerate().filter(|(_, block)| matches!(block, Block::Ask(_)));
                told.extend(asks.filter_map(|(at, _)| {
                    let key = self.key(n, m, at);
                    let said = self.progress.told.get(&key).filter(|_| self.progress.settled.contains_key(&key))?;
                    Some(((n, m, at), Told::Settled(said.clone())))
                }));
            }
        }
        told
    }

    /// How the questions of a lesson were settled.
    pub fn score(&self, lesson: usize) -> Score {
        let pages = 0..self.course.lessons[lesson].pages.len();
        pages.flat_map(|page| self.outcomes(lesson, page)).fold(Score::default(), Score::and)
    }

    /// How each question of a page was settled, if it was.
    pub fn outcomes(&self, lesson: usize, page: usize) -> Vec<Option<Outcome>> {
        let blocks = self.course.lessons[lesson].pages[page].blocks.iter().enumerate();
        let asks = blocks.filter(|(_, block)| matches!(block, Block::Ask(_)));
        asks.map(|(block, _)| self.progress.settled.get(&self.key(lesson, page, block)).copied()).collect()
    }

    /// Forgets all answers and guesses.
    pub fn forget(&mut self) {
        self.progress = Progress { at: self.progress.at.take(), seed: self.progress.seed, ..Progress::default() };
        self.told.clear();
        self.hints = 0;
    }

    /// What the outcome of a question is kept under: it stands as long as the page keeps its title and its questions.
    fn key(&self, lesson: usize, page: usize, block: usize) -> String {
        let lesson = &self.course.lessons[lesson];
        let page = &lesson.pages[page];
        let asks = page.blocks[..block].iter().filter(|b| matches!(b, Block::Ask(_))).count();
        format!("{}/{}/{}", lesson.id, page.title, asks + 1)
    }
}
