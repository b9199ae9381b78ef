//! Grid files: one user a row, one item a column, holes where nothing is known.

use super::error::{Fault, LoadError};
use super::records::Records;
use super::shape::is_missing;
use super::table::{Table, misnamed, number};
use crate::data::{ItemId, Side, UserId};
use std::collections::HashMap;

/// Reads the records into `table`. Users and items without a rating stay in the grid.
pub(super) fn read(mut records: Records<'_>, merge_items: bool, table: &mut Table) -> Result<(), LoadError> {
    let mut items = None;
    loop {
        match records.next() {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(fault) => {
                table.refuse(table.error(records.line(), None, fault))?;
                continue;
            }
        }
        let Some(items) = &items else {
            items = Some(header(&records, merge_items, table)?);
            continue;
        };
        let (line, found, expected) = (records.line(), records.len(), items.len() + 1);
        if found != expected {
            table.refuse(table.error(line, None, Fault::Fields { found, expected }))?;
            continue;
        }
        let name = records.field(0);
        if let Some(fault) = misnamed(name, Side::Users) {
            table.refuse(table.error(line, Some((0, "user")), fault))?;
            continue;
        }
        let user = UserId::new(table.users.of(name).ok_or_else(|| table.too_large())?);
        for (at, (item, item_name)) in items.iter().enumerate() {
            let cell = records.field(at + 1);
            if is_missing(cell) && !table.knows(cell) {
                continue;
            }
            match table.rating(cell) {
                Ok(value) => table.push(line, user, *item, value).ok_or_else(|| table.too_large())?,
                Err(fault) => table.refuse(table.error(line, Some((at + 1, item_name)), fault))?,
            }
        }
    }
}

/// The items, by column.
fn header(records: &Records<'_>, merge_items: bool, table: &mut Table) -> Result<Vec<(ItemId, Box<str>)>, LoadError> {
    let line = records.line();
    let mut first_columns = HashMap::new();
    let mut items = Vec::with_capacity(records.len());
    for (at, name) in records.fields().enumerate().skip(1) {
        if let Some(fault) = misnamed(name, Side::Items) {
            return Err(table.error(line, Some((at, "item")), fault));
        }
        if let Some(first) = first_columns.insert(name, number(at)).filter(|_| !merge_items) {
            let fault = Fault::SameName { name: name.into(), place: "column", first };
            return Err(table.error(line, Some((at, "item")), fault));
        }
        let item = table.items.of(name).ok_or_else(|| table.too_large())?;
        items.push((ItemId::new(item), name.into()));
    }
    Ok(items)
}
