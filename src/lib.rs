//! factorscope: matrix factorisation made visible, in a terminal.
//!
//! # The crate, in the order in which data flows
//!
//! ```text
//! file ─ load ─► Ratings ─ split ─► Session ── Snapshot ──► App ── draw ──► terminal
//!                                    ▲  solver, factors,          │
//!                                    │  history                   │
//!                                    └────── Order ◄── Command ◄── keys, mouse, palette, script, pages
//! ```
//!
//! | room | what lives there |
//! | --- | --- |
//! | [`data`] | ratings and where they come from |
//! | [`model`] | what predicts: factors, regressions, the solvers that can be stepped |
//! | [`study`] | what one does with a model: session, history, measures, explanations, experiments, the worker |
//! | [`command`] | the vocabulary: every action as a value with a name, a sentence and a text form |
//! | [`lesson`] | lessons as data: pages, figures, questions, where a student is among them |
//! | [`app`] | the program without a terminal: keys, state, update |
//! | [`ui`] | the terminal: event loop, themes, one file a screen |
//! | [`cli`] | the command line, and the commands without a screen |
//!
//! # What always holds
//!
//! - A room imports only from rooms above it in this table, and only `ui` names a terminal library: `tests/layering.rs`
//!   reads the imports and fails on the wrong arrow. Without the feature `tui` the rest builds alone.
//! - Ratings and factors are read from files in `data`, lessons in [`lesson::Course::load`], all through one intake that
//!   has an end; what is kept or exported is written in `cli`, whole or not at all, which also reads the progress through
//!   lessons that it wrote. Threads start in `study::worker` and, for the terminal's own input and signals, in
//!   `ui::terminal`; kernels of `model` and `study` run in parallel by rayon. `app` reads no clock.
//! - A solver's coarse step is its units in a row, to the last bit, on any number of threads. So a run is determined by its
//!   origin and the changes made to it, and going back in time is a replay from the nearest remembered state.
//! - Everything that anyone can do is a [`command::Command`]; [`app::App::update`] is the only place where one becomes a
//!   change, and what concerns the fit leaves it as a [`study::Order`] for the worker.
//! - A lesson holds no answers: its figures, questions and claims are [`lesson::Expression`]s over the live state, and its
//!   scenes are the commands that everybody has. Commands of a page or a script are played one by one, each when the
//!   session has answered the orders of the one before ([`study::Snapshot::answered`]).
//! - Names, files and lessons are anybody's: what goes to a terminal, printed or drawn, passes through [`data::plain()`].
//! - What a screen derives from a snapshot ([`study::derive`]) is asked for as data, worked out beside and kept by
//!   [`app::App`] until there is something newer: no key waits for it, and nothing of it is worked out while drawing.
//! - Whatever leaves the path of the lecture first has the session remember where it was ([`study::Order::Mark`]);
//!   [`study::Order::Recall`] comes back to exactly that.
//! - Screens are drawn from [`app::App`] and the [`study::Snapshot`] in it; drawing changes nothing. Places that can be
//!   clicked come back from drawing as commands.
//! - Factors P are M x Z, Q is stored by item (N x Z), r̂ = b + P_i · Q_j, e = r̂ - r. Numbers that people read count from 1.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod data;

pub mod model;

pub mod study;

pub mod command;

pub mod lesson;

pub mod app;

#[cfg(feature = "tui")]
pub mod ui;

pub mod cli;
