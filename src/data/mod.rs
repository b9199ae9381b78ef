//! Ratings and where they come from.
//!
//! [`Ratings`] is the grid with holes: immutable, shared, addressed by [`UserId`] and [`ItemId`].
//! [`split()`] takes a share of it away for testing.

mod ids;
mod ratings;
mod scale;
mod split;

pub use ids::{Entity, ItemId, Side, UserId};
pub use ratings::{Duplicate, Names, Rating, Ratings, Row};
pub use scale::Scale;
pub use split::{Share, Split, split};
