//! What is worked out once for each snapshot rather than for each frame, because it costs more than the rest of the frame.

use super::{App, NEIGHBOURS, Plane, Terrain};
use crate::{
    command::{Axes, Experiment, Screen, Working},
    data::{Entity, Side, UserId},
    model::Factors,
    study::{
        Snapshot,
        explain::{self, SquaredError},
        frame::Frame,
        neighbours::{Metric, Neighbour, nearest},
        shelves::Shelf,
    },
};
use std::sync::Arc;

/// How many terms of the sum of squared errors are listed at the most.
const TERMS: usize = 1000;

/// Results that belong to the factors they were worked out from. Without them everything is as it is, only slower.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    factors: Option<Arc<Factors<f64>>>,
    /// The principal axes of one side.
    pub(super) principal: Option<(Side, Plane)>,
    /// The largest squared errors.
    errors: Option<Arc<Vec<SquaredError>>>,
    /// The neighbours of a user or an item by a measure: [`NEIGHBOURS`] of them, or all there are.
    neighbours: Option<(Entity, Metric, Vec<Neighbour>)>,
    /// The landscape.
    pub(super) terrain: Option<Arc<Terrain>>,
    /// The data frame of a regression.
    pub(super) frame: Option<Arc<Frame>>,
    /// The shelves of a user by a measure of nearness.
    pub(super) shelves: Option<(UserId, Metric, Arc<Vec<Shelf>>)>,
}

impl Kept {
    /// Whether they belong to what is shown.
    pub(super) fn fits(&self, snapshot: &Snapshot) -> bool {
        self.factors.as_ref().is_some_and(|factors| Arc::ptr_eq(factors, &snapshot.factors))
    }
}

impl App {
    /// Works out what the screen will ask for.
    pub(super) fn keep(&mut self) {
        if !self.kept.fits(&self.snapshot) {
            self.kept = Kept { factors: Some(Arc::clone(&self.snapshot.factors)), ..Kept::default() };
        }
        let axes = self.live() == Screen::Map && self.map.axes == Axes::Principal;
        if axes && self.kept.principal.as_ref().is_none_or(|(side, _)| *side != self.side) {
            self.kept.principal = Some((self.side, Plane::principal(&self.snapshot.factors, self.side)));
        }
        let near = matches!(self.live(), Screen::Map | Screen::Neighbours);
        if near && !self.kept.neighbours.as_ref().is_some_and(|kept| self.neighbours_fit(kept.0, kept.1)) {
            self.kept.neighbours = Some((self.selected(), self.look.metric, self.nearest(NEIGHBOURS)));
        }
        match self.experiment {
            Experiment::Landscape if self.live() == Screen::Lab => self.kept.terrain = Some(self.terrain()),
            Experiment::Frame if self.live() == Screen::Lab => self.kept.frame = Some(self.frame()),
            Experiment::Shelves if self.live() == Screen::Lab => {
                self.kept.shelves = Some((self.user, self.look.metric, self.shelves()));
            }
            _ => {}
        }
        if self.look.working == Working::Errors && self.kept.errors.is_none() {
            self.kept.errors = Some(Arc::new(explain::squared_errors(&self.snapshot, TERMS)));
        }
    }

    /// The neighbours of what is selected, at most `most` of them.
    pub fn neighbours(&self, most: usize) -> Vec<Neighbour> {
        match &self.kept.neighbours {
            Some((of, metric, kept)) if most <= NEIGHBOURS && self.neighbours_fit(*of, *metric) => {
                kept[..most.min(kept.len())].to_vec()
            }
            _ => self.nearest(most),
        }
    }

    fn neighbours_fit(&self, of: Entity, metric: Metric) -> bool {
        (of, metric) == (self.selected(), self.look.metric) && self.kept.fits(&self.snapshot)
    }

    fn nearest(&self, most: usize) -> Vec<Neighbour> {
        nearest(self.snapshot.ratings(), &self.snapshot.factors, self.selected(), self.look.metric, most)
    }

    /// The largest terms of the sum of squared errors, largest first.
    pub fn squared_errors(&self) -> Arc<Vec<SquaredError>> {
        match &self.kept.errors {
            Some(kept) if self.kept.fits(&self.snapshot) => Arc::clone(kept),
            _ => Arc::new(explain::squared_errors(&self.snapshot, TERMS)),
        }
    }
}
