//! Non-negative factors: each row is multiplied by what its ratings ask for, over what the model gives.

use super::{
    Arithmetic, Block, Calc, Factors, Half, Knob, Model, Problem, Real, Tables, Touched,
    account::Account,
    algorithm::{Algorithm, Work},
    factors::Element,
    options::Penalty,
    rule::{Begun, Rule, nth_row, rows},
};
use crate::data::{Entity, ItemId, UserId};
use std::{ops::Range, sync::Arc};

/// Non-negative matrix factorisation: `r̂ = P_i · Q_j` with no factor below 0. From the factors at the start of a pass,
///
/// ```text
/// P[i,z] *= Σ_{j in R_i} r_ij Q[j,z] / ( Σ_{j in R_i} r̂_ij Q[j,z] + λ_i P[i,z] )
/// Q[j,z] *= Σ_{i rated j} r_ij P[i,z] / ( Σ_{i rated j} r̂_ij P[i,z] + λ_j Q[j,z] )
/// ```
///
/// That is a step against the slope whose length is chosen such that nothing is subtracted, so what is above 0 stays there, and
/// there is no learning rate. λ_i is λ times the number of ratings of the row ([`Penalty::Weighted`]) unless it is told
/// otherwise. A factor that is 0 stays so, and so does one of a row without ratings. Random factors begin above 0, whatever law
/// they are drawn from.
///
/// One unit is one row, users first; a pass all rows. Source: Luo, Zhou, Xia and Zhu, "An efficient non-negative
/// matrix-factorization-based approach to collaborative filtering for recommender systems" (2014), in the form of Surprise's
/// `NMF` without biases: its `reg_pu` and `reg_qi` are one λ here, 0.06; it has 15 factors and does 50 passes.
pub(super) const NMF: Algorithm = Algorithm {
    name: "nmf",
    title: "NMF",
    about: "no factor below 0, as Surprise's NMF",
    unit: "update",
    pass: "pass",
    passes: "passes",
    epochs: 50,
    makes: "factors of 0 or more",
    reads: &[Knob::Factors, Knob::Lambda, Knob::LambdaOf, Knob::Penalty, Knob::Missing, Knob::Start, Knob::Seed],
    blocks: &[Block::User, Block::Item],
    habits: |options| (options.lambda, options.penalty) = (0.06, Penalty::Weighted),
    start: |problem| Model::NonNegative(Factors::random(problem.ratings, problem.options)),
    stepper: || Box::new(Nmf::default()),
    content: None,
    account: Account::Own(|problem, model, touched, most| match (model, touched) {
        (Model::NonNegative(factors), Touched::Row(of)) => Some(explain(problem, factors, of, most)),
        _ => None,
    }),
    work: Work {
        // Each prediction, on either side, into two sums; a penalty, a product and a quotient for each number.
        multiplications: |problem| {
            let (ratings, z) = (problem.ratings, problem.options.factors as u64);
            6 * ratings.len() as u64 * z + 3 * (ratings.n_users() + ratings.n_items()) as u64 * z
        },
        formula: |_| "6nZ + 3(M+N)Z".into(),
    },
};

/// Why these ratings are not ones for it, in a sentence.
pub(super) fn refusal(problem: Problem<'_>) -> Option<String> {
    let below = |rating: &crate::data::Rating| problem.options.method == super::Method::Nmf && rating.value < 0.0;
    let rating = problem.ratings.iter().find(below)?;
    let (user, item) = (problem.ratings.name(rating.user), problem.ratings.name(rating.item));
    Some(format!("nmf takes ratings of 0 or more, and {user} gives {item} {}: try sgd", rating.value))
}

/// Above and below the fraction bar, for one factor of a row.
#[derive(Clone, Copy)]
struct Fraction<T> {
    /// Σ r · factor.
    asked: T,
    /// Σ r̂ · factor + λ own.
    given: T,
}

impl<T: Real> Fraction<T> {
    /// What becomes of a factor.
    fn times(self, own: T) -> T {
        let moves = own > T::zero() && self.given > T::zero();
        // The sum above the bar is below 0 where a rating is.
        if moves { own * (self.asked / self.given).max(T::zero()) } else { own }
    }
}

/// The fractions of a row, one for each factor, from the factors at the start of the pass. Each rating with its prediction is
/// shown to `each`.
fn fractions<T: Real>(
    problem: Problem<'_>,
    old: &Tables<T>,
    of: Entity,
    mut each: impl FnMut(Entity, f64, T),
) -> Vec<Fraction<T>> {
    let mut fractions = vec![Fraction { asked: T::zero(), given: T::zero() }; old.z()];
    let mut one = |i: UserId, j: ItemId, rating: f64, other: Entity| {
        let predicted = old.predict(i, j);
        for (fraction, &factor) in fractions.iter_mut().zip(old.of(other)) {
            fraction.asked += T::of(rating) * factor;
            fraction.given += predicted * factor;
        }
        each(other, rating, predicted);
    };
    match of {
        Entity::User(i) => problem.ratings.user(i).iter().for_each(|(j, r)| one(i, j, r, j.into())),
        Entity::Item(j) => problem.ratings.item(j).iter().for_each(|(i, r)| one(i, j, r, i.into())),
    }
    let lambda = T::of(problem.options.block_lambda(Block::of(of, true), problem.ratings.degree(of)));
    for (fraction, &own) in fractions.iter_mut().zip(old.of(of)) {
        fraction.given += lambda * own;
    }
    fractions
}

/// What becomes of a row.
fn updated<T: Real>(problem: Problem<'_>, old: &Tables<T>, of: Entity) -> Vec<T> {
    let fractions = fractions(problem, old, of, |_, _, _| {});
    fractions.iter().zip(old.of(of)).map(|(fraction, &own)| fraction.times(own)).collect()
}

/// Updates a row until it moves no more, with the rows of the other side as they are. One of zeros begins at the mean of the
/// other rows of its side.
pub(super) fn fold_in<T: Real>(problem: Problem<'_>, tables: &mut Tables<T>, of: Entity) {
    /// So many updates at the most.
    const MOST: usize = 1000;
    if tables.of(of).iter().all(|own| *own == T::zero()) {
        let side = tables.side(of.side());
        let others = T::of(side.count().saturating_sub(1).max(1) as f64);
        let mean: Vec<T> = (0..side.width()).map(|z| side.iter().map(|row| row[z]).sum::<T>() / others).collect();
        tables.put(of, &mean);
    }
    for _ in 0..MOST {
        let new = updated(problem, tables, of);
        let moves = |(new, old): (&T, &T)| (*new - *old).abs() > T::epsilon() * new.abs();
        let still = !new.iter().zip(tables.of(of)).any(moves);
        tables.put(of, &new);
        if still {
            return;
        }
    }
}

/// How a row comes about: its ratings, and for each factor what is above the bar and below it.
fn explain(problem: Problem<'_>, factors: &Factors, of: Entity, most: usize) -> Arithmetic {
    let (old, mut terms) = (factors.wide(), Vec::new());
    let fractions = fractions(problem, &old, of, |other, rating, predicted| {
        if terms.len() < most {
            terms.push((other, vec![Calc::Rating(rating), Calc::Number(predicted)]));
        }
    });
    let (own, theirs) = (of.side().letter(), of.side().other().letter());
    let part = |(z, (fraction, &old)): (usize, (&Fraction<f64>, &f64))| {
        let new = fraction.times(old);
        let figures = [old, fraction.asked, fraction.given, new].map(Calc::Number);
        (format!("{own}[{},{}]", of.index() + 1, z + 1), figures.into())
    };
    let degree = problem.ratings.degree(of);
    Arithmetic {
        formula: format!(
            "new = old·Σ r·{theirs}/(Σ r̂·{theirs} + λ·old), λ {}",
            problem.options.block_lambda(Block::of(of, true), degree)
        ),
        heads: vec!["r", "r̂"],
        unlisted: degree.saturating_sub(terms.len()),
        terms,
        part_heads: vec!["old", "above", "below", "new"],
        parts: fractions.iter().zip(old.of(of)).enumerate().map(part).collect(),
        note: (degree == 0).then_some("no rating: nothing changes"),
        ..Arithmetic::default()
    }
}

#[derive(Clone, Debug, Default)]
struct Nmf {
    begun: Begun,
}

impl Rule for Nmf {
    fn halves(&self, problem: Problem<'_>) -> Vec<Half> {
        rows(problem.ratings)
    }

    fn begin(&mut self, _: Problem<'_>, model: &Arc<Model>, _: u64) {
        self.begun.note(model);
    }

    fn unit<T: Element>(&mut self, problem: Problem<'_>, tables: &mut Tables<T>, unit: usize) {
        let of = nth_row(problem.ratings, unit);
        tables.put(of, &updated(problem, self.begun.tables(), of));
    }

    fn units<T: Element>(&mut self, problem: Problem<'_>, tables: &mut Tables<T>, units: Range<usize>) {
        let old = self.begun.tables();
        let of = |unit| nth_row(problem.ratings, unit);
        tables.remake(units, of, || (), |(), _, of| updated(problem, old, of));
    }

    fn touched(&self, problem: Problem<'_>, unit: usize) -> Touched {
        Touched::Row(nth_row(problem.ratings, unit))
    }

    fn begun_from(&self) -> Option<&Arc<Model>> {
        self.begun.model()
    }
}
