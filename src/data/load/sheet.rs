//! Where in a text the table is, and what parts its fields: lines above it, comments and marks of spreadsheets set aside.

use super::records::{Records, Start};
use super::separator::Separator;
use crate::choice::Choice;

/// A table within a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sheet {
    pub separator: Separator,
    /// Where its first row is.
    pub start: Start,
    /// How many fields most of its rows have.
    pub width: usize,
    /// Whether the first row stands in a comment: `# user item rating`.
    pub header_in_comment: bool,
}

/// How much of a text is looked at.
const SAMPLE_BYTES: usize = 1 << 16;
/// A header can be wider than that.
const SAMPLE_RECORDS: usize = 100;

/// One record, as far as it matters here.
struct Line {
    start: Start,
    width: usize,
    comment: bool,
    numbers: bool,
}

impl Sheet {
    /// Finds the table in `text`, whose separator and whose first line may be known.
    pub(super) fn of(text: &str, separator: Option<Separator>, first_line: Option<u32>) -> Self {
        let (said, begin) = said_separator(text).map_or((None, Start::default()), |(said, begin)| (Some(said), begin));
        let asked = separator.or(said);
        let begin = match first_line {
            Some(line) => line_start(text, line),
            None => begin,
        };
        let all: Vec<_> = match asked {
            Some(one) => vec![one],
            None => Separator::ALL.to_vec(),
        };
        let mut best = (
            Self { separator: asked.unwrap_or(Separator::Comma), start: begin, width: 1, header_in_comment: false },
            (false, 0, 0),
        );
        for separator in all {
            let lines = lines(text, separator, begin);
            let Some((sheet, alike)) = Self::among(&lines, separator, first_line.is_some()) else { continue };
            // Blanks stand in names; they part fields only where nothing else does.
            if separator.is_blank() && best.1.0 && best.1.1 >= 900 {
                continue;
            }
            let score = (
                sheet.width > 2 || (sheet.width == 2 && alike == 1000),
                alike,
                if separator == Separator::Blank { 0 } else { sheet.width },
            );
            if score > best.1 {
                best = (sheet, score);
            }
        }
        best.0
    }

    /// The table that the records of a text make, and how many of a thousand are as wide as most.
    fn among(lines: &[Line], separator: Separator, first_is_known: bool) -> Option<(Self, usize)> {
        let table = || lines.iter().filter(|line| !line.comment);
        let count = |width: usize| table().filter(|line| line.width == width).count();
        let width =
            table().map(|line| line.width).filter(|width| *width > 1).max_by_key(|width| (count(*width), *width))?;
        let first = match first_is_known {
            true => 0,
            false => {
                let even = lines.iter().position(|line| !line.comment && line.width == width)?;
                // Lines of words may stand above it. A row with numbers is a row, be it a bad one.
                let first = lines[..even].iter().position(|line| line.numbers && !line.comment).unwrap_or(even);
                // A header can lack its corner, or the separator at the end of all other rows.
                let header = |above: &Line| {
                    let next = above.start.line + 1 == lines[first].start.line;
                    !above.comment && next && above.width > 1 && above.width.abs_diff(width) == 1
                };
                if first > 0 && header(&lines[first - 1]) { first - 1 } else { first }
            }
        };
        let rows = lines[first..].iter().filter(|line| !line.comment);
        let above = lines[..first].iter().filter(|line| !line.comment).count();
        let (alike, all) =
            rows.fold((0, above), |(alike, all), line| (alike + usize::from(line.width == width), all + 1));
        let sheet = Self { separator, start: lines[first].start, width, header_in_comment: false };
        let in_comment = first.checked_sub(1).map(|n| &lines[n]).filter(|above| !first_is_known && above.comment);
        let sheet = match in_comment {
            Some(above) if above.width == width && !above.numbers && lines[first].numbers => {
                Self { start: above.start, header_in_comment: true, ..sheet }
            }
            _ => sheet,
        };
        Some((sheet, alike * 1000 / all))
    }
}

fn lines(text: &str, separator: Separator, begin: Start) -> Vec<Line> {
    let mut records = Records::from(text, separator, begin);
    let mut lines = Vec::new();
    while lines.len() < SAMPLE_RECORDS {
        let width = match records.next() {
            Ok(true) => records.len(),
            Ok(false) => break,
            Err(_) => 0,
        };
        let start = records.start();
        let comment = is_comment(records.field(0));
        let numbers = records.fields().any(|field| field.parse::<f64>().is_ok());
        // A hash that stands alone is no field.
        let width = if comment && matches!(records.field(0), "#" | "%" | "//") { width - 1 } else { width };
        lines.push(Line { start, width, comment, numbers });
        if start.at > begin.at + SAMPLE_BYTES && lines.len() > 2 {
            break;
        }
    }
    lines
}

/// Whether a line is said not to belong to the table.
pub(super) fn is_comment(first: &str) -> bool {
    first.starts_with('#') || first.starts_with('%') || first.starts_with("//")
}

/// What a spreadsheet says in its first line, `sep=;`, and where the rest begins.
pub(super) fn said_separator(text: &str) -> Option<(Separator, Start)> {
    let end = text.find('\n')?;
    let line = text[..end].trim_end_matches('\r').trim_matches('"');
    let said = line.get(..4).filter(|start| start.eq_ignore_ascii_case("sep=")).map(|_| &line[4..])?;
    Some((Separator::named(said).ok()?, Start { at: end + 1, line: 2 }))
}

/// Where a line begins; the end of the text if there are fewer.
fn line_start(text: &str, line: u32) -> Start {
    let before = (line as usize).saturating_sub(1);
    let at = match before {
        0 => 0,
        _ => text.match_indices('\n').nth(before - 1).map_or(text.len(), |(at, _)| at + 1),
    };
    Start { at, line: line.max(1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> (Separator, u32, usize) {
        let sheet = Sheet::of(text, None, None);
        (sheet.separator, sheet.start.line, sheet.width)
    }

    #[test]
    fn the_separator_is_the_one_that_cuts_evenly() {
        let of = |text: &str| of(text).0;
        assert_eq!(of("a,b,3\nc,d,4\n"), Separator::Comma);
        assert_eq!(of("a;b;3,5\nc;d;4,0\n"), Separator::Semicolon);
        assert_eq!(of(";Hello, Goodbye;Yes, it is\na;1;2\n"), Separator::Semicolon);
        assert_eq!(of("user\tx\na\t3,5\n"), Separator::Tab);
        assert_eq!(of("1|Toy Story, The|3\n2|Emma|5\n"), Separator::Bar);
        assert_eq!(of("1::2::3::4\n"), Separator::DoubleColon);
        assert_eq!(of("movieId,title,genres\n1,\"Toy; Story\",A|B|C\n2,Emma,A|B|D\n"), Separator::Comma);
        assert_eq!(of("user,a;b,\"c||d\"\n\"n\nz\",1,2\n"), Separator::Comma, "a quote that only commas can close");
        assert_eq!(of("\"user\titem\trating\n\"n\"\tb\t1\nm\tb\t2\n"), Separator::Tab, "a bad first line");
        assert_eq!(of(""), Separator::Comma);
        let wide = format!("user{}\n1,2\n", "\tHello, Goodbyé".repeat(40_000));
        assert_eq!(of(&wide), Separator::Tab, "a header wider than what is looked at");
    }

    #[test]
    fn blanks_part_fields_where_nothing_else_does() {
        assert_eq!(of("1050 215 3\r\n1050 250 2\r\n"), (Separator::Blank, 1, 3));
        assert_eq!(of("  5.0   3.0\t0.0\n  4.0   0.0   0.0\n"), (Separator::Blank, 1, 3));
        assert_eq!(of("An Li    Toy Story   4\nBo Xu    Heat    3\n"), (Separator::Blanks, 1, 3));
        assert_eq!(of("An,Toy Story,4\nBo,The Big Heat,3\n").0, Separator::Comma);
    }

    #[test]
    fn what_stands_above_a_table_is_set_aside() {
        assert_eq!(
            of("Ratings of our club\nOne rating in each line\n\nu i 4\nv i 3\nw i 3\n"),
            (Separator::Blank, 4, 3)
        );
        assert_eq!(of("# exported\n# users: 3\nuser\titem\trating\n1\t10\t4\n"), (Separator::Tab, 3, 3));
        assert_eq!(of("sep=;\nNutzer;Film;Note\nAnna;Stau;4,5\n"), (Separator::Semicolon, 2, 3));
        assert_eq!(of("My class\n\nname,A,B\nAn,1,2\nBo,,2\n"), (Separator::Comma, 3, 3));
        assert_eq!(of("x\n1,2\n1,2,3\n1,3,3\n").1, 2, "a row with numbers is no title");
        let hashed = Sheet::of("# user item rating\n1 10 4\n2 10 3\n", None, None);
        assert!(hashed.header_in_comment && hashed.start.line == 1);
        let sizes = Sheet::of("% bip weighted\n% 5 3 3\n1 1 4\n1 2 3\n2 1 5\n", None, None);
        assert!(!sizes.header_in_comment && sizes.start.line == 3, "{sizes:?}");
        assert_eq!(Sheet::of("a,b\n1,2,3\n1,3,3\n", None, Some(2)).start, Start { at: 4, line: 2 });
    }
}
