//! Ratings: edited, and taken back.

use super::*;

fn value(session: &Session, i: usize, j: usize) -> Option<f64> {
    let (i, j) = cell(i, j);
    session.state().source.all().get(i, j)
}

#[test]
fn edits_are_taken_back_one_by_one() {
    let mut session = session(Method::Als);
    let old = value(&session, 0, 0);
    all(&mut session, [rate(0, 0, 1.0), rate(0, 0, None), rate(1, 2, 3.0), Order::Step(Grain::Pass, 1)]);
    session.obey(Order::Undo);
    assert_eq!((value(&session, 1, 2), value(&session, 0, 0)), (None, None));
    session.obey(Order::Undo);
    assert_eq!(value(&session, 0, 0), Some(1.0));
    assert!(session.snapshot().undoable);
    session.obey(Order::Undo);
    assert_eq!(value(&session, 0, 0), old);
    assert!(!session.snapshot().undoable);
    let end = session.end();
    session.obey(Order::Undo);
    assert_eq!(session.end(), end);
    assert!(session.take_notice().unwrap().text().contains("no rating was changed"));
}

#[test]
fn an_edit_that_is_not_part_of_the_past_cannot_be_taken_back() {
    let mut session = session(Method::Als);
    all(&mut session, [Order::Step(Grain::Pass, 1), rate(0, 0, 1.0), Order::Step(Grain::Pass, 1)]);
    session.obey(Order::Back(Grain::Pass, 2));
    assert!(!session.snapshot().undoable);
    session.obey(Order::Undo);
    assert_eq!((session.step(), session.end()), (9, 19), "no branch for nothing");
    session.obey(Order::Forward(Grain::Unit, 1));
    assert!(session.snapshot().undoable);
    all(&mut session, [rate(0, 1, 2.0), Order::Undo, Order::Back(Grain::Unit, 1), Order::Undo]);
    assert_eq!((value(&session, 0, 1), value(&session, 0, 0)), (Some(5.0), Some(1.0)), "taken back from the past");
}

#[test]
fn edits_outlive_a_restart_and_can_be_taken_back_after_it() {
    let mut session = session(Method::Als);
    let old = value(&session, 0, 0);
    all(&mut session, [rate(0, 0, 1.0), Order::Restart(vec![]), Order::HoldOut(Share::NONE, 3)]);
    assert_eq!((value(&session, 0, 0), session.end()), (Some(1.0), 0));
    session.obey(Order::Undo);
    assert_eq!(value(&session, 0, 0), old);
}
