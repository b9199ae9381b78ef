//! Singular values by rotations of columns (Hestenes, 1958), as one would write it down: the plain way that the program's
//! own is held against. Both are held against faer in `benches/oracle/oracle.rs`.

use ndarray::Array2;

/// A table from what stands in its cells.
pub fn cells(rows: usize, width: usize, cell: impl Fn(usize, usize) -> f64) -> Array2<f64> {
    Array2::from_shape_fn((rows, width), |(row, column)| cell(row, column))
}

/// A B.
pub fn product(a: &Array2<f64>, b: &Array2<f64>) -> Array2<f64> {
    cells(a.nrows(), b.ncols(), |r, c| a.row(r).iter().zip(b.column(c)).map(|(a, b)| a * b).sum())
}

/// Aᵀ.
pub fn transposed(a: &Array2<f64>) -> Array2<f64> {
    cells(a.ncols(), a.nrows(), |r, c| a[[c, r]])
}

/// U, the diagonal of Σ, largest first, and V of `A = U Σ Vᵀ`: as many columns as A has. Those of U without a singular
/// value are zero.
pub fn plain_svd(a: &Array2<f64>) -> (Array2<f64>, Vec<f64>, Array2<f64>) {
    let k = a.ncols();
    // Each column of A above the same column of V, which is turned about with it.
    let mut columns: Vec<(Vec<f64>, Vec<f64>)> =
        (0..k).map(|c| (a.column(c).to_vec(), (0..k).map(|r| f64::from(u8::from(r == c))).collect())).collect();
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let mut turned = true;
    for _ in 0..60 {
        if !std::mem::take(&mut turned) {
            break;
        }
        for (p, q) in (0..k).flat_map(|p| (p + 1..k).map(move |q| (p, q))) {
            let (x, y) = (&columns[p].0, &columns[q].0);
            let (xx, xy, yy) = (dot(x, x), dot(x, y), dot(y, y));
            if xy.abs() <= 1e-15 * (xx * yy).sqrt() {
                continue;
            }
            turned = true;
            let angle = 0.5 * (2.0 * xy).atan2(xx - yy);
            let (c, s) = (angle.cos(), angle.sin());
            let (left, right) = columns.split_at_mut(q);
            let (x, y) = (&mut left[p], &mut right[0]);
            for (x, y) in x.0.iter_mut().zip(&mut y.0).chain(x.1.iter_mut().zip(&mut y.1)) {
                (*x, *y) = (c * *x + s * *y, c * *y - s * *x);
            }
        }
    }
    let length = |column: &(Vec<f64>, Vec<f64>)| dot(&column.0, &column.0).sqrt();
    columns.sort_by(|a, b| length(b).total_cmp(&length(a)));
    let sigma: Vec<f64> = columns.iter().map(length).collect();
    let u = cells(a.nrows(), k, |r, c| if sigma[c] > 0.0 { columns[c].0[r] / sigma[c] } else { 0.0 });
    (u, sigma, cells(k, k, |r, c| columns[c].1[r]))
}

/// `A⁺ = V Σ⁺ Uᵀ`.
pub fn pseudo_inverse(a: &Array2<f64>) -> Array2<f64> {
    let (u, sigma, v) = plain_svd(a);
    let floor = a.nrows().max(a.ncols()) as f64 * f64::EPSILON * sigma[0];
    let scaled = cells(v.nrows(), v.ncols(), |r, c| if sigma[c] > floor { v[[r, c]] / sigma[c] } else { 0.0 });
    product(&scaled, &transposed(&u))
}
