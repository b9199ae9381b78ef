//! Means over folds or users, their spread, and what two models, or two halves of the users, differ by.

use std::{
    f64::consts::{FRAC_2_PI, FRAC_PI_2},
    sync::OnceLock,
};

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

/// How many they are, their mean, and their variance `Σ (x - mean)² / (n - 1)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moments {
    /// n.
    pub count: usize,
    /// Their mean; 0 of none.
    pub mean: f64,
    /// Their variance; 0 of fewer than two.
    pub variance: f64,
}

impl Moments {
    /// Of k/unit, for whole numbers k.
    pub fn of_counts(counts: impl Iterator<Item = u64>, unit: f64) -> Self {
        let (count, sum, squares) = counts.fold((0, 0, 0), |(n, sum, squares), k| (n + 1, sum + k, squares + k * k));
        Self::of_sums(count, sum, squares, unit)
    }

    /// The same of n of them, by Σ k and Σ k²: in whole numbers, so that no order of adding them up makes a difference.
    pub fn of_sums(count: usize, sum: u64, squares: u64, unit: f64) -> Self {
        let n = count as u64;
        // n Σ k² - (Σ k)² is n times the sum of squares about the mean.
        let about = u128::from(n) * u128::from(squares) - u128::from(sum) * u128::from(sum);
        let variance = if n < 2 { 0.0 } else { about as f64 / (n as f64 * (n - 1) as f64) / (unit * unit) };
        Self { count, mean: sum as f64 / n.max(1) as f64 / unit, variance }
    }
}

/// By how much the mean of one half of the users differs from that of the other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Welch {
    /// The difference of the means.
    pub mean: f64,
    /// Its standard error, `√(s₁²/n₁ + s₂²/n₂)`.
    pub error: f64,
    /// The degrees of freedom, rounded down.
    pub degrees: u32,
}

/// The second mean less the first, where the two need not have the same variance. `None` of fewer than two in a half, and where
/// nothing varies.
///
/// The degrees of freedom are `(s₁²/n₁ + s₂²/n₂)² / (s₁⁴/(n₁²(n₁ - 1)) + s₂⁴/(n₂²(n₂ - 1)))`.
///
/// Source: Welch, "The generalization of Student's problem when several different population variances are involved" (1947).
pub fn welch(one: &Moments, other: &Moments) -> Option<Welch> {
    let part = |of: &Moments| of.variance / of.count as f64;
    let below = |of: &Moments| part(of) * part(of) / (of.count as f64 - 1.0);
    let sum = part(one) + part(other);
    if one.count < 2 || other.count < 2 || sum <= 0.0 {
        return None;
    }
    let degrees = (sum * sum / (below(one) + below(other))).clamp(1.0, f64::from(u32::MAX)) as u32;
    Some(Welch { mean: other.mean - one.mean, error: sum.sqrt(), degrees })
}

impl Welch {
    /// By how many standard errors it differs from 0.
    pub fn t(&self) -> f64 {
        self.mean / self.error
    }

    /// The 95 per cent interval, `mean ± t · error`.
    pub fn interval(&self) -> (f64, f64) {
        let half = t_quantile(self.degrees) * self.error;
        (self.mean - half, self.mean + half)
    }

    /// Whether 0 lies outside of the interval.
    pub fn is_significant(&self) -> bool {
        self.t().abs() > t_quantile(self.degrees)
    }

    /// How often chance alone makes as large a difference, in either direction: P(|T| > |t|).
    pub fn p(&self) -> f64 {
        // Beyond so many degrees it is the same to the sixth decimal, and the sum as long as they are many.
        let degrees = self.degrees.min(100_000);
        let theta = (self.t().abs() / f64::from(degrees).sqrt()).atan();
        (1.0 - within(theta, degrees)).max(0.0)
    }
}

/// z with 2.5 per cent of the standard normal distribution above it.
pub const Z: f64 = 1.959_963_984_540_054;
/// From so many degrees of freedom on, the quantile is that of the series.
const MANY: u32 = 60;

/// The t that Student's distribution with so many degrees of freedom, at least 1, exceeds on either side in 5 of 100 cases.
///
/// Where they are many it is the series in 1/ν about the normal distribution: Abramowitz and Stegun (1964), 26.7.5.
pub fn t_quantile(degrees: u32) -> f64 {
    if degrees >= MANY {
        let (z, nu) = (Z, f64::from(degrees));
        let z2 = z * z;
        let first = z * (z2 + 1.0) / 4.0;
        let second = z * ((5.0 * z2 + 16.0) * z2 + 3.0) / 96.0;
        let third = z * (((3.0 * z2 + 19.0) * z2 + 17.0) * z2 - 15.0) / 384.0;
        return z + (first + (second + third / nu) / nu) / nu;
    }
    // Thousands of tests ask for the same few.
    static FEW: OnceLock<Vec<f64>> = OnceLock::new();
    FEW.get_or_init(|| (0..MANY).map(searched).collect())[degrees as usize]
}

/// The same where they are few, by halving.
fn searched(degrees: u32) -> f64 {
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
    fn the_series_goes_on_where_the_sum_ends() {
        for degrees in [MANY, 100, 399, 5000] {
            let t = t_quantile(degrees);
            let inside = within((t / f64::from(degrees).sqrt()).atan(), degrees);
            assert!((inside - 0.95).abs() < 1e-7, "{degrees}: {inside}");
        }
    }

    /// By hand: 1, 2, 3 and 2, 4, 6, 8 have means 2 and 5, variances 1 and 20/3, and s²/n 1/3 and 5/3.
    #[test]
    fn welch_is_that_by_hand() {
        let one = Moments::of_counts([10, 20, 30].into_iter(), 10.0);
        let other = Moments::of_counts([20, 40, 60, 80].into_iter(), 10.0);
        assert_eq!((one.count, one.mean, one.variance), (3, 2.0, 1.0));
        assert!(other.mean == 5.0 && (other.variance - 20.0 / 3.0).abs() < 1e-12);
        let found = welch(&one, &other).unwrap();
        assert!((found.mean - 3.0).abs() < 1e-12 && (found.error - 2f64.sqrt()).abs() < 1e-12);
        // 4 / (1/9/2 + 25/9/3) = 4.08
        assert_eq!(found.degrees, 4);
        let (low, high) = found.interval();
        assert!((low - (3.0 - 2.776_445 * 2f64.sqrt())).abs() < 1e-5 && (low + high - 6.0).abs() < 1e-9);
        assert!(!found.is_significant() && (found.p() - 0.1012).abs() < 5e-4, "{}", found.p());
        let alike = Moments::of_counts([7, 7].into_iter(), 1.0);
        assert_eq!((welch(&alike, &alike), welch(&one, &Moments::of_counts([3].into_iter(), 1.0))), (None, None));
        assert_eq!(Moments::of_counts(std::iter::empty(), 1.0), Moments { count: 0, mean: 0.0, variance: 0.0 });
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
