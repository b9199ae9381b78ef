//! What came of every model on every fold, for people and programs to read.

use super::lot::Opened;
use crate::{
    choice::Choice,
    cli::{
        FoldArgs,
        columns::{csv, number},
    },
    data::plain_json,
    study::{
        evaluate::{
            Cells, Lists, Measure, Outcome, Recipe, Score,
            statistics::{Difference, difference, mean, spread},
        },
        recommend::Weights,
    },
};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// The models, by which weights their lists are made, the folds, and what came of them.
pub(super) struct Table<'a> {
    pub opened: &'a Opened,
    pub recipes: &'a [Recipe],
    /// By which weights lists are made of each model; without any, by the prediction among all items.
    pub sets: &'a [Weights],
    pub cells: &'a Cells,
    pub folds: &'a FoldArgs,
    /// What rows are compared by.
    pub by: Measure,
}

/// A row of the table: a model, and by which of the sets its lists are made, each by its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Row {
    pub model: usize,
    pub set: usize,
}

/// What is known of a model over all folds.
pub(super) struct Overall {
    /// The mean and the standard deviation of the measure that models are compared by; `None` where a fold failed or has none.
    pub mean: Option<(f64, f64)>,
    /// How it differs from the best, fold by fold.
    pub against: Option<Difference>,
}

/// A figure of a score: what it is called, and its value.
pub(super) type Figure = (&'static str, Option<f64>);

impl Table<'_> {
    /// The measures that are asked for.
    pub fn measures(&self) -> impl Iterator<Item = Measure> {
        measures(self.folds)
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.recipes.len() * self.sets.len().max(1)
    }

    /// A row by its place.
    pub fn row(&self, at: usize) -> Row {
        let sets = self.sets.len().max(1);
        Row { model: at / sets, set: at % sets }
    }

    /// What a row is called.
    pub fn name(&self, at: usize) -> String {
        let Row { model, set } = self.row(at);
        let recipe = self.recipes[model].to_string();
        self.sets.get(set).map_or(recipe.clone(), |weights| format!("{recipe} by {weights}"))
    }

    fn folds_of(&self, at: usize) -> &[Option<Outcome>] {
        &self.cells[self.row(at).model]
    }

    /// A measure of a row.
    pub fn measured(&self, at: usize, score: &Score, measure: Measure) -> Option<f64> {
        let weighed = score.weighed.get(self.row(at).set).filter(|_| measure.of_lists());
        weighed.unwrap_or(&score.figures).of(measure)
    }

    /// Whose lists by weights are measured on the folds that are done, among what.
    pub fn lists(&self) -> Vec<Lists> {
        self.cells.iter().flatten().flatten().flatten().filter_map(|score| score.lists).collect()
    }

    /// The figures of a row on the folds that are done.
    fn scores(&self, at: usize) -> impl Iterator<Item = &Score> {
        self.folds_of(at).iter().flatten().flatten()
    }

    /// Why the model of a row failed, and on which fold first (from 0).
    pub fn failure(&self, at: usize) -> Option<(usize, &str)> {
        let failed = |(fold, outcome): (usize, _)| Some((fold, reason(outcome)?));
        self.folds_of(at).iter().enumerate().find_map(failed)
    }

    /// A figure over all folds that are done and have it: mean and standard deviation.
    pub fn over(&self, model: usize, of: impl Fn(&Score) -> Option<f64>) -> Option<(f64, f64)> {
        let values: Vec<f64> = self.scores(model).filter_map(of).collect();
        (!values.is_empty() && self.failure(model).is_none()).then(|| (mean(&values), spread(&values)))
    }

    /// The folds that every model which has not failed is done with: all of them, unless it was stopped.
    pub fn common(&self) -> Vec<usize> {
        let rows: Vec<usize> = (0..self.len()).filter(|at| self.failure(*at).is_none()).collect();
        let done = |fold: &usize| rows.iter().all(|at| self.folds_of(*at)[*fold].is_some());
        (0..self.opened.lot.folds()).filter(done).collect()
    }

    fn value(&self, model: usize, fold: usize) -> Option<f64> {
        self.measured(model, self.folds_of(model)[fold].as_ref()?.as_ref().ok()?, self.by)
    }

    /// The measure that models are compared by, over those folds: mean and standard deviation.
    fn overall(&self, model: usize) -> Option<(f64, f64)> {
        let values: Vec<f64> = self.common().into_iter().filter_map(|fold| self.value(model, fold)).collect();
        (!values.is_empty() && self.failure(model).is_none()).then(|| (mean(&values), spread(&values)))
    }

    /// The model with the best mean.
    pub fn best(&self) -> Option<usize> {
        let signed = |value: f64| if self.by.is_error() { value } else { -value };
        let known = (0..self.len()).filter_map(|at| Some((at, signed(self.overall(at)?.0))));
        known.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(at, _)| at)
    }

    /// Each model over all folds, and against the best.
    pub fn compared(&self) -> Vec<Overall> {
        let best = self.best();
        let against = |model: usize| {
            let best = best.filter(|best| *best != model)?;
            self.overall(model)?;
            let pair = |fold: usize| Some((self.value(model, fold)?, self.value(best, fold)?));
            let pairs: Vec<(f64, f64)> = self.common().into_iter().filter_map(pair).collect();
            difference(&pairs)
        };
        (0..self.len()).map(|at| Overall { mean: self.overall(at), against: against(at) }).collect()
    }

    /// The models in the order of their means, the best first; those that failed last.
    pub fn order(&self) -> Vec<usize> {
        let signed = |value: f64| if self.by.is_error() { value } else { -value };
        let key = |at: &usize| self.overall(*at).map_or(f64::INFINITY, |(mean, _)| signed(mean));
        let mut order: Vec<usize> = (0..self.len()).collect();
        order.sort_by(|a, b| key(a).total_cmp(&key(b)));
        order
    }

    /// All figures of a score, in the order in which they are printed.
    pub fn figures(&self, at: usize, score: &Score) -> Vec<Figure> {
        let measured = self.measures().map(|measure| (measure.name(), self.measured(at, score, measure)));
        measured.chain(beside(score)).collect()
    }

    /// One line of JSON.
    pub fn json(&self) -> String {
        let models: Vec<Value> = (0..self.len())
            .zip(self.compared())
            .map(|(at, overall)| {
                let folds = self.folds_of(at).iter().enumerate().filter_map(|(fold, outcome)| {
                    let mut object = Map::from_iter([("fold".to_owned(), json!(fold + 1))]);
                    match outcome.as_ref()? {
                        Ok(score) => {
                            object.extend(self.figures(at, score).into_iter().map(|(n, v)| (n.to_owned(), json!(v))))
                        }
                        Err(why) => _ = object.insert("error".into(), json!(why)),
                    }
                    Some(Value::Object(object))
                });
                let folds: Vec<Value> = folds.collect();
                let summary = |pick: fn((f64, f64)) -> f64| -> Map<String, Value> {
                    let of = |measure: Measure| self.over(at, |score| self.measured(at, score, measure)).map(pick);
                    self.measures().map(|measure| (measure.name().to_owned(), json!(of(measure)))).collect()
                };
                let against = overall
                    .against
                    .map(|d| json!({"mean": d.mean, "low": d.interval.map(|i| i.0), "high": d.interval.map(|i| i.1)}));
                let Row { model, set } = self.row(at);
                let mut object = json!({
                    "model": self.recipes[model].to_string(),
                    "mean": summary(|pair| pair.0),
                    "std": summary(|pair| pair.1),
                    "against_best": against,
                    "folds": folds,
                });
                if let Some(weights) = self.sets.get(set) {
                    object["weights"] = json!(weights.to_string());
                }
                object
            })
            .collect();
        let best = self.best();
        let mut whole = json!({
            "source": self.opened.title,
            "folds": self.opened.rule,
            "seed": self.opened.seed,
            "at": self.folds.at,
            "relevant": self.folds.relevant,
            "by": self.by.name(),
            "best": best.map(|at| self.recipes[self.row(at).model].to_string()),
            "models": models,
        });
        if !self.sets.is_empty() {
            let lists = self
                .lists()
                .into_iter()
                .map(|Lists { least, users, of }| json!({"at_least": least, "users": users, "of": of}));
            // Every model is measured on the same.
            let lists: Vec<Value> = lists.take(self.opened.lot.folds()).collect();
            whole["lists"] = json!(lists);
            whole["best_weights"] = json!(best.map(|at| self.sets[self.row(at).set].to_string()));
        }
        plain_json(&whole.to_string()).into_owned()
    }

    /// A row for each model and fold.
    pub fn csv(&self, out: &mut dyn Write) -> io::Result<()> {
        csv(out, |rows| {
            let by_weights = !self.sets.is_empty();
            let head = ["model"].into_iter().chain(by_weights.then_some("weights")).chain(["fold"]);
            let head = head.chain(self.measures().map(Choice::name));
            rows.write_record(head.chain(BESIDE).chain(["error"]))?;
            for at in 0..self.len() {
                let Row { model, set } = self.row(at);
                for (fold, outcome) in self.folds_of(at).iter().enumerate() {
                    let Some(outcome) = outcome else { continue };
                    rows.write_field(self.recipes[model].to_string())?;
                    if let Some(weights) = self.sets.get(set) {
                        rows.write_field(weights.to_string())?;
                    }
                    rows.write_field((fold + 1).to_string())?;
                    let (figures, why) = match outcome {
                        Ok(score) => {
                            (self.figures(at, score).into_iter().map(|(_, value)| number(value)).collect(), "")
                        }
                        Err(why) => (vec![String::new(); self.measures().count() + BESIDE.len()], why.as_str()),
                    };
                    rows.write_record(figures.iter().map(String::as_str).chain([why]))?;
                }
            }
            Ok(())
        })
    }
}

/// Why there is no score.
fn reason(outcome: &Option<Outcome>) -> Option<&str> {
    Some(outcome.as_ref()?.as_ref().err()?.as_str())
}

/// The measures that are asked for.
pub(super) fn measures(folds: &FoldArgs) -> impl Iterator<Item = Measure> + use<> {
    let lists = folds.at.is_some();
    Measure::ALL.iter().copied().filter(move |measure| lists || !measure.of_lists())
}

/// What is said of a score besides the measures.
pub(super) const BESIDE: [&str; 6] = ["ratings", "cold", "passes", "parameters", "seconds_fit", "seconds_test"];

fn beside(score: &Score) -> [Figure; 6] {
    let Score { ratings, cold, passes, parameters, fit_seconds, test_seconds, .. } = *score;
    let values = [ratings as f64, cold as f64, passes as f64, parameters as f64, fit_seconds, test_seconds];
    std::array::from_fn(|at| (BESIDE[at], Some(values[at])))
}
