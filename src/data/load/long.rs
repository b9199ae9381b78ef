//! Long files: one rating a row.

use super::error::{LoadError, Problem};
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
            Err(problem) => {
                table.refuse(table.error(records.line(), None, problem))?;
                continue;
            }
        }
        let (line, found) = (records.line(), records.len());
        let expected = *expected.get_or_insert(found);
        if std::mem::take(&mut titled) {
            continue;
        }
        if found != expected {
            table.refuse(table.error(line, None, Problem::Fields { found, expected }))?;
            continue;
        }
        let (user, item) = (records.field(user_at), records.field(item_at));
        let value = if let Some(problem) = misnamed(user, Side::Users) {
            Err((user_at, Role::User, problem))
        } else if let Some(problem) = misnamed(item, Side::Items) {
            Err((item_at, Role::Item, problem))
        } else {
            table.rating(records.field(rating_at)).map_err(|problem| (rating_at, Role::Rating, problem))
        };
        match value {
            Ok(value) => {
                let ids = table.users.of(user).zip(table.items.of(item));
                let pushed = ids.and_then(|(i, j)| table.push(line, UserId::new(i), ItemId::new(j), value));
                pushed.ok_or_else(|| table.too_large())?;
            }
            Err((at, role, problem)) => table.refuse(table.error(line, Some((at, role.name())), problem))?,
        }
    }
}
