//! Sheets of Excel: the first one with a table in it.

use super::encoding::Decoded;
use super::error::{Fault, LoadError};
use super::intake::MOST;
use super::progress::{Progress, Stage};
use super::time::written;
use super::unpack::grows_beyond_measure;
use calamine::{Data, Reader, Xlsx, XlsxError};
use std::io::Cursor;

/// The first sheet of a workbook that has more than one column, as a text of tab-separated fields with a line a row.
///
/// # Errors
/// What is damaged, has no such sheet, or grows beyond measure.
pub(super) fn sheet(name: &str, bytes: Vec<u8>, progress: &Progress) -> Result<Decoded, LoadError> {
    let wrong = |why: String| LoadError::of_file(name, Fault::Damaged { by: "Excel", why: why.into() });
    let damaged = |error: XlsxError| wrong(error.to_string());
    let packed = bytes.len();
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    for sheet in book.sheet_names() {
        let cells = match cells(&mut book, &sheet, progress) {
            Err(XlsxError::NotAWorksheet(_)) => continue,
            cells => cells.map_err(damaged)?,
        };
        let columns = cells.iter().map(|cell| cell.column);
        let (Some(first), Some(last)) = (columns.clone().min(), columns.max()) else { continue };
        if first == last {
            continue;
        }
        let mut out = csv::WriterBuilder::new().delimiter(b'\t').flexible(true).from_writer(Vec::new());
        // Writing to memory does not fail. Rows above the table keep their lines.
        for _ in 0..cells[0].row {
            let _ = out.write_record([""]);
        }
        let mut cells = cells.into_iter().peekable();
        let mut row = cells.peek().map_or(0, |cell| cell.row);
        while cells.peek().is_some() {
            for column in first..=last {
                let mut field = String::new();
                // Of two for the same place the last one counts.
                while let Some(cell) = cells.next_if(|cell| (cell.row, cell.column) == (row, column)) {
                    field = cell.field;
                }
                let _ = out.write_field(field);
            }
            let _ = out.write_record(None::<&[u8]>);
            row += 1;
            // Two cells that lie far apart have more nothing between them than there is room for.
            let given = out.get_ref().len();
            if given > MOST {
                return Err(LoadError::of_file(name, Fault::LongFile { most: MOST }));
            }
            grows_beyond_measure(packed, given).map_or(Ok(()), |why| Err(wrong(why)))?;
        }
        // What was written is text.
        let text = String::from_utf8(out.into_inner().unwrap_or_default()).unwrap_or_default();
        return Ok(Decoded { text, encoding: "Excel", mark: false, damaged: 0, odd: None });
    }
    Err(LoadError::of_file(name, Fault::Empty))
}

/// A cell with something in it.
struct Cell {
    row: u32,
    column: u32,
    field: String,
}

/// The cells of a sheet with something in them, row by row.
fn cells(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str, progress: &Progress) -> Result<Vec<Cell>, XlsxError> {
    let mut reader = book.worksheet_cells_reader(sheet)?;
    // What a sheet says of its size is only good for telling how far one has come.
    progress.enters(Stage::Unpacking, reader.dimensions().end.0 as usize + 1);
    let mut cells = Vec::new();
    while let Some(cell) = reader.next_cell()? {
        let (row, column) = cell.get_position();
        progress.at(row as usize);
        let data = Data::from(cell.get_value().clone());
        if data != Data::Empty {
            cells.push(Cell { row, column, field: field(&data) });
        }
    }
    cells.sort_by_key(|cell| (cell.row, cell.column));
    Ok(cells)
}

fn field(data: &Data) -> String {
    match data {
        Data::Empty | Data::Error(_) => String::new(),
        // Days since the end of 1899, as spreadsheets count them; the first two months of 1900 aside, these are right.
        Data::DateTime(time) if time.as_f64() > 61.0 => written(((time.as_f64() - 25_569.0) * 86_400.0).round() as i64),
        other => other.to_string().replace(['\n', '\r'], " "),
    }
}
