//! How an algorithm accounts for what a unit of it changes: the arithmetic of a step as data, made from what the step is
//! made of. Any screen can typeset it.

use super::{
    Arithmetic, ConjugateStep, Factors, Model, Parameter, Problem, Real, Tables, Touched, equations::Normal,
    tables::dot,
};
use crate::data::{Entity, ItemId, UserId};

/// What kind of account an algorithm gives of a unit, and the function that gives it, from the model before the unit.
#[derive(Clone, Copy, Debug)]
pub enum Account {
    /// A row is fitted by a regression.
    Regression(fn(Problem<'_>, &Factors, Entity) -> Regression),
    /// A number moves against the slope of all ratings of its row; all of a pass do so from the model at its start, in the
    /// order of the table.
    Slope(fn(Problem<'_>, &Factors, Parameter) -> Gradient),
    /// A rating moves the numbers of its user and its item, each against the slope of that rating, from the rows of these
    /// two ([`Factors::pair`]). `None` where there is no such rating, or the parameter is another's.
    RatingSlope(RatingSlope),
    /// In words and terms of its own, at most so many of them. What the model has of the unit already is told as it stands;
    /// so after the unit the same is told as before. `None` where no unit changes that.
    Own(fn(Problem<'_>, &Model, Touched, usize) -> Option<Arithmetic>),
}

/// The step that one rating makes a parameter of its user or its item take.
pub type RatingSlope = fn(Problem<'_>, &Tables<f64>, (UserId, ItemId), Parameter) -> Option<Gradient>;

/// One row of a regression: the rating it comes from, the factors of the other side, and what they should add up to.
#[derive(Clone, Debug, PartialEq)]
pub struct DesignRow {
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
    /// What the square of its error is multiplied by: 1, or how sure one is of a preference.
    pub weight: f64,
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
    pub rows: Vec<DesignRow>,
    /// A = XᵀX + λI and b = Xᵀy.
    pub normal: Normal<f64>,
    /// The numbers before; `None` if this is how they are now and what was before is no longer known.
    pub old: Option<Vec<f64>>,
    /// The solution: the new factors (and bias).
    pub solution: Vec<f64>,
    /// How the solution was come to, where that is by conjugate gradients: it is then near the one of the equations.
    pub conjugate: Option<Conjugated>,
    /// Whether it was done (by the last step), rather than being what the next such step would do.
    pub done: bool,
}

/// How a row came nearer to the solution of its equations.
#[derive(Clone, Debug, PartialEq)]
pub struct Conjugated {
    /// Step by step; none where it is no longer known what the row was before, or where it stood there already.
    pub steps: Vec<ConjugateStep>,
    /// The solution of the equations.
    pub exact: Vec<f64>,
}

impl Regression {
    /// Takes some numbers of the row for what it came to, where what they were before is no longer known.
    pub fn stand(&mut self, numbers: Vec<f64>) {
        self.rows.iter_mut().for_each(|row| row.fitted = dot(&row.x, &numbers));
        self.conjugate.iter_mut().for_each(|conjugate| conjugate.steps.clear());
        self.solution = numbers;
    }

    /// The solution of the equations, which may be near the one that was come to.
    pub fn exact(&self) -> &[f64] {
        self.conjugate.as_ref().map_or(&self.solution, |conjugate| &conjugate.exact)
    }

    /// λ of each unknown: what the diagonal of A has beyond that of XᵀWX.
    pub fn penalties(&self) -> Vec<f64> {
        let k = self.normal.k;
        let beyond = |at: usize| {
            let (all, known) = (
                self.normal.a[at * k + at],
                self.rows.iter().map(|row| row.weight * row.x[at] * row.x[at]).sum::<f64>(),
            );
            // What rounding leaves is no penalty.
            if (all - known).abs() > 1e-9 * all.abs() { all - known } else { 0.0 }
        };
        (0..k).map(beyond).collect()
    }
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
    /// The step for a parameter that is `old`, from its terms, and from their sum as the algorithm has added them up.
    pub(super) fn new(at: Parameter, (terms, sum): (Vec<Term>, f64), lambda: f64, alpha: f64, old: f64) -> Self {
        Self { at, terms, lambda, alpha, old, new: moved(alpha, lambda, old, sum), done: false }
    }

    /// Σ e · factor.
    pub fn sum(&self) -> f64 {
        self.terms.iter().map(Term::product).sum()
    }

    /// Σ e · factor + λ old: half the slope of the objective.
    pub fn slope(&self) -> f64 {
        self.sum() + self.lambda * self.old
    }

    /// Σ factor² + λ: half the curvature of the objective, which in this number alone is a parabola.
    pub fn bend(&self) -> f64 {
        self.terms.iter().map(|term| term.factor.powi(2)).sum::<f64>() + self.lambda
    }

    /// Where that parabola is lowest: a step with α = 1 / bend ends there.
    pub fn bottom(&self) -> f64 {
        self.old - self.slope() / self.bend()
    }
}

impl Term {
    /// The term of a rating.
    pub(super) fn new(other: Entity, rating: f64, prediction: f64, factor: f64) -> Self {
        Self { other, rating, assumed: false, prediction, error: error(prediction, rating), factor }
    }
}

/// `e = r̂ - r`.
pub(super) fn error<T: Real>(prediction: T, rating: f64) -> T {
    prediction - T::of(rating)
}

/// `old - α (slope + λ old)`: where a number moves that has this slope without the penalty.
pub(super) fn moved<T: Real>(alpha: T, lambda: T, old: T, slope: T) -> T {
    old - alpha * (slope + lambda * old)
}
