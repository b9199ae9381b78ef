//! Alternating least squares on implicit feedback: every cell counts, those with a rating the more.

use super::{
    Conjugated, DesignRow, Factors, Half, Knob, Model, Options, Problem, Real, Regression, Tables, Touched,
    account::Account,
    algorithm::{Algorithm, Work},
    conjugate::{Conjugate, Solver},
    equations::Equations,
    factors::Element,
    linalg,
    preferences::{confidence, each, lambda, preference, square},
    rule::{Rule, nth_row, rows},
    tables::dot,
};
use crate::data::{Entity, Side};
use std::{ops::Range, sync::Arc};

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
    reads: &[Knob::Factors, Knob::Lambda, Knob::Penalty, Knob::Confidence, Knob::CgSteps, Knob::Start, Knob::Seed],
    blocks: &[],
    habits: |options| options.lambda = 0.01,
    start: |problem| Model::Preferences(Factors::random(problem.ratings, problem.options)),
    stepper: || Box::new(ImplicitAls::default()),
    content: None,
    account: Account::Regression(regression),
    work: Work { multiplications, formula },
};

/// The lower triangles of QᵀQ and PᵀP, the rows of those who rated into theirs, and Cholesky for all; or, by s steps of conjugate
/// gradients, what these rows and the squares are multiplied by.
fn multiplications(problem: Problem<'_>) -> u64 {
    let Problem { ratings, options } = problem;
    let k = options.factors as u64;
    let rows = (ratings.n_users() + ratings.n_items()) as u64;
    let n = 2 * ratings.len() as u64;
    let (given, row) = match options.steps().map(|steps| steps as u64) {
        None => (k * (k + 3) / 2, (k * k * k + 9 * k * k + 2 * k) / 6),
        Some(s) => ((k + 1) * (2 * s + 1), k * k * (s + 1) + k * (7 * s - 1) + 2 * s - 1),
    };
    n * given + rows * (k * (k + 1) / 2 + row)
}

fn formula(options: &Options) -> String {
    match options.steps() {
        None => "nk(k+3)/2 + (M+N)(k(k+1)/2 + (k³+9k²+2k)/6)".into(),
        Some(s) => {
            format!("{}n(k+1) + (M+N)(k(k+1)/2 + {}k² + {}k + {})", 2 * s + 1, s + 1, 7 * s - 1, 2 * s - 1)
        }
    }
}

/// The equations of one row, from YᵀY of the other side.
fn build<T: Real>(equations: &mut Equations<T>, problem: Problem<'_>, tables: &Tables<T>, square: &[T], of: Entity) {
    equations.begin_with(square, T::of(lambda(problem.ratings, problem.options, of)));
    surer(problem, tables, of, |x, weight, y| equations.add_weighted(x, weight, y));
}

/// Calls `f(y_j, c_ij - 1, c_ij p_ij)` for each rating of a row that says something: what it has beyond all cells.
fn surer<T: Real>(problem: Problem<'_>, tables: &Tables<T>, of: Entity, mut f: impl FnMut(&[T], T, T)) {
    tables.each_rated(problem.ratings, of, |_, rating, row| {
        if rating != 0.0 {
            let sure = confidence(problem.options, rating);
            f(row, T::of(sure - 1.0), T::of(sure * preference(rating)));
        }
    });
}

/// Their solution: of equations that Cholesky cannot trust, that of least length.
fn fit<T: Real>(
    equations: &mut Equations<T>,
    problem: Problem<'_>,
    tables: &Tables<T>,
    square: &[T],
    of: Entity,
) -> Vec<T> {
    build(equations, problem, tables, square, of);
    equations.solve().unwrap_or_else(|| {
        build(equations, problem, tables, square, of);
        let normal = equations.normal();
        linalg::minimum_norm(&normal.a, &normal.b, normal.k)
    })
}

/// What a row becomes by steps from where it is, which `go` takes; where nothing is said it becomes 0, as the exact one.
fn nearer<T: Real>(
    room: &mut Conjugate<T>,
    problem: Problem<'_>,
    tables: &Tables<T>,
    of: Entity,
    go: impl FnOnce(&mut Conjugate<T>, &[T]),
) -> Vec<T> {
    room.clear([T::of(lambda(problem.ratings, problem.options, of)); 2]);
    surer(problem, tables, of, |x, weight, y| room.add(x, weight, y));
    if room.is_empty() {
        return vec![T::zero(); tables.z()];
    }
    go(room, tables.of(of));
    room.solution()
}

/// Fits one row, exactly.
pub(super) fn fit_row<T: Real>(problem: Problem<'_>, tables: &mut Tables<T>, of: Entity) {
    let square = square(tables.side(of.side().other()));
    let solution = fit(&mut Equations::new(tables.z(), false), problem, tables, &square, of);
    tables.put(of, &solution);
}

/// The regression of a row with all cells in it: those that say something, then those that do not.
fn regression(problem: Problem<'_>, factors: &Factors, of: Entity) -> Regression {
    let (tables, other) = (factors.wide(), of.side().other());
    let square = square(tables.side(other));
    let mut equations = Equations::new(tables.z(), false);
    let exact = fit(&mut equations, problem, &tables, &square, of);
    let (solution, conjugate) = match problem.options.steps() {
        None => (exact, None),
        Some(most) => {
            let (mut room, mut steps) = (Conjugate::new(tables.z(), false), Vec::new());
            let told = |room: &mut Conjugate<f64>, from: &[f64]| steps = room.told(from, &square, most);
            (nearer(&mut room, problem, &tables, of, told), Some(Conjugated { steps, exact }))
        }
    };
    build(&mut equations, problem, &tables, &square, of);
    let normal = equations.normal();
    let mut silent = vec![true; problem.ratings.count(other)];
    let mut said: Vec<(Entity, f64)> = Vec::new();
    each(problem.ratings, of, |other, rating| said.push((other, rating)));
    said.iter().for_each(|(other, _)| silent[other.index()] = false);
    let holes = (0..silent.len()).filter(|at| silent[*at]).map(|at| (Entity::new(other, at), 0.0));
    let row = |(other, rating): (Entity, f64)| {
        let x = tables.of(other).to_vec();
        let (fitted, weight) = (dot(&x, &solution), confidence(problem.options, rating));
        DesignRow { other, x, rating, assumed: rating == 0.0, target: preference(rating), weight, fitted }
    };
    let rows = said.iter().copied().chain(holes).map(row).collect();
    Regression { of, rows, normal, old: None, solution, conjugate, done: false }
}

#[derive(Clone, Debug, Default)]
struct ImplicitAls {
    /// YᵀY of the side that the present half goes by, which stands still until the half ends. In `f64`, whatever it is made of.
    square: Option<(Side, Arc<[f64]>)>,
}

impl Rule for ImplicitAls {
    fn halves(&self, problem: Problem<'_>) -> Vec<Half> {
        rows(problem.ratings)
    }

    fn begin(&mut self, _: Problem<'_>, _: &Arc<Model>, _: u64) {
        self.square = None;
    }

    fn unit<T: Element>(&mut self, problem: Problem<'_>, tables: &mut Tables<T>, unit: usize) {
        self.units(problem, tables, unit..unit + 1);
    }

    fn units<T: Element>(&mut self, problem: Problem<'_>, tables: &mut Tables<T>, units: Range<usize>) {
        if units.is_empty() {
            return;
        }
        let (ratings, k) = (problem.ratings, tables.z());
        let other = nth_row(ratings, units.start).side().other();
        let known = self.square.take().filter(|(side, _)| *side == other);
        let made = || (other, square(tables.side(other)).into_iter().map(T::wide).collect());
        let (_, wide) = self.square.insert(known.unwrap_or_else(made));
        let square: Vec<T> = wide.iter().map(|value| T::of(*value)).collect();
        let solver = || Solver::new(problem.options, k, false);
        tables.remake(
            units,
            |unit| nth_row(ratings, unit),
            solver,
            |solver, tables, of| match solver {
                Solver::Exact(equations) => fit(equations, problem, tables, &square, of),
                Solver::Steps(room, steps) => nearer(room, problem, tables, of, |room, from| {
                    room.solve(from, &square, *steps);
                }),
            },
        );
    }

    fn touched(&self, problem: Problem<'_>, unit: usize) -> Touched {
        Touched::Row(nth_row(problem.ratings, unit))
    }
}
