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
//!  │ words too many for chance, of 50 items       │
//!  │ at the highest        at the lowest          │
//!  │ K-pop 9 of 50, all 3 % p 0.002               │
//!  ╰───────────── suggested: … K-pop · = names it ╯
//! ```

use super::{certain, pen::Pen, typeset, wrap::wrap};
use crate::{
    app::App,
    command::{Command, Those},
    data::{Entity, Side},
    study::{
        ends::ENDS,
        telling::{Telling, suggested},
    },
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
    let suggested = app.telling().and_then(|ends| suggested(app.facts(), &ends));
    let own = app.view().factor_names.get(&app.view().factor);
    let note = match suggested.filter(|suggested| own != Some(suggested)) {
        Some(suggested) => {
            let short = certain::fit(&suggested, usize::from(area.width.saturating_sub(42)).max(8), "…");
            let take = if named { "" } else { &format!(" (name-factor {} takes it)", app.view().factor + 1) };
            let ways = [
                format!("suggested: {short}{take} · = names it"),
                format!("suggested: {short} · = names it"),
                format!("{short}?"),
            ];
            let room = area.width.saturating_sub(4);
            ways.iter().find(|way| pen.width(way) <= room).unwrap_or(&ways[2]).clone()
        }
        None if named => "= gives another name".into(),
        None => "= names it".into(),
    };
    pen.footnote(area, &note);
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
    let below = words_below(app, pen, Rect { y, height: inner.bottom().saturating_sub(y), ..inner });
    let height = inner.bottom().saturating_sub(y + below) / blocks;
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

/// The words that are too many at either end to have come by chance, at the foot of the panel; returns how many lines they
/// take. Where there is little room, one line for each end.
fn words_below(app: &App, pen: &mut Pen, area: Rect) -> u16 {
    /// How many words are told of an end.
    const WORDS: u16 = 4;
    let Some(ends) = app.telling().filter(|ends| ends.iter().any(|end| !end.is_empty())) else { return 0 };
    let most = ends.iter().map(|end| end.len().min(WORDS.into()) as u16).max().unwrap_or(0);
    let (x, width) = (area.x + 1, area.width.saturating_sub(2));
    let word = |telling: &Telling| app.facts().word(telling.word).text.to_string();
    let said = |t: &Telling| format!("{} {} of {}, all {} %", word(t), t.here, t.end, percent(t));
    if area.height < 16 + most {
        let lines = match area.height {
            0..=5 => return 0,
            6..=8 => 1,
            _ => 2,
        };
        let told = ends.iter().zip(["+ ", "- "]).filter(|(end, _)| !end.is_empty()).take(lines.into());
        for ((end, sign), y) in told.zip(area.bottom() - lines..) {
            let words: Vec<String> = end.iter().map(said).collect();
            pen.pieces(x, y, width, &[(sign, pen.colours.key), (&words.join(" · "), pen.colours.dim)]);
        }
        return lines;
    }
    let column = area.width / 2;
    let top = area.bottom() - most - 2;
    let end = ends.iter().flatten().map(|telling| telling.end).next().unwrap_or(0);
    let note = format!("words too many for chance, of {end} items");
    pen.text(x, top, width, &note, pen.colours.dim);
    for ((end, head), left) in ends.iter().zip(["at the highest", "at the lowest"]).zip([area.x, area.x + column]) {
        let room = column.saturating_sub(2);
        pen.text(left + 1, top + 1, room, head, pen.colours.name);
        for (telling, y) in end.iter().take(WORDS.into()).zip(top + 2..) {
            let chance = format!(" p {}", probability(telling.chance));
            let wide = pen.width(&chance);
            let short = format!("{} {}/{}", word(telling), telling.here, telling.end);
            let ways = [said(telling), format!("{short}, {} %", percent(telling)), short];
            let text = ways.iter().find(|text| pen.width(text) + wide <= room).unwrap_or(&ways[2]);
            pen.text(left + 1, y, room.saturating_sub(wide), text, pen.colours.text);
            pen.text_right(left + 1 + room, y, wide, &chance, pen.colours.key);
            let topic = app.facts().word(telling.word).topic;
            let those = Those { word: Some((topic, word(telling))), years: None };
            pen.click(Rect { x: left + 1, y, width: room, height: 1 }, Command::Only(those));
        }
    }
    // A line stays free above.
    most + 3
}

/// The share of all that have a word, in whole percent.
pub(super) fn percent(telling: &Telling) -> String {
    match 100.0 * telling.all as f64 / telling.of as f64 {
        share if share < 1.0 => "<1".into(),
        share => format!("{share:.0}"),
    }
}

/// A probability in a few digits: `0.03`, `1e-7`.
pub(super) fn probability(chance: f64) -> String {
    if chance >= 0.001 { format!("{chance:.3}") } else { format!("{chance:.0e}") }
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
