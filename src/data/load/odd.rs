//! What looks odd in a file: a number that is no rating, a column that is about the user, a row that sums up the others.
//!
//! Each is told in a sentence, with the option that decides it the other way.

use super::column::Column;
use super::error::Count;
use super::number::Numbers;
use super::options::{Change, Codes, LeftOut};
use super::sight::Sight;
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
    /// What of it can be shown in the file.
    #[serde(skip)]
    pub sight: Option<Sight>,
}

fn written<S: serde::Serializer>(change: &Option<Change>, to: S) -> Result<S::Ok, S::Error> {
    change.as_ref().map(Change::to_string).serialize(to)
}

impl Odd {
    pub(super) fn new(sentence: impl Into<String>, otherwise: impl Into<Option<Change>>) -> Self {
        Self { sentence: sentence.into(), otherwise: otherwise.into(), sight: None }
    }

    pub(super) fn seen_as(self, sight: Sight) -> Self {
        Self { sight: Some(sight), ..self }
    }

    /// Words that stand for holes.
    pub(super) fn words(known: &[(String, usize)]) -> Self {
        let words: Vec<_> = known.iter().map(|(word, _)| format!("\"{word}\"")).collect();
        let count: usize = known.iter().map(|(_, count)| count).sum();
        Self::new(format!("{} among numbers: {}", words.join(", "), Count(count, "hole")), None)
            .seen_as(Sight::Words(known.iter().map(|(word, _)| word.clone()).collect()))
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
        Self::new(format!("{name} {why}: left out"), Change::LeaveOut(others)).seen_as(Sight::Column(at))
    }

    /// A first column that counts the others.
    pub(super) fn counts(at: usize) -> Self {
        Self::new(format!("column {} says how many were rated in each row: left out", at + 1), None)
    }
}

/// How much of all values one must be to be taken for "not rated" rather than for a rating, in a hundred.
const MANY: usize = 40;

/// A number that may stand for "not rated".
pub(super) struct Suspect {
    pub value: f64,
    /// Whether it is taken for that.
    pub is_hole: bool,
    what: String,
    how_often: String,
}

impl Suspect {
    /// What is told of it, beside the `codes` that are taken: the other way has one more of them, or one less.
    pub(super) fn told(&self, codes: &[f64]) -> Odd {
        let Self { value, is_hole, what, how_often } = self;
        let taken = if *is_hole { "taken for 'not rated'" } else { "taken for a rating" };
        let others = codes.iter().copied().filter(|code| code != value);
        let otherwise = others.chain((!is_hole).then_some(*value)).collect();
        Odd::new(format!("{what}: {taken}{how_often}"), Change::Codes(Codes(otherwise))).seen_as(Sight::Number(*value))
    }
}

/// How often each of `values` occurs, from the lowest on; nothing of measured numbers, of which none stands for another thing.
pub(super) fn counted(values: impl Iterator<Item = f64>) -> Vec<(f64, usize)> {
    let mut counts: HashMap<u64, usize> = HashMap::new();
    for value in values {
        if counts.len() > 100_000 {
            return Vec::new();
        }
        *counts.entry((value + 0.0).to_bits()).or_default() += 1;
    }
    let mut values: Vec<(f64, usize)> = counts.into_iter().map(|(bits, count)| (f64::from_bits(bits), count)).collect();
    values.sort_by(|one, other| one.0.total_cmp(&other.0));
    values
}

/// The numbers that may stand for "not rated", as far as the numbers tell by how often they occur, [counted]; `grid` says that
/// they fill the cells of a grid, of which `holes` are empty.
pub(super) fn suspects(counted: &[(f64, usize)], grid: bool, holes: usize) -> Vec<Suspect> {
    let mut values = counted.to_vec();
    let all: usize = values.iter().map(|(_, count)| count).sum();
    let mut found = Vec::new();
    let times = |count: usize| format!(" ({})", Count(count, "time"));
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
                let what = format!("{value} lies far from {}..{}", near.min(far), near.max(far));
                found.push(Suspect { value, is_hole: true, what, how_often: times(count) });
            }
        }
        if last {
            values.reverse();
        }
    }
    // A 9 beside 1..5 may be an answer or none.
    if let [.., (near, _), (last, count)] = values.as_slice()
        && found.is_empty()
        && values.len() > 2
        && is_code(*last)
        && last - near > 2.0
    {
        let what = format!("{last} stands apart from all other values");
        found.push(Suspect { value: *last, is_hole: false, what, how_often: times(*count) });
    }
    // Below a scale of its own: -1 beside 1..10 or 0..5, but not beside 1 alone.
    if let [(minus, count), (low, _), .., (high, _)] = values.as_slice()
        && *minus == -1.0
        && *low >= 0.0
        && *high >= 2.0
        && *count > 1
    {
        let what = format!("-1 stands below a scale of {low}..{high}");
        found.push(Suspect { value: -1.0, is_hole: true, what, how_often: times(*count) });
        values.remove(0);
    }
    let Some(&(_, zeros)) = values.iter().find(|(value, _)| *value == 0.0) else { return found };
    let others = values.len() - 1;
    let most = values.iter().filter(|(value, _)| *value != 0.0).map(|(_, count)| *count).max().unwrap_or(0);
    let apart = !values.iter().any(|(value, _)| *value != 0.0 && value.abs() < 0.5);
    let full = grid && holes == 0 && !found.iter().any(|suspect| suspect.is_hole);
    let many = zeros * 100 >= all * MANY && zeros > 3 && others > 2;
    let is_hole = apart
        && others > 1
        && ((full && zeros >= most && zeros > 1) || (many && zeros >= most && (!grid || holes == 0)));
    if is_hole || (zeros * 100 >= all * 15 && others > 1 && apart) {
        let what = format!("{} % of the values are 0", zeros * 100 / all.max(1));
        found.push(Suspect { value: 0.0, is_hole, what, how_often: String::new() });
    }
    found
}

/// Numbers that people choose for "no answer".
fn is_code(value: f64) -> bool {
    [9.0, 77.0, 88.0, 98.0, 99.0, 777.0, 888.0, 998.0, 999.0, 9999.0, 99_999.0].contains(&value)
}

/// What is told of numbers that nobody saw before all ratings were read, and that may say "not rated": all ratings as they
/// were [counted], beside the `codes` that are known.
pub(super) fn late(counted: &[(f64, usize)], grid: bool, holes: usize, codes: &[f64], known: &[Odd]) -> Vec<Odd> {
    let late = suspects(counted, grid, holes).into_iter().map(|suspect| Suspect { is_hole: false, ..suspect });
    let late = late.filter(|suspect| suspect.value != 0.0).map(|suspect| suspect.told(codes));
    late.filter(|odd| !known.iter().any(|known| known.otherwise == odd.otherwise)).collect()
}

/// The rows at the end of a grid that sum up its columns, by name and by what stands in them.
pub(super) fn row_sums(
    body: &[&[String]],
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
        let told = Odd::new(format!("the row {} sums up the others: left out", sums.join(", ")), None);
        odd.push(told.seen_as(Sight::Row(sums[sums.len() - 1].clone())));
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(values: &[f64], grid: bool, holes: usize) -> Vec<f64> {
        let all = suspects(&counted(values.iter().copied()), grid, holes);
        all.iter().filter(|suspect| suspect.is_hole).map(|suspect| suspect.value).collect()
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
        let told = |values: &[f64], codes: &[f64]| -> Vec<_> {
            let all = suspects(&counted(values.iter().copied()), false, 0);
            all.iter().map(|suspect| suspect.told(codes).otherwise.unwrap().to_string()).collect()
        };
        assert_eq!(told(&[4.0, 5.0, 0.0, 3.0, 0.0], &[]), ["--missing-codes 0"]);
        assert_eq!(told(&[4.0, 5.0, 9.0, 3.0, 1.0], &[]), ["--missing-codes 9"], "one more hole");
        let both = [-1.0, -1.0, 4.0, 5.0, 9.0, 3.0, 1.0];
        assert_eq!(
            told(&both, &[-1.0]),
            ["--missing-codes -1,9", "--missing-codes none"],
            "each key decides one number"
        );
    }
}
