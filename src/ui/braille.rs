//! A canvas of braille dots, two across and four down in each cell, for thin lines and clouds of points.
//!
//! ```text
//!   ⠈⠢⡀
//!     ⠈⠑⠒⠤
//! ```

use super::pen::Pen;
use ratatui::{layout::Rect, style::Style};

/// The bit of each dot, by column and row inside a cell.
const BITS: [[u8; 4]; 2] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];

/// The dots of a rectangle of cells.
pub struct Canvas {
    width: u16,
    height: u16,
    cells: Vec<u8>,
}

impl Canvas {
    /// An empty canvas of so many cells.
    pub fn new(width: u16, height: u16) -> Self {
        Self { width, height, cells: vec![0; usize::from(width) * usize::from(height)] }
    }

    /// Sets the dot at (x, y), counted in dots from the upper left; outside the canvas nothing happens.
    pub fn dot(&mut self, x: i64, y: i64) {
        let (w, h) = (i64::from(self.width), i64::from(self.height));
        if (0..2 * w).contains(&x) && (0..4 * h).contains(&y) {
            self.cells[(y / 4 * w + x / 2) as usize] |= BITS[(x % 2) as usize][(y % 4) as usize];
        }
    }

    /// A straight line between two points in dots; only the part on the canvas is walked along.
    pub fn line(&mut self, from: (f64, f64), to: (f64, f64)) {
        let size = (f64::from(self.width) * 2.0, f64::from(self.height) * 4.0);
        let Some((a, b)) = clipped(from, to, size) else { return };
        let steps = (b.0 - a.0).abs().max((b.1 - a.1).abs()).ceil().max(1.0);
        for n in 0..=steps as u32 {
            let part = f64::from(n) / steps;
            let (x, y) = (a.0 + (b.0 - a.0) * part, a.1 + (b.1 - a.1) * part);
            self.dot(x.round() as i64, y.round() as i64);
        }
    }

    /// Takes all dots away but those at an (x, y) that is kept.
    pub fn keep(&mut self, keeps: impl Fn(usize, usize) -> bool) {
        let width = usize::from(self.width);
        for (at, bits) in self.cells.iter_mut().enumerate().filter(|(_, bits)| **bits != 0) {
            for (x, y) in (0..2).flat_map(|x| (0..4).map(move |y| (x, y))) {
                if !keeps(at % width * 2 + x, at / width * 4 + y) {
                    *bits &= !BITS[x][y];
                }
            }
        }
    }

    /// Which dots are set in a cell.
    pub fn at(&self, x: u16, y: u16) -> u8 {
        if x < self.width && y < self.height {
            self.cells[usize::from(y) * usize::from(self.width) + usize::from(x)]
        } else {
            0
        }
    }

    /// Draws every cell that has a dot; with ASCII only, `plain` stands for it.
    pub fn draw(&self, pen: &mut Pen, area: Rect, plain: char, style: Style) {
        for (at, &bits) in self.cells.iter().enumerate().filter(|(_, bits)| **bits != 0) {
            let (x, y) = (at % usize::from(self.width), at / usize::from(self.width));
            let symbol = if pen.ascii { plain } else { symbol(bits) };
            put(pen, area.x + x as u16, area.y + y as u16, symbol, style);
        }
    }
}

/// The bit that the dot at (x, y) has in its cell.
pub fn bit(x: u16, y: u16) -> u8 {
    BITS[usize::from(x % 2)][usize::from(y % 4)]
}

/// The letter with these dots.
pub fn symbol(bits: u8) -> char {
    char::from_u32(0x2800 + u32::from(bits)).unwrap_or(' ')
}

/// Writes one symbol of one column in this style alone, whatever was there; outside the buffer nothing happens.
pub fn put(pen: &mut Pen, x: u16, y: u16, symbol: char, style: Style) {
    if let Some(cell) = pen.buffer.cell_mut((x, y)) {
        cell.reset();
        cell.set_char(symbol).set_style(style);
    }
}

/// The part of a line that lies between 0, 0 and `size`.
fn clipped(a: (f64, f64), b: (f64, f64), size: (f64, f64)) -> Option<((f64, f64), (f64, f64))> {
    if ![a.0, a.1, b.0, b.1].iter().all(|v| v.abs() < 1e12) {
        return None;
    }
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let (mut from, mut to) = (0.0f64, 1.0f64);
    for (step, room) in [(-dx, a.0), (dx, size.0 - a.0), (-dy, a.1), (dy, size.1 - a.1)] {
        if step == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if step < 0.0 {
            from = from.max(room / step);
        } else {
            to = to.min(room / step);
        }
    }
    (from <= to).then_some(((a.0 + dx * from, a.1 + dy * from), (a.0 + dx * to, a.1 + dy * to)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_go_from_end_to_end() {
        let mut canvas = Canvas::new(3, 1);
        canvas.line((0.0, 0.0), (5.0, 3.0));
        assert_eq!([canvas.at(0, 0), canvas.at(1, 0), canvas.at(2, 0)], [0x01 | 0x10, 0x02 | 0x20, 0x04 | 0x80]);
    }

    #[test]
    fn far_lines_are_cut_and_absent_ones_are_not_drawn() {
        let mut canvas = Canvas::new(2, 1);
        canvas.line((-1e9, 1.0), (1e9, 1.0));
        assert_eq!([canvas.at(0, 0), canvas.at(1, 0)], [0x02 | 0x10, 0x02 | 0x10]);
        let mut canvas = Canvas::new(2, 1);
        canvas.line((f64::NAN, 1.0), (1.0, 1.0));
        canvas.line((-5.0, -9.0), (50.0, -9.0));
        assert_eq!(canvas.cells, [0, 0]);
    }
}
