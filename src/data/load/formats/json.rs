//! JSON: an object a line, an array of objects, an object of objects, or an object of columns.

use super::{Fault, Made, numbered};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// How many objects are looked at for keys; later ones that are new are passed over.
const LOOKED_AT: usize = 10_000;
/// The most keys.
const MOST_KEYS: usize = 1000;
/// A key that fewer than one in so many objects have is passed over: each would be a column of nearly nothing, and of many
/// such columns a small text would make a huge table.
const RAREST: usize = 50;
/// How deep keys are followed into objects.
const DEEPEST: usize = 4;

/// The table of a JSON text; `None` for other texts. Lists within objects are passed over.
pub(super) fn table(text: &str) -> Option<Made> {
    with_lists(text, false)
}

/// The same for what is known of items: the words of a list, or of a list of lists, are one field with bars between them.
pub(super) fn table_of_items(text: &str) -> Option<Made> {
    with_lists(text, true)
}

fn with_lists(text: &str, keep: bool) -> Option<Made> {
    let start = text.trim_start();
    match start.as_bytes().first()? {
        b'[' => array(text, keep),
        b'{' => {
            let first = start.lines().next()?;
            if serde_json::from_str::<Map<String, Value>>(first.trim_end()).is_ok() && start.trim_end().contains('\n') {
                return Some(lines(text, keep));
            }
            object(start, keep).or_else(|| looks_like_lines(start).then(|| lines(text, keep)))
        }
        _ => None,
    }
}

/// Whether most lines are objects.
fn looks_like_lines(text: &str) -> bool {
    let lines = || text.lines().take(50).filter(|line| !line.trim().is_empty());
    2 * lines().filter(|line| line.trim().starts_with('{') && line.trim_end().ends_with('}')).count() > lines().count()
}

/// The numbers and words of an object, by keys such as `user.id`. Lists are passed over, or kept as words with bars between.
fn flat(object: Map<String, Value>, before: &str, depth: usize, keep: bool, into: &mut Vec<(String, String)>) {
    for (key, value) in object {
        let key = if before.is_empty() { key } else { format!("{before}.{key}") };
        match value {
            Value::Object(inner) if depth < DEEPEST => flat(inner, &key, depth + 1, keep, into),
            Value::Array(list) if keep => into.push((key, joined(&list))),
            Value::Array(_) | Value::Object(_) => {}
            Value::Null => into.push((key, String::new())),
            Value::String(text) => into.push((key, text)),
            Value::Bool(yes) => into.push((key, if yes { "1" } else { "0" }.into())),
            Value::Number(number) => into.push((key, number.to_string())),
        }
    }
}

/// Rows with a column for each key.
fn rows(was: &'static str, objects: Vec<(u32, Map<String, Value>)>, bad: Vec<(u32, Fault)>, keep: bool) -> Made {
    let mut made = Made::new(was);
    made.bad = bad;
    let flat = |object| {
        let mut fields = Vec::new();
        flat(object, "", 0, keep, &mut fields);
        fields
    };
    let all: Vec<(u32, Vec<(String, String)>)> =
        objects.into_iter().map(|(line, object)| (line, flat(object))).collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let mut keys: Vec<&str> = Vec::new();
    for (key, _) in all.iter().take(LOOKED_AT).flat_map(|(_, fields)| fields) {
        let count = counts.entry(key).or_default();
        *count += 1;
        if *count == 1 {
            keys.push(key);
        }
    }
    let looked_at = all.len().min(LOOKED_AT);
    keys.retain(|key| counts[key] * RAREST >= looked_at);
    keys.truncate(MOST_KEYS);
    let places: HashMap<&str, usize> = keys.iter().copied().zip(0..).collect();
    if let Some((line, _)) = all.first() {
        made.row(*line, keys.iter().copied());
    }
    for (line, fields) in &all {
        let mut row = vec![""; keys.len()];
        for (key, value) in fields {
            if let Some(at) = places.get(key.as_str()) {
                row[*at] = value;
            }
        }
        made.row(*line, row);
    }
    made
}

/// The words in a list and in the lists in it.
fn joined(list: &[Value]) -> String {
    /// Beyond so many bytes it is no list of words.
    const MOST: usize = 4000;
    let mut text = String::new();
    let mut left: Vec<&Value> = list.iter().rev().collect();
    while let Some(value) = left.pop().filter(|_| text.len() < MOST) {
        match value {
            Value::String(word) if text.is_empty() => text.push_str(word),
            Value::String(word) => text.extend(["|", word]),
            Value::Array(inner) => left.extend(inner.iter().rev()),
            _ => {}
        }
    }
    text
}

fn lines(text: &str, keep: bool) -> Made {
    let (mut objects, mut bad) = (Vec::new(), Vec::new());
    for (number, line) in numbered(text) {
        match serde_json::from_str(line) {
            Ok(object) => objects.push((number, object)),
            Err(error) => bad.push((number, Fault::NotJson { why: said(&error) })),
        }
    }
    rows("JSON lines", objects, bad, keep)
}

/// What is wrong, without the place within the line.
fn said(error: &serde_json::Error) -> Box<str> {
    let text = error.to_string();
    text.split(" at line").next().unwrap_or(&text).into()
}

fn array(text: &str, keep: bool) -> Option<Made> {
    let open = text.find('[')?;
    let (mut objects, mut bad) = (Vec::new(), Vec::new());
    let (mut at, mut line) = (open + 1, 1 + newlines(&text[..=open]));
    loop {
        let rest = &text[at..];
        let skip = rest.find(|c: char| !c.is_whitespace() && c != ',')?;
        line += newlines(&rest[..skip]);
        let rest = &rest[skip..];
        if rest.starts_with(']') {
            break;
        }
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        match values.next()? {
            Ok(Value::Object(object)) => objects.push((line, object)),
            // A list of lists is a table without names, or something else.
            Ok(_) => return None,
            Err(error) => {
                bad.push((line, Fault::NotJson { why: said(&error) }));
                break;
            }
        }
        let length = values.byte_offset();
        line += newlines(&rest[..length]);
        at += skip + length;
    }
    (!objects.is_empty() || !bad.is_empty()).then(|| rows("JSON", objects, bad, keep))
}

fn newlines(text: &str) -> u32 {
    u32::try_from(text.bytes().filter(|byte| *byte == b'\n').count()).unwrap_or(u32::MAX)
}

/// Whose ratings of what: `{"Lisa": {"Snakes": 3.5}}`; or columns: `{"user": [1, 2], "item": [3, 4]}`.
fn object(text: &str, keep: bool) -> Option<Made> {
    let object: Map<String, Value> = match serde_json::from_str(text) {
        Ok(object) => object,
        Err(_) => return None,
    };
    let mut made = Made::new("JSON");
    if object.values().all(|value| {
        value.as_object().is_some_and(|inner| inner.values().all(|value| value.is_number() || value.is_null()))
    }) {
        made.row(1, ["user", "item", "rating"]);
        for (user, ratings) in &object {
            for (item, rating) in ratings.as_object().into_iter().flatten().filter(|(_, rating)| !rating.is_null()) {
                made.row(1, [user.as_str(), item, &rating.to_string()]);
            }
        }
        return Some(made);
    }
    let columns: Vec<(&str, &Vec<Value>)> =
        object.iter().filter_map(|(key, value)| Some((key.as_str(), value.as_array()?))).collect();
    let length = columns.first()?.1.len();
    if columns.len() < 2 || columns.iter().any(|(_, column)| column.len() != length) {
        // One list of objects within an object, such as the answer of a server.
        let list = object.values().find_map(Value::as_array)?;
        let objects = list.iter().map(|value| Some((1, value.as_object()?.clone()))).collect::<Option<Vec<_>>>()?;
        return Some(rows("JSON", objects, Vec::new(), keep));
    }
    made.row(1, columns.iter().map(|(key, _)| *key));
    for at in 0..length {
        let fields: Vec<String> = columns
            .iter()
            .map(|(_, column)| column[at].as_str().map_or_else(|| column[at].to_string(), str::to_owned))
            .collect();
        made.row(1, fields.iter().map(String::as_str));
    }
    Some(made)
}
