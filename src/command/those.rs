//! Which items are looked at, as people say it: `genre=Western`, `year=1990..1999`.

use super::{
    text::quoted,
    value::{Value, Words},
};
use crate::{
    choice::{Choice, listed},
    data::Topic,
};

/// Which items are looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Those {
    /// Those that have this word.
    pub word: Option<(Topic, String)>,
    /// Those of these years, the first and the last.
    pub years: Option<(i16, i16)>,
}

impl Those {
    /// What stands for every item.
    pub(super) const ALL: &'static str = "all";
    /// What stands before years.
    pub(crate) const YEAR: &'static str = "year";
}

impl Value for Those {
    fn read(words: &mut Words<'_>) -> Result<Self, String> {
        let mut those = Self::default();
        let mut any = false;
        while !any || words.peek().is_some() {
            let word = words.next()?;
            if word == Self::ALL && !any && words.peek().is_none() {
                return Ok(those);
            }
            any = true;
            let Some((what, value)) = word.split_once('=').filter(|(_, value)| !value.trim().is_empty()) else {
                return Err(format!(
                    "'{word}' says no item; say it as in: only genre=Western, only year=1990..1999, only all"
                ));
            };
            let twice = match what {
                Self::YEAR | "years" => those.years.replace(years(value)?).is_some(),
                topic => {
                    let known = [Topic::NAMES, &[Self::YEAR]].concat();
                    let topic = Topic::named(topic).map_err(|_| {
                        format!("'{topic}' is nothing that items go by; there are {}", listed(&known, "and"))
                    })?;
                    those.word.replace((topic, value.into())).is_some()
                }
            };
            if twice {
                return Err(format!("{what} is said twice; one word and one span of years can be asked for"));
            }
        }
        Ok(those)
    }

    fn text(&self) -> String {
        let word = self.word.as_ref().map(|(topic, word)| quoted(&format!("{topic}={word}")));
        let years = self.years.map(|(from, to)| match from == to {
            true => format!("{}={from}", Self::YEAR),
            false => format!("{}={from}..{to}", Self::YEAR),
        });
        let parts: Vec<String> = word.into_iter().chain(years).collect();
        if parts.is_empty() { Self::ALL.into() } else { parts.join(" ") }
    }
}

/// `1995`, `1990..1999`, `1990..`, `..1959`, `1990s`.
fn years(text: &str) -> Result<(i16, i16), String> {
    let wrong = || format!("'{text}' is no year and no span of years, as in: only year=1990..1999");
    let year = |text: &str, open: i16| match text.trim() {
        "" => Ok(open),
        year => year.parse::<i16>().map_err(|_| wrong()),
    };
    let (from, to) = match (text.split_once(".."), text.strip_suffix('s')) {
        (Some((from, to)), _) => (year(from, i16::MIN)?, year(to, i16::MAX)?),
        (None, Some(decade)) => {
            let first: i16 = decade.parse().map_err(|_| wrong())?;
            (first, first.saturating_add(9))
        }
        (None, None) => {
            let year = text.parse().map_err(|_| wrong())?;
            (year, year)
        }
    };
    match from <= to {
        true => Ok((from, to)),
        false => {
            Err(format!("no year lies from {from} to {to}; the earlier one comes first, as in: only year=1990..1999"))
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::command::parse;

    #[test]
    fn those_are_read_as_they_are_written() {
        for (line, means) in [
            ("only", "only"),
            ("only all", "only"),
            ("only genre=Western", "only genre=Western"),
            ("only genre=\"Science Fiction\"", "only \"genre=Science Fiction\""),
            ("only category=Books years=1990s", "only genre=Books year=1990..1999"),
            ("only year=1995", "only year=1995"),
        ] {
            let command = parse(line).unwrap();
            assert_eq!(command.to_string(), means);
            assert_eq!(parse(&command.to_string()), Ok(command));
        }
        for span in ["only year=1990..", "only year=..1959"] {
            let command = parse(span).unwrap();
            assert_eq!(parse(&command.to_string()), Ok(command));
        }
        for (line, says) in [
            ("only Western", "as in: only genre=Western"),
            ("only genre=", "as in: only genre=Western"),
            ("only colour=red", "genre, tag, author and year"),
            ("only year=1999..1990", "the earlier one comes first"),
            ("only year=soon", "no span of years"),
            ("only year=99999", "no span of years"),
            ("only genre=A genre=B", "said twice"),
        ] {
            let why = parse(line).unwrap_err();
            assert!(why.contains(says), "{line}: {why}");
        }
    }
}
