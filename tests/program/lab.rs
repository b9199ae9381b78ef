//! The experiments of the Lab: their figures against plain loops, how they are asked for and stopped, and their screens.

#![cfg(feature = "tui")]
#![allow(missing_docs, clippy::unwrap_used)]

use crate::common::{Runner, assert_close, cells, desk::Desk, grid, lecture, plain_svd, random_grid};
use factorscope::{
    app::{
        App, Code, Effect, Key, Message, Overlay, Taste,
        keymap::{KEYS, Meaning},
    },
    choice::Choice,
    command::{Command, Experiment, Screen, parse},
    data::{Entity, ItemId, Rating, Ratings, Side, UserId, lecture::Lecture, made_up},
    model::{Knob, Method, Options, Precision, Setting, svd::Fill},
    study::{
        Grain, Order, Session, Source, Verdict,
        evaluate::Measure,
        lab::{
            Ask, Counted, Decomposed, Finding, GridDots, GridOrder, Ladder, Outcome, Overfit, Race, Rates, RealSvd,
            Stage, Starts, WholeGrid, groups,
        },
    },
    ui::{Depth, Still, draw},
};
use ratatui::{buffer::Buffer, layout::Rect};
use std::sync::Arc;

fn options(settings: &[Setting]) -> Options {
    let mut options = Options::new(Method::Als);
    settings.iter().for_each(|s| options.set(*s));
    options
}

fn session(ratings: Ratings, settings: &[Setting]) -> Session {
    Session::new(Source::new(Arc::new(ratings)), options(settings), 1 << 20)
}

fn found(session: &mut Session, ask: Ask) -> Arc<Finding> {
    session.obey(Order::Lab(ask));
    let finding = session.snapshot().lab.unwrap();
    assert_eq!(finding.stage, Stage::Done);
    finding
}

/// Every number of a finding, as bits.
fn numbers(finding: &Finding) -> Vec<u64> {
    let curves = finding.traces.iter().flat_map(|t| t.curve.iter().copied());
    let besides: Vec<f64> = match &finding.outcome {
        Outcome::Fits | Outcome::Refused(_) => Vec::new(),
        Outcome::Overfit(ladder) => ladder.rungs.iter().flat_map(|r| r.predictions.iter().copied()).collect(),
        Outcome::Svd(found) => {
            [found.known_only.known, found.real.known].into_iter().chain(found.svd.sigma.clone()).collect()
        }
        Outcome::Contest(contest) => {
            let scores = (0..contest.recipes.len()).flat_map(|at| contest.scores(at));
            scores.flat_map(|score| score.figures.of(Measure::Rmse)).chain(contest.curves.concat()).collect()
        }
        Outcome::Popularity(others) => {
            let lists = others.iter().filter_map(|other| other.lists());
            lists.flat_map(|of| of.recommended.lorenz.iter().copied().chain([of.recommended.gini])).collect()
        }
        Outcome::Weighted(weighted) => {
            let cells = weighted.cells.iter().flatten().flatten();
            cells.flat_map(|figures| Measure::ALL.iter().filter_map(|measure| figures.of(*measure))).collect()
        }
        Outcome::Grid(counted) => {
            let blocks = GridOrder::ALL.iter().flat_map(|order| counted.blocks(*order).shares());
            blocks.chain(counted.degrees.iter().flatten().map(|degree| *degree as f64)).collect()
        }
    };
    curves.chain(besides).map(f64::to_bits).collect()
}

fn ladder(finding: &Finding) -> &Ladder {
    match &finding.outcome {
        Outcome::Overfit(ladder) => ladder,
        other => panic!("{other:?}"),
    }
}

fn decomposed(finding: &Finding) -> &Decomposed {
    match &finding.outcome {
        Outcome::Svd(found) => found,
        other => panic!("{other:?}"),
    }
}

#[test]
fn forty_starts_end_on_four_plateaus() {
    let finding = found(&mut session(lecture(), &[]), Ask::Starts(Starts(40)));
    let groups = groups(&finding.traces);
    let seeds = |n: usize| groups[n].members.iter().map(|at| at + 1).collect::<Vec<_>>();
    assert_eq!(groups.len(), 4);
    assert_close(&groups.iter().map(|g| g.level).collect::<Vec<_>>(), &[0.011_298_3, 0.0362, 0.0539, 1.3955], 1e-3, "");
    assert_eq!(groups[0].members.len(), 28);
    assert_eq!(seeds(1), [3, 11, 17, 19, 20, 28, 34]);
    assert_eq!(seeds(2), [35, 40]);
    assert_eq!(seeds(3), [7, 29, 37]);
    let figure = |name, at| finding.quantity(name, at).unwrap();
    assert_eq!(
        [figure("groups", 1), figure("largest", 1), figure("size", 2), figure("group", 7)],
        [4.0, 28.0, 7.0, 4.0]
    );
    assert!((figure("largest-level", 1) - 0.011_298_305).abs() < 1e-8);
    let why = |name, at| finding.quantity(name, at).unwrap_err();
    assert_eq!(why("level", 9), "the experiment in the Lab has no 'level' numbered 9");
    assert_eq!(why("groups", 0), "the experiment in the Lab has no 'groups' numbered 0");
    assert!(why("sigma", 1).contains("no 'sigma'; it has groups, level, size"), "{}", why("sigma", 1));
    assert!(why("sigma", 1).ends_with("diverged, work"));
}

/// Each curve is what a plain row of passes from that seed gives, for each method.
#[test]
fn a_curve_is_a_plain_row_of_passes() {
    for method in Method::ALL.iter().copied().filter(|method| method.reads(Knob::Start)) {
        let base = options(&[Setting::Method(method), Setting::Alpha(0.02)]);
        let finding =
            found(&mut session(lecture(), &[Setting::Method(method), Setting::Alpha(0.02)]), Ask::Starts(Starts(3)));
        for (trace, seed) in finding.traces.iter().zip(1..) {
            let mut own = base.clone();
            own.seed = seed;
            let mut runner = Runner::new(&own, &lecture());
            // Some have settled before that: a regression on known factors has nothing left to do after its first round.
            let passes = trace.curve.len().min(30);
            assert!(trace.curve.len() >= passes && passes > 3, "{method}, seed {seed}: {}", trace.curve.len());
            for pass in 0..passes {
                assert!((trace.curve[pass] - runner.mse()).abs() < 1e-12, "{method}, seed {seed}, pass {pass}");
                runner.pass(1);
            }
        }
    }
}

#[test]
fn three_learning_rates_have_three_fates() {
    let finding = found(&mut session(lecture(), &[]), Ask::Rates(Rates(vec![0.05, 0.1, 0.15])));
    assert!(finding.traces.iter().all(|t| t.options.method == Method::Descent), "ALS has no learning rate");
    let [slow, bouncing, wild] = &finding.traces[..] else { panic!("three") };
    assert!((slow.mse() - 0.0113).abs() < 1e-4);
    assert_eq!((bouncing.verdict, wild.verdict), (Verdict::Oscillates, Verdict::Diverged));
    let (low, high) = bouncing.recent();
    assert!((low - 0.9637).abs() < 1e-3 && (high - 1.9098).abs() < 1e-3, "{low} {high}");
    assert_eq!(finding.quantity("diverged", 3), Ok(1.0));
    assert_eq!(finding.quantity("alpha", 2), Ok(0.1));
}

#[test]
fn the_race_is_from_one_start_and_counts_what_comes_first() {
    let finding = found(&mut session(lecture(), &[]), Ask::Race(Race));
    let starts: Vec<f64> = finding.traces.iter().map(|t| t.curve[0]).collect();
    assert_eq!(starts, [starts[0]; 3]);
    // By hand, k = Z = 2, n = 16: ALS 2 · 16 · 5 + 9 · 8, descent 16 · 6 + 9 · 2, SGD 16 · (6 + 4).
    assert_eq!(finding.traces.iter().map(|t| t.work).collect::<Vec<_>>(), [232, 114, 160]);
    let goal = finding.quantity("goal", 1).unwrap();
    for (at, trace) in finding.traces.iter().enumerate() {
        let passes = trace.below(goal).unwrap() as usize;
        assert!(trace.curve[passes] < goal && trace.curve[..passes].iter().all(|mse| *mse >= goal));
        assert_eq!(finding.quantity("goal-work", at + 1), Ok((passes as u64 * trace.work) as f64));
    }
}

/// Descent that would overflow begins again with half the alpha, and says so.
#[test]
fn in_the_race_nobody_falls_by_the_wayside() {
    let finding =
        found(&mut session(lecture(), &[Setting::Method(Method::Descent), Setting::Alpha(0.4)]), Ask::Race(Race));
    let descent = &finding.traces[1];
    assert_eq!((descent.refused[0], descent.verdict == Verdict::Diverged), (0.4, false));
    assert!((descent.options.alpha - 0.4 / 2f64.powi(descent.refused.len() as i32)).abs() < 1e-15);
}

#[test]
fn without_a_penalty_known_cells_are_perfect_and_holes_are_wild() {
    let finding = found(&mut session(lecture(), &[Setting::Factors(3), Setting::Seed(5)]), Ask::Overfit(Overfit));
    let overfit = ladder(&finding);
    assert_eq!((overfit.cells.len(), overfit.missing), (4, 4));
    let rungs = &overfit.rungs;
    assert!(rungs[0].lambda == 0.0 && rungs[0].known < 1e-6, "{}", rungs[0].known);
    assert!(rungs[0].largest().abs() > 90.0, "{}", rungs[0].largest());
    assert!(rungs.windows(2).all(|w| w[0].lambda < w[1].lambda && w[0].known <= w[1].known + 1e-3));
    assert!(rungs.last().unwrap().largest().abs() < 5.0);
    // Each rung is a plain run of ALS with that penalty.
    for rung in rungs.iter().skip(4).step_by(3) {
        let mut runner =
            Runner::new(&options(&[Setting::Factors(3), Setting::Seed(5), Setting::Lambda(rung.lambda)]), &lecture());
        runner.pass(rung.passes as usize);
        assert!((runner.mse() - rung.known).abs() < 1e-12);
        let holes: Vec<f64> = overfit.cells.iter().map(|(i, j)| runner.tables().predict(*i, *j)).collect();
        assert_close(&rung.predictions, &holes, 1e-9, "holes");
    }
    assert_eq!(finding.quantity("lambda", 2), Ok(0.001));
}

/// The held-out cells are no holes, and have an error of their own; a ladder at the lecture's 0.1 gives the lecture's figure.
#[test]
fn held_out_cells_are_measured_apart() {
    let mut session = session(random_grid(12, 9, 0.6, 5), &[]);
    session.obey(Order::HoldOut("0.2".parse().unwrap(), 1));
    let finding = found(&mut session, Ask::Overfit(Overfit));
    let overfit = ladder(&finding);
    let all = session.state().source.all();
    assert_eq!(overfit.cells.len(), 12 * 9 - all.len());
    assert!(overfit.rungs.iter().all(|r| r.held_out.is_some_and(|v| v > 0.0)));
}

#[test]
fn the_lectures_ridge_is_on_the_ladder() {
    let finding = found(&mut session(lecture(), &[]), Ask::Overfit(Overfit));
    let rung = ladder(&finding).rungs.iter().find(|r| r.lambda == 0.1).unwrap().clone();
    assert!((rung.known - 0.031_240_423_3).abs() < 1e-6, "{}", rung.known);
}

/// Against the plain way, on a grid that is completed by hand.
#[test]
fn the_real_svd_is_that_of_the_completed_grid() {
    let ratings = lecture();
    for &fill in Fill::ALL {
        let finding = found(&mut session(lecture(), &[]), Ask::Svd(RealSvd(fill)));
        let svd = decomposed(&finding);
        let mean = |values: Vec<f64>| values.iter().sum::<f64>() / values.len() as f64;
        let known = |i: usize, j: usize| ratings.get(UserId::new(i), ItemId::new(j));
        let filled = |i: usize, j: usize| match fill {
            Fill::Zero => 0.0,
            Fill::Mean => mean((0..20).filter_map(|n| known(n / 5, n % 5)).collect()),
            Fill::Users => mean((0..5).filter_map(|j| known(i, j)).collect()),
            Fill::Items => mean((0..4).filter_map(|i| known(i, j)).collect()),
        };
        let grid = cells(4, 5, |i, j| known(i, j).unwrap_or_else(|| filled(i, j)));
        let (u, sigma, v) = plain_svd(&grid);
        assert_close(&svd.svd.sigma, &sigma[..2], 1e-9, fill.name());
        let mut sse = 0.0;
        for (i, j) in (0..20).map(|n| (n / 5, n % 5)) {
            let sum: f64 = (0..2).map(|z| u.row(i)[z] * sigma[z] * v.row(j)[z]).sum();
            assert!((svd.svd.predict(UserId::new(i), ItemId::new(j)) - sum).abs() < 1e-9);
            sse += known(i, j).map_or(0.0, |r| (sum - r).powi(2));
        }
        assert!((svd.real.known - sse / 16.0).abs() < 1e-9);
        assert!(svd.real.worst() < 1e-12 && svd.known_only.worst() > 1e-3);
        assert!(svd.known_only.known < svd.real.known, "what is fitted to the known cells fits them better");
        assert_eq!((svd.real.numbers, svd.known_only.numbers), (20, 18));
        assert_eq!(finding.quantity("sigma", 1), Ok(svd.svd.sigma[0]));
    }
}

#[test]
fn stopped_it_is_partial_and_asked_again_it_goes_on() {
    let mut session = session(random_grid(20, 15, 0.5, 3), &[]);
    session.take(Order::Lab(Ask::Starts(Starts(8))));
    assert!(session.busy() && !session.stepping());
    for _ in 0..50 {
        session.work(100);
    }
    let partial = session.snapshot().lab.unwrap();
    assert!(partial.stage == Stage::Working && partial.part > 0.0 && partial.part < 1.0, "{}", partial.part);
    session.obey(Order::Stop);
    let stopped = session.snapshot().lab.unwrap();
    assert_eq!((stopped.stage, session.busy()), (Stage::Stopped, false));
    assert_eq!(numbers(&stopped), numbers(&partial));
    // Steps go on meanwhile, and a step does not concern it.
    session.obey(Order::Step(Grain::Pass, 2));
    assert_eq!(session.snapshot().lab.unwrap().stage, Stage::Stopped);
    let whole = found(&mut session, Ask::Starts(Starts(8)));
    let fresh = found(&mut self::session(random_grid(20, 15, 0.5, 3), &[]), Ask::Starts(Starts(8)));
    assert_eq!(numbers(&whole), numbers(&fresh), "in pieces or at once, the same");
}

#[test]
fn steps_come_before_experiments_and_other_ratings_drop_them() {
    let mut session = session(lecture(), &[]);
    session.take(Order::Lab(Ask::Race(Race)));
    session.take(Order::Step(Grain::Pass, 1));
    assert!(session.stepping(), "the step does not wait for the experiment");
    while session.work(3) {}
    assert_eq!((session.step(), session.snapshot().lab.unwrap().stage), (9, Stage::Done));
    session.obey(Order::Rate(UserId::new(0), ItemId::new(0), Some(1.0)));
    assert!(session.snapshot().lab.is_none());
}

// ---- the whole grid ----------------------------------------------------------------------------------------------------

fn counted(ratings: &Ratings) -> Arc<Counted> {
    let finding = found(&mut session(ratings.clone(), &[]), Ask::Grid(WholeGrid));
    match &finding.outcome {
        Outcome::Grid(counted) => Arc::clone(counted),
        other => panic!("{other:?}"),
    }
}

/// Each block, at whatever size, counts the ratings of its own users and items and of no others, in both orders.
#[test]
fn each_block_counts_the_ratings_in_it() {
    for ratings in [lecture(), random_grid(37, 53, 0.2, 3), made_up(), random_grid(1500, 40, 0.02, 8)] {
        let counted = counted(&ratings);
        let sorted = |side| {
            let mut degrees: Vec<usize> =
                (0..ratings.count(side)).map(|at| ratings.degree(Entity::new(side, at))).collect();
            degrees.sort_by(|a, b| b.cmp(a));
            degrees
        };
        assert_eq!(counted.degrees, [Side::Users, Side::Items].map(sorted));
        for most in [[1, 1], [3, 4], [60, 140], [2000, 2000]] {
            let blocks = counted.blocks(GridOrder::File).within(most);
            assert!(blocks.count[0] <= most[0] && blocks.count[1] <= most[1]);
            let mut plain = vec![0; blocks.count[0] * blocks.count[1]];
            for r in ratings.iter() {
                plain[r.user.index() / blocks.each[0] * blocks.count[1] + r.item.index() / blocks.each[1]] += 1;
            }
            assert_eq!(blocks.known, plain, "{most:?}");
            let rated = counted.blocks(GridOrder::Rated).within(most);
            assert_eq!(rated.known.iter().sum::<u32>() as usize, ratings.len());
            let means = rated.per_item();
            assert!(means.windows(2).all(|w| w[0] >= w[1]), "the tail falls: {means:?}");
            let first = &counted.degrees[1][..rated.each[1].min(ratings.n_items())];
            assert!((means[0] - first.iter().sum::<usize>() as f64 / first.len() as f64).abs() < 1e-9);
        }
    }
}

/// One way to light the dots shows every rating; the other as large a part as is known.
#[test]
fn as_many_dots_are_lit_as_are_to_be() {
    for ratings in [lecture(), random_grid(37, 53, 0.2, 3), made_up()] {
        let counted = counted(&ratings);
        for order in GridOrder::ALL {
            for most in [[3, 4], [60, 140], [600, 1000]] {
                let blocks = counted.blocks(*order).within(most);
                let shares = blocks.shares();
                let lit = |dots| blocks.lit(&shares, dots);
                assert!(lit(GridDots::Any).iter().zip(&blocks.known).all(|(lit, known)| *lit == (*known > 0)));
                let part = lit(GridDots::Share).iter().filter(|lit| **lit).count() as f64;
                assert!((part - shares.iter().sum::<f64>()).abs() <= 1.0, "{order} {most:?}: {part}");
                if blocks.each == [1, 1] {
                    assert_eq!(lit(GridDots::Share), lit(GridDots::Any), "a dot is a cell");
                }
            }
        }
    }
}

#[test]
fn lessons_can_ask_how_much_of_the_grid_is_known() {
    let finding = found(&mut session(made_up(), &[]), Ask::Grid(WholeGrid));
    let figure = |name, at| finding.quantity(name, at).unwrap();
    assert_eq!([figure("cells", 1), figure("known", 1), figure("known-share", 1)], [1_020_000.0, 17_340.0, 0.017]);
    assert!(figure("item-ratings", 1) > 100.0 && figure("item-ratings", 1700) >= 1.0);
    let half = figure("half-items", 1) as usize;
    let first = |count: usize| (1..=count).map(|at| figure("item-ratings", at)).sum::<f64>();
    assert!(first(half) >= 8670.0 && first(half - 1) < 8670.0, "{half}");
    assert!(finding.quantity("mse", 1).unwrap_err().contains("it has cells, known, known-share"));
}

/// The order and the light are set by keys, and the picture is asked for once.
#[test]
fn the_whole_grid_is_sorted_by_a_key() {
    let mut session = session(lecture(), &[]);
    let mut app = App::new("a test", Arc::new(session.snapshot()));
    let effects = app.update(Message::Command(parse("lab grid").unwrap()));
    app.work_off(&mut session, effects);
    assert!(app.finding().is_some_and(|finding| finding.stage == Stage::Done));
    for (key, looks) in [
        ('O', (GridOrder::Rated, GridDots::Share)),
        ('d', (GridOrder::Rated, GridDots::Any)),
        ('O', (GridOrder::File, GridDots::Any)),
    ] {
        assert!(app.update(Message::Key(Key::char(key))).is_empty());
        let grid = app.view().bench.grid;
        assert_eq!((grid.order, grid.dots), looks);
    }
}

/// A grid of any shape has its picture at any size.
#[test]
fn grids_of_any_shape_are_drawn() {
    for ratings in [
        grid(1, 1, &[Rating { user: UserId::new(0), item: ItemId::new(0), value: 3.0 }]),
        random_grid(2, 300, 0.3, 1),
        random_grid(900, 3, 0.3, 1),
        made_up(),
    ] {
        let mut session = session(ratings, &[]);
        for script in ["lab grid", "order rated; dots any"] {
            for ascii in [false, true] {
                for size in [(60, 20), (80, 24), (121, 33), (200, 60)] {
                    let taste = Taste { ascii, ..Taste::default() };
                    Still::new(&mut session, "a test", taste, Depth::True, size, script).unwrap();
                }
            }
        }
    }
}

/// On the picture of the whole grid stands where the selected user and item meet, and a click chooses those that stand there.
#[test]
fn a_click_on_the_whole_grid_chooses_who_stands_there() {
    for script in ["order file", "order rated"] {
        let mut desk = Desk::of(made_up());
        desk.command("lab grid");
        desk.command(script);
        let drawn = |desk: &Desk| {
            let mut frame = Buffer::empty(Rect::new(0, 0, 120, 36));
            let drawn = draw(&desk.app, Depth::True, &mut frame);
            (frame, drawn)
        };
        let mark = |frame: &Buffer| {
            let row = (3..34).find(|y| (0..12).any(|x| frame[(x, *y)].symbol() == "▸")).unwrap();
            let column = (0..72).find(|x| (3..34).any(|y| frame[(*x, y)].symbol() == "▼")).unwrap();
            (column, row)
        };
        let (_, first) = drawn(&desk);
        for at in [(40, 30), (66, 14), (12, 24)] {
            let hit = first.click(at.into()).unwrap().to_string();
            assert!(hit.starts_with("select #"), "{hit}");
            desk.command(&hit);
            assert_eq!(mark(&drawn(&desk).0), at, "{script}: {hit}");
        }
    }
}

#[test]
fn the_made_up_ratings_at_two_sizes() {
    for (name, script) in [
        ("made_up", "open made-up; lab grid"),
        ("made_up_rated", "open made-up; order rated"),
        ("made_up_any", "open made-up; dots any"),
    ] {
        for size in [(80, 24), (120, 36)] {
            insta::assert_snapshot!(
                format!("grid_{name}_{}x{}", size.0, size.1),
                still(size, Taste::default(), script).text()
            );
        }
    }
}

// ---- the contract ------------------------------------------------------------------------------------------------------

/// Whatever a session can be asked for from the Lab, as the program asks for it, by name.
fn asks() -> Vec<(&'static str, Ask)> {
    let app = App::new("a test", Arc::new(session(lecture(), &[]).snapshot()));
    // Some ask for fits only by a command of their own.
    let asked = |line: &str| {
        let effects = parse(line).map(|command| app.clone().update(Message::Command(command))).unwrap_or_default();
        effects.into_iter().find_map(|effect| match effect {
            Effect::Order(Order::Lab(ask)) => Some(ask),
            _ => None,
        })
    };
    let ask = |name| Some((name, asked(&format!("lab {name}")).or_else(|| asked(name))?));
    Experiment::NAMES.iter().filter_map(|&name| ask(name)).collect()
}

/// What an option means to whoever reads it.
fn read(options: &Options) -> Vec<Setting> {
    Knob::ALL.iter().filter(|knob| options.method.reads(**knob)).map(|knob| knob.of(options)).collect()
}

/// Options that differ from the usual ones in something, each by itself, for each method.
fn varied() -> Vec<Options> {
    let others = [
        "factors 3",
        "lambda 0.3",
        "penalty weighted",
        "penalty plain",
        "alpha 0.07",
        "biased on",
        "shuffle on",
        "whole on",
        "holes zero",
        "start same:1",
        "seed 7",
    ];
    let with = |method, other: &str| {
        let (name, value) = other.split_once(' ').unwrap();
        options(&[Setting::Method(method), Setting::parse(name, value).unwrap()])
    };
    let all = Method::ALL.iter().flat_map(|&method| others.map(|other| with(method, other)));
    all.chain(Method::ALL.iter().map(|&method| options(&[Setting::Method(method)]))).collect()
}

/// Where the relevant options are the same, so are all fits: a finding that is kept is the one that would be made.
#[test]
fn what_is_not_relevant_makes_no_difference() {
    let varied = varied();
    for (name, ask) in asks() {
        let protocol = ask.protocol();
        let fits = |o: &Options| protocol.fits(o).iter().map(read).collect::<Vec<_>>();
        for a in &varied {
            let relevant = protocol.relevant(a);
            for b in varied.iter().filter(|b| protocol.relevant(b) == relevant) {
                assert_eq!(fits(a), fits(b), "{name}: {a:?} and {b:?}");
            }
        }
    }
}

#[test]
fn every_experiment_is_found_alike_at_once_and_in_pieces() {
    for (name, ask) in asks() {
        let fresh = || {
            let mut session = session(random_grid(12, 9, 0.6, 5), &[]);
            session.obey(Order::HoldOut("0.2".parse().unwrap(), 1));
            session
        };
        let whole = found(&mut fresh(), ask.clone());
        let mut session = fresh();
        session.take(Order::Lab(ask.clone()));
        let mut part = 0.0;
        while session.work(997) {
            let finding = session.snapshot().lab.unwrap();
            assert!(finding.part >= part && finding.part < 1.0, "{name}: {part}, then {}", finding.part);
            part = finding.part;
        }
        let finding = session.snapshot().lab.unwrap();
        assert_eq!(numbers(&finding), numbers(&whole), "{name}");
        let state = session.state();
        assert!((finding.stage, finding.part) == (Stage::Done, 1.0) && finding.ask() == &ask);
        assert!(finding.fits(&ask, &state.source, &state.options), "{name}");
        assert!(finding.traces.iter().all(|t| t.done && t.options.precision == Precision::Double), "{name}");
        let mut shown = finding.shown();
        shown.sort_unstable();
        assert!(shown.into_iter().eq(0..finding.len()), "{name}: each fit is shown once");
    }
}

#[test]
fn without_ratings_nothing_is_done() {
    for (name, ask) in asks() {
        let finding = found(&mut session(grid(3, 4, &[]), &[]), ask);
        assert_eq!(finding.outcome, Outcome::Refused("there is no rating to learn from".into()), "{name}");
        assert_eq!((finding.part, finding.traces.len()), (1.0, 0), "{name}");
        assert!(finding.taken(0, &options(&[])).is_err(), "{name}");
    }
}

/// Each figure has a name of its own, words, and a value.
#[test]
fn every_figure_is_there() {
    for (name, ask) in asks() {
        let mut session = session(random_grid(12, 9, 0.6, 5), &[]);
        session.obey(Order::HoldOut("0.2".parse().unwrap(), 1));
        let finding = found(&mut session, ask);
        let mut names = std::collections::HashSet::new();
        for figure in finding.figures() {
            assert!(names.insert(figure.name) && !figure.words.is_empty(), "{name}: {}", figure.name);
            assert!(finding.quantity(figure.name, 1).is_ok(), "{name}: {}", figure.name);
        }
    }
}

/// The footer offers to take something over where there is something to take, and nowhere else.
#[test]
fn what_can_be_taken_is_offered() {
    let row = KEYS
        .iter()
        .find(|row| row.screen == Some(Screen::Lab) && matches!(row.meaning, Meaning::Do(Command::Choose)))
        .unwrap();
    for name in Experiment::NAMES {
        let mut session = session(lecture(), &[]);
        let mut app = App::new("a test", Arc::new(session.snapshot()));
        let effects = app.update(Message::Command(parse(&format!("lab {name}")).unwrap()));
        app.work_off(&mut session, effects);
        let offered = !row.hint(&app).is_empty();
        let ordered = |effect: &Effect| matches!(effect, Effect::Order(Order::Restart(_) | Order::Set(_)));
        assert_eq!(app.update(Message::Command(parse("choose").unwrap())).iter().any(ordered), offered, "{name}");
    }
}

/// Whoever types `lab` and the beginning of a name is offered the rest of it.
#[test]
fn every_experiment_is_completed() {
    for name in Experiment::NAMES {
        let mut app = App::new("a test", Arc::new(session(lecture(), &[]).snapshot()));
        app.update(Message::Command(parse(&format!("palette lab {}", &name[..name.len() - 1])).unwrap()));
        app.update(Message::Key(Key::plain(Code::Tab)));
        let Some(Overlay::Palette(palette)) = app.overlay() else { panic!("{name}") };
        assert_eq!(palette.text().trim_end(), format!("lab {name}"));
    }
}

#[test]
fn any_number_of_threads_finds_the_same() {
    for (name, ask) in asks() {
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| numbers(&found(&mut session(random_grid(30, 20, 0.4, 9), &[]), ask.clone())))
        };
        assert_eq!(on(1), on(4), "{name}");
    }
}

/// The program asks once for each change of ratings or options, and not for each step.
#[test]
fn the_screen_asks_for_what_does_not_fit() {
    let mut session = session(lecture(), &[]);
    let mut app = App::new("a test", Arc::new(session.snapshot()));
    let mut asked = Vec::new();
    let mut send = |app: &mut App, session: &mut Session, line: &str| {
        let mut effects = app.update(Message::Command(parse(line).unwrap()));
        let mut count = 0;
        while let Some(effect) = effects.pop() {
            if let Effect::Order(order) = effect {
                count += usize::from(matches!(order, Order::Lab(_)));
                session.obey(order);
                effects.extend(app.update(Message::Snapshot(Arc::new(session.snapshot()))));
            }
        }
        asked.push(count);
    };
    for line in
        ["lab rates", "step pass 2", "set lambda 0.1", "set alpha 0.1", "rates 0.01", "lab landscape", "lab rates"]
    {
        send(&mut app, &mut session, line);
    }
    // The learning rate is what the experiment chooses itself, so it does not matter which one is set.
    assert_eq!(asked, [1, 0, 1, 0, 1, 0, 0]);
}

#[test]
fn the_chosen_seed_alpha_and_lambda_are_taken_over() {
    let mut session = session(lecture(), &[]);
    let mut app = App::new("a test", Arc::new(session.snapshot()));
    let mut run = |line: &str| {
        let mut effects = app.update(Message::Command(parse(line).unwrap()));
        while let Some(effect) = effects.pop() {
            if let Effect::Order(order) = effect {
                session.obey(order);
                effects.extend(app.update(Message::Snapshot(Arc::new(session.snapshot()))));
            }
        }
        (session.state().options.clone(), app.finding().map(|f| f.stage))
    };
    run("starts 5");
    run("move right 2");
    let (options, stage) = run("choose");
    assert_eq!(options.seed, 4, "seed 3 is on a higher plateau and comes last");
    assert_eq!(stage, Some(Stage::Done), "another seed leaves the finding as it is");
    run("lab overfit");
    run("move right 7");
    assert_eq!(run("choose").0.lambda, 0.1);
    run("rates 0.02 0.03");
    let options = run("choose").0;
    assert_eq!((options.method, options.alpha), (Method::Descent, 0.02));
}

#[test]
fn what_is_too_large_is_refused_in_a_sentence() {
    let finding = found(&mut session(random_grid(1600, 1600, 0.001, 1), &[]), Ask::Svd(RealSvd(Fill::Zero)));
    assert!(matches!(&finding.outcome, Outcome::Refused(why) if why.contains("1500")));
    for line in ["starts 0", "starts 101", "rates 0", "rates -1", "rates x", "fill nought"] {
        assert!(parse(line).is_err(), "{line}");
    }
}

fn still(size: (u16, u16), taste: Taste, script: &str) -> Still {
    let mut session = session(Lecture::Main.ratings(), &[]);
    Still::new(&mut session, "the lecture", taste, Depth::True, size, script).unwrap()
}

/// What leads to every experiment that fits something, by name: where it is of use, with the cursor somewhere else than at
/// the start.
fn scripts() -> Vec<(&'static str, String)> {
    let script = |name| match name {
        "starts" => "lab starts; move down".into(),
        "rates" => "lab rates; move right".into(),
        "overfit" => "refit factors 3; restart 5; lab overfit; move right 3".into(),
        "popularity" => "step pass 2; popularity; move down 2".into(),
        name => format!("lab {name}"),
    };
    asks().into_iter().map(|(name, _)| (name, script(name))).collect()
}

#[test]
fn every_experiment_at_three_sizes() {
    for (name, script) in scripts() {
        for size in [(80, 24), (120, 36), (200, 60)] {
            let text = still(size, Taste::default(), &script).text();
            insta::assert_snapshot!(format!("{name}_{}x{}", size.0, size.1), text);
        }
    }
}

#[test]
fn with_ascii_nothing_else_is_drawn() {
    for (name, script) in scripts() {
        let text = still((120, 36), Taste { ascii: true, ..Taste::default() }, &script).text();
        let (text, _) = text.trim_end().rsplit_once('\n').unwrap();
        let foreign: String = text.chars().filter(|c| !c.is_ascii()).collect();
        assert!(foreign.is_empty() && !text.contains('?'), "{name}: {foreign}\n{text}");
    }
}

#[test]
fn every_size_is_drawn() {
    for (_, script) in scripts() {
        let mut desk = Desk::lecture();
        desk.script(&script).answers();
        for (width, height) in (60..=200).step_by(20).flat_map(|w| (20..=60).step_by(10).map(move |h| (w, h))) {
            // Once as it comes, and once when the program knows what there is room for.
            for _ in 0..2 {
                let drawn = draw(&desk.app, Depth::True, &mut Buffer::empty(Rect::new(0, 0, width, height)));
                let (viewport, sheets) = (drawn.viewport.map(Message::Viewport), drawn.sheets.map(Message::Sheets));
                viewport.into_iter().chain(drawn.pages.map(Message::Pages)).chain(sheets).for_each(|m| desk.send(m));
                desk.answers();
            }
        }
    }
}

/// Where missing counts as zero, a fit may run away over the cells taken as 0 alone: an experiment sees it as a session does.
#[test]
fn an_experiment_judges_as_a_session_does() {
    let settings =
        [Setting::Method(Method::Descent), Setting::Missing(factorscope::model::Missing::Zero), Setting::Alpha(0.09)];
    for alpha in [0.02, 0.05, 0.09, 0.2] {
        let mut session = session(lecture(), &settings);
        session.obey(Order::Restart(vec![Setting::Alpha(alpha)]));
        let finding = found(&mut session, Ask::Rates(Rates(vec![alpha])));
        let trace = &finding.traces[0];
        session.obey(Order::Step(Grain::Pass, trace.passes()));
        let here = session.here();
        assert_eq!(session.verdict(), trace.verdict, "alpha {alpha}");
        let stood = trace.curve.last().unwrap();
        assert!(
            trace.verdict == Verdict::Diverged || (here.train.mse() - stood).abs() <= 1e-9 * stood,
            "alpha {alpha}"
        );
    }
}
