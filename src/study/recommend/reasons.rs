//! What carries a prediction: the user's own ratings, each with its weight, and where the item would stand without one of them.

use super::{
    Asked,
    ground::{Ground, higher},
};
use crate::{
    data::{Entity, ItemId},
    model::{DesignRow, Factors, Go, Missing, Model, Regression},
    study::{Snapshot, explain},
};

/// For so many ratings it is worked out where the item would stand without: those that say most.
const WITHOUT: usize = 10;
/// So often all items are measured for the reasons of one: as things are, and without each of these.
pub(in crate::study) const GROUNDS: usize = 1 + WITHOUT;

/// What one rating says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reason {
    /// What the user rated.
    pub item: ItemId,
    /// What they gave.
    pub rating: f64,
    /// What is weighed: the rating less what is expected of anyone, or the preference.
    pub target: f64,
    /// How much it weighs.
    pub weight: f64,
    /// The place of the recommended item by its score without this rating, from 1; where it was worked out.
    pub without: Option<usize>,
}

impl Reason {
    /// What it adds to the prediction.
    pub fn part(&self) -> f64 {
        self.weight * self.target
    }
}

/// Why something is recommended: `r̂ = base + Σ w y + rest`.
#[derive(Clone, Debug, PartialEq)]
pub struct Reasons {
    /// To which item they belong.
    pub item: ItemId,
    /// The prediction, not clipped.
    pub prediction: f64,
    /// What is said of anyone: the mean and the item's bias; 0 where the model has neither.
    pub base: f64,
    /// The user's ratings, those first that say most, whichever way.
    pub terms: Vec<Reason>,
    /// What no rating accounts for: the factors of the user are not, or no longer, those of the regression on the items' present ones.
    pub rest: f64,
    /// The place by the score, from 1, as things are; `None` where it is not among what may be recommended.
    pub place: Option<usize>,
}

/// Why an item is recommended, where the model's factors of a user come from a regression, or can be held against one: for
/// `x = (Q_j, 1)` and the regression of the user with the present Q,
///
/// ```text
/// r̂ = mean + b_j + Σ_l w_l y_l + rest,   w_l = x_l · (XᵀX + λI)⁻¹ x,   y_l = r_l - mean - b_l
/// ```
///
/// so that each rating has its share to the last digit. At rest, ALS leaves no rest. `None` for other models, or when it is given up.
///
/// Source: Hu, Koren and Volinsky, "Collaborative filtering for implicit feedback datasets" (2008), section 5.
pub fn reasons(snapshot: &Snapshot, asked: Asked, item: ItemId, go: Go) -> Option<Reasons> {
    // Of SVD++ it is not the factors alone that say who a user is.
    let stands_on_more = matches!(*snapshot.model, Model::PlusPlus(_));
    let factors = snapshot.model.factors_of(snapshot.source.learned(), asked.user, item).filter(|_| !stands_on_more)?;
    let regression = explain::regression(snapshot, asked.user.into())?;
    let x = design(factors, item);
    let weights = regression.weights(&x);
    let said = |row: &DesignRow| !row.assumed;
    let terms = regression.rows.iter().zip(&weights).filter(|(row, _)| said(row));
    let mut terms: Vec<Reason> = terms
        .filter_map(|(row, weight)| match row.other {
            Entity::Item(l) => {
                Some(Reason { item: l, rating: row.rating, target: row.target, weight: *weight, without: None })
            }
            Entity::User(_) => None,
        })
        .collect();
    terms.sort_by(|a, b| higher(a.part().abs(), b.part().abs()).then(a.item.cmp(&b.item)));
    let prediction = snapshot.predict(asked.user, item);
    let base = base(factors, item);
    let rest = prediction - base - terms.iter().map(Reason::part).sum::<f64>();
    let stands = |without: Option<(ItemId, &dyn Fn(ItemId) -> f64)>| {
        let ground = Ground::new(snapshot, &asked, without, go)?;
        Some(ground.place(item))
    };
    let place = stands(None)?;
    for term in terms.iter_mut().take(WITHOUT) {
        go()?;
        let solution = without(snapshot, &regression, term.item)?;
        let predict = |j: ItemId| base_and(factors, j, &solution);
        term.without = stands(Some((term.item, &predict)))?;
    }
    Some(Reasons { item, prediction, base, terms, rest, place })
}

/// The row of the design for an item: its factors, and 1 where there are biases.
fn design(factors: &Factors, item: ItemId) -> Vec<f64> {
    factors.of(item).iter().copied().chain(factors.is_biased().then_some(1.0)).collect()
}

/// What is said of an item to anyone.
fn base(factors: &Factors, item: ItemId) -> f64 {
    factors.mean().map_or(0.0, |mean| mean + factors.bias_of(item))
}

/// What is predicted for an item by a user's row of a regression.
fn base_and(factors: &Factors, item: ItemId, solution: &[f64]) -> f64 {
    let x = design(factors, item);
    base(factors, item) + x.iter().zip(solution).map(|(x, s)| x * s).sum::<f64>()
}

/// The regression of the user without one of the ratings.
fn without(snapshot: &Snapshot, regression: &Regression, item: ItemId) -> Option<Vec<f64>> {
    let place = regression.rows.iter().position(|row| row.other == Entity::Item(item))?;
    let row = &regression.rows[place];
    let given = regression.rows.iter().filter(|row| !row.assumed).count();
    let (hole, count) = match &*snapshot.model {
        Model::Preferences(_) => (Some(0.0), given.saturating_sub(1)),
        // The cell is then one of those that are taken as 0.
        _ if snapshot.options.missing == Missing::Zero => (Some(row.target - row.rating), regression.rows.len()),
        _ => (None, given.saturating_sub(1)),
    };
    Some(regression.without(&snapshot.options, place, hole, count))
}
