//! Explanations: every figure that is shown is the figure that the solver works with.

#![allow(missing_docs, clippy::unwrap_used)]

use crate::common::{table_of, tables};
use factorscope::{
    choice::Choice,
    data::{Entity, ItemId, Lecture, Share, Side, UserId},
    model::{Knob, Method, ON, Options, Parameter, Penalty, Setting, Start, Touched},
    study::{Given, Grain, Order, Session, Snapshot, Source, explain},
};
use std::sync::Arc;

const CLOSE: f64 = 1e-12;

/// A session on the lecture's grid with a quarter of the ratings held out.
fn session(method: Method, biased: bool, penalty: Penalty, lambda: f64) -> Session {
    let source = Source::new(Arc::new(Lecture::Main.ratings())).held_out(Share::new(0.25).unwrap(), 3);
    assert!(!source.split.test.is_empty());
    let mut options = Options::new(method);
    let settings = [
        Setting::Biased(biased),
        Setting::Penalty(penalty),
        Setting::Lambda(lambda),
        Setting::Start(Start::Uniform(1.0)),
    ];
    settings.into_iter().for_each(|s| options.set(s));
    Session::new(source, options, 1 << 24)
}

/// Every mix of biases and penalties.
fn each_model(method: Method, mut check: impl FnMut(Session)) {
    for biased in [false, true] {
        for (penalty, lambda) in [(Penalty::Plain, 0.0), (Penalty::Plain, 0.3), (Penalty::Weighted, 0.1)] {
            check(session(method, biased, penalty, lambda));
        }
    }
}

fn rows(snapshot: &Snapshot) -> Vec<Entity> {
    let side = |side| (0..snapshot.ratings().count(side)).map(move |at| Entity::new(side, at));
    side(Side::Users).chain(side(Side::Items)).collect()
}

fn row(snapshot: &Snapshot, of: Entity) -> Vec<f64> {
    let bias = tables(&snapshot.model).bias.is_some().then(|| tables(&snapshot.model).bias_of(of));
    tables(&snapshot.model).of(of).iter().copied().chain(bias).collect()
}

fn parameters(snapshot: &Snapshot, of: Entity) -> Vec<Parameter> {
    let factors = (0..snapshot.model.z()).map(Some);
    let bias = tables(&snapshot.model).bias.is_some().then_some(None);
    factors.chain(bias).map(|factor| Parameter { of, factor }).collect()
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= CLOSE * a.abs().max(1.0)
}

/// The arithmetic of a regression, done again from its own rows.
fn check_rows(snapshot: &Snapshot, regression: &explain::Regression) {
    let train = snapshot.problem().ratings;
    assert_eq!(regression.rows.len(), train.degree(regression.of));
    let k = regression.solution.len();
    let lambda = snapshot.options.row_lambda(train.degree(regression.of));
    for r in 0..k {
        let b: f64 = regression.rows.iter().map(|row| row.x[r] * row.target).sum();
        assert!(close(regression.normal.b[r], b));
        for c in 0..k {
            let a: f64 = regression.rows.iter().map(|row| row.x[r] * row.x[c]).sum();
            assert!(close(regression.normal.a[r * k + c], a + if r == c { lambda } else { 0.0 }));
        }
        // The solution solves them.
        let ax: f64 = (0..k).map(|c| regression.normal.a[r * k + c] * regression.solution[c]).sum();
        assert!((ax - b).abs() < 1e-9 * b.abs().max(1.0), "{ax} {b}");
    }
    for row in &regression.rows {
        let fitted: f64 = row.x.iter().zip(&regression.solution).map(|(x, s)| x * s).sum();
        let base =
            tables(&snapshot.model).bias.as_ref().map_or(0.0, |b| b.mean) + tables(&snapshot.model).bias_of(row.other);
        assert!(close(row.fitted, fitted) && close(row.target, row.rating - base));
    }
}

#[test]
fn a_regression_is_told_before_it_is_done_and_after() {
    each_model(Method::Als, |mut session| {
        for _ in 0..20 {
            let before = session.snapshot();
            let Some(Touched::Row(of)) = before.next else { panic!("ALS fits rows") };
            let foretold = explain::regression(&before, of).unwrap();
            assert!(!foretold.done);
            assert_eq!(foretold.old, Some(row(&before, of)));
            check_rows(&before, &foretold);

            session.obey(Order::Step(Grain::Unit, 1));
            let after = session.snapshot();
            let told = explain::regression(&after, of).unwrap();
            assert!(told.done);
            assert_eq!((&told.solution, &told.old), (&foretold.solution, &foretold.old));
            assert_eq!(told.solution, row(&after, of), "to the last bit");
            check_rows(&after, &told);
        }
    });
}

/// The steps done again from the equations that are told, as the Working panel writes them.
fn check_steps(regression: &explain::Regression, from: &[f64]) {
    let (normal, conjugate) = (&regression.normal, regression.conjugate.as_ref().unwrap());
    let times = |x: &[f64]| -> Vec<f64> { normal.a.chunks_exact(normal.k).map(|row| dot(row, x)).collect() };
    let near = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-9);
    let (mut x, mut before) = (from.to_vec(), None);
    for step in &conjugate.steps {
        let r: Vec<f64> = normal.b.iter().zip(times(&x)).map(|(b, ax)| b - ax).collect();
        assert!(near(&step.residual, &r), "{:?} is not {r:?}", step.residual);
        let left = dot(&step.residual, &step.residual);
        // What is left of rounding may be turned any way.
        if left < 1e-18 {
            break;
        }
        let d: Vec<f64> = match before {
            None => r,
            Some((old, d)) => step.residual.iter().zip::<Vec<f64>>(d).map(|(r, d)| r + left / old * d).collect(),
        };
        assert!(near(&step.direction, &d));
        assert!((step.length * dot(&d, &times(&d)) / left - 1.0).abs() < 1e-9);
        x.iter_mut().zip(&d).for_each(|(x, d)| *x += step.length * d);
        assert!(near(&step.row, &x));
        before = Some((left, d));
    }
    let last = conjugate.steps.last().map_or(from, |step| &step.row);
    assert!(regression.rows.is_empty() || regression.solution.iter().zip(last).all(|(a, b)| close(*a, *b)));
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[test]
fn steps_towards_a_solution_are_told_before_they_are_done_and_after() {
    for method in [Method::Als, Method::ImplicitAls] {
        each_model(method, |mut session| {
            session.obey(Order::Set(Setting::CgSteps(2)));
            for _ in 0..40 {
                let before = session.snapshot();
                let Some(Touched::Row(of)) = before.next else { panic!("ALS fits rows") };
                let foretold = explain::regression(&before, of).unwrap();
                assert!(!foretold.done && foretold.old == Some(row(&before, of)));
                check_steps(&foretold, &row(&before, of));
                session.obey(Order::Step(Grain::Unit, 1));
                let after = session.snapshot();
                let told = explain::regression(&after, of).unwrap();
                assert_eq!(told.solution, row(&after, of), "to the last bit");
                assert_eq!(told, explain::Regression { done: true, ..foretold });
            }
            // After a whole half-step it is no longer known where a row came from.
            session.obey(Order::Step(Grain::Pass, 1));
            let snapshot = session.snapshot();
            for of in rows(&snapshot).into_iter().filter(|of| of.side() == Side::Items) {
                let told = explain::regression(&snapshot, of).unwrap();
                assert!(told.done && told.old.is_none() && told.conjugate.as_ref().unwrap().steps.is_empty());
                assert_eq!(told.solution, row(&snapshot, of));
                assert!(told.rows.iter().all(|line| close(line.fitted, dot(&line.x, &told.solution))));
            }
        });
    }
}

#[test]
fn after_a_half_step_its_regressions_are_done_and_the_old_values_are_gone() {
    each_model(Method::Als, |mut session| {
        for (grain, done) in
            [(Grain::Half, vec![Side::Users]), (Grain::Half, vec![Side::Items]), (Grain::Pass, vec![Side::Items])]
        {
            session.obey(Order::Step(grain, 1));
            let snapshot = session.snapshot();
            for of in rows(&snapshot) {
                let regression = explain::regression(&snapshot, of).unwrap();
                assert_eq!(regression.done, done.contains(&of.side()), "{of:?} after a {grain}");
                if regression.done {
                    assert_eq!((regression.old, &regression.solution), (None, &row(&snapshot, of)));
                } else {
                    assert_eq!(regression.old, Some(row(&snapshot, of)));
                }
            }
        }
        session.obey(Order::Set(Setting::Method(Method::Descent)));
        session.obey(Order::Step(Grain::Pass, 1));
        let snapshot = session.snapshot();
        let item = Entity::Item(ItemId::new(0));
        assert!(!explain::regression(&snapshot, item).unwrap().done, "a pass of descent does no regression");
    });
}

fn check_sum(gradient: &explain::Gradient) {
    let sum: f64 = gradient.terms.iter().map(|t| t.error * t.factor).sum();
    assert!(close(gradient.sum(), sum) && close(gradient.slope(), sum + gradient.lambda * gradient.old));
    assert!(close(gradient.new, gradient.old - gradient.alpha * gradient.slope()));
    assert!(gradient.terms.iter().all(|t| close(t.error, t.prediction - t.rating)));
}

#[test]
fn a_slope_is_told_before_the_step_and_after() {
    each_model(Method::Descent, |mut session| {
        for _ in 0..60 {
            let before = session.snapshot();
            let Some(Touched::Parameter(at)) = before.next else { panic!("descent moves parameters") };
            let foretold = explain::gradient(&before, at).unwrap();
            assert!(!foretold.done);
            assert_eq!(foretold.old, tables(&before.model).get(at));
            check_sum(&foretold);

            session.obey(Order::Step(Grain::Unit, 1));
            let after = session.snapshot();
            let told = explain::gradient(&after, at).unwrap();
            assert!(told.done);
            assert_eq!((told.old, told.new, &told.terms), (foretold.old, foretold.new, &foretold.terms));
            assert!(close(told.new, tables(&after.model).get(at)));
        }
    });
}

#[test]
fn in_the_middle_of_a_pass_every_slope_is_from_its_start() {
    each_model(Method::Descent, |mut session| {
        session.obey(Order::Step(Grain::Pass, 2));
        let start = session.snapshot();
        session.obey(Order::Step(Grain::Unit, 5));
        let middle = session.snapshot();
        session.obey(Order::Step(Grain::Pass, 1));
        let end = session.snapshot();
        for (unit, at) in rows(&start).into_iter().flat_map(|of| parameters(&start, of)).enumerate() {
            let from_start = explain::gradient(&start, at).unwrap();
            // The last pass did each of them as well, and that is what is told until a new one begins.
            assert!(from_start.done);
            let from_middle = explain::gradient(&middle, at).unwrap();
            assert_eq!(from_middle.done, unit < 5, "{at:?}");
            assert_eq!(from_middle.old, tables(&start.model).get(at));
            assert!(close(from_middle.new, tables(&end.model).get(at)));
            let from_end = explain::gradient(&end, at).unwrap();
            assert!(from_end.done);
            assert_eq!((from_end.old, from_end.new), (from_middle.old, from_middle.new));
        }
        // After a change the next pass starts from here.
        session.obey(Order::Set(Setting::Alpha(0.01)));
        let changed = session.snapshot();
        assert!(changed.begun_from.is_none(), "the pass that was cut short is over");
        session.obey(Order::Step(Grain::Pass, 1));
        let next = session.snapshot();
        for at in rows(&start).into_iter().flat_map(|of| parameters(&start, of)) {
            let foretold = explain::gradient(&changed, at).unwrap();
            assert!(!foretold.done && foretold.old == tables(&changed.model).get(at) && foretold.alpha == 0.01);
            assert!(close(foretold.new, tables(&next.model).get(at)));
        }
    });
}

#[test]
fn explanations_are_the_same_after_travelling_there() {
    let all = Method::ALL.iter().copied().filter(|method| method.has_factors()).map(|method| (method, 0));
    for (method, steps) in all.chain([(Method::Als, 2), (Method::ImplicitAls, 2)]) {
        let mut session = session(method, true, Penalty::Plain, 0.1);
        session.obey(Order::Set(Setting::CgSteps(steps)));
        session.obey(Order::Step(Grain::Unit, 33));
        let first = session.snapshot();
        session.obey(Order::Step(Grain::Unit, 20));
        // A change is a step of its own.
        session.obey(Order::Goto(first.position.step));
        let again = session.snapshot();
        for of in rows(&first) {
            assert_eq!(explain::regression(&first, of).unwrap(), explain::regression(&again, of).unwrap());
            for at in parameters(&first, of) {
                assert_eq!(explain::gradient(&first, at).unwrap(), explain::gradient(&again, at).unwrap());
            }
        }
        assert_eq!((first.last, first.next), (again.last, again.next));
    }
}

#[test]
fn a_step_of_sgd_is_told_before_and_after() {
    for shuffle in [false, true] {
        each_model(Method::Sgd, |mut session| {
            session.obey(Order::Set(Setting::Shuffle(shuffle)));
            for _ in 0..30 {
                let before = session.snapshot();
                let Some(Touched::Rating(i, j)) = before.next else { panic!("SGD visits ratings") };
                session.obey(Order::Step(Grain::Unit, 1));
                let after = session.snapshot();
                for at in [Entity::from(i), Entity::from(j)].into_iter().flat_map(|of| parameters(&before, of)) {
                    let foretold = explain::rating_step(&before, i, j, at).unwrap();
                    check_sum(&foretold);
                    assert!(!foretold.done && foretold.terms.len() == 1);
                    assert_eq!(foretold.old, tables(&before.model).get(at));
                    assert!(close(foretold.new, tables(&after.model).get(at)));
                    let told = explain::rating_step(&after, i, j, at).unwrap();
                    assert!(told.done);
                    assert_eq!((told.old, told.new, &told.terms), (foretold.old, foretold.new, &foretold.terms));
                }
            }
        });
    }
}

#[test]
fn a_step_of_sgd_is_only_told_where_there_is_one() {
    let mut session = session(Method::Sgd, false, Penalty::Plain, 0.0);
    let snapshot = session.snapshot();
    let held = snapshot.source.split.test.at(0);
    let at = Parameter { of: held.user.into(), factor: Some(0) };
    assert_eq!(explain::rating_step(&snapshot, held.user, held.item, at), None, "held out");
    let known = snapshot.source.split.train.at(0);
    let elsewhere = Parameter { of: UserId::new(3).into(), factor: Some(0) };
    assert_ne!(known.user, UserId::new(3));
    assert_eq!(explain::rating_step(&snapshot, known.user, known.item, elsewhere), None, "another user");
}

#[test]
fn predictions_add_up_and_errors_add_up() {
    for method in Method::ALL.iter().copied().filter(|method| method.has_factors()) {
        each_model(method, |mut session| {
            session.obey(Order::Step(Grain::Pass, 3));
            let snapshot = session.snapshot();
            let ratings = Arc::clone(snapshot.source.all());
            for (i, j) in (0..4).flat_map(|i| (0..5).map(move |j| (UserId::new(i), ItemId::new(j)))) {
                let p = explain::prediction(&snapshot, i, j).unwrap();
                let sum = p.bias.iter().flatten().sum::<f64>() + p.terms.iter().map(|(a, b)| a * b).sum::<f64>();
                assert!(close(sum, p.value) && close(p.value, tables(&snapshot.model).predict(i, j)));
                let biased = snapshot.options.biased && method.reads(Knob::Biased) || method == Method::SvdPp;
                assert_eq!(p.bias.is_some(), biased);
                let prefers = method == Method::ImplicitAls;
                assert_eq!(p.clipped, p.value.clamp(0.0, if prefers { 1.0 } else { 5.0 }));
                let aim = ratings.get(i, j).map(|r| if prefers { f64::from(u8::from(r > 0.0)) } else { r });
                assert_eq!((p.rating, p.error()), (aim, aim.map(|r| p.value - r)));
                assert_eq!(p.held_out, snapshot.source.split.test.get(i, j).is_some());
            }
            let terms = explain::squared_errors(&snapshot, usize::MAX, ON).unwrap();
            assert_eq!(terms.len(), snapshot.here.train.count);
            assert!(close(terms.iter().map(explain::SquaredError::square).sum(), snapshot.here.train.sse));
            assert!(terms.windows(2).all(|w| w[0].square() >= w[1].square()));
            assert_eq!(explain::squared_errors(&snapshot, 3, ON).unwrap(), terms[..3]);
            assert!(explain::squared_errors(&snapshot, 0, ON).unwrap().is_empty());
        });
    }
}

/// The state that the lecture shows, to two decimals; what it does not show was recovered from the errors it speaks of.
fn lecture_state() -> Session {
    let p = vec![-1.52, 1.35, -1.25, 1.36, 1.15, 2.16, 1.19, 2.15];
    let q = vec![-1.53, 1.77, -1.77, 1.88, 1.26, 1.41, 1.01, 1.77, 0.85, 1.62];
    let given = Given { p: Some(table_of(2, p)), q: Some(table_of(2, q)), ..Given::default() };
    let source = Source { given: Arc::new(given), ..Source::new(Arc::new(Lecture::Main.ratings())) };
    let mut options = Options::new(Method::Descent);
    options.alpha = 0.1;
    Session::new(source, options, 1 << 20)
}

#[test]
fn the_lectures_worked_step_for_diegos_first_factor() {
    let mut session = lecture_state();
    let snapshot = session.snapshot();
    assert!((snapshot.here.train.sse - 1.346_052_44).abs() < 1e-9);
    assert!((snapshot.here.train.mse() - 0.084_128_277_5).abs() < 1e-9);
    assert_eq!(tables(&snapshot.model).parameters(), 18);

    let at = Parameter { of: UserId::new(3).into(), factor: Some(0) };
    let told = explain::gradient(&snapshot, at).unwrap();
    let items: Vec<&str> = told.terms.iter().map(|t| snapshot.ratings().name(t.other)).collect();
    assert_eq!(items, ["Ommazh", "BTS", "Sanam"]);
    assert_eq!(told.terms.iter().map(|t| t.rating).collect::<Vec<_>>(), [2.0, 5.0, 4.0]);
    for (term, (prediction, error)) in told.terms.iter().zip([(1.9848, -0.0152), (4.5309, -0.4691), (4.4945, 0.4945)]) {
        assert!((term.prediction - prediction).abs() < 5e-5 && (term.error - error).abs() < 5e-5, "{term:?}");
    }
    assert_eq!((told.old, told.alpha, told.lambda), (1.19, 0.1, 0.0));
    assert!((told.new - 1.2047).abs() < 5e-5, "{}", told.new);
    session.obey(Order::Step(Grain::Pass, 1));
    assert!(close(tables(&session.state().model).get(at), told.new));

    // Σ Q², as the lecture's Q has it; at the bottom nothing pulls, and a step of 1 / bend leads there.
    assert!((told.bend() - (1.53_f64.powi(2) + 1.26_f64.powi(2) + 0.85_f64.powi(2))).abs() < 1e-12);
    assert!(close(told.bottom(), told.old - told.slope() / told.bend()));
    let mut moved = lecture_state();
    moved.obey(Order::SetFactor(at, told.bottom()));
    let there = explain::gradient(&moved.snapshot(), at).unwrap();
    assert!(there.slope().abs() < 1e-12 && close(there.bend(), told.bend()) && close(there.bottom(), there.old));

    let an_ommazh = explain::prediction(&snapshot, UserId::new(0), ItemId::new(0)).unwrap();
    assert!((an_ommazh.value - 4.7151).abs() < 5e-5);
    assert!((an_ommazh.error().unwrap().powi(2) - 0.0812).abs() < 5e-5);
    let cordelia = explain::prediction(&snapshot, UserId::new(2), ItemId::new(1)).unwrap();
    assert!((cordelia.value - 2.0253).abs() < 5e-5);
    assert!((cordelia.error().unwrap().powi(2) - 0.000_640_09).abs() < 5e-8);
    assert_eq!(explain::squared_errors(&snapshot, usize::MAX, ON).unwrap().len(), 16);
}

#[test]
fn given_factors_are_what_every_run_starts_from() {
    let mut session = lecture_state();
    let start = tables(&session.state().model).clone();
    session.obey(Order::Step(Grain::Pass, 3));
    session.obey(Order::Restart(vec![Setting::Seed(9), Setting::Factors(4)]));
    assert_eq!(tables(&session.state().model), start);
    assert!(session.take_notice().unwrap().text().contains("2 columns"), "another Z cannot be had with given factors");
}
