//! The world that is planted: kinds of items in a plane of tastes, new items each day, and users who like some of them.

use super::Setup;
use crate::data::splitmix64;
use rand::SeedableRng;
use rand_distr::{Distribution, StandardNormal, StandardUniform};
use rand_pcg::Pcg64;
use std::f64::consts::TAU;

/// The kinds of items; their middles stand on a circle of radius 1, at equal distances.
pub const KINDS: [&str; 6] = ["folk", "jazz", "soul", "pop", "rock", "techno"];
/// So many new items of each kind there are a day.
pub const EACH: usize = 10;
/// How far, on either axis, items are from the middle of their kind: a standard deviation.
const SPREAD: f64 = 0.2;

/// What a number is drawn for; no two draws of different kinds have anything to do with each other.
#[derive(Clone, Copy)]
pub(super) enum Draw {
    Item,
    User,
    Half,
    Visit,
    Replay,
}

/// The chance of one thing: of the seed, of what it is for and of two numbers that say which, and of nothing else.
pub(super) fn chance(seed: u64, draw: Draw, a: usize, b: usize) -> Pcg64 {
    let mixed = [draw as u64, a as u64, b as u64];
    Pcg64::seed_from_u64(mixed.iter().fold(splitmix64(seed), |at, part| splitmix64(at ^ splitmix64(*part))))
}

/// A number from 0 to 1.
pub(super) fn uniform(rng: &mut Pcg64) -> f64 {
    StandardUniform.sample(rng)
}

/// A number from N(0, 1).
pub(super) fn normal(rng: &mut Pcg64) -> f64 {
    StandardNormal.sample(rng)
}

/// An item: where it stands in the plane of tastes.
pub type Item = [f64; 2];

/// The new items of a day, from 1: [`EACH`] of each of the [`KINDS`], one kind after the other.
pub fn day(seed: u64, day: usize) -> Vec<Item> {
    let mut rng = chance(seed, Draw::Item, day, 0);
    let kinds = (0..KINDS.len()).flat_map(|kind| std::iter::repeat_n(kind, EACH));
    kinds
        .map(|kind| {
            let (sin, cos) = (TAU * kind as f64 / KINDS.len() as f64).sin_cos();
            [cos + SPREAD * normal(&mut rng), sin + SPREAD * normal(&mut rng)]
        })
        .collect()
}

/// Somebody: what they like, and how weary of sameness they are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct User {
    /// Their taste: how much they like an item is its product with the place of the item.
    pub taste: [f64; 2],
    /// How much less engaging an item is to them that is like all that they were shown lately.
    pub weariness: f64,
}

/// The user with a number (from 0): a taste in any direction, from 1 to 2 long; a weariness from half of what was set to one
/// and a half times as much.
pub fn user(setup: &Setup, number: usize) -> User {
    let mut rng = chance(setup.seed, Draw::User, number, 0);
    let (sin, cos) = (TAU * uniform(&mut rng)).sin_cos();
    let length = 1.0 + uniform(&mut rng);
    User { taste: [length * cos, length * sin], weariness: setup.weariness * (0.5 + uniform(&mut rng)) }
}

impl User {
    /// How much they like an item: taste · place.
    pub fn likes(&self, item: Item) -> f64 {
        self.taste[0] * item[0] + self.taste[1] * item[1]
    }
}
