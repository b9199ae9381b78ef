//! The thread that computes: orders in, snapshots out, and nobody waits for it.
//!
//! Nothing here asserts how long a thing takes, only that it happens; the deadlines are for a machine that hangs.

#![allow(missing_docs, clippy::unwrap_used)]

use crate::common::tables;
use factorscope::{
    data::{ItemId, Lecture, Names, Rating, Ratings, Scale, UserId},
    model::{Method, Options, Setting},
    study::{Grain, Order, Session, Snapshot, Source, Speed, Verdict, worker::Worker},
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc::{self, Receiver},
    },
    thread,
    time::{Duration, Instant},
};

const DEADLINE: Duration = Duration::from_secs(10);
const FLAT_OUT: Speed = Speed { grain: Grain::Pass, per_second: None };

/// A worker with the other end of its bell.
struct Bench {
    worker: Worker,
    bell: Receiver<()>,
    rings: Arc<AtomicUsize>,
}

impl Bench {
    fn new(session: Session) -> Self {
        let (ring, bell) = mpsc::channel();
        let rings = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&rings);
        let wake = move || {
            count.fetch_add(1, Ordering::SeqCst);
            let _ = ring.send(());
        };
        Self { worker: Worker::start(session, wake).unwrap(), bell, rings }
    }

    fn lecture(method: Method) -> Self {
        Self::new(Session::new(Source::new(Arc::new(Lecture::Main.ratings())), Options::new(method), 1 << 20))
    }

    fn send(&self, order: Order) {
        assert!(self.worker.send(order));
    }

    /// The first snapshot from now on for which `wanted` holds.
    fn until(&self, wanted: impl Fn(&Snapshot) -> bool) -> Arc<Snapshot> {
        let deadline = Instant::now() + DEADLINE;
        loop {
            if let Some(snapshot) = self.worker.take()
                && wanted(&snapshot)
            {
                return snapshot;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            self.bell.recv_timeout(left).expect("the snapshot that was waited for never came");
        }
    }
}

/// A grid whose passes take so long that nobody would wait for a thousand of them.
fn large() -> Session {
    let names = |n: usize| (0..n).map(|k| k.to_string().into()).collect();
    let (users, items) = (2000, 200);
    let rows: Vec<Rating> = (0..users * 20)
        .map(|n| Rating {
            user: UserId::new(n / 20),
            item: ItemId::new((n / 20 * 7 + n % 20 * 10) % items),
            value: (n % 6) as f64,
        })
        .collect();
    let names = Arc::new(Names::new(names(users), names(items)));
    let ratings = Ratings::new(names, Scale::new(0.0, 5.0).unwrap(), &rows).unwrap();
    let mut options = Options::new(Method::Als);
    options.set(Setting::Factors(16));
    options.set(Setting::Lambda(0.1));
    Session::new(Source::new(Arc::new(ratings)), options, 1 << 24)
}

#[test]
fn the_first_snapshot_is_the_start() {
    let bench = Bench::lecture(Method::Als);
    let first = bench.until(|_| true);
    assert_eq!((first.position.step, first.position.end, first.running), (0, 0, false));
    assert!(bench.worker.take().is_none(), "taken is taken");
}

#[test]
fn orders_are_obeyed_in_order() {
    let bench = Bench::lecture(Method::Descent);
    let orders = [
        Order::Step(Grain::Pass, 40),
        Order::Set(Setting::Alpha(0.01)),
        Order::Step(Grain::Half, 3),
        Order::Back(Grain::Pass, 2),
        Order::Rate(UserId::new(1), ItemId::new(2), Some(4.0)),
        Order::Step(Grain::Unit, 5),
        Order::Undo,
        Order::Step(Grain::Pass, 7),
    ];
    let mut alone = Session::new(Source::new(Arc::new(Lecture::Main.ratings())), Options::new(Method::Descent), 0);
    for order in orders {
        bench.send(order.clone());
        alone.obey(order);
    }
    let end = bench.until(|s| s.waiting == 0 && s.position.step == alone.step() && s.here.step == alone.step());
    assert_eq!(tables(&end.model).p.values(), tables(&alone.state().model).p.values());
    assert_eq!(tables(&end.model).q.values(), tables(&alone.state().model).q.values());
    assert_eq!(end.curve.to_vec(), alone.curve());
    assert_eq!(end.past.len(), 1);
}

#[test]
fn a_session_flat_out_shows_itself_again_and_again_and_stops_when_told() {
    let bench = Bench::new(large());
    bench.send(Order::Speed(FLAT_OUT));
    bench.send(Order::Run(true));
    let mut step = 0;
    for _ in 0..3 {
        step = bench.until(|s| s.running && s.position.step > step).position.step;
    }
    bench.send(Order::Stop);
    let stopped = bench.until(|s| !s.running);
    assert!(stopped.position.step >= step);
    assert_eq!(stopped.position.step, stopped.position.end);
    assert_eq!(stopped.here.step, stopped.position.step);
    assert!(tables(&stopped.model).finite());
}

#[test]
fn a_long_order_is_given_up_when_told() {
    let bench = Bench::new(large());
    bench.send(Order::Step(Grain::Pass, 1_000_000));
    bench.send(Order::Set(Setting::Lambda(0.2)));
    bench.until(|s| s.position.step > 0 && s.waiting == 1);
    bench.send(Order::Stop);
    let stopped = bench.until(|s| s.waiting == 0);
    assert_eq!((stopped.position.step, stopped.options.lambda), (stopped.here.step, 0.1));
    bench.send(Order::Step(Grain::Unit, 1));
    bench.until(|s| s.position.step == stopped.position.step + 1);
}

#[test]
fn changes_take_effect_while_it_runs() {
    let bench = Bench::new(large());
    bench.send(Order::Speed(FLAT_OUT));
    bench.send(Order::Run(true));
    bench.until(|s| s.position.pass > 0);
    bench.send(Order::Set(Setting::Lambda(0.5)));
    let changed = bench.until(|s| s.options.lambda == 0.5);
    assert!(changed.running && changed.past.is_empty());
    bench.until(|s| s.position.pass > changed.position.pass + 1);
    bench.send(Order::Back(Grain::Pass, 1));
    bench.until(|s| !s.running && s.position.step < s.position.end);
}

#[test]
fn a_paced_session_takes_every_grain_and_a_new_pace_at_once() {
    let bench = Bench::lecture(Method::Als);
    // So slow that the second step would come after the deadline.
    bench.send(Order::Speed(Speed { grain: Grain::Unit, per_second: Some(0.01) }));
    bench.send(Order::Run(true));
    bench.until(|s| s.running && s.position.step == 1);
    bench.send(Order::Speed(Speed { grain: Grain::Unit, per_second: Some(200.0) }));
    bench.until(|s| s.position.step >= 20);
    bench.send(Order::Run(false));
    let end = bench.until(|s| !s.running);
    let steps: Vec<u64> = end.curve.iter().map(|p| p.step).collect();
    assert_eq!(steps, (0..=end.position.end).collect::<Vec<_>>());
}

#[test]
fn no_pace_is_too_odd() {
    for per_second in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let bench = Bench::lecture(Method::Als);
        bench.send(Order::Speed(Speed { grain: Grain::Pass, per_second: Some(per_second) }));
        bench.send(Order::Run(true));
        bench.until(|s| s.position.pass >= 1);
    }
}

#[test]
fn it_stops_by_itself_and_says_why() {
    let bench = Bench::lecture(Method::Descent);
    bench.send(Order::Set(Setting::Alpha(0.15)));
    bench.send(Order::Speed(FLAT_OUT));
    bench.send(Order::Run(true));
    let end = bench.until(|s| s.verdict == Verdict::Diverged);
    assert!(!end.running && end.notice.as_ref().unwrap().text().contains("0.15"));
    bench.send(Order::Run(true));
    let refused = bench.until(|s| s.notice.is_some());
    assert!(!refused.running && refused.notice.as_ref().unwrap().text().contains("try 0.075"));
}

#[test]
fn what_is_said_is_heard_although_snapshots_are_skipped() {
    let bench = Bench::lecture(Method::Als);
    bench.send(Order::Undo);
    bench.send(Order::Branch(3));
    bench.send(Order::Forward(Grain::Pass, 1));
    bench.send(Order::Step(Grain::Pass, 3));
    // Nobody looks until all is done.
    let deadline = Instant::now() + DEADLINE;
    let mut rings = 0;
    while rings < 5 {
        bench.bell.recv_timeout(deadline.saturating_duration_since(Instant::now())).unwrap();
        rings += 1;
    }
    let snapshot = bench.until(|s| s.position.step == 27);
    let said = snapshot.notice.as_ref().unwrap().text();
    for part in ["taken back", "no earlier run", "last step"] {
        assert!(said.contains(part), "{said}");
    }
    bench.send(Order::Step(Grain::Unit, 1));
    assert_eq!(bench.until(|s| s.position.step == 28).notice, None, "once is enough");
}

#[test]
fn an_idle_worker_keeps_still() {
    let bench = Bench::lecture(Method::Als);
    bench.send(Order::Step(Grain::Pass, 2));
    bench.until(|s| s.position.step == 18);
    let rings = bench.rings.load(Ordering::SeqCst);
    // Long enough for ten frames of one that does not keep still.
    thread::sleep(Duration::from_millis(330));
    assert_eq!(bench.rings.load(Ordering::SeqCst), rings);
    assert!(bench.worker.take().is_none());
}

#[test]
fn dropping_it_ends_the_thread_whatever_it_is_doing() {
    for orders in [
        vec![],
        vec![Order::Speed(FLAT_OUT), Order::Run(true)],
        vec![Order::Speed(Speed { grain: Grain::Unit, per_second: Some(0.01) }), Order::Run(true)],
        vec![Order::Step(Grain::Pass, u64::MAX)],
        vec![Order::Step(Grain::Pass, 20), Order::Restart(vec![]), Order::Branch(1)],
    ] {
        let bench = Bench::new(large());
        let alive = Arc::downgrade(&bench.rings);
        orders.into_iter().for_each(|order| bench.send(order));
        bench.until(|_| true);
        let (done, dropped) = mpsc::channel();
        thread::spawn(move || {
            drop(bench);
            let _ = done.send(());
        });
        dropped.recv_timeout(DEADLINE).expect("the worker does not end");
        assert!(alive.upgrade().is_none(), "its thread is gone, and with it all that it held");
    }
}
