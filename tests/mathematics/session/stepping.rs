//! Stepping: by unit, half-step and pass, stopped and changed on the way.

use super::*;

/// The steps at which the curve has points after stepping by a grain.
fn stops(method: Method, grain: Grain, times: u64) -> Vec<u64> {
    let mut session = session(method);
    session.obey(Order::Step(grain, times));
    session.curve().iter().map(|p| p.step).collect()
}

#[test]
fn grains_end_where_the_solver_says() {
    assert_eq!(stops(Method::Als, Grain::Unit, 3), [0, 1, 2, 3]);
    assert_eq!(stops(Method::Als, Grain::Half, 4), [0, 4, 9, 13, 18], "4 users, 5 items");
    assert_eq!(stops(Method::Als, Grain::Pass, 2), [0, 9, 18]);
    assert_eq!(stops(Method::Descent, Grain::Half, 3), [0, 8, 18, 26], "two numbers each");
    assert_eq!(stops(Method::Sgd, Grain::Half, 2), [0, 16, 32], "a half-step of SGD is its epoch");
    assert_eq!(stops(Method::Sgd, Grain::Pass, 2), [0, 16, 32]);
}

#[test]
fn a_coarse_step_ends_what_finer_ones_began() {
    let mut session = session(Method::Als);
    all(&mut session, [Order::Step(Grain::Unit, 2), Order::Step(Grain::Half, 1)]);
    assert_eq!((session.step(), session.here().what.clone()), (4, What::Half(Over::Users)));
    all(&mut session, [Order::Step(Grain::Unit, 1), Order::Step(Grain::Pass, 1)]);
    assert_eq!((session.step(), session.here().what.clone()), (9, What::Pass));
}

#[test]
fn a_unit_says_what_it_touched_and_what_was_there() {
    let mut session = session(Method::Als);
    let before = tables(&session.state().model).of(UserId::new(0)).to_vec();
    session.obey(Order::Step(Grain::Unit, 1));
    let last = session.snapshot().last.unwrap();
    assert_eq!(last.what, What::Unit(Touched::Row(UserId::new(0).into())));
    assert_eq!(last.before, before);
}

#[test]
fn orders_that_come_early_wait_their_turn() {
    let mut slow = session(Method::Descent);
    let orders = [
        Order::Step(Grain::Pass, 2),
        Order::Set(Setting::Alpha(0.02)),
        Order::Step(Grain::Half, 1),
        Order::Back(Grain::Pass, 1),
        Order::Step(Grain::Unit, 1),
    ];
    orders.iter().for_each(|order| slow.take(order.clone()));
    assert_eq!(slow.snapshot().waiting, 4);
    while slow.work(1) {}
    let mut quick = session(Method::Descent);
    all(&mut quick, orders);
    assert_eq!((slow.step(), bits(&slow.state().model)), (quick.step(), bits(&quick.state().model)));
    assert_eq!(slow.step(), 38);
}

#[test]
fn stop_ends_a_pass_where_it_is_and_nothing_is_lost() {
    let mut session = session(Method::Als);
    session.take(Order::Step(Grain::Pass, 100));
    session.work(2);
    session.take(Order::Step(Grain::Unit, 1));
    session.take(Order::Stop);
    assert!(!session.busy() && session.snapshot().waiting == 0);
    let step = session.step();
    assert!((2..9).contains(&step));
    assert_eq!((session.end(), session.here().step, session.curve().last().unwrap().step), (step, step, step));
    let mut plain = State::fresh(lecture(), Options::new(Method::Als));
    plain.advance(step);
    assert_eq!(bits(&session.state().model), bits(&plain.model));
    session.obey(Order::Step(Grain::Pass, 1));
    assert_eq!((session.step(), session.past().len()), (9, 0), "going on from there is no branch");
}

#[test]
fn a_session_that_keeps_stepping_can_be_changed_in_the_middle_of_a_pass() {
    let mut session = session(Method::Descent);
    all(&mut session, [Order::Speed(Speed { grain: Grain::Pass, per_second: None }), Order::Run(true)]);
    session.tick();
    session.work(5);
    session.take(Order::Set(Setting::Alpha(0.01)));
    assert!(session.running() && !session.busy() && session.past().is_empty());
    let changed = session.step();
    assert!((6..18).contains(&changed));
    session.tick();
    while session.work(3) {}
    assert_eq!(session.step(), changed + 18, "a new pass begins with the change");
    session.obey(Order::Step(Grain::Unit, 1));
    assert!(!session.running(), "a single step is the last one");
}

#[test]
fn without_ratings_there_is_nothing_to_do() {
    for &method in Method::ALL {
        let mut session = session(method);
        let cells: Vec<_> = session.state().source.all().iter().map(|r| (r.user, r.item)).collect();
        cells.iter().for_each(|(i, j)| session.obey(Order::Rate(*i, *j, None)));
        assert_eq!(session.end(), 16);
        all(&mut session, [Order::Step(Grain::Pass, 3), Order::Run(true)]);
        session.tick();
        assert!(!session.running() && !session.busy());
        assert_eq!(session.end(), 16);
        assert!(session.take_notice().unwrap().text().contains("no rating"), "{method}");
        all(&mut session, [Order::Back(Grain::Pass, 3), Order::Forward(Grain::Half, 9), Order::Undo]);
        session.obey(Order::Step(Grain::Pass, 1));
        assert!(session.state().model.finite() && session.end() > 17, "{method}");
    }
}

#[test]
fn impossible_ratings_are_refused() {
    let mut session = session(Method::Als);
    for order in [rate(4, 0, 1.0), rate(0, 5, None), rate(0, 0, f64::NAN), rate(0, 0, f64::INFINITY)] {
        session.obey(order);
        assert!(session.take_notice().is_some());
        assert_eq!(session.end(), 0);
    }
    session.obey(rate(0, 0, 1e200));
    assert!(session.take_notice().unwrap().text().contains("overflow"));
    assert_eq!((session.end(), session.step()), (0, 0));
    session.obey(Order::Step(Grain::Pass, 1));
    assert_eq!(session.step(), 9);
}

#[test]
fn the_other_way_is_settled_when_the_order_arrives() {
    let mut session = session(Method::Als);
    session.obey(Order::Toggle);
    assert!(session.running());
    session.obey(Order::Toggle);
    assert!(!session.running(), "two in a row cancel out, whatever whoever gave them had seen");
}
