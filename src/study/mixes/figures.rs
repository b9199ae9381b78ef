//! The figures of mixes by name, for lessons.

use super::Mixes;
use crate::study::lab::Figure;

/// The figures of mixes: after step k, or of mix k at the end.
pub const OF_MIXES: &[Figure<Mixes>] = &[
    Figure::new(
        "inertia",
        "the inertia after step k, which counts from 1; without it after the step that is looked at",
        |m, k| Some(m.steps.get(k)?.clustered.inertia),
    ),
    Figure::new("steps", "how many steps there are, the first centres among them", |m, _| Some(m.steps.len() as f64)),
    Figure::new("mixes", "how many mixes there are at the end", |m, _| Some(m.steps.last()?.mixes.len() as f64)),
    Figure::new("size", "how many items mix k has at the end", |m, k| Some(m.steps.last()?.mixes.get(k)?.size as f64)),
];
