//! `factorscope evaluate` and `factorscope search`: models and their options compared on ratings that were held out.

mod lot;
mod onlooker;
mod search;
mod table;
mod text;

pub use search::search;

use super::{Error, EvaluateArgs, FoldArgs, TableFormat, open::LARGE, threads::Threads};
use crate::{
    choice::Choice,
    model::{Method, Precision},
    study::evaluate::{self, Recipe, Top},
};
use lot::Opened;
use onlooker::Desk;
use std::io::Write;
use table::Table;

/// Loads, fits every model on every fold, and prints what came of it to `out`. Whether all of it was done.
///
/// # Errors
/// When the input is bad or the output cannot be written.
pub fn evaluate(args: &EvaluateArgs, out: &mut dyn Write, err: &mut dyn Write) -> Result<bool, Error> {
    let folds = &args.folds;
    check(folds)?;
    let mut recipes = args.models.clone();
    if recipes.is_empty() {
        // Content-based filtering needs factors that are known.
        let learn = Method::ALL.iter().filter(|method| method.content().is_none());
        recipes = learn.map(|method| Recipe::new(*method)).collect();
    }
    if let Some(twice) = (1..recipes.len()).find(|at| recipes[..*at].contains(&recipes[*at])) {
        let sentence = format!("--models has '{}' twice", recipes[twice]);
        return Err(Error::Use { sentence, hint: "name it once; options make it another model: als factors=8".into() });
    }
    let opened = lot::open(&args.data, folds, err)?;
    recipes.iter_mut().for_each(|recipe| fit_to_size(recipe, &opened));
    let asked = evaluate::Asked { lists: lists(folds), train: false };
    let desk = Desk::new(recipes.len() * opened.lot.folds());
    let cells = Threads::new(folds.threads)?.install(|| evaluate::scores(&opened.lot, &recipes, asked, &desk));
    let whole = desk.finish(err);
    let table = Table { opened: &opened, recipes: &recipes, cells: &cells, folds };
    match folds.format {
        TableFormat::Text => text::write(&table, out)?,
        TableFormat::Json => writeln!(out, "{}", table.json())?,
        TableFormat::Csv => table.csv(out)?,
    }
    out.flush()?;
    Ok(whole)
}

/// What does not go together.
fn check(folds: &FoldArgs) -> Result<(), Error> {
    if folds.by.of_lists() && folds.at.is_none() {
        let sentence = format!("{} is measured on lists, and none are asked for", folds.by);
        return Err(Error::Use { sentence, hint: "ask for them, as by --at 10 --relevant 4".into() });
    }
    Ok(())
}

fn lists(folds: &FoldArgs) -> Option<Top> {
    folds.at.zip(folds.relevant).map(|(at, relevant)| Top { at: at.into(), relevant })
}

/// Models of many ratings are made of smaller numbers, as those of `fit` are.
fn fit_to_size(recipe: &mut Recipe, opened: &Opened) {
    if opened.ratings > LARGE {
        recipe.options.precision = Precision::Single;
    }
}
