//! What predicts: factors, the small linear algebra they need, and the solvers that can be stepped.
//!
//! Everything is generic over [`Real`], which is `f64` for the screen and `f32` for large data.
//! A new algorithm is one file here and one line in [`Method`]: the contract test in `tests/contract.rs`
//! takes it from there.

mod als;
mod basis;
mod content;
mod descent;
mod factors;
pub mod linalg;
mod matrix;
mod options;
mod real;
mod regression;
mod sgd;
mod solver;
pub mod svd;

/// Asked between rows of a long sum whether to go on; `None` gives it up.
pub type Go<'a> = &'a dyn Fn() -> Option<()>;
/// Goes on to the end, whatever comes.
pub const ON: Go<'static> = &|| Some(());

pub use basis::Basis;
pub use factors::{Bias, Factors, Parameter};
pub use matrix::Matrix;
pub use options::{Missing, Options, Penalty, Setting, Start};
pub use real::Real;
pub use regression::{normal_equations, regress};
pub use solver::{Half, Method, Problem, Solver, Touched};
