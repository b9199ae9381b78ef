//! How far a reading has come, for whoever waits for it.

use super::FirstLook;
use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicUsize, Ordering::Relaxed},
};

/// A handle on a reading that may be under way in another thread. All that is known of it can be asked at any time.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<State>);

#[derive(Debug, Default)]
struct State {
    /// How many bytes were taken in, or came out where the file is unpacked.
    bytes: AtomicUsize,
    /// What there is to do at this stage, and how much of it is done.
    of: AtomicUsize,
    at: AtomicUsize,
    rows: AtomicUsize,
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    stage: Stage,
    start: String,
    look: Option<FirstLook>,
}

/// What is being done to a file. Each stage has a share of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// Its bytes come in.
    #[default]
    Taking,
    /// What is packed in it is taken out.
    Unpacking,
    /// Its bytes become text.
    Decoding,
    /// Its rows are read.
    Reading,
}

impl Stage {
    /// What a person is told.
    pub fn told(self) -> &'static str {
        match self {
            Self::Taking => "taking it in",
            Self::Unpacking => "unpacking",
            Self::Decoding => "making text of it",
            Self::Reading => "reading",
        }
    }
}

/// So much of the beginning is shown before it is known what it is.
const START: usize = 4000;

/// How a file is read does not depend on who watches.
impl PartialEq for Progress {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Progress {
    /// What is being done.
    pub fn stage(&self) -> Stage {
        self.seen().stage
    }

    /// How many bytes were taken in, or came out where the file is unpacked.
    pub fn bytes(&self) -> usize {
        self.0.bytes.load(Relaxed)
    }

    /// How many ratings were read.
    pub fn rows(&self) -> usize {
        self.0.rows.load(Relaxed)
    }

    /// How much of the stage is done, from 0 to 1; nothing where it is not known how much there is, as in a stream.
    pub fn share(&self) -> Option<f64> {
        let of = self.0.of.load(Relaxed);
        (of > 0).then(|| (self.0.at.load(Relaxed) as f64 / of as f64).min(1.0))
    }

    /// The beginning of the text, as soon as there is any.
    pub fn start(&self) -> String {
        self.seen().start.clone()
    }

    /// The first rows and what was made of them, as soon as that is decided.
    pub fn look(&self) -> Option<FirstLook> {
        self.seen().look.clone()
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Another stage begins, with so much to do; 0 where that is not known.
    pub(super) fn enters(&self, stage: Stage, of: usize) {
        let mut seen = self.seen();
        self.0.at.store(0, Relaxed);
        self.0.of.store(of, Relaxed);
        seen.stage = stage;
    }

    /// So much of the stage is done.
    pub(super) fn at(&self, at: usize) {
        self.0.at.store(at, Relaxed);
    }

    /// So many bytes of text, or of what is packed, are there.
    pub(super) fn took(&self, bytes: usize) {
        self.0.bytes.store(bytes, Relaxed);
    }

    /// The text begins so; what was said of it first counts.
    pub(super) fn starts(&self, text: &[u8]) {
        let mut seen = self.seen();
        if seen.start.is_empty() {
            seen.start = String::from_utf8_lossy(&text[..text.len().min(START)]).into_owned();
        }
    }

    pub(super) fn begins(&self, length: usize, look: FirstLook) {
        self.enters(Stage::Reading, length);
        self.seen().look = Some(look);
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
