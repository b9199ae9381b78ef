//! The command line: its arguments, the commands that need no screen, and what becomes of errors.
//!
//! [`main`] is the whole program.
//!
//! ```
//! use factorscope::cli;
//!
//! let words = ["factorscope", "fit", "lecture", "--passes", "3"].map(Into::into);
//! let args = cli::parse(words.into_iter(), &mut Vec::new()).unwrap().unwrap();
//! let (mut out, mut err) = (Vec::new(), Vec::new());
//! cli::run(&args.command.unwrap(), &mut out, &mut err).unwrap();
//! assert!(String::from_utf8(out).unwrap().contains("passes             3"));
//! ```

mod args;
mod check;
mod columns;
mod data;
mod error;
mod evaluate;
#[cfg(feature = "tui")]
mod explore;
mod export;
mod fit;
#[cfg(feature = "tui")]
mod handout;
mod heading;
mod look;
mod named;
mod neighbours;
mod open;
mod predict;
mod progress;
mod recommend;
#[cfg(feature = "tui")]
mod records;
mod report;
mod say;
mod settings;
mod slip;
mod threads;
mod whole;
mod words;

pub use args::{
    Args, Asked, CheckArgs, Colors, Command, EvaluateArgs, ExplorerArgs, FitArgs, FittedArgs, FoldArgs, Format,
    LookArgs, ModelArgs, NeighboursArgs, PredictArgs, RecommendArgs, RunArgs, SearchArgs, Switch, TableFormat,
};
#[cfg(feature = "tui")]
pub use args::{Handout, HandoutArgs, Picture, RenderArgs};
pub use check::{check, flaws, flaws_within, play};
pub use data::{DataArgs, YesNo};
pub use error::Error;
pub use evaluate::{evaluate, search};
pub use fit::fit;
pub use look::look;
pub use neighbours::neighbours;
pub use open::{Prepared, open};
pub use predict::predict;
pub use recommend::recommend;
pub use report::{Report, ReportedOptions};
pub use settings::Settings;

use crate::{data::Plain, study::Verdict};
use clap::{CommandFactory, Parser, ValueHint};
use say::{notes, sentence};
use std::{
    ffi::OsString,
    io::{self, IsTerminal, Write},
    process::ExitCode,
};

/// The exit status of wrong use and bad input.
const WRONG: u8 = 2;
/// The exit status of a fit that diverged.
const DIVERGED: u8 = 3;
/// The exit status of a command that control-c has stopped: 128 and the number of the signal, as shells have it.
const STOPPED: u8 = 130;

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    // All that is printed goes through these two.
    let (mut out, mut err) = (Plain::new(io::stdout().lock()), Plain::new(io::stderr()));
    say::panics();
    let done = match parse(std::env::args_os(), &mut out) {
        Ok(None) => return ExitCode::SUCCESS,
        Ok(Some(Args { command: Some(command), .. })) => run(&command, &mut out, &mut err),
        Ok(Some(Args { command: None, data, model, screen })) => {
            drop(out);
            explorer(&data, &model, &screen, &mut err)
        }
        Err(error) => Err(error),
    };
    match done {
        Ok(code) => code,
        // Whoever reads the output has enough of it, as in `factorscope fit lecture | head -1`.
        Err(Error::Output(why)) if why.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            sentence(&mut err, &error.to_string());
            error.more().iter().for_each(|more| say::further(&mut err, more));
            say::further(&mut err, &format!("hint: {}", error.hint()));
            ExitCode::from(WRONG)
        }
    }
}

/// Reads the command line. Help and the version are printed to `out`, and then there is nothing left to do.
///
/// # Errors
/// When it cannot be understood.
pub fn parse(args: impl Iterator<Item = OsString>, out: &mut dyn Write) -> Result<Option<Args>, Error> {
    let args: Vec<OsString> = args.collect();
    let error = match Args::try_parse_from(&args) {
        Ok(args @ Args { command: Some(_), .. }) => return Ok(Some(args)),
        Ok(other) => return slip::of_command(&args).map_or(Ok(Some(other)), Err),
        Err(error) => error,
    };
    if error.use_stderr() {
        return Err(slip::of_command(&args).unwrap_or_else(|| misuse(&error)));
    }
    let text = error.render();
    if io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()) {
        // The one thing that goes past `out`: its colours are clap's, and nothing in it comes from anyone else.
        write!(io::stdout(), "{}", text.ansi())?;
    } else {
        write!(out, "{text}")?;
    }
    out.flush()?;
    Ok(None)
}

/// Does a command, printing to `out`; what else there is to say goes to `err`.
///
/// # Errors
/// When the input is bad or the output cannot be written.
pub fn run(command: &Command, out: &mut dyn Write, err: &mut dyn Write) -> Result<ExitCode, Error> {
    // Written in one go: the generators of other crates panic on a closed pipe.
    let mut text = Vec::new();
    match command {
        Command::Fit(args) => return fit(args, out, err).map(status),
        Command::Predict(args) => return predict(args, out, err).map(status),
        Command::Recommend(args) => return recommend(args, out, err).map(status),
        Command::Neighbours(args) => return neighbours(args, out, err).map(status),
        Command::Evaluate(args) => {
            let whole = evaluate(args, out, err)?;
            return Ok(if whole { ExitCode::SUCCESS } else { ExitCode::from(STOPPED) });
        }
        Command::Search(args) => {
            let whole = search(args, out, err)?;
            return Ok(if whole { ExitCode::SUCCESS } else { ExitCode::from(STOPPED) });
        }
        Command::Look(args) => {
            look(args, out)?;
            return Ok(ExitCode::SUCCESS);
        }
        Command::Check(args) => {
            let wrong = check(args, out)?;
            return Ok(if wrong > 0 { ExitCode::from(WRONG) } else { ExitCode::SUCCESS });
        }
        #[cfg(feature = "tui")]
        Command::Handout(args) => {
            handout::handout(args, out)?;
            return Ok(ExitCode::SUCCESS);
        }
        #[cfg(feature = "tui")]
        Command::Render(args) => {
            let opened = open(&args.data, &args.model)?;
            notes(&opened, err);
            explore::render(opened, args, out)?;
            return Ok(ExitCode::SUCCESS);
        }
        Command::Completions { shell } => {
            clap_complete::generate(*shell, &mut without_files(Args::command()), "factorscope", &mut text);
        }
        Command::Man { command } => {
            let mut page = Args::command();
            page.build();
            if let Some(sub) = command.as_ref().and_then(|name| page.find_subcommand(name)) {
                page = sub.clone();
            }
            let source = concat!("factorscope ", env!("CARGO_PKG_VERSION"));
            clap_mangen::Man::new(page).source(source).render(&mut text)?;
        }
    }
    out.write_all(&text)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// The exit status of a command that fits.
fn status(verdict: Verdict) -> ExitCode {
    if verdict == Verdict::Diverged { ExitCode::from(DIVERGED) } else { ExitCode::SUCCESS }
}

/// A command in which only what takes a path is completed by the names of files.
fn without_files(command: clap::Command) -> clap::Command {
    let told = |arg: clap::Arg| match arg.get_value_hint() {
        ValueHint::Unknown if arg.get_action().takes_values() => arg.value_hint(ValueHint::Other),
        _ => arg,
    };
    command.mut_args(told).mut_subcommands(without_files)
}

/// Opens the explorer.
#[cfg(feature = "tui")]
fn explorer(data: &DataArgs, model: &ModelArgs, screen: &ExplorerArgs, err: &mut dyn Write) -> Result<ExitCode, Error> {
    explorable(data)?;
    explore::explore(data, model, screen, err)
}

/// Says that there is no explorer.
#[cfg(not(feature = "tui"))]
fn explorer(_: &DataArgs, _: &ModelArgs, _: &ExplorerArgs, _: &mut dyn Write) -> Result<ExitCode, Error> {
    Err(Error::Use {
        sentence: "this program was built without the explorer".into(),
        hint: "to fit without a screen: factorscope fit lecture".into(),
    })
}

/// Whether there is a terminal to show the explorer on.
#[cfg(feature = "tui")]
fn explorable(data: &DataArgs) -> Result<(), Error> {
    let path = data.path.as_deref().unwrap_or(std::path::Path::new("lecture"));
    let none = |stream| Error::NoTerminal {
        stream,
        hint: format!("without a screen: factorscope fit {0}, or factorscope render {0} --format text", path.display()),
    };
    if std::env::var_os("TERM").is_some_and(|term| term == "dumb") {
        return Err(none("a dumb one (TERM=dumb)"));
    }
    if !io::stdout().is_terminal() {
        return Err(none("standard output"));
    }
    if path.as_os_str() != "-" && !io::stdin().is_terminal() {
        return Err(none("standard input"));
    }
    Ok(())
}

/// What clap found, in the form of all other errors: one sentence and a hint.
fn misuse(error: &clap::Error) -> Error {
    use clap::error::{ContextKind, ContextValue};
    use std::error::Error as _;
    let rendered = error.render().to_string();
    let mut parts = rendered.split("\n\n");
    let first = parts.next().unwrap_or_default().trim_start_matches("error: ");
    let first = first.split_whitespace().collect::<Vec<_>>().join(" ");
    // The parsers of values say it in full; clap's own words around that would only repeat it.
    let sentence = match (error.source(), error.get(ContextKind::InvalidArg)) {
        (Some(inner), Some(ContextValue::String(option))) => format!("{option}: {inner}"),
        _ => first,
    };
    let mut tips = rendered.lines().filter_map(|line| line.trim().strip_prefix("tip: "));
    let hint = tips.find(|tip| !tip.starts_with("to pass"));
    Error::Use { sentence, hint: hint.unwrap_or("factorscope --help lists all options with examples").to_owned() }
}
