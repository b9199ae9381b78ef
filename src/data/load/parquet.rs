//! Files of Parquet: their columns as a table of text.

pub(super) mod lists;
mod opened;
mod pages;

use super::encoding::Decoded;
use super::error::{Fault, LoadError};
use super::intake::MOST;
use super::odd::Odd;
use super::progress::{Progress, Stage};
use super::time::written;
use super::unpack::grows_beyond_measure;
use crate::choice::listed;
use ::parquet::{
    basic::{ConvertedType, LogicalType, TimeUnit},
    column::reader::{ColumnReader, ColumnReaderImpl},
    data_type::DataType,
    errors::ParquetError,
    schema::types::ColumnDescriptor,
};
use opened::Opened;
use std::fmt::Write;

/// How many rows are taken from a column at once, and how many fields from all of them.
const ROWS: usize = 4096;
const FIELDS: usize = 1 << 20;
/// What data frames call the names of their rows where these have no name themselves.
const INDEX: &str = "__index_level_0__";

/// The table in a file of Parquet, as a text of tab-separated fields with a line a row. What holds several values a row is
/// left out, and told.
///
/// # Errors
/// What is damaged, or grows beyond measure.
pub(super) fn table(name: &str, bytes: Vec<u8>, progress: &Progress) -> Result<Decoded, LoadError> {
    let packed = bytes.len();
    let mut file = Opened::new(name, bytes)?;
    let schema = file.schema();
    let path = |at: usize| schema.column(at).path().string();
    let shapes = (0..schema.num_columns()).map(|at| (at, Shape::of(&schema.column(at))));
    let (kept, out): (Vec<_>, Vec<_>) = shapes.partition(|(_, shape)| shape.is_some());
    let mut kept: Vec<(usize, Shape)> = kept.into_iter().filter_map(|(at, shape)| Some((at, shape?))).collect();
    // The names of the rows come first, as in a file of text.
    kept.sort_by_key(|(at, _)| path(*at) != INDEX);
    let mut text = csv::WriterBuilder::new().delimiter(b'\t').flexible(true).from_writer(Vec::new());
    // Writing to memory does not fail.
    let _ = text.write_record(
        kept.iter().map(|(at, _)| one_line(&Some(path(*at)).filter(|name| name != INDEX).unwrap_or_default())),
    );
    let mut out: Vec<String> =
        out.iter().map(|(at, _)| path(*at).split('.').next().unwrap_or_default().to_owned()).collect();
    out.dedup();
    progress.enters(Stage::Unpacking, file.rows());
    let (mut done, mut broken) = (0, 0);
    for (number, mut left) in file.groups().into_iter().enumerate() {
        let mut readers = Vec::with_capacity(kept.len());
        for &(at, shape) in &kept {
            let level = file.schema().column(at).max_def_level();
            let reader = file.column(number, at)?;
            readers.push(Fields { reader, shape, level, text: String::new(), ends: Vec::new() });
        }
        while left > 0 && !readers.is_empty() {
            let count = left.min(ROWS).min(FIELDS / readers.len() + 1);
            for reader in &mut readers {
                reader.read(count).map_err(|error| file.damaged(error))?;
            }
            for row in 0..count {
                for reader in &readers {
                    let field = reader.field(row);
                    broken += usize::from(field.contains('\u{fffd}'));
                    let _ = text.write_field(field);
                }
                let _ = text.write_record(None::<&[u8]>);
            }
            left -= count;
            done += count;
            progress.at(done);
            progress.starts(text.get_ref());
            let given = text.get_ref().len();
            if given > MOST {
                return Err(LoadError::of_file(name, Fault::LongFile { most: MOST }));
            }
            grows_beyond_measure(packed, given).map_or(Ok(()), |why| Err(file.wrong(&why)))?;
        }
    }
    let text = String::from_utf8(text.into_inner().unwrap_or_default()).unwrap_or_default();
    Ok(Decoded { text, encoding: "Parquet", mark: false, damaged: broken, odd: left_out(&out) })
}

/// What is told of columns that cannot be read.
fn left_out(names: &[String]) -> Option<Odd> {
    const MOST: usize = 5;
    let told: Vec<&str> = names.iter().take(MOST).map(String::as_str).collect();
    let told = match (names.len(), names.len().saturating_sub(MOST)) {
        (0, _) => return None,
        (1, _) => format!("{} has", told[0]),
        (_, 0) => format!("{} have", listed(&told, "and")),
        (_, more) => format!("{} and {more} more columns have", told.join(", ")),
    };
    Some(Odd::new(format!("{told} lists and no single values: left out"), None))
}

fn one_line(field: &str) -> String {
    field.replace(['\n', '\r'], " ")
}

/// What the values of a column are, beyond the way in which they are stored.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Shape {
    Plain,
    Unsigned,
    /// Days since 1970.
    Date,
    /// So many to a second since 1970.
    Moment(i64),
    /// So many digits stand behind the point.
    Decimal(u32),
    Half,
    Uuid,
}

impl Shape {
    /// Of a column that has one value a row or none, and no other columns.
    fn of(column: &ColumnDescriptor) -> Option<Self> {
        if column.max_rep_level() > 0 {
            return None;
        }
        let logical = column.logical_type_ref();
        Some(match (logical, column.converted_type()) {
            (Some(LogicalType::Timestamp(time)), _) => Self::Moment(match time.unit {
                TimeUnit::MILLIS => 1_000,
                TimeUnit::MICROS => 1_000_000,
                TimeUnit::NANOS => 1_000_000_000,
            }),
            (Some(LogicalType::Uuid), _) => Self::Uuid,
            (Some(LogicalType::Float16), _) => Self::Half,
            (_, ConvertedType::TIMESTAMP_MILLIS) => Self::Moment(1_000),
            (_, ConvertedType::TIMESTAMP_MICROS) => Self::Moment(1_000_000),
            (_, ConvertedType::DATE) => Self::Date,
            (_, ConvertedType::DECIMAL) => {
                Self::Decimal(u32::try_from(column.type_scale()).ok().filter(|scale| *scale <= 38)?)
            }
            (_, ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64) => {
                Self::Unsigned
            }
            _ => Self::Plain,
        })
    }

    fn whole(self, value: i64, bits: u32, into: &mut String) {
        let _ = match self {
            Self::Date => write!(into, "{}", written(value.saturating_mul(86_400))),
            Self::Moment(unit) => write!(into, "{}", written(value.div_euclid(unit))),
            Self::Decimal(scale) => return decimal(i128::from(value), scale, into),
            Self::Unsigned if bits == 32 => write!(into, "{}", value as u32),
            Self::Unsigned => write!(into, "{}", value as u64),
            _ => write!(into, "{value}"),
        };
    }

    fn bytes(self, bytes: &[u8], into: &mut String) {
        match self {
            Self::Decimal(scale) => {
                // Of the largest number first; what goes beyond is no rating.
                let sign = if bytes.first().is_some_and(|byte| *byte > 127) { -1 } else { 0 };
                let value = bytes.iter().fold(sign, |value: i128, byte| (value << 8) | i128::from(*byte));
                decimal(value, scale, into);
            }
            Self::Half => {
                let half = bytes.try_into().map_or(0, u16::from_le_bytes);
                let _ = write!(into, "{}", of_half(half));
            }
            Self::Uuid => bytes.iter().for_each(|byte| {
                let _ = write!(into, "{byte:02x}");
            }),
            _ => into.push_str(&one_line(&String::from_utf8_lossy(bytes))),
        }
    }
}

/// A number of 16 bits, as IEEE 754 has it.
fn of_half(bits: u16) -> f32 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let part = f32::from(bits & 0x3ff) / 1024.0;
    match i32::from((bits >> 10) & 0x1f) {
        0 => sign * part * 2f32.powi(-14),
        31 if part == 0.0 => sign * f32::INFINITY,
        31 => f32::NAN,
        power => sign * (1.0 + part) * 2f32.powi(power - 15),
    }
}

/// `value` with `scale` digits behind the point.
fn decimal(value: i128, scale: u32, into: &mut String) {
    let digits = format!("{:0width$}", value.unsigned_abs(), width = scale as usize + 1);
    let (whole, part) = digits.split_at(digits.len() - scale as usize);
    let sign = if value < 0 { "-" } else { "" };
    let point = if part.is_empty() { "" } else { "." };
    let _ = write!(into, "{sign}{whole}{point}{part}");
}

/// One column of a group of rows, and the next few fields of it.
struct Fields {
    reader: ColumnReader,
    shape: Shape,
    /// The level of a value that is there.
    level: i16,
    text: String,
    /// Where each field ends.
    ends: Vec<usize>,
}

impl Fields {
    fn field(&self, row: usize) -> &str {
        let from = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[from..self.ends[row]]
    }

    /// Takes the next `count` fields.
    fn read(&mut self, count: usize) -> Result<(), ParquetError> {
        let Self { reader, shape, level, text, ends } = self;
        let shape = *shape;
        text.clear();
        ends.clear();
        let into = (*level, text, ends);
        match reader {
            ColumnReader::BoolColumnReader(reader) => {
                take(reader, count, into, |value, text| text.push_str(if *value { "true" } else { "false" }))
            }
            ColumnReader::Int32ColumnReader(reader) => {
                take(reader, count, into, |value, text| shape.whole(i64::from(*value), 32, text))
            }
            ColumnReader::Int64ColumnReader(reader) => {
                take(reader, count, into, |value, text| shape.whole(*value, 64, text))
            }
            // Days of the Julian calendar, and thousand millionths of a second.
            ColumnReader::Int96ColumnReader(reader) => take(reader, count, into, |value, text| {
                let [low, high, day] = *value.data() else { return };
                let second = (u64::from(high) << 32 | u64::from(low)) / 1_000_000_000;
                text.push_str(&written((i64::from(day) - 2_440_588) * 86_400 + second as i64));
            }),
            ColumnReader::FloatColumnReader(reader) => take(reader, count, into, |value, text| {
                let _ = write!(text, "{value}");
            }),
            ColumnReader::DoubleColumnReader(reader) => take(reader, count, into, |value, text| {
                let _ = write!(text, "{value}");
            }),
            ColumnReader::ByteArrayColumnReader(reader) => {
                take(reader, count, into, |value, text| shape.bytes(value.data(), text))
            }
            ColumnReader::FixedLenByteArrayColumnReader(reader) => {
                take(reader, count, into, |value, text| shape.bytes(value.data(), text))
            }
        }
    }
}

/// Takes the next `count` values of a column and writes them as fields; what has no value is empty.
fn take<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    count: usize,
    (level, text, ends): (i16, &mut String, &mut Vec<usize>),
    write: impl Fn(&T::T, &mut String),
) -> Result<(), ParquetError> {
    let (mut levels, mut values) = (Vec::new(), Vec::new());
    let (rows, ..) = reader.read_records(count, Some(&mut levels), None, &mut values)?;
    if rows != count {
        return Err(ParquetError::General(format!("a column has {rows} values where {count} are to come")));
    }
    let mut values = values.iter();
    for row in 0..count {
        let is_there = level == 0 || levels.get(row) == Some(&level);
        if is_there && let Some(value) = values.next() {
            write(value, text);
        }
        ends.push(text.len());
    }
    Ok(())
}
