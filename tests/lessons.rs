//! The lessons, played: every page is opened, every command in it runs, every figure in it is confirmed by the live state
//! where it stands, every question has one right answer, and nothing is cut off on a small terminal.

#![cfg(feature = "tui")]
#![allow(clippy::unwrap_used)]

mod common;
#[path = "common/desk.rs"]
mod desk;

use desk::Desk;
use factorscope::{
    app::{App, Message, Notice},
    command::{Command, Panel},
    lesson::{Block, Course, Figure, Judged, Kind, Lesson, Page, Question},
    ui::{Depth, draw},
};
use ratatui::{buffer::Buffer, layout::Rect};
use std::sync::Arc;

/// Every page of the lecture.
fn pages() -> Vec<(Arc<Course>, usize, usize)> {
    let course = Course::lecture();
    let all = course.lessons.iter().enumerate();
    all.flat_map(|(n, lesson)| (0..lesson.pages.len()).map(move |page| (n, page)))
        .map(|(n, page)| (Arc::clone(&course), n, page))
        .collect()
}

/// Does a command and fails where it cannot be done.
#[track_caller]
fn obey(desk: &mut Desk, command: &Command, place: &str) {
    desk.app.notice = None;
    desk.send(Message::Command(command.clone()));
    if let Some(Notice::Warn(why)) = &desk.app.notice {
        panic!("{place}: {command}: {why}");
    }
}

/// Complaints about a page: its blocks are met one after another, off the path, and each is held against the live state
/// as it is there.
fn complaints(lesson: &Lesson, page: &Page) -> Vec<String> {
    let mut found = Vec::new();
    let mut desk = Desk::lecture();
    let place = |line: usize| format!("{}, line {line} ('{}')", lesson.file, page.title);
    obey(&mut desk, &factorscope::command::parse("open lecture").unwrap(), &place(1));
    let scene = |desk: &mut Desk, commands: &[(usize, Command)]| {
        for (line, command) in commands {
            desk.app.notice = None;
            desk.send(Message::Command(command.clone()));
            if let Some(Notice::Warn(why)) = &desk.app.notice {
                return Some(format!("{}: {command}: {why}", place(*line)));
            }
        }
        None
    };
    found.extend(scene(&mut desk, &lesson.opening));
    for block in &page.blocks {
        for figure in block.figures() {
            found.extend(unconfirmed(&desk.app, figure).map(|why| format!("{}: {why}", place(figure.line))));
        }
        match block {
            Block::Scene(commands) => found.extend(scene(&mut desk, commands)),
            Block::Expect(claims) => {
                for claim in claims {
                    let (holds, value) = desk.app.with_live(|live| (live.holds(claim), live.value(&claim.of)));
                    if holds != Ok(true) {
                        found.push(format!("{}: expected {}: {value:?}", place(claim.line), claim.text));
                    }
                }
            }
            Block::Ask(question) => {
                found.extend(unanswerable(&desk.app, question).map(|why| format!("{}: {why}", place(question.line))))
            }
            _ => {}
        }
    }
    found
}

fn unconfirmed(app: &App, figure: &Figure) -> Option<String> {
    match app.with_live(|live| live.value(&figure.of)) {
        Err(why) => Some(format!("'{}': {why}", figure.text)),
        Ok(value) if !figure.confirms(value) => Some(format!("'{}' is {value}", figure.text)),
        Ok(_) => None,
    }
}

/// Why a question cannot be answered, or takes a wrong answer for the right one.
fn unanswerable(app: &App, question: &Question) -> Option<String> {
    app.with_live(|live| {
        if let Err(why) = question.solution(live) {
            return Some(why);
        }
        let judge = |text: &str| question.judge(text, (app.user, app.item), live);
        match &question.kind {
            Kind::Number { answer, within } => {
                let value = live.value(answer).unwrap();
                let right = matches!(judge(&format!("{value}")), Ok(Judged::Right(_)));
                let wrong = matches!(judge(&format!("{}", value + 3.0 * within + 1.0)), Ok(Judged::Wrong(_)));
                (!(right && wrong)).then(|| format!("{value} is judged wrongly: {:?}", judge(&format!("{value}"))))
            }
            Kind::Choice { options, .. } => {
                let right =
                    (1..=options.len()).filter(|n| matches!(judge(&n.to_string()), Ok(Judged::Right(_)))).count();
                (right != 1).then(|| format!("{right} options are right"))
            }
            Kind::Guess { .. } => {
                (!matches!(judge("3"), Ok(Judged::Guessed(..)))).then(|| format!("3 is no guess: {:?}", judge("3")))
            }
            Kind::Cell { .. } | Kind::Term { .. } => None,
        }
    })
}

#[test]
fn every_command_runs_and_every_figure_is_confirmed_where_it_stands() {
    let mut found = Vec::new();
    let (mut figures, mut questions) = (0, 0);
    for (course, n, page) in pages() {
        let lesson = &course.lessons[n];
        let page = &lesson.pages[page];
        figures += page.blocks.iter().map(|block| block.figures().len()).sum::<usize>();
        questions += page.blocks.iter().filter(|block| matches!(block, Block::Ask(_))).count();
        found.extend(complaints(lesson, page));
    }
    assert!(found.is_empty(), "{} of {figures} figures and {questions} questions:\n{}", found.len(), found.join("\n"));
    assert!(figures > 200 && questions > 40, "{figures} figures and {questions} questions");
}

/// The whole of a page in a terminal, sheet by sheet.
fn sheets(desk: &mut Desk, size: (u16, u16)) -> Vec<Buffer> {
    let mut all = Vec::new();
    let mut at = 0;
    loop {
        (desk.app.lecture.sheet.0, desk.app.lecture.follow) = (at, None);
        let mut frame = Buffer::empty(Rect::new(0, 0, size.0, size.1));
        let drawn = draw(&desk.app, Depth::None, &mut frame);
        let (_, count) = drawn.sheets.unwrap();
        all.push(frame);
        at += 1;
        if at >= count {
            return all;
        }
    }
}

#[test]
fn as_a_student_walks_through_nothing_warns_and_nothing_is_cut_off() {
    let mut found = Vec::new();
    for (course, n, page) in pages() {
        let lesson = &course.lessons[n];
        let place = format!("{} page {} ('{}')", lesson.file, page + 1, lesson.pages[page].title);
        let mut desk = Desk::lecture();
        desk.send(Message::Command(Command::Lesson(lesson.number, page + 1)));
        let mut rounds = 0;
        loop {
            if let Some(Notice::Warn(why)) = &desk.app.notice {
                found.push(format!("{place}: {why}"));
                break;
            }
            if desk.app.playing() {
                found.push(format!("{place}: it is still playing"));
                break;
            }
            for size in [(80, 24), (120, 36)] {
                for sheet in sheets(&mut desk, size) {
                    let wide = size.0 >= 104 && desk.app.lecture.panel != Panel::None;
                    let width = if wide { (size.0 * 45 / 100).clamp(48, 76) } else { size.0 };
                    let text = |y: u16| (0..width).map(|x| sheet[(x, y)].symbol()).collect::<String>();
                    let end = (2..size.1).find(|&y| text(y).starts_with('╰')).unwrap();
                    for line in (2..end).map(text).filter(|line| line.contains('…')) {
                        found.push(format!("{place} at {size:?}: cut off: {line}"));
                    }
                }
            }
            rounds += 1;
            if desk.app.lecture.walk.open().is_none() || rounds > 9 {
                break;
            }
            desk.send(Message::Command(Command::Reveal));
        }
        if desk.app.lecture.walk.open().is_some() {
            found.push(format!("{place}: a question stays open"));
        }
    }
    assert!(found.is_empty(), "{} complaints:\n{}", found.len(), found.join("\n"));
}
