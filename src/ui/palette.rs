//! The command line over the screen: what is typed, what it may become, what the command does.
//!
//! ```text
//! ╭ Command ─────────────────────────────────────────────╮
//! │ : set lam▏                                            │
//! │   set lambda                                          │
//! │ change an option and go on from the present factors   │
//! │ set OPTION VALUE · as in: set lambda 0.1              │
//! ╰─────────────────── tab picks · enter does · esc closes ╯
//! ```

use super::{pen::Pen, wrap::wrap};
use crate::{
    app::{App, Notice, Palette},
    command::{Argument, Command, Spec, spec},
};
use ratatui::{
    layout::{Position, Rect},
    widgets::Widget,
};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Draws it over everything.
pub(super) fn draw(app: &App, line: &Palette, pen: &mut Pen, area: Rect) {
    let warning = match &app.notice() {
        Some(Notice::Warn(text)) => Some(text.as_str()),
        _ => None,
    };
    let hints: Vec<String> = match line.spec() {
        // `e` opens this for a number, and says for whom.
        Some(spec) if spec.name == "rate" => {
            let (user, item) = (app.name(app.view().user), app.name(app.view().item));
            vec![format!("a number alone is the rating of {user} × {item}"), usage(spec)]
        }
        Some(spec) => vec![spec.sentence.into(), usage(spec)],
        None if line.text().trim().is_empty() => vec!["type a command; tab goes through what it may become".into()],
        None => Vec::new(),
    };
    let width = area.width.saturating_sub(4).min(84);
    // A warning says what would be right at its end: it is not cut.
    let warning = wrap(warning.unwrap_or_default(), width.saturating_sub(6), |text| pen.width(text));
    let fixed = 3 + (hints.len() + warning.len()) as u16;
    let offers = (line.offers.len() as u16).min(area.height.saturating_sub(fixed + 1));
    let top = area.y + area.height / 6;
    let height = (fixed + offers).min(area.height);
    let top = top.min(area.bottom().saturating_sub(height));
    let frame = Rect::new(area.x + (area.width - width) / 2, top, width, height);
    // A click beside it closes it; the wheel does nothing, whatever lies below.
    let still = Command::Screen(app.screen());
    pen.click_and_wheel(area, Command::Close, still.clone(), still.clone());
    ratatui::widgets::Clear.render(frame, pen.buffer);
    let inner = pen.panel(frame, "Command");
    pen.footnote(frame, "tab picks · enter does · esc closes");
    if inner.width < 8 || inner.height == 0 {
        return;
    }
    pen.click(frame, still);
    typed(line, pen, Rect::new(inner.x + 1, inner.y, inner.width - 2, 1));
    let colours = pen.colours;
    let (x, room, mut y) = (inner.x + 3, inner.width - 4, inner.y + 1);
    for text in &warning {
        if y < inner.bottom() {
            pen.text(x, y, room, text, colours.warn);
            y += 1;
        }
    }
    // The picked one stays in sight where they do not all fit.
    let first = line.picked.map_or(0, |at| (at + 1).saturating_sub(offers.into()));
    for (at, offer) in line.offers.iter().enumerate().skip(first).take(offers.into()) {
        let picked = line.picked == Some(at);
        let end = pen.text(x, y, room, offer, if picked { colours.cursor } else { colours.key });
        if let Some(spec) = spec(offer) {
            let at = end.max(x + 17) + 1;
            pen.text(at, y, (x + room).saturating_sub(at), spec.sentence, colours.dim);
        }
        pen.click(Rect::new(inner.x, y, inner.width, 1), taken(offer));
        y += 1;
    }
    for hint in hints {
        if y < inner.bottom() {
            pen.text(inner.x + 1, y, inner.width - 2, &hint, colours.dim);
            y += 1;
        }
    }
}

/// The line itself, moved to the left as far as the cursor needs.
fn typed(line: &Palette, pen: &mut Pen, area: Rect) {
    let colours = pen.colours;
    let x = pen.text(area.x, area.y, area.width, ": ", colours.key);
    let room = area.right().saturating_sub(x);
    let (shown, cursor) = window(line.text(), line.cursor(), room.into(), &|text| pen.width(text).into());
    pen.text(x, area.y, room, shown, colours.text);
    pen.drawn.cursor = Some(Position::new((x + cursor as u16).min(area.right() - 1), area.y));
}

/// The part of a line that has its cursor (given in columns) within `room` columns, and the cursor's column in it.
fn window<'t>(line: &'t str, cursor: usize, room: usize, width: &dyn Fn(&str) -> usize) -> (&'t str, usize) {
    let (mut columns, mut end) = (0, 0);
    for (at, grapheme) in line.grapheme_indices(true) {
        if columns >= cursor {
            break;
        }
        columns += grapheme.width();
        end = at + grapheme.len();
    }
    let mut start = 0;
    for (at, grapheme) in line[..end].grapheme_indices(true) {
        if width(&line[start..end]) < room {
            break;
        }
        start = at + grapheme.len();
    }
    (&line[start..], width(&line[start..end]))
}

/// What a click on a completion makes of the line: itself, ready for the next word.
fn taken(offer: &str) -> Command {
    let more = spec(offer).is_some_and(|spec| !spec.arguments.is_empty());
    Command::Palette(if more { format!("{offer} ") } else { offer.into() })
}

/// A command with what may follow it, and an example.
fn usage(spec: &Spec) -> String {
    let arguments = spec.arguments.iter().map(|argument| match argument {
        Argument::OneOf(words) if words.len() <= 4 => words.join("|"),
        Argument::OneOf(_) => "WHICH".into(),
        Argument::User => "USER".into(),
        Argument::Item => "ITEM".into(),
        Argument::Known => "WORD-OR-YEARS".into(),
        Argument::Side => "NAME".into(),
        Argument::Setting => "OPTION VALUE".into(),
        Argument::Number(what) | Argument::Text(what) => format!("({what})"),
    });
    let words: Vec<String> = std::iter::once(spec.name.to_string()).chain(arguments).collect();
    if spec.example == spec.name {
        return spec.name.into();
    }
    format!("{} · as in: {}", words.join(" "), spec.example)
}

#[cfg(test)]
mod tests {
    use super::{
        super::map::tests::{drawn, played},
        *,
    };
    use crate::app::Overlay;

    #[test]
    fn every_size_is_drawn_and_the_cursor_is_inside() {
        for text in ["", "s", "set lambda 0.1", "find a name that is longer than any line of a small terminal 卧虎藏龙"]
        {
            let app = played(&format!("palette {text}"));
            let Some(Overlay::Palette(line)) = &app.overlay() else { panic!("no palette") };
            for (width, height) in (0..=200).step_by(3).flat_map(|w| (0..=60).step_by(2).map(move |h| (w, h))) {
                let (_, hits) = drawn(&app, (width, height), |app, pen, area| draw(app, line, pen, area));
                let inside = |at: Position| at.x < width && at.y < height;
                assert!(hits.cursor.is_none_or(inside), "{text} {width} {height}");
                assert!(width < 20 || height < 8 || hits.cursor.is_some());
            }
        }
    }

    #[test]
    fn a_click_takes_a_completion_over() {
        let app = played("palette scr");
        let Some(Overlay::Palette(line)) = &app.overlay() else { panic!("no palette") };
        let (rows, hits) = drawn(&app, (80, 24), |app, pen, area| draw(app, line, pen, area));
        let y = rows.iter().position(|row| row.contains("go to a screen")).expect("the completion") as u16;
        assert_eq!(hits.click((10, y).into()), Some(&Command::Palette("screen ".into())));
        assert_eq!(hits.click((0, 23).into()), Some(&Command::Close));
    }

    #[test]
    fn the_cursor_stays_in_sight() {
        let width = |text: &str| text.width();
        assert_eq!(window("set lambda 0.1", 14, 40, &width), ("set lambda 0.1", 14));
        assert_eq!(window("set lambda 0.1", 14, 8, &width), ("bda 0.1", 7));
        assert_eq!(window("set lambda 0.1", 3, 8, &width), ("set lambda 0.1", 3));
        assert_eq!(window("find 卧虎藏龙", 13, 6, &width), ("藏龙", 4), "a wide letter is never halved");
        for cursor in 0..20 {
            for room in 1..20 {
                let (_, at) = window("find 卧虎藏龙 x", cursor, room, &width);
                assert!(at < room, "{cursor} in {room}: {at}");
            }
        }
    }
}
