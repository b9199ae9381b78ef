//! Who looks on while models are compared: a clock, a line that says how far it is, and the key that ends it.

use crate::{
    cli::{progress::Progress, say},
    study::evaluate::{Onlooker, Outcome},
};
use std::{
    io::Write,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Instant,
};

pub(super) struct Desk {
    begun: Instant,
    stopped: Arc<AtomicBool>,
    progress: Mutex<Progress>,
    done: AtomicUsize,
    all: usize,
}

impl Desk {
    /// Of so many fits.
    pub fn new(all: usize) -> Self {
        let progress = Mutex::new(Progress::new());
        Self { begun: Instant::now(), stopped: interrupt(), progress, done: AtomicUsize::new(0), all }
    }

    /// Clears the line, and says so if not all was done; whether it was.
    pub fn finish(&self, err: &mut dyn Write) -> bool {
        if let Ok(mut progress) = self.progress.lock() {
            progress.clear();
        }
        let whole = !self.stopped.load(Ordering::Relaxed);
        if !whole {
            let done = self.done.load(Ordering::Relaxed);
            say::sentence(err, &format!("stopped: {done} of {} fits are done", self.all));
        }
        whole
    }
}

impl Onlooker for Desk {
    fn seconds(&self) -> f64 {
        self.begun.elapsed().as_secs_f64()
    }

    fn goes_on(&self) -> Option<()> {
        // Whoever draws the line already says what there is to say.
        if let Ok(mut progress) = self.progress.try_lock() {
            progress.say(|| {
                let (done, all) = (self.done.load(Ordering::Relaxed), self.all);
                let left = self.seconds() / done.max(1) as f64 * all.saturating_sub(done) as f64;
                let left = if done == 0 { String::new() } else { format!(", {} left", clock(left)) };
                format!("{done} of {all} fits{left}; control-c stops and prints what is done")
            });
        }
        (!self.stopped.load(Ordering::Relaxed)).then_some(())
    }

    fn done(&self, _recipe: usize, _fold: usize, _outcome: &Outcome) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }
}

/// Minutes and seconds.
fn clock(seconds: f64) -> String {
    let seconds = seconds.round() as u64;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// What is true once control-c was pressed; pressed again, it ends the program. Without a way to hear it, the first ends it.
fn interrupt() -> Arc<AtomicBool> {
    let stopped = Arc::new(AtomicBool::new(false));
    #[cfg(feature = "tui")]
    // Where it cannot be heard, it does what it always does.
    let _ = crate::ui::on_interrupt(Arc::clone(&stopped));
    stopped
}
