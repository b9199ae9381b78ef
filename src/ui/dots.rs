//! Curves on braille dots: eight to a character, thinned to what a screen can show.
//!
//! ```text
//!  ⡇            a line of dots          the present run
//!  ⠱⡀⠂ ⠂ ⠂      every third dot         earlier runs
//!   ⠈⠢⢄⣀⠤ ⠤ ⠤   two dots and a gap      the held-out ratings
//!     ⠤⠤⠄⠤⠤⠄    five dots and a gap     a second measure
//! ```

use super::{
    braille::{self, Canvas},
    pen::Pen,
};
use ratatui::{layout::Rect, style::Style};

/// How a curve is dotted, so that curves are told apart without colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stroke {
    /// One dot in three.
    Sparse,
    /// All dots, under the next two.
    Faint,
    /// Two dots and a gap of two.
    Dashed,
    /// Five dots and a gap of three.
    Long,
    /// All dots.
    Solid,
}

const STROKES: [Stroke; 5] = [Stroke::Sparse, Stroke::Faint, Stroke::Dashed, Stroke::Long, Stroke::Solid];

impl Stroke {
    /// Whether a line through this dot draws it.
    pub(super) fn draws(self, x: usize, y: usize) -> bool {
        match self {
            Stroke::Sparse => (x + y).is_multiple_of(3),
            Stroke::Dashed => (x + y) % 4 < 2,
            Stroke::Long => (x + y) % 8 < 5,
            Stroke::Faint | Stroke::Solid => true,
        }
    }

    /// What stands for it in a legend, and in plain ASCII for its dots.
    pub(super) fn sample(self, ascii: bool) -> &'static str {
        match (self, ascii) {
            (Stroke::Solid | Stroke::Faint, false) => "⠤⠤⠤",
            (Stroke::Dashed, false) => "⠤⠀⠤",
            (Stroke::Long, false) => "⠤⠤⠄⠀⠤",
            (Stroke::Sparse, false) => "⠠⠀⠄",
            (Stroke::Solid, true) => "*",
            (Stroke::Faint, true) => "-",
            (Stroke::Dashed, true) => "+",
            (Stroke::Long, true) => "x",
            (Stroke::Sparse, true) => ".",
        }
    }
}

/// A field of dots, two to a column and four to a row: a canvas for each kind of line, the foremost last.
pub(super) struct Dots {
    columns: u16,
    rows: u16,
    layers: [Canvas; STROKES.len()],
}

impl Dots {
    /// An empty field for an area of so many columns and rows.
    pub(super) fn new(columns: u16, rows: u16) -> Self {
        Self { columns, rows, layers: STROKES.map(|_| Canvas::new(columns, rows)) }
    }

    /// How many columns of dots there are.
    pub(super) fn across(&self) -> usize {
        2 * usize::from(self.columns)
    }

    /// The dot for a place, in parts of the whole from the lower left corner.
    pub(super) fn dot(&self, (x, y): (f64, f64)) -> (usize, usize) {
        let along = |part: f64, dots: usize| (part.clamp(0.0, 1.0) * dots.saturating_sub(1) as f64).round() as usize;
        (along(x, self.across()), along(1.0 - y, 4 * usize::from(self.rows)))
    }

    /// The column and row of the character that holds the dot for a place.
    pub(super) fn cell(&self, place: (f64, f64)) -> (u16, u16) {
        let (x, y) = self.dot(place);
        ((x / 2) as u16, (y / 4) as u16)
    }

    fn set(&mut self, line: Stroke, x: usize, y: usize) {
        if line.draws(x, y) {
            self.layers[line as usize].dot(x as i64, y as i64);
        }
    }

    /// Draws a curve through places in rising order of x; where there is none, the curve has a gap.
    ///
    /// However many places fall on one column of dots, they cost no more than the line from the lowest to the highest.
    pub(super) fn trace(&mut self, line: Stroke, places: impl Iterator<Item = Option<(f64, f64)>>) {
        if self.columns == 0 || self.rows == 0 {
            return;
        }
        // The column being filled: where it is, its top, its bottom and its last dot.
        let mut open: Option<(usize, usize, usize, usize)> = None;
        for place in places {
            let Some((x, y)) = place.map(|p| self.dot(p)) else {
                self.close(line, open.take());
                continue;
            };
            open = match open {
                Some((at, top, bottom, _)) if at == x => Some((x, top.min(y), bottom.max(y), y)),
                Some(column @ (at, .., last)) => {
                    self.close(line, Some(column));
                    self.join(line, (at, last), (x, y));
                    Some((x, y, y, y))
                }
                None => {
                    // Where a curve begins it is seen, however far apart its dots are: it may go no further.
                    self.layers[line as usize].dot(x as i64, y as i64);
                    Some((x, y, y, y))
                }
            };
        }
        self.close(line, open);
    }

    fn close(&mut self, line: Stroke, column: Option<(usize, usize, usize, usize)>) {
        if let Some((x, top, bottom, _)) = column {
            (top..=bottom).for_each(|y| self.set(line, x, y));
        }
    }

    /// A straight line between two dots.
    fn join(&mut self, line: Stroke, from: (usize, usize), to: (usize, usize)) {
        let (dx, dy) = (to.0 as f64 - from.0 as f64, to.1 as f64 - from.1 as f64);
        let steps = dx.abs().max(dy.abs()) as usize;
        for step in 0..=steps {
            let part = step as f64 / steps.max(1) as f64;
            let (x, y) = (from.0 as f64 + part * dx, from.1 as f64 + part * dy);
            self.set(line, x.round() as usize, y.round() as usize);
        }
    }

    /// Whether an area, counted from the upper left corner of the field, lies inside it without a dot in it.
    pub(super) fn free(&self, area: Rect) -> bool {
        area.right() <= self.columns
            && area.bottom() <= self.rows
            && area.positions().all(|at| self.layers.iter().all(|layer| layer.at(at.x, at.y) == 0))
    }

    /// The dots of the foremost line in a character; the two measures are seen together, however near they are.
    fn front(&self, x: u16, y: u16) -> Option<(Stroke, u8)> {
        let dots = |line: Stroke| self.layers[line as usize].at(x, y);
        let front = STROKES.into_iter().rev().find(|line| dots(*line) != 0)?;
        Some((front, dots(front) | if front == Stroke::Solid { dots(Stroke::Long) } else { 0 }))
    }

    /// Puts the field on the screen; where lines share a character, the foremost has it.
    pub(super) fn draw(&self, pen: &mut Pen, area: Rect, style: impl Fn(Stroke) -> Style) {
        let styles = STROKES.map(&style);
        for at in Rect::new(0, 0, self.columns, self.rows).positions() {
            let Some((front, dots)) = self.front(at.x, at.y) else { continue };
            let Some(cell) = pen.buffer.cell_mut((area.x + at.x, area.y + at.y)) else { continue };
            if pen.ascii {
                cell.set_symbol(front.sample(true));
            } else {
                cell.set_char(braille::symbol(dots));
            }
            cell.set_style(styles[front as usize]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(dots: &Dots, line: Stroke) -> u32 {
        let layer = &dots.layers[line as usize];
        Rect::new(0, 0, dots.columns, dots.rows).positions().map(|at| layer.at(at.x, at.y).count_ones()).sum()
    }

    #[test]
    fn corners_are_inside() {
        let dots = Dots::new(10, 3);
        assert_eq!([dots.dot((0.0, 0.0)), dots.dot((1.0, 1.0)), dots.dot((7.0, -1.0))], [(0, 11), (19, 0), (19, 11)]);
        assert_eq!(dots.cell((1.0, 0.0)), (9, 2));
    }

    #[test]
    fn every_place_has_its_dot() {
        for (columns, rows) in [(1, 1), (7, 3), (40, 9)] {
            let places: Vec<(f64, f64)> =
                (0..500).map(|n| (f64::from(n) / 499.0, (f64::from(n) * 0.37).sin().abs())).collect();
            let mut dots = Dots::new(columns, rows);
            dots.trace(Stroke::Solid, places.iter().copied().map(Some));
            for place in places {
                let (x, y) = dots.cell(place);
                assert!(!dots.free(Rect::new(x, y, 1, 1)), "{place:?} is missing in {columns} x {rows}");
            }
        }
    }

    #[test]
    fn gaps_stay_gaps_and_single_places_are_seen() {
        let mut dots = Dots::new(10, 1);
        dots.trace(Stroke::Solid, [Some((0.0, 0.5)), None, Some((1.0, 0.5))].into_iter());
        assert_eq!(count(&dots, Stroke::Solid), 2);
        dots.trace(Stroke::Faint, [Some((0.0, 0.5)), Some((1.0, 0.5))].into_iter());
        assert_eq!(count(&dots, Stroke::Faint), 20);
    }

    #[test]
    fn lines_differ_without_colours() {
        let drawn = [Stroke::Solid, Stroke::Long, Stroke::Dashed, Stroke::Sparse].map(|line| {
            let mut dots = Dots::new(12, 1);
            dots.trace(line, [Some((0.0, 0.0)), Some((1.0, 0.0))].into_iter());
            count(&dots, line)
        });
        assert_eq!(drawn, [24, 15, 13, 8]);
    }

    #[test]
    fn two_measures_are_seen_in_one_character_and_others_make_way() {
        let mut dots = Dots::new(4, 1);
        let level = |y: f64| [Some((0.0, y)), Some((1.0, y))].into_iter();
        dots.trace(Stroke::Dashed, level(1.0));
        dots.trace(Stroke::Long, level(0.4));
        dots.trace(Stroke::Solid, level(0.0));
        let (line, both) = dots.front(0, 0).unwrap();
        let [long, solid] = [Stroke::Long, Stroke::Solid].map(|line| dots.layers[line as usize].at(0, 0));
        assert_eq!((line, both), (Stroke::Solid, long | solid));
        assert_eq!((long.count_ones(), solid.count_ones(), long & solid), (2, 2, 0));
    }

    #[test]
    fn nothing_fits_nowhere() {
        let mut dots = Dots::new(0, 5);
        dots.trace(Stroke::Solid, [Some((0.5, 0.5))].into_iter());
        assert!(!dots.free(Rect::new(0, 0, 1, 1)));
    }
}
