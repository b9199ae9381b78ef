//! Learning rates: the same descent from the same start with one alpha after another.

use super::{
    Figure, Finding, NOTHING_TO_TAKE, Protocol, Taken,
    ask::Ask,
    options::{descent, with},
};
use crate::model::{Options, Setting};

/// The same descent from the same start with each of these learning rates. A method that has none gives way to gradient
/// descent.
#[derive(Clone, Debug, PartialEq)]
pub struct Rates(pub Vec<f64>);

impl Rates {
    /// The most learning rates that can be asked for.
    pub const MOST: usize = 12;
}

impl Default for Rates {
    fn default() -> Self {
        Self(vec![0.05, 0.1, 0.15])
    }
}

impl Protocol for Rates {
    fn fits(&self, options: &Options) -> Vec<Options> {
        self.0.iter().map(|alpha| with(&descent(options), &[Setting::Alpha(*alpha)])).collect()
    }

    fn relevant(&self, options: &Options) -> Options {
        Options { alpha: 0.0, ..descent(options) }
    }

    fn taken(&self, finding: &Finding, at: usize, options: &Options) -> Result<Taken, String> {
        let own = &finding.traces.get(at).ok_or(NOTHING_TO_TAKE)?.options;
        let method = (own.method != options.method).then_some(Setting::Method(own.method));
        Ok(Taken::Restart(method.into_iter().chain([Setting::Alpha(own.alpha)]).collect()))
    }

    fn figures(&self) -> &'static [Figure] {
        FIGURES
    }
}

const FIGURES: &[Figure] = &[Figure::new("alpha", "learning rate k", |f, k| {
    let Ask::Rates(Rates(alphas)) = f.ask() else { return None };
    alphas.get(k).copied()
})];
