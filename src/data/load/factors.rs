//! Side data: a table of known factors, one named row each for a user or an item.

use super::error::{Fault, LoadError};
use super::kind::Kind;
use super::model::{self, Vectors};
use super::number::Numbers;
use super::options::Decimal;
use super::records::{Records, Start};
use super::separator::Separator;
use super::sheet::Sheet;
use super::words::{Hint, hint};
use super::{Options, Table, clean, decode, intake, title};
use std::collections::HashMap;
use std::path::Path;

/// What the columns behind the factors are called, where a model has biases.
pub const BIAS_COLUMNS: [&str; 2] = ["bias", "mean"];

/// Factors by name, such as how much of two genres an album has.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FactorTable {
    /// Whose they are, a row each; empty where rows have no names.
    pub names: Vec<String>,
    /// What the column of the names is called; empty where it has no name.
    pub corner: String,
    /// What the factors are called; by number from 1 where the file has no header.
    pub columns: Vec<String>,
    /// Whether the first row says so.
    pub header: bool,
    /// Row by row, as many as there are `columns`.
    pub values: Vec<f64>,
}

impl FactorTable {
    /// How many of the columns are factors: the last are none if they are called bias, or bias and mean.
    pub fn width(&self) -> usize {
        let all = self.columns.len();
        let biases = (1..=BIAS_COLUMNS.len()).rev().find(|&n| n < all && self.columns[all - n..] == BIAS_COLUMNS[..n]);
        all - biases.unwrap_or(0)
    }
}

/// Reads a table of factors: a name, where rows have any, then one column a factor; or an array of NumPy.
///
/// # Errors
/// When the file cannot be read, a row has another width than the first, a name is missing or stands there twice, or
/// a factor is not a finite number.
pub fn factors(path: &Path) -> Result<FactorTable, LoadError> {
    let source = title(path);
    let bytes = intake::file(path, &source, intake::MOST)?;
    if Kind::of(&bytes) == Kind::Array {
        let side = model::of_array(&source, &bytes, &Options::default())?.sides.into_iter().flatten().next();
        let Vectors { width, values, .. } = side.unwrap_or_default();
        let columns = (1..=width).map(|z| z.to_string()).collect();
        return Ok(FactorTable { columns, values, ..FactorTable::default() });
    }
    factors_text(&source, &decode(&source, bytes, None)?.text)
}

/// Reads a table of factors from `text`; `source` is what messages call it.
///
/// # Errors
/// As for [`factors`], reading aside.
pub fn factors_text(source: &str, text: &str) -> Result<FactorTable, LoadError> {
    factors_by(source, text, &Options::default())
}

/// The same, with what `options` say of its separator, its first line and its decimal sign.
pub(super) fn factors_by(source: &str, text: &str, options: &Options) -> Result<FactorTable, LoadError> {
    table(source, text, options).map_err(|LoadError { at, fault }| match fault.can_be_skipped() {
        true => LoadError { at, fault: Fault::OfFactors(fault.into()) },
        false => LoadError { at, fault },
    })
}

fn table(source: &str, text: &str, options: &Options) -> Result<FactorTable, LoadError> {
    let text = clean(source, text)?;
    let sheet = Sheet::of(&text, options.separator, options.first_row);
    let start = if options.first_row.is_some() { sheet.start } else { Start::default() };
    let table = Table::new(source, &Options::default());
    let comma = Numbers { decimal: Decimal::Comma, ..Numbers::default() };
    let number = |field: &str| {
        let decimal = || comma.read(field).filter(|_| sheet.separator != Separator::Comma);
        match options.decimal {
            Some(Decimal::Comma) => comma.read(field),
            Some(Decimal::Point) => Numbers::default().read(field),
            None => Numbers::default().read(field).or_else(decimal),
        }
    };
    let mut records = Records::from(&text, sheet.separator, start);
    let mut factors = FactorTable::default();
    let mut lines = HashMap::new();
    let mut named = true;
    let fail = |line, fault| Err(table.error(line, None, fault));
    loop {
        match records.next() {
            Ok(true) => {}
            Ok(false) if factors.values.is_empty() => return Err(LoadError::of_file(source, Fault::NoRows)),
            Ok(false) => return Ok(factors),
            Err(fault) => return fail(records.line(), fault),
        }
        let (line, found) = (records.line(), records.len());
        if factors.columns.is_empty() {
            if found < 2 {
                return fail(line, Fault::Fields { found, expected: 2 });
            }
            factors.header = is_header(&records, number);
            let whose = matches!(hint(records.field(0)), Some((Hint::User | Hint::Item, _)));
            named = factors.header && whose || has_names(Records::from(&text, sheet.separator, start), factors.header);
            let first = usize::from(named);
            if factors.header {
                factors.corner = records.field(0).to_owned();
                factors.columns = records.fields().skip(first).map(str::to_owned).collect();
                continue;
            }
            factors.columns = (1..=found - first).map(|n| n.to_string()).collect();
        }
        let first = usize::from(named);
        let expected = factors.columns.len() + first;
        if found != expected {
            return fail(line, Fault::Fields { found, expected });
        }
        if named {
            let name = records.field(0);
            if name.is_empty() {
                return fail(line, Fault::NoLabel);
            }
            if let Some(first) = lines.insert(name.to_owned(), line) {
                return fail(line, Fault::SameName { name: name.into(), place: "line", first });
            }
            factors.names.push(name.to_owned());
        }
        for (at, column) in factors.columns.iter().enumerate() {
            let field = records.field(at + first);
            let fault = match number(field) {
                Some(value) if value.is_finite() => {
                    factors.values.push(value);
                    continue;
                }
                Some(_) => Fault::NotFinite { found: field.into(), scale: None },
                None => Fault::NotANumber { found: field.into(), scale: None },
            };
            return Err(table.error(line, Some((at + first, column)), fault));
        }
    }
}

/// Whether a first row names the columns: it has words, or no name and the numbers of the columns.
fn is_header(row: &Records<'_>, number: impl Fn(&str) -> Option<f64>) -> bool {
    let counts = |from: usize| row.fields().skip(1).zip(from..).all(|(field, at)| field.parse() == Ok(at));
    !row.fields().skip(1).all(|field| number(field).is_some()) || (row.field(0).is_empty() && (counts(0) || counts(1)))
}

/// Whether the first column of a table names its rows: it has words, or numbers of things beside columns of others.
fn has_names(mut records: Records<'_>, header: bool) -> bool {
    const SAMPLE: usize = 2000;
    let mut skip = header;
    let (mut last, mut rises, mut others, mut whole) = (i64::MIN, true, true, true);
    for _ in 0..SAMPLE {
        match records.next() {
            Ok(true) if std::mem::take(&mut skip) => continue,
            Ok(true) => {}
            _ => break,
        }
        let first = records.field(0);
        // The only column is one of factors.
        if first.is_empty() || first.replace(',', ".").parse::<f64>().is_err() {
            return true;
        }
        match first.parse::<i64>() {
            Err(_) => whole = false,
            Ok(value) => {
                rises &= value > last;
                last = value;
            }
        }
        others &= records.fields().skip(1).all(|field| field.parse::<i64>().is_ok());
    }
    whole && (rises || !others)
}
