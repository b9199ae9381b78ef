//! Preferences: what a rating says where it is plays or clicks, how sure one is of it, and what a model of it lowers.

use super::{
    Factors, Options, Penalty, Real, Rows,
    equations::gram,
    tables::dot,
    working::{Arithmetic, Calc},
};
use crate::data::{Entity, ItemId, Ratings, Side, UserId};

/// p: whether a rating tells of a preference.
pub(super) fn preference(rating: f64) -> f64 {
    if rating > 0.0 { 1.0 } else { 0.0 }
}

/// c, how sure one is of it.
pub(super) fn confidence(options: &Options, rating: f64) -> f64 {
    1.0 + options.confidence * rating.abs()
}

/// Calls `f(the other side, rating)` for each rating of a row that says something.
pub(super) fn each(ratings: &Ratings, of: Entity, mut f: impl FnMut(Entity, f64)) {
    let mut one = |other: Entity, rating: f64| {
        if rating != 0.0 {
            f(other, rating);
        }
    };
    match of {
        Entity::User(i) => ratings.user(i).iter().for_each(|(j, rating)| one(j.into(), rating)),
        Entity::Item(j) => ratings.item(j).iter().for_each(|(i, rating)| one(i.into(), rating)),
    }
}

/// λ of a row.
pub(super) fn lambda(ratings: &Ratings, options: &Options, of: Entity) -> f64 {
    match options.penalty {
        Penalty::Plain => options.lambda,
        Penalty::Weighted => {
            let mut liked = 0;
            each(ratings, of, |_, rating| liked += usize::from(rating > 0.0));
            options.row_lambda(liked)
        }
    }
}

/// YᵀY of a table Y, row by row.
pub(super) fn square<T: Real>(table: &Rows<T>) -> Vec<T> {
    gram(table.width(), table.iter())
}

/// What the objective adds to the squared errors of the preferences that are given.
pub(super) fn penalty(ratings: &Ratings, options: &Options, factors: &Factors) -> f64 {
    let tables = factors.wide();
    let square = square(&tables.q);
    let k = tables.z();
    // Σ_j (P_i · Q_j)² = P_iᵀ (QᵀQ) P_i
    let all = |i: UserId| {
        let p = tables.of(i);
        p.iter().enumerate().map(|(z, p_z)| p_z * dot(&square[z * k..][..k], p)).sum::<f64>()
    };
    let user = |i: UserId| {
        let given = ratings.user(i).iter().map(|(j, rating)| {
            let fitted = tables.predict(i, j);
            let error = fitted - preference(rating);
            (fitted * fitted, (confidence(options, rating) - 1.0) * error * error)
        });
        let (known, surer) = given.fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        (all(i) - known).max(0.0) + surer
    };
    let cells: f64 = (0..ratings.n_users()).map(|i| user(UserId::new(i))).sum();
    let row = |of: Entity| lambda(ratings, options, of) * tables.of(of).iter().map(|v| v * v).sum::<f64>();
    let side = |side: Side| (0..ratings.count(side)).map(|at| row(Entity::new(side, at))).sum::<f64>();
    cells + side(Side::Users) + side(Side::Items)
}

/// How a preference comes about.
pub(super) fn explain(factors: &Factors, seen: &Ratings, i: UserId, j: ItemId) -> Arithmetic {
    let (p, q) = (factors.of(i), factors.of(j));
    let part = |(z, (&p, &q)): (usize, (&f64, &f64))| {
        let [p, q] = [p, q].map(Calc::Number);
        (format!("z = {}", z + 1), vec![p.clone(), q.clone(), Calc::Number(p.times(q).value(&|v| v))])
    };
    let note = match seen.get(i, j) {
        None => "no rating: a preference of 0, with confidence 1",
        Some(0.0) => "a rating of 0 says nothing: preference 0, confidence 1",
        Some(rating) if rating < 0.0 => "a rating below 0: a preference of 0 that is the surer",
        Some(_) => "a rating above 0: a preference of 1",
    };
    Arithmetic {
        formula: format!("r̂ = P[{}]·Q[{}], the preference", i.number(), j.number()),
        part_heads: vec!["P", "Q", "product"],
        parts: p.iter().zip(q.iter()).enumerate().map(part).collect(),
        lines: vec![("r̂", Calc::Number(factors.predict(i, j)))],
        note: Some(note),
        ..Arithmetic::default()
    }
}
