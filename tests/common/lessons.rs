//! What the tests of lessons share.

#![allow(dead_code, clippy::unwrap_used)]

use factorscope::{
    cli::{DataArgs, ModelArgs, Prepared, open},
    lesson::{Course, Lesson},
};

/// Every page of a course: its lesson and its number, from 0.
pub fn pages(course: &Course) -> impl Iterator<Item = (&Lesson, usize)> {
    course.lessons.iter().flat_map(|lesson| (0..lesson.pages.len()).map(move |page| (lesson, page)))
}

/// The program as it opens without any arguments.
pub fn opened() -> Prepared {
    open(&DataArgs::default(), &ModelArgs::default()).unwrap()
}
