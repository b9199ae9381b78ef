//! The singular value decomposition of a completed grid: what "SVD" means outside of recommenders.

use super::{eigen, equations::gram, table};
use crate::{
    choice::choice,
    data::{ItemId, Ratings, UserId},
};
use ndarray::{Array2, ArrayView2};

choice!(
    /// What stands in the cells that have no rating: a real SVD knows no holes.
    #[derive(Default)]
    Fill, "a way to fill the missing cells", {
    /// 0.
    #[default]
    Zero = "zero",
    /// The mean of all known ratings.
    Mean = "mean",
    /// The mean of the user's ratings: of the row.
    Users = "users",
    /// The mean of the item's ratings: of the column.
    Items = "items",
});

impl Fill {
    /// What it puts there, in words.
    pub fn words(self) -> &'static str {
        match self {
            Fill::Zero => "0",
            Fill::Mean => "the mean of all ratings",
            Fill::Users => "the user's mean",
            Fill::Items => "the item's mean",
        }
    }
}

/// The grid with every cell filled, M x N. A user or an item without ratings has no mean of its own: the mean of all
/// ratings stands in for it.
pub fn complete(ratings: &Ratings, fill: Fill) -> Array2<f64> {
    let (m, n) = (ratings.n_users(), ratings.n_items());
    let all = ratings.mean();
    let items: Vec<f64> = match fill {
        Fill::Items => (0..n).map(|j| ratings.item(ItemId::new(j)).mean().unwrap_or(all)).collect(),
        _ => Vec::new(),
    };
    let mut grid = Array2::zeros((m, n));
    for i in 0..m {
        let known = ratings.user(UserId::new(i));
        let row = table::row_mut(&mut grid, i);
        match fill {
            Fill::Zero => {}
            Fill::Mean => row.fill(all),
            Fill::Users => row.fill(known.mean().unwrap_or(all)),
            Fill::Items => row.copy_from_slice(&items),
        }
        known.iter().for_each(|(j, r)| row[j.index()] = r);
    }
    grid
}

/// `R ≈ U Σ Vᵀ`, the Z largest singular values and their vectors: of all grids of rank Z the nearest to R by the sum of
/// squared differences over all cells (Eckart and Young, 1936).
#[derive(Clone, Debug, PartialEq)]
pub struct Svd {
    /// U, M x Z; its columns have length 1 and are at right angles.
    pub u: Array2<f64>,
    /// The diagonal of Σ, Z x Z, largest first.
    pub sigma: Vec<f64>,
    /// V, N x Z, stored by item as Q is; its columns have length 1 and are at right angles.
    pub v: Array2<f64>,
}

impl Svd {
    /// `Σ_z U[i,z] σ_z V[j,z]`.
    pub fn predict(&self, i: UserId, j: ItemId) -> f64 {
        let (u, v) = (table::row(&self.u, i.index()), table::row(&self.v, j.index()));
        u.iter().zip(&self.sigma).zip(v).map(|((u, s), v)| u * s * v).sum()
    }
}

/// Up to this many rows or columns the decomposition is done directly.
const DIRECT: usize = 96;

/// The singular value decomposition of a grid, truncated to `z` values; fewer where the grid has fewer rows or columns.
/// `None` for numbers that have none.
///
/// A small grid is decomposed by [`eigen::singular`]. Of a larger one the Gram matrix of its shorter side is (R Rᵀ, say,
/// M x M): its leading eigenvectors X span the same space as U, and the SVD of the narrow RᵀX = V Σ Yᵀ gives
/// V, Σ and U = X Y.
pub fn truncated(grid: &Array2<f64>, z: usize) -> Option<Svd> {
    let (m, n) = (grid.nrows(), grid.ncols());
    let z = z.min(m).min(n);
    if z == 0 {
        return Some(Svd { u: Array2::zeros((m, 0)), sigma: Vec::new(), v: Array2::zeros((n, 0)) });
    }
    // The shorter side lies across.
    let tall = if m <= n { transposed(table::values(grid), n) } else { table::values(grid).to_vec() };
    let (long_side, short_side) = (m.max(n), m.min(n));
    let (short, sigma, long) = if short_side <= DIRECT {
        let svd = eigen::singular(tall, long_side, short_side)?;
        (svd.v.columns(z), svd.sigma, svd.u.columns(z))
    } else {
        let (_, turned) = eigen::symmetric(gram(short_side, tall.chunks_exact(short_side)), short_side)?;
        let x = turned.columns(z);
        let svd = eigen::singular(times(&tall, &x, z), long_side, z)?;
        (times(&x, &svd.v.columns(z), z), svd.sigma, svd.u.columns(z))
    };
    // A pair of vectors may be turned about together: the largest of the shorter side's numbers is positive.
    let largest =
        |c: usize| short.iter().skip(c).step_by(z).fold(0.0, |a: f64, b| if b.abs() > a.abs() { *b } else { a });
    let signs: Vec<f64> = (0..z).map(largest).map(f64::signum).collect();
    let signed = |mut values: Vec<f64>| {
        values.chunks_exact_mut(z).for_each(|row| row.iter_mut().zip(&signs).for_each(|(cell, sign)| *cell *= sign));
        table::from_values(z, values)
    };
    let (short, long) = (signed(short)?, signed(long)?);
    let (u, v) = if m <= n { (short, long) } else { (long, short) };
    Some(Svd { u, sigma: sigma[..z].to_vec(), v })
}

/// The table with rows for columns, `width` of them before.
fn transposed(values: &[f64], width: usize) -> Vec<f64> {
    (0..width).flat_map(|c| values.iter().skip(c).step_by(width).copied()).collect()
}

/// A X, with X of so many columns.
fn times(a: &[f64], x: &[f64], width: usize) -> Vec<f64> {
    let inner = x.len() / width;
    let mut product = vec![0.0; a.len() / inner * width];
    for (row, sums) in a.chunks_exact(inner).zip(product.chunks_exact_mut(width)) {
        for (a, x) in row.iter().zip(x.chunks_exact(width)) {
            sums.iter_mut().zip(x).for_each(|(sum, x)| *sum += a * x);
        }
    }
    product
}

/// How far the columns of a table are from being at right angles and of length 1: the largest |entry| of `XᵀX - I`.
pub fn unorthogonal(table: &ArrayView2<'_, f64>) -> f64 {
    let ones = vec![1.0; table.ncols()];
    products(table, &ones)
}

/// The same with every column first scaled to length 1: the largest |cosine| between two columns. A column of zeros is at
/// right angles to all.
pub fn unorthogonal_scaled(table: &ArrayView2<'_, f64>) -> f64 {
    let length = |c: usize| table.column(c).iter().map(|v| v * v).sum::<f64>().sqrt();
    let scales: Vec<f64> = (0..table.ncols()).map(length).map(|l| if l > 0.0 { 1.0 / l } else { 0.0 }).collect();
    products(table, &scales)
}

/// The largest |entry| of `XᵀX - I`, X being the table with its columns scaled; what was scaled to nothing is passed over.
fn products(table: &ArrayView2<'_, f64>, scales: &[f64]) -> f64 {
    let z = table.ncols();
    let mut sums = vec![0.0; z * z];
    for row in table.rows() {
        for a in 0..z {
            let own = row[a] * scales[a];
            sums[a * z..=a * z + a].iter_mut().zip(row).zip(scales).for_each(|((sum, v), s)| *sum += own * v * s);
        }
    }
    let off = |a: usize, b: usize| match a == b {
        true if scales[a] == 0.0 => 0.0,
        true => (sums[a * z + a] - 1.0).abs(),
        false => sums[a * z + b].abs(),
    };
    (0..z).flat_map(|a| (0..=a).map(move |b| (a, b))).map(|(a, b)| off(a, b)).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choice::Choice;

    fn noise(n: usize) -> f64 {
        ((n as f64 + 1.0) * 12.9898).sin() * 43758.5453 % 1.0
    }

    fn noisy(rows: usize, width: usize) -> Array2<f64> {
        table::from_values(width, (0..rows * width).map(noise).collect()).unwrap()
    }

    /// Σ over all cells of (R - UΣVᵀ)².
    fn rest(grid: &Array2<f64>, svd: &Svd) -> f64 {
        let cell = |i: usize, j: usize| grid.row(i)[j] - svd.predict(UserId::new(i), ItemId::new(j));
        (0..grid.nrows()).flat_map(|i| (0..grid.ncols()).map(move |j| (i, j))).map(|(i, j)| cell(i, j).powi(2)).sum()
    }

    #[test]
    fn both_routes_give_the_nearest_grid_of_their_rank() {
        for (m, n) in [(4, 5), (5, 4), (1, 7), (7, 1), (110, 130), (130, 110), (100, 100)] {
            let grid = noisy(m, n);
            let tall = if m < n { transposed(table::values(&grid), n) } else { table::values(&grid).to_vec() };
            let all = eigen::singular(tall, m.max(n), m.min(n)).unwrap().sigma;
            for z in [1, 3, 600] {
                let svd = truncated(&grid, z).unwrap();
                let z = z.min(m).min(n);
                assert_eq!((svd.sigma.len(), svd.u.ncols(), svd.v.ncols()), (z, z, z));
                assert_eq!((svd.u.nrows(), svd.v.nrows()), (m, n));
                for (found, wanted) in svd.sigma.iter().zip(&all) {
                    assert!((found - wanted).abs() < 1e-9 * all[0], "{m} x {n}: {found} {wanted}");
                }
                assert!(unorthogonal(&svd.u.view()) < 1e-12 && unorthogonal(&svd.v.view()) < 1e-12, "{m} x {n}");
                // Eckart and Young: what is left are the squares of the other singular values.
                let left: f64 = all[z..].iter().map(|s| s * s).sum();
                assert!((rest(&grid, &svd) - left).abs() < 1e-9 * all[0].powi(2), "{m} x {n}, Z {z}");
            }
        }
    }

    #[test]
    fn of_each_pair_of_vectors_the_shorter_ones_largest_number_is_positive() {
        for (m, n) in [(4, 5), (5, 4), (6, 6), (100, 130), (130, 100), (100, 100)] {
            let svd = truncated(&noisy(m, n), 3).unwrap();
            let short = if m <= n { &svd.u } else { &svd.v };
            for c in 0..3 {
                assert!(
                    short.column(c).iter().copied().max_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap() > 0.0,
                    "{m} x {n}"
                );
            }
        }
    }

    #[test]
    fn a_grid_of_low_rank_still_has_right_angles() {
        // Every cell 1 in a large grid: one singular value, and many ways to choose the other vectors.
        let svd = truncated(&table::from_values(120, vec![1.0; 100 * 120]).unwrap(), 3).unwrap();
        assert!((svd.sigma[0] - (12_000.0_f64).sqrt()).abs() < 1e-9 && svd.sigma[1] < 1e-6);
        assert!(unorthogonal(&svd.u.view()) < 1e-9 && unorthogonal(&svd.v.view()) < 1e-9);
    }

    #[test]
    fn right_angles_are_measured() {
        let table = table::from_values(2, vec![1.0, 1.0, 0.0, 1.0]).unwrap();
        assert!((unorthogonal(&table.view()) - 1.0).abs() < 1e-15, "the second column has length √2");
        assert!((unorthogonal_scaled(&table.view()) - 0.5_f64.sqrt()).abs() < 1e-15, "45 degrees");
        assert_eq!(unorthogonal_scaled(&Array2::zeros((3, 2)).view()), 0.0);
    }

    #[test]
    fn names_are_read() {
        for &fill in Fill::ALL {
            assert_eq!(fill.name().parse(), Ok(fill));
        }
        assert!("nought".parse::<Fill>().unwrap_err().contains("zero, mean"));
    }
}
