//! Long files: one rating a row.

use super::error::{Fault, LoadError};
use super::look::same;
use super::options::Role;
use super::plan::{Form, Plan, Rows};
use super::table::{Table, misnamed};
use super::time::moment;
use crate::{choice::Choice, data::Side};

/// What the only user of a file without users is called.
pub(super) const ONE_PERSON: &str = "one person";

/// Reads the rows into `table`, as `plan` says.
pub(super) fn read(mut rows: Rows<'_>, plan: &Plan, table: &mut Table) -> Result<(), LoadError> {
    let Form::Long { user: user_at, item: item_at, rating: rating_at, time: time_at } = plan.form else {
        return Ok(());
    };
    let expected = plan.sheet.width;
    loop {
        match rows.next() {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(fault) => {
                table.refuse(table.error(rows.records.line(), None, fault))?;
                continue;
            }
        }
        let records = &rows.records;
        table.came(records);
        let (line, found) = (records.line(), records.len());
        if found < expected || (found > expected && (expected..found).any(|at| !records.field(at).is_empty())) {
            table.refuse(table.error(line, None, Fault::Fields { found, expected }))?;
            continue;
        }
        if let Some((at, value)) = &plan.only
            && !same(records.field(*at), value)
        {
            continue;
        }
        let (user, item) = (user_at.map_or(ONE_PERSON, |at| records.field(at)), records.field(item_at));
        let value = if let Some(fault) = misnamed(user, Side::Users) {
            Err((user_at.unwrap_or(0), Role::User, fault))
        } else if let Some(fault) = misnamed(item, Side::Items) {
            Err((item_at, Role::Item, fault))
        } else {
            match rating_at {
                Some(at) => table.rating(records.field(at)).map_err(|fault| (at, Role::Rating, fault)),
                None => Ok(Some(1.0)),
            }
        };
        match value {
            Ok(Some(value)) => {
                let time = time_at.filter(|_| table.wants_times()).and_then(|at| moment(records.field(at), plan.dates));
                let pushed = table.named(user, item).and_then(|(user, item)| table.push(line, user, item, value, time));
                pushed.ok_or_else(|| table.too_large())?;
            }
            Ok(None) => table.holes += 1,
            Err((at, role, fault)) => table.refuse(table.error(line, Some((at, role.name())), fault))?,
        }
    }
}
