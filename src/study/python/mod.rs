//! What was done, once more in Python: the step that the Working panel explains with the numbers of the moment, and the
//! whole algorithm by NumPy or by the library that has it.
//!
//! Numbers are handed over with six decimals, so that what comes out agrees to about four.

mod library;
mod script;
mod step;

pub use library::library;
pub use script::{Line, Script};
pub use step::{arithmetic, errors, gradient, prediction, rating_step, regression};
