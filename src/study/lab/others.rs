//! What other models would recommend, each fitted on all that is learned from, to be held against the present fit.

use super::{
    Compare, Finding, NOTHING_TO_TAKE, Outcome, Protocol, Taken, compare::anew, fitting::Fitting, protocol::Arena,
};
use crate::{
    model::Options,
    study::{
        Source,
        evaluate::Recipe,
        popularity::{Counting, Popularity},
    },
};
use rayon::prelude::*;
use std::sync::Arc;

/// So many models are under way at a time: no more are held.
const OPEN: usize = 2;
/// The most lists that are made in one go.
const STRETCH: u64 = 16;

/// Other models, and how long the lists are. The present fit is none of them: what it recommends is derived from the snapshot.
#[derive(Clone, Debug, PartialEq)]
pub struct Others {
    /// The models.
    pub models: Compare,
    /// How long a list is at the most.
    pub at: usize,
}

/// A model beside the present fit, and what it recommends.
#[derive(Clone, Debug, PartialEq)]
pub struct Other {
    /// How it is made.
    pub recipe: Recipe,
    /// What it recommends, or why it could not be fitted: a sentence. `None` where it is not done.
    pub found: Option<Result<Arc<Popularity>, String>>,
}

impl Other {
    /// What it recommends, once that is known.
    pub fn lists(&self) -> Option<&Arc<Popularity>> {
        self.found.as_ref()?.as_ref().ok()
    }
}

impl Protocol for Others {
    fn relevant(&self, options: &Options) -> Options {
        self.models.relevant(options)
    }

    fn arena(&self, source: &Source, options: &Options) -> Option<Box<dyn Arena>> {
        let others = self.models.others(options).into_iter().map(|recipe| Other { recipe, found: None });
        Some(Box::new(Parade {
            at: self.at,
            source: Source::of(source.split.without_test()),
            others: others.collect(),
            open: Vec::new(),
            next: 0,
        }))
    }

    fn shown(&self, finding: &Finding) -> Vec<usize> {
        (0..finding.len()).collect()
    }

    fn taken(&self, finding: &Finding, at: usize, _options: &Options) -> Result<Taken, String> {
        let other = finding.others().get(at).ok_or(NOTHING_TO_TAKE)?;
        match &other.found {
            Some(Err(why)) => Err(format!("{}: {why}", other.recipe)),
            _ => Ok(anew(&other.recipe)),
        }
    }
}

/// The models under way.
struct Parade {
    at: usize,
    source: Source,
    others: Vec<Other>,
    open: Vec<Marcher>,
    /// The next model that is not begun.
    next: usize,
}

/// One of them.
struct Marcher {
    at: usize,
    fitting: Fitting,
    /// Its lists, once it is fitted.
    counting: Option<Counting>,
    done: Option<Result<Arc<Popularity>, String>>,
}

impl Arena for Parade {
    fn work(&mut self, units: u64) {
        while self.open.len() < OPEN && self.next < self.others.len() {
            let at = self.next;
            self.next += 1;
            match Fitting::new(&self.others[at].recipe, self.source.clone()) {
                Ok(fitting) => self.open.push(Marcher { at, fitting, counting: None, done: None }),
                Err(why) => self.others[at].found = Some(Err(why)),
            }
        }
        let share = (units / self.open.len().max(1) as u64).max(1);
        let length = self.at;
        self.open.par_iter_mut().for_each(|marcher| marcher.work(share, length));
        for marcher in &mut self.open {
            self.others[marcher.at].found = marcher.done.take();
        }
        self.open.retain(|marcher| self.others[marcher.at].found.is_none());
    }

    fn is_done(&self) -> bool {
        self.open.is_empty() && self.next == self.others.len()
    }

    fn part(&self) -> f64 {
        let done = self.others.iter().filter(|other| other.found.is_some()).count();
        done as f64 / self.others.len().max(1) as f64
    }

    fn outcome(&self) -> Outcome {
        Outcome::Popularity(self.others.clone())
    }
}

impl Marcher {
    /// Is fitted by at most so many units, or makes some of the lists.
    fn work(&mut self, units: u64, length: usize) {
        let train = &self.fitting.state().source.split.train;
        let Some(counting) = &mut self.counting else {
            match self.fitting.work(units, |_| {}) {
                None => {}
                Some(Err(why)) => self.done = Some(Err(why)),
                Some(Ok(())) => {
                    let train = &self.fitting.state().source.split.train;
                    self.counting = Some(Counting::new(train, length, Popularity::CELLS));
                }
            }
            return;
        };
        // A list asks for a prediction for each item.
        let most = (units / train.n_items().max(1) as u64).clamp(1, STRETCH);
        let state = self.fitting.state();
        counting.go_on(train, state.source.learned(), &state.model, most as usize);
        if counting.is_done()
            && let Some(counting) = self.counting.take()
        {
            self.done = Some(Ok(Arc::new(counting.finish(train))));
        }
    }
}
