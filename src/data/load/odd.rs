//! What looks odd in a file: a number that is no rating, a column that is about the user, a row that sums up the others.
//!
//! Each is told in a sentence, with the option that decides it the other way.

use super::column::Column;
use super::error::Count;
use super::number::Numbers;
use super::options::{Change, Codes, LeftOut};
use super::words::is_summary;
use serde::Serialize;
use std::collections::HashMap;

/// Something in a file that a person should know of, and may decide otherwise.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Odd {
    /// What it is and what was made of it, in a sentence.
    pub sentence: String,
    /// The decision that has it the other way; on the command line, what to add.
    #[serde(serialize_with = "written")]
    pub otherwise: Option<Change>,
}

fn written<S: serde::Serializer>(change: &Option<Change>, to: S) -> Result<S::Ok, S::Error> {
    change.as_ref().map(Change::to_string).serialize(to)
}

impl Odd {
    pub(super) fn new(sentence: impl Into<String>, otherwise: impl Into<Option<Change>>) -> Self {
        Self { sentence: sentence.into(), otherwise: otherwise.into() }
    }

    /// Words that stand for holes.
    pub(super) fn words(known: &[(String, usize)]) -> Self {
        let words: Vec<_> = known.iter().map(|(word, _)| format!("\"{word}\"")).collect();
        let count: usize = known.iter().map(|(_, count)| count).sum();
        Self::new(format!("{} among numbers: {}", words.join(", "), Count(count, "hole")), None)
    }

    /// A column of a grid that is no item, with what stays left out when it is taken in.
    pub(super) fn left_out(column: &Column, at: usize, header: bool, others: LeftOut) -> Self {
        let name =
            if header && !column.name.is_empty() { format!("'{}'", column.name) } else { format!("column {}", at + 1) };
        let why = match column.hint {
            _ if column.is_time() => "has times",
            _ if column.sums => "sums up the others",
            _ if column.numbers * 2 < column.filled => "has words",
            _ if column.distinct == 2 => "has only two values",
            _ if column.is_ids() => "has numbers of things",
            _ => "is about the user or the row",
        };
        Self::new(format!("{name} {why}: left out"), Change::LeaveOut(others))
    }

    /// A first column that counts the others.
    pub(super) fn counts(at: usize) -> Self {
        Self::new(format!("column {} says how many were rated in each row: left out", at + 1), None)
    }
}

/// How much of all values one must be to be taken for "not rated" rather than for a rating, in a hundred.
const MANY: usize = 40;

/// The numbers among `values` that stand for "not rated", as far as the numbers tell; `grid` says that they fill the cells
/// of a grid, of which `holes` are empty.
pub(super) fn codes(values: impl Iterator<Item = f64>, grid: bool, holes: usize, odd: &mut Vec<Odd>) -> Vec<f64> {
    let mut counts: HashMap<u64, usize> = HashMap::new();
    let mut all = 0;
    for value in values {
        all += 1;
        // Of measured numbers none stands for another thing.
        if counts.len() > 100_000 {
            return Vec::new();
        }
        *counts.entry((value + 0.0).to_bits()).or_default() += 1;
    }
    let mut values: Vec<(f64, usize)> = counts.into_iter().map(|(bits, count)| (f64::from_bits(bits), count)).collect();
    values.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut codes = Vec::new();
    let share = |count: usize| format!("{} % of the values", count * 100 / all.max(1));
    // Far away: 99 beside -10..10, -999 beside 1..5.
    for (last, sign) in [(true, 1.0), (false, -1.0)] {
        if last {
            values.reverse();
        }
        let ends = values.iter().take_while(|(value, _)| is_code(value * sign)).count();
        if let [(near, _), .., (far, _)] = values[ends..]
            && ends > 0
            && (near - values[ends - 1].0).abs() > 2.0 * (far - near).abs()
        {
            for (value, count) in values.drain(..ends) {
                let (low, high) = (near.min(far), near.max(far));
                odd.push(Odd::new(
                    format!("{value} lies far from {low}..{high}: taken for 'not rated' ({})", Count(count, "time")),
                    Change::Codes(Codes::default()),
                ));
                codes.push(value);
            }
        }
        if last {
            values.reverse();
        }
    }
    // A 9 beside 1..5 may be an answer or none.
    if let [.., (near, _), (last, count)] = values.as_slice()
        && codes.is_empty()
        && values.len() > 2
        && is_code(*last)
        && last - near > 2.0
    {
        odd.push(Odd::new(
            format!("{last} stands apart from all other values: taken for a rating ({})", Count(*count, "time")),
            Change::Codes(Codes(vec![*last])),
        ));
    }
    // Below a scale of its own: -1 beside 1..10 or 0..5, but not beside 1 alone.
    if let [(minus, count), (low, _), .., (high, _)] = values.as_slice()
        && *minus == -1.0
        && *low >= 0.0
        && *high >= 2.0
        && *count > 1
    {
        odd.push(Odd::new(
            format!("-1 stands below a scale of {low}..{high}: taken for 'not rated' ({})", Count(*count, "time")),
            Change::Codes(Codes::default()),
        ));
        codes.push(-1.0);
        values.remove(0);
    }
    let Some(&(_, zeros)) = values.iter().find(|(value, _)| *value == 0.0) else { return codes };
    let others = values.len() - 1;
    let most = values.iter().filter(|(value, _)| *value != 0.0).map(|(_, count)| *count).max().unwrap_or(0);
    let apart = !values.iter().any(|(value, _)| *value != 0.0 && value.abs() < 0.5);
    let full = grid && holes == 0 && codes.is_empty();
    let many = zeros * 100 >= all * MANY && zeros > 3 && others > 2;
    if apart && others > 1 && ((full && zeros >= most && zeros > 1) || (many && zeros >= most && (!grid || holes == 0)))
    {
        odd.push(Odd::new(format!("{} are 0: taken for 'not rated'", share(zeros)), Change::Codes(Codes::default())));
        codes.push(0.0);
    } else if zeros * 100 >= all * 15 && others > 1 && apart {
        odd.push(Odd::new(format!("{} are 0: taken for ratings", share(zeros)), Change::Codes(Codes(vec![0.0]))));
    }
    codes
}

/// Numbers that people choose for "no answer".
fn is_code(value: f64) -> bool {
    [9.0, 77.0, 88.0, 98.0, 99.0, 777.0, 888.0, 998.0, 999.0, 9999.0, 99_999.0].contains(&value)
}

/// The rows at the end of a grid that sum up its columns, by name and by what stands in them.
pub(super) fn row_sums(
    body: &[Vec<String>],
    names: Option<usize>,
    cells: &[usize],
    numbers: &Numbers,
    odd: &mut Vec<Odd>,
) -> Vec<String> {
    let Some(names) = names else { return Vec::new() };
    let value = |row: &[String], at: usize| row.get(at).and_then(|field| numbers.read(field));
    let mut sums: Vec<String> = Vec::new();
    for (at, row) in body.iter().enumerate().rev().take(6) {
        let Some(name) = row.get(names) else { continue };
        let holds = |of: &dyn Fn(&[f64]) -> f64| {
            let columns = cells.iter().filter_map(|cell| {
                let said = value(row, *cell)?;
                let above: Vec<f64> = body[..at].iter().filter_map(|row| value(row, *cell)).collect();
                // Of numbers that are all the same, each is the mean.
                let differ = above.windows(2).any(|pair| pair[0] != pair[1]);
                differ.then(|| (of(&above) - said).abs() <= 0.051)
            });
            columns.clone().count() > 2 && columns.into_iter().all(|fits| fits)
        };
        let sum = |values: &[f64]| values.iter().sum::<f64>();
        let by_value = at > 1
            && (holds(&sum)
                || holds(&|values| sum(values) / values.len() as f64)
                || holds(&|values| values.iter().map(|value| value * value).sum::<f64>().sqrt()));
        let empty = name.is_empty() && row.iter().all(String::is_empty);
        if !name.is_empty() && (is_summary(name) || (by_value && cells.len() > 1 && body.len() > 3)) {
            sums.push(name.clone());
        } else if !empty {
            break;
        }
    }
    if !sums.is_empty() {
        odd.push(Odd::new(format!("the row {} sums up the others: left out", sums.join(", ")), None));
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(values: &[f64], grid: bool, holes: usize) -> Vec<f64> {
        codes(values.iter().copied(), grid, holes, &mut Vec::new())
    }

    #[test]
    fn numbers_that_stand_for_nothing_are_told_from_ratings() {
        assert_eq!(found(&[1.0, -1.0, 4.0, 5.0, -1.0], false, 0), [-1.0]);
        assert_eq!(found(&[1.0, -1.0, 1.0], false, 0), [0.0; 0], "thumbs");
        assert_eq!(found(&[1.0, -1.0, 0.0, 1.0], false, 0), [0.0; 0]);
        assert_eq!(found(&[-9.6, 8.0, 99.0, 3.0, 99.0], false, 0), [99.0]);
        assert_eq!(found(&[1.0, 5.0, 99.0, 98.0, 3.0, 2.0], false, 0), [99.0, 98.0], "no answer and not asked");
        assert_eq!(found(&[1.0, 5.0, -999.0, 3.0], false, 0), [-999.0]);
        assert_eq!(found(&[95.0, 90.0, 99.0, 40.0], false, 0), [0.0; 0], "out of a hundred");
        assert_eq!(found(&[0.0, 0.0, 0.0, 0.0, 5.0, 3.0, 6.0, 8.0], false, 0), [0.0]);
        assert_eq!(found(&[4.0, 2.5, 0.0], false, 0), [0.0; 0]);
        assert_eq!(found(&[0.0, 0.0, 0.0, 0.0, 1.0, 1.0], false, 0), [0.0; 0], "likes and dislikes");
        assert_eq!(found(&[5.0, 3.0, 0.0, 1.0, 4.0, 0.0, 0.0, 1.0], true, 0), [0.0], "a grid without a hole");
        assert_eq!(found(&[5.0, 3.0, 0.0, 1.0, 4.0, 0.0, 0.0, 1.0], true, 2), [0.0; 0], "holes are written otherwise");
    }

    #[test]
    fn what_is_likely_but_not_sure_is_told() {
        let mut odd = Vec::new();
        codes([4.0, 5.0, 0.0, 3.0, 0.0].into_iter(), false, 0, &mut odd);
        assert_eq!(odd[0].otherwise, Some(Change::Codes(Codes(vec![0.0]))));
    }
}
