//! Folders that Spark wrote: predictions and recommendations are Spark's, steps lower what Spark lowered, names are kept, and
//! what is missing, damaged or something else is said.
//!
//! `tests/data/spark/make.py` had PySpark 4.3.0 and 3.5.6 make what is read here; `truth.tsv` and `recommended.tsv` are
//! what Spark itself predicts and recommends.

use factorscope::{
    cli::{self, Args, Prepared},
    data::{
        ItemId, Side, UserId,
        load::{self, Fault, ModelFault, Options, SparkFault},
    },
    model::{Method, Penalty},
    study::State,
};
use parquet::{
    data_type::{ByteArrayType, FloatType, Int32Type},
    file::{properties::WriterProperties, writer::SerializedFileWriter},
    schema::parser::parse_message_type,
};
use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

const HERE: &str = "tests/data/spark";

fn opened(words: &str) -> Result<Prepared, cli::Error> {
    let words = ["factorscope"].into_iter().chain(words.split_whitespace());
    let words = words.map(|word| word.replace("HERE", HERE).into());
    let Args { data, model, .. } = cli::parse(words, &mut Vec::new()).unwrap().unwrap();
    cli::open(&data, &model)
}

fn state(words: &str) -> State {
    let opened = opened(words).unwrap();
    State::fresh(opened.source, opened.options)
}

/// The rows of a table below its head, by the folder that they are about.
fn rows(file: &str) -> BTreeMap<String, Vec<Vec<String>>> {
    let mut rows: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
    for line in fs::read_to_string(format!("{HERE}/{file}")).unwrap().lines().skip(1) {
        let mut fields = line.split('\t').map(|field| field.trim_matches('"').to_owned());
        rows.entry(fields.next().unwrap()).or_default().push(fields.collect());
    }
    rows
}

fn place(names: &[Box<str>], name: &str) -> usize {
    names.iter().position(|known| **known == *name).unwrap_or_else(|| panic!("{name}"))
}

const FOLDERS: [&str; 5] = ["explicit", "implicit", "nonnegative", "pipeline", "plain"];

#[test]
fn predictions_are_those_of_spark() {
    let truth = rows("truth.tsv");
    assert_eq!(truth.keys().map(String::as_str).collect::<Vec<_>>(), FOLDERS);
    // Another version of Spark comes to the same factors, and writes them in another way.
    let older = ("plain-3.5".to_owned(), truth["plain"].clone());
    for (folder, rows) in truth.into_iter().chain([older]) {
        let state = state(&format!("HERE/{folder}"));
        let names = state.source.all().names();
        assert_eq!(rows.len(), names.users.len() * names.items.len(), "{folder}");
        for row in rows {
            let (user, item) = (place(&names.users, &row[0]), place(&names.items, &row[1]));
            let (found, wanted) = (state.predict(UserId::new(user), ItemId::new(item)), row[2].parse::<f64>().unwrap());
            assert!((found - wanted).abs() < 1e-5, "{folder}, {row:?}: {found}");
        }
    }
}

#[test]
fn recommendations_are_those_of_spark() {
    for (folder, rows) in rows("recommended.tsv") {
        let words = format!("factorscope recommend HERE/{folder} --all -n 5 --format csv");
        let words = words.split(' ').map(|word| word.replace("HERE", HERE).into());
        let args = cli::parse(words, &mut Vec::new()).unwrap().unwrap();
        let mut out = Vec::new();
        cli::run(&args.command.unwrap(), &mut out, &mut Vec::new()).unwrap();
        let mut table = csv::Reader::from_reader(out.as_slice());
        let mut lists: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for row in table.records().map(Result::unwrap) {
            lists.entry(row[0].to_owned()).or_default().push(row[2].to_owned());
        }
        assert_eq!(lists.len(), rows.len(), "{folder}");
        for row in rows {
            assert_eq!(lists[&row[0]], row[1..], "{folder}, {}", row[0]);
        }
    }
}

/// The factors of Spark come of its last half-step, which fits the users to the items. So where the same is lowered, the users of
/// the next half-step are the same, settled or not: up to the 32 bits that Spark has.
#[test]
fn a_step_from_sparks_factors_lowers_what_spark_lowered() {
    let columns = "--columns user=listener,item=track,rating=plays";
    let cases = [
        ("explicit", "ratings.csv", "", Method::Als, 2e-5),
        ("implicit", "plays.csv", columns, Method::ImplicitAls, 2e-5),
        ("nonnegative", "ratings.csv", "", Method::Nmf, 2e-3),
        ("plain", "plays.csv", "--columns user=listener,item=track,rating=plays --lambda 0.05", Method::Als, 2e-5),
        ("pipeline", "ratings.csv", "", Method::Als, 2e-5),
    ];
    for (folder, ratings, options, method, most) in cases {
        let words = format!("HERE/{folder} --ratings HERE/{ratings} {options}");
        let mut now = state(&words);
        assert_eq!((now.options.method, now.options.penalty), (method, Penalty::Weighted), "{folder}");
        let before = now.model.factors().unwrap().wide().into_owned();
        now.advance(now.halves()[0].units as u64);
        let moved = |now: &State, side: Side| {
            let after = now.model.factors().unwrap().wide();
            let pairs = before.side(side).values().into_iter().zip(after.side(side).values());
            pairs.map(|(before, after)| (before - after).abs()).fold(0.0, f64::max)
        };
        assert!(moved(&now, Side::Users) < most, "{folder}: the users moved by {}", moved(&now, Side::Users));
        // With another penalty they do move.
        let mut other = state(&format!("{words} --penalty plain"));
        other.advance(other.halves()[0].units as u64);
        assert!(moved(&other, Side::Users) > 0.01, "{folder}: {}", moved(&other, Side::Users));
        // What has settled stays where it is in a whole pass.
        if folder == "explicit" {
            now.advance(now.halves()[1].units as u64);
            assert!(moved(&now, Side::Items) < 1e-3, "the items moved by {}", moved(&now, Side::Items));
        }
    }
}

#[test]
fn options_are_those_of_the_fit_unless_others_are_asked_for() {
    let options = |words: &str| opened(words).unwrap().options;
    let explicit = options("HERE/explicit");
    assert_eq!((explicit.method, explicit.lambda, explicit.factors), (Method::Als, 0.05, 3));
    let implicit = options("HERE/implicit");
    assert_eq!((implicit.lambda, implicit.confidence), (0.02, 4.0));
    assert_eq!(options("HERE/implicit --confidence 7").confidence, 7.0);
    let other = options("HERE/explicit --lambda 0.3");
    assert_eq!((other.lambda, other.penalty), (0.3, Penalty::Weighted));
    // Another solver has habits of its own.
    let other = options("HERE/implicit --solver als");
    assert_eq!((other.method, other.lambda, other.penalty), (Method::Als, 0.0, Penalty::Plain));
    // A plain folder does not say, and that is told where steps are possible.
    let odd = |words: &str| opened(words).unwrap().reading.unwrap().odd;
    assert!(odd("HERE/plain").is_empty());
    let told = odd("HERE/plain --ratings HERE/plays.csv --columns user=listener,item=track,rating=plays");
    assert!(told.iter().any(|odd| odd.sentence.contains("lambda 0.1, Spark's default")), "{told:?}");
}

#[test]
fn it_is_said_what_was_opened() {
    let line = |words: &str| opened(words).unwrap().reading.unwrap().to_string();
    assert_eq!(
        line("HERE/explicit"),
        "trained model, 3 factors for each of 20 users and 12 items, by Spark 4.3.0: explicit, regParam 0.05; \
         Spark's ALSModel; scale 0.4..5.2"
    );
    assert!(line("HERE/implicit").contains("by Spark 4.3.0: implicit, alpha 4, regParam 0.02;"));
    assert!(line("HERE/nonnegative").contains("regParam 0.05, nonnegative;"));
    assert!(line("HERE/pipeline").contains("2 factors for each of 20 users and 12 items, by Spark 4.3.0;"));
    assert!(line("HERE/plain-3.5").contains("by Spark 3.5.6;"));
    let names = opened("HERE/explicit").unwrap().source.all().names().users.join("|");
    assert_eq!(names, {
        let mut names: Vec<_> = rows("recommended.tsv")["explicit"].iter().map(|row| row[0].clone()).collect();
        names.sort();
        names.join("|")
    });
}

#[test]
fn the_model_within_what_was_trained_is_opened_with_its_names() {
    let [whole, inner] = ["HERE/explicit", "HERE/explicit/model"].map(|words| opened(words).unwrap());
    assert_eq!(whole.source.all().names().users, inner.source.all().names().users);
    assert_eq!((whole.options.lambda, inner.options.lambda), (0.05, 0.05));
}

#[test]
fn ratings_of_strangers_are_counted_and_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("r.csv");
    fs::write(&file, "user,item,rating\nAn,album 01,4\n7,album 02,2\n007,album 02,2\nAn,an album,3\n").unwrap();
    let opened = opened(&format!("HERE/explicit --ratings {}", file.display())).unwrap();
    assert_eq!(opened.source.all().len(), 2, "007 is a name and 7 another");
    let odd: Vec<_> = opened.reading.as_ref().unwrap().odd.iter().map(|odd| odd.sentence.as_str()).collect();
    assert!(odd.contains(&"1 user of the ratings is not in the model: left out"), "{odd:?}");
    assert!(odd.contains(&"1 item of the ratings is not in the model: left out"), "{odd:?}");
}

// ---- what is wrong -------------------------------------------------------------------------------------------------

/// A copy of a folder, changed.
fn changed(folder: &str, change: impl FnOnce(&Path)) -> Result<load::Loaded, load::LoadError> {
    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
            let to = to.join(entry.file_name());
            match entry.path().is_dir() {
                true => copy(&entry.path(), &to),
                false => assert!(fs::copy(entry.path(), to).is_ok()),
            }
        }
    }
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("m");
    copy(&Path::new(HERE).join(folder), &path);
    change(&path);
    load::path(&path, &Options::default())
}

/// What is said of a copy of a folder that was changed: the place, the fault and the way out.
#[track_caller]
fn says(folder: &str, change: impl FnOnce(&Path), parts: &[&str]) -> SparkFault {
    let wrong = changed(folder, change).unwrap_err();
    let said = format!("{wrong}; {}", wrong.hint());
    for part in parts {
        assert!(said.contains(part), "{part}: {said}");
    }
    match wrong.fault {
        Fault::Model(ModelFault::Spark(fault)) => fault,
        other => panic!("{other:?}"),
    }
}

/// The parts in a folder that have rows.
fn parts(path: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    let mut parts: Vec<_> = entries.filter(|path| path.extension().is_some_and(|end| end == "parquet")).collect();
    parts.sort();
    parts
}

fn metadata(path: &Path) -> std::path::PathBuf {
    let entries = fs::read_dir(path.join("metadata")).unwrap().map(|entry| entry.unwrap().path());
    entries.into_iter().find(|path| path.file_name().unwrap().to_string_lossy().starts_with("part-")).unwrap()
}

fn rewrite(path: &Path, from: &str, to: &str) {
    let file = metadata(path);
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(&file, text.replace(from, to)).unwrap();
}

#[test]
fn what_is_missing_is_named() {
    says(
        "plain",
        |m| fs::remove_dir_all(m.join("userFactors")).unwrap(),
        &["m: found no userFactors", "copy the whole"],
    );
    says("plain", |m| fs::remove_dir_all(m.join("metadata")).unwrap(), &["m: found no metadata"]);
    says("plain", |m| fs::remove_file(metadata(m)).unwrap(), &["m/metadata: found no part"]);
    says(
        "plain",
        |m| parts(&m.join("itemFactors")).iter().for_each(|part| fs::remove_file(part).unwrap()),
        &["m/itemFactors: found no part"],
    );
    // A checksum beside it, or the counts of train_als.py, tell of a part that is gone.
    let one = |m: &Path| parts(&m.join("model/userFactors"))[0].clone();
    let fault = says("explicit", |m| fs::remove_file(one(m)).unwrap(), &["m/model/userFactors: found no part-"]);
    assert!(matches!(fault, SparkFault::MissingPart { .. }));
    let counted = |m: &Path| {
        let part = parts(&m.join("model/userFactors"))[0].clone();
        fs::remove_file(part).unwrap();
    };
    let fault = says("implicit", counted, &["m/model/userFactors: found ", "of the 20 users that were trained"]);
    assert!(matches!(fault, SparkFault::Counted { side: Side::Users, expected: 20, .. }));
    says("explicit", |m| fs::remove_dir_all(m.join("model")).unwrap(), &["did not end", "run it again"]);
    says("plain", |m| fs::create_dir(m.join("userFactors/_temporary")).unwrap(), &["m/userFactors: ", "did not end"]);
    // Without _SUCCESS it is opened, and that is told.
    let opened = changed("plain", |m| fs::remove_file(m.join("userFactors/_SUCCESS")).unwrap()).unwrap();
    assert!(opened.reading.unwrap().odd[0].sentence.contains("m/userFactors has no _SUCCESS"));
}

#[test]
fn what_is_no_such_model_is_called_by_its_class() {
    let class = "recommendation.ALSModel";
    let wrong = says(
        "plain",
        |m| rewrite(m, class, "recommendation.ALS"),
        &["found the class org.apache.spark.ml.recommendation.ALS, expected ALSModel", "als.fit(ratings).save(folder)"],
    );
    assert!(matches!(wrong, SparkFault::Class { .. }));
    says("plain", |m| rewrite(m, class, "clustering.KMeansModel"), &["clustering.KMeansModel, expected ALSModel"]);
    says("validated", |_| {}, &["m: found no bestModel"]);
    says("plain", |m| fs::write(metadata(m), "{\"class\":").unwrap(), &["m/metadata: found no JSON"]);
    says("plain", |m| rewrite(m, "\"rank\":4", "\"rank\":-4"), &["m/metadata: rank: found -4"]);
    let no_als = |m: &Path| {
        let stages = fs::read_dir(m.join("stages")).unwrap().map(|entry| entry.unwrap().path());
        stages
            .filter(|path| path.to_string_lossy().contains("_ALS_"))
            .for_each(|path| fs::remove_dir_all(path).unwrap());
    };
    says("pipeline", no_als, &["no stage of class ALSModel", "StringIndexerModel, StringIndexerModel"]);
    for part in ["userFactors", "itemFactors", "metadata"] {
        let wrong = load::path(&Path::new(HERE).join("plain").join(part), &Options::default()).unwrap_err();
        assert!(wrong.to_string().ends_with("it is a part of the model in tests/data/spark/plain"), "{wrong}");
    }
    // A choice of models has the best of them in it.
    let best = changed("plain", |m| {
        let inner = m.join("bestModel");
        fs::create_dir(&inner).unwrap();
        for name in ["metadata", "userFactors", "itemFactors"] {
            fs::rename(m.join(name), inner.join(name)).unwrap();
        }
        fs::rename(m.join("copy"), m.join("metadata")).unwrap_or_else(|_| {
            fs::create_dir(m.join("metadata")).unwrap();
            fs::copy(metadata(&Path::new(HERE).join("validated")), m.join("metadata/part-00000")).unwrap();
        });
    });
    assert!(best.unwrap().reading.unwrap().to_string().contains("by Spark 4.3.0"));
}

#[test]
fn rows_that_do_not_fit_are_told_with_their_part_and_id() {
    says(
        "plain",
        |m| rewrite(m, "\"rank\":4", "\"rank\":5"),
        &["m/userFactors/part-", "4 factors, expected 5, as the metadata"],
    );
    // Names that are not those of the model.
    let swap = |m: &Path| {
        fs::rename(m.join("userNames"), m.join("u")).unwrap();
        fs::rename(m.join("itemNames"), m.join("userNames")).unwrap();
        fs::rename(m.join("u"), m.join("itemNames")).unwrap();
    };
    says("explicit", swap, &["m/model/userFactors: the user with the id 12 has factors and no name", "the same run"]);
    // A part twice.
    let twice = |m: &Path| {
        let part = parts(&m.join("userFactors"))[0].clone();
        fs::copy(&part, part.with_file_name("part-99999.parquet")).unwrap();
    };
    says("plain", twice, &["m/userFactors: found the id 1", "twice", "two models"]);
    // Another table.
    let other = |m: &Path| {
        let from = parts(&Path::new(HERE).join("explicit/userNames"))[0].clone();
        fs::copy(from, parts(&m.join("itemFactors"))[0].clone()).unwrap();
    };
    says("plain", other, &["m/itemFactors/part-", "found the columns id, name", "features, a list of numbers"]);
}

/// A part with these rows of factors, each of which may be missing.
fn factors(rows: &[(i32, Option<&[f32]>)]) -> Vec<u8> {
    let schema = "message m { required int32 id;
        optional group features (LIST) { repeated group list { required float element; } } }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(WriterProperties::default())).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let ids: Vec<i32> = rows.iter().map(|row| row.0).collect();
    column.typed::<Int32Type>().write_batch(&ids, None, None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let (mut values, mut there, mut goes_on) = (Vec::new(), Vec::new(), Vec::new());
    for (_, row) in rows {
        let row = row.unwrap_or_default();
        values.extend_from_slice(row);
        there.extend(vec![if row.is_empty() { 0 } else { 2 }; row.len().max(1)]);
        goes_on.extend((0..row.len().max(1)).map(|at| i16::from(at > 0)));
    }
    column.typed::<FloatType>().write_batch(&values, Some(&there), Some(&goes_on)).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.into_inner().unwrap()
}

#[test]
fn factors_that_are_no_numbers_are_told_with_their_id() {
    let with = |rows: &[(i32, Option<&[f32]>)]| {
        let bytes = factors(rows);
        move |m: &Path| {
            let parts = parts(&m.join("itemFactors"));
            parts[1..].iter().for_each(|part| fs::remove_file(part).unwrap());
            fs::write(&parts[0], bytes).unwrap();
        }
    };
    let one = [1.0f32, 2.0, 3.0, 4.0];
    let whole = changed("plain", with(&[(7, Some(&one)), (-3, Some(&one))])).unwrap();
    assert_eq!(whole.ratings.names().items.join(" "), "-3 7");
    let bad = [1.0, f32::NAN, 3.0, 4.0];
    let fault = says(
        "plain",
        with(&[(7, Some(&one)), (9, Some(&bad))]),
        &["m/itemFactors/part-", "id 9: found NaN as factor 2"],
    );
    assert!(matches!(fault, SparkFault::NotFinite { id: 9, factor: 2, .. }));
    says("plain", with(&[(7, Some(&[1.0, f32::INFINITY, 0.0, 0.0]))]), &["id 7: found inf as factor 2"]);
    says("plain", with(&[(7, Some(&one)), (9, Some(&one[..3]))]), &["id 9: found 3 factors, expected 4"]);
    says("plain", with(&[(7, Some(&one)), (8, Some(&one)), (9, None)]), &["row 3: found no features"]);
    says("plain", with(&[(7, Some(&one)), (8, Some(&one)), (7, Some(&one))]), &["m/itemFactors: found the id 7 twice"]);
    says("plain", with(&[]), &["m/itemFactors: found no row of factors in its 1 part"]);
}

#[test]
fn names_without_factors_are_counted() {
    let schema = Arc::new(parse_message_type("message m { required int32 id; optional binary name (UTF8); }").unwrap());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(WriterProperties::default())).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int32Type>().write_batch(&[500, 501], None, None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let names = ["Newly", "Come"].map(Into::into);
    column.typed::<ByteArrayType>().write_batch(&names, Some(&[1, 1]), None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    let more = writer.into_inner().unwrap();
    let opened = changed("explicit", |m| fs::write(m.join("userNames/part-00001.parquet"), more).unwrap()).unwrap();
    assert_eq!(opened.ratings.n_users(), 20);
    assert_eq!(opened.reading.unwrap().odd[0].sentence, "2 users have a name and no factors: left out");
}

/// Any byte of a part may be another one: its checksum says so where it is there, and without it nothing panics, and what is
/// read is a model or a sentence.
#[test]
fn damage_is_found() {
    let part = |m: &Path| parts(&m.join("model/itemFactors")).last().unwrap().clone();
    let flip = |m: &Path, at: usize| {
        let file = part(m);
        let mut bytes = fs::read(&file).unwrap();
        bytes[at] ^= 0x40;
        fs::write(&file, bytes).unwrap();
    };
    let fault = says("explicit", |m| flip(m, 600), &["m/model/itemFactors/part-", "bytes 512 to ", ".crc"]);
    assert!(matches!(fault, SparkFault::Checksum { .. }));
    let place = tempfile::tempdir().unwrap();
    for folder in ["plain", "plain-3.5"] {
        let from = Path::new(HERE).join(folder);
        let to = place.path().join(folder);
        for name in ["metadata", "userFactors", "itemFactors"] {
            fs::create_dir_all(to.join(name)).unwrap();
            for entry in fs::read_dir(from.join(name)).unwrap().map(|entry| entry.unwrap().path()) {
                fs::copy(&entry, to.join(name).join(entry.file_name().unwrap())).unwrap();
            }
        }
        let file = parts(&to.join("userFactors")).last().unwrap().clone();
        let whole = fs::read(&file).unwrap();
        for at in 0..whole.len() {
            for flip in [1, 0x40, 0xff] {
                let mut bytes = whole.clone();
                bytes[at] ^= flip;
                fs::write(&file, bytes).unwrap();
                if let Err(wrong) = load::path(&to, &Options::default()) {
                    assert!(!wrong.to_string().contains('\n') && !wrong.hint().is_empty(), "{wrong}");
                }
            }
        }
    }
}
