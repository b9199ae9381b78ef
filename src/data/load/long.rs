//! Long files: one rating a row.

use super::error::{Fault, LoadError};
use super::records::Records;
use super::roles::Role;
use super::table::{Table, misnamed};
use crate::data::{ItemId, Side, UserId};

/// Reads the records into `table`; `columns` says where user, item and rating are, from 0.
pub(super) fn read(
    mut records: Records<'_>,
    header: bool,
    columns: [usize; 3],
    table: &mut Table,
) -> Result<(), LoadError> {
    let [user_at, item_at, rating_at] = columns;
    let mut expected = None;
    let mut titled = header;
    loop {
        match records.next() {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(fault) => {
                table.refuse(table.error(records.line(), None, fault))?;
                continue;
            }
        }
        let (line, found) = (records.line(), records.len());
        let expected = *expected.get_or_insert(found);
        if std::mem::take(&mut titled) {
            continue;
        }
        if found != expected {
            table.refuse(table.error(line, None, Fault::Fields { found, expected }))?;
            continue;
        }
        let (user, item) = (records.field(user_at), records.field(item_at));
        let value = if let Some(fault) = misnamed(user, Side::Users) {
            Err((user_at, Role::User, fault))
        } else if let Some(fault) = misnamed(item, Side::Items) {
            Err((item_at, Role::Item, fault))
        } else {
            table.rating(records.field(rating_at)).map_err(|fault| (rating_at, Role::Rating, fault))
        };
        match value {
            Ok(value) => {
                let ids = table.users.of(user).zip(table.items.of(item));
                let pushed = ids.and_then(|(i, j)| table.push(line, UserId::new(i), ItemId::new(j), value));
                pushed.ok_or_else(|| table.too_large())?;
            }
            Err((at, role, fault)) => table.refuse(table.error(line, Some((at, role.name())), fault))?,
        }
    }
}
