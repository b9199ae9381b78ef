//! The real program in a terminal: what it shows, how it answers, and that it gives the terminal back whatever happens.

#![cfg(all(feature = "tui", target_os = "linux"))]
#![allow(clippy::unwrap_used)]

use crate::common::pty::{Pty, count, find, has, program, ratings, styles};
use std::{thread, time::Duration};

const WINDOW: (u16, u16) = (120, 36);

/// The program with arguments, and a folder of its own for what it keeps.
fn factorscope(args: &[&str]) -> portable_pty::CommandBuilder {
    let mut command = program(env!("CARGO_BIN_EXE_factorscope"), args);
    command.env("XDG_STATE_HOME", concat!(env!("CARGO_TARGET_TMPDIR"), "/state"));
    command
}

/// Starts with the lecture's ratings and arguments, and waits for the grid.
#[track_caller]
fn start_with(args: &[&str]) -> Pty {
    let pty = Pty::start(factorscope(&[&["lecture"], args].concat()), WINDOW);
    pty.wait_text("1 FACTORISE");
    pty
}

#[track_caller]
fn start() -> Pty {
    start_with(&[])
}

/// The terminal is as it was: its modes, its screen, its settings.
#[track_caller]
fn given_back(pty: &Pty) {
    let modes: [(&[u8], &[u8], &str); 4] = [
        (b"\x1b[?1049h", b"\x1b[?1049l", "the alternate screen"),
        (b"\x1b[?1000h", b"\x1b[?1000l", "the mouse"),
        (b"\x1b[?2004h", b"\x1b[?2004l", "bracketed paste"),
        (b"\x1b[?25l", b"\x1b[?25h", "the hidden cursor"),
    ];
    let last = |bytes: &[u8], part: &[u8]| bytes.windows(part.len()).rposition(|w| w == part);
    for (on, off, what) in modes {
        pty.wait_bytes(0, &format!("{what} to be given back"), |bytes| last(bytes, on) < last(bytes, off));
        assert!(last(&pty.bytes(), on).is_some(), "{what} was never turned on");
    }
    let bytes = pty.bytes();
    // A second time would put the cursor of many terminals where it was before, over what was printed since.
    assert_eq!(count(&bytes, modes[0].0), count(&bytes, modes[0].1), "the screen is given back once");
    let screen = pty.screen_now(WINDOW);
    assert!(!screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste());
    assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
    assert_eq!(pty.settings(), pty.settings_before, "the settings of the terminal");
}

/// The terminal is the program's.
#[track_caller]
fn taken_over(pty: &Pty) {
    let screen = pty.screen_now(WINDOW);
    assert!(screen.alternate_screen() && screen.hide_cursor() && screen.bracketed_paste());
    assert!(screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None);
    assert!(pty.settings() != pty.settings_before, "raw mode");
}

// ---- what it shows and how it answers --------------------------------------------------------------------------------

#[test]
fn it_opens_the_grid_of_the_lecture_and_steps_by_key() {
    let mut pty = start();
    for text in ["the lecture", "B Lecture", "6 Lab", "Ommazh", "Cordelia", "Working", "iteration 0", "quit"] {
        pty.wait_text(text);
    }
    taken_over(&pty);
    pty.send("s");
    pty.wait_text("step 1 of 1");
    pty.send("\r");
    pty.wait_text("iteration 1");
    pty.send(",,");
    pty.wait_text("step 7 of 9");
    pty.send("5");
    pty.wait_text("5 NEIGHBOURS");
    pty.send("\x1b[Z\x1b[Z");
    pty.wait_text("3 FACTORS");
    pty.send("6");
    pty.wait_text("6 LAB");
    pty.send("q");
    assert_eq!(pty.ended().exit_code(), 0);
    given_back(&pty);
}

#[test]
fn arrow_keys_arrive_and_so_do_those_with_names() {
    let mut pty = start_with(&["--do", "select-user Cordelia"]);
    let under = |pty: &Pty, user: &str, item: &str| {
        // The Working panel writes out the prediction under the cursor.
        pty.wait(&format!("{user} and {item}"), |screen| {
            let text = screen.contents();
            text.lines().any(|line| line.contains("Working") && line.contains(user) && line.contains(item))
                || text.contains(&format!("r̂({user}, {item})"))
                || text.contains(&format!("{user} × {item}"))
                || text.contains(&format!("{user}, {item}"))
                || text.contains(&format!("{user} for {item}"))
        });
    };
    under(&pty, "Cordelia", "Ommazh");
    pty.send("\x1b[B\x1b[C");
    under(&pty, "Diego", "Melt-Banana");
    pty.send("\x1b[F\x1b[A");
    under(&pty, "Cordelia", "Sanam");
    pty.send("\x1b[5~\x1b[H");
    under(&pty, "An", "Ommazh");
}

#[test]
fn commands_at_the_start_are_done() {
    let pty = start_with(&["--do", "step pass 5; back unit 2"]);
    pty.wait_text("step 43 of 45");
}

#[test]
fn a_mistake_in_the_commands_at_the_start_is_told_before_the_screen_is_taken() {
    let mut pty = Pty::start(factorscope(&["--do", "step; stpe"]), WINDOW);
    assert_eq!(pty.ended().exit_code(), 2);
    pty.wait_bytes(0, "what is wrong", |bytes| has(bytes, b"'stpe': there is no command"));
    assert!(!has(&pty.bytes(), b"\x1b[?1049h"));
}

#[test]
fn a_resized_window_is_drawn_as_if_it_had_always_been_so() {
    let mut pty = start_with(&["--do", "step pass 2; select Diego Sanam"]);
    for window in [(80, 24), (200, 50), (61, 20), WINDOW] {
        pty.resize(window);
        let fresh = Pty::start(factorscope(&["--do", "step pass 2; select Diego Sanam"]), window);
        fresh.wait_text("iteration 2");
        let until =
            |screen: &vt100::Screen| find(screen, "iteration 2").is_some() && screen.contents() == fresh.contents();
        pty.wait(&format!("the screen of {window:?}:\n{}\n", fresh.contents()), until);
    }
    pty.resize((59, 20));
    pty.wait_text("factorscope needs 60 × 20");
    pty.wait_gone("iteration");
    pty.resize((60, 19));
    pty.wait_text("this is 60 × 19");
    pty.resize((1, 1));
    pty.resize((60, 20));
    pty.wait_text("FACTORISE");
    pty.send("q");
    assert_eq!(pty.ended().exit_code(), 0);
}

#[test]
fn a_click_on_a_tab_opens_its_screen_and_the_wheel_moves() {
    let mut pty = start();
    let (column, row) = pty.wait_text("4 Map");
    let (x, y) = (column + 1, row + 1);
    pty.send(format!("\x1b[<0;{x};{y}M\x1b[<0;{x};{y}m"));
    let (column, row) = {
        pty.wait_text("4 MAP");
        pty.wait_text("1 Factorise")
    };
    // Far out, where an older encoding of the mouse would fail, and where there is nothing.
    pty.send("\x1b[<0;119;36M\x1b[<65;5;5M\x1b[<0;60000;60000M");
    pty.send(format!("\x1b[<0;{};{}M", column + 1, row + 1));
    pty.wait_text("1 FACTORISE");
    // The mouse can be left to the terminal.
    let before = pty.bytes().len();
    pty.send("M");
    pty.wait_bytes(before, "the mouse to be let go", |bytes| has(bytes, b"\x1b[?1000l"));
    pty.wait_text("select text");
    pty.send("q");
    assert_eq!(pty.ended().exit_code(), 0);
    given_back(&pty);
}

#[test]
fn sliders_are_turned_by_key_and_the_list_follows() {
    let mut pty = start_with(&["--do", "set lambda 0.1; step pass 20; select-user Diego"]);
    pty.send("7a");
    pty.wait_text("7 RECOMMEND");
    let first = |screen: &vt100::Screen| {
        let rows = screen.contents();
        let row = rows.lines().find_map(|line| line.strip_prefix("│   1 "));
        row.and_then(|row| row.split_whitespace().next()).unwrap_or_default().to_owned()
    };
    pty.wait("BTS to come first by the rating", |screen| first(screen) == "BTS");
    // The rating down to nothing, and what is due again up to all.
    pty.send("\x1b[H");
    pty.wait("the rating to count nothing", |screen| slider(screen, "rating", "0.00"));
    pty.send("vvvvvvv\x1b[F");
    pty.wait("what is due to count all", |screen| slider(screen, "due", "1.00"));
    pty.wait("what has waited longest to come first", |screen| first(screen) == "Sanam");
    pty.send("\x1b[D\x1b[D");
    pty.wait("it to count less", |screen| slider(screen, "due", "0.90"));
}

/// Whether a slider stands at a number.
fn slider(screen: &vt100::Screen, name: &str, at: &str) -> bool {
    screen.contents().lines().any(|line| line.contains(&format!(" {name} ")) && line.contains(at))
}

#[test]
fn a_box_is_drawn_with_the_mouse() {
    let mut pty = start_with(&["--do", "step pass 20; side items"]);
    pty.send("4");
    pty.wait_text("4 MAP");
    // Pressed at the upper left of the map, held, and let go at the lower right.
    pty.send("\x1b[<0;12;4M");
    pty.send("\x1b[<32;30;10M\x1b[<32;48;20M\x1b[<0;48;20m");
    pty.wait_text("in the box: ");
    pty.send("\x1b");
    pty.wait("the box to be let go", |screen| !screen.contents().contains("in the box"));
}

#[test]
fn without_the_mouse_it_is_never_caught() {
    let mut pty = start_with(&["--mouse", "off"]);
    pty.send("q");
    assert_eq!(pty.ended().exit_code(), 0);
    assert!(!has(&pty.bytes(), b"\x1b[?1000h"));
}

#[test]
fn what_is_pasted_is_typed_text_and_not_keys() {
    let mut pty = start();
    // Outside the palette it would be a row of keys: step, step, quit.
    pty.send("\x1b[200~ssq\x1b[201~");
    pty.send(":\x1b[200~step pass 3\r\n\x1b[201~\r");
    pty.wait_text("step 27 of 27");
}

#[test]
fn while_it_runs_flat_out_keys_still_answer() {
    let folder = tempfile::tempdir().unwrap();
    let file = ratings(folder.path(), 600, 100);
    let mut pty = Pty::start(factorscope(&[&file, "--factors", "40", "--do", "speed pass max; run"]), WINDOW);
    pty.wait_text("flat out");
    for (key, title) in [("4", "4 MAP"), ("2", "2 TRAIN"), ("1", "1 FACTORISE")] {
        pty.send(key);
        pty.wait(title, |screen| find(screen, title).is_some() && find(screen, "flat out").is_some());
    }
    pty.send(" ");
    pty.wait_gone("flat out");
    pty.send("q");
    assert_eq!(pty.ended().exit_code(), 0);
    given_back(&pty);
}

#[test]
fn it_rests_when_nothing_happens() {
    let mut pty = start();
    pty.send("ss");
    pty.wait_text("step 2 of 2");
    // Whatever was still under way comes to its end.
    let mut ticks = (pty.ticks(), pty.bytes().len());
    for _ in 0..20 {
        thread::sleep(Duration::from_secs(1));
        let now = (pty.ticks(), pty.bytes().len());
        if now.0 - ticks.0 <= 1 && now.1 == ticks.1 {
            return;
        }
        ticks = now;
    }
    panic!("it is never idle");
}

#[test]
fn ratings_come_from_a_pipe_and_keys_from_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ratings.csv");
    std::fs::write(&file, "user,item,rating\nAda,Tea,5\nAda,Coffee,1\nBob,Tea,2\nBob,Milk,4\n").unwrap();
    let (script, bin) = ("cat \"$1\" | \"$2\" -", env!("CARGO_BIN_EXE_factorscope"));
    let mut pty = Pty::start(program("sh", &["-c", script, "sh", file.to_str().unwrap(), bin]), WINDOW);
    pty.wait_text("Coffee");
    pty.send("s");
    pty.wait_text("step 1 of 1");
    taken_over(&pty);
    pty.send("q");
    assert_eq!(pty.ended().exit_code(), 0);
    given_back(&pty);
}

// ---- colours ---------------------------------------------------------------------------------------------------------

/// All styles that are used on a walk through the screens.
fn styles_with(args: &[&str], variables: &[(&str, &str)]) -> Vec<Vec<u16>> {
    let mut command = factorscope(&[&["lecture"], args].concat());
    variables.iter().for_each(|(name, value)| command.env(name, value));
    let mut pty = Pty::start(command, WINDOW);
    pty.wait_text("1 FACTORISE");
    for (keys, text) in [("s\r\r", "iteration 2"), ("jlQ", "does nothing"), ("2", "2 TRAIN"), ("3", "3 FACTORS")] {
        pty.send(keys);
        pty.wait_text(text);
    }
    for (keys, text) in [
        ("4", "4 MAP"),
        ("5", "5 NEIGHBOURS"),
        ("6", "6 LAB"),
        ("t", "theme: light"),
        ("B", "B LECTURE"),
        ("\t", "1 FACTORISE"),
    ] {
        pty.send(keys);
        pty.wait_text(text);
    }
    pty.send("q");
    assert_eq!(pty.ended().exit_code(), 0);
    styles(&pty.bytes())
}

fn colour(style: &[u16]) -> bool {
    style.iter().any(|n| matches!(n, 30..=38 | 40..=48 | 58 | 90..=107))
}

#[test]
fn no_color_leaves_only_modifiers() {
    for (args, variables) in
        [(&[][..], &[("NO_COLOR", "1"), ("COLORTERM", "truecolor")][..]), (&["--colors", "none"], &[])]
    {
        let styles = styles_with(args, variables);
        let coloured: Vec<_> = styles.iter().filter(|s| colour(s)).collect();
        assert!(coloured.is_empty(), "{coloured:?}");
        let modified = |n: u16| styles.iter().any(|style| style.contains(&n));
        assert!(modified(1) && modified(7), "bold and reversed are left");
    }
}

#[test]
fn colours_are_those_that_the_terminal_has() {
    let uses = |styles: &[Vec<u16>], kind: [u16; 2]| styles.iter().any(|style| style.windows(2).any(|w| w == kind));
    let (many, all) = ([38, 5], [38, 2]);
    let indexed = styles_with(&[], &[]);
    assert!(uses(&indexed, many) && !uses(&indexed, all) && !uses(&indexed, [48, 2]));
    let rgb = styles_with(&[], &[("COLORTERM", "truecolor")]);
    assert!(uses(&rgb, all));
    let empty = styles_with(&[], &[("NO_COLOR", "")]);
    assert!(uses(&empty, many), "an empty NO_COLOR counts as none");
    let few = styles_with(&[], &[("TERM", "xterm")]);
    let beyond = few.iter().filter(|s| s.windows(3).any(|w| (w[0] == 38 || w[0] == 48) && w[1] == 5 && w[2] > 15));
    assert_eq!(beyond.count(), 0, "the sixteen of the terminal's own palette");
    assert!(few.iter().any(|s| colour(s)) && !uses(&few, all));
}

#[test]
fn ascii_means_ascii() {
    let mut pty = start_with(&["--ascii"]);
    for (keys, text) in [
        ("s\r", "step 9 of 9"),
        ("2", "2 TRAIN"),
        ("3", "3 FACTORS"),
        ("4", "4 MAP"),
        ("5", "5 NEIGHBOURS"),
        ("6", "6 LAB"),
        ("B", "B LECTURE"),
        ("\t", "1 FACTORISE"),
    ] {
        pty.send(keys);
        pty.wait_text(text);
    }
    // What lies on top of the screen.
    for (keys, text) in [("?", "+"), (" :set ", "Command"), ("\x03Q", "Q does nothing here")] {
        let from = pty.bytes().len();
        pty.send(keys);
        pty.wait_bytes(from, "another frame", |bytes| has(bytes, b"\x1b[?2026l"));
        pty.wait_text(text);
    }
    pty.send("q");
    assert_eq!(pty.ended().exit_code(), 0);
    let bytes = pty.bytes();
    let wrong: Vec<_> = String::from_utf8_lossy(&bytes).chars().filter(|c| !c.is_ascii()).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

// ---- every way out ---------------------------------------------------------------------------------------------------

#[test]
fn control_c_quits_and_so_does_q() {
    for keys in ["q", "\x03"] {
        let mut pty = start();
        pty.send(keys);
        assert_eq!(pty.ended().exit_code(), 0);
        given_back(&pty);
    }
}

#[test]
fn signals_end_it_and_the_terminal_is_given_back() {
    for (signal, code) in [("TERM", 143), ("HUP", 129), ("INT", 130), ("QUIT", 131)] {
        for running in [false, true] {
            let mut pty = start_with(if running { &["--do", "run"] } else { &[] });
            pty.signal(signal);
            let status = pty.ended();
            assert_eq!((status.exit_code(), status.signal()), (code, None), "after SIG{signal}");
            given_back(&pty);
        }
    }
}

#[test]
fn a_signal_ends_it_while_nobody_reads_what_it_writes() {
    let mut pty = start_with(&["--do", "run"]);
    pty.while_nobody_reads(|pty| {
        // More than any terminal holds back.
        for _ in 0..300 {
            pty.send("12345t");
            thread::sleep(Duration::from_millis(5));
        }
        pty.signal("TERM");
        let until = std::time::Instant::now() + crate::common::pty::PATIENCE;
        while !["Z", "X"].contains(&pty.stat()[0].as_str()) {
            assert!(std::time::Instant::now() < until, "it has not ended");
            thread::sleep(Duration::from_millis(20));
        }
    });
    assert_eq!(pty.ended().exit_code(), 143);
    assert_eq!(pty.settings(), pty.settings_before);
}

#[test]
fn a_closed_terminal_ends_it() {
    for running in [false, true] {
        let mut pty = start_with(if running { &["--do", "speed unit 1000; run"] } else { &[] });
        pty.close();
        let status = pty.ended();
        assert_eq!((status.exit_code(), status.signal()), (129, None));
    }
}

/// As from `nohup`, or from a shell that does not pass the signal on: then only the end of the input tells.
#[test]
fn a_closed_terminal_ends_it_even_where_hang_ups_are_not_told() {
    let script =
        "trap '' HUP; setsid -w timeout --foreground -s KILL 60 \"$1\" lecture <\"$2\" >\"$2\" 2>&1; echo ended >&3";
    let folder = tempfile::tempdir().unwrap();
    let (told, bin) = (folder.path().join("told"), env!("CARGO_BIN_EXE_factorscope"));
    let script = format!("exec 3>'{}'; {script}", told.display());
    // The terminal is not its controlling one, so no signal comes when it is closed.
    let mut pty = Pty::start(program("sh", &["-c", &format!("{script}; sleep 0"), "sh", bin, "/dev/stdin"]), WINDOW);
    pty.wait_text("1 FACTORISE");
    pty.close();
    pty.ended();
    assert_eq!(std::fs::read_to_string(&told).unwrap(), "ended\n");
}

#[test]
fn control_z_suspends_it_and_it_comes_back() {
    let mut pty = start();
    pty.send("ss");
    pty.wait_text("step 2 of 2");
    let before = pty.contents();
    for way in ["key", "signal"] {
        match way {
            "key" => pty.send("\x1a"),
            _ => pty.signal("TSTP"),
        }
        pty.wait_state(|state| state == "T");
        given_back(&pty);
        let from = pty.bytes().len();
        pty.signal("CONT");
        pty.wait_state(|state| state != "T");
        pty.wait_bytes(from, "the screen to be taken again", |bytes| has(bytes, b"\x1b[?1049h"));
        // All of it is drawn anew, on a screen that has nothing on it.
        pty.wait_bytes(from, "a full redraw", |bytes| {
            let text = String::from_utf8_lossy(bytes);
            ["lecture", "Cordelia", "Ommazh", "Working", "regression"].iter().all(|part| text.contains(part))
        });
        pty.wait("the same screen", |screen| screen.contents() == before);
        taken_over(&pty);
    }
    pty.send("s");
    pty.wait_text("step 3 of 3");
    pty.send("q");
    assert_eq!(pty.ended().exit_code(), 0);
    given_back(&pty);
}

/// Stopped without a chance to give the terminal back, and the shell has set it to rights meanwhile.
#[test]
fn after_a_hard_stop_it_takes_the_terminal_over_again() {
    let mut pty = start();
    pty.signal("STOP");
    pty.wait_state(|state| state == "T");
    let stty = std::process::Command::new("stty").arg("-F").arg(pty.path()).args(["sane", "echo"]).status();
    assert!(stty.unwrap().success());
    let (sane, from) = (pty.settings(), pty.bytes().len());
    pty.signal("CONT");
    pty.wait_bytes(from, "a full redraw", |bytes| String::from_utf8_lossy(bytes).contains("Cordelia"));
    assert!(pty.settings() != sane, "raw mode");
    pty.send("s");
    pty.wait_text("step 1 of 1");
    pty.send("q");
    assert_eq!(pty.ended().exit_code(), 0);
}

/// Runs the test below in a terminal. A panic in any thread gives the terminal back before it is told.
#[test]
fn a_panic_gives_the_terminal_back() {
    let me = std::env::current_exe().unwrap();
    let args = ["--exact", "terminal::a_thread_that_panics", "--ignored", "--nocapture"];
    let mut pty = Pty::start(program(me.to_str().unwrap(), &args), WINDOW);
    assert_eq!(pty.ended().exit_code(), 101);
    pty.wait_bytes(0, "the report", |bytes| has(bytes, b"nobody expected this"));
    given_back(&pty);
    assert!(find(&pty.screen_now(WINDOW), "nobody expected this").is_some(), "the report stays on the screen");
}

#[test]
#[ignore = "it is run in a terminal by a_panic_gives_the_terminal_back"]
fn a_thread_that_panics() {
    use factorscope::{
        data::Lecture,
        model::{Method, Options},
        study::{Session, Source},
        ui::{self, Door, Opened, Setup},
    };
    let source = Source::new(std::sync::Arc::new(Lecture::Main.ratings()));
    let session = Session::new(source, Options::new(Method::Als), 1 << 20);
    thread::spawn(|| {
        thread::sleep(Duration::from_secs(1));
        panic!("nobody expected this");
    });
    let opened = Opened { session, own: "a test".into() };
    ui::explore(Door::Open(opened.into()), Setup::default()).unwrap();
}

// ---- the first look at a file ----------------------------------------------------------------------------------------

#[test]
fn an_odd_file_is_looked_at_before_it_is_opened() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/field/75-grid-full-of-zeros-header.csv");
    let mut pty = Pty::start(factorscope(&[file]), WINDOW);
    for text in ["first look", "66 % of the values are 0", "userId", "enter open"] {
        pty.wait_text(text);
    }
    taken_over(&pty);
    pty.send("1");
    pty.wait_text("24 ratings");
    pty.send("u");
    pty.wait_text("8 ratings");
    pty.resize((100, 30));
    pty.wait_text("first look");
    // What it is opened as is what was shown.
    pty.send("\r");
    pty.wait_text("1 FACTORISE");
    pty.wait_text("grid, 4 users x 6 items");
    pty.send("q");
    assert_eq!(pty.ended().exit_code(), 0);
    given_back(&pty);
}

#[test]
fn a_file_that_is_not_opened_leaves_nothing_behind() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/field/07-course-grid-gender-column.csv");
    for leave in ["\x1b", "q", "\x03"] {
        let mut pty = Pty::start(factorscope(&[file]), WINDOW);
        pty.wait_text("first look");
        pty.send(leave);
        assert_eq!(pty.ended().exit_code(), 0, "{leave:?}");
        given_back(&pty);
    }
    let mut straight = Pty::start(factorscope(&[file, "--yes"]), WINDOW);
    straight.wait_text("1 FACTORISE");
    straight.send("q");
    straight.ended();
}

#[test]
fn a_file_that_takes_its_time_shows_how_far_it_has_come() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("slow.csv");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let path = pipe.to_str().unwrap();
    // Nobody writes: it is given up.
    for leave in ["\x1b", "q", "\x03"] {
        let mut pty = Pty::start(factorscope(&[path]), WINDOW);
        pty.wait_text("slow.csv · reading");
        taken_over(&pty);
        pty.resize((90, 30));
        pty.wait_text("taking it in");
        pty.send(leave);
        assert_eq!(pty.ended().exit_code(), 0);
        given_back(&pty);
    }
    // Somebody writes: it opens.
    let mut pty = Pty::start(factorscope(&[path]), WINDOW);
    pty.wait_text("slow.csv · reading");
    std::fs::write(&pipe, "user,item,rating\nAn,BTS,4\nBo,BTS,3\nAn,Sanam,1\n").unwrap();
    pty.wait_text("1 FACTORISE");
    pty.send("q");
    assert_eq!(pty.ended().exit_code(), 0);
    // What is wrong is said once the terminal is given back.
    let mut pty = Pty::start(factorscope(&[path]), WINDOW);
    pty.wait_text("slow.csv · reading");
    std::fs::write(&pipe, "user,item,rating\nAn,BTS,4\nBo,BTS,x\n").unwrap();
    assert_eq!(pty.ended().exit_code(), 2);
    given_back(&pty);
    assert!(pty.tail().contains("slow.csv, line 3, column 3 (rating): found 'x'"), "{}", pty.tail());
}

#[test]
fn standard_input_is_looked_at_and_read_otherwise_as_a_file_is() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/field/75-grid-full-of-zeros-header.csv");
    let bin = env!("CARGO_BIN_EXE_factorscope");
    let run = |script: &str| Pty::start(program("sh", &["-c", script, "sh", file, bin]), WINDOW);
    let mut pty = run("cat \"$1\" | \"$2\" -");
    for text in ["first look", "66 % of the values are 0", "factorscope -"] {
        pty.wait_text(text);
    }
    taken_over(&pty);
    pty.send("1");
    pty.wait_text("24 ratings");
    pty.send("u");
    pty.wait_text("8 ratings");
    // A click on what is odd has it the other way.
    let (x, y) = pty.wait_text("66 % of the values");
    pty.send(format!("\x1b[<0;{};{}M", x + 1, y + 1));
    pty.wait_text("24 ratings");
    pty.send("?");
    pty.wait_text("any key goes back");
    pty.send("x");
    pty.wait_text("How it was read");
    pty.send("\r");
    pty.wait_text("1 FACTORISE");
    pty.send("q");
    assert_eq!(pty.ended().exit_code(), 0);
    given_back(&pty);
    // Nobody knows how much is still to come: that is given up by esc.
    let mut pty = run("(head -2 \"$1\"; sleep 60) | \"$2\" -");
    pty.wait_text("standard input · reading");
    pty.wait_text("taking it in");
    pty.wait_text("userId");
    pty.send("\x1b");
    pty.wait_bytes(0, "the terminal to be given back", |bytes| has(bytes, b"\x1b[?1049l"));
}

#[test]
fn a_trained_model_opens_and_its_map_shows() {
    let mut pty =
        Pty::start(factorscope(&[concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/models/surprise")]), WINDOW);
    pty.wait_text("1 FACTORISE");
    pty.wait_text("so there is no error");
    pty.send("4");
    pty.wait_text("item 8");
    pty.send("2");
    pty.wait_text("and there are none");
    pty.send("q");
    assert!(pty.ended().success());
}

/// A page of two questions, which a small window shows on two sheets, and a page after it.
const LESSON: &str = "# Part\n\n## One\n\n```do\nopen lecture\nstep pass\npanel view\n```\n\n```ask\nnumber: How many \
                      users?\nanswer: users\nwithin: 0\n```\n\nA first line.\n\nA second line.\n\nA third line.\n\n```ask\ndial: \
                      Turn it.\nname: n\nturn: 0 .. 2 by 0.5 from 1\ndoes: factor user Diego 1 {}\nwatch: mse\nuntil: P[4,1] = \
                      2\nby: 2\nhint: So.\n```\n\nDone.\n\n## Two\n\n```do\nopen lecture\nstep pass 2\n```\n\n```ask\nnumber: How \
                      many items?\nanswer: items\nwithin: 0\n```\n\nThe end.\n";

/// The program at that lesson, with what it keeps in a folder.
fn lesson(folder: &std::path::Path, window: (u16, u16)) -> Pty {
    let file = folder.join("01-part.md");
    std::fs::write(&file, LESSON).unwrap();
    let mut command = program(env!("CARGO_BIN_EXE_factorscope"), &["--lesson", file.to_str().unwrap()]);
    command.env("XDG_STATE_HOME", folder);
    let pty = Pty::start(command, window);
    // The page is set.
    pty.wait_text("iteration 1");
    pty
}

/// After an answer the question that follows may stand on another sheet: the keys are told for the one that is shown.
#[test]
fn the_footer_tells_the_keys_of_the_sheet_that_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let mut pty = lesson(folder.path(), (80, 24));
    pty.wait_text("enter answer");
    pty.send("r");
    pty.wait_text("sheet 1 of 2");
    pty.wait_text("enter next");
    pty.send("\r");
    pty.wait_text("sheet 2 of 2");
    pty.wait_text("enter type it");
    pty.send("q");
    assert!(pty.ended().success());
}

#[test]
fn two_programs_keep_what_was_answered_in_either() {
    let folder = tempfile::tempdir().unwrap();
    let [mut one, mut other] = [lesson(folder.path(), WINDOW), lesson(folder.path(), WINDOW)];
    one.send("4\r");
    one.wait_text("4 is right");
    other.send(":lesson 1 2\r");
    other.wait_text("iteration 2");
    other.send("5\r");
    other.wait_text("5 is right");
    one.send("r");
    one.wait_text("Done.");
    for pty in [&mut one, &mut other] {
        pty.send("q");
        assert!(pty.ended().success());
    }
    let mut later = lesson(folder.path(), WINDOW);
    later.send("g");
    later.wait_text("2 of 3");
    later.send("q");
    assert!(later.ended().success());
}
