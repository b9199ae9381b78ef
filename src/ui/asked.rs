//! A question as it stands on its page: what is asked, its options, hints, what was said of an answer, where the answer goes.
//!
//! ```text
//! ▸ Which album would you play to Diego next?
//!     1  Melt-Banana
//!     2  Zhou Shen
//!   ✗ 1 is not it: try again, h gives a hint
//!   > a key from 1 to 2
//! ```

use super::{
    contents,
    prose::{TextLine, Writer},
};
use crate::{
    command::Command,
    data::Side,
    lesson::{Candidate, Kind, Lay, Outcome, Piece, Question, Told},
};
use ratatui::style::Modifier;

impl Writer<'_, '_> {
    /// The question in this block of the page.
    ///
    /// Where there is little room, what can be done without is left out: at first (`left_out` 1) how to go on after a wrong
    /// answer, and all hints but the last, then (2) which keys choose an option.
    pub(super) fn question(&self, at: usize, question: &Question, left_out: u8) -> Vec<TextLine> {
        let colours = self.pen.colours;
        let walk = &self.app.lecture().walk;
        let outcome = walk.outcome(at);
        let mut lines = self.paragraph(&question.prompt, colours.text, ("▸ ", "  "), colours.key);
        if let Kind::Choice { options, lay: Lay::Within(between), .. } = &question.kind {
            lines.push(self.parts(between, options, outcome.is_none()));
        } else if let Kind::Choice { options, .. } = &question.kind {
            for (n, option) in options.iter().enumerate() {
                let text = &option.text;
                let answer = Command::Answer(Some((n + 1).to_string()));
                let pieces = [Piece::Code(format!("{}", n + 1)), Piece::Plain(format!("  {text}"))];
                let mut option = self.paragraph(&pieces, colours.text, ("    ", "      "), colours.text);
                option.iter_mut().for_each(|line| line.click = outcome.is_none().then(|| answer.clone()));
                lines.extend(option);
            }
        }
        if outcome.is_none() {
            let before = if left_out > 0 { walk.hints.saturating_sub(1) } else { 0 };
            for hint in question.hints.iter().take(walk.hints).skip(before) {
                let pieces = [Piece::Emphasis("hint ".into()), Piece::Plain(hint.clone())];
                lines.extend(self.paragraph(&pieces, colours.dim, ("  ", "  "), colours.dim));
            }
        }
        match (outcome, walk.told(at)) {
            (None, told) => {
                if let Some(Told::Open(told)) = told {
                    let told = match left_out {
                        0 => again(told, &self.app.help_with_question()),
                        _ => told.clone(),
                    };
                    lines.extend(self.signed(&told, colours.warn, ("  ✗ ", "    ")));
                }
                if !(left_out > 1 && self.keys_left_out(question).is_some()) {
                    lines.extend(self.waiting(question));
                }
            }
            (Some(outcome), told) => {
                let (style, word) = match outcome {
                    Outcome::Right => (colours.good, "answered at the first try"),
                    Outcome::Helped => (colours.good, "answered with help"),
                    Outcome::Guessed => (colours.good, "guessed"),
                    Outcome::Revealed => (colours.key, "shown"),
                    Outcome::Skipped => (colours.dim, "passed over"),
                };
                let sign = format!("  {} ", contents::sign(outcome));
                let told = match told {
                    Some(Told::Settled(told)) => told.as_str(),
                    _ => word,
                };
                lines.extend(self.signed(told, style, (sign.as_str(), "    ")));
            }
        }
        lines
    }

    /// The question with as much room as it takes at most: while it is open, and once its answer is shown.
    pub(super) fn at_most(&self, at: usize, question: &Question) -> Vec<TextLine> {
        let walk = &self.app.lecture().walk;
        let now = self.question(at, question, 0);
        let (end, other) = match walk.outcome(at) {
            Some(_) => {
                let told = match walk.told(at) {
                    Some(Told::Settled(told)) => told.as_str(),
                    _ => "",
                };
                (self.signed(told, self.pen.colours.good, ("  ✓ ", "    ")).len(), self.waiting(question).len())
            }
            None => {
                let told = self.signed(&longest_answer(question), self.pen.colours.key, ("  → ", "    "));
                (self.waiting(question).len(), told.len())
            }
        };
        let mut lines = now;
        lines.extend((end..other).map(|_| TextLine::default()));
        lines
    }

    /// Which keys choose an option, where that has to do without a line of its own.
    pub(super) fn keys_left_out(&self, question: &Question) -> Option<String> {
        match &question.kind {
            _ if self.app.lecture().is_left() => None,
            Kind::Choice { options, lay: Lay::Any | Lay::Written, .. } => Some(keys(options.len())),
            _ => None,
        }
    }

    /// A formula, whose parts can be picked while they are asked for.
    fn parts(&self, between: &[String], options: &[Candidate], open: bool) -> TextLine {
        let colours = self.pen.colours;
        let mut line = TextLine::default();
        let mut column = 4;
        line.pieces.push(("    ".into(), colours.text));
        for (n, text) in between.iter().enumerate() {
            line.pieces.push((text.clone(), colours.key));
            column += self.pen.width(text);
            let Some(option) = options.get(n) else { continue };
            let style = match open {
                true if self.app.spread().held.part == Some(n) => colours.cursor,
                true => colours.key.add_modifier(Modifier::UNDERLINED),
                false => colours.key,
            };
            let wide = self.pen.width(&option.text);
            line.pieces.push((option.text.clone(), style));
            if open {
                let answer = Command::Answer(Some((n + 1).to_string()));
                line.slots.extend((column..column + wide).map(|column| (column, answer.clone())));
            }
            column += wide;
        }
        line
    }

    /// Where the answer of an open question goes.
    fn waiting(&self, question: &Question) -> Vec<TextLine> {
        let colours = self.pen.colours;
        if self.app.lecture().is_left() {
            return vec![self.line(vec![("  B comes back to the question".into(), colours.dim)])];
        }
        if let Some(input) = &self.app.spread().typing {
            let before: String = input.text().chars().take(input.cursor()).collect();
            let cursor = self.pen.width(&before).saturating_add(4);
            let pieces = vec![("  > ".into(), colours.key), (input.text().to_string(), colours.text)];
            return vec![TextLine { pieces, cursor: Some(cursor), ..TextLine::default() }];
        }
        let (text, click) = match &question.kind {
            Kind::Number { within, .. } if *within > 0.0 => (format!("a number, within {within}"), true),
            Kind::Number { .. } => ("a number, exactly".into(), true),
            Kind::Choice { lay: Lay::Within(_), .. } => ("← and → move, enter picks the part".into(), true),
            Kind::Choice { options, .. } => (keys(options.len()), false),
            Kind::Row { side, .. } => {
                let app = self.app;
                let keys = if app.asked_rows_are_lines(*side) { "↑ and ↓" } else { "← and →" };
                let name = match side {
                    Side::Users => app.name(app.view().user),
                    Side::Items => app.name(app.view().item),
                };
                (format!("{keys} move, enter picks {name}"), true)
            }
            Kind::Cell { .. } => {
                let app = self.app;
                (
                    format!(
                        "the arrows move, enter picks {} and {}",
                        app.name(app.view().user),
                        app.name(app.view().item)
                    ),
                    true,
                )
            }
            Kind::Term { .. } => ("type it in symbols, such as e[4,1]·Q[1,1]".into(), true),
            Kind::Guess { .. } => (format!("a guess, {}", self.app.snapshot().ratings().scale()), true),
            Kind::Sketch { .. } => ("← → ↑ ↓ or the mouse draw the curve you expect, enter is done".into(), true),
            Kind::Hand(hand) => return self.hand(hand),
        };
        let mut lines = self.paragraph(&[Piece::Plain(text)], colours.dim, ("  > ", "    "), colours.key);
        lines.iter_mut().for_each(|line| line.click = click.then_some(Command::Answer(None)));
        lines
    }
}

/// Which keys choose one of so many options.
fn keys(options: usize) -> String {
    format!("a key from 1 to {options}")
}

/// The longest text in which the answer to a question may be shown.
fn longest_answer(question: &Question) -> String {
    match &question.kind {
        Kind::Choice { options, .. } => {
            let longest = options.iter().map(|option| option.text.as_str()).max_by_key(|text| text.chars().count());
            format!("the answer is {}: {}", options.len(), longest.unwrap_or_default())
        }
        Kind::Term { text, .. } => format!("the answer is {text}, which is -0.00000 here"),
        Kind::Guess { .. } => "nobody knows: this rating was never given".into(),
        Kind::Sketch { .. } => "the true curve is drawn next".into(),
        Kind::Hand(hand) => hand.way(),
        Kind::Number { .. } | Kind::Cell { .. } | Kind::Row { .. } => "the answer is what it is".into(),
    }
}

/// What was said of a wrong answer, and how to go on. It may be a sentence of its own, or have a colon in it already.
fn again(told: &str, help: &str) -> String {
    match told {
        told if told.ends_with(['.', '?', '!']) => format!("{told} Try again, {help}."),
        told if told.contains(": ") => format!("{told}. Try again, {help}."),
        told => format!("{told}: try again, {help}"),
    }
}
