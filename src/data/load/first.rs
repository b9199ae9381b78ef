//! The first look at a file: its first rows with what each column was taken for, and what else it could be.

use super::options::{Change, Columns, LayoutName, LeftOut, Options, Pick, Role, quoted, said};
use super::plan::{Form, Plan};
use super::reading::step;
use super::sight::Seen;
use serde::Serialize;
use std::{collections::HashMap, fmt};

/// What is shown of a file before it is opened.
#[derive(Clone, Debug, PartialEq)]
pub struct FirstLook {
    /// What each column was taken for.
    pub roles: Vec<ColumnRole>,
    /// What the columns are called; empty where they have no name.
    pub columns: Vec<String>,
    /// The first rows below the header.
    pub rows: Vec<Vec<String>>,
    /// How often each rating occurs, from the lowest on; nothing before all are read.
    pub counts: Vec<(f64, usize)>,
    /// The decision that takes the file for something else, where that fits nearly as well.
    pub rival: Option<Change>,
    /// The options that were given, and that read the file so again.
    pub options: Options,
    /// The row that was to be shown, if it is there.
    pub seen: Option<Seen>,
    /// Whether nothing has to be asked: no other reading fits, and nothing is odd.
    pub plain: bool,
}

/// What a column was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnRole {
    /// It names users: in a long file who rated, in a grid the rows.
    User,
    /// It names items; in a grid it may be one itself.
    Item,
    /// It holds ratings.
    Rating,
    /// It says when.
    Time,
    /// It holds a factor of a trained model.
    Factor,
    /// It holds the biases.
    Bias,
    /// It is not read.
    LeftOut,
}

impl ColumnRole {
    /// The word that stands above the column.
    pub fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Item => "item",
            Self::Rating => "rating",
            Self::Time => "time",
            Self::Factor => "factor",
            Self::Bias => "bias",
            Self::LeftOut => "left out",
        }
    }
}

/// How many rows are shown, and how long a field is kept.
const ROWS: usize = 50;
const FIELD: usize = 200;

impl FirstLook {
    pub(super) fn of(
        plan: &Plan,
        body: &[Vec<String>],
        rival: Option<LayoutName>,
        odd: usize,
        options: &Options,
    ) -> Self {
        let short = |field: &String| field.chars().take(FIELD).collect();
        Self {
            roles: (0..plan.names.len()).map(|at| role(&plan.form, at)).collect(),
            columns: plan.names.clone(),
            rows: body.iter().take(ROWS).map(|row| row.iter().map(short).collect()).collect(),
            counts: Vec::new(),
            rival: rival.map(Change::Layout),
            options: Options { sight: None, ..options.clone() },
            seen: None,
            plain: rival.is_none() && odd == 0,
        }
    }

    /// How to read rows of one kind only, where a column that is left out parts them into a few.
    pub(super) fn kinds(&self) -> Option<Box<str>> {
        const MOST: usize = 4;
        let out = (0..self.roles.len()).filter(|at| self.roles[*at] == ColumnRole::LeftOut);
        out.filter_map(|at| {
            let mut words: Vec<&str> = self.rows.iter().filter_map(|row| row.get(at)).map(String::as_str).collect();
            let all = words.len();
            words.sort_unstable();
            words.dedup();
            let few = (2..=MOST).contains(&words.len())
                && words.len() * 2 <= all
                && words.iter().all(|word| !word.is_empty());
            let column = self.pick(at);
            let only: Vec<_> = words.iter().map(|word| said("--only", &format!("{column}={word}"))).collect();
            few.then(|| {
                format!(
                    "read one kind of rows with {}, or keep one rating a pair with --duplicates last or mean",
                    only.join(" or ")
                )
                .into()
            })
        })
        .next()
    }

    /// What is typed to read `file` in the same way again.
    pub fn command(&self, file: &str) -> String {
        format!("factorscope {} {}", quoted(file), self.options.line()).trim_end().to_owned()
    }

    /// Whether a row is one user or one item, and not one rating.
    pub fn is_grid(&self) -> bool {
        let many = |what: ColumnRole| self.roles.iter().filter(|role| **role == what).count() > 1;
        many(ColumnRole::Item) || many(ColumnRole::User)
    }

    /// Whether it is a trained model and no ratings.
    pub fn is_factors(&self) -> bool {
        self.roles.contains(&ColumnRole::Factor)
    }

    /// Whether the rows of a grid are items, or those of a table of factors users.
    pub fn is_turned(&self) -> bool {
        if self.is_factors() {
            return self.roles.contains(&ColumnRole::User);
        }
        self.is_grid() && self.roles.iter().filter(|role| **role == ColumnRole::User).count() > 1
    }

    /// How a column is named on the command line.
    fn pick(&self, column: usize) -> Pick {
        Pick::of(&self.columns, column)
    }

    /// The decision that gives column `at` its next role: user, item, rating, time, none of them. Whichever column had that
    /// role takes the one that this had. In a grid the column names the rows.
    pub fn next_role(&self, at: usize) -> Option<Change> {
        let now = *self.roles.get(at)?;
        let mut columns = Columns::default();
        if self.is_factors() {
            return None;
        }
        if self.is_grid() {
            columns.set(Role::User, Some(self.pick(at)));
            return Some(Change::Columns(columns));
        }
        let circle = [ColumnRole::User, ColumnRole::Item, ColumnRole::Rating, ColumnRole::Time, ColumnRole::LeftOut];
        let place = circle.iter().position(|role| *role == now)?;
        let next = circle[(place + 1) % circle.len()];
        let mut roles = self.roles.clone();
        if next != ColumnRole::LeftOut
            && let Some(other) = roles.iter().position(|role| *role == next)
        {
            roles[other] = now;
        }
        roles[at] = next;
        let named = [
            (Role::User, ColumnRole::User),
            (Role::Item, ColumnRole::Item),
            (Role::Rating, ColumnRole::Rating),
            (Role::Time, ColumnRole::Time),
        ];
        for (role, column) in named {
            match roles.iter().position(|known| *known == column) {
                Some(at) => columns.set(role, Some(self.pick(at))),
                // Without items nothing is rated: which it is has to be found.
                None if role == Role::Item => {}
                None => columns.set(role, None),
            }
        }
        Some(Change::Columns(columns))
    }

    /// The decision that leaves column `at` out, or takes it in again; only columns of a grid can be.
    pub fn toggled(&self, at: usize) -> Option<Change> {
        if !self.is_grid() || at >= self.roles.len() {
            return None;
        }
        let out = |column: &usize| (self.roles[*column] == ColumnRole::LeftOut) != (*column == at);
        Some(Change::LeaveOut(LeftOut((0..self.roles.len()).filter(out).map(|column| self.pick(column)).collect())))
    }
}

fn role(form: &Form, at: usize) -> ColumnRole {
    match form {
        Form::Long { user, .. } if *user == Some(at) => ColumnRole::User,
        Form::Long { item, .. } if *item == at => ColumnRole::Item,
        Form::Long { rating, .. } if *rating == Some(at) => ColumnRole::Rating,
        Form::Long { time, .. } if *time == Some(at) => ColumnRole::Time,
        Form::Long { .. } => ColumnRole::LeftOut,
        Form::Grid { names, turned, .. } if *names == Some(at) => {
            if *turned {
                ColumnRole::Item
            } else {
                ColumnRole::User
            }
        }
        Form::Grid { turned, .. } if form.has_cell(at) => {
            if *turned {
                ColumnRole::User
            } else {
                ColumnRole::Item
            }
        }
        Form::Grid { .. } => ColumnRole::LeftOut,
    }
}

/// How many ratings lie from one value to another.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Bar {
    /// The lowest.
    pub from: f64,
    /// The highest.
    pub to: f64,
    /// How many.
    pub count: usize,
}

impl fmt::Display for Bar {
    /// `4`, or `4..4.5`; numbers that are no multiples of a tenth with two decimals.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = |value: f64| match (value * 10.0 - (value * 10.0).round()).abs() < 1e-9 {
            true => format!("{}", (value * 10.0).round() / 10.0),
            false => format!("{value:.2}"),
        };
        let tenths = |value: f64| (value * 10.0).round() / 10.0;
        match self.from == self.to {
            true => f.write_str(&said(self.from)),
            // Ends that lie a whole number apart are told by tenths.
            false if self.to - self.from >= 1.0 => write!(f, "{}..{}", tenths(self.from), tenths(self.to)),
            false => write!(f, "{}..{}", said(self.from), said(self.to)),
        }
    }
}

/// The most different values that are counted one by one; of more, each stands for those near it.
const VALUES: usize = 10_000;

/// How often each value occurs, from the lowest on; of many values, how often those occur that are nearly the same.
pub(super) fn counts(values: &[(f64, usize)]) -> Vec<(f64, usize)> {
    let (low, high) = values
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), (value, _)| (low.min(*value), high.max(*value)));
    let part = |value: f64| match values.len() > VALUES {
        true => low + ((value - low) / (high - low) * VALUES as f64).floor() / VALUES as f64 * (high - low),
        false => value,
    };
    let mut counts: HashMap<u64, usize> = HashMap::new();
    for (value, count) in values {
        // -0 is 0.
        *counts.entry((part(*value) + 0.0).to_bits()).or_default() += count;
    }
    let mut counts: Vec<_> = counts.into_iter().map(|(bits, count)| (f64::from_bits(bits), count)).collect();
    counts.sort_by(|one, other| one.0.total_cmp(&other.0));
    counts
}

/// Values with their [counts](FirstLook::counts), in at most `most` bars from the lowest to the highest. A bar holds one
/// value, or as few steps of the scale as there is room for.
pub fn histogram(counts: &[(f64, usize)], most: usize) -> Vec<Bar> {
    let ([(low, _), ..], [.., (high, _)]) = (counts, counts) else { return Vec::new() };
    let (low, high) = (*low, *high);
    if most == 0 {
        return Vec::new();
    }
    // Steps of a scale are counted, measured numbers are parted evenly.
    let step = step(counts.iter().map(|(value, _)| *value)).filter(|step| (high - low) / step < 1e6);
    let (width, gap) = match step {
        Some(step) => (step * (((high - low) / step + 1.0) / most as f64).ceil().max(1.0), step),
        None => ((high - low) / most as f64, 0.0),
    };
    let place = |value: f64| (((value - low) / width + 1e-9) as usize).min(most - 1);
    let mut bars: Vec<Bar> = (0..=place(high))
        .map(|at| {
            let from = low + at as f64 * width;
            Bar { from, to: (from + width - gap).min(high), count: 0 }
        })
        .collect();
    counts.iter().for_each(|(value, count)| bars[place(*value)].count += count);
    bars
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bars(values: &[f64], most: usize) -> Vec<(String, usize)> {
        let text: String = values.iter().enumerate().map(|(n, value)| format!("a,b{n},{value}\n")).collect();
        let options = Options { missing_codes: "none".parse().ok(), likeliest: true, ..Options::default() };
        let loaded = crate::data::load::text("f", &text, &options).unwrap();
        histogram(&loaded.look.unwrap().counts, most).into_iter().map(|bar| (bar.to_string(), bar.count)).collect()
    }

    #[test]
    fn a_bar_holds_a_value_or_as_few_steps_as_there_is_room_for() {
        let told =
            |all: &[(&str, usize)]| all.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect::<Vec<_>>();
        assert_eq!(bars(&[1.0, 3.0, 3.0, 5.0], 5), told(&[("1", 1), ("2", 0), ("3", 2), ("4", 0), ("5", 1)]));
        assert_eq!(
            bars(&[1.0, 4.5, 5.0, 2.0], 5),
            told(&[("1..1.5", 1), ("2..2.5", 1), ("3..3.5", 0), ("4..4.5", 1), ("5", 1)])
        );
        assert_eq!(bars(&[3.0, 3.0, 3.0], 5), told(&[("3", 3)]));
        let measured = bars(&[0.123, 7.77, 3.1, 9.25], 3);
        assert_eq!((measured.len(), measured.iter().map(|(_, count)| count).sum::<usize>()), (3, 4));
    }
}
