//! Items in the colours of what is known of them, and those alone that are looked at.

#![cfg(feature = "tui")]
#![allow(clippy::unwrap_used)]

use super::stills::styles;
use crate::common::films;
use factorscope::{
    app::{App, Taste},
    choice::Choice,
    command::{Experiment, Screen, Theme},
    model::{Method, Options, Setting},
    study::{Session, Source},
    ui::{Depth, Still},
};
use proptest::prelude::*;
use std::sync::Arc;

fn still(taste: Taste, depth: Depth, size: (u16, u16), script: &str) -> Still {
    tried(taste, depth, size, script).unwrap()
}

fn tried(taste: Taste, depth: Depth, size: (u16, u16), script: &str) -> Result<Still, String> {
    let mut options = Options::new(Method::Als);
    options.set(Setting::Lambda(0.5));
    let mut session = Session::new(Source::new(Arc::new(films())), options, 1 << 20);
    let app = App::new("films", Arc::new(session.snapshot())).with_taste(taste);
    Still::of(app, &mut session, depth, size, &format!("step pass 5; {script}"))
}

#[test]
fn the_map_and_the_lists_by_genre() {
    for (name, script) in [
        ("map", "screen map; colour genre"),
        ("neighbours", "screen neighbours; colour year"),
        ("factors", "screen factors; colour genre"),
        ("only", "screen map; colour genre; only genre=Western"),
        ("mix", "screen map; colour mix; mixes-step 1"),
    ] {
        for size in [(80, 24), (120, 36)] {
            let still = still(Taste::default(), Depth::True, size, script);
            insta::assert_snapshot!(format!("facts_{name}_{}x{}", size.0, size.1), still.text());
        }
    }
    let factors = "screen factors; colour genre";
    insta::assert_snapshot!("facts_factors_200x60", still(Taste::default(), Depth::True, (200, 60), factors).text());
    for size in [(80, 24), (120, 36), (200, 60)] {
        let mixes = still(Taste::default(), Depth::True, size, "lab mixes; mixes-step 2; mix 2; move right 2");
        insta::assert_snapshot!(format!("facts_mixes_{}x{}", size.0, size.1), mixes.text());
    }
    let map = "screen map; colour genre";
    insta::assert_snapshot!("facts_map_colour", styles(&still(Taste::default(), Depth::True, (80, 24), map)));
    let ascii = Taste { ascii: true, ..Taste::default() };
    insta::assert_snapshot!("facts_map_ascii", still(ascii, Depth::None, (80, 24), map).text());
}

/// On every kind of terminal the groups are told apart: by their colours where there are any, and by their marks anyhow.
#[test]
fn groups_are_told_apart_in_every_theme() {
    let legend = |taste: Taste, depth: Depth| {
        let still = still(taste, depth, (200, 60), "screen map; colour genre");
        let text = still.text();
        let row = text.lines().position(|line| line.contains("Drama") && line.contains("others")).unwrap();
        let frame = still.frame();
        let line: Vec<_> = (0..frame.area.width).map(|x| frame[(x, row as u16)].clone()).collect();
        // A mark stands before a blank and a capital letter.
        let marks = line.windows(4).filter(|w| {
            w[0].symbol() == " "
                && w[1].symbol() != " "
                && w[2].symbol() == " "
                && w[3].symbol().starts_with(char::is_uppercase)
        });
        marks.map(|w| (w[1].symbol().to_owned(), w[1].fg)).collect::<Vec<_>>()
    };
    let different = |all: Vec<String>| {
        let mut sorted = all.clone();
        sorted.sort();
        sorted.dedup();
        sorted.len() == all.len()
    };
    for theme in Theme::ALL.iter().copied() {
        for (ascii, depth) in [(false, Depth::True), (true, Depth::True), (false, Depth::None), (true, Depth::None)] {
            let marks = legend(Taste { theme, ascii, ..Taste::default() }, depth);
            assert_eq!(marks.len(), 7, "{theme} {ascii}: {marks:?}");
            assert!(different(marks.iter().map(|(mark, _)| mark.clone()).collect()), "{marks:?}");
            if depth == Depth::True && theme != Theme::Mono {
                assert!(different(marks.iter().map(|(_, fg)| format!("{fg:?}")).collect()), "{theme}: {marks:?}");
            }
        }
    }
}

/// What leads to every screen and experiment, but to the pages of the lecture, which bring ratings of their own.
fn places() -> Vec<String> {
    let screens =
        Screen::ALL.iter().filter(|screen| **screen != Screen::Lecture).map(|screen| format!("screen {screen}"));
    screens.chain(Experiment::NAMES.iter().map(|name| format!("lab {name}"))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever is looked at, every screen is drawn.
    #[test]
    fn every_screen_is_drawn_whatever_is_looked_at(
        what in prop_oneof![
            prop::sample::select(vec!["genre=Western", "genre=War", "tag=dusty", "genre=Drama year=1990s", "all"]).prop_map(String::from),
            (1940i16..2030, 0i16..60).prop_map(|(from, more)| format!("year={from}..{}", from + more)),
        ],
        colour in prop::sample::select(vec!["genre", "year", "tag", "none"]),
        place in prop::sample::select(places()),
        (at, then) in (1usize..=40, prop::sample::select(vec!["", "; side users", "; select-item #7", "; sort items name", "; move down 3; move up"])),
    ) {
        let script = format!("select-item #{at}; {place}; colour {colour}; only {what}{then}");
        match tried(Taste::default(), Depth::True, (80, 24), &script) {
            Ok(still) => prop_assert!(still.text().lines().count() >= 24, "{}", script),
            Err(why) => prop_assert!(why.contains("no item is among those"), "{}: {}", script, why),
        }
    }
}
