//! Text into records: finds the delimiter, splits into fields, and knows the line on which each record begins.

use super::error::Problem;
use csv::{Position, Reader, ReaderBuilder, StringRecord};
use std::io::{Cursor, SeekFrom};
use std::ops::Range;

/// What stands between two fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Delimiter {
    /// One ASCII character. Fields may be quoted.
    Byte(u8),
    /// `::`, as in older MovieLens files. Nothing is quoted.
    DoubleColon,
}

impl Delimiter {
    /// Those that are told apart by looking, the rarer within names first.
    const ALL: [Self; 5] = [Self::DoubleColon, Self::Byte(b'\t'), Self::Byte(b';'), Self::Byte(b'|'), Self::Byte(b',')];

    /// How much of a file is looked at.
    const SAMPLE_BYTES: usize = 1 << 16;
    const SAMPLE_RECORDS: usize = 32;

    /// The delimiter that cuts the first lines of `text` into the same number of fields, three or more of them.
    pub(super) fn of(text: &str) -> Self {
        let sample = beginning(text, Self::SAMPLE_BYTES);
        let mut best = (Self::Byte(b','), (false, 0, 0));
        for delimiter in Self::ALL {
            let mut records = Records::new(sample, delimiter);
            let mut widths = Vec::new();
            while widths.len() < Self::SAMPLE_RECORDS {
                match records.next() {
                    Ok(true) => widths.push(records.len()),
                    Ok(false) => break,
                    Err(_) => widths.push(0),
                }
            }
            // A sample that was cut ends in a torn record.
            if sample.len() < text.len() && widths.len() > 1 && widths.len() < Self::SAMPLE_RECORDS {
                widths.pop();
            }
            let Some(&width) = widths.iter().find(|&&width| width > 0).filter(|&&width| width > 1) else { continue };
            let alike = widths.iter().filter(|&&w| w == width).count() * 1000 / widths.len();
            let score = (width > 2, alike, width);
            if score > best.1 {
                best = (delimiter, score);
            }
        }
        best.0
    }

    /// Whether `3,5` can be a number in this file.
    pub(super) fn allows_decimal_comma(self) -> bool {
        self != Self::Byte(b',')
    }
}

/// The first `most` bytes of `text`, or a little less where that would cut a character.
fn beginning(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    &text[..end]
}

/// A walk over the records of a text. Blank lines are passed over.
///
/// Call [`Records::next`], then look at the fields; they stay in place until the following call.
pub(super) struct Records<'t> {
    text: &'t str,
    splitter: Splitter<'t>,
    /// The line on which the current record begins, from 1.
    line: u32,
}

enum Splitter<'t> {
    Quoting {
        delimiter: u8,
        reader: Box<Reader<Cursor<&'t [u8]>>>,
        record: StringRecord,
    },
    Plain {
        /// The offset of the next line.
        next: usize,
        next_line: u32,
        fields: Vec<Range<usize>>,
    },
}

impl<'t> Records<'t> {
    pub(super) fn new(text: &'t str, delimiter: Delimiter) -> Self {
        let splitter = match delimiter {
            Delimiter::Byte(delimiter) => {
                Splitter::Quoting { delimiter, reader: Box::new(reader(text, delimiter)), record: StringRecord::new() }
            }
            Delimiter::DoubleColon => Splitter::Plain { next: 0, next_line: 1, fields: Vec::new() },
        };
        Self { text, splitter, line: 0 }
    }

    /// Goes to the next record; false after the last.
    ///
    /// # Errors
    /// A quoted field that does not end where a field can end. The record then has no fields, and the walk goes on
    /// with the line after the one on which it begins, so that one stray quote cannot swallow the rest of the file.
    pub(super) fn next(&mut self) -> Result<bool, Problem> {
        match &mut self.splitter {
            Splitter::Quoting { delimiter, reader, record } => loop {
                let from = offset(reader.position().byte());
                let lines = reader.position().line() - 1;
                if !reader.read_record(record).map_err(unreadable)? {
                    return Ok(false);
                }
                let to = offset(reader.position().byte());
                let to_lines = reader.position().line() - 1;

                // The reader counts the line ends before a record as part of it.
                let before = self.text[from..to].bytes().take_while(|&b| b == b'\n' || b == b'\r');
                let (skipped, breaks) = before.fold((0, 0), |(n, lf), b| (n + 1, lf + u64::from(b == b'\n')));
                let raw = &self.text[from + skipped..to];
                let lines = lines + breaks;
                self.line = u32::try_from(lines + 1).unwrap_or(u32::MAX);

                let ends_line = u64::from(raw.ends_with('\n'));
                let spans_lines = to_lines > lines + ends_line;
                if (spans_lines || to == self.text.len()) && has_stray_quote(raw, *delimiter, spans_lines) {
                    let rest = raw.find('\n').map_or(to, |at| from + skipped + at + 1);
                    record.clear();
                    let mut to = Position::new();
                    to.set_byte(rest as u64).set_line(lines + 2);
                    reader.seek_raw(SeekFrom::Start(rest as u64), to).map_err(unreadable)?;
                    return Err(Problem::UnclosedQuote);
                }
                if record.len() > 1 || record.get(0).is_some_and(|field| !field.trim().is_empty()) {
                    return Ok(true);
                }
            },
            Splitter::Plain { next, next_line, fields } => {
                while *next < self.text.len() {
                    let from = *next;
                    let line = self.text[from..].split('\n').next().unwrap_or("");
                    self.line = *next_line;
                    *next = from + line.len() + 1;
                    *next_line = next_line.saturating_add(1);
                    if line.trim().is_empty() {
                        continue;
                    }
                    fields.clear();
                    let mut at = from;
                    for field in line.split("::") {
                        fields.push(at..at + field.len());
                        at += field.len() + 2;
                    }
                    return Ok(true);
                }
                Ok(false)
            }
        }
    }

    /// The line on which the current record begins, from 1.
    pub(super) fn line(&self) -> u32 {
        self.line
    }

    /// How many fields the current record has.
    pub(super) fn len(&self) -> usize {
        match &self.splitter {
            Splitter::Quoting { record, .. } => record.len(),
            Splitter::Plain { fields, .. } => fields.len(),
        }
    }

    /// A field of the current record, without white space around it; empty where there is none.
    pub(super) fn field(&self, at: usize) -> &str {
        match &self.splitter {
            Splitter::Quoting { record, .. } => record.get(at).unwrap_or("").trim(),
            Splitter::Plain { fields, .. } => fields.get(at).map_or("", |field| self.text[field.clone()].trim()),
        }
    }

    /// All fields of the current record.
    pub(super) fn fields(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|at| self.field(at))
    }
}

fn reader(text: &str, delimiter: u8) -> Reader<Cursor<&[u8]>> {
    let text = Cursor::new(text.as_bytes());
    ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text)
}

fn unreadable(error: csv::Error) -> Problem {
    Problem::Unreadable { why: error.to_string().into() }
}

fn offset(byte: u64) -> usize {
    usize::try_from(byte).unwrap_or(usize::MAX)
}

/// Whether a field of the record `raw` opens a quote and never closes it; `strict` asks as well that the delimiter
/// follows at once, as a record over several lines mostly is one that met the quote of another.
fn has_stray_quote(raw: &str, delimiter: u8, strict: bool) -> bool {
    let raw = raw.as_bytes();
    let find = |from: usize, what: &[u8]| raw[from..].iter().position(|b| what.contains(b)).map(|at| from + at);
    let mut at = 0;
    while at < raw.len() {
        if raw[at] == b'"' {
            at += 1;
            loop {
                match find(at, b"\"") {
                    None => return true,
                    Some(quote) if raw.get(quote + 1) == Some(&b'"') => at = quote + 2,
                    Some(quote) => {
                        at = quote + 1;
                        break;
                    }
                }
            }
            if strict && !matches!(raw.get(at), None | Some(b'\r' | b'\n')) && raw.get(at) != Some(&delimiter) {
                return true;
            }
        }
        match find(at, &[delimiter]) {
            Some(end) => at = end + 1,
            None => break,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every record with its line; a bad one is `None`.
    fn walk(text: &str, delimiter: Delimiter) -> Vec<(u32, Option<Vec<String>>)> {
        let mut records = Records::new(text, delimiter);
        let mut all = Vec::new();
        loop {
            match records.next() {
                Ok(true) => all.push((records.line(), Some(records.fields().map(str::to_owned).collect()))),
                Ok(false) => return all,
                Err(_) => all.push((records.line(), None)),
            }
        }
    }

    fn good(line: u32, fields: &[&str]) -> (u32, Option<Vec<String>>) {
        (line, Some(fields.iter().map(|&f| f.to_owned()).collect()))
    }

    const COMMA: Delimiter = Delimiter::Byte(b',');

    #[test]
    fn lines_are_those_of_the_file() {
        let text = "a,b\n\n  \n\"c\nc\", d \n\ne,f";
        assert_eq!(walk(text, COMMA), [good(1, &["a", "b"]), good(4, &["c\nc", "d"]), good(7, &["e", "f"])]);
        let dos = text.replace('\n', "\r\n");
        assert_eq!(walk(&dos, COMMA), [good(1, &["a", "b"]), good(4, &["c\r\nc", "d"]), good(7, &["e", "f"])]);
        let plain = "\r\na::b\r\n\r\n c::::d \n";
        assert_eq!(walk(plain, Delimiter::DoubleColon), [good(2, &["a", "b"]), good(4, &["c", "", "d"])]);
    }

    #[test]
    fn a_stray_quote_costs_one_line_and_no_more() {
        let text = "a,b\n\"c,d\ne,f\n\"g,\",h\ni,\"j";
        assert_eq!(
            walk(text, COMMA),
            [good(1, &["a", "b"]), (2, None), good(3, &["e", "f"]), good(4, &["g,", "h"]), (5, None)]
        );
        assert_eq!(walk("a,5\" single\nb,c", COMMA), [good(1, &["a", "5\" single"]), good(2, &["b", "c"])]);
        assert_eq!(walk("\"a \"\"b\"\"\",c", COMMA), [good(1, &["a \"b\"", "c"])]);
        assert_eq!(walk("\"\r\n\r\n,b", COMMA), [(1, None), good(3, &["", "b"])]);
    }

    #[test]
    fn the_delimiter_is_the_one_that_cuts_evenly() {
        let of = |text: &str| Delimiter::of(text);
        assert_eq!(of("a,b,3\nc,d,4\n"), COMMA);
        assert_eq!(of("a;b;3,5\nc;d;4,0\n"), Delimiter::Byte(b';'));
        assert_eq!(of(";Hello, Goodbye;Yes, it is\na;1;2\n"), Delimiter::Byte(b';'));
        assert_eq!(of("user\tx\na\t3,5\n"), Delimiter::Byte(b'\t'));
        assert_eq!(of("1|Toy Story, The|3\n2|Emma|5\n"), Delimiter::Byte(b'|'));
        assert_eq!(of("1::2::3::4\n"), Delimiter::DoubleColon);
        assert_eq!(of("movieId,title,genres\n1,\"Toy; Story\",A|B|C\n2,Emma,A|B|D\n"), COMMA);
        assert_eq!(of("user,a;b,\"c||d\"\n\"n\nz\",1,2\n"), COMMA, "a quote that only commas can close");
        assert_eq!(of("\"user\titem\trating\n\"n\"\tb\t1\nm\tb\t2\n"), Delimiter::Byte(b'\t'), "a bad first line");
        assert_eq!(of(""), COMMA);
        let wide = format!("user{}\n1,2\n", "\tHello, Goodbyé".repeat(40_000));
        assert_eq!(of(&wide), Delimiter::Byte(b'\t'), "a header wider than what is looked at");
    }
}
