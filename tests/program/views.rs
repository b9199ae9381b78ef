//! The views of the Lab that follow from a snapshot: landscape, data frame and shelves, held against brute force, worked by
//! keys and commands, and as pictures.

#![allow(clippy::unwrap_used)]

use crate::common::desk::Desk;
use crate::common::tables;
use crate::common::*;
use factorscope::{
    app::Pair,
    choice::Choice,
    data::{Entity, ItemId, Ratings, UserId},
    model::{Method, ON, Options, Parameter, Penalty, Setting},
    study::{
        Among, Given, Grain, Order, Session, Snapshot, Source, explain,
        frame::Frame,
        landscape::Surface,
        neighbours::Metric,
        shelves::{PICKS, Pick, Topic, shelves},
    },
};
use std::sync::Arc;

fn session(ratings: Ratings, settings: &[Setting]) -> Session {
    let mut options = Options::new(Method::Als);
    settings.iter().for_each(|s| options.set(*s));
    Session::new(Source::new(Arc::new(ratings)), options, 1 << 22)
}

fn user(n: usize) -> Entity {
    Entity::User(UserId::new(n))
}

fn item(n: usize) -> Entity {
    Entity::Item(ItemId::new(n))
}

fn at(of: Entity, factor: impl Into<Option<usize>>) -> Parameter {
    Parameter { of, factor: factor.into() }
}

/// Places around the present ones, near and far.
fn places(around: (f64, f64)) -> impl Iterator<Item = (f64, f64)> {
    (0..12).map(move |n| {
        let (angle, far) = (f64::from(n) * 2.4, 0.01 * 2f64.powi(n));
        (around.0 + far * angle.cos(), around.1 + far * angle.sin())
    })
}

/// The objective with two numbers set, from all ratings.
fn brute(snapshot: &Snapshot, surface: &Surface, (x, y): (f64, f64)) -> f64 {
    let mut factors = tables(&snapshot.model).clone();
    factors.set(surface.x, x);
    factors.set(surface.y, y);
    objective(&snapshot.source.split.train, &snapshot.options, &factors)
}

/// Every kind of pair: of one row, of one side, across, with and without a rating that both have a part in, with biases.
fn pairs(ratings: &Ratings, biased: bool) -> Vec<(Parameter, Parameter)> {
    let rated = ratings.user(UserId::new(1)).ids[0].index();
    let unrated = (0..9).find(|j| ratings.get(UserId::new(1), ItemId::new(*j)).is_none()).unwrap();
    let mut pairs = vec![
        (at(user(1), 0), at(user(1), 2)),
        (at(item(3), 1), at(item(3), 0)),
        (at(user(1), 0), at(user(4), 0)),
        (at(item(2), 1), at(item(5), 2)),
    ];
    for j in [rated, unrated] {
        pairs.extend([
            (at(user(1), 1), at(item(j), 1)),
            (at(item(j), 1), at(user(1), 1)),
            (at(user(1), 0), at(item(j), 2)),
        ]);
        if biased {
            pairs.extend([
                (at(user(1), None), at(item(j), None)),
                (at(user(1), 0), at(item(j), None)),
                (at(user(1), None), at(user(1), 1)),
            ]);
        }
    }
    pairs
}

#[test]
fn the_surface_is_the_objective() {
    for (biased, lambda, penalty) in
        [(false, 0.0, Penalty::Plain), (true, 0.3, Penalty::Plain), (true, 0.1, Penalty::Weighted)]
    {
        let settings = [
            Setting::Factors(3),
            Setting::Biased(biased),
            Setting::Lambda(lambda),
            Setting::Penalty(penalty),
            Setting::Method(Method::Descent),
        ];
        let mut session = session(random_grid(8, 9, 0.5, 3), &settings);
        session.obey(Order::HoldOut("0.1".parse().unwrap(), 1));
        session.obey(Order::Step(Grain::Pass, 3));
        let snapshot = session.snapshot();
        for (x, y) in pairs(&snapshot.source.split.train, biased) {
            let surface = Surface::new(&snapshot, x, y).unwrap();
            for place in places(surface.here) {
                let (found, wanted) = (surface.at(place), brute(&snapshot, &surface, place));
                assert!((found - wanted).abs() <= 1e-9 * (1.0 + wanted), "{x:?} {y:?} {place:?}: {found} {wanted}");
            }
            assert_eq!(surface.at(surface.here), snapshot.here.objective());
            for (slope, of) in [(surface.slope.0, x), (surface.slope.1, y)] {
                let wanted = explain::gradient(&snapshot, of).unwrap().slope();
                // After a pass that is done, the explanation is about the factors before it.
                let fresh = explain::gradient(&Snapshot { begun_from: None, last: None, ..snapshot.clone() }, of)
                    .unwrap()
                    .slope();
                assert!((slope - fresh).abs() < 1e-9, "{of:?}: {slope}, not {fresh} (or {wanted})");
            }
        }
    }
}

#[test]
fn nothing_is_lower_than_the_lowest_point() {
    for seed in 0..8 {
        let lambda = if seed % 2 == 0 { 0.0 } else { 0.5 };
        let settings = [Setting::Factors(3), Setting::Lambda(lambda), Setting::Seed(seed), Setting::Biased(seed > 5)];
        let mut session = session(random_grid(8, 9, 0.5, seed + 10), &settings);
        session.obey(Order::Step(Grain::Pass, seed % 3));
        let snapshot = session.snapshot();
        for (x, y) in pairs(&snapshot.source.split.train, seed > 5) {
            let surface = Surface::new(&snapshot, x, y).unwrap();
            let lowest = surface.lowest();
            let height = brute(&snapshot, &surface, lowest);
            let size = 1.0 + lowest.0.abs() + lowest.1.abs() + surface.here.0.abs() + surface.here.1.abs();
            for n in 0..61 * 61 {
                let part = |n: usize| 2.0 * size * (n as f64 / 30.0 - 1.0);
                let place = (part(n % 61), part(n / 61));
                assert!(surface.at(place) >= height - 1e-6, "{x:?} {y:?}: {lowest:?} is not lower than {place:?}");
            }
            for place in places(lowest) {
                assert!(surface.at(place) >= height - 1e-9 * (1.0 + height), "{x:?} {y:?} {lowest:?} {place:?}");
            }
        }
    }
}

#[test]
fn als_jumps_to_the_lowest_point_of_a_surface_that_stands_still() {
    for lambda in [0.0, 0.1] {
        let mut session = session(lecture(), &[Setting::Lambda(lambda)]);
        session.obey(Order::Step(Grain::Pass, 1));
        for n in 0..9 {
            let of = if n < 4 { user(n) } else { item(n - 4) };
            let before = session.snapshot();
            let surface = Surface::new(&before, at(of, 0), at(of, 1)).unwrap();
            session.obey(Order::Step(Grain::Unit, 1));
            let after = session.snapshot();
            let found = (tables(&after.model).of(of)[0], tables(&after.model).of(of)[1]);
            let lowest = surface.lowest();
            assert!((found.0 - lowest.0).abs() + (found.1 - lowest.1).abs() < 1e-9, "{of:?}: {found:?} {lowest:?}");
            let same = Surface::new(&after, surface.x, surface.y).unwrap();
            for place in places(lowest) {
                assert!((same.at(place) - surface.at(place)).abs() < 1e-8 * (1.0 + same.at(place)));
            }
            assert_eq!(same.way(&after).last(), Some(&found));
        }
    }
}

#[test]
fn a_rating_fewer_than_factors_leaves_a_valley_and_als_takes_its_nearest_point_to_zero() {
    let ratings = grid(2, 2, &[rating(0, 0, 4.0), rating(1, 0, 2.0), rating(1, 1, 3.0)]);
    let mut session = session(ratings, &[]);
    let surface = Surface::new(&session.snapshot(), at(user(0), 0), at(user(0), 1)).unwrap();
    session.obey(Order::Step(Grain::Unit, 1));
    let (found, lowest) = (tables(&session.snapshot().model).of(user(0)).to_vec(), surface.lowest());
    assert_close(&[lowest.0, lowest.1], &found, 1e-9, "the valley's point");
}

#[test]
fn the_way_is_what_the_run_went_through() {
    let mut run = session(lecture(), &[Setting::Method(Method::Descent), Setting::Alpha(0.05)]);
    let mut wanted = Vec::new();
    for _ in 0..20 {
        wanted.push(bits(&tables(&run.snapshot().model)));
        run.obey(Order::Step(Grain::Pass, 1));
    }
    let inside = run.snapshot();
    run.obey(Order::Step(Grain::Unit, 5));
    let snapshot = run.snapshot();
    let found: Vec<_> = snapshot.path.iter().map(|model| bits(&tables(model))).collect();
    assert_eq!(found[..20], wanted);
    assert_eq!(found[20], bits(&tables(&inside.model)));
    assert_eq!(found.last(), Some(&bits(&tables(&snapshot.model))));
    // Back in time there is no later moment.
    run.obey(Order::Back(Grain::Pass, 10));
    assert!(run.snapshot().path.len() <= 12);
}

#[test]
fn both_walls_are_seen_where_the_fit_bounces() {
    let mut run = session(lecture(), &[Setting::Method(Method::Descent), Setting::Alpha(0.1)]);
    run.obey(Order::Step(Grain::Pass, 600));
    let snapshot = run.snapshot();
    let train = &snapshot.source.split.train;
    let errors: Vec<f64> = snapshot.path.iter().map(|model| sse(train, &tables(model))).collect();
    assert!(snapshot.path.len() <= 260 && snapshot.path.len() > 60, "{}", snapshot.path.len());
    let turns = errors.windows(3).skip(20).filter(|w| (w[1] > w[0]) == (w[1] > w[2])).count();
    assert!(turns > 30, "it is seen to turn {turns} times: {errors:?}");
}

// ---- the data frame ----------------------------------------------------------------------------------------------------

#[test]
fn the_data_frame_has_every_line_once_and_predicts_all() {
    for biased in [false, true] {
        let settings = [Setting::Factors(3), Setting::Lambda(0.2), Setting::Biased(biased)];
        let mut session = session(random_grid(8, 9, 0.5, 3), &settings);
        session.obey(Order::HoldOut("0.3".parse().unwrap(), 2));
        session.obey(Order::Step(Grain::Pass, 2));
        session.obey(Order::Step(Grain::Unit, 3));
        let snapshot = session.snapshot();
        for of in entities(snapshot.ratings()) {
            let frame = Frame::new(&snapshot, of).unwrap();
            let mut numbers: Vec<_> = frame.order.iter().map(|of| of.index()).collect();
            numbers.sort_unstable();
            assert!(numbers.into_iter().eq(0..snapshot.ratings().count(of.side().other())));
            let mut factors = tables(&snapshot.model).clone();
            for (column, value) in frame.regression.solution.iter().enumerate() {
                factors.set(at(of, (column < 3).then_some(column)), *value);
            }
            let mut sum = 0.0;
            for n in 0..frame.order.len() {
                let line = frame.line(&snapshot, n);
                let (i, j) = match (of, line.other) {
                    (Entity::User(i), Entity::Item(j)) | (Entity::Item(j), Entity::User(i)) => (i, j),
                    _ => panic!("of one side"),
                };
                assert!((line.prediction - predict(&factors, i, j)).abs() < 1e-9);
                assert_eq!(line.rating, snapshot.ratings().get(i, j));
                assert_eq!(n < frame.known, snapshot.source.split.train.get(i, j).is_some());
                assert_eq!(line.held_out, snapshot.source.split.test.get(i, j).is_some());
                if n < frame.known {
                    sum += line.error().unwrap().powi(2);
                }
            }
            assert!((frame.sse - sum).abs() < 1e-9);
            // The first three users were fitted to the present items, the others were not; the items were, to users that
            // have changed since.
            let still = matches!(of, Entity::User(i) if i.index() < 3);
            assert_eq!(frame.fitted, still || snapshot.source.split.train.degree(of) == 0, "{of:?}");
            assert!(frame.fitted || frame.sse_now >= frame.sse - 0.2 * 100.0);
        }
    }
}

/// Part 4 of the lecture: BTS from what users said of themselves.
#[test]
fn the_lectures_regression_for_bts() {
    let mut values = Vec::new();
    for record in csv::Reader::from_reader(include_str!("../../assets/lecture/user_factors.csv").as_bytes()).records() {
        values.extend(record.unwrap().iter().skip(1).map(|v| v.parse::<f64>().unwrap()));
    }
    let mut source = Source::new(Arc::new(lecture()));
    source.given = Arc::new(Given { p: Some(table_of(2, values)), ..Given::default() });
    let mut session = Session::new(source, Options::new(Method::Als), 1 << 20);
    let snapshot = session.snapshot();
    let frame = Frame::new(&snapshot, item(2)).unwrap();
    assert!(!frame.fitted);
    assert_close(&frame.regression.solution, &[-0.19, 1.06], 0.005, "coefficients");
    let predicted = |user: usize| {
        let line = (0..4).map(|n| frame.line(&snapshot, n)).find(|line| line.other.index() == user);
        line.unwrap().prediction
    };
    assert_close(&[predicted(0), predicted(1)], &[0.1, -0.77], 0.006, "An and Bhavana");
    assert_eq!(frame.order[frame.known..], [user(1)], "who has not rated comes last");
}

// ---- shelves -----------------------------------------------------------------------------------------------------------

#[test]
fn shelves_hold_what_a_look_at_everything_finds() {
    for seed in 0..4 {
        let mut session = session(random_grid(30, 50, 0.2, seed), &[Setting::Factors(3), Setting::Lambda(0.5)]);
        session.obey(Order::HoldOut("0.2".parse().unwrap(), seed));
        session.obey(Order::Step(Grain::Pass, 3));
        let snapshot = session.snapshot();
        let (train, factors) = (&snapshot.source.split.train, &tables(&snapshot.model));
        for n in 0..30 {
            let i = UserId::new(n);
            let items = || (0..50).map(ItemId::new);
            for &metric in Metric::ALL {
                let near = |of: Entity, other: Entity| metric.between(factors.of(of), factors.of(other));
                let sign = if metric == Metric::Cosine { -1.0 } else { 1.0 };
                let liked: Vec<_> = train.user(i).iter().filter(|(_, r)| *r > 2.5).collect();
                for shelf in shelves(&snapshot, i, metric.into(), Among::at_least(1, 1), ON).unwrap() {
                    // What each item is worth on this shelf, if it belongs there: the smallest first.
                    let worth: Vec<(ItemId, [f64; 2])> = match shelf.topic {
                        Topic::For => items()
                            .filter(|j| train.get(i, *j).is_none() && train.degree(*j) > 0)
                            .map(|j| (j, [-predict(factors, i, j), 0.0]))
                            .collect(),
                        Topic::Because(x) => {
                            let own = train.get(i, x).unwrap();
                            assert!(liked.iter().filter(|(_, r)| *r > own).count() < 2 && own > 2.5);
                            items()
                                .filter(|j| *j != x && train.degree(*j) > 0)
                                .map(|j| (j, [sign * near(x.into(), j.into()), 0.0]))
                                .collect()
                        }
                        Topic::Most => items()
                            .filter(|j| train.degree(*j) > 0)
                            .map(|j| {
                                let values: Vec<f64> = train.iter().filter(|r| r.item == j).map(|r| r.value).collect();
                                (j, [-(values.len() as f64), -mean(&values)])
                            })
                            .collect(),
                        Topic::Near(count) => {
                            assert_eq!(count, 10);
                            let mut others: Vec<_> = (0..30).map(UserId::new).filter(|k| *k != i).collect();
                            others.retain(|k| train.degree(*k) > 0);
                            others.sort_by(|a, b| {
                                let worth = |k: &UserId| sign * near(i.into(), (*k).into());
                                worth(a).total_cmp(&worth(b)).then(a.cmp(b))
                            });
                            let people = &others[..10];
                            let ratings = |j: ItemId| -> Vec<f64> {
                                people.iter().filter_map(|k| train.get(*k, j)).filter(|r| *r > 2.5).collect()
                            };
                            items()
                                .filter(|j| train.get(i, *j).is_none() && !ratings(*j).is_empty())
                                .map(|j| (j, [-(ratings(j).len() as f64), -mean(&ratings(j))]))
                                .collect()
                        }
                    };
                    same(&shelf.picks, worth, shelf.topic);
                }
            }
        }
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn same(picks: &[Pick], mut worth: Vec<(ItemId, [f64; 2])>, topic: Topic) {
    worth.sort_by(|a, b| a.1[0].total_cmp(&b.1[0]).then(a.1[1].total_cmp(&b.1[1])).then(a.0.cmp(&b.0)));
    assert_eq!(picks.len(), worth.len().min(PICKS), "{topic:?}");
    for (pick, (item, worth)) in picks.iter().zip(&worth) {
        // Sums of other orders differ in their last bits: what is equal up to those may stand in either order.
        let own = match topic {
            Topic::For => [-pick.value, 0.0],
            Topic::Because(_) => [pick.value.abs(), 0.0],
            Topic::Most | Topic::Near(_) => [-(pick.count as f64), -pick.value],
        };
        let wanted = if matches!(topic, Topic::Because(_)) { [worth[0].abs(), 0.0] } else { *worth };
        assert_close(&own, &wanted, 1e-9, &format!("{topic:?} {item:?}"));
    }
}

// ---- by keys and commands ----------------------------------------------------------------------------------------------

#[test]
fn over_chooses_the_pair() {
    let mut desk = Desk::lecture();
    desk.command("lab landscape");
    assert_eq!(desk.app.over(), [at(user(0), 0), at(user(0), 1)]);
    desk.command("select Diego BTS").press("p");
    assert_eq!(desk.app.over(), [at(item(2), 0), at(item(2), 1)]);
    desk.press("p");
    assert_eq!(desk.app.over(), [at(user(3), 0), at(item(2), 0)]);
    desk.command("over user Diego 2 item #3 1");
    assert_eq!(desk.app.over(), [at(user(3), 1), at(item(2), 0)]);
    desk.command("over user An 1 user An 9").says("there is no factor 9; this model has 2");
    desk.command("over user An bias user An 1").says("this model has no biases");
    desk.command("over user An 1 user An 1").says("two different numbers");
    desk.command("over user Nobody 1 user An 1").says("Nobody");
    assert_eq!(desk.app.over(), [at(user(3), 1), at(item(2), 0)], "what is refused changes nothing");
    // A pair that the model no longer has gives way.
    desk.command("refit factors 1");
    assert_eq!(desk.app.over(), [at(user(3), 0), at(item(2), 0)]);
    desk.command("over").says("with one factor there is one pair");
    desk.command("refit biased on").command("over user An bias item BTS bias");
    assert_eq!(desk.app.over(), [at(user(0), None), at(item(2), None)]);
    assert!(matches!(desk.app.view().over, Pair::Given(..)));
}

#[test]
fn the_window_stands_still_when_it_was_zoomed_and_leaves_the_map_alone() {
    let mut desk = Desk::lecture();
    desk.command("lab landscape").command("step pass 3");
    let all = desk.app.landscape_reach().unwrap();
    assert!([all.x, all.y].iter().all(|r| r.0 < r.1));
    desk.press("zz");
    let part = desk.app.landscape_reach().unwrap();
    assert!(part.size().0 < all.size().0 / 2.0);
    let here = desk.app.terrain().unwrap().surface.here;
    assert!((part.x.0..=part.x.1).contains(&here.0) && (part.y.0..=part.y.1).contains(&here.1));
    desk.command("step pass 1");
    assert_eq!(desk.app.landscape_reach(), Some(part));
    assert_eq!(desk.app.view().map.zoom, 1.0);
    desk.command("select-user Diego");
    assert!(!desk.app.landscape_zoomed(), "another pair has a window of its own");
    desk.command("select-user An").press("0");
    assert!(!desk.app.landscape_zoomed());
}

#[test]
fn the_cursor_walks_down_the_data_frame() {
    let mut desk = Desk::lecture();
    desk.command("lab frame").command("side users").command("select An Ommazh");
    let order = desk.app.frame().unwrap().order.clone();
    desk.press("<Home>").command("move top");
    for of in order {
        assert_eq!(Entity::Item(desk.app.view().item), of);
        desk.press("<Down>");
    }
    desk.press("<Right>");
    assert_eq!(desk.at().0, "Bhavana");
    desk.command("side items").command("select An BTS").press("<Right>");
    assert_eq!(desk.at().1, "Zhou Shen");
}

#[test]
fn the_cursor_walks_along_the_shelves() {
    let mut desk = Desk::lecture();
    desk.command("lab shelves").command("step pass 5");
    let shelves = desk.app.shelves().unwrap();
    assert!(shelves.len() >= 4, "{shelves:?}");
    for (n, shelf) in shelves.iter().enumerate() {
        for pick in &shelf.picks {
            assert_eq!(desk.app.shelf_cursor(&shelves).0, n);
            if shelf.picks.len() > 1 && pick != &shelf.picks[0] {
                desk.press("<Right>");
                assert_eq!(desk.app.view().item, pick.item);
            }
        }
        desk.press("<Home><Down>");
    }
    desk.press("<PgDn>");
    assert_eq!((desk.at().0, desk.app.view().shelf), ("Bhavana", (0, 0)));
    desk.press("<PgUp>");
    assert_eq!(desk.at().0, "An");
}

#[test]
fn keys_that_are_of_no_use_to_an_experiment_are_not_offered() {
    use factorscope::{app::keymap::bindings, command::Screen};
    let mut desk = Desk::lecture();
    let offered = |desk: &Desk| {
        bindings(&[Screen::Lab])
            .into_iter()
            .map(|b| b.hint(&desk.app))
            .filter(|hint| !hint.is_empty())
            .collect::<Vec<_>>()
    };
    desk.command("lab landscape");
    assert!(offered(&desk).iter().any(|hint| hint == "pair"));
    desk.command("lab shelves");
    assert!(!offered(&desk).iter().any(|hint| hint == "pair" || hint == "zoom"));
}

// ---- pictures ----------------------------------------------------------------------------------------------------------

#[cfg(feature = "tui")]
mod pictures {
    use super::*;
    use factorscope::{
        app::Taste,
        command::Theme,
        ui::{Depth, Still},
    };

    const SIZES: [(u16, u16); 3] = [(80, 24), (120, 36), (200, 60)];

    fn still(taste: Taste, size: (u16, u16), script: &str) -> Still {
        let mut session = session(lecture(), &[]);
        Still::new(&mut session, "the lecture", taste, Depth::True, size, script).unwrap()
    }

    #[test]
    fn five_views_at_three_sizes() {
        let descent = "refit method descent; set alpha 0.05; step pass 30; step unit 3";
        for (name, script) in [
            ("landscape", format!("{descent}; lab landscape; select-user Diego")),
            ("slope", format!("start-from worked; {descent}; lab slope; select-user Diego")),
            ("frame", "step pass 5; step unit 2; lab frame; side users; select Cordelia BTS".into()),
            ("shelves", "step pass 5; lab shelves; move down; move right".into()),
            ("residuals", "holdout 0.2; step pass 5; lab residuals; errors-by user; move down".into()),
        ] {
            for size in SIZES {
                let text = still(Taste::default(), size, &script).text();
                insta::assert_snapshot!(format!("{name}_{}x{}", size.0, size.1), text);
            }
        }
    }

    #[test]
    fn one_factor_is_drawn_as_a_line_and_a_bent_bowl() {
        let script = "refit factors 1; step pass 3; lab frame; side users";
        insta::assert_snapshot!("frame_one_factor", still(Taste::default(), (100, 30), script).text());
        let script = "refit factors 1; refit method descent; step pass 10; lab landscape";
        insta::assert_snapshot!("landscape_one_factor", still(Taste::default(), (100, 30), script).text());
    }

    #[test]
    fn without_colours_and_in_ascii_the_landscape_reads_all_the_same() {
        let script = "refit method descent; set alpha 0.05; step pass 30; lab landscape";
        let plain = still(Taste { theme: Theme::Mono, ..Taste::default() }, (80, 24), script);
        let coloured = still(Taste::default(), (80, 24), script);
        assert_eq!(plain.text(), coloured.text());
        let shades: std::collections::HashSet<_> =
            coloured.frame().content.iter().map(|c| format!("{}", c.bg)).collect();
        assert!(shades.len() > 4, "{shades:?}");
        let ascii = still(Taste { ascii: true, ..Taste::default() }, (80, 24), script).text();
        assert!(ascii.is_ascii() && ascii.contains('@') && ascii.contains('+'));
        insta::assert_snapshot!("landscape_ascii", ascii);
    }

    #[test]
    fn every_size_and_every_state_is_drawn() {
        for lab in ["landscape", "slope", "frame", "shelves", "residuals"] {
            for script in [
                "".to_string(),
                "refit factors 1; step pass 2".into(),
                "refit factors 40; refit biased on; step pass 1; holdout 0.4; side users".into(),
                "refit method descent; set alpha 3; step pass 60; over user An 2 item BTS 2".into(),
                "step pass 2; zoom in; zoom left; theme mono; ascii on; metric cosine; move down 2; move right 3"
                    .into(),
            ] {
                for size in [(60, 20), (61, 23), (80, 24), (103, 21), (104, 30), (150, 20), (200, 60)] {
                    still(Taste::default(), size, &format!("lab {lab}; {script}"));
                }
            }
        }
    }
}
