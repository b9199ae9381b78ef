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

use super::{pen::Pen, typeset};
use crate::{
    app::App,
    command::Command,
    data::{Entity, Side},
};
use ratatui::layout::Rect;

/// The title of the panel.
pub(super) fn title(app: &App) -> String {
    match app.factor_names.get(&app.factor) {
        Some(name) => format!("Factor {}: {name}", app.factor + 1),
        None => format!("What factor {} means", app.factor + 1),
    }
}

/// The panel.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    let inner = pen.panel(area, &title(app));
    let named = app.factor_names.contains_key(&app.factor);
    pen.footnote(area, if named { "= gives another name" } else { "= names it" });
    let columns: u16 = if inner.width >= 100 || inner.height < 9 && inner.width >= 56 { 4 } else { 2 };
    let blocks = 4 / columns;
    let sides = [Side::Items, Side::Users].map(|side| (side, enough(app, side)));
    let mut y = inner.y;
    if inner.height >= 6 * blocks {
        let mut text =
            "A user and an item at the same end: it adds to the rating. At opposite ends: it takes away.".to_string();
        for (side, least) in sides.iter().filter(|(_, least)| *least > 1) {
            text += &format!(" Only {side} with {least} ratings or more are listed.");
        }
        for line in typeset::wrap(&text, inner.width.saturating_sub(2), |s| pen.width(s)) {
            pen.text(inner.x + 1, y, inner.width.saturating_sub(2), &line, pen.colours.dim);
            y += 1;
        }
        y += 1;
    }
    let height = inner.bottom().saturating_sub(y) / blocks;
    if height < 2 {
        return;
    }
    let width = inner.width / columns;
    // A line stays free between two blocks.
    let most = usize::from(height - 1).saturating_sub(usize::from(blocks > 1 && height > 4)).min(20);
    for (n, (side, least)) in (0..).zip(sides) {
        let (high, low) = ends(app, side, least, most);
        let at = |half: u16| match columns {
            4 => Rect { x: inner.x + (2 * n + half) * width, y, width, height },
            _ => Rect { x: inner.x + half * width, y: y + n * height, width, height },
        };
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
        if *of == app.user.into() || *of == app.item.into() {
            pen.style(line, pen.colours.cross);
        }
        pen.text(x, y, width.saturating_sub(DIGITS + 1), name, pen.colours.text);
        let text = typeset::compact(*value, 3, usize::from(DIGITS));
        pen.text_right(x + width, y, DIGITS.min(width), &text, pen.colours.signed(value / most));
        pen.click(line, Command::select(*of));
    }
}

/// How many ratings those who are shown have at least: where there are plenty of users or items, those with few stay
/// out, because what was rated once is fitted to one opinion.
pub(super) fn enough(app: &App, side: Side) -> usize {
    const PLENTY: usize = 100;
    let train = &app.snapshot.source.split.train;
    let mut counts = [0; 4];
    const LEAST: [usize; 4] = [50, 20, 10, 5];
    for at in 0..train.count(side) {
        let degree = train.degree(Entity::new(side, at));
        counts.iter_mut().zip(LEAST).filter(|(_, least)| degree >= *least).for_each(|(count, _)| *count += 1);
    }
    counts.into_iter().zip(LEAST).find(|(count, _)| *count >= PLENTY).map_or(1, |(_, least)| least)
}

/// Values and whose they are: the highest first, and the lowest first.
type Ends<T> = (Vec<(f64, T)>, Vec<(f64, T)>);

/// Those at the ends of the selected factor, with `least` ratings to learn from, at most `most` at each end and nobody
/// twice.
fn ends(app: &App, side: Side, least: usize, most: usize) -> Ends<Entity> {
    let (train, factors) = (&app.snapshot.source.split.train, &app.snapshot.factors);
    let (table, z) = (factors.side(side), app.factor.min(factors.z() - 1));
    let speak = (0..table.rows()).filter(|at| train.degree(Entity::new(side, *at)) >= least);
    let values = speak.map(|at| (table.row(at)[z], at)).filter(|(v, _)| v.is_finite());
    let (high, low) = extremes(values.collect(), most);
    let entity = |list: Vec<(f64, usize)>| list.into_iter().map(|(v, at)| (v, Entity::new(side, at))).collect();
    (entity(high), entity(low))
}

/// The largest of some numbers, largest first, and the smallest, smallest first: at most `most` of each, none in both.
fn extremes(mut all: Vec<(f64, usize)>, most: usize) -> Ends<usize> {
    // Ties are settled by place, so that the lists stand still.
    let order = |a: &(f64, usize), b: &(f64, usize)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    let (highs, lows) = (most.min(all.len().div_ceil(2)), most.min(all.len() / 2));
    if highs < all.len() {
        all.select_nth_unstable_by(highs, order);
    }
    let rest = &mut all[highs..];
    let middle = rest.len() - lows;
    if middle > 0 && lows > 0 {
        rest.select_nth_unstable_by(middle, order);
    }
    let mut low = rest[middle..].to_vec();
    low.sort_unstable_by(|a, b| order(b, a));
    all.truncate(highs);
    all.sort_unstable_by(order);
    (all, low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_are_those_of_a_full_sort() {
        for count in 0..60_usize {
            let all: Vec<(f64, usize)> = (0..count).map(|n| (((n * 37) % 23) as f64 - 11.0, n)).collect();
            let mut sorted = all.clone();
            sorted.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            for most in [0, 1, 2, 5, 29, 30, 31, 100] {
                let (high, low) = extremes(all.clone(), most);
                let (highs, lows) = (most.min(count.div_ceil(2)), most.min(count / 2));
                assert_eq!(high, sorted[..highs], "{count} {most}");
                let mut expected = sorted[count - lows..].to_vec();
                expected.reverse();
                assert_eq!(low, expected, "{count} {most}");
            }
        }
    }
}
