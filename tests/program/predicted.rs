//! `predict` and `neighbours` say what the explorer shows of the same fit, to the last bit.

#![allow(clippy::unwrap_used)]

use crate::common::desk::Desk;
use crate::common::{grid, rating};
use factorscope::{
    choice::Choice,
    cli,
    data::{Entity, ItemId, Ratings, Share, Side, UserId, lecture::Lecture},
    model::{Method, Model, ON, Options},
    study::{
        Among, Given, Grain, Order, Session, Snapshot, Source, State,
        derive::{Found, Job, Want},
        neighbours::{Metric, in_common},
        predicted::{Learned, Predicted, predicted},
    },
};
use serde_json::Value;
use std::{collections::HashMap, ffi::OsString, sync::Arc};

/// What a command prints.
fn printed(words: &[&str], format: &str) -> Vec<u8> {
    let words = [&["factorscope"], words, &["--format", format]].concat();
    let all = words.iter().map(OsString::from);
    let args = cli::parse(all, &mut Vec::new()).unwrap().unwrap();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    cli::run(&args.command.unwrap(), &mut out, &mut err).unwrap_or_else(|why| panic!("{words:?}: {why}"));
    out
}

fn ran(words: &[&str]) -> Value {
    serde_json::from_slice(&printed(words, "json")).unwrap()
}

/// The rows of a table, by the names of its columns. Its numbers are read to the last bit, which those of JSON are not here.
fn rows(words: &[&str]) -> Vec<HashMap<String, String>> {
    csv::Reader::from_reader(printed(words, "csv").as_slice()).deserialize().map(Result::unwrap).collect()
}

fn bits(field: &str) -> u64 {
    field.parse::<f64>().unwrap().to_bits()
}

fn refusal(words: &[&str]) -> String {
    let all = ["factorscope"].iter().chain(words).map(OsString::from);
    let args = cli::parse(all, &mut Vec::new()).unwrap().unwrap();
    let error = cli::run(&args.command.unwrap(), &mut Vec::new(), &mut Vec::new()).unwrap_err();
    format!("{error} ({})", error.hint())
}

/// The explorer after so many passes over the lecture, a share of which may be held out.
fn explored(method: Method, test: Option<f64>, passes: u64) -> Arc<Snapshot> {
    let mut source = Source::new(Arc::new(Lecture::Main.ratings()));
    if let Some(share) = test {
        source = source.held_out(Share::new(share).unwrap(), 1);
    }
    let mut session = Session::new(source, Options::new(method), 1 << 20);
    session.obey(Order::Step(Grain::Pass, passes));
    Arc::new(session.snapshot())
}

#[test]
fn predictions_are_those_of_the_explorer_by_every_method() {
    let names = ["#1", "#2", "#3", "#4", "#5"];
    for (method, test) in Method::ALL.iter().flat_map(|method| [None, Some("0.3")].map(|test| (*method, test))) {
        let share = test.map(|test| test.parse().unwrap());
        let snapshot = explored(method, share, 3);
        for user in 0..4 {
            let who = format!("#{}", user + 1);
            let mut words = vec!["predict", "lecture", &who];
            words.extend(names);
            words.extend(["--solver", method.name(), "--passes", "3", "--all-passes"]);
            words.extend(test.iter().flat_map(|test| ["--test", test]));
            let [raw, cut] = [rows(&words), rows(&[&words[..], &["--clip"]].concat())];
            let json = ran(&words);
            for item in 0..5 {
                let (i, j) = (UserId::new(user), ItemId::new(item));
                let (row, value) = (&raw[item], snapshot.predict(i, j));
                assert_eq!(bits(&row["prediction"]), value.to_bits(), "{method} {test:?} {i:?} {j:?}");
                assert_eq!(bits(&cut[item]["prediction"]), snapshot.scale().clip(value).to_bits(), "{method}");
                assert_eq!(row["rating"].parse().ok(), snapshot.ratings().get(i, j));
                assert_eq!(row["held_out"] == "yes", snapshot.held_out(i, j));
                let train = &snapshot.source.split.train;
                assert_eq!(row["user_ratings"], train.degree(i).to_string());
                assert_eq!(row["item_ratings"], train.degree(j).to_string());
                assert_eq!(row["fallback"].is_empty(), row["why"].is_empty());
                // JSON says the same.
                for (column, field) in row {
                    let same = match &json["predictions"][item][column] {
                        Value::Null => field.is_empty(),
                        Value::Bool(on) => *on == (field == "yes"),
                        Value::Number(number) => {
                            (number.as_f64().unwrap() - field.parse::<f64>().unwrap()).abs() < 1e-12
                        }
                        other => other == field,
                    };
                    assert!(same, "{column}: {field}, {}", json["predictions"][item][column]);
                }
            }
        }
    }
}

/// Two cold users and a cold item among six of each.
fn with_strangers() -> Ratings {
    let cells = (0..6).flat_map(|i| (0..6).map(move |j| (i, j)));
    let known = cells.filter(|(i, j)| *i < 4 && *j < 5 && (i + 2 * j) % 4 != 3);
    let rows: Vec<_> = known.map(|(i, j)| rating(i, j, ((i * 3 + j * 2) % 5) as f64)).collect();
    grid(6, 6, &rows)
}

#[test]
fn what_is_fallen_back_on_is_what_the_explanation_says() {
    let ratings = Arc::new(with_strangers());
    let mut fallen = 0;
    for (method, passes) in Method::ALL.iter().flat_map(|method| [0, 2].map(|passes| (*method, passes))) {
        let mut state = State::fresh(Source::new(Arc::clone(&ratings)), Options::new(method));
        state.advance(passes * state.units_per_pass() as u64);
        for (i, j) in (0..6).flat_map(|i| (0..6).map(move |j| (UserId::new(i), ItemId::new(j)))) {
            let row = Predicted::of(&state, i, j);
            let told = state.model.explain(state.source.learned(), i, j);
            if let Some(fallback) = row.fallback {
                fallen += 1;
                let told = told.expect("what falls back says so");
                assert_eq!(fallback.value.to_bits(), row.value.to_bits(), "{method} {i:?} {j:?}");
                assert_eq!(told.note, Some(fallback.why));
                assert_eq!(told.lines.iter().map(|(name, _)| *name).collect::<Vec<_>>(), [fallback.on]);
            } else if let Some(told) = told {
                assert!(told.lines.last().is_none_or(|(name, _)| *name == "r̂"), "{method}: {told:?}");
            }
            assert_eq!(row.learned.map(|learned| learned.cold), [i.index() >= 4, j.index() == 5]);
        }
    }
    assert!(fallen > 200, "{fallen}");
}

#[test]
fn factors_that_are_given_are_known_until_a_pass_has_moved_them() {
    let mut source = Source::new(Arc::new(with_strangers()));
    let table = crate::common::table_of(2, (0..12).map(f64::from).collect());
    source.given = Arc::new(Given { q: Some(table), ..Default::default() });
    let mut state = State::fresh(source, Options::new(Method::Als));
    let cold = |state: &State, of: Entity| Learned::of(state, of).cold;
    let (user, item) = (Entity::new(Side::Users, 5), Entity::new(Side::Items, 5));
    assert_eq!((cold(&state, user), cold(&state, item)), (true, false));
    state.advance(state.units_per_pass() as u64);
    assert!(cold(&state, item), "ALS has made its factors 0");
}

#[test]
fn many_predictions_are_the_single_ones_in_their_order() {
    let mut state = State::fresh(Source::new(Arc::new(with_strangers())), Options::new(Method::KnnBasic));
    state.advance(state.units_per_pass() as u64);
    let cells: Vec<_> = (0..3000).map(|n| (UserId::new(n * 7 % 6), ItemId::new(n * 5 % 6))).collect();
    let singly: Vec<_> = cells.iter().map(|&(i, j)| Predicted::of(&state, i, j)).collect();
    assert_eq!(predicted(&state, &cells), singly);
}

#[test]
fn neighbours_are_those_of_the_screen_by_every_method() {
    let mut told = 0;
    for method in Method::ALL {
        let snapshot = explored(*method, None, 3);
        for (side, metric) in
            [Side::Users, Side::Items].into_iter().flat_map(|side| Metric::ALL.iter().map(move |m| (side, *m)))
        {
            let of = Entity::new(side, 1);
            let mut words = vec!["neighbours", "lecture", "#2", "--side", side.name(), "--solver", method.name()];
            words.extend(["--passes", "3", "--all-passes"]);
            let similar = match &*snapshot.model {
                Model::Near(near) if near.side() == side => true,
                Model::Near(_) => {
                    let why = refusal(&words);
                    assert!(
                        why.contains("compares users with one another") && why.contains("--based-on items"),
                        "{why}"
                    );
                    continue;
                }
                _ if snapshot.factors().is_none() => {
                    let why = refusal(&words);
                    assert!(why.contains("neither factors nor similarities") && why.contains("--solver"), "{why}");
                    continue;
                }
                _ => false,
            };
            if !similar {
                words.extend(["--metric", metric.name()]);
            }
            let (result, rows) = (ran(&words), rows(&words));
            // What the screen has worked out.
            let job = Job::new(Want::Near(of, metric.into(), Among::at_least(1, 1)), Arc::clone(&snapshot));
            let Found::Near(list) = job.work_out(ON).unwrap().value else { panic!("it is a list of neighbours") };
            assert_eq!((rows.len(), &result["at_least"]), (list.len(), &1.into()), "{method} {side}");
            let column = match (similar, metric) {
                (true, _) => "similarity",
                (false, Metric::Euclidean) => "distance",
                (false, Metric::Cosine) => "cosine",
            };
            for (row, near) in rows.iter().zip(list.iter()) {
                told += 1;
                assert_eq!(row["name"], snapshot.ratings().name(near.of));
                assert_eq!(bits(&row[column]), near.value.to_bits(), "{method} {side} {metric}");
                assert_eq!(row["in_common"], in_common(snapshot.ratings(), of, near.of).to_string());
                assert_eq!(row["ratings"], snapshot.ratings().degree(near.of).to_string());
            }
        }
    }
    assert!(told > 50, "{told}");
}

#[test]
fn as_many_ratings_are_asked_for_as_on_the_screen() {
    // 120 items that all of 60 users have rated but a few, and 80 with one to eight ratings.
    let known = (0..120).flat_map(|j| (0..60).filter(move |i| (i + j) % 9 > 0).map(move |i| (i, j)));
    let obscure = (120..200).flat_map(|j| (0..=j % 8).map(move |n| ((j * 5 + n * 7) % 60, j)));
    let cells: Vec<_> = known.chain(obscure).collect();
    let folder = tempfile::tempdir().unwrap();
    let rows: String = cells.iter().map(|(i, j)| format!("u{i},i{j},{}\n", (i * 3 + j * 2) % 6)).collect();
    let path = folder.path().join("ratings.csv");
    std::fs::write(&path, format!("user,item,rating\n{rows}")).unwrap();
    let file = path.to_str().unwrap();
    let words = ["neighbours", file, "i7", "--lambda", "0.1", "--passes", "2", "-n", "150"];
    let result = ran(&words);
    assert_eq!((&result["at_least"], result["neighbours"].as_array().unwrap().len()), (&50.into(), 119));
    let mut desk = Desk::of(factorscope::data::load::path(&path, &Default::default()).unwrap().ratings);
    desk.command("set lambda 0.1").command("step pass 2").command("screen neighbours").command("select-item i7");
    assert_eq!(desk.app.least(Side::Items), 50);
    let shown = desk.app.neighbours().unwrap();
    let names: Vec<&str> = shown.iter().map(|near| desk.app.name(near.of)).collect();
    assert_eq!(
        result["neighbours"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect::<Vec<_>>(),
        names
    );
    let fewer = ran(&[&words[..], &["--at-least", "3"]].concat());
    assert_eq!((&fewer["at_least"], fewer["neighbours"].as_array().unwrap().len()), (&3.into(), 150));
}
