//! The screen that is looked at, by itself or beside a page of the lecture.

use super::{
    factorise, factors, lab, map, matrix, neighbours, pen::Pen, recommend, train, typeset::capitalised, without,
};
use crate::{
    app::App,
    choice::Choice,
    command::{Experiment, Screen},
};
use ratatui::layout::Rect;

/// The screen that is worked with.
pub(super) fn screen(app: &App, pen: &mut Pen, area: Rect) {
    match app.live() {
        // What these show is worked out of everything: no part of it can be covered alone, but by those that do it themselves.
        Screen::Neighbours | Screen::Lab | Screen::Recommend if app.covers_something() && !own(app) => {
            covered(app, pen, area);
        }
        // What one rating says of two could be read from how alike they are.
        Screen::Map if app.covers_something() && app.maps_similarities() => covered(app, pen, area),
        _ if app.needs_ratings() => without::ratings(app, pen, area),
        _ if app.needs_factors() => without::factors(app, pen, area),
        Screen::Lecture | Screen::Factorise => factorise::draw(app, pen, area),
        Screen::Train => train::draw(app, pen, area),
        Screen::Factors => factors::draw(app, pen, area),
        Screen::Map if app.shows_matrix() => matrix::draw(app, pen, area),
        Screen::Map => map::draw(app, pen, area),
        Screen::Neighbours => neighbours::draw(app, pen, area),
        Screen::Lab => lab::draw(app, pen, area),
        Screen::Recommend => recommend::draw(app, pen, area),
    }
}

fn covered(app: &App, pen: &mut Pen, area: Rect) {
    let inner = pen.panel(area, &capitalised(app.live().name()));
    pen.covered(inner);
}

/// Whether an experiment is shown that covers by itself what has to be: a parabola its numbers, a data frame the regression.
/// Of the ratings nothing is ever covered, and an A/B test says nothing of them.
fn own(app: &App) -> bool {
    let covers = match app.experiment() {
        Experiment::Slope | Experiment::Grid | Experiment::Ab => true,
        Experiment::Frame => app.covers_place(app.selected()),
        _ => false,
    };
    app.live() == Screen::Lab && covers
}
