//! `predict` and `neighbours` as one runs them from a shell.

use crate::cli::{Ran, command, piped, refused, run, run_args};
use serde_json::Value;
use std::{fmt::Write, fs, path::Path};

fn json(args: &[&str]) -> Value {
    let ran = run_args(&[args, &["--format", "json"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

/// Rows of CSV, the names of its columns among them.
fn rows(out: &str) -> Vec<Vec<String>> {
    let mut table = csv::ReaderBuilder::new().has_headers(false).from_reader(out.as_bytes());
    table.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn put(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

const COLUMNS: &str = "user,item,prediction,rating,held_out,user_ratings,item_ratings,cold,fallback,why";

#[test]
fn names_numbers_and_beginnings_mean_the_same() {
    let ran = run_args(&["predict", "lecture", "Bhavana", "Zhou Shen", "BTS"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines[0], "the lecture: 16 ratings, 4 users, 5 items");
    assert!(lines[1].starts_with("als: ") && lines[3].starts_with("user     item       "), "{}", ran.out);
    assert_eq!(lines.len(), 6, "{}", ran.out);
    for same in [["#2", "#4", "#3"], ["bhav", "zhou", "bts"], ["BHAVANA", "Shen", "ts"]] {
        let words = [&["predict", "lecture"][..], &same].concat();
        assert_eq!(run_args(&words).out, ran.out, "{same:?}");
    }
    let json = json(&["predict", "lecture", "Bhavana", "Zhou Shen"]);
    assert_eq!(
        (&json["source"], &json["solver"], &json["clip"]),
        (&"the lecture".into(), &"als".into(), &false.into())
    );
    let shown: f64 = lines[4].split_whitespace().nth(3).unwrap().parse().unwrap();
    assert!((json["predictions"][0]["prediction"].as_f64().unwrap() - shown).abs() < 1e-6);
}

#[test]
fn pairs_are_predicted_in_their_order_as_singles_are() {
    let folder = tempfile::tempdir().unwrap();
    let ratings: String = (0..400).fold(String::from("user,item,rating\n"), |mut text, n| {
        writeln!(text, "u{},i{},{}", n % 20, n * 7 / 20 % 30, n * 3 % 5 + 1).unwrap();
        text
    });
    let file = put(folder.path(), "ratings.csv", &ratings);
    // More than are made at a time, and most of them more than once.
    let cells: Vec<(usize, usize)> = (0..20_000).map(|n| (n * 13 % 20, n * 17 % 30)).collect();
    let text: String = cells.iter().fold(String::from("item\tuser\n"), |mut text, (user, item)| {
        writeln!(text, "i{item}\tu{user}").unwrap();
        text
    });
    let pairs = put(folder.path(), "pairs.tsv", &text);
    let options = ["--duplicates", "last", "--solver", "knn-with-means", "--test", "0.1", "--threads", "2"];
    let ran = run_args(&[&["predict", &file, "--pairs", &pairs, "--format", "csv"][..], &options].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    let all = rows(&ran.out);
    assert_eq!((all.len(), all[0].join(",").as_str()), (20_001, COLUMNS));
    for (row, (user, item)) in all[1..].iter().zip(&cells) {
        assert_eq!((&row[0], &row[1]), (&format!("u{user}"), &format!("i{item}")));
    }
    for user in ["u0", "u7", "u19"] {
        let items: Vec<String> = (0..30).map(|item| format!("i{item}")).collect();
        let items: Vec<&str> = items.iter().map(String::as_str).collect();
        let singly = [&["predict", &file, user][..], &items, &["--format", "csv"], &options].concat();
        let singles = rows(&run_args(&singly).out);
        for row in all[1..].iter().filter(|row| row[0] == user) {
            assert!(singles.contains(row), "{row:?}");
        }
    }
    let input = piped(&[&["predict", &file, "--pairs", "-", "--format", "csv"][..], &options].concat(), &text);
    assert_eq!(input.out, ran.out);
    let json = run_args(&[&["predict", &file, "--pairs", &pairs, "--format", "json"][..], &options].concat()).out;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["predictions"].as_array().unwrap().len(), 20_000);
    assert_eq!(json["predictions"][19_999]["item"], all[20_000][1].as_str());
}

#[test]
fn a_cold_user_or_item_is_told_with_what_is_taken_instead() {
    let folder = tempfile::tempdir().unwrap();
    // Whoever rated once may be held out: with this seed dan is.
    let file = put(folder.path(), "r.csv", "user,item,rating\nann,x,5\nann,y,3\nbob,x,4\nbob,y,2\nann,z,1\ndan,x,2\n");
    let cold = (1..50).map(|seed| seed.to_string()).find(|seed| {
        let ran = run_args(&["predict", &file, "dan", "x", "--test", "0.2", "--test-seed", seed, "--format", "csv"]);
        rows(&ran.out)[1][7] == "user"
    });
    let seed = cold.expect("in one of so many draws dan has nothing left");
    let line = ["predict", &file, "dan", "x", "y", "--test", "0.2", "--test-seed", &seed, "--solver", "slope-one"];
    let text = run_args(&line).out;
    assert!(text.contains(" a ") && text.contains(" cold ") && text.contains(" * "), "{text}");
    assert!(text.contains("\na  mean of all ratings: the user or the item has no rating to learn from\n"), "{text}");
    assert!(text.contains("\n*  held out: the model was not fitted to this rating\n"), "{text}");
    let row = &json(&line)["predictions"][0];
    assert_eq!((&row["cold"], &row["held_out"], &row["user_ratings"]), (&"user".into(), &true.into(), &0.into()));
    assert_eq!(row["fallback"], "mean of all ratings");
    // The mean of the five ratings that are left.
    assert_eq!(row["prediction"], 3.0);
}

#[test]
fn predictions_are_cut_only_where_that_is_asked_for() {
    let wide = ["predict", "lecture", "An", "Melt-Banana", "--format", "csv"];
    let value = |args: &[&str]| rows(&run_args(args).out)[1][2].parse::<f64>().unwrap();
    assert!(value(&wide) > 5.0);
    assert_eq!(value(&[&wide[..], &["--clip"]].concat()), 5.0);
    let text = run_args(&["predict", "lecture", "An", "BTS", "--solver", "implicit-als", "--clip"]).out;
    assert!(text.contains("predictions are preferences") && text.contains("cut to 0..1"), "{text}");
}

#[test]
fn a_trained_model_predicts_as_it_is_and_goes_on_where_it_is_told_to() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("model").display().to_string();
    let fitted = ["--factors", "3", "--lambda", "0.1", "--biased", "--passes", "7"];
    run_args(&[&["fit", "lecture", "--out", &model][..], &fitted].concat());
    let kept = rows(&fs::read_to_string(folder.path().join("model/predictions.csv")).unwrap());
    let cell = |row: &Vec<String>| row[2].clone();
    for user in ["An", "Bhavana", "Cordelia", "Diego"] {
        let items = ["#1", "#2", "#3", "#4", "#5"];
        let alone = rows(&run_args(&[&["predict", &model, user][..], &items, &["--format", "csv"]].concat()).out);
        let fresh = [&["predict", "lecture", user][..], &items, &fitted, &["--format", "csv"]].concat();
        let fresh = rows(&run_args(&fresh).out);
        let exported: Vec<String> = kept.iter().filter(|row| row[0] == user).map(|row| row[3].clone()).collect();
        assert_eq!(alone[1..].iter().map(cell).collect::<Vec<_>>(), exported, "to the last bit");
        assert_eq!(fresh[1..].iter().map(cell).collect::<Vec<_>>(), exported, "to the last bit");
        assert!(alone[1..].iter().all(|row| row[3..].join(",") == ",no,,,,,"), "nothing is known but the model");
    }
    let text = run_args(&["predict", &model, "An", "BTS"]).out;
    assert!(text.contains("the model as it was trained, with 3 factors"), "{text}");
    refused(
        &run_args(&["predict", &model, "An", "BTS", "--passes", "5"]),
        &["without ratings there is nothing to fit"],
    );
    let ratings = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/lecture/ratings.csv");
    let beside =
        json(&["predict", &model, "An", "BTS", "--ratings", ratings, "--passes", "5", "--biased", "--all-passes"]);
    assert_eq!((&beside["passes"], &beside["predictions"][0]["rating"]), (&5.into(), &0.0.into()));
    let near = json(&["neighbours", &model, "BTS"]);
    assert_eq!((&near["at_least"], &near["trained"]), (&0.into(), &true.into()));
    assert!(near["neighbours"][0]["ratings"].is_null() && near["of_ratings"].is_null());
    // Of one side alone nothing is predicted, but it has neighbours.
    fs::remove_file(folder.path().join("model/user_factors.csv")).unwrap();
    refused(&run_args(&["predict", &model, "#1", "BTS"]), &["has no factors of users", "factorscope neighbours"]);
    refused(&run_args(&["neighbours", &model, "#1", "--side", "users"]), &["has no factors of users", "--side items"]);
    assert_eq!(json(&["neighbours", &model, "BTS"])["neighbours"], near["neighbours"]);
}

#[test]
fn items_with_titles_may_be_named_by_their_ids_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let films = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/films");
    let by_name = rows(&run_args(&["predict", films, "#1", "#1", "#2", "#3", "--format", "csv"]).out);
    let ratings = fs::read_to_string(format!("{films}/ratings.csv")).unwrap();
    let ids: Vec<&str> = ratings.lines().skip(1).take(1).map(|line| line.split(',').nth(1).unwrap()).collect();
    let user = ratings.lines().nth(1).unwrap().split(',').next().unwrap();
    let pairs = put(folder.path(), "p.csv", &format!("userId,movieId\n{user},{}\n", ids[0]));
    let by_id = rows(&run_args(&["predict", films, "--pairs", &pairs, "--format", "csv"]).out);
    assert_eq!(by_id[1], by_name[1]);
    assert_ne!(by_id[1][1], ids[0], "the film is called by its title");
    let title = format!("user,film\n{user},\"{}\"\n", by_id[1][1]);
    let by_title = run_args(&["predict", films, "--pairs", &put(folder.path(), "t.csv", &title), "--format", "csv"]);
    assert_eq!(rows(&by_title.out)[1], by_id[1]);
    // Ids and titles are not mixed: what is told is where the better way ends.
    let mixed = format!("{}{user},{}\n", title, ids[0]);
    let ran = run_args(&["predict", films, "--pairs", &put(folder.path(), "m.csv", &mixed)]);
    refused(&ran, &["m.csv, line 3, column 2 (item)"]);
}

#[test]
fn what_cannot_be_predicted_is_refused_with_a_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let pairs = |name: &str, text: &str| put(folder.path(), name, text);
    let refuse = |line: &[&str], parts: &[&str]| refused(&run_args(line), parts);
    refuse(&["predict", "lecture", "Annn", "BTS"], &["there is no user called 'Annn'", "a part of the name"]);
    refuse(&["predict", "lecture", "Bhavanna", "BTS"], &["no user called 'Bhavanna'", "did you mean Bhavana?"]);
    refuse(&["predict", "lecture", "An", "BTS", "Omazh"], &["no item called 'Omazh'", "did you mean Ommazh?"]);
    refuse(&["predict", "lecture", "BTS", "An"], &["no user called 'BTS'", "the user comes first"]);
    refuse(&["predict", "lecture", "An", "an"], &["fits more than one item", "'#"]);
    refuse(&["predict", "lecture", "#5", "BTS"], &["there is no user #5; there are 4", "#1"]);
    refuse(&["predict", "lecture", "#0", "BTS"], &["they count from #1"]);
    refuse(&["predict", "lecture", "", "BTS"], &["a name cannot be empty"]);
    refuse(&["predict", "lecture"], &["for whom and for what", "--pairs FILE"]);
    refuse(&["predict", "lecture", "An"], &["found no item behind 'An'", "factorscope predict lecture An Ommazh"]);
    refuse(&["predict", "lecture", "An", "BTS", "--alpha", "1"], &["als does not read alpha"]);
    let path = pairs("empty.csv", "");
    refuse(&["predict", "lecture", "--pairs", &path], &["empty.csv: the file is empty", "a user and an item"]);
    let path = pairs("head.csv", "user,item\n");
    refuse(&["predict", "lecture", "--pairs", &path], &["head.csv: the file has no pairs"]);
    let path = pairs("one.csv", "user,item\nAn,BTS\nAn\n");
    refuse(&["predict", "lecture", "--pairs", &path], &["one.csv, line 3: found 1 field, expected 2"]);
    let path = pairs("who.csv", "user,item\nAn,BTS\nBhavana,Sanan\n");
    refuse(
        &["predict", "lecture", "--pairs", &path],
        &["who.csv, line 3, column 2 (item): found 'Sanan'", "did you mean Sanam?"],
    );
    refuse(&["predict", "lecture", "An", "BTS", "--pairs", &path], &["cannot be used with", "--pairs"]);
    refuse(&["predict", "lecture", "--pairs", "no.csv"], &["no.csv: no such file"]);
    refuse(&["predict", "-", "--pairs", "-"], &["standard input cannot hold both"]);
    refuse(&["neighbours", "lecture"], &["it is not said whose neighbours"]);
    refuse(&["neighbours", "lecture", "An"], &["fits more than one item"]);
    refuse(&["neighbours", "lecture", "Bhavana"], &["no item called 'Bhavana'", "--side users looks there"]);
    for count in ["0", "-3", "few", "99999999999999999999"] {
        refuse(&["neighbours", "lecture", "BTS", "-n", count], &["--count", "--help"]);
    }
    refuse(&["neighbours", "lecture", "BTS", "--metric", "near"], &["--metric"]);
    let similar = ["neighbours", "lecture", "BTS", "--solver", "knn-basic"];
    refuse(&similar, &["knn-basic compares users with one another", "--based-on items", "--side users"]);
    let measured = [&similar[..], &["--based-on", "items", "--metric", "cosine"]].concat();
    refuse(&measured, &["--metric is about factors", "msd"]);
    let before = [&similar[..], &["--based-on", "items", "--passes", "0"]].concat();
    refuse(&before, &["the similarities of BTS are not worked out yet", "--passes"]);
}

#[test]
fn more_neighbours_than_there_are_are_all_of_them() {
    let few = json(&["neighbours", "lecture", "BTS", "-n", "1000000"]);
    assert_eq!(few["neighbours"].as_array().unwrap().len(), 4);
    assert_eq!(json(&["neighbours", "lecture", "BTS", "-n", "2"])["neighbours"].as_array().unwrap().len(), 2);
    let none = run("neighbours lecture BTS --at-least 17");
    assert!(none.code == 0 && none.out.contains("there is no other item to compare it with"), "{}", none.out);
    assert!(none.out.contains("compared are those with 17 ratings or more"), "{}", none.out);
}

#[test]
fn names_are_printed_plainly_and_read_back_whole() {
    let folder = tempfile::tempdir().unwrap();
    let names = ["a \"q\"", "c, d", "e\nf", "\u{1b}[31mred", "日本語", "=1+2"];
    let mut text = csv::Writer::from_writer(Vec::new());
    text.write_record(["user", "item", "rating"]).unwrap();
    names.iter().for_each(|name| text.write_record([name, name, "3"]).unwrap());
    names.iter().for_each(|name| text.write_record([name, "x", "2"]).unwrap());
    let text = String::from_utf8(text.into_inner().unwrap()).unwrap();
    let file = put(folder.path(), "odd.csv", &text);
    for name in names {
        let text = run_args(&["predict", &file, name, name]);
        assert!(
            text.code == 0 && !text.out.contains('\x1b') && text.out.lines().count() == 5,
            "{}{}",
            text.out,
            text.err
        );
        assert_eq!(json(&["predict", &file, name, name])["predictions"][0]["user"], name);
        let csv = run_args(&["predict", &file, name, name, "--format", "csv"]);
        let spelled = name.replace('\x1b', "\\u{1b}");
        assert_eq!(rows(&csv.out)[1][..2], [spelled.clone(), spelled]);
        let near = run_args(&["neighbours", &file, name]);
        assert!(near.code == 0 && !near.out.contains('\x1b'), "{}", near.err);
    }
    let pairs = put(folder.path(), "p.csv", &text);
    let out = run_args(&["predict", &file, "--pairs", &pairs, "--format", "json"]).out;
    let json: Value = serde_json::from_str(&out).unwrap();
    let users: Vec<&str> =
        json["predictions"].as_array().unwrap().iter().map(|row| row["user"].as_str().unwrap()).collect();
    assert_eq!(users, [names, names].concat());
}

#[test]
fn a_fit_that_runs_away_predicts_by_its_last_finite_model() {
    let line = ["predict", "lecture", "An", "BTS", "--solver", "descent", "--alpha", "1e200"];
    let ran = run_args(&line);
    assert!(ran.code == 3 && ran.err.contains("alpha"), "{}", ran.err);
    assert!(ran.out.contains("descent: 0 passes, diverged"), "{}", ran.out);
    // What is beyond all numbers is none, in every format.
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "user_factors.csv", "user,factor_1\na,1e200\nb,1\n");
    put(folder.path(), "item_factors.csv", "item,factor_1\nx,1e200\ny,2\n");
    let model = folder.path().to_str().unwrap();
    let row = |format: &str| run_args(&["predict", model, "a", "x", "--format", format]).out;
    let json: Value = serde_json::from_str(&row("json")).unwrap();
    assert!(json["predictions"][0]["prediction"].is_null());
    assert_eq!(rows(&row("csv"))[1][2], "");
    assert!(row("text").lines().nth(4).unwrap().split_whitespace().nth(2) == Some("-"), "{}", row("text"));
}

#[test]
fn whoever_has_read_enough_ends_it() {
    use std::io::{BufRead, BufReader};
    use std::process::Stdio;
    let folder = tempfile::tempdir().unwrap();
    let pairs = put(folder.path(), "p.csv", &"An,BTS\n".repeat(200_000));
    let mut child = command(&["predict", "lecture", "--pairs", &pairs, "--format", "csv"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line.trim(), COLUMNS);
    let ran: Ran = child.wait_with_output().unwrap().into();
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
}

#[test]
fn cosines_are_shrunk_by_what_is_in_common() {
    let near = |more: &[&str]| {
        json(&[&["neighbours", "made-up", "#1", "--metric", "cosine", "--passes", "3", "-n", "30"], more].concat())
    };
    let shrunk = near(&["--shrink", "20"]);
    assert_eq!(shrunk["shrink"], 20);
    assert!(near(&[])["shrink"].is_null());
    let list = shrunk["neighbours"].as_array().unwrap();
    for one in list {
        let [cosine, n, value] = ["cosine", "in_common", "shrunk"].map(|key| one[key].as_f64().unwrap());
        assert!((value - cosine * n / (n + 20.0)).abs() < 1e-12, "{one}");
    }
    assert!(list.windows(2).all(|pair| pair[0]["shrunk"].as_f64() >= pair[1]["shrunk"].as_f64()));
    let refuse = |args: &[&str], parts: &[&str]| refused(&run_args(args), parts);
    refuse(
        &["neighbours", "lecture", "BTS", "--shrink", "5"],
        &["a distance is not shrunk", "--metric cosine --shrink 5"],
    );
    refuse(
        &["neighbours", "lecture", "An", "--side", "users", "--solver", "knn-basic", "--shrink", "5"],
        &["has its own similarity", "--shrinkage"],
    );
}
