//! Folding a row in: a user or an item who joins gets the numbers that the present model has for someone with these ratings, and
//! nothing else changes.

use super::{Factors, Model, PlusPlus, Problem, factors::either, implicit_als, knn, nmf, regression, slope_one};
use crate::data::{Entity, Side};

impl Model {
    /// One more user or item, the last of its side, of whom nothing is known: factors, biases and similarities of 0.
    pub fn join(&mut self, side: Side) {
        match self {
            Model::Factors(factors) | Model::NonNegative(factors) | Model::Preferences(factors) => factors.join(side),
            Model::PlusPlus(plus) => plus.join(side),
            Model::Baseline(baseline) => baseline.join(side),
            Model::Slopes(slopes) => slopes.join(side),
            Model::Chance(chance) => chance.join(side),
            Model::Clusters(clusters) => clusters.join(side),
            Model::Near(near) => near.join(side),
        }
    }

    /// Works one row out from its ratings, with everything else as it is:
    ///
    /// - factors and their biases by the regression on those of the other side, which is the least of the objective in this row
    ///   for every method: a half-step of ALS for the row alone, and where the steps of descent would lead it;
    /// - factors of preferences by their own regression, non-negative ones by as many updates as it takes, those of SVD++ by the
    ///   regression on what the implied part leaves;
    /// - a bias by its ratio; similarities and deviations by their definition; a cluster by the least error; a row of chance is drawn.
    ///
    /// Source of the name: Sarwar, Karypis, Konstan and Riedl, "Incremental singular value decomposition algorithms for highly scalable
    /// recommender systems" (2002).
    pub fn fold_in(&mut self, problem: Problem<'_>, of: Entity) {
        match self {
            Model::Factors(factors) => by_regression(factors, problem, of),
            Model::Preferences(factors) => {
                either!(factors, tables => implicit_als::fit_row(problem, tables, of));
            }
            Model::NonNegative(factors) => either!(factors, tables => nmf::fold_in(problem, tables, of)),
            Model::PlusPlus(plus) => with_implied(plus, problem, of),
            Model::Baseline(baseline) => {
                let bias = baseline.ratio(problem.ratings, problem.options, of).value();
                baseline.put(of, bias);
            }
            Model::Slopes(slopes) => {
                if let Entity::Item(j) = of {
                    slope_one::fill(slopes, problem, j.index()..j.index() + 1);
                }
            }
            Model::Near(near) if near.side() == of.side() => knn::fill(near, problem, of.index()..of.index() + 1),
            Model::Near(_) => {}
            Model::Clusters(clusters) => {
                let cluster = clusters.best(problem.ratings, of);
                clusters.put(of, cluster);
                clusters.average(problem.ratings);
            }
            Model::Chance(chance) => {
                if let Entity::User(i) = of {
                    chance.drawn[i.index()] = true;
                }
            }
        }
    }
}

/// p_i and b_i on what the implied part of the user leaves; Q_j and b_j on the users as they are.
fn with_implied(plus: &mut PlusPlus, problem: Problem<'_>, of: Entity) {
    match of {
        Entity::User(i) => {
            let tables = plus.implied_as_bias(problem.ratings, i);
            plus.put_own(i, &regression::regress(problem, &tables, of));
        }
        Entity::Item(_) => regression::fit_row(problem, plus.tables_mut(), of),
    }
    plus.gather(problem.ratings);
}

/// The regression of the row, in the kind of number that the factors are made of. Without a rating there is none to be had.
fn by_regression(factors: &mut Factors, problem: Problem<'_>, of: Entity) {
    either!(factors, tables => regression::fit_row(problem, tables, of));
}
