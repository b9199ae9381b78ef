//! Chance, baselines and nearest neighbours: held to what Surprise gives, and to their own explanations.
//!
//! The figures of Surprise 1.1.5 come from three files. `surprise-ratings*.json` are the lecture's grids. In
//! `surprise-neighbours.json` are the predictions, not clipped, of every algorithm by every similarity on a grid of 9 users and
//! 8 items, of whom the last are without ratings and one gives the same rating to all; once with Surprise's defaults and once
//! with others. `surprise-made-up.json` has RMSE and MAE on the made-up ratings, of which row n (from 1) is held out where
//! splitmix64(n) divides by 10.

use crate::common::*;
use factorscope::{
    choice::Choice,
    data::{Entity, ItemId, Rating, Ratings, Scale, Side, UserId},
    model::{Knob, Method, Model, Options, Problem, Similarity},
    study::{Opening, Source, errors, penalty},
};
use serde_json::Value;
use std::sync::Arc;

/// The methods that tell how they predict by themselves.
fn telling() -> impl Iterator<Item = Method> {
    Method::ALL.iter().copied().filter(|method| !method.has_factors())
}

/// All users and items.
fn cells(ratings: &Ratings) -> impl Iterator<Item = (UserId, ItemId)> {
    let (users, items) = (ratings.n_users(), ratings.n_items());
    (0..users).flat_map(move |i| (0..items).map(move |j| (UserId::new(i), ItemId::new(j))))
}

fn fitted(options: &Options, ratings: &Ratings, passes: usize) -> Arc<Model> {
    let mut run = Runner::new(options, ratings);
    run.pass(passes);
    run.model
}

/// What a run of Surprise was done with, and how many passes that takes.
fn options_of(run: &Value) -> (Options, usize) {
    let method = match (run["algorithm"].as_str().unwrap(), run["method"].as_str()) {
        ("BaselineOnly", Some("als")) => Method::BaselineAls,
        ("BaselineOnly", _) => Method::BaselineSgd,
        ("KNNBasic", _) => Method::KnnBasic,
        ("KNNWithMeans", _) => Method::KnnWithMeans,
        ("KNNWithZScore", _) => Method::KnnWithZScore,
        (_, _) => Method::KnnBaseline,
    };
    let usual = Options::new(method);
    let number = |name: &str, usual: f64| run[name].as_f64().unwrap_or(usual);
    let count = |name: &str, usual: usize| run[name].as_u64().map_or(usual, |n| n as usize);
    let similarity = run["similarity"].as_str().unwrap_or("msd").replace('_', "-");
    let options = Options {
        similarity: Similarity::named(&similarity).unwrap(),
        based_on: if run["user_based"] == false { Side::Items } else { Side::Users },
        neighbours: count("k", usual.neighbours),
        min_neighbours: count("min_k", usual.min_neighbours),
        min_support: count("min_support", usual.min_support),
        shrinkage: number("shrinkage", usual.shrinkage),
        user_lambda: number("reg_u", usual.user_lambda),
        item_lambda: number("reg_i", usual.item_lambda),
        lambda: number("reg", usual.lambda),
        alpha: number("learning_rate", usual.alpha),
        ..usual
    };
    let passes = match method {
        Method::BaselineAls => 10,
        Method::BaselineSgd => 20,
        _ => 1,
    };
    (options, count("n_epochs", passes))
}

fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn every_prediction_is_that_of_surprise() {
    let golden = read(include_str!("../data/surprise-neighbours.json"));
    let index = |value: &Value| value.as_u64().unwrap() as usize;
    let rows: Vec<Rating> = golden["ratings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| rating(index(&r[0]), index(&r[1]), r[2].as_f64().unwrap()))
        .collect();
    let ratings = grid(index(&golden["users"]), index(&golden["items"]), &rows);
    let runs = golden["runs"].as_array().unwrap();
    assert_eq!(runs.len(), 4 * 4 * 2 * 2 + 4);
    for run in runs {
        let (options, passes) = options_of(run);
        let model = fitted(&options, &ratings, passes);
        for (i, j) in cells(&ratings) {
            let wanted = run["predictions"][i.index()][j.index()].as_f64().unwrap();
            let found = model.predict(&ratings, i, j);
            assert!((found - wanted).abs() < 1e-8, "{i:?} {j:?}: {found}, not {wanted}: {options:?}");
        }
    }
}

#[test]
fn the_lectures_grids_come_out_as_in_surprise() {
    for (ratings, golden) in [
        (lecture(), read(include_str!("../data/surprise-ratings.json"))),
        (video7(), read(include_str!("../data/surprise-ratings-video7.json"))),
    ] {
        let at = |of: Entity| {
            let names = if of.side() == Side::Users { &golden["users"] } else { &golden["items"] };
            names.as_array().unwrap().iter().position(|name| name == ratings.name(of)).unwrap()
        };
        let all: Vec<Entity> = entities(&ratings).collect();
        for (method, name, passes) in
            [(Method::BaselineAls, "baseline_als", 10), (Method::BaselineSgd, "baseline_sgd", 20)]
        {
            let Model::Baseline(found) = &*fitted(&Options::new(method), &ratings, passes) else {
                panic!("a baseline")
            };
            for &of in &all {
                let wanted = golden[name][of.side().one()][at(of)].as_f64().unwrap();
                assert!((found.of(of) - wanted).abs() < 1e-8, "{method} of {of:?}: {}, not {wanted}", found.of(of));
            }
        }
        for (&based_on, &similarity) in Side::ALL.iter().flat_map(|side| Similarity::ALL.iter().map(move |s| (side, s)))
        {
            let options = Options { based_on, similarity, ..Options::new(Method::KnnBasic) };
            let Model::Near(found) = &*fitted(&options, &ratings, 1) else { panic!("neighbours") };
            let wanted = &golden["similarity"][format!("{}_{}", based_on.one(), similarity.name().replace('-', "_"))];
            let pairs = all.iter().flat_map(|a| all.iter().map(move |b| (*a, *b)));
            // Where a row has nothing but zeros, Surprise fails.
            for (a, b) in
                pairs.filter(|(a, b)| a.side() == based_on && b.side() == based_on && a != b && !wanted.is_null())
            {
                let wanted = wanted[at(a)][at(b)].as_f64().unwrap();
                let value = found.of(a).find(|(of, _)| *of == b).map_or(0.0, |(_, value)| value);
                assert!(
                    (value - wanted.max(0.0)).abs() < 1e-8,
                    "{similarity} of {a:?} and {b:?}: {value}, not {wanted}"
                );
                let told =
                    found.explain_pair(&ratings, a, b, 99).lines.pop().map_or(f64::NAN, |(_, calc)| calc.value(&|v| v));
                assert!(
                    (told - wanted).abs() < 1e-8,
                    "{similarity} of {a:?} and {b:?} is told as {told}, not {wanted}"
                );
            }
        }
        for (method, name) in [(Method::KnnBasic, "KNNBasic"), (Method::KnnWithMeans, "KNNWithMeans")] {
            let model = fitted(&Options::new(method), &ratings, 1);
            for (i, j) in cells(&ratings) {
                let wanted = golden["predictions"][name][at(i.into())][at(j.into())].as_f64().unwrap();
                let found = ratings.scale().clip(model.predict(&ratings, i, j));
                assert!((found - wanted).abs() < 1e-8, "{method} {i:?} {j:?}: {found}, not {wanted}");
            }
        }
    }
}

fn splitmix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let x = (x ^ x >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ x >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ x >> 31
}

#[test]
fn errors_on_ratings_held_out_are_those_of_surprise() {
    let golden = read(include_str!("../data/surprise-made-up.json"));
    let all = Opening::MadeUp.ratings().unwrap();
    let held = |n: usize| splitmix(n as u64 + 1).is_multiple_of(10);
    let (train, test) = (all.only(|n, _| !held(n)), all.only(|n, _| held(n)));
    assert_eq!(
        (golden["train"].as_u64(), golden["test"].as_u64()),
        (Some(train.len() as u64), Some(test.len() as u64))
    );
    for run in golden["runs"].as_array().unwrap() {
        let (options, passes) = options_of(run);
        let off = errors(&test, &train, &fitted(&options, &train, passes));
        let rmse = off.mse_clipped().sqrt();
        let wanted = run["rmse"].as_f64().unwrap();
        assert!((rmse - wanted).abs() < 1e-6, "RMSE {rmse}, not {wanted}: {run}");
        let mut predicted = Vec::new();
        let model = fitted(&options, &train, passes);
        let sum: f64 = test
            .iter()
            .map(|r| {
                model.predict_row(&train, r.user, &[r.item], &mut predicted);
                (test.scale().clip(predicted[0]) - r.value).abs()
            })
            .sum();
        let (mae, wanted) = (sum / test.len() as f64, run["mae"].as_f64().unwrap());
        assert!((mae - wanted).abs() < 1e-6, "MAE {mae}, not {wanted}: {run}");
    }
}

#[test]
fn every_explanation_adds_up_to_the_prediction() {
    for (density, seed) in [(0.1, 1), (0.5, 2), (1.1, 3)] {
        let ratings = random_grid(9, 7, density, seed);
        for method in telling() {
            for (similarity, based_on) in [(Similarity::Msd, Side::Users), (Similarity::PearsonBaseline, Side::Items)] {
                let options = Options { similarity, based_on, neighbours: 3, ..Options::new(method) };
                let mut run = Runner::new(&options, &ratings);
                // The start, the middle of a pass, and its end.
                let units = run.halves().last().map_or(0, |half| half.end);
                run.begin();
                for to in [0, units / 2, units] {
                    run.halves().into_iter().for_each(|half| run.units(half.start..half.end.min(to).max(half.start)));
                    for (i, j) in cells(&ratings) {
                        let told = run.model.explain(&ratings, i, j).unwrap();
                        let (value, (_, last)) = (run.model.predict(&ratings, i, j), told.lines.last().unwrap());
                        assert!((last.value(&|v| v) - value).abs() < 1e-9, "{value} is told as {told:?}: {options:?}");
                        let sum: f64 =
                            told.terms.iter().map(|(_, figures)| figures.last().unwrap().value(&|v| v)).sum();
                        let (_, first) = &told.lines[0];
                        let adds = told.terms.is_empty() || (first.value(&|v| v) - sum).abs() < 1e-9;
                        assert!(adds, "the terms add up to {sum}: {told:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_users_own_rating_counts_among_its_neighbours_and_those_who_did_not_rate_never_do() {
    let ratings = random_grid(12, 9, 0.5, 4);
    for &based_on in Side::ALL {
        let options = Options { based_on, neighbours: 2, ..Options::new(Method::KnnBasic) };
        let model = fitted(&options, &ratings, 1);
        for (i, j) in cells(&ratings) {
            let told = model.explain(&ratings, i, j).unwrap();
            let (own, across) =
                if based_on == Side::Users { (i.into(), j.into()) } else { (Entity::from(j), Entity::from(i)) };
            let rated = |of: Entity| match (of, across) {
                (Entity::User(i), Entity::Item(j)) | (Entity::Item(j), Entity::User(i)) => ratings.get(i, j),
                _ => None,
            };
            assert!(told.terms.len() <= 2 && told.terms.iter().all(|(of, _)| rated(*of).is_some()), "{told:?}");
            let similarities: Vec<f64> = told.terms.iter().map(|(_, figures)| figures[0].value(&|v| v)).collect();
            assert!(similarities.is_sorted_by(|a, b| a >= b) && similarities.iter().all(|s| *s > 0.0), "{told:?}");
            let among = told.terms.iter().any(|(of, _)| *of == own);
            assert!(among || rated(own).is_none() || similarities == [1.0, 1.0], "{told:?}");
        }
    }
}

#[test]
fn the_objective_of_baselines_falls_with_every_half_step() {
    let ratings = random_grid(30, 20, 0.4, 5);
    let options = Options::new(Method::BaselineAls);
    let mut run = Runner::new(&options, &ratings);
    let objective = |model: &Model| errors(&ratings, &ratings, model).sse + penalty(&ratings, model, &options);
    let mut last = objective(&run.model);
    for _ in 0..5 {
        run.begin();
        for half in run.halves() {
            run.units(half);
            let now = objective(&run.model);
            assert!(now < last, "{now} after {last}");
            last = now;
        }
    }
}

#[test]
fn chance_follows_the_law_of_the_ratings_and_no_draw_tells_of_another() {
    let ratings = random_grid(200, 150, 0.1, 6);
    let mean = ratings.iter().map(|r| r.value).sum::<f64>() / ratings.len() as f64;
    let deviation = (ratings.iter().map(|r| (r.value - mean).powi(2)).sum::<f64>() / ratings.len() as f64).sqrt();
    let model = fitted(&Options::new(Method::NormalPredictor), &ratings, 1);
    let z = |i: usize, j: usize| (model.predict(&ratings, UserId::new(i), ItemId::new(j)) - mean) / deviation;
    let about = |values: &mut dyn Iterator<Item = f64>| {
        let values: Vec<f64> = values.collect();
        values.iter().sum::<f64>() / values.len() as f64 * (values.len() as f64).sqrt()
    };
    let all = || (0..200).flat_map(|i| (0..149).map(move |j| (i, j)));
    // Sums of many that are independent, in their own deviations.
    assert!(about(&mut all().map(|(i, j)| z(i, j))).abs() < 4.0, "the mean");
    assert!(about(&mut all().map(|(i, j)| (z(i, j).powi(2) - 1.0) / 2.0_f64.sqrt())).abs() < 4.0, "the deviation");
    assert!(about(&mut all().map(|(i, j)| z(i, j) * z(i, j + 1))).abs() < 4.0, "neighbours in a row");
    assert!(about(&mut all().map(|(i, j)| z(i, j) * z((i + 1) % 200, j))).abs() < 4.0, "neighbours in a column");
}

#[test]
fn what_follows_without_a_step_follows_at_once_and_other_similarities_begin_anew() {
    use factorscope::study::{Grain, Order, Session};
    let mut session = Session::new(Source::new(Arc::new(lecture())), Options::new(Method::KnnWithMeans), 1 << 20);
    session.obey(Order::Step(Grain::Pass, 1));
    let set = |session: &mut Session, name: &str, value: &str| {
        session.obey(Order::Set(factorscope::model::Setting::parse(name, value).unwrap()));
    };
    let same = |session: &Session, options: &Options| {
        let model = fitted(options, &lecture(), 1);
        cells(&lecture()).all(|(i, j)| session.state().predict(i, j) == model.predict(&lecture(), i, j))
    };
    set(&mut session, "k", "1");
    assert!(same(&session, &Options { neighbours: 1, ..Options::new(Method::KnnWithMeans) }));
    set(&mut session, "method", "knn-baseline");
    assert!(same(&session, &Options { neighbours: 1, ..Options::new(Method::KnnBaseline) }), "the similarities stay");
    set(&mut session, "based-on", "items");
    let parameters = session.state().model.parameters();
    assert_eq!(parameters, 0, "items are other rows");
    session.obey(Order::Step(Grain::Pass, 1));
    assert!(same(&session, &Options { neighbours: 1, based_on: Side::Items, ..Options::new(Method::KnnBaseline) }));
}

#[test]
fn what_would_take_too_much_room_is_refused_with_what_it_would_take() {
    // Every item was rated by the one user.
    let rows: Vec<Rating> = (0..60_000).map(|j| rating(0, j, 3.0)).collect();
    let ratings = grid(1, 60_000, &rows);
    let refused = |based_on| {
        let options = Options { based_on, ..Options::new(Method::KnnBasic) };
        Method::refusal(Problem { ratings: &ratings, options: &options })
    };
    let why = refused(Side::Items).unwrap();
    assert!(why.contains("60000 items") && why.contains("29.5 GB") && why.contains("based-on users"), "{why}");
    assert_eq!(refused(Side::Users), None);
    assert!(
        Method::ALL.iter().filter(|method| !method.reads(Knob::Similarity)).all(|&method| {
            Method::refusal(Problem { ratings: &ratings, options: &Options::new(method) }).is_none()
        })
    );
}

#[test]
fn ratings_that_are_all_the_same_are_no_trouble() {
    let same = Ratings::new(
        Arc::clone(lecture().names()),
        Scale::new(0.0, 5.0).unwrap(),
        &lecture().iter().map(|r| Rating { value: 4.7, ..r }).collect::<Vec<_>>(),
    )
    .unwrap();
    for method in telling() {
        for &similarity in Similarity::ALL {
            let model = fitted(&Options { similarity, ..Options::new(method) }, &same, 2);
            assert!(
                cells(&same).all(|(i, j)| (model.predict(&same, i, j) - 4.7).abs() < 1e-9),
                "{method} {similarity}"
            );
        }
    }
}
