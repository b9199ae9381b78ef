//! What is under way with the session: what was asked of it, and the commands that wait for its answers.

use crate::{
    app::Key,
    command::Command,
    study::{Mark, Snapshot, lab::Ask},
};
use std::{collections::VecDeque, sync::Arc};

/// What is under way with the session.
#[derive(Clone, Debug, Default)]
pub(in crate::app) struct Link {
    /// Commands that wait until the session has answered those before them.
    plays: VecDeque<Play>,
    /// How many orders the session was given.
    asked: u64,
    scene: Staging,
    /// Whether what was shown is looked at for a moment before the next is done.
    rests: bool,
    /// Keys that were pressed while something was shown: they wait until the page is set.
    keys: VecDeque<Key>,
    /// Whether what follows an answer is being shown, and nobody has seen the end of it yet.
    shows: bool,
    /// Whether a script does what is being done at this moment.
    scripted: bool,
    /// Whether the next page was asked for in a talk while this one was still being set.
    turns: bool,
    /// The experiment that was asked for last, and about which snapshot; until its finding comes it is not asked for again.
    experiment: Option<(Ask, Arc<Snapshot>)>,
}

/// Whether a page of the lecture is setting what stands beside its text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Staging {
    /// It is set: whatever is done, a person does.
    #[default]
    Set,
    /// It is being set: what the session says meanwhile is not news to anyone.
    Setting,
    /// One of its commands is being done at this moment.
    Acting,
}

/// A command that waits until the session has answered those before it.
#[derive(Clone, Debug)]
pub(in crate::app) enum Play {
    /// Of a script.
    Script(Command),
    /// Of a page.
    Page(Scened),
    /// What is looked at becomes what it was at a mark.
    Return(Mark),
}

/// A command of a page.
#[derive(Clone, Debug)]
pub(in crate::app) struct Scened {
    /// Its line in the file.
    pub line: usize,
    /// The command.
    pub command: Command,
    /// How many of its steps are shown at a time; `None` where it is done at once.
    pub portion: Option<u64>,
}

/// In so many portions the steps of a command are shown.
const PORTIONS: u64 = 12;
/// The most keys that wait until a page is set.
const MOST_KEYS: usize = 64;

impl Scened {
    /// What of it is done now, and what is left for later.
    pub(in crate::app) fn divided(self) -> (Command, Option<Self>) {
        match (&self.command, self.portion) {
            (&Command::Step(grain, times), Some(portion)) if times > portion => {
                let later = Self { command: Command::Step(grain, times - portion), ..self };
                (Command::Step(grain, portion), Some(later))
            }
            _ => (self.command, None),
        }
    }
}

impl Play {
    fn is_scripted(&self) -> bool {
        matches!(self, Self::Script(_))
    }
}

impl Link {
    /// The session was given so many orders more.
    pub(in crate::app) fn ask(&mut self, orders: usize) {
        self.asked += orders as u64;
    }

    /// Whether everything that was asked of the session is done.
    pub(in crate::app) fn is_answered(&self, snapshot: &Snapshot) -> bool {
        snapshot.answered >= self.asked
    }

    /// Whether a page has still something to do, or the session to answer.
    pub(in crate::app) fn is_unset(&self, snapshot: &Snapshot) -> bool {
        self.plays.iter().any(|play| !play.is_scripted()) || !self.is_answered(snapshot)
    }

    /// The command that is next.
    pub(in crate::app) fn next(&mut self) -> Option<Play> {
        self.plays.pop_front()
    }

    /// Has a command of a script wait its turn.
    pub(in crate::app) fn script(&mut self, command: Command) {
        self.plays.push_back(Play::Script(command));
    }

    /// Has a scene played before what a script is still to do, all at once.
    pub(in crate::app) fn scene(&mut self, commands: impl IntoIterator<Item = (usize, Command)>) {
        self.stage(commands.into_iter().map(|(line, command)| Scened { line, command, portion: None }));
    }

    /// The same for what follows an answer, with its steps shown bit by bit.
    pub(in crate::app) fn show(&mut self, commands: impl IntoIterator<Item = (usize, Command)>) {
        self.shows = true;
        self.stage(commands.into_iter().map(|(line, command)| {
            let portion = if let Command::Step(_, times) = command { Some(times.div_ceil(PORTIONS)) } else { None };
            Scened { line, command, portion }
        }));
    }

    fn stage(&mut self, commands: impl Iterator<Item = Scened>) {
        self.scene = Staging::Setting;
        let at = self.plays.iter().position(Play::is_scripted).unwrap_or(self.plays.len());
        let after = self.plays.split_off(at);
        self.plays.extend(commands.map(Play::Page));
        self.plays.extend(after);
    }

    /// What is left of a command is done after a moment.
    pub(in crate::app) fn rest(&mut self, later: Option<Scened>) {
        self.rests = true;
        if let Some(later) = later {
            self.plays.push_front(Play::Page(later));
        }
    }

    /// Whether what was shown is being looked at.
    pub(in crate::app) fn is_resting(&self) -> bool {
        self.rests
    }

    /// The moment is over.
    pub(in crate::app) fn wake(&mut self) {
        self.rests = false;
    }

    /// Whoever presses a key has seen enough: the rest is done at once, and the key waits for that.
    pub(in crate::app) fn hurry(&mut self, key: Option<Key>) {
        self.rests = false;
        for play in &mut self.plays {
            if let Play::Page(scened) = play {
                scened.portion = None;
            }
        }
        if self.keys.len() < MOST_KEYS {
            self.keys.extend(key);
        }
    }

    /// Has what follows an answer shown to its end; false where that is in sight already, or somebody has asked for it before.
    pub(in crate::app) fn ends_showing(&mut self) -> bool {
        let shows = self.rests || self.shows;
        if shows {
            self.hurry(None);
        }
        self.shows = false;
        shows
    }

    /// What follows an answer is in sight.
    pub(in crate::app) fn has_shown(&mut self) {
        self.shows = false;
    }

    /// The next page is turned to, or what is asked on this one is shown, as soon as this one is set; or not, after all.
    pub(in crate::app) fn turn_later(&mut self, turns: bool) {
        self.turns = turns;
    }

    /// Whether that is to be done now.
    pub(in crate::app) fn takes_turn(&mut self) -> bool {
        std::mem::take(&mut self.turns)
    }

    /// Whether keys wait.
    pub(in crate::app) fn keeps_keys(&self) -> bool {
        !self.keys.is_empty()
    }

    /// The key that waited longest.
    pub(in crate::app) fn next_key(&mut self) -> Option<Key> {
        self.keys.pop_front()
    }

    /// Comes back to a mark as soon as the session has.
    pub(in crate::app) fn come_back(&mut self, to: Mark) {
        self.give_up_scene();
        self.plays.push_front(Play::Return(to));
    }

    /// Whether one is on the way back to a mark.
    pub(in crate::app) fn is_coming_back(&self) -> bool {
        self.plays.iter().any(|play| matches!(play, Play::Return(_)))
    }

    /// Stays where one is instead of coming back.
    pub(in crate::app) fn stay(&mut self) {
        self.plays.retain(|play| !matches!(play, Play::Return(_)));
    }

    /// What a script still has to do goes undone: each of its commands counts on those before it.
    pub(in crate::app) fn give_up_script(&mut self) {
        self.plays.retain(|play| !play.is_scripted());
    }

    /// What a page still has to do goes undone, and so does coming back.
    pub(in crate::app) fn give_up_scene(&mut self) {
        (self.rests, self.shows, self.turns) = (false, false, false);
        self.plays.retain(Play::is_scripted);
    }

    /// The page on the screen was left while its scene was being set.
    pub(in crate::app) fn leave_scene(&mut self) {
        self.scene = Staging::Set;
        (self.rests, self.shows, self.turns) = (false, false, false);
        self.plays.retain(|play| !matches!(play, Play::Page(_)));
    }

    /// A command of a page is done from now on, or has been.
    pub(in crate::app) fn act_for_page(&mut self, now: bool) {
        self.scene = if now { Staging::Acting } else { Staging::Setting };
    }

    /// A command of a script is done from now on, or has been.
    pub(in crate::app) fn act_for_script(&mut self, now: bool) {
        self.scripted = now;
    }

    /// Whether a script does what is being done at this moment.
    pub(in crate::app) fn is_script_acting(&self) -> bool {
        self.scripted
    }

    /// Whether a page does what is being done at this moment.
    pub(in crate::app) fn is_page_acting(&self) -> bool {
        self.scene == Staging::Acting
    }

    /// Whether a page is being set at this moment.
    pub(in crate::app) fn is_setting_now(&self) -> bool {
        self.scene != Staging::Set
    }

    /// Whether a page is being set. `still` tells whether there is more to be done for it.
    pub(in crate::app) fn is_setting(&mut self, still: bool) -> bool {
        let setting = self.scene != Staging::Set;
        if setting && !still {
            self.scene = Staging::Set;
        }
        setting
    }

    /// Notes that an experiment is asked for; false where it was already, about these ratings and options.
    pub(in crate::app) fn ask_for(&mut self, wanted: &Ask, snapshot: &Arc<Snapshot>) -> bool {
        let asked = self.experiment.as_ref().is_some_and(|(ask, then)| ask == wanted && same(then, snapshot));
        if !asked {
            self.experiment = Some((wanted.clone(), Arc::clone(snapshot)));
        }
        !asked
    }

    /// Whatever experiment the screen needs is asked for once more.
    pub(in crate::app) fn forget_experiment(&mut self) {
        self.experiment = None;
    }
}

/// Whether two snapshots are about the same ratings and options.
fn same(a: &Snapshot, b: &Snapshot) -> bool {
    let of = |s: &Snapshot| [Arc::as_ptr(&s.source.split.train), Arc::as_ptr(&s.source.split.test)];
    of(a) == of(b) && Arc::ptr_eq(&a.source.given, &b.source.given) && a.options == b.options
}
