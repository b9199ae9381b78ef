//! The path of the lecture in a terminal: where the program opens, what is kept from one evening to the next, and what a
//! talk leaves alone.

#![cfg(all(feature = "tui", target_os = "linux"))]
#![allow(clippy::unwrap_used)]

use crate::common::pty::{Pty, program};
use std::path::Path;

const NEXT: &str = "\x1b[6~";
const BACK: &str = "\x1b[5~";
/// Two lessons that stay as they are when the lecture is written further.
const LESSONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/pictured");

/// The program with arguments, and a folder for what it keeps.
fn start(args: &[&str], state: &Path) -> Pty {
    let mut command = program(env!("CARGO_BIN_EXE_factorscope"), args);
    command.env("XDG_STATE_HOME", state);
    let pty = Pty::start(command, (120, 36));
    pty.wait_text("B LECTURE");
    pty
}

#[track_caller]
fn quit(mut pty: Pty) {
    pty.send("q");
    assert_eq!(pty.ended().exit_code(), 0);
}

/// Waits until the first page is set: it is answered from what its scene has done.
#[track_caller]
fn set(pty: &Pty, answered: usize) {
    pty.wait_text("MSE 0.07479");
    pty.wait_text(&format!("page 1 of 2 · {answered} of 2 answered"));
}

/// The key of an option, wherever the student's lot put it.
#[track_caller]
fn option(pty: &Pty, text: &str) -> String {
    pty.wait_text(text);
    let contents = pty.contents();
    let before = ["1", "2"].into_iter().find(|key| contents.contains(&format!(" {key} {text}")));
    before.unwrap_or_else(|| panic!("no option {text} in\n{contents}")).into()
}

/// What was kept, as it stands in the file.
fn kept(state: &Path) -> Option<String> {
    std::fs::read_to_string(state.join("factorscope/progress.json")).ok()
}

#[test]
fn it_opens_where_it_was_left_with_the_answers_kept() {
    let state = tempfile::tempdir().unwrap();
    let mut pty = start(&["--lesson", LESSONS], state.path());
    set(&pty, 0);
    let (wrong, right) = (option(&pty, "Melt-Banana"), option(&pty, "Zhou Shen"));
    pty.send(&wrong);
    pty.wait_text(&format!("{wrong} is not it"));
    pty.send(&right);
    pty.wait_text(&format!("{right} is right"));
    pty.wait_text("page 1 of 2 · 1 of 2 answered");
    pty.send(NEXT);
    pty.wait_text("page 2 of 2 · 1 of 2 answered");
    quit(pty);

    let mut pty = start(&["--lesson", LESSONS], state.path());
    pty.wait_text("page 2 of 2 · 1 of 2 answered");
    pty.wait_text("How many ratings does Diego give?");
    pty.send(BACK);
    pty.wait_text("page 1 of 2 · 1 of 2 answered");
    // What stood behind the question is uncovered, and its scene was played.
    pty.wait_text("The prediction for Melt-Banana is 1.6.");
    // It can be asked again, and all can be forgotten.
    pty.send("a");
    pty.wait_text("page 1 of 2 · 0 of 2 answered");
    pty.wait_gone("The prediction for Melt-Banana");
    quit(pty);
    let mut pty = start(&["--lesson", LESSONS], state.path());
    set(&pty, 0);
    let right = option(&pty, "Zhou Shen");
    pty.send(right);
    pty.wait_text("page 1 of 2 · 1 of 2 answered");
    pty.send(":forget all\r");
    pty.wait_text("page 1 of 2 · 0 of 2 answered");
    quit(pty);
    let pty = start(&["--lesson", LESSONS], state.path());
    pty.wait_text("page 1 of 2 · 0 of 2 answered");
    quit(pty);
}

#[test]
fn a_talk_keeps_nothing_and_is_turned_by_a_clicker() {
    let state = tempfile::tempdir().unwrap();
    let present = ["--present", "--lesson", LESSONS];
    let mut pty = start(&present, state.path());
    pty.wait_text("MSE 0.07479");
    // The answer comes on a key; until then the first press only says that a question is open.
    pty.send("r");
    pty.wait_text("→ the answer is");
    pty.send(NEXT);
    pty.wait_text("page 2 of 2");
    pty.send(BACK);
    pty.wait_text("page 1 of 2");
    quit(pty);
    assert_eq!(kept(state.path()), None);

    // What a student kept before is neither shown nor touched.
    let mut pty = start(&["--lesson", LESSONS], state.path());
    set(&pty, 0);
    let right = option(&pty, "Zhou Shen");
    pty.send(right);
    pty.wait_text("page 1 of 2 · 1 of 2 answered");
    quit(pty);
    let before = kept(state.path());
    assert!(before.is_some());
    let mut pty = start(&present, state.path());
    pty.wait_text("MSE 0.07479");
    pty.send("r");
    pty.wait_text("→ the answer is");
    quit(pty);
    assert_eq!(kept(state.path()), before);
}

/// The lecture that the program comes with, whatever its first page says.
#[test]
fn without_a_path_it_opens_on_the_first_page_of_the_lecture() {
    let state = tempfile::tempdir().unwrap();
    let mut pty = start(&[], state.path());
    pty.wait_text("page 1 of ");
    pty.wait_text("0 of ");
    pty.send(":skip\r");
    pty.wait_text("1 of ");
    for page in ["page 2 of ", "page 3 of "] {
        pty.send(":page ");
        pty.send(format!("{}\r", &page[5..6]));
        pty.wait_text(page);
    }
    quit(pty);
    let pty = start(&[], state.path());
    pty.wait_text("page 3 of ");
    quit(pty);
}

/// A folder with one lesson.
fn lesson(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("01-talk.md"), text).unwrap();
    folder
}

const TALK: &str = "# Talk\n\n## One\n\n```note\nLet them look first.\n```\n\nText.\n\n## Two\n\nThe end.\n";

#[test]
fn lessons_are_read_anew_when_their_files_are_saved() {
    let (state, folder) = (tempfile::tempdir().unwrap(), lesson(TALK));
    let path = folder.path().to_str().unwrap();
    let mut pty = start(&["--lesson", path, "--watch"], state.path());
    pty.wait_text("Text.");
    pty.send("n");
    pty.wait_text("The end.");
    let save = |text: &str| std::fs::write(folder.path().join("01-talk.md"), text).unwrap();
    save(&TALK.replace("The end.", "Another, longer end."));
    pty.wait_text("Another, longer end.");
    // A mistake is told with its line, and what was there before stays.
    save(&TALK.replace("The end.", "The <b>end</b>."));
    pty.wait_text("line 13: a lesson has no HTML");
    pty.wait_text("Another, longer end.");
    save(TALK);
    pty.wait_text("The end.");
    quit(pty);
}

#[test]
fn the_notes_of_a_talk_follow_it_from_page_to_page() {
    let (state, folder) = (tempfile::tempdir().unwrap(), lesson(TALK));
    let path = folder.path().to_str().unwrap();
    let mut talk = start(&["--present", "--lesson", path], state.path());
    talk.wait_text("Text.");
    let notes = start(&["--notes", "--lesson", path], state.path());
    notes.wait_text("Let them look first.");
    notes.wait_text("next: Two");
    talk.send(NEXT);
    notes.wait_text("page 2 of 2");
    talk.send(BACK);
    notes.wait_text("page 1 of 2");
    quit(talk);
    quit(notes);
    assert_eq!(kept(state.path()), None);
}
