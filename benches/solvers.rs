//! One pass of each solver over 100,000 synthetic ratings.

#![allow(missing_docs)]

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use factorscope::{
    data::{ItemId, Names, Rating, Ratings, Scale, UserId},
    model::{Factors, Method, Options, Penalty, Problem, Real, Solver},
};
use rand::RngExt;
use rand_pcg::Pcg64;
use std::{collections::HashSet, hint::black_box, sync::Arc};

/// 100,000 ratings of 2,000 users for 1,500 items, the low numbers rated more often, in an order that mixes users.
fn ratings() -> Ratings {
    const USERS: usize = 2_000;
    const ITEMS: usize = 1_500;
    let mut rng = Pcg64::new(1, 1);
    let mut popular = |n: usize| ((n as f64) * rng.random::<f64>().powi(2)) as usize;
    let mut seen = HashSet::new();
    let mut rows = Vec::new();
    while rows.len() < 100_000 {
        let (i, j) = (popular(USERS), popular(ITEMS));
        if seen.insert((i, j)) {
            let value = 0.5 * (1 + (i * 7 + j * 3 + rows.len()) % 10) as f64;
            rows.push(Rating { user: UserId::new(i), item: ItemId::new(j), value });
        }
    }
    let named = |n: usize| (0..n).map(|k| k.to_string().into()).collect();
    let names = Names { users: named(USERS), items: named(ITEMS) };
    Ratings::new(Arc::new(names), Scale::around([0.5, 5.0]), &rows).expect("no pair comes twice")
}

fn options(method: Method, factors: usize) -> Options {
    Options { factors, lambda: 0.05, penalty: Penalty::Weighted, alpha: 0.001, biased: true, ..Options::new(method) }
}

fn pass<T: Real>(solver: &mut dyn Solver<T>, problem: Problem<'_>, factors: &mut Factors<T>) {
    solver.begin(problem, factors, 0);
    let mut start = 0;
    for half in solver.halves(problem) {
        solver.units(problem, factors, start..start + half.units);
        start += half.units;
    }
}

fn one_pass<T: Real>(c: &mut Criterion, kind: &str, ratings: &Ratings) {
    let mut group = c.benchmark_group("pass");
    group.sample_size(10).throughput(Throughput::Elements(ratings.len() as u64));
    for method in Method::ALL {
        for z in [16, 64] {
            let options = options(method, z);
            let problem = Problem { ratings, options: &options };
            let start = Factors::<T>::random(ratings, &options);
            let mut solver = method.solver();
            group.bench_function(format!("{}/{z}/{kind}", method.name()), |b| {
                let run = |mut factors: Factors<T>| {
                    pass(&mut *solver, problem, &mut factors);
                    black_box(factors)
                };
                b.iter_batched(|| start.clone(), run, BatchSize::LargeInput);
            });
        }
    }
    group.finish();
}

fn passes(c: &mut Criterion) {
    let ratings = ratings();
    one_pass::<f32>(c, "f32", &ratings);
    one_pass::<f64>(c, "f64", &ratings);
}

criterion_group!(benches, passes);
criterion_main!(benches);
