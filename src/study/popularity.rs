//! Popularity: which items a model would recommend at all, and how evenly, held against what people rated.
//!
//! Each user is given a list, the very one that an evaluation measures: the k items with the highest predictions among those
//! that the user did not rate. A *place* is an item on a list.

use super::{
    evaluate::list,
    extent::{Extent, Scheme},
};
use crate::{
    choice::choice,
    data::{Entity, ItemId, Ratings, Side, UserId, splitmix64},
    model::{Go, Model},
};
use rayon::prelude::*;
use std::cmp::Reverse;

choice!(
    /// What is looked at of what a model recommends.
    #[derive(Default)]
    PopularityView, "a view of what is recommended", {
    /// The items that are on the most lists.
    #[default]
    Items = "items",
    /// Items in groups by how many ratings they have.
    Groups = "groups",
    /// How evenly places are shared out among the items, as a curve.
    Curve = "curve",
    /// The present fit beside other models.
    Models = "models",
});

/// What a model recommends, by item.
#[derive(Clone, Debug, PartialEq)]
pub struct Popularity {
    /// k, how long a list is at the most.
    pub at: usize,
    /// How many users there are.
    pub users: usize,
    /// How many of them a list was made for: all, or where users times items are more than [`Popularity::CELLS`] a sample:
    /// user i (from 0) has the number `splitmix64(i + SEED)`, and those with the least are taken.
    pub lists: usize,
    /// Items with at most so many ratings are the long tail: the largest number with which they have together no more than
    /// a fifth of all ratings. `None` where the least rated have more already. All others are the head.
    ///
    /// Source: Yin et al., "Challenging the long tail recommendation" (2012), cut at a whole number of ratings, so that no two
    /// items with as many ratings lie on either side.
    pub tail: Option<usize>,
    /// How many items are in the tail.
    pub tail_items: usize,
    /// How the ratings to learn from are shared out among the items.
    pub rated: Spread,
    /// How the places on the lists are.
    pub recommended: Spread,
    /// The items by how many ratings they have; groups without an item are left out.
    pub groups: Vec<Group>,
    /// The items on the most lists, the first on most; at most [`Popularity::MOST`].
    pub most: Vec<Listed>,
    /// How many lists hold all that their user has not rated: there was nothing to choose.
    pub whole: usize,
    /// On how many lists the last place was given by the order of the file, another item having the same prediction.
    pub tied: usize,
    /// How many places went to items whose prediction is no number.
    pub unknown: usize,
}

/// Part of the ratings that the long tail has: one in so many.
const TAIL: u64 = 5;
/// Of so many users at a time the lists are made.
const STRETCH: usize = 16;

/// How something that items have is shared out among all of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// How much there is of it.
    pub total: u64,
    /// How many items have any.
    pub reached: usize,
    /// See [`gini`].
    pub gini: f64,
    /// The part of it that the long tail has.
    pub tail: f64,
    /// The mean number of ratings of the items that have it, each counted as often as it has it.
    ///
    /// Of what is recommended it is the average recommendation popularity of Yin et al. (2012), where all lists are equally
    /// long.
    pub ratings: f64,
    /// The Lorenz curve, at [`Spread::POINTS`] parts of the items that are equally far apart: which part of it they have
    /// together, those that have least first.
    pub lorenz: Vec<f64>,
}

/// Items with about as many ratings.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// How many ratings they have.
    pub extent: Extent,
    /// How many items they are.
    pub items: usize,
    /// How many ratings they have together.
    pub ratings: u64,
    /// On how many places they are.
    pub places: u64,
}

/// An item that is recommended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The item.
    pub item: ItemId,
    /// On how many lists it is.
    pub lists: u32,
    /// How many ratings it has to learn from.
    pub ratings: usize,
    /// The first user, in the order of the file, on whose list it is.
    pub to: UserId,
}

impl Popularity {
    /// How long a list is, where nobody says.
    pub const LENGTH: usize = 10;
    /// How long a list can be.
    pub const LONGEST: usize = 100;
    /// So many of the items on the most lists are named.
    pub const MOST: usize = 200;
    /// Users times items: where there are more, so many predictions are made, for a sample of the users.
    pub const CELLS: usize = 100_000_000;
    /// The seed of that sample.
    pub const SEED: u64 = 0;

    /// What a model, which has learned from `seen`, recommends to those who rated `train`, in lists of `at`. `None` when it is
    /// given up.
    pub fn new(train: &Ratings, seen: &Ratings, model: &Model, at: usize, go: Go) -> Option<Self> {
        let mut counting = Counting::new(train, at, Self::CELLS);
        while !counting.is_done() {
            go()?;
            counting.go_on(train, seen, model, STRETCH);
        }
        Some(counting.finish(train))
    }

    /// How many items there are.
    pub fn items(&self) -> usize {
        self.groups.iter().map(|group| group.items).sum()
    }

    /// `|∪ L_u| / N`, the part of all items that is on some list.
    pub fn coverage(&self) -> f64 {
        self.recommended.reached as f64 / self.items().max(1) as f64
    }

    /// The groups, at most so many: neighbours are taken together where there are more.
    pub fn together(&self, most: usize) -> Vec<Group> {
        let each = self.groups.len().div_ceil(most.max(1)).max(1);
        let as_one = |groups: &[Group]| {
            groups.iter().cloned().reduce(|all, next| Group {
                extent: all.extent.to(next.extent),
                items: all.items + next.items,
                ratings: all.ratings + next.ratings,
                places: all.places + next.places,
            })
        };
        self.groups.chunks(each).filter_map(as_one).collect()
    }

    /// Whether lists were made for some of the users only.
    pub fn is_sample(&self) -> bool {
        self.lists < self.users
    }
}

/// How many users are given a list.
pub(super) fn sampled(train: &Ratings, cells: usize) -> usize {
    train.n_users().min((cells / train.n_items().max(1)).max(1))
}

/// Lists being made, and what was counted of those that are made.
pub(super) struct Counting {
    at: usize,
    users: Vec<UserId>,
    done: usize,
    listed: Vec<u32>,
    first: Vec<Option<UserId>>,
    whole: usize,
    tied: usize,
    unknown: usize,
}

impl Counting {
    /// Lists of `at` items for all users, or, where users times items are more than `cells`, for as many as it takes to stay
    /// within that: user i (from 0) has the number `splitmix64(i + SEED)`, and those with the least are taken.
    pub fn new(train: &Ratings, at: usize, cells: usize) -> Self {
        let count = sampled(train, cells);
        let mut users: Vec<usize> = (0..train.n_users()).collect();
        if count < users.len() {
            users.sort_unstable_by_key(|i| splitmix64((*i as u64).wrapping_add(Popularity::SEED)));
            users.truncate(count);
            users.sort_unstable();
        }
        Self {
            at,
            users: users.into_iter().map(UserId::new).collect(),
            done: 0,
            listed: vec![0; train.n_items()],
            first: vec![None; train.n_items()],
            whole: 0,
            tied: 0,
            unknown: 0,
        }
    }

    /// Whether all lists are made.
    pub fn is_done(&self) -> bool {
        self.done == self.users.len()
    }

    /// Makes the lists of the next users, at most so many, on all threads: what is counted are whole numbers, so their order
    /// makes no difference.
    pub fn go_on(&mut self, train: &Ratings, seen: &Ratings, model: &Model, most: usize) {
        let end = self.users.len().min(self.done + most);
        let next = &self.users[self.done..end];
        let lists: Vec<_> = next.par_iter().map(|i| (*i, list(train, seen, model, *i, self.at))).collect();
        self.done = end;
        for (i, list) in lists {
            self.whole += usize::from(list.whole);
            self.tied += usize::from(list.tied);
            self.unknown += list.unknown;
            for j in list.items {
                self.listed[j.index()] += 1;
                self.first[j.index()].get_or_insert(i);
            }
        }
    }

    /// What comes of it.
    pub fn finish(self, train: &Ratings) -> Popularity {
        let degrees: Vec<u32> =
            (0..train.n_items()).map(|j| train.degree(Entity::new(Side::Items, j)) as u32).collect();
        let tail = tail(&degrees);
        let in_tail = |j: usize| tail.is_some_and(|most| degrees[j] as usize <= most);
        let mut most: Vec<Listed> = (0..degrees.len())
            .filter_map(|j| {
                let (item, lists, ratings) = (ItemId::new(j), self.listed[j], degrees[j] as usize);
                Some(Listed { item, lists, ratings, to: self.first[j]? })
            })
            .collect();
        most.sort_unstable_by_key(|listed| (Reverse(listed.lists), Reverse(listed.ratings), listed.item));
        most.truncate(Popularity::MOST);
        Popularity {
            at: self.at,
            users: train.n_users(),
            lists: self.users.len(),
            tail,
            tail_items: (0..degrees.len()).filter(|j| in_tail(*j)).count(),
            rated: Spread::of(&degrees, &degrees, in_tail),
            recommended: Spread::of(&self.listed, &degrees, in_tail),
            groups: groups(&degrees, &self.listed),
            most,
            whole: self.whole,
            tied: self.tied,
            unknown: self.unknown,
        }
    }
}

/// The most ratings that an item of the long tail has: see [`Popularity::tail`].
fn tail(degrees: &[u32]) -> Option<usize> {
    let mut sorted = degrees.to_vec();
    sorted.sort_unstable();
    let total: u64 = sorted.iter().map(|degree| u64::from(*degree)).sum();
    let (mut sum, mut most) = (0, None);
    for alike in sorted.chunk_by(|a, b| a == b) {
        sum += u64::from(alike[0]) * alike.len() as u64;
        if TAIL * sum > total {
            break;
        }
        most = Some(alike[0] as usize);
    }
    most
}

fn groups(degrees: &[u32], listed: &[u32]) -> Vec<Group> {
    let scheme = Scheme::of_counts();
    let empty = |extent: &Extent| Group { extent: *extent, items: 0, ratings: 0, places: 0 };
    let mut groups: Vec<Group> = scheme.extents.iter().map(empty).collect();
    for (degree, listed) in degrees.iter().zip(listed) {
        let group = &mut groups[scheme.at_count(*degree as usize)];
        group.items += 1;
        group.ratings += u64::from(*degree);
        group.places += u64::from(*listed);
    }
    groups.retain(|group| group.items > 0);
    groups
}

impl Spread {
    /// The Lorenz curve has a point at each so-manieth part of the items, and one at 0.
    pub const POINTS: usize = 200;

    fn of(amounts: &[u32], degrees: &[u32], in_tail: impl Fn(usize) -> bool) -> Self {
        let sum = |part: &dyn Fn(usize) -> u64| (0..amounts.len()).map(part).sum::<u64>();
        let total = sum(&|j| u64::from(amounts[j]));
        let share = |of: u64| if total > 0 { of as f64 / total as f64 } else { 0.0 };
        Self {
            total,
            reached: amounts.iter().filter(|amount| **amount > 0).count(),
            gini: gini(amounts),
            tail: share(sum(&|j| if in_tail(j) { amounts[j].into() } else { 0 })),
            ratings: share(sum(&|j| u64::from(amounts[j]) * u64::from(degrees[j]))),
            lorenz: lorenz(amounts, Self::POINTS),
        }
    }
}

/// The Gini coefficient of some amounts: 0 where all are alike, `(n - 1) / n` where one has everything. Of nothing it is 0.
///
/// With the amounts in rising order, `x_1 ≤ .. ≤ x_n`, it is twice the area between the Lorenz curve and the diagonal:
///
/// ```text
/// G = Σ (2i - n - 1) x_i / (n Σ x_i)
/// ```
///
/// Source: Fleder and Hosanagar, "Blockbuster culture's next rise or fall: the impact of recommender systems on sales
/// diversity" (2009), who measure with it what recommendations do to sales.
pub fn gini(amounts: &[u32]) -> f64 {
    let mut sorted = amounts.to_vec();
    sorted.sort_unstable();
    let n = sorted.len() as i128;
    let total: i128 = sorted.iter().map(|x| i128::from(*x)).sum();
    let sum: i128 = (1..).zip(&sorted).map(|(i, x)| (2 * i - n - 1) * i128::from(*x)).sum();
    if total > 0 { sum as f64 / (n as f64 * total as f64) } else { 0.0 }
}

/// The Lorenz curve of some amounts, from 0 to 1 in so many steps: which part of all of it the first 0, 1/steps, .. of those have
/// that have least, with straight lines from one to the next. Of nothing, nobody has a part.
///
/// Source: Lorenz, "Methods of measuring the concentration of wealth" (1905).
pub fn lorenz(amounts: &[u32], steps: usize) -> Vec<f64> {
    let mut sorted = amounts.to_vec();
    sorted.sort_unstable();
    let mut sums = vec![0];
    sorted.iter().for_each(|x| sums.push(sums[sums.len() - 1] + u64::from(*x)));
    let total = sums[sorted.len()].max(1) as f64;
    let at = |step: usize| {
        // In whole numbers up to the last: a place that falls on an item is exactly there.
        let (whole, rest) = (step * sorted.len() / steps, step * sorted.len() % steps);
        let more = sorted.get(whole).map_or(0.0, |x| f64::from(*x) * rest as f64 / steps as f64);
        (sums[whole] as f64 + more) / total
    };
    (0..=steps).map(at).collect()
}
