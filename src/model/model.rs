//! What predicts: one kind of model for each family of algorithms.

use super::{
    Arithmetic, Baseline, Basis, Chance, Clusters, Factors, Fallback, Near, Options, Parameter, PlusPlus, Slopes,
    Touched, cold, factors::either, near::Room, preferences,
};
use crate::data::{Entity, ItemId, Ratings, Scale, UserId};

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
    /// P and Q without a number below 0, and the mean of all ratings where one of the two has none.
    NonNegative(Factors),
    /// P and Q of preferences: whether a cell is liked rather than how much.
    Preferences(Factors),
    /// A cluster for each row, and their means.
    Clusters(Clusters),
    /// Factors, and what is implied by having rated something.
    PlusPlus(PlusPlus),
}

impl Model {
    /// The factors, where it has any: `r̂ = b + P_i · Q_j`. P of SVD++ is the whole of a user, with what is implied.
    pub fn factors(&self) -> Option<&Factors> {
        match self {
            Model::Factors(factors) | Model::NonNegative(factors) | Model::Preferences(factors) => Some(factors),
            Model::PlusPlus(plus) => Some(plus.factors()),
            Model::Slopes(_) | Model::Chance(_) | Model::Baseline(_) | Model::Near(_) | Model::Clusters(_) => None,
        }
    }

    /// The factors of which the prediction for a user and an item is made, where it is made of any.
    pub fn factors_of(&self, seen: &Ratings, i: UserId, j: ItemId) -> Option<&Factors> {
        let falls_back = matches!(self, Model::NonNegative(_)) && cold::is_cold(seen, i, j);
        self.factors().filter(|_| !falls_back)
    }

    /// The factors, to be changed; `None` where they stand on something else.
    pub fn factors_mut(&mut self) -> Option<&mut Factors> {
        match self {
            Model::Factors(factors) | Model::NonNegative(factors) | Model::Preferences(factors) => Some(factors),
            Model::PlusPlus(_)
            | Model::Slopes(_)
            | Model::Chance(_)
            | Model::Baseline(_)
            | Model::Near(_)
            | Model::Clusters(_) => None,
        }
    }

    /// Changes the factors, where there are any, and what they stand on.
    pub fn edit(&mut self, ratings: &Ratings, edit: impl FnOnce(&mut Factors)) {
        match self {
            Model::PlusPlus(plus) => plus.edit(ratings, edit),
            other => {
                if let Some(factors) = other.factors_mut() {
                    edit(factors);
                }
            }
        }
    }

    /// With as many factors as `options` say: those that are there already, and random ones for the others.
    pub fn resize(&mut self, ratings: &Ratings, options: &Options) {
        match self {
            Model::PlusPlus(plus) => plus.resize(ratings, options),
            other => other.edit(ratings, |factors| factors.resize(ratings, options)),
        }
    }

    /// Turns or shears the plane of two factors; see [`Tables::change_basis`](super::Tables::change_basis).
    pub fn change_basis(&mut self, x: usize, y: usize, basis: Basis) {
        match self {
            Model::PlusPlus(plus) => plus.change_basis(x, y, basis),
            other => other.factors_mut().into_iter().for_each(|factors| factors.change_basis(x, y, basis)),
        }
    }

    /// Takes over what follows from ratings and options without a step, after a change of either.
    pub fn follow(&mut self, ratings: &Ratings, options: &Options) {
        match self {
            // What of factors follows from an option, whoever sets the option does.
            Model::Factors(_) | Model::NonNegative(_) | Model::Preferences(_) => {}
            Model::Slopes(slopes) => slopes.follow(),
            Model::Chance(chance) => chance.follow(ratings, options),
            Model::Baseline(baseline) => baseline.follow(ratings),
            Model::Near(near) => near.follow(ratings, options),
            Model::Clusters(clusters) => clusters.follow(ratings, options),
            Model::PlusPlus(plus) => plus.follow(ratings),
        }
    }

    /// Z, the number of factors; 0 where it has none.
    pub fn z(&self) -> usize {
        self.factors().map_or(0, Factors::z)
    }

    /// The rating that it predicts, not clipped. `seen` are the ratings that it learned from.
    pub fn predict(&self, seen: &Ratings, i: UserId, j: ItemId) -> f64 {
        match self {
            Model::Factors(factors) | Model::Preferences(factors) => factors.predict(i, j),
            Model::NonNegative(factors) => cold::predict(factors, seen, i, j),
            Model::Slopes(slopes) => slopes.predict(seen, i, j),
            Model::Chance(chance) => chance.predict(i, j),
            Model::Baseline(baseline) => baseline.predict(i, j),
            Model::Near(near) => near.predict(seen, i, j),
            Model::Clusters(clusters) => clusters.predict(seen, i, j),
            Model::PlusPlus(plus) => plus.factors().predict(i, j),
        }
    }

    /// The same for some items of one user, by the very arithmetic that the algorithm learns with: what errors are measured
    /// on. What is in `out` before is forgotten.
    pub fn predict_row(&self, seen: &Ratings, i: UserId, items: &[ItemId], out: &mut Vec<f64>) {
        out.clear();
        match self {
            Model::Factors(factors) | Model::NonNegative(factors) | Model::Preferences(factors) => {
                either!(factors, tables => tables.predict_row(i, items, out));
                if let Model::NonNegative(_) = self {
                    cold::fall_back(seen, i, items, out);
                }
            }
            Model::PlusPlus(plus) => plus.tables().predict_row(i, items, out),
            Model::Near(near) => {
                let mut room = Room::default();
                out.extend(items.iter().map(|&j| near.predict_in(seen, i, j, &mut room)));
            }
            Model::Slopes(slopes) => slopes.predict_row(seen, i, items, out),
            Model::Chance(_) | Model::Baseline(_) | Model::Clusters(_) => {
                out.extend(items.iter().map(|&j| self.predict(seen, i, j)));
            }
        }
    }

    /// What a prediction is held against where this rating is: the rating, or the preference that it tells of.
    pub fn aim(&self, rating: f64) -> f64 {
        if let Model::Preferences(_) = self { preferences::preference(rating) } else { rating }
    }

    /// The range of what it predicts: that of the ratings, or of preferences.
    pub fn scale(&self, ratings: Scale) -> Scale {
        if let Model::Preferences(_) = self { Scale::around([0.0, 1.0]) } else { ratings }
    }

    /// Whether what it predicts is a rating, rather than a preference.
    pub fn predicts_ratings(&self) -> bool {
        !matches!(self, Model::Preferences(_))
    }

    /// What the objective adds to the squared errors, where the model says that itself.
    pub fn penalty(&self, ratings: &Ratings, options: &Options) -> Option<f64> {
        match self {
            Model::Baseline(baseline) => Some(baseline.penalty(ratings, options)),
            Model::PlusPlus(plus) => Some(plus.penalty(ratings, options)),
            Model::Preferences(factors) => Some(preferences::penalty(ratings, options, factors)),
            Model::Factors(_)
            | Model::NonNegative(_)
            | Model::Slopes(_)
            | Model::Chance(_)
            | Model::Near(_)
            | Model::Clusters(_) => None,
        }
    }

    /// Whether what its factors lower is the sum of squared errors and of their own squares.
    pub fn lowers_squared_errors(&self) -> bool {
        matches!(self, Model::Factors(_) | Model::NonNegative(_))
    }

    /// How the prediction for a user and an item comes about; `None` where factors say it.
    pub fn explain(&self, seen: &Ratings, i: UserId, j: ItemId) -> Option<Arithmetic> {
        match self {
            Model::Factors(_) => None,
            Model::NonNegative(_) => {
                cold::fallback(seen, i, j).map(|fallback| fallback.told("r̂ = the mean of all ratings"))
            }
            Model::Preferences(factors) => Some(preferences::explain(factors, seen, i, j)),
            Model::Slopes(slopes) => Some(slopes.explain(seen, i, j)),
            Model::Chance(chance) => Some(chance.explain(i, j)),
            Model::Baseline(baseline) => Some(baseline.explain(i, j)),
            Model::Near(near) => Some(near.explain(seen, i, j)),
            Model::Clusters(clusters) => Some(clusters.explain(seen, i, j)),
            Model::PlusPlus(plus) => Some(plus.explain(seen, i, j)),
        }
    }

    /// What it predicts for a user and an item where its rule cannot be followed.
    pub fn fallback(&self, seen: &Ratings, i: UserId, j: ItemId) -> Option<Fallback> {
        match self {
            Model::NonNegative(_) => cold::fallback(seen, i, j),
            Model::Slopes(slopes) => slopes.fallback(seen, i, j),
            Model::Chance(chance) => chance.fallback(i),
            Model::Near(near) => near.fallback(seen, i, j),
            Model::Clusters(clusters) => clusters.fallback(seen, i, j),
            Model::Factors(_) | Model::Preferences(_) | Model::Baseline(_) | Model::PlusPlus(_) => None,
        }
    }

    /// The model before a unit, from the numbers that it has changed as they were; `None` where its account is the same before
    /// and after.
    pub fn undone(&self, seen: &Ratings, touched: Touched, before: &[f64]) -> Option<Self> {
        match self {
            Model::Clusters(clusters) => clusters.undone(touched, before).map(Model::Clusters),
            Model::PlusPlus(plus) => plus.undone(seen, touched, before).map(Model::PlusPlus),
            Model::Baseline(baseline) => Some(Model::Baseline(baseline.undone(touched, before))),
            Model::Factors(factors) => factors.undone(touched, before).map(Model::Factors),
            Model::Preferences(factors) => factors.undone(touched, before).map(Model::Preferences),
            Model::NonNegative(_) | Model::Slopes(_) | Model::Chance(_) | Model::Near(_) => None,
        }
    }

    /// The numbers that a step changes, or has changed. `seen` are the ratings that it learned from.
    pub fn numbers(&self, seen: &Ratings, touched: Touched) -> Vec<f64> {
        match self {
            Model::Factors(factors) | Model::NonNegative(factors) | Model::Preferences(factors) => match touched {
                Touched::Row(of) => factors.numbers(of),
                Touched::Parameter(at) => vec![factors.get(at)],
                Touched::Rating(i, j) | Touched::Rated(i, j) => [factors.numbers(i), factors.numbers(j)].concat(),
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
                Touched::Rating(i, j) | Touched::Rated(i, j) => vec![baseline.of(i.into()), baseline.of(j.into())],
            },
            Model::Near(near) => match touched {
                Touched::Row(of) => near.of(of).map(|(_, similarity)| similarity).collect(),
                _ => Vec::new(),
            },
            Model::Clusters(clusters) => clusters.numbers(touched),
            Model::PlusPlus(plus) => plus.numbers(seen, touched),
        }
    }

    /// Whether every number is finite.
    pub fn finite(&self) -> bool {
        match self {
            Model::Factors(factors) | Model::NonNegative(factors) | Model::Preferences(factors) => factors.finite(),
            // Differences of finite ratings.
            Model::Slopes(_) => true,
            Model::Chance(chance) => chance.finite(),
            Model::Baseline(baseline) => baseline.finite(),
            Model::Near(near) => near.finite(),
            Model::Clusters(clusters) => clusters.finite(),
            Model::PlusPlus(plus) => plus.finite(),
        }
    }

    /// How many numbers are learned.
    pub fn parameters(&self) -> usize {
        match self {
            Model::Factors(factors) | Model::NonNegative(factors) | Model::Preferences(factors) => factors.parameters(),
            Model::Slopes(slopes) => slopes.parameters(),
            Model::Chance(_) => 2,
            Model::Baseline(baseline) => baseline.parameters(),
            Model::Near(near) => near.parameters(),
            Model::Clusters(clusters) => clusters.parameters(),
            Model::PlusPlus(plus) => plus.parameters(),
        }
    }

    /// About how many bytes it takes.
    pub fn bytes(&self) -> usize {
        match self {
            Model::Factors(factors) | Model::NonNegative(factors) | Model::Preferences(factors) => factors.bytes(),
            Model::Slopes(slopes) => slopes.bytes(),
            Model::Chance(chance) => chance.bytes(),
            Model::Baseline(baseline) => baseline.parameters() * size_of::<f64>(),
            Model::Near(near) => near.bytes(),
            Model::Clusters(clusters) => clusters.bytes(),
            Model::PlusPlus(plus) => plus.bytes(),
        }
    }

    /// The same of what it does not share with another.
    pub fn own_bytes(&self, beside: &Self) -> usize {
        match (self, beside) {
            (Model::Factors(own), Model::Factors(beside))
            | (Model::NonNegative(own), Model::NonNegative(beside))
            | (Model::Preferences(own), Model::Preferences(beside)) => own.own_bytes(beside),
            _ => self.bytes(),
        }
    }
}
