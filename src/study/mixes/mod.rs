//! Mixes: the items in a few clusters by their factors, as a music service has daily mixes. Each is a taste, ranked for a user and
//! named by what is typical of it.
//!
//! [`k_means`] makes the clusters step by step, on plain points; [`Mixes`] is that of a model's items, with a [`Mix`] for each cluster
//! after each step. What a mix holds for a user is ranked by [`recommend`](super::recommend), as every list is.

mod figures;
mod k_means;
mod mix;

pub use figures::OF_MIXES;
pub use k_means::{Clustered, Did, ROOM, ROUNDS, from_centres, k_means};
pub use mix::{Mix, TYPICAL, WORDS};

use super::{Among, Snapshot, groups::Groups, telling::Pool};
use crate::{
    data::{Entity, ItemId, Ratings, Side},
    model::Go,
};
use mix::Items;
use ndarray::Array2;
use rayon::prelude::*;

/// The most mixes: as many as can be told apart by mark and colour.
pub const MOST: usize = Groups::MOST;
/// What lies farther out than this is no place: its square could not be reckoned with.
const FAR: f64 = 1e100;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mixing {
    /// k, how many mixes.
    pub count: usize,
    /// What the first centres are drawn by.
    pub seed: u64,
    /// Which items.
    pub among: Among,
}

/// How many mixes so many items have where nobody says it: `√(n / 2)`, a rule of thumb, but 2 at the least and 6 at the most.
///
/// Source: Mardia, Kent and Bibby, Multivariate Analysis (1979), chapter 13.
pub fn usual(items: usize) -> usize {
    ((items as f64 / 2.0).sqrt().round() as usize).clamp(2, 6)
}

/// A step of k-means, and what the clusters are after it.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The clusters.
    pub clustered: Clustered,
    /// What each is.
    pub mixes: Vec<Mix>,
}

/// The items of a model in clusters, step by step.
#[derive(Clone, Debug, PartialEq)]
pub struct Mixes {
    /// What was asked for.
    pub mixing: Mixing,
    /// The items that are in clusters, by number.
    pub items: Vec<ItemId>,
    /// How many are left out: rated by too few, not among those asked for, or without a place.
    pub left_out: usize,
    /// The steps, from 0; none where there is no item.
    pub steps: Vec<Step>,
    /// Whether the last step changed nothing.
    pub rests: bool,
    /// The place of each item of the model among those that are in clusters.
    places: Vec<Option<u32>>,
}

impl Mixes {
    /// The clusters of the items by their rows of Q; `None` for a model without factors, or when it is given up.
    ///
    /// An item that one person rated has a row that was fitted to one opinion, and there are many of these: only items with as many
    /// ratings as are asked for take part, as they do in Map and Neighbours.
    ///
    /// Nearness is Euclidean, as the map draws it: k-means minimises squared distances, of which a mean is the minimum. Of cosines it is
    /// not.
    pub fn new(snapshot: &Snapshot, mixing: Mixing, go: Go) -> Option<Self> {
        let (train, table) = (&snapshot.source.split.train, snapshot.factors()?.table(Side::Items));
        let placed = |at: &usize| table.row(*at).iter().all(|x| x.abs() < FAR);
        let rows: Vec<usize> = (0..table.nrows())
            .filter(|at| mixing.among.holds(train, Entity::new(Side::Items, *at)))
            .filter(placed)
            .collect();
        let items = table.nrows();
        let points = match rows.len() == items {
            true => table.into_owned(),
            false => Array2::from_shape_fn((rows.len(), table.ncols()), |(at, z)| table[[rows[at], z]]),
        };
        go()?;
        let all = k_means(&points, mixing.count, mixing.seed, go)?;
        let ids: Vec<ItemId> = rows.iter().copied().map(ItemId::new).collect();
        let mut places = vec![None; items];
        rows.iter().zip(0..).for_each(|(row, place)| places[*row] = Some(place));
        let pool = Pool::new(train.facts(), &ids);
        let degrees: Vec<usize> = ids.iter().map(|item| train.degree(*item)).collect();
        let all_items = Items { ids: &ids, points: &points, degrees: &degrees, pool: &pool };
        let mut steps = Vec::with_capacity(all.len());
        // By a few at a time, so that it can be given up.
        for some in all.chunks(8) {
            go()?;
            steps.par_extend(
                some.par_iter().map(|one| Step { clustered: one.clone(), mixes: mix::mixes(one, &all_items) }),
            );
        }
        let rests = all.last().is_none_or(|last| last.did == Did::Assigned { changed: 0 });
        Some(Self { mixing, left_out: items - ids.len(), items: ids, steps, rests, places })
    }

    /// About how many multiplications it takes.
    pub(super) fn work(snapshot: &Snapshot, mixing: &Mixing) -> usize {
        /// Of an item, in a round: its place in an order, and its words.
        const EACH: usize = 60;
        let each = EACH + (mixing.count + 2) * snapshot.z().max(1);
        snapshot.ratings().n_items().saturating_mul(each).saturating_mul(ROUNDS)
    }

    /// The place of a step that is asked for, or of the last.
    pub fn at(&self, step: Option<usize>) -> usize {
        let last = self.steps.len().saturating_sub(1);
        step.map_or(last, |step| step.min(last))
    }

    /// The clusters after a step as groups that items can be coloured by.
    pub fn groups(&self, step: usize, ratings: &Ratings) -> Groups {
        let mut of = vec![None; ratings.n_items()];
        let Some(step) = self.steps.get(step) else { return Groups::given(Vec::new(), of) };
        for (item, cluster) in self.items.iter().zip(step.clustered.of.iter()) {
            of[item.index()] = Some(*cluster);
        }
        let name = |(mix, n): (&Mix, usize)| format!("{n} {}", mix.name(ratings));
        Groups::given(step.mixes.iter().zip(1..).map(name).collect(), of)
    }

    /// The cluster that an item is in after a step, from 0; `None` where it is left out.
    pub fn of(&self, step: usize, item: ItemId) -> Option<usize> {
        let place = (*self.places.get(item.index())?)? as usize;
        self.steps.get(step).map(|step| usize::from(step.clustered.of[place]))
    }
}
