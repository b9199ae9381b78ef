//! A model that was written comes back as it was: whatever fitted it, in whatever numbers, and whatever names there are.

#![allow(clippy::unwrap_used)]

use crate::common::tables;
use factorscope::{
    cli::{DataArgs, ModelArgs, Settings, open},
    model::Setting,
    study::{Grain, Order, Session},
};
use proptest::prelude::*;
use serde_json::Value;
use std::{collections::BTreeSet, fs, path::Path, process::Command};

/// Runs `factorscope fit` and gives back the result, and what was said beside it.
fn fit(ratings: &Path, line: &[&str]) -> (Value, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_factorscope"));
    let ran = command.arg("fit").arg(ratings).args(line).args(["--format", "json"]).output().unwrap();
    let said = String::from_utf8(ran.stderr).unwrap();
    assert!(matches!(ran.status.code(), Some(0 | 3)), "{line:?}: {said}");
    (serde_json::from_slice(&ran.stdout).unwrap(), said)
}

/// Writes a long file in which each user rates about two thirds of the items.
fn ratings(file: &Path, users: &[String], items: &[String]) {
    let mut table = csv::Writer::from_path(file).unwrap();
    table.write_record(["user", "item", "rating"]).unwrap();
    for (i, user) in users.iter().enumerate() {
        for (j, item) in items.iter().enumerate().filter(|(j, _)| *j == 0 || i == 0 || (i + 2 * j) % 3 > 0) {
            table.write_record([user, item, &((7 * i + 3 * j) % 5 + 1).to_string()]).unwrap();
        }
    }
    table.flush().unwrap();
}

/// Names with everything in them that a table could trip over, none twice.
fn names() -> impl Strategy<Value = Vec<String>> {
    let odd =
        prop::sample::select(vec!["bias", "mean", "user", "factor_1", "1", "-2.5", "NA", "?", "=1+1", "@x", "a::b::c"]);
    let name = prop_oneof![odd.prop_map(str::to_owned), "[ab \"',;|:\t\n\r=é音🎵#\u{202e}]{1,8}", "\\PC{1,12}"];
    prop::collection::vec(name, 3..7).prop_filter_map("three names", |names| {
        let names: BTreeSet<String> =
            names.iter().map(|name| name.trim().to_owned()).filter(|n| !n.is_empty()).collect();
        (names.len() > 2).then(|| names.into_iter().collect())
    })
}

const SOLVERS: [&str; 5] = ["als", "descent", "sgd", "content", "content-items"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_fit_writes_is_read_again_and_is_the_same_model(
        (users, items) in (names(), names()),
        (solver, biased, f32, zero) in (0..SOLVERS.len(), any::<bool>(), any::<bool>(), any::<bool>()),
        (z, passes, start) in (1..4usize, 0..6usize, prop::sample::select(vec!["normal:1", "uniform:1", "same:1e-9", "same:1e7", "same:1e15"])),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let [file, out, again] = ["ratings.csv", "out", "again"].map(|name| folder.path().join(name));
        ratings(&file, &users, &items);
        let (z, passes, out, again) = (z.to_string(), passes.to_string(), out.to_str().unwrap(), again.to_str().unwrap());
        let mut model = vec!["--solver", SOLVERS[solver], "--precision", if f32 { "f32" } else { "f64" }];
        model.extend(biased.then_some("--biased"));
        model.extend(zero.then_some(["--holes", "zero"]).into_iter().flatten());
        let line = [&model[..], &["--factors", &z, "--start", start, "--lambda", "0.1", "--passes", &passes, "--out", out]];
        let (first, _) = fit(&file, &line.concat());
        prop_assert_eq!((&first["users"], &first["items"]), (&users.len().into(), &items.len().into()));

        let [p, q] = ["user", "item"].map(|side| format!("{out}/{side}_factors.csv"));
        let back = ["--user-factors", &p, "--item-factors", &q, "--passes", "0", "--out", again];
        let (second, _) = fit(&file, &[&model[..], &back].concat());
        for figure in ["mse", "rmse", "mae", "sse", "mean"] {
            prop_assert_eq!(&first[figure], &second[figure], "{}", figure);
        }
        for name in ["user_factors.csv", "item_factors.csv", "predictions.csv"] {
            let read = |folder: &str| fs::read_to_string(format!("{folder}/{name}")).unwrap();
            prop_assert_eq!(read(out), read(again));
        }
    }
}

/// The ratings of the tests below, and a biased model of a part of them.
fn biased() -> (tempfile::TempDir, std::path::PathBuf, Value) {
    let folder = tempfile::tempdir().unwrap();
    let (file, out) = (folder.path().join("ratings.csv"), folder.path().join("m"));
    let names = |of: &str| (0..9).map(|n| format!("{of} {n}")).collect::<Vec<_>>();
    ratings(&file, &names("user"), &names("item"));
    let line = "--factors 2 --lambda 0.05 --penalty weighted --biased --passes 5 --test 0.2 --out";
    let line: Vec<_> = line.split(' ').chain(out.to_str()).collect();
    let (result, _) = fit(&file, &line);
    (folder, file, result)
}

#[test]
fn the_mean_comes_back_with_the_biases() {
    let (folder, file, first) = biased();
    let [p, q] = ["user", "item"].map(|side| folder.path().join(format!("m/{side}_factors.csv")));
    let [p, q] = [p.to_str().unwrap(), q.to_str().unwrap()];
    let measured = |line: &[&str]| fit(&file, &[line, &["--passes", "0"]].concat());
    // The mean is that of the ratings which the model learned from, not of those it is measured on.
    let (all, _) = measured(&["--user-factors", p, "--item-factors", q, "--biased"]);
    assert_eq!(all["mean"], first["mean"]);
    let (same, said) = measured(&["--user-factors", p, "--item-factors", q, "--biased", "--test", "0.2"]);
    assert_eq!((&same["rmse"], &same["test_rmse"]), (&first["rmse"], &first["test_rmse"]));
    assert!(!said.contains("left out"), "{said}");

    let (without, said) = measured(&["--user-factors", p, "--item-factors", q]);
    assert!(without["mean"].is_null() && said.matches("the column bias of").count() == 2, "{said}");
    for one in [["--user-factors", p], ["--item-factors", q]] {
        let (half, _) = measured(&[&one[..], &["--biased"]].concat());
        assert_eq!(half["mean"], first["mean"], "{one:?}");
    }
}

#[test]
fn biases_come_back_from_one_file_as_from_two() {
    let (folder, file, _) = biased();
    let q = folder.path().join("m/item_factors.csv");
    let out = folder.path().join("half");
    let line = ["--item-factors", q.to_str().unwrap(), "--biased", "--passes", "0", "--out", out.to_str().unwrap()];
    fit(&file, &line);
    let read = |path: &Path| fs::read_to_string(path).unwrap();
    assert_eq!(read(&q), read(&out.join("item_factors.csv")));
    let users = read(&out.join("user_factors.csv"));
    assert!(users.lines().skip(1).all(|row| row.rsplit(',').nth(1) == Some("0")), "no biases are given: {users}");
}

#[test]
fn the_explorer_begins_with_the_biases_and_goes_back_to_them() {
    let (folder, file, first) = biased();
    let factors = |side: &str| Some(folder.path().join(format!("m/{side}_factors.csv")));
    let (user_factors, item_factors) = (factors("user"), factors("item"));
    let data = DataArgs { path: Some(file), user_factors, item_factors, ..DataArgs::default() };
    let model = ModelArgs {
        settings: Settings(vec![Setting::Biased(true)]),
        test: "0.2".parse().ok(),
        test_seed: 1,
        ..ModelArgs::default()
    };
    let opened = open(&data, &model).unwrap();
    let mut session = Session::new(opened.source, opened.options, 1 << 20);
    let rmse = |session: &Session| Value::from(session.here().train.rmse());
    assert_eq!(rmse(&session), first["rmse"]);
    session.obey(Order::Step(Grain::Pass, 3));
    assert_ne!(rmse(&session), first["rmse"]);
    session.obey(Order::Restart(Vec::new()));
    assert_eq!(rmse(&session), first["rmse"], "a new run begins where the first one did");
    session.obey(Order::Given(None));
    let bias = tables(&session.state().model).bias.clone().unwrap();
    assert!(bias.user.iter().chain(&bias.item).all(|b| *b == 0.0), "random factors come without biases");
}

#[test]
fn what_cannot_come_back_is_refused_with_a_way_out() {
    let (folder, file, _) = biased();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let rows = |side: &str, row: &dyn Fn(usize) -> String| {
        (0..9).map(|n| format!("{side} {n},{}\n", row(n))).collect::<String>()
    };
    let large = write("large.csv", &format!("item,x\n{}", rows("item", &|_| "1e300".into())));
    let means = write("means.csv", &format!("item,x,bias,mean\n{}", rows("item", &|n| format!("1,2,{n}"))));
    let [one, other] =
        [3, 4].map(|mean| rows("user", &|_| format!("1,2,{mean}")) + &rows("item", &|_| format!("1,2,{}", 7 - mean)));
    let one = write("one.csv", &format!("who,x,bias,mean\n{one}"));
    let other = write("other.csv", &format!("who,x,bias,mean\n{other}"));
    let few = write("few.csv", "item,x\nitem 3,1\n");
    for (line, what, hint) in [
        (vec!["--item-factors", &large, "--precision", "f32"], "1e300 is too large", "--precision f64"),
        (vec!["--item-factors", &means], "different numbers in the column mean", "from the same fit"),
        (vec!["--item-factors", &one, "--user-factors", &one], "around 3 and of items around 4", "from the same fit"),
        (vec!["--item-factors", &few], "no row for the item 'item 0', nor for 7 more", "to the letter"),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_factorscope"));
        let ran = command.arg("fit").arg(&file).args(&line).args(["--biased", "--passes", "0"]).output().unwrap();
        let said = String::from_utf8(ran.stderr).unwrap();
        assert!(ran.status.code() == Some(2) && said.contains(what) && said.contains(hint), "{line:?}: {said}");
    }
    fit(&file, &["--item-factors", &one, "--user-factors", &other, "--biased", "--passes", "0"]);
    fit(&file, &["--item-factors", &large, "--precision", "f64", "--passes", "1"]);
}
