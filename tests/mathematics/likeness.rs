//! Who is like whom, all at once: the order by clusters, the plane, and the k nearest in it.

use crate::common::*;
use factorscope::{
    choice::Choice,
    data::{Entity, Rating, Ratings, Side},
    model::{Method, Model, Near, ON, Options, Similarity},
    study::{
        Among,
        likeness::{Likeness, MOST},
        neighbours::similar,
    },
};

/// All there are, compared by a fitted model.
fn likeness(options: &Options, ratings: &Ratings, passes: usize) -> (Near, Likeness) {
    let mut run = Runner::new(options, ratings);
    run.pass(passes);
    let Model::Near(near) = &*run.model else { panic!("neighbours") };
    let likeness = Likeness::new(ratings, near, Among::at_least(0, 0), ON).unwrap();
    (near.clone(), likeness)
}

/// Users of two tastes, one after the other by turns: each taste loves its half of the items and has little for the other.
fn two_tastes(users: usize) -> Ratings {
    let noise = |i: usize, j: usize| ((i * 31 + j * 17) % 7) as f64 / 14.0;
    let rating_of = |i: usize, j: usize| if i % 2 == j % 2 { 4.5 + noise(i, j) } else { 1.0 + noise(i, j) };
    let rows: Vec<Rating> =
        (0..users * 12).map(|n| (n / 12, n % 12)).map(|(i, j)| rating(i, j, rating_of(i, j))).collect();
    grid(users, 12, &rows)
}

#[test]
fn planted_clusters_lie_side_by_side_and_apart() {
    let ratings = two_tastes(40);
    for similarity in [Similarity::Msd, Similarity::Pearson, Similarity::Cosine] {
        let options = Options { similarity, ..Options::new(Method::KnnBasic) };
        let (_, found) = likeness(&options, &ratings, 1);
        let mut sorted = found.order.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..40).collect::<Vec<_>>(), "the order is a permutation");
        let changes = found.order.windows(2).filter(|pair| pair[0] % 2 != pair[1] % 2).count();
        assert_eq!(changes, 1, "{similarity}: {:?}", found.order);
        // In the plane, the middles of the two are farther apart than any is from the middle of its own.
        let places = &found.points.places;
        let middle = |taste: usize| {
            let of: Vec<_> = places.iter().skip(taste).step_by(2).collect();
            let mean = |f: fn(&(f64, f64)) -> f64| of.iter().map(|p| f(p)).sum::<f64>() / of.len() as f64;
            (mean(|p| p.0), mean(|p| p.1))
        };
        let far = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).hypot(a.1 - b.1);
        let widest = places.iter().enumerate().map(|(i, p)| far(*p, middle(i % 2))).fold(0.0, f64::max);
        assert!(far(middle(0), middle(1)) > 1.5 * widest, "{similarity}: {places:?}");
    }
}

#[test]
fn the_nearest_are_those_of_the_list_and_a_pair_is_the_same_both_ways() {
    let ratings = random_grid(25, 30, 0.4, 7);
    for (&based_on, &similarity) in Side::ALL.iter().flat_map(|side| Similarity::ALL.iter().map(move |s| (side, s))) {
        let options = Options { based_on, similarity, ..Options::new(Method::KnnBasic) };
        let (near, found) = likeness(&options, &ratings, 1);
        assert_eq!((found.len(), found.known, found.all), (ratings.count(based_on), found.len(), found.len()));
        for (place, &at) in found.order.iter().enumerate() {
            assert_eq!(found.place(at), Some(place));
            for k in [0, 1, 3, 40] {
                let of = Entity::new(based_on, at);
                let wanted: Vec<_> =
                    similar(&ratings, &near, of, (Among::at_least(0, 0), k)).iter().map(|n| n.of.index()).collect();
                let nearest: Vec<_> = found.nearest(place, k).map(|to| found.order[to]).collect();
                assert_eq!(nearest, wanted, "{similarity} of {of:?}");
            }
            for other in 0..found.len() {
                assert_eq!(found.between(place, other), found.between(other, place));
            }
        }
    }
}

#[test]
fn half_of_what_is_known_is_shown_as_far_as_it_is_known() {
    let ratings = random_grid(9, 12, 0.6, 3);
    let mut run = Runner::new(&Options::new(Method::KnnBasic), &ratings);
    run.begin();
    let of = |run: &Runner| {
        let Model::Near(near) = &*run.model else { panic!("neighbours") };
        Likeness::new(&ratings, near, Among::at_least(0, 0), ON).unwrap()
    };
    assert_eq!((of(&run).known, of(&run).reach), (0, None));
    run.unit(4);
    let found = of(&run);
    assert_eq!(found.known, 1);
    let row = found.place(4).unwrap();
    for (a, b) in (0..9).flat_map(|a| (0..a).map(move |b| (a, b))) {
        assert!(found.between(a, b) == 0.0 || a == row || b == row, "only the row that was worked out is known");
    }
    assert!(found.nearest(row, 9).next().is_some());
}

#[test]
fn the_most_rated_are_laid_out_and_the_others_nowhere() {
    // Item n is rated by those users whose number divides by its remainder: some often, some seldom.
    let rows: Vec<Rating> = (0..MOST + 50)
        .flat_map(|j| {
            (0..12).filter(move |i| i % (1 + j % 5) == 0).map(move |i| rating(i, j, (1 + (i * j) % 5) as f64))
        })
        .collect();
    let ratings = grid(12, MOST + 50, &rows);
    let options = Options { based_on: Side::Items, ..Options::new(Method::KnnBasic) };
    let (_, found) = likeness(&options, &ratings, 1);
    assert_eq!((found.len(), found.all), (MOST, MOST + 50));
    let degree = |at: usize| ratings.degree(Entity::new(Side::Items, at));
    let least = found.order.iter().map(|at| degree(*at)).min().unwrap();
    for at in 0..MOST + 50 {
        let (x, y) = found.points.places[at];
        assert_eq!(found.place(at).is_some(), x.is_finite() && y.is_finite());
        assert!(found.place(at).is_some() || degree(at) <= least, "{at} with {} was left out", degree(at));
    }
}

#[test]
fn it_is_the_same_on_any_number_of_threads() {
    let ratings = two_tastes(30);
    let bits = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let (_, found) = pool.install(|| likeness(&Options::new(Method::KnnBaseline), &ratings, 1));
        let places: Vec<_> = found.points.places.iter().map(|p| (p.0.to_bits(), p.1.to_bits())).collect();
        (found.order.clone(), places)
    };
    let one = bits(1);
    assert!([2, 3, 8].into_iter().all(|threads| bits(threads) == one));
}

#[test]
fn it_is_given_up_wherever_it_is_told_to() {
    let ratings = two_tastes(12);
    let mut run = Runner::new(&Options::new(Method::KnnBasic), &ratings);
    run.pass(1);
    let Model::Near(near) = &*run.model else { panic!("neighbours") };
    let asked = std::cell::Cell::new(0_u32);
    let among = Among::at_least(0, 0);
    let count = || {
        asked.set(asked.get() + 1);
        Some(())
    };
    assert!(Likeness::new(&ratings, near, among, &count).is_some());
    for stop in 0..asked.get() {
        let left = std::cell::Cell::new(stop);
        let go = || left.get().checked_sub(1).map(|less| left.set(less));
        assert!(Likeness::new(&ratings, near, among, &go).is_none(), "after {stop} of {}", asked.get());
    }
}
