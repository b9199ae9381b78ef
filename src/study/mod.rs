//! What one does with a model: step it, measure it, go back in time, and have its numbers explained.
//!
//! A [`Session`] owns one fit and its past; [`worker`] runs it on a thread of its own and hands out
//! [`Snapshot`]s; [`explain`] returns the arithmetic behind a number as data, and [`mod@derive`] lists all that can be had of a
//! snapshot and takes its time.
//!
//! ```
//! use factorscope::{data::Lecture, model::{Method, Options}, study::{Grain, Order, Session, Source}};
//!
//! let source = Source::new(Lecture::Main.ratings().into());
//! let mut session = Session::new(source, Options::new(Method::Als), 1 << 20);
//! session.obey(Order::Step(Grain::Pass, 3));
//! let after = session.here().train.mse();
//! session.obey(Order::Back(Grain::Pass, 3));
//! assert!(after < session.here().train.mse());
//! // Going forward again is a replay: it comes to the same bits.
//! session.obey(Order::Goto(u64::MAX));
//! assert_eq!(session.here().train.mse().to_bits(), after.to_bits());
//! ```

pub mod ab;
mod among;
pub mod between;
pub mod density;
pub mod derive;
mod drive;
pub mod ends;
pub mod evaluate;
pub mod explain;
pub mod extent;
pub mod frame;
mod gauge;
pub mod groups;
mod history;
pub mod lab;
pub mod landscape;
pub mod layout;
pub mod likeness;
pub mod linkage;
pub mod listing;
mod measure;
pub mod mixes;
pub mod neighbours;
mod notice;
mod opening;
mod order;
pub mod placing;
pub mod plane;
pub mod popularity;
pub mod predicted;
mod present;
pub mod python;
pub mod reach;
pub mod recommend;
pub mod residuals;
mod run;
mod session;
pub mod shelves;
mod snapshot;
mod source;
mod state;
pub mod telling;
mod timeline;
pub mod tsne;
mod verdict;
pub mod within;
pub mod worker;

pub use among::Among;
pub use drive::{Came, Drive};
pub use measure::{Errors, errors, penalty};
pub use notice::Notice;
pub use opening::{Beside, Opened, Opening, Which};
pub use order::{Mark, Order, Speed};
pub use present::Present;
pub use run::{Change, Point, Run, What};
pub use session::Session;
pub use snapshot::{Done, Position, Snapshot};
pub use source::{Given, Source};
pub use state::{Grain, State, YOU};
pub use verdict::Verdict;
