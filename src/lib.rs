//! factorscope: matrix factorisation made visible, in a terminal.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod data;
pub mod model;
pub mod study;

pub mod cli;
