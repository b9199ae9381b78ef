//! Every key on every screen, and any keys in any order: nothing breaks, and what always holds still holds.

#![allow(clippy::unwrap_used)]

use crate::common::desk::{Desk, tall, wide};
use crate::common::{grid, lecture, rating, tell};
use factorscope::{
    app::{
        Code, Key, Message, Overlay,
        keymap::{self, KEYS},
    },
    choice::Choice,
    command::{Axes, Command, Screen, TABLE},
    data::{Ratings, Side},
};
use proptest::prelude::*;

/// A place from which every key leads somewhere: in the middle of the grid, of the run, of a search and of a walk.
fn midway(screen: Screen) -> Desk {
    let mut desk = Desk::lecture();
    desk.press("<Enter><Enter><Enter>[,/an<Enter>").command("select Bhavana BTS").command("select-factor 2");
    desk.command(&format!("screen {screen}"));
    match screen {
        Screen::Train => drop(desk.press("l")),
        Screen::Map => {
            // The point that has others on all sides, or most of them.
            let places = desk.app.points().unwrap().places.clone();
            let mut by_x: Vec<usize> = (0..places.len()).collect();
            by_x.sort_by(|a, b| places[*a].0.total_cmp(&places[*b].0));
            let inner = by_x[1..4].iter().max_by_key(|&&at| {
                let p = places[at];
                let beside = |test: &dyn Fn(f64, f64) -> bool| places.iter().any(|q| test(q.0 - p.0, q.1 - p.1));
                let sides: [&dyn Fn(f64, f64) -> bool; 4] = [
                    &|x, y| x > 0.0 && y.abs() <= 2.0 * x,
                    &|x, y| x < 0.0 && y.abs() <= -2.0 * x,
                    &|x, y| y > 0.0 && x.abs() <= 2.0 * y,
                    &|x, y| y < 0.0 && x.abs() <= -2.0 * y,
                ];
                sides.iter().filter(|side| beside(side)).count()
            });
            desk.command(&format!("select-item #{}", inner.unwrap() + 1)).press("zzHK");
        }
        Screen::Neighbours => drop(desk.press("ljj")),
        Screen::Factors => drop(desk.command("refit factors 3").press("<Enter><Enter>,")),
        Screen::Lab => drop(desk.press("zz")),
        // In the middle of a list, with some of a slider to either side.
        Screen::Recommend => drop(desk.command("weights rating=0.5 like=0.5").press("ajj")),
        Screen::Factorise | Screen::Lecture => {}
    }
    desk.press(")");
    desk.orders.clear();
    desk.effects.clear();
    desk
}

#[test]
fn every_key_does_something_on_its_screens() {
    let mut pressed = std::collections::HashSet::new();
    for screen in Screen::ALL {
        let layers = midway(*screen).app.screens();
        for binding in keymap::bindings(&layers) {
            for key in binding.keys {
                // A screen's own key goes before one for all, and whoever is there need not go there.
                let meant = binding.command(&midway(*screen).app);
                let there = match screen {
                    Screen::Lecture => meant == Command::Lecture,
                    screen => meant == Command::Screen(*screen),
                };
                if there || !binding.holds(&layers, *key) {
                    continue;
                }
                pressed.insert(std::ptr::from_ref(binding));
                let mut desk = midway(*screen);
                if meant == Command::Close {
                    desk.press(" ");
                    desk.orders.clear();
                }
                let before = format!("{:?}", desk.app);
                desk.send(Message::Key(*key));
                let idle = desk.orders.is_empty() && desk.effects.is_empty() && desk.app.notice().is_none();
                assert!(!idle || format!("{:?}", desk.app) != before, "{key} ({meant}) on {screen}");
                assert!(!binding.sentence(&desk.app).contains('{') && !binding.hint(&desk.app).contains('{'));
            }
        }
    }
    let unpressed: Vec<_> = KEYS.iter().filter(|b| !pressed.contains(&std::ptr::from_ref(*b))).collect();
    assert!(unpressed.is_empty(), "no key leads to {unpressed:?}");
}

#[test]
fn every_command_works_on_every_screen() {
    for spec in TABLE {
        for screen in Screen::ALL {
            let mut desk = midway(*screen);
            desk.command(spec.example);
            check(&desk, spec.example);
        }
    }
}

/// A user without ratings, between two who have some, and an item that nobody rated.
fn with_holes() -> Ratings {
    grid(3, 4, &[rating(0, 0, 5.0), rating(0, 2, 0.0), rating(2, 0, 3.0), rating(2, 3, 1.0)])
}

fn grids() -> [Ratings; 5] {
    [lecture(), grid(1, 1, &[rating(0, 0, 3.0)]), wide(), tall(), with_holes()]
}

/// What always holds.
#[track_caller]
fn check(desk: &Desk, after: &str) {
    let (app, ratings) = (&desk.app, desk.snapshot().ratings());
    let z = desk.snapshot().model.z().max(1);
    assert!(
        app.view().user.index() < ratings.n_users() && app.view().item.index() < ratings.n_items(),
        "the cursor after {after}"
    );
    assert!(app.view().factor < z, "factor {} of {z} after {after}", app.view().factor);
    match app.axes() {
        Axes::Factors(x, y) => assert!((1..=z).contains(&x) && (1..=z).contains(&y), "axes {x} {y} after {after}"),
        Axes::Principal => {}
        Axes::Next => panic!("the axes are not an axis after {after}"),
    }
    assert!(app.view().map.zoom.is_finite() && app.view().map.zoom > 0.0);
    assert!(app.view().map.centre.0.is_finite() && app.view().map.centre.1.is_finite());
    let neighbours = app.neighbours().map_or(0, |list| list.len());
    assert!(
        app.view().neighbour < neighbours.max(1),
        "neighbour {} of {neighbours} after {after}",
        app.view().neighbour
    );
    assert!(app.read_point() < desk.snapshot().curve.len());
    assert!(app.view().found.1 < app.view().found.0.len().max(1));
    assert!(app.view().walk.iter().all(|of| of.index() < ratings.count(of.side())));
    assert!(app.view().neighbour == 0 || app.screen() == Screen::Neighbours, "the place in the list after {after}");
    let seen = |first: usize, place: usize, visible: usize, count: usize, what: &str| {
        let visible = visible.max(1);
        assert!((first..first + visible).contains(&place), "{what} {place} is out of sight at {first} after {after}");
        assert!(first + visible <= count.max(visible), "blank {what} from {first} of {count} after {after}");
    };
    let user = |rows| {
        seen(app.view().first.0, app.view().users.place(app.view().user.index()), rows, app.view().users.len(), "row")
    };
    let item = |columns| {
        seen(
            app.view().first.1,
            app.view().items.place(app.view().item.index()),
            columns,
            app.view().items.len(),
            "column",
        )
    };
    match (app.screen(), app.view().side) {
        (Screen::Factorise, _) => {
            user(app.taste().viewport.rows);
            item(app.taste().viewport.columns);
        }
        (Screen::Factors, Side::Users) => user(app.taste().viewport.rows),
        (Screen::Factors, Side::Items) => item(app.taste().viewport.rows),
        _ => {}
    }
    if let Some(Overlay::Palette(palette)) = &app.overlay() {
        assert!(palette.picked.is_none_or(|at| at < palette.offers.len()));
        assert!(palette.cursor() <= 4 * palette.text().len());
    }
}

/// Something that a person or the terminal may do.
#[derive(Clone, Debug)]
enum Act {
    Key(Key),
    Line(String),
    Paste(String),
    Window(usize, usize),
    Tick,
}

fn any_key() -> impl Strategy<Value = Key> {
    let bound = KEYS.iter().flat_map(|b| b.keys.iter().copied()).collect::<Vec<_>>();
    let named = [
        Code::Enter,
        Code::Esc,
        Code::Tab,
        Code::BackTab,
        Code::Backspace,
        Code::Delete,
        Code::Up,
        Code::Down,
        Code::Left,
        Code::Right,
        Code::Home,
        Code::End,
        Code::PageUp,
        Code::PageDown,
    ];
    prop_oneof![
        6 => proptest::sample::select(bound),
        1 => (proptest::sample::select(named.to_vec()), any::<bool>()).prop_map(|(code, ctrl)| Key { code, ctrl }),
        1 => (any::<char>(), any::<bool>()).prop_map(|(letter, ctrl)| Key { code: Code::Char(letter), ctrl }),
    ]
}

/// The example of a command, as it is or with its numbers changed.
fn any_line() -> impl Strategy<Value = String> {
    let numbers = proptest::sample::select(vec!["0", "1", "2", "3", "7", "-1", "0.5", "nan"]);
    let examples: Vec<_> = TABLE.iter().map(|spec| spec.example).collect();
    (proptest::sample::select(examples), proptest::option::of(numbers)).prop_map(|(example, number)| {
        let words = example.split(' ').map(|word| match number {
            Some(number) if word.parse::<f64>().is_ok() => number,
            _ => word,
        });
        words.collect::<Vec<_>>().join(" ")
    })
}

fn any_act() -> impl Strategy<Value = Act> {
    prop_oneof![
        12 => any_key().prop_map(Act::Key),
        3 => any_line().prop_map(Act::Line),
        1 => "\\PC{0,12}".prop_map(Act::Paste),
        1 => (0usize..40, 0usize..20).prop_map(|(rows, columns)| Act::Window(rows, columns)),
        1 => Just(Act::Tick),
    ]
}

/// What may happen: on which grid, and what is done there.
fn stories() -> impl Strategy<Value = (usize, Vec<Act>)> {
    (0..grids().len(), prop::collection::vec(any_act(), 1..60))
}

fn act(desk: &mut Desk, act: &Act) {
    match act {
        Act::Key(key) => desk.send(Message::Key(*key)),
        Act::Line(line) => drop(desk.press("<Esc>:").press(line).press("<Enter>")),
        Act::Paste(text) => desk.send(Message::Paste(text.clone())),
        Act::Window(rows, columns) => drop(desk.viewport(*rows, *columns)),
        Act::Tick => drop(desk.tick(1)),
    }
}

#[test]
fn no_keys_break_it() {
    tell(500, &stories(), |(which, acts)| {
        let mut desk = Desk::of(grids()[which].clone());
        check(&desk, "the start");
        for deed in acts {
            act(&mut desk, &deed);
            check(&desk, &format!("{deed:?}"));
        }
    });
}

/// What a window of any size shows is drawn without a panic, and what it says back keeps the cursor in sight.
#[cfg(feature = "tui")]
#[test]
fn no_keys_break_the_drawing() {
    use factorscope::ui::{self, Depth};
    use ratatui::{buffer::Buffer, layout::Rect};
    tell(200, &stories(), |(which, acts)| {
        let mut desk = Desk::of(grids()[which].clone());
        let mut size = (80, 24);
        for deed in acts {
            match deed {
                Act::Window(rows, columns) => size = (10 * columns as u16, 2 * rows as u16),
                _ => act(&mut desk, &deed),
            }
            let mut buffer = Buffer::empty(Rect::new(0, 0, size.0, size.1));
            let drawn = ui::draw(&desk.app, Depth::True, &mut buffer);
            if let Some(viewport) = drawn.viewport {
                desk.send(Message::Viewport(viewport));
            }
            assert!(drawn.cursor.is_none_or(|at| buffer.area.contains(at)));
            check(&desk, &format!("{deed:?} at {size:?}"));
            // Whatever can be clicked can be done.
            if let Some(hit) = drawn.hits.last() {
                desk.send(Message::Command(hit.click.clone()));
            }
        }
    });
}
