//! Lines of `column:value`, as LIBSVM and libFM have them.

use super::{Made, numbered};

/// The most lines that are looked at to tell.
const LOOKED_AT: usize = 1000;

/// The triples of such a text; `None` for other texts.
///
/// Where each line has two columns with the value 1, they are a user and an item and the label before them is the rating, as
/// factorisation machines have it. Else a line is a user, its columns are items, and the label is passed over.
pub(super) fn table(text: &str) -> Option<Made> {
    let fits = |line: &str| parsed(line).is_some();
    let mut seen = numbered(text).take(LOOKED_AT).map(|(_, line)| line).peekable();
    seen.peek()?;
    if !seen.all(fits) {
        return None;
    }
    let pairs = numbered(text).take(LOOKED_AT).filter_map(|(_, line)| parsed(line));
    let machines = pairs.clone().all(|(_, pairs)| matches!(pairs.as_slice(), [(_, "1" | "1.0"), (_, "1" | "1.0")]));
    let mut made = Made::new(if machines { "libFM" } else { "LIBSVM" });
    made.row(1, ["user", "item", "rating"]);
    for (at, (number, line)) in numbered(text).enumerate() {
        match parsed(line) {
            Some((label, pairs)) if machines && pairs.len() == 2 => made.row(number, [pairs[0].0, pairs[1].0, label]),
            Some((_, pairs)) => {
                let user = (at + 1).to_string();
                pairs.iter().for_each(|(item, rating)| made.row(number, [user.as_str(), item, rating]));
            }
            None => made.row(number, [line]),
        }
    }
    Some(made)
}

/// The label of a line, and its columns with their values.
fn parsed(line: &str) -> Option<(&str, Vec<(&str, &str)>)> {
    let mut fields = line.split('#').next()?.split_whitespace();
    let label = fields.next().filter(|label| label.parse::<f64>().is_ok())?;
    let pair = |field: &'_ str| -> Option<(usize, usize)> {
        let (column, value) = field.split_once(':')?;
        (column.parse::<u32>().is_ok() && value.parse::<f64>().is_ok()).then_some((column.len(), value.len()))
    };
    let pairs = fields
        .map(|field| {
            let (column, value) = pair(field)?;
            Some((&field[..column], &field[field.len() - value..]))
        })
        .collect::<Option<Vec<_>>>()?;
    (!pairs.is_empty()).then_some((label, pairs))
}
