//! What factors without a mean say where a user or an item has no rating: the mean of all.

use super::{Factors, working::Fallback};
use crate::data::{ItemId, Ratings, UserId};

/// What non-negative factors predict: of a user or an item without a rating nothing is known, and r̂ is the mean of all ratings,
/// as that of Surprise's NMF.
pub(super) fn predict(factors: &Factors, seen: &Ratings, i: UserId, j: ItemId) -> f64 {
    if is_cold(seen, i, j) { seen.mean() } else { factors.predict(i, j) }
}

/// The same where the factors of one user have predicted already.
pub(super) fn fall_back(seen: &Ratings, i: UserId, items: &[ItemId], predictions: &mut [f64]) {
    for (prediction, _) in predictions.iter_mut().zip(items).filter(|(_, j)| is_cold(seen, i, **j)) {
        *prediction = seen.mean();
    }
}

/// Whether nothing is known of one of the two. Without any ratings, as where a trained model came alone, the factors are known.
pub(super) fn is_cold(seen: &Ratings, i: UserId, j: ItemId) -> bool {
    !seen.is_empty() && (seen.degree(i) == 0 || seen.degree(j) == 0)
}

/// What is predicted where no factors are learned.
pub(super) fn fallback(seen: &Ratings, i: UserId, j: ItemId) -> Option<Fallback> {
    let why = match seen.degree(i) {
        0 => "the user has no rating: no factors are learned",
        _ => "the item has no rating: no factors are learned",
    };
    is_cold(seen, i, j).then(|| Fallback::on_mean(seen.mean(), why))
}
