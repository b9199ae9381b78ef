//! The table of contents of the lecture: its parts and their pages, how each question was settled, and
//! where one is.
//!
//! ```text
//! ╭ Recommendation systems ──────────────────────────────────╮
//! │   1  Recommendations around us 10 pages  28 min   4 of 9 │
//! │ ▸ 2  The grid                  13 pages  41 min  ✓ all 9 │
//! │      Four users, five albums, four holes.                │
//! │       1  Four users, five albums                       ✓ │
//! │       2  What a rating says                          ~ → │
//! ╰────────────────────── ↑ ↓ · enter opens · esc closes ────╯
//! ```

use super::{pen::Pen, wrap::wrap};
use crate::{
    app::{App, Contents},
    command::{Command, Nth, Part},
    lesson::{Lesson, Outcome},
};
use ratatui::{layout::Rect, widgets::Widget};

/// What stands for the way in which a question was settled.
pub(super) fn sign(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Right | Outcome::Guessed => "✓",
        Outcome::Helped => "~",
        Outcome::Revealed => "→",
        Outcome::Skipped => "·",
    }
}

/// The same in words.
const SIGNS: &str = "✓ at the first try  ~ with help  → shown  · passed over  ? open";

/// How long something takes; nothing where it does not say.
fn time(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, 0) => String::new(),
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes:02}"),
    }
}

/// Draws it over everything.
pub(super) fn draw(app: &App, at: Contents, pen: &mut Pen, area: Rect) {
    let colours = pen.colours;
    let walk = &app.lecture().walk;
    let lessons = &walk.course.lessons;
    let open = &lessons[at.part];
    let width = area.width.saturating_sub(4).min(76);
    let summary = wrap(&open.summary, width.saturating_sub(11), |text| pen.width(text));
    let rest = lessons.len() + summary.len() + 5;
    // The pages of the part have what room there is left, and are scrolled where that is too little.
    let pages = open.pages.len().min(usize::from(area.height).saturating_sub(rest));
    let height = ((rest + pages) as u16).min(area.height);
    let frame = Rect::new(area.x + (area.width - width) / 2, area.y + (area.height - height) / 3, width, height);
    pen.click(area, Command::Close);
    ratatui::widgets::Clear.render(frame, pen.buffer);
    let whole = time(lessons.iter().map(Lesson::minutes).sum());
    let inner = pen.panel(
        frame,
        &if whole.is_empty() { walk.course.title.clone() } else { format!("{} ─ {whole}", walk.course.title) },
    );
    let talk = app.lecture().presents();
    let anew = if talk { "" } else { ":forget all begins anew · " };
    pen.footnote(frame, &format!("↑ ↓ · → pages · enter opens · {anew}esc closes"));
    let (x, right) = (inner.x + 1, inner.right().saturating_sub(1));
    let (here, page) = walk.place();
    let bottom = inner.bottom().saturating_sub(1);
    let mut y = inner.y + 1;
    for (n, lesson) in lessons.iter().enumerate() {
        if y >= bottom {
            break;
        }
        let score = walk.score(n);
        // Nobody answers in a talk.
        let done = match score.all {
            _ if talk => String::new(),
            0 => String::new(),
            all if score.answered() == all => format!("✓ all {all}"),
            all => format!("{} of {all}", score.answered()),
        };
        let place = match lesson.pages.len() {
            pages if n == here => format!("page {} of {pages}", page + 1),
            1 => "1 page".into(),
            pages => format!("{pages} pages"),
        };
        let style = if n == at.part && at.page.is_none() { colours.cursor } else { colours.text };
        let marker = if n == at.part { "▸ " } else { "  " };
        let title = format!("{marker}{:>2}  {}", lesson.number, lesson.title);
        let room = inner.width.saturating_sub(34);
        pen.text(x, y, room, &title, style);
        pen.text_right(right.saturating_sub(18), y, 13, &place, colours.dim);
        pen.text_right(right.saturating_sub(10), y, 7, &time(lesson.minutes()), colours.dim);
        pen.text_right(right, y, 9, &done, colours.good);
        let number = Part::Number(Nth::numbered(lesson.number));
        pen.click(Rect::new(inner.x, y, inner.width, 1), Command::Lesson(number.clone(), Nth::FIRST));
        y += 1;
        if n != at.part {
            continue;
        }
        for line in summary.iter().take(usize::from(bottom.saturating_sub(y))) {
            pen.text(inner.x + 7, y, inner.width.saturating_sub(8), line, colours.dim);
            y += 1;
        }
        let first = at.page.unwrap_or(0).saturating_sub(pages / 2).min(lesson.pages.len() - pages);
        for (m, page) in lesson.pages.iter().enumerate().skip(first).take(pages) {
            if y >= bottom {
                break;
            }
            let outcomes = if talk { Vec::new() } else { walk.outcomes(n, m) };
            let signs: Vec<&str> = outcomes.iter().map(|outcome| outcome.map_or("?", sign)).collect();
            let style = if at.page == Some(m) { colours.cursor } else { colours.dim };
            let title = format!("{:>2}  {}", m + 1, page.title);
            pen.text(inner.x + 7, y, inner.width.saturating_sub(18), &title, style);
            pen.text_right(right, y, 9, &signs.join(" "), colours.good);
            let command = Command::Lesson(number.clone(), Nth::at(m));
            pen.click(Rect::new(inner.x, y, inner.width, 1), command);
            y += 1;
        }
    }
    if !talk {
        pen.text(x, bottom, inner.width.saturating_sub(2), SIGNS, colours.dim);
    }
}
