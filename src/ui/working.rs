//! Working.

use super::pen::Pen;
use crate::app::App;
use ratatui::layout::Rect;

/// Draws the screen.
pub(super) fn draw(_app: &App, pen: &mut Pen, area: Rect) {
    pen.panel(area, "Working");
}
