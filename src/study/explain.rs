//! The arithmetic behind a number, as data: the terms, the sums, the equations, old values and new.
//!
//! Everything is computed from the very factors that the solver uses, by the formulas of the solver's own docs. The
//! screen only typesets it.

use super::{Done, Snapshot, What};
use crate::{
    data::{Entity, ItemId, Ratings, Side, UserId},
    model::{Factors, Go, Method, Model, Parameter, Touched, linalg::Normal, normal_equations, regress},
};

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

/// One row of a regression: the rating it comes from, the factors of the other side, and what they should add up to.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The other side: the item of a user's regression, the user of an item's.
    pub other: Entity,
    /// Its factors; and 1 for the bias, where the model has biases.
    pub x: Vec<f64>,
    /// The rating.
    pub rating: f64,
    /// Whether there is none, and missing counts as zero.
    pub assumed: bool,
    /// The rating less the mean and the other side's bias: what is regressed on.
    pub target: f64,
    /// What the solution makes of it.
    pub fitted: f64,
}

/// The regression by which ALS or content-based filtering fits one user or one item: `(XᵀX + λI) x = Xᵀy`. The latter
/// spares its intercept the λ.
#[derive(Clone, Debug, PartialEq)]
pub struct Regression {
    /// Whom or what it fits.
    pub of: Entity,
    /// X and y, row by row.
    pub rows: Vec<Row>,
    /// A = XᵀX + λI and b = Xᵀy.
    pub normal: Normal<f64>,
    /// The numbers before; `None` if this is how they are now and what was before is no longer known.
    pub old: Option<Vec<f64>>,
    /// The solution: the new factors (and bias).
    pub solution: Vec<f64>,
    /// Whether it was done (by the last step), rather than being what the next such step would do.
    pub done: bool,
}

/// One term of a slope: an error times the other side's factor (1 for a bias).
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// The other side.
    pub other: Entity,
    /// r.
    pub rating: f64,
    /// Whether there is none, and missing counts as zero.
    pub assumed: bool,
    /// r̂.
    pub prediction: f64,
    /// e = r̂ - r.
    pub error: f64,
    /// The other side's factor.
    pub factor: f64,
}

impl Term {
    /// `e · factor`.
    pub fn product(&self) -> f64 {
        self.error * self.factor
    }
}

/// The step that descent takes for one parameter: `new = old - α (Σ terms + λ old)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Gradient {
    /// Which parameter.
    pub at: Parameter,
    /// The errors, each with its factor. SGD has one.
    pub terms: Vec<Term>,
    /// λ for this row.
    pub lambda: f64,
    /// α.
    pub alpha: f64,
    /// The value before.
    pub old: f64,
    /// The value after.
    pub new: f64,
    /// Whether it was done, rather than being what the next such step would do.
    pub done: bool,
}

impl Gradient {
    /// Σ e · factor.
    pub fn sum(&self) -> f64 {
        self.terms.iter().map(Term::product).sum()
    }

    /// Σ e · factor + λ old: half the slope of the objective.
    pub fn slope(&self) -> f64 {
        self.sum() + self.lambda * self.old
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

/// How the prediction for a cell comes about from factors; `None` where the model has none.
pub fn prediction(snapshot: &Snapshot, user: UserId, item: ItemId) -> Option<Prediction> {
    let (factors, ratings) = (snapshot.factors()?, snapshot.ratings());
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
        clipped: ratings.scale().clip(value),
        rating: ratings.get(user, item),
        held_out: snapshot.held_out(user, item),
    })
}

/// The regression for a user or an item: the one just done if the last step did it, else the one that a step of ALS (or
/// of content-based filtering, for the side that it fits) from here would do. `None` where the model has no factors.
pub fn regression(snapshot: &Snapshot, of: Entity) -> Option<Regression> {
    let problem = snapshot.problem();
    let factors = snapshot.factors()?;
    let tables = factors.wide();
    let normal = normal_equations(problem, &tables, of);
    let method = problem.options.method;
    let fits = method == Method::Als || method.content() == Some(of.side());
    // What a regression is done on is there still: after a pass of ALS only for the items, which come last.
    let stands = fits && (of.side() == Side::Items || method.content().is_some());
    // A regression depends on the other side only, so after it was done it still comes out the same.
    let solution = regress(problem, &tables, of);
    let (done, old) = match &snapshot.last {
        Some(Done { what: What::Unit(Touched::Row(row)), before }) if *row == of => (true, Some(before.clone())),
        Some(Done { what: What::Half(over), .. }) if fits && *over == of.side().into() => (true, None),
        Some(Done { what: What::Pass, .. }) if stands => (true, None),
        // Content-based filtering never moves the other side: where the row is the solution, it was fitted some time ago.
        _ if method.content() == Some(of.side()) && factors.numbers(of) == solution => (true, None),
        _ => (false, Some(factors.numbers(of))),
    };
    let mean = factors.mean().unwrap_or(0.0);
    let with_one = |mut x: Vec<f64>| {
        x.extend(factors.is_biased().then_some(1.0));
        x
    };
    let rows = each_rating(problem.ratings, of)
        .map(|(other, rating)| {
            let x = with_one(factors.of(other).into_owned());
            let fitted = x.iter().zip(&solution).map(|(x, s)| x * s).sum();
            Row {
                other,
                rating,
                assumed: assumed(snapshot, of, other),
                target: rating - mean - factors.bias_of(other),
                fitted,
                x,
            }
        })
        .collect();
    Some(Regression { of, rows, normal, old, solution, done })
}

/// The step of batch descent for one parameter: the one that the pass under way or the last step did, else the one that
/// is still to come in this pass or in the next. `None` where the model has no factors.
pub fn gradient(snapshot: &Snapshot, at: Parameter) -> Option<Gradient> {
    let problem = snapshot.problem();
    // In the middle of a pass, parameters still to come are moved from the factors at its start as well.
    let under_way = snapshot.position.unit > 0;
    let factors = snapshot.factors()?;
    let basis = snapshot.basis.as_deref().and_then(Model::factors);
    let done =
        basis.is_some() && if under_way { unit_of(factors, at) < snapshot.position.unit } else { snapshot.lit(at) };
    let basis = basis.filter(|_| done || under_way).unwrap_or(factors);
    let terms = each_rating(problem.ratings, at.of)
        .map(|(other, rating)| Term { assumed: assumed(snapshot, at.of, other), ..term(basis, at, other, rating) })
        .collect();
    let lambda = problem.options.row_lambda(problem.ratings.degree(at.of));
    Some(step(terms, at, lambda, problem.options.alpha, basis.get(at), done))
}

/// The step of SGD for one parameter of the user or the item of a rating, which `before` (the last step's old values,
/// the user's row and then the item's) undoes where the step was already done.
pub fn rating_step(snapshot: &Snapshot, i: UserId, j: ItemId, at: Parameter) -> Option<Gradient> {
    let problem = snapshot.problem();
    let rating = problem.ratings.get(i, j)?;
    if at.of != Entity::User(i) && at.of != Entity::Item(j) {
        return None;
    }
    let mut basis = Factors::Double(snapshot.factors()?.pair(i, j));
    let mut done = false;
    if let Some(Done { what: What::Unit(Touched::Rating(user, item)), before }) = &snapshot.last
        && (*user, *item) == (i, j)
    {
        let (of_user, of_item) = before.split_at(before.len() / 2);
        restore(&mut basis, Side::Users, of_user);
        restore(&mut basis, Side::Items, of_item);
        done = true;
    }
    let other = if at.of == Entity::User(i) { Entity::Item(j) } else { Entity::User(i) };
    let here = Parameter { of: Entity::new(at.of.side(), 0), ..at };
    let terms = vec![Term {
        other,
        assumed: assumed(snapshot, at.of, other),
        ..term(&basis, here, Entity::new(other.side(), 0), rating)
    }];
    let lambda = problem.options.rating_lambda(problem.ratings.degree(at.of));
    Some(step(terms, at, lambda, problem.options.alpha, basis.get(here), done))
}

/// The terms of the SSE over the ratings that are trained on, largest first, at most `most` of them; ties go by
/// number. `None` when it is given up.
pub fn squared_errors(snapshot: &Snapshot, most: usize, go: Go) -> Option<Vec<SquaredError>> {
    let larger = |a: &SquaredError, b: &SquaredError| {
        b.square().total_cmp(&a.square()).then((a.user, a.item).cmp(&(b.user, b.item)))
    };
    let drop_small = |terms: &mut Vec<SquaredError>| {
        if most < terms.len() {
            terms.select_nth_unstable_by(most, larger);
            terms.truncate(most);
        }
    };
    let mut terms = Vec::new();
    for r in snapshot.source.split.train.iter() {
        go()?;
        let prediction = snapshot.predict(r.user, r.item);
        terms.push(SquaredError { user: r.user, item: r.item, rating: r.value, prediction });
        // Of millions of terms only a few are held at a time.
        if terms.len() / 4 > most {
            drop_small(&mut terms);
        }
    }
    drop_small(&mut terms);
    terms.sort_unstable_by(larger);
    Some(terms)
}

fn step(terms: Vec<Term>, at: Parameter, lambda: f64, alpha: f64, old: f64, done: bool) -> Gradient {
    let mut gradient = Gradient { at, terms, lambda, alpha, old, new: old, done };
    gradient.new = old - alpha * gradient.slope();
    gradient
}

fn term(basis: &Factors, at: Parameter, other: Entity, rating: f64) -> Term {
    let prediction = match (at.of, other) {
        (Entity::User(i), Entity::Item(j)) | (Entity::Item(j), Entity::User(i)) => basis.predict(i, j),
        // A row of the grid only ever meets rows of the other side.
        _ => f64::NAN,
    };
    let factor = at.factor.map_or(1.0, |z| basis.of(other)[z]);
    Term { other, rating, assumed: false, prediction, error: prediction - rating, factor }
}

/// Whether a row and one of the other side meet in a cell that is not trained on, and is only taken as 0.
fn assumed(snapshot: &Snapshot, of: Entity, other: Entity) -> bool {
    match (of, other) {
        (Entity::User(i), Entity::Item(j)) | (Entity::Item(j), Entity::User(i)) => {
            snapshot.source.filled.is_some() && snapshot.source.split.train.get(i, j).is_none()
        }
        _ => false,
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
fn restore(pair: &mut Factors, side: Side, values: &[f64]) {
    let z = pair.z();
    for (column, &value) in values.iter().enumerate() {
        pair.set(Parameter { of: Entity::new(side, 0), factor: (column < z).then_some(column) }, value);
    }
}

/// The ratings of a user or an item, each with its other side.
fn each_rating(ratings: &Ratings, of: Entity) -> Box<dyn Iterator<Item = (Entity, f64)> + '_> {
    match of {
        Entity::User(i) => Box::new(ratings.user(i).iter().map(|(j, r)| (j.into(), r))),
        Entity::Item(j) => Box::new(ratings.item(j).iter().map(|(i, r)| (i.into(), r))),
    }
}
