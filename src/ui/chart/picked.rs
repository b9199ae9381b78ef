//! What is picked out on the map: a box, or the way from one item to another.

use super::Chart;
use crate::ui::{
    braille::{Canvas, put},
    pen::Pen,
};

impl Chart<'_> {
    /// The outline of the box, as much of it as is in sight.
    pub fn boxed(&mut self, pen: &mut Pen) {
        let Some(corners) = self.app.corners() else { return };
        let (field, style) = (self.view.field, pen.colours.key);
        let ((left, right), (low, high)) = (corners.across(), corners.up());
        let cell = |place: (f64, f64)| {
            let (x, y) = self.view.dots(place);
            ((x.round() / 2.0).floor() as i64, (y.round() / 4.0).floor() as i64)
        };
        let ((left, top), (right, bottom)) = (cell((left, high)), cell((right, low)));
        let inside =
            |x: i64, y: i64| (0..i64::from(field.width)).contains(&x) && (0..i64::from(field.height)).contains(&y);
        let (columns, rows) =
            (left.max(0)..=right.min(field.width.into()), top.max(0)..=bottom.min(field.height.into()));
        let level = columns.flat_map(|x| [(x, top, '─'), (x, bottom, '─')]);
        let upright = rows.flat_map(|y| [(left, y, '│'), (right, y, '│')]);
        let ends = [(left, top, '┌'), (right, top, '┐'), (left, bottom, '└'), (right, bottom, '┘')];
        for (x, y, sign) in level.chain(upright).chain(ends).filter(|(x, y, _)| inside(*x, *y)) {
            put(pen, field.x + x as u16, field.y + y as u16, sign, style);
            self.labels.line(x as u16, y as u16);
        }
    }

    /// The way from item to item: straight where the plane is one of factors, else by all that lie along it.
    pub(super) fn way(&self, canvas: &mut Canvas) {
        let Some(between) = &self.path else { return };
        let all: Vec<usize> = match self.app.has_axes() {
            true => between.ends.iter().map(|item| item.index()).collect(),
            false => between.stages.iter().map(|stage| stage.item.index()).collect(),
        };
        for pair in all.windows(2) {
            canvas.line(self.view.dots(self.places[pair[0]]), self.view.dots(self.places[pair[1]]));
        }
    }
}
