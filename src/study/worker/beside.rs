//! A thread beside that of the session: it works out what screens derive from snapshots, one job at a time.

use super::give_way;
use crate::study::derive::{Derived, Job, Want};
use std::{
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// After so long it is said that something is still being worked out.
const LONG: Duration = Duration::from_millis(250);

/// What the thread has to tell.
#[derive(Clone, Debug)]
pub enum News {
    /// A job is done.
    Done(Arc<Derived>),
    /// One takes long.
    Long,
}

/// A handle on the thread. Dropping it has the thread give up what it is at and end, without waiting for that.
pub struct Beside(Arc<Desk>);

/// What the thread and its handle share.
#[derive(Default)]
struct Desk {
    jobs: Mutex<Jobs>,
    came: Condvar,
    /// Whether what is under way is of no more use.
    given_up: AtomicBool,
}

#[derive(Default)]
struct Jobs {
    waiting: Vec<Job>,
    under_way: Option<Job>,
    /// What was worked out before, the latest last: whoever has waited longest comes first.
    before: Vec<Want>,
    ended: bool,
}

impl Beside {
    /// Starts the thread, on which `tell` is called.
    ///
    /// # Errors
    /// When the system refuses a thread.
    pub fn start(tell: impl Fn(News) + Send + 'static) -> std::io::Result<Self> {
        let desk = Arc::new(Desk::default());
        let own = Arc::clone(&desk);
        thread::Builder::new().name("beside".into()).spawn(move || {
            give_way();
            own.serve(tell);
        })?;
        Ok(Self(desk))
    }

    /// What is wanted from now on, all of it. What is under way and not wanted any more is given up; where the same is wanted
    /// from a later snapshot, it is finished first, or a session that runs fast would never see any of it.
    pub fn want(&self, jobs: Vec<Job>) {
        let mut desk = self.0.lock();
        if let Some(under_way) = desk.under_way.clone() {
            let still = |job: &Job| job.want == under_way.want && job.fits(&under_way.snapshot);
            self.0.given_up.store(!jobs.iter().any(still), Ordering::Relaxed);
            desk.waiting = jobs.into_iter().filter(|job| *job != under_way).collect();
        } else {
            desk.waiting = jobs;
        }
        drop(desk);
        self.0.came.notify_one();
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        self.0.lock().ended = true;
        self.0.given_up.store(true, Ordering::Relaxed);
        self.0.came.notify_one();
    }
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, Jobs> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn serve(&self, tell: impl Fn(News)) {
        while let Some(job) = self.next() {
            let begun = Instant::now();
            let told = std::cell::Cell::new(false);
            let go = || {
                if !told.get() && begun.elapsed() > LONG {
                    told.set(true);
                    tell(News::Long);
                }
                (!self.given_up.load(Ordering::Relaxed)).then_some(())
            };
            let derived = job.work_out(&go);
            self.lock().under_way = None;
            if let Some(derived) = derived {
                tell(News::Done(Arc::new(derived)));
            }
        }
    }

    /// The next job, as soon as there is one; `None` when there will be none any more.
    fn next(&self) -> Option<Job> {
        let mut jobs = self.lock();
        loop {
            if jobs.ended {
                return None;
            }
            let waited = |want: &Want| jobs.before.iter().position(|before| before == want).map_or(0, |at| at + 1);
            let next = (0..jobs.waiting.len()).min_by_key(|at| waited(&jobs.waiting[*at].want));
            if let Some(next) = next {
                let job = jobs.waiting.remove(next);
                let waiting: Vec<Want> = jobs.waiting.iter().map(|job| job.want).collect();
                jobs.before.retain(|before| waiting.contains(before));
                jobs.before.push(job.want);
                jobs.under_way = Some(job.clone());
                self.given_up.store(false, Ordering::Relaxed);
                return Some(job);
            }
            jobs = self.came.wait(jobs).unwrap_or_else(PoisonError::into_inner);
        }
    }
}
