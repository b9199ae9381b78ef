//! Stochastic gradient descent: one rating at a time pulls its user's and its item's factors.

use super::{
    Block, Half, Knob, Model, Options, Over, Parameter, Penalty, Problem, Start, Tables, Touched,
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
/// λ on every rating, and where asked α and λ of its own for each of b_i, b_j, P and Q). Funk's own trains one factor after another.
pub(super) const SGD: Algorithm = Algorithm {
    name: "sgd",
    title: "SGD",
    about: "stochastic gradient descent",
    unit: "rating",
    pass: "epoch",
    passes: "epochs",
    epochs: 20,
    makes: "factors",
    reads: &[
        Knob::Factors,
        Knob::Lambda,
        Knob::LambdaOf,
        Knob::Penalty,
        Knob::Alpha,
        Knob::AlphaOf,
        Knob::Biased,
        Knob::Shuffle,
        Knob::Missing,
        Knob::Start,
        Knob::Seed,
    ],
    blocks: &[Block::UserBias, Block::ItemBias, Block::User, Block::Item],
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

/// Surprise's `SVD` by its own name: the same, which begins with a mean and biases, and in which who has no rating has neither P
/// nor Q: what is known of the other side is predicted. It is no singular value decomposition, which
/// knows no holes ([`super::svd`]).
pub(super) const SVD: Algorithm = Algorithm {
    name: "svd",
    title: "SVD",
    about: "sgd with a mean and biases, as Surprise's SVD",
    habits: |options| {
        (SGD.habits)(options);
        options.biased = true;
    },
    ..SGD
};

/// `n (Z + 2 Z + 2 k · (1 or 2))`: each error, each error into its two gradients, and α times each, with a penalty λ as well.
fn multiplications(problem: Problem<'_>) -> u64 {
    let Problem { ratings, options } = problem;
    let (z, k) = (options.factors as u64, options.factors as u64 + u64::from(options.biased));
    ratings.len() as u64 * (3 * z + 2 * k * (1 + u64::from(options.punishes())))
}

fn formula(options: &Options) -> String {
    format!("n(3Z + {}k)", if options.punishes() { "4" } else { "2" })
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
    let (alpha, lambda) = pace(problem, at.of, at.factor.is_some());
    Some(Gradient::new(at, (vec![term], sum), lambda, alpha, old))
}

/// α, and λ as one rating applies it, for a factor of a row or its bias.
fn pace(problem: Problem<'_>, of: Entity, factor: bool) -> (f64, f64) {
    let (block, options) = (Block::of(of, factor), problem.options);
    (options.alpha(block), options.rating_lambda(block, problem.ratings.degree(of)))
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
        let pace = |of: Entity, factor: bool| {
            let (alpha, lambda) = pace(problem, of, factor);
            (T::of(alpha), T::of(lambda))
        };
        if let Some(bias) = &mut factors.bias {
            let (bi, bj) = (&mut bias.user[i.index()], &mut bias.item[j.index()]);
            let ((user_alpha, user_lambda), (item_alpha, item_lambda)) = (pace(i.into(), false), pace(j.into(), false));
            *bi = moved(user_alpha, user_lambda, *bi, error);
            *bj = moved(item_alpha, item_lambda, *bj, error);
        }
        let ((user_alpha, user_lambda), (item_alpha, item_lambda)) = (pace(i.into(), true), pace(j.into(), true));
        let rows = table::row_mut(&mut factors.p, i.index()).iter_mut().zip(table::row_mut(&mut factors.q, j.index()));
        for (p, q) in rows {
            let (old_p, old_q) = (*p, *q);
            *p = moved(user_alpha, user_lambda, old_p, error * old_q);
            *q = moved(item_alpha, item_lambda, old_q, error * old_p);
        }
    }

    fn touched(&self, problem: Problem<'_>, unit: usize) -> Touched {
        let rating = problem.ratings.at(self.pair(problem.ratings, unit));
        Touched::Rating(rating.user, rating.item)
    }
}
