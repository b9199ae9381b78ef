//! `recommend` as one runs it from a shell.

use crate::cli::{refused, run_args};
use serde_json::Value;
use std::fs;

fn json(args: &[&str]) -> Value {
    let ran = run_args(&[args, &["--format", "json"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

#[test]
fn a_list_has_what_is_not_rated_with_what_carries_it() {
    let found = json(&["recommend", "lecture", "Diego"]);
    let list = &found["lists"][0];
    assert_eq!((&list["user"], &list["among"]), (&"Diego".into(), &2.into()));
    let picks = list["recommended"].as_array().unwrap();
    assert_eq!(picks[0]["item"], "Zhou Shen");
    let predicted = json(&["predict", "lecture", "Diego", "Zhou Shen"]);
    assert_eq!(picks[0]["prediction"], predicted["predictions"][0]["prediction"]);
    for pick in json(&["recommend", "lecture", "Diego", "--why"])["lists"][0]["recommended"].as_array().unwrap() {
        let because = &pick["because"];
        let sum: f64 = because["terms"].as_array().unwrap().iter().map(|term| number(&term["adds"])).sum();
        let all = sum + number(&because["base"]) + number(&because["rest"]);
        assert!((all - number(&pick["prediction"])).abs() < 1e-9);
        assert!(because["terms"][0]["place_without"].is_u64());
    }
    let text = run_args(&["recommend", "lecture", "Diego"]).out;
    assert!(text.contains("for Diego, of 2 items") && text.contains("because"), "{text}");
}

#[test]
fn all_lists_are_those_of_each() {
    let all = run_args(&["recommend", "lecture", "--all", "--format", "csv"]).out;
    let singles: String = ["An", "Bhavana", "Cordelia", "Diego"]
        .map(|user| run_args(&["recommend", "lecture", user, "--format", "csv"]).out)
        .iter()
        .flat_map(|out| out.lines().skip(1).map(|line| format!("{line}\n")))
        .collect();
    assert_eq!(all, format!("user,place,item,prediction,score\n{singles}"));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lists.csv");
    let ran = run_args(&["recommend", "lecture", "--all", "--format", "csv", "--out", file.to_str().unwrap()]);
    assert_eq!((ran.out.as_str(), fs::read_to_string(&file).unwrap()), ("", all));
    let several = json(&["recommend", "lecture", "Diego", "An", "--rated"]);
    assert_eq!(several["lists"].as_array().unwrap().len(), 2);
    assert_eq!(several["lists"][1]["recommended"].as_array().unwrap().len(), 5);
}

#[test]
fn you_rate_and_are_recommended_to() {
    let words = ["recommend", "lecture", "--rate", "Ommazh=5", "--rate", "bts = 1", "--lambda", "0.1"];
    let found = json(&words);
    let list = &found["lists"][0];
    assert_eq!((&list["user"], &list["among"], &list["left_out"]["count"]), (&"You".into(), &3.into(), &2.into()));
    // Who has tastes like An's is shown what An likes.
    assert_eq!(list["recommended"][0]["item"], "Melt-Banana");
    let text = run_args(&words).out;
    assert!(text.contains("for You, of 3 items\neach of 2 ratings left out: RMSE"), "{text}");
}

#[test]
fn weights_make_the_score() {
    let found = json(&["recommend", "lecture", "Diego", "--weights", "rating=0.6 popular=0.4"]);
    assert_eq!(found["weights"], serde_json::json!({"rating": 0.6, "popular": 0.4}));
    for pick in found["lists"][0]["recommended"].as_array().unwrap() {
        let values = &pick["values"];
        let score = 0.6 * number(&values["rating"]) + 0.4 * number(&values["popular"]);
        assert!((score - number(&pick["score"])).abs() < 1e-12);
    }
    let clipped = json(&["recommend", "lecture", "Diego", "--clip"]);
    assert!(
        clipped["lists"][0]["recommended"].as_array().unwrap().iter().all(|pick| number(&pick["prediction"]) >= 0.0)
    );
}

#[test]
fn whoever_cannot_be_recommended_to_is_told_what_to_do() {
    for (words, says) in [
        (&["recommend", "lecture"][..], "or say --all, or --rate ITEM=RATING"),
        (&["recommend", "lecture", "Dora"], "there is no user called 'Dora'"),
        (&["recommend", "lecture", "BTS"], "--rate takes items"),
        (&["recommend", "lecture", "--rate", "BTS"], "--rate 'Heat (1995)=5'"),
        (&["recommend", "lecture", "--rate", "BTS=nan"], "--rate 'Heat (1995)=5'"),
        (&["recommend", "lecture", "--rate", "BTS=7"], "not on the scale"),
        (&["recommend", "lecture", "--rate", "BTS=4", "--rate", "bts=3"], "rated twice"),
        (&["recommend", "lecture", "--rate", "Nobody=4"], "there is no item called"),
        (&["recommend", "lecture", "An", "--all"], "--all"),
        (&["recommend", "lecture", "An", "--weights", "taste=1"], "'taste' is not a slider"),
        (&["recommend", "lecture", "An", "--out", "no/such/folder/lists.csv"], "cannot be written"),
    ] {
        let ran = run_args(words);
        refused(&ran, &[says]);
    }
}

#[test]
fn a_model_of_items_alone_takes_you_in() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("items.csv");
    fs::write(&file, "item,hue,depth\nred,1,0\nblue,0,1\nviolet,0.7,0.7\n").unwrap();
    let path = file.to_str().unwrap();
    let alone = run_args(&["recommend", path, "--layout", "factors", "red"]);
    refused(&alone, &["--rate ITEM=RATING"]);
    let scaleless = run_args(&["recommend", path, "--layout", "factors", "--rate", "red=4"]);
    refused(&scaleless, &["--scale 0.5..5"]);
    let found =
        json(&["recommend", path, "--layout", "factors", "--scale", "0..5", "--rate", "red=4", "--rate", "blue=1"]);
    let pick = &found["lists"][0]["recommended"][0];
    assert_eq!(pick["item"], "violet");
    assert!((number(&pick["prediction"]) - 3.5).abs() < 1e-9, "{pick}");
}

#[test]
fn uses_and_promotions_come_from_files() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let ratings = put("ratings.csv", "user,item,rating\nann,soap,4\nann,paste,4\nbob,soap,2\nbob,book,5\nann,book,1\n");
    let uses = put(
        "uses.csv",
        "item,user,when\npaste,ann,2026-01-01\npaste,ann,2026-03-01\nsoap,ann,2026-03-02\nsoap,ann,2026-04-25\nbook,bob,2026-05-01\n",
    );
    let promoted = put("promoted.txt", "item\nbook\n");
    let words = |weights| {
        ["recommend", &ratings, "ann", "--uses", &uses, "--promoted", &promoted, "--weights", weights]
            .map(str::to_owned)
    };
    let run = |words: &[String]| run_args(&words.iter().map(String::as_str).collect::<Vec<_>>());
    let due = [&words("due=1")[..], &["--format".into(), "json".into()]].concat();
    let found: Value = serde_json::from_str(&run(&due).out).unwrap();
    let picks = found["lists"][0]["recommended"].as_array().unwrap();
    assert_eq!((&picks[0]["item"], &picks[0]["values"]["due"]), (&"paste".into(), &1.0.into()));
    assert!((number(&picks[1]["values"]["due"]) - 6.0 / 54.0).abs() < 1e-12);
    let list = run(&words("promoted=1")).out;
    assert!(list.contains("nothing is left"), "all is rated: {list}");
    // What is wrong is told with its place and a way out.
    for (name, text, flag, says) in [
        (
            "a.csv",
            "user,item,time\nann,soap,soon\n",
            "--uses",
            "line 2, column 3 (time): found 'soon', expected a date",
        ),
        ("b.csv", "user,item\nann,sope\n", "--uses", "line 2, column 2 (item): found 'sope'"),
        ("c.csv", "soap\n\nbok\n", "--promoted", "line 3, column 1 (item): found 'bok'"),
    ] {
        let file = put(name, text);
        refused(&run_args(&["recommend", &ratings, "ann", flag, &file]), &[says]);
    }
}
