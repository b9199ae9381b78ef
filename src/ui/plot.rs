//! The error curve.

use super::pen::Pen;
use crate::app::App;
use ratatui::layout::Rect;

/// The small curve beside the other screens.
pub(super) fn panel(_app: &App, pen: &mut Pen, area: Rect) {
    pen.panel(area, "Error");
}
