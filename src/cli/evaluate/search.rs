//! `factorscope search`: the options of a model that do best on ratings that were held out.

use super::{
    check, fit_to_size, lists,
    lot::{self, Opened},
    onlooker::Desk,
    text::{figure, title},
};
use crate::{
    choice::Choice,
    cli::{
        Error, SearchArgs, TableFormat,
        columns::{csv, number},
        threads::Threads,
    },
    data::{Folds, plain, plain_json},
    study::evaluate::{
        self, Dial, Recipe,
        search::{self as study, Found, Nested, Tried},
        statistics::mean,
    },
};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// Within a fold, options are searched for over so many folds.
const WITHIN: usize = 5;
/// How wide the picture of the errors is.
const STRIP: usize = 24;

/// What was searched, and what was found.
struct Search<'a> {
    args: &'a SearchArgs,
    opened: &'a Opened,
    dials: Vec<Dial>,
    recipes: Vec<Recipe>,
    found: Found,
    nested: Option<Vec<Option<Result<Nested, String>>>>,
}

/// Loads, tries every setting on every fold, and prints what came of it to `out`. Whether all of it was done.
///
/// # Errors
/// When the input is bad, or the output cannot be written.
pub fn search(args: &SearchArgs, out: &mut dyn Write, err: &mut dyn Write) -> Result<bool, Error> {
    let folds = &args.folds;
    check(folds, folds.by())?;
    let dials: Vec<Dial> = args.grid.dials().collect();
    if let Some(dial) = dials.iter().find(|dial| args.model.sets(**dial)) {
        let sentence = format!("{} is set by --model, and the grid tries others", dial.name());
        return Err(Error::Use { sentence, hint: "say it in one of the two".into() });
    }
    let recipes = match args.random {
        None => args.grid.all(&args.model),
        Some(count) => args.grid.drawn(&args.model, count as usize, folds.seed),
    };
    let wrong =
        |sentence| Error::Use { sentence, hint: "values are written as in --grid 'factors=5,10 lambda=0.1,1'".into() };
    let mut recipes = recipes.map_err(wrong)?;
    let opened = lot::open(&args.data, folds, err)?;
    recipes.iter_mut().for_each(|recipe| fit_to_size(recipe, &opened));
    let asked = evaluate::Asked { lists: lists(folds), weighed: None, train: true };
    let fits = recipes.len() * opened.lot.folds();
    let desk = Desk::new(fits + if args.nested { (fits * WITHIN) + opened.lot.folds() } else { 0 });
    let (cells, nested) = Threads::new(folds.threads)?.install(|| {
        let cells = evaluate::scores(&opened.lot, &recipes, asked, &desk);
        let rule = Folds::Parts { folds: WITHIN, times: 1 };
        let nested =
            args.nested.then(|| study::nested(&opened.lot, &recipes, (rule, folds.seed), folds.by(), asked, &desk));
        (cells, nested)
    });
    let whole = desk.finish(err);
    let found = study::found(&recipes, &cells, folds.by());
    let search = Search { args, opened: &opened, dials, recipes, found, nested };
    match folds.format {
        TableFormat::Text => search.text(out)?,
        TableFormat::Json => writeln!(out, "{}", search.json())?,
        TableFormat::Csv => search.csv(out)?,
    }
    out.flush()?;
    Ok(whole)
}

impl Search<'_> {
    fn tried(&self, at: usize) -> Option<&Tried> {
        self.found.tried[at].as_ref()?.as_ref().ok()
    }

    /// What is said of a setting.
    fn mark(&self, at: usize) -> &'static str {
        match (self.found.best == Some(at), self.found.simplest == Some(at)) {
            (true, true) => "best and simplest",
            (true, false) => "best",
            (false, true) => "simplest",
            (false, false) => "",
        }
    }

    /// Of one dial that has numbers the errors are drawn, in the order of the grid.
    fn is_sweep(&self) -> bool {
        self.dials.len() == 1 && study::is_number(self.dials[0]) && self.args.folds.by().is_error()
    }

    fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        let by = self.args.folds.by();
        title(self.opened, out)?;
        writeln!(out, "{} settings of {}, by {by}\n", self.recipes.len(), plain(&self.args.model.to_string()))?;
        let sweep = self.is_sweep();
        let mut order: Vec<usize> = (0..self.recipes.len()).collect();
        if !sweep {
            let signed = |at: &usize| {
                let mean = self.tried(*at).map_or(f64::NAN, |tried| tried.mean);
                if by.is_error() { mean } else { -mean }
            };
            order.sort_by(|a, b| signed(a).total_cmp(&signed(b)));
        }
        let value = |at: usize, dial: Dial| self.recipes[at].value(dial).unwrap_or_default();
        let widths: Vec<usize> = self
            .dials
            .iter()
            .map(|dial| order.iter().map(|at| value(*at, *dial).len()).chain([dial.name().len()]).max().unwrap_or(0))
            .collect();
        let row = |of: &dyn Fn(Dial) -> String| -> String {
            self.dials.iter().zip(&widths).map(|(dial, wide)| format!("{:>wide$}  ", of(*dial))).collect()
        };
        writeln!(out, "{}{:>7}{:>9}{:>9}{:>7}", row(&|dial| dial.name().into()), "train", "held out", "std", "passes")?;
        let ends = self.ends();
        for at in order {
            write!(out, "{}", row(&|dial| value(at, dial).into()))?;
            match &self.found.tried[at] {
                None => writeln!(out, "  it was not come to")?,
                Some(Err(why)) => writeln!(out, "  {}", plain(why))?,
                Some(Ok(tried)) => {
                    let train = tried.train_rmse.map_or_else(|| "-".into(), |train| format!("{train:.4}"));
                    let std = tried.standard_error.map(|_| tried.spread);
                    let (mean, std) = (figure(Some(tried.mean), 4), figure(std, 4));
                    let strip = if sweep { format!("  {}", strip(tried, ends)) } else { String::new() };
                    let line = format!("{train:>7}{mean}{std}{:>7.1}{strip}  {}", tried.passes, self.mark(at));
                    writeln!(out, "{}", line.trim_end())?;
                }
            }
        }
        let letters = if sweep { ["t, ", "h, "] } else { ["", ""] };
        writeln!(
            out,
            "\n{}train: rmse over the ratings trained on\n{}held out: {by} over the others",
            letters[0], letters[1]
        )?;
        if let Some(at) = self.found.best {
            writeln!(out, "\nbest:     {}", plain(&self.recipes[at].to_string()))?;
        }
        if let Some(at) = self.found.simplest {
            writeln!(
                out,
                "simplest: {}\n          within one standard error of the best",
                plain(&self.recipes[at].to_string())
            )?;
        }
        self.nested_text(out)
    }

    fn nested_text(&self, out: &mut dyn Write) -> io::Result<()> {
        let (Some(nested), by) = (&self.nested, self.args.folds.by()) else { return Ok(()) };
        writeln!(out, "\nsearched anew within each fold, over {WITHIN} folds of its own")?;
        writeln!(out, "{:6}{:>9}{:>9}  setting", "", "within", "held out")?;
        let mut all = Vec::new();
        for (fold, came) in nested.iter().enumerate() {
            let head = format!("fold {}", fold + 1);
            match came {
                None => writeln!(out, "{head:8}  it was not come to")?,
                Some(Err(why)) => writeln!(out, "{head:8}  {}", plain(why))?,
                Some(Ok(Nested { recipe, within, outcome })) => {
                    let held = outcome.as_ref().ok().and_then(|score| score.figures.of(by));
                    all.extend(held);
                    let (within, held) = (figure(Some(*within), 4), figure(held, 4));
                    writeln!(out, "{head:6}{within}{held}  {}", plain(&self.recipes[*recipe].to_string()))?;
                }
            }
        }
        if !all.is_empty() {
            writeln!(out, "{:15}{}", "mean", figure(Some(mean(&all)), 4))?;
        }
        Ok(())
    }

    /// The least and the largest error of all.
    fn ends(&self) -> (f64, f64) {
        let known = (0..self.recipes.len()).filter_map(|at| self.tried(at));
        let all = known.flat_map(|tried| [Some(tried.mean), tried.train_rmse]).flatten();
        all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
    }

    fn json(&self) -> String {
        let of = |at: usize| -> Value {
            let mut object = Map::from_iter([("model".to_owned(), json!(self.recipes[at].to_string()))]);
            match &self.found.tried[at] {
                None => {}
                Some(Err(why)) => _ = object.insert("error".into(), json!(why)),
                Some(Ok(tried)) => object.extend(figures(tried).map(|(name, value)| (name.to_owned(), json!(value)))),
            }
            Value::Object(object)
        };
        let named = |at: Option<usize>| at.map(|at| self.recipes[at].to_string());
        let nested = self.nested.as_ref().map(|folds| {
            let each = folds.iter().enumerate().filter_map(|(fold, came)| {
                Some(match came.as_ref()? {
                    Err(why) => json!({"fold": fold + 1, "error": why}),
                    Ok(Nested { recipe, within, outcome }) => json!({
                        "fold": fold + 1,
                        "model": self.recipes[*recipe].to_string(),
                        "within": within,
                        "held_out": outcome.as_ref().ok().and_then(|score| score.figures.of(self.args.folds.by())),
                        "error": outcome.as_ref().err(),
                    }),
                })
            });
            each.collect::<Vec<Value>>()
        });
        let whole = json!({
            "source": self.opened.title,
            "folds": self.opened.rule,
            "seed": self.opened.seed,
            "by": self.args.folds.by().name(),
            "settings": (0..self.recipes.len()).map(of).collect::<Vec<Value>>(),
            "best": named(self.found.best),
            "simplest": named(self.found.simplest),
            "nested": nested,
        });
        plain_json(&whole.to_string()).into_owned()
    }

    fn csv(&self, out: &mut dyn Write) -> io::Result<()> {
        csv(out, |rows| {
            let none =
                Tried { mean: 0.0, spread: 0.0, standard_error: None, train_rmse: None, passes: 0.0, parameters: 0 };
            let heads = self.dials.iter().map(|dial| dial.name()).chain(figures(&none).map(|(name, _)| name));
            rows.write_record(heads.chain(["mark", "error"]))?;
            for (at, recipe) in self.recipes.iter().enumerate() {
                for dial in &self.dials {
                    rows.write_field(recipe.value(*dial).unwrap_or_default())?;
                }
                match &self.found.tried[at] {
                    Some(Ok(tried)) => figures(tried).into_iter().try_for_each(|(_, v)| rows.write_field(number(v)))?,
                    _ => figures(&none).into_iter().try_for_each(|_| rows.write_field(""))?,
                }
                let why = self.found.tried[at].as_ref().and_then(|tried| tried.as_ref().err());
                rows.write_record([self.mark(at), why.map_or("", String::as_str)])?;
            }
            Ok(())
        })
    }
}

fn figures(tried: &Tried) -> impl Iterator<Item = (&'static str, Option<f64>)> + use<> {
    [
        ("train_rmse", tried.train_rmse),
        ("held_out", Some(tried.mean)),
        ("std", Some(tried.spread)),
        ("standard_error", tried.standard_error),
        ("passes", Some(tried.passes)),
        ("parameters", Some(tried.parameters as f64)),
    ]
    .into_iter()
}

/// Where the two errors lie between the least and the largest of all.
fn strip(tried: &Tried, (low, high): (f64, f64)) -> String {
    let place = |value: f64| {
        let part = if high > low { (value - low) / (high - low) } else { 0.0 };
        ((part * (STRIP - 1) as f64).round() as usize).min(STRIP - 1)
    };
    let mut cells = [' '; STRIP];
    if let Some(train) = tried.train_rmse {
        cells[place(train)] = 't';
    }
    cells[place(tried.mean)] = 'h';
    format!("|{}|", cells.iter().collect::<String>())
}
