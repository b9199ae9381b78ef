//! Sessions: what each order does, told as start, orders, end; and any row of orders against a plain list of states.

#![allow(missing_docs, clippy::unwrap_used)]

mod against_a_plain_list;
mod branches;
mod held_out;
mod measures;
mod ratings;
mod stepping;
mod time;
mod verdicts;

use factorscope::{
    choice::Choice,
    data::{ItemId, Lecture, Names, Rating, Ratings, Scale, Share, UserId, lecture::Known},
    model::{
        Basis, Method, Missing, Model, Options, Over, Parameter, Penalty, Precision, Setting, Start, Tables, Touched,
    },
    study::{Change, Given, Grain, Mark, Opening, Order, Point, Session, Source, Speed, State, Verdict, What, Which},
};
use proptest::prelude::*;
use std::sync::Arc;

const ROOMY: usize = 64 << 20;

fn lecture() -> Source {
    Source::new(Arc::new(Lecture::Main.ratings()))
}

fn session(method: Method) -> Session {
    Session::new(lecture(), Options::new(method), ROOMY)
}

fn with(method: Method, settings: &[Setting]) -> Session {
    let mut options = Options::new(method);
    settings.iter().for_each(|s| options.set(*s));
    Session::new(lecture(), options, ROOMY)
}

fn all(session: &mut Session, orders: impl IntoIterator<Item = Order>) {
    orders.into_iter().for_each(|order| session.obey(order));
}

fn cell(i: usize, j: usize) -> (UserId, ItemId) {
    (UserId::new(i), ItemId::new(j))
}

fn rate(i: usize, j: usize, value: impl Into<Option<f64>>) -> Order {
    Order::Rate(UserId::new(i), ItemId::new(j), value.into())
}

/// The same options with a model made of `f32`.
fn narrow(options: Options) -> Options {
    Options { precision: Precision::Single, ..options }
}

/// The factors of a model, which must have some, in `f64`.
fn tables(model: &Model) -> Tables<f64> {
    model.factors().unwrap().wide().into_owned()
}

/// All numbers of a model as bits.
fn bits(model: &Model) -> Vec<u64> {
    // Numbers are written such that they read back to the bit.
    let Some(factors) = model.factors() else { return format!("{model:?}").bytes().map(u64::from).collect() };
    let factors = factors.wide();
    let rows = [factors.p.values(), factors.q.values()].concat();
    let biases = factors.bias.iter().flat_map(|b| b.user.iter().chain(&b.item).chain([&b.mean]));
    rows.iter().chain(biases).map(|v| v.to_bits()).collect()
}

fn rows(ratings: &Ratings) -> Vec<(usize, usize, u64)> {
    ratings.in_file_order().map(|r| (r.user.index(), r.item.index(), r.value.to_bits())).collect()
}
