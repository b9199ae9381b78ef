//! What predicts: factors, the small linear algebra they need, and the solvers that can be stepped.
//!
//! A [`Model`] predicts; an algorithm is a [`Stepper`] that makes one. Whether factors are made of `f64` or of `f32` is
//! known in this room alone: kernels are generic over [`Real`] and chosen once per call.
//!
//! ```
//! use factorscope::{data::{ItemId, Lecture, UserId}, model::{Method, Options, Problem}};
//! use std::sync::Arc;
//!
//! let (ratings, options) = (Lecture::Main.ratings(), Options::new(Method::Als));
//! let problem = Problem { ratings: &ratings, options: &options };
//! let mut model = Arc::new((options.method.algorithm().start)(problem));
//! let mut als = options.method.stepper();
//! // One pass: a regression for each of the 4 users, then one for each of the 5 items.
//! als.begin(problem, &model, 0);
//! let units: usize = als.halves(problem).iter().map(|half| half.units).sum();
//! (0..units).for_each(|unit| als.unit(problem, Arc::make_mut(&mut model), unit));
//! assert_eq!(units, 9);
//! let e = model.predict(&ratings, UserId::new(0), ItemId::new(0)) - 4.0;
//! assert!(e.abs() < 1.0);
//! ```

mod account;
mod algorithm;
mod als;
mod baseline;
mod baselines;
mod basis;
mod blocks;
mod chance;
mod clusters;
mod co_clustering;
mod cold;
mod compact;
mod conjugate;
mod content;
mod datum;
mod descent;
pub mod eigen;
mod equations;
mod factors;
mod fold;
mod implicit_als;
mod influence;
mod knn;
mod knobs;
mod lanes;
pub mod linalg;
mod method;
#[allow(clippy::module_inception)]
mod model;
mod near;
mod nmf;
mod normal;
mod options;
mod plus;
mod preferences;
mod real;
mod registry;
mod regression;
mod rough;
mod rows;
mod rule;
mod sgd;
mod similar;
mod slope_one;
mod slopes;
mod stepper;
mod strata;
pub mod svd;
mod svd_pp;
pub mod table;
mod tables;
mod touched;
mod working;

/// Asked between rows of a long sum whether to go on; `None` gives it up.
pub type Go<'a> = &'a dyn Fn() -> Option<()>;
/// Goes on to the end, whatever comes.
pub const ON: Go<'static> = &|| Some(());

pub use account::{Account, Conjugated, DesignRow, Gradient, RatingSlope, Regression, Term};
pub use algorithm::{Algorithm, Work};
pub use baseline::Baseline;
pub use basis::Basis;
pub use blocks::{Block, ByBlock};
pub use chance::Chance;
pub use clusters::Clusters;
pub use conjugate::ConjugateStep;
pub use datum::Datum;
pub use descent::gradient;
pub use factors::Factors;
pub use knobs::{Knob, Setting};
pub use method::Method;
pub use model::Model;
pub use near::Near;
pub use options::{Missing, Options, Penalty, Similarity, Start};
pub use plus::PlusPlus;
pub use real::{Precision, Real};
pub use regression::{normal_equations, regress, regression};
pub use rough::Rough;
pub use rows::Rows;
pub use sgd::rating_step;
pub use slopes::{Deviation, Slopes, mean_of};
pub use stepper::{Half, Over, Problem, Stepper};
pub use tables::{Bias, Tables, apart};
pub use touched::{Parameter, Touched};
pub use working::{Arithmetic, Calc, Fallback};
