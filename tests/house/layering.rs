//! The rooms of the crate and the arrows between them: reads the sources and fails on an import that points the wrong way.
//!
//! The rules are few, and each is shown to catch something by made-up sources at the end of this file.

#![allow(clippy::unwrap_used)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// The rooms, in the order in which data flows. Each may import from those before it.
const ROOMS: [&str; 9] = ["choice", "data", "model", "study", "command", "lesson", "app", "ui", "cli"];
/// No file is longer than this.
const MOST_LINES: usize = 800;

/// What only some files may name: the names, and the beginnings of the paths that may.
const FENCES: &[(&[&str], &[&str])] = &[
    (&["ratatui", "crossterm", "signal_hook", "ctrlc"], &["ui/"]),
    (&["std::fs"], &["data/load/", "lesson/", "ui/terminal/unix.rs", "cli/"]),
    (&["std::thread"], &["study/worker", "ui/terminal"]),
    (&["Instant", "SystemTime"], &["study/worker", "ui/terminal", "cli/"]),
    // What takes long on large data is worked out where no key waits for it: screens ask for it by a `Want`.
    (&["principal_axes"], &["model/linalg.rs", "study/plane.rs"]),
    (&["neighbours::near"], &["study/", "cli/"]),
    (&["neighbours::nearest", "Points::new", "ends::ends", "ends::spans"], &["study/"]),
    (&["recommend::recommend", "recommend::reasons"], &["study/", "cli/"]),
    (&["explain::regression", "Terrain::new", "Surface::new", "Frame::new"], &["study/"]),
    (&["shelves::shelves", "Listing::sorted", "explain::squared_errors"], &["study/"]),
    (&["explain::gradient"], &["study/", "lesson/live.rs"]),
    (
        &["work_out"],
        &["study/derive.rs", "study/worker/beside.rs", "app/derived.rs", "app/lecture/plays.rs", "lesson/live.rs"],
    ),
    (&["std::env"], &["cli/"]),
    (&["std::process"], &["main.rs", "cli/", "ui/terminal.rs"]),
    // Text for a terminal goes through `data::Plain`, which is put around them once.
    (&["stdout", "stderr"], &["cli/mod.rs", "cli/say.rs", "cli/progress.rs", "ui/terminal"]),
    (&["std::net"], &[]),
    (&["unsafe"], &[]),
    (&["print!", "println!", "eprint!", "eprintln!", "dbg!", "todo!", "unimplemented!"], &[]),
];

#[test]
fn every_arrow_points_the_right_way() {
    let wrong: Vec<String> = sources().iter().flat_map(|(path, text)| complaints(path, text)).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_room_is_where_the_sources_are() {
    let sources = sources();
    assert!(sources.len() > 50, "the sources are somewhere else");
    let lib = fs::read_to_string(root().join("lib.rs")).unwrap();
    for room in ROOMS {
        let here = sources.iter().any(|(path, _)| path.starts_with(&format!("{room}/")));
        let declared = lib.contains(&format!("pub mod {room};"));
        assert_eq!(here, declared, "{room}");
        assert!(here || room == "lesson", "{room} is empty");
    }
    let order: Vec<_> = ROOMS.iter().filter_map(|room| lib.find(&format!("pub mod {room};"))).collect();
    assert!(order.is_sorted(), "lib.rs names the rooms in another order");
}

#[test]
fn every_room_shows_itself_in_an_example() {
    for room in ROOMS {
        let door = fs::read_to_string(root().join(room).join("mod.rs")).unwrap();
        let about: String = door.lines().take_while(|line| line.starts_with("//!")).collect();
        assert!(about.contains("//! ```//! use factorscope::"), "{room} has no example that is run");
    }
}

/// Every fence has something inside it; one that has not is a rule about a file that has moved away.
#[test]
fn no_fence_stands_around_nothing() {
    let sources = sources();
    for (names, places) in FENCES {
        for place in places.iter().filter(|p| **p != "lesson/") {
            let inside = sources.iter().filter(|(path, _)| path.starts_with(place));
            let used = inside.into_iter().any(|(path, text)| {
                let paths = paths(&tokens(&code(text)), path);
                names.iter().any(|name| paths.iter().any(|path| named(path, name)))
            });
            assert!(used, "nothing in {place} names {names:?}");
        }
    }
}

// ---- the rules -----------------------------------------------------------------------------------------------------

/// What is wrong with one source file; `path` is relative to `src`.
fn complaints(path: &str, text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut complain = |what: String| wrong.push(format!("{path}: {what}"));
    if !text.starts_with("//! ") {
        complain("does not open with a sentence of what lives there (//!)".into());
    }
    let lines = text.lines().count();
    if lines > MOST_LINES {
        complain(format!("has {lines} lines; split it by subject"));
    }
    let own = match path.split_once('/') {
        Some((room, _)) => match ROOMS.iter().position(|r| *r == room) {
            Some(at) => Some(at),
            None => {
                complain(format!("there is no room {room}"));
                return wrong;
            }
        },
        None => None,
    };
    for named_path in paths(&tokens(&code(text)), path) {
        let joined = named_path.join("::");
        if named_path[0] == "crate" {
            let room = named_path.get(1).map_or("", String::as_str);
            match (own, ROOMS.iter().position(|r| *r == room)) {
                (None, _) => complain(format!("imports {joined}; it is in no room and only names them")),
                (Some(_), None) => complain(format!("imports {joined}, which is no room's")),
                (Some(own), Some(other)) if other > own => {
                    complain(format!("imports {joined}; {room} comes after {}", ROOMS[own]));
                }
                _ => {}
            }
        }
        if named_path[0] == "factorscope" && path != "main.rs" {
            complain(format!("imports {joined} from outside"));
        }
        for (names, places) in FENCES {
            let allowed = places.iter().any(|place| path.starts_with(place));
            for name in names.iter().filter(|name| !allowed && named(&named_path, name)) {
                complain(format!("names {name} ({joined}), which only {places:?} may"));
            }
        }
    }
    wrong
}

/// Whether a path is what a fence is about: one word or two in a row, wherever they stand in it.
fn named(path: &[String], name: &str) -> bool {
    match name.split_once("::") {
        Some((first, second)) => path.windows(2).any(|pair| pair[0] == first && pair[1] == second),
        None => path.iter().any(|part| part == name),
    }
}

// ---- reading Rust, as far as needed --------------------------------------------------------------------------------

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every source file, with its path relative to `src`.
fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let parts = path.strip_prefix(root()).unwrap().iter().map(|p| p.to_str().unwrap());
                found.push((parts.collect::<Vec<_>>().join("/"), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut found = Vec::new();
    walk(&root(), &mut found);
    found.sort();
    found
}

/// The source without its comments and without what stands in quotes.
fn code(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let at = |n: usize| letters.get(n).copied().unwrap_or('\0');
    let mut out = String::new();
    let mut n = 0;
    while n < letters.len() {
        match (at(n), at(n + 1)) {
            ('/', '/') => {
                while n < letters.len() && at(n) != '\n' {
                    n += 1;
                }
            }
            ('/', '*') => {
                let mut depth = 0;
                loop {
                    match (at(n), at(n + 1)) {
                        ('/', '*') => (depth, n) = (depth + 1, n + 2),
                        ('*', '/') => (depth, n) = (depth - 1, n + 2),
                        _ => n += 1,
                    }
                    if depth == 0 || n >= letters.len() {
                        break;
                    }
                }
            }
            ('r', '"' | '#') if !word_before(&letters, n) => {
                let hashes = (n + 1..).take_while(|&k| at(k) == '#').count();
                if at(n + 1 + hashes) != '"' {
                    out.push('r');
                    n += 1;
                    continue;
                }
                n += hashes + 2;
                while n < letters.len() && !(at(n) == '"' && (1..=hashes).all(|k| at(n + k) == '#')) {
                    n += 1;
                }
                n += hashes + 1;
                out.push(' ');
            }
            ('"', _) => {
                n += 1;
                while n < letters.len() && at(n) != '"' {
                    n += if at(n) == '\\' { 2 } else { 1 };
                }
                n += 1;
                out.push(' ');
            }
            // A letter in quotes; a lifetime has no second quote.
            ('\'', '\\') => {
                n += 3;
                while n < letters.len() && at(n) != '\'' {
                    n += 1;
                }
                n += 1;
            }
            ('\'', _) if at(n + 2) == '\'' => n += 3,
            (letter, _) => {
                out.push(letter);
                n += 1;
            }
        }
    }
    out
}

fn word_before(letters: &[char], n: usize) -> bool {
    n > 0 && (letters[n - 1].is_alphanumeric() || letters[n - 1] == '_')
}

/// Words, `::`, and single signs. A macro's name keeps its `!`.
fn tokens(code: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut letters = code.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter.is_alphanumeric() || letter == '_' {
            let mut word = String::from(letter);
            while let Some(next) = letters.next_if(|c| c.is_alphanumeric() || *c == '_') {
                word.push(next);
            }
            if letters.peek() == Some(&'!') {
                letters.next();
                // `a != b` is no macro.
                if letters.peek() == Some(&'=') {
                    tokens.push(word);
                    tokens.push("!".into());
                    continue;
                }
                word.push('!');
            }
            tokens.push(word);
        } else if letter == ':' && letters.peek() == Some(&':') {
            letters.next();
            tokens.push("::".into());
        } else if !letter.is_whitespace() {
            tokens.push(letter.into());
        }
    }
    tokens
}

/// Every path that is written out, `use` trees unfolded, `super` resolved: those inside the crate begin with `crate`.
fn paths(tokens: &[String], file: &str) -> Vec<Vec<String>> {
    let word = |n: usize| tokens.get(n).is_some_and(|t| t.starts_with(|c: char| c.is_alphabetic() || c == '_'));
    let mut module: Vec<String> = file.trim_end_matches(".rs").split('/').map(String::from).collect();
    module.retain(|part| !["mod", "lib", "main"].contains(&part.as_str()));
    // The modules that are open inside the file, each with the depth of braces at which it closes.
    let (mut inside, mut depth): (Vec<(String, usize)>, usize) = (Vec::new(), 0);
    let (mut found, mut n) = (Vec::new(), 0);
    while n < tokens.len() {
        match tokens[n].as_str() {
            "mod" if word(n + 1) && tokens.get(n + 2).is_some_and(|t| t == "{") => {
                inside.push((tokens[n + 1].clone(), depth));
                n += 2;
                continue;
            }
            "{" => depth += 1,
            "}" => {
                depth = depth.saturating_sub(1);
                inside.retain(|(_, at)| *at < depth);
            }
            // How far something can be seen is no import: `pub(crate)`, `pub(super)`.
            "crate" | "super" if n > 0 && tokens[n - 1] == "(" && tokens.get(n + 1).is_some_and(|t| t == ")") => {}
            _ if word(n) => {
                let here: Vec<String> = module.iter().chain(inside.iter().map(|(name, _)| name)).cloned().collect();
                let mut unfolded = Vec::new();
                let after = unfold(tokens, n, &[], &mut unfolded);
                found.extend(unfolded.into_iter().map(|path| resolve(path, &here)));
                n = after.max(n + 1);
                continue;
            }
            _ => {}
        }
        n += 1;
    }
    found
}

/// Reads the path at `n`, with what is in its braces, and returns where it ends.
fn unfold(tokens: &[String], mut n: usize, before: &[String], found: &mut Vec<Vec<String>>) -> usize {
    let mut path = before.to_vec();
    loop {
        match tokens.get(n).map(String::as_str) {
            Some("{") if !path.is_empty() => {
                n += 1;
                while n < tokens.len() && tokens[n] != "}" {
                    let next = unfold(tokens, n, &path, found);
                    n = next.max(n + 1);
                }
                return n + 1;
            }
            Some(part) if part == "*" || part.starts_with(|c: char| c.is_alphabetic() || c == '_') => {
                path.push(part.into());
                n += 1;
            }
            _ => break,
        }
        if tokens.get(n).map(String::as_str) != Some("::") {
            break;
        }
        n += 1;
        // A generic argument after `::` ends what concerns us.
        if tokens.get(n).map(String::as_str) == Some("<") {
            break;
        }
    }
    if path.len() > before.len() {
        found.push(path);
    }
    n
}

/// The path from the root of the crate, where it begins with `super` or `self`.
fn resolve(path: Vec<String>, here: &[String]) -> Vec<String> {
    let mut up = here.to_vec();
    let mut rest = path.as_slice();
    let mut relative = false;
    while let [first, after @ ..] = rest {
        match first.as_str() {
            "self" if rest.len() > 1 && !relative => {}
            "super" => drop(up.pop()),
            _ => break,
        }
        relative = true;
        rest = after;
    }
    if !relative {
        return path;
    }
    ["crate".into()].into_iter().chain(up).chain(rest.iter().cloned()).collect()
}

// ---- the rules can fail ----------------------------------------------------------------------------------------------

#[test]
fn wrong_arrows_are_found() {
    for (path, source, says) in [
        ("data/a.rs", "use crate::model::Factors;", "model comes after data"),
        ("data/load/a.rs", "fn f() { let x = crate::app::App::new(); }", "app comes after data"),
        ("model/a.rs", "use crate::{data::Ratings, study::{Session, explain}};", "study comes after model"),
        ("model/mod.rs", "use super::study;", "crate::study; study comes after model"),
        ("model/a.rs", "use super::super::{data::Side, ui::draw};", "crate::ui::draw; ui comes after model"),
        ("model/a.rs", "mod tests { use super::super::super::cli::fit; }", "cli comes after model"),
        ("study/session/a.rs", "use super::super::super::command::Command;", "command comes after study"),
        ("app/a.rs", "macro_rules! m { () => { $crate::ui::draw() } }", "ui comes after app"),
        ("app/a.rs", "pub(in crate::app) fn f(x: crate::cli::Args) {}", "cli comes after app"),
        ("app/a.rs", "use crate::*;", "which is no room's"),
        ("app/a.rs", "use crate as all;", "which is no room's"),
        ("ui/a.rs", "use factorscope::cli::main;", "from outside"),
        ("lib.rs", "use crate::data::Ratings;", "in no room"),
        ("extra/a.rs", "fn f() {}", "no room extra"),
        ("app/a.rs", "use ratatui::layout::Rect;", "names ratatui"),
        ("cli/a.rs", "use ratatui;", "names ratatui"),
        ("command/a.rs", "fn f(k: ::crossterm::event::KeyCode) {}", "names crossterm"),
        ("study/worker.rs", "use {std::io, signal_hook::consts};", "names signal_hook"),
        ("app/a.rs", "use std::{fs::File, io};", "names std::fs"),
        ("ui/a.rs", "fn f() { std::fs::write(\"a\", b\"b\"); }", "names std::fs"),
        ("data/ratings.rs", "use std::fs;", "names std::fs"),
        ("study/session.rs", "use std::{sync::Arc, thread};", "names std::thread"),
        ("model/a.rs", "fn f() { std::thread::spawn(|| ()); }", "names std::thread"),
        ("app/a.rs", "use std::time::{Duration, Instant};", "names Instant"),
        ("ui/a.rs", "use std::time; fn f() { time::SystemTime::now(); }", "names SystemTime"),
        ("ui/theme.rs", "fn f() { std::env::var(\"TERM\"); }", "names std::env"),
        ("app/a.rs", "fn f() { std::process::exit(1) }", "names std::process"),
        ("data/load/a.rs", "use std::net::TcpStream;", "names std::net"),
        ("ui/a.rs", "fn f() { unsafe { g() } }", "names unsafe"),
        (
            "ui/map.rs",
            "use crate::study::explain; fn f() { explain::squared_errors() }",
            "names explain::squared_errors",
        ),
        ("app/steer.rs", "use crate::study::neighbours::{Metric, nearest};", "names neighbours::nearest"),
        ("ui/map.rs", "fn f(job: Job) { job.work_out(ON); }", "names work_out"),
        ("study/frame.rs", "use crate::model::linalg::principal_axes;", "names principal_axes"),
        ("cli/a.rs", "fn f() { println!(\"a\") }", "names println!"),
        ("cli/fit.rs", "use std::io::{Write, stderr};", "names stderr"),
        ("study/a.rs", "fn f() { std::io::stdout().lock(); }", "names stdout"),
        ("ui/a.rs", "fn f() { std::eprintln!(\"a\") }", "names eprintln!"),
    ] {
        let found = complaints(path, &format!("//! A file.\n{source}\n"));
        assert!(
            found.iter().any(|f| f.contains(says)),
            "{path}: {source}\nwas to be told '{says}', and was told {found:?}"
        );
    }
    assert!(complaints("app/a.rs", "use std::io;\n")[0].contains("does not open"));
    assert!(complaints("app/a.rs", &format!("//! A.\n{}", "\n".repeat(MOST_LINES)))[0].contains("801 lines"));
}

#[test]
fn right_arrows_are_left_alone() {
    for (path, source) in [
        ("cli/a.rs", "use crate::{app::App, data::{self, load::{File, Skipped}}, ui};"),
        ("app/a.rs", "use super::{App, Key}; use crate::command::{Sort::File, parse};"),
        (
            "app/mod.rs",
            "pub(crate) mod keymap; pub(super) fn f() {} pub use self::keymap::Key; use super::app::Key as K;",
        ),
        ("study/session/a.rs", "use super::super::{Order, Run}; use super::Session;"),
        ("model/a.rs", "mod tests { use super::*; fn f() { super::super::sgd::go::<f64>() } } use super::linalg;"),
        ("app/a.rs", "// use crate::ui::draw;\n/* crate::cli /* nested */ println!() */ fn f<'a>(x: &'a str) {}"),
        (
            "app/a.rs",
            "fn f() -> [&'static str; 3] { [\"use crate::ui;\", r#\"std::fs \" ratatui\"#, \"\\\" unsafe\"] }",
        ),
        ("app/a.rs", "fn f(c: char) -> bool { c == '\"' || c == '\\'' || c == '\\u{2801}' } // \" unsafe"),
        ("app/a.rs", "fn f(instant: bool, print: bool) -> bool { print != instant }"),
        ("ui/terminal.rs", "use crossterm::event; use std::{process, thread, time::Duration};"),
        ("data/load/a.rs", "fn f() { std::fs::read(\"a\"); }"),
        ("study/worker/beside.rs", "use std::{thread, time::Instant};"),
        ("main.rs", "fn main() { factorscope::cli::main() }"),
    ] {
        let found = complaints(path, &format!("//! A file.\n{source}\n"));
        assert!(found.is_empty(), "{path}: {source}\n{found:?}");
    }
}

// ---- circles ---------------------------------------------------------------------------------------------------------

/// A file with what it is divided into, `ui/lab` for `ui/lab.rs` and all of `ui/lab/`; `None` for what only names the rest.
fn piece(path: &str) -> Option<String> {
    if path.ends_with("/tests.rs") {
        return None;
    }
    let mut parts = path.trim_end_matches(".rs").split('/');
    let (room, file) = (parts.next()?, parts.next()?);
    (file != "mod").then(|| format!("{room}/{file}"))
}

/// The source without its tests: those may look at whatever they like.
fn without_tests(text: &str) -> String {
    text.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default().to_string()
}

/// Which pieces of its room each piece leans on: what it names, through the door of the room or directly.
fn leans(sources: &[(String, String)]) -> BTreeMap<String, BTreeSet<String>> {
    let named = |path: &str, text: &str| paths(&tokens(&code(&without_tests(text))), path);
    let pieces: BTreeSet<String> = sources.iter().filter_map(|(path, _)| piece(path)).collect();
    let mut doors = BTreeMap::new();
    for (path, text) in sources.iter().filter(|(path, _)| path.ends_with("/mod.rs")) {
        let room = path.trim_end_matches("/mod.rs").to_string();
        // What a door lets through stands there as `pub use file::Name`.
        for whole in named(path, text).into_iter().filter(|whole| whole.len() > 1) {
            let from = format!("{room}/{}", whole[0]);
            if pieces.contains(&from) {
                doors.insert((room.clone(), whole[whole.len() - 1].clone()), from);
            }
        }
    }
    let mut leans: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, text) in sources {
        let Some(own) = piece(path) else { continue };
        for whole in named(path, text).into_iter().filter(|whole| whole.len() > 2 && whole[0] == "crate") {
            let direct = format!("{}/{}", whole[1], whole[2]);
            let through = doors.get(&(whole[1].clone(), whole[2].clone())).cloned();
            let on = if pieces.contains(&direct) { Some(direct) } else { through };
            leans.entry(own.clone()).or_default().extend(on.filter(|on| *on != own));
        }
    }
    leans
}

/// The pieces that lean on each other, each circle once.
fn circles(leans: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<BTreeSet<String>> {
    let reach = |from: &String| {
        let (mut seen, mut open) = (BTreeSet::new(), vec![from.clone()]);
        while let Some(at) = open.pop() {
            for next in leans.get(&at).into_iter().flatten() {
                if seen.insert(next.clone()) {
                    open.push(next.clone());
                }
            }
        }
        seen
    };
    let reached: BTreeMap<&String, BTreeSet<String>> = leans.keys().map(|from| (from, reach(from))).collect();
    let circle = |from: &String| {
        let back = |other: &&String| reached.get(other).is_some_and(|seen| seen.contains(from));
        let around: BTreeSet<String> = reached[from].iter().filter(back).cloned().collect();
        (!around.is_empty()).then_some(around)
    };
    leans.keys().filter_map(circle).collect()
}

#[test]
fn no_files_lean_on_each_other() {
    let found = circles(&leans(&sources()));
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn circles_are_seen_directly_and_through_the_door_of_a_room() {
    let source = |path: &str, text: &str| (path.to_string(), text.to_string());
    let door = source("ui/mod.rs", "mod a; mod b; mod c; pub use a::Alpha;");
    let seen = |a: &str, b: &str, c: &str| {
        let sources = [door.clone(), source("ui/a.rs", a), source("ui/b/deep.rs", b), source("ui/c.rs", c)];
        circles(&leans(&sources))
            .into_iter()
            .map(|circle| circle.into_iter().collect::<Vec<_>>().join(" "))
            .collect::<Vec<_>>()
    };
    assert_eq!(seen("use super::b::Beta;", "use crate::ui::Alpha;", ""), ["ui/a ui/b"]);
    assert_eq!(seen("use super::b::Beta;", "fn f() { crate::ui::c::g() }", "use super::Alpha;"), ["ui/a ui/b ui/c"]);
    assert!(seen("use super::b::Beta;", "use crate::ui::c::g;", "use crate::data::Alpha;").is_empty());
    let tests = "fn f() {}\n#[cfg(test)]\nmod tests { use crate::ui::Alpha; }";
    assert!(seen("use super::b::Beta;", tests, "").is_empty());
}
