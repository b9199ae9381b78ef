//! Axes with round ends: from the numbers to show, to a range that does not jump, to ticks that people can read.
//!
//! ```text
//!   5 ┤            the end is the next of … 0.5, 1, 2, 5, 10, 20 … above the largest number,
//!     │            so it moves rarely, and only by a big step
//!   0 ┼────────
//! ```
//!
//! A range follows from the numbers alone; nothing is remembered from frame to frame.

/// A range of numbers laid along one side of a plot.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Axis {
    /// Where it begins.
    pub low: f64,
    /// Where it ends; above `low`.
    pub high: f64,
    /// Whether equal distances are equal ratios.
    log: bool,
}

/// No axis goes beyond this.
const MOST: f64 = 1e300;
/// A logarithmic axis spans at most these many powers of ten: below that, differences are rounding.
const DECADES: i32 = 15;

impl Axis {
    /// From 0 to the next round number.
    pub(super) fn from_zero(most: f64) -> Self {
        Self { low: 0.0, high: round_up(most), log: false }
    }

    /// Close around `least` to `most`, between multiples of a round step; never below 0.
    pub(super) fn around(least: f64, most: f64) -> Self {
        let [least, most] = [least, most].map(|v| if v.is_nan() { 0.0 } else { v.clamp(0.0, MOST) });
        // Not nearer than a hundredth, or the last digits would look like mountains.
        let step = round_up(((most - least) / 4.0).max(most / 400.0));
        let low = (least / step).floor() * step;
        let high = (most / step * (1.0 - 1e-12)).ceil() * step;
        if least < most / 2.0 || low >= high { Self::from_zero(most) } else { Self { low, high, log: false } }
    }

    /// Logarithmic, over the positive ones of the numbers from `least` to `most`.
    pub(super) fn log(least: f64, most: f64) -> Self {
        let high = round_up(most);
        let low = if least > 0.0 { round_down(least) } else { 0.0 };
        let low = low.max(high / 10f64.powi(DECADES));
        if low < high { Self { low, high, log: true } } else { Self { low: high / 2.0, high, log: true } }
    }

    /// Some of a long way: from a multiple of a round step, the last `length` up to `end`, with `seen` in sight.
    pub(super) fn window(end: f64, length: f64, seen: f64) -> Self {
        let step = round_up(length / 4.0);
        let floor = |v: f64| (v / step + 1e-9).floor().max(0.0) * step;
        let low = floor(end - length).min(floor(seen));
        Self { low, high: low + (length / step + 1.0).ceil() * step, log: false }
    }

    /// Where a number lies: 0 at the beginning of the axis, 1 at its end, what is beyond at the nearer end; nothing
    /// for what is no number.
    pub(super) fn part(&self, value: f64) -> Option<f64> {
        if !value.is_finite() {
            return None;
        }
        let part = if !self.log {
            (value - self.low) / (self.high - self.low)
        } else if value <= self.low {
            0.0
        } else {
            (value / self.low).ln() / (self.high / self.low).ln()
        };
        Some(part.clamp(0.0, 1.0))
    }

    /// Round numbers along it with their labels, at most `most` steps between them, in rising order.
    pub(super) fn ticks(&self, most: usize) -> Vec<(f64, String)> {
        let most = most.max(1);
        if self.log {
            return self.log_ticks(most);
        }
        let span = self.high - self.low;
        let first_digit = (self.high / power(exponent(self.high))).round();
        let counts: [usize; 4] = if first_digit == 2.0 { [10, 4, 2, 1] } else { [10, 5, 2, 1] };
        let step = match counts.into_iter().find(|n| *n <= most) {
            Some(count) if self.low == 0.0 && is_round(self.high) => span / count as f64,
            _ => round_up(span / most as f64),
        };
        let (first, last) = ((self.low / step - 1e-6).ceil() as i64, (self.high / step + 1e-6).floor() as i64);
        let ticks: Vec<f64> = (first..=last.min(first + most as i64)).map(|n| n as f64 * step).collect();
        ticks.iter().map(|&v| (v, label(v, step, self.high))).collect()
    }

    fn log_ticks(&self, most: usize) -> Vec<(f64, String)> {
        let (first, last) = (exponent(self.low), exponent(self.high));
        let own = |v: f64| (v, label(v, v, v));
        if last - first < 2 {
            let all = (first..=last).flat_map(|e| [1.0, 2.0, 5.0].map(|m| times(m, e)));
            let inside: Vec<f64> =
                all.filter(|v| *v >= self.low * (1.0 - 1e-9) && *v <= self.high * (1.0 + 1e-9)).collect();
            if inside.len() <= most + 1 {
                return inside.into_iter().map(own).collect();
            }
            return [self.low, self.high].map(own).to_vec();
        }
        let stride = ((last - first) as usize).div_ceil(most).max(1);
        let decades = (first..=last).rev().step_by(stride).map(power);
        let mut ticks: Vec<_> = decades.filter(|v| *v >= self.low * (1.0 - 1e-9)).map(own).collect();
        ticks.reverse();
        ticks
    }
}

/// The power of ten of the first digit.
fn exponent(value: f64) -> i32 {
    let guess = value.log10().floor() as i32;
    // log10 may be a hair off at the powers themselves.
    if power(guess + 1) <= value * (1.0 + 1e-12) { guess + 1 } else { guess }
}

fn power(exponent: i32) -> f64 {
    if exponent < 0 { 1.0 / 10f64.powi(-exponent) } else { 10f64.powi(exponent) }
}

fn times(digit: f64, exponent: i32) -> f64 {
    if exponent < 0 { digit / 10f64.powi(-exponent) } else { digit * 10f64.powi(exponent) }
}

/// The least of … 0.1, 0.2, 0.5, 1, 2, 5, 10 … that is not below `value`; 1 for what is not positive.
pub(super) fn round_up(value: f64) -> f64 {
    if value.is_nan() || value <= 0.0 {
        return 1.0;
    }
    let value = value.clamp(1e-300, MOST);
    let e = exponent(value);
    [1.0, 2.0, 5.0].map(|m| times(m, e)).into_iter().find(|r| *r >= value * (1.0 - 1e-12)).unwrap_or(times(1.0, e + 1))
}

/// The greatest of them that is not above `value`, which is positive.
fn round_down(value: f64) -> f64 {
    let value = value.clamp(1e-300, MOST);
    let e = exponent(value);
    [5.0, 2.0, 1.0].map(|m| times(m, e)).into_iter().find(|r| *r <= value * (1.0 + 1e-12)).unwrap_or(power(e))
}

fn is_round(value: f64) -> bool {
    (round_up(value) / value - 1.0).abs() < 1e-9
}

/// A multiple of `step` with the digits that tell it from its neighbours, on an axis up to `high`.
fn label(value: f64, step: f64, high: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    // How many digits the step itself has after its first: one for 2.5.
    let whole = |v: f64| (v - v.round()).abs() < 1e-6;
    let further = i32::from(!whole(step / power(exponent(step))));
    let decimals = further - exponent(step);
    if high < 1e6 && decimals <= 5 {
        return format!("{value:.*}", decimals.max(0) as usize);
    }
    let digits = (exponent(value.abs()) - exponent(step) + further).clamp(0, 12);
    let text = format!("{value:.*e}", digits as usize);
    // 1.50e60 and 1.00e60 are 1.5e60 and 1e60.
    match text.split_once('e') {
        Some((digits, e)) if digits.contains('.') => {
            format!("{}e{e}", digits.trim_end_matches('0').trim_end_matches('.'))
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers() -> Vec<f64> {
        let mut all = vec![0.0, -1.0, f64::NAN, f64::INFINITY, 1e308, 1e-308, 0.3, 0.7, 16.0, 99.999, 100.0];
        all.extend((-40..40).flat_map(|e| [1.0, 1.7, 2.0, 3.3, 5.0, 9.99].map(|m| m * 10f64.powi(e))));
        all
    }

    fn axes() -> Vec<Axis> {
        let mut axes = Vec::new();
        for &a in &numbers() {
            axes.extend([Axis::from_zero(a), Axis::window(a.clamp(0.0, 1e12), 40.0, 3.0)]);
            for b in [0.0, 0.01, 0.9, 0.999_999, 1.0] {
                axes.extend([Axis::around(a * b, a), Axis::log(a * b, a)]);
            }
        }
        axes
    }

    #[test]
    fn ends_are_the_next_round_numbers() {
        let rounded = [0.0, 0.3, 1.0, 1.01, 4.0, 7.0, 0.02, 2000.1].map(round_up);
        assert_eq!(rounded, [1.0, 0.5, 1.0, 2.0, 5.0, 10.0, 0.02, 5000.0]);
        assert_eq!([0.3, 1.0, 4.9, 0.019].map(round_down), [0.2, 1.0, 2.0, 0.01]);
    }

    #[test]
    fn an_end_is_never_more_than_two_and_a_half_times_what_it_holds() {
        for value in numbers().into_iter().filter(|v| *v > 1e-299 && *v < 1e299) {
            let high = Axis::from_zero(value).high;
            assert!(high >= value * (1.0 - 1e-9) && high <= 2.5 * value, "{value}: {high}");
        }
    }

    #[test]
    fn every_number_lies_on_its_axis() {
        for axis in axes() {
            assert!(axis.low.is_finite() && axis.high.is_finite() && axis.low < axis.high, "{axis:?}");
            for value in numbers() {
                let part = axis.part(value);
                assert_eq!(part.is_some(), value.is_finite(), "{axis:?} {value}");
                assert!(part.is_none_or(|p| (0.0..=1.0).contains(&p)), "{axis:?} {value} {part:?}");
            }
            let ends = [axis.low, axis.high].map(|v| axis.part(v).unwrap());
            assert!(ends[0] < 1e-9 && ends[1] > 1.0 - 1e-9, "{axis:?} {ends:?}");
        }
    }

    #[test]
    fn ticks_rise_are_inside_and_all_read_differently() {
        for axis in axes() {
            for most in [0, 1, 2, 3, 5, 8, 20] {
                let ticks = axis.ticks(most);
                assert!(!ticks.is_empty() && ticks.len() <= most.max(1) + 1, "{axis:?} {most}: {ticks:?}");
                let slack = (axis.high - axis.low) * 1e-5;
                assert!(
                    ticks.iter().all(|t| t.0 >= axis.low - slack && t.0 <= axis.high + slack),
                    "{axis:?} {ticks:?}"
                );
                for pair in ticks.windows(2) {
                    assert!(pair[0].0 < pair[1].0, "{axis:?} {ticks:?}");
                    let read: Vec<f64> = pair.iter().map(|t| t.1.parse().unwrap()).collect();
                    assert!(read[0] < read[1], "{axis:?} {ticks:?}");
                }
                for (value, text) in &ticks {
                    let read: f64 = text.parse().unwrap();
                    assert!((read - value).abs() <= 1e-3 * (axis.high - axis.low), "{text} stands at {value}");
                }
            }
        }
    }

    #[test]
    fn ticks_are_what_people_would_write() {
        let labels = |axis: Axis, most| axis.ticks(most).into_iter().map(|t| t.1).collect::<Vec<_>>().join(" ");
        assert_eq!(labels(Axis::from_zero(4.0), 5), "0 1 2 3 4 5");
        assert_eq!(labels(Axis::from_zero(4.0), 3), "0.0 2.5 5.0".replace("0.0 ", "0 "));
        assert_eq!(labels(Axis::from_zero(0.15), 4), "0 0.05 0.10 0.15 0.20");
        assert_eq!(labels(Axis::from_zero(1e60), 2), "0 5e59 1e60");
        assert_eq!(labels(Axis::log(0.003, 40.0), 9), "0.01 0.1 1 10");
        assert_eq!(labels(Axis::log(0.8, 0.95), 9), "0.5 1");
        assert_eq!(labels(Axis::around(0.7512, 0.7689), 4), "0.750 0.755 0.760 0.765 0.770");
    }

    #[test]
    fn a_window_holds_its_end_and_moves_by_whole_steps() {
        let windows: Vec<Axis> = (100..200).map(|end| Axis::window(f64::from(end), 40.0, f64::from(end))).collect();
        for (axis, end) in windows.iter().zip(100..) {
            assert!(axis.low <= f64::from(end) - 40.0 && axis.high >= f64::from(end), "{axis:?} {end}");
        }
        let moves = windows.windows(2).filter(|w| w[0] != w[1]).count();
        assert!(moves <= 10, "moved {moves} times in 100 passes");
        assert!(Axis::window(100.0, 40.0, 3.0).low <= 3.0);
    }
}
