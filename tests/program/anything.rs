//! Whatever a person does in the lecture and beside it, while the session is slow to answer: nothing breaks, what is under
//! way comes to its end, and the way back leads to the same numbers.

#![allow(clippy::unwrap_used)]

use crate::common::desk::{keys_of, tall, wide};
use crate::common::{bits_of, grid, lecture, rating, tell};
use factorscope::{
    app::{App, Effect, Message, Sheets},
    command::{TABLE, parse},
    data::Ratings,
    lesson::{Course, Progress, parse as read},
    model::{Method, Options},
    study::{Order, Session, Snapshot, Source},
};
use proptest::prelude::*;
use std::{collections::VecDeque, sync::Arc};

/// The program before a session that does orders when it comes to them.
struct Slow {
    app: App,
    session: Session,
    inbox: VecDeque<Order>,
}

impl Slow {
    fn of(ratings: Ratings, course: Arc<Course>) -> Self {
        let mut session = Session::new(Source::new(Arc::new(ratings)), Options::new(Method::Als), 1 << 16);
        let mut app = App::new("a test", Arc::new(session.snapshot()));
        app.follow_course(course, Progress::default());
        Self { app, session, inbox: VecDeque::new() }
    }

    fn send(&mut self, message: Message) {
        let orders = self.app.update(message).into_iter().filter_map(|effect| match effect {
            Effect::Order(order) => Some(order),
            _ => None,
        });
        self.inbox.extend(orders);
    }

    fn line(&mut self, line: &str) {
        if let Ok(command) = parse(line) {
            self.send(Message::Command(command));
        }
    }

    fn show(&mut self) {
        let snapshot = Arc::new(self.session.snapshot());
        self.send(Message::Snapshot(snapshot));
    }

    /// The session takes up to `orders` orders and does some work.
    fn go_on(&mut self, orders: usize, units: u64) {
        for _ in 0..orders.min(self.inbox.len()) {
            self.session.take(self.inbox.pop_front().unwrap());
        }
        self.session.tick();
        self.session.work(units);
    }

    /// Everything that was asked for is done and shown.
    #[track_caller]
    fn come_to_rest(&mut self) {
        for _ in 0..100 {
            while let Some(order) = self.inbox.pop_front() {
                self.session.take(order);
            }
            while self.session.work(u64::MAX) {}
            self.show();
            if self.inbox.is_empty() {
                break;
            }
        }
        assert!(!self.app.playing(), "it comes to rest");
    }

    fn snapshot(&self) -> &Snapshot {
        self.app.snapshot()
    }

    fn step_and_pass(&self) -> (u64, u64) {
        (self.snapshot().position.step, self.snapshot().position.pass)
    }
}

/// Something that may happen.
#[derive(Clone, Debug)]
enum Act {
    Keys(&'static str),
    Line(String),
    /// The session takes orders and works.
    Work(usize, u64),
    Show,
    Rest,
    Sheets(usize),
}

fn any_line() -> impl Strategy<Value = String> {
    let examples: Vec<_> = TABLE.iter().map(|spec| spec.example).filter(|line| *line != "quit").collect();
    let numbers = prop::sample::select(vec!["0", "1", "2", "3", "7", "99999999999", "-1", "0.5"]);
    (prop::sample::select(examples), prop::option::of(numbers)).prop_map(|(example, number)| {
        let word = |word: &str| match number {
            // So many passes take too long for a test.
            Some(number) if word.parse::<f64>().is_ok() && !(number.len() > 5 && example.contains("step")) => {
                number.into()
            }
            _ => word.to_string(),
        };
        example.split(' ').map(word).collect::<Vec<_>>().join(" ")
    })
}

fn any_act() -> impl Strategy<Value = Act> {
    let keys = vec![
        "B",
        "B",
        "B",
        "<Esc>",
        "n",
        "n",
        "r",
        "h",
        "a",
        "p",
        "<Enter>",
        "1",
        "2",
        "3",
        "16<Enter>",
        "s",
        "S",
        "g",
        " ",
        "<Down>",
        "<Right>",
        "<PgDn>",
        "<PgUp>",
        "<Tab>",
        "e",
        "f",
    ];
    let lines = vec![
        "open own",
        "open own",
        "open lecture",
        "open lecture-video7",
        "lecture",
        "explore",
        "page 1",
        "page 2",
        "page 3",
        "page next",
        "lesson 1 2",
        "lesson 2 1",
        "forget all",
        "stop",
        "run on",
        "speed pass max",
        "step pass 40",
        "refit factors 5",
        "refit factors 1",
        "set cg-steps 2",
        "set method content",
        "set method sgd",
        "lab starts",
        "lab svd",
        "lab overfit",
        "lab frame",
        "lab landscape",
        "lab slope",
        "cells shades",
        "lab shelves",
        "over user #1 2 item #1 2",
        "select #3 #250",
        "light item #2",
        "unrate",
        "again",
        "move down 18446744073709551615",
        "move right 18446744073709551615",
        "screen lab",
        "back pass 3",
        "restart",
        "undo",
        "goto 0",
    ];
    prop_oneof![
        6 => prop::sample::select(keys).prop_map(Act::Keys),
        6 => prop::sample::select(lines).prop_map(|line| Act::Line(line.into())),
        3 => any_line().prop_map(Act::Line),
        5 => (0_usize..4, 0_u64..40).prop_map(|(orders, units)| Act::Work(orders, units)),
        4 => Just(Act::Show),
        2 => Just(Act::Rest),
        1 => (1_usize..4).prop_map(Act::Sheets),
    ]
}

/// A lesson on the lecture's grid and one on whatever was opened, with questions whose answers go on.
fn course() -> Arc<Course> {
    let first = "# A\n\nOne.\n\n```do\nstep pass 3\n```\n\n## One\n\n```do\nscreen map\nselect Diego BTS\n```\n\n```ask\n\
        number: How many are known?\nanswer: known\nwithin: 0.5\nhint: Count.\n```\n\nAfter.\n\n```do\nscreen factorise\n\
        step pass 20\nset lambda 0.1\nstep unit 3\n```\n\n## Two\n\n```do\nlab starts\n```\n\n```ask\ncell: Which?\nanswer: \
        largest e[i,j]\n```\n\n## Three\n\n```do\nstart-from experts\nset method content\nlab frame\nlight factor user \
        Diego 2\n```\n\n```ask\nguess: What?\ncell: Cordelia, Ommazh\n```\n\n```guesses\n```\n";
    let second = "# B\n\nTwo.\n\n```do\nopen own\nstep pass 2\n```\n\n## One\n\n```do\nselect #1 #1\nlight item #1\nrate 3\n\
        screen factors\n```\n\n```ask\nchoice: Which?\n- users :: users\n- items :: items\nanswer: largest\n```\n\n```do\n\
        refit factors 3\nstep pass 2\nlab landscape\n```\n\n## Two\n\n```do\nlab shelves\nstep pass 9\n```\n\nEnd.\n";
    let lessons = vec![read::lesson("01-a.md", first).unwrap(), read::lesson("02-b.md", second).unwrap()];
    Arc::new(Course::new("a test", lessons))
}

fn grids() -> [Ratings; 5] {
    [lecture(), wide(), tall(), grid(1, 1, &[rating(0, 0, 3.0)]), grid(2, 3, &[])]
}

/// What may happen: on which grid, and what is done there.
fn stories() -> impl Strategy<Value = (usize, Vec<Act>)> {
    (0..grids().len(), prop::collection::vec(any_act(), 1..50))
}

fn act(desk: &mut Slow, act: &Act) {
    match act {
        Act::Keys(keys) => keys_of(keys).into_iter().for_each(|key| desk.send(Message::Key(key))),
        Act::Line(line) => desk.line(line),
        Act::Work(orders, units) => desk.go_on(*orders, *units),
        Act::Show => desk.show(),
        Act::Rest => desk.come_to_rest(),
        Act::Sheets(count) => desk.send(Message::Sheets(Sheets { count: *count, ..Sheets::default() })),
    }
}

/// What the numbers of a page are, once it is set.
fn page_of(desk: &Slow) -> (Vec<u64>, u64, u64, usize) {
    let s = desk.snapshot();
    (bits_of(&s.model), s.position.step, s.position.pass, s.ratings().len())
}

#[test]
fn whatever_is_done_the_way_back_leads_to_the_same_page() {
    let course = course();
    tell(150, &stories(), |(which, acts)| {
        let mut desk = Slow::of(grids()[which].clone(), Arc::clone(&course));
        let mut left: Option<_> = None;
        for deed in &acts {
            let (before, set) = (page_of(&desk), desk.app.on_path() && !desk.app.playing());
            act(&mut desk, deed);
            match (desk.app.lecture().is_left(), &left) {
                (true, None) => left = Some(set.then_some(before)),
                (false, _) => left = None,
                _ => {}
            }
            let (app, ratings) = (&desk.app, desk.snapshot().ratings());
            assert!(
                app.view().user.index() < ratings.n_users() && app.view().item.index() < ratings.n_items(),
                "{deed:?}"
            );
            assert!(app.view().factor < desk.snapshot().z().max(1), "{deed:?}");
        }
        desk.line("close");
        desk.send(Message::Key(keys_of("<Esc>")[0]));
        desk.come_to_rest();
        if !desk.app.lecture().is_left() {
            left = None;
        }
        desk.line("lecture");
        desk.come_to_rest();
        assert!(desk.app.on_path());
        if let Some(Some(before)) = left {
            assert_eq!(page_of(&desk), before);
        }
        // The page as it is set anew, with the same answers given, is the same page: nothing was lost on the way.
        let (there, place) = (page_of(&desk), desk.app.lecture().walk.place());
        desk.line(&format!("page {}", place.1 + 1));
        desk.come_to_rest();
        assert_eq!(page_of(&desk), there);
    });
}

/// What comes of it is drawn in a window of any size.
#[cfg(feature = "tui")]
#[test]
fn whatever_is_done_can_be_drawn() {
    use factorscope::ui::{self, Depth};
    use ratatui::{buffer::Buffer, layout::Rect};
    let course = course();
    let sizes = [(80, 24), (120, 36), (1, 1), (30, 8), (200, 60), (300, 3), (7, 90)];
    tell(40, &stories(), |(which, acts)| {
        let mut desk = Slow::of(grids()[which].clone(), Arc::clone(&course));
        for (n, deed) in acts.iter().enumerate() {
            act(&mut desk, deed);
            let (width, height) = sizes[(n + which) % sizes.len()];
            let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
            let drawn = ui::draw(&desk.app, Depth::True, &mut buffer);
            assert!(drawn.cursor.is_none_or(|at| buffer.area.contains(at)));
            let viewport = drawn.viewport.map(Message::Viewport);
            let sheets = drawn.sheets.map(Message::Sheets);
            viewport.into_iter().chain(drawn.pages.map(Message::Pages)).chain(sheets).for_each(|m| desk.send(m));
        }
    });
}

#[test]
fn what_is_to_be_remembered_outlives_a_stop() {
    let mut desk = Slow::of(wide(), course());
    desk.line("step pass 40");
    desk.go_on(1, 5);
    // The mark and the opening of the lecture wait for the long step; then whoever waits has enough of it.
    desk.line("lecture");
    desk.go_on(2, 0);
    desk.show();
    desk.line("explore");
    desk.line("stop");
    desk.come_to_rest();
    assert!(desk.session.step() < 40 * 303);
    let stopped = page_of(&desk);
    assert_eq!(stopped.3, wide().len(), "the lecture was not opened");
    desk.line("lecture");
    desk.come_to_rest();
    assert_eq!((desk.app.on_path(), desk.snapshot().ratings().len()), (true, 16));
    desk.line("open own");
    desk.come_to_rest();
    assert_eq!(page_of(&desk), stopped);
}

#[test]
fn coming_back_does_not_wait_for_what_is_tried() {
    let mut desk = Slow::of(lecture(), course());
    desk.line("lesson 1 1");
    desk.come_to_rest();
    let before = page_of(&desk);
    desk.line("step pass 1000000000");
    desk.go_on(2, 50);
    desk.line("rate 1");
    desk.line("lecture");
    desk.go_on(2, 0);
    desk.show();
    assert!(desk.app.on_path());
    assert_eq!(page_of(&desk), before);
}

#[test]
fn a_page_that_is_left_while_it_is_set_is_set_anew() {
    let mut desk = Slow::of(lecture(), course());
    desk.line("lesson 1 1");
    // The mark, and the ratings.
    for _ in 0..2 {
        desk.go_on(1, 0);
        desk.show();
    }
    desk.line("step unit 1");
    desk.come_to_rest();
    assert!(desk.app.lecture().is_left());
    assert_eq!(desk.step_and_pass(), (28, 3), "what the page had asked for, and then the step; nothing after it");
    desk.line("lecture");
    desk.come_to_rest();
    assert_eq!(desk.step_and_pass(), (27, 3));
}

#[test]
fn ones_own_ratings_may_be_looked_at_off_the_path() {
    let mut desk = Slow::of(wide(), course());
    desk.line("speed pass 60");
    desk.line("step pass 2");
    desk.come_to_rest();
    let own = (page_of(&desk), desk.snapshot().speed);
    desk.line("lesson 1 1");
    desk.come_to_rest();
    desk.line("answer 16");
    desk.come_to_rest();
    desk.line("select An Sanam");
    let (page, cell) = (page_of(&desk), (desk.app.view().user, desk.app.view().item));
    for _ in 0..2 {
        desk.line("open own");
        desk.come_to_rest();
        assert_eq!((page_of(&desk), desk.snapshot().speed), own);
        desk.line("lecture");
        desk.come_to_rest();
        assert_eq!(
            (page_of(&desk), (desk.app.view().user, desk.app.view().item)),
            (page.clone(), cell),
            "to where it was"
        );
    }
}

#[test]
fn what_is_forgotten_off_the_path_is_covered_again() {
    let mut desk = Slow::of(lecture(), course());
    desk.line("lesson 1 1");
    desk.come_to_rest();
    let covered = page_of(&desk);
    desk.line("answer 16");
    desk.come_to_rest();
    assert_ne!(page_of(&desk), covered);
    for line in ["explore", "forget all", "lecture"] {
        desk.line(line);
        desk.come_to_rest();
    }
    assert_eq!(page_of(&desk), covered);
}

#[test]
fn an_experiment_that_was_asked_for_during_a_step_is_done_after_a_stop() {
    let mut desk = Slow::of(lecture(), course());
    desk.line("step pass 1000000000");
    desk.go_on(1, 10);
    desk.line("lab starts");
    desk.go_on(1, 10);
    desk.line("stop");
    desk.go_on(1, 0);
    desk.show();
    assert!(desk.app.finding().is_some(), "it stands there, stopped");
    desk.line("lab starts");
    desk.come_to_rest();
    assert_eq!(desk.app.finding().unwrap().part, 1.0);
}

#[test]
fn an_answer_can_be_pasted() {
    let mut desk = Slow::of(lecture(), course());
    desk.line("lesson 1 1");
    desk.come_to_rest();
    desk.send(Message::Key(keys_of("1")[0]));
    desk.send(Message::Paste("6\n".into()));
    desk.send(Message::Key(keys_of("<Enter>")[0]));
    assert!(desk.app.lecture().walk.open().is_none());
    desk.line("help");
    desk.send(Message::Paste("16".into()));
    assert!(desk.app.overlay().is_some(), "the help stays");
}

/// Grids whose columns or rows, each some cells wide, are more than a screen can count.
#[cfg(feature = "tui")]
#[test]
fn grids_of_any_size_can_be_drawn() {
    use factorscope::ui::{self, Depth};
    use ratatui::{buffer::Buffer, layout::Rect};
    let cells = |many: usize| (0..many).step_by(50);
    let long: Vec<_> = cells(70_000).map(|j| rating(j % 2, j, (j % 6) as f64)).collect();
    let high: Vec<_> = cells(70_000).map(|i| rating(i, i % 2, (i % 6) as f64)).collect();
    for ratings in [grid(2, 70_000, &long), grid(70_000, 2, &high)] {
        let mut desk = Slow::of(ratings, course());
        let screens = ["factorise", "train", "factors", "map", "neighbours"].map(|name| format!("screen {name}"));
        let labs = ["landscape", "frame", "shelves", "svd", "overfit", "starts"].map(|name| format!("lab {name}"));
        desk.line("starts 2");
        for line in screens.iter().chain(&labs).map(String::as_str).chain([
            "move down 18446744073709551615",
            "move bottom",
            "move last",
            "lesson 2 1",
            "answer 1",
        ]) {
            desk.line(line);
            for _ in 0..3 {
                desk.go_on(9, 1000);
                desk.show();
                for (width, height) in [(80, 24), (200, 60), (20, 5)] {
                    let drawn = ui::draw(&desk.app, Depth::True, &mut Buffer::empty(Rect::new(0, 0, width, height)));
                    drawn.viewport.map(Message::Viewport).into_iter().for_each(|message| desk.send(message));
                }
            }
        }
    }
}

/// The view is remembered at once and the ratings when the session comes to it, which may open others before.
#[test]
fn ratings_opened_on_the_way_to_the_lecture_leave_no_view_of_others() {
    let mut desk = Slow::of(wide(), course());
    for line in ["lab frame", "open lecture", "move right 299", "screen lecture", "open own"] {
        desk.line(line);
    }
    desk.come_to_rest();
    desk.line("lecture");
    desk.come_to_rest();
    let (view, ratings) = (desk.app.view(), desk.snapshot().ratings());
    assert!(view.item.index() < ratings.n_items() && view.items.len() == ratings.n_items());
}
