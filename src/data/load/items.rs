//! What a table beside the ratings says of the items: their titles, by whichever id the ratings use.

use super::column::Column;
use super::encoding::decode;
use super::error::{Fault, LoadError};
use super::formats::Tabular;
use super::look::Sample;
use super::options::Options;
use super::plan::Rows;
use super::records::Records;
use super::sheet::Sheet;
use super::table::{MOST_NAME, Table};
use super::words::{Hint, hint};
use super::{Skipped, clean};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// Titles by id.
pub(super) type Titles = HashMap<Box<str>, Box<str>>;

/// The titles that the table `bytes` has for the items called `ids`. The column of the ids is the one in which most of them
/// stand; without any there are no titles.
///
/// # Errors
/// A bad row, unless those may be left out.
pub(super) fn titles(
    name: &str,
    bytes: Vec<u8>,
    ids: &[Box<str>],
    options: &Options,
) -> Result<(Titles, Skipped), LoadError> {
    let decoded = decode(name, bytes, None)?;
    let text = clean(name, &decoded.text)?;
    let tabular = Tabular::of(&text);
    let sheet = tabular.sheet.unwrap_or_else(|| Sheet::of(&tabular.text, None, None));
    let mut table = Table::new(name, options);
    let mut titles = Titles::new();
    let sample = Sample::of(name, &tabular, sheet, options)?;
    let known: HashSet<&str> = ids.iter().map(|id| &**id).collect();
    let Some((id_at, title_at)) = columns(&sample, &known) else { return Ok((titles, table.skipped)) };
    let mut rows = Rows::of(&tabular, sheet);
    loop {
        let fault = match rows.next() {
            Ok(false) => return Ok((titles, table.skipped)),
            Ok(true) => {
                let (id, title) = (rows.records.field(id_at), title(&rows.records, title_at, sheet));
                if rows.records.len() <= id_at.max(title_at) {
                    Fault::Fields { found: rows.records.len(), expected: sheet.width }
                } else if title.len() > MOST_NAME {
                    Fault::LongName { name: title.as_ref().into() }
                } else {
                    if known.contains(id) {
                        titles.entry(id.into()).or_insert_with(|| title.as_ref().into());
                    }
                    continue;
                }
            }
            Err(fault) => fault,
        };
        table.refuse(table.error(rows.records.line(), None, fault))?;
    }
}

/// The title of a row. Where it is the last column of a file that quotes nothing, separators in it are its own.
fn title<'r>(row: &'r Records<'_>, at: usize, sheet: Sheet) -> Cow<'r, str> {
    match sheet.separator.byte() {
        Some(separator) if at + 1 == sheet.width && row.len() > sheet.width => {
            let all: Vec<&str> = row.fields().skip(at).collect();
            // A separator at the end of a line parts nothing.
            let all = if all[1..].iter().all(|rest| rest.is_empty()) { &all[..1] } else { &all };
            all.join(&format!("{} ", char::from(separator))).into()
        }
        _ => row.field(at).into(),
    }
}

/// Where the ids and the titles are.
fn columns(sample: &Sample, known: &HashSet<&str>) -> Option<(usize, usize)> {
    let first = sample.rows.first()?;
    let body = sample.rows.get(1..).filter(|body| !body.is_empty()).unwrap_or(&sample.rows);
    let body: Vec<&[String]> = body.iter().map(Vec::as_slice).collect();
    let plain = Options::default();
    let columns: Vec<Column> = first.iter().enumerate().map(|(at, name)| Column::of(&body, at, name, &plain)).collect();
    let met = |at: usize| {
        sample.rows.iter().filter(|row| row.get(at).is_some_and(|field| known.contains(field.as_str()))).count()
    };
    let id = (0..columns.len())
        .max_by_key(|at| (met(*at), columns[*at].says(Hint::Item), usize::MAX - at))
        .filter(|at| met(*at) > 0)?;
    // A first row with the id of an item names no columns.
    let header = !known.contains(first[id].as_str());
    let called = |at: &usize| {
        let name = first[*at].to_lowercase();
        let says = |word: &str| name.contains(word);
        // A title goes before a name, and a name before whatever is called after the item.
        match hint(&first[*at]) {
            _ if !header => 0,
            _ if name == "title" => 4,
            _ if says("title") || says("titel") || says("titre") => 3,
            Some((Hint::Name, _)) => 2,
            Some((Hint::Item, _)) => 1,
            _ => 0,
        }
    };
    let text = |at: &usize| {
        *at != id && columns[*at].numbers * 2 < columns[*at].filled && columns[*at].links * 2 < columns[*at].filled
    };
    let others: Vec<usize> = (0..columns.len()).filter(text).collect();
    let best = others
        .iter()
        .copied()
        .max_by_key(|at| (called(at), columns[*at].distinct * 2 > columns[*at].filled, usize::MAX - at))?;
    Some((id, best))
}

/// The titles for `ids`. An id without a title stays, and a title that is taken gets its id behind it.
pub(super) fn named(ids: Vec<Box<str>>, titles: &Titles) -> Vec<Box<str>> {
    let mut taken: HashSet<Box<str>> = HashSet::with_capacity(ids.len());
    let name = |id: Box<str>| {
        let mut name = titles.get(&id).filter(|title| !title.is_empty()).cloned().unwrap_or_else(|| id.clone());
        while !taken.insert(name.clone()) {
            name = format!("{name} [{id}]").into();
        }
        name
    };
    ids.into_iter().map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(names: &[&str]) -> Vec<Box<str>> {
        names.iter().map(|&name| name.into()).collect()
    }

    #[test]
    fn equal_titles_stay_different_items() {
        let titles = [("1", "Emma"), ("2", "Emma"), ("3", "Emma [2]"), ("4", ""), ("5", "1984")];
        let titles = titles.into_iter().map(|(id, title)| (id.into(), title.into())).collect();
        assert_eq!(
            named(boxed(&["1", "2", "3", "4", "5", "1984", "9"]), &titles),
            boxed(&["Emma", "Emma [2]", "Emma [2] [3]", "4", "1984", "1984 [1984]", "9"])
        );
    }

    #[test]
    fn titles_are_found_by_the_ids_that_the_ratings_use() {
        for (text, ids) in [
            ("movieId,title,genres\n1,Heat (1995),Crime\n2,Emma (1996),Drama\n", ["1", "2"]),
            ("book_id,goodreads_book_id,authors,title\n7,1,A. B.,Heat (1995)\n8,2,C. D.,Emma (1996)\n", ["7", "8"]),
            ("1|Heat (1995)|15-Dec-1995||http://a|0|1\n2|Emma (1996)|02-Aug-1996||http://b|1|0\n", ["1", "2"]),
            ("1::Heat (1995)::Crime\n2::Emma (1996)::Drama\n", ["1", "2"]),
            ("1,1995,Heat (1995)\n2,1996,Emma (1996)\n", ["1", "2"]),
            (
                "item_id:token\titem_name:token_seq\tyear:float\n9\tHeat (1995)\t1995\n8\tEmma (1996)\t1996\n",
                ["9", "8"],
            ),
            (
                "\"ISBN\";\"Book-Title\";\"Book-Author\"\n\"01X\";\"Heat (1995)\";\"A\"\n\"02X\";\"Emma (1996)\";\"B\"\n",
                ["01X", "02X"],
            ),
        ] {
            let (titles, _) = titles("f", text.as_bytes().to_vec(), &boxed(&ids), &Options::default()).unwrap();
            assert_eq!(named(boxed(&ids), &titles), boxed(&["Heat (1995)", "Emma (1996)"]), "{text}");
        }
        let (other, _) = titles("f", b"id,title\n5,Heat\n".to_vec(), &boxed(&["x"]), &Options::default()).unwrap();
        assert!(other.is_empty(), "a table of other things");
    }
}
