//! What the columns of a table of items are: by their names, and where those say nothing, by what stands in them.

use super::about::{About, about};
use super::column::Column;
use super::look::Sample;
use super::options::Options;
use super::records::Records;
use super::words::{EXACT, Hint, hint, is_nothing};
use crate::data::Topic;

/// The genres of MovieLens 100K, whose `u.item` has a column of 0 and 1 for each, in this order, and no header.
const MOVIELENS: [&str; 19] = [
    "unknown",
    "Action",
    "Adventure",
    "Animation",
    "Children's",
    "Comedy",
    "Crime",
    "Documentary",
    "Drama",
    "Fantasy",
    "Film-Noir",
    "Horror",
    "Musical",
    "Mystery",
    "Romance",
    "Sci-Fi",
    "Thriller",
    "War",
    "Western",
];

/// From so many columns of 0 and 1 side by side on, they say which words hold.
const FLAGS: usize = 3;
/// Where in a table what is.
#[derive(Debug, PartialEq)]
pub(super) struct ItemColumns {
    pub id: usize,
    pub title: Option<usize>,
    pub year: Option<usize>,
    pub words: Vec<List>,
    /// Columns of 0 and 1, each with its word.
    pub flags: Vec<(usize, String)>,
    pub width: usize,
    /// Where what is too much in a row belongs to the title, what stands between its parts: in a file that quotes nothing, the
    /// commas of a title are not told from those between fields.
    open_end: Option<char>,
}

impl ItemColumns {
    /// The title in a row.
    pub(super) fn title(&self, records: &Records<'_>) -> Option<String> {
        let at = self.title?;
        let rest = (at + 1..records.len()).map(|n| records.field(n));
        match self.open_end {
            // A separator at the end of a line parts nothing.
            Some(sign) if rest.clone().any(|part| !part.is_empty()) => {
                let parts: Vec<&str> = [records.field(at)].into_iter().chain(rest).collect();
                Some(parts.join(&format!("{sign} ")))
            }
            _ => Some(records.field(at).to_owned()),
        }
    }
}

/// A column of words.
#[derive(Debug, PartialEq)]
pub(super) struct List {
    pub at: usize,
    pub topic: Topic,
    /// What parts the words of a field.
    separator: Option<char>,
}

impl List {
    /// A column that says something of this kind, with what parts its words: what stands in at least a twentieth of its fields.
    /// Blanks do in an atomic file of RecBole, which says so; commas part people only where the header speaks of several.
    fn of(at: usize, topic: Topic, name: &str, fields: &[&str]) -> Self {
        let often = |c: char| fields.iter().filter(|field| field.contains(c)).count() * 20 >= fields.len().max(1);
        let several = topic != Topic::Maker || name.trim().to_lowercase().ends_with('s');
        let separator = match () {
            () if name.ends_with(":token_seq") => Some(' '),
            () => ['|', ';', ','].into_iter().find(|c| often(*c) && (*c != ',' || several)),
        };
        Self { at, topic, separator }
    }

    /// The words of a field, without those that say that there is none.
    pub(super) fn parts<'f>(&self, field: &'f str) -> impl Iterator<Item = &'f str> {
        let inner = field.trim();
        // A list as some languages write it: ['Action', 'Comedy'].
        let inner = inner.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).unwrap_or(inner);
        let separator = self.separator;
        let parts = inner.split(move |c| Some(c) == separator);
        let bare = parts.map(|part| part.trim().trim_matches(['\'', '"']).trim());
        bare.filter(|part| !(is_nothing(part) || part.starts_with("(no ") && part.ends_with(')')))
    }
}

impl ItemColumns {
    /// What the columns of a table are: by their names, and where those say nothing, by what stands in them.
    pub(super) fn of(sample: &Sample, is_id: impl Fn(&str) -> bool) -> Option<Self> {
        let first = sample.rows.first()?;
        let known = |field: Option<&String>| field.is_some_and(|field| is_id(field));
        let body = sample.rows.get(1..).filter(|body| !body.is_empty()).unwrap_or(&sample.rows);
        let rows: Vec<&[String]> = body.iter().map(Vec::as_slice).collect();
        let plain = Options::default();
        let columns: Vec<Column> =
            first.iter().enumerate().map(|(at, name)| Column::of(&rows, at, name, &plain)).collect();
        let met = |at: usize| sample.rows.iter().filter(|row| known(row.get(at))).count();
        let id = (0..columns.len())
            .max_by_key(|at| (met(*at), columns[*at].says(Hint::Item), usize::MAX - at))
            .filter(|at| met(*at) > 0)?;
        let header = !known(first.get(id));
        let said = |at: usize| if header { about(&first[at]) } else { None };
        let fields = |at: usize| -> Vec<&str> {
            let all = body.iter().filter_map(|row| row.get(at)).map(String::as_str);
            all.filter(|field| !is_nothing(field)).collect()
        };
        let free = |at: &usize| *at != id;

        let years = |at: usize| fields(at).into_iter().filter(|field| year_of(field).is_some()).count();
        let by_name = |at: &usize| matches!(said(*at), Some((About::Year, _)));
        let by_values = |at: &usize| columns[*at].is_years() || (!header && columns[*at].is_time());
        let mostly = |at: &usize| years(*at) > 0 && years(*at) * 2 >= columns[*at].filled;
        let year = [&by_name as &dyn Fn(&usize) -> bool, &by_values].into_iter().find_map(|speaks| {
            let all = (0..columns.len()).filter(free).filter(|at| speaks(at) && mostly(at));
            all.max_by_key(|at| (years(*at), usize::MAX - at))
        });

        let mut words = Vec::new();
        for topic in [Topic::Genre, Topic::Tag, Topic::Maker] {
            let sure = |at: &usize| match said(*at) {
                Some((About::Words(this), sure)) if this == topic && columns[*at].filled > 0 => Some(sure),
                _ => None,
            };
            let at = (0..columns.len())
                .filter(free)
                .filter(|at| sure(at).is_some())
                .max_by_key(|at| (sure(at), usize::MAX - at));
            words.extend(at.map(|at| List::of(at, topic, &first[at], &fields(at))));
        }
        if !words.iter().any(|list| list.topic == Topic::Genre) {
            let list = (0..columns.len()).filter(free).find(|at| said(*at).is_none() && is_list(&fields(*at)));
            words.extend(list.map(|at| List::of(at, Topic::Genre, "", &fields(at))));
        }
        let flags = match words.iter().any(|list| list.topic == Topic::Genre) {
            true => Vec::new(),
            false => flags(&columns, id, header.then_some(first)),
        };
        let taken = |at: &usize| {
            *at == id
                || Some(*at) == year
                || words.iter().any(|list| list.at == *at)
                || flags.iter().any(|(flag, _)| flag == at)
        };
        let title = title(header.then_some(first), &columns, taken);
        let width = sample.sheet.width;
        let open_end = sample.sheet.separator.byte().map(char::from).filter(|_| title == Some(width - 1));
        Some(Self { id, title, year, words, flags, width, open_end })
    }
}

/// The column of the titles: a title goes before a name, and a name before whatever is called after the item.
fn title(header: Option<&Vec<String>>, columns: &[Column], taken: impl Fn(&usize) -> bool) -> Option<usize> {
    let called = |at: &usize| {
        let Some(header) = header else { return 0 };
        let name = header[*at].to_lowercase();
        let says = |word: &str| name.contains(word);
        match hint(&header[*at]) {
            Some((Hint::Item, EXACT)) if name == "title" => 4,
            _ if says("title") || says("titel") || says("titre") => 3,
            Some((Hint::Name, _)) => 2,
            Some((Hint::Item, _)) => 1,
            _ => 0,
        }
    };
    let text = |at: &usize| {
        !taken(at) && columns[*at].numbers * 2 < columns[*at].filled && columns[*at].links * 2 < columns[*at].filled
    };
    let others = (0..columns.len()).filter(text);
    others.max_by_key(|at| (called(at), columns[*at].distinct * 2 > columns[*at].filled, usize::MAX - at))
}

/// The longest run of columns of 0 and 1 side by side, each with the word that its header has; nothing where it is short, or
/// where nobody knows what they say.
fn flags(columns: &[Column], id: usize, header: Option<&Vec<String>>) -> Vec<(usize, String)> {
    let is_flag = |at: usize| {
        let column = &columns[at];
        let bits = column.numbers == column.filled && column.low >= 0.0 && column.high <= 1.0 && column.whole;
        at != id && column.filled > 0 && bits
    };
    let mut run = 0..0;
    let mut from = 0;
    for at in 0..=columns.len() {
        if at == columns.len() || !is_flag(at) {
            if at - from > run.len() {
                run = from..at;
            }
            from = at + 1;
        }
    }
    match header {
        _ if run.len() < FLAGS => Vec::new(),
        Some(header) => {
            let word = |at: usize| header[at].split(':').next().unwrap_or_default().trim().to_owned();
            run.map(|at| (at, word(at))).collect()
        }
        // What is unknown is no word for anything.
        None if run.len() == MOVIELENS.len() => {
            run.zip(MOVIELENS).skip(1).map(|(at, word)| (at, word.to_owned())).collect()
        }
        None => Vec::new(),
    }
}

/// Whether fields are lists of short words parted by bars.
fn is_list(fields: &[&str]) -> bool {
    let short =
        |field: &&str| field.split('|').all(|part| part.chars().count() <= 30 && part.contains(char::is_alphabetic));
    let several = fields.iter().filter(|field| field.contains('|')).count();
    !fields.is_empty() && several * 5 >= fields.len() && fields.iter().all(short)
}

/// Where in a table of tags the items and the tags are.
pub(super) fn tag_columns(sample: &Sample) -> Option<(usize, usize)> {
    let first = sample.rows.first()?;
    let item = first.iter().position(|name| matches!(hint(name), Some((Hint::Item, _))));
    let tag = first.iter().position(|name| matches!(about(name), Some((About::Words(Topic::Tag), _))));
    match item.zip(tag) {
        // Without a header as MovieLens 10M has it: user, item, tag, time.
        None if first.len() == 4 && first[0].parse::<u64>().is_ok() => Some((1, 2)),
        found => found,
    }
}

/// Whether a flag is set.
pub(super) fn is_one(field: &str) -> bool {
    field.trim().parse::<f64>().is_ok_and(|value| value == 1.0)
}

/// The year that a field says: a number that is one, or the only number of four digits in a date. 0 says nothing.
pub(super) fn year_of(field: &str) -> Option<i16> {
    const OLDEST: f64 = -5000.0;
    if let Ok(number) = field.trim().parse::<f64>() {
        let fits = number.fract() == 0.0 && (OLDEST..=LATEST).contains(&number) && number != 0.0;
        return fits.then_some(number as i16);
    }
    field.split(|c: char| !c.is_ascii_digit()).find(|digits| digits.len() == 4).and_then(modern)
}

/// The last year that anything can have come out in.
const LATEST: f64 = 2035.0;

fn modern(digits: &str) -> Option<i16> {
    digits.parse().ok().filter(|year| (1850..=LATEST as i16).contains(year))
}

/// The year in brackets at the end of a title: `Heat (1995)`, or the first of several: `Emma (2009-2010)`.
pub(super) fn year_of_title(title: &str) -> Option<i16> {
    let inner = title.trim_end().strip_suffix(')')?.rsplit_once('(')?.1;
    let year = inner.get(..4).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()))?;
    let rest = &inner[4..];
    (rest.is_empty() || rest.starts_with(['-', '–', ' '])).then(|| modern(year)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_read_from_numbers_dates_and_brackets() {
        for (field, year) in [
            ("1995", Some(1995)),
            ("1995.0", Some(1995)),
            ("0", None),
            ("15-Dec-1995", Some(1995)),
            ("x", None),
            ("9999", None),
        ] {
            assert_eq!(year_of(field), year, "{field}");
        }
        for (title, year) in [
            ("Heat (1995)", Some(1995)),
            ("Emma (2009-2010)", Some(2009)),
            ("Emma (2009– )", Some(2009)),
            ("1984", None),
            ("Heat (19955)", None),
            ("Heat (a)", None),
            ("Heat (虎虎)", None),
            ("Heat (1234)", None),
        ] {
            assert_eq!(year_of_title(title), year, "{title}");
        }
    }
}
