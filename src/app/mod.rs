//! The program without a terminal: messages in, state and effects out.
//!
//! [`App`] holds what a person looks at, in parts that own what they are about; [`App::update`] is the only way it changes;
//! [`keymap`] says which keys are which commands. It reads no clock and touches no file: whatever needs the outside comes back
//! as an [`Effect`].
//!
//! ```
//! use factorscope::{app::{App, Code, Effect, Key, Message}, data::Lecture, model::{Method, Options}};
//! use factorscope::study::{Grain, Order, Session, Source};
//!
//! let source = Source::new(Lecture::Main.ratings().into());
//! let mut session = Session::new(source, Options::new(Method::Als), 1 << 20);
//! let mut app = App::new("an example", session.snapshot().into());
//! let effects = app.update(Message::Key(Key::char('s')));
//! assert!(matches!(effects[..], [Effect::Order(Order::Step(Grain::Unit, 1))]));
//! ```

mod ab;
mod act;
mod alike;
mod called;
mod derived;
mod explained;
mod facts;
mod gate;
mod key;
pub mod keymap;
mod lab;
mod lecture;
mod message;
mod mixes;
mod naming;
mod newcomers;
mod pick;
mod placing;
mod popularity;
mod python;
mod reach;
mod recommend;
mod scaling;
mod state;
mod steer;
mod update;
mod views;

pub use crate::study::Notice;
pub use explained::Explained;
pub use gate::{Gate, Point, Step, Touch};
pub use key::{Code, Key};
pub use keymap::Binding;
pub use message::{Effect, Message};
pub use state::{
    App, Attention, Audience, Bench, Contents, Entry, Held, Lecture, Listing, ListsLook, Look, Map, MapPick, MixesLook,
    Of, Overlay, Own, Pair, Palette, Sheets, Site, Sketch, Spread, Target, Taste, View, Viewport, WholeGridLook,
};
use state::{Left, Play, Pressed, Typed};
pub use steer::in_sight;
