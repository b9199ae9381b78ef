//! Commands that a page gives by itself: a scene sets data, model and view, and nothing of what is for people.

use crate::command::{Command, Spec, Subject, parse, spec, split, words};

/// Whether a command of this kind sets something that a page is about.
pub(super) fn sets(spec: &Spec) -> bool {
    !matches!(spec.subject, Subject::Lecture | Subject::Program)
        && !["theme", "mouse", "ascii", "motion"].contains(&spec.name)
}

/// A command of a scene.
pub(super) fn command(text: &str) -> Result<Command, String> {
    let name = words(text).ok().and_then(|words| words.into_iter().next()).unwrap_or_default();
    match spec(&name).is_none_or(sets) {
        true => parse(text),
        false => Err(format!("'{name}' is for people: a scene sets data, model and view")),
    }
}

/// The commands of a line, each with that line.
pub(super) fn commands(text: &str, line: usize) -> Result<Vec<(usize, Command)>, String> {
    split(text).into_iter().map(|one| Ok((line, command(one)?))).collect()
}
