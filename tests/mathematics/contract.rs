//! The contract that every solver keeps: steps that add up, bits that repeat, and the mathematics it claims to do.

#![allow(clippy::unwrap_used)]

use crate::common::*;
use factorscope::{
    choice::Choice,
    data::{Entity, ItemId, Rating, Ratings, Side, UserId},
    model::{
        Account, Block, ByBlock, Knob, Method, Model, Options, Parameter, Penalty, Precision, Problem, Rows, Setting,
        Similarity, Start, Tables, Touched, linalg,
    },
    study::Source,
};
use ndarray::Array2;
use proptest::prelude::*;
use rand::{RngExt, seq::SliceRandom};
use rand_pcg::Pcg64;
use std::sync::Arc;

/// Every method, biased and not, with both penalties, with lambda 0 and above; SGD also with shuffling.
fn every_options() -> Vec<Options> {
    let mut all = Vec::new();
    for &method in Method::ALL {
        for (biased, penalty, lambda) in [
            (false, Penalty::Plain, 0.0),
            (false, Penalty::Plain, 0.1),
            (false, Penalty::Weighted, 0.1),
            (true, Penalty::Plain, 0.0),
            (true, Penalty::Plain, 0.1),
            (true, Penalty::Weighted, 0.1),
        ] {
            // A small learning rate: nothing here may blow up, whatever the grid.
            let options = Options { biased, penalty, lambda, alpha: 0.003, ..Options::new(method) };
            if method.reads(Knob::Similarity) && biased && penalty == Penalty::Plain {
                for &similarity in Similarity::ALL {
                    let based_on = if lambda > 0.0 { Side::Items } else { Side::Users };
                    all.push(Options { similarity, based_on, neighbours: 3, ..options.clone() });
                }
            }
            // Rows that go a step or two towards their solution, and some that come to it.
            if method.reads(Knob::CgSteps) {
                let cg_steps = if penalty == Penalty::Plain { 2 } else { 5 };
                all.push(Options { cg_steps, ..options.clone() });
            }
            if method == Method::Sgd {
                all.push(Options { shuffle: true, ..options.clone() });
                all.push(Options { parts: 3, shuffle: biased, ..options.clone() });
            }
            // Each block at its own pace and with its own penalty.
            if !method.algorithm().blocks.is_empty() && penalty == Penalty::Weighted {
                let own = |each: f64| {
                    let own = |(n, block): (usize, &Block)| format!("{}:{}", block.name(), each * (n + 1) as f64);
                    ByBlock::read(&method.algorithm().blocks.iter().enumerate().map(own).collect::<Vec<_>>().join("+"))
                };
                all.push(Options { lambda_of: own(0.03).unwrap(), alpha_of: own(0.001).unwrap(), ..options.clone() });
            }
            all.push(options);
        }
    }
    all
}

/// Those of them that are about factors.
fn on_factors() -> Vec<Options> {
    // Those of SVD++ stand on others, and are held to what they are in `catalogue`.
    let bare = |options: &Options| options.method.has_factors() && options.method != Method::SvdPp;
    let about = |options: &Options| bare(options) && (!options.biased || options.method.reads(Knob::Biased));
    every_options().into_iter().filter(about).collect()
}

/// The methods whose unit is the regression of a row, which is solved exactly.
fn regressing() -> impl Iterator<Item = Options> {
    let fits_rows = |o: &Options| o.method == Method::Als || o.method.content().is_some();
    every_options().into_iter().filter(move |o| fits_rows(o) && o.steps().is_none())
}

/// A random grid, sometimes with rows that nobody rated, and a number of factors that crosses the lanes of `dot`.
fn any_problem() -> impl Strategy<Value = (Ratings, usize, u64)> {
    (1..14_usize, 1..11_usize, 0.1..1.0, 1..20_usize, 0..1000_u64)
        .prop_map(|(users, items, density, z, seed)| (random_grid(users, items, density, seed), z, seed))
}

// What makes a difference.

#[test]
fn a_setting_makes_a_difference_to_the_methods_that_read_it_and_to_no_other() {
    let ratings = random_grid(6, 5, 0.6, 4);
    let fitted = |options: &Options| {
        let mut source = Source::new(Arc::new(ratings.clone()));
        source.count_missing(options.missing);
        let mut run = Runner::new(options, source.learned());
        run.pass(2);
        let cells = (0..30).map(|n| (UserId::new(n / 5), ItemId::new(n % 5)));
        let predicted = cells.map(|(i, j)| run.model.predict(&run.ratings, i, j).to_bits());
        run.bits().into_iter().chain(predicted).collect::<Vec<u64>>()
    };
    for &method in Method::ALL {
        // That similarity reads the most.
        let similarity = Similarity::PearsonBaseline;
        let own = Options { lambda: 0.1, penalty: Penalty::Plain, alpha: 0.003, similarity, ..Options::new(method) };
        for (name, value) in [
            ("factors", "3"),
            ("lambda", "0.2"),
            ("lambda-of", "pu:0.3"),
            ("penalty", "weighted"),
            ("user-lambda", "3"),
            ("item-lambda", "3"),
            ("k", "1"),
            ("min-k", "3"),
            ("similarity", "cosine"),
            ("based-on", "items"),
            ("min-support", "4"),
            ("shrinkage", "2"),
            ("confidence", "2"),
            ("cg-steps", "1"),
            ("user-clusters", "2"),
            ("item-clusters", "2"),
            ("alpha", "0.002"),
            ("alpha-of", "qi:0.002"),
            ("biased", if own.biased { "off" } else { "on" }),
            ("shuffle", "on"),
            ("parts", "2"),
            ("whole", "on"),
            ("holes", "zero"),
            ("start", "uniform:0.5"),
            ("seed", "2"),
        ] {
            let setting = Setting::parse(name, value).unwrap();
            let mut other = own.clone();
            other.set(setting);
            assert_eq!(fitted(&own) != fitted(&other), method.reads(setting.knob()), "{method} {name}");
            assert_eq!(own.unread(setting).is_none(), method.reads(setting.knob()), "{method} {name}");
        }
        assert_eq!(Knob::ALL.len(), 26, "all but the method itself are tried");
    }
}

// Steps that add up.

fn by_unit(options: &Options, ratings: &Ratings, passes: usize) -> Vec<u64> {
    let mut run = Runner::new(options, ratings);
    for _ in 0..passes {
        run.begin();
        run.halves().into_iter().flatten().for_each(|unit| run.unit(unit));
    }
    run.bits()
}

fn by_half(options: &Options, ratings: &Ratings, passes: usize) -> Vec<u64> {
    let mut run = Runner::new(options, ratings);
    run.pass(passes);
    run.bits()
}

/// Chunks of random lengths, and now and then a copy of the solver goes on in its place.
fn by_chunk(options: &Options, ratings: &Ratings, passes: usize, seed: u64) -> Vec<u64> {
    let mut rng = Pcg64::new(u128::from(seed), 5);
    let mut run = Runner::new(options, ratings);
    for _ in 0..passes {
        run.begin();
        for half in run.halves() {
            let mut at = half.start;
            while at < half.end {
                let to = rng.random_range(at..=half.end);
                run.units(at..to);
                at = to;
                if rng.random::<bool>() {
                    run.stepper = run.stepper.boxed();
                }
            }
        }
    }
    run.bits()
}

fn steps_add_up(options: &Options, ratings: &Ratings, passes: usize, seed: u64) {
    let plain = by_unit(options, ratings, passes);
    for threads in [1, 2, 4] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let what = format!("{options:?} on {threads} threads");
            assert!(plain == by_half(options, ratings, passes), "whole halves differ from units: {what}");
            assert!(plain == by_chunk(options, ratings, passes, seed), "chunks differ from units: {what}");
        });
    }
}

#[test]
fn a_pass_is_its_units_in_a_row_to_the_last_bit() {
    // Large enough for rayon to share the rows out.
    let large = random_grid(90, 70, 0.2, 1);
    for options in every_options() {
        steps_add_up(&options, &lecture(), 3, 1);
        steps_add_up(&single(&options), &lecture(), 3, 2);
        for z in [3, 17] {
            steps_add_up(&Options { factors: z, ..options.clone() }, &large, 2, 3);
        }
        steps_add_up(&single(&Options { factors: 9, ..options.clone() }), &large, 2, 4);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn a_pass_is_its_units_in_a_row_on_any_grid((ratings, z, seed) in any_problem()) {
        for options in every_options() {
            let options = Options { factors: z, seed, ..options };
            steps_add_up(&options, &ratings, 2, seed);
            steps_add_up(&single(&options), &ratings, 2, seed);
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_bits_and_another_seed_gives_others() {
    for options in every_options() {
        let with = |seed| by_half(&Options { seed, ..options.clone() }, &lecture(), 3);
        assert_eq!(with(7), with(7), "{options:?}");
        assert_eq!(with(7) != with(8), options.method.reads(Knob::Seed), "{options:?}");
    }
}

/// Blocks that share no user and no item come to the same bits side by side as one rating after another.
#[test]
fn blocks_side_by_side_are_one_rating_after_another() {
    let ratings = random_grid(1300, 1100, 0.02, 12);
    for (biased, shuffle, penalty, precision) in [
        (false, false, Penalty::Weighted, Precision::Double),
        (true, true, Penalty::Plain, Precision::Double),
        (true, false, Penalty::Weighted, Precision::Single),
    ] {
        let options = Options {
            factors: 19,
            parts: 2,
            lambda: 0.05,
            biased,
            shuffle,
            penalty,
            precision,
            ..Options::new(Method::Sgd)
        };
        let mut one = Runner::new(&options, &ratings);
        for _ in 0..2 {
            one.begin();
            (0..ratings.len()).for_each(|unit| one.unit(unit));
        }
        for threads in [1, 3] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let mut many = Runner::new(&options, &ratings);
            pool.install(|| many.pass(2));
            assert_eq!(bits_of(&many.model), bits_of(&one.model), "{options:?} on {threads} threads");
        }
        let plain = Runner::new(&Options { parts: 1, ..options.clone() }, &ratings);
        assert!(one.sse() < plain.sse(), "it learns");
    }
}

#[test]
fn shuffling_depends_on_the_seed_and_on_the_pass() {
    let order = |seed, pass| {
        let options = Options { shuffle: true, seed, ..Options::new(Method::Sgd) };
        let mut run = Runner::new(&options, &lecture());
        run.passes = pass;
        run.begin();
        let problem = Problem { ratings: &run.ratings, options: &run.options };
        (0..16).map(|unit| run.stepper.touched(problem, unit)).map(|t| format!("{t:?}")).collect::<Vec<_>>()
    };
    assert_eq!(order(1, 0), order(1, 0));
    assert_ne!(order(1, 0), order(2, 0));
    assert_ne!(order(1, 0), order(1, 1));
    let mut sorted = [order(1, 0), order(1, 1)];
    sorted.iter_mut().for_each(|o| o.sort());
    assert_eq!(sorted[0], sorted[1], "each rating comes once");
    sorted[0].dedup();
    assert_eq!(sorted[0].len(), 16);
}

#[test]
fn a_solver_keeps_nothing_between_passes() {
    for options in every_options() {
        let mut whole = Runner::new(&options, &lecture());
        whole.pass(3);
        let mut resumed = Runner::on(&options, &lecture(), (*whole.model).clone());
        resumed.passes = 3;
        whole.pass(2);
        resumed.pass(2);
        assert_eq!(whole.bits(), resumed.bits(), "{options:?}");
    }
}

/// Whether what a unit says it touches covers a number's row.
fn covers(touched: Touched, at: factorscope::model::Parameter) -> bool {
    match touched {
        Touched::Row(of) => at.of == of,
        Touched::Parameter(one) => at == one,
        Touched::Rating(i, j) | Touched::Rated(i, j) => at.of == i.into() || at.of == j.into(),
    }
}

fn rated_by(ratings: &Ratings, i: UserId, of: Entity) -> bool {
    matches!(of, Entity::Item(j) if ratings.get(i, j).is_some())
}

/// Whether any rating speaks of what is touched.
fn rated(ratings: &Ratings, touched: Touched) -> bool {
    match touched {
        Touched::Row(of) => ratings.degree(of) > 0,
        Touched::Parameter(at) => ratings.degree(at.of) > 0,
        Touched::Rating(..) | Touched::Rated(..) => true,
    }
}

fn touched_is_true(options: &Options, ratings: &Ratings) {
    let mut run = Runner::new(options, ratings);
    let all = parameters(ratings, &run.tables());
    let mut seen = vec![false; all.len()];
    run.begin();
    for unit in run.halves().into_iter().flatten() {
        let before = run.tables();
        let touched = run.stepper.touched(Problem { ratings, options }, unit);
        run.unit(unit);
        let mut moved = false;
        for (seen, &at) in seen.iter_mut().zip(&all) {
            let same = before.get(at).to_bits() == run.tables().get(at).to_bits();
            assert!(same || covers(touched, at), "unit {unit} touched {touched:?} yet moved {at:?}: {options:?}");
            moved |= !same;
            *seen |= covers(touched, at);
        }
        // An item of ALS, implicit or not, may already be where its regression leads: that of a user who rated nothing else fits
        // it. So may a row of content-based filtering, which begins at 0 and stays there if all its ratings are 0.
        let alternates = matches!(options.method, Method::Als | Method::ImplicitAls);
        let may_rest = alternates && unit >= ratings.n_users() || options.method.content().is_some();
        let idle = !moved && !may_rest && rated(ratings, touched);
        assert!(!idle, "unit {unit} moved nothing of {touched:?}: {options:?}");
    }
    for (seen, at) in seen.iter().zip(&all) {
        let known = !options.method.fits(at.of.side());
        assert!(!(known && *seen), "{at:?} is known, and moves: {options:?}");
        assert!(*seen || known || ratings.degree(at.of) == 0, "no unit touches {at:?}: {options:?}");
    }
}

/// Holds what a unit says that it changes against all rows of the model.
fn touched_rows_are_true(options: &Options, ratings: &Ratings) {
    let mut run = Runner::new(options, ratings);
    run.begin();
    for unit in run.halves().into_iter().flatten() {
        let before = rows(&run.model, ratings);
        let touched = run.stepper.touched(Problem { ratings, options }, unit);
        run.unit(unit);
        for ((of, before), after) in entities(ratings).zip(before).zip(rows(&run.model, ratings)) {
            let covered = match touched {
                Touched::Row(row) => of == row,
                Touched::Parameter(at) => of == at.of,
                Touched::Rating(i, j) => of == i.into() || of == j.into(),
                Touched::Rated(i, j) => of == i.into() || of == j.into() || rated_by(ratings, i, of),
            };
            let same = before.iter().map(|v| v.to_bits()).eq(after.iter().map(|v| v.to_bits()));
            assert!(same || covered, "unit {unit} touched {touched:?} yet moved {of:?}: {options:?}");
        }
    }
}

#[test]
fn touched_tells_the_truth_on_the_lecture() {
    every_options().iter().for_each(|options| touched_rows_are_true(options, &lecture()));
    on_factors().iter().for_each(|options| touched_is_true(options, &lecture()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn touched_tells_the_truth_on_any_grid((ratings, z, seed) in any_problem()) {
        for options in every_options() {
            let options = Options { factors: z, seed, ..options };
            touched_rows_are_true(&options, &ratings);
            if options.method.has_factors() && options.method != Method::SvdPp {
                touched_is_true(&options, &ratings);
            }
        }
    }
}

/// The numbers that an algorithm says a unit will leave, in the order of [`Model::numbers`].
fn foretold(problem: Problem<'_>, model: &Model, touched: Touched) -> Vec<f64> {
    let options = problem.options;
    let factors = || model.factors().expect("an account of factors, of a model without any");
    let row = |of: Entity| {
        let columns = (0..options.factors).map(Some).chain(options.biased.then_some(None));
        columns.map(move |factor| Parameter { of, factor })
    };
    match (options.method.algorithm().account, touched) {
        (Account::Regression(tell), Touched::Row(of)) => tell(problem, factors(), of).solution,
        (Account::Slope(tell), Touched::Parameter(at)) => vec![tell(problem, factors(), at).new],
        (Account::RatingSlope(tell), Touched::Rating(i, j)) => {
            let step = |at| tell(problem, &factors().pair(i, j), (i, j), at).expect("a step for this number").new;
            row(i.into()).chain(row(j.into())).map(step).collect()
        }
        (Account::Own(tell), _) => {
            let told = tell(problem, model, touched, usize::MAX).expect("a unit that is accounted for");
            // What is made of the terms, or the terms themselves where nothing is.
            let terms = || told.terms.iter().filter_map(|(_, figures)| figures.last());
            let parts = || told.parts.iter().filter_map(|(_, figures)| figures.last());
            let calcs = || if told.parts.is_empty() { terms().collect() } else { parts().collect::<Vec<_>>() };
            let made = told.lines.last().map(|(_, calc)| calc);
            made.map_or_else(calcs, |made| vec![made]).iter().map(|calc| calc.value(&|v| v)).collect()
        }
        (account, _) => panic!("{account:?} does not account for {touched:?}"),
    }
}

/// Holds what an algorithm says of a unit, before it, against what the unit then does: just that comes out, to the last bit.
fn accounts_are_true(options: &Options, ratings: &Ratings) {
    let problem = Problem { ratings, options };
    let own = matches!(options.method.algorithm().account, Account::Own(_));
    let mut run = Runner::new(options, ratings);
    for pass in 0..3 {
        run.begin();
        for unit in run.halves().into_iter().flatten() {
            let touched = run.stepper.touched(problem, unit);
            let from = run.stepper.begun_from().unwrap_or(&run.model);
            let mut told: Vec<u64> = foretold(problem, from, touched).into_iter().map(f64::to_bits).collect();
            run.unit(unit);
            let mut made: Vec<u64> = run.model.numbers(ratings, touched).into_iter().map(f64::to_bits).collect();
            if own {
                // Those that say the most come first; and that an item does not deviate from itself goes without saying.
                let zero = made.iter().position(|number| *number == 0).filter(|_| told.len() < made.len());
                zero.map(|at| made.remove(at));
                made.sort_unstable();
                told.sort_unstable();
            }
            assert!(told == made, "unit {unit} of pass {pass} tells {told:x?} and makes {made:x?}: {options:?}");
        }
    }
}

#[test]
fn what_a_step_is_said_to_do_is_what_it_does() {
    // A row that nobody rated, and numbers that are -0, as `start same:-0` has them.
    let sparse = random_grid(9, 8, 0.1, 5);
    assert!(entities(&sparse).any(|of| sparse.degree(of) == 0));
    for options in every_options() {
        accounts_are_true(&options, &lecture());
        accounts_are_true(&options, &sparse);
        accounts_are_true(&Options { start: Start::Same(-0.0), ..options }, &sparse);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn what_a_step_is_said_to_do_is_what_it_does_on_any_grid((ratings, z, seed) in any_problem()) {
        for options in every_options() {
            accounts_are_true(&Options { factors: z, seed, ..options }, &ratings);
        }
    }
}

// Gradients.

/// Factors with biases that are not zero, so that every term of a slope shows.
fn lively(options: &Options, ratings: &Ratings) -> Tables<f64> {
    let mut factors = Tables::random(ratings, options);
    let mut rng = Pcg64::new(u128::from(options.seed), 9);
    if let Some(bias) = &mut factors.bias {
        bias.user.iter_mut().chain(&mut bias.item).for_each(|b| *b = rng.random::<f64>() - 0.5);
    }
    factors
}

/// How far rounding may carry a slope found by differences of `value`.
fn slope_tolerance(value: f64) -> f64 {
    1e-12 * (1.0 + value)
}

fn descent_follows_the_slope(options: &Options, ratings: &Ratings) {
    let start = lively(options, ratings);
    let mut run = Runner::starting_from(options, ratings, start.clone());
    run.begin();
    assert_eq!(
        run.stepper.begun_from().map(|model| bits(&tables(model))),
        Some(bits(&start)),
        "a pass reads the factors at its start"
    );
    run.halves().into_iter().for_each(|half| run.units(half));
    assert_eq!(run.stepper.begun_from().map(|model| bits(&tables(model))), Some(bits(&start)), "to its end");
    let objective = |factors: &Tables<f64>| objective(ratings, options, factors);
    let tolerance = slope_tolerance(objective(&start));
    for at in parameters(ratings, &start) {
        let step = (start.get(at) - run.tables().get(at)) / (options.alpha / 2.0);
        let slope = slope(&start, at, objective);
        // The step is the difference of two numbers, divided by a small alpha.
        let tolerance = tolerance + 1e-15 / options.alpha * (1.0 + start.get(at).abs());
        assert!((step - slope).abs() <= tolerance, "{at:?} moved along {step}, the slope is {slope}: {options:?}");
    }
}

fn sgd_follows_the_slope_of_one_rating(options: &Options, ratings: &Ratings) {
    let start = lively(options, ratings);
    let mut run = Runner::starting_from(options, ratings, start.clone());
    run.begin();
    for unit in 0..ratings.len() {
        let Touched::Rating(i, j) = run.stepper.touched(Problem { ratings, options }, unit) else {
            panic!("a unit of SGD is a rating");
        };
        if !options.shuffle && options.parts == 1 {
            let row = ratings.in_file_order().nth(unit).unwrap();
            assert_eq!((i, j), (row.user, row.item), "ratings come in the order of the file");
        }
        run.model = Runner::starting_from(options, ratings, start.clone()).model;
        run.unit(unit);
        let value = ratings.get(i, j).unwrap();
        let share = |block: Block, of: Entity| match options.penalty {
            Penalty::Plain => options.lambda(block) / ratings.degree(of) as f64,
            Penalty::Weighted => options.lambda(block),
        };
        let one = |factors: &Tables<f64>| {
            let error = predict(factors, i, j) - value;
            let penalty = |of: Entity| {
                let of_one = |at: Parameter| share(Block::of(of, at.factor.is_some()), of) * factors.get(at).powi(2);
                row_parameters(factors, of).into_iter().map(of_one).sum::<f64>()
            };
            error * error + penalty(i.into()) + penalty(j.into())
        };
        for of in [i.into(), j.into()] {
            for at in row_parameters(&start, of) {
                let alpha = options.alpha(Block::of(of, at.factor.is_some()));
                let step = (start.get(at) - run.tables().get(at)) / (alpha / 2.0);
                let slope = slope(&start, at, one);
                let tolerance = slope_tolerance(one(&start)) + 1e-15 / alpha * (1.0 + start.get(at).abs());
                assert!((step - slope).abs() <= tolerance, "{at:?}: step {step}, slope {slope}: {options:?}");
            }
        }
    }
}

fn gradients_hold(ratings: &Ratings, z: usize, seed: u64) {
    for options in every_options() {
        let options = Options { factors: z, seed, ..options };
        match options.method {
            Method::Descent => descent_follows_the_slope(&options, ratings),
            Method::Sgd | Method::Svd => sgd_follows_the_slope_of_one_rating(&options, ratings),
            _ => {}
        }
    }
}

#[test]
fn gradient_steps_follow_the_slope_on_the_lecture() {
    gradients_hold(&lecture(), 2, 1);
    gradients_hold(&video7(), 3, 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn gradient_steps_follow_the_slope_on_any_grid((ratings, z, seed) in any_problem()) {
        gradients_hold(&ratings, z, seed);
    }
}

#[test]
fn the_shares_of_lambda_add_up_over_a_pass() {
    for penalty in [Penalty::Plain, Penalty::Weighted] {
        let options = Options { lambda: 0.3, penalty, ..Options::new(Method::Sgd) };
        for count in [1, 3, 50] {
            let share = options.rating_lambda(Block::User, count);
            let (shares, whole) = (share * count as f64, options.block_lambda(Block::User, count));
            assert!((shares - whole).abs() < 1e-15 * count as f64, "{penalty}: {shares} {whole}");
        }
    }
}

// Alternating least squares.

fn half_steps_never_raise_the_objective(options: &Options, ratings: &Ratings, passes: usize) {
    let mut run = Runner::new(options, ratings);
    let mut before = run.objective();
    for pass in 0..passes {
        run.begin();
        for half in run.halves() {
            run.units(half);
            let after = run.objective();
            assert!(after <= before * (1.0 + 1e-12) + 1e-12, "pass {pass}: {before} became {after}: {options:?}");
            before = after;
        }
    }
}

fn each_regression_ends_where_it_is_flat(options: &Options, ratings: &Ratings) {
    let mut run = Runner::new(options, ratings);
    run.begin();
    for unit in run.halves().into_iter().flatten() {
        run.unit(unit);
        let Touched::Row(of) = run.stepper.touched(Problem { ratings, options }, unit) else {
            panic!("a unit of ALS is a row");
        };
        let objective = |factors: &Tables<f64>| objective(ratings, options, factors);
        // How large the numbers are that cancel out in the slope: a good solver leaves no more than their rounding.
        let row = 1.0 + squared_length(&run.tables(), of).sqrt();
        let others = entities(ratings).filter(|other| other.side() != of.side());
        let size: f64 =
            others.map(|other| (1.0 + squared_length(&run.tables(), other).sqrt()) * row).map(|s| s * s).sum();
        for at in row_parameters(&run.tables(), of) {
            let slope = slope(&run.tables(), at, objective);
            let tolerance = 1e-13 * (size + run.objective());
            assert!(slope.abs() < tolerance, "{at:?} has slope {slope}, not {tolerance}: {options:?}");
        }
    }
}

#[test]
fn steps_towards_a_regression_only_go_down() {
    for options in every_options().into_iter().filter(|o| o.method == Method::Als && o.steps().is_some()) {
        for (z, ratings) in [(2, lecture()), (9, random_grid(20, 15, 0.5, 3)), (17, random_grid(9, 8, 0.1, 5))] {
            half_steps_never_raise_the_objective(&Options { factors: z, ..options.clone() }, &ratings, 30);
        }
    }
}

#[test]
fn regressions_only_go_down_on_the_lecture() {
    for options in regressing() {
        for z in 1..=3 {
            half_steps_never_raise_the_objective(&Options { factors: z, ..options.clone() }, &lecture(), 300);
            each_regression_ends_where_it_is_flat(&Options { factors: z, ..options.clone() }, &lecture());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn regressions_only_go_down_on_any_grid((ratings, z, seed) in any_problem()) {
        for options in regressing() {
            let options = Options { factors: z, seed, ..options };
            half_steps_never_raise_the_objective(&options, &ratings, 5);
            each_regression_ends_where_it_is_flat(&options, &ratings);
        }
    }
}

#[test]
fn a_converged_regression_is_flat_everywhere() {
    for options in regressing().filter(|o| o.lambda > 0.0) {
        for ratings in [lecture(), random_grid(12, 9, 0.6, 3)] {
            let mut run = Runner::new(&options, &ratings);
            run.pass(5000);
            let fitted = |at: &factorscope::model::Parameter| options.method.fits(at.of.side());
            for at in parameters(&ratings, &run.tables()).into_iter().filter(fitted) {
                let slope = slope(&run.tables(), at, |factors| objective(&ratings, &options, factors));
                assert!(slope.abs() < 1e-8, "{at:?} has slope {slope}: {options:?}");
            }
        }
    }
}

#[test]
fn on_a_full_grid_als_is_the_truncated_svd() {
    for (users, items, seed) in [(8, 6, 1), (5, 9, 2)] {
        let ratings = random_grid(users, items, 1.1, seed);
        let get = |i, j| ratings.get(UserId::new(i), ItemId::new(j)).unwrap();
        let grid = cells(users, items, get);
        let sigma = plain_svd(&grid).1;
        for z in 1..=sigma.len() {
            let wanted: f64 = sigma[z..].iter().map(|s| s * s).sum();
            let mut run = Runner::new(&Options { factors: z, ..Options::new(Method::Als) }, &ratings);
            run.pass(2000);
            assert!((run.sse() - wanted).abs() < 1e-9, "Z = {z}: {} is not {wanted}", run.sse());
        }
    }
}

// The smallest solution.

/// The design and the targets of one row's regression: the other side's factors, a one where there are biases.
fn design(ratings: &Ratings, factors: &Tables<f64>, of: Entity) -> (Array2<f64>, Array2<f64>) {
    let pairs: Vec<(Entity, f64)> = match of {
        Entity::User(i) => ratings.user(i).iter().map(|(j, r)| (j.into(), r)).collect(),
        Entity::Item(j) => ratings.item(j).iter().map(|(i, r)| (i.into(), r)).collect(),
    };
    let mean = factors.bias.as_ref().map_or(0.0, |b| b.mean);
    let x = cells(pairs.len(), factors.per_row(), |r, c| factors.of(pairs[r].0).get(c).copied().unwrap_or(1.0));
    let y = cells(pairs.len(), 1, |r, _| pairs[r].1 - mean - factors.bias_of(pairs[r].0));
    (x, y)
}

/// `X⁺ y`, by the pseudo-inverse.
fn pseudo_inverse_times(x: &Array2<f64>, y: &Array2<f64>) -> Vec<f64> {
    if y.nrows() == 0 {
        return vec![0.0; x.ncols()];
    }
    product(&pseudo_inverse(x), y).iter().copied().collect()
}

fn solution_of(factors: &Tables<f64>, of: Entity) -> Vec<f64> {
    row_parameters(factors, of).into_iter().map(|at| factors.get(at)).collect()
}

/// Holds every regression of a pass without penalty against the pseudo-inverse.
fn regressions_are_the_smallest(options: &Options, ratings: &Ratings, start: Tables<f64>) {
    let mut run = Runner::starting_from(options, ratings, start);
    run.begin();
    for unit in run.halves().into_iter().flatten() {
        let Touched::Row(of) = run.stepper.touched(Problem { ratings, options }, unit) else {
            panic!("a unit of ALS is a row");
        };
        let (x, y) = design(ratings, &run.tables(), of);
        run.unit(unit);
        let wanted = pseudo_inverse_times(&x, &y);
        let size = 1.0 + wanted.iter().fold(0.0, |m: f64, v| m.max(v.abs()));
        assert_close(&solution_of(&run.tables(), of), &wanted, 1e-8 * size, &format!("{of:?} with {options:?}"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn without_a_penalty_every_regression_is_the_smallest_solution((ratings, z, seed) in any_problem()) {
        for options in regressing().filter(|o| o.lambda == 0.0) {
            let options = Options { factors: z, seed, start: Start::Normal(1.0), ..options };
            let start = lively(&options, &ratings);
            regressions_are_the_smallest(&options, &ratings, start);
        }
    }
}

#[test]
fn a_row_without_ratings_becomes_zero() {
    let ratings = grid(3, 3, &[rating(0, 0, 3.0), rating(0, 1, 1.0), rating(2, 0, 0.0), rating(2, 1, 5.0)]);
    let by_steps = every_options().into_iter().filter(|o| o.method == Method::Als && o.steps().is_some());
    for options in regressing().chain(by_steps) {
        let mut run = Runner::new(&Options { factors: 3, ..options.clone() }, &ratings);
        run.pass(2);
        let unrated = [Entity::User(UserId::new(1)), Entity::Item(ItemId::new(2))];
        for of in unrated.into_iter().filter(|of| options.method.fits(of.side())) {
            assert!(solution_of(&run.tables(), of).iter().all(|v| *v == 0.0), "{of:?} with {options:?}");
        }
        assert!(run.tables().finite());
    }
}

#[test]
fn nothing_rated_at_all_is_no_trouble() {
    for options in every_options() {
        for ratings in [grid(2, 3, &[]), grid(0, 0, &[])] {
            let mut run = Runner::new(&options, &ratings);
            run.pass(2);
            assert!(run.model.finite() && run.ratings.is_empty(), "{options:?}");
        }
    }
}

#[test]
fn singular_regressions_get_the_smallest_solution() {
    let options = Options { factors: 3, ..Options::new(Method::Als) };
    let ratings = random_grid(6, 5, 1.1, 4);
    // Two factors that are the same, a factor that is zero, factors that are all zero, nearly the same.
    let spoils: [fn(&mut [f64]); 4] =
        [|q| q[1] = q[0], |q| q[2] = 0.0, |q| q.fill(0.0), |q| q[1] = q[0] + 1e-14 * q[2]];
    for spoil in spoils {
        let mut start = Tables::random(&ratings, &options);
        (0..5).for_each(|j| spoil(start.q.row_mut(j)));
        let users = ratings.n_users();
        let mut run = Runner::starting_from(&options, &ratings, start.clone());
        run.begin();
        run.units(0..users);
        for i in (0..users).map(UserId::new) {
            let (x, y) = design(&ratings, &start, i.into());
            let found = solution_of(&run.tables(), i.into());
            assert_close(&found, &pseudo_inverse_times(&x, &y), 1e-9, "a singular design");
        }
    }
    // All ratings zero: so are the factors.
    let zeros: Vec<Rating> = ratings.in_file_order().map(|r| Rating { value: 0.0, ..r }).collect();
    let mut run = Runner::new(&options, &grid(6, 5, &zeros));
    run.pass(1);
    assert!(run.tables().p.all(|v| *v == 0.0) && run.tables().q.all(|v| *v == 0.0));
}

/// Designs that are nearly singular: least squares on the design itself is right to about 1e-16 times its condition
/// number, and so must be the regression, which may not trust the squared condition of the normal equations too far.
#[test]
fn nearly_singular_regressions_stay_accurate() {
    let mut rng = Pcg64::new(3, 3);
    for gap in [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6] {
        let x: Vec<[f64; 2]> = (0..6)
            .map(|_| {
                let a = rng.random::<f64>() + 0.5;
                [a, a + gap * (rng.random::<f64>() - 0.5)]
            })
            .collect();
        let truth = [2.0, -1.0];
        let rows: Vec<Rating> =
            x.iter().enumerate().map(|(j, x)| rating(0, j, x[0] * truth[0] + x[1] * truth[1])).collect();
        let ratings = grid(1, 6, &rows);
        let options = Options::new(Method::Als);
        let mut start = Tables::random(&ratings, &options);
        start.q = (&table_of(2, x.concat())).into();
        let mut run = Runner::starting_from(&options, &ratings, start);
        run.begin();
        run.unit(0);
        assert_close(run.tables().of(UserId::new(0)), &truth, 1e-13 / gap / gap.max(1e-4), &format!("gap {gap}"));
    }
}

#[test]
fn least_squares_without_a_solver_around_it() {
    let x = [1.0, 1.0, 2.0, 2.0, -1.0, -1.0];
    assert_close(&linalg::minimum_norm(&x, &[2.0, 4.0, -2.0], 2), &[1.0, 1.0], 1e-12, "equal columns share");
    assert_eq!(linalg::minimum_norm(&[0.0; 4], &[1.0, 2.0], 2), [0.0; 2]);
    assert_eq!(linalg::minimum_norm::<f64>(&[], &[], 2), [0.0; 2]);
    let single = linalg::minimum_norm(&[3.0_f32, 4.0], &[25.0], 2);
    assert!((single[0] - 3.0).abs() < 1e-5 && (single[1] - 4.0).abs() < 1e-5, "{single:?}");
}

// What changes nothing.

/// A random Z x Z matrix that is well away from singular.
fn invertible(z: usize, seed: u64) -> Array2<f64> {
    let mut rng = Pcg64::new(u128::from(seed), 11);
    let noise: Vec<f64> = (0..z * z).map(|_| rng.random::<f64>() - 0.5).collect();
    cells(z, z, |r, c| noise[c * z + r] + if r == c { 2.0 } else { 0.0 })
}

/// P·A and Q·A⁻ᵀ.
fn transformed(factors: &Tables<f64>, a: &Array2<f64>) -> Tables<f64> {
    let inverse_transposed = transposed(&pseudo_inverse(a));
    let turned = |rows: &Rows<f64>, by: &Array2<f64>| (&times(&rows.table().to_owned(), by.as_slice().unwrap())).into();
    let (p, q) = (turned(&factors.p, a), turned(&factors.q, &inverse_transposed));
    Tables { p, q, bias: factors.bias.clone() }
}

#[test]
fn a_change_of_basis_changes_no_prediction() {
    for z in [1, 2, 5, 9] {
        let options = Options { factors: z, biased: true, ..Options::new(Method::Als) };
        let factors = lively(&options, &lecture());
        let moved = transformed(&factors, &invertible(z, 2));
        assert!(bits(&moved) != bits(&factors));
        let by_library = |f: &Tables<f64>| lecture().iter().map(|r| f.predict(r.user, r.item)).collect::<Vec<_>>();
        assert_close(&by_library(&moved), &by_library(&factors), 1e-11, "predict");
        assert_close(&predictions(&moved), &predictions(&factors), 1e-11, "predictions");
    }
}

#[test]
fn als_without_a_penalty_does_not_see_a_change_of_basis() {
    let ratings = random_grid(12, 10, 0.8, 5);
    let options = Options { factors: 3, ..Options::new(Method::Als) };
    let start = Tables::random(&ratings, &options);
    let mut here = Runner::starting_from(&options, &ratings, start.clone());
    let mut there = Runner::starting_from(&options, &ratings, transformed(&start, &invertible(3, 3)));
    for pass in 1..=5 {
        here.pass(1);
        there.pass(1);
        assert_close(&predictions(&there.tables()), &predictions(&here.tables()), 1e-7, &format!("pass {pass}"));
    }
}

#[test]
fn no_solver_sees_a_rotation() {
    let ratings = random_grid(12, 10, 0.8, 6);
    // What may not be below 0 has its axes.
    for options in on_factors().into_iter().filter(|options| options.method != Method::Nmf) {
        let options = Options { factors: 3, ..options };
        let start = lively(&options, &ratings);
        let rotation = plain_svd(&invertible(3, 4)).0;
        let mut here = Runner::starting_from(&options, &ratings, start.clone());
        let mut there = Runner::starting_from(&options, &ratings, transformed(&start, &rotation));
        for pass in 1..=5 {
            here.pass(1);
            there.pass(1);
            let what = format!("pass {pass}: {options:?}");
            assert_close(&predictions(&there.tables()), &predictions(&here.tables()), 1e-8, &what);
        }
    }
}

fn permutation(n: usize, rng: &mut Pcg64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    order.shuffle(rng);
    order
}

#[test]
fn renaming_users_and_items_only_renames() {
    let ratings = random_grid(11, 8, 0.5, 7);
    let mut rng = Pcg64::new(7, 7);
    let (users, items) = (permutation(11, &mut rng), permutation(8, &mut rng));
    for options in on_factors() {
        let start = lively(&options, &ratings);
        let mut rows: Vec<Rating> =
            ratings.in_file_order().map(|r| rating(users[r.user.index()], items[r.item.index()], r.value)).collect();
        // The order of the file means nothing, but to SGD.
        if !matches!(options.method, Method::Sgd | Method::Svd) {
            rows.shuffle(&mut rng);
        } else if options.shuffle || options.parts > 1 {
            continue;
        }
        let mut renamed = start.clone();
        for (from, of) in [(Side::Users, &users), (Side::Items, &items)] {
            for (n, &to) in of.iter().enumerate() {
                for at in row_parameters(&start, Entity::new(from, n)) {
                    let there = factorscope::model::Parameter { of: Entity::new(from, to), ..at };
                    renamed.set(there, start.get(at));
                }
            }
        }
        let mut here = Runner::starting_from(&options, &ratings, start);
        let mut there = Runner::starting_from(&options, &grid(11, 8, &rows), renamed);
        here.pass(5);
        there.pass(5);
        let cells = predictions(&there.tables());
        let wanted: Vec<f64> = predictions(&here.tables());
        let found: Vec<f64> = (0..11 * 8).map(|n| cells[users[n / 8] * 8 + items[n % 8]]).collect();
        assert_close(&found, &wanted, 1e-8, &format!("{options:?}"));
    }
}

#[test]
fn single_precision_stays_near_double() {
    let ratings = random_grid(30, 20, 0.6, 8);
    for options in on_factors() {
        let start = lively(&options, &ratings).cast::<f32>().cast::<f64>();
        let mut double = Runner::starting_from(&options, &ratings, start.clone());
        let mut single = Runner::starting_from(&single(&options), &ratings, start);
        double.pass(5);
        single.pass(5);
        assert_close(&predictions(&single.tables()), &predictions(&double.tables()), 2e-3, &format!("{options:?}"));
        assert!((single.objective() / double.objective() - 1.0).abs() < 1e-5, "{options:?}");
    }
}
