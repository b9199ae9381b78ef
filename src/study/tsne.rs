//! A plane in which neighbours in factor space are neighbours again, whatever becomes of all else: t-SNE, some rounds at a time.

use super::{
    Among, Snapshot,
    neighbours::Metric,
    plane::{Plane, Points},
};
use crate::{
    data::{Entity, Side},
    model::Go,
};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use rayon::prelude::*;
use std::{cmp::Reverse, sync::Arc};

/// Of those who are compared so many, the most rated, find their places among one another; all others go to their neighbours
/// among these.
pub const MOST: usize = 1500;
/// How many rounds it takes.
pub const ROUNDS: usize = 500;
/// How many of these are done at a time.
pub const AT_A_TIME: usize = 25;
/// In so many rounds at the beginning neighbours attract each other more, by this factor, so that they find each other.
const EARLY: (usize, f64) = (150, 12.0);
/// How much of its last step each keeps, at the beginning and then.
const MOMENTUM: (f64, f64) = (0.5, 0.8);
/// One of the others lies among so many, of whom as many count as this perplexity says.
const OTHERS: (usize, f64) = (15, 5.0);

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Laying {
    /// Users or items.
    pub side: Side,
    /// About how many neighbours count for each.
    pub perplexity: usize,
    /// What the little is drawn by that each is off its place on the principal axes at the beginning.
    pub seed: u64,
    /// By what they are near.
    pub metric: Metric,
    /// Who has a place.
    pub among: Among,
}

/// The users or items of a model in a plane, after some rounds.
#[derive(Clone, Debug, PartialEq)]
pub struct Laid {
    /// After how many.
    pub rounds: usize,
    /// Where everything lies; who is not compared lies nowhere: its place is no number.
    pub points: Arc<Points>,
    /// Who they are, and whose neighbours they are.
    fixed: Arc<Fixed>,
    /// Where those with places of their own are, their last steps, and how bold each is in either direction.
    places: Vec<[f64; 2]>,
    steps: Vec<[f64; 2]>,
    gains: Vec<[f64; 2]>,
}

/// What stays the same from round to round.
#[derive(Debug, PartialEq)]
struct Fixed {
    /// About how many neighbours count for each.
    counts: f64,
    /// How many rows the side has.
    count: usize,
    /// Those with places of their own.
    own: Vec<usize>,
    /// For each of these its neighbours with p_ij times their number.
    near: Vec<Vec<(u32, f64)>>,
    /// The others, each with its neighbours among those and their parts.
    others: Vec<(usize, Vec<(u32, f64)>)>,
}

impl Laid {
    /// Everything where it begins: on the principal axes, made small, and a little off it. `None` for a model without factors,
    /// or when it is given up.
    ///
    /// For each of those with places of their own the p of its neighbours falls off as a bell curve does,
    /// `p_j|i ∝ exp(-β_i |q_i - q_j|²)`, with β_i such that their entropy is the logarithm of the perplexity: that is about how
    /// many neighbours count. `p_ij = (p_j|i + p_i|j) / 2n`; beyond three times the perplexity there is nothing left of it. By
    /// cosine all rows are made of length 1 first.
    pub fn begin(snapshot: &Snapshot, laying: Laying, go: Go) -> Option<Self> {
        let (train, factors) = (&snapshot.source.split.train, snapshot.factors()?);
        let Laying { side, perplexity, .. } = laying;
        let compared = (0..train.count(side)).filter(|at| laying.among.holds(train, Entity::new(side, *at)));
        let row = |at: usize| laying.metric.direction(factors.of(Entity::new(side, at)).to_vec());
        let mut own: Vec<usize> = compared.filter(|at| row(*at).iter().all(|v| v.abs() < 1e100)).collect();
        own.sort_by_key(|at| Reverse(train.degree(Entity::new(side, *at))));
        let mut others = own.split_off(own.len().min(MOST));
        own.sort_unstable();
        others.sort_unstable();
        let rows: Vec<Vec<f64>> = own.iter().map(|at| row(*at)).collect();
        go()?;
        let most = own.len().saturating_sub(1);
        // Of few, not all can count.
        let counts = (perplexity as f64).min(most as f64 / 3.0).max(1.0);
        let near = |n: usize| affinities(&rows, &rows[n], Some(n), (3 * perplexity).min(most), counts);
        let near = in_slices(own.len(), near, go)?;
        let to_own = |n: usize| affinities(&rows, &row(others[n]), None, OTHERS.0.min(own.len()), OTHERS.1);
        let parts = in_slices(others.len(), to_own, go)?;
        let fixed = Fixed {
            counts,
            count: train.count(side),
            near: both_ways(&near),
            others: others.into_iter().zip(parts).collect(),
            own,
        };
        let places = beginning(&Points::new(factors, side, None, go)?, &fixed.own, laying.seed);
        let (steps, gains) = (vec![[0.0; 2]; places.len()], vec![[1.0; 2]; places.len()]);
        let mut laid = Self { rounds: 0, points: nowhere(), fixed: fixed.into(), places, steps, gains };
        laid.points = laid.everywhere().into();
        Some(laid)
    }

    /// Goes on until so many rounds are done. In each, everything goes down the slope of the difference between the p and
    /// `q_ij ∝ 1 / (1 + |y_i - y_j|²)`, which is the same for places y in the plane:
    ///
    /// `∂C/∂y_i = 4 Σ_j (p_ij - q_ij) (y_i - y_j) / (1 + |y_i - y_j|²)`
    ///
    /// with momentum, and a step that grows where it goes on in one direction. Each row is summed up in order, and so are the
    /// rows: any number of threads comes to the same bits. `None` when it is given up.
    ///
    /// Sources: van der Maaten and Hinton, "Visualizing data using t-SNE" (2008); Kobak and Berens, "The art of using t-SNE for
    /// single-cell transcriptomics" (2019), for the beginning and
    /// the learning rate, which grows with n.
    pub fn go_on(&self, rounds: usize, go: Go) -> Option<Self> {
        let mut laid = self.clone();
        while laid.rounds < rounds {
            go()?;
            laid.round();
        }
        laid.points = laid.everywhere().into();
        Some(laid)
    }

    /// About how many neighbours count for each: the perplexity that was asked for, or less where there are few.
    pub fn perplexity(&self) -> f64 {
        self.fixed.counts
    }

    /// About how many multiplications so many rounds take for so many, of as many factors, and the beginning where it is new.
    pub(super) fn work(count: usize, z: usize, rounds: usize, begins: bool) -> usize {
        let own = count.min(MOST);
        let begin = if begins { own * count * (z + 50) } else { 0 };
        begin + 8 * own * own * rounds
    }

    fn round(&mut self) {
        let (n, places) = (self.places.len() as f64, &self.places);
        let early = self.rounds < EARLY.0;
        let pull = if early { EARLY.1 } else { 1.0 };
        let momentum = if early { MOMENTUM.0 } else { MOMENTUM.1 };
        let rate = (n / EARLY.1 / 4.0).max(n.min(50.0));
        // Of each: what the others would push it, and its part in the sum that q is divided by.
        let pushed = |own: &[f64; 2]| {
            places.iter().fold([0.0; 3], |[x, y, sum], other| {
                let (dx, dy) = (own[0] - other[0], own[1] - other[1]);
                let near = 1.0 / (1.0 + dx * dx + dy * dy);
                [x + near * near * dx, y + near * near * dy, sum + near]
            })
        };
        let pushes: Vec<[f64; 3]> = places.par_iter().map(pushed).collect();
        // Each is near itself, which does not count.
        let sum = (pushes.iter().map(|push| push[2] - 1.0).sum::<f64>()).max(f64::MIN_POSITIVE);
        let slope = |(at, push): (usize, &[f64; 3])| {
            let own = places[at];
            let pulled = self.fixed.near[at].iter().fold([0.0; 2], |[x, y], (other, p)| {
                let other = places[*other as usize];
                let (dx, dy) = (own[0] - other[0], own[1] - other[1]);
                let weight = p / n / (1.0 + dx * dx + dy * dy);
                [x + weight * dx, y + weight * dy]
            });
            [0, 1].map(|way| 4.0 * (pull * pulled[way] - push[way] / sum))
        };
        let slopes: Vec<[f64; 2]> = pushes.par_iter().enumerate().map(slope).collect();
        for (at, slope) in slopes.into_iter().enumerate() {
            for (way, slope) in slope.into_iter().enumerate() {
                let (gain, step) = (&mut self.gains[at][way], &mut self.steps[at][way]);
                *gain = if (slope > 0.0) == (*step > 0.0) { (*gain * 0.8).max(0.01) } else { *gain + 0.2 };
                *step = momentum * *step - rate * *gain * slope;
                self.places[at][way] += *step;
            }
        }
        let middle = [0, 1].map(|way| self.places.iter().map(|place| place[way]).sum::<f64>() / n.max(1.0));
        self.places.iter_mut().for_each(|place| (0..2).for_each(|way| place[way] -= middle[way]));
        self.rounds += 1;
    }

    /// Where all of the side lie: the others at the mean of their neighbours.
    fn everywhere(&self) -> Points {
        let mut points = nowhere().as_ref().clone();
        points.places = vec![(f64::NAN, f64::NAN); self.fixed.count];
        for (at, place) in self.fixed.own.iter().zip(&self.places) {
            points.places[*at] = (*place).into();
        }
        for (at, near) in &self.fixed.others {
            let mean = |way: usize| near.iter().map(|(of, part)| part * self.places[*of as usize][way]).sum::<f64>();
            points.places[*at] = (mean(0), mean(1));
        }
        points
    }
}

/// A plane in which nothing lies yet: its directions are made of no factors.
fn nowhere() -> Arc<Points> {
    Points { plane: Plane { x: Vec::new(), y: Vec::new(), origin: Vec::new() }, places: Vec::new() }.into()
}

/// What is made of each of so many, in order, some at a time so that it can be given up.
fn in_slices<T: Send>(count: usize, make: impl Fn(usize) -> T + Sync, go: Go) -> Option<Vec<T>> {
    const SLICE: usize = 64;
    let mut made = Vec::with_capacity(count);
    for from in (0..count).step_by(SLICE) {
        go()?;
        made.par_extend((from..count.min(from + SLICE)).into_par_iter().map(&make));
    }
    Some(made)
}

/// The `most` rows nearest to a row (but for itself) with p, whose sum is 1 and whose entropy is the logarithm of `counts`.
fn affinities(rows: &[Vec<f64>], of: &[f64], own: Option<usize>, most: usize, counts: f64) -> Vec<(u32, f64)> {
    let squared = |row: &[f64]| row.iter().zip(of).map(|(a, b)| (a - b) * (a - b)).sum::<f64>();
    let others = rows.iter().enumerate().filter(|(at, _)| Some(*at) != own);
    let mut near: Vec<(f64, u32)> = others.map(|(at, row)| (squared(row), at as u32)).collect();
    let order = |a: &(f64, u32), b: &(f64, u32)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
    if most < near.len() {
        near.select_nth_unstable_by(most, order);
        near.truncate(most);
    }
    near.sort_unstable_by(order);
    let Some(nearest) = near.first().map(|(d, _)| *d) else { return Vec::new() };
    // In the scale of the distances themselves; the nearest as 0, so that no sum is 0.
    let scale = near.iter().map(|(d, _)| d - nearest).sum::<f64>() / near.len() as f64;
    let off = |d: f64| if scale > 0.0 { (d - nearest) / scale } else { 0.0 };
    let weigh = |beta: f64| near.iter().map(|(d, _)| (-beta * off(*d)).exp()).collect::<Vec<f64>>();
    let entropy = |weights: &[f64]| {
        let sum: f64 = weights.iter().sum();
        -weights.iter().map(|w| w / sum).filter(|p| *p > 0.0).map(|p| p * p.ln()).sum::<f64>()
    };
    // The larger β, the fewer count.
    let (mut low, mut high) = (0.0, 1e6);
    let mut weights = weigh(1.0);
    for _ in 0..50 {
        let beta = if high > 1e5 { 2.0 * low + 1.0 } else { f64::midpoint(low, high) };
        weights = weigh(beta);
        if entropy(&weights) > counts.ln() {
            low = beta
        } else {
            high = beta
        }
        if low > 1e5 {
            break;
        }
    }
    let sum: f64 = weights.iter().sum();
    near.iter().zip(&weights).map(|((_, at), w)| (*at, w / sum)).collect()
}

/// `(p_j|i + p_i|j) / 2` for each i, by j.
fn both_ways(near: &[Vec<(u32, f64)>]) -> Vec<Vec<(u32, f64)>> {
    let mut all: Vec<Vec<(u32, f64)>> = vec![Vec::new(); near.len()];
    for (i, near) in near.iter().enumerate() {
        for (j, p) in near {
            all[i].push((*j, p / 2.0));
            all[*j as usize].push((i as u32, p / 2.0));
        }
    }
    for own in &mut all {
        own.sort_by_key(|(j, _)| *j);
        own.dedup_by(|later, first| {
            let same = later.0 == first.0;
            if same {
                first.1 += later.1;
            }
            same
        });
    }
    all
}

/// Where those with places of their own lie on the principal axes, made so small that 1 is far, and a little off it.
fn beginning(principal: &Points, own: &[usize], seed: u64) -> Vec<[f64; 2]> {
    const SMALL: f64 = 1e-2;
    let at = |at: &usize| principal.places[*at];
    let far = own.iter().map(|of| at(of).0.abs().max(at(of).1.abs())).fold(0.0, f64::max);
    let mut draws = Pcg64::seed_from_u64(seed);
    let place = |of: &usize| {
        let (x, y) = at(of);
        [x, y].map(|v| SMALL * (if far > 0.0 { v / far } else { 0.0 } + 0.01 * (draws.random::<f64>() - 0.5)))
    };
    own.iter().map(place).collect()
}
