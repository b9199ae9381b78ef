//! What a model is measured by on ratings that it has not seen, each measure with its equation.

use super::{
    Onlooker,
    top::{Top, TopFigures, top},
};
use crate::{
    choice::{Choice, choice},
    data::Ratings,
    data::Split,
    model::Model,
    study::measure::{Errors, sum_over_users},
};
use std::ops::Add;

choice!(
    /// A measure. The first four are over the ratings held out, T, with `e = clip(r̂) - r`: predictions are clipped to the
    /// scale, as Surprise's are; what predicts preferences has none of the first three. The others are over the lists of a
    /// [`Top`], and stand in [`TopFigures`] with their equations.
    Measure, "a measure", {
    /// `√(Σ e² / |T|)`.
    Rmse = "rmse",
    /// `Σ |e| / |T|`.
    Mae = "mae",
    /// `Σ e² / |T|`.
    Mse = "mse",
    /// The fraction of concordant pairs, as Surprise 1.1.5 works it out after Koren and Sill, "Collaborative filtering on ordinal
    /// user feedback" (2013). Of the pairs of ratings of one user u in T that differ, c_u are predicted in their order and
    /// d_u are not, ties among the latter:
    ///
    /// ```text
    /// fcp = c / (c + d),   c = mean of c_u over the users with c_u > 0,   d = mean of d_u over those with d_u > 0
    /// ```
    Fcp = "fcp",
    /// The part of a list that is relevant.
    Precision = "precision",
    /// The part of what is relevant that is in the list.
    Recall = "recall",
    /// The discounted gain of a list over that of the best one.
    Ndcg = "ndcg",
    /// The mean precision at the places of what is relevant.
    Map = "map",
    /// The part of the lists with something relevant in them.
    HitRate = "hit-rate",
    /// The part of all items that is in some list.
    Coverage = "coverage",
    /// How rare what is in the lists is, in bits.
    Novelty = "novelty",
    /// How little two items of a list have the same raters.
    Diversity = "diversity",
});

impl Measure {
    /// Those that need no lists.
    pub const OF_ERRORS: [Self; 4] = [Self::Rmse, Self::Mae, Self::Mse, Self::Fcp];

    /// Whether it is measured on lists.
    pub fn of_lists(self) -> bool {
        !Self::OF_ERRORS.contains(&self)
    }

    /// Whether less of it is better.
    pub fn is_error(self) -> bool {
        matches!(self, Self::Rmse | Self::Mae | Self::Mse)
    }
}

/// A figure for each measure; `None` where there is nothing to measure it on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures([Option<f64>; Measure::ALL.len()]);

impl Figures {
    /// The figure of a measure.
    pub fn of(&self, measure: Measure) -> Option<f64> {
        self.0[measure.place()]
    }

    fn set(&mut self, measure: Measure, value: Option<f64>) {
        self.0[measure.place()] = value;
    }

    /// Takes in the figures of lists.
    pub(super) fn take_lists(&mut self, found: &TopFigures) {
        let TopFigures { precision, recall, ndcg, map, hit_rate, coverage, novelty, diversity, .. } = *found;
        for (measure, value) in [
            (Measure::Precision, Some(precision)),
            (Measure::Recall, Some(recall)),
            (Measure::Ndcg, Some(ndcg)),
            (Measure::Map, Some(map)),
            (Measure::HitRate, Some(hit_rate)),
            (Measure::Coverage, Some(coverage)),
            (Measure::Novelty, Some(novelty)),
            (Measure::Diversity, diversity),
        ] {
            self.set(measure, value);
        }
    }
}

impl From<Option<TopFigures>> for Figures {
    /// Those of lists alone.
    fn from(found: Option<TopFigures>) -> Self {
        let mut figures = Self::default();
        found.iter().for_each(|found| figures.take_lists(found));
        figures
    }
}

/// Pairs of ratings of one user that are predicted in their order, and others.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Concord {
    /// Pairs, and the users with any.
    concordant: (u64, u64),
    discordant: (u64, u64),
}

impl Add for Concord {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let sum = |a: (u64, u64), b: (u64, u64)| (a.0 + b.0, a.1 + b.1);
        Self { concordant: sum(self.concordant, other.concordant), discordant: sum(self.discordant, other.discordant) }
    }
}

impl Concord {
    /// Of one user: each rating with what was predicted for it. In the order of the predictions, a Fenwick tree over the ranks of
    /// the ratings counts how many lower ones came before: `n log n` for n ratings, not n².
    fn of(mut pairs: Vec<(f64, f64)>) -> Self {
        let mut ranks: Vec<f64> = pairs.iter().map(|(r, _)| *r).collect();
        ranks.sort_unstable_by(f64::total_cmp);
        ranks.dedup();
        pairs.sort_unstable_by(|a, b| a.1.total_cmp(&b.1).then(a.0.total_cmp(&b.0)));
        let mut tree = vec![0_u64; ranks.len() + 1];
        let (mut concordant, mut discordant, mut before) = (0, 0, 0);
        for equal in pairs.chunk_by(|a, b| a.1 == b.1) {
            // Against those with a lower prediction: a lower rating agrees, a higher one does not.
            for (r, _) in equal {
                let rank = ranks.partition_point(|known| known < r);
                let up_to = |mut at: usize| {
                    let mut sum = 0;
                    while at > 0 {
                        sum += tree[at];
                        at &= at - 1;
                    }
                    sum
                };
                concordant += up_to(rank);
                discordant += before - up_to(rank + 1);
            }
            // Among equals, sorted by rating, every pair that differs is none that agrees.
            let mut lower = 0;
            for same in equal.chunk_by(|a, b| a.0 == b.0) {
                discordant += lower * same.len() as u64;
                lower += same.len() as u64;
            }
            for (r, _) in equal {
                let mut at = ranks.partition_point(|known| known < r) + 1;
                while at < tree.len() {
                    tree[at] += 1;
                    at += at & at.wrapping_neg();
                }
            }
            before += equal.len() as u64;
        }
        let counted = |pairs: u64| (pairs, u64::from(pairs > 0));
        Self { concordant: counted(concordant), discordant: counted(discordant) }
    }

    fn fcp(self) -> Option<f64> {
        let mean = |(sum, users): (u64, u64)| if users == 0 { 0.0 } else { sum as f64 / users as f64 };
        let (c, d) = (mean(self.concordant), mean(self.discordant));
        (c + d > 0.0).then(|| c / (c + d))
    }
}

/// Both at once.
#[derive(Default)]
struct Sums(Errors, Concord);

impl Add for Sums {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0, self.1 + other.1)
    }
}

/// Measures a model, which has learned from `seen`, on the ratings held out; its lists too where they are asked for. `None` where
/// a prediction is no number. Once it is given up, what is returned of lists is of no use.
pub fn figures(
    split: &Split,
    seen: &Ratings,
    model: &Model,
    lists: Option<Top>,
    onlooker: &dyn Onlooker,
) -> Option<Figures> {
    let scale = split.all.scale();
    let Sums(errors, concord) = sum_over_users(&split.test, seen, model, |row, predictions| {
        let pairs: Vec<(f64, f64)> = row.values().zip(predictions.iter().map(|&p| scale.clip(p))).collect();
        let errors = pairs.iter().fold(Errors::default(), |sum, (r, prediction)| {
            let e = prediction - r;
            sum + Errors { count: 1, sse: e * e, sae: e.abs(), sse_clipped: e * e }
        });
        Sums(errors, Concord::of(pairs))
    });
    if !errors.sse.is_finite() {
        return None;
    }
    let mut figures = Figures::default();
    let any = (errors.count > 0 && model.predicts_ratings()).then_some(errors);
    figures.set(Measure::Rmse, any.map(Errors::rmse));
    figures.set(Measure::Mae, any.map(Errors::mae));
    figures.set(Measure::Mse, any.map(Errors::mse));
    figures.set(Measure::Fcp, concord.fcp());
    if let Some(found) = lists.and_then(|lists| top(split, seen, model, lists, onlooker)) {
        figures.take_lists(&found);
    }
    Some(figures)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Surprise's two loops.
    fn plain(pairs: &[(f64, f64)]) -> (u64, u64) {
        let mut counts = (0, 0);
        for (ri, ei) in pairs {
            for (rj, ej) in pairs {
                counts.0 += u64::from(ei > ej && ri > rj);
                counts.1 += u64::from(ei >= ej && ri < rj);
            }
        }
        counts
    }

    #[test]
    fn pairs_are_counted_as_by_two_plain_loops() {
        let mut x = 7_u64;
        let mut next = |below: u64| {
            x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((x >> 33) % below) as f64
        };
        for n in 0..60 {
            let pairs: Vec<(f64, f64)> = (0..n).map(|_| (next(5), next(9) / 2.0)).collect();
            let found = Concord::of(pairs.clone());
            assert_eq!((found.concordant.0, found.discordant.0), plain(&pairs), "{pairs:?}");
        }
    }

    /// `surprise.accuracy.fcp` 1.1.5 on these 30 predictions of 7 users, one of whom has a single one.
    #[test]
    fn the_fraction_is_that_of_surprise() {
        let mut x = 12345_u64;
        let mut next = |below: u64| {
            x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((x >> 33) % below) as f64
        };
        let user = |count: i32| Concord::of((0..count).map(|_| (next(6), next(11) / 2.0)).collect());
        let all = [1, 2, 4, 9, 3, 6, 5].map(user).into_iter().fold(Concord::default(), Concord::add);
        assert!((all.fcp().unwrap() - 0.491_525_423_728_813_5).abs() < 1e-15);
    }

    #[test]
    fn the_mean_is_over_the_users_that_have_such_pairs() {
        // By hand: one user with 3 pairs in order, one with 1 in order and 2 not.
        let all = Concord::of(vec![(1.0, 1.0), (2.0, 2.0), (3.0, 3.0)])
            + Concord::of(vec![(1.0, 2.0), (2.0, 1.0), (3.0, 1.5)]);
        assert_eq!((all.concordant, all.discordant), ((4, 2), (2, 1)));
        assert_eq!(all.fcp(), Some(2.0 / (2.0 + 2.0)));
        assert_eq!(Concord::of(vec![(3.0, 1.0), (3.0, 2.0)]).fcp(), None, "nothing differs");
    }
}
