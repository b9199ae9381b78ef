//! What the metadata of something that Spark saved says of it: a line of JSON.

use super::super::super::error::LoadError;
use super::{SparkFault, fault_of, parts};
use serde_json::{Map, Value};
use std::path::Path;

/// What was saved.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Saved {
    /// Its class, such as `org.apache.spark.ml.recommendation.ALSModel`.
    pub class: String,
    /// The version of Spark that wrote it.
    pub version: String,
    /// How many factors a row has, where it is a model of factors.
    pub rank: Option<usize>,
    /// What was set, and what was not and so has its default.
    params: [Map<String, Value>; 2],
    /// Where it says so.
    source: String,
}

impl Saved {
    /// What the metadata of the folder at `path` says.
    ///
    /// # Errors
    /// What is missing, and what is no such line.
    pub(super) fn of(path: &Path, shown: &str) -> Result<Self, LoadError> {
        let (path, source) = (path.join("metadata"), format!("{shown}/metadata"));
        let mut text = Vec::new();
        for part in parts::names(&path, &source, "metadata", &mut Vec::new())? {
            text.extend(parts::bytes(&path, &source, &part)?);
        }
        Self::read(&source, &text)
    }

    fn read(source: &str, text: &[u8]) -> Result<Self, LoadError> {
        let wrong = |fault| LoadError::of_file(source, fault_of(fault));
        let why = |why: String| wrong(SparkFault::Metadata { why: why.into() });
        let mut all: Map<String, Value> = serde_json::from_slice(text).map_err(|error| why(error.to_string()))?;
        let mut word = |key: &str| match all.remove(key) {
            Some(Value::String(word)) => Some(word),
            _ => None,
        };
        let class = word("class").ok_or_else(|| why("it has no class".into()))?;
        let version = word("sparkVersion").unwrap_or_default();
        let params = ["paramMap", "defaultParamMap"].map(|key| match all.remove(key) {
            Some(Value::Object(params)) => params,
            _ => Map::new(),
        });
        let rank = match all.get("rank") {
            None => None,
            Some(rank) => Some(rank.as_u64().filter(|rank| *rank > 0).ok_or_else(|| {
                let expected = "a whole number from 1";
                wrong(SparkFault::Param { key: "rank", found: rank.to_string().into(), expected })
            })?),
        };
        let rank = rank.map(|rank| usize::try_from(rank).unwrap_or(usize::MAX));
        Ok(Self { class, version, rank, params, source: source.to_owned() })
    }

    /// The last part of the class.
    pub(super) fn short_class(&self) -> &str {
        self.class.rsplit('.').next().unwrap_or_default()
    }

    /// What an option was set to, else its default.
    fn param(&self, key: &str) -> Option<&Value> {
        self.params.iter().find_map(|params| params.get(key))
    }

    /// An option that is a word.
    pub(super) fn word(&self, key: &str) -> Option<&str> {
        self.param(key).and_then(Value::as_str)
    }

    /// An option that is a list of words.
    pub(super) fn words(&self, key: &str) -> Vec<&str> {
        self.param(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// An option that is a number of 0 or more.
    ///
    /// # Errors
    /// When it is anything else.
    pub(super) fn number(&self, key: &'static str) -> Result<Option<f64>, LoadError> {
        let Some(value) = self.param(key) else { return Ok(None) };
        let number = value.as_f64().filter(|number| *number >= 0.0 && number.is_finite());
        number.map(Some).ok_or_else(|| self.wrong(key, value, "a number of 0 or more"))
    }

    /// An option that is so or not.
    ///
    /// # Errors
    /// When it is anything else.
    pub(super) fn switch(&self, key: &'static str) -> Result<bool, LoadError> {
        let Some(value) = self.param(key) else { return Ok(false) };
        value.as_bool().ok_or_else(|| self.wrong(key, value, "true or false"))
    }

    fn wrong(&self, key: &'static str, value: &Value, expected: &'static str) -> LoadError {
        let found = value.to_string().into();
        LoadError::of_file(&self.source, fault_of(SparkFault::Param { key, found, expected }))
    }
}
