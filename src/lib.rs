//! factorscope: matrix factorisation made visible, in a terminal.
//!
#![doc = include_str!("../docs/architecture.md")]
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod choice;

pub mod data;

pub mod model;

pub mod study;

pub mod command;

pub mod lesson;

pub mod app;

#[cfg(feature = "tui")]
pub mod ui;

pub mod cli;
