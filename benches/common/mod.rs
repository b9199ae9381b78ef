//! Synthetic ratings for the benchmarks.

use factorscope::data::{ItemId, Names, Rating, Ratings, Scale, UserId};
use rand::RngExt;
use rand_pcg::Pcg64;
use std::{collections::HashSet, sync::Arc};

/// So many ratings of so many users for so many items, the low numbers rated more often, in an order that mixes users.
pub fn ratings(users: usize, items: usize, count: usize) -> Ratings {
    let mut rng = Pcg64::new(1, 1);
    let mut popular = |n: usize| ((n as f64) * rng.random::<f64>().powi(2)) as usize;
    let mut seen = HashSet::new();
    let mut rows = Vec::new();
    while rows.len() < count {
        let (i, j) = (popular(users), popular(items));
        if seen.insert((i, j)) {
            let value = 0.5 * (1 + (i * 7 + j * 3 + rows.len()) % 10) as f64;
            rows.push(Rating { user: UserId::new(i), item: ItemId::new(j), value });
        }
    }
    let named = |what: &str, n: usize| (0..n).map(|k| format!("{what} number {k}").into()).collect();
    let names = Names::new(named("user", users), named("item", items));
    Ratings::new(Arc::new(names), Scale::around([0.5, 5.0]), &rows).expect("no pair comes twice")
}
