//! What a speaker sees of a talk: the notes of the page, the answer of its question, and what comes next.
//!
//! ```text
//! ╭ Notes ─ 5 Gradient descent ──────────────────────────────╮
//! │ A landscape                                               │
//! │                                                           │
//! │ Let them look first. Most take the colour for height.     │
//! │                                                           │
//! │ ▸ How many lowest places does this landscape have?        │
//! │   → the answer is 2: one                                  │
//! │                                                           │
//! │ next: Walking and jumping                                 │
//! ╰─────────────────────────────────────────── page 13 of 19 ─╯
//! ```

use super::{
    pen::Pen,
    prose::{TextLine, Writer},
};
use crate::{
    app::App,
    lesson::{Block, Note, Piece},
};
use ratatui::{layout::Rect, style::Modifier};

/// The widest line.
const WIDE: u16 = 96;

/// Draws the screen.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    let colours = pen.colours;
    let walk = &app.lecture().walk;
    let (lesson, page, (_, at)) = (walk.lesson(), walk.page(), walk.place());
    let inner = pen.panel(area, &format!("Notes ─ {} {}", lesson.number, lesson.title));
    pen.footnote(area, &format!("page {} of {}", at + 1, lesson.pages.len()));
    let width = inner.width.saturating_sub(2).min(WIDE);
    let writer = Writer::new(app, pen, width);
    let words = |text: String| vec![Piece::Plain(text)];
    let notes: Vec<&Note> = page.blocks.iter().filter_map(Block::note).collect();
    let time = match notes.iter().map(|note| note.minutes).sum() {
        0 => String::new(),
        1 => " · 1 minute".into(),
        minutes => format!(" · {minutes} minutes"),
    };
    let title = (page.title.clone(), colours.name.add_modifier(Modifier::BOLD));
    let mut lines = vec![writer.line(vec![title, (time, colours.dim)])];
    let mut add = |block: Vec<TextLine>| {
        lines.push(TextLine::default());
        lines.extend(block);
    };
    for paragraph in notes.iter().flat_map(|note| &note.paragraphs) {
        add(writer.paragraph(paragraph, colours.text, ("", ""), colours.text));
    }
    if notes.is_empty() {
        add(writer.signed("This page has no notes.", colours.dim, ("", "")));
    }
    let open = walk.open().map(|(at, _)| at);
    for (at, block) in page.blocks.iter().enumerate() {
        let Block::Ask(question) = block else { continue };
        let mut asked = writer.paragraph(&question.prompt, colours.text, ("▸ ", "  "), colours.key);
        let said = match (walk.outcome(at), app.lecture().answer_then(at)) {
            (None, answer) if open == Some(at) => answer.map(|answer| (answer.to_string(), colours.good)),
            // What it follows from is not there yet.
            (None, _) => Some(("once the question before it is settled".into(), colours.dim)),
            (Some(_), Some(answer)) => Some((format!("{answer} (settled)"), colours.good)),
            (Some(_), None) => Some(("settled".into(), colours.dim)),
        };
        if let Some((text, style)) = said {
            asked.extend(writer.paragraph(&words(text), style, ("  → ", "    "), style));
        }
        add(asked);
    }
    let next = walk.beside(true).map(|(lesson, page)| &walk.course.lessons[lesson].pages[page].title);
    let next = next.map_or("this is the last page".into(), |title| format!("next: {title}"));
    add(writer.signed(&next, colours.dim, ("", "")));
    for (line, y) in lines.iter().zip(inner.y..inner.bottom()) {
        let pieces: Vec<_> = line.pieces.iter().map(|(text, style)| (text.as_str(), *style)).collect();
        pen.pieces(inner.x + 1, y, width, &pieces);
    }
}
