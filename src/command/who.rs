//! How people point at a user or an item, and whom they mean by it.

use super::text::quoted;
use crate::data::{Entity, Ratings, Side};
use std::fmt;

/// A user or an item, as people point at one: by number (`#3`, from 1) or by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// The number, from 1.
    Number(usize),
    /// The name; an unmistakable beginning of it will do.
    Name(String),
}

/// How a name may fit what was typed, both in small letters, the best first: whole, by its beginning, by a piece of it.
pub(crate) const FITS: [fn(&str, &str) -> bool; 3] =
    [|name, typed| name == typed, |name, typed| name.starts_with(typed), |name, typed| name.contains(typed)];

impl Who {
    /// Which user or item of these ratings is meant, from 0. A name is looked for as the whole name, as the only
    /// beginning, as the only part of one, in this order, capitals apart.
    ///
    /// # Errors
    /// A sentence, when there is none or more than one.
    pub fn find(&self, ratings: &Ratings, side: Side) -> Result<usize, String> {
        let count = ratings.count(side);
        let name = match self {
            Who::Number(n) if *n <= count => return Ok(n - 1),
            Who::Number(n) => return Err(format!("there is no {} #{n}; there are {count}", side.one())),
            Who::Name(name) => name,
        };
        let name_of = |at: usize| ratings.name(Entity::new(side, at));
        if let Some(exact) = (0..count).find(|&at| name_of(at) == name) {
            return Ok(exact);
        }
        let wanted = name.to_lowercase();
        let lower: Vec<String> = (0..count).map(|at| name_of(at).to_lowercase()).collect();
        for fits in FITS {
            let fits: Vec<usize> = (0..count).filter(|&at| fits(&lower[at], &wanted)).take(2).collect();
            match fits.as_slice() {
                [] => {}
                [only] => return Ok(*only),
                [first, second, ..] => {
                    return Err(format!(
                        "'{name}' fits more than one {}: {}, {}…",
                        side.one(),
                        name_of(*first),
                        name_of(*second)
                    ));
                }
            }
        }
        Err(format!("there is no {} called '{name}'; / finds by a part of the name", side.one()))
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Who::Number(n) => write!(f, "#{n}"),
            Who::Name(name) => f.write_str(&quoted(name)),
        }
    }
}
