//! What predicts: one kind of model for each family of algorithms.

use super::{
    Arithmetic, Baseline, Chance, Factors, Near, Options, Parameter, Real, Slopes, Touched, factors::either, near::Room,
};
use crate::data::{Entity, ItemId, Ratings, UserId};

/// A fitted model. Each variant lives with its algorithms.
#[derive(Clone, Debug, PartialEq)]
pub enum Model {
    /// P and Q, and biases.
    Factors(Factors),
    /// How far items stand above one another.
    Slopes(Slopes),
    /// The law of all ratings, and draws from it.
    Chance(Chance),
    /// The mean and biases.
    Baseline(Baseline),
    /// Who is like whom.
    Near(Near),
}

impl Model {
    /// The factors, where it has any.
    pub fn factors(&self) -> Option<&Factors> {
        match self {
            Model::Factors(factors) => Some(factors),
            Model::Slopes(_) | Model::Chance(_) | Model::Baseline(_) | Model::Near(_) => None,
        }
    }

    /// The factors, to be changed.
    pub fn factors_mut(&mut self) -> Option<&mut Factors> {
        match self {
            Model::Factors(factors) => Some(factors),
            Model::Slopes(_) | Model::Chance(_) | Model::Baseline(_) | Model::Near(_) => None,
        }
    }

    /// Takes over what follows from ratings and options without a step, after a change of either.
    pub fn follow(&mut self, ratings: &Ratings, options: &Options) {
        match self {
            // What of factors follows from an option, whoever sets the option does.
            Model::Factors(_) | Model::Slopes(_) => {}
            Model::Chance(chance) => chance.follow(ratings, options),
            Model::Baseline(baseline) => baseline.follow(ratings),
            Model::Near(near) => near.follow(ratings, options),
        }
    }

    /// Becomes the same as another, in the room that it has already where it is of the same kind.
    pub(super) fn copy_from(&mut self, other: &Self) {
        match (self, other) {
            (Model::Factors(Factors::Double(own)), Model::Factors(Factors::Double(other))) => own.clone_from(other),
            (Model::Factors(Factors::Single(own)), Model::Factors(Factors::Single(other))) => own.clone_from(other),
            (own, other) => *own = other.clone(),
        }
    }

    /// Z, the number of factors; 0 where it has none.
    pub fn z(&self) -> usize {
        self.factors().map_or(0, Factors::z)
    }

    /// The rating that it predicts, not clipped. `seen` are the ratings that it learned from.
    pub fn predict(&self, seen: &Ratings, i: UserId, j: ItemId) -> f64 {
        match self {
            Model::Factors(factors) => factors.predict(i, j),
            Model::Slopes(slopes) => slopes.predict(seen, i, j),
            Model::Chance(chance) => chance.predict(i, j),
            Model::Baseline(baseline) => baseline.predict(i, j),
            Model::Near(near) => near.predict(seen, i, j),
        }
    }

    /// The same for some items of one user, by the very arithmetic that the algorithm learns with: what errors are measured
    /// on. What is in `out` before is forgotten.
    pub fn predict_row(&self, seen: &Ratings, i: UserId, items: &[ItemId], out: &mut Vec<f64>) {
        out.clear();
        match self {
            Model::Factors(factors) => either!(factors, tables => {
                out.extend(items.iter().map(|&j| tables.predict(i, j).wide()));
            }),
            Model::Slopes(slopes) => out.extend(items.iter().map(|&j| slopes.predict(seen, i, j))),
            Model::Chance(chance) => out.extend(items.iter().map(|&j| chance.predict(i, j))),
            Model::Baseline(baseline) => out.extend(items.iter().map(|&j| baseline.predict(i, j))),
            Model::Near(near) => {
                let mut room = Room::default();
                out.extend(items.iter().map(|&j| near.predict_in(seen, i, j, &mut room)));
            }
        }
    }

    /// How the prediction for a user and an item comes about; `None` where factors say it.
    pub fn explain(&self, seen: &Ratings, i: UserId, j: ItemId) -> Option<Arithmetic> {
        match self {
            Model::Factors(_) => None,
            Model::Slopes(slopes) => Some(slopes.explain(seen, i, j)),
            Model::Chance(chance) => Some(chance.explain(i, j)),
            Model::Baseline(baseline) => Some(baseline.explain(i, j)),
            Model::Near(near) => Some(near.explain(seen, i, j)),
        }
    }

    /// The model before a unit, from the numbers that it has changed as they were; `None` where its account is the same before
    /// and after.
    pub fn undone(&self, touched: Touched, before: &[f64]) -> Option<Self> {
        match self {
            Model::Baseline(baseline) => Some(Model::Baseline(baseline.undone(touched, before))),
            Model::Factors(_) | Model::Slopes(_) | Model::Chance(_) | Model::Near(_) => None,
        }
    }

    /// The numbers that a step changes, or has changed.
    pub fn numbers(&self, touched: Touched) -> Vec<f64> {
        match self {
            Model::Factors(factors) => match touched {
                Touched::Row(of) => factors.numbers(of),
                Touched::Parameter(at) => vec![factors.get(at)],
                Touched::Rating(i, j) => [factors.numbers(i), factors.numbers(j)].concat(),
            },
            Model::Slopes(slopes) => match touched {
                Touched::Row(Entity::Item(j)) => slopes.of(j).map(|of| of.dev()).collect(),
                _ => Vec::new(),
            },
            Model::Chance(chance) => match touched {
                Touched::Row(Entity::User(i)) => chance.of(i),
                _ => Vec::new(),
            },
            Model::Baseline(baseline) => match touched {
                Touched::Row(of) | Touched::Parameter(Parameter { of, .. }) => vec![baseline.of(of)],
                Touched::Rating(i, j) => vec![baseline.of(i.into()), baseline.of(j.into())],
            },
            Model::Near(near) => match touched {
                Touched::Row(of) => near.of(of).map(|(_, similarity)| similarity).collect(),
                _ => Vec::new(),
            },
        }
    }

    /// Whether every number is finite.
    pub fn finite(&self) -> bool {
        match self {
            Model::Factors(factors) => factors.finite(),
            // Differences of finite ratings.
            Model::Slopes(_) => true,
            Model::Chance(chance) => chance.finite(),
            Model::Baseline(baseline) => baseline.finite(),
            Model::Near(near) => near.finite(),
        }
    }

    /// How many numbers are learned.
    pub fn parameters(&self) -> usize {
        match self {
            Model::Factors(factors) => factors.parameters(),
            Model::Slopes(slopes) => slopes.parameters(),
            Model::Chance(_) => 2,
            Model::Baseline(baseline) => baseline.parameters(),
            Model::Near(near) => near.parameters(),
        }
    }

    /// About how many bytes it takes.
    pub fn bytes(&self) -> usize {
        match self {
            Model::Factors(factors) => factors.bytes(),
            Model::Slopes(slopes) => slopes.bytes(),
            Model::Chance(chance) => chance.bytes(),
            Model::Baseline(baseline) => baseline.parameters() * size_of::<f64>(),
            Model::Near(near) => near.bytes(),
        }
    }
}
