//! Columns of Parquet as numbers and names, lists among them: what tables of factors are made of.

use super::super::error::LoadError;
use super::opened::Opened;
use ::parquet::{
    column::reader::{ColumnReader, ColumnReaderImpl},
    data_type::DataType,
    errors::ParquetError,
};

/// How many rows are taken at once.
const ROWS: usize = 1024;

/// The values of one column, in the order of the rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::data::load) struct Column {
    /// For each value, whether it begins a row (0) or goes on with a list of the row.
    pub depths: Vec<i16>,
    /// The values; empty where they are names.
    pub numbers: Vec<f64>,
    /// The same as names.
    pub names: Vec<Box<str>>,
    /// The first row, from 0, in which a value is missing or a list is empty.
    pub hole: Option<usize>,
}

impl Column {
    /// How many values each row has; nothing is told of rows behind a hole.
    pub(in crate::data::load) fn lengths(&self) -> Vec<usize> {
        let mut lengths: Vec<usize> = Vec::new();
        for depth in &self.depths {
            match lengths.last_mut().filter(|_| *depth > 0) {
                Some(last) => *last += 1,
                None => lengths.push(1),
            }
        }
        lengths
    }
}

/// A file whose columns are taken out one by one.
pub(in crate::data::load) struct Lists<'n>(Opened<'n>);

impl<'n> Lists<'n> {
    /// The file that messages call `name`.
    ///
    /// # Errors
    /// What is damaged.
    pub(in crate::data::load) fn new(name: &'n str, bytes: Vec<u8>) -> Result<Self, LoadError> {
        Opened::new(name, bytes).map(Self)
    }

    /// What its columns are called, those within others behind a point: `id`, `features.list.element`.
    pub(in crate::data::load) fn columns(&self) -> Vec<String> {
        self.0.schema().columns().iter().map(|column| column.path().string()).collect()
    }

    /// The column of this number.
    ///
    /// # Errors
    /// What is damaged, and values that are neither numbers nor texts.
    pub(in crate::data::load) fn column(&mut self, at: usize) -> Result<Column, LoadError> {
        let mut column = Column::default();
        let level = self.0.schema().column(at).max_def_level();
        let mut row = 0;
        for (number, mut left) in self.0.groups().into_iter().enumerate() {
            let mut reader = self.0.column(number, at)?;
            while left > 0 {
                let count = left.min(ROWS);
                take(&mut reader, count, level, &mut column, row).map_err(|error| self.0.damaged(error))?;
                (left, row) = (left - count, row + count);
            }
        }
        Ok(column)
    }
}

/// Takes the next `count` rows, which begin with `row`, whatever they are made of.
fn take(
    reader: &mut ColumnReader,
    count: usize,
    level: i16,
    into: &mut Column,
    row: usize,
) -> Result<(), ParquetError> {
    let place = (count, level, row);
    match reader {
        ColumnReader::Int32ColumnReader(reader) => {
            rows(reader, place, into, |into, value| into.push(f64::from(*value)))
        }
        ColumnReader::Int64ColumnReader(reader) => rows(reader, place, into, |into, value| into.push(*value as f64)),
        ColumnReader::FloatColumnReader(reader) => {
            rows(reader, place, into, |into, value| into.push(f64::from(*value)))
        }
        ColumnReader::DoubleColumnReader(reader) => rows(reader, place, into, |into, value| into.push(*value)),
        ColumnReader::ByteArrayColumnReader(reader) => {
            let mut names = std::mem::take(&mut into.names);
            let taken = rows(reader, place, into, |_, value| names.push(String::from_utf8_lossy(value.data()).into()));
            into.names = names;
            taken
        }
        _ => Err(ParquetError::General("its values are neither numbers nor texts".into())),
    }
}

/// Takes the next `count` rows of values of one kind.
fn rows<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    (count, level, row): (usize, i16, usize),
    into: &mut Column,
    mut put: impl FnMut(&mut Vec<f64>, &T::T),
) -> Result<(), ParquetError> {
    let (mut levels, mut depths, mut values) = (Vec::new(), Vec::new(), Vec::new());
    let (found, ..) = reader.read_records(count, Some(&mut levels), Some(&mut depths), &mut values)?;
    if found != count {
        return Err(ParquetError::General(format!("a column has {found} rows where {count} are to come")));
    }
    if into.hole.is_none()
        && let Some(at) = levels.iter().position(|there| *there < level)
    {
        // How many rows begin up to there.
        let begun = if depths.is_empty() { at + 1 } else { depths[..=at].iter().filter(|depth| **depth == 0).count() };
        into.hole = Some(row + begun.saturating_sub(1));
    }
    values.iter().for_each(|value| put(&mut into.numbers, value));
    match depths.is_empty() {
        true => into.depths.resize(into.depths.len() + found, 0),
        false => into.depths.extend(depths),
    }
    Ok(())
}
