//! Text into records: splits it into fields, and knows the line on which each record begins.

use super::error::Fault;
use super::separator::Separator;
use std::ops::Range;

/// The most fields that a record may have.
pub(super) const MOST_FIELDS: usize = 100_000;
/// The most bytes that a field may have.
pub(super) const MOST_FIELD: usize = 1 << 20;

/// A walk over the records of a text. Blank lines are passed over.
///
/// Call [`Records::next`], then look at the fields; they stay in place until the following call. A field may be quoted
/// as RFC 4180 has it; where the delimiter is `::` nothing is.
pub(super) struct Records<'t> {
    text: &'t str,
    separator: Separator,
    /// The line of the file from which each line of the text came, where it is another one.
    lines: Option<&'t [u32]>,
    /// The offset at which the current record begins.
    from: usize,
    /// The offset of what comes next, and its line.
    at: usize,
    next_line: u32,
    /// The line on which the current record begins, from 1.
    line: u32,
    fields: Vec<Field>,
    /// The fields that do not stand in the text as they are, one after the other.
    made: String,
    /// How far a record was followed that came to nothing. A quote that is still open at the start of a line up to here
    /// meets the same fate, so that no line is followed twice.
    lost: usize,
    /// How many bytes were looked at.
    #[cfg(test)]
    looked: usize,
}

/// A place in a text at which a walk begins: an offset, and the line on which it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Start {
    pub at: usize,
    pub line: u32,
}

impl Default for Start {
    fn default() -> Self {
        Self { at: 0, line: 1 }
    }
}

/// Where the text of a field is.
enum Field {
    Raw(Range<usize>),
    Made(Range<usize>),
}

/// How a record has gone so far.
#[derive(Default)]
struct Quoting {
    /// How many line ends its quotes hold.
    lines: u32,
    /// Whether a closing quote had more than a delimiter behind it.
    loose: bool,
}

/// Where a record could not be followed any more, and why.
type Lost = (usize, Fault);

impl<'t> Records<'t> {
    /// A walk that begins at `start`.
    pub(super) fn from(text: &'t str, separator: Separator, start: Start) -> Self {
        Self {
            text,
            separator,
            lines: None,
            from: start.at,
            at: start.at,
            next_line: start.line,
            line: 0,
            fields: Vec::new(),
            made: String::new(),
            lost: 0,
            #[cfg(test)]
            looked: 0,
        }
    }

    /// Goes to the next record; false after the last.
    ///
    /// # Errors
    /// A quoted field that does not end where a field can end, or a record or a field that is too long. The record then
    /// has no fields, and the walk goes on with the line after the one on which it begins, so that one stray quote
    /// cannot swallow the rest of the file.
    pub(super) fn next(&mut self) -> Result<bool, Fault> {
        loop {
            while let Some(end @ (b'\n' | b'\r')) = self.byte(self.at) {
                self.at += 1;
                self.next_line = self.next_line.saturating_add(u32::from(end == b'\n'));
            }
            if self.at == self.text.len() {
                return Ok(false);
            }
            self.line = self.next_line;
            self.from = self.at;
            self.fields.clear();
            self.made.clear();
            let mut course = Quoting::default();
            let done = self.split(&mut course);
            #[cfg(test)]
            {
                self.looked += match &done {
                    Ok(end) | Err((end, _)) => end - self.at,
                };
            }
            match done {
                Ok(end) => {
                    self.at = end;
                    self.next_line = self.next_line.saturating_add(course.lines);
                    if self.fields.len() > 1 || !self.field(0).is_empty() {
                        return Ok(true);
                    }
                }
                Err((end, fault)) => {
                    self.lost = self.lost.max(end);
                    self.fields.clear();
                    // The line end is passed over, and counted, with the blank lines before the next record.
                    self.at = self.text[self.at..].find('\n').map_or(self.text.len(), |at| self.at + at);
                    return Err(fault);
                }
            }
        }
    }

    /// Finds the fields of the record that begins here; returns where it ends.
    fn split(&mut self, course: &mut Quoting) -> Result<usize, Lost> {
        let mut at = self.at;
        if self.separator.is_blank() {
            at += self.blanks(at);
        }
        loop {
            at = match self.byte(at) {
                Some(b'"') if self.separator != Separator::DoubleColon => self.quoted(at, course)?,
                _ => {
                    let end = self.end_of_field(at);
                    self.fields.push(Field::Raw(at..end));
                    end
                }
            };
            if matches!(self.fields.last(), Some(Field::Raw(field) | Field::Made(field)) if field.len() > MOST_FIELD) {
                return Err((at, Fault::LongField));
            }
            if self.fields.len() > MOST_FIELDS {
                return Err((at, Fault::TooWide));
            }
            at += match (self.byte(at), self.separator) {
                (None | Some(b'\n' | b'\r'), _) => return Ok(at),
                (_, Separator::DoubleColon) => 2,
                (_, Separator::Blank | Separator::Blanks) => self.blanks(at),
                _ => 1,
            };
            // Blanks at the end of a line part nothing.
            if self.separator.is_blank() && matches!(self.byte(at), None | Some(b'\n' | b'\r')) {
                return Ok(at);
            }
        }
    }

    /// Reads the field whose quote opens at `open`; returns where it ends. A record that goes over several lines mostly is
    /// one that met the quote of another: in it, a delimiter or a line end follows every closing quote at once.
    fn quoted(&mut self, open: usize, course: &mut Quoting) -> Result<usize, Lost> {
        let begin = self.made.len();
        let (mut at, mut copied) = (open + 1, open + 1);
        loop {
            match self.byte(at) {
                Some(b'"') if self.byte(at + 1) == Some(b'"') => {
                    self.made.push_str(&self.text[copied..=at]);
                    at += 2;
                    copied = at;
                }
                Some(b'"') => break,
                Some(b'\n') if course.loose || at < self.lost || at - open > MOST_FIELD => {
                    return Err((at, Fault::UnclosedQuote));
                }
                Some(byte) => {
                    course.lines += u32::from(byte == b'\n');
                    at += 1;
                }
                None => return Err((at, Fault::UnclosedQuote)),
            }
        }
        let end = self.end_of_field(at + 1);
        let loose = end > at + 1;
        if loose && course.lines > 0 {
            return Err((at, Fault::UnclosedQuote));
        }
        course.loose |= loose;
        if copied == open + 1 && !loose {
            self.fields.push(Field::Raw(copied..at));
        } else {
            self.made.push_str(&self.text[copied..at]);
            self.made.push_str(&self.text[at + 1..end]);
            self.fields.push(Field::Made(begin..self.made.len()));
        }
        Ok(end)
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// The offset of the first delimiter or line end from `at` on.
    fn end_of_field(&self, at: usize) -> usize {
        let rest = &self.text.as_bytes()[at..];
        let line_end = |byte: u8| byte == b'\n' || byte == b'\r';
        let blank = |byte: &u8| matches!(byte, b' ' | b'\t');
        let end = match (self.separator, self.separator.byte()) {
            (_, Some(separator)) => rest.iter().position(|&byte| byte == separator || line_end(byte)),
            (Separator::Blank, _) => rest.iter().position(|byte| blank(byte) || line_end(*byte)),
            (Separator::Blanks, _) => (0..rest.len()).find(|&n| {
                line_end(rest[n]) || rest[n] == b'\t' || (blank(&rest[n]) && rest.get(n + 1).is_some_and(blank))
            }),
            _ => (0..rest.len()).find(|&n| line_end(rest[n]) || rest[n..].starts_with(b"::")),
        };
        end.map_or(self.text.len(), |end| at + end)
    }

    /// How many blanks there are from `at` on.
    fn blanks(&self, at: usize) -> usize {
        self.text.as_bytes()[at..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
    }

    /// Where the current record begins.
    pub(super) fn start(&self) -> Start {
        Start { at: self.from, line: self.line }
    }

    /// Where the walk goes on.
    pub(super) fn ahead(&self) -> Start {
        Start { at: self.at, line: self.next_line }
    }

    /// The same walk over a text that was made from another, whose lines are given.
    pub(super) fn made_from(self, lines: Option<&'t [u32]>) -> Self {
        Self { lines, ..self }
    }

    /// The line of the file on which the current record begins, from 1.
    pub(super) fn line(&self) -> u32 {
        match self.lines {
            Some(lines) => lines.get(self.line as usize - 1).copied().unwrap_or(self.line),
            None => self.line,
        }
    }

    /// How many fields the current record has.
    pub(super) fn len(&self) -> usize {
        self.fields.len()
    }

    /// A field of the current record, without white space around it; empty where there is none.
    pub(super) fn field(&self, at: usize) -> &str {
        match self.fields.get(at) {
            Some(Field::Raw(field)) => trimmed(&self.text[field.clone()]),
            Some(Field::Made(field)) => trimmed(&self.made[field.clone()]),
            None => "",
        }
    }

    /// All fields of the current record.
    pub(super) fn fields(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|at| self.field(at))
    }
}

/// A text without white space around it: nearly always all of it.
fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        [b'!'..=b'~'] | [b'!'..=b'~', .., b'!'..=b'~'] => text,
        _ => text.trim(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every record with its line; a bad one is `None`.
    fn walk(text: &str, separator: Separator) -> Vec<(u32, Option<Vec<String>>)> {
        let mut records = Records::from(text, separator, Start::default());
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

    const COMMA: Separator = Separator::Comma;

    #[test]
    fn lines_are_those_of_the_file() {
        let text = "a,b\n\n  \n\"c\nc\", d \n\ne,f";
        assert_eq!(walk(text, COMMA), [good(1, &["a", "b"]), good(4, &["c\nc", "d"]), good(7, &["e", "f"])]);
        let dos = text.replace('\n', "\r\n");
        assert_eq!(walk(&dos, COMMA), [good(1, &["a", "b"]), good(4, &["c\r\nc", "d"]), good(7, &["e", "f"])]);
        let blank = "  a  b\t3 \n\nc d  \n";
        assert_eq!(walk(blank, Separator::Blank), [good(1, &["a", "b", "3"]), good(3, &["c", "d"])]);
        let blanks = " Toy Story   4\n\"a  b\"  3\t2\n";
        assert_eq!(walk(blanks, Separator::Blanks), [good(1, &["Toy Story", "4"]), good(2, &["a  b", "3", "2"])]);
        let plain = "\r\na::b\r\n\r\n c::::d \n";
        assert_eq!(walk(plain, Separator::DoubleColon), [good(2, &["a", "b"]), good(4, &["c", "", "d"])]);
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
    fn what_is_too_long_costs_one_line_and_no_more() {
        let fault = |text: &str| Records::from(text, COMMA, Start::default()).next().unwrap_err();
        let (wide, most) = ("x,".repeat(MOST_FIELDS), "x,".repeat(MOST_FIELDS - 1));
        assert_eq!(fault(&wide), Fault::TooWide);
        assert_eq!(walk(&most, COMMA)[0].1.as_ref().map(Vec::len), Some(MOST_FIELDS));
        let field = "y".repeat(MOST_FIELD + 1);
        assert_eq!(fault(&format!("a,{field}")), Fault::LongField);
        assert_eq!(fault(&format!("a,\"{field}\"")), Fault::LongField);
        assert_eq!(fault(&format!("a,\"{field}\n\"")), Fault::UnclosedQuote, "and what it holds is lost with it");
        assert_eq!(
            walk(&format!("{wide}\na,b\n{field}\nc,d"), COMMA)[1..],
            [good(2, &["a", "b"]), (3, None), good(4, &["c", "d"])]
        );
    }

    #[test]
    fn rows_of_stray_quotes_are_looked_at_twice_at_most() {
        // Every line opens a quote, and from within a quote every line leads into the next one.
        for line in ["a\",\"b", "a\"b,\"c,3", "\"x,1", "\"\"\"x", "x\",\"\"\"", "\"\",\""] {
            let text = format!("user,item,rating\n{}", format!("{line}\n").repeat(2000));
            let mut records = Records::from(&text, COMMA, Start::default());
            while records.next().unwrap_or(true) {}
            assert!(records.looked <= 2 * text.len(), "{line}: {} of {}", records.looked, text.len());
        }
    }

    proptest! {
        /// Where nothing is wrong, records are those that everyone else reads.
        #[test]
        fn records_are_those_of_the_csv_crate(text in "([abé ]|[,\"\n]|\"\"|,\"|\",|\r\n|\"\n){0,60}") {
            let walked: Vec<_> = walk(&text, COMMA).into_iter().map(|(_, record)| record).collect();
            prop_assume!(walked.iter().all(Option::is_some));
            let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            let trimmed = |record: csv::StringRecord| record.iter().map(|field| field.trim().to_owned()).collect::<Vec<_>>();
            let known = reader.into_records().map(|record| Some(trimmed(record.unwrap())));
            let known: Vec<_> = known.filter(|record| *record != Some(vec![String::new()])).collect();
            prop_assert_eq!(walked, known);
        }

        /// A line that comes again and again is looked at as often, however its quotes lie to each other: what one record
        /// was followed for in vain, no other is.
        #[test]
        fn no_row_of_stray_quotes_is_followed_twice(line in "[ab,\"]{0,12}", before in "[ab,\"]{0,6}") {
            let text = format!("{before}\n{}", format!("{line}\n").repeat(500));
            let mut records = Records::from(&text, COMMA, Start::default());
            let mut met = 0;
            while records.next().unwrap_or(true) {
                met += 1;
            }
            prop_assert!(records.looked <= 2 * text.len(), "{} of {}", records.looked, text.len());
            prop_assert!(met <= 501);
        }

        /// What is known of a record that led nowhere changes nothing but the work.
        #[test]
        fn what_was_lost_would_be_lost_again(text in "([ab,\"\n]|\"\"|,\"|\",|\"\n|\n\"){0,60}") {
            let mut records = Records::from(&text, COMMA, Start::default());
            let mut afresh = Records::from(&text, COMMA, Start::default());
            loop {
                afresh.lost = 0;
                let (one, other) = (records.next(), afresh.next());
                prop_assert_eq!(&one, &other);
                prop_assert_eq!((records.line(), records.at), (afresh.line(), afresh.at));
                if one == Ok(false) {
                    break;
                }
            }
        }
    }
}
