//! The search in the Lab: the figures and the choice are those of a search on the command line, and values are taken.

use crate::common::{desk::Desk, grid, random_grid, rating};
use factorscope::{
    choice::Choice,
    command::{Command, Experiment},
    data::Folds,
    model::{Method, Options},
    study::{
        evaluate::{Asked, Lot, Measure, Recipe, Unwatched, scores, search},
        lab::{Outcome, Search, Stage},
    },
};
use std::sync::Arc;

#[test]
fn what_is_found_is_what_the_command_line_finds() {
    let ratings = random_grid(14, 11, 0.6, 8);
    let mut desk = Desk::of(ratings.clone());
    desk.command("search factors=1,2,3 lambda=0.1,1,10");
    let finding = Arc::clone(desk.app.finding().unwrap());
    assert_eq!(finding.stage, Stage::Done);
    let base: Recipe = "als".parse().unwrap();
    let recipes = "factors=1,2,3 lambda=0.1,1,10".parse::<search::Grid>().unwrap().all(&base).unwrap();
    let lot = Lot::drawn(Arc::new(ratings), "5".parse::<Folds>().unwrap(), 0).unwrap();
    let cells = scores(&lot, &recipes, Asked { train: true, ..Asked::default() }, &Unwatched);
    let wanted = search::found(&recipes, &cells, Measure::Rmse);
    let found = finding.searched().unwrap();
    assert_eq!((found.best, found.simplest), (wanted.best, wanted.simplest));
    for (found, wanted) in found.tried.iter().zip(&wanted.tried) {
        let (found, wanted) = (found.as_ref().unwrap().as_ref().unwrap(), wanted.as_ref().unwrap().as_ref().unwrap());
        assert_eq!(
            (found.mean, found.spread, found.standard_error),
            (wanted.mean, wanted.spread, wanted.standard_error)
        );
        assert!((found.train_rmse.unwrap() - wanted.train_rmse.unwrap()).abs() < 1e-12);
    }
    let figure = |name, at| finding.quantity(name, at).unwrap();
    assert_eq!(figure("best", 1), wanted.best.unwrap() as f64 + 1.0);
    assert_eq!(figure("rmse", 5), wanted.tried[4].as_ref().unwrap().as_ref().unwrap().mean);
}

/// Rows are the first option and columns the second, and the cursor goes over them as they are drawn.
#[test]
fn the_values_under_the_cursor_are_taken() {
    let mut desk = Desk::of(random_grid(12, 9, 0.6, 3));
    desk.command("search factors=1,2,3 lambda=0.1,1");
    desk.app.update(factorscope::app::Message::Viewport(factorscope::app::Viewport { rows: 3, columns: 2 }));
    desk.press("jlg");
    let options = &desk.app.snapshot().options;
    assert_eq!((options.factors, options.lambda), (2, 1.0));
    let now = Arc::clone(desk.app.finding().unwrap());
    assert_eq!(now.len(), 6, "the same values around the new fit");
}

#[test]
fn each_method_has_values_of_its_own_or_says_that_it_has_none() {
    for &method in Method::ALL {
        let options = Options::new(method);
        match Search::default().grid(&options) {
            Some(grid) => {
                let recipes = grid.all(&Recipe::of(&options));
                assert!(recipes.is_ok_and(|recipes| (4..=25).contains(&recipes.len())), "{method}");
            }
            None => assert!([Method::SlopeOne, Method::NormalPredictor].contains(&method), "{method}"),
        }
    }
    let mut desk = Desk::of(random_grid(12, 9, 0.6, 3));
    desk.command("set method slope-one").command("lab search");
    let Outcome::Refused(why) = &desk.app.finding().unwrap().outcome else { panic!("slope-one has nothing to turn") };
    assert!(why.contains("slope-one has no number"), "{why}");
    // Too few ratings for five folds.
    let mut desk = Desk::of(grid(2, 2, &[rating(0, 0, 3.0), rating(1, 1, 4.0)]));
    desk.command("lab search");
    assert!(matches!(&desk.app.finding().unwrap().outcome, Outcome::Refused(why) if why.contains("5 folds")));
}

#[test]
fn what_is_named_is_read_and_written() {
    let text = "factors=2,5,10 lambda=0.1,1";
    assert_eq!(Search::read(text).unwrap().to_string(), text);
    let line = Command::Search(Search::read(text).unwrap()).to_string();
    assert_eq!(line, format!("search {text}"));
    assert_eq!(factorscope::command::parse(&line).unwrap(), Command::Search(Search::read(text).unwrap()));
    for (text, part) in [
        ("factors=1 lambda=1 alpha=1", "one option or for two"),
        ("lambda=0.1..1", "one option or for two"),
        ("early=0.1,0.2", "command line"),
        ("factors=1,1", "twice"),
        ("nothing=1", "there is no option"),
    ] {
        let why = Search::read(text).unwrap_err();
        assert!(why.contains(part), "{text}: {why}");
    }
    let many = |count: usize| (1..=count).map(|n| n.to_string()).collect::<Vec<_>>().join(",");
    let why = Search::read(&format!("factors={} passes={}", many(11), many(10))).unwrap_err();
    assert!(why.contains("110 combinations"), "{why}");
    assert_eq!(Experiment::named("search"), Ok(Experiment::Search));
}
