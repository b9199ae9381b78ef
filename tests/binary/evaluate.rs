//! `evaluate` and `search` as one runs them from a shell.

use crate::cli::{Ran, refused, run, run_args};
use serde_json::Value;
use std::fs;

/// The result as JSON, without what is another at each run.
fn steady(args: &[&str]) -> Value {
    let ran = run_args(&[args, &["--format", "json"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    let mut result: Value = serde_json::from_str(&ran.out).unwrap();
    for model in result["models"].as_array_mut().unwrap() {
        for fold in model["folds"].as_array_mut().unwrap() {
            fold.as_object_mut().unwrap().retain(|key, _| !key.starts_with("seconds"));
        }
    }
    result
}

const MODELS: [&str; 4] = ["evaluate", "made-up", "--models", "als factors=1 lambda=5 biased passes=5, slope-one"];

#[test]
fn models_are_compared_on_the_same_folds_on_any_number_of_threads() {
    let lists = [&MODELS[..], &["--folds", "3", "--at", "5", "--relevant", "4"]].concat();
    let one = steady(&[&lists[..], &["--threads", "1"]].concat());
    assert_eq!(one, steady(&[&lists[..], &["--threads", "4"]].concat()));
    assert_ne!(one, steady(&[&lists[..], &["--seed", "1"]].concat()));
    let models = one["models"].as_array().unwrap();
    assert_eq!(models.len(), 2);
    for model in models {
        let folds = model["folds"].as_array().unwrap();
        let rmse: Vec<f64> = folds.iter().map(|fold| fold["rmse"].as_f64().unwrap()).collect();
        let mean = rmse.iter().sum::<f64>() / 3.0;
        assert!((model["mean"]["rmse"].as_f64().unwrap() - mean).abs() < 1e-12);
        assert_eq!(folds.iter().map(|fold| fold["ratings"].as_f64().unwrap()).sum::<f64>(), 17_340.0);
        assert!(folds.iter().all(|fold| (0.0..=1.0).contains(&fold["ndcg"].as_f64().unwrap())));
    }
    let best = models.iter().find(|model| model["model"] == one["best"]).unwrap();
    let other = models.iter().find(|model| model["model"] != one["best"]).unwrap();
    assert!(best["against_best"].is_null());
    let difference = other["mean"]["rmse"].as_f64().unwrap() - best["mean"]["rmse"].as_f64().unwrap();
    let against = &other["against_best"];
    assert!((against["mean"].as_f64().unwrap() - difference).abs() < 1e-12 && difference > 0.0);
    assert!(against["low"].as_f64().unwrap() < difference && difference < against["high"].as_f64().unwrap());
}

#[test]
fn a_table_has_a_row_for_each_model_and_fold() {
    let ran = run_args(&[&MODELS[..], &["--folds", "2", "--format", "csv"]].concat());
    let rows: Vec<&str> = ran.out.lines().collect();
    assert_eq!(rows[0], "model,fold,rmse,mae,mse,fcp,ratings,cold,passes,parameters,seconds_fit,seconds_test,error");
    assert_eq!(rows.len(), 5, "{}", ran.out);
    assert!(
        rows[1].starts_with("als factors=1 lambda=5 biased=on passes=5,1,0.") && rows[4].starts_with("slope-one,2,")
    );
    let text = run_args(&[&MODELS[..], &["--folds", "2"]].concat()).out;
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    assert!(text.contains("fold 1   fold 2     mean      std") && text.contains("against the best"), "{text}");
}

#[test]
fn a_model_that_runs_away_is_a_sentence_in_its_place() {
    let ran = run_args(&["evaluate", "lecture", "--models", "descent alpha=1e200,als", "--folds", "2"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("fold 1: alpha 1") && ran.out.contains("* als"), "{}", ran.out);
    let result = steady(&["evaluate", "lecture", "--models", "descent alpha=1e200,als", "--folds", "2"]);
    assert!(result["models"][0]["folds"][0]["error"].as_str().unwrap().contains("alpha"));
    assert_eq!((&result["models"][0]["mean"]["rmse"], &result["best"]), (&Value::Null, &"als".into()));
}

#[test]
fn folds_that_lie_in_a_folder_are_taken_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, rows: &[&str]| fs::write(folder.path().join(name), rows.concat()).unwrap();
    let rows: Vec<String> = (0..40)
        .map(|n| format!("user{}\tfilm{}\t{}\t8{n:08}\n", n % 8 + 1, n / 8 * 3 + n % 8 % 3, n * 7 % 5 + 1))
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    put("u.data", &rows);
    for (fold, at) in [("u1", 0), ("u2", 20)] {
        put(&format!("{fold}.test"), &rows[at..at + 20]);
        put(&format!("{fold}.base"), &[&rows[..at], &rows[at + 20..]].concat());
    }
    put("ua.base", &rows[..1]);
    let path = |name: &str| folder.path().join(name).display().to_string();
    let whole = folder.path().display().to_string();
    let given = steady(&["evaluate", &whole, "--folds", "given", "--models", "slope-one"]);
    let folds = given["models"][0]["folds"].as_array().unwrap().clone();
    assert_eq!(folds.len(), 2);
    assert!(folds.iter().all(|fold| fold["ratings"] == 20.0));
    let files = [path("u1.base"), path("u1.test"), path("u2.base"), path("u2.test")].join(",");
    assert_eq!(steady(&["evaluate", "--folds", &files, "--models", "slope-one"])["models"], given["models"]);
    let one =
        steady(&["evaluate", "--train", &path("u1.base"), "--test-file", &path("u1.test"), "--models", "slope-one"]);
    assert_eq!(one["models"][0]["folds"][0], folds[0]);
    refused(
        &run_args(&["evaluate", "--folds", &files.replace("u1.test", "u1.base")]),
        &["both to train on and to test on"],
    );
    put("turned", &["3\tuser1\tfilm1\n", "4\tuser2\tfilm2\n", "5\tuser3\tfilm1\n", "3\tuser2\tfilm1\n"]);
    let turned = files.replace("u1.test", "turned").replace("u2.test", "turned");
    refused(&run_args(&["evaluate", "--folds", &turned]), &["u1.base and turned are read in two ways", "--columns"]);
    let last = run_args(&["evaluate", &whole, "--folds", "last:2", "--models", "slope-one"]);
    assert!(last.code == 0 && last.out.contains("1 fold (last:2)"), "{}{}", last.out, last.err);
}

#[test]
fn options_are_searched_for() {
    let args =
        ["search", "made-up", "--model", "als biased passes=5", "--grid", "factors=1,4 lambda=0.1,5", "--folds", "2"];
    let text = run_args(&args).out;
    assert!(
        text.contains("4 settings of als biased=on passes=5, by rmse") && text.contains("\nbest:     als "),
        "{text}"
    );
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    let rows = run_args(&[&args[..], &["--format", "csv"]].concat()).out;
    assert_eq!(
        rows.lines().next(),
        Some("factors,lambda,train_rmse,held_out,std,standard_error,passes,parameters,mark,error")
    );
    assert_eq!((rows.lines().count(), rows.matches(",best").count()), (5, 1), "{rows}");
    let sweep = run("search made-up --model als --grid factors=1,2,9 --folds 2");
    assert!(sweep.out.contains("|t") && sweep.out.contains("h|"), "{}", sweep.out);
    let json = run_args(&[&args[..], &["--nested", "--random", "3", "--format", "json"]].concat());
    let result: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!((result["settings"].as_array().unwrap().len(), result["nested"].as_array().unwrap().len()), (3, 2));
}

#[test]
fn what_cannot_be_evaluated_is_refused_with_a_way_out() {
    let refuse = |line: &[&str], parts: &[&str]| {
        let ran: Ran = run_args(line);
        refused(&ran, parts);
    };
    refuse(&["evaluate", "lecture", "--models", "als factor=3"], &["there is no option 'factor'; there are factors"]);
    refuse(&["evaluate", "lecture", "--models", "als,als"], &["--models has 'als' twice"]);
    refuse(&["evaluate", "lecture", "--models", "als alpha=1"], &["als does not read alpha"]);
    refuse(&["evaluate", "lecture", "--folds", "1"], &["does not say how to hold ratings out; write 5"]);
    refuse(&["evaluate", "lecture", "--folds", "17"], &["17 folds take at least 17 ratings, and there are 16"]);
    refuse(&["evaluate", "lecture", "--folds", "last:2"], &["it is not known when these ratings were given"]);
    refuse(&["evaluate", "lecture", "--by", "ndcg"], &["ndcg is measured on lists", "--at 10 --relevant 4"]);
    refuse(&["evaluate", "lecture", "--folds", "given"], &["cannot be read as a folder"]);
    refuse(&["evaluate", "--folds", "a,b,c"], &["does not pair files"]);
    refuse(&["evaluate", "lecture", "--folds", "a,b"], &["--folds names the files, and lecture is named as well"]);
    refuse(&["evaluate", "lecture", "--item-factors", "x.csv"], &["would give them away"]);
    refuse(&["search", "lecture", "--model", "als", "--grid", "alpha=1,2"], &["als does not read alpha"]);
    refuse(&["search", "lecture", "--model", "als", "--grid", "lambda=0.1..1"], &["say how many with --random"]);
    refuse(&["search", "lecture", "--model", "als lambda=1", "--grid", "lambda=1,2"], &["lambda is set by --model"]);
}

/// Whether a process hears an interruption, as Linux tells.
#[cfg(target_os = "linux")]
fn hears(process: u32) -> bool {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap().trim().to_owned();
    u64::from_str_radix(&caught, 16).unwrap() & 2 != 0
}

#[test]
#[cfg(all(target_os = "linux", feature = "tui"))]
fn control_c_prints_what_is_done() {
    use std::process::{Command, Stdio};
    let args = ["evaluate", "made-up", "--models", "sgd passes=100000", "--format", "csv"];
    let child = crate::cli::command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    while !hears(child.id()) {
        std::thread::yield_now();
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let ran: Ran = child.wait_with_output().unwrap().into();
    assert_eq!(ran.code, 130, "{}", ran.err);
    assert!(ran.out.starts_with("model,fold,rmse") && ran.err.contains("stopped: 0 of 5 fits are done"), "{}", ran.err);
}

const BY_WEIGHTS: [&str; 10] = [
    "--models",
    "als factors=1 lambda=5 biased passes=3",
    "--folds",
    "3",
    "--at",
    "5",
    "--relevant",
    "4",
    "--weights",
    "rating=1 popular=0.5, rating=0.7 variety=0.3",
];

#[test]
fn sets_of_weights_are_rows_beside_the_rating_alone() {
    let args = [&["evaluate", "made-up"], &BY_WEIGHTS[..]].concat();
    let result = steady(&args);
    let models = result["models"].as_array().unwrap();
    let sets: Vec<&str> = models.iter().map(|model| model["weights"].as_str().unwrap()).collect();
    assert_eq!(sets, ["rating=1", "rating=1 popular=0.5", "rating=0.7 variety=0.3"]);
    assert_eq!(result["by"], "ndcg");
    assert_eq!(result["lists"].as_array().unwrap().len(), 3);
    assert!(sets.contains(&result["best_weights"].as_str().unwrap()));
    // One fit for all of them: what is no list is the same.
    assert!(models.iter().all(|model| model["mean"]["rmse"] == models[0]["mean"]["rmse"]));
    assert!(models.iter().any(|model| model["mean"]["ndcg"] != models[0]["mean"]["ndcg"]));
    assert_eq!(result, steady(&[&args[..], &["--threads", "3"]].concat()));
    let few = steady(&[&args[..], &["--users", "20"]].concat());
    assert_eq!(few["lists"][0]["users"], 20);
    assert_ne!(few["models"][0]["mean"]["ndcg"], models[0]["mean"]["ndcg"]);

    let csv = run_args(&[&args[..], &["--format", "csv"]].concat()).out;
    let rows: Vec<&str> = csv.lines().collect();
    assert!(rows[0].starts_with("model,weights,fold,rmse,") && rows.len() == 10, "{csv}");
    assert!(rows[4].contains(",rating=1 popular=0.5,1,"), "{csv}");
    let text = run_args(&[&args[..], &["--users", "20"]].concat()).out;
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    assert!(text.contains("lists by weights") && text.contains("20 of them are measured, drawn by the seed"), "{text}");
}

#[test]
fn weights_that_say_nothing_on_ratings_held_out_are_refused() {
    let with = |weights: &str, more: &[&str]| {
        let lists = ["evaluate", "lecture", "--models", "als", "--at", "2", "--relevant", "3", "--weights", weights];
        run_args(&[&lists[..], more].concat())
    };
    refused(
        &with("rating=1 again=0.5", &[]),
        &["lists by rating=1 again=0.5 cannot be measured", "what was used when"],
    );
    refused(&with("like=1", &["--by", "rmse"]), &["rmse is the same by any weights", "--by ndcg"]);
    refused(&with("like=1,like=1", &[]), &["--weights has 'like=1' twice"]);
    refused(&with("taste=1", &[]), &["'taste' is not a slider"]);
    refused(&run_args(&["evaluate", "lecture", "--weights", "like=1"]), &["--at"]);
}
