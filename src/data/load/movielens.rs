//! MovieLens folders, as unpacked: the ratings in one file, the titles of the movies in another.

use super::delimiter::Delimiter;
use super::error::{Fault, LoadError};
use super::records::Records;
use super::table::MOST_NAME;
use super::{Loaded, Options, Skipped, Table, clean, decode, intake, parse, title};
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// The known layouts: the file of the ratings, the file of the titles.
const LAYOUTS: [(&str, &str); 3] = [("ratings.csv", "movies.csv"), ("ratings.dat", "movies.dat"), ("u.data", "u.item")];

/// Reads the folder at `path`. Items are called by their titles where the folder has them.
pub(super) fn folder(path: &Path, options: &Options) -> Result<Loaded, LoadError> {
    let folder = title(path);
    for (ratings, movies) in LAYOUTS {
        if !has(path, ratings)? {
            continue;
        }
        let (titles, skipped) = match path.join(movies) {
            file if has(path, movies)? => titles(&format!("{folder}/{movies}"), &file, options)?,
            _ => Default::default(),
        };
        let name = format!("{folder}/{ratings}");
        let (text, latin1) = decode(&name, intake::file(&path.join(ratings), &name, intake::MOST)?)?;
        let table = parse(&name, &text, latin1, options)?;
        drop(text);
        let mut loaded = table.finish(|ids| named(ids, &titles))?;
        if let Some(reading) = &mut loaded.reading {
            reading.left_out += skipped.count;
            reading.titles = has(path, movies)?.then(|| movies.to_owned());
        }
        loaded.skipped.extend(skipped);
        return Ok(Loaded { source: folder, ..loaded });
    }
    Err(LoadError::of_file(&path.display().to_string(), Fault::NoRatingsInFolder))
}

fn has(folder: &Path, file: &str) -> Result<bool, LoadError> {
    folder.join(file).try_exists().map_err(|e| LoadError::of_reading(&folder.display().to_string(), &e))
}

type Titles = HashMap<Box<str>, Box<str>>;

/// Titles by id: the first two columns of `file`. Its header, if there is one, stands for a movie that no one rated.
fn titles(name: &str, file: &Path, options: &Options) -> Result<(Titles, Skipped), LoadError> {
    let (text, _) = decode(name, intake::file(file, name, intake::MOST)?)?;
    let text = clean(name, &text)?;
    let mut records = Records::new(&text, Delimiter::of(&text));
    let mut titles = Titles::new();
    let mut table = Table::new(name, options, false);
    loop {
        let fault = match records.next() {
            Ok(false) => return Ok((titles, table.skipped)),
            Ok(true) if records.field(1).len() > MOST_NAME => Fault::LongName { name: records.field(1).into() },
            Ok(true) if records.len() > 1 => {
                titles.insert(records.field(0).into(), records.field(1).into());
                continue;
            }
            Ok(true) => Fault::Fields { found: records.len(), expected: 2 },
            Err(fault) => fault,
        };
        table.refuse(table.error(records.line(), None, fault))?;
    }
}

/// The titles for `ids`. An id without a title stays, and a title that is taken gets its id behind it.
fn named(ids: Vec<Box<str>>, titles: &Titles) -> Vec<Box<str>> {
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

    #[test]
    fn equal_titles_stay_different_items() {
        let boxed = |names: &[&str]| names.iter().map(|&n| n.into()).collect::<Vec<Box<str>>>();
        let titles = [("1", "Emma"), ("2", "Emma"), ("3", "Emma [2]"), ("4", ""), ("5", "1984")];
        let titles = titles.into_iter().map(|(id, title)| (id.into(), title.into())).collect();
        assert_eq!(
            named(boxed(&["1", "2", "3", "4", "5", "1984", "9"]), &titles),
            boxed(&["Emma", "Emma [2]", "Emma [2] [3]", "4", "1984", "1984 [1984]", "9"])
        );
    }
}
