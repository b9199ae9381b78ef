//! Every format that can be read, and every way in which a file can be wrong.

use super::table::MOST_NAME;
use super::*;
use crate::{
    choice::Choice,
    data::{ItemId, Lecture, Scale, Side, UserId},
};

fn load(text: &str) -> Result<Loaded, LoadError> {
    super::text("f", text, &Options::default())
}

fn with(text: &str, set: impl FnOnce(&mut Options)) -> Result<Loaded, LoadError> {
    let mut options = Options::default();
    set(&mut options);
    super::text("f", text, &options)
}

/// All ratings in file order, as `user item value` parted by semicolons.
fn rows(loaded: &Loaded) -> String {
    let r = &loaded.ratings;
    let row = |row: crate::data::Rating| format!("{} {} {}", r.name(row.user), r.name(row.item), row.value);
    r.in_file_order().map(row).collect::<Vec<_>>().join("; ")
}

fn read(text: &str) -> String {
    load(text).map_or_else(|e| panic!("{text:?}: {e}"), |loaded| rows(&loaded))
}

/// The line, the column and the fault of the error that `result` is.
fn wrong<T>(result: Result<T, LoadError>) -> (Option<u32>, Option<u32>, Fault) {
    let error = result.err().expect("an error");
    assert!(!error.hint().is_empty() && error.to_string().starts_with("f"), "{error}");
    (error.at.line, error.at.column.map(|c| c.number), error.fault)
}

const THREE: &str = "An BTS 4; Bo Sanam 2.5; An Sanam 0";

#[test]
fn long_files_with_any_delimiter_header_and_order() {
    for d in [",", "\t", ";", "|", "::"] {
        let plain = format!("An{d}BTS{d}4\nBo{d}Sanam{d}2.5\nAn{d}Sanam{d}0\n");
        assert_eq!(read(&plain), THREE);
        assert_eq!(read(plain.trim_end()), THREE, "no line end at the end");
        assert_eq!(read(&format!("user{d}item{d}rating\n{plain}")), THREE);
        assert_eq!(read(&plain.replace('\n', "\r\n")), THREE);
        assert_eq!(read(&plain.replace('\n', "\n  \n\n")), THREE, "blank lines");
        assert_eq!(read(&format!("\n\n\u{feff}{plain}")[2..]), THREE, "byte order mark");
        let timed = plain.replace('\n', &format!("{d}964982703\n"));
        assert_eq!(read(&timed), THREE);
        assert_eq!(read(&format!("UserId{d}movieId{d}RATING{d}timestamp\n{timed}")), THREE);
        let turned = format!("Stars{d}when{d}Book Title{d}x{d}User-ID\n4{d}9{d}BTS{d}{d}An\n2.5{d}9{d}Sanam{d}{d}Bo\n");
        assert_eq!(read(&turned), "An BTS 4; Bo Sanam 2.5");
    }
    assert_eq!(read("An,BTS,4\rBo,Sanam,2.5\rAn,Sanam,0\r"), THREE, "line ends of old Macs");
    assert_eq!(read("An\t BTS \t4\n"), "An BTS 4", "white space around names");
}

#[test]
fn usual_names_of_columns() {
    for (user, item, rating) in [
        ("uid", "isbn", "score"),
        ("reviewer", "title", "stars"),
        ("reviewerID", "asin", "overall"),
        ("user_id", "item_id", "value"),
        ("UserId", "Song", "Rating"),
        ("reader", "book", "bookRating"),
        ("userID", "Product", "rating"),
        ("user", "album", "Vote"),
    ] {
        assert_eq!(read(&format!("{rating},{item},{user}\n3,1,2\n4,1,3\n")), "2 1 3; 3 1 4", "{user} {item} {rating}");
    }
    assert_eq!(read("title,userId,movieId,rating\nA,1,7,3\nB,1,8,3\n"), "1 7 3; 1 8 3", "ids before titles");
}

#[test]
fn columns_that_were_asked_for() {
    let columns = |text: &'static str| move |o: &mut Options| o.columns = Some(text.parse().unwrap());
    let read = |text, of| with(text, columns(of)).map(|loaded| rows(&loaded));
    let odd = "when,who,what,much\n9,An,BTS,4\n9,Bo,BTS,3\n";
    assert_eq!(read(odd, "user=2,item=3,rating=4").unwrap(), "An BTS 4; Bo BTS 3");
    assert_eq!(read(odd, "user=WHO,item=what,rating=Much").unwrap(), "An BTS 4; Bo BTS 3");
    assert_eq!(read("9,An,BTS,4\n", "user=2,item=3,rating=4").unwrap(), "An BTS 4");
    assert_eq!(read("what,user,rating\nBTS,An,4\n", "item=what").unwrap(), "An BTS 4", "the others as usual");
    let found = || "when, who, what, much".into();
    let no = |role, wanted: &str| Fault::NoColumn { found: found(), role, wanted: Some(wanted.into()) };
    assert_eq!(wrong(with(odd, columns("user=2,item=3,rating=5"))), (Some(1), None, no("rating", "5")));
    assert_eq!(wrong(with(odd, columns("user=whom,item=3,rating=4"))), (Some(1), None, no("user", "whom")));
    let same = Fault::SameColumn { number: 2, first: "user", second: "item" };
    assert_eq!(wrong(with(odd, columns("user=2,item=who,rating=4"))), (Some(1), Some(2), same));
    assert_eq!(
        read("day,what,much\n1,BTS,4\n2,Zhou,3\n", "user=none,item=what").unwrap(),
        "one person BTS 4; one person Zhou 3"
    );
    assert_eq!(
        read("who,what,n\nAn,BTS,7\nBo,BTS,9\n", "user=who,item=what,rating=none").unwrap(),
        "An BTS 1; Bo BTS 1"
    );
}

#[test]
fn grids_with_holes() {
    let grid = "user,BTS,Zhou Shen,Sanam\nAn,5,?,0\nBo,,na,NA\nCy,3.5, ,1\n";
    let want = "An BTS 5; An Sanam 0; Cy BTS 3.5; Cy Sanam 1";
    for d in [",", "\t", ";", "|", "::"] {
        assert_eq!(read(&grid.replace(',', d)), want);
    }
    let loaded = load(grid).unwrap();
    assert_eq!((loaded.ratings.n_users(), loaded.ratings.n_items()), (3, 3), "who rated nothing stays");
    assert_eq!(read(&grid.replacen("user", "", 1)), want, "no name in the corner");
    assert_eq!(read(&grid.replacen("user", "whoever", 1)), want);
    assert_eq!(read("user;A;B\nAn;3,5;?\nBo;4;0,5\n"), "An A 3.5; Bo A 4; Bo B 0.5", "decimal comma");
    assert_eq!(read("userId,10,20,30\n1,,2.5,3\n7,1,,\n"), "1 20 2.5; 1 30 3; 7 10 1", "items that are numbers");
    assert_eq!(read(",BTS\nAn,5\nBo,4\n"), "An BTS 5; Bo BTS 4", "a single item");
}

#[test]
fn words_and_thumbs() {
    let thumbs = load("a,b,-1\nc,b,+1\n").unwrap();
    assert_eq!((rows(&thumbs), thumbs.ratings.scale().to_string()), ("a b -1; c b 1".into(), "-1..1".into()));
    assert_eq!(load("a,b,0\nc,b,1\n").unwrap().ratings.scale().to_string(), "0..1");
    let map = |o: &mut Options| o.map = "like=1,dislike=0".parse().unwrap();
    for text in ["user,item,rating\na,b, LIKE \na,c,Dislike\n", "a,b,like\na,c,dislike\n", ",b,c\na,like,dislike\n"] {
        assert_eq!(with(text, map).map(|l| rows(&l)).unwrap(), "a b 1; a c 0");
    }
    let na = with("user,b,c\na,NA,?\n", |o| o.map = "na=0.5".parse().unwrap());
    assert_eq!(na.map(|l| rows(&l)).unwrap(), "a b 0.5", "a word goes before a hole");
    let (line, column, fault) = wrong(with("a,b,like\na,c,meh\n", map));
    assert_eq!((line, column), (Some(2), Some(3)));
    assert_eq!(fault, Fault::NotANumber { found: "meh".into(), scale: None });
}

#[test]
fn scales_are_given_or_found() {
    assert_eq!(load("a,b,4\na,c,0.5\n").unwrap().ratings.scale().to_string(), "0.5..4");
    assert_eq!(load("a,b,4\n").unwrap().ratings.scale().to_string(), "3.5..4.5");
    let scale = |o: &mut Options| o.scale = Scale::new(0.0, 5.0);
    assert_eq!(with("a,b,4\n", scale).unwrap().ratings.scale().to_string(), "0..5");
    let outside = Fault::OutsideScale { found: "5.5".into(), scale: Scale::new(0.0, 5.0).unwrap() };
    assert_eq!(wrong(with("a,b,4\na,c,5.5\n", scale)), (Some(2), Some(3), outside));
    assert!(matches!(wrong(load("a,b,4e300\n")).2, Fault::OutsideScale { .. }), "no rating is as large");
}

#[test]
fn how_a_file_was_read_is_said() {
    let said = |text: &str, set: fn(&mut Options)| with(text, set).unwrap().reading.unwrap().to_string();
    let plain = |text: &str| said(text, |_| {});
    let named = "critic,film,score\nAn,BTS,1\nAn,Sanam,5\n".replace("critic", "Reviewer");
    assert_eq!(
        plain(&named),
        "long, 3 of 3 columns: user = Reviewer, item = film, rating = score; header; comma; UTF-8; 1..5; 0 rows left out"
    );
    assert_eq!(
        plain("An;BTS;1\nAn;Sanam;4,5\n"),
        "long, 3 of 3 columns: user = column 1, item = column 2, rating = column 3; no header; semicolon; UTF-8; decimal comma; \
         1..4.5 in halves; 0 rows left out"
    );
    assert_eq!(
        said("1::7::3::978300760\n1::8::x::978300761\n2::7::1::978300762\n", |o| (o.skip_bad, o.scale) =
            (true, Scale::new(0.0, 5.0))),
        "long, 4 of 4 columns: user = column 1, item = column 2, rating = column 3, time = column 4; no header; double-colon; UTF-8; 0..5 as given; \
         1 row left out"
    );
    assert_eq!(
        said("when,who,what,much\n9,a,b,2\n9,a,b,4\n", |o| {
            o.columns = "user=who,item=what,rating=much".parse().ok();
            o.duplicates = Some(Duplicates::Mean);
        }),
        "long, 3 of 4 columns: user = who, item = what, rating = much; header; comma; UTF-8; 2..4; 1 merged; 0 rows left out"
    );
    assert_eq!(
        plain("id\tA\tB\nAn\t1\t474\nBo\t?\t2\n"),
        "grid, 2 users x 2 items, users in rows by id; header; tab; UTF-8; 1..474; 0 rows left out"
    );
    assert_eq!(
        plain(",A\nAn,1\n"),
        "grid, 1 user x 1 item, users in rows; header; comma; UTF-8; 0.5..1.5; 0 rows left out"
    );
    let skipped = said("u|A|B\nAn|1|x\nBo|2|3\nCy|4\nDi|y|4\n", |o| o.skip_bad = true);
    assert_eq!(skipped, "grid, 4 users x 2 items, users in rows by u; header; bar; UTF-8; 1..4; 2 rows left out");
    let latin1 = super::bytes("f", b"J\xfc,Caf\xe9,4\nJ\xfc,b,2\n".to_vec(), &Options::default()).unwrap();
    assert!(latin1.reading.unwrap().to_string().contains("no header; comma; Windows-1252; 2..4"));
    let text = format!("user,{},rating\na,b,1\n", "very ".repeat(20));
    let long_name = with(&text, |o| o.columns = "item=2".parse().ok()).unwrap().reading.unwrap().to_string();
    assert!(long_name.len() < 180, "{long_name}");
}

#[test]
fn names_are_no_longer_than_anyone_can_read() {
    let (longest, longer) = ("y".repeat(MOST_NAME), "y".repeat(MOST_NAME + 1));
    assert_eq!(rows(&load(&format!("a,{longest},1\n")).unwrap()).len(), MOST_NAME + 4);
    for (text, column) in [
        (format!("a,b,1\n{longer},b,1\n"), 1),
        (format!("a,b,1\na,{longer},1\n"), 2),
        (format!(",b,c\n{longer},1,2\n"), 1),
    ] {
        let (line, at, fault) = wrong(load(&text));
        assert_eq!((line, at), (Some(2), Some(column)));
        assert_eq!(fault, Fault::LongName { name: longer.as_str().into() });
    }
    assert_eq!(wrong(load(&format!(",{longer}\na,1\n"))).1, Some(2));
    let wide = wrong(load(&"x,".repeat(2_000_000)));
    assert_eq!(wide, (Some(1), None, Fault::TooWide));
    let left = with(&"x,".repeat(200_000), |o| o.skip_bad = true).unwrap_err().fault;
    assert!(matches!(left, Fault::NothingLeft { skipped: 1, .. }), "what was left out is said: {left}");
}

#[test]
fn quotes_and_wide_names() {
    let text = "user,item,rating\n\"An, the \"\"first\"\"\",\"two\nlines\",4\nБорис,\"名前\",3\n#x,🎵,2\n";
    assert_eq!(read(text), "An, the \"first\" two\nlines 4; Борис 名前 3; #x 🎵 2");
    let after = wrong(load(&format!("{text}Bo,BTS,abc\n")));
    assert_eq!((after.0, after.1), (Some(6), Some(3)), "lines are those of the file");
    assert_eq!(read("a,5\" single,1\n"), "a 5\" single 1");
    assert_eq!(read("a::\"Heroes\"::1\n"), "a \"Heroes\" 1", "no quoting with ::");
}

#[test]
fn bytes_that_are_not_utf8_are_latin1() {
    let read = |bytes: &[u8]| super::bytes("f", bytes.to_vec(), &Options::default()).map(|l| rows(&l));
    assert_eq!(read(b"J\xfcrgen,Caf\xe9,4\n").unwrap(), "Jürgen Café 4");
    assert_eq!(read("Jürgen,Café,4\n".as_bytes()).unwrap(), "Jürgen Café 4");
    assert_eq!(read(b"\xef\xbb\xbfuser,item,rating\nJ\xc3\xbcrgen,B,4\n").unwrap(), "Jürgen B 4");
    assert_eq!(read(b"\xef\xbb\xbfuser,item,rating\nJ\xfcrgen,B,4\n").unwrap(), "Jürgen B 4");
}

#[test]
fn files_that_are_wrong_as_a_whole() {
    for empty in ["", "\n\n", "\u{feff}", " \r\n "] {
        assert_eq!(wrong(load(empty)), (None, None, Fault::Empty), "{empty:?}");
    }
    for header in ["user,item,rating\n", ",BTS,Sanam\n", "user,A,B\nAn,?,\n", "userId,movieId,rating,timestamp"] {
        assert_eq!(wrong(load(header)), (None, None, Fault::NoRows), "{header:?}");
    }
    assert_eq!(wrong(load("a,b,4\na,c,\0\n")), (Some(2), None, Fault::Binary));
    let no = |found: &str, role| (Some(1), None, Fault::NoColumn { found: found.into(), role, wanted: None });
    assert_eq!(wrong(load("just words\nand more\n")), no("just, words", "user"));
    assert_eq!(wrong(load("name;town\nAn;Bern\nBo;Bonn\n")), no("name, town", "user"));
}

#[test]
fn columns_with_unknown_names_are_told_by_what_stands_in_them() {
    assert_eq!(read("who,what,much\nAn,BTS,4\nAn,Sanam,3\n"), "An BTS 4; An Sanam 3");
    assert_eq!(read("who,what,much,when\nAn,BTS,4,2024-01-02\nBo,Sanam,3,2024-01-03\n"), "An BTS 4; Bo Sanam 3");
    assert_eq!(read("userId,movieId,liking\n1,2,4\n1,3,3\n"), "1 2 4; 1 3 3");
    assert_eq!(read("ref,movieId,rating,time\n1,2,4,964982703\n1,3,3,964982931\n"), "1 2 4; 1 3 3");
}

#[test]
fn rows_that_are_wrong() {
    let number = |found: &str| Fault::NotANumber { found: found.into(), scale: None };
    let finite = |found: &str| Fault::NotFinite { found: found.into(), scale: None };
    let head = "user,item,rating\na,b,1\n";
    for (row, column, fault) in [
        ("a,c", None, Fault::Fields { found: 2, expected: 3 }),
        ("a,c,1,2", None, Fault::Fields { found: 4, expected: 3 }),
        ("a,c,abc", Some(3), number("abc")),
        ("a,c,-inf", Some(3), finite("-inf")),
        (" ,c,1", Some(1), Fault::NoName { side: Side::Users }),
        ("a,,1", Some(2), Fault::NoName { side: Side::Items }),
        ("\"a,c,1", None, Fault::UnclosedQuote),
        ("a,b,2", None, Fault::Twice { kinds: None, user: "a".into(), item: "b".into(), first: 2 }),
    ] {
        let text = format!("{head}{row}\nz,b,3\n");
        assert_eq!(wrong(load(&text)), (Some(3), column, fault.clone()), "{row}");
        let rest = with(&text, |o| o.skip_bad = true).unwrap();
        assert_eq!((rows(&rest).as_str(), rest.skipped.count), ("a b 1; z b 3", 1), "{row}");
        assert_eq!(rest.skipped.first[0].fault, fault, "{row}");
        assert_eq!((rest.ratings.n_users(), rest.ratings.n_items()), (2, 1), "bad rows add no names: {row}");
    }
}

#[test]
fn grid_cells_that_are_wrong() {
    let text = "user,A,B\nAn,1,x\nBo,2,3\nCy,4,5,6\n,5,6\nDi,7,8\n";
    assert_eq!(wrong(load(text)), (Some(2), Some(3), Fault::NotANumber { found: "x".into(), scale: None }));
    let rest = with(text, |o| o.skip_bad = true).unwrap();
    assert_eq!(rows(&rest), "An A 1; Bo A 2; Bo B 3; Di A 7; Di B 8");
    let lines: Vec<_> = rest.skipped.first.iter().map(|e| e.at.line).collect();
    assert_eq!((rest.skipped.count, lines), (3, vec![Some(2), Some(4), Some(5)]));
    let twice = Fault::SameName { name: "A".into(), place: "column", first: 2 };
    assert_eq!(wrong(load("user,A,A\nAn,1,2\n")), (Some(1), Some(3), twice));
    let again = Fault::Twice { kinds: None, user: "An".into(), item: "A".into(), first: 2 };
    assert_eq!(wrong(load("user,A,B,C,D\nAn,1,2,3,4\nAn,5,,,\n")), (Some(3), None, again));
    assert_eq!(read("user,A,\nAn,1,2\nBo,3,1\n"), "An A 1; An column 3 2; Bo A 3; Bo column 3 1");
    let short = load("user,A,B,C\nAn,1,2,3\nBo,,4\nCy,1,1,1\n").unwrap();
    assert_eq!(
        (rows(&short).as_str(), short.reading.unwrap().odd.len()),
        ("An A 1; An B 2; An C 3; Bo B 4; Cy A 1; Cy B 1; Cy C 1", 1)
    );
}

#[test]
fn pairs_rated_twice() {
    let text = "a,b,1\nc,b,5\n\na,b,2\na,b,4\n";
    let twice = |first| Fault::Twice { kinds: None, user: "a".into(), item: "b".into(), first };
    assert_eq!(wrong(load(text)), (Some(4), None, twice(1)));
    let by = |rule| with(text, |o| o.duplicates = rule).map(|l| rows(&l)).unwrap();
    assert_eq!(by(Some(Duplicates::Last)), "a b 4; c b 5");
    assert_eq!(by(Some(Duplicates::Mean)), format!("a b {}; c b 5", 7.0 / 3.0));
    let first = with(text, |o| o.skip_bad = true).unwrap();
    assert_eq!((rows(&first), first.skipped.count), ("a b 1; c b 5".into(), 2));
    assert_eq!(first.skipped.first.iter().map(|e| e.at.line).collect::<Vec<_>>(), [Some(4), Some(5)]);
    let mean = with("a,b,0.1\na,b,0.1\na,b,0.1\n", |o| {
        (o.duplicates, o.scale) = (Some(Duplicates::Mean), Scale::new(0.0, 0.1));
    });
    assert_eq!(mean.map(|l| rows(&l)).unwrap(), "a b 0.1", "a mean stays on the scale");
}

#[test]
fn bad_rows_are_counted_and_the_first_few_kept() {
    let text = format!("user,item,rating\n{}a,b,1\n", "a,b,x\n".repeat(9));
    let loaded = with(&text, |o| o.skip_bad = true).unwrap();
    assert_eq!(loaded.skipped.count, 9);
    let lines: Vec<_> = loaded.skipped.first.iter().filter_map(|e| e.at.line).collect();
    assert_eq!(lines, [2, 3, 4, 5, 6]);
    let mixed = with("a,b,1\na,b,2\na,c,x\na,c,3\n", |o| o.skip_bad = true).unwrap();
    let lines: Vec<_> = mixed.skipped.first.iter().filter_map(|e| e.at.line).collect();
    assert_eq!(lines, [2, 3], "in the order of the file, though pairs are compared last");
    let none = with("user,item,rating\na,b,x\na,c,y\n", |o| o.skip_bad = true).unwrap_err();
    let Fault::NothingLeft { skipped: 2, first: Some(first) } = none.fault else { panic!("{none}") };
    assert_eq!((first.at.line, first.fault), (Some(2), Fault::NotANumber { found: "x".into(), scale: None }));
}

#[test]
fn messages_read_well() {
    let scale = |o: &mut Options| o.scale = Scale::new(0.0, 5.0);
    let say = |text: &str| with(text, scale).unwrap_err().to_string();
    assert_eq!(say("a,b,1\na,c,abc\n"), "f, line 2, column 3 (rating): found 'abc', expected a number from 0 to 5");
    assert_eq!(say("a,b,1\na,c,7\n"), "f, line 2, column 3 (rating): found '7', expected a number from 0 to 5");
    assert_eq!(say("a,b,1\na,c,1\n,c,1\n"), "f, line 3, column 1 (user): found nothing, expected the name of a user");
    assert_eq!(say("a,b,1\na,c,1\na,,1\n"), "f, line 3, column 2 (item): found nothing, expected the name of an item");
    assert_eq!(say("a,b,1\na,c\n"), "f, line 2: found 2 fields, expected 3");
    assert_eq!(say("a,b,1\na\n"), "f, line 2: found 1 field, expected 3");
    assert_eq!(say("a,b,1\na,b,2\n"), "f, line 2: 'a' rates 'b' again; the first rating is in line 1");
    assert_eq!(say(",A,B\nx,1,y\nz,2,3\n"), "f, line 2, column 3 (B): found 'y', expected a number from 0 to 5");
    assert_eq!(say(&format!("a,b,1\na,c,{}\n", "é".repeat(99))).matches('é').count(), 60, "long fields are cut");
    let left = with("user,item,rating\na,b,x\na,c\n", |o| o.skip_bad = true).unwrap_err().to_string();
    assert_eq!(left, "f: none of its 2 rows can be used; the first is line 2: found 'x', expected a number");
    let error = load("a,b,1\na,c,abc\n").unwrap_err();
    assert!(error.hint().contains("--skip-bad"));
}

#[test]
fn the_lecture_is_built_in() {
    let main = Lecture::Main.ratings();
    assert_eq!((main.n_users(), main.n_items(), main.len(), main.scale().to_string()), (4, 5, 16, "0..5".to_owned()));
    let (bhavana, zhou) = (UserId::new(1), ItemId::new(3));
    assert_eq!((main.name(bhavana), main.name(zhou)), ("Bhavana", "Zhou Shen"));
    assert_eq!(main.get(bhavana, zhou), Some(1.0));
    assert_eq!(main.get(UserId::new(0), ItemId::new(2)), Some(0.0), "An's 0 for BTS is a rating");
    let video = Lecture::Video7.ratings();
    assert_eq!(video.get(bhavana, zhou), Some(0.0));
    assert_eq!(video.names(), main.names());
    let differ = main.iter().zip(video.iter()).filter(|(a, b)| a != b).count();
    assert_eq!((differ, Lecture::NAMES.len()), (1, 2));
}

#[test]
fn tables_of_factors() {
    let table = factors_text("f", "item,Lo-fi indie,Slick pop\nOmmazh,0.80,0.10\nBTS,0.05,-1e-3\n").unwrap();
    assert_eq!(table.names, ["Ommazh", "BTS"]);
    assert_eq!(table.columns, ["Lo-fi indie", "Slick pop"]);
    assert_eq!(table.values, [0.8, 0.1, 0.05, -1e-3]);
    let bare = factors_text("f", "An;5,5;1\nBo;4;0\n").unwrap();
    assert_eq!((bare.columns, bare.values), (vec!["1".into(), "2".into()], vec![5.5, 1.0, 4.0, 0.0]));
    let fail = |text| match wrong(factors_text("f", text)) {
        (line, column, Fault::OfFactors(fault)) => (line, column, *fault),
        other => other,
    };
    for bad in ["item,x\na,1\nb\n", "item,x\na,b\n", "item,x\n\"a,1\n", "item,x\na,inf\n"] {
        let error = factors_text("f", bad).unwrap_err();
        let hint = error.hint();
        assert!(hint.starts_with("each row is a name"), "no row can be skipped: {hint}");
    }
    let any = factors_text("f", "item,x,y\na,1e300,-5e-324\n").unwrap();
    assert_eq!(any.values, [1e300, -5e-324], "a factor is no rating: any finite number will do");
    assert_eq!(fail(""), (None, None, Fault::Empty));
    assert_eq!(fail("item,x\n"), (None, None, Fault::NoRows));
    assert_eq!(fail("item\na\n"), (Some(1), None, Fault::Fields { found: 1, expected: 2 }));
    assert_eq!(fail("item,x\na,1\nb\n"), (Some(3), None, Fault::Fields { found: 1, expected: 2 }));
    assert_eq!(fail("item,x\na,1\n,1\n"), (Some(3), None, Fault::NoLabel));
    let same = Fault::SameName { name: "a".into(), place: "line", first: 2 };
    assert_eq!(fail("item,x\na,1\na,1\n"), (Some(3), None, same));
    let number = Fault::NotANumber { found: "z".into(), scale: None };
    assert_eq!(fail("item,x,y\na,1,z\n"), (Some(2), Some(3), number));
    assert_eq!(fail("item,x\na,nan\n").2, Fault::NotFinite { found: "nan".into(), scale: None });
}
