//! Commands that are played one after another, each when the session has answered those before it.

use super::Play;
use crate::app::{App, Effect};

impl App {
    /// Whether everything that was asked of the session is done.
    pub(in crate::app) fn answered(&self) -> bool {
        self.snapshot.answered >= self.asked
    }

    /// Whether a page is still being set, or the session at work on what was asked of it.
    pub fn playing(&self) -> bool {
        let scene = self.plays.iter().any(|play| !matches!(play, Play::Script(_)));
        scene || !self.answered() || self.experimenting()
    }

    /// Plays what waits, up to the first command that the session has to answer.
    pub(in crate::app) fn play(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        while self.answered() {
            let Some(next) = self.plays.pop_front() else { break };
            match next {
                Play::Script(command) => effects.extend(self.run(command)),
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
                Play::Return(then) => self.return_to(*then),
            }
        }
        effects
    }

    /// Everything that is looked at becomes what it was; what was answered and how it is drawn stay.
    pub(super) fn return_to(&mut self, then: App) {
        let now = std::mem::replace(self, then);
        self.snapshot = now.snapshot;
        self.asked = now.asked;
        self.plays = now.plays;
        self.viewport = now.viewport;
        self.look.theme = now.look.theme;
        self.look.ascii = now.look.ascii;
        self.look.mouse = now.look.mouse;
        self.lecture.walk = now.lecture.walk;
        self.own = now.own;
        self.overlay = None;
        self.bring_in_sight();
        self.say(if self.on_path() { "back on the path" } else { "back where the lecture was opened" });
    }
}
