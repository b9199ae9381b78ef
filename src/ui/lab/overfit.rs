//! Overfitting: known cells that are perfect, holes that are wild, and how a penalty brings them home.
//!
//! ```text
//! │  100 ┤ 1                                  │   the predictions for the holes, by number
//! │    5 ┤┈2┈┈┈┈┈1┈┈┈┈┈1┈┈┈┈┈                 │   between the dotted lines: the scale of the ratings
//! │    0 ┤┈┈┈┈┈┈┈2┈┈┈┈┈2┈┈┈┈┈                 │
//! │ -100 ┤ 3                                  │
//! │    λ   0    0.001  0.002                  │
//! │ known  0    0.0001 0.0003                 │   MSE over the known cells
//! ```

use super::bench::{lines, opened};
use crate::{
    app::App,
    command::{Command, Toward},
    study::lab::{Finding, Overfit, Stage},
    ui::{pen::Pen, typeset},
};
use ratatui::layout::Rect;

/// Up to so many holes each have a number of their own.
const NUMBERED: usize = 9;

/// Draws the screen.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    let z = app.snapshot.factors.z();
    let title = format!("Lab ─ overfitting: ALS with Z {z} under a growing penalty");
    let Some((finding, inner)) = opened(app, pen, area, &title, "←→: another λ · g: take it") else { return };
    let Some(overfit) = finding.overfit.as_ref().filter(|o| !o.rungs.is_empty()) else { return };
    let chosen = app.bench.rung.min(overfit.rungs.len() - 1);
    let text = table(app, &finding, overfit, chosen);
    let wrapped: Vec<String> = text.iter().flat_map(|t| typeset::wrap(t, inner.width, |s| pen.width(s))).collect();
    let held = overfit.rungs[0].held_out.is_some();
    let rows = 2 + u16::from(held);
    let below = (wrapped.len() as u16).min(inner.height.saturating_sub(rows + 4));
    let plot = Rect { height: inner.height.saturating_sub(below), ..inner };
    theatre(app, pen, plot, overfit, chosen, rows);
    for (line, y) in wrapped.iter().take(usize::from(below)).zip(plot.bottom()..) {
        lines(pen, Rect { y, height: 1, ..inner }, line, 1, pen.colours.text);
    }
}

/// The predictions upward, the penalties across, and the errors below.
fn theatre(app: &App, pen: &mut Pen, area: Rect, overfit: &Overfit, chosen: usize, rows: u16) {
    const MARGIN: u16 = 9;
    let colours = pen.colours;
    let count = overfit.rungs.len() as u16;
    let width = (area.width.saturating_sub(MARGIN) / count).min(12);
    if width < 2 || area.height < rows + 3 {
        return;
    }
    // Where not all penalties have room for their figures, every second one has.
    let every = if width >= 6 { 1 } else { 2 };
    let field = Rect { x: area.x + MARGIN, width: width * count, height: area.height - rows, ..area };
    let scale = app.snapshot.ratings().scale();
    let upward = Upward::new(overfit, (scale.low(), scale.high()), field);
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
    for (n, rung) in overfit.rungs.iter().enumerate() {
        let x = field.x + n as u16 * width;
        for (hole, value) in rung.predictions.iter().enumerate() {
            let mark = if overfit.cells.len() <= NUMBERED { (hole + 1).to_string() } else { "•".into() };
            let inside = *value >= scale.low() && *value <= scale.high();
            let style = if inside { colours.missing } else { colours.warn };
            // Side by side, so that those at one height do not hide each other.
            let aside = if overfit.cells.len() <= NUMBERED { hole as u16 % (width - 1) } else { width / 2 };
            pen.text(x + aside, upward.row(*value), 1, &mark, style);
        }
        let here = n == chosen;
        if here || n.is_multiple_of(every) && n.abs_diff(chosen) > 1 || every == 1 {
            let style = if here { colours.cursor } else { colours.text };
            let room = if every == 1 { width - 1 } else { 2 * width - 1 };
            let figure = |v: f64| typeset::compact(v, 4, usize::from(room.min(7)));
            let texts = [Some(format!("{}", rung.lambda)), Some(figure(rung.known)), rung.held_out.map(figure)];
            for (text, y) in texts.into_iter().flatten().zip(field.bottom()..) {
                pen.text(x, y, room.min(field.right() - x), &text, style);
            }
        }
        let click = match n.cmp(&chosen) {
            std::cmp::Ordering::Less => Command::Move(Toward::Left, (chosen - n) as u64),
            std::cmp::Ordering::Equal => Command::Choose,
            std::cmp::Ordering::Greater => Command::Move(Toward::Right, (n - chosen) as u64),
        };
        pen.click(Rect { x, width, ..column }, click);
    }
}

/// The axis of predictions: even near 0, and by ratios far from it, so that 5 and 500 are both in sight.
struct Upward {
    field: Rect,
    low: f64,
    high: f64,
    scale: (f64, f64),
}

impl Upward {
    fn new(overfit: &Overfit, scale: (f64, f64), field: Rect) -> Self {
        let all = overfit.rungs.iter().flat_map(|r| &r.predictions).copied().filter(|v| v.is_finite());
        let (low, high) = all.fold(scale, |(a, b), v| (f64::min(a, v), f64::max(b, v)));
        Self { field, low: low.asinh(), high: high.asinh().max(low.asinh() + 1e-9), scale }
    }

    fn row(&self, value: f64) -> u16 {
        let part = ((value.asinh() - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        let part = if part.is_nan() { 0.0 } else { part };
        self.field.y + ((1.0 - part) * f64::from(self.field.height - 1)).round() as u16
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
                ticks.push((value, typeset::compact(value, 1, 7).replace(".0", "")));
            }
        }
        ticks
    }
}

/// The chosen penalty in figures: errors, and the holes with their predictions.
fn table(app: &App, finding: &Finding, overfit: &Overfit, chosen: usize) -> Vec<String> {
    let rung = &overfit.rungs[chosen];
    let end = match (rung.settled, finding.stage) {
        (true, _) => format!("settled after {}", typeset::count(rung.passes as usize)),
        (false, Stage::Working) => format!("{} so far", typeset::count(rung.passes as usize)),
        (false, _) => format!("{} done", typeset::count(rung.passes as usize)),
    };
    let held = rung.held_out.map_or(String::new(), |v| format!(", held out {}", typeset::error(v)));
    let all = overfit.cells.len() == overfit.missing;
    let holes = match all {
        true => String::new(),
        false => {
            let (some, of) = (typeset::count(overfit.cells.len()), typeset::count(overfit.missing));
            format!(" · {some} of {of} holes, spread evenly")
        }
    };
    let first = format!("λ {}: MSE known {}{held} · iterations: {end}{holes}", rung.lambda, typeset::error(rung.known));
    let mut order: Vec<usize> = (0..overfit.cells.len()).collect();
    if !all || order.len() > NUMBERED {
        order.sort_by(|a, b| rung.predictions[*b].abs().total_cmp(&rung.predictions[*a].abs()));
    }
    let cell = |at: usize| {
        let (i, j) = overfit.cells[at];
        let number = if overfit.cells.len() <= NUMBERED { format!("{} ", at + 1) } else { String::new() };
        format!("{number}{}/{} {}", app.name(i), app.name(j), typeset::fixed(rung.predictions[at], 2))
    };
    let list: Vec<String> = order.into_iter().take(12).map(cell).collect();
    match (list.is_empty(), overfit.cells.len() > NUMBERED) {
        (true, _) => vec![first, "there is no hole: every cell has a rating".into()],
        (false, true) => vec![first, format!("furthest from 0: {}", list.join(" · "))],
        (false, false) => vec![first, list.join(" · ")],
    }
}
