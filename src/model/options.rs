//! What can be set about a model and its solver.

use super::{Method, Precision};
use std::{fmt, str::FromStr};

/// How lambda weighs a row of factors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Penalty {
    /// lambda |P_i|², the same for every row.
    Plain,
    /// lambda n_i |P_i|², n_i being how many ratings the row has (as Spark, LIBMF and Surprise's SVD do).
    Weighted,
}

/// What a rating that is not there counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// As nothing: only known ratings are learned from.
    Ignored,
    /// As a rating of 0, which the solver then works hard to predict.
    Zero,
}

/// The law that random starting factors are drawn from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Start {
    /// Evenly from 0 to the given number.
    Uniform(f64),
    /// Normal around 0, with the given standard deviation.
    Normal(f64),
    /// Not random: every factor of every row is this number.
    Same(f64),
}

/// Everything that a fit depends on besides the ratings.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// The solver.
    pub method: Method,
    /// Z, the number of factors; at least 1.
    pub factors: usize,
    /// lambda, how strongly large factors are punished; 0 or more.
    pub lambda: f64,
    /// How lambda weighs a row.
    pub penalty: Penalty,
    /// alpha, the learning rate of gradient descent; ALS has none.
    pub alpha: f64,
    /// Whether predictions have a global mean and a bias for each user and item.
    pub biased: bool,
    /// SGD only: visit the ratings in an order shuffled anew for each pass, rather than in the file's.
    pub shuffle: bool,
    /// What cells without a rating to train on count as.
    pub missing: Missing,
    /// The law of the starting factors.
    pub start: Start,
    /// What the starting factors and the shuffling are drawn from.
    pub seed: u64,
    /// The kind of number that the model is made of. It is chosen once, for all of a session.
    pub precision: Precision,
}

/// One option with its new value. Its text form is `name value`, as in `lambda 0.1`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Setting {
    /// See [`Options::method`].
    Method(Method),
    /// See [`Options::factors`].
    Factors(usize),
    /// See [`Options::lambda`].
    Lambda(f64),
    /// See [`Options::penalty`].
    Penalty(Penalty),
    /// See [`Options::alpha`].
    Alpha(f64),
    /// See [`Options::biased`].
    Biased(bool),
    /// See [`Options::shuffle`].
    Shuffle(bool),
    /// See [`Options::missing`].
    Missing(Missing),
    /// See [`Options::start`].
    Start(Start),
    /// See [`Options::seed`].
    Seed(u64),
}

impl Options {
    /// The most factors that can be asked for.
    pub const MOST_FACTORS: usize = 512;

    /// The options that a method starts with: two factors, seed 1, and the method's own habits.
    pub fn new(method: Method) -> Self {
        let base = Self {
            method,
            factors: 2,
            lambda: 0.0,
            penalty: Penalty::Plain,
            alpha: 0.05,
            biased: false,
            shuffle: false,
            missing: Missing::Ignored,
            start: Start::Uniform(1.0),
            seed: 1,
            precision: Precision::Double,
        };
        match method {
            Method::Als | Method::Descent | Method::Content | Method::ContentItems => base,
            // Surprise's SVD: lr_all 0.005, reg_all 0.02, init_std_dev 0.1.
            Method::Sgd => {
                Self { lambda: 0.02, penalty: Penalty::Weighted, alpha: 0.005, start: Start::Normal(0.1), ..base }
            }
        }
    }

    /// Takes over one setting. A new method brings its own learning rate and its own way of weighing lambda:
    /// a good alpha for one is a bad one for another.
    pub fn set(&mut self, setting: Setting) {
        match setting {
            Setting::Method(method) => {
                let fresh = Self::new(method);
                self.method = method;
                self.alpha = fresh.alpha;
                self.penalty = fresh.penalty;
            }
            Setting::Factors(factors) => self.factors = factors.max(1),
            Setting::Lambda(lambda) => self.lambda = lambda,
            Setting::Penalty(penalty) => self.penalty = penalty,
            Setting::Alpha(alpha) => self.alpha = alpha,
            Setting::Biased(biased) => self.biased = biased,
            Setting::Shuffle(shuffle) => self.shuffle = shuffle,
            Setting::Missing(missing) => self.missing = missing,
            Setting::Start(start) => self.start = start,
            Setting::Seed(seed) => self.seed = seed,
        }
    }

    /// Why a setting would make no difference, in a sentence.
    pub fn unread(&self, setting: Setting) -> Option<String> {
        let text = setting.to_string();
        let name = text.split(' ').next().unwrap_or_default();
        let readers: Vec<_> = Method::ALL.into_iter().filter(|m| m.reads(setting)).map(Method::name).collect();
        let do_so = if readers.len() == 1 { "does" } else { "do" };
        let own = self.method.name();
        (!self.method.reads(setting)).then(|| format!("{own} does not read {name}; {} {do_so}", readers.join(" and ")))
    }

    /// lambda for a row with `count` ratings: the weight of its own squared length in the objective.
    pub fn row_lambda(&self, count: usize) -> f64 {
        match self.penalty {
            Penalty::Plain => self.lambda,
            Penalty::Weighted => self.lambda * count as f64,
        }
    }

    /// lambda as one single rating applies it to a row with `count` ratings, so that a pass over them all applies
    /// [`Options::row_lambda`].
    pub fn rating_lambda(&self, count: usize) -> f64 {
        match self.penalty {
            Penalty::Plain => self.lambda / count as f64,
            Penalty::Weighted => self.lambda,
        }
    }
}

impl Setting {
    /// The names of all settings, with what their values look like.
    pub const NAMES: [(&'static str, &'static str); 10] = [
        ("method", "als, descent, sgd, content or content-items"),
        ("factors", "a whole number from 1 to 512"),
        ("lambda", "a number, 0 or more"),
        ("penalty", "plain or weighted"),
        ("alpha", "a number above 0"),
        ("biased", "on or off"),
        ("shuffle", "on or off"),
        ("missing", "ignored or zero"),
        ("start", "uniform:SCALE, normal:DEVIATION or same:VALUE"),
        ("seed", "a whole number"),
    ];

    /// Reads a value for the setting called `name`.
    ///
    /// # Errors
    /// One sentence that says what was expected.
    pub fn parse(name: &str, value: &str) -> Result<Self, String> {
        let Some((_, expected)) = Self::NAMES.iter().find(|(n, _)| *n == name) else {
            let names = Self::NAMES.map(|(n, _)| n).join(", ");
            return Err(format!("there is no option '{name}'; there are {names}"));
        };
        let number = || value.parse::<f64>().ok().filter(|v| v.is_finite());
        let switch = || match value {
            "on" | "yes" | "true" => Some(true),
            "off" | "no" | "false" => Some(false),
            _ => None,
        };
        let read = match name {
            "method" => value.parse().ok().map(Self::Method),
            "factors" => value.parse().ok().filter(|z| (1..=Options::MOST_FACTORS).contains(z)).map(Self::Factors),
            "lambda" => number().filter(|v| *v >= 0.0).map(Self::Lambda),
            "penalty" => match value {
                "plain" => Some(Self::Penalty(Penalty::Plain)),
                "weighted" => Some(Self::Penalty(Penalty::Weighted)),
                _ => None,
            },
            "alpha" => number().filter(|v| *v > 0.0).map(Self::Alpha),
            "biased" => switch().map(Self::Biased),
            "shuffle" => switch().map(Self::Shuffle),
            "missing" => match value {
                "ignored" => Some(Self::Missing(Missing::Ignored)),
                "zero" => Some(Self::Missing(Missing::Zero)),
                _ => None,
            },
            "start" => value.parse().ok().map(Self::Start),
            _ => value.parse().ok().map(Self::Seed),
        };
        read.ok_or_else(|| format!("'{value}' does not fit {name}: it takes {expected}"))
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let switch = |on: &bool| if *on { "on" } else { "off" };
        match self {
            Self::Method(method) => write!(f, "method {}", method.name()),
            Self::Factors(factors) => write!(f, "factors {factors}"),
            Self::Lambda(lambda) => write!(f, "lambda {lambda}"),
            Self::Penalty(penalty) => write!(f, "penalty {penalty}"),
            Self::Alpha(alpha) => write!(f, "alpha {alpha}"),
            Self::Biased(on) => write!(f, "biased {}", switch(on)),
            Self::Shuffle(on) => write!(f, "shuffle {}", switch(on)),
            Self::Missing(missing) => write!(f, "missing {missing}"),
            Self::Start(start) => write!(f, "start {start}"),
            Self::Seed(seed) => write!(f, "seed {seed}"),
        }
    }
}

impl fmt::Display for Penalty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Penalty::Plain => "plain",
            Penalty::Weighted => "weighted",
        })
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Missing::Ignored => "ignored",
            Missing::Zero => "zero",
        })
    }
}

impl fmt::Display for Start {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Start::Uniform(scale) => write!(f, "uniform:{scale}"),
            Start::Normal(deviation) => write!(f, "normal:{deviation}"),
            Start::Same(value) => write!(f, "same:{value}"),
        }
    }
}

impl FromStr for Start {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (law, scale) = text.split_once(':').unwrap_or((text, ""));
        let scale = |default| match scale {
            "" => Some(default),
            s => s.parse::<f64>().ok().filter(|s| s.is_finite() && *s > 0.0),
        };
        match law {
            "uniform" => scale(1.0).map(Self::Uniform),
            "normal" => scale(0.1).map(Self::Normal),
            "same" if text == law => Some(Self::Same(0.5)),
            "same" => text[law.len() + 1..].parse().ok().filter(|v: &f64| v.is_finite()).map(Self::Same),
            _ => None,
        }
        .ok_or_else(|| format!("'{text}' is not a start; write uniform:1, normal:0.1 or same:0.5"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_read_what_they_write() {
        for text in [
            "method sgd",
            "factors 3",
            "lambda 0.1",
            "penalty weighted",
            "alpha 0.05",
            "biased on",
            "shuffle off",
            "missing zero",
            "missing ignored",
            "start normal:0.1",
            "start same:-0.5",
            "seed 7",
        ] {
            let (name, value) = text.split_once(' ').unwrap();
            assert_eq!(Setting::parse(name, value).unwrap().to_string(), text);
        }
        assert_eq!(Setting::NAMES.len(), 10);
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
