//! The keys of this screen.

use super::pen::Pen;
use crate::app::App;
use ratatui::layout::Rect;

/// Draws it over everything.
pub(super) fn draw(_app: &App, _from: usize, pen: &mut Pen, area: Rect) {
    pen.panel(area, "Help");
}
