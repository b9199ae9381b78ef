//! The layout by neighbours: it keeps them, the same bits come out however it is cut into rounds and threads.

use crate::common::{films, random_grid};
use factorscope::{
    data::{Entity, Ratings, Side},
    model::{Method, ON, Options, Setting},
    study::{
        Among, Grain, Order, Session, Snapshot, Source,
        neighbours::{Metric, nearest},
        tsne::{Laid, Laying, MOST, ROUNDS},
    },
};
use std::{collections::BTreeSet, sync::Arc};

fn fitted(ratings: Ratings, factors: usize) -> Snapshot {
    let mut options = Options::new(Method::Als);
    [Setting::Factors(factors), Setting::Lambda(0.5)].into_iter().for_each(|setting| options.set(setting));
    let mut session = Session::new(Source::new(Arc::new(ratings)), options, 1 << 20);
    session.obey(Order::Step(Grain::Pass, 3));
    session.snapshot()
}

fn laying(side: Side, perplexity: usize, seed: u64) -> Laying {
    Laying { side, perplexity, seed, metric: Metric::Euclidean, among: Among::at_least(1, 1) }
}

fn laid(snapshot: &Snapshot, laying: Laying, rounds: usize) -> Vec<(f64, f64)> {
    let begun = Laid::begin(snapshot, laying, ON).unwrap();
    begun.go_on(rounds, ON).unwrap().points.places.clone()
}

fn bits(places: &[(f64, f64)]) -> Vec<(u64, u64)> {
    places.iter().map(|(x, y)| (x.to_bits(), y.to_bits())).collect()
}

/// Of the `most` nearest of each in factor space, the part that is among its nearest in the plane.
fn kept(snapshot: &Snapshot, side: Side, places: &[(f64, f64)], most: usize) -> f64 {
    let (train, factors) = (&snapshot.source.split.train, snapshot.factors().unwrap());
    let among = Among::at_least(1, 1);
    let placed: Vec<usize> = (0..places.len()).filter(|at| places[*at].0.is_finite()).collect();
    let mut hits = 0;
    for &at in &placed {
        let of = Entity::new(side, at);
        let near = nearest(train, factors, (of, Metric::Euclidean.into()), (among, most), ON).unwrap();
        let near: BTreeSet<usize> = near.iter().map(|near| near.of.index()).collect();
        let apart = |other: &usize| (places[*other].0 - places[at].0).hypot(places[*other].1 - places[at].1);
        let mut others: Vec<usize> = placed.iter().copied().filter(|other| *other != at).collect();
        others.sort_by(|a, b| apart(a).total_cmp(&apart(b)));
        hits += others.iter().take(most).filter(|other| near.contains(other)).count();
    }
    hits as f64 / (most * placed.len()) as f64
}

#[test]
fn neighbours_stay_neighbours() {
    let snapshot = fitted(random_grid(90, 160, 0.3, 3), 6);
    let places = laid(&snapshot, laying(Side::Items, 15, 1), ROUNDS);
    let found = kept(&snapshot, Side::Items, &places, 10);
    // By chance it would be 10 of 159; on two factors of these six it is little more.
    let two: Vec<(f64, f64)> = (0..160)
        .map(|at| snapshot.factors().unwrap().of(Entity::new(Side::Items, at)).to_vec())
        .map(|row| (row[0], row[1]))
        .collect();
    let by_two = kept(&snapshot, Side::Items, &two, 10);
    assert!(found > 0.4 && found > 1.5 * by_two, "{found}, and on two factors {by_two}");
    // It is laid out around 0, 0, and nothing flies off.
    let mean = |of: fn(&(f64, f64)) -> f64| places.iter().map(of).sum::<f64>() / places.len() as f64;
    assert!(mean(|p| p.0).abs() < 1e-6 && mean(|p| p.1).abs() < 1e-6);
    assert!(places.iter().all(|(x, y)| x.hypot(*y) < 500.0));
}

#[test]
fn the_same_comes_out_however_it_is_done() {
    let snapshot = fitted(films(), 5);
    let asked = laying(Side::Items, 8, 3);
    let at_once = bits(&laid(&snapshot, asked, 100));
    let mut by_parts = Laid::begin(&snapshot, asked, ON).unwrap();
    for rounds in [1, 30, 30, 99, 100] {
        by_parts = by_parts.go_on(rounds, ON).unwrap();
    }
    assert_eq!(bits(&by_parts.points.places), at_once);
    for threads in [1, 3] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        assert_eq!(pool.install(|| bits(&laid(&snapshot, asked, 100))), at_once, "{threads} threads");
    }
    assert_ne!(bits(&laid(&snapshot, laying(Side::Items, 8, 4), 100)), at_once, "another seed");
    assert_ne!(bits(&laid(&snapshot, laying(Side::Items, 4, 3), 100)), at_once, "another perplexity");
    let cosine = Laying { metric: Metric::Cosine, ..asked };
    assert_ne!(bits(&laid(&snapshot, cosine, 100)), at_once, "another measure");
}

#[test]
fn few_and_equals_have_places() {
    for items in 1..6 {
        let snapshot = fitted(random_grid(4, items, 1.0, 1), 1);
        let places = laid(&snapshot, laying(Side::Items, 30, 1), ROUNDS);
        assert_eq!(places.len(), items);
        assert!(places.iter().all(|(x, y)| x.is_finite() && y.is_finite()), "{places:?}");
    }
    // Who is not compared lies nowhere.
    let snapshot = fitted(films(), 3);
    let among = Among::at_least(15, 1);
    let asked = Laying { among, ..laying(Side::Items, 5, 1) };
    let train = &snapshot.source.split.train;
    for (at, place) in laid(&snapshot, asked, 20).iter().enumerate() {
        assert_eq!(place.0.is_finite(), among.holds(train, Entity::new(Side::Items, at)), "{at}");
    }
    assert_eq!(Laid::begin(&snapshot, asked, &|| None), None, "it can be given up");
}

#[test]
fn of_many_the_others_go_to_their_neighbours() {
    // More than find their places among one another: a few rounds are enough to see where the others go.
    let snapshot = fitted(random_grid(12, MOST + 300, 0.4, 5), 3);
    let places = laid(&snapshot, laying(Side::Items, 30, 1), 60);
    let train = &snapshot.source.split.train;
    let rated = (0..places.len()).filter(|at| train.degree(Entity::new(Side::Items, *at)) > 0).count();
    assert!(rated > MOST);
    assert_eq!(places.iter().filter(|place| place.0.is_finite() && place.1.is_finite()).count(), rated);
}
