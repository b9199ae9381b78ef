//! One run from its start to its end: where it began, what was changed on the way, and the error curve.

use super::{Errors, State, state::Grain};
use crate::{
    data::{ItemId, Side, UserId},
    model::{Basis, Half, Over, Parameter, Setting, Touched},
};
use std::{collections::BTreeMap, sync::Arc};

/// Something that was changed in the middle of a run, from the factors as they were then. It counts as one step.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// An option.
    Set(Setting),
    /// A rating: set, added, or removed.
    Rate(UserId, ItemId, Option<f64>),
    /// A factor or a bias, set by hand.
    Factor(Parameter, f64),
    /// The plane of two factors (from 0), turned or sheared.
    Basis(usize, usize, Basis),
    /// A user or an item of this name who joined.
    Join(Side, Arc<str>),
}

/// What led to a point of the curve.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// Nothing: the start of the run.
    Start,
    /// One unit.
    Unit(Touched),
    /// The rest of a half-step, over this.
    Half(Over),
    /// The rest of a pass.
    Pass,
    /// A change of options or ratings.
    Change(Change),
}

impl What {
    /// The grain that it was stepped by.
    pub fn grain(&self) -> Grain {
        match self {
            What::Half(_) => Grain::Half,
            What::Pass => Grain::Pass,
            What::Start | What::Unit(_) | What::Change(_) => Grain::Unit,
        }
    }
}

/// One measured moment of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// How many units and changes lead here from the start.
    pub step: u64,
    /// The same in passes.
    pub passes: f64,
    /// Errors on the ratings trained on.
    pub train: Errors,
    /// Errors on the ratings held out.
    pub test: Errors,
    /// Where missing counts as zero: the sum of squared predictions for the cells taken as 0; else 0.
    pub zeros: f64,
    /// The penalty: the objective is the sums of squares and this.
    pub penalty: f64,
    /// What was done since the point before.
    pub what: What,
}

impl Point {
    /// What the solver lowers: SSE + penalty, and where missing counts as zero the squares of those cells as well.
    pub fn objective(&self) -> f64 {
        self.train.sse + self.zeros + self.penalty
    }
}

/// A run, complete: its start and its changes determine every number in between.
pub struct Run {
    /// The state at step 0.
    pub origin: Arc<State>,
    /// At step k: the change that leads from step k to k + 1. All other steps are units.
    pub changes: BTreeMap<u64, Change>,
    /// The last step that was reached.
    pub end: u64,
    /// Measured moments, in order of their steps; the first is step 0, the last is the end.
    pub curve: Arc<Vec<Point>>,
    /// The halves of a pass, by the step from which they hold: the start, and each change.
    pub(super) shapes: BTreeMap<u64, Vec<Half>>,
    /// The changes of ratings among the changes, with what is needed to take them back.
    pub(super) edits: BTreeMap<u64, Edit>,
    /// Changes of ratings that were made before this run began, and not taken back.
    pub(super) earlier: Vec<(UserId, ItemId, Option<f64>)>,
}

/// How a change of a rating counts for undoing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Edit {
    /// It was made anew; this is what the rating was before.
    Made(UserId, ItemId, Option<f64>),
    /// It took back the latest one that still stood.
    TakenBack,
}

impl Clone for Run {
    fn clone(&self) -> Self {
        Self {
            origin: Arc::clone(&self.origin),
            changes: self.changes.clone(),
            end: self.end,
            curve: Arc::clone(&self.curve),
            shapes: self.shapes.clone(),
            edits: self.edits.clone(),
            earlier: self.earlier.clone(),
        }
    }
}

/// The curve keeps this many points before it drops every second one of its older half.
const MOST_POINTS: usize = 16_384;

impl Run {
    /// A run that is about to start from `origin`, which was measured as `first`.
    pub fn new(origin: State, first: Point) -> Self {
        Self {
            shapes: BTreeMap::from([(0, origin.halves())]),
            origin: Arc::new(origin),
            changes: BTreeMap::new(),
            end: 0,
            curve: Arc::new(vec![first]),
            edits: BTreeMap::new(),
            earlier: Vec::new(),
        }
    }

    /// Takes in a new last point.
    pub fn push(&mut self, point: Point) {
        self.end = point.step;
        let curve = Arc::make_mut(&mut self.curve);
        curve.push(point);
        if curve.len() > MOST_POINTS {
            let old = curve.len() / 2;
            let mut at = 0;
            curve.retain(|_| {
                at += 1;
                at > old || at % 2 == 1
            });
        }
    }

    /// The last measured point at or before `step`.
    pub fn point_at(&self, step: u64) -> &Point {
        let after = self.curve.partition_point(|p| p.step <= step);
        &self.curve[after.saturating_sub(1)]
    }
}
