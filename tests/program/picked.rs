//! What is picked out on the map: lines of equal density, a box, the way from one item to another, and what was found.

use crate::common::{desk::Desk, films, random_grid};
use factorscope::{
    app::Explained,
    command::{Command, parse},
    data::{ItemId, Side},
    study::within::Corners,
};

fn desk() -> Desk {
    let mut desk = Desk::of(films());
    desk.script("refit factors 3; set lambda 0.5; step pass 3; screen map");
    desk
}

fn members(desk: &Desk) -> Vec<usize> {
    let corners = desk.app.corners().expect("there is a box");
    desk.app.within(corners).expect("it is small").members.iter().map(|of| of.index()).collect()
}

fn place(desk: &Desk, at: usize) -> (f64, f64) {
    desk.app.points().unwrap().places[at]
}

#[test]
fn contours_are_turned_on_and_off_where_there_is_a_plane() {
    let mut desk = desk();
    assert!(!desk.app.shows_contours());
    desk.press("O").says("each line holds");
    assert_eq!(desk.app.density().unwrap().count, 40);
    desk.command("side users");
    assert_eq!(desk.app.density().unwrap().count, 30);
    desk.command("axes principal");
    assert!(desk.app.shows_contours() && desk.app.density().is_some());
    desk.command("contours off").says("no lines");
    assert!(!desk.app.shows_contours());
    desk.command("refit factors 1").command("contours on").says("one line");
    assert!(!desk.app.shows_contours());
    desk.command("set method knn-basic").command("step pass").command("side users").command("contours on");
    assert!(desk.app.shows_contours(), "those who are alike have places as well");
    desk.command("matrix on");
    assert!(!desk.app.shows_contours());
    desk.command("contours on").says("v shows the graph");
}

#[test]
fn only_those_who_are_shown_count() {
    let mut desk = desk();
    desk.command("contours on").command("only genre=Western");
    let shown = desk.app.on_map(Side::Items).len();
    assert!(shown < 40);
    assert_eq!(desk.app.density().unwrap().count, shown);
}

#[test]
fn a_box_is_drawn_by_keys_held_and_let_go() {
    let mut desk = desk();
    desk.command("select-item #5").press("X").says("a box begins at");
    assert_eq!(members(&desk), [4]);
    desk.command("select-item #9");
    let (a, b) = (place(&desk, 4), place(&desk, 8));
    let corners = desk.app.corners().unwrap();
    assert_eq!(corners, Corners { from: a, to: b });
    let inside = (0..40).filter(|at| corners.holds(place(&desk, *at))).count();
    assert!(members(&desk).len() == inside && inside >= 2);
    desk.press("X").command("select-item #1");
    assert_eq!(desk.app.corners(), Some(corners), "it is held");
    assert_eq!(desk.app.explained(), Explained::Within(corners));
    // It goes with what it holds as that moves, and not with other axes.
    desk.command("step pass");
    assert_eq!(desk.app.corners(), Some(corners));
    desk.command("axes 2 3");
    assert_eq!(desk.app.corners(), None);
    desk.command("axes 1 2");
    assert_eq!(desk.app.corners(), Some(corners));
    desk.command("screen train");
    assert_eq!(desk.app.corners(), None);
    desk.command("screen map").press("<Esc>");
    assert_eq!(desk.app.corners(), None);
    assert_eq!(desk.app.explained(), Explained::Prediction);
    desk.command("box off").says("there is no box");
}

#[test]
fn a_box_is_said_by_its_corners() {
    let mut desk = desk();
    desk.command("box 9 9 -9 -9");
    assert_eq!(members(&desk).len(), 40);
    desk.command("box 100 100 101 101");
    assert!(members(&desk).is_empty());
    for line in ["box 1 2 3", "box there", "box nan 0 1 1", "box 0 0 1 1 1"] {
        let why = parse(line).unwrap_err();
        assert!(why.contains("as in: box") || why.contains("more here"), "{line}: {why}");
    }
    desk.command("box off").says("let go");
    for line in ["box", "box off", "box -1.5 0 1e3 2"] {
        let command = parse(line).unwrap();
        assert_eq!(parse(&command.to_string()), Ok(command));
    }
    desk.command("screen train").command("box 0 0 1 1").says("4 goes there");
}

#[test]
fn a_path_leads_from_item_to_item() {
    let mut desk = desk();
    desk.command("path #3 #17");
    assert_eq!(desk.app.path_ends(), Some([ItemId::new(2), ItemId::new(16)]));
    let way = desk.app.between().unwrap();
    assert_eq!((way.stages[0].item, way.stages.last().unwrap().item), (ItemId::new(2), ItemId::new(16)));
    assert_eq!(desk.app.explained(), Explained::Between);
    // A box takes its place, and the reverse.
    desk.command("box 0 0 1 1");
    assert!(desk.app.path_ends().is_none() && desk.app.corners().is_some());
    desk.command("path #3 -> #17");
    assert!(desk.app.path_ends().is_some() && desk.app.corners().is_none());
    desk.press("<Esc>");
    assert_eq!(desk.app.path_ends(), None);
    desk.command("path #3 #3").says("twice");
    desk.command("path #3 nobody-at-all").says("there is no item");
    assert!(parse("path #3").unwrap_err().contains("say an item"));
    // Of users the items come into sight.
    desk.command("side users").command("path #3 #17");
    assert_eq!((desk.app.view().side, desk.app.path_ends().is_some()), (Side::Items, true));
    desk.command("path").says("no path is shown");
    assert_eq!(desk.app.path_ends(), None);
    desk.command("set method knn-basic").command("path #1 #2").says("no factors");
}

#[test]
fn a_path_is_typed_from_what_is_selected() {
    let mut desk = desk();
    desk.command("select-item #7").press("P");
    let line = desk.line().unwrap().to_owned();
    assert!(line.starts_with("path ") && line.ends_with(' '), "{line}");
    desk.press("#9<Enter>");
    assert_eq!(desk.app.path_ends(), Some([ItemId::new(6), ItemId::new(8)]));
    assert!(matches!(parse("path Ommazh BTS"), Ok(Command::Path(Some(_)))));
}

#[cfg(feature = "tui")]
mod drawn {
    use super::*;
    use factorscope::ui::{self, Depth};
    use ratatui::{buffer::Buffer, layout::Rect};

    fn text(desk: &Desk, (width, height): (u16, u16)) -> String {
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        ui::draw(&desk.app, Depth::None, &mut buffer);
        let row = |y| (0..width).map(|x| buffer[(x, y)].symbol()).collect::<String>();
        (0..height).map(row).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn what_lines_mean_is_said_and_what_is_found_is_lit() {
        for size in [(80, 24), (120, 36), (200, 60)] {
            let mut desk = desk();
            desk.command("contours on");
            let shown = text(&desk, size);
            for part in ["25%", "50%", "75%", "95%"] {
                assert!(shown.contains(part), "{part}: {shown}");
            }
            desk.command("ascii on");
            assert!(text(&desk, size).is_ascii());
            desk.command("ascii off").command("contours off").command("find a");
            assert!(text(&desk, size).contains('◆'), "{}", text(&desk, size));
        }
    }

    #[test]
    fn a_path_is_drawn_with_where_each_lies_on_it() {
        let mut desk = desk();
        desk.command("path #3 #17");
        let shown = text(&desk, (120, 36));
        let way = desk.app.between().unwrap();
        assert!(shown.contains("straight way") && shown.contains(" 0.00") && shown.contains(" 1.00"), "{shown}");
        assert!(shown.contains(&format!("{:.3}", way.length)), "{shown}");
    }

    #[test]
    fn the_nearer_one_comes_the_larger_is_the_part_that_is_named() {
        let mut desk = Desk::of(random_grid(40, 500, 0.3, 2));
        desk.script("refit factors 2; set lambda 0.5; step pass 2; screen map; at-least 1");
        let mut parts = Vec::new();
        for _ in 0..4 {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 120, 36));
            let drawn = ui::draw(&desk.app, Depth::None, &mut buffer);
            let plane = drawn.plane.expect("the map is a plane");
            // A name is as wide as four letters at the least, a point as three cells at the most.
            let is_name = |hit: &&ui::Hit| matches!(hit.click, Command::SelectItem(_)) && hit.area.width > 3;
            let names: Vec<Rect> = drawn.hits.iter().filter(is_name).map(|hit| hit.area).collect();
            for (at, name) in names.iter().enumerate() {
                assert!(names[..at].iter().all(|other| !other.intersects(*name)), "{name:?} covers another");
            }
            let in_sight = (0..500).filter(|at| plane.dot(place(&desk, *at)).is_some()).count();
            parts.push(names.len() as f64 / in_sight as f64);
            desk.press("zz");
        }
        assert!(parts.is_sorted() && parts[3] > 3.0 * parts[0], "{parts:?}");
    }

    #[test]
    fn the_mouse_draws_in_the_plane_that_is_shown() {
        let mut desk = desk();
        let mut buffer = Buffer::empty(Rect::new(0, 0, 120, 36));
        let drawn = ui::draw(&desk.app, Depth::None, &mut buffer);
        let plane = drawn.plane.expect("the map is a plane");
        for at in 0..40 {
            let (x, y) = plane.cell(place(&desk, at)).expect("in sight");
            let under = plane.under((plane.field.x + x, plane.field.y + y).into());
            assert!(under.holds(place(&desk, at)), "{at}: {under:?}");
        }
        desk.command("screen train");
        assert!(ui::draw(&desk.app, Depth::None, &mut buffer).plane.is_none());
    }
}

#[test]
fn a_layout_by_neighbours_comes_a_few_rounds_at_a_time_and_waits_while_a_run_goes() {
    use factorscope::{
        app::Message,
        model::ON,
        study::tsne::{AT_A_TIME, ROUNDS},
    };
    use std::sync::Arc;
    let mut desk = desk();
    desk.press("V").says("t-SNE");
    assert!(desk.app.lays_out() && !desk.app.has_axes() && desk.app.points().is_none());
    let answer = |desk: &mut Desk| {
        let derived = desk.wants[0].work_out(ON).unwrap();
        desk.send(Message::Derived(Arc::new(derived)));
    };
    desk.command("contours on");
    answer(&mut desk);
    assert_eq!(desk.app.laid().unwrap().rounds, AT_A_TIME);
    answer(&mut desk);
    assert_eq!(desk.app.laid().unwrap().rounds, 2 * AT_A_TIME);
    while desk.app.laid().unwrap().rounds < ROUNDS {
        answer(&mut desk);
    }
    // Then what is made of it is asked for, and no more rounds.
    while !desk.wants.is_empty() {
        answer(&mut desk);
    }
    assert_eq!(desk.app.density().unwrap().count, 40);
    let laid = desk.app.laid().unwrap();
    desk.command("box 0 0 1 1").command("axes 1 2");
    assert!(desk.app.has_axes() && desk.app.corners().is_none(), "choosing axes leaves it");
    desk.command("layout neighbours");
    assert!(desk.app.laid().unwrap().points.places == laid.points.places && desk.app.corners().is_some());
    // What is asked for anew stands back until a run pauses.
    desk.command("run on").tick(1);
    assert!(desk.snapshot().running && desk.wants.is_empty(), "{:?}", desk.wants);
    assert_eq!(desk.app.laid().unwrap().points.places, laid.points.places);
    desk.command("run off");
    assert_eq!(desk.wants.len(), 1);
    desk.command("layout axes").command("set method slope-one").command("layout neighbours").says("no factors");
    assert!(parse("perplexity 101").unwrap_err().contains("2 to 100"));
}
