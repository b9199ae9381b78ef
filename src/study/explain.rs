//! The arithmetic behind a number, as data: the terms, the sums, the equations, old values and new.
//!
//! The arithmetic is that of the algorithms themselves; which moment is explained, and whether a step was done, is known
//! here. The screen only typesets it.

use super::{Done, Present, Snapshot, What};
pub use crate::model::{Conjugated, DesignRow, Gradient, Regression, Term};
use crate::{
    data::{Entity, ItemId, Side, UserId},
    model::{self, Account, Arithmetic, Factors, Go, Model, Parameter, Tables, Touched},
};
use std::cmp::Ordering;

/// A prediction, term by term: `r̂ = b + Σ_z P[i,z] Q[z,j]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// Who.
    pub user: UserId,
    /// For what.
    pub item: ItemId,
    /// Mean, b_i and b_j, where the model has biases; content-based filtering has of these one, the intercept.
    pub bias: Option<[f64; 3]>,
    /// That intercept.
    pub intercept: Option<f64>,
    /// `P[i,z]` and `Q[z,j]` for each z.
    pub terms: Vec<(f64, f64)>,
    /// r̂.
    pub value: f64,
    /// r̂ clipped to the scale.
    pub clipped: f64,
    /// r, if it is known.
    pub rating: Option<f64>,
    /// Whether that rating is held out.
    pub held_out: bool,
}

impl Prediction {
    /// e = r̂ - r.
    pub fn error(&self) -> Option<f64> {
        self.rating.map(|r| self.value - r)
    }
}

/// One term of the sum of squared errors.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SquaredError {
    /// Who.
    pub user: UserId,
    /// What.
    pub item: ItemId,
    /// r.
    pub rating: f64,
    /// r̂.
    pub prediction: f64,
}

impl SquaredError {
    /// e².
    pub fn square(&self) -> f64 {
        (self.prediction - self.rating).powi(2)
    }
}

/// How the prediction for a cell comes about from factors; `None` where it does not come of any.
pub fn prediction(snapshot: &Snapshot, user: UserId, item: ItemId) -> Option<Prediction> {
    let factors = snapshot.model.factors_of(snapshot.source.learned(), user, item)?;
    let ratings = snapshot.ratings();
    let value = factors.predict(user, item);
    let fitted = snapshot.options.method.content().filter(|_| factors.is_biased());
    let of = |side| if side == Side::Users { Entity::User(user) } else { Entity::Item(item) };
    Some(Prediction {
        intercept: fitted.map(|side| factors.bias_of(of(side))),
        user,
        item,
        bias: factors.mean().map(|mean| [mean, factors.bias_of(user), factors.bias_of(item)]),
        terms: factors.of(user).iter().copied().zip(factors.of(item).iter().copied()).collect(),
        value,
        clipped: snapshot.scale().clip(value),
        rating: ratings.get(user, item).map(|rating| snapshot.model.aim(rating)),
        held_out: snapshot.held_out(user, item),
    })
}

/// The regression for a user or an item: the one just done if the last step did it, else the one that a step from here
/// would do; where the algorithm does none, that of ALS. `None` where the model has no factors.
pub fn regression(snapshot: &Snapshot, of: Entity) -> Option<Regression> {
    let (problem, factors) = (snapshot.problem(), snapshot.factors()?);
    let method = problem.options.method;
    // By steps from where it was it comes out the same from there only.
    let undone = match &snapshot.last {
        Some(Done { what: What::Unit(Touched::Row(row)), before })
            if *row == of && problem.options.steps().is_some() =>
        {
            snapshot.model.undone(problem.ratings, Touched::Row(of), before)
        }
        _ => None,
    };
    let present = Present::from(snapshot);
    let mut regression = Present { model: undone.as_ref().unwrap_or(present.model), ..present }.regressed(of)?;
    let fits = method.regresses(of.side());
    // What a regression is done on is there still: after a pass of ALS only for the items, which come last.
    let last = || method.stepper().halves(problem).last().map(|half| half.over);
    // A regression that is exact depends on the other side only, so after it was done it still comes out the same.
    (regression.done, regression.old) = match &snapshot.last {
        Some(Done { what: What::Unit(Touched::Row(row)), before }) if *row == of => (true, Some(before.clone())),
        Some(Done { what: What::Half(over), .. }) if fits && *over == of.side().into() => (true, None),
        Some(Done { what: What::Pass, .. }) if fits && last() == Some(of.side().into()) => (true, None),
        // Content-based filtering never moves the other side: where the row is the solution, it was fitted some time ago.
        _ if method.content() == Some(of.side()) && factors.numbers(of) == regression.solution => (true, None),
        _ => (false, Some(factors.numbers(of))),
    };
    if regression.done && regression.old.is_none() && regression.conjugate.is_some() {
        regression.stand(factors.numbers(of));
    }
    Some(regression)
}

/// The step for one parameter by all ratings of its row: the one that the pass under way or the last step did, else the one
/// that is still to come in this pass or in the next; where the algorithm takes none, that of batch descent. `None` where
/// the model has no factors.
pub fn gradient(snapshot: &Snapshot, at: Parameter) -> Option<Gradient> {
    // In the middle of a pass, parameters still to come are moved from the factors at its start as well.
    let under_way = snapshot.position.unit > 0;
    let factors = snapshot.factors()?;
    let start = snapshot.begun_from.as_deref().and_then(Model::factors);
    let done =
        start.is_some() && if under_way { unit_of(factors, at) < snapshot.position.unit } else { snapshot.lit(at) };
    let start = start.filter(|_| done || under_way).unwrap_or(factors);
    let tell = match snapshot.options.method.algorithm().account {
        Account::Slope(tell) => tell,
        _ => model::gradient,
    };
    Some(marked(snapshot, tell(snapshot.problem(), start, at), done))
}

/// The step by one rating for one parameter of its user or its item, which `before` (the last step's old values, the user's
/// row and then the item's) undoes where the step was already done. `None` where the algorithm takes no such steps.
pub fn rating_step(snapshot: &Snapshot, i: UserId, j: ItemId, at: Parameter) -> Option<Gradient> {
    let Account::RatingSlope(tell) = snapshot.options.method.algorithm().account else { return None };
    let mut pair = snapshot.factors()?.pair(i, j);
    let mut done = false;
    if let Some(Done { what: What::Unit(Touched::Rating(user, item)), before }) = &snapshot.last
        && (*user, *item) == (i, j)
    {
        let (of_user, of_item) = before.split_at(before.len() / 2);
        restore(&mut pair, Side::Users, of_user);
        restore(&mut pair, Side::Items, of_item);
        done = true;
    }
    Some(marked(snapshot, tell(snapshot.problem(), &pair, (i, j), at)?, done))
}

/// With what only a session knows: whether it was done, and which ratings are none.
fn marked(snapshot: &Snapshot, mut gradient: Gradient, done: bool) -> Gradient {
    gradient.done = done;
    let of = gradient.at.of;
    gradient.terms.iter_mut().for_each(|term| term.assumed = snapshot.source.assumes(of, term.other));
    gradient
}

/// What the algorithm tells of a unit in its own words, with at most so many terms: from the model before the unit, where the last
/// step was that unit. `None` for those that tell it as a regression or a slope.
pub fn told(snapshot: &Snapshot, touched: Touched, most: usize) -> Option<Arithmetic> {
    let Account::Own(tell) = snapshot.options.method.algorithm().account else { return None };
    let last = snapshot.last.as_ref().filter(|done| done.what == What::Unit(touched));
    let before = last.and_then(|done| snapshot.model.undone(snapshot.source.learned(), touched, &done.before));
    let from = before.as_ref().or(snapshot.begun_from.as_deref()).unwrap_or(&snapshot.model);
    tell(snapshot.problem(), from, touched, most)
}

/// The terms of the SSE over the ratings that are trained on, largest first, at most `most` of them; ties go by
/// number. `None` when it is given up.
pub fn squared_errors(snapshot: &Snapshot, most: usize, go: Go) -> Option<Vec<SquaredError>> {
    let mut terms = Largest::new(most);
    for r in snapshot.source.split.train.iter() {
        go()?;
        let prediction = snapshot.predict(r.user, r.item);
        terms.add(SquaredError { user: r.user, item: r.item, rating: snapshot.model.aim(r.value), prediction });
    }
    Some(terms.finish())
}

/// Of many errors the largest; ties go by number.
pub(super) struct Largest {
    most: usize,
    terms: Vec<SquaredError>,
}

impl Largest {
    /// At most so many.
    pub(super) fn new(most: usize) -> Self {
        Self { most, terms: Vec::new() }
    }

    pub(super) fn add(&mut self, term: SquaredError) {
        self.terms.push(term);
        // Of millions only a few are held at a time.
        if self.terms.len() / 4 > self.most {
            self.drop_small();
        }
    }

    /// The largest first.
    pub(super) fn finish(mut self) -> Vec<SquaredError> {
        self.drop_small();
        self.terms.sort_unstable_by(Self::larger);
        self.terms
    }

    fn larger(a: &SquaredError, b: &SquaredError) -> Ordering {
        b.square().total_cmp(&a.square()).then((a.user, a.item).cmp(&(b.user, b.item)))
    }

    fn drop_small(&mut self) {
        if self.most < self.terms.len() {
            self.terms.select_nth_unstable_by(self.most, Self::larger);
            self.terms.truncate(self.most);
        }
    }
}

/// Which unit of a pass of batch descent moves this parameter: they go in the order of the table.
fn unit_of(factors: &Factors, at: Parameter) -> usize {
    let row = match at.of {
        Entity::User(i) => i.index(),
        Entity::Item(j) => factors.rows(Side::Users) + j.index(),
    };
    row * factors.per_row() + at.factor.unwrap_or(factors.z())
}

/// Puts old values back into the one row that a side of [`Factors::pair`] has.
fn restore(pair: &mut Tables<f64>, side: Side, values: &[f64]) {
    let z = pair.z();
    for (column, &value) in values.iter().enumerate() {
        pair.set(Parameter { of: Entity::new(side, 0), factor: (column < z).then_some(column) }, value);
    }
}
