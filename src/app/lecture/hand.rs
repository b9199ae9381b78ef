//! What a student does by hand on a page: commands that do not leave the path, and a dial; and whether the goal is reached.

use crate::{
    app::{
        App, Binding, Code, Effect, Key,
        keymap::{self, Meaning},
    },
    command::Command,
    lesson::{Allowed, Dial, Hand, Outcome, With, number},
};

/// Whether a command is among those that are in the student's hand.
fn has(hand: &Hand, is: impl Fn(&Allowed) -> bool) -> bool {
    matches!(&hand.with, With::Commands(all) if all.iter().any(is))
}

/// Whether a row of the key table gives one of them.
pub(super) fn gives(hand: &Hand, row: &Binding) -> bool {
    match &row.meaning {
        Meaning::Do(command) => has(hand, |allowed| allowed.has(command)),
        Meaning::Type(text) => has(hand, |allowed| text.split(' ').next() == Some(allowed.name())),
    }
}

/// Whether a row of the key table does a command, as often as it takes, or begins to type it.
fn does(row: &Binding, command: &Command) -> bool {
    match (&row.meaning, command) {
        (Meaning::Do(Command::Step(grain, _)), Command::Step(other, _)) => grain == other,
        (Meaning::Do(Command::Move(toward, _)), Command::Move(other, _)) => toward == other,
        // What can be said or left out is chosen by the key one after another.
        (Meaning::Do(command), other) => command == other,
        (Meaning::Type(text), other) => text.trim_end() == other.name(),
    }
}

/// Whether a key turns a dial.
pub(super) fn turns(dial: &Dial, key: Key) -> bool {
    match key.code {
        _ if key.ctrl => false,
        Code::Char('+' | '-') => !dial.is_signed(),
        Code::Char('=') | Code::Left | Code::Right | Code::Home | Code::End => true,
        _ => false,
    }
}

impl App {
    /// What is to be done by hand, where that is what the page waits for.
    pub fn hand(&self) -> Option<&Hand> {
        self.lecture.walk.open().filter(|_| self.on_path()).and_then(|(_, question)| question.hand())
    }

    /// Whether a command is in the student's hand: it does not leave the path.
    pub(in crate::app) fn is_in_hand(&self, command: &Command) -> bool {
        self.hand().is_some_and(|hand| has(hand, |allowed| allowed.has(command)))
    }

    /// Whether a row of the key table gives such a command.
    pub fn is_row_in_hand(&self, row: &Binding) -> bool {
        self.hand().is_some_and(|hand| gives(hand, row))
    }

    /// Nothing is done by hand before the page is set.
    pub(in crate::app) fn ready_by_hand(&self) -> Result<(), String> {
        if self.view.site.spread.held.begun { Ok(()) } else { self.ready() }
    }

    /// Something was done by hand.
    pub(in crate::app) fn begin_by_hand(&mut self) {
        self.view.site.spread.held.begun = true;
    }

    /// Whether a key turns the dial of the page.
    pub(super) fn dial_takes(&self, key: Key) -> bool {
        self.hand().and_then(Hand::dial).is_some_and(|dial| turns(dial, key))
    }

    pub(super) fn dial_key(&mut self, key: Key) -> Vec<Effect> {
        let Some(dial) = self.hand().and_then(Hand::dial) else { return Vec::new() };
        let now = self.view.site.spread.held.dial.unwrap_or(dial.from);
        let to = match key.code {
            Code::Home => dial.range.0,
            Code::End => dial.range.1,
            Code::Left | Code::Char('-') => now - dial.step,
            _ => now + dial.step,
        };
        match self.turn_dial(to) {
            Ok(effects) => effects,
            Err(why) => {
                self.warn(why);
                Vec::new()
            }
        }
    }

    /// Sets the dial to a number that was typed or clicked.
    pub(super) fn set_dial(&mut self, text: &str) -> Result<Vec<Effect>, String> {
        let Some(dial) = self.hand().and_then(Hand::dial) else {
            return Err("this is done by the keys that stand below it".into());
        };
        let (low, high) = dial.range;
        let value = Some(number(text)?).filter(|value| (low..=high).contains(value));
        let value = value.ok_or_else(|| {
            format!("'{}' is not on the scale, {} to {}", text.trim(), dial.text(low), dial.text(high))
        })?;
        let (stands, name) = (dial.near(value), dial.name.clone());
        let between = ((stands - value).abs() > dial.step * 1e-6)
            .then(|| format!("{} is between two steps of the scale: {name} is {} now", text.trim(), dial.text(stands)));
        let effects = self.turn_dial(value)?;
        if let Some(told) = between {
            self.warn(told);
        }
        Ok(effects)
    }

    /// Turns the dial. A turn that was not done yet gives way to the next.
    fn turn_dial(&mut self, to: f64) -> Result<Vec<Effect>, String> {
        self.ready_by_hand()?;
        let Some(dial) = self.hand().and_then(Hand::dial) else { return Ok(Vec::new()) };
        let value = dial.near(to);
        let commands = dial.commands(value)?;
        self.view.site.spread.typing = None;
        if self.view.site.spread.held.dial == Some(value) {
            return Ok(Vec::new());
        }
        self.begin_by_hand();
        self.follow_question();
        self.view.site.spread.held.dial = Some(value);
        self.link.give_up_scene();
        self.link.scene(commands);
        Ok(Vec::new())
    }

    /// Settles what was to be done by hand as soon as its goal is reached and nothing is under way any more.
    pub(in crate::app) fn settle_by_hand(&mut self) -> Vec<Effect> {
        if self.playing() || self.snapshot.running || !self.view.site.spread.ahead.is_empty() {
            return Vec::new();
        }
        let Some(hand) = self.hand() else { return Vec::new() };
        let (watched, reached) = self.with_live(|live| {
            let watched = hand.watch.as_ref().and_then(|(_, of)| live.value(of).ok());
            (watched, live.holds(&hand.until).unwrap_or(false))
        });
        let best = match (self.view.site.spread.held.best, watched) {
            (Some(before), Some(now)) => hand.better(before, now),
            (before, now) => before.or(now),
        };
        let told = format!("done: {}", hand.goal);
        self.view.site.spread.held.best = best;
        if reached && self.view.site.spread.held.begun { self.settle(Outcome::Right, told) } else { Vec::new() }
    }

    /// What leads to the goal of a `try`, by the keys that do it: what no key does is a line to be typed.
    pub(super) fn way_by_keys(&self, hand: &Hand) -> Option<String> {
        matches!(hand.with, With::Commands(_)).then(|| {
            let rows = keymap::bindings(&[self.view.site.spread.beside]);
            let key = |command: &Command| rows.iter().find(|row| does(row, command)).and_then(|row| row.keys.first());
            let said = |(_, command): &(usize, Command)| match (key(command), command) {
                (Some(key), Command::Step(_, times) | Command::Move(_, times)) if *times > 1 => {
                    format!("{key}, {times} times ({command})")
                }
                (Some(key), _) => format!("{key} ({command})"),
                (None, _) => format!(":{command}"),
            };
            format!("done by: {}", hand.by.iter().map(said).collect::<Vec<_>>().join("; "))
        })
    }

    /// Does for the student what leads to the goal.
    pub(super) fn show_by_hand(&mut self) {
        let Some(hand) = self.hand() else { return };
        let (by, to) = (hand.by.clone(), hand.dial().map(|dial| dial.to));
        self.view.site.spread.held.dial = to;
        self.link.give_up_scene();
        self.link.show(by);
    }
}
