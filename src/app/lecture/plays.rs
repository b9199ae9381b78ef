//! Commands that are played one after another, each when the session has answered those before it.

use super::{Left, Play};
use crate::{
    app::{App, Effect, Message},
    model::ON,
    study::{Mark, Order, Session},
};
use std::{collections::VecDeque, sync::Arc};

impl App {
    /// Whether everything that was asked of the session is done.
    pub(in crate::app) fn answered(&self) -> bool {
        self.snapshot.answered >= self.asked
    }

    /// Whether a page is still being set, or the session at work on what was asked of it.
    pub fn playing(&self) -> bool {
        self.unset() || self.experimenting()
    }

    /// Whether a page has still something to do, or the session to answer.
    pub(super) fn unset(&self) -> bool {
        self.plays.iter().any(|play| !matches!(play, Play::Script(_))) || !self.answered()
    }

    /// Plays what waits, up to the first command that the session has to answer.
    pub(in crate::app) fn play(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        while self.answered() && self.sorting.is_empty() {
            let Some(next) = self.plays.pop_front() else { break };
            match next {
                Play::Script(command) => match self.perform(command.clone()) {
                    Ok(done) => effects.extend(done),
                    Err(why) => {
                        self.give_up_script();
                        self.warn(format!("'{command}': {why}"));
                    }
                },
                Play::Page(line, command) => {
                    self.in_scene = true;
                    let done = self.perform(command);
                    self.in_scene = false;
                    match done {
                        Ok(done) => effects.extend(done),
                        Err(why) => {
                            self.plays.retain(|play| matches!(play, Play::Script(_)));
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
                    let next = jobs.first().filter(|job| self.asks_for(job));
                    if let Some(derived) = next.and_then(|job| job.work_out(ON)) {
                        effects.extend(self.update(Message::Derived(Arc::new(derived))));
                    }
                }
                _ => {}
            }
        }
    }

    /// Everything that is looked at becomes what it was; what was answered and how it is drawn stay.
    fn return_to(&mut self, mark: Mark) {
        let then = match mark {
            Mark::Own => self.own.take(),
            Mark::Path => match self.lecture.left.take_if(|left| matches!(left, Left::At(_))) {
                Some(Left::At(then)) => Some(then),
                _ => None,
            },
        };
        let Some(then) = then else { return };
        let now = std::mem::replace(self, Arc::unwrap_or_clone(then));
        self.keep_asking_as(&now);
        self.snapshot = now.snapshot;
        self.asked = now.asked;
        self.plays = now.plays;
        self.viewport = now.viewport;
        self.look.theme = now.look.theme;
        self.look.ascii = now.look.ascii;
        self.look.mouse = now.look.mouse;
        self.lecture.walk = now.lecture.walk;
        self.lecture.left = now.lecture.left;
        self.own = now.own;
        // What was asked for before has been answered or given up.
        self.bench.forget();
        self.overlay = None;
        self.bring_in_sight();
        self.say(if self.on_path() { "back on the path" } else { "back where the lecture was opened" });
    }
}
