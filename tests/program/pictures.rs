//! The picture beside a question: it is there while the question is open, it says nothing that is asked, and the text
//! stands where it stood when the question is settled. A page's first question is on one sheet with the text before it.

#![cfg(feature = "tui")]
#![allow(clippy::unwrap_used)]

use crate::common::{lecture, lessons::pages};
use factorscope::{
    app::{App, Message},
    command::{Command, Nth, Panel, Part},
    lesson::{Course, Kind, Progress},
    model::{Method, Options},
    study::{Session, Source},
    ui::{Depth, draw},
};
use ratatui::{buffer::Buffer, layout::Rect};
use std::sync::Arc;

/// A terminal of a student, of another one, and of a lecturer.
const SIZES: [(u16, u16); 3] = [(80, 24), (120, 36), (160, 45)];

/// A page that lies open, with everything worked out that stands on it.
struct Open {
    app: App,
    session: Session,
}

impl Open {
    fn page(course: &Arc<Course>, part: usize, page: usize) -> Self {
        let mut session = Session::new(Source::new(Arc::new(lecture())), Options::new(Method::Als), 1 << 20);
        let mut app = App::new("the lecture", Arc::new(session.snapshot()));
        app.follow_course(Arc::clone(course), Progress::default());
        let mut open = Self { app, session };
        open.send(Message::Command(Command::Lesson(Part::Number(Nth::numbered(part)), Nth::at(page))));
        open
    }

    fn send(&mut self, message: Message) {
        let effects = self.app.update(message);
        self.app.work_off(&mut self.session, effects);
    }

    /// What is drawn, and on how many sheets the text stands.
    fn frame(&mut self, (width, height): (u16, u16)) -> (Buffer, usize) {
        let mut sheets = 1;
        let mut frame = Buffer::empty(Rect::new(0, 0, width, height));
        // What a screen needs to know of its size may change what is drawn on it.
        for _ in 0..3 {
            frame.reset();
            let drawn = draw(&self.app, Depth::None, &mut frame);
            sheets = drawn.sheets.map_or(1, |sheets| sheets.count);
            let pages = drawn.pages.map(Message::Pages);
            for message in drawn.viewport.map(Message::Viewport).into_iter().chain(pages) {
                self.send(message);
            }
        }
        (frame, sheets)
    }
}

/// What is drawn beside the text of a page, or below it, line by line, and where the text is.
fn beside(frame: &Buffer) -> Option<(Rect, Vec<String>)> {
    let area = frame.area;
    let corner = |x: u16, y: u16| frame[(x, y)].symbol() == "╭";
    let right = (1..area.width).find(|&x| corner(x, 1)).map(|x| (x, 1));
    let below = (2..area.height).find(|&y| corner(0, y)).map(|y| (0, y));
    let (x, y) = right.or(below)?;
    let line = |y: u16| (x..area.width).map(|x| frame[(x, y)].symbol()).collect::<String>();
    let text = Rect::new(0, 1, if x > 0 { x } else { area.width }, if x > 0 { area.height } else { y - 1 });
    Some((text, (y..area.height - 2).map(line).collect()))
}

/// The numbers in a picture, and how many signs in it are no part of a frame.
fn read(picture: &[String]) -> (Vec<String>, usize) {
    let all = picture.join("\n");
    let numbers = all.split(|sign: char| !(sign.is_ascii_digit() || ".-".contains(sign)));
    let signs = all.chars().filter(|sign| !" \n".contains(*sign) && !('\u{2500}'..='\u{257f}').contains(sign));
    (numbers.map(String::from).collect(), signs.count())
}

/// Whether a number with two decimals or more would do as an answer.
fn is(shown: &str, answer: f64, within: f64) -> bool {
    let decimals = shown.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    decimals >= 2 && shown.parse::<f64>().is_ok_and(|shown| (shown - answer).abs() <= within)
}

/// What a student would complain of who walks through a course.
fn complaints(course: &Arc<Course>) -> Vec<String> {
    let mut found = Vec::new();
    for (lesson, page) in pages(course) {
        let mut open = Open::page(course, lesson.number, page);
        let mut places: Vec<Option<Rect>> = vec![None; SIZES.len()];
        for question in 1.. {
            let asked = open.app.lecture().walk.open().map(|(_, question)| question.clone());
            let place =
                format!("{} page {} ('{}'), question {question}", lesson.file, page + 1, lesson.pages[page].title);
            let mut say = |what: String| found.push(format!("{place}: {what}"));
            if asked.is_some() && open.app.spread().panel == Panel::None {
                say("there is no picture while it is open".into());
            }
            for (size, before) in SIZES.into_iter().zip(&mut places) {
                let (frame, sheets) = open.frame(size);
                if question == 1 && asked.is_some() && sheets > 1 {
                    say(format!("at {size:?} it is not on one sheet with its text"));
                }
                let seen = beside(&frame);
                let text = seen.as_ref().map_or(frame.area, |(text, _)| *text);
                if let Some(before) = before.filter(|before| *before != text) {
                    say(format!("at {size:?} the text moves from {before:?} to {text:?}"));
                }
                *before = Some(text);
                let (Some((_, picture)), Some(asked)) = (seen, &asked) else { continue };
                let (numbers, signs) = read(&picture);
                let all = picture.join("\n");
                if signs < 30 || all.contains("covered until") || all.contains("being worked out") {
                    say(format!("at {size:?} the picture is empty:\n{all}"));
                }
                if let Kind::Number { answer, within, .. } = &asked.kind
                    && let Ok(value) = open.app.with_live(|live| live.value(answer))
                    && (value - value.round()).abs() > 1e-9
                    && let Some(shown) = numbers.iter().find(|number| is(number, value, *within))
                {
                    say(format!("at {size:?} the picture says {shown}, which is asked"));
                }
            }
            if asked.is_none() {
                break;
            }
            open.send(Message::Command(Command::Reveal));
            if question > 9 {
                found.push(format!("{place}: it stays open: {:?}", open.app.notice()));
                break;
            }
        }
    }
    found
}

#[test]
fn a_picture_stands_beside_every_open_question_and_gives_nothing_away() {
    let found = complaints(&Course::lecture());
    assert!(found.is_empty(), "{} complaints:\n{}", found.len(), found.join("\n"));
}
