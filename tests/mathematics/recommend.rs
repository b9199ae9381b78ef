//! Recommendations: the list is what anyone would make by hand, and reasons add up to the prediction.

use crate::common::*;
use factorscope::{
    choice::Choice,
    data::{ItemId, Lecture, Ratings, Share, UserId},
    model::{Method, Missing, Model, ON, Options, Penalty, Precision, Setting, Start},
    study::{
        Among, Grain, Order, Session, Snapshot, Source, explain,
        recommend::{Asked, Brief, Slider, Weights, lists, near, reasons, recommend},
    },
};
use std::{str::FromStr, sync::Arc};

fn fitted(ratings: Ratings, options: Options, passes: u64) -> Session {
    let source = Source::new(Arc::new(ratings)).held_out(Share::new(0.1).unwrap(), 1);
    let mut session = Session::new(source, options, 1 << 24);
    session.obey(Order::Step(Grain::Pass, passes));
    session
}

fn asked(user: usize, weights: &str) -> Asked {
    let weights: Weights = weights.parse().unwrap();
    Asked {
        user: UserId::new(user),
        weights,
        rated: false,
        clip: false,
        later: 0,
        among: Among::at_least(1, 1),
        most: 1000,
    }
}

/// What is predicted for each item that the user has not rated.
fn open(snapshot: &Snapshot, user: UserId) -> Vec<(ItemId, f64)> {
    let train = &snapshot.source.split.train;
    let items = (0..train.n_items()).map(ItemId::new).filter(|j| train.get(user, *j).is_none() && train.degree(*j) > 0);
    items.map(|j| (j, snapshot.predict(user, j))).collect()
}

#[test]
fn by_rating_alone_it_is_the_order_of_the_predictions() {
    for method in Method::ALL.iter().filter(|method| method.content().is_none()) {
        let snapshot = fitted(random_grid(15, 40, 0.3, 2), Options::new(*method), 2).snapshot();
        for user in 0..4 {
            let asked = asked(user, "rating=1");
            let found = recommend(&snapshot, asked, ON).unwrap();
            let mut wanted = open(&snapshot, asked.user);
            wanted.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            let items: Vec<ItemId> = found.picks.iter().map(|pick| pick.item).collect();
            let same = found.picks.iter().zip(&wanted).all(|(pick, (_, r))| (pick.prediction - r).abs() < 1e-12);
            assert!(same, "{method}");
            // Where two predict the same but for rounding, their order is that of rounding.
            if wanted.windows(2).all(|pair| pair[0].1 - pair[1].1 > 1e-9) {
                assert_eq!(items, wanted.iter().map(|one| one.0).collect::<Vec<_>>(), "{method}");
            }
            assert!(found.picks.iter().enumerate().all(|(n, pick)| (pick.alone, pick.place) == (n + 1, n + 1)));
            assert_eq!(found.among, wanted.len());
            let short = recommend(&snapshot, Asked { most: 3, ..asked }, ON).unwrap();
            assert_eq!(short.picks, found.picks[..3.min(found.picks.len())]);
        }
    }
}

#[test]
fn a_score_is_the_weighted_sum_of_what_stands_on_the_scales() {
    let snapshot = fitted(random_grid(15, 40, 0.3, 2), Options::new(Method::Als), 4).snapshot();
    let (train, scale) = (&snapshot.source.split.train, snapshot.scale());
    let weights = "rating=0.6 like=0.25 unlike=0.125 popular=1";
    let found = recommend(&snapshot, asked(3, weights), ON).unwrap();
    let most = (0..40).map(|j| train.degree(ItemId::new(j))).max().unwrap() as f64;
    let liked = train.user(UserId::new(3)).iter().filter(|(_, r)| *r > f64::midpoint(scale.low(), scale.high()));
    let liked: Vec<ItemId> = liked.map(|(item, _)| item).collect();
    assert!(!liked.is_empty());
    for pick in &found.picks {
        let like = liked.iter().map(|l| near((&snapshot).into(), pick.item, *l)).fold(0.0, f64::max);
        let (rating, popular) =
            ((pick.prediction - scale.low()) / scale.width(), train.degree(pick.item) as f64 / most);
        let values = [rating, like, 1.0 - like, popular, 0.0, 0.0, 0.0, 0.0, 0.0];
        assert_close(&pick.values, &values, 1e-12, "values");
        let score = 0.6 * rating + 0.25 * like + 0.125 * (1.0 - like) + popular;
        assert!((pick.score - score).abs() < 1e-12);
        assert!((near((&snapshot).into(), pick.item, pick.liked.unwrap()) - like).abs() < 1e-15);
    }
    assert!(found.picks.windows(2).all(|pair| pair[0].score >= pair[1].score));
    assert_eq!(found.measured[Slider::New.place()], Err("no years and no times are known"));
    // What the user rated comes in where that is asked for, and is clipped.
    let all = recommend(&snapshot, Asked { rated: true, clip: true, ..asked(3, weights) }, ON).unwrap();
    assert_eq!(all.among, (0..40).filter(|j| train.degree(ItemId::new(*j)) > 0).count());
    assert!(all.picks.iter().all(|pick| scale.holds(pick.prediction)));
}

/// Each place by hand, from the whole list.
#[test]
fn variety_takes_what_is_unlike_that_which_stands_before_it() {
    let snapshot = fitted(random_grid(15, 60, 0.3, 4), Options::new(Method::Als), 4).snapshot();
    let all = recommend(&snapshot, asked(2, "rating=1 popular=0.5"), ON).unwrap();
    let varied = Asked { most: 6, ..asked(2, "rating=1 popular=0.5 variety=0.4") };
    let found = recommend(&snapshot, varied, ON).unwrap();
    let mut open: Vec<_> = all.picks.iter().take(60).collect();
    let mut before: Vec<ItemId> = Vec::new();
    for pick in &found.picks {
        let close = |item: ItemId| before.iter().map(|b| near((&snapshot).into(), item, *b)).fold(0.0, f64::max);
        let gain = |item: ItemId, score: f64| 0.6 * score / 1.5 - 0.4 * close(item);
        let best = open.iter().map(|one| gain(one.item, one.score)).fold(f64::NEG_INFINITY, f64::max);
        assert!((gain(pick.item, pick.score) - best).abs() < 1e-12);
        assert_eq!(pick.before.map_or(0.0, |(_, near)| near), close(pick.item));
        open.retain(|one| one.item != pick.item);
        before.push(pick.item);
    }
    assert_eq!(found.picks[0].item, all.picks[0].item);
    assert_ne!(before, all.picks.iter().take(6).map(|pick| pick.item).collect::<Vec<_>>(), "something has moved");
}

/// Base, the parts of the ratings and the rest are the prediction, for every model of factors; and where the user was just fitted
/// there is no rest.
#[test]
fn reasons_add_up_to_the_prediction() {
    for method in Method::ALL.iter().copied().filter(|method| method.has_factors()) {
        for (biased, penalty, lambda) in
            [(false, Penalty::Weighted, 0.05), (true, Penalty::Weighted, 0.05), (false, Penalty::Plain, 0.0)]
        {
            for missing in [Missing::Ignored, Missing::Zero] {
                let mut options = Options::new(method);
                let settings = [Setting::Biased(biased), Setting::Penalty(penalty), Setting::Lambda(lambda)];
                settings.into_iter().for_each(|setting| options.set(setting));
                options.factors = 3;
                if method.reads(factorscope::model::Knob::Missing) {
                    options.missing = missing;
                }
                let mut session = fitted(random_grid(12, 18, 0.5, 6), options, 3);
                session.obey(Order::Step(Grain::Half, 1));
                let snapshot = session.snapshot();
                let item = recommend(&snapshot, asked(4, "rating=1"), ON).unwrap().picks[0].item;
                let Some(found) = reasons(&snapshot, asked(4, "rating=1"), item, ON) else {
                    assert!(matches!(*snapshot.model, Model::PlusPlus(_)), "{method}");
                    continue;
                };
                let sum: f64 = found.base + found.terms.iter().map(|term| term.part()).sum::<f64>() + found.rest;
                assert!((sum - snapshot.predict(UserId::new(4), item)).abs() < 1e-9, "{method}");
                // To implicit feedback a 0 says nothing.
                let says = |(_, rating): &(ItemId, f64)| *rating != 0.0 || method != Method::ImplicitAls;
                assert_eq!(
                    found.terms.len(),
                    snapshot.source.split.train.user(UserId::new(4)).iter().filter(says).count()
                );
                assert!(found.terms.windows(2).all(|pair| pair[0].part().abs() >= pair[1].part().abs()));
                let zeros = missing == Missing::Zero && biased;
                if method.regresses(factorscope::data::Side::Users) && !zeros {
                    assert!(found.rest.abs() < 1e-9, "{method} {missing:?}: {}", found.rest);
                }
            }
        }
    }
}

/// The place without a rating is the place that the item has in the list of the user fitted without it.
#[test]
fn without_a_rating_the_item_stands_where_the_regression_without_it_puts_it() {
    for method in [Method::Als, Method::ImplicitAls] {
        for lambda in [0.1, 0.0] {
            let options = Options { factors: 3, lambda, ..Options::new(method) };
            let mut session = fitted(random_grid(12, 30, 0.4, 6), options, 4);
            session.obey(Order::Step(Grain::Half, 1));
            let snapshot = session.snapshot();
            let asked = asked(4, "rating=1");
            let item = recommend(&snapshot, asked, ON).unwrap().picks[8].item;
            let found = reasons(&snapshot, asked, item, ON).unwrap();
            assert_eq!(found.place, Some(9));
            let mut moved = 0;
            for term in &found.terms {
                let Some(place) = term.without else { continue };
                session.obey(Order::Rate(asked.user, term.item, None));
                let other = session.snapshot();
                let row = explain::regression(&other, asked.user.into()).unwrap().solution;
                let factors = other.factors().unwrap();
                let predict = |j: ItemId| factors.of(j).iter().zip(&row).map(|(a, b)| a * b).sum::<f64>();
                // The item that is taken out may not be recommended: only what was open before.
                let open = open(&snapshot, asked.user);
                let before = |j: ItemId| predict(j) > predict(item) + 1e-9;
                let close = open.iter().filter(|(j, _)| *j != item && (predict(*j) - predict(item)).abs() <= 1e-9);
                let wanted = open.iter().filter(|(j, _)| before(*j)).count() + 1;
                assert!((wanted..=wanted + close.count()).contains(&place), "{method} {lambda}: {place}, not {wanted}");
                moved += usize::from(place != 9);
                session.obey(Order::Undo);
            }
            assert!(moved > 0, "{method} {lambda}");
        }
    }
}

/// With more liked than are compared with, so that one comes up where one is taken out: by plain sorts, from the regression without.
#[test]
fn without_a_rating_what_was_liked_is_another_as_well() {
    let mut session =
        fitted(random_grid(6, 220, 0.7, 6), Options { factors: 3, lambda: 0.5, ..Options::new(Method::Als) }, 4);
    session.obey(Order::Step(Grain::Half, 1));
    let snapshot = session.snapshot();
    let (train, scale) = (Arc::clone(&snapshot.source.split.train), snapshot.scale());
    let liked_of = |without: Option<ItemId>| -> Vec<ItemId> {
        let likes = |(item, r): &(ItemId, f64)| *r > 2.5 && Some(*item) != without;
        let mut liked: Vec<(ItemId, f64)> = train.user(UserId::new(1)).iter().filter(likes).collect();
        liked.sort_by(|a, b| b.1.total_cmp(&a.1));
        liked.into_iter().take(50).map(|(item, _)| item).collect()
    };
    let all = train.user(UserId::new(1)).iter().filter(|(_, r)| *r > 2.5).count();
    assert!(all > 51, "{all}");
    let mut moved = 0;
    for (weights, [rating, like, unlike]) in
        [("rating=0.6 like=1", [0.6, 1.0, 0.0]), ("rating=0.3 unlike=1 like=0.25", [0.3, 0.25, 1.0])]
    {
        let asked = asked(1, weights);
        let list = recommend(&snapshot, asked, ON).unwrap();
        for at in [0, list.picks.len() / 2] {
            let item = list.picks[at].item;
            let found = reasons(&snapshot, asked, item, ON).unwrap();
            assert_eq!(found.place, Some(at + 1));
            for term in found.terms.iter().take(10) {
                session.obey(Order::Rate(asked.user, term.item, None));
                let row = explain::regression(&session.snapshot(), asked.user.into()).unwrap().solution;
                session.obey(Order::Undo);
                let (factors, liked) = (snapshot.factors().unwrap(), liked_of(Some(term.item)));
                let score = |j: ItemId| {
                    let predicted = factors.of(j).iter().zip(&row).map(|(a, b)| a * b).sum::<f64>();
                    let near = liked.iter().map(|l| near((&snapshot).into(), j, *l)).fold(f64::NEG_INFINITY, f64::max);
                    rating * (predicted - scale.low()) / scale.width() + like * near + unlike * (1.0 - near)
                };
                let (own, open) = (score(item), open(&snapshot, asked.user));
                let before = open.iter().filter(|(j, _)| score(*j) > own + 1e-9).count() + 1;
                let close = open.iter().filter(|(j, _)| *j != item && (score(*j) - own).abs() <= 1e-9).count();
                let place = term.without.unwrap();
                assert!((before..=before + close).contains(&place), "{weights}: {place}, not {before}");
                moved += usize::from(place != at + 1);
            }
        }
    }
    assert!(moved > 0);
}

#[test]
fn lists_in_bulk_are_those_of_each_user() {
    let weighted = Weights::from_str("rating=0.5 like=0.3 popular=0.4 variety=0.2").unwrap();
    for (method, weights, precision) in [
        (Method::Als, Weights::PLAIN, Precision::Double),
        (Method::Als, Weights::PLAIN, Precision::Single),
        (Method::Als, weighted, Precision::Double),
        (Method::SvdPp, Weights::PLAIN, Precision::Double),
        (Method::ImplicitAls, Weights::PLAIN, Precision::Double),
        (Method::Nmf, Weights::PLAIN, Precision::Double),
        (Method::KnnBasic, Weights::PLAIN, Precision::Double),
    ] {
        let options = Options { factors: 9, biased: method == Method::Als, precision, ..Options::new(method) };
        // More items than one product takes, and more users.
        let session = fitted(random_grid(70, 4500, 0.01, 5), options, 2);
        let state = session.state();
        let users: Vec<UserId> = (0..70).rev().map(UserId::new).collect();
        for (rated, clip, most) in [(false, false, 10), (true, false, 3), (false, true, 200)] {
            let asked = Asked { rated, clip, most, weights, ..asked(0, "rating=1") };
            let found = lists(state, &users, asked);
            assert_eq!(found.len(), users.len());
            for (user, list) in users.iter().zip(&found).step_by(if weights.is_plain() { 1 } else { 20 }) {
                let one = recommend(state, Asked { user: *user, ..asked }, ON).unwrap();
                let wanted: Vec<Brief> = one
                    .picks
                    .iter()
                    .map(|pick| Brief { item: pick.item, prediction: pick.prediction, score: pick.score })
                    .collect();
                assert_eq!(*list, wanted, "{method} {user:?} {most}");
            }
        }
    }
}

#[test]
fn equal_predictions_in_bulk_go_by_number() {
    // All factors are one and the same: whoever has more of them than are asked for is cut by number.
    let options = Options { start: Start::Same(0.5), ..Options::new(Method::Als) };
    let session = fitted(random_grid(5, 5000, 0.01, 5), options, 0);
    let found = lists(session.state(), &[UserId::new(1)], Asked { most: 7, ..asked(1, "rating=1") });
    let one = recommend(session.state(), Asked { most: 7, ..asked(1, "rating=1") }, ON).unwrap();
    let items = |list: &[Brief]| list.iter().map(|one| one.item).collect::<Vec<_>>();
    assert_eq!(items(&found[0]), one.picks.iter().map(|pick| pick.item).collect::<Vec<_>>());
    assert!(items(&found[0]).is_sorted());
}

/// What Diego of the lecture is recommended, all of which he might use again.
fn diegos(weights: &str) -> (Session, Vec<(String, Vec<f64>)>) {
    let mut session = Session::new(Source::new(Arc::new(Lecture::Main.ratings())), Options::new(Method::Als), 1 << 20);
    session.obey(Order::Step(Grain::Pass, 3));
    let asked = Asked { among: Among::at_least(0, 0), ..asked(3, weights) };
    let list = recommend(&session.snapshot(), asked, ON).unwrap();
    let name = |item: ItemId| session.state().source.all().name(item).to_owned();
    let picks = list.picks.iter().map(|pick| (name(pick.item), pick.values.to_vec())).collect();
    (session, picks)
}

#[test]
fn what_was_used_comes_back_by_how_often_and_by_its_rhythm() {
    let (_, plain) = diegos("rating=1");
    assert_eq!(plain.iter().map(|pick| &*pick.0).collect::<Vec<_>>(), ["Zhou Shen", "Melt-Banana"]);
    let (_, found) = diegos("again=1 due=0.5");
    let of = |name: &str| &found.iter().find(|pick| pick.0 == name).unwrap().1;
    // By hand from assets/lecture/uses.csv: BTS five times, every 7 days, last on 27 February; Sanam three times, every 14
    // days, last on 7 February; Ommazh twice, 30 days apart, last on 1 March, which is now.
    for (name, again, due) in
        [("BTS", 1.0, 2.0 / 7.0), ("Sanam", 0.6, 1.0), ("Ommazh", 0.4, 0.0), ("Zhou Shen", 0.0, 0.0)]
    {
        let values = of(name);
        assert!((values[Slider::Again.place()] - again).abs() < 1e-12, "{name} {values:?}");
        assert!((values[Slider::Due.place()] - due).abs() < 1e-12, "{name} {values:?}");
    }
    assert_eq!(found.iter().map(|pick| &*pick.0).collect::<Vec<_>>()[..3], ["BTS", "Sanam", "Ommazh"]);
    // Weighed by nothing, what was used stays rated.
    assert_eq!(found.len(), 5);
}

#[test]
fn what_is_promoted_counts_until_it_is_no_more() {
    let (mut session, found) = diegos("rating=0.1 promoted=1");
    assert_eq!((&*found[0].0, found[0].1[Slider::Promoted.place()]), ("Melt-Banana", 1.0));
    let step = session.step();
    for item in [1, 3] {
        session.obey(Order::Promote(ItemId::new(item)));
    }
    let snapshot = session.snapshot();
    let list =
        recommend(&snapshot, Asked { among: Among::at_least(0, 0), ..asked(3, "rating=0.1 promoted=1") }, ON).unwrap();
    assert_eq!(snapshot.ratings().name(list.picks[0].item), "Zhou Shen");
    assert_eq!(session.step(), step, "the fit knows nothing of it");
}

#[test]
fn a_scale_without_anything_to_go_by_says_why() {
    let snapshot = fitted(random_grid(15, 40, 0.3, 2), Options::new(Method::Als), 1).snapshot();
    let list = recommend(&snapshot, asked(3, "rating=1 again=1 due=1 promoted=1 new=1"), ON).unwrap();
    for slider in [Slider::Again, Slider::Due, Slider::Promoted, Slider::New] {
        assert!(list.measured[slider.place()].is_err(), "{slider}");
        assert!(list.picks.iter().all(|pick| pick.values[slider.place()] == 0.0));
    }
    // Where neither years nor times of ratings are known, what was used last is newest.
    let (_, found) = diegos("new=1");
    assert!(found.iter().any(|pick| pick.1[Slider::New.place()] > 0.0));
}
