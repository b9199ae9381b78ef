//! The house: where the sources lie, and what the documents say.

#![allow(missing_docs, clippy::unwrap_used)]

mod layering;
mod readme;
