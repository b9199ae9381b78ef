//! One pass of each solver over 100,000 synthetic ratings.

#![allow(missing_docs)]

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use factorscope::{
    data::Ratings,
    model::{Factors, Method, Options, Penalty, Problem, Real, Solver},
};
use std::hint::black_box;

mod common;

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
    let ratings = common::ratings(2_000, 1_500, 100_000);
    one_pass::<f32>(c, "f32", &ratings);
    one_pass::<f64>(c, "f64", &ratings);
}

criterion_group!(benches, passes);
criterion_main!(benches);
