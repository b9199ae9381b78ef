//! What predicts: factors, the small linear algebra they need, and the solvers that can be stepped.
//!
//! A [`Model`] predicts; an algorithm is a [`Stepper`] that makes one. Whether factors are made of `f64` or of `f32` is
//! known in this room alone: kernels are generic over [`Real`] and chosen once per call.

mod algorithm;
mod als;
mod basis;
mod content;
mod descent;
pub mod eigen;
mod factors;
mod knobs;
pub mod linalg;
mod method;
#[allow(clippy::module_inception)]
mod model;
mod options;
mod real;
mod registry;
mod regression;
mod rule;
mod sgd;
mod slope_one;
mod slopes;
mod stepper;
pub mod svd;
pub mod table;
mod tables;
mod touched;
mod working;

/// Asked between rows of a long sum whether to go on; `None` gives it up.
pub type Go<'a> = &'a dyn Fn() -> Option<()>;
/// Goes on to the end, whatever comes.
pub const ON: Go<'static> = &|| Some(());

pub use algorithm::{Algorithm, Work};
pub use basis::Basis;
pub use factors::Factors;
pub use knobs::{Knob, Setting};
pub use method::Method;
pub use model::Model;
pub use options::{Missing, Options, Penalty, Start};
pub use real::{Precision, Real};
pub use regression::{normal_equations, regress};
pub use slopes::{Deviation, Slopes, mean_of};
pub use stepper::{Half, Over, Problem, Stepper};
pub use tables::{Bias, Tables};
pub use touched::{Parameter, Touched};
pub use working::{Calc, Working};
