//! The vocabulary: everything that anyone can do, as a value with a name, a sentence and a text form.
//!
//! Keys, mouse, palette, scripts and tests all speak [`Command`]. [`TABLE`] is the one list from which the commands
//! themselves, their text form, help, completion and documentation are made.
//!
//! ```
//! use factorscope::{command::{Command, parse}, study::Grain};
//!
//! assert_eq!(parse("step pass 10"), Ok(Command::Step(Grain::Pass, 10)));
//! assert_eq!(Command::Step(Grain::Unit, 1).to_string(), "step");
//! assert_eq!(parse("branch").unwrap_err(), "branch: say which run, as in: branch 1");
//! ```

mod argument;
mod line;
mod lists;
mod table;
mod text;
mod things;
mod those;
mod value;
mod who;

pub use argument::{Argument, Subject};
pub use line::{complete, parse};
pub use lists::{
    Cells, Everything, Experiment, Layout, Measure, Panel, Scaling, Screen, Span, Theme, Toward, Way, Working, Zoom,
};
pub use table::{Command, Spec, TABLE, spec};
pub use text::{phrase, split, words};
pub use things::{
    Aim, Axes, Beginning, Boxing, FromTo, Later, Least, MixCount, MixStep, Moment, Part, Perplexity, Ratings, Second,
    Seed, ShrinkBy, Spot, Turn, Whose,
};
pub use those::Those;
pub use value::{ListLength, Nth, Weighing};
pub(crate) use who::FITS;
pub use who::{Lost, Who};

use crate::data::Entity;
use std::cmp::Ordering;

impl Command {
    /// Chooses a user or an item.
    pub fn select(of: Entity) -> Self {
        let who = Who::Number(of.index() + 1);
        match of {
            Entity::User(_) => Self::SelectUser(who),
            Entity::Item(_) => Self::SelectItem(who),
        }
    }

    /// What a click on a place of a list does: the cursor goes there, by the one way or the other; where it is already, it
    /// chooses.
    pub fn go(cursor: usize, place: usize, (before, behind): (Toward, Toward)) -> Self {
        match place.cmp(&cursor) {
            Ordering::Less => Self::Move(before, (cursor - place) as u64),
            Ordering::Equal => Self::Choose,
            Ordering::Greater => Self::Move(behind, (place - cursor) as u64),
        }
    }
}
