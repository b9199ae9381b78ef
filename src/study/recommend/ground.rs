//! Every item that may be recommended, measured on each scale that counts.

use super::{Asked, Slider};
use crate::{
    choice::Choice,
    data::{ItemId, Side, Use},
    model::Go,
    study::{
        Present,
        neighbours::{Metric, by_raters},
    },
};
use std::cmp::Ordering;

/// So many of the items that the user liked are compared with: those rated highest.
pub(super) const LIKED: usize = 50;

/// How a slider is measured: from where to where its quantity goes, or why it cannot be, in a few words.
pub type Measured = Result<[f64; 2], &'static str>;

/// One item on the scales.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Placed {
    pub(super) item: ItemId,
    pub(super) prediction: f64,
    /// On each scale; 0 where it does not count.
    pub(super) values: [f64; Slider::ALL.len()],
    /// What of that which the user liked is nearest, and how near, where that counts.
    pub(super) liked: Option<(f64, ItemId)>,
    /// The weighted sum.
    pub(super) score: f64,
}

impl Placed {
    /// The higher score first, equals by number.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        higher(self.score, other.score).then(self.item.cmp(&other.item))
    }
}

/// The larger first; what is no number last.
pub(super) fn higher(a: f64, b: f64) -> Ordering {
    let known = |x: f64| if x.is_nan() { f64::NEG_INFINITY } else { x };
    known(b).total_cmp(&known(a))
}

/// What may be recommended to anyone, in order: what something is known of, and is asked for.
pub(super) fn candidates(present: Present<'_>, asked: &Asked) -> Vec<ItemId> {
    let train = &present.source.split.train;
    let known = |j: &ItemId| train.degree(*j) > 0 || present.source.was_given(Side::Items);
    let items = (0..train.n_items()).map(ItemId::new).filter(known);
    items.filter(|j| asked.among.holds(train, (*j).into())).collect()
}

/// Those that may be recommended to the user.
fn unrated(present: Present<'_>, asked: &Asked, mut items: Vec<ItemId>) -> Vec<ItemId> {
    if !asked.rated {
        let train = &present.source.split.train;
        let mut rated = vec![false; train.n_items()];
        train.user(asked.user).ids.iter().for_each(|j| rated[j.index()] = true);
        if brings_back(asked) {
            train.names().uses.of(asked.user).iter().for_each(|one| rated[one.item.index()] = false);
        }
        items.retain(|j| !rated[j.index()]);
    }
    items
}

/// All that may be recommended.
pub(super) struct Ground {
    pub(super) placed: Vec<Placed>,
    /// What the user liked.
    liked: Vec<ItemId>,
    pub(super) measured: [Measured; Slider::ALL.len()],
}

impl Ground {
    /// Measures all items.
    pub(super) fn new(present: Present<'_>, asked: &Asked, go: Go) -> Option<Self> {
        let train = &present.source.split.train;
        let items = unrated(present, asked, candidates(present, asked));
        let mut predictions = Vec::new();
        present.model.predict_row(present.source.learned(), asked.user, &items, &mut predictions);
        go()?;
        let liked = liked(present, asked, None);
        let (scale, years) = (present.scale(), extent(present, asked));
        let (used, now) = (train.names().uses.of(asked.user), asked.now(&train.names().uses));
        let most = (0..train.n_items()).map(|j| train.degree(ItemId::new(j))).max().unwrap_or(0);
        let none_liked = liked.is_empty();
        let measured = Slider::ALL.iter().map(|slider| match slider {
            Slider::Rating => Ok([scale.low(), scale.high()]),
            Slider::Like | Slider::Unlike if none_liked => Err("nothing is rated above the middle"),
            Slider::Like | Slider::Unlike | Slider::Variety => Ok([0.0, 1.0]),
            Slider::Popular => Ok([0.0, most as f64]),
            Slider::New => years.as_ref().map_or(Err("no years and no times are known"), |years| Ok(years.1)),
            Slider::Promoted if present.promoted.is_empty() => Err("nothing is promoted: p promotes what is chosen"),
            Slider::Again | Slider::Due if train.names().uses.is_empty() => Err("what was used when is not known"),
            Slider::Due if used.iter().all(|one| one.gap.is_none()) => Err("nothing was used in a rhythm"),
            Slider::Promoted | Slider::Due => Ok([0.0, 1.0]),
            Slider::Again => Ok([0.0, f64::from(used.iter().map(|one| one.count).max().unwrap_or(0))]),
        });
        let placed = Vec::with_capacity(items.len());
        let mut ground = Self { placed, liked, measured: [Err(""); Slider::ALL.len()] };
        ground.measured.iter_mut().zip(measured).for_each(|(place, measured)| *place = measured);
        for (item, raw) in items.into_iter().zip(predictions) {
            go()?;
            let prediction = if asked.clip { scale.clip(raw) } else { raw };
            let counts = |slider: Slider| asked.weights.of(slider) > 0.0;
            let close = if compares(asked) { nearest(present, item, &ground.liked) } else { None };
            let mut values = [0.0; Slider::ALL.len()];
            for (slider, value) in Slider::ALL.iter().zip(&mut values).filter(|(slider, _)| counts(**slider)) {
                let x = match slider {
                    Slider::Rating => Some(prediction),
                    Slider::Like => close.map(|(near, _)| near),
                    Slider::Unlike => close.map(|(near, _)| 1.0 - near),
                    Slider::Popular => Some(train.degree(item) as f64),
                    Slider::Variety => None,
                    Slider::New => years.as_ref().and_then(|(year, _)| year[item.index()]),
                    Slider::Promoted => Some(f64::from(u8::from(present.promoted.contains(&item)))),
                    Slider::Again => train.names().uses.get(asked.user, item).map(|one| f64::from(one.count)),
                    Slider::Due => train.names().uses.get(asked.user, item).and_then(|one| due(one, now)),
                };
                if let (Some(x), Ok([low, high])) = (x, ground.measured[slider.place()]) {
                    *value = if high > low { (x - low) / (high - low) } else { 0.0 };
                }
            }
            let score = score(asked, &values);
            ground.placed.push(Placed { item, prediction, values, liked: close, score });
        }
        Some(ground)
    }

    /// The place of an item by its score, from 1; `None` where it is none of these.
    pub(super) fn place(&self, item: ItemId) -> Option<usize> {
        place(&self.placed, item)
    }

    /// The place that an item would have, had the user not rated `without` and did the model then predict so. Nothing but the
    /// predictions and what the user liked is another; all else stays as it was measured.
    pub(super) fn place_without(
        &self,
        (present, asked): (Present<'_>, &Asked),
        item: ItemId,
        (without, predict): (ItemId, &dyn Fn(ItemId) -> f64),
        go: Go,
    ) -> Option<Option<usize>> {
        let scale = present.scale();
        let likes_less = compares(asked) && self.liked.contains(&without);
        let liked = if likes_less { liked(present, asked, Some(without)) } else { Vec::new() };
        // Of those that are compared with, the next one comes up.
        let next = liked.iter().copied().find(|l| !self.liked.contains(l));
        let mut placed = self.placed.clone();
        for one in &mut placed {
            go()?;
            let raw = predict(one.item);
            one.prediction = if asked.clip { scale.clip(raw) } else { raw };
            if asked.weights.of(Slider::Rating) > 0.0 {
                let (low, high) = (scale.low(), scale.high());
                let value = if high > low { (one.prediction - low) / (high - low) } else { 0.0 };
                one.values[Slider::Rating.place()] = value;
            }
            if likes_less {
                one.liked = match one.liked {
                    Some((_, nearest_one)) if nearest_one == without => nearest(present, one.item, &liked),
                    known => nearer(known, next.filter(|l| *l != one.item).map(|l| (near(present, one.item, l), l))),
                };
                let close = one.liked.map(|(near, _)| near);
                for (slider, value) in [(Slider::Like, close), (Slider::Unlike, close.map(|near| 1.0 - near))] {
                    if asked.weights.of(slider) > 0.0 {
                        one.values[slider.place()] = value.unwrap_or(0.0);
                    }
                }
            }
            one.score = score(asked, &one.values);
        }
        Some(place(&placed, item))
    }
}

/// Σ w v.
fn score(asked: &Asked, values: &[f64; Slider::ALL.len()]) -> f64 {
    Slider::ALL.iter().zip(values).map(|(slider, value)| asked.weights.of(*slider) * value).sum()
}

fn place(placed: &[Placed], item: ItemId) -> Option<usize> {
    let own = placed.iter().find(|placed| placed.item == item)?;
    let before = |other: &&Placed| other.order(own) == Ordering::Less;
    Some(placed.iter().filter(before).count() + 1)
}

/// What of some items is nearest to another one, and how near; of equally near ones the first by number.
fn nearest(present: Present<'_>, item: ItemId, liked: &[ItemId]) -> Option<(f64, ItemId)> {
    let all = liked.iter().filter(|l| **l != item).map(|l| Some((near(present, item, *l), *l)));
    all.fold(None, nearer)
}

/// The nearer of two.
fn nearer(a: Option<(f64, ItemId)>, b: Option<(f64, ItemId)>) -> Option<(f64, ItemId)> {
    match (a, b) {
        (Some(a), Some(b)) if b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)) == Ordering::Greater => Some(b),
        (a, b) => a.or(b),
    }
}

/// How due something is: the time since it was used last over the usual gap, at most 1; `None` where it has no rhythm.
pub fn due(one: Use, now: Option<i64>) -> Option<f64> {
    let (gap, since) = (one.gap?, now? - one.last?);
    Some((since as f64 / gap as f64).min(1.0))
}

/// Whether what was used comes back onto the list.
fn brings_back(asked: &Asked) -> bool {
    asked.weights.of(Slider::Again) > 0.0 || asked.weights.of(Slider::Due) > 0.0
}

/// Whether it counts how near an item is to what the user liked.
pub(super) fn compares(asked: &Asked) -> bool {
    asked.weights.of(Slider::Like) > 0.0 || asked.weights.of(Slider::Unlike) > 0.0
}

/// What the user liked: what they rated above the middle of the scale, the highest first.
fn liked(present: Present<'_>, asked: &Asked, without: Option<ItemId>) -> Vec<ItemId> {
    let (train, scale) = (&present.source.split.train, present.scale());
    let middle = f64::midpoint(scale.low(), scale.high());
    let likes = |(item, r): &(ItemId, f64)| present.model.aim(*r) > middle && Some(*item) != without;
    let mut liked: Vec<(ItemId, f64)> = train.user(asked.user).iter().filter(likes).collect();
    liked.sort_by(|a, b| b.1.total_cmp(&a.1));
    liked.into_iter().take(LIKED).map(|(item, _)| item).collect()
}

/// How near two items are, from 0 to 1: `(1 + cos) / 2` of their factors; where the model has none, the [cosine of who
/// rated them](by_raters).
pub fn near(present: Present<'_>, a: ItemId, b: ItemId) -> f64 {
    match present.factors() {
        Some(factors) => (1.0 + Metric::Cosine.between(&factors.of(a), &factors.of(b))) / 2.0,
        None => by_raters(&present.source.split.train, a, b),
    }
}

/// The year of each item, or where no years are known when it was rated last, or else used last; and the earliest and the latest. Only where it counts.
fn extent(present: Present<'_>, asked: &Asked) -> Option<(Vec<Option<f64>>, [f64; 2])> {
    let train = &present.source.split.train;
    let uses = &train.names().uses;
    if !(train.facts().has_years() || train.has_times() || uses.now().is_some()) {
        return None;
    }
    let count = train.n_items();
    if asked.weights.of(Slider::New) == 0.0 {
        return Some((vec![None; count], [0.0, 0.0]));
    }
    let mut of = vec![None; count];
    if train.facts().has_years() {
        let year = |j: usize| train.facts().year(ItemId::new(j)).map(f64::from);
        of.iter_mut().enumerate().for_each(|(j, of)| *of = year(j));
    } else {
        let rated = train.iter().enumerate().filter_map(|(place, rating)| Some((rating.item, train.time(place)?)));
        let times: Vec<_> = if train.has_times() { rated.collect() } else { uses.last().collect() };
        for (item, time) in times {
            let last: &mut Option<f64> = &mut of[item.index()];
            *last = Some(last.map_or(time as f64, |last| last.max(time as f64)));
        }
    }
    let ends = of.iter().flatten().fold([f64::INFINITY, f64::NEG_INFINITY], |[a, b], x| [a.min(*x), b.max(*x)]);
    Some((of, ends))
}
