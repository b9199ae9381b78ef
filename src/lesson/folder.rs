//! A course from files: a lesson, or a folder of lessons with what its `course.toml` says of it.

use super::{Block, Course, Glossary, Lesson, LessonError, Mistake, parse};
use crate::{
    choice::Choice,
    command::{Command, Ratings},
    data::load::{self, Location, intake},
    study::{Beside, Opening},
};
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    fmt, fs, io,
    path::{Component, Path, PathBuf},
    sync::Arc,
};

/// The most bytes that a lesson may have.
const MOST_BYTES: usize = 1 << 20;
/// The most lessons that a folder may have.
const MOST_LESSONS: usize = 200;
/// What a folder says of itself.
const MANIFEST: &str = "course.toml";
/// The words of a folder, where it does not name another file.
const GLOSSARY: &str = "glossary.md";

/// What `course.toml` says; everything can be left out.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    /// What stands above the contents.
    title: Option<String>,
    /// The files of the lessons, in their order.
    parts: Option<Vec<String>>,
    /// What its pages are about that do not say so: a file of ratings, or what `open` takes besides.
    data: Option<String>,
    /// The file with the words of the course.
    glossary: Option<String>,
}

impl Course {
    /// The lessons of a file or a folder; without one, the lecture.
    ///
    /// # Errors
    /// As [`Course::load`] has them.
    pub fn open(path: Option<&Path>) -> Result<Arc<Self>, LessonError> {
        path.map_or_else(|| Ok(Self::lecture()), |path| Self::load(path).map(Arc::new))
    }

    /// The lessons of a file or a folder. A folder's lessons are those that its `course.toml` names, or all its files that end
    /// in `.md`, in the order of their names; `glossary.md` beside them has words of their own. A lesson of a folder that is
    /// opened alone has the folder's data and words.
    ///
    /// # Errors
    /// What cannot be read, or all mistakes, each with its file and line.
    pub fn load(path: &Path) -> Result<Self, LessonError> {
        let whole = path.is_dir();
        let folder = if whole { path } else { path.parent().unwrap_or(Path::new("")) };
        let (manifest, at) = manifest(folder)?;
        let named =
            |key: &str, name: &str| beside(folder, name).map_err(|why| mistake(&at, 1, format!("{key}: {why}")));
        let glossary = match (&manifest.glossary, folder.join(GLOSSARY)) {
            (Some(name), _) => Some(named("glossary", name)?),
            (None, file) if file.is_file() && file != path => Some(file),
            _ => None,
        };
        let files = match (whole, &manifest.parts) {
            (false, _) => vec![path.to_path_buf()],
            (true, Some(parts)) => parts.iter().map(|name| named("parts", name)).collect::<Result<_, _>>()?,
            (true, None) => listed(folder, glossary.as_deref())?,
        };
        if files.is_empty() {
            return Err(LessonError::Empty(path.to_path_buf()));
        }
        let mut wrong = Vec::new();
        let mut words = Glossary::default();
        if let Some(file) = glossary {
            let text = read(&file, true)?;
            match words.clone().with(&file.display().to_string(), &text) {
                Ok(own) => words = own,
                Err(LessonError::Mistakes(mistakes)) => wrong.extend(mistakes),
                Err(other) => return Err(other),
            }
        }
        let mut lessons = Vec::new();
        for file in &files {
            match parse::lesson(&file.display().to_string(), &read(file, file != path)?) {
                Ok(lesson) => lessons.push(lesson),
                Err(LessonError::Mistakes(mistakes)) => wrong.extend(mistakes),
                Err(other) => return Err(other),
            }
        }
        if wrong.is_empty() {
            wrong = number(&mut lessons);
            wrong.extend(unsaid(&lessons, &words));
        }
        let about = match manifest.data.as_deref().map(|name| (name, Opening::named(name))) {
            None => Course::LECTURE,
            Some((_, Ok(known))) => Ratings::Known(known),
            Some((name, Err(_))) => Ratings::File(name.into()),
        };
        let files = match wrong.is_empty() {
            true => opened(folder, &lessons, (&about, &at), &mut wrong),
            false => BTreeMap::new(),
        };
        if !wrong.is_empty() {
            return Err(LessonError::Mistakes(wrong));
        }
        let name = fs::canonicalize(path).map_err(|why| unreadable(path, &why))?.display().to_string();
        let title = manifest.title.filter(|_| whole).unwrap_or_else(|| match lessons.as_slice() {
            [only] => only.title.clone(),
            _ => path.file_name().map_or("Contents".into(), |name| name.to_string_lossy().into_owned()),
        });
        Ok(Self { title, about, glossary: words, files, ..Self::new(&name, lessons) })
    }
}

fn unreadable(path: &Path, why: &dyn fmt::Display) -> LessonError {
    LessonError::Unreadable { path: path.to_path_buf(), why: why.to_string() }
}

/// What a folder says of itself, and where.
fn manifest(folder: &Path) -> Result<(Manifest, PathBuf), LessonError> {
    let file = folder.join(MANIFEST);
    if !file.exists() {
        return Ok((Manifest::default(), file));
    }
    let text = read(&file, true)?;
    let manifest = toml::from_str(&text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        let line = text[..at.min(text.len())].matches('\n').count() + 1;
        mistake(&file, line, error.message().lines().collect::<Vec<_>>().join(" "))
    })?;
    Ok((manifest, file))
}

fn mistake(file: &Path, line: usize, why: String) -> LessonError {
    LessonError::Mistakes(vec![Mistake { file: file.display().to_string(), line, why }])
}

/// A file of this folder.
fn beside(folder: &Path, name: &str) -> Result<PathBuf, String> {
    let inside = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
    let file = folder.join(name);
    match (inside && !name.is_empty(), file.is_file()) {
        (true, true) => Ok(file),
        (true, false) => Err(format!("there is no file '{name}' beside it")),
        (false, _) => Err(format!("'{name}' is not the name of a file in this folder")),
    }
}

/// The files of a folder that end in `.md`, in the order of their names, without its glossary.
fn listed(folder: &Path, glossary: Option<&Path>) -> Result<Vec<PathBuf>, LessonError> {
    let refused = |why: io::Error| unreadable(folder, &why);
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(refused)? {
        let file = entry.map_err(refused)?.path();
        if file.extension().is_some_and(|ending| ending == "md") && Some(file.as_path()) != glossary {
            files.push(file);
        }
        if files.len() > MOST_LESSONS {
            return Err(unreadable(folder, &format!("it has more than {MOST_LESSONS} lessons")));
        }
    }
    files.sort();
    Ok(files)
}

/// The text of a file. Whoever names a pipe has something that writes to it; one that was `found` in a folder may wait for
/// ever.
fn read(file: &Path, found: bool) -> Result<String, LessonError> {
    if found && !file.is_file() {
        return Err(unreadable(file, &"it is no file"));
    }
    let name = file.display().to_string();
    let refused = |at: &Location, why: &dyn fmt::Display| {
        let line = at.line.map_or(String::new(), |line| format!("line {line}: "));
        unreadable(file, &format!("{line}{why}"))
    };
    let bytes = intake::file(file, &name, MOST_BYTES).map_err(|e| refused(&e.at, &e.fault))?;
    String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        refused(&intake::place(&name, before), &"found a byte that is no UTF-8, expected text")
    })
}

/// The ratings of the files that a course is about or that its pages open, which lie beside them.
fn opened(
    folder: &Path,
    lessons: &[Lesson],
    (about, manifest): (&Ratings, &Path),
    wrong: &mut Vec<Mistake>,
) -> BTreeMap<String, Beside> {
    let mut files = BTreeMap::new();
    let mut open = |what: &Ratings, file: &str, line: usize| {
        let Ratings::File(name) = what else { return };
        if files.contains_key(name) {
            return;
        }
        let found = match beside(folder, name) {
            Ok(file) => match load::path(&file, &load::Options::default()) {
                Ok(loaded) if loaded.trained.is_some() => Err("it holds a trained model, expected ratings".into()),
                loaded => loaded.map_err(|error| error.to_string()),
            },
            Err(why) => Err(why),
        };
        match found {
            Ok(loaded) => {
                let ratings = Arc::new(loaded.ratings);
                files.insert(name.clone(), Beside { name: name.as_str().into(), ratings });
            }
            Err(why) => wrong.push(Mistake { file: file.into(), line, why }),
        }
    };
    open(about, &manifest.display().to_string(), 1);
    for lesson in lessons {
        for (line, command) in lesson.commands() {
            if let Command::Open(what) = command {
                open(what, &lesson.file, *line);
            }
        }
    }
    files
}

/// The words that no glossary says the meaning of.
fn unsaid(lessons: &[Lesson], glossary: &Glossary) -> Vec<Mistake> {
    let mut wrong = Vec::new();
    for lesson in lessons {
        for said in lesson.pages.iter().flat_map(|page| &page.blocks).flat_map(Block::said) {
            if glossary.find(&said.term).is_none() {
                let like = glossary.like(&said.term).map_or(String::new(), |term| format!("; did you mean '{term}'?"));
                let why = format!("'{}' is not in the glossary{like}", said.term);
                wrong.push(Mistake { file: lesson.file.clone(), line: said.line, why });
            }
        }
    }
    wrong
}

/// Gives a number to the lessons that have none. Returns those that have the same as one before.
fn number(lessons: &mut [Lesson]) -> Vec<Mistake> {
    let mut twice = Vec::new();
    for n in 0..lessons.len() {
        let (before, rest) = lessons.split_at_mut(n);
        let lesson = &mut rest[0];
        if lesson.number == 0 {
            lesson.number = before.last().map_or(1, |last| last.number.saturating_add(1));
        }
        if let Some(same) = before.iter().find(|other| other.number == lesson.number) {
            let why =
                format!("this is part {}, and so is {}; files are named as in 01-start.md", same.number, same.file);
            twice.push(Mistake { file: lesson.file.clone(), line: 1, why });
        }
    }
    twice
}
