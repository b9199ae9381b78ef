//! Which rows of factors lie near a row, or are similar to it: the nearest users of a user, the nearest items of an item.

use super::{Among, Source};
use crate::{
    choice::choice,
    data::{Entity, ItemId, Ratings, Side, UserId},
    model::{Factors, Go, Model, Near, Rough},
};
use std::sync::Arc;

choice!(
    /// How far apart two rows of factors are.
    #[derive(Default)]
    Metric, "a measure of nearness", {
    /// `d = √ Σ_z (a_z - b_z)²`: small is near. Turning the factors keeps it, shearing them does not.
    #[default]
    Euclidean = "euclidean",
    /// `cos = a · b / (|a| |b|)`: 1 is the same direction, -1 the opposite; undefined (taken as 0) for a row of zeros.
    Cosine = "cosine",
});

impl Metric {
    /// The distance or the cosine of two rows of the same length.
    pub fn between(self, a: &[f64], b: &[f64]) -> f64 {
        let sum = |f: fn(f64, f64) -> f64| a.iter().zip(b).map(|(&x, &y)| f(x, y)).sum::<f64>();
        match self {
            Metric::Euclidean => sum(|x, y| (x - y) * (x - y)).sqrt(),
            Metric::Cosine => {
                let lengths = (sum(|x, _| x * x) * sum(|_, y| y * y)).sqrt();
                if lengths > 0.0 { sum(|x, y| x * y) / lengths } else { 0.0 }
            }
        }
    }

    /// A row by which distances order others as this measure does: for cosines, of length 1.
    pub fn direction(self, mut row: Vec<f64>) -> Vec<f64> {
        let length = row.iter().map(|v| v * v).sum::<f64>().sqrt();
        if self == Self::Cosine && length > 0.0 {
            row.iter_mut().for_each(|v| *v /= length);
        }
        row
    }

    /// Whether `a` is nearer than `b`.
    fn order(self, a: f64, b: f64) -> std::cmp::Ordering {
        match self {
            Metric::Euclidean => a.total_cmp(&b),
            Metric::Cosine => b.total_cmp(&a),
        }
    }
}

/// By what rows of factors are near to one another: a metric, and how far similarities are shrunk.
///
/// A cosine of what hardly anyone has rated with something else is an accident. So a similarity can be shrunk by what it stands on,
/// `n/(n + h)` of it being trusted, where n is how many rated both (or how many items both users rated), and h is set. Shrunk is
/// the cosine alone: a distance would become smaller, and what has few ratings nearer.
///
/// Source: Koren, "Factor in the neighbors" (2010), section 2.2: `s_ij = n_ij/(n_ij + λ) ρ_ij`, there of a correlation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Nearness {
    /// How far apart two rows are.
    pub metric: Metric,
    /// h; 0 shrinks nothing.
    pub shrink: u32,
}

impl Nearness {
    /// Why a distance cannot be shrunk.
    pub const NO_DISTANCE: &'static str =
        "a distance is not shrunk: times n/(n + h) it would be smaller, and bring what has few ratings nearer";

    /// Whether similarities are shrunk.
    pub fn shrinks(self) -> bool {
        self.shrink > 0 && self.metric == Metric::Cosine
    }

    /// How much of a similarity is trusted that n in common stand behind: `n/(n + h)`.
    pub fn trust(self, n: usize) -> f64 {
        if self.shrinks() { n as f64 / (n as f64 + f64::from(self.shrink)) } else { 1.0 }
    }
}

impl From<Metric> for Nearness {
    fn from(metric: Metric) -> Self {
        Self { metric, shrink: 0 }
    }
}

/// One neighbour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neighbour {
    /// Who or what it is.
    pub of: Entity,
    /// Its distance, cosine or similarity, shrunk where that is asked for.
    pub value: f64,
}

/// How many ratings those who are shown have at least: where there are plenty of users or items, those with few stay
/// out, because what was rated once is fitted to one opinion.
pub fn enough(ratings: &Ratings, side: Side) -> usize {
    const PLENTY: usize = 100;
    const LEAST: [usize; 4] = [50, 20, 10, 5];
    let mut counts = [0; LEAST.len()];
    for at in 0..ratings.count(side) {
        let degree = ratings.degree(Entity::new(side, at));
        counts.iter_mut().zip(LEAST).filter(|(_, least)| degree >= *least).for_each(|(count, _)| *count += 1);
    }
    counts.into_iter().zip(LEAST).find(|(count, _)| *count >= PLENTY).map_or(1, |(_, least)| least)
}

/// How many ratings those who are compared have at least where nobody says it: `enough`, or none where the factors were not
/// learned from these ratings, but given.
pub fn least(source: &Source, side: Side, enough: impl FnOnce(&Arc<Ratings>) -> usize) -> usize {
    if source.was_given(side) { 0 } else { enough(&source.split.train) }
}

/// The others that are near by whatever the model tells it, the nearest first: by its similarities where it has any, else by
/// its factors. `None` where it has neither, or when it is given up.
pub fn near(
    ratings: &Ratings,
    model: &Model,
    (of, nearness): (Entity, Nearness),
    (among, most): (Among, usize),
    go: Go,
) -> Option<Vec<Neighbour>> {
    match model {
        Model::Near(near) => Some(similar(ratings, near, of, (among, most))),
        _ => nearest(ratings, model.factors()?, (of, nearness), (among, most), go),
    }
}

/// The `most` nearest others of the same side among those who are compared, nearest first; ties go by number. `None`
/// when it is given up.
///
/// Of what has fewer ratings nothing was learned: it is left out, but what has none is compared with its like.
pub fn nearest(
    ratings: &Ratings,
    factors: &Factors,
    (of, nearness): (Entity, Nearness),
    (among, most): (Among, usize),
    go: Go,
) -> Option<Vec<Neighbour>> {
    let (side, own, metric) = (of.side(), factors.of(of), nearness.metric);
    let common = if nearness.shrinks() { all_in_common(ratings, of, go)? } else { Vec::new() };
    let unknown = ratings.degree(of) == 0;
    let trust = |other: Entity| common.get(other.index()).map_or(1.0, |n| nearness.trust(*n as usize));
    let mut candidates = Vec::new();
    for other in (0..ratings.count(side)).map(|at| Entity::new(side, at)) {
        go()?;
        let degree = ratings.degree(other);
        let enough = degree >= among.least(side) || unknown && degree == 0;
        if other != of && enough && among.keeps(ratings, other) {
            candidates.push(other);
        }
    }
    if candidates.len() > 4 * most + WORTH {
        sift(&mut candidates, (metric, most), (factors, of), trust);
    }
    let mut all = Vec::with_capacity(candidates.len());
    for other in candidates {
        go()?;
        all.push(Neighbour { of: other, value: trust(other) * metric.between(&own, &factors.of(other)) });
    }
    let nearer = |a: &Neighbour, b: &Neighbour| metric.order(a.value, b.value).then(a.of.cmp(&b.of));
    if most < all.len() {
        all.select_nth_unstable_by(most, nearer);
        all.truncate(most);
    }
    all.sort_unstable_by(nearer);
    Some(all)
}

/// Of more than so many it is worth to sort out first who cannot be among the nearest.
const WORTH: usize = 2000;

/// Leaves those who may be among the `most` nearest, by a rough measure and what it may be off by.
fn sift(
    candidates: &mut Vec<Entity>,
    (metric, most): (Metric, usize),
    (factors, of): (&Factors, Entity),
    trust: impl Fn(Entity) -> f64,
) {
    let rough = match metric {
        Metric::Euclidean => Rough::squares(factors, of),
        Metric::Cosine => Rough::cosines(factors, of),
    };
    // Small is near in both.
    let far = |of: &Entity| match metric {
        Metric::Euclidean => rough.measures[of.index()],
        Metric::Cosine => -trust(*of) * rough.measures[of.index()],
    };
    let mut all: Vec<f64> = candidates.iter().map(&far).filter(|far| !far.is_nan()).collect();
    let Some(last) = most.checked_sub(1).filter(|last| *last < all.len()) else { return };
    let last = *all.select_nth_unstable_by(last, f64::total_cmp).1;
    let bound = match metric {
        Metric::Euclidean => last * (1.0 + 3.0 * rough.error),
        Metric::Cosine => last + 3.0 * rough.error,
    };
    // What is no number may be anything.
    candidates.retain(|of| far(of) <= bound || far(of).is_nan());
}

/// The `most` others among those who are compared that a model of similarities finds most similar, the most similar first;
/// ties go by number.
pub fn similar(ratings: &Ratings, near: &Near, of: Entity, (among, most): (Among, usize)) -> Vec<Neighbour> {
    let found = near.of(of).filter(|(other, _)| among.holds(ratings, *other));
    let mut all: Vec<Neighbour> = found.map(|(of, value)| Neighbour { of, value }).collect();
    all.sort_by(|a, b| b.value.total_cmp(&a.value));
    all.truncate(most);
    all
}

/// The cosine of who rated two items, `|V_a ∩ V_b| / √(|V_a| |V_b|)`; 0 where one has no rating.
pub fn by_raters(ratings: &Ratings, a: ItemId, b: ItemId) -> f64 {
    let length = (ratings.degree(a) as f64 * ratings.degree(b) as f64).sqrt();
    if length > 0.0 { in_common(ratings, a.into(), b.into()) as f64 / length } else { 0.0 }
}

/// How many ratings each of the same side has in common with one of them, in one go through those who rated it, or what was rated.
fn all_in_common(ratings: &Ratings, of: Entity, go: Go) -> Option<Vec<u32>> {
    let mut counts = vec![0; ratings.count(of.side())];
    match of {
        Entity::Item(item) => {
            for user in ratings.item(item).ids {
                go()?;
                ratings.user(*user).ids.iter().for_each(|other| counts[other.index()] += 1);
            }
        }
        Entity::User(user) => {
            for item in ratings.user(user).ids {
                go()?;
                ratings.item(*item).ids.iter().for_each(|other| counts[other.index()] += 1);
            }
        }
    }
    Some(counts)
}

/// How many rated both of two items, or how many items both of two users rated.
pub fn in_common(ratings: &Ratings, a: Entity, b: Entity) -> usize {
    match (a, b) {
        // An item's users are sorted, so those of the one with fewer are looked for in what is left of the other's.
        (Entity::Item(a), Entity::Item(b)) => {
            let (mut a, mut b) = (ratings.item(a).ids, ratings.item(b).ids);
            if a.len() > b.len() {
                std::mem::swap(&mut a, &mut b);
            }
            let shared = |user: &&UserId| {
                b = &b[b.partition_point(|other| other < *user)..];
                b.first() == Some(*user)
            };
            a.iter().filter(shared).count()
        }
        (Entity::User(a), Entity::User(b)) => {
            ratings.user(a).ids.iter().filter(|&&j| ratings.get(b, j).is_some()).count()
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        data::{Names, Rating, Scale},
        model::{Method, ON, Options, Parameter, Precision, Start},
    };

    #[test]
    fn the_lectures_distance_between_two_albums() {
        let (ommazh, melt_banana) = ([-1.44, -2.32], [-2.64, -0.70]);
        let distance = Metric::Euclidean.between(&ommazh, &melt_banana);
        assert!((distance - 2.0160).abs() < 5e-5, "{distance}");
    }

    /// Those who are sorted out beforehand are none of the nearest: the list is the same as without.
    #[test]
    fn sorting_out_first_changes_no_list() {
        let (users, items) = (3, 4 * 50 + WORTH + 900);
        let names = |count: usize| (0..count).map(|at| at.to_string().into()).collect();
        let rated = |j: usize| Rating { user: UserId::new(j % users), item: ItemId::new(j), value: 1.0 };
        let rows: Vec<Rating> = (0..items).map(rated).collect();
        let ratings = Ratings::new(Names::new(names(users), names(items)).into(), Scale::around([1.0]), &rows).unwrap();
        for (precision, z) in [(Precision::Single, 24), (Precision::Double, 5)] {
            let options = Options { factors: z, precision, start: Start::Normal(0.1), ..Options::new(Method::Als) };
            let mut factors = Factors::random(&ratings, &options);
            let at = |j: usize, z: usize| Parameter { of: ItemId::new(j).into(), factor: Some(z) };
            // Some that are as near as one another, and one without a direction.
            for (to, from) in [(10, 11), (12, 11), (2000, 11), (700, 3), (701, 3)] {
                let row = factors.of(ItemId::new(from)).into_owned();
                row.iter().enumerate().for_each(|(z, value)| factors.set(at(to, z), *value));
            }
            (0..z).for_each(|z| factors.set(at(99, z), 0.0));
            for metric in [Metric::Euclidean, Metric::Cosine] {
                for from in [3, 11, 99] {
                    let of = Entity::from(ItemId::new(from));
                    let among = Among::at_least(0, 0);
                    let some = nearest(&ratings, &factors, (of, metric.into()), (among, 50), ON).unwrap();
                    let mut whole = nearest(&ratings, &factors, (of, metric.into()), (among, items), ON).unwrap();
                    assert_eq!(whole.len(), items - 1);
                    whole.truncate(50);
                    assert_eq!(some, whole, "{metric} of {from}, {precision}");
                }
            }
        }
    }

    #[test]
    fn the_cosine_sees_direction_only() {
        assert!((Metric::Cosine.between(&[1.0, 2.0], &[2.0, 4.0]) - 1.0).abs() < 1e-12);
        assert!((Metric::Cosine.between(&[1.0, 0.0], &[-3.0, 0.0]) + 1.0).abs() < 1e-12);
        assert_eq!(Metric::Cosine.between(&[0.0, 0.0], &[1.0, 0.0]), 0.0);
    }
}
