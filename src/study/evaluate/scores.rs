//! Every recipe on every fold.

use super::{
    Figures, Jury, Lists, Lot, Recipe, Top, Weighed, figures,
    trained::{OVERFLOWED, train},
};
use crate::{
    data::Split,
    study::{State, errors},
};
use std::sync::{
    Mutex, OnceLock, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

/// What came of one recipe on one fold.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// The measures, on the ratings held out.
    pub figures: Figures,
    /// Those of the lists by each set of weights, where such were asked for; then `figures` has none of lists.
    pub weighed: Vec<Figures>,
    /// Whose lists by weights these are.
    pub lists: Option<Lists>,
    /// RMSE over the ratings trained on, of clipped predictions; where it was asked for.
    pub train_rmse: Option<f64>,
    /// How many ratings were held out.
    pub ratings: usize,
    /// How many of them are by a user or for an item without a rating to train on.
    pub cold: usize,
    /// How many passes were done.
    pub passes: u64,
    /// How many numbers the model has.
    pub parameters: usize,
    /// Seconds that the fit took, on threads that others share.
    pub fit_seconds: f64,
    /// Seconds that predicting and measuring took.
    pub test_seconds: f64,
}

/// A score, or why there is none: a sentence.
pub type Outcome = Result<Score, String>;

/// What came of each recipe on each fold; `None` where it was given up before.
pub type Cells = Vec<Vec<Option<Outcome>>>;

/// Who looks on: has a clock, may give it up, and is told what comes.
pub trait Onlooker: Sync {
    /// Seconds since some moment.
    fn seconds(&self) -> f64;

    /// Whether to go on; `None` gives all of it up that is not done.
    fn goes_on(&self) -> Option<()>;

    /// A recipe is done on a fold, both by their places from 0. They come in no fixed order.
    fn done(&self, _recipe: usize, _fold: usize, _outcome: &Outcome) {}
}

/// Nobody looks on, and no time passes.
#[derive(Clone, Copy, Debug)]
pub struct Unwatched;

impl Onlooker for Unwatched {
    fn seconds(&self) -> f64 {
        0.0
    }

    fn goes_on(&self) -> Option<()> {
        Some(())
    }
}

/// What is asked of a score besides the errors.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Asked<'a> {
    /// The lists that are measured.
    pub lists: Option<Top>,
    /// Such lists by weights, in the place of those by the prediction among all items.
    pub weighed: Option<&'a Weighed>,
    /// Whether the ratings trained on are measured as well.
    pub train: bool,
}

/// A fold while it is of use.
#[derive(Default)]
struct Open {
    split: OnceLock<Split>,
    done: AtomicUsize,
}

/// Fits every recipe on every fold and measures it. Each thread of the pool takes the next that is left, fold by fold, so that no
/// more folds are held than there are threads, and one.
pub fn scores(lot: &Lot, recipes: &[Recipe], asked: Asked<'_>, onlooker: &dyn Onlooker) -> Cells {
    let folds = lot.folds();
    let open: Vec<Mutex<Option<std::sync::Arc<Open>>>> =
        (0..folds).map(|_| Mutex::new(Some(Default::default()))).collect();
    let next = AtomicUsize::new(0);
    let cells = Mutex::new(vec![vec![None; folds]; recipes.len()]);
    rayon::broadcast(|_| {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= folds * recipes.len() || onlooker.goes_on().is_none() {
                return;
            }
            let (fold, recipe) = (at / recipes.len(), at % recipes.len());
            let Some(held) = locked(&open[fold]).clone() else { continue };
            let split = held.split.get_or_init(|| lot.split(fold));
            let Some(outcome) = score(&recipes[recipe], split, asked, onlooker) else { return };
            if held.done.fetch_add(1, Ordering::Relaxed) + 1 == recipes.len() {
                locked(&open[fold]).take();
            }
            onlooker.done(recipe, fold, &outcome);
            locked(&cells)[recipe][fold] = Some(outcome);
        }
    });
    cells.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The lists by weights of a fit, measured. `None` when it is given up.
fn measured(
    fold: &Split,
    state: &State,
    (top, weighed): (Top, &Weighed),
    onlooker: &dyn Onlooker,
) -> Option<(Vec<Figures>, Option<Lists>)> {
    /// So many lists are made between two looks at whether it is given up.
    const STRETCH: usize = 128;
    let mut jury = Jury::new(fold, &state.source, top, weighed);
    while !jury.is_done() {
        jury.go_on(state, top, weighed, STRETCH);
        onlooker.goes_on()?;
    }
    Some((jury.finish(&fold.train, top).into_iter().map(Figures::from).collect(), Some(jury.about())))
}

/// One recipe on one fold. `None` when it is given up.
pub(super) fn score(recipe: &Recipe, fold: &Split, asked: Asked<'_>, onlooker: &dyn Onlooker) -> Option<Outcome> {
    if fold.test.is_empty() {
        return Some(Err("no rating is held out".into()));
    }
    let begun = onlooker.seconds();
    let state = match train(recipe, fold, onlooker)? {
        Ok(state) => state,
        Err(why) => return Some(Err(why)),
    };
    let fitted = onlooker.seconds();
    let seen = state.source.learned();
    let weighed = asked.weighed.zip(asked.lists);
    let found = figures(fold, seen, &state.model, asked.lists.filter(|_| weighed.is_none()), onlooker);
    onlooker.goes_on()?;
    let (weighed, lists) = match weighed {
        Some((weighed, top)) => measured(fold, &state, (top, weighed), onlooker)?,
        None => (Vec::new(), None),
    };
    let tested = onlooker.seconds();
    let Some(figures) = found else { return Some(Err(OVERFLOWED.into())) };
    let train = asked.train && state.model.predicts_ratings();
    let train_rmse = train.then(|| errors(&fold.train, seen, &state.model).rmse_clipped());
    Some(Ok(Score {
        figures,
        weighed,
        lists,
        train_rmse,
        ratings: fold.test.len(),
        cold: fold.cold(),
        passes: state.pass,
        parameters: state.model.parameters(),
        fit_seconds: fitted - begun,
        test_seconds: tested - fitted,
    }))
}
