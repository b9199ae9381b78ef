//! The part of a plane that is in sight: from its coordinates to dots and cells.
//!
//! ```text
//!   2 ┤          ┊
//!   0 ┤┈┈┈┈┈┈┈┈┈┈┼┈┈┈┈┈┈
//!  -2 ┤          ┊
//!         -2     0    2
//! ```

use super::typeset;
use crate::{
    app::App,
    study::{
        reach::{Reach, round_step},
        within::Corners,
    },
};
use ratatui::layout::{Position, Rect};

/// Along which axis.
#[derive(Clone, Copy)]
pub(super) enum Way {
    /// To the right.
    Across,
    /// Upwards.
    Up,
}

/// From the plane to dots on the screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Projection {
    /// The cells that are drawn on.
    pub field: Rect,
    /// The point in the middle.
    pub(super) middle: (f64, f64),
    /// How far it is from one dot to the next, across and up.
    dot: (f64, f64),
}

impl Projection {
    /// The view that the map's zoom and centre ask for; a `flat` one has but one axis.
    pub fn new(app: &App, reach: Reach, field: Rect, flat: bool) -> Self {
        let dots = (f64::from(field.width) * 2.0 - 1.0, f64::from(field.height) * 4.0 - 1.0);
        let ((width, height), (x, y)) = (reach.size(), reach.middle());
        let (across, up) = (width / dots.0, height / dots.1);
        // One scale for both, unless one axis would shrink to a line by it: in a circle none does.
        let one = across.max(up);
        let dot = match (flat, across.max(up) / across.min(up)) {
            (true, _) => (across, across),
            (_, ratio) if ratio <= 3.0 || app.view().map.circle.is_some() => (one, one),
            _ => (across.max(up / 3.0), up.max(across / 3.0)),
        };
        let (zoom, (cx, cy)) = (app.view().map.zoom.max(1e-3), app.view().map.centre);
        Self { field, middle: (x + cx * width, y + cy * height), dot: (dot.0 / zoom, dot.1 / zoom) }
    }

    /// The view of exactly this rectangle, each axis in the scale that fills the field, but for a few columns at the right
    /// and rows at the top that are left free where the ticks then stand evenly.
    pub fn filling(reach: Reach, field: Rect) -> Self {
        let less = |across: u16, up: u16| {
            let (width, height) = (field.width.saturating_sub(across), field.height.saturating_sub(up));
            Self::exactly(reach, Rect::new(field.x, field.bottom() - height, width, height))
        };
        let even = |way: Way, lost: u16| less(lost, lost).ticks(way).0;
        let [across, up] = [(Way::Across, field.width), (Way::Up, field.height)]
            .map(|(way, cells)| (0..=(cells / 8).max(1)).find(|lost| even(way, *lost)).unwrap_or(0));
        less(across, up)
    }

    fn exactly(reach: Reach, field: Rect) -> Self {
        let dots = (f64::from(field.width) * 2.0 - 1.0, f64::from(field.height) * 4.0 - 1.0);
        let (width, height) = reach.size();
        Self { field, middle: reach.middle(), dot: (width / dots.0.max(1.0), height / dots.1.max(1.0)) }
    }

    /// The point of the plane under a dot.
    pub fn point(&self, (x, y): (u16, u16)) -> (f64, f64) {
        let middle = (f64::from(self.field.width) - 0.5, f64::from(self.field.height) * 2.0 - 0.5);
        let off = (f64::from(x) - middle.0, f64::from(y) - middle.1);
        (self.middle.0 + off.0 * self.dot.0, self.middle.1 - off.1 * self.dot.1)
    }

    /// The rectangle of the plane under a cell of the screen; one outside of the field is taken for the nearest inside.
    pub fn under(&self, at: Position) -> Corners {
        let within = |at: u16, from: u16, size: u16| at.clamp(from, from + size.max(1) - 1) - from;
        let x = within(at.x, self.field.x, self.field.width);
        let y = within(at.y, self.field.y, self.field.height);
        let (half_x, half_y) = (self.dot.0 / 2.0, self.dot.1 / 2.0);
        let ((left, upper), (right, lower)) = (self.point((2 * x, 4 * y)), self.point((2 * x + 1, 4 * y + 3)));
        Corners { from: (left - half_x, lower - half_y), to: (right + half_x, upper + half_y) }
    }

    /// Round numbers along an axis with their labels and cells, and whether these stand at equal distances: as dense as they
    /// may be, or else as dense as is even.
    pub(super) fn ticks(&self, way: Way) -> (bool, Vec<(u16, String)>) {
        let (middle, dot, half, apart) = match way {
            Way::Across => (self.middle.0, self.dot.0, f64::from(self.field.width), 18.0),
            Way::Up => (self.middle.1, self.dot.1, f64::from(self.field.height) * 2.0, 10.0),
        };
        let (from, to) = (middle - half * dot, middle + half * dot);
        let cell = |value: f64| match way {
            Way::Across => self.cell((value, self.middle.1)).map(|(x, _)| x),
            Way::Up => self.cell((self.middle.0, value)).map(|(_, y)| y),
        };
        let ticks = |step: f64| -> Vec<(u16, String)> {
            let digits = (-step.log10().floor()).clamp(0.0, 6.0) as usize;
            let (first, last) = ((from / step).ceil(), (to / step).floor());
            let count = if (last - first).is_finite() { (last - first).clamp(-1.0, 200.0) as i64 } else { -1 };
            let values = (0..=count).map(|n| (first + n as f64) * step);
            values.filter_map(|v| Some((cell(v)?, typeset::fixed(v, digits)))).collect()
        };
        let even = |ticks: &Vec<(u16, String)>| {
            let gaps: Vec<u16> = ticks.windows(2).map(|w| w[0].0.abs_diff(w[1].0)).collect();
            gaps.len() > 1 && gaps.iter().all(|gap| *gap == gaps[0])
        };
        let densest = round_step(apart * dot);
        let steps = std::iter::successors(Some(densest), |step| Some(round_step(step * 1.5))).take(3);
        match steps.map(ticks).find(even) {
            Some(even) => (true, even),
            None => (false, ticks(densest)),
        }
    }

    /// Whether the two axes differ in scale.
    pub fn stretched(&self) -> bool {
        (self.dot.0 / self.dot.1 - 1.0).abs() > 0.01
    }

    /// Where a point lies, in dots from the upper left.
    pub fn dots(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let middle = (f64::from(self.field.width) - 0.5, f64::from(self.field.height) * 2.0 - 0.5);
        (middle.0 + (x - self.middle.0) / self.dot.0, middle.1 - (y - self.middle.1) / self.dot.1)
    }

    /// The dot that a point lies on, if it is in sight.
    pub fn dot(&self, point: (f64, f64)) -> Option<(u16, u16)> {
        let (x, y) = self.dots(point);
        let (x, y) = (x.round(), y.round());
        let inside =
            x >= 0.0 && y >= 0.0 && x < f64::from(self.field.width) * 2.0 && y < f64::from(self.field.height) * 4.0;
        inside.then_some((x as u16, y as u16))
    }

    /// The cell of the field that a point lies in, if it is in sight.
    pub fn cell(&self, point: (f64, f64)) -> Option<(u16, u16)> {
        self.dot(point).map(|(x, y)| (x / 2, y / 4))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_that_fills_its_field_has_even_ticks() {
        let (mut even, mut all) = (0, 0);
        for n in 0..40_u32 {
            let far = |n: u32| 10f64.powf(f64::from(n % 7) / 2.0 - 1.0) * (1.3 + f64::from(n % 11));
            let reach = Reach::of([(-far(n), far(n + 1)), (far(n + 2), far(n + 3))]);
            for (width, height) in [(20, 7), (36, 9), (58, 14), (73, 20), (140, 45)] {
                let view = Projection::filling(reach, Rect::new(7, 2, width, height));
                assert!(view.field.bottom() == 2 + height && view.field.x == 7, "its lower left corner stays");
                assert!(
                    view.field.width + (width / 8).max(1) >= width && view.field.height + (height / 8).max(1) >= height
                );
                for (is_even, ticks) in [Way::Across, Way::Up].map(|way| view.ticks(way)) {
                    let gaps: Vec<u16> = ticks.windows(2).map(|w| w[0].0.abs_diff(w[1].0)).collect();
                    let range = gaps.iter().min().zip(gaps.iter().max());
                    assert!(range.is_none_or(|(least, most)| most - least <= u16::from(!is_even)), "{gaps:?}");
                    let many = usize::from(gaps.len() > 1);
                    (even, all) = (even + usize::from(is_even), all + many);
                }
            }
        }
        assert!(4 * even > 3 * all, "{even} of {all}");
    }
}
