//! The mathematics: invariants, properties, and agreement with what others computed.

#![allow(missing_docs, clippy::unwrap_used)]

#[path = "../common/mod.rs"]
mod common;
mod contract;
mod evaluate;
mod explain;
mod facts;
mod field;
mod folds;
mod lecture_figures;
mod loading;
mod models;
mod session;
