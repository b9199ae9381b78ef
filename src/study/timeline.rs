//! The time of a run: where its changes are, and where units, half-steps and passes begin and end between them.

use super::{
    Grain, Run, State, What,
    run::{Change, Edit},
};
use crate::{
    data::{ItemId, UserId},
    model::Half,
};
use std::sync::Arc;

impl Change {
    /// Makes the change.
    pub(super) fn apply(&self, state: &mut State) {
        match *self {
            Change::Join(side, ref name) => state.join(side, name),
            Change::Set(setting) => state.set(setting),
            Change::Rate(i, j, value) => state.rate(i, j, value),
            Change::Factor(at, value) => state.set_factor(at, value),
            Change::Basis(x, y, basis) => state.change_basis(x, y, basis),
        }
    }
}

impl Run {
    /// Takes in a change at the end, `halves` being what a pass looks like from then on.
    pub(super) fn change(&mut self, change: Change, edit: Option<Edit>, halves: Vec<Half>) {
        self.changes.insert(self.end, change);
        self.edits.extend(edit.map(|edit| (self.end, edit)));
        self.shapes.insert(self.end + 1, halves);
    }

    /// Forgets everything after `step`.
    pub fn cut(&mut self, step: u64) {
        self.end = step;
        drop(self.changes.split_off(&step));
        drop(self.edits.split_off(&step));
        drop(self.shapes.split_off(&(step + 1)));
        Arc::make_mut(&mut self.curve).retain(|p| p.step <= step);
    }

    /// Replays from step `at` to `to`.
    pub(super) fn replay(&self, state: &mut State, mut at: u64, to: u64) {
        while at < to {
            match self.changes.range(at..to).next() {
                Some((&step, change)) => {
                    state.advance(step - at);
                    change.apply(state);
                    at = step + 1;
                }
                None => {
                    state.advance(to - at);
                    at = to;
                }
            }
        }
    }

    /// The step at which the stretch that holds `step` began: right after the last change before it.
    pub fn stretch_start(&self, step: u64) -> u64 {
        self.stretch(step).0
    }

    /// Where the stretch without a change begins that leads to `step`, and the halves of its passes.
    fn stretch(&self, step: u64) -> (u64, &[Half]) {
        self.shapes.range(..=step).next_back().map_or((0, &[]), |(start, halves)| (*start, halves))
    }

    /// Where `step` lies, and how many units into a pass there its half-steps end, or the pass itself.
    fn grid(&self, step: u64, grain: Grain) -> (InPass, Vec<u64>) {
        let (start, halves) = self.stretch(step);
        let mut ends = Vec::new();
        let mut end = 0;
        for half in halves.iter().filter(|half| half.units > 0) {
            end += half.units as u64;
            ends.push(end);
        }
        if grain == Grain::Pass {
            ends.drain(..ends.len().saturating_sub(1));
        }
        let into = (step - start) % end.max(1);
        (InPass { pass: step - into, into }, ends)
    }

    /// The step at which the grain ends that `step` is in. A change is a grain of its own and ends the one before it.
    pub(super) fn after(&self, step: u64, grain: Grain) -> u64 {
        if self.changes.contains_key(&step) || grain == Grain::Unit {
            return step + 1;
        }
        let (place, ends) = self.grid(step, grain);
        let end = ends.into_iter().find(|end| *end > place.into).unwrap_or(place.into + 1);
        let change = self.changes.range(step..).next().map_or(u64::MAX, |(change, _)| *change);
        change.min(place.pass + end)
    }

    /// The step at which the grain before `step` began.
    pub(super) fn before(&self, step: u64, grain: Grain) -> u64 {
        let Some(before) = step.checked_sub(1) else { return 0 };
        if self.changes.contains_key(&before) || grain == Grain::Unit {
            return before;
        }
        let (place, ends) = self.grid(before, grain);
        place.pass + ends.into_iter().take_while(|end| *end <= place.into).last().unwrap_or(0)
    }

    /// As many grains after `step`, or the end.
    pub(super) fn forward(&self, step: u64, grain: Grain, times: u64) -> u64 {
        if grain == Grain::Unit {
            return step.saturating_add(times).min(self.end);
        }
        let mut at = step;
        for _ in 0..times {
            at = self.after(at, grain).min(self.end);
            if at == self.end {
                break;
            }
        }
        at
    }

    /// As many grains before `step`, or the start.
    pub(super) fn back(&self, step: u64, grain: Grain, times: u64) -> u64 {
        if grain == Grain::Unit {
            return step.saturating_sub(times);
        }
        let mut at = step;
        for _ in 0..times {
            at = self.before(at, grain);
            if at == 0 {
                break;
            }
        }
        at
    }

    /// What a step by `grain` amounts to that ends at `step`: `None` for a unit, or where a coarser one was cut short.
    pub(super) fn ending(&self, step: u64, grain: Grain) -> Option<What> {
        let (start, halves) = self.stretch(step);
        if grain == Grain::Unit || step == start {
            return None;
        }
        let (InPass { into, .. }, ends) = self.grid(step - 1, grain);
        let at = ends.iter().position(|end| *end == into + 1)?;
        match grain {
            Grain::Half => halves.iter().filter(|half| half.units > 0).nth(at).map(|half| What::Half(half.over)),
            _ => Some(What::Pass),
        }
    }

    /// The objectives at the ends of the last passes up to `step`, at most `most` of them, as far back as they follow
    /// one another without a gap or a change.
    pub(super) fn pass_ends(&self, step: u64, most: usize) -> Vec<f64> {
        let (start, halves) = self.stretch(step);
        let pass: u64 = halves.iter().map(|half| half.units as u64).sum();
        let known = self.curve.partition_point(|p| p.step <= step);
        let mut objectives = Vec::new();
        let mut wanted = None;
        for point in self.curve[..known].iter().rev().take_while(|p| p.step > start) {
            if pass == 0 || objectives.len() == most || wanted.is_some_and(|wanted| point.step < wanted) {
                break;
            }
            if (point.step - start).is_multiple_of(pass) {
                objectives.push(point.objective());
                wanted = Some(point.step.saturating_sub(pass));
            }
        }
        objectives.reverse();
        objectives
    }

    /// The changes of ratings that stand at `step`, each with what the rating was before it, the latest last.
    pub(super) fn edits_at(&self, step: u64) -> Vec<(UserId, ItemId, Option<f64>)> {
        let mut standing = self.earlier.clone();
        for edit in self.edits.range(..step).map(|(_, edit)| *edit) {
            match edit {
                Edit::Made(i, j, old) => standing.push((i, j, old)),
                Edit::TakenBack => drop(standing.pop()),
            }
        }
        standing
    }
}

/// Where a step lies: the step at which its pass began, and how many units it is into that pass.
struct InPass {
    pass: u64,
    into: u64,
}
