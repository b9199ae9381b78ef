//! What a student does by hand, as it stands below what a page asks: the scale of a dial, the keys, the goal.
//!
//! ```text
//!      α  ├────────●────────────────────┤  0.215
//!    mse  0.0712, at best 0.0710
//!   > until mse < 0.0721 · + - turn it
//! ```

use super::{
    prose::{TextLine, Writer},
    typeset,
};
use crate::{
    app::keymap::{self, Meaning},
    command::Command,
    lesson::{Allowed, Dial, Hand, With},
};

/// The most columns of a scale.
const SCALE: usize = 32;

/// A value as it is watched: a place or a count is a whole number.
fn watched(value: f64) -> String {
    if value.fract() == 0.0 && value != 0.0 { typeset::rating(value) } else { typeset::error(value) }
}

impl Writer<'_, '_> {
    /// What is done by hand.
    pub(super) fn hand(&self, hand: &Hand) -> Vec<TextLine> {
        let mut lines = Vec::new();
        lines.extend(hand.dial().map(|dial| self.scale(dial)));
        if let Some((called, of)) = &hand.watch
            && let Ok(value) = self.app.with_live(|live| live.value(of))
        {
            let mut pieces =
                vec![(format!("  {called} "), self.pen.colours.dim), (watched(value), self.pen.colours.known)];
            let best = self.app.spread().held.best.and_then(|best| hand.better(value, best)).map(watched);
            // The same number twice says nothing.
            if let Some(best) = best.filter(|best| *best != watched(value)) {
                pieces.push((format!(", at best {best}"), self.pen.colours.dim));
            }
            lines.push(self.line(pieces));
        }
        let how = match &hand.with {
            // It stays in one piece: a line that began with a minus would be a number.
            With::Dial(dial) if dial.is_signed() => "←\u{a0}and\u{a0}→\u{a0}turn\u{a0}it".into(),
            With::Dial(_) => "+\u{a0}and\u{a0}-\u{a0}turn\u{a0}it".into(),
            With::Commands(_) => self.keys(),
        };
        let said = |more: &str| {
            let goal = format!("until {} · {how}{more}", hand.goal);
            self.signed(&goal, self.pen.colours.dim, ("  > ", "    "))
        };
        let (short, long) = (said(""), said(&self.typed(hand)));
        // What has to be typed is said where that takes no further line: the page around the question counts on its length.
        lines.extend(if long.len() > short.len() { short } else { long });
        lines
    }

    /// What no key gives of what is in the student's hand: it is typed.
    fn typed(&self, hand: &Hand) -> String {
        let With::Commands(all) = &hand.with else { return String::new() };
        let rows = keymap::bindings(&[self.app.spread().beside]);
        let by_key = |allowed: &Allowed| {
            rows.iter().any(|row| match &row.meaning {
                Meaning::Do(command) => allowed.has(command),
                Meaning::Type(text) => text.split(' ').next() == Some(allowed.name()),
            })
        };
        let line = |allowed: &Allowed| match allowed {
            Allowed::Just(command) => format!("  :{command}").replace(' ', "\u{a0}"),
            Allowed::Any(name) => format!("  :{name}"),
        };
        all.iter().filter(|allowed| !by_key(allowed)).map(line).collect()
    }

    /// The keys that give what is in the student's hand.
    fn keys(&self) -> String {
        let rows = keymap::bindings(&[self.app.spread().beside]).into_iter().filter(|row| self.app.is_row_in_hand(row));
        let mut keys: Vec<(String, String)> = Vec::new();
        for row in rows {
            let Some(key) = row.key_now(self.app) else { continue };
            let word = match (&row.meaning, row.hint(self.app)) {
                (Meaning::Do(Command::Move(..)), _) => "move".into(),
                (Meaning::Do(Command::Undo), _) => "take back".into(),
                (_, hint) => hint,
            };
            match keys.last_mut() {
                Some((before, same)) if *same == word => *before = format!("{before} {key}"),
                _ => keys.push((key.to_string(), word)),
            }
        }
        // A key and its word stay on one line.
        let said = |(keys, word): (String, String)| format!("{keys} {word}").trim_end().replace(' ', "\u{a0}");
        keys.into_iter().map(said).collect::<Vec<_>>().join("  ")
    }

    /// The scale of a dial, each place of which can be clicked.
    fn scale(&self, dial: &Dial) -> TextLine {
        let colours = self.pen.colours;
        let value = self.app.spread().held.dial.unwrap_or(dial.from);
        let (low, high) = dial.range;
        let name = format!("  {} ", dial.name);
        let number = dial.text(value);
        let taken = usize::from(self.pen.width(&name)) + number.len() + 4;
        let width = self.width.saturating_sub(taken).clamp(4, SCALE);
        let at = ((value - low) / (high - low) * (width - 1) as f64).round() as usize;
        let part = |from: usize, to: usize| "─".repeat(to.saturating_sub(from));
        let begin = self.pen.width(&name) + 1;
        let place = |column: usize| low + (high - low) * column as f64 / (width - 1) as f64;
        let slots = (0..width).map(|column| {
            let answer = dial.text(dial.near(place(column)));
            (begin + column as u16, Command::Answer(Some(answer)))
        });
        TextLine {
            pieces: vec![
                (name, colours.text),
                (format!("├{}", part(0, at)), colours.dim),
                ("●".into(), colours.key),
                (format!("{}┤  ", part(at + 1, width)), colours.dim),
                (number, colours.known),
            ],
            slots: slots.collect(),
            ..TextLine::default()
        }
    }
}
