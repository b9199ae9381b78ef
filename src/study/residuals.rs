//! Residuals: the errors of a model sorted into groups, which tell what one number for all of them hides, and the worst of
//! them by name.

use super::{
    Snapshot,
    explain::{Largest, SquaredError},
};
use crate::{
    choice::choice,
    data::{Ratings, UserId},
    model::Go,
};

choice!(
    /// What errors are grouped by.
    #[derive(Default)]
    Grouping, "a way to group errors", {
    /// By what was given.
    #[default]
    Rating = "rating",
    /// By how many ratings of the user the model learned from: how active the user is.
    User = "user",
    /// By how many of the item: its popularity, with the long tail at the low end.
    Item = "item",
    /// By what was predicted. Where predictions mean what they say, the mean rating of each group is about its mean
    /// prediction: the model is calibrated.
    Prediction = "prediction",
});

choice!(
    /// Which ratings errors are looked at over.
    #[derive(Default)]
    Seen, "a part of the ratings", {
    /// Those that the model learned from.
    #[default]
    Known = "known",
    /// Those that were held out.
    HeldOut = "held-out",
});

/// What the ratings of a group have in common. Each end of a range belongs to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Extent {
    /// The rating, or a prediction that is nearer to it than to any other.
    Value(f64),
    /// Ratings or predictions from here to there.
    Values(f64, f64),
    /// So many ratings to learn from, at least and at the most.
    Counts(usize, usize),
}

impl Extent {
    /// From the beginning of this to the end of another.
    fn to(self, other: Self) -> Self {
        match (self, other) {
            (Self::Counts(low, _), Self::Counts(_, high)) => Self::Counts(low, high),
            (one, other) => Self::Values(one.ends().0, other.ends().1),
        }
    }

    fn ends(self) -> (f64, f64) {
        match self {
            Self::Value(value) => (value, value),
            Self::Values(low, high) => (low, high),
            Self::Counts(low, high) => (low as f64, high as f64),
        }
    }
}

/// The errors of some ratings: sums, with `e = r̂ - r`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Group {
    /// What they have in common.
    pub extent: Extent,
    /// How many there are.
    pub count: usize,
    /// Σ r.
    pub ratings: f64,
    /// Σ r̂.
    pub predictions: f64,
    /// Σ e².
    pub sse: f64,
}

impl Group {
    fn of(extent: Extent) -> Self {
        Self { extent, count: 0, ratings: 0.0, predictions: 0.0, sse: 0.0 }
    }

    fn add(&mut self, rating: f64, prediction: f64) {
        self.count += 1;
        self.ratings += rating;
        self.predictions += prediction;
        self.sse += (prediction - rating).powi(2);
    }

    /// Several that follow one another as one.
    pub fn together(groups: &[Self]) -> Option<Self> {
        groups.iter().copied().reduce(|all, next| Self {
            extent: all.extent.to(next.extent),
            count: all.count + next.count,
            ratings: all.ratings + next.ratings,
            predictions: all.predictions + next.predictions,
            sse: all.sse + next.sse,
        })
    }

    /// The mean of r.
    pub fn rating(&self) -> f64 {
        self.ratings / self.count as f64
    }

    /// The mean of r̂.
    pub fn prediction(&self) -> f64 {
        self.predictions / self.count as f64
    }

    /// The mean of e: above 0 where too much is predicted.
    pub fn bias(&self) -> f64 {
        self.prediction() - self.rating()
    }

    /// `√(Σ e² / n)`.
    pub fn rmse(&self) -> f64 {
        (self.sse / self.count as f64).sqrt()
    }
}

/// The errors of a model over some ratings, sorted.
#[derive(Clone, Debug, PartialEq)]
pub struct Residuals {
    /// All of them together.
    pub all: Group,
    /// Those of each [`Grouping`], in its order; groups without a rating are left out.
    pub groups: [Vec<Group>; 4],
    /// The largest, the largest first; at most [`WORST`].
    pub worst: Vec<SquaredError>,
}

/// So many of the largest errors are listed.
pub const WORST: usize = 200;
/// Ratings with at most so many distinct values are grouped by value; others, and predictions of them, into as many ranges
/// less two.
const VALUES: usize = 12;

impl Residuals {
    /// The errors over the ratings that the model learned from, or over those held out; a hole that counts as 0 is none of
    /// either. `None` when it is given up.
    pub fn new(snapshot: &Snapshot, seen: Seen, go: Go) -> Option<Self> {
        let (split, model) = (&snapshot.source.split, &snapshot.model);
        let (learned, over) = (&*split.train, if seen == Seen::Known { &*split.train } else { &*split.test });
        let by_rating = Scheme::of_ratings(over);
        // What is predicted from implicit feedback are preferences, none of which is a rating.
        let scale = model.scale(over.scale());
        let by_prediction =
            if scale == over.scale() { by_rating.clone() } else { Scheme::even(scale.low(), scale.high()) };
        let by_count = Scheme::of_counts();
        let [mut ratings, mut users, mut items, mut predictions] =
            [&by_rating, &by_count, &by_count, &by_prediction].map(Scheme::groups);
        let (mut all, mut worst) = (Group::of(Extent::Counts(0, usize::MAX)), Largest::new(WORST));
        let mut predicted = Vec::new();
        for i in (0..over.n_users()).map(UserId::new) {
            go()?;
            let row = over.user(i);
            model.predict_row(snapshot.source.learned(), i, row.ids, &mut predicted);
            let active = by_count.at_count(learned.degree(i));
            for ((j, rating), &prediction) in row.iter().zip(&predicted) {
                let aim = model.aim(rating);
                for group in [
                    &mut all,
                    &mut ratings[by_rating.at(rating)],
                    &mut users[active],
                    &mut items[by_count.at_count(learned.degree(j))],
                    &mut predictions[by_prediction.at(prediction)],
                ] {
                    group.add(aim, prediction);
                }
                worst.add(SquaredError { user: i, item: j, rating: aim, prediction });
            }
        }
        let groups = [ratings, users, items, predictions].map(|mut groups| {
            groups.retain(|group| group.count > 0);
            groups
        });
        Some(Self { all, groups, worst: worst.finish() })
    }
}

/// Which group a number belongs to.
#[derive(Clone, Debug, PartialEq)]
struct Scheme {
    extents: Vec<Extent>,
    /// Each group but the first begins here: above it for numbers, at it for counts.
    bounds: Vec<f64>,
}

impl Scheme {
    /// The distinct ratings, where there are few; else ranges of the scale.
    fn of_ratings(ratings: &Ratings) -> Self {
        let mut values: Vec<f64> = ratings.counts().into_iter().map(|(value, _)| value).collect();
        values.sort_unstable_by(f64::total_cmp);
        if values.is_empty() || values.len() > VALUES {
            return Self::even(ratings.scale().low(), ratings.scale().high());
        }
        Self {
            bounds: values.windows(2).map(|pair| f64::midpoint(pair[0], pair[1])).collect(),
            extents: values.into_iter().map(Extent::Value).collect(),
        }
    }

    /// Ranges of one width.
    fn even(low: f64, high: f64) -> Self {
        let count = VALUES - 2;
        let at = |n: usize| low + (high - low) * n as f64 / count as f64;
        Self {
            extents: (0..count).map(|n| Extent::Values(at(n), at(n + 1))).collect(),
            bounds: (1..count).map(at).collect(),
        }
    }

    /// None, 1 to 2, 3 to 5, 6 to 10, and so on: each about twice as far as the one before.
    fn of_counts() -> Self {
        let ends: Vec<usize> = (0..6).flat_map(|power| [1, 2, 5].map(|digit| digit * 10_usize.pow(power))).collect();
        let ends = [0].into_iter().chain(ends.into_iter().skip(1)).chain([usize::MAX]);
        let mut low = 0;
        let extents: Vec<Extent> = ends
            .map(|high| {
                let extent = Extent::Counts(low, high);
                low = high.saturating_add(1);
                extent
            })
            .collect();
        let begin = |extent: &Extent| if let Extent::Counts(low, _) = extent { *low as f64 } else { 0.0 };
        Self { bounds: extents.iter().skip(1).map(begin).collect(), extents }
    }

    fn groups(&self) -> Vec<Group> {
        self.extents.iter().copied().map(Group::of).collect()
    }

    /// What lies beyond the ends belongs to the first or the last.
    fn at(&self, value: f64) -> usize {
        self.bounds.partition_point(|bound| *bound < value)
    }

    fn at_count(&self, count: usize) -> usize {
        self.bounds.partition_point(|bound| *bound <= count as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_by_one_two_and_five() {
        let scheme = Scheme::of_counts();
        let of = |count: usize| scheme.extents[scheme.at_count(count)];
        let wanted = [(0, 0), (1, 2), (3, 5), (6, 10), (11, 20), (21, 50), (51, 100), (101, 200)];
        for (low, high) in wanted {
            assert_eq!((of(low), of(high)), (Extent::Counts(low, high), Extent::Counts(low, high)));
        }
        assert_eq!(of(3_000_000), Extent::Counts(500_001, usize::MAX));
    }

    #[test]
    fn a_prediction_belongs_to_the_nearest_value() {
        let ratings = crate::data::Lecture::Main.ratings();
        let scheme = Scheme::of_ratings(&ratings);
        let of = |value: f64| scheme.extents[scheme.at(value)];
        assert_eq!([-3.0, 1.4, 2.9, 3.1, 9.0].map(of), [0.0, 1.0, 2.0, 4.0, 5.0].map(Extent::Value), "nobody gave a 3");
        let even = Scheme::even(0.0, 1.0);
        let of = |value: f64| even.extents[even.at(value)];
        assert_eq!(of(0.05), Extent::Values(0.0, 0.1));
        assert_eq!((of(-1.0), of(1.7)), (Extent::Values(0.0, 0.1), Extent::Values(0.9, 1.0)));
    }
}
