//! Time: back and forward by every grain, and what is seen on arrival.

use super::*;
use crate::common::random_grid;

#[test]
fn back_and_forward_by_every_grain() {
    let mut session = session(Method::Als);
    session.obey(Order::Step(Grain::Unit, 21));
    let mut to = |order, step| {
        session.obey(order);
        assert_eq!(session.step(), step);
        assert_eq!(session.end(), 21);
    };
    to(Order::Back(Grain::Pass, 1), 18);
    to(Order::Back(Grain::Half, 1), 13);
    to(Order::Back(Grain::Unit, 2), 11);
    to(Order::Back(Grain::Pass, 1), 9);
    to(Order::Forward(Grain::Half, 1), 13);
    to(Order::Back(Grain::Pass, 100), 0);
    to(Order::Back(Grain::Unit, u64::MAX), 0);
    to(Order::Forward(Grain::Pass, 1), 9);
    to(Order::Forward(Grain::Pass, u64::MAX), 21);
    to(Order::Back(Grain::Half, u64::MAX), 0);
    to(Order::Goto(u64::MAX), 21);
    to(Order::Goto(7), 7);
}

#[test]
fn the_ends_of_time_are_said() {
    let mut session = session(Method::Als);
    session.obey(Order::Forward(Grain::Pass, 1));
    assert!(session.take_notice().unwrap().text().contains("last step"));
    session.obey(Order::Back(Grain::Pass, 1));
    assert!(session.take_notice().unwrap().text().contains("start"));
    session.obey(Order::Step(Grain::Pass, 1));
    assert_eq!((session.take_notice(), session.past().len()), (None, 0));
}

#[test]
fn a_change_is_a_step_of_its_own_and_ends_the_grain_before_it() {
    let mut session = session(Method::Als);
    all(&mut session, [Order::Step(Grain::Unit, 2), Order::Set(Setting::Factors(3)), Order::Step(Grain::Pass, 2)]);
    assert_eq!(session.end(), 2 + 1 + 18);
    for (grain, stops) in [(Grain::Pass, vec![12, 3, 2, 0]), (Grain::Half, vec![16, 12, 7, 3, 2, 0])] {
        session.obey(Order::Goto(u64::MAX));
        for stop in &stops {
            session.obey(Order::Back(grain, 1));
            assert_eq!(session.step(), *stop, "back by {grain}");
        }
        for stop in stops.iter().rev().skip(1) {
            session.obey(Order::Forward(grain, 1));
            assert_eq!(session.step(), *stop, "forward by {grain}");
        }
    }
}

#[test]
fn what_is_lit_after_travelling_is_what_a_step_to_there_lights() {
    let mut session = session(Method::Descent);
    session.obey(Order::Step(Grain::Unit, 20));
    let what = |session: &mut Session, order| {
        session.obey(order);
        assert_eq!(session.here().step, session.step());
        let last = session.snapshot().last.map(|l| (l.what, l.before.len()));
        assert!(last.as_ref().is_none_or(|(what, _)| *what == session.here().what));
        last
    };
    assert_eq!(what(&mut session, Order::Back(Grain::Pass, 1)), Some((What::Pass, 0)));
    assert_eq!(what(&mut session, Order::Back(Grain::Half, 1)), Some((What::Half(Over::Users), 0)));
    assert!(matches!(what(&mut session, Order::Goto(8)), Some((What::Half(Over::Users), 0))), "one is there already");
    assert!(matches!(what(&mut session, Order::Goto(18)), Some((What::Unit(Touched::Parameter(_)), 1))));
    assert_eq!(what(&mut session, Order::Goto(0)), None);
    assert!(matches!(what(&mut session, Order::Forward(Grain::Pass, 9)), Some((What::Unit(_), 1))), "cut short");
    session.obey(Order::Set(Setting::Alpha(0.01)));
    session.obey(Order::Step(Grain::Unit, 1));
    let change = What::Change(Change::Set(Setting::Alpha(0.01)));
    assert_eq!(what(&mut session, Order::Back(Grain::Unit, 1)), Some((change, 0)));
    assert!(matches!(what(&mut session, Order::Back(Grain::Half, 1)), Some((What::Unit(_), 1))), "a half-step cut");
}

#[test]
fn holding_down_the_key_for_back_counts_every_press() {
    let mut session = session(Method::Als);
    session.obey(Order::Step(Grain::Unit, 40));
    for _ in 0..3 {
        session.take(Order::Back(Grain::Unit, 4));
    }
    session.take(Order::Forward(Grain::Half, 1));
    while session.work(1) {}
    assert_eq!(session.step(), 31);
}

#[test]
fn giving_up_a_journey_leaves_one_where_one_was() {
    let mut session = session(Method::Als);
    session.obey(Order::Step(Grain::Pass, 5));
    let before = bits(&session.state().model);
    session.take(Order::Goto(13));
    session.work(1);
    assert!(session.progress().is_some_and(|p| (0.0..=1.0).contains(&p)));
    session.take(Order::Stop);
    assert_eq!((session.step(), session.end(), bits(&session.state().model)), (45, 45, before));
}

#[test]
fn going_back_needs_no_replay_where_a_keyframe_is() {
    let mut session = session(Method::Als);
    session.obey(Order::Step(Grain::Pass, 5));
    session.take(Order::Back(Grain::Pass, 2));
    assert!(!session.work(1), "a whole pass was remembered");
    assert_eq!(session.step(), 27);
}

#[test]
fn memory_is_thinned_and_grows_dense_again() {
    let mut session = Session::new(lecture(), Options::new(Method::Als), 20_000);
    session.obey(Order::Step(Grain::Unit, 2000));
    let (frames, bytes) = session.memory();
    assert!(frames > 5 && bytes <= 20_000, "{frames} {bytes}");
    all(&mut session, [Order::Goto(4), Order::Step(Grain::Unit, 8)]);
    assert!(session.memory().0 >= 8, "after a branch near the start there is room again");
}

/// What is kept of a larger model is what has changed since, and where a half-step ended on the way, going back is no replay.
#[test]
fn what_is_remembered_of_a_large_model_is_what_changed() {
    let (users, items) = (700, 600);
    let ratings = Arc::new(random_grid(users, items, 0.02, 5));
    for method in [Method::Als, Method::ImplicitAls] {
        let options = Options { factors: 16, lambda: 0.1, ..Options::new(method) };
        let mut session = Session::new(Source::new(Arc::clone(&ratings)), options, 256 << 20);
        let mut bytes = vec![session.memory().1];
        for _ in 0..2 {
            session.obey(Order::Step(Grain::Half, 1));
            bytes.push(session.memory().1);
        }
        let side = |rows: usize| rows * 16 * size_of::<f64>();
        for (half, rows) in [(1, users), (2, items)] {
            let kept = bytes[half] - bytes[half - 1];
            assert!((side(rows)..side(rows) + 4096).contains(&kept), "{method}: half {half} keeps {kept} bytes");
        }
        let frames = session.memory().0;
        session.obey(Order::Step(Grain::Pass, 1));
        assert_eq!(session.memory().0, frames + 2, "the end of the first half is remembered as well");
        let end = bits(&session.state().model);
        session.obey(Order::Back(Grain::Half, 1));
        session.obey(Order::Step(Grain::Half, 1));
        assert_eq!(bits(&session.state().model), end, "{method}");
    }
}

/// A unit has measured anew what it touched, which is what measuring all of it says.
#[test]
fn after_a_unit_all_errors_are_what_they_are() {
    let ratings = Arc::new(random_grid(300, 280, 0.05, 9));
    for &method in Method::ALL {
        let options = Options { factors: 3, ..Options::new(method) };
        let source = Source::new(Arc::clone(&ratings)).held_out("0.2".parse().unwrap(), 1);
        let mut session = Session::new(source, options, 64 << 20);
        for (grain, times) in [(Grain::Unit, 3), (Grain::Half, 1), (Grain::Unit, 2), (Grain::Pass, 1), (Grain::Unit, 2)]
        {
            for _ in 0..times {
                session.obey(Order::Step(grain, 1));
                let here = session.here();
                assert_eq!(*here, Point::of(session.state(), here.step, here.what.clone()), "{method} by {grain}");
            }
        }
        session.obey(Order::Back(Grain::Unit, 1));
        session.obey(Order::Step(Grain::Unit, 1));
        let here = session.here();
        assert_eq!(*here, Point::of(session.state(), here.step, here.what.clone()), "{method} after going back");
    }
}
