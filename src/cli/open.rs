//! From a path and options to ratings that are ready to be fitted.

use super::{
    DataArgs, Error, ModelArgs,
    named::{self, Known},
    slip,
};
use crate::{
    choice::Choice,
    data::{
        Names, Ratings, Share, Side, Uses,
        load::{self, Fitted, Pairs, Reading, Skipped, Trained},
    },
    model::{Knob, Method, Options, Penalty, Precision, Problem, Setting, Start, table},
    study::{Given, Opening, Source},
};
use ndarray::Array2;
use std::{collections::HashMap, io, path::Path, sync::Arc};

/// Everything that the command line says about a fit.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The ratings, which of them are held out, and the factors to start from.
    pub source: Source,
    /// What to call them: "the lecture", or the name of the file.
    pub title: String,
    /// How the file was read, where one was.
    pub reading: Option<Reading>,
    /// Bad rows that were left out.
    pub skipped: Skipped,
    /// Whatever else should be said, a sentence each.
    pub notes: Vec<String>,
    /// The options of the fit.
    pub options: Options,
    /// Whether it is a trained model.
    pub trained: bool,
    /// The ids that the ratings have for the items, where those are called by titles.
    pub ids: Option<Vec<Box<str>>>,
}

impl Prepared {
    /// Who and what is known by name.
    pub(super) fn known(&self) -> Known<'_> {
        Known { ratings: self.source.all(), ids: self.ids.as_deref() }
    }
}

/// Above this many ratings a model is made of `f32`, unless asked otherwise.
pub(super) const LARGE: usize = 500_000;
/// The same of the numbers in a trained model.
const LARGE_MODEL: usize = 50_000_000;

/// Loads the ratings and takes over the options.
///
/// # Errors
/// Whatever is wrong with the files, or does not fit together.
pub fn open(data: &DataArgs, model: &ModelArgs) -> Result<Prepared, Error> {
    let path = data.path.as_deref().unwrap_or(Path::new("lecture"));
    prepared(ratings(path, data)?, data, model)
}

/// Takes over the options for ratings that were loaded.
///
/// # Errors
/// Whatever does not fit together.
pub(super) fn prepared(mut loaded: load::Loaded, data: &DataArgs, model: &ModelArgs) -> Result<Prepared, Error> {
    let fitted = loaded.trained.as_ref().and_then(|trained| trained.fitted.as_ref());
    let mut options = model.settings.options_after(&fitted.map_or_else(|| Options::new(Method::Als), objective));
    if let Some(sentence) = model.settings.asked().find_map(|setting| options.unread(setting)) {
        return Err(Error::Use { sentence, hint: "leave it out, or choose another solver with --solver".into() });
    }
    let mut notes = Vec::new();
    loaded.ratings = besides(loaded.ratings, loaded.ids.as_deref(), data)?;
    let mut source = Source::new(Arc::new(loaded.ratings));
    if let Some(share) = model.test.filter(|share| *share != Share::NONE) {
        source = source.held_out(share, model.test_seed);
    }
    if source.split.train.is_empty() && !source.all().is_empty() {
        return Err(Error::NothingToLearn);
    }
    if let Some(why) = source.refusal(Setting::Missing(options.missing)) {
        return Err(Error::Use { sentence: why, hint: "leave out --holes zero".into() });
    }
    if let Some(sentence) = Method::refusal(Problem { ratings: source.learned(), options: &options }) {
        return Err(Error::Use { sentence, hint: "or choose another solver with --solver".into() });
    }
    let trained = loaded.trained.is_some();
    let given = match loaded.trained {
        Some(trained) => learned(trained, data, model, &mut options)?,
        None => given(data, model, &options, source.all().names(), &mut notes)?,
    };
    if (given.p.is_some() || given.q.is_some()) && !options.method.has_factors() {
        let sentence = format!("{} makes a model without factors, and factors are given", options.method.name());
        return Err(Error::Use { sentence, hint: "leave the files of factors out, or choose another solver".into() });
    }
    if let Some(table) = given.p.as_ref().or(given.q.as_ref()) {
        options.factors = table.ncols();
    }
    if let Some(option) = undrawn(model, &options, &given) {
        let sentence = format!("{option} is about what is drawn by chance, and here nothing is");
        return Err(Error::Use { sentence, hint: format!("leave {option} out") });
    }
    let numbers = given.p.iter().chain(&given.q).map(Array2::len).sum::<usize>();
    let large = source.all().len() > LARGE || numbers > LARGE_MODEL;
    options.precision = model.precision.unwrap_or(if large { Precision::Single } else { Precision::Double });
    let tables = given.p.iter().chain(&given.q).flat_map(table::values);
    let mut numbers = tables.chain(given.biases.iter().flatten().flatten()).chain(&given.mean);
    if options.precision == Precision::Single
        && let Some(value) = numbers.find(|value| !(**value as f32).is_finite())
    {
        let sentence = format!("the factor {value:?} is too large for a number of 32 bits");
        return Err(Error::Use { sentence, hint: "fit with --precision f64".into() });
    }
    source.given = Arc::new(given);
    let load::Loaded { skipped, reading, source: title, ids, .. } = loaded;
    Ok(Prepared { source, title, reading, skipped, notes, options, trained, ids })
}

/// The options that lower what Spark's ALS lowered, whose penalty is always times the row's count.
fn objective(fitted: &Fitted) -> Options {
    let method = match (fitted.confidence, fitted.non_negative) {
        (Some(_), _) => Method::ImplicitAls,
        (None, true) => Method::Nmf,
        (None, false) => Method::Als,
    };
    let usual = Options::new(method);
    let confidence = fitted.confidence.unwrap_or(usual.confidence);
    Options { lambda: fitted.lambda, penalty: Penalty::Weighted, confidence, ..usual }
}

/// What is known of users and items besides the ratings, from files of their own.
fn besides(mut ratings: Ratings, ids: Option<&[Box<str>]>, data: &DataArgs) -> Result<Ratings, Error> {
    if let Some(path) = &data.uses {
        let uses = named::uses(Known { ratings: &ratings, ids }, &Pairs::path(path)?)?;
        let count = ratings.n_users();
        ratings = ratings.with_uses(Uses::new(count, uses));
    }
    if let Some(path) = &data.promoted {
        let promoted = named::items(Known { ratings: &ratings, ids }, &Pairs::path(path)?)?;
        ratings = ratings.with_promoted(promoted.into_iter().collect());
    }
    Ok(ratings)
}

/// The factors of a trained model, which are for the users and items of its ratings already.
fn learned(trained: Trained, data: &DataArgs, model: &ModelArgs, options: &mut Options) -> Result<Given, Error> {
    if data.user_factors.is_some() || data.item_factors.is_some() {
        let sentence = "a trained model has factors, and others are given by --user-factors or --item-factors".into();
        return Err(Error::Use { sentence, hint: "leave them out, or open the ratings instead of the model".into() });
    }
    let width = trained.width();
    let file = || data.path.clone().unwrap_or_default();
    if model.settings.give(Knob::Factors) && options.factors != width {
        let expected = format!("{}, as --factors says", options.factors);
        return Err(Error::Width { file: file(), found: width, expected });
    }
    if width > Options::MOST_FACTORS {
        let expected = format!("at most {}", Options::MOST_FACTORS);
        return Err(Error::Width { file: file(), found: width, expected });
    }
    options.biased |= trained.is_biased();
    // Biases of 0 around 0 are those of a model without any.
    let mean = options.biased.then(|| trained.mean.unwrap_or(0.0));
    let mut given = Given { mean, stands_in: trained.stands_in, ..Given::default() };
    let [users, items] = trained.sides;
    for (vectors, table, biases) in [(users, &mut given.p, 0), (items, &mut given.q, 1)] {
        let Some(vectors) = vectors else { continue };
        given.biases[biases] =
            options.biased.then(|| vectors.biases.unwrap_or_else(|| vec![0.0; vectors.values.len() / width]));
        *table = table::from_values(width, vectors.values);
    }
    Ok(given)
}

/// The factors that are given in files: for the users and items of `names`, and fitting each other and what was asked for.
fn given(
    data: &DataArgs,
    model: &ModelArgs,
    options: &Options,
    names: &Names,
    notes: &mut Vec<String>,
) -> Result<Given, Error> {
    let mut given = Given::default();
    for (file, side, table) in
        [(&data.user_factors, Side::Users, &mut given.p), (&data.item_factors, Side::Items, &mut given.q)]
    {
        let Some(file) = file else { continue };
        let names = if side == Side::Users { &names.users } else { &names.items };
        let Kept { factors: found, bias, mean, in_order } = kept(file, side, names)?;
        if in_order {
            let (file, one) = (file.display(), side.one());
            notes.push(format!(
                "the rows of {file} have no names: they are taken in the order in which each {one} is first named"
            ));
        }
        if bias.is_some() && !options.biased {
            let file = file.display();
            notes.push(format!("the column bias of {file} is left out: --biased gives the model biases"));
        }
        if let (Some(one), Some(other)) = (given.mean, mean)
            && one != other
        {
            return Err(Error::Means { users: one, items: other });
        }
        given.mean = given.mean.or(mean);
        given.biases[side as usize] = bias;
        let asked =
            model.settings.give(Knob::Factors).then_some(options.factors).filter(|&asked| asked != found.ncols());
        let wrong = asked.map(|asked| format!("{asked}, as --factors says"));
        let most = Options::MOST_FACTORS;
        let wrong = wrong.or((found.ncols() > most).then(|| format!("at most {most}")));
        if let Some(expected) = wrong {
            return Err(Error::Width { file: file.clone(), found: found.ncols(), expected });
        }
        *table = Some(found);
    }
    if let (Some(p), Some(q)) = (&given.p, &given.q)
        && p.ncols() != q.ncols()
    {
        return Err(Error::Widths { users: p.ncols(), items: q.ncols() });
    }
    Ok(given)
}

/// The option that was given and says how to draw factors, where they all come from files or are not drawn by chance.
fn undrawn(model: &ModelArgs, options: &Options, given: &Given) -> Option<&'static str> {
    let drawn = |side, table: &Option<_>| table.is_none() && options.method.content() != Some(side);
    let start = drawn(Side::Users, &given.p) || drawn(Side::Items, &given.q);
    let seed = options.shuffle || (start && !matches!(options.start, Start::Same(_)));
    match &model.settings {
        asked if asked.give(Knob::Start) && !start => Some("--start"),
        asked if asked.give(Knob::Seed) && !seed => Some("--seed"),
        _ => None,
    }
}

/// Reads the ratings at a path, be it a name of what is built in, a file or standard input.
pub(super) fn ratings(path: &Path, data: &DataArgs) -> Result<load::Loaded, Error> {
    let options = data.reading();
    let known = Opening::ALL.iter().find(|known| path.as_os_str() == known.name());
    if let Some((known, title)) = known.and_then(|known| Some((known, known.title()?))) {
        if (load::Options { likeliest: false, ..data.reading() }) != load::Options::default() {
            return Err(Error::BuiltIn { name: known.name() });
        }
        if let Some(ratings) = known.ratings() {
            let source = title.into();
            let (trained, skipped, reading, look) = (None, Skipped::default(), None, None);
            return Ok(load::Loaded { ratings, trained, ids: None, skipped, reading, look, source });
        }
    }
    if path.as_os_str() == "-" {
        return Ok(load::reader(load::STANDARD_INPUT, io::stdin().lock(), &options)?);
    }
    load::path(path, &options).map_err(|error| match (&error.fault, slip::of_built_in(path)) {
        (load::Fault::NoSuchFile, Some(name)) => {
            Error::Use { sentence: error.to_string(), hint: format!("did you mean {name}? It is built in") }
        }
        _ => error.into(),
    })
}

/// Whether standard input is read for the ratings.
pub(super) fn reads_standard_input(data: &DataArgs) -> bool {
    data.path.as_deref() == Some(Path::new("-"))
}

/// What a file keeps of a model for one side.
struct Kept {
    factors: Array2<f64>,
    bias: Option<Vec<f64>>,
    mean: Option<f64>,
    /// Whether rows without names were taken in the order of the names.
    in_order: bool,
}

/// What is in a file of factors, in the order of `names`. Rows of others are left out. The last columns are no factors if
/// they are called bias, or bias and mean.
fn kept(file: &Path, side: Side, names: &[Box<str>]) -> Result<Kept, Error> {
    let read = load::factors(file)?;
    let (all, width) = (read.columns.len(), read.width());
    let extra = all - width;
    let in_order = read.names.is_empty() && read.values.len() == all * names.len();
    let chunks = read.values.chunks_exact(all);
    let rows: HashMap<&str, &[f64]> = match in_order {
        true => names.iter().map(|name| &**name).zip(chunks).collect(),
        false => read.names.iter().map(String::as_str).zip(chunks).collect(),
    };
    let mut factors = Array2::zeros((names.len(), width));
    let mut bias = Vec::with_capacity(if extra > 0 { names.len() } else { 0 });
    let mut mean = None;
    for (at, name) in names.iter().enumerate() {
        let Some(row) = rows.get(&**name) else {
            let more = names[at + 1..].iter().filter(|name| !rows.contains_key(&***name)).count();
            return Err(Error::NoRow { file: file.to_owned(), side, name: name.to_string(), more });
        };
        table::row_mut(&mut factors, at).copy_from_slice(&row[..width]);
        bias.extend(row[width..].first());
        if let Some(&value) = row[width..].get(1)
            && *mean.get_or_insert(value) != value
        {
            return Err(Error::TwoMeans { file: file.to_owned() });
        }
    }
    Ok(Kept { factors, bias: (extra > 0).then_some(bias), mean, in_order })
}
