//! The singular value decomposition of a completed grid: what "SVD" means outside of recommenders.

use super::Matrix;
use crate::data::{ItemId, Ratings, UserId};
use faer::Mat;
use std::{fmt, str::FromStr};

/// What stands in the cells that have no rating: a real SVD knows no holes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fill {
    /// 0.
    #[default]
    Zero,
    /// The mean of all known ratings.
    Mean,
    /// The mean of the user's ratings: of the row.
    Users,
    /// The mean of the item's ratings: of the column.
    Items,
}

impl Fill {
    /// Every way, in the order in which the program offers them.
    pub const ALL: [Self; 4] = [Self::Zero, Self::Mean, Self::Users, Self::Items];

    /// The name in commands.
    pub fn name(self) -> &'static str {
        match self {
            Fill::Zero => "zero",
            Fill::Mean => "mean",
            Fill::Users => "users",
            Fill::Items => "items",
        }
    }

    /// What it puts there, in words.
    pub fn words(self) -> &'static str {
        match self {
            Fill::Zero => "0",
            Fill::Mean => "the mean of all ratings",
            Fill::Users => "the user's mean",
            Fill::Items => "the item's mean",
        }
    }

    /// The one after this, in a circle.
    pub fn next(self) -> Self {
        Self::ALL[(self as usize + 1) % Self::ALL.len()]
    }
}

impl fmt::Display for Fill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Fill {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let names = || Self::ALL.map(Fill::name).join(", ");
        let found = Self::ALL.into_iter().find(|fill| fill.name() == text);
        found.ok_or_else(|| format!("'{text}' is not a way to fill the missing cells; there are {}", names()))
    }
}

/// The grid with every cell filled, M x N. A user or an item without ratings has no mean of its own: the mean of all
/// ratings stands in for it.
pub fn complete(ratings: &Ratings, fill: Fill) -> Matrix<f64> {
    let (m, n) = (ratings.n_users(), ratings.n_items());
    let all = ratings.mean();
    let mean = |values: &[f64]| match values.len() {
        0 => all,
        count => values.iter().sum::<f64>() / count as f64,
    };
    let items: Vec<f64> = match fill {
        Fill::Items => (0..n).map(|j| mean(ratings.item(ItemId::new(j)).values)).collect(),
        _ => Vec::new(),
    };
    let mut grid = Matrix::zeros(m, n);
    for i in 0..m {
        let known = ratings.user(UserId::new(i));
        let row = grid.row_mut(i);
        match fill {
            Fill::Zero => {}
            Fill::Mean => row.fill(all),
            Fill::Users => row.fill(mean(known.values)),
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
    pub u: Matrix<f64>,
    /// The diagonal of Σ, Z x Z, largest first.
    pub sigma: Vec<f64>,
    /// V, N x Z, stored by item as Q is; its columns have length 1 and are at right angles.
    pub v: Matrix<f64>,
}

impl Svd {
    /// `Σ_z U[i,z] σ_z V[j,z]`.
    pub fn predict(&self, i: UserId, j: ItemId) -> f64 {
        let (u, v) = (self.u.row(i.index()), self.v.row(j.index()));
        u.iter().zip(&self.sigma).zip(v).map(|((u, s), v)| u * s * v).sum()
    }
}

/// Up to this many rows or columns the decomposition is done directly.
const DIRECT: usize = 96;

/// The singular value decomposition of a grid, truncated to `z` values; fewer where the grid has fewer rows or columns.
/// `None` for numbers that have none.
///
/// A small grid is decomposed by faer's `thin_svd`. Of a larger one the Gram matrix of its shorter side is (R Rᵀ, say,
/// M x M): its leading eigenvectors X span the same space as U, and the SVD of the narrow RᵀX = V Σ Yᵀ gives
/// V, Σ and U = X Y.
pub fn truncated(grid: &Matrix<f64>, z: usize) -> Option<Svd> {
    let (m, n) = (grid.rows(), grid.width());
    let z = z.min(m).min(n);
    let r = if m <= n { Mat::from_fn(m, n, |i, j| grid.row(i)[j]) } else { Mat::from_fn(n, m, |j, i| grid.row(i)[j]) };
    let (short, sigma, long) = if r.nrows() <= DIRECT {
        let svd = r.thin_svd().ok()?;
        (svd.U().to_owned(), svd.S().column_vector().iter().copied().collect::<Vec<f64>>(), svd.V().to_owned())
    } else {
        let gram = &r * r.transpose();
        let eigen = gram.self_adjoint_eigen(faer::Side::Lower).ok()?;
        let (vectors, last) = (eigen.U(), r.nrows() - 1);
        let x = Mat::from_fn(r.nrows(), z, |row, column| vectors[(row, last - column)]);
        let narrow = r.transpose() * &x;
        let svd = narrow.thin_svd().ok()?;
        let sigma = svd.S().column_vector().iter().copied().collect();
        (&x * svd.V(), sigma, svd.U().to_owned())
    };
    // A pair of vectors may be turned about together: the largest of the shorter side's numbers is positive.
    let signs: Vec<f64> = (0..z)
        .map(|c| {
            (0..short.nrows()).map(|row| short[(row, c)]).fold(0.0, |a: f64, b| if b.abs() > a.abs() { b } else { a })
        })
        .map(f64::signum)
        .collect();
    let table = |of: &Mat<f64>| {
        let mut table = Matrix::zeros(of.nrows(), z);
        for row in 0..of.nrows() {
            table.row_mut(row).iter_mut().enumerate().for_each(|(c, cell)| *cell = signs[c] * of[(row, c)]);
        }
        table
    };
    let (u, v) = if m <= n { (table(&short), table(&long)) } else { (table(&long), table(&short)) };
    Some(Svd { u, sigma: sigma[..z].to_vec(), v })
}

/// How far the columns of a table are from being at right angles and of length 1: the largest |entry| of `XᵀX - I`.
pub fn unorthogonal(table: &Matrix<f64>) -> f64 {
    let ones = vec![1.0; table.width()];
    products(table, &ones)
}

/// The same with every column first scaled to length 1: the largest |cosine| between two columns. A column of zeros is at
/// right angles to all.
pub fn unorthogonal_scaled(table: &Matrix<f64>) -> f64 {
    let length = |c: usize| table.column(c).map(|v| v * v).sum::<f64>().sqrt();
    let scales: Vec<f64> = (0..table.width()).map(length).map(|l| if l > 0.0 { 1.0 / l } else { 0.0 }).collect();
    products(table, &scales)
}

/// The largest |entry| of `XᵀX - I`, X being the table with its columns scaled; what was scaled to nothing is passed over.
fn products(table: &Matrix<f64>, scales: &[f64]) -> f64 {
    let z = table.width();
    let mut sums = vec![0.0; z * z];
    for row in (0..table.rows()).map(|at| table.row(at)) {
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

    fn noise(n: usize) -> f64 {
        ((n as f64 + 1.0) * 12.9898).sin() * 43758.5453 % 1.0
    }

    fn table(rows: usize, width: usize) -> Matrix<f64> {
        Matrix::from_values(width, (0..rows * width).map(noise).collect()).unwrap()
    }

    /// Σ over all cells of (R - UΣVᵀ)².
    fn rest(grid: &Matrix<f64>, svd: &Svd) -> f64 {
        let cell = |i: usize, j: usize| grid.row(i)[j] - svd.predict(UserId::new(i), ItemId::new(j));
        (0..grid.rows()).flat_map(|i| (0..grid.width()).map(move |j| (i, j))).map(|(i, j)| cell(i, j).powi(2)).sum()
    }

    #[test]
    fn both_routes_give_what_faer_gives() {
        for (m, n) in [(4, 5), (5, 4), (1, 7), (7, 1), (110, 130), (130, 110), (100, 100)] {
            let grid = table(m, n);
            let whole = Mat::from_fn(m, n, |i, j| grid.row(i)[j]).thin_svd().unwrap();
            let all: Vec<f64> = whole.S().column_vector().iter().copied().collect();
            for z in [1, 3, 600] {
                let svd = truncated(&grid, z).unwrap();
                let z = z.min(m).min(n);
                assert_eq!((svd.sigma.len(), svd.u.width(), svd.v.width()), (z, z, z));
                assert_eq!((svd.u.rows(), svd.v.rows()), (m, n));
                for (found, wanted) in svd.sigma.iter().zip(&all) {
                    assert!((found - wanted).abs() < 1e-9 * all[0], "{m} x {n}: {found} {wanted}");
                }
                assert!(unorthogonal(&svd.u) < 1e-12 && unorthogonal(&svd.v) < 1e-12, "{m} x {n}");
                // Eckart and Young: what is left are the squares of the other singular values.
                let left: f64 = all[z..].iter().map(|s| s * s).sum();
                assert!((rest(&grid, &svd) - left).abs() < 1e-9 * all[0].powi(2), "{m} x {n}, Z {z}");
            }
        }
    }

    #[test]
    fn a_grid_of_low_rank_still_has_right_angles() {
        // Every cell 1 in a large grid: one singular value, and many ways to choose the other vectors.
        let svd = truncated(&Matrix::from_values(120, vec![1.0; 100 * 120]).unwrap(), 3).unwrap();
        assert!((svd.sigma[0] - (12_000.0_f64).sqrt()).abs() < 1e-9 && svd.sigma[1] < 1e-6);
        assert!(unorthogonal(&svd.u) < 1e-9 && unorthogonal(&svd.v) < 1e-9);
    }

    #[test]
    fn right_angles_are_measured() {
        let table = Matrix::from_values(2, vec![1.0, 1.0, 0.0, 1.0]).unwrap();
        assert!((unorthogonal(&table) - 1.0).abs() < 1e-15, "the second column has length √2");
        assert!((unorthogonal_scaled(&table) - 0.5_f64.sqrt()).abs() < 1e-15, "45 degrees");
        assert_eq!(unorthogonal_scaled(&Matrix::zeros(3, 2)), 0.0);
    }

    #[test]
    fn names_are_read() {
        for fill in Fill::ALL {
            assert_eq!(fill.name().parse(), Ok(fill));
        }
        assert!("nought".parse::<Fill>().unwrap_err().contains("zero, mean"));
    }
}
