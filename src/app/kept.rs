//! What screens derive from a snapshot: asked for when it is needed, kept until there is something newer, and drawn meanwhile.
//!
//! What is small is worked out here at once. The rest goes out as [`Effect::Derive`] and comes back as
//! [`super::Message::Derived`], so that no key waits for it; this file and [`App::work_off`] are the only ones that work
//! anything out.

use super::{App, Effect, Explained};
use crate::{
    command::{Axes, Experiment, Screen},
    data::{Entity, Ratings, Side},
    model::{ON, Parameter},
    study::{
        Snapshot,
        derive::{Derived, Job, Value, Want},
        ends::Ends,
        explain::{Gradient, Regression, SquaredError},
        frame::Frame,
        landscape::Terrain,
        neighbours::{Neighbour, enough},
        plane::Points,
        shelves::Shelf,
    },
};
use std::{ops::Deref, sync::Arc};

/// What to say where something cannot be done because it is not worked out yet.
pub(super) const ONE_MOMENT: &str = "one moment: this is still being worked out";

/// What was worked out last, one of each kind, and what is asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    /// How many ratings the data can afford to ask for, of users and of items, and the ratings that tell.
    enough: Option<(Arc<Ratings>, [usize; 2])>,
    last: Vec<Arc<Derived>>,
    asked: Vec<Job>,
    /// Whether that takes long.
    long: bool,
}

/// Something derived, with the snapshot that it was derived from.
#[derive(Clone, Debug)]
pub struct Of<T> {
    value: Arc<T>,
    /// From what.
    pub snapshot: Arc<Snapshot>,
}

impl<T> Deref for Of<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl App {
    /// Works out what the screen needs, or asks for it.
    pub(super) fn keep(&mut self) -> Option<Effect> {
        self.keep_enough();
        let mut asked = Vec::new();
        for want in self.needs() {
            let job = self.job(want);
            match self.at_once(&job) {
                Some(derived) => self.take_derived(derived),
                None if self.has(&job) => {}
                None => asked.push(job),
            }
        }
        self.kept.last.retain(|kept| kept.job.fits(&self.snapshot));
        self.kept.long &= !asked.is_empty();
        let news = asked != self.kept.asked;
        self.kept.asked = asked;
        news.then(|| Effect::Derive(self.kept.asked.clone()))
    }

    /// What is asked for goes on, whatever is looked at from now on.
    pub(super) fn keep_asking_as(&mut self, before: &App) {
        self.kept.asked.clone_from(&before.kept.asked);
    }

    /// Whether this is the next thing that is asked for.
    pub(super) fn asks_for(&self, job: &Job) -> bool {
        self.kept.asked.first() == Some(job)
    }

    /// Takes in what was worked out, if it is still of use.
    pub(super) fn take_derived(&mut self, derived: Arc<Derived>) {
        let job = &derived.job;
        let present = Job { want: job.want, snapshot: Arc::clone(&self.snapshot) };
        if self.has(&present) || !job.fits(&self.snapshot) || !self.needs().contains(&job.want) {
            return;
        }
        match (job.want, &derived.value) {
            (Want::Order(side, _), Value::Order(listing)) => return self.put_in_order(side, (**listing).clone()),
            (_, Value::Near(list)) => self.neighbour = self.neighbour.min(list.len().saturating_sub(1)),
            _ => {}
        }
        let waited = !job.is_small() && !self.kept.last.iter().any(|kept| kept.job.want == job.want);
        self.kept.last.retain(|kept| !kept.job.want.same_kind(&job.want));
        self.kept.last.push(derived);
        if waited {
            // What was to be in sight before one knew where it lies.
            self.bring_in_sight();
        }
    }

    fn has(&self, job: &Job) -> bool {
        self.kept.last.iter().any(|kept| kept.job == *job)
    }

    /// What is asked for takes long.
    pub(super) fn takes_long(&mut self) {
        self.kept.long = !self.kept.asked.is_empty();
    }

    /// Whether what is drawn is of an earlier moment, or not there yet, and has been so for long.
    pub fn lags(&self) -> bool {
        self.kept.long
    }

    /// All that the screen in front needs.
    fn needs(&self) -> Vec<Want> {
        let mut wanted = match (self.live(), self.experiment) {
            // What these screens show is made of factors.
            _ if self.snapshot.factors().is_none() => Vec::new(),
            (Screen::Map, _) => vec![self.points_wanted(), self.near_wanted()],
            (Screen::Neighbours, _) => vec![self.near_wanted()],
            (Screen::Factors, _) => vec![self.ends_wanted(), self.spans_wanted()],
            (Screen::Lab, Experiment::Landscape) => vec![Want::Terrain(self.over())],
            (Screen::Lab, Experiment::Frame) => vec![Want::Frame(self.selected())],
            (Screen::Lab, Experiment::Shelves) => vec![self.shelves_wanted()],
            _ => Vec::new(),
        };
        match self.explained() {
            Explained::Regression(of) => wanted.push(Want::Regression(of)),
            Explained::Gradient(at) => wanted.push(Want::Gradient(at)),
            Explained::Errors => wanted.push(Want::Errors),
            _ => {}
        }
        wanted.extend(self.sorting.iter().map(|(side, sort)| Want::Order(*side, *sort)));
        wanted
    }

    fn points_wanted(&self) -> Want {
        let z = self.snapshot.z();
        let over = match self.map.axes {
            Axes::Factors(x, y) => Some([x - 1, y - 1]),
            Axes::Principal => None,
            Axes::Next => Some([0, 1.min(z.saturating_sub(1))]),
        };
        Want::Points(self.side, over)
    }

    fn near_wanted(&self) -> Want {
        Want::Near(self.selected(), self.look.metric, self.least(self.side))
    }

    fn ends_wanted(&self) -> Want {
        Want::Ends(
            self.factor.min(self.snapshot.z().saturating_sub(1)),
            [Side::Items, Side::Users].map(|s| self.least(s)),
        )
    }

    fn spans_wanted(&self) -> Want {
        Want::Spans(self.side, self.least(self.side))
    }

    fn shelves_wanted(&self) -> Want {
        Want::Shelves(self.user, self.look.metric, [Side::Items, Side::Users].map(|side| self.least(side)))
    }

    /// How many ratings a user or an item has at least where they are compared: as many as were asked for, or as the data
    /// can afford.
    pub fn least(&self, side: Side) -> usize {
        let train = &self.snapshot.source.split.train;
        self.look.at_least.unwrap_or_else(|| match &self.kept.enough {
            Some((ratings, found)) if Arc::ptr_eq(ratings, train) => found[side as usize],
            _ => enough(train, side),
        })
    }

    /// Looks once, not at each frame, how many ratings the data can afford to ask for.
    fn keep_enough(&mut self) {
        let train = &self.snapshot.source.split.train;
        if self.kept.enough.as_ref().is_none_or(|(ratings, _)| !Arc::ptr_eq(ratings, train)) {
            let found = [Side::Users, Side::Items].map(|side| enough(train, side));
            self.kept.enough = Some((Arc::clone(train), found));
        }
    }

    pub(super) fn job(&self, want: Want) -> Job {
        Job { want, snapshot: Arc::clone(&self.snapshot) }
    }

    /// A job done at once, if it is small and not done yet.
    pub(super) fn at_once(&self, job: &Job) -> Option<Arc<Derived>> {
        if job.is_small() && !self.has(job) { job.work_out(ON).map(Arc::new) } else { None }
    }

    /// What can be drawn for a want: that of the present moment, or else the last one.
    fn drawable(&self, want: Want) -> Option<Arc<Derived>> {
        self.at_once(&self.job(want)).or_else(|| {
            let fitting = |kept: &&Arc<Derived>| kept.job.want == want && kept.job.fits(&self.snapshot);
            self.kept.last.iter().find(fitting).cloned()
        })
    }

    fn of<T>(&self, want: Want, value: impl Fn(&Value) -> Option<&Arc<T>>) -> Option<Of<T>> {
        let derived = self.drawable(want)?;
        Some(Of { value: Arc::clone(value(&derived.value)?), snapshot: Arc::clone(&derived.job.snapshot) })
    }
}

/// Accessors: what is wanted, and the kind of value that comes of it.
macro_rules! derived {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $of:ty),*) -> $type:ty = $kind:ident, |$app:ident| $want:expr;)+) => {
        impl App {
            $($(#[$doc])*
            pub fn $name(&self, $($argument: $of),*) -> Option<Of<$type>> {
                let $app = self;
                self.of($want, |value| match value {
                    Value::$kind(found) => Some(found),
                    _ => None,
                })
            })+
        }
    };
}

derived! {
    /// The side that is looked at, in the plane of the map.
    points() -> Points = Points, |app| app.points_wanted();
    /// Who or what is nearest to what is selected, nearest first.
    neighbours() -> Vec<Neighbour> = Near, |app| app.near_wanted();
    /// Items and users at the ends of the selected factor.
    ends() -> [Ends; 2] = Ends, |app| app.ends_wanted();
    /// How far each factor reaches on the side that is looked at.
    spans() -> Vec<f64> = Spans, |app| app.spans_wanted();
    /// The largest terms of the sum of squared errors, largest first.
    squared_errors() -> Vec<SquaredError> = Errors, |_app| Want::Errors;
    /// The regression of a user or an item; without one, of whom or what the last step fitted.
    regression(of: Option<Entity>) -> Regression = Regression, |_app| Want::Regression(of);
    /// The step of descent for a parameter; without one, for that which the last step moved.
    gradient(at: Option<Parameter>) -> Gradient = Gradient, |_app| Want::Gradient(at);
    /// The landscape over the two numbers.
    terrain() -> Terrain = Terrain, |app| Want::Terrain(app.over());
    /// The data frame of the regression of what is selected.
    frame() -> Frame = Frame, |app| Want::Frame(app.selected());
    /// The shelves of the selected user.
    shelves() -> Vec<Shelf> = Shelves, |app| app.shelves_wanted();
}
