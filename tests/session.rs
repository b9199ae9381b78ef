//! Sessions: what each order does, told as start, orders, end; and any row of orders against a plain list of states.

#![allow(missing_docs, clippy::unwrap_used)]

use factorscope::{
    data::{ItemId, Lecture, Names, Rating, Ratings, Scale, Share, UserId},
    model::{Factors, Method, Options, Penalty, Real, Setting, Touched},
    study::{Change, Grain, Order, Point, Session, Source, Speed, State, Verdict, What},
};
use proptest::{
    prelude::*,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use std::sync::Arc;

const ROOMY: usize = 64 << 20;

fn lecture() -> Source {
    Source::new(Arc::new(Lecture::Main.ratings()))
}

fn session(method: Method) -> Session<f64> {
    Session::new(lecture(), Options::new(method), ROOMY)
}

fn with(method: Method, settings: &[Setting]) -> Session<f64> {
    let mut options = Options::new(method);
    settings.iter().for_each(|s| options.set(*s));
    Session::new(lecture(), options, ROOMY)
}

fn all(session: &mut Session<f64>, orders: impl IntoIterator<Item = Order>) {
    orders.into_iter().for_each(|order| session.obey(order));
}

fn cell(i: usize, j: usize) -> (UserId, ItemId) {
    (UserId::new(i), ItemId::new(j))
}

fn rate(i: usize, j: usize, value: impl Into<Option<f64>>) -> Order {
    Order::Rate(UserId::new(i), ItemId::new(j), value.into())
}

fn bits<T: Real>(factors: &Factors<T>) -> Vec<u64> {
    let biases = factors.bias.iter().flat_map(|b| b.user.iter().chain(&b.item).chain([&b.mean]));
    factors.p.values().iter().chain(factors.q.values()).chain(biases).map(|v| v.wide().to_bits()).collect()
}

fn rows(ratings: &Ratings) -> Vec<(usize, usize, u64)> {
    ratings.in_file_order().map(|r| (r.user.index(), r.item.index(), r.value.to_bits())).collect()
}

mod stepping {
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
        assert_eq!((session.step(), session.here().what), (4, What::Half("users")));
        all(&mut session, [Order::Step(Grain::Unit, 1), Order::Step(Grain::Pass, 1)]);
        assert_eq!((session.step(), session.here().what), (9, What::Pass));
    }

    #[test]
    fn a_unit_says_what_it_touched_and_what_was_there() {
        let mut session = session(Method::Als);
        let before = session.state().factors.of(UserId::new(0)).to_vec();
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
        assert_eq!((slow.step(), bits(&slow.state().factors)), (quick.step(), bits(&quick.state().factors)));
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
        let mut plain = State::<f64>::fresh(lecture(), Options::new(Method::Als));
        plain.advance(step);
        assert_eq!(bits(&session.state().factors), bits(&plain.factors));
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
        for method in Method::ALL {
            let mut session = session(method);
            let cells: Vec<_> = session.state().source.all.iter().map(|r| (r.user, r.item)).collect();
            cells.iter().for_each(|(i, j)| session.obey(Order::Rate(*i, *j, None)));
            assert_eq!(session.end(), 16);
            all(&mut session, [Order::Step(Grain::Pass, 3), Order::Run(true)]);
            session.tick();
            assert!(!session.running() && !session.busy());
            assert_eq!(session.end(), 16);
            assert!(session.take_notice().unwrap().contains("no rating"), "{method}");
            all(&mut session, [Order::Back(Grain::Pass, 3), Order::Forward(Grain::Half, 9), Order::Undo]);
            session.obey(Order::Step(Grain::Pass, 1));
            assert!(session.state().factors.finite() && session.end() > 17, "{method}");
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
        assert!(session.take_notice().unwrap().contains("overflow"));
        assert_eq!((session.end(), session.step()), (0, 0));
        session.obey(Order::Step(Grain::Pass, 1));
        assert_eq!(session.step(), 9);
    }
}

mod time {
    use super::*;

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
        assert!(session.take_notice().unwrap().contains("last step"));
        session.obey(Order::Back(Grain::Pass, 1));
        assert!(session.take_notice().unwrap().contains("start"));
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
        let what = |session: &mut Session<f64>, order| {
            session.obey(order);
            assert_eq!(session.here().step, session.step());
            let last = session.snapshot().last.map(|l| (l.what, l.before.len()));
            assert!(last.is_none_or(|(what, _)| what == session.here().what));
            last
        };
        assert_eq!(what(&mut session, Order::Back(Grain::Pass, 1)), Some((What::Pass, 0)));
        assert_eq!(what(&mut session, Order::Back(Grain::Half, 1)), Some((What::Half("users"), 0)));
        assert!(matches!(what(&mut session, Order::Goto(8)), Some((What::Half("users"), 0))), "one is there already");
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
        let before = bits(&session.state().factors);
        session.take(Order::Goto(13));
        session.work(1);
        assert!(session.progress().is_some_and(|p| (0.0..=1.0).contains(&p)));
        session.take(Order::Stop);
        assert_eq!((session.step(), session.end(), bits(&session.state().factors)), (45, 45, before));
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
        let mut session = Session::<f64>::new(lecture(), Options::new(Method::Als), 20_000);
        session.obey(Order::Step(Grain::Unit, 2000));
        let (frames, bytes) = session.memory();
        assert!(frames > 5 && bytes <= 20_000, "{frames} {bytes}");
        all(&mut session, [Order::Goto(4), Order::Step(Grain::Unit, 8)]);
        assert!(session.memory().0 >= 8, "after a branch near the start there is room again");
    }
}

mod branches {
    use super::*;

    #[test]
    fn stepping_from_the_past_says_so_and_keeps_the_old_curve() {
        let mut session = session(Method::Als);
        all(&mut session, [Order::Step(Grain::Pass, 4), Order::Back(Grain::Pass, 2)]);
        let old = session.curve().to_vec();
        session.obey(Order::Step(Grain::Unit, 1));
        let notice = session.take_notice().unwrap();
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
            let left = (session.end(), bits(&session.state().factors));
            all(&mut session, [Order::Back(Grain::Unit, 1), Order::Set(Setting::Lambda(0.1 * n as f64))]);
            let notice = session.take_notice().unwrap();
            let number: usize = notice.split("run ").nth(1).and_then(|t| t.split(' ').next()).unwrap().parse().unwrap();
            assert_eq!(session.past()[number - 1].end, left.0, "{notice}");
            let here = (session.end(), bits(&session.state().factors));
            session.obey(Order::Branch(number));
            assert_eq!((session.step(), bits(&session.state().factors)), left);
            let notice = session.take_notice().unwrap();
            let number: usize = notice.rsplit("run ").next().unwrap().parse().unwrap();
            session.obey(Order::Branch(number));
            assert_eq!((session.step(), bits(&session.state().factors)), here, "{notice}");
            session.take_notice();
        }
        assert_eq!(session.past().len(), 8);
        let end = session.end();
        for number in [0, 9, usize::MAX] {
            session.obey(Order::Branch(number));
            assert!(session.take_notice().unwrap().contains("1 to 8"));
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
        let start = bits(&session.state().factors);
        all(&mut session, [Order::Step(Grain::Pass, 1), Order::Restart(vec![])]);
        assert_eq!((bits(&session.state().factors), session.end(), session.past().len()), (start.clone(), 0, 1));
        session.obey(Order::Restart(vec![Setting::Seed(2), Setting::Factors(3)]));
        assert_ne!(bits(&session.state().factors), start);
        assert_eq!(session.past().len(), 1, "a run in which nothing was done is not kept");
        assert_eq!((session.state().options.seed, session.state().factors.z()), (2, 3));
    }
}

mod ratings {
    use super::*;

    fn value(session: &Session<f64>, i: usize, j: usize) -> Option<f64> {
        let (i, j) = cell(i, j);
        session.state().source.all.get(i, j)
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
        assert!(session.take_notice().unwrap().contains("no rating was changed"));
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
}

mod held_out {
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
                    .zip(rows(&source.all))
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
        for method in Method::ALL {
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
                let here = *session.here();
                let split = &session.state().source.split;
                assert_eq!((here.test.count, here.train.count), (split.test.len(), split.train.len()));
                (bits(&session.state().factors), here.test.sse)
            };
            let (low, high) = (run(0.5), run(4.5));
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
        assert_eq!(source.split.train.len() + source.split.test.len(), source.all.len());
        assert_eq!(source.split.train.get(UserId::new(1), ItemId::new(2)), Some(2.0), "a new rating is trained on");
    }
}

mod verdicts {
    use super::*;

    fn numbers_are_finite<T: Real>(session: &mut Session<T>) {
        let finite = |p: &Point| {
            [p.train.sse, p.train.sae, p.train.sse_clipped, p.test.sse, p.penalty, p.passes]
                .iter()
                .all(|v| v.is_finite())
        };
        let snapshot = session.snapshot();
        assert!(snapshot.factors.finite() && snapshot.basis.is_none_or(|b| b.finite()));
        assert!(finite(&snapshot.here) && snapshot.curve.iter().all(finite));
    }

    #[test]
    fn the_lectures_learning_rates_meet_their_fates() {
        let mut small = with(Method::Descent, &[Setting::Alpha(0.05)]);
        small.obey(Order::Step(Grain::Pass, 3000));
        assert!((small.here().train.mse() - 0.0113).abs() < 5e-4, "{}", small.here().train.mse());
        assert!(matches!(small.verdict(), Verdict::Settled | Verdict::Learning));

        let mut bouncing = with(Method::Descent, &[Setting::Alpha(0.1)]);
        bouncing.obey(Order::Step(Grain::Pass, 3000));
        assert_eq!(bouncing.verdict(), Verdict::Oscillates);
        let mse = bouncing.here().train.mse();
        bouncing.obey(Order::Step(Grain::Pass, 1));
        let (low, high) = (mse.min(bouncing.here().train.mse()), mse.max(bouncing.here().train.mse()));
        assert!((low - 0.9637).abs() < 1e-4 && (high - 1.9098).abs() < 1e-4, "{low} {high}");
        let advice = bouncing.snapshot().advice.unwrap();
        assert!(advice.contains("alpha 0.1 overshoots") && advice.contains("try 0.05"), "{advice}");
        numbers_are_finite(&mut bouncing);

        let mut wild = with(Method::Descent, &[Setting::Alpha(0.15)]);
        wild.obey(Order::Step(Grain::Pass, 3000));
        assert_eq!(wild.verdict(), Verdict::Diverged);
        assert!(wild.here().passes < 100.0);
        let notice = wild.take_notice().unwrap();
        assert!(notice.contains("alpha 0.15 overshoots") && notice.contains("try 0.075"), "{notice}");
        numbers_are_finite(&mut wild);
    }

    #[test]
    fn a_fit_that_ran_away_goes_on_only_after_something_is_changed() {
        let mut session = with(Method::Descent, &[Setting::Alpha(0.15)]);
        session.obey(Order::Step(Grain::Pass, 3000));
        session.take_notice();
        let end = session.end();
        session.obey(Order::Run(true));
        assert!(!session.running());
        assert!(session.take_notice().unwrap().contains("try 0.075"));
        all(&mut session, [Order::Back(Grain::Pass, 1), Order::Goto(u64::MAX)]);
        assert_eq!((session.verdict(), session.end()), (Verdict::Diverged, end), "it is so still after a look back");

        session.obey(Order::Back(Grain::Pass, u64::MAX));
        assert_eq!(session.verdict(), Verdict::Learning);
        all(&mut session, [Order::Set(Setting::Alpha(0.05)), Order::Run(true)]);
        assert!(session.running());
        session.tick();
        while session.work(u64::MAX) {}
        assert!(session.running() && session.verdict() == Verdict::Learning);

        session.obey(Order::Branch(1));
        assert_eq!(session.verdict(), Verdict::Diverged);
        all(&mut session, [Order::Set(Setting::Alpha(0.01)), Order::Run(true)]);
        assert!(session.running(), "whoever changed something may try");
        all(&mut session, [Order::Restart(vec![Setting::Alpha(0.05)]), Order::Step(Grain::Pass, 500)]);
        assert!(session.here().train.mse() < 0.5);
    }

    #[test]
    fn narrow_numbers_run_away_cleanly_too() {
        let mut options = Options::new(Method::Descent);
        options.alpha = 0.15;
        let mut session = Session::<f32>::new(lecture(), options, ROOMY);
        session.obey(Order::Step(Grain::Pass, 3000));
        assert_eq!(session.verdict(), Verdict::Diverged);
        numbers_are_finite(&mut session);
    }

    #[test]
    fn narrow_numbers_settle_too() {
        for method in [Method::Als, Method::Descent] {
            let mut options = Options::new(method);
            options.lambda = 0.1;
            let mut session = Session::<f32>::new(lecture(), options, ROOMY);
            session.obey(Order::Step(Grain::Pass, 4000));
            assert_eq!(session.verdict(), Verdict::Settled, "{method}");
        }
    }

    #[test]
    fn numbers_that_overflow_within_one_epoch_are_never_shown() {
        for grain in Grain::ALL {
            let mut session =
                with(Method::Sgd, &[Setting::Alpha(1.0), Setting::Start(factorscope::model::Start::Uniform(1.0))]);
            session.obey(Order::Step(grain, 200));
            assert_eq!(session.verdict(), Verdict::Diverged, "{grain}");
            numbers_are_finite(&mut session);
            assert_eq!(session.step(), session.end());
            assert_eq!(session.here().step, session.step());
            session.obey(Order::Run(true));
            assert!(!session.running());
            all(&mut session, [Order::Restart(vec![Setting::Alpha(0.05)]), Order::Step(Grain::Pass, 50)]);
            assert_eq!(session.here().passes, 50.0);
            numbers_are_finite(&mut session);
        }
    }

    #[test]
    fn a_session_that_keeps_stepping_stops_when_it_has_settled_and_the_past_is_judged_alike() {
        let mut session = with(Method::Als, &[Setting::Lambda(0.1)]);
        all(&mut session, [Order::Speed(Speed { grain: Grain::Pass, per_second: None }), Order::Run(true)]);
        let mut verdicts = vec![];
        while session.running() {
            session.tick();
            while session.work(7) {}
            verdicts.push(session.verdict());
        }
        assert_eq!(session.verdict(), Verdict::Settled);
        assert!(session.take_notice().unwrap().contains("settled"));
        for (pass, verdict) in verdicts.iter().enumerate().rev() {
            assert_eq!(session.verdict(), *verdict, "after pass {}", pass + 1);
            session.obey(Order::Back(Grain::Pass, 1));
        }
        session.obey(Order::Goto(u64::MAX));
        session.obey(Order::Set(Setting::Lambda(0.2)));
        assert_eq!(session.verdict(), Verdict::Learning);
    }
}

/// Any row of orders against a model so plain that it is right by inspection: every state is kept in a list.
mod against_a_plain_list {
    use super::*;

    type Edit = (UserId, ItemId, Option<f64>);

    struct Moment<T> {
        state: State<T>,
        /// Edits that stand here, with what was there before them.
        edits: Vec<Edit>,
        /// Whether a change leads here.
        changed: bool,
    }

    impl<T: Real> Clone for Moment<T> {
        fn clone(&self) -> Self {
            Self { state: self.state.clone(), edits: self.edits.clone(), changed: self.changed }
        }
    }

    struct Plain<T> {
        run: Vec<Moment<T>>,
        past: Vec<Vec<Moment<T>>>,
        at: usize,
    }

    impl<T: Real> Plain<T> {
        fn new(source: Source, options: Options) -> Self {
            let first = Moment { state: State::fresh(source, options), edits: vec![], changed: false };
            Self { run: vec![first], past: vec![], at: 0 }
        }

        fn end(&self) -> usize {
            self.run.len() - 1
        }

        fn here(&self) -> &Moment<T> {
            &self.run[self.at]
        }

        fn shelve(&mut self, run: Vec<Moment<T>>) {
            self.past.push(run);
            if self.past.len() > 8 {
                self.past.remove(0);
            }
        }

        fn branch(&mut self) {
            if self.at < self.end() {
                self.shelve(self.run.clone());
                self.run.truncate(self.at + 1);
            }
        }

        fn finite(state: &State<T>) -> bool {
            let point = Point::of(state, 0, What::Start);
            state.factors.finite() && point.objective().is_finite() && point.test.sse.is_finite()
        }

        fn beyond(state: &State<T>) -> bool {
            let bound = if size_of::<T>() == 8 { 1e60 } else { 1e20 };
            Point::of(state, 0, What::Start).train.sse > bound
        }

        /// Whether a grain ends at step `k`, whatever comes next.
        fn ends(&self, k: usize, grain: Grain) -> bool {
            let state = &self.run[k].state;
            let mut ends = vec![0];
            for half in state.halves() {
                ends.push(ends.last().unwrap() + half.units);
            }
            match grain {
                Grain::Unit => true,
                Grain::Half => ends.contains(&state.unit),
                Grain::Pass => state.unit == 0,
            }
        }

        fn boundary(&self, k: usize, grain: Grain) -> bool {
            k == 0 || self.ends(k, grain) || self.run[k].changed || self.run.get(k + 1).is_some_and(|m| m.changed)
        }

        fn step(&mut self, grain: Grain, times: u64) {
            if self.here().state.source.split.train.is_empty() {
                return;
            }
            self.branch();
            for _ in 0..times {
                let start = self.at;
                loop {
                    self.advance();
                    if self.ends(self.at, grain) {
                        break;
                    }
                }
                if !Self::finite(&self.here().state) {
                    self.run.truncate(start + 1);
                    self.at = start;
                    return;
                }
                if Self::beyond(&self.here().state) {
                    return;
                }
            }
        }

        fn advance(&mut self) {
            let mut next = self.here().clone();
            next.state.advance(1);
            next.changed = false;
            self.run.push(next);
            self.at += 1;
        }

        fn change(&mut self, edits: Vec<Edit>, change: impl FnOnce(&mut State<T>)) {
            self.branch();
            let mut next = Moment { edits, changed: true, ..self.here().clone() };
            change(&mut next.state);
            if Self::finite(&next.state) {
                self.run.push(next);
                self.at += 1;
            }
        }

        fn restart(&mut self, state: State<T>) {
            let fresh = vec![Moment { state, edits: self.here().edits.clone(), changed: false }];
            let old = std::mem::replace(&mut self.run, fresh);
            if old.len() > 1 {
                self.shelve(old);
            }
            self.at = 0;
        }

        fn obey(&mut self, order: Order) {
            match order {
                Order::Step(grain, times) => self.step(grain, times),
                Order::Back(grain, times) => {
                    for _ in 0..times {
                        self.at = (0..self.at).rev().find(|k| self.boundary(*k, grain)).unwrap_or(0);
                    }
                }
                Order::Forward(grain, times) => {
                    for _ in 0..times {
                        let on = (self.at + 1..=self.end()).find(|k| self.boundary(*k, grain));
                        self.at = on.unwrap_or(self.end());
                    }
                }
                Order::Goto(step) => self.at = self.end().min(step as usize),
                Order::Set(setting) => self.change(self.here().edits.clone(), |s| s.set(setting)),
                Order::Rate(i, j, value) => {
                    let old = self.here().state.source.all.get(i, j);
                    if old != value {
                        let edits = [self.here().edits.clone(), vec![(i, j, old)]].concat();
                        self.change(edits, |s| s.rate(i, j, value));
                    }
                }
                Order::Undo => {
                    let mut edits = self.here().edits.clone();
                    if let Some((i, j, old)) = edits.pop() {
                        self.change(edits, |s| s.rate(i, j, old));
                    }
                }
                Order::Restart(settings) => {
                    let State { source, mut options, .. } = self.here().state.clone();
                    settings.into_iter().for_each(|s| options.set(s));
                    self.restart(State::fresh(source, options));
                }
                Order::HoldOut(share, seed) => {
                    let State { source, options, .. } = self.here().state.clone();
                    self.restart(State::fresh(source.held_out(share, seed), options));
                }
                Order::Branch(number) => {
                    if (1..=self.past.len()).contains(&number) {
                        let run = self.past.remove(number - 1);
                        self.past.push(std::mem::replace(&mut self.run, run));
                        self.at = self.end();
                    }
                }
                Order::Run(_) | Order::Speed(_) | Order::Stop => {}
            }
        }
    }

    #[derive(Clone, Debug)]
    enum Deed {
        /// Orders, with how much is worked after each is given; then all is worked off in pieces of a size.
        Orders(Vec<(Order, u64)>, u64),
        /// A step that is stopped after so many pieces of work.
        Stopped(Grain, u64, u64, u64),
        /// A journey that is given up.
        Abandoned(u64),
    }

    fn same<T: Real>(a: &State<T>, b: &State<T>) {
        assert_eq!((a.pass, a.unit, a.passes()), (b.pass, b.unit, b.passes()));
        assert_eq!(bits(&a.factors), bits(&b.factors));
        assert_eq!(a.options, b.options);
        assert_eq!(rows(&a.source.all), rows(&b.source.all));
        assert_eq!(rows(&a.source.split.train), rows(&b.source.split.train));
        assert_eq!(rows(&a.source.split.test), rows(&b.source.split.test));
    }

    fn compare<T: Real>(session: &mut Session<T>, plain: &Plain<T>, memory: usize) {
        assert!(!session.busy());
        assert_eq!((session.step(), session.end()), (plain.at as u64, plain.end() as u64));
        same(session.state(), &plain.here().state);
        let here = *session.here();
        assert_eq!(here, Point::of(&plain.here().state, session.step(), here.what));
        let curve = session.curve();
        assert!(curve.windows(2).all(|w| w[0].step < w[1].step && w[0].passes <= w[1].passes));
        assert_eq!((curve[0].step, curve.last().unwrap().step), (0, session.end()));
        for point in curve {
            let state = &plain.run[point.step as usize].state;
            assert_eq!(*point, Point::of(state, point.step, point.what));
        }
        let ends: Vec<u64> = session.past().iter().map(|r| r.end).collect();
        assert_eq!(ends, plain.past.iter().map(|r| r.len() as u64 - 1).collect::<Vec<_>>());
        let (frames, bytes) = session.memory();
        assert!(bytes <= memory || frames <= 2, "{frames} keyframes in {bytes} bytes");
        let snapshot = session.snapshot();
        assert_eq!(snapshot.undoable, !plain.here().edits.is_empty());
        assert!(snapshot.factors.finite());
        assert!(snapshot.last.is_none_or(|last| last.what == here.what));
    }

    fn play<T: Real>(source: Source, options: Options, memory: usize, deeds: Vec<Deed>) {
        let mut session = Session::<T>::new(source.clone(), options.clone(), memory);
        let mut plain = Plain::new(source, options);
        for deed in deeds {
            match deed {
                Deed::Orders(orders, piece) => {
                    for (order, work) in orders {
                        session.take(order.clone());
                        session.work(work);
                        plain.obey(order);
                    }
                    while session.work(piece) {}
                }
                Deed::Stopped(grain, times, pieces, piece) => {
                    session.take(Order::Step(grain, times));
                    for _ in 0..pieces {
                        session.work(piece);
                    }
                    session.take(Order::Stop);
                    if !plain.here().state.source.split.train.is_empty() {
                        plain.branch();
                        while plain.end() < session.end() as usize {
                            plain.advance();
                        }
                    }
                }
                Deed::Abandoned(to) => {
                    session.take(Order::Goto(to));
                    // Where it arrives with so little work, it has arrived.
                    if !session.work(1) {
                        plain.obey(Order::Goto(to));
                    }
                    session.take(Order::Stop);
                }
            }
            compare(&mut session, &plain, memory);
        }
        for step in [plain.end() / 2, plain.end()] {
            session.obey(Order::Goto(step as u64));
            plain.obey(Order::Goto(step as u64));
            compare(&mut session, &plain, memory);
        }
    }

    fn grids() -> impl Strategy<Value = Source> {
        (1_usize..4, 1_usize..5).prop_flat_map(|(m, n)| {
            prop::collection::vec(prop::option::weighted(0.7, 0_u8..6), m * n).prop_map(move |cells| {
                let names = |count: usize| (0..count).map(|k| k.to_string().into()).collect();
                // Column by column, so that the file is not grouped by user.
                let known: Vec<Rating> = (0..m * n)
                    .filter_map(|k| {
                        let (user, item) = cell(k % m, k / m);
                        cells[k].map(|v| Rating { user, item, value: f64::from(v) })
                    })
                    .collect();
                let names = Arc::new(Names { users: names(m), items: names(n) });
                Source::new(Arc::new(Ratings::new(names, Scale::new(0.0, 5.0).unwrap(), &known).unwrap()))
            })
        })
    }

    fn grain() -> impl Strategy<Value = Grain> {
        prop::sample::select(Grain::ALL.to_vec())
    }

    fn setting() -> impl Strategy<Value = Setting> {
        prop_oneof![
            3 => prop::sample::select(Method::ALL.to_vec()).prop_map(Setting::Method),
            3 => (1_usize..4).prop_map(Setting::Factors),
            1 => prop::sample::select(vec![0.0, 0.1, 1e300]).prop_map(Setting::Lambda),
            1 => prop::sample::select(vec![0.01, 0.05, 3.0]).prop_map(Setting::Alpha),
            1 => any::<bool>().prop_map(Setting::Biased),
            1 => any::<bool>().prop_map(Setting::Shuffle),
            1 => (0_u64..3).prop_map(Setting::Seed),
            1 => Just(Setting::Penalty(Penalty::Weighted)),
        ]
    }

    fn order(users: usize, items: usize) -> impl Strategy<Value = Order> {
        prop_oneof![
            6 => (grain(), 1_u64..5).prop_map(|(g, n)| Order::Step(g, n)),
            4 => (grain(), 1_u64..4).prop_map(|(g, n)| Order::Back(g, n)),
            2 => (grain(), 1_u64..4).prop_map(|(g, n)| Order::Forward(g, n)),
            2 => (0_u64..120).prop_map(Order::Goto),
            3 => setting().prop_map(Order::Set),
            3 => (0..users, 0..items, prop::option::weighted(0.6, 0_u8..6))
                .prop_map(|(i, j, v)| rate(i, j, v.map(f64::from))),
            2 => Just(Order::Undo),
            1 => prop::collection::vec(setting(), 0..3).prop_map(Order::Restart),
            1 => (0_u8..6, 0_u64..9).prop_map(|(s, n)| Order::HoldOut(Share::new(f64::from(s) / 10.0).unwrap(), n)),
            1 => (0_usize..10).prop_map(Order::Branch),
        ]
    }

    fn deed(users: usize, items: usize) -> impl Strategy<Value = Deed> {
        prop_oneof![
            5 => (prop::collection::vec((order(users, items), 0_u64..12), 1..4), 1_u64..9)
                .prop_map(|(orders, piece)| Deed::Orders(orders, piece)),
            1 => (grain(), 1_u64..4, 0_u64..6, 1_u64..6).prop_map(|(g, n, k, piece)| Deed::Stopped(g, n, k, piece)),
            1 => (0_u64..120).prop_map(Deed::Abandoned),
        ]
    }

    fn stories() -> impl Strategy<Value = (Source, Options, usize, Vec<Deed>)> {
        let options = prop::sample::select(Method::ALL.to_vec()).prop_map(Options::new);
        let memory = prop::sample::select(vec![0, 2_000, 5_000, 20_000, ROOMY]);
        (grids(), options, memory).prop_flat_map(|(source, options, memory)| {
            let deeds = prop::collection::vec(deed(source.all.n_users(), source.all.n_items()), 1..25);
            (Just(source), Just(options), Just(memory), deeds)
        })
    }

    /// The same stories each time, so that a failure today is a failure tomorrow.
    fn tell<T: Real>(cases: u32) {
        let config = Config { cases, failure_persistence: None, max_shrink_iters: 3000, ..Config::default() };
        let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
        let told = runner.run(&stories(), |(source, options, memory, deeds)| {
            play::<T>(source, options, memory, deeds);
            Ok(())
        });
        if let Err(failure) = told {
            panic!("{failure}");
        }
    }

    #[test]
    fn every_number_agrees() {
        tell::<f64>(2000);
    }

    #[test]
    fn every_narrow_number_agrees() {
        tell::<f32>(600);
    }
}
