//! How well a model knows a user: each of their ratings predicted as if they had not given it.

use super::reasons::Carried;
use crate::{
    data::{ItemId, UserId},
    model::Go,
    study::Present,
};

/// The most ratings that are left out, one at a time.
const MOST: usize = 200;

/// One rating, and what is predicted in its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeftOut {
    /// What was rated.
    pub item: ItemId,
    /// r, or the preference that it tells of.
    pub rating: f64,
    /// r̂ by the user's row of a regression without this rating.
    pub predicted: f64,
    /// The mean of what others gave the item; that of all ratings where nobody else has rated it.
    pub mean: f64,
}

/// What leaving out each of a user's ratings has shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// Whose.
    pub user: UserId,
    /// At most 200 of the ratings, evenly spread over their order.
    pub each: Vec<LeftOut>,
    /// How many ratings there are.
    pub of: usize,
}

impl Known {
    /// The root of the mean squared error over what was left out.
    pub fn rmse(&self) -> f64 {
        self.root(|one| one.predicted - one.rating)
    }

    /// The same by the mean of what others gave.
    pub fn rmse_of_means(&self) -> f64 {
        self.root(|one| one.mean - one.rating)
    }

    fn root(&self, error: impl Fn(&LeftOut) -> f64) -> f64 {
        let sum: f64 = self.each.iter().map(|one| error(one).powi(2)).sum();
        (sum / self.each.len().max(1) as f64).sqrt()
    }
}

/// Leaves out each rating of a user in turn: the user's row is fitted without it, the items stay as they are, and what is then
/// predicted is held against it. The items have learned from that rating too, so this is kinder than an evaluation; of a newcomer,
/// of whom they have learned nothing, it is honest. Nothing is left out by models whose users are no regression, and of users with
/// fewer than two ratings. `None` when it is given up.
pub fn known<'a>(present: impl Into<Present<'a>>, user: UserId, go: Go) -> Option<Known> {
    let present = present.into();
    let train = &present.source.split.train;
    let carried = Carried::new(present, user);
    let rated: Vec<(ItemId, f64)> = carried.iter().flat_map(Carried::rated).collect();
    let Some(carried) = carried.filter(|_| rated.len() > 1) else {
        return Some(Known { user, each: Vec::new(), of: rated.len() });
    };
    let aim = |rating: f64| present.model.aim(rating);
    let mean = |item: ItemId, own: f64| {
        let (sum, count) = train.item(item).values().fold((0.0, 0), |(sum, n), r| (sum + aim(r), n + 1));
        if count > 1 { (sum - own) / f64::from(count - 1) } else { train.mean() }
    };
    let most = rated.len().min(MOST);
    let mut each = Vec::with_capacity(most);
    for (item, rating) in (0..most).map(|n| rated[n * rated.len() / most]) {
        go()?;
        let rating = aim(rating);
        let Some(predicted) = carried.left_out(item) else { continue };
        each.push(LeftOut { item, rating, predicted, mean: mean(item, rating) });
    }
    Some(Known { user, each, of: rated.len() })
}
