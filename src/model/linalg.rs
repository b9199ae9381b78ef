//! Least squares on a handful of unknowns: the one regression that everything here is made of.

use super::Real;
use faer::Mat;

/// Normal equations `A x = b` of a penalised least-squares problem with design X (n x k) and targets y (n):
/// `A = XᵀX + λI`, `b = Xᵀy`.
#[derive(Clone, Debug, PartialEq)]
pub struct Normal<T> {
    /// How many unknowns: k.
    pub k: usize,
    /// A, k x k, row by row; symmetric.
    pub a: Vec<T>,
    /// b, k numbers.
    pub b: Vec<T>,
    /// λ, which is already in `a`.
    pub lambda: T,
}

impl<T: Real> Normal<T> {
    /// Empty equations for `k` unknowns.
    pub fn new(k: usize) -> Self {
        Self { k, a: vec![T::zero(); k * k], b: vec![T::zero(); k], lambda: T::zero() }
    }

    /// Starts anew: `λI x = 0`.
    pub fn clear(&mut self, lambda: T) {
        self.a.fill(T::zero());
        self.b.fill(T::zero());
        self.lambda = lambda;
        for z in 0..self.k {
            self.a[z * self.k + z] = lambda;
        }
    }

    /// Adds one row x of the design, with its target y. Only the lower triangle is kept up to date: call
    /// [`Normal::mirror`] to read the whole of A.
    pub fn add(&mut self, x: &[T], y: T) {
        for (r, &left) in x.iter().enumerate() {
            for (cell, &right) in self.a[r * self.k..][..=r].iter_mut().zip(x) {
                *cell += left * right;
            }
            self.b[r] += left * y;
        }
    }

    /// Copies the lower triangle of A into the upper one.
    pub fn mirror(&mut self) {
        for r in 0..self.k {
            for c in 0..r {
                self.a[c * self.k + r] = self.a[r * self.k + c];
            }
        }
    }

    /// Solves in place by Cholesky decomposition (A = LLᵀ) and leaves x in `b`; A is used up.
    ///
    /// Returns false, with `a` and `b` in ruins, when a pivot is so small against the diagonal that the equations
    /// cannot be trusted: A is then singular or nearly so.
    pub fn cholesky(&mut self) -> bool {
        let k = self.k;
        let floor = T::of(if T::epsilon().wide() < 1e-10 { 1e-9 } else { 1e-5 });
        for r in 0..k {
            let (above, row) = self.a.split_at_mut(r * k);
            let row = &mut row[..k];
            for c in 0..r {
                let upper = &above[c * k..][..=c];
                let sum = super::factors::dot(&row[..c], &upper[..c]);
                row[c] = (row[c] - sum) / upper[c];
            }
            let diagonal = row[r];
            let pivot = diagonal - super::factors::dot(&row[..r], &row[..r]);
            // The negation also catches NaN.
            if !(pivot > floor * diagonal) {
                return false;
            }
            row[r] = pivot.sqrt();
        }
        for r in 0..k {
            let row = &self.a[r * k..][..=r];
            let sum = super::factors::dot(&row[..r], &self.b[..r]);
            self.b[r] = (self.b[r] - sum) / row[r];
        }
        for r in (0..k).rev() {
            let x = self.b[r] / self.a[r * k + r];
            self.b[r] = x;
            for c in 0..r {
                self.b[c] -= self.a[r * k + c] * x;
            }
        }
        true
    }
}

/// The x of least length among those that minimise `|Xx - y|²`, X being n x k, row by row.
///
/// By the singular value decomposition X = UΣVᵀ: `x = V Σ⁺ Uᵀ y`, where singular values below
/// `max(n, k) · ε · σ₁` count as zero (the rule of LAPACK's `gelsd` and of NumPy's `lstsq`). All zero when n is 0.
pub fn minimum_norm<T: Real>(rows: &[T], targets: &[T], k: usize) -> Vec<T> {
    let n = targets.len();
    let x = Mat::from_fn(n, k, |r, c| rows[r * k + c].wide());
    let y = Mat::from_fn(n, 1, |r, _| targets[r].wide());
    let Ok(svd) = x.thin_svd() else { return vec![T::zero(); k] };
    let (u, s, v) = (svd.U(), svd.S(), svd.V());
    let sigma: Vec<f64> = s.column_vector().iter().copied().collect();
    let floor = n.max(k) as f64 * T::epsilon().wide() * sigma.first().copied().unwrap_or(0.0);
    let uty = u.transpose() * &y;
    let scaled = Mat::from_fn(sigma.len(), 1, |z, _| if sigma[z] > floor { uty[(z, 0)] / sigma[z] } else { 0.0 });
    let solution = v * scaled;
    (0..k).map(|z| T::of(solution[(z, 0)])).collect()
}

/// The directions in which the rows of a table differ most, and the mean row that they are seen from.
///
/// The directions are the eigenvectors of the covariance `(X - x̄)ᵀ(X - x̄)`, largest eigenvalue first, each of length 1
/// and with its largest component positive, so that they do not flip from one step to the next.
pub fn principal_axes<T: Real>(table: &super::Matrix<T>) -> (Vec<Vec<f64>>, Vec<f64>) {
    let (n, k) = (table.rows(), table.width());
    let mean: Vec<f64> = (0..k).map(|z| table.column(z).map(T::wide).sum::<f64>() / n.max(1) as f64).collect();
    let mut covariance = Mat::<f64>::zeros(k, k);
    for row in (0..n).map(|r| table.row(r)) {
        for r in 0..k {
            for c in 0..k {
                covariance[(r, c)] += (row[r].wide() - mean[r]) * (row[c].wide() - mean[c]);
            }
        }
    }
    let Ok(eigen) = covariance.self_adjoint_eigen(faer::Side::Lower) else { return (Vec::new(), mean) };
    let vectors = eigen.U();
    let axes = (0..k).rev().map(|column| {
        let axis: Vec<f64> = (0..k).map(|r| vectors[(r, column)]).collect();
        let largest = axis.iter().copied().max_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap_or(0.0);
        axis.into_iter().map(|v| if largest < 0.0 { -v } else { v }).collect()
    });
    (axes.collect(), mean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cholesky_solves_what_it_was_given() {
        let x = [[1.0, 2.0], [0.5, -1.0], [3.0, 0.25]];
        let truth = [2.0, -3.0];
        let mut normal = Normal::<f64>::new(2);
        normal.clear(0.0);
        for row in x {
            normal.add(&row, row[0] * truth[0] + row[1] * truth[1]);
        }
        assert!(normal.cholesky());
        for (found, wanted) in normal.b.iter().zip(truth) {
            assert!((found - wanted).abs() < 1e-12, "{found} {wanted}");
        }
    }

    #[test]
    fn singular_equations_are_refused_and_least_length_takes_over() {
        let mut normal = Normal::<f64>::new(2);
        normal.clear(0.0);
        normal.add(&[1.0, 2.0], 5.0);
        assert!(!normal.cholesky(), "one equation cannot fix two unknowns");
        let x = minimum_norm::<f64>(&[1.0, 2.0], &[5.0], 2);
        assert!((x[0] - 1.0).abs() < 1e-12 && (x[1] - 2.0).abs() < 1e-12, "{x:?}");
        assert_eq!(minimum_norm::<f64>(&[], &[], 3), [0.0; 3]);
    }
}
