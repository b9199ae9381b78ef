//! Mixes: k-means against plain ways of doing it, what always holds of its steps, and what is told of a cluster.

use crate::common::{films, grid, lecture, random_grid};
use factorscope::{
    data::{Entity, ItemId, Only, Rating, Ratings, Side, Topic},
    model::{Method, ON, Options, Parameter, Setting},
    study::{
        Among, Grain, Order, Session, Snapshot, Source,
        mixes::{Clustered, Did, Mixes, Mixing, ROUNDS, TYPICAL, from_centres, k_means, usual},
        telling::{tail, telling},
    },
};
use ndarray::{Array2, array};
use proptest::prelude::*;
use std::{collections::BTreeSet, sync::Arc};

fn square(points: &Array2<f64>, at: usize, centres: &Array2<f64>, cluster: usize) -> f64 {
    (0..points.ncols()).map(|z| (points[[at, z]] - centres[[cluster, z]]).powi(2)).sum()
}

/// J of a division, with each centre at the mean of its points.
fn inertia_of(points: &Array2<f64>, of: &[usize], k: usize) -> f64 {
    let mut sum = 0.0;
    for cluster in 0..k {
        let own: Vec<usize> = (0..of.len()).filter(|at| of[*at] == cluster).collect();
        for z in 0..points.ncols() {
            let mean = own.iter().map(|at| points[[*at, z]]).sum::<f64>() / own.len().max(1) as f64;
            sum += own.iter().map(|at| (points[[*at, z]] - mean).powi(2)).sum::<f64>();
        }
    }
    sum
}

/// The least J there is: every division is tried.
fn least(points: &Array2<f64>, k: usize) -> f64 {
    let n = points.nrows();
    let divisions = (0..k.pow(n as u32)).map(|code| {
        let of: Vec<usize> = (0..n).map(|at| code / k.pow(at as u32) % k).collect();
        inertia_of(points, &of, k)
    });
    divisions.fold(f64::INFINITY, f64::min)
}

fn distinct(points: &Array2<f64>) -> usize {
    let rows = points.rows().into_iter();
    rows.map(|row| row.iter().map(|x| x.to_bits()).collect::<Vec<_>>()).collect::<BTreeSet<_>>().len()
}

/// What always holds of the steps.
fn holds(points: &Array2<f64>, steps: &[Clustered]) {
    let n = points.nrows();
    for (number, step) in steps.iter().enumerate() {
        let (centres, k) = (&step.centres, step.centres.nrows());
        let sum: f64 = (0..n).map(|at| square(points, at, centres, usize::from(step.of[at]))).sum();
        match step.did {
            Did::Seeded | Did::Assigned { .. } => {
                assert_eq!(number % 2, 0);
                for at in 0..n {
                    let own = usize::from(step.of[at]);
                    for other in 0..k {
                        let (near, far) = (square(points, at, centres, own), square(points, at, centres, other));
                        assert!(near < far || near == far && own <= other, "the nearest, of equals the first");
                    }
                }
            }
            Did::Moved { farthest, refilled } => {
                assert_eq!(number % 2, 1);
                let before = &steps[number - 1];
                assert_eq!(before.of, step.of);
                let mut emptied = 0;
                for cluster in 0..k {
                    let own: Vec<usize> = (0..n).filter(|at| usize::from(step.of[*at]) == cluster).collect();
                    emptied += usize::from(own.is_empty());
                    for z in (0..points.ncols()).filter(|_| !own.is_empty()) {
                        let mean = own.iter().map(|at| points[[*at, z]]).sum::<f64>() / own.len() as f64;
                        assert!((centres[[cluster, z]] - mean).abs() <= 1e-12 * (1.0 + mean.abs()), "the mean");
                    }
                    let way = square(centres, cluster, &before.centres, cluster).sqrt();
                    assert!(way <= farthest * (1.0 + 1e-12));
                }
                assert_eq!(emptied, refilled);
            }
        }
        assert!((step.inertia - sum).abs() <= 1e-9 * (1.0 + sum), "{} and {sum}", step.inertia);
    }
    for pair in steps.windows(2) {
        assert!(pair[1].inertia <= pair[0].inertia * (1.0 + 1e-12), "J never rises");
    }
    // It is over when nothing changes, and not before.
    let changed = |step: &Clustered| step.did == Did::Assigned { changed: 0 };
    assert_eq!(steps.iter().position(changed).map(|at| at + 1), Some(steps.len()));
    assert!(steps.len() <= 1 + 2 * ROUNDS);
}

prop_compose! {
    /// Few points on a coarse lattice, so that ties and equal points are frequent.
    fn few_points()(width in 1usize..4, count in 1usize..9)(
        width in Just(width),
        values in prop::collection::vec(-3i32..4, width * count),
    ) -> Array2<f64> {
        Array2::from_shape_vec((values.len() / width, width), values.into_iter().map(f64::from).collect()).unwrap()
    }
}

proptest! {
    #[test]
    fn each_step_is_what_it_says_and_no_division_is_better_than_the_best(
        points in few_points(), k in 1usize..4, seed in 0u64..50
    ) {
        let steps = k_means(&points, k, seed, ON).unwrap();
        holds(&points, &steps);
        let last = steps.last().unwrap();
        prop_assert_eq!(last.centres.nrows(), k.min(distinct(&points)), "no more than there are distinct points");
        let best = least(&points, k);
        prop_assert!(last.inertia >= best - 1e-9);
        // Nobody is left alone by any centre at the end.
        for cluster in 0..last.centres.nrows() {
            prop_assert!(last.of.iter().any(|of| usize::from(*of) == cluster));
        }
        let tried = (0..200).map(|seed| k_means(&points, k, seed, ON).unwrap().last().unwrap().inertia);
        let found = tried.fold(f64::INFINITY, f64::min);
        prop_assert!(found <= best * 1.25 + 1e-9, "{} against {}", found, best);
    }

    /// From the same centres, whatever order the points come in.
    #[test]
    fn the_order_of_the_points_changes_nothing(
        points in few_points(), k in 1usize..4, seed in 0u64..50, turn in 0usize..9
    ) {
        let n = points.nrows();
        let centres = k_means(&points, k, seed, ON).unwrap()[0].centres.as_ref().clone();
        let order: Vec<usize> = (0..n).map(|at| (at + turn) % n).rev().collect();
        let other = Array2::from_shape_fn(points.dim(), |(at, z)| points[[order[at], z]]);
        let (a, b) = (from_centres(&points, centres.clone(), ON).unwrap(), from_centres(&other, centres, ON).unwrap());
        let refilled = |steps: &[Clustered]| {
            steps.iter().any(|step| matches!(step.did, Did::Moved { refilled, .. } if refilled > 0))
        };
        // Which of equally far points a centre without points goes to is decided by their order.
        if !refilled(&a) && !refilled(&b) {
            for (a, b) in a.iter().zip(&b) {
                prop_assert!((a.inertia - b.inertia).abs() < 1e-9);
                prop_assert!((0..n).all(|at| a.of[order[at]] == b.of[at]));
            }
        }
    }
}

#[test]
fn by_hand_on_a_line() {
    // 0 and 1 go to the first centre, 4 and 5 to the second; then the means are 0.5 and 4.5, and all stay.
    let points = array![[0.0], [1.0], [4.0], [5.0]];
    let steps = from_centres(&points, array![[0.0], [5.0]], ON).unwrap();
    let said: Vec<_> = steps.iter().map(|step| (step.did, step.inertia)).collect();
    assert_eq!(
        said,
        [(Did::Seeded, 2.0), (Did::Moved { farthest: 0.5, refilled: 0 }, 1.0), (Did::Assigned { changed: 0 }, 1.0)]
    );
    // In the middle between two it counts to the first.
    let steps = from_centres(&array![[0.0], [1.0], [2.0]], array![[0.0], [2.0]], ON).unwrap();
    assert_eq!(*steps[0].of, [0, 0, 1]);
}

#[test]
fn a_centre_without_points_goes_to_the_farthest() {
    let points = array![[0.0], [1.0], [2.0], [9.0]];
    let steps = from_centres(&points, array![[0.0], [3.0], [500.0]], ON).unwrap();
    assert_eq!(*steps[0].of, [0, 0, 1, 1]);
    // The others move to 0.5 and 5.5; 2 and 9 are as far from that, and the first of them is taken.
    assert_eq!((steps[1].centres[[2, 0]], steps[1].did), (2.0, Did::Moved { farthest: 498.0, refilled: 1 }));
    assert_eq!(steps[1].inertia, 0.5 + 24.5);
    assert_eq!(*steps[2].of, [0, 0, 2, 1]);
    // Two of them go to different points, though two points lie in one place.
    let points = array![[0.0], [8.0], [8.0], [-7.0], [0.0], [0.0]];
    let steps = from_centres(&points, array![[0.0], [300.0], [400.0]], ON).unwrap();
    assert_eq!([steps[1].centres[[1, 0]], steps[1].centres[[2, 0]]], [-7.0, 8.0]);
    assert_eq!(steps.last().unwrap().inertia, 0.0);
    assert!(from_centres(&Array2::zeros((0, 2)), array![[0.0, 0.0]], ON).unwrap().is_empty());
    assert!(k_means(&Array2::zeros((0, 2)), 3, 1, ON).unwrap().is_empty());
}

/// From 0, 1 and 3 on a line the first centre is each as often as another, and after 0 the second is 3 nine times in ten.
#[test]
fn centres_are_drawn_by_squared_distances() {
    let points = array![[0.0], [1.0], [3.0]];
    const TRIES: u64 = 6000;
    let (mut first, mut far) = ([0.0; 3], 0.0);
    for seed in 0..TRIES {
        let centres = k_means(&points, 2, seed, ON).unwrap()[0].centres.clone();
        let at = (0..3).find(|at| points[[*at, 0]] == centres[[0, 0]]).unwrap();
        first[at] += 1.0;
        far += f64::from(u8::from(at == 0 && centres[[1, 0]] == 3.0));
    }
    for count in first {
        assert!((count / TRIES as f64 - 1.0 / 3.0).abs() < 0.02, "{first:?}");
    }
    assert!((far / first[0] - 0.9).abs() < 0.02, "{far} of {}", first[0]);
    let at = |seed| k_means(&points, 2, seed, ON).unwrap();
    assert_eq!(at(7), at(7));
    assert!((0..20).any(|seed| at(seed)[0].centres != at(0)[0].centres), "another seed, other centres");
}

fn cloud(count: usize) -> Array2<f64> {
    Array2::from_shape_fn((count, 5), |(at, z)| ((at * 7919 + z * 104_729) % 1009) as f64 / 100.0)
}

#[test]
fn any_number_of_threads_finds_the_same_bits() {
    let points = cloud(4000);
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| k_means(&points, 6, 3, ON).unwrap())
    };
    let (one, four) = (on(1), on(4));
    assert!(one.len() > 10);
    let bits = |steps: &[Clustered]| {
        let all = steps.iter().flat_map(|step| step.centres.iter().copied().chain([step.inertia]).collect::<Vec<_>>());
        all.map(f64::to_bits).collect::<Vec<_>>()
    };
    assert_eq!(bits(&one), bits(&four));
    assert_eq!(one, four);
}

/// As in the bound that is written down.
#[test]
fn it_ends_after_a_hundred_rounds_and_can_be_given_up() {
    let steps = k_means(&cloud(20_000), 7, 1, ON).unwrap();
    assert!(steps.len() <= 1 + 2 * ROUNDS);
    let left = std::cell::Cell::new(5);
    let go = || {
        left.set(left.get() - 1);
        (left.get() > 0).then_some(())
    };
    assert!(k_means(&cloud(500), 3, 1, &go).is_none());
}

fn snapshot(ratings: Ratings, settings: &[Setting]) -> Snapshot {
    let mut options = Options::new(Method::Als);
    settings.iter().for_each(|setting| options.set(*setting));
    let mut session = Session::new(Source::new(Arc::new(ratings)), options, 1 << 20);
    session.obey(Order::Step(Grain::Pass, 3));
    session.snapshot()
}

fn mixing(count: usize, among: Among) -> Mixing {
    Mixing { count, seed: 1, among }
}

#[test]
fn what_few_have_rated_is_left_out_and_counted() {
    let snapshot = snapshot(random_grid(40, 60, 0.2, 5), &[Setting::Lambda(0.5)]);
    let ratings = snapshot.ratings();
    for least in [1, 6, 8, 10, 1000] {
        let mixes = Mixes::new(&snapshot, mixing(4, Among::at_least(least, 1)), ON).unwrap();
        let wanted: Vec<ItemId> = (0..60).map(ItemId::new).filter(|item| ratings.degree(*item) >= least).collect();
        assert_eq!((&mixes.items, mixes.left_out), (&wanted, 60 - wanted.len()));
        assert_eq!(mixes.steps.is_empty(), wanted.is_empty());
        for (number, step) in mixes.steps.iter().enumerate() {
            let sizes: Vec<usize> = step.mixes.iter().map(|mix| mix.size).collect();
            assert_eq!(sizes.iter().sum::<usize>(), wanted.len());
            for item in (0..60).map(ItemId::new) {
                assert_eq!(mixes.of(number, item).is_some(), wanted.contains(&item));
            }
        }
        assert!(mixes.rests && mixes.of(mixes.steps.len(), ItemId::new(0)).is_none());
        assert_eq!([mixes.at(None), mixes.at(Some(usize::MAX))], [mixes.steps.len().saturating_sub(1); 2]);
    }
    assert_eq!([0, 5, 9, 41, 9724].map(usual), [2, 2, 2, 5, 6]);
}

/// The points are the items' rows of Q, and the typical ones those of the better known half that lie nearest to the mean.
#[test]
fn typical_is_what_lies_nearest_to_the_centre_among_the_better_known_half() {
    let snapshot = snapshot(random_grid(40, 60, 0.3, 5), &[Setting::Lambda(0.5), Setting::Factors(3)]);
    let (factors, ratings) = (snapshot.factors().unwrap(), snapshot.ratings());
    let mixes = Mixes::new(&snapshot, mixing(3, Among::at_least(1, 1)), ON).unwrap();
    for (number, step) in mixes.steps.iter().enumerate() {
        for (cluster, mix) in step.mixes.iter().enumerate() {
            let mut own: Vec<ItemId> =
                mixes.items.iter().copied().filter(|item| mixes.of(number, *item) == Some(cluster)).collect();
            assert_eq!(own.len(), mix.size);
            own.sort_by_key(|item| (usize::MAX - ratings.degree(*item), *item));
            own.truncate(mix.size.div_ceil(2));
            let distance = |item: ItemId| {
                let row = factors.of(item);
                let centre = step.clustered.centres.row(cluster);
                row.iter().zip(centre).map(|(x, c)| (x - c).powi(2)).sum::<f64>().sqrt()
            };
            own.sort_by(|a, b| distance(*a).total_cmp(&distance(*b)).then(a.cmp(b)));
            own.truncate(TYPICAL);
            assert_eq!(mix.typical.iter().map(|(item, _)| *item).collect::<Vec<_>>(), own);
            assert!(mix.typical.iter().all(|(item, d)| (d - distance(*item)).abs() < 1e-12));
        }
    }
}

/// By a count of one's own and the sum of the hypergeometric distribution.
#[test]
fn words_are_those_that_are_too_many_for_chance() {
    let snapshot = snapshot(films(), &[Setting::Lambda(0.5)]);
    let facts = snapshot.ratings().facts();
    let mixes = Mixes::new(&snapshot, mixing(3, Among::at_least(1, 1)), ON).unwrap();
    let step = mixes.at(None);
    let mut found = 0;
    for (cluster, mix) in mixes.steps[step].mixes.iter().enumerate() {
        let own: Vec<ItemId> =
            mixes.items.iter().copied().filter(|item| mixes.of(step, *item) == Some(cluster)).collect();
        assert_eq!(mix.words, telling(facts, &own, &mixes.items));
        for word in &mix.words {
            let has = |items: &[ItemId]| items.iter().filter(|item| facts.of(**item).contains(&word.word)).count();
            assert_eq!([word.here, word.end, word.all, word.of], [has(&own), own.len(), has(&mixes.items), 40]);
            let words =
                facts.all().filter(|(id, _)| mixes.items.iter().any(|item| facts.of(*item).contains(id))).count();
            let chance = tail(word.here, word.end, word.all, word.of) * words as f64;
            assert!((word.chance - chance).abs() < 1e-12 && chance < 0.05);
            found += 1;
        }
        let name = mix.name(snapshot.ratings());
        let item = snapshot.ratings().name(mix.typical[0].0);
        let text = |at: usize| &*facts.word(mix.words[at].word).text;
        match mix.words.len() {
            0 => assert!(name.starts_with(item)),
            1 => assert_eq!(name, format!("{} · {item}", text(0))),
            _ => assert_eq!(name, format!("{}, {} · {item}", text(0), text(1))),
        }
    }
    assert!(found > 0, "the made-up films have tastes");
}

#[test]
fn only_the_items_that_are_looked_at_take_part() {
    let snapshot = snapshot(films(), &[Setting::Lambda(0.5)]);
    let western = snapshot.ratings().facts().find(Topic::Genre, "Western");
    let among = Among { only: Only { word: western, years: None }, ..Among::at_least(1, 1) };
    let mixes = Mixes::new(&snapshot, mixing(2, among), ON).unwrap();
    assert_eq!((mixes.items.len(), mixes.left_out), (10, 30));
}

#[test]
fn the_lectures_five_albums_have_at_most_five_mixes() {
    let snapshot = snapshot(lecture(), &[]);
    for count in 1..=7 {
        let mixes = Mixes::new(&snapshot, mixing(count, Among::at_least(1, 1)), ON).unwrap();
        let last = mixes.steps.last().unwrap();
        assert_eq!(last.mixes.len(), count.min(5));
        assert!(last.mixes.iter().all(|mix| mix.size > 0 && !mix.typical.is_empty()));
        assert_eq!(last.clustered.inertia == 0.0, count >= 5);
    }
    // Factors that are all the same are one place.
    let mut session = Session::new(Source::new(Arc::new(lecture())), Options::new(Method::Als), 1 << 20);
    session.obey(Order::Restart(vec![Setting::parse("start", "same:0.5").unwrap()]));
    let mixes = Mixes::new(&session.snapshot(), mixing(3, Among::at_least(1, 1)), ON).unwrap();
    assert_eq!(mixes.steps.last().unwrap().mixes.len(), 1);
}

#[test]
fn a_place_that_is_no_number_and_a_model_without_places_have_no_mix() {
    let mut snapshot = snapshot(lecture(), &[]);
    let factors = Arc::make_mut(&mut snapshot.model).factors_mut().unwrap();
    for (item, strange) in [(0, f64::NAN), (1, f64::INFINITY), (2, -1e300)] {
        factors.set(Parameter { of: Entity::new(Side::Items, item), factor: Some(1) }, strange);
    }
    let mixes = Mixes::new(&snapshot, mixing(2, Among::at_least(1, 1)), ON).unwrap();
    assert_eq!((mixes.items.len(), mixes.left_out), (2, 3));
    assert!(mixes.steps.iter().all(|step| step.clustered.inertia.is_finite()));
    let rows = [Rating { user: factorscope::data::UserId::new(0), item: ItemId::new(0), value: 3.0 }];
    let one = self::snapshot(grid(1, 1, &rows), &[]);
    assert_eq!(Mixes::new(&one, mixing(6, Among::at_least(1, 1)), ON).unwrap().steps.last().unwrap().mixes[0].size, 1);
    let none = self::snapshot(lecture(), &[Setting::Method(Method::SlopeOne)]);
    assert!(Mixes::new(&none, mixing(2, Among::at_least(1, 1)), ON).is_none());
}
