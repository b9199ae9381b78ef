//! What screens derive from a snapshot: small it is there at once, large it is asked for, worked out beside, given up, and
//! drawn when it comes.

#![allow(clippy::unwrap_used)]

use crate::common::desk::Desk;
use crate::common::{grid, rating};
use factorscope::{
    app::{App, Effect, Message},
    choice::Choice,
    command::{Experiment, Screen, Working},
    data::{Entity, ItemId, Ratings, Side},
    model::{Method, ON, Options, Parameter, Setting},
    study::{
        Among, Session, Snapshot, Source,
        derive::{Derived, Found, Job, Want},
        listing::Sort,
        mixes::Mixing,
        neighbours::Metric,
        placing::Placing,
        tsne::Laying,
        within::Corners,
        worker::{Beside, News},
    },
};
use std::{
    cell::Cell,
    sync::{
        Arc,
        mpsc::{self, Receiver},
    },
    time::{Duration, Instant},
};

const DEADLINE: Duration = Duration::from_secs(60);

/// 500 users who rated 40 of 200 items each, with 80 factors: more than is done at once.
fn large() -> Ratings {
    let cells = (0..500).flat_map(|i| (0..40).map(move |n| (i, (i * 7 + n * 5) % 200)));
    let rows: Vec<_> = cells.map(|(i, j)| rating(i, j, ((i * 3 + j) % 6) as f64)).collect();
    grid(500, 200, &rows)
}

fn large_desk() -> Desk {
    let mut desk = Desk::of(large());
    desk.command("set lambda 0.1").command("refit factors 80").command("step unit 2");
    desk.command("working prediction");
    desk
}

fn wants(desk: &Desk) -> Vec<Want> {
    desk.wants.iter().map(|job| job.want).collect()
}

/// Works the first of what is asked for out, and tells the program.
fn answer(desk: &mut Desk) {
    let derived = desk.wants[0].work_out(ON).unwrap();
    desk.send(Message::Derived(Arc::new(derived)));
}

const AXES: Want = Want::Points(Side::Items, None);

#[test]
fn what_is_small_is_there_at_once_and_nothing_is_asked_for() {
    let mut desk = Desk::lecture();
    for screen in Screen::ALL {
        desk.command(&format!("screen {screen}"));
        for line in ["axes principal", "step unit 3", "side users", "sort users error", "step pass 2", "metric cosine"]
        {
            desk.command(line);
            assert!(desk.wants.is_empty(), "{screen}: {line}");
        }
    }
    // An A/B test is made up, and as large whatever ratings are open.
    for experiment in Experiment::ALL.iter().filter(|experiment| **experiment != Experiment::Ab) {
        desk.command(&format!("lab {experiment}")).command("step unit 1");
        assert!(desk.wants.is_empty(), "{experiment}");
    }
    desk.command("screen map");
    assert!(Arc::ptr_eq(&desk.app.points().unwrap().snapshot, desk.app.snapshot()));
    assert!(!desk.app.lags());
}

#[test]
fn what_is_large_is_asked_for_and_drawn_when_it_comes() {
    let mut desk = large_desk();
    desk.command("screen map").command("axes principal");
    assert_eq!(wants(&desk), [AXES]);
    assert!(desk.app.points().is_none());
    answer(&mut desk);
    let points = desk.app.points().unwrap();
    assert_eq!(points.places.len(), 200);
    assert!(Arc::ptr_eq(&points.snapshot, desk.app.snapshot()));
    assert_eq!(wants(&desk), [], "what is there is asked for no more");
}

#[test]
fn until_there_is_something_newer_the_last_one_is_drawn() {
    let mut desk = large_desk();
    desk.command("screen map").command("axes principal");
    answer(&mut desk);
    let before = desk.app.points().unwrap();
    desk.command("step pass 1");
    assert_eq!(wants(&desk), [AXES]);
    assert!(Arc::ptr_eq(&desk.wants[0].snapshot, desk.app.snapshot()), "it is asked of the present");
    let drawn = desk.app.points().unwrap();
    assert!(Arc::ptr_eq(&drawn.snapshot, &before.snapshot) && drawn.places == before.places);
    // It is said only where it takes long, and until the present one is there.
    assert!(!desk.app.lags());
    desk.send(Message::Deriving);
    assert!(desk.app.lags());
    let older = desk.wants[0].clone();
    desk.command("step pass 1");
    desk.send(Message::Derived(Arc::new(older.work_out(ON).unwrap())));
    assert!(Arc::ptr_eq(&desk.app.points().unwrap().snapshot, &older.snapshot), "newer than what was drawn");
    assert!(desk.app.lags() && wants(&desk) == [AXES]);
    answer(&mut desk);
    assert!(!desk.app.lags() && wants(&desk).is_empty());
    assert!(Arc::ptr_eq(&desk.app.points().unwrap().snapshot, desk.app.snapshot()));
    // What comes late does not push aside what is newer.
    desk.send(Message::Derived(Arc::new(older.work_out(ON).unwrap())));
    assert!(Arc::ptr_eq(&desk.app.points().unwrap().snapshot, desk.app.snapshot()));
}

#[test]
fn the_working_panel_follows_a_run_that_outruns_it() {
    let mut desk = large_desk();
    desk.command("working auto").command("refit factors 100").command("step unit 1");
    assert_eq!(wants(&desk), [Want::Regression(None)], "of whoever was fitted last");
    let first = desk.wants[0].clone();
    desk.command("step unit 1");
    desk.send(Message::Derived(Arc::new(first.work_out(ON).unwrap())));
    let fitted = |desk: &Desk| desk.app.regression(None).unwrap().of;
    assert_eq!(fitted(&desk), Entity::new(Side::Users, 0), "the one before the last is better than none");
    answer(&mut desk);
    assert_eq!(fitted(&desk), Entity::new(Side::Users, 1));
    assert!(desk.app.regression(None).unwrap().done);
    // What was chosen is not stood in for.
    desk.command("working regression");
    assert_eq!(wants(&desk), [Want::Regression(Some(desk.app.selected()))]);
    assert!(desk.app.regression(Some(desk.app.selected())).is_none());
}

#[test]
fn what_is_outdated_is_neither_asked_for_nor_shown() {
    let mut desk = large_desk();
    desk.command("screen map").command("axes principal");
    let items = desk.wants[0].clone();
    desk.command("side users");
    assert_eq!(wants(&desk), [Want::Points(Side::Users, None)]);
    desk.send(Message::Derived(Arc::new(items.work_out(ON).unwrap())));
    assert!(desk.app.points().is_none(), "the items do not stand in for the users");
    answer(&mut desk);
    assert_eq!(desk.app.points().unwrap().places.len(), 500);
    // With other factors all that was known is of another space.
    let users = desk.app.points().unwrap();
    desk.command("refit factors 90");
    assert!(desk.app.points().is_none());
    let late = Job::new(Want::Points(Side::Users, None), users.snapshot);
    desk.send(Message::Derived(Arc::new(late.work_out(ON).unwrap())));
    assert!(desk.app.points().is_none());
    // Whoever leaves asks for nothing any more.
    assert_eq!(desk.wants.len(), 1);
    desk.command("screen train");
    assert_eq!(desk.wants, []);
    // The same for other ratings.
    desk.command("screen map");
    assert_eq!(desk.wants.len(), 1);
    desk.command("open lecture");
    assert_eq!(desk.wants, []);
    assert!(desk.app.points().is_some());
}

#[test]
fn every_screen_asks_for_what_it_lacks_and_goes_without_until_then() {
    for (script, kind) in [
        ("screen map; axes principal", AXES),
        ("screen factorise; working errors", Want::Errors),
        ("working regression", Want::Regression(None)),
        ("lab frame", Want::Frame(Entity::Item(ItemId::new(0)))),
    ] {
        let mut desk = large_desk();
        desk.script(script);
        assert!(wants(&desk).iter().any(|want| want.same_kind(&kind)), "{script}: {:?}", desk.wants);
        // Every key is answered meanwhile, and what needs the missing says so.
        desk.press("jlkhgG<PgDn><PgUp>zZ0d").press("wwwww");
        while !desk.wants.is_empty() {
            answer(&mut desk);
        }
    }
    let mut desk = large_desk();
    desk.script("screen map; axes principal").press("l");
    desk.says("one moment");
    desk.script("lab frame").press("j");
    desk.says("one moment");
}

#[test]
fn an_order_is_put_up_when_it_comes_and_a_script_waits_for_it() {
    let mut desk = large_desk();
    desk.script("select-item #5; sort items error; select-item #7");
    assert_eq!((wants(&desk), desk.app.view().items.sort), (vec![Want::Order(Side::Items, Sort::Error)], Sort::File));
    assert_eq!(desk.app.view().item.number(), 5, "what follows in the script waits");
    desk.says("being put in order");
    answer(&mut desk);
    assert_eq!((desk.app.view().items.sort, desk.app.view().item.number()), (Sort::Error, 7));
    // Of two orders the later one counts.
    desk.command("sort items file").command("sort items error");
    let error = desk.wants[0].clone();
    desk.command("sort items rated");
    desk.send(Message::Derived(Arc::new(error.work_out(ON).unwrap())));
    assert_eq!((desk.app.view().items.sort, desk.wants.len()), (Sort::Rated, 0));
}

#[test]
fn without_a_thread_all_is_worked_off_before_anyone_looks() {
    let mut options = Options::new(Method::Als);
    [Setting::Factors(80), Setting::Lambda(0.1)].into_iter().for_each(|setting| options.set(setting));
    let mut session = Session::new(Source::new(Arc::new(large())), options, 1 << 20);
    let mut app = App::new("a test", Arc::new(session.snapshot()));
    for script in ["screen map; axes principal", "step pass 1", "working errors", "lab frame", "sort users error"] {
        let effects = app.script(script).unwrap();
        assert!(script == "step pass 1" || effects.iter().any(|e| matches!(e, Effect::Derive(_))), "{script}");
        app.work_off(&mut session, effects);
        assert!(app.update(Message::Deriving).is_empty() && !app.lags(), "{script}: nothing is asked for any more");
    }
    assert_eq!(app.view().users.sort, Sort::Error);
    assert!(Arc::ptr_eq(&app.frame().unwrap().snapshot, app.snapshot()));
}

#[cfg(feature = "tui")]
#[test]
fn what_is_not_there_yet_is_said_and_pictures_wait_for_it() {
    use factorscope::{
        app::Taste,
        ui::{Depth, Still, draw},
    };
    use ratatui::{buffer::Buffer, layout::Rect};
    const WAITS: &str = "this is being worked out";
    let text = |app: &App| -> String {
        let mut frame = Buffer::empty(Rect::new(0, 0, 140, 40));
        draw(app, Depth::True, &mut frame);
        frame.content.iter().map(|cell| cell.symbol()).collect()
    };
    for script in ["screen map; axes principal", "lab frame", "working errors", "working regression"] {
        let mut desk = large_desk();
        desk.script(script);
        assert!(text(&desk.app).contains(WAITS), "{script}");
        desk.send(Message::Deriving);
        assert!(text(&desk.app).contains("screen lags"), "{script}");
        while !desk.wants.is_empty() {
            answer(&mut desk);
        }
        assert!(!text(&desk.app).contains(WAITS) && !text(&desk.app).contains("lags"), "{script}");
        let script = format!("refit factors 80; set lambda 0.1; step unit 2; {script}");
        let mut session = Session::new(Source::new(Arc::new(large())), Options::new(Method::Als), 1 << 20);
        let still = Still::new(&mut session, "a test", Taste::default(), Depth::True, (140, 40), &script).unwrap();
        assert!(!still.text().contains("being worked out"), "{script}");
    }
    // Whatever is asked for, each screen is drawn without it.
    for screen in Screen::ALL {
        for working in Working::ALL {
            let mut desk = large_desk();
            text(&desk.command(&format!("screen {screen}")).command(&format!("working {working}")).app);
        }
    }
}

// ---- the jobs ----------------------------------------------------------------------------------------------------------

fn snapshot(ratings: Ratings, factors: usize) -> Arc<Snapshot> {
    let mut options = Options::new(Method::Als);
    [Setting::Factors(factors), Setting::Lambda(0.1)].into_iter().for_each(|setting| options.set(setting));
    Arc::new(Session::new(Source::new(Arc::new(ratings)), options, 1 << 20).snapshot())
}

fn laying() -> Laying {
    let among = Among::at_least(1, 1);
    Laying { side: Side::Items, perplexity: 5, seed: 1, metric: Metric::Euclidean, among }
}

fn all_wants() -> Vec<Want> {
    let (user, item) = (Entity::new(Side::Users, 1), Entity::new(Side::Items, 2));
    let at = |of, z| Parameter { of, factor: Some(z) };
    vec![
        AXES,
        Want::Points(Side::Users, Some([0, 1])),
        Want::Near(item, Metric::Cosine.into(), Among::at_least(1, 1)),
        Want::Density(Placing::Axes(Side::Items, Some([0, 1])), Among::at_least(1, 1)),
        Want::Laid(laying(), 50),
        Want::Within(Placing::Near(laying(), 25), Among::at_least(1, 1), Corners { from: (0.0, 0.0), to: (9.0, 9.0) }),
        Want::Between([ItemId::new(0), ItemId::new(2)], Among::at_least(1, 1)),
        Want::Ends(1, Among::at_least(1, 1)),
        Want::Spans(Side::Users, 1),
        Want::Errors,
        Want::Regression(Some(user)),
        Want::Gradient(Some(at(item, 0))),
        Want::Terrain([at(user, 0), at(user, 1)]),
        Want::Frame(user),
        Want::Shelves(factorscope::data::UserId::new(1), Metric::Euclidean.into(), Among::at_least(1, 1)),
        Want::Residuals(factorscope::study::residuals::Seen::Known),
        Want::Popularity(10),
        Want::Mixes(Mixing { count: 3, seed: 1, among: Among::at_least(1, 1) }),
        Want::Order(Side::Items, Sort::Error),
    ]
}

#[test]
fn a_job_that_is_told_to_stop_comes_to_nothing_however_far_it_is() {
    let snapshot = snapshot(large(), 3);
    for want in all_wants() {
        let job = Job::new(want, Arc::clone(&snapshot));
        // How often it asks whether to go on.
        let asked = Cell::new(0_u32);
        let count = || {
            asked.set(asked.get() + 1);
            Some(())
        };
        let whole = job.work_out(&count).unwrap();
        let times = asked.get();
        for stop in [1, times / 2, times].into_iter().filter(|stop| *stop > 0) {
            let left = Cell::new(stop - 1);
            let go = || left.get().checked_sub(1).map(|rest| left.set(rest));
            assert!(job.work_out(&go).is_none(), "{want:?} after {stop} of {times}");
        }
        assert_eq!(job.work_out(ON).unwrap().value, whole.value, "{want:?}");
    }
}

#[test]
fn what_grows_with_the_data_is_not_done_at_once() {
    let (small, large) = (snapshot(crate::common::lecture(), 2), snapshot(large(), 512));
    let job = |want, snapshot: &Arc<Snapshot>| Job::new(want, Arc::clone(snapshot));
    for want in all_wants() {
        assert!(job(want, &small).is_small(), "{want:?}");
    }
    for want in [AXES, Want::Errors, Want::Frame(Entity::new(Side::Users, 1)), Want::Order(Side::Users, Sort::Error)] {
        assert!(!job(want, &large).is_small(), "{want:?}");
    }
}

// ---- the thread beside -------------------------------------------------------------------------------------------------

struct Bench {
    beside: Beside,
    told: Receiver<News>,
}

impl Bench {
    fn new() -> Self {
        let (tell, told) = mpsc::channel();
        Self { beside: Beside::start(move |news| drop(tell.send(news))).unwrap(), told }
    }

    fn done(&self) -> Arc<Derived> {
        loop {
            if let News::Done(derived) = self.told.recv_timeout(DEADLINE).expect("the thread is silent") {
                return derived;
            }
        }
    }
}

/// So much that it is still under way when the next thing is said.
fn slow() -> Job {
    let rows: Vec<_> = (0..9_000).map(|i| rating(i, i % 2, 3.0)).collect();
    Job::new(Want::Points(Side::Users, None), snapshot(grid(9_000, 2, &rows), 300))
}

fn job(want: Want, factors: usize) -> Job {
    Job::new(want, snapshot(large(), factors))
}

#[test]
fn all_that_is_wanted_comes_back() {
    let bench = Bench::new();
    let snapshot = snapshot(large(), 5);
    let jobs: Vec<Job> = all_wants().into_iter().map(|want| Job::new(want, Arc::clone(&snapshot))).collect();
    bench.beside.want(jobs.clone());
    for _ in 0..jobs.len() {
        let derived = bench.done();
        assert!(jobs.contains(&derived.job));
        assert_eq!(derived.value, derived.job.work_out(ON).unwrap().value);
    }
}

#[test]
fn what_is_wanted_no_more_is_given_up() {
    let bench = Bench::new();
    // All are made beforehand: what is made while the slow one is worked on gives it time to come to its end.
    let (quick, other) = (job(Want::Errors, 2), job(Want::Points(Side::Users, None), 2));
    let [first, second, third] = [slow(), slow(), slow()];
    bench.beside.want(vec![first]);
    bench.beside.want(vec![quick.clone()]);
    assert_eq!(bench.done().job, quick);
    // The same from other factors is another thing.
    bench.beside.want(vec![second]);
    bench.beside.want(vec![other.clone()]);
    assert_eq!(bench.done().job, other);
    bench.beside.want(vec![third]);
    bench.beside.want(Vec::new());
    assert!(bench.told.try_iter().all(|told| matches!(told, News::Long)));
}

#[test]
fn a_session_that_outruns_it_still_sees_something_of_everything() {
    let bench = Bench::new();
    let source = Source::new(Arc::new(large()));
    let mut options = Options::new(Method::Als);
    [Setting::Factors(40), Setting::Lambda(0.1)].into_iter().for_each(|setting| options.set(setting));
    let mut session = Session::new(source, options, 1 << 20);
    let wanted = [Want::Points(Side::Users, None), AXES, Want::Errors];
    let mut seen = Vec::new();
    let deadline = Instant::now() + DEADLINE;
    // A snapshot follows the other, and each time all is wanted anew.
    while seen.len() < 2 || wanted.iter().any(|want| !seen.contains(want)) {
        assert!(Instant::now() < deadline, "only {seen:?} came");
        let snapshot = Arc::new(session.snapshot());
        bench.beside.want(wanted.iter().map(|want| Job::new(*want, Arc::clone(&snapshot))).collect());
        for told in bench.told.try_iter() {
            if let News::Done(derived) = told {
                assert!(!matches!(derived.value, Found::Near(_)));
                seen.push(derived.job.want);
            }
        }
    }
}

#[test]
fn dropping_it_does_not_wait_and_ends_the_thread() {
    for jobs in [vec![], vec![slow()], vec![job(Want::Errors, 2), slow()]] {
        let held = Arc::new(());
        let alive = Arc::downgrade(&held);
        let beside = Beside::start(move |_| drop(Arc::clone(&held))).unwrap();
        beside.want(jobs);
        drop(beside);
        let deadline = Instant::now() + DEADLINE;
        while alive.upgrade().is_some() {
            assert!(Instant::now() < deadline, "the thread does not end");
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}
