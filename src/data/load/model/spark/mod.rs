//! Folders that Spark wrote: an `ALSModel`, a pipeline or a choice of models with one in it, or what
//! `assets/spark/train_als.py` makes.
//!
//! ```text
//! metadata/part-*        a line of JSON: the class, the rank, what the columns are called     (`saved`)
//! userFactors/part-*     Parquet: id, an int, and features, an array of float, a row a user   (`tables`)
//! itemFactors/part-*     the same of the items
//! ```
//!
//! Parts come in any number and order; `parts` sees that none is missing or damaged, as far as a folder tells. Ids are
//! numbers: names come from the tables that `train_als.py` writes, or from the StringIndexers of a pipeline (`names`).
//!
//! Source: Spark 3.5 and 4.3, `ml/recommendation/ALS.scala` (`ALSModelWriter`), `ml/feature/StringIndexer.scala` and
//! `ml/util/ReadWrite.scala`.

mod fault;
mod fitted;
mod measures;
mod names;
mod parts;
mod saved;
mod tables;

pub use fault::SparkFault;
pub use fitted::Fitted;

use super::super::error::{Count, Fault, LoadError};
use super::super::odd::Odd;
use super::super::title;
use super::{ModelFault, Trained};
use crate::data::Side;
use measures::Measures;
use names::Names;
use saved::Saved;
use std::fs;
use std::path::{Path, PathBuf};

const CLASS: &str = "org.apache.spark.ml.recommendation.ALSModel";
/// How deep a choice of models may lie in another.
const DEEPEST: usize = 4;

/// The folders of the factors.
const FACTORS: [&str; 2] = ["userFactors", "itemFactors"];

/// The model in the folder at `path`, if Spark wrote it.
///
/// # Errors
/// What is missing or wrong in it.
pub(in crate::data::load) fn of_spark(path: &Path) -> Result<Option<Trained>, LoadError> {
    let shown = title(path);
    let wrong = |fault| Err(LoadError::of_file(&shown, fault_of(fault)));
    let inner = path.join("model");
    // The names, and what the factors were fitted to, lie beside it.
    if let Some(above) = path.parent().filter(|above| shown == "model" && is_of_train_als(above)) {
        return of_spark(above);
    }
    if is_saved(&inner) {
        let beside = Beside {
            root: path,
            shown: &shown,
            names: names::of_tables(path, &shown)?,
            measures: Measures::of(&path.join("measures"), &format!("{shown}/measures"))?,
        };
        return opened(&inner, &format!("{shown}/model"), beside, DEEPEST).map(Some);
    }
    if is_saved(path) {
        return opened(path, &shown, Beside::nothing(path, &shown), DEEPEST).map(Some);
    }
    if is_of_train_als(path) {
        return wrong(SparkFault::Unfinished { what: "model" });
    }
    let above = path.parent().filter(|above| is_saved(above));
    if let Some(above) = above
        && ["metadata", "stages", FACTORS[0], FACTORS[1]].contains(&shown.as_str())
    {
        return wrong(SparkFault::Part { whole: above.display().to_string().into() });
    }
    Ok(None)
}

/// Whether a folder has what `train_als.py` writes before the model.
fn is_of_train_als(path: &Path) -> bool {
    path.join("estimator/metadata").is_dir() && !path.join("metadata").is_dir()
}

/// Whether a folder looks like one that something of Spark's ML was saved into.
fn is_saved(path: &Path) -> bool {
    let is_folder = |name: &str| path.join(name).is_dir();
    let metadata = fs::read_dir(path.join("metadata")).into_iter().flatten().flatten();
    let has_part = metadata.take(100).any(|file| file.file_name().to_string_lossy().starts_with("part-"));
    has_part || FACTORS.iter().all(|name| is_folder(name))
}

/// What lies beside a model.
struct Beside<'p> {
    /// Where, and what messages call that.
    root: &'p Path,
    shown: &'p str,
    names: Names,
    measures: Measures,
}

impl<'p> Beside<'p> {
    /// No names and no measures.
    fn nothing(root: &'p Path, shown: &'p str) -> Self {
        Self { root, shown, names: Names::default(), measures: Measures::default() }
    }
}

/// The model in `path`, whatever class it is of.
fn opened(path: &Path, shown: &str, beside: Beside<'_>, deepest: usize) -> Result<Trained, LoadError> {
    let saved = Saved::of(path, shown)?;
    let wrong = |fault| Err(LoadError::of_file(shown, fault_of(fault)));
    match saved.short_class() {
        "ALSModel" if saved.class == CLASS => model(path, shown, &saved, beside),
        "PipelineModel" => {
            let stages = stages(path, shown)?;
            let mut models = stages.iter().filter(|(_, _, stage)| stage.class == CLASS);
            match (models.next(), models.next()) {
                (Some((path, shown, saved)), None) => {
                    let names = names::of_stages(&stages, saved)?;
                    model(path, shown, saved, Beside { names, ..beside })
                }
                (one, other) => {
                    let stages = stages.iter().map(|(_, _, stage)| stage.short_class()).collect::<Vec<_>>().join(", ");
                    let count = usize::from(one.is_some()) + usize::from(other.is_some());
                    wrong(SparkFault::Stages { count, stages: stages.into() })
                }
            }
        }
        "CrossValidatorModel" | "TrainValidationSplitModel" if deepest > 0 => {
            let best = path.join("bestModel");
            match is_saved(&best) {
                // The settings beside it are those before a choice was made.
                true => {
                    let shown = format!("{shown}/bestModel");
                    opened(&best, &shown, Beside::nothing(&best, &shown), deepest - 1)
                }
                false => wrong(SparkFault::Missing { what: "bestModel" }),
            }
        }
        _ => wrong(SparkFault::Class { found: saved.class.into() }),
    }
}

/// The stages of a pipeline: where each lies, and what it is.
fn stages(path: &Path, shown: &str) -> Result<Vec<(PathBuf, String, Saved)>, LoadError> {
    const MOST: usize = 1000;
    let folder = path.join("stages");
    let entries = fs::read_dir(&folder);
    let entries = entries.map_err(|_| LoadError::of_file(shown, fault_of(SparkFault::Missing { what: "stages" })))?;
    let mut stages: Vec<PathBuf> = entries.take(MOST).flatten().map(|entry| entry.path()).collect();
    stages.retain(|path| path.is_dir());
    stages.sort();
    let read = |path: PathBuf| {
        let shown = format!("{shown}/stages/{}", title(&path));
        let saved = Saved::of(&path, &shown)?;
        Ok((path, shown, saved))
    };
    stages.into_iter().map(read).collect()
}

/// The model that `ALSModel.save` wrote into `path`.
fn model(path: &Path, shown: &str, saved: &Saved, beside: Beside<'_>) -> Result<Trained, LoadError> {
    let mut model = Trained { format: Some("Spark's ALSModel"), ..Trained::default() };
    let counts = beside.measures.counts();
    let [users, items] = beside.names;
    for (side, names) in [(Side::Users, users), (Side::Items, items)] {
        let folder = FACTORS[side as usize];
        let source = format!("{shown}/{folder}");
        let vectors = tables::factors(&path.join(folder), &source, saved.rank, &mut model.odd)?;
        let (vectors, nameless) = vectors.named(&source, side, names)?;
        if let Some(expected) = counts[side as usize].filter(|count| *count != vectors.len()) {
            let fault = SparkFault::Counted { side, found: vectors.len(), expected };
            return Err(LoadError::of_file(&source, fault_of(fault)));
        }
        if nameless > 0 {
            let (count, have) = (Count(nameless, side.one()), if nameless == 1 { "has" } else { "have" });
            model.odd.push(Odd::new(format!("{count} {have} a name and no factors: left out"), None));
        }
        model.sides[side as usize] = Some(vectors);
    }
    model.fitted = Some(Fitted::of(beside.root, beside.shown, saved, beside.measures.told())?);
    model.checked(shown)
}

fn fault_of(fault: SparkFault) -> Fault {
    Fault::Model(ModelFault::Spark(fault))
}
