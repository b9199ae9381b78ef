//! Sheets of Excel: the first one with a table in it.

use super::encoding::Decoded;
use super::error::{Fault, LoadError};
use super::time::written;
use calamine::{Data, Reader, Xlsx};
use std::io::Cursor;

/// The first sheet of a workbook that has more than one column, as a text of tab-separated fields with a line a row.
///
/// # Errors
/// What is damaged, or has no such sheet.
pub(super) fn sheet(name: &str, bytes: Vec<u8>) -> Result<Decoded, LoadError> {
    let damaged = |error: calamine::XlsxError| {
        LoadError::of_file(name, Fault::Damaged { by: "Excel", why: error.to_string().into() })
    };
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    for at in 0..book.sheet_names().len() {
        let Some(range) = book.worksheet_range_at(at) else { break };
        let range = range.map_err(damaged)?;
        if range.width() < 2 {
            continue;
        }
        let mut out = csv::WriterBuilder::new().delimiter(b'\t').flexible(true).from_writer(Vec::new());
        // Rows above the table keep their lines.
        for _ in 0..range.start().map_or(0, |(row, _)| row) {
            let _ = out.write_record([""]);
        }
        for row in range.rows() {
            let _ = out.write_record(row.iter().map(field));
        }
        // Writing to memory does not fail, and what was written is text.
        let text = String::from_utf8(out.into_inner().unwrap_or_default()).unwrap_or_default();
        return Ok(Decoded { text, encoding: "Excel", mark: false, damaged: 0 });
    }
    Err(LoadError::of_file(name, Fault::Empty))
}

fn field(data: &Data) -> String {
    match data {
        Data::Empty | Data::Error(_) => String::new(),
        // Days since the end of 1899, as spreadsheets count them; the first two months of 1900 aside, these are right.
        Data::DateTime(time) if time.as_f64() > 61.0 => written(((time.as_f64() - 25_569.0) * 86_400.0).round() as i64),
        other => other.to_string().replace(['\n', '\r'], " "),
    }
}
