//! How much a pass of each method has to multiply: the measure of work by which the race is run.
//!
//! With n ratings known, `n_row` of them in a row, and k numbers to a row (Z factors, and a bias where there are any):
//!
//! ```text
//! ALS      Σ over rows   n_row k (k + 3) / 2          QᵀQ (its lower triangle) and Qᵀr
//!                        + (k³ + 9 k² + 2 k) / 6      Cholesky, and two triangular solves
//! descent  n (Z + 2 Z)                                each error; each error into its two gradients
//!          + (M + N) k · (1 or 2)                     α times a gradient; with a penalty, λ times a number
//! SGD      n (Z + 2 Z + 2 k · (1 or 2))               the same, but each rating takes its own step
//! ```
//!
//! Divisions count as multiplications; additions, square roots and the fetching of numbers do not count. ALS is counted as if
//! every row were solved by Cholesky; a row with fewer ratings than unknowns costs somewhat more.

use crate::{
    data::{Entity, Ratings, Side},
    model::{Method, Options},
};

/// How many multiplications one pass takes.
pub fn multiplications(ratings: &Ratings, options: &Options) -> u64 {
    let z = options.factors as u64;
    let k = z + u64::from(options.biased);
    let n = ratings.len() as u64;
    let penalised = 1 + u64::from(options.lambda > 0.0);
    match options.method {
        Method::Sgd => n * (3 * z + 2 * k * penalised),
        Method::Descent => n * 3 * z + (ratings.n_users() + ratings.n_items()) as u64 * k * penalised,
        als_or_content => {
            let sides = [Side::Users, Side::Items].into_iter().filter(|side| als_or_content.fits(*side));
            sides.map(|side| regressions(ratings, side, k)).sum()
        }
    }
}

/// One regression for each row of a side that has ratings.
fn regressions(ratings: &Ratings, side: Side, k: u64) -> u64 {
    let rated = (0..ratings.count(side)).filter(|at| ratings.degree(Entity::new(side, *at)) > 0).count() as u64;
    ratings.len() as u64 * k * (k + 3) / 2 + rated * (k * k * k + 9 * k * k + 2 * k) / 6
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::lecture::Lecture;

    /// Solves k equations by Cholesky as one would write it down, and counts.
    fn solve(k: usize) -> u64 {
        let mut count = 0;
        for r in 0..k {
            for c in 0..=r {
                count += c as u64; // the products that are taken away
                count += u64::from(c < r); // the division by the diagonal; the diagonal itself is a root
            }
        }
        for r in 0..k {
            count += 2 * (r as u64 + 1); // forward and backward: r products and a division
        }
        count
    }

    #[test]
    fn the_formula_counts_what_plain_loops_do() {
        let ratings = Lecture::Main.ratings();
        for (z, biased, lambda) in [(1, false, 0.0), (2, false, 0.0), (2, true, 0.1), (5, true, 0.0), (7, false, 0.3)] {
            let options = |method| {
                let mut options = Options::new(method);
                (options.factors, options.biased, options.lambda) = (z, biased, lambda);
                options
            };
            let k = z + usize::from(biased);
            let step = 1 + u64::from(lambda > 0.0);
            let mut als = 0;
            for side in [Side::Users, Side::Items] {
                for at in 0..ratings.count(side) {
                    for _ in 0..ratings.degree(Entity::new(side, at)) {
                        als += (0..k).map(|r| r as u64 + 1).sum::<u64>() + k as u64;
                    }
                    als += solve(k);
                }
            }
            assert_eq!(multiplications(&ratings, &options(Method::Als)), als, "ALS, Z {z}");
            let (mut descent, mut sgd) = (0, 0);
            for _ in ratings.iter() {
                let errors_and_gradients = z as u64 + 2 * z as u64;
                descent += errors_and_gradients;
                sgd += errors_and_gradients + 2 * k as u64 * step;
            }
            descent += (4 + 5) * k as u64 * step;
            assert_eq!(multiplications(&ratings, &options(Method::Descent)), descent, "descent, Z {z}");
            assert_eq!(multiplications(&ratings, &options(Method::Sgd)), sgd, "SGD, Z {z}");
        }
    }
}
