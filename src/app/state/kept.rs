//! What was worked out of a snapshot and is kept until there is something newer, and what is asked for.

use crate::{
    data::{Names, Ratings, Side},
    study::{
        Snapshot,
        derive::{Derived, Found, Job},
        groups::{Colour, Groups},
        mixes::Mixes,
        neighbours::enough,
    },
};
use std::{ops::Deref, sync::Arc};

/// What was worked out last, one of each kind, and what is asked for.
#[derive(Clone, Debug, Default)]
pub(in crate::app) struct Kept {
    /// How many ratings the data can afford to ask for, of users and of items, and the ratings that tell.
    enough: Option<(Arc<Ratings>, [usize; 2])>,
    /// The groups that items are coloured by, and what they were made from.
    groups: Option<(Arc<Names>, Colour, Groups)>,
    /// The same of mixes after a step.
    mixed: Option<(Arc<Mixes>, usize, Groups)>,
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

impl<T> Of<T> {
    /// What is in something derived, if it is of this kind.
    pub(in crate::app) fn new(derived: &Derived, kind: impl Fn(&Found) -> Option<&Arc<T>>) -> Option<Self> {
        Some(Self { value: Arc::clone(kind(&derived.value)?), snapshot: Arc::clone(&derived.job.snapshot) })
    }

    /// It, to be kept without its snapshot.
    pub fn shared(&self) -> Arc<T> {
        Arc::clone(&self.value)
    }

    /// What is made of it and of its snapshot.
    #[must_use]
    pub fn map(self, make: impl FnOnce(&T, &Snapshot) -> T) -> Self {
        Self { value: Arc::new(make(&self.value, &self.snapshot)), ..self }
    }
}

impl<T> Deref for Of<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl Kept {
    /// Whether this is done.
    pub(in crate::app) fn has(&self, job: &Job) -> bool {
        self.done(job).is_some()
    }

    /// What came of exactly this, once it is done.
    pub(in crate::app) fn done(&self, job: &Job) -> Option<&Arc<Derived>> {
        self.last.iter().find(|kept| kept.job == *job)
    }

    /// The last that was worked out of what is wanted, about these ratings.
    pub(in crate::app) fn last(&self, job: &Job) -> Option<&Arc<Derived>> {
        self.last.iter().find(|kept| kept.job.want.stands_for(&job.want) && kept.job.fits(&job.snapshot))
    }

    /// Puts it in the place of the last of its kind. Returns whether there was none and it was waited for.
    pub(in crate::app) fn put(&mut self, derived: Arc<Derived>) -> bool {
        let job = &derived.job;
        let waited = !job.is_small() && !self.last.iter().any(|kept| kept.job.want == job.want);
        self.last.retain(|kept| !kept.job.want.same_kind(&job.want));
        self.last.push(derived);
        waited
    }

    /// Asks for all of this and no more, and forgets what fits the snapshot no longer. Returns what is to be told of it.
    pub(in crate::app) fn ask(&mut self, jobs: Vec<Job>, snapshot: &Snapshot) -> Option<Vec<Job>> {
        self.last.retain(|kept| kept.job.fits(snapshot));
        self.long &= !jobs.is_empty();
        let news = jobs != self.asked;
        self.asked = jobs;
        news.then(|| self.asked.clone())
    }

    /// Whether this is the next thing that is asked for.
    pub(in crate::app) fn asks_for(&self, job: &Job) -> bool {
        self.asked.first() == Some(job)
    }

    /// What is asked for takes long.
    pub(in crate::app) fn takes_long(&mut self) {
        self.long = !self.asked.is_empty();
    }

    /// Whether what is drawn is of an earlier moment, or not there yet, and has been so for long.
    pub(in crate::app) fn lags(&self) -> bool {
        self.long
    }

    /// How many ratings the data can afford to ask for.
    pub(in crate::app) fn enough(&self, train: &Arc<Ratings>, side: Side) -> usize {
        match &self.enough {
            Some((ratings, found)) if Arc::ptr_eq(ratings, train) => found[side as usize],
            _ => enough(train, side),
        }
    }

    /// Looks once, not at each frame, how many that are.
    pub(in crate::app) fn keep_enough(&mut self, train: &Arc<Ratings>) {
        if self.enough.as_ref().is_none_or(|(ratings, _)| !Arc::ptr_eq(ratings, train)) {
            self.enough = Some((Arc::clone(train), [Side::Users, Side::Items].map(|side| enough(train, side))));
        }
    }

    /// The groups that items are coloured by.
    pub(in crate::app) fn groups(&self) -> Option<&Groups> {
        let mixed = self.mixed.as_ref().map(|(_, _, groups)| groups);
        mixed.or(self.groups.as_ref().map(|(_, _, groups)| groups))
    }

    /// Makes them once, not at each frame.
    pub(in crate::app) fn keep_groups(&mut self, names: &Arc<Names>, by: Colour) {
        if matches!(by, Colour::None | Colour::Mix) {
            self.groups = None;
        } else if !self.groups.as_ref().is_some_and(|(of, known, _)| Arc::ptr_eq(of, names) && *known == by) {
            self.groups = Some((Arc::clone(names), by, Groups::new(&names.facts, by, names.items.len())));
        }
    }

    /// The same of mixes after a step, where items are coloured by these.
    pub(in crate::app) fn keep_mixed(&mut self, by: Option<(Arc<Mixes>, usize)>, ratings: &Ratings) {
        let known = self.mixed.as_ref().map(|(mixes, step, _)| (mixes, step));
        match by {
            None => self.mixed = None,
            Some((mixes, step)) if known.is_some_and(|(of, at)| Arc::ptr_eq(of, &mixes) && *at == step) => {}
            Some((mixes, step)) => {
                let groups = mixes.groups(step, ratings);
                self.mixed = Some((mixes, step, groups));
            }
        }
    }
}
