//! SVD++, NMF, co-clustering and implicit ALS: held to what other libraries give, and to what they claim.
//!
//! `surprise-factors.json` has what Surprise 1.1.5 starts from and ends with on the grid of `surprise-neighbours.json`, in
//! which the last user and the last item are without ratings, and its predictions, not clipped.

use crate::common::*;
use factorscope::{
    data::{Entity, Rating, Ratings},
    model::{Method, Options, Tables},
};
use serde_json::Value;

fn golden() -> (Ratings, Vec<Value>) {
    let golden: Value = serde_json::from_str(include_str!("../data/surprise-factors.json")).unwrap();
    let index = |value: &Value| value.as_u64().unwrap() as usize;
    let row = |r: &Value| rating(index(&r[0]), index(&r[1]), r[2].as_f64().unwrap());
    let rows: Vec<Rating> = golden["ratings"].as_array().unwrap().iter().map(row).collect();
    (grid(index(&golden["users"]), index(&golden["items"]), &rows), golden["runs"].as_array().unwrap().clone())
}

fn runs(of: &str) -> (Ratings, Vec<Value>) {
    let (ratings, runs) = golden();
    (ratings, runs.into_iter().filter(|run| run["algorithm"] == of).collect())
}

fn table(value: &Value) -> ndarray::Array2<f64> {
    let rows: Vec<Vec<f64>> = serde_json::from_value(value.clone()).unwrap();
    table_of(rows[0].len(), rows.concat())
}

/// The users and items that have ratings.
fn known(ratings: &Ratings) -> impl Iterator<Item = Entity> {
    entities(ratings).filter(|of| ratings.degree(*of) > 0)
}

// Non-negative factors.

#[test]
fn nmf_is_that_of_surprise() {
    let (ratings, runs) = runs("NMF");
    assert_eq!(runs.len(), 3);
    for run in runs {
        let usual = Options::new(Method::Nmf);
        let lambda = run["reg_pu"].as_f64().unwrap_or(usual.lambda);
        let options = Options { factors: 3, lambda, ..usual };
        let start = Tables { p: table(&run["start"]["p"]), q: table(&run["start"]["q"]), bias: None };
        let mut fit = Runner::starting_from(&options, &ratings, start);
        fit.pass(run["n_epochs"].as_u64().unwrap() as usize);
        let end = Tables { p: table(&run["end"]["p"]), q: table(&run["end"]["q"]), bias: None };
        for of in known(&ratings) {
            assert_close(fit.tables().of(of), end.of(of), 1e-8, &format!("{of:?}"));
        }
    }
}

#[test]
fn no_factor_of_nmf_falls_below_zero_and_the_error_falls() {
    for (seed, start) in [(1, "uniform:1"), (2, "normal:0.5"), (3, "same:-0.5")] {
        let ratings = random_grid(20, 15, 0.5, seed);
        let options = Options { factors: 4, seed, start: start.parse().unwrap(), ..Options::new(Method::Nmf) };
        let mut run = Runner::new(&options, &ratings);
        let before = run.sse();
        run.pass(100);
        let factors = run.tables();
        assert!(factors.p.iter().chain(&factors.q).all(|v| *v >= 0.0), "{start}");
        assert!(run.sse() < before / 2.0, "{start}: {} after {before}", run.sse());
        // Where it has come to rest above 0, the objective is flat.
        run.pass(30_000);
        let factors = run.tables();
        for at in parameters(&ratings, &factors).into_iter().filter(|at| factors.get(*at) > 1e-3) {
            let slope = slope(&factors, at, |factors| objective(&ratings, &options, factors));
            assert!(slope.abs() < 1e-6, "{at:?} has slope {slope}: {start}");
        }
    }
}

#[test]
fn nmf_refuses_ratings_below_zero_and_says_whose() {
    use factorscope::model::Problem;
    let ratings = grid(2, 2, &[rating(0, 0, 3.0), rating(1, 1, -2.5)]);
    let refused = |method| Method::refusal(Problem { ratings: &ratings, options: &Options::new(method) });
    let why = refused(Method::Nmf).unwrap();
    assert!(why.contains("2 gives 2 -2.5") && why.contains("0 or more"), "{why}");
    assert_eq!(refused(Method::Sgd), None);
}
