//! Every figure of the lecture that the model can compute, read from `data/expected.toml` and held against the solvers.

#![allow(clippy::unwrap_used)]

use crate::common::*;
use factorscope::{
    data::{Entity, ItemId, Ratings, Side, UserId},
    model::{Bias, Method, Options, Parameter, Rows, Tables},
};
use ndarray::Array2;
use serde_json::Value as Json;
use toml::Value;

/// The figures, addressed by a path of keys.
struct Figures(Value);

impl Figures {
    fn load() -> Self {
        Self(Value::Table(include_str!("../data/expected.toml").parse().unwrap()))
    }

    fn at(&self, path: &str) -> &Value {
        path.split('.').fold(&self.0, |value, key| value.get(key).unwrap_or_else(|| panic!("no {path}")))
    }

    fn number(&self, path: &str) -> f64 {
        number(self.at(path))
    }

    fn numbers(&self, path: &str) -> Vec<f64> {
        numbers(self.at(path))
    }
}

fn number(value: &Value) -> f64 {
    value.as_float().or_else(|| value.as_integer().map(|n| n as f64)).unwrap()
}

/// All numbers of a list, or of a list of lists.
fn numbers(value: &Value) -> Vec<f64> {
    match value.as_array() {
        Some(list) => list.iter().flat_map(numbers).collect(),
        None => vec![number(value)],
    }
}

fn user(ratings: &Ratings, name: &str) -> UserId {
    UserId::new(ratings.names().users.iter().position(|n| **n == *name).unwrap())
}

fn item(ratings: &Ratings, name: &str) -> ItemId {
    ItemId::new(ratings.names().items.iter().position(|n| **n == *name).unwrap())
}

/// The factors of a CSV file of the lecture: a name, then one column a factor.
fn table(text: &str) -> Array2<f64> {
    let mut values = Vec::new();
    let mut width = 0;
    for record in csv::Reader::from_reader(text.as_bytes()).records() {
        let record = record.unwrap();
        width = record.len() - 1;
        values.extend(record.iter().skip(1).map(|v| v.parse::<f64>().unwrap()));
    }
    table_of(width, values)
}

// Parts 3 and 4: one regression for each user on known item factors, and the other way round. They are half-steps of
// ALS from factors that somebody made up.

#[test]
fn part_3_one_regression_for_each_user_with_an_intercept() {
    let (ratings, figures) = (lecture(), Figures::load());
    let options = Options { biased: true, ..Options::new(Method::Als) };
    let start = Tables {
        p: Rows::zeros(4, 2),
        q: (&table(include_str!("../../assets/lecture/item_factors.csv"))).into(),
        // Around 0, so that a user's bias is the intercept.
        bias: Some(Bias { mean: 0.0, user: vec![0.0; 4], item: vec![0.0; 5] }),
    };
    let mut run = Runner::starting_from(&options, &ratings, start);
    run.begin();
    run.units(0..4);
    let all = figures.at("user_regression").as_array().unwrap();
    assert_eq!(all.len(), 4);
    for wanted in all {
        let name = wanted["user"].as_str().unwrap();
        let i = user(&ratings, name);
        assert_close(&[run.tables().bias_of(i)], &numbers(&wanted["intercept"]["exact"]), 1e-6, name);
        assert_close(run.tables().of(i), &numbers(&wanted["theta"]["exact"]), 1e-6, name);
        let row: Vec<f64> = (0..5).map(|j| run.tables().predict(i, ItemId::new(j))).collect();
        assert_close(&row, &numbers(&wanted["predictions"]["exact"]), 1e-6, name);
    }
}

#[test]
fn part_4_one_regression_for_each_item_without_an_intercept() {
    let (ratings, figures) = (lecture(), Figures::load());
    let start = Tables {
        p: (&table(include_str!("../../assets/lecture/user_factors.csv"))).into(),
        q: Rows::zeros(5, 2),
        bias: None,
    };
    let mut run = Runner::starting_from(&Options::new(Method::Als), &ratings, start);
    run.begin();
    run.units(4..9);
    let all = figures.at("item_regression").as_array().unwrap();
    assert_eq!(all.len(), 5);
    for wanted in all {
        let name = wanted["item"].as_str().unwrap();
        let j = item(&ratings, name);
        assert_close(run.tables().of(j), &numbers(&wanted["theta"]["exact"]), 1e-6, name);
        let column: Vec<f64> = (0..4).map(|i| run.tables().predict(UserId::new(i), j)).collect();
        assert_close(&column, &numbers(&wanted["predictions"]["exact"]), 1e-6, name);
    }
}

// Part 4: alternating least squares.

fn als(options: Options, passes: usize) -> Runner {
    let mut run = Runner::new(&options, &lecture());
    run.pass(passes);
    run
}

#[test]
fn als_with_one_factor_always_ends_at_its_best() {
    let best = Figures::load().number("als.best_mse.z1");
    for seed in 1..=10 {
        let run = als(Options { factors: 1, seed, ..Options::new(Method::Als) }, 300);
        assert!((run.mse() - best).abs() < 1e-9, "seed {seed}: {}", run.mse());
    }
}

/// With two factors and no penalty most starts find the best error. Others creep for ever along a valley where a
/// missing cell runs away to infinity: their error still falls, ever more slowly, towards one of three other levels.
#[test]
fn als_with_two_factors_ends_at_its_best_or_on_one_of_three_plateaus() {
    let figures = Figures::load();
    let best = figures.number("als.best_mse.z2");
    let plateaus: [(f64, &[u64]); 3] =
        [(0.0362, &[3, 11, 17, 19, 20, 28, 34]), (0.0539, &[35, 40]), (1.3955, &[7, 29, 37])];
    for seed in 1..=40 {
        let run = als(Options { seed, ..Options::new(Method::Als) }, 3000);
        match plateaus.iter().find(|(_, seeds)| seeds.contains(&seed)) {
            None => {
                assert!((run.mse() - best).abs() < 1e-9, "seed {seed}: {}", run.mse());
                let wanted = figures.numbers("als.z2_predictions");
                assert_close(&predictions(&run.tables()), &wanted, 1e-3, &format!("seed {seed}"));
            }
            Some((level, _)) => {
                assert!((run.mse() - level).abs() < 1e-4, "seed {seed}: {} is not near {level}", run.mse());
                let furthest = predictions(&run.tables()).into_iter().fold(0.0, |far: f64, v| far.max(v.abs()));
                assert!(furthest > 50.0, "seed {seed}: a missing cell runs away, but only to {furthest}");
            }
        }
    }
}

#[test]
fn als_with_three_factors_fits_every_known_rating() {
    let best = Figures::load().number("als.best_mse.z3");
    for seed in 1..=10 {
        let run = als(Options { factors: 3, seed, ..Options::new(Method::Als) }, 300);
        assert!((run.mse() - best).abs() < 1e-9, "seed {seed}: {}", run.mse());
    }
}

#[test]
fn als_with_a_penalty_calms_the_missing_cells() {
    let figures = Figures::load();
    for seed in 1..=10 {
        let run = als(Options { lambda: 0.1, seed, ..Options::new(Method::Als) }, 1000);
        assert!((run.mse() - figures.number("als.ridge_0_1.mse")).abs() < 1e-9, "seed {seed}: {}", run.mse());
        let wanted = figures.numbers("als.ridge_0_1.predictions");
        assert_close(&predictions(&run.tables()), &wanted, 6e-5, &format!("seed {seed}"));
    }
}

// Part 5: gradient descent, from the state that the lecture shows.

fn recovered() -> Tables<f64> {
    let figures = Figures::load();
    let q = figures.numbers("gradient_descent.Q");
    Tables {
        p: (&table_of(2, figures.numbers("gradient_descent.P"))).into(),
        // The lecture writes Q as Z x N; the table is stored by item.
        q: (&table_of(2, (0..5).flat_map(|j| [q[j], q[5 + j]]).collect())).into(),
        bias: None,
    }
}

#[test]
fn part_5_the_state_and_its_errors() {
    let (ratings, figures, state) = (lecture(), Figures::load(), recovered());
    let path = |key: &str| format!("gradient_descent.{key}");
    let run = Runner::starting_from(&Options::new(Method::Descent), &ratings, state.clone());
    assert_close(&[run.sse()], &[figures.number(&path("sse"))], 1e-9, "SSE");
    assert_close(&[run.mse()], &[figures.number(&path("mse"))], 1e-9, "MSE");
    assert_eq!(ratings.len() as f64, figures.number(&path("terms_in_the_sum")));
    assert_eq!((ratings.n_users() * ratings.n_items()) as f64, figures.number(&path("possible_products")));
    assert_eq!(state.parameters() as f64, figures.number(&path("parameters")));
    for (i, j, key) in [("Cordelia", "Melt-Banana", "cordelia_melt_banana"), ("An", "Ommazh", "an_ommazh")] {
        let (i, j) = (user(&ratings, i), item(&ratings, j));
        let prediction = state.predict(i, j);
        let squared = (prediction - ratings.get(i, j).unwrap()).powi(2);
        assert_close(&[prediction], &[figures.number(&path(&format!("{key}.prediction")))], 5e-5, key);
        assert_close(&[squared], &[figures.number(&path(&format!("{key}.squared_error")))], 5e-5, key);
    }
}

#[test]
fn part_5_one_parameter_moves_by_the_rule() {
    let (ratings, figures, state) = (lecture(), Figures::load(), recovered());
    let path = |key: &str| format!("gradient_descent.{key}");
    let diego = user(&ratings, "Diego");
    let row = ratings.user(diego);
    let names: Vec<&str> = row.ids.iter().map(|j| ratings.name(*j)).collect();
    let wanted: Vec<&str> =
        figures.at(&path("diego.items")).as_array().unwrap().iter().map(|n| n.as_str().unwrap()).collect();
    assert_eq!(names, wanted);
    assert_eq!(row.values().collect::<Vec<_>>(), figures.numbers(&path("diego.ratings")));
    let found: Vec<f64> = row.ids.iter().map(|j| state.predict(diego, *j)).collect();
    assert_close(&found, &figures.numbers(&path("diego.predictions")), 5e-5, "predictions");
    let errors: Vec<f64> = found.iter().zip(row.values()).map(|(p, r)| p - r).collect();
    assert_close(&errors, &figures.numbers(&path("diego.errors")), 5e-5, "errors");

    let options = Options { alpha: figures.number(&path("alpha")), ..Options::new(Method::Descent) };
    let mut run = Runner::starting_from(&options, &ratings, state);
    run.begin();
    // User by user, two factors each: P[4,1] is the seventh parameter.
    run.unit(6);
    let moved = run.tables().get(Parameter { of: diego.into(), factor: Some(0) });
    assert_close(&[moved], &[figures.number(&path("P_Diego_first_after.by_the_rule"))], 5e-5, "P[4,1]");
}

/// The row by row answer of plain least squares to the present factors of the other side.
fn least_squares(ratings: &Ratings, factors: &Tables<f64>, of: Entity) -> Vec<f64> {
    let (rows, targets): (Vec<&[f64]>, Vec<f64>) = match of {
        Entity::User(i) => {
            (ratings.user(i).ids.iter().map(|j| factors.of(*j)).collect(), ratings.user(i).values().collect())
        }
        Entity::Item(j) => {
            (ratings.item(j).ids.iter().map(|i| factors.of(*i)).collect(), ratings.item(j).values().collect())
        }
    };
    let x = cells(rows.len(), factors.z(), |r, c| rows[r][c]);
    product(&pseudo_inverse(&x), &cells(rows.len(), 1, |r, _| targets[r])).iter().copied().collect()
}

#[test]
fn part_5_the_half_steps_from_that_state_are_least_squares() {
    let (ratings, state) = (lecture(), recovered());
    let mut run = Runner::starting_from(&Options::new(Method::Als), &ratings, state.clone());
    run.begin();
    for unit in 0..9 {
        let of = entities(&ratings).nth(unit).unwrap();
        let wanted = least_squares(&ratings, &run.tables(), of);
        run.unit(unit);
        assert_close(run.tables().of(of), &wanted, 1e-12, &format!("{of:?}"));
    }
    // The state is that of ALS after a half-step of the items: fitting them once more gives the decimals shown, but for
    // what P's own rounding does.
    let mut again = Runner::starting_from(&Options::new(Method::Als), &ratings, state.clone());
    again.begin();
    again.units(4..9);
    assert_close(&again.tables().q.values(), &state.q.values(), 0.0055, "Q answers P");
    assert!(again.tables().q != state.q);
}

// Batch descent by the lecture's rule, from six starts.

const STARTS: std::ops::RangeInclusive<u64> = 1..=6;

fn descent(alpha: f64, seed: u64) -> Runner {
    Runner::new(&Options { alpha, seed, ..Options::new(Method::Descent) }, &lecture())
}

#[test]
fn descent_with_a_small_step_finds_what_als_finds() {
    let figures = Figures::load();
    for seed in STARTS {
        let mut run = descent(0.05, seed);
        run.pass(3000);
        assert!((run.mse() - figures.number("als.best_mse.z2")).abs() < 1e-6, "seed {seed}: {}", run.mse());
        assert_close(&predictions(&run.tables()), &figures.numbers("als.z2_predictions"), 0.05, "predictions");
    }
}

#[test]
fn descent_with_the_lectures_step_bounces_between_two_states_for_ever() {
    for seed in STARTS {
        let mut run = descent(Figures::load().number("gradient_descent.alpha"), seed);
        run.pass(3000);
        let even = run.tables().clone();
        assert!((run.mse() - 0.963_712_499).abs() < 1e-9, "seed {seed}: {}", run.mse());
        run.pass(1);
        let odd = run.tables().clone();
        assert!((run.mse() - 1.909_832_431).abs() < 1e-9, "seed {seed}: {}", run.mse());
        run.pass(1000);
        assert_close(&run.tables().p.values(), &odd.p.values(), 1e-9, "the odd state comes back");
        run.pass(1);
        assert_close(&run.tables().p.values(), &even.p.values(), 1e-9, "the even state comes back");
    }
}

#[test]
fn descent_with_a_step_in_between_ends_above_the_best_and_one_too_large_overflows() {
    let best = Figures::load().number("als.best_mse.z2");
    for seed in STARTS {
        let mut restless = descent(0.08, seed);
        restless.pass(3000);
        let before = restless.mse();
        restless.pass(1);
        assert!(before > 2.0 * best && before < 0.1 && (restless.mse() - before).abs() > 1e-6, "seed {seed}: {before}");

        let mut wild = descent(0.15, seed);
        wild.pass(100);
        assert!(!wild.tables().finite(), "seed {seed}: {}", wild.mse());
    }
}

// Part 7: Surprise's SVD.

/// The mean squared error of predictions cut to the scale, which is what Surprise reports.
fn clipped_mse(run: &Runner) -> f64 {
    let scale = run.ratings.scale();
    let squares = run.ratings.iter().map(|r| (scale.clip(predict(&run.tables(), r.user, r.item)) - r.value).powi(2));
    squares.sum::<f64>() / run.ratings.len() as f64
}

#[test]
fn part_7_ten_thousand_epochs() {
    let (ratings, figures) = (video7(), Figures::load());
    let path = |key: &str| format!("surprise.{key}");
    for seed in 1..=5 {
        let mut run = Runner::new(&Options { seed, ..Options::new(Method::Sgd) }, &ratings);
        run.pass(10_000);
        let late = clipped_mse(&run);
        assert!((late - figures.number(&path("mse.exact"))).abs() < 5e-5, "seed {seed}: {late}");

        let cell = |i, j| predict(&run.tables(), user(&ratings, i), item(&ratings, j));
        let near = |found: f64, key: &str, tolerance: f64| {
            let wanted = figures.number(&path(key));
            assert!((found - wanted).abs() < tolerance, "seed {seed}, {key}: {found} is not {wanted}");
        };
        near(cell("An", "Ommazh"), "an_ommazh.exact", 1e-3);
        near(ratings.scale().clip(cell("Cordelia", "Ommazh")), "cordelia_ommazh.exact", 1e-12);
        near(cell("Cordelia", "Ommazh"), "cordelia_ommazh.raw", 2e-3);
        near(cell("Bhavana", "BTS"), "raw_missing.bhavana_bts", 2e-3);
        near(cell("Cordelia", "Ommazh"), "raw_missing.cordelia_ommazh", 2e-3);
        near(cell("Diego", "Melt-Banana"), "raw_missing.diego_melt_banana", 2e-3);
        near(cell("Diego", "Zhou Shen"), "raw_missing.diego_zhou_shen", 2e-3);

        let tables = run.tables();
        let an = tables.of(user(&ratings, "An"));
        let (ommazh, banana) = (item(&ratings, "Ommazh"), item(&ratings, "Melt-Banana"));
        let (ommazh, banana) = (tables.of(ommazh), tables.of(banana));
        let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
        near(product(an, an), "invariants.an_an", 1e-2);
        near(product(an, banana), "invariants.an_melt_banana", 1e-2);
        near(product(ommazh, ommazh), "invariants.ommazh_ommazh", 1e-2);
        near(product(banana, banana), "invariants.melt_banana_melt_banana", 1e-2);
        near(product(ommazh, banana), "invariants.ommazh_melt_banana", 1e-2);
        let apart: Vec<f64> = ommazh.iter().zip(banana).map(|(a, b)| a - b).collect();
        let (distance, wanted) =
            (product(&apart, &apart).sqrt(), figures.number("similarity.ommazh_melt_banana.from_exact_invariants"));
        assert!((distance - wanted).abs() < 5e-3, "seed {seed}: {distance}");
    }
}

#[test]
fn part_7_after_twenty_epochs_little_is_learned() {
    let golden: Json = serde_json::from_str(include_str!("../data/surprise-ratings-video7.json")).unwrap();
    let start = Tables { bias: None, ..surprise(&golden, 0) };
    let mut run = Runner::starting_from(&Options::new(Method::Sgd), &video7(), start);
    run.pass(20);
    assert_close(&[clipped_mse(&run)], &[Figures::load().number("surprise.mse_after_20_epochs")], 5e-3, "MSE");
}

/// The factors and biases that Surprise printed after some epochs.
fn surprise(golden: &Json, epochs: usize) -> Tables<f64> {
    let state = &golden["svd"][format!("epochs_{epochs}")];
    let numbers = |key: &str| flat(&state[key]);
    let z = golden["svd"]["k"].as_u64().unwrap() as usize;
    Tables {
        p: (&table_of(z, numbers("pu"))).into(),
        q: (&table_of(z, numbers("qi"))).into(),
        bias: Some(Bias { mean: golden["mean"].as_f64().unwrap(), user: numbers("bu"), item: numbers("bi") }),
    }
}

fn flat(value: &Json) -> Vec<f64> {
    value.as_array().map_or_else(|| vec![value.as_f64().unwrap()], |list| list.iter().flat_map(flat).collect())
}

#[test]
fn sgd_does_what_surprise_does_from_the_same_start() {
    for (ratings, golden) in [
        (lecture(), include_str!("../data/surprise-ratings.json")),
        (video7(), include_str!("../data/surprise-ratings-video7.json")),
    ] {
        let golden: Json = serde_json::from_str(golden).unwrap();
        let order: Vec<(&str, &str, f64)> =
            ratings.in_file_order().map(|r| (ratings.name(r.user), ratings.name(r.item), r.value)).collect();
        let wanted: Vec<(&str, &str, f64)> = golden["train_order"]
            .as_array()
            .unwrap()
            .iter()
            .map(|r| (r[0].as_str().unwrap(), r[1].as_str().unwrap(), r[2].as_f64().unwrap()))
            .collect();
        assert_eq!(order, wanted, "the same ratings in the same order");
        assert!((ratings.mean() - golden["mean"].as_f64().unwrap()).abs() < 1e-15);

        let options = Options {
            biased: true,
            alpha: golden["svd"]["lr"].as_f64().unwrap(),
            lambda: golden["svd"]["reg"].as_f64().unwrap(),
            ..Options::new(Method::Sgd)
        };
        let fresh = Options::new(Method::Sgd);
        assert_eq!((options.alpha, options.lambda), (fresh.alpha, fresh.lambda), "the defaults are Surprise's");
        let mut run = Runner::starting_from(&options, &ratings, surprise(&golden, 0));
        for epochs in [1, 20] {
            run.pass(epochs - run.passes as usize);
            let (found, wanted) = (&run.tables(), surprise(&golden, epochs));
            let what = |of: &str| format!("{of} after {epochs} epochs");
            assert_close(&found.p.values(), &wanted.p.values(), 1e-10, &what("P"));
            assert_close(&found.q.values(), &wanted.q.values(), 1e-10, &what("Q"));
            let (found, wanted) = (found.bias.as_ref().unwrap(), wanted.bias.as_ref().unwrap());
            assert_close(&found.user, &wanted.user, 1e-10, &what("the users' biases"));
            assert_close(&found.item, &wanted.item, 1e-10, &what("the items' biases"));
            let cells: Vec<f64> = predictions(&run.tables()).into_iter().map(|v| ratings.scale().clip(v)).collect();
            let wanted = flat(&golden["svd"][format!("epochs_{epochs}")]["predictions"]);
            assert_close(&cells, &wanted, 1e-10, &what("predictions"));
        }
    }
}

#[test]
fn the_sides_of_the_lecture_are_what_the_figures_say() {
    let ratings = lecture();
    assert_eq!((ratings.count(Side::Users), ratings.count(Side::Items), ratings.len()), (4, 5, 16));
    assert_eq!(ratings.get(user(&ratings, "An"), item(&ratings, "BTS")), Some(0.0), "zero is a rating");
    assert_eq!(ratings.get(user(&ratings, "Bhavana"), item(&ratings, "Zhou Shen")), Some(1.0));
    assert_eq!(video7().get(user(&ratings, "Bhavana"), item(&ratings, "Zhou Shen")), Some(0.0));
}
