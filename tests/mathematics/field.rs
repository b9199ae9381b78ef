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

#[test]
fn every_decision_about_a_column_is_taken_by_the_command_line() {
    let mut taken = 0;
    let mut tables: Vec<(String, Vec<u8>)> = fs::read_dir(FILES)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| (path.display().to_string(), fs::read(&path).unwrap()))
        .collect();
    // A header wider than the rows, and names that could be taken for something else.
    for text in [
        "p,1,2,3,4,5,x\n2,3.0,1.0,5.0,2.0\n3,,1.0,,2.0\n4,4.0,5.0,2.0,3.0\n",
        "Nutzer;Film;Note;x\nAnna;Stau;4\nBernd;Stau;3\nAnna;See;2\n",
        "name,-0.5 stars,none,7,A=B,a=b,none\nAn,5,4,3,2,1,3\nBo,1,2,3,4,5,2\nCy,5,5,4,4,3,3\n",
        "name,How was it? [Heat],How was it? [Emma],How was it? [heat]\nAn,5,4,3\nBo,1,2,3\nCy,5,5,4\n",
    ] {
        tables.push((text.into(), text.into()));
    }
    for (file, bytes) in tables {
        let likeliest = load::Options { likeliest: true, ..Default::default() };
        let Ok(loaded) = load::bytes("f", bytes.clone(), &likeliest) else { continue };
        let Some(look) = loaded.look else { continue };
        for change in (0..look.roles.len()).flat_map(|at| [look.next_role(at), look.toggled(at)]).flatten() {
            let mut options = likeliest.clone();
            change.apply(&mut options);
            // As a shell would part it; the names that are quoted here have no quotes.
            let line = change.to_string();
            let (option, value) = line.split_once([' ', '=']).unwrap();
            let value = format!("{option}={}", value.replace("'\\''", "\u{1}").replace('\'', "").replace('\u{1}', "'"));
            let args = cli::parse(["factorscope", "f", &value].into_iter().map(Into::into), &mut Vec::new());
            let said = args.unwrap_or_else(|why| panic!("{file}: {line}: {why}")).unwrap().data.reading();
            assert_eq!(load::Options { likeliest: true, ..said }, options, "{file}: {line}");
            if let Err(error) = load::bytes("f", bytes.clone(), &options) {
                assert!(
                    !matches!(error.fault, load::Fault::NoColumn { wanted: Some(_), .. }),
                    "{file}: {line}: {error}"
                );
            }
            taken += 1;
        }
    }
    assert!(taken > 300, "{taken}");
}

/// The same ratings of ten people for six films, of which two in five are not there.
fn ratings() -> Vec<(usize, usize, u32)> {
    let all = (0..60usize).map(|n| (n / 6, n % 6));
    let known = all.filter(|(user, item)| (user * 7 + item * 3 + user * item) % 5 > 1);
    known.map(|(user, item)| (user, item, ((user * 3 + item * 5 + user * item * 2) % 5) as u32 + 1)).collect()
}

const PEOPLE: [&str; 10] = ["Anna", "Ben", "Carla", "Dino", "Eva", "Finn", "Gina", "Hugo", "Ida", "Jan"];
const FILMS: [&str; 6] = ["Heat (1995)", "Emma (1996)", "Alien (1979)", "Up (2009)", "Big (1988)", "Jaws (1975)"];

/// What stands in a column of a long file.
type Field = fn((usize, usize, u32)) -> String;
const NAME: Field = |(user, ..)| PEOPLE[user].into();
const FILM: Field = |(_, item, _)| FILMS[item].into();
const USER: Field = |(user, ..)| (100 + 7 * user).to_string();
const ITEM: Field = |(_, item, _)| (5000 + 13 * item).to_string();
/// What stands in a further column of a grid, by row.
type Further = fn(usize) -> String;
/// What a rating is read as.
type Value = fn(u32) -> f64;
const STARS: Field = |(.., rating)| rating.to_string();
const WHEN: Field = |(user, item, _)| (1_700_000_000 + 86_000 * user + 97 * item).to_string();

fn long(separator: &str, columns: &[(&str, Field)]) -> String {
    let head: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let rows = ratings()
        .into_iter()
        .map(|row| columns.iter().map(|(_, field)| field(row)).collect::<Vec<_>>().join(separator));
    let head = (!head.concat().is_empty()).then(|| head.join(separator));
    head.into_iter().chain(rows).map(|row| row + "\n").collect()
}

/// A grid in which `hole` stands where nothing is known, with further columns behind the names.
fn grid(corner: Option<&str>, further: &[(&str, Further)], hole: &str, separator: &str, turned: bool) -> String {
    let (rows, columns): (&[&str], &[&str]) = if turned { (&FILMS, &PEOPLE) } else { (&PEOPLE, &FILMS) };
    let mut text = String::new();
    if let Some(corner) = corner {
        let head = std::iter::once(corner).chain(further.iter().map(|(name, _)| *name)).chain(columns.iter().copied());
        text += &(head.collect::<Vec<_>>().join(separator) + "\n");
    }
    for (row, name) in rows.iter().enumerate() {
        let mut fields: Vec<String> = corner.map(|_| (*name).to_owned()).into_iter().collect();
        fields.extend(further.iter().map(|(_, field)| field(row)));
        for column in 0..columns.len() {
            let (user, item) = if turned { (column, row) } else { (row, column) };
            let known = ratings().into_iter().find(|rating| (rating.0, rating.1) == (user, item));
            fields.push(known.map_or_else(|| hole.to_owned(), |(.., rating)| rating.to_string()));
        }
        text += &(fields.join(separator) + "\n");
    }
    text
}

/// The ratings by the numbers of users and items in the order of the file, whatever they are called.
fn read_text(text: &str) -> Result<Vec<(String, String, f64)>, String> {
    let loaded = load::text("a file", text, &Default::default()).map_err(|error| error.to_string())?;
    let r = &loaded.ratings;
    let mut all: Vec<_> = r.iter().map(|x| (r.name(x.user).to_owned(), r.name(x.item).to_owned(), x.value)).collect();
    all.sort_by(|one, other| one.partial_cmp(other).unwrap());
    Ok(all)
}

#[test]
fn the_same_ratings_come_out_of_every_long_file() {
    let files: Vec<(&str, String, Value)> = vec![
        ("spanish", long(",", &[("usuario", NAME), ("película", FILM), ("puntuación", STARS)]), f64::from),
        ("french", long(";", &[("Utilisateur", NAME), ("Film", FILM), ("Note", STARS)]), f64::from),
        ("russian", long("\t", &[("Пользователь", NAME), ("Фильм", FILM), ("Оценка", STARS)]), f64::from),
        ("japanese", long(",", &[("ユーザーID", NAME), ("作品", FILM), ("評価", STARS)]), f64::from),
        ("hindi", long(",", &[("उपयोगकर्ता", NAME), ("फ़िल्म", FILM), ("रेटिंग", STARS)]), f64::from),
        ("rating first", long(",", &[("stars", STARS), ("movie", FILM), ("viewer", NAME)]), f64::from),
        ("time first", long(",", &[("time", WHEN), ("user", NAME), ("item", FILM), ("rating", STARS)]), f64::from),
        ("unknown names", long(",", &[("who", NAME), ("what", FILM), ("much", STARS)]), f64::from),
        ("no header", long(",", &[("", NAME), ("", FILM), ("", STARS)]), f64::from),
        ("no header, time third", long("\t", &[("", NAME), ("", FILM), ("", WHEN), ("", STARS)]), f64::from),
        (
            "out of five",
            long(",", &[("User", NAME), ("Film", FILM), ("Rating", |r| format!("{}.0 out of 5 stars", r.2))]),
            f64::from,
        ),
        ("a fraction", long(",", &[("User", NAME), ("Film", FILM), ("Rating", |r| format!("{}/5", r.2))]), f64::from),
        ("signs", long(",", &[("User", NAME), ("Film", FILM), ("Rating", |r| "★".repeat(r.2 as usize))]), f64::from),
        ("decimal comma", long(";", &[("Kunde", NAME), ("Film", FILM), ("Wertung", |r| format!("{},5", r.2))]), |r| {
            f64::from(r) + 0.5
        }),
        (
            "thousands",
            long(";", &[("user", NAME), ("item", FILM), ("plays", |r| format!("{}.{:03}", r.2, r.0))]),
            |_| 0.0,
        ),
        (
            "a title beside the id",
            long(",", &[("userId", NAME), ("title", FILM), ("year", |r| (1990 + r.1).to_string()), ("rating", STARS)]),
            f64::from,
        ),
        (
            "text",
            long(
                ",",
                &[
                    ("user", NAME),
                    ("movie", FILM),
                    ("rating", STARS),
                    ("review", |r| format!("\"I gave {}, and why\"", r.2)),
                ],
            ),
            f64::from,
        ),
        (
            "truth",
            long(",", &[("user", NAME), ("item", FILM), ("liked", |r| if r.2 > 3 { "True" } else { "False" }.into())]),
            |r| f64::from(u8::from(r > 3)),
        ),
        ("per cent", long(",", &[("user", NAME), ("item", FILM), ("score", |r| format!("{} %", r.2 * 20))]), |r| {
            f64::from(r * 20)
        }),
        (
            "comments above",
            format!("# exported\n// by hand\n{}", long(",", &[("user", NAME), ("item", FILM), ("rating", STARS)])),
            f64::from,
        ),
        (
            "JSON lines",
            ratings()
                .iter()
                .map(|r| {
                    format!(
                        "{{\"user\": {{\"id\": \"{}\"}}, \"movie\": \"{}\", \"score\": {}}}\n",
                        PEOPLE[r.0], FILMS[r.1], r.2
                    )
                })
                .collect(),
            f64::from,
        ),
        (
            "Markdown",
            format!(
                "# Mine\n\n| Who | Film | Stars |\n|---|---|--:|\n{}",
                ratings()
                    .iter()
                    .map(|r| format!("| {} | {} | {} |\n", PEOPLE[r.0], FILMS[r.1], r.2))
                    .collect::<String>()
            ),
            f64::from,
        ),
    ];
    for (kind, text, value) in files {
        let found = read_text(&text).unwrap_or_else(|why| panic!("{kind}: {why}\n{text}"));
        let mut want: Vec<_> =
            ratings().iter().map(|r| (PEOPLE[r.0].to_owned(), FILMS[r.1].to_owned(), value(r.2))).collect();
        want.sort_by(|one, other| one.partial_cmp(other).unwrap());
        if kind == "thousands" {
            // One number without a thousand would be needed to tell them from decimals.
            assert!(found.iter().all(|(.., value)| *value < 6.0), "three decimals everywhere are decimals");
            continue;
        }
        assert_eq!(found, want, "{kind}\n{text}");
    }
}

#[test]
fn numbers_of_users_and_items_are_told_from_ratings() {
    for columns in [
        [("", USER), ("", ITEM), ("", STARS), ("", WHEN)],
        [("", USER), ("", ITEM), ("", WHEN), ("", STARS)],
        [("client_no", USER), ("article_no", ITEM), ("qty", STARS), ("date", WHEN)],
        [("ts", WHEN), ("sku", ITEM), ("cust", USER), ("stars_given", STARS)],
    ] {
        for separator in [",", ";", "\t", " ", "::"] {
            let text = long(separator, &columns);
            let found = read_text(&text).unwrap_or_else(|why| panic!("{why}\n{text}"));
            let mut want: Vec<_> = ratings().into_iter().map(|r| (USER(r), ITEM(r), f64::from(r.2))).collect();
            want.sort_by(|one, other| one.partial_cmp(other).unwrap());
            assert_eq!(found, want, "{text}");
        }
    }
}

#[test]
fn the_same_ratings_come_out_of_every_grid() {
    let age: Further = |row| (20 + row).to_string();
    let gender: Further = |row| (row % 2).to_string();
    let id: Further = |row| (880_000 + 31 * row).to_string();
    let time: Further = |row| format!("2024/03/{:02} 10:00:00 AM", row + 1);
    let files = [
        ("plain", grid(Some(""), &[], "", ",", false)),
        ("zeros", grid(Some("name"), &[], "0", ",", false)),
        ("minus one", grid(Some("user"), &[], "-1", ";", false)),
        ("ninety-nine", grid(Some("user"), &[], "99", "\t", false)),
        ("NaN", grid(Some("user_id"), &[], "NaN", "\t", false)),
        ("words", grid(Some("student"), &[], "Not seen", ",", false)),
        ("unknown words", grid(Some("student"), &[], "habe ich nie", ",", false)),
        ("turned by its corner", grid(Some("Film"), &[], "", ",", true)),
        ("turned by its titles", grid(Some(""), &[], "", ",", true)),
        ("turned by both names", grid(Some("Film/Student"), &[], "", ",", true)),
        ("gender and age", grid(Some("Name"), &[("Age", age), ("Gender", gender)], "", ",", false)),
        ("a number of the student", grid(Some("Name"), &[("StudentID", id)], "", ",", false)),
        ("a time", grid(Some("Name"), &[("Timestamp", time)], "", ",", false)),
        ("a title above", format!("Survey of our class\n\n{}", grid(Some("Student"), &[], "", ",", false))),
    ];
    let mut want: Vec<_> =
        ratings().iter().map(|r| (PEOPLE[r.0].to_owned(), FILMS[r.1].to_owned(), f64::from(r.2))).collect();
    want.sort_by(|one, other| one.partial_cmp(other).unwrap());
    for (kind, text) in files {
        assert_eq!(read_text(&text).unwrap_or_else(|why| panic!("{kind}: {why}\n{text}")), want, "{kind}\n{text}");
    }
    // A table that was turned by the look of its names is told so; where its corner says it, there is nothing odd.
    for (corner, told) in [("", true), ("Film", false)] {
        let loaded = load::text("f", &grid(Some(corner), &[], "", ",", true), &Default::default()).unwrap();
        let odd = loaded.reading.unwrap().odd;
        assert_eq!(odd.iter().any(|odd| odd.otherwise == Some(load::Change::Turn(false))), told, "{corner}: {odd:?}");
        assert_eq!(loaded.look.unwrap().plain, !told);
    }
    // Without names there are numbers.
    for (kind, text) in
        [("bare zeros", grid(None, &[], "0", ",", false)), ("bare blanks", grid(None, &[], "99", " ", false))]
    {
        let found = read_text(&text).unwrap();
        assert_eq!((found.len(), found[0].0.as_str()), (ratings().len(), "user 1"), "{kind}");
        assert!(found.iter().all(|(_, item, _)| item.starts_with("item ")), "{kind}");
    }
}

#[test]
fn what_stands_beside_ratings_is_known_for_what_it_is() {
    let rows = |row: fn(usize) -> String| (1..30).map(row).collect::<String>();
    for (text, what) in [
        (
            format!("movieId,imdbId,tmdbId\n{}", rows(|n| format!("{n},0{},{}\n", 114_709 + n, 862 + 3 * n))),
            "a table of items",
        ),
        (format!("movieId,title,genres\n{}", rows(|n| format!("{n},Film {n} (1995),A|B\n"))), "a table of items"),
        (format!("movieId,title\n{}", rows(|n| format!("{},Film {n} (1995)\n", 3 * n))), "a table of items"),
        (format!("movieId,name,year\n{}", rows(|n| format!("{n},Film {n},{}\n", 1950 + n))), "a table of items"),
        (
            format!("userId,age,gender,occupation\n{}", rows(|n| format!("{n},{},M,artist\n", 20 + n))),
            "a table of users",
        ),
        ("{\"cells\": [{\"cell_type\": \"code\"}], \"nbformat\": 4}".into(), "a Jupyter notebook"),
        ("<!DOCTYPE html><p>Sign in</p>".into(), "a page of the web"),
    ] {
        let error = read_text(&text).unwrap_err();
        assert!(error.contains(what), "{error}");
    }
}

#[test]
fn of_two_readings_that_fit_none_is_taken_in_silence() {
    // Three numbers a row: users, items and ratings, or the ratings of three items.
    let text = "1,2,3\n2,1,2\n3,3,1\n2,2,3\n1,3,2\n";
    let error = load::text("f", text, &Default::default()).unwrap_err();
    assert!(matches!(error.fault, load::Fault::TwoReadings { .. }), "{error}");
    for layout in ["long", "grid"] {
        assert!(error.hint().contains(&format!("--layout {layout}")));
        let options = load::Options { layout: layout.parse().ok(), ..Default::default() };
        assert!(load::text("f", text, &options).is_ok(), "{layout}");
    }
}
