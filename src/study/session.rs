//! A session: one fit that is stepped forth and back in time, changed on the way, and run again.

mod begin;
mod change;
mod fit;

use super::{
    Grain, Mark, Notice, Opened, Order, Point, Run, Snapshot, Source, Speed, State, Verdict, What,
    lab::{Finding, Lab},
    snapshot::Position,
};
use crate::model::Options;
use fit::{Arrived, Fit, Journey};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

/// What a session is on its way to.
enum Goal {
    /// The end of the current grain, then `more` of them.
    Step { grain: Grain, more: u64 },
    /// A step in the past or future of the run.
    Travel(Journey),
}

/// What a mark remembers: the fit, and what was found in the Lab beside it.
struct Marked {
    fit: Fit,
    finding: Option<Arc<Finding>>,
}

/// One fit with its past, what it is on its way to, and what it was told.
pub struct Session {
    fit: Fit,
    marks: BTreeMap<Mark, Marked>,
    own: begin::OwnRatings,
    lab: Lab,
    goal: Option<Goal>,
    running: bool,
    /// Orders that came while the goal was under way.
    waiting: VecDeque<Order>,
    /// How many orders came, and how many of them were done when last all were.
    taken: u64,
    answered: u64,
    notice: Option<Notice>,
}

impl Session {
    /// A session at step 0 of its first run; `memory` is the budget for history in bytes.
    pub fn new(source: Source, options: Options, memory: usize) -> Self {
        let own = begin::OwnRatings { source: source.clone(), options: options.clone(), memory };
        Self {
            fit: Fit::new(source, options, memory, Opened::default()),
            marks: BTreeMap::new(),
            own,
            lab: Lab::default(),
            goal: None,
            running: false,
            waiting: VecDeque::new(),
            taken: 0,
            answered: 0,
            notice: None,
        }
    }

    /// The present state.
    pub fn state(&self) -> &State {
        self.fit.state()
    }

    /// The present step.
    pub fn step(&self) -> u64 {
        self.fit.step()
    }

    /// The last step that was reached.
    pub fn end(&self) -> u64 {
        self.fit.end()
    }

    /// The present moment, measured.
    pub fn here(&self) -> &Point {
        self.fit.here()
    }

    /// The error curve of the present run.
    pub fn curve(&self) -> &[Point] {
        &self.fit.run().curve
    }

    /// Earlier runs and branches, oldest first.
    pub fn past(&self) -> &[Run] {
        self.fit.past()
    }

    /// How the fit is doing.
    pub fn verdict(&self) -> Verdict {
        self.fit.verdict()
    }

    /// Whether it keeps stepping.
    pub fn running(&self) -> bool {
        self.running
    }

    /// How fast it keeps stepping.
    pub fn speed(&self) -> Speed {
        self.fit.speed
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
        (self.fit.history().len(), self.fit.history().bytes())
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
            self.begin_step(self.fit.speed.grain, 1);
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
            Some(Goal::Travel(journey)) => self.goal = self.fit.travel(journey, units).map(Goal::Travel),
            Some(Goal::Step { grain, more }) => {
                if !self.fit.advance(grain, units) {
                    self.goal = Some(Goal::Step { grain, more });
                } else if self.arrive_by(grain) && more > 0 {
                    self.goal = Some(Goal::Step { grain, more: more - 1 });
                }
            }
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
        let travels = matches!(self.goal, Some(Goal::Travel(_)));
        match order {
            Order::Stop | Order::Run(false) | Order::Speed(_) | Order::Lab(_) | Order::Promote(_) => false,
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
                self.go(self.fit.run().back(from, grain, times), grain);
            }
            Order::Forward(grain, times) => {
                let from = self.depart();
                if from == self.fit.run().end {
                    self.say("this is the last step so far; go on with a step");
                }
                self.go(self.fit.run().forward(from, grain, times), grain);
            }
            Order::Goto(to) => {
                self.depart();
                self.go(to.min(self.fit.run().end), Grain::Unit);
            }
            Order::Run(true) if self.verdict() == Verdict::Diverged && self.fit.is_at_end() => {
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
            Order::Speed(speed) => self.fit.speed = speed,
            Order::Restart(settings) => self.restart_with(settings),
            Order::HoldOut(share, seed) => self.hold_out(share, seed),
            Order::Set(setting) => self.set(setting),
            Order::Rate(i, j, value) => self.rate(i, j, value),
            Order::Join(side, name, rating) => self.join(side, &name, rating),
            Order::Promote(item) => self.fit.promote(item),
            Order::Undo => self.undo(),
            Order::Branch(number) => self.reopen(number),
            Order::Mark(mark) => self.mark(mark),
            Order::Recall(mark) => self.recall(mark),
            Order::SetFactor(at, value) => self.set_factor(at, value),
            Order::Basis(x, y, basis) => self.change_basis(x, y, basis),
            Order::Given(known) => self.start_from(known),
            Order::Open(what) => self.open_other(what),
            Order::Lab(ask) => self.lab.ask(&ask, &self.fit.state().source, &self.fit.state().options),
        }
    }

    /// How far a replay has come, from 0 to 1.
    pub fn progress(&self) -> Option<f64> {
        match &self.goal {
            Some(Goal::Travel(journey)) => journey.progress(),
            _ => None,
        }
    }

    /// The present, for everyone to look at.
    pub fn snapshot(&mut self) -> Snapshot {
        if self.waiting.is_empty() && (self.goal.is_none() || self.running) {
            self.answered = self.taken;
        }
        let fit = &self.fit;
        let state = fit.state();
        self.lab.keep(&state.source);
        Snapshot {
            opened: fit.opened.clone(),
            source: state.source.clone(),
            options: state.options.clone(),
            model: Arc::clone(&state.model),
            begun_from: state.begun_from().cloned(),
            trail: fit.trail(16),
            path: fit.path(256),
            position: Position {
                step: fit.step(),
                end: fit.end(),
                pass: state.pass,
                unit: state.unit,
                halves: state.halves(),
                passes: state.passes(),
            },
            next: state.next_touch(),
            here: fit.here().clone(),
            curve: Arc::clone(&fit.run().curve),
            past: fit.past().iter().map(|run| Arc::clone(&run.curve)).collect(),
            last: fit.last().cloned(),
            rounding: f64::max(1e-12, 8.0 * state.options.precision.epsilon()),
            verdict: fit.verdict(),
            advice: fit.advice(),
            running: self.running,
            speed: fit.speed,
            progress: self.progress(),
            waiting: self.waiting.len(),
            answered: self.answered,
            notice: self.notice.take(),
            promoted: Arc::clone(&fit.promoted),
            undoable: !fit.edits().is_empty(),
            memory: self.memory(),
            lab: self.lab.finding(),
        }
    }

    // ---- ends ------------------------------------------------------------------------------------------------------------

    /// Ends whatever is under way, where it is.
    fn pause(&mut self) {
        self.halt();
        self.land();
    }

    fn halt(&mut self) {
        self.running = false;
        self.goal = None;
    }

    /// Ends a step that is under way before its end.
    fn land(&mut self) {
        if self.fit.is_under_way() {
            let (arrived, what) = self.fit.land();
            self.arrived(arrived, what);
        }
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
        self.fit.advice().unwrap_or_default()
    }

    // ---- steps and journeys ----------------------------------------------------------------------------------------------

    fn begin_step(&mut self, grain: Grain, times: u64) {
        if self.state().source.split.train.is_empty() {
            self.halt();
            return self.refuse("there is no rating to learn from");
        }
        self.branch();
        self.goal = Some(Goal::Step { grain, more: times - 1 });
    }

    fn branch(&mut self) {
        if let Some(branched) = self.fit.branch() {
            self.say(branched);
        }
    }

    /// Measures where steps of a grain have come to. Returns false when it had to be stopped.
    fn arrive_by(&mut self, grain: Grain) -> bool {
        let (arrived, what) = self.fit.arrive_by(grain);
        self.arrived(arrived, what)
    }

    /// Stops what has to be stopped after an arrival, and says why. Returns whether it may go on.
    fn arrived(&mut self, arrived: Arrived, what: What) -> bool {
        match arrived {
            Arrived::Well => return true,
            Arrived::Restless => {
                // It may go on: going up and down for ever is a sight of its own.
                self.say(self.advice());
                return true;
            }
            Arrived::Ended if self.verdict() == Verdict::Settled && !self.running => return true,
            Arrived::Ended => {
                self.halt();
                self.say(self.advice());
            }
            Arrived::Overflowed => {
                self.halt();
                self.fit.retreat(&what);
                match what {
                    What::Change(_) => self.refuse("with that the numbers would overflow, so it was not done"),
                    _ => self.say(self.advice()),
                }
            }
        }
        false
    }

    /// Ends what is under way and returns where the next journey counts from: the goal of the one under way, or here.
    fn depart(&mut self) -> u64 {
        let to = match &self.goal {
            Some(Goal::Travel(journey)) => Some(journey.to()),
            _ => None,
        };
        self.pause();
        to.unwrap_or(self.step())
    }

    /// Sets out for a step of the run, unless that is here.
    fn go(&mut self, to: u64, grain: Grain) {
        if to != self.step() {
            self.goal = self.fit.journey(to, grain).map(Goal::Travel);
        }
    }

    // ---- runs and marks --------------------------------------------------------------------------------------------------

    /// Puts the present run away and takes up an earlier one, where it ended.
    fn reopen(&mut self, number: usize) {
        self.pause();
        if !self.fit.take_up(number) {
            return self.refuse(match self.past().len() {
                0 => "there is no earlier run".into(),
                n => format!("there is no run {number}; there are 1 to {n}"),
            });
        }
        self.goal = self.fit.journey(self.fit.run().end, Grain::Pass).map(Goal::Travel);
        self.say(format!("back in run {number}, at its end; the one left is now run {}", self.past().len()));
    }

    /// Remembers everything as it is.
    fn mark(&mut self, mark: Mark) {
        self.pause();
        self.marks.insert(mark, Marked { fit: self.fit.clone(), finding: self.lab.finding() });
    }

    /// Comes back to what was remembered, which stays remembered.
    fn recall(&mut self, mark: Mark) {
        self.pause();
        let Some(marked) = self.marks.get(&mark) else { return self.refuse("nothing was remembered to come back to") };
        let before = std::mem::replace(&mut self.fit, marked.fit.clone()).opened.times;
        self.lab.put_back(marked.finding.clone(), &self.fit.state().source, &self.fit.state().options);
        if self.fit.opened.times != before {
            // Other ratings than those that were open count as opened once more: no two openings have the same number.
            self.fit.opened.times = before + 1;
        }
    }
}
