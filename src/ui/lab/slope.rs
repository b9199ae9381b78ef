//! Slope: the error over one of the numbers that are learned, which is a parabola, and how far a step goes on it.
//!
//! ```text
//! ╭ Lab ─ slope ─ factor 1 of Diego ──────────────────╮
//! │ 0.2 ┤⢣                                      ⡜     │
//! │     │ ⠱⡀ ◉━━━━━━━━━━━━━━━━━━━━━━▶          ⢀⠎      │   as far as alpha times the slope
//! │ 0.1 ┤  ⠈⠢⣀                     ●        ⣀⠔⠁       │
//! │     │     ⠉⠒⠤⣀⡀     ✚      ⣀⡠⠔⠊                   │
//! │        1.18     1.20     1.22     1.24            │
//! │ ◉ MSE 0.0841 at 1.19 · ✚ lowest 0.0832 at 1.22    │
//! │ one step with α 0.1 ends at ● 1.2047, MSE 0.0835  │
//! ╰────────────────── all other numbers as they are now ─╯
//! ```

use super::{
    bench::lines,
    landscape::{Unit, mark, number, plain},
};
use crate::{
    app::App,
    model::{Method, Parameter},
    study::{landscape::Surface, reach::Reach},
    ui::{
        axis::round_up,
        braille::{Canvas, put},
        pen::Pen,
        projection::Projection,
        ticks, typeset,
    },
};
use ratatui::layout::Rect;

const HERE: char = '◉';
const LOWEST: char = '✚';
const AFTER: char = '●';

/// The parabola: the objective over x, all other numbers standing where they are.
struct Parabola<'a> {
    surface: &'a Surface,
    unit: Unit,
    /// Where it is lowest.
    bottom: f64,
}

/// Draws the experiment.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    let [at, _] = app.over();
    let inner = pen.panel(area, &format!("Lab ─ slope ─ {}", number(app, at)));
    if inner.width < 24 || inner.height < 6 {
        return;
    }
    let Some(terrain) = app.terrain() else { return pen.waits(inner) };
    let room = Rect { x: inner.x + 1, width: inner.width - 2, ..inner };
    let Some(curve) = Parabola::new(&terrain.surface, Unit::of(app)) else {
        let text =
            "the error does not depend on this number, or has grown beyond all bounds: there is no slope to draw";
        lines(pen, room, text, room.height, pen.colours.warn);
        return;
    };
    let step = curve.step(app);
    let said = curve.words(app, pen, at, step);
    let wrapped = |text: &String| crate::ui::wrap::wrap(text, room.width, |s| pen.width(s)).len() as u16;
    let below = said.iter().map(wrapped).sum::<u16>().min(inner.height / 2);
    let left = 9.min(inner.width / 4);
    let field = Rect::new(inner.x + left, inner.y, inner.width - left - 1, inner.height - 1 - below);
    curve.draw(pen, field, left, step);
    let mut y = field.bottom() + 1;
    for text in &said {
        let rest = Rect { y, height: inner.bottom().saturating_sub(y), ..room };
        y += lines(pen, rest, text, rest.height, pen.colours.text);
    }
    pen.footnote(area, "thin: the slope here · all other numbers as they are now");
}

impl<'a> Parabola<'a> {
    fn new(surface: &'a Surface, unit: Unit) -> Option<Self> {
        let bottom = surface.across(surface.here).0;
        let known = [surface.height, bottom].iter().all(|v| v.abs() < 1e100);
        (known && surface.bend[0] > 0.0).then_some(Self { surface, unit, bottom })
    }

    fn here(&self) -> f64 {
        self.surface.here.0
    }

    /// The error where the number is `x`. Rounding must not take a sum of squares below 0.
    fn height(&self, x: f64) -> f64 {
        (self.surface.at((x, self.surface.here.1)) / self.unit.by).max(0.0)
    }

    /// Where one step of gradient descent ends, where that is the method.
    fn step(&self, app: &App) -> Option<f64> {
        let options = &app.snapshot().options;
        (options.method == Method::Descent).then(|| self.here() - options.alpha * self.surface.slope.0)
    }

    /// From the bottom as far as from there to here and a little more, so that the other wall is seen as high as this one.
    fn reach(&self) -> Reach {
        let far = round_up(1.3 * (self.here() - self.bottom).abs()).max(0.05);
        let (low, high) = (self.height(self.bottom), self.height(self.bottom + far));
        let deep = (high - low).max(1e-9);
        Reach { x: (self.bottom - far, self.bottom + far), y: (low - 0.12 * deep, high) }
    }

    fn draw(&self, pen: &mut Pen, field: Rect, left: u16, step: Option<f64>) {
        let colours = pen.colours;
        let reach = self.reach();
        let view = Projection::filling(reach, field);
        let field = view.field;
        ticks::axes(pen, &view, left, false);
        let place = |x: f64| (x, self.height(x));
        let part = |n: u16| reach.x.0 + (reach.x.1 - reach.x.0) * f64::from(n) / f64::from(4 * field.width);
        let mut curve = Canvas::new(field.width, field.height);
        for n in 0..4 * field.width {
            curve.line(view.dots(place(part(n))), view.dots(place(part(n + 1))));
        }
        let mut tangent = Canvas::new(field.width, field.height);
        let rise = 2.0 * self.surface.slope.0 / self.unit.by;
        let beside = |dx: f64| (self.here() + dx, self.height(self.here()) + rise * dx);
        let run = 0.2 * (reach.x.1 - reach.x.0);
        tangent.line(view.dots(beside(-run)), view.dots(beside(run)));
        tangent.draw(pen, field, '-', colours.ghost);
        curve.draw(pen, field, '.', colours.train);
        let here = place(self.here());
        if let (Some(x), Some((from, row))) = (step, view.cell(here)) {
            let end = view.cell((x.clamp(reach.x.0, reach.x.1), here.1)).map_or(from, |(column, _)| column);
            let (first, last) = (from.min(end), from.max(end));
            (first..=last).for_each(|column| put(pen, field.x + column, field.y + row, '━', colours.test));
            let head = if end < from { '◀' } else { '▶' };
            if end != from {
                put(pen, field.x + end, field.y + row, head, colours.test);
            }
            if let Some((column, under)) = view.cell(place(x)) {
                let between = row.min(under) + 1..row.max(under);
                between.for_each(|y| put(pen, field.x + column, field.y + y, '┊', colours.test));
                mark(pen, (field.x + column, field.y + under), AFTER, colours.test);
            }
        }
        for (at, sign, style) in [(self.bottom, LOWEST, colours.good), (self.here(), HERE, colours.cursor)] {
            if let Some((x, y)) = view.cell(place(at)) {
                mark(pen, (field.x + x, field.y + y), sign, style);
            }
        }
    }

    /// What the marks are, in numbers; none of them while something is covered.
    fn words(&self, app: &App, pen: &Pen, at: Parameter, step: Option<f64>) -> Vec<String> {
        let sign = |sign: char| if pen.ascii { plain(sign) } else { sign };
        let symbol = typeset::symbol(at);
        if app.covers_something() {
            let after = step.map_or(String::new(), |_| format!(", {} after one step", sign(AFTER)));
            return vec![format!("{} {symbol} is here{after}, {} the bottom", sign(HERE), sign(LOWEST))];
        }
        let error = |x: f64| typeset::error(self.height(x));
        let number = |x: f64| typeset::fixed(x, 4);
        let name = self.unit.name;
        let mut said = vec![format!(
            "{} {name} {} at {} · {} lowest {} at {}",
            sign(HERE),
            error(self.here()),
            number(self.here()),
            sign(LOWEST),
            error(self.bottom),
            number(self.bottom)
        )];
        if let Some(x) = step {
            let alpha = app.snapshot().options.alpha;
            said.push(format!(
                "{} one step with α {alpha} goes {} times {} to {}, {name} {}",
                sign(AFTER),
                typeset::fixed(-self.surface.slope.0, 4),
                alpha,
                number(x),
                error(x)
            ));
        }
        let bend = self.surface.bend[0];
        said.push(format!(
            "it bends by c = {}: α = 1/c = {} would end at {}; above 2/c = {} a step ends higher than it began",
            typeset::fixed(bend, 3),
            typeset::fixed(1.0 / bend, 3),
            sign(LOWEST),
            typeset::fixed(2.0 / bend, 3)
        ));
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::landscape::Surface;

    fn surface(here: f64, slope: f64, bend: f64) -> Surface {
        let at = Parameter { of: crate::data::UserId::new(0).into(), factor: Some(0) };
        Surface {
            x: at,
            y: at,
            here: (here, 0.0),
            height: 8.0,
            slope: (slope, 0.0),
            bend: [bend, 0.0, 1.0],
            product: None,
        }
    }

    #[test]
    fn both_walls_and_the_bottom_are_in_sight() {
        for (here, slope, bend) in [(1.19, -0.1475, 4.651), (-40.0, 300.0, 0.02), (0.0, 0.0, 1.0), (3.0, 1e-9, 9.0)] {
            let surface = surface(here, slope, bend);
            let curve = Parabola::new(&surface, Unit { name: "SSE", by: 1.0 }).unwrap();
            let Reach { x, y } = curve.reach();
            let mirrored = 2.0 * curve.bottom - here;
            assert!([here, curve.bottom, mirrored].iter().all(|at| x.0 < *at && *at < x.1), "{here}: {x:?}");
            assert!([here, curve.bottom].iter().all(|at| (y.0..=y.1).contains(&curve.height(*at))), "{here}: {y:?}");
            assert!(y.0 < y.1);
        }
        assert!(Parabola::new(&surface(1.0, 0.0, 0.0), Unit { name: "SSE", by: 1.0 }).is_none(), "it does not bend");
    }
}
