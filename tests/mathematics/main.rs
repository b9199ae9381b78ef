//! The mathematics: invariants, properties, and agreement with what others computed.

#![allow(missing_docs, clippy::unwrap_used)]

mod ab;
mod between;
mod bounds;
mod catalogue;
#[cfg(feature = "parquet")]
mod columns;
#[path = "../common/mod.rs"]
mod common;
mod contract;
mod density;
mod evaluate;
mod explain;
mod facts;
mod field;
mod folds;
mod hints;
mod lecture_figures;
mod likeness;
mod loading;
mod mixes;
mod models;
mod near;
mod nearness;
mod newcomers;
mod numpy;
mod popularity;
mod recommend;
mod session;
mod sets;
#[cfg(feature = "parquet")]
mod spark;
mod trained;
mod tsne;
mod weighed;
