//! How a file is to be read: which columns, which scale, what becomes of bad rows, pairs rated twice and words.

use super::encoding;
use super::look::same;
use super::progress::Progress;
use super::separator::Separator;
use super::sight::Sight;
use crate::{
    choice::{Choice, choice},
    data::Scale,
};
use encoding_rs::Encoding;
use std::{fmt, path::PathBuf, str::FromStr};

/// How a file is to be read. By default everything is found from the file and nothing bad is let through.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// Which columns hold what; by default found by their names and by what stands in them.
    pub columns: Option<Columns>,
    /// Whether a row is one rating, one user or the factors of one item.
    pub layout: Option<LayoutName>,
    /// Whether the rows of a grid are items, or those of a table of factors users.
    pub turn: Option<bool>,
    /// Columns of a grid that are no items: these and no others.
    pub leave_out: Option<LeftOut>,
    /// Numbers that say that there is no rating.
    pub missing_codes: Option<Codes>,
    /// Only rows in which this column says this.
    pub only: Option<(Pick, String)>,
    /// Whether the first row names the columns.
    pub header: Option<bool>,
    /// The line on which the table begins, from 1.
    pub first_row: Option<u32>,
    /// What stands between two fields.
    pub separator: Option<Separator>,
    /// What stands before the decimals of a number.
    pub decimal: Option<Decimal>,
    /// How characters are written as bytes.
    pub encoding: Option<Charset>,
    /// Whether to take the likeliest of two readings that both fit.
    pub likeliest: bool,
    /// A table that has the titles of the items.
    pub items: Option<PathBuf>,
    /// The ratings that come along with a trained model.
    pub ratings: Option<PathBuf>,
    /// What ratings there can be; by default found from the ratings.
    pub scale: Option<Scale>,
    /// Whether to leave out bad rows, count them and load the rest.
    pub skip_bad: bool,
    /// What to make of a pair that is rated twice; by default it is an error.
    pub duplicates: Option<Duplicates>,
    /// Words that stand for ratings.
    pub map: WordMap,
    /// Of what the first row is to be shown.
    pub sight: Option<Sight>,
    /// Where it is said how far the reading has come.
    pub progress: Progress,
}

choice!(
    /// Which rating stays when a user rates an item more than once.
    Duplicates, "a rule for pairs rated twice", {
    /// The last one in the file.
    Last = "last",
    /// The one with the latest time.
    Latest = "latest",
    /// The mean of all.
    Mean = "mean",
});

choice!(
    /// How ratings lie in a table.
    LayoutName, "a layout", {
    /// One rating a row.
    Long = "long",
    /// A row for each user, a column for each item, or the reverse.
    Grid = "grid",
    /// A row of factors for each item, or for each user: a trained model, and no ratings.
    Factors = "factors",
});

choice!(
    /// What stands before the decimals of a number.
    Decimal, "a decimal sign", {
    /// `3.5`
    Point = "point" | ".",
    /// `3,5`
    Comma = "comma" | ",",
});

impl Decimal {
    /// The character.
    pub(super) fn sign(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }
}

choice!(
    /// What a column of a long file holds.
    Role, "a role of a column", {
    /// Who rated.
    User = "user",
    /// What was rated.
    Item = "item",
    /// How much it was liked.
    Rating = "rating",
    /// When.
    Time = "time",
});

/// An encoding, by one of its names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Charset(pub(super) &'static Encoding);

impl fmt::Display for Charset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.name().to_lowercase())
    }
}

impl FromStr for Charset {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        encoding::named(text).map(Self)
    }
}

/// Numbers that say that there is no rating: `0,-1,99`, or `none`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Codes(pub(super) Vec<f64>);

impl fmt::Display for Codes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let codes: Vec<_> = self.0.iter().map(f64::to_string).collect();
        f.write_str(if codes.is_empty() { "none".into() } else { codes.join(",") }.as_str())
    }
}

impl FromStr for Codes {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.trim() == "none" {
            return Ok(Self::default());
        }
        let number = |part: &str| {
            let wrong = || format!("'{part}' is not a number; write the codes as in 0,-1,99, or none");
            part.trim().parse::<f64>().ok().filter(|value| value.is_finite()).ok_or_else(wrong)
        };
        text.split(',').map(number).collect::<Result<_, _>>().map(Self)
    }
}

/// One column, as its user names it: by number from 1, or by the name in the header in any case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    /// Counted from 1.
    Number(usize),
    /// By the header, in any case.
    Name(String),
}

impl Pick {
    /// The column at `at` (from 0), by its name where that can be typed for it alone.
    pub(super) fn of(names: &[String], at: usize) -> Self {
        match names.get(at) {
            Some(name)
                if Self::says(name) && names.iter().take(2000).filter(|other| same(other, name)).count() == 1 =>
            {
                Self::Name(name.clone())
            }
            _ => Self::Number(at + 1),
        }
    }

    /// Whether a name can be typed among others, and is nothing else.
    fn says(name: &str) -> bool {
        let plain = |c: char| !matches!(c, ',' | '=') && !c.is_control();
        !name.is_empty()
            && name.chars().all(plain)
            && name.trim() == name
            && !name.eq_ignore_ascii_case("none")
            && name.parse::<f64>().is_err()
    }
}

impl fmt::Display for Pick {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Pick::Number(number) => write!(f, "{number}"),
            Pick::Name(name) => f.write_str(name),
        }
    }
}

impl FromStr for Pick {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim() {
            "" => Err("expected a column, by number or by name".into()),
            "0" => Err("columns count from 1".into()),
            text => Ok(text.parse().map_or_else(|_| Pick::Name(text.to_owned()), Pick::Number)),
        }
    }
}

/// Columns that are left out: `Gender,3`, or `none`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOut(pub(super) Vec<Pick>);

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let picks: Vec<_> = self.0.iter().map(Pick::to_string).collect();
        f.write_str(if picks.is_empty() { "none".into() } else { picks.join(",") }.as_str())
    }
}

impl FromStr for LeftOut {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim() {
            "none" => Ok(Self::default()),
            text => text.split(',').map(str::parse).collect::<Result<_, _>>().map(Self),
        }
    }
}

/// One decision about how to read a file: what an option of the command line says.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// `--missing-codes`
    Codes(Codes),
    /// `--leave-out`
    LeaveOut(LeftOut),
    /// `--turn`
    Turn(bool),
    /// `--layout`
    Layout(LayoutName),
    /// `--header`
    Header(bool),
    /// `--separator`
    Separator(Separator),
    /// `--decimal`
    Decimal(Decimal),
    /// `--encoding`
    Encoding(Charset),
    /// `--columns`
    Columns(Columns),
    /// `--first-row`
    FirstRow(u32),
}

impl Change {
    /// Makes it.
    pub fn apply(&self, options: &mut Options) {
        match self {
            Self::Codes(codes) => options.missing_codes = Some(codes.clone()),
            Self::LeaveOut(out) => options.leave_out = Some(out.clone()),
            Self::Turn(turn) => options.turn = Some(*turn),
            Self::Layout(layout) => options.layout = Some(*layout),
            Self::Header(header) => options.header = Some(*header),
            Self::Separator(separator) => options.separator = Some(*separator),
            Self::Decimal(decimal) => options.decimal = Some(*decimal),
            Self::Encoding(charset) => options.encoding = Some(*charset),
            Self::Columns(columns) => options.columns = Some(columns.clone()),
            Self::FirstRow(line) => options.first_row = Some(*line),
        }
    }
}

impl fmt::Display for Change {
    /// As the command line takes it: `--missing-codes 0`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let yes = |yes: &bool| if *yes { "yes" } else { "no" };
        match self {
            Self::Codes(codes) => write!(f, "--missing-codes {codes}"),
            Self::LeaveOut(out) => f.write_str(&said("--leave-out", &out.to_string())),
            Self::Turn(turn) => write!(f, "--turn={}", yes(turn)),
            Self::Layout(layout) => write!(f, "--layout {layout}"),
            Self::Header(header) => write!(f, "--header {}", yes(header)),
            Self::Separator(separator) => write!(f, "--separator {separator}"),
            Self::Decimal(decimal) => write!(f, "--decimal {decimal}"),
            Self::Encoding(charset) => write!(f, "--encoding {charset}"),
            Self::Columns(columns) => f.write_str(&said("--columns", &columns.to_string())),
            Self::FirstRow(line) => write!(f, "--first-row {line}"),
        }
    }
}

/// An option with a value that anybody may have chosen: what begins as options do is tied to it.
pub(super) fn said(option: &str, value: &str) -> String {
    let tie = if value.starts_with('-') { '=' } else { ' ' };
    format!("{option}{tie}{}", quoted(value))
}

/// A word as a shell takes it for one.
pub fn quoted(word: &str) -> String {
    let plain =
        |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '…' | ',' | '=' | '/' | ':' | '+' | '@' | '%');
    match !word.is_empty() && word.chars().all(plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}

impl Options {
    /// The options of the command line that say the same, in one line; empty where nothing was decided.
    pub fn line(&self) -> String {
        let mut words: Vec<String> = Vec::new();
        let mut add = |change: Option<Change>| words.extend(change.map(|change| change.to_string()));
        add(self.layout.map(Change::Layout));
        add(self.columns.clone().map(Change::Columns));
        add(self.turn.map(Change::Turn));
        add(self.leave_out.clone().map(Change::LeaveOut));
        add(self.missing_codes.clone().map(Change::Codes));
        add(self.header.map(Change::Header));
        add(self.first_row.map(Change::FirstRow));
        add(self.separator.map(Change::Separator));
        add(self.decimal.map(Change::Decimal));
        add(self.encoding.map(Change::Encoding));
        if let Some((pick, value)) = &self.only {
            words.push(said("--only", &format!("{pick}={value}")));
        }
        if !self.map.0.is_empty() {
            words.push(said("--map", &self.map.to_string()));
        }
        if let Some(scale) = &self.scale {
            words.push(format!("--scale {scale}"));
        }
        if let Some(duplicates) = &self.duplicates {
            words.push(format!("--duplicates {duplicates}"));
        }
        if let Some(items) = &self.items {
            words.push(said("--items", &items.to_string_lossy()));
        }
        if let Some(ratings) = &self.ratings {
            words.push(format!("--ratings {}", quoted(&ratings.to_string_lossy())));
        }
        if self.skip_bad {
            words.push("--skip-bad".into());
        }
        words.join(" ")
    }
}

/// Which columns hold the user, the item, the rating and the time. Those left out are found as usual.
///
/// The text form is `user=1,item=2,rating=3`, by number from 1 or by the name in the header; `user=none` says that all
/// ratings are one person's, `rating=none` that a row says no more than that the user has the item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// By role.
    picks: [Option<Option<Pick>>; 4],
}

impl Columns {
    /// What is said of a role: nothing, that there is none, or which it is.
    pub(super) fn pick(&self, role: Role) -> Option<Option<&Pick>> {
        self.picks[role as usize].as_ref().map(Option::as_ref)
    }

    /// Says which column a role has, or that it has none.
    pub(super) fn set(&mut self, role: Role, pick: Option<Pick>) {
        self.picks[role as usize] = Some(pick);
    }

    /// Whether one of them is called by its name.
    pub(super) fn by_name(&self) -> bool {
        self.picks.iter().flatten().flatten().any(|pick| matches!(pick, Pick::Name(_)))
    }
}

impl fmt::Display for Columns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let picks = Role::ALL.iter().filter_map(|role| Some((role, self.pick(*role)?)));
        for (n, (role, pick)) in picks.enumerate() {
            write!(f, "{}{role}=", if n > 0 { "," } else { "" })?;
            match pick {
                Some(pick) => write!(f, "{pick}")?,
                None => f.write_str("none")?,
            }
        }
        Ok(())
    }
}

impl FromStr for Columns {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            |what: &str| format!("{what}; write the columns as in user=1,item=2,rating=3, by number or by name");
        let mut columns = Self::default();
        for part in text.split(',') {
            let (key, value) = part.split_once('=').ok_or_else(|| wrong(&format!("'{part}' has no '='")))?;
            let (key, value) = (key.trim(), value.trim());
            let role = Role::named(&key.to_lowercase());
            let role = role.map_err(|_| wrong(&format!("'{key}' is not user, item, rating or time")))?;
            let pick = match value {
                "" => return Err(wrong(&format!("the {key} column is missing"))),
                "none" if role == Role::Item => return Err(wrong("without items nothing is rated")),
                "none" => None,
                value => Some(value.parse().map_err(|why: String| wrong(&why))?),
            };
            if columns.picks[role as usize].replace(pick).is_some() {
                return Err(wrong(&format!("the {key} column is given twice")));
            }
        }
        Ok(columns)
    }
}

/// A condition on rows: `behaviour=play`.
///
/// # Errors
/// When it has no `=`, or no column before it.
pub fn condition(text: &str) -> Result<(Pick, String), String> {
    let wrong = || format!("'{text}' is not a condition; write a column and what it must say, as in behaviour=play");
    let (column, value) = text.split_once('=').ok_or_else(wrong)?;
    Ok((column.parse().map_err(|_| wrong())?, value.trim().to_owned()))
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
        for text in [
            "user=1,item=2,rating=3",
            "user=userId,item=7,rating=Stars given",
            "item=2",
            "user=none,item=2,rating=none,time=when",
        ] {
            assert_eq!(text.parse::<Columns>().unwrap().to_string(), text);
        }
        let loose: Columns = " Rating = 3 , USER=1".parse().unwrap();
        assert_eq!(loose.to_string(), "user=1,rating=3");
        for bad in ["", "user", "user=", "user=0", "who=1", "user=1,user=2", "user=1,,item=2", "item=none"] {
            assert!(bad.parse::<Columns>().is_err(), "{bad}");
        }
    }

    #[test]
    fn codes_and_conditions_read_what_they_write() {
        for text in ["0,-1,99", "none", "-9.5"] {
            assert_eq!(text.parse::<Codes>().unwrap().to_string(), text);
        }
        assert!("".parse::<Codes>().is_err() && "0,x".parse::<Codes>().is_err() && "nan".parse::<Codes>().is_err());
        assert_eq!(condition("behaviour = play"), Ok((Pick::Name("behaviour".into()), "play".into())));
        assert_eq!(condition("3="), Ok((Pick::Number(3), String::new())));
        assert!(condition("play").is_err() && condition("=play").is_err());
    }

    #[test]
    fn a_column_is_called_by_a_name_that_leads_to_it_alone() {
        let names = ["Film", "film", "none", "-7", "a,b", "x\ty", "", "Star's"].map(str::to_owned);
        let told: Vec<_> = (0..names.len()).map(|at| Pick::of(&names, at).to_string()).collect();
        assert_eq!(told, ["1", "2", "3", "4", "5", "6", "7", "Star's"]);
        // What begins as an option does is none.
        let out = LeftOut(vec![Pick::Name("-odd one".into()), Pick::Number(3)]);
        assert_eq!(Change::LeaveOut(out).to_string(), "--leave-out='-odd one,3'");
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
        for rule in Duplicates::ALL {
            assert_eq!(rule.to_string().parse(), Ok(*rule));
        }
        assert!("first".parse::<Duplicates>().is_err());
    }
}
