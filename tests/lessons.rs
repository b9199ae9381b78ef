//! The lessons, played: every page is opened, every command in it runs, every figure in it is confirmed by the live state
//! where it stands, every question has one right answer, and nothing is cut off on a small terminal.
//!
//! `LESSONS=PATH cargo test --test lessons` plays those of a file or a folder of your own instead.

#![cfg(feature = "tui")]
#![allow(clippy::unwrap_used)]

mod common;
#[path = "common/desk.rs"]
mod desk;
#[path = "common/lessons.rs"]
mod played;

use desk::Desk;
use factorscope::{
    app::{App, Message, Notice},
    command::{Command, Panel},
    lesson::{Block, Course, Figure, Judged, Kind, Lesson, Page, Progress, Question},
    ui::{Depth, draw},
};
use played::{pages, place, play};
use ratatui::{buffer::Buffer, layout::Rect};
use std::{env, path::Path, sync::Arc};

/// The lessons of a file or a folder.
fn load(path: &Path) -> Arc<Course> {
    Arc::new(Course::load(path).unwrap_or_else(|why| panic!("{why}")))
}

/// A lecturer's example.
fn example() -> Arc<Course> {
    load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/lessons"))
}

/// The lessons that were named; without any, the example and the lecture.
fn courses() -> Vec<Arc<Course>> {
    match env::var_os("LESSONS") {
        Some(path) => vec![load(Path::new(&path))],
        None => vec![example(), Course::lecture()],
    }
}

/// All that a course asks and states.
fn count(course: &Course) -> (usize, usize) {
    let blocks = || pages(course).flat_map(|(lesson, page)| &lesson.pages[page].blocks);
    (blocks().map(|block| block.figures().len()).sum(), blocks().filter(|b| matches!(b, Block::Ask(_))).count())
}

/// Complaints about a page: its blocks are met one after another, off the path, and each is held against the live state
/// as it is there.
fn complaints(lesson: &Lesson, page: &Page) -> Vec<String> {
    let mut found = Vec::new();
    let place = |line: usize| place(lesson, page, line);
    let undone = play(lesson, page, |app, block| {
        for figure in block.figures() {
            found.extend(unconfirmed(app, figure).map(|why| format!("{}: {why}", place(figure.line))));
        }
        match block {
            Block::Expect(claims) => {
                for claim in claims {
                    let (holds, value) = app.with_live(|live| (live.holds(claim), live.value(&claim.of)));
                    if holds != Ok(true) {
                        found.push(format!("{}: expected {}: {value:?}", place(claim.line), claim.text));
                    }
                }
            }
            Block::Ask(question) => {
                found.extend(unanswerable(app, question).map(|why| format!("{}: {why}", place(question.line))));
            }
            _ => {}
        }
    });
    found.extend(undone);
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
                let guess = live.snapshot.ratings().scale().clip(3.0).to_string();
                let kept = matches!(judge(&guess), Ok(Judged::Guessed(..)));
                (!kept).then(|| format!("{guess} is no guess: {:?}", judge(&guess)))
            }
            Kind::Cell { .. } | Kind::Term { .. } => None,
        }
    })
}

#[test]
fn every_command_runs_and_every_figure_is_confirmed_where_it_stands() {
    for course in courses() {
        let found: Vec<_> = pages(&course).flat_map(|(lesson, page)| complaints(lesson, &lesson.pages[page])).collect();
        let (figures, questions) = count(&course);
        assert!(
            found.is_empty(),
            "{} of {figures} figures and {questions} questions:\n{}",
            found.len(),
            found.join("\n")
        );
    }
    let (figures, questions) = count(&Course::lecture());
    assert!(figures > 200 && questions > 40, "{figures} figures and {questions} questions");
}

#[test]
fn the_example_asks_in_every_way() {
    let example = example();
    let blocks: Vec<_> = pages(&example).flat_map(|(lesson, page)| &lesson.pages[page].blocks).collect();
    let kinds = |is: fn(&Kind) -> bool| blocks.iter().any(|block| matches!(block, Block::Ask(q) if is(&q.kind)));
    assert!(kinds(|kind| matches!(kind, Kind::Number { .. })));
    assert!(kinds(|kind| matches!(kind, Kind::Choice { .. })));
    assert!(kinds(|kind| matches!(kind, Kind::Cell { .. })));
    assert!(kinds(|kind| matches!(kind, Kind::Term { .. })));
    assert!(kinds(|kind| matches!(kind, Kind::Guess { .. })));
    let met = |is: fn(&Block) -> bool| blocks.iter().any(|block| is(block));
    assert!(met(|block| matches!(block, Block::Paragraph(_))));
    assert!(met(|block| matches!(block, Block::List(_))));
    assert!(met(|block| matches!(block, Block::Aside(_))));
    assert!(met(|block| matches!(block, Block::Table(_))));
    assert!(met(|block| matches!(block, Block::Formula(_))));
    assert!(met(|block| matches!(block, Block::Scene(_))));
    assert!(met(|block| matches!(block, Block::Expect(_))));
    assert!(met(|block| matches!(block, Block::Guesses)));
}

/// The whole of a page in a terminal, sheet by sheet.
fn sheets(desk: &mut Desk, size: (u16, u16)) -> Vec<Buffer> {
    let mut all = Vec::new();
    let mut at = 0;
    loop {
        (desk.app.lecture.sheets.at, desk.app.lecture.follow) = (at, None);
        let mut frame = Buffer::empty(Rect::new(0, 0, size.0, size.1));
        let drawn = draw(&desk.app, Depth::None, &mut frame);
        let count = drawn.sheets.unwrap().count;
        all.push(frame);
        at += 1;
        if at >= count {
            return all;
        }
    }
}

/// Complaints of a student who walks through a course: what warns, what is cut off, what stays open.
fn walked(course: &Arc<Course>) -> Vec<String> {
    let mut found = Vec::new();
    for (lesson, page) in pages(course) {
        let place = format!("{} page {} ('{}')", lesson.file, page + 1, lesson.pages[page].title);
        let mut desk = Desk::lecture();
        desk.app.follow_course(Arc::clone(course), Progress::default(), false);
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
    found
}

#[test]
fn as_a_student_walks_through_nothing_warns_and_nothing_is_cut_off() {
    for course in courses() {
        let found = walked(&course);
        assert!(found.is_empty(), "{}: {} complaints:\n{}", course.name, found.len(), found.join("\n"));
    }
}
