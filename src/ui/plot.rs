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
    axis::Axis,
    dots::{Dots, Line},
    pen::Pen,
    typeset,
};
use crate::{
    app::App,
    command::{Choice, Command, Measure, Scaling, Screen, Span, Toward},
    study::{Point, Verdict},
};
use ratatui::layout::Rect;

/// The curve in a panel of its own.
pub(super) fn panel(app: &App, pen: &mut Pen, area: Rect) {
    let view = View::of(app);
    let (long, short) = (title(app, &view), format!("Error ─ {}", name(app.look.measure)));
    let inner = pen.panel(area, if pen.width(&long) + 6 <= area.width { &long } else { &short });
    view.draw(pen, inner);
    edge(app, &view, pen, area);
}

fn title(app: &App, view: &View) -> String {
    let here = &app.snapshot.here;
    let over = if here.test.count > 0 { "training" } else { "known" };
    let count = typeset::count(here.train.count);
    let what = match app.look.measure {
        Measure::Objective => "objective: SSE + penalty".into(),
        measure => format!("{} over {count} {over} ratings", name(measure)),
    };
    let log = match app.look.scaling {
        Scaling::Log => ", log axis",
        _ if view.y.low > 0.0 => ", not from 0",
        _ => "",
    };
    let span = if app.look.span == Span::Recent { ", last part" } else { "" };
    format!("Error ─ {what}{span}{log}")
}

/// A measure as it is written.
pub(super) fn name(measure: Measure) -> String {
    match measure {
        Measure::Objective => measure.name().into(),
        short => short.name().to_uppercase(),
    }
}

/// A point as the measure has it, on the ratings trained on.
pub(super) fn value(measure: Measure, point: &Point) -> f64 {
    match measure {
        Measure::Mse => point.train.mse(),
        Measure::Rmse => point.train.rmse(),
        Measure::Sse => point.train.sse,
        Measure::Objective => point.objective(),
    }
}

/// A point on the ratings held out; nothing where there is none, and the objective knows no held-out ratings.
pub(super) fn held_out(measure: Measure, point: &Point) -> Option<f64> {
    let test = point.test;
    let value = match measure {
        Measure::Mse => test.mse(),
        Measure::Rmse => test.rmse(),
        Measure::Sse => test.sse,
        Measure::Objective => return None,
    };
    (test.count > 0).then_some(value)
}

/// What a pass is called, when there are several.
pub(super) fn passes_word(app: &App) -> &'static str {
    match app.snapshot.options.method.words().1 {
        "iteration" => "iterations",
        "epoch" => "epochs",
        _ => "passes",
    }
}

/// What is shown of the curves, and along which axes.
struct View<'a> {
    app: &'a App,
    /// The points of this run that are in sight.
    points: &'a [Point],
    /// The one that is marked.
    mark: Option<&'a Point>,
    x: Axis,
    y: Axis,
}

impl<'a> View<'a> {
    fn of(app: &'a App) -> Self {
        let (look, curve) = (&app.look, app.snapshot.curve.as_slice());
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
                let past = app.snapshot.past.iter().filter_map(|run| run.last()).map(|p| p.passes.min(room));
                Axis::from_zero(past.fold(end, f64::max))
            }
        };
        let points = &curve[curve.partition_point(|p| p.passes < x.low)..curve.partition_point(|p| p.passes <= x.high)];
        let y = height(app, points);
        Self { app, points, mark, x, y }
    }

    fn place(&self, passes: f64, value: f64) -> Option<(f64, f64)> {
        Some((self.x.part(passes)?, self.y.part(value)?))
    }

    fn draw(&self, pen: &mut Pen, area: Rect) {
        let framed = area.width >= 20 && area.height >= 4;
        let most = usize::from(area.height.saturating_sub(2)) / 2;
        let labels = self.y.ticks(most.clamp(1, 5));
        let margin = labels.iter().map(|(_, label)| pen.width(label)).max().unwrap_or(0).max(3) + 2;
        let field = if framed && margin + 8 < area.width {
            Rect::new(area.x + margin, area.y, area.width - margin, area.height - 2)
        } else {
            area
        };
        if field.is_empty() {
            return;
        }
        let dots = self.dots(field);
        let colours = pen.colours;
        if field != area {
            self.scales(pen, area, field, &dots, &labels);
        }
        self.marker(pen, field, &dots);
        let styles = |line| match line {
            Line::Sparse => colours.ghost,
            Line::Faint => colours.dim,
            Line::Dashed => colours.test,
            Line::Solid => colours.train,
        };
        dots.draw(pen, field, styles);
        self.mark(pen, field, &dots);
        self.advice(pen, field, &dots);
        self.clicks(pen, field);
    }

    /// All curves.
    fn dots(&self, field: Rect) -> Dots {
        let mut dots = Dots::new(field.width, field.height);
        let measure = self.app.look.measure;
        for run in &self.app.snapshot.past {
            let inside =
                run.partition_point(|p| p.passes < self.x.low)..run.partition_point(|p| p.passes <= self.x.high);
            // What lies beyond the axis is left out: it would run along the edge as if it had stopped there.
            let (low, high) = (self.y.low * (1.0 - 1e-9), self.y.high * (1.0 + 1e-9));
            let visible = |p: &Point| Some(value(measure, p)).filter(|v| (low..=high).contains(v));
            let thin = (inside.len() / 2048).max(1);
            let places = run[inside].iter().step_by(thin).map(|p| self.place(p.passes, visible(p)?));
            dots.trace(Line::Sparse, places);
        }
        let now = self.points.partition_point(|p| p.step <= self.app.snapshot.position.step);
        let (done, later) = (&self.points[..now], &self.points[now.saturating_sub(1)..]);
        let train = |p: &Point| self.place(p.passes, value(measure, p));
        let test = |p: &Point| self.place(p.passes, held_out(measure, p)?);
        dots.trace(Line::Faint, later.iter().map(train));
        dots.trace(Line::Faint, later.iter().map(test));
        dots.trace(Line::Dashed, done.iter().map(test));
        dots.trace(Line::Solid, done.iter().map(train));
        dots
    }

    /// Both axes with their ticks and labels.
    fn scales(&self, pen: &mut Pen, area: Rect, field: Rect, dots: &Dots, labels: &[(f64, String)]) {
        let dim = pen.colours.dim;
        let (axis, floor) = (field.x - 1, field.bottom());
        for y in field.top()..floor {
            pen.text(axis, y, 1, "│", dim);
        }
        pen.text(axis, floor, 1, "└", dim);
        for x in field.left()..field.right() {
            pen.text(x, floor, 1, "─", dim);
        }
        for (v, label) in labels {
            let Some(part) = self.y.part(*v) else { continue };
            let y = field.y + dots.cell((0.0, part)).1;
            pen.text_right(axis - 1, y, axis - area.x, label, dim);
            pen.text(axis, y, 1, "┤", dim);
        }
        let ticks = self.x.ticks(usize::from(field.width / 8).clamp(1, 10));
        // The last gap between labels, from one column to another: there the name of the axis goes.
        let (mut free, mut gap) = (area.x, None);
        let word = passes_word(self.app);
        let needed = pen.width(word) + 2;
        for (v, label) in ticks {
            let Some(part) = self.x.part(v) else { continue };
            let x = field.x + dots.cell((part, 0.0)).0;
            pen.text(x, floor, 1, "┬", dim);
            let width = pen.width(&label);
            let start = x.saturating_sub(width / 2).max(free).min(area.right().saturating_sub(width));
            if start >= free {
                gap = Some(start).filter(|start| *start >= free + needed).or(gap);
                free = pen.text(start, floor + 1, width, &label, dim) + 1;
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
        let read = self.app.reading.is_some();
        let style = if read { pen.colours.key } else { pen.colours.dim };
        if let Some(part) = self.mark.and_then(|p| self.x.part(p.passes)) {
            let x = field.x + dots.cell((part, 0.0)).0;
            for y in field.top()..field.bottom() {
                pen.text(x, y, 1, "┊", style);
            }
        }
        let now = self.app.snapshot.position.passes;
        if let Some(part) = self.x.part(now).filter(|_| now >= self.x.low && now <= self.x.high) {
            let x = field.x + dots.cell((part, 0.0)).0;
            pen.text(x, field.bottom(), 1, "▲", pen.colours.key);
        }
    }

    /// The marked point itself, on the curves.
    fn mark(&self, pen: &mut Pen, field: Rect, dots: &Dots) {
        let Some(point) = self.mark else { return };
        let (measure, colours) = (self.app.look.measure, pen.colours);
        for (value, style) in [(held_out(measure, point), colours.test), (Some(value(measure, point)), colours.train)] {
            if let Some(place) = value.and_then(|v| self.place(point.passes, v)) {
                let (x, y) = dots.cell(place);
                pen.text(field.x + x, field.y + y, 1, "●", style);
            }
        }
    }

    /// How the fit is doing, in the first place without a curve.
    fn advice(&self, pen: &mut Pen, field: Rect, dots: &Dots) {
        let Some(text) = &self.app.snapshot.advice else { return };
        let style = match self.app.snapshot.verdict {
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
            let goto = Command::Goto(Some(self.points[nearer].step));
            let place = Rect::new(field.x + column, field.y, 1, field.height);
            if self.app.screen == Screen::Train {
                pen.click_and_wheel(place, goto, Command::Move(Toward::Left, 1), Command::Move(Toward::Right, 1));
            } else {
                pen.click(place, goto);
            }
        }
    }
}

/// The error axis for the points in sight, and for earlier runs as far as they do not dwarf this one.
fn height(app: &App, points: &[Point]) -> Axis {
    let measure = app.look.measure;
    let log = app.look.scaling == Scaling::Log;
    let range = |(least, most): (f64, f64), v: f64| match v.is_finite() && !(log && v <= 0.0) {
        true => (least.min(v), most.max(v)),
        false => (least, most),
    };
    let nothing = (f64::INFINITY, 0.0);
    let own =
        points.iter().flat_map(|p| [Some(value(measure, p)), held_out(measure, p)]).flatten().fold(nothing, range);
    if app.look.span == Span::Recent && !log {
        return Axis::around(own.0.min(own.1), own.1);
    }
    let mut all = own;
    if app.look.span == Span::Whole {
        for run in &app.snapshot.past {
            let past = run.iter().step_by((run.len() / 2048).max(1)).map(|p| value(measure, p)).fold(nothing, range);
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
fn edge(app: &App, view: &View, pen: &mut Pen, area: Rect) {
    let (measure, snapshot, colours) = (app.look.measure, &app.snapshot, pen.colours);
    if area.height < 4 || area.width < 24 {
        return;
    }
    let value = view.mark.map(|p| {
        let word = snapshot.options.method.words().1;
        format!("{} {} at {word} {}", name(measure), typeset::error(value(measure, p)), typeset::rating(p.passes))
    });
    let end = area.right() - 2;
    let held = view.points.iter().any(|p| held_out(measure, p).is_some());
    let later = snapshot.curve.last().is_some_and(|p| p.step > snapshot.position.step);
    let entries = [
        (held, Line::Dashed, "held out", colours.test),
        (!snapshot.past.is_empty(), Line::Sparse, "earlier runs", colours.ghost),
        (later, Line::Faint, "later", colours.dim),
    ];
    let several = entries.iter().any(|e| e.0);
    let mut x = area.x + 2;
    for (shown, line, text, style) in std::iter::once((several, Line::Solid, "train", colours.train)).chain(entries) {
        let text = format!(" {} {text} ", line.sample(pen.ascii));
        if shown && x + pen.width(&text) <= end {
            x = pen.text(x, area.bottom() - 1, end - x, &text, style);
        }
    }
    if let Some(text) = value.filter(|text| x + pen.width(text) + 4 <= end) {
        pen.footnote(area, &text);
    }
}

/// Text in lines of at most `width` columns, broken between words.
pub(super) fn wrap(text: &str, width: u16, columns: impl Fn(&str) -> u16) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if columns(line) + 1 + columns(word) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.into()),
        }
    }
    lines
}
