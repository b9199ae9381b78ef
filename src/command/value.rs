//! What follows the name of a command: how each kind of value is read from words, and written so that it is read back.

use super::{
    argument::Argument,
    text::{phrase, quoted},
    who::Who,
};
use crate::{
    choice::Choice,
    data::{Share, decimal},
    model::Setting,
    study::{
        Speed,
        ab::Setup,
        lab::{Compare, Rates, Search, Starts},
        listing::Sort,
        popularity::Popularity,
        recommend::Weights,
    },
};
use std::str::FromStr;

/// A value that can follow the name of a command.
pub(super) trait Value: Sized {
    /// How many of the places in its command's row it takes.
    const PLACES: usize = 1;

    /// Reads it from the first of the words that are left.
    fn read(words: &mut Words<'_>) -> Result<Self, String>;

    /// The words that are read back as this; none where it is what is meant without any.
    fn text(&self) -> String;
}

/// The words after the name of a command, as they are read one by one.
pub(super) struct Words<'a> {
    arguments: &'static [Argument],
    example: &'static str,
    words: &'a [&'a str],
    /// How many of them are read.
    at: usize,
    /// Which place in the row of the command the next one has.
    place: usize,
    /// Why a word did not fit where it need not have stood.
    missed: Option<String>,
}

impl<'a> Words<'a> {
    /// The words after a name that these may follow, with a command of that name that works.
    pub(super) fn new(arguments: &'static [Argument], example: &'static str, words: &'a [&'a str]) -> Self {
        Self { arguments, example, words, at: 0, place: 0, missed: None }
    }

    fn left(&self) -> &'a [&'a str] {
        &self.words[self.at..]
    }

    /// The next word, which stays where it is.
    pub(super) fn peek(&self) -> Option<&'a str> {
        self.left().first().copied()
    }

    /// The next word.
    pub(super) fn next(&mut self) -> Result<&'a str, String> {
        let word = self.left().first().ok_or_else(|| self.wanted(self.place))?;
        (self.at, self.place) = (self.at + 1, self.place + 1);
        Ok(word)
    }

    /// What belongs at a place, as a request.
    fn wanted(&self, place: usize) -> String {
        let what = self.arguments.get(place).or(self.arguments.last());
        let what = what.map_or(String::new(), |argument| argument.words());
        format!("say {what}, as in: {}", self.example)
    }

    /// The next word as a number of some kind.
    pub(super) fn number<T: FromStr>(&mut self, kind: &str) -> Result<T, String> {
        let word = self.next()?;
        word.parse().map_err(|_| self.refused(word, kind))
    }

    /// Why the word that was taken last is nothing of some kind.
    fn refused(&self, word: &str, kind: &str) -> String {
        format!("'{word}' is not {kind}; {}", self.wanted(self.place - 1))
    }

    /// A value that has to stand here.
    pub(super) fn value<T: Value>(&mut self) -> Result<T, String> {
        T::read(self)
    }

    /// A value that may stand here.
    pub(super) fn value_or<T: Value>(&mut self, otherwise: T) -> T {
        let (at, place) = (self.at, self.place);
        if self.left().is_empty() {
            return otherwise;
        }
        T::read(self).unwrap_or_else(|why| {
            (self.at, self.place) = (at, place + T::PLACES);
            self.missed.get_or_insert(why);
            otherwise
        })
    }

    /// All the words must have been of use.
    pub(super) fn end(self) -> Result<(), String> {
        match self.left() {
            [] => Ok(()),
            _ => Err(self.missed.unwrap_or_else(|| "there is more here than this command takes".into())),
        }
    }
}

/// The text form of a command as it is put together: values at the end that say what is meant anyway are left out.
pub(super) struct Written {
    line: String,
    end: usize,
}

impl Written {
    pub(super) fn new(name: &str) -> Self {
        Self { line: name.into(), end: name.len() }
    }

    pub(super) fn add<T: Value>(&mut self, value: &T, meant_anyway: bool) {
        let text = value.text();
        if !text.is_empty() {
            self.line.push(' ');
            self.line.push_str(&text);
        }
        if !meant_anyway {
            self.end = self.line.len();
        }
    }

    pub(super) fn line(mut self) -> String {
        self.line.truncate(self.end);
        self.line
    }
}

impl<T: Choice> Value for T {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        T::named(words.next()?)
    }

    fn text(&self) -> String {
        self.name().into()
    }
}

/// Without it, what comes next is meant, or the other one, or what is under the cursor.
impl<T: Value> Value for Option<T> {
    const PLACES: usize = T::PLACES;

    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        T::read(words).map(Some)
    }

    fn text(&self) -> String {
        self.as_ref().map_or(String::new(), T::text)
    }
}

impl<A: Value, B: Value> Value for (A, B) {
    const PLACES: usize = A::PLACES + B::PLACES;

    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        Ok((words.value()?, words.value()?))
    }

    fn text(&self) -> String {
        format!("{} {}", self.0.text(), self.1.text())
    }
}

impl Value for bool {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        match words.next()? {
            "on" => Ok(true),
            "off" => Ok(false),
            other => Err(format!("'{other}' is neither on nor off")),
        }
    }

    fn text(&self) -> String {
        if *self { "on" } else { "off" }.into()
    }
}

impl Value for u64 {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        words.number("a whole number")
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

impl Value for usize {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        words.number("a whole number")
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

impl Value for f64 {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        let word = words.next()?;
        let infinite = word.parse().is_ok_and(|value: f64| !value.is_finite());
        decimal(word).ok_or_else(|| match infinite {
            true => format!("{word} is not a number that one can reckon with"),
            false => words.refused(word, "a number"),
        })
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

/// Any text, to the end of the line.
impl Value for String {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        let text = words.left().join(" ");
        words.at = words.words.len();
        Ok(text)
    }

    fn text(&self) -> String {
        if self.is_empty() { quoted(self) } else { phrase(self) }
    }
}

impl Value for Starts {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        let (count, most) = (words.number("a whole number")?, Self::MOST);
        let fits = (1..=most).contains(&count);
        fits.then_some(Self(count)).ok_or_else(|| format!("{count} is not a number of seeds from 1 to {most}"))
    }

    fn text(&self) -> String {
        self.0.to_string()
    }
}

/// How many items a list has at the most, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListLength(pub usize);

impl Value for ListLength {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        let (length, most) = (words.number("a whole number")?, Popularity::LONGEST);
        let fits = (1..=most).contains(&length);
        fits.then_some(Self(length)).ok_or_else(|| format!("a list has 1 to {most} items, not {length}"))
    }

    fn text(&self) -> String {
        self.0.to_string()
    }
}

impl Value for Rates {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        let (mut rates, most) = (Vec::new(), Self::MOST);
        while rates.is_empty() || !words.left().is_empty() {
            let rate: f64 = words.value()?;
            if rate <= 0.0 {
                return Err(format!("{rate} is not above 0, as a learning rate must be"));
            }
            rates.push(rate);
        }
        match rates.len() {
            n if n <= most => Ok(Self(rates)),
            n => Err(format!("{n} learning rates are more than {most} that fit on the screen")),
        }
    }

    fn text(&self) -> String {
        self.0.iter().map(f64::to_string).collect::<Vec<_>>().join(" ")
    }
}

impl Value for Compare {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        Self::read(&words.value::<String>()?)
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

/// Weights, as they are said: by what each slider counts, or by the name that they were kept under.
#[derive(Clone, Debug, PartialEq)]
pub enum Weighing {
    /// These.
    By(Weights),
    /// Those that were kept under a name.
    Kept(String),
}

impl Weighing {
    /// By the predicted rating alone.
    pub const PLAIN: Self = Self::By(Weights::PLAIN);
}

impl Value for Weighing {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        let text = words.value::<String>()?;
        match text.contains('=') {
            true => text.parse().map(Self::By),
            false if text.trim().is_empty() => {
                Err("weights are expected, as in rating=0.6 like=0.2, or their name".into())
            }
            false => Ok(Self::Kept(text.trim().to_owned())),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::By(weights) => weights.to_string(),
            Self::Kept(name) => name.text(),
        }
    }
}

impl Value for Setup {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        words.value::<String>()?.parse()
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

impl Value for Search {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        Self::read(&words.value::<String>()?)
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

impl Value for Who {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        words.next()?.parse()
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

impl Value for Setting {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        Setting::parse(words.next()?, words.next()?)
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

impl Value for Share {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        words.next()?.parse()
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

/// A grain, and how many of them a second; without a number, as many as can be.
impl Value for Speed {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        let grain = words.value()?;
        let per_second = match words.left().first() {
            None | Some(&"max") => {
                words.at = words.words.len();
                None
            }
            Some(_) => {
                let rate: f64 = words.value()?;
                let fits = (0.01..=1e6).contains(&rate);
                Some(fits.then_some(rate).ok_or("a speed lies between 0.01 and 1000000 a second")?)
            }
        };
        Ok(Speed { grain, per_second })
    }

    fn text(&self) -> String {
        match self.per_second {
            Some(rate) => format!("{} {rate}", self.grain),
            None => format!("{} max", self.grain),
        }
    }
}

impl Value for Sort {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        match words.next()? {
            "file" => Ok(Sort::File),
            "name" => Ok(Sort::Name),
            "rated" => Ok(Sort::Rated),
            "error" => Ok(Sort::Error),
            "factor" => words.value().map(|z: Nth| Sort::Factor(z.number())),
            other => {
                Err(format!("'{other}' is not an order; there are file, name, rated, error and factor with its number"))
            }
        }
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

/// A number as people count, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Nth(usize);

impl Nth {
    /// The first.
    pub const FIRST: Self = Self(1);

    /// The one at `index`, counted from 0.
    pub fn at(index: usize) -> Self {
        Self(index.saturating_add(1))
    }

    /// The one with this number; nothing comes before the first.
    pub fn numbered(number: usize) -> Self {
        Self(number.max(1))
    }

    /// Its number, from 1.
    pub fn number(self) -> usize {
        self.0
    }

    /// Its place, from 0.
    pub fn index(self) -> usize {
        self.0 - 1
    }
}

impl Value for Nth {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        let number = words.number("a whole number")?;
        if number > 0 { Ok(Self(number)) } else { Err("one counts from 1 here".into()) }
    }

    fn text(&self) -> String {
        self.0.to_string()
    }
}
