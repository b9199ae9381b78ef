//! The inertia falling from step to step: as a plot, or in a few characters of a line.

use crate::{
    study::mixes::Mixes,
    ui::{
        axis::Axis,
        dots::{Dots, Stroke},
        lab::bench::framed,
        pen::Pen,
    },
};
use ratatui::layout::Rect;

/// The inertia over the steps.
pub(super) fn plot(pen: &mut Pen, at: usize, mixes: &Mixes, area: Rect) {
    let all: Vec<f64> = mixes.steps.iter().map(|step| step.clustered.inertia).collect();
    let last = all.len() - 1;
    let (low, high) = (all[last], all[0]);
    pen.text(area.x, area.y, area.width, "inertia: the sum of squared distances to the centres", pen.colours.name);
    // Of fewer steps there would be parts.
    let steps = Axis::between(0.0, last.max(4) as f64);
    let up = if high > low { Axis::around(low, high) } else { Axis::between(0.0, (2.0 * high).max(1.0)) };
    let (field, x, y) =
        framed(pen, Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area }, steps, up, "steps");
    let mut dots = Dots::new(field.width, field.height);
    let place = |(n, value): (usize, &f64)| Some((x.part(n as f64)?, y.part(*value)?));
    dots.trace(Stroke::Solid, all.iter().enumerate().map(place));
    let style = pen.colours.train;
    dots.draw(pen, field, |_| style);
    if let Some(place) = place((at, &all[at])) {
        let (column, row) = dots.cell(place);
        pen.text(field.x + column, field.y + row, 1, if pen.ascii { "O" } else { "●" }, pen.colours.cursor);
    }
}

/// A curve that falls, in so many characters.
pub(super) fn bars(curve: &[f64], width: u16, ascii: bool) -> Vec<char> {
    let signs: Vec<char> = if ascii { "_.-=#" } else { "▁▂▃▄▅▆▇█" }.chars().collect();
    let (high, low) = (curve[0], curve[curve.len() - 1]);
    let count = curve.len().min(usize::from(width));
    let sign = |n: usize| {
        let value = curve[n * (curve.len() - 1) / (count - 1).max(1)];
        let part = if high > low { ((value - low) / (high - low)).clamp(0.0, 1.0) } else { 0.0 };
        signs[((part * (signs.len() - 1) as f64).round() as usize).min(signs.len() - 1)]
    };
    (0..count).map(sign).collect()
}
