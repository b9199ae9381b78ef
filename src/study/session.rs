//! A session: one fit that is stepped forth and back in time, changed on the way, and run again.

mod begin;
mod forward;
mod travel;

use super::{
    Grain, Mark, Notice, Opened, Order, Point, Run, Snapshot, Source, Speed, State, Verdict,
    history::History,
    lab::Lab,
    run::{Change, Edit},
    snapshot::{Done, Position},
    verdict::Watch,
};
use crate::{
    data::{Entity, ItemId, Side, UserId},
    model::{Options, Setting},
};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

/// What a session is on its way to.
enum Goal {
    /// The end of the current grain, then `more` of them.
    Step { grain: Grain, more: u64 },
    /// A step in the past or future of the run, replayed from a keyframe.
    Travel { replay: Box<State>, at: u64, to: u64, grain: Grain },
}

/// What was remembered under a mark: the moment itself, so that nothing has to be replayed to come back to it.
struct Marked {
    state: State,
    step: u64,
    here: Point,
    last: Option<Done>,
    run: Run,
    past: Vec<Run>,
    history: History,
    speed: Speed,
    opened: Opened,
}

/// At most this many earlier runs and branches are kept.
const MOST_PAST: usize = 8;

/// One fit and its past. Everything it holds follows from the run's origin and its changes, so going back is a
/// replay from the nearest keyframe, and always gives the same bits.
pub struct Session {
    state: State,
    step: u64,
    run: Run,
    past: Vec<Run>,
    history: History,
    here: Point,
    last: Option<Done>,
    goal: Option<Goal>,
    /// Orders that came while the goal was under way.
    waiting: VecDeque<Order>,
    running: bool,
    speed: Speed,
    watch: Watch,
    verdict: Verdict,
    notice: Option<Notice>,
    marks: BTreeMap<Mark, Marked>,
    /// How many orders came, and how many of them were done when last all were.
    taken: u64,
    answered: u64,
    opened: Opened,
    own: begin::Own,
    lab: Lab,
}

impl Session {
    /// A session at step 0 of its first run; `memory` is the budget for history in bytes.
    pub fn new(source: Source, options: Options, memory: usize) -> Self {
        let own = begin::Own { source: source.clone(), options: options.clone(), memory };
        let precision = options.precision;
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
            waiting: VecDeque::new(),
            running: false,
            speed: Speed::default(),
            watch: Watch::of(precision),
            verdict: Verdict::default(),
            notice: None,
            marks: BTreeMap::new(),
            taken: 0,
            answered: 0,
            opened: Opened::default(),
            own,
            lab: Lab::default(),
        }
    }

    /// The present state.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The present step.
    pub fn step(&self) -> u64 {
        self.step
    }

    /// The last step that was reached.
    pub fn end(&self) -> u64 {
        self.run.end.max(self.step)
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
    pub fn past(&self) -> &[Run] {
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

    /// Whether there is something that [`Session::work`] has not done yet.
    pub fn busy(&self) -> bool {
        self.stepping() || self.lab.busy()
    }

    /// Whether the fit itself is on its way somewhere; otherwise what is not done yet is an experiment beside it.
    pub fn stepping(&self) -> bool {
        self.goal.is_some()
    }

    /// What there is to say about the last order, once.
    pub fn take_notice(&mut self) -> Option<Notice> {
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
        self.taken += 1;
        let order = if order == Order::Toggle { Order::Run(!self.running) } else { order };
        if self.must_wait(&order) {
            self.waiting.push_back(order);
        } else {
            if matches!(order, Order::Recall(_)) {
                self.waiting.clear();
            }
            self.act(order);
            self.take_waiting();
        }
    }

    /// Begins the next grain of a session that keeps stepping, unless something is under way.
    pub fn tick(&mut self) {
        if self.running && !self.stepping() {
            self.begin_step(self.speed.grain, 1);
        }
    }

    /// Works at most `units` units: steps that are under way first, then an experiment. Returns whether there is more to do.
    pub fn work(&mut self, units: u64) -> bool {
        if self.stepping() {
            self.work_goal(units);
            self.take_waiting();
        } else {
            self.lab.work(units);
        }
        self.busy()
    }

    fn work_goal(&mut self, units: u64) {
        match self.goal.take() {
            None => {}
            Some(Goal::Step { grain, more }) => self.work_step(grain, more, units),
            Some(Goal::Travel { replay, at, to, grain }) => self.work_travel(replay, at, to, grain, units),
        }
    }

    fn take_waiting(&mut self) {
        while self.goal.is_none()
            && let Some(order) = self.waiting.pop_front()
        {
            self.act(order);
        }
    }

    fn must_wait(&self, order: &Order) -> bool {
        let travels = matches!(self.goal, Some(Goal::Travel { .. }));
        match order {
            Order::Stop | Order::Run(false) | Order::Speed(_) | Order::Lab(_) => false,
            // What is under way leads nowhere any more, unless it is to be remembered first.
            Order::Recall(mark) if self.marks.contains_key(mark) => {
                self.waiting.iter().any(|order| matches!(order, Order::Mark(_)))
            }
            // Who holds down the key for back does not wait for each replay: only where it leads is changed.
            Order::Back(..) | Order::Forward(..) | Order::Goto(_) if travels && self.waiting.is_empty() => false,
            _ => self.stepping() && !self.running,
        }
    }

    fn act(&mut self, order: Order) {
        match order {
            Order::Step(_, 0) | Order::Back(_, 0) | Order::Forward(_, 0) => {}
            Order::Step(grain, times) => {
                self.pause();
                self.begin_step(grain, times);
            }
            Order::Back(grain, times) => {
                let from = self.depart();
                if from == 0 {
                    self.say("this is the start");
                }
                self.go(self.run.back(from, grain, times), grain);
            }
            Order::Forward(grain, times) => {
                let from = self.depart();
                if from == self.run.end {
                    self.say("this is the last step so far; go on with a step");
                }
                self.go(self.run.forward(from, grain, times), grain);
            }
            Order::Goto(to) => {
                self.depart();
                self.go(to.min(self.run.end), Grain::Unit);
            }
            Order::Run(true) if self.verdict == Verdict::Diverged && self.step == self.run.end => {
                self.refuse(self.advice());
            }
            Order::Run(true) => self.running = true,
            Order::Toggle => self.act(Order::Run(!self.running)),
            Order::Run(false) | Order::Stop => {
                if order == Order::Stop {
                    self.lab.stop();
                }
                self.waiting.retain(|order| matches!(order, Order::Mark(_) | Order::Recall(_)));
                self.pause();
            }
            Order::Speed(speed) => self.speed = speed,
            Order::Restart(settings) => self.restart_with(settings),
            Order::HoldOut(share, seed) => {
                self.pause();
                let source = self.state.source.held_out(share, seed);
                if source.split.train.is_empty() && !source.all.is_empty() {
                    return self.refuse("that would leave no rating to learn from; hold out fewer, or by another seed");
                }
                self.restart(State::fresh(source, self.state.options.clone()));
            }
            Order::Set(setting) => match self.refusal(&self.state.options, setting) {
                Some(why) => self.refuse(why),
                None => self.change(Change::Set(setting), None),
            },
            Order::Rate(i, j, value) => self.rate(i, j, value),
            Order::Undo => {
                self.land();
                match self.run.edits_at(self.step).pop() {
                    Some((i, j, old)) => self.change(Change::Rate(i, j, old), Some(Edit::TakenBack)),
                    None => self.refuse("no rating was changed that could be taken back"),
                }
            }
            Order::Branch(number) => self.reopen(number),
            Order::Mark(mark) => self.mark(mark),
            Order::Recall(mark) => self.recall(mark),
            Order::SetFactor(at, value) => self.set_factor(at, value),
            Order::Basis(x, y, basis) => self.change_basis(x, y, basis),
            Order::Given(known) => self.start_from(known),
            Order::Open(what) => self.open_other(what),
            Order::Lab(ask) => self.lab.ask(&ask, &self.state.source, &self.state.options),
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
        if self.waiting.is_empty() && (self.goal.is_none() || self.running) {
            self.answered = self.taken;
        }
        let state = &self.state;
        self.lab.keep(&state.source);
        // Trails cost a copy of the factors each: they are drawn for models that are small enough to be followed.
        let trail_length = (200_000 / state.model.parameters().max(1)).min(16);
        let trail = if trail_length < 2 { Vec::new() } else { self.history.sample(self.step, trail_length) };
        let path_length = (200_000 / state.model.parameters().max(1)).min(256);
        let path = if path_length < 2 { Vec::new() } else { self.history.path(self.step, path_length) };
        Snapshot {
            opened: self.opened,
            source: state.source.clone(),
            options: state.options.clone(),
            model: Arc::clone(&state.model),
            basis: state.basis().cloned(),
            trail: trail.into_iter().map(|state| Arc::clone(&state.model)).collect(),
            path: path.into_iter().map(|state| Arc::clone(&state.model)).collect(),
            position: Position {
                step: self.step,
                end: self.end(),
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
            rounding: f64::max(1e-12, 8.0 * state.options.precision.epsilon()),
            verdict: self.verdict,
            advice: self.verdict.advice(&state.options, self.here.train.mse()),
            running: self.running,
            speed: self.speed,
            progress: self.progress(),
            waiting: self.waiting.len(),
            answered: self.answered,
            notice: self.notice.take(),
            undoable: !self.run.edits_at(self.step).is_empty(),
            memory: self.memory(),
            lab: self.lab.finding(),
        }
    }

    /// Ends whatever is under way, where it is.
    fn pause(&mut self) {
        self.halt();
        self.land();
    }

    fn halt(&mut self) {
        self.running = false;
        self.goal = None;
    }

    /// Adds to what there is to say.
    fn say(&mut self, text: impl Into<String>) {
        self.notice = Notice::join(self.notice.take(), Some(Notice::Say(text.into())));
    }

    /// The same of something that could not be done.
    fn refuse(&mut self, why: impl Into<String>) {
        self.notice = Notice::join(self.notice.take(), Some(Notice::Warn(why.into())));
    }

    /// The verdict in words, and what to do.
    fn advice(&self) -> String {
        self.verdict.advice(&self.state.options, self.here.train.mse()).unwrap_or_default()
    }

    /// Why a setting is not to be had, in a sentence.
    fn refusal(&self, options: &Options, setting: Setting) -> Option<String> {
        self.state.source.refusal(setting).or_else(|| options.unread(setting))
    }

    fn restart_with(&mut self, settings: Vec<Setting>) {
        let mut options = self.state.options.clone();
        for setting in settings {
            if let Some(why) = self.refusal(&options, setting) {
                return self.refuse(why);
            }
            options.set(setting);
        }
        self.pause();
        let wanted = options.factors;
        let state = State::fresh(self.state.source.clone(), options);
        let z = state.options.factors;
        if z != wanted {
            self.say(format!("the factors that were given have {z} columns, so there are as many"));
        }
        self.restart(state);
    }

    /// Puts the present run away, unless nothing was done in it, and begins a new one.
    fn restart(&mut self, state: State) {
        let mut fresh = Run::new(state);
        fresh.earlier = self.run.edits_at(self.step);
        let old = std::mem::replace(&mut self.run, fresh);
        if old.end > 0 {
            self.shelve(old);
        }
        self.open();
    }

    /// Puts the present run away and takes up an earlier one, where it ended.
    fn reopen(&mut self, number: usize) {
        self.pause();
        if number == 0 || number > self.past.len() {
            self.refuse(match self.past.len() {
                0 => "there is no earlier run".into(),
                n => format!("there is no run {number}; there are 1 to {n}"),
            });
            return;
        }
        let old = self.past.remove(number - 1);
        let present = std::mem::replace(&mut self.run, old);
        self.past.push(present);
        self.open();
        self.travel(self.run.end, Grain::Pass);
        self.say(format!("back in run {number}, at its end; the one left is now run {}", self.past.len()));
    }

    /// Remembers everything as it is.
    fn mark(&mut self, mark: Mark) {
        self.pause();
        let marked = Marked {
            state: self.state.clone(),
            step: self.step,
            here: self.here,
            last: self.last.clone(),
            run: self.run.clone(),
            past: self.past.clone(),
            history: self.history.clone(),
            speed: self.speed,
            opened: self.opened,
        };
        self.marks.insert(mark, marked);
    }

    /// Comes back to what was remembered, which stays remembered.
    fn recall(&mut self, mark: Mark) {
        self.pause();
        let Some(marked) = self.marks.get(&mark) else { return self.refuse("nothing was remembered to come back to") };
        (self.state, self.step) = (marked.state.clone(), marked.step);
        (self.here, self.last) = (marked.here, marked.last.clone());
        (self.run, self.past) = (marked.run.clone(), marked.past.clone());
        (self.history, self.speed) = (marked.history.clone(), marked.speed);
        if marked.opened.times != self.opened.times {
            // Other ratings than those that were open count as opened once more: no two openings have the same number.
            self.opened = Opened { what: marked.opened.what, times: self.opened.times + 1 };
        }
        self.judge_anew();
    }

    fn shelve(&mut self, run: Run) {
        if self.past.len() == MOST_PAST {
            self.past.remove(0);
        }
        self.past.push(run);
    }

    /// Begins with the origin of the run that has just become the present one.
    fn open(&mut self) {
        self.history.restart(&self.run.origin);
        self.state = (*self.run.origin).clone();
        self.step = 0;
        self.here = self.run.curve[0];
        self.last = None;
        self.watch.clear();
        self.verdict = Verdict::Learning;
    }

    fn rate(&mut self, i: UserId, j: ItemId, value: Option<f64>) {
        self.land();
        let all = &self.state.source.all;
        let known = |of: Entity| of.index() < all.count(of.side());
        if !(known(i.into()) && known(j.into())) {
            let (users, items) = (all.count(Side::Users), all.count(Side::Items));
            return self.refuse(format!("there is no such cell; there are {users} users and {items} items"));
        }
        if value.is_some_and(|value| !value.is_finite()) {
            return self.refuse("a rating is a finite number");
        }
        let old = all.get(i, j);
        if old != value {
            self.change(Change::Rate(i, j, value), Some(Edit::Made(i, j, old)));
        }
    }
}
