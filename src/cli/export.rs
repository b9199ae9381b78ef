//! A fit as files: factors, predictions and history as CSV, the result as JSON.

use super::{
    Error,
    report::{Fitted, Report},
    whole,
};
use crate::{
    data::{Entity, ItemId, Names, Side, UserId, load::BIAS_COLUMNS},
    model::{Factors, Precision},
    study::{Point, State},
};
use std::{
    fs,
    io::{self, Write},
    path::Path,
};

/// A grid with more cells than this has only the predictions for its known ratings written.
const MOST_CELLS: usize = 1_000_000;

/// Writes all files into `folder`, which is made if need be. Returns what there is to say about them, a sentence each.
///
/// # Errors
/// The first file that cannot be written. A file is there whole or not at all.
pub(super) fn write(folder: &Path, fitted: &Fitted, report: &Report) -> Result<Vec<String>, Error> {
    fs::create_dir_all(folder).map_err(|why| Error::Write { file: folder.to_owned(), why })?;
    let file = |name: &str, content: &dyn Fn(&mut dyn Write) -> io::Result<()>| {
        let file = folder.join(name);
        whole::write(&file, content).map_err(|why| Error::Write { file, why })
    };
    if let Some(learned) = fitted.drive.state().factors() {
        file("user_factors.csv", &|out| factors(out, fitted, learned, Side::Users))?;
        file("item_factors.csv", &|out| factors(out, fitted, learned, Side::Items))?;
    }
    file("history.csv", &|out| history(out, &fitted.history))?;
    let all = fitted.drive.state().source.all();
    let whole = all.n_users().checked_mul(all.n_items()).is_some_and(|cells| cells <= MOST_CELLS);
    file("predictions.csv", &|out| predictions(out, fitted, whole))?;
    file("result.json", &|out| writeln!(out, "{}", report.json()))?;
    let cut = (!whole).then(|| {
        format!(
            "predictions.csv has the {} known ratings only: the grid of {} x {} has more than a million cells",
            all.len(),
            all.n_users(),
            all.n_items()
        )
    });
    let title = fitted.drive.state().options.method.title();
    let none = fitted
        .drive
        .state()
        .factors()
        .is_none()
        .then(|| format!("{title} has no factors: no files of them are written"));
    Ok(cut.into_iter().chain(none).chain(formulas(all.names())).collect())
}

/// Names are written as they are, so that they are found again. Some of them a spreadsheet would take for something else.
fn formulas(names: &Names) -> Option<String> {
    let is_formula = |name: &str| name.starts_with(['=', '+', '-', '@']) && name.parse::<f64>().is_err();
    let count = names.users.iter().chain(&names.items).filter(|name| is_formula(name)).count();
    (count > 0).then(|| {
        let names = if count == 1 { "1 name begins" } else { &format!("{count} names begin") };
        format!("{names} with =, +, - or @, which a spreadsheet runs as a formula: import the files with that column as text")
    })
}

/// A name, its factors, and where there are biases its own and the mean that all are around. Numbers are written such that
/// they read back to the bit.
fn factors(out: &mut dyn Write, fitted: &Fitted, factors: &Factors, side: Side) -> io::Result<()> {
    let ratings = fitted.drive.state().source.all();
    let mut table = csv::Writer::from_writer(out);
    let columns = (1..=factors.z()).map(|z| format!("factor_{z}"));
    let biases = factors.mean().into_iter().flat_map(|_| BIAS_COLUMNS.map(str::to_owned));
    table.write_record([side.one().to_owned()].into_iter().chain(columns).chain(biases))?;
    for of in (0..ratings.count(side)).map(|at| Entity::new(side, at)) {
        let biases = factors.mean().into_iter().flat_map(|mean| [factors.bias_of(of), mean]);
        table.write_field(ratings.name(of))?;
        let number = |value| factors.precision().digits(value);
        table.write_record(factors.of(of).iter().copied().chain(biases).map(number))?;
    }
    table.flush()
}

/// One row a pass, from the start (pass 0) on.
fn history(out: &mut dyn Write, points: &[Point]) -> io::Result<()> {
    writeln!(out, "pass,mse,rmse,sse,objective,test_rmse")?;
    let number = |value| Precision::Double.digits(value);
    for point in points {
        let train = point.train;
        let test = (point.test.count > 0).then(|| number(point.test.rmse()));
        let figures = [train.mse(), train.rmse(), train.sse, point.objective()].map(number).join(",");
        writeln!(out, "{},{figures},{}", point.passes, test.unwrap_or_default())?;
    }
    Ok(())
}

/// Predictions for all cells, user by user, or for those with a known rating.
fn predictions(out: &mut dyn Write, fitted: &Fitted, whole: bool) -> io::Result<()> {
    let State { source, model, options, .. } = fitted.drive.state();
    let (ratings, seen) = (source.all(), source.learned());
    let number = |value| options.precision.digits(value);
    let mut table = csv::Writer::from_writer(out);
    let mut predicted = Vec::new();
    table.write_record(["user", "item", "rating", "prediction", "clipped"])?;
    let mut cell = |i: UserId, j: ItemId, rating: Option<f64>| {
        model.predict_row(seen, i, &[j], &mut predicted);
        let prediction = predicted.first().copied().unwrap_or(f64::NAN);
        let clipped = model.scale(ratings.scale()).clip(prediction);
        table.write_record([
            ratings.name(i),
            ratings.name(j),
            &rating.map_or(String::new(), |r| r.to_string()),
            &number(prediction),
            &number(clipped),
        ])
    };
    for i in (0..ratings.n_users()).map(UserId::new) {
        if whole {
            for j in (0..ratings.n_items()).map(ItemId::new) {
                cell(i, j, ratings.get(i, j))?;
            }
        } else {
            for (j, rating) in ratings.user(i).iter() {
                cell(i, j, Some(rating))?;
            }
        }
    }
    table.flush()
}
