//! Means over folds, their spread, and what two models differ by.

use std::f64::consts::{FRAC_2_PI, FRAC_PI_2};

/// The mean; 0 of none.
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// The standard deviation, `√(Σ (x - mean)² / n)`: what Surprise prints as Std.
pub fn spread(values: &[f64]) -> f64 {
    (squares(values) / values.len().max(1) as f64).sqrt()
}

/// The standard error of the mean, `√(Σ (x - mean)² / (n - 1) / n)`; `None` of fewer than two.
pub fn standard_error(values: &[f64]) -> Option<f64> {
    let n = values.len() as f64;
    (values.len() > 1).then(|| (squares(values) / (n - 1.0) / n).sqrt())
}

fn squares(values: &[f64]) -> f64 {
    let mean = mean(values);
    values.iter().map(|x| (x - mean) * (x - mean)).sum()
}

/// By how much one model differs from another, fold by fold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// The mean of the differences.
    pub mean: f64,
    /// Student's 95 per cent interval of it, `mean ± t · standard error` with n - 1 degrees of freedom; `None` over one fold.
    pub interval: Option<(f64, f64)>,
}

/// The difference of paired figures, one pair for each fold.
///
/// The folds of a cross-validation share most of what they train on, so that the true interval is wider than this one. See
/// Nadeau and Bengio, "Inference for the generalization error" (2003).
pub fn difference(pairs: &[(f64, f64)]) -> Option<Difference> {
    let differences: Vec<f64> = pairs.iter().map(|(one, other)| one - other).collect();
    let (mean, n) = (mean(&differences), differences.len());
    let half = standard_error(&differences).map(|error| error * t_quantile(n as u32 - 1));
    (n > 0).then_some(Difference { mean, interval: half.map(|half| (mean - half, mean + half)) })
}

/// The t that Student's distribution with so many degrees of freedom, at least 1, exceeds on either side in 5 of 100 cases.
pub fn t_quantile(degrees: u32) -> f64 {
    // In the angle θ = atan(t / √ν) the probability between -t and t is a finite sum, and rises with θ.
    let (mut low, mut high) = (0.0, FRAC_PI_2);
    for _ in 0..80 {
        let middle = 0.5 * (low + high);
        if within(middle, degrees) < 0.95 { low = middle } else { high = middle }
    }
    f64::from(degrees).sqrt() * low.tan()
}

/// P(|T| ≤ t): Abramowitz and Stegun, "Handbook of mathematical functions" (1964), 26.7.3 and 26.7.4.
fn within(theta: f64, degrees: u32) -> f64 {
    let (sin, cos) = theta.sin_cos();
    let odd = degrees % 2 == 1;
    // cos + 2/3 cos³ + .. up to cos^(ν-2), or 1 + 1/2 cos² + .. up to cos^(ν-2).
    let (mut term, mut power) = if odd { (cos, 1) } else { (1.0, 0) };
    let mut sum = 0.0;
    while power + 2 <= degrees {
        sum += term;
        term *= cos * cos * f64::from(power + 1) / f64::from(power + 2);
        power += 2;
    }
    if odd { FRAC_2_PI * (theta + sin * sum) } else { sin * sum }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_tables() {
        for (degrees, t) in
            [(1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (5, 2.571), (9, 2.262), (30, 2.042), (999, 1.962)]
        {
            assert!((t_quantile(degrees) - t).abs() < 5e-4, "{degrees}: {}", t_quantile(degrees));
        }
    }

    #[test]
    fn means_and_intervals_are_those_by_hand() {
        let values = [1.0, 2.0, 3.0, 6.0];
        assert_eq!((mean(&values), spread(&values)), (3.0, 3.5_f64.sqrt()));
        assert_eq!(standard_error(&values), Some((14.0_f64 / 3.0 / 4.0).sqrt()));
        let pairs = values.map(|x| (x + 1.0, 1.0));
        let Difference { mean, interval: Some((low, high)) } = difference(&pairs).unwrap() else { panic!() };
        assert_eq!(mean, 3.0);
        assert!((high - 3.0 - 3.182_446 * 1.080_123).abs() < 1e-4 && (low + high - 6.0).abs() < 1e-12);
        assert_eq!(difference(&pairs[..1]).unwrap().interval, None);
        assert_eq!(difference(&[]), None);
    }
}
