//! More input than anybody types: bursts, pastes, the mouse, and windows of any size, in a terminal.

#![cfg(all(feature = "tui", target_os = "linux"))]
#![allow(clippy::unwrap_used, clippy::print_stderr)]

use crate::common::pty::{Pty, count, has, program, ratings};
use rand::{Rng, RngExt, seq::IndexedRandom};
use rand_pcg::Pcg64;
use std::{
    path::Path,
    thread,
    time::{Duration, Instant},
};

const WINDOW: (u16, u16) = (120, 36);

/// The program with arguments, keeping what it keeps in a folder.
fn start(folder: &Path, args: &[&str], window: (u16, u16)) -> Pty {
    let mut command = program(env!("CARGO_BIN_EXE_factorscope"), args);
    command.env("XDG_STATE_HOME", folder);
    Pty::start(command, window)
}

// ---- bursts and pastes -------------------------------------------------------------------------------------------------

#[test]
fn every_key_of_a_burst_is_acted_on() {
    let folder = tempfile::tempdir().unwrap();
    let mut pty = start(folder.path(), &[&ratings(folder.path(), 40_000, 1)], WINDOW);
    pty.wait_text("1 FACTORISE");
    let (down, up, wheel) = ("\x1b[B", "\x1bOA", "\x1b[<65;30;20M");
    let mut at = 0;
    // Keys of one byte; then those of more, which a burst cuts anywhere.
    for (key, count) in [("j", 1024), ("j", 1025), ("j", 3000), ("j", 20_000), (down, 1025), (down, 10_000)] {
        pty.send(key.repeat(count));
        at += count;
        pty.wait_text(&format!("─ u{at} × i"));
    }
    for (key, count) in [(up, 20_000), ("k", 10_000)] {
        pty.send(key.repeat(count));
        at -= count;
        pty.wait_text(&format!("─ u{at} × i"));
    }
    // The wheel goes by its own measure: of so many turns there and back, none is lost.
    pty.send(wheel.repeat(3000));
    pty.send(wheel.replace("65", "64").repeat(3000));
    pty.send("j");
    pty.wait_text(&format!("─ u{} × i", at + 1));
}

#[test]
fn an_escape_is_the_key_of_that_name_when_nothing_follows() {
    let folder = tempfile::tempdir().unwrap();
    let mut pty = start(folder.path(), &["lecture"], WINDOW);
    pty.wait_text("1 FACTORISE");
    pty.send("?");
    pty.wait_text("Keys of Factorise");
    pty.send("\x1b");
    pty.wait_gone("Keys of Factorise");
    // At the end of as many bytes as one read may bring, and twice.
    pty.send(format!("{}?\x1b", "j".repeat(1022)));
    pty.wait_text("Diego × Ommazh");
    pty.wait_gone("Keys of Factorise");
    pty.send(":\x1b\x1b[A");
    pty.wait_text("Cordelia × Ommazh");
    pty.send("q");
    assert_eq!(pty.ended().exit_code(), 0);
}

#[test]
fn a_paste_of_any_length_is_cut_with_a_word() {
    let folder = tempfile::tempdir().unwrap();
    let file = ratings(folder.path(), 300, 10);
    let lessons = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/pictured");
    let number = ["--lesson", lessons, "--do", "lesson 1 2"];
    for (args, open, line) in [(&[&*file, "--do", ""][..], ":", "xx"), (&number, "1", "> 1")] {
        for length in [1001, 80_000, 1_000_000] {
            for brackets in [true, false] {
                let mut pty = start(folder.path(), args, WINDOW);
                pty.wait_text("Factorise");
                pty.send(open);
                let text = "x".repeat(length);
                pty.send(if brackets { format!("\x1b[200~{text}\x1b[201~") } else { text });
                pty.wait_text("the line is full");
                pty.wait_text(line);
                // It can be mended, and left.
                pty.send("\x7f\x7f");
                pty.wait_gone("the line is full");
                pty.send("\x03\x03");
                assert_eq!(pty.ended().exit_code(), 0);
                assert!(pty.bytes().len() < 1_000_000);
            }
        }
    }
}

#[test]
fn a_paste_that_does_not_end_leaves_control_c() {
    let folder = tempfile::tempdir().unwrap();
    let mut pty = start(folder.path(), &["lecture"], WINDOW);
    pty.wait_text("1 FACTORISE");
    pty.send(format!("\x1b[200~{}", "x".repeat(100_000)));
    thread::sleep(Duration::from_millis(300));
    pty.send("\x03");
    assert_eq!(pty.ended().exit_code(), 0);
}

// ---- the mouse and the window ------------------------------------------------------------------------------------------

#[test]
fn where_the_mouse_goes_is_not_drawn_for() {
    let folder = tempfile::tempdir().unwrap();
    let mut pty = start(folder.path(), &["lecture"], WINDOW);
    pty.wait_text("1 FACTORISE");
    pty.come_to_rest();
    let bytes = pty.bytes();
    for (mode, asked) in [("1000", true), ("1002", true), ("1006", true), ("1003", false), ("1015", false)] {
        assert_eq!(has(&bytes, format!("\x1b[?{mode}h").as_bytes()), asked, "{mode}");
    }
    // A terminal may send more than it is asked for: motions, drags, releases, and clicks on nothing.
    for n in 0..100 {
        let (x, y) = (n % 110 + 1, n % 30 + 1);
        pty.send(format!("\x1b[<35;{x};{y}M\x1b[<32;{x};{y}M\x1b[<0;{x};{y}m\x1b[<2;{x};{y}M\x1b[I\x1bj"));
        thread::sleep(Duration::from_millis(1));
    }
    pty.send("\x1b[<35;1;1M");
    thread::sleep(Duration::from_millis(200));
    assert_eq!(pty.written(), bytes.len(), "nothing is written");
    pty.send("j");
    pty.wait_bytes(bytes.len(), "an answer", |bytes| has(bytes, b"\x1b[?2026l"));
}

#[test]
fn a_terminal_of_an_absurd_size_costs_no_more_than_a_large_one() {
    let folder = tempfile::tempdir().unwrap();
    let bin = env!("CARGO_BIN_EXE_factorscope");
    for (columns, rows) in [(u16::MAX, u16::MAX), (u16::MAX, 30), (100, u16::MAX), (0, 0)] {
        let mut pty = start(folder.path(), &["lecture"], WINDOW);
        pty.wait_text("1 FACTORISE");
        pty.claim((columns, rows));
        let from = pty.written();
        pty.send("B");
        pty.wait_bytes(from, "an answer", |bytes| has(bytes, b"Rows on a screen"));
        assert!(pty.memory() < 300 << 20, "{columns} × {rows}: {} bytes", pty.memory());
        pty.send("q");
        assert_eq!(pty.ended().exit_code(), 0);
        // And so from the start.
        let script = format!("stty cols {columns} rows {rows}; exec '{bin}' lecture");
        let mut pty = Pty::start(program("sh", &["-c", &script]), WINDOW);
        pty.wait_bytes(0, "a frame", |bytes| has(bytes, b"Cordelia"));
        assert!(pty.memory() < 300 << 20, "{columns} × {rows}: {} bytes", pty.memory());
        pty.send("q");
        assert_eq!(pty.ended().exit_code(), 0);
    }
}

// ---- what the system refuses -------------------------------------------------------------------------------------------

/// Runs the explorer in a shell after a command, in a terminal; returns its status and what was written.
fn after(command: &str) -> (u32, String) {
    let script = format!("{command}; exec '{}' lecture", env!("CARGO_BIN_EXE_factorscope"));
    let mut pty = Pty::start(program("sh", &["-c", &script]), WINDOW);
    pty.send("q");
    let code = pty.ended().exit_code();
    pty.wait_bytes(0, "a word", |bytes| !bytes.is_empty());
    thread::sleep(Duration::from_millis(50));
    (code, String::from_utf8_lossy(&pty.bytes()).into_owned())
}

#[test]
fn too_few_descriptors_are_said() {
    let close = "exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-";
    let mut refused = 0;
    for most in 4..12 {
        let (code, text) = after(&format!("{close}; ulimit -n {most}"));
        match code {
            // As many as it needs.
            0 => {}
            // Too few for the loader of programs.
            127 => assert!(text.contains("shared"), "{text}"),
            code => {
                assert_eq!(code, 2, "with {most} descriptors: {text}");
                assert!(text.contains("Too many open files") && text.contains("hint: "), "{text}");
                refused += 1;
            }
        }
    }
    assert!(refused > 0, "nothing was ever refused");
}

#[test]
fn a_dumb_terminal_is_none() {
    let (code, text) = after("export TERM=dumb");
    assert_eq!(code, 2);
    for part in ["TERM=dumb", "factorscope fit lecture", "factorscope render lecture"] {
        assert!(text.contains(part), "no '{part}' in {text}");
    }
    assert!(!text.contains('\x1b'), "{text:?}");
}

// ---- everything at once ------------------------------------------------------------------------------------------------

const SIZES: [(u16, u16); 7] = [WINDOW, (80, 24), (60, 20), (200, 60), (7, 90), (1, 1), (300, 10)];

/// Something that comes from a keyboard, a mouse or a clipboard: all but what ends the program, or stops it.
fn anything(random: &mut impl Rng, window: (u16, u16)) -> String {
    const KEYS: [&str; 19] = [
        "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[H", "\x1b[F", "\x1b[5~", "\x1b[6~", "\x1b[3~", "\x1b[Z",
        "\x1bOA", "\x1bOB", "\r", "\r", "\t", "\x7f", "\x1b", "B", ":",
    ];
    let text = |random: &mut dyn FnMut() -> u32, length: usize| -> String {
        (0..length)
            .map(|_| char::from_u32(random() % 0x180).filter(|c| !['\x1b', 'q'].contains(c)).unwrap_or('x'))
            .collect()
    };
    let at = (random.random_range(1..=window.0), random.random_range(1..=window.1));
    // Not the footer, in any of the windows: among its keys is the one that ends the program.
    let at = if SIZES.iter().any(|size| at.1 <= size.1 && at.1 + 1 >= size.1) { (at.0, 5) } else { at };
    match random.random_range(0..1000) {
        0..550 => {
            let letter = random.random_range(b' '..=b'~');
            if letter == b'q' { "s".into() } else { char::from(letter).into() }
        }
        550..600 => char::from([1, 4, 5, 7, 8, 12, 14, 16, 21, 23][random.random_range(0..10)]).into(),
        600..800 => KEYS.choose(random).unwrap().to_string(),
        800..980 => {
            let button = [0, 0, 0, 1, 2, 32, 35, 64, 65].choose(random).unwrap();
            format!("\x1b[<{button};{};{}M\x1b[<0;{};{}m", at.0, at.1, at.0, at.1)
        }
        980..995 => {
            let length = random.random_range(0..200);
            format!("\x1b[200~{}\x1b[201~", text(&mut || random.next_u32(), length))
        }
        _ => {
            let line =
                ["step pass 5", "run", "speed pass max", "lab starts", "lesson 2 3", "open lecture", "set factors 3"];
            format!("\x1b\x1b[A:{}\r", line.choose(random).unwrap())
        }
    }
}

/// What would be on the screen if it were drawn from nothing is what is on it.
#[track_caller]
fn drawn_as_if_anew(pty: &mut Pty) {
    pty.come_to_rest();
    let (before, from) = (pty.screen(), pty.written());
    pty.signal("WINCH");
    pty.wait_bytes(from, "a full redraw", |bytes| has(bytes, b"\x1b[2J") && count(bytes, b"\x1b[?2026l") > 0);
    let after = pty.screen();
    let (was, is) = (looks(&before), looks(&after));
    let wrong: Vec<_> = was.iter().zip(&is).filter(|(was, is)| was != is).take(20).collect();
    assert!(was == is, "{wrong:#?} on\n{}", before.contents());
}

/// What each cell looks like. One that was never written to is blank; of bold and dim the emulator knows only the last.
fn looks(screen: &vt100::Screen) -> Vec<(u16, u16, String, vt100::Color, vt100::Color, [bool; 4])> {
    let (rows, columns) = screen.size();
    let all = (0..rows.get()).flat_map(|row| (0..columns.get()).map(move |column| (row, column)));
    let look = |(row, column)| {
        let cell = screen.cell(row, column)?;
        let text = if cell.has_contents() { cell.contents() } else { " " };
        let modes = [cell.bold() || cell.dim(), cell.italic(), cell.underline(), cell.inverse()];
        Some((row, column, text.to_string(), cell.fgcolor(), cell.bgcolor(), modes))
    };
    all.filter_map(look).collect()
}

#[test]
fn after_a_storm_the_screen_is_as_if_drawn_anew() {
    let folder = tempfile::tempdir().unwrap();
    let file = ratings(folder.path(), 300, 10);
    for (seed, data) in ["lecture", "lecture-video7", &file].into_iter().enumerate() {
        let mut random = Pcg64::new(seed as u128, 7);
        let (mut window, mut burst) = (WINDOW, String::new());
        let mut pty = start(folder.path(), &[data], window);
        pty.wait_text("1 FACTORISE");
        for n in 1..=20_000 {
            burst += &anything(&mut random, window);
            if random.random_range(0..40) == 0 || n % 4000 == 0 {
                if pty.stat()[0] == "T" {
                    // One of the commands that were typed by chance.
                    pty.signal("CONT");
                }
                pty.send(std::mem::take(&mut burst));
            }
            if n % 4000 == 0 {
                pty.resize(WINDOW);
                window = WINDOW;
                drawn_as_if_anew(&mut pty);
            } else if n % 200 == 0 {
                window = *SIZES.choose(&mut random).unwrap();
                pty.resize(window);
            }
        }
        assert!(pty.memory() < 400 << 20, "{data}: {} bytes", pty.memory());
        pty.send("\x03");
        assert_eq!(pty.ended().exit_code(), 0);
    }
}

/// From a key to the end of the next frame, one after another; and while the session runs flat out. Printed, not asserted:
/// it depends on the machine. `cargo test --release --test storm -- --ignored --nocapture` on a quiet one.
#[test]
#[ignore = "it measures"]
fn how_long_answers_take() {
    let folder = tempfile::tempdir().unwrap();
    let own = ratings(folder.path(), 300, 10);
    let other = std::env::var("RATINGS").unwrap_or_else(|_| own.clone());
    for data in ["lecture", "lecture-video7", &own, &other] {
        for script in ["", "speed pass max; run"] {
            let mut random = Pcg64::new(1, 1);
            let mut pty = start(folder.path(), &[data, "--do", script], WINDOW);
            pty.wait_text("1 FACTORISE");
            let mut took: Vec<Duration> = (0..2000)
                .map(|_| {
                    let keys = anything(&mut random, WINDOW);
                    // What means nothing is not answered: a key that always is comes after it.
                    let (from, sent) = (pty.written(), Instant::now());
                    pty.send(if keys.ends_with('\x1b') { keys } else { keys + "\x0c" });
                    pty.wait_bytes(from, "an answer", |bytes| has(bytes, b"\x1b[2J") || has(bytes, b"\x1b[?2026l"));
                    sent.elapsed()
                })
                .collect();
            took.sort();
            let at = |part: f64| took[((took.len() - 1) as f64 * part) as usize];
            eprintln!("{data} '{script}': half {:?}, 99 of 100 {:?}, all {:?}", at(0.5), at(0.99), at(1.0));
        }
    }
}
