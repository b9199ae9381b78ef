//! The race: three solvers from the same start, the error over the multiplications done.
//!
//! ```text
//! │ 10 ┤⠒⠤⣀        ⠤ ⠤ ⠤                     │
//! │ 0.1┤    ⠑⠢⣀          ⠤ ⠤                 │   a line for each, told apart by its dots
//! │    └┬───────────┬──────────┬─            │
//! │     100        1e4       1e6  multiplied │
//! │ below MSE 0.02: ALS 5,800 · …            │
//! ```

use super::bench::{bound, errors, fate, framed, lines, opened};
use crate::{
    app::App,
    study::lab::{Finding, Trace, goal},
    ui::{
        axis::{Axis, round_up},
        dots::{Dots, Stroke},
        pen::Pen,
        typeset,
        wrap::wrap,
    },
};
use ratatui::layout::Rect;

const LINES: [Stroke; 3] = [Stroke::Solid, Stroke::Dashed, Stroke::Sparse];

/// Draws the screen.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    let Some((finding, inner)) =
        opened(app, pen, area, "Lab ─ race: the error over the work done", "←→: another level")
    else {
        return;
    };
    let level = level(&finding, app.view().bench.level);
    let mut text = vec![legend(pen, &finding), readout(&finding, level)];
    if inner.height >= 14 {
        text.push(fates(&finding));
    }
    text.push(formula(app, &finding));
    let wrapped: Vec<Vec<String>> = text.iter().map(|text| wrap(text, inner.width, |s| pen.width(s))).collect();
    // The formulas are left out where the curves would have no room beside them.
    let count = |wrapped: &[Vec<String>]| wrapped.iter().map(Vec::len).sum::<usize>() as u16;
    let shown = if inner.height >= count(&wrapped) + 5 { wrapped.len() } else { wrapped.len() - 1 };
    let below = count(&wrapped[..shown]).min(inner.height.saturating_sub(4));
    let plot = Rect { height: inner.height - below, ..inner };
    curves(pen, plot, &finding, level);
    let mut y = plot.bottom();
    for (n, paragraph) in wrapped[..shown].iter().enumerate() {
        let style = if n == 1 { pen.colours.key } else { pen.colours.text };
        for line in paragraph {
            let rest = Rect { y, height: inner.bottom().saturating_sub(y), ..inner };
            y += lines(pen, rest, line, 1, style);
        }
    }
}

/// The level that is spoken of: the one that all reach, or some steps of 1, 2, 5 above or below.
fn level(finding: &Finding, steps: i32) -> f64 {
    let mut level = goal(&finding.traces);
    for _ in 0..steps.abs() {
        level = if steps > 0 { round_up(level * 1.5) } else { round_up(level * 0.4) };
    }
    level
}

fn curves(pen: &mut Pen, area: Rect, finding: &Finding, level: f64) {
    let traces = &finding.traces;
    let work = |t: &Trace| t.work as f64;
    let first = traces.iter().map(work).fold(f64::INFINITY, f64::min).max(1.0);
    let last = traces.iter().map(|t| work(t) * t.passes().max(1) as f64).fold(first, f64::max);
    let (x, y) = (Axis::log(first, last), errors(traces));
    let (field, x, y) = framed(pen, area, x, y, "multiplications");
    let mut dots = Dots::new(field.width, field.height);
    for (trace, line) in traces.iter().zip(LINES) {
        let places = trace.curve.iter().enumerate().skip(1);
        dots.trace(line, places.map(|(pass, mse)| Some((x.part(pass as f64 * work(trace))?, y.part(*mse)?))));
    }
    let (colours, row) = (pen.colours, y.part(level).map(|part| field.y + dots.cell((0.0, part)).1));
    if let Some(row) = row.filter(|_| level >= y.low && level <= y.high) {
        for column in field.left()..field.right() {
            pen.text(column, row, 1, "┈", colours.key);
        }
    }
    dots.draw(pen, field, |line| match line {
        Stroke::Solid => colours.train,
        Stroke::Dashed => colours.test,
        _ => colours.missing,
    });
}

fn name(trace: &Trace) -> String {
    match trace.options.method.has_alpha() {
        true => format!("{} (α {})", trace.options.method.title(), trace.options.alpha),
        false => trace.options.method.title().into(),
    }
}

fn legend(pen: &Pen, finding: &Finding) -> String {
    let one = |(trace, line): (&Trace, Stroke)| {
        let tried = match trace.refused.first() {
            Some(alpha) => format!(", as {alpha} overflows"),
            None => String::new(),
        };
        format!("{} {}{tried}", line.sample(pen.ascii), name(trace))
    };
    let list: Vec<String> = finding.traces.iter().zip(LINES).map(one).collect();
    format!("{} · {}", list.join("   "), bound(finding))
}

fn readout(finding: &Finding, level: f64) -> String {
    let one = |trace: &Trace| {
        let method = trace.options.method;
        match trace.below(level) {
            Some(0) => format!("{} begins there", method.title()),
            Some(passes) => {
                let words = if passes == 1 { method.words().1 } else { method.passes() };
                let work = typeset::count((passes * trace.work) as usize);
                format!("{} {work} ({} {words})", method.title(), typeset::count(passes as usize))
            }
            None => format!("{} not yet", method.title()),
        }
    };
    let list: Vec<String> = finding.traces.iter().map(one).collect();
    format!("multiplications to come below MSE {}: {}", round(level), list.join(" · "))
}

/// A level without the rounding that it was worked out with.
fn round(level: f64) -> f64 {
    format!("{level:.0e}").parse().unwrap_or(level)
}

fn fates(finding: &Finding) -> String {
    let list: Vec<String> =
        finding.traces.iter().map(|t| format!("{} {}", t.options.method.title(), fate(t))).collect();
    format!("MSE: {}", list.join(" · "))
}

/// What a pass multiplies, by formula and in numbers.
fn formula(app: &App, finding: &Finding) -> String {
    let options = &app.snapshot().options;
    let k = if options.biased { "k = Z + 1 numbers a row" } else { "k = Z numbers a row" };
    let one = |trace: &Trace| {
        let method = trace.options.method;
        format!(
            "{} {} = {}",
            method.title(),
            typeset::count(trace.work as usize),
            (method.algorithm().work.formula)(&trace.options)
        )
    };
    let list: Vec<String> = finding.traces.iter().map(one).collect();
    format!("a pass over n ratings multiplies, with {k}: {}", list.join("; "))
}
