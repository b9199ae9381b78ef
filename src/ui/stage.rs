//! The screen that is looked at, by itself or beside a page of the lecture.

use super::{factorise, factors, lab, map, neighbours, pen::Pen, train, without};
use crate::{app::App, command::Screen};
use ratatui::layout::Rect;

/// The screen that is worked with.
pub(super) fn screen(app: &App, pen: &mut Pen, area: Rect) {
    match app.live() {
        _ if app.needs_factors() => without::draw(app, pen, area),
        Screen::Lecture | Screen::Factorise => factorise::draw(app, pen, area),
        Screen::Train => train::draw(app, pen, area),
        Screen::Factors => factors::draw(app, pen, area),
        Screen::Map => map::draw(app, pen, area),
        Screen::Neighbours => neighbours::draw(app, pen, area),
        Screen::Lab => lab::draw(app, pen, area),
    }
}
