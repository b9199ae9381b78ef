//! The mathematics: invariants, properties, and agreement with what others computed.

#![allow(missing_docs, clippy::unwrap_used)]

#[path = "../common/mod.rs"]
mod common;
#[cfg(feature = "parquet")]
mod columns;
mod contract;
mod explain;
mod field;
mod lecture_figures;
mod loading;
mod models;
mod session;
