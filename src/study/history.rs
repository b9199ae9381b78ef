//! The memory of a run: whole states at some of its steps, from which every other step is replayed.

use super::{Source, State};
use crate::data::Ratings;
use std::{collections::BTreeMap, sync::Arc};

/// Keyframes of one run, within a budget of memory; what one shares with the one before it counts once. While they fit there is one
/// at each step; then every second one is dropped, again and again, so that any step is at most `stride` steps of replay away from a
/// keyframe.
#[derive(Clone)]
pub struct History {
    frames: BTreeMap<u64, Arc<State>>,
    stride: u64,
    budget: usize,
    bytes: usize,
}

impl History {
    /// An empty memory of at most about `budget` bytes, whatever is needed to start from excepted.
    pub fn new(budget: usize) -> Self {
        Self { frames: BTreeMap::new(), stride: 1, budget, bytes: 0 }
    }

    /// Forgets all, and remembers `origin` as step 0.
    pub fn restart(&mut self, origin: &Arc<State>) {
        self.frames.clear();
        self.stride = Self::least_stride(origin);
        self.bytes = origin.bytes(None);
        self.frames.insert(0, Arc::clone(origin));
    }

    /// The first step whose state would be remembered.
    pub fn due(&self) -> u64 {
        self.frames.last_key_value().map_or(0, |(last, _)| last + self.stride)
    }

    /// Considers remembering the state at `step`, which must lie after all that is remembered.
    pub fn offer(&mut self, step: u64, state: &State) {
        if step < self.due() {
            return;
        }
        let before = self.frames.last_key_value().map(|(_, f)| Arc::clone(f));
        self.bytes += state.bytes(before.as_deref()) + Self::own_ratings(before.as_deref(), state);
        self.frames.insert(step, Arc::new(state.clone()));
        while self.bytes > self.budget && self.frames.len() > 2 {
            self.thin();
        }
    }

    /// The nearest remembered state at or before `step`.
    pub fn before(&self, step: u64) -> Option<(u64, &Arc<State>)> {
        self.frames.range(..=step).next_back().map(|(s, f)| (*s, f))
    }

    /// Forgets what comes after `step`. Where that makes room, what follows is remembered more densely again.
    pub fn cut(&mut self, step: u64) {
        drop(self.frames.split_off(&(step + 1)));
        self.count();
        if self.bytes < self.budget / 2 {
            let least = self.frames.last_key_value().map_or(1, |(_, frame)| Self::least_stride(frame));
            self.stride = self.stride.min(least);
        }
    }

    /// Keeping a large state after each small step would cost more than the step.
    fn least_stride(state: &State) -> u64 {
        1 + (state.bytes(None) / 8192) as u64
    }

    /// At most `most` remembered states up to `step`, evenly spread, the latest last.
    pub fn sample(&self, step: u64, most: usize) -> Vec<&Arc<State>> {
        let frames: Vec<_> = self.frames.range(..=step).map(|(_, f)| f).collect();
        let every = frames.len().div_ceil(most.max(1)).max(1);
        let offset = frames.len().saturating_sub(1) % every;
        frames.into_iter().skip(offset).step_by(every).collect()
    }

    /// At most about `most` remembered states up to `step`, the latest last: those at the ends of passes, and those inside
    /// the last pass. Where there are too many, an odd number of passes lies between two of them, so that a fit which
    /// jumps to and fro with each pass is seen on both sides.
    pub fn path(&self, step: u64, most: usize) -> Vec<&Arc<State>> {
        let frames: Vec<_> = self.frames.range(..=step).map(|(_, f)| f).collect();
        let last = frames.iter().rposition(|f| f.unit == 0).unwrap_or(0);
        let ends: Vec<_> = frames[..last].iter().filter(|f| f.unit == 0).copied().collect();
        let inside = &frames[last..];
        let odd = |every: usize| every + usize::from(every.is_multiple_of(2));
        let every = odd(ends.len().div_ceil((most / 2).max(1)).max(1));
        let offset = ends.len().saturating_sub(1) % every;
        let step = odd(inside.len().div_ceil((most / 2).max(1)).max(1));
        let start = ends.first().copied().filter(|_| offset > 0);
        let ends = start.into_iter().chain(ends.into_iter().skip(offset).step_by(every));
        ends.chain(inside.iter().copied().step_by(step)).collect()
    }

    /// About how many bytes are held.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// How many states are held.
    pub fn len(&self) -> usize {
        self.frames.len()
    }

    fn thin(&mut self) {
        self.stride *= 2;
        let mut last = 0;
        let stride = self.stride;
        self.frames.retain(|&step, _| {
            let keep = step == 0 || step >= last + stride;
            last = if keep { step } else { last };
            keep
        });
        self.count();
    }

    fn count(&mut self) {
        let mut before: Option<&State> = None;
        self.bytes = 0;
        for frame in self.frames.values() {
            self.bytes += frame.bytes(before) + Self::own_ratings(before, frame);
            before = Some(frame);
        }
    }

    /// The bytes of ratings that a state does not share with the one before it: an edit makes new grids.
    fn own_ratings(before: Option<&State>, state: &State) -> usize {
        fn grids(state: &State) -> impl Iterator<Item = &Arc<Ratings>> {
            let Source { split, filled, .. } = &state.source;
            [&split.all, &split.train, &split.test].into_iter().chain(filled)
        }
        let mut known: Vec<_> = grids(before.unwrap_or(state)).collect();
        let mut bytes = 0;
        for grid in grids(state) {
            if !known.iter().any(|k| Arc::ptr_eq(k, grid)) {
                bytes += if known.iter().any(|k| k.shares(grid)) { grid.own_bytes() } else { grid.bytes() };
                known.push(grid);
            }
        }
        bytes
    }
}
