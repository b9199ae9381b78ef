//! The made-up A/B test of the Lab: which day it is, who is looked at, and how the days go by.

use super::{App, Effect};
use crate::{
    command::{Experiment, Screen, Toward},
    study::{
        ab::{AbTest, Setup, Visiting},
        derive::{Found, Want},
    },
};
use std::sync::Arc;

impl App {
    /// Begins a test. Where it is the one that is under way, and only what is to be found is another, the day stays.
    pub(super) fn set_ab(&mut self, setup: Setup) -> Vec<Effect> {
        let look = &mut self.view.bench.ab;
        if !setup.is_same_test(&look.setup) {
            (look.day, look.plays) = (0, false);
        }
        look.setup = setup;
        look.user = look.user.min(setup.users - 1);
        self.go_to_lab(Experiment::Ab)
    }

    /// Lets the days go by, or pauses. At the end they begin anew.
    pub(super) fn play_ab(&mut self, on: Option<bool>) -> Vec<Effect> {
        let look = &mut self.view.bench.ab;
        look.plays = on.unwrap_or(!look.plays);
        if look.plays && look.day >= look.setup.days {
            look.day = 0;
        }
        self.go_to_lab(Experiment::Ab)
    }

    /// Whether what is on the screen has nothing to do with the fit, so that there is nothing of it to work out beside.
    pub fn stands_alone(&self) -> bool {
        self.live() == Screen::Lab && self.experiment() == Experiment::Ab
    }

    /// Whether days go by on the screen.
    pub fn plays_ab(&self) -> bool {
        self.view.bench.ab.plays && self.stands_alone()
    }

    /// A moment has passed: the next day, once the test is worked out.
    pub(super) fn ab_goes_on(&mut self) {
        if !self.plays_ab() || self.ab_test().is_none() {
            return;
        }
        let look = &mut self.view.bench.ab;
        look.day = (look.day + 1).min(look.setup.days);
        look.plays = look.day < look.setup.days;
    }

    /// Left and right from day to day, up and down from user to user.
    pub(super) fn move_over_days(&mut self, toward: Toward, times: usize) {
        let look = self.view.bench.ab;
        let day = Self::right_by(look.day, look.setup.days + 1, toward, times);
        let user = self.down_by(look.user, look.setup.users, toward, times);
        let look = &mut self.view.bench.ab;
        look.plays &= day == look.day;
        (look.day, look.user) = (day, user);
    }

    /// Which visit is looked at; none before the first day.
    pub fn ab_visiting(&self) -> Option<Visiting> {
        let look = &self.view.bench.ab;
        (look.day > 0).then_some(Visiting { setup: look.setup, user: look.user, day: look.day })
    }

    /// The A/B test that the Lab was asked for last, once it is worked out.
    pub(super) fn ab_now(&self) -> Option<Arc<AbTest>> {
        if self.view.site.experiment != Experiment::Ab {
            return None;
        }
        match &self.kept.done(&self.job(Want::AbTest(self.view.bench.ab.setup)))?.value {
            Found::AbTest(test) => Some(Arc::clone(test)),
            _ => None,
        }
    }
}
