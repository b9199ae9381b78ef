//! The screens as they are drawn, at several sizes, styles included.

#![allow(missing_docs, clippy::unwrap_used)]

#[path = "../common/mod.rs"]
mod common;
mod contrast;
mod drawn;
mod facts;
mod stills;
mod trained;
