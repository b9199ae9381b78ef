//! Axes with round ends: from the numbers to show, to a range that does not jump, to ticks that people can read.
//!
//! ```text
//!   5 ┤            the end is the next of … 0.5, 1, 2, 5, 10, 20 … above the largest number,
//!     │            so it moves rarely, and only by a big step
//!   0 ┼────────
//! ```
//!
//! A range follows from the numbers alone; nothing is remembered from frame to frame. Of the ticks that people can read,
//! those are taken that fall evenly on the rows or columns there are, one or a few of which may be left free for that.

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
const DECADES: i32 = 12;
/// Of so many rows or columns, one may be left free.
const FREE: u16 = 8;

/// Round numbers along an axis with their labels, in rising order.
pub(super) type Ticks = Vec<(f64, String)>;

/// An axis with the room that it takes.
pub(super) struct Ruler {
    /// The axis, which may be a little wider than was asked for.
    pub axis: Axis,
    /// How many of the rows or columns it takes.
    pub cells: u16,
    /// What is written beside it.
    pub ticks: Ticks,
}

impl Axis {
    /// From 0 to the next round number.
    pub(super) fn from_zero(most: f64) -> Self {
        Self { low: 0.0, high: round_up(most), log: false }
    }

    /// From one number to another, as they are.
    pub(super) fn between(low: f64, high: f64) -> Self {
        Self { low, high, log: false }
    }

    /// Whether equal distances are equal ratios.
    pub(super) fn is_log(&self) -> bool {
        self.log
    }

    /// The number at a part of the axis: the other way round than [`Axis::part`].
    pub(super) fn at(&self, part: f64) -> f64 {
        match self.log {
            true => self.low * (self.high / self.low).powf(part),
            false => self.low + part * (self.high - self.low),
        }
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

    /// The axis on so many rows or columns, of `dots` dots each, with ticks that stand at equal distances, where there are
    /// such. At most `most` steps lie between them, which follows from the room.
    pub(super) fn fitted(&self, cells: u16, dots: u16, most: impl Fn(u16) -> usize) -> Ruler {
        let free = (cells / FREE).max(1);
        let even = |axis: Self| {
            let fitted = (0..=free).filter_map(|free| {
                let cells = cells.checked_sub(free)?;
                let even = |ticks: &Ticks| ticks.len() > 2 && axis.is_even(ticks, cells, dots);
                Some((cells, axis.choices(most(cells)).into_iter().find(even)?))
            });
            let (cells, ticks) = fitted.max_by_key(|(cells, ticks)| (ticks.len(), *cells))?;
            Some(Ruler { axis, cells, ticks })
        };
        let any = || Ruler { axis: self.clone(), cells, ticks: self.choices(most(cells)).swap_remove(0) };
        self.wider().find_map(even).unwrap_or_else(any)
    }

    /// This axis, and where its ends may give for the ticks' sake, over some powers of ten, those that are a little wider.
    fn wider(&self) -> impl Iterator<Item = Self> + use<> {
        let lower = |low: f64| round_down(low * 0.9);
        let (low, high, log) = (self.low, self.high, self.log);
        let (less, more) = (lower(low), round_up(high * 1.1));
        let ends = [(low, high), (less, high), (low, more), (less, more), (lower(less), high)];
        let gives = log && high >= 100.0 * low;
        ends.into_iter().take(if gives { 5 } else { 1 }).map(move |(low, high)| Self { low, high, log })
    }

    /// Whether as many cells lie between any two neighbours, be they counted from the one end or from the other.
    fn is_even(&self, ticks: &Ticks, cells: u16, dots: u16) -> bool {
        let parts = || ticks.iter().filter_map(|(v, _)| self.part(*v));
        let even = |places: Vec<u16>| places.windows(3).all(|w| w[0].abs_diff(w[1]) == w[1].abs_diff(w[2]));
        even(parts().map(|part| cell(part, cells, dots)).collect())
            && even(parts().map(|part| cell(1.0 - part, cells, dots)).collect())
    }

    /// Ticks to choose from, at most `most` steps between them: the densest first, never none.
    fn choices(&self, most: usize) -> Vec<Ticks> {
        let most = most.max(1);
        if self.log {
            return self.log_choices(most);
        }
        let span = self.high - self.low;
        let first_digit = (self.high / power(exponent(self.high))).round();
        let counts: [usize; 4] = if first_digit == 2.0 { [10, 4, 2, 1] } else { [10, 5, 2, 1] };
        let steps: Vec<f64> = if self.low == 0.0 && is_round(self.high) {
            counts.into_iter().filter(|n| *n <= most).map(|n| span / n as f64).collect()
        } else {
            let coarser = |step: &f64| Some(round_up(step * 1.5)).filter(|step| 2.0 * step <= span * (1.0 + 1e-9));
            std::iter::successors(Some(round_up(span / most as f64)), coarser).collect()
        };
        let ticks = |step: f64| {
            let (first, last) = ((self.low / step - 1e-6).ceil() as i64, (self.high / step + 1e-6).floor() as i64);
            let ticks = (first..=last.min(first + most as i64)).map(|n| n as f64 * step);
            ticks.map(|v| (v, label(v, step, self.high))).collect()
        };
        steps.into_iter().map(ticks).collect()
    }

    fn log_choices(&self, most: usize) -> Vec<Ticks> {
        let (first, last) = (exponent(self.low), exponent(self.high));
        let own = |v: f64| (v, label(v, v, v));
        if last - first < 2 {
            let all = (first..=last).flat_map(|e| [1.0, 2.0, 5.0].map(|m| times(m, e)));
            let inside: Vec<f64> =
                all.filter(|v| *v >= self.low * (1.0 - 1e-9) && *v <= self.high * (1.0 + 1e-9)).collect();
            if inside.len() <= most + 1 {
                return vec![inside.into_iter().map(own).collect()];
            }
            return vec![[self.low, self.high].map(own).to_vec()];
        }
        let all = (last - first) as usize;
        let ticks = |stride: usize| {
            let decades = (first..=last).rev().step_by(stride).map(power);
            let mut ticks: Ticks = decades.filter(|v| *v >= self.low * (1.0 - 1e-9)).map(own).collect();
            ticks.reverse();
            ticks
        };
        (all.div_ceil(most)..=all).map(ticks).collect()
    }
}

/// The cell that a part of the way from one end to the other lies in, of so many with so many dots each.
pub(super) fn cell(part: f64, cells: u16, dots: u16) -> u16 {
    let last = f64::from(cells) * f64::from(dots) - 1.0;
    (part.clamp(0.0, 1.0) * last.max(0.0)).round() as u16 / dots.max(1)
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
                let ticks = axis.choices(most).swap_remove(0);
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
        let labels =
            |axis: Axis, most| axis.choices(most).swap_remove(0).into_iter().map(|t| t.1).collect::<Vec<_>>().join(" ");
        assert_eq!(labels(Axis::from_zero(4.0), 5), "0 1 2 3 4 5");
        assert_eq!(labels(Axis::from_zero(4.0), 3), "0.0 2.5 5.0".replace("0.0 ", "0 "));
        assert_eq!(labels(Axis::from_zero(0.15), 4), "0 0.05 0.10 0.15 0.20");
        assert_eq!(labels(Axis::from_zero(1e60), 2), "0 5e59 1e60");
        assert_eq!(labels(Axis::log(0.003, 40.0), 9), "0.01 0.1 1 10");
        assert_eq!(labels(Axis::log(0.8, 0.95), 9), "0.5 1");
        assert_eq!(labels(Axis::around(0.7512, 0.7689), 4), "0.750 0.755 0.760 0.765 0.770");
    }

    /// What lies between neighbours, in cells.
    fn gaps(axis: &Axis, ticks: &Ticks, cells: u16, dots: u16) -> Vec<u16> {
        let places: Vec<u16> = ticks.iter().map(|t| cell(1.0 - axis.part(t.0).unwrap(), cells, dots)).collect();
        places.windows(2).map(|w| w[0] - w[1]).collect()
    }

    #[test]
    fn ticks_stand_evenly_wherever_they_can() {
        for axis in &axes() {
            for cells in 1..80 {
                let most = |cells: u16| usize::from(cells / 2).clamp(1, 5);
                let (own, Ruler { axis, cells: used, ticks }) = (axis, axis.fitted(cells, 4, most));
                assert!(
                    axis.low <= own.low && axis.high >= own.high && own.high / axis.high > 0.35,
                    "{own:?} {axis:?}"
                );
                assert!(used <= cells && used + (cells / FREE).max(1) >= cells, "{axis:?} {cells}: {used}");
                let gaps = gaps(&axis, &ticks, used, 4);
                let even = gaps.iter().all(|gap| *gap == gaps[0]);
                // An axis from 0 to a round number has a middle, and an odd number of rows has one as well.
                let halved = axis.low == 0.0 && !axis.log && most(cells.saturating_sub(1)) >= 2;
                assert!(even || !halved, "{axis:?} on {cells}: {ticks:?} {gaps:?}");
                // What cannot be even is uneven by one cell, but for 1, 2, 5 on an axis of ratios.
                let ratios = axis.log && axis.high / axis.low < 200.0;
                let (least, largest) = (gaps.iter().min(), gaps.iter().max());
                assert!(ratios || largest.zip(least).is_none_or(|(a, b)| a - b <= 1), "{axis:?} {cells}: {gaps:?}");
                let missed =
                    (used..=cells).flat_map(|cells| axis.choices(most(cells)).into_iter().map(move |t| (cells, t)));
                let missed = missed.filter(|(cells, t)| t.len() > 2 && axis.is_even(t, *cells, 4)).count();
                assert!(even || missed == 0, "{axis:?} on {cells}: {gaps:?}, where some are even");
            }
        }
    }

    #[test]
    fn nine_rows_are_halved_and_eleven_have_every_second_number() {
        let read = |axis: Axis, rows: u16| {
            let Ruler { cells, ticks, .. } = axis.fitted(rows, 4, |rows| usize::from(rows / 2).clamp(1, 5));
            (cells, ticks.into_iter().map(|t| t.1).collect::<Vec<_>>().join(" "))
        };
        assert_eq!(read(Axis::from_zero(10.0), 9), (9, "0 5 10".into()));
        assert_eq!(read(Axis::from_zero(10.0), 11), (11, "0 2 4 6 8 10".into()));
        assert_eq!(read(Axis::from_zero(10.0), 12), (11, "0 2 4 6 8 10".into()));
        assert_eq!(read(Axis::from_zero(20.0), 9), (9, "0 5 10 15 20".into()));
        assert_eq!(read(Axis::log(0.01, 10.0), 10), (10, "0.01 0.1 1 10".into()));
        assert_eq!(read(Axis::log(0.05, 20.0), 8), (7, "0.1 1 10".into()), "one row is left free");
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
