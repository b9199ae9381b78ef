//! Screens as pictures: each one at three sizes, and their styles in colour and without.
//!
//! A picture that changed on purpose is accepted with `cargo insta accept`, or with `INSTA_UPDATE=always cargo test`.

#![cfg(feature = "tui")]
#![allow(clippy::unwrap_used)]

use factorscope::{
    app::{App, Audience, Taste},
    choice::Choice,
    command::{Experiment, Screen, Theme},
    data::{ItemId, Names, Rating, Ratings, Scale, UserId, lecture::Lecture},
    lesson::{Course, Progress},
    model::{Method, Options, Setting},
    study::{Session, Source},
    ui::{Depth, Still},
};
use std::{fmt::Write as _, path::Path, sync::Arc};

/// What is opened before each picture: a fit that has come some way, and a cell that is not the first.
const OPENING: &str = "step pass 5; step unit 3; select Cordelia BTS";

fn still(ratings: Ratings, taste: Taste, depth: Depth, size: (u16, u16), script: &str) -> Still {
    with_lessons(ratings, taste, depth, size, script, false)
}

/// The lessons are those of the tests, which stay as they are when the lecture is written further.
pub(super) fn with_lessons(
    ratings: Ratings,
    taste: Taste,
    depth: Depth,
    size: (u16, u16),
    script: &str,
    presents: bool,
) -> Still {
    let mut options = Options::new(Method::Als);
    options.set(Setting::Lambda(0.1));
    let mut session = Session::new(Source::new(Arc::new(ratings)), options, 1 << 20);
    let mut app = App::new("the lecture", Arc::new(session.snapshot())).with_taste(taste);
    let course = Course::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pictured")).unwrap();
    app.follow_course(Arc::new(course), Progress::default());
    app.present_to(if presents { Audience::Class } else { Audience::Student });
    Still::of(app, &mut session, depth, size, script).unwrap()
}

fn lecture(size: (u16, u16), script: &str) -> Still {
    still(Lecture::Main.ratings(), Taste::default(), Depth::True, size, script)
}

/// The styles of a screen: a letter for each, in place, and what the letters mean.
pub(super) fn styles(still: &Still) -> String {
    let frame = still.frame();
    let mut known = Vec::new();
    let mut map = String::new();
    for y in frame.area.top()..frame.area.bottom() {
        let line: String = (frame.area.left()..frame.area.right())
            .map(|x| {
                let cell = &frame[(x, y)];
                let style = (cell.fg, cell.bg, cell.modifier);
                let at = known.iter().position(|s| *s == style).unwrap_or_else(|| {
                    known.push(style);
                    known.len() - 1
                });
                char::from(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"[at])
            })
            .collect();
        writeln!(map, "{line}").unwrap();
    }
    for (letter, (fg, bg, modifier)) in ('a'..='z').chain('A'..='Z').zip(known) {
        writeln!(map, "{letter} {fg} on {bg} {modifier:?}").unwrap();
    }
    map
}

#[test]
fn every_screen_at_three_sizes() {
    for (name, screen) in Screen::NAMES.iter().zip(Screen::ALL) {
        for size in [(80, 24), (120, 36), (200, 60)] {
            let still = lecture(size, &format!("{OPENING}; screen {screen}"));
            insta::assert_snapshot!(format!("{name}_{}x{}", size.0, size.1), still.text());
        }
    }
}

#[test]
fn every_screen_in_colour_and_without() {
    for (name, screen) in Screen::NAMES.iter().zip(Screen::ALL) {
        for (kind, theme, depth) in [("colour", Theme::Dark, Depth::True), ("plain", Theme::Dark, Depth::None)] {
            let taste = Taste { theme, ..Taste::default() };
            let script = format!("{OPENING}; screen {screen}");
            let still = still(Lecture::Main.ratings(), taste, depth, (80, 24), &script);
            insta::assert_snapshot!(format!("{name}_{kind}"), styles(&still));
        }
    }
}

/// The lecture at every moment of a page: its name, what leads there, whether it is shown to an audience.
const MOMENTS: [(&str, &str, bool); 9] = [
    ("open", "screen lecture", false),
    ("wrong", "screen lecture; answer 1; hint", false),
    ("settled", "screen lecture; answer 1; answer 2", false),
    ("typing", "lesson 1 2; answer", false),
    ("table", "lesson 1 2; reveal", false),
    ("curve", "lesson 2 1", false),
    ("two_curves", "lesson 2 2", false),
    ("left", "screen lecture; explore; step unit 2; screen map", false),
    ("present", "lesson 1 2", true),
];

#[test]
fn the_lecture_at_every_moment() {
    for (name, script, presents) in MOMENTS {
        let pictured =
            |taste: Taste, depth, size| with_lessons(Lecture::Main.ratings(), taste, depth, size, script, presents);
        for size in [(80, 24), (120, 36), (200, 60)] {
            let still = pictured(Taste::default(), Depth::True, size);
            insta::assert_snapshot!(format!("lecture_{name}_{}x{}", size.0, size.1), still.text());
        }
        for (kind, depth) in [("colour", Depth::True), ("plain", Depth::None)] {
            insta::assert_snapshot!(
                format!("lecture_{name}_{kind}"),
                styles(&pictured(Taste::default(), depth, (80, 24)))
            );
        }
    }
    let contents = "screen lecture; answer 2; contents";
    insta::assert_snapshot!("contents", lecture((80, 24), contents).text());
    insta::assert_snapshot!("contents_200x60", lecture((200, 60), contents).text());
    let off = "screen lecture; explore; step unit 2; side users; select An BTS";
    insta::assert_snapshot!("exploring", lecture((120, 36), off).text());
}

/// Where there are no factors, the map shows who is similar: as a graph, and as a matrix in the order of clusters; on many
/// the part around the cursor.
#[test]
fn similarities_as_a_graph_and_as_a_matrix() {
    let fitted = "set method knn-basic; side users; step pass; select An BTS; screen map";
    let made_up = "open made-up; set method knn-with-means; set based-on items; side items; step pass; screen map";
    for (name, script) in [("few", fitted), ("many", made_up)] {
        for (picture, then) in [("graph", "matrix off"), ("matrix", "matrix on; move right; move down")] {
            let script = format!("{script}; {then}");
            for size in [(80, 24), (120, 36)] {
                let text = lecture(size, &script).text();
                insta::assert_snapshot!(format!("similar_{name}_{picture}_{}x{}", size.0, size.1), text);
            }
            for (kind, depth) in [("colour", Depth::True), ("plain", Depth::None)] {
                let still = still(Lecture::Main.ratings(), Taste::default(), depth, (80, 24), &script);
                insta::assert_snapshot!(format!("similar_{name}_{picture}_{kind}"), styles(&still));
            }
        }
    }
    let ascii = Taste { ascii: true, ..Taste::default() };
    let text = still(Lecture::Main.ratings(), ascii, Depth::None, (80, 24), &format!("{made_up}; matrix on")).text();
    assert!(text.is_ascii(), "{text}");
    insta::assert_snapshot!("similar_many_matrix_ascii", text);
}

#[test]
fn what_lies_on_top() {
    insta::assert_snapshot!("help", lecture((120, 36), "screen map; help").text());
    insta::assert_snapshot!("palette", lecture((80, 24), "palette select-item ").text());
    insta::assert_snapshot!("too_small", lecture((50, 12), "").text());
}

/// The ratings alone: nothing that the model has learned is in sight, and nothing of it is explained.
#[test]
fn the_bare_grid() {
    for script in ["cells ratings", "holdout 0.2 1; refit biased on; step pass 2; cells ratings"] {
        let name = if script.len() > 20 { "held_out" } else { "known" };
        for size in [(80, 24), (120, 36), (200, 60)] {
            let text = lecture(size, script).text();
            let grid: Vec<&str> = text.lines().take_while(|line| !line.contains("Working")).collect();
            let grid = grid.join("\n");
            assert!(["An ", "Ommazh", " 5 "].iter().all(|known| grid.contains(known)), "{grid}");
            let beside = ["Q 1", "P  ", "predicted", "too high", "new", " factors "];
            assert!(beside.iter().all(|model| !grid.contains(model)), "{grid}");
            insta::assert_snapshot!(format!("bare_{name}_{}x{}", size.0, size.1), text);
        }
    }
}

/// What can be picked out of a map, of factors and by neighbours.
#[test]
fn what_is_picked_out_on_the_map() {
    let films = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/films");
    let films = || factorscope::data::load::path(&films, &factorscope::data::load::Options::default()).unwrap().ratings;
    for size in [(80, 24), (120, 36), (200, 60)] {
        for (name, script) in [
            ("contours", "contours on"),
            ("box", "box -0.5 -0.5 2 1"),
            ("path", "path #3 #17"),
            ("neighbours", "layout neighbours; perplexity 8"),
        ] {
            let script = format!("refit factors 4; set lambda 0.5; step pass 3; screen map; {script}");
            let text = still(films(), Taste::default(), Depth::True, size, &script).text();
            insta::assert_snapshot!(format!("map_{name}_{}x{}", size.0, size.1), text);
        }
        let plain = Taste { ascii: true, ..Taste::default() };
        let script = "refit factors 4; set lambda 0.5; step pass 3; screen map; contours on; box -0.5 -0.5 2 1";
        let text = still(films(), plain, Depth::None, size, script).text();
        insta::assert_snapshot!(format!("map_ascii_{}x{}", size.0, size.1), text);
    }
}

/// Two measures in one plot: near each other, far from each other, with held-out ratings and earlier runs.
#[test]
fn a_turned_map() {
    for size in [(80, 24), (120, 36)] {
        let text = lecture(size, "screen map; step pass 5; turn 30").text();
        insta::assert_snapshot!(format!("map_turned_{}x{}", size.0, size.1), text);
    }
}

#[test]
fn a_second_curve() {
    for (name, script) in [
        ("linear", "step pass 8; screen train; second rmse"),
        ("log", "step pass 8; screen train; second rmse; axis log"),
        ("all", "holdout 0.2 1; step pass 4; restart; step pass 8; back pass 2; screen train; axis log; second rmse"),
    ] {
        for size in [(80, 24), (120, 36), (200, 60)] {
            insta::assert_snapshot!(format!("second_{name}_{}x{}", size.0, size.1), lecture(size, script).text());
        }
        for (kind, depth) in [("colour", Depth::True), ("plain", Depth::None)] {
            let still = still(Lecture::Main.ratings(), Taste::default(), depth, (80, 24), script);
            insta::assert_snapshot!(format!("second_{name}_{kind}"), styles(&still));
        }
    }
}

#[test]
fn what_the_working_panel_explains() {
    for (name, script) in [
        ("regression", "step pass 2; working regression; side users"),
        ("steps", "set cg-steps 2; step unit 1; working regression; side users"),
        ("gradient", "set method descent; step pass 2; working gradient"),
        ("rating", "set method sgd; step unit 3"),
        ("errors", "step pass 2; working errors"),
        ("biases", "refit biased on; step pass 2; working prediction"),
        ("many_factors", "refit factors 9; step pass 2; working prediction; terms next"),
    ] {
        insta::assert_snapshot!(format!("working_{name}"), lecture((120, 36), script).text());
    }
}

/// Every screen, every experiment of the Lab and every moment of the lecture, by the commands that lead there.
pub(super) fn everywhere() -> Vec<(String, bool)> {
    let screens = Screen::ALL.iter().map(|screen| (format!("{OPENING}; screen {screen}"), false));
    let lab = Experiment::ALL.iter().map(|experiment| (format!("{OPENING}; lab {experiment}"), false));
    let moments = MOMENTS.iter().map(|(_, script, presents)| (String::from(*script), *presents));
    let more = ["screen lecture; contents", "help", "palette ", "step pass 8; screen train; second rmse"]
        .map(|script| (script.into(), false));
    screens.chain(lab).chain(moments).chain(more).collect()
}

#[test]
fn with_ascii_nothing_else_is_drawn() {
    for (script, presents) in everywhere() {
        for size in [(80, 24), (120, 36)] {
            let taste = Taste { ascii: true, ..Taste::default() };
            let text = with_lessons(Lecture::Main.ratings(), taste, Depth::True, size, &script, presents).text();
            let foreign: String = text.chars().filter(|c| !c.is_ascii()).collect();
            assert!(foreign.is_empty(), "{script}: {foreign}");
            // A sign for which plain letters have no other is a question mark too many.
            let unspelled = text.lines().find(|line| line.contains("??"));
            assert!(unspelled.is_none(), "{script}: {unspelled:?}");
        }
    }
}

#[test]
fn without_colours_there_are_none_on_any_screen() {
    use ratatui::style::Color;
    for (script, presents) in everywhere() {
        let still = with_lessons(Lecture::Main.ratings(), Taste::default(), Depth::None, (120, 36), &script, presents);
        assert!(still.frame().content.iter().all(|c| c.fg == Color::Reset && c.bg == Color::Reset), "{script}");
    }
}

#[test]
fn wide_names_align() {
    let names = Names::new(
        ["王芳", "김민준", "An"].map(Into::into).to_vec(),
        ["卧虎藏龙", "기생충", "Amélie", "a rather long name of an item"].map(Into::into).to_vec(),
    );
    let rows: Vec<_> = (0..3)
        .flat_map(|i| (0..4).map(move |j| (i, j)))
        .filter(|(i, j)| (i + j) % 3 != 1)
        .map(|(i, j)| Rating { user: UserId::new(i), item: ItemId::new(j), value: ((i * 2 + j) % 6) as f64 })
        .collect();
    let ratings = Ratings::new(Arc::new(names), Scale::new(0.0, 5.0).unwrap(), &rows).unwrap();
    for (name, screen) in Screen::NAMES.iter().zip(Screen::ALL) {
        let script = format!("step pass 3; screen {screen}");
        let text = still(ratings.clone(), Taste::default(), Depth::True, (100, 30), &script).text();
        insta::assert_snapshot!(format!("wide_{name}"), text);
    }
}
