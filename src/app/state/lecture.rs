//! The path through the lecture, and the bookmarks that lead back to it and away from it.

use super::{Sketch, View};
use crate::lesson::{Course, Progress, Walk};
use std::{collections::BTreeMap, sync::Arc};

/// The path through the lecture. How its page lies open is [`super::Spread`].
#[derive(Clone, Debug)]
pub struct Lecture {
    /// Where one is in the course, and what was answered.
    pub walk: Walk,
    /// Who looks at it.
    pub audience: Audience,
    /// Where the path was left.
    pub(in crate::app) left: Option<Left>,
    /// What was looked at before the lecture was opened.
    pub(in crate::app) own: Option<Box<View>>,
    /// The page, from 0, from which one went to the present one by its name, and the block that stood first on its sheet.
    pub(in crate::app) looked_up: Option<((usize, usize), usize)>,
    /// The curves that were begun, by lesson and page.
    pub(in crate::app) sketches: BTreeMap<(usize, usize), Sketch>,
    /// The answers to questions of a talk, by lesson, page and block, as they were while each was open.
    pub(in crate::app) answers: BTreeMap<(usize, usize, usize), String>,
}

/// Who looks at the lecture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Audience {
    /// Somebody alone.
    #[default]
    Student,
    /// A class: it is set wider, and answers come on a key.
    Class,
    /// Whoever speaks to the class: notes stand in the place of the pages, which follow those of the talk.
    Speaker,
}

/// Where the path was left.
#[derive(Clone, Debug)]
pub(in crate::app) enum Left {
    /// At a page, with everything as it was.
    At(Box<View>),
    /// While the page was still being set: it is set anew.
    Unset,
}

impl Default for Lecture {
    fn default() -> Self {
        Self::new(Course::lecture(), Progress::default())
    }
}

impl Lecture {
    /// The beginning of a course in which this was answered before.
    pub(in crate::app) fn new(course: Arc<Course>, progress: Progress) -> Self {
        Self {
            walk: Walk::new(course, progress),
            audience: Audience::Student,
            left: None,
            own: None,
            looked_up: None,
            sketches: BTreeMap::new(),
            answers: BTreeMap::new(),
        }
    }

    /// Whether it is shown to a class.
    pub fn presents(&self) -> bool {
        self.audience == Audience::Class
    }

    /// Whether it is the notes of a talk, which go where the talk goes.
    pub fn follows(&self) -> bool {
        self.audience == Audience::Speaker
    }

    /// The part and the page, from 0, from which one went to the present one by its name: by the contents, a command, the glossary.
    pub fn came_from(&self) -> Option<(usize, usize)> {
        self.looked_up.map(|(place, _)| place)
    }

    /// The answer to the question in a block of the present page, as it was while it was open.
    pub fn answer_then(&self, block: usize) -> Option<&str> {
        let (lesson, page) = self.walk.place();
        self.answers.get(&(lesson, page, block)).map(String::as_str)
    }

    /// Whether the path was left.
    pub fn is_left(&self) -> bool {
        self.left.is_some()
    }
}
