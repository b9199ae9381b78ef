//! The text of lessons, typeset: blocks become lines of a width, with questions as far as they have come.

use super::{
    contents,
    pen::Pen,
    typeset::{self, fixed},
    wrap,
};
use crate::{
    app::App,
    command::Command,
    data::{ItemId, Side, UserId},
    lesson::{Block, Candidate, Kind, Lay, Outcome, Piece, Question, Told},
};
use ratatui::style::{Modifier, Style};
use std::ops::Range;
use unicode_width::UnicodeWidthStr;

/// A line of text.
#[derive(Clone, Debug, Default)]
pub(super) struct TextLine {
    /// Its pieces, each in its own style.
    pub pieces: Vec<(String, Style)>,
    /// What a click on it does.
    pub click: Option<Command>,
    /// What a click on a column does, where each has its own.
    pub slots: Vec<(u16, Command)>,
    /// The column of the cursor, where something is typed in it.
    pub cursor: Option<u16>,
}

/// What typesets.
pub(super) struct Writer<'a, 'b> {
    pub(super) app: &'a App,
    pub(super) pen: &'a Pen<'b>,
    pub(super) width: usize,
}

impl<'a, 'b> Writer<'a, 'b> {
    pub fn new(app: &'a App, pen: &'a Pen<'b>, width: u16) -> Self {
        Self { app, pen, width: usize::from(width).max(8) }
    }

    /// The lines of the block at this place of the page.
    pub fn block(&self, at: usize, block: &Block) -> Vec<TextLine> {
        let colours = self.pen.colours;
        match block {
            Block::Paragraph(pieces) => self.paragraph(pieces, colours.text, ("", ""), colours.text),
            Block::Aside(pieces) => self.paragraph(pieces, colours.dim, ("▏ ", "▏ "), colours.key),
            Block::List(points) => points
                .iter()
                .flat_map(|(sign, pieces)| {
                    let sign = format!("{sign} ");
                    let blank = " ".repeat(sign.width());
                    self.paragraph(pieces, colours.text, (&sign, &blank), colours.key)
                })
                .collect(),
            Block::Formula(lines) => {
                lines.iter().map(|line| self.line(vec![(format!("  {line}"), colours.key)])).collect()
            }
            Block::Table(rows) => self.table(rows),
            Block::Ask(question) => self.question(at, question),
            Block::Guesses => self.guesses(),
            Block::Scene(_) | Block::Expect(_) => Vec::new(),
        }
    }

    fn columns(&self, text: &str) -> usize {
        self.pen.width(text).into()
    }

    pub(super) fn line(&self, pieces: Vec<(String, Style)>) -> TextLine {
        TextLine { pieces, ..TextLine::default() }
    }

    fn style(&self, piece: &Piece, plain: Style) -> Style {
        let colours = self.pen.colours;
        match piece {
            Piece::Plain(_) => plain,
            Piece::Strong(_) => plain.add_modifier(Modifier::BOLD),
            Piece::Emphasis(_) => plain.add_modifier(Modifier::ITALIC),
            Piece::Code(_) => colours.key,
            Piece::Figure(_) => colours.known.add_modifier(Modifier::BOLD),
        }
    }

    /// Pieces on lines of at most `width` columns, each stretch in its own style.
    fn broken(&self, pieces: &[Piece], plain: Style, width: usize) -> Vec<Vec<(String, Style)>> {
        let (mut text, mut ends) = (String::new(), Vec::new());
        for piece in pieces {
            let more = wrap::even(piece.text());
            let blank = text.is_empty() || text.ends_with(' ');
            text.push_str(if blank { more.trim_start_matches(' ') } else { &more });
            ends.push((text.len(), self.style(piece, plain)));
        }
        let cut = |line: Range<usize>| {
            let begins = std::iter::once(0).chain(ends.iter().map(|(end, _)| *end));
            let stretch =
                begins.zip(&ends).map(|(begin, (end, style))| (begin.max(line.start)..*end.min(&line.end), *style));
            stretch.filter(|(at, _)| !at.is_empty()).map(|(at, style)| (text[at].to_string(), style)).collect()
        };
        wrap::lines(&text, width, |text| self.columns(text)).into_iter().map(cut).collect()
    }

    /// Pieces as a paragraph, with one sign before its first line and another before the others.
    fn paragraph(&self, pieces: &[Piece], plain: Style, signs: (&str, &str), sign: Style) -> Vec<TextLine> {
        let room = self.width.saturating_sub(signs.0.width());
        let lines = self.broken(pieces, plain, room);
        let line = |(at, words): (usize, Vec<(String, Style)>)| {
            let before = if at == 0 { signs.0 } else { signs.1 };
            let mut all = Vec::new();
            if !before.is_empty() {
                all.push((before.to_string(), sign));
            }
            all.extend(words);
            self.line(all)
        };
        lines.into_iter().enumerate().map(line).collect()
    }

    pub(super) fn signed(&self, text: &str, style: Style, signs: (&str, &str)) -> Vec<TextLine> {
        self.paragraph(&[Piece::Plain(text.into())], style, signs, style)
    }

    fn table(&self, rows: &[Vec<Vec<Piece>>]) -> Vec<TextLine> {
        let colours = self.pen.colours;
        let count = rows.iter().map(Vec::len).max().unwrap_or(0);
        let natural = |c: usize| {
            let width =
                |row: &Vec<Vec<Piece>>| row.get(c).map_or(0, |cell| cell.iter().map(|p| self.columns(p.text())).sum());
            rows.iter().map(width).max().unwrap_or(0).max(1)
        };
        let mut widths: Vec<usize> = (0..count).map(natural).collect();
        let room = self.width.saturating_sub(2 * count.saturating_sub(1));
        // What is too wide is taken from the widest column.
        while widths.iter().sum::<usize>() > room {
            let Some(widest) = widths.iter_mut().max() else { break };
            if *widest <= 4 {
                break;
            }
            *widest -= 1;
        }
        let mut lines = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let plain = if at == 0 { colours.name } else { colours.text };
            let cells: Vec<_> = row.iter().zip(&widths).map(|(cell, &width)| self.broken(cell, plain, width)).collect();
            for n in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
                let mut pieces = Vec::new();
                for (cell, &width) in cells.iter().zip(&widths) {
                    let words = cell.get(n).cloned().unwrap_or_default();
                    let used: usize = words.iter().map(|(text, _)| self.columns(text)).sum();
                    pieces.extend(words);
                    pieces.push((" ".repeat(width.saturating_sub(used) + 2), colours.text));
                }
                // Nothing stands behind the last column.
                pieces.pop();
                lines.push(self.line(pieces));
            }
        }
        lines
    }

    fn question(&self, at: usize, question: &Question) -> Vec<TextLine> {
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
            for hint in question.hints.iter().take(walk.hints) {
                let pieces = [Piece::Emphasis("hint ".into()), Piece::Plain(hint.clone())];
                lines.extend(self.paragraph(&pieces, colours.dim, ("  ", "  "), colours.dim));
            }
        }
        match (outcome, walk.told(at)) {
            (None, told) => {
                if let Some(Told::Open(told)) = told {
                    lines.extend(self.signed(told, colours.warn, ("  ✗ ", "    ")));
                }
                lines.extend(self.waiting(question));
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
                true if n == self.app.spread().held.part => colours.cursor,
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
            Kind::Choice { options, .. } => (format!("a key from 1 to {}", options.len()), false),
            Kind::Row { side, .. } => {
                let app = self.app;
                let (keys, name) = match side {
                    Side::Users => ("↑ and ↓", app.name(app.view().user)),
                    Side::Items => ("← and →", app.name(app.view().item)),
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
            Kind::Hand(hand) => return self.hand(hand),
        };
        let mut lines = self.paragraph(&[Piece::Plain(text)], colours.dim, ("  > ", "    "), colours.key);
        lines.iter_mut().for_each(|line| line.click = click.then_some(Command::Answer(None)));
        lines
    }

    /// What the student guessed beside what the model predicts now.
    fn guesses(&self) -> Vec<TextLine> {
        let app = self.app;
        let head = ["", "your guess", "the model now", "apart"];
        let mut rows = vec![head.map(|text| vec![Piece::Plain(text.into())]).to_vec()];
        let guesses = app.lecture().walk.progress.guesses();
        for ((user, item), guess) in &guesses {
            let ratings = app.snapshot().ratings();
            let at = |names: &[Box<str>], name: &str| names.iter().position(|own| **own == *name);
            let (Some(i), Some(j)) = (at(&ratings.names().users, user), at(&ratings.names().items, item)) else {
                continue;
            };
            let (i, j) = (UserId::new(i), ItemId::new(j));
            // A guess of a rating that is known was judged where it was made.
            if ratings.get(i, j).is_some() {
                continue;
            }
            let model = app.snapshot().predict(i, j);
            let texts =
                [format!("{user} × {item}"), typeset::rating(*guess), fixed(model, 2), fixed((model - guess).abs(), 2)];
            rows.push(texts.map(|text| vec![Piece::Plain(text)]).to_vec());
        }
        if rows.len() == 1 {
            return self.signed("You have made no guess yet.", self.pen.colours.dim, ("", ""));
        }
        self.table(&rows)
    }
}
