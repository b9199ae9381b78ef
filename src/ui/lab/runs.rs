//! Many fits as small curves on the same axes, whatever it is that tells them apart.
//!
//! ```text
//! │ what is said of all of them                  │
//! │ label         label         label            │   the fit under the cursor is chosen
//! │ ⠉⠒⠤⣀          ⠉⠢⣀           ⠉⠉⠉⠒⠒⠒           │
//! │ MSE from 10 to 0.01, passes 0 to 3000        │
//! ╰───────────────────────────── what g does here╯
//! ```

use super::bench::{errors, lines};
use crate::{
    app::{App, Viewport, in_sight},
    command::{Command, Toward},
    study::lab::{Finding, Stage, Trace},
    ui::{
        axis::Axis,
        dots::{Dots, Stroke},
        pen::Pen,
        typeset,
    },
};
use ratatui::layout::Rect;

/// What an experiment says of its fits.
pub(super) struct Sheet<'a> {
    /// What is said above all of them.
    pub(super) head: &'a str,
    /// What choosing does, for the foot.
    pub(super) note: &'a str,
    /// The least columns and lines that a curve and its label take.
    pub(super) least: (u16, u16),
    /// The label of a fit, by its place, in so many columns: a line each.
    pub(super) label: &'a dyn Fn(&Pen, usize, u16) -> Vec<String>,
}

/// Draws the fits of a finding inside the panel `area`.
pub(super) fn draw(app: &App, pen: &mut Pen, (area, mut inner): (Rect, Rect), finding: &Finding, sheet: &Sheet) {
    let used = lines(pen, inner, sheet.head, (inner.height / 4).max(1), pen.colours.text);
    inner = Rect { y: inner.y + used, height: inner.height - used, ..inner };
    let axis = errors(&finding.traces);
    let last = inner.bottom().saturating_sub(1);
    pen.text(inner.x, last, inner.width, &scales(finding, &axis), pen.colours.dim);
    inner.height = inner.height.saturating_sub(1);
    let order = finding.shown();
    let grid = Grid::new(inner, order.len(), sheet.least);
    let cursor = order.iter().position(|at| *at == app.picked(finding)).unwrap_or(0);
    let visible = usize::from(grid.rows);
    let first = in_sight(0, cursor / grid.across, visible, order.len().div_ceil(grid.across));
    pen.drawn.viewport = Some(Viewport { rows: visible, columns: grid.across });
    let end = finding.traces.iter().map(Trace::passes).max().unwrap_or(1);
    if visible * grid.across < order.len() && finding.stage == Stage::Done {
        let (from, to) = (first * grid.across + 1, ((first + visible) * grid.across).min(order.len()));
        pen.footnote(area, &format!("{from}–{to} of {} · ↑↓ for more · {}", order.len(), sheet.note));
    }
    for (place, &at) in order.iter().enumerate().skip(first * grid.across).take(visible * grid.across) {
        let tile = grid.tile(place - first * grid.across);
        let label = (sheet.label)(pen, at, tile.width.saturating_sub(1));
        draw_tile(pen, tile, &label, &finding.traces[at], (&axis, end), place == cursor);
        pen.click(tile, Command::go(cursor, place, (Toward::Left, Toward::Right)));
    }
}

/// One small curve under its label.
fn draw_tile(pen: &mut Pen, area: Rect, label: &[String], trace: &Trace, (y, end): (&Axis, u64), here: bool) {
    let colours = pen.colours;
    let width = area.width - 1;
    for (text, row) in label.iter().zip(area.y..) {
        let style = if here { colours.cursor } else { colours.name };
        if here {
            pen.text(area.x, row, width, &" ".repeat(usize::from(width)), style);
        }
        pen.text(area.x, row, width, text, style);
    }
    let used = label.len() as u16;
    let field = Rect { y: area.y + used, width, height: area.height.saturating_sub(used), ..area };
    let mut dots = Dots::new(field.width, field.height);
    let across = |pass: usize| ((pass + 1) as f64).ln() / ((end + 1) as f64).ln().max(1e-9);
    dots.trace(Stroke::Solid, trace.curve.iter().enumerate().map(|(pass, v)| Some((across(pass), y.part(*v)?))));
    dots.draw(pen, field, |_| if here { colours.key } else { colours.train });
}

/// What the axes of all the curves are.
fn scales(finding: &Finding, y: &Axis) -> String {
    let end = finding.traces.iter().map(Trace::passes).max().unwrap_or(0);
    let (low, high) = (typeset::rating(y.low), typeset::rating(y.high));
    let low = if low == "0" { typeset::error(y.low) } else { low };
    let end = typeset::count(end as usize);
    format!("MSE from {high} to {low}, passes 0 to {end}; both axes log")
}

/// Tiles of one size, as large as lets all of them be in sight.
struct Grid {
    area: Rect,
    across: usize,
    rows: u16,
    size: (u16, u16),
}

impl Grid {
    fn new(area: Rect, count: usize, least: (u16, u16)) -> Self {
        let size = |across: u16, rows: u16| (area.width / across, (area.height / rows).min(14));
        let most = ((area.width / least.0).max(1), (area.height / least.1).max(1));
        let all = (1..=most.0).flat_map(|across| (1..=most.1).map(move |rows| (across, rows)));
        let fits = all.filter(|(across, rows)| usize::from(*across) * usize::from(*rows) >= count);
        // The best tile is about four times as wide as high; of those that fit, the one whose lesser side is the largest.
        let lesser = |(across, rows): &(u16, u16)| size(*across, *rows).0.min(4 * size(*across, *rows).1);
        let (across, rows) = fits.max_by_key(lesser).unwrap_or(most);
        let (width, height) = size(across, rows);
        Self { area, across: usize::from(across), rows, size: (width, height.max(1)) }
    }

    fn tile(&self, place: usize) -> Rect {
        let (column, row) = ((place % self.across) as u16, (place / self.across) as u16);
        let (width, height) = self.size;
        Rect::new(self.area.x + column * width, self.area.y + row * height, width, height).intersection(self.area)
    }
}
