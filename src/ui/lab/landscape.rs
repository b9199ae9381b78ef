//! landscape

use crate::{app::App, ui::pen::Pen};
use ratatui::layout::Rect;

pub(super) fn draw(_app: &App, pen: &mut Pen, area: Rect) {
    pen.panel(area, "Lab ─ landscape");
}
