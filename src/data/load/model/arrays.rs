//! Models as arrays of NumPy: one `.npy`, or an `.npz`, which is an archive of them. What an array is, its name says, as
//! implicit, LightFM and Surprise call theirs.

use super::super::error::{Fault, LoadError};
use super::super::odd::Odd;
use super::super::unpack::Zip;
use super::super::{Options, Progress};
use super::npy::{self, Array};
use super::text::one_side;
use super::{ModelFault, Trained, Vectors};
use crate::data::Side;

/// What an array is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Factors(Side),
    Biases(Side),
    Names(Side),
    Mean,
}

/// What arrays are called: implicit has factors, LightFM embeddings, Surprise pu and qi, books P and Q.
const CALLED: [(Part, &[&str]); 7] = [
    (Part::Factors(Side::Users), &["user_factors", "user_embeddings", "user_vectors", "pu", "p"]),
    (Part::Factors(Side::Items), &["item_factors", "item_embeddings", "item_vectors", "qi", "q"]),
    (Part::Biases(Side::Users), &["user_biases", "user_bias", "bu"]),
    (Part::Biases(Side::Items), &["item_biases", "item_bias", "bi"]),
    (Part::Names(Side::Users), &["user_names", "user_ids", "users"]),
    (Part::Names(Side::Items), &["item_names", "item_ids", "items"]),
    (Part::Mean, &["mean", "global_mean", "global_bias", "mu"]),
];

impl Part {
    /// What is called so, in any case.
    pub(super) fn called(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        CALLED.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(part, _)| *part)
    }
}

/// Whether an archive holds arrays.
pub(in crate::data::load) fn is_archive(zip: &Zip) -> bool {
    zip.names().iter().any(|name| name.ends_with(".npy"))
}

/// The model in an archive of arrays.
pub(in crate::data::load) fn of_archive(source: &str, mut zip: Zip) -> Result<Trained, LoadError> {
    let names: Vec<String> =
        zip.names().iter().filter_map(|name| name.strip_suffix(".npy")).map(str::to_owned).collect();
    let mut parts = Parts::default();
    for name in &names {
        match Part::called(name) {
            Some(part) => parts.put(source, name, part, &zip.read(&format!("{name}.npy"), &Progress::default())?)?,
            None => parts.model.left_out.push(name.clone()),
        }
    }
    parts.finish(source, &names)
}

/// The model in one array: of the side that its name says, else of the items.
pub(in crate::data::load) fn of_array(source: &str, bytes: &[u8], options: &Options) -> Result<Trained, LoadError> {
    let name = source.rsplit('/').next().unwrap_or(source);
    let name = name.strip_suffix(".npy").unwrap_or(name);
    let (side, known) = match (Part::called(name), options.turn) {
        (Some(Part::Factors(side)), None) => (side, true),
        (_, Some(true)) => (Side::Users, true),
        (_, turn) => (Side::Items, turn.is_some()),
    };
    let mut parts = Parts::default();
    parts.put(source, name, Part::Factors(side), bytes)?;
    parts.model = one_side(parts.model, known);
    parts.finish(source, &[name.to_owned()])
}

/// A model while its arrays are read.
#[derive(Default)]
pub(super) struct Parts {
    pub model: Trained,
    /// What was read, by the name that it had.
    seen: Vec<(Part, String)>,
    biases: [Option<Vec<f64>>; 2],
    names: [Option<Vec<Box<str>>>; 2],
}

impl Parts {
    /// Takes an array, which messages call `name`.
    pub(super) fn put(&mut self, source: &str, name: &str, part: Part, bytes: &[u8]) -> Result<(), LoadError> {
        let wrong = |fault| LoadError::of_file(source, Fault::Model(fault));
        self.one_of(part, name).map_err(wrong)?;
        let called: Box<str> = name.into();
        let array = Array::of(bytes).map_err(|fault| match fault {
            // Of several arrays it must be said which.
            fault if source.ends_with(&format!("{name}.npy")) => wrong(fault),
            fault => LoadError::of_file(&format!("{source}, {name}"), Fault::Model(fault)),
        })?;
        let other = || wrong(ModelFault::OtherNumbers { found: array.kind().into() });
        let shape = |expected: &str| {
            let (found, expected) = (npy::told(&array.shape).into(), expected.into());
            wrong(ModelFault::Shape { array: called.clone(), found, expected })
        };
        match part {
            Part::Factors(side) => {
                let &[_, width] = array.shape.as_slice() else {
                    return Err(shape("a row for each and a column a factor"));
                };
                let values = array.numbers().ok_or_else(other)?;
                if width == 0 {
                    return Err(shape("a row for each and a column a factor"));
                }
                let vectors = Vectors { width, values, ..Vectors::default() };
                if !array.is_float() && vectors.is_whole() {
                    return Err(wrong(ModelFault::Whole { array: called }));
                }
                self.model.sides[side as usize] = Some(vectors);
            }
            Part::Biases(side) => match array.shape.as_slice() {
                [_] | [_, 1] | [1, _] => self.biases[side as usize] = Some(array.numbers().ok_or_else(other)?),
                _ => return Err(shape("one bias a row")),
            },
            Part::Names(side) => match array.words() {
                Some(names) => self.names[side as usize] = Some(names),
                None => return Err(other()),
            },
            Part::Mean => match array.numbers().ok_or_else(other)?.as_slice() {
                [mean] => self.model.mean = Some(*mean),
                _ => return Err(shape("one number")),
            },
        }
        Ok(())
    }

    /// Notes that `name` is a part; of each there can be one.
    pub(super) fn one_of(&mut self, part: Part, name: &str) -> Result<(), ModelFault> {
        if let Some((_, one)) = self.seen.iter().find(|(known, _)| *known == part) {
            return Err(ModelFault::Both { one: one.as_str().into(), other: name.into() });
        }
        self.seen.push((part, name.to_owned()));
        Ok(())
    }

    /// The model, made of what was found under `names`.
    pub(super) fn finish(mut self, source: &str, names: &[String]) -> Result<Trained, LoadError> {
        if self.model.sides.iter().all(Option::is_none) {
            const MOST: usize = 12;
            let few: Vec<&str> = names.iter().take(MOST).map(String::as_str).collect();
            let more = if names.len() > MOST { " .." } else { "" };
            let found = if few.is_empty() { "nothing".into() } else { format!("{}{more}", few.join(", ")) };
            return Err(LoadError::of_file(source, Fault::Model(ModelFault::NoTable { found: found.into() })));
        }
        for (side, vectors) in self.model.sides.iter_mut().enumerate() {
            let Some(vectors) = vectors else { continue };
            vectors.biases = self.biases[side].take().or(vectors.biases.take());
            vectors.names = self.names[side].take().or(vectors.names.take());
        }
        // LightFM's biases are around nothing.
        if self.seen.iter().any(|(_, name)| name.ends_with("_embeddings")) {
            self.model.mean = self.model.mean.or(Some(0.0));
        }
        let whole = |vectors: &Vectors| vectors.is_whole() && vectors.len() > 1;
        if self.model.sides.iter().flatten().all(whole) {
            self.model.odd.push(Odd::new("every number is whole: a matrix of ratings rather than factors?", None));
        }
        self.model.format = Some("NumPy arrays");
        self.model.checked(source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_means_two_things() {
        let all: Vec<&str> = CALLED.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        for name in &all {
            assert_eq!(all.iter().filter(|other| *other == name).count(), 1, "{name}");
            assert_eq!(Part::called(&name.to_uppercase()), Part::called(name));
        }
        assert_eq!(Part::called("item_factors"), Some(Part::Factors(Side::Items)));
        assert_eq!(Part::called("regularization"), None);
    }
}
