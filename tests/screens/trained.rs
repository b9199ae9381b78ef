//! A trained model that comes without ratings: every screen has something to show or says why not, whatever is done.

#![cfg(feature = "tui")]

use factorscope::{
    app::App,
    choice::Choice,
    cli::{self, Args},
    command::{Experiment, Screen, TABLE},
    study::Session,
    ui::{Depth, Still},
};
use std::{sync::Arc, thread};

/// The screen after a script.
fn still(words: &str, size: (u16, u16), script: &str) -> Result<String, String> {
    let words = ["factorscope"].into_iter().chain(words.split_whitespace());
    let words = words.map(|word| word.replace("MODELS", "tests/data/models").into());
    let Args { data, model, .. } = cli::parse(words, &mut Vec::new()).unwrap().unwrap();
    let opened = cli::open(&data, &model).unwrap();
    let mut session = Session::new(opened.source, opened.options, 1 << 20);
    let app = App::new("a model", Arc::new(session.snapshot()));
    Still::of(app, &mut session, Depth::True, size, script).map(|still| still.text())
}

#[track_caller]
fn shows(words: &str, script: &str, parts: &[&str]) {
    let text = still(words, (80, 24), script).unwrap();
    for part in parts {
        assert!(text.contains(part), "{script}: {part}\n{text}");
    }
}

#[test]
fn what_needs_no_ratings_works() {
    let model = "MODELS/surprise.npz";
    shows(model, "screen factorise", &["? 3.5", "r̂ = mean + b_user + b_item"]);
    let factors = still(model, (100, 30), "screen factors").unwrap();
    assert!(factors.contains("highest items") && factors.contains("item 7      0.031"), "{factors}");
    shows(model, "screen map", &["item 1", "item 8"]);
    shows(model, "screen neighbours", &["item 2      0.186"]);
    shows(model, "lab shelves", &["For user 1", "predicted 3.82"]);
    shows(model, "lab ab; move right 2", &["made up: 400 users", "B less A: "]);
    shows("MODELS/vectors.txt", "screen map", &["word0", "word8"]);
    shows("MODELS/vectors.txt", "screen neighbours", &["word1       0.515"]);
    shows("MODELS/vectors.txt", "screen factorise", &["the model has no user factors"]);
    shows("MODELS/vectors.txt --turn", "screen factorise", &["the model has no item factors"]);
}

#[test]
fn a_model_of_sparks_works_alone_and_goes_on_with_ratings() {
    let spark = "tests/data/spark";
    for folder in ["explicit", "implicit", "nonnegative", "pipeline"] {
        let model = &format!("{spark}/{folder}");
        let some = if folder == "implicit" { "20" } else { "album 01" };
        shows(model, "screen map", &[some]);
        shows(model, "screen neighbours", &[some]);
        shows(model, "screen recommend", &["predicted"]);
        // No rating carries what is recommended: it says what does.
        let why = still(model, (120, 36), "screen recommend").unwrap();
        assert!(why.contains("no rating is known that could carry it") && why.contains("r̂ = P["), "{why}");
        assert!(!why.contains("carried by") && !why.contains("a regression on Q"), "{why}");
    }
    shows(
        &format!("{spark}/explicit --ratings {spark}/ratings.csv"),
        "step pass 2; screen train",
        &["MSE", "λ 0.05·n"],
    );
    shows(&format!("{spark}/nonnegative --ratings {spark}/ratings.csv"), "step pass 2; screen train", &["NMF"]);
}

#[test]
fn what_needs_ratings_says_so() {
    let model = "MODELS/implicit.npz";
    let alone = "and there are none";
    shows(model, "screen train", &[alone]);
    for experiment in Experiment::NAMES.iter().filter(|name| !["shelves", "ab"].contains(name)) {
        let text = still(model, (80, 24), &format!("lab {experiment}"));
        assert!(text.as_ref().unwrap().contains(alone), "{experiment}: {text:?}");
    }
    for what in ["regression", "gradient", "errors"] {
        shows(model, &format!("working {what}"), &["no ratings to work this out from"]);
    }
    for step in ["step unit", "step half", "step pass 5"] {
        let refused = still(model, (80, 24), step).unwrap_err();
        assert!(refused.contains("there is no rating to learn from"), "{step}: {refused}");
    }
    // Beside the grid is no curve of an error that there is none of.
    let wide = still(model, (120, 36), "screen factorise").unwrap();
    assert!(wide.contains("so there is no error") && !wide.contains("MSE 0"), "{wide}");
    // A rating that is given by hand is one to learn from.
    shows(model, "rate 1; step pass 2; screen train", &["RMSE"]);
}

#[test]
fn whatever_is_done_nothing_breaks() {
    let examples: Vec<&str> =
        TABLE.iter().map(|row| row.example).filter(|example| !example.is_empty() && *example != "quit").collect();
    assert!(examples.len() > 40);
    let storm = |words: &str, screens: &[&str]| {
        for screen in screens {
            for example in &examples {
                // What is refused is refused in a sentence.
                let done = still(words, (80, 24), &format!("screen {screen}; {example}"));
                assert!(done.map_or_else(|why| !why.is_empty(), |text| text.len() > 500), "{words} {screen} {example}");
            }
        }
        for experiment in Experiment::NAMES {
            for next in ["step pass", "rate 3; step pass 2", "factor 1", "working regression"] {
                drop(still(words, (80, 24), &format!("lab {experiment}; {next}")));
            }
        }
    };
    // Side by side: each is a program of its own, and there are many.
    thread::scope(|scope| {
        for (words, screens) in [
            ("MODELS/surprise.npz", Screen::NAMES),
            ("MODELS/vectors.txt", Screen::NAMES),
            ("MODELS/vectors.txt --turn", &["factorise", "map"]),
            ("MODELS/surprise.npz --ratings MODELS/sample.csv", &["factorise", "train"]),
            ("tests/data/spark/implicit", &["factorise"]),
            ("tests/data/spark/nonnegative --ratings tests/data/spark/ratings.csv", &["train"]),
        ] {
            let storm = &storm;
            scope.spawn(move || storm(words, screens));
        }
    });
}

#[test]
fn the_map_of_a_model() {
    let text = still("MODELS/surprise.npz", (80, 24), "screen map").unwrap();
    insta::assert_snapshot!("map-of-a-model-80x24", text);
}
