//! What a factor seems to mean: who stands at its ends, so that a person can give it a name.
//!
//! ```text
//!  ╭ What factor 2 means ─────────────────────────╮
//!  │ same end: it adds to the rating              │
//!  │ highest items         lowest items           │
//!  │ BTS            1.55   Ommazh          -2.32  │
//!  │ Zhou Shen      1.29   Melt-Banana     -0.70  │
//!  │ highest users         lowest users           │
//!  │ Cordelia       1.99   Bhavana         -1.18  │
//!  ╰─────────────────────────────── = names it ───╯
//! ```

use super::{pen::Pen, typeset, wrap::wrap};
use crate::{
    app::App,
    command::Command,
    data::{Entity, Side},
    study::ends::ENDS,
};
use ratatui::layout::Rect;

/// The title of the panel.
pub(super) fn title(app: &App) -> String {
    match app.view().factor_names.get(&app.view().factor) {
        Some(name) => format!("Factor {}: {name}", app.view().factor + 1),
        None => format!("What factor {} means", app.view().factor + 1),
    }
}

/// The panel.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    let inner = pen.panel(area, &title(app));
    let named = app.view().factor_names.contains_key(&app.view().factor);
    pen.footnote(area, if named { "= gives another name" } else { "= names it" });
    let columns: u16 = if inner.width >= 100 || inner.height < 9 && inner.width >= 56 { 4 } else { 2 };
    let blocks = 4 / columns;
    let sides = [Side::Items, Side::Users].map(|side| (side, app.least(side)));
    let mut y = inner.y;
    if inner.height >= 6 * blocks {
        let mut text =
            "A user and an item at the same end: it adds to the rating. At opposite ends: it takes away.".to_string();
        for (side, least) in sides.iter().filter(|(_, least)| *least > 1) {
            text += &format!(" Only {side} with {least} ratings or more are listed (A).");
        }
        for line in wrap(&text, inner.width.saturating_sub(2), |s| pen.width(s)) {
            pen.text(inner.x + 1, y, inner.width.saturating_sub(2), &line, pen.colours.dim);
            y += 1;
        }
        y += 1;
    }
    let height = inner.bottom().saturating_sub(y) / blocks;
    if height < 2 {
        return;
    }
    let Some(ends) = app.ends() else { return pen.waits(Rect { y, ..inner }) };
    let width = inner.width / columns;
    // A line stays free between two blocks.
    let most = usize::from(height - 1).saturating_sub(usize::from(blocks > 1 && height > 4)).min(ENDS);
    for (n, ((side, _), (high, low))) in (0..).zip(sides.iter().zip(ends.iter())) {
        let at = |half: u16| match columns {
            4 => Rect { x: inner.x + (2 * n + half) * width, y, width, height },
            _ => Rect { x: inner.x + half * width, y: y + n * height, width, height },
        };
        // Even its place in the list would tell of what is covered.
        let shown = |end: &[(f64, Entity)]| -> Vec<(f64, Entity)> {
            end.iter().copied().filter(|(_, of)| !app.covers_place(*of)).take(most).collect()
        };
        let (high, low) = (shown(high), shown(low));
        // The two lists stand side by side: whoever is in them is told from all the others.
        let room = width.saturating_sub(3 + DIGITS);
        let both: Vec<&str> = high.iter().chain(&low).map(|(_, of)| app.name(*of)).collect();
        let names = pen.names(&both, room);
        let (above, below) = names.split_at(high.len());
        list(app, pen, at(0), &format!("highest {side}"), &high, above);
        list(app, pen, at(1), &format!("lowest {side}"), &low, below);
    }
}

/// Columns of a number.
const DIGITS: u16 = 6;

/// One list under its head.
fn list(app: &App, pen: &mut Pen, area: Rect, head: &str, entries: &[(f64, Entity)], names: &[String]) {
    let (x, width) = (area.x + 1, area.width.saturating_sub(2));
    pen.text(x, area.y, width, head, pen.colours.name);
    let most = entries.iter().map(|(v, _)| v.abs()).fold(1e-300, f64::max);
    for (((value, of), name), y) in entries.iter().zip(names).zip(area.y + 1..area.bottom()) {
        let line = Rect { x, y, width, height: 1 };
        if *of == app.view().user.into() || *of == app.view().item.into() {
            pen.style(line, pen.colours.cross);
        }
        pen.text(x, y, width.saturating_sub(DIGITS + 1), name, pen.colours.text);
        let text = typeset::compact(*value, 3, usize::from(DIGITS));
        pen.text_right(x + width, y, DIGITS.min(width), &text, pen.colours.signed(value / most));
        pen.click(line, Command::select(*of));
    }
}
