//! What is said on standard error: a sentence is one line, whatever it quotes.

use super::Prepared;
use crate::data::{Plain, load::Skipped, plain};
use std::{
    backtrace::{Backtrace, BacktraceStatus},
    io::Write,
    panic,
};

/// Says something. If no one listens there, there is no one to tell.
pub(super) fn sentence(err: &mut dyn Write, what: &str) {
    let _ = writeln!(err, "factorscope: {}", plain(what));
}

/// Says something more about it.
pub(super) fn further(err: &mut dyn Write, what: &str) {
    let _ = writeln!(err, "  {}", plain(what));
}

/// Says which rows were left out, and whatever else came up while loading.
pub(super) fn notes(opened: &Prepared, err: &mut dyn Write) {
    left_out(&opened.skipped, err);
    for note in &opened.notes {
        sentence(err, note);
    }
}

/// Says which rows were left out.
pub(super) fn left_out(skipped: &Skipped, err: &mut dyn Write) {
    if skipped.count > 0 {
        let rows = if skipped.count == 1 { "1 bad row was" } else { &format!("{} bad rows were", skipped.count) };
        sentence(err, &format!("{rows} left out; the first:"));
        skipped.first.iter().for_each(|error| further(err, &error.to_string()));
    }
}

/// Has a panic say what it has to say as everything else is said: it may quote a name.
pub(super) fn panics() {
    panic::set_hook(Box::new(|report| {
        let mut err = Plain::new(std::io::stderr());
        let _ = writeln!(err, "factorscope {report}");
        let trace = Backtrace::capture();
        if trace.status() == BacktraceStatus::Captured {
            let _ = write!(err, "{trace}");
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    /// Ends the process of the test below, as a panic ends the program.
    #[test]
    #[ignore = "panics on purpose, for the test below"]
    fn panic_about_a_name() {
        panics();
        panic!("no \x1b]0;name\x07 \u{9b} \u{202e}");
    }

    #[test]
    fn a_panic_is_said_plainly() {
        let mut again = Command::new(std::env::current_exe().unwrap());
        let name = "cli::say::tests::panic_about_a_name";
        let ran = again.args(["--exact", name, "--ignored", "--nocapture"]).output().unwrap();
        let err = String::from_utf8(ran.stderr).unwrap();
        assert!(err.contains(r"no \u{1b}]0;name\u{7} \u{9b} \u{202e}"), "{err}");
        assert!(!err.contains(|c| crate::data::is_hidden(c) && c != '\n'), "{err:?}");
    }
}
