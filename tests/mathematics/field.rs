//! Files in the shapes that people have, each with what must be found in it: how many users, items and ratings, the first
//! rating, and the line that says how it was read.

#![allow(clippy::unwrap_used)]

use factorscope::cli::{self, Args, Command};
use factorscope::data::load::{self, LoadError, Loaded};
use std::{fs, path::Path};

const FILES: &str = "tests/data/field";

/// Reads a file as the command line says.
fn read(file: &str, options: &str) -> Result<Loaded, LoadError> {
    let path = format!("{FILES}/{file}");
    let words = ["factorscope", "look", &path].into_iter().chain(options.split_whitespace()).map(Into::into);
    let args = cli::parse(words, &mut Vec::new()).unwrap().unwrap();
    let Args { command: Some(Command::Look(args)), .. } = args else { panic!("{options}") };
    load::path(Path::new(&path), &args.data.reading())
}

fn found(file: &str, options: &str) -> String {
    match read(file, options) {
        Ok(Loaded { ratings, reading, .. }) => {
            let first = ratings.in_file_order().next().unwrap();
            let first = format!("{} | {} | {}", ratings.name(first.user), ratings.name(first.item), first.value);
            let counts =
                [ratings.n_users(), ratings.n_items(), ratings.len()].map(|count| count.to_string()).join("\t");
            format!("{counts}\t{first}\t{}", reading.unwrap())
        }
        Err(error) => format!("-\t-\t-\t-\t{error}"),
    }
}

#[test]
fn every_file_is_read_as_what_it_is() {
    let truth = fs::read_to_string(format!("{FILES}/truth.tsv")).unwrap();
    let mut told = 0;
    let mut wrong = Vec::new();
    for line in truth.lines().skip(1) {
        let mut fields = line.splitn(3, '\t');
        let (file, options, truth) = (fields.next().unwrap(), fields.next().unwrap(), fields.next().unwrap());
        let found = found(file, options);
        told += 1;
        if found != truth {
            wrong.push(format!("{file} {options}\n  truth {truth}\n  found {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // No file stands there without its truth.
    let files = fs::read_dir(FILES).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let without: Vec<_> = files.filter(|file| file != "truth.tsv" && !truth.contains(&format!("{file}\t"))).collect();
    assert!(without.is_empty() && told > 60, "{without:?}");
}

#[test]
fn what_an_error_advises_works() {
    for (file, options) in [
        ("34-game-hours-behaviour.csv", "--only behaviour=play"),
        ("34-game-hours-behaviour.csv", "--only behaviour=purchase"),
        ("70-rerated-newest-first.csv", "--duplicates last"),
        ("70-rerated-newest-first.csv", "--duplicates mean"),
    ] {
        let error = read(file, "").unwrap_err();
        let (option, value) = options.split_once(' ').unwrap();
        assert!(
            error.hint().contains(option) && error.hint().contains(value.trim_start_matches("behaviour=")),
            "{}",
            error.hint()
        );
        assert!(read(file, options).is_ok(), "{options}");
    }
}
