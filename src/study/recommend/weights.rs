//! What each scale counts.

use super::Slider;
use crate::{choice::Choice, data::decimal};
use std::{fmt, str::FromStr};

/// What each [`Slider`] counts, from 0 to 1. The score of an item is the sum `Σ w v`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights([f64; Slider::ALL.len()]);

/// By the predicted rating alone.
impl Default for Weights {
    fn default() -> Self {
        Self::PLAIN
    }
}

impl Weights {
    /// By the predicted rating alone.
    pub const PLAIN: Self = {
        let mut weights = Self::NONE;
        weights.0[Slider::Rating as usize] = 1.0;
        weights
    };
    /// Nothing counts.
    const NONE: Self = Self([0.0; Slider::ALL.len()]);

    /// What a slider counts.
    pub fn of(&self, slider: Slider) -> f64 {
        self.0[slider.place()]
    }

    /// Has a slider count so much, from 0 to 1.
    pub fn set(&mut self, slider: Slider, weight: f64) {
        self.0[slider.place()] = weight.clamp(0.0, 1.0);
    }

    /// Whether only the predicted rating counts.
    pub fn is_plain(&self) -> bool {
        Slider::ALL.iter().all(|slider| *slider == Slider::Rating || self.of(*slider) == 0.0)
    }

    /// What the sliders count together: the highest score that there can be.
    pub fn sum(&self) -> f64 {
        Slider::ALL.iter().filter(|slider| slider.scores()).map(|slider| self.of(*slider)).sum()
    }
}

impl fmt::Display for Weights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = Slider::ALL.iter().filter(|slider| self.of(**slider) != 0.0);
        let texts: Vec<String> = counts.map(|slider| format!("{}={}", slider.name(), self.of(*slider))).collect();
        f.write_str(&if texts.is_empty() { "rating=0".into() } else { texts.join(" ") })
    }
}

impl FromStr for Weights {
    type Err = String;

    /// Reads `rating=0.6 like=0.2 variety=0.4`: what is not named counts nothing.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut weights = Self::NONE;
        let mut named = Vec::new();
        for word in text.split_whitespace() {
            let wrong = || format!("'{word}' is not name=weight with a weight from 0 to 1, as in rating=0.6");
            let (name, value) = word.split_once('=').ok_or_else(wrong)?;
            let value = decimal(value).filter(|value| (0.0..=1.0).contains(value)).ok_or_else(wrong)?;
            if named.contains(&name) {
                return Err(format!("{name} is weighed twice"));
            }
            named.push(name);
            weights.set(Slider::named(name)?, value);
        }
        match named.is_empty() {
            true => Err("weights are expected, as in rating=0.6 like=0.2".into()),
            false => Ok(weights),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_read_as_they_are_written() {
        for text in ["rating=1", "rating=0.6 like=0.2 popular=0.1 variety=0.4", "rating=0", "unlike=1"] {
            assert_eq!(text.parse::<Weights>().unwrap().to_string(), text);
        }
        assert_eq!(Weights::default().to_string(), "rating=1");
        assert!(Weights::default().is_plain());
        assert!(!"rating=1 variety=0.1".parse::<Weights>().unwrap().is_plain());
        for (text, part) in [
            ("", "weights are expected"),
            ("rating", "is not name=weight"),
            ("rating=2", "from 0 to 1"),
            ("rating=nan", "from 0 to 1"),
            ("taste=1", "'taste' is not a slider"),
            ("like=1 like=0.5", "weighed twice"),
        ] {
            let why = text.parse::<Weights>().unwrap_err();
            assert!(why.contains(part), "{text}: {why}");
        }
    }
}
