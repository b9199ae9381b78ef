//! A/B tests: the world is the same for the same seed, visits and intervals are what anyone would work out by hand, and what
//! is said of false alarms, intervals and winners holds over many seeds.

use factorscope::{
    model::ON,
    study::{
        ab::{
            AbTest, Arm, BASE, EACH, KINDS, MEMORY, Peeking, Setup, Visit, Visiting, day, list, near, user,
            users_in_each,
        },
        evaluate::statistics::{Moments, t_quantile},
    },
};

fn setup(text: &str) -> Setup {
    text.parse().unwrap()
}

fn test(text: &str) -> AbTest {
    AbTest::new(setup(text), ON).unwrap()
}

fn visit(text: &str, user: usize, day: usize) -> Visit {
    Visit::new(Visiting { setup: setup(text), user, day })
}

/// By how much a share may differ from one of `chance` among so many independent cases: three standard deviations.
fn bound(chance: f64, cases: usize) -> f64 {
    3.0 * (chance * (1.0 - chance) / cases as f64).sqrt()
}

#[test]
fn the_same_seed_gives_the_same_on_any_number_of_threads() {
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| test("users=80 days=5 seed=3"))
    };
    let one = on(1);
    assert_eq!(one, on(4));
    assert_ne!(one.readings, test("users=80 days=5 seed=4").readings);
    assert_eq!(AbTest::new(Setup::default(), &|| None), None, "it can be given up");
}

/// What a user does on a day depends on the seed, the user and the day, and on nothing that comes after or beside it.
#[test]
fn a_day_is_the_same_however_one_came_there() {
    let (small, large) = ("users=60 days=4 seed=5", "users=200 days=9 seed=5");
    let (few, many) = (test(small), test(large));
    assert_eq!(few.arms, many.arms[..60]);
    assert_eq!(few.arms.iter().filter(|arm| **arm == Arm::A).count(), 30);
    for (who, when) in [(0, 1), (7, 4), (59, 2), (7, 1), (7, 3)] {
        let (one, other) = (visit(small, who, when), visit(large, who, when));
        assert_eq!(
            (one.arm, one.user, &one.shown, &one.engaged),
            (other.arm, other.user, &other.shown, &other.engaged)
        );
        let later = visit(large, who, 9);
        assert_eq!(one.engaged[..], later.engaged[..when]);
    }
    // Chance is the same whatever the arms do with it.
    let (own, weary) = (visit("seed=5", 3, 1), visit("seed=5 weariness=0", 3, 1));
    assert_eq!(own.shown, weary.shown, "on the first day nobody is weary");
}

/// The readings are those of the visits, by plain loops.
#[test]
fn readings_are_those_of_all_visits() {
    let text = "users=40 days=6 shown=4 seed=2";
    let test = test(text);
    for reading in &test.readings {
        let mut rates = [Vec::new(), Vec::new()];
        let mut today = [0.0; 2];
        for who in 0..40 {
            let visit = visit(text, who, reading.day);
            let engaged: u32 = visit.engaged.iter().map(|k| u32::from(*k)).sum();
            rates[visit.arm as usize].push(f64::from(engaged) / (4 * reading.day) as f64);
            today[visit.arm as usize] += f64::from(*visit.engaged.last().unwrap()) / 80.0;
            assert_eq!(visit.engaged.last().copied(), Some(visit.shown.iter().filter(|s| s.engaged).count() as u8));
        }
        let plain = rates.each_ref().map(|rates| {
            let n = rates.len() as f64;
            let mean = rates.iter().sum::<f64>() / n;
            (n, mean, rates.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0))
        });
        for (found, (n, mean, variance)) in reading.rates.iter().zip(plain) {
            assert_eq!(found.count as f64, n);
            assert!((found.mean - mean).abs() < 1e-12 && (found.variance - variance).abs() < 1e-12);
        }
        assert!((0..2).all(|arm| (reading.today[arm] - today[arm]).abs() < 1e-12));
        let [(n, a, s), (m, b, t)] = plain;
        let (u, v) = (s / n, t / m);
        let degrees = (u + v).powi(2) / (u * u / (n - 1.0) + v * v / (m - 1.0));
        let half = t_quantile(degrees as u32) * (u + v).sqrt();
        let (low, high) = reading.difference.unwrap().interval();
        assert!((low - (b - a - half)).abs() < 1e-12 && (high - (b - a + half)).abs() < 1e-12);
        assert_eq!(reading.is_significant(), low > 0.0 || high < 0.0);
        assert_eq!(reading.difference.unwrap().p() < 0.05, reading.is_significant());
    }
}

/// Each number of a visit from the world by hand: place, liking, list, sameness, chance.
#[test]
fn a_visit_is_that_by_hand() {
    for text in ["", "weariness=0 seed=4", "weariness=10 shown=10 seed=8", "error-a=5 error-b=0 variety-a=1 seed=3"] {
        let setup = setup(text);
        for who in [0, 1, 17, 399] {
            let somebody = user(&setup, who);
            let length = somebody.taste[0].hypot(somebody.taste[1]);
            assert!((1.0..=2.0).contains(&length));
            assert!((0.5 * setup.weariness..=1.5 * setup.weariness).contains(&somebody.weariness));
            let days: Vec<Visit> = (1..=10).map(|day| visit(text, who, day)).collect();
            for (n, visit) in days.iter().enumerate() {
                let items = day(setup.seed, n + 1);
                assert_eq!((items.len(), visit.shown.len()), (KINDS.len() * EACH, setup.shown));
                for shown in &visit.shown {
                    let place = items[shown.item];
                    assert_eq!(shown.place, place);
                    let liking = somebody.taste[0] * place[0] + somebody.taste[1] * place[1];
                    let nearness = (1..=MEMORY).map(|ago| match n.checked_sub(ago) {
                        None => 0.0,
                        Some(then) => {
                            let then = &days[then].shown;
                            then.iter().map(|other| near(place, other.place)).sum::<f64>() / then.len() as f64
                        }
                    });
                    let sameness = nearness.sum::<f64>() / MEMORY as f64;
                    let chance = 1.0 / (1.0 + (-(BASE + liking - somebody.weariness * sameness)).exp());
                    assert!((shown.liking - liking).abs() < 1e-12 && (shown.sameness - sameness).abs() < 1e-12);
                    assert!((shown.chance - chance).abs() < 1e-12);
                    assert!((0.0..1.0).contains(&shown.chance) && (0.0..=1.0).contains(&shown.sameness), "{text}");
                }
                if setup.variety[visit.arm as usize] == 0.0 {
                    assert!(visit.shown.windows(2).all(|w| w[0].predicted >= w[1].predicted));
                }
                if setup.errors[visit.arm as usize] == 0.0 {
                    assert!(visit.shown.iter().all(|shown| shown.predicted == shown.liking));
                }
            }
        }
    }
}

/// Against the rule as it is written.
#[test]
fn lists_are_those_of_maximal_marginal_relevance() {
    for seed in 1..6 {
        let items = day(seed, 1);
        let predictions: Vec<f64> = items.iter().map(|item| 1.3 * item[0] - 0.4 * item[1]).collect();
        let low = predictions.iter().copied().fold(f64::INFINITY, f64::min);
        let high = predictions.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        for variety in [0.0, 0.25, 0.7, 1.0] {
            let found = list(&predictions, variety, 8, |a, b| near(items[a], items[b]));
            let mut wanted: Vec<usize> = Vec::new();
            while wanted.len() < 8 {
                let gain = |at: usize| {
                    let nearest = wanted.iter().map(|other| near(items[at], items[*other])).fold(0.0, f64::max);
                    (1.0 - variety) * (predictions[at] - low) / (high - low) - variety * nearest
                };
                let open: Vec<usize> = (0..items.len()).filter(|at| !wanted.contains(at)).collect();
                let most = open.iter().map(|at| gain(*at)).fold(f64::NEG_INFINITY, f64::max);
                wanted.push(open.into_iter().find(|at| gain(*at) == most).unwrap());
            }
            assert_eq!(found, wanted, "seed {seed}, variety {variety}");
        }
    }
    assert_eq!(list(&[1.0, 1.0], 0.5, 9, |_, _| 1.0), [0, 1], "all alike, and fewer than asked for");
    assert_eq!(near([1.0, 2.0], [1.0, 2.0]), 1.0);
    assert!((near([0.0, 0.0], [1.0, 1.0]) - (-2f64).exp()).abs() < 1e-15);
}

#[test]
fn errors_and_variety_are_as_they_are_planted() {
    let test = test("users=100 days=10 error-a=0.2 error-b=0.9 variety-b=0.5");
    // 50 users, 10 days, 60 items: the RMSE of a normal error has the relative deviation 1/√(2 · 30,000).
    assert!((test.rmse[0] / 0.2 - 1.0).abs() < 0.016 && (test.rmse[1] / 0.9 - 1.0).abs() < 0.016, "{:?}", test.rmse);
    assert!(test.alike[0] > 0.6 && test.alike[1] < 0.3, "{:?}", test.alike);
}

// ---- what is said of it --------------------------------------------------------------------------------------------------

/// Who is not weary of sameness is best served by the better predictions; who is, by variety, though first it seems otherwise.
#[test]
fn weariness_turns_the_tables() {
    for seed in 1..5 {
        let rested = test(&format!("users=200 weariness=0 seed={seed}"));
        let last = rested.readings.last().unwrap();
        assert!(last.truth < 0.0 && last.winner() == Some(Arm::A), "seed {seed}: {}", last.truth);
        let weary = test(&format!("users=200 seed={seed}"));
        assert!(weary.rmse[0] < 0.6 * weary.rmse[1]);
        let (first, last) = (&weary.readings[0], weary.readings.last().unwrap());
        assert!(first.truth < -0.03 && last.truth > 0.005, "seed {seed}: {} then {}", first.truth, last.truth);
        // With neither error nor variety between them there is no difference at all.
        let none = test(&format!("users=40 days=4 error-b=0.3 variety-b=0 seed={seed}"));
        assert!(none.readings.iter().all(|reading| reading.truth == 0.0));
    }
    // As the program shows it: whoever stops at once takes A, and in the end B is ahead.
    let usual = AbTest::new(Setup::default(), ON).unwrap();
    assert_eq!(usual.first_significant(28).unwrap().winner(), Some(Arm::A));
    assert_eq!(usual.after(28).unwrap().winner(), Some(Arm::B));
    assert_eq!((usual.first_significant(0), usual.after(0)), (None, None));
}

/// Independent tests: of those without a difference 5 in 100 find one, and the interval holds the true difference in 95.
#[test]
fn intervals_keep_what_they_promise() {
    const TESTS: usize = 300;
    let over = |text: &str, holds: &dyn Fn(&AbTest) -> bool| {
        (1..=TESTS).filter(|seed| holds(&test(&format!("{text} users=40 days=3 seed={seed}")))).count() as f64
            / TESTS as f64
    };
    let alarms = over("error-b=0.3 variety-b=0", &|test| test.readings[2].is_significant());
    assert!((alarms - 0.05).abs() < bound(0.05, TESTS), "{alarms}");
    let held = over("", &|test| {
        let (low, high) = test.readings[2].difference.unwrap().interval();
        (low..=high).contains(&test.readings[2].truth)
    });
    // The truth is that of these very users, so that it is held a little more often.
    assert!(held > 0.95 - bound(0.95, TESTS) && held < 1.0, "{held}");
}

#[test]
fn looking_every_day_multiplies_false_alarms() {
    let seeds = 1..5;
    let all: Vec<Peeking> = seeds.map(|seed| test(&format!("users=100 days=20 seed={seed}")).peeking).collect();
    for peeking in &all {
        assert_eq!(peeking.on[0], peeking.by[0]);
        assert!(peeking.by.windows(2).all(|w| w[0] <= w[1]));
        assert!(peeking.on.iter().zip(&peeking.by).all(|(on, by)| on <= by && *by <= Peeking::TESTS));
    }
    let share = |of: fn(&Peeking) -> f64| all.iter().map(of).sum::<f64>() / all.len() as f64;
    let (once, daily) = (share(|peeking| peeking.once(20)), share(|peeking| peeking.daily(20)));
    assert!((once - 0.05).abs() < bound(0.05, 4 * Peeking::TESTS), "{once}");
    // Armitage, McPherson and Rowe (1969) have 25 of 100 for 20 looks at what comes anew each time. A user's days are alike, so
    // that later looks have less that is new.
    assert!(daily > 0.12 && daily < 0.25, "{daily}");
}

#[test]
fn the_number_of_users_is_that_by_hand() {
    // 2 · (1.959964 + 0.841621)² · 0.01 / 0.0004 = 2 · 7.848879 · 25
    assert_eq!(users_in_each(0.01, 0.02), 393.0);
    assert_eq!(users_in_each(0.01, -0.01), 1570.0, "2 · 7.848879 · 100 = 1569.8");
    assert!(users_in_each(0.01, 0.02) < 16.0 * 0.01 / 0.0004, "the rule of thumb is a little more");
    // The variance is that within the halves.
    let test = test("users=60 days=4");
    let [a, b] = test.readings[3].rates;
    assert!(
        (test.readings[3].variance() - f64::midpoint(a.variance, b.variance)).abs() < 1e-15,
        "of halves of one size"
    );
    assert_eq!(Moments::of_counts([0, 10].into_iter(), 10.0).variance, 0.5);
}

/// With as many users as the formula asks for, about 80 of 100 tests find the difference.
#[test]
fn so_many_users_find_what_is_there() {
    // The difference and the variance of very many.
    let large = test("users=3000 days=3 weariness=0 variety-b=0 error-b=0.9 shown=3");
    let reading = &large.readings[2];
    let each = users_in_each(reading.variance(), reading.truth) as usize;
    assert!((20..200).contains(&each), "{each}");
    const TESTS: usize = 150;
    let found = |seed: &usize| {
        let text = format!("users={} days=3 weariness=0 variety-b=0 error-b=0.9 shown=3 seed={seed}", 2 * each);
        test(&text).readings[2].is_significant()
    };
    let share = (1..=TESTS).filter(found).count() as f64 / TESTS as f64;
    assert!((share - 0.8).abs() < bound(0.8, TESTS), "{share} with {each} in each");
}
