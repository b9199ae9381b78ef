//! Lists by weights held against what was held out: whether turning a slider makes better lists.

use super::top::{Top, TopFigures, drawn, relevant_to, worth_of};
use crate::{
    data::{ItemId, Only, Ratings, Side, Split, UserId},
    study::{
        Among, Present, Source, State,
        neighbours::{enough, least},
        recommend::{Asked, Slider, Weights, lists},
    },
};
use std::collections::BTreeSet;

/// Sets of weights whose lists are measured: each list is the very one that [`recommend`](crate::study::recommend::recommend())
/// makes of the fit.
///
/// All that a scale is measured by comes from the ratings to train on: how many have rated an item, when it was rated last, what the
/// user liked, and which items have ratings enough. Years, and what is promoted, are no ratings and known to every fold.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighed {
    /// The sets; by the predicted rating alone is one of them where it is to be compared with.
    pub sets: Vec<Weights>,
    /// How many ratings to train on an item has at least; `None` for as many as they can afford.
    pub least: Option<usize>,
    /// Which items are recommended at all.
    pub only: Only,
    /// Whether predictions are clipped first.
    pub clip: bool,
    /// What is promoted; `None` for what the ratings came with.
    pub promoted: Option<BTreeSet<ItemId>>,
    /// For so many users of a fold there are lists at the most. Of more they are drawn.
    pub users: usize,
    /// By this seed: user i (from 0) by `splitmix64(i + splitmix64(seed))`, the least first.
    pub seed: u64,
}

impl Weighed {
    /// For so many users there are lists where nobody says it.
    pub const USERS: usize = 1000;

    /// These sets, with everything else as [`recommend`](crate::study::recommend::recommend()) has it by itself.
    pub fn of(sets: Vec<Weights>) -> Self {
        let (least, only, clip, promoted) = (None, Only::ALL, false, None);
        Self { sets, least, only, clip, promoted, users: Self::USERS, seed: 0 }
    }

    /// Why lists by some weights say nothing on ratings held out, in a few words.
    pub fn refusal(&self, ratings: &Ratings, weights: &Weights) -> Option<&'static str> {
        const USED: &str = "no fold holds out what was used when, which would tell of ratings held out";
        let counts = |slider: Slider| weights.of(slider) > 0.0;
        let promoted = self.promoted.as_ref().unwrap_or(&ratings.names().promoted);
        let dated = ratings.facts().has_years() || ratings.has_times();
        match () {
            () if counts(Slider::Again) || counts(Slider::Due) => Some(USED),
            () if counts(Slider::New) && !dated && ratings.names().uses.now().is_some() => Some(USED),
            () if counts(Slider::New) && !dated => {
                Some("no years and no times are known, by which an item could be new")
            }
            () if counts(Slider::Promoted) && promoted.is_empty() => Some("nothing is promoted"),
            () if weights.sum() == 0.0 => Some("nothing counts, so the order means nothing"),
            () => None,
        }
    }
}

/// Whose lists were measured, among what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lists {
    /// How many ratings to train on an item has at least.
    pub least: usize,
    /// For how many users there are lists.
    pub users: usize,
    /// How many users have something relevant held out.
    pub of: usize,
}

/// The lists of a fold, made a few at a time: of one set of weights after another, each for the same users.
pub struct Jury {
    users: Vec<(UserId, Vec<ItemId>)>,
    of: usize,
    least: usize,
    /// By set.
    lists: Vec<Vec<Vec<ItemId>>>,
}

impl Jury {
    /// Before the first list; `source` is that of the fit.
    pub fn new(fold: &Split, source: &Source, top: Top, weighed: &Weighed) -> Self {
        let mut users = relevant_to(fold, top.relevant);
        let of = users.len();
        if of > weighed.users {
            users = drawn(users, weighed.users, weighed.seed);
        }
        let usual = || least(source, Side::Items, |train| enough(train, Side::Items));
        let least = weighed.least.unwrap_or_else(usual);
        Self { users, of, least, lists: vec![Vec::new(); weighed.sets.len()] }
    }

    /// Makes at most so many lists more, shared out to the threads of the pool.
    pub fn go_on(&mut self, state: &State, top: Top, weighed: &Weighed, most: usize) {
        let mut present = Present::from(state);
        present.promoted = weighed.promoted.as_ref().unwrap_or(present.promoted);
        let count = self.users.len();
        let Some((lists_of, weights)) =
            self.lists.iter_mut().zip(&weighed.sets).find(|(lists_of, _)| lists_of.len() < count)
        else {
            return;
        };
        let next = &self.users[lists_of.len()..][..most.min(count - lists_of.len())];
        let users: Vec<UserId> = next.iter().map(|(user, _)| *user).collect();
        let among = Among { only: weighed.only, ..Among::at_least(self.least, 0) };
        let asked = Asked {
            user: UserId::new(0),
            weights: *weights,
            rated: false,
            clip: weighed.clip,
            later: 0,
            among,
            most: top.at,
        };
        let made = lists(present, &users, asked);
        lists_of.extend(made.into_iter().map(|list| list.into_iter().map(|brief| brief.item).collect::<Vec<_>>()));
    }

    /// How much of it is done, from 0 to 1.
    pub fn part(&self) -> f64 {
        let done: usize = self.lists.iter().map(Vec::len).sum();
        done as f64 / (self.users.len() * self.lists.len()).max(1) as f64
    }

    /// Whether all lists are made.
    pub fn is_done(&self) -> bool {
        self.lists.iter().all(|lists| lists.len() == self.users.len())
    }

    /// Whose lists these are, among what.
    pub fn about(&self) -> Lists {
        Lists { least: self.least, users: self.users.len(), of: self.of }
    }

    /// What the lists of each set are worth, once all are made; `None` where nothing that was held out is relevant.
    pub fn finish(&self, train: &Ratings, top: Top) -> Vec<Option<TopFigures>> {
        self.lists.iter().map(|lists| worth_of(train, &self.users, lists, top.at)).collect()
    }
}
