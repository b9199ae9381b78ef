//! Commands that are played one after another, each when the session has answered those before it.

use crate::{
    app::{App, Effect, Left, Message, Play, View},
    model::ON,
    study::{Mark, Order, Session},
};
use std::{collections::VecDeque, sync::Arc};

impl App {
    /// Whether everything that was asked of the session is done.
    pub(in crate::app) fn answered(&self) -> bool {
        self.link.is_answered(&self.snapshot)
    }

    /// Whether a page is still being set, or the session at work on what was asked of it.
    pub fn playing(&self) -> bool {
        !self.is_set() || self.on_path() && self.view.site.spread.undrawn
    }

    /// Whether all that a page has begun is done; more of it may still be uncovered than anybody has seen.
    pub(in crate::app) fn is_set(&self) -> bool {
        !self.link.is_unset(&self.snapshot) && !self.experimenting()
    }

    /// Whether it waits for [`crate::app::Message::Beat`]: something was shown, and is looked at for a moment.
    pub fn wants_beat(&self) -> bool {
        self.link.is_resting() || self.plays_ab()
    }

    /// Plays what waits, up to the first command that the session has to answer.
    pub(in crate::app) fn play(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        while self.answered() && self.view.sorting.is_empty() && !self.link.is_resting() {
            let Some(next) = self.link.next() else { break };
            match next {
                Play::Script(command) => {
                    self.link.act_for_script(true);
                    let done = self.perform(command.clone());
                    self.link.act_for_script(false);
                    match done {
                        Ok(done) => effects.extend(done),
                        Err(why) => {
                            self.link.give_up_script();
                            self.warn(format!("'{command}': {why}"));
                        }
                    }
                }
                Play::Page(scened) => {
                    let (line, shown) = (scened.line, scened.portion.is_some() && self.taste.motion);
                    let (command, later) = if shown { scened.divided() } else { (scened.command, None) };
                    self.link.act_for_page(true);
                    let done = self.perform(command);
                    self.link.act_for_page(false);
                    if shown && done.is_ok() {
                        self.link.rest(later);
                    }
                    match done {
                        Ok(done) => {
                            effects.extend(done);
                            // An experiment that a page names is done, even if the next command shows something else.
                            effects.extend(self.ask());
                        }
                        Err(why) => {
                            self.link.give_up_scene();
                            let file = self.lecture.walk.lesson().file.clone();
                            self.warn(format!("{file}, line {line}: {why}"));
                        }
                    }
                }
                Play::Return(to) => self.return_to(to),
            }
        }
        effects
    }

    /// Has a session that runs on no thread of its own do what these effects ask of it, and whatever comes of that. The
    /// effects that are for others go unheard.
    pub fn work_off(&mut self, session: &mut Session, effects: Vec<Effect>) {
        self.work_off_by(session, effects, Session::obey);
    }

    /// The same, with orders obeyed as `obey` does it.
    pub fn work_off_by(
        &mut self,
        session: &mut Session,
        effects: Vec<Effect>,
        mut obey: impl FnMut(&mut Session, Order),
    ) {
        let mut effects = VecDeque::from(effects);
        while let Some(effect) = effects.pop_front() {
            match effect {
                Effect::Order(order) => {
                    obey(session, order);
                    effects.extend(self.update(Message::Snapshot(Arc::new(session.snapshot()))));
                }
                // What was asked for meanwhile comes out of the update.
                Effect::Derive(jobs) => {
                    let next = jobs.first().filter(|job| self.kept.asks_for(job));
                    if let Some(derived) = next.and_then(|job| job.work_out(ON)) {
                        effects.extend(self.update(Message::Derived(Arc::new(derived))));
                    }
                }
                _ => {}
            }
        }
    }

    /// What is looked at becomes what it was; what was answered and how it is drawn stay.
    fn return_to(&mut self, mark: Mark) {
        let then = match mark {
            Mark::Own => self.lecture.own.take(),
            Mark::Path => match self.lecture.left.take_if(|left| matches!(left, Left::At(_))) {
                Some(Left::At(then)) => Some(then),
                _ => None,
            },
        };
        let Some(then) = then else { return };
        // Other ratings may have been asked for, and have come, between the view and what the session remembered with it.
        self.view = if then.is_of(&self.snapshot) { *then } else { View::new(then.site, &self.snapshot) };
        // What was asked for before has been answered or given up.
        self.link.forget_experiment();
        self.overlay = None;
        self.bring_in_sight();
        self.say(if self.on_path() { "back on the path" } else { "back where the lecture was opened" });
    }
}
