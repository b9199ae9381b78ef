//! SVD++: stochastic gradient descent on factors, and on what having rated an item implies.

use super::{
    Block, Half, Knob, Model, Over, Penalty, PlusPlus, Problem, Start, Stepper, Touched,
    account::Account,
    algorithm::{Algorithm, Work},
    plus::take_implied,
};
use crate::{choice::Choice, data::UserId};
use std::ops::Range;

/// SVD++. With R_i what user i rated, `P_i = p_i + Σ_{k in R_i} y_k / √|R_i|` and `r̂ = mean + b_i + b_j + Q_j · P_i`, one rating
/// with `e = r̂ - r` makes, from the values before it,
///
/// ```text
/// b_i -= α ( e + λ b_i )        b_j -= α ( e + λ b_j )
/// p_i -= α ( e Q_j + λ p_i )    Q_j -= α ( e P_i + λ Q_j )
/// y_k -= α ( e Q_j / √|R_i| + λ y_k )    for all k in R_i
/// ```
///
/// Where asked α and λ are of their own for each of b_i, b_j, p, Q and y. One unit is one rating, user by user; a pass (epoch) all of them. Who has no rating to learn from has neither p nor Q.
///
/// Source: Koren, "Factorization meets the neighborhood" (2008), in the form of Surprise's `SVDpp`, whose `lr_all` is α 0.007,
/// `reg_all` λ 0.02 and `init_std_dev` 0.1; it has 20 factors and does 20 epochs.
pub(super) const SVD_PP: Algorithm = Algorithm {
    name: "svd-pp",
    title: "SVD++",
    about: "sgd with what having rated implies, as Surprise's SVDpp",
    unit: "rating",
    pass: "epoch",
    passes: "epochs",
    epochs: 20,
    makes: "factors, and factors that are implied by what is rated",
    reads: &[
        Knob::Factors,
        Knob::Lambda,
        Knob::LambdaOf,
        Knob::Alpha,
        Knob::AlphaOf,
        Knob::Missing,
        Knob::Start,
        Knob::Seed,
    ],
    blocks: Block::ALL,
    habits: |options| {
        (options.lambda, options.penalty) = (0.02, Penalty::Weighted);
        (options.alpha, options.start) = (0.007, Start::Normal(0.1));
    },
    start: |problem| Model::PlusPlus(PlusPlus::new(problem.ratings, problem.options)),
    stepper: || Box::new(SvdPp),
    content: None,
    account: Account::Own(|problem, model, touched, most| match (model, touched) {
        (Model::PlusPlus(plus), Touched::Rated(i, j)) => {
            plus.explain_step(problem.ratings, problem.options, (i, j), most)
        }
        _ => None,
    }),
    work: Work {
        // Each rating moves y of all that its user rated; a prediction, p and Q, and the slope of y.
        multiplications: |problem| {
            let (ratings, z) = (problem.ratings, problem.options.factors as u64);
            let squares: u64 = (0..ratings.n_users()).map(|i| (ratings.degree(UserId::new(i)) as u64).pow(2)).sum();
            2 * squares * z + 9 * ratings.len() as u64 * z
        },
        formula: |_| "2Z Σ n_i² + 9nZ".into(),
    },
};

/// SVD++ at work: it keeps nothing.
#[derive(Clone, Copy, Debug)]
struct SvdPp;

impl Stepper for SvdPp {
    fn halves(&self, problem: Problem<'_>) -> Vec<Half> {
        vec![Half { over: Over::Ratings, units: problem.ratings.len() }]
    }

    fn unit(&mut self, problem: Problem<'_>, model: &mut Model, unit: usize) {
        self.units(problem, model, unit..unit + 1);
    }

    fn units(&mut self, problem: Problem<'_>, model: &mut Model, units: Range<usize>) {
        let Model::PlusPlus(plus) = model else { return };
        let Problem { ratings, options } = problem;
        // y of what a user rated, and the sum of it: each step leaves them to the next of the same user.
        let (mut of, mut rows, mut sum) = (None, Vec::new(), vec![0.0; plus.factors().z()]);
        let rated = |i: UserId| ratings.user(i).ids;
        for rating in units.map(|unit| ratings.at(unit)) {
            let i = rating.user;
            if of != Some(i) {
                of.iter().for_each(|before| plus.give_back(rated(*before), &rows));
                plus.lend(rated(i), &mut rows);
                plus.sum(rated(i), &mut sum);
                of = Some(i);
            }
            let step = plus.step(options, (i, rating.item), rating.value, (&sum, rated(i).len()));
            plus.take((i, rating.item), &step);
            take_implied(options, &step.slope, &mut rows, &mut sum);
        }
        of.iter().for_each(|last| plus.give_back(rated(*last), &rows));
        plus.gather(ratings);
    }

    fn touched(&self, problem: Problem<'_>, unit: usize) -> Touched {
        let rating = problem.ratings.at(unit);
        Touched::Rated(rating.user, rating.item)
    }

    fn boxed(&self) -> Box<dyn Stepper> {
        Box::new(*self)
    }
}
