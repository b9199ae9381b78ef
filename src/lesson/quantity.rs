//! The quantities that expressions speak of, and their values in a snapshot.

use crate::{
    command::Who,
    data::{DAY, Entity, ItemId, Side, Use, UserId},
    study::{
        Snapshot, explain,
        neighbours::Metric,
        recommend::{Pick, Reason, due},
    },
};

/// Something of the live state that has a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Quantity {
    /// Of the fit as a whole.
    Whole(Named<OfWhole>),
    /// Of a cell.
    Cell(Named<OfCell>, Pointer, Pointer),
    /// Of a user or an item.
    Row(Named<OfRow>, Pointer),
    /// Of two users or two items.
    Pair(Named<Metric>, Pointer, Pointer),
    /// Of an item on the list of what a user is recommended.
    Listed(Named<OfListed>, Pointer, Pointer),
    /// Of what a rating that a user gave says for an item: the user, the item, and what was rated.
    Reason(Named<OfReason>, Pointer, Pointer, Pointer),
    /// Of what a user did with an item.
    Used(Named<OfUse>, Pointer, Pointer),
    /// A number of P or Q, with its factor from 0.
    Factor(Side, Pointer, usize),
    /// Of a step of descent for a number of P or Q.
    Step(Named<OfStep>, Side, Pointer, usize),
    /// What the student guessed for a cell.
    Guess(Pointer, Pointer),
    /// Of the experiment in the Lab, by its name; several of them are numbered from 1.
    Lab(String, Option<usize>),
}

/// Something with the name that it has in expressions. Two of the same name are the same.
#[derive(Clone, Copy, Debug)]
pub struct Named<T>(&'static str, pub(super) T);

impl<T> PartialEq for Named<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

type OfWhole = fn(&Snapshot) -> f64;
type OfCell = fn(&Snapshot, UserId, ItemId) -> Result<f64, String>;
type OfRow = fn(&Snapshot, Entity) -> f64;
type OfListed = fn(usize, &Pick) -> f64;
type OfReason = fn(&Reason) -> Option<f64>;
type OfUse = fn(Use, i64) -> Option<f64>;
type OfStep = fn(&explain::Gradient) -> f64;

/// A user or an item, as an expression points at one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pointer {
    /// This one.
    Of(Who),
    /// The user `i` or the item `j` that is looked at, where one goes through cells or rows.
    Here(Side),
}

const WHOLE: &[Named<OfWhole>] = &[
    Named("mse", |s| s.here.train.mse()),
    Named("rmse", |s| s.here.train.rmse()),
    Named("sse", |s| s.here.train.sse),
    Named("objective", |s| s.here.objective()),
    Named("penalty", |s| s.here.penalty),
    Named("test_mse", |s| s.here.test.mse()),
    Named("test_rmse", |s| s.here.test.rmse()),
    Named("clipped_mse", |s| s.here.train.mse_clipped()),
    Named("clipped_rmse", |s| s.here.train.rmse_clipped()),
    Named("lambda", |s| s.options.lambda),
    Named("alpha", |s| s.options.alpha),
    Named("known", |s| s.source.split.train.len() as f64),
    Named("missing", |s| cells(s) - s.ratings().len() as f64),
    Named("cells", cells),
    Named("users", |s| s.ratings().n_users() as f64),
    Named("items", |s| s.ratings().n_items() as f64),
    Named("factors", |s| s.z() as f64),
    Named("parameters", |s| s.model.parameters() as f64),
    Named("mean", |s| s.source.split.train.mean()),
    Named("pass", |s| s.position.pass as f64),
    Named("step", |s| s.position.step as f64),
];

/// Said where an expression speaks of factors that are not there.
pub(super) const NO_FACTORS: &str = "this model has no factors";

const OF_CELL: &[Named<OfCell>] = &[
    Named("prediction", |s, i, j| Ok(s.predict(i, j))),
    Named("clipped", |s, i, j| Ok(s.scale().clip(s.predict(i, j)))),
    Named("rating", rating),
    Named("error", error),
    Named("square", |s, i, j| error(s, i, j).map(|e| e * e)),
];

const OF_ROW: &[Named<OfRow>] = &[
    Named("count", |s, of| s.ratings().degree(of) as f64),
    Named("mean", row_mean),
    Named("intercept", |s, of| s.factors().map_or(f64::NAN, |factors| factors.bias_of(of))),
    Named("sse", row_sse),
    Named("mse", |s, of| row_sse(s, of) / s.ratings().degree(of).max(1) as f64),
];

const OF_PAIR: &[Named<Metric>] = &[Named("distance", Metric::Euclidean), Named("cosine", Metric::Cosine)];

/// From its place, counted from 1, and what stands there.
const OF_LISTED: &[Named<OfListed>] = &[Named("place", |place, _| place as f64), Named("score", |_, pick| pick.score)];

const OF_REASON: &[Named<OfReason>] = &[
    Named("adds", |reason| Some(reason.part())),
    Named("weight", |reason| Some(reason.weight)),
    Named("without", |reason| reason.without.map(|place| place as f64)),
];

/// From the use, and what counts as now.
const OF_USE: &[Named<OfUse>] = &[
    Named("uses", |one, _| Some(f64::from(one.count))),
    Named("gap", |one, _| Some(one.gap? as f64 / DAY as f64)),
    Named("since", |one, now| Some((now - one.last?) as f64 / DAY as f64)),
    Named("due", |one, now| due(one, Some(now))),
];

const OF_STEP: &[Named<OfStep>] = &[
    Named("new", |g| g.new),
    Named("old", |g| g.old),
    Named("sum", explain::Gradient::sum),
    Named("bend", explain::Gradient::bend),
    Named("bottom", explain::Gradient::bottom),
];

/// Reads a quantity from its name and what stands in its brackets.
pub(super) fn read(name: &str, square: bool, arguments: &[String]) -> Result<Quantity, String> {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match (name, square, arguments.as_slice()) {
        ("P" | "p", true, [user, z]) => Ok(Quantity::Factor(Side::Users, of(Side::Users, user)?, factor(z)?)),
        ("Q" | "q", true, [z, item]) => Ok(Quantity::Factor(Side::Items, of(Side::Items, item)?, factor(z)?)),
        ("e", true, [user, item]) => cell("error", user, item),
        ("r", true, [user, item]) => cell("rating", user, item),
        (together, false, []) if spelled(together).is_some() => Err(spelled(together).unwrap_or_default()),
        ("P" | "p" | "Q" | "q" | "e" | "r", ..) => {
            Err("it takes two numbers in square brackets, as in P[4,1] or e[3,2]".into())
        }
        (_, true, _) => Err("only P, Q, e and r are written with square brackets".into()),
        ("guess", _, [user, item]) => Ok(Quantity::Guess(of(Side::Users, user)?, of(Side::Items, item)?)),
        ("lab", _, [name]) => Ok(Quantity::Lab((*name).into(), None)),
        ("lab", _, [name, at]) => {
            let at = at.parse().map_err(|_| format!("'{at}' is not the number of one; they count from 1"))?;
            Ok(Quantity::Lab((*name).into(), Some(at)))
        }
        (_, _, []) => named(WHOLE, name).map(Quantity::Whole).ok_or_else(unknown),
        (_, _, [one]) => {
            if let Some(of) = named(OF_ROW, name) {
                return Ok(Quantity::Row(of, place(one)?));
            }
            let of = named(OF_STEP, name).ok_or_else(unknown)?;
            match number_of(one) {
                Some(Ok(Quantity::Factor(side, place, z))) => Ok(Quantity::Step(of, side, place, z)),
                _ => Err("it takes a number of P or Q, as in new(P[4,1])".into()),
            }
        }
        (_, _, [a, b]) => {
            let cell = |a, b| Ok::<_, String>((of(Side::Users, a)?, of(Side::Items, b)?));
            if let Some(of) = named(OF_PAIR, name) {
                Ok(Quantity::Pair(of, place(a)?, place(b)?))
            } else if let Some(of) = named(OF_LISTED, name) {
                cell(a, b).map(|(user, item)| Quantity::Listed(of, user, item))
            } else if let Some(of) = named(OF_USE, name) {
                cell(a, b).map(|(user, item)| Quantity::Used(of, user, item))
            } else {
                self::cell(name, a, b)
            }
        }
        (_, _, [user, item, rated]) if named(OF_REASON, name).is_some() => {
            let reason = named(OF_REASON, name).ok_or_else(unknown)?;
            let items = (of(Side::Items, item)?, of(Side::Items, rated)?);
            Ok(Quantity::Reason(reason, of(Side::Users, user)?, items.0, items.1))
        }
        _ => Err("there is more in the brackets than any quantity takes".into()),
    }
}

/// A number of P or Q, as it is written.
fn number_of(text: &str) -> Option<Result<Quantity, String>> {
    let (name, rest) = text.trim().split_once('[')?;
    let arguments: Vec<String> = rest.strip_suffix(']')?.split(',').map(|part| part.trim().to_string()).collect();
    Some(read(name.trim(), true, &arguments))
}

fn named<T: Copy>(table: &[Named<T>], name: &str) -> Option<Named<T>> {
    table.iter().find(|n| n.0 == name).copied()
}

fn cell(name: &str, user: &str, item: &str) -> Result<Quantity, String> {
    let quantity = named(OF_CELL, name).ok_or_else(unknown)?;
    Ok(Quantity::Cell(quantity, of(Side::Users, user)?, of(Side::Items, item)?))
}

/// One of this side: `i` is a user and `j` an item.
fn of(side: Side, text: &str) -> Result<Pointer, String> {
    match place(text)? {
        Pointer::Here(other) if other != side => {
            Err(format!("'{text}' is one of the {other}, and here stands one of the {side}"))
        }
        place => Ok(place),
    }
}

/// How a symbol is written whose numbers stand beside it without brackets, as in P32.
fn spelled(name: &str) -> Option<String> {
    let mut letters = name.chars();
    let (Some(symbol @ ('P' | 'p' | 'Q' | 'q' | 'e' | 'r')), Some(a), Some(b), None) =
        (letters.next(), letters.next(), letters.next(), letters.next())
    else {
        return None;
    };
    (a.is_ascii_digit() && b.is_ascii_digit()).then(|| format!("write {symbol}[{a},{b}]"))
}

fn unknown() -> String {
    let names = |all: Vec<&str>| all.join(", ");
    format!(
        "there is no such quantity; there are {}; of a cell {}; of a user or item {}; of two {}; of an item on the list of \
         a user {}; of a rating behind it {}; of a use {}; of a step {}; and P[i,z], Q[z,j], e[i,j], r[i,j], lab(NAME)",
        names(WHOLE.iter().map(|n| n.0).collect()),
        names(OF_CELL.iter().map(|n| n.0).collect()),
        names(OF_ROW.iter().map(|n| n.0).collect()),
        names(OF_PAIR.iter().map(|n| n.0).collect()),
        names(OF_LISTED.iter().map(|n| n.0).collect()),
        names(OF_REASON.iter().map(|n| n.0).collect()),
        names(OF_USE.iter().map(|n| n.0).collect()),
        names(OF_STEP.iter().map(|n| n.0).collect()),
    )
}

/// Reads a user or an item: a number from 1, `i` or `j`, or a name.
pub(super) fn place(text: &str) -> Result<Pointer, String> {
    match (text, text.trim_start_matches('#').parse::<usize>()) {
        ("", _) => Err("a name or a number is missing in the brackets".into()),
        ("i", _) => Ok(Pointer::Here(Side::Users)),
        ("j", _) => Ok(Pointer::Here(Side::Items)),
        (_, Ok(0)) => Err("users, items and factors count from 1".into()),
        (_, Ok(number)) => Ok(Pointer::Of(Who::Number(number))),
        (name, Err(_)) => Ok(Pointer::Of(Who::Name(name.into()))),
    }
}

fn factor(text: &str) -> Result<usize, String> {
    let z = text.parse::<usize>().ok().and_then(|z| z.checked_sub(1));
    z.ok_or_else(|| format!("'{text}' is not the number of a factor; they count from 1"))
}

fn cells(s: &Snapshot) -> f64 {
    s.ratings().n_users() as f64 * s.ratings().n_items() as f64
}

fn rating(s: &Snapshot, i: UserId, j: ItemId) -> Result<f64, String> {
    s.ratings().get(i, j).ok_or_else(|| format!("{} has not rated {}", s.ratings().name(i), s.ratings().name(j)))
}

fn error(s: &Snapshot, i: UserId, j: ItemId) -> Result<f64, String> {
    Ok(s.predict(i, j) - s.model.aim(rating(s, i, j)?))
}

/// The mean of all ratings that a user gave or an item got; no number where there are none.
fn row_mean(s: &Snapshot, of: Entity) -> f64 {
    let sum: f64 = match of {
        Entity::User(i) => s.ratings().user(i).iter().map(|(_, r)| r).sum(),
        Entity::Item(j) => s.ratings().item(j).iter().map(|(_, r)| r).sum(),
    };
    sum / s.ratings().degree(of) as f64
}

fn row_sse(s: &Snapshot, of: Entity) -> f64 {
    let square = |i, j, r: f64| (s.predict(i, j) - s.model.aim(r)).powi(2);
    match of {
        Entity::User(i) => s.ratings().user(i).iter().map(|(j, r)| square(i, j, r)).sum(),
        Entity::Item(j) => s.ratings().item(j).iter().map(|(i, r)| square(i, j, r)).sum(),
    }
}
