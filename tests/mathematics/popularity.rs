//! What is recommended: Gini and Lorenz by hand, and every count against a plain way, for every model.

use crate::common::{grid, random_grid, rating};
use factorscope::{
    choice::Choice,
    data::{Entity, ItemId, Ratings, Share, Side, UserId},
    model::{Method, ON, Options},
    study::{
        Grain, Order, Session, Snapshot, Source,
        evaluate::{Top, Unwatched, top},
        extent::Extent,
        popularity::{Popularity, Spread, gini, lorenz},
    },
};
use std::{cmp::Reverse, collections::BTreeMap, sync::Arc};

#[test]
fn gini_is_what_it_is_by_hand() {
    assert_eq!([gini(&[]), gini(&[0, 0]), gini(&[5]), gini(&[4, 4, 4])], [0.0; 4]);
    // One has everything: (n - 1) / n.
    for n in [2, 5, 100] {
        let mut amounts = vec![0; n];
        amounts[n / 2] = 7;
        assert_eq!(gini(&amounts), (n as f64 - 1.0) / n as f64);
    }
    // (-3 · 1 - 1 · 2 + 1 · 3 + 3 · 4) / (4 · 10), in whichever order they come.
    assert_eq!([gini(&[1, 2, 3, 4]), gini(&[3, 1, 4, 2])], [0.25; 2]);
}

/// Half the mean difference of two drawn at random, over the mean: and twice the area between the curve and the diagonal.
#[test]
fn gini_is_the_mean_difference_and_the_area_beside_the_curve() {
    for seed in 0..20_u32 {
        let amounts: Vec<u32> = (0..1 + seed % 7 * 4).map(|n| (n * 7919 + seed * 104_729) % 23 % (1 + seed)).collect();
        let n = amounts.len() as f64;
        let total: f64 = amounts.iter().map(|x| f64::from(*x)).sum();
        let pairs = amounts.iter().flat_map(|a| amounts.iter().map(move |b| f64::from(a.abs_diff(*b)))).sum::<f64>();
        let wanted = if total > 0.0 { pairs / (2.0 * n * total) } else { 0.0 };
        assert!((gini(&amounts) - wanted).abs() < 1e-12, "{amounts:?}");
        let curve = lorenz(&amounts, amounts.len());
        let area: f64 = curve.windows(2).map(|w| f64::midpoint(w[0], w[1]) / n).sum();
        assert!(total == 0.0 || (gini(&amounts) - (1.0 - 2.0 * area)).abs() < 1e-12, "{amounts:?}");
        assert!(curve.windows(2).all(|w| w[0] <= w[1]));
    }
}

#[test]
fn the_lorenz_curve_is_what_it_is_by_hand() {
    assert_eq!(lorenz(&[3, 0, 1], 3), [0.0, 0.0, 0.25, 1.0]);
    assert_eq!(lorenz(&[3, 0, 1], 6), [0.0, 0.0, 0.0, 0.125, 0.25, 0.625, 1.0], "straight lines between them");
    assert_eq!(lorenz(&[2; 8], 4), [0.0, 0.25, 0.5, 0.75, 1.0]);
    assert_eq!((lorenz(&[], 2), lorenz(&[0, 0], 2)), (vec![0.0; 3], vec![0.0; 3]));
}

fn snapshot(ratings: Ratings, options: Options, held_out: f64) -> Snapshot {
    let source = Source::new(Arc::new(ratings)).held_out(Share::new(held_out).unwrap(), 3);
    let mut session = Session::new(source, options, 1 << 20);
    session.obey(Order::Step(Grain::Pass, 2));
    session.snapshot()
}

fn recommended(snapshot: &Snapshot, at: usize) -> Popularity {
    let source = &snapshot.source;
    Popularity::new(&source.split.train, source.learned(), &snapshot.model, at, ON).unwrap()
}

/// The lists of all users, by full sorts.
fn plain(snapshot: &Snapshot, at: usize) -> Vec<Vec<ItemId>> {
    let train = &snapshot.source.split.train;
    let list = |i: UserId| {
        let mut open: Vec<ItemId> =
            (0..train.n_items()).map(ItemId::new).filter(|j| train.get(i, *j).is_none()).collect();
        // A stable sort leaves equals in the order of their numbers.
        open.sort_by(|a, b| snapshot.predict(i, *b).partial_cmp(&snapshot.predict(i, *a)).unwrap());
        open.truncate(at);
        open
    };
    (0..train.n_users()).map(UserId::new).map(list).collect()
}

#[test]
fn every_count_is_that_of_plain_lists_for_every_model() {
    for &method in Method::ALL {
        let snapshot = snapshot(random_grid(40, 30, 0.5, 5), Options::new(method), 0.4);
        let split = &snapshot.source.split;
        let train = &split.train;
        let degree = |j: usize| train.degree(Entity::new(Side::Items, j));
        for at in [1, 3, 10, 100] {
            let found = recommended(&snapshot, at);
            let lists = plain(&snapshot, at);
            let mut listed: BTreeMap<ItemId, Vec<usize>> = BTreeMap::new();
            for (i, list) in lists.iter().enumerate() {
                list.iter().for_each(|j| listed.entry(*j).or_default().push(i));
            }
            let places: usize = lists.iter().map(Vec::len).sum();
            assert_eq!((found.users, found.lists, found.items()), (40, 40, 30));
            assert_eq!((found.recommended.total, found.recommended.reached), (places as u64, listed.len()), "{method}");
            // An evaluation that asks for nothing of what was held out has the very same lists.
            let all = Top { at, relevant: f64::NEG_INFINITY };
            let wanted = top(split, snapshot.source.learned(), &snapshot.model, all, &Unwatched).unwrap();
            assert_eq!((wanted.users, found.coverage()), (40, wanted.coverage), "{method} {at}");
            // The items on most lists, in order, each with somebody on whose list it is.
            let mut most: Vec<_> =
                listed.iter().map(|(j, of)| (Reverse(of.len()), Reverse(degree(j.index())), *j)).collect();
            most.sort_unstable();
            let own: Vec<_> =
                found.most.iter().map(|l| (Reverse(l.lists as usize), Reverse(l.ratings), l.item)).collect();
            assert_eq!(own, most, "{method} {at}");
            assert!(found.most.iter().all(|l| l.to.index() == listed[&l.item][0]));
            // Groups add up, and each item is in the one that its ratings say.
            for group in &found.groups {
                let Extent::Counts(low, high) = group.extent else { panic!("{group:?}") };
                let inside: Vec<usize> = (0..30).filter(|j| (low..=high).contains(&degree(*j))).collect();
                let ratings: usize = inside.iter().map(|j| degree(*j)).sum();
                let places: usize = inside.iter().map(|j| listed.get(&ItemId::new(*j)).map_or(0, Vec::len)).sum();
                let wanted = (inside.len(), ratings as u64, places as u64);
                assert_eq!((group.items, group.ratings, group.places), wanted, "{method} {group:?}");
            }
            assert_eq!(found.groups.iter().map(|group| group.ratings).sum::<u64>(), train.len() as u64);
            for most in 1..4 {
                let together = found.together(most);
                assert!(together.len() <= most && together.iter().map(|group| group.items).sum::<usize>() == 30);
            }
            let worth: f64 = listed.iter().map(|(j, of)| (of.len() * degree(j.index())) as f64).sum();
            assert!((found.recommended.ratings - worth / places as f64).abs() < 1e-12);
            let amounts: Vec<u32> = (0..30).map(|j| listed.get(&ItemId::new(j)).map_or(0, Vec::len) as u32).collect();
            assert_eq!(found.recommended.gini, gini(&amounts));
            assert_eq!(found.recommended.lorenz, lorenz(&amounts, Spread::POINTS));
            let whole = (0..40).filter(|i| lists[*i].len() == 30 - train.user(UserId::new(*i)).len());
            assert_eq!(found.whole, whole.count(), "{method} {at}");
        }
    }
}

/// The longest tail that has no more than a fifth of the ratings, and no two items with as many ratings on either side.
#[test]
fn the_long_tail_is_the_least_rated_with_a_fifth_of_the_ratings() {
    for (density, seed) in [(0.05, 1), (0.1, 2), (0.3, 3), (0.9, 4)] {
        let snapshot = snapshot(random_grid(50, 60, density, seed), Options::new(Method::BaselineAls), 0.0);
        let train = &snapshot.source.split.train;
        let degrees: Vec<usize> = (0..60).map(|j| train.degree(Entity::new(Side::Items, j))).collect();
        let sum = |most: usize| degrees.iter().filter(|d| **d <= most).sum::<usize>();
        let wanted = (0..=50).filter(|most| 5 * sum(*most) <= train.len() && degrees.contains(most)).max();
        let found = recommended(&snapshot, 5);
        assert_eq!(found.tail, wanted);
        let in_tail = |j: &usize| wanted.is_some_and(|most| degrees[*j] <= most);
        assert_eq!(found.tail_items, (0..60).filter(in_tail).count());
        let share = wanted.map_or(0.0, |most| sum(most) as f64 / train.len() as f64);
        assert!((found.rated.tail - share).abs() < 1e-12 && found.rated.tail <= 0.2);
        let places = plain(&snapshot, 5).concat();
        let part = places.iter().filter(|j| in_tail(&j.index())).count() as f64 / places.len() as f64;
        assert!((found.recommended.tail - part).abs() < 1e-12);
    }
}

/// By hand: 3 users and 4 items; every prediction is the mean before a baseline has learned anything, so that the file decides.
#[test]
fn where_all_predictions_are_alike_the_file_decides_and_that_is_counted() {
    let rows = [rating(0, 0, 4.0), rating(1, 0, 4.0), rating(1, 1, 2.0), rating(2, 2, 3.0)];
    let mut session =
        Session::new(Source::new(Arc::new(grid(3, 4, &rows))), Options::new(Method::BaselineAls), 1 << 20);
    let found = recommended(&session.snapshot(), 2);
    // Lists: 2 3; 3 4; 1 2.
    let lists: Vec<(usize, u32)> = found.most.iter().map(|l| (l.item.index(), l.lists)).collect();
    assert_eq!(lists, [(1, 2), (2, 2), (0, 1), (3, 1)]);
    assert_eq!((found.tied, found.whole, found.unknown), (2, 1, 0), "user 2 has two unrated and both are listed");
    assert_eq!(found.recommended.gini, (-3.0 - 1.0 + 2.0 + 6.0) / 24.0);
    assert_eq!(found.recommended.ratings, (2.0 * 1.0 + 2.0 * 1.0 + 1.0 * 2.0) / 6.0);
}

#[test]
fn any_number_of_threads_counts_the_same() {
    let snapshot = snapshot(random_grid(90, 40, 0.3, 7), Options::new(Method::Sgd), 0.1);
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| recommended(&snapshot, 7))
    };
    assert_eq!(on(1), on(4));
}

/// However many items are asked for, whatever is worked out so far, and whatever has been changed on the way.
#[test]
fn a_row_of_slope_one_is_its_predictions_to_the_last_bit() {
    let ratings = random_grid(30, 25, 0.35, 4);
    let items: Vec<ItemId> = (0..25).map(ItemId::new).collect();
    let same = |snapshot: &Snapshot, when: &str| {
        let (seen, mut row) = (snapshot.source.learned(), Vec::new());
        for i in (0..30).map(UserId::new) {
            for some in [&items[..], &items[..1], &items[3..20]] {
                snapshot.model.predict_row(seen, i, some, &mut row);
                let wanted: Vec<u64> = some.iter().map(|j| snapshot.predict(i, *j).to_bits()).collect();
                assert_eq!(row.iter().map(|v| v.to_bits()).collect::<Vec<_>>(), wanted, "{when}, user {i:?}");
            }
        }
    };
    let mut session = Session::new(Source::new(Arc::new(ratings)), Options::new(Method::SlopeOne), 1 << 20);
    same(&session.snapshot(), "at the start");
    session.obey(Order::Step(Grain::Unit, 11));
    same(&session.snapshot(), "half way");
    session.obey(Order::Step(Grain::Pass, 1));
    same(&session.snapshot(), "after a pass");
    session.obey(Order::Rate(UserId::new(2), ItemId::new(4), Some(0.5)));
    session.obey(Order::Rate(UserId::new(3), ItemId::new(5), None));
    same(&session.snapshot(), "after a change");
    session.obey(Order::Step(Grain::Unit, 6));
    same(&session.snapshot(), "some rows of before the change, some of after");
    session.obey(Order::Step(Grain::Pass, 1));
    same(&session.snapshot(), "all rows of after");
}
