//! What looking every day does: many tests in which there is nothing to find.

use super::{Setup, halves::coins, world::Draw};
use crate::{
    model::Go,
    study::evaluate::statistics::{Moments, welch},
};
use rayon::prelude::*;

/// Many A/A tests: everybody is shown A, and the same users are halved anew each time, so that there is nothing to find. What
/// seems to be there is a false alarm.
///
/// Source: Kohavi, Tang and Xu, "Trustworthy online controlled experiments" (2020), chapter 19, replay what users did under new
/// halves in the same way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peeking {
    /// In how many tests the difference was significant on each day, the first day first.
    pub on: Vec<usize>,
    /// In how many it was significant on some day up to this one: where whoever looks each day has stopped.
    pub by: Vec<usize>,
}

/// So many of the tests are worked out at a time.
const STRETCH: usize = 50;

impl Peeking {
    /// So many A/A tests.
    pub const TESTS: usize = 1000;

    /// `engaged` has for each user the engagements with A up to each day.
    pub(super) fn new(setup: &Setup, engaged: &[&[u32]], go: Go) -> Option<Self> {
        let mut found = Self { on: vec![0; setup.days], by: vec![0; setup.days] };
        // Σ k and Σ k² of all users: what one half does not have, the other has.
        let all = sums(setup.days, engaged.iter().copied());
        for stretch in (0..Self::TESTS).step_by(STRETCH) {
            go()?;
            let tests = stretch..(stretch + STRETCH).min(Self::TESTS);
            let alarms: Vec<Vec<bool>> = tests.into_par_iter().map(|test| alarms(setup, engaged, &all, test)).collect();
            for alarm in alarms {
                let mut before = false;
                for (day, on) in alarm.into_iter().enumerate() {
                    before |= on;
                    found.on[day] += usize::from(on);
                    found.by[day] += usize::from(before);
                }
            }
        }
        Some(found)
    }

    /// The share of false alarms of those who look once, at the end of a day.
    pub fn once(&self, day: usize) -> f64 {
        self.on[day - 1] as f64 / Self::TESTS as f64
    }

    /// The same of those who look each day up to this one, and stop at the first alarm.
    pub fn daily(&self, day: usize) -> f64 {
        self.by[day - 1] as f64 / Self::TESTS as f64
    }
}

/// Σ k and Σ k² over some users, by day.
fn sums<'e>(days: usize, users: impl Iterator<Item = &'e [u32]>) -> Vec<(u64, u64)> {
    let mut sums = vec![(0, 0); days];
    for user in users {
        for (sum, k) in sums.iter_mut().zip(user) {
            let k = u64::from(*k);
            *sum = (sum.0 + k, sum.1 + k * k);
        }
    }
    sums
}

/// On which days a test would have given an alarm.
fn alarms(setup: &Setup, engaged: &[&[u32]], all: &[(u64, u64)], test: usize) -> Vec<bool> {
    let coins = coins(setup.seed, Draw::Replay, test, setup.each());
    let first = engaged.chunks_exact(2).zip(&coins).map(|(pair, first)| if *first { pair[0] } else { pair[1] });
    let own = sums(setup.days, first);
    let day = |day: usize| {
        let (own, all) = (own[day], all[day]);
        let unit = ((day + 1) * setup.shown) as f64;
        let a = Moments::of_sums(setup.each(), own.0, own.1, unit);
        let b = Moments::of_sums(setup.each(), all.0 - own.0, all.1 - own.1, unit);
        welch(&a, &b).is_some_and(|difference| difference.is_significant())
    };
    (0..setup.days).map(day).collect()
}
