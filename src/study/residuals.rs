//! Residuals: the errors of a model sorted into groups, which tell what one number for all of them hides, and the worst of
//! them by name.

use super::{
    Snapshot,
    explain::{Largest, SquaredError},
    extent::{Extent, Scheme},
};
use crate::{choice::choice, data::UserId, model::Go};

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
        let groups = |scheme: &Scheme| scheme.extents.iter().copied().map(Group::of).collect::<Vec<_>>();
        let [mut ratings, mut users, mut items, mut predictions] =
            [&by_rating, &by_count, &by_count, &by_prediction].map(groups);
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
