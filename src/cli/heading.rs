//! What was opened and how it was fitted: said above a table, or beside it in JSON.

use super::{
    Prepared,
    report::{Fitted, ReportedOptions, word},
    say,
};
use crate::{choice::Choice, data::plain, study::Verdict};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// What was opened, and the model that came of it.
#[derive(Clone, Copy)]
pub(super) struct Heading<'a> {
    pub opened: &'a Prepared,
    pub fitted: &'a Fitted,
}

impl Heading<'_> {
    /// Two lines for people.
    pub fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        let all = self.opened.source.all();
        let ratings = if all.is_empty() { String::new() } else { format!("{}, ", count(all.len(), "rating")) };
        let sides = [count(all.n_users(), "user"), count(all.n_items(), "item")].join(", ");
        writeln!(out, "{}: {ratings}{sides}", plain(&self.opened.title))?;
        let (state, verdict) = (self.fitted.drive.state(), self.fitted.drive.verdict());
        let method = state.options.method.name();
        match state.pass {
            0 if self.opened.trained => {
                writeln!(out, "the model as it was trained, with {}", count(state.model.z(), "factor"))
            }
            passes => writeln!(out, "{method}: {}, {}", count_of_passes(passes), word(verdict)),
        }
    }

    /// The keys of JSON. The thread that asks must be one of those that share the work.
    pub fn json(&self) -> Map<String, Value> {
        let state = self.fitted.drive.state();
        Map::from_iter([
            ("source".to_owned(), json!(self.opened.title)),
            ("solver".to_owned(), json!(state.options.method.name())),
            ("options".to_owned(), json!(ReportedOptions::new(&state.options, self.opened))),
            ("trained".to_owned(), json!(self.opened.trained)),
            ("passes".to_owned(), json!(state.pass)),
            ("state".to_owned(), json!(self.fitted.drive.verdict())),
        ])
    }

    /// Says so where the fit has run away.
    pub fn warn(&self, err: &mut dyn Write) {
        let drive = &self.fitted.drive;
        if let Some(advice) = drive.advice().filter(|_| drive.verdict() == Verdict::Diverged) {
            say::sentence(err, &advice);
        }
    }
}

fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

fn count_of_passes(passes: u64) -> String {
    format!("{passes} pass{}", if passes == 1 { "" } else { "es" })
}
