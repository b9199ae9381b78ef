//! Names for the ids of a model of Spark's, which are numbers.

use super::super::super::error::LoadError;
use super::super::SIDES;
use super::{saved::Saved, tables};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The tables that `train_als.py` writes.
const TABLES: [&str; 2] = ["userNames", "itemNames"];
/// What Spark calls the index behind all labels, where a StringIndexer keeps what it does not know.
const UNKNOWN: &str = "__unknown";

/// For each side the names of its ids; nothing where an id is its own name.
pub(super) type Names = [Option<HashMap<i32, Box<str>>>; 2];

/// The names in the tables that `train_als.py` writes into `root`, where they are.
///
/// # Errors
/// What is wrong with one.
pub(super) fn of_tables(root: &Path, shown: &str) -> Result<Names, LoadError> {
    let mut named = Names::default();
    for side in SIDES {
        let (path, source) = (root.join(TABLES[side as usize]), format!("{shown}/{}", TABLES[side as usize]));
        if path.is_dir() {
            named[side as usize] = Some(tables::names(&path, &source, side)?);
        }
    }
    Ok(named)
}

/// The labels of the StringIndexers among the stages of a pipeline that make the columns which the model takes.
///
/// # Errors
/// What is wrong with one.
pub(super) fn of_stages(stages: &[(PathBuf, String, Saved)], model: &Saved) -> Result<Names, LoadError> {
    let mut named = Names::default();
    let columns = [model.word("userCol").unwrap_or("user"), model.word("itemCol").unwrap_or("item")];
    for (path, shown, stage) in stages.iter().filter(|(_, _, stage)| stage.short_class() == "StringIndexerModel") {
        let several = stage.words("outputCols");
        let made = if several.is_empty() { stage.word("outputCol").into_iter().collect() } else { several };
        if !made.iter().any(|column| columns.contains(column)) {
            continue;
        }
        let lists = tables::labels(&path.join("data"), &format!("{shown}/data"))?;
        for (column, labels) in made.iter().zip(lists) {
            let keeps = stage.word("handleInvalid") == Some("keep");
            let labels = labels.into_iter().chain(keeps.then(|| UNKNOWN.into()));
            let by_id: HashMap<i32, Box<str>> = (0..).zip(labels).collect();
            for side in SIDES.into_iter().filter(|side| columns[*side as usize] == *column) {
                named[side as usize] = Some(by_id.clone());
            }
        }
    }
    Ok(named)
}
