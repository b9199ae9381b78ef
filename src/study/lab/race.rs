//! The race: three solvers from the same start, by the work that they do.

use super::{
    Figure, Protocol, Trace,
    options::{als, descent, with},
};
use crate::{
    model::{Method, Options, Setting},
    study::Verdict,
};

/// ALS, gradient descent and SGD from the same start. Where a learning rate is too large, the fit begins again with half of
/// it, so that nobody falls by the wayside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Race;

impl Protocol for Race {
    fn fits(&self, options: &Options) -> Vec<Options> {
        let alpha = Setting::Alpha(descent(options).alpha);
        let other = |method| with(options, &[Setting::Method(method), alpha]);
        vec![als(options), other(Method::Descent), other(Method::Sgd)]
    }

    fn relevant(&self, options: &Options) -> Options {
        Options { method: Method::Als, alpha: descent(options).alpha, ..options.clone() }
    }

    fn halves(&self) -> bool {
        true
    }

    fn figures(&self) -> &'static [Figure] {
        FIGURES
    }
}

const FIGURES: &[Figure] = &[
    Figure::new("goal", "the level of the MSE that is spoken of: a round number that all came below", |f, k| {
        f.traces.get(k).map(|_| goal(&f.traces))
    }),
    Figure::new("goal-work", "multiplications that solver k does to come below the goal", |f, k| {
        let trace = f.traces.get(k)?;
        Some((trace.below(goal(&f.traces))? * trace.work) as f64)
    }),
];

/// The least of … 0.1, 0.2, 0.5, 1, 2, 5 … that all fits came below whose numbers did not run away.
pub fn goal(traces: &[Trace]) -> f64 {
    let best = |t: &Trace| t.curve.iter().copied().fold(f64::INFINITY, f64::min);
    let worst = traces.iter().filter(|t| t.verdict != Verdict::Diverged).map(best).fold(1e-9, f64::max);
    round_above(worst)
}

/// The least of … 0.1, 0.2, 0.5, 1, 2, 5 … that is above a value.
fn round_above(value: f64) -> f64 {
    let mut power = 1e-10;
    loop {
        for digit in [1.0, 2.0, 5.0] {
            if digit * power > value {
                return digit * power;
            }
        }
        if power > 1e60 {
            return f64::INFINITY;
        }
        power *= 10.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_goal_is_a_round_number_that_all_came_below() {
        let traces = [
            Trace::ended(0.011, Verdict::Settled),
            Trace::ended(0.013, Verdict::Learning),
            Trace::ended(9e9, Verdict::Diverged),
        ];
        assert!((goal(&traces) - 0.02).abs() < 1e-12);
        assert!((goal(&[Trace::ended(0.02, Verdict::Settled)]) - 0.05).abs() < 1e-12, "below, not at");
    }
}
