//! Content-based filtering: the factors of one side are known, and each row of the other is one linear regression on them.

use super::{
    Half, Problem, Tables, Touched,
    account::Account,
    algorithm::{Algorithm, Work},
    factors::Element,
    regression::{formula, regress_rows, regression, regressions},
    rule::{FACTOR_KNOBS, Rule, random_factors},
};
use crate::data::{Entity, Side};
use std::ops::Range;

/// Content-based filtering for `side`. With Q known (experts have scored the items), user i has an ordinary linear
/// regression of its own, whose coefficients are P_i and whose intercept, where the model is biased, is b_i:
///
/// ```text
/// minimise  Σ_{j in R_i} (b_i + P_i · Q_j - r_ij)² + λ_i |P_i|²
/// ```
///
/// and for items likewise with P known (users have answered a survey). λ never punishes the intercept. There is no mean,
/// and the known side has no bias. One unit is one regression, a pass all of them; nothing else ever moves, so a second
/// pass changes nothing. With fewer ratings than unknowns the solution is the one of least length. Source: the ridge
/// regression of Hastie, Tibshirani and Friedman, "The elements of statistical learning" (2009), section 3.4.1.
const fn by(side: Side, name: &'static str, title: &'static str, about: &'static str) -> Algorithm {
    Algorithm {
        name,
        title,
        about,
        unit: "regression",
        pass: "round",
        passes: "rounds",
        epochs: 1,
        makes: "factors",
        reads: FACTOR_KNOBS,
        blocks: &[],
        habits: |_| {},
        start: random_factors,
        stepper: match side {
            Side::Users => || Box::new(Content { side: Side::Users }),
            Side::Items => || Box::new(Content { side: Side::Items }),
        },
        content: Some(side),
        account: Account::Regression(regression),
        work: Work {
            multiplications: match side {
                Side::Users => |problem| regressions(problem, Side::Users),
                Side::Items => |problem| regressions(problem, Side::Items),
            },
            formula,
        },
    }
}

/// A regression for each user, on known item factors.
pub(super) const BY_USER: Algorithm =
    by(Side::Users, "content", "content-based", "a regression for each user on known item factors");
/// A regression for each item, on known user factors.
pub(super) const BY_ITEM: Algorithm = by(Side::Items, "content-items", "content by item", "the reverse");

#[derive(Clone, Copy, Debug)]
struct Content {
    /// The side that is fitted.
    side: Side,
}

impl Rule for Content {
    fn halves(&self, problem: Problem<'_>) -> Vec<Half> {
        vec![Half { over: self.side.into(), units: problem.ratings.count(self.side) }]
    }

    fn unit<T: Element>(&mut self, problem: Problem<'_>, tables: &mut Tables<T>, unit: usize) {
        self.units(problem, tables, unit..unit + 1);
    }

    fn units<T: Element>(&mut self, problem: Problem<'_>, tables: &mut Tables<T>, units: Range<usize>) {
        regress_rows(problem, tables, units, |unit| Entity::new(self.side, unit));
    }

    fn touched(&self, _: Problem<'_>, unit: usize) -> Touched {
        Touched::Row(Entity::new(self.side, unit))
    }
}
