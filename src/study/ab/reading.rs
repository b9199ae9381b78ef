//! What a day says of the two arms: their rates, the difference, and how sure one is of it.

use super::{Arm, Setup};
use crate::study::evaluate::statistics::{Moments, Welch, welch};

/// What is known at the end of a day. A rate is the share of what was shown that was engaged with.
///
/// The user is the unit: each has a rate, and what is compared are the means over the users of the two halves. What one user
/// does on one day is like what they do on another, so that to count each showing by itself would pretend to more than is known
/// (Kohavi, Tang and Xu, 2020, chapter 18).
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The day, from 1.
    pub day: usize,
    /// The rates of the users in A and in B, from the first day to this one.
    pub rates: [Moments; 2],
    /// The rates of this day alone, over all users of A and of B.
    pub today: [f64; 2],
    /// B less A, by Welch; `None` while all users of each half are alike.
    pub difference: Option<Welch>,
    /// By how much B would engage all users more than A in truth, could both be shown to all of them on these days.
    pub truth: f64,
    /// Half the 95 per cent interval that one would have by counting each showing by itself.
    pub by_showings: f64,
}

impl Reading {
    /// `engaged` has for each user the engagements up to each day, in A and in B.
    pub(super) fn new(setup: &Setup, day: usize, engaged: &[[&[u32]; 2]], arms: &[Arm]) -> Self {
        let shown = (day * setup.shown) as f64;
        let of = |arm: Arm, day: usize| {
            let own = engaged.iter().zip(arms).filter(move |(_, own)| **own == arm);
            own.map(move |(user, _)| if day == 0 { 0 } else { u64::from(user[arm as usize][day - 1]) })
        };
        let rates = Arm::BOTH.map(|arm| Moments::of_counts(of(arm, day), shown));
        let today = Arm::BOTH.map(|arm| {
            let news = of(arm, day).sum::<u64>() - of(arm, day - 1).sum::<u64>();
            news as f64 / (setup.shown * setup.each()) as f64
        });
        let all = |arm: Arm| engaged.iter().map(|user| u64::from(user[arm as usize][day - 1])).sum::<u64>() as f64;
        let truth = (all(Arm::B) - all(Arm::A)) / (shown * setup.users as f64);
        let variance: f64 = rates.iter().map(|rate| rate.mean * (1.0 - rate.mean) / (shown * rate.count as f64)).sum();
        let by_showings = super::size::Z * variance.sqrt();
        Self { day, rates, today, difference: welch(&rates[0], &rates[1]), truth, by_showings }
    }

    /// B less A.
    pub fn mean(&self) -> f64 {
        self.rates[1].mean - self.rates[0].mean
    }

    /// Whether 0 lies outside of the interval.
    pub fn is_significant(&self) -> bool {
        self.difference.is_some_and(|difference| difference.is_significant())
    }

    /// Which arm is ahead, where that is significant.
    pub fn winner(&self) -> Option<Arm> {
        self.is_significant().then_some(if self.mean() > 0.0 { Arm::B } else { Arm::A })
    }

    /// The variance of the users' rates within the halves.
    pub fn variance(&self) -> f64 {
        let degrees = |rate: &Moments| rate.count as f64 - 1.0;
        let sum: f64 = self.rates.iter().map(|rate| degrees(rate) * rate.variance).sum();
        sum / self.rates.iter().map(degrees).sum::<f64>()
    }
}
