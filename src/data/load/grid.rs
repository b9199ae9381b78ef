//! Grid files: a row for each user and a column for each item, or the reverse; holes where nothing is known.

use super::batch::Coded;
use super::error::{Fault, LoadError};
use super::odd::Odd;
use super::plan::{Form, Plan, Rows};
use super::table::{Table, misnamed, number};
use crate::data::Side;
use std::collections::HashMap;

/// Reads the rows into `table`, as `plan` says. Users and items without a rating stay in the grid.
pub(super) fn read(mut rows: Rows<'_>, plan: &Plan, merge_items: bool, table: &mut Table) -> Result<(), LoadError> {
    let Form::Grid { names, cells, turned, sums } = &plan.form else { return Ok(()) };
    let (of_rows, of_columns) = if *turned { (Side::Items, Side::Users) } else { (Side::Users, Side::Items) };
    let columns = columns(plan, cells, of_columns, merge_items, table)?;
    let expected = plan.names.len();
    let (mut count, mut short) = (0, 0);
    let mut pace = table.pace(plan.sheet.start.at);
    loop {
        match rows.next() {
            Ok(true) => {}
            Ok(false) => break,
            Err(fault) => {
                table.refuse(table.error(rows.records.line(), None, fault))?;
                continue;
            }
        }
        let records = &rows.records;
        pace.met(records.start().at, table.batch.rows.len());
        let (line, found) = (records.line(), records.len());
        if records.fields().all(str::is_empty) {
            continue;
        }
        if found > expected && (expected..found).any(|at| !records.field(at).is_empty()) {
            table.refuse(table.error(line, None, Fault::Fields { found, expected }))?;
            continue;
        }
        let numbered;
        let name = match names {
            Some(at) => records.field(*at),
            None => {
                count += 1;
                numbered = format!("{} {count}", of_rows.one());
                &numbered
            }
        };
        if sums.iter().any(|sum| sum == name) {
            continue;
        }
        if let Some(fault) = misnamed(name, of_rows) {
            table.refuse(table.error(line, Some((names.unwrap_or(0), of_rows.one())), fault))?;
            continue;
        }
        short += usize::from(found < expected);
        let row = table.number(of_rows, name).ok_or_else(|| table.too_large())?;
        for (at, column, column_name) in &columns {
            match table.code(records.field(*at)) {
                Ok(Some(code)) => {
                    let (user, item) = if *turned { (*column, row) } else { (row, *column) };
                    let pushed = table.batch.push(line, Coded { user, item, code }, None);
                    pushed.ok_or_else(|| table.too_large())?;
                }
                Ok(None) => table.holes += 1,
                Err(fault) => table.refuse(table.error(line, Some((*at, column_name)), fault))?,
            }
        }
    }
    if short > 0 {
        let rows = if short == 1 { "1 row is".to_owned() } else { format!("{short} rows are") };
        table.odd.push(Odd::new(format!("{rows} shorter than the header: what is missing at the end is empty"), None));
    }
    Ok(())
}

/// Each column with its number from 0, what it is the rating of, and its name.
fn columns(
    plan: &Plan,
    cells: &[usize],
    side: Side,
    merge: bool,
    table: &mut Table,
) -> Result<Vec<(usize, u32, Box<str>)>, LoadError> {
    let line = plan.sheet.start.line;
    let mut first_columns = HashMap::new();
    let mut columns = Vec::with_capacity(cells.len());
    for (n, &at) in cells.iter().enumerate() {
        let name: Box<str> = match plan.names[at].as_str() {
            "" if plan.header > 0 => format!("column {}", at + 1).into(),
            "" => format!("{} {}", side.one(), n + 1).into(),
            name => name.into(),
        };
        if let Some(fault) = misnamed(&name, side) {
            return Err(table.error(line, Some((at, side.one())), fault));
        }
        if let Some(first) = first_columns.insert(name.clone(), number(at)).filter(|_| !merge) {
            let fault = Fault::SameName { name, place: "column", first };
            return Err(table.error(line, Some((at, side.one())), fault));
        }
        let number = table.number(side, &name).ok_or_else(|| table.too_large())?;
        columns.push((at, number, name));
    }
    Ok(columns)
}
