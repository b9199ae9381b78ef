//! Models compared: each on the same folds, on ratings that it has not seen.

use super::{
    Figure, Finding, NOTHING_TO_TAKE, Protocol, Taken,
    contest::{self, Bouts},
    protocol::Arena,
};
use crate::{
    model::{Knob, Method, Options},
    study::{Source, evaluate::Recipe},
};
use std::fmt;

/// The present fit and others, on the same folds. Without any named it is chance, baselines, and one model of each family.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Compare(Vec<Recipe>);

impl Compare {
    /// Models, with commas between them: `svd factors=10, slope-one`.
    ///
    /// # Errors
    /// A sentence, where there is no such model, or too many of them.
    pub fn read(text: &str) -> Result<Self, String> {
        let recipes = text.split(',').map(|text| text.parse::<Recipe>()).collect::<Result<Vec<_>, _>>()?;
        if recipes.len() > contest::MOST {
            return Err(format!("that are {} models; at most {} are compared", recipes.len(), contest::MOST));
        }
        if let Some(early) = recipes.iter().find(|recipe| recipe.early.is_some()) {
            return Err(format!("'{early}' chooses its passes early, which only the command line does"));
        }
        Ok(Self(recipes))
    }

    /// The models beside a fit with these options: those that are named, or else the usual ones of other methods.
    pub(super) fn others(&self, options: &Options) -> Vec<Recipe> {
        const OTHERS: [Method; 6] = [
            Method::NormalPredictor,
            Method::BaselineAls,
            Method::SlopeOne,
            Method::KnnBaseline,
            Method::CoClustering,
            Method::Svd,
        ];
        let usual = || OTHERS.iter().filter(|method| **method != options.method).map(|method| Recipe::new(*method));
        if self.0.is_empty() { usual().collect() } else { self.0.clone() }
    }

    /// What decides which others there are.
    pub(super) fn relevant(&self, options: &Options) -> Options {
        Options::new(if self.0.is_empty() { options.method } else { Method::Als })
    }

    /// The models, the present fit first.
    fn recipes(&self, options: &Options) -> Vec<Recipe> {
        let mut all = vec![Recipe::of(options)];
        self.others(options).into_iter().for_each(|recipe| {
            if !all.contains(&recipe) {
                all.push(recipe);
            }
        });
        all
    }
}

impl fmt::Display for Compare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts: Vec<String> = self.0.iter().map(Recipe::to_string).collect();
        f.write_str(&texts.join(", "))
    }
}

impl Protocol for Compare {
    fn refusal(&self, source: &Source, _options: &Options) -> Option<String> {
        contest::refusal(source)
    }

    fn arena(&self, source: &Source, options: &Options) -> Option<Box<dyn Arena>> {
        Some(Box::new(Bouts::new(self.recipes(options), source)))
    }

    /// In the order in which they were asked for while they are under way, then by the mean RMSE.
    fn shown(&self, finding: &Finding) -> Vec<usize> {
        contest::ranked(finding)
    }

    fn taken(&self, finding: &Finding, at: usize, _options: &Options) -> Result<Taken, String> {
        taken(finding, at)
    }

    fn figures(&self) -> &'static [Figure] {
        FIGURES
    }
}

const FIGURES: &[Figure] = &[
    Figure::new("rmse", "the mean RMSE of model k over the folds", contest::rmse),
    Figure::new("place", "the place of model k by its mean RMSE, the best first", |f, k| {
        Some(f.shown().iter().position(|at| *at == k)? as f64 + 1.0)
    }),
];

/// The model at a place, with all options that it reads.
pub(super) fn taken(finding: &Finding, at: usize) -> Result<Taken, String> {
    let recipe = finding.contest().and_then(|contest| contest.recipes.get(at)).ok_or(NOTHING_TO_TAKE)?;
    Ok(anew(recipe))
}

/// A new run of a recipe.
pub(super) fn anew(recipe: &Recipe) -> Taken {
    let options = &recipe.options;
    let read = Knob::ALL.iter().filter(|knob| options.method.reads(**knob));
    Taken::Restart(read.map(|knob| knob.of(options)).collect())
}
