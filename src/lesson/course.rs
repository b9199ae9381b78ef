//! A course: lessons in their order, built in or from files.

use super::{Block, Kind, Lay, Lesson, LessonError, Mistake, parse};
use crate::data::load::{Location, intake};
use rand::{SeedableRng, seq::SliceRandom};
use rand_pcg::Pcg64Mcg;
use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
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
);

impl Course {
    /// A course of these lessons, which is called so.
    pub fn new(name: &str, lessons: Vec<Lesson>) -> Self {
        Self { name: name.into(), title: name.into(), lessons }
    }

    /// How many figures and how many questions there are in it.
    pub fn counts(&self) -> (usize, usize) {
        let blocks = || self.lessons.iter().flat_map(|lesson| &lesson.pages).flat_map(|page| &page.blocks);
        let questions = blocks().filter(|block| matches!(block, Block::Ask(_))).count();
        (blocks().map(|block| block.figures().len()).sum(), questions)
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
            Arc::new(Course { name: "lecture".into(), title: "Recommendation systems".into(), lessons })
        };
        Arc::clone(LECTURE.get_or_init(read))
    }

    /// The most bytes that a lesson may have.
    const MOST_BYTES: usize = 1 << 20;
    /// The most lessons that a folder may have.
    const MOST_LESSONS: usize = 200;

    /// The lessons of a file, or of all the files of a folder that end in `.md`, in the order of their names.
    ///
    /// # Errors
    /// What cannot be read, or all mistakes, each with its file and line.
    pub fn load(path: &Path) -> Result<Self, LessonError> {
        let unreadable = |path: &Path, why: String| LessonError::Unreadable { path: path.to_path_buf(), why };
        let refused = |why: io::Error| unreadable(path, why.to_string());
        let mut files = vec![path.to_path_buf()];
        if path.is_dir() {
            files.clear();
            for entry in fs::read_dir(path).map_err(refused)? {
                let file = entry.map_err(refused)?.path();
                if file.extension().is_some_and(|ending| ending == "md") {
                    files.push(file);
                }
                if files.len() > Self::MOST_LESSONS {
                    return Err(unreadable(path, format!("it has more than {} lessons", Self::MOST_LESSONS)));
                }
            }
            files.sort();
        }
        if files.is_empty() {
            return Err(LessonError::Empty(path.to_path_buf()));
        }
        let read = |file: &PathBuf| {
            // Whoever names a pipe has something that writes to it; one that lies in a folder may wait for ever.
            if file != path && !file.is_file() {
                return Err(unreadable(file, "it is no file".into()));
            }
            let name = file.display().to_string();
            let refused = |at: &Location, why: &dyn fmt::Display| {
                let line = at.line.map_or(String::new(), |line| format!("line {line}: "));
                unreadable(file, format!("{line}{why}"))
            };
            let bytes = intake::file(file, &name, Self::MOST_BYTES).map_err(|e| refused(&e.at, &e.fault))?;
            let text = String::from_utf8(bytes).map_err(|error| {
                let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                refused(&intake::place(&name, before), &"found a byte that is no UTF-8, expected text")
            })?;
            parse::lesson(&name, &text)
        };
        let (mut lessons, mut wrong) = (Vec::new(), Vec::new());
        for file in &files {
            match read(file) {
                Ok(lesson) => lessons.push(lesson),
                Err(LessonError::Mistakes(mistakes)) => wrong.extend(mistakes),
                Err(other) => return Err(other),
            }
        }
        if wrong.is_empty() {
            wrong = number(&mut lessons);
        }
        if !wrong.is_empty() {
            return Err(LessonError::Mistakes(wrong));
        }
        let name = fs::canonicalize(path).map_err(refused)?.display().to_string();
        let title = match lessons.as_slice() {
            [only] => only.title.clone(),
            _ => path.file_name().map_or("Contents".into(), |name| name.to_string_lossy().into_owned()),
        };
        Ok(Self { name, title, lessons })
    }
}

/// Gives a number to the lessons that have none. Returns those that have the same as one before.
fn number(lessons: &mut [Lesson]) -> Vec<Mistake> {
    let mut twice = Vec::new();
    for n in 0..lessons.len() {
        let (before, rest) = lessons.split_at_mut(n);
        let lesson = &mut rest[0];
        if lesson.number == 0 {
            lesson.number = before.last().map_or(1, |last| last.number.saturating_add(1));
        }
        if let Some(same) = before.iter().find(|other| other.number == lesson.number) {
            let why =
                format!("this is part {}, and so is {}; files are named as in 01-start.md", same.number, same.file);
            twice.push(Mistake { file: lesson.file.clone(), line: 1, why });
        }
    }
    twice
}
