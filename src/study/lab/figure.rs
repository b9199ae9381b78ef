//! The figures of a finding by name, for whoever wants to speak of them: lessons, tests.

use super::Finding;
use crate::study::Verdict;

/// A figure of a finding, which a lesson can ask for.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    /// The name by which it is asked for.
    pub name: &'static str,
    /// What it is; `k` stands for the number that it is asked for with.
    pub words: &'static str,
    /// Its value, with that number less one; `None` where there is no such thing, or not yet.
    of: fn(&Finding, usize) -> Option<f64>,
}

impl Figure {
    pub(super) const fn new(name: &'static str, words: &'static str, of: fn(&Finding, usize) -> Option<f64>) -> Self {
        Self { name, words, of }
    }
}

/// The figures of every experiment, of the fit number `k`.
pub const OF_FITS: &[Figure] = &[
    Figure::new("fits", "how many fits there are", |f, _| Some(f.len() as f64)),
    Figure::new("passes", "passes that fit k has done", |f, k| Some(f.traces.get(k)?.passes() as f64)),
    Figure::new("mse", "the MSE that fit k has come to", |f, k| Some(f.traces.get(k)?.mse())),
    Figure::new("start-mse", "the MSE of fit k at its start", |f, k| Some(f.traces.get(k)?.curve[0])),
    Figure::new("low", "the least MSE in the last 40 passes of fit k", |f, k| Some(f.traces.get(k)?.recent().0)),
    Figure::new("high", "the largest MSE in the last 40 passes of fit k", |f, k| Some(f.traces.get(k)?.recent().1)),
    Figure::new("diverged", "1 where the numbers of fit k ran away, else 0", |f, k| {
        Some(f64::from(u8::from(f.traces.get(k)?.verdict == Verdict::Diverged)))
    }),
    Figure::new("work", "multiplications in a pass of fit k", |f, k| Some(f.traces.get(k)?.work as f64)),
];

impl Finding {
    /// The figures that it has: those of its experiment, and those of the fits, if there are any.
    pub fn figures(&self) -> impl Iterator<Item = &'static Figure> {
        let of_fits = if self.traces.is_empty() { &OF_FITS[..1] } else { OF_FITS };
        self.ask().protocol().figures().iter().chain(of_fits)
    }

    /// A figure by its name; `at` counts from 1 and says which group, seed, learning rate, method, penalty or singular value.
    ///
    /// # Errors
    /// A sentence: with the names that there are where the experiment has no figure of this one, else that there is none so
    /// numbered, or not yet.
    pub fn quantity(&self, name: &str, at: usize) -> Result<f64, String> {
        let figure = self.figures().find(|figure| figure.name == name).ok_or_else(|| {
            let names: Vec<&str> = self.figures().map(|figure| figure.name).collect();
            format!("the experiment in the Lab has no '{name}'; it has {}", names.join(", "))
        })?;
        let found = at.checked_sub(1).and_then(|from_zero| (figure.of)(self, from_zero));
        found.ok_or_else(|| format!("the experiment in the Lab has no '{name}' numbered {at}"))
    }
}
