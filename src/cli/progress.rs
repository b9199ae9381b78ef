//! One line on a terminal's standard error that says how far a long command has come.

use crate::data::plain;
use std::{
    io::{IsTerminal, Stderr, Write, stderr},
    time::{Duration, Instant},
};

/// A line that is redrawn, and gone in the end. Where standard error is no terminal it does nothing.
pub(super) struct Progress {
    line: Option<Stderr>,
    shown: Option<Instant>,
}

/// The least time between two drawings.
const FRAME: Duration = Duration::from_millis(100);

impl Progress {
    pub(super) fn new() -> Self {
        let stderr = stderr();
        Self { line: stderr.is_terminal().then_some(stderr), shown: None }
    }

    /// Whether anyone sees it.
    pub(super) fn visible(&self) -> bool {
        self.line.is_some()
    }

    /// Draws what `text` says, if the last drawing is old enough.
    pub(super) fn say(&mut self, text: impl FnOnce() -> String) {
        if self.shown.is_some_and(|at| at.elapsed() < FRAME) {
            return;
        }
        if let Some(line) = &mut self.line {
            // Whoever closes standard error does not want to know.
            let _ = write!(line, "\r{}\x1b[K", plain(&text())).and_then(|()| line.flush());
            self.shown = Some(Instant::now());
        }
    }

    /// Clears the line.
    pub(super) fn clear(&mut self) {
        if let (Some(line), Some(_)) = (&mut self.line, self.shown.take()) {
            let _ = write!(line, "\r\x1b[K").and_then(|()| line.flush());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}
