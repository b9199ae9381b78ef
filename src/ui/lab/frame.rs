//! Frame: the data frame of one regression, with predictions and errors, and the line itself where there is one factor.
//!
//! ```text
//! ╭ Lab ─ data frame of An ─ 4 ratings of 5 items ──────────────╮
//! │ item          Q[j,1]  Q[j,2]      r      r̂  e = r̂ - r    e² │
//! │ Melt-Banana     0.89    0.10      3   3.02       0.02  0.00 │
//! │ Ommazh          0.90    0.10      ?   4.88                  │
//! │ P[1] = 7.71, -2.63, intercept -7.20                         │
//! │ over its 4 ratings: SSE 0.0012 · MSE 0.0003                 │
//! ╰─────────────────────────────── ? no rating · i: items ──────╯
//! ```

use crate::{
    app::{App, Of, Viewport},
    command::{Command, Toward, Who},
    data::{Entity, Side},
    study::{
        frame::{Frame, FrameRow},
        reach::Reach,
    },
    ui::{
        braille::{Canvas, put},
        certain,
        pen::Pen,
        projection::Projection,
        ticks,
        typeset::{self, fixed},
    },
};
use ratatui::{layout::Rect, style::Style};

/// Draws the experiment.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    let of = app.selected();
    let other = of.side().other();
    let name = certain::fit(app.name(of), usize::from(area.width / 3), "…");
    let Some(frame) = app.frame() else {
        let inner = pen.panel(area, &format!("Lab ─ data frame of {name}"));
        return pen.waits(inner);
    };
    // While a page asks for the regression, there is only what the model makes of the row as it is.
    let frame = if app.covers_place(of) { frame.map(Frame::at_present) } else { frame };
    let ratings = many(frame.known, "rating");
    let title = format!("Lab ─ data frame of {name} ─ {ratings}, {}", many(frame.order.len(), other.one()));
    let inner = pen.panel(area, &title);
    if inner.width < 40 || inner.height < 5 {
        return;
    }
    let body = Rect { x: inner.x + 1, width: inner.width - 2, ..inner };
    let foot = summary(app, &frame, body.width, pen);
    let one = app.snapshot().z() == 1;
    let drawn = one && body.width >= 66;
    let most = body.height - (foot.len() as u16).min(body.height - 3);
    // A short table has its sums right below it.
    let needed = u16::try_from(frame.order.len() + 2).unwrap_or(u16::MAX);
    // Where there is no room for the fit beside the table, it stands below the sums.
    let left = most.saturating_sub(needed);
    if one && !drawn && left >= 8 {
        fit(app, pen, Rect { y: body.bottom() - left, height: left, ..body }, &frame);
    }
    let above = Rect { height: if drawn { most.min(24) } else { most.min(needed) }, ..body };
    let room = if drawn { Rect { width: (body.width / 2).max(46), ..above } } else { above };
    let part = table(app, pen, room, &frame);
    if drawn {
        let x = room.right() + 2;
        fit(app, pen, Rect { x, width: above.right() - x, ..above }, &frame);
    }
    for ((text, style), y) in foot.iter().zip(above.bottom()..body.bottom()) {
        pen.text(body.x, y, body.width, text, *style);
    }
    let held = if app.snapshot().source.split.test.is_empty() { "" } else { "(4) held out · " };
    pen.footnote(area, &format!("{part}{held}? no rating · ← → another {} · i: {other}", of.side().one()));
}

fn many(count: usize, word: &str) -> String {
    format!("{} {word}{}", typeset::count(count), if count == 1 { "" } else { "s" })
}

/// The letters of the row that is fitted and of the table that it is fitted to.
fn letters(of: Entity) -> (char, char) {
    (of.side().letter(), of.side().other().letter())
}

/// Where the columns of the table end; the factors take what the others leave, the name what the factors leave.
struct FrameColumns {
    name: u16,
    /// How wide a factor is.
    factor: u16,
    factors: Vec<u16>,
    ends: [u16; 4],
}

impl FrameColumns {
    fn new(area: Rect, z: usize) -> Self {
        /// The width of a number, and of a factor that has a name.
        const FACTOR: (u16, u16) = (8, 13);
        // r, r̂, e and e².
        let widths = if area.width >= 56 { [7, 7, 12, 8] } else { [5, 7, 7, 8] };
        let least = (area.width / 5).clamp(10, 24);
        let room = area.width.saturating_sub(least + widths.iter().sum::<u16>());
        let count = z.min(usize::from(room / FACTOR.0)) as u16;
        let factor = (room / count.max(1)).clamp(FACTOR.0, FACTOR.1);
        let name = (least + room.saturating_sub(count * factor)).clamp(least, 30);
        let factors: Vec<u16> = (1..=count).map(|n| area.x + name + n * factor).collect();
        let mut end = area.x + name + count * factor;
        let ends = widths.map(|width| {
            end += width;
            end
        });
        Self { name, factor, factors, ends }
    }
}

/// The lines in sight; returns which they are, where they are not all.
fn table(app: &App, pen: &mut Pen, area: Rect, frame: &Of<Frame>) -> String {
    let colours = pen.colours;
    let z = app.snapshot().z();
    let columns = FrameColumns::new(area, z);
    let (other, letter) = (frame.of.side().other(), letters(frame.of).1);
    pen.text(area.x, area.y, columns.name, other.one(), colours.name);
    for (factor, &end) in columns.factors.iter().enumerate() {
        let more = factor + 1 == columns.factors.len() && columns.factors.len() < z;
        let head = match app.view().factor_names.get(&factor) {
            _ if more => format!("{letter}{}…", factor + 1),
            Some(name) => name.clone(),
            None => format!("{letter}{}", factor + 1),
        };
        pen.text_right(end, area.y, columns.factor - 1, &head, colours.name);
    }
    let wide = columns.ends[2] - columns.ends[1] > 8;
    let error = if wide { "e = r̂ - r" } else { "e" };
    for (end, head) in columns.ends.into_iter().zip(["r", "r̂", error, "e²"]) {
        pen.text_right(end, area.y, 11, head, colours.name);
    }
    let visible = usize::from(area.height.saturating_sub(1)).max(1);
    pen.drawn.viewport = Some(Viewport { rows: visible, columns: 1 });
    // Whole pages: the table stands still while the cursor moves inside one.
    let cursor = app.frame_line(frame);
    let first = cursor / visible * visible;
    let lines = first..frame.order.len().min(first + visible);
    let shown: Vec<&str> = frame.order[lines.clone()].iter().map(|of| app.name(*of)).collect();
    let names = pen.names(&shown, columns.name - 1);
    for ((n, name), y) in lines.zip(&names).zip(area.y + 1..area.bottom()) {
        let line = frame.line(&frame.snapshot, n);
        let place = Rect { y, height: 1, ..area };
        if n == cursor {
            pen.style(place, colours.cross);
        }
        row(app, pen, place, &columns, (&line, name), n < frame.known);
        let (up, down) = (Command::Move(Toward::Up, 3), Command::Move(Toward::Down, 3));
        pen.click_and_wheel(place, select(frame.of, line.other), up, down);
    }
    let (count, end) = (frame.order.len(), frame.order.len().min(first + visible));
    if visible < count { format!("{}–{end} of {} · ", first + 1, typeset::count(count)) } else { String::new() }
}

/// Goes to the cell where the two meet, which leaves the frame what it is.
fn select(of: Entity, other: Entity) -> Command {
    let who = |of: Entity| Who::Number(of.index() + 1);
    match of {
        Entity::User(_) => Command::Select(who(of), who(other)),
        Entity::Item(_) => Command::Select(who(other), who(of)),
    }
}

fn row(app: &App, pen: &mut Pen, area: Rect, columns: &FrameColumns, (line, name): (&FrameRow, &str), known: bool) {
    let colours = pen.colours;
    let learned = app.snapshot().ratings().degree(line.other) > 0;
    pen.text(area.x, area.y, columns.name - 1, name, if learned { colours.name } else { colours.dim });
    for (value, &end) in line.x.iter().zip(&columns.factors) {
        pen.text_right(end, area.y, 7, &typeset::compact(*value, 3, 7), colours.text);
    }
    let (rating, style) = match line.rating {
        Some(r) if known => (typeset::rating(r), colours.known),
        Some(r) => (format!("({})", typeset::rating(r)), colours.held),
        None => ("?".into(), colours.missing),
    };
    let number = |value: f64| typeset::compact(value, 3, 7);
    let square = |value: f64| typeset::compact(value, 4, 7);
    pen.text_right(columns.ends[0], area.y, 5, &rating, style);
    let predicted = if line.rating.is_none() { colours.missing } else { colours.text };
    pen.text_right(columns.ends[1], area.y, 7, &number(line.prediction), predicted);
    if let Some(e) = line.error() {
        let scale = app.snapshot().ratings().scale().width();
        pen.text_right(columns.ends[2], area.y, 7, &number(e), colours.signed(e / scale));
        pen.text_right(columns.ends[3], area.y, 7, &square(e * e), colours.text);
    }
}

/// The coefficients, the error, and whether the row has these numbers already.
fn summary(app: &App, frame: &Frame, width: u16, pen: &Pen) -> Vec<(String, Style)> {
    let colours = pen.colours;
    let (own, _) = letters(frame.of);
    let z = app.snapshot().z();
    let (coefficients, intercept) = frame.regression.solution.split_at(z);
    let list = |most: usize| {
        let shown: Vec<_> = coefficients.iter().take(most).map(|c| fixed(*c, 3)).collect();
        let more = if z > most { ", …" } else { "" };
        let mut text = format!("{own}[{}] = ({}{more})", frame.of.index() + 1, shown.join(", "));
        if let Some(b) = intercept.first() {
            text += &format!(", intercept {}", fixed(*b, 3));
        }
        text
    };
    let row = (1..=z).rev().map(list).find(|text| pen.width(text) <= width).unwrap_or_else(|| list(1));
    let mut lines = vec![(row, colours.title)];
    if frame.known == 0 {
        lines.push((format!("{} has no rating to learn from", app.name(frame.of)), colours.warn));
        return lines;
    }
    let over = many(frame.known, "rating");
    lines.push((
        format!(
            "over {over}: SSE {} · MSE {} · residual r - r̂ = -e",
            typeset::error(frame.sse),
            typeset::error(frame.mse())
        ),
        colours.text,
    ));
    let name = certain::fit(app.name(frame.of), 20, "…");
    lines.push(match frame.fitted {
        _ if app.covers_place(frame.of) => (format!("with {name}'s numbers as they are now"), colours.text),
        true => (format!("fitted: these are {name}'s numbers now"), colours.good),
        false => {
            let now = typeset::error(frame.mse_now());
            let long = format!("as the regression would fit it; with {name}'s numbers now the MSE is {now}");
            let short = format!("as the regression would fit it; now the MSE is {now}");
            (if pen.width(&long) <= width { long } else { short }, colours.held)
        }
    });
    lines
}

/// The line through the ratings over the one factor: points, the line, and an upright stroke for each error.
fn fit(app: &App, pen: &mut Pen, area: Rect, frame: &Of<Frame>) {
    if area.width < 20 || area.height < 5 {
        return;
    }
    let lines = (0..frame.known).map(|n| frame.line(&frame.snapshot, n));
    let lines: Vec<FrameRow> = lines.take(2000).collect();
    // Where the model has biases, each rating is taken less the mean and the other side's bias: that is regressed on.
    let target = |line: &FrameRow| line.rating.map_or(0.0, |r| r - line.base);
    let scale = app.snapshot().ratings().scale();
    let points: Vec<(f64, f64)> = lines.iter().map(|line| (line.x[0], target(line))).collect();
    let span = if app.snapshot().is_biased() { 0.0 } else { scale.high() };
    let reach = Reach::of(points.iter().copied().chain([(0.0, span)]));
    let field = Rect::new(area.x + 5, area.y + 1, area.width - 6, area.height - 2);
    let view = Projection::filling(reach, field);
    let field = view.field;
    // An intercept is a part of the line; biases are taken off before it is fitted.
    let plain = !app.snapshot().is_biased() || lines.iter().all(|line| line.base == 0.0);
    let what = if plain { "r" } else { "r less mean and bias" };
    let head = format!("{what} over {}: the line is r̂", factor(app, frame.of.side().other()));
    pen.text(area.x, area.y, area.width, &head, pen.colours.name);
    ticks::axes(pen, &view, 5, false);
    let (slope, intercept) = (frame.regression.solution[0], frame.regression.solution.get(1).copied().unwrap_or(0.0));
    let on_line = |x: f64| (x, slope * x + intercept);
    let mut canvas = Canvas::new(field.width, field.height);
    canvas.line(view.dots(on_line(reach.x.0)), view.dots(on_line(reach.x.1)));
    canvas.draw(pen, field, '.', pen.colours.key);
    let mut strokes = Canvas::new(field.width, field.height);
    points.iter().for_each(|&(x, y)| strokes.line(view.dots((x, y)), view.dots(on_line(x))));
    strokes.draw(pen, field, '|', pen.colours.high[1]);
    for (line, &point) in lines.iter().zip(&points) {
        let Some((x, y)) = view.cell(point) else { continue };
        let selected = Some(line.other) == frame.order.get(app.frame_line(frame)).copied();
        let (sign, style) = if selected { ('◉', pen.colours.cursor) } else { ('●', pen.colours.text) };
        put(pen, field.x + x, field.y + y, sign, style);
    }
}

fn factor(app: &App, side: Side) -> String {
    match app.view().factor_names.get(&0) {
        Some(name) => name.clone(),
        None => format!("{}1", side.letter()),
    }
}
