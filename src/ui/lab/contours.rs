//! Lines of equal height, on a grid of dots: at round levels, so that each can be labelled.
//!
//! ```text
//!   ⠔⠒⠒⠢⡀         between two neighbouring dots of which one lies below a level and one above it,
//!  ⡎ 0.5 ⢱        the line goes through the nearer one
//!   ⠣⣀⣀⠔⠁
//! ```

use crate::{study::reach::round_step, ui::typeset};

/// A height that has a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// The height.
    pub value: f64,
    /// As it is written.
    pub text: String,
}

/// No more lines than these.
const MOST: usize = 9;

/// Whether heights from `least` to `most` are told apart by their ratios: from a factor of eight on.
pub fn by_ratio(least: f64, most: f64) -> bool {
    most > 8.0 * least.max(0.0)
}

/// Round heights between `least` and `most`: 1, 2 and 5 times powers of ten, or the powers alone where those are too many;
/// where the highest is not far above the lowest, multiples of a round step.
pub fn levels(least: f64, most: f64) -> Vec<Level> {
    if !(least.is_finite() && most.is_finite()) || most <= least {
        return Vec::new();
    }
    if !by_ratio(least, most) {
        let step = round_step((most - least) / 7.0);
        let digits = (-step.log10().floor()).clamp(0.0, 9.0) as usize;
        let first = (least / step).floor() + 1.0;
        let values = (0..MOST).map(|n| (first + n as f64) * step).take_while(|v| *v < most);
        return values.map(|value| Level { value, text: written(value, digits) }).collect();
    }
    // Nine powers of ten below the highest there is nothing left to see.
    let floor = least.max(most / 1e9).max(f64::MIN_POSITIVE);
    let (first, last) = (floor.log10().floor() as i32, most.log10().floor() as i32);
    let round = |digits: &[u32], apart: i32| -> Vec<Level> {
        let powers = (first..=last).rev().filter(|e| (last - e) % apart == 0);
        let all = powers.flat_map(|e| digits.iter().rev().map(move |d| (*d, e)));
        let levels = all.map(|(digit, e)| level(digit, e)).filter(|l| l.value > floor && l.value < most);
        levels.collect()
    };
    let mut choices = vec![round(&[1, 2, 5], 1)];
    choices.extend((1..).map(|apart| round(&[1], apart)).take(5));
    let mut levels = choices.into_iter().find(|levels| levels.len() <= MOST).unwrap_or_default();
    levels.reverse();
    levels
}

fn level(digit: u32, exponent: i32) -> Level {
    let value = match exponent {
        e if e < 0 => f64::from(digit) / 10f64.powi(-e),
        e => f64::from(digit) * 10f64.powi(e),
    };
    let text = match exponent {
        -4..=0 => written(value, exponent.unsigned_abs() as usize),
        1..=6 => written(value, 0),
        e => format!("{digit}e{e}"),
    };
    Level { value, text }
}

fn written(value: f64, digits: usize) -> String {
    match digits {
        0 if value < 1e9 => typeset::count(value.round() as usize),
        _ => typeset::fixed(value, digits),
    }
}

/// Calls `dot(x, y, level)` for every dot that a line goes through; `heights` are `width` to a row.
pub fn trace(heights: &[f64], width: usize, levels: &[Level], mut dot: impl FnMut(usize, usize, usize)) {
    let below = |height: f64| levels.partition_point(|level| level.value <= height);
    let bands: Vec<usize> = heights.iter().map(|h| below(*h)).collect();
    for at in 0..heights.len() {
        let right = (at % width + 1 < width).then_some(at + 1);
        let under = (at + width < heights.len()).then_some(at + width);
        for next in right.into_iter().chain(under) {
            let (lower, upper) = (bands[at].min(bands[next]), bands[at].max(bands[next]));
            for (number, level) in levels.iter().enumerate().take(upper).skip(lower) {
                let off = |at: usize| (heights[at] - level.value).abs();
                let on = if off(next) < off(at) { next } else { at };
                dot(on % width, on / width, number);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(least: f64, most: f64) -> Vec<String> {
        levels(least, most).into_iter().map(|level| level.text).collect()
    }

    #[test]
    fn levels_are_round_and_few() {
        assert_eq!(texts(0.03, 3.0), ["0.05", "0.1", "0.2", "0.5", "1", "2"]);
        assert_eq!(texts(60_010.0, 60_640.0), ["60,100", "60,200", "60,300", "60,400", "60,500", "60,600"]);
        assert_eq!(texts(0.0, 700.0), ["1e-6", "1e-5", "0.0001", "0.001", "0.01", "0.1", "1", "10", "100"]);
        assert_eq!(texts(1.0, 1.0), [""; 0]);
        assert_eq!(texts(f64::NAN, 1.0), [""; 0]);
        for n in 0..4000 {
            let least = 10f64.powi(n % 37 - 18) * (1.0 + f64::from(n % 11));
            let most = least * (1.0 + f64::from(n) * f64::from(n % 97));
            let levels = levels(least, most);
            assert!(levels.len() <= MOST && levels.windows(2).all(|w| w[0].value < w[1].value), "{least} {most}");
            assert!(levels.iter().all(|l| l.value >= least && l.value <= most), "{least} {most} {levels:?}");
            assert!(levels.len() >= 2 || most <= 2.0 * least, "{least} {most} {levels:?}");
        }
    }

    #[test]
    fn a_line_goes_round_a_bowl() {
        let (width, height) = (41, 31);
        let heights: Vec<f64> = (0..width * height)
            .map(|at| ((at % width) as f64 - 20.0).powi(2) + ((at / width) as f64 - 15.0).powi(2))
            .collect();
        let levels = [Level { value: 100.0, text: String::new() }];
        let mut dots = Vec::new();
        trace(&heights, width, &levels, |x, y, _| dots.push((x, y)));
        assert!(dots.len() > 60);
        for (x, y) in dots {
            let radius = ((x as f64 - 20.0).powi(2) + (y as f64 - 15.0).powi(2)).sqrt();
            assert!((radius - 10.0).abs() < 0.75, "{x}, {y} lies {radius} from the middle");
        }
    }
}
