//! A model beside ratings: whose row is whose.

use super::super::error::{Count, Fault, LoadError};
use super::super::first::FirstLook;
use super::super::items;
use super::super::odd::Odd;
use super::super::{Loaded, Options};
use super::alone::reading as told;
use super::placed::{center, titled};
use super::{ModelFault, SIDES, Trained, Vectors};
use crate::data::{ItemId, Names, Rating, Ratings, Side, UserId};
use std::collections::HashMap;
use std::sync::Arc;

/// How the rows of a table without names are matched to the names of ratings.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Order {
    /// A name is the number of its row, counted from here.
    From(usize),
    /// Rows stand in the order in which ratings name them.
    Named,
}

/// For each side, the row of the model that each name of the ratings has; nothing at all for a side without factors.
type Rows = [Option<Vec<Option<usize>>>; 2];

/// A model beside ratings. Rows keep their places; those of the ratings that have none are left out and told.
pub(super) fn matched(
    source: &str,
    model: &mut Trained,
    beside: Loaded,
    options: &Options,
) -> Result<Loaded, LoadError> {
    let Loaded { ratings: all, ids, skipped, reading, look, source: file, .. } = beside;
    let called = [(&*all.names().users, None), (&*all.names().items, ids.as_deref())];
    let called = called.map(|(names, ids)| Called { names, ids });
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
        let rows = SIDES.map(|side| rows(model, side, order, called[side as usize]));
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
        Some(rows) => named(model, side, order, rows, called[side as usize].names),
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
    let mut facts = match &rows[Side::Items as usize] {
        Some(rows) => all.facts().placed(rows, names[1].len()),
        None => all.facts().clone(),
    };
    let mut titles = None;
    if let Some(path) = &options.items
        && let Some((named, of_items, file, read)) = titled(path, vec![names[1].clone()], model, options)?
    {
        (names[1], facts, titles) = (named, of_items, Some((file, read)));
    }
    let [users, items] = names;
    let grid = Ratings::new(Arc::new(Names { facts, ..Names::new(users, items) }), all.scale(), &kept);
    // No two names have one row, so no pair is there twice.
    let Ok(ratings) = grid else { return Err(LoadError::of_file(source, Fault::NoRows)) };
    let line = told(model, all.scale(), true).layout.to_string();
    let odd = model.odd.clone();
    let plain = odd.is_empty();
    let reading = reading.map(|mut reading| {
        reading.model = Some(format!("{source} ({line})"));
        reading.left_out += lost;
        if let Some((file, read)) = titles {
            (reading.titles, reading.of_items) = (Some(file), Some(read));
        }
        reading.odd.extend(odd);
        reading
    });
    let look = look.map(|look| FirstLook { plain: look.plain && plain, options: options.clone(), ..look });
    Ok(Loaded { ratings, trained: None, ids: None, skipped, reading, look, source: source.to_owned() })
}

/// What the users or items of ratings are called, and the ids that the ratings have for items which are called by titles.
#[derive(Clone, Copy)]
struct Called<'l> {
    names: &'l [Box<str>],
    ids: Option<&'l [Box<str>]>,
}

/// The row of the model that each user or item of the ratings has: by ids or by names, whichever finds more.
fn rows(model: &Trained, side: Side, order: Order, called: Called<'_>) -> Option<Vec<Option<usize>>> {
    let vectors = model.sides[side as usize].as_ref()?;
    let by = |row: &dyn Fn(&str) -> Option<usize>| {
        let found = |names: &[Box<str>]| names.iter().map(|name| row(name)).collect();
        let count = |rows: &Vec<Option<usize>>| rows.iter().flatten().count();
        let by_name: Vec<Option<usize>> = found(called.names);
        called.ids.map(found).filter(|by_id| count(by_id) >= count(&by_name)).unwrap_or(by_name)
    };
    Some(match (&vectors.names, order) {
        (Some(names), _) => {
            let at: HashMap<&str, usize> = names.iter().enumerate().map(|(at, name)| (&**name, at)).collect();
            by(&|name| at.get(name).copied())
        }
        (None, Order::Named) => (0..called.names.len()).map(Some).collect(),
        (None, Order::From(from)) => by(&|name| {
            let number: usize = name.parse().ok().filter(|number: &usize| number.to_string() == name)?;
            number.checked_sub(from).filter(|row| *row < vectors.len())
        }),
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

/// What the rows of one side are called beside ratings: as those call them, and else as the model does or by number.
fn named(model: &Trained, side: Side, order: Order, rows: &[Option<usize>], theirs: &[Box<str>]) -> Vec<Box<str>> {
    let Some(vectors) = &model.sides[side as usize] else { return Vec::new() };
    let from = if let Order::From(from) = order { from } else { 0 };
    let numbers = || (from..from + vectors.len()).map(|id| id.to_string().into()).collect();
    let own = vectors.names.clone().unwrap_or_else(numbers);
    let mut titles = vec![None; own.len()];
    for (name, row) in theirs.iter().zip(rows) {
        if let Some(row) = row {
            titles[*row] = Some(name.clone());
        }
    }
    items::named(own, titles)
}
