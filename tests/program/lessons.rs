//! The lessons, played: every page is opened, every command in it runs, every figure in it is confirmed by the live state
//! where it stands, every question has one right answer, and nothing is cut off on a small terminal.

#![cfg(feature = "tui")]
#![allow(clippy::unwrap_used)]

use crate::common::desk::Desk;
use crate::common::lessons::{opened, pages};
use factorscope::{
    app::{Message, Notice, Sheets},
    cli::{flaws, flaws_within},
    command::{Command, Nth, Panel, Part},
    lesson::{Block, Course, Kind, Progress, parse},
    ui::{Depth, draw},
};
use ratatui::{buffer::Buffer, layout::Rect};
use std::{path::Path, sync::Arc};

/// The lessons of a file or a folder.
fn load(path: &Path) -> Arc<Course> {
    Arc::new(Course::load(path).unwrap_or_else(|why| panic!("{why}")))
}

/// A lecturer's example.
fn example() -> Arc<Course> {
    load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/lessons"))
}

/// The example and the lecture.
fn courses() -> [Arc<Course>; 2] {
    [example(), Course::lecture()]
}

#[test]
fn every_command_runs_and_every_figure_is_confirmed_where_it_stands() {
    for course in courses() {
        let found = flaws(&course, &opened());
        assert!(found.is_empty(), "{} of {:?}:\n{}", found.len(), course.counts(), found.join("\n"));
    }
    let (figures, questions) = Course::lecture().counts();
    assert!(figures > 200 && questions > 40, "{figures} figures and {questions} questions");
}

#[test]
fn what_is_wrong_with_a_lesson_is_said_with_its_line() {
    let text = "# A part\n\n## A page\n\nThere are [17](known) ratings and [4](missing) holes.\n\n```expect\nmse < 1\n\
                mse = 9.572\nguess(An, BTS) = 1\n```\n\n```ask\nchoice: Which?\n- one :: known = 16\n- two :: missing = 4\n\
                ```\n\n```ask\ncell: Which?\nanswer: largest 1\n```\n\n```\n0123456789012345678901234567890123456789012345678\n\
                ```\n\n```do\nstep pass 1\nselect Nobody BTS\nscreen map\n```\n\n[9](known)\n";
    let lessons = vec![parse::lesson("07-wrong.md", text).unwrap()];
    let found = flaws(&Arc::new(Course::new("wrong", lessons)), &opened());
    let expected = [
        "line 5 ('A page'): '17' is 16",
        "line 8 ('A page'): expected mse < 1; the left side is 9.57",
        "line 10 ('A page'): expected guess(An, BTS) = 1: nothing was guessed",
        "line 14 ('A page'): not one option alone is right",
        "line 20 ('A page'): not one cell alone is right",
        "line 3 ('A page'): a formula of 49 columns; there is room for 48",
        "line 30 ('A page'): select Nobody BTS: there is no user called 'Nobody'",
    ];
    assert_eq!(found.len(), expected.len(), "{}", found.join("\n"));
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with("07-wrong.md, ") && found.contains(expected), "{found}\nnot {expected}");
    }
}

/// A lesson of one page.
fn one(page: &str) -> Arc<Course> {
    let lessons = vec![parse::lesson("01-one.md", &format!("# T\n\n## P\n\n{page}\n")).unwrap()];
    Arc::new(Course::new("one", lessons))
}

/// What is wrong with it.
fn wrong(page: &str) -> Vec<String> {
    flaws(&one(page), &opened())
}

#[test]
fn whatever_a_page_asks_for_has_an_end() {
    for (scene, said) in [
        ("step unit 18446744073709551615", "given up after"),
        ("step pass 18446744073709551615", "given up after"),
        ("refit factors 512; lab starts", "given up after"),
    ] {
        let found = flaws_within(&one(&format!("```do\n{scene}\n```\n\nText.")), &opened(), 50_000_000);
        assert!(found.len() == 1 && found[0].contains("line 6") && found[0].contains(said), "{scene}: {found:?}");
    }
    // What a session refuses is said as well.
    let found = wrong("```do\nundo\n```\n\nText.");
    assert!(found.len() == 1 && found[0].contains("no rating was changed"), "{found:?}");
}

#[test]
fn a_claim_that_does_not_hold_shows_both_its_sides() {
    for (claim, said) in [
        ("known < 4", "expected known < 4; the left side is 16"),
        ("known = missing * 3", "expected known = missing * 3; the left side is 16, the right side 12"),
        ("known <= 2 * missing + 1", "the left side is 16, the right side 9"),
        ("known = 17", "expected known = 17; it is 16"),
        ("known - 16", "expected known - 16; it is 0"),
    ] {
        let found = wrong(&format!("```expect\n{claim}\n```\n\nText."));
        assert!(found.len() == 1 && found[0].contains(said), "{claim}: {found:?}");
    }
}

#[test]
fn what_has_no_room_is_said() {
    let table = |columns: usize| {
        format!("|{}\n|{}\n|{}\n", " long word |".repeat(columns), " --- |".repeat(columns), " 1 |".repeat(columns))
    };
    assert_eq!(wrong(&table(8)), Vec::<String>::new());
    assert!(wrong(&table(9))[0].contains("a table of 9 columns"));
    let long = format!("# T\n\n## {}\n\nText.\n", "long ".repeat(11));
    let lessons = vec![parse::lesson("01-long.md", &long).unwrap()];
    let found = flaws(&Arc::new(Course::new("long", lessons)), &opened());
    assert!(found[0].contains("line 3") && found[0].contains("room for 50"), "{found:?}");
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
    assert!(kinds(|kind| matches!(kind, Kind::Hand(hand) if hand.dial().is_none())));
    assert!(kinds(|kind| matches!(kind, Kind::Hand(hand) if hand.dial().is_some())));
    let met = |is: fn(&Block) -> bool| blocks.iter().any(|block| is(block));
    assert!(met(|block| matches!(block, Block::Paragraph(_))));
    assert!(met(|block| matches!(block, Block::List(_))));
    assert!(met(|block| matches!(block, Block::Aside(_))));
    assert!(met(|block| matches!(block, Block::Table(_))));
    assert!(met(|block| matches!(block, Block::Formula(_))));
    assert!(met(|block| matches!(block, Block::Scene(_))));
    assert!(met(|block| matches!(block, Block::Expect(_))));
    assert!(met(|block| matches!(block, Block::Guesses(_))));
}

/// The whole of a page in a terminal, sheet by sheet.
fn sheets(desk: &mut Desk, size: (u16, u16)) -> Vec<Buffer> {
    let mut all = Vec::new();
    let mut at = 0;
    loop {
        desk.app.update(Message::Sheets(Sheets { at, ..desk.app.spread().sheets }));
        assert_eq!(desk.app.spread().follow, None);
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
        desk.app.follow_course(Arc::clone(course), Progress::default());
        desk.send(Message::Command(Command::Lesson(Part::Number(Nth::numbered(lesson.number)), Nth::at(page))));
        let mut rounds = 0;
        loop {
            desk.answers();
            if let Some(Notice::Warn(why)) = &desk.app.notice() {
                found.push(format!("{place}: {why}"));
                break;
            }
            if desk.app.playing() {
                found.push(format!("{place}: it is still playing"));
                break;
            }
            for size in [(80, 24), (120, 36)] {
                for sheet in sheets(&mut desk, size) {
                    let wide = size.0 >= 104 && desk.app.spread().panel != Panel::None;
                    let width = if wide { (size.0 * 45 / 100).clamp(48, 76) } else { size.0 };
                    let text = |y: u16| (0..width).map(|x| sheet[(x, y)].symbol()).collect::<String>();
                    let end = (2..size.1).find(|&y| text(y).starts_with('╰')).unwrap();
                    for line in (2..end).map(text).filter(|line| line.contains('…')) {
                        found.push(format!("{place} at {size:?}: cut off: {line}"));
                    }
                }
            }
            rounds += 1;
            if desk.app.lecture().walk.open().is_none() || rounds > 9 {
                break;
            }
            desk.send(Message::Command(Command::Reveal));
        }
        if desk.app.lecture().walk.open().is_some() {
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
