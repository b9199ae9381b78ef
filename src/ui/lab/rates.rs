//! The same descent with several learning rates: which are too small, and which too large.
//!
//! ```text
//! ╭ Lab ─ rates: one start, several alphas ──────╮
//! │  10 ┤⠤⠤⠤⣀⡀   ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤                 │   all curves on the same axes
//! │ 0.1 ┤     ⠉⠒⠤⣀                               │
//! │     └┬──────────┬───────────┬─               │
//! │      1         100        passes             │
//! │ ⠤⠤⠤  α 0.05  settles at 0.01130              │   the solid one is under the cursor
//! │ ⠤ ⠤  α 0.1   bounces between 0.96 and 1.91   │
//! ╰──────────────── g: begin with the chosen alpha╯
//! ```

use super::bench::{bound, errors, fate, framed, lines, opened};
use crate::{
    app::{App, Viewport, in_sight},
    command::{Command, Toward},
    study::lab::{Finding, Trace},
    ui::{
        axis::Axis,
        certain,
        dots::{Dots, Stroke},
        pen::Pen,
        theme::Colours,
    },
};
use ratatui::{layout::Rect, style::Style};

/// How the curves are dotted that are not under the cursor, in turn.
const OTHERS: [Stroke; 3] = [Stroke::Dashed, Stroke::Long, Stroke::Sparse];

/// Draws the screen.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    let title = "Lab ─ rates: one start, several alphas";
    let Some((finding, mut inner)) = opened(app, pen, area, title, "g: begin with the chosen alpha") else {
        return;
    };
    let used = lines(pen, inner, &head(app, &finding), (inner.height / 4).max(1), pen.colours.text);
    inner = Rect { y: inner.y + used, height: inner.height - used, ..inner };
    let rows = (finding.traces.len() as u16).min((inner.height / 2).max(1));
    let plot = Rect { height: inner.height - rows, ..inner };
    let picked = app.picked(&finding);
    curves(pen, plot, &finding, picked);
    legend(pen, Rect { y: plot.bottom(), height: rows, ..inner }, &finding, picked);
}

/// How the curve at a place is dotted.
fn stroke(at: usize, picked: usize) -> Stroke {
    if at == picked { Stroke::Solid } else { OTHERS[at % OTHERS.len()] }
}

fn style(colours: &Colours, line: Stroke) -> Style {
    match line {
        Stroke::Solid => colours.train,
        Stroke::Dashed => colours.test,
        Stroke::Long => colours.second,
        _ => colours.held,
    }
}

/// All errors over the passes, on axes of ratios.
fn curves(pen: &mut Pen, area: Rect, finding: &Finding, picked: usize) {
    let end = finding.traces.iter().map(Trace::passes).max().unwrap_or(1);
    let (field, x, y) = framed(pen, area, Axis::log(1.0, end.max(2) as f64), errors(&finding.traces), "passes");
    let mut dots = Dots::new(field.width, field.height);
    for (at, trace) in finding.traces.iter().enumerate() {
        let places = trace.curve.iter().enumerate().skip(1);
        let places = places.map(|(pass, mse)| Some((x.part(pass as f64)?, y.part(*mse)?)));
        dots.trace(stroke(at, picked), places);
    }
    let colours = pen.colours;
    dots.draw(pen, field, |line| style(colours, line));
}

/// A line for each learning rate: its dots, and what became of it.
fn legend(pen: &mut Pen, area: Rect, finding: &Finding, picked: usize) {
    let rows = usize::from(area.height);
    pen.drawn.viewport = Some(Viewport { rows, columns: 1 });
    let names: Vec<String> = finding.traces.iter().map(|trace| format!("α {}", trace.options.alpha)).collect();
    let wide = names.iter().map(|name| pen.width(name)).max().unwrap_or(0);
    let first = in_sight(0, picked, rows, names.len());
    for ((at, name), y) in names.iter().enumerate().skip(first).take(rows).zip(area.y..) {
        let line = stroke(at, picked);
        let row = Rect { y, height: 1, ..area };
        let start = pen.text(area.x, y, 6, line.sample(pen.ascii), style(pen.colours, line)).max(area.x + 6);
        pen.text(start, y, area.width, name, pen.colours.name);
        let said = area.width.saturating_sub(start - area.x + wide + 2);
        let fate = certain::fit(&fate(&finding.traces[at]), usize::from(said), "…");
        pen.text(start + wide + 2, y, said, &fate, pen.colours.text);
        if at == picked {
            pen.style(row, pen.colours.cross);
        }
        pen.click(row, Command::go(picked, at, (Toward::Left, Toward::Right)));
    }
}

/// Which method has these learning rates, and instead of which.
fn head(app: &App, finding: &Finding) -> String {
    let method = finding.traces.first().map_or("gradient descent", |t| t.options.method.title());
    let instead = if app.snapshot().options.method.has_alpha() {
        String::new()
    } else {
        format!("; {} has no alpha, so this is {method}", app.snapshot().options.method.title())
    };
    format!("MSE of {method} from seed {}, {}{instead}", app.snapshot().options.seed, bound(finding))
}
