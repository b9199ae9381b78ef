//! Slope One: how much higher one item is rated than another by those who rated both, and a user's own mean.

use super::{
    Half, Knob, Model, Over, Problem, Slopes, Stepper, Touched,
    account::Account,
    algorithm::{Algorithm, Work},
    slopes::{Deviations, Sums},
};
use crate::data::{Entity, ItemId, Ratings, UserId};
use std::ops::Range;

/// Slope One. Over the users who rated both of two items, item i stands above item j by
///
/// ```text
/// dev[i,j] = Σ_u (r_ui - r_uj) / n_ij       n_ij users rated both
/// r̂_ui     = mean of u + Σ_j dev[i,j] / n    over the n items j that u rated and that have an n_ij above 0
/// ```
///
/// One unit is the deviations of one item from all others, a pass all items; a second pass changes nothing. An item that
/// u rated counts among its own j, with a deviation of 0. Until an item's deviations are there, the user's mean is predicted
/// for it; for a user or an item without a rating to learn from, the mean of all ratings.
///
/// Surprise 1.1.5 declares the ratings that it compares as whole numbers, and so cuts 4.5 to 4: with the option `whole` the
/// same is done here. Where all ratings are whole it makes no difference.
///
/// Source: Lemire and Maclachlan, "Slope one predictors for online rating-based collaborative filtering" (2005), in the form
/// of Surprise's `SlopeOne`.
pub(super) const SLOPE_ONE: Algorithm = Algorithm {
    name: "slope-one",
    title: "Slope One",
    about: "no factors: how far items stand above one another",
    unit: "row of deviations",
    pass: "pass",
    passes: "passes",
    epochs: 1,
    makes: "deviations between items",
    reads: &[Knob::Whole, Knob::Missing],
    blocks: &[],
    habits: |_| {},
    start: |problem| Model::Slopes(Slopes::new(problem.ratings.n_items())),
    stepper: || Box::new(SlopeOne),
    content: None,
    account: Account::Own(|problem, model, touched, most| match (model, touched) {
        (Model::Slopes(slopes), Touched::Row(Entity::Item(j))) => {
            let explain = |row: &Deviations| row.explain(j, most);
            Some(slopes.row(j).map_or_else(|| explain(&deviations(problem, &mut room(problem), j)), explain))
        }
        _ => None,
    }),
    work: Work {
        multiplications: |problem| (0..problem.ratings.n_users()).map(|i| pairs(problem.ratings, i)).sum(),
        formula: |_| "a subtraction for each two ratings of a user".into(),
    },
};

/// The pairs of ratings of a user.
fn pairs(ratings: &Ratings, user: usize) -> u64 {
    (ratings.user(UserId::new(user)).len() as u64).pow(2)
}

/// Room for the deviations of one item.
fn room(problem: Problem<'_>) -> Sums {
    Sums::new(problem.ratings.n_items())
}

/// The deviations of one item.
fn deviations(problem: Problem<'_>, room: &mut Sums, item: ItemId) -> Deviations {
    room.deviations(problem.ratings, problem.options.whole, item)
}

/// Works out the deviations of some items.
pub(super) fn fill(slopes: &mut Slopes, problem: Problem<'_>, items: Range<usize>) {
    slopes.fill(items, |room, item| deviations(problem, room, item));
}

/// Slope One at work: it keeps nothing.
#[derive(Clone, Copy, Debug)]
struct SlopeOne;

impl Stepper for SlopeOne {
    fn halves(&self, problem: Problem<'_>) -> Vec<Half> {
        vec![Half { over: Over::Items, units: problem.ratings.n_items() }]
    }

    fn unit(&mut self, problem: Problem<'_>, model: &mut Model, unit: usize) {
        self.units(problem, model, unit..unit + 1);
    }

    fn units(&mut self, problem: Problem<'_>, model: &mut Model, units: Range<usize>) {
        if let Model::Slopes(slopes) = model {
            fill(slopes, problem, units);
        }
    }

    fn touched(&self, _: Problem<'_>, unit: usize) -> Touched {
        Touched::Row(Entity::Item(ItemId::new(unit)))
    }

    fn boxed(&self) -> Box<dyn Stepper> {
        Box::new(*self)
    }
}
