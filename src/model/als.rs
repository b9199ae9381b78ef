//! Alternating least squares: fix the items and fit every user by regression, then the other way round.

use super::{
    Half, Knob, Problem, Tables, Touched,
    account::Account,
    algorithm::{Algorithm, Work},
    factors::Element,
    regression::{formula, regress_rows, regression, regressions},
    rule::{Rule, nth_row, random_factors, rows},
};
use crate::data::Side;
use std::ops::Range;

/// Alternating least squares. With Q fixed, user i's factors are those that minimise
///
/// ```text
/// Σ_{j in R_i} (b + P_i · Q_j - r_ij)² + λ_i |P_i|²
/// ```
///
/// an ordinary regression with the ratings as targets and the items' factors as the design: `(QᵀQ + λ_i I) P_i = Qᵀr`
/// over the items that i rated. Items follow likewise with P fixed. With biases, the row's own bias is fitted along
/// as a column of ones (and is punished like a factor), the other side's bias is taken from the targets.
///
/// One unit is one such regression, a half-step all users or all items. With λ = 0 the solution is the
/// one of least length. Or a row goes some steps towards its solution, from where it is: `cg-steps`
/// ([`super::conjugate::Conjugate`]). Source: Zhou, Wilkinson, Schreiber and Pan, "Large-scale parallel collaborative filtering for
/// the Netflix prize" (2008), which weighs λ by the row's count ([`super::Penalty::Weighted`]).
pub(super) const ALS: Algorithm = Algorithm {
    name: "als",
    title: "ALS",
    about: "alternating least squares",
    unit: "regression",
    pass: "iteration",
    passes: "iterations",
    epochs: 20,
    makes: "factors",
    reads: &[
        Knob::Factors,
        Knob::Lambda,
        Knob::Penalty,
        Knob::Biased,
        Knob::CgSteps,
        Knob::Missing,
        Knob::Start,
        Knob::Seed,
    ],
    blocks: &[],
    habits: |_| {},
    start: random_factors,
    stepper: || Box::new(Als),
    content: None,
    account: Account::Regression(regression),
    work: Work {
        multiplications: |problem| [Side::Users, Side::Items].map(|side| regressions(problem, side)).iter().sum(),
        formula,
    },
};

#[derive(Clone, Copy, Debug)]
struct Als;

impl Rule for Als {
    fn halves(&self, problem: Problem<'_>) -> Vec<Half> {
        rows(problem.ratings)
    }

    fn unit<T: Element>(&mut self, problem: Problem<'_>, tables: &mut Tables<T>, unit: usize) {
        self.units(problem, tables, unit..unit + 1);
    }

    fn units<T: Element>(&mut self, problem: Problem<'_>, tables: &mut Tables<T>, units: Range<usize>) {
        regress_rows(problem, tables, units, |unit| nth_row(problem.ratings, unit));
    }

    fn touched(&self, problem: Problem<'_>, unit: usize) -> Touched {
        Touched::Row(nth_row(problem.ratings, unit))
    }
}
