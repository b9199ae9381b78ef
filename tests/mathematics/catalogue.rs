//! SVD, SVD++, NMF, co-clustering and implicit ALS: held to what other libraries give, and to what they claim.
//!
//! `surprise-factors.json` has what Surprise 1.1.5 starts from and ends with on the grid of `surprise-neighbours.json`, in
//! which the last user and the last item are without ratings, and its predictions, not clipped.

use crate::common::*;
use factorscope::{
    choice::Choice,
    data::{Entity, ItemId, Rating, Ratings, Side, UserId},
    model::{
        Account, Bias, Block, ByBlock, Clusters, Method, Model, Options, Penalty, PlusPlus, Precision, Problem, Tables,
    },
    study::{errors, penalty},
};
use serde_json::Value;
use std::sync::Arc;

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

/// The options of a run, under Surprise's names.
fn options(run: &Value, method: Method) -> Options {
    let usual = Options::new(method);
    let number = |name: &str, usual: f64| run[name].as_f64().unwrap_or(usual);
    let own = |what: &str| {
        let own =
            |block: &Block| Some(format!("{0}:{1}", block.name(), run[format!("{what}_{}", block.name())].as_f64()?));
        let own: Vec<String> = Block::ALL.iter().filter_map(own).collect();
        if own.is_empty() { ByBlock::default() } else { ByBlock::read(&own.join("+")).unwrap() }
    };
    Options {
        factors: 3,
        alpha: number("lr_all", usual.alpha),
        lambda: number("reg_all", usual.lambda),
        alpha_of: own("lr"),
        lambda_of: own("reg"),
        ..usual
    }
}

// SVD.

#[test]
fn svd_is_that_of_surprise() {
    let (ratings, runs) = runs("SVD");
    assert_eq!(runs.len(), 2);
    for run in runs {
        let options = options(&run, Method::Svd);
        let none = |side: Side| vec![0.0; ratings.count(side)];
        let bias = Bias { mean: ratings.mean(), user: none(Side::Users), item: none(Side::Items) };
        let [p, q] = ["p", "q"].map(|name| (&table(&run["start"][name])).into());
        // Who has no rating begins without factors by itself, however many there are.
        let (own, z) = (Runner::new(&Options { factors: 7, ..options.clone() }, &ratings).tables(), [0.0; 7]);
        assert!(entities(&ratings).all(|of| (own.of(of) == z) == (ratings.degree(of) == 0)));
        let mut fit = Runner::starting_from(&options, &ratings, Tables { p, q, bias: Some(bias) });
        fit.pass(run["n_epochs"].as_u64().unwrap() as usize);
        let tables = fit.tables();
        for of in known(&ratings) {
            let letter = of.side().letter().to_lowercase().to_string();
            let end: Vec<f64> = serde_json::from_value(run["end"][letter][of.index()].clone()).unwrap();
            assert_close(tables.of(of), &end, 1e-8, &format!("{of:?}"));
        }
        predictions_are(&run, &fit);
    }
}

// SVD++.

fn plus(model: &Model) -> &PlusPlus {
    let Model::PlusPlus(plus) = model else { panic!("a model of SVD++") };
    plus
}

#[test]
fn svd_pp_is_that_of_surprise() {
    let (ratings, runs) = runs("SVDpp");
    assert_eq!(runs.len(), 4);
    for run in runs {
        let options = options(&run, Method::SvdPp);
        let mut fit = Runner::new(&options, &ratings);
        let Model::PlusPlus(model) = Arc::make_mut(&mut fit.model) else { panic!("a model of SVD++") };
        let [p, q, y] = ["p", "q", "y"].map(|name| table(&run["start"][name]));
        model.replace(&ratings, &p, &q, &y);
        fit.pass(run["n_epochs"].as_u64().unwrap() as usize);
        let end = |name: &str, at: usize| -> Vec<f64> { serde_json::from_value(run["end"][name][at].clone()).unwrap() };
        for of in known(&ratings) {
            let (at, found) = (of.index(), plus(&fit.model));
            let bias = run["end"][of.side().one()][at].as_f64().unwrap();
            assert_close(&[found.factors().bias_of(of)], &[bias], 1e-8, &format!("{of:?}"));
            match of {
                Entity::User(i) => assert_close(found.own(i), &end("p", at), 1e-8, &format!("{of:?}")),
                Entity::Item(j) => {
                    assert_close(&found.factors().of(j), &end("q", at), 1e-8, &format!("{of:?}"));
                    assert_close(found.implied(j), &end("y", at), 1e-8, &format!("{of:?}"));
                }
            }
        }
        predictions_are(&run, &fit);
    }
}

/// Every prediction is that of Surprise, for users and items without ratings as well.
fn predictions_are(run: &Value, fit: &Runner) {
    for (i, j) in cells(&fit.ratings) {
        // Where Surprise cannot predict, it says the mean of all ratings.
        let wanted = run["predictions"][i.index()][j.index()].as_f64().unwrap_or(fit.ratings.mean());
        let found = fit.model.predict(&fit.ratings, i, j);
        assert!((found - wanted).abs() < 1e-8, "{i:?} {j:?}: {found}, not {wanted}: {:?}", fit.options);
    }
}

fn cells(ratings: &Ratings) -> impl Iterator<Item = (UserId, ItemId)> + use<> {
    let (users, items) = (ratings.n_users(), ratings.n_items());
    (0..users).flat_map(move |i| (0..items).map(move |j| (UserId::new(i), ItemId::new(j))))
}

#[test]
fn svd_pp_goes_down_its_own_objective() {
    let ratings = random_grid(12, 9, 0.5, 3);
    let options = Options { factors: 3, alpha: 1e-4, lambda: 0.3, ..Options::new(Method::SvdPp) };
    let objective = |model: &Model| errors(&ratings, &ratings, model).sse + penalty(&ratings, model, &options);
    let mut run = Runner::new(&options, &ratings);
    let start = plus(&run.model).clone();
    run.pass(1);
    // With a small learning rate a pass is a step against half the slope of the objective, in each implied factor as well.
    let end = plus(&run.model).clone();
    let table_of = |model: &PlusPlus, of: fn(&PlusPlus, usize) -> Vec<f64>, rows: usize| {
        crate::common::table_of(3, (0..rows).flat_map(|row| of(model, row)).collect())
    };
    let own = |model: &PlusPlus| table_of(model, |model, i| model.own(UserId::new(i)).to_vec(), 12);
    let q = |model: &PlusPlus| table_of(model, |model, j| model.factors().of(ItemId::new(j)).into_owned(), 9);
    let implied = |model: &PlusPlus| table_of(model, |model, j| model.implied(ItemId::new(j)).to_vec(), 9);
    let moved = |which: usize, at: [usize; 2], by: f64| {
        let mut tables = [own(&start), q(&start), implied(&start)];
        tables[which][at] += by;
        let mut there = start.clone();
        there.replace(&ratings, &tables[0], &tables[1], &tables[2]);
        objective(&Model::PlusPlus(there))
    };
    for (which, before, after) in
        [(0, own(&start), own(&end)), (1, q(&start), q(&end)), (2, implied(&start), implied(&end))]
    {
        for ([row, z], &old) in before.indexed_iter().map(|((row, z), old)| ([row, z], old)) {
            let slope = (moved(which, [row, z], 1e-3) - moved(which, [row, z], -1e-3)) / 2e-3;
            let step = (old - after[[row, z]]) / (options.alpha / 2.0);
            assert!((step - slope).abs() < 0.02 * (1.0 + slope.abs()), "table {which}, {row} {z}: {step} for {slope}");
        }
    }
    let before = objective(&run.model);
    run.pass(50);
    assert!(objective(&run.model) < before);
}

#[test]
fn what_svd_pp_shows_as_factors_predicts_what_it_predicts_whatever_is_changed() {
    use factorscope::{
        model::{Basis, Parameter, Setting},
        study::{Grain, Order, Session, Source},
    };
    let ratings = random_grid(9, 8, 0.5, 2);
    let options = Options { factors: 3, ..Options::new(Method::SvdPp) };
    let mut session = Session::new(Source::new(Arc::new(ratings.clone())), options, 1 << 20);
    let told = |session: &Session| {
        let (model, seen) = (&session.state().model, session.state().source.learned());
        let cells: Vec<f64> = cells(seen).map(|(i, j)| model.predict(seen, i, j)).collect();
        for ((i, j), value) in self::cells(seen).zip(&cells) {
            let sum = model.explain(seen, i, j).unwrap();
            let (_, last) = sum.lines.last().unwrap();
            assert!((last.value(&|v| v) - value).abs() < 1e-9, "{sum:?}");
            let terms: f64 = sum.terms.iter().map(|(_, figures)| figures.last().unwrap().value(&|v| v)).sum();
            assert!((sum.lines[0].1.value(&|v| v) - terms).abs() < 1e-9, "{sum:?}");
            assert!((model.factors().unwrap().predict(i, j) - value).abs() < 1e-12);
        }
        cells
    };
    session.obey(Order::Step(Grain::Pass, 5));
    let before = told(&session);
    session.obey(Order::Basis(0, 2, Basis::Turn(30.0)));
    assert_close(&told(&session), &before, 1e-12, "turned");
    let at = Parameter { of: UserId::new(1).into(), factor: Some(1) };
    session.obey(Order::SetFactor(at, 2.0));
    assert_eq!(session.state().model.factors().unwrap().get(at), 2.0, "what is set is the whole of a user");
    let set = told(&session);
    assert!(
        set.iter().zip(&before).enumerate().all(|(n, (a, b))| n / 8 == 1 || (a - b).abs() < 1e-12),
        "of that user alone"
    );
    session.obey(Order::Step(Grain::Unit, 3));
    told(&session);
    session.obey(Order::Set(Setting::Factors(5)));
    told(&session);
    session.obey(Order::Rate(UserId::new(8), ItemId::new(0), Some(4.0)));
    told(&session);
    session.obey(Order::Step(Grain::Pass, 1));
    told(&session);
}

// Co-clustering.

#[test]
fn co_clustering_is_that_of_surprise() {
    let (ratings, runs) = runs("CoClustering");
    assert_eq!(runs.len(), 5);
    for run in runs {
        let count = |name: &str| run[name].as_u64().map_or(3, |n| n as usize);
        let options = Options {
            user_clusters: count("n_cltr_u"),
            item_clusters: count("n_cltr_i"),
            whole: true,
            ..Options::new(Method::CoClustering)
        };
        let of = |name: &str, side: &str| -> Vec<usize> {
            let clusters: Vec<f64> = serde_json::from_value(run[name][side].clone()).unwrap();
            clusters.into_iter().map(|cluster| cluster as usize).collect()
        };
        let start = Clusters::given(&ratings, &options, [of("start", "user"), of("start", "item")]);
        let mut fit = Runner::on(&options, &ratings, Model::Clusters(start));
        fit.pass(run["n_epochs"].as_u64().unwrap() as usize);
        let Model::Clusters(found) = &*fit.model else { panic!("clusters") };
        for row in known(&ratings) {
            assert_eq!(found.cluster(row), of("end", row.side().one())[row.index()], "{row:?}: {options:?}");
        }
        predictions_are(&run, &fit);
    }
}

#[test]
fn a_row_goes_where_its_error_is_least() {
    let ratings = random_grid(15, 12, 0.4, 8);
    let options = Options { user_clusters: 4, item_clusters: 2, ..Options::new(Method::CoClustering) };
    let mut run = Runner::new(&options, &ratings);
    run.begin();
    for unit in run.halves()[0].clone() {
        // By the means at the start of the pass, which are those of the clusters at its start.
        let Model::Clusters(before) =
            (options.method.algorithm().start)(Problem { ratings: &ratings, options: &options })
        else {
            panic!("clusters")
        };
        let i = UserId::new(unit);
        let at_start = |c: usize| {
            let mean = |keep: &dyn Fn(&Rating) -> bool| {
                let kept: Vec<f64> = ratings.iter().filter(keep).map(|r| r.value).collect();
                if kept.is_empty() { ratings.mean() } else { kept.iter().sum::<f64>() / kept.len() as f64 }
            };
            let of = |row: Entity| before.cluster(row);
            let predict = |j: ItemId| {
                let d = of(j.into());
                mean(&|r| of(r.user.into()) == c && of(r.item.into()) == d) + ratings.user(i).mean().unwrap()
                    - mean(&|r| of(r.user.into()) == c)
                    + ratings.item(j).mean().unwrap()
                    - mean(&|r| of(r.item.into()) == d)
            };
            ratings.user(i).iter().map(|(j, r)| (predict(j) - r).powi(2)).sum::<f64>()
        };
        run.unit(unit);
        let Model::Clusters(after) = &*run.model else { panic!("clusters") };
        let squares: Vec<f64> = (0..4).map(at_start).collect();
        let least = squares.iter().copied().fold(f64::INFINITY, f64::min);
        assert!(squares[after.cluster(i.into())] <= least + 1e-9, "{i:?}: {squares:?}");
    }
}

// Non-negative factors.

#[test]
fn nmf_is_that_of_surprise() {
    let (ratings, runs) = runs("NMF");
    assert_eq!(runs.len(), 4);
    for run in runs {
        let options = options(&run, Method::Nmf);
        let start =
            Tables { p: (&table(&run["start"]["p"])).into(), q: (&table(&run["start"]["q"])).into(), bias: None };
        let mut fit = Runner::starting_from(&options, &ratings, start);
        fit.pass(run["n_epochs"].as_u64().unwrap() as usize);
        let end = Tables { p: (&table(&run["end"]["p"])).into(), q: (&table(&run["end"]["q"])).into(), bias: None };
        for of in known(&ratings) {
            assert_close(fit.tables().of(of), end.of(of), 1e-8, &format!("{of:?}"));
        }
        predictions_are(&run, &fit);
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
        assert!([&factors.p, &factors.q].iter().all(|rows| rows.all(|v| *v >= 0.0)), "{start}");
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

/// As in Surprise, whose `estimate` finds it impossible and falls back on the mean.
#[test]
fn nmf_predicts_the_mean_where_nothing_is_known_of_the_user_or_the_item() {
    let ratings = grid(4, 4, &[rating(0, 0, 4.0), rating(0, 1, 2.0), rating(1, 1, 5.0), rating(2, 0, 1.0)]);
    for precision in Precision::ALL {
        let options = Options { precision: *precision, ..Options::new(Method::Nmf) };
        let mut run = Runner::new(&options, &ratings);
        run.pass(3);
        let all: Vec<ItemId> = (0..4).map(ItemId::new).collect();
        // A trained model that came alone has no ratings, and is asked all the same.
        let (none, cell) = (grid(4, 4, &[]), (UserId::new(3), ItemId::new(2)));
        assert_eq!(run.model.predict(&none, cell.0, cell.1), run.model.factors().unwrap().predict(cell.0, cell.1));
        for i in (0..4).map(UserId::new) {
            let mut row = Vec::new();
            run.model.predict_row(&ratings, i, &all, &mut row);
            for (&j, of_row) in all.iter().zip(row) {
                let predicted = run.model.predict(&ratings, i, j);
                let told = run.model.explain(&ratings, i, j);
                let cold = i.index() == 3 || j.index() > 1;
                assert_eq!(told.is_some(), cold, "{i:?} {j:?}");
                assert!((of_row - predicted).abs() < 1e-5);
                let factors = run.model.factors().unwrap().predict(i, j);
                assert_eq!(predicted, if cold { 3.0 } else { factors }, "{i:?} {j:?}");
                assert!(told.is_none_or(|told| told.lines.last().unwrap().1.value(&|v| v) == 3.0));
            }
        }
    }
}

#[test]
fn nmf_refuses_ratings_below_zero_and_says_whose() {
    let ratings = grid(2, 2, &[rating(0, 0, 3.0), rating(1, 1, -2.5)]);
    let refused = |method| Method::refusal(Problem { ratings: &ratings, options: &Options::new(method) });
    let why = refused(Method::Nmf).unwrap();
    assert!(why.contains("2 gives 2 -2.5") && why.contains("0 or more"), "{why}");
    assert_eq!(refused(Method::Sgd), None);
}

// Implicit feedback.

/// The objective as it is written down, cell by cell.
fn dense(ratings: &Ratings, options: &Options, factors: &Tables<f64>) -> f64 {
    let cell = |(i, j)| {
        let r = ratings.get(i, j).unwrap_or(0.0);
        let (p, c) = (f64::from(u8::from(r > 0.0)), 1.0 + options.confidence * r.abs());
        c * (predict(factors, i, j) - p).powi(2)
    };
    let liked = |of: Entity| match of {
        Entity::User(i) => ratings.user(i).values().filter(|r| *r > 0.0).count(),
        Entity::Item(j) => ratings.item(j).values().filter(|r| *r > 0.0).count(),
    };
    let penalty = |of: Entity| options.row_lambda(liked(of)) * squared_length(factors, of);
    cells(ratings).map(cell).sum::<f64>() + entities(ratings).map(penalty).sum::<f64>()
}

fn told(ratings: &Ratings, run: &Runner) -> f64 {
    errors(ratings, ratings, &run.model).sse + penalty(ratings, &run.model, &run.options)
}

#[test]
fn implicit_als_is_that_of_implicit() {
    let golden: Value = serde_json::from_str(include_str!("../data/implicit.json")).unwrap();
    let ratings = self::golden().0;
    let runs = golden["runs"].as_array().unwrap();
    assert_eq!(runs.len(), 11, "exactly, and by one and by two steps of conjugate gradients");
    for run in runs {
        let number = |name: &str| run[name].as_f64().unwrap();
        let options = Options {
            factors: number("factors") as usize,
            lambda: number("lambda_"),
            confidence: number("confidence"),
            cg_steps: run["cg_steps"].as_u64().unwrap_or(0) as usize,
            ..Options::new(Method::ImplicitAls)
        };
        let below = |r: Rating| run["below"] == true && (r.user.index() + r.item.index()).is_multiple_of(3);
        let rows: Vec<Rating> =
            ratings.in_file_order().map(|r| Rating { value: if below(r) { -r.value } else { r.value }, ..r }).collect();
        let ratings = grid(ratings.n_users(), ratings.n_items(), &rows);
        let tables = |moment: &str| Tables {
            p: (&table(&run[moment]["p"])).into(),
            q: (&table(&run[moment]["q"])).into(),
            bias: None,
        };
        let mut fit = Runner::starting_from(&options, &ratings, tables("start"));
        fit.pass(number("passes") as usize);
        let end = tables("end");
        for of in entities(&ratings) {
            assert_close(fit.tables().of(of), end.of(of), 1e-6, &format!("{of:?}: {options:?}"));
        }
        let (found, wanted) = (told(&ratings, &fit), number("objective"));
        assert!((found / wanted - 1.0).abs() < 1e-6, "{found}, not {wanted}: {options:?}");
    }
}

#[test]
fn the_objective_over_all_cells_is_what_it_says_and_falls_to_where_it_is_flat() {
    for (lambda, weighted) in [(0.05, Penalty::Plain), (0.02, Penalty::Weighted)] {
        let mut rows: Vec<Rating> = random_grid(14, 11, 0.4, 6).in_file_order().collect();
        // Some are below 0 and some are 0.
        rows.iter_mut().step_by(5).for_each(|r| r.value = -r.value);
        rows.iter_mut().step_by(7).for_each(|r| r.value = 0.0);
        let ratings = grid(14, 11, &rows);
        let options =
            Options { factors: 3, lambda, penalty: weighted, confidence: 3.0, ..Options::new(Method::ImplicitAls) };
        let mut run = Runner::new(&options, &ratings);
        let mut last = f64::INFINITY;
        for _ in 0..3000 {
            run.begin();
            for half in run.halves() {
                run.units(half);
                let (now, whole) = (told(&ratings, &run), dense(&ratings, &options, &run.tables()));
                assert!((now - whole).abs() < 1e-9 * whole, "{now}, not {whole}");
                assert!(now <= last * (1.0 + 1e-12), "{now} after {last}");
                last = now;
            }
        }
        let factors = run.tables();
        for at in parameters(&ratings, &factors) {
            let slope = slope(&factors, at, |factors| dense(&ratings, &options, factors));
            assert!(slope.abs() < 1e-4, "{at:?} has slope {slope}");
        }
    }
}

#[test]
fn a_regression_with_all_cells_in_it_is_least_squares_with_weights() {
    let ratings = random_grid(7, 6, 0.5, 4);
    let options = Options { factors: 2, lambda: 0.3, confidence: 5.0, ..Options::new(Method::ImplicitAls) };
    let run = Runner::new(&options, &ratings);
    let Account::Regression(tell) = options.method.algorithm().account else { panic!("a regression") };
    for of in entities(&ratings) {
        let told = tell(Problem { ratings: &ratings, options: &options }, run.model.factors().unwrap(), of);
        assert_eq!(told.rows.len(), if of.side() == Side::Users { 6 } else { 7 }, "all cells");
        let weighed = |row: usize, c: usize| told.rows[row].weight.sqrt() * told.rows[row].x[c];
        let mut x =
            crate::common::cells(
                told.rows.len() + 2,
                2,
                |row, c| if row < told.rows.len() { weighed(row, c) } else { 0.0 },
            );
        let y = crate::common::cells(told.rows.len() + 2, 1, |row, _| {
            told.rows.get(row).map_or(0.0, |row| row.weight.sqrt() * row.target)
        });
        (0..2).for_each(|z| x[[told.rows.len() + z, z]] = options.lambda.sqrt());
        let wanted: Vec<f64> = product(&pseudo_inverse(&x), &y).iter().copied().collect();
        assert_close(&told.solution, &wanted, 1e-9, &format!("{of:?}"));
        let (a, b) = (product(&transposed(&x), &x), product(&transposed(&x), &y));
        assert_close(&told.normal.a, a.as_slice().unwrap(), 1e-9, "A");
        assert_close(&told.normal.b, b.as_slice().unwrap(), 1e-9, "b");
    }
}

#[test]
fn preferences_are_held_to_preferences_and_told_by_their_products() {
    let ratings = lecture();
    let mut run = Runner::new(&Options { factors: 3, ..Options::new(Method::ImplicitAls) }, &ratings);
    run.pass(30);
    let off = errors(&ratings, &ratings, &run.model);
    let wanted: f64 = ratings
        .iter()
        .map(|r| (run.model.predict(&ratings, r.user, r.item) - f64::from(u8::from(r.value > 0.0))).powi(2))
        .sum();
    assert!((off.sse - wanted).abs() < 1e-12 && off.rmse() < 0.5, "{off:?}");
    for (i, j) in cells(&ratings) {
        let told = run.model.explain(&ratings, i, j).unwrap();
        let sum: f64 = told.parts.iter().map(|(_, figures)| figures.last().unwrap().value(&|v| v)).sum();
        let value = run.model.predict(&ratings, i, j);
        assert!((sum - value).abs() < 1e-9 && (told.lines[0].1.value(&|v| v) - value).abs() < 1e-9);
    }
}
