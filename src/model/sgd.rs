//! Stochastic gradient descent: one rating at a time pulls its user's and its item's factors.

use super::{
    Bias, Block, Half, Knob, Model, Options, Over, Parameter, Penalty, Problem, Real, Start, Tables, Touched,
    account::{Account, Gradient, Term, error, moved},
    algorithm::{Algorithm, Work},
    factors::Element,
    lanes,
    rows::Changing,
    rule::{Rule, random_factors},
    strata::Order,
};
use crate::data::{Entity, ItemId, Rating, Ratings, Side, UserId};
use pulp::{Simd, WithSimd};
use rayon::prelude::*;
use std::{array, ops::Range, sync::Arc};

/// Stochastic gradient descent. For one rating with `e = r̂ - r`, from the values before it,
///
/// ```text
/// b_i    -= α ( e + λ b_i )             b_j    -= α ( e + λ b_j )
/// P[i,z] -= α ( e Q[j,z] + λ P[i,z] )   Q[j,z] -= α ( e P[i,z] + λ Q[j,z] )   for all z at once
/// ```
///
/// One unit is one rating; a pass (epoch) visits each once, in the order of the file or in one shuffled
/// anew from the seed and the number of the pass, or block by block, those that share no row side by side (see [`Order`]). λ weighs here on each rating, so over a pass on each row by its count
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
        Knob::Parts,
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
    stepper: || Box::new(Sgd::default()),
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

#[derive(Clone, Debug, Default)]
struct Sgd {
    /// The order of this pass.
    order: Option<Arc<Order>>,
}

impl Sgd {
    fn order(&self) -> &Order {
        self.order.as_ref().expect("a pass is begun before its first unit")
    }
}

/// So few units are not worth more threads than one.
const FEW: usize = 4096;
/// So many ratings are looked up, and their rows fetched, before the first of them is worked on.
const AHEAD: usize = 16;

impl Rule for Sgd {
    fn halves(&self, problem: Problem<'_>) -> Vec<Half> {
        vec![Half { over: Over::Ratings, units: problem.ratings.len() }]
    }

    fn begin(&mut self, Problem { ratings, options }: Problem<'_>, _: &Arc<Model>, pass: u64) {
        // Of the same ratings and options: whoever changes them begins with another stepper.
        if self.order.is_none() || options.shuffle {
            self.order = Some(Order::new(ratings, options, pass).into());
        }
    }

    fn unit<T: Element>(&mut self, problem: Problem<'_>, factors: &mut Tables<T>, unit: usize) {
        self.units(problem, factors, unit..unit + 1);
    }

    fn units<T: Element>(&mut self, problem: Problem<'_>, factors: &mut Tables<T>, units: Range<usize>) {
        let order = self.order();
        let strata = if units.len() < FEW { None } else { order.side_by_side(units.clone()) };
        match strata {
            None => {
                let Tables { p, q, bias } = factors;
                let bias = bias.as_mut().map(|bias| Biases {
                    mean: bias.mean,
                    user: (0, &mut bias.user),
                    item: (0, &mut bias.item),
                });
                lanes::dispatch(Steps { problem, order, p: p.changing(), q: q.changing(), bias, units });
            }
            Some(strata) => strata.into_iter().for_each(|(stratum, blocks)| {
                Self::stratum(problem, order, factors, (stratum, blocks));
            }),
        }
    }

    fn touched(&self, problem: Problem<'_>, unit: usize) -> Touched {
        let rating = self.order().rating(problem.ratings, unit);
        Touched::Rating(rating.user, rating.item)
    }
}

impl Sgd {
    /// Steps for blocks of which no two have a user or an item in common, side by side.
    fn stratum<T: Element>(
        problem: Problem<'_>,
        order: &Order,
        factors: &mut Tables<T>,
        (stratum, blocks): (usize, Vec<Range<usize>>),
    ) {
        let [users, items] = [Side::Users, Side::Items].map(|side| order.ends_of(side));
        let Tables { p, q, bias } = factors;
        let mut q = q.changing().parted(items);
        // Block u meets part u + s of the items.
        q.rotate_left(stratum);
        let biases: Vec<Option<Biases<'_, T>>> = match bias {
            None => users.iter().map(|_| None).collect(),
            Some(Bias { mean, user, item }) => {
                let mut item = parted(item, items);
                item.rotate_left(stratum);
                parted(user, users)
                    .into_iter()
                    .zip(item)
                    .map(|(user, item)| Some(Biases { mean: *mean, user, item }))
                    .collect()
            }
        };
        let rows = p.changing().parted(users).into_iter().zip(q).zip(biases).zip(blocks);
        let steps: Vec<Steps<'_, T>> =
            rows.map(|(((p, q), bias), units)| Steps { problem, order, p, q, bias, units }).collect();
        steps.into_par_iter().with_max_len(1).for_each(lanes::dispatch);
    }
}

/// A list in parts that end so, each with where it begins.
fn parted<'v, T>(mut values: &'v mut [T], ends: &[usize]) -> Vec<(usize, &'v mut [T])> {
    let mut start = 0;
    let part = |end: &usize| {
        let (own, rest) = std::mem::take(&mut values).split_at_mut(end - start);
        values = rest;
        (std::mem::replace(&mut start, *end), own)
    };
    ends.iter().map(part).collect()
}

/// The biases of some users and items, each side with the first of them.
struct Biases<'a, T> {
    mean: T,
    user: (usize, &'a mut [T]),
    item: (usize, &'a mut [T]),
}

/// Steps for some ratings, one after another.
struct Steps<'a, T> {
    problem: Problem<'a>,
    order: &'a Order,
    p: Changing<'a, T>,
    q: Changing<'a, T>,
    bias: Option<Biases<'a, T>>,
    units: Range<usize>,
}

impl<T: Real> WithSimd for Steps<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        let (order, units, ratings) = (self.order, self.units.clone(), self.problem.ratings);
        let paces = Paces::new(self.problem.options);
        if !self.problem.options.shuffle {
            for unit in units {
                self.step(simd, &paces, order.rating(ratings, unit));
            }
            return;
        }
        // Where the order jumps about, those to come are on their way while these are worked on.
        for first in units.clone().step_by(AHEAD) {
            let ahead: [Rating; AHEAD] = array::from_fn(|at| order.rating(ratings, (first + at).min(units.end - 1)));
            self.p.fetch(ahead.iter().map(|rating| rating.user.index()));
            self.q.fetch(ahead.iter().map(|rating| rating.item.index()));
            for &rating in &ahead[..AHEAD.min(units.end - first)] {
                self.step(simd, &paces, rating);
            }
        }
    }
}

impl<T: Real> Steps<'_, T> {
    #[inline(always)]
    fn step<S: Simd>(&mut self, simd: S, paces: &Paces<T>, Rating { user, item, value }: Rating) {
        let Self { problem: Problem { ratings, .. }, p, q, bias, .. } = self;
        let (p, q) = (p.row_mut(user.index()), q.row_mut(item.index()));
        let along = lanes::dot(simd, p, q);
        let [of_user, of_item, of_user_bias, of_item_bias] = paces.of(ratings, user, item);
        let error = match bias {
            None => error(along, value),
            Some(bias) => {
                let (bi, bj) =
                    (&mut bias.user.1[user.index() - bias.user.0], &mut bias.item.1[item.index() - bias.item.0]);
                let error = error(bias.mean + *bi + *bj + along, value);
                *bi = moved(of_user_bias.0, of_user_bias.1, *bi, error);
                *bj = moved(of_item_bias.0, of_item_bias.1, *bj, error);
                error
            }
        };
        step(simd, (p, q), error, of_user, of_item);
    }
}

/// α and λ of each block that a step moves.
struct Paces<T> {
    /// Of the factors of a user and of an item, then of their biases.
    blocks: [(T, f64); 4],
    /// Whether a λ is that of all ratings of a row together.
    shared: bool,
}

impl<T: Real> Paces<T> {
    fn new(options: &Options) -> Self {
        let pace = |block| (T::of(options.alpha(block)), options.rating_lambda(block, 1));
        Self {
            blocks: [Block::User, Block::Item, Block::UserBias, Block::ItemBias].map(pace),
            shared: options.penalty == Penalty::Plain,
        }
    }

    /// As the rating of an item by a user applies them.
    #[inline(always)]
    fn of(&self, ratings: &Ratings, user: UserId, item: ItemId) -> [(T, T); 4] {
        let [p, q, bi, bj] = self.blocks;
        let own = |(alpha, lambda): (T, f64), of: Entity| match self.shared {
            true => (alpha, T::of(lambda / ratings.degree(of) as f64)),
            false => (alpha, T::of(lambda)),
        };
        [own(p, user.into()), own(q, item.into()), own(bi, user.into()), own(bj, item.into())]
    }
}

/// Moves the factors of a user and of an item, all of them at once.
#[inline(always)]
fn step<T: Real, S: Simd>(simd: S, (p, q): (&mut [T], &mut [T]), error: T, user: (T, T), item: (T, T)) {
    let whole = p.len() / T::LINE * T::LINE;
    let ((p, p_tail), (q, q_tail)) = (p.split_at_mut(whole), q.split_at_mut(whole));
    let [e, user_alpha, user_lambda, item_alpha, item_lambda] =
        [error, user.0, user.1, item.0, item.1].map(|value| T::splat(simd, value));
    let moves = |alpha, lambda, old, other| {
        let slope = T::plus(simd, T::times(simd, e, other), T::times(simd, lambda, old));
        T::minus(simd, old, T::times(simd, alpha, slope))
    };
    for (p, q) in T::vectors_mut::<S>(p).iter_mut().zip(T::vectors_mut::<S>(q)) {
        let (old_p, old_q) = (*p, *q);
        *p = moves(user_alpha, user_lambda, old_p, old_q);
        *q = moves(item_alpha, item_lambda, old_q, old_p);
    }
    for (p, q) in p_tail.iter_mut().zip(q_tail) {
        let (old_p, old_q) = (*p, *q);
        *p = moved(user.0, user.1, old_p, error * old_q);
        *q = moved(item.0, item.1, old_q, error * old_p);
    }
}
