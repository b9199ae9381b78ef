//! The ten best for many users at once, from 64 random factors: for the 610 users and 9,724 items of a small library, and for
//! 610 users and 60,000 items. And the ten nearest of one item among those. Threads are those of the pool:
//! `RAYON_NUM_THREADS=1` measures one.

#![allow(missing_docs)]

use criterion::{Criterion, criterion_group, criterion_main};
use factorscope::{
    data::{ItemId, Ratings, UserId},
    model::{Method, ON, Options},
    study::{
        Among, Source, State,
        neighbours::{Metric, Nearness, nearest},
        recommend::{Asked, Weights, lists},
    },
};
use std::{hint::black_box, sync::Arc};

mod common;

fn state(ratings: Ratings) -> State {
    State::fresh(Source::new(Arc::new(ratings)), Options { factors: 64, ..Options::new(Method::ImplicitAls) })
}

fn bulk(c: &mut Criterion) {
    let mut group = c.benchmark_group("the ten best for 610 users, 64 factors");
    group.sample_size(10);
    for (name, items, ratings) in [("9,724 items", 9_724, 100_836), ("60,000 items", 60_000, 600_000)] {
        let state = state(common::ratings(610, items, ratings));
        let users: Vec<UserId> = (0..610).map(UserId::new).collect();
        let asked = Asked {
            user: users[0],
            weights: Weights::PLAIN,
            rated: false,
            later: 0,
            clip: false,
            among: Among::at_least(0, 0),
            most: 10,
        };
        group.bench_function(name, |b| b.iter(|| black_box(lists(&state, &users, asked))));
    }
    group.finish();
}

fn neighbours(c: &mut Criterion) {
    let mut group = c.benchmark_group("the ten nearest of an item, 64 factors");
    for (name, items, ratings) in [("9,724 items", 9_724, 100_836), ("60,000 items", 60_000, 600_000)] {
        let state = state(common::ratings(610, items, ratings));
        let factors = state.factors().expect("implicit ALS has factors");
        for (by, metric) in [("distance", Metric::Euclidean), ("cosine", Metric::Cosine)] {
            let asked = (ItemId::new(5).into(), Nearness { metric, shrink: 0 });
            let among = (Among::at_least(0, 0), 10);
            group.bench_function(format!("{name} by {by}"), |b| {
                b.iter(|| black_box(nearest(state.source.all(), factors, asked, among, ON)));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, bulk, neighbours);
criterion_main!(benches);
