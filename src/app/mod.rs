//! The program without a terminal: messages in, state and effects out.
//!
//! [`App`] holds what a person looks at; [`App::update`] is the only way it changes; [`keymap`] says which keys are which
//! commands. It reads no clock and touches no file: whatever needs the outside comes back as an [`Effect`].

mod explained;
mod kept;
pub mod keymap;
mod lab;
mod lecture;
mod naming;
mod palette;
mod reach;
mod scaling;
mod state;
mod steer;
mod update;
mod views;

pub use crate::study::Notice;
pub use explained::Explained;
pub use kept::Of;
pub use keymap::{Binding, Code, Key};
pub use lab::Bench;
pub use lecture::{Lecture, Lit, Sheets};
pub use palette::Palette;
pub use state::{App, Attention, Look, Map, Overlay, Viewport};
pub use steer::in_sight;
pub use update::{Effect, Message};
pub use views::Over;
