//! The test itself: every user on every day, in the arm where they are and in the one where they might have been.

use super::{
    Arm, MEMORY, Peeking, Reading, Setup,
    halves::{arms, coins},
    visit::{Day, Drawn, Past},
    world::{self, Draw},
};
use crate::model::Go;
use rayon::prelude::*;

/// So many users at a time are worked out.
const STRETCH: usize = 64;

/// An A/B test with all of its days.
#[derive(Clone, Debug, PartialEq)]
pub struct AbTest {
    /// What it is made of.
    pub setup: Setup,
    /// Who is in which arm.
    pub arms: Vec<Arm>,
    /// What each day says, the first day first.
    pub readings: Vec<Reading>,
    /// The RMSE of the predictions of each arm against what its users like in truth, over all items of all days.
    pub rmse: [f64; 2],
    /// How near two items of one list are on average, in each arm.
    pub alike: [f64; 2],
    /// What looking every day does.
    pub peeking: Peeking,
}

/// What came of one user.
struct Came {
    /// With how many of the items of each day so far they engaged, in A and in B.
    engaged: [Vec<u32>; 2],
    /// Σ z² over all items.
    squares: f64,
    /// In A and in B, how near two items of a list are on average.
    alike: [f64; 2],
}

impl AbTest {
    /// Works it out; `None` when it is given up.
    pub fn new(setup: Setup, go: Go) -> Option<Self> {
        let days: Vec<Day> = (1..=setup.days).map(|day| Day::for_all(setup.seed, day)).collect();
        let arms = arms(&coins(setup.seed, Draw::Half, 0, setup.each()));
        let mut all: Vec<Came> = Vec::with_capacity(setup.users);
        while all.len() < setup.users {
            go()?;
            let end = (all.len() + STRETCH).min(setup.users);
            all.par_extend((all.len()..end).into_par_iter().map(|user| came(&setup, user, &days)));
        }
        let mean = |arm: Arm, of: &dyn Fn(&Came) -> f64| {
            let own = all.iter().zip(&arms).filter(|(_, in_arm)| **in_arm == arm);
            own.map(|(came, _)| of(came)).sum::<f64>() / setup.each() as f64
        };
        let items = (setup.days * world::KINDS.len() * world::EACH) as f64;
        let rmse = Arm::BOTH.map(|arm| setup.errors[arm as usize] * mean(arm, &|came| came.squares / items).sqrt());
        let alike = Arm::BOTH.map(|arm| mean(arm, &|came| came.alike[arm as usize]));
        let engaged: Vec<[&[u32]; 2]> =
            all.iter().map(|came| Arm::BOTH.map(|arm| &came.engaged[arm as usize][..])).collect();
        let readings = (1..=setup.days).map(|day| Reading::new(&setup, day, &engaged, &arms)).collect();
        let shown_a: Vec<&[u32]> = engaged.iter().map(|[a, _]| *a).collect();
        let peeking = Peeking::new(&setup, &shown_a, go)?;
        Some(Self { setup, arms, readings, rmse, alike, peeking })
    }

    /// About how many multiplications it takes.
    pub fn work(setup: &Setup) -> usize {
        let visit =
            2 * (world::KINDS.len() * world::EACH * (setup.shown + 5) + setup.shown * setup.shown * MEMORY * 20);
        setup.users * setup.days * visit + Peeking::TESTS * setup.each() * setup.days
    }

    /// What is known after so many days; nothing before the first.
    pub fn after(&self, day: usize) -> Option<&Reading> {
        self.readings.get(day.checked_sub(1)?)
    }

    /// The first day up to this one on which the difference is significant.
    pub fn first_significant(&self, day: usize) -> Option<&Reading> {
        self.readings.iter().take(day).find(|reading| reading.is_significant())
    }
}

/// All days of a user, in both arms.
fn came(setup: &Setup, user: usize, days: &[Day]) -> Came {
    let somebody = world::user(setup, user);
    let mut past = [Past::default(), Past::default()];
    let mut came = Came { engaged: [Vec::new(), Vec::new()], squares: 0.0, alike: [0.0; 2] };
    for day in days {
        let drawn = Drawn::new(setup, user, day.number);
        came.squares += drawn.errors.iter().map(|z| z * z).sum::<f64>();
        for arm in Arm::BOTH {
            let shown = past[arm as usize].shows(setup, arm, &somebody, day, &drawn);
            let so_far = came.engaged[arm as usize].last().copied().unwrap_or(0);
            came.engaged[arm as usize].push(so_far + shown.iter().filter(|one| one.engaged).count() as u32);
            let pairs =
                shown.iter().enumerate().flat_map(|(n, a)| shown[n + 1..].iter().map(move |b| (a.item, b.item)));
            let (sum, count) = pairs.fold((0.0, 0), |(sum, count), (a, b)| (sum + day.near(a, b), count + 1));
            // A list of one is alike to itself.
            came.alike[arm as usize] += if count == 0 { 1.0 } else { sum / f64::from(count) } / days.len() as f64;
        }
    }
    came
}
