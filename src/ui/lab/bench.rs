//! What the computed experiments share: the panel with its progress, words for what became of a fit, and a plain frame of axes.

use crate::{
    app::App,
    study::{
        Verdict,
        lab::{Finding, Outcome, Stage, Trace},
    },
    ui::{
        axis::{Axis, cell},
        pen::Pen,
        typeset,
        wrap::wrap,
    },
};
use ratatui::layout::Rect;
use std::sync::Arc;

/// Which folds are done: a dot for each.
pub(super) fn folds_done<T>(pen: &Pen, cells: &[Option<T>]) -> String {
    let [done, open] = if pen.ascii { ['*', '.'] } else { ['●', '○'] };
    cells.iter().map(|cell| if cell.is_some() { done } else { open }).collect()
}

/// Draws the panel; returns the area inside and the finding, unless there is nothing to show yet, which is then said.
pub(super) fn opened(app: &App, pen: &mut Pen, area: Rect, title: &str, note: &str) -> Option<(Arc<Finding>, Rect)> {
    let inner = pen.panel(area, title);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let Some(finding) = app.finding() else {
        pen.text(inner.x, inner.y, inner.width, "working …", pen.colours.dim);
        return None;
    };
    if let Outcome::Refused(why) = &finding.outcome {
        lines(pen, inner, why, inner.height, pen.colours.warn);
        return None;
    }
    let part = format!("{:.0} %", 100.0 * finding.part);
    let note = match finding.stage {
        Stage::Working => format!("working, {part} · esc stops"),
        Stage::Stopped => format!("stopped at {part}: the command lab {} goes on", app.experiment()),
        Stage::Done => note.into(),
    };
    pen.footnote(area, &note);
    (inner.width >= 24 && inner.height >= 3).then(|| (Arc::clone(finding), inner))
}

/// From so many to so many: `3–5`.
pub(super) fn counts(low: usize, high: usize) -> String {
    match (low, high) {
        (0, 0) => "none".into(),
        (low, usize::MAX) => format!("{} and more", typeset::count(low)),
        (low, high) => format!("{}–{}", typeset::count(low), typeset::count(high)),
    }
}

/// Writes text in as many lines as it takes, at most `most`; returns how many.
pub(super) fn lines(pen: &mut Pen, area: Rect, text: &str, most: u16, style: ratatui::style::Style) -> u16 {
    let lines = wrap(text, area.width, |s| pen.width(s));
    let count = (lines.len() as u16).min(most).min(area.height);
    for (line, y) in lines.iter().take(usize::from(count)).zip(area.y..) {
        pen.text(area.x, y, area.width, line, style);
    }
    count
}

/// What became of a fit, in a few words.
pub(super) fn fate(trace: &Trace) -> String {
    let error = typeset::error;
    let (low, high) = trace.recent();
    match (trace.verdict, trace.done) {
        (_, false) => format!("{} so far", error(trace.mse())),
        (Verdict::Settled, _) => format!("settles at {}", error(trace.mse())),
        (Verdict::Oscillates, _) => format!("bounces between {} and {}", error(low), error(high)),
        (Verdict::Diverged, _) => format!("overflows after {} passes", typeset::count(trace.passes() as usize)),
        (Verdict::Learning, _) => format!("{}, still falling", error(trace.mse())),
    }
}

/// How many passes each fit may take, in words.
pub(super) fn bound(finding: &Finding) -> String {
    format!("up to {} passes each", typeset::count(finding.most as usize))
}

/// The error axis of all fits: logarithmic, from the least of them to the largest start. What ran away leaves it at the top.
pub(super) fn errors(traces: &[Trace]) -> Axis {
    let start = traces.iter().map(|t| t.curve[0]).filter(|v| v.is_finite()).fold(0.0, f64::max);
    let all = traces.iter().flat_map(|t| t.curve.iter().copied()).filter(|v| *v > 0.0 && *v <= 100.0 * start);
    let (least, most) = all.fold((f64::INFINITY, 0.0), |(a, b), v| (f64::min(a, v), f64::max(b, v)));
    // Below a millionth of the largest, all is nothing.
    Axis::log(least.max(most * 1e-6), most)
}

/// Both axes with ticks around a field, in an area that is larger by what they need; returns the field, and
/// the axes as they fit there.
pub(super) fn framed(pen: &mut Pen, area: Rect, x: Axis, y: Axis, word: &str) -> (Rect, Axis, Axis) {
    let dim = pen.colours.dim;
    let up = y.fitted(area.height.saturating_sub(2), 4, |rows| usize::from(rows / 2).clamp(1, 6));
    let (rows, labels, y) = (up.cells, up.ticks, up.axis);
    let margin = labels.iter().map(|(_, label)| pen.width(label)).max().unwrap_or(0) + 1;
    if area.width < margin + 12 || area.height < 4 {
        return (area, x, y);
    }
    let across = x.fitted(area.width - margin, 2, |columns| usize::from(columns / 9).clamp(1, 10));
    let (columns, ticks, x) = (across.cells, across.ticks, across.axis);
    let field = Rect::new(area.x + margin, area.bottom() - 2 - rows, columns, rows);
    let (axis, floor) = (field.x - 1, field.bottom());
    (field.top()..floor).for_each(|row| {
        pen.text(axis, row, 1, "│", dim);
    });
    pen.text(axis, floor, 1, "└", dim);
    (field.left()..field.right()).for_each(|column| {
        pen.text(column, floor, 1, "─", dim);
    });
    for (value, label) in labels {
        let Some(part) = y.part(value) else { continue };
        let row = field.y + cell(1.0 - part, field.height, 4);
        pen.text_right(axis, row, margin, &label, dim);
        pen.text(axis, row, 1, "┤", dim);
    }
    let end = area.right().saturating_sub(pen.width(word) + 1);
    let mut free = area.x;
    for (value, label) in ticks {
        let Some(part) = x.part(value) else { continue };
        let column = field.x + cell(part, field.width, 2);
        pen.text(column, floor, 1, "┬", dim);
        let width = pen.width(&label);
        let start = column.saturating_sub(width / 2);
        if start >= free && start + width <= end {
            free = pen.text(start, floor + 1, width, &label, dim) + 1;
        }
    }
    pen.text_right(area.right(), floor + 1, area.width, word, dim);
    (field, x, y)
}
