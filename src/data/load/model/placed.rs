//! A model in the order of its users and items, alone or beside ratings.

use super::super::error::LoadError;
use super::super::intake;
use super::super::items;
use super::super::odd::Odd;
use super::super::{Loaded, Options, title};
use super::{Trained, alone::alone, matched::matched};
use std::path::Path;

/// The model that messages call `source`, with the ratings that come along.
///
/// # Errors
/// Titles that cannot be read, and ratings of which the model knows nothing.
pub(in crate::data::load) fn placed(
    source: &str,
    mut model: Trained,
    beside: Option<Loaded>,
    options: &Options,
) -> Result<Loaded, LoadError> {
    let loaded = match beside {
        None => alone(source, &mut model, options)?,
        Some(beside) => matched(source, &mut model, beside, options)?,
    };
    Ok(Loaded { trained: Some(model), source: source.to_owned(), ..loaded })
}

/// Puts the mean in its place that biases are around, where the file does not say it.
pub(super) fn center(model: &mut Trained, mean: f64, whose: &str) {
    if model.mean.is_none() && model.is_biased() {
        let sentence = format!("the file does not say the mean that its biases are around: taken for {whose}");
        model.odd.push(Odd::new(sentence, None));
        model.mean = Some(mean);
    }
}

/// The items by their titles, and the file that has them.
type Titled = Option<(Vec<Box<str>>, String)>;

/// Calls the items by their titles: of several ways to count them, by the one that finds most.
pub(super) fn titled(
    path: &Path,
    ways: Vec<Vec<Box<str>>>,
    model: &mut Trained,
    options: &Options,
) -> Result<Titled, LoadError> {
    let file = title(path);
    let bytes = intake::file(path, &file, intake::MOST)?;
    let counted = ways.len() > 1;
    let mut best: Option<(usize, usize, Vec<Box<str>>)> = None;
    for (from, ids) in ways.into_iter().enumerate() {
        let (titles, _) = items::titles(&file, bytes.clone(), &ids, options)?;
        if titles.len() > best.as_ref().map_or(0, |(count, ..)| *count) {
            best = Some((titles.len(), from, items::named(ids, &titles)));
        }
    }
    let Some((_, from, named)) = best else {
        model.odd.push(Odd::new("none of the items stands in the file of titles", None));
        return Ok(None);
    };
    if counted {
        model.odd.push(Odd::new(format!("items have no names: titles go by their numbers, from {from}"), None));
    }
    Ok(Some((named, file)))
}
