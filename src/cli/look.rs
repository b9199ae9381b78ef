//! `factorscope look`: how a file is read, what is in it, and what looks odd, without opening it.

use super::{
    DataArgs, Error, Format, LookArgs,
    columns::{cut, padded},
    open::ratings,
};
use crate::{
    choice::Choice,
    data::{
        load::{FirstLook, Loaded, Reading, histogram, quoted},
        plain, plain_json,
    },
    study::Opening,
};
use serde_json::json;
use std::{io::Write, path::Path};
use unicode_width::UnicodeWidthStr;

/// The most bars of the histogram.
const BARS: usize = 11;
/// How many rows and columns are shown, and how wide a column is at most.
const ROWS: usize = 5;
const COLUMNS: usize = 8;
const WIDTH: usize = 18;
/// The longest bar.
const BAR: usize = 30;

/// Prints the first look.
///
/// # Errors
/// Whatever is wrong with the file.
pub fn look(args: &LookArgs, out: &mut dyn Write) -> Result<(), Error> {
    let path = args.data.path.as_deref().unwrap_or(Path::new("-"));
    // What can be read in two ways is read in the likelier one: both are told.
    let loaded = ratings(path, &DataArgs { yes: true, ..args.data.clone() })?;
    let (Some(reading), Some(look)) = (&loaded.reading, &loaded.look) else {
        let name =
            Opening::ALL.iter().find(|known| path.as_os_str() == known.name()).map_or("lecture", |known| known.name());
        return Err(Error::BuiltIn { name });
    };
    let options = args.data.reading();
    let look = FirstLook { options, ..look.clone() };
    match args.format {
        Format::Text => out.write_all(text(&loaded, reading, &look, path).as_bytes())?,
        Format::Json => {
            let json = serde_json::to_string(&json(&loaded, reading, &look, path)).unwrap_or_default();
            writeln!(out, "{}", plain_json(&json))?;
        }
    }
    Ok(out.flush()?)
}

fn json(loaded: &Loaded, reading: &Reading, look: &FirstLook, path: &Path) -> serde_json::Value {
    let columns = look.columns.iter().zip(&look.roles).map(|(name, role)| json!({ "name": name, "role": role.name() }));
    json!({
        "source": loaded.source,
        "reading": reading,
        "users": loaded.ratings.n_users(),
        "items": loaded.ratings.n_items(),
        "ratings": loaded.ratings.len(),
        "columns": columns.collect::<Vec<_>>(),
        "rows": look.rows.iter().take(ROWS).collect::<Vec<_>>(),
        "values": histogram(&look.counts, BARS),
        "rival": look.rival.as_ref().map(ToString::to_string),
        "command": look.command(&path.to_string_lossy()),
    })
}

fn text(loaded: &Loaded, reading: &Reading, look: &FirstLook, path: &Path) -> String {
    let ratings = &loaded.ratings;
    let (users, items) = (ratings.n_users(), ratings.n_items());
    let known = 100.0 * ratings.len() as f64 / (users as f64 * items as f64);
    let mut text = format!("{}\n{}\n", plain(&loaded.source), plain(&reading.to_string()));
    let digits = if known < 1.0 { 2 } else { 0 };
    text += &match ratings.is_empty() {
        true => "no ratings: every cell of its grid is a prediction\n\n".to_owned(),
        false => format!(
            "{}, {}, {}: {known:.digits$} % of all cells\n\n",
            count(users, "user"),
            count(items, "item"),
            count(ratings.len(), "rating")
        ),
    };
    text += &table(look);
    text += "\nvalues\n";
    let bars = histogram(&look.counts, BARS);
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or(1);
    let all: usize = bars.iter().map(|bar| bar.count).sum();
    let wide = bars.iter().map(|bar| bar.to_string().len()).max().unwrap_or(0).max(10);
    for bar in bars {
        let (value, drawn) = (bar.to_string(), "#".repeat((bar.count * BAR).div_ceil(most)));
        text += &format!("  {value:>wide$}  {drawn:<BAR$}  {:>3} %\n", bar.count * 100 / all.max(1));
    }
    if !reading.odd.is_empty() {
        text += "\nodd\n";
        for odd in &reading.odd {
            text += &format!("  - {}\n", plain(&odd.sentence));
            if let Some(otherwise) = &odd.otherwise {
                text += &format!("    otherwise: {}\n", plain(&otherwise.to_string()));
            }
        }
    }
    if let Some(rival) = &look.rival {
        text += &format!("\nIt can be read in another way nearly as well: {rival}\n");
    }
    let file = quoted(&path.to_string_lossy());
    text += &format!("\nopen it so:  {}\n", plain(&look.command(&path.to_string_lossy())));
    if !ratings.is_empty() {
        text += &format!("fit it so:   factorscope fit {} {}", plain(&file), plain(&look.options.line()));
    }
    text.trim_end().to_owned() + "\n"
}

/// The first rows below the roles and the names of their columns.
fn table(look: &FirstLook) -> String {
    let shown = look.roles.len().min(COLUMNS);
    let roles: Vec<String> = look.roles.iter().take(shown).map(|role| role.name().to_owned()).collect();
    let mut rows = vec![roles];
    if look.columns.iter().any(|name| !name.is_empty()) {
        rows.push(look.columns.iter().take(shown).cloned().collect());
    }
    rows.extend(look.rows.iter().take(ROWS).cloned());
    let field = |row: &[String], at: usize| cut(&plain(row.get(at).map_or("", String::as_str)), WIDTH);
    let widths: Vec<usize> =
        (0..shown).map(|at| rows.iter().map(|row| field(row, at).width()).max().unwrap_or(0)).collect();
    let mut text = String::new();
    for row in &rows {
        let mut line = String::from(" ");
        for (at, width) in widths.iter().enumerate() {
            line += &format!(" {} ", padded(&field(row, at), *width));
        }
        text += line.trim_end();
        text += "\n";
    }
    if look.roles.len() > shown {
        text += &format!("  and {} more columns\n", look.roles.len() - shown);
    }
    text
}

fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}
