//! Lists of recommendations held against what was held out.

use super::Onlooker;
use crate::{
    data::{ItemId, Ratings, Split, UserId, splitmix64},
    model::Model,
    study::neighbours::by_raters,
};
use rayon::prelude::*;
use std::collections::BTreeSet;

/// Which lists: the `at` items with the highest predictions for each user, of *all* items that the user did not rate in training.
/// Of equal predictions the item with the lower number comes first; what is no number comes last.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Top {
    /// k, how long a list is.
    pub at: usize,
    /// From this rating on, what was held out is relevant.
    pub relevant: f64,
}

/// What lists are worth: means over the users U with something relevant held out, H_u, and their lists `L_u = l_1 .. l_k`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TopFigures {
    /// |U|.
    pub users: usize,
    /// `|L_u ∩ H_u| / k`, k being what was asked for.
    pub precision: f64,
    /// `|L_u ∩ H_u| / |H_u|`.
    pub recall: f64,
    /// `DCG / IDCG`, with `DCG = Σ [l_p ∈ H_u] / log2(p + 1)` and IDCG the same of a list that begins with H_u.
    ///
    /// Source: Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (2002), with gains of 0 and 1.
    pub ndcg: f64,
    /// `Σ [l_p ∈ H_u] · (hits up to p) / p / min(k, |H_u|)`.
    pub map: f64,
    /// `[L_u ∩ H_u ≠ ∅]`.
    pub hit_rate: f64,
    /// `|∪ L_u| / N`.
    pub coverage: f64,
    /// The mean over a list of `-log2(n_j / M)`, n_j of the M users having rated item j in training, one at least.
    ///
    /// Source: Zhou et al., "Solving the apparent diversity-accuracy dilemma of recommender systems" (2010).
    pub novelty: f64,
    /// The mean over all pairs of a list of `1 - |V_a ∩ V_b| / √(|V_a| |V_b|)`, V_j being the users who rated item j in
    /// training; 1 where one has none. Over the lists of two items and more; `None` where there is none.
    ///
    /// Source: Ziegler et al., "Improving recommendation lists through topic diversification" (2005), with the cosine of the
    /// raters for the similarity.
    pub diversity: Option<f64>,
}

/// What the lists of a model, which has learned from `seen`, are worth; `None` where nothing that was held out is relevant. Once it
/// is given up, the lists that are left are empty: what is then returned is of no use.
pub fn top(split: &Split, seen: &Ratings, model: &Model, asked: Top, onlooker: &dyn Onlooker) -> Option<TopFigures> {
    let train = &*split.train;
    let users = relevant_to(split, asked.relevant);
    let listed = |i: UserId| match onlooker.goes_on() {
        Some(()) => list(train, seen, model, i, asked.at).items,
        None => Vec::new(),
    };
    let lists: Vec<Vec<ItemId>> = users.par_iter().with_max_len(64).map(|(i, _)| listed(*i)).collect();
    worth_of(train, &users, &lists, asked.at)
}

/// The users with something held out that is relevant, from this rating on, and what that is, in order.
pub(super) fn relevant_to(split: &Split, from: f64) -> Vec<(UserId, Vec<ItemId>)> {
    let relevant = |i: UserId| -> Vec<ItemId> {
        let mut items: Vec<ItemId> = split.test.user(i).iter().filter(|(_, r)| *r >= from).map(|(j, _)| j).collect();
        items.sort_unstable();
        items
    };
    let users = (0..split.train.n_users()).map(UserId::new).map(|i| (i, relevant(i)));
    users.filter(|(_, items)| !items.is_empty()).collect()
}

/// So many of some users, drawn by a seed: user i by `splitmix64(i + splitmix64(seed))`, the least first. They come in their own order.
pub(super) fn drawn<T>(users: Vec<(UserId, T)>, most: usize, seed: u64) -> Vec<(UserId, T)> {
    let start = splitmix64(seed);
    let mut users = users;
    users.sort_by_key(|(i, _)| (splitmix64(start.wrapping_add(i.index() as u64)), *i));
    users.truncate(most);
    users.sort_by_key(|(i, _)| *i);
    users
}

/// What lists are worth, one for each user with what is relevant to them; `None` where there is no user.
pub(super) fn worth_of(
    train: &Ratings,
    users: &[(UserId, Vec<ItemId>)],
    lists: &[Vec<ItemId>],
    at: usize,
) -> Option<TopFigures> {
    if users.is_empty() {
        return None;
    }
    let n = users.len() as f64;
    let mut sums = [0.0; 6];
    for ((_, relevant), list) in users.iter().zip(lists) {
        let own = worth(list, relevant, at);
        sums.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
    }
    let novelty = |list: &Vec<ItemId>| {
        let bits = list.iter().map(|j| (train.n_users() as f64 / train.degree(*j).max(1) as f64).log2());
        bits.sum::<f64>() / list.len().max(1) as f64
    };
    sums[5] = lists.iter().map(novelty).sum();
    let shown: BTreeSet<ItemId> = lists.iter().flatten().copied().collect();
    let [precision, recall, ndcg, map, hit_rate, novelty] = sums.map(|sum| sum / n);
    let coverage = shown.len() as f64 / train.n_items().max(1) as f64;
    let diversity = diversity(train, lists);
    Some(TopFigures { users: users.len(), precision, recall, ndcg, map, hit_rate, coverage, novelty, diversity })
}

/// The list of a user, and how firm it is.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::study) struct List {
    /// The items, the highest prediction first.
    pub items: Vec<ItemId>,
    /// Whether an item that is left out has the prediction of the last one in it.
    pub tied: bool,
    /// Whether nothing is left out.
    pub whole: bool,
    /// How many of its items have no number for a prediction.
    pub unknown: usize,
}

/// The list of a user: see [`Top`].
pub(in crate::study) fn list(train: &Ratings, seen: &Ratings, model: &Model, user: UserId, at: usize) -> List {
    let mut rated = vec![false; train.n_items()];
    train.user(user).ids.iter().for_each(|j| rated[j.index()] = true);
    let open: Vec<ItemId> = (0..train.n_items()).filter(|j| !rated[*j]).map(ItemId::new).collect();
    let mut predictions = Vec::new();
    model.predict_row(seen, user, &open, &mut predictions);
    let worth = |p: f64| if p.is_nan() { f64::NEG_INFINITY } else { p };
    let mut ranked: Vec<(f64, ItemId)> = predictions.into_iter().map(worth).zip(open).collect();
    // No two are the same, since their numbers differ.
    let order =
        |a: &(f64, ItemId), b: &(f64, ItemId)| b.0.partial_cmp(&a.0).unwrap_or(b.0.total_cmp(&a.0)).then(a.1.cmp(&b.1));
    let mut first_left_out = None;
    if at < ranked.len() {
        ranked.select_nth_unstable_by(at, order);
        first_left_out = Some(ranked[at].0);
        ranked.truncate(at);
    }
    ranked.sort_unstable_by(order);
    List {
        tied: first_left_out.is_some() && ranked.last().map(|last| last.0) == first_left_out,
        whole: first_left_out.is_none(),
        unknown: ranked.iter().filter(|(worth, _)| *worth == f64::NEG_INFINITY).count(),
        items: ranked.into_iter().map(|(_, item)| item).collect(),
    }
}

/// Precision, recall, NDCG, average precision and whether there is a hit, of one list; and room for one more.
fn worth(list: &[ItemId], relevant: &[ItemId], at: usize) -> [f64; 6] {
    let gain = |place: usize| 1.0 / (place as f64 + 2.0).log2();
    let (mut hits, mut dcg, mut precisions) = (0, 0.0, 0.0);
    for (place, item) in list.iter().enumerate() {
        if relevant.binary_search(item).is_ok() {
            hits += 1;
            dcg += gain(place);
            precisions += f64::from(hits) / (place + 1) as f64;
        }
    }
    let most = at.min(relevant.len());
    let ideal: f64 = (0..most).map(gain).sum();
    let hits = f64::from(hits);
    let hit = f64::from(u8::from(hits > 0.0));
    [hits / at as f64, hits / relevant.len() as f64, dcg / ideal, precisions / most as f64, hit, 0.0]
}

/// How unlike the items of a list are, on average. What two items have in common is counted once, in however many lists they are.
fn diversity(train: &Ratings, lists: &[Vec<ItemId>]) -> Option<f64> {
    let pairs = |list: &[ItemId]| -> Vec<(ItemId, ItemId)> {
        let after = |a: usize| list[a + 1..].iter().map(move |b| (list[a].min(*b), list[a].max(*b)));
        (0..list.len()).flat_map(after).collect()
    };
    let mut known: Vec<(ItemId, ItemId)> = lists.iter().flat_map(|list| pairs(list)).collect();
    known.sort_unstable();
    known.dedup();
    let unlike: Vec<f64> = known.par_iter().map(|(a, b)| 1.0 - by_raters(train, *a, *b)).collect();
    let of = |pair: &(ItemId, ItemId)| known.binary_search(pair).map_or(1.0, |at| unlike[at]);
    let long: Vec<f64> = lists
        .iter()
        .map(|list| pairs(list))
        .filter(|pairs| !pairs.is_empty())
        .map(|pairs| pairs.iter().map(of).sum::<f64>() / pairs.len() as f64)
        .collect();
    (!long.is_empty()).then(|| long.iter().sum::<f64>() / long.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_worth_what_it_is_by_hand() {
        let items = |numbers: &[usize]| numbers.iter().map(|n| ItemId::new(*n)).collect::<Vec<_>>();
        // Hits at places 1 and 3 of 4; three are relevant.
        let [precision, recall, ndcg, map, hit, _] = worth(&items(&[4, 0, 2, 1]), &items(&[2, 4, 9]), 4);
        assert_eq!((precision, recall, hit), (0.5, 2.0 / 3.0, 1.0));
        assert_eq!(map, (1.0 + 2.0 / 3.0) / 3.0);
        let (dcg, ideal) = (1.0 + 0.5, 1.0 + 1.0 / 3f64.log2() + 0.5);
        assert!((ndcg - dcg / ideal).abs() < 1e-15);
        assert_eq!(worth(&items(&[1]), &items(&[2]), 1)[..5], [0.0; 5]);
        // A list that is cut short by a small catalogue counts as long as was asked for.
        assert_eq!(worth(&items(&[2]), &items(&[2]), 10)[..5], [0.1, 1.0, 1.0, 1.0, 1.0]);
    }
}
