//! Chance: ratings drawn from the law of all ratings, which is what any better model has to beat.

use super::{
    Chance, Half, Knob, Model, Over, Problem, Stepper, Touched,
    account::Account,
    algorithm::{Algorithm, Work},
};
use crate::data::{Entity, UserId};

/// The normal predictor. With the mean μ and the deviation σ of the n ratings, by maximum likelihood,
///
/// ```text
/// μ = Σ r / n      σ = √( Σ (r - μ)² / n )      r̂_ij = μ + σ z_ij      z_ij drawn from N(0, 1)
/// ```
///
/// One unit is one row of draws, for all items of a user; a pass all users, and a second pass changes nothing. Until a row is
/// drawn, μ is predicted. A draw is made from the seed, the user and the item alone, whatever was drawn before it, so that
/// it is the same however one comes to it.
///
/// Source: Surprise's `NormalPredictor`, which draws anew each time that it is asked.
pub(super) const NORMAL: Algorithm = Algorithm {
    name: "normal-predictor",
    title: "Normal",
    about: "chance: draws from the law of all ratings",
    unit: "row of draws",
    pass: "pass",
    passes: "passes",
    epochs: 1,
    makes: "a mean and a deviation",
    reads: &[Knob::Missing, Knob::Seed],
    blocks: &[],
    habits: |_| {},
    start: |problem| Model::Chance(Chance::new(problem.ratings, problem.options)),
    stepper: || Box::new(NormalPredictor),
    content: None,
    account: Account::Own(|_, model, touched, most| match (model, touched) {
        (Model::Chance(chance), Touched::Row(Entity::User(i))) => Some(chance.explain_row(i, most)),
        _ => None,
    }),
    work: Work {
        multiplications: |problem| problem.ratings.n_users() as u64 * problem.ratings.n_items() as u64,
        formula: |_| "a draw for each user and item".into(),
    },
};

/// The normal predictor at work: it keeps nothing.
#[derive(Clone, Copy, Debug)]
struct NormalPredictor;

impl Stepper for NormalPredictor {
    fn halves(&self, problem: Problem<'_>) -> Vec<Half> {
        vec![Half { over: Over::Users, units: problem.ratings.n_users() }]
    }

    fn unit(&mut self, _: Problem<'_>, model: &mut Model, unit: usize) {
        if let Model::Chance(chance) = model {
            chance.drawn[unit] = true;
        }
    }

    fn touched(&self, _: Problem<'_>, unit: usize) -> Touched {
        Touched::Row(Entity::User(UserId::new(unit)))
    }

    fn boxed(&self) -> Box<dyn Stepper> {
        Box::new(*self)
    }
}
