//! The words of a page: pieces of text, the figures and claims among them that the live program must confirm.

use super::Expression;

/// A stretch of text in one manner.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// As it is.
    Plain(String),
    /// Strong.
    Strong(String),
    /// Emphasised.
    Emphasis(String),
    /// A key or a command.
    Code(String),
    /// A number that the live program must confirm.
    Figure(Figure),
    /// A word of the glossary.
    Said(Said),
}

/// A word that the glossary says the meaning of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// As it is written.
    pub text: String,
    /// The word of the glossary.
    pub term: String,
    /// Its line in the file.
    pub line: usize,
}

/// A number as it is written, and what it must be.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// As it is written: `4.72`, `−0.77`, `10.06 %`.
    pub text: String,
    /// What it states the value of.
    pub of: Expression,
    /// Its line in the file.
    pub line: usize,
}

/// Something that must hold when the page is played.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// As it is written.
    pub text: String,
    /// What must be true, or what must be worth the number that is stated.
    pub of: Expression,
    /// The number on the right of an equation, with its decimals.
    pub stated: Option<(f64, usize)>,
    /// Its line in the file.
    pub line: usize,
}

impl Claim {
    /// The claim of a line.
    ///
    /// # Errors
    /// Why it is none.
    pub fn parse(text: &str, line: usize) -> Result<Self, String> {
        // `mse = 0.0841` is about the digits that are written; `a <= b` and `a = b + c` are about the values.
        let sides = text.split_once('=').filter(|(left, _)| !left.ends_with(['<', '>']));
        let number = |right: &str| right.trim().replace('−', "-").parse::<f64>().ok().and_then(|_| stated(right));
        let (of, stated) = match sides.and_then(|(left, right)| Some((left, number(right)?))) {
            Some((left, stated)) => (left, Some(stated)),
            None => (text, None),
        };
        let of = Expression::parse(of).map_err(|wrong| wrong.why)?;
        Ok(Self { text: text.into(), of, stated, line })
    }
}

impl Piece {
    /// What is read.
    pub fn text(&self) -> &str {
        match self {
            Piece::Plain(text) | Piece::Strong(text) | Piece::Emphasis(text) | Piece::Code(text) => text,
            Piece::Figure(figure) => &figure.text,
            Piece::Said(said) => &said.text,
        }
    }
}

impl Figure {
    /// The number that is written, and its decimals; `None` where there is none in it.
    pub fn stated(&self) -> Option<(f64, usize)> {
        stated(&self.text)
    }

    /// Whether a value rounds to what is written.
    pub fn confirms(&self, value: f64) -> bool {
        self.stated().is_some_and(|(number, decimals)| rounds_to(value, number, decimals))
    }
}

/// Whether a value, rounded to so many decimals, is a number written with as many.
pub(super) fn rounds_to(value: f64, number: f64, decimals: usize) -> bool {
    let half = 0.5 * 10f64.powi(-(decimals as i32));
    (value - number).abs() <= half * (1.0 + 1e-6)
}

/// A number as people write it, with its decimals: thousands set apart, a long minus, a unit behind.
pub(super) fn stated(text: &str) -> Option<(f64, usize)> {
    let text: String = text.trim().replace('−', "-").replace(',', "");
    let end = text.find(|c: char| !(c.is_ascii_digit() || "+-.".contains(c))).unwrap_or(text.len());
    let number = &text[..end];
    let decimals = number.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    number.parse().ok().map(|value| (value, decimals))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, number, decimals) in
            [("4.72", 4.72, 2), ("−0.77", -0.77, 2), ("10.06 %", 10.06, 2), ("100,836", 100_836.0, 0), ("+0.5", 0.5, 1)]
        {
            assert_eq!(stated(text), Some((number, decimals)), "{text}");
        }
        assert_eq!(stated("many"), None);
    }

    #[test]
    fn a_figure_confirms_what_rounds_to_it() {
        let figure = |text: &str| Figure { text: text.into(), of: Expression::Number(0.0), line: 1 };
        assert!(figure("0.00064").confirms(0.000_640_09));
        assert!(!figure("0.0004").confirms(0.000_640_09));
        assert!(figure("-0.77").confirms(-0.765_461));
        assert!(!figure("0.77").confirms(-0.765_461));
    }
}
