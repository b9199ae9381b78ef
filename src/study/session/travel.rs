//! Time travel: to any step of the run, replayed from the nearest keyframe.

use super::{Goal, Session};
use crate::study::{Done, Grain, Point, State, Verdict, What, verdict};

/// Where a journey ends.
struct Arrival {
    /// The step up to which there is a plain replay.
    replay: u64,
    /// What was done last there, if it is not the one unit after the replay.
    what: Option<What>,
}

impl Session {
    /// Ends what is under way and returns where the next journey counts from: the goal of the one under way, or here.
    pub(super) fn depart(&mut self) -> u64 {
        let to = match self.goal {
            Some(Goal::Travel { to, .. }) => Some(to),
            _ => None,
        };
        self.pause();
        to.unwrap_or(self.step)
    }

    /// Sets out for a step of the run, unless that is here.
    pub(super) fn go(&mut self, to: u64, grain: Grain) {
        if to != self.step {
            self.travel(to, grain);
        }
    }

    /// Sets out for a step of the run.
    pub(super) fn travel(&mut self, to: u64, grain: Grain) {
        let Some((at, frame)) = self.history.before(self.arrival(to, grain).replay) else { return };
        self.goal = Some(Goal::Travel { replay: Box::new(State::clone(frame)), at, to, grain });
    }

    pub(super) fn work_travel(&mut self, mut replay: Box<State>, mut at: u64, to: u64, grain: Grain, units: u64) {
        let arrival = self.arrival(to, grain);
        let stop = arrival.replay.min(at.saturating_add(units.max(1)));
        while at < stop {
            // Keyframes that are missing on the way are made up for.
            let next = if self.history.due() > at { stop.min(self.history.due()) } else { stop };
            self.run.replay(&mut replay, at, next);
            at = next;
            self.history.offer(at, &replay);
        }
        if at < arrival.replay {
            self.goal = Some(Goal::Travel { replay, at, to, grain });
            return;
        }
        self.state = *replay;
        self.step = at;
        let what = match arrival.what {
            Some(what) => {
                self.last = (what != What::Start).then_some(Done { what, before: Vec::new() });
                what
            }
            None => {
                self.one_unit();
                self.last.as_ref().map_or(What::Start, |done| done.what)
            }
        };
        self.here = Point::of(&self.state, self.step, what);
        self.judge_anew();
    }

    fn arrival(&self, to: u64, grain: Grain) -> Arrival {
        let Some(before) = to.checked_sub(1) else { return Arrival { replay: 0, what: Some(What::Start) } };
        let change = self.run.changes.get(&before).copied().map(What::Change);
        match change.or_else(|| self.run.ending(to, grain)) {
            Some(what) => Arrival { replay: to, what: Some(what) },
            // The last unit is done here, so that what it changed can be shown.
            None => Arrival { replay: before, what: None },
        }
    }

    /// The verdict that belongs to this moment, from the curve that leads here.
    pub(super) fn judge_anew(&mut self) {
        self.watch.clear();
        self.verdict = Verdict::Learning;
        for objective in self.run.pass_ends(self.step, verdict::WINDOW) {
            self.verdict = self.watch.pass(objective, &self.state);
        }
        if self.watch.is_beyond(&self.here) && !matches!(self.here.what, What::Change(_)) {
            self.verdict = Verdict::Diverged;
        }
    }
}
