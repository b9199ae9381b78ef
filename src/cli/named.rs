//! Users and items that are named on the command line, and in a file of pairs.

use super::Error;
use crate::{
    command::{Lost, Who},
    data::{
        Entity, ItemId, Ratings, Side, UserId,
        load::{Fault, LoadError, Pairs},
    },
};
use std::collections::HashMap;

/// Who and what is known by name: the users and items of some ratings, and the ids of items that are called by titles.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub ratings: &'a Ratings,
    pub ids: Option<&'a [Box<str>]>,
}

/// The user or the item that is called so. `turned` says what can be done where somebody of the other side is.
///
/// # Errors
/// When there is none or more than one.
pub(super) fn named(known: Known<'_>, side: Side, typed: &str, turned: &str) -> Result<Entity, Error> {
    let ratings = known.ratings;
    let who: Who = typed.parse().map_err(|sentence| Error::Use { sentence, hint: "write it as in '#3'".into() })?;
    let found = who.find(ratings, side).map(|at| Entity::new(side, at));
    found.map_err(|lost| {
        let hint = match &lost {
            Lost::Number { .. } => "they are counted from #1, in the order of the file".into(),
            Lost::Several { names: [first, _], .. } => {
                by_id(known, side, typed).unwrap_or_else(|| match numbered(names(ratings, side)).get(first.as_str()) {
                    Some(at) => format!("write more of the name, or the number: '#{}' is {first}", at + 1),
                    None => "write more of the name".into(),
                })
            }
            Lost::Nobody { .. } => match (by_id(known, side, typed), who.find(ratings, side.other())) {
                (Some(by_id), _) => by_id,
                (None, Ok(at)) => {
                    let (other, name) = (side.other().one(), ratings.name(Entity::new(side.other(), at)));
                    format!("there is {name}, which is the name of one {other}: {turned}")
                }
                (None, Err(_)) => near(&lost, ratings, "a part of the name will do"),
            },
        };
        Error::Use { sentence: lost.to_string(), hint }
    })
}

/// What to write for an item that was named by its id, where it is called by its title.
fn by_id(known: Known<'_>, side: Side, typed: &str) -> Option<String> {
    let ids = known.ids.filter(|_| side == Side::Items)?;
    let at = ids.iter().position(|id| **id == *typed)?;
    Some(format!("that is the id of {}, whose number is '#{}'", known.ratings.name(ItemId::new(at)), at + 1))
}

/// The name that may have been meant, or else another way out.
fn near(lost: &Lost, ratings: &Ratings, otherwise: &str) -> String {
    lost.meant(ratings).map_or_else(|| otherwise.into(), |name| format!("did you mean {name}?"))
}

/// The cells that a file names: to the letter, or by number. The items go by their names, or else all of them by their ids.
///
/// # Errors
/// The first row that is no pair, or names somebody unknown.
pub(super) fn pairs(known: Known<'_>, pairs: &Pairs) -> Result<Vec<(UserId, ItemId)>, Error> {
    found(known, |called| pairs.each(|side, name| called.number(known.ratings, side, name)))
}

/// The same with moments: what users did, and when.
///
/// # Errors
/// As for [`pairs`], and where something is no moment.
pub(super) fn uses(known: Known<'_>, pairs: &Pairs) -> Result<Vec<(UserId, ItemId, Option<i64>)>, Error> {
    found(known, |called| pairs.timed(|side, name| called.number(known.ratings, side, name)))
}

/// The items that a file names, one in each row.
///
/// # Errors
/// The first row that names none.
pub(super) fn items(known: Known<'_>, rows: &Pairs) -> Result<Vec<ItemId>, Error> {
    found(known, |called| rows.items(|name| called.number(known.ratings, Side::Items, name)))
}

/// The users and items of some ratings by what they are called.
struct Called<'a> {
    users: HashMap<&'a str, usize>,
    items: HashMap<&'a str, usize>,
}

impl Called<'_> {
    /// The number of whom a name means, from 0.
    fn number(&self, ratings: &Ratings, side: Side, name: &str) -> Option<usize> {
        let known = if side == Side::Users { &self.users } else { &self.items };
        known.get(name).copied().or_else(|| match name.parse() {
            Ok(Who::Number(number)) => Some(number - 1).filter(|at| *at < ratings.count(side)),
            _ => None,
        })
    }
}

/// What a file names, where its items go by their names, or else by their ids.
fn found<T>(known: Known<'_>, read: impl Fn(&Called<'_>) -> Result<T, LoadError>) -> Result<T, Error> {
    let Known { ratings, ids } = known;
    let mut called =
        Called { users: numbered(names(ratings, Side::Users)), items: numbered(names(ratings, Side::Items)) };
    let found = read(&called).or_else(|wrong| match ids {
        None => Err(wrong),
        Some(ids) => {
            called.items = numbered(ids);
            // Where neither will do, the way that leads further is the one that was meant.
            read(&called).map_err(|other| if other.at.line > wrong.at.line { other } else { wrong })
        }
    });
    found.map_err(|wrong| helped(wrong, ratings))
}

/// A name that nobody has comes with the one that may have been meant.
fn helped(wrong: LoadError, ratings: &Ratings) -> Error {
    let Fault::OfPairs(fault) = &wrong.fault else { return wrong.into() };
    let Fault::Stranger { side, name } = &**fault else { return wrong.into() };
    let lost = Lost::Nobody { side: *side, name: name.to_string() };
    Error::Use { sentence: wrong.to_string(), hint: near(&lost, ratings, wrong.hint()) }
}

fn names(ratings: &Ratings, side: Side) -> &[Box<str>] {
    if side == Side::Users { &ratings.names().users } else { &ratings.names().items }
}

/// The numbers of names, from 0.
fn numbered(names: &[Box<str>]) -> HashMap<&str, usize> {
    names.iter().enumerate().map(|(at, name)| (&**name, at)).collect()
}
