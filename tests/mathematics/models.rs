//! The lecture's other models, through a session and through the program: content-based filtering, missing as zero, the
//! same start for every factor, factors changed by hand, turned and sheared, and other ratings to open.

#![allow(clippy::unwrap_used)]

use crate::common::desk::Desk;
use crate::common::*;
use factorscope::{
    app::{Message, View},
    command::Theme,
    data::{Entity, ItemId, Lecture, Ratings, Share, UserId, lecture::Known},
    model::{Account, Basis, Method, Missing, Options, Parameter, Penalty, Setting, Start, Tables, Touched},
    study::{Grain, Opening, Order, Session, Source, Verdict, Which, explain},
};
use std::sync::Arc;
use toml::Value;

fn session(method: Method, settings: &[Setting]) -> Session {
    let mut options = Options::new(method);
    settings.iter().for_each(|s| options.set(*s));
    Session::new(Source::new(Arc::new(lecture())), options, 1 << 20)
}

fn all(session: &mut Session, orders: impl IntoIterator<Item = Order>) {
    orders.into_iter().for_each(|order| session.obey(order));
}

fn predicted(session: &Session, i: usize, j: usize) -> f64 {
    tables(&session.state().model).predict(UserId::new(i), ItemId::new(j))
}

fn factor(of: impl Into<Entity>, z: usize) -> Parameter {
    Parameter { of: of.into(), factor: Some(z) }
}

/// `exact` under a key of a figure.
fn exact(figure: &Value, key: &str) -> Vec<f64> {
    match &figure[key]["exact"] {
        Value::Array(list) => list.iter().map(|v| v.as_float().unwrap()).collect(),
        one => vec![one.as_float().unwrap()],
    }
}

// Content-based filtering.

#[test]
fn a_regression_for_each_user_gives_the_lectures_figures() {
    let figures: toml::Table = include_str!("../data/expected.toml").parse().unwrap();
    let mut session = session(Method::Content, &[Setting::Biased(true)]);
    all(&mut session, [Order::Given(Some(Known::Experts)), Order::Step(Grain::Pass, 1)]);
    assert_eq!(session.step(), 4, "a unit is a regression, and there are four users");
    let factors = &tables(&session.state().model);
    for (i, figure) in figures["user_regression"].as_array().unwrap().iter().enumerate() {
        let name = figure["user"].as_str().unwrap();
        assert_eq!(session.state().source.all().name(UserId::new(i)), name);
        assert_close(&[factors.bias_of(UserId::new(i))], &exact(figure, "intercept"), 1e-6, name);
        assert_close(factors.of(UserId::new(i)), &exact(figure, "theta"), 1e-6, name);
        let row: Vec<f64> = (0..5).map(|j| predicted(&session, i, j)).collect();
        assert_close(&row, &exact(figure, "predictions"), 1e-6, name);
    }
    let bias = factors.bias.as_ref().unwrap();
    assert_eq!((bias.mean, bias.item.as_slice()), (0.0, [0.0; 5].as_slice()));
    let q: Vec<f64> = Known::Experts.table(factorscope::data::Side::Items).unwrap().values;
    assert_eq!(factors.q.values(), q, "what experts know is not touched");
}

#[test]
fn a_regression_for_each_item_gives_the_lectures_figures_and_an_intercept_flips_one() {
    let figures: toml::Table = include_str!("../data/expected.toml").parse().unwrap();
    let mut session = session(Method::ContentItems, &[]);
    all(&mut session, [Order::Given(Some(Known::Survey)), Order::Step(Grain::Pass, 1)]);
    for (j, figure) in figures["item_regression"].as_array().unwrap().iter().enumerate() {
        let name = figure["item"].as_str().unwrap();
        assert_close(tables(&session.state().model).of(ItemId::new(j)), &exact(figure, "theta"), 1e-6, name);
        let column: Vec<f64> = (0..4).map(|i| predicted(&session, i, j)).collect();
        assert_close(&column, &exact(figure, "predictions"), 1e-6, name);
    }
    assert!((predicted(&session, 1, 2) - -0.77).abs() < 0.005);
    all(&mut session, [Order::Set(Setting::Biased(true)), Order::Step(Grain::Pass, 1)]);
    assert!((predicted(&session, 1, 2) - 3.67).abs() < 0.005, "{}", predicted(&session, 1, 2));
    assert!((predicted(&session, 2, 0) - 2.0).abs() < 1e-9, "Ommazh is the same with an intercept, which is 0");
}

/// Rows that go three steps at a time end where exact ones do, though each pass does less.
#[test]
fn a_few_steps_of_conjugate_gradients_learn_as_well() {
    for (ratings, factors, within) in [(lecture(), 2, 1e-6), (random_grid(90, 70, 0.3, 2), 16, 0.01)] {
        for biased in [false, true] {
            let fitted = |cg_steps| {
                let options = Options { factors, biased, lambda: 0.5, cg_steps, ..Options::new(Method::Als) };
                let mut run = Runner::new(&options, &ratings);
                run.pass(30);
                run.objective()
            };
            let exact = fitted(0);
            for steps in [2, 3, 5] {
                let near = fitted(steps);
                assert!(
                    (near / exact - 1.0).abs() < within,
                    "{near} by {steps} steps, {exact} exactly, biased {biased}"
                );
            }
        }
    }
}

/// Ridge regression from its normal equations, the intercept free: `(XᵀX + λ D) x = Xᵀy`, D being 1 but for the intercept.
#[test]
fn lambda_punishes_the_coefficients_and_spares_the_intercept() {
    let (lambda, ratings) = (0.7, lecture());
    for (penalty, count) in [(Penalty::Plain, 1.0), (Penalty::Weighted, 5.0)] {
        let settings = [Setting::Biased(true), Setting::Lambda(lambda), Setting::Penalty(penalty)];
        let mut session = session(Method::Content, &settings);
        all(&mut session, [Order::Given(Some(Known::Experts)), Order::Step(Grain::Unit, 1)]);
        let factors = &tables(&session.state().model);
        let x = cells(5, 3, |j, c| factors.of(ItemId::new(j)).get(c).copied().unwrap_or(1.0));
        let y = cells(5, 1, |j, _| ratings.get(UserId::new(0), ItemId::new(j)).unwrap());
        let d = |r: usize, c: usize| if r == c && r < 2 { lambda * count } else { 0.0 };
        let squares = product(&transposed(&x), &x);
        let inverse = pseudo_inverse(&cells(3, 3, |r, c| squares.row(r)[c] + d(r, c)));
        let solution = product(&inverse, &product(&transposed(&x), &y));
        let found: Vec<f64> =
            factors.of(UserId::new(0)).iter().copied().chain([factors.bias_of(UserId::new(0))]).collect();
        assert_close(&found, solution.as_slice().unwrap(), 1e-9, "An");
        let squares: f64 = found[..2].iter().map(|v| v * v).sum();
        assert!(
            (session.here().penalty - lambda * count * squares).abs() < 1e-9,
            "of the others nothing is fitted yet"
        );
    }
}

#[test]
fn predictions_follow_a_rating_and_a_known_factor_without_a_step() {
    let mut session = session(Method::Content, &[Setting::Biased(true)]);
    all(&mut session, [Order::Given(Some(Known::Experts)), Order::Step(Grain::Pass, 1)]);
    let fitted = tables(&session.state().model).clone();
    session.obey(Order::Rate(UserId::new(0), ItemId::new(0), Some(1.0)));
    assert_eq!(session.step(), 5, "a change is one step");
    assert_ne!(tables(&session.state().model).p.row(0), fitted.p.row(0));
    assert_eq!(tables(&session.state().model).p.row(1), fitted.p.row(1));
    session.obey(Order::Undo);
    assert_eq!(tables(&session.state().model), fitted);
    let ommazh = ItemId::new(0);
    session.obey(Order::SetFactor(factor(ommazh, 0), 0.1));
    let after = tables(&session.state().model).clone();
    assert_ne!(after.p.row(0), fitted.p.row(0));
    session.obey(Order::Step(Grain::Pass, 1));
    assert_eq!(tables(&session.state().model), after, "nothing is left to fit");
    // A coefficient set by hand stands, until the next round.
    session.obey(Order::SetFactor(factor(UserId::new(1), 0), 9.0));
    assert_eq!(tables(&session.state().model).p[[1, 0]], 9.0);
    session.obey(Order::Step(Grain::Pass, 1));
    assert_eq!(tables(&session.state().model), after);
    all(&mut session, [Order::Step(Grain::Pass, 4)]);
    assert_eq!(session.verdict(), Verdict::Settled);
}

#[test]
fn content_starts_from_nothing_random_and_explains_itself() {
    let mut session = session(Method::Content, &[Setting::Biased(true)]);
    session.obey(Order::Given(Some(Known::Experts)));
    assert!(tables(&session.state().model).p.all(|p| *p == 0.0));
    let an = UserId::new(0);
    let before = explain::regression(&session.snapshot(), an.into()).unwrap();
    assert!(!before.done && before.old == Some(vec![0.0; 3]));
    session.obey(Order::Step(Grain::Half, 1));
    let snapshot = session.snapshot();
    let r = explain::regression(&snapshot, an.into()).unwrap();
    assert!(r.done && r.rows.len() == 5 && r.rows.iter().all(|row| row.target == row.rating && !row.assumed));
    assert_eq!(r.solution, before.solution);
    for row in &r.rows {
        let Entity::Item(j) = row.other else { panic!("a user's rows are items") };
        assert!((row.fitted - tables(&snapshot.model).predict(an, j)).abs() < 1e-12);
    }
    let p = explain::prediction(&snapshot, an, ItemId::new(0)).unwrap();
    assert_eq!(p.intercept, Some(r.solution[2]));
    session.obey(Order::Rate(UserId::new(1), ItemId::new(2), Some(3.0)));
    assert!(
        explain::regression(&session.snapshot(), an.into()).unwrap().done,
        "it was fitted, only not by the last step"
    );
}

// Missing as zero.

#[test]
fn missing_as_zero_reaches_the_svd_of_the_grid_completed_with_zeros() {
    let ratings = random_grid(7, 6, 0.6, 3);
    let grid = cells(7, 6, |i, j| ratings.get(UserId::new(i), ItemId::new(j)).unwrap_or(0.0));
    let (u, sigma, v) = plain_svd(&grid);
    for z in [1, 2, 6] {
        let options = Options { factors: z, missing: Missing::Zero, ..Options::new(Method::Als) };
        let mut session = Session::new(Source::new(Arc::new(ratings.clone())), options, 1 << 20);
        session.obey(Order::Step(Grain::Pass, 3000));
        let best = cells(7, 6, |i, j| (0..z).map(|k| u.row(i)[k] * sigma[k] * v.row(j)[k]).sum());
        for (i, j) in (0..42).map(|n| (n / 6, n % 6)) {
            let (found, wanted) = (predicted(&session, i, j), best.row(i)[j]);
            assert!((found - wanted).abs() < 1e-6, "Z = {z}, cell {i} {j}: {found} is not {wanted}");
        }
        let rest: f64 = sigma[z..].iter().map(|s| s * s).sum();
        assert!((session.here().objective() - rest).abs() < 1e-8, "Z = {z}");
        let known: f64 = ratings.iter().map(|r| (best.row(r.user.index())[r.item.index()] - r.value).powi(2)).sum();
        assert!((session.here().train.sse - known).abs() < 1e-6, "the errors shown are those on known ratings");
    }
}

#[test]
fn missing_as_zero_goes_down_for_every_solver_and_spoils_the_known() {
    for method in [Method::Als, Method::Descent, Method::Sgd] {
        let settings = [Setting::Alpha(0.01), Setting::Lambda(0.0), Setting::Seed(3)];
        let run = |missing| {
            let mut session = session(method, &settings);
            all(&mut session, [Order::Restart(vec![Setting::Missing(missing)]), Order::Step(Grain::Pass, 2000)]);
            session.here().clone()
        };
        let (ignored, zero) = (run(Missing::Ignored), run(Missing::Zero));
        assert!(ignored.zeros == 0.0 && zero.zeros > 0.0, "{method}");
        assert!(
            zero.train.mse() > 10.0 * ignored.train.mse(),
            "{method}: {} {}",
            zero.train.mse(),
            ignored.train.mse()
        );
        assert_eq!((zero.train.count, zero.objective()), (16, zero.train.sse + zero.zeros), "{method}");
    }
}

#[test]
fn held_out_cells_and_edits_are_filled_as_they_should() {
    let mut session = session(Method::Descent, &[Setting::Missing(Missing::Zero)]);
    all(&mut session, [Order::HoldOut(Share::new(0.25).unwrap(), 1), Order::Step(Grain::Pass, 2)]);
    let source = session.state().source.clone();
    let filled = source.filled.as_ref().unwrap();
    assert!(!source.split.test.is_empty() && filled.len() == 20);
    assert!(source.split.test.iter().all(|r| filled.get(r.user, r.item) == Some(0.0)), "held out counts as missing");
    let (an, bts) = (UserId::new(0), ItemId::new(2));
    session.obey(Order::Rate(an, bts, Some(4.0)));
    assert_eq!(session.state().source.filled.as_ref().unwrap().len(), 20);
    // In the explanations the zeros are rows like others, and say that they are.
    let snapshot = session.snapshot();
    for of in entities(&lecture()) {
        let rows = explain::regression(&snapshot, of).unwrap().rows;
        assert_eq!(rows.len(), if of.side() == factorscope::data::Side::Users { 5 } else { 4 });
        let assumed = rows.iter().filter(|row| row.assumed).count();
        assert_eq!(assumed, rows.len() - snapshot.source.split.train.degree(of));
        let g = explain::gradient(&snapshot, factor(of, 0)).unwrap();
        assert_eq!(g.terms.iter().filter(|t| t.assumed && t.rating == 0.0).count(), assumed);
    }
    session.obey(Order::Set(Setting::Missing(Missing::Ignored)));
    assert!(session.state().source.filled.is_none());
}

#[test]
fn too_many_cells_to_fill_are_refused_in_a_sentence() {
    let large = grid(4001, 1000, &[rating(0, 0, 3.0), rating(4000, 999, 1.0)]);
    let mut session = Session::new(Source::new(Arc::new(large)), Options::new(Method::Als), 1 << 20);
    for order in [
        Order::Set(Setting::Missing(Missing::Zero)),
        Order::Restart(vec![Setting::Factors(3), Setting::Missing(Missing::Zero)]),
    ] {
        session.obey(order);
        assert!(session.take_notice().is_some_and(|said| said.text().contains("4 million cells")));
        let state = session.state();
        assert_eq!((session.end(), state.options.missing, state.model.z()), (0, Missing::Ignored, 2));
    }
}

// The same start.

#[test]
fn from_the_same_start_factors_never_part_and_do_no_more_than_one() {
    for (method, lambda, biased) in [
        (Method::Als, 0.0, false),
        (Method::Als, 0.1, false),
        (Method::Als, 0.1, true),
        (Method::Als, 0.0, true),
        (Method::Descent, 0.0, false),
        (Method::Descent, 0.1, true),
    ] {
        let with = |z, start| {
            let settings = [
                Setting::Lambda(lambda),
                Setting::Biased(biased),
                Setting::Alpha(0.02),
                Setting::Factors(z),
                Setting::Start(Start::Same(start)),
            ];
            session(method, &settings)
        };
        for z in [2, 3, 9] {
            let mut many = with(z, 0.5);
            for pass in 0..60 {
                let factors = &tables(&many.state().model);
                let mut rows = factors.p.iter().chain(factors.q.iter());
                let same = |row: &[f64]| row.iter().all(|v| v.to_bits() == row[0].to_bits());
                assert!(rows.all(same), "{method} {lambda} {biased}, Z {z}, pass {pass}");
                many.obey(Order::Step(Grain::Pass, 1));
            }
            // A row of z equal numbers p is as good as one number √z p: its products and squared lengths are the same. (Biases
            // that nothing punishes share a flat valley with the factors, along which rounding goes its own ways.)
            let passes = if biased && lambda == 0.0 { 5 } else { 300 };
            let end = |z, start| {
                let mut session = with(z, start);
                session.obey(Order::Step(Grain::Pass, passes));
                predictions(&tables(&session.state().model))
            };
            let one = end(1, 0.5 * (z as f64).sqrt());
            assert_close(&end(z, 0.5), &one, 1e-6, &format!("{method} {lambda} {biased}, Z {z}"));
        }
    }
}

// Turning and shearing.

fn distances(factors: &Tables<f64>) -> Vec<f64> {
    let pairs = (0..5).flat_map(|a| (0..a).map(move |b| (a, b)));
    let square = |(a, b): (usize, usize)| -> f64 {
        factors.q.row(a).iter().zip(factors.q.row(b)).map(|(x, y)| (x - y) * (x - y)).sum()
    };
    pairs.map(|pair| square(pair).sqrt()).collect()
}

#[test]
fn a_turn_and_a_shear_change_no_prediction_and_only_a_turn_keeps_distances() {
    let mut session = session(Method::Als, &[Setting::Factors(4), Setting::Biased(true), Setting::Lambda(0.1)]);
    session.obey(Order::Step(Grain::Pass, 20));
    let (before, penalty) = (tables(&session.state().model).clone(), session.here().penalty);
    session.obey(Order::Basis(3, 1, Basis::Turn(33.0)));
    let turned = tables(&session.state().model).clone();
    assert_close(&predictions(&turned), &predictions(&before), 1e-9, "turned");
    assert_close(&distances(&turned), &distances(&before), 1e-9, "distances after a turn");
    assert!((session.here().penalty - penalty).abs() < 1e-9);
    // A row of Q is turned by the angle itself, counterclockwise.
    let angle = |f: &Tables<f64>| f.q[[0, 1]].atan2(f.q[[0, 3]]).to_degrees();
    assert!(((angle(&turned) - angle(&before) - 33.0 + 540.0).rem_euclid(360.0) - 180.0).abs() < 1e-9);
    assert_eq!(turned.q[[0, 0]], before.q[[0, 0]], "other factors stay");
    session.obey(Order::Basis(0, 2, Basis::Shear(0.4)));
    let sheared = tables(&session.state().model).clone();
    assert_close(&predictions(&sheared), &predictions(&before), 1e-9, "sheared");
    let change = distances(&sheared).iter().zip(distances(&turned)).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    assert!(change > 0.01, "a shear keeps no distance: {change}");
    assert_eq!(sheared.bias, before.bias);
    all(&mut session, [Order::Basis(0, 2, Basis::Shear(-0.4)), Order::Basis(3, 1, Basis::Turn(-33.0))]);
    assert_close(&tables(&session.state().model).p.values(), &before.p.values(), 1e-12, "back again");
    for basis in [Basis::Turn(5.0), Basis::Shear(-2.0)] {
        let ([[a, b], [c, d]], [[e, f], [g, h]]) = (basis.matrix(), basis.inverse());
        let product = [a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h];
        assert_close(&product, &[1.0, 0.0, 0.0, 1.0], 1e-12, "A A⁻¹");
    }
}

#[test]
fn what_cannot_be_turned_or_set_is_refused() {
    let mut session = session(Method::Content, &[Setting::Biased(true)]);
    let bias = |of: Entity| Parameter { of, factor: None };
    for (order, says) in [
        (Order::Basis(0, 0, Basis::Turn(5.0)), "two factors"),
        (Order::Basis(0, 2, Basis::Shear(5.0)), "two factors"),
        (Order::SetFactor(factor(UserId::new(4), 0), 1.0), "no user #5"),
        (Order::SetFactor(factor(ItemId::new(0), 2), 1.0), "no factor 3"),
        (Order::SetFactor(factor(ItemId::new(0), 1), f64::NAN), "finite"),
        (Order::SetFactor(bias(ItemId::new(0).into()), 1.0), "no intercept to items"),
    ] {
        session.obey(order);
        let said = session.take_notice().unwrap().text().to_string();
        assert!(said.contains(says) && session.end() == 0, "{said}");
    }
    session.obey(Order::SetFactor(bias(UserId::new(0).into()), 2.5));
    assert_eq!((session.end(), predicted(&session, 0, 0)), (1, 2.5));
}

// Starts and other ratings.

#[test]
fn the_worked_state_is_the_one_that_part_5_works() {
    let mut session = session(Method::Descent, &[Setting::Alpha(0.1)]);
    session.obey(Order::Given(Some(Known::Worked)));
    assert!((session.here().train.mse() - 0.0841282775).abs() < 1e-9);
    let diego = factor(UserId::new(3), 0);
    assert!((explain::gradient(&session.snapshot(), diego).unwrap().new - 1.2047).abs() < 5e-5);
    session.obey(Order::Step(Grain::Pass, 1));
    assert!((tables(&session.state().model).get(diego) - 1.2047).abs() < 5e-5);
    session.obey(Order::Given(None));
    assert_eq!(tables(&session.state().model), Tables::random(&lecture(), &session.state().options));
    assert_eq!(session.past().len(), 1, "the run that was begun stays");
}

#[test]
fn the_lectures_factors_are_for_its_own_names() {
    let mut session = Session::new(Source::new(Arc::new(random_grid(3, 3, 1.1, 1))), Options::new(Method::Als), 0);
    session.obey(Order::Given(Some(Known::Survey)));
    assert!(session.take_notice().unwrap().text().contains("'1' has none"));
    session.obey(Order::Step(Grain::Pass, 1));
    assert_eq!(session.past().len(), 0, "nothing was begun anew");
}

#[test]
fn other_ratings_are_opened_and_one_comes_back_to_ones_own() {
    let own = Source::new(Arc::new(random_grid(9, 7, 0.5, 1))).held_out(Share::new(0.2).unwrap(), 1);
    let options = Options { factors: 3, lambda: 0.2, seed: 5, ..Options::new(Method::Sgd) };
    let mut session = Session::new(own.clone(), options.clone(), 1 << 20);
    all(&mut session, [Order::Step(Grain::Pass, 3), Order::Restart(vec![]), Order::Run(true)]);
    session.obey(Order::Open(Which::Known(Opening::Lecture(Lecture::Video7))));
    let snapshot = session.snapshot();
    assert_eq!((session.end(), session.past().len(), session.running()), (0, 0, false));
    assert_eq!(snapshot.options, Options::new(Method::Als));
    assert_eq!(snapshot.ratings().get(UserId::new(1), ItemId::new(3)), Some(0.0));
    all(
        &mut session,
        [Order::Step(Grain::Pass, 2), Order::Back(Grain::Pass, 1), Order::Open(Which::Known(Opening::Own))],
    );
    let state = session.state();
    assert_eq!((&state.options, state.source.split.test.len()), (&options, own.split.test.len()));
    assert!(Arc::ptr_eq(state.source.all(), own.all()));
    assert_eq!(session.snapshot().opened.times, 2);
}

// The program.

#[test]
fn the_program_starts_over_with_other_ratings_when_they_arrive() {
    let mut desk = Desk::of(random_grid(40, 30, 0.4, 2));
    desk.viewport(10, 8).command("theme safe").command("sort users rated").command("select #40 #30");
    desk.command("screen map").command("axes principal").command("name-factor 1 mine").command("find 3");
    // Between the order and the answer the old ratings are still there, and nothing is out of range.
    let effects = desk.app.update(Message::Command(factorscope::command::parse("open lecture").unwrap()));
    assert_eq!(effects.len(), 1);
    desk.press("jlkh<Tab><S-Tab>").command("select #39 #29").command("screen map");
    desk.command("open lecture");
    let View { user, item, users, items, factor_names, map, found, .. } = desk.app.view();
    assert_eq!((desk.app.title(), user.index(), item.index()), ("the lecture", 0, 0));
    assert_eq!((users.len(), items.len(), factor_names.len(), found.0.len()), (4, 5, 0, 0));
    assert_eq!((desk.app.taste().theme, map), (Theme::Safe, &factorscope::app::Map::default()));
    assert_eq!(desk.app.screen(), factorscope::command::Screen::Map, "one stays where one is");
    desk.press("<Enter>jlkh").command("open lecture-video7");
    assert_eq!(desk.app.title(), "the lecture, part 7");
    desk.command("open own");
    assert_eq!((desk.app.title(), desk.app.view().users.len()), ("a test", 40));
}

#[test]
fn known_factors_bring_their_names_and_take_them_away() {
    let mut desk = Desk::lecture();
    desk.command("start-from experts");
    assert_eq!(
        (desk.app.view().factor_name(0), desk.app.view().factor_name(1)),
        ("1 Lo-fi indie".into(), "2 Slick pop".into())
    );
    desk.command("name-factor 2 gloss").command("start-from worked");
    assert_eq!((desk.app.view().factor_name(0), desk.app.view().factor_name(1)), ("1".into(), "2 gloss".into()));
    desk.command("start-from survey").command("start-from random");
    assert_eq!((desk.app.view().factor_name(0), desk.app.view().factor_name(1)), ("1".into(), "2".into()));
    desk.says("random");
}

#[test]
fn a_factor_is_edited_where_it_stands() {
    let mut desk = Desk::lecture();
    desk.command("screen factors").press("jle");
    assert_eq!(desk.line(), Some("factor item Melt-Banana 2 "));
    desk.press("0.9<Enter>");
    assert_eq!(tables(&desk.snapshot().model).q[[1, 1]], 0.9);
    assert_eq!(desk.step(), 1);
    desk.press("jje");
    assert_eq!(desk.line(), Some("factor item #4 2 "), "a name of two words goes by number");
    desk.press("<Esc>i<Up><Up><Up>hexyz<Enter>");
    desk.says("'xyz' is not a number; say its new value");
    desk.press("<Esc>").command("factor user an 1 -1.52");
    assert_eq!(tables(&desk.snapshot().model).p[[0, 0]], -1.52);
    desk.command("factor item #9 1 2");
    desk.says("there is no item #9");
    desk.command("factor user An 0 2");
    desk.says("no biases");
}

#[test]
fn the_map_is_turned_and_sheared_by_key() {
    let mut desk = Desk::lecture();
    desk.press("<Enter>").command("screen map");
    let before = tables(&desk.snapshot().model).clone();
    desk.press("fffff");
    assert_eq!(desk.orders.last(), Some(&Order::Basis(0, 1, Basis::Turn(5.0))));
    assert_close(&predictions(&tables(&desk.snapshot().model)), &predictions(&before), 1e-9, "turned");
    desk.press("FFFFFyY");
    assert_close(&tables(&desk.snapshot().model).q.values(), &before.q.values(), 1e-12, "and back");
    desk.command("refit factors 3").command("axes 1 3").press("y");
    assert_eq!(desk.orders.last(), Some(&Order::Basis(0, 2, Basis::Shear(0.1))));
    desk.press("pf");
    assert_eq!(desk.orders.last(), Some(&Order::Basis(0, 1, Basis::Turn(5.0))), "the first two, over principal axes");
    desk.command("refit factors 1").press("f");
    desk.says("one factor");
}

// ---- Slope One -----------------------------------------------------------------------------------------------------

/// Slope One of a whole grid, one item after another.
fn sloped(ratings: &Ratings) -> Session {
    let mut session = Session::new(Source::new(Arc::new(ratings.clone())), Options::new(Method::SlopeOne), 1 << 20);
    session.obey(Order::Step(Grain::Unit, ratings.n_items() as u64));
    session
}

/// Surprise 1.1.5 on both grids of the lecture: its predictions are clipped to the scale.
#[test]
fn slope_one_predicts_what_surprise_predicts() {
    for (ratings, golden) in [
        (lecture(), include_str!("../data/surprise-ratings.json")),
        (video7(), include_str!("../data/surprise-ratings-video7.json")),
    ] {
        let golden: serde_json::Value = serde_json::from_str(golden).unwrap();
        let session = sloped(&ratings);
        let at =
            |names: &serde_json::Value, name: &str| names.as_array().unwrap().iter().position(|n| n == name).unwrap();
        for (i, j) in (0..4).flat_map(|i| (0..5).map(move |j| (UserId::new(i), ItemId::new(j)))) {
            let (user, item) = (at(&golden["users"], ratings.name(i)), at(&golden["items"], ratings.name(j)));
            let wanted = golden["predictions"]["SlopeOne"][user][item].as_f64().unwrap();
            let found = ratings.scale().clip(session.state().predict(i, j));
            assert!((found - wanted).abs() < 1e-12, "{} {}: {found}, not {wanted}", ratings.name(i), ratings.name(j));
        }
    }
}

/// The definition written out over all cells, with no help from the model.
fn by_definition(ratings: &Ratings, user: UserId, item: ItemId) -> f64 {
    let row = ratings.user(user);
    if row.is_empty() || ratings.item(item).is_empty() {
        return ratings.mean();
    }
    let mean = row.values().sum::<f64>() / row.len() as f64;
    let devs = row.ids.iter().filter_map(|&from| {
        let users = (0..ratings.n_users()).map(UserId::new);
        let both: Vec<f64> = users.filter_map(|u| Some(ratings.get(u, item)? - ratings.get(u, from)?)).collect();
        (!both.is_empty()).then(|| both.iter().sum::<f64>() / both.len() as f64)
    });
    let devs: Vec<f64> = devs.collect();
    mean + if devs.is_empty() { 0.0 } else { devs.iter().sum::<f64>() / devs.len() as f64 }
}

#[test]
fn slope_one_is_its_definition_and_its_explanation_adds_up() {
    for (density, seed) in [(0.1, 1), (0.3, 2), (0.8, 3), (1.1, 4)] {
        let ratings = random_grid(9, 7, density, seed);
        let mut session = sloped(&ratings);
        let snapshot = session.snapshot();
        for (i, j) in (0..9).flat_map(|i| (0..7).map(move |j| (UserId::new(i), ItemId::new(j)))) {
            let value = snapshot.predict(i, j);
            assert!((value - by_definition(&ratings, i, j)).abs() < 1e-12, "density {density}: {i:?} {j:?}");
            let working = snapshot.model.explain(&ratings, i, j).unwrap();
            let (_, last) = working.lines.last().unwrap();
            assert!((last.value(&|v| v) - value).abs() < 1e-12, "{working:?}");
            let rated = |of: &Entity| matches!(of, Entity::Item(from) if ratings.get(i, *from).is_some());
            assert!(working.terms.iter().all(|(of, _)| rated(of)), "{working:?}");
            assert!(working.terms.is_empty() == working.note.is_some(), "what is missing is said: {working:?}");
        }
        // The deviations of two items are each other's opposites.
        let Account::Own(tell) = Method::SlopeOne.algorithm().account else { panic!("it tells by itself") };
        let step =
            |j: usize| tell(snapshot.problem(), &snapshot.model, Touched::Row(ItemId::new(j).into()), 99).unwrap();
        let dev = |j: usize, from: usize| {
            let of = Entity::Item(ItemId::new(from));
            step(j).terms.iter().find(|(other, _)| *other == of).map(|(_, figures)| figures[2].value(&|v| v))
        };
        for (a, b) in (0..7).flat_map(|a| (0..a).map(move |b| (a, b))) {
            assert_eq!(dev(a, b), dev(b, a).map(|dev| 0.0 - dev), "density {density}: {a} and {b}");
        }
    }
}

#[test]
fn another_kind_of_model_begins_anew_and_nothing_about_factors_is_taken() {
    let mut session = sloped(&lecture());
    for (order, said) in [
        (Order::Set(Setting::Factors(3)), "slope-one does not read factors"),
        (Order::Set(Setting::Lambda(0.1)), "slope-one does not read lambda"),
        (Order::Basis(0, 1, Basis::Turn(5.0)), "this model has 0"),
        (Order::SetFactor(Parameter { of: UserId::new(0).into(), factor: Some(0) }, 1.0), "no factors"),
    ] {
        session.obey(order);
        assert!(session.take_notice().is_some_and(|notice| notice.warns() && notice.text().contains(said)), "{said}");
    }
    session.obey(Order::Set(Setting::Method(Method::Als)));
    assert_eq!(tables(&session.state().model), Tables::random(&lecture(), &session.state().options));
    session.obey(Order::Set(Setting::Method(Method::Sgd)));
    session.obey(Order::Step(Grain::Pass, 2));
    let learned = tables(&session.state().model);
    session.obey(Order::Set(Setting::Method(Method::Als)));
    assert_eq!(tables(&session.state().model), learned, "factors go on from factors");
    session.obey(Order::Set(Setting::Method(Method::SlopeOne)));
    assert_eq!((session.state().factors(), session.state().predict(UserId::new(0), ItemId::new(0))), (None, 2.4));
}

#[test]
fn slope_one_compares_whole_numbers_where_it_is_asked_to() {
    let half = |i: usize, j: usize, halves: u32| rating(i, j, f64::from(halves) / 2.0);
    let ratings = grid(3, 2, &[half(0, 0, 9), half(0, 1, 4), half(1, 0, 7), half(1, 1, 6), half(2, 1, 10)]);
    let mut session = sloped(&ratings);
    let third = |session: &Session| session.state().predict(UserId::new(2), ItemId::new(0));
    // (4.5 - 2 + 3.5 - 3) / 2, and (4 - 2 + 3 - 3) / 2.
    assert_eq!(third(&session), 5.0 + 1.5);
    session.obey(Order::Restart(vec![Setting::Whole(true)]));
    session.obey(Order::Step(Grain::Pass, 1));
    assert_eq!(third(&session), 5.0 + 1.0);
}
