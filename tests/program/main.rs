//! The program without a terminal: commands and keys in, state out.

#![allow(missing_docs, clippy::unwrap_used)]

mod ab;
mod agreement;
mod alike;
mod anything;
mod app;
mod at_least;
#[path = "../common/mod.rs"]
mod common;
mod compare;
mod course;
mod cover;
mod derive;
mod expected;
mod factor_names;
mod facts;
mod gate;
mod hand;
mod keys;
mod lab;
mod lecture;
mod lesson_format;
mod lessons;
mod mixes;
mod newcomers;
mod picked;
mod pictures;
mod popularity;
mod predicted;
mod python;
mod quantities;
mod recommend;
mod residuals;
mod search;
mod sheets;
mod views;
mod weighings;
mod worker;
