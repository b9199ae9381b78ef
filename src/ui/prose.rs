//! The text of lessons, typeset: blocks become lines of a width, with questions as far as they have come.

use super::{
    pen::Pen,
    typeset::{self, fixed},
    wrap,
};
use crate::{
    app::App,
    command::Command,
    data::{ItemId, UserId},
    lesson::{Bars, Block, Code, Piece, Progress},
};
use ratatui::style::{Modifier, Style};
use std::ops::Range;
use unicode_width::UnicodeWidthStr;

/// Some text in one style, with the word of the glossary that it says, where it says one.
type Stretch = (String, Style, Option<String>);

/// The most columns of a bar.
const LONGEST_BAR: usize = 40;

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
    /// Whether it belongs to the line before it, as the second line of a formula or of a row of a table does.
    pub goes_on: bool,
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
                let line = |(at, line): (usize, &String)| TextLine {
                    pieces: vec![(format!("  {line}"), colours.key)],
                    goes_on: at > 0,
                    ..TextLine::default()
                };
                lines.iter().enumerate().map(line).collect()
            }
            Block::Code(code) => self.code(code),
            Block::Table(rows) => self.table(rows),
            Block::Bars(bars) => self.bars(bars),
            Block::Ask(question) => self.question(at, question, 0),
            Block::Guesses(name) => self.guesses(name.as_deref()),
            Block::Scene(_) | Block::Expect(_) | Block::Note(_) => Vec::new(),
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
            Piece::Said(_) => plain.add_modifier(Modifier::UNDERLINED),
        }
    }

    /// Pieces on lines of at most `width` columns, each stretch in its own style, with the word of the glossary that it says.
    fn broken(&self, pieces: &[Piece], plain: Style, width: usize) -> Vec<Vec<Stretch>> {
        let (mut text, mut ends) = (String::new(), Vec::new());
        for piece in pieces {
            let more = wrap::even(piece.text());
            let blank = text.is_empty() || text.ends_with(' ');
            text.push_str(if blank { more.trim_start_matches(' ') } else { &more });
            let said = if let Piece::Said(said) = piece { Some(said.term.as_str()) } else { None };
            ends.push((text.len(), self.style(piece, plain), said));
        }
        let cut = |line: Range<usize>| {
            let begins = std::iter::once(0).chain(ends.iter().map(|(end, ..)| *end));
            let stretch = begins
                .zip(&ends)
                .map(|(begin, (end, style, said))| (begin.max(line.start)..*end.min(&line.end), *style, *said));
            let stretch = stretch.filter(|(at, ..)| !at.is_empty());
            stretch.map(|(at, style, said)| (text[at].to_string(), style, said.map(String::from))).collect()
        };
        wrap::lines(&text, width, |text| self.columns(text)).into_iter().map(cut).collect()
    }

    /// Pieces as a paragraph, with one sign before its first line and another before the others.
    pub(super) fn paragraph(&self, pieces: &[Piece], plain: Style, signs: (&str, &str), sign: Style) -> Vec<TextLine> {
        let room = self.width.saturating_sub(signs.0.width());
        let lines = self.broken(pieces, plain, room);
        let line = |(at, words): (usize, Vec<Stretch>)| {
            let before = if at == 0 { signs.0 } else { signs.1 };
            let mut line = TextLine::default();
            if !before.is_empty() {
                line.pieces.push((before.to_string(), sign));
            }
            self.extend(&mut line, self.pen.width(before), words);
            line
        };
        lines.into_iter().enumerate().map(line).collect()
    }

    /// Writes stretches into a line from a column on; a click on a word of the glossary says what it means.
    fn extend(&self, line: &mut TextLine, mut column: u16, words: Vec<Stretch>) {
        for (text, style, said) in words {
            let wide = self.pen.width(&text);
            if let Some(term) = said {
                let say = Command::Glossary(Some(term));
                line.slots.extend((column..column + wide).map(|column| (column, say.clone())));
            }
            column += wide;
            line.pieces.push((text, style));
        }
    }

    /// Bars: the words of each row, its bar, and the figure.
    fn bars(&self, bars: &Bars) -> Vec<TextLine> {
        let colours = self.pen.colours;
        let words = |words: &[Piece]| words.iter().map(Piece::text).collect::<String>().trim().to_string();
        let rows: Vec<_> = bars.rows.iter().filter_map(|row| bars.row(row)).collect();
        let label = rows.iter().map(|(row, ..)| self.columns(&words(row))).max().unwrap_or(0).min(self.width / 2);
        let number = rows.iter().map(|(_, figure, _)| self.columns(&figure.text)).max().unwrap_or(0);
        let room = self.width.saturating_sub(label + number + 4).clamp(4, LONGEST_BAR);
        let mut lines = Vec::new();
        for (row, figure, part) in rows {
            let mut line = TextLine::default();
            match self.broken(row, colours.text, label.max(1)).as_slice() {
                [all] => self.extend(&mut line, 0, all.clone()),
                _ => line.pieces.push((super::certain::fit(&words(row), label, "…"), colours.text)),
            }
            if let Some((text, _)) = line.pieces.last_mut() {
                text.truncate(text.trim_end().len());
            }
            let pad = label.saturating_sub(line.pieces.iter().map(|(text, _)| self.columns(text)).sum());
            // Whatever is not nothing is seen.
            let halves = ((part * 2.0 * room as f64).round() as usize).max(usize::from(part > 0.0));
            let bar = "█".repeat(halves / 2) + if halves % 2 == 1 { "▌" } else { "" };
            let rest = room - halves.div_ceil(2);
            let text = " ".repeat(rest + 1 + number.saturating_sub(self.columns(&figure.text))) + &figure.text;
            line.pieces.extend([
                (" ".repeat(pad + 1), colours.text),
                (bar, colours.train),
                (text, colours.known.add_modifier(Modifier::BOLD)),
            ]);
            lines.push(line);
        }
        // Bars that do not begin at 0 say where they begin.
        if let Some((low, high)) = bars.scale.filter(|(low, _)| *low != 0.0) {
            let (low, high) = (typeset::rating(low), typeset::rating(high));
            let between = "─".repeat(room.saturating_sub(self.columns(&low) + self.columns(&high)));
            lines.push(self.line(vec![(" ".repeat(label + 1) + &low + &between + &high, colours.dim)]));
        }
        lines
    }

    /// Lines of Python, each as it is; what has no room goes on in the next line, set in.
    fn code(&self, code: &Code) -> Vec<TextLine> {
        let colours = self.pen.colours;
        let mut lines: Vec<TextLine> = Vec::new();
        for row in &code.lines {
            let text: String = row.iter().map(Piece::text).collect();
            let remark = text.find("# ").unwrap_or(text.len());
            let figure = row.iter().take_while(|piece| matches!(piece, Piece::Code(_))).map(|p| p.text().len()).sum();
            let style = |at: usize| match at {
                at if at >= figure => colours.known.add_modifier(Modifier::BOLD),
                at if at >= remark => colours.dim,
                _ => colours.key,
            };
            lines.push(TextLine { goes_on: !lines.is_empty(), ..TextLine::default() });
            let mut used = 0;
            for (at, sign) in text.char_indices() {
                let sign = sign.to_string();
                if used + self.columns(&sign) > self.width {
                    lines.push(TextLine { goes_on: true, ..self.line(vec![("  ".into(), colours.key)]) });
                    used = 2;
                }
                used += self.columns(&sign);
                let Some(line) = lines.last_mut() else { continue };
                match line.pieces.last_mut() {
                    Some((before, same)) if *same == style(at) => before.push_str(&sign),
                    _ => line.pieces.push((sign, style(at))),
                }
            }
        }
        lines
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
        let word = |row: &Vec<Vec<Piece>>, c: usize| {
            let text: String = row.get(c).into_iter().flatten().map(Piece::text).collect();
            wrap::longest(&text, |text| self.columns(text))
        };
        let whole = |row: &Vec<Vec<Piece>>, c: usize| {
            row.get(c).map_or(0, |cell| cell.iter().map(|p| self.columns(p.text())).sum::<usize>())
        };
        let words = |c: usize| rows.iter().map(|row| word(row, c)).max().unwrap_or(0);
        // What is too wide is taken from the widest column: first from those that only the head makes so wide, then from any
        // as long as words stay whole, and at last from them, too.
        let head_alone = |c: usize| rows.iter().skip(1).map(|row| whole(row, c)).max().unwrap_or(0).max(words(c));
        let leasts = [(0..count).map(head_alone).collect(), (0..count).map(words).collect(), vec![4; count]];
        for least in leasts {
            while widths.iter().sum::<usize>() > room {
                let wider = widths.iter_mut().zip(&least).filter(|(width, least)| **width > **least);
                let Some((widest, _)) = wider.max() else { break };
                *widest -= 1;
            }
        }
        let mut lines = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let plain = if at == 0 { colours.name } else { colours.text };
            let cells: Vec<_> = row.iter().zip(&widths).map(|(cell, &width)| self.broken(cell, plain, width)).collect();
            for n in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
                let mut line = TextLine { goes_on: n > 0, ..TextLine::default() };
                let mut column = 0;
                for (cell, &width) in cells.iter().zip(&widths) {
                    let words = cell.get(n).cloned().unwrap_or_default();
                    let used: usize = words.iter().map(|(text, ..)| self.columns(text)).sum();
                    self.extend(&mut line, column as u16, words);
                    let blank = width.saturating_sub(used) + 2;
                    line.pieces.push((" ".repeat(blank), colours.text));
                    column += used + blank;
                }
                // Nothing stands behind the last column.
                line.pieces.pop();
                lines.push(line);
            }
        }
        lines
    }

    /// What the student guessed, what models of other pages said, and what the one of this page says.
    fn guesses(&self, now: Option<&str>) -> Vec<TextLine> {
        let app = self.app;
        let progress = &app.lecture().walk.progress;
        let holes = app.guessed_holes();
        let names = |(i, j): &(UserId, ItemId)| (app.name(*i), app.name(*j));
        if holes.is_empty() || (now.is_none() && progress.guessed.is_empty() && progress.models.is_empty()) {
            return self.signed("You have made no guess yet.", self.pen.colours.dim, ("", ""));
        }
        let row = |title: &str, value: &dyn Fn(&(UserId, ItemId)) -> Option<String>| {
            let cells = holes.iter().map(|hole| value(hole).unwrap_or("–".into()));
            let cells = std::iter::once(title.to_string()).chain(cells);
            cells.map(|text| vec![Piece::Plain(text)]).collect::<Vec<_>>()
        };
        let mut rows = vec![row("", &|hole| Some(format!("{} × {}", names(hole).0, names(hole).1)))];
        let own = |hole: &(UserId, ItemId)| Progress::said(&progress.guessed, names(hole).0, names(hole).1);
        // Whoever has guessed nothing has no row.
        if holes.iter().any(|hole| own(hole).is_some()) {
            rows.push(row("you", &|hole| Some(typeset::rating(own(hole)?))));
        }
        for (model, said) in progress.models.iter().filter(|(model, _)| Some(model.as_str()) != now) {
            rows.push(row(model, &|hole| Some(fixed(Progress::said(said, names(hole).0, names(hole).1)?, 2))));
        }
        let present = |hole: &(UserId, ItemId)| Some(fixed(app.snapshot().predict(hole.0, hole.1), 2));
        rows.push(row(&format!("▸ {}", now.unwrap_or("now")), &present));
        self.table(&rows)
    }
}
