//! Tables in columns: fields that are cut where they are too wide for theirs, and rows of CSV.

use super::report;
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// A field that is no wider than a column may be.
pub(super) fn cut(field: &str, most: usize) -> String {
    if field.width() <= most {
        return field.to_owned();
    }
    let mut short = String::new();
    for c in field.chars() {
        if format!("{short}{c}").width() >= most {
            break;
        }
        short.push(c);
    }
    short + "…"
}

/// The same, and as wide as the column.
pub(super) fn padded(field: &str, width: usize) -> String {
    let field = cut(field, width);
    let room = width.saturating_sub(field.width());
    field + &" ".repeat(room)
}

/// A number as it is read back to the last bit; nothing where there is none.
pub(super) fn number(value: Option<f64>) -> String {
    value.filter(|value| value.is_finite()).map(|value| value.to_string()).unwrap_or_default()
}

/// A number for people; a dash where it is none.
pub(super) fn figure(value: f64) -> String {
    if value.is_finite() { report::figure(value) } else { "-".into() }
}

/// Writes rows of CSV, all of them at once.
pub(super) fn csv(
    out: &mut dyn Write,
    write: impl FnOnce(&mut csv::Writer<&mut dyn Write>) -> csv::Result<()>,
) -> io::Result<()> {
    let mut rows = csv::Writer::from_writer(out);
    // Whoever reads no more is told from whatever else can be wrong.
    write(&mut rows).map_err(|error| match error.into_kind() {
        csv::ErrorKind::Io(why) => why,
        other => io::Error::other(format!("{other:?}")),
    })?;
    rows.flush()
}
