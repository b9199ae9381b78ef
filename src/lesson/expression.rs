//! Expressions over the live state: what the figures, answers and claims of a lesson are written in.
//!
//! `prediction(An, Ommazh)`, `e[3,2]^2`, `100*(1 - 0.8567/0.9525)`, `mse < 0.02`. Products may be written without a sign,
//! as in `e[4,3] Q[1,3]`.

use super::quantity::{self, Quantity};
use std::fmt;

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// A number.
    Number(f64),
    /// Something of the live state.
    Quantity(Quantity),
    /// The other sign.
    Negative(Box<Expression>),
    /// Two of them, combined.
    Two(Operator, Box<Expression>, Box<Expression>),
    /// A function of some of them.
    Call(Function, Vec<Expression>),
}

/// What combines two expressions. A comparison is 1 where it is true, else 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Operator {
    Plus,
    Minus,
    Times,
    Over,
    Power,
    Equal,
    Less,
    Greater,
    AtMost,
    AtLeast,
}

/// A function of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Function {
    Sqrt,
    Abs,
    Ln,
    Min,
    Max,
    Round,
}

/// The functions, with their names and how many arguments they take.
const FUNCTIONS: [(&str, Function, usize); 6] = [
    ("sqrt", Function::Sqrt, 1),
    ("abs", Function::Abs, 1),
    ("ln", Function::Ln, 1),
    ("min", Function::Min, 2),
    ("max", Function::Max, 2),
    ("round", Function::Round, 2),
];

/// What is wrong with an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misread {
    /// Where, in characters from 0.
    pub at: usize,
    /// What is wrong, and what was expected.
    pub why: String,
}

impl fmt::Display for Misread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

/// The most letters of an expression: what reads it goes into brackets within brackets, and memory for that has an end.
const LONGEST: usize = 500;

/// How far two numbers may be apart and still be equal: what is left by rounding in their arithmetic.
const EQUAL: f64 = 1e-9;

impl Expression {
    /// Reads an expression.
    ///
    /// # Errors
    /// Where it cannot be read, and what was expected there.
    pub fn parse(text: &str) -> Result<Self, Misread> {
        let mut reader = Reader { letters: text.chars().collect(), at: 0 };
        if reader.letters.len() > LONGEST {
            return Err(Misread { at: LONGEST, why: format!("an expression has at most {LONGEST} letters") });
        }
        let expression = reader.comparison()?;
        match reader.peek() {
            None => Ok(expression),
            Some(letter) => Err(reader.expected(format!("the end, not '{letter}'"))),
        }
    }

    /// Its value, with the quantities as `value` has them.
    ///
    /// # Errors
    /// What `value` says of a quantity that it does not know.
    pub fn value(&self, value: &dyn Fn(&Quantity) -> Result<f64, String>) -> Result<f64, String> {
        Ok(match self {
            Expression::Number(number) => *number,
            Expression::Quantity(quantity) => value(quantity)?,
            Expression::Negative(inner) => -inner.value(value)?,
            Expression::Two(operator, a, b) => operator.of(a.value(value)?, b.value(value)?),
            Expression::Call(function, arguments) => {
                let values = arguments.iter().map(|a| a.value(value)).collect::<Result<Vec<_>, _>>()?;
                function.of(&values)
            }
        })
    }

    /// Whether it speaks of the live state at all.
    pub fn is_live(&self) -> bool {
        match self {
            Expression::Number(_) => false,
            Expression::Quantity(_) => true,
            Expression::Negative(inner) => inner.is_live(),
            Expression::Two(_, a, b) => a.is_live() || b.is_live(),
            Expression::Call(_, arguments) => arguments.iter().any(Self::is_live),
        }
    }
}

impl Operator {
    /// Whether it says that something is so.
    pub fn compares(self) -> bool {
        !matches!(self, Operator::Plus | Operator::Minus | Operator::Times | Operator::Over | Operator::Power)
    }

    fn of(self, a: f64, b: f64) -> f64 {
        let near = (a - b).abs() <= EQUAL * (1.0 + a.abs().max(b.abs()));
        let truth = |yes: bool| f64::from(u8::from(yes));
        match self {
            Operator::Plus => a + b,
            Operator::Minus => a - b,
            Operator::Times => a * b,
            Operator::Over => a / b,
            Operator::Power => a.powf(b),
            Operator::Equal => truth(near),
            Operator::Less => truth(a < b && !near),
            Operator::Greater => truth(a > b && !near),
            Operator::AtMost => truth(a < b || near),
            Operator::AtLeast => truth(a > b || near),
        }
    }
}

impl Function {
    fn of(self, values: &[f64]) -> f64 {
        let second = values.get(1).copied().unwrap_or(0.0);
        match self {
            Function::Sqrt => values[0].sqrt(),
            Function::Abs => values[0].abs(),
            Function::Ln => values[0].ln(),
            Function::Min => values[0].min(second),
            Function::Max => values[0].max(second),
            Function::Round => {
                let scale = 10f64.powi(second as i32);
                (values[0] * scale).round() / scale
            }
        }
    }
}

struct Reader {
    letters: Vec<char>,
    at: usize,
}

impl Reader {
    /// The next letter that is no blank.
    fn peek(&mut self) -> Option<char> {
        while self.letters.get(self.at).is_some_and(|c| c.is_whitespace()) {
            self.at += 1;
        }
        self.letters.get(self.at).copied()
    }

    /// Takes the next letter if it is one of these.
    fn take(&mut self, wanted: &[char]) -> Option<char> {
        let next = self.peek().filter(|c| wanted.contains(c))?;
        self.at += 1;
        Some(next)
    }

    fn expected(&self, what: impl fmt::Display) -> Misread {
        let text: String = self.letters.iter().collect();
        Misread { at: self.at, why: format!("'{text}': expected {what} at character {}", self.at + 1) }
    }

    fn comparison(&mut self) -> Result<Expression, Misread> {
        let left = self.sum()?;
        let Some(sign) = self.take(&['=', '<', '>', '≤', '≥']) else { return Ok(left) };
        let or_equal = matches!(sign, '<' | '>') && self.take(&['=']).is_some();
        let operator = match (sign, or_equal) {
            ('<', true) | ('≤', _) => Operator::AtMost,
            ('>', true) | ('≥', _) => Operator::AtLeast,
            ('<', false) => Operator::Less,
            ('>', false) => Operator::Greater,
            _ => Operator::Equal,
        };
        let right = self.sum()?;
        Ok(Expression::Two(operator, left.into(), right.into()))
    }

    fn sum(&mut self) -> Result<Expression, Misread> {
        let mut sum = self.product()?;
        while let Some(sign) = self.take(&['+', '-', '−']) {
            let operator = if sign == '+' { Operator::Plus } else { Operator::Minus };
            sum = Expression::Two(operator, sum.into(), self.product()?.into());
        }
        Ok(sum)
    }

    fn product(&mut self) -> Result<Expression, Misread> {
        let mut product = self.factor()?;
        loop {
            let operator = match self.take(&['*', '·', '×', '/']) {
                Some('/') => Operator::Over,
                Some(_) => Operator::Times,
                // Two that stand side by side are multiplied.
                None if self.peek().is_some_and(|c| c == '(' || c.is_alphanumeric()) => Operator::Times,
                None => return Ok(product),
            };
            product = Expression::Two(operator, product.into(), self.factor()?.into());
        }
    }

    fn factor(&mut self) -> Result<Expression, Misread> {
        if self.take(&['-', '−']).is_some() {
            return Ok(Expression::Negative(self.factor()?.into()));
        }
        let base = self.primary()?;
        if self.take(&['²']).is_some() {
            return Ok(Expression::Two(Operator::Power, base.into(), Expression::Number(2.0).into()));
        }
        match self.take(&['^']) {
            Some(_) => Ok(Expression::Two(Operator::Power, base.into(), self.factor()?.into())),
            None => Ok(base),
        }
    }

    fn primary(&mut self) -> Result<Expression, Misread> {
        match self.peek() {
            Some('(') => {
                self.at += 1;
                let inner = self.comparison()?;
                self.close(')')?;
                Ok(inner)
            }
            Some(c) if c.is_ascii_digit() || c == '.' => self.number(),
            Some(c) if c.is_alphabetic() => self.named(),
            _ => Err(self.expected("a number or a quantity such as mse, P[4,1] or prediction(An, Ommazh)")),
        }
    }

    fn close(&mut self, bracket: char) -> Result<(), Misread> {
        self.take(&[bracket]).map(drop).ok_or_else(|| self.expected(format!("'{bracket}'")))
    }

    fn number(&mut self) -> Result<Expression, Misread> {
        let start = self.at;
        while self.letters.get(self.at).is_some_and(|c| c.is_ascii_digit() || *c == '.') {
            self.at += 1;
        }
        let text: String = self.letters[start..self.at].iter().collect();
        text.parse()
            .map(Expression::Number)
            .map_err(|_| Misread { at: start, why: format!("'{text}' is not a number") })
    }

    fn named(&mut self) -> Result<Expression, Misread> {
        let start = self.at;
        while self.letters.get(self.at).is_some_and(|c| c.is_alphanumeric() || *c == '_') {
            self.at += 1;
        }
        let name: String = self.letters[start..self.at].iter().collect();
        if let Some((_, function, count)) = FUNCTIONS.iter().find(|(n, ..)| *n == name) {
            self.open('(')?;
            let mut arguments = vec![self.comparison()?];
            while self.take(&[',']).is_some() {
                arguments.push(self.comparison()?);
            }
            self.close(')')?;
            if arguments.len() != *count {
                let why = format!("{name} takes {count}, not {}, of what stands in its brackets", arguments.len());
                return Err(Misread { at: start, why });
            }
            return Ok(Expression::Call(*function, arguments));
        }
        let brackets = match self.letters.get(self.at) {
            Some('(') => Some(')'),
            Some('[') => Some(']'),
            _ => None,
        };
        let arguments = match brackets {
            Some(end) => self.arguments(end)?,
            None => Vec::new(),
        };
        let square = brackets == Some(']');
        quantity::read(&name, square, &arguments)
            .map(Expression::Quantity)
            .map_err(|why| Misread { at: start, why: format!("{name}: {why}") })
    }

    fn open(&mut self, bracket: char) -> Result<(), Misread> {
        self.take(&[bracket]).map(drop).ok_or_else(|| self.expected(format!("'{bracket}'")))
    }

    /// What stands in brackets, as it is written, at each comma that is in no inner brackets.
    fn arguments(&mut self, end: char) -> Result<Vec<String>, Misread> {
        self.at += 1;
        let (mut arguments, mut argument, mut depth) = (Vec::new(), String::new(), 0);
        while let Some(&letter) = self.letters.get(self.at) {
            self.at += 1;
            match letter {
                c if c == end && depth == 0 => {
                    arguments.push(argument.trim().to_string());
                    return Ok(arguments);
                }
                ',' if depth == 0 => {
                    arguments.push(std::mem::take(&mut argument).trim().to_string());
                    continue;
                }
                '(' | '[' => depth += 1,
                ')' | ']' => depth -= 1,
                _ => {}
            }
            argument.push(letter);
        }
        Err(self.expected(format!("'{end}'")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worth(text: &str) -> f64 {
        Expression::parse(text).unwrap().value(&|_| Err("nothing is known here".into())).unwrap()
    }

    #[test]
    fn arithmetic_is_that_of_a_calculator() {
        for (text, value) in [
            ("2 + 3 * 4", 14.0),
            ("(2 + 3) * 4", 20.0),
            ("-2^2", -4.0),
            ("(-2)²", 4.0),
            ("2^3^2", 512.0),
            ("7.7 − 2.63·0.8 − 7.2·0.1", 4.876),
            ("2(3)", 6.0),
            ("6/3/2", 1.0),
            ("round(10.0577, 2)", 10.06),
            ("max(1, min(5, 3))", 3.0),
            ("sqrt(16) = 4", 1.0),
            ("1 < 1", 0.0),
            ("1 <= 1", 1.0),
            ("2 >= 3", 0.0),
            ("0.1 + 0.2 = 0.3", 1.0),
        ] {
            assert!((worth(text) - value).abs() < 1e-12, "{text} is {}", worth(text));
        }
    }

    #[test]
    fn mistakes_are_told_with_their_place() {
        for (text, at, part) in [
            ("2 +", 3, "a number or a quantity"),
            ("(2", 2, "')'"),
            ("2 ) 3", 2, "the end"),
            ("mze", 0, "mze"),
            ("1 + round(2)", 4, "takes 2"),
            ("P[4,1", 5, "']'"),
            ("1.2.3", 0, "not a number"),
        ] {
            let wrong = Expression::parse(text).unwrap_err();
            assert_eq!(wrong.at, at, "{text}: {wrong}");
            assert!(wrong.why.contains(part), "{text}: {wrong}");
        }
    }
}
