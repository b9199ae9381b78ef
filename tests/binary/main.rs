//! The real program: its command line, and the explorer in a pseudo-terminal.

#![allow(missing_docs, clippy::unwrap_used)]

mod again;
mod cli;
#[path = "../common/mod.rs"]
mod common;
mod evaluate;
mod handout;
mod path;
mod plain;
mod predict;
mod recommend;
mod storm;
mod terminal;
