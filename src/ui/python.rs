//! The code on top of the screen: what was just done, in Python.
//!
//! ```text
//! ╭ Python ─ ALS ────────────────────────────────────────────╮
//! │ # The regression of An                                    │
//! │ import numpy as np                                        │
//! │                                                           │
//! │ X = np.array([[0.839, 0.369], …                           │
//! ╰───────────── ↑ ↓ scroll · c copies · any other key closes ╯
//! ```

use super::pen::Pen;
use crate::{
    app::Listing,
    command::{Command, Toward},
};
use ratatui::{layout::Rect, widgets::Widget};

/// The widest it gets.
const WIDE: u16 = 90;

/// Draws it over everything.
pub(super) fn draw(listing: &Listing, pen: &mut Pen, area: Rect) {
    let colours = pen.colours;
    let width = area.width.saturating_sub(4).min(WIDE);
    let height =
        (listing.lines.len() as u16).saturating_add(2).min(area.height.saturating_sub(2)).max(3).min(area.height);
    let frame = Rect::new(area.x + (area.width - width) / 2, area.y + (area.height - height) / 3, width, height);
    ratatui::widgets::Clear.render(frame, pen.buffer);
    pen.click_and_wheel(area, Command::Close, Command::Move(Toward::Up, 1), Command::Move(Toward::Down, 1));
    let inner = pen.panel(frame, &format!("Python ─ {}", listing.title));
    let rows = usize::from(inner.height);
    let from = listing.from.min(listing.lines.len().saturating_sub(rows));
    for (line, y) in listing.lines.iter().skip(from).zip(inner.y..inner.bottom()) {
        let remark = line.find("# ").unwrap_or(line.len());
        let pieces = [(&line[..remark], colours.text), (&line[remark..], colours.dim)];
        pen.pieces(inner.x + 1, y, inner.width.saturating_sub(2), &pieces);
    }
    let more = match listing.lines.len().saturating_sub(from + rows) {
        0 if from == 0 => String::new(),
        0 => "↑ scrolls · ".into(),
        more => format!("↓ {more} more · "),
    };
    pen.footnote(frame, &format!("{more}c copies · any other key closes"));
}
