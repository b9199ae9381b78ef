//! Reading a command from a line, and completing one.

use super::{
    argument::Argument,
    table::{Command, TABLE, spec},
    text::{quoted, words},
    value::Words,
};
use crate::model::Knob;

/// Reads a command from its text form.
///
/// # Errors
/// One sentence: what was wrong, and what would be right.
pub fn parse(line: &str) -> Result<Command, String> {
    let words = words(line)?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let Some((&name, arguments)) = words.split_first() else { return Err("there is no command here".into()) };
    let Some(spec) = spec(name) else {
        let near = TABLE.iter().map(|s| s.name).filter(|n| n.starts_with(name)).collect::<Vec<_>>();
        return Err(match near.as_slice() {
            [] => format!("there is no command '{name}'; help lists them all"),
            near => format!("there is no command '{name}'; did you mean {}?", near.join(" or ")),
        });
    };
    let mut words = Words::new(spec.arguments, spec.example, arguments);
    let command = (spec.read)(&mut words).and_then(|command| words.end().map(|()| command));
    command.map_err(|why| format!("{name}: {why}"))
}

/// Whole lines that `line` may become, best first, at most `most`.
///
/// `names(argument, beginning)` gives the names of users or items that begin so; it is asked only where one can stand.
pub fn complete(line: &str, most: usize, names: impl Fn(Argument, &str) -> Vec<String>) -> Vec<String> {
    // A blank may take more than one byte, as the one does that comes with a web page.
    let begin = match inside_quotes(line) {
        true => line.rfind('"'),
        false => line.char_indices().rfind(|(_, c)| c.is_whitespace()).map(|(at, blank)| at + blank.len_utf8()),
    };
    let (done, last) = line.split_at(begin.unwrap_or(0));
    let last = last.trim_start_matches('"');
    let before = words(done).unwrap_or_default();
    let begins = |word: &&str| word.to_lowercase().starts_with(&last.to_lowercase());
    let candidates: Vec<String> = match before.split_first() {
        None => TABLE.iter().map(|s| s.name).filter(begins).map(String::from).collect(),
        Some((name, arguments)) => match spec(name) {
            None => Vec::new(),
            Some(spec) => match (spec.arguments.get(arguments.len()), spec.arguments, arguments) {
                (Some(Argument::OneOf(words)), ..) => words.iter().copied().filter(begins).map(String::from).collect(),
                (Some(Argument::Side), _, [side, ..]) => {
                    let argument = if side == "user" { Argument::User } else { Argument::Item };
                    names(argument, last).iter().map(|name| quoted(name)).collect()
                }
                (Some(argument @ (Argument::User | Argument::Item | Argument::Known)), ..) => {
                    names(*argument, last).iter().map(|name| quoted(name)).collect()
                }
                (Some(Argument::Setting), ..) => {
                    Knob::ALL.iter().map(|knob| knob.name()).filter(begins).map(String::from).collect()
                }
                (None, [Argument::Setting], [name]) => Knob::named(name)
                    .map_or(&[][..], Knob::examples)
                    .iter()
                    .copied()
                    .filter(begins)
                    .map(String::from)
                    .collect(),
                _ => Vec::new(),
            },
        },
    };
    candidates.into_iter().take(most).map(|word| format!("{done}{word}")).collect()
}

fn inside_quotes(line: &str) -> bool {
    line.matches('"').count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{Nth, Who, split};

    #[test]
    fn every_command_reads_what_it_writes() {
        for spec in TABLE {
            let command = parse(spec.example).unwrap_or_else(|why| panic!("{}: {why}", spec.example));
            assert_eq!(parse(&command.to_string()), Ok(command.clone()), "{command}");
            assert!(spec.example.starts_with(spec.name), "the example of {}", spec.name);
            if let Ok(short) = parse(spec.name) {
                assert_eq!(parse(&short.to_string()), Ok(short.clone()), "{short}");
            }
        }
    }

    #[test]
    fn names_are_told_apart_and_every_sentence_is_one() {
        let mut names: Vec<_> = TABLE.iter().map(|s| s.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), TABLE.len());
        for spec in TABLE {
            assert!(!spec.sentence.is_empty() && !spec.sentence.ends_with('.'), "{}", spec.name);
        }
    }

    #[test]
    fn quotes_hold_words_together() {
        assert_eq!(words(r#"select An "Zhou Shen""#).unwrap(), ["select", "An", "Zhou Shen"]);
        assert_eq!(words(r#"a "" "b\"c""#).unwrap(), ["a", "", "b\"c"]);
        assert!(words("say \"hello").is_err());
        for name in ["An", "Zhou Shen", "#1 hits", "say \"hi\"", "back\\slash", "a;b"] {
            assert_eq!(words(&quoted(name)).unwrap(), [name]);
        }
        assert_eq!(split("step; select An \"a;b\";\n run"), ["step", "select An \"a;b\"", "run"]);
    }

    #[test]
    fn texts_of_any_kind_are_read_back() {
        for text in ["zhou", "zhou shen", "7\" single", "two  blanks", " ahead", "a;b", "back\\slash", "\"", "\\\""] {
            for command in [Command::Find(text.into()), Command::NameFactor(Nth::numbered(2), text.into())] {
                assert_eq!(parse(&command.to_string()), Ok(command.clone()), "{command}");
                assert_eq!(split(&command.to_string()), [command.to_string()]);
            }
        }
        assert_eq!(Command::Find("zhou shen".into()).to_string(), "find zhou shen");
    }

    #[test]
    fn mistakes_are_explained() {
        for (line, says) in [
            ("stpe", "no command"),
            ("ste", "did you mean step"),
            ("screen mars", "factorise, train"),
            ("set lambda -1", "0 or more"),
            ("rate An Ommazh five", "'five' is not a number; say the rating, as in: rate An Ommazh 4"),
            ("quit now", "more here"),
            ("select-item #0", "count from #1"),
            ("select-item #1.5", "count from #1"),
            ("clip maybe", "neither on nor off"),
            ("clip on off", "more here"),
        ] {
            let why = parse(line).unwrap_err();
            assert!(why.contains(says), "{line}: {why}");
        }
    }

    #[test]
    fn words_are_taken_as_they_are_meant() {
        for (line, means) in
            [("step passes 2", "step pass 2"), ("back halves", "back half"), ("step units", "step unit")]
        {
            assert_eq!(parse(line), parse(means), "{line}");
        }
        for name in ["#1 hits", "#Infinity", "#nan"] {
            assert_eq!(
                parse(&format!("select-user {}", quoted(name))),
                Ok(Command::SelectUser(Who::Name(name.into())))
            );
        }
    }

    #[test]
    fn completes_names_options_and_values() {
        let names = |argument: Argument, begin: &str| {
            let all = if argument == Argument::User { vec!["An", "Diego"] } else { vec!["BTS", "Zhou Shen"] };
            all.into_iter().filter(|n| n.to_lowercase().starts_with(&begin.to_lowercase())).map(String::from).collect()
        };
        assert_eq!(complete("scr", 9, names), ["screen"]);
        assert_eq!(complete("screen m", 9, names), ["screen map"]);
        assert_eq!(complete("select d", 9, names), ["select Diego"]);
        assert_eq!(complete("select An z", 9, names), ["select An \"Zhou Shen\""]);
        assert_eq!(complete("select An \"Zhou S", 9, names), ["select An \"Zhou Shen\""]);
        assert_eq!(complete("set la", 9, names), ["set lambda", "set lambda-of"]);
        assert_eq!(
            complete("set method s", 9, names),
            ["set method sgd", "set method svd", "set method svd-pp", "set method slope-one"]
        );
        assert_eq!(complete("set whole o", 9, names), ["set whole on", "set whole off"]);
        assert_eq!(complete("", 999, names).len(), TABLE.len());
        for blank in ["\t", "\u{a0}", "\u{3000}"] {
            assert_eq!(complete(&format!("set{blank}fa"), 9, names), [format!("set{blank}factors")]);
        }
    }
}
