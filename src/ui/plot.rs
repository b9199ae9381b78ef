//! The error curve: where this run stands, how it came there, and how earlier runs fared.
//!
//! ```text
//!  ╭ Error ─ MSE over 16 known ratings ────────────╮
//!  │  5 ┤⡇      settled: the last iterations       │   advice stands where no curve is
//!  │    │⠸⡀     changed nothing that counts        │
//!  │    │ ⠱⡀⠂ ⠂ ⠂ ⠂          ┊                     │   earlier runs are drawn sparsely
//!  │  0 ┤  ⠈⠢⢄⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀●                     │   the mark is the present, or the point read out
//!  │    └┬────────────┬──────▲─────┬────────       │
//!  │     0            5            10    iterations│
//!  ╰ ⠤⠤⠤ train  ⠠⠀⠄ earlier ───── MSE 0.051 at 7 ──╯
//! ```
//!
//! What is shown follows from the snapshot and the look alone. The ends of the axes are round numbers, so that the curve
//! grows into free space instead of pulling the axes along.

use super::{
    axis::{Axis, Ticks},
    dots::{Dots, Stroke},
    figures::name,
    pen::Pen,
    typeset, without,
    wrap::wrap,
};
use crate::{
    app::{App, Sketch},
    command::{Command, Measure, Moment, Scaling, Screen, Span, Toward},
    study::{Point, Verdict},
};
use ratatui::layout::Rect;

/// The curve in a panel of its own.
pub(super) fn panel(app: &App, pen: &mut Pen, area: Rect) {
    if app.snapshot().ratings().is_empty() {
        return without::error(pen, area);
    }
    let view = Sight::of(app);
    let (long, short) = (title(app, &view), measures(app).map(name).collect::<Vec<_>>().join(", "));
    let log = if view.y.is_log() && !app.is_sketching() { ", log axis" } else { "" };
    let titles = [long, format!("Error ─ {short}{log}"), format!("Error ─ {short}{}", log.replace(" axis", ""))];
    let title = titles.iter().find(|title| pen.width(title) + 6 <= area.width).unwrap_or(&titles[2]);
    let inner = pen.panel(area, title);
    if app.covers_errors() {
        return pen.covered(inner);
    }
    view.draw(pen, inner);
    edge(app, &view, pen, area);
}

/// What is drawn: the measure, and a second one where it was asked for.
fn measures(app: &App) -> impl Iterator<Item = Measure> {
    std::iter::once(app.view().look.measure).chain(app.view().look.second_measure())
}

fn title(app: &App, view: &Sight) -> String {
    if app.is_sketching() {
        return format!("Error ─ {}: what do you expect?", name(app.view().look.measure));
    }
    let here = &app.snapshot().here;
    let over = if here.test.count > 0 { "training" } else { "known" };
    let count = typeset::count(here.train.count);
    let names = measures(app).map(name).collect::<Vec<_>>().join(" and ");
    let what = match app.view().look.measure {
        _ if app.view().look.second_measure().is_some() => format!("{names} over {count} {over} ratings"),
        Measure::Objective if app.snapshot().source.filled.is_some() => "objective: SSE + zeros + penalty".into(),
        Measure::Objective => "objective: SSE + penalty".into(),
        measure => format!("{} over {count} {over} ratings", name(measure)),
    };
    let log = match app.view().look.scaling {
        Scaling::Auto if view.y.is_log() && view.sketch.is_none() => ", log axis: it fell tenfold at once",
        _ if view.y.is_log() => ", log axis",
        _ if view.y.low > 0.0 => ", not from 0",
        _ => "",
    };
    let span = if app.view().look.span == Span::Recent { ", last part" } else { "" };
    format!("Error ─ {what}{span}{log}")
}

/// What is shown of the curves, and along which axes.
struct Sight<'a> {
    app: &'a App,
    /// The points of this run that are in sight.
    points: &'a [Point],
    /// The one that is marked.
    mark: Option<&'a Point>,
    x: Axis,
    y: Axis,
    /// What the student expects.
    sketch: Option<Sketch>,
}

impl<'a> Sight<'a> {
    fn of(app: &'a App) -> Self {
        let (look, curve) = (&app.view().look, app.snapshot().curve.as_slice());
        let mark = curve.get(app.read_point());
        let end = curve.last().map_or(0.0, |p| p.passes);
        let x = match look.span {
            Span::Recent => {
                let length = (end / 4.0).clamp(1.0, 40.0);
                Axis::window(end, length, mark.map_or(end, |p| p.passes))
            }
            _ => {
                // A much longer earlier run must not press this one into a corner.
                let room = (4.0 * end).max(20.0);
                let past = app.snapshot().past.iter().filter_map(|run| run.last()).map(|p| p.passes.min(room));
                Axis::from_zero(past.fold(end, f64::max))
            }
        };
        let sketch = app.sketch();
        // A sketch has room for as far as it goes, and the true curve is drawn along the same axes.
        let x = match sketch.as_ref().and_then(|sketch| sketch.points().last()) {
            Some((last, _)) if app.is_sketching() || end <= last => Axis::between(0.0, last),
            _ => x,
        };
        let points = &curve[curve.partition_point(|p| p.passes < x.low)..curve.partition_point(|p| p.passes <= x.high)];
        let y = match &sketch {
            Some(sketch) => beside_sketch(app, sketch, points),
            None => height(app, points),
        };
        Self { app, points, mark, x, y, sketch }
    }

    fn place(&self, passes: f64, value: f64) -> Option<(f64, f64)> {
        Some((self.x.part(passes)?, self.y.part(value)?))
    }

    fn draw(&self, pen: &mut Pen, area: Rect) {
        let framed = area.width >= 20 && area.height >= 4;
        let up = self.y.fitted(area.height.saturating_sub(2), 4, |rows| usize::from(rows / 2).clamp(1, 5));
        let (rows, labels) = (up.cells, up.ticks);
        let margin = labels.iter().map(|(_, label)| pen.width(label)).max().unwrap_or(0).max(3) + 2;
        let framed = framed && margin + 8 < area.width;
        let across =
            self.x.fitted(area.width.saturating_sub(margin), 2, |columns| usize::from(columns / 8).clamp(1, 10));
        let (columns, ticks) = (across.cells, across.ticks);
        let fitted = Sight { x: across.axis, y: up.axis, sketch: self.sketch.clone(), ..*self };
        let field = match framed {
            true => Rect::new(area.x + margin, area.bottom() - 2 - rows, columns, rows),
            false => area,
        };
        if field.is_empty() {
            return;
        }
        let dots = fitted.dots(field);
        let colours = pen.colours;
        if framed {
            fitted.scales(pen, area, field, &dots, [&labels, &ticks]);
        }
        fitted.marker(pen, field, &dots);
        let styles = |line| match line {
            Stroke::Sparse => colours.ghost,
            Stroke::Faint => colours.dim,
            Stroke::Dashed => colours.test,
            Stroke::Long => colours.second,
            Stroke::Solid => colours.train,
        };
        dots.draw(pen, field, styles);
        fitted.mark(pen, field, &dots);
        if self.app.is_sketching() {
            fitted.pencil(pen, field, &dots);
        } else {
            fitted.advice(pen, field, &dots);
            fitted.clicks(pen, field);
        }
    }

    /// All curves.
    fn dots(&self, field: Rect) -> Dots {
        let mut dots = Dots::new(field.width, field.height);
        let measure = self.app.view().look.measure;
        for run in &self.app.snapshot().past {
            let inside =
                run.partition_point(|p| p.passes < self.x.low)..run.partition_point(|p| p.passes <= self.x.high);
            // What lies beyond the axis is left out: it would run along the edge as if it had stopped there.
            let (low, high) = (self.y.low * (1.0 - 1e-9), self.y.high * (1.0 + 1e-9));
            let visible = |p: &Point| Some(measure.of(p)).filter(|v| (low..=high).contains(v));
            self.trace(&mut dots, Stroke::Sparse, &run[inside], visible);
        }
        let now = self.points.partition_point(|p| p.step <= self.app.snapshot().position.step);
        let (done, later) = (&self.points[..now], &self.points[now.saturating_sub(1)..]);
        let train = |p: &Point| Some(measure.of(p));
        let test = |p: &Point| measure.held_out(p);
        self.trace(&mut dots, Stroke::Faint, later, train);
        self.trace(&mut dots, Stroke::Faint, later, test);
        if let Some(measure) = self.app.view().look.second_measure() {
            let second = |p: &Point| Some(measure.of(p));
            self.trace(&mut dots, Stroke::Faint, later, second);
            self.trace(&mut dots, Stroke::Long, done, second);
        }
        if let Some(sketch) = &self.sketch {
            dots.trace(Stroke::Long, sketch.points().map(|(passes, value)| self.place(passes, value)));
        }
        self.trace(&mut dots, Stroke::Dashed, done, test);
        self.trace(&mut dots, Stroke::Solid, done, train);
        dots
    }

    /// One curve. Of the points that share a column of dots only the first, the least, the most and the last count.
    fn trace(&self, dots: &mut Dots, line: Stroke, points: &[Point], value: impl Fn(&Point) -> Option<f64>) {
        let columns = dots.across();
        if points.len() <= 4 * columns {
            return dots.trace(line, points.iter().map(|p| self.place(p.passes, value(p)?)));
        }
        let (mut places, mut rest) = (Vec::with_capacity(4 * columns), points);
        for column in 0..columns {
            let part = (column as f64 + 0.5) / columns.saturating_sub(1).max(1) as f64;
            let end = self.x.low + part * (self.x.high - self.x.low);
            let (here, after) = rest.split_at(rest.partition_point(|p| p.passes < end));
            rest = after;
            let (Some(first), Some(last)) = (here.first(), here.last()) else { continue };
            // Of an earlier run, drawn sparsely anyway, a few points are enough.
            let skip = if line == Stroke::Sparse { (here.len() / 8).max(1) } else { 1 };
            let none = (f64::INFINITY, f64::NEG_INFINITY);
            let range = here.iter().step_by(skip).filter_map(&value).fold(none, |(a, b), v| (a.min(v), b.max(v)));
            let at = |value: f64| self.place(first.passes, value);
            places.push(at(value(first).unwrap_or(f64::NAN)));
            places.extend([range.0, range.1].into_iter().filter(|v| v.is_finite()).map(at));
            places.push(at(value(last).unwrap_or(f64::NAN)));
        }
        dots.trace(line, places.into_iter());
    }

    /// Both axes with their ticks and labels.
    fn scales(&self, pen: &mut Pen, area: Rect, field: Rect, dots: &Dots, [upward, across]: [&Ticks; 2]) {
        let dim = pen.colours.dim;
        let (axis, floor) = (field.x - 1, field.bottom());
        for y in field.top()..floor {
            pen.text(axis, y, 1, "│", dim);
        }
        pen.text(axis, floor, 1, "└", dim);
        for x in field.left()..field.right() {
            pen.text(x, floor, 1, "─", dim);
        }
        for (v, label) in upward {
            let Some(part) = self.y.part(*v) else { continue };
            let y = field.y + dots.cell((0.0, part)).1;
            pen.text_right(axis - 1, y, axis - area.x, label, dim);
            pen.text(axis, y, 1, "┤", dim);
        }
        // The last gap between labels, from one column to another: there the name of the axis goes.
        let (mut free, mut gap) = (area.x, None);
        let word = self.app.snapshot().options.method.passes();
        let needed = pen.width(word) + 2;
        for (v, label) in across {
            let Some(part) = self.x.part(*v) else { continue };
            let x = field.x + dots.cell((part, 0.0)).0;
            pen.text(x, floor, 1, "┬", dim);
            let width = pen.width(label);
            let start = x.saturating_sub(width / 2).min(area.right().saturating_sub(width));
            if start >= free {
                gap = Some(start).filter(|start| *start >= free + needed).or(gap);
                free = pen.text(start, floor + 1, width, label, dim) + 1;
            }
        }
        match gap {
            _ if area.right() + 1 >= free + needed => {
                pen.text_right(area.right(), floor + 1, needed, word, dim);
            }
            Some(end) => pen.text_right(end - 2, floor + 1, needed, word, dim),
            None => {}
        }
    }

    /// An upright line at the point that is marked, and the present on the axis.
    fn marker(&self, pen: &mut Pen, field: Rect, dots: &Dots) {
        let read = self.app.view().reading.is_some();
        let style = if read { pen.colours.key } else { pen.colours.dim };
        if let Some(part) = self.mark.and_then(|p| self.x.part(p.passes)) {
            let x = field.x + dots.cell((part, 0.0)).0;
            for y in field.top()..field.bottom() {
                pen.text(x, y, 1, "┊", style);
            }
        }
        let now = self.app.snapshot().position.passes;
        if let Some(part) = self.x.part(now).filter(|_| now >= self.x.low && now <= self.x.high) {
            let x = field.x + dots.cell((part, 0.0)).0;
            pen.text(x, field.bottom(), 1, "▲", pen.colours.key);
        }
    }

    /// The marked point itself, on the curves.
    fn mark(&self, pen: &mut Pen, field: Rect, dots: &Dots) {
        let Some(point) = self.mark else { return };
        let (measure, colours) = (self.app.view().look.measure, pen.colours);
        let second = self.app.view().look.second_measure().map(|measure| measure.of(point));
        for (value, sign, style) in [
            (measure.held_out(point), "●", colours.test),
            (second, "○", colours.second),
            (Some(measure.of(point)), "●", colours.train),
        ] {
            if let Some(place) = value.and_then(|v| self.place(point.passes, v)) {
                let (x, y) = dots.cell(place);
                pen.text(field.x + x, field.y + y, 1, sign, style);
            }
        }
    }

    /// How the fit is doing, in the first place without a curve.
    fn advice(&self, pen: &mut Pen, field: Rect, dots: &Dots) {
        // What to do about it may be what the page asks.
        let asks = self.app.on_path() && self.app.lecture().walk.open().is_some();
        let Some(text) = self.app.snapshot().advice.as_ref().filter(|_| !asks) else { return };
        let style = match self.app.snapshot().verdict {
            Verdict::Oscillates | Verdict::Diverged => pen.colours.warn,
            _ => pen.colours.good,
        };
        let whole = Rect::new(0, 0, field.width, field.height);
        let widths = [field.width / 2, field.width * 3 / 4, field.width.saturating_sub(2)];
        for width in widths.into_iter().filter(|w| *w >= 16) {
            let lines = wrap(text, width, |s| pen.width(s));
            let (width, height) = (lines.iter().map(|l| pen.width(l)).max().unwrap_or(0), lines.len() as u16);
            let lefts = [field.width.saturating_sub(width + 1), 2, (field.width.saturating_sub(width)) / 2];
            for (left, top) in lefts.into_iter().flat_map(|x| (0..field.height).map(move |y| (x, y))) {
                let needed = Rect::new(left.saturating_sub(1), top, width + 2, height).intersection(whole);
                if top + height <= field.height && left + width <= field.width && dots.free(needed) {
                    for (line, y) in lines.iter().zip(field.y + top..) {
                        pen.text(field.x + left, y, width, line, style);
                    }
                    return;
                }
            }
        }
    }

    /// The column that is drawn next, and what a click on each place draws.
    fn pencil(&self, pen: &mut Pen, field: Rect, dots: &Dots) {
        let Some(sketch) = &self.sketch else { return };
        if let Some(place) = sketch.points().nth(sketch.at).and_then(|(passes, value)| self.place(passes, value)) {
            let (x, y) = dots.cell(place);
            pen.text(field.x + x, field.y + y, 1, "◆", pen.colours.cursor);
        }
        for x in 0..field.width {
            let part = (f64::from(x) + 0.5) / f64::from(field.width);
            let passes = self.x.low + part * (self.x.high - self.x.low);
            let column = ((passes - sketch.from) / sketch.step).round();
            if column < 1.0 || column >= sketch.values.len() as f64 {
                continue;
            }
            for y in 0..field.height {
                let value = self.y.at(1.0 - (f64::from(y) + 0.5) / f64::from(field.height));
                let answer = Command::Answer(Some(format!("{column}:{value:.4e}")));
                pen.click(Rect::new(field.x + x, field.y + y, 1, 1), answer);
            }
        }
    }

    /// A click goes to the moment under it; on the Train screen the wheel moves the mark.
    fn clicks(&self, pen: &mut Pen, field: Rect) {
        if self.points.is_empty() {
            return;
        }
        for column in 0..field.width {
            let part = (f64::from(column) + 0.5) / f64::from(field.width);
            let passes = self.x.low + part * (self.x.high - self.x.low);
            let after = self.points.partition_point(|p| p.passes < passes).min(self.points.len() - 1);
            let before = after.saturating_sub(1);
            let nearer = [before, after]
                .into_iter()
                .min_by(|a, b| {
                    let far = |at: usize| (self.points[at].passes - passes).abs();
                    far(*a).total_cmp(&far(*b))
                })
                .unwrap_or(after);
            let goto = Command::Goto(Moment::Step(self.points[nearer].step));
            let place = Rect::new(field.x + column, field.y, 1, field.height);
            if self.app.screen() == Screen::Train {
                pen.click_and_wheel(place, goto, Command::Move(Toward::Left, 1), Command::Move(Toward::Right, 1));
            } else {
                pen.click(place, goto);
            }
        }
    }
}

/// The error axis of a sketch: what was drawn keeps its place when the true curve comes, and the axis goes on where that goes
/// beyond it.
fn beside_sketch(app: &App, sketch: &Sketch, points: &[Point]) -> Axis {
    let low = sketch.scale.0;
    let log = app.log_axis() && low > 0.0;
    let come = points.iter().filter(|p| p.passes > sketch.from && !app.is_sketching());
    let values = come.map(|p| app.view().look.measure.of(p)).filter(|v| v.is_finite() && !(log && *v <= 0.0));
    let (least, most) = values.fold(sketch.scale, |(least, most), v| (least.min(v), most.max(v)));
    if log { Axis::log(least, most) } else { Axis::between(least, most) }
}

/// The error axis for the points in sight, and for earlier runs as far as they do not dwarf this one.
fn height(app: &App, points: &[Point]) -> Axis {
    let measure = app.view().look.measure;
    let log = app.log_axis();
    let range = |(least, most): (f64, f64), v: f64| match v.is_finite() && !(log && v <= 0.0) {
        true => (least.min(v), most.max(v)),
        false => (least, most),
    };
    let nothing = (f64::INFINITY, 0.0);
    let second = |p: &Point| app.view().look.second_measure().map(|measure| measure.of(p));
    let own = points
        .iter()
        .flat_map(|p| [Some(measure.of(p)), measure.held_out(p), second(p)])
        .flatten()
        .fold(nothing, range);
    if app.view().look.span == Span::Recent && !log {
        return Axis::around(own.0.min(own.1), own.1);
    }
    let mut all = own;
    if app.view().look.span == Span::Whole {
        for run in &app.snapshot().past {
            let past = run.iter().step_by((run.len() / 2048).max(1)).map(|p| measure.of(p)).fold(nothing, range);
            if own.1 == 0.0 {
                all = (all.0.min(past.0), all.1.max(past.1));
            } else {
                all = (all.0.min(past.0.max(own.0 / 1000.0)), all.1.max(past.1.min(4.0 * own.1)));
            }
        }
    }
    let least = all.0.min(all.1);
    if log { Axis::log(least, all.1) } else { Axis::from_zero(all.1) }
}

/// In the lower edge of the panel: which curve is which, where there are several, and the marked value.
fn edge(app: &App, view: &Sight, pen: &mut Pen, area: Rect) {
    let (measure, snapshot, colours) = (app.view().look.measure, app.snapshot(), pen.colours);
    if area.height < 4 || area.width < 24 {
        return;
    }
    let read = |measures: &[Measure]| {
        let point = view.mark?;
        let word = snapshot.options.method.words().1;
        let values = measures.iter().map(|m| format!("{} {}", name(*m), typeset::error(m.of(point))));
        Some(format!("{} at {word} {}", values.collect::<Vec<_>>().join(" · "), typeset::rating(point.passes)))
    };
    let end = area.right() - 2;
    let held = view.points.iter().any(|p| measure.held_out(p).is_some());
    let later = snapshot.curve.last().is_some_and(|p| p.step > snapshot.position.step);
    let second = app.view().look.second_measure();
    // Two measures are told apart by name.
    let (train, test) = match second {
        Some(_) => (name(measure), format!("{} held out", name(measure))),
        None => ("train".into(), "held out".into()),
    };
    let entries = [
        (second.is_some(), Stroke::Long, second.map(name).unwrap_or_default(), colours.second),
        (held, Stroke::Dashed, test, colours.test),
        (!snapshot.past.is_empty(), Stroke::Sparse, "earlier runs".into(), colours.ghost),
        (later, Stroke::Faint, "later".into(), colours.dim),
        (view.sketch.is_some(), Stroke::Long, "your sketch".into(), colours.second),
    ];
    let several = entries.iter().any(|e| e.0);
    let mut x = area.x + 2;
    for (shown, line, text, style) in std::iter::once((several, Stroke::Solid, train, colours.train)).chain(entries) {
        let (sample, text) = (format!(" {} ", line.sample(pen.ascii)), format!("{text} "));
        if shown && x + pen.width(&sample) + pen.width(&text) <= end {
            let words = colours.words(style);
            x = pen.pieces(x, area.bottom() - 1, end - x, &[(&sample, style), (&text, words)]);
        }
    }
    // Where there is room for one value only, it is that of the first.
    let all: Vec<Measure> = measures(app).collect();
    let fits = |text: &String| x + pen.width(text) + 4 <= end;
    if let Some(text) = [&all[..], &all[..1]].into_iter().filter_map(read).find(fits) {
        pen.footnote(area, &text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        data::lecture::Lecture,
        model::{Method, Options},
        study::{Errors, Session, Source, What},
    };
    use std::sync::Arc;

    /// The program with a curve of these errors, a point a pass.
    fn app_with(errors: &[f64]) -> App {
        let source = Source::new(Arc::new(Lecture::Main.ratings()));
        let mut snapshot = Session::new(source, Options::new(Method::Als), 1 << 20).snapshot();
        let point = |(at, &mse): (usize, &f64)| Point {
            step: 9 * at as u64,
            passes: at as f64,
            train: Errors { count: 16, sse: 16.0 * mse, ..Errors::default() },
            what: What::Pass,
            ..snapshot.here
        };
        let curve: Vec<Point> = errors.iter().enumerate().map(point).collect();
        snapshot.position.step = curve.last().map_or(0, |p| p.step);
        snapshot.position.passes = curve.last().map_or(0.0, |p| p.passes);
        snapshot.curve = Arc::new(curve);
        App::new("test", Arc::new(snapshot))
    }

    fn falling(count: usize) -> Vec<f64> {
        (0..count).map(|n| 0.05 + 9.5 * 0.9_f64.powi(n as i32) * (1.0 + 0.3 * (n as f64 * 1.7).sin())).collect()
    }

    #[test]
    fn every_point_is_drawn_where_it_belongs() {
        for scaling in [Scaling::Linear, Scaling::Log] {
            for (width, height) in [(1, 1), (30, 6), (120, 25)] {
                let restless = (0..1500).map(|n| 2.0 + (f64::from(n) * 1.7).sin() * 0.999_f64.powi(n));
                let mut app = app_with(&restless.collect::<Vec<_>>());
                app.view_mut().look.scaling = scaling;
                app.view_mut().look.second = Some(Measure::Rmse);
                let view = Sight::of(&app);
                assert_eq!(view.points.len(), 1500);
                let field = Rect::new(0, 0, width, height);
                let dots = view.dots(field);
                for point in view.points {
                    for error in [point.train.mse(), point.train.rmse()] {
                        assert!(error >= view.y.low && error <= view.y.high, "{error} is beyond {:?}", view.y);
                        // A curve that falls with its gap on a dot goes on beside it.
                        let (x, y) = dots.cell(view.place(point.passes, error).unwrap());
                        let near = Rect::new(x.saturating_sub(1), y.saturating_sub(1), 3, 3);
                        let near = near.intersection(Rect::new(0, 0, width, height));
                        assert!(!dots.free(near), "pass {} is missing", point.passes);
                    }
                    let (x, y) = dots.cell(view.place(point.passes, point.train.mse()).unwrap());
                    assert!(!dots.free(Rect::new(x, y, 1, 1)), "pass {} is missing", point.passes);
                }
            }
        }
    }

    #[test]
    fn the_axis_holds_both_measures_whichever_is_larger() {
        // Below 1 the root is larger than the square, above it is smaller.
        for errors in [[0.01, 0.04, 0.0025], [400.0, 100.0, 36.0]] {
            let mut app = app_with(&errors);
            app.view_mut().look.second = Some(Measure::Rmse);
            for (scaling, span) in
                [(Scaling::Linear, Span::Whole), (Scaling::Log, Span::Whole), (Scaling::Linear, Span::Recent)]
            {
                let look = &mut app.view_mut().look;
                (look.scaling, look.span) = (scaling, span);
                let view = Sight::of(&app);
                for error in view.points.iter().flat_map(|p| [p.train.mse(), p.train.rmse()]) {
                    assert!((view.y.low..=view.y.high).contains(&error), "{error} in {:?}", view.y);
                }
            }
            app.view_mut().look.second = Some(Measure::Mse);
            assert_eq!(measures(&app).collect::<Vec<_>>(), [Measure::Mse], "the same once more is no second one");
        }
    }

    #[test]
    fn axes_grow_rarely_and_never_shrink() {
        let errors = falling(400);
        let mut moves = 0;
        let mut before: Option<(Axis, Axis)> = None;
        for count in 1..errors.len() {
            let app = app_with(&errors[..count]);
            let view = Sight::of(&app);
            if let Some((x, y)) = before.replace((view.x.clone(), view.y.clone())) {
                assert!(view.x.high >= x.high && view.y.high >= y.high && view.y.low == 0.0);
                moves += usize::from(view.x != x) + usize::from(view.y != y);
            }
        }
        assert!(moves <= 10, "the axes moved {moves} times in 400 passes");
    }

    #[test]
    fn a_run_that_falls_at_once_goes_on_a_logarithmic_axis_and_stays_there() {
        // Whatever comes after the first pass changes nothing, in either direction.
        let cliff: Vec<f64> = [9.5, 0.9].into_iter().chain((0..300).map(|n| 4.0 + 3.0 * f64::from(n).sin())).collect();
        let slope: Vec<f64> = [9.5, 1.0].into_iter().chain((0..300).map(|n| 0.5 / f64::from(n + 1))).collect();
        for (errors, log) in [(&cliff, true), (&slope, false)] {
            assert!(!app_with(&errors[..1]).log_axis(), "nothing was done yet");
            for count in 2..errors.len() {
                assert_eq!(app_with(&errors[..count]).log_axis(), log, "after {count} passes");
            }
            for (scaling, chosen) in [(Scaling::Linear, false), (Scaling::Log, true)] {
                let mut app = app_with(errors);
                app.view_mut().look.scaling = scaling;
                assert_eq!(app.log_axis(), chosen, "what a person chooses stands");
            }
        }
        // A run that is in its first pass looks like the one before it.
        let mut again = app_with(&cliff[..1]);
        again.snapshot_mut().past = vec![Arc::clone(&app_with(&cliff).snapshot().curve)];
        assert!(again.log_axis());
        let mut app = app_with(&cliff);
        assert!(title(&app, &Sight::of(&app)).ends_with("log axis: it fell tenfold at once"));
        app.script("axis").expect("a command");
        assert_eq!(app.view().look.scaling, Scaling::Linear, "the other axis is other than the one that is seen");
        let none = app_with(&[0.0, 0.0, f64::NAN]);
        assert!(!none.log_axis(), "from nothing there is no fall");
    }

    #[test]
    fn labels_stand_at_their_ticks_and_none_touches_another() {
        use crate::ui::map::tests::drawn;
        for errors in [falling(3), falling(40), falling(230), vec![9.0, 0.1, 0.01, 1e-7, 1e-9], vec![4e7, 3e6, 2e6]] {
            for (width, height) in (24..200).step_by(7).flat_map(|w| (6..50).step_by(3).map(move |h| (w, h))) {
                let (rows, _) = drawn(&app_with(&errors), (width, height), panel);
                let cells: Vec<Vec<char>> = rows.iter().map(|row| row.chars().collect()).collect();
                let floor = cells[usize::from(height) - 3].clone();
                let labels = &rows[usize::from(height) - 2];
                let ticks = floor.iter().filter(|c| ['┬', '▲'].contains(c)).count();
                let mut column = 0;
                let words = labels.split(' ').map(|word| {
                    let from = column;
                    column += word.chars().count() + 1;
                    (from, word)
                });
                let numbers: Vec<(usize, &str)> = words.filter(|(_, word)| word.parse::<f64>().is_ok()).collect();
                assert!(numbers.len() <= ticks, "{numbers:?} at {width} x {height}");
                for (from, word) in numbers {
                    let at = from.saturating_sub(1)..from + word.len() + 2;
                    let under = floor[at.start.min(floor.len())..at.end.min(floor.len())].iter();
                    assert!(under.clone().any(|c| ['┬', '▲'].contains(c)), "{word} stands at no tick: {labels}");
                }
                for row in cells.iter().filter(|row| row.contains(&'┤')) {
                    let label: String = row[1..].iter().take_while(|c| **c != '┤').collect();
                    assert!(label.trim().parse::<f64>().is_ok(), "{label:?} at {width} x {height}");
                }
            }
        }
    }

    #[test]
    fn an_earlier_run_that_diverged_does_not_flatten_this_one() {
        let mut app = app_with(&falling(30));
        let wild = app_with(&(0..20).map(|n| 10f64.powi(3 * n)).collect::<Vec<_>>());
        app.snapshot_mut().past = vec![Arc::clone(&wild.snapshot().curve)];
        let high = Sight::of(&app).y.high;
        assert!(high <= 50.0, "{high}");
        app.view_mut().look.scaling = Scaling::Log;
        assert!(Sight::of(&app).y.high <= 50.0);
    }

    #[test]
    fn the_last_part_is_the_last_part_and_holds_the_mark() {
        let mut app = app_with(&falling(400));
        app.view_mut().look.span = Span::Recent;
        let view = Sight::of(&app);
        assert!(view.points.len() <= 60 && view.points.len() >= 40, "{}", view.points.len());
        assert!(view.y.low > 0.0 || view.y.high < 1.0, "{:?}", view.y);
        app.view_mut().reading = Some(100);
        let view = Sight::of(&app);
        assert!(view.x.low <= 100.0 && view.x.high >= 100.0, "{:?}", view.x);
    }
}
