//! Nearness that is shrunk by what two have in common.

use crate::common::*;
use factorscope::{
    data::{Entity, Side},
    model::{Method, ON, Options},
    study::{
        Among, Grain, Order, Session, Source,
        neighbours::{Metric, Nearness, in_common, nearest},
    },
};
use std::sync::Arc;

#[test]
fn a_cosine_is_shrunk_by_how_many_rated_both() {
    let mut session = Session::new(
        Source::new(Arc::new(random_grid(30, 25, 0.3, 4))),
        Options { factors: 3, ..Options::new(Method::Als) },
        1 << 24,
    );
    session.obey(Order::Step(Grain::Pass, 3));
    let snapshot = session.snapshot();
    let (train, factors) = (&snapshot.source.split.train, snapshot.factors().unwrap());
    let near = |of, metric, shrink| {
        nearest(train, factors, (of, Nearness { metric, shrink }), (Among::at_least(1, 1), 1000), ON).unwrap()
    };
    for side in [Side::Items, Side::Users] {
        let of = Entity::new(side, 3);
        let (plain, shrunk) = (near(of, Metric::Cosine, 0), near(of, Metric::Cosine, 4));
        assert_eq!(plain.len(), shrunk.len());
        assert!(shrunk.windows(2).all(|pair| pair[0].value >= pair[1].value));
        assert_ne!(plain.iter().map(|n| n.of).collect::<Vec<_>>(), shrunk.iter().map(|n| n.of).collect::<Vec<_>>());
        for one in &shrunk {
            let cosine = plain.iter().find(|other| other.of == one.of).unwrap().value;
            let n = in_common(train, of, one.of) as f64;
            assert!((one.value - cosine * n / (n + 4.0)).abs() < 1e-12);
        }
        // A distance is none.
        assert_eq!(near(of, Metric::Euclidean, 0), near(of, Metric::Euclidean, 4));
    }
}

/// By hand: 14 of 14 + 20, nothing without anything in common, and all of it where nothing is shrunk.
#[test]
fn trust_is_n_of_n_and_h() {
    let nearness = Nearness { metric: Metric::Cosine, shrink: 20 };
    assert_eq!(nearness.trust(14), 14.0 / 34.0);
    assert_eq!((nearness.trust(0), Nearness::from(Metric::Cosine).trust(0)), (0.0, 1.0));
    assert!(!Nearness { metric: Metric::Euclidean, ..nearness }.shrinks());
}
