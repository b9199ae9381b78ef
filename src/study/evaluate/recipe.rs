//! A method with its options, as text: `als factors=10 lambda=0.1 passes=30`.

use crate::{
    choice::Choice,
    data::{Share, decimal},
    model::{Knob, Method, Options},
};
use std::{fmt, str::FromStr};

/// How a model is made: a method, its options, and how far it goes.
///
/// The text form is the name of a method and then, each separated by blanks, `name=value` for an option of it, for `passes` or
/// for `early`; a switch needs no value. Options that the method does not read are refused.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipe {
    /// The method and its options.
    pub options: Options,
    /// The most passes that it goes; it stops earlier when it has settled.
    pub passes: u64,
    /// Whether passes are chosen by the error over this share of the ratings to train on, which is held out for that: see
    /// [`Recipe::PATIENCE`].
    pub early: Option<Share>,
    /// What was set, in that order, as it was written.
    set: Vec<(Dial, String)>,
}

/// What can be set of a recipe.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Dial {
    /// An option of the method.
    Knob(Knob),
    /// The most passes.
    Passes,
    /// The share that passes are chosen by.
    Early,
}

impl Dial {
    /// The one with this name.
    ///
    /// # Errors
    /// A sentence with all names.
    pub fn named(name: &str) -> Result<Self, String> {
        match name {
            "passes" => Ok(Self::Passes),
            "early" => Ok(Self::Early),
            "method" => Err("the method stands first, without a name, as in: als factors=10".into()),
            _ => Knob::named(name).map(Self::Knob).ok_or_else(|| {
                let knobs = Knob::ALL.iter().filter(|knob| **knob != Knob::Method).map(|knob| knob.name());
                let names: Vec<&str> = knobs.chain(["passes"]).collect();
                format!("there is no option '{name}'; there are {} and early", names.join(", "))
            }),
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Knob(knob) => knob.name(),
            Self::Passes => "passes",
            Self::Early => "early",
        }
    }
}

impl Recipe {
    /// With `early`, the passes that had the least error are taken once so many more have not bettered it.
    pub const PATIENCE: u64 = 5;
    /// The most passes that can be asked for.
    pub const MOST_PASSES: u64 = 100_000;

    /// A method with the options that it begins with, as many passes as are usual, and nothing set.
    pub fn new(method: Method) -> Self {
        let passes = method.algorithm().epochs;
        Self { options: Options::new(method), passes, early: None, set: Vec::new() }
    }

    /// The recipe of a fit with these options.
    pub fn of(options: &Options) -> Self {
        let recipe = Self::new(options.method);
        let differs = |knob: &&Knob| options.method.reads(**knob) && knob.of(options) != knob.of(&recipe.options);
        Knob::ALL.iter().filter(|knob| **knob != Knob::Method).filter(differs).fold(recipe.clone(), |recipe, knob| {
            // What an option holds is read back as it is written.
            recipe.with(Dial::Knob(*knob), &knob.of(options).value().to_string()).unwrap_or(recipe)
        })
    }

    /// The same with something set otherwise.
    ///
    /// # Errors
    /// A sentence, where the value does not fit or makes no difference.
    pub fn with(&self, dial: Dial, value: &str) -> Result<Self, String> {
        let mut recipe = self.clone();
        match dial {
            Dial::Knob(knob) => {
                let setting = knob.read(value)?;
                if let Some(why) = self.options.unread(setting) {
                    return Err(why);
                }
                recipe.options.set(setting);
            }
            Dial::Passes => {
                let passes = value.parse().ok().filter(|passes| (1..=Self::MOST_PASSES).contains(passes));
                recipe.passes = passes.ok_or_else(|| {
                    format!("'{value}' does not fit passes: it takes a whole number from 1 to {}", Self::MOST_PASSES)
                })?;
            }
            Dial::Early => {
                let share = decimal(value).and_then(Share::new).filter(|share| *share != Share::NONE);
                let wrong = || format!("'{value}' does not fit early: it takes a share up to 0.9, such as 0.1");
                recipe.early = Some(share.ok_or_else(wrong)?);
            }
        }
        recipe.set.retain(|(other, _)| *other != dial);
        recipe.set.push((dial, value.to_owned()));
        Ok(recipe)
    }

    /// Whether something was set.
    pub fn sets(&self, dial: Dial) -> bool {
        self.set.iter().any(|(set, _)| *set == dial)
    }

    /// What it was set to, as it was written.
    pub fn value(&self, dial: Dial) -> Option<&str> {
        self.set.iter().find(|(set, _)| *set == dial).map(|(_, value)| value.as_str())
    }
}

impl fmt::Display for Recipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.options.method.name())?;
        self.set.iter().try_for_each(|(dial, value)| write!(f, " {}={value}", dial.name()))
    }
}

impl FromStr for Recipe {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut words = text.split_whitespace();
        let name = words.next().ok_or("a model is expected, such as als or als factors=10")?;
        let mut recipe = Self::new(Method::named(name)?);
        for word in words {
            let (name, value) = word.split_once('=').unwrap_or((word, "on"));
            let dial = Dial::named(name)?;
            if recipe.sets(dial) {
                return Err(format!("{name} is set twice in '{text}'"));
            }
            recipe = recipe.with(dial, value)?;
        }
        Ok(recipe)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Setting;

    #[test]
    fn reads_what_it_writes() {
        for text in ["als", "als factors=10 lambda=0.1", "sgd alpha=0.01 biased=on passes=30", "sgd early=0.1"] {
            assert_eq!(text.parse::<Recipe>().unwrap().to_string(), text);
        }
        let recipe: Recipe = "  sgd   biased passes=7 lambda=.5".parse().unwrap();
        assert_eq!((recipe.options.biased, recipe.passes, recipe.options.lambda), (true, 7, 0.5));
        let mut options = Options::new(Method::Sgd);
        options.set(Setting::Biased(true));
        options.set(Setting::Lambda(0.5));
        assert_eq!(recipe.options, options);
        assert_eq!(recipe.value(Dial::Passes), Some("7"));
    }

    #[test]
    fn what_cannot_be_is_a_sentence() {
        for (text, part) in [
            ("", "a model is expected"),
            ("alss", "'alss' is not a solver; there are als"),
            ("als factor=3", "there is no option 'factor'; there are factors"),
            ("als factors=0", "'0' does not fit factors"),
            ("als alpha=0.1", "als does not read alpha"),
            ("als factors=3 factors=4", "factors is set twice"),
            ("als passes=0", "'0' does not fit passes"),
            ("als early=1", "'1' does not fit early"),
            ("als method=sgd", "the method stands first"),
            ("als lambda", "'on' does not fit lambda"),
        ] {
            let why = text.parse::<Recipe>().unwrap_err();
            assert!(why.contains(part), "{text}: {why}");
        }
    }
}
