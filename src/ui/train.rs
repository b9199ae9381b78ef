//! Train.

use super::{pen::Pen, plot};
use crate::app::App;
use ratatui::layout::Rect;

/// Draws the screen.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    plot::panel(app, pen, area);
}
