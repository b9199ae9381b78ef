//! Models as texts: our own tables of factors and others', word2vec's text, and the model file of LIBMF.

use super::super::error::{Fault, LoadError, Location};
use super::super::factors::factors_by;
use super::super::formats::numbered;
use super::super::number::Numbers;
use super::super::odd::Odd;
use super::super::options::{Change, LayoutName, Options};
use super::super::sheet::Sheet;
use super::super::words::{Hint, hint};
use super::{ModelFault, Trained, Vectors, Written};
use crate::{choice::Choice, data::Side};

/// How many lines tell what a text is.
const SAMPLE: usize = 100;

/// The model in `text`, if it plainly is one or is asked to be taken for one.
///
/// # Errors
/// What is wrong with it.
pub(in crate::data::load) fn of_text(
    source: &str,
    text: &str,
    encoding: &str,
    options: &Options,
) -> Result<Option<Trained>, LoadError> {
    let about_ratings = options.ratings.is_some() && options.layout != Some(LayoutName::Factors);
    let options = &Options { turn: options.turn.filter(|_| !about_ratings), ..options.clone() };
    let turned = options.turn == Some(true);
    let written = |separator, header| Some(Written { header, separator, encoding: encoding.to_owned() });
    // Beside ratings stands a model, and what is said of layout is about them.
    let asked = options.layout == Some(LayoutName::Factors) || options.ratings.is_some();
    if options.layout.is_some() && !asked {
        return Ok(None);
    }
    if is_libmf(text) {
        let model = Trained { format: Some("LIBMF model"), text: written("blank", false), ..libmf(source, text)? };
        return model.checked(source).map(Some);
    }
    if let Some((count, width)) = sizes(text) {
        let model = Trained::of_one(word2vec(source, text, count, width)?, turned);
        return one_side(Trained { format: Some("word2vec text"), text: written("blank", false), ..model }, false)
            .checked(source)
            .map(Some);
    }
    let named = names_factors(text);
    if !asked && !named {
        return Ok(None);
    }
    // What stands before --ratings may be ratings by a slip.
    let slip = !named && options.layout != Some(LayoutName::Factors);
    let no_model = || LoadError::of_file(source, Fault::Model(ModelFault::NoModel));
    if slip && names_ratings(text) {
        return Err(no_model());
    }
    let (model, known) = table(source, text, options)?;
    if slip && model.sides.iter().flatten().all(Vectors::is_whole) {
        return Err(no_model());
    }
    let header = model.text.as_ref().is_some_and(|written| written.header);
    let separator = Sheet::of(text, options.separator, options.first_row).separator.name();
    one_side(Trained { text: written(separator, header), ..model }, known).checked(source).map(Some)
}

/// A table of factors, and whether it says of which side it is.
pub(super) fn table(source: &str, text: &str, options: &Options) -> Result<(Trained, bool), LoadError> {
    let table = factors_by(source, text, options)?;
    let side = match hint(&table.corner) {
        Some((Hint::User, _)) => Some(Side::Users),
        Some((Hint::Item, _)) => Some(Side::Items),
        _ => None,
    };
    let turned = options.turn.unwrap_or(side == Some(Side::Users));
    let header = table.header;
    let (vectors, mean) = Vectors::of(table).map_err(|fault| LoadError::of_file(source, Fault::Model(fault)))?;
    let text = Some(Written { header, separator: "", encoding: String::new() });
    Ok((Trained { mean, text, ..Trained::of_one(vectors, turned) }, side.is_some() || options.turn.is_some()))
}

/// A model of one side says which it was taken for, unless that is `known`.
pub(super) fn one_side(mut model: Trained, known: bool) -> Trained {
    if !known {
        let users = model.sides[Side::Users as usize].is_some();
        let taken = if users { "rows are taken for users" } else { "rows are taken for items" };
        model.odd.push(Odd::new(taken, Change::Turn(!users)));
    }
    model
}

/// Whether the columns of a table are called as those of factors are: `factor_1`, `factor_2` and so on.
fn names_factors(text: &str) -> bool {
    const STEMS: [&str; 8] = ["factor", "latent", "dim", "component", "embedding", "emb", "vector", "f"];
    let fields = head(text);
    let factors = fields.iter().skip(1).take_while(|field| {
        let stem = field.trim_end_matches(|c: char| c.is_ascii_digit());
        stem.len() < field.len() && STEMS.contains(&stem.trim_end_matches(['_', '-']))
    });
    let count = factors.count();
    let rest = fields.get(1 + count..).unwrap_or_default();
    count > 0 && rest.iter().all(|field| matches!(field.as_str(), "bias" | "mean"))
}

/// Whether the columns of a table are called as those of ratings are: who, what and how much.
fn names_ratings(text: &str) -> bool {
    head(text).iter().skip(1).any(|field| matches!(hint(field), Some((Hint::User | Hint::Item | Hint::Rating, _))))
}

/// The fields of the first line, in lower case.
fn head(text: &str) -> Vec<String> {
    let head = numbered(text).next().map_or("", |(_, head)| head);
    head.split([',', ';', '\t', '|', ' ']).map(|field| field.trim_matches(['"', ' ']).to_lowercase()).collect()
}

/// Whether rows that are no plain model may be factors all the same: every column but that of the names has decimals, no
/// cell is empty, and the numbers are measured or lie on both sides of 0.
pub(in crate::data::load) fn is_likely(body: &[Vec<String>], numbers: &Numbers) -> bool {
    let Some(width) = body.first().map(Vec::len).filter(|_| body.len() > 1) else { return false };
    if body.iter().any(|row| row.len() != width) {
        return false;
    }
    let column = |at: usize| body.iter().map(|row| numbers.read(&row[at])).collect::<Option<Vec<f64>>>();
    let off = |value: &f64, step: f64| ((value / step).round() * step - value).abs() > 1e-9;
    let decimals = |values: &Vec<f64>| values.iter().any(|value| off(value, 0.5));
    let names = usize::from(!column(0).is_some_and(|values| decimals(&values)));
    let columns: Option<Vec<Vec<f64>>> = (names..width).map(column).collect();
    columns.is_some_and(|columns| {
        let all = || columns.iter().flatten();
        columns.len() > 1
            && columns.iter().all(decimals)
            && (all().any(|value| off(value, 0.1)) || (all().any(|v| *v < 0.0) && all().any(|v| *v > 0.0)))
    })
}

/// What the first line of word2vec's text says, if the lines below it are such: how many rows there are, and how many
/// numbers each has behind its name.
fn sizes(text: &str) -> Option<(usize, usize)> {
    let mut lines = numbered(text);
    let head: Vec<usize> = lines.next()?.1.split_whitespace().map(|field| field.parse().ok()).collect::<Option<_>>()?;
    let &[count, width] = head.as_slice() else { return None };
    let mut decimals = false;
    let mut seen = lines.take(SAMPLE).peekable();
    seen.peek()?;
    let fits = |line: &str| {
        let (name, values) = vector(line, width)?;
        decimals |= values.iter().any(|value| value.contains(['.', 'e', 'E']));
        (!name.is_empty() && values.iter().all(|value| value.parse::<f64>().is_ok())).then_some(())
    };
    (width > 0 && seen.map(|(_, line)| line).map(fits).all(|fit| fit.is_some()) && decimals).then_some((count, width))
}

/// A name, which may have blanks in it, and the `width` fields behind it.
fn vector(line: &str, width: usize) -> Option<(&str, Vec<&str>)> {
    let mut fields: Vec<&str> = line.rsplitn(width + 1, [' ', '\t']).collect();
    let name = fields.pop().filter(|_| fields.len() == width)?;
    fields.reverse();
    Some((name.trim_end(), fields))
}

/// The text that word2vec, gensim and fastText write: a line with the counts, then a name and its vector in each.
fn word2vec(source: &str, text: &str, count: usize, width: usize) -> Result<Vectors, LoadError> {
    let mut names = Vec::new();
    let mut vectors = Vectors { width, ..Vectors::default() };
    for (line, row) in numbered(text).skip(1) {
        let Some((name, values)) = vector(row, width) else {
            let found = row.split_whitespace().count();
            return Err(at(source, line, Fault::OfFactors(Fault::Fields { found, expected: width + 1 }.into())));
        };
        names.push(name.into());
        for field in values {
            vectors.values.push(finite(field).ok_or_else(|| at(source, line, no_number(field)))?);
        }
    }
    if names.len() != count {
        return Err(LoadError::of_file(
            source,
            Fault::Model(ModelFault::Counted { found: names.len(), expected: count }),
        ));
    }
    vectors.names = Some(names);
    Ok(vectors)
}

fn is_libmf(text: &str) -> bool {
    let mut lines = numbered(text).map(|(_, line)| line);
    let says = |line: Option<&str>, key: &str| {
        line.and_then(|line| line.split_once(' '))
            .is_some_and(|(known, value)| known == key && value.parse::<i64>().is_ok())
    };
    let (first, second) = (lines.next(), lines.next());
    (says(first, "f") && says(second, "m")) || (says(first, "m") && says(second, "n"))
}

/// The model file of LIBMF: `f`, `m`, `n`, `k` and `b` with a value each (older versions lack `f`, or `b` as well), then `p0 T ..` for each user and `q0 T ..` for each
/// item. `F` stands where none was rated, and LIBMF then predicts `b`, the mean of all.
///
/// Source: LIBMF 2.03, `mf_save_model` and `mf_predict` in `mf.cpp`.
fn libmf(source: &str, text: &str) -> Result<Trained, LoadError> {
    let mut lines = numbered(text).peekable();
    let short = |expected: String| {
        let fault = ModelFault::Line { found: "nothing".into(), expected: expected.into() };
        LoadError::of_file(source, Fault::Model(fault))
    };
    let mut head = |key: &str, needed: bool| {
        let value =
            |said: &str| said.split_once(' ').filter(|(known, _)| *known == key).and_then(|(_, value)| finite(value));
        match lines.peek() {
            None => Err(short(format!("{key} and a number"))),
            Some((line, said)) => match value(said) {
                Some(value) => {
                    lines.next();
                    Ok(Some(value))
                }
                None if !needed => Ok(None),
                None => {
                    let fault = ModelFault::Line { found: brief(said), expected: format!("{key} and a number").into() };
                    Err(at(source, *line, Fault::Model(fault)))
                }
            },
        }
    };
    head("f", false)?;
    let [users, items, width] =
        [head("m", true)?, head("n", true)?, head("k", true)?].map(|value| value.unwrap_or_default() as usize);
    let mean = head("b", false)?;
    let mut unseen = 0;
    let mut side = |letter: &str, count: usize| -> Result<Vectors, LoadError> {
        let mut vectors = Vectors { width, ..Vectors::default() };
        for row in 0..count {
            let called = format!("{letter}{row}");
            let (line, said) = lines.next().ok_or_else(|| short(called.clone()))?;
            let mut fields = said.split_whitespace();
            if fields.next() != Some(&*called) {
                let expected = called.into();
                return Err(at(source, line, Fault::Model(ModelFault::Line { found: brief(said), expected })));
            }
            // The oldest versions do not say which rows were rated.
            let mut fields = fields.peekable();
            let flag = fields.next_if(|field| matches!(*field, "T" | "F"));
            let flags = usize::from(flag.is_some());
            unseen += usize::from(flag == Some("F"));
            let before = vectors.values.len();
            for field in fields {
                vectors.values.push(finite(field).ok_or_else(|| at(source, line, no_number(field)))?);
            }
            let found = vectors.values.len() - before;
            if found != width {
                return Err(at(
                    source,
                    line,
                    Fault::OfFactors(Fault::Fields { found: found + 1 + flags, expected: width + 1 + flags }.into()),
                ));
            }
        }
        Ok(vectors)
    };
    let sides = [Some(side("p", users)?), Some(side("q", items)?)];
    if let Some((line, more)) = lines.next() {
        let fault = ModelFault::Line { found: brief(more), expected: "no further line".into() };
        return Err(at(source, line, Fault::Model(fault)));
    }
    let mut model = Trained { sides, ..Trained::default() };
    if unseen > 0 {
        let rows = if unseen == 1 { "1 row was" } else { &format!("{unseen} rows were") };
        let mean = mean.map_or("the mean".into(), |mean| mean.to_string());
        let sentence = format!("{rows} never rated: LIBMF predicts {mean} there, and factors of 0 make it 0");
        model.odd.push(Odd::new(sentence, None));
    }
    Ok(model)
}

fn finite(field: &str) -> Option<f64> {
    field.trim().parse::<f64>().ok().filter(|value| value.is_finite())
}

fn no_number(field: &str) -> Fault {
    let found = field.into();
    Fault::OfFactors(match field.parse::<f64>() {
        Ok(_) => Fault::NotFinite { found, scale: None }.into(),
        Err(_) => Fault::NotANumber { found, scale: None }.into(),
    })
}

/// The beginning of a line.
fn brief(line: &str) -> Box<str> {
    line.chars().take(40).collect()
}

fn at(source: &str, line: u32, fault: Fault) -> LoadError {
    LoadError { at: Location { file: source.to_owned(), line: Some(line), column: None }, fault }
}
