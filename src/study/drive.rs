//! One fit driven forward: units are done, what came of them is measured, and a judge says where it stands.
//!
//! A session, a fit without a screen and the fits of an experiment all go by this, so that the same fit has the same fate in
//! each.

use super::{
    Point, State, Verdict, What,
    gauge::Gauge,
    run::Change,
    verdict::{self, Watch},
};

/// A fit under way: where it is, that moment measured, and how it is doing.
#[derive(Clone)]
pub struct Drive {
    state: State,
    step: u64,
    here: Point,
    /// What the last moment was measured by, and how many units were done since; nothing where it was not measured here.
    gauge: Option<Gauge>,
    since: u64,
    watch: Watch,
    verdict: Verdict,
}

/// What was found where a fit has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Came {
    /// Numbers, all of them.
    Well,
    /// Some number overflowed. The moment that was measured last is still the last good one; [`Drive::fall_back`] leads there.
    Overflowed,
}

impl Drive {
    /// A fit about to start.
    pub fn new(state: State) -> Self {
        let gauge = Gauge::of(&state);
        let here = gauge.point(&state, 0, What::Start);
        Self { gauge: Some(gauge), ..Self::at(state, here) }
    }

    /// A fit about to start, measured already.
    pub(super) fn at(state: State, here: Point) -> Self {
        Self {
            state,
            step: here.step,
            here,
            gauge: None,
            since: 0,
            watch: Watch::default(),
            verdict: Verdict::Learning,
        }
    }

    /// Where it is.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Where it is, when it goes no further.
    pub fn into_state(self) -> State {
        self.state
    }

    /// How many units and changes lead here from the start.
    pub fn step(&self) -> u64 {
        self.step
    }

    /// The last moment that was measured.
    pub fn here(&self) -> &Point {
        &self.here
    }

    /// How it is doing.
    pub fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// The verdict in words, and what to do.
    pub fn advice(&self) -> Option<String> {
        self.verdict.advice(&self.state.options, self.here.train.mse())
    }

    /// Does the next units. Nothing is measured.
    pub fn advance(&mut self, units: u64) {
        self.state.advance(units);
        self.step += units;
        self.since += units;
    }

    /// Does at most so many units, and no more than the present pass has left; returns how many were done.
    pub fn advance_in_pass(&mut self, most: u64) -> u64 {
        let units = most.min((self.state.units_per_pass() - self.state.unit) as u64);
        self.advance(units);
        units
    }

    /// Changes something on the way, which counts as a step.
    pub(super) fn change(&mut self, change: &Change) {
        change.apply(&mut self.state);
        self.step += 1;
    }

    /// Measures where it has come to by `what`, and judges.
    pub fn arrive(&mut self, what: What) -> Came {
        let changed = matches!(what, What::Change(_));
        let point = self.measure(what);
        if changed {
            self.watch.clear();
            self.verdict = Verdict::Learning;
        }
        if !verdict::is_finite(&self.state, &point) {
            self.verdict = Verdict::Diverged;
            return Came::Overflowed;
        }
        let (beyond, objective) = (verdict::is_beyond(&self.state, &point), point.objective());
        self.here = point;
        if beyond && !changed {
            self.verdict = Verdict::Diverged;
        } else if self.state.unit == 0 && !changed {
            self.verdict = self.watch.pass(objective, &self.state);
        }
        Came::Well
    }

    /// Measures where it is: after a single unit what that has touched, else everything.
    fn measure(&mut self, what: What) -> Point {
        let gauge = match (self.gauge.take(), &what) {
            (Some(mut gauge), What::Unit(touched)) if self.since == 1 => {
                gauge.follow(&self.state, *touched);
                gauge
            }
            _ => Gauge::of(&self.state),
        };
        self.since = 0;
        let point = gauge.point(&self.state, self.step, what);
        self.gauge = Some(gauge);
        point
    }

    /// Goes back to the last good moment, which lies as many units after `origin`: the same units give the same bits.
    pub fn fall_back(&mut self, origin: State) {
        self.state = origin;
        self.state.advance(self.here.step);
        self.step = self.here.step;
        self.gauge = None;
    }

    /// It has run away: what comes next overflows.
    pub(super) fn condemn(&mut self) {
        self.verdict = Verdict::Diverged;
    }

    /// Takes its place at a moment that was replayed; what led there is measured by [`Drive::look`].
    pub(super) fn put(&mut self, state: State, step: u64) {
        (self.state, self.step, self.gauge) = (state, step, None);
    }

    /// Measures a moment that `what` led to, and judges it by the objectives at the ends of the passes before it.
    pub(super) fn look(&mut self, what: What, passes: impl IntoIterator<Item = f64>) {
        let changed = matches!(what, What::Change(_));
        self.here = self.measure(what);
        self.watch.clear();
        self.verdict = Verdict::Learning;
        for objective in passes {
            self.verdict = self.watch.pass(objective, &self.state);
        }
        if verdict::is_beyond(&self.state, &self.here) && !changed {
            self.verdict = Verdict::Diverged;
        }
    }
}
