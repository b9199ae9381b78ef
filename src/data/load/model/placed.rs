//! A model in the order of its users and items, alone or beside ratings.

use super::super::error::LoadError;
use super::super::intake;
use super::super::items::{self, Items};
use super::super::odd::Odd;
use super::super::{ItemsRead, Loaded, Options, title};
use super::{Fitted, Trained, alone::alone, matched::matched};
use crate::data::Facts;
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
        Some(beside) => {
            let caution = model.fitted.as_ref().and_then(Fitted::caution);
            model.odd.extend(caution.map(|sentence| Odd::new(sentence, None)));
            matched(source, &mut model, beside, options)?
        }
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

/// The items by their titles and what is known of them, the file that says so, and what there is to say of that.
type Titled = Option<(Vec<Box<str>>, Facts, String, ItemsRead)>;

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
    let mut best: Option<(usize, usize, Titled)> = None;
    for (from, ids) in ways.into_iter().enumerate() {
        let mut items = Items::of(&ids);
        items.read(&file, bytes.clone(), options)?;
        let (titles, facts, read) = items.finish();
        let count = titles.iter().flatten().count();
        if let Some(read) = read.filter(|_| count > best.as_ref().map_or(0, |(count, ..)| *count)) {
            best = Some((count, from, Some((items::named(ids, titles), facts, file.clone(), read))));
        }
    }
    let Some((_, from, titled)) = best else {
        model.odd.push(Odd::new("none of the items stands in the file of titles", None));
        return Ok(None);
    };
    if counted {
        model.odd.push(Odd::new(format!("items have no names: titles go by their numbers, from {from}"), None));
    }
    Ok(titled)
}
