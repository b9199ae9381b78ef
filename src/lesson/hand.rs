//! What a student does with the own hand: commands to give, or a dial to turn, until a goal is reached.

use super::{Claim, Expression, Operator, scene::commands};
use crate::command::Command;
use std::cmp::Ordering;

/// Something that is done on the page, and when it is done.
#[derive(Clone, Debug, PartialEq)]
pub struct Hand {
    /// What it is done with.
    pub with: With,
    /// It is done when this holds.
    pub until: Claim,
    /// The same in words.
    pub goal: String,
    /// What shows the way there, and how it is written: commands, or a value of the dial.
    pub by: Vec<(usize, Command)>,
    /// What is shown all along, as it is called and as it is worth, with the best that it was.
    pub watch: Option<(String, Expression)>,
}

/// What a student's hand has hold of.
#[derive(Clone, Debug, PartialEq)]
pub enum With {
    /// Commands, which do not leave the path.
    Commands(Vec<Allowed>),
    /// A dial.
    Dial(Dial),
}

/// What may be done: a command just so, or any of a name.
#[derive(Clone, Debug, PartialEq)]
pub enum Allowed {
    /// This one.
    Just(Command),
    /// Any that is called so.
    Any(&'static str),
}

impl Allowed {
    /// Whether a command is among it.
    pub fn has(&self, command: &Command) -> bool {
        match self {
            // How often at once is the student's business.
            Self::Just(Command::Step(grain, _)) => matches!(command, Command::Step(other, _) if other == grain),
            Self::Just(Command::Back(grain, _)) => matches!(command, Command::Back(other, _) if other == grain),
            Self::Just(Command::Forward(grain, _)) => matches!(command, Command::Forward(other, _) if other == grain),
            Self::Just(one) => one == command,
            Self::Any(name) => *name == command.name(),
        }
    }

    /// What it is called.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Just(command) => command.name(),
            Self::Any(name) => name,
        }
    }
}

/// A number that is turned up and down, and what is done at each turn.
#[derive(Clone, Debug, PartialEq)]
pub struct Dial {
    /// What it is called beside its scale.
    pub name: String,
    /// Where it begins.
    pub from: f64,
    /// Its ends.
    pub range: (f64, f64),
    /// How far one turn goes.
    pub step: f64,
    /// A number at which the goal is reached.
    pub to: f64,
    /// With how many decimals it is written.
    pub decimals: usize,
    /// What a turn does, with `{}` for the number.
    pub does: String,
    /// The line of that.
    pub line: usize,
}

impl Hand {
    /// The dial, where there is one.
    pub fn dial(&self) -> Option<&Dial> {
        if let With::Dial(dial) = &self.with { Some(dial) } else { None }
    }

    /// Whether the goal wants what is watched to fall (`Less`) or to rise (`Greater`); `None` where it speaks of something
    /// else, or wants it to be just so.
    pub fn wants(&self) -> Option<Ordering> {
        let ((_, watched), Expression::Two(operator, left, right)) = (self.watch.as_ref()?, &self.until.of) else {
            return None;
        };
        let left_falls = match operator {
            Operator::Less | Operator::AtMost => true,
            Operator::Greater | Operator::AtLeast => false,
            _ => return None,
        };
        match (**left == *watched, **right == *watched) {
            (true, false) => Some(if left_falls { Ordering::Less } else { Ordering::Greater }),
            (false, true) => Some(if left_falls { Ordering::Greater } else { Ordering::Less }),
            _ => None,
        }
    }

    /// The better of two values of what is watched; `None` where the goal makes none better than another.
    pub fn better(&self, a: f64, b: f64) -> Option<f64> {
        self.wants().map(|better| if b.partial_cmp(&a) == Some(better) { b } else { a })
    }

    /// How it can be done, in a sentence.
    pub fn way(&self) -> String {
        match &self.with {
            With::Dial(dial) => format!("done: {} at {}", dial.name, dial.text(dial.to)),
            With::Commands(_) => {
                let by: Vec<String> = self.by.iter().map(|(_, command)| command.to_string()).collect();
                format!("done by: {}", by.join("; "))
            }
        }
    }
}

impl Dial {
    /// The number nearest to `value` that the dial can stand on.
    pub fn near(&self, value: f64) -> f64 {
        let (low, high) = self.range;
        let turns = ((value.clamp(low, high) - low) / self.step).round();
        self.text((low + turns * self.step).min(high)).parse().unwrap_or(low)
    }

    /// Whether its numbers have signs: then `+` and `-` begin a number, and do not turn it.
    pub fn is_signed(&self) -> bool {
        self.range.0 < 0.0
    }

    /// A number as the dial shows it.
    pub fn text(&self, value: f64) -> String {
        let text = format!("{value:.0$}", self.decimals);
        if text.trim_start_matches('-').chars().all(|sign| "0.".contains(sign)) {
            text.trim_start_matches('-').into()
        } else {
            text
        }
    }

    /// What is done when it stands on a number.
    ///
    /// # Errors
    /// Why that cannot be read as commands.
    pub fn commands(&self, value: f64) -> Result<Vec<(usize, Command)>, String> {
        commands(&self.does.replace("{}", &self.text(value)), self.line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::parse;

    #[test]
    fn a_dial_stands_on_its_steps_and_never_beyond_its_ends() {
        let dial = Dial {
            name: "α".into(),
            from: 0.1,
            range: (0.05, 0.5),
            step: 0.01,
            to: 0.2,
            decimals: 2,
            does: "set alpha {}; step pass".into(),
            line: 7,
        };
        for (value, stands) in [(0.1, 0.1), (0.104, 0.1), (0.106, 0.11), (-3.0, 0.05), (9.0, 0.5)] {
            assert_eq!(dial.near(value), stands, "{value}");
        }
        let alpha = parse("set alpha 0.11").unwrap();
        assert_eq!(dial.commands(0.11).unwrap(), [(7, alpha), (7, parse("step pass").unwrap())]);
        let wide = Dial { range: (-1.0, 1.0), step: 0.25, ..dial };
        assert_eq!((wide.near(-0.1), wide.text(-0.001).as_str()), (0.0, "0.00"), "no minus before nothing");
    }
}
