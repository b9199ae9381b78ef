//! Closed lists: a few values, each with a name by which people choose it.
//!
//! Commands, options of the command line, completion, help and errors all read the same list.
//!
//! ```
//! use factorscope::{choice::Choice, study::neighbours::Metric};
//!
//! assert_eq!(Metric::NAMES, ["euclidean", "cosine"]);
//! assert_eq!(Metric::named("cosine"), Ok(Metric::Cosine));
//! assert_eq!(Metric::Cosine.next(), Metric::Euclidean);
//! assert_eq!(Metric::named("near").unwrap_err(), "'near' is not a measure of nearness; there are euclidean and cosine");
//! ```

/// A value chosen from a closed list by its name.
pub trait Choice: Copy + PartialEq + Sized + 'static {
    /// What one of them is called in errors: "a screen".
    const WHAT: &'static str;
    /// Every one, in the order in which they are offered.
    const ALL: &'static [Self];
    /// Their names, in the same order.
    const NAMES: &'static [&'static str];
    /// Other words that are understood.
    const ALSO: &'static [(&'static str, Self)] = &[];

    /// Where this one stands in the list, from 0.
    fn place(self) -> usize {
        Self::ALL.iter().position(|one| *one == self).unwrap_or(0)
    }

    /// The name of this one.
    fn name(self) -> &'static str {
        Self::NAMES[self.place()]
    }

    /// The one after this, in a circle.
    fn next(self) -> Self {
        Self::ALL[(self.place() + 1) % Self::ALL.len()]
    }

    /// The one before this, in a circle.
    fn previous(self) -> Self {
        Self::ALL[(self.place() + Self::ALL.len() - 1) % Self::ALL.len()]
    }

    /// The one called `name`.
    ///
    /// # Errors
    /// A sentence with all the names there are.
    fn named(name: &str) -> Result<Self, String> {
        let mut known = Self::NAMES.iter().zip(Self::ALL).chain(Self::ALSO.iter().map(|(name, one)| (name, one)));
        known
            .find(|(known, _)| **known == name)
            .map(|(_, one)| *one)
            .ok_or_else(|| format!("'{name}' is not {}; there are {}", Self::WHAT, listed(Self::NAMES, "and")))
    }
}

/// Words as a sentence has them: `a, b and c`.
pub fn listed(words: &[&str], last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).into(),
        [others @ .., end] => format!("{} {last} {end}", others.join(", ")),
    }
}

/// The name that a word resembles most, capitals apart, among those that are as few slips of the fingers away from it as
/// `most` allows for each.
pub(crate) fn meant<'n>(
    word: &str,
    names: impl Iterator<Item = &'n str>,
    most: impl Fn(&str) -> usize,
) -> Option<&'n str> {
    let word = word.to_lowercase();
    let length = word.chars().count();
    // Each slip changes the length by one at most, which is told sooner.
    let names = names.filter(|name| name.to_lowercase().chars().count().abs_diff(length) <= most(name));
    let slips = |name: &'n str| {
        let small = name.to_lowercase();
        (strsim::damerau_levenshtein(&word, &small), small, name)
    };
    let near = names.map(slips).filter(|(slips, _, name)| *slips <= most(name));
    near.min().map(|(_, _, name)| name)
}

/// Makes an enum a [`Choice`], with its text form: a name for each variant, and other words that are understood for it.
macro_rules! choice {
    ($(#[$doc:meta])* $kind:ident, $what:literal, {
        $($(#[$each:meta])* $variant:ident = $name:literal $(| $also:literal)*),+ $(,)?
    }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $kind { $($(#[$each])* $variant),+ }

        impl $crate::choice::Choice for $kind {
            const WHAT: &'static str = $what;
            const ALL: &'static [Self] = &[$(Self::$variant),+];
            const NAMES: &'static [&'static str] = &[$($name),+];
            const ALSO: &'static [(&'static str, Self)] = &[$($(($also, Self::$variant),)*)+];
        }

        impl std::fmt::Display for $kind {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str($crate::choice::Choice::name(*self))
            }
        }

        impl std::str::FromStr for $kind {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                $crate::choice::Choice::named(text)
            }
        }
    };
}
pub(crate) use choice;

#[cfg(test)]
mod tests {
    use super::*;

    choice!(
        /// A colour.
        Colour, "a colour", {
        /// Red.
        Red = "red" | "crimson",
        /// Blue.
        Blue = "blue",
    });

    #[test]
    fn a_choice_is_read_by_its_name_and_by_the_other_words() {
        for colour in Colour::ALL {
            assert_eq!(colour.to_string().parse(), Ok(*colour));
            assert_eq!(colour.next().previous(), *colour);
        }
        assert_eq!(Colour::named("crimson"), Ok(Colour::Red));
        assert_eq!(Colour::named("green").unwrap_err(), "'green' is not a colour; there are red and blue");
    }
}
