//! How people point at a user or an item, and whom they mean by it.

use super::text::quoted;
use crate::{
    choice,
    data::{Entity, Ratings, Side},
};
use std::{fmt, str::FromStr};

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
    /// When there is none or more than one.
    pub fn find(&self, ratings: &Ratings, side: Side) -> Result<usize, Lost> {
        let count = ratings.count(side);
        let name = match self {
            Who::Number(n) if *n <= count => return Ok(n - 1),
            Who::Number(number) => return Err(Lost::Number { side, number: *number, count }),
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
                    let names = [*first, *second].map(|at| name_of(at).to_owned());
                    return Err(Lost::Several { side, name: name.clone(), names });
                }
            }
        }
        Err(Lost::Nobody { side, name: name.clone() })
    }
}

/// A number where it is one; `#1 hits` and `#Infinity` are names.
impl FromStr for Who {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        match word.strip_prefix('#').filter(|digits| digits.parse().is_ok_and(f64::is_finite)) {
            Some(digits) => {
                let wrong = || format!("'{word}' is not a number of a user or item; they count from #1");
                digits.parse().ok().filter(|n| *n > 0).map(Who::Number).ok_or_else(wrong)
            }
            None if word.is_empty() => Err("a name cannot be empty".into()),
            None => Ok(Who::Name(word.into())),
        }
    }
}

/// Why no one is found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Lost {
    /// There are fewer.
    #[error("there is no {} #{number}; there are {count}", .side.one())]
    Number {
        /// On which side.
        side: Side,
        /// The number that was asked for, from 1.
        number: usize,
        /// How many there are.
        count: usize,
    },
    /// The name may mean more than one.
    #[error("'{name}' fits more than one {}: {}, {}…", .side.one(), .names[0], .names[1])]
    Several {
        /// On which side.
        side: Side,
        /// What was typed.
        name: String,
        /// The first two that it fits.
        names: [String; 2],
    },
    /// No name is like it.
    #[error("there is no {} called '{name}'", .side.one())]
    Nobody {
        /// On which side.
        side: Side,
        /// What was typed.
        name: String,
    },
}

impl Lost {
    /// The name that a slip of the fingers away from what was typed would have been found.
    pub fn meant<'r>(&self, ratings: &'r Ratings) -> Option<&'r str> {
        /// Nobody types a longer one by heart.
        const LONGEST: usize = 100;
        let Lost::Nobody { side, name } = self else { return None };
        if name.chars().count() > LONGEST {
            return None;
        }
        let names = if *side == Side::Users { &ratings.names().users } else { &ratings.names().items };
        choice::meant(name, names.iter().map(|name| &**name), |name| 1 + name.chars().count() / 4)
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
