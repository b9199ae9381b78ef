//! Co-clustering: users and items each find the cluster in which their ratings are told best.

use super::{
    Clusters, Half, Knob, Model, Problem, Stepper, Touched,
    account::Account,
    algorithm::{Algorithm, Work},
    rule::{nth_row, rows},
};
use rayon::prelude::*;
use std::ops::Range;

/// Co-clustering. With c the cluster of user i and d that of item j, A and B the mean ratings of a cluster of users and of one
/// of items, and C those where the two meet,
///
/// ```text
/// r̂_ij = C[c,d] + (mean_i - A[c]) + (mean_j - B[d])
/// ```
///
/// One unit puts one row into the cluster in which `Σ (r̂ - r)²` over its ratings is least: first all users, then all items from
/// the users' new clusters, all of a pass by the means at its start. What is predicted goes by the means of the clusters as they
/// are. A cluster without ratings has the mean of all; so is predicted for a user or an item without ratings. The first
/// clusters are drawn.
///
/// Surprise 1.1.5 declares ratings as whole numbers here, and so cuts 4.5 to 4: the option `whole` does the same.
///
/// Source: George and Merugu, "A scalable collaborative filtering framework based on co-clustering" (2005), in the form of
/// Surprise's `CoClustering`: `n_cltr_u` and `n_cltr_i` are 3, and it does 20 epochs.
pub(super) const CO_CLUSTERING: Algorithm = Algorithm {
    name: "co-clustering",
    title: "Co-clustering",
    about: "clusters of users and items, as Surprise's CoClustering",
    unit: "choice of a cluster",
    pass: "pass",
    passes: "passes",
    epochs: 20,
    makes: "a cluster for each user and each item",
    reads: &[Knob::UserClusters, Knob::ItemClusters, Knob::Whole, Knob::Missing, Knob::Seed],
    blocks: &[],
    habits: |_| {},
    start: |problem| Model::Clusters(Clusters::new(problem.ratings, problem.options)),
    stepper: || Box::new(CoClustering),
    content: None,
    account: Account::Own(|problem, model, touched, most| match (model, touched) {
        (Model::Clusters(clusters), Touched::Row(of)) => Some(clusters.explain_row(problem.ratings, of, most)),
        _ => None,
    }),
    work: Work {
        // A square for each rating in each cluster of either side.
        multiplications: |problem| {
            let clusters = problem.options.user_clusters + problem.options.item_clusters;
            problem.ratings.len() as u64 * clusters as u64
        },
        formula: |options| format!("n·({} + {})", options.user_clusters, options.item_clusters),
    },
};

/// Co-clustering at work: it keeps nothing.
#[derive(Clone, Copy, Debug)]
struct CoClustering;

impl Stepper for CoClustering {
    fn halves(&self, problem: Problem<'_>) -> Vec<Half> {
        rows(problem.ratings)
    }

    fn unit(&mut self, problem: Problem<'_>, model: &mut Model, unit: usize) {
        self.units(problem, model, unit..unit + 1);
    }

    fn units(&mut self, problem: Problem<'_>, model: &mut Model, units: Range<usize>) {
        let Model::Clusters(clusters) = model else { return };
        let ratings = problem.ratings;
        clusters.hold();
        let best = |unit| clusters.best(ratings, nth_row(ratings, unit));
        let found: Vec<usize> = units.clone().into_par_iter().with_min_len(16).with_max_len(256).map(best).collect();
        let last = units.end == ratings.n_users() + ratings.n_items();
        units.zip(found).for_each(|(unit, cluster)| clusters.put(nth_row(ratings, unit), cluster));
        clusters.average(ratings);
        if last {
            clusters.let_go();
        }
    }

    fn touched(&self, problem: Problem<'_>, unit: usize) -> Touched {
        Touched::Row(nth_row(problem.ratings, unit))
    }

    fn boxed(&self) -> Box<dyn Stepper> {
        Box::new(*self)
    }
}
