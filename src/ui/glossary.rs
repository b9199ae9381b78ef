//! The glossary: the words of the course, and what the one under the cursor means.
//!
//! ```text
//! ╭ Glossary ────────────────────────────────────────────────╮
//! │   distance                                               │
//! │ ▸ dot product                                     • 3.6  │
//! │     Multiply two rows of numbers place by place and …    │
//! │   epoch                                             7.2  │
//! ╰─────── W the words of the page · enter goes there ───────╯
//! ```

use super::{pen::Pen, wrap::wrap};
use crate::{app::App, command::Command};
use ratatui::{layout::Rect, widgets::Widget};

/// The most lines of the list.
const MOST: u16 = 24;

/// Draws it over everything.
pub(super) fn draw(app: &App, at: usize, pen: &mut Pen, area: Rect) {
    let colours = pen.colours;
    let course = &app.lecture().walk.course;
    let terms = course.glossary.terms();
    let here = app.words_here();
    let width = area.width.saturating_sub(4).min(76);
    let meaning = wrap(&terms[at].sentence, width.saturating_sub(9), |text| pen.width(text));
    let height = (terms.len() as u16 + meaning.len() as u16 + 4).min(MOST).min(area.height);
    let frame = Rect::new(area.x + (area.width - width) / 2, area.y + (area.height - height) / 3, width, height);
    pen.click(area, Command::Close);
    ratatui::widgets::Clear.render(frame, pen.buffer);
    let inner = pen.panel(frame, "Glossary");
    pen.footnote(frame, "↑ ↓ · W the words of the page (•) · enter where it is said first · esc");
    let rows = usize::from(inner.height).saturating_sub(meaning.len() + 2).max(1);
    let first = at.saturating_sub(rows / 2).min(terms.len().saturating_sub(rows));
    let mut y = inner.y + 1;
    for (n, term) in terms.iter().enumerate().skip(first).take(rows) {
        let (marker, style) = if n == at { ("▸ ", colours.cursor) } else { ("  ", colours.text) };
        pen.text(inner.x + 1, y, inner.width.saturating_sub(12), &format!("{marker}{}", term.name), style);
        let place = app
            .lecture()
            .walk
            .said_first(n)
            .map(|(part, page)| format!("{}.{}", course.lessons[part].number, page + 1));
        let mark = if here.contains(&n) { "• " } else { "" };
        let place = format!("{mark}{}", place.unwrap_or_default());
        pen.text_right(inner.right().saturating_sub(1), y, 8, &place, colours.dim);
        pen.click(Rect::new(inner.x, y, inner.width, 1), Command::Glossary(Some(term.name.clone())));
        y += 1;
        if n != at {
            continue;
        }
        for line in &meaning {
            if y < inner.bottom() {
                pen.text(inner.x + 5, y, inner.width.saturating_sub(6), line, colours.key);
            }
            y += 1;
        }
    }
}
