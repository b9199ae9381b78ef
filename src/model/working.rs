//! The arithmetic behind a number as data, for models that have no factors: any screen can typeset it.

use crate::data::Entity;

/// How a number came about: its formula, its terms, and what is made of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arithmetic {
    /// The formula in symbols.
    pub formula: String,
    /// What the columns of the terms are called, besides whose they are.
    pub heads: Vec<&'static str>,
    /// The terms, each with a figure for each column.
    pub terms: Vec<(Entity, Vec<Calc>)>,
    /// How many terms there are that are not listed.
    pub unlisted: usize,
    /// What the columns of the parts are called, besides their names.
    pub part_heads: Vec<&'static str>,
    /// What is no user and no item, factors or clusters, each with a figure for each column.
    pub parts: Vec<(String, Vec<Calc>)>,
    /// What is made of them, one after the other: what it is called, and how it is worked out. The last is the number.
    pub lines: Vec<(&'static str, Calc)>,
    /// What else is to be said.
    pub note: Option<&'static str>,
}

/// What is predicted where the rule of a model cannot be followed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fallback {
    /// What it is.
    pub on: &'static str,
    /// The prediction.
    pub value: f64,
    /// Why the rule cannot be followed.
    pub why: &'static str,
}

impl Fallback {
    /// What takes its place where there is nothing to learn from.
    pub(super) fn on_mean(value: f64, why: &'static str) -> Self {
        Self { on: "mean of all ratings", value, why }
    }

    /// How it comes about, where the formula would be this.
    pub(super) fn told(self, formula: &str) -> Arithmetic {
        let lines = vec![(self.on, Calc::Number(self.value))];
        Arithmetic { formula: formula.into(), lines, note: Some(self.why), ..Arithmetic::default() }
    }
}

/// A calculation as it is written.
#[derive(Clone, Debug, PartialEq)]
pub enum Calc {
    /// A number that was worked out.
    Number(f64),
    /// A rating, which is written as it was given.
    Rating(f64),
    /// How many there are of something.
    Count(usize),
    /// The sum of two.
    Plus(Box<Calc>, Box<Calc>),
    /// The product of two.
    Times(Box<Calc>, Box<Calc>),
    /// One over another.
    Over(Box<Calc>, Box<Calc>),
}

impl Calc {
    /// The sum of this and another.
    pub fn plus(self, other: Calc) -> Calc {
        Calc::Plus(self.into(), other.into())
    }

    /// This times another.
    pub fn times(self, other: Calc) -> Calc {
        Calc::Times(self.into(), other.into())
    }

    /// This over another.
    pub fn over(self, other: Calc) -> Calc {
        Calc::Over(self.into(), other.into())
    }

    /// What comes out, each number first put through `round`.
    pub fn value(&self, round: &dyn Fn(f64) -> f64) -> f64 {
        match self {
            Calc::Number(number) => round(*number),
            Calc::Rating(rating) => *rating,
            Calc::Count(count) => *count as f64,
            Calc::Plus(a, b) => a.value(round) + b.value(round),
            Calc::Times(a, b) => a.value(round) * b.value(round),
            Calc::Over(a, b) => a.value(round) / b.value(round),
        }
    }

    /// The calculation in signs, each number written by `write`.
    pub fn signs(&self, write: &dyn Fn(f64) -> String) -> String {
        match self {
            Calc::Number(number) => write(*number),
            Calc::Rating(rating) => rating.to_string(),
            Calc::Count(count) => count.to_string(),
            Calc::Plus(a, b) => {
                let (a, b) = (a.signs(write), b.signs(write));
                match b.strip_prefix('-') {
                    Some(b) => format!("{a} - {b}"),
                    None => format!("{a} + {b}"),
                }
            }
            Calc::Times(a, b) => format!("{}·{}", a.bound(write), b.bound(write)),
            Calc::Over(a, b) => format!("{}/{}", a.signs(write), b.bound(write)),
        }
    }

    /// The same as part of a product, in brackets where it takes some.
    fn bound(&self, write: &dyn Fn(f64) -> String) -> String {
        let signs = self.signs(write);
        let bare = matches!(self, Calc::Times(..)) || self.is_plain() && !signs.starts_with('-');
        if bare { signs } else { format!("({signs})") }
    }

    /// Whether there is anything to work out.
    pub fn is_plain(&self) -> bool {
        !matches!(self, Calc::Plus(..) | Calc::Times(..) | Calc::Over(..))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_what_is_worked_out() {
        let calc = Calc::Number(3.25).plus(Calc::Number(-0.75).over(Calc::Count(3)));
        assert_eq!(calc.signs(&|v| format!("{v:.2}")), "3.25 - 0.75/3");
        assert_eq!(calc.value(&|v| v), 3.0);
        assert!((calc.value(&|v| v.round()) - (3.0 - 1.0 / 3.0)).abs() < 1e-15);
        let product = Calc::Number(2.0).times(Calc::Number(-0.5)).over(Calc::Count(1).plus(Calc::Rating(3.0)));
        assert_eq!(
            (product.signs(&|v| format!("{v:.1}")).as_str(), product.value(&|v| v)),
            ("2.0·(-0.5)/(1 + 3)", -0.25)
        );
    }
}
