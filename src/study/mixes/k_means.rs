//! k-means, half a round at a time: points go to the nearest of k centres, centres to the mean of their points, until nothing
//! changes.
//!
//! Everything here is about plain points, so that it can be held against a plain way of doing it.

use crate::model::{Go, apart, table};
use ndarray::Array2;
use rand::RngExt;
use rand_pcg::Pcg64;
use rayon::prelude::*;
use std::sync::Arc;

/// The most rounds, each a move of the centres and a new assignment.
pub const ROUNDS: usize = 100;
/// The most bytes that the assignments of all rounds may take, one for a point and a round: beyond 320,000 points there are
/// fewer rounds than [`ROUNDS`], but never less than one.
pub const ROOM: usize = 32 << 20;
/// The stream of the seed that centres are drawn from: each kind of draw in this program has its own.
const STREAM: u128 = 84;
/// A thread is worth so many points.
const STRETCH: usize = 512;

/// What a step did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Did {
    /// Centres were drawn, and each point went to the nearest.
    Seeded,
    /// Each centre went to the mean of its points.
    Moved {
        /// How far the one that went farthest did.
        farthest: f64,
        /// How many had no point left, and went to one that lay far from its centre.
        refilled: usize,
    },
    /// Each point went to the nearest centre.
    Assigned {
        /// How many went to another one than before.
        changed: usize,
    },
}

/// The clusters after a step.
#[derive(Clone, Debug, PartialEq)]
pub struct Clustered {
    /// What the step did.
    pub did: Did,
    /// k rows.
    pub centres: Arc<Array2<f64>>,
    /// The cluster of each point, from 0.
    pub of: Arc<[u8]>,
    /// `J = Σ_j |x_j - c_of(j)|²`.
    pub inertia: f64,
}

/// k-means on points, a row each, step by step; nothing without a point, `None` when it is given up.
///
/// It makes the sum of squared distances `J = Σ_j |x_j - c_of(j)|²` small by turns, as ALS does with its error. Step 0 draws centres
/// and gives each point to the nearest. Each odd step moves every centre to the mean of its points, which is the place where
/// their part of J is least; each even step gives every point to its nearest centre, of equally near ones to the first. So J
/// never rises. It ends with the first assignment that changes nothing, or after [`ROUNDS`].
///
/// - Centres are drawn from the points: the first evenly, each further one with a probability in proportion to the squared
///   distance to the nearest centre so far. Where no point is left that lies apart from all centres there are fewer than k: no
///   more than there are distinct points.
/// - A centre that has lost all its points goes to the point that lies farthest from its own centre, once the others have moved;
///   a second one to the farthest from that as well. J stays as it is by that, and falls with the next assignment.
///
/// Points are shared out among threads, sums are made in their order: the same seed gives the same bits on any number of threads.
///
/// Sources: Lloyd, "Least squares quantization in PCM" (1982); for the centres of step 0, Arthur and Vassilvitskii, "k-means++: the
/// advantages of careful seeding" (2007).
///
/// ```
/// use factorscope::{model::ON, study::mixes::k_means};
/// use ndarray::array;
///
/// let points = array![[0.0], [1.0], [10.0], [11.0]];
/// let steps = k_means(&points, 2, 1, ON).unwrap();
/// let last = steps.last().unwrap();
/// assert_eq!(last.inertia, 1.0);
/// assert!(last.of[0] == last.of[1] && last.of[2] == last.of[3] && last.of[0] != last.of[3]);
/// ```
pub fn k_means(points: &Array2<f64>, k: usize, seed: u64, go: Go) -> Option<Vec<Clustered>> {
    if points.nrows() == 0 || k == 0 {
        return Some(Vec::new());
    }
    from_centres(points, seeded(points, k.min(usize::from(u8::MAX)), seed, go)?, go)
}

/// The same from centres that are given, at most 255 of them.
pub fn from_centres(points: &Array2<f64>, centres: Array2<f64>, go: Go) -> Option<Vec<Clustered>> {
    if points.nrows() == 0 || centres.nrows() == 0 {
        return Some(Vec::new());
    }
    let mut steps = vec![assigned(points, Arc::new(centres), None)];
    for _ in 0..(ROOM / points.nrows()).clamp(1, ROUNDS) {
        go()?;
        let before = &steps[steps.len() - 1];
        let moved = moved(points, before);
        go()?;
        let next = assigned(points, Arc::clone(&moved.centres), Some(&moved.of));
        let rests = next.did == Did::Assigned { changed: 0 };
        steps.extend([moved, next]);
        if rests {
            break;
        }
    }
    Some(steps)
}

/// For each point what is made of its place and its row, in their order.
fn each<T: Send>(points: &Array2<f64>, make: impl Fn(usize, &[f64]) -> T + Sync) -> Vec<T> {
    (0..points.nrows()).into_par_iter().with_min_len(STRETCH).map(|at| make(at, table::row(points, at))).collect()
}

/// The centres of step 0.
fn seeded(points: &Array2<f64>, k: usize, seed: u64, go: Go) -> Option<Array2<f64>> {
    let mut lot = Pcg64::new(u128::from(seed), STREAM);
    let mut chosen = vec![lot.random_range(0..points.nrows())];
    let mut squares = vec![f64::INFINITY; points.nrows()];
    loop {
        go()?;
        let last = table::row(points, chosen[chosen.len() - 1]);
        squares = each(points, |at, row| apart(row, last).min(squares[at]));
        let sum: f64 = squares.iter().sum();
        if chosen.len() == k || sum == 0.0 {
            break;
        }
        chosen.push(drawn(&squares, lot.random::<f64>() * sum));
    }
    let rows = chosen.iter().flat_map(|at| table::row(points, *at).iter().copied());
    Array2::from_shape_vec((chosen.len(), points.ncols()), rows.collect()).ok()
}

/// Where one comes to after so much of the sum of some squares: never to one that is 0.
fn drawn(squares: &[f64], mut left: f64) -> usize {
    let mut last = 0;
    for (at, square) in squares.iter().enumerate().filter(|(_, square)| **square > 0.0) {
        last = at;
        if left < *square {
            break;
        }
        left -= square;
    }
    last
}

/// Each point at its nearest centre.
fn assigned(points: &Array2<f64>, centres: Arc<Array2<f64>>, before: Option<&[u8]>) -> Clustered {
    let near = each(points, |_, row| {
        let squares = (0..centres.nrows()).map(|at| apart(row, table::row(&centres, at)));
        squares
            .enumerate()
            .fold((0, f64::INFINITY), |best, (at, square)| if square < best.1 { (at, square) } else { best })
    });
    let of: Arc<[u8]> = near.iter().map(|(at, _)| *at as u8).collect();
    let did = match before {
        Some(before) => Did::Assigned { changed: before.iter().zip(of.iter()).filter(|(a, b)| a != b).count() },
        None => Did::Seeded,
    };
    Clustered { did, centres, of, inertia: near.iter().map(|(_, square)| square).sum() }
}

/// Each centre at the mean of its points.
fn moved(points: &Array2<f64>, before: &Clustered) -> Clustered {
    let (k, of) = (before.centres.nrows(), &before.of);
    let mut centres = Array2::zeros((k, points.ncols()));
    let mut counts = vec![0usize; k];
    for (at, cluster) in of.iter().map(|cluster| usize::from(*cluster)).enumerate() {
        counts[cluster] += 1;
        table::row_mut(&mut centres, cluster).iter_mut().zip(table::row(points, at)).for_each(|(sum, x)| *sum += x);
    }
    for (cluster, count) in counts.iter().enumerate() {
        let row = table::row_mut(&mut centres, cluster);
        match count {
            0 => row.copy_from_slice(table::row(&before.centres, cluster)),
            count => row.iter_mut().for_each(|sum| *sum /= *count as f64),
        }
    }
    let mut squares = each(points, |at, row| apart(row, table::row(&centres, usize::from(of[at]))));
    let inertia = squares.iter().sum();
    let mut refilled = 0;
    for cluster in (0..k).filter(|cluster| counts[*cluster] == 0) {
        let farthest = (1..squares.len()).fold(0, |best, at| if squares[at] > squares[best] { at } else { best });
        if squares[farthest] > 0.0 {
            let to = table::row(points, farthest);
            table::row_mut(&mut centres, cluster).copy_from_slice(to);
            squares = each(points, |at, row| apart(row, to).min(squares[at]));
            refilled += 1;
        }
    }
    let way = |cluster: usize| apart(table::row(&before.centres, cluster), table::row(&centres, cluster)).sqrt();
    let farthest = (0..k).map(way).fold(0.0, f64::max);
    Clustered { did: Did::Moved { farthest, refilled }, centres: Arc::new(centres), of: Arc::clone(of), inertia }
}
