//! Ratings and where they come from.
//!
//! [`Ratings`] is the grid with holes: immutable, shared, addressed by [`UserId`] and [`ItemId`].
//! [`load`] reads it from files, [`Lecture`] has one built in, [`made_up()`] makes one up. [`split()`] takes a share of it away
//! for testing. Names are whatever a file says: [`plain()`] makes them safe to show.
//!
//! ```
//! use factorscope::data::{Lecture, load};
//!
//! let text = "user,item,rating\nAn,BTS,4\nAn,Ommazh,1\nBhavana,BTS,5\n";
//! let loaded = load::text("a text", text, &load::Options::default()).unwrap();
//! assert_eq!((loaded.ratings.n_users(), loaded.ratings.n_items(), loaded.ratings.len()), (2, 2, 3));
//! // The grid of the lecture has four holes among its twenty cells.
//! assert_eq!(Lecture::Main.ratings().len(), 16);
//! ```

mod decimal;
mod facts;
mod folds;
mod ids;
pub mod lecture;
pub mod load;
mod made_up;
mod plain;
mod ratings;
mod scale;
mod split;
mod uses;

pub use decimal::decimal;
pub use facts::{Facts, Only, Topic, Word, WordId};
pub use folds::{Folds, Tail, joined};
pub use ids::{Entity, ItemId, Side, UserId};
pub use lecture::Lecture;
pub use made_up::made_up;
pub use plain::{Plain, is_hidden, plain, plain_json};
pub use ratings::{Columns, Duplicate, NO_TIME, Names, Rating, Ratings, Row, Values};
pub use scale::Scale;
pub(crate) use split::splitmix64;
pub use split::{Share, Split, split};
pub use uses::{DAY, Use, Uses};
