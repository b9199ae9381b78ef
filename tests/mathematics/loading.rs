//! Loading ratings the way a program does: from files, folders and readers, in every format, whatever the bytes.

#![allow(clippy::unwrap_used)]

use factorscope::data::load::{self, Duplicates, Fault, LoadError, Loaded, Options};
use factorscope::data::{Ratings, Scale};
use proptest::prelude::*;
use std::{collections::BTreeMap, fs, io, path::Path};

fn plain() -> Options {
    Options::default()
}

/// Writes `files` into a fresh folder called `name` and loads it.
fn folder(name: &str, files: &[(&str, &[u8])], options: &Options) -> Result<Loaded, LoadError> {
    let temporary = tempfile::tempdir().unwrap();
    let path = temporary.path().join(name);
    fs::create_dir(&path).unwrap();
    for (file, bytes) in files {
        fs::write(path.join(file), bytes).unwrap();
    }
    load::path(&path, options)
}

fn cells(r: &Ratings) -> BTreeMap<(String, String), f64> {
    r.iter().map(|x| ((r.name(x.user).to_owned(), r.name(x.item).to_owned()), x.value)).collect()
}

fn items(r: &Ratings) -> Vec<&str> {
    r.names().items.iter().map(|name| &**name).collect()
}

#[test]
fn a_file_is_called_by_its_name() {
    let temporary = tempfile::tempdir().unwrap();
    let path = temporary.path().join("Bewertungen für März.csv");
    fs::write(&path, "user,item,rating\nAn,BTS,4\nBo,BTS,x\n").unwrap();
    let error = load::path(&path, &plain()).unwrap_err();
    let at = error.at.clone();
    assert_eq!((at.file.as_str(), at.line), ("Bewertungen für März.csv", Some(3)));
    assert_eq!(at.column.map(|c| (c.number, c.name)), Some((3, "rating".into())));
    assert!(error.to_string().starts_with("Bewertungen für März.csv, line 3, column 3 (rating): found 'x'"), "{error}");
    let loaded = load::path(&path, &Options { skip_bad: true, ..plain() }).unwrap();
    assert_eq!((loaded.source.as_str(), loaded.ratings.len()), ("Bewertungen für März.csv", 1));
    assert_eq!((loaded.skipped.count, &loaded.skipped.first), (1, &vec![error]));
}

#[test]
fn what_is_not_there_or_not_readable_is_said() {
    let missing = load::path(Path::new("no/such/ratings.csv"), &plain()).unwrap_err();
    assert_eq!((missing.at.file.as_str(), &missing.fault), ("no/such/ratings.csv", &Fault::NoSuchFile));
    assert_eq!(missing.to_string(), "no/such/ratings.csv: no such file");
    assert_eq!(load::factors(Path::new("no/such.csv")).unwrap_err().fault, Fault::NoSuchFile);
    let empty = folder("nothing", &[("readme.txt", b"hello")], &plain()).unwrap_err();
    assert_eq!(empty.fault, Fault::NoRatingsInFolder);
}

#[cfg(unix)]
#[test]
fn a_file_without_permission_is_said() {
    use std::os::unix::fs::PermissionsExt;
    let temporary = tempfile::tempdir().unwrap();
    let path = temporary.path().join("secret.csv");
    fs::write(&path, "a,b,4\n").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    // The superuser may read everything.
    if fs::read(&path).is_err() {
        assert_eq!(load::path(&path, &plain()).unwrap_err().fault, Fault::NoPermission);
    }
}

/// Gives some bytes, then fails.
struct Torn<'a>(&'a [u8], io::ErrorKind);

impl io::Read for Torn<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if self.0.is_empty() { Err(self.1.into()) } else { io::Read::read(&mut self.0, to) }
    }
}

#[test]
fn readers_are_read_to_their_end() {
    let loaded = load::reader("standard input", &b"An,BTS,4\nBo,BTS,3\n"[..], &plain()).unwrap();
    assert_eq!((loaded.source.as_str(), loaded.ratings.len()), ("standard input", 2));
    let fail = |kind| load::reader("standard input", Torn(b"An,BTS,4\nBo,B", kind), &plain()).unwrap_err();
    assert_eq!(fail(io::ErrorKind::PermissionDenied).fault, Fault::NoPermission);
    assert!(matches!(fail(io::ErrorKind::ConnectionReset).fault, Fault::Unreadable { .. }));
    let empty = load::reader("standard input", io::empty(), &plain()).unwrap_err();
    assert_eq!(empty.fault, Fault::Empty);
}

#[test]
fn the_latest_movielens_folders() {
    let ratings = b"userId,movieId,rating,timestamp\n1,26958,4.0,964982703\n1,838,4.5,9\n2,5,0.5,9\n2,777,1.0,9\n";
    let movies = "movieId,title,genres\n5,\"American President, The (1995)\",Drama\n838,Emma (1996),Comedy|Drama\n\
                  26958,Emma (1996),Romance\n9,Not rated,Drama\n";
    let files = [("ratings.csv", &ratings[..]), ("movies.csv", movies.as_bytes()), ("links.csv", b"junk")];
    let loaded = folder("ml-latest-small", &files, &plain()).unwrap();
    assert_eq!((loaded.source.as_str(), loaded.ratings.scale()), ("ml-latest-small", Scale::new(0.5, 4.5).unwrap()));
    assert_eq!(items(&loaded.ratings), ["Emma (1996)", "Emma (1996) [838]", "American President, The (1995)", "777"]);
    let bare = folder("ml", &files[..1], &plain()).unwrap();
    assert_eq!(items(&bare.ratings), ["26958", "838", "5", "777"], "without titles");

    let bad = [files[0], ("movies.csv", &b"movieId,title\n5,President\n838\n26958,Emma\n"[..])];
    let error = folder("ml", &bad, &plain()).unwrap_err();
    assert_eq!((error.at.file.as_str(), error.at.line), ("ml/movies.csv", Some(3)));
    assert_eq!(error.fault, Fault::Fields { found: 1, expected: 2 });
    let rest = folder("ml", &bad, &Options { skip_bad: true, ..plain() }).unwrap();
    assert_eq!((items(&rest.ratings), rest.skipped.count), (vec!["Emma", "838", "President", "777"], 1));
    assert_eq!(rest.skipped.first, [error]);
}

#[test]
fn the_older_movielens_folders() {
    let movies = b"1::Toy Story (1995)::Animation|Comedy\n2::Mis\xe9rables, Les (1995)::Drama\n";
    let ratings = b"1::2::5::978300760\n2::1::3::978302109\n";
    let loaded = folder("ml-1m", &[("ratings.dat", ratings), ("movies.dat", movies)], &plain()).unwrap();
    assert_eq!(items(&loaded.ratings), ["Misérables, Les (1995)", "Toy Story (1995)"]);

    let item = b"1|Toy Story (1995)|01-Jan-1995||http://x|0|0|1\n2|Caf\xe9 (1995)|01-Jan-1995||http://x|0|1|1\n";
    let files: [(&str, &[u8]); 2] = [("u.data", b"196\t2\t3\t881250949\n186\t1\t3\t891717742\n"), ("u.item", item)];
    let loaded = folder("ml-100k", &files, &plain()).unwrap();
    assert_eq!(items(&loaded.ratings), ["Café (1995)", "Toy Story (1995)"]);
    assert_eq!(loaded.ratings.names().users, ["196", "186"].map(Box::from));
}

#[test]
fn factors_come_from_files() {
    let temporary = tempfile::tempdir().unwrap();
    let path = temporary.path().join("items.csv");
    fs::write(&path, b"item,indie,pop\nCaf\xe9,0.8,0.1\n").unwrap();
    let table = load::factors(&path).unwrap();
    assert_eq!((table.names, table.columns), (vec!["Café".to_owned()], vec!["indie".to_owned(), "pop".to_owned()]));
    assert_eq!(table.values, [0.8, 0.1]);
}

#[test]
fn many_users_items_and_lines() {
    let mut long = String::from("user,item,rating\n");
    for n in 0..60_000u32 {
        long += &format!("u{},i{},{}\n", n % 3_000, n / 3_000, n % 5 + 1);
    }
    let loaded = load::text("long", &long, &plain()).unwrap();
    assert_eq!((loaded.ratings.n_users(), loaded.ratings.n_items(), loaded.ratings.len()), (3_000, 20, 60_000));
    let error = load::text("long", &format!("{long}u7,i7,inf\n"), &plain()).unwrap_err();
    assert_eq!(error.at.line, Some(60_002));
    let twice = load::text("long", &format!("{long}u7,i1,3\n"), &plain()).unwrap_err();
    assert!(matches!(twice.fault, Fault::Twice { first: 3_009, .. }), "{twice}");

    let wide: String = (0..20_000).map(|n| format!(",\"Item, {n}\"")).collect();
    let row: String = (0..20_000).map(|n| if n % 100 == 0 { ",4" } else { "," }).collect();
    let loaded = load::text("wide", &format!("user{wide}\nAn{row}\nBo{row}\n"), &plain()).unwrap();
    assert_eq!((loaded.ratings.n_items(), loaded.ratings.len()), (20_000, 400));
}

/// Names that files can hold: none is empty, a hole, a number or a usual name, and none has white space around it.
fn name() -> impl Strategy<Value = String> {
    "[a-zA-Zäß名🎵#'?.;,|:\" \n-]{0,8}".prop_map(|s| format!("n{s}z"))
}

fn quoted(field: &str) -> String {
    format!("\"{}\"", field.replace('"', "\"\""))
}

type Grid = (Vec<String>, Vec<String>, Vec<Vec<Option<f64>>>);

/// Names of users, names of items and cells. The first row and the first column are full, so that a long file names
/// everyone.
fn grid() -> impl Strategy<Value = Grid> {
    let names = || proptest::collection::btree_set(name(), 2..7).prop_map(|set| set.into_iter().collect::<Vec<_>>());
    (names(), names()).prop_flat_map(|(users, items)| {
        let cell = proptest::option::weighted(0.7, (-20i32..=20).prop_map(|v| f64::from(v) / 4.0));
        let rows = proptest::collection::vec(proptest::collection::vec(cell, items.len()), users.len());
        let rows = rows.prop_map(|mut rows| {
            rows[0].iter_mut().for_each(|cell| *cell = cell.or(Some(0.0)));
            rows.iter_mut().for_each(|row| row[0] = row[0].or(Some(0.0)));
            rows
        });
        (Just(users), Just(items), rows)
    })
}

proptest! {
    #[test]
    fn what_is_written_comes_back((users, items, rows) in grid(), header: bool, dos: bool, hole in "(|\\?|NA)") {
        // Of a few numbers many are 0: here all are ratings.
        let all = Options { missing_codes: "none".parse().ok(), ..plain() };
        let end = if dos { "\r\n" } else { "\n" };
        let mut known = Vec::new();
        for (user, row) in users.iter().zip(&rows) {
            known.extend(items.iter().zip(row).filter_map(|(item, cell)| Some((user, item, (*cell)?))));
        }
        let want: BTreeMap<_, _> = known.iter().map(|&(u, i, v)| ((u.clone(), i.clone()), v)).collect();
        for d in [",", "\t", ";", "|"] {
            let mut long = if header { ["user", "item", "rating"].join(d) + end } else { String::new() };
            for (user, item, value) in &known {
                long += &([quoted(user), quoted(item), value.to_string()].join(d) + end);
            }
            let loaded = load::text("long", &long, &all).unwrap().ratings;
            prop_assert_eq!(&cells(&loaded), &want, "{:?}", long);
            prop_assert_eq!(loaded.names().users.iter().map(|n| n.to_string()).collect::<Vec<_>>(), users.clone());

            let mut wide = if header { "user".to_owned() } else { String::new() };
            items.iter().for_each(|item| wide += &format!("{d}{}", quoted(item)));
            for (user, row) in users.iter().zip(&rows) {
                wide += &format!("{end}{}", quoted(user));
                row.iter().for_each(|v| wide += &format!("{d}{}", v.map_or(hole.clone(), |v| v.to_string())));
            }
            let loaded = load::text("grid", &wide, &all).unwrap().ratings;
            prop_assert_eq!(&cells(&loaded), &want, "{:?}", wide);
            prop_assert_eq!(loaded.names().items.iter().map(|n| n.to_string()).collect::<Vec<_>>(), items.clone());
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), skip_bad: bool) {
        let options = Options { skip_bad, ..plain() };
        drop(load::bytes("f", bytes.clone(), &options));
        drop(load::factors_text("f", &String::from_utf8_lossy(&bytes)));
    }

    /// Text made of the very pieces on which a reader can stumble. What it accepts must be sound.
    #[test]
    fn no_table_makes_it_panic(
        text in "(user|item|rating|a|b|[0-9]|-|\\.|nan|inf|\\?|NA|\"|,|;|::|\t|\\||\r|\n|\r\n| |é|1e9){0,60}",
        skip_bad: bool,
        rule in proptest::option::of(prop_oneof![Just(Duplicates::Last), Just(Duplicates::Mean)]),
        columns in proptest::option::of("user=[1-4],item=([1-4]|b),rating=[1-4]"),
    ) {
        let columns = columns.map(|text| text.parse().unwrap());
        let options = Options { skip_bad, duplicates: rule, columns, ..plain() };
        match load::text("f", &text, &options) {
            Ok(loaded) => {
                let r = &loaded.ratings;
                prop_assert!(!r.is_empty() && r.iter().all(|x| r.scale().holds(x.value)));
                prop_assert!(r.names().users.iter().chain(&r.names().items).all(|n| !n.is_empty()));
                prop_assert!(skip_bad || loaded.skipped.count == 0);
            }
            Err(error) => {
                let lines = text.matches('\n').count().max(text.matches('\r').count()) + 1;
                prop_assert!(error.at.line.is_none_or(|line| (1..=lines as u32).contains(&line)), "{}", error);
            }
        }
        drop(load::factors_text("f", &text));
    }

    /// With bad rows left out, every line is a rating, a hole or counted: nothing is lost in silence.
    #[test]
    fn no_row_is_lost_in_silence(lines in proptest::collection::vec("\"?[ab]{1,2},[cd]{0,2},[0-9x]", 1..30)) {
        let text = format!("user,item,rating\n{}", lines.join("\n"));
        let kept = match load::text("f", &text, &Options { skip_bad: true, ..plain() }) {
            Ok(loaded) => loaded.ratings.len() + loaded.skipped.count + loaded.reading.unwrap().holes,
            Err(LoadError { fault: Fault::NothingLeft { skipped, .. }, .. }) => skipped,
            Err(error) => return Err(TestCaseError::fail(error.to_string())),
        };
        prop_assert_eq!(kept, lines.len());
    }
}

/// Text as gzip and zip pack it.
fn packed(text: &[u8]) -> [(&'static str, Vec<u8>); 2] {
    use std::io::Write;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(text).unwrap();
    let mut zip = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let options = options.compression_method(zip::CompressionMethod::Deflated).compression_level(Some(9));
    zip.start_file("scores/ratings.csv", options).unwrap();
    zip.write_all(text).unwrap();
    [("ratings.csv.gz", gzip.finish().unwrap()), ("data.zip", zip.finish().unwrap().into_inner())]
}

#[test]
fn what_is_packed_is_read_as_if_it_were_not() {
    let text = "user,item,rating\nAn,BTS,4\nBo,BTS,3\nAn,Sanam,1\n";
    let plain_cells = cells(&load::text("f", text, &plain()).unwrap().ratings);
    for (name, bytes) in packed(text.as_bytes()) {
        let loaded = load::bytes(name, bytes.clone(), &plain()).unwrap();
        assert_eq!((cells(&loaded.ratings), loaded.source.as_str()), (plain_cells.clone(), name));
        // Wherever it is torn, it is refused with a sentence.
        for end in (4..bytes.len()).step_by(3) {
            let torn = load::bytes(name, bytes[..end].to_vec(), &plain());
            assert!(torn.is_err_and(|error| !error.hint().is_empty()), "{name} up to {end}");
        }
        let wrong = packed(b"user,item,rating\nAn,BTS,x\n").into_iter().find(|(other, _)| *other == name).unwrap().1;
        let error = load::bytes(name, wrong, &plain()).unwrap_err();
        assert_eq!((error.at.line, error.at.file.starts_with(name)), (Some(2), true), "{error}");
    }
    let temporary = tempfile::tempdir().unwrap();
    let path = temporary.path().join("data.zip");
    let [_, (_, zip)] = packed(text.as_bytes());
    fs::write(&path, zip).unwrap();
    assert_eq!(load::path(&path.join("scores/ratings.csv"), &plain()).unwrap().ratings.len(), 3);
    let missing = load::path(&path.join("ratings.csv"), &plain()).unwrap_err();
    assert!(missing.to_string().contains("scores/ratings.csv"), "{missing}");
}

#[test]
fn what_is_packed_to_do_harm_is_refused_early() {
    for (name, bytes) in packed(&b"a,b,3\n".repeat(16_000_000)) {
        assert!(matches!(load::bytes(name, bytes, &plain()).unwrap_err().fault, Fault::Damaged { .. }), "{name}");
    }
    for (name, bytes) in packed(&vec![b'a'; 40 << 20]) {
        assert_eq!(load::bytes(name, bytes, &plain()).unwrap_err().fault, Fault::LongLine, "{name}");
    }
    for deep in ["[".repeat(200_000), "{\"a\":".repeat(100_000)] {
        assert!(load::text("f", &deep, &plain()).is_err());
    }
    let claims =
        "%%MatrixMarket matrix coordinate real general\n999999999999 999999999999 999999999999\n1 1 5\n1 2 4\n";
    assert_eq!(load::text("f", claims, &plain()).unwrap().ratings.len(), 2, "what is claimed is not believed");
}

/// A long table of so many rows in which `row` says what a rating is.
fn long(rows: usize, row: impl Fn(usize) -> String) -> String {
    let row = |n: usize| format!("u{},i{},{}\n", n / 100, n % 100, row(n));
    "user,item,rating\n".to_owned() + &(0..rows).map(row).collect::<String>()
}

fn odd(loaded: &Loaded) -> Vec<String> {
    let told = |odd: &load::Odd| {
        let otherwise = odd.otherwise.as_ref().map_or_else(String::new, |change| format!(" [{change}]"));
        format!("{}{otherwise}", odd.sentence)
    };
    loaded.reading.as_ref().unwrap().odd.iter().map(told).collect()
}

#[test]
fn what_first_occurs_far_behind_the_first_rows_is_read_as_what_it_is() {
    let value = |n: usize| (n % 5 + 1).to_string();
    let read = |row: &dyn Fn(usize) -> String| load::text("f", &long(40_000, row), &plain()).unwrap();
    // A code, a word and a decimal comma that stand in a tenth of the later rows.
    let often = |n: usize| n > 5000 && n.is_multiple_of(9);
    let code = read(&|n| if often(n) { "-1".into() } else { value(n) });
    assert_eq!(code.reading.as_ref().unwrap().missing_codes, [-1.0], "{:?}", odd(&code));
    let word = read(&|n| if often(n) { "forgotten".into() } else { value(n) });
    assert_eq!(word.reading.as_ref().unwrap().missing_words, ["forgotten"]);
    let text = long(40_000, |n| if often(n) { "2,5".into() } else { value(n) }).replacen(',', ";", 2);
    let text: String = text.lines().map(|line| line.replacen(',', ";", 2) + "\n").collect();
    let comma = load::text("f", &text, &plain()).unwrap();
    assert_eq!((comma.reading.unwrap().numbers.unwrap().as_str(), comma.ratings.len()), ("decimal comma", 40_000));
    // A code of which there are two in all is told, with the key that makes it a hole.
    let rare = read(&|n| if n == 31_234 || n == 31_235 { "99".into() } else { value(n) });
    assert_eq!(odd(&rare), ["99 lies far from 1..5: taken for a rating (2 times) [--missing-codes 99]"]);
    assert!(!rare.look.unwrap().plain);
    let with = Options { missing_codes: "99".parse().ok(), ..plain() };
    let text = long(40_000, |n| if n == 31_234 || n == 31_235 { "99".into() } else { value(n) });
    let decided = load::text("f", &text, &with).unwrap();
    assert_eq!((decided.ratings.len(), odd(&decided)), (39_998, Vec::new()));
}

#[test]
fn a_row_of_sums_below_a_long_grid_is_left_out() {
    let header: String = (0..40).map(|item| format!(",film {item}")).collect();
    let row = |user: usize| (0..40).map(|item| format!(",{}", (user * 7 + item * 3) % 5 + 1)).collect::<String>();
    let rows: String = (0..6000).map(|user| format!("student {user}{}\n", row(user))).collect();
    let text = format!("name{header}\n{rows}Total{}\n", ",18000".repeat(40));
    let loaded = load::text("f", &text, &plain()).unwrap();
    assert_eq!((loaded.ratings.n_users(), loaded.ratings.scale().high()), (6000, 5.0), "{:?}", odd(&loaded));
}

#[test]
fn codes_are_judged_by_the_rows_that_are_read() {
    let row =
        |n: usize| format!("u{},i{},{},{}\n", n / 10, n % 10, n % 5 + 1, if n.is_multiple_of(4) { "a" } else { "b" });
    let text = "user,item,rating,kind\n".to_owned()
        + &(0..200).map(row).collect::<String>()
        + &(200..260).map(|n| format!("u{},i{},-1,c\n", n / 10, n % 10)).collect::<String>();
    let all = load::text("f", &text, &plain()).unwrap();
    assert_eq!(all.reading.unwrap().missing_codes, [-1.0]);
    let only = Options { only: load::condition("kind=b").ok(), ..plain() };
    let only = load::text("f", &text, &only).unwrap();
    assert!(only.reading.as_ref().unwrap().missing_codes.is_empty(), "{:?}", odd(&only));
}

#[test]
fn numbers_that_can_be_thousands_or_decimals_are_asked() {
    let text = "user\titem\tplays\na\tx\t1,234\na\ty\t2,050\nb\tx\t3,400\nb\ty\t1,001\n";
    let wrong = load::text("f", text, &plain()).unwrap_err();
    assert_eq!(wrong.fault.to_string(), "found numbers such as '1,234', which can be thousands or decimals");
    assert_eq!(wrong.hint(), "use --decimal point for 1234, --decimal comma for 1.234");
    for (decimal, first) in [("point", 1234.0), ("comma", 1.234)] {
        let options = Options { decimal: decimal.parse().ok(), ..plain() };
        let loaded = load::text("f", text, &options).unwrap();
        assert_eq!((loaded.ratings.iter().next().unwrap().value, odd(&loaded)), (first, Vec::new()));
    }
    // Whoever looks is shown the likelier, and the key for the other.
    let likely = load::text("f", text, &Options { likeliest: true, ..plain() }).unwrap();
    assert!(odd(&likely)[0].ends_with("[--decimal comma]"), "{:?}", odd(&likely));
    assert_eq!(likely.look.unwrap().command("f"), "factorscope f --decimal point");
    // Another number of digits tells.
    for plain_numbers in [text.replace("1,001", "7"), text.replace(",234", ",25"), text.replace("2,050", "12,345,678")]
    {
        assert!(load::text("f", &plain_numbers, &plain()).is_ok(), "{plain_numbers}");
    }
}
