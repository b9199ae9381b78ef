//! The program as one runs it from a shell: what it prints, writes and exits with.

#![allow(clippy::unwrap_used)]

use serde_json::Value;
use std::{
    fs,
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};

pub(super) fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_factorscope"));
    command.args(args).stdin(Stdio::null());
    command
}

pub(super) struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().expect("it was not killed"),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// Runs the program with arguments that are separated by spaces.
pub(super) fn run(line: &str) -> Ran {
    run_args(&line.split_whitespace().collect::<Vec<_>>())
}

pub(super) fn run_args(args: &[&str]) -> Ran {
    command(args).output().unwrap().into()
}

/// Runs `fit` and returns its JSON, which must come with exit status 0.
fn fit(line: &str) -> Value {
    let ran = run(&format!("fit --format json {line}"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

/// The same without what is another at each run: times and memory.
fn steady(line: &str) -> Value {
    let mut result = fit(line);
    let figures = result.as_object_mut().unwrap();
    figures.retain(|key, _| !key.starts_with("seconds") && key != "peak_rss_mib");
    figures["options"].as_object_mut().unwrap().remove("threads");
    result
}

#[track_caller]
fn close(value: &Value, expected: f64, within: f64) {
    let value = value.as_f64().unwrap();
    assert!((value - expected).abs() < within, "{value} is not {expected}");
}

/// Runs the program on text from standard input.
pub(super) fn piped(args: &[&str], input: &str) -> Ran {
    let mut child = command(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    match child.stdin.take().unwrap().write_all(input.as_bytes()) {
        // A program that refuses before it reads may be gone already.
        Err(why) if why.kind() != std::io::ErrorKind::BrokenPipe => panic!("{why}"),
        _ => {}
    }
    child.wait_with_output().unwrap().into()
}

/// Wrong use or bad input: exit status 2, nothing on standard output, one sentence and a hint on standard error.
#[track_caller]
pub(super) fn refused(ran: &Ran, parts: &[&str]) {
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
    let lines: Vec<&str> = ran.err.lines().collect();
    assert_eq!(lines.len(), 2, "{}", ran.err);
    assert!(lines[0].starts_with("factorscope: ") && lines[1].starts_with("  hint: "), "{}", ran.err);
    for part in parts {
        assert!(ran.err.contains(part), "'{part}' is not in: {}", ran.err);
    }
}

// ---- the lecture -----------------------------------------------------------------------------------------------

#[test]
fn als_comes_to_the_error_of_the_lecture() {
    let result = fit("lecture --passes 3000");
    close(&result["mse"], 0.011_298_305_3, 1e-7);
    assert_eq!(result["state"], "settled");
    assert!(result["passes"].as_u64().unwrap() < 3000, "it stops when it has settled");
    assert_eq!((&result["users"], &result["items"], &result["ratings"]), (&4.into(), &5.into(), &16.into()));
    assert_eq!(fit("--passes 3000")["mse"], result["mse"], "the lecture is what is opened by default");
}

#[test]
fn a_penalty_calms_the_lecture_down() {
    close(&fit("lecture --lambda 0.1 --passes 3000")["mse"], 0.031_240_423_3, 1e-5);
}

#[test]
fn sgd_comes_to_the_error_of_surprise() {
    let result = fit("lecture-video7 --solver sgd --passes 10000 --all-passes");
    close(&result["mse_clipped"], 0.0235, 5e-5);
    assert_eq!(result["passes"], 10_000);
    close(&fit("lecture-video7 --solver sgd --passes 10000")["mse_clipped"], 0.0235, 2e-4);
    assert_eq!(fit("made-up --passes 2")["ratings"], 17_340);
}

#[test]
fn too_large_an_alpha_is_told_from_one_that_is_far_too_large() {
    let bouncing = fit("lecture --solver descent --alpha 0.1");
    assert_eq!(bouncing["state"], "oscillates");
    let lost = run("fit lecture --solver descent --alpha 0.15 --format json");
    assert_eq!(lost.code, 3);
    let lost: Value = serde_json::from_str(&lost.out).unwrap();
    assert_eq!(lost["state"], "diverged");
    assert!(lost["mse"].as_f64().unwrap().is_finite());
    assert!(lost["advice"].as_str().unwrap().contains("alpha 0.15"));
    let far = run("fit lecture --solver descent --alpha 1e200 --format json");
    assert_eq!(far.code, 3);
    let far: Value = serde_json::from_str(&far.out).unwrap();
    assert_eq!(far["passes"], 0, "back to the last moment before the numbers overflowed");
}

// ---- the result ------------------------------------------------------------------------------------------------

#[test]
fn json_has_every_key_and_text_the_same_figures() {
    let keys = "source reading solver options users items ratings ratings_test skipped passes mse mse_clipped rmse mae sse \
                objective test_rmse test_rmse_clipped test_mae mean seconds_load seconds_fit seconds_per_pass \
                peak_rss_mib state advice";
    let line = "lecture --passes 5 --test 0.2 --biased --solver sgd";
    let result = fit(line);
    let found = result.as_object().unwrap();
    for key in keys.split_whitespace() {
        assert!(found.contains_key(key), "{key}");
    }
    assert_eq!(found.len(), keys.split_whitespace().count());
    let options = result["options"].as_object().unwrap();
    for key in "factors lambda penalty alpha biased shuffle start seed test test_seed threads precision".split(' ') {
        assert!(options.contains_key(key), "{key}");
    }
    let held_out = result["ratings_test"].as_u64().unwrap();
    assert!(held_out > 0);
    close(&result["rmse"], result["mse"].as_f64().unwrap().sqrt(), 1e-12);
    close(&result["sse"], result["mse"].as_f64().unwrap() * (16 - held_out) as f64, 1e-9);

    let text = run(&format!("fit {line}")).out;
    for key in keys.split_whitespace().filter(|key| !found[*key].is_null() && *key != "skipped") {
        let line = text.lines().find(|line| line.split(' ').next() == Some(key));
        let line = line.unwrap_or_else(|| panic!("{key} is not in:\n{text}"));
        if let Some(value) = found[key].as_f64().filter(|_| !key.starts_with("seconds") && key != "peak_rss_mib") {
            let shown: f64 = line.rsplit(' ').next().unwrap().parse().unwrap();
            assert!((shown - value).abs() < 1e-6, "{line}, {value}");
        }
    }
}

#[test]
fn without_a_test_share_there_are_no_test_errors() {
    let result = fit("lecture --passes 5");
    assert!(result["test_rmse"].is_null() && result["test_mae"].is_null() && result["options"]["test_seed"].is_null());
    assert!(result["mean"].is_null() && result["options"]["alpha"].is_null());
    assert!(!run("fit lecture").out.contains("test"));
}

#[test]
fn the_same_seed_gives_the_same_result_on_any_number_of_threads() {
    use std::fmt::Write;
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::from("user,item,rating\n");
    for n in 0..9000 {
        writeln!(text, "u{},i{},{}", n / 15, (n * 7 + n / 15) % 40, (n * n + n / 7) % 11).unwrap();
    }
    // Large enough for the work to be divided.
    let large = file(folder.path(), "large.csv", &text);
    for line in [
        "lecture --passes 50 --test 0.1 --lambda 0.1".to_owned(),
        "lecture --passes 50 --solver descent --precision f32".to_owned(),
        format!("{large} --passes 10 --test 0.1 --lambda 0.1 --factors 9"),
        format!("{large} --passes 10 --solver sgd --shuffle --biased --precision f32"),
    ] {
        let once = steady(&format!("{line} --threads 1"));
        assert_eq!(once, steady(&format!("{line} --threads 1")));
        assert_eq!(once, steady(&format!("{line} --threads 2")));
        assert_ne!(once["mse"], steady(&format!("{line} --seed 8"))["mse"]);
    }
    assert_eq!(fit("lecture --threads 2")["options"]["threads"], 2);
}

#[test]
fn passes_are_a_bound() {
    assert_eq!(fit("lecture --passes 3")["passes"], 3);
    assert_eq!(fit("lecture --passes 600 --all-passes")["passes"], 600);
    let none = fit("lecture --passes 0");
    assert!(none["passes"] == 0 && none["seconds_per_pass"].is_null());
}

// ---- files in --------------------------------------------------------------------------------------------------

fn file(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

const SMALL: &str = "user,item,rating\nann,x,1\nann,y,2\nbob,x,3\nbob,z,5\n";

#[test]
fn bad_files_are_refused_with_the_place() {
    let folder = tempfile::tempdir().unwrap();
    let bad = file(folder.path(), "bad.csv", "user,item,rating\nann,x,4\nann,y,four\n");
    refused(&run(&format!("fit {bad}")), &["bad.csv", "line 3", "column 3", "'four'"]);
    refused(&run(&format!("fit {bad} --scale 1..5")), &["1 to 5"]);
    refused(&run("fit no/such/file.csv"), &["no/such/file.csv: no such file"]);
    let empty = file(folder.path(), "empty.csv", "");
    refused(&run(&format!("fit {empty}")), &["empty"]);
    let ok = file(folder.path(), "ok.csv", SMALL);
    refused(&run(&format!("fit {ok} --columns user=1,item=9,rating=3")), &["--columns"]);
    refused(&run(&format!("fit {ok} --scale 2..5")), &["line 2", "'1'"]);
    refused(&run("fit lecture --scale 0..3"), &["lecture"]);
    refused(&piped(&["fit", "-", "--test", "0.9", "--test-seed", "2"], "a,x,1\nb,y,2\n"), &["no rating"]);
}

#[test]
fn bad_rows_that_are_skipped_are_reported() {
    let folder = tempfile::tempdir().unwrap();
    let bad = file(folder.path(), "bad.csv", &format!("{SMALL}cat,x,oops\ncat,y,4\ncat,,4\n"));
    let ran = run(&format!("fit {bad} --skip-bad --format json"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("2 bad rows") && ran.err.contains("line 6") && ran.err.contains("line 8"), "{}", ran.err);
    let result: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&result["ratings"], &result["skipped"]), (&5.into(), &2.into()));
}

#[test]
fn options_for_files_arrive() {
    let folder = tempfile::tempdir().unwrap();
    let swapped = file(folder.path(), "swapped.tsv", "like\tx\tann\nmeh\ty\tann\nlike\tx\tbob\nmeh\tx\tbob\n");
    let line = format!("{swapped} --columns user=3,item=2,rating=1 --map like=1,meh=0 --duplicates mean --scale 0..1");
    let result = fit(&line);
    assert_eq!((&result["users"], &result["items"], &result["ratings"]), (&2.into(), &2.into(), &3.into()));
}

#[test]
fn standard_input_is_read() {
    let ran = piped(&["fit", "-", "--format", "json"], SMALL);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let result: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&result["source"], &result["ratings"]), (&"standard input".into(), &4.into()));
    refused(&piped(&["fit", "-"], "ann,x,1\nann,y\n"), &["standard input, line 2"]);
}

#[test]
fn a_file_called_lecture_is_written_as_a_path() {
    let folder = tempfile::tempdir().unwrap();
    file(folder.path(), "lecture", SMALL);
    for (path, ratings) in [("lecture", 16), ("./lecture", 4)] {
        let ran: Ran = command(&["fit", path, "--format", "json"]).current_dir(folder.path()).output().unwrap().into();
        let result: Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(result["ratings"], ratings);
    }
}

// ---- files out, and in again -----------------------------------------------------------------------------------

fn rows(path: &Path) -> Vec<Vec<String>> {
    let mut table = csv::Reader::from_path(path).unwrap();
    table.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn numbers(row: &[String]) -> Vec<f64> {
    row[1..].iter().map(|v| v.parse().unwrap()).collect()
}

#[test]
fn exported_factors_give_the_exported_predictions() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("made/for/it");
    for biased in [false, true] {
        let line = format!("lecture --lambda 0.1 --test 0.1 --out {}", out.display());
        let result = fit(&if biased { format!("{line} --biased") } else { line });
        let (users, items) = (rows(&out.join("user_factors.csv")), rows(&out.join("item_factors.csv")));
        let predictions = rows(&out.join("predictions.csv"));
        assert_eq!((users.len(), items.len(), predictions.len()), (4, 5, 20));
        let written: Value = serde_json::from_str(&fs::read_to_string(out.join("result.json")).unwrap()).unwrap();
        assert_eq!(written, result);
        let mean = result["mean"].as_f64();
        assert_eq!(mean.is_some(), biased);
        let mut cells = predictions.iter();
        for user in &users {
            for item in &items {
                let cell = cells.next().unwrap();
                assert_eq!((&cell[0], &cell[1]), (&user[0], &item[0]));
                let (p, q) = (numbers(user), numbers(item));
                let bias = mean.map_or(0.0, |mean| mean + p[2] + q[2]);
                let prediction = bias + p[0] * q[0] + p[1] * q[1];
                let (said, clipped): (f64, f64) = (cell[3].parse().unwrap(), cell[4].parse().unwrap());
                assert!((prediction - said).abs() < 1e-12, "{prediction} is not {said}");
                assert_eq!(clipped, said.clamp(0.0, 5.0));
            }
        }
        let unknown = predictions.iter().filter(|cell| cell[2].is_empty()).count();
        assert_eq!(unknown, 4, "the lecture's four holes");

        let history = rows(&out.join("history.csv"));
        assert_eq!(history.len() as u64, 1 + result["passes"].as_u64().unwrap());
        let last = history.last().unwrap();
        assert_eq!(last[1].parse::<f64>().unwrap(), result["mse"].as_f64().unwrap());
        assert_eq!(last[5].parse::<f64>().unwrap(), result["test_rmse"].as_f64().unwrap());
        let left: Vec<_> = fs::read_dir(&out).unwrap().collect();
        assert_eq!(left.len(), 5, "nothing is left behind: {left:?}");
    }
}

#[test]
fn exported_factors_can_be_started_from() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().display();
    let result = fit(&format!("lecture --factors 3 --lambda 0.1 --passes 20 --out {out}"));
    let both = format!("--item-factors {out}/item_factors.csv --user-factors {out}/user_factors.csv");
    let again = fit(&format!("lecture {both} --passes 0"));
    assert_eq!(again["options"]["factors"], 3, "the file says how many there are");
    assert_eq!(again["mse"], result["mse"], "to the last bit");
    // ALS forgets the users' factors at once, so the items' are enough to go on from.
    let longer = fit("lecture --factors 3 --lambda 0.1 --passes 25");
    let on = fit(&format!("lecture --item-factors {out}/item_factors.csv --lambda 0.1 --passes 5"));
    assert_eq!(on["mse"], longer["mse"]);
}

#[test]
fn factors_that_do_not_fit_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let ratings = file(folder.path(), "ratings.csv", SMALL);
    let items = file(folder.path(), "items.csv", "item,a,b\nx,1,2\ny,3,4\nz,5,6\nnot rated,7,8\n");
    assert_eq!(fit(&format!("{ratings} --item-factors {items}"))["options"]["factors"], 2);
    let short = file(folder.path(), "short.csv", "item,a,b\nx,1,2\ny,3,4\n");
    refused(&run(&format!("fit {ratings} --item-factors {short}")), &["short.csv", "item 'z'"]);
    let users = file(folder.path(), "users.csv", "user,a\nann,1\nbob,2\n");
    let both = run(&format!("fit {ratings} --item-factors {items} --user-factors {users}"));
    refused(&both, &["1 factors a user and 2 an item"]);
    refused(&run(&format!("fit {ratings} --item-factors {items} --factors 3")), &["found 2", "expected 3"]);
    refused(&run(&format!("fit {ratings} --user-factors {items}")), &["user 'ann'"]);
    let biased = file(folder.path(), "biased.csv", "item,a,b,bias\nx,1,2,.1\ny,3,4,.1\nz,5,6,.1\n");
    let ran = run(&format!("fit {ratings} --item-factors {biased} --format json"));
    assert!(ran.code == 0 && ran.err.contains("column bias"), "{}", ran.err);
}

#[test]
fn how_a_file_was_read_is_said_in_text_and_in_json() {
    let folder = tempfile::tempdir().unwrap();
    let text = "critic\tA\tB\nann\t1\t474\nbob\t?\t7\n";
    let grid = file(folder.path(), "grid.tsv", text);
    let ran = run(&format!("fit {grid}"));
    let line = ran.out.lines().find(|line| line.starts_with("reading")).unwrap();
    assert_eq!(
        line.split_once(' ').unwrap().1.trim(),
        "grid, 2 users x 2 items, users in rows by critic; header; tab; UTF-8; 1..474; 0 rows left out"
    );
    let expected = serde_json::json!({
        "layout": "grid", "users": 2, "items": 2, "turned": false, "names": "critic", "columns_left_out": [], "header": true,
        "format": null, "lines_above": 0, "separator": "tab", "encoding": "UTF-8", "numbers": null,
        "scale": {"low": 1.0, "high": 474.0}, "scale_given": false, "step": 1.0, "missing_codes": [], "missing_words": [],
        "holes": 1, "left_out": 0, "merged": 0, "titles": null, "of_items": null, "model": null, "odd": [],
    });
    assert_eq!(fit(&grid)["reading"], expected);
    let long = file(folder.path(), "long.csv", "film,critic,score\nx,ann,4\nx,bob,bad\n");
    let reading = &fit(&format!("{long} --skip-bad --columns user=critic,rating=score"))["reading"];
    assert_eq!(
        (&reading["layout"], &reading["user"], &reading["item"]),
        (&"long".into(), &"critic".into(), &"film".into())
    );
    assert_eq!((&reading["rating"], &reading["left_out"]), (&"score".into(), &1.into()));
    assert!(fit("lecture")["reading"].is_null(), "nothing was read");
}

#[test]
fn what_has_no_end_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path().display();
    fs::create_dir(folder.path().join("empty")).unwrap();
    let many = folder.path().join("many");
    fs::create_dir(&many).unwrap();
    (0..201).for_each(|n| drop(file(&many, &format!("{n}.md"), "# A\n\nB.\n")));
    let long = file(folder.path(), "long.md", &"# A\n\n".repeat(300_000));
    let latin1 = folder.path().join("latin1.md");
    fs::write(&latin1, b"# A\n\nCaf\xe9.\n").unwrap();
    for (line, parts) in [
        (format!("fit lecture --item-factors {here}/empty"), ["it is a folder, expected a file", "name a file in it"]),
        (format!("check --lesson {long}"), ["found more than 1 MiB", "Markdown file"]),
        (format!("check --lesson {}", many.display()), ["more than 200 lessons", "Markdown file"]),
        (format!("check --lesson {}", latin1.display()), ["latin1.md: line 3: found a byte", "UTF-8"]),
    ] {
        refused(&run(&line), &parts);
    }
    refused(
        &piped(&["fit", "-"], &"x,".repeat(9_000_000)),
        &["standard input, line 1", "more than 16 MiB", "line end"],
    );
    refused(&piped(&["fit", "-"], "a,b,1\n\0"), &["standard input, line 2", "zero byte"]);
    if cfg!(unix) {
        for line in ["fit /dev/zero", "fit lecture --user-factors /dev/urandom"] {
            refused(&run(line), &["it is a device, expected a file or a pipe", "through a pipe"]);
        }
        refused(&run("check --lesson /dev/zero"), &["it is a device"]);
    }
}

#[test]
#[cfg(unix)]
fn a_named_pipe_is_read_as_a_stream() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let through = |text: String| {
        let writer = std::thread::spawn({
            let pipe = pipe.clone();
            move || drop(fs::write(pipe, text))
        });
        let ran = run(&format!("fit {} --format json", pipe.display()));
        writer.join().unwrap();
        ran
    };
    let ran = through(SMALL.into());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    refused(&through("x".repeat(20 << 20)), &["pipe, line 1", "more than 16 MiB"]);
}

#[test]
fn names_that_a_spreadsheet_would_run_stay_as_they_are_and_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let evil = "=cmd|' /C calc'!A0";
    let ratings =
        file(folder.path(), "r.csv", &format!("user,item,rating\n{evil},@home,5\nBob,-1.5,3\n{evil},Tea,1\n"));
    let out = folder.path().join("out");
    let ran = run(&format!("fit {ratings} --passes 1 --out {}", out.display()));
    assert!(ran.code == 0 && ran.err.contains("2 names begin with =, +, - or @"), "{}", ran.err);
    assert_eq!(rows(&out.join("user_factors.csv"))[0][0], evil);
    let plain = file(folder.path(), "plain.csv", SMALL);
    assert_eq!(run(&format!("fit {plain} --passes 1 --out {}", out.display())).err, "");
}

#[test]
fn a_large_grid_has_its_known_ratings_written() {
    use std::fmt::Write;
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::from("user,item,rating\n");
    for n in 0..1100 {
        writeln!(text, "user {n},item {n},{}", n % 5).unwrap();
    }
    let (ratings, out) = (file(folder.path(), "wide.csv", &text), folder.path().join("out"));
    let ran = run(&format!("fit {ratings} --passes 1 --out {}", out.display()));
    assert!(ran.code == 0 && ran.err.contains("1100 known ratings only"), "{}", ran.err);
    assert_eq!(rows(&out.join("predictions.csv")).len(), 1100);
}

#[test]
fn a_folder_that_cannot_be_written_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let taken = file(folder.path(), "taken", "");
    refused(&run(&format!("fit lecture --out {taken}")), &["taken", "cannot be written"]);
}

// ---- use -------------------------------------------------------------------------------------------------------

#[test]
fn wrong_use_is_one_sentence_and_a_hint() {
    for (line, part) in [
        ("fit --solver magic", "als, descent, sgd"),
        ("fit --lambda -1", "a number, 0 or more"),
        ("fit --alpha 0", "a number above 0"),
        ("fit --factors 0", "1 to 512"),
        ("fit --penalty heavy", "plain and weighted"),
        ("fit --start zero", "uniform:SCALE"),
        ("fit --test 1", "from 0 to 0.9"),
        ("fit --threads 0", "--threads"),
        ("fit --format xml", "text, json"),
        ("fit --scale 5..1", "0.5..5"),
        ("fit --map like", "like=1"),
        ("fit --columns item", "user=1"),
        ("fit --duplicates both", "last, latest and mean"),
        ("fit --pases 3", "--passes"),
        ("fit --until-settled --all-passes", "--all-passes"),
        ("fit a b", "'b'"),
        ("--theme pink", "contrast"),
        ("--colors 8", "256"),
        ("completions tcsh", "zsh"),
    ] {
        refused(&run(line), &[part]);
    }
}

#[test]
fn an_option_that_would_make_no_difference_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        fs::write(folder.path().join(name), text).unwrap();
        folder.path().join(name).to_str().unwrap().to_owned()
    };
    let p = file("p.csv", "An,1,2\nBhavana,1,1\nCordelia,2,1\nDiego,1,3\n");
    let q = file("q.csv", "Ommazh,1,2\nMelt-Banana,1,1\nBTS,2,1\nZhou Shen,1,3\nSanam,2,2\n");
    // Word by word: the folder has a name by chance, in which a P or a Q can stand.
    let with_files = |line: &str| {
        let file = |word| match word {
            "P" => p.as_str(),
            "Q" => q.as_str(),
            word => word,
        };
        line.split(' ').map(file).collect::<Vec<_>>().join(" ")
    };
    for (line, part) in [
        ("--alpha 0.1", "als does not read alpha; descent, sgd, svd, svd-pp and baseline-sgd do"),
        ("--solver content --alpha 0.1", "content does not read alpha"),
        ("--shuffle", "als does not read shuffle; sgd and svd do"),
        ("--solver descent --shuffle", "descent does not read shuffle; sgd and svd do"),
        ("--test-seed 3", "--test"),
        ("--start same:1 --seed 3", "--seed"),
        ("--item-factors Q --user-factors P --start normal", "--start"),
        ("--item-factors Q --user-factors P --seed 3", "--seed"),
        ("--solver content --item-factors Q --seed 3", "--seed"),
        ("--solver content-items --user-factors P --start same", "--start"),
    ] {
        let line = with_files(line);
        for command in ["fit", "check"] {
            refused(&run(&format!("{command} {line}")), &[part]);
        }
    }
    for line in [
        "--solver sgd --shuffle --alpha 0.01",
        "--test 0.2 --test-seed 3",
        "--item-factors Q --seed 3 --start normal",
        "--solver content --user-factors P --seed 3",
        "--solver sgd --shuffle --item-factors Q --user-factors P --seed 3",
    ] {
        fit(&with_files(line));
    }
}

#[test]
fn a_slip_of_the_fingers_is_told_what_may_have_been_meant() {
    for (line, part) in [
        ("fitt", "did you mean factorscope fit?"),
        ("fitt lecture --passes 3", "did you mean factorscope fit?"),
        ("chekc --lesson my.md", "did you mean factorscope check?"),
        ("rendr lecture --do step", "did you mean factorscope render?"),
        ("lectur", "did you mean factorscope lecture?"),
        ("fit lectur", "did you mean lecture?"),
        ("check lecture-vide7", "did you mean lecture-video7?"),
        ("fit made-upp", "did you mean made-up?"),
        ("fit ratings.csv", "check the path"),
        ("fit ../lecture.csv", "check the path"),
    ] {
        refused(&run(line), &[part]);
    }
    // A file of that name is what is meant.
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("fitt"), SMALL).unwrap();
    refused(&command(&["fitt"]).current_dir(&folder).output().unwrap().into(), &["terminal"]);
}

#[test]
fn the_explorer_without_a_terminal_says_what_to_do() {
    for line in ["", "lecture", "--theme light --ascii --do step"] {
        refused(&run(line), &["terminal", "factorscope fit lecture"]);
    }
    refused(&run("films.csv"), &["factorscope fit films.csv"]);
    refused(&piped(&["-"], SMALL), &["standard output", "factorscope fit -"]);
}

// ---- lessons ---------------------------------------------------------------------------------------------------

/// Draws the first page of the lessons in a file or a folder.
fn lessons(path: &Path) -> Ran {
    let path = path.to_str().unwrap();
    run_args(&["render", "--lesson", path, "--do", "lesson 1 1", "--format", "text"])
}

#[test]
fn a_lesson_of_ones_own_is_walked_through() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/lessons");
    for path in [folder.join("01-averages.md"), folder] {
        let ran = lessons(&path);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        for part in ["1 Predicting by averages", "One guess for everyone", "page 1 of 5", "What is the mean"] {
            assert!(ran.out.contains(part), "'{part}' is not in:\n{}", ran.out);
        }
    }
}

#[test]
fn lessons_are_checked_without_a_screen() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/lessons");
    let ran = run_args(&["check", "--lesson", example.to_str().unwrap()]);
    assert!(ran.out.ends_with("5 pages, 16 figures, 7 questions: all hold\n"), "{}", ran.out);
    assert_eq!(ran.code, 0);

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("01-mine.md");
    fs::write(&file, "# Mine\n\n## A page\n\n```do\nopen own\n```\n\n[2](known) ratings, [3](known) at most.\n")
        .unwrap();
    let ratings = folder.path().join("two.csv");
    fs::write(&ratings, "user,item,rating\nA,x,1\nB,y,2\n").unwrap();
    let ran = run_args(&["check", ratings.to_str().unwrap(), "--lesson", file.to_str().unwrap()]);
    assert!(ran.out.contains("01-mine.md, line 9 ('A page'): '3' is 2\n"), "{}", ran.out);
    assert!(ran.out.ends_with("1 page, 2 figures, 0 questions: 1 wrong\n"), "{}", ran.out);
    assert_eq!(ran.code, 2);
}

/// A page about one's own ratings must hold for whoever opens it, whatever they have.
#[test]
fn the_exercises_hold_on_other_ratings() {
    let exercises = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/lessons/10-exercises.md");
    let ran = run_args(&["check", "made-up", "--lesson", exercises.to_str().unwrap()]);
    assert!(ran.out.ends_with("all hold\n"), "{}", ran.out);
    assert_eq!(ran.code, 0);
}

#[test]
fn lessons_that_cannot_be_read_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    refused(&lessons(&file("no.md")), &["cannot read", "no.md", "hint: name a Markdown file, or a folder of them"]);
    refused(&lessons(folder.path()), &["there is no lesson in", "hint: name a Markdown file"]);
    fs::write(file("01-mine.md"), "# Mine\n\n## Page\n\nText.\n\n```do\nstep\nstepp\n```\n").unwrap();
    for path in [file("01-mine.md"), folder.path().into()] {
        refused(
            &lessons(&path),
            &["01-mine.md, line 9: there is no command 'stepp'", "hint: docs/lessons.md describes"],
        );
    }
}

#[test]
fn what_a_page_cannot_do_is_told_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("01-mine.md");
    fs::write(&file, "# Mine\n\n## Page\n\n```do\nselect Bob BTS\n```\n\nText.\n").unwrap();
    refused(&lessons(&file), &["01-mine.md, line 6: there is no user called 'Bob'"]);
}

#[test]
fn a_model_without_factors_is_fitted_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("model");
    let ran =
        run_args(&["fit", "lecture", "--solver", "slope-one", "--format", "json", "--out", out.to_str().unwrap()]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (0, "factorscope: Slope One has no factors: no files of them are written\n")
    );
    let result: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&result["state"], &result["solver"]), (&Value::from("settled"), &Value::from("slope-one")));
    for unread in ["factors", "lambda", "penalty", "alpha", "start", "seed"] {
        assert_eq!(result["options"][unread], Value::Null, "{unread}");
    }
    let mut files: Vec<_> = fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    files.sort();
    assert_eq!(files, ["history.csv", "predictions.csv", "result.json"]);
    // What it does not read is refused, and so are factors for it.
    refused(&run("fit lecture --solver slope-one --factors 3"), &["slope-one does not read factors", "leave it out"]);
    let q = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/lecture/item_factors.csv");
    refused(&run_args(&["fit", "lecture", "--solver", "slope-one", "--item-factors", q]), &["without factors"]);
}

#[test]
fn all_mistakes_of_a_lesson_are_told_at_once() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("01-a.md"), "# A\n\n## P\n\n```do\nstap\nstip\n```\n").unwrap();
    fs::write(folder.path().join("02-b.md"), "# B\n\n## P\n\n[1](mze)\n\n```\na = b\n").unwrap();
    let ran = run_args(&["check", "--lesson", folder.path().to_str().unwrap()]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    let lines: Vec<&str> = ran.err.lines().collect();
    for (line, part) in
        lines.iter().zip(["01-a.md, line 6", "01-a.md, line 7", "02-b.md, line 5", "02-b.md, line 7", "hint:"])
    {
        assert!(line.contains(part), "{}", ran.err);
    }
    assert_eq!(lines.len(), 5, "{}", ran.err);
}

#[test]
fn a_command_that_cannot_be_done_is_no_picture() {
    for (script, said) in [
        ("lesson 3 99", "--do: 'lesson 3 99': part 3 has"),
        ("step pass 2; select Nobody BTS; screen map", "--do: 'select Nobody BTS': there is no user called 'Nobody'"),
        ("undo", "no rating was changed"),
        ("factor user An 9 3", "this model has 2"),
        ("branch 3", "there is no earlier run"),
        ("reveal", "that belongs to the lecture"),
    ] {
        refused(&run_args(&["render", "lecture", "--do", script]), &[said, "hint: "]);
    }
}

#[test]
fn help_teaches() {
    let help = run("--help");
    assert_eq!((help.code, help.err.as_str()), (0, ""));
    for part in [
        "Data:",
        "Model:",
        "Screen:",
        "Examples:",
        "Exit status:",
        "--lambda",
        "lecture-video7",
        "fit lecture",
        "Files:",
    ] {
        assert!(help.out.contains(part), "{part}");
    }
    for part in ["--lesson", "--present", "progress.json", "forget all", "walk through the lecture"] {
        assert!(help.out.contains(part), "{part}");
    }
    let help = run("fit --help").out;
    for part in ["Data:", "Model:", "Run:", "Output:", "diverged", "seconds_fit", "Exit status:"] {
        assert!(help.contains(part), "{part}");
    }
    assert!(run("--version").out.starts_with("factorscope "));
}

#[test]
fn completions_and_manual_are_printed() {
    for shell in ["bash", "zsh", "fish"] {
        let ran = run(&format!("completions {shell}"));
        assert!(ran.code == 0 && ran.out.contains("factorscope") && ran.out.contains("solver"), "{shell}");
    }
    for line in ["man", "man fit"] {
        let page = run(line).out;
        assert!(page.starts_with(".TH") || page.starts_with(".ie"), "{page:.80}");
        assert!(page.contains("lambda") && page.contains("Exit status"));
    }
}

#[test]
fn a_closed_pipe_is_no_error() {
    for line in ["fit lecture", "--help", "man", "completions bash"] {
        let args: Vec<&str> = line.split(' ').collect();
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let ran: Ran =
            command(&args).stdout(writer).stderr(Stdio::piped()).spawn().unwrap().wait_with_output().unwrap().into();
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{line}");
    }
}
