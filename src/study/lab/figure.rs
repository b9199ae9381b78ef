//! The figures of a finding by name, for whoever wants to speak of them: lessons, tests.

use super::Finding;
use crate::study::{Verdict, popularity::Popularity};

/// A figure of a finding, or of something else, which a lesson can ask for.
#[derive(Clone, Copy, Debug)]
pub struct Figure<Of: 'static = Finding> {
    /// The name by which it is asked for.
    pub name: &'static str,
    /// What it is; `k` stands for the number that it is asked for with.
    pub words: &'static str,
    /// Its value, with that number less one; `None` where there is no such thing, or not yet.
    of: fn(&Of, usize) -> Option<f64>,
}

impl<Of> Figure<Of> {
    pub(in crate::study) const fn new(
        name: &'static str,
        words: &'static str,
        of: fn(&Of, usize) -> Option<f64>,
    ) -> Self {
        Self { name, words, of }
    }
}

/// Among these, the one with a name.
fn named<'f, Of>(figures: impl Iterator<Item = &'f Figure<Of>>, name: &str) -> Result<&'f Figure<Of>, String> {
    let figures: Vec<&Figure<Of>> = figures.collect();
    figures.iter().copied().find(|figure| figure.name == name).ok_or_else(|| {
        let names: Vec<&str> = figures.iter().map(|figure| figure.name).collect();
        format!("the experiment in the Lab has no '{name}'; it has {}", names.join(", "))
    })
}

fn none(name: &str, at: usize) -> String {
    format!("the experiment in the Lab has no '{name}' numbered {at}")
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

/// The figures of what a model recommends: of the present fit, and of each other that it is held against.
pub const OF_POPULARITY: &[Figure<Popularity>] = &[
    Figure::new("coverage", "the part of all items that is on some list of model k, from 0 to 1", |p, _| {
        Some(p.coverage())
    }),
    Figure::new("listed", "how many items are on some list", |p, _| Some(p.recommended.reached as f64)),
    Figure::new("gini", "the Gini coefficient of how many lists of model k each item is on", |p, _| {
        Some(p.recommended.gini)
    }),
    Figure::new("gini-rated", "the same of how many ratings each item has", |p, _| Some(p.rated.gini)),
    Figure::new("tail", "the part of the places on lists that goes to the long tail", |p, _| Some(p.recommended.tail)),
    Figure::new("tail-rated", "the part of the ratings that the long tail has", |p, _| Some(p.rated.tail)),
    Figure::new("tail-items", "how many items are in the long tail", |p, _| Some(p.tail_items as f64)),
    Figure::new("mean-ratings", "the mean number of ratings of what is recommended", |p, _| {
        Some(p.recommended.ratings)
    }),
    Figure::new("lists", "how many lists there are", |p, _| Some(p.lists as f64)),
    Figure::new("most-lists", "how many of them have the item that is on most", |p, _| {
        Some(f64::from(p.most.first()?.lists))
    }),
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
        let figure = named(self.figures(), name)?;
        let found = at.checked_sub(1).and_then(|from_zero| (figure.of)(self, from_zero));
        found.ok_or_else(|| none(name, at))
    }
}

/// A figure of something else that has some, by its name; `at` counts from 1.
///
/// # Errors
/// A sentence, as [`Finding::quantity`] has it.
pub fn asked<Of>(figures: &'static [Figure<Of>], of: &Of, name: &str, at: usize) -> Result<f64, String> {
    let figure = named(figures.iter(), name)?;
    at.checked_sub(1).and_then(|from_zero| (figure.of)(of, from_zero)).ok_or_else(|| none(name, at))
}

/// A figure of what a model recommends, by its name; `at` counts from 1 and says which model: the present one, or the others of
/// a finding, in the order in which they were asked for.
///
/// # Errors
/// A sentence, as [`Finding::quantity`] has it.
pub fn of_popularity(present: &Popularity, others: Option<&Finding>, name: &str, at: usize) -> Result<f64, String> {
    let figure = named(OF_POPULARITY.iter(), name)?;
    let found = match at {
        0 => None,
        1 => (figure.of)(present, 0),
        at => others.and_then(|finding| finding.others().get(at - 2)?.lists()).and_then(|of| (figure.of)(of, 0)),
    };
    found.ok_or_else(|| none(name, at))
}
