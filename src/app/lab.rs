//! The Lab: which experiment the screen needs, whether it has to be asked for, and where its cursors are.

use super::{App, Effect};
use crate::{
    command::{Experiment, Screen, Toward},
    model::{Setting, svd::Fill},
    study::{
        Order, Snapshot,
        lab::{Ask, Finding, Stage, groups},
    },
};
use std::sync::Arc;

/// How the experiments are set, and where their cursors are.
#[derive(Clone, Debug)]
pub struct Bench {
    /// How many seeds are tried.
    pub starts: usize,
    /// Which learning rates are tried.
    pub rates: Vec<f64>,
    /// What the cells without a rating are filled with.
    pub fill: Fill,
    /// The fit under the cursor, by its place in what was asked for.
    pub trace: usize,
    /// The penalty under the cursor, by its place on the ladder.
    pub rung: usize,
    /// How many levels the race is read out above (or below) the one that all reach.
    pub level: i32,
    /// How far the matrices of the SVD are scrolled: rows and columns.
    pub scrolled: (usize, usize),
    /// What was asked for last, and about which snapshot; until its finding comes it is not asked for again.
    asked: Option<(Ask, Arc<Snapshot>)>,
}

impl Default for Bench {
    fn default() -> Self {
        Self {
            starts: 20,
            rates: vec![0.05, 0.1, 0.15],
            fill: Fill::Zero,
            trace: 0,
            rung: 0,
            level: 0,
            scrolled: (0, 0),
            asked: None,
        }
    }
}

impl Bench {
    /// Whatever the screen needs is asked for once more.
    pub(super) fn forget(&mut self) {
        self.asked = None;
    }
}

impl App {
    /// The experiment on the screen, where it needs computing.
    fn wanted(&self) -> Option<Ask> {
        if self.live() != Screen::Lab {
            return None;
        }
        match self.experiment {
            Experiment::Starts => Some(Ask::Starts(self.bench.starts)),
            Experiment::Rates => Some(Ask::Rates(self.bench.rates.clone())),
            Experiment::Race => Some(Ask::Race),
            Experiment::Overfit => Some(Ask::Overfit),
            Experiment::Svd => Some(Ask::Svd(self.bench.fill)),
            Experiment::Landscape | Experiment::Frame | Experiment::Shelves => None,
        }
    }

    /// The finding for the experiment on the screen, if there is one that fits the present ratings and options.
    pub fn finding(&self) -> Option<&Arc<Finding>> {
        let (wanted, snapshot) = (self.wanted()?, &self.snapshot);
        snapshot.lab.as_ref().filter(|f| f.fits(&wanted, &snapshot.source, &snapshot.options))
    }

    /// Asks for the experiment on the screen where nothing fits it: once for each change of ratings or options.
    pub(super) fn ask(&mut self) -> Option<Effect> {
        let wanted = self.wanted()?;
        if self.finding().is_some() {
            self.bench.asked = None;
            return None;
        }
        let asked = self.bench.asked.as_ref().is_some_and(|(ask, then)| *ask == wanted && same(then, &self.snapshot));
        if asked {
            return None;
        }
        self.bench.asked = Some((wanted.clone(), Arc::clone(&self.snapshot)));
        Some(Effect::Order(Order::Lab(wanted)))
    }

    /// Whether the Lab is set as it was.
    pub(super) fn same_experiment(&self, before: &App) -> bool {
        let set = |app: &App| (app.experiment, app.bench.starts, app.bench.rates.clone(), app.bench.fill, app.over);
        set(self) == set(before)
    }

    /// Asks again for what was stopped.
    pub(super) fn go_on(&mut self) -> Option<Effect> {
        let stopped = self.finding().is_some_and(|f| f.stage == Stage::Stopped);
        let wanted = self.wanted().filter(|_| stopped)?;
        Some(Effect::Order(Order::Lab(wanted)))
    }

    /// Whether an experiment is being worked on.
    pub(super) fn experimenting(&self) -> bool {
        self.snapshot.lab.as_ref().is_some_and(|f| f.stage == Stage::Working)
    }

    /// The fits in the order in which they are shown: by seed while they are under way, then group by group.
    pub fn shown_traces(&self, finding: &Finding) -> Vec<usize> {
        match (finding.ask(), finding.stage) {
            (Ask::Starts(_), Stage::Done | Stage::Stopped) => {
                groups(&finding.traces).into_iter().flat_map(|group| group.members).collect()
            }
            _ => (0..finding.traces.len()).collect(),
        }
    }

    /// The fit under the cursor: the first one shown, until another is chosen.
    pub fn picked(&self, finding: &Finding) -> usize {
        let first = || self.shown_traces(finding).first().copied().unwrap_or(0);
        if self.bench.trace < finding.traces.len() { self.bench.trace } else { first() }
    }

    /// Moves the cursor of an experiment; returns false where the experiment has none of its own.
    pub(super) fn move_in_lab(&mut self, toward: Toward, times: usize) -> bool {
        let right = |at: usize, count: usize| Self::right_by(at, count, toward, times);
        match self.experiment {
            Experiment::Starts | Experiment::Rates => {
                let Some(finding) = self.finding() else { return true };
                let order = self.shown_traces(finding);
                let place = order.iter().position(|at| *at == self.picked(finding)).unwrap_or(0);
                let across = self.viewport.columns.max(1);
                let last = order.len().saturating_sub(1);
                let (below, page) = (across.saturating_mul(times), across.saturating_mul(self.viewport.rows.max(1)));
                let place = match toward {
                    Toward::Up if place >= below => place - below,
                    Toward::Down if below <= last - place => place + below,
                    Toward::PageUp => place.saturating_sub(page.saturating_mul(times)),
                    Toward::PageDown => place.saturating_add(page.saturating_mul(times)).min(last),
                    Toward::Top => 0,
                    Toward::Bottom => last,
                    _ => right(place, order.len()),
                };
                self.bench.trace = order.get(place).copied().unwrap_or(0);
            }
            Experiment::Overfit => {
                let count = self.finding().and_then(|f| f.overfit.as_ref()).map_or(0, |o| o.rungs.len());
                self.bench.rung = right(self.bench.rung, count.max(1));
            }
            Experiment::Race => {
                let times = i32::try_from(times).unwrap_or(i32::MAX).min(60);
                self.bench.level = match toward {
                    Toward::Left | Toward::Up => (self.bench.level + times).min(30),
                    Toward::Right | Toward::Down => (self.bench.level - times).max(-30),
                    _ => 0,
                };
            }
            Experiment::Svd => {
                let ratings = self.snapshot.ratings();
                let (rows, columns) = (ratings.n_users().max(self.snapshot.z()), ratings.n_items());
                let (row, column) = self.bench.scrolled;
                self.bench.scrolled = (self.down_by(row, rows, toward, times), right(column, columns));
            }
            Experiment::Landscape | Experiment::Frame | Experiment::Shelves => return false,
        }
        true
    }

    /// Takes what is under the cursor of an experiment into the session.
    pub(super) fn choose_in_lab(&mut self) -> Result<Vec<Effect>, String> {
        let order = |order: Order| Ok(vec![Effect::Order(order)]);
        if self.wanted().is_none() {
            return Err("there is nothing here to take over".into());
        }
        let finding = self.finding().cloned().ok_or("one moment: the experiment has only just begun")?;
        let trace = finding.traces.get(self.picked(&finding)).map(|t| &t.options);
        match (self.experiment, trace) {
            (Experiment::Starts, Some(options)) => order(Order::Restart(vec![Setting::Seed(options.seed)])),
            (Experiment::Rates, Some(options)) => {
                let method =
                    (options.method != self.snapshot.options.method).then_some(Setting::Method(options.method));
                order(Order::Restart(method.into_iter().chain([Setting::Alpha(options.alpha)]).collect()))
            }
            (Experiment::Overfit, _) => {
                let rung = finding.overfit.as_ref().and_then(|o| o.rungs.get(self.bench.rung));
                let rung = rung.ok_or("there is no penalty to take over")?;
                order(Order::Set(Setting::Lambda(rung.lambda)))
            }
            _ => Err("there is nothing here to take over".into()),
        }
    }
}

/// Whether two snapshots are about the same ratings and options.
fn same(a: &Snapshot, b: &Snapshot) -> bool {
    let of = |s: &Snapshot| [Arc::as_ptr(&s.source.split.train), Arc::as_ptr(&s.source.split.test)];
    of(a) == of(b) && Arc::ptr_eq(&a.source.given, &b.source.given) && a.options == b.options
}
