//! The thread that computes: it owns the session, takes orders, and hands out snapshots. Another one works out beside it
//! what screens make of those.
//!
//! Orders are looked at between short stretches of work, so the screen never waits for a fit, and a fit never waits
//! for the screen: of the snapshots only the latest counts.

mod beside;
mod gentle;

pub use beside::{Beside, News};
pub use gentle::{give_way, share_gently};

use super::{Grain, Notice, Order, Session, Snapshot, Speed};
use std::{
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, Receiver, RecvTimeoutError, Sender, TryRecvError},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// How long a stretch of work may take before orders are looked at again.
const STRETCH: Duration = Duration::from_millis(4);
/// The least time between two snapshots of a running session: about 30 a second.
const FRAME: Duration = Duration::from_millis(33);

/// A handle on the thread that computes. Dropping it ends the thread.
pub struct Worker {
    orders: Option<Sender<Order>>,
    latest: Arc<Mutex<Option<Arc<Snapshot>>>>,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    /// Starts the thread. `wake` is called, on that thread, whenever there is a new snapshot to [`Worker::take`].
    ///
    /// # Errors
    /// When the system refuses a thread.
    pub fn start(session: Session, wake: impl Fn() + Send + 'static) -> std::io::Result<Self> {
        let (orders, inbox) = mpsc::channel();
        let latest = Arc::new(Mutex::new(None));
        let slot = Arc::clone(&latest);
        let publish = move |snapshot: Snapshot| {
            let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
            // A notice is said once: it must not be lost with a snapshot that nobody looked at.
            let unsaid = slot.take().and_then(|old: Arc<Snapshot>| old.notice.clone());
            let notice = Notice::join(unsaid, snapshot.notice.clone());
            *slot = Some(Arc::new(Snapshot { notice, ..snapshot }));
            drop(slot);
            wake();
        };
        let serve = move || {
            give_way();
            Desk::new(session, publish).serve(&inbox);
        };
        let thread = thread::Builder::new().name("session".into()).spawn(serve)?;
        Ok(Self { orders: Some(orders), latest, thread: Some(thread) })
    }

    /// Sends an order. Returns false when the thread has ended.
    pub fn send(&self, order: Order) -> bool {
        self.orders.as_ref().is_some_and(|orders| orders.send(order).is_ok())
    }

    /// The latest snapshot, if there is one that was not taken yet.
    pub fn take(&self) -> Option<Arc<Snapshot>> {
        self.latest.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.orders = None;
        if let Some(thread) = self.thread.take() {
            // It looks at its orders between stretches of work, so this is short. A panic there was already reported.
            let _ = thread.join();
        }
    }
}

impl Speed {
    /// The time from one grain to the next.
    fn period(self) -> Duration {
        // Whatever is not a number of grains a second counts as very few.
        let sane = |rate: f64| if rate > 0.01 { rate.min(1e6) } else { 0.01 };
        self.per_second.map_or(Duration::ZERO, |rate| Duration::from_secs_f64(1.0 / sane(rate)))
    }
}

/// The worker's side of things.
struct Desk<P> {
    session: Session,
    publish: P,
    /// How many units fit in a stretch, in the half-step that the last one was in.
    units: u64,
    half: usize,
    shown: Instant,
    /// What making a snapshot cost; a running session spends at most a tenth of its time on them.
    cost: Duration,
    /// Whether something changed since the last snapshot.
    stale: bool,
    /// When the next grain of a paced run is due.
    due: Instant,
    /// Whether the last stretch went to the run, where an experiment wants its turn too.
    ran: bool,
}

impl<P: Fn(Snapshot)> Desk<P> {
    fn new(session: Session, publish: P) -> Self {
        let now = Instant::now();
        Self {
            session,
            publish,
            units: 1,
            half: 0,
            shown: now,
            cost: Duration::ZERO,
            stale: false,
            due: now,
            ran: false,
        }
    }

    fn serve(&mut self, inbox: &Receiver<Order>) {
        self.show();
        loop {
            let order = match self.idle() {
                None => inbox.recv().map_err(RecvTimeoutError::from),
                Some(Duration::ZERO) => inbox.try_recv().map_err(|e| match e {
                    TryRecvError::Empty => RecvTimeoutError::Timeout,
                    TryRecvError::Disconnected => RecvTimeoutError::Disconnected,
                }),
                Some(time) => inbox.recv_timeout(time),
            };
            match order {
                Ok(order) => self.obey(order),
                Err(RecvTimeoutError::Timeout) if self.idle() == Some(Duration::ZERO) => self.work(),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            self.show_if_due();
        }
    }

    fn obey(&mut self, order: Order) {
        if !matches!(order, Order::Run(_) | Order::Toggle | Order::Speed(_) | Order::Stop) {
            // The units to come may cost more than those before: the pace is found anew.
            self.units = 1;
        }
        match order {
            Order::Run(true) | Order::Toggle => self.due = Instant::now(),
            Order::Speed(speed) => self.due = self.due.min(Instant::now() + speed.period()),
            _ => {}
        }
        self.session.take(order);
        self.stale = true;
        if !self.session.busy() {
            self.show();
        }
    }

    /// How long there is nothing to do: `None` for until the next order.
    fn idle(&self) -> Option<Duration> {
        if self.session.busy() || self.free_running() {
            return Some(Duration::ZERO);
        }
        if !self.session.running() {
            return None;
        }
        let now = Instant::now();
        let next = self.due.saturating_duration_since(now);
        // What was not worth a snapshot at once gets one before the next step, if that is far enough.
        Some(if self.stale { next.min(self.frame_due().saturating_duration_since(now).max(FRAME / 8)) } else { next })
    }

    /// When the next snapshot of a session that is at work is due.
    fn frame_due(&self) -> Instant {
        self.shown + FRAME.max(10 * self.cost)
    }

    fn show_if_due(&mut self) {
        let at_work = self.session.running() || self.session.busy();
        if self.stale && (!at_work || Instant::now() >= self.frame_due()) {
            self.show();
        }
    }

    /// One stretch of work.
    fn work(&mut self) {
        let begun = Instant::now();
        let half = self.session.state().half();
        if half != self.half {
            // A row of items may have a hundred times the ratings of a row of users.
            (self.half, self.units) = (half, 1);
        }
        let experiment = self.session.busy() && !self.session.stepping();
        let turn = self.free_running() && !(experiment && self.ran) || !self.free_running() && begun >= self.due;
        self.ran = turn;
        if !self.session.stepping() && self.session.running() && turn {
            self.session.tick();
            if !self.free_running() {
                // Whoever cannot keep the pace does not run after it.
                let period = self.session.speed().period();
                self.due = (self.due + period).max(begun.checked_sub(period).unwrap_or(begun));
            }
        }
        let mut busy = self.session.work(self.units);
        self.stale = true;
        let took = begun.elapsed();
        if busy {
            // The pace of the machine is found by doubling and halving.
            self.units =
                if took > STRETCH { (self.units / 2).max(1) } else { self.units.saturating_mul(2).min(1 << 40) };
        }
        // Many cheap grains go into one stretch.
        while !busy && self.free_running() && begun.elapsed() < STRETCH {
            self.session.tick();
            busy = self.session.work(self.units);
        }
    }

    fn free_running(&self) -> bool {
        self.session.running() && self.session.speed().per_second.is_none()
    }

    fn show(&mut self) {
        let begun = Instant::now();
        (self.publish)(self.session.snapshot());
        self.shown = Instant::now();
        self.cost = self.shown - begun;
        self.stale = false;
    }
}

/// A pace that can be read off the screen: the speeds that faster and slower go through.
pub const PACES: [Speed; 8] = {
    const fn at(grain: Grain, per_second: f64) -> Speed {
        Speed { grain, per_second: Some(per_second) }
    }
    [
        at(Grain::Unit, 1.0),
        at(Grain::Unit, 4.0),
        at(Grain::Unit, 16.0),
        at(Grain::Pass, 1.0),
        at(Grain::Pass, 4.0),
        at(Grain::Pass, 16.0),
        at(Grain::Pass, 60.0),
        Speed { grain: Grain::Pass, per_second: None },
    ]
};
