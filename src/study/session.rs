//! A session: one fit that is stepped forth and back in time, changed on the way, and run again.

use super::{
    Grain, Point, Run, Snapshot, Source, State, Verdict, What,
    history::History,
    run::Change,
    snapshot::{Done, Position},
    verdict::Watch,
};
use crate::{
    data::{ItemId, Share, UserId},
    model::{Options, Parameter, Real, Setting, Touched},
};
use std::sync::Arc;

/// How fast a running session goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Speed {
    /// What is done at a time.
    pub grain: Grain,
    /// How many of them a second; `None` for as fast as it goes.
    pub per_second: Option<f64>,
}

impl Default for Speed {
    fn default() -> Self {
        Self { grain: Grain::Unit, per_second: Some(4.0) }
    }
}

/// What a session can be told to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// Go on by so many grains. From the past this starts a new branch.
    Step(Grain, u64),
    /// Go back in time by so many grains.
    Back(Grain, u64),
    /// Go forward along what was already done.
    Forward(Grain, u64),
    /// Go to a step of the run; beyond its end counts as the end.
    Goto(u64),
    /// Keep stepping, or stop.
    Run(bool),
    /// How fast to keep stepping.
    Speed(Speed),
    /// Give up what is under way.
    Stop,
    /// Begin a new run from fresh factors, with these options changed.
    Restart(Vec<Setting>),
    /// Change an option and go on from the present factors.
    Set(Setting),
    /// Set, add or remove a rating and go on.
    Rate(UserId, ItemId, Option<f64>),
    /// Take back the last change of a rating.
    Undo,
    /// Hold out a share of the ratings by seed, and begin a new run.
    HoldOut(Share, u64),
    /// Return to an earlier run or branch, by its number from 1.
    Branch(usize),
}

/// What a session is on its way to.
enum Goal<T> {
    /// The end of the current grain, then `more` of them.
    Step { grain: Grain, more: u64 },
    /// A step in the past or future of the run, replayed from a keyframe.
    Travel { replay: Box<State<T>>, at: u64, to: u64, grain: Grain },
}

/// At most this many earlier runs and branches are kept.
const MOST_PAST: usize = 8;

/// One fit and its past. Everything it holds follows from the run's origin and its changes, so going back is a
/// replay from the nearest keyframe, and always gives the same bits.
pub struct Session<T> {
    state: State<T>,
    step: u64,
    run: Run<T>,
    past: Vec<Run<T>>,
    history: History<T>,
    here: Point,
    last: Option<Done>,
    goal: Option<Goal<T>>,
    running: bool,
    speed: Speed,
    watch: Watch,
    verdict: Verdict,
    undo: Vec<(UserId, ItemId, Option<f64>)>,
    notice: Option<String>,
}

impl<T: Real> Session<T> {
    /// A session at step 0 of its first run; `memory` is the budget for history in bytes.
    pub fn new(source: Source, options: Options, memory: usize) -> Self {
        let state = State::fresh(source, options);
        let run = Run::new(state.clone());
        let mut history = History::new(memory);
        history.restart(&run.origin);
        let here = run.curve[0];
        Self {
            state,
            step: 0,
            run,
            past: Vec::new(),
            history,
            here,
            last: None,
            goal: None,
            running: false,
            speed: Speed::default(),
            watch: Watch::default(),
            verdict: Verdict::default(),
            undo: Vec::new(),
            notice: None,
        }
    }

    /// The present state.
    pub fn state(&self) -> &State<T> {
        &self.state
    }

    /// The present step.
    pub fn step(&self) -> u64 {
        self.step
    }

    /// The last step that was reached.
    pub fn end(&self) -> u64 {
        self.run.end
    }

    /// The present moment, measured.
    pub fn here(&self) -> &Point {
        &self.here
    }

    /// The error curve of the present run.
    pub fn curve(&self) -> &[Point] {
        &self.run.curve
    }

    /// Earlier runs and branches, oldest first.
    pub fn past(&self) -> &[Run<T>] {
        &self.past
    }

    /// How the fit is doing.
    pub fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// Whether it keeps stepping.
    pub fn running(&self) -> bool {
        self.running
    }

    /// How fast it keeps stepping.
    pub fn speed(&self) -> Speed {
        self.speed
    }

    /// Whether there is a goal that [`Session::work`] has not reached.
    pub fn busy(&self) -> bool {
        self.goal.is_some()
    }

    /// What there is to say about the last order, once.
    pub fn take_notice(&mut self) -> Option<String> {
        self.notice.take()
    }

    /// How many keyframes are held, and in how many bytes.
    pub fn memory(&self) -> (usize, usize) {
        (self.history.len(), self.history.bytes())
    }

    /// Takes an order and does it to the end.
    pub fn obey(&mut self, order: Order) {
        self.take(order);
        while self.work(u64::MAX) {}
    }

    /// Takes an order; what takes time is only begun, and done by [`Session::work`].
    pub fn take(&mut self, order: Order) {
        match order {
            Order::Step(_, 0) | Order::Back(_, 0) | Order::Forward(_, 0) => {}
            Order::Step(grain, times) => self.begin_step(grain, times),
            Order::Back(grain, times) => {
                self.pause();
                let to = (0..times).fold(self.step, |at, _| self.boundary_before(at, grain));
                self.travel(to, grain);
            }
            Order::Forward(grain, times) => {
                self.pause();
                let to = (0..times).fold(self.step, |at, _| self.boundary_after(at, grain).min(self.run.end));
                if to == self.step {
                    self.notice = Some("this is the last step so far; go on with a step".into());
                }
                self.travel(to, grain);
            }
            Order::Goto(to) => {
                self.pause();
                self.travel(to.min(self.run.end), Grain::Unit);
            }
            Order::Run(on) => {
                if on && self.verdict == Verdict::Diverged && self.step == self.run.end {
                    self.notice = Some(self.advice());
                } else {
                    self.running = on;
                }
                if !on {
                    self.goal = None;
                }
            }
            Order::Speed(speed) => self.speed = speed,
            Order::Stop => self.pause(),
            Order::Restart(settings) => {
                let mut options = self.state.options.clone();
                settings.into_iter().for_each(|s| options.set(s));
                self.restart(State::fresh(self.state.source.clone(), options));
            }
            Order::HoldOut(share, seed) => {
                let source = self.state.source.held_out(share, seed);
                self.restart(State::fresh(source, self.state.options.clone()));
            }
            Order::Set(setting) => self.change(Change::Set(setting)),
            Order::Rate(i, j, value) => {
                let old = self.state.source.all.get(i, j);
                if old != value {
                    self.undo.push((i, j, old));
                    self.change(Change::Rate(i, j, value));
                }
            }
            Order::Undo => match self.undo.pop() {
                Some((i, j, old)) => self.change(Change::Rate(i, j, old)),
                None => self.notice = Some("no rating was changed that could be taken back".into()),
            },
            Order::Branch(number) => self.reopen(number),
        }
    }

    /// Works towards the goal, at most `units` units at a time. Returns whether there is more to do.
    pub fn work(&mut self, units: u64) -> bool {
        match self.goal.take() {
            None => false,
            Some(Goal::Step { grain, more }) => {
                self.work_step(grain, more, units);
                self.goal.is_some()
            }
            Some(Goal::Travel { replay, at, to, grain }) => {
                self.work_travel(replay, at, to, grain, units);
                self.goal.is_some()
            }
        }
    }

    /// How far a replay has come, from 0 to 1.
    pub fn progress(&self) -> Option<f64> {
        match &self.goal {
            Some(Goal::Travel { at, to, .. }) if *to > 0 => Some(*at as f64 / *to as f64),
            _ => None,
        }
    }

    /// The present, for everyone to look at.
    pub fn snapshot(&mut self) -> Snapshot {
        let state = &self.state;
        // Trails cost a copy of the factors each: they are drawn for models that are small enough to be followed.
        let trail_length = (200_000 / state.factors.parameters().max(1)).min(16);
        let trail = if trail_length < 2 { Vec::new() } else { self.history.sample(self.step, trail_length) };
        Snapshot {
            source: state.source.clone(),
            options: state.options.clone(),
            factors: Arc::new(state.factors.cast()),
            basis: state.basis().map(|b| Arc::new(b.cast())),
            trail: trail.into_iter().map(|s| Arc::new(s.factors.cast())).collect(),
            position: Position {
                step: self.step,
                end: self.run.end,
                pass: state.pass,
                unit: state.unit,
                halves: state.halves(),
                passes: state.passes(),
            },
            next: state.next_touch(),
            here: self.here,
            curve: Arc::clone(&self.run.curve),
            past: self.past.iter().map(|r| Arc::clone(&r.curve)).collect(),
            last: self.last.clone(),
            verdict: self.verdict,
            advice: (self.verdict != Verdict::Learning).then(|| self.advice()),
            running: self.running,
            speed: self.speed,
            progress: self.progress(),
            notice: self.notice.take(),
            undoable: !self.undo.is_empty(),
            memory: self.memory(),
        }
    }

    fn pause(&mut self) {
        self.running = false;
        self.goal = None;
    }

    // ---- forward -------------------------------------------------------------------------------------------------

    fn begin_step(&mut self, grain: Grain, times: u64) {
        if self.state.units_per_pass() == 0 {
            self.pause();
            self.notice = Some("there is no rating to learn from".into());
            return;
        }
        self.branch();
        self.goal = Some(Goal::Step { grain, more: times - 1 });
    }

    /// Stepping on from the past leaves what followed as a branch of its own.
    fn branch(&mut self) {
        if self.step == self.run.end {
            return;
        }
        let old = self.run.clone();
        self.notice = Some(format!(
            "a new branch from step {}: the old one, up to step {}, stays as run {} and is drawn faintly",
            self.step,
            old.end,
            self.past.len().min(MOST_PAST - 1) + 1,
        ));
        self.shelve(old);
        self.run.cut(self.step);
        self.history.cut(self.step);
        if self.run.point_at(self.step).step != self.step {
            self.run.push(self.here);
        }
        self.watch.clear();
        self.verdict = Verdict::Learning;
    }

    fn shelve(&mut self, run: Run<T>) {
        if self.past.len() == MOST_PAST {
            self.past.remove(0);
        }
        self.past.push(run);
    }

    fn work_step(&mut self, grain: Grain, more: u64, units: u64) {
        let left = self.boundary_after(self.step, grain) - self.step;
        let take = left.min(units.max(1));
        if left == 1 {
            self.one_unit();
        } else {
            self.state.advance(take);
            self.step += take;
            self.last = None;
        }
        if take < left {
            self.goal = Some(Goal::Step { grain, more });
            return;
        }
        let what = self.what_ended(grain);
        if !self.arrive(what) {
            return;
        }
        if more > 0 {
            self.goal = Some(Goal::Step { grain, more: more - 1 });
        }
    }

    /// Does the next unit and notes what it changed.
    fn one_unit(&mut self) {
        let touched = self.state.next_touch();
        let before = touched.map(|t| values(&self.state, t));
        self.state.advance(1);
        self.step += 1;
        self.last = touched.zip(before).map(|(touched, before)| Done { what: What::Unit(touched), before });
    }

    /// What a step of `grain` that ends here amounts to.
    fn what_ended(&self, grain: Grain) -> What {
        match (grain, &self.last) {
            (Grain::Unit, Some(done)) => done.what,
            (Grain::Half, _) => What::Half(self.half_before()),
            _ => What::Pass,
        }
    }

    /// What the half-step goes over that ends where the state is.
    fn half_before(&self) -> &'static str {
        let halves = self.state.halves();
        let mut end = 0;
        for half in &halves {
            end += half.units;
            if end == self.state.unit {
                return half.over;
            }
        }
        halves.last().map_or("", |h| h.over)
    }

    /// Measures where the fit has come to. Returns false when it had to be stopped.
    fn arrive(&mut self, what: What) -> bool {
        let point = Point::of(&self.state, self.step, what);
        if !point.train.sse.is_finite() || !self.state.factors.finite() {
            self.retreat();
            return false;
        }
        if what.grain() != Grain::Unit {
            self.last = Some(Done { what, before: Vec::new() });
        }
        self.here = point;
        self.run.push(point);
        self.history.offer(self.step, &self.state);
        // Far below the largest number there is, but no model of ratings comes back from it.
        let beyond = if T::max_value().wide() > 1e300 { 1e60 } else { 1e20 };
        if point.train.sse > beyond {
            self.verdict = Verdict::Diverged;
        } else if self.state.unit == 0 && !matches!(what, What::Change(_)) {
            self.verdict = self.watch.pass(point.objective());
        }
        if self.verdict == Verdict::Diverged || (self.running && self.verdict == Verdict::Settled) {
            self.pause();
            self.notice = Some(self.advice());
            return false;
        }
        true
    }

    /// The numbers overflowed: back to the last moment that was still finite.
    fn retreat(&mut self) {
        let good = *self.run.point_at(self.run.end);
        self.pause();
        self.step = good.step;
        self.travel(good.step, good.what.grain());
        while self.work(u64::MAX) {}
        self.verdict = Verdict::Diverged;
        self.notice = Some(self.advice());
    }

    /// The verdict in words, and what to do.
    fn advice(&self) -> String {
        let alpha = self.state.options.alpha;
        let mse = self.here.train.mse();
        let (_, pass) = self.state.options.method.words();
        match self.verdict {
            Verdict::Learning => String::new(),
            Verdict::Settled => format!("settled: the last {pass}s changed nothing that counts (MSE {mse:.6})"),
            Verdict::Oscillates if self.state.options.method.has_alpha() => {
                format!("alpha {alpha} overshoots, so the error goes up and down for ever: try {}", alpha / 2.0)
            }
            Verdict::Oscillates => "the error goes up and down and gets nowhere: try a larger lambda".into(),
            Verdict::Diverged if self.state.options.method.has_alpha() => format!(
                "alpha {alpha} overshoots, and each step makes the error larger: stopped before the numbers overflow; try {}",
                alpha / 2.0
            ),
            Verdict::Diverged => "the factors grow beyond all bounds: stopped; try a larger lambda".into(),
        }
    }

    // ---- time ----------------------------------------------------------------------------------------------------

    /// The step at which the grain ends that `step` is in, in the stretch between two changes.
    fn boundary_after(&self, step: u64, grain: Grain) -> u64 {
        if self.run.changes.contains_key(&step) || grain == Grain::Unit {
            return step + 1;
        }
        let (start, lengths) = self.stretch(step, grain);
        let total: u64 = lengths.iter().sum();
        let into = (step - start) % total.max(1);
        let mut end = 0;
        let next = lengths.iter().map(|l| {
            end += l;
            end
        });
        let next = next.into_iter().find(|end| *end > into).unwrap_or(1);
        let after = step - into + next;
        match self.run.changes.range(step..).next() {
            Some((&change, _)) if change < self.run.end => after.min(change),
            _ => after,
        }
    }

    /// The step at which the grain before `step` began.
    fn boundary_before(&self, step: u64, grain: Grain) -> u64 {
        let Some(before) = step.checked_sub(1) else { return 0 };
        if self.run.changes.contains_key(&before) || grain == Grain::Unit {
            return before;
        }
        let (start, lengths) = self.stretch(before, grain);
        let total: u64 = lengths.iter().sum();
        let into = (before - start) % total.max(1);
        let mut begin = 0;
        for length in lengths {
            if begin + length > into {
                break;
            }
            begin += length;
        }
        before - into + begin
    }

    /// Where the stretch without a change begins that holds `step`, and how many units each grain of a pass has in it.
    fn stretch(&self, step: u64, grain: Grain) -> (u64, Vec<u64>) {
        let start = self.run.stretch_start(step);
        // Within a stretch the shape of a pass is fixed; only the present one's is at hand without a replay.
        let halves = if start == self.run.stretch_start(self.step) && !self.run.changes.contains_key(&self.step) {
            self.state.halves()
        } else {
            self.state_at(start).halves()
        };
        let lengths: Vec<u64> = halves.iter().map(|h| h.units as u64).filter(|units| *units > 0).collect();
        match grain {
            Grain::Half => (start, lengths),
            _ => (start, vec![lengths.iter().sum::<u64>().max(1)]),
        }
    }

    /// A state whose ratings and options are those of `step`; its factors are not replayed.
    fn state_at(&self, step: u64) -> State<T> {
        let mut state = (*self.run.origin).clone();
        for change in self.run.changes.range(..step).map(|(_, c)| *c) {
            apply(&mut state, change);
        }
        state
    }

    /// Sets out for a step of the run.
    fn travel(&mut self, to: u64, grain: Grain) {
        let Some((at, frame)) = self.history.before(to.saturating_sub(1)) else { return };
        self.goal = Some(Goal::Travel { replay: Box::new(State::clone(frame)), at, to, grain });
    }

    fn work_travel(&mut self, mut replay: Box<State<T>>, at: u64, to: u64, grain: Grain, units: u64) {
        // Up to the step before the last, so that what the last one changed can be shown.
        let stop = to.saturating_sub(1);
        let reached = replay_to(&self.run, &mut replay, at, stop.min(at.saturating_add(units)));
        if reached < stop {
            self.goal = Some(Goal::Travel { replay, at: reached, to, grain });
            return;
        }
        self.state = *replay;
        self.step = stop;
        self.last = None;
        let mut what = What::Start;
        if to > 0 {
            match self.run.changes.get(&stop) {
                Some(&change) => {
                    apply(&mut self.state, change);
                    self.step += 1;
                    what = What::Change(change);
                    self.last = Some(Done { what, before: Vec::new() });
                }
                None => {
                    self.one_unit();
                    what = self.what_ended(grain);
                    if grain != Grain::Unit && self.boundary_after(self.boundary_before(to, grain), grain) == to {
                        self.last = Some(Done { what, before: Vec::new() });
                    } else if let Some(done) = &self.last {
                        what = done.what;
                    }
                }
            }
        }
        self.here = Point::of(&self.state, self.step, what);
        self.watch.clear();
        self.verdict = Verdict::Learning;
    }

    // ---- changes -------------------------------------------------------------------------------------------------

    fn change(&mut self, change: Change) {
        let running = self.running;
        self.pause();
        self.branch();
        self.run.changes.insert(self.step, change);
        apply(&mut self.state, change);
        self.step += 1;
        self.last = Some(Done { what: What::Change(change), before: Vec::new() });
        self.watch.clear();
        self.verdict = Verdict::Learning;
        self.running = running;
        self.arrive(What::Change(change));
    }

    fn restart(&mut self, state: State<T>) {
        self.pause();
        let fresh = Run::new(state);
        let old = std::mem::replace(&mut self.run, fresh);
        if old.end > 0 {
            self.shelve(old);
        }
        self.undo.clear();
        self.open_at(0);
    }

    /// Puts the present run away and takes up an earlier one, where it ended.
    fn reopen(&mut self, number: usize) {
        if number == 0 || number > self.past.len() {
            self.notice = Some(match self.past.len() {
                0 => "there is no earlier run".into(),
                n => format!("there is no run {number}; there are 1 to {n}"),
            });
            return;
        }
        self.pause();
        let old = self.past.remove(number - 1);
        let end = old.end;
        let present = std::mem::replace(&mut self.run, old);
        self.past.push(present);
        self.undo.clear();
        self.open_at(end);
        self.notice = Some(format!("back in run {number}, at its end; the one left is now run {}", self.past.len()));
    }

    /// Begins with the origin of the run that has just become the present one, and sets out for `step`.
    fn open_at(&mut self, step: u64) {
        self.history.restart(&self.run.origin);
        self.state = (*self.run.origin).clone();
        self.step = 0;
        self.here = self.run.curve[0];
        self.last = None;
        self.watch.clear();
        self.verdict = Verdict::Learning;
        if step > 0 {
            self.travel(step, Grain::Pass);
        }
    }
}

/// Replays a run from step `at` to `to` and returns where it came to.
fn replay_to<T: Real>(run: &Run<T>, state: &mut State<T>, mut at: u64, to: u64) -> u64 {
    while at < to {
        match run.changes.range(at..to).next() {
            Some((&step, &change)) => {
                state.advance(step - at);
                apply(state, change);
                at = step + 1;
            }
            None => {
                state.advance(to - at);
                at = to;
            }
        }
    }
    at
}

fn apply<T: Real>(state: &mut State<T>, change: Change) {
    match change {
        Change::Set(setting) => state.set(setting),
        Change::Rate(i, j, value) => state.rate(i, j, value),
    }
}

/// The numbers that a unit is about to change: a row's factors and bias, one parameter, or a user's row and an item's.
fn values<T: Real>(state: &State<T>, touched: Touched) -> Vec<f64> {
    let factors = &state.factors;
    let row = |of| {
        let bias = factors.bias.is_some().then(|| factors.bias_of(of).wide());
        factors.of(of).iter().map(|v| v.wide()).chain(bias).collect::<Vec<_>>()
    };
    match touched {
        Touched::Row(of) => row(of),
        Touched::Parameter(at @ Parameter { .. }) => vec![factors.get(at).wide()],
        Touched::Rating(i, j) => [row(i.into()), row(j.into())].concat(),
    }
}
