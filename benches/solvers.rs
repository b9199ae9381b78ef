//! One pass of each solver over 100,000 synthetic ratings.

#![allow(missing_docs)]

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use factorscope::{
    choice::Choice,
    data::Ratings,
    model::{Factors, Method, Model, Options, Penalty, Precision, Problem, Stepper},
};
use std::{hint::black_box, sync::Arc};

mod common;

fn options(method: Method, factors: usize) -> Options {
    Options { factors, lambda: 0.05, penalty: Penalty::Weighted, alpha: 0.001, biased: true, ..Options::new(method) }
}

fn pass(stepper: &mut dyn Stepper, problem: Problem<'_>, model: &mut Arc<Model>) {
    stepper.begin(problem, model, 0);
    let mut start = 0;
    for half in stepper.halves(problem) {
        stepper.units(problem, Arc::make_mut(model), start..start + half.units);
        start += half.units;
    }
}

fn one_pass(c: &mut Criterion, precision: Precision, ratings: &Ratings) {
    let mut group = c.benchmark_group("pass");
    group.sample_size(10).throughput(Throughput::Elements(ratings.len() as u64));
    for &method in Method::ALL {
        for z in [16, 64] {
            let options = Options { precision, ..options(method, z) };
            let problem = Problem { ratings, options: &options };
            let start = Model::Factors(Factors::random(ratings, &options));
            let mut stepper = method.stepper();
            group.bench_function(format!("{}/{z}/{precision}", method.name()), |b| {
                let run = |mut model: Arc<Model>| {
                    pass(&mut *stepper, problem, &mut model);
                    black_box(model)
                };
                b.iter_batched(|| Arc::new(start.clone()), run, BatchSize::LargeInput);
            });
        }
    }
    group.finish();
}

fn passes(c: &mut Criterion) {
    let ratings = common::ratings(2_000, 1_500, 100_000);
    Precision::ALL.iter().copied().for_each(|precision| one_pass(c, precision, &ratings));
}

criterion_group!(benches, passes);
criterion_main!(benches);
