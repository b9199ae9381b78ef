//! The two kinds of floating-point numbers that a model can be made of.

use super::lanes::Lanes;
use crate::choice::choice;
use std::{fmt, iter::Sum};

/// `f64`, or `f32` for large data. Sums of errors are `f64` whatever the model is made of.
pub trait Real:
    num_traits::Float + num_traits::NumAssign + Lanes + Sum + Default + fmt::Debug + fmt::Display + Send + Sync + 'static
{
    /// The nearest number of this kind.
    fn of(value: f64) -> Self;
    /// The same number as `f64`.
    fn wide(self) -> f64;
    /// Numbers of this kind as `f64`, where they are that.
    fn doubles(values: &[Self]) -> Option<&[f64]>;
}

impl Real for f64 {
    fn of(value: f64) -> Self {
        value
    }
    fn wide(self) -> f64 {
        self
    }
    fn doubles(values: &[Self]) -> Option<&[f64]> {
        Some(values)
    }
}

impl Real for f32 {
    fn of(value: f64) -> Self {
        value as f32
    }
    fn wide(self) -> f64 {
        f64::from(self)
    }
    fn doubles(_: &[Self]) -> Option<&[f64]> {
        None
    }
}

choice!(
    /// Which of the two a model is made of.
    Precision, "a kind of number", {
    /// `f64`: 53 bits of each number count.
    Double = "f64",
    /// `f32`: 24 bits of each number count, and a model takes half the room.
    Single = "f32",
});

impl Precision {
    /// The bytes of a number.
    pub fn bytes(self) -> usize {
        match self {
            Self::Double => size_of::<f64>(),
            Self::Single => size_of::<f32>(),
        }
    }

    /// The nearest number of this kind.
    pub fn nearest(self, value: f64) -> f64 {
        match self {
            Self::Double => value,
            Self::Single => f64::from(value as f32),
        }
    }

    /// How far the next number after 1 is.
    pub fn epsilon(self) -> f64 {
        match self {
            Self::Double => f64::EPSILON,
            Self::Single => f32::EPSILON.into(),
        }
    }

    /// A number of this kind in the fewest digits that read back to the same bits: as they are, or as a power of ten where
    /// they would be a long row.
    pub fn digits(self, value: f64) -> String {
        let size = value.abs();
        let plain = size == 0.0 || (1e-6..1e16).contains(&size);
        match (self, plain) {
            (Self::Double, true) => format!("{value}"),
            (Self::Double, false) => format!("{value:?}"),
            (Self::Single, true) => format!("{}", value as f32),
            (Self::Single, false) => format!("{:?}", value as f32),
        }
    }
}
