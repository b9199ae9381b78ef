//! The groups that items are coloured by: a mark and a style for each, and the legend that says which is which.
//!
//! ```text
//! ● Drama  ▲ Comedy  ■ Thriller  ◆ Action  ▼ Romance  ○ Adventure  □ Crime  · others
//! ```

use super::pen::Pen;
use crate::app::App;
use ratatui::style::Style;

/// The mark of each group, and what stands for it in plain ASCII: never told by colour alone.
const MARKS: [(char, char); 7] = [('●', 'A'), ('▲', 'B'), ('■', 'C'), ('◆', 'D'), ('▼', 'E'), ('○', 'F'), ('□', 'G')];
/// The mark of those that belong to no group.
const OTHER: (char, char) = ('·', '.');

/// The mark and the style of a group (from 0), or of those that belong to none.
pub(super) fn mark(pen: &Pen, group: Option<usize>) -> (char, Style) {
    let known = group.and_then(|at| MARKS.get(at).zip(pen.colours.groups.get(at)));
    let ((drawn, plain), style) = known.map_or((OTHER, pen.colours.dim), |(mark, style)| (*mark, *style));
    (if pen.ascii { plain } else { drawn }, style)
}

/// Says in one line what the marks mean, as many of them as have room.
pub(super) fn legend(app: &App, pen: &mut Pen, (x, y, width): (u16, u16, u16)) {
    let Some(groups) = app.groups() else { return };
    let names = groups.names.iter().enumerate().map(|(at, name)| (Some(at), name.as_str()));
    let names: Vec<_> = names.chain([(None, "others")]).collect();
    // Long names are cut where not all have room.
    let most = width / (names.len() as u16).max(1);
    let all: u16 = names.iter().map(|(_, name)| pen.width(name) + 4).sum();
    let mut at = x;
    for (group, name) in names {
        let name = super::certain::fit(
            name,
            if all <= width + 2 { usize::from(width) } else { most.saturating_sub(3).into() },
            if pen.ascii { "~" } else { "…" },
        );
        if at + 2 + pen.width(&name) > x + width {
            break;
        }
        let (mark, style) = mark(pen, group);
        let dim = pen.colours.dim;
        at = pen.pieces(
            at,
            y,
            x + width - at,
            &[(&mark.to_string(), style), (" ", dim), (&name, dim), (if all <= width + 2 { "  " } else { " " }, dim)],
        );
    }
}
