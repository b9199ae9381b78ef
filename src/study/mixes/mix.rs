//! What a cluster is: how large, what is typical of it, and which words it has more often than chance would have it.

use super::Clustered;
use crate::{
    data::{ItemId, Ratings},
    model::table,
    study::telling::{Pool, Telling},
};
use ndarray::Array2;

/// How many typical items are told at the most.
pub const TYPICAL: usize = 12;
/// How many words are told at the most.
pub const WORDS: usize = 6;

/// A cluster.
#[derive(Clone, Debug, PartialEq)]
pub struct Mix {
    /// How many items are in it.
    pub size: usize,
    /// Of the half of its items that are rated most, those nearest to its centre, with their distance: the nearest first. Whoever reads
    /// a name wants to know it.
    pub typical: Vec<(ItemId, f64)>,
    /// The words that it has more often than chance would have it among all items in clusters, the most surprising first.
    pub words: Vec<Telling>,
}

impl Mix {
    /// The two parts of its name: its two most surprising words and its most typical item; or where no word tells it from the
    /// others its two most typical items. The second is empty where there is but one item, both where it has none.
    pub fn parts(&self, ratings: &Ratings) -> [String; 2] {
        let word = |telling: &Telling| &*ratings.facts().word(telling.word).text;
        let words: Vec<&str> = self.words.iter().take(2).map(word).collect();
        let mut items = self.typical.iter().map(|(item, _)| ratings.name(*item).to_string());
        let first = if words.is_empty() { items.next().unwrap_or_default() } else { words.join(", ") };
        [first, items.next().unwrap_or_default()]
    }

    /// What it is called, such as `Western, War · The Searchers`.
    pub fn name(&self, ratings: &Ratings) -> String {
        let [first, second] = self.parts(ratings);
        if second.is_empty() { first } else { format!("{first} · {second}") }
    }
}

/// All items that are in clusters, in one order.
pub(super) struct Items<'a> {
    pub(super) ids: &'a [ItemId],
    pub(super) points: &'a Array2<f64>,
    pub(super) degrees: &'a [usize],
    pub(super) pool: &'a Pool<'a>,
}

/// What each cluster is.
pub(super) fn mixes(clustered: &Clustered, items: &Items) -> Vec<Mix> {
    let mut members = vec![Vec::new(); clustered.centres.nrows()];
    clustered.of.iter().enumerate().for_each(|(at, cluster)| members[usize::from(*cluster)].push(at));
    let mix = |(cluster, own): (usize, Vec<usize>)| {
        let ids: Vec<ItemId> = own.iter().map(|at| items.ids[*at]).collect();
        let mut words = items.pool.telling(&ids);
        words.truncate(WORDS);
        Mix { size: own.len(), typical: typical(table::row(&clustered.centres, cluster), own, items), words }
    };
    members.into_iter().enumerate().map(mix).collect()
}

/// Of the half that is rated most, the nearest to a centre; equals by number.
fn typical(centre: &[f64], mut own: Vec<usize>, items: &Items) -> Vec<(ItemId, f64)> {
    own.sort_by_key(|at| std::cmp::Reverse(items.degrees[*at]));
    own.truncate(own.len().div_ceil(2));
    let distance = |at: usize| {
        let row = table::row(items.points, at);
        row.iter().zip(centre).map(|(x, c)| (x - c) * (x - c)).sum::<f64>().sqrt()
    };
    let mut near: Vec<(f64, usize)> = own.into_iter().map(|at| (distance(at), at)).collect();
    near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    near.into_iter().take(TYPICAL).map(|(distance, at)| (items.ids[at], distance)).collect()
}
