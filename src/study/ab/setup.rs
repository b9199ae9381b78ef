//! What an A/B test is made of: the world that is planted, the two arms, and how long it goes on.

use crate::data::decimal;
use std::{fmt, str::FromStr};

/// What an A/B test is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Setup {
    /// How many users there are, an even number: half of them in each arm.
    pub users: usize,
    /// How many days it goes on.
    pub days: usize,
    /// How many items each user is shown a day.
    pub shown: usize,
    /// How weary users are of sameness on average; 0 for not at all.
    pub weariness: f64,
    /// The standard deviation of the error planted in the predictions of A and of B.
    pub errors: [f64; 2],
    /// λ of maximal marginal relevance in the lists of A and of B, from 0 to 1.
    pub variety: [f64; 2],
    /// The difference of engagement that is to be found, in percentage points.
    pub find: f64,
    /// What all chance begins with.
    pub seed: u64,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            users: 400,
            days: 28,
            shown: 5,
            weariness: 3.0,
            errors: [0.3, 0.6],
            variety: [0.0, 0.25],
            find: 2.0,
            seed: 1,
        }
    }
}

/// One of the numbers, as people set it.
struct Part {
    name: &'static str,
    /// From, to.
    range: (f64, f64),
    whole: bool,
    get: fn(&Setup) -> f64,
    set: fn(&mut Setup, f64),
}

macro_rules! part {
    ($name:literal, $low:expr, $high:expr, whole $($field:tt)+) => {
        Part { name: $name, range: ($low, $high), whole: true, get: |s| s.$($field)+ as f64, set: |s, v| s.$($field)+ = v as _ }
    };
    ($name:literal, $low:expr, $high:expr, $($field:tt)+) => {
        Part { name: $name, range: ($low, $high), whole: false, get: |s| s.$($field)+, set: |s, v| s.$($field)+ = v }
    };
}

/// All of them, in the order in which they are written.
const PARTS: &[Part] = &[
    part!("users", 20.0, 10_000.0, whole users),
    part!("days", 2.0, 90.0, whole days),
    part!("shown", 1.0, 10.0, whole shown),
    part!("weariness", 0.0, 10.0, weariness),
    part!("error-a", 0.0, 5.0, errors[0]),
    part!("error-b", 0.0, 5.0, errors[1]),
    part!("variety-a", 0.0, 1.0, variety[0]),
    part!("variety-b", 0.0, 1.0, variety[1]),
    part!("find", 0.1, 50.0, find),
    part!("seed", 0.0, 1e9, whole seed),
];

impl Setup {
    /// Users times days are at most so many.
    pub const VISITS: usize = 200_000;

    /// Whether the same happens in both tests: they differ in nothing but in what is to be found.
    pub fn is_same_test(&self, other: &Self) -> bool {
        Self { find: other.find, ..*self } == *other
    }

    /// How many users are in each arm.
    pub fn each(&self) -> usize {
        self.users / 2
    }
}

impl fmt::Display for Setup {
    /// What is not as usual, as it is read back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let usual = Self::default();
        let other = PARTS.iter().filter(|part| (part.get)(self) != (part.get)(&usual));
        let texts: Vec<String> = other.map(|part| format!("{}={}", part.name, (part.get)(self))).collect();
        f.write_str(&texts.join(" "))
    }
}

impl FromStr for Setup {
    type Err = String;

    /// Reads `users=1000 weariness=0`: what is not named is as usual.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut setup = Self::default();
        let mut named: Vec<&str> = Vec::new();
        for word in text.split_whitespace() {
            let (name, value) = word
                .split_once('=')
                .ok_or_else(|| format!("'{word}' is not name=value, as in users=1000 weariness=0"))?;
            let part = PARTS.iter().find(|part| part.name == name).ok_or_else(|| {
                let names: Vec<&str> = PARTS.iter().map(|part| part.name).collect();
                format!("an A/B test has no '{name}'; it has {}", crate::choice::listed(&names, "and"))
            })?;
            if named.contains(&part.name) {
                return Err(format!("{name} is set twice"));
            }
            named.push(part.name);
            let (low, high) = part.range;
            let kind = if part.whole { "a whole number" } else { "a number" };
            let fits = |v: &f64| (low..=high).contains(v) && (!part.whole || v.fract() == 0.0);
            let value = decimal(value).filter(fits);
            let value = value.ok_or_else(|| format!("'{word}': {name} is {kind} from {low} to {high}"))?;
            (part.set)(&mut setup, value);
        }
        setup.checked()
    }
}

impl Setup {
    /// What no number alone can be wrong about.
    fn checked(self) -> Result<Self, String> {
        let Self { users, days, .. } = self;
        if users % 2 == 1 {
            let (less, more) = (users - 1, users + 1);
            return Err(format!("{users} users cannot be halved: say users={less} or users={more}"));
        }
        if users * days > Self::VISITS {
            let (visits, most) = (users * days, Self::VISITS);
            let (fewer, shorter) = (most / days / 2 * 2, most / users);
            return Err(format!(
                "{users} users on {days} days are {visits} visits, and at most {most} are worked out: say users={fewer} or days={shorter}"
            ));
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn setups_are_read_as_they_are_written() {
        for text in ["", "users=1000", "days=14 weariness=0 error-a=0.2 variety-b=0.5 find=1 seed=7", "shown=10"] {
            assert_eq!(text.parse::<Setup>().unwrap().to_string(), text);
        }
        assert_eq!("users=400 seed=1".parse::<Setup>().unwrap(), Setup::default());
        for (text, part) in [
            ("users", "is not name=value"),
            ("people=4", "no 'people'; it has users, days"),
            ("users=401", "say users=400 or users=402"),
            ("users=18", "a whole number from 20 to 10000"),
            ("days=2.5", "a whole number from 2 to 90"),
            ("weariness=nan", "a number from 0 to 10"),
            ("variety-a=1.1", "a number from 0 to 1"),
            ("seed=-1", "seed is a whole number"),
            ("days=3 days=4", "days is set twice"),
            ("users=10000 days=90", "say users=2222 or days=20"),
            ("users=10000 days=21", "at most 200000"),
        ] {
            let why = text.parse::<Setup>().unwrap_err();
            assert!(why.contains(part), "{text}: {why}");
        }
    }

    #[test]
    fn what_is_to_be_found_makes_no_other_test() {
        let other = |text: &str| text.parse::<Setup>().unwrap().is_same_test(&Setup::default());
        assert!(other("find=1") && !other("seed=2") && !other("weariness=0"));
    }
}
