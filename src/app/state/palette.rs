//! The command line on top of the screen: typing, and picking what the line may become.

use super::entry::{Entry, Typed};
use crate::{
    app::{Code, Key},
    command::{Spec, spec},
};

/// The palette: what was typed, and what it may become.
#[derive(Clone, Debug, Default)]
pub struct Palette {
    entry: Entry,
    /// Whole lines that the typed one may become, best first.
    pub offers: Vec<String>,
    /// Which of them is picked, if any.
    pub picked: Option<usize>,
    /// A line that nothing was offered for.
    barren: Option<String>,
}

/// What a key did to the palette.
pub(in crate::app) enum Pressed {
    /// It goes on: the line is another one, and so is what it may become.
    Changed,
    /// It goes on as it was.
    On,
    /// It goes on, and there is no room for another letter.
    Full,
    /// It was given up.
    Cancel,
    /// This line was entered.
    Enter(String),
}

impl Palette {
    /// A palette in which this is typed already.
    pub(in crate::app) fn new(text: &str) -> Self {
        Self { entry: Entry::new(text), ..Self::default() }
    }

    /// What stands in the line.
    pub fn text(&self) -> &str {
        self.picked.map_or(self.entry.text(), |at| &self.offers[at])
    }

    /// Where the cursor stands, in columns.
    pub fn cursor(&self) -> usize {
        match self.picked {
            Some(_) => unicode_width::UnicodeWidthStr::width(self.text()),
            None => self.entry.cursor(),
        }
    }

    /// The command that the line begins with, once it is complete.
    pub fn spec(&self) -> Option<&'static Spec> {
        self.text().split_whitespace().next().and_then(spec)
    }

    /// Returns whether all of the text fitted.
    pub(in crate::app) fn paste(&mut self, text: &str) -> bool {
        self.settle();
        self.entry.paste(text)
    }

    pub(in crate::app) fn key(&mut self, key: Key) -> Pressed {
        match (key.code, key.ctrl) {
            (Code::Esc, _) | (Code::Char('c' | 'g'), true) => return Pressed::Cancel,
            (Code::Enter, _) => return Pressed::Enter(self.text().trim().to_string()),
            (Code::Tab | Code::Down, _) => return self.pick(1),
            (Code::BackTab | Code::Up, _) => return self.pick(-1),
            (Code::Backspace, _) if self.text().is_empty() => return Pressed::Cancel,
            _ => {}
        }
        if !Entry::takes(key) {
            return Pressed::On;
        }
        self.settle();
        match self.entry.key(key) {
            Typed::Full => Pressed::Full,
            Typed::Done | Typed::Not => Pressed::Changed,
        }
    }

    fn pick(&mut self, by: isize) -> Pressed {
        let count = self.offers.len();
        if count > 0 {
            let from = self.picked.map_or(if by > 0 { -1 } else { 0 }, |at| at as isize);
            self.picked = Some((from + by).rem_euclid(count as isize) as usize);
        }
        Pressed::On
    }

    /// What was picked becomes what was typed.
    fn settle(&mut self) {
        if self.picked.is_some() {
            self.entry = Entry::new(self.text());
            self.picked = None;
        }
    }

    /// Takes in what the line may become, as `offers` finds it.
    pub(in crate::app) fn refresh(&mut self, offers: impl FnOnce(&str) -> Vec<String>) {
        self.picked = None;
        let line = self.entry.text();
        // What nothing fits is fitted by nothing when it goes on: letters that come in a burst are not looked up one by one.
        let more = self.barren.as_deref().and_then(|barren| line.strip_prefix(barren));
        if more.is_some_and(|more| !more.contains(|c: char| c == '"' || c.is_whitespace())) {
            return;
        }
        self.offers = offers(line);
        self.barren = self.offers.is_empty().then(|| line.into());
    }
}
