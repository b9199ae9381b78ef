//! Stochastic gradient descent: one rating at a time pulls its user's and its item's factors.

use super::{
    Half, Knob, Model, Options, Over, Parameter, Penalty, Problem, Start, Tables, Touched,
    account::{Account, Gradient, Term, error, moved},
    algorithm::{Algorithm, Work},
    factors::Element,
    rule::{Rule, random_factors},
    table,
};
use crate::data::{Entity, ItemId, Ratings, UserId};
use rand::seq::SliceRandom;
use rand_pcg::Pcg64;
use std::sync::Arc;

/// Stochastic gradient descent. For one rating with `e = r̂ - r`, from the values before it,
///
/// ```text
/// b_i    -= α ( e + λ b_i )             b_j    -= α ( e + λ b_j )
/// P[i,z] -= α ( e Q[j,z] + λ P[i,z] )   Q[j,z] -= α ( e P[i,z] + λ Q[j,z] )   for all z at once
/// ```
///
/// One unit is one rating; a pass (epoch) visits each once, in the order of the file or in one shuffled
/// anew from the seed and the number of the pass. λ weighs here on each rating, so over a pass on each row by its count
/// ([`super::Penalty::Weighted`]); with [`super::Penalty::Plain`] each rating carries its row's share, λ / n.
///
/// Source: Simon Funk, "Netflix update: try this at home" (2006), in the form of Surprise's `SVD` (all factors at once,
/// λ on every rating). Funk's own trains one factor after another.
pub(super) const SGD: Algorithm = Algorithm {
    name: "sgd",
    title: "SGD",
    about: "stochastic, as Surprise's SVD",
    unit: "rating",
    pass: "epoch",
    passes: "epochs",
    epochs: 20,
    makes: "factors",
    reads: &[
        Knob::Factors,
        Knob::Lambda,
        Knob::Penalty,
        Knob::Alpha,
        Knob::Biased,
        Knob::Shuffle,
        Knob::Missing,
        Knob::Start,
        Knob::Seed,
    ],
    // Surprise's SVD: lr_all 0.005, reg_all 0.02, init_std_dev 0.1.
    habits: |options| {
        (options.lambda, options.penalty) = (0.02, Penalty::Weighted);
        (options.alpha, options.start) = (0.005, Start::Normal(0.1));
    },
    start: random_factors,
    stepper: || Box::new(Sgd { order: None }),
    content: None,
    account: Account::RatingSlope(rating_step),
    work: Work { multiplications, formula },
};

/// `n (Z + 2 Z + 2 k · (1 or 2))`: each error, each error into its two gradients, and α times each, with a penalty λ as well.
fn multiplications(problem: Problem<'_>) -> u64 {
    let Problem { ratings, options } = problem;
    let (z, k) = (options.factors as u64, options.factors as u64 + u64::from(options.biased));
    ratings.len() as u64 * (3 * z + 2 * k * (1 + u64::from(options.lambda > 0.0)))
}

fn formula(options: &Options) -> String {
    format!("n(3Z + {}k)", if options.lambda > 0.0 { "4" } else { "2" })
}

/// The step that the rating of user `i` for item `j` makes one parameter of either take. `pair` has the rows of these two
/// alone. `None` where there is no such rating, or the parameter is another's.
pub fn rating_step(
    problem: Problem<'_>,
    pair: &Tables<f64>,
    (i, j): (UserId, ItemId),
    at: Parameter,
) -> Option<Gradient> {
    let rating = problem.ratings.get(i, j)?;
    let other = match at.of {
        Entity::User(of) if of == i => Entity::Item(j),
        Entity::Item(of) if of == j => Entity::User(i),
        _ => return None,
    };
    let only = |of: Entity| Entity::new(of.side(), 0);
    let factor = at.factor.map_or(1.0, |z| pair.of(only(other))[z]);
    let term = Term::new(other, rating, pair.predict(UserId::new(0), ItemId::new(0)), factor);
    let old = pair.get(Parameter { of: only(at.of), ..at });
    let sum = term.product();
    Some(Gradient::new(at, (vec![term], sum), lambda(problem, at.of), problem.options.alpha, old))
}

/// λ as one rating applies it to a number of this row.
fn lambda(problem: Problem<'_>, of: Entity) -> f64 {
    problem.options.rating_lambda(problem.ratings.degree(of))
}

#[derive(Clone, Debug)]
struct Sgd {
    /// Positions in the ratings, in the order of this pass; `None` for the order of the file.
    order: Option<Vec<u32>>,
}

impl Sgd {
    fn pair(&self, ratings: &Ratings, unit: usize) -> usize {
        self.order.as_ref().map_or_else(|| ratings.position(unit), |order| order[unit] as usize)
    }
}

impl Rule for Sgd {
    fn halves(&self, problem: Problem<'_>) -> Vec<Half> {
        vec![Half { over: Over::Ratings, units: problem.ratings.len() }]
    }

    fn begin(&mut self, problem: Problem<'_>, _: &Arc<Model>, pass: u64) {
        self.order = problem.options.shuffle.then(|| {
            let mut order: Vec<u32> = (0..problem.ratings.len() as u32).collect();
            // One stream for each pass, so that a pass can be repeated without those before it.
            order.shuffle(&mut Pcg64::new(u128::from(problem.options.seed), 3 + u128::from(pass)));
            order
        });
    }

    fn unit<T: Element>(&mut self, problem: Problem<'_>, factors: &mut Tables<T>, unit: usize) {
        let rating = problem.ratings.at(self.pair(problem.ratings, unit));
        let (i, j) = (rating.user, rating.item);
        let error = error(factors.predict(i, j), rating.value);
        let alpha = T::of(problem.options.alpha);
        let (user_lambda, item_lambda) = (T::of(lambda(problem, i.into())), T::of(lambda(problem, j.into())));
        if let Some(bias) = &mut factors.bias {
            let (bi, bj) = (&mut bias.user[i.index()], &mut bias.item[j.index()]);
            *bi = moved(alpha, user_lambda, *bi, error);
            *bj = moved(alpha, item_lambda, *bj, error);
        }
        let rows = table::row_mut(&mut factors.p, i.index()).iter_mut().zip(table::row_mut(&mut factors.q, j.index()));
        for (p, q) in rows {
            let (old_p, old_q) = (*p, *q);
            *p = moved(alpha, user_lambda, old_p, error * old_q);
            *q = moved(alpha, item_lambda, old_q, error * old_p);
        }
    }

    fn touched(&self, problem: Problem<'_>, unit: usize) -> Touched {
        let rating = problem.ratings.at(self.pair(problem.ratings, unit));
        Touched::Rating(rating.user, rating.item)
    }
}
