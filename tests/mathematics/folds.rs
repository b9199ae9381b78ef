//! Folds: what each way to hold ratings out must do, whatever the ratings.

use crate::common::*;
use factorscope::data::{Folds, ItemId, NO_TIME, Names, Ratings, Scale, Share, Split, UserId, joined, split};
use proptest::prelude::*;
use std::{collections::BTreeMap, sync::Arc};

fn folds(text: &str) -> Folds {
    text.parse().unwrap()
}

fn cells(ratings: &Ratings) -> BTreeMap<(UserId, ItemId), u64> {
    ratings.iter().map(|r| ((r.user, r.item), r.value.to_bits())).collect()
}

/// The three parts are one whole: what is held out is not trained on, and nothing is lost or changed.
fn whole(split: &Split, all: &Ratings) {
    let (mut train, mut test) = (cells(&split.train), cells(&split.test));
    assert_eq!(train.len() + test.len(), all.len());
    train.append(&mut test);
    assert_eq!(train, cells(all));
}

fn grids() -> impl Strategy<Value = Arc<Ratings>> {
    (2..12_usize, 2..12_usize, 0.3..1.0, 0..1000_u64)
        .prop_map(|(m, n, density, seed)| Arc::new(random_grid(m, n, density, seed)))
        .prop_filter("some ratings", |grid| grid.len() > 1)
}

#[test]
fn each_rating_is_in_exactly_one_of_k_folds_as_often_as_is_said() {
    tell(60, &(grids(), 2..8_usize, 1..4_usize, 0..99_u64), |(grid, k, times, seed)| {
        let k = k.min(grid.len());
        let folds = folds(&format!("{k}x{times}"));
        assert_eq!((folds.count(), folds.refusal(&grid)), (k * times, None));
        for time in 0..times {
            let mut seen = BTreeMap::new();
            for fold in 0..k {
                let split = folds.split(&grid, seed, time * k + fold);
                whole(&split, &grid);
                // Surprise's KFold: the first len mod k are longer by one.
                assert_eq!(split.test.len(), grid.len() / k + usize::from(fold < grid.len() % k));
                cells(&split.test).into_keys().for_each(|cell| *seen.entry(cell).or_insert(0) += 1);
            }
            assert!(seen.len() == grid.len() && seen.values().all(|count| *count == 1));
        }
    });
}

#[test]
fn another_seed_or_another_time_draws_others() {
    let grid = Arc::new(random_grid(20, 20, 0.5, 3));
    let held = |text: &str, seed, fold| cells(&folds(text).split(&grid, seed, fold).test);
    assert_eq!(held("5", 1, 2), held("5", 1, 2));
    assert_ne!(held("5", 1, 2), held("5", 2, 2));
    assert_ne!(held("5x2", 1, 0), held("5x2", 1, 5));
    assert_eq!(held("5x2", 1, 7), held("5", 2, 2), "the second time is the next seed's first");
    assert_ne!(held("shuffle:0.2x2", 1, 0), held("shuffle:0.2x2", 1, 1));
}

#[test]
fn a_share_is_drawn_to_the_rating() {
    tell(40, &(grids(), 1..10_u32, 0..99_u64), |(grid, tenths, seed)| {
        let share = f64::from(tenths) / 10.0;
        let split = folds(&format!("shuffle:{share}")).split(&grid, seed, 0);
        whole(&split, &grid);
        assert_eq!(split.test.len(), (share * grid.len() as f64).round() as usize);
    });
}

#[test]
fn one_rating_of_each_user_is_left_out_and_the_only_one_of_none() {
    tell(60, &(grids(), 0..99_u64), |(grid, seed)| {
        let split = folds("leave-one-out:3").split(&grid, seed, 2);
        whole(&split, &grid);
        for i in (0..grid.n_users()).map(UserId::new) {
            assert_eq!(split.test.degree(i), usize::from(grid.degree(i) > 1));
        }
    });
}

#[test]
fn what_is_held_out_as_by_fit_is_what_fit_holds_out() {
    let grid = Arc::new(random_grid(20, 20, 0.5, 3));
    let own = folds("held-out:0.1").split(&grid, 7, 0);
    assert_eq!(cells(&own.test), cells(&split(&grid, Share::new(0.1).unwrap(), 7).test));
}

/// Ratings with the times given, in the order of a file.
fn timed(rows: &[(usize, usize, Option<i64>)]) -> Arc<Ratings> {
    let named = |n: usize| (0..n).map(|k| k.to_string().into()).collect();
    let mut columns = factorscope::data::Columns::default();
    rows.iter().for_each(|(i, j, _)| columns.push(rating(*i, *j, 3.0)));
    columns.times = rows.iter().map(|row| row.2.unwrap_or(NO_TIME)).collect();
    Arc::new(Ratings::of(Arc::new(Names::new(named(3), named(6))), Scale::new(0.0, 5.0).unwrap(), columns).unwrap())
}

#[test]
fn the_last_ratings_of_each_user_are_held_out_and_one_is_kept() {
    // User 0 out of order, with a time that is not known; user 1 with equal times; user 2 with a single rating.
    let rows = [
        (0, 0, Some(50)),
        (1, 0, Some(9)),
        (0, 1, Some(10)),
        (0, 2, None),
        (1, 1, Some(9)),
        (0, 3, Some(40)),
        (2, 5, Some(1)),
        (1, 4, Some(9)),
    ];
    let ratings = timed(&rows);
    let held = |text: &str| {
        let split = folds(text).split(&ratings, 0, 0);
        whole(&split, &ratings);
        cells(&split.test).into_keys().map(|(i, j)| (i.index(), j.index())).collect::<Vec<_>>()
    };
    assert_eq!(held("last:1"), [(0, 0), (1, 4)]);
    assert_eq!(held("last:2"), [(0, 0), (0, 3), (1, 1), (1, 4)]);
    assert_eq!(held("last:9"), [(0, 0), (0, 1), (0, 3), (1, 1), (1, 4)], "one is left to each");
    assert_eq!(held("last:0.5"), [(0, 0), (0, 3), (1, 4)], "two of four, one of three, none of one");
}

#[test]
fn what_cannot_be_divided_is_a_sentence() {
    let lecture = lecture();
    assert!(folds("last:2").refusal(&lecture).unwrap().contains("not known when"));
    assert!(folds("17").refusal(&lecture).unwrap().contains("there are 16"));
    assert_eq!(folds("16").refusal(&lecture), None);
}

#[test]
fn files_are_joined_by_the_names() {
    let train = from_csv("u,i,r\nA,x,1\nB,y,2\nA,y,3\n");
    let test = from_csv("u,i,r\nB,x,4\nC,z,5\nA,z,0\n");
    let split = joined(&train, &test).unwrap();
    assert_eq!((split.all.n_users(), split.all.n_items(), split.train.len(), split.test.len()), (3, 3, 3, 3));
    let name =
        |r: factorscope::data::Rating| format!("{}{}{}", split.all.name(r.user), split.all.name(r.item), r.value);
    let all = |ratings: &Ratings| ratings.iter().map(name).collect::<Vec<_>>();
    assert_eq!(all(&split.train), ["Ax1", "Ay3", "By2"]);
    assert_eq!(all(&split.test), ["Az0", "Bx4", "Cz5"]);
    let why = joined(&train, &from_csv("u,i,r\nC,x,1\nB,y,4\n")).unwrap_err();
    assert_eq!(why, "the rating of 'B' for 'y' is both to train on and to test on");
}
