//! What an option can hold: how it is read, and what it is as data.

use super::{ByBlock, Start};
use crate::{choice::Choice, data::decimal};
use std::fmt;

/// The value of an option as data.
#[derive(Clone, Debug, PartialEq)]
pub enum Datum {
    /// A number.
    Number(f64),
    /// A whole number.
    Whole(u64),
    /// On or off.
    Switch(bool),
    /// One of a few words, or a word of its own form.
    Word(String),
}

impl fmt::Display for Datum {
    /// The text form, in which it is read.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(value) => write!(f, "{value}"),
            Self::Whole(value) => write!(f, "{value}"),
            Self::Switch(on) => f.write_str(if *on { "on" } else { "off" }),
            Self::Word(word) => f.write_str(word),
        }
    }
}

/// What an option can hold: how it is read, and what it is as data.
pub(super) trait OptionValue: Sized {
    /// The words that it is chosen from, where it is a word.
    const WORDS: &'static [&'static str] = &[];
    /// Some values as text.
    const EXAMPLES: &'static [&'static str] = Self::WORDS;

    fn read(text: &str) -> Option<Self>;

    /// Why a text cannot be read, where there is more to say of it than what is expected.
    fn wrong(_text: &str) -> Option<String> {
        None
    }

    fn datum(self) -> Datum;
}

impl<T: Choice> OptionValue for T {
    const WORDS: &'static [&'static str] = T::NAMES;

    fn read(text: &str) -> Option<Self> {
        T::named(text).ok()
    }

    fn wrong(text: &str) -> Option<String> {
        T::named(text).err()
    }

    fn datum(self) -> Datum {
        Datum::Word(self.name().into())
    }
}

impl OptionValue for f64 {
    fn read(text: &str) -> Option<Self> {
        decimal(text)
    }

    fn datum(self) -> Datum {
        Datum::Number(self)
    }
}

impl OptionValue for usize {
    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn datum(self) -> Datum {
        Datum::Whole(self as u64)
    }
}

impl OptionValue for u64 {
    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn datum(self) -> Datum {
        Datum::Whole(self)
    }
}

impl OptionValue for bool {
    const WORDS: &'static [&'static str] = &["on", "off"];

    fn read(text: &str) -> Option<Self> {
        match text {
            "on" | "yes" | "true" => Some(true),
            "off" | "no" | "false" => Some(false),
            _ => None,
        }
    }

    fn datum(self) -> Datum {
        Datum::Switch(self)
    }
}

impl OptionValue for Start {
    const EXAMPLES: &'static [&'static str] = &["uniform:1", "normal:0.1", "same:0.5"];

    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn datum(self) -> Datum {
        Datum::Word(self.to_string())
    }
}

impl OptionValue for ByBlock {
    const EXAMPLES: &'static [&'static str] = &["none", "bu:0.002", "pu:0.01+qi:0.005"];

    fn read(text: &str) -> Option<Self> {
        Self::read(text)
    }

    fn datum(self) -> Datum {
        Datum::Word(self.to_string())
    }
}
