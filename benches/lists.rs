//! The ten best for many users at once, from 64 random factors: for the 610 users and 9,724 items of a small library, and for
//! 610 users and 60,000 items. Threads are those of the pool: `RAYON_NUM_THREADS=1` measures one.

#![allow(missing_docs)]

use criterion::{Criterion, criterion_group, criterion_main};
use factorscope::{
    data::{Ratings, UserId},
    model::{Method, Options},
    study::{
        Among, Source, State,
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

criterion_group!(benches, bulk);
criterion_main!(benches);
