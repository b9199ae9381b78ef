//! How the curve and the table of steps write the measure that was chosen.

use crate::{choice::Choice, command::Measure};

/// A measure as it is written.
pub(super) fn name(measure: Measure) -> String {
    match measure {
        Measure::Objective => measure.name().into(),
        short => short.name().to_uppercase(),
    }
}
