//! Every mistake that a file can have, and what its hint says to do: done, on the very file, by the real command line.

#![allow(clippy::unwrap_used)]

use factorscope::cli::{self, Args, Command};
use factorscope::data::load::{self, Fault, LoadError, Loaded};
use flate2::{Compression, write::GzEncoder};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use zip::{ZipWriter, write::SimpleFileOptions};

/// A name for each fault; one that is added is asked for here, and then for a case below.
macro_rules! faults {
    ($($fault:ident)*) => {
        fn name(fault: &Fault) -> &'static str {
            match fault { $(Fault::$fault { .. } => stringify!($fault),)* }
        }
        const ALL: &[&str] = &[$(stringify!($fault)),*];
    };
}

faults! {
    NoSuchFile NoPermission Unreadable Folder Device LongFile LongLine TooWide LongField LongName NoSuchEntry NoRatingsInFolder
    Empty NoRows NothingLeft TooLarge Foreign Damaged WhichFile Binary TwoReadings NoTimes NotJson UnclosedQuote Fields NotANumber
    NotFinite OutsideScale NoName OfFactors NoLabel Twice SameName NoColumn SameColumn TwoNumbers Model
    OfPairs NoPairs Stranger NoMoment
}

/// What cannot be brought about here: another owner's file, four thousand million rows, and pairs for which `predict` is asked, or which say when.
const ELSEWHERE: [&str; 6] = ["NoPermission", "TooLarge", "OfPairs", "NoPairs", "Stranger", "NoMoment"];

/// What is opened, and the options beside it.
type Open = (PathBuf, String);

/// A folder with ratings in two files.
fn two_files(folder: &Path) -> Open {
    write(folder, "in/a.csv", GOOD);
    write(folder, "in/b.csv", OTHER);
    (folder.join("in"), String::new())
}

/// A file with a mistake, and how to follow the hint.
struct Case {
    fault: &'static str,
    /// Puts the files into a folder.
    files: fn(&Path) -> Open,
    then: Then,
}

enum Then {
    /// Each option that the hint names is added by itself; these are the values of those that have none in the hint.
    Options(&'static [(&'static str, &'static str)]),
    /// The hint says this, and this is done.
    Do(&'static str, fn(&Path) -> Open),
}

/// Reads a file as the command line says.
fn read(path: &Path, options: &str) -> Result<Loaded, LoadError> {
    let words = ["factorscope".into(), "look".into(), path.into()];
    let words = words.into_iter().chain(words_of(options).into_iter().map(Into::into));
    let args = cli::parse(words, &mut Vec::new()).unwrap_or_else(|why| panic!("{options}: {why}")).unwrap();
    let Args { command: Some(Command::Look(args)), .. } = args else { panic!("{options}") };
    load::path(path, &args.data.reading())
}

/// The words of a line, as a shell takes them apart that knows single quotes.
fn words_of(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for (n, part) in line.split('\'').enumerate() {
        match n % 2 {
            0 => {
                let mut pieces = part.split(' ');
                words.last_mut().unwrap().push_str(pieces.next().unwrap_or_default());
                words.extend(pieces.map(str::to_owned));
            }
            _ => words.last_mut().unwrap().push_str(part),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The options that a hint names, with their values.
fn named(hint: &str, values: &[(&str, &str)]) -> Vec<(String, Option<String>)> {
    let words = words_of(hint);
    let plain = |word: &str| word.trim_end_matches([',', ';', ':']).to_owned();
    let options = words.iter().enumerate().filter(|(_, word)| word.starts_with("--"));
    options
        .map(|(at, option)| {
            let option = plain(option);
            if let Some((option, value)) = option.split_once('=') {
                return (option.to_owned(), Some(value.to_owned()));
            }
            let given = values.iter().find(|(name, _)| *name == option).map(|(_, value)| (*value).to_owned());
            let value = match option.as_str() {
                "--skip-bad" => None,
                _ => given.or_else(|| words.get(at + 1).map(|word| plain(word))),
            };
            (option, value)
        })
        .collect()
}

/// The options of a line with another one in the place of that of the same name.
fn with(line: &str, (option, value): &(String, Option<String>)) -> String {
    let mut words = words_of(line);
    if let Some(at) = words.iter().position(|word| word == option) {
        words.drain(at..at + 1 + usize::from(value.is_some()));
    }
    words.push(value.as_ref().map_or_else(|| option.clone(), |value| format!("{option}={value}")));
    words.iter().map(|word| load::quoted(word)).collect::<Vec<_>>().join(" ")
}

/// Whether what came of following a hint is better than what was before.
fn is_better(before: &LoadError, now: &Result<Loaded, LoadError>) -> Result<(), String> {
    let Err(now) = now else { return Ok(()) };
    let further = now.at.line > before.at.line;
    match name(&now.fault) != name(&before.fault) || (further && now.to_string() != before.to_string()) {
        true => Ok(()),
        false => Err(format!("it leads to: {now}; {}", now.hint())),
    }
}

fn write(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, content).unwrap();
    path
}

fn csv(folder: &Path, content: impl AsRef<[u8]>) -> Open {
    (write(folder, "f.csv", content), String::new())
}

fn asked(folder: &Path, content: &str, options: &str) -> Open {
    (write(folder, "f.csv", content), options.into())
}

fn zip(folder: &Path, files: &[(&str, &str)]) -> PathBuf {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    write(folder, "f.zip", archive.finish().unwrap().into_inner())
}

fn gz(content: &[u8]) -> Vec<u8> {
    let mut to = GzEncoder::new(Vec::new(), Compression::fast());
    to.write_all(content).unwrap();
    to.finish().unwrap()
}

/// An array of NumPy, two rows by two columns, of numbers of a kind.
fn npy(kind: &str, numbers: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': (2, 2), }}\n");
    let length = u16::try_from(header.len()).unwrap().to_le_bytes();
    [&b"\x93NUMPY\x01\x00"[..], &length, header.as_bytes(), numbers].concat()
}

const GOOD: &str = "user,item,rating\nAn,Heat,5\nBo,Emma,3\nAn,Emma,4\nBo,Ran,2\n";
const OTHER: &str = "first,second\n1,2\n";

/// A case whose hint names options that hold all it needs.
const fn options(fault: &'static str, files: fn(&Path) -> Open) -> Case {
    Case { fault, files, then: Then::Options(&[]) }
}

/// A case whose hint says what to do.
const fn does(fault: &'static str, files: fn(&Path) -> Open, says: &'static str, done: fn(&Path) -> Open) -> Case {
    Case { fault, files, then: Then::Do(says, done) }
}

fn cases() -> Vec<Case> {
    let good = |folder: &Path| csv(folder, GOOD);
    let good: fn(&Path) -> Open = good;
    vec![
        does("NoSuchFile", |folder| (folder.join("f.csv"), String::new()), "check the path", good),
        does("NoSuchFile", |folder| (folder.join("f.csv"), String::new()), "are called lecture", good),
        does("Unreadable", |folder| (folder.join("x".repeat(300)), String::new()), "to another place", good),
        does(
            "Folder",
            |folder| asked(folder, GOOD, &format!("--items {}", folder.display())),
            "name a file in it",
            |folder| {
                let items = write(folder, "items.csv", "id,title\nHeat,Heat (1995)\n");
                asked(folder, GOOD, &format!("--items {}", items.display()))
            },
        ),
        #[cfg(unix)]
        does("Device", |_| ("/dev/zero".into(), String::new()), "copy what is to be read into a file", good),
        does(
            "LongFile",
            |folder| {
                let path = folder.join("f.csv");
                File::create(&path).unwrap().set_len(3 << 30).unwrap();
                (path, String::new())
            },
            "load a part of it",
            good,
        ),
        does(
            "LongLine",
            |folder| csv(folder, "An,Heat,5;".repeat(2 << 20)),
            "a line end after each row",
            |folder| csv(folder, (0..9).map(|n| format!("An{n},Heat,{}\n", n % 5 + 1)).collect::<String>()),
        ),
        does(
            "TooWide",
            |folder| csv(folder, format!("{}\n", vec!["5"; 100_001].join(","))),
            "a row for each rating: a user, an item and a rating",
            good,
        ),
        options("LongField", |folder| csv(folder, format!("{GOOD}An,{},5\n", "x".repeat(2 << 20)))),
        options("LongName", |folder| csv(folder, format!("{GOOD}An,{},5\n", "x".repeat(5000)))),
        does(
            "NoSuchEntry",
            |folder| (zip(folder, &[("ratings.csv", GOOD)]).join("f.csv"), String::new()),
            "name one of those",
            |folder| (folder.join("f.zip/ratings.csv"), String::new()),
        ),
        does("NoRatingsInFolder", two_files, "name the file with the ratings", |folder| {
            (folder.join("in/a.csv"), String::new())
        }),
        does("NoRatingsInFolder", two_files, "or call it ratings.csv", |folder| {
            fs::rename(folder.join("in/a.csv"), folder.join("in/ratings.csv")).unwrap();
            (folder.join("in"), String::new())
        }),
        does("Empty", |folder| csv(folder, "\n \n"), "a user, an item and a rating", good),
        does("NoRows", |folder| csv(folder, "user,item,rating\n"), "a user, an item and a rating", good),
        does(
            "NothingLeft",
            |folder| asked(folder, "user,item,rating\nAn,Heat,good\nBo,Emma,fine\nCy,Ran,well\n", "--skip-bad"),
            "without --skip-bad",
            |folder| (folder.join("f.csv"), String::new()),
        ),
        does(
            "Foreign",
            |folder| csv(folder, gz(&gz(GOOD.as_bytes()))),
            "unpack it once",
            |folder| csv(folder, gz(GOOD.as_bytes())),
        ),
        does(
            "Foreign",
            |folder| {
                (
                    write(
                        folder,
                        "movies.csv",
                        "movieId,title,genres\n1,Heat (1995),A|B\n2,Emma (1996),B|C\n3,Ran (1985),A|C\n",
                    ),
                    String::new(),
                )
            },
            "open the file with the ratings, and give this one by --items",
            |folder| {
                asked(
                    folder,
                    "u,i,rating\nAn,1,5\nBo,2,4\n",
                    &format!("--items {}", folder.join("movies.csv").display()),
                )
            },
        ),
        does(
            "Damaged",
            |folder| {
                let whole = gz(GOOD.repeat(20).as_bytes());
                csv(folder, &whole[..whole.len() / 2])
            },
            "fetch it again, or unpack it by hand",
            |folder| csv(folder, gz(GOOD.as_bytes())),
        ),
        does(
            "WhichFile",
            |folder| (zip(folder, &[("a.csv", GOOD), ("b.csv", OTHER)]), String::new()),
            "name one of them behind the path",
            |folder| (folder.join("f.zip/a.csv"), String::new()),
        ),
        does("Binary", |folder| csv(folder, "user,item,rating\nAn,He\0at,5\n"), "export it as CSV", good),
        options("TwoReadings", |folder| csv(folder, "1,2,3\n2,1,2\n3,3,1\n2,2,3\n1,3,2\n")),
        options("TwoReadings", |folder| {
            csv(folder, "0.12 -0.53 0.91\n-0.44 0.35 0.27\n0.66 0.71 -0.83\n0.15 0.24 0.38\n")
        }),
        options("TwoNumbers", |folder| {
            csv(folder, "user\titem\tplays\na\tx\t1,234\na\ty\t2,050\nb\tx\t3,400\nb\ty\t1,001\n")
        }),
        does(
            "Model",
            |folder| asked(folder, GOOD, &format!("--ratings {}", folder.join("f.csv").display())),
            "open the ratings alone",
            good,
        ),
        does(
            "Model",
            |folder| (write(folder, "Q.npy", npy("<f8", &[0; 8])), String::new()),
            "save it again: np.save",
            |folder| (write(folder, "Q.npy", npy("<f8", &[0; 32])), String::new()),
        ),
        does(
            "Model",
            |folder| (write(folder, "Q.npy", npy("|O", &[0; 32])), String::new()),
            "save the tables alone",
            |folder| (write(folder, "Q.npy", npy("<f8", &[0; 32])), String::new()),
        ),
        options("NoTimes", |folder| {
            asked(
                folder,
                "user,item,rating,round\nAn,Heat,5,1\nBo,Emma,3,1\nAn,Heat,4,2\nBo,Ran,2,2\n",
                "--duplicates latest",
            )
        }),
        options("NotJson", |folder| {
            csv(
                folder,
                "{\"user\": 1, \"item\": 2, \"rating\": 5}\n{\"user\": 1, oops\n{\"user\": 2, \"item\": 2, \"rating\": 4}\n",
            )
        }),
        options("UnclosedQuote", |folder| csv(folder, format!("{GOOD}\"An,Ran,5\n"))),
        options("Fields", |folder| csv(folder, format!("{GOOD}Cy,Ran\n"))),
        options("NotANumber", |folder| csv(folder, format!("{GOOD}Cy,Ran,like\n"))),
        options("NotANumber", |folder| csv(folder, format!("{GOOD}Cy,Ran,dislike\n"))),
        options("NotFinite", |folder| csv(folder, format!("{GOOD}Cy,Ran,inf\n"))),
        Case {
            fault: "OutsideScale",
            files: |folder| asked(folder, &format!("{GOOD}Cy,Ran,7\n"), "--scale 1..5"),
            then: Then::Options(&[("--scale", "1..7")]),
        },
        Case {
            fault: "OutsideScale",
            files: |folder| csv(folder, format!("{GOOD}Cy,Ran,7e13\n")),
            then: Then::Options(&[("--scale", "1..1e14")]),
        },
        options("NoName", |folder| csv(folder, format!("{GOOD}Cy,,4\n"))),
        options("Twice", |folder| csv(folder, format!("{GOOD}An,Heat,4\n"))),
        options("Twice", |folder| {
            csv(
                folder,
                "7,Heat,purchase,1.0\n7,Heat,play,9.5\n7,Emma,purchase,1.0\n7,Emma,play,3.4\n8,Heat,purchase,1.0\n8,Heat,play,0.3\n",
            )
        }),
        options("Twice", |folder| {
            csv(
                folder,
                "who,film,rating,-kind of it\nAn,Heat,1,seen it\nAn,Heat,9,-\nBo,Heat,1,seen it\nBo,Heat,4,-\nBo,Emma,1,seen it\nBo,Emma,3,-\n",
            )
        }),
        does(
            "SameName",
            |folder| csv(folder, "name,Heat,Emma,Heat\nAn,5,4,3\nBo,3,2,1\nCy,4,4,5\n"),
            "give each a name of its own",
            |folder| csv(folder, "name,Heat,Emma,Heat 2\nAn,5,4,3\nBo,3,2,1\nCy,4,4,5\n"),
        ),
        options("NoColumn", |folder| asked(folder, GOOD, "--columns user=who")),
        options("NoColumn", |folder| asked(folder, GOOD, "--columns user=9,item=2")),
        Case {
            fault: "NoColumn",
            files: |folder| csv(folder, "a,b,c\nx,y,z\nu,v,w\np,q,z\n"),
            then: Then::Options(&[("--map", "z=1,w=2")]),
        },
        does(
            "NoColumn",
            |folder| asked(folder, "name,Heat,Emma,Age\nAn,5,4,30\nBo,3,2,31\nCy,4,4,32\n", "--leave-out Years"),
            "name one of those, by number or by name",
            |folder| (folder.join("f.csv"), "--leave-out Age".into()),
        ),
        does(
            "NoColumn",
            |folder| asked(folder, GOOD, "--only kind=play"),
            "name one of those, by number or by name",
            |folder| (folder.join("f.csv"), "--only user=An".into()),
        ),
        Case {
            fault: "SameColumn",
            files: |folder| asked(folder, GOOD, "--columns user=1,item=1,rating=3"),
            then: Then::Options(&[("--columns", "user=1,item=2,rating=3")]),
        },
    ]
}

#[test]
fn what_every_hint_says_can_be_done() {
    let mut wrong = Vec::new();
    let mut met = BTreeSet::from(ELSEWHERE);
    for case in cases() {
        let folder = tempfile::tempdir().unwrap();
        let (path, options) = (case.files)(folder.path());
        let Err(before) = read(&path, &options) else {
            wrong.push(format!("{}: it loads", case.fault));
            continue;
        };
        let hint = before.hint().to_owned();
        met.insert(name(&before.fault));
        if name(&before.fault) != case.fault {
            wrong.push(format!("{}: {before}", case.fault));
            continue;
        }
        let mut follow = |path: &Path, options: &str, done: &str| {
            if let Err(why) = is_better(&before, &read(path, options)) {
                wrong.push(format!("{before}; {hint}\n  {done} {options}: {why}"));
            }
        };
        match case.then {
            Then::Options(values) => {
                let all = named(&hint, values);
                for option in &all {
                    follow(&path, &with(&options, option), "");
                }
                if all.is_empty() {
                    wrong.push(format!("{before}; {hint}: it names no option"));
                }
            }
            Then::Do(says, done) => {
                let (path, options) = done(folder.path());
                follow(&path, &options, says);
                if !hint.contains(says) {
                    wrong.push(format!("{before}; {hint}: it does not say '{says}'"));
                }
            }
        }
    }
    // Of tables of factors, which are no ratings.
    for (fault, text, mended) in [
        ("OfFactors", "item,x,y\na,1,z\n", "item,x,y\na,1,2\n"),
        ("OfFactors", "item,x,y\na,1\n", "item,x,y\na,1,2\n"),
        ("NoLabel", "item,x\n,1\n", "item,x\na,1\n"),
        ("SameName", "item,x\na,1\na,2\n", "item,x\na,1\nb,2\n"),
    ] {
        let error = load::factors_text("f", text).unwrap_err();
        assert_eq!((name(&error.fault), load::factors_text("f", mended).is_ok()), (fault, true), "{error}");
        met.insert(fault);
    }
    wrong.extend(ALL.iter().filter(|fault| !met.contains(**fault)).map(|fault| format!("{fault}: no case")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
