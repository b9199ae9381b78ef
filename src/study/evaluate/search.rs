//! The search for options: all of a grid or some by chance, measured on the same folds, and which of them to take.

use super::{
    Asked, Cells, Dial, Lot, Measure, Onlooker, Outcome, Recipe,
    scores::{score, scores},
    statistics::{mean, spread, standard_error},
};
use crate::{
    choice::Choice,
    data::{Folds, decimal},
    model::{Datum, Knob},
};
use rand::Rng;
use rand_pcg::Pcg64;
use std::{collections::HashSet, fmt, str::FromStr};

/// Values for some dials: `factors=5,10,20 lambda=0.01..1`.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid(Vec<(Dial, Values)>);

#[derive(Clone, Debug, PartialEq)]
enum Values {
    Listed(Vec<String>),
    /// From the least to the most: drawn evenly, or where the least is above 0 evenly in the logarithm.
    Range(f64, f64),
}

impl Grid {
    /// The most recipes that are tried.
    pub const MOST: usize = 10_000;

    /// The dials that it turns.
    pub fn dials(&self) -> impl Iterator<Item = Dial> + '_ {
        self.0.iter().map(|(dial, _)| *dial)
    }

    /// The dials with their values; `None` where one has a range.
    pub fn listed(&self) -> Option<Vec<(Dial, Vec<String>)>> {
        let values = |(dial, values): &(Dial, Values)| match values {
            Values::Listed(values) => Some((*dial, values.clone())),
            Values::Range(..) => None,
        };
        self.0.iter().map(values).collect()
    }

    /// Every combination, the last dial turning fastest.
    ///
    /// # Errors
    /// A sentence, where a value does not fit, a range has no end of values, or there are more than [`Grid::MOST`].
    pub fn all(&self, base: &Recipe) -> Result<Vec<Recipe>, String> {
        let mut recipes = vec![base.clone()];
        for (dial, values) in &self.0 {
            let Values::Listed(values) = values else {
                return Err(format!(
                    "{} is a range, of which values are drawn: say how many with --random",
                    dial.name()
                ));
            };
            if recipes.len().saturating_mul(values.len()) > Self::MOST {
                return Err(format!("the grid has more than {} combinations", Self::MOST));
            }
            let turned = recipes.iter().flat_map(|recipe| values.iter().map(|value| recipe.with(*dial, value)));
            recipes = turned.collect::<Result<_, _>>()?;
        }
        Ok(recipes)
    }

    /// So many combinations drawn by chance, none twice; fewer where there are not so many.
    ///
    /// # Errors
    /// A sentence, where a value does not fit.
    pub fn drawn(&self, base: &Recipe, count: usize, seed: u64) -> Result<Vec<Recipe>, String> {
        let mut lot = Pcg64::new(u128::from(seed), 83);
        let (mut recipes, mut known) = (Vec::new(), HashSet::new());
        for _ in 0..count.saturating_mul(20) {
            if recipes.len() == count {
                break;
            }
            let mut recipe = base.clone();
            for (dial, values) in &self.0 {
                // Evenly from 0 to below 1, in steps of 2^-53.
                let part = (lot.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
                recipe = recipe.with(*dial, &values.at(*dial, part))?;
            }
            if known.insert(recipe.to_string()) {
                recipes.push(recipe);
            }
        }
        Ok(recipes)
    }
}

impl Values {
    fn at(&self, dial: Dial, part: f64) -> String {
        match self {
            Self::Listed(values) => values[((part * values.len() as f64) as usize).min(values.len() - 1)].clone(),
            Self::Range(low, high) if is_whole(dial) => {
                let (low, high) = (low.round(), high.round());
                format!("{}", (low + part * (high - low + 1.0)).floor().min(high))
            }
            Self::Range(low, high) => {
                let value = if *low > 0.0 { low * (high / low).powf(part) } else { low + part * (high - low) };
                // Three digits are read and repeated more easily than sixteen.
                let short: f64 = format!("{value:.2e}").parse().unwrap_or(value);
                short.to_string()
            }
        }
    }
}

fn is_whole(dial: Dial) -> bool {
    match dial {
        Dial::Passes => true,
        Dial::Early => false,
        Dial::Knob(knob) => {
            matches!(knob.of(&Recipe::new(crate::model::Method::ALL[0]).options).value(), Datum::Whole(_))
        }
    }
}

impl fmt::Display for Grid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dials = self.0.iter().map(|(dial, values)| match values {
            Values::Listed(values) => format!("{}={}", dial.name(), values.join(",")),
            Values::Range(low, high) => format!("{}={low}..{high}", dial.name()),
        });
        f.write_str(&dials.collect::<Vec<_>>().join(" "))
    }
}

impl FromStr for Grid {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let dial = |word: &str| {
            let wrong = || format!("'{word}' is not name=value,value as in factors=5,10,20");
            let (name, values) = word.split_once('=').ok_or_else(wrong)?;
            let dial = Dial::named(name)?;
            if let Some((low, high)) = values.split_once("..") {
                let wrong =
                    || format!("'{values}' is not a range of {name}; write the least and the most as in 0.01..1");
                let (low, high) = decimal(low).zip(decimal(high)).filter(|(low, high)| low < high).ok_or_else(wrong)?;
                return Ok((dial, Values::Range(low, high)));
            }
            let values: Vec<String> = values.split(',').map(str::to_owned).collect();
            if let Some(twice) = (1..values.len()).find(|at| values[..*at].contains(&values[*at])) {
                return Err(format!("{name} has the value {} twice", values[twice]));
            }
            if values.iter().any(String::is_empty) { Err(wrong()) } else { Ok((dial, Values::Listed(values))) }
        };
        let dials = text.split_whitespace().map(dial).collect::<Result<Vec<_>, String>>()?;
        if let Some(at) = (1..dials.len()).find(|at| dials[..*at].iter().any(|(other, _)| *other == dials[*at].0)) {
            return Err(format!("{} is in the grid twice", dials[at].0.name()));
        }
        if dials.is_empty() { Err("values to try are expected, as in factors=5,10,20".into()) } else { Ok(Self(dials)) }
    }
}

/// One recipe, over all folds.
#[derive(Clone, Debug, PartialEq)]
pub struct Tried {
    /// The mean of the measure over the folds.
    pub mean: f64,
    /// Its standard deviation over them.
    pub spread: f64,
    /// The standard error of the mean; `None` over one fold.
    pub standard_error: Option<f64>,
    /// The mean RMSE over the ratings trained on.
    pub train_rmse: Option<f64>,
    /// The mean number of passes.
    pub passes: f64,
    /// How many numbers the model has.
    pub parameters: usize,
}

/// What the search came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// What came of each recipe, or why nothing did: a sentence. `None` where it was given up before.
    pub tried: Vec<Option<Result<Tried, String>>>,
    /// The one with the best mean, by its place.
    pub best: Option<usize>,
    /// The simplest of those within one standard error of the best: the fewest numbers, of as many the largest penalty, of as
    /// large the fewest passes, and then the first.
    ///
    /// Source: Breiman et al., "Classification and regression trees" (1984), the 1 SE rule.
    pub simplest: Option<usize>,
}

/// What a measure says of the recipes.
pub fn found(recipes: &[Recipe], cells: &Cells, by: Measure) -> Found {
    let tried: Vec<_> = cells.iter().map(|folds| summary(folds, by)).collect();
    let good = |at: usize| tried[at].as_ref().and_then(|tried| tried.as_ref().ok());
    let signed = |value: f64| if by.is_error() { value } else { -value };
    let known = || (0..tried.len()).filter_map(|at| Some((at, good(at)?)));
    let best = known().min_by(|(_, a), (_, b)| signed(a.mean).total_cmp(&signed(b.mean))).map(|(at, _)| at);
    let limit = best.and_then(good).and_then(|best| Some(signed(best.mean) + best.standard_error?));
    let simplest = limit.and_then(|limit| {
        let near = known().filter(|(_, tried)| signed(tried.mean) <= limit);
        let order = |a: &(usize, &Tried), b: &(usize, &Tried)| {
            let lambda = |at: usize| recipes[at].options.lambda;
            let numbers = a.1.parameters.cmp(&b.1.parameters);
            numbers.then(lambda(b.0).total_cmp(&lambda(a.0))).then(a.1.passes.total_cmp(&b.1.passes))
        };
        near.min_by(order).map(|(at, _)| at)
    });
    Found { tried, best, simplest }
}

fn summary(folds: &[Option<Outcome>], by: Measure) -> Option<Result<Tried, String>> {
    let mut scores = Vec::new();
    for fold in folds {
        match fold.as_ref()? {
            Err(why) => return Some(Err(why.clone())),
            Ok(score) => scores.push(score),
        }
    }
    let values: Vec<f64> = scores.iter().filter_map(|score| score.figures.of(by)).collect();
    if values.is_empty() {
        return Some(Err(format!("it has no {}: it can be searched by a measure of lists, as by ndcg", by.name())));
    }
    let trained: Vec<f64> = scores.iter().filter_map(|score| score.train_rmse).collect();
    let passes: Vec<f64> = scores.iter().map(|score| score.passes as f64).collect();
    Some(Ok(Tried {
        mean: mean(&values),
        spread: spread(&values),
        standard_error: standard_error(&values),
        train_rmse: (trained.len() == scores.len()).then(|| mean(&trained)),
        passes: mean(&passes),
        parameters: scores.first().map_or(0, |score| score.parameters),
    }))
}

/// What the search finds on what one fold has to train on, and how good that is on what the fold holds out, which the search has
/// not seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Nested {
    /// The recipe that was best within, by its place.
    pub recipe: usize,
    /// Its mean within.
    pub within: f64,
    /// What came of it on the fold.
    pub outcome: Outcome,
}

/// Searches within each fold, over k folds of its own, and measures what was best on the fold itself. A sentence where the search
/// within finds nothing; `None` where it was given up before.
///
/// Source: Varma and Simon, "Bias in error estimation when using cross-validation for model selection" (2006).
pub fn nested(
    lot: &Lot,
    recipes: &[Recipe],
    within: (Folds, u64),
    by: Measure,
    asked: Asked<'_>,
    onlooker: &dyn Onlooker,
) -> Vec<Option<Result<Nested, String>>> {
    let one = |fold: usize| {
        onlooker.goes_on()?;
        let split = lot.split(fold);
        let inner = match Lot::drawn(split.train.clone(), within.0, within.1) {
            Ok(inner) => inner,
            Err(why) => return Some(Err(why)),
        };
        let cells = scores(&inner, recipes, asked, onlooker);
        if cells.iter().flatten().any(Option::is_none) {
            return None;
        }
        let found = found(recipes, &cells, by);
        let best = found.best.and_then(|at| Some((at, found.tried[at].as_ref()?.as_ref().ok()?.mean)));
        let Some((recipe, within)) = best else { return Some(Err("none of the models could be fitted".into())) };
        let outcome = score(&recipes[recipe], &split, asked, onlooker)?;
        onlooker.done(recipe, fold, &outcome);
        Some(Ok(Nested { recipe, within, outcome }))
    };
    (0..lot.folds()).map(one).collect()
}

/// The dials that have numbers, for which a curve can be drawn.
pub fn is_number(dial: Dial) -> bool {
    match dial {
        Dial::Passes | Dial::Early => true,
        Dial::Knob(knob) => matches!(knob, Knob::Lambda | Knob::Alpha) || is_whole(dial),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> Recipe {
        "als".parse().unwrap()
    }

    #[test]
    fn a_grid_is_every_combination_in_order() {
        let grid: Grid = "factors=5,10 lambda=0.02,0.1 passes=3".parse().unwrap();
        let all: Vec<String> = grid.all(&base()).unwrap().iter().map(Recipe::to_string).collect();
        assert_eq!(
            all,
            [
                "als factors=5 lambda=0.02 passes=3",
                "als factors=5 lambda=0.1 passes=3",
                "als factors=10 lambda=0.02 passes=3",
                "als factors=10 lambda=0.1 passes=3"
            ]
        );
    }

    #[test]
    fn what_is_drawn_lies_in_the_ranges_and_is_the_same_again() {
        let grid: Grid = "factors=2..6 lambda=0.001..10 biased=on,off".parse().unwrap();
        let drawn = grid.drawn(&base(), 60, 4).unwrap();
        assert_eq!(drawn, grid.drawn(&base(), 60, 4).unwrap());
        assert_ne!(drawn, grid.drawn(&base(), 60, 5).unwrap());
        assert_eq!(drawn.len(), 60);
        let lambdas: Vec<f64> = drawn.iter().map(|recipe| recipe.options.lambda).collect();
        assert!(lambdas.iter().all(|lambda| (0.001..=10.0).contains(lambda)));
        // Evenly in the logarithm: about a quarter in each power of ten.
        let small = lambdas.iter().filter(|lambda| **lambda < 0.01).count();
        assert!((6..30).contains(&small), "{small}");
        for z in 2..=6 {
            assert!(drawn.iter().any(|recipe| recipe.options.factors == z), "{z}");
        }
        let few: Grid = "factors=2,3".parse().unwrap();
        assert_eq!(few.drawn(&base(), 60, 4).unwrap().len(), 2, "none twice");
    }

    #[test]
    fn what_cannot_be_tried_is_a_sentence() {
        for (text, part) in [
            ("", "values to try are expected"),
            ("factors", "is not name=value"),
            ("factors=2,,3", "is not name=value"),
            ("factors=2,2", "factors has the value 2 twice"),
            ("factors=2 factors=3", "factors is in the grid twice"),
            ("factor=2", "there is no option 'factor'"),
            ("lambda=1..0.1", "is not a range of lambda"),
        ] {
            let why = text.parse::<Grid>().unwrap_err();
            assert!(why.contains(part), "{text}: {why}");
        }
        for (text, part) in
            [("alpha=1,2", "als does not read alpha"), ("lambda=0.1..1", "--random"), ("factors=0", "'0'")]
        {
            let why = text.parse::<Grid>().unwrap().all(&base()).unwrap_err();
            assert!(why.contains(part), "{text}: {why}");
        }
    }
}
