//! The terminal: what it shows, drawn from [`App`](crate::app::App), and what it says back.
//!
//! [`draw`] paints one frame into a buffer and returns where things can be clicked; [`explore`] is the event loop around
//! it. Each screen is one file. Drawing changes nothing.
//!
//! ```
//! use factorscope::{app::Taste, data::Lecture, model::{Method, Options}, study::{Session, Source}, ui::{Depth, Still}};
//!
//! let source = Source::new(Lecture::Main.ratings().into());
//! let mut session = Session::new(source, Options::new(Method::Als), 1 << 20);
//! let still = Still::new(&mut session, "an example", Taste::default(), Depth::None, (80, 24), "step pass; screen train");
//! assert!(still.unwrap().text().contains("MSE"));
//! ```

mod ascii;
mod asked;
mod axis;
mod braille;
mod certain;
mod chart;
mod contents;
mod dots;
mod factorise;
mod factors;
mod facts;
mod figures;
mod gate;
mod glossary;
mod graph;
mod hand;
mod help;
mod input;
mod lab;
mod labels;
mod lecture;
mod map;
mod matrix;
mod meaning;
mod names;
mod nearness;
mod neighbours;
mod notes;
mod palette;
mod pen;
mod plot;
mod projection;
mod prose;
mod python;
mod recommend;
mod reel;
#[cfg(test)]
mod sizes;
mod stage;
mod still;
mod svg;
mod terminal;
mod theme;
mod ticks;
mod train;
mod typeset;
mod window;
mod without;
mod working;
mod wrap;

pub use gate::{Porch as GateDrawn, draw as draw_gate, draw_waiting};
pub use pen::{Drawn, Hit};
pub use reel::Reel;
pub use still::{Camera, Still};
pub use svg::{escaped, svg};
pub use terminal::{Door, Ending, File, Keep, Look, Opened, Setup, Waiting, explore, in_time, on_interrupt};
pub use theme::{Colours, Depth};
pub use typeset::{capitalised, error};
pub use window::draw;
