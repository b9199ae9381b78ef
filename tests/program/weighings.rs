//! Sets of weights in the Lab: the figures are those of an evaluation, and a set goes into Recommend.

#![allow(clippy::unwrap_used)]

use crate::common::{desk::Desk, random_grid};
use factorscope::{
    command::{Screen, parse},
    data::Folds,
    study::{
        evaluate::{Asked, Lot, Measure, Top, Unwatched, Weighed, scores},
        lab::{Stage, Weighted},
        recommend::Weights,
    },
};
use std::sync::Arc;

fn weighted(desk: &Desk) -> Weighted {
    let finding = desk.app.finding().unwrap();
    assert_eq!(finding.stage, Stage::Done);
    finding.weighted().unwrap().clone()
}

/// To the last bit, however the work is cut.
#[test]
fn the_figures_are_those_of_an_evaluation_with_the_same_folds() {
    let ratings = random_grid(24, 30, 0.5, 8);
    let mut desk = Desk::of(ratings.clone());
    desk.script(
        "weights rating=0.6 popular=0.4; keep-weights known; weights rating=0.5 variety=0.5; at-least 5; lists 6 4",
    );
    let found = weighted(&desk);
    let texts: Vec<String> = found.sets.iter().map(ToString::to_string).collect();
    assert_eq!(texts, ["rating=1", "rating=0.5 variety=0.5", "rating=0.6 popular=0.4"], "plain, as they are, as kept");
    let lot = Lot::drawn(Arc::new(ratings), "5".parse::<Folds>().unwrap(), 0).unwrap();
    let weighed = Weighed { least: Some(5), ..Weighed::of(found.sets.clone()) };
    let asked = Asked { lists: Some(Top { at: 6, relevant: 4.0 }), weighed: Some(&weighed), train: false };
    let wanted = scores(&lot, std::slice::from_ref(&found.recipe), asked, &Unwatched);
    for (fold, cell) in wanted[0].iter().enumerate() {
        let score = cell.clone().unwrap().unwrap();
        for (set, figures) in score.weighed.iter().enumerate() {
            assert_eq!(found.cells[set][fold].as_ref(), Some(figures), "{set} {fold}");
        }
        assert_eq!(score.lists.map(|lists| lists.least), found.lists.map(|lists| lists.least));
    }
    // The best stands first, and each against it fold by fold.
    let best = found.best().unwrap();
    assert_eq!(desk.app.finding().unwrap().shown()[0], best);
    assert!(found.against(best).is_none());
    let other = (0..3).find(|set| *set != best).unwrap();
    let mean = |set| found.mean(set, Measure::Ndcg).unwrap().0;
    assert!((found.against(other).unwrap().mean - (mean(other) - mean(best))).abs() < 1e-12);
}

#[test]
fn without_any_that_are_kept_there_are_usual_ones_and_one_is_taken() {
    let mut desk = Desk::of(random_grid(20, 25, 0.5, 3));
    desk.script("step pass; lab weights");
    let found = weighted(&desk);
    assert!(found.sets.len() > 2 && found.sets[0] == Weights::PLAIN);
    let best = desk.app.finding().unwrap().shown()[0];
    let step = desk.step();
    desk.command("move top").press("E");
    assert_eq!((desk.app.live(), desk.app.view().recommend.weights), (Screen::Recommend, found.sets[best]));
    assert_eq!(step, desk.step(), "the fit is as it was");
}

#[test]
fn what_cannot_be_measured_says_why_and_the_others_are() {
    let mut desk = Desk::lecture();
    desk.script("weights rating=1 due=0.5; keep-weights soon; weights; lab weights");
    let found = weighted(&desk);
    let soon = found.sets.iter().position(|set| set.to_string() == "rating=1 due=0.5").unwrap();
    assert!(found.refused[soon].unwrap().contains("what was used when"), "{:?}", found.refused);
    assert!(found.cells[soon].iter().all(Option::is_none) && found.cells[0].iter().all(Option::is_some));
    assert_eq!(desk.app.finding().unwrap().shown().last(), Some(&soon));
    for (line, part) in [("lists 0 4", "a list has 1 to"), ("lists 5", "from which rating"), ("lists 5 much", "much")] {
        let why = parse(line).unwrap_err().to_string();
        assert!(why.contains(part), "{line}: {why}");
    }
}
