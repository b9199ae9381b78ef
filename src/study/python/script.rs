//! Lines of Python, and what some of them come to.

use crate::data::plain;

/// A line of a script.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    /// As it is.
    Plain(String),
    /// An expression, and the number or the numbers that it comes to.
    Worth(String, Vec<f64>),
}

/// Lines that run from the first to the last.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Script {
    /// The lines.
    pub lines: Vec<Line>,
}

/// The widest line that numbers are put into.
const WIDE: usize = 72;
/// The most numbers that are written down.
const MOST: usize = 2_000;

impl Script {
    /// The lines as they are read; what an expression comes to stands behind it, to four decimals.
    pub fn text(&self) -> impl Iterator<Item = String> + '_ {
        self.lines.iter().map(|line| match line {
            Line::Plain(text) => text.clone(),
            Line::Worth(code, values) => {
                let values: Vec<String> = values.iter().map(|value| short(*value, 4)).collect();
                match values.as_slice() {
                    [one] => format!("{code}  # {one}"),
                    many => format!("{code}  # [{}]", many.join(", ")),
                }
            }
        })
    }

    /// Adds a line as it is.
    pub(super) fn say(&mut self, text: impl Into<String>) {
        self.lines.push(Line::Plain(text.into()));
    }

    /// Adds numbers under names, with a comma between each two.
    pub(super) fn set(&mut self, names: &str, values: &[f64]) {
        let values: Vec<String> = values.iter().map(|value| short(*value, DECIMALS)).collect();
        self.say(format!("{names} = {}", values.join(", ")));
    }

    /// Adds an expression with what it comes to.
    pub(super) fn worth(&mut self, code: &str, values: impl Into<Vec<f64>>) {
        self.lines.push(Line::Worth(code.into(), values.into()));
    }

    /// Adds a remark; what is said in it may be a name from a file.
    pub(super) fn remark(&mut self, text: &str) {
        self.say(format!("# {}", plain(text)));
    }

    /// Adds a list of numbers under a name.
    pub(super) fn vector(&mut self, name: &str, values: &[f64]) {
        let open = format!("{name} = np.array([");
        self.wrapped(&open, values.iter().map(|value| short(*value, DECIMALS)), "])");
    }

    /// Adds a table of numbers under a name, a row in a line.
    pub(super) fn matrix<'a>(&mut self, name: &str, rows: impl Iterator<Item = &'a [f64]>) {
        let open = format!("{name} = np.array([");
        let rows: Vec<String> = rows
            .map(|row| row.iter().map(|value| short(*value, DECIMALS)).collect::<Vec<_>>().join(", "))
            .map(|row| format!("[{row}]"))
            .collect();
        for (at, row) in rows.iter().enumerate() {
            let begin = if at == 0 { open.clone() } else { " ".repeat(open.len()) };
            self.say(format!("{begin}{row}{}", if at + 1 == rows.len() { "])" } else { "," }));
        }
    }

    /// Adds what is set apart by commas, in as many lines as it takes.
    pub(super) fn wrapped(&mut self, open: &str, parts: impl Iterator<Item = String>, close: &str) {
        let (mut line, indent) = (open.to_string(), " ".repeat(open.chars().count()));
        let mut parts = parts.peekable();
        if parts.peek().is_none() {
            return self.say(line + close);
        }
        while let Some(part) = parts.next() {
            let part = part + if parts.peek().is_some() { "," } else { close };
            if line.len() > open.len() && line.len() + 1 + part.len() > WIDE {
                self.say(std::mem::replace(&mut line, indent.clone()));
            } else if !line.ends_with(['(', '[']) && line != indent {
                line.push(' ');
            }
            line += &part;
        }
        self.say(line);
    }
}

/// With how many decimals numbers are handed to Python.
const DECIMALS: usize = 6;

/// Whether so many numbers can be written down; else why not.
pub(super) fn bounded(count: usize, what: &str) -> Result<(), String> {
    match count > MOST {
        true => Err(format!("{what} are {count} numbers, too many to write down: there is room for {MOST}")),
        false => Ok(()),
    }
}

/// A number as Python reads it, with at most so many decimals; a very small one keeps as many digits.
pub(super) fn short(value: f64, decimals: usize) -> String {
    if value.is_nan() {
        return "np.nan".into();
    }
    if value.is_infinite() {
        return if value > 0.0 { "np.inf".into() } else { "-np.inf".into() };
    }
    let fixed = format!("{value:.decimals$}");
    if value != 0.0 && value.abs() < 10f64.powi(2 - decimals as i32) {
        return format!("{value:.3e}");
    }
    let fixed = fixed.trim_end_matches('0').trim_end_matches('.');
    if fixed == "-0" { "0".into() } else { fixed.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_python_reads_them() {
        for (value, written) in [
            (5.0, "5"),
            (-0.25, "-0.25"),
            (0.0, "0"),
            (-0.0, "0"),
            (1.0 / 3.0, "0.333333"),
            (1.5e-9, "1.500e-9"),
            (f64::NAN, "np.nan"),
        ] {
            assert_eq!(short(value, 6), written);
        }
    }

    #[test]
    fn long_lists_go_on_below_and_no_number_is_lost() {
        let mut script = Script::default();
        let values: Vec<f64> = (0..60).map(|at| f64::from(at) + 0.125).collect();
        script.vector("y", &values);
        let text: Vec<String> = script.text().collect();
        assert!(text.len() > 1 && text.iter().all(|line| line.len() <= WIDE), "{text:#?}");
        let all = text.concat().replace("y = np.array([", "").replace("])", "");
        let read: Vec<f64> = all.split(',').map(|number| number.trim().parse().unwrap()).collect();
        assert_eq!(read, values);
    }
}
