//! The Lecture screen without a terminal: keys go in, and what the path, the session and the progress look like comes out.

#![allow(clippy::unwrap_used)]

use crate::common::desk::{Desk, wide};
use crate::common::{bits, tables};
use factorscope::{
    app::{
        Audience, Code, Contents, Effect, Key, Message, Overlay, Taste,
        keymap::{KEYS, Meaning},
    },
    choice::Choice,
    command::{Command, Panel, Screen},
    lesson::{Course, Kind, Outcome, Progress, Told, parse},
    study::lab::Stage,
};
use std::sync::Arc;

/// A lesson with a question of each kind, one a page.
const LESSON: &str = r"# All kinds

One page for each kind of question.

```do
step pass 3
```

## A number

```do
select Diego BTS
screen map
panel view
```

Before the question.

```ask
number: How many ratings are known?
answer: known
within: 0.5
hint: Count the cells.
hint: There are 20 cells and 4 holes.
```

After it.

```do
screen factorise
step pass 1
```

## A choice

```ask
choice: Which is larger?
- the number of cells :: cells
- the number of holes :: missing
answer: largest
```

## A cell

```ask
cell: Pick the largest error.
answer: largest e[i,j]
```

## A term

```ask
term: r̂[4,1] = P[4,1] Q[1,1] + ▢
answer: P[4,2]*Q[2,1]
```

## A guess

```ask
guess: What would Cordelia give Ommazh?
cell: Cordelia, Ommazh
```

```guesses
```
";

fn course() -> Arc<Course> {
    Arc::new(Course::new("a test", vec![parse::lesson("01-kinds.md", LESSON).unwrap()]))
}

/// The program with that lesson, on its first page.
fn opened(presents: bool) -> Desk {
    let mut desk = Desk::lecture();
    desk.app.follow_course(course(), Progress::default());
    desk.app.present_to(if presents { Audience::Class } else { Audience::Student });
    desk.press("B");
    desk
}

/// The progress that went out last.
fn kept(desk: &Desk) -> Option<&Progress> {
    desk.effects.iter().rev().find_map(|effect| match effect {
        Effect::Keep(progress) => Some(&**progress),
        _ => None,
    })
}

fn page(desk: &Desk) -> usize {
    desk.app.lecture().walk.place().1 + 1
}

fn open(desk: &Desk) -> bool {
    desk.app.lecture().walk.open().is_some()
}

/// The cell whose prediction is farthest above its rating.
fn largest_error(desk: &Desk) -> (usize, usize) {
    let s = desk.snapshot();
    let error = |r: &factorscope::data::Rating| tables(&s.model).predict(r.user, r.item) - r.value;
    let worst = s.ratings().iter().max_by(|a, b| error(a).total_cmp(&error(b))).unwrap();
    (worst.user.index(), worst.item.index())
}

#[test]
fn a_page_sets_its_scene_and_the_next_one_begins_anew() {
    let mut desk = opened(false);
    assert_eq!(
        (desk.app.screen(), desk.app.live(), desk.app.spread().panel),
        (Screen::Lecture, Screen::Map, Panel::View)
    );
    assert_eq!((desk.at(), desk.snapshot().position.pass), (("Diego", "BTS"), 3));
    assert_eq!(desk.said(), "", "what a scene says is not news");
    desk.command("page 2");
    assert_eq!((desk.app.live(), desk.app.spread().panel), (Screen::Factorise, Panel::Both));
    assert_eq!((desk.at(), desk.snapshot().position.pass), (("An", "Ommazh"), 3));
    desk.command("page previous");
    assert_eq!((page(&desk), desk.app.live(), desk.at()), (1, Screen::Map, ("Diego", "BTS")));
}

#[test]
fn a_number_is_typed_judged_hinted_and_settled() {
    let mut desk = opened(false);
    assert_eq!(desk.app.lecture().walk.uncovered().len(), 3, "what follows the question is covered");
    desk.press("1<BS>4<Enter>");
    let told = |desk: &Desk| desk.app.lecture().walk.told(2).cloned();
    assert!(matches!(told(&desk), Some(Told::Open(text)) if text.contains("too small")));
    assert!(desk.app.spread().typing.is_none(), "keys are keys again");
    desk.press("hh");
    assert_eq!(desk.app.lecture().walk.hints, 2);
    desk.press("h");
    desk.says("no further hint");
    desk.press("8*2<Enter>");
    assert!(matches!(told(&desk), Some(Told::Settled(text)) if text.contains("right")));
    assert!(!open(&desk) && desk.app.spread().typing.is_none());
    assert_eq!(kept(&desk).unwrap().settled.values().collect::<Vec<_>>(), [&Outcome::Helped]);
    // The scene after the question was played.
    assert_eq!((desk.app.live(), desk.snapshot().position.pass), (Screen::Factorise, 4));
    desk.press("a");
    assert!(open(&desk));
    assert_eq!(
        (desk.app.live(), desk.snapshot().position.pass),
        (Screen::Map, 3),
        "and is undone when it is asked again"
    );
}

#[test]
fn symbols_are_no_number() {
    let mut desk = opened(false);
    desk.command("answer known");
    desk.says("in numbers");
    desk.press("-1<Enter>");
    assert!(!desk.app.lecture().is_left(), "a minus begins an answer");
    desk.command("answer 15,7");
    assert!(!open(&desk), "a comma before decimals will do");
    desk.press("a");
    desk.command("answer many");
    desk.says("'many' is not a number");
    assert!(open(&desk));
}

#[test]
fn a_question_is_revealed_or_skipped_and_the_page_turns_only_then() {
    let mut desk = opened(false);
    desk.press("n");
    desk.says("open question");
    assert!(open(&desk) && page(&desk) == 1);
    desk.press("n");
    assert_eq!((open(&desk), page(&desk)), (false, 1));
    assert!(kept(&desk).unwrap().settled.values().all(|o| *o == Outcome::Skipped));
    desk.press("n");
    assert_eq!(page(&desk), 2);
    desk.press("r");
    assert!(kept(&desk).unwrap().settled.values().any(|o| *o == Outcome::Revealed));
    desk.press("<Enter>");
    assert_eq!(page(&desk), 3);
    desk.press("bb");
    assert_eq!(page(&desk), 1);
    desk.press("b");
    desk.says("first page");
}

#[test]
fn every_kind_is_answered_by_key() {
    let mut desk = opened(false);
    desk.command("page 2").press("2");
    assert!(open(&desk));
    desk.press("9");
    desk.says("1 to 2");
    desk.press("1");
    assert!(!open(&desk));
    desk.command("page 3").press("<Enter>");
    assert!(open(&desk), "An and Ommazh is not it");
    let (i, j) = largest_error(&desk);
    desk.command(&format!("select #{} #{}", i + 1, j + 1)).press("<Enter>");
    assert!(!open(&desk));
    desk.command("page 4").press("<Enter>Q[2,1] P[4,2]<Enter>");
    assert!(!open(&desk), "{:?}", desk.app.lecture().walk.told(0));
    desk.command("page 5").press("9<Enter>");
    desk.says("not on the scale");
    desk.press("4.5<Enter>");
    assert!(!open(&desk));
    let guess = ("Cordelia".to_string(), "Ommazh".to_string());
    assert_eq!(kept(&desk).unwrap().guesses().get(&guess), Some(&4.5));
    // The choice and the cell were wrong at first; a guess is one's own.
    let score = desk.app.lecture().walk.score(0);
    assert_eq!((score.first, score.helped, score.shown, score.passed, score.all), (2, 2, 0, 0, 5));
}

#[test]
fn a_bare_number_is_no_term() {
    let mut desk = opened(false);
    desk.command("page 4");
    let value = tables(&desk.snapshot().model).p[[3, 1]] * tables(&desk.snapshot().model).q[[0, 1]];
    desk.command(&format!("answer {value}"));
    desk.says("in symbols");
    desk.command("answer -P[4,2] Q[2,1]");
    assert!(matches!(desk.app.lecture().walk.told(0), Some(Told::Open(text)) if text.contains("other sign")));
    desk.command("answer P[4,1] Q[1,1]");
    assert!(open(&desk));
    // Whoever types again begins with what was wrong.
    desk.press("<Enter>");
    assert_eq!(desk.app.spread().typing.as_ref().map(|line| line.text()), Some("P[4,1] Q[1,1]"));
}

#[test]
fn another_experiment_leaves_the_path_and_another_look_does_not() {
    let mut desk = opened(false);
    desk.command("cells errors").command("working errors");
    assert!(!desk.app.lecture().is_left());
    desk.command("rates 0.08");
    assert!(desk.app.lecture().is_left());
    desk.press("B");
    assert_eq!((desk.app.live(), &desk.app.view().bench.rates.0[..]), (Screen::Map, &[0.05, 0.1, 0.15][..]));
}

#[test]
fn whoever_leaves_the_path_comes_back_to_exactly_where_it_was() {
    let mut desk = opened(false);
    desk.press("16<Enter>").command("select Bhavana Sanam").command("cells errors").command("light cell An BTS");
    let before = desk.app.clone();
    let factors = bits(&tables(&before.snapshot().model));
    // A step leaves it without being asked; anything may happen then.
    desk.press("s");
    assert!(desk.app.lecture().is_left());
    desk.says("B comes back");
    desk.press("sS").command("set lambda 3").command("rate An BTS 4").command("restart next").command("step pass 7");
    desk.press("4").command("turn 30").command("clip on").command("sort items name").command("select Diego Sanam");
    desk.command("open lecture-video7").command("refit factors 4").press("5");
    assert_ne!(bits(&tables(&desk.snapshot().model)), factors);
    desk.press("B");
    let (now, then) = (&desk.app, &before);
    assert!(!now.lecture().is_left());
    assert_eq!(bits(&tables(&now.snapshot().model)), factors);
    assert_eq!(now.snapshot().position, then.snapshot().position);
    assert_eq!((&now.snapshot().here, &now.snapshot().curve), (&then.snapshot().here, &then.snapshot().curve));
    assert_eq!(
        (now.snapshot().options.clone(), now.snapshot().past.len()),
        (then.snapshot().options.clone(), then.snapshot().past.len())
    );
    assert_eq!((now.view(), now.title()), (then.view(), then.title()), "all that is looked at is as it was");
    assert_eq!(now.lecture().walk.place(), then.lecture().walk.place());
    assert!(!open(&desk), "what was answered stays answered");
    // And again, from the other side of the same mark.
    desk.press("<Esc>").command("step pass 2").press("B");
    assert_eq!(bits(&tables(&desk.snapshot().model)), factors);
}

/// Every key of the program, every sign that a keyboard writes, and some that are on few.
fn keys() -> Vec<Key> {
    let bound = KEYS.iter().flat_map(|row| row.keys.iter().copied());
    let signs = (' '..='~').chain(['−', 'α', '·', 'é', '字']).map(Key::char);
    bound.chain(signs).chain([Code::Backspace, Code::Delete].map(Key::plain)).collect()
}

/// What is on the page with the question, and how far the fit is.
fn stand(desk: &Desk) -> (Screen, bool, usize, u64) {
    (desk.app.screen(), desk.app.lecture().is_left(), page(desk), desk.step())
}

#[test]
fn an_open_question_has_the_keyboard() {
    for number in 1..=5 {
        for key in keys() {
            let mut desk = opened(false);
            desk.command(&format!("page {number}"));
            let before = stand(&desk);
            desk.send(Message::Key(key));
            let (app, what) = (&desk.app, format!("{key} on page {number}: {}", desk.said()));
            if key == Key::plain(Code::Esc) {
                assert!(app.lecture().is_left(), "{what}");
                continue;
            }
            if [Code::Tab, Code::BackTab].map(Key::plain).contains(&key) {
                assert_ne!(app.screen(), Screen::Lecture, "{what}");
                continue;
            }
            assert!(app.on_path(), "{what}");
            if key == Key::char('B') && number != 4 {
                assert_eq!(page(&desk), 1, "back to where one came from: {what}");
                continue;
            }
            if key == Key::char('b') || key == Key::plain(Code::PageUp) {
                assert_eq!(page(&desk), (number - 1).max(1), "{what}");
                continue;
            }
            // Whatever settles the question has its scene played; nothing else touches the fit.
            assert!(!open(&desk) || stand(&desk) == before, "{what}");
            let palette = matches!(app.overlay(), Some(Overlay::Palette(_)));
            assert!(!palette || app.bound(key).is_ok_and(|row| row.stays()), "{what}");
            let Code::Char(letter) = key.code else { continue };
            let line = app.spread().typing.as_ref().map(|line| line.text().to_string());
            let begins = match number {
                1 | 5 => letter.is_ascii_digit() || ".-−(".contains(letter),
                4 => !"nbhxagfW :?/".contains(letter),
                _ => false,
            };
            assert_eq!(line, (begins && !key.ctrl).then(|| letter.to_string()), "{what}");
        }
    }
}

#[test]
fn what_is_typed_goes_into_the_line() {
    for (number, begin) in [(1, "1"), (4, "e"), (5, "1")] {
        for key in keys() {
            let mut desk = opened(false);
            desk.command(&format!("page {number}")).press(begin);
            let before = stand(&desk);
            desk.send(Message::Key(key));
            let line = desk.app.spread().typing.as_ref().map(|line| line.text().to_string());
            match key.code {
                Code::Char(letter) if !key.ctrl => assert_eq!(line, Some(format!("{begin}{letter}"))),
                Code::Enter => {}
                _ => assert!(line.is_none_or(|line| begin.starts_with(&line)), "{key}"),
            }
            assert!(!open(&desk) || stand(&desk) == before, "{key} on page {number}");
        }
    }
}

#[test]
fn a_digit_that_comes_too_late_does_nothing_else() {
    let ends = ["skip", "reveal", "answered"];
    for (number, right) in [(1, "16"), (2, "1"), (3, ""), (4, "P[4,2]*Q[2,1]"), (5, "4.5")] {
        for end in ends {
            let mut desk = opened(false);
            desk.command(&format!("page {number}"));
            match (end, number) {
                ("answered", 3) => {
                    let (i, j) = largest_error(&desk);
                    desk.command(&format!("select #{} #{}", i + 1, j + 1)).press("<Enter>");
                }
                ("answered", _) => drop(desk.command(&format!("answer {right}"))),
                (end, _) => drop(desk.command(end)),
            }
            assert!(!open(&desk), "page {number}, {end}");
            let before = stand(&desk);
            for digit in '0'..='9' {
                desk.send(Message::Key(Key::char(digit)));
                desk.says("settled");
                assert_eq!(stand(&desk), before, "{digit} on page {number}, {end}");
            }
            desk.press("<Enter>");
            assert!(desk.app.on_path());
            assert_eq!(page(&desk), (number + 1).min(5), "and the key for the next page turns it");
        }
    }
}

#[test]
fn what_is_no_answer_is_out_of_the_way_of_the_next_one() {
    let mut desk = opened(false);
    desk.command("page 5").press("90.5<Enter>");
    desk.says("not on the scale");
    assert!(open(&desk) && desk.app.spread().typing.is_none());
    desk.press("4.5<Enter>");
    assert!(!open(&desk));
    // Enter brings it back, to be mended.
    let mut desk = opened(false);
    desk.command("page 4").press("P[4,2*Q[2,1]<Enter>");
    desk.says("expected ']'");
    desk.press("<Enter>");
    assert_eq!(desk.app.spread().typing.as_ref().map(|line| line.text()), Some("P[4,2*Q[2,1]"));
    // Pasting begins an answer as well.
    let mut desk = opened(false);
    desk.command("page 4").send(Message::Paste("P[4,2] Q[2,1]".into()));
    desk.press("<Enter>");
    assert!(!open(&desk));
}

#[test]
fn looking_stays_on_the_path_and_everything_else_leaves_it() {
    for screen in Screen::ALL {
        // What opens the palette does nothing before a command is entered there.
        for row in KEYS.iter().filter(|row| matches!(row.meaning, Meaning::Do(_))) {
            let mut desk = Desk::lecture();
            let text = format!("# A\n\nB.\n\n## C\n\n```do\nstep pass 3\nback pass\nscreen {screen}\n```\n\nText.\n");
            let lessons = vec![parse::lesson("01-look.md", &text).unwrap()];
            desk.app.follow_course(Arc::new(Course::new("x", lessons)), Progress::default());
            desk.press("B");
            let Ok(meant) = desk.app.bound(row.keys[0]) else { continue };
            // On this screen the key may begin a line.
            if matches!(meant.meaning, Meaning::Type(_)) {
                continue;
            }
            desk.send(Message::Key(row.keys[0]));
            let warned = matches!(desk.app.notice(), Some(factorscope::app::Notice::Warn(_)));
            let left = desk.app.lecture().is_left() && !matches!(meant.meaning, Meaning::Do(Command::Explore));
            assert!(left != meant.stays() || warned, "{:?} on {screen}: {}", meant.meaning, desk.said());
        }
    }
}

#[test]
fn off_the_path_questions_wait() {
    let mut desk = opened(false);
    desk.press("<Esc>");
    assert!(desk.app.lecture().is_left());
    desk.press("n");
    desk.says("B comes back");
    desk.press("1").press("r");
    assert_eq!((desk.app.screen(), open(&desk)), (Screen::Factorise, true), "keys are those of the program");
    desk.command("answer 16");
    desk.says("B comes back");
    assert!(open(&desk));
    desk.press("B16<Enter>");
    assert!(!open(&desk));
}

#[test]
fn looking_and_choosing_a_cell_stay_on_the_path() {
    let mut desk = opened(false);
    desk.press("f").command("select An BTS").command("theme light").command("help").press("<Esc>");
    assert!(!desk.app.lecture().is_left());
}

#[test]
fn ones_own_ratings_are_as_they_were_when_one_comes_back_from_the_lecture() {
    let mut desk = Desk::of(wide());
    desk.app.follow_course(course(), Progress::default());
    desk.viewport(3, 8).command("step pass 2").command("rate #1 #2 3").command("select #2 #5").press("4");
    let (before, factors) = (desk.app.clone(), bits(&tables(&desk.snapshot().model)));
    desk.press("B16<Enter>");
    assert_eq!(desk.snapshot().ratings().n_items(), 5);
    desk.press("s2").command("step pass 3").command("open own");
    assert_eq!(bits(&tables(&desk.snapshot().model)), factors);
    assert_eq!(desk.snapshot().position, before.snapshot().position);
    assert_eq!(
        (desk.app.screen(), desk.app.view().user, desk.app.view().item),
        (Screen::Map, before.view().user, before.view().item)
    );
    assert_eq!(desk.app.title(), before.title());
    // The lecture remembers what was answered in it.
    desk.press("B");
    assert!(!open(&desk));
}

#[test]
fn a_talk_turns_pages_by_clicker_and_shows_answers_by_key() {
    let mut desk = opened(true);
    desk.press("<PgDn>");
    assert_eq!((open(&desk), page(&desk)), (false, 1), "the answer comes before the next page");
    desk.press("<PgDn>");
    assert_eq!((open(&desk), page(&desk)), (true, 2));
    desk.press("<PgUp>");
    assert_eq!(page(&desk), 1);
}

#[test]
fn in_a_talk_the_clicker_always_goes_on() {
    // Whatever lies open is closed first, and whoever left the path comes back to it.
    let mut desk = opened(true);
    for on_top in ["W", "g", "?", ":sort items", "/An", "<Esc>", ",", "s", "<Esc>4", "<Esc>6"] {
        for (back, key) in ["<PgDn>", "<PgUp>"].into_iter().enumerate() {
            desk.command("page 2").press("r").press(on_top);
            let before = page(&desk);
            desk.press(key);
            assert!(desk.app.overlay().is_none() && desk.app.on_path(), "{on_top}: {}", desk.said());
            assert_eq!((page(&desk), open(&desk)), (before, false), "{on_top}");
            desk.press(key);
            assert_eq!(page(&desk), if back == 1 { before - 1 } else { before + 1 }, "{on_top}");
            desk.press("a");
        }
    }
    // An answer that was begun is given up.
    for (number, begun) in [(1, "12"), (4, "e[1"), (5, "3")] {
        let mut desk = opened(true);
        desk.command(&format!("page {number}")).press(begun);
        assert!(desk.app.spread().typing.is_some());
        desk.press("<PgDn>");
        assert!(!open(&desk) && desk.app.spread().typing.is_none(), "page {number}");
        let outcome = (0..9).find_map(|block| desk.app.lecture().walk.outcome(block));
        assert_eq!(outcome, Some(Outcome::Revealed), "page {number}");
    }
    // A student's keys do what they did.
    let mut desk = opened(false);
    desk.press("1<PgDn>");
    assert!(open(&desk) && desk.app.spread().typing.is_some());
    desk.press("<Esc>W<PgDn>");
    assert!(desk.app.overlay().is_some());
}

#[test]
fn where_symbols_are_asked_for_q_and_r_are_letters() {
    let mut desk = opened(false);
    desk.command("page 4").press("q[2,1] p[4,2]<Enter>");
    assert_eq!(desk.app.lecture().walk.outcome(1).or(desk.app.lecture().walk.outcome(0)), Some(Outcome::Right));
    assert!(!desk.effects.iter().any(|effect| matches!(effect, Effect::Quit)));
    let mut desk = opened(false);
    desk.command("page 4").press("r[1,1]");
    assert!(open(&desk) && desk.app.spread().typing.as_ref().is_some_and(|line| line.text() == "r[1,1]"));
    // Their answer is shown by another key, and every help says which.
    desk.press("<Esc>");
    let shows = |desk: &mut Desk| desk.press("h").said().to_string();
    let said = (0..4).map(|_| shows(&mut desk)).find(|said| said.contains("shows the answer")).unwrap();
    assert!(said.contains("ctrl-r shows the answer"), "{said}");
    desk.press("<C-r>");
    assert!(!open(&desk));
    // Once it is settled, the keys are what they were.
    desk.press("q");
    assert!(desk.effects.iter().any(|effect| matches!(effect, Effect::Quit)));
}

#[test]
fn the_contents_lead_to_a_part() {
    let mut desk = Desk::lecture();
    desk.press("Bg");
    assert!(matches!(desk.app.overlay(), Some(Overlay::Contents(Contents { part: 0, page: None }))));
    desk.press("<Down><Down><Enter>");
    assert_eq!((desk.app.overlay().is_none(), desk.app.lecture().walk.lesson().number), (true, 3));
    // The pages of a part are its second level.
    desk.press("g<Right><Down><Down><Enter>");
    assert_eq!((desk.app.lecture().walk.lesson().number, page(&desk)), (3, 3));
    desk.press("g<Right><Left><Down><Enter>");
    assert_eq!((desk.app.lecture().walk.lesson().number, page(&desk)), (4, 1));
    desk.command("lesson gradient");
    assert_eq!((desk.app.lecture().walk.lesson().number, page(&desk)), (5, 1));
    let third = desk.app.lecture().walk.course.lessons[1].pages[2].title.clone();
    desk.command(&format!("lesson {third}"));
    assert_eq!((desk.app.lecture().walk.lesson().number, page(&desk)), (2, 3));
    desk.command("lesson nowhere at all");
    desk.says("no part or page has 'nowhere at all' in its title");
    desk.press("g5");
    assert_eq!((desk.app.lecture().walk.lesson().number, page(&desk)), (5, 1));
    // What one came from is a key away.
    desk.press("B");
    assert_eq!((desk.app.lecture().walk.lesson().number, page(&desk)), (2, 3));
    desk.command("lesson 6 9");
    assert_eq!(desk.app.lecture().came_from(), Some((1, 2)));
    desk.press("B");
    assert_eq!((desk.app.lecture().walk.lesson().number, page(&desk)), (2, 3));
    desk.press("g<Right><Down><Enter>B");
    assert_eq!((desk.app.lecture().walk.lesson().number, page(&desk)), (2, 3));
    assert_eq!(desk.app.lecture().came_from(), None, "once");
    desk.command("lesson 99");
    desk.says("there is no part 99");
    desk.command("lesson 1 99");
    desk.says("has ");
}

#[test]
fn forgetting_begins_anew_and_is_kept_once() {
    let mut desk = opened(false);
    for before in ["16<Enter>", "16<Enter><Esc>"] {
        desk.press(before).effects.clear();
        assert_eq!(desk.app.lecture().walk.score(0).answered(), 1, "{before}");
        desk.command("forget all");
        assert_eq!(desk.app.lecture().walk.score(0).answered(), 0);
        assert_eq!(kept(&desk).unwrap().settled.len(), 0);
        assert_eq!(desk.effects.iter().filter(|effect| matches!(effect, Effect::Keep(_))).count(), 1, "{before}");
    }
}

#[test]
fn progress_leads_back_to_the_page_and_what_was_answered() {
    let mut desk = opened(false);
    desk.press("16<Enter>nn");
    desk.command("page 3");
    let progress = kept(&desk).unwrap().clone();
    let mut again = Desk::lecture();
    again.app.follow_course(course(), progress);
    again.press("B");
    assert_eq!(page(&again), 3);
    again.command("page 1");
    assert!(!open(&again));
    assert_eq!(again.snapshot().position.pass, 4, "the scene after the question is played as well");
}

/// What was said of an answer is kept with it: after a new start one still reads which option was right.
#[test]
fn what_was_said_of_an_answer_is_there_after_a_new_start() {
    let mut desk = kinds(3);
    desk.press("r");
    let said = desk.app.lecture().walk.told(0).cloned();
    assert!(matches!(&said, Some(Told::Settled(text)) if text.contains("sixteen")), "{said:?}");
    let progress = kept(&desk).unwrap().clone();
    let text = factorscope::lesson::Records([("a test".to_string(), progress)].into()).text();
    let read = factorscope::lesson::Records::read(&text).unwrap();
    let course = Course::new("a test", vec![parse::lesson("01-kinds.md", KINDS).unwrap()]);
    let mut later = Desk::lecture();
    later.app.follow_course(Arc::new(course), read.0["a test"].clone());
    later.press("B");
    assert_eq!(later.app.lecture().walk.told(0), said.as_ref());
    later.press("a");
    assert!(open(&later) && later.app.lecture().walk.told(0).is_none());
    assert!(kept(&later).unwrap().told.is_empty());
}

#[test]
fn a_hole_is_no_answer_where_a_rating_is_asked_for() {
    let mut desk = opened(false);
    desk.command("page 3").command("select Cordelia Ommazh").press("<Enter>");
    let told = (0..9).find_map(|block| desk.app.lecture().walk.told(block).cloned());
    assert!(
        matches!(&told, Some(Told::Open(text)) if text.contains("is a hole, and a rating is asked for")),
        "{told:?}"
    );
}

#[test]
fn a_script_goes_through_a_lesson_step_by_step() {
    let mut desk = Desk::lecture();
    desk.app.follow_course(course(), Progress::default());
    desk.script("lesson 1 1; answer 16; page next; answer 1");
    assert_eq!((page(&desk), open(&desk), desk.app.lecture().walk.score(0).answered()), (2, false, 2));
}

#[test]
fn a_script_ends_where_something_cannot_be_done() {
    for (script, said) in
        [("lesson 3 99; step pass 2", "'lesson 3 99': part 3 has"), ("undo; step pass 2", "no rating was changed")]
    {
        let mut desk = Desk::lecture();
        desk.script(script);
        desk.says(said);
        assert_eq!((desk.step(), desk.app.playing()), (0, false), "{script}");
    }
}

#[test]
fn a_scene_that_cannot_be_set_says_where_and_why() {
    let text = "# A\n\nB.\n\n## C\n\n```do\nstep pass 1\nlight user Nobody\nscreen map\n```\n\nText.\n";
    let mut desk = Desk::lecture();
    let lessons = vec![parse::lesson("01-wrong.md", text).unwrap()];
    desk.app.follow_course(Arc::new(Course::new("x", lessons)), Progress::default());
    desk.send(Message::Command(Command::Lecture));
    desk.says("01-wrong.md, line 9");
    desk.says("Nobody");
    assert_eq!(desk.app.live(), Screen::Factorise, "what follows is not done");
}

/// Questions whose options stand in any order, in the order that is written, and in a formula; and one for a row.
const KINDS: &str = r"# Kinds

```do
open lecture
start-from worked
```

## A choice

```ask
choice: How many are known?
- sixteen :: known = 16
- twenty :: known = 20 :: those are the cells
- four :: known = 4 :: those are the holes
- ten :: known = 10
```

## An order that says something

```ask
choice: How many are known?
- 4 :: known = 4
- 16 :: known = 16
- 20 :: known = 20
order: as written
```

## A part

```ask
part: Which product makes the prediction for An and Ommazh small?
formula: r̂ = {1} + {2}
- P[1,1]·Q[1,1] :: P[1,1] Q[1,1]
- P[1,2]·Q[2,1] :: P[1,2] Q[2,1] :: 1.35 times 1.77 is 2.39
answer: smallest
```

## A user

```ask
row: Who rated least?
side: users
answer: smallest count(i)
```

## An album

```ask
row: Which album was rated most?
side: items
answer: largest count(j)
```
";

fn kinds(seed: u64) -> Desk {
    let course = Course::new("a test", vec![parse::lesson("01-kinds.md", KINDS).unwrap()]);
    let mut desk = Desk::lecture();
    desk.app.follow_course(Arc::new(course), Progress { seed, ..Progress::default() });
    desk.command("lesson 1");
    desk
}

fn options(desk: &Desk) -> Vec<String> {
    match &desk.app.lecture().walk.open().unwrap().1.kind {
        Kind::Choice { options, .. } => options.iter().map(|option| option.text.clone()).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn options_are_shuffled_by_the_students_seed_where_their_order_says_nothing() {
    let written = options(&kinds(0));
    assert_eq!(written, ["sixteen", "twenty", "four", "ten"]);
    let orders: std::collections::BTreeSet<_> = (1..40).map(|seed| options(&kinds(seed))).collect();
    assert!(orders.len() > 10, "{} orders of 24", orders.len());
    for seed in 1..6 {
        let mut desk = kinds(seed);
        assert_eq!(options(&desk), options(&kinds(seed)), "the same each time");
        let at = |desk: &Desk, text: &str| options(desk).iter().position(|option| option == text).unwrap() + 1;
        let wrong = at(&desk, "twenty");
        desk.press(&wrong.to_string());
        assert!(
            matches!(desk.app.lecture().walk.told(0), Some(Told::Open(text)) if text.contains("those are the cells"))
        );
        let right = at(&desk, "sixteen");
        desk.press(&right.to_string());
        assert_eq!(desk.app.lecture().walk.outcome(0), Some(Outcome::Helped));
        desk.press("n");
        assert_eq!(options(&desk), ["4", "16", "20"]);
    }
}

#[test]
fn a_part_of_a_formula_is_picked_by_arrows_and_by_its_number() {
    let mut desk = kinds(7);
    desk.command("page 3").press("<Enter>");
    desk.says("go to a part of it first");
    assert!(open(&desk) && desk.app.lecture().walk.told(0).is_none(), "no part is chosen at first");
    desk.press("<Right>");
    assert_eq!(desk.app.spread().held.part, Some(0));
    desk.press("<Right><Enter>");
    let told = |desk: &Desk| desk.app.lecture().walk.told(0).cloned();
    assert!(matches!(told(&desk), Some(Told::Open(text)) if text.contains("P[1,2]·Q[2,1] is not it: 1.35 times")));
    desk.press("<Left><Left><Enter>");
    assert!(matches!(told(&desk), Some(Told::Settled(text)) if text == "P[1,1]·Q[1,1] is right"));
    desk.press("a2");
    assert!(open(&desk));
    desk.press("1");
    assert!(!open(&desk) && desk.app.on_path());
    desk.press("ar");
    assert!(matches!(told(&desk), Some(Told::Settled(text)) if text == "the answer is P[1,1]·Q[1,1]"));
}

#[test]
fn a_user_or_an_item_is_picked_by_the_cursor() {
    let mut desk = kinds(0);
    desk.command("page 4").press("<Enter>");
    assert!(open(&desk), "An rated most");
    desk.press("<Down><Down><Down><Enter>");
    assert_eq!(desk.app.lecture().walk.outcome(0), Some(Outcome::Helped));
    desk.press("n<Right><Right><Right><Right><Enter>");
    assert_eq!(desk.app.lecture().walk.outcome(0), Some(Outcome::Right));
}

#[test]
fn in_a_data_frame_the_arrows_stay_with_it_while_a_row_of_it_is_asked_for() {
    let text = "# T\n\n## P\n\n```do\nopen lecture\nset method content\nside users\nlab frame\nselect An Ommazh\n```\n\n\
                ```ask\nrow: Which album was rated least?\nside: items\nanswer: smallest mean(j)\n```\n";
    let course = Course::new("a test", vec![parse::lesson("01-t.md", text).unwrap()]);
    let mut desk = Desk::lecture();
    desk.app.follow_course(Arc::new(course), Progress::default());
    desk.command("lesson 1");
    assert!(desk.app.asked_rows_are_lines(factorscope::data::Side::Items));
    for key in ["<Right>", "<Left>", "l", "<Home>", "<End>"] {
        desk.press(key);
        assert_eq!(desk.at(), ("An", "Ommazh"), "{key}");
        desk.says("↑ and ↓ move");
    }
    desk.press("<Down>");
    assert_eq!(desk.at(), ("An", "Melt-Banana"));
    // Once it is settled they go where they went.
    desk.press("r<Right>");
    assert_eq!(desk.at().0, "Bhavana");
}

#[test]
fn whoever_was_helped_did_not_answer_at_the_first_try() {
    for (keys, outcome) in [
        ("1", Outcome::Right),
        ("31", Outcome::Helped),
        ("r", Outcome::Revealed),
        ("x", Outcome::Skipped),
        ("ra1", Outcome::Helped),
        // Whoever has it asked again loses nothing.
        ("1ax", Outcome::Right),
        ("1ar", Outcome::Right),
        ("31ax", Outcome::Helped),
        ("xar", Outcome::Revealed),
    ] {
        let mut desk = kinds(0);
        desk.press(keys);
        assert_eq!(desk.app.lecture().walk.outcome(0), Some(outcome), "{keys}");
        // Coming back to the page does not make it the first try.
        let helped = matches!(outcome, Outcome::Helped) || keys.contains('a');
        assert_eq!(kept(&desk).unwrap().helped.is_empty(), !helped, "{keys}");
    }
}

const SKETCH: &str = "# Sketch\n\n## A curve\n\n```do\nopen lecture\nstep pass 1\nscreen train\npanel view\n```\n\n```ask\nsketch: \
                      Draw it.\nover: 40\nscale: 0 .. 2\n```\n\n```do\nstep pass 40\n```\n\nSo it goes.\n\n## After it\n\nText.\n";

#[test]
fn a_curve_is_drawn_before_it_is_run_and_stays_over_the_true_one() {
    let course = |text: &str| Arc::new(Course::new("a test", vec![parse::lesson("01-sketch.md", text).unwrap()]));
    let mut desk = Desk::lecture();
    desk.app.follow_course(course(SKETCH), Progress::default());
    desk.command("lesson 1");
    let sketch = |desk: &Desk| desk.app.sketch().unwrap();
    let now = desk.snapshot().here.train.mse();
    assert_eq!(
        (sketch(&desk).from, sketch(&desk).step, sketch(&desk).values.as_slice()),
        (1.0, 2.0, [now; 21].as_slice())
    );
    // A curve that nobody drew is no sketch, even if one looked along it.
    desk.press("<Enter>");
    desk.says("draw first");
    desk.press("<Right><Left><Enter>");
    desk.says("draw first");
    assert!(desk.app.is_sketching());
    // Up and down move this column and all after it, by a twentieth of the scale.
    desk.press("<Up><Up><Right><Right><Down>");
    let drawn = sketch(&desk).values;
    assert_eq!(drawn[0], now, "the present is no guess");
    assert!((drawn[1] - (now + 0.2)).abs() < 1e-12 && drawn[2] == drawn[1]);
    assert!((drawn[3] - (now + 0.1)).abs() < 1e-12 && drawn[3..].iter().all(|value| *value == drawn[3]));
    for _ in 0..50 {
        desk.press("<Down>");
    }
    assert_eq!(sketch(&desk).values[20], 0.0, "it stays on the scale");
    desk.command("answer 5:1.5 6:0.25");
    assert_eq!((sketch(&desk).values[4], sketch(&desk).values[5], sketch(&desk).values[20]), (0.0, 1.5, 0.25));
    for wrong in ["answer 0:1", "answer 21:1", "answer 3", "answer 3:many"] {
        desk.command(wrong);
        desk.says("is no point of a sketch: expected a column, 1 to 20");
    }
    let before = sketch(&desk);
    desk.press("<Enter>");
    assert_eq!((desk.app.lecture().walk.outcome(1), desk.snapshot().position.pass), (Some(Outcome::Guessed), 41));
    assert_eq!(sketch(&desk), before, "it stays over the true curve");
    assert!(desk.app.on_path() && !desk.app.is_sketching());
    // It is there when one comes back to the page, settled or only begun; asked again, it is drawn anew.
    desk.command("page 1");
    assert_eq!(sketch(&desk), before);
    desk.press("a<Up>");
    let begun = sketch(&desk);
    desk.command("page 2").press("b");
    assert_eq!((sketch(&desk), page(&desk)), (begun, 1));
    desk.press("ra");
    assert_eq!(sketch(&desk).values, [now; 21]);
    // On a logarithmic axis a press is a ratio.
    desk.app.follow_course(
        course(&SKETCH.replace("scale: 0 ..", "scale: 0.02 ..").replace("screen train", "screen train\naxis log")),
        Progress::default(),
    );
    desk.command("lesson 1").press("<Down>");
    assert!((sketch(&desk).values[1] - now / 100f64.powf(0.05)).abs() < 1e-12);
}

/// A question about an experiment that is no longer on the screen, and one about its fits, of which every experiment has some.
const LAB: &str = "# The Lab\n\n## One\n\n```do\nstarts 3\nscreen map\n```\n\n```ask\nnumber: How many fits?\nanswer: lab(fits)\n\
    within: 0.1\n```\n\n```ask\nchoice: Where does the first end?\n- low :: lab(mse, 1) < 0.1\n- high :: lab(mse, 1) >= 0.1\n```\n";

#[test]
fn what_is_asked_of_the_lab_is_what_check_has_answered_whatever_was_done_off_the_path() {
    let course = Arc::new(Course::new("a test", vec![parse::lesson("01-lab.md", LAB).unwrap()]));
    assert_eq!(factorscope::cli::flaws(&course, &crate::common::lessons::opened()), Vec::<String>::new());
    for meanwhile in [
        "lab race",
        "rates 0.01 0.02",
        "open lecture-video7",
        "open own; lab race",
        "rate An BTS 1",
        "lab starts; stop",
    ] {
        let mut desk = Desk::of(wide());
        desk.app.follow_course(Arc::clone(&course), Progress::default());
        desk.script("lecture");
        let found = desk.snapshot().lab.clone().unwrap();
        desk.script(&format!("explore; {meanwhile}; lecture"));
        assert!(desk.app.on_path(), "{meanwhile}: {}", desk.said());
        let again = desk.snapshot().lab.clone().unwrap();
        assert_eq!((again.ask(), &again.traces), (found.ask(), &found.traces), "{meanwhile}");
        for answer in ["answer 3", "answer 1"] {
            desk.script(answer);
        }
        assert_eq!(desk.app.lecture().walk.score(0).first, 2, "{meanwhile}: {}", desk.said());
    }
}

#[test]
fn an_experiment_that_was_stopped_off_the_path_is_done_when_one_is_back_on_it() {
    let course = Arc::new(Course::new("a test", vec![parse::lesson("01-lab.md", LAB).unwrap()]));
    let mut desk = Desk::lecture();
    desk.app.follow_course(course, Progress::default());
    // The page is set but for its experiment, which has only begun.
    let obey = |desk: &mut Desk, effects: Vec<Effect>| {
        let (app, session) = (&mut desk.app, &mut desk.session);
        app.work_off_by(session, effects, |session, order| {
            session.take(order);
            while session.stepping() {
                session.work(u64::MAX);
            }
        });
    };
    let command = |line: &str| Message::Command(factorscope::command::parse(line).unwrap());
    for line in ["lecture", "explore", "stop", "lecture"] {
        let effects = desk.app.update(command(line));
        obey(&mut desk, effects);
        let stage = if line == "stop" { Stage::Stopped } else { Stage::Working };
        assert_eq!(desk.snapshot().lab.as_ref().map(|finding| finding.stage), Some(stage), "{line}");
    }
    desk.command("answer 3");
    desk.says("one moment");
    while desk.session.work(u64::MAX) {}
    desk.show();
    desk.command("answer 3").command("answer 1");
    assert_eq!(desk.app.lecture().walk.score(0).first, 2, "{}", desk.said());
}

#[test]
fn a_sketch_without_a_curve_to_draw_into_is_told() {
    let text = SKETCH.replace("screen train", "screen factorise");
    let course = Course::new("a test", vec![parse::lesson("01-sketch.md", &text).unwrap()]);
    let flaws = factorscope::cli::flaws(&Arc::new(course), &crate::common::lessons::opened());
    assert!(flaws.len() == 1 && flaws[0].contains("expected screen train or panel curve"), "{flaws:?}");
}

const SHOWN: &str = "# Shown\n\n## One\n\n```do\nopen lecture\nstep pass 2\n```\n\n```ask\nnumber: How many?\nanswer: known\nwithin: \
                     0\n```\n\n```do\nstep unit 7\nstep pass 30\nlight user An\n```\n\nIt is done.\n\n```ask\nnumber: How many \
                     users?\nanswer: users\nwithin: 0\n```\n\nThe end.\n";

fn shown(motion: bool) -> Desk {
    let course = Course::new("a test", vec![parse::lesson("01-shown.md", SHOWN).unwrap()]);
    let mut desk = Desk::lecture();
    desk.app = desk.app.clone().with_taste(Taste { motion, ..Taste::default() });
    desk.app.follow_course(Arc::new(course), Progress::default());
    desk.command("lesson 1");
    assert_eq!((desk.step(), desk.app.wants_beat()), (18, false), "how a page begins is set at once");
    desk
}

#[test]
fn what_follows_an_answer_is_shown_bit_by_bit_and_is_the_same_in_the_end() {
    let mut at_once = shown(false);
    at_once.press("16<Enter>");
    assert!(!at_once.app.playing() && at_once.step() > 270);
    let mut desk = shown(true);
    desk.press("16<Enter>");
    let mut seen = vec![desk.step()];
    while desk.app.wants_beat() {
        assert!(desk.app.playing() || desk.step() == at_once.step());
        desk.send(Message::Beat);
        seen.push(desk.step());
    }
    seen.dedup();
    assert_eq!(seen[..8], [19, 20, 21, 22, 23, 24, 25, 45], "first each step, then so many passes at a time");
    assert!(seen.len() <= 7 + 12, "{seen:?}");
    assert!(!desk.app.playing() && tables(&desk.snapshot().model) == tables(&at_once.snapshot().model));
    assert_eq!(desk.app.spread().lights, at_once.app.spread().lights);
}

#[test]
fn whoever_presses_a_key_has_seen_enough_and_the_key_is_not_lost() {
    let mut at_once = shown(false);
    at_once.press("16<Enter>4<Enter>");
    for beats in [0, 3, 9] {
        let mut desk = shown(true);
        desk.press("16<Enter>");
        for _ in 0..beats {
            desk.send(Message::Beat);
        }
        desk.press("4<Enter>");
        let walk = &desk.app.lecture().walk;
        assert_eq!(
            (walk.outcome(1), walk.outcome(3)),
            (Some(Outcome::Right), Some(Outcome::Right)),
            "after {beats} beats"
        );
        assert!(tables(&desk.snapshot().model) == tables(&at_once.snapshot().model));
    }
    // Leaving the path leaves the rest undone, and coming back sets the page anew.
    let mut desk = shown(true);
    desk.press("16<Enter>");
    desk.command("screen map");
    assert!(!desk.app.wants_beat() && !desk.app.on_path());
    desk.press("B");
    assert!(tables(&desk.snapshot().model) == tables(&at_once.snapshot().model));
    desk.command("motion off").press("aa16<Enter>");
    assert!(!desk.app.wants_beat());
}

#[test]
fn in_a_talk_a_press_while_an_answer_is_shown_ends_that_and_turns_nothing() {
    for key in ["<PgDn>", "n", "<Enter>", "<PgUp>"] {
        for beats in [0, 3, 9] {
            let mut desk = shown(true);
            desk.app.present_to(Audience::Class);
            desk.press("<PgDn>");
            for _ in 0..beats {
                desk.send(Message::Beat);
            }
            assert!(desk.app.wants_beat(), "{beats}");
            desk.press(key);
            let outcomes = |desk: &Desk| [1, 3].map(|block| desk.app.lecture().walk.outcome(block));
            assert_eq!(outcomes(&desk), [Some(Outcome::Revealed), None], "{key} after {beats} beats");
            assert!(!desk.app.wants_beat() && !desk.app.playing() && desk.app.on_path(), "it is at its end");
            desk.press("<PgDn>");
            assert_eq!(outcomes(&desk), [Some(Outcome::Revealed); 2], "and the next press goes on");
        }
    }
}

#[test]
fn in_a_talk_a_press_while_a_page_is_set_waits_for_it() {
    // Orders are under way until they are obeyed.
    let next = |desk: &mut Desk| desk.app.update(Message::Key(Key::plain(Code::PageDown)));
    let mut desk = opened(true);
    desk.press("<PgDn>");
    let effects = next(&mut desk);
    assert!(page(&desk) == 2 && desk.app.playing());
    assert_eq!(next(&mut desk), []);
    assert!(open(&desk) && desk.said().is_empty(), "{}", desk.said());
    desk.app.work_off(&mut desk.session, effects);
    assert!(!open(&desk) && page(&desk) == 2, "then the answer comes");
    // Whoever does something else meanwhile does not want it any more.
    let mut desk = opened(true);
    desk.press("<PgDn>");
    let effects = next(&mut desk);
    next(&mut desk);
    desk.app.update(Message::Key(Key::char('h')));
    desk.app.work_off(&mut desk.session, effects);
    assert!(open(&desk) && page(&desk) == 2);
    // What is said of a page that is not set yet is not said when it is.
    let mut desk = opened(false);
    desk.press("16<Enter>");
    let effects = desk.app.update(Message::Key(Key::char('n')));
    desk.app.update(Message::Key(Key::char('r')));
    desk.says("still being set");
    desk.app.work_off(&mut desk.session, effects);
    assert_eq!(desk.said(), "");
}
