//! The tables of `evaluate` as text of 80 columns.

use super::table::Table;
use crate::{
    choice::Choice,
    data::plain,
    study::evaluate::{Lists, Measure, Score, statistics::Difference},
};
use std::io::{self, Write};

/// How many columns of figures stand beside each other.
const COLUMNS: usize = 7;
/// How wide a column is, and the words before the columns.
const WIDE: usize = 9;
const WORDS: usize = 14;
/// The most room that the name of a model has beside its figures.
pub(super) const NAME: usize = 22;

pub(super) fn write(table: &Table<'_>, out: &mut dyn Write) -> io::Result<()> {
    title(table.opened, out)?;
    for model in 0..table.recipes.len() {
        writeln!(out, "\n{}", plain(&table.recipes[model].to_string()))?;
        of_model(table, model, out)?;
        by_weights(table, model, out)?;
    }
    if table.len() > 1 {
        compared(table, out)?;
    }
    among(table, out)?;
    cold(table, out)
}

pub(super) fn title(opened: &super::Opened, out: &mut dyn Write) -> io::Result<()> {
    match opened.counts {
        None => writeln!(out, "{}", plain(&opened.title))?,
        Some([ratings, users, items]) => {
            writeln!(out, "{}: {ratings} ratings, {users} users, {items} items", plain(&opened.title))?;
        }
    }
    writeln!(out, "{}", plain(&opened.divided()))
}

/// The means of the measures of lists over the folds, a row for each set of weights.
fn by_weights(table: &Table<'_>, model: usize, out: &mut dyn Write) -> io::Result<()> {
    let rows: Vec<usize> = (0..table.len()).filter(|at| table.row(*at).model == model).collect();
    if table.sets.is_empty() || table.failure(rows[0]).is_some() {
        return Ok(());
    }
    let measures: Vec<Measure> = table.measures().filter(|measure| measure.of_lists()).collect();
    let heads: String = measures.iter().map(|measure| format!("{:>10}", measure.name())).collect();
    writeln!(out, "\n  lists by weights, means over the folds\n{heads}")?;
    for at in rows {
        let mean = |measure: &Measure| table.over(at, |score| table.measured(at, score, *measure)).map(|pair| pair.0);
        let figures: String = measures.iter().map(|measure| format!(" {}", figure(mean(measure), 4))).collect();
        writeln!(out, "  {}\n{figures}", table.sets[table.row(at).set])?;
    }
    Ok(())
}

/// Among what the lists by weights are made, and for whom.
fn among(table: &Table<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lists = table.lists();
    let range = |of: fn(&Lists) -> usize| {
        let ends = lists.iter().map(of).min().zip(lists.iter().map(of).max()).unwrap_or_default();
        if ends.0 == ends.1 { ends.0.to_string() } else { format!("{} to {}", ends.0, ends.1) }
    };
    if lists.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "\nlists as recommend makes them, of items with {} ratings or more to train on,\nfor {} users a fold with \
         something relevant held out",
        range(|lists| lists.least),
        range(|lists| lists.of)
    )?;
    if lists.iter().any(|lists| lists.users < lists.of) {
        let users = range(|lists| lists.users);
        writeln!(out, "{users} of them are measured, drawn by the seed; --users takes more or fewer")?;
    }
    Ok(())
}

/// A line for each figure, a column for each fold; of lists by weights there are tables of their own.
fn of_model(table: &Table<'_>, model: usize, out: &mut dyn Write) -> io::Result<()> {
    let at = model * table.sets.len().max(1);
    if let Some((fold, why)) = table.failure(at) {
        return writeln!(out, "  fold {}: {}", fold + 1, plain(why));
    }
    let done: Vec<(usize, &Score)> = table.cells[model]
        .iter()
        .enumerate()
        .filter_map(|(fold, outcome)| Some((fold, outcome.as_ref()?.as_ref().ok()?)))
        .collect();
    if done.is_empty() {
        return writeln!(out, "  nothing of it is done");
    }
    type Line<'a> = (&'static str, usize, Box<dyn Fn(&Score) -> Option<f64> + 'a>);
    let measures = table
        .measures()
        .filter(|measure| table.sets.is_empty() || !measure.of_lists())
        .map(|measure| -> Line<'_> { (measure.name(), 4, Box::new(move |s| s.figures.of(measure))) });
    let passes: Line<'_> = ("passes", 0, Box::new(|s| Some(s.passes as f64)));
    let fit: Line<'_> = ("fit seconds", 2, Box::new(|s| Some(s.fit_seconds)));
    let test: Line<'_> = ("test seconds", 2, Box::new(|s| Some(s.test_seconds)));
    let lines: Vec<Line<'_>> = measures.chain([passes, fit, test]).collect();
    let heads = done.iter().map(|(fold, _)| format!("fold {}", fold + 1));
    let heads: Vec<String> =
        if done.len() == 1 { heads.collect() } else { heads.chain(["mean".into(), "std".into()]).collect() };
    for (part, heads) in heads.chunks(COLUMNS).enumerate() {
        let row: String = heads.iter().map(|head| format!("{head:>WIDE$}")).collect();
        writeln!(out, "  {:WORDS$}{row}", "")?;
        for (name, digits, of) in &lines {
            let figures = done.iter().map(|(_, score)| of(score));
            let (mean, std) = table.over(at, of).unzip();
            let all: Vec<Option<f64>> = figures.chain([mean, std]).collect();
            let row: String = all[part * COLUMNS..][..heads.len()].iter().map(|v| figure(*v, *digits)).collect();
            writeln!(out, "  {name:WORDS$}{row}")?;
        }
    }
    Ok(())
}

/// A number in a column; a dash where there is none.
pub(super) fn figure(value: Option<f64>, digits: usize) -> String {
    value.map_or_else(|| format!("{:>WIDE$}", "-"), |value| format!("{value:>WIDE$.digits$}"))
}

/// The models against the best.
fn compared(table: &Table<'_>, out: &mut dyn Write) -> io::Result<()> {
    let by = table.by.name();
    let (best, all, folds) = (table.best(), table.compared(), table.common().len());
    if folds == 0 {
        return Ok(());
    }
    if folds < table.opened.lot.folds() {
        writeln!(out, "\nwhat follows is over the {folds} folds that every model is done with")?;
    }
    writeln!(out, "\n{:26}{by:>WIDE$}{:>WIDE$}{:>7}  against the best, 95 %", "compared", "std", "fit s")?;
    for at in table.order() {
        let name = plain(&table.name(at)).into_owned();
        let mark = if best == Some(at) { "*" } else { " " };
        let name = if name.chars().count() > NAME + 1 { format!("{name}\n{:26}", "") } else { format!("{name:24}") };
        let Some((mean, std)) = all[at].mean else {
            writeln!(out, "{mark} {}: it failed, as is said above", name.trim_end())?;
            continue;
        };
        let (mean, std) = (figure(Some(mean), 4), figure((folds > 1).then_some(std), 4));
        let fit = table.over(at, |score| Some(score.fit_seconds)).map_or(0.0, |(mean, _)| mean);
        let against = all[at].against.map_or_else(|| "best".to_owned(), said);
        writeln!(out, "{mark} {name}{mean}{std}{fit:7.2}  {}", if best == Some(at) { "best" } else { &against })?;
    }
    Ok(())
}

/// A difference with its interval.
fn said(difference: Difference) -> String {
    let Difference { mean, interval } = difference;
    match interval {
        None => format!("{mean:+.4}"),
        Some((low, high)) => format!("{mean:+.4} ({low:+.4} {high:+.4})"),
    }
}

/// How many of the ratings held out no model can know much of.
fn cold(table: &Table<'_>, out: &mut dyn Write) -> io::Result<()> {
    let most = table.cells.iter().max_by_key(|folds| folds.iter().flatten().flatten().count());
    let scores = most.into_iter().flatten().flatten().flatten();
    let (cold, all) = scores.fold((0, 0), |sum, score| (sum.0 + score.cold, sum.1 + score.ratings));
    if cold > 0 {
        writeln!(
            out,
            "\n{cold} of the {all} ratings held out are by a user or for an item that a model\n\
             has no ratings of to train on: there it says what it says of anyone."
        )?;
    }
    Ok(())
}
