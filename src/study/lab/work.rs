//! How much a pass of each method has to multiply: the measure of work by which the race is run. Each algorithm says it of
//! itself, and the formula; here they are held against plain loops that count.

use crate::{
    data::Ratings,
    model::{Options, Problem},
};

/// How many multiplications one pass takes.
pub fn multiplications(ratings: &Ratings, options: &Options) -> u64 {
    (options.method.algorithm().work.multiplications)(Problem { ratings, options })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        data::{Entity, Side, lecture::Lecture},
        model::Method,
    };

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
            // By steps, X and a line are multiplied with one another, and lines with numbers.
            let steps = Options { cg_steps: 3, ..options(Method::Als) };
            let (n, rows, k) = (2 * ratings.len() as u64, 4 + 5, k as u64);
            let mut by_steps = n * (k + k) + rows * (k + k); // X x, and Xᵀ of what is left; λ x and r·r
            for last in [false, false, true] {
                by_steps += n * (k + 1) + rows * (k + k + 1); // X d and its square; d·d, α d and the division for α
                by_steps += if last { 0 } else { n * k + rows * (4 * k + 1) }; // Xᵀ X d; λ d, α A d, r·r, β d and β
            }
            assert_eq!(multiplications(&ratings, &steps), by_steps, "ALS by steps, Z {z}");
            let (mut descent, mut sgd) = (0, 0);
            for _ in ratings.iter() {
                let errors_and_gradients = z as u64 + 2 * z as u64;
                descent += errors_and_gradients;
                sgd += errors_and_gradients + 2 * k * step;
            }
            descent += rows * k * step;
            assert_eq!(multiplications(&ratings, &options(Method::Descent)), descent, "descent, Z {z}");
            assert_eq!(multiplications(&ratings, &options(Method::Sgd)), sgd, "SGD, Z {z}");
        }
    }
}
