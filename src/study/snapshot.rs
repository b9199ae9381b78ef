//! What a session shows of itself: everything that a screen may draw, frozen.

use super::{Notice, Opened, Point, Present, Source, Speed, Verdict, What, lab::Finding};
use crate::{
    data::{Entity, ItemId, Ratings, Scale, UserId},
    model::{Factors, Half, Model, Options, Over, Parameter, Problem, Touched},
};
use std::{collections::BTreeSet, sync::Arc};

/// Where a fit stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Position {
    /// The step, in units and changes since the start.
    pub step: u64,
    /// The last step that was reached.
    pub end: u64,
    /// Whole passes done.
    pub pass: u64,
    /// Units done of the next pass.
    pub unit: usize,
    /// The halves of a pass.
    pub halves: Vec<Half>,
    /// Work done, in passes.
    pub passes: f64,
}

impl Position {
    /// The half-step that the next unit belongs to, with how many of its units are done.
    pub fn half(&self) -> Option<(Half, usize)> {
        let mut start = 0;
        for half in &self.halves {
            if self.unit < start + half.units {
                return Some((*half, self.unit - start));
            }
            start += half.units;
        }
        None
    }
}

/// What was done last.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    /// What it was.
    pub what: What,
    /// For a unit: the numbers it changed, as they were before.
    pub before: Vec<f64>,
}

/// A session at one moment. It shares what is large and never changes.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// Which ratings are open.
    pub opened: Opened,
    /// The ratings, and which are held out.
    pub source: Source,
    /// The options.
    pub options: Options,
    /// The model.
    pub model: Arc<Model>,
    /// The model that the pass under way reads, or that the pass just done has read, where those are not the
    /// present ones.
    pub begun_from: Option<Arc<Model>>,
    /// The model at some earlier moments, oldest first; empty where it is too large to be followed.
    pub trail: Vec<Arc<Model>>,
    /// The model at the ends of its passes, oldest first, and after the steps of the pass under way: the way it came.
    /// Empty where the model is too large to be followed.
    pub path: Vec<Arc<Model>>,
    /// Where the fit stands.
    pub position: Position,
    /// What the next unit will change.
    pub next: Option<Touched>,
    /// This moment, measured. While a long pass is under way, the moment before it.
    pub here: Point,
    /// The error curve of this run, beyond the present step where one has gone back.
    pub curve: Arc<Vec<Point>>,
    /// The curves of earlier runs and branches, oldest first.
    pub past: Vec<Arc<Vec<Point>>>,
    /// What was done last.
    pub last: Option<Done>,
    /// Of the error that a run begins with, the part that rounding moves: what changes by less has not changed.
    pub rounding: f64,
    /// How the fit is doing.
    pub verdict: Verdict,
    /// The same in words, with what to do, unless it is simply learning.
    pub advice: Option<String>,
    /// Whether it keeps stepping by itself.
    pub running: bool,
    /// How fast.
    pub speed: Speed,
    /// How far a replay of the past has come, from 0 to 1.
    pub progress: Option<f64>,
    /// How many orders wait until what is under way is done.
    pub waiting: usize,
    /// How many orders the session had been given when it had last done all of them.
    pub answered: u64,
    /// Something to say, once.
    pub notice: Option<Notice>,
    /// Which items are promoted.
    pub promoted: Arc<BTreeSet<ItemId>>,
    /// Whether a change of a rating can be taken back.
    pub undoable: bool,
    /// Keyframes held for going back, and their bytes.
    pub memory: (usize, usize),
    /// What the last experiment has found so far.
    pub lab: Option<Arc<Finding>>,
}

impl<'a> From<&'a Snapshot> for Present<'a> {
    fn from(snapshot: &'a Snapshot) -> Self {
        Self {
            source: &snapshot.source,
            options: &snapshot.options,
            model: &snapshot.model,
            promoted: &snapshot.promoted,
        }
    }
}

impl Snapshot {
    /// All known ratings, held out or not.
    pub fn ratings(&self) -> &Ratings {
        self.source.all()
    }

    /// The factors, where the model has any.
    pub fn factors(&self) -> Option<&Factors> {
        self.model.factors()
    }

    /// Z, the number of factors; 0 where the model has none.
    pub fn z(&self) -> usize {
        self.model.z()
    }

    /// Whether the model has factors, with a mean and biases.
    pub fn is_biased(&self) -> bool {
        self.factors().is_some_and(Factors::is_biased)
    }

    /// The value of a number of P or Q, or of a bias; not a number where there is no such thing.
    pub fn get(&self, at: Parameter) -> f64 {
        self.factors().map_or(f64::NAN, |factors| factors.get(at))
    }

    /// r̂, the rating that the model predicts, not clipped.
    pub fn predict(&self, i: UserId, j: ItemId) -> f64 {
        self.model.predict(self.source.learned(), i, j)
    }

    /// The range of what the model predicts.
    pub fn scale(&self) -> Scale {
        self.model.scale(self.ratings().scale())
    }

    /// What the prediction for a cell is held against, where its rating is known.
    pub fn aim(&self, i: UserId, j: ItemId) -> Option<f64> {
        self.ratings().get(i, j).map(|rating| self.model.aim(rating))
    }

    /// What the solver works on.
    pub fn problem(&self) -> Problem<'_> {
        Problem { ratings: self.source.learned(), options: &self.options }
    }

    /// Whether a rating is held out.
    pub fn held_out(&self, i: UserId, j: ItemId) -> bool {
        !self.source.split.test.is_empty() && self.source.split.test.get(i, j).is_some()
    }

    /// Whether the last step changed this number.
    pub fn lit(&self, at: Parameter) -> bool {
        let Some(done) = &self.last else { return false };
        match done.what {
            What::Unit(Touched::Row(of)) => of == at.of,
            What::Unit(Touched::Parameter(one)) => one == at,
            What::Unit(Touched::Rating(i, j) | Touched::Rated(i, j)) => {
                at.of == Entity::User(i) || at.of == Entity::Item(j)
            }
            What::Half(Over::Users) => matches!(at.of, Entity::User(_)),
            What::Half(Over::Items) => matches!(at.of, Entity::Item(_)),
            What::Half(Over::Ratings) | What::Pass => true,
            What::Start | What::Change(_) => false,
        }
    }
}
