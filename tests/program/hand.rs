//! What a student does by hand on a page: keys that stay on the path, a dial, a goal that is reached.

#![allow(clippy::unwrap_used)]

use crate::common::{desk::Desk, lessons::pages};
use factorscope::app::{Code, Key, keymap::KEYS};
use factorscope::{
    cli,
    command::{Command, Toward, Who},
    lesson::{Course, Outcome, Progress, Told, With, parse},
    study::Grain,
};
use std::sync::Arc;

const LESSON: &str = "# By hand

```do
open lecture
```

## Steps

Only An is fitted.

```do
step unit
```

```ask
try: Fit the others as well.
with: step unit, step half, rate
watch: mse
until: step = 4
by: step unit 3
hint: s does one of them.
```

```do
light user An
```

The error is [1.98](mse) now.

## A dial

```do
start-from worked
```

```ask
dial: Move Diego's first number to where the error is least.
name: P[4,1]
turn: 0 .. 2 by 0.01 from 1.19
does: factor user Diego 1 {}
watch: how far off :: mse
until: mse < 0.08384
by: 1.22
```

After it.
";

fn course() -> Arc<Course> {
    Arc::new(Course::new("a test", vec![parse::lesson("01-hand.md", LESSON).unwrap()]))
}

fn opened() -> Desk {
    let mut desk = Desk::lecture();
    desk.app.follow_course(course(), Progress::default());
    desk.press("B");
    desk
}

fn open(desk: &Desk) -> bool {
    desk.app.lecture().walk.open().is_some()
}

fn outcome(desk: &Desk) -> Option<Outcome> {
    let walk = &desk.app.lecture().walk;
    (0..walk.page().blocks.len()).find_map(|block| walk.outcome(block))
}

#[test]
fn keys_in_the_hand_stay_on_the_path_until_the_goal_is_reached() {
    let mut desk = opened();
    assert_eq!((desk.step(), open(&desk)), (1, true), "a goal counts only what was done by hand");
    desk.press("ss");
    assert!(open(&desk) && desk.app.on_path() && desk.step() == 3);
    desk.press("s");
    assert_eq!((desk.step(), open(&desk), desk.app.on_path()), (4, false, true));
    assert_eq!(outcome(&desk), Some(Outcome::Right));
    assert!(!desk.app.spread().lights.is_empty(), "the page goes on");
    // Once it is done, a key too many does nothing; every other one is what it was, and leaves the path.
    for key in ["s", "S", "e", "s"] {
        desk.press(key);
        desk.says("the question is settled: n goes on");
        assert_eq!((desk.step(), desk.app.on_path()), (4, true), "{key}");
    }
    desk.press(",");
    assert!(!desk.app.on_path());
}

#[test]
fn a_coarser_key_will_do_as_well_and_every_other_key_is_kept_back() {
    let mut desk = opened();
    for key in [",", "R", "m", "u", " ", "<Enter>", "1"] {
        desk.press(key);
        assert!(desk.app.on_path() && open(&desk) && desk.step() == 1, "{key}");
    }
    desk.command("rate Cordelia Ommazh 3");
    assert!(desk.app.on_path() && open(&desk), "a command that is given into the hand by its name");
    desk.press("S");
    assert!(open(&desk), "the changed rating was a step as well");
    desk.press("<Esc>");
    assert!(!desk.app.on_path(), "the way off the path is open");
    desk.press("B");
    assert!(desk.app.on_path() && open(&desk));
}

#[test]
fn what_leads_there_can_be_shown_and_passed_over_and_asked_again() {
    let mut desk = opened();
    desk.press("h").press("r");
    assert_eq!((outcome(&desk), desk.step(), desk.app.on_path()), (Some(Outcome::Revealed), 4, true));
    let told = desk.app.lecture().walk.told(2).cloned();
    assert_eq!(told, Some(Told::Settled("done by: s, 3 times (step unit 3)".into())), "as a student would do it");
    desk.press("a");
    assert_eq!((outcome(&desk), desk.step()), (None, 1), "the page is set anew");
    desk.press("x");
    assert_eq!((outcome(&desk), desk.step()), (Some(Outcome::Revealed), 1), "it was shown before");
}

#[test]
fn a_dial_is_turned_by_keys_numbers_and_ends_and_what_it_does_follows() {
    let mut desk = opened();
    desk.command("page 2");
    let number = |desk: &Desk| desk.snapshot().model.factors().unwrap().wide().p[[3, 0]];
    assert!(open(&desk) && desk.app.spread().held.dial.is_none());
    desk.press("-");
    assert_eq!((number(&desk), desk.app.spread().held.dial), (1.18, Some(1.18)));
    desk.press("<Right><Right>");
    assert_eq!(number(&desk), 1.2);
    desk.press("<End>");
    assert_eq!((number(&desk), open(&desk), desk.app.on_path()), (2.0, true, true));
    desk.press("3<Enter>");
    desk.says("'3' is not on the scale, 0.00 to 2.00");
    desk.press("3abc<Enter>");
    desk.says("'3abc' is not a number");
    let least = desk.app.spread().held.best.unwrap();
    assert!(least <= desk.snapshot().here.train.mse());
    desk.press("1.504<Enter>");
    assert_eq!(number(&desk), 1.5);
    desk.says("1.504 is between two steps of the scale: P[4,1] is 1.50 now");
    desk.press("1,51<Enter>");
    assert_eq!((number(&desk), desk.said()), (1.51, ""), "a comma before decimals will do");
    desk.press("1.224<Enter>");
    assert_eq!((number(&desk), open(&desk), outcome(&desk)), (1.22, false, Some(Outcome::Right)), "the nearest turn");
}

#[test]
fn a_dial_is_set_where_its_way_is_shown() {
    let mut desk = opened();
    desk.command("page 2").press("r");
    assert_eq!(outcome(&desk), Some(Outcome::Revealed));
    assert_eq!(desk.snapshot().model.factors().unwrap().wide().p[[3, 0]], 1.22);
}

/// A page with a dial whose scale goes from -2 to 2, which is watched and wanted so.
fn signed(watch: &str, until: &str) -> Desk {
    let text = LESSON
        .replace("turn: 0 .. 2 by 0.01 from 1.19", "turn: -2 .. 2 by 0.5 from 1")
        .replace("watch: how far off :: mse", &format!("watch: {watch}"))
        .replace("until: mse < 0.08384\nby: 1.22", &format!("until: {until}\nby: -1.5"));
    let course = Course::new("a test", vec![parse::lesson("01-hand.md", &text).unwrap()]);
    let mut desk = Desk::lecture();
    desk.app.follow_course(Arc::new(course), Progress::default());
    desk.command("lesson 1 2");
    desk
}

#[test]
fn where_a_scale_goes_below_0_a_sign_begins_a_number() {
    for (typed, stands) in [("-1.5", -1.5), ("−1", -1.0), ("+2", 2.0), ("-0,5", -0.5), (".5", 0.5)] {
        let mut desk = signed("mse", "P[4,1] = 7");
        desk.press(&typed[..typed.char_indices().nth(1).unwrap().0]);
        assert_eq!(desk.app.spread().held.dial, None, "{typed}: a sign alone turns nothing");
        desk.press(&typed[typed.char_indices().nth(1).unwrap().0..]).press("<Enter>");
        assert_eq!(desk.app.spread().held.dial, Some(stands), "{typed}: {}", desk.said());
        desk.press("<Left>");
        assert_eq!(desk.app.spread().held.dial, Some(stands - 0.5), "{typed}: the arrows turn it");
    }
    // Where it does not, they turn it.
    let mut desk = opened();
    desk.command("page 2").press("+");
    assert_eq!(desk.app.spread().held.dial, Some(1.2));
}

/// What the session remarks of a turn takes the place of no warning.
#[test]
fn where_a_dial_stands_is_said_whatever_its_turn_has_the_session_say() {
    for does in
        ["refit seed {}", "holdout 0.1 {}", "rate An BTS {}", "start-from worked; turn {}", "refit seed {}; back"]
    {
        let text = LESSON
            .replace("turn: 0 .. 2 by 0.01 from 1.19", "turn: 1 .. 4 by 1 from 1")
            .replace("does: factor user Diego 1 {}", &format!("does: {does}"))
            .replace("until: mse < 0.08384\nby: 1.22", "until: mse = 9\nby: 2");
        let mut desk = Desk::lecture();
        let lesson = parse::lesson("01-hand.md", &text).unwrap();
        desk.app.follow_course(Arc::new(Course::new("a test", vec![lesson])), Progress::default());
        desk.command("lesson 1 2").press("2.4<Enter>");
        desk.says("2.4 is between two steps of the scale");
    }
}

#[test]
fn the_best_of_what_is_watched_is_what_the_goal_wants() {
    for (until, best) in [
        ("P[4,1] < -9", Some(-1.0)),
        ("P[4,1] <= -9", Some(-1.0)),
        ("-9 > P[4,1]", Some(-1.0)),
        ("P[4,1] > 9", Some(1.5)),
        ("9 <= P[4,1]", Some(1.5)),
        // Of what neither is to fall nor to rise there is no best.
        ("P[4,1] = 9", None),
        ("abs(P[4,1]) > 9", None),
        ("mse > 99999", None),
    ] {
        let mut desk = signed("P[4,1]", until);
        desk.press("1.5<Enter>-1<Enter>0<Enter>");
        assert!(open(&desk), "{until}");
        let hand = desk.app.hand().unwrap();
        let held = desk.app.spread().held.best.and_then(|held| hand.better(0.0, held));
        assert_eq!(held, best, "{until}");
    }
    // Where the page begins counts as well.
    let mut desk = signed("P[4,1]", "P[4,1] > 9");
    desk.press("0<Enter>");
    assert_eq!(desk.app.spread().held.best, Some(1.19));
}

/// What was done by hand is there when its page is opened again, in whatever window.
#[test]
fn a_page_whose_hand_was_settled_is_opened_as_it_was_left() {
    let mut desk = opened();
    desk.press("sss");
    assert_eq!((desk.step(), open(&desk)), (4, false));
    let progress = desk.app.lecture().walk.progress.clone();
    desk.press("bn");
    desk.command("page 1");
    assert_eq!(desk.step(), 4, "by another way back");
    let mut notes = opened();
    notes.app.present_to(factorscope::app::Audience::Speaker);
    notes.send(factorscope::app::Message::Talk(Box::new(progress)));
    assert_eq!((notes.step(), open(&notes)), (4, false), "the notes follow");
    // Of what was passed over nothing was done.
    let mut desk = opened();
    desk.press("x").command("page 1");
    assert_eq!((desk.step(), open(&desk)), (1, false));
    // A dial stands where its page says.
    desk.command("page 2").press("1.2<Enter>r").command("page 2");
    assert_eq!(desk.snapshot().model.factors().unwrap().wide().p[[3, 0]], 1.22);
}

/// The check plays what leads to the goal, and says where it does not, or where nothing is left to be done.
#[test]
fn a_goal_that_is_reached_already_or_never_is_told() {
    let opened = crate::common::lessons::opened();
    assert_eq!(cli::flaws(&course(), &opened), Vec::<String>::new());
    for (from, to, says) in [
        ("until: step = 4", "until: step < 9", "step < 9 holds before anything was done"),
        ("by: step unit 3", "by: step unit", "expected step = 4; it is 2"),
        ("by: 1.22", "by: 1.5", "P[4,1] at 1.50: expected mse < 0.08384"),
        ("```do\nlight user An\n```\n\n", "", "may have left another state"),
    ] {
        let text = LESSON.replacen(from, to, 1);
        assert_ne!(text, LESSON);
        let course = Arc::new(Course::new("a test", vec![parse::lesson("01-hand.md", &text).unwrap()]));
        let flaws = cli::flaws(&course, &opened);
        assert!(flaws.iter().any(|flaw| flaw.contains(says)), "{says}: {flaws:?}");
    }
}

#[test]
fn what_is_wrong_with_a_hand_is_told_with_its_line() {
    for (from, to, says) in [
        ("with: step unit, step half, rate", "with: fly", "'fly' is no command that a try can be done with"),
        ("with: step unit, step half, rate", "with: quit", "'quit' is no command that a try"),
        ("by: step unit 3", "by: back", "'back' is not among what it is done with"),
        ("turn: 0 .. 2 by 0.01 from 1.19", "turn: 2 .. 0 by 0.01", "is no scale"),
        ("turn: 0 .. 2 by 0.01 from 1.19", "turn: 0 to 2", "is no scale"),
        ("does: factor user Diego 1 {}", "does: factor user Diego 1", "has {} where its number goes"),
        ("does: factor user Diego 1 {}", "does: factr {}", "factr"),
        // What a scene may not do, no page may do by the student's hand.
        ("does: factor user Diego 1 {}", "does: page {}", "'page' is for people"),
        ("does: factor user Diego 1 {}", "does: quit; factor user Diego 1 {}", "'quit' is for people"),
        ("with: step unit, step half, rate", "with: theme", "'theme' is no command that a try"),
        ("by: step unit 3", "by: answer 3", "'answer' is for people"),
        ("by: 1.22", "by: 1.225", "'1.225' is no number that the dial can stand on"),
        ("until: mse < 0.08384", "until: msee < 1", "msee"),
        ("name: P[4,1]\n", "", "needs a line 'name:'"),
    ] {
        let text = LESSON.replacen(from, to, 1);
        // What is missing is told where the question begins.
        let line = if to.is_empty() { "dial: " } else { to };
        let line = text.lines().position(|one| one.starts_with(line)).unwrap() + 1;
        let error = parse::lesson("01-hand.md", &text).unwrap_err();
        let told = error.mistakes();
        assert!(told.iter().any(|one| one.line == line && one.why.contains(says)), "{to}: {told:?}");
    }
}

/// The keys that a student would press for a command that leads to the goal of a `try`.
fn keys(desk: &mut Desk, command: &Command) {
    match command {
        Command::Step(_, times) if *times > 200 => {
            desk.press(&format!(":{command}<Enter>"));
        }
        Command::Step(grain, times) => {
            let key = match grain {
                Grain::Unit => "s",
                Grain::Half => "S",
                Grain::Pass => "<Enter>",
            };
            for _ in 0..*times {
                if desk.app.lecture().walk.open().is_some() {
                    desk.press(key);
                }
            }
        }
        Command::Rate(Some((_, Who::Name(item))), value) => {
            // To the end of the row, and back again where it was passed over.
            for key in ["<Right>"; 5].into_iter().chain(["<Left>"; 5]) {
                if desk.at().1 != item {
                    desk.press(key);
                }
            }
            desk.press(&format!("e{value}<Enter>"));
        }
        Command::Fill(_) => {
            desk.press("f");
        }
        Command::Move(Toward::Last, _) => {
            desk.press("<End>");
        }
        // What no key does is typed.
        Command::Refit(_) => {
            desk.press(&format!(":{command}<Enter>"));
        }
        other => panic!("which keys lead to '{other}'?"),
    }
}

/// At least twenty pages of the lecture are in the student's hand, and each goal is reached by keys alone, at the first try.
#[test]
fn the_lecture_is_played_by_hand() {
    let course = Course::lecture();
    let mut played = 0;
    for (lesson, page) in pages(&course) {
        let mut desk = Desk::lecture();
        let hands = lesson.pages[page].blocks.iter().filter(|block| block.hand().is_some()).count();
        if hands == 0 {
            continue;
        }
        desk.app.follow_course(Arc::clone(&course), Progress::default());
        desk.command(&format!("lesson {} {}", lesson.number, page + 1));
        desk.answers();
        let place = format!("{} '{}'", lesson.file, lesson.pages[page].title);
        let mut by_hand = 0;
        while let Some((block, question)) = desk.app.lecture().walk.open().map(|(at, q)| (at, q.clone())) {
            let Some(hand) = question.hand() else {
                desk.press("r");
                desk.answers();
                continue;
            };
            match &hand.with {
                With::Dial(dial) => {
                    desk.press(&format!("{:.*}<Enter>", dial.decimals, dial.to));
                    desk.answers();
                }
                With::Commands(_) => hand.by.iter().for_each(|(_, command)| {
                    if desk.app.lecture().walk.outcome(block).is_none() {
                        keys(&mut desk, command);
                        desk.answers();
                    }
                }),
            }
            assert_eq!(desk.app.lecture().walk.outcome(block), Some(Outcome::Right), "{place}: {}", desk.said());
            assert!(desk.app.on_path(), "{place}");
            by_hand += 1;
        }
        assert_eq!(by_hand, hands, "{place}");
        played += 1;
    }
    assert!(played >= 20, "{played} pages");
}

/// Whoever holds a key down does not notice at once that the goal is reached.
#[test]
fn no_key_of_a_hand_leaves_the_path_once_it_is_settled() {
    let course = Course::lecture();
    let arrows = [Code::Left, Code::Right, Code::Home, Code::End].map(Key::plain);
    let keys: Vec<Key> = KEYS.iter().flat_map(|row| row.keys.iter().copied()).chain(arrows).collect();
    let mut tried = 0;
    for (lesson, page) in pages(&course) {
        if !lesson.pages[page].blocks.iter().any(|block| block.hand().is_some()) {
            continue;
        }
        let mut desk = Desk::lecture();
        desk.app.follow_course(Arc::clone(&course), Progress::default());
        desk.command(&format!("lesson {} {}", lesson.number, page + 1));
        desk.answers();
        let mut taken = Vec::new();
        while open(&desk) {
            let hand = desk.app.hand().is_some();
            let takes = |key: &&Key| match desk.app.bound(**key) {
                Ok(row) => desk.app.is_row_in_hand(row),
                Err(why) => why.contains("goes into the answer"),
            };
            taken.extend(keys.iter().filter(|_| hand).filter(takes).copied());
            desk.command("reveal");
            desk.answers();
        }
        let before = (desk.step(), desk.app.lecture().walk.place());
        for key in taken {
            // Enter turns the page, as the footer says.
            if key == Key::plain(Code::Enter) {
                continue;
            }
            desk.send(factorscope::app::Message::Key(key));
            desk.answers();
            let place = format!("{key} on {} '{}': {}", lesson.file, lesson.pages[page].title, desk.said());
            assert!(desk.app.on_path(), "{place}");
            assert_eq!((desk.step(), desk.app.lecture().walk.place()), before, "{place}");
            tried += 1;
        }
    }
    assert!(tried > 100, "{tried}");
}
