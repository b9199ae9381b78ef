//! Weka's attribute-relation files: names and kinds of columns above comma-separated rows.

use super::{Made, numbered};

/// The rows of a relation under the names of its attributes; `None` for other texts.
pub(super) fn table(text: &str) -> Option<Made> {
    let mut lines = numbered(text).filter(|(_, line)| !line.starts_with('%'));
    let keyword = |line: &str, word: &str| line.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    if !keyword(lines.next()?.1, "@relation") {
        return None;
    }
    let mut made = Made::new("ARFF");
    let mut names: Vec<String> = Vec::new();
    for (number, line) in lines.by_ref() {
        if keyword(line, "@attribute") {
            names.push(fields(line["@attribute".len()..].trim(), |c| c.is_whitespace()).into_iter().next()?);
        } else if keyword(line, "@data") {
            made.row(number, names.iter().map(String::as_str));
            break;
        }
    }
    for (number, line) in lines {
        made.row(number, fields(line, |c| c == ',').iter().map(String::as_str));
    }
    Some(made)
}

/// The fields of a line; quotes of either kind hold one together, and a backslash keeps what follows it.
fn fields(line: &str, parts: fn(char) -> bool) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quote = None;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        let Some(field) = fields.last_mut() else { break };
        match c {
            '\\' if quote.is_some() => field.extend(chars.next()),
            c if quote == Some(c) => quote = None,
            '\'' | '"' if quote.is_none() && field.trim().is_empty() => {
                field.clear();
                quote = Some(c);
            }
            c if quote.is_none() && parts(c) => fields.push(String::new()),
            c => field.push(c),
        }
    }
    fields.iter().map(|field| field.trim().to_owned()).collect()
}
