//! The decompositions beside those of faer, at the sizes that the program meets.

#![allow(missing_docs, clippy::unwrap_used)]

use criterion::{Criterion, criterion_group, criterion_main};
use factorscope::model::{eigen, linalg, svd, table};
use faer::{Mat, Side};
use rand::RngExt;
use rand_pcg::Pcg64;
use std::hint::black_box;

fn noise(n: usize) -> Vec<f64> {
    let mut rng = Pcg64::new(1, 1);
    (0..n).map(|_| rng.random::<f64>() - 0.5).collect()
}

fn mat(values: &[f64], n: usize, k: usize) -> Mat<f64> {
    Mat::from_fn(n, k, |r, c| values[r * k + c])
}

fn axes(c: &mut Criterion) {
    let mut group = c.benchmark_group("two eigenvectors");
    group.sample_size(10);
    for n in [16, 64, 512] {
        let a = noise(n * n);
        let a: Vec<f64> = (0..n * n).map(|at| a[at] + a[at % n * n + at / n]).collect();
        group.bench_function(format!("{n}/own"), |b| {
            b.iter(|| black_box(eigen::symmetric(a.clone(), n).unwrap().1.columns(2)));
        });
        let a = mat(&a, n, n);
        group.bench_function(format!("{n}/faer"), |b| b.iter(|| black_box(a.self_adjoint_eigen(Side::Lower).unwrap())));
    }
    group.finish();
}

fn least_squares(c: &mut Criterion) {
    let mut group = c.benchmark_group("shortest solution");
    group.sample_size(10);
    for (n, k) in [(5, 8), (20, 64), (100, 64), (200, 512), (20_000, 64)] {
        let (rows, y) = (noise(n * k), noise(n));
        group.bench_function(format!("{n} x {k}/own"), |b| b.iter(|| black_box(linalg::minimum_norm(&rows, &y, k))));
        group.bench_function(format!("{n} x {k}/faer"), |b| {
            b.iter(|| {
                let svd = mat(&rows, n, k).thin_svd().unwrap();
                black_box(svd.V() * (svd.U().transpose() * mat(&y, n, 1)))
            });
        });
    }
    group.finish();
}

/// faer by the same two routes.
fn truncated(grid: &Mat<f64>, z: usize) -> Mat<f64> {
    let n = grid.nrows();
    if n <= 96 {
        return grid.thin_svd().unwrap().U().to_owned();
    }
    let eigen = (grid * grid.transpose()).self_adjoint_eigen(Side::Lower).unwrap();
    let x = Mat::from_fn(n, z, |row, column| eigen.U()[(row, n - 1 - column)]);
    let narrow = grid.transpose() * &x;
    &x * narrow.thin_svd().unwrap().V()
}

fn grids(c: &mut Criterion) {
    let mut group = c.benchmark_group("truncated grid");
    group.sample_size(10);
    for (m, n, z) in
        [(4, 5, 2), (90, 100, 8), (90, 40_000, 8), (300, 1_000, 16), (2_000, 2_000, 16), (1_000, 2_000, 300)]
    {
        let values = noise(m * n);
        let own = table::from_values(n, values.clone()).unwrap();
        group.bench_function(format!("{m} x {n}, Z {z}/own"), |b| {
            b.iter(|| black_box(svd::truncated(&own, z).unwrap()))
        });
        let grid = mat(&values, m, n);
        group.bench_function(format!("{m} x {n}, Z {z}/faer"), |b| b.iter(|| black_box(truncated(&grid, z))));
    }
    group.finish();
}

criterion_group!(benches, axes, least_squares, grids);
criterion_main!(benches);
