//! Comparing in the Lab: the figures are those of an evaluation, what cannot be fitted says why, and a model is taken.

use crate::common::{desk::Desk, grid, random_grid, rating};
use factorscope::{
    choice::Choice,
    command::Screen,
    data::Folds,
    model::Method,
    study::{
        evaluate::{Asked, Lot, Measure, Recipe, Unwatched, scores},
        lab::{Compare, Stage},
    },
};
use std::sync::Arc;

fn recipes(text: &str) -> Vec<Recipe> {
    text.split(',').map(|text| text.parse().unwrap()).collect()
}

/// To the last bit, for every method there is, however the work is cut.
#[test]
fn the_figures_are_those_of_an_evaluation_with_the_same_folds() {
    let ratings = random_grid(14, 11, 0.6, 8);
    let names: Vec<&str> = Method::ALL.iter().filter(|m| **m != Method::Als).map(|m| m.name()).collect();
    let named = names.join(" passes=3, ") + " passes=3";
    let mut desk = Desk::of(ratings.clone());
    desk.command(&format!("compare {named}"));
    let finding = Arc::clone(desk.app.finding().unwrap());
    let contest = finding.contest().unwrap();
    assert_eq!((finding.stage, contest.recipes.len()), (Stage::Done, Method::ALL.len()));
    let all = recipes(&format!("als,{named}"));
    let lot = Lot::drawn(Arc::new(ratings), "5".parse::<Folds>().unwrap(), 0).unwrap();
    let wanted = scores(&lot, &all, Asked::default(), &Unwatched);
    for (at, recipe) in all.iter().enumerate() {
        assert_eq!(contest.recipes[at], *recipe);
        for (found, wanted) in contest.cells[at].iter().zip(&wanted[at]) {
            match (found.as_ref().unwrap(), wanted.as_ref().unwrap()) {
                (Ok(found), Ok(wanted)) => {
                    for measure in Measure::OF_ERRORS {
                        assert_eq!(found.figures.of(measure), wanted.figures.of(measure), "{recipe} {measure:?}");
                    }
                    let same = |s: &factorscope::study::evaluate::Score| (s.passes, s.cold, s.ratings, s.parameters);
                    assert_eq!(same(found), same(wanted), "{recipe}");
                }
                (Err(found), Err(wanted)) => assert_eq!(found, wanted, "{recipe}"),
                other => panic!("{recipe}: {other:?}"),
            }
        }
    }
}

#[test]
fn a_model_that_cannot_be_fitted_says_why_and_stands_last() {
    let rows: Vec<_> = (0..40).map(|n| rating(n % 8, n / 8, f64::from(n as u32 % 5) - 2.0)).collect();
    let mut desk = Desk::of(grid(8, 5, &rows));
    desk.command("compare nmf, baseline-als, implicit-als");
    let finding = Arc::clone(desk.app.finding().unwrap());
    let contest = finding.contest().unwrap();
    assert!(contest.failure(1).unwrap().contains("0 or more"), "{:?}", contest.failure(1));
    // What predicts no ratings has no error to be compared by.
    assert!(contest.failure(3).is_none() && contest.rmse(3).is_none());
    let mut last = finding.shown()[2..].to_vec();
    last.sort_unstable();
    assert_eq!(last, [1, 3]);
    // The best stands first, and by a plain mean.
    let mean = |at: usize| contest.scores(at).map(|s| s.figures.of(Measure::Rmse).unwrap()).sum::<f64>() / 5.0;
    let first = finding.shown()[0];
    assert!([0, 2].iter().all(|at| mean(first) <= mean(*at)));
}

#[test]
fn the_model_under_the_cursor_is_taken_with_its_options() {
    let mut desk = Desk::of(random_grid(12, 9, 0.6, 3));
    desk.command("compare svd factors=3 lambda-of=bu:0.5 passes=2, knn-basic k=7");
    let order = desk.app.finding().unwrap().shown();
    desk.command("move top");
    let place = order.iter().position(|at| *at == 1).unwrap();
    desk.press(&"j".repeat(place)).press("g");
    let options = &desk.app.snapshot().options;
    assert_eq!((options.method, options.factors, options.biased), (Method::Svd, 3, true));
    assert_eq!(options.lambda_of.to_string(), "bu:0.5");
    assert_eq!(desk.app.view().site.screen, Screen::Lab);
    let now = Arc::clone(desk.app.finding().unwrap());
    assert_eq!(
        now.contest().unwrap().recipes[0].to_string(),
        "svd factors=3 lambda-of=bu:0.5",
        "the present fit is first"
    );
}

#[test]
fn what_is_named_is_read_and_written() {
    let text = "svd factors=10, knn-baseline k=20, slope-one";
    assert_eq!(Compare::read(text).unwrap().to_string(), text);
    for (text, part) in [
        ("svd, nothing", "nothing"),
        ("als factors=0", "'0'"),
        ("als early=0.1", "only the command line"),
        ("als,", "a model is expected"),
    ] {
        let why = Compare::read(text).unwrap_err();
        assert!(why.contains(part), "{text}: {why}");
    }
    let many = vec!["als"; 101].join(",");
    assert!(Compare::read(&many).unwrap_err().contains("101 models"));
}
