//! How a file writes its numbers: with a point or a comma, in groups of three, with something behind them, or as stars.
//!
//! Found from a whole column, never from one field: `1,234` alone may be either of two numbers.

use super::options::Decimal;

/// How the numbers of a file are written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Numbers {
    /// What stands before the decimals.
    pub decimal: Decimal,
    /// What stands between groups of three digits, if they are grouped.
    pub group: Option<char>,
    /// Words that stand for 1 and for 0.
    pub words: Option<(&'static str, &'static str)>,
    /// What follows each number, in lower case and without a final `s`: `/5`, `out of 5 star`.
    pub behind: String,
}

impl Default for Numbers {
    fn default() -> Self {
        Self { decimal: Decimal::Point, group: None, words: None, behind: String::new() }
    }
}

/// Of fewer fields nothing can be said.
const LEAST: usize = 3;

/// Words for yes and for no.
const YES_OR_NO: [(&str, &str); 11] = [
    ("true", "false"),
    ("yes", "no"),
    ("y", "n"),
    ("t", "f"),
    ("like", "dislike"),
    ("liked", "disliked"),
    ("up", "down"),
    ("recommended", "not recommended"),
    ("ja", "nein"),
    ("oui", "non"),
    ("\u{1f44d}", "\u{1f44e}"),
];

/// What may stand between groups of three digits.
const GROUPS: [char; 5] = [',', '.', '\'', '\u{a0}', ' '];

impl Numbers {
    /// The way in which most of `fields` can be read; the plainest of those that read as many.
    pub(super) fn of<'f>(fields: impl Iterator<Item = &'f str> + Clone, asked: Option<Decimal>) -> Self {
        let mut best = Self { decimal: asked.unwrap_or(Decimal::Point), ..Self::default() };
        let mut most = fields.clone().filter(|field| best.read(field).is_some()).count();
        let all = fields.clone().count();
        if most == all && !best.hides_groups(fields.clone()) {
            return best;
        }
        // Yes and no in one of the ways in which people write them, each of them at least once.
        let says = |word: &str| fields.clone().any(|field| field.eq_ignore_ascii_case(word));
        let only = |(yes, no): &(&str, &str)| {
            fields.clone().all(|field| field.eq_ignore_ascii_case(yes) || field.eq_ignore_ascii_case(no))
        };
        let words = YES_OR_NO.iter().find(|(yes, no)| says(yes) && says(no) && only(&(yes, no)));
        if let Some(words) = words.filter(|_| all >= LEAST) {
            return Self { words: Some(*words), ..best };
        }
        let behind = common_end(fields.clone());
        for decimal in
            [Decimal::Point, Decimal::Comma].into_iter().filter(|one| asked.is_none_or(|asked| asked == *one))
        {
            let groups = GROUPS.into_iter().filter(|group| *group != decimal.sign()).map(Some);
            for group in std::iter::once(None).chain(groups) {
                for behind in [String::new(), behind.clone()] {
                    let way = Self { decimal, group, words: None, behind };
                    let read = fields.clone().filter(|field| way.read(field).is_some()).count();
                    // Of two that read as many, groups go first where no number has another number of decimals than three.
                    let grouped =
                        group.is_some() && read == most && best.group.is_none() && best.hides_groups(fields.clone());
                    if read > most || (grouped && Some(best.decimal.sign()) == group) {
                        (best, most) = (way, read);
                    }
                }
            }
        }
        best
    }

    /// Whether what was taken for decimals are groups of three digits: there are some, all of them are three digits long behind
    /// one to three digits, and other numbers have none at all.
    fn hides_groups<'f>(&self, fields: impl Iterator<Item = &'f str>) -> bool {
        let (mut with, mut without) = (0, 0);
        for field in fields {
            match field.trim_start_matches(['-', '+']).split_once(self.decimal.sign()) {
                None => without += 1,
                Some((whole, part)) => {
                    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
                    let grouped =
                        part.len() == 3 && digits(part) && whole.len() <= 3 && digits(whole) && !whole.starts_with('0');
                    if !grouped {
                        return false;
                    }
                    with += 1;
                }
            }
        }
        with > 0 && without > 0
    }

    /// What cannot be told of `fields`, which are read in this way: each of them has three digits behind one sign, and none has
    /// more or fewer. With a point that is doubtful only of numbers that are larger than ratings are.
    pub(super) fn doubt<'f>(&self, fields: impl Iterator<Item = &'f str> + Clone) -> Option<Doubt> {
        let plain = self.words.is_none() && self.behind.is_empty();
        let sign = self.group.unwrap_or(self.decimal.sign());
        if !plain || !matches!(sign, ',' | '.') {
            return None;
        }
        let of_thousands = |field: &str| {
            let (whole, part) = field.trim_start_matches(['-', '+']).split_once(sign)?;
            let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            let fits = part.len() == 3 && whole.len() <= 3 && digits(part) && digits(whole) && !whole.starts_with('0');
            fits.then(|| whole.parse::<u32>().ok())?
        };
        let largest = fields.clone().map(of_thousands).try_fold(0, |most, whole| Some(most.max(whole?)))?;
        let field = fields.clone().next()?;
        let otherwise = if self.decimal == Decimal::Point { Decimal::Comma } else { Decimal::Point };
        (sign == ',' || largest > 10).then(|| Doubt { field: field.into(), way: self.clone(), otherwise })
    }

    /// The number that `field` states, be it finite or not.
    pub(super) fn read(&self, field: &str) -> Option<f64> {
        if let Some((yes, no)) = self.words {
            let no = field.eq_ignore_ascii_case(no).then_some(0.0);
            return if field.eq_ignore_ascii_case(yes) { Some(1.0) } else { no };
        }
        if self.group.is_none() && self.behind.is_empty() {
            return match self.decimal {
                Decimal::Point => field.parse().ok(),
                Decimal::Comma if field.contains(',') => {
                    if field.contains('.') {
                        None
                    } else {
                        field.replacen(',', ".", 1).parse().ok()
                    }
                }
                Decimal::Comma => field.parse().ok().filter(|_| !field.contains('.')),
            }
            .or_else(|| stars(field));
        }
        let mut digits = field.trim();
        if !self.behind.is_empty() {
            let end = digits.char_indices().find(|&(_, c)| !in_number(c)).map_or(digits.len(), |(at, _)| at);
            let (number, rest) = digits.split_at(end);
            let number = number.trim_end();
            if number.is_empty() || ending(&digits[number.len()..]) != self.behind {
                return None;
            }
            let _ = rest;
            digits = number;
        }
        let Some(group) = self.group else {
            return Self { behind: String::new(), ..self.clone() }.read(digits);
        };
        let (whole, part) = digits.split_once(self.decimal.sign()).unwrap_or((digits, ""));
        let unsigned = whole.trim_start_matches(['-', '+']);
        let mut groups = unsigned.split(group);
        let first = groups.next()?;
        let fits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let grouped = groups.clone().count() > 0;
        if !fits(first) || first.is_empty() || (grouped && first.len() > 3) || !fits(part) {
            return None;
        }
        if !groups.all(|group| group.len() == 3 && fits(group)) {
            return None;
        }
        let mut plain: String = whole.chars().filter(|c| *c != group).collect();
        if !part.is_empty() {
            plain.push('.');
            plain.push_str(part);
        }
        plain.parse().ok()
    }

    /// What a person would call it; nothing where numbers are plain.
    pub(super) fn told(&self) -> Option<String> {
        let mut parts = Vec::new();
        if let Some((yes, no)) = self.words {
            parts.push(format!("{yes} = 1, {no} = 0"));
        }
        if self.decimal == Decimal::Comma {
            parts.push("decimal comma".to_owned());
        }
        match self.group {
            Some(' ' | '\u{a0}') => parts.push("blanks between thousands".to_owned()),
            Some(group) => parts.push(format!("{group} between thousands")),
            None => {}
        }
        if !self.behind.is_empty() {
            parts.push(format!("numbers before '{}'", self.behind));
        }
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

fn in_number(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | ',' | '\'')
}

/// Numbers that can be read in two ways.
pub(super) struct Doubt {
    /// One of them.
    pub field: Box<str>,
    /// What would have them the other way.
    pub otherwise: Decimal,
    way: Numbers,
}

impl Doubt {
    fn other(&self) -> Numbers {
        Numbers::of([&*self.field].into_iter(), Some(self.otherwise))
    }

    fn said(&self, way: &Numbers) -> String {
        way.read(&self.field).map_or_else(String::new, |number| number.to_string())
    }

    /// How they were read, and how else they could be.
    pub(super) fn told(&self) -> String {
        let (this, other) = (self.said(&self.way), self.said(&self.other()));
        format!("{} is read as {this}; it can also be {other}, and no number tells which", self.field)
    }

    /// What to say for either.
    pub(super) fn help(&self) -> Box<str> {
        let said = |way: &Numbers| format!("--decimal {} for {}", way.decimal, self.said(way));
        format!("use {}, {}", said(&self.way), said(&self.other())).into()
    }
}

/// What stands behind a number, so that one star and two stars are the same.
fn ending(text: &str) -> String {
    let text = text.trim().to_lowercase();
    text.strip_suffix('s').map_or(text.clone(), str::to_owned)
}

/// What stands behind the number in most of `fields`.
fn common_end<'f>(fields: impl Iterator<Item = &'f str>) -> String {
    let mut ends: Vec<(String, usize)> = Vec::new();
    for field in fields.take(200) {
        let number = field.char_indices().find(|&(_, c)| !in_number(c)).map_or(field.len(), |(at, _)| at);
        if number == 0 || number == field.len() {
            continue;
        }
        let end = ending(&field[number..]);
        match ends.iter().position(|(known, _)| *known == end) {
            Some(at) => ends[at].1 += 1,
            None if ends.len() < 20 => ends.push((end, 1)),
            None => {}
        }
    }
    ends.into_iter().max_by_key(|(_, count)| *count).map_or(String::new(), |(end, _)| end)
}

/// Full stars count one, a half one half; hollow ones say how many there could have been.
fn stars(field: &str) -> Option<f64> {
    let mut count = 0.0;
    let mut any = false;
    for c in field.chars() {
        match c {
            '★' | '⭐' | '*' => count += 1.0,
            '½' | '⯪' => count += 0.5,
            '☆' => {}
            '\u{fe0f}' => continue,
            _ => return None,
        }
        any |= c != '*' && c != '½';
    }
    any.then_some(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(fields: &[&str]) -> Vec<Option<f64>> {
        let numbers = Numbers::of(fields.iter().copied(), None);
        fields.iter().map(|field| numbers.read(field)).collect()
    }

    fn all(fields: &[&str]) -> Vec<f64> {
        read(fields).into_iter().map(|number| number.unwrap_or_else(|| panic!("{fields:?}"))).collect()
    }

    #[test]
    fn a_column_says_how_its_numbers_are_written() {
        assert_eq!(all(&["4", "-1.5", "1e3", "+2"]), [4.0, -1.5, 1000.0, 2.0]);
        assert_eq!(all(&["3,5", "4,0", "2"]), [3.5, 4.0, 2.0]);
        assert_eq!(all(&["1,234", "12", "2,050", "7"]), [1234.0, 12.0, 2050.0, 7.0]);
        assert_eq!(all(&["1.234", "12", "2.050", "7"]), [1234.0, 12.0, 2050.0, 7.0]);
        assert_eq!(all(&["1.234.567", "12", "2.050,5"]), [1_234_567.0, 12.0, 2050.5]);
        assert_eq!(all(&["1,234,567.25", "12"]), [1_234_567.25, 12.0]);
        assert_eq!(all(&["1'234", "999"]), [1234.0, 999.0]);
        assert_eq!(all(&["1 234", "999"]), [1234.0, 999.0]);
        assert_eq!(all(&["0.125", "3", "0.250"]), [0.125, 3.0, 0.25], "no group begins with 0");
        assert_eq!(all(&["1.250", "2.5", "3"]), [1.25, 2.5, 3.0]);
        assert_eq!(all(&["1.250", "2.500", "3.125"]), [1.25, 2.5, 3.125], "a fixed number of decimals");
    }

    #[test]
    fn what_follows_every_number_is_no_part_of_it() {
        assert_eq!(all(&["4/5", "3/5", "2.5/5"]), [4.0, 3.0, 2.5]);
        assert_eq!(all(&["4.0 out of 5 stars", "1.0 out of 5 stars"]), [4.0, 1.0]);
        assert_eq!(all(&["1 star", "5 stars"]), [1.0, 5.0]);
        assert_eq!(all(&["80%", "7 %"]), [80.0, 7.0]);
        assert_eq!(all(&["4,5 von 5", "3 von 5"]), [4.5, 3.0]);
        assert_eq!(read(&["4/5", "3/5", "4/10"]), [Some(4.0), Some(3.0), None], "another scale is another number");
        assert_eq!(all(&["★★★★☆", "★", "★★½", "☆☆☆☆☆"]), [4.0, 1.0, 2.5, 0.0]);
        assert_eq!(all(&["True", "False", "TRUE"]), [1.0, 0.0, 1.0]);
        assert_eq!(all(&["no", "Yes", "yes"]), [0.0, 1.0, 1.0]);
        assert_eq!(read(&["y", "n"]), [None, None], "two letters are no answers yet");
        assert_eq!(read(&["good", "bad"]), [None, None]);
        assert_eq!(read(&["*", "-"]), [None, None]);
    }
}
