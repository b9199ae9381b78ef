//! How far a reading has come, for whoever waits for it.

use super::FirstLook;
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering::Relaxed},
};

/// A handle on a reading that may be under way in another thread. All that is known of it can be asked at any time.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<State>);

#[derive(Debug, Default)]
struct State {
    /// How many bytes were taken in.
    bytes: AtomicUsize,
    /// How long the text is, and how much of it was gone through.
    length: AtomicUsize,
    at: AtomicUsize,
    rows: AtomicUsize,
    look: Mutex<Option<FirstLook>>,
}

/// How a file is read does not depend on who watches.
impl PartialEq for Progress {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Progress {
    /// How many bytes were taken in.
    pub fn bytes(&self) -> usize {
        self.0.bytes.load(Relaxed)
    }

    /// How many ratings were read.
    pub fn rows(&self) -> usize {
        self.0.rows.load(Relaxed)
    }

    /// The share of the text that was gone through, from 0 to 1; nothing before it is known how long that is.
    pub fn share(&self) -> Option<f64> {
        let length = self.0.length.load(Relaxed);
        (length > 0).then(|| (self.0.at.load(Relaxed) as f64 / length as f64).min(1.0))
    }

    /// The first rows and what was made of them, as soon as that is decided.
    pub fn look(&self) -> Option<FirstLook> {
        self.0.look.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn took(&self, bytes: usize) {
        self.0.bytes.store(bytes, Relaxed);
    }

    pub(super) fn begins(&self, length: usize, look: FirstLook) {
        *self.0.look.lock().unwrap_or_else(PoisonError::into_inner) = Some(look);
        self.0.length.store(length, Relaxed);
    }

    /// So many more bytes were gone through, and so many more ratings read.
    pub(super) fn came(&self, bytes: usize, rows: usize) {
        self.0.at.fetch_add(bytes, Relaxed);
        self.0.rows.fetch_add(rows, Relaxed);
    }
}

/// Says now and then how far the reading of a stretch has come.
pub(super) struct Pace {
    progress: Progress,
    met: usize,
    /// What was said last.
    at: usize,
    rows: usize,
}

impl Pace {
    const NOW_AND_THEN: usize = 1 << 12;

    pub(super) fn new(progress: &Progress, at: usize, rows: usize) -> Self {
        Self { progress: progress.clone(), met: 0, at, rows }
    }

    /// One more row was met, at a place in the text; with it there are so many ratings.
    pub(super) fn met(&mut self, at: usize, rows: usize) {
        self.met += 1;
        if self.met.is_multiple_of(Self::NOW_AND_THEN) {
            self.came(at, rows);
        }
    }

    /// It has come to here.
    pub(super) fn came(&mut self, at: usize, rows: usize) {
        self.progress.came(at.saturating_sub(self.at), rows - self.rows);
        (self.at, self.rows) = (at, rows);
    }
}

#[cfg(test)]
mod tests {
    use crate::data::load::{self, Options};

    #[test]
    fn whoever_watches_sees_the_first_rows_and_how_far_it_has_come() {
        let text: String = (0..20_000).map(|n| format!("u{},i{},{}\n", n / 50, n % 50, n % 5 + 1)).collect();
        let options = Options::default();
        let progress = options.progress.clone();
        assert_eq!((progress.share(), progress.look()), (None, None));
        let loaded = load::text("f", &text, &options).unwrap();
        assert!(progress.share().is_some_and(|share| share > 0.8) && progress.rows() > 15_000);
        assert_eq!(progress.look().map(|look| look.roles), loaded.look.map(|look| look.roles));
        assert_eq!(options, Options::default(), "how it is read does not depend on who watches");
    }
}
