//! What the curve and the table of steps say of a point: the measure that was chosen, by its name, with its value.

use crate::{choice::Choice, command::Measure, study::Point};

/// A measure as it is written.
pub(super) fn name(measure: Measure) -> String {
    match measure {
        Measure::Objective => measure.name().into(),
        short => short.name().to_uppercase(),
    }
}

/// A point as the measure has it, on the ratings trained on.
pub(super) fn value(measure: Measure, point: &Point) -> f64 {
    match measure {
        Measure::Mse => point.train.mse(),
        Measure::Rmse => point.train.rmse(),
        Measure::Sse => point.train.sse,
        Measure::Objective => point.objective(),
    }
}

/// A point on the ratings held out; nothing where there is none, and the objective knows no held-out ratings.
pub(super) fn held_out(measure: Measure, point: &Point) -> Option<f64> {
    let test = point.test;
    let value = match measure {
        Measure::Mse => test.mse(),
        Measure::Rmse => test.rmse(),
        Measure::Sse => test.sse,
        Measure::Objective => return None,
    };
    (test.count > 0).then_some(value)
}
