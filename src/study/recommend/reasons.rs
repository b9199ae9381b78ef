//! What carries a prediction: the user's own ratings, each with its weight, and where the item would stand without one of them.

use super::{
    Asked,
    ground::{Ground, compares, higher},
};
use crate::{
    data::{Entity, ItemId, UserId},
    model::{Factors, Go, Missing, Model, Regression},
    study::Present,
};

/// For so many ratings it is worked out where the item would stand without: those that say most.
const WITHOUT: usize = 10;

/// About how many multiplications the places without these take: all items are measured once, and predicted once more for each.
pub(in crate::study) fn work(present: Present<'_>, asked: &Asked) -> usize {
    let each = present.model.z().max(1) + if compares(asked) { 1 + present.model.z() } else { 0 };
    super::work(present, asked) + WITHOUT * present.source.all().n_items().saturating_mul(each + 10)
}

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
pub fn reasons<'a>(present: impl Into<Present<'a>>, asked: Asked, item: ItemId, go: Go) -> Option<Reasons> {
    let present = present.into();
    let carried = Carried::new(present, asked.user)?;
    let mut reasons = carried.reasons(item)?;
    let ground = Ground::new(present, &asked, go)?;
    reasons.place = ground.place(item);
    for term in reasons.terms.iter_mut().take(WITHOUT) {
        go()?;
        let solution = carried.without(term.item)?;
        let predict = |j: ItemId| base_and(carried.factors, j, &solution);
        term.without = ground.place_without((present, &asked), item, (term.item, &predict), go)?;
    }
    Some(reasons)
}

/// A user's ratings as they carry predictions: the regression of the user on the items' present factors.
pub struct Carried<'a> {
    present: Present<'a>,
    user: UserId,
    factors: &'a Factors,
    regression: Regression,
}

impl<'a> Carried<'a> {
    /// Of a user; `None` where no regression can be held against the model.
    pub fn new(present: Present<'a>, user: UserId) -> Option<Self> {
        // Of SVD++ it is not the factors alone that say who a user is.
        let stands_on_more = matches!(*present.model, Model::PlusPlus(_));
        let factors = present.factors().filter(|_| !stands_on_more)?;
        let regression = present.regressed(user.into())?;
        Some(Self { present, user, factors, regression })
    }

    /// What carries the prediction for an item, without places: those take a look at all items. `None` where the prediction is not
    /// made of factors.
    pub fn reasons(&self, item: ItemId) -> Option<Reasons> {
        let Self { present, user, factors, regression } = self;
        present.model.factors_of(present.source.learned(), *user, item)?;
        let weights = regression.weights(&design(factors, item));
        let terms = regression.rows.iter().zip(&weights).filter(|(row, _)| !row.assumed);
        let mut terms: Vec<Reason> = terms
            .filter_map(|(row, weight)| match row.other {
                Entity::Item(l) => {
                    Some(Reason { item: l, rating: row.rating, target: row.target, weight: *weight, without: None })
                }
                Entity::User(_) => None,
            })
            .collect();
        terms.sort_by(|a, b| higher(a.part().abs(), b.part().abs()).then(a.item.cmp(&b.item)));
        let prediction = present.predict(*user, item);
        let base = base(factors, item);
        let rest = prediction - base - terms.iter().map(Reason::part).sum::<f64>();
        Some(Reasons { item, prediction, base, terms, rest, place: None })
    }

    /// What the model would predict for an item that the user rated, had they not.
    pub(super) fn left_out(&self, item: ItemId) -> Option<f64> {
        Some(base_and(self.factors, item, &self.without(item)?))
    }

    /// What the user rated.
    pub(super) fn rated(&self) -> impl Iterator<Item = (ItemId, f64)> {
        self.regression.rows.iter().filter(|row| !row.assumed).filter_map(|row| match row.other {
            Entity::Item(item) => Some((item, row.rating)),
            Entity::User(_) => None,
        })
    }

    /// The regression without one of the ratings.
    fn without(&self, item: ItemId) -> Option<Vec<f64>> {
        let Self { present, regression, .. } = self;
        let place = regression.rows.iter().position(|row| row.other == Entity::Item(item))?;
        let row = &regression.rows[place];
        let given = regression.rows.iter().filter(|row| !row.assumed).count();
        let (hole, count) = match present.model {
            Model::Preferences(_) => (Some(0.0), given.saturating_sub(1)),
            // The cell is then one of those that are taken as 0.
            _ if present.options.missing == Missing::Zero => (Some(row.target - row.rating), regression.rows.len()),
            _ => (None, given.saturating_sub(1)),
        };
        Some(regression.without(present.options, place, hole, count))
    }
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
