//! What may have been meant by a word that nothing is called: a slip of the fingers away from a command or from ratings that
//! are built in.

use super::{Args, Error};
use crate::{choice, study::Opening};
use clap::CommandFactory;
use std::{ffi::OsString, path::Path};

/// The name that a word resembles most, if one of three letters or so is wrong.
fn meant<'n>(word: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    choice::meant(word, names, |name| (name.len() / 3).min(2))
}

/// What is wrong with a command line that begins with what is nearly a command, or nearly the name of built-in ratings,
/// and no file.
pub(super) fn of_command(args: &[OsString]) -> Option<Error> {
    let word = args.get(1)?.to_str().filter(|word| !word.starts_with('-') && !Path::new(word).exists())?;
    let built_in = || Opening::BUILT_IN.iter().copied();
    // At most starts this is the end: only for the others the commands are gone through.
    if built_in().any(|name| word == name) {
        return None;
    }
    let program = Args::command();
    let commands = || program.get_subcommands().map(clap::Command::get_name);
    if commands().any(|name| word == name) {
        return None;
    }
    let name = meant(word, commands().chain(built_in()))?;
    let sentence = format!("there is no command and no file '{word}'");
    Some(Error::Use { sentence, hint: format!("did you mean factorscope {name}?") })
}

/// The built-in ratings whose name a path resembles.
pub(super) fn of_built_in(path: &Path) -> Option<&'static str> {
    meant(path.to_str()?, Opening::BUILT_IN.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_fingers_is_told_from_another_word() {
        let names = ["fit", "check", "completions", "lecture", "lecture-video7"];
        for (word, name) in [
            ("fitt", Some("fit")),
            ("fi", Some("fit")),
            ("FIT", Some("fit")),
            ("chekc", Some("check")),
            ("completion", Some("completions")),
            ("lectur", Some("lecture")),
            ("lecture-video", Some("lecture-video7")),
            ("", None),
            ("data", None),
            ("ratings.csv", None),
            ("fit.csv", None),
        ] {
            assert_eq!(meant(word, names.into_iter()), name, "{word}");
        }
    }
}
