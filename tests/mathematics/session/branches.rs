//! Branches and runs: what is kept, and how one returns to it.

use super::*;

#[test]
fn stepping_from_the_past_says_so_and_keeps_the_old_curve() {
    let mut session = session(Method::Als);
    all(&mut session, [Order::Step(Grain::Pass, 4), Order::Back(Grain::Pass, 2)]);
    let old = session.curve().to_vec();
    session.obey(Order::Step(Grain::Unit, 1));
    let notice = session.take_notice().unwrap().text().to_string();
    assert!(notice.contains("new branch from step 18") && notice.contains("run 1"), "{notice}");
    assert_eq!((session.end(), session.past().len(), session.past()[0].end), (19, 1, 36));
    assert_eq!(session.past()[0].curve.to_vec(), old);
    assert_eq!(session.snapshot().past[0].to_vec(), old);
}

#[test]
fn a_branch_from_between_two_points_of_the_curve_begins_where_it_left() {
    let mut session = session(Method::Als);
    all(&mut session, [Order::Step(Grain::Pass, 2), Order::Goto(5), Order::Step(Grain::Half, 1)]);
    assert_eq!(session.curve().iter().map(|p| p.step).collect::<Vec<_>>(), [0, 5, 9]);
}

#[test]
fn the_number_in_the_notice_is_the_number_to_return_by() {
    let mut session = session(Method::Als);
    for n in 0..12 {
        all(&mut session, [Order::Step(Grain::Pass, 2), Order::Step(Grain::Unit, n)]);
        let left = (session.end(), bits(&session.state().model));
        all(&mut session, [Order::Back(Grain::Unit, 1), Order::Set(Setting::Lambda(0.1 * n as f64))]);
        let notice = session.take_notice().unwrap().text().to_string();
        let number: usize = notice.split("run ").nth(1).and_then(|t| t.split(' ').next()).unwrap().parse().unwrap();
        assert_eq!(session.past()[number - 1].end, left.0, "{notice}");
        let here = (session.end(), bits(&session.state().model));
        session.obey(Order::Branch(number));
        assert_eq!((session.step(), bits(&session.state().model)), left);
        let notice = session.take_notice().unwrap().text().to_string();
        let number: usize = notice.rsplit("run ").next().unwrap().parse().unwrap();
        session.obey(Order::Branch(number));
        assert_eq!((session.step(), bits(&session.state().model)), here, "{notice}");
        session.take_notice();
    }
    assert_eq!(session.past().len(), 8);
    let end = session.end();
    for number in [0, 9, usize::MAX] {
        session.obey(Order::Branch(number));
        assert!(session.take_notice().unwrap().text().contains("1 to 8"));
        assert_eq!(session.end(), end);
    }
}

#[test]
fn returning_to_a_run_makes_up_for_its_keyframes() {
    let mut session = session(Method::Als);
    all(&mut session, [Order::Step(Grain::Pass, 50), Order::Restart(vec![]), Order::Branch(1)]);
    assert_eq!(session.step(), 450);
    assert!(session.memory().0 > 50);
    session.take(Order::Back(Grain::Unit, 1));
    assert!(!session.work(2), "one step back is no long replay");
}

#[test]
fn a_restart_repeats_a_run_or_draws_another() {
    let mut session = session(Method::Als);
    let start = bits(&session.state().model);
    all(&mut session, [Order::Step(Grain::Pass, 1), Order::Restart(vec![])]);
    assert_eq!((bits(&session.state().model), session.end(), session.past().len()), (start.clone(), 0, 1));
    session.obey(Order::Restart(vec![Setting::Seed(2), Setting::Factors(3)]));
    assert_ne!(bits(&session.state().model), start);
    assert_eq!(session.past().len(), 1, "a run in which nothing was done is not kept");
    assert_eq!((session.state().options.seed, session.state().model.z()), (2, 3));
}

#[test]
fn an_option_that_the_method_does_not_read_is_refused() {
    let mut session = session(Method::Als);
    session.obey(Order::Step(Grain::Pass, 1));
    let before = (session.step(), session.state().options.clone());
    for (order, said) in [
        (Order::Set(Setting::Alpha(0.1)), "als does not read alpha; descent, sgd, svd, svd-pp and baseline-sgd do"),
        (Order::Restart(vec![Setting::Shuffle(true)]), "als does not read shuffle; sgd and svd do"),
        (Order::Restart(vec![Setting::Alpha(0.1), Setting::Method(Method::Descent)]), "als does not read alpha"),
    ] {
        session.obey(order);
        assert!(session.take_notice().is_some_and(|notice| notice.text().contains(said)), "{said}");
        assert_eq!((session.step(), session.state().options.clone()), before);
    }
    session.obey(Order::Restart(vec![Setting::Method(Method::Descent), Setting::Alpha(0.1)]));
    assert_eq!(session.state().options.alpha, 0.1);
}
