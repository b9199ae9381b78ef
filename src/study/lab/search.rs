//! The search for options: the present method with every combination of a few values, on the same folds.

use super::{
    Figure, Finding, Protocol, Taken,
    compare::taken,
    contest::{self, Bouts},
    protocol::Arena,
};
use crate::{
    choice::Choice,
    model::{Knob, Options, Penalty},
    study::{
        Source,
        evaluate::{
            Dial, Measure, Recipe,
            search::{Found, Grid, found},
        },
    },
};
use std::fmt;

/// Values for one dial or for two; without any, those that tell most of the present method.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Search(Option<Grid>);

impl Search {
    /// Values for one dial or for two: `factors=2,5,10 lambda=0.1,1`.
    ///
    /// # Errors
    /// A sentence, where there are other dials, ranges, or too many values.
    pub fn read(text: &str) -> Result<Self, String> {
        let grid: Grid = text.parse()?;
        let dials = grid.listed();
        let Some(dials) = dials.filter(|dials| dials.len() <= 2) else {
            return Err("values for one option or for two are expected, as in factors=2,5,10 lambda=0.1,1".into());
        };
        if dials.iter().any(|(dial, _)| *dial == Dial::Early) {
            return Err("early is for the command line: factorscope search".into());
        }
        let count: usize = dials.iter().map(|(_, values)| values.len()).product();
        if count > contest::MOST {
            return Err(format!("that are {count} combinations; at most {} are tried", contest::MOST));
        }
        Ok(Self(Some(grid)))
    }

    /// What is tried of a fit with these options; `None` where the method has no number that could be searched over.
    pub fn grid(&self, options: &Options) -> Option<Grid> {
        let reads = |knob: Knob| options.method.reads(knob);
        let usual = || {
            let text = match options.penalty {
                _ if reads(Knob::Neighbours) => "k=5,10,20,40,80",
                _ if reads(Knob::UserClusters) => "user-clusters=1,2,3,5,8 item-clusters=1,2,3,5,8",
                _ if reads(Knob::UserLambda) => "user-lambda=0,2,5,15,50 item-lambda=0,2,5,10,50",
                Penalty::Weighted if reads(Knob::Factors) => "factors=1,2,4,8,16 lambda=0.01,0.02,0.05,0.1,0.2",
                Penalty::Plain if reads(Knob::Factors) => "factors=1,2,4,8,16 lambda=0.1,0.5,2,5,10",
                _ if reads(Knob::Alpha) => "alpha=0.001,0.005,0.01,0.05 lambda=0.01,0.02,0.1,0.5",
                _ => return None,
            };
            text.parse().ok()
        };
        self.0.clone().or_else(usual)
    }

    fn recipes(&self, options: &Options) -> Result<Vec<Recipe>, String> {
        let nothing = || format!("{} has no number to search over", options.method.name());
        self.grid(options).ok_or_else(nothing)?.all(&Recipe::of(options))
    }
}

/// The text form; nothing where no values are named.
impl fmt::Display for Search {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|grid| grid.fmt(f))
    }
}

impl Protocol for Search {
    fn refusal(&self, source: &Source, options: &Options) -> Option<String> {
        contest::refusal(source).or_else(|| self.recipes(options).err())
    }

    fn arena(&self, source: &Source, options: &Options) -> Option<Box<dyn Arena>> {
        Some(Box::new(Bouts::new(self.recipes(options).ok()?, source)))
    }

    fn shown(&self, finding: &Finding) -> Vec<usize> {
        (0..finding.len()).collect()
    }

    fn taken(&self, finding: &Finding, at: usize, _options: &Options) -> Result<Taken, String> {
        taken(finding, at)
    }

    fn figures(&self) -> &'static [Figure] {
        FIGURES
    }
}

impl Finding {
    /// What a search came to: what each combination did, the best, and the simplest within one standard error of it.
    pub fn searched(&self) -> Option<Found> {
        self.contest().map(|contest| found(&contest.recipes, &contest.cells, Measure::Rmse))
    }
}

const FIGURES: &[Figure] = &[
    Figure::new("rmse", "the mean RMSE of combination k over the folds", contest::rmse),
    Figure::new("best", "which combination has the least mean RMSE", |f, _| Some(f.searched()?.best? as f64 + 1.0)),
    Figure::new("simplest", "which is the simplest within one standard error of the best", |f, _| {
        Some(f.searched()?.simplest? as f64 + 1.0)
    }),
];
