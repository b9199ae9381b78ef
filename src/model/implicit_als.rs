//! Alternating least squares on implicit feedback: every cell counts, those with a rating the more.

use super::{
    DesignRow, Factors, Half, Knob, Model, Problem, Real, Regression, Tables, Touched,
    account::Account,
    algorithm::{Algorithm, Work},
    factors::Element,
    linalg::{self, Normal},
    preferences::{confidence, each, lambda, preference, square},
    rule::{Rule, nth_row, rows},
    tables::dot,
};
use crate::data::Entity;
use rayon::prelude::*;
use std::ops::Range;

/// Alternating least squares on implicit feedback: plays, clicks, purchases. What is given is no rating but says how sure one is
/// of a preference:
///
/// ```text
/// p_ij = 1 where r_ij > 0, else 0          c_ij = 1 + confidence |r_ij|, which is 1 where there is no rating
/// objective  Σ_all cells c_ij (P_i · Q_j - p_ij)² + Σ λ_i |P_i|² + Σ λ_j |Q_j|²
/// ```
///
/// So every user's regression has all items as its rows: `(QᵀCQ + λ_i I) P_i = QᵀCp`. With `QᵀCQ = QᵀQ + Qᵀ(C - I)Q` that is one
/// matrix for all users, and a sum over what this one has. Items follow likewise. r̂ is the preference.
///
/// A rating of 0 says nothing: its cell is as good as one without. One below 0 is a preference of 0 that one is the surer of.
/// Where λ is weighed by the row, it is by how many ratings above 0 the row has. One unit is one regression, a half-step all
/// users or all items.
///
/// Source: Hu, Koren and Volinsky, "Collaborative filtering for implicit feedback datasets" (2008). Spark's ALS with
/// `implicitPrefs` does the same (`alpha` is confidence, 1; `regParam` λ, weighted); so does implicit's
/// `AlternatingLeastSquares` without conjugate gradients where it is given 1 + confidence |r|, below 0 where r is: it takes the
/// numbers given, times its own `alpha`, for c itself. Its `regularization` is λ, 0.01; it has 100 factors and does 15 passes.
pub(super) const IMPLICIT_ALS: Algorithm = Algorithm {
    name: "implicit-als",
    title: "Implicit ALS",
    about: "preferences from plays or clicks, over all cells, as implicit's",
    unit: "regression",
    pass: "iteration",
    passes: "iterations",
    epochs: 15,
    makes: "factors of preferences",
    reads: &[Knob::Factors, Knob::Lambda, Knob::Penalty, Knob::Confidence, Knob::Start, Knob::Seed],
    blocks: &[],
    habits: |options| options.lambda = 0.01,
    start: |problem| Model::Preferences(Factors::random(problem.ratings, problem.options)),
    stepper: || Box::new(ImplicitAls),
    content: None,
    account: Account::Regression(regression),
    work: Work { multiplications, formula: |_| "nk(k+3)/2 + (M+N)(k(k+1)/2 + (k³+9k²+2k)/6)".into() },
};

/// The lower triangles of QᵀQ and PᵀP, the rows of those who rated into theirs, and Cholesky for all.
fn multiplications(problem: Problem<'_>) -> u64 {
    let (ratings, k) = (problem.ratings, problem.options.factors as u64);
    let rows = (ratings.n_users() + ratings.n_items()) as u64;
    ratings.len() as u64 * k * (k + 3) + rows * (k * (k + 1) / 2 + (k * k * k + 9 * k * k + 2 * k) / 6)
}

/// The equations of one row, from YᵀY of the other side.
fn build<T: Real>(normal: &mut Normal<T>, problem: Problem<'_>, tables: &Tables<T>, square: &[T], of: Entity) {
    normal.clear(T::of(lambda(problem.ratings, problem.options, of)));
    normal.a.iter_mut().zip(square).for_each(|(a, &square)| *a += square);
    let mut scaled = vec![T::zero(); tables.z()];
    for (other, rating) in each(problem.ratings, of) {
        let (y, sure) = (tables.of(other), confidence(problem.options, rating));
        let root = T::of((sure - 1.0).sqrt());
        scaled.iter_mut().zip(y).for_each(|(scaled, &y)| *scaled = root * y);
        normal.add(&scaled, T::zero());
        let pull = T::of(sure * preference(rating));
        normal.b.iter_mut().zip(y).for_each(|(b, &y)| *b += pull * y);
    }
}

/// Builds them, solves them, and returns the solution: of equations that Cholesky cannot trust, that of least length.
fn fit<'a, T: Real>(
    normal: &'a mut Normal<T>,
    problem: Problem<'_>,
    tables: &Tables<T>,
    square: &[T],
    of: Entity,
) -> &'a [T] {
    build(normal, problem, tables, square, of);
    if !normal.cholesky() {
        build(normal, problem, tables, square, of);
        normal.complete();
        normal.b = linalg::minimum_norm(&normal.a, &normal.b, normal.k);
    }
    &normal.b
}

/// Fits one row.
pub(super) fn fit_row<T: Real>(problem: Problem<'_>, tables: &mut Tables<T>, of: Entity) {
    let square = square(tables.side(of.side().other()));
    let solution = fit(&mut Normal::new(tables.z()), problem, tables, &square, of).to_vec();
    tables.put(of, &solution);
}

/// The regression of a row with all cells in it: those that say something, then those that do not.
fn regression(problem: Problem<'_>, factors: &Factors, of: Entity) -> Regression {
    let (tables, other) = (factors.wide(), of.side().other());
    let square = square(tables.side(other));
    let mut normal = Normal::new(tables.z());
    let solution = fit(&mut normal, problem, &tables, &square, of).to_vec();
    build(&mut normal, problem, &tables, &square, of);
    normal.complete();
    let mut silent = vec![true; problem.ratings.count(other)];
    let said: Vec<(Entity, f64)> = each(problem.ratings, of).collect();
    said.iter().for_each(|(other, _)| silent[other.index()] = false);
    let holes = (0..silent.len()).filter(|at| silent[*at]).map(|at| (Entity::new(other, at), 0.0));
    let row = |(other, rating): (Entity, f64)| {
        let x = tables.of(other).to_vec();
        let (fitted, weight) = (dot(&x, &solution), confidence(problem.options, rating));
        DesignRow { other, x, rating, assumed: rating == 0.0, target: preference(rating), weight, fitted }
    };
    let rows = said.iter().copied().chain(holes).map(row).collect();
    Regression { of, rows, normal, old: None, solution, done: false }
}

#[derive(Clone, Copy, Debug)]
struct ImplicitAls;

impl Rule for ImplicitAls {
    fn halves(&self, problem: Problem<'_>) -> Vec<Half> {
        rows(problem.ratings)
    }

    fn unit<T: Element>(&mut self, problem: Problem<'_>, tables: &mut Tables<T>, unit: usize) {
        self.units(problem, tables, unit..unit + 1);
    }

    fn units<T: Element>(&mut self, problem: Problem<'_>, tables: &mut Tables<T>, units: Range<usize>) {
        if units.is_empty() {
            return;
        }
        let (ratings, k) = (problem.ratings, tables.z());
        let square = square(tables.side(nth_row(ratings, units.start).side().other()));
        let mut solutions = vec![T::zero(); units.len() * k];
        solutions.par_chunks_mut(k).enumerate().with_min_len(4).for_each_init(
            || Normal::new(k),
            |normal, (at, solution)| {
                let of = nth_row(ratings, units.start + at);
                solution.copy_from_slice(fit(normal, problem, tables, &square, of));
            },
        );
        for (unit, solution) in units.zip(solutions.chunks_exact(k)) {
            tables.put(nth_row(ratings, unit), solution);
        }
    }

    fn touched(&self, problem: Problem<'_>, unit: usize) -> Touched {
        Touched::Row(nth_row(problem.ratings, unit))
    }
}
