//! Overfitting: known cells that are perfect, holes that are wild, and how a penalty brings them home.
//!
//! ```text
//! │  100 ┤ a                                  │   the predictions for the holes, by letter
//! │    5 ┤┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈                 │   between the dotted lines: the scale of the ratings
//! │      │  b     ab    a+                    │   +: more in this place
//! │    0 ┤┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈                 │
//! │ -100 ┤   c                                │
//! │    λ   0    0.001  0.002                  │
//! │ known  0    0.0001 0.0003                 │   MSE over the known cells
//! ```

use super::bench::{lines, opened};
use crate::{
    app::App,
    command::{Command, Toward},
    study::lab::{Finding, Ladder, Outcome, Stage},
    ui::{pen::Pen, typeset, wrap::wrap},
};
use ratatui::layout::Rect;

/// Up to so many holes each have a letter of their own.
const LETTERED: usize = 9;
/// The least rows for the predictions: the two ends of the scale, what lies between them, above and below.
const ROWS: u16 = 5;

/// Draws the screen.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    let z = app.snapshot().z();
    let title = format!("Lab ─ overfitting: ALS with Z {z} under a growing penalty");
    let note = "←→: another λ · g: take it";
    let Some((finding, inner)) = opened(app, pen, area, &title, note) else { return };
    let Outcome::Overfit(ladder) = &finding.outcome else { return };
    if ladder.rungs.is_empty() {
        return;
    }
    let chosen = app.rung(&finding).min(ladder.rungs.len() - 1);
    let text = table(app, &finding, ladder, chosen);
    let wrapped: Vec<String> = text.iter().flat_map(|t| wrap(t, inner.width, |s| pen.width(s))).collect();
    // Where it is low, the errors of the chosen penalty are left to the text.
    let rows = if inner.height < 12 { 1 } else { 2 + u16::from(ladder.rungs[0].held_out.is_some()) };
    let below = (wrapped.len() as u16).min(inner.height.saturating_sub(rows + ROWS));
    let plot = Rect { height: inner.height.saturating_sub(below), ..inner };
    let whole = theatre(app, pen, plot, ladder, chosen, rows);
    for (line, y) in wrapped.iter().take(usize::from(below)).zip(plot.bottom()..) {
        lines(pen, Rect { y, height: 1, ..inner }, line, 1, pen.colours.text);
    }
    if !whole && finding.stage == Stage::Done {
        pen.footnote(area, &format!("+: more in this place · {note}"));
    }
}

/// The predictions upward, the penalties across, and the errors below; returns whether each hole has its own place.
fn theatre(app: &App, pen: &mut Pen, area: Rect, ladder: &Ladder, chosen: usize, rows: u16) -> bool {
    const MARGIN: u16 = 9;
    let colours = pen.colours;
    let count = ladder.rungs.len() as u16;
    let width = (area.width.saturating_sub(MARGIN) / count).min(12);
    if width < 2 || area.height < rows + 3 {
        return true;
    }
    // Where not all penalties have room for their figures, every second one has.
    let every = if width >= 6 { 1 } else { 2 };
    let field = Rect { x: area.x + MARGIN, width: width * count, height: area.height - rows, ..area };
    let scale = app.snapshot().ratings().scale();
    let upward = Upward::new(ladder, (scale.low(), scale.high()), field);
    for (value, text) in upward.ticks() {
        let y = upward.row(value);
        let edge = value == scale.low() || value == scale.high();
        pen.text_right(field.x - 1, y, MARGIN, &text, if edge { colours.known } else { colours.dim });
        pen.text(field.x - 1, y, 1, "┤", colours.dim);
        if edge {
            (field.left()..field.right()).for_each(|x| {
                pen.text(x, y, 1, "┈", colours.dim);
            });
        }
    }
    let column = Rect { x: field.x + chosen as u16 * width, width, height: area.height, ..area };
    pen.style(column, colours.cross);
    let heads = ["λ", "known", "held out"];
    for (head, y) in heads.iter().take(usize::from(rows)).zip(field.bottom()..) {
        pen.text_right(field.x - 1, y, MARGIN, head, colours.name);
    }
    let mut whole = true;
    for (n, rung) in ladder.rungs.iter().enumerate() {
        let x = field.x + n as u16 * width;
        let style = |value: f64| {
            let inside = value >= scale.low() && value <= scale.high();
            if inside { colours.missing } else { colours.warn }
        };
        if ladder.cells.len() > LETTERED {
            for value in &rung.predictions {
                pen.text(x + width / 2, upward.row(*value), 1, "•", style(*value));
            }
        }
        for y in field.top()..field.bottom() {
            let holes = rung.predictions.iter().take(LETTERED).enumerate().filter(|(_, v)| upward.row(**v) == y);
            let holes: Vec<usize> = holes.map(|(hole, _)| hole).filter(|_| ladder.cells.len() <= LETTERED).collect();
            for (hole, aside) in abreast(&holes, ladder.cells.len(), width - 1) {
                let sign = hole.map_or('+', letter).to_string();
                let style = style(rung.predictions[hole.unwrap_or(holes[holes.len() - 1])]);
                pen.text(x + aside, y, 1, &sign, style);
                whole &= hole.is_some();
            }
        }
        let here = n == chosen;
        if here || n.is_multiple_of(every) && n.abs_diff(chosen) > 1 || every == 1 {
            let style = if here { colours.cursor } else { colours.text };
            let room = if every == 1 { width - 1 } else { 2 * width - 1 };
            let figure = |v: f64| typeset::error_within(v, usize::from(room.min(7)));
            let texts = [Some(format!("{}", rung.lambda)), Some(figure(rung.known)), rung.held_out.map(figure)];
            for (text, y) in texts.into_iter().flatten().zip(field.bottom()..area.bottom()) {
                pen.text(x, y, room.min(field.right() - x), &text, style);
            }
        }
        pen.click(Rect { x, width, ..column }, Command::go(chosen, n, (Toward::Left, Toward::Right)));
    }
    whole
}

/// What a hole is called: figures side by side would read as one number.
fn letter(hole: usize) -> char {
    (b'a'..=b'z').nth(hole).map_or('+', char::from)
}

/// Where the letters of holes at one height stand beside one another, in so many columns: each in a column of its own
/// where there is one for every hole there is, else one after another. Where that does not do, the last column says that
/// there are more.
fn abreast(holes: &[usize], all: usize, columns: u16) -> Vec<(Option<usize>, u16)> {
    let columns = usize::from(columns.max(1));
    let own = |(at, hole): (usize, &usize)| (Some(*hole), if all <= columns { *hole as u16 } else { at as u16 });
    if all <= columns || holes.len() <= columns {
        return holes.iter().enumerate().map(own).collect();
    }
    holes.iter().enumerate().take(columns - 1).map(own).chain([(None, columns as u16 - 1)]).collect()
}

/// The axis of predictions: even within the scale of the ratings, and by ratios beyond it, so that 5 and 500 are both in
/// sight. A line stands for an end of the scale alone: what lies within is drawn between the lines, and nothing else is.
struct Upward {
    field: Rect,
    /// The rows of the upper and the lower end of the scale.
    lines: (u16, u16),
    /// The least and the largest prediction, by ratio.
    low: f64,
    high: f64,
    scale: (f64, f64),
}

impl Upward {
    fn new(ladder: &Ladder, scale: (f64, f64), field: Rect) -> Self {
        let all = ladder.rungs.iter().flat_map(|r| &r.predictions).copied().filter(|v| v.is_finite());
        let (low, high) = all.fold(scale, |(a, b), v| (f64::min(a, v), f64::max(b, v)));
        let (above, below) = (u16::from(high > scale.1), u16::from(low < scale.0));
        let (low, high) = (low.asinh(), high.asinh().max(low.asinh() + 1e-9));
        let last = field.height.saturating_sub(1);
        let row = |value: f64| ((high - value.asinh()) / (high - low) * f64::from(last)).round() as u16;
        // Between the lines there is room, and beyond them as well where something is.
        let between = (field.height / 2).max(2);
        let lower = row(scale.0).max(row(scale.1).max(above) + between).min(last.saturating_sub(below));
        let upper = row(scale.1).max(above).min(lower.saturating_sub(between).max(above)).min(last);
        Self { field, lines: (upper, lower.max(upper)), low, high, scale }
    }

    fn row(&self, value: f64) -> u16 {
        let ((upper, lower), (least, most)) = (self.lines, self.scale);
        // So near to an end that it is that end when it is written.
        let near = (most - least) / 100.0;
        let among = |part: f64, rows: u16| ((part * f64::from(rows)) as u16).min(rows.saturating_sub(1));
        let row = match value {
            v if (v - most).abs() <= near => upper,
            v if (v - least).abs() <= near => lower,
            v if v > most => among((self.high - v.asinh()) / (self.high - most.asinh()), upper),
            v if v > least && lower > upper + 1 => upper + 1 + among((most - v) / (most - least), lower - upper - 1),
            v if v > least => {
                if most - v < v - least {
                    upper
                } else {
                    lower
                }
            }
            // What is no number lies below everything.
            v => {
                let rows = self.field.height.saturating_sub(lower + 1);
                let part = (least.asinh() - v.asinh()) / (least.asinh() - self.low);
                lower + if rows > 0 { 1 + among(if part.is_nan() { 1.0 } else { part }, rows) } else { 0 }
            }
        };
        self.field.y + row.min(self.field.height.saturating_sub(1))
    }

    /// The ends of the scale, and powers of ten beyond them as far as there are rows.
    fn ticks(&self) -> Vec<(f64, String)> {
        let (low, high) = self.scale;
        let powers = (0..60).map(|e| 10f64.powi(e));
        let beyond = powers.flat_map(|p| [p, -p]).filter(|v| *v > high.max(1.0) * 1.5 || *v < low.min(-1.0) * 1.5);
        let inside = beyond.filter(|v| v.asinh() <= self.high && v.asinh() >= self.low);
        let mut taken = Vec::new();
        let mut ticks = Vec::new();
        for value in [high, low].into_iter().chain(inside) {
            let row = self.row(value);
            if !taken.contains(&row) {
                taken.push(row);
                // A single row for all that lies beyond is not that of one number.
                let text = match (value > high, self.lines.0, self.field.height.saturating_sub(self.lines.1 + 1)) {
                    (true, 1, _) if value > high => "above".into(),
                    (false, _, 1) if value < low => "below".into(),
                    _ => typeset::compact(value, 1, 7).replace(".0", ""),
                };
                ticks.push((value, text));
            }
        }
        ticks
    }
}

/// The chosen penalty in figures: errors, and the holes with their predictions.
fn table(app: &App, finding: &Finding, ladder: &Ladder, chosen: usize) -> Vec<String> {
    let rung = &ladder.rungs[chosen];
    let end = match (rung.settled, finding.stage) {
        (true, _) => format!("settled after {}", typeset::count(rung.passes as usize)),
        (false, Stage::Working) => format!("{} so far", typeset::count(rung.passes as usize)),
        (false, _) => format!("{} done", typeset::count(rung.passes as usize)),
    };
    let held = rung.held_out.map_or(String::new(), |v| format!(", held out {}", typeset::error(v)));
    let all = ladder.cells.len() == ladder.missing;
    let holes = match all {
        true => String::new(),
        false => {
            let (some, of) = (typeset::count(ladder.cells.len()), typeset::count(ladder.missing));
            format!(" · {some} of {of} holes, spread evenly")
        }
    };
    let first = format!("λ {}: MSE known {}{held} · iterations: {end}{holes}", rung.lambda, typeset::error(rung.known));
    let mut order: Vec<usize> = (0..ladder.cells.len()).collect();
    if !all || order.len() > LETTERED {
        order.sort_by(|a, b| rung.predictions[*b].abs().total_cmp(&rung.predictions[*a].abs()));
    }
    let cell = |at: usize| {
        let (i, j) = ladder.cells[at];
        let name = if ladder.cells.len() <= LETTERED { format!("{} ", letter(at)) } else { String::new() };
        format!("{name}{}/{} {}", app.name(i), app.name(j), typeset::fixed(rung.predictions[at], 2))
    };
    let list: Vec<String> = order.into_iter().take(12).map(cell).collect();
    match (list.is_empty(), ladder.cells.len() > LETTERED) {
        (true, _) => vec![first, "there is no hole: every cell has a rating".into()],
        (false, true) => vec![first, format!("furthest from 0: {}", list.join(" · "))],
        (false, false) => vec![first, list.join(" · ")],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::lab::Rung;

    fn ladder(predictions: &[&[f64]]) -> Ladder {
        let rung = |predictions: &&[f64]| Rung {
            lambda: 0.0,
            passes: 1,
            settled: true,
            known: 0.0,
            held_out: None,
            predictions: predictions.to_vec(),
        };
        Ladder { rungs: predictions.iter().map(rung).collect(), cells: Vec::new(), missing: 0 }
    }

    #[test]
    fn a_line_is_an_end_of_the_scale_and_nothing_else() {
        let wild: &[&[f64]] = &[&[-884.0, 51.5, 4.0, 0.01], &[2.0, 3.0, -0.9, 4.9]];
        for ladder in [ladder(wild), ladder(&[&[1.0, 2.0]]), ladder(&[&[7.0]]), ladder(&[&[f64::NAN, -3.0]])] {
            for height in 1..50 {
                let upward = Upward::new(&ladder, (0.0, 5.0), Rect::new(0, 3, 10, height));
                let row = |v| upward.row(v);
                let all = ladder.rungs.iter().flat_map(|r| &r.predictions);
                assert!(all.clone().all(|v| (3..3 + height).contains(&row(*v))), "{height}");
                for value in all.filter(|v| v.is_finite()) {
                    assert!(*value <= 5.05 || row(*value) < row(5.0) || height < ROWS, "{value} of {height}");
                    assert!(*value >= -0.05 || row(*value) > row(0.0) || height < ROWS, "{value} of {height}");
                    let between = (row(5.0) + 1..row(0.0)).contains(&row(*value));
                    assert!(!(0.06..4.94).contains(value) || between || height < ROWS, "{value} of {height}");
                }
                let falls = (-1000..1000).map(|n| row(f64::from(n) / 10.0)).collect::<Vec<_>>();
                assert!(falls.windows(2).all(|w| w[0] >= w[1]), "more is never lower");
            }
        }
    }

    #[test]
    fn no_letter_hides_another() {
        for columns in 1..12 {
            for all in 1..=LETTERED {
                for holes in (0..1_usize << all).map(|set| (0..all).filter(|n| set >> n & 1 == 1).collect::<Vec<_>>()) {
                    let placed = abreast(&holes, all, columns);
                    let places: std::collections::HashSet<u16> = placed.iter().map(|(_, at)| *at).collect();
                    assert_eq!(places.len(), placed.len(), "{holes:?} in {columns}");
                    assert!(places.iter().all(|at| *at < columns), "{holes:?} in {columns}");
                    let named = placed.iter().filter(|(hole, _)| hole.is_some()).count();
                    assert!(named == holes.len() || placed.iter().any(|(hole, _)| hole.is_none()), "{holes:?}");
                }
            }
        }
    }
}
