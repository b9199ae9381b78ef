//! The sheets of a page, drawn as in a terminal: what is asked stays in sight and whole, and no key answers what is not.

#![cfg(feature = "tui")]
#![allow(clippy::unwrap_used)]

use crate::common::desk::Desk;
use factorscope::{
    app::{Audience, Message, Taste},
    lesson::{Block, Course, Kind, Outcome, Progress, parse},
    ui::{Depth, draw},
};
use ratatui::{buffer::Buffer, layout::Rect};
use std::sync::Arc;

const SMALL: (u16, u16) = (80, 24);

/// The lecture, opened at a page, for a student.
fn lecture(place: &str) -> Desk {
    let mut desk = Desk::lecture();
    desk.app.follow_course(Course::lecture(), Progress::default());
    desk.command(&format!("lesson {place}"));
    desk
}

/// A page of its own.
fn page(text: &str) -> Desk {
    let text = format!("# T\n\n## The title\n\n```do\nopen lecture\n```\n\n{text}");
    let mut desk = Desk::lecture();
    let course = Course::new("a test", vec![parse::lesson("01-t.md", &text).unwrap()]);
    desk.app.follow_course(Arc::new(course), Progress::default());
    desk.command("lesson 1");
    desk
}

/// What is drawn, line by line, and what the program learns from it.
fn frame(desk: &mut Desk, (width, height): (u16, u16)) -> Vec<String> {
    let mut frame = Buffer::empty(Rect::new(0, 0, width, height));
    for _ in 0..3 {
        frame.reset();
        let drawn = draw(&desk.app, Depth::None, &mut frame);
        for message in drawn.viewport.map(Message::Viewport).into_iter().chain(drawn.sheets.map(Message::Sheets)) {
            let effects = desk.app.update(message);
            desk.app.work_off(&mut desk.session, effects);
        }
    }
    let line = |y: u16| (0..width).map(|x| frame[(x, y)].symbol()).collect::<String>();
    (0..height).map(line).collect()
}

/// Whether some line has this in it.
fn has(lines: &[String], part: &str) -> bool {
    lines.iter().any(|line| line.contains(part))
}

/// Presses keys, each at what is drawn then.
fn press(desk: &mut Desk, keys: &str) -> Vec<String> {
    let mut lines = frame(desk, SMALL);
    for key in crate::common::desk::keys_of(keys) {
        desk.send(Message::Key(key));
        lines = frame(desk, SMALL);
    }
    lines
}

const DIAL: &str = "One line.\n\nTwo lines, and more of them, so that the dial below just so has no room on this sheet, and \
                    stands on the next one.\n\n```ask\ndial: Turn it.\nname: n\nturn: 0 .. 2 by 0.5 from 1\ndoes: factor user \
                    Diego 1 {}\nwatch: mse\nuntil: P[4,1] = 7\nby: 2\nhint: So.\n```\n\n```do\nstep pass\n```\n";

/// Which sheet of the page is shown, of how many, and its first line of text.
fn sheet(lines: &[String]) -> String {
    let note = lines.iter().find_map(|line| line.split_once("sheet ")).map_or("one sheet", |(_, note)| note);
    note.split(" ·").next().unwrap_or(note).to_string()
}

#[test]
fn turning_back_opens_the_end_of_the_page_before() {
    let mut desk = page(&format!("{}\n## Two\n\nText.\n", "A paragraph of some words.\n\n".repeat(12)));
    frame(&mut desk, SMALL);
    desk.command("page 2");
    let lines = press(&mut desk, "b");
    assert!(has(&lines, "The title") && has(&lines, "sheet 3 of 3"), "{lines:#?}");
    assert_eq!(sheet(&press(&mut desk, "b")), "2 of 3");
    // Forward it is the beginning.
    assert!(has(&press(&mut desk, "nn"), "Text."));
    desk.command("page 1");
    assert_eq!(sheet(&frame(&mut desk, SMALL)), "1 of 3");
    // An open question stands at the end as well.
    let mut desk = page(&format!("{DIAL}\n## Two\n\nText.\n"));
    desk.command("page 2");
    let lines = press(&mut desk, "b");
    assert!(has(&lines, "until P[4,1] = 7"), "{lines:#?}");
}

#[test]
fn another_size_of_the_window_keeps_the_place() {
    let text: String = (1..=12).map(|n| format!("Paragraph {n}.\n\n")).collect();
    for other in [(200, 60), (120, 36), (80, 30)] {
        let mut desk = page(&text);
        let lines = press(&mut desk, "nn");
        assert_eq!(sheet(&lines), "3 of 3");
        for _ in 0..2 {
            frame(&mut desk, other);
            assert_eq!(frame(&mut desk, SMALL), lines, "{other:?}");
        }
        // Whoever turns on in the other window reads on there.
        frame(&mut desk, (80, 30));
        desk.press("b");
        frame(&mut desk, (80, 30));
        assert_eq!(sheet(&frame(&mut desk, SMALL)), "1 of 3");
    }
}

/// A question, what its answer leads to, and more text than one sheet has.
fn talk(then: &str) -> Desk {
    let more = "A paragraph of some words.\n\n".repeat(10);
    let mut desk = page(&format!(
        "```do\npanel view\n```\n\n```ask\nnumber: How many?\nanswer: known\nwithin: 0\n```\n\n{then}{more}## Two\n\nText.\n"
    ));
    desk.app = desk.app.clone().with_taste(Taste { motion: true, ..Taste::default() });
    desk.app.present_to(Audience::Class);
    frame(&mut desk, SMALL);
    desk
}

#[test]
fn in_a_talk_each_press_of_the_clicker_shows_something_new() {
    let mut desk = talk("```do\nstep pass 30\n```\n\n");
    press(&mut desk, "<PgDn>");
    desk.send(Message::Beat);
    let lines = press(&mut desk, "<PgDn>");
    assert!(!desk.app.playing() && sheet(&lines) == "1 of 3", "it ends what is shown: {lines:#?}");
    assert_eq!(sheet(&press(&mut desk, "<PgDn>")), "2 of 3");
    assert_eq!(sheet(&press(&mut desk, "<PgDn>")), "3 of 3");
    assert!(has(&press(&mut desk, "<PgDn>"), "Text."));
    // The sheet turns even where the program has not heard yet what was drawn of the settled question.
    let mut desk = talk("```do\nstep pass 30\n```\n\n");
    desk.press("<PgDn><PgDn>");
    let mut drawn = Buffer::empty(Rect::new(0, 0, SMALL.0, SMALL.1));
    let sheets = draw(&desk.app, Depth::None, &mut drawn).sheets.unwrap();
    desk.send(Message::Sheets(sheets));
    desk.app.update(Message::Key(factorscope::app::Key::plain(factorscope::app::Code::PageDown)));
    assert_eq!(sheet(&frame(&mut desk, SMALL)), "2 of 3");
}

#[test]
fn in_a_talk_a_clicker_that_bounces_skips_no_answer() {
    for then in ["", "```do\nstep pass 30\n```\n\n", "```do\nrefit lambda 1\nstep pass 2\n```\n\n"] {
        let mut desk = talk(then);
        // Both presses come before anything is drawn.
        desk.press("<PgDn><PgDn>");
        let lines = frame(&mut desk, SMALL);
        assert!(has(&lines, "the answer is 16") && sheet(&lines) == "1 of 3", "{then}: {lines:#?}");
        assert_eq!(sheet(&press(&mut desk, "<PgDn>")), "2 of 3", "{then}");
    }
}

#[test]
fn a_dial_stays_in_sight_whatever_becomes_of_the_number_that_is_typed() {
    for keys in ["9<Enter>", "9<Esc>", "9<BS><Enter>", "h9<Esc>", "1.7<Enter>"] {
        let mut desk = page(DIAL);
        let lines = press(&mut desk, "n");
        assert!(has(&lines, "until P[4,1] = 7"), "{lines:#?}");
        let lines = press(&mut desk, keys);
        assert!(has(&lines, "until P[4,1] = 7"), "{keys}: {lines:#?}");
    }
    // The pages of the lecture where that was met.
    for (place, keys) in [("3 4", "nh5<Esc>"), ("3 3", "nh9<Enter>"), ("6 8", "nh21<Enter>"), ("6 13", "nh14<Enter>")] {
        let lines = press(&mut lecture(place), keys);
        assert!(has(&lines, "> until"), "{place}: {lines:#?}");
    }
}

#[test]
fn no_key_answers_a_question_that_is_not_in_sight() {
    let choice = "```ask\nchoice: Which?\n- one :: known = 1\n- many :: known > 1\nhint: Count.\n```\n";
    let number = "```ask\nnumber: How many?\nanswer: known\nwithin: 0\nhint: Count.\n```\n";
    let text = "A line that is the first.\n\nA second paragraph, of two lines at the least, as it has so many words and goes on \
                and on.\n\nA third one.\n\nA fourth one, after which there is no room left.\n\n";
    for (question, keys) in [(choice, "12hrx"), (number, "1hrx"), (&DIAL[DIAL.find("```").unwrap()..], "+1hrx")] {
        for key in keys.chars() {
            let mut desk = page(&format!("{text}{question}"));
            let lines = frame(&mut desk, SMALL);
            assert!(!has(&lines, "▸"), "{lines:#?}");
            // The footer of this sheet says what its keys do.
            let footer = lines.last().unwrap();
            assert!(footer.contains("enter next"), "{footer}");
            for hint in ["h hint", "r reveal", "x skip", "n next", "type it", "enter answer"] {
                assert!(!footer.contains(hint), "{footer}");
            }
            let lines = press(&mut desk, &key.to_string());
            let walk = &desk.app.lecture().walk;
            assert!(walk.open().is_some() && walk.hints == 0 && walk.told(1).is_none(), "{key}");
            assert!(desk.app.spread().typing.is_none() && desk.app.spread().held.dial.is_none(), "{key}");
            assert!(walk.progress.helped.is_empty(), "{key}");
            assert!(has(&lines, "▸"), "{key} turns to it: {lines:#?}");
            assert!(lines.last().unwrap().contains("h hint"), "{lines:#?}");
            // And now it does what it does.
            let before = desk.app.lecture().walk.progress.clone();
            press(&mut desk, &key.to_string());
            let spread = desk.app.spread();
            assert!(
                desk.app.lecture().walk.progress != before || spread.typing.is_some() || spread.held.dial.is_some(),
                "{key}"
            );
        }
    }
    // In the lecture: what settles the first question does not answer the second one.
    let mut desk = lecture("4 5");
    let lines = press(&mut desk, "S2");
    assert!(desk.app.lecture().walk.open().is_some() && has(&lines, "▸"), "{lines:#?}");
}

#[test]
fn a_question_is_whole_whatever_was_said_of_it() {
    let mut seen = 0;
    for place in ["1 3", "1 4", "1 7", "1 8", "1 9", "2 12", "3 1", "3 13", "3 17"] {
        for wrong in ["1", "2", "3"] {
            let mut desk = lecture(place);
            frame(&mut desk, SMALL);
            while !desk.app.question_in_sight() {
                press(&mut desk, "n");
            }
            let lines = press(&mut desk, &format!("{wrong}h"));
            if desk.app.lecture().walk.open().is_none() {
                continue;
            }
            let title = desk.app.lecture().walk.page().title.clone();
            for part in [title.as_str(), "▸", " 1 ", " 2 ", " 3 ", "hint", "✗"] {
                assert!(has(&lines[1..10], part), "{place}, {wrong}: no {part} in {lines:#?}");
            }
            seen += 1;
        }
    }
    // Of the three options of each one is right.
    assert_eq!(seen, 18);
}

#[test]
fn how_to_go_on_after_a_wrong_answer_is_true() {
    let mut desk =
        page("```ask\nnumber: How many?\nanswer: known\nwithin: 0\nhint: Count.\nnear: 4 :: those: the users\n```\n");
    assert!(has(&press(&mut desk, "3<Enter>"), "3 is too small: try again, h gives a hint"));
    assert!(has(&press(&mut desk, "h"), "3 is too small: try again, r shows the answer"), "there is no further hint");
    assert!(has(&press(&mut desk, "4<Enter>"), "4 is not it: those: the users. Try again, r shows the answer."));
}

/// The labels of the error axis and of the passes.
fn axes(lines: &[String]) -> Vec<String> {
    let upward = lines.iter().filter_map(|line| line.split_once('┤')).map(|(label, _)| label.trim().to_string());
    let floor = lines.iter().position(|line| line.contains('└')).unwrap();
    upward.chain([lines[floor + 1].replace("iterations", "").trim().to_string()]).collect()
}

#[test]
fn a_sketch_and_the_true_curve_stand_on_the_same_axes() {
    for place in ["4 11", "5 21"] {
        let mut desk = lecture(place);
        let drawn = axes(&press(&mut desk, "<Down><Right><Down>"));
        let lines = press(&mut desk, "<Enter>");
        assert!(has(&lines, "your sketch"), "{lines:#?}");
        assert_eq!(axes(&lines), drawn, "{place}: {lines:#?}");
        assert!(!has(&lines, "log axis"), "{lines:#?}");
    }
    // What goes beyond the sketch has room all the same.
    let mut desk = page(
        "```do\nstep pass\nscreen factorise\npanel curve\n```\n\n```ask\nsketch: Draw.\nover: 5\nscale: 0 .. 0.01\n```\n\n```do\nstep pass \
         9\n```\n",
    );
    press(&mut desk, "<Up><Enter>");
    let lines = frame(&mut desk, SMALL);
    assert!(axes(&lines).iter().any(|label| label.contains("10")), "{lines:#?}");
}

#[test]
fn a_talk_keeps_together_what_belongs_together() {
    let text = "The sum of all:\n\n```\nS = ▢ + ▢\n    i   j\n```\n\n| who | what one of them has said of it at some length, \
                and of other things as well, as there was time for more than that |\n| --- | --- |\n| An | 1 |\n| Bhavana | 2 |\n";
    let mut desk = page(text);
    desk.app.present_to(Audience::Class);
    let lines: Vec<String> = frame(&mut desk, (120, 45)).iter().map(|line| line.chars().take(54).collect()).collect();
    let at = |part: &str| lines.iter().position(|line| line.contains(part)).unwrap();
    assert_eq!(at("i   j"), at("S = ▢") + 1, "{lines:#?}");
    assert_eq!(at("An "), at("who") + 4, "a head of three lines, and one line apart: {lines:#?}");
    assert_eq!(at("Bhavana  "), at("An ") + 2, "set wider: {lines:#?}");
}

#[test]
fn a_table_breaks_no_word_while_another_column_has_room() {
    let text = "```do\nstep pass 4\n```\n\n```guesses\nlambda 0.125\n```\n";
    for size in [(120, 36), (160, 45)] {
        let lines = frame(&mut page(text), size);
        for word in ["Cordelia", "Melt-Banana", "Bhavana", "lambda", "0.125", "Ommazh", "Zhou", "Shen"] {
            assert!(has(&lines[4..24], word), "{word} at {size:?}: {lines:#?}");
        }
    }
    // The text of a row stays on one line while the head can give way.
    let lines = frame(
        &mut page(
            "| a head that is much longer than what stands below it ever is | two |\n| --- | --- |\n| a | a row that is some words long |\n",
        ),
        (120, 36),
    );
    assert!(has(&lines, "a row that is some words long"), "{lines:#?}");
}

#[test]
fn a_notice_is_read_to_its_end() {
    for (place, keys, end) in
        [("5 2", "nP32<Enter>", "write P[3,2]"), ("3 5", "ntheta2*x2<Enter>", "write symbols such as e[4,3] Q[1,3]")]
    {
        let mut desk = lecture(place);
        while desk.app.lecture().walk.open().is_some_and(|(_, q)| !matches!(q.kind, Kind::Term { .. })) {
            press(&mut desk, "r");
        }
        let lines = press(&mut desk, keys);
        assert!(has(&lines[22..], end), "{place}: {lines:#?}");
    }
    let mut desk = page("Text.\n");
    desk.command("answer 3");
    let long = "one word after another ".repeat(6) + "end";
    desk.send(Message::Trouble(long));
    let lines = frame(&mut desk, SMALL);
    assert!(lines[22].contains("one word") && lines[23].contains("end"), "{lines:#?}");
}

#[test]
fn what_stands_beside_the_text_changes_at_each_press() {
    let mut desk = page("Text.\n");
    for size in [SMALL, (120, 36)] {
        desk.command("panel both");
        let mut before = frame(&mut desk, size);
        for turn in 0..4 {
            desk.press("f");
            let lines = frame(&mut desk, size);
            assert_ne!(lines, before, "{turn} at {size:?}");
            before = lines;
        }
    }
}

#[test]
fn the_legend_speaks_of_what_the_cells_show() {
    for (cells, says, never) in [
        ("both", "4.8 predicted", "²"),
        ("errors", "predicted - known", "? missing"),
        ("squares", "(predicted - known)²", "? missing"),
    ] {
        let mut desk = page(&format!("```do\nstep pass 2\npanel view\ncells {cells}\n```\n\nText.\n"));
        let lines = frame(&mut desk, (120, 36));
        assert!(has(&lines, says) && !has(&lines[20..], never), "{cells}: {lines:#?}");
    }
}

#[test]
fn a_real_svd_beside_a_page_shows_all_of_its_singular_values() {
    let mut desk = lecture("6 19");
    press(&mut desk, "r");
    let lines = frame(&mut desk, (120, 36));
    assert!(has(&lines, "Σ 4 × 4 ") && !has(&lines, "Σ 4 × 4 …"), "{lines:#?}");
}

#[test]
fn a_settled_page_of_the_lecture_shows_what_it_tells() {
    let mut desk = lecture("4 18");
    press(&mut desk, "nr");
    desk.command("lesson 4 19").command("lesson 4 18");
    assert!(!has(&frame(&mut desk, SMALL)[11..], "▒"));
    let outcome = (0..9).find_map(|block| desk.app.lecture().walk.outcome(block));
    assert_eq!(outcome, Some(Outcome::Revealed));
}

/// An answer, and what follows: two blocks of commands, each with the text about it.
const FOLLOWS: &str = "```do\npanel view\n```\n\n```ask\nnumber: How many?\nanswer: known\nwithin: 0\n```\n\n```do\nstep pass 1\n```\n\n\
                       After one pass.\n\nMore of that.\n\nAnd more.\n\n```do\nstep pass 4\n```\n\nAfter five.\n\nA \
                       line.\n\nAnother line.\n\n```do\nstep pass 5\n```\n\n```ask\nnumber: Which \
                       pass?\nanswer: pass\nwithin: 0\n```\n";

#[test]
fn the_picture_does_not_run_ahead_of_the_sheets() {
    let pass = |desk: &Desk| desk.snapshot().position.pass;
    let mut desk = page(FOLLOWS);
    let lines = press(&mut desk, "16<Enter>");
    assert!(has(&lines, "16 is right") && !has(&lines, "After five."), "{lines:#?}");
    assert_eq!((pass(&desk), desk.app.playing()), (1, false), "what is told is shown");
    // Leaving the path and coming back changes nothing.
    press(&mut desk, "<Esc>");
    press(&mut desk, "sS");
    press(&mut desk, "B");
    assert_eq!(pass(&desk), 1);
    let lines = press(&mut desk, "n");
    assert!(has(&lines, "After five.") && !has(&lines, "Which pass?"), "{lines:#?}");
    assert_eq!(pass(&desk), 5);
    // What is asked for is never judged before all above it is done.
    desk.command("answer 10");
    desk.says("n turns to it");
    let lines = press(&mut desk, "n");
    assert!(has(&lines, "Which pass?"), "{lines:#?}");
    assert_eq!(pass(&desk), 10);
    press(&mut desk, "b");
    assert_eq!(pass(&desk), 10, "turning back undoes nothing");
    press(&mut desk, "n10<Enter>");
    assert_eq!(desk.app.lecture().walk.score(0).first, 2, "{}", desk.said());
    // A page that is opened again is as it was left.
    desk.command("page 1");
    assert_eq!(pass(&desk), 10);
    // Where all has room at once, all is done at once.
    for size in [(120, 36), (200, 60)] {
        let mut desk = page(FOLLOWS);
        frame(&mut desk, size);
        desk.press("16<Enter>");
        frame(&mut desk, size);
        assert_eq!((pass(&desk), desk.app.playing()), (10, false), "{size:?}");
    }
    // A key that turns to the question has all above it done as well.
    let mut desk = page(FOLLOWS);
    press(&mut desk, "16<Enter>");
    press(&mut desk, "1");
    assert_eq!((pass(&desk), desk.app.spread().typing.is_none()), (10, true));
    // A script reads no sheets.
    let mut desk = page(FOLLOWS);
    frame(&mut desk, SMALL);
    desk.script("answer 16; answer 10");
    assert_eq!(desk.app.lecture().walk.score(0).first, 2, "{}", desk.said());
}

#[test]
fn an_answer_moves_nothing_of_a_talk() {
    let course = Course::lecture();
    let mut seen = 0;
    for (lesson, at) in crate::common::lessons::pages(&course) {
        let asks = lesson.pages[at].blocks.iter().filter(|block| matches!(block, Block::Ask(_))).count();
        if asks == 0 {
            continue;
        }
        let mut desk = Desk::lecture();
        desk.app.follow_course(Arc::clone(&course), Progress::default());
        desk.app.present_to(Audience::Class);
        desk.command(&format!("lesson {} {}", lesson.number, at + 1));
        // Where the prompt of each question stands.
        let prompts = |lines: &[String]| -> Vec<usize> {
            (0..lines.len()).filter(|y| lines[*y].starts_with("│ ▸ ") || lines[*y].starts_with("│  ▸ ")).collect()
        };
        let lines = frame(&mut desk, (120, 36));
        let mut before = prompts(&lines);
        for _ in 0..asks {
            desk.answers();
            desk.command("reveal");
            desk.answers();
            let lines = frame(&mut desk, (120, 36));
            let now = prompts(&lines);
            // On a page of several sheets another one may be in sight.
            if !has(&lines, "sheet ") {
                let same = now.len().min(before.len());
                assert_eq!(now[..same], before[..same], "{} '{}': {lines:#?}", lesson.file, lesson.pages[at].title);
                seen += 1;
            }
            before = now;
        }
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn a_dial_says_how_it_is_turned_in_one_piece() {
    for goal in 1..60 {
        let text = DIAL.replace("watch: mse", &format!("goal: {}\nwatch: mse", "x ".repeat(goal)));
        let mut desk = page(&text);
        let lines = frame(&mut desk, (120, 36));
        let whole = lines.iter().any(|line| line.replace('\u{a0}', " ").contains("+ and - turn it"));
        assert!(whole, "{goal}: {lines:#?}");
    }
}

#[test]
fn what_is_in_the_hand_is_said_with_its_keys() {
    let page_of = |with: &str| {
        page(&format!(
            "```ask\ntry: Do it.\nwith: {with}\nuntil: step = 99\nby: step unit 99\n```\n\n```do\nstep pass\n```\n"
        ))
    };
    for (with, says) in [
        ("move left, move right, rate, undo, step half, step unit", "← → move e edit u take back"),
        ("set, refit, step unit", ":refit"),
    ] {
        let mut desk = page_of(with);
        let lines = frame(&mut desk, (120, 36)).join("\n").replace('\u{a0}', " ");
        assert!(lines.contains(says), "{with}: {lines}");
    }
}

#[test]
fn a_regression_keeps_its_equations_in_a_small_window() {
    let mut desk = page(
        "```do\nset method content\nrefit biased on\nstep pass 1\nselect An Ommazh\nworking regression\npanel working\n```\n\nText.\n",
    );
    let lines = frame(&mut desk, SMALL);
    assert!(has(&lines, "A x = b") && has(&lines, "ratings 1–"), "{lines:#?}");
    assert_eq!(lines.iter().filter(|line| line.matches('│').count() >= 8).count(), 3, "{lines:#?}");
}

#[test]
fn a_question_without_room_for_its_keys_has_them_in_the_frame() {
    let text = "```ask\nchoice: Which of these two or three is it, as far as anybody can tell from what was said above and below?\n- one \
                :: known = 1 :: that is not it, since there are more of them than anybody could count on one hand, or on two\n- many \
                :: known = 2 :: no\n- more :: known > 2\norder: as written\nhint: A hint of two lines, so that there is no room \
                for anything else, and a few words more for that.\n```\n";
    let mut desk = page(text);
    let lines = press(&mut desk, "1h");
    assert!(has(&lines, "✗") && has(&lines, "hint") && has(&lines, "a key from 1 to 3"), "{lines:#?}");
    assert!(!has(&lines, "> a key"), "{lines:#?}");
}

#[test]
fn in_a_talk_nobody_has_guessed_or_answered() {
    let text = "```guesses\nlambda 1\n```\n";
    let mut desk = page(text);
    frame(&mut desk, (120, 36));
    let lines = frame(&mut desk, (120, 36));
    assert!(has(&lines, "▸ lambda 1") && !has(&lines, "│ you"), "{lines:#?}");
    desk.app.present_to(Audience::Class);
    desk.command("contents");
    let lines = frame(&mut desk, (120, 36));
    assert!(has(&lines, "enter opens") && !has(&lines, ":forget") && !has(&lines, "at the first try"), "{lines:#?}");
    // The key of a clicker for a dark screen does nothing.
    desk.press("<Esc>.");
    assert!(desk.app.on_path() && desk.said().is_empty(), "{}", desk.said());
}

#[test]
fn the_curve_is_drawn_once() {
    let mut desk = page("```do\nstep pass 3\nscreen train\npanel curve\n```\n\nText.\n");
    let lines = frame(&mut desk, (120, 36));
    assert_eq!(lines.iter().filter(|line| line.contains("─ Error ─")).count(), 1, "{lines:#?}");
}
