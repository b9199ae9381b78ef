//! The range that ratings live in.

use std::{fmt, str::FromStr};

/// The lowest and the highest rating there can be. Predictions are clipped to it.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    /// A scale from `low` to `high`; `None` unless both are finite and `low < high`.
    pub fn new(low: f64, high: f64) -> Option<Self> {
        (low.is_finite() && high.is_finite() && low < high).then_some(Self { low, high })
    }

    /// The narrowest scale that holds all `values`. A single value gets a scale of width one around it.
    pub fn around(values: impl IntoIterator<Item = f64>) -> Self {
        let (low, high) = values
            .into_iter()
            .filter(|v| v.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
        Self::new(low, high).or_else(|| Self::new(low - 0.5, low + 0.5)).unwrap_or(Self { low: 0.0, high: 1.0 })
    }

    /// The lowest rating.
    pub fn low(self) -> f64 {
        self.low
    }

    /// The highest rating.
    pub fn high(self) -> f64 {
        self.high
    }

    /// How wide the scale is.
    pub fn width(self) -> f64 {
        self.high - self.low
    }

    /// Whether `value` lies on the scale, its ends included.
    pub fn holds(self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    /// What is said of a value that does not.
    pub fn refusal(self, value: impl fmt::Display) -> String {
        format!("{value} is not on the scale of these ratings, {self}")
    }

    /// The nearest value on the scale.
    pub fn clip(self, value: f64) -> f64 {
        value.clamp(self.low, self.high)
    }
}

impl fmt::Display for Scale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.low, self.high)
    }
}

impl FromStr for Scale {
    type Err = String;

    /// Reads `0.5..5`.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("'{text}' is not a scale; write the lowest and the highest rating as in 0.5..5");
        let (low, high) = text.split_once("..").ok_or_else(wrong)?;
        let number = |t: &str| t.trim().parse::<f64>().map_err(|_| wrong());
        Self::new(number(low)?, number(high)?).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        let scale: Scale = "-1..1.5".parse().unwrap();
        assert_eq!((scale.low(), scale.high()), (-1.0, 1.5));
        assert_eq!(scale.to_string().parse(), Ok(scale));
        for bad in ["", "5", "5..1", "1..1", "a..b", "0..inf", "nan..3"] {
            assert!(bad.parse::<Scale>().is_err(), "{bad}");
        }
    }

    #[test]
    fn is_found_around_values() {
        assert_eq!(Scale::around([2.0, 0.0, 5.0]).to_string(), "0..5");
        assert_eq!(Scale::around([3.0]).to_string(), "2.5..3.5");
        assert_eq!(Scale::around([]).to_string(), "0..1");
        assert_eq!(Scale::around([0.0, 5.0]).clip(6.3), 5.0);
    }
}
