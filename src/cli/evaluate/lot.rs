//! From the command line to ratings and their folds.

use crate::{
    cli::{Asked, DataArgs, Error, FoldArgs, open::ratings as read, say},
    data::{
        Folds, Split, joined,
        load::{Layout, Loaded},
    },
    study::evaluate::Lot,
};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    sync::Arc,
};

/// What is evaluated on.
pub(super) struct Opened {
    pub lot: Lot,
    /// What it is called.
    pub title: String,
    /// How it is divided: as `--folds` has it, or which files.
    pub rule: String,
    /// What the folds are drawn from, where they are drawn.
    pub seed: Option<u64>,
    /// How many ratings, users and items there are, where the folds are of one file.
    pub counts: Option<[usize; 3]>,
    /// The most ratings that a model is fitted to.
    pub ratings: usize,
}

impl Opened {
    /// How it is divided, in words.
    pub fn divided(&self) -> String {
        let count = self.lot.folds();
        let folds = if count == 1 { "1 fold".into() } else { format!("{count} folds") };
        let rule = if self.rule == count.to_string() { String::new() } else { format!(" ({})", self.rule) };
        let seed = self.seed.map(|seed| format!(" by seed {seed}"));
        format!("{folds}{rule}{}", seed.unwrap_or_default())
    }
}

/// Loads what is asked for.
///
/// # Errors
/// Whatever is wrong with the files, or does not fit together.
pub(super) fn open(data: &DataArgs, folds: &FoldArgs, err: &mut dyn Write) -> Result<Opened, Error> {
    if data.item_factors.is_some() || data.user_factors.is_some() {
        return Err(Error::Use {
            sentence: "factors from a file were fitted to ratings that a fold holds out, and would give them away"
                .into(),
            hint: "leave --item-factors and --user-factors out".into(),
        });
    }
    if let (Some(train), Some(test)) = (&folds.train, &folds.test_file) {
        return given(&[[train.clone(), test.clone()]], "the files", data, err);
    }
    let path = data.path.as_deref();
    match &folds.folds {
        Asked::Files(files) => match path {
            None => given(files, "the files", data, err),
            Some(path) => Err(Error::Use {
                sentence: format!("--folds names the files, and {} is named as well", path.display()),
                hint: format!("leave {} out", path.display()),
            }),
        },
        Asked::Given => {
            let folder = path.unwrap_or(Path::new("."));
            let title = folder.file_name().map_or_else(|| ".".into(), |name| name.to_string_lossy().into_owned());
            given(&pairs(folder)?, &title, data, err)
        }
        Asked::Drawn(rule) => {
            let Loaded { ratings, source: title, .. } = load(path.unwrap_or(Path::new("lecture")), data, err)?;
            if ratings.is_empty() {
                return Err(Error::NothingToLearn);
            }
            let counts = [ratings.len(), ratings.n_users(), ratings.n_items()];
            let lot = Lot::drawn(Arc::new(ratings), *rule, folds.seed).map_err(|sentence| Error::Use {
                sentence,
                hint: "hold ratings out in another way with --folds".into(),
            })?;
            let seed = (!matches!(rule, Folds::Last(_))).then_some(folds.seed);
            Ok(Opened { lot, title, rule: rule.to_string(), seed, counts: Some(counts), ratings: counts[0] })
        }
    }
}

fn load(path: &Path, data: &DataArgs, err: &mut dyn Write) -> Result<Loaded, Error> {
    let loaded = read(path, data)?;
    say::left_out(&loaded.skipped, err);
    Ok(loaded)
}

/// Folds that are files.
fn given(files: &[[PathBuf; 2]], title: &str, data: &DataArgs, err: &mut dyn Write) -> Result<Opened, Error> {
    let mut splits = Vec::new();
    for [train, test] in files {
        let (own, held) = (load(train, data, err)?, load(test, data, err)?);
        if let Some(sentence) = otherwise([train, test], [&own, &held]) {
            return Err(Error::Use { sentence, hint: "say what is where by --columns user=1,item=2,rating=3".into() });
        }
        splits.push(joined(&own.ratings, &held.ratings).map_err(|why| Error::Use {
            sentence: format!("{} and {}: {why}", train.display(), test.display()),
            hint: "take it out of one of the files".into(),
        })?);
    }
    let ratings = splits.iter().map(|split: &Split| split.train.len()).max().unwrap_or(0);
    let [train, test] = &files[0];
    let rule = format!("{} with {}{}", name(train), name(test), if splits.len() > 1 { ", .." } else { "" });
    Ok(Opened { lot: Lot::Given(splits), title: title.into(), rule, seed: None, counts: None, ratings })
}

/// Why two files do not fit each other, in a sentence: what one is taken for the other must be taken for as well.
fn otherwise(paths: [&PathBuf; 2], files: [&Loaded; 2]) -> Option<String> {
    let [one, other] = [files[0].reading.as_ref()?, files[1].reading.as_ref()?];
    let columns = |layout: &Layout| match layout {
        Layout::Long { user, item, rating, .. } => Some((user.clone(), item.clone(), rating.clone())),
        _ => None,
    };
    let same = columns(&one.layout) == columns(&other.layout);
    let [train, test] = paths.map(|path| name(path));
    (!same).then(|| format!("{train} and {test} are read in two ways: {one}, and {other}"))
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The folds that lie in a folder: `u1.base` with `u1.test`, or `r1.train` with `r1.test`, by number.
fn pairs(folder: &Path) -> Result<Vec<[PathBuf; 2]>, Error> {
    let read = fs::read_dir(folder).map_err(|why| Error::Use {
        sentence: format!("{} cannot be read as a folder: {why}", folder.display()),
        hint: "--folds given takes a folder with files such as u1.base and u1.test".into(),
    })?;
    let names: Vec<String> = read.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    let numbered = |stem: &str| {
        let mut letters = stem.chars();
        letters.next().filter(char::is_ascii_alphabetic)?;
        letters.as_str().parse::<u32>().ok()
    };
    let mut found: Vec<(u32, [PathBuf; 2])> = names
        .iter()
        .filter_map(|train| {
            let stem = train.strip_suffix(".base").or_else(|| train.strip_suffix(".train"))?;
            let test = format!("{stem}.test");
            let number = numbered(stem)?;
            names.contains(&test).then(|| (number, [folder.join(train), folder.join(test)]))
        })
        .collect();
    found.sort();
    if found.is_empty() {
        return Err(Error::Use {
            sentence: format!("{} has no folds: found no files such as u1.base and u1.test", folder.display()),
            hint: "have them drawn instead, as by --folds 5".into(),
        });
    }
    Ok(found.into_iter().map(|(_, pair)| pair).collect())
}
