//! Lists by weights on ratings held out: they are those of recommend, and nothing that is held out has a say in them.

use crate::common::*;
use factorscope::{
    data::{Columns, ItemId, NO_TIME, Rating, Ratings, Split, UserId, Uses},
    model::ON,
    study::{
        Among, Source, State,
        evaluate::{Asked, Cells, Figures, Lists, Lot, Measure, Recipe, Top, Unwatched, Weighed, scores},
        recommend::{self, Weights, recommend},
    },
};
use rand::RngExt;
use rand_pcg::Pcg64;
use std::{collections::BTreeSet, sync::Arc};

const TOP: Top = Top { at: 4, relevant: 2.0 };

fn weights(texts: &[&str]) -> Vec<Weights> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

/// Ratings with moments, which grow with the rows.
fn timed(users: usize, items: usize, rows: &[Rating], moment: impl Fn(usize) -> i64) -> Arc<Ratings> {
    let plain = grid(users, items, rows);
    let columns = Columns { times: (0..rows.len()).map(moment).collect(), ..plain.columns() };
    Arc::new(Ratings::of(Arc::clone(plain.names()), plain.scale(), columns).map_err(|_| "twice").unwrap())
}

/// Half of the cells, in an order that mixes all.
fn rows(seed: u64) -> Vec<Rating> {
    let mut rng = Pcg64::new(u128::from(seed), 3);
    let mut rows: Vec<Rating> = random_grid(25, 30, 0.5, seed).iter().collect();
    for at in (1..rows.len()).rev() {
        rows.swap(at, rng.random_range(0..=at));
    }
    rows
}

fn recipe() -> Recipe {
    "als factors=2 lambda=1 biased passes=4".parse().unwrap()
}

fn found(lot: &Lot, weighed: &Weighed) -> Cells {
    let asked = Asked { lists: Some(TOP), weighed: Some(weighed), train: false };
    scores(lot, &[recipe()], asked, &Unwatched)
}

fn lot(ratings: &Arc<Ratings>) -> Lot {
    Lot::drawn(Arc::clone(ratings), "4".parse().unwrap(), 5).unwrap()
}

/// The fit of a fold, as an evaluation makes it.
fn fitted(split: &Split) -> State {
    let recipe = recipe();
    let mut state = State::fresh(Source::of(split.without_test()), recipe.options.clone());
    state.advance(recipe.passes * state.units_per_pass() as u64);
    state
}

const SETS: [&str; 6] = [
    "rating=1",
    "rating=1 popular=0.8",
    "rating=0.5 like=0.9",
    "rating=0.7 variety=0.5",
    "rating=0.4 new=0.9",
    "unlike=1 promoted=0.5",
];

/// Figure by figure, from the lists of [`recommend`] for each user.
#[test]
fn the_lists_are_those_that_recommend_makes_of_the_fit() {
    let ratings = timed(25, 30, &rows(1), |n| (n as i64 * 37) % 101);
    let ratings = Arc::new((*ratings).clone().with_promoted([ItemId::new(3), ItemId::new(8)].into()));
    let lot = lot(&ratings);
    for (least, clip) in [(None, false), (Some(7), true)] {
        let weighed = Weighed { least, clip, ..Weighed::of(weights(&SETS)) };
        let cells = found(&lot, &weighed);
        for (fold, cell) in cells[0].iter().enumerate() {
            let (split, score) = (lot.split(fold), cell.clone().unwrap().unwrap());
            let state = fitted(&split);
            for (set, figures) in weighed.sets.iter().zip(&score.weighed) {
                let (mut hits, mut all, mut users, mut listed) = (0.0, 0.0, 0.0, BTreeSet::new());
                for i in (0..25).map(UserId::new) {
                    let good: Vec<ItemId> =
                        split.test.user(i).iter().filter(|(_, r)| *r >= TOP.relevant).map(|(j, _)| j).collect();
                    if good.is_empty() {
                        continue;
                    }
                    let among = Among::at_least(least.unwrap_or(1), 0);
                    let asked =
                        recommend::Asked { user: i, weights: *set, rated: false, clip, later: 0, among, most: TOP.at };
                    let list = recommend(&state, asked, ON).unwrap();
                    let hit = list.picks.iter().filter(|pick| good.contains(&pick.item)).count() as f64;
                    (hits, all, users) = (hits + hit / TOP.at as f64, all + hit / good.len() as f64, users + 1.0);
                    listed.extend(list.picks.iter().map(|pick| pick.item));
                }
                let value = |measure| figures.of(measure).unwrap();
                assert!((value(Measure::Precision) - hits / users).abs() < 1e-12, "{set}");
                assert!((value(Measure::Recall) - all / users).abs() < 1e-12, "{set}");
                assert_eq!(value(Measure::Coverage), listed.len() as f64 / 30.0, "{set}");
                let lists = Lists { least: least.unwrap_or(1), users: users as usize, of: users as usize };
                assert_eq!(score.lists, Some(lists));
            }
            let errors = |f: &Figures| Measure::OF_ERRORS.map(|measure| f.of(measure));
            assert!(errors(&score.figures).iter().all(Option::is_some));
            assert_eq!(score.figures.of(Measure::Ndcg), None, "lists of another kind are not measured beside these");
        }
    }
}

/// What is held out goes to other items, gets other values and the latest moments: none of the lists is another. They are told by how
/// much they cover, how rare and how unlike what is in them is.
#[test]
fn popularity_moments_and_what_is_liked_are_those_of_the_training_ratings() {
    let (rows, fold) = (rows(2), 2);
    let one = timed(25, 30, &rows, |n| (n as i64 * 37) % 101);
    let held = lot(&one).split(fold).test;
    let is_held: Vec<bool> = rows.iter().map(|r| held.get(r.user, r.item).is_some()).collect();
    let mut taken: BTreeSet<(UserId, ItemId)> = rows.iter().map(|r| (r.user, r.item)).collect();
    let others: Vec<Rating> = rows
        .iter()
        .zip(&is_held)
        .map(|(r, held)| {
            // All of it goes to as few items as there are, which become the most popular by far.
            let free = (0..30).map(ItemId::new).find(|j| *held && !taken.contains(&(r.user, *j)));
            let item = free.unwrap_or(r.item);
            taken.insert((r.user, item));
            Rating { item, value: if *held { 5.0 } else { r.value }, ..*r }
        })
        .collect();
    let other = timed(25, 30, &others, |n| if is_held[n] { 1_000_000 + n as i64 } else { (n as i64 * 37) % 101 });
    assert!(others.iter().zip(&rows).filter(|(a, b)| a.item != b.item).count() > 50);
    let sets = weights(&["rating=1", "popular=1", "new=1", "like=1", "unlike=1", "rating=0.5 variety=0.6"]);
    // With everything relevant, both are measured for the same users.
    let top = Top { relevant: 0.0, ..TOP };
    let asked = |weighed| Asked { lists: Some(top), weighed: Some(weighed), train: false };
    let weighed = Weighed::of(sets);
    let [a, b] = [&one, &other].map(|ratings| {
        scores(&lot(ratings), &[recipe()], asked(&weighed), &Unwatched)[0][fold].clone().unwrap().unwrap()
    });
    assert_eq!(a.lists, b.lists);
    for ((set, a), b) in weighed.sets.iter().zip(&a.weighed).zip(&b.weighed) {
        for measure in [Measure::Coverage, Measure::Novelty, Measure::Diversity] {
            assert_eq!(a.of(measure), b.of(measure), "{set} {measure}");
        }
        assert_ne!(a.of(Measure::Recall), b.of(Measure::Recall), "{set}: what is relevant is another");
    }
    // Of all ratings the most popular are others: who counted these would have other lists.
    let most = |ratings: &Ratings| (0..30).map(ItemId::new).max_by_key(|j| (ratings.degree(*j), j.index())).unwrap();
    assert_ne!(most(&one), most(&other));
}

#[test]
fn of_many_users_some_are_drawn_by_a_seed() {
    let lot = lot(&timed(25, 30, &rows(3), |_| NO_TIME));
    let with = |users, seed| {
        let weighed = Weighed { users, seed, ..Weighed::of(weights(&["rating=1", "popular=1"])) };
        let score = found(&lot, &weighed)[0][0].clone().unwrap().unwrap();
        (score.lists.unwrap(), score.weighed)
    };
    let (all, few) = (with(1000, 1), with(6, 1));
    assert_eq!((all.0.users, few.0.users, few.0.of), (all.0.of, 6, all.0.of));
    assert!(all.0.of > 6 && all.1 != few.1);
    assert_eq!(few, with(6, 1));
    assert_ne!(few.1, with(6, 2).1, "other users");
    assert_eq!(all.1, with(1000, 2).1, "of all there is nothing to draw");
}

#[test]
fn any_number_of_threads_makes_the_same_lists() {
    let lot = lot(&timed(25, 30, &rows(4), |n| n as i64));
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let cells = pool.install(|| found(&lot, &Weighed::of(weights(&SETS[..5]))));
        cells[0].iter().map(|cell| cell.clone().unwrap().unwrap().weighed).collect::<Vec<_>>()
    };
    assert_eq!(on(1), on(4));
}

#[test]
fn what_no_fold_holds_out_is_refused() {
    let dated = timed(4, 4, &[rating(0, 0, 3.0), rating(1, 1, 2.0)], |n| n as i64);
    let undated = grid(4, 4, &[rating(0, 0, 3.0)]);
    let used = || Uses::new(4, vec![(UserId::new(0), ItemId::new(1), Some(5))]);
    let why = |ratings: &Ratings, text: &str| {
        let weighed = Weighed::of(weights(&[text]));
        weighed.refusal(ratings, &weighed.sets[0])
    };
    for text in ["rating=1 again=0.1", "due=1"] {
        assert!(why(&dated, text).unwrap().contains("what was used when"), "{text}");
    }
    assert_eq!(why(&dated, "rating=1 new=1 popular=1 like=1 variety=0.3"), None);
    assert!(why(&undated, "new=1").unwrap().contains("no years and no times"));
    assert!(why(&undated.clone().with_uses(used()), "new=1").unwrap().contains("what was used when"));
    assert!(why(&dated, "promoted=1").unwrap().contains("nothing is promoted"));
    assert!(why(&dated, "variety=1").unwrap().contains("nothing counts"));
    let promoted = Weighed { promoted: Some([ItemId::new(2)].into()), ..Weighed::of(weights(&["promoted=1"])) };
    assert_eq!(promoted.refusal(&dated, &promoted.sets[0]), None);
}
