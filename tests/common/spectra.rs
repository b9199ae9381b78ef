//! Tables for decompositions.

#![allow(dead_code)]

use rand::RngExt;
use rand_pcg::Pcg64;

/// Random tables: of all singular values alike, falling ever faster, and of rank 2.
pub fn tables(n: usize, k: usize) -> Vec<Vec<f64>> {
    let mut rng = Pcg64::new(n as u128, k as u128);
    let mut noise = |n: usize| -> Vec<f64> { (0..n).map(|_| rng.random::<f64>() - 0.5).collect() };
    let even = noise(n * k);
    let graded = even.iter().enumerate().map(|(at, v)| v * 0.7_f64.powi((at % k) as i32)).collect();
    let (left, right) = (noise(n * 2), noise(k * 2));
    let low = (0..n * k).map(|at| left[at / k] * right[at % k] + left[n + at / k] * right[k + at % k]).collect();
    vec![even, graded, low]
}
