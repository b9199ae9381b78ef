//! Landscape: the error over two of the numbers that are learned, as ground and lines of equal height, with the way that
//! the run took over it.
//!
//! ```text
//! ╭ Lab ─ landscape ─ x: factor 1 of Diego   y: factor 2 of Diego ──╮
//! │   4 ┤      ⡠⠔⠒⠒⠒⢄      ⢀⠔⠁                                       │
//! │   2 ┤  ⢀⠔⠁  0.5   ⠱⡀  ⡎  1                                      │
//! │   0 ┤ ○⠒⠒⠒◉  ✚     ⡇                                            │
//! │         0         1         2                                   │
//! │ ◉ MSE 0.051 at 1.2, 0.4 · ✚ lowest 0.012 at 1.3, 0.5            │
//! ╰────────────────────────────── all other numbers as they are now ╯
//! ```

use super::contours::{self, Level};
use crate::{
    app::App,
    command::{Command, Experiment, Measure, Zoom},
    model::{Method, Parameter},
    study::landscape::Terrain,
    ui::{
        braille::{Canvas, put, symbol},
        certain,
        labels::Labels,
        pen::Pen,
        projection::Projection,
        ticks, typeset,
        wrap::wrap,
    },
};
use ratatui::{
    layout::Rect,
    style::{Color, Style},
};

/// A way of more moments than these is long, and only so many of its last stand out.
const LONG: usize = 60;
const RECENT: usize = 20;

/// Draws the experiment.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    let inner = pen.panel(area, &title(app, pen, area.width));
    if inner.width < 24 || inner.height < 5 {
        return;
    }
    let (Some(terrain), Some(reach)) = (app.terrain(), app.landscape_reach()) else { return pen.waits(inner) };
    if !(terrain.surface.height.is_finite() && terrain.surface.at(terrain.lowest).is_finite()) {
        let text = "the numbers have grown beyond all bounds: there is no landscape to draw; go back, or begin again";
        for (line, y) in wrap(text, inner.width - 2, |t| pen.width(t)).iter().zip(inner.y..inner.bottom()) {
            pen.text(inner.x + 1, y, inner.width - 2, line, pen.colours.warn);
        }
        return;
    }
    let lines = if inner.height >= 13 { 2 } else { 1 };
    let left = 7.min(inner.width / 4);
    let field = Rect::new(inner.x + left, inner.y, inner.width - left - 1, inner.height - 1 - lines);
    let view = Projection::filling(reach, field);
    let (click, near, far) =
        (Command::Lab(Some(Experiment::Landscape)), Command::Zoom(Zoom::In), Command::Zoom(Zoom::Out));
    pen.click_and_wheel(field, click, near, far);
    ticks::axes(pen, &view, left, false);
    let unit = Unit::of(app);
    let scene = Relief::new(&terrain, &view, &unit);
    scene.draw(pen);
    let legend = Rect::new(inner.x + 1, field.bottom() + 1, inner.width - 2, 1);
    read_out(pen, legend, &terrain, &unit, scene.signs);
    if lines > 1 {
        let text = explanation(app, &terrain, &unit, legend.width, pen);
        pen.text(legend.x, legend.y + 1, legend.width, &text, pen.colours.dim);
    }
    let zoomed = if app.landscape_zoomed() { "0: all of it · " } else { "" };
    let equal = if lines > 1 { String::new() } else { format!("lines: equal {} · ", unit.name) };
    pen.footnote(area, &format!("{zoomed}{equal}all other numbers as they are now"));
}

/// What the heights are: the objective, or a mean of it where nothing is added to the errors.
pub(super) struct Unit {
    pub(super) name: &'static str,
    /// What the objective is divided by.
    pub(super) by: f64,
}

impl Unit {
    pub(super) fn of(app: &App) -> Self {
        let here = &app.snapshot().here;
        match app.view().look.measure {
            _ if app.snapshot().options.punishes() => Self { name: "objective", by: 1.0 },
            Measure::Mse | Measure::Rmse => Self { name: "MSE", by: here.train.count.max(1) as f64 },
            Measure::Sse | Measure::Objective => Self { name: "SSE", by: 1.0 },
        }
    }

    /// A height in this unit. Rounding must not take a sum of squares below 0.
    fn height(&self, terrain: &Terrain, at: (f64, f64)) -> f64 {
        (terrain.surface.at(at) / self.by).max(0.0)
    }
}

/// What is drawn over what: in words, or where there is no room in symbols.
fn title(app: &App, pen: &Pen, width: u16) -> String {
    let [x, y] = app.over();
    let over = |x: String, y: String| format!("Lab ─ landscape ─ x: {x}   y: {y}");
    let words = over(number(app, x), number(app, y));
    let fits = pen.width(&words) + 6 <= width;
    if fits { words } else { over(typeset::symbol(x), typeset::symbol(y)) }
}

/// A number that is learned, in words.
pub(super) fn number(app: &App, at: Parameter) -> String {
    let name = certain::fit(app.name(at.of), 18, "…");
    // Of a name that is a number one cannot tell what it names.
    let kind = if name.parse::<f64>().is_ok() { format!("{} ", at.of.side().one()) } else { String::new() };
    match at.factor {
        Some(z) => format!("factor {} of {kind}{name}", app.view().factor_name(z)),
        None => format!("bias of {kind}{name}"),
    }
}

/// The signs of the present point, the lowest, and the start.
#[derive(Clone, Copy)]
struct Signs([char; 3]);

struct Relief<'a> {
    terrain: &'a Terrain,
    view: &'a Projection,
    heights: Vec<f64>,
    levels: Vec<Level>,
    range: (f64, f64),
    signs: Signs,
}

impl<'a> Relief<'a> {
    fn new(terrain: &'a Terrain, view: &'a Projection, unit: &Unit) -> Self {
        let (width, height) = (2 * view.field.width, 4 * view.field.height);
        let dots = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        let heights: Vec<f64> = dots.map(|dot| unit.height(terrain, view.point(dot))).collect();
        let most = heights.iter().copied().fold(0.0, f64::max);
        let least = heights.iter().copied().fold(most, f64::min);
        let least = if view.dot(terrain.lowest).is_some() { unit.height(terrain, terrain.lowest) } else { least };
        let levels = contours::levels(least, most);
        Self { terrain, view, heights, levels, range: (least, most), signs: Signs(['◉', '✚', '○']) }
    }

    /// Lines under the way under the marks; the labels beside them; the ground under all.
    fn draw(&self, pen: &mut Pen) {
        let field = self.view.field;
        let mut lines = Canvas::new(field.width, field.height);
        let mut places = vec![Vec::new(); self.levels.len()];
        contours::trace(&self.heights, 2 * usize::from(field.width), &self.levels, |x, y, level| {
            lines.dot(x as i64, y as i64);
            let cell = (x as u16 / 2, y as u16 / 4);
            if places[level].last() != Some(&cell) {
                places[level].push(cell);
            }
        });
        lines.draw(pen, field, '.', pen.colours.dim);
        let mut labels = Labels::new(field.width, field.height);
        self.way(pen, &lines, &mut labels);
        self.marks(pen, &mut labels);
        for (level, cells) in self.levels.iter().zip(places) {
            self.label(pen, &mut labels, level, cells);
        }
        self.ground(pen);
    }

    /// The way from the start to the present, with a point for each moment; of a long way only the last part stands out.
    fn way(&self, pen: &mut Pen, lines: &Canvas, labels: &mut Labels) {
        let way = &self.terrain.way;
        if way.len() < 2 {
            return;
        }
        let recent = if way.len() > LONG { way.len() - RECENT } else { 0 };
        self.part(pen, &way[..=recent], pen.colours.ghost, lines, labels);
        self.part(pen, &way[recent..], pen.colours.test, lines, labels);
        let field = self.view.field;
        let sign = if pen.ascii { '*' } else { '•' };
        for (x, y) in way[recent..].iter().filter_map(|&at| self.view.cell(at)) {
            put(pen, field.x + x, field.y + y, sign, pen.colours.test);
        }
    }

    fn part(&self, pen: &mut Pen, way: &[(f64, f64)], style: Style, lines: &Canvas, labels: &mut Labels) {
        let field = self.view.field;
        let mut canvas = Canvas::new(field.width, field.height);
        way.windows(2).for_each(|w| canvas.line(self.view.dots(w[0]), self.view.dots(w[1])));
        for (x, y) in (0..field.height).flat_map(|y| (0..field.width).map(move |x| (x, y))) {
            let bits = canvas.at(x, y);
            if bits != 0 {
                let letter = if pen.ascii { '*' } else { symbol(bits | lines.at(x, y)) };
                put(pen, field.x + x, field.y + y, letter, style);
                labels.point(x, y);
            }
        }
    }

    fn marks(&self, pen: &mut Pen, labels: &mut Labels) {
        let Signs([here, lowest, start]) = self.signs;
        let colours = pen.colours;
        let first = self.terrain.way.first().copied().unwrap_or(self.terrain.surface.here);
        let marks = [
            (first, start, colours.test),
            (self.terrain.lowest, lowest, colours.good),
            (self.terrain.surface.here, here, colours.cursor),
        ];
        for (at, sign, style) in marks {
            if let Some((x, y)) = self.view.cell(at) {
                labels.mark(x, y);
                mark(pen, (self.view.field.x + x, self.view.field.y + y), sign, style);
            }
        }
    }

    /// The height of a line, on the line, as near as may be to the row of the lowest point.
    fn label(&self, pen: &mut Pen, labels: &mut Labels, level: &Level, mut cells: Vec<(u16, u16)>) {
        let field = self.view.field;
        let lowest = self.view.dots(self.terrain.lowest);
        let row = (lowest.1 / 4.0).clamp(0.0, f64::from(field.height - 1));
        let column = lowest.0 / 2.0;
        let far = |&(x, y): &(u16, u16)| {
            let side = if f64::from(x) < column { 2.5 } else { 0.0 };
            (f64::from(y) - row).abs() + side
        };
        cells.sort_by(|a, b| far(a).total_cmp(&far(b)).then(a.cmp(b)));
        let width = pen.width(&level.text);
        for (x, y) in cells {
            // Its middle lies on the line.
            let from = x as i32 - i32::from(width) / 2;
            let fits = from >= 0 && from + i32::from(width) <= i32::from(field.width);
            if fits && labels.take(from as u16, y, width) {
                let (x, y) = (field.x + from as u16, field.y + y);
                (x..x + width).for_each(|x| put(pen, x, y, ' ', pen.colours.text));
                pen.text(x, y, width, &level.text, pen.colours.text);
                return;
            }
        }
    }

    /// The colour of each cell, by the height of its middle.
    fn ground(&self, pen: &mut Pen) {
        let (field, (least, most)) = (self.view.field, self.range);
        let ground = pen.colours.ground;
        let ratio = contours::by_ratio(least, most);
        let least = if ratio { least.max(most / 1e4).max(f64::MIN_POSITIVE) } else { least };
        for (x, y) in (0..field.height).flat_map(|y| (0..field.width).map(move |x| (x, y))) {
            let height = self.heights[usize::from(4 * y + 2) * 2 * usize::from(field.width) + usize::from(2 * x)];
            let part = match ratio {
                true => (height.max(least) / least).ln() / (most / least).ln(),
                false => (height - least) / (most - least).max(f64::MIN_POSITIVE),
            };
            let shade = (part * ground.len() as f64).clamp(0.0, ground.len() as f64 - 1.0) as usize;
            let cell = Rect::new(field.x + x, field.y + y, 1, 1);
            // A mark on a paper of its own keeps it.
            if pen.buffer.cell((cell.x, cell.y)).is_some_and(|cell| cell.bg == Color::Reset) {
                pen.style(cell, ground[shade]);
            }
        }
    }
}

/// Writes a sign; in ASCII the three must differ as well.
pub(super) fn mark(pen: &mut Pen, (x, y): (u16, u16), sign: char, style: Style) {
    let plain = plain(sign);
    put(pen, x, y, if pen.ascii { plain } else { sign }, style);
}

pub(super) fn plain(sign: char) -> char {
    match sign {
        '◉' => '@',
        '✚' => '+',
        '●' => '*',
        _ => 'o',
    }
}

/// Where the fit is, and where it would be best, in numbers.
fn read_out(pen: &mut Pen, area: Rect, terrain: &Terrain, unit: &Unit, Signs([here, lowest, _]): Signs) {
    let colours = pen.colours;
    let at = |(x, y): (f64, f64)| format!("at {}, {}", typeset::fixed(x, 2), typeset::fixed(y, 2));
    let sign = |pen: &Pen, sign: char| if pen.ascii { plain(sign) } else { sign }.to_string();
    let (now, best) = (unit.height(terrain, terrain.surface.here), unit.height(terrain, terrain.lowest));
    let bottom = now - best <= 1e-9 * now.max(1e-9);
    let written = |v: f64| if v >= 1000.0 { typeset::count(v.round() as usize) } else { typeset::error(v) };
    // What looks equal when it is written is told apart by the difference.
    let lowest_is = match written(now) == written(best) {
        true => format!(" lower by {}", typeset::error(now - best)),
        false => format!(" lowest {}", written(best)),
    };
    let pieces = [
        (sign(pen, here), colours.cursor),
        (format!(" {} {} {}", unit.name, written(now), at(terrain.surface.here)), colours.text),
        (" · ".into(), colours.dim),
        (sign(pen, lowest), colours.good),
        (
            match bottom {
                true => " the lowest point is here".into(),
                false => format!("{lowest_is} {}", at(terrain.lowest)),
            },
            colours.text,
        ),
    ];
    let pieces: Vec<(&str, Style)> = pieces.iter().map(|(text, style)| (text.as_str(), *style)).collect();
    pen.pieces(area.x, area.y, area.width, &pieces);
}

/// What the lines are and what a step does here, as much as fits.
fn explanation(app: &App, terrain: &Terrain, unit: &Unit, width: u16, pen: &Pen) -> String {
    let surface = &terrain.surface;
    let mut parts = vec![format!("lines: equal {}", unit.name)];
    if terrain.way.len() > 1 {
        parts.push(match pen.ascii {
            true => "from o to @: its way".into(),
            false => "○•◉: its way".to_string(),
        });
    }
    let whole_row =
        surface.x.of == surface.y.of && app.snapshot().factors().is_some_and(|factors| factors.per_row() == 2);
    match (app.snapshot().options.method, whole_row) {
        (Method::Als, true) => {
            let name = certain::fit(app.name(surface.x.of), 18, "…");
            let lowest = if pen.ascii { "+" } else { "✚" };
            parts.push(format!("{name}'s regression jumps to {lowest}"));
        }
        (Method::Descent | Method::Sgd | Method::Svd, _) => parts.push("descent goes across the lines".into()),
        _ => {}
    }
    if surface.product.is_some() {
        parts.push("one prediction holds their product: no plain bowl".into());
    }
    let mut text = String::new();
    for part in parts {
        let longer = if text.is_empty() { part } else { format!("{text} · {part}") };
        if pen.width(&longer) <= width {
            text = longer;
        }
    }
    text
}
