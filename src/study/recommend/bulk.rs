//! Lists for many users at once: predictions by products of blocks of P and Q, of which only the highest are looked at closely.

use super::{
    Asked, Slider,
    ground::{candidates, higher},
    recommend,
};
use crate::{
    data::{ItemId, UserId},
    model::{Factors, Model, ON},
    study::Present,
};
use ndarray::{Array2, ArrayView2, linalg::general_mat_mul};
use rayon::prelude::*;

/// So many users at a time share a product.
const USERS: usize = 64;
/// With so many items: what comes of it stays near the processor.
const ITEMS: usize = 4096;

/// One recommendation of many.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Brief {
    /// What it is.
    pub item: ItemId,
    /// r̂, clipped where that was asked for.
    pub prediction: f64,
    /// Σ w v.
    pub score: f64,
}

/// The lists of some users, in their order, each the very list that [`recommend`] makes; `asked` says the rest.
///
/// By rating alone, of a model with factors, the predictions are `P Qᵀ` in blocks and in `f32`. Its error is bounded by
/// `(Z + 8) ε (|P_i| max |Q_j| + max |b|)`, so all that may be among the highest is known, and is predicted once more as it is
/// everywhere else.
pub fn lists<'a>(present: impl Into<Present<'a>>, users: &[UserId], asked: Asked) -> Vec<Vec<Brief>> {
    let present = present.into();
    let product = Product::new(present, &asked);
    let one = |user: &UserId| {
        let picks = recommend(present, Asked { user: *user, ..asked }, ON).map_or_else(Vec::new, |list| list.picks);
        picks.iter().map(|pick| Brief { item: pick.item, prediction: pick.prediction, score: pick.score }).collect()
    };
    match &product {
        None => users.par_iter().with_max_len(64).map(one).collect(),
        Some(product) => users.par_chunks(USERS).flat_map_iter(|users| product.lists(users)).collect(),
    }
}

/// The items as the product takes them.
struct Product<'a> {
    present: Present<'a>,
    asked: Asked,
    factors: &'a Factors,
    items: Vec<ItemId>,
    /// Q of these, a row each.
    q: Array2<f32>,
    /// What is said of each to anyone.
    base: Vec<f32>,
    /// The longest row of Q, and the largest base.
    longest: f64,
    highest: f64,
}

/// What may be among the highest of one user.
struct Best {
    most: usize,
    margin: f32,
    floor: f32,
    found: Vec<(f32, u32)>,
}

impl Best {
    fn new(most: usize, margin: f32) -> Self {
        // Whoever asks for very long lists has room taken for what is found only.
        Self { most, margin, floor: f32::NEG_INFINITY, found: Vec::new() }
    }

    /// Looks at the scores of items from `first` on.
    fn look(&mut self, scores: &[f32], base: &[f32], first: usize) {
        for (at, (score, base)) in scores.iter().zip(base).enumerate() {
            let score = score + base;
            if score >= self.floor {
                self.found.push((score, (first + at) as u32));
                if self.found.len() == 5 * self.most + 64 {
                    self.sift();
                }
            }
        }
    }

    /// Forgets what is too low by more than rounding.
    fn sift(&mut self) {
        if self.found.len() > self.most {
            let (_, nth, _) = self.found.select_nth_unstable_by(self.most - 1, |a, b| b.0.total_cmp(&a.0));
            self.floor = self.floor.max(nth.0 - self.margin);
            let floor = self.floor;
            self.found.retain(|found| found.0 >= floor);
        }
    }
}

impl<'a> Product<'a> {
    /// `None` where the order is not that of a product of factors.
    fn new(present: Present<'a>, asked: &Asked) -> Option<Self> {
        let of_factors = matches!(present.model, Model::Factors(_) | Model::Preferences(_) | Model::PlusPlus(_));
        let scale = present.scale();
        let rising = asked.weights.is_plain() && asked.weights.of(Slider::Rating) > 0.0 && scale.high() > scale.low();
        let factors = present.factors().filter(|_| of_factors && rising && !asked.clip && asked.most > 0)?;
        let items = candidates(present, asked);
        let z = factors.z();
        let mut q = Array2::zeros((items.len(), z));
        let mut longest: f64 = 0.0;
        for (mut row, item) in q.rows_mut().into_iter().zip(&items) {
            let factors = factors.of(*item);
            row.iter_mut().zip(&*factors).for_each(|(q, factor)| *q = *factor as f32);
            longest = longest.max(length(&factors));
        }
        let base = |item: &ItemId| factors.mean().map_or(0.0, |mean| mean + factors.bias_of(*item)) as f32;
        let base: Vec<f32> = items.iter().map(base).collect();
        let highest = base.iter().fold(0.0_f64, |highest, base| highest.max(f64::from(base.abs())));
        Some(Self { present, asked: *asked, factors, items, q, base, longest, highest })
    }

    /// The lists of a block of users.
    fn lists(&self, users: &[UserId]) -> Vec<Vec<Brief>> {
        let z = self.factors.z();
        let mut p = Array2::<f32>::zeros((users.len(), z));
        for (mut row, user) in p.rows_mut().into_iter().zip(users) {
            row.iter_mut().zip(&*self.factors.of(*user)).for_each(|(p, factor)| *p = *factor as f32);
        }
        let margin = |user: &UserId| {
            let size = length(&self.factors.of(*user)) * self.longest + self.highest;
            (2.0 * (z as f64 + 8.0) * f64::from(f32::EPSILON) * size) as f32
        };
        let mut best: Vec<Best> = users.iter().map(|user| Best::new(self.asked.most, margin(user))).collect();
        // What a user has rated, by place among the items, and how far one is in it.
        let mut rated: Vec<(Vec<u32>, usize)> = users.iter().map(|user| (self.rated(*user), 0)).collect();
        let mut scores = Array2::<f32>::zeros((users.len(), ITEMS));
        for first in (0..self.items.len()).step_by(ITEMS) {
            let count = ITEMS.min(self.items.len() - first);
            let q: ArrayView2<'_, f32> = self.q.slice_axis(ndarray::Axis(0), (first..first + count).into());
            let mut here = scores.slice_axis_mut(ndarray::Axis(1), (..count).into());
            general_mat_mul(1.0, &p, &q.t(), 0.0, &mut here);
            for ((mut scores, best), (rated, seen)) in here.rows_mut().into_iter().zip(&mut best).zip(&mut rated) {
                let Some(scores) = scores.as_slice_mut() else { continue };
                while let Some(at) = rated.get(*seen).map(|at| *at as usize).filter(|at| *at < first + count) {
                    scores[at - first] = f32::NEG_INFINITY;
                    *seen += 1;
                }
                best.look(scores, &self.base[first..first + count], first);
            }
        }
        users.iter().zip(best).map(|(user, best)| self.list(*user, best)).collect()
    }

    /// The places of what a user has rated among the items, in order; none where that may be recommended.
    fn rated(&self, user: UserId) -> Vec<u32> {
        if self.asked.rated {
            return Vec::new();
        }
        let rated = self.present.source.split.train.user(user).ids;
        let mut places: Vec<u32> =
            rated.iter().filter_map(|item| self.items.binary_search(item).ok()).map(|at| at as u32).collect();
        places.sort_unstable();
        places
    }

    /// The highest of what was found, predicted as everywhere else.
    fn list(&self, user: UserId, mut best: Best) -> Vec<Brief> {
        best.sift();
        let scale = self.present.scale();
        let weight = self.asked.weights.of(Slider::Rating);
        let found = best.found.iter().filter(|found| found.0 > f32::NEG_INFINITY);
        let items: Vec<ItemId> = found.map(|(_, at)| self.items[*at as usize]).collect();
        let mut predictions = Vec::new();
        self.present.model.predict_row(self.present.source.learned(), user, &items, &mut predictions);
        let brief = |(item, prediction): (&ItemId, &f64)| {
            let value = (prediction - scale.low()) / (scale.high() - scale.low());
            Brief { item: *item, prediction: *prediction, score: weight * value }
        };
        let mut list: Vec<Brief> = items.iter().zip(&predictions).map(brief).collect();
        list.sort_by(|a, b| higher(a.score, b.score).then(a.item.cmp(&b.item)));
        list.truncate(self.asked.most);
        list
    }
}

fn length(row: &[f64]) -> f64 {
    row.iter().map(|x| x * x).sum::<f64>().sqrt()
}
