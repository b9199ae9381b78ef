//! The model of the factor algorithms: P, Q and the biases, in one kind of number or the other.

use super::{Basis, Options, Parameter, Precision, Real, Tables, Touched};
use crate::data::{Entity, ItemId, Ratings, Side, UserId};
use ndarray::{Array2, CowArray, Ix2};
use std::borrow::Cow;

/// P (M x Z) and Q (Z x N) with optional biases: `r̂ = b + P_i · Q_j`, b being `mean + b_i + b_j` or 0.
///
/// The kernels of the algorithms work on [`Tables`] of the one kind or the other. Everybody else reads here: every number
/// comes out as `f64`, and what is made of several is worked out in `f64`.
#[derive(Clone, Debug, PartialEq)]
pub enum Factors {
    /// In `f64`.
    Double(Tables<f64>),
    /// In `f32`.
    Single(Tables<f32>),
}

/// A kind of number that factors can be made of.
pub(super) trait Element: Real {
    /// The tables of factors that are made of this kind; `None` where they are made of the other.
    fn tables(factors: &Factors) -> Option<&Tables<Self>>;
}

impl Element for f64 {
    fn tables(factors: &Factors) -> Option<&Tables<Self>> {
        if let Factors::Double(tables) = factors { Some(tables) } else { None }
    }
}

impl Element for f32 {
    fn tables(factors: &Factors) -> Option<&Tables<Self>> {
        if let Factors::Single(tables) = factors { Some(tables) } else { None }
    }
}

/// Does the same with the tables of either kind.
macro_rules! either {
    ($factors:expr, $tables:ident => $done:expr) => {
        match $factors {
            $crate::model::Factors::Double($tables) => $done,
            $crate::model::Factors::Single($tables) => $done,
        }
    };
}
pub(super) use either;

impl Factors {
    /// Random factors as `options` say; see [`Tables::random`].
    pub fn random(ratings: &Ratings, options: &Options) -> Self {
        match options.precision {
            Precision::Double => Self::Double(Tables::random(ratings, options)),
            Precision::Single => Self::Single(Tables::random(ratings, options)),
        }
    }

    /// The kind of number that it is made of.
    pub fn precision(&self) -> Precision {
        match self {
            Self::Double(_) => Precision::Double,
            Self::Single(_) => Precision::Single,
        }
    }

    /// All of it in `f64`: as it is, or as a copy.
    pub fn wide(&self) -> Cow<'_, Tables<f64>> {
        match self {
            Self::Double(tables) => Cow::Borrowed(tables),
            Self::Single(tables) => Cow::Owned(tables.cast()),
        }
    }

    /// Z, the number of factors.
    pub fn z(&self) -> usize {
        either!(self, tables => tables.z())
    }

    /// How many users or items it has rows for.
    pub fn rows(&self, side: Side) -> usize {
        either!(self, tables => tables.side(side).count())
    }

    /// How many numbers each user and each item has: Z, and one more with biases.
    pub fn per_row(&self) -> usize {
        either!(self, tables => tables.per_row())
    }

    /// How many numbers are learned in all.
    pub fn parameters(&self) -> usize {
        either!(self, tables => tables.parameters())
    }

    /// About how many bytes it takes.
    pub fn bytes(&self) -> usize {
        self.parameters() * self.precision().bytes()
    }

    /// The same of what it does not share with another.
    pub fn own_bytes(&self, beside: &Self) -> usize {
        match (self, beside) {
            (Self::Double(own), Self::Double(beside)) => own.own_bytes(beside),
            (Self::Single(own), Self::Single(beside)) => own.own_bytes(beside),
            _ => self.bytes(),
        }
    }

    /// Whether every number is finite.
    pub fn finite(&self) -> bool {
        either!(self, tables => tables.finite())
    }

    /// Whether predictions start from a mean and biases.
    pub fn is_biased(&self) -> bool {
        either!(self, tables => tables.bias.is_some())
    }

    /// The mean that the biases are around, where there are any.
    pub fn mean(&self) -> Option<f64> {
        either!(self, tables => tables.bias.as_ref().map(|bias| bias.mean.wide()))
    }

    /// The bias of a user or an item; 0 where the model has none.
    pub fn bias_of(&self, entity: impl Into<Entity>) -> f64 {
        either!(self, tables => tables.bias_of(entity).wide())
    }

    /// The factors of a user or an item.
    pub fn of(&self, entity: impl Into<Entity>) -> Cow<'_, [f64]> {
        match self {
            Self::Double(tables) => Cow::Borrowed(tables.of(entity)),
            Self::Single(tables) => Cow::Owned(tables.of(entity).iter().map(|v| v.wide()).collect()),
        }
    }

    /// |row|², the sum of the squares of the factors of a user or an item, in `f64`.
    pub fn square(&self, entity: impl Into<Entity>) -> f64 {
        either!(self, tables => tables.of(entity).iter().map(|v| v.wide() * v.wide()).sum())
    }

    /// All numbers of a user or an item: the factors, and the bias where there is one.
    pub fn numbers(&self, entity: impl Into<Entity>) -> Vec<f64> {
        let entity = entity.into();
        either!(self, tables => tables.numbers(entity).into_iter().map(Real::wide).collect())
    }

    /// The table of one side, P or Q, a row for each user or item.
    pub fn table(&self, side: Side) -> CowArray<'_, f64, Ix2> {
        either!(self, tables => tables.side(side).table())
    }

    /// One factor (from 0) of all users or items. Of a large model this is little, and a table all of it.
    ///
    /// # Panics
    /// When there is no such factor.
    pub fn column(&self, side: Side, z: usize) -> Vec<f64> {
        either!(self, tables => tables.side(side).iter().map(|row| row[z].wide()).collect())
    }

    /// r̂ = b + P_i · Q_j.
    pub fn predict(&self, i: UserId, j: ItemId) -> f64 {
        match self {
            Self::Double(tables) => tables.predict(i, j),
            // In f64, from the very numbers that are shown.
            Self::Single(_) => self.pair(i, j).predict(UserId::new(0), ItemId::new(0)),
        }
    }

    /// All of it that belongs to one user and one item, in `f64`: what a step for their rating reads.
    pub fn pair(&self, i: UserId, j: ItemId) -> Tables<f64> {
        either!(self, tables => tables.pair(i, j).cast())
    }

    /// The value of one parameter.
    pub fn get(&self, at: Parameter) -> f64 {
        either!(self, tables => tables.get(at).wide())
    }

    /// Sets one parameter, to the nearest number of this kind; setting a bias of a model without biases does nothing.
    pub fn set(&mut self, at: Parameter, value: f64) {
        either!(self, tables => tables.set(at, Real::of(value)));
    }

    /// The same before a row was fitted, from what it was.
    pub(super) fn undone(&self, touched: Touched, before: &[f64]) -> Option<Self> {
        let Touched::Row(of) = touched else { return None };
        let mut own = self.clone();
        either!(&mut own, tables => {
            tables.put(of, &before.iter().map(|number| Real::of(*number)).collect::<Vec<_>>());
        });
        Some(own)
    }

    /// Gives the model biases (of 0, around the mean of `ratings`) or takes them away.
    pub fn set_biased(&mut self, biased: bool, ratings: &Ratings) {
        either!(self, tables => tables.set_biased(biased, ratings));
    }

    /// Leaves of the biases only those of one side; see [`Tables::keep_intercepts`].
    pub fn keep_intercepts(&mut self, side: Side) {
        either!(self, tables => tables.keep_intercepts(side));
    }

    /// With as many factors as `options` say: those that are there already, and random ones for the others.
    pub fn resize(&mut self, ratings: &Ratings, options: &Options) {
        either!(self, tables => *tables = tables.resized(ratings, options));
    }

    /// Turns or shears the plane of two factors; see [`Tables::change_basis`].
    pub fn change_basis(&mut self, x: usize, y: usize, basis: Basis) {
        either!(self, tables => tables.change_basis(x, y, basis));
    }

    /// One more row on a side, of zeros.
    pub(super) fn join(&mut self, side: Side) {
        either!(self, tables => tables.join(side));
    }

    /// Puts a table in the place of P or Q; rows that it has not stay.
    pub fn replace(&mut self, side: Side, table: &Array2<f64>) {
        either!(self, tables => tables.side_mut(side).take_over(table));
    }

    /// Puts a mean, and biases of the users and of the items, in the place of what is there, where the model has biases.
    pub fn replace_biases(&mut self, mean: Option<f64>, [users, items]: [Option<&[f64]>; 2]) {
        either!(self, tables => if let Some(bias) = &mut tables.bias {
            bias.mean = mean.map_or(bias.mean, Real::of);
            for (given, values) in [(users, &mut bias.user), (items, &mut bias.item)] {
                let given = given.into_iter().flatten();
                values.iter_mut().zip(given).for_each(|(value, given)| *value = Real::of(*given));
            }
        });
    }

    /// The same made of another kind of number.
    pub fn kept_in(&self, precision: Precision) -> Self {
        match precision {
            Precision::Double => Self::Double(either!(self, tables => tables.cast())),
            Precision::Single => Self::Single(either!(self, tables => tables.cast())),
        }
    }
}
