//! What holds for whatever is drawn: on every screen, in every experiment, on every page of the lecture, at three sizes.

#![cfg(feature = "tui")]
#![allow(clippy::unwrap_used)]

use crate::common::lessons::pages;
use factorscope::{
    app::{App, Taste},
    choice::Choice,
    command::{Experiment, Screen},
    data::{ItemId, Names, Rating, Ratings, Scale, UserId, lecture::Lecture},
    lesson::{Block, Course, Progress},
    model::{Method, Options},
    study::{Session, Source},
    ui::{Depth, Still},
};
use std::sync::Arc;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 36), (200, 60)];

fn still(ratings: &Ratings, ascii: bool, size: (u16, u16), script: &str) -> Still {
    let mut session = Session::new(Source::new(Arc::new(ratings.clone())), Options::new(Method::Als), 1 << 20);
    let taste = Taste { ascii, ..Taste::default() };
    let mut app = App::new("a test", Arc::new(session.snapshot())).with_taste(taste);
    app.follow_course(Course::lecture(), Progress::default());
    Still::of(app, &mut session, Depth::True, size, script).unwrap()
}

/// What leads to every screen and experiment, after some steps of learning.
fn everywhere() -> Vec<String> {
    let screens = Screen::NAMES.iter().map(|name| format!("screen {name}"));
    let lab = Experiment::NAMES.iter().map(|name| format!("lab {name}"));
    let workings =
        ["prediction", "regression", "gradient", "errors"].map(|what| format!("screen factorise; working {what}"));
    let looks = ["screen map; axes principal", "screen neighbours; metric cosine", "screen factorise; cells errors"];
    let learned = |then: String| format!("step pass 3; step unit 1; {then}");
    // Models without factors: what was drawn, compared or fitted last, and what is told of a cell.
    let without = [
        "set method normal-predictor; step unit 2",
        "set method baseline-als; step unit 7",
        "set method baseline-sgd; step unit 3; working prediction",
        "set method knn-with-z-score; step unit 2; working prediction",
        "set method knn-baseline; set similarity pearson-baseline; step unit 2",
        "set method knn-basic; set based-on items; step pass 1; side items; screen neighbours",
    ];
    let looks = looks.into_iter().chain(without).map(String::from);
    screens.chain(lab).chain(workings).chain(looks).map(learned).collect()
}

/// Ratings among so many users and items, with names that follow from their numbers.
fn called(count: usize, name: impl Fn(usize) -> String) -> Ratings {
    let scale = Scale::new(1.0, 5.0).unwrap();
    let rating =
        |n: usize| Rating { user: UserId::new(n / count), item: ItemId::new(n % count), value: (1 + n * 7 % 5) as f64 };
    let known: Vec<Rating> = (0..count * count).filter(|n| n % 3 != 0).map(rating).collect();
    let names = || (0..count).map(|n| name(n).into()).collect();
    Ratings::new(Arc::new(Names::new(names(), names())), scale, &known).unwrap()
}

#[test]
fn there_is_one_minus() {
    let ratings = Lecture::Main.ratings();
    for size in SIZES {
        for script in everywhere() {
            let text = still(&ratings, false, size, &script).text();
            assert!(!text.contains('−'), "{script}:\n{text}");
        }
    }
    let course = Course::lecture();
    let mut minus = 0;
    for (lesson, page) in pages(&course) {
        let asks = lesson.pages[page].blocks.iter().filter(|block| matches!(block, Block::Ask(_))).count();
        let script = format!("lesson {} {}{}", lesson.number, page + 1, "; reveal".repeat(asks));
        let text = still(&ratings, false, (120, 36), &script).text();
        assert!(!text.contains('−'), "{script}:\n{text}");
        minus += usize::from(text.contains(" - "));
    }
    assert!(minus > 5, "{minus} pages take something from something");
}

#[test]
fn every_terminal_gives_each_cell_the_same_columns() {
    let signs = ["👨‍👩‍👧‍👦 family", "🇩🇪 flag", "❤️ heart", "👍🏽 thumb", "1️⃣ key", "👩🏽‍🚀 woman", "卧虎藏龙", "☺︎ smile"];
    let ratings = called(signs.len(), |n| signs[n].into());
    for size in SIZES {
        for script in everywhere() {
            for ascii in [false, true] {
                let still = still(&ratings, ascii, size, &script);
                let frame = still.frame();
                for at in frame.area.positions() {
                    let symbol = frame[at].symbol();
                    let apart: usize = symbol.chars().filter_map(UnicodeWidthChar::width).sum();
                    assert_eq!(symbol.width(), apart, "{symbol:?} at {at:?} of {script}");
                    assert!(!ascii || symbol.is_ascii(), "{symbol:?} at {at:?} of {script}");
                }
            }
        }
    }
}

#[test]
fn frames_have_no_holes() {
    let long = called(40, |n| format!("A name that is rather long, number {n}"));
    for ratings in [Lecture::Main.ratings(), long] {
        for size in SIZES {
            let pages = [1, 2, 9].map(|page| format!("lesson 1 {page}"));
            for script in everywhere().into_iter().chain(pages).chain(["lab shelves".into()]) {
                let still = still(&ratings, false, size, &script);
                let (frame, text) = (still.frame(), still.text());
                assert!(!text.contains("─  ─"), "a remark without words in {script}:\n{text}");
                for at in frame.area.positions() {
                    let ends = match frame[at].symbol() {
                        "╭" => "╰",
                        "╮" => "╯",
                        _ => continue,
                    };
                    let below = (at.y + 1..frame.area.bottom()).map(|y| frame[(at.x, y)].symbol());
                    let open = below.clone().take_while(|symbol| *symbol != ends).find(|s| !"│├┤".contains(s));
                    assert_eq!(open, None, "below {at:?} of {script}:\n{text}");
                }
            }
        }
    }
}

/// The names in a row that were cut, with the columns where they begin. There is no blank in them.
fn cut_names(row: &str) -> Vec<(usize, String)> {
    let ends = |c: char| c.is_whitespace() || ['│', '/', '▶', '×'].contains(&c);
    let (mut words, mut column) = (vec![(0, String::new())], 0);
    for letter in row.chars() {
        column += 1;
        if ends(letter) {
            words.push((column, String::new()));
        } else if let Some((_, word)) = words.last_mut() {
            word.push(letter);
        }
    }
    words.retain(|(_, word)| word.starts_with("One") && word.contains('…'));
    words
}

#[test]
fn names_in_one_list_can_be_told_apart() {
    let ratings = called(30, |n| format!("Onebeginningofmanynames{n:02}andoneend"));
    let mut compared = 0;
    for size in SIZES {
        // Among the terms of the error and the worst cells each name stands several times; in a mix it may be the best for the
        // user and typical as well.
        let several = |script: &String| ["errors", "residuals", "mixes"].iter().any(|name| script.contains(name));
        for script in everywhere().into_iter().filter(|script| !several(script)) {
            let text = still(&ratings, false, size, &script).text();
            // A title is no list.
            let rows: Vec<_> = text.lines().filter(|line| !line.contains(['╭', '╰'])).map(cut_names).collect();
            let beside = rows.iter().flat_map(|row| row.windows(2).map(|w| (w[0].1.clone(), w[1].1.clone())));
            let below = rows.windows(2).flat_map(|rows| {
                let under = |(x, name): &(usize, String)| {
                    rows[1].iter().find(|(at, _)| at == x).map(|(_, other)| (name.clone(), other.clone()))
                };
                rows[0].iter().filter_map(under).collect::<Vec<_>>()
            });
            for (one, other) in beside.chain(below) {
                assert_ne!(one, other, "{script} at {size:?}:\n{text}");
                compared += 1;
            }
        }
    }
    assert!(compared > 300, "{compared}");
}

/// However many terms a prediction has, and however little room: what comes out is in sight, for every method.
#[test]
fn the_working_panel_has_what_comes_out() {
    let ratings = Lecture::Main.ratings();
    for method in Method::ALL {
        let start = if method.content().is_some() { "start-from experts; " } else { "" };
        for cell in ["Diego BTS", "Cordelia Ommazh", "An Ommazh"] {
            let script =
                format!("{start}refit method {}; step pass 5; select {cell}; working prediction", method.name());
            for size in SIZES {
                let text = still(&ratings, false, size, &script).text();
                let line = text.lines().rfind(|line| line.contains("r̂ = ") || line.contains("│   = "));
                let line = line.unwrap_or_else(|| panic!("{script} at {size:?}:\n{text}"));
                let figures = line.split_whitespace().filter(|word| word.parse::<f64>().is_ok());
                assert!(figures.count() > 0, "{script} at {size:?}:\n{text}");
            }
        }
    }
}

#[test]
fn the_slider_that_is_chosen_and_those_that_count_are_in_sight() {
    let script = "step pass 3; screen recommend; weights rating=0.2 due=0.5; slider unlike";
    let drawn = still(&Lecture::Main.ratings(), false, (80, 24), script).text();
    for track in ["  rating ", "▶ unlike ", "  due "] {
        assert!(drawn.lines().any(|line| line.contains(track) && line.contains('●')), "{track}\n{drawn}");
    }
}

/// Viewers that take no more than one place for a text show pictures all the same: each run of signs is a text of its own.
#[test]
fn a_picture_has_one_place_for_each_run_of_signs() {
    let plain =
        |text: &str| text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    for script in ["step pass 3; screen train", "step pass 3; screen map", "step pass 3; lab mixes", "lesson 5 3"] {
        let still = still(&Lecture::Main.ratings(), false, (120, 36), script);
        let (svg, frame) = (still.svg(), still.frame());
        let rows = svg.split("translate(0,").skip(1).map(|row| row.split_once(')').unwrap());
        let mut signs = 0;
        for (top, row) in rows {
            let y = (top.parse::<f64>().unwrap() / 17.0).round() as u16;
            for text in row.split("<text x=\"").skip(1) {
                let (place, rest) = text.split_once('"').unwrap();
                let said = plain(rest.split_once('>').unwrap().1.split("</text>").next().unwrap());
                let from = (place.parse::<f64>().expect("one place") / 8.4).round() as u16;
                // A sign may have several characters, such as a mark over a letter.
                let mut seen = String::new();
                for x in from..frame.area.right() {
                    if seen.len() >= said.len() {
                        break;
                    }
                    seen.push_str(frame[(x, y)].symbol());
                    signs += 1;
                }
                assert_eq!(said, seen, "{script}, line {y}");
                assert!(!said.contains(' '), "{said}");
            }
        }
        let drawn = frame.content.iter().filter(|cell| cell.symbol() != " ").count();
        assert_eq!(signs, drawn, "{script}");
    }
}
