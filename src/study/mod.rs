//! What one does with a model: step it, measure it, go back in time, and have its numbers explained.
//!
//! A [`Session`] owns one fit and its past; [`worker`] runs it on a thread of its own and hands out
//! [`Snapshot`]s; [`explain`] returns the arithmetic behind a number as data.

pub mod explain;
mod history;
pub mod lab;
mod measure;
pub mod neighbours;
mod order;
mod run;
mod session;
mod snapshot;
mod state;
mod timeline;
mod verdict;
pub mod worker;

pub use measure::{Errors, errors, penalty};
pub use order::{Order, Speed};
pub use run::{Change, Point, Run, What};
pub use session::Session;
pub use snapshot::{Done, Position, Snapshot};
pub use state::{Given, Grain, Source, State};
pub use verdict::Verdict;
pub(crate) use verdict::{Watch, beyond};
