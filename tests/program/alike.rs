//! Map of similarities, by keys and commands: the graph, the matrix, and the way from a cell to its arithmetic.

#![cfg(feature = "tui")]
#![allow(clippy::unwrap_used)]

use crate::common::desk::{Desk, wide};
use crate::common::{lecture, tell};
use factorscope::{
    app::{App, Key, Message, Taste},
    command::{Command, Screen},
    data::{Entity, Ratings, Side},
    model::{Method, Options},
    ui::{Depth, draw},
};
use proptest::prelude::*;
use ratatui::{buffer::Buffer, layout::Rect};

fn alike() -> Desk {
    let mut desk = Desk::with(lecture(), Options::new(Method::KnnBasic));
    desk.script("side users; step pass; screen map");
    desk
}

/// The names of the row and of the column of the matrix that the cursor is at.
fn cell(app: &App) -> (String, String) {
    let likeness = app.likeness().unwrap();
    let (row, column) = app.matrix_cell(&likeness).unwrap();
    let name = |place: usize| app.name(Entity::new(likeness.side, likeness.order[place])).to_string();
    (name(row), name(column))
}

#[test]
fn the_key_turns_the_graph_into_a_matrix_and_back() {
    let mut desk = alike();
    assert!(desk.app.maps_similarities() && !desk.app.shows_matrix());
    desk.press("v");
    assert!(desk.app.shows_matrix());
    desk.command("matrix on");
    assert!(desk.app.shows_matrix());
    desk.press("v");
    assert!(!desk.app.shows_matrix());
}

#[test]
fn without_similarities_there_is_no_matrix_and_that_is_said() {
    let mut desk = Desk::lecture();
    desk.script("screen map").press("v");
    desk.says("set method knn-basic");
    desk.script("set method knn-basic; side items").press("v");
    desk.says("does not compare items");
    assert!(!desk.app.shows_matrix() && desk.app.needs_factors());
    desk.press("iv");
    assert!(desk.app.shows_matrix() && !desk.app.needs_factors());
}

#[test]
fn the_cursor_goes_over_rows_and_columns_and_the_row_is_selected() {
    let mut desk = alike();
    desk.script("select-user Bhavana").press("v");
    // Until a column is chosen, it is the most similar: An.
    assert_eq!(cell(&desk.app), ("Bhavana".into(), "An".into()));
    let order = desk.app.likeness().unwrap().order.clone();
    let name = |place: usize| desk.app.name(Entity::new(Side::Users, order[place])).to_string();
    let (first, last) = (name(0), name(order.len() - 1));
    desk.press("<Home>g");
    assert_eq!(cell(&desk.app), (first.clone(), first.clone()));
    desk.press("<End>G");
    assert_eq!(cell(&desk.app), (last.clone(), last.clone()));
    assert_eq!(desk.app.name(desk.app.selected()), last);
    desk.press("lj");
    assert_eq!(cell(&desk.app), (last.clone(), last), "it stays in the matrix");
}

#[test]
fn a_cell_leads_to_its_arithmetic() {
    let mut desk = alike();
    desk.script("select-user An").press("v");
    for _ in 0..desk.app.likeness().unwrap().len() {
        let (own, to) = cell(&desk.app);
        desk.press("E");
        if own == to {
            desk.says("with itself");
            assert_eq!(desk.app.screen(), Screen::Map);
        } else {
            assert_eq!(desk.app.screen(), Screen::Neighbours);
            let list = desk.app.neighbours().unwrap();
            assert_eq!(desk.app.name(list[desk.app.view().neighbour].of), to);
            assert_eq!(desk.app.name(desk.app.selected()), own);
            desk.command("screen map");
        }
        desk.press("<Home>");
        let place =
            desk.app.likeness().unwrap().order.iter().position(|at| desk.app.name(Entity::new(Side::Users, *at)) == to);
        desk.press(&"l".repeat((place.unwrap() + 1) % 4));
    }
    // In the graph it is that of the nearest.
    desk.press("vE");
    assert_eq!((desk.app.screen(), desk.app.view().neighbour), (Screen::Neighbours, 0));
}

#[test]
fn what_is_not_worked_out_has_no_arithmetic_yet() {
    let mut desk = Desk::with(lecture(), Options::new(Method::KnnBasic));
    desk.script("side users; step unit; screen map; matrix on; select-user Bhavana");
    // The row of An is known, so the pair is; that of Bhavana is not.
    assert_eq!(cell(&desk.app), ("Bhavana".into(), "An".into()));
    desk.press("E");
    desk.says("not worked out yet");
    assert_eq!(desk.app.screen(), Screen::Map);
}

#[test]
fn moving_in_the_graph_reaches_everyone_and_stays_in_it() {
    let mut desk = alike();
    let mut met = std::collections::HashSet::new();
    for keys in ["g", "G", "<Home>", "<End>", "k", "j", "h", "l", "k", "k", "h", "l", "j"] {
        desk.press(keys);
        met.insert(desk.app.selected());
    }
    assert_eq!(met.len(), 4, "{met:?}");
    // From outside of what is laid out the first move leads into it.
    desk.script("at-least 4; select-user Diego");
    let likeness = desk.app.likeness().unwrap();
    let inside = |desk: &Desk| likeness.place(desk.app.selected().index()).is_some();
    if !inside(&desk) {
        desk.press("j");
        assert!(inside(&desk));
    }
}

fn ratings() -> [Ratings; 3] {
    [lecture(), wide(), crate::common::films()]
}

/// Whatever is done, what is selected is there, and it can be drawn at any size.
#[test]
fn any_keys_in_any_order_can_be_drawn_at_any_size() {
    let keys = prop::sample::select("vEijklhgGsSAz0Z,r4mnbcu<>O".chars().collect::<Vec<_>>());
    let stories = (0..3usize, prop::collection::vec(keys, 0..25), (0..140u16, 0..50u16), any::<bool>(), any::<bool>());
    tell(60, &stories, |(which, keys, (width, height), ascii, items)| {
        let options =
            Options { based_on: if items { Side::Items } else { Side::Users }, ..Options::new(Method::KnnBasic) };
        let mut desk = Desk::with(ratings()[which].clone(), options);
        desk.app = desk.app.clone().with_taste(Taste { ascii, ..Taste::default() });
        desk.script(&format!("side {}; step pass; screen map", if items { "items" } else { "users" }));
        for key in keys {
            desk.send(Message::Key(Key::char(key)));
            if desk.app.screen() != Screen::Map {
                desk.send(Message::Command(Command::Screen(Screen::Map)));
            }
            let (view, all) = (desk.app.view(), desk.snapshot().ratings());
            assert!(view.user.index() < all.n_users() && view.item.index() < all.n_items());
            assert!(view.map.centre.0.is_finite() && view.map.centre.1.is_finite() && view.map.zoom.is_finite());
            if let Some(likeness) = desk.app.likeness() {
                let within = |(row, column): (usize, usize)| row < likeness.len() && column < likeness.len();
                assert!(desk.app.matrix_cell(&likeness).is_none_or(within));
            }
        }
        draw(&desk.app, Depth::True, &mut Buffer::empty(Rect::new(0, 0, width, height)));
    });
}
