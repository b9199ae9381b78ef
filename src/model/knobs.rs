//! The options of a fit that can be set, one row each: what `set` and `refit`, the command line, completion and reports read.

use super::{Method, Missing, Options, Penalty, Start};
use crate::choice::Choice;
use std::fmt;

macro_rules! knobs {
    ($($(#[$doc:meta])* $knob:ident($kind:ty) $field:ident $name:literal takes $takes:expr, reads $read:expr, shows $show:expr;)+) => {
        /// An option that can be set.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Knob {
            $($(#[$doc])* $knob,)+
        }

        /// One option with its new value. Its text form is `name value`, as in `lambda 0.1`.
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub enum Setting {
            $($(#[$doc])* $knob($kind),)+
        }

        impl Knob {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$knob),+];

            /// The name in commands and options.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$knob => $name,)+
                }
            }

            /// What its values look like.
            pub fn takes(self) -> String {
                match self {
                    $(Self::$knob => String::from($takes),)+
                }
            }

            fn read(self, value: &str) -> Option<Setting> {
                match self {
                    $(Self::$knob => { let read: fn(&str) -> Option<$kind> = $read; read(value).map(Setting::$knob) })+
                }
            }

            /// Its value among some options.
            pub fn of(self, options: &Options) -> Setting {
                match self {
                    $(Self::$knob => Setting::$knob(options.$field),)+
                }
            }
        }

        impl Setting {
            /// Which option it sets.
            pub fn knob(self) -> Knob {
                match self {
                    $(Self::$knob(_) => Knob::$knob,)+
                }
            }

            /// Its value, as it is read.
            pub fn value(self) -> String {
                match self {
                    $(Self::$knob(value) => { let show: fn($kind) -> String = $show; show(value) })+
                }
            }
        }

        impl Options {
            fn put(&mut self, setting: Setting) {
                match setting {
                    $(Setting::$knob(value) => self.$field = value,)+
                }
            }
        }
    };
}

knobs! {
    /// The algorithm.
    Method(Method) method "method" takes Method::names(" or "), reads |v| v.parse().ok(), shows |v| v.name().into();
    /// Z, the number of factors.
    Factors(usize) factors "factors" takes "a whole number from 1 to 512",
        reads |v| v.parse().ok().filter(|z| (1..=Options::MOST_FACTORS).contains(z)), shows |v| v.to_string();
    /// lambda, the penalty.
    Lambda(f64) lambda "lambda" takes "a number, 0 or more", reads |v| number(v).filter(|v| *v >= 0.0), shows |v| v.to_string();
    /// How lambda weighs a row.
    Penalty(Penalty) penalty "penalty" takes "plain or weighted", reads |v| v.parse().ok(), shows |v| v.to_string();
    /// alpha, the learning rate.
    Alpha(f64) alpha "alpha" takes "a number above 0", reads |v| number(v).filter(|v| *v > 0.0), shows |v| v.to_string();
    /// Whether there are a mean and biases.
    Biased(bool) biased "biased" takes "on or off", reads switch, shows |v| shown(v);
    /// Whether each pass has an order of its own.
    Shuffle(bool) shuffle "shuffle" takes "on or off", reads switch, shows |v| shown(v);
    /// Whether ratings are compared as whole numbers.
    Whole(bool) whole "whole" takes "on or off", reads switch, shows |v| shown(v);
    /// What cells without a rating count as.
    Missing(Missing) missing "missing" takes "ignored or zero", reads |v| v.parse().ok(), shows |v| v.to_string();
    /// The law of the starting factors.
    Start(Start) start "start" takes "uniform:SCALE, normal:DEVIATION or same:VALUE", reads |v| v.parse().ok(),
        shows |v| v.to_string();
    /// What is drawn from.
    Seed(u64) seed "seed" takes "a whole number", reads |v| v.parse().ok(), shows |v| v.to_string();
}

fn number(value: &str) -> Option<f64> {
    value.parse::<f64>().ok().filter(|v| v.is_finite())
}

fn switch(value: &str) -> Option<bool> {
    match value {
        "on" | "yes" | "true" => Some(true),
        "off" | "no" | "false" => Some(false),
        _ => None,
    }
}

fn shown(on: bool) -> String {
    if on { "on" } else { "off" }.into()
}

impl Knob {
    /// The names of all, with a comma between them.
    pub fn names() -> String {
        Self::ALL.iter().map(|knob| knob.name()).collect::<Vec<_>>().join(", ")
    }
}

impl Options {
    /// The options that a method starts with: two factors, seed 1, and the method's own habits.
    pub fn new(method: Method) -> Self {
        let mut options = Self::usual(method);
        (method.algorithm().habits)(&mut options);
        options
    }

    /// Takes over one setting. A new method brings its own learning rate and its own way of weighing lambda:
    /// a good alpha for one is a bad one for another.
    pub fn set(&mut self, setting: Setting) {
        self.put(setting);
        if let Setting::Method(method) = setting {
            let fresh = Self::new(method);
            (self.alpha, self.penalty) = (fresh.alpha, fresh.penalty);
        }
        self.factors = self.factors.max(1);
    }

    /// Why a setting would make no difference, in a sentence.
    pub fn unread(&self, setting: Setting) -> Option<String> {
        let knob = setting.knob();
        let readers: Vec<_> = Method::ALL.iter().filter(|m| m.reads(knob)).map(|m| m.name()).collect();
        let do_so = if readers.len() == 1 { "does" } else { "do" };
        let (own, name) = (self.method.name(), knob.name());
        (!self.method.reads(knob)).then(|| format!("{own} does not read {name}; {} {do_so}", readers.join(" and ")))
    }
}

impl Setting {
    /// Reads a value for the option called `name`.
    ///
    /// # Errors
    /// One sentence that says what was expected.
    pub fn parse(name: &str, value: &str) -> Result<Self, String> {
        let knob = Knob::ALL.iter().find(|knob| knob.name() == name);
        let knob = knob.ok_or_else(|| format!("there is no option '{name}'; there are {}", Knob::names()))?;
        knob.read(value).ok_or_else(|| format!("'{value}' does not fit {name}: it takes {}", knob.takes()))
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.knob().name(), self.value())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_read_what_they_write() {
        for text in [
            "method sgd",
            "method slope-one",
            "factors 3",
            "lambda 0.1",
            "penalty weighted",
            "alpha 0.05",
            "biased on",
            "shuffle off",
            "whole on",
            "missing zero",
            "missing ignored",
            "start normal:0.1",
            "start same:-0.5",
            "seed 7",
        ] {
            let (name, value) = text.split_once(' ').unwrap();
            let setting = Setting::parse(name, value).unwrap();
            assert_eq!(setting.to_string(), text);
            let mut options = Options::new(Method::Als);
            options.set(setting);
            assert_eq!(setting.knob().of(&options), setting);
        }
        for &method in Method::ALL {
            let options = Options::new(method);
            for knob in Knob::ALL {
                assert_eq!(Setting::parse(knob.name(), &knob.of(&options).value()), Ok(knob.of(&options)));
            }
        }
    }

    #[test]
    fn wrong_values_are_refused_with_what_was_expected() {
        for (name, value) in [("lambda", "-1"), ("alpha", "0"), ("factors", "0"), ("alpha", "nan"), ("biased", "3")] {
            let why = Setting::parse(name, value).unwrap_err();
            assert!(why.contains(value) && why.contains(name), "{why}");
        }
        assert!(Setting::parse("gamma", "1").unwrap_err().contains("lambda"));
    }
}
