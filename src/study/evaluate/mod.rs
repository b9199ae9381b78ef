//! Models compared as one should: each fitted on what is left of the ratings, and measured on what was held out, fold by fold.
//!
//! A [`Recipe`] is a method with its options; a [`Lot`] is the ratings with the ways to divide them; [`scores`] fits every
//! recipe on every fold, and what came of one on one is a [`Score`]. [`Measure`] lists what is measured. [`search`] tries
//! recipes by the grid or by chance and says which to take.
//!
//! Each fit is given the ratings to train on and nothing else, and depends on nothing but them and its recipe; so the figures
//! are the same on any number of threads.

mod lot;
mod measures;
mod recipe;
mod scores;
pub mod search;
pub mod statistics;
mod top;
mod trained;
mod weighed;

pub use lot::Lot;
pub use measures::{Figures, Measure, figures};
pub use recipe::{Dial, Recipe};
pub use scores::{Asked, Cells, Onlooker, Outcome, Score, Unwatched, scores};
pub(super) use top::list;
pub use top::{Top, TopFigures, top};
pub(super) use trained::{OVERFLOWED, begun, passed};
pub use weighed::{Jury, Lists, Weighed};
