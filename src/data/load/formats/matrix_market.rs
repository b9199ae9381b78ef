//! MatrixMarket's exchange format: rows are users, columns items.
//!
//! Source: Boisvert, Pozo and Remington, "The Matrix Market exchange formats: initial design" (1996).

use super::{Fault, Made, numbered};

/// The triples of a matrix; `None` for other texts.
pub(super) fn table(text: &str) -> Option<Made> {
    let first = text.lines().next()?.to_lowercase();
    let kinds: Vec<&str> = first.strip_prefix("%%matrixmarket")?.split_whitespace().collect();
    let (dense, pattern) = (kinds.contains(&"array"), kinds.contains(&"pattern"));
    let both = kinds.contains(&"symmetric");
    let mut lines = numbered(text).filter(|(_, line)| !line.starts_with('%'));
    let (line, size) = lines.next()?;
    let mut made = Made::new("MatrixMarket");
    made.row(line, ["user", "item", "rating"]);
    let rows = size.split_whitespace().next().unwrap_or_default();
    let Ok(rows) = rows.parse::<usize>() else {
        made.bad.push((line, Fault::NotANumber { found: rows.into(), scale: None }));
        return Some(made);
    };
    let mut cells = Vec::new();
    for (at, (line, text)) in lines.enumerate() {
        if dense {
            // Column by column; what is 0 is nothing.
            if text.parse() != Ok(0.0) && rows > 0 {
                cells.push((at % rows, at / rows, line, text));
            }
            continue;
        }
        let fields: Vec<&str> = text.split_whitespace().collect();
        match fields.as_slice() {
            [user, item] if pattern => made.row(line, [user, item, "1"]),
            [user, item, rating] => {
                made.row(line, [*user, item, rating]);
                if both && user != item {
                    made.row(line, [*item, user, rating]);
                }
            }
            fields => made.row(line, fields.iter().copied()),
        }
    }
    cells.sort_unstable();
    for (user, item, line, rating) in cells {
        made.row(line, [(user + 1).to_string().as_str(), (item + 1).to_string().as_str(), rating]);
    }
    Some(made)
}
