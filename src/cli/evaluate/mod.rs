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
    study::{
        evaluate::{self, Measure, Recipe, Top, Weighed},
        recommend::Weights,
    },
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
    let by = folds.by.unwrap_or(if args.weights.is_empty() { Measure::Rmse } else { Measure::Ndcg });
    check(folds, by)?;
    let weighed = weighed(args, by)?;
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
    if let (Some(weighed), Some(ratings)) = (&weighed, opened.lot.ratings()) {
        for weights in &weighed.sets {
            if let Some(why) = weighed.refusal(ratings, weights) {
                let sentence = format!("lists by {weights} cannot be measured: {why}");
                return Err(Error::Use { sentence, hint: "leave that slider out of --weights".into() });
            }
        }
    }
    let asked = evaluate::Asked { lists: lists(folds), weighed: weighed.as_ref(), train: false };
    let desk = Desk::new(recipes.len() * opened.lot.folds());
    let cells = Threads::new(folds.threads)?.install(|| evaluate::scores(&opened.lot, &recipes, asked, &desk));
    let whole = desk.finish(err);
    let sets = weighed.as_ref().map_or(&[][..], |weighed| &weighed.sets);
    let table = Table { opened: &opened, recipes: &recipes, sets, cells: &cells, folds, by };
    match folds.format {
        TableFormat::Text => text::write(&table, out)?,
        TableFormat::Json => writeln!(out, "{}", table.json())?,
        TableFormat::Csv => table.csv(out)?,
    }
    out.flush()?;
    Ok(whole)
}

/// Lists by weights, where they are asked for: by the predicted rating alone, and by each set besides.
fn weighed(args: &EvaluateArgs, by: Measure) -> Result<Option<Weighed>, Error> {
    if args.weights.is_empty() {
        return Ok(None);
    }
    if !by.of_lists() {
        return Err(Error::Use {
            sentence: format!("{by} is the same by any weights: they change the lists, and no prediction"),
            hint: "compare by a measure of lists, such as --by ndcg".into(),
        });
    }
    if let Some(twice) = (1..args.weights.len()).find(|at| args.weights[..*at].contains(&args.weights[*at])) {
        let sentence = format!("--weights has '{}' twice", args.weights[twice]);
        return Err(Error::Use { sentence, hint: "name it once".into() });
    }
    let others = args.weights.iter().filter(|weights| **weights != Weights::PLAIN);
    let mut weighed = Weighed::of([Weights::PLAIN].iter().chain(others).copied().collect());
    weighed.least = args.at_least.map(|least| least as usize);
    weighed.users = args.users.map_or(Weighed::USERS, |users| users as usize);
    weighed.seed = args.folds.seed;
    Ok(Some(weighed))
}

/// What does not go together.
fn check(folds: &FoldArgs, by: Measure) -> Result<(), Error> {
    if by.of_lists() && folds.at.is_none() {
        let sentence = format!("{by} is measured on lists, and none are asked for");
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
