//! A model as a folder: what `fit --out` writes, an array of NumPy for each table, or what Spark saved.

use super::super::encoding::decode;
use super::super::error::{Fault, LoadError};
use super::super::{Options, intake, title};
use super::arrays::{Part, Parts};
use super::{ModelFault, Trained, spark::of_spark, text};
use crate::data::Side;
use std::fs;
use std::path::Path;

/// The most files of a folder that are looked at.
const MOST_FILES: usize = 10_000;

/// The model in the folder at `path`, if Spark saved it or a file in it is called as a table of factors.
///
/// # Errors
/// What is wrong with one of its files.
pub(in crate::data::load) fn of_folder(path: &Path) -> Result<Option<Trained>, LoadError> {
    if let Some(model) = of_spark(path)? {
        return Ok(Some(model));
    }
    let shown = title(path);
    let mut names: Vec<String> = fs::read_dir(path)
        .map_err(|error| LoadError::of_reading(&path.display().to_string(), &error))?
        .take(MOST_FILES)
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let parts = names.iter().filter_map(|name| {
        let (stem, end) = name.rsplit_once('.')?;
        let part = Part::called(stem)?;
        // Texts are told by their whole names: users.csv is a table of users.
        let text = matches!(end, "csv" | "tsv" | "txt") && stem.contains('_') && matches!(part, Part::Factors(_));
        (end == "npy" || text).then_some((name, stem, part, text))
    });
    let parts: Vec<_> = parts.collect();
    if !parts.iter().any(|(_, _, part, _)| matches!(part, Part::Factors(_))) {
        return Ok(None);
    }
    let mut model = Parts::default();
    let mut arrays = false;
    for (name, stem, part, is_text) in parts {
        let source = format!("{shown}/{name}");
        let bytes = intake::file(&path.join(name), &source, intake::MOST)?;
        let (Part::Factors(side), true) = (part, is_text) else {
            arrays = true;
            model.put(&source, stem, part, &bytes)?;
            continue;
        };
        let wrong = |fault| LoadError::of_file(&source, Fault::Model(fault));
        model.one_of(part, stem).map_err(wrong)?;
        let turn = Some(side == Side::Users);
        let decoded = decode(&source, bytes, None)?;
        let (table, _) = text::table(&source, &decoded.text, &Options { turn, ..Options::default() })?;
        model.model.sides[side as usize] = table.sides.into_iter().flatten().next();
        if let (Some(one), Some(other)) = (model.model.mean, table.mean)
            && one != other
        {
            return Err(wrong(ModelFault::Means { one, other }));
        }
        model.model.mean = model.model.mean.or(table.mean);
    }
    let mut model = model.finish(&shown, &[])?;
    if !arrays {
        model.format = Some("tables of factors");
    }
    Ok(Some(model))
}
