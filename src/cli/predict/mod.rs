//! `factorscope predict`: what a model predicts for users and items, named one by one or in a file of pairs.

mod table;

use super::{
    Error, PredictArgs, Prepared, fit,
    heading::Heading,
    named::{named, pairs},
    open::reads_standard_input,
    progress::Progress,
    threads::Threads,
};
use crate::{
    data::{
        ItemId, Side, UserId,
        load::{self, Pairs},
    },
    study::{Verdict, predicted::predicted},
};
use std::{
    io::{self, Write},
    path::Path,
};
use table::Table;

/// So many predictions are made and printed at a time.
const PART: usize = 8192;

/// Loads, fits, and prints predictions to `out`, those of a file as they are made. What else there is to say goes to `err`.
///
/// # Errors
/// When the input is bad or the output cannot be written.
pub fn predict(args: &PredictArgs, out: &mut dyn Write, err: &mut dyn Write) -> Result<Verdict, Error> {
    let asked = asked(args)?;
    let mut progress = Progress::new();
    let opened = fit::opened(&args.data, &args.fitted.model, &mut progress, err)?;
    if let Some(side) = opened.source.given.stands_in {
        return Err(Error::Use {
            sentence: format!("{} has no factors of {side}, and a prediction is made of both sides", opened.title),
            hint: "factorscope neighbours tells which of the others are near to each other".into(),
        });
    }
    // Whoever is unknown is told before anything takes long.
    let cells = match asked {
        Some(asked) => pairs(opened.known(), &asked)?,
        None => cells(args, &opened)?,
    };
    let threads = Threads::new(args.fitted.run.threads)?;
    let fitted = threads.install(|| fit::model(&opened, &args.fitted, &mut progress))?;
    let heading = Heading { opened: &opened, fitted: &fitted };
    heading.warn(err);
    let mut table = threads.install(|| Table::new(heading, args, &cells));
    table.begin(out)?;
    let state = fitted.drive.state();
    for (part, cells_here) in cells.chunks(PART).enumerate() {
        progress.say(|| format!("{} of {} predictions", part * PART, cells.len()));
        let rows = threads.install(|| predicted(state, cells_here));
        progress.clear();
        table.rows(&rows, out)?;
    }
    table.end(out)?;
    out.flush()?;
    Ok(fitted.drive.verdict())
}

/// The file of pairs, where there is one.
fn asked(args: &PredictArgs) -> Result<Option<Pairs>, Error> {
    let unsaid = |sentence: String| {
        let way =
            "a path is followed by a user and items, as in factorscope predict lecture An Ommazh, or by --pairs FILE";
        Err(Error::Use { sentence, hint: way.into() })
    };
    match (args.pairs.as_deref(), &args.user) {
        (None, None) => unsaid("it is not said for whom and for what to predict".into()),
        (None, Some(user)) if args.items_named.is_empty() => {
            unsaid(format!("found no item behind '{user}', for which to predict"))
        }
        (None, Some(_)) => Ok(None),
        (Some(path), _) if path == Path::new("-") => {
            if reads_standard_input(&args.data) {
                let sentence = "standard input cannot hold both the ratings and the pairs".into();
                return Err(Error::Use { sentence, hint: "put one of them into a file".into() });
            }
            Ok(Some(Pairs::reader(load::STANDARD_INPUT, io::stdin().lock())?))
        }
        (Some(path), _) => Ok(Some(Pairs::path(path)?)),
    }
}

/// The cells that are named one by one.
fn cells(args: &PredictArgs, opened: &Prepared) -> Result<Vec<(UserId, ItemId)>, Error> {
    let turned = "the user comes first, and then the items";
    let user = named(opened.known(), Side::Users, args.user.as_deref().unwrap_or_default(), turned)?;
    let cell = |name: &String| {
        let item = named(opened.known(), Side::Items, name, turned)?;
        Ok((UserId::new(user.index()), ItemId::new(item.index())))
    };
    args.items_named.iter().map(cell).collect()
}
