//! The regression of one row: what alternating least squares and content-based filtering are both made of.

use super::{
    Block, Conjugated, DesignRow, Factors, Knob, Options, Problem, Real, Regression, Tables,
    conjugate::{Conjugate, Solver},
    equations::{Equations, Normal},
    linalg,
};
use crate::data::{Entity, Ratings, Side};
use std::ops::Range;

/// The normal equations `(XᵀX + λI) x = Xᵀy` that fit one user or item to the present factors of the other side.
///
/// X has a row for each rating of `of`: the other side's factors, and a one where the model has biases; y is what the mean
/// and the other side's bias leave of the rating. Where the method is content-based, the bias is the intercept of a linear
/// regression, and λ spares it: the last number of the diagonal is then that of `XᵀX`.
pub fn normal_equations<T: Real>(problem: Problem<'_>, factors: &Tables<T>, of: Entity) -> Normal<T> {
    let mut equations = room(factors);
    build(&mut equations, problem, factors, of);
    equations.normal()
}

/// What those equations (or, where they are singular, least length) make of the row, exactly: its new factors, then its new bias.
pub fn regress<T: Real>(problem: Problem<'_>, factors: &Tables<T>, of: Entity) -> Vec<T> {
    fit(&mut room(factors), problem, factors, of)
}

/// The same row by row, as data: the ratings that it rests on, the equations, the solution.
pub fn regression(problem: Problem<'_>, factors: &Factors, of: Entity) -> Regression {
    let tables = factors.wide();
    let exact = regress(problem, &tables, of);
    let (solution, conjugate) = match problem.options.steps() {
        None => (exact, None),
        Some(most) => {
            let (mut room, mut steps) = (Conjugate::new(tables.z(), tables.bias.is_some()), Vec::new());
            let told = |room: &mut Conjugate<f64>, from: &[f64]| steps = room.told(from, &[], most);
            (nearer(&mut room, problem, &tables, of, told), Some(Conjugated { steps, exact }))
        }
    };
    let mut rows = Vec::with_capacity(problem.ratings.degree(of));
    each_row(problem.ratings, &tables, of, |(other, rating), x, target| {
        let ones = factors.is_biased().then_some(1.0);
        let x: Vec<f64> = x.iter().copied().chain(ones).collect();
        let fitted = x.iter().zip(&solution).map(|(x, s)| x * s).sum();
        rows.push(DesignRow { other, x, rating, assumed: false, target, weight: 1.0, fitted });
    });
    Regression { of, rows, normal: normal_equations(problem, &tables, of), old: None, solution, conjugate, done: false }
}

/// What the regressions of one side multiply: `Σ over rows n_row k (k + 3) / 2` for QᵀQ (its lower triangle) and Qᵀr, and
/// `(k³ + 9 k² + 2 k) / 6` for Cholesky and two triangular solves. They are counted as if every row were solved by Cholesky;
/// a row with fewer ratings than unknowns costs somewhat more. By s steps of conjugate gradients, `Σ n_row (k (2s + 1) + s)` for
/// what the rows of X are multiplied by, and `k (6s - 2) + 2s - 1` for the rest.
pub(super) fn regressions(problem: Problem<'_>, side: Side) -> u64 {
    let Problem { ratings, options } = problem;
    let k = options.factors as u64 + u64::from(options.biased);
    let rated = (0..ratings.count(side)).filter(|at| ratings.degree(Entity::new(side, *at)) > 0).count() as u64;
    let (n, steps) = (ratings.len() as u64, options.steps().map(|steps| steps as u64));
    match steps {
        None => n * k * (k + 3) / 2 + rated * (k * k * k + 9 * k * k + 2 * k) / 6,
        Some(s) => n * (k * (2 * s + 1) + s) + rated * (k * (6 * s - 2) + 2 * s - 1),
    }
}

/// The same as a formula.
pub(super) fn formula(options: &Options) -> String {
    match options.steps() {
        None => "each row n k(k+3)/2 + (k³+9k²+2k)/6".into(),
        Some(s) => format!("each row n({}k+{s}) + {}k + {}", 2 * s + 1, 6 * s - 2, 2 * s - 1),
    }
}

/// Fits one row, exactly.
pub(super) fn fit_row<T: Real>(problem: Problem<'_>, factors: &mut Tables<T>, of: Entity) {
    let solution = regress(problem, factors, of);
    factors.put(of, &solution);
}

/// Fits the rows that `entity` names, all of one side, side by side; the bits are those of one after the other.
pub(super) fn regress_rows<T: Real>(
    problem: Problem<'_>,
    factors: &mut Tables<T>,
    units: Range<usize>,
    entity: impl Fn(usize) -> Entity + Sync,
) {
    let (z, biased) = (factors.z(), factors.bias.is_some());
    let solver = || Solver::new(problem.options, z, biased);
    factors.remake(units, entity, solver, |solver, factors, of| solve(solver, problem, factors, of));
}

/// Room for the equations of one row after another.
fn room<T: Real>(factors: &Tables<T>) -> Equations<T> {
    Equations::new(factors.z(), factors.bias.is_some())
}

/// What a row becomes.
fn solve<T: Real>(solver: &mut Solver<T>, problem: Problem<'_>, factors: &Tables<T>, of: Entity) -> Vec<T> {
    match solver {
        Solver::Exact(equations) => fit(equations, problem, factors, of),
        Solver::Steps(room, steps) => nearer(room, problem, factors, of, |room, from| {
            room.solve(from, &[], *steps);
        }),
    }
}

/// What a row becomes by steps from where it is, which `go` takes; without ratings it becomes 0, as the exact one.
fn nearer<T: Real>(
    room: &mut Conjugate<T>,
    problem: Problem<'_>,
    factors: &Tables<T>,
    of: Entity,
    go: impl FnOnce(&mut Conjugate<T>, &[T]),
) -> Vec<T> {
    room.clear(lambdas(problem.options, of, problem.ratings.degree(of)).map(T::of));
    each_row(problem.ratings, factors, of, |_, factors, target| room.add(factors, T::one(), target));
    if room.is_empty() {
        return vec![T::zero(); factors.per_row()];
    }
    go(room, &factors.numbers(of));
    let mut solution = room.solution();
    even_out(&mut solution, problem.ratings, factors, of);
    solution
}

/// The solution of the equations of one row, or that of least length.
fn fit<T: Real>(equations: &mut Equations<T>, problem: Problem<'_>, factors: &Tables<T>, of: Entity) -> Vec<T> {
    let punished = build(equations, problem, factors, of);
    let enough = punished || problem.ratings.degree(of) >= factors.per_row();
    let solution = enough.then(|| equations.solve()).flatten();
    let mut solution = solution.unwrap_or_else(|| least_length(problem, factors, of));
    even_out(&mut solution, problem.ratings, factors, of);
    solution
}

/// Gathers them, and says whether the factors are punished.
fn build<T: Real>(equations: &mut Equations<T>, problem: Problem<'_>, factors: &Tables<T>, of: Entity) -> bool {
    let lambda = lambdas(problem.options, of, problem.ratings.degree(of));
    equations.clear(lambda.map(T::of));
    each_row(problem.ratings, factors, of, |_, factors, target| equations.add(factors, target));
    lambda[0] > 0.0
}

/// Calls `f((the other side, rating), its factors, target)` for each rating of a row: the target is what the other side's
/// bias and the mean leave of the rating.
fn each_row<T: Real>(ratings: &Ratings, factors: &Tables<T>, of: Entity, mut f: impl FnMut((Entity, f64), &[T], T)) {
    let bias = factors.bias.as_ref().map(|bias| (bias.mean, bias.side(of.side().other())));
    factors.each_rated(ratings, of, |other, rating, row| {
        let target = bias.map_or(T::of(rating), |(mean, of)| T::of(rating) - mean - of[other.index()]);
        f((other, rating), row, target);
    });
}

/// λ of the factors of a row with `count` ratings, and of its bias: an intercept of content-based filtering goes unpunished.
pub(super) fn lambdas(options: &Options, of: Entity, count: usize) -> [f64; 2] {
    let blocks = options.method.reads(Knob::LambdaOf);
    let own =
        |factors| if blocks { options.block_lambda(Block::of(of, factors), count) } else { options.row_lambda(count) };
    let [factors, bias] = [true, false].map(own);
    [factors, if options.method.content() == Some(of.side()) { 0.0 } else { bias }]
}

/// The solution of least length, for equations that Cholesky cannot trust. A penalty becomes more rows of the design,
/// √λ times the identity with target 0.
fn least_length<T: Real>(problem: Problem<'_>, factors: &Tables<T>, of: Entity) -> Vec<T> {
    let k = factors.per_row();
    let (mut rows, mut targets) = (Vec::new(), Vec::new());
    each_row(problem.ratings, factors, of, |_, factors, target| {
        rows.extend_from_slice(factors);
        rows.resize(rows.len() + k - factors.len(), T::one());
        targets.push(target);
    });
    let [lambda, last] = lambdas(problem.options, of, problem.ratings.degree(of)).map(T::of);
    let of_bias = |z: usize| factors.bias.is_some() && z + 1 == k;
    for (z, lambda) in (0..k).map(|z| (z, if of_bias(z) { last } else { lambda })).filter(|(_, l)| *l > T::zero()) {
        rows.extend((0..k).map(|c| if c == z { lambda.sqrt() } else { T::zero() }));
        targets.push(T::zero());
    }
    linalg::minimum_norm(&rows, &targets, k)
}

/// Where all factors are one and the same in every row of the design, so they are in the solution: by symmetry, but for
/// rounding, which their mean takes away. From the same start they then never part.
fn even_out<T: Real>(solution: &mut [T], ratings: &Ratings, factors: &Tables<T>, of: Entity) {
    let z = factors.z();
    let same = |other: Entity| factors.of(other).windows(2).all(|pair| pair[0] == pair[1]);
    let even = match of {
        Entity::User(i) => ratings.user(i).ids.iter().all(|&j| same(j.into())),
        Entity::Item(j) => ratings.item(j).ids.iter().all(|&i| same(i.into())),
    };
    if z > 1 && even {
        let mean = solution[..z].iter().copied().sum::<T>() / T::of(z as f64);
        solution[..z].fill(mean);
    }
}
