//! The Lab: which experiment the screen needs, whether it has to be asked for, and where its cursors are.

mod rig;

use super::{App, Effect};
use crate::{
    command::{Screen, Toward},
    study::{
        Order,
        derive::Want,
        lab::{Ask, Finding, NOTHING_TO_TAKE, Stage},
    },
};
use rig::{Cursor, Needs, Rig, rig};
use std::sync::Arc;

impl App {
    /// How the experiment on the screen is set up.
    fn rig(&self) -> Option<Rig> {
        (self.live() == Screen::Lab).then(|| self.set_up())
    }

    /// The same, wherever one is.
    fn set_up(&self) -> Rig {
        rig(self.view.site.experiment, &self.view.bench)
    }

    /// The fits that the experiment on the screen needs, where it needs any.
    fn wanted(&self) -> Option<Ask> {
        match self.rig()?.needs {
            Needs::Fits(ask) | Needs::Both(ask, _) => Some(ask(self)),
            Needs::Derived(_) | Needs::Two(_) => None,
        }
    }

    /// What the experiment on the screen needs of the factors of the snapshot, where it is made of them.
    pub(super) fn derived_in_lab(&self) -> Vec<Want> {
        match self.rig().map(|rig| rig.needs) {
            None | Some(Needs::Fits(_)) => Vec::new(),
            Some(Needs::Derived(want) | Needs::Both(_, want)) => vec![want(self)],
            Some(Needs::Two(wants)) => wants(self).into(),
        }
    }

    /// The finding for the experiment on the screen, if there is one that fits the present ratings and options.
    pub fn finding(&self) -> Option<&Arc<Finding>> {
        let (wanted, snapshot) = (self.wanted()?, &self.snapshot);
        snapshot.lab.as_ref().filter(|f| f.fits(&wanted, &snapshot.source, &snapshot.options))
    }

    /// Asks for the experiment on the screen where nothing fits it: once for each change of ratings or options. The order
    /// counts as given.
    pub(super) fn ask(&mut self) -> Option<Effect> {
        // What is on the screen then is on its way out, and what was found before is put back.
        let wanted = self.wanted().filter(|_| !self.link.is_coming_back())?;
        if self.finding().is_some() {
            self.link.forget_experiment();
            return None;
        }
        if !self.link.ask_for(&wanted, &self.snapshot) {
            return None;
        }
        self.link.ask(1);
        Some(Effect::Order(Order::Lab(wanted)))
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

    /// The fit under the cursor: the first one shown, until another is chosen.
    pub fn picked(&self, finding: &Finding) -> usize {
        let first = || finding.shown().first().copied().unwrap_or(0);
        if self.view.bench.trace < finding.len() { self.view.bench.trace } else { first() }
    }

    /// The penalty under the cursor, by its place: the one of the present fit, until another is chosen.
    pub fn rung(&self, finding: &Finding) -> usize {
        let present = || finding.traces.iter().position(|fit| fit.options.lambda == self.snapshot.options.lambda);
        self.view.bench.rung.or_else(present).unwrap_or(0)
    }

    /// Moves the cursor of the experiment on the screen.
    pub(super) fn move_in_lab(&mut self, toward: Toward, times: usize) {
        let right = |at: usize, count: usize| Self::right_by(at, count, toward, times);
        match self.set_up().cursor {
            Cursor::Cells => self.move_in_grid(toward, times),
            Cursor::Tiles | Cursor::Sets => self.move_over_tiles(toward, times),
            Cursor::Row => {
                let count = self.finding().map_or(0, |f| f.traces.len());
                let rung = self.finding().map_or(0, |finding| self.rung(finding));
                self.view.bench.rung = Some(right(rung, count.max(1)));
            }
            Cursor::Levels => {
                let times = i32::try_from(times).unwrap_or(i32::MAX).min(60);
                self.view.bench.level = match toward {
                    Toward::Left | Toward::Up => (self.view.bench.level + times).min(30),
                    Toward::Right | Toward::Down => (self.view.bench.level - times).max(-30),
                    _ => 0,
                };
            }
            Cursor::Matrices => {
                let ratings = self.snapshot.ratings();
                let (rows, columns) = (ratings.n_users().max(self.snapshot.z()), ratings.n_items());
                let (row, column) = self.view.bench.scrolled;
                self.view.bench.scrolled = (self.down_by(row, rows, toward, times), right(column, columns));
            }
            Cursor::Frame => self.move_in_frame(toward, times),
            Cursor::Shelves => self.move_on_shelves(toward, times),
            Cursor::Worst => self.move_over_worst(toward, times),
            Cursor::Listed => self.move_over_listed(toward, times),
            Cursor::Models => self.move_over_models(toward, times),
            Cursor::Mixes => self.move_over_mixes(toward, times),
            Cursor::Days => self.move_over_days(toward, times),
            Cursor::Nothing => {}
        }
    }

    /// Moves the cursor over the fits that there are, in lines as last drawn.
    fn move_over_tiles(&mut self, toward: Toward, times: usize) {
        let Some(finding) = self.finding() else { return };
        let order = finding.shown();
        let place = order.iter().position(|at| *at == self.picked(finding)).unwrap_or(0);
        let across = self.taste.viewport.columns.max(1);
        let last = order.len().saturating_sub(1);
        let (below, page) = (across.saturating_mul(times), across.saturating_mul(self.taste.viewport.rows.max(1)));
        let place = match toward {
            Toward::Up if place >= below => place - below,
            Toward::Down if below <= last - place => place + below,
            Toward::PageUp => place.saturating_sub(page.saturating_mul(times)),
            Toward::PageDown => place.saturating_add(page.saturating_mul(times)).min(last),
            Toward::Top => 0,
            Toward::Bottom => last,
            _ => Self::right_by(place, order.len(), toward, times),
        };
        self.view.bench.trace = order.get(place).copied().unwrap_or(0);
    }

    /// Whether it is taken into the fit what is under the cursor of the experiment, rather than gone to.
    pub(super) fn takes_in_lab(&self) -> bool {
        !matches!(self.set_up().cursor, Cursor::Worst | Cursor::Listed | Cursor::Mixes | Cursor::Sets)
    }

    /// Takes what is under the cursor of an experiment into the session, or goes to it.
    pub(super) fn choose_in_lab(&mut self) -> Result<Vec<Effect>, String> {
        match self.set_up().cursor {
            Cursor::Worst => return self.visit_worst(),
            Cursor::Listed => return self.visit_listed(),
            Cursor::Mixes => return self.visit_mixed(),
            Cursor::Sets => return self.use_weights(),
            _ => {}
        }
        if self.wanted().is_none() {
            return Err(NOTHING_TO_TAKE.into());
        }
        let finding = self.finding().ok_or("one moment: the experiment has only just begun")?;
        let at = match self.set_up().cursor {
            Cursor::Tiles => self.picked(finding),
            Cursor::Row => self.rung(finding),
            Cursor::Models => self.popular_model().checked_sub(1).ok_or("this is the present fit itself")?,
            Cursor::Cells
            | Cursor::Levels
            | Cursor::Matrices
            | Cursor::Frame
            | Cursor::Shelves
            | Cursor::Worst
            | Cursor::Listed
            | Cursor::Mixes
            | Cursor::Sets
            | Cursor::Days
            | Cursor::Nothing => {
                return Err(NOTHING_TO_TAKE.into());
            }
        };
        Ok(vec![Effect::Order(finding.taken(at, &self.snapshot.options)?.into())])
    }
}
