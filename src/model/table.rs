//! Dense tables are `ndarray` arrays in row-major order; the kernels take their rows as slices.

use ndarray::Array2;

/// What all tables of this program are: nothing turns or strides them.
const ROW_MAJOR: &str = "tables are in row-major order";

/// A table from its values, row by row; `None` when they do not fill whole rows of at least one column.
pub fn from_values<T>(width: usize, values: Vec<T>) -> Option<Array2<T>> {
    let rows = values.len().checked_div(width)?;
    Array2::from_shape_vec((rows, width), values).ok()
}

/// A row of a table.
///
/// # Panics
/// When there is no such row, or the table is not in row-major order.
pub fn row<T>(table: &Array2<T>, row: usize) -> &[T] {
    // By hand: a view of the row and its strides cost more than what is done with a short row.
    let width = table.ncols();
    &values(table)[row * width..][..width]
}

/// A row of a table, to be changed.
///
/// # Panics
/// As [`row`] does.
pub fn row_mut<T>(table: &mut Array2<T>, row: usize) -> &mut [T] {
    let width = table.ncols();
    &mut table.as_slice_mut().expect(ROW_MAJOR)[row * width..][..width]
}

/// All values of a table, row by row.
///
/// # Panics
/// When the table is not in row-major order.
pub fn values<T>(table: &Array2<T>) -> &[T] {
    table.as_slice().expect(ROW_MAJOR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_rows_and_nothing_else_make_a_table() {
        let table = from_values(2, vec![1, 2, 3, 4, 5, 6]).unwrap();
        assert_eq!((table.dim(), row(&table, 1), values(&table)), ((3, 2), &[3, 4][..], &[1, 2, 3, 4, 5, 6][..]));
        assert_eq!((from_values(4, vec![1, 2, 3, 4, 5, 6]), from_values::<i32>(0, vec![])), (None, None));
    }
}
