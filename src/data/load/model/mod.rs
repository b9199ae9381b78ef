//! Trained models: factors that were learned elsewhere, with or without the ratings that they were learned from.
//!
//! A model has a table of factors for users, for items or for both, a row each; perhaps names for the rows, a bias for each
//! row, and the mean that the biases are around. It predicts `r̂ = mean + b_i + b_j + P_i · Q_j`. It comes as arrays of NumPy
//! (`arrays`, `npy`), as a text (`text`), as a folder of these (`folder`) or of Spark's (`spark`), and is `placed` into the order
//! of its users and items, `alone` or `matched` to ratings.

mod alone;
mod arrays;
mod fault;
mod folder;
mod matched;
pub(super) mod npy;
mod placed;
mod spark;
mod text;

pub use fault::ModelFault;
pub use spark::{Fitted, SparkFault};

pub(super) use arrays::{is_archive, of_archive, of_array};
pub(super) use folder::of_folder;
pub(super) use placed::placed;
pub(super) use text::{is_likely, of_text};

use super::error::{Fault, LoadError};
use super::factors::FactorTable;
use super::odd::Odd;
use super::table::MOST_NAME;
use crate::data::Side;
use std::collections::HashSet;

const SIDES: [Side; 2] = [Side::Users, Side::Items];

/// A trained model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trained {
    /// The factors by [`Side`]; nothing for a side that the model does not have.
    pub sides: [Option<Vectors>; 2],
    /// The mean that biases are around; nothing where there are none, or it is not known.
    pub mean: Option<f64>,
    /// The side for which one row of zeros stands in, because the model has none of it.
    pub stands_in: Option<Side>,
    /// What it was fitted to, where it is Spark's.
    pub fitted: Option<Fitted>,
    /// What the file is: "NumPy arrays"; nothing for a table of text.
    pub(super) format: Option<&'static str>,
    /// How a table of text is written.
    pub(super) text: Option<Written>,
    /// What else stands in the file.
    pub(super) left_out: Vec<String>,
    pub(super) odd: Vec<Odd>,
}

/// How a text is written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Written {
    pub header: bool,
    pub separator: &'static str,
    pub encoding: String,
}

/// The factors of one side, a row for each user or item.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vectors {
    /// Whose they are; nothing where rows have no names.
    pub names: Option<Vec<Box<str>>>,
    /// Z, how many factors a row has.
    pub width: usize,
    /// Row by row.
    pub values: Vec<f64>,
    /// A bias for each row.
    pub biases: Option<Vec<f64>>,
}

impl Vectors {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.values.len() / self.width.max(1)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// One row.
    pub(super) fn row(&self, at: usize) -> &[f64] {
        &self.values[at * self.width..][..self.width]
    }

    /// The bias of a row; 0 without one.
    pub(super) fn bias(&self, at: usize) -> f64 {
        self.biases.as_ref().map_or(0.0, |biases| biases[at])
    }

    /// The table of a text, and the mean that stands in it.
    fn of(table: FactorTable) -> Result<(Self, Option<f64>), ModelFault> {
        let (all, width) = (table.columns.len(), table.width());
        let mut vectors = Self { width, ..Self::default() };
        let (mut biases, mut mean) = (Vec::new(), None);
        for row in table.values.chunks_exact(all) {
            vectors.values.extend_from_slice(&row[..width]);
            biases.extend(row[width..].first());
            if let Some(&value) = row[width..].get(1)
                && *mean.get_or_insert(value) != value
            {
                return Err(ModelFault::Means { one: mean.unwrap_or_default(), other: value });
            }
        }
        let names = !table.names.is_empty();
        vectors.names = names.then(|| table.names.into_iter().map(String::into_boxed_str).collect());
        vectors.biases = (all > width).then_some(biases);
        Ok((vectors, mean))
    }

    /// Whether every number is whole: factors hardly ever are.
    fn is_whole(&self) -> bool {
        self.values.iter().all(|value| value.fract() == 0.0)
    }
}

impl Trained {
    /// Z, how many factors a row has.
    pub fn width(&self) -> usize {
        self.sides.iter().flatten().map(|side| side.width).next().unwrap_or(0)
    }

    /// Whether predictions start from a mean and biases.
    pub fn is_biased(&self) -> bool {
        self.mean.is_some() || self.sides.iter().flatten().any(|side| side.biases.is_some())
    }

    /// A model of one side alone: of the items, unless it is `turned`.
    fn of_one(vectors: Vectors, turned: bool) -> Self {
        let side = if turned { Side::Users } else { Side::Items };
        let mut one = Self::default();
        one.sides[side as usize] = Some(vectors);
        one
    }

    /// r̂ for a row of either side, where both are there.
    pub(super) fn predict(&self, user: usize, item: usize) -> f64 {
        let [Some(p), Some(q)] = &self.sides else { return 0.0 };
        let biases = self.mean.unwrap_or(0.0) + p.bias(user) + q.bias(item);
        biases + p.row(user).iter().zip(q.row(item)).map(|(p, q)| p * q).sum::<f64>()
    }

    /// The whole of it, if everything fits together; `source` is what messages call it.
    fn checked(mut self, source: &str) -> Result<Self, LoadError> {
        let wrong = |fault| LoadError::of_file(source, Fault::Model(fault));
        if let [Some(p), Some(q)] = &mut self.sides
            && p.width != q.width
        {
            // A table of Z x N, as Q stands in many books.
            if q.len() == p.width && q.names.is_none() {
                *q = Vectors { width: q.len(), values: transposed(&q.values, q.width), ..q.clone() };
                self.odd.push(Odd::new("the table of the items has a column for each: turned", None));
            } else {
                return Err(wrong(ModelFault::Widths { users: p.width, items: q.width }));
            }
        }
        for (side, called) in [(Side::Users, "user_factors"), (Side::Items, "item_factors")] {
            let Some(vectors) = &self.sides[side as usize] else { continue };
            if vectors.is_empty() {
                return Err(LoadError::of_file(source, Fault::NoRows));
            }
            let bad = |values: &[f64]| values.iter().position(|value| !value.is_finite());
            let biases = vectors.biases.as_deref().unwrap_or_default();
            let place = |array: String, found, row, column| {
                wrong(ModelFault::NotFinite { array: array.into(), found, row: row + 1, column: column + 1 })
            };
            if let Some(at) = bad(&vectors.values) {
                let (row, column) = (at / vectors.width, at % vectors.width);
                return Err(place(called.into(), vectors.values[at], row, column));
            }
            if let Some(at) = bad(biases) {
                return Err(place(format!("the biases of the {}", side_name(side)), biases[at], at, 0));
            }
            let counts =
                [("biases", vectors.biases.as_ref().map(Vec::len)), ("names", vectors.names.as_ref().map(Vec::len))];
            for (what, count) in counts {
                if let Some(count) = count.filter(|count| *count != vectors.len()) {
                    let array = format!("the {what} of the {}", side_name(side)).into();
                    let [found, expected] = [count, vectors.len()].map(|n| npy::told(&[n]).into());
                    return Err(wrong(ModelFault::Shape { array, found, expected }));
                }
            }
            let mut seen = HashSet::new();
            for name in vectors.names.iter().flatten() {
                if name.is_empty() {
                    return Err(LoadError::of_file(source, Fault::NoName { side }));
                }
                if name.len() > MOST_NAME {
                    return Err(LoadError::of_file(source, Fault::LongName { name: name.clone() }));
                }
                if !seen.insert(name) {
                    return Err(wrong(ModelFault::Twice { side, name: name.clone() }));
                }
            }
        }
        if self.mean.is_some_and(|mean| !mean.is_finite()) {
            let found = self.mean.unwrap_or_default();
            return Err(wrong(ModelFault::NotFinite { array: "the mean".into(), found, row: 1, column: 1 }));
        }
        Ok(self)
    }
}

/// Rows for columns.
fn transposed(values: &[f64], width: usize) -> Vec<f64> {
    (0..width).flat_map(|column| values.iter().skip(column).step_by(width)).copied().collect()
}

fn side_name(side: Side) -> &'static str {
    match side {
        Side::Users => "users",
        Side::Items => "items",
    }
}
