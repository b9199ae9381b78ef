//! Lines of equal density, each dotted in its own way and named where there is room.
//!
//! ```text
//!    ⡠⠒⠉⠉⠒⢄ 50%       half of all points lie within it, where they lie closest together
//!   ⢸  ● ●  ⡇
//!    ⠑⢄⣀⡠⠒⠁
//! ```

use super::Chart;
use crate::{
    study::density::{Density, Level},
    ui::{braille::Canvas, dots::Stroke, pen::Pen, typeset},
};

/// How the lines are dotted, the innermost first.
const STROKES: [Stroke; 4] = [Stroke::Solid, Stroke::Long, Stroke::Dashed, Stroke::Sparse];

/// The part of a level as it is written: `50%`.
fn written(level: &Level) -> String {
    format!("{:.0}%", 100.0 * level.part)
}

/// In plain ASCII a line is drawn by the first digit of its part.
fn digit(level: &Level) -> char {
    written(level).chars().next().unwrap_or('.')
}

fn stroke(at: usize) -> Stroke {
    STROKES[at.min(STROKES.len() - 1)]
}

impl Chart<'_> {
    /// The lines, the innermost over the others.
    pub fn contours(&mut self, pen: &mut Pen) {
        let Some(density) = &self.density else { return };
        let (field, style) = (self.view.field, pen.colours.second);
        let mut lines = vec![Vec::new(); density.levels.len()];
        for (at, level) in density.levels.iter().enumerate().rev() {
            let mut canvas = Canvas::new(field.width, field.height);
            for [from, to] in &level.pieces {
                canvas.line(self.view.dots(*from), self.view.dots(*to));
            }
            if !pen.ascii {
                canvas.keep(|x, y| stroke(at).draws(x, y));
            }
            canvas.draw(pen, field, digit(level), style);
            let cells = (0..field.height).flat_map(|y| (0..field.width).rev().map(move |x| (x, y)));
            for (x, y) in cells.filter(|(x, y)| canvas.at(*x, *y) != 0) {
                self.labels.line(x, y);
                lines[at].push((x, y));
            }
        }
        self.lines_of_density = lines;
    }

    /// A name for each of these lines, beside it and as high up as there is room between the points.
    pub fn name_contours(&mut self, pen: &mut Pen) {
        let Some(density) = &self.density else { return };
        let (field, style) = (self.view.field, pen.colours.second);
        for (level, cells) in density.levels.iter().zip(&self.lines_of_density) {
            let text = written(level);
            let wide = pen.width(&text);
            let fits = |(x, y): &(u16, u16)| x + 2 + wide < field.width && self.labels.take(x + 2, *y, wide);
            if let Some((x, y)) = cells.iter().copied().find(fits) {
                pen.text(field.x + x + 2, field.y + y, wide, &text, style);
            }
        }
    }
}

/// What the lines say, in one line, the longest way first: each with a piece of it.
pub(in crate::ui) fn said(density: &Density, side: &str, ascii: bool) -> Vec<(String, String)> {
    let lines = density.levels.iter().enumerate().map(|(at, level)| {
        let sample = if ascii { digit(level).to_string() } else { stroke(at).sample(false).into() };
        (format!("{sample} "), written(level))
    });
    let mut said: Vec<(String, String)> = lines.collect();
    if let Some((_, last)) = said.last_mut() {
        *last += &format!(" of the {} {side} lie within", typeset::count(density.count));
    }
    said
}
