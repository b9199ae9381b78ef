//! Where names go beside points, so that none covers another name or a point.
//!
//! ```text
//!            above
//!   to the left ● to the right
//!            below
//! ```

/// A rectangle of cells, and what lies on them.
pub struct Labels {
    width: i32,
    height: i32,
    cells: Vec<u8>,
}

const POINT: u8 = 1;
const LABEL: u8 = 2;
const LINE: u8 = 4;
const MARK: u8 = 8;

impl Labels {
    /// Nothing on so many cells.
    pub fn new(width: u16, height: u16) -> Self {
        Self { width: width.into(), height: height.into(), cells: vec![0; usize::from(width) * usize::from(height)] }
    }

    /// A point lies here, which no label may cover.
    pub fn point(&mut self, x: u16, y: u16) {
        self.put(x.into(), y.into(), POINT);
    }

    /// A point that stands out lies here: no label covers it, whatever it is allowed.
    pub fn mark(&mut self, x: u16, y: u16) {
        self.put(x.into(), y.into(), MARK);
    }

    /// A line goes through here, which labels cover only where there is no other place.
    pub fn line(&mut self, x: u16, y: u16) {
        self.put(x.into(), y.into(), LINE);
    }

    fn put(&mut self, x: i32, y: i32, what: u8) {
        if (0..self.width).contains(&x) && (0..self.height).contains(&y) {
            self.cells[(y * self.width + x) as usize] |= what;
        }
    }

    fn at(&self, x: i32, y: i32) -> u8 {
        let inside = (0..self.width).contains(&x) && (0..self.height).contains(&y);
        if inside { self.cells[(y * self.width + x) as usize] } else { 0 }
    }

    /// Whether a label lies here.
    pub fn covered(&self, x: u16, y: u16) -> bool {
        self.at(x.into(), y.into()) & LABEL != 0
    }

    /// Takes exactly this place for a label, if it covers no point and no other label and touches none.
    pub fn take(&mut self, left: u16, top: u16, width: u16) -> bool {
        let (left, top, width) = (i32::from(left), i32::from(top), i32::from(width));
        // No point is its own: it lies on a line.
        self.first_free(&[(left, top)], (-1, -1), width, false).is_some()
    }

    /// A place for a label of some width beside the point at (x, y): where it begins. It is taken from then on.
    ///
    /// `over_points` allows it to cover points that are not its own: for the one label that must be there.
    pub fn place(&mut self, (x, y): (u16, u16), width: u16, over_points: bool) -> Option<(u16, u16)> {
        let (x, y, width) = (i32::from(x), i32::from(y), i32::from(width));
        if width < 1 || width > self.width {
            return None;
        }
        let inside = |left: i32| left.clamp(0, self.width - width);
        let places = [
            (x + 2, y),
            (x - 1 - width, y),
            (inside(x - width / 2), y - 1),
            (inside(x - width / 2), y + 1),
            (x + 1, y - 1),
            (x + 1, y + 1),
            (x - width, y - 1),
            (x - width, y + 1),
        ];
        self.first_free(&places, (x, y), width, over_points)
    }

    /// The same for points that all lie on one row: above and below it, as far off as it must be. A thread goes from
    /// the point straight to its label, and crosses no other one.
    pub fn place_off_row(&mut self, (x, y): (u16, u16), width: u16) -> Option<(u16, u16)> {
        let (x, y, width) = (i32::from(x), i32::from(y), i32::from(width));
        if width < 1 || width > self.width {
            return None;
        }
        let left = (x - width / 2).clamp(0, self.width - width);
        let clear = |top: i32| (top.min(y) + 1..top.max(y)).all(|row| self.at(x, row) & (LABEL | POINT | MARK) == 0);
        let places: Vec<_> = (1..self.height)
            .flat_map(|off| [(left, y - off), (left, y + off)])
            .filter(|&(_, top)| clear(top))
            .collect();
        let place = self.first_free(&places, (x, y), width, false)?;
        let top = i32::from(place.1);
        (top.min(y) + 1..top.max(y)).for_each(|row| self.put(x, row, MARK));
        Some(place)
    }

    /// The first of the places where a label fits, best where it covers no line either; it is taken from then on.
    fn first_free(
        &mut self,
        places: &[(i32, i32)],
        own: (i32, i32),
        width: i32,
        over_points: bool,
    ) -> Option<(u16, u16)> {
        let (all, no_lines) = (POINT | LABEL | LINE | MARK, POINT | LABEL | MARK);
        let kinds: &[u8] = if over_points { &[all, no_lines, LABEL | MARK] } else { &[all, no_lines] };
        let (left, top) = kinds
            .iter()
            .find_map(|&kind| places.iter().copied().find(|&(left, top)| self.free(left, top, width, kind, own)))?;
        for column in left..left + width {
            self.put(column, top, LABEL);
        }
        Some((left as u16, top as u16))
    }

    /// Whether a label fits here without anything of this kind under it, and without a label or a foreign point
    /// right before or behind it.
    fn free(&self, left: i32, top: i32, width: i32, kind: u8, own: (i32, i32)) -> bool {
        left >= 0
            && left + width <= self.width
            && (0..self.height).contains(&top)
            && (left..left + width).all(|column| self.at(column, top) & kind == 0 && (column, top) != own)
            && [left - 1, left + width].into_iter().all(|column| self.at(column, top) & kind & !LINE == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn labels_cover_no_point_and_no_other_label(
            (width, height) in (1u16..90, 1u16..30),
            points in prop::collection::vec((0u16..90, 0u16..30, 1u16..20), 0..60),
        ) {
            let points: Vec<_> = points.into_iter().filter(|p| p.0 < width && p.1 < height).collect();
            let mut labels = Labels::new(width, height);
            for (x, y, _) in &points {
                labels.point(*x, *y);
            }
            let mut covered = std::collections::HashSet::new();
            for (x, y, wide) in &points {
                if let Some((left, top)) = labels.place((*x, *y), *wide, false) {
                    prop_assert!(left + wide <= width && top < height);
                    for column in left..left + wide {
                        prop_assert!(covered.insert((column, top)), "two labels on {column}, {top}");
                        prop_assert!(!points.iter().any(|p| (p.0, p.1) == (column, top)), "on a point");
                    }
                }
            }
        }
    }

    #[test]
    fn the_right_is_preferred_and_a_crowd_gives_way_only_to_the_one_that_must_be_there() {
        let mut labels = Labels::new(20, 3);
        assert_eq!(labels.place((5, 1), 4, false), Some((7, 1)));
        assert_eq!(labels.place((16, 1), 4, false), Some((14, 0)), "no room at either side");
        let mut full = Labels::new(9, 3);
        (0..9).for_each(|x| (0..3).for_each(|y| full.point(x, y)));
        assert_eq!(full.place((1, 1), 4, false), None);
        full.mark(8, 0);
        assert_eq!(full.place((6, 0), 3, true), Some((2, 0)), "what stands out is never covered");
        assert_eq!(full.place((1, 1), 4, true), Some((3, 1)));
    }
}
