//! The table of contents of the lecture: its parts, what was answered in each, and where one is.
//!
//! ```text
//! ╭ Contents ────────────────────────────────────────────────╮
//! │   1  Recommendations around us        10 pages   4 of 9  │
//! │ ▸ 2  The grid                         13 pages   ✓ all 9 │
//! │      Four users, five albums, four holes.                │
//! ╰────────────────────── ↑ ↓ · enter opens · esc closes ────╯
//! ```

use super::{pen::Pen, wrap::wrap};
use crate::{
    app::App,
    command::{Command, Nth},
};
use ratatui::{layout::Rect, widgets::Widget};

/// Draws it over everything.
pub(super) fn draw(app: &App, at: usize, pen: &mut Pen, area: Rect) {
    let colours = pen.colours;
    let walk = &app.lecture().walk;
    let lessons = &walk.course.lessons;
    let width = area.width.saturating_sub(4).min(76);
    let summary = wrap(&lessons[at].summary, width.saturating_sub(11), |text| pen.width(text));
    let height = (lessons.len() as u16 + summary.len() as u16 + 4).min(area.height);
    let frame = Rect::new(area.x + (area.width - width) / 2, area.y + (area.height - height) / 3, width, height);
    pen.click(area, Command::Close);
    ratatui::widgets::Clear.render(frame, pen.buffer);
    let inner = pen.panel(frame, "Contents of the lecture");
    pen.footnote(frame, "↑ ↓ choose · enter opens · :forget all begins anew · esc closes");
    let (here, page) = walk.place();
    let mut y = inner.y + 1;
    for (n, lesson) in lessons.iter().enumerate() {
        if y >= inner.bottom() {
            break;
        }
        let (settled, all) = walk.count(n);
        let done = match (settled, all) {
            (_, 0) => String::new(),
            (settled, all) if settled == all => format!("✓ all {all}"),
            (settled, all) => format!("{settled} of {all}"),
        };
        let place = match lesson.pages.len() {
            pages if n == here => format!("page {} of {pages}", page + 1),
            1 => "1 page".into(),
            pages => format!("{pages} pages"),
        };
        let style = if n == at { colours.cursor } else { colours.text };
        let sign = if n == at { "▸ " } else { "  " };
        let title = format!("{sign}{:>2}  {}", lesson.number, lesson.title);
        let room = inner.width.saturating_sub(32);
        pen.text(inner.x + 1, y, room, &title, style);
        pen.text_right(inner.right().saturating_sub(12), y, 16, &place, colours.dim);
        pen.text_right(inner.right().saturating_sub(1), y, 10, &done, colours.good);
        pen.click(Rect::new(inner.x, y, inner.width, 1), Command::Lesson(Nth::numbered(lesson.number), Nth::FIRST));
        y += 1;
        if n == at {
            for line in summary.iter().take(usize::from(inner.bottom().saturating_sub(y))) {
                pen.text(inner.x + 7, y, inner.width.saturating_sub(8), line, colours.dim);
                y += 1;
            }
        }
    }
}
