//! `factorscope handout`: a course as one file, to read, to print and to keep: its text, a picture of the program wherever it stands
//! beside the text, the answers folded, the figures as the live program has them.

mod html;
mod markdown;
mod played;

use super::{Error, Handout, HandoutArgs, check::MEMORY, open};
use crate::{
    app::{App, Taste},
    command::Theme,
    lesson::{Course, Lesson, Progress},
    study::Session,
    ui::{Camera, Depth},
};
use std::{io::Write, sync::Arc};

/// The columns and lines of a terminal in which a page has room beside its text.
const SIZE: (u16, u16) = (120, 36);

/// Plays the course and prints it.
///
/// # Errors
/// When the lessons or the ratings cannot be read, a page cannot be played, or the output cannot be written.
pub fn handout(args: &HandoutArgs, out: &mut dyn Write) -> Result<(), Error> {
    let course = Course::open(args.course.lesson.as_deref())?;
    let wanted = |lesson: &&Lesson| args.part.is_none_or(|part| part == lesson.number);
    let lessons: Vec<&Lesson> = course.lessons.iter().filter(wanted).collect();
    if lessons.is_empty() {
        let numbers: Vec<String> = course.lessons.iter().map(|lesson| lesson.number.to_string()).collect();
        let sentence = format!("there is no part {}; there are {}", args.part.unwrap_or_default(), numbers.join(", "));
        return Err(Error::Use { sentence, hint: "without --part all of them are written".into() });
    }
    if args.format == Handout::Py {
        return code(&lessons, out);
    }
    let opened = open(&args.course.data, &args.course.model)?;
    let mut session = Session::new(opened.source, opened.options, MEMORY);
    let taste = Taste { motion: false, theme: Theme::Light, ..Taste::default() };
    let mut app = App::new(opened.title, Arc::new(session.snapshot())).with_taste(taste);
    app.follow_course(Arc::clone(&course), Progress::default());
    let mut camera = Camera::new(app, &mut session, Depth::True, SIZE).map_err(unplayed)?;
    let mut parts = Vec::new();
    for lesson in lessons {
        let pages = played::pages(&mut camera, lesson, !args.no_pictures).map_err(unplayed)?;
        parts.push((lesson, pages));
    }
    let text = match args.format {
        Handout::Html => html::written(&course, &parts, args.notes),
        _ => markdown::written(&course, &parts, args.notes),
    };
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// What is wrong with a page that cannot be played.
fn unplayed(sentence: String) -> Error {
    Error::Use { sentence, hint: "factorscope check says all that is wrong with lessons".into() }
}

/// The notebooks of the parts, one below the other.
fn code(lessons: &[&Lesson], out: &mut dyn Write) -> Result<(), Error> {
    let mut any = false;
    for lesson in lessons {
        let text = lesson.notebook(lesson.pages.len());
        if text.is_empty() {
            continue;
        }
        let between = if any { "\n\n" } else { "" };
        write!(out, "{between}# {} {}\n\n{text}", lesson.number, lesson.title)?;
        any = true;
    }
    if !any {
        let sentence = "no page of these has code".into();
        return Err(Error::Use { sentence, hint: "--format html writes what they have".into() });
    }
    Ok(out.flush()?)
}
