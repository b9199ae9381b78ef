//! What is picked out of a plane and of the space of factors: those in a rectangle, and those along a line.

use crate::common::films;
use factorscope::{
    data::{Entity, ItemId, Side},
    model::{Method, ON, Options, Setting},
    study::{
        Among, Grain, Order, Session, Snapshot, Source,
        between::Between,
        plane::Points,
        telling::tail,
        within::{Corners, Within},
    },
};
use std::sync::Arc;

fn fitted(factors: usize) -> Snapshot {
    let mut options = Options::new(Method::Als);
    [Setting::Factors(factors), Setting::Lambda(0.5)].into_iter().for_each(|setting| options.set(setting));
    let mut session = Session::new(Source::new(Arc::new(films())), options, 1 << 20);
    session.obey(Order::Step(Grain::Pass, 3));
    session.snapshot()
}

const ALL: usize = 1;

fn among() -> Among {
    Among::at_least(ALL, ALL)
}

#[test]
fn the_way_between_two_is_that_of_a_calculator() {
    for factors in [1, 2, 5] {
        let snapshot = fitted(factors);
        let n = snapshot.ratings().n_items();
        let row = |item: ItemId| snapshot.factors().unwrap().of(item).to_vec();
        for ends in [[0, 1], [3, n - 1], [n - 1, 3]].map(|ends| ends.map(ItemId::new)) {
            let way = Between::new(&snapshot, ends, among(), ON).unwrap();
            let ([a, b], dot) =
                (ends.map(row), |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>());
            let from_a = |q: &[f64]| q.iter().zip(&a).map(|(q, a)| q - a).collect::<Vec<f64>>();
            let whole = from_a(&b);
            assert!((way.length - dot(&whole, &whole).sqrt()).abs() < 1e-12);
            assert_eq!((way.stages[0].item, way.stages.last().unwrap().item), (ends[0], ends[1]));
            for stage in &way.stages {
                // The place on the line that t says is as far off as d says, and no other is nearer.
                let q = row(stage.item);
                let off = |t: f64| {
                    let there = a.iter().zip(&whole).map(|(a, w)| a + t * w);
                    there.zip(&q).map(|(there, q)| (there - q).powi(2)).sum::<f64>().sqrt()
                };
                assert!((off(stage.t) - stage.distance).abs() < 1e-6, "{stage:?}");
                assert!(off(stage.t) <= off(stage.t + 1e-3) && off(stage.t) <= off(stage.t - 1e-3), "{stage:?}");
            }
            assert!(way.stages.windows(2).all(|pair| pair[0].t <= pair[1].t), "in order");
            let mut items: Vec<ItemId> = way.stages.iter().map(|stage| stage.item).collect();
            items.sort_unstable();
            items.dedup();
            assert_eq!(items.len(), way.stages.len(), "each once");
            // Whoever is nearest to the middle of all is on the way.
            let middle = |q: &[f64]| from_a(q).iter().zip(&whole).map(|(q, w)| (q - 0.5 * w).powi(2)).sum::<f64>();
            let between = |item: &ItemId| {
                let t = dot(&from_a(&row(*item)), &whole) / dot(&whole, &whole);
                !ends.contains(item) && (0.0..=1.0).contains(&t)
            };
            let nearest = (0..n).map(ItemId::new).filter(between);
            let nearest = nearest.min_by(|x, y| middle(&row(*x)).total_cmp(&middle(&row(*y))));
            assert!(nearest.is_none_or(|item| items.contains(&item)));
        }
    }
}

#[test]
fn a_way_to_the_same_place_is_none() {
    let snapshot = fitted(2);
    let end = ItemId::new(4);
    let way = Between::new(&snapshot, [end, end], among(), ON).unwrap();
    assert_eq!((way.length, way.stages.len()), (0.0, 2));
    assert_eq!(Between::new(&snapshot, [end, ItemId::new(1)], among(), &|| None), None, "it can be given up");
}

#[test]
fn those_in_a_box_are_told_by_counting() {
    let snapshot = fitted(2);
    let ratings = snapshot.ratings();
    let points = Points::new(snapshot.factors().unwrap(), Side::Items, Some([0, 1]), ON).unwrap();
    let mut xs: Vec<f64> = points.places.iter().map(|p| p.0).collect();
    xs.sort_by(f64::total_cmp);
    let third = xs[xs.len() / 3];
    // Its corners may be said in any order.
    for corners in [
        Corners { from: (-1e9, -1e9), to: (third, 1e9) },
        Corners { from: (third, 1e9), to: (-1e9, -1e9) },
        Corners { from: (third, -1e9), to: (-1e9, 1e9) },
    ] {
        let within = Within::new(ratings, (Side::Items, &points), among(), corners, ON).unwrap();
        let n = ratings.n_items();
        let inside: Vec<usize> = (0..n).filter(|at| points.places[*at].0 <= third).collect();
        let mut members: Vec<usize> = within.members.iter().map(|of| of.index()).collect();
        let degree = |at: usize| ratings.degree(Entity::new(Side::Items, at));
        assert!(members.windows(2).all(|pair| degree(pair[0]) >= degree(pair[1])), "the most rated first");
        members.sort_unstable();
        assert_eq!((members, within.all), (inside.clone(), n));
        let all = inside.iter().flat_map(|at| ratings.item(ItemId::new(*at)).values().collect::<Vec<_>>());
        let all: Vec<f64> = all.collect();
        assert_eq!(within.ratings, all.len());
        assert!((within.mean.unwrap() - all.iter().sum::<f64>() / all.len() as f64).abs() < 1e-12);
        let mut years: Vec<i16> = inside.iter().filter_map(|at| ratings.facts().year(ItemId::new(*at))).collect();
        years.sort_unstable();
        let [first, half, last] = within.years.unwrap();
        assert_eq!((first, last, within.dated), (years[0], years[years.len() - 1], years.len()));
        assert!(2 * years.iter().filter(|year| **year <= half).count() >= years.len());
        assert!(2 * years.iter().filter(|year| **year < half).count() < years.len() + 1);
        let words = ratings.facts().all().len() as f64;
        for telling in &within.words {
            let have = |at: &usize| ratings.facts().of(ItemId::new(*at)).contains(&telling.word);
            let (here, of_all) = (inside.iter().filter(|at| have(at)).count(), (0..n).filter(have).count());
            assert_eq!((telling.here, telling.end, telling.all, telling.of), (here, inside.len(), of_all, n));
            assert!((telling.chance - (words * tail(here, inside.len(), of_all, n)).min(1.0)).abs() < 1e-9);
        }
    }
}

#[test]
fn a_box_around_nobody_and_around_users() {
    let snapshot = fitted(2);
    let points = Points::new(snapshot.factors().unwrap(), Side::Users, Some([0, 1]), ON).unwrap();
    let far = Corners { from: (1e8, 1e8), to: (1e9, 1e9) };
    let nobody = Within::new(snapshot.ratings(), (Side::Users, &points), among(), far, ON).unwrap();
    assert_eq!((nobody.members.len(), nobody.mean, nobody.years, nobody.words.len()), (0, None, None, 0));
    // The edges belong to it.
    let only = points.places[2];
    let one = Corners { from: only, to: only };
    let one = Within::new(snapshot.ratings(), (Side::Users, &points), among(), one, ON).unwrap();
    assert_eq!(one.members, [Entity::new(Side::Users, 2)]);
}
