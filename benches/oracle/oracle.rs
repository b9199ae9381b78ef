//! The decompositions of `model` against faer, which is slower to build than all of the program.

#![allow(clippy::unwrap_used)]

use factorscope::model::{ON, eigen, linalg, svd, table};
use faer::{Mat, Side};
use spectra::tables;

#[path = "../../tests/common/spectra.rs"]
mod spectra;

fn mat(values: &[f64], n: usize, k: usize) -> Mat<f64> {
    Mat::from_fn(n, k, |r, c| values[r * k + c])
}

fn sigma(of: &Mat<f64>) -> Vec<f64> {
    of.thin_svd().unwrap().S().column_vector().iter().copied().collect()
}

fn close(found: &[f64], wanted: &[f64], within: f64, what: &str) {
    assert_eq!(found.len(), wanted.len(), "{what}");
    for (found, wanted) in found.iter().zip(wanted) {
        assert!((found - wanted).abs() < within, "{what}: {found} is not {wanted}");
    }
}

#[test]
fn singular_values_are_those_of_faer() {
    for (n, k) in [(1, 1), (6, 1), (5, 4), (12, 12), (300, 7), (64, 63), (150, 90), (200, 200)] {
        for a in tables(n, k) {
            let wanted = sigma(&mat(&a, n, k));
            close(
                &eigen::singular(a, n, k).unwrap().sigma,
                &wanted,
                1e-13 * wanted[0] * n as f64,
                &format!("{n} x {k}"),
            );
        }
    }
}

#[test]
fn eigenvalues_and_their_projections_are_those_of_faer() {
    for n in [1, 2, 3, 10, 33, 100, 200] {
        for a in tables(n, n) {
            let a: Vec<f64> = (0..n * n).map(|at| a[at] + a[at % n * n + at / n]).collect();
            let eigen = mat(&a, n, n).self_adjoint_eigen(Side::Lower).unwrap();
            let wanted: Vec<f64> = eigen.S().column_vector().iter().rev().copied().collect();
            let (found, turned) = eigen::symmetric(a, n).unwrap();
            let within = 1e-13 * n as f64 * wanted[0].abs().max(wanted[n - 1].abs());
            close(&found, &wanted, within, &format!("{n}"));
            // The first vector is the same but for its sign, where its value stands alone.
            if n > 1 && wanted[0] - wanted[1] > 1e-3 * wanted[0] {
                let cosine: f64 = turned.columns(1).iter().enumerate().map(|(r, v)| v * eigen.U()[(r, n - 1)]).sum();
                assert!((cosine.abs() - 1.0).abs() < 1e-12, "{n}: {cosine}");
            }
        }
    }
}

#[test]
fn the_shortest_solution_is_that_of_faers_pseudo_inverse() {
    for (n, k) in [(1, 1), (1, 5), (4, 5), (5, 5), (40, 3), (30, 60), (90, 32)] {
        for a in tables(n, k) {
            let y: Vec<f64> = (0..n).map(|r| (r as f64 * 0.7).sin()).collect();
            let whole = mat(&a, n, k).thin_svd().unwrap();
            let s: Vec<f64> = whole.S().column_vector().iter().copied().collect();
            let along = |z: usize| (0..n).map(|r| whole.U()[(r, z)] * y[r]).sum::<f64>() / s[z];
            let floor = k as f64 * f64::EPSILON * s[0];
            let kept: Vec<usize> = (0..s.len()).filter(|&z| s[z] > floor).collect();
            let wanted: Vec<f64> = (0..k).map(|c| kept.iter().map(|&z| whole.V()[(c, z)] * along(z)).sum()).collect();
            // Both are right to the numbers' precision times the condition.
            let (size, least) = (wanted.iter().fold(1.0, |most: f64, v| most.max(v.abs())), s[kept[kept.len() - 1]]);
            let within = 1e-14 * n.max(k) as f64 * s[0] / least * size;
            close(&linalg::minimum_norm(&a, &y, k), &wanted, within, &format!("{n} x {k}"));
        }
    }
}

#[test]
fn a_truncated_grid_is_that_of_faer_by_both_routes() {
    for (m, n) in [(4, 5), (5, 4), (1, 7), (7, 1), (60, 200), (110, 130), (130, 110), (100, 100)] {
        for a in tables(m, n) {
            let whole = mat(&a, m, n).thin_svd().unwrap();
            let s = sigma(&mat(&a, m, n));
            for z in [1, 3, 600] {
                let svd = svd::truncated(&table::from_values(n, a.clone()).unwrap(), z).unwrap();
                let z = z.min(m).min(n);
                // The Gram matrix knows singular values to the root of what a number can tell apart.
                close(&svd.sigma, &s[..z], 1e-7 * s[0], &format!("{m} x {n}"));
                if z < s.len() && s[z - 1] - s[z] < 1e-3 * s[0] {
                    continue;
                }
                for (i, j) in (0..m * n).map(|at| (at / n, at % n)) {
                    let wanted: f64 = (0..z).map(|c| whole.U()[(i, c)] * s[c] * whole.V()[(j, c)]).sum();
                    let found: f64 = (0..z).map(|c| svd.u.row(i)[c] * svd.sigma[c] * svd.v.row(j)[c]).sum();
                    assert!((found - wanted).abs() < 1e-9 * s[0], "{m} x {n}, Z {z}: {found} is not {wanted}");
                }
            }
        }
    }
}

#[test]
fn the_axes_are_those_of_faers_covariance() {
    for (n, k) in [(40, 2), (33, 5), (200, 20), (300, 64)] {
        let values: Vec<f64> = tables(n, k)[1].iter().map(|v| v + 3.0).collect();
        let mean: Vec<f64> = (0..k).map(|c| values.iter().skip(c).step_by(k).sum::<f64>() / n as f64).collect();
        let off = Mat::from_fn(n, k, |r, c| values[r * k + c] - mean[c]);
        let eigen = (off.transpose() * &off).self_adjoint_eigen(Side::Lower).unwrap();
        let (axes, origin) = linalg::principal_axes(&table::from_values(k, values).unwrap().view(), ON).unwrap();
        close(&origin, &mean, 1e-12, "mean");
        for (nth, axis) in axes.iter().enumerate() {
            let wanted: Vec<f64> = (0..k).map(|r| eigen.U()[(r, k - 1 - nth)]).collect();
            let largest = wanted.iter().copied().max_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap();
            let wanted: Vec<f64> = wanted.iter().map(|v| v * largest.signum()).collect();
            close(axis, &wanted, 1e-9, &format!("axis {nth} of {n} x {k}"));
        }
    }
}
