//! How the program changes: a message comes in, the state moves, effects go out.

use super::{
    App, Attention, Binding, Effect, Entry, Key, Listing, Message, Notice, Overlay, Palette, Pressed, View, keymap,
    lecture::BEING_SET,
};
use crate::{
    command::{Command, Toward, Turn, parse, split},
    data::Side,
    study::Snapshot,
};
use std::sync::Arc;

impl App {
    /// Takes in a message and returns what is to be done outside.
    pub fn update(&mut self, message: Message) -> Vec<Effect> {
        let drawn = matches!(message, Message::Sheets(_));
        let mut effects = match message {
            // In a talk, whoever sees nothing settle presses again: that ends what is shown, and turns nothing.
            Message::Key(key) if self.turns_in_talk(key) && self.link.ends_showing() => Vec::new(),
            Message::Key(key) if self.link.is_resting() || self.link.keeps_keys() => {
                self.link.hurry(Some(key));
                Vec::new()
            }
            Message::Key(key) => {
                self.link.turn_later(false);
                self.key(key)
            }
            Message::Paste(text) => self.paste(&text),
            Message::Command(command) => {
                self.link.hurry(None);
                self.notice = None;
                self.run(command)
            }
            Message::Snapshot(snapshot) => {
                self.take_snapshot(snapshot);
                Vec::new()
            }
            Message::Viewport(viewport) => {
                self.taste.viewport = viewport;
                self.bring_in_sight();
                Vec::new()
            }
            Message::Pages(pages) => {
                // Whoever pages on at the end need not page back as often.
                self.view.look.terms = self.view.look.terms.min(pages.saturating_sub(1));
                Vec::new()
            }
            Message::Derived(derived) => {
                self.take_derived(derived);
                Vec::new()
            }
            Message::Deriving => {
                self.kept.takes_long();
                Vec::new()
            }
            Message::Beat => {
                self.link.wake();
                self.ab_goes_on();
                Vec::new()
            }
            Message::Course(course) => self.take_course(course),
            Message::Talk(progress) => self.follow_talk(*progress),
            Message::Trouble(why) => {
                self.warn(why);
                Vec::new()
            }
            Message::Sheets(sheets) => {
                let set = self.is_set();
                self.view.site.spread.take_sheets(sheets, set);
                if set && self.on_path() {
                    let reached = self.view.site.spread.take_reached();
                    if !reached.is_empty() {
                        self.link.show(reached);
                    }
                }
                Vec::new()
            }
        };
        effects.extend(self.follow_up());
        let still = self.playing();
        if self.link.is_setting(still) {
            self.notice = self.notice.take().filter(|notice| notice.warns() && (still || notice.text() != BEING_SET));
        }
        // An answer counts as seen once a frame had it; where nobody draws, as soon as it is there.
        if !still && (drawn || !self.view.site.spread.sheets.were_drawn()) {
            self.link.has_shown();
        }
        effects
    }

    /// What follows from any change: what waited its turn, and what the screen needs worked out.
    fn follow_up(&mut self) -> Vec<Effect> {
        let mut effects = self.play();
        // What is done by hand may settle the question, and the page goes on; its goal may be about what is derived.
        if self.hand().is_some() {
            effects.extend(self.keep());
        }
        effects.extend(self.settle_by_hand());
        effects.extend(self.play());
        while !self.playing()
            && let Some(key) = self.link.next_key()
        {
            effects.extend(self.key(key));
            effects.extend(self.play());
        }
        if !self.playing() && self.link.takes_turn() {
            effects.extend(self.run(Command::Page(Turn::Next)));
            effects.extend(self.play());
        }
        effects.extend(self.note_models());
        self.note_answer();
        effects.extend(self.keep());
        effects.extend(self.ask());
        effects
    }

    /// Runs a script: commands separated by `;` or line ends. Each waits until the session has answered those before it,
    /// so some of them may be done later, as snapshots come in. Where one cannot be done, that is said and the rest goes undone.
    ///
    /// # Errors
    /// The first command that cannot be read, with why; then nothing is done.
    pub fn script(&mut self, script: &str) -> Result<Vec<Effect>, String> {
        for line in split(script) {
            self.link.script(parse(line).map_err(|why| format!("'{line}': {why}"))?);
        }
        Ok(self.follow_up())
    }

    fn key(&mut self, key: Key) -> Vec<Effect> {
        self.notice = None;
        if let Some(effects) = self.clicker_key(key) {
            return effects;
        }
        if self.lecture.follows() && !keymap::lookup(&self.screens(), key).is_some_and(Binding::is_for_notes) {
            self.warn("these notes follow the talk: its pages are turned there");
            return Vec::new();
        }
        match self.overlay.take() {
            Some(Overlay::Palette(palette)) => self.palette_key(palette, key),
            Some(top @ Overlay::Help(_)) => self.scrolling_key(key, top),
            Some(Overlay::Contents(at)) => self.contents_key(key, at),
            Some(Overlay::Glossary(at)) => self.glossary_key(key, at),
            Some(Overlay::Code(listing)) => self.code_key(key, listing),
            None => match self.answer_key(key) {
                Some(effects) => effects,
                None => self.bound_key(key),
            },
        }
    }

    fn palette_key(&mut self, mut palette: Palette, key: Key) -> Vec<Effect> {
        match palette.key(key) {
            Pressed::Cancel => return Vec::new(),
            Pressed::Enter(line) if line.is_empty() => return Vec::new(),
            Pressed::Enter(line) => match parse(&line).and_then(|command| self.perform(command)) {
                Ok(effects) => return effects,
                // The line stays, so that it can be mended.
                Err(why) => self.warn(why),
            },
            Pressed::Changed => palette.refresh(|line| self.offers(line)),
            Pressed::Full => {
                palette.refresh(|line| self.offers(line));
                self.warn(Entry::full());
            }
            Pressed::On => {}
        }
        self.overlay = Some(Overlay::Palette(palette));
        Vec::new()
    }

    fn bound_key(&mut self, key: Key) -> Vec<Effect> {
        match self.bound(key).map(|binding| binding.command(self)) {
            Ok(command) => self.run(command),
            Err(why) => {
                self.warn(why);
                Vec::new()
            }
        }
    }

    /// In the help and over code, moving keys scroll and every other key closes what lies on top; only those that end or redraw
    /// go on to do so.
    pub(super) fn scrolling_key(&mut self, key: Key, top: Overlay) -> Vec<Effect> {
        match keymap::lookup(&self.screens(), key).map(|b| b.command(self)) {
            Some(Command::Move(toward, times)) => self.overlay = self.scrolled(&top, toward, times),
            Some(command @ (Command::Quit | Command::Suspend | Command::Redraw)) if key.ctrl => {
                self.overlay = Some(top);
                return self.run(command);
            }
            _ => {}
        }
        Vec::new()
    }

    /// What lies on top after a move; `None` for a move that does not scroll it.
    pub(super) fn scrolled(&self, top: &Overlay, toward: Toward, times: u64) -> Option<Overlay> {
        let times = usize::try_from(times).unwrap_or(usize::MAX);
        let from = match top {
            Overlay::Help(from) => *from,
            Overlay::Code(listing) => {
                let from = self.down_by(listing.from, listing.lines.len(), toward, times);
                return Some(Overlay::Code(Listing { from, ..listing.clone() }));
            }
            Overlay::Palette(_) | Overlay::Contents(_) | Overlay::Glossary(_) => return None,
        };
        // A page is less than what the smallest screen shows of it, so that none goes by unseen.
        let page = times.saturating_mul(10);
        // Each key takes at most two lines; the drawing knows where exactly the end is.
        let last = 2 * keymap::bindings(&self.screens()).len();
        let to = match toward {
            Toward::Down => from.saturating_add(times),
            Toward::Up => from.saturating_sub(times),
            Toward::PageDown => from.saturating_add(page),
            Toward::PageUp => from.saturating_sub(page),
            Toward::Top => 0,
            Toward::Bottom => last,
            _ => return None,
        };
        Some(Overlay::Help(to.min(last)))
    }

    fn paste(&mut self, text: &str) -> Vec<Effect> {
        match self.overlay.take() {
            Some(Overlay::Palette(mut palette)) => {
                let fitted = palette.paste(text);
                palette.refresh(|line| self.offers(line));
                if !fitted {
                    self.warn(Entry::full());
                }
                self.overlay = Some(Overlay::Palette(palette));
            }
            None => self.paste_answer(text),
            other => self.overlay = other,
        }
        Vec::new()
    }

    fn take_snapshot(&mut self, snapshot: Arc<Snapshot>) {
        if snapshot.opened.times != self.snapshot.opened.times {
            return self.reopen(snapshot);
        }
        self.view.take_factor_names(&self.snapshot.source.given.names, &snapshot.source.given.names);
        let counts = |snapshot: &Snapshot| [Side::Users, Side::Items].map(|side| snapshot.ratings().count(side));
        let (before, now) = (counts(&self.snapshot), counts(&snapshot));
        let moved = snapshot.position.step != self.snapshot.position.step;
        let refitted = snapshot.z() != self.snapshot.z();
        if let Some(notice) = &snapshot.notice {
            // What is remarked while a page is set is no news, and takes the place of no warning.
            if notice.warns() || !(self.link.is_setting_now() && self.notice.as_ref().is_some_and(Notice::warns)) {
                self.notice = Some(notice.clone());
            }
            if notice.warns() {
                self.link.give_up_script();
            }
        }
        self.snapshot = snapshot;
        if before != now {
            self.take_others(before);
        }
        if moved {
            self.view.attention = Attention::Step;
            self.view.reading = None;
        }
        if refitted {
            self.view.factor = self.view.factor.min(self.snapshot.z().saturating_sub(1));
        }
    }

    /// Other ratings are open: where one is stays, and all that belonged to the old ones goes.
    fn reopen(&mut self, snapshot: Arc<Snapshot>) {
        self.view = View::new(std::mem::take(&mut self.view.site), &snapshot);
        self.notice = snapshot.notice.clone().or(self.notice.take());
        self.link.forget_experiment();
        self.snapshot = snapshot;
    }
}
