//! Texts that need no more than their lines put together otherwise.

use super::{Made, numbered};

/// How many lines there may be above the table of a document.
const ABOVE: usize = 500;

/// The first table of a Markdown document.
pub(super) fn markdown(text: &str) -> Option<Made> {
    let row = |line: &str| line.starts_with('|') && line.len() > 1;
    let rule = |line: &str| row(line) && line.contains('-') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '));
    // A document may begin with a page of text.
    let above = numbered(text).take(ABOVE).take_while(|(_, line)| !row(line)).count();
    let mut lines = numbered(text).skip(above);
    let (number, head) = lines.next()?;
    if !rule(lines.next()?.1) {
        return None;
    }
    let mut made = Made::new("Markdown");
    let cells = |line: &str| -> Vec<String> {
        let inner = line.strip_prefix('|').unwrap_or(line);
        let inner = inner.strip_suffix('|').unwrap_or(inner).replace("\\|", "\0");
        inner.split('|').map(|cell| cell.trim().replace('\0', "|")).collect()
    };
    made.row(number, cells(head).iter().map(String::as_str));
    for (number, line) in lines.take_while(|(_, line)| row(line)) {
        made.row(number, cells(line).iter().map(String::as_str));
    }
    Some(made)
}

/// The files of the Netflix Prize: `17:` begins the ratings of item 17, each a user, a rating and a date.
pub(super) fn blocks(text: &str) -> Option<Made> {
    let item = |line: &str| {
        line.strip_suffix(':')
            .filter(|item| !item.is_empty() && item.bytes().all(|byte| byte.is_ascii_digit()))
            .map(str::to_owned)
    };
    let mut lines = numbered(text);
    let (number, first) = lines.next()?;
    let mut current = item(first)?;
    let mut made = Made::new("Netflix Prize");
    made.row(number, ["user", "item", "rating", "time"]);
    for (number, line) in lines {
        if let Some(next) = item(line) {
            current = next;
            continue;
        }
        let mut fields: Vec<&str> = line.split(',').collect();
        fields.insert(1.min(fields.len()), &current);
        made.row(number, fields);
    }
    Some(made)
}

/// A line with a name, then a line with its numbers, and so on.
pub(super) fn vectors(text: &str) -> Option<Made> {
    let numbers = |line: &str| {
        let fields: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        (fields.len() > 2 && fields.iter().all(|field| field.parse::<f64>().is_ok())).then_some(fields)
    };
    // Most texts are something else, as their second line tells.
    numbers(numbered(text).nth(1)?.1)?;
    let lines: Vec<(u32, &str)> = numbered(text).collect();
    let is_name = |line: &str| {
        line.contains(char::is_alphabetic) && numbers(line).is_none() && !line.contains(['\t', ',', ';', '|'])
    };
    let pairs = lines.chunks(2).map(|pair| match pair {
        [(number, name), (_, values)] if is_name(name) => Some((*number, *name, numbers(values)?)),
        _ => None,
    });
    let pairs = pairs.collect::<Option<Vec<_>>>()?;
    let width = pairs.first()?.2.len();
    if pairs.len() < 2 || pairs.iter().any(|(_, _, values)| values.len() != width) {
        return None;
    }
    let mut made = Made::new("lines of names and numbers");
    for (number, name, values) in &pairs {
        made.row(*number, std::iter::once(*name).chain(values.iter().map(String::as_str)));
    }
    Some(made)
}

/// A text in which every line stands in quotes as a whole, as some programs save what they took for one column.
pub(super) fn unquoted(text: &str) -> Option<String> {
    let whole = |line: &str| {
        let inner = line.strip_prefix('"')?.strip_suffix('"')?;
        let single = inner.replace("\"\"", "");
        (!single.contains('"') && inner.contains([',', ';', '\t'])).then(|| inner.replace("\"\"", "\""))
    };
    let mut seen = text.lines().filter(|line| !line.trim().is_empty()).take(100).peekable();
    seen.peek()?;
    if !seen.all(|line| whole(line.trim_end()).is_some()) {
        return None;
    }
    Some(
        text.lines()
            .flat_map(|line| [whole(line.trim_end()).unwrap_or_else(|| line.to_owned()), "\n".into()])
            .collect(),
    )
}
