//! How densely points lie: against plain sums, and lines that hold what they say.

use factorscope::{
    model::ON,
    study::{
        density::{Density, PARTS},
        plane::{Plane, Points},
    },
};
use std::f64::consts::TAU;

/// Two heaps, one of them long and one round, and a few far off.
fn heaps(n: usize) -> Vec<(f64, f64)> {
    let part = |at: usize, by: f64| (at as f64 * by).fract() - 0.5;
    let bell = |at: usize, by: f64| (0..6).map(|k| part(at * 6 + k, by)).sum::<f64>();
    let place = |at: usize| {
        let (x, y) = (bell(at, 0.618_033_988_7), bell(at + 77, 0.414_213_562_3));
        match at % 3 {
            0 => (x * 0.3 + 2.0, y * 0.3 - 1.0),
            _ => (x, y * 0.4 + 0.5 * x),
        }
    };
    (0..n).map(place).collect()
}

fn points(places: Vec<(f64, f64)>) -> Points {
    let plane = Plane { x: vec![1.0, 0.0], y: vec![0.0, 1.0], origin: vec![0.0; 2] };
    Points { plane, places }
}

fn density(places: &[(f64, f64)]) -> Density {
    Density::new(&points(places.to_vec()), |_| true, ON).unwrap()
}

/// The sum over all points.
fn summed(places: &[(f64, f64)], (hx, hy): (f64, f64), (x, y): (f64, f64)) -> f64 {
    let of = |p: &(f64, f64)| (-0.5 * (((x - p.0) / hx).powi(2) + ((y - p.1) / hy).powi(2))).exp();
    places.iter().map(of).sum::<f64>() / (places.len() as f64 * TAU * hx * hy)
}

#[test]
fn the_grid_agrees_with_the_sum_over_all_points() {
    for n in [2, 5, 40, 900, 6_000] {
        let places = heaps(n);
        let found = density(&places);
        let peak = places.iter().map(|p| summed(&places, found.bandwidth, *p)).fold(0.0, f64::max);
        for place in places.iter().step_by(n / 40 + 1).copied().chain([(0.0, 0.0), (0.4, 0.1), (2.1, -0.9), (5.0, 5.0)])
        {
            let (is, should) = (found.at(place), summed(&places, found.bandwidth, place));
            assert!((is - should).abs() < 0.02 * peak, "{n} at {place:?}: {is} for {should}");
        }
    }
}

#[test]
fn the_bandwidth_is_scotts_by_hand() {
    // Of -2, -1, 0, 1, 2 the deviation is √(10/4) and the middle half reaches from -1 to 1.
    let places: Vec<(f64, f64)> = (0..5).map(|n| (f64::from(n) - 2.0, 10.0 * (f64::from(n * 2 % 5) - 2.0))).collect();
    let (x, y) = density(&places).bandwidth;
    let by_hand = (2.0 / 1.349_f64).min(2.5_f64.sqrt()) * 5.0_f64.powf(-1.0 / 6.0);
    assert!((x - by_hand).abs() < 1e-12 && (y - 10.0 * by_hand).abs() < 1e-9, "{x} {y}");
}

#[test]
fn a_line_holds_as_many_as_it_says_and_lies_at_its_height() {
    for n in [5, 60, 2_000] {
        let places = heaps(n);
        let found = density(&places);
        assert_eq!(found.levels.len(), PARTS.len());
        for (level, part) in found.levels.iter().zip(PARTS) {
            let within = places.iter().filter(|place| found.at(**place) >= level.height).count();
            assert_eq!((within, level.within), ((part * n as f64).ceil() as usize, within), "{n}: {part}");
            let peak = found.levels[0].height;
            for place in level.pieces.iter().flatten() {
                assert!((found.at(*place) - level.height).abs() < 0.01 * peak, "{n}: {part} at {place:?}");
            }
            // Every end of a piece is the end of another: lines close.
            let mut ends: Vec<(u64, u64)> = level
                .pieces
                .iter()
                .flatten()
                .map(|p| (((p.0 + 100.0) * 1e7).round() as u64, ((p.1 + 100.0) * 1e7).round() as u64))
                .collect();
            ends.sort_unstable();
            let alone = ends.chunk_by(|a, b| a == b).filter(|same| same.len() % 2 == 1).count();
            assert!(alone == 0, "{n}: {part}: {alone} ends hang loose");
        }
        assert!(found.levels.windows(2).all(|pair| pair[0].height > pair[1].height));
    }
}

#[test]
fn where_there_is_no_extent_there_is_no_line() {
    for places in [vec![], vec![(1.0, 2.0)], vec![(1.0, 2.0); 9], (0..9).map(|n| (f64::from(n), 0.0)).collect()] {
        assert!(density(&places).levels.is_empty(), "{places:?}");
    }
    // What is nowhere does not count, and one that is far off spoils nothing.
    let mut places = heaps(300);
    places.extend([(f64::NAN, 0.0), (f64::INFINITY, 1.0), (0.0, -1e300)]);
    assert_eq!(density(&places).count, 300);
    places.push((4e6, -2e7));
    let after = density(&places);
    assert!(after.levels.iter().flat_map(|level| level.pieces.iter().flatten()).all(|p| p.0.hypot(p.1) < 10.0));
    assert!(after.bandwidth.0 < 1.0 && after.bandwidth.1 < 1.0, "{:?}", after.bandwidth);
}

#[test]
fn only_those_count_that_are_compared() {
    let places = heaps(100);
    let some = Density::new(&points(places.clone()), |at| at < 40, ON).unwrap();
    assert_eq!(some, density(&places[..40]));
    assert_eq!(Density::new(&points(places), |_| true, &|| None), None, "it can be given up");
}
