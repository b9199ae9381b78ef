//! The options of a fit that can be set, one row each: what `set` and `refit`, the command line, completion and reports read.

use super::{
    ByBlock, Method, Missing, Options, Penalty, Similarity, Start,
    datum::{Datum, OptionValue},
};
use crate::{
    choice::{Choice, listed},
    data::Side,
};
use std::fmt;

macro_rules! knobs {
    ($($(#[$doc:meta])* $knob:ident($kind:ty) $field:ident $name:literal $symbol:literal
        $(takes $takes:literal)? $(where $fits:expr)?, $about:expr;)+) => {
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

            /// What stands for its value on the command line; a switch needs none.
            pub fn symbol(self) -> &'static str {
                match self {
                    $(Self::$knob => $symbol,)+
                }
            }

            /// What it is, in a sentence for the help of the command line.
            pub fn about(self) -> String {
                match self {
                    $(Self::$knob => $about.into(),)+
                }
            }

            /// The words that its value is chosen from, where it is a word.
            pub fn words(self) -> &'static [&'static str] {
                match self {
                    $(Self::$knob => <$kind as OptionValue>::WORDS,)+
                }
            }

            /// What its values look like.
            pub fn takes(self) -> String {
                match self {
                    $(Self::$knob => [$($takes)?].first().map_or_else(|| listed(self.words(), "or"), |takes: &&str| (*takes).into()),)+
                }
            }

            /// Values that it can have: all of them where they are words, else some.
            pub fn examples(self) -> &'static [&'static str] {
                match self {
                    $(Self::$knob => <$kind as OptionValue>::EXAMPLES,)+
                }
            }

            /// Reads a value for it.
            ///
            /// # Errors
            /// One sentence that says what was expected.
            pub fn read(self, value: &str) -> Result<Setting, String> {
                match self {
                    $(Self::$knob => <$kind as OptionValue>::read(value)$(.filter($fits))?.map(Setting::$knob).ok_or_else(|| {
                        let why = || format!("'{value}' does not fit {}: it takes {}", self.name(), self.takes());
                        <$kind as OptionValue>::wrong(value).unwrap_or_else(why)
                    }),)+
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

            /// Its value.
            pub fn value(self) -> Datum {
                match self {
                    $(Self::$knob(value) => value.datum(),)+
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
    Method(Method) method "method" "SOLVER",
        Method::about();
    /// Z, the number of factors.
    Factors(usize) factors "factors" "Z" takes "a whole number from 1 to 512" where |z| (1..=Options::MOST_FACTORS).contains(z),
        "How many factors each user and each item has, from 1 to 512 [default: 2]";
    /// lambda, the penalty.
    Lambda(f64) lambda "lambda" "LAMBDA" takes "a number, 0 or more" where |v| *v >= 0.0,
        "The penalty: how strongly large factors are held down, 0 or more [default: 0; sgd, svd, svd-pp and baseline-sgd: 0.02; nmf: 0.06; implicit-als: 0.01]";
    /// lambda of blocks of their own.
    LambdaOf(ByBlock) lambda_of "lambda-of" "BLOCK:LAMBDA+.." takes "none, or bu, bi, pu, qi or yj, each with a number of 0 or more, as in bu:0.01+qi:0.1"
        where |own| own.each().all(|(_, value)| value >= 0.0),
        "A penalty of their own for the users' biases (bu), the items' (bi), P (pu), Q (qi) or y (yj), as in bu:0.01+qi:0.1: Surprise's reg_bu, reg_bi, reg_pu, reg_qi and reg_yj [default: none]";
    /// How lambda weighs a row.
    Penalty(Penalty) penalty "penalty" "KIND",
        "Whether lambda is the same for every row (plain) or times how many ratings the row has (weighted) \
        [default: plain; sgd, svd, svd-pp and nmf: weighted]";
    /// lambda of the users' biases.
    UserLambda(f64) user_lambda "user-lambda" "LAMBDA" takes "a number, 0 or more" where |v| *v >= 0.0,
        "The penalty of the users' biases in baselines by least squares, 0 or more [default: 15]";
    /// lambda of the items' biases.
    ItemLambda(f64) item_lambda "item-lambda" "LAMBDA" takes "a number, 0 or more" where |v| *v >= 0.0,
        "The penalty of the items' biases in baselines by least squares, 0 or more [default: 10]";
    /// k, the most neighbours that have a say.
    Neighbours(usize) neighbours "k" "K" takes "a whole number from 1" where |k| *k >= 1,
        "How many neighbours have a say in a prediction of knn at the most [default: 40]";
    /// The fewest that have one.
    MinNeighbours(usize) min_neighbours "min-k" "K" takes "a whole number from 1" where |k| *k >= 1,
        "With fewer neighbours than this knn averages nothing [default: 1]";
    /// What makes a neighbour.
    Similarity(Similarity) similarity "similarity" "KIND",
        "How knn compares two users or two items: msd, cosine, pearson or pearson-baseline [default: msd]";
    /// Which side's rows are compared.
    BasedOn(Side) based_on "based-on" "SIDE", "Whether knn compares users or items [default: users]";
    /// The fewest ratings in common.
    MinSupport(usize) min_support "min-support" "N" takes "a whole number from 1" where |n| *n >= 1,
        "With fewer ratings in common than this, knn takes two users or items for not similar [default: 1]";
    /// What takes back similarities that rest on few ratings.
    Shrinkage(f64) shrinkage "shrinkage" "S" takes "a number, 0 or more" where |v| *v >= 0.0,
        "How strongly pearson-baseline takes back what rests on few ratings in common, 0 or more [default: 100]";
    /// What a rating adds to how sure one is of a preference.
    Confidence(f64) confidence "confidence" "C" takes "a number, 0 or more" where |v| *v >= 0.0,
        "How much each one of a rating adds to the weight of its cell in implicit-als, 0 or more: alpha in implicit and Spark [default: 1]";
    /// How many steps a row takes towards its solution.
    CgSteps(usize) cg_steps "cg-steps" "N" takes "a whole number from 0 to 100" where |n| *n <= 100,
        "How many steps of conjugate gradients take a row of als or implicit-als from where it is towards what fits best, up to 100; \
        0 solves it exactly. Faster with many factors: 3 is usual there [default: 0]";
    /// How many clusters of users there are.
    UserClusters(usize) user_clusters "user-clusters" "N" takes "a whole number from 1 to 100" where |n| (1..=100).contains(n),
        "How many clusters of users co-clustering has, from 1 to 100 [default: 3]";
    /// How many clusters of items there are.
    ItemClusters(usize) item_clusters "item-clusters" "N" takes "a whole number from 1 to 100" where |n| (1..=100).contains(n),
        "How many clusters of items co-clustering has, from 1 to 100 [default: 3]";
    /// alpha, the learning rate.
    Alpha(f64) alpha "alpha" "ALPHA" takes "a number above 0" where |v| *v > 0.0,
        "The learning rate: how far each step of gradient descent goes, above 0; als has none [default: 0.05; sgd, svd and baseline-sgd: 0.005; svd-pp: 0.007]";
    /// alpha of blocks of their own.
    AlphaOf(ByBlock) alpha_of "alpha-of" "BLOCK:ALPHA+.." takes "none, or bu, bi, pu, qi or yj, each with a number above 0, as in bu:0.002+qi:0.01"
        where |own| own.each().all(|(_, value)| value > 0.0),
        "A learning rate of their own for the users' biases (bu), the items' (bi), P (pu), Q (qi) or y (yj), as in bu:0.002+qi:0.01: Surprise's lr_bu, lr_bi, lr_pu, lr_qi and lr_yj [default: none]";
    /// Whether there are a mean and biases.
    Biased(bool) biased "biased" "", "Give the model a mean, and each user and item a bias; svd and svd-pp have them";
    /// Whether each pass has an order of its own.
    Shuffle(bool) shuffle "shuffle" "",
        "Visit the ratings in a new random order in each pass of sgd, rather than in the file's";
    /// In how many parts users and items are divided.
    Parts(usize) parts "parts" "N" takes "a whole number from 1 to 64" where |n| (1..=64).contains(n),
        "Divide users and items into so many parts each and have sgd go through the ratings block by block, those that share no user \
        and no item on several threads; 1 goes by the file's order [default: 1]";
    /// Whether ratings are compared as whole numbers.
    Whole(bool) whole "whole" "", "Cut ratings to whole numbers before slope-one or co-clustering compares them, as Surprise 1.1.5 does";
    /// What cells without a rating count as.
    Missing(Missing) missing "holes" "HOW",
        "What holes, the cells without a rating, count as: ignored, or zero, which is wrong and shows why; up to 4 million cells \
        [default: ignored]";
    /// The law of the starting factors.
    Start(Start) start "start" "LAW" takes "uniform:SCALE, normal:DEVIATION or same:VALUE",
        "How the first factors are drawn: uniform:SCALE from 0 to SCALE, normal:DEVIATION around 0, or same:VALUE for \
        every one [default: uniform:1; sgd, svd and svd-pp: normal:0.1]";
    /// What is drawn from.
    Seed(u64) seed "seed" "SEED" takes "a whole number",
        "What the first factors and the order of sgd are drawn from: a whole number; the same seed gives the same fit \
        [default: 1]";
}

impl Knob {
    /// The one with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|knob| knob.name() == name)
    }

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

    /// Takes over one setting. A new method brings its own learning rate and its own way of weighing lambda, for all blocks:
    /// a good alpha for one is a bad one for another.
    pub fn set(&mut self, setting: Setting) {
        self.put(setting);
        if let Setting::Method(method) = setting {
            let fresh = Self::new(method);
            (self.alpha, self.penalty) = (fresh.alpha, fresh.penalty);
            (self.alpha_of, self.lambda_of) = Default::default();
        }
        self.factors = self.factors.max(1);
    }

    /// How many steps of conjugate gradients a row takes; `None` where it is solved exactly.
    pub fn steps(&self) -> Option<usize> {
        (self.cg_steps > 0 && self.method.reads(Knob::CgSteps)).then_some(self.cg_steps)
    }

    /// Why a setting would make no difference, in a sentence.
    pub fn unread(&self, setting: Setting) -> Option<String> {
        let knob = setting.knob();
        let readers: Vec<_> = Method::ALL.iter().filter(|m| m.reads(knob)).map(|m| m.name()).collect();
        let do_so = if readers.len() == 1 { "does" } else { "do" };
        let (own, name) = (self.method.name(), knob.name());
        if !self.method.reads(knob) {
            return Some(format!("{own} does not read {name}; {} {do_so}", listed(&readers, "and")));
        }
        let (Setting::AlphaOf(values) | Setting::LambdaOf(values)) = setting else { return None };
        let blocks = self.method.algorithm().blocks;
        let (foreign, _) = values.each().find(|(block, _)| !blocks.contains(block))?;
        let blocks: Vec<_> = blocks.iter().map(|block| block.name()).collect();
        Some(format!("{own} has no {}; it has {}", foreign.name(), listed(&blocks, "and")))
    }
}

impl Setting {
    /// Reads a value for the option called `name`.
    ///
    /// # Errors
    /// One sentence that says what was expected.
    pub fn parse(name: &str, value: &str) -> Result<Self, String> {
        let knob =
            Knob::named(name).ok_or_else(|| format!("there is no option '{name}'; there are {}", Knob::names()))?;
        knob.read(value)
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
            "alpha-of bu:0.002+qi:0.01",
            "lambda-of none",
            "biased on",
            "user-lambda 15",
            "k 7",
            "similarity pearson-baseline",
            "based-on items",
            "shuffle off",
            "cg-steps 3",
            "whole on",
            "holes zero",
            "holes ignored",
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
                assert_eq!(Setting::parse(knob.name(), &knob.of(&options).value().to_string()), Ok(knob.of(&options)));
            }
        }
    }

    #[test]
    fn words_and_examples_are_what_is_read_and_written() {
        for knob in Knob::ALL {
            for text in knob.words().iter().chain(knob.examples()) {
                assert_eq!(knob.read(text).unwrap().value().to_string(), **text, "{}", knob.name());
            }
        }
        assert_eq!((Knob::Method.words(), Knob::Shuffle.words()), (Method::NAMES, &["on", "off"][..]));
        assert!(Knob::Lambda.words().is_empty() && Knob::Start.words().is_empty());
        assert!(Knob::Start.examples().contains(&"normal:0.1"));
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
