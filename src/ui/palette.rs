//! The command line.

use super::pen::Pen;
use crate::app::{App, Palette};
use ratatui::layout::Rect;

/// Draws it over everything.
pub(super) fn draw(_app: &App, _line: &Palette, pen: &mut Pen, area: Rect) {
    pen.panel(area, "Command");
}
