//! The memory of a run: whole states at some of its steps, from which every other step is replayed.

use super::State;
use crate::model::Real;
use std::{collections::BTreeMap, sync::Arc};

/// Keyframes of one run, within a budget of memory. While they fit there is one at each step; then every second one is
/// dropped, again and again, so that any step is at most `stride` steps of replay away from a keyframe.
pub struct History<T> {
    frames: BTreeMap<u64, Arc<State<T>>>,
    stride: u64,
    budget: usize,
    bytes: usize,
}

impl<T: Real> History<T> {
    /// An empty memory of at most about `budget` bytes, whatever is needed to start from excepted.
    pub fn new(budget: usize) -> Self {
        Self { frames: BTreeMap::new(), stride: 1, budget, bytes: 0 }
    }

    /// Forgets all, and remembers `origin` as step 0.
    pub fn restart(&mut self, origin: &Arc<State<T>>) {
        self.frames.clear();
        // Copying a large state after each small step would cost more than the step.
        self.stride = 1 + (origin.bytes() / 8192) as u64;
        self.bytes = origin.bytes();
        self.frames.insert(0, Arc::clone(origin));
    }

    /// Considers remembering the state at `step`, which must lie after all that is remembered.
    pub fn offer(&mut self, step: u64, state: &State<T>) {
        let last = self.frames.last_key_value().map_or(0, |(s, _)| *s);
        if step < last + self.stride {
            return;
        }
        let before = self.frames.last_key_value().map(|(_, f)| Arc::clone(f));
        self.bytes += state.bytes() + Self::own_ratings(before.as_deref(), state);
        self.frames.insert(step, Arc::new(state.clone()));
        while self.bytes > self.budget && self.frames.len() > 2 {
            self.thin();
        }
    }

    /// The nearest remembered state at or before `step`.
    pub fn before(&self, step: u64) -> Option<(u64, &Arc<State<T>>)> {
        self.frames.range(..=step).next_back().map(|(s, f)| (*s, f))
    }

    /// Forgets what comes after `step`.
    pub fn cut(&mut self, step: u64) {
        drop(self.frames.split_off(&(step + 1)));
        self.count();
    }

    /// At most `most` remembered states up to `step`, evenly spread, the latest last.
    pub fn sample(&self, step: u64, most: usize) -> Vec<&Arc<State<T>>> {
        let frames: Vec<_> = self.frames.range(..=step).map(|(_, f)| f).collect();
        let every = frames.len().div_ceil(most.max(1)).max(1);
        let offset = frames.len().saturating_sub(1) % every;
        frames.into_iter().skip(offset).step_by(every).collect()
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
        let mut before: Option<&State<T>> = None;
        self.bytes = 0;
        for frame in self.frames.values() {
            self.bytes += frame.bytes() + Self::own_ratings(before, frame);
            before = Some(frame);
        }
    }

    /// The bytes of ratings that a state does not share with the one before it: an edit makes a new grid.
    fn own_ratings(before: Option<&State<T>>, state: &State<T>) -> usize {
        let shared = before.is_none_or(|b| Arc::ptr_eq(&b.source.all, &state.source.all));
        if shared { 0 } else { 28 * state.source.all.len() }
    }
}
