//! Trained models: every format comes to the same tables, predictions are those of the library that made the model, ratings
//! that come along find their rows, and what is damaged is said.
//!
//! The files of `tests/data/models` were written by implicit 0.7.3, Surprise 1.1.5 and NumPy 2.4.6; `truth.tsv` has what
//! they predict, by row of P and of Q from 0.

use factorscope::{
    cli::{self, Args, Prepared},
    data::{
        ItemId, UserId,
        load::{self, Change, Fault, LayoutName, Loaded, ModelFault, Options, Trained, Vectors},
    },
    study::State,
};
use std::{fmt::Write as _, fs, path::Path};

const MODELS: &str = "tests/data/models";

/// A model as the command line opens it.
fn opened(words: &str) -> Result<Prepared, cli::Error> {
    let words =
        ["factorscope"].into_iter().chain(words.split_whitespace()).map(|word| word.replace("MODELS", MODELS).into());
    let Args { data, model, .. } = cli::parse(words, &mut Vec::new()).unwrap().unwrap();
    cli::open(&data, &model)
}

fn state(words: &str) -> State {
    let opened = opened(words).unwrap();
    State::fresh(opened.source, opened.options)
}

fn load(file: &str) -> Loaded {
    load::path(&Path::new(MODELS).join(file), &Options::default()).unwrap()
}

fn as_factors(text: &str) -> Loaded {
    let options = Options { layout: Some(LayoutName::Factors), ..Options::default() };
    load::text("f", text, &options).unwrap()
}

fn side(trained: &Option<Trained>, side: usize) -> &Vectors {
    trained.as_ref().unwrap().sides[side].as_ref().unwrap()
}

#[test]
fn predictions_are_those_of_the_library_that_made_the_model() {
    let truth = fs::read_to_string(format!("{MODELS}/truth.tsv")).unwrap();
    let mut told = 0;
    for line in truth.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [user, item] = [1, 2].map(|at| fields[at].parse::<usize>().unwrap());
        let wanted: f64 = fields[3].parse().unwrap();
        let found = state(&format!("MODELS/{}", fields[0])).predict(UserId::new(user), ItemId::new(item));
        assert!((found - wanted).abs() < 1e-12, "{line}: {found}");
        told += 1;
    }
    assert!(told > 30);
}

#[test]
fn every_format_comes_to_the_same_tables() {
    let model = load("surprise.npz").trained;
    let (p, q) = (side(&model, 0), side(&model, 1));
    let mean = model.as_ref().unwrap().mean.unwrap();
    // A folder of arrays, and one array in the order of columns with the highest byte first.
    let folder = load("surprise").trained;
    assert_eq!((side(&folder, 0), side(&folder, 1), folder.as_ref().unwrap().mean), (p, q, Some(mean)));
    assert_eq!(side(&load("qi-fortran-big-endian.npy").trained, 1).values, q.values);
    // The same as our own tables, LIBMF's model, word2vec's text, and tables of all kinds.
    let numbers = |row: &[f64], by: &str| row.iter().map(|value| format!("{value:?}")).collect::<Vec<_>>().join(by);
    let rows = |side: &Vectors| side.values.chunks(side.width).map(<[f64]>::to_vec).collect::<Vec<_>>();
    let biases = q.biases.as_ref().unwrap();
    let mut own = "item,factor_1,factor_2,factor_3,factor_4,bias,mean\n".to_owned();
    let (mut named, mut bare, mut vectors) = (String::new(), String::new(), format!("{} 4\n", q.len()));
    for (at, row) in rows(q).iter().enumerate() {
        writeln!(own, "item {},{},{:?},{mean:?}", at + 1, numbers(row, ","), biases[at]).unwrap();
        writeln!(named, "w{at}\t{}", numbers(row, "\t")).unwrap();
        writeln!(bare, "{} ", numbers(row, " ")).unwrap();
        writeln!(vectors, "a word {at} {}", numbers(row, " ")).unwrap();
    }
    let table = load::text("f", &own, &Options::default()).unwrap();
    assert_eq!((&side(&table.trained, 1).values, &side(&table.trained, 1).biases), (&q.values, &q.biases));
    assert_eq!((table.trained.as_ref().unwrap().mean, table.ratings.names().items.len()), (Some(mean), q.len()));
    assert_eq!(side(&as_factors(&named).trained, 1).values, q.values);
    assert_eq!(&*as_factors(&named).ratings.names().items[2], "w2");
    assert_eq!(side(&as_factors(&bare).trained, 1).values, q.values);
    assert_eq!(&*as_factors(&bare).ratings.names().items[2], "item 3");
    let words = load::text("f", &vectors, &Options::default()).unwrap();
    assert_eq!((&side(&words.trained, 1).values, &*words.ratings.names().items[1]), (&q.values, "a word 1"));
    let mut libmf = format!("f 0\nm {}\nn {}\nk 4\nb {mean}\n", p.len(), q.len());
    for (letter, table) in [("p", p), ("q", q)] {
        for (at, row) in rows(table).iter().enumerate() {
            writeln!(libmf, "{letter}{at} T {} ", numbers(row, " ")).unwrap();
        }
    }
    // Older versions of it say less.
    let old =
        libmf.lines().filter(|line| !line.starts_with(['f', 'b'])).map(|line| line.replacen(" T ", " ", 1) + "\n");
    let old = load::text("f", &old.collect::<String>(), &Options::default()).unwrap();
    let libmf = load::text("f", &libmf, &Options::default()).unwrap();
    assert_eq!(old.trained.as_ref().unwrap().sides, libmf.trained.as_ref().unwrap().sides);
    assert_eq!((&side(&libmf.trained, 0).values, &side(&libmf.trained, 1).values), (&p.values, &q.values));
    // LIBMF's b is no part of a prediction.
    assert_eq!(libmf.trained.as_ref().unwrap().mean, None);
}

#[test]
fn what_fit_writes_is_opened_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("model");
    let words = ["factorscope", "fit", "lecture", "--biased", "--passes", "3", "--out", out.to_str().unwrap()];
    let args = cli::parse(words.into_iter().map(Into::into), &mut Vec::new()).unwrap().unwrap();
    cli::run(&args.command.unwrap(), &mut Vec::new(), &mut Vec::new()).unwrap();
    let state = state(out.to_str().unwrap());
    assert!(state.source.all().is_empty() && state.source.all().name(UserId::new(0)) == "An");
    let predictions = fs::read_to_string(out.join("predictions.csv")).unwrap();
    for (at, line) in predictions.lines().skip(1).enumerate() {
        let (user, item) = (at / 5, at % 5);
        let wanted: f64 = line.split(',').nth(3).unwrap().parse().unwrap();
        let found = state.predict(UserId::new(user), ItemId::new(item));
        assert!((found - wanted).abs() < 1e-12, "{line}: {found}");
    }
}

#[test]
fn ratings_find_their_rows() {
    // Surprise numbers users and items as its ratings name them, which their own numbers do not tell.
    let with = state("MODELS/surprise.npz --ratings MODELS/sample.csv");
    let all = with.source.all().clone();
    let sse: f64 = all.iter().map(|r| (with.predict(r.user, r.item) - r.value).powi(2)).sum();
    // What Surprise itself has on these ratings.
    assert!(((sse / all.len() as f64).sqrt() - 1.2518743778590846).abs() < 1e-12);
    assert_eq!(all.len(), 48);
    // Without its mean it is taken from the ratings, which here are all that it learned from.
    let without = state("MODELS/surprise-no-mean.npz --ratings MODELS/sample.csv");
    assert_eq!(without.model, with.model);

    let folder = tempfile::tempdir().unwrap();
    let text = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let factors = text("factors.txt", "0.5 1.5\n1.5 2.5\n-1.5 0.25\n");
    let number = |ratings: &str| {
        let opened = opened(&format!("{factors} --layout factors --ratings {}", text("r.csv", ratings))).unwrap();
        let names = opened.source.all().names().items.iter().map(|name| name.to_string()).collect::<Vec<_>>();
        (names.join(" "), opened.source.all().len(), opened.reading.unwrap().odd.last().unwrap().sentence.clone())
    };
    let (names, count, odd) = number("user,item,rating\nAn,0,1\nAn,2,2\nBo,1,4\n");
    assert!((names.as_str(), count) == ("0 1 2", 3) && odd.ends_with("from 0"), "{names} {count} {odd}");
    let (names, count, odd) = number("user,item,rating\nAn,3,1\nAn,2,2\nBo,3,4\n");
    assert!((names.as_str(), count) == ("1 2 3", 3) && odd.ends_with("from 1"), "{names} {count} {odd}");
    let (names, count, odd) = number("user,item,rating\nAn,x,1\nAn,z,2\nBo,y,4\n");
    assert!((names.as_str(), count) == ("x z y", 3) && odd.contains("in the order"), "{names} {count} {odd}");
    // One that the model lacks is counted.
    let (names, count, odd) = number("user,item,rating\nAn,3,1\nAn,2,2\nBo,1,2\nBo,17,4\n");
    assert!(names == "1 2 3" && count == 3 && odd.contains("1 item of the ratings is not in the model"), "{odd}");

    // By name, where there are names; a sample will do.
    let vectors = text("vectors.txt", "2 2\nHeat 0.5 1.5\nEmma 1.5 2.5\n");
    let opened = opened(&format!("{vectors} --ratings {}", text("s.csv", "user,item,rating\nAn,Emma,4\nBo,Emma,2\n")));
    let opened = opened.unwrap();
    let [heat, emma] = [0, 1].map(ItemId::new);
    assert_eq!((opened.source.all().item(heat).len(), opened.source.all().item(emma).len()), (0, 2));
    assert_eq!(opened.source.given.q.as_ref().unwrap()[[1, 0]], 1.5);
    assert!(opened.source.given.p.is_none(), "the users are those of the ratings");
}

/// A data set's ratings are by id, its items are called by titles, and a title can be the number of another item.
#[test]
fn ratings_with_titles_find_their_rows_by_id() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    write("set/ratings.csv", "userId,movieId,rating\n7,3,1\n7,2,2\n8,3,4\n8,1,5\n");
    write("set/movies.csv", "movieId,title,genres\n1,Emma,Drama\n2,Heat,Crime\n3,1,Comedy\n");
    let set = folder.path().join("set");
    let numbered = write("numbered.txt", "0.5 1.5\n1.5 2.5\n-1.5 0.25\n");
    let named = write("named.txt", "4 2\n3 -1.5 0.25\n9 0.0 0.0\n2 1.5 2.5\n1 0.5 1.5\n");
    for (model, layout, rows) in [(numbered, "--layout factors", "Emma Heat 1"), (named, "", "1 9 Heat Emma")] {
        let opened = opened(&format!("{model} {layout} --ratings {}", set.display())).unwrap();
        let (all, q) = (opened.source.all(), opened.source.given.q.as_ref().unwrap());
        let names = &all.names().items;
        assert_eq!(names.iter().map(|name| &**name).collect::<Vec<_>>().join(" "), rows);
        let at = |title: &str| names.iter().position(|name| &**name == title).unwrap();
        assert_eq!(["Emma", "Heat", "1"].map(|title| q[[at(title), 1]]), [1.5, 2.5, 0.25]);
        assert_eq!(["Emma", "Heat", "1"].map(|title| all.item(ItemId::new(at(title))).len()), [1, 1, 2]);
        assert_eq!(all.facts().line(ItemId::new(at("Heat"))), "Crime");
    }
}

#[test]
fn an_array_gives_one_side_its_factors_in_the_order_of_its_names() {
    let with = opened("MODELS/sample.csv --item-factors MODELS/qi-fortran-big-endian.npy").unwrap();
    let q = side(&load("surprise.npz").trained, 1).values.clone();
    assert_eq!(with.source.given.q.as_ref().unwrap().iter().copied().collect::<Vec<_>>(), q);
    assert!(with.notes[0].contains("in the order in which each item is first named"), "{:?}", with.notes);
    let error = opened("MODELS/sample.csv --item-factors MODELS/items.npy").unwrap_err();
    assert!(error.to_string().contains("found no row for the item"), "9 rows for 8 items: {error}");
}

#[test]
fn a_fit_goes_on_from_a_model() {
    let mut state = state("MODELS/surprise.npz --ratings MODELS/sample.csv --lambda 0.1");
    let sse = |state: &State| {
        state.source.all().iter().map(|r| (state.predict(r.user, r.item) - r.value).powi(2)).sum::<f64>()
    };
    let before = sse(&state);
    let units = state.units_per_pass() as u64;
    state.advance(units);
    assert!(sse(&state) < before && state.pass == 1);
}

#[test]
fn items_may_go_by_their_titles() {
    let folder = tempfile::tempdir().unwrap();
    let titles = folder.path().join("titles.csv");
    let rows: String =
        (0..9).map(|id| format!("{id},The film {}\n", ["A", "B", "C", "D", "E", "F", "G", "H", "I"][id])).collect();
    fs::write(&titles, format!("item,title\n{rows}")).unwrap();
    let opened = opened(&format!("MODELS/implicit.npz --items {}", titles.display())).unwrap();
    assert_eq!(opened.source.all().name(ItemId::new(0)), "The film A");
    assert!(opened.reading.unwrap().to_string().contains("titles from titles.csv"));
}

#[test]
fn a_table_of_one_side_is_of_the_items_unless_it_is_turned() {
    let items = load("vectors.txt");
    assert_eq!((items.ratings.n_users(), items.ratings.n_items(), items.ratings.len()), (1, 9, 0));
    let reading = items.reading.unwrap();
    let turn = reading.odd.iter().find(|odd| odd.sentence.contains("taken for items")).unwrap();
    let mut options = Options::default();
    turn.otherwise.as_ref().unwrap().apply(&mut options);
    let users = load::path(&Path::new(MODELS).join("vectors.txt"), &options).unwrap();
    assert_eq!((users.ratings.n_users(), users.ratings.n_items()), (9, 1));
    assert_eq!(side(&users.trained, 0).names.as_ref().unwrap().len(), 9);
    assert_eq!(users.ratings.names().items[0], "no item".into());
}

#[test]
fn rows_of_decimals_are_a_grid_or_factors_and_that_is_asked() {
    let error = load::path(&Path::new(MODELS).join("bare.txt"), &Options::default()).unwrap_err();
    assert_eq!(error.fault, Fault::TwoReadings { likely: LayoutName::Grid, other: LayoutName::Factors });
    for (layout, users) in [("grid", 9), ("factors", 1)] {
        assert!(error.hint().contains(&format!("--layout {layout}")), "{}", error.hint());
        let layout = Some(layout.parse().unwrap());
        let loaded =
            load::path(&Path::new(MODELS).join("bare.txt"), &Options { layout, ..Options::default() }).unwrap();
        assert_eq!((loaded.ratings.n_users(), loaded.trained.is_some()), (users, users == 1));
    }
    // Whoever looks first sees the grid, and what else it may be.
    let look = load::path(&Path::new(MODELS).join("bare.txt"), &Options { likeliest: true, ..Options::default() });
    assert!(look.unwrap().look.unwrap().rival.is_some());
    // Ratings are no factors: whole numbers, steps of a half, holes, or names of films above them.
    for grid in [
        "1 2 3 5\n4 5 1 2\n2 2 4 3\n",
        "4.5 3.5 2 1.5\n1.5 2 5 2.5\n4 4.5 3.5 4\n",
        "4.53 3.5 NA 2.25\n1.25 2.75 5 3.5\n4 4.55 3.57 1.21\n",
        "name,Heat,Emma\nAn,4.53,1.22\nBo,3.14,2.71\nCy,1.41,1.73\n",
    ] {
        let loaded = load::text("f", grid, &Options { likeliest: true, ..Options::default() }).unwrap();
        let rival = loaded.look.unwrap().rival;
        assert!(loaded.trained.is_none() && rival != Some(Change::Layout(LayoutName::Factors)), "{grid}");
    }
}

#[test]
fn what_is_no_model_or_a_damaged_one_is_said() {
    let file = |name: &str| Path::new(MODELS).join(name);
    let wrong = |path: &Path| load::path(path, &Options::default()).unwrap_err();
    for (name, part, hint) in [
        ("objects.npy", "objects of Python", "np.savez"),
        ("other.npz", "found alpha, w, expected a table of factors", "user_factors=P"),
        ("ratings.npy", "found whole numbers", "np.savetxt"),
    ] {
        let error = wrong(&file(name));
        assert!(error.to_string().contains(part) && error.hint().contains(hint), "{error} / {}", error.hint());
    }
    let folder = tempfile::tempdir().unwrap();
    let cut = |name: &str, length: usize| {
        let path = folder.path().join(name);
        fs::write(&path, &fs::read(file(name)).unwrap()[..length]).unwrap();
        wrong(&path).to_string()
    };
    assert!(cut("items.npy", 200).contains("fewer than its shape (9, 3) needs"));
    assert!(cut("items.npy", 40).contains("it ends within its header"));
    assert!(cut("surprise.npz", 900).contains("cannot be unpacked"));
    // Wherever one is cut, it is said and nothing breaks.
    for name in ["items.npy", "implicit.npz", "vectors.txt"] {
        let whole = fs::read(file(name)).unwrap();
        for end in (0..whole.len()).step_by(37) {
            drop(load::bytes(name, whole[..end].to_vec(), &Options::default()));
            let mut other = whole.clone();
            other[end] ^= 0x55;
            drop(load::bytes(name, other, &Options::default()));
        }
    }
    let text = |text: &str| load::text("f", text, &Options::default()).unwrap_err();
    for (bad, said) in [
        ("3 2\na 0.5 1\nb 0.5 1\n", "f: found 2 rows, expected 3"),
        ("f 0\nm 1\nn 1\nk 2\nb 3\np0 T 0.5\n", "f, line 6: found 3 fields, expected 4"),
        ("f 0\nm 1\nn 1\nk 2\nb 3\np0 T 0.5 nan\n", "f, line 6: found 'nan', expected a finite number"),
        ("f 0\nm 1\nn 1\nk 2\nb 3\np0 T 0.5 0.5\n", "f: found 'nothing', expected q0"),
        ("f 0\nm 99999999999999\nn 1\nk 2\nb 3\n", "f: found 'nothing', expected p0"),
        ("f 0\nm 1\nn 1\nk x\n", "f, line 4: found 'k x', expected k and a number"),
        ("item,factor_1,factor_2\na,0.5,1\na,0.5,1\n", "f, line 3: the name 'a' stands in line 2 already"),
        ("item,factor_1,factor_2\na,0.5,inf\n", "found 'inf', expected a finite number"),
    ] {
        assert!(text(bad).to_string().contains(said), "{bad}: {}", text(bad));
        assert!(!text(bad).hint().contains("--skip-bad"), "no row of a model can be left out");
    }
    // Tables that do not fit each other.
    let folder = tempfile::tempdir().unwrap();
    let pair = |users: &str, items: &str| {
        fs::write(folder.path().join("user_factors.csv"), users).unwrap();
        fs::write(folder.path().join("item_factors.csv"), items).unwrap();
        wrong(folder.path()).fault
    };
    let widths = pair("user,factor_1\na,1.5\n", "item,factor_1,factor_2\nb,1.5,2\nc,1,2.5\n");
    assert_eq!(widths, Fault::Model(ModelFault::Widths { users: 1, items: 2 }));
    let means = pair("user,factor_1,bias,mean\na,1.5,0,3\n", "item,factor_1,bias,mean\nb,1.5,0,4\n");
    assert_eq!(means, Fault::Model(ModelFault::Means { one: 4.0, other: 3.0 }));
    // A model and its ratings in the wrong places.
    let both = |words: &str| opened(words).unwrap_err().to_string();
    assert!(both("MODELS/sample.csv --ratings MODELS/sample.csv").contains("--ratings goes with a trained model"));
    assert!(both("MODELS/surprise.npz --ratings MODELS/implicit.npz").contains("expected ratings"));
    assert!(both("MODELS/named.npz --ratings MODELS/sample.csv").contains("found no rating in sample.csv"));
    assert!(both("MODELS/surprise.npz --factors 7").contains("7, as --factors says"));
    assert!(both("MODELS/surprise.npz --solver slope-one").contains("without factors"));
}
