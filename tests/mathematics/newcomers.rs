//! Whoever joins gets what the model has for someone with these ratings, and nothing else changes.

use crate::common::*;
use factorscope::{
    choice::Choice,
    data::{Entity, ItemId, Rating, Ratings, Side, UserId},
    model::{Bias, Factors, Knob, Method, Missing, Model, ON, Options, Penalty, Precision, Rows, Setting, Tables},
    study::{Grain, Order, Point, Session, Source, State, What, recommend::known},
};
use ndarray::Array2;
use std::sync::Arc;

const RATED: [(usize, f64); 4] = [(3, 5.0), (0, 1.0), (7, 4.0), (11, 2.5)];

fn session(options: Options) -> Session {
    let mut session = Session::new(Source::new(Arc::new(random_grid(12, 15, 0.5, 3))), options, 1 << 24);
    session.obey(Order::Step(Grain::Pass, 3));
    session
}

/// You join and rate.
fn join(session: &mut Session) -> UserId {
    RATED.iter().for_each(|(j, value)| session.obey(Order::Join(Side::Users, "You".into(), Some((*j, *value)))));
    UserId::new(12)
}

/// Every way to fit that is worth telling apart.
fn ways() -> Vec<Options> {
    let mut ways: Vec<Options> = Method::ALL.iter().map(|method| Options::new(*method)).collect();
    for method in [Method::Als, Method::Sgd, Method::Svd, Method::SvdPp] {
        for penalty in [Penalty::Plain, Penalty::Weighted] {
            let mut options = Options { lambda: 0.2, penalty, biased: true, ..Options::new(method) };
            if options.method != Method::Als {
                options.set(Setting::parse("lambda-of", "bu:0.7+bi:0.3+pu:0.1").unwrap());
            }
            if penalty == Penalty::Weighted || method.reads(Knob::Penalty) {
                ways.push(options);
            }
        }
    }
    ways.push(Options { lambda: 0.3, missing: Missing::Zero, ..Options::new(Method::Als) });
    ways.push(Options { lambda: 0.3, precision: Precision::Single, ..Options::new(Method::Als) });
    ways.push(Options { based_on: Side::Items, ..Options::new(Method::KnnBaseline) });
    ways
}

/// Gaussian elimination, for matrices that need no pivots.
fn solved(mut a: Array2<f64>, mut b: Vec<f64>) -> Vec<f64> {
    let k = b.len();
    for r in 0..k {
        for below in r + 1..k {
            let by = a[[below, r]] / a[[r, r]];
            (r..k).for_each(|c| a[[below, c]] -= by * a[[r, c]]);
            b[below] -= by * b[r];
        }
    }
    for r in (0..k).rev() {
        let rest: f64 = (r + 1..k).map(|c| a[[r, c]] * b[c]).sum();
        b[r] = (b[r] - rest) / a[[r, r]];
    }
    b
}

#[test]
fn a_fold_in_is_the_regression_with_that_user_in_the_data() {
    for (penalty, biased) in [(Penalty::Plain, false), (Penalty::Plain, true), (Penalty::Weighted, true)] {
        let options = Options { factors: 3, lambda: 0.1, penalty, biased, ..Options::new(Method::Als) };
        let mut session = session(options);
        let you = join(&mut session);
        // Ratings that had You in them from the start, and a plain solution of the normal equations.
        let q = tables(&session.state().model);
        let k = 3 + usize::from(biased);
        let lambda = if penalty == Penalty::Plain { 0.1 } else { 0.1 * RATED.len() as f64 };
        let mean = q.bias.as_ref().map_or(0.0, |bias| bias.mean);
        let x = |j: usize, z: usize| if z < 3 { q.q[[j, z]] } else { 1.0 };
        let target = |j: usize, r: f64| r - mean - q.bias.as_ref().map_or(0.0, |bias| bias.item[j]);
        let a = Array2::from_shape_fn((k, k), |(r, c)| {
            let sum: f64 = RATED.iter().map(|(j, _)| x(*j, r) * x(*j, c)).sum();
            sum + if r == c { lambda } else { 0.0 }
        });
        let b: Vec<f64> = (0..k).map(|r| RATED.iter().map(|(j, v)| x(*j, r) * target(*j, *v)).sum()).collect();
        let found = session.state().factors().unwrap().numbers(you);
        assert_close(&found, &solved(a, b), 1e-9, "You");
    }
}

#[test]
fn nobody_else_changes_when_someone_joins_and_rates() {
    for options in ways() {
        let mut session = session(options.clone());
        let before = session.state().clone();
        let you = join(&mut session);
        let state = session.state();
        let all = state.source.all();
        assert_eq!((all.n_users(), all.n_items(), all.name(you), all.degree(you)), (13, 15, "You", 4));
        // What follows from all ratings without a step, such as means, may move those who are there; factors do not.
        if let (Some(old), Some(new)) = (before.factors(), state.factors()) {
            for of in entities(before.source.all()) {
                assert_eq!(old.of(of), new.of(of), "{options:?} {of:?}");
            }
        }
        let prediction = state.predict(you, ItemId::new(5));
        assert!(prediction.is_finite(), "{options:?}");
    }
}

/// The objective has no lower place nearby in any number of the row.
fn is_lowest(state: &State, of: Entity, what: &str) {
    let at = |state: &State| Point::of(state, 0, What::Start).objective();
    let here = at(state);
    for parameter in row_parameters(&tables(&state.model), of) {
        for by in [1e-4, -1e-4] {
            let mut moved = state.clone();
            moved.set_factor(parameter, state.factors().unwrap().get(parameter) + by);
            let there = at(&moved);
            assert!(there >= here - 1e-12 * here, "{what}: {parameter:?} {by} leads from {here} to {there}");
        }
    }
}

#[test]
fn a_fold_in_is_where_the_objective_is_lowest_in_that_row() {
    let learns = |options: &&Options| {
        let content = options.method.content().is_some();
        let single = options.precision == Precision::Single;
        options.method.has_factors() && !content && !single && options.method != Method::Nmf
    };
    for options in ways().iter().filter(learns) {
        let mut session = session(options.clone());
        let you = join(&mut session);
        is_lowest(session.state(), you.into(), &format!("{options:?}"));
    }
}

#[test]
fn a_non_negative_row_is_one_that_no_update_moves() {
    let mut session = session(Options::new(Method::Nmf));
    let you = join(&mut session);
    let factors = session.state().factors().unwrap();
    let (row, ratings) = (factors.of(you), session.state().source.learned());
    assert!(row.iter().all(|factor| *factor >= 0.0) && row.iter().any(|factor| *factor > 0.0));
    for z in 0..factors.z() {
        let (mut asked, mut given) = (0.0, 0.06 * 4.0 * row[z]);
        for (j, r) in ratings.user(you).iter() {
            asked += r * factors.of(j)[z];
            given += factors.predict(you, j) * factors.of(j)[z];
        }
        assert!((row[z] * asked / given - row[z]).abs() < 1e-9 * row[z].max(1e-3), "{z}");
    }
}

#[test]
fn neighbours_and_clusters_are_those_of_a_whole_pass() {
    for options in [
        Options { based_on: Side::Users, ..Options::new(Method::KnnBasic) },
        Options { based_on: Side::Users, ..Options::new(Method::KnnBaseline) },
    ] {
        let mut session = session(options.clone());
        let you = join(&mut session);
        let of_you = |state: &State| match &*state.model {
            Model::Near(near) => near.of(you.into()).collect::<Vec<_>>(),
            _ => unreachable!(),
        };
        let folded = of_you(session.state());
        session.obey(Order::Step(Grain::Pass, 1));
        assert_eq!(folded, of_you(session.state()));
        assert!(!folded.is_empty());
    }
    // A new item, whose deviations are worked out at once.
    let mut session = session(Options::new(Method::SlopeOne));
    for (i, value) in [(0, 5.0), (4, 3.0), (6, 1.0)] {
        session.obey(Order::Join(Side::Items, "Tape".into(), Some((i, value))));
    }
    let tape = ItemId::new(15);
    let folded: Vec<f64> = (0..12).map(|i| session.state().predict(UserId::new(i), tape)).collect();
    session.obey(Order::Step(Grain::Pass, 1));
    let whole: Vec<f64> = (0..12).map(|i| session.state().predict(UserId::new(i), tape)).collect();
    assert_eq!(folded, whole);
}

#[test]
fn time_goes_back_before_who_joined_and_on_again_to_the_same_bits() {
    for options in ways() {
        let mut session = session(options.clone());
        let before = (session.step(), bits_of(&session.state().model));
        let you = join(&mut session);
        session.obey(Order::Step(Grain::Unit, 5));
        session.obey(Order::Rate(you, ItemId::new(2), Some(3.0)));
        session.obey(Order::Undo);
        let end = (session.step(), bits_of(&session.state().model));
        session.obey(Order::Goto(before.0));
        assert_eq!(session.state().source.all().n_users(), 12);
        assert_eq!(bits_of(&session.state().model), before.1, "{options:?}");
        session.obey(Order::Goto(u64::MAX));
        assert_eq!((session.step(), bits_of(&session.state().model)), end, "{options:?}");
        // A new run has You in it from its start.
        session.obey(Order::Restart(Vec::new()));
        session.obey(Order::Step(Grain::Pass, 2));
        assert_eq!(session.state().source.all().degree(you), 4);
    }
}

#[test]
fn what_is_held_out_stays_held_out_when_someone_joins() {
    let source = Source::new(Arc::new(random_grid(12, 15, 0.5, 3))).held_out("0.3".parse().unwrap(), 1);
    let mut session = Session::new(source, Options::new(Method::Als), 1 << 20);
    let told = |ratings: &Ratings| ratings.iter().map(|r| (r.user, r.item, r.value.to_bits())).collect::<Vec<_>>();
    let held = told(&session.state().source.split.test);
    let removed = session.state().source.split.test.iter().next().unwrap();
    session.obey(Order::Rate(removed.user, removed.item, None));
    join(&mut session);
    session.obey(Order::Rate(removed.user, removed.item, Some(removed.value)));
    let mut now = told(&session.state().source.split.test);
    now.sort_unstable();
    let mut held = held;
    held.sort_unstable();
    assert_eq!(now, held);
    assert_eq!(session.state().source.split.train.degree(UserId::new(12)), 4);
}

#[test]
fn who_joins_is_refused_with_a_reason_where_that_makes_no_sense() {
    let mut session = session(Options::new(Method::Als));
    let mut said = |order: Order, part: &str| {
        session.obey(order);
        let text = session.take_notice().map(|notice| notice.text().to_owned()).unwrap_or_default();
        assert!(text.contains(part), "{text}");
    };
    said(Order::Join(Side::Users, " ".into(), None), "1 to 100 letters");
    said(Order::Join(Side::Items, "x".repeat(101).into(), None), "1 to 100 letters");
    said(Order::Join(Side::Users, "1".into(), None), "already a user called 1");
    said(Order::Join(Side::Users, "You".into(), Some((15, 1.0))), "there are 15 items");
    assert_eq!(session.state().source.all().n_users(), 12);
}

#[test]
fn factors_that_came_with_names_stay_with_them_and_newcomers_are_drawn() {
    let mut session = Session::new(Source::new(Arc::new(lecture())), Options::new(Method::Als), 1 << 20);
    session.obey(Order::Join(Side::Users, "You".into(), Some((0, 5.0))));
    session.obey(Order::Given(Some("worked".parse().unwrap())));
    assert_eq!(session.take_notice().map(|notice| notice.warns()), Some(false));
    let factors = session.state().factors().unwrap();
    let plain = State::fresh(Source::new(Arc::new(lecture())), Options::new(Method::Als));
    assert_eq!((factors.rows(Side::Users), plain.factors().unwrap().rows(Side::Users)), (5, 4));
    let given = session.state().source.given.p.as_ref().unwrap();
    assert_eq!(factors.of(UserId::new(2)).to_vec(), given.row(2).to_vec());
    assert!(factors.of(UserId::new(4)).iter().all(|factor| *factor != 0.0));
}

#[test]
fn leaving_out_is_fitting_without() {
    for (penalty, biased) in [(Penalty::Plain, true), (Penalty::Weighted, false)] {
        let options = Options { lambda: 0.2, penalty, biased, ..Options::new(Method::Als) };
        let mut session = session(options.clone());
        let you = join(&mut session);
        let found = known(session.state(), you, ON).unwrap();
        assert_eq!((found.each.len(), found.of), (4, 4));
        for one in &found.each {
            let mut without = session.state().clone();
            without.rate(you, one.item, None);
            assert!((without.predict(you, one.item) - one.predicted).abs() < 1e-9);
            let others: Vec<f64> =
                session.state().source.all().item(one.item).iter().filter(|(i, _)| *i != you).map(|(_, r)| r).collect();
            assert!((others.iter().sum::<f64>() / others.len() as f64 - one.mean).abs() < 1e-12);
        }
        let sum: f64 = found.each.iter().map(|one| (one.predicted - one.rating).powi(2)).sum();
        assert!((found.rmse() - (sum / 4.0).sqrt()).abs() < 1e-12);
    }
    let knn = session(Options::new(Method::KnnBasic));
    assert!(known(knn.state(), UserId::new(0), ON).unwrap().each.is_empty());
}

/// A model of the items alone takes a user in.
#[test]
fn items_without_users_take_a_user_in() {
    let q = table_of(2, vec![1.0, 0.0, 0.0, 1.0, 1.0, 1.0]);
    let tables = Tables { p: Rows::zeros(1, 2), q: (&q).into(), bias: None::<Bias<f64>> };
    let ratings = grid(1, 3, &[] as &[Rating]);
    let mut state = State::fresh(Source::new(Arc::new(ratings)), Options { lambda: 0.0, ..Options::new(Method::Als) });
    state.model = Arc::new(Model::Factors(Factors::Double(tables)));
    state.join(Side::Users, "You");
    let you = UserId::new(1);
    state.rate(you, ItemId::new(0), Some(4.0));
    state.rate(you, ItemId::new(1), Some(-1.0));
    assert!((state.predict(you, ItemId::new(2)) - 3.0).abs() < 1e-12);
}
