//! A model in the order of its users and items: alone, with the names that it has, or beside ratings, matched to theirs.

use super::super::error::{Count, Fault, LoadError};
use super::super::first::{ColumnRole, FirstLook, counts};
use super::super::intake;
use super::super::items;
use super::super::odd::Odd;
use super::super::reading::{Layout, Reading};
use super::super::{Loaded, Options, title};
use super::{ModelFault, Trained, Vectors, Written, side_name};
use crate::data::{ItemId, Names, Rating, Ratings, Scale, Side, UserId};
use std::collections::HashMap;
use std::sync::Arc;

const SIDES: [Side; 2] = [Side::Users, Side::Items];

/// How the rows of a table without names are matched to the names of ratings.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Order {
    /// A name is the number of its row, counted from here.
    From(usize),
    /// Rows stand in the order in which ratings name them.
    Named,
}

/// The model that messages call `source`, with the ratings that come along.
///
/// # Errors
/// Titles that cannot be read, and ratings of which the model knows nothing.
pub(in crate::data::load) fn placed(
    source: &str,
    mut model: Trained,
    beside: Option<Loaded>,
    options: &Options,
) -> Result<Loaded, LoadError> {
    let loaded = match beside {
        None => alone(source, &mut model, options)?,
        Some(beside) => matched(source, &mut model, beside, options)?,
    };
    Ok(Loaded { trained: Some(model), source: source.to_owned(), ..loaded })
}

/// Puts the mean in its place that biases are around, where the file does not say it.
fn center(model: &mut Trained, mean: f64, whose: &str) {
    if model.mean.is_none() && model.is_biased() {
        let sentence = format!("the file does not say the mean that its biases are around: taken for {whose}");
        model.odd.push(Odd::new(sentence, None));
        model.mean = Some(mean);
    }
}

// ---- alone ---------------------------------------------------------------------------------------------------------------

/// A model without ratings: every cell of its grid is a prediction.
fn alone(source: &str, model: &mut Trained, options: &Options) -> Result<Loaded, LoadError> {
    center(model, 0.0, "0");
    let mut names = SIDES.map(|side| names(model, side));
    let mut titles = None;
    if let Some(path) = &options.items
        && let Some(items) = &model.sides[Side::Items as usize]
    {
        let ids = items.names.as_ref().map(|names| vec![names.clone()]);
        let counted = |from: usize| (from..from + items.len()).map(|id| id.to_string().into()).collect();
        let ways = ids.unwrap_or_else(|| vec![counted(0), counted(1)]);
        if let Some((named, file)) = titled(path, ways, model, options)? {
            (names[1], titles) = (named, Some(file));
        }
    }
    let scale = options.scale.unwrap_or_else(|| reach(model));
    let [users, items] = names;
    let names = Arc::new(Names { users, items });
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
    reading.titles = titles;
    reading.odd.clone_from(&model.odd);
    Ok(Loaded {
        ratings,
        trained: None,
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

/// The items by their titles, and the file that has them: of several ways to count the items, by the one that finds most.
type Titled = Option<(Vec<Box<str>>, String)>;

fn titled(
    path: &std::path::Path,
    ways: Vec<Vec<Box<str>>>,
    model: &mut Trained,
    options: &Options,
) -> Result<Titled, LoadError> {
    let file = title(path);
    let bytes = intake::file(path, &file, intake::MOST)?;
    let mut best: Option<(usize, usize, Vec<Box<str>>)> = None;
    for (from, ids) in ways.into_iter().enumerate() {
        let (titles, _) = items::titles(&file, bytes.clone(), &ids, options)?;
        if titles.len() > best.as_ref().map_or(0, |(count, ..)| *count) {
            best = Some((titles.len(), from, items::named(ids, &titles)));
        }
    }
    let Some((_, from, named)) = best else {
        model.odd.push(Odd::new("none of the items stands in the file of titles", None));
        return Ok(None);
    };
    if model.sides[Side::Items as usize].as_ref().is_some_and(|items| items.names.is_none()) {
        model.odd.push(Odd::new(format!("items have no names: titles go by their numbers, from {from}"), None));
    }
    Ok(Some((named, file)))
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
fn reading(model: &Trained, scale: Scale, scale_given: bool) -> Reading {
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
        counts: counts(all().step_by(step)),
        rival: None,
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

// ---- with ratings --------------------------------------------------------------------------------------------------------

/// For each side, the row of the model that each name of the ratings has; nothing at all for a side without factors.
type Rows = [Option<Vec<Option<usize>>>; 2];

/// A model beside ratings. Rows keep their places; those of the ratings that have none are left out and told.
fn matched(source: &str, model: &mut Trained, beside: Loaded, options: &Options) -> Result<Loaded, LoadError> {
    let Loaded { ratings: all, skipped, reading, look, source: file, .. } = beside;
    center(model, all.mean(), "the mean of the ratings");
    let unnamed = |side: &Option<Vectors>| side.as_ref().is_some_and(|side| side.names.is_none());
    let alike = SIDES.iter().all(|side| match &model.sides[*side as usize] {
        Some(vectors) if vectors.names.is_none() => vectors.len() == all.count(*side),
        _ => true,
    });
    let mut ways = vec![Order::From(0), Order::From(1)];
    ways.extend(alike.then_some(Order::Named));
    if !model.sides.iter().any(unnamed) {
        ways.truncate(1);
    }
    // The way that leaves least out, and of those the one by which the ratings come nearest to the predictions.
    let judged = ways.into_iter().map(|order| {
        let rows = SIDES.map(|side| rows(model, side, order, &all));
        let (lost, sse) = judged(model, &rows, &all);
        (order, rows, lost, sse)
    });
    let best = judged.min_by(|one, other| one.2.cmp(&other.2).then(one.3.total_cmp(&other.3)));
    let Some((order, rows, lost, _)) = best.filter(|best| best.2 < all.len()) else {
        return Err(LoadError::of_file(source, Fault::Model(ModelFault::Strangers { ratings: file.into() })));
    };
    if model.sides.iter().any(unnamed) {
        let how = match order {
            Order::From(from) => format!("by their numbers, from {from}"),
            Order::Named => "in the order in which the ratings name them".into(),
        };
        model.odd.push(Odd::new(format!("rows have no names: they are matched to the ratings {how}"), None));
    }
    for side in SIDES {
        let strangers = rows[side as usize].iter().flatten().filter(|row| row.is_none()).count();
        if strangers > 0 {
            let count = Count(strangers, side.one());
            let what = if strangers == 1 { "is" } else { "are" };
            model.odd.push(Odd::new(format!("{count} of the ratings {what} not in the model: left out"), None));
        }
    }
    let mut names = SIDES.map(|side| match &rows[side as usize] {
        Some(rows) => named(model, side, order, rows, &all),
        None if side == Side::Users => all.names().users.clone(),
        None => all.names().items.clone(),
    });
    let place = |side: Side, at: usize| rows[side as usize].as_ref().map_or(Some(at), |rows| rows[at]);
    let kept = all.in_file_order().filter_map(|rating| {
        let user = UserId::new(place(Side::Users, rating.user.index())?);
        let item = ItemId::new(place(Side::Items, rating.item.index())?);
        Some(Rating { user, item, value: rating.value })
    });
    let kept: Vec<Rating> = kept.collect();
    let mut titles = None;
    if let Some(path) = &options.items {
        if let Some((named, file)) = titled(path, vec![names[1].clone()], model, options)? {
            (names[1], titles) = (named, Some(file));
        }
    }
    let [users, items] = names;
    let grid = Ratings::new(Arc::new(Names { users, items }), all.scale(), &kept);
    // No two names have one row, so no pair is there twice.
    let Ok(ratings) = grid else { return Err(LoadError::of_file(source, Fault::NoRows)) };
    let line = self::reading(model, all.scale(), true).layout.to_string();
    let odd = model.odd.clone();
    let plain = odd.is_empty();
    let reading = reading.map(|mut reading| {
        reading.model = Some(format!("{source} ({line})"));
        reading.left_out += lost;
        reading.titles = titles.or(reading.titles);
        reading.odd.extend(odd);
        reading
    });
    let look = look.map(|look| FirstLook { plain: look.plain && plain, options: options.clone(), ..look });
    Ok(Loaded { ratings, trained: None, skipped, reading, look, source: source.to_owned() })
}

/// The row of the model that each user or item of the ratings has.
fn rows(model: &Trained, side: Side, order: Order, ratings: &Ratings) -> Option<Vec<Option<usize>>> {
    let vectors = model.sides[side as usize].as_ref()?;
    let theirs = match side {
        Side::Users => &ratings.names().users,
        Side::Items => &ratings.names().items,
    };
    Some(match (&vectors.names, order) {
        (Some(names), _) => {
            let at: HashMap<&str, usize> = names.iter().enumerate().map(|(at, name)| (&**name, at)).collect();
            theirs.iter().map(|name| at.get(&**name).copied()).collect()
        }
        (None, Order::Named) => (0..theirs.len()).map(Some).collect(),
        (None, Order::From(from)) => {
            let row = |name: &str| {
                let number: usize = name.parse().ok().filter(|number: &usize| number.to_string() == name)?;
                number.checked_sub(from).filter(|row| *row < vectors.len())
            };
            theirs.iter().map(|name| row(name)).collect()
        }
    })
}

/// How many ratings are left out by a way to match them, and the sum of the squared errors of the others.
fn judged(model: &Trained, rows: &Rows, ratings: &Ratings) -> (usize, f64) {
    let (mut lost, mut sse) = (0, 0.0);
    for rating in ratings.iter() {
        let place = |side: Side, at: usize| rows[side as usize].as_ref().map_or(Some(at), |rows| rows[at]);
        match (place(Side::Users, rating.user.index()), place(Side::Items, rating.item.index())) {
            (Some(user), Some(item)) => sse += (model.predict(user, item) - rating.value).powi(2),
            _ => lost += 1,
        }
    }
    (lost, sse)
}

/// What the rows of one side are called beside ratings.
fn named(model: &Trained, side: Side, order: Order, rows: &[Option<usize>], ratings: &Ratings) -> Vec<Box<str>> {
    let Some(vectors) = &model.sides[side as usize] else { return Vec::new() };
    if let Some(names) = &vectors.names {
        return names.clone();
    }
    let theirs = match side {
        Side::Users => &ratings.names().users,
        Side::Items => &ratings.names().items,
    };
    let from = if let Order::From(from) = order { from } else { 0 };
    let mut names: Vec<Box<str>> = (from..from + vectors.len()).map(|id| id.to_string().into()).collect();
    for (name, row) in theirs.iter().zip(rows) {
        if let Some(row) = row {
            names[*row] = name.clone();
        }
    }
    names
}
