//! The Lab: experiments on the present ratings and options, one file each.

mod ab;
mod bench;
mod compare;
mod contours;
mod frame;
mod grid;
mod landscape;
mod mixes;
mod overfit;
mod popularity;
mod race;
mod rates;
mod residuals;
mod runs;
mod search;
mod shelves;
mod slope;
mod starts;
mod svd;
mod weights;

use super::pen::Pen;
use crate::{app::App, command::Experiment};
use ratatui::layout::Rect;

/// Draws the experiment that was chosen.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    match app.experiment() {
        Experiment::Landscape => landscape::draw(app, pen, area),
        Experiment::Slope => slope::draw(app, pen, area),
        Experiment::Starts => starts::draw(app, pen, area),
        Experiment::Rates => rates::draw(app, pen, area),
        Experiment::Race => race::draw(app, pen, area),
        Experiment::Overfit => overfit::draw(app, pen, area),
        Experiment::Svd => svd::draw(app, pen, area),
        Experiment::Frame => frame::draw(app, pen, area),
        Experiment::Shelves => shelves::draw(app, pen, area),
        Experiment::Residuals => residuals::draw(app, pen, area),
        Experiment::Popularity => popularity::draw(app, pen, area),
        Experiment::Mixes => mixes::draw(app, pen, area),
        Experiment::Ab => ab::draw(app, pen, area),
        Experiment::Compare => compare::draw(app, pen, area),
        Experiment::Search => search::draw(app, pen, area),
        Experiment::Weights => weights::draw(app, pen, area),
        Experiment::Grid => grid::draw(app, pen, area),
    }
}
