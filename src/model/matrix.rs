//! A dense table, row by row: what factors are kept in.

use super::Real;

/// `rows` x `width` numbers, one row after another.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix<T> {
    width: usize,
    values: Vec<T>,
}

impl<T: Real> Matrix<T> {
    /// A table of zeros.
    pub fn zeros(rows: usize, width: usize) -> Self {
        Self { width, values: vec![T::zero(); rows * width] }
    }

    /// A table from its values, row by row; `None` when they do not fill whole rows of at least one column.
    pub fn from_values(width: usize, values: Vec<T>) -> Option<Self> {
        (width > 0 && values.len().is_multiple_of(width)).then_some(Self { width, values })
    }

    /// A table as it is kept elsewhere.
    pub fn copied(table: &ndarray::ArrayView2<'_, T>) -> Self {
        Self { width: table.ncols(), values: table.iter().copied().collect() }
    }

    /// The same, to be kept elsewhere.
    pub fn array(&self) -> ndarray::Array2<T> {
        ndarray::Array2::from_shape_fn((self.rows(), self.width), |(row, column)| self.row(row)[column])
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.values.len().checked_div(self.width).unwrap_or(0)
    }

    /// How many columns there are.
    pub fn width(&self) -> usize {
        self.width
    }

    /// A row.
    pub fn row(&self, row: usize) -> &[T] {
        &self.values[row * self.width..][..self.width]
    }

    /// A row, to be changed.
    pub fn row_mut(&mut self, row: usize) -> &mut [T] {
        &mut self.values[row * self.width..][..self.width]
    }

    /// All values, row by row.
    pub fn values(&self) -> &[T] {
        &self.values
    }

    /// All values, row by row, to be changed.
    pub fn values_mut(&mut self) -> &mut [T] {
        &mut self.values
    }

    /// One column.
    pub fn column(&self, column: usize) -> impl Iterator<Item = T> + '_ {
        self.values.iter().skip(column).step_by(self.width.max(1)).copied()
    }

    /// The same table in the other kind of number.
    pub fn cast<U: Real>(&self) -> Matrix<U> {
        Matrix { width: self.width, values: self.values.iter().map(|v| U::of(v.wide())).collect() }
    }
}
