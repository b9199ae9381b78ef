//! What a fit is about: the ratings, which of them are held out, and factors to start from.

use crate::{
    data::{Entity, ItemId, Names, Ratings, Share, Side, Split, UserId, lecture::Known, split},
    model::{Factors, Missing, Setting, table},
};
use ndarray::Array2;
use std::{collections::BTreeSet, sync::Arc};

/// Factors that are given rather than drawn, for either side.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Given {
    /// P, M x Z.
    pub p: Option<Array2<f64>>,
    /// Q by item, N x Z.
    pub q: Option<Array2<f64>>,
    /// What the factors are called, where they have names.
    pub names: Vec<String>,
    /// The mean that the biases are around.
    pub mean: Option<f64>,
    /// b_i by user, and b_j by item. Only a model that has biases takes them.
    pub biases: [Option<Vec<f64>>; 2],
    /// The side for which one row of zeros stands in, because a trained model has none of it.
    pub stands_in: Option<Side>,
}

impl Given {
    /// Puts all that is given in the place of what was drawn.
    pub(super) fn replace(&self, factors: &mut Factors) {
        for (side, given) in [(Side::Users, &self.p), (Side::Items, &self.q)] {
            if let Some(given) = given {
                factors.replace(side, given);
            }
        }
        factors.replace_biases(self.mean, self.biases.each_ref().map(Option::as_deref));
    }

    /// The lecture's own factors, for the users and items of `names` but the newcomers, who are the last.
    ///
    /// # Errors
    /// A sentence, when a name has no row there.
    pub fn known(known: Known, names: &Names, newcomers: [usize; 2]) -> Result<Self, String> {
        let mut given = Self::default();
        for (side, names) in [(Side::Users, &names.users), (Side::Items, &names.items)] {
            let Some(known_table) = known.table(side) else { continue };
            let names = &names[..names.len().saturating_sub(newcomers[side as usize])];
            let width = known_table.columns.len();
            let mut values = Vec::with_capacity(names.len() * width);
            for name in names {
                let row = known_table.names.iter().position(|known| **known == **name).ok_or_else(|| {
                    format!("these factors are for the lecture's own users and albums; '{name}' has none")
                })?;
                values.extend_from_slice(&known_table.values[row * width..][..width]);
            }
            let matrix = table::from_values(width, values);
            match side {
                Side::Users => given.p = matrix,
                Side::Items => given.q = matrix,
            }
            if known != Known::Worked {
                given.names = known_table.columns;
            }
        }
        Ok(given)
    }
}

/// What a fit is about: all ratings, and which of them are held out.
#[derive(Clone, Debug)]
pub struct Source {
    /// The share that is held out.
    pub share: Share,
    /// The seed that decides which.
    pub split_seed: u64,
    /// All ratings, those to train on and those to test on.
    pub split: Split,
    /// Starting factors that were given.
    pub given: Arc<Given>,
    /// Held-out ratings that were removed: if one comes back, it is held out again.
    pub removed: Arc<BTreeSet<(UserId, ItemId)>>,
    /// Where missing counts as zero: the ratings trained on, and 0 in every other cell, the held-out ones too.
    pub filled: Option<Arc<Ratings>>,
    /// How many users and how many items joined when the ratings were open already: they are the last of their side.
    pub newcomers: [usize; 2],
}

impl Source {
    /// Whether a row and one of the other side meet in a cell that is not trained on, and is only taken as 0.
    pub(super) fn assumes(&self, of: Entity, other: Entity) -> bool {
        match (of, other) {
            (Entity::User(i), Entity::Item(j)) | (Entity::Item(j), Entity::User(i)) => {
                self.filled.is_some() && self.split.train.get(i, j).is_none()
            }
            _ => false,
        }
    }

    /// Above this many cells of users times items, missing cannot count as zero: each cell costs what a rating does.
    pub const MOST_CELLS: usize = 4_000_000;

    /// All of `ratings` for training.
    pub fn new(all: Arc<Ratings>) -> Self {
        Self::of(split(&all, Share::NONE, 0))
    }

    /// Ratings that are divided already, as a fold is.
    pub fn of(split: Split) -> Self {
        Self {
            share: Share::NONE,
            split_seed: 0,
            split,
            given: Arc::default(),
            removed: Arc::default(),
            filled: None,
            newcomers: [0, 0],
        }
    }

    /// The same ratings with a share held out.
    pub fn held_out(&self, share: Share, seed: u64) -> Self {
        let split = split(self.all(), share, seed);
        let filled = filled(&split, self.filled.is_some());
        Self { share, split_seed: seed, split, removed: Arc::default(), filled, ..self.clone() }
    }

    /// Every known rating.
    pub fn all(&self) -> &Arc<Ratings> {
        &self.split.all
    }

    /// Whether the factors of one side were given from outside, so that rows without ratings mean something as well.
    pub fn was_given(&self, side: Side) -> bool {
        let given = if side == Side::Users { &self.given.p } else { &self.given.q };
        given.is_some() && self.given.stands_in != Some(side)
    }

    /// What the solver learns from: the ratings trained on, and where missing counts as zero all other cells as well.
    pub fn learned(&self) -> &Arc<Ratings> {
        self.filled.as_ref().unwrap_or(&self.split.train)
    }

    /// Counts missing as zero, or ignores it.
    pub fn count_missing(&mut self, missing: Missing) {
        self.filled = filled(&self.split, missing == Missing::Zero);
    }

    /// Why a setting cannot be had with these ratings, in a sentence.
    pub fn refusal(&self, setting: Setting) -> Option<String> {
        let cells = self.all().n_users().saturating_mul(self.all().n_items());
        (setting == Setting::Missing(Missing::Zero) && cells > Self::MOST_CELLS)
            .then(|| format!("missing as zero takes up to 4 million cells, and here are {cells}: open less"))
    }

    /// With the rating of `i` for `j` set, added, or (with `None`) removed. A rating that is held out stays held out,
    /// even if it is removed and comes back; all others stay on the side where they are, and a new one is trained on.
    pub(super) fn rated(&self, i: UserId, j: ItemId, value: Option<f64>) -> Self {
        let mut changed = self.clone();
        if self.split.test.get(i, j).is_some() {
            Arc::make_mut(&mut changed.removed).insert((i, j));
        }
        changed.divide(self.all().with(i, j, value));
        changed
    }

    /// With one more user or item, who has no ratings yet.
    pub(super) fn joined(&self, side: Side, name: &str) -> Self {
        let mut joined = self.clone();
        joined.newcomers[side as usize] += 1;
        joined.divide(self.all().joined(side, name));
        joined
    }

    /// Whether a user or an item joined when the ratings were open already.
    pub fn is_newcomer(&self, of: Entity) -> bool {
        of.index() + self.newcomers[of.side() as usize] >= self.all().count(of.side())
    }

    /// Puts other ratings in the place of these, each on the side where it was; new ones are trained on.
    fn divide(&mut self, all: Ratings) {
        let was_held = |i, j| self.split.test.get(i, j).is_some() || self.removed.contains(&(i, j));
        let old_test = |i: UserId, j: ItemId| {
            i.index() < self.split.test.n_users() && j.index() < self.split.test.n_items() && was_held(i, j)
        };
        self.split = if self.share == Share::NONE {
            split(&Arc::new(all), Share::NONE, 0)
        } else {
            Split::by(&all, |_, r| old_test(r.user, r.item))
        };
        self.filled = filled(&self.split, self.filled.is_some());
    }
}

fn filled(split: &Split, zero: bool) -> Option<Arc<Ratings>> {
    zero.then(|| Arc::new(split.train.completed(0.0)))
}
