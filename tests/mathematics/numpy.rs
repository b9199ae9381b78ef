//! The decompositions of `model` against those of NumPy, where Python is there.

use crate::common::{
    python::{Told, python, run},
    spectra::tables,
};
use factorscope::model::{eigen, linalg};

/// A table under the name A.
fn table(values: &[f64], n: usize, k: usize) -> Told {
    ("plain", format!("A = np.array({values:?}).reshape({n}, {k})"))
}

fn script(lines: &[Told]) -> Vec<Told> {
    [("plain", "import numpy as np".into())].into_iter().chain(lines.iter().cloned()).collect()
}

#[track_caller]
fn close(found: &[f64], wanted: &[f64], within: f64) {
    assert_eq!(found.len(), wanted.len());
    for (found, wanted) in found.iter().zip(wanted) {
        assert!((found - wanted).abs() <= within, "{found} is not {wanted}, to {within}");
    }
}

#[test]
fn singular_values_are_those_of_numpy() {
    let Some(python) = python() else { return };
    let shapes = [(1, 1), (6, 1), (5, 4), (12, 12), (60, 7), (64, 63), (50, 90)];
    let all: Vec<_> = shapes.iter().flat_map(|(n, k)| tables(*n, *k).into_iter().map(move |a| (*n, *k, a))).collect();
    let ask = |(n, k, a): &(usize, usize, Vec<f64>)| {
        script(&[table(a, *n, *k), ("worth", "np.linalg.svd(A, compute_uv=False)".into())])
    };
    let found = run(&python, &all.iter().map(ask).collect::<Vec<_>>());
    for ((n, k, a), wanted) in all.into_iter().zip(found) {
        let wanted = &wanted[0];
        // It is given the longer side first.
        let (values, n, k) =
            if n >= k { (a, n, k) } else { ((0..n * k).map(|at| a[at % n * k + at / n]).collect(), k, n) };
        close(&eigen::singular(values, n, k).unwrap().sigma, wanted, 1e-13 * wanted[0] * n as f64);
    }
}

#[test]
fn eigenvalues_are_those_of_numpy() {
    let Some(python) = python() else { return };
    let all: Vec<_> =
        [1, 2, 3, 10, 33, 80].iter().flat_map(|n| tables(*n, *n).into_iter().map(move |a| (*n, a))).collect();
    let even = |(n, a): &(usize, Vec<f64>)| (0..n * n).map(|at| a[at] + a[at % n * n + at / n]).collect::<Vec<f64>>();
    let ask = |of: &(usize, Vec<f64>)| {
        script(&[table(&even(of), of.0, of.0), ("worth", "np.linalg.eigvalsh(A)[::-1]".into())])
    };
    let found = run(&python, &all.iter().map(ask).collect::<Vec<_>>());
    for (of, wanted) in all.iter().zip(found) {
        let (wanted, n) = (&wanted[0], of.0);
        let within = 1e-13 * n as f64 * wanted[0].abs().max(wanted[n - 1].abs());
        close(&eigen::symmetric(even(of), n).unwrap().0, wanted, within);
    }
}

#[test]
fn the_shortest_solution_is_that_of_numpy() {
    let Some(python) = python() else { return };
    let shapes = [(1, 1), (1, 5), (4, 5), (5, 5), (40, 3), (30, 60), (90, 32)];
    let all: Vec<_> = shapes.iter().flat_map(|(n, k)| tables(*n, *k).into_iter().map(move |a| (*n, *k, a))).collect();
    let y = |n: usize| (0..n).map(|r| (r as f64 * 0.7).sin()).collect::<Vec<f64>>();
    let ask = |(n, k, a): &(usize, usize, Vec<f64>)| {
        let targets = ("plain", format!("y = np.array({:?})", y(*n)));
        // What counts as nothing is k times what a number can tell apart, as the program has it.
        let floor = format!("{k} * np.finfo(float).eps");
        script(&[
            table(a, *n, *k),
            targets,
            ("worth", format!("np.linalg.pinv(A, rcond={floor}) @ y")),
            ("worth", format!("(lambda s: s[0] / s[s > {floor} * s[0]][-1])(np.linalg.svd(A, compute_uv=False))")),
        ])
    };
    let found = run(&python, &all.iter().map(ask).collect::<Vec<_>>());
    for ((n, k, a), told) in all.iter().zip(found) {
        let [wanted, condition] = &told[..] else { panic!("{told:?}") };
        let size = wanted.iter().fold(1.0, |most: f64, v| most.max(v.abs()));
        // Both are right to the numbers' precision times the condition.
        close(&linalg::minimum_norm(a, &y(*n), *k), wanted, 1e-14 * *n.max(k) as f64 * condition[0] * size);
    }
}
