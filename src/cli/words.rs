//! Values of the command line that are words.

use clap::builder::{PossibleValue, TypedValueParser};
use std::ffi::OsStr;

/// A value that is one of a few words: they are offered for completion, and read by the type's own parser.
#[derive(Clone)]
pub(super) struct Words<F>(pub(super) &'static [&'static str], pub(super) F);

impl<T, F> TypedValueParser for Words<F>
where
    T: Clone + Send + Sync + 'static,
    F: Fn(&str) -> Result<T, String> + Clone + Send + Sync + 'static,
{
    type Value = T;

    fn parse_ref(&self, cmd: &clap::Command, arg: Option<&clap::Arg>, value: &OsStr) -> Result<T, clap::Error> {
        self.1.parse_ref(cmd, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.0.iter().map(PossibleValue::new)))
    }
}
