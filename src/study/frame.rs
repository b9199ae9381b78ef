//! The data frame of one regression: everything on the other side with its factors, the rating where there is one, and
//! what the regression makes of it.
//!
//! Each line is one row of X. The regression is fitted to the lines that have a rating to learn from; then it predicts all
//! of them, those without a rating too, which is what it is for.

use super::{
    Snapshot,
    explain::{self, Regression},
};
use crate::{data::Entity, model::Factors};

/// The data frame of the regression of one user on item factors, or of one item on user factors.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// Whom or what the regression fits.
    pub of: Entity,
    /// The other side in the order of the lines: first those it is fitted to, in the order of the ratings; then those whose
    /// rating is held out; then those without one, by number.
    pub order: Vec<Entity>,
    /// How many lines it is fitted to.
    pub known: usize,
    /// The regression: its solution are the coefficients, with the intercept last where the model has biases.
    pub regression: Regression,
    /// Whether the present numbers of the row are this solution.
    pub fitted: bool,
    /// SSE over the known lines with the coefficients of the regression.
    pub sse: f64,
    /// SSE over them with the present numbers of the row.
    pub sse_now: f64,
}

/// One line of it.
#[derive(Clone, Debug, PartialEq)]
pub struct FrameRow {
    /// The other side.
    pub other: Entity,
    /// Its factors, without the 1 of the intercept.
    pub x: Vec<f64>,
    /// The rating, if there is one.
    pub rating: Option<f64>,
    /// Whether that is held out, so that nothing was fitted to it.
    pub held_out: bool,
    /// What is predicted before any coefficient speaks: the mean and the other side's bias, 0 without biases.
    pub base: f64,
    /// r̂ by the coefficients of the regression.
    pub prediction: f64,
}

impl FrameRow {
    /// e = r̂ - r. The residual of statistics, r - r̂, is the same with the other sign.
    pub fn error(&self) -> Option<f64> {
        self.rating.map(|r| self.prediction - r)
    }
}

impl Frame {
    /// The data frame of the regression that fits `of`.
    pub fn new(snapshot: &Snapshot, of: Entity) -> Option<Self> {
        let regression = explain::regression(snapshot, of)?;
        let mut order: Vec<Entity> = regression.rows.iter().map(|row| row.other).collect();
        let known = order.len();
        let test = &snapshot.source.split.test;
        match of {
            Entity::User(i) => order.extend(test.user(i).ids.iter().map(|&j| Entity::Item(j))),
            Entity::Item(j) => order.extend(test.item(j).ids.iter().map(|&i| Entity::User(i))),
        }
        let other = of.side().other();
        let mut seen = vec![false; snapshot.ratings().count(other)];
        order.retain(|entity| !std::mem::replace(&mut seen[entity.index()], true));
        order.extend((0..seen.len()).filter(|&at| !seen[at]).map(|at| Entity::new(other, at)));

        let present = snapshot.factors()?.numbers(of);
        let close = |(now, fit): (&f64, &f64)| (now - fit).abs() <= 1e-9 * (1.0 + fit.abs());
        let fitted = present.iter().zip(&regression.solution).all(close);
        let square = |coefficients: &[f64]| {
            let error = |row: &explain::DesignRow| dot(&row.x, coefficients) - row.target;
            regression.rows.iter().map(|row| row.weight * error(row).powi(2)).sum()
        };
        let (sse, sse_now) = (square(&regression.solution), square(&present));
        Some(Self { of, order, known, regression, fitted, sse, sse_now })
    }

    /// The same with the present numbers of the row in place of the regression's solution.
    #[must_use]
    pub fn at_present(&self, snapshot: &Snapshot) -> Self {
        let mut frame = self.clone();
        if let Some(factors) = snapshot.factors() {
            frame.regression.solution = factors.numbers(self.of);
            (frame.sse, frame.fitted) = (self.sse_now, true);
        }
        frame
    }

    /// MSE over the known lines; 0 without any.
    pub fn mse(&self) -> f64 {
        self.sse / self.known.max(1) as f64
    }

    /// MSE over them with the present numbers of the row.
    pub fn mse_now(&self) -> f64 {
        self.sse_now / self.known.max(1) as f64
    }

    /// Line `n` from 0.
    pub fn line(&self, snapshot: &Snapshot, n: usize) -> FrameRow {
        let (of, other) = (self.of, self.order[n]);
        let of_other = |factors: &Factors| {
            (factors.of(other).into_owned(), factors.mean().unwrap_or(0.0) + factors.bias_of(other))
        };
        let (x, base) = snapshot.factors().map(of_other).unwrap_or_default();
        let (coefficients, intercept) = self.regression.solution.split_at(x.len());
        let prediction = base + dot(&x, coefficients) + intercept.iter().sum::<f64>();
        let (i, j) = match (of, other) {
            (Entity::User(i), Entity::Item(j)) | (Entity::Item(j), Entity::User(i)) => (i, j),
            _ => unreachable!("the other side"),
        };
        // What is learned from may be more than what is known: a missing rating that is taken for 0.
        let rating = self.regression.rows.get(n).map(|row| row.rating).or_else(|| snapshot.ratings().get(i, j));
        FrameRow { other, x, rating, held_out: snapshot.held_out(i, j), base, prediction }
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}
