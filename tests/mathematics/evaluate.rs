//! Models on ratings that were held out: figures against a plain oracle, and what every evaluation keeps.

use crate::common::*;
use factorscope::{
    choice::Choice,
    data::{ItemId, Rating, Ratings, Share, Split, UserId, split},
    model::{Knob, Method},
    study::{
        Source, State,
        evaluate::{
            Asked, Cells, Dial, Figures, Lot, Measure, Onlooker, Outcome, Recipe, Top, Unwatched, figures, scores,
            search::{self, Grid},
            top,
        },
    },
};
use rand::RngExt;
use rand_pcg::Pcg64;
use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

const ALL: Asked<'static> = Asked { lists: Some(Top { at: 5, relevant: 3.5 }), weighed: None, train: true };

fn lot(ratings: &Arc<Ratings>, folds: &str) -> Lot {
    Lot::drawn(Arc::clone(ratings), folds.parse().unwrap(), 3).unwrap()
}

/// Ratings with tastes behind them, half of which are known.
fn tastes(seed: u64) -> Arc<Ratings> {
    let mut rng = Pcg64::new(u128::from(seed), 5);
    let mut draw = |n: usize| (0..n).map(|_| [0; 3].map(|_| 2.0 * rng.random::<f64>() - 1.0)).collect::<Vec<_>>();
    let (users, items, lots) = (draw(60), draw(40), draw(2400));
    let mut rows = Vec::new();
    for (at, lot) in lots.iter().enumerate().filter(|(_, lot)| lot[0] > 0.0) {
        let (i, j) = (at / 40, at % 40);
        let ([mood, p, q], [level, a, b]) = (users[i], items[j]);
        let value = 2.8 + 0.8 * mood + 1.1 * level + 1.2 * (p * a + q * b) + 0.2 * lot[1];
        rows.push(rating(i, j, value.round().clamp(0.0, 5.0)));
    }
    Arc::new(grid(60, 40, &rows))
}

/// Every method of the registry that learns from ratings alone, as one would begin with it.
fn every_recipe() -> Vec<Recipe> {
    let learn = Method::ALL.iter().filter(|method| method.content().is_none());
    let usual = |method: &Method| {
        let mut recipe = Recipe::new(*method);
        for (knob, value) in [(Knob::Biased, "on"), (Knob::Lambda, "0.1"), (Knob::Alpha, "0.02")] {
            if method.reads(knob) {
                recipe = recipe.with(Dial::Knob(knob), value).unwrap();
            }
        }
        recipe
    };
    learn.map(usual).collect()
}

fn fitted(split: &Split, recipe: &Recipe) -> State {
    let mut state = State::fresh(Source::of(split.without_test()), recipe.options.clone());
    state.advance(recipe.passes * state.units_per_pass() as u64);
    state
}

#[test]
fn errors_are_those_of_plain_sums() {
    let ratings = tastes(1);
    let split = split(&ratings, Share::new(0.3).unwrap(), 1);
    for recipe in every_recipe() {
        let state = fitted(&split, &recipe);
        let found = figures(&split, state.source.learned(), &state.model, None, &Unwatched).unwrap();
        let e: Vec<f64> = split.test.iter().map(|r| state.predict(r.user, r.item).clamp(0.0, 5.0) - r.value).collect();
        let n = e.len() as f64;
        let mse = e.iter().map(|e| e * e).sum::<f64>() / n;
        let mae = e.iter().map(|e| e.abs()).sum::<f64>() / n;
        for (measure, expected) in [(Measure::Mse, mse), (Measure::Rmse, mse.sqrt()), (Measure::Mae, mae)] {
            match found.of(measure) {
                Some(value) => assert!((value - expected).abs() < 1e-12, "{recipe} {measure}"),
                None => assert!(!state.model.predicts_ratings(), "{recipe} {measure}"),
            }
        }
        assert!((found.of(Measure::Fcp).unwrap() - plain_fcp(&split, &state)).abs() < 1e-12, "{recipe}");
        assert_eq!(found.of(Measure::Ndcg), None, "no lists were asked for");
    }
}

/// Surprise's definition, as it is written there.
fn plain_fcp(split: &Split, state: &State) -> f64 {
    let (mut concordant, mut discordant) = (Vec::new(), Vec::new());
    for i in (0..split.all.n_users()).map(UserId::new) {
        let all: Vec<(f64, f64)> =
            split.test.user(i).iter().map(|(j, r)| (r, state.predict(i, j).clamp(0.0, 5.0))).collect();
        let pairs = || all.iter().flat_map(|a| all.iter().map(move |b| (a, b)));
        concordant.push(pairs().filter(|(a, b)| a.1 > b.1 && a.0 > b.0).count() as f64);
        discordant.push(pairs().filter(|(a, b)| a.1 >= b.1 && a.0 < b.0).count() as f64);
    }
    let mean = |counts: &[f64]| {
        let some: Vec<&f64> = counts.iter().filter(|count| **count > 0.0).collect();
        some.iter().copied().sum::<f64>() / some.len() as f64
    };
    let (c, d) = (mean(&concordant), mean(&discordant));
    c / (c + d)
}

/// The same figures by full sorts and sets.
fn plain_top(split: &Split, state: &State, Top { at: k, relevant }: Top) -> [f64; 8] {
    let (train, test) = (&split.train, &split.test);
    let (m, n) = (train.n_users(), train.n_items());
    let raters = |j: ItemId| (0..m).filter(|i| train.get(UserId::new(*i), j).is_some()).collect::<BTreeSet<_>>();
    let (mut sums, mut users, mut shown) = ([0.0; 8], 0.0, BTreeSet::new());
    for i in (0..m).map(UserId::new) {
        let good: BTreeSet<ItemId> = test.user(i).iter().filter(|(_, r)| *r >= relevant).map(|(j, _)| j).collect();
        if good.is_empty() {
            continue;
        }
        users += 1.0;
        let mut open: Vec<ItemId> = (0..n).map(ItemId::new).filter(|j| train.get(i, *j).is_none()).collect();
        // A stable sort leaves equals in the order of their numbers.
        open.sort_by(|a, b| state.predict(i, *b).partial_cmp(&state.predict(i, *a)).unwrap());
        open.truncate(k);
        let hit: Vec<f64> = open.iter().map(|j| f64::from(u8::from(good.contains(j)))).collect();
        let hits: f64 = hit.iter().sum();
        let gain = |p: usize| 1.0 / ((p + 1) as f64).log2();
        let dcg: f64 = hit.iter().enumerate().map(|(p, hit)| hit * gain(p + 1)).sum();
        let best: f64 = (1..=k.min(good.len())).map(gain).sum();
        let average: f64 = (0..hit.len()).map(|p| hit[p] * hit[..=p].iter().sum::<f64>() / (p + 1) as f64).sum();
        let rare =
            open.iter().map(|j| -(raters(*j).len().max(1) as f64 / m as f64).log2()).sum::<f64>() / open.len() as f64;
        let mut unlike = Vec::new();
        for (a, b) in open.iter().enumerate().flat_map(|(at, a)| open[at + 1..].iter().map(move |b| (*a, *b))) {
            let (a, b) = (raters(a), raters(b));
            let length = ((a.len() * b.len()) as f64).sqrt();
            unlike.push(if length > 0.0 { 1.0 - a.intersection(&b).count() as f64 / length } else { 1.0 });
        }
        let own = [
            hits / k as f64,
            hits / good.len() as f64,
            dcg / best,
            average / k.min(good.len()) as f64,
            f64::from(u8::from(hits > 0.0)),
            0.0,
            rare,
            unlike.iter().sum::<f64>() / unlike.len() as f64,
        ];
        shown.extend(open);
        sums.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
    }
    let mut means = sums.map(|sum| sum / users);
    means[5] = shown.len() as f64 / n as f64;
    means
}

#[test]
fn lists_are_those_of_full_sorts() {
    let ratings = tastes(2);
    for (share, at, relevant) in [(0.3, 5, 4.0), (0.5, 12, 3.0), (0.1, 2, 5.0)] {
        let split = split(&ratings, Share::new(share).unwrap(), 9);
        for recipe in every_recipe() {
            let (state, asked) = (fitted(&split, &recipe), Top { at, relevant });
            let found = figures(&split, state.source.learned(), &state.model, Some(asked), &Unwatched).unwrap();
            let lists = Measure::ALL.iter().filter(|measure| measure.of_lists());
            for (measure, expected) in lists.zip(plain_top(&split, &state, asked)) {
                let value = found.of(*measure).unwrap();
                assert!((value - expected).abs() < 1e-12, "{recipe} {measure}: {value} is not {expected}");
            }
        }
    }
}

#[test]
fn lists_are_of_all_items_that_were_not_trained_on_and_ties_go_by_number() {
    // By hand: an untrained model of equal factors predicts the same for everything.
    let ratings = Arc::new(grid(2, 6, &[rating(0, 0, 5.0), rating(0, 4, 5.0), rating(0, 1, 5.0), rating(1, 2, 1.0)]));
    let split = Split::by(&ratings, |n, _| n == 1 || n == 2);
    let recipe: Recipe = "als start=same:1".parse().unwrap();
    let state = State::fresh(Source::of(split.without_test()), recipe.options);
    let found = |at, relevant| top(&split, &ratings, &state.model, Top { at, relevant }, &Unwatched);
    // The list of user 0 is 1, 2, 3, ..: item 0 is trained on, and of the relevant 1 and 4 the first is at place 1.
    let two = found(2, 4.0).unwrap();
    assert_eq!((two.users, two.precision, two.recall, two.hit_rate), (1, 0.5, 0.5, 1.0));
    assert_eq!(
        (two.coverage, two.map, two.novelty),
        (2.0 / 6.0, 0.5, 1.0),
        "items 1 and 2, each of 2 users by one at most"
    );
    assert_eq!(found(4, 4.0).unwrap().recall, 1.0, "1, 2, 3, 4");
    assert_eq!(found(100, 4.0).unwrap().coverage, 5.0 / 6.0);
    assert_eq!(found(2, 5.5), None, "nothing is relevant");
}

fn measured(cells: &Cells) -> Vec<(Figures, Option<u64>, usize)> {
    let score = |outcome: &Option<Outcome>| {
        let score = outcome.clone().unwrap().unwrap();
        (score.figures, score.train_rmse.map(f64::to_bits), score.cold)
    };
    cells.iter().flatten().map(score).collect()
}

#[test]
fn the_figures_are_the_same_on_any_number_of_threads() {
    let (ratings, mut recipes) = (tastes(3), every_recipe());
    recipes.push("sgd biased early=0.2 passes=60".parse().unwrap());
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        measured(&pool.install(|| scores(&lot(&ratings, "3x2"), &recipes, ALL, &Unwatched)))
    };
    let one = on(1);
    assert_eq!(one.len(), 6 * recipes.len());
    assert_eq!(one, on(5));
}

#[test]
fn nothing_that_is_held_out_is_seen_by_a_fit() {
    let ratings = tastes(4);
    let all = lot(&ratings, "4");
    let held = all.split(1).test;
    // The same, but for what is held out: each of those ratings is turned about. The folds are drawn by row, so they are the same.
    let rows: Vec<Rating> = ratings
        .in_file_order()
        .map(|r| if held.get(r.user, r.item).is_some() { Rating { value: 5.0 - r.value, ..r } } else { r })
        .collect();
    let other = lot(&Arc::new(grid(60, 40, &rows)), "4");
    let mut recipes = every_recipe();
    recipes.push("sgd biased early=0.2 passes=60".parse().unwrap());
    let (one, other) = (scores(&all, &recipes, ALL, &Unwatched), scores(&other, &recipes, ALL, &Unwatched));
    for (recipe, (one, other)) in recipes.iter().zip(one.iter().zip(&other)) {
        let [one, other] = [one, other].map(|folds| folds[1].clone().unwrap().unwrap());
        assert_eq!(one.train_rmse.map(f64::to_bits), other.train_rmse.map(f64::to_bits), "{recipe}");
        assert_eq!((one.passes, one.parameters), (other.passes, other.parameters));
        assert_ne!(one.figures, other.figures, "{recipe}: the test is another");
    }
}

#[test]
fn every_model_is_better_than_draws_from_the_law_of_all_ratings() {
    let ratings = tastes(5);
    let lot = lot(&ratings, "5");
    // Preferences are not on the scale of ratings.
    let others = ["normal-predictor", "implicit-als"];
    let recipes: Vec<Recipe> =
        every_recipe().into_iter().filter(|recipe| !others.contains(&recipe.options.method.name())).collect();
    let cells = scores(&lot, &recipes, Asked::default(), &Unwatched);
    let mut rng = Pcg64::new(1, 9);
    for fold in 0..5 {
        let split = lot.split(fold);
        let (mean, n) = (split.train.mean(), split.train.len() as f64);
        let deviation = (split.train.iter().map(|r| (r.value - mean).powi(2)).sum::<f64>() / n).sqrt();
        let mut normal = || (0..12).map(|_| rng.random::<f64>()).sum::<f64>() - 6.0;
        let squares = split.test.iter().map(|r| ((mean + deviation * normal()).clamp(0.0, 5.0) - r.value).powi(2));
        let chance = (squares.sum::<f64>() / split.test.len() as f64).sqrt();
        for (recipe, folds) in recipes.iter().zip(&cells) {
            let rmse = folds[fold].clone().unwrap().unwrap().figures.of(Measure::Rmse).unwrap();
            assert!(rmse < 0.9 * chance, "{recipe}, fold {fold}: {rmse} is not below {chance}");
        }
    }
}

/// A preference is held against no rating; it has lists like any other.
#[test]
fn what_predicts_preferences_has_no_error_of_ratings() {
    let ratings = tastes(5);
    let recipes: Vec<Recipe> =
        ["implicit-als passes=30 early=0.2", "als passes=30"].map(|text| text.parse().unwrap()).into();
    let cells = scores(&lot(&ratings, "3"), &recipes, ALL, &Unwatched);
    for (folds, ratings) in cells.iter().zip([false, true]) {
        for score in folds.iter().map(|outcome| outcome.clone().unwrap().unwrap()) {
            for measure in [Measure::Rmse, Measure::Mae, Measure::Mse] {
                assert_eq!(score.figures.of(measure).is_some(), ratings, "{measure:?}");
            }
            assert_eq!(score.train_rmse.is_some(), ratings);
            assert!(score.figures.of(Measure::Ndcg).is_some() && score.figures.of(Measure::Fcp).is_some());
        }
    }
    let why = search::found(&recipes, &cells, Measure::Rmse).tried[0].clone().unwrap().unwrap_err();
    assert!(why.contains("ndcg"), "{why}");
}

#[test]
fn a_model_that_diverges_is_a_sentence_and_spoils_nothing_else() {
    let ratings = tastes(6);
    let recipes: Vec<Recipe> =
        ["als biased lambda=0.1", "descent alpha=1000", "sgd alpha=1e200 passes=1", "descent alpha=1e200 early=0.2"]
            .map(|text| text.parse().unwrap())
            .into();
    let cells = scores(&lot(&ratings, "3"), &recipes, ALL, &Unwatched);
    assert!(cells[0].iter().all(|outcome| matches!(outcome, Some(Ok(_)))));
    for folds in &cells[1..] {
        for outcome in folds {
            let why = outcome.clone().unwrap().unwrap_err();
            assert!(why.contains("alpha") || why.contains("grow"), "{why}");
        }
    }
    assert_eq!(measured(&cells[..1].to_vec()), measured(&scores(&lot(&ratings, "3"), &recipes[..1], ALL, &Unwatched)));
}

#[test]
fn a_model_that_is_too_large_is_a_sentence() {
    // Everyone has rated the same thing: all are to be compared with all.
    let rows: Vec<Rating> = (0..60_000).map(|i| rating(i, 0, (i % 6) as f64)).collect();
    let ratings = Arc::new(grid(60_000, 1, &rows));
    let recipes: Vec<Recipe> = ["knn-basic", "baseline-als"].map(|text| text.parse().unwrap()).into();
    let cells = scores(&lot(&ratings, "2"), &recipes, Asked::default(), &Unwatched);
    assert!(cells[0].iter().all(|outcome| outcome.clone().unwrap().unwrap_err().contains("GB")));
    assert!(cells[1].iter().all(|outcome| outcome.clone().unwrap().is_ok()));
}

#[test]
fn what_is_done_is_kept_when_it_is_given_up() {
    struct Impatient(AtomicUsize);
    impl Onlooker for Impatient {
        fn seconds(&self) -> f64 {
            0.0
        }
        fn goes_on(&self) -> Option<()> {
            (self.0.load(Ordering::Relaxed) < 4).then_some(())
        }
        fn done(&self, _: usize, _: usize, _: &Outcome) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
    let (ratings, recipes) = (tastes(7), vec!["als".parse().unwrap(), "slope-one".parse().unwrap()]);
    let whole = scores(&lot(&ratings, "5"), &recipes, ALL, &Unwatched);
    let some = scores(&lot(&ratings, "5"), &recipes, ALL, &Impatient(AtomicUsize::new(0)));
    let done: Vec<_> = some.iter().flatten().zip(whole.iter().flatten()).filter(|(some, _)| some.is_some()).collect();
    assert!((4..10).contains(&done.len()), "{}", done.len());
    assert!(done.iter().all(|(some, whole)| some == whole));
}

#[test]
fn passes_that_are_chosen_are_those_with_the_least_error_on_what_was_held_out_for_it() {
    let ratings = tastes(8);
    let recipe: Recipe = "als biased factors=12 passes=60 early=0.2 seed=4".parse().unwrap();
    let lot = lot(&ratings, "3");
    let score = scores(&lot, std::slice::from_ref(&recipe), ALL, &Unwatched)[0][0].clone().unwrap().unwrap();
    // The plain way: every pass of the fit on the rest, and the least.
    let part = split(&lot.split(0).train, recipe.early.unwrap(), 4);
    let mut state = State::fresh(Source::of(part.without_test()), recipe.options.clone());
    let curve: Vec<f64> = (0..60)
        .map(|_| {
            state.advance(state.units_per_pass() as u64);
            figures(&part, state.source.learned(), &state.model, None, &Unwatched).unwrap().of(Measure::Rmse).unwrap()
        })
        .collect();
    let mut best = 0;
    for at in 0..60.min(curve.len()) {
        if curve[at] < curve[best] {
            best = at;
        }
        if at as u64 >= best as u64 + Recipe::PATIENCE {
            break;
        }
    }
    assert_eq!(score.passes, best as u64 + 1);
    let refitted: Recipe = format!("als biased factors=12 passes={} seed=4", best + 1).parse().unwrap();
    let again = scores(&lot, &[refitted], ALL, &Unwatched)[0][0].clone().unwrap().unwrap();
    assert_eq!(score.figures, again.figures, "it is then fitted to all there is to train on");
}

#[test]
fn the_simplest_within_one_standard_error_is_marked() {
    let ratings = tastes(9);
    let grid: Grid = "factors=1,2,8 lambda=0.1,3,30".parse().unwrap();
    let recipes = grid.all(&"als biased".parse().unwrap()).unwrap();
    let cells = scores(&lot(&ratings, "5"), &recipes, ALL, &Unwatched);
    let found = search::found(&recipes, &cells, Measure::Rmse);
    let rmse = |at: usize| -> Vec<f64> {
        cells[at].iter().map(|o| o.clone().unwrap().unwrap().figures.of(Measure::Rmse).unwrap()).collect()
    };
    let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
    let means: Vec<f64> = (0..9).map(|at| mean(&rmse(at))).collect();
    let best = (0..9).min_by(|a, b| means[*a].total_cmp(&means[*b])).unwrap();
    let values = rmse(best);
    let error = (values.iter().map(|v| (v - means[best]).powi(2)).sum::<f64>() / 4.0 / 5.0).sqrt();
    let near = (0..9).filter(|at| means[*at] <= means[best] + error);
    let simplest = near.min_by_key(|at| (recipes[*at].options.factors, -recipes[*at].options.lambda as i64)).unwrap();
    assert_eq!((found.best, found.simplest), (Some(best), Some(simplest)), "{means:?} {error}");
}

#[test]
fn a_nested_search_does_not_see_the_fold() {
    let ratings = tastes(10);
    let all = lot(&ratings, "3");
    let recipes = "factors=1,2,8 lambda=0.1,3".parse::<Grid>().unwrap().all(&"als biased".parse().unwrap()).unwrap();
    let rule = ("2".parse().unwrap(), 5);
    let nested = search::nested(&all, &recipes, rule, Measure::Rmse, ALL, &Unwatched);
    for (fold, nested) in nested.iter().enumerate() {
        let nested = nested.clone().unwrap().unwrap();
        // The plain way: a search on the ratings to train on alone.
        let within = Lot::drawn(Arc::clone(&all.split(fold).train), rule.0, rule.1).unwrap();
        let found = search::found(&recipes, &scores(&within, &recipes, ALL, &Unwatched), Measure::Rmse);
        assert_eq!(Some(nested.recipe), found.best);
        let outer = scores(&all, &recipes, ALL, &Unwatched)[nested.recipe][fold].clone().unwrap();
        assert_eq!(nested.outcome, outer);
    }
}
