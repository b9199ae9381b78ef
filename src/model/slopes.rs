//! How far items stand above one another: the model of Slope One.

use super::{
    rows::SHARE,
    working::{Arithmetic, Calc, Fallback},
};
use crate::data::{Entity, ItemId, Ratings, Side, UserId};
use rayon::prelude::*;
use std::{ops::Range, sync::Arc};

/// The deviations that are known so far, an item's from all those that someone rated along with it.
#[derive(Clone, Debug)]
pub struct Slopes {
    /// By item; `None` until they are worked out.
    rows: Vec<Option<Arc<Deviations>>>,
    /// How often ratings or options have changed.
    changes: u64,
}

/// What it has come by makes no difference.
impl PartialEq for Slopes {
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows
    }
}

/// The deviations of one item.
#[derive(Clone, Debug, Default)]
pub(super) struct Deviations {
    /// How often ratings or options had changed by then.
    changes: u64,
    /// From which items, in order.
    from: Vec<ItemId>,
    /// Σ_u (r_ui - r_uj), in step with `from`.
    sum: Vec<f64>,
    /// n_ij, how many users that sum is over.
    support: Vec<u32>,
}

impl PartialEq for Deviations {
    fn eq(&self, other: &Self) -> bool {
        (&self.from, &self.sum, &self.support) == (&other.from, &other.sum, &other.support)
    }
}

/// How far one item stands above another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Deviation {
    /// The other one.
    pub from: ItemId,
    /// Σ_u (r_ui - r_uj).
    pub sum: f64,
    /// n_ij, how many rated both.
    pub support: usize,
}

impl Deviation {
    /// `dev[i,j]`, how much higher the one is rated than the other by those who rated both.
    pub fn dev(self) -> f64 {
        self.sum / self.support as f64
    }
}

impl Deviations {
    fn at(&self, at: usize) -> Deviation {
        Deviation { from: self.from[at], sum: self.sum[at], support: self.support[at] as usize }
    }

    /// All, in the order of the items that they are from.
    fn iter(&self) -> impl Iterator<Item = Deviation> + '_ {
        (0..self.from.len()).map(|at| self.at(at))
    }

    /// How the deviations of this item come about: those that rest on the most users, at most `most` of them.
    pub(super) fn explain(&self, item: ItemId, most: usize) -> Arithmetic {
        let mut all: Vec<Deviation> = self.iter().filter(|of| of.from != item).collect();
        all.sort_by_key(|of| std::cmp::Reverse(of.support));
        let row = |of: &Deviation| {
            let sum = Calc::Number(of.sum);
            (Entity::Item(of.from), vec![Calc::Count(of.support), sum, Calc::Number(of.dev())])
        };
        Arithmetic {
            formula: "dev[i,j] = Σ (r_ui - r_uj)/n over the n who rated both".into(),
            heads: vec!["n", "Σ", "dev"],
            unlisted: all.len().saturating_sub(most),
            terms: all.iter().take(most).map(row).collect(),
            ..Arithmetic::default()
        }
    }
}

impl Slopes {
    /// For so many items, of none of which anything is known yet.
    pub(super) fn new(items: usize) -> Self {
        Self { rows: vec![None; items], changes: 0 }
    }

    /// One more user, which changes nothing, or an item of which nothing is known.
    pub(super) fn join(&mut self, side: Side) {
        if side == Side::Items {
            self.rows.push(None);
        }
    }

    /// After a change of ratings or options. Deviations stay as they are until they are worked out anew.
    pub(super) fn follow(&mut self) {
        self.changes += 1;
    }

    /// What is known of an item.
    pub(super) fn row(&self, item: ItemId) -> Option<&Deviations> {
        self.rows[item.index()].as_deref()
    }

    /// Works some rows out, each in room of the thread that does it.
    pub(super) fn fill(&mut self, items: Range<usize>, row: impl Fn(&mut Sums, ItemId) -> Deviations + Sync) {
        let (first, changes, count) = (items.start, self.changes, self.rows.len());
        let sums = || Sums::new(count);
        self.rows[items].par_iter_mut().enumerate().with_max_len(SHARE).for_each_init(sums, |sums, (at, place)| {
            *place = Some(Arc::new(Deviations { changes, ..row(sums, ItemId::new(first + at)) }));
        });
    }

    /// What is known of an item and the items that the user rated: the terms of a prediction.
    pub fn terms<'a>(&'a self, seen: &'a Ratings, user: UserId, item: ItemId) -> impl Iterator<Item = Deviation> + 'a {
        let row = self.row(item);
        let rated = seen.user(user).ids.iter();
        rated.filter_map(move |&from| {
            let row = row?;
            row.from.binary_search(&from).ok().map(|at| row.at(at))
        })
    }

    /// r̂, as the formula says it.
    pub fn predict(&self, seen: &Ratings, user: UserId, item: ItemId) -> f64 {
        if seen.user(user).is_empty() || seen.item(item).is_empty() {
            return seen.mean();
        }
        let (sum, count) = self.terms(seen, user, item).fold((0.0, 0), |(sum, n), term| (sum + term.dev(), n + 1));
        mean_of(seen, user) + if count > 0 { sum / f64::from(count) } else { 0.0 }
    }

    /// The same for some items of one user, to the last bit. Where they are many, the rows of what the user rated are gone
    /// through once, in place of a search in the row of each item: by how much one item stands above another, that one stands
    /// below it, unless the ratings have changed between the two.
    pub(super) fn predict_row(&self, seen: &Ratings, user: UserId, items: &[ItemId], out: &mut Vec<f64>) {
        /// A search costs as much as going through so many deviations.
        const SEARCH: usize = 8;
        let rated = seen.user(user);
        let of_now = |item: &ItemId| self.row(*item).filter(|row| row.changes == self.changes);
        let rows: Option<Vec<&Deviations>> = rated.ids.iter().map(of_now).collect();
        let through = |rows: &Vec<&Deviations>| rows.iter().map(|row| row.from.len()).sum::<usize>() + self.rows.len();
        let Some(rows) = rows.filter(|rows| through(rows) < SEARCH * items.len() * rated.len()) else {
            return out.extend(items.iter().map(|&j| self.predict(seen, user, j)));
        };
        let (mut sum, mut count) = (vec![0.0; self.rows.len()], vec![0_u32; self.rows.len()]);
        for row in rows {
            for of in row.iter() {
                sum[of.from.index()] -= of.dev();
                count[of.from.index()] += 1;
            }
        }
        let mean = mean_of(seen, user);
        out.extend(items.iter().map(|j| match (of_now(j), count[j.index()]) {
            (Some(_), count) if count > 0 => mean + sum[j.index()] / f64::from(count),
            _ => self.predict(seen, user, *j),
        }));
    }

    /// How many deviations are known.
    pub fn parameters(&self) -> usize {
        self.rows.iter().flatten().map(|row| row.from.len()).sum()
    }

    /// About how many bytes they take.
    pub fn bytes(&self) -> usize {
        const EACH: usize = size_of::<ItemId>() + size_of::<f64>() + size_of::<u32>();
        self.rows.len() * size_of::<Option<Arc<Deviations>>>() + self.parameters() * EACH
    }

    /// The deviations of an item, in the order of the items that they are from; none before they are worked out.
    pub fn of(&self, item: ItemId) -> impl Iterator<Item = Deviation> + '_ {
        self.row(item).into_iter().flat_map(Deviations::iter)
    }

    /// What is predicted where no deviation is known.
    pub fn fallback(&self, seen: &Ratings, user: UserId, item: ItemId) -> Option<Fallback> {
        if seen.user(user).is_empty() || seen.item(item).is_empty() {
            return Some(Fallback::on_mean(seen.mean(), "the user or the item has no rating to learn from"));
        }
        let why = match self.rows[item.index()] {
            None => "the item's deviations are not worked out yet",
            Some(_) => "nobody rated it along with what the user rated",
        };
        let known = self.terms(seen, user, item).next().is_some();
        (!known).then(|| Fallback { on: "mean of the user", value: mean_of(seen, user), why })
    }

    /// How a prediction comes about.
    pub fn explain(&self, seen: &Ratings, user: UserId, item: ItemId) -> Arithmetic {
        let formula = "r̂ = mean of the user + Σ dev/n";
        if let Some(fallback) = self.fallback(seen, user, item) {
            return fallback.told(formula);
        }
        let terms: Vec<Deviation> = self.terms(seen, user, item).collect();
        let mean = Calc::Number(mean_of(seen, user));
        let row = |term: &Deviation| {
            let rating = seen.get(user, term.from).unwrap_or(f64::NAN);
            (Entity::Item(term.from), vec![Calc::Rating(rating), Calc::Count(term.support), Calc::Number(term.dev())])
        };
        let sum = Calc::Number(terms.iter().map(|term| term.dev()).sum());
        let value = mean.plus(sum.clone().over(Calc::Count(terms.len())));
        Arithmetic {
            formula: formula.into(),
            heads: vec!["r", "both", "dev"],
            terms: terms.iter().map(row).collect(),
            lines: vec![("Σ dev", sum), ("r̂", value)],
            ..Arithmetic::default()
        }
    }
}

/// The mean of a user's ratings.
pub fn mean_of(seen: &Ratings, user: UserId) -> f64 {
    seen.user(user).mean().unwrap_or(f64::NAN)
}

/// Room for the sums of one item over all others; it is empty between two items.
pub(super) struct Sums {
    sum: Vec<f64>,
    count: Vec<u32>,
}

impl Sums {
    pub(super) fn new(items: usize) -> Self {
        Self { sum: vec![0.0; items], count: vec![0; items] }
    }

    /// The deviations of an item: its users in order, and for each the items that the user rated. `whole` cuts ratings to
    /// whole numbers first.
    pub(super) fn deviations(&mut self, ratings: &Ratings, whole: bool, item: ItemId) -> Deviations {
        let compared = |rating: f64| if whole { rating.trunc() } else { rating };
        let mut from = Vec::new();
        for (user, own) in ratings.item(item).iter() {
            for (other, rating) in ratings.user(user).iter() {
                if self.count[other.index()] == 0 {
                    from.push(other);
                }
                self.sum[other.index()] += compared(own) - compared(rating);
                self.count[other.index()] += 1;
            }
        }
        from.sort_unstable();
        let sum = from.iter().map(|other| std::mem::take(&mut self.sum[other.index()])).collect();
        let support = from.iter().map(|other| std::mem::take(&mut self.count[other.index()])).collect();
        Deviations { changes: 0, from, sum, support }
    }
}
