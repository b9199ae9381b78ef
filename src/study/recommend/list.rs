//! The list itself: the highest scores first, or one after another so that no two are alike.

use super::{
    Asked, Measured, Slider,
    ground::{Ground, Placed, higher, near},
};
use crate::{choice::Choice, data::ItemId, model::Go, study::Present};
use std::cmp::Ordering;

/// For variety the list is chosen among so many times its length, those with the highest scores.
pub(super) const POOL: usize = 10;

/// An item, and how near it is; none where there is none.
type Nearest = Option<(ItemId, f64)>;

/// One recommendation.
#[derive(Clone, Debug, PartialEq)]
pub struct Pick {
    /// What it is.
    pub item: ItemId,
    /// r̂, clipped where that was asked for.
    pub prediction: f64,
    /// v on each [`Slider`]; 0 where it does not count.
    pub values: [f64; Slider::ALL.len()],
    /// Σ w v.
    pub score: f64,
    /// Its place by the predicted rating alone, from 1.
    pub alone: usize,
    /// Its place by the score, from 1.
    pub place: usize,
    /// What of that which the user liked is nearest, where nearness counts.
    pub liked: Option<ItemId>,
    /// What of that which stands before it on the list is nearest, and how near, where variety counts.
    pub before: Option<(ItemId, f64)>,
}

/// What is recommended to a user.
#[derive(Clone, Debug, PartialEq)]
pub struct Recommended {
    /// What was asked.
    pub asked: Asked,
    /// The list.
    pub picks: Vec<Pick>,
    /// Among how many items it was chosen.
    pub among: usize,
    /// How each slider is measured.
    pub measured: [Measured; Slider::ALL.len()],
}

/// The list of a user: by Σ w v, equals by number. `None` when it is given up.
///
/// Where variety counts, by λ, each place goes to the item with the largest `(1 - λ) Σwv/Σw - λ max near(item, one before it)`, among
/// ten times as many items with the highest scores.
///
/// Source: Carbonell and Goldstein, "The use of MMR, diversity-based reranking for reordering documents and producing
/// summaries" (1998).
pub fn recommend<'a>(present: impl Into<Present<'a>>, asked: Asked, go: Go) -> Option<Recommended> {
    let present = present.into();
    let ground = Ground::new(present, &asked, go)?;
    let (among, placed) = (ground.placed.len(), ground.placed);
    let sorted = |order: fn(&Placed, &Placed) -> Ordering| {
        let mut all: Vec<usize> = (0..among).collect();
        all.sort_by(|a, b| order(&placed[*a], &placed[*b]));
        all
    };
    let order = sorted(Placed::order);
    let place = places(&order);
    let alone = places(&sorted(|a, b| higher(a.prediction, b.prediction).then(a.item.cmp(&b.item))));
    let length = asked.most.min(among);
    let chosen: Vec<(usize, Nearest)> = match asked.weights.of(Slider::Variety) {
        0.0 => order[..length].iter().map(|at| (*at, None)).collect(),
        _ => varied(present, &asked, &placed, &order[..among.min(length.saturating_mul(POOL))], length, go)?,
    };
    let picks = chosen.into_iter().map(|(at, before)| {
        let Placed { item, prediction, values, liked, score } = placed[at];
        let liked = liked.map(|(_, item)| item);
        Pick { item, prediction, values, score, alone: alone[at], place: place[at], liked, before }
    });
    Some(Recommended { asked, picks: picks.collect(), among, measured: ground.measured })
}

/// The place of each in an order, from 1.
fn places(order: &[usize]) -> Vec<usize> {
    let mut place = vec![0; order.len()];
    order.iter().enumerate().for_each(|(n, at)| place[*at] = n + 1);
    place
}

/// So many of a pool, each unlike those before it.
fn varied(
    present: Present<'_>,
    asked: &Asked,
    placed: &[Placed],
    pool: &[usize],
    length: usize,
    go: Go,
) -> Option<Vec<(usize, Nearest)>> {
    let (lambda, all) = (asked.weights.of(Slider::Variety), asked.weights.sum());
    let worth = |at: usize| if all > 0.0 { placed[at].score / all } else { 0.0 };
    // With each, the nearest of those that are chosen already.
    let mut open: Vec<(usize, Nearest)> = pool.iter().map(|at| (*at, None)).collect();
    let mut chosen = Vec::with_capacity(length);
    while chosen.len() < length && !open.is_empty() {
        go()?;
        let gain =
            |(at, near): &(usize, Nearest)| (1.0 - lambda) * worth(*at) - lambda * near.map_or(0.0, |(_, near)| near);
        // The first of equals: the pool comes by score.
        let best = (1..open.len()).fold(0, |best, at| if gain(&open[at]) > gain(&open[best]) { at } else { best });
        let one = open.remove(best);
        let item = placed[one.0].item;
        for (at, nearest) in &mut open {
            let close = near(present, placed[*at].item, item);
            if nearest.is_none_or(|(_, known)| close > known) {
                *nearest = Some((item, close));
            }
        }
        chosen.push(one);
    }
    Some(chosen)
}
