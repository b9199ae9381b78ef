//! A course: lessons in their order, built in or from files.

use super::{Block, Glossary, Kind, Lay, Lesson, parse};
use crate::{
    command::{Command, Ratings},
    data::Lecture,
    study::{Beside, Opening},
};
use rand::{SeedableRng, seq::SliceRandom};
use rand_pcg::Pcg64Mcg;
use std::{
    collections::{BTreeMap, HashSet},
    sync::{Arc, OnceLock},
};

/// Lessons in their order; there is at least one.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// What its progress is kept under.
    pub name: String,
    /// What stands above its contents.
    pub title: String,
    /// The lessons.
    pub lessons: Vec<Lesson>,
    /// What a page is about that does not say so.
    pub about: Ratings,
    /// The words that they use.
    pub glossary: Glossary,
    /// The ratings of files that lie beside them, by the names by which their pages open them.
    pub files: BTreeMap<String, Beside>,
}

macro_rules! built_in {
    ($($file:literal),+ $(,)?) => {
        /// The lessons of the lecture: their files, and what is in them.
        const BUILT_IN: &[(&str, &str)] = &[$(($file, include_str!(concat!("../../assets/lessons/", $file)))),+];
    };
}

built_in!(
    "01-around-us.md",
    "02-the-grid.md",
    "03-content-based.md",
    "04-collaborative.md",
    "05-gradient-descent.md",
    "06-factorisation.md",
    "07-a-library.md",
    "08-from-ratings.md",
    "09-what-to-keep.md",
    "10-exercises.md",
);

impl Course {
    /// A course of these lessons, which is called so.
    pub fn new(name: &str, lessons: Vec<Lesson>) -> Self {
        Self {
            name: name.into(),
            title: name.into(),
            lessons,
            about: Self::LECTURE,
            glossary: Glossary::default(),
            files: BTreeMap::new(),
        }
    }

    /// What a page is about of which nobody says so.
    pub(super) const LECTURE: Ratings = Ratings::Known(Opening::Lecture(Lecture::Main));

    /// What a page begins with whose first command is this one: it opens ratings, or else those of the course are opened.
    pub fn opening(&self, first: Option<&Command>) -> Option<Command> {
        let says = matches!(first, Some(Command::Open(_)));
        (!says).then(|| Command::Open(self.about.clone()))
    }

    /// How many figures and how many questions there are in it.
    pub fn counts(&self) -> (usize, usize) {
        let blocks = || self.lessons.iter().flat_map(|lesson| &lesson.pages).flat_map(|page| &page.blocks);
        let questions = blocks().filter(|block| matches!(block, Block::Ask(_))).count();
        (blocks().map(|block| block.figures().len()).sum(), questions)
    }

    /// The part and the page, from 0, that first say each word of the glossary, in its order.
    pub(super) fn said_first(&self) -> Vec<Option<(usize, usize)>> {
        let mut first = vec![None; self.glossary.terms().len()];
        // A word is said over and over, and looked for once.
        let mut met = HashSet::new();
        for (n, lesson) in self.lessons.iter().enumerate() {
            for (m, page) in lesson.pages.iter().enumerate() {
                let said = page.blocks.iter().flat_map(Block::said);
                for word in said.filter(|said| met.insert(said.term.as_str())) {
                    if let Some(place) = self.glossary.find(&word.term) {
                        first[place].get_or_insert((n, m));
                    }
                }
            }
        }
        first
    }

    /// The same with the options of each choice in another order, which follows from the seed; not of those whose order says
    /// something.
    #[must_use]
    pub fn shuffled(&self, seed: u64) -> Self {
        let mut course = self.clone();
        let mut lot = Pcg64Mcg::seed_from_u64(seed);
        let pages = course.lessons.iter_mut().flat_map(|lesson| &mut lesson.pages);
        for block in pages.flat_map(|page| &mut page.blocks) {
            if let Block::Ask(question) = block
                && let Kind::Choice { options, lay: Lay::Any, .. } = &mut question.kind
            {
                options.shuffle(&mut lot);
            }
        }
        course
    }

    /// The lecture that the program comes with. It is read once.
    pub fn lecture() -> Arc<Self> {
        static LECTURE: OnceLock<Arc<Course>> = OnceLock::new();
        let read = || {
            let lessons = BUILT_IN.iter().map(|(file, text)| parse::lesson(file, text));
            let lessons = lessons.collect::<Result<_, _>>().expect("the built-in lessons are well formed");
            Arc::new(Course { title: "Recommendation systems".into(), ..Course::new("lecture", lessons) })
        };
        Arc::clone(LECTURE.get_or_init(read))
    }
}
