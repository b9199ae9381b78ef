//! A fit with its past: all that a mark remembers.

mod travel;

pub(super) use travel::Journey;

use crate::{
    data::{ItemId, UserId},
    model::{Model, Options},
    study::{
        Came, Done, Drive, Grain, Opened, Point, Run, Source, Speed, State, Verdict, What,
        history::History,
        run::{Change, Edit},
    },
};
use std::{collections::BTreeSet, sync::Arc};

/// At most this many earlier runs and branches are kept.
const MOST_PAST: usize = 8;

/// A fit and its past. Everything it holds follows from the run's origin and its changes, so going back is a replay from the
/// nearest keyframe, and always gives the same bits. A clone is what a mark remembers.
#[derive(Clone)]
pub(super) struct Fit {
    drive: Drive,
    last: Option<Done>,
    run: Run,
    past: Vec<Run>,
    history: History,
    /// How fast it keeps stepping, when it does.
    pub(super) speed: Speed,
    /// What it is about, and how many were opened before it.
    pub(super) opened: Opened,
    /// Which of its items are promoted.
    pub(super) promoted: Arc<BTreeSet<ItemId>>,
}

/// A run about to start, its start measured.
fn begun(origin: State) -> Run {
    let first = Point::of(&origin, 0, What::Start);
    Run::new(origin, first)
}

/// How an arrival went, for whoever has to stop or to say something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrived {
    /// There is nothing to say.
    Well,
    /// It began to oscillate.
    Restless,
    /// It has come to its end: it has settled, or run away.
    Ended,
    /// A number overflowed.
    Overflowed,
}

impl Fit {
    /// The start of a first run; `memory` is the budget for history in bytes.
    pub(super) fn new(source: Source, options: Options, memory: usize, opened: Opened) -> Self {
        let promoted = Arc::new(source.all().names().promoted.clone());
        let run = begun(State::fresh(source, options));
        let mut history = History::new(memory);
        history.restart(&run.origin);
        Self {
            drive: Drive::at(State::clone(&run.origin), run.curve[0].clone()),
            last: None,
            run,
            past: Vec::new(),
            history,
            speed: Speed::default(),
            opened,
            promoted,
        }
    }

    // ---- what is known of it -------------------------------------------------------------------------------------------

    pub(super) fn state(&self) -> &State {
        self.drive.state()
    }

    pub(super) fn step(&self) -> u64 {
        self.drive.step()
    }

    /// The last step that was reached.
    pub(super) fn end(&self) -> u64 {
        self.run.end.max(self.step())
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.step() == self.run.end
    }

    pub(super) fn here(&self) -> &Point {
        self.drive.here()
    }

    pub(super) fn verdict(&self) -> Verdict {
        self.drive.verdict()
    }

    pub(super) fn advice(&self) -> Option<String> {
        self.drive.advice()
    }

    pub(super) fn last(&self) -> Option<&Done> {
        self.last.as_ref()
    }

    pub(super) fn run(&self) -> &Run {
        &self.run
    }

    pub(super) fn past(&self) -> &[Run] {
        &self.past
    }

    pub(super) fn history(&self) -> &History {
        &self.history
    }

    /// The changes of ratings that led here and still stand.
    pub(super) fn edits(&self) -> Vec<(UserId, ItemId, Option<f64>)> {
        self.run.edits_at(self.step())
    }

    /// Promotes an item, or no more.
    pub(super) fn promote(&mut self, item: ItemId) {
        let promoted = Arc::make_mut(&mut self.promoted);
        if !promoted.remove(&item) {
            promoted.insert(item);
        }
    }

    // ---- forward -------------------------------------------------------------------------------------------------------

    /// Does at most `units` units of the present grain. Returns whether its end is reached.
    pub(super) fn advance(&mut self, grain: Grain, units: u64) -> bool {
        let left = self.run.after(self.step(), grain) - self.step();
        // A half-step that ends on the way is remembered, so that going back there is no replay.
        let half = self.run.after(self.step(), Grain::Half) - self.step();
        let take = left.min(half).min(units.max(1));
        if left == 1 {
            self.one_unit();
        } else {
            self.drive.advance(take);
            self.last = None;
        }
        if take == half && take < left {
            self.history.offer(self.drive.step(), self.drive.state());
        }
        take == left
    }

    /// Does the next unit and notes what it changed.
    fn one_unit(&mut self) {
        let touched = self.state().next_touch();
        let before = touched.map(|t| self.state().model.numbers(self.state().source.learned(), t));
        self.drive.advance(1);
        self.last = touched.zip(before).map(|(touched, before)| Done { what: What::Unit(touched), before });
    }

    /// Whether it is on the way: beyond the last moment that was measured.
    pub(super) fn is_under_way(&self) -> bool {
        self.step() > self.run.end
    }

    /// Ends a step that is under way before its end. One more unit is done, so that there is a last one to speak of.
    pub(super) fn land(&mut self) -> (Arrived, What) {
        self.one_unit();
        self.arrive_by(Grain::Unit)
    }

    /// Changes something, from the factors as they are.
    pub(super) fn change(&mut self, change: Change, edit: Option<Edit>) -> Arrived {
        self.drive.change(&change);
        self.run.change(change.clone(), edit, self.state().halves());
        self.arrive(What::Change(change))
    }

    /// Stepping on from the past leaves what followed as a branch of its own. Returns what there is to say of it.
    pub(super) fn branch(&mut self) -> Option<String> {
        let step = self.step();
        if step >= self.run.end {
            return None;
        }
        let old = self.run.clone();
        let end = old.end;
        self.shelve(old);
        self.run.cut(step);
        self.history.cut(step);
        if self.run.point_at(step).step != step {
            self.run.push(self.here().clone());
        }
        let number = self.past.len();
        Some(format!(
            "a new branch from step {step}: the old one, up to step {end}, stays as run {number} and is drawn faintly"
        ))
    }

    /// Measures where steps of a grain have come to. Returns how that went, and what led there.
    pub(super) fn arrive_by(&mut self, grain: Grain) -> (Arrived, What) {
        let unit = self.last.as_ref().map_or(What::Pass, |done| done.what.clone());
        let what = self.run.ending(self.step(), grain).unwrap_or(unit);
        (self.arrive(what.clone()), what)
    }

    fn arrive(&mut self, what: What) -> Arrived {
        let before = self.verdict();
        if self.drive.arrive(what.clone()) == Came::Overflowed {
            return Arrived::Overflowed;
        }
        if !matches!(what, What::Unit(_)) {
            self.last = Some(Done { what, before: Vec::new() });
        }
        self.run.push(self.drive.here().clone());
        self.history.offer(self.drive.step(), self.drive.state());
        match self.verdict() {
            Verdict::Diverged | Verdict::Settled => Arrived::Ended,
            Verdict::Oscillates if before != Verdict::Oscillates => Arrived::Restless,
            Verdict::Oscillates | Verdict::Learning => Arrived::Well,
        }
    }

    /// Back to the last moment that was still finite, as if `what` followed had not been done.
    pub(super) fn retreat(&mut self, what: &What) {
        let good = self.run.point_at(self.run.end);
        let (step, grain) = (good.step, good.what.grain());
        self.run.cut(step);
        self.history.cut(step);
        let mut journey = self.journey(step, grain);
        while let Some(on) = journey {
            journey = self.travel(on, u64::MAX);
        }
        if !matches!(what, What::Change(_)) {
            self.drive.condemn();
        }
    }

    // ---- runs ----------------------------------------------------------------------------------------------------------

    /// Puts the present run away, unless nothing was done in it, and begins a new one.
    pub(super) fn restart(&mut self, state: State) {
        let mut fresh = begun(state);
        fresh.earlier = self.edits();
        let old = std::mem::replace(&mut self.run, fresh);
        if old.end > 0 {
            self.shelve(old);
        }
        self.open();
    }

    /// Puts the present run away and takes up an earlier one, at its start; false where there is none of this number.
    pub(super) fn take_up(&mut self, number: usize) -> bool {
        let Some(at) = number.checked_sub(1).filter(|at| *at < self.past.len()) else { return false };
        let old = self.past.remove(at);
        self.past.push(std::mem::replace(&mut self.run, old));
        self.open();
        true
    }

    fn shelve(&mut self, run: Run) {
        if self.past.len() == MOST_PAST {
            self.past.remove(0);
        }
        self.past.push(run);
    }

    /// Begins with the origin of the run that has just become the present one.
    fn open(&mut self) {
        self.history.restart(&self.run.origin);
        self.drive = Drive::at(State::clone(&self.run.origin), self.run.curve[0].clone());
        self.last = None;
    }

    /// At most `most` models that led here, evenly spread, the latest last; none where copies of them would cost too much.
    pub(super) fn trail(&self, most: usize) -> Vec<Arc<Model>> {
        self.remembered(most, History::sample)
    }

    /// The same at the ends of passes and inside the last one.
    pub(super) fn path(&self, most: usize) -> Vec<Arc<Model>> {
        self.remembered(most, History::path)
    }

    fn remembered(&self, most: usize, sample: fn(&History, u64, usize) -> Vec<&Arc<State>>) -> Vec<Arc<Model>> {
        // They cost a copy of the factors each: they are drawn for models that are small enough to be followed.
        let length = (200_000 / self.state().model.parameters().max(1)).min(most);
        let states = if length < 2 { Vec::new() } else { sample(&self.history, self.step(), length) };
        states.into_iter().map(|state| Arc::clone(&state.model)).collect()
    }
}
