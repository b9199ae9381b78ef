//! The two kinds of floating-point numbers that a model can be made of.

use std::{fmt, iter::Sum};

/// `f64`, or `f32` for large data. Sums of errors are `f64` whatever the model is made of.
pub trait Real:
    num_traits::Float + num_traits::NumAssign + Sum + Default + fmt::Debug + fmt::Display + Send + Sync + 'static
{
    /// The nearest number of this kind.
    fn of(value: f64) -> Self;
    /// The same number as `f64`.
    fn wide(self) -> f64;
}

impl Real for f64 {
    fn of(value: f64) -> Self {
        value
    }
    fn wide(self) -> f64 {
        self
    }
}

impl Real for f32 {
    fn of(value: f64) -> Self {
        value as f32
    }
    fn wide(self) -> f64 {
        f64::from(self)
    }
}
