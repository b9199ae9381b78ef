//! Data sets that everyone meets, rebuilt small in their true shape: names, separators, quotes, encodings, and the files that lie
//! beside the ratings. Each is opened by its name alone, unpacked and packed, and every rating in it is held against the truth.

#![allow(clippy::unwrap_used)]

use encoding_rs::WINDOWS_1252;
use factorscope::cli::{self, Args, Command};
use factorscope::data::load::{self, LoadError, Loaded};
use flate2::{Compression, write::GzEncoder};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Write};
use std::{fs, path::Path};
use zip::{ZipWriter, write::SimpleFileOptions};

/// One rating: who, what, how many stars, and when; users and items count from 0.
#[derive(Clone, Copy)]
struct Row {
    user: usize,
    item: usize,
    stars: usize,
    time: usize,
}

const USERS: usize = 24;
const ITEMS: usize = 18;

/// The ratings behind every set: by user, as most are sorted.
fn rows() -> Vec<Row> {
    let all = (0..USERS * ITEMS).map(|n| (n / ITEMS, n % ITEMS));
    let known = all.filter(|(user, item)| (user * 7 + item * 11 + user * item * 3) % 10 < 4 || item % USERS == *user);
    known
        .map(|(user, item)| {
            let stars = (user * 5 + item * 3 + user * item) % 7;
            Row { user, item, stars: [4, 5, 3, 4, 2, 5, 1][stars], time: 40_000 * user + 613 * item + 17 * user * item }
        })
        .collect()
}

/// A line for each rating.
fn lines(row: impl Fn(Row) -> String) -> String {
    rows().into_iter().map(|r| row(r) + "\n").collect()
}

/// A line for each of `count` things.
fn each(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(|n| line(n) + "\n").collect()
}

const TITLES: [&str; ITEMS] = [
    "Toy Story (1995)",
    "Usual Suspects, The (1995)",
    "Misérables, Les (1995)",
    "Seven (a.k.a. Se7en) (1995)",
    "Cité des enfants perdus, La (1995)",
    "Great \"Escape\", The (1963)",
    "Crumb (1994)",
    "Three Colors: Red (1994)",
    "2001: A Space Odyssey (1968)",
    "M (1931)",
    "8 1/2 (1963)",
    "Antonia's Line (1995)",
    "Emma (1996)",
    "Jaws (1975)",
    "Paths of Glory (1957)",
    "Shall We Dance? (1996)",
    "Akira (1988)",
    "Ran (1985)",
];

/// A field as most programs write it.
fn quoted(field: &str) -> String {
    match field.contains([',', '"']) {
        true => format!("\"{}\"", field.replace('"', "\"\"")),
        false => field.to_owned(),
    }
}

fn latin(text: &str) -> Vec<u8> {
    WINDOWS_1252.encode(text).0.into_owned()
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut to = GzEncoder::new(Vec::new(), Compression::fast());
    to.write_all(bytes).unwrap();
    to.finish().unwrap()
}

/// Files by their names; a folder stands before the last `/`.
type Files = Vec<(&'static str, Vec<u8>)>;

fn zipped(files: &Files, within: &str) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        archive.start_file(format!("{within}{name}"), SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// What a set is, and what must be found in it.
struct Set {
    name: &'static str,
    files: Files,
    /// The file that is opened; the folder itself where it is empty.
    open: &'static str,
    options: &'static str,
    user: fn(usize) -> String,
    item: fn(usize) -> String,
    /// What a rating is read as, if it is one.
    value: fn(Row) -> Option<f64>,
}

/// Reads `path` as the command line says.
fn read(path: &Path, options: &str) -> Result<Loaded, LoadError> {
    let words = ["factorscope".into(), "look".into(), path.into()];
    let words = words.into_iter().chain(options.split_whitespace().map(Into::into));
    let args = cli::parse(words, &mut Vec::new()).unwrap().unwrap();
    let Args { command: Some(Command::Look(args)), .. } = args else { panic!("{options}") };
    load::path(path, &args.data.reading())
}

/// The line that is said of a reading, and what looks odd.
fn said(loaded: &Loaded) -> String {
    let reading = loaded.reading.as_ref().unwrap();
    let odd = reading.odd.iter().map(|odd| format!("\n  {}", odd.sentence));
    format!("{reading}{}", odd.collect::<String>())
}

/// Holds what was read against what is in the set.
fn judged(set: &Set, loaded: &Loaded) -> Result<(), String> {
    let r = &loaded.ratings;
    let want: BTreeMap<_, _> = rows()
        .into_iter()
        .filter_map(|row| Some((((set.user)(row.user), (set.item)(row.item)), (set.value)(row)?.to_bits())))
        .collect();
    let found: BTreeMap<_, _> =
        r.iter().map(|x| ((r.name(x.user).to_owned(), r.name(x.item).to_owned()), x.value.to_bits())).collect();
    if let Some(((user, item), value)) = found.iter().find(|(pair, value)| want.get(pair) != Some(*value)) {
        return Err(format!("found {user} | {item} | {}", f64::from_bits(*value)));
    }
    if let Some(((user, item), value)) = want.iter().find(|(pair, value)| found.get(pair) != Some(*value)) {
        return Err(format!("missed {user} | {item} | {}", f64::from_bits(*value)));
    }
    Ok(())
}

const WHOLE: fn(Row) -> Option<f64> = |row| Some(row.stars as f64);
const HALVES: fn(Row) -> Option<f64> = |row| Some(half(row));
const TITLE: fn(usize) -> String = |n| TITLES[n].into();
const PLUS_1: fn(usize) -> String = |n| (n + 1).to_string();

fn half(row: Row) -> f64 {
    row.stars as f64 - if (row.user + row.item).is_multiple_of(3) { 0.5 } else { 0.0 }
}

/// A quarter of what has one to ten stars is none.
fn or_none(row: Row) -> Option<f64> {
    ((row.user + 2 * row.item) % 5 > 1).then_some((row.stars * 2) as f64)
}

fn movies_csv() -> Vec<u8> {
    ("movieId,title,genres\n".to_owned() + &each(ITEMS, |n| format!("{},{},Comedy|Drama", movie(n), quoted(TITLES[n]))))
        .into()
}

/// Numbers of films with gaps, as MovieLens has them.
fn movie(n: usize) -> usize {
    [1, 50, 73, 47, 29, 1262, 162, 308, 924, 1260, 1251, 82, 838, 1387, 1178, 1537, 1274, 1217][n]
}

/// The folder of a MovieLens of its later years.
fn movielens(more: &[&'static str]) -> Files {
    let ratings = lines(|r| format!("{},{},{:.1},{}", r.user + 1, movie(r.item), half(r), 964_000_000 + r.time));
    let mut files: Files = vec![
        ("README.txt", b"Summary\n=======\n\nThis dataset describes ratings, from 0.5 to 5.\n".to_vec()),
        (
            "links.csv",
            ("movieId,imdbId,tmdbId\n".to_owned()
                + &each(ITEMS, |n| format!("{},0{},{}", movie(n), 114_700 + n, 860 + n)))
                .into(),
        ),
        ("movies.csv", movies_csv()),
        ("ratings.csv", ("userId,movieId,rating,timestamp\n".to_owned() + &ratings).into()),
        (
            "tags.csv",
            format!(
                "userId,movieId,tag,timestamp\n1,{},funny,1445714994\n2,{},\"well, odd\",1445714996\n",
                movie(1),
                movie(2)
            )
            .into(),
        ),
    ];
    let scores = each(60, |n| format!("{},{},{}", movie(n / 10), n % 10 + 1, 0.025 * (n + 1) as f64));
    for name in more {
        let text = match *name {
            "genome-scores.csv" => "movieId,tagId,relevance\n".to_owned() + &scores,
            "genome-tags.csv" => "tagId,tag\n".to_owned() + &each(10, |n| format!("{},tag {n}", n + 1)),
            _ => "8f033867bcb4e6be8792b21468b4fa6e  ml/ratings.csv\n".into(),
        };
        files.push((name, text.into()));
    }
    files
}

/// What the MovieLens of later years say.
fn titled(name: &'static str, files: Files) -> Set {
    Set { name, files, open: "", options: "", user: PLUS_1, item: TITLE, value: WHOLE }
}

/// The 100K in the order in which it comes: by no column.
fn shuffled() -> Vec<Row> {
    let rows = rows();
    (0..rows.len()).map(|n| rows[n * 61 % rows.len()]).collect()
}

fn movielens_100k() -> Files {
    let all = |keep: fn(usize) -> bool| {
        let rows = shuffled().into_iter().enumerate().filter(|(n, _)| keep(*n));
        rows.map(|(_, r)| format!("{}\t{}\t{}\t{}\n", r.user + 1, r.item + 1, r.stars, 874_965_758 + r.time))
            .collect::<String>()
    };
    let items = each(ITEMS, |n| {
        format!(
            "{}|{}|01-Jan-1995||http://us.imdb.com/M/title-exact?{}|0|0|0|1|1|1|0|0|0|0|0|0|0|0|0|0|0|0|0",
            n + 1,
            TITLES[n],
            TITLES[n].replace(' ', "%20")
        )
    });
    vec![
        ("README", b"SUMMARY & USAGE LICENSE\n\nMovieLens data sets were collected.\n".to_vec()),
        ("allbut.pl", b"#!/usr/local/bin/perl\n".to_vec()),
        ("mku.sh", b"#!/bin/sh\n".to_vec()),
        ("u.data", all(|_| true).into()),
        ("u.genre", b"unknown|0\nAction|1\nAdventure|2\n".to_vec()),
        ("u.info", b"24 users\n18 items\n186 ratings\n".to_vec()),
        ("u.item", latin(&items)),
        ("u.occupation", b"administrator\nartist\n".to_vec()),
        (
            "u.user",
            each(USERS, |n| format!("{}|{}|{}|technician|8571{}", n + 1, 20 + n, ["M", "F"][n % 2], n % 10)).into(),
        ),
        ("u1.base", all(|n| n % 5 > 0).into()),
        ("u1.test", all(|n| n % 5 == 0).into()),
        ("ua.base", all(|n| n % 7 > 0).into()),
        ("ua.test", all(|n| n % 7 == 0).into()),
    ]
}

/// Numbers as the Netflix Prize gives them to its users.
fn customer(n: usize) -> usize {
    1_488_844 - 48_611 * n
}

fn day(row: Row) -> String {
    format!("2005-{:02}-{:02}", row.time % 12 + 1, row.time % 28 + 1)
}

fn netflix(item: usize) -> String {
    let rows = rows().into_iter().filter(|row| row.item == item);
    format!("{}:\n", item + 1)
        + &rows.map(|row| format!("{},{},{}\n", customer(row.user), row.stars, day(row))).collect::<String>()
}

fn netflix_titles() -> Vec<u8> {
    // Titles are not quoted, and some have commas.
    latin(&each(ITEMS, |n| {
        format!("{},{},{}", n + 1, if n == 3 { "NULL".into() } else { (1990 + n).to_string() }, TITLES[n])
    }))
}

fn sha(n: usize) -> String {
    (0..5).map(|part| format!("{:08x}", (n + 3 + part) * 2_654_435 * (part + 1) % 0xffff_fff1)).collect()
}

fn asin(n: usize) -> String {
    if n.is_multiple_of(3) { format!("{:010}", 13_714 + 77 * n) } else { format!("B00{:05}Q{}", 7 * n + 1400, n % 10) }
}

fn reviewer(n: usize) -> String {
    format!("A{}JAMNN3B{n:02}", 17 + n)
}

fn isbn(n: usize) -> String {
    format!("0{:08}{}", 34_545_104 + 977 * n, ["X", "1", "7"][n % 3])
}

fn jester(row: usize, item: usize) -> Option<f64> {
    let row = rows().into_iter().find(|r| (r.user, r.item) == (row, item))?;
    Some((row.stars as f64 - 3.0) * 3.91 + (row.user % 5) as f64 * 0.19 - 0.44)
}

fn rounded(value: f64) -> f64 {
    format!("{value:.2}").parse().unwrap()
}

fn jester_rows(separator: &str) -> String {
    each(USERS, |user| {
        let count = (0..ITEMS).filter(|item| jester(user, *item).is_some()).count();
        let cells =
            (0..ITEMS).map(|item| jester(user, item).map_or("99".into(), |value| format!("{}", rounded(value))));
        std::iter::once(count.to_string()).chain(cells).collect::<Vec<_>>().join(separator)
    })
}

#[allow(clippy::too_many_lines)]
fn sets() -> Vec<Set> {
    let movies_dat = |pad: bool| {
        each(ITEMS, |n| match pad {
            true => format!("{:07}::{}::Documentary|Short", 68_646 + n, TITLES[n]),
            false => format!("{}::{}::Animation|Children's|Comedy", movie(n), TITLES[n]),
        })
    };
    let jokes = |users: usize| (0..users).map(|n| format!("User{}", n + 1)).collect::<Vec<_>>().join(",");
    vec![
        titled("MovieLens 100K", movielens_100k()),
        Set {
            open: "u1.base",
            item: PLUS_1,
            value: |row| {
                let at = shuffled().iter().position(|r| (r.user, r.item) == (row.user, row.item)).unwrap();
                (at % 5 > 0).then_some(row.stars as f64)
            },
            ..titled("MovieLens 100K, a fold", movielens_100k())
        },
        titled(
            "MovieLens 1M",
            vec![
                ("README", b"SUMMARY\n".to_vec()),
                ("movies.dat", latin(&movies_dat(false))),
                ("ratings.dat", lines(|r| format!("{}::{}::{}::{}", r.user + 1, movie(r.item), r.stars, 978_300_000 + r.time)).into()),
                ("users.dat", each(USERS, |n| format!("{}::{}::{}::{}::48067", n + 1, ["F", "M"][n % 2], [1, 18, 25][n % 3], n % 21)).into()),
            ],
        ),
        Set {
            value: HALVES,
            ..titled(
                "MovieLens 10M",
                vec![
                    ("README.html", b"<html><body>MovieLens 10M</body></html>".to_vec()),
                    ("allbut.pl", b"#!/usr/local/bin/perl\n".to_vec()),
                    ("movies.dat", movies_dat(false).into()),
                    ("ratings.dat", lines(|r| {
                        let stars = half(r).to_string();
                        format!("{}::{}::{stars}::{}", r.user + 1, movie(r.item), 838_985_046 + r.time)
                    }).into()),
                    ("split_ratings.sh", b"#!/bin/bash\n".to_vec()),
                    ("tags.dat", format!("15::{}::excellent!::1215184630\n20::{}::politics::1188263867\n", movie(0), movie(1)).into()),
                ],
            )
        },
        Set { value: HALVES, ..titled("MovieLens 20M", movielens(&["genome-scores.csv", "genome-tags.csv"])) },
        Set { value: HALVES, ..titled("MovieLens 32M", movielens(&["checksums.txt"])) },
        Set { value: HALVES, ..titled("MovieLens latest-small", movielens(&[])) },
        Set {
            name: "Book-Crossing",
            files: vec![
                ("BX-Book-Ratings.csv", latin(&("\"User-ID\";\"ISBN\";\"Book-Rating\"\n".to_owned()
                    + &lines(|r| format!("\"{}\";\"{}\";\"{}\"", 276_725 + 3 * r.user, isbn(r.item), or_none(r).unwrap_or(0.0)))))),
                ("BX-Books.csv", latin(&("\"ISBN\";\"Book-Title\";\"Book-Author\";\"Year-Of-Publication\";\"Publisher\";\"Image-URL-S\";\"Image-URL-M\";\"Image-URL-L\"\n".to_owned()
                    + &each(ITEMS, |n| format!("\"{}\";\"{}\";\"A. Writer\";\"{}\";\"Collins &amp; Söhne\";\"http://images.example/P/{n}.THUMB.jpg\";\"http://images.example/P/{n}.MZ.jpg\";\"http://images.example/P/{n}.L.jpg\"", isbn(n), TITLES[n].replace('"', "'"), 1990 + n))
                    // As it really is: quotes within quotes by backslashes.
                    + "\"078946697X\";\"Creating It, How It All Began (Level 4: Proficient Readers)\\\";A. Writer\";\"2000\";\"A House\";\"http://a\";\"http://b\";\"http://c\"\n"))),
                ("BX-Users.csv", latin(&("\"User-ID\";\"Location\";\"Age\"\n".to_owned()
                    + &each(USERS, |n| format!("\"{}\";\"nyc, new york, usa\";{}", 276_725 + 3 * n, if n % 2 == 0 { "NULL".into() } else { format!("\"{}\"", 18 + n) }))))),
            ],
            open: "",
            options: "",
            user: |n| (276_725 + 3 * n).to_string(),
            item: |n| TITLES[n].replace('"', "'"),
            value: or_none,
        },
        Set {
            name: "Book-Crossing, with commas",
            files: vec![
                ("Ratings.csv", ("User-ID,ISBN,Book-Rating\n".to_owned()
                    + &lines(|r| format!("{},{},{}", 276_725 + 3 * r.user, isbn(r.item), or_none(r).unwrap_or(0.0)))).into()),
                ("Books.csv", ("ISBN,Book-Title,Book-Author,Year-Of-Publication,Publisher,Image-URL-S\n".to_owned()
                    + &each(ITEMS, |n| format!("{},{},A. Writer,{},A House,http://images.example/P/{n}.jpg", isbn(n), quoted(TITLES[n]), 1990 + n))).into()),
                ("Users.csv", ("User-ID,Location,Age\n".to_owned() + &each(USERS, |n| format!("{},\"nyc, new york, usa\",{}", 276_725 + 3 * n, if n % 2 == 0 { "" } else { "18.0" }))).into()),
            ],
            open: "",
            options: "",
            user: |n| (276_725 + 3 * n).to_string(),
            item: TITLE,
            value: or_none,
        },
        Set {
            name: "Jester",
            files: vec![("jester-data-1.csv", jester_rows(",").into())],
            open: "jester-data-1.csv",
            options: "",
            user: |n| format!("user {}", n + 1),
            item: |n| format!("item {}", n + 1),
            value: |row| jester(row.user, row.item).map(rounded),
        },
        Set {
            name: "Jester 2",
            files: vec![("jester_ratings.dat", lines(|r| format!("{}\t\t{}\t\t{:.3}", r.user + 1, r.item + 1, rounded(jester(r.user, r.item).unwrap()))).into()),
                ("jester_items.dat", each(ITEMS, |n| format!("{}:\n<p>\nA man visits the doctor, {n}.\n<br />\n</p>", n + 1)).into())],
            open: "",
            options: "",
            user: PLUS_1,
            item: PLUS_1,
            value: |row| jester(row.user, row.item).map(rounded),
        },
        Set {
            name: "Jester, jokes in rows",
            files: vec![("UserRatings1.csv", (format!("JokeId,{}\n", jokes(USERS))
                + &each(ITEMS, |item| {
                    let cells = (0..USERS).map(|user| jester(user, item).map_or(String::new(), |value| rounded(value).to_string()));
                    std::iter::once(item.to_string()).chain(cells).collect::<Vec<_>>().join(",")
                })).into())],
            open: "UserRatings1.csv",
            options: "",
            user: |n| format!("User{}", n + 1),
            item: |n| n.to_string(),
            value: |row| jester(row.user, row.item).map(rounded),
        },
        titled(
            "goodbooks-10k",
            vec![
                ("README.md", b"# goodbooks-10k\n".to_vec()),
                ("book_tags.csv", ("goodreads_book_id,tag_id,count\n".to_owned() + &each(40, |n| format!("{},{},{}", 2_767_052 - 31 * (n / 3), 30_574 - n, 167_697 - 99 * n))).into()),
                ("books.csv", ("book_id,goodreads_book_id,best_book_id,work_id,books_count,isbn,isbn13,authors,original_publication_year,original_title,title,language_code,average_rating,ratings_count,image_url\n".to_owned()
                    + &each(ITEMS, |n| format!("{},{},{},{},272,439023483,9.78043902348e+12,\"A. Writer, B. Other\",{}.0,{},{},eng,4.{:02},47806{n:02},https://images.example/books/{n}.jpg", n + 1, 2_767_052 - 31 * n, 2_767_052 - 31 * n, 2_792_775 + n, 1990 + n, if n % 2 == 0 { String::new() } else { format!("The first {n}") }, quoted(TITLES[n]), n + 10))).into()),
                ("ratings.csv", ("user_id,book_id,rating\n".to_owned() + &lines(|r| format!("{},{},{}", r.user + 1, r.item + 1, r.stars))).into()),
                ("tags.csv", ("tag_id,tag_name\n".to_owned() + &each(30, |n| format!("{n},to-read-{n}"))).into()),
                ("to_read.csv", ("user_id,book_id\n".to_owned() + &each(30, |n| format!("{},{}", n / 2 + 1, n % ITEMS + 1))).into()),
            ],
        ),
        titled(
            "RecBole",
            vec![
                ("ml-100k.inter", ("user_id:token\titem_id:token\trating:float\ttimestamp:float\n".to_owned()
                    + &shuffled().iter().map(|r| format!("{}\t{}\t{}\t{}\n", r.user + 1, r.item + 1, r.stars, 874_965_758 + r.time)).collect::<String>()).into()),
                ("ml-100k.item", ("item_id:token\tmovie_title:token_seq\trelease_year:token\tclass:token_seq\n".to_owned()
                    + &each(ITEMS, |n| format!("{}\t{}\t1995\tAnimation Children's", n + 1, TITLES[n]))).into()),
                ("ml-100k.user", ("user_id:token\tage:token\tgender:token\toccupation:token\tzip_code:token\n".to_owned()
                    + &each(USERS, |n| format!("{}\t{}\tM\ttechnician\t85711", n + 1, 20 + n))).into()),
            ],
        ),
        Set {
            user: |n| customer(n).to_string(),
            ..titled(
                "Netflix Prize",
                [
                    "training_set/mv_0000001.txt", "training_set/mv_0000002.txt", "training_set/mv_0000003.txt", "training_set/mv_0000004.txt",
                    "training_set/mv_0000005.txt", "training_set/mv_0000006.txt", "training_set/mv_0000007.txt", "training_set/mv_0000008.txt",
                    "training_set/mv_0000009.txt", "training_set/mv_0000010.txt", "training_set/mv_0000011.txt", "training_set/mv_0000012.txt",
                    "training_set/mv_0000013.txt", "training_set/mv_0000014.txt", "training_set/mv_0000015.txt", "training_set/mv_0000016.txt",
                    "training_set/mv_0000017.txt", "training_set/mv_0000018.txt",
                ]
                .into_iter()
                .enumerate()
                .map(|(n, name)| (name, netflix(n).into_bytes()))
                .chain([
                    ("README", b"SUMMARY\n".to_vec()),
                    ("movie_titles.txt", netflix_titles()),
                    ("probe.txt", b"1:\n30878\n2647871\n10:\n1952305\n".to_vec()),
                    ("qualifying.txt", b"1:\n1046323,2005-12-19\n1080030,2005-12-23\n".to_vec()),
                    ("rmse.pl", b"#!/usr/bin/perl\n".to_vec()),
                ])
                .collect(),
            )
        },
        Set {
            user: |n| customer(n).to_string(),
            ..titled(
                "Netflix Prize, in four files",
                vec![
                    ("README", b"SUMMARY\n".to_vec()),
                    ("combined_data_1.txt", (0..5).map(netflix).collect::<String>().into()),
                    ("combined_data_2.txt", (5..9).map(netflix).collect::<String>().into()),
                    ("combined_data_3.txt", (9..14).map(netflix).collect::<String>().into()),
                    ("combined_data_4.txt", (14..18).map(netflix).collect::<String>().into()),
                    ("movie_titles.csv", netflix_titles()),
                    ("probe.txt", b"1:\n30878\n2647871\n10:\n1952305\n".to_vec()),
                    ("qualifying.txt", b"1:\n1046323,2005-12-19\n1080030,2005-12-23\n".to_vec()),
                ],
            )
        },
        Set {
            name: "Amazon reviews, 2014",
            files: vec![("reviews_Books_5.json.gz", gz(lines(|r| format!("{{\"reviewerID\": \"{}\", \"asin\": \"{}\", \"reviewerName\": \"J. \\\"Mc\\\" {}\", \"helpful\": [{}, 3], \"reviewText\": \"I bought this, and 5 others.\\nGreat!\", \"overall\": {}.0, \"summary\": \"Heavenly\", \"unixReviewTime\": {}, \"reviewTime\": \"09 13, 2009\"}}", reviewer(r.user), asin(r.item), r.user, r.user % 4, r.stars, 1_252_800_000 + r.time / 86_400 * 86_400)).as_bytes()))],
            open: "reviews_Books_5.json.gz",
            options: "",
            user: reviewer,
            item: asin,
            value: WHOLE,
        },
        Set {
            name: "Amazon reviews, 2018",
            files: vec![("All_Beauty.json.gz", gz(lines(|r| {
                let vote = if r.item % 3 == 0 { "\"vote\": \"1,024\", " } else { "" };
                format!("{{\"overall\": {}.0, {vote}\"verified\": {}, \"reviewTime\": \"09 13, 2009\", \"reviewerID\": \"{}\", \"asin\": \"{}\", \"style\": {{\"Format:\": \" Hardcover\"}}, \"reviewerName\": \"J. {}\", \"reviewText\": \"Fine\", \"summary\": \"Five Stars\", \"unixReviewTime\": {}}}", r.stars, r.user % 2 == 0, reviewer(r.user), asin(r.item), r.user, 1_252_800_000 + r.time)
            }).as_bytes()))],
            open: "All_Beauty.json.gz",
            options: "",
            user: reviewer,
            item: asin,
            value: WHOLE,
        },
        Set {
            name: "Amazon reviews, 2023",
            files: vec![
                ("All_Beauty.jsonl", lines(|r| format!("{{\"rating\": {}.0, \"title\": \"Such a lovely scent {}\", \"text\": \"This spray is really nice.\", \"images\": [], \"asin\": \"B00YQ6X8{:02}\", \"parent_asin\": \"{}\", \"user_id\": \"AGKHLEW2SOWHNMFQIJGBECAF7{:03}\", \"timestamp\": {}, \"helpful_vote\": {}, \"verified_purchase\": true}}", r.stars, r.time, r.item, asin(r.item), r.user, 1_588_687_728_923usize + 1000 * r.time, r.user % 3)).into()),
                ("meta_All_Beauty.jsonl", each(ITEMS, |n| format!("{{\"main_category\": \"All Beauty\", \"title\": \"{}\", \"average_rating\": 4.8, \"rating_number\": 10, \"features\": [], \"price\": null, \"parent_asin\": \"{}\"}}", TITLES[n].replace('"', "\\\""), asin(n))).into()),
            ],
            open: "All_Beauty.jsonl",
            options: "--columns item=parent_asin --items {}/set/meta_All_Beauty.jsonl",
            user: |n| format!("AGKHLEW2SOWHNMFQIJGBECAF7{n:03}"),
            item: TITLE,
            value: WHOLE,
        },
        Set {
            name: "Amazon ratings only, 2014",
            files: vec![("ratings_Books.csv", lines(|r| format!("{},{},{}.0,{}", reviewer(r.user), asin(r.item), r.stars, 1_252_800_000 + r.time / 86_400 * 86_400)).into())],
            open: "ratings_Books.csv",
            options: "",
            user: reviewer,
            item: asin,
            value: WHOLE,
        },
        Set {
            name: "Amazon ratings only, 2018",
            files: vec![("Books.csv", {
                let mut rows = rows();
                rows.sort_by_key(|row| row.item);
                rows.iter().map(|r| format!("{},{},{}.0,{}\n", asin(r.item), reviewer(r.user), r.stars, 1_252_800_000 + r.time)).collect::<String>().into()
            })],
            open: "Books.csv",
            options: "",
            user: reviewer,
            item: asin,
            value: WHOLE,
        },
        Set {
            name: "Yelp",
            files: vec![
                ("yelp_academic_dataset_business.json", each(ITEMS, |n| format!("{{\"business_id\":\"Pns2l4eNsfO8kk83d{n:02}iY\",\"name\":\"{}\",\"city\":\"Goleta\",\"stars\":5.0,\"review_count\":7,\"is_open\":0,\"attributes\":{{\"ByAppointmentOnly\":\"True\"}},\"categories\":\"Doctors\",\"hours\":null}}", TITLES[n].replace('"', "\\\""))).into()),
                ("yelp_academic_dataset_checkin.json", b"{\"business_id\":\"---kPU91CF4Lq2-WlRu9Lw\",\"date\":\"2020-03-13 21:10:56, 2020-06-02 22:18:06\"}\n".to_vec()),
                ("yelp_academic_dataset_review.json", lines(|r| format!("{{\"review_id\":\"KU_O5udG6zpxOg-{}\",\"user_id\":\"mh_-eMZ6K5RLWhZyISBh{:02}\",\"business_id\":\"Pns2l4eNsfO8kk83d{:02}iY\",\"stars\":{}.0,\"useful\":{},\"funny\":0,\"cool\":{},\"text\":\"If you decide to eat here, just be aware.\\n\\nIt takes 2 hours.\",\"date\":\"2018-07-07 22:{:02}:11\"}}", r.time, r.user, r.item, r.stars, r.user % 3, r.item % 2, r.time % 60)).into()),
                ("yelp_academic_dataset_tip.json", b"{\"user_id\":\"AGNUgVwnZUey3gcPCJ76iw\",\"business_id\":\"3uLgwr0qeCNMjKenHJwPGQ\",\"text\":\"Avengers.\",\"date\":\"2012-05-18 02:17:21\",\"compliment_count\":0}\n".to_vec()),
                ("yelp_academic_dataset_user.json", each(USERS, |n| format!("{{\"user_id\":\"mh_-eMZ6K5RLWhZyISBh{n:02}\",\"name\":\"W{n}\",\"review_count\":585,\"average_stars\":3.91}}")).into()),
            ],
            open: "",
            options: "",
            user: |n| format!("mh_-eMZ6K5RLWhZyISBh{n:02}"),
            item: TITLE,
            value: WHOLE,
        },
        Set {
            name: "Last.fm 360K",
            files: vec![
                ("README.txt", b"Version 1.2\n".to_vec()),
                ("usersha1-artmbid-artname-plays.tsv", lines(|r| format!("{}\t3bd73256-3905-4f3a-97e2-8b341527f8{:02}\t{}\t{}", sha(r.user), r.item, TITLES[r.item].to_lowercase(), 17 + r.time % 2137)).into()),
                ("usersha1-profile.tsv", each(USERS, |n| format!("{}\tf\t{}\tGermany\tFeb 1, 2007", sha(n), if n % 3 == 0 { String::new() } else { (20 + n).to_string() })).into()),
            ],
            open: "",
            options: "",
            user: sha,
            item: |n| TITLES[n].to_lowercase(),
            value: |row| Some((17 + row.time % 2137) as f64),
        },
        Set {
            name: "HetRec 2011, Last.fm",
            files: vec![
                ("artists.dat", ("id\tname\turl\tpictureURL\n".to_owned() + &each(ITEMS, |n| format!("{}\t{}\thttp://www.last.example/music/{n}\thttp://userserve.example/{n}.jpg", 51 + 3 * n, TITLES[n]))).into()),
                ("readme.txt", b"HetRec 2011\n".to_vec()),
                ("tags.dat", b"tagID\ttagValue\n1\tmetal\n2\talternative metal\n".to_vec()),
                ("user_artists.dat", ("userID\tartistID\tweight\n".to_owned() + &lines(|r| format!("{}\t{}\t{}", r.user + 2, 51 + 3 * r.item, 13_883 - r.time % 12_000))).into()),
                ("user_friends.dat", ("userID\tfriendID\n".to_owned() + &each(20, |n| format!("{}\t{}", n + 2, 275 + 7 * n))).into()),
                ("user_taggedartists-timestamps.dat", ("userID\tartistID\ttagID\ttimestamp\n".to_owned() + &each(20, |n| format!("{}\t{}\t13\t1238536800000", n + 2, 51 + 3 * (n % 18)))).into()),
                ("user_taggedartists.dat", ("userID\tartistID\ttagID\tday\tmonth\tyear\n".to_owned() + &each(20, |n| format!("{}\t{}\t13\t1\t4\t2009", n + 2, 51 + 3 * (n % 18)))).into()),
            ],
            open: "",
            options: "",
            user: |n| (n + 2).to_string(),
            item: TITLE,
            value: |row| Some((13_883 - row.time % 12_000) as f64),
        },
        Set {
            name: "HetRec 2011, MovieLens",
            files: vec![
                ("movies.dat", latin(&("id\ttitle\timdbID\tspanishTitle\timdbPictureURL\tyear\trtID\n".to_owned() + &each(ITEMS, |n| format!("{}\t{}\t0114709\tEl título {n}\thttp://ia.example/{n}.jpg\t1995\ttoy_story", movie(n), TITLES[n]))))),
                ("movie_genres.dat", b"movieID\tgenre\n1\tAdventure\n".to_vec()),
                ("readme.txt", b"HetRec 2011\n".to_vec()),
                ("user_ratedmovies-timestamps.dat", ("userID\tmovieID\trating\ttimestamp\n".to_owned() + &lines(|r| format!("{}\t{}\t{}\t{}000", r.user + 75, movie(r.item), half(r), 1_162_160_236 + r.time))).into()),
                ("user_ratedmovies.dat", ("userID\tmovieID\trating\tdate_day\tdate_month\tdate_year\tdate_hour\tdate_minute\tdate_second\n".to_owned() + &lines(|r| format!("{}\t{}\t{}\t{}\t10\t2006\t23\t17\t{}", r.user + 75, movie(r.item), half(r), r.time % 28 + 1, r.time % 60))).into()),
                ("user_taggedmovies.dat", b"userID\tmovieID\ttagID\tdate_day\n75\t353\t5290\t29\n".to_vec()),
            ],
            open: "",
            options: "",
            user: |n| (n + 75).to_string(),
            item: TITLE,
            value: HALVES,
        },
        Set {
            name: "Epinions",
            files: vec![
                ("ratings_data.txt", lines(|r| format!("{} {} {}", 22_605 + 17 * r.user, 42 + r.item, r.stars)).into()),
                ("trust_data.txt", each(30, |n| format!(" {} {} 1", 22_605 + 17 * (n % 24), 18_420 + n)).into()),
            ],
            open: "",
            options: "",
            user: |n| (22_605 + 17 * n).to_string(),
            item: |n| (42 + n).to_string(),
            value: WHOLE,
        },
        Set {
            name: "FilmTrust",
            files: vec![
                ("ratings.txt", lines(|r| format!("{} {} {}\r", r.user + 1, r.item + 1, half(r))).into()),
                ("trust.txt", each(30, |n| format!("{} {} 1\r", n % 24 + 1, n + 20)).into()),
                ("readme.txt", b"The FilmTrust dataset\n".to_vec()),
            ],
            open: "",
            options: "",
            user: PLUS_1,
            item: PLUS_1,
            value: HALVES,
        },
        Set {
            value: or_none,
            ..titled(
                "MovieTweetings",
                vec![
                    ("movies.dat", movies_dat(true).into()),
                    ("ratings.dat", rows().into_iter().filter_map(|r| Some(format!("{}::{:07}::{}::{}\n", r.user + 1, 68_646 + r.item, or_none(r)?, 1_381_006_850 + r.time))).collect::<String>().into()),
                    ("users.dat", each(USERS, |n| format!("{}::{}", n + 1, 139_564_917 + 7 * n)).into()),
                ],
            )
        },
        Set {
            name: "BeerAdvocate",
            files: vec![("beer_reviews.csv", ("brewery_id,brewery_name,review_time,review_overall,review_aroma,review_appearance,review_profilename,beer_style,review_palate,review_taste,beer_name,beer_abv,beer_beerid\n".to_owned()
                + &lines(|r| format!("{},{},{},{:.1},{:.1},2.5,stcules{},Hefeweizen,1.5,{:.1},{},5.{},{}", 10_325 + r.item / 3, quoted(&format!("Vecchio, Birraio {}", r.item / 3)), 1_234_817_823 + r.time, half(r), half(r), r.user, half(r), quoted(TITLES[r.item]), r.item % 10, 47_986 + r.item))).into())],
            open: "beer_reviews.csv",
            options: "",
            user: |n| format!("stcules{n}"),
            item: TITLE,
            value: HALVES,
        },
        Set {
            name: "Steam-200k",
            files: vec![("steam-200k.csv", lines(|r| {
                let (user, title) = (151_603_712 + 77 * r.user, format!("\"{}\"", TITLES[r.item].replace('"', "\"\"")));
                format!("{user},{title},purchase,1.0,0\n{user},{title},play,{:.1},0", 0.3 + (r.time % 273) as f64)
            }).into())],
            open: "steam-200k.csv",
            options: "--only 3=play",
            user: |n| (151_603_712 + 77 * n).to_string(),
            item: TITLE,
            value: |row| Some(format!("{:.1}", 0.3 + (row.time % 273) as f64).parse().unwrap()),
        },
        Set {
            name: "Douban, short comments",
            files: vec![("DMSC.csv", ("ID,Movie_Name_EN,Movie_Name_CN,Crawl_Date,Number,Username,Date,Star,Comment,Like\n".to_owned()
                + &lines(|r| format!("{},{},复仇者联盟{},2017-01-22,{},然潘{},2015-05-13,{},连奥创都知道整容要去韩国，对吧。,{}", r.time, quoted(TITLES[r.item]), r.item, r.time % 900 + 1, r.user, r.stars, 2404 - r.time % 2000))).into())],
            open: "DMSC.csv",
            options: "",
            user: |n| format!("然潘{n}"),
            item: TITLE,
            value: WHOLE,
        },
        Set {
            name: "Goodreads",
            files: vec![("goodreads_interactions_poetry.json.gz", gz(lines(|r| format!("{{\"user_id\": \"{}\", \"book_id\": \"{}\", \"review_id\": \"{}\", \"is_read\": {}, \"rating\": {}, \"review_text_incomplete\": \"\", \"date_added\": \"Thu Dec 10 {:02}:12:41 -0800 2015\", \"date_updated\": \"Thu Dec 10 07:13:15 -0800 2015\", \"read_at\": \"\", \"started_at\": \"\"}}", sha(r.user), 24_375_664 + 91 * r.item, sha(r.time), or_none(r).is_some(), or_none(r).unwrap_or(0.0) / 2.0, r.time % 24)).as_bytes()))],
            open: "goodreads_interactions_poetry.json.gz",
            options: "",
            user: sha,
            item: |n| (24_375_664 + 91 * n).to_string(),
            value: |row| or_none(row).map(|value| value / 2.0),
        },
        Set {
            name: "Goodreads, by numbers",
            files: vec![("goodreads_interactions.csv", ("user_id,book_id,is_read,rating,is_reviewed\n".to_owned()
                + &lines(|r| format!("{},{},{},{},{}", r.user, 948 - 7 * r.item, u8::from(or_none(r).is_some()), or_none(r).unwrap_or(0.0) / 2.0, r.user % 2))).into())],
            open: "goodreads_interactions.csv",
            options: "",
            user: |n| n.to_string(),
            item: |n| (948 - 7 * n).to_string(),
            value: |row| or_none(row).map(|value| value / 2.0),
        },
        Set {
            value: or_none,
            ..titled(
                "Anime",
                vec![
                    ("anime.csv", ("anime_id,name,genre,type,episodes,rating,members\n".to_owned() + &each(ITEMS, |n| format!("{},{},\"Drama, Romance\",Movie,1,9.{n:02},200630", 32_281 - 11 * n, quoted(TITLES[n])))).into()),
                    ("rating.csv", ("user_id,anime_id,rating\n".to_owned() + &lines(|r| format!("{},{},{}", r.user + 1, 32_281 - 11 * r.item, or_none(r).unwrap_or(-1.0)))).into()),
                ],
            )
        },
        Set {
            name: "Food.com",
            files: vec![
                ("RAW_interactions.csv", ("user_id,recipe_id,date,rating,review\n".to_owned() + &lines(|r| format!("{},{},{},{},\"Great with a salad.\n\nCooked on top of the stove, \"\"15\"\" minutes.\"", 38_094 + 3 * r.user, 40_893 + 13 * r.item, day(r), r.stars))).into()),
                ("RAW_recipes.csv", ("name,id,minutes,contributor_id,submitted,tags,nutrition,n_steps\n".to_owned() + &each(ITEMS, |n| format!("{},{},55,47892,2005-09-16,\"['60-minutes-or-less', 'time-to-make']\",\"[51.5, 0.0]\",11", quoted(TITLES[n]), 40_893 + 13 * n))).into()),
            ],
            open: "",
            options: "",
            user: |n| (38_094 + 3 * n).to_string(),
            item: TITLE,
            value: WHOLE,
        },
        Set {
            name: "CiaoDVD",
            files: vec![("movie-ratings.txt", lines(|r| format!("{},{},{},{},{},{}", r.user + 1, r.item + 1, r.item % 4 + 1, 10_000 + r.time, r.stars, day(r))).into())],
            open: "movie-ratings.txt",
            options: "--columns user=1,item=2,rating=5,time=6",
            user: PLUS_1,
            item: PLUS_1,
            value: WHOLE,
        },
        Set {
            name: "Retailrocket",
            files: vec![
                ("category_tree.csv", b"categoryid,parentid\n1016,213\n809,169\n570,9\n".to_vec()),
                ("events.csv", ("timestamp,visitorid,event,itemid,transactionid\n".to_owned() + &lines(|r| format!("{},{},{},{},{}", 1_433_221_332_117usize + 1000 * r.time, 257_597 + 11 * r.user, ["view", "addtocart", "view"][r.stars % 3], 355_908 + 7 * r.item, if r.stars == 1 { (4000 + r.time % 977).to_string() } else { String::new() }))).into()),
                ("item_properties_part1.csv", b"timestamp,itemid,property,value\n1435460400000,460429,categoryid,1338\n1441508400000,206783,888,1116713 960601\n".to_vec()),
            ],
            open: "events.csv",
            options: "--only event=view",
            user: |n| (257_597 + 11 * n).to_string(),
            item: |n| (355_908 + 7 * n).to_string(),
            value: |row| (row.stars % 3 != 1).then_some(1.0),
        },
        Set {
            name: "The Movies Dataset",
            files: vec![
                ("credits.csv", b"cast,crew,id\n\"[{'cast_id': 14, 'name': 'A. Player'}]\",\"[]\",862\n".to_vec()),
                ("keywords.csv", b"id,keywords\n862,\"[{'id': 931, 'name': 'jealousy'}]\"\n".to_vec()),
                ("links.csv", ("movieId,imdbId,tmdbId\n".to_owned() + &each(ITEMS, |n| format!("{},0{},{}", movie(n), 114_700 + n, 860 + n))).into()),
                ("links_small.csv", ("movieId,imdbId,tmdbId\n".to_owned() + &each(9, |n| format!("{},0{},{}", movie(n), 114_700 + n, 860 + n))).into()),
                // Its ids are not those of the ratings, though some of the numbers are the same.
                ("movies_metadata.csv", ("adult,belongs_to_collection,budget,genres,homepage,id,imdb_id,original_language,original_title,title,video,vote_average,vote_count\n".to_owned() + &each(ITEMS, |n| format!("False,,30000000,\"[{{'id': 16, 'name': 'Animation'}}]\",,{},tt0{},en,Another {n},Another {n},False,7.7,5415", if n < 4 { movie(n) } else { 860 + n }, 114_700 + n))).into()),
                ("ratings.csv", ("userId,movieId,rating,timestamp\n".to_owned() + &lines(|r| format!("{},{},{:.1},{}", r.user + 1, movie(r.item), half(r), 964_000_000 + r.time))).into()),
                ("ratings_small.csv", ("userId,movieId,rating,timestamp\n".to_owned() + &lines(|r| format!("{},{},{:.1},{}", r.user + 1, movie(r.item), half(r), 964_000_000 + r.time))).into()),
            ],
            open: "",
            options: "",
            user: PLUS_1,
            item: |n| movie(n).to_string(),
            value: HALVES,
        },
    ]
}

#[test]
fn data_sets_are_read_by_their_names() {
    let (mut wrong, mut lines) = (Vec::new(), String::new());
    for set in sets() {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path().join("set");
        for (name, content) in &set.files {
            let path = base.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        let path = if set.open.is_empty() { base.clone() } else { base.join(set.open) };
        let archive = folder.path().join("set.zip");
        fs::write(&archive, zipped(&set.files, "set/")).unwrap();
        let within = if set.open.is_empty() { archive.clone() } else { archive.join(format!("set/{}", set.open)) };
        let packed = base.join(format!("{}.gz", path.file_name().unwrap().display()));
        let mut ways = vec![("unpacked", path.clone()), ("zip", within)];
        if !set.open.is_empty() && !set.open.ends_with(".gz") {
            fs::write(&packed, gz(&fs::read(&path).unwrap())).unwrap();
            ways.push(("gz", packed));
        }
        // What is said of it: without options, and with those that a person has to give.
        let here = folder.path().display().to_string();
        for options in BTreeSet::from(["", set.options]) {
            let line = match read(&path, &options.replace("{}", &here)) {
                Ok(loaded) => said(&loaded),
                Err(error) => format!("{error}\n  {}", error.hint()),
            };
            let line = line.replace(&format!("{here}/"), "");
            lines += format!("{} {options}\n  {line}\n", set.name).trim_start();
        }
        for (how, path) in ways {
            let loaded = read(&path, &set.options.replace("{}", &here));
            let right = loaded.map_err(|why| format!("{why}; {}", why.hint())).and_then(|loaded| judged(&set, &loaded));
            wrong.extend(right.err().map(|why| format!("{} ({how}): {why}", set.name)));
        }
    }
    insta::assert_snapshot!("data_sets", lines);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
