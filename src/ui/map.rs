//! Map: users or items as points in the plane of two factors, the selected one joined to what is nearest to it.
//!
//! ```text
//! ╭ Map ─ items in factor space ─ x: factor 1  y: factor 2 ─────────────╮
//! │   2 ┤                               ┊        ● BTS                   │
//! │     ┤                       Sanam ● ┊ ● Zhou Shen                    │
//! │   0 ┤┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┼┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈ │
//! │     ┤   ● Melt-Banana 2.02          ┊                                │
//! │  -2 ┤    ⠈⠢⢄◉ Ommazh                ┊                                │
//! │         -2        -1        0         1         2                    │
//! │ lines: the 2 nearest · tails: where each came from while learning    │
//! ╰──────────────────────────────────────────────── Ommazh: -1.44, -2.32 ╯
//! ```
//!
//! A dot of braille is as high as it is wide, so positions are counted in dots and distances look like distances.

use super::{
    braille::{Canvas, bit, put, symbol},
    labels::Labels,
    pen::Pen,
    typeset,
};
use crate::{
    app::{App, Plane, Reach, round_step},
    command::{Axes, Command, Screen, Who, Zoom},
    data::{Entity, Side},
    model::Touched,
    study::{What, neighbours::Metric},
};
use ratatui::layout::Rect;

/// How many neighbours are joined to the selected point at the most: where there are few points, half of them.
const NEAREST: usize = 5;
/// Up to so many points each has a tail; beyond, only the selected one and its neighbours.
const TAILS: usize = 60;
/// How many of the most rated are tried for a name.
const NAMES: usize = 300;
/// In a crowd, how many of them may cover dots.
const OVER: usize = 8;

/// Draws the screen.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    let plane = app.plane();
    let inner = pen.panel(area, &title(app, &plane));
    if inner.width < 12 || inner.height < 4 {
        return;
    }
    let places = plane.places(&app.snapshot.factors, app.side);
    let on_map: Vec<usize> = (0..places.len()).filter(|&at| app.on_map(app.side, at)).collect();
    let reach = Reach::of(on_map.iter().map(|&at| places[at]));
    let legend_rows = if inner.height >= 9 { 1 } else { 0 };
    let left = 7.min(inner.width / 4);
    let field = Rect::new(inner.x + left, inner.y, inner.width - left - 1, inner.height - 1 - legend_rows);
    let view = View::new(app, reach, field, one_factor(app));
    pen.click_and_wheel(field, Command::Screen(Screen::Map), Command::Zoom(Zoom::In), Command::Zoom(Zoom::Out));
    axes(pen, &view, left, one_factor(app));
    let mut scene = Scene::new(app, &plane, &places, &on_map, &view);
    scene.tails(pen);
    // Lines lie under the points, but over a crowd, which would hide them.
    if scene.dots {
        scene.points(pen);
        scene.lines(pen);
    } else {
        scene.lines(pen);
        scene.points(pen);
    }
    scene.marks(pen);
    scene.names(pen);
    if legend_rows > 0 {
        let legend = legend(app, &scene, inner.width - 2, pen);
        pen.text(inner.x + 1, inner.bottom() - 1, inner.width - 2, &legend, pen.colours.dim);
    }
    let (x, y) = places.get(app.selected().index()).copied().unwrap_or_default();
    let zoom =
        if app.map.zoom == 1.0 { String::new() } else { format!("zoom ×{} · ", typeset::rating(app.map.zoom)) };
    let name = super::pen::fit(app.name(app.selected()), 24, "…");
    let up = if one_factor(app) { String::new() } else { format!(", {}", typeset::fixed(y, 2)) };
    pen.footnote(area, &format!("{zoom}{name} at {}{up}", typeset::fixed(x, 2)));
}

/// Whether there is but one factor to draw over.
fn one_factor(app: &App) -> bool {
    match app.map.axes {
        Axes::Factors(x, y) => x == y,
        _ => app.snapshot.factors.z() == 1,
    }
}

fn title(app: &App, plane: &Plane) -> String {
    let side = app.side;
    match app.map.axes {
        _ if one_factor(app) => {
            let z = if let Axes::Factors(x, _) = app.map.axes { x } else { 1 };
            format!("Map ─ {side} along factor {}", app.factor_name(z - 1))
        }
        Axes::Factors(x, y) => format!(
            "Map ─ {side} in factor space ─ x: factor {}   y: factor {}",
            app.factor_name(x - 1),
            app.factor_name(y - 1)
        ),
        _ => {
            let weights = |axis: &[f64]| {
                let terms = axis.iter().enumerate().map(|(z, w)| format!("{w:+.2} f{}", z + 1));
                terms.collect::<Vec<_>>().join(" ").trim_start_matches('+').replace('-', "−")
            };
            let mut title = format!("Map ─ {side} along principal axes");
            if plane.x.len() <= 3 {
                title += &format!(" ─ x: {}   y: {}", weights(&plane.x), weights(&plane.y));
            }
            title
        }
    }
}

/// What the lines, tails and shades mean, as much as fits.
fn legend(app: &App, scene: &Scene, width: u16, pen: &Pen) -> String {
    let z = app.snapshot.factors.z();
    let count = scene.near.len();
    let mut parts = Vec::new();
    if one_factor(app) {
        parts.push("one factor, one line".to_string());
    }
    if count > 0 {
        let over = if z > 2 { format!(" over all {z} factors") } else { String::new() };
        let nearest = if count == 1 { "the nearest".into() } else { format!("the {count} nearest") };
        parts.push(match app.look.metric {
            Metric::Euclidean => format!("lines: {nearest}{over}"),
            Metric::Cosine => format!("rays: {nearest} in direction{over}"),
        });
    }
    if scene.crowded && !one_factor(app) {
        parts.push("most lie in one place: z comes nearer".into());
    }
    if scene.dots {
        parts.push(if one_factor(app) { "height: how many" } else { "brighter: more points" }.into());
    }
    if scene.tailed {
        let which = if scene.on_map.len() <= TAILS { "tails: where each" } else { "tails: where these" };
        parts.push(format!("{which} came from while learning"));
    }
    if app.map.axes == Axes::Principal {
        parts.push("0 is the mean".into());
    }
    if scene.view.stretched() {
        parts.push("the axes differ in scale".into());
    }
    let mut legend = String::new();
    for part in parts {
        let longer = if legend.is_empty() { part } else { format!("{legend} · {part}") };
        if pen.width(&longer) <= width {
            legend = longer;
        }
    }
    legend
}

/// From the plane to dots on the screen.
struct View {
    /// The cells that are drawn on.
    field: Rect,
    /// The point in the middle.
    middle: (f64, f64),
    /// How far it is from one dot to the next, across and up.
    dot: (f64, f64),
}

impl View {
    fn new(app: &App, reach: Reach, field: Rect, flat: bool) -> Self {
        let dots = (f64::from(field.width) * 2.0 - 1.0, f64::from(field.height) * 4.0 - 1.0);
        let ((width, height), (x, y)) = (reach.size(), reach.middle());
        let (across, up) = (width / dots.0, height / dots.1);
        // One scale for both, unless one axis would shrink to a line by it.
        let one = across.max(up);
        let dot = match (flat, across.max(up) / across.min(up)) {
            (true, _) => (across, across),
            (_, ratio) if ratio <= 3.0 => (one, one),
            _ => (across.max(up / 3.0), up.max(across / 3.0)),
        };
        let (zoom, (cx, cy)) = (app.map.zoom.max(1e-3), app.map.centre);
        Self { field, middle: (x + cx * width, y + cy * height), dot: (dot.0 / zoom, dot.1 / zoom) }
    }

    fn stretched(&self) -> bool {
        (self.dot.0 / self.dot.1 - 1.0).abs() > 0.01
    }

    /// Where a point lies, in dots from the upper left.
    fn dots(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let middle = (f64::from(self.field.width) - 0.5, f64::from(self.field.height) * 2.0 - 0.5);
        (middle.0 + (x - self.middle.0) / self.dot.0, middle.1 - (y - self.middle.1) / self.dot.1)
    }

    /// The dot that a point lies on, if it is in sight.
    fn dot(&self, point: (f64, f64)) -> Option<(u16, u16)> {
        let (x, y) = self.dots(point);
        let (x, y) = (x.round(), y.round());
        let inside =
            x >= 0.0 && y >= 0.0 && x < f64::from(self.field.width) * 2.0 && y < f64::from(self.field.height) * 4.0;
        inside.then_some((x as u16, y as u16))
    }

    /// The cell of the field that a point lies in, if it is in sight.
    fn cell(&self, point: (f64, f64)) -> Option<(u16, u16)> {
        self.dot(point).map(|(x, y)| (x / 2, y / 4))
    }
}

/// The lines through zero, and round numbers along the left and the lower edge.
fn axes(pen: &mut Pen, view: &View, left: u16, flat: bool) {
    let (field, dim) = (view.field, pen.colours.dim);
    let ticks = |from: f64, to: f64, apart: f64| {
        let step = round_step(apart);
        let digits = (-step.log10().floor()).clamp(0.0, 6.0) as usize;
        let (first, last) = ((from / step).ceil(), (to / step).floor());
        let count = if (last - first).is_finite() { (last - first).clamp(-1.0, 200.0) as i64 } else { -1 };
        (0..=count).map(move |n| (first + n as f64) * step).map(move |v| (v, typeset::fixed(v, digits)))
    };
    let half = (view.dot.0 * f64::from(field.width), view.dot.1 * f64::from(field.height) * 2.0);
    let zero = (view.cell((0.0, view.middle.1)), view.cell((view.middle.0, 0.0)));
    if let Some((_, y)) = zero.1 {
        (0..field.width).for_each(|x| put(pen, field.x + x, field.y + y, '┈', dim));
    }
    if let Some((x, _)) = zero.0 {
        (0..field.height).for_each(|y| put(pen, field.x + x, field.y + y, '┊', dim));
        if let Some((_, y)) = zero.1 {
            put(pen, field.x + x, field.y + y, '┼', dim);
        }
    }
    let mut free = 0;
    for (value, text) in ticks(view.middle.0 - half.0, view.middle.0 + half.0, view.dot.0 * 18.0) {
        let Some((x, _)) = view.cell((value, view.middle.1)) else { continue };
        let wide = pen.width(&text);
        let at = (left + x).saturating_sub(wide / 2).min(left + field.width + 1 - wide.min(left));
        if at >= free {
            pen.text(field.x - left + at, field.bottom(), wide, &text, dim);
            free = at + wide + 1;
        }
    }
    if flat {
        return;
    }
    (0..field.height).for_each(|y| put(pen, field.x - 1, field.y + y, '│', dim));
    for (value, text) in ticks(view.middle.1 - half.1, view.middle.1 + half.1, view.dot.1 * 10.0) {
        let Some((_, y)) = view.cell((view.middle.0, value)) else { continue };
        put(pen, field.x - 1, field.y + y, '┤', dim);
        pen.text_right(field.x.saturating_sub(2), field.y + y, left - 2, &text, dim);
    }
}

/// Everything on the map.
struct Scene<'a> {
    app: &'a App,
    plane: &'a Plane,
    places: &'a [(f64, f64)],
    on_map: &'a [usize],
    view: &'a View,
    /// The neighbours of the selected one, nearest first, with their distance or cosine.
    near: Vec<(usize, f64)>,
    /// What the last small step changed.
    lit: Vec<usize>,
    /// Whether there are so many points that each is but a dot.
    dots: bool,
    /// Whether most of those in sight lie in a few cells.
    crowded: bool,
    /// Whether there are tails.
    tailed: bool,
    labels: Labels,
}

impl<'a> Scene<'a> {
    fn new(app: &'a App, plane: &'a Plane, places: &'a [(f64, f64)], on_map: &'a [usize], view: &'a View) -> Self {
        let field = view.field;
        let room = usize::from(field.width) * usize::from(field.height) / 12;
        let in_sight = on_map.iter().filter(|&&at| view.dot(places[at]).is_some()).count();
        Self {
            app,
            plane,
            places,
            on_map,
            view,
            near: app.neighbours(NEAREST.min(on_map.len() / 2)).into_iter().map(|n| (n.of.index(), n.value)).collect(),
            lit: lit(app),
            dots: in_sight > room.max(40),
            crowded: false,
            tailed: false,
            labels: Labels::new(field.width, field.height),
        }
    }

    fn selected(&self) -> usize {
        self.app.selected().index()
    }

    /// The way of points through the earlier moments, faint.
    fn tails(&mut self, pen: &mut Pen) {
        if !self.app.map.tails {
            return;
        }
        let field = self.view.field;
        let mut canvas = Canvas::new(field.width, field.height);
        let few: Vec<usize> = std::iter::once(self.selected()).chain(self.near.iter().map(|n| n.0)).collect();
        let which = if self.on_map.len() <= TAILS { self.on_map } else { &few };
        let fits = |f: &&std::sync::Arc<crate::model::Factors<f64>>| {
            let table = f.side(self.app.side);
            table.width() == self.plane.x.len() && table.rows() == self.places.len()
        };
        let moments: Vec<_> = self.app.snapshot.trail.iter().filter(fits).collect();
        for &at in which {
            let earlier = moments.iter().map(|f| self.plane.place(f.side(self.app.side).row(at)));
            let way: Vec<_> = earlier.chain([self.places[at]]).map(|p| self.view.dots(p)).collect();
            for step in way.windows(2).filter(|step| step[0] != step[1]) {
                canvas.line(step[0], step[1]);
                self.tailed = true;
            }
        }
        canvas.draw(pen, field, '.', pen.colours.ghost);
    }

    /// Thin lines from the selected point to its neighbours; for the cosine, rays from zero to all of them.
    fn lines(&mut self, pen: &mut Pen) {
        let field = self.view.field;
        let mut canvas = Canvas::new(field.width, field.height);
        let selected = self.places[self.selected()];
        let zero = self.plane.place(&vec![0.0; self.plane.x.len()]);
        let from = self.view.dots(if self.app.look.metric == Metric::Cosine { zero } else { selected });
        for &(at, _) in &self.near {
            canvas.line(from, self.view.dots(self.places[at]));
        }
        if self.app.look.metric == Metric::Cosine {
            canvas.line(from, self.view.dots(selected));
        }
        canvas.draw(pen, field, ':', pen.colours.test);
        for y in 0..field.height {
            (0..field.width).filter(|&x| canvas.at(x, y) != 0).for_each(|x| self.labels.line(x, y));
        }
    }

    /// All points, and what a click on them selects.
    fn points(&mut self, pen: &mut Pen) {
        let (field, colours) = (self.view.field, pen.colours);
        let width = usize::from(field.width);
        // What lies in each cell: its dots, how many points, and the one that a click selects.
        let mut cells = vec![(0u8, 0u32, usize::MAX); width * usize::from(field.height)];
        let piles = self.piles();
        for (place, &at) in self.on_map.iter().enumerate() {
            let Some((x, y)) = self.view.dot(self.places[at]) else { continue };
            let y = piles.as_ref().map_or(y, |piles| y.saturating_sub(piles[place]));
            let cell = &mut cells[usize::from(y / 4) * width + usize::from(x / 2)];
            cell.0 |= bit(x, y);
            cell.1 += 1;
            // The first in the cell, or the one after the selected one, so that further clicks go round.
            if cell.2 == usize::MAX || (cell.2 <= self.selected() && at > self.selected()) {
                cell.2 = at;
            }
        }
        let crowd = cells.iter().map(|c| c.1).max().unwrap_or(0).max(1);
        self.crowded = crowd > 40 && crowd as usize > self.on_map.len() / 4;
        // A click right beside a point means it too, unless another point lies there.
        for (at, &(.., first)) in cells.iter().enumerate().filter(|(_, c)| c.1 > 0 && !self.dots) {
            let (x, y) = (field.x + (at % width) as u16, field.y + (at / width) as u16);
            pen.click(Rect::new(x - 1, y, 3, 1).intersection(field), self.select(first));
        }
        let shades = [colours.ghost, colours.dim, colours.text, colours.known];
        for (at, &(bits, count, first)) in cells.iter().enumerate().filter(|(_, c)| c.1 > 0) {
            let (x, y) = ((at % width) as u16, (at / width) as u16);
            // Equal ratios of counts are equal steps of brightness.
            let shade =
                if crowd > 1 { (f64::from(count).ln() / f64::from(crowd).ln() * 3.0).round() as usize } else { 2 };
            let (letter, style) = match (self.dots, pen.ascii) {
                (false, _) => ('●', colours.text),
                (true, false) => (symbol(bits), shades[shade]),
                (true, true) => (['.', ':', '*', '#'][shade], shades[shade]),
            };
            put(pen, field.x + x, field.y + y, letter, style);
            pen.click(Rect::new(field.x + x, field.y + y, 1, 1), self.select(first));
            self.labels.point(x, y);
        }
    }

    /// Many points on one line are piled up where they lie together: how many dots above the line each one is.
    fn piles(&self) -> Option<Vec<u16>> {
        if !(self.dots && one_factor(self.app)) {
            return None;
        }
        let mut columns = vec![0u32; usize::from(self.view.field.width) * 2];
        let below: Vec<u32> = self
            .on_map
            .iter()
            .map(|&at| {
                let Some((x, _)) = self.view.dot(self.places[at]) else { return 0 };
                let column = &mut columns[usize::from(x)];
                *column += 1;
                *column - 1
            })
            .collect();
        let tallest = columns.into_iter().max().unwrap_or(1).max(1);
        let room = u32::from(self.view.field.height).saturating_mul(2).saturating_sub(4);
        // Where a pile is higher than there is room, each dot stands for several points.
        Some(below.into_iter().map(|n| if tallest <= room { n } else { n * room / tallest } as u16).collect())
    }

    /// The neighbours, what the last small step changed, and the selected point, over everything.
    fn marks(&mut self, pen: &mut Pen) {
        let (field, colours) = (self.view.field, pen.colours);
        let special: Vec<_> = self.near.iter().map(|n| (n.0, '●', colours.test)).collect();
        let lit: Vec<_> = self.lit.iter().map(|&at| (at, '●', colours.lit)).collect();
        let own = (self.selected(), if pen.ascii { '@' } else { '◉' }, colours.cursor);
        for (at, letter, style) in special.into_iter().rev().chain(lit).chain([own]) {
            if let Some((x, y)) = self.view.cell(self.places[at]) {
                put(pen, field.x + x, field.y + y, letter, style);
                self.labels.mark(x, y);
            }
        }
    }

    /// Names where there is room: the selected one, its neighbours, what was just changed, then the most rated.
    fn names(&mut self, pen: &mut Pen) {
        let (field, colours) = (self.view.field, pen.colours);
        let most = (field.width / 4).clamp(6, 24);
        let ratings = self.app.snapshot.ratings();
        let degree = |at: usize| ratings.degree(Entity::new(self.app.side, at));
        let in_sight = self.on_map.iter().filter(|&&at| self.view.dot(self.places[at]).is_some());
        let mut rated: Vec<(usize, usize)> = in_sight.map(|&at| (degree(at), at)).collect();
        let order = |a: &(usize, usize), b: &(usize, usize)| b.0.cmp(&a.0).then(a.1.cmp(&b.1));
        let count = NAMES.min(rated.len());
        if count > 0 && count < rated.len() {
            rated.select_nth_unstable_by(count, order);
            rated.truncate(count);
        }
        rated.sort_unstable_by(order);
        let flat = one_factor(self.app);
        let mut named = std::collections::HashSet::new();
        let first = std::iter::once((self.selected(), colours.cursor));
        let near = self.near.iter().map(|n| (n.0, colours.test));
        let lit = self.lit.iter().map(|&at| (at, colours.lit));
        let others = rated.into_iter().map(|(_, at)| (at, if self.dots { colours.name } else { colours.dim }));
        let wanted: Vec<_> = first.chain(near).chain(lit).chain(others).collect();
        let mut over = if self.app.map.zoom > 1.0 { OVER } else { OVER / 4 };
        for (at, style) in wanted {
            let Some((x, y)) = self.view.cell(self.places[at]) else { continue };
            if !named.insert(at) || (self.dots && style == colours.name && self.labels.covered(x, y)) {
                continue;
            }
            let name = super::pen::fit(self.app.name(Entity::new(self.app.side, at)), most.into(), "…");
            let distance = match self.near.first() {
                Some((nearest, value)) if *nearest == at => format!(" {}", typeset::fixed(*value, 2)),
                _ => String::new(),
            };
            let wide = pen.width(&name) + pen.width(&distance);
            // In a crowd some names may cover dots, or there would be none where most points lie.
            let among = self.near.iter().any(|n| n.0 == at) || over > 0;
            let must = at == self.selected() || (self.dots && among);
            let place =
                if flat { self.labels.place_off_row((x, y), wide) } else { self.labels.place((x, y), wide, must) };
            let Some((left, top)) = place else { continue };
            if flat {
                for row in (top.min(y) + 1)..top.max(y) {
                    put(pen, field.x + x, field.y + row, '│', colours.dim);
                }
            }
            let (left, top) = (field.x + left, field.y + top);
            (0..wide).for_each(|column| put(pen, left + column, top, ' ', colours.text));
            pen.pieces(left, top, wide, &[(&name, style), (&distance, colours.key)]);
            pen.click(Rect::new(left, top, wide, 1), self.select(at));
            // In a crowd the point that a name belongs to stands out.
            if self.dots && style == colours.name {
                over = over.saturating_sub(1);
                self.labels.mark(x, y);
                put(pen, field.x + x, field.y + y, '●', style);
            }
        }
    }

    fn select(&self, at: usize) -> Command {
        match self.app.side {
            Side::Users => Command::SelectUser(Who::Number(at + 1)),
            Side::Items => Command::SelectItem(Who::Number(at + 1)),
        }
    }
}

/// What the last step changed, where that was the smallest kind of step.
fn lit(app: &App) -> Vec<usize> {
    let Some(What::Unit(touched)) = app.snapshot.last.as_ref().map(|done| &done.what) else { return Vec::new() };
    let all = match *touched {
        Touched::Row(of) => vec![of],
        Touched::Parameter(one) => vec![one.of],
        Touched::Rating(i, j) => vec![i.into(), j.into()],
    };
    all.into_iter().filter(|of| of.side() == app.side && app.on_map(app.side, of.index())).map(Entity::index).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::{
        app::{Effect, Message},
        data::lecture::Lecture,
        model::{Method, Options},
        study::{Session, Source},
        ui::{Depth, Drawn, theme::Colours},
    };
    use ratatui::{buffer::Buffer, layout::Position};
    use std::sync::Arc;

    /// The lecture after a script.
    pub fn played(script: &str) -> App {
        let source = Source::new(Arc::new(Lecture::Main.ratings()));
        let mut session = Session::<f64>::new(source, Options::new(Method::Als), 1 << 20);
        let mut app = App::new("the lecture", Arc::new(session.snapshot()));
        for line in crate::command::split(script) {
            for effect in app.script(line).expect("a command") {
                if let Effect::Order(order) = effect {
                    session.obey(order);
                    app.update(Message::Snapshot(Arc::new(session.snapshot())));
                }
            }
        }
        app
    }

    /// Draws onto a buffer of some size: the rows as text, and what can be clicked.
    pub fn drawn(app: &App, (width, height): (u16, u16), draw: impl Fn(&App, &mut Pen, Rect)) -> (Vec<String>, Drawn) {
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        let colours = Colours::new(app.look.theme, Depth::True);
        let area = buffer.area;
        let mut pen = Pen::new(&mut buffer, &colours, app.look.ascii);
        draw(app, &mut pen, area);
        let drawn = std::mem::take(&mut pen.drawn);
        let row = |y| (0..width).map(|x| buffer[(x, y)].symbol()).collect();
        ((0..height).map(row).collect(), drawn)
    }

    #[test]
    fn every_size_is_drawn() {
        let app = played("screen map; step pass 3");
        for (width, height) in (0..=200).flat_map(|w| (0..=60).map(move |h| (w, h))).filter(|(w, h)| (w + h) % 5 == 0) {
            drawn(&app, (width, height), draw);
        }
        for script in [
            "axes principal",
            "metric cosine; zoom in; zoom in; zoom left; zoom up",
            "refit factors 1; step pass 2; side users",
            "refit factors 1; axes principal; ascii on; zoom out",
            "refit factors 9; step pass 4; axes 3 8; tails off",
        ] {
            let app = played(&format!("screen map; step unit 5; {script}"));
            for (width, height) in (0..=200).step_by(7).flat_map(|w| (0..=60).step_by(3).map(move |h| (w, h))) {
                drawn(&app, (width, height), draw);
            }
        }
    }

    #[test]
    fn every_point_is_in_sight_and_distances_look_like_distances() {
        for pass in 0..12 {
            let app = played(&format!("screen map; step pass {pass}"));
            let places = app.plane().places(&app.snapshot.factors, app.side);
            let reach = Reach::of(places.iter().copied());
            for (width, height) in [(40, 12), (72, 30), (10, 40), (128, 57)] {
                let view = View::new(&app, reach, Rect::new(3, 5, width, height), false);
                for &place in &places {
                    let (x, y) = view.cell(place).expect("in sight");
                    assert!(x < width && y < height);
                }
                let (a, b) = (view.dots((0.0, 0.0)), view.dots((0.3, 0.3)));
                assert!(view.stretched() || ((b.0 - a.0) - (a.1 - b.1)).abs() < 1e-9, "{a:?} {b:?}");
                assert!(b.0 > a.0 && b.1 < a.1, "right is more, up is more");
            }
        }
    }

    #[test]
    fn names_and_points_are_clicked() {
        let app = played("screen map; step pass 5");
        let (rows, drawn) = drawn(&app, (80, 14), draw);
        for (number, name) in ["Ommazh", "Melt-Banana", "BTS", "Zhou Shen", "Sanam"].into_iter().enumerate() {
            let found = rows.iter().enumerate().find_map(|(y, row)| {
                let at = row.find(name).filter(|_| y > 0 && y < 12)?;
                Some(Position::new(row[..at].chars().count() as u16, y as u16))
            });
            let at = found.unwrap_or_else(|| panic!("{name} is not on the map: {rows:#?}"));
            assert_eq!(drawn.click(at), Some(&Command::SelectItem(Who::Number(number + 1))));
            assert_eq!(drawn.wheel(at, true), Some(&Command::Zoom(Zoom::In)));
        }
    }

    #[test]
    fn coming_nearer_keeps_the_selected_point_in_sight() {
        let mut app = played("screen map; step pass 5");
        for (name, zoom) in [("Sanam", "in"), ("Melt-Banana", "in"), ("BTS", "in"), ("BTS", "in"), ("Ommazh", "out")] {
            app.script(&format!("select-item {name}; zoom {zoom}; zoom {zoom}")).expect("commands");
            let (rows, _) = drawn(&app, (60, 20), draw);
            assert!(rows[1..18].iter().any(|row| row.contains('◉')), "{name}: {rows:#?}");
        }
        app.script("zoom all").expect("a command");
        assert_eq!((app.map.zoom, app.map.centre), (1.0, (0.0, 0.0)));
    }

    #[test]
    fn a_crowd_on_one_line_is_piled_up() {
        let app = played("screen map; refit factors 1; step pass 2");
        let plane = app.plane();
        let places = vec![(0.5, 0.0); 500];
        let on_map: Vec<usize> = (0..500).collect();
        let field = Rect::new(0, 0, 40, 20);
        let view = View::new(&app, Reach::of(places.iter().copied()), field, true);
        let scene = Scene { dots: true, ..Scene::new(&app, &plane, &places, &on_map, &view) };
        let piles = scene.piles().expect("piles");
        assert_eq!((piles[0], piles[499]), (0, 499 * 36 / 500), "500 points share the room above the line");
        assert!(piles.windows(2).all(|p| p[0] <= p[1]));
    }
}
