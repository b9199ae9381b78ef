//! How a file is to be read: which columns, which scale, what becomes of bad rows, pairs rated twice and words.

use super::roles::Role;
use crate::{choice::choice, data::Scale};
use std::{fmt, str::FromStr};

/// How a file is to be read. By default everything is found from the file and nothing bad is let through.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// Which columns hold what; by default found by their names, else in the order user, item, rating.
    pub columns: Option<Columns>,
    /// What ratings there can be; by default found from the ratings.
    pub scale: Option<Scale>,
    /// Whether to leave out bad rows, count them and load the rest.
    pub skip_bad: bool,
    /// What to make of a pair that is rated twice; by default it is an error.
    pub duplicates: Option<Duplicates>,
    /// Words that stand for ratings.
    pub map: WordMap,
}

choice!(
    /// Which rating stays when a user rates an item more than once.
    Duplicates, "a rule for pairs rated twice", {
    /// The last one in the file.
    Last = "last",
    /// The mean of all.
    Mean = "mean",
});

/// One column, as its user names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Pick {
    /// Counted from 1.
    Number(usize),
    /// By the header, in any case.
    Name(String),
}

impl fmt::Display for Pick {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Pick::Number(number) => write!(f, "{number}"),
            Pick::Name(name) => f.write_str(name),
        }
    }
}

/// Which columns hold the user, the item and the rating. Those left out are found as usual.
///
/// The text form is `user=1,item=2,rating=3`, by number from 1 or by the name in the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// By role: user, item, rating.
    picks: [Option<Pick>; 3],
}

impl Columns {
    pub(super) fn pick(&self, role: Role) -> Option<&Pick> {
        self.picks[role as usize].as_ref()
    }
}

impl fmt::Display for Columns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let picks = Role::ALL.into_iter().filter_map(|role| Some((role, self.pick(role)?)));
        for (n, (role, pick)) in picks.enumerate() {
            write!(f, "{}{}={pick}", if n > 0 { "," } else { "" }, role.name())?;
        }
        Ok(())
    }
}

impl FromStr for Columns {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            |what: &str| format!("{what}; write the columns as in user=1,item=2,rating=3, by number or by name");
        let mut picks = [None, None, None];
        for part in text.split(',') {
            let (key, value) = part.split_once('=').ok_or_else(|| wrong(&format!("'{part}' has no '='")))?;
            let (key, value) = (key.trim(), value.trim());
            let role = Role::ALL.into_iter().find(|role| key.eq_ignore_ascii_case(role.name()));
            let role = role.ok_or_else(|| wrong(&format!("'{key}' is not user, item or rating")))?;
            let pick = match value.parse() {
                Ok(0) => return Err(wrong("columns count from 1")),
                Ok(number) => Pick::Number(number),
                Err(_) if value.is_empty() => return Err(wrong(&format!("the {key} column is missing"))),
                Err(_) => Pick::Name(value.to_owned()),
            };
            if picks[role as usize].replace(pick).is_some() {
                return Err(wrong(&format!("the {key} column is given twice")));
            }
        }
        Ok(Self { picks })
    }
}

/// Words that stand for ratings, such as thumbs. The text form is `like=1,dislike=0`.
///
/// Words are compared in lower case and without the white space around them. A word goes before a number, so
/// `0=-1,1=1` is a map as well.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WordMap(Vec<(String, f64)>);

impl WordMap {
    /// The rating for which `word` stands.
    pub fn get(&self, word: &str) -> Option<f64> {
        let lower = || word.trim().chars().flat_map(char::to_lowercase);
        self.0.iter().find(|(known, _)| lower().eq(known.chars())).map(|&(_, value)| value)
    }
}

impl fmt::Display for WordMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, (word, value)) in self.0.iter().enumerate() {
            write!(f, "{}{word}={value}", if n > 0 { "," } else { "" })?;
        }
        Ok(())
    }
}

impl FromStr for WordMap {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut words: Vec<(String, f64)> = Vec::new();
        for part in text.split(',') {
            let wrong = || format!("'{part}' is not a word with its rating; write them as in like=1,dislike=0");
            let (word, value) = part.rsplit_once('=').ok_or_else(wrong)?;
            let word: String = word.trim().chars().flat_map(char::to_lowercase).collect();
            let value = value.trim().parse::<f64>().ok().filter(|v| v.is_finite()).ok_or_else(wrong)?;
            if word.is_empty() {
                return Err(wrong());
            }
            if words.iter().any(|(known, _)| *known == word) {
                return Err(format!("the word '{word}' is given two ratings"));
            }
            words.push((word, value));
        }
        Ok(Self(words))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_read_what_they_write() {
        for text in ["user=1,item=2,rating=3", "user=userId,item=7,rating=Stars given", "item=2"] {
            assert_eq!(text.parse::<Columns>().unwrap().to_string(), text);
        }
        let loose: Columns = " Rating = 3 , USER=1".parse().unwrap();
        assert_eq!(loose.to_string(), "user=1,rating=3");
        for bad in ["", "user", "user=", "user=0", "who=1", "user=1,user=2", "user=1,,item=2"] {
            assert!(bad.parse::<Columns>().is_err(), "{bad}");
        }
    }

    #[test]
    fn words_are_found_in_any_case() {
        let map: WordMap = "Like=1, dislike = 0,Ärger=-1".parse().unwrap();
        assert_eq!(map.get(" LIKE "), Some(1.0));
        assert_eq!(map.get("dislike"), Some(0.0));
        assert_eq!(map.get("ÄRGER"), Some(-1.0));
        assert_eq!(map.get("lik"), None);
        assert_eq!(WordMap::default().get(""), None);
        assert_eq!(map.to_string().parse(), Ok(map));
        for bad in ["", "like", "=1", "like=many", "like=inf", "a=1,A=2"] {
            assert!(bad.parse::<WordMap>().is_err(), "{bad}");
        }
    }

    #[test]
    fn rules_for_pairs_rated_twice_read_what_they_write() {
        for rule in [Duplicates::Last, Duplicates::Mean] {
            assert_eq!(rule.to_string().parse(), Ok(rule));
        }
        assert!("first".parse::<Duplicates>().is_err());
    }
}
