//! Whether a fit has settled, oscillates or runs away, told from the objective at the ends of its passes.

use super::{Point, Source, State};
use crate::model::{Options, Precision};
use std::collections::VecDeque;

/// How a fit is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The error is still changing.
    #[default]
    Learning,
    /// The last passes changed the objective by less than a part in 10⁹ each (in `f32`, than rounding does), or what is
    /// left of it goes up and down by rounding alone.
    Settled,
    /// The error keeps going up and down without getting anywhere.
    Oscillates,
    /// The error grew beyond all bounds; the fit was stopped before the numbers overflowed.
    Diverged,
}

impl Verdict {
    /// The verdict in words, and what to do; nothing while it is learning.
    pub fn advice(self, options: &Options, mse: f64) -> Option<String> {
        let alpha = options.alpha;
        let passes = options.method.passes();
        Some(match self {
            Verdict::Learning => return None,
            Verdict::Settled => format!("settled: the last {passes} changed nothing that counts (MSE {mse:.6})"),
            Verdict::Oscillates if options.method.has_alpha() => {
                format!("alpha {alpha} overshoots, so the error goes up and down for ever: try {}", alpha / 2.0)
            }
            Verdict::Oscillates => "the error goes up and down and gets nowhere: try a larger lambda".into(),
            Verdict::Diverged if options.method.has_alpha() => format!(
                "alpha {alpha} overshoots, and each step makes the error larger: stopped before the numbers overflow; try {}",
                alpha / 2.0
            ),
            Verdict::Diverged => "the factors grow beyond all bounds: stopped; try a larger lambda".into(),
        })
    }
}

/// The SSE at which a fit has run away: far below the largest number there is, but no model of ratings comes back
/// from it.
fn beyond(precision: Precision) -> f64 {
    match precision {
        Precision::Double => 1e60,
        Precision::Single => 1e20,
    }
}

/// What rounding leaves of the objective of a perfect fit at the most: each rating off by √ε of the scale, ε · n · width².
/// The solution of a regression is that inexact where its equations are badly conditioned.
fn rounding(precision: Precision, source: &Source) -> f64 {
    let learned = source.learned();
    precision.epsilon() * learned.len() as f64 * learned.scale().width().powi(2)
}

/// Whether all that a fit has come to are numbers still.
pub(super) fn is_finite(state: &State, here: &Point) -> bool {
    here.objective().is_finite() && here.test.sse.is_finite() && state.model.finite()
}

/// Whether the error is far beyond any model of ratings, though still a number.
pub(super) fn is_beyond(state: &State, here: &Point) -> bool {
    here.train.sse + here.zeros > beyond(state.options.precision)
}

/// The objective at the ends of the last passes, and the judge of where they lead.
#[derive(Clone, Debug, Default)]
pub(super) struct Watch {
    recent: VecDeque<f64>,
}

/// How many passes are looked at.
pub(super) const WINDOW: usize = 40;

impl Watch {
    /// Forgets all: something was changed.
    pub(super) fn clear(&mut self) {
        self.recent.clear();
    }

    /// Takes in the objective after one more pass of a fit that has not run away, and judges.
    pub(super) fn pass(&mut self, objective: f64, state: &State) -> Verdict {
        let precision = state.options.precision;
        self.pass_over(objective, f64::max(1e-9, 8.0 * precision.epsilon()), rounding(precision, &state.source))
    }

    /// The same; the part `nothing` of the objective counts as no change, and up to `rounding`, ups and downs are no
    /// oscillation.
    fn pass_over(&mut self, objective: f64, nothing: f64, rounding: f64) -> Verdict {
        self.recent.push_back(objective);
        if self.recent.len() > WINDOW {
            self.recent.pop_front();
        }
        let steps = || self.recent.iter().zip(self.recent.iter().skip(1));
        let still = |(a, b): (&f64, &f64)| (a - b).abs() <= nothing * a.abs().max(1e-12);
        if self.recent.len() > 3 && steps().rev().take(3).all(still) {
            return Verdict::Settled;
        }
        if self.recent.len() == WINDOW {
            let rises = steps().filter(|(a, b)| *b > &(*a * 1.001)).count();
            let best = |part: &mut dyn Iterator<Item = &f64>| part.fold(f64::INFINITY, |m, v| m.min(*v));
            let earlier = best(&mut self.recent.iter().take(WINDOW / 2));
            let later = best(&mut self.recent.iter().skip(WINDOW / 2));
            if rises >= WINDOW / 5 && self.recent.iter().all(|v| *v <= rounding) {
                return Verdict::Settled;
            }
            if rises >= WINDOW / 5 && later > earlier * 0.999 {
                return Verdict::Oscillates;
            }
        }
        Verdict::Learning
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{choice::Choice, model::Method};

    fn judge(errors: impl Iterator<Item = f64>) -> Verdict {
        let mut watch = Watch::default();
        errors.map(|e| watch.pass_over(e, 1e-9, 1e-12)).last().unwrap()
    }

    #[test]
    fn tells_the_three_fates_apart() {
        assert_eq!(judge((0..200).map(|n| 1.0 + 0.9_f64.powi(n))), Verdict::Settled);
        assert_eq!(judge((0..20).map(|n| 1.0 + 0.9_f64.powi(n))), Verdict::Learning);
        assert_eq!(judge((0..100).map(|n| if n % 2 == 0 { 1.9 } else { 4.0 })), Verdict::Oscillates);
        assert_eq!(judge((0..39).map(|n| if n % 2 == 0 { 1.9 } else { 4.0 })), Verdict::Learning, "too early to say");
        let restless_but_falling = (0..100).map(|n| 100.0 / f64::from(n + 1) + 0.1 * f64::from(n % 2));
        assert_eq!(judge(restless_but_falling), Verdict::Learning);
    }

    #[test]
    fn rounding_around_zero_is_no_oscillation() {
        let noise = |size: f64| (0..100).map(move |n| size * f64::from(1 + n % 3));
        assert_eq!(judge(noise(1e-16)), Verdict::Settled);
        assert_eq!(judge(noise(1e-9)), Verdict::Oscillates, "more than rounding makes");
        assert_eq!(judge((0..100).map(|n| 1e-13 * 0.9_f64.powi(n))), Verdict::Learning, "it still falls");
    }

    #[test]
    fn says_what_passes_are_called() {
        let said = |method: Method, word: &str| {
            let advice = Verdict::Settled.advice(&Options::new(method), 0.5).unwrap();
            assert!(advice.starts_with(&format!("settled: the last {word} changed")), "{advice}");
        };
        Method::ALL.iter().for_each(|method| said(*method, method.passes()));
        for (method, word) in [
            (Method::Als, "iterations"),
            (Method::Descent, "passes"),
            (Method::Sgd, "epochs"),
            (Method::Content, "rounds"),
            (Method::ContentItems, "rounds"),
            (Method::SlopeOne, "passes"),
        ] {
            said(method, word);
        }
    }
}
