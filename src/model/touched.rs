//! Which numbers are meant: one that is learned, or all that a unit changes.

use crate::data::{Entity, ItemId, UserId};

/// The address of one number that is learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Parameter {
    /// The user or item that it belongs to.
    pub of: Entity,
    /// Which factor (from 0), or `None` for the bias.
    pub factor: Option<usize>,
}

/// What a unit changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touched {
    /// All numbers of one user or item.
    Row(Entity),
    /// One number.
    Parameter(Parameter),
    /// All numbers of both the user and the item of one rating.
    Rating(UserId, ItemId),
    /// The same, and what is implied by having rated each item that the user rated.
    Rated(UserId, ItemId),
}
