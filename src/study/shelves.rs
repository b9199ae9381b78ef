//! Shelves of recommendations for one user, as a shop or a video service shows them: each is a question put to the same
//! model and the same ratings.

use super::{
    Among, Snapshot,
    neighbours::{Nearness, nearest},
};
use crate::{
    data::{Entity, ItemId, Side, UserId},
    model::Go,
};
use std::{cmp::Ordering, collections::BTreeMap};

/// What a shelf is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// What the user has not rated, by prediction.
    For,
    /// What lies near an item that the user liked.
    Because(ItemId),
    /// What most people rated, whoever asks.
    Most,
    /// What people near the user liked and the user has not rated. So many people were asked.
    Near(usize),
}

/// One thing on a shelf, and why it stands where it does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pick {
    /// What it is.
    pub item: ItemId,
    /// For [`Topic::For`] the prediction, for [`Topic::Because`] the distance or the cosine, else the mean of the ratings
    /// that count.
    pub value: f64,
    /// How many ratings count; 0 where none does.
    pub count: usize,
}

/// A row of things, the best first.
#[derive(Clone, Debug, PartialEq)]
pub struct Shelf {
    /// What it is about.
    pub topic: Topic,
    /// What stands on it.
    pub picks: Vec<Pick>,
}

/// How many things a shelf holds at the most.
pub const PICKS: usize = 30;
/// How many people near the user are asked at the most: where there are few, half of them.
const PEOPLE: usize = 10;
/// For how many liked items there is a shelf at the most.
const LIKED: usize = 2;

/// The shelves of a user; those with nothing on them are left out, but for the first. A rating that is held out counts as
/// unknown. Only items and people who are compared come into it, and
/// none without any rating to learn from. `None` when it is given up.
///
/// - [`Topic::For`]: `r̂ = b + P_i · Q_j` over all j without a rating by i, the largest first.
/// - [`Topic::Because`]: the items nearest to one that i rated highest, and above the middle of the scale.
/// - [`Topic::Most`]: the items with the most ratings; of as many, the one with the higher mean.
/// - [`Topic::Near`]: among the users nearest to i, the items that most of them rated above the middle of the scale and i
///   has not rated; of as many, the one with the higher mean of those ratings.
///
/// Ties go by number. It takes M + N products of rows, and the ratings of a few users.
pub fn shelves(snapshot: &Snapshot, user: UserId, nearness: Nearness, among: Among, go: Go) -> Option<Vec<Shelf>> {
    let mut all = vec![for_user(snapshot, user, among, go)?];
    for item in liked(snapshot, user) {
        all.push(because(snapshot, item, nearness, among, go)?);
    }
    all.push(near(snapshot, user, nearness, among, go)?);
    all.push(most(snapshot, among));
    all.retain(|shelf| !shelf.picks.is_empty() || shelf.topic == Topic::For);
    Some(all)
}

/// The items that are compared.
fn known(snapshot: &Snapshot, among: Among) -> impl Iterator<Item = ItemId> + '_ {
    let train = &snapshot.source.split.train;
    (0..train.n_items()).map(ItemId::new).filter(move |&item| among.holds(train, item.into()))
}

fn for_user(snapshot: &Snapshot, user: UserId, among: Among, go: Go) -> Option<Shelf> {
    let train = &snapshot.source.split.train;
    let mut rated = vec![false; train.n_items()];
    train.user(user).ids.iter().for_each(|j| rated[j.index()] = true);
    let mut picks = Vec::new();
    for item in known(snapshot, among).filter(|item| !rated[item.index()]) {
        go()?;
        picks.push(Pick { item, value: snapshot.predict(user, item), count: 0 });
    }
    Some(Shelf { topic: Topic::For, picks: best(picks, |a, b| b.value.total_cmp(&a.value)) })
}

/// What the user rated highest, the first in the file first.
fn liked(snapshot: &Snapshot, user: UserId) -> Vec<ItemId> {
    let train = &snapshot.source.split.train;
    let mut liked: Vec<_> = train.user(user).iter().filter(|(_, r)| *r > middle(snapshot)).collect();
    liked.sort_by(|a, b| b.1.total_cmp(&a.1));
    liked.into_iter().take(LIKED).map(|(item, _)| item).collect()
}

fn because(snapshot: &Snapshot, item: ItemId, nearness: Nearness, among: Among, go: Go) -> Option<Shelf> {
    let train = &snapshot.source.split.train;
    let near = nearest(train, snapshot.factors()?, (item.into(), nearness), (among, PICKS), go)?;
    let picks = near.into_iter().filter_map(|n| match n.of {
        Entity::Item(item) => Some(Pick { item, value: n.value, count: 0 }),
        Entity::User(_) => None,
    });
    Some(Shelf { topic: Topic::Because(item), picks: picks.collect() })
}

fn most(snapshot: &Snapshot, among: Among) -> Shelf {
    let train = &snapshot.source.split.train;
    let picks = known(snapshot, among).filter_map(|item| {
        let row = train.item(item);
        Some(Pick { item, value: row.mean()?, count: row.len() })
    });
    Shelf { topic: Topic::Most, picks: best(picks.collect(), more) }
}

fn near(snapshot: &Snapshot, user: UserId, nearness: Nearness, among: Among, go: Go) -> Option<Shelf> {
    let train = &snapshot.source.split.train;
    let others = train.count(Side::Users).saturating_sub(1);
    let most = (others / 2).clamp(1, PEOPLE);
    let people = nearest(train, snapshot.factors()?, (user.into(), nearness), (among, most), go)?;
    let mut liked: BTreeMap<ItemId, (usize, f64)> = BTreeMap::new();
    for other in &people {
        go()?;
        let Entity::User(other) = other.of else { continue };
        for (item, rating) in train.user(other).iter().filter(|(_, r)| *r > middle(snapshot)) {
            let (count, sum) = liked.entry(item).or_default();
            *count += 1;
            *sum += rating;
        }
    }
    liked.retain(|item, _| train.get(user, *item).is_none() && among.holds(train, (*item).into()));
    let pick = |(item, (count, sum)): (ItemId, (usize, f64))| Pick { item, value: sum / count as f64, count };
    Some(Shelf { topic: Topic::Near(people.len()), picks: best(liked.into_iter().map(pick).collect(), more) })
}

/// The middle of the scale: who rates above it liked it.
fn middle(snapshot: &Snapshot) -> f64 {
    let scale = snapshot.ratings().scale();
    f64::midpoint(scale.low(), scale.high())
}

/// More ratings first, then the higher mean.
fn more(a: &Pick, b: &Pick) -> Ordering {
    b.count.cmp(&a.count).then(b.value.total_cmp(&a.value))
}

/// The first [`PICKS`] in an order, ties by number.
fn best(mut picks: Vec<Pick>, order: impl Fn(&Pick, &Pick) -> Ordering) -> Vec<Pick> {
    let order = |a: &Pick, b: &Pick| order(a, b).then(a.item.cmp(&b.item));
    if picks.len() > PICKS {
        picks.select_nth_unstable_by(PICKS, order);
        picks.truncate(PICKS);
    }
    picks.sort_unstable_by(order);
    picks
}
