//! The axes around the part of a plane that is in sight.
//!
//! ```text
//!   2 ┤          ┊
//!   0 ┤┈┈┈┈┈┈┈┈┈┈┼┈┈┈┈┈┈
//!  -2 ┤          ┊
//!         -2     0    2
//! ```

use super::{
    braille::put,
    pen::Pen,
    projection::{Projection, Way},
};

/// The lines through zero, and round numbers along the left and the lower edge.
pub fn axes(pen: &mut Pen, view: &Projection, left: u16, flat: bool) {
    let (field, dim) = (view.field, pen.colours.dim);
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
    for (x, text) in view.ticks(Way::Across).1 {
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
    for (y, text) in view.ticks(Way::Up).1 {
        put(pen, field.x - 1, field.y + y, '┤', dim);
        pen.text_right(field.x.saturating_sub(2), field.y + y, left - 2, &text, dim);
    }
}
