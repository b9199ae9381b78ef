//! Folders and archives as people download them: the ratings in one file, the titles of the items in another.

use super::error::{Fault, LoadError};
use super::kind::Kind;
use super::progress::Progress;
use super::unpack::Zip;
use super::{Content, Loaded, Options, content_of, finished, intake, title, titled};
use std::fs;
use std::path::{Path, PathBuf};

/// Names of files of ratings, the surest first. A star stands for anything.
const RATINGS: [&str; 21] = [
    "ratings.csv",
    "ratings.dat",
    "u.data",
    "ratings.tsv",
    "ratings.txt",
    "ratings.json",
    "ratings.jsonl",
    "ratings.xlsx",
    "ratings.parquet",
    "*ratings.*",
    "*rating*",
    "*.inter",
    "combined_data_*.txt",
    "mv_*.txt",
    "*reviews*",
    "*review.*",
    "*interactions*",
    "user_rated*-timestamps.dat",
    "user_rated*.dat",
    "user_artists.dat",
    "*plays*",
];

/// Names of files of items.
const ITEMS: [&str; 15] = [
    "movies.csv",
    "movies.dat",
    "u.item",
    "books.csv",
    "*books.*",
    "*.item",
    "items.*",
    "*movies.*",
    "*titles.*",
    "anime.csv",
    "artists.*",
    "products.*",
    "*recipes*",
    "*business*",
    "meta_*",
];

/// Names of files of what people wrote on items.
const TAGS: [&str; 2] = ["tags.csv", "tags.dat"];

/// Names of files that are beside ratings and hold none.
const BESIDE: [&str; 13] = [
    "links.csv",
    "tags.csv",
    "tags.dat",
    "genome-scores.csv",
    "genome-tags.csv",
    "u.user",
    "u.info",
    "u.genre",
    "u.occupation",
    "users.dat",
    "readme*",
    "license*",
    "*.md",
];

/// The most files of a folder that are looked at.
const MOST_FILES: usize = 100_000;

/// Files that belong together.
enum Place {
    Folder(PathBuf, Vec<String>),
    Archive(Zip),
}

impl Place {
    fn names(&self) -> &[String] {
        match self {
            Self::Folder(_, names) => names,
            Self::Archive(zip) => zip.names(),
        }
    }

    fn read(&mut self, file: &str, shown: &str, progress: &Progress) -> Result<Vec<u8>, LoadError> {
        match self {
            Self::Folder(path, _) => intake::watched(&path.join(file), shown, intake::MOST, progress),
            Self::Archive(zip) => zip.read(file, progress),
        }
    }
}

/// Reads the folder at `path`. Items are called by their titles where it has them.
pub(super) fn folder(path: &Path, options: &Options) -> Result<Loaded, LoadError> {
    let reading = |error| LoadError::of_reading(&path.display().to_string(), &error);
    let mut names = Vec::new();
    for entry in fs::read_dir(path).map_err(reading)?.take(MOST_FILES) {
        let entry = entry.map_err(reading)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        match entry.path().is_dir() {
            // The Netflix Prize has its ratings one folder down.
            true if name == "training_set" => {
                let inner = fs::read_dir(entry.path()).map_err(reading)?.take(MOST_FILES).flatten();
                names.extend(inner.map(|file| format!("{name}/{}", file.file_name().to_string_lossy())));
            }
            true => {}
            false => names.push(name),
        }
    }
    names.sort();
    let shown = title(path);
    read(Place::Folder(path.to_owned(), names), &shown, &path.display().to_string(), options)
}

/// Reads an archive that messages call `name`.
pub(super) fn archive(name: &str, zip: Zip, options: &Options) -> Result<Loaded, LoadError> {
    read(Place::Archive(zip), name, name, options)
}

/// Reads one file of an archive.
pub(super) fn entry(name: &str, mut zip: Zip, file: &str, options: &Options) -> Result<Loaded, LoadError> {
    let bytes = match zip.names().iter().any(|known| known == file) {
        true => zip.read(file, &options.progress)?,
        false => {
            let names = briefly(zip.names());
            return Err(LoadError::of_file(&format!("{name}/{file}"), Fault::NoSuchEntry { names }));
        }
    };
    super::bytes(&format!("{name}/{file}"), bytes, options)
}

fn read(mut place: Place, shown: &str, path: &str, options: &Options) -> Result<Loaded, LoadError> {
    let files = match ratings(place.names()) {
        Some(files) => files,
        None if place.names().is_empty() || matches!(place, Place::Folder(..)) => {
            return Err(LoadError::of_file(path, Fault::NoRatingsInFolder));
        }
        None => {
            let fault = Fault::WhichFile { count: place.names().len(), names: briefly(place.names()) };
            return Err(LoadError::of_file(path, fault));
        }
    };
    let items = first(place.names(), &ITEMS, |name| !files.contains(&name.to_owned()));
    let tags = first(place.names(), &TAGS, |_| true);
    let name = format!("{shown}/{}", files[0]);
    let mut bytes = Vec::new();
    for file in &files {
        let part = place.read(file, &format!("{shown}/{file}"), &options.progress)?;
        if bytes.len() + part.len() > intake::MOST {
            return Err(LoadError::of_file(path, Fault::LongFile { most: intake::MOST }));
        }
        match bytes.is_empty() {
            true => bytes = part,
            false => bytes.extend(part),
        }
    }
    let table = content_of(&name, bytes, options)?.ratings(&name, options)?;
    // What was asked for goes before what lies beside the ratings.
    let mut loaded = match items.filter(|_| options.items.is_none()) {
        None => finished(&name, Content::Ratings(table.into()), options)?,
        Some(items) => {
            let mut read = |file: &String| {
                let name = format!("{shown}/{file}");
                place.read(file, &name, &Progress::default()).map(|bytes| (name, bytes))
            };
            let (name, bytes) = read(&items)?;
            let tags = tags.as_ref().map(read).transpose()?;
            let mut loaded = titled(table, options, |known| {
                known.read(&name, bytes, options)?;
                tags.map_or(Ok(()), |(name, bytes)| known.tags(&name, bytes, options))
            })?;
            if let Some(reading) = loaded.reading.as_mut().filter(|reading| reading.of_items.is_some()) {
                reading.titles = Some(items);
            }
            loaded
        }
    };
    loaded.source = shown.to_owned();
    Ok(loaded)
}

/// The files of the ratings among `names`: one, or the parts of one.
fn ratings(names: &[String]) -> Option<Vec<String>> {
    for pattern in RATINGS {
        let mut met: Vec<&String> = names.iter().filter(|name| matches(pattern, name) && !is_beside(name)).collect();
        // Parts of one file, in their order.
        if pattern.ends_with("_*.txt") && !met.is_empty() {
            return Some(met.into_iter().cloned().collect());
        }
        // The plainest name.
        met.sort_by_key(|name| (last(name).len(), (*name).clone()));
        if let Some(name) = met.first() {
            return Some(vec![(*name).clone()]);
        }
    }
    let mut tables = names
        .iter()
        .filter(|name| !is_beside(name) && is_table(name) && !ITEMS.iter().any(|pattern| matches(pattern, name)));
    match (tables.next(), tables.next()) {
        (Some(only), None) => Some(vec![only.clone()]),
        _ => None,
    }
}

fn is_table(name: &str) -> bool {
    let name = name.to_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    [".csv", ".tsv", ".txt", ".dat", ".data", ".tab", ".json", ".jsonl", ".xlsx", ".parquet", ".mtx", ".arff", ".inter"]
        .iter()
        .any(|end| name.ends_with(end))
}

fn is_beside(name: &str) -> bool {
    BESIDE.iter().any(|pattern| matches(pattern, name))
}

fn first(names: &[String], patterns: &[&str], fits: impl Fn(&str) -> bool) -> Option<String> {
    patterns.iter().find_map(|pattern| names.iter().find(|name| matches(pattern, name) && fits(name)).cloned())
}

/// The name of a file without its folders.
fn last(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// Whether the last part of `name` is as `pattern` has it, in any case, be it packed or not.
fn matches(pattern: &str, name: &str) -> bool {
    let name = last(name).to_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|start| name.strip_prefix(start)) else { return false };
    let mut ends = !pattern.contains('*');
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = if part.is_empty() { "" } else { &rest[at + part.len()..] };
        ends = true;
    }
    ends && rest.is_empty()
}

fn briefly(names: &[String]) -> Box<str> {
    const MOST: usize = 5;
    let few: Vec<&str> = names.iter().take(MOST).map(String::as_str).collect();
    format!("{}{}", few.join(", "), if names.len() > MOST { ", ..." } else { "" }).into()
}

/// What an archive is that is opened as a path within it: the archive, and the name of the file in it.
pub(super) fn within(path: &Path) -> Option<(PathBuf, String)> {
    path.ancestors().skip(1).find(|above| above.is_file()).and_then(|above| {
        let inner = path.strip_prefix(above).ok()?.to_str()?.replace('\\', "/");
        let start = intake::start(above)?;
        (Kind::of(&start) == Kind::Zip).then(|| (above.to_owned(), inner))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_the_ratings_is_the_one_that_is_called_so() {
        let pick = |names: &[&str]| ratings(&names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>());
        let one = |name: &str| Some(vec![name.to_owned()]);
        assert_eq!(pick(&["ml/links.csv", "ml/movies.csv", "ml/ratings.csv", "ml/README.txt"]), one("ml/ratings.csv"));
        assert_eq!(pick(&["u.data", "u.item", "u1.base"]), one("u.data"));
        assert_eq!(pick(&["BX-Books.csv", "BX-Book-Ratings.csv", "BX-Users.csv"]), one("BX-Book-Ratings.csv"));
        assert_eq!(pick(&["ml-100k.inter", "ml-100k.item", "ml-100k.user"]), one("ml-100k.inter"));
        assert_eq!(pick(&["ratings.csv.gz", "movies.csv"]), one("ratings.csv.gz"));
        assert_eq!(pick(&["data.csv", "readme.md"]), one("data.csv"));
        assert_eq!(pick(&["a.csv", "b.csv"]), None);
        assert_eq!(
            pick(&["combined_data_1.txt", "combined_data_2.txt", "movie_titles.csv"]),
            Some(vec!["combined_data_1.txt".into(), "combined_data_2.txt".into()])
        );
        assert_eq!(first(&["movie_titles.csv".into()], &ITEMS, |_| true), Some("movie_titles.csv".into()));
    }
}
