//! What comes from others commands no terminal: every option, name, file, lesson and script is tried with characters that
//! a terminal obeys, and all that the real program prints is searched for them.

#![cfg(all(feature = "tui", target_os = "linux"))]
#![allow(clippy::unwrap_used)]

use crate::common::pty::{Pty, has, program};
use clap::CommandFactory;
use factorscope::{
    app::Taste,
    choice::Choice,
    cli::Args,
    command::{Screen, TABLE},
    data::load,
    model::{Method, Options},
    study::{Session, Source},
    ui::{Depth, Still},
};
use rayon::prelude::*;
use std::{
    ffi::{OsStr, OsString},
    fs,
    os::unix::{ffi::OsStringExt, fs::symlink},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
};

/// A title is set, a bell rings, a sequence of 7 bits and one of 8, a mark that deletes, marks that turn the order of what
/// is read, that end a line, and that are no characters.
const NASTY: &str =
    "\x1b]0;PWNED\x07\x1b[66m\u{9b}66m\u{7f}\u{8}\r\u{202e}\u{2066}\u{200f}\u{61c}\u{2028}\u{feff}\u{ffff}";

const LESSON: &str = include_str!("../data/lessons/01-averages.md");
const RATINGS: &str = "user,item,rating\nAn,Tea,5\nAn,Milk,2\nBo,Tea,3\nBo,\"Ju, ice\",1\n";
const FACTORS: &str = "item,one,two\nTea,1,0.5\nMilk,0.5,1\n\"Ju, ice\",1,1\n";

/// A program that runs in a folder of its own.
struct Bench(tempfile::TempDir);

impl Bench {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn file(&self, name: impl AsRef<Path>, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    /// Runs the program, searches what it printed, and returns it: standard output, and standard error.
    #[track_caller]
    fn run<I: AsRef<OsStr>>(&self, args: &[I]) -> (String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_factorscope"));
        let ran = command.args(args).current_dir(self.path()).stdin(Stdio::null()).output().unwrap();
        let args = || args.iter().map(|arg| format!("{:?}", arg.as_ref())).collect::<Vec<_>>().join(" ");
        assert!(matches!(ran.status.code(), Some(0 | 2 | 3)), "{}: {ran:?}", args());
        (searched(&ran.stdout, &args), searched(&ran.stderr, &args))
    }
}

/// What is in it, if nothing else is.
#[track_caller]
fn searched(printed: &[u8], of: &dyn Fn() -> String) -> String {
    let text = String::from_utf8(printed.to_vec()).unwrap_or_else(|_| panic!("{}: {printed:?}", of()));
    let bad = |c: char| (c.is_control() && c != '\n' && c != '\t') || (NASTY.contains(c) && !c.is_ascii());
    assert!(!text.contains(bad), "{}:\n{text:?}", of());
    text
}

/// What is wrong is one sentence, and one about the way out, whatever they quote.
#[track_caller]
fn in_two_lines(err: &str) {
    let lines: Vec<_> = err.lines().collect();
    assert!(lines.len() == 2 && lines[0].starts_with("factorscope: ") && lines[1].starts_with("  hint: "), "{err}");
}

/// A text with something put into each of its lines: before it, in its middle, and at its end.
fn spoilt(text: &str, with: &str) -> Vec<String> {
    let starts = text.split_inclusive('\n').scan(0, |at, line| {
        *at += line.len();
        Some((*at - line.len(), line.trim_end().len()))
    });
    let middle = |at: usize, len: usize| (at + len / 2..).find(|&at| text.is_char_boundary(at)).unwrap();
    let places = starts.flat_map(|(at, len)| [at, middle(at, len), at + len]);
    places.map(|at| format!("{}{with}{}", &text[..at], &text[at..])).collect()
}

#[test]
fn values_of_every_option_are_said_plainly() {
    let program = Args::command();
    let shapes: Vec<OsString> = ["{}", "1{}", "user={}", "{}=1", "1..{}", "same:{}", "{}x3", "set lambda {}", "a\nb{}"]
        .into_iter()
        .map(|shape| shape.replace("{}", NASTY).into())
        .chain([OsString::from_vec(b"a\x9b66m\xff\x1b]0;PWNED\x07".to_vec())])
        .collect();
    let mut lines: Vec<Vec<OsString>> = Vec::new();
    let bench = Bench::new();
    // What plays lessons has one to play that takes no time.
    let lesson = bench.file("small.md", "# A\n\n## B\n\nText.\n").into_os_string();
    for command in [&program].into_iter().chain(program.get_subcommands()) {
        let mut name: Vec<OsString> = Vec::new();
        if command.get_name() != program.get_name() {
            name.push(command.get_name().into());
        }
        if ["check", "handout"].contains(&command.get_name()) {
            name.extend(["--lesson".into(), lesson.clone()]);
        }
        for arg in command.get_arguments() {
            for shape in &shapes {
                let mut value = OsString::new();
                if let Some(long) = arg.get_long() {
                    value.push(format!("--{long}="));
                }
                value.push(shape);
                lines.push(name.clone().into_iter().chain([value]).collect());
            }
        }
        for shape in &shapes {
            // No option at all.
            let option: OsString = ["--".into(), shape.clone()].into_iter().collect();
            lines.push(name.clone().into_iter().chain([option, shape.clone()]).collect());
        }
    }
    assert!(lines.len() > 1000, "{}", lines.len());
    let shown = lines.par_iter().filter(|line| {
        let (out, err) = bench.run(line);
        if out.is_empty() {
            in_two_lines(&err);
        }
        (out + &err).contains(r"\u{1b}]0;PWNED\u{7}")
    });
    assert!(shown.count() > 300, "what was wrong is still said");
}

#[test]
fn names_of_files_are_said_plainly() {
    let bench = Bench::new();
    for name in [OsString::from(format!("{NASTY}.csv")), OsString::from_vec(b"a\x9b66m\x1b]0;PWNED\x07.csv".to_vec())] {
        let path = |content: &str| bench.file(&name, content).into_os_string();
        let (good, factors) = (path(RATINGS), bench.file("factors.csv", FACTORS).into_os_string());
        let (out, _) = bench.run(&["fit".into(), good.clone(), "--item-factors".into(), factors]);
        assert!(out.contains(r"\u{1b}]0;PWNED\u{7}"), "{out}");
        let (json, _) = bench.run(&["fit".into(), good.clone(), "--format=json".into()]);
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["source"].as_str().unwrap(), name.to_string_lossy(), "JSON holds the name as it is");
        for args in [["render"].as_slice(), &["render", "--format=text"], &["render", "--ascii", "--format=text"]] {
            let args: Vec<OsString> = args.iter().map(Into::into).chain([good.clone()]).collect();
            assert!(!bench.run(&args).0.is_empty());
        }
        // What is wrong in it: as ratings, as factors, as a lesson; and no folder to write into.
        let bad = path("user,item,rating\nAn,Tea,x\n");
        let missing: OsString = bench.path().join("none").join(&name).into();
        for file in [&bad, &missing] {
            for command in ["fit", "render", "check"] {
                in_two_lines(&bench.run(&[command.into(), file.clone()]).1);
                for option in ["--item-factors", "--user-factors"] {
                    in_two_lines(&bench.run(&[command.into(), option.into(), file.clone()]).1);
                }
            }
            for command in ["render", "check"] {
                in_two_lines(&bench.run(&[command.into(), "--lesson".into(), file.clone()]).1);
            }
            let below: OsString = Path::new(file).join("model").into();
            if file == &bad {
                in_two_lines(&bench.run(&["fit".into(), "--out".into(), below]).1);
            }
        }
        let lesson =
            bench.file([OsString::from("1"), name.clone(), ".md".into()].concat(), "# T\n\n## P\n\n[2](mse)\n");
        let (out, _) = bench.run(&["check".into(), "--lesson".into(), lesson.into_os_string()]);
        assert!(out.contains("PWNED") && out.lines().count() == 2, "{out}");
        // The program itself, by another name.
        let link = bench.path().join([OsString::from("link"), name.clone()].concat());
        symlink(env!("CARGO_BIN_EXE_factorscope"), &link).unwrap();
        for args in [["--help"].as_slice(), &["fit", "--help"], &["--version"], &["man"], &["--nothing"]] {
            let ran = Command::new(&link).args(args).output().unwrap();
            searched(&ran.stdout, &|| args.join(" "));
            searched(&ran.stderr, &|| args.join(" "));
        }
    }
}

trait Concat {
    fn concat(self) -> OsString;
}

impl<const N: usize> Concat for [OsString; N] {
    fn concat(self) -> OsString {
        self.into_iter().collect()
    }
}

#[test]
fn what_files_of_ratings_and_factors_hold_is_said_plainly() {
    let cases: Vec<_> = spoilt(RATINGS, NASTY).into_iter().map(|text| (text, FACTORS.to_string())).collect();
    let factors = spoilt(FACTORS, NASTY).into_iter().map(|text| (RATINGS.to_string(), text));
    let all: Vec<_> = cases.into_iter().chain(factors).collect();
    let shown = all.par_iter().filter(|(ratings, factors)| {
        let bench = Bench::new();
        bench.file("ratings.csv", ratings);
        bench.file("factors.csv", factors);
        bench.file("small.md", "# A\n\n## B\n\nText.\n");
        let mut shown = false;
        for line in [
            "fit ratings.csv",
            "fit ratings.csv --skip-bad --duplicates last",
            "fit ratings.csv --item-factors factors.csv",
            "fit ratings.csv --user-factors factors.csv --format json",
            "check ratings.csv --lesson small.md --item-factors factors.csv --skip-bad",
            "render ratings.csv --skip-bad --format text",
            "render ratings.csv --skip-bad --format text --ascii --do",
            "render ratings.csv --skip-bad --format svg",
            "fit ratings.csv --skip-bad --out model",
        ] {
            let mut args: Vec<_> = line.split(' ').collect();
            if args.last() == Some(&"--do") {
                args.push("screen map");
            }
            let (out, err) = bench.run(&args);
            shown |= (out + &err).contains(r"\u{1b}]0;PWNED\u{7}");
        }
        shown
    });
    assert!(shown.count() > all.len() / 4, "what was wrong is still said");
}

#[test]
fn what_a_fit_writes_is_data_and_stays_as_it_was() {
    let bench = Bench::new();
    bench.file("r.csv", format!("user,item,rating\n\"{NASTY}\",Tea,5\nBo,Tea,3\n"));
    bench.run(&["fit", "r.csv", "--out", "model"]);
    for file in ["user_factors.csv", "predictions.csv"] {
        assert!(fs::read_to_string(bench.path().join("model").join(file)).unwrap().contains(NASTY), "{file}");
    }
    let (_, err) = bench.run(&["fit", "r.csv", "--user-factors", "model/user_factors.csv"]);
    assert_eq!(err, "", "and is read again");
}

#[test]
fn lessons_are_said_plainly() {
    let all = spoilt(LESSON, NASTY);
    assert!(["do", "ask", "expect", "guesses"].iter().all(|kind| LESSON.contains(&format!("```{kind}\n"))));
    let shown = all.par_iter().filter(|text| {
        let bench = Bench::new();
        bench.file("1.md", text);
        let (out, err) = bench.run(&["check", "--lesson", "1.md"]);
        let page = bench.run(&["render", "--format=text", "--lesson=1.md", "--do=lecture; turn on; turn on"]);
        [out, err, page.0, page.1].iter().any(|text| text.contains(r"\u{1b}]0;PWNED"))
    });
    let shown = shown.count();
    assert!(shown > all.len() / 6, "{shown} of {}: what was wrong is still said", all.len());
}

#[test]
fn scripts_are_said_plainly() {
    let scripts: Vec<String> = TABLE
        .iter()
        .flat_map(|spec| {
            let words: Vec<_> = spec.example.split(' ').collect();
            (0..words.len()).map(move |at| {
                let word = format!("{}{NASTY}", words[at]);
                words
                    .iter()
                    .enumerate()
                    .map(|(n, own)| if n == at { &word } else { *own })
                    .collect::<Vec<_>>()
                    .join(" ")
            })
        })
        .flat_map(|script| [script.clone(), script.replacen(NASTY, &format!(" \"{NASTY}\""), 1)])
        .collect();
    let bench = Bench::new();
    let shown = scripts.par_iter().filter(|script| {
        let (out, err) = bench.run(&["render", "--format=text", "--do", script]);
        (out + &err).contains(r"\u{1b}]0;PWNED")
    });
    assert!(shown.count() > scripts.len() / 3, "what was wrong is still said");
}

/// The writer would hide it where a screen is drawn with what is hidden; the terminal's own backend has no such writer.
#[test]
fn every_screen_is_drawn_without_what_is_hidden_and_its_picture_is_well_formed() {
    let rows: String = (0..6).map(|n| format!("\"u{n}{NASTY}\",\"{NASTY}i{}\",{}\n", n % 4, n % 5)).collect();
    let ratings = load::text(NASTY, &format!("user,item,rating\n{rows}"), &load::Options::default()).unwrap().ratings;
    let mut drawn = Vec::new();
    let screens = Screen::NAMES.iter().map(|name| format!("screen {name}"));
    let commands = TABLE.iter().map(|spec| spec.example.to_string());
    for script in screens.chain(commands) {
        for (ascii, size) in [(false, (120, 36)), (true, (80, 24))] {
            let source = Source::new(Arc::new(ratings.clone()));
            let mut session = Session::new(source, Options::new(Method::Als), 1 << 20);
            let taste = Taste { ascii, ..Taste::default() };
            let script = format!("step pass 3; {script}");
            // Some of them have nothing to do yet: what is said then goes through the same door as every error.
            let Ok(still) = Still::new(&mut session, NASTY, taste, Depth::True, size, &script) else { continue };
            searched(still.text().as_bytes(), &|| script.clone());
            searched(still.svg().as_bytes(), &|| script.clone());
            drawn.push(still.text().contains(r"\u{"));
        }
    }
    let named = drawn.iter().filter(|named| **named).count();
    assert!(named * 4 > drawn.len() * 3, "{named} of {}: names are drawn all the same", drawn.len());
}

/// What the explorer writes on a terminal: before it takes the screen nothing at all that commands it, then no more than is
/// its own.
#[test]
fn a_terminal_is_commanded_by_the_explorer_alone() {
    let bench = Bench::new();
    let file = |name: &str, content: String| bench.file(name, content).into_os_string().into_string().unwrap();
    let ratings = file("r.csv", format!("user,item,rating\n\"{NASTY}\",Tea,5\nBo,\"{NASTY}\",3\nBo,Tea,x{NASTY}\n"));
    let factors = file("f.csv", format!("item,one\nTea,{NASTY}\n"));
    let named = file(&format!("{NASTY}.csv"), RATINGS.into());
    let missing = bench.path().join(format!("no{NASTY}")).into_os_string().into_string().unwrap();
    let page = |text: &str| format!("# T\n\n## P\n\n{text}\n").replace("{}", NASTY);
    let expect = file("expect.md", page("```expect\nmse = 5 {}\n```"));
    let select = file("select.md", page("```do\nselect \"a{}\" BTS\n```"));
    let text = file("text.md", page("Text {} **b{}**.\n\n- a{}\n\n```\nf{}\n```\n\n> aside{}").replace("# T", "# T{}"));
    let script = format!("select {NASTY}");
    let find = format!("find \"{NASTY}\"");
    let state = bench.path().join(format!("state{NASTY}"));
    fs::create_dir_all(state.join("factorscope")).unwrap();
    fs::write(state.join("factorscope").join("progress.json"), "no json").unwrap();
    for (args, opens) in [
        (vec![missing.as_str()], false),
        (vec!["--lesson", &expect], false),
        (vec!["--lesson", &missing], false),
        (vec!["--do", &script], false),
        (vec!["--item-factors", &factors], false),
        (vec!["--user-factors", &missing], false),
        (vec![&ratings], false),
        (vec![&ratings, "--skip-bad"], true),
        (vec![&named], true),
        (vec!["--lesson", &select], true),
        (vec!["--lesson", &text], true),
        (vec!["lecture", "--do", &find], true),
        (vec!["--solver", NASTY], false),
        (vec!["--help"], false),
    ] {
        let link = bench.path().join(format!("link{NASTY}"));
        let _ = symlink(env!("CARGO_BIN_EXE_factorscope"), &link);
        let mut command = program(link.to_str().unwrap(), &args);
        command.env("XDG_STATE_HOME", &state);
        command.cwd(bench.path());
        let mut pty = Pty::start(command, (120, 36));
        if opens {
            pty.wait_text(r"\u{1b}");
            pty.send("\x03");
        }
        pty.ended();
        if !opens {
            pty.wait_bytes(0, "all that there is to say", |bytes| has(bytes, b"hint: ") || has(bytes, b"Exit status"));
        }
        let bytes = pty.bytes();
        let taken = bytes.windows(8).position(|part| part == b"\x1b[?1049h");
        assert_eq!(taken.is_some(), opens, "{args:?}\n{}", String::from_utf8_lossy(&bytes));
        let before = String::from_utf8(bytes[..taken.unwrap_or(bytes.len())].to_vec()).unwrap().replace("\r\n", "\n");
        let help = args == ["--help"];
        let own = if help { styles_taken_out(&before) } else { before };
        searched(own.as_bytes(), &|| format!("{args:?}"));
        let after = &bytes[taken.unwrap_or(bytes.len())..];
        for part in ["\x1b]", "\x07", "\x1b[66m", "\u{9b}", "\u{7f}", "\u{202e}", "\u{2066}", "\u{200f}", "\u{2028}"] {
            assert!(!has(after, part.as_bytes()), "{args:?}: {part:?}");
        }
        assert!(help || has(&bytes, br"\u{1b}"), "{args:?}: it is said all the same");
    }
}

/// Text without the styles that clap writes on a terminal.
fn styles_taken_out(text: &str) -> String {
    let mut parts = text.split("\x1b[");
    let first = parts.next().unwrap_or_default().to_string();
    parts.fold(first, |all, part| {
        let end = part.find(|c: char| !(c.is_ascii_digit() || c == ';')).filter(|&end| part[end..].starts_with('m'));
        all + end.map_or(part, |end| &part[end + 1..])
    })
}
