//! Forward: steps, changes on the way, and what happens when the numbers run away.

use super::{Goal, Session};
use crate::study::{
    Done, Grain, Point, Verdict, What,
    run::{Change, Edit},
};

impl Session {
    pub(super) fn begin_step(&mut self, grain: Grain, times: u64) {
        if self.state.source.split.train.is_empty() {
            self.halt();
            return self.refuse("there is no rating to learn from");
        }
        self.branch();
        self.goal = Some(Goal::Step { grain, more: times - 1 });
    }

    pub(super) fn work_step(&mut self, grain: Grain, more: u64, units: u64) {
        let left = self.run.after(self.step, grain) - self.step;
        let take = left.min(units.max(1));
        if left == 1 {
            self.one_unit();
        } else {
            self.state.advance(take);
            self.step += take;
            self.last = None;
        }
        if take < left {
            self.goal = Some(Goal::Step { grain, more });
        } else if self.arrive_by(grain) && more > 0 {
            self.goal = Some(Goal::Step { grain, more: more - 1 });
        }
    }

    /// Does the next unit and notes what it changed.
    pub(super) fn one_unit(&mut self) {
        let touched = self.state.next_touch();
        let before = touched.map(|t| self.state.model.numbers(t));
        self.state.advance(1);
        self.step += 1;
        self.last = touched.zip(before).map(|(touched, before)| Done { what: What::Unit(touched), before });
    }

    /// Ends a step that is under way before its end. One more unit is done, so that there is a last one to speak of.
    pub(super) fn land(&mut self) {
        if self.step > self.run.end {
            self.one_unit();
            self.arrive_by(Grain::Unit);
        }
    }

    /// Changes something, from the factors as they are.
    pub(super) fn change(&mut self, change: Change, edit: Option<Edit>) {
        self.land();
        self.goal = None;
        self.branch();
        change.apply(&mut self.state);
        self.run.change(change, edit, self.state.halves());
        self.step += 1;
        self.arrive(What::Change(change));
    }

    /// Stepping on from the past leaves what followed as a branch of its own.
    fn branch(&mut self) {
        if self.step >= self.run.end {
            return;
        }
        let old = self.run.clone();
        let end = old.end;
        self.shelve(old);
        self.say(format!(
            "a new branch from step {}: the old one, up to step {end}, stays as run {} and is drawn faintly",
            self.step,
            self.past.len(),
        ));
        self.run.cut(self.step);
        self.history.cut(self.step);
        if self.run.point_at(self.step).step != self.step {
            self.run.push(self.here);
        }
    }

    fn arrive_by(&mut self, grain: Grain) -> bool {
        let unit = self.last.as_ref().map_or(What::Pass, |done| done.what);
        self.arrive(self.run.ending(self.step, grain).unwrap_or(unit))
    }

    /// Measures where the fit has come to. Returns false when it had to be stopped.
    fn arrive(&mut self, what: What) -> bool {
        let point = Point::of(&self.state, self.step, what);
        if !self.watch.is_finite(&self.state, &point) {
            self.retreat(what);
            return false;
        }
        if !matches!(what, What::Unit(_)) {
            self.last = Some(Done { what, before: Vec::new() });
        }
        self.here = point;
        self.run.push(point);
        self.history.offer(self.step, &self.state);
        let changed = matches!(what, What::Change(_));
        let before = self.verdict;
        let beyond = self.watch.is_beyond(&point) && !changed;
        if changed {
            self.watch.clear();
            self.verdict = Verdict::Learning;
        } else if beyond {
            self.verdict = Verdict::Diverged;
        } else if self.state.unit == 0 {
            self.verdict = self.watch.pass(point.objective(), &self.state);
        }
        if self.verdict == Verdict::Oscillates && before != Verdict::Oscillates {
            // It may go on: going up and down for ever is a sight of its own.
            self.say(self.advice());
        }
        if beyond || (self.running && self.verdict == Verdict::Settled) {
            self.halt();
            self.say(self.advice());
            return false;
        }
        true
    }

    /// The numbers overflowed: back to the last moment that was still finite, as if what followed had not been done.
    fn retreat(&mut self, what: What) {
        self.halt();
        let good = *self.run.point_at(self.run.end);
        self.run.cut(good.step);
        self.travel(good.step, good.what.grain());
        while self.goal.is_some() {
            self.work_goal(u64::MAX);
        }
        if let What::Change(_) = what {
            self.refuse("with that the numbers would overflow, so it was not done");
        } else {
            self.verdict = Verdict::Diverged;
            self.say(self.advice());
        }
    }
}
