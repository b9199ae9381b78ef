//! Least squares on a handful of unknowns: the one regression that everything here is made of.

use super::{Real, eigen, equations::Equations};
use ndarray::ArrayView2;

/// The x of least length among those that minimise `|Xx - y|²`, X being n x k, row by row.
///
/// By the singular value decomposition X = UΣVᵀ: `x = V Σ⁺ Uᵀ y`, where singular values below `k · ε · σ₁` count as zero.
/// It is worked out in `f64` whatever T is, ε being that of T: X is known no better. (NumPy's `lstsq` has the larger of
/// n and k where k stands here. With many rows of `f32` that would take real directions for noise.) All zero when n is 0.
pub fn minimum_norm<T: Real>(rows: &[T], targets: &[T], k: usize) -> Vec<T> {
    let n = targets.len();
    // The decomposition wants no more columns than rows. Xᵀ = VΣUᵀ is the same with its sides changed about.
    let wide = n < k;
    let x: Vec<f64> = match wide {
        true => (0..n * k).map(|at| rows[at % n * k + at / n].wide()).collect(),
        false => rows[..n * k].iter().map(|v| v.wide()).collect(),
    };
    let Some(svd) = eigen::singular(x, n.max(k), n.min(k)) else { return vec![T::zero(); k] };
    let (u, v) = if wide { (&svd.v, &svd.u) } else { (&svd.u, &svd.v) };
    let floor = k as f64 * T::epsilon().wide() * svd.sigma.first().copied().unwrap_or(0.0);
    let y: Vec<f64> = targets.iter().map(|y| y.wide()).collect();
    let uty = u.transposed_times(&y);
    let scaled: Vec<f64> =
        uty.iter().zip(&svd.sigma).map(|(uty, sigma)| if *sigma > floor { uty / sigma } else { 0.0 }).collect();
    v.times(&scaled).into_iter().map(T::of).collect()
}

/// The two directions in which the rows of a table differ most, and the mean row that they are seen from; `None` when it is
/// given up between two rows.
///
/// The directions are the eigenvectors of the covariance `(X - x̄)ᵀ(X - x̄)`, largest eigenvalue first, each of length 1
/// and with its largest component positive, so that they do not flip from one step to the next. Where there is no such
/// direction (a single column has but one, and what is not finite has none), it is all zero.
pub fn principal_axes<T: Real>(table: &ArrayView2<'_, T>, go: super::Go) -> Option<([Vec<f64>; 2], Vec<f64>)> {
    let (n, k) = table.dim();
    let mut mean = vec![0.0; k];
    for row in table.rows() {
        go()?;
        mean.iter_mut().zip(row).for_each(|(sum, v)| *sum += v.wide() / n as f64);
    }
    // The covariance is the left side of the normal equations whose design are the rows, seen from their mean.
    let (mut equations, mut off) = (Equations::<f64>::new(k, false), vec![0.0; k]);
    for row in table.rows() {
        go()?;
        off.iter_mut().zip(row).zip(&mean).for_each(|((off, v), mean)| *off = v.wide() - mean);
        equations.add(&off, 0.0);
    }
    let covariance = equations.normal().a;
    let zeros = || vec![0.0; k];
    let Some((_, turned)) = eigen::symmetric(covariance, k) else { return Some(([zeros(), zeros()], mean)) };
    let z = k.min(2);
    let vectors = turned.columns(z);
    let axis = |nth: usize| -> Vec<f64> {
        if nth >= z {
            return zeros();
        }
        let axis: Vec<f64> = vectors.iter().skip(nth).step_by(z).copied().collect();
        let largest = axis.iter().copied().max_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap_or(0.0);
        axis.into_iter().map(|v| if largest < 0.0 { -v } else { v }).collect()
    };
    Some(([axis(0), axis(1)], mean))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A number in -0.5..0.5 that looks random.
    fn noise(n: usize) -> f64 {
        ((n as f64 + 1.0) * 12.9898).sin() * 43758.5453 % 1.0 * 0.5
    }

    #[test]
    fn a_number_that_is_none_harms_nobody() {
        for bad in [f64::NAN, f64::INFINITY] {
            assert_eq!(minimum_norm(&[bad, 1.0, 2.0, 3.0], &[1.0, 1.0], 2).len(), 2);
        }
    }

    #[test]
    fn many_rows_in_single_precision_do_not_hide_a_direction() {
        // Two columns that differ by one part in a thousand, which `f32` tells apart well.
        const N: usize = 20_000;
        let x: Vec<f32> = (0..N).flat_map(|n| [1.0, 1.0 + (noise(n) / 500.0) as f32]).collect();
        let y: Vec<f32> = x.chunks_exact(2).map(|x| (f64::from(x[0]) * 3.0 - f64::from(x[1]) * 2.0) as f32).collect();
        let found = minimum_norm(&x, &y, 2);
        assert!((found[0] - 3.0).abs() < 0.02 && (found[1] + 2.0).abs() < 0.02, "{found:?}");
    }

    #[test]
    fn the_axes_are_those_of_the_covariance_and_can_be_given_up() {
        use crate::model::{ON, table};
        for (n, k) in [(1, 1), (7, 1), (40, 2), (33, 5), (200, 20)] {
            // Each column spreads half as far as the one before it.
            let values: Vec<f64> = (0..n * k).map(|at| 3.0 + noise(at) / f64::from(1 << (at % k))).collect();
            let table = table::from_values(k, values).expect("whole rows");
            let ([x, y], mean) = principal_axes(&table.view(), ON).expect("the axes");
            let centred = |r: usize, c: usize| table.row(r)[c] - mean[c];
            assert!((0..k).all(|c| (0..n).map(|r| centred(r, c)).sum::<f64>().abs() < 1e-9));
            let spread = |axis: &[f64]| -> f64 {
                (0..n).map(|r| (0..k).map(|c| centred(r, c) * axis[c]).sum::<f64>().powi(2)).sum()
            };
            // C v = λ v, with λ the spread along v, and no column spreads farther than the first axis.
            for axis in [&x, &y].into_iter().take(k) {
                let along: Vec<f64> = (0..n).map(|r| (0..k).map(|c| centred(r, c) * axis[c]).sum()).collect();
                for c in 0..k {
                    let image: f64 = (0..n).map(|r| centred(r, c) * along[r]).sum();
                    assert!((image - spread(axis) * axis[c]).abs() < 1e-9, "k {k}, n {n}");
                }
            }
            let column = |c: usize| (0..k).map(|r| f64::from(u8::from(r == c))).collect::<Vec<_>>();
            assert!(spread(&x) >= spread(&y) && (0..k).all(|c| spread(&column(c)) <= spread(&x) + 1e-9));
            assert!(k > 1 || y == [0.0]);
            // Once for each row of the mean and of the covariance it is asked whether to go on.
            for asked in 0..2 * n {
                let left = std::cell::Cell::new(asked);
                let go = || left.get().checked_sub(1).map(|rest| left.set(rest));
                assert_eq!(principal_axes(&table.view(), &go), None);
            }
        }
    }

    #[test]
    fn where_equations_are_singular_least_length_takes_over() {
        let x = minimum_norm::<f64>(&[1.0, 2.0], &[5.0], 2);
        assert!((x[0] - 1.0).abs() < 1e-12 && (x[1] - 2.0).abs() < 1e-12, "{x:?}");
        assert_eq!(minimum_norm::<f64>(&[], &[], 3), [0.0; 3]);
    }
}
