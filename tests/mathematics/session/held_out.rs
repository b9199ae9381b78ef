//! Held-out ratings: which they are, and that nothing is learned from them.

use super::*;

/// The published mixing function, written once more from its definition.
fn splitmix64(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d049bb133111eb);
    z ^ (z >> 31)
}

#[test]
fn the_split_follows_the_documented_rule() {
    for (part, p, q) in [(0.1, 1, 10), (0.25, 1, 4), (0.4, 2, 5), (0.333, 333, 1000)] {
        for seed in [0, 1, 42, u64::MAX] {
            let mut session = session(Method::Als);
            session.obey(Order::HoldOut(Share::new(part).unwrap(), seed));
            let source = &session.state().source;
            let held: Vec<_> = (0_u64..)
                .zip(rows(source.all()))
                .filter(|(n, _)| splitmix64(n.wrapping_add(seed)) % q < p)
                .map(|(_, row)| row)
                .collect();
            assert_eq!(rows(&source.split.test), held);
            assert_eq!(source.split.train.len() + held.len(), 16);
            assert!(rows(&source.split.train).iter().all(|row| !held.contains(row)));
        }
    }
}

#[test]
fn held_out_ratings_are_measured_and_never_trained_on() {
    for &method in Method::ALL {
        let run = |value: f64| {
            let mut session = session(method);
            session.obey(Order::HoldOut(Share::new(0.3).unwrap(), 5));
            let held = session.state().source.split.test.at(0);
            all(
                &mut session,
                [
                    Order::Step(Grain::Pass, 3),
                    Order::Rate(held.user, held.item, Some(value)),
                    Order::Set(Setting::Biased(true)),
                    Order::Step(Grain::Pass, 3),
                    Order::Restart(vec![Setting::Biased(true)]),
                    Order::Step(Grain::Pass, 3),
                ],
            );
            let here = session.here().clone();
            let split = &session.state().source.split;
            assert_eq!((here.test.count, here.train.count), (split.test.len(), split.train.len()));
            (bits(&session.state().model), here.test.sse)
        };
        let (low, high) = (run(0.0), run(4.5));
        assert_eq!(low.0, high.0, "{method}");
        assert_ne!(low.1, high.1, "{method}");
    }
}

#[test]
fn a_held_out_rating_that_is_removed_and_comes_back_is_held_out_still() {
    let mut session = session(Method::Als);
    session.obey(Order::HoldOut(Share::new(0.3).unwrap(), 5));
    let held = session.state().source.split.test.at(0);
    all(&mut session, [Order::Rate(held.user, held.item, None), Order::Undo]);
    let source = &session.state().source;
    assert_eq!(source.split.test.get(held.user, held.item), Some(held.value));
    assert_eq!(source.split.train.get(held.user, held.item), None);
    session.obey(rate(0, 3, None));
    session.obey(rate(0, 3, 2.0));
    session.obey(rate(1, 2, 2.0));
    let source = &session.state().source;
    assert_eq!(source.split.train.len() + source.split.test.len(), source.all().len());
    assert_eq!(source.split.train.get(UserId::new(1), ItemId::new(2)), Some(2.0), "a new rating is trained on");
}

#[test]
fn something_is_left_to_learn_from() {
    let all_gone = (0..).find(|seed| {
        let source = lecture().held_out(Share::new(0.9).unwrap(), *seed);
        source.split.train.is_empty()
    });
    let mut session = session(Method::Als);
    session.obey(Order::Step(Grain::Pass, 2));
    session.obey(Order::HoldOut(Share::new(0.9).unwrap(), all_gone.unwrap()));
    assert!(session.take_notice().is_some_and(|said| said.text().contains("no rating to learn from")));
    assert_eq!((session.step(), session.state().source.split.train.len()), (18, 16), "nothing was done");
}
