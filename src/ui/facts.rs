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
    // The longest names are cut where not all have room.
    let (blank, most) = room(&names.iter().map(|(_, name)| pen.width(name)).collect::<Vec<_>>(), width);
    let (mut at, end, dim) = (x, x.saturating_add(width), pen.colours.dim);
    for (group, name) in names {
        let name = super::certain::fit(name, most.into(), if pen.ascii { "~" } else { "…" });
        let before = if at == x { "" } else { blank };
        if at + pen.width(before) + 2 + pen.width(&name) > end {
            break;
        }
        let (mark, style) = mark(pen, group);
        at = pen.pieces(at, y, end - at, &[(before, dim), (&mark.to_string(), style), (" ", dim), (&name, dim)]);
    }
}

/// What stands between the names of these widths, each with its mark, and the most columns that one of them can have.
fn room(widths: &[u16], width: u16) -> (&'static str, u16) {
    let fits = |blank: u16, most: u16| {
        widths.iter().map(|wide| (*wide).min(most) + 2 + blank).sum::<u16>() <= width.saturating_add(blank)
    };
    if fits(2, u16::MAX - 99) {
        return ("  ", width);
    }
    (" ", (1..=width).rev().find(|most| fits(1, *most)).unwrap_or(3))
}
