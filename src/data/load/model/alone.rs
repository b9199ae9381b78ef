//! A model without ratings: every cell of its grid is a prediction.

use super::super::error::{Fault, LoadError};
use super::super::first::{ColumnRole, FirstLook, counts};
use super::super::odd::Odd;
use super::super::reading::{Layout, Reading};
use super::super::{Loaded, Options};
use super::placed::{center, titled};
use super::{SIDES, Trained, Vectors, Written, side_name};
use crate::data::{Facts, Names, Ratings, Scale, Side};
use std::sync::Arc;

/// A model without ratings: every cell of its grid is a prediction.
pub(super) fn alone(source: &str, model: &mut Trained, options: &Options) -> Result<Loaded, LoadError> {
    center(model, 0.0, "0");
    let mut names = SIDES.map(|side| names(model, side));
    let (mut titles, mut known, mut facts) = (None, None, Facts::default());
    if let Some(path) = &options.items
        && let Some(items) = &model.sides[Side::Items as usize]
    {
        let ids = items.names.as_ref().map(|names| vec![names.clone()]);
        let counted = |from: usize| (from..from + items.len()).map(|id| id.to_string().into()).collect();
        let ways = ids.unwrap_or_else(|| vec![counted(0), counted(1)]);
        if let Some((named, of_items, file, read)) = titled(path, ways, model, options)? {
            (names[1], facts, titles, known) = (named, of_items, Some(file), Some(read));
        }
    }
    let scale = options.scale.unwrap_or_else(|| reach(model));
    let [users, items] = names;
    let names = Arc::new(Names { facts, ..Names::new(users, items) });
    let mut look = look(model, &names, options);
    let mut reading = reading(model, scale, options.scale.is_some());
    for side in SIDES {
        if model.sides[side as usize].is_none() {
            let width = model.width();
            model.sides[side as usize] = Some(Vectors { width, values: vec![0.0; width], ..Vectors::default() });
            model.stands_in = Some(side);
            let sentence =
                format!("there are no factors of {}: one {} with factors of 0 stands in", side_name(side), side.one());
            model.odd.push(Odd::new(sentence, None));
        }
    }
    let Ok(ratings) = Ratings::new(names, scale, &[]) else { return Err(LoadError::of_file(source, Fault::NoRows)) };
    look.plain = model.odd.is_empty();
    (reading.titles, reading.of_items) = (titles, known);
    reading.odd.clone_from(&model.odd);
    Ok(Loaded {
        ratings,
        trained: None,
        ids: None,
        skipped: Default::default(),
        reading: Some(reading),
        look: Some(look),
        source: source.to_owned(),
    })
}

/// What the rows of one side are called.
fn names(model: &Trained, side: Side) -> Vec<Box<str>> {
    match &model.sides[side as usize] {
        None => vec![format!("no {}", side.one()).into()],
        Some(Vectors { names: Some(names), .. }) => names.clone(),
        Some(vectors) => (1..=vectors.len()).map(|row| format!("{} {row}", side.one()).into()).collect(),
    }
}

/// A scale that holds the predictions, of some hundred users and items where there are more, to two digits of its width.
fn reach(model: &Trained) -> Scale {
    const MOST: usize = 512;
    let [Some(p), Some(q)] = &model.sides else { return Scale::around([]) };
    let some = |side: &Vectors| {
        let step = side.len().div_ceil(MOST).max(1);
        (0..side.len()).step_by(step).collect::<Vec<_>>()
    };
    let (users, items) = (some(p), some(q));
    let predictions = users.iter().flat_map(|user| items.iter().map(|item| model.predict(*user, *item)));
    let exact = Scale::around(predictions);
    let digits = 1 - exact.width().log10().floor() as i32;
    let power = 10f64.powi(digits.abs());
    // Multiplied and divided by whole numbers, so that a tenth is written as one.
    let (times, by) = if digits < 0 { (1.0, power) } else { (power, 1.0) };
    let whole = |value: f64, round: fn(f64) -> f64| round(value * times / by) * by / times;
    Scale::new(whole(exact.low(), f64::floor), whole(exact.high(), f64::ceil)).unwrap_or(exact)
}

/// What is said of a model alone.
pub(super) fn reading(model: &Trained, scale: Scale, scale_given: bool) -> Reading {
    let Written { header, separator, encoding } =
        model.text.clone().unwrap_or(Written { header: false, separator: "", encoding: String::new() });
    let count = |side: Side| model.sides[side as usize].as_ref().map(Vectors::len);
    let named = SIDES.iter().all(|side| model.sides[*side as usize].as_ref().is_none_or(|side| side.names.is_some()));
    Reading {
        layout: Layout::Factors {
            factors: model.width(),
            users: count(Side::Users),
            items: count(Side::Items),
            named,
            mean: model.mean,
            others: model.left_out.clone(),
            fitted: model.fitted.as_ref().map(ToString::to_string),
        },
        header,
        format: model.format,
        lines_above: 0,
        separator,
        encoding,
        numbers: None,
        scale,
        scale_given,
        step: None,
        missing_codes: Vec::new(),
        missing_words: Vec::new(),
        holes: 0,
        left_out: 0,
        merged: 0,
        titles: None,
        of_items: None,
        model: None,
        odd: Vec::new(),
    }
}

/// The first rows of a model: of its items, or of its users where it has no items.
fn look(model: &Trained, names: &Names, options: &Options) -> FirstLook {
    const ROWS: usize = 50;
    const COLUMNS: usize = 64;
    const COUNTED: usize = 1 << 20;
    let side = if model.sides[Side::Items as usize].is_some() { Side::Items } else { Side::Users };
    let (names, role) = match side {
        Side::Users => (&names.users, ColumnRole::User),
        Side::Items => (&names.items, ColumnRole::Item),
    };
    let all = || model.sides.iter().flatten().flat_map(|side| side.values.iter().copied());
    let step = (all().count() / COUNTED).max(1);
    let mut look = FirstLook {
        roles: vec![role],
        columns: vec![String::new()],
        rows: Vec::new(),
        counts: counts(&all().step_by(step).map(|value| (value, 1)).collect::<Vec<_>>()),
        rival: None,
        seen: None,
        options: options.clone(),
        plain: true,
    };
    let Some(vectors) = &model.sides[side as usize] else { return look };
    let shown = vectors.width.min(COLUMNS);
    look.roles.extend(vec![ColumnRole::Factor; shown]);
    look.columns.extend((1..=shown).map(|z| z.to_string()));
    if vectors.biases.is_some() {
        look.roles.push(ColumnRole::Bias);
        look.columns.push(String::new());
    }
    look.rows = (0..vectors.len().min(ROWS))
        .map(|at| {
            let factors = vectors.row(at)[..shown].iter().copied();
            let numbers = factors.chain(vectors.biases.is_some().then(|| vectors.bias(at)));
            std::iter::once(names[at].to_string()).chain(numbers.map(brief)).collect()
        })
        .collect();
    look
}

/// A number in as many digits as tell it apart at a glance.
fn brief(value: f64) -> String {
    let digits = if value == 0.0 { 0 } else { (4 - value.abs().log10().floor() as i32).clamp(0, 12) };
    let text = format!("{value:.*}", digits as usize);
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}
