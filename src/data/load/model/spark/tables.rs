//! Tables of Parquet that a model of Spark's is made of: factors by id, names by id, the labels of a StringIndexer.

use super::super::super::error::LoadError;
use super::super::super::odd::Odd;
use super::super::Vectors;
use super::{SparkFault, fault_of};
use crate::data::Side;
use std::collections::HashMap;
use std::path::Path;

#[cfg(feature = "parquet")]
use super::super::super::{
    error::Fault,
    intake::MOST,
    parquet::lists::{Column, Lists},
};
#[cfg(feature = "parquet")]
use super::parts;

/// A row of factors for each id, in the order of the ids.
pub(super) struct ById {
    ids: Vec<i32>,
    width: usize,
    values: Vec<f64>,
}

impl ById {
    /// The same with names: those that ids have, or the ids themselves. The second is how many names have no factors.
    pub(super) fn named(
        self,
        source: &str,
        side: Side,
        names: Option<HashMap<i32, Box<str>>>,
    ) -> Result<(Vectors, usize), LoadError> {
        let wrong = |fault| LoadError::of_file(source, fault_of(fault));
        if let Some(pair) = self.ids.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(wrong(SparkFault::Twice { side, id: pair[0] }));
        }
        let known = names.as_ref().map_or(self.ids.len(), HashMap::len);
        let mut names = names;
        let name = |id: &i32| match &mut names {
            None => Ok(id.to_string().into()),
            Some(names) => names.remove(id).ok_or_else(|| wrong(SparkFault::NoName { side, id: *id })),
        };
        let names = self.ids.iter().map(name).collect::<Result<Vec<Box<str>>, _>>()?;
        let nameless = known - names.len();
        Ok((Vectors { names: Some(names), width: self.width, values: self.values, biases: None }, nameless))
    }
}

/// The factors in the folder at `path`, whose rows have `rank` numbers where that is known.
///
/// # Errors
/// What is missing, damaged or of another kind, with the part and the row.
#[cfg(feature = "parquet")]
pub(super) fn factors(path: &Path, source: &str, rank: Option<usize>, odd: &mut Vec<Odd>) -> Result<ById, LoadError> {
    const EXPECTED: &str = "id, a whole number, and features, a list of numbers";
    let what = super::FACTORS.into_iter().find(|name| path.ends_with(name)).unwrap_or("factors");
    let parts = parts::names(path, source, what, odd)?;
    let (mut ids, mut values) = (Vec::new(), Vec::new());
    let (mut width, mut by) = (rank, "as the metadata says");
    let mut taken = 0;
    for part in &parts {
        let shown = format!("{source}/{part}");
        let wrong = |fault| LoadError::of_file(&shown, fault_of(fault));
        let bytes = parts::bytes(path, source, part)?;
        taken += bytes.len();
        if taken > MOST {
            return Err(LoadError::of_file(source, Fault::LongFile { most: MOST }));
        }
        let mut file = Lists::new(&shown, bytes)?;
        let [id, features] = columns(&mut file, &shown, ["id", "features"], EXPECTED)?;
        let lengths = features.lengths();
        if id.numbers.len() != lengths.len() || features.numbers.len() != lengths.iter().sum::<usize>() {
            let found = file.columns().join(", ").into();
            return Err(wrong(SparkFault::Columns { found, expected: EXPECTED }));
        }
        let mut rest = features.numbers.as_slice();
        for (id, length) in whole(&id.numbers).zip(lengths) {
            let id = id.map_err(wrong)?;
            let expected = *width.get_or_insert_with(|| {
                by = "as the row before it has";
                length
            });
            if length != expected {
                return Err(wrong(SparkFault::Rank { id, found: length, expected, by }));
            }
            let (row, more) = rest.split_at(length);
            if let Some(at) = row.iter().position(|value| !value.is_finite()) {
                return Err(wrong(SparkFault::NotFinite { id, factor: at + 1, found: row[at] }));
            }
            values.extend_from_slice(row);
            ids.push(id);
            rest = more;
        }
    }
    let width = width.filter(|_| !ids.is_empty()).unwrap_or(0);
    if width == 0 {
        return Err(LoadError::of_file(source, fault_of(SparkFault::Empty { parts: parts.len() })));
    }
    let mut order: Vec<usize> = (0..ids.len()).collect();
    order.sort_by_key(|at| ids[*at]);
    let values = order.iter().flat_map(|at| &values[at * width..][..width]).copied().collect();
    Ok(ById { ids: order.iter().map(|at| ids[*at]).collect(), width, values })
}

/// The names in the folder at `path`, by id.
///
/// # Errors
/// As for [`factors`].
#[cfg(feature = "parquet")]
pub(super) fn names(path: &Path, source: &str, side: Side) -> Result<HashMap<i32, Box<str>>, LoadError> {
    const EXPECTED: &str = "id, a whole number, and name, a text";
    let mut names = HashMap::new();
    let mut odd = Vec::new();
    for part in parts::names(path, source, "names", &mut odd)? {
        let shown = format!("{source}/{part}");
        let wrong = |fault| LoadError::of_file(&shown, fault_of(fault));
        let mut file = Lists::new(&shown, parts::bytes(path, source, &part)?)?;
        let [id, name] = columns(&mut file, &shown, ["id", "name"], EXPECTED)?;
        if id.numbers.len() != name.names.len() {
            let found = file.columns().join(", ").into();
            return Err(wrong(SparkFault::Columns { found, expected: EXPECTED }));
        }
        for (id, name) in whole(&id.numbers).zip(name.names) {
            let id = id.map_err(wrong)?;
            if names.insert(id, name).is_some() {
                return Err(wrong(SparkFault::Twice { side, id }));
            }
        }
    }
    Ok(names)
}

/// The labels that a StringIndexer keeps in the folder at `path`: a list for each of its columns.
///
/// # Errors
/// As for [`factors`].
#[cfg(feature = "parquet")]
pub(super) fn labels(path: &Path, source: &str) -> Result<Vec<Vec<Box<str>>>, LoadError> {
    const EXPECTED: &str = "labelsArray, a list of lists of texts, or labels, a list of texts";
    let mut lists: Vec<Vec<Box<str>>> = Vec::new();
    for part in parts::names(path, source, "data", &mut Vec::new())? {
        let shown = format!("{source}/{part}");
        let mut file = Lists::new(&shown, parts::bytes(path, source, &part)?)?;
        let found = file.columns();
        let [all] = ["labels"].map(|name| found.iter().position(|column| column.starts_with(name)));
        let columns = || SparkFault::Columns { found: found.join(", ").into(), expected: EXPECTED };
        let column = file.column(all.ok_or_else(|| LoadError::of_file(&shown, fault_of(columns())))?)?;
        if column.hole.is_some() || column.depths.len() != column.names.len() {
            return Err(LoadError::of_file(&shown, fault_of(columns())));
        }
        // Within a list the depth is that of its members: 2 of lists of lists, 1 of lists.
        let within = column.depths.iter().max().copied().unwrap_or(0).max(1);
        for (depth, name) in column.depths.iter().zip(column.names) {
            match lists.last_mut().filter(|_| *depth == within) {
                Some(list) => list.push(name),
                None => lists.push(vec![name]),
            }
        }
    }
    Ok(lists)
}

/// The two columns of these names, without holes.
#[cfg(feature = "parquet")]
fn columns(
    file: &mut Lists<'_>,
    shown: &str,
    names: [&'static str; 2],
    expected: &'static str,
) -> Result<[Column; 2], LoadError> {
    let wrong = |fault| LoadError::of_file(shown, fault_of(fault));
    let found = file.columns();
    let mut column = |name: &'static str| {
        // A list within a column is behind a point, and that there is one alone tells it from a structure.
        let mut places = (0..found.len()).filter(|at| found[*at].split('.').next() == Some(name));
        let (Some(at), None) = (places.next(), places.next()) else {
            return Err(wrong(SparkFault::Columns { found: found.join(", ").into(), expected }));
        };
        let column = file.column(at)?;
        match column.hole {
            Some(row) => Err(wrong(SparkFault::Hole { row: row + 1, what: name })),
            None => Ok(column),
        }
    };
    Ok([column(names[0])?, column(names[1])?])
}

/// Ids as whole numbers.
#[cfg(feature = "parquet")]
fn whole(ids: &[f64]) -> impl Iterator<Item = Result<i32, SparkFault>> {
    ids.iter().enumerate().map(|(row, id)| {
        let number = *id as i32;
        if f64::from(number) == *id { Ok(number) } else { Err(SparkFault::Id { row: row + 1, found: *id }) }
    })
}

#[cfg(not(feature = "parquet"))]
pub(super) fn factors(_: &Path, source: &str, _: Option<usize>, _: &mut Vec<Odd>) -> Result<ById, LoadError> {
    Err(LoadError::of_file(source, fault_of(SparkFault::NoParquet)))
}

#[cfg(not(feature = "parquet"))]
pub(super) fn names(_: &Path, source: &str, _: Side) -> Result<HashMap<i32, Box<str>>, LoadError> {
    Err(LoadError::of_file(source, fault_of(SparkFault::NoParquet)))
}

#[cfg(not(feature = "parquet"))]
pub(super) fn labels(_: &Path, source: &str) -> Result<Vec<Vec<Box<str>>>, LoadError> {
    Err(LoadError::of_file(source, fault_of(SparkFault::NoParquet)))
}
