//! How many users one needs.

/// z with 2.5 per cent of the standard normal distribution above it.
pub(super) const Z: f64 = crate::study::evaluate::statistics::Z;
/// The chance of finding a difference that is there.
pub const POWER: f64 = 0.8;
/// z with [`POWER`] of the standard normal distribution below it.
pub const Z_POWER: f64 = 0.841_621_233_572_914_2;

/// How many users each half needs so that a difference δ between their means is found in [`POWER`] of all tests, at 5 per cent
/// of false alarms, where the users of a half have the variance σ²: `2 (z₀.₉₇₅ + z₀.₈)² σ² / δ²`, rounded up.
///
/// Source: Kohavi, Tang and Xu, "Trustworthy online controlled experiments" (2020), chapter 17, who round it to `16 σ² / δ²`.
pub fn users_in_each(variance: f64, difference: f64) -> f64 {
    (2.0 * (Z + Z_POWER).powi(2) * variance / (difference * difference)).ceil()
}
