//! Side data: a table of known factors, one named row each for a user or an item.

use super::error::{Fault, LoadError};
use super::number::Numbers;
use super::options::Decimal;
use super::records::Records;
use super::separator::Separator;
use super::sheet::Sheet;
use super::{Options, Table, clean, decode, intake, title};
use std::collections::HashMap;
use std::path::Path;

/// What the columns behind the factors are called, where a model has biases.
pub const BIAS_COLUMNS: [&str; 2] = ["bias", "mean"];

/// Factors by name, such as how much of two genres an album has.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FactorTable {
    /// Whose they are, a row each.
    pub names: Vec<String>,
    /// What the factors are called; by number from 1 where the file has no header.
    pub columns: Vec<String>,
    /// Row by row: `names` x `columns`.
    pub values: Vec<f64>,
}

/// Reads a table of factors: a name, then one column a factor.
///
/// # Errors
/// When the file cannot be read, a row has another width than the first, a name is missing or stands there twice, or
/// a factor is not a finite number.
pub fn factors(path: &Path) -> Result<FactorTable, LoadError> {
    let source = title(path);
    factors_text(&source, &decode(&source, intake::file(path, &source, intake::MOST)?, None)?.text)
}

/// Reads a table of factors from `text`; `source` is what messages call it.
///
/// # Errors
/// As for [`factors`], reading aside.
pub fn factors_text(source: &str, text: &str) -> Result<FactorTable, LoadError> {
    table(source, text).map_err(|LoadError { at, fault }| match fault.can_be_skipped() {
        true => LoadError { at, fault: Fault::OfFactors(fault.into()) },
        false => LoadError { at, fault },
    })
}

fn table(source: &str, text: &str) -> Result<FactorTable, LoadError> {
    let text = clean(source, text)?;
    let separator = Sheet::of(&text, None, None).separator;
    let table = Table::new(source, &Options::default());
    let comma = Numbers { decimal: Decimal::Comma, ..Numbers::default() };
    let number = |field: &str| {
        let decimal = || comma.read(field).filter(|_| separator != Separator::Comma);
        Numbers::default().read(field).or_else(decimal)
    };
    let mut records = Records::new(&text, separator);
    let mut factors = FactorTable::default();
    let mut lines = HashMap::new();
    let fail = |line, fault| Err(table.error(line, None, fault));
    loop {
        match records.next() {
            Ok(true) => {}
            Ok(false) if factors.names.is_empty() => return Err(LoadError::of_file(source, Fault::NoRows)),
            Ok(false) => return Ok(factors),
            Err(fault) => return fail(records.line(), fault),
        }
        let (line, found, expected) = (records.line(), records.len(), factors.columns.len() + 1);
        if expected == 1 {
            if found < 2 {
                return fail(line, Fault::Fields { found, expected: 2 });
            }
            if !records.fields().skip(1).all(|field| number(field).is_some()) {
                factors.columns = records.fields().skip(1).map(str::to_owned).collect();
                continue;
            }
            factors.columns = (1..found).map(|n| n.to_string()).collect();
        } else if found != expected {
            return fail(line, Fault::Fields { found, expected });
        }
        let name = records.field(0);
        if name.is_empty() {
            return fail(line, Fault::NoLabel);
        }
        if let Some(first) = lines.insert(name.to_owned(), line) {
            return fail(line, Fault::SameName { name: name.into(), place: "line", first });
        }
        factors.names.push(name.to_owned());
        for (at, column) in factors.columns.iter().enumerate() {
            let field = records.field(at + 1);
            let fault = match number(field) {
                Some(value) if value.is_finite() => {
                    factors.values.push(value);
                    continue;
                }
                Some(_) => Fault::NotFinite { found: field.into(), scale: None },
                None => Fault::NotANumber { found: field.into(), scale: None },
            };
            return Err(table.error(line, Some((at + 1, column)), fault));
        }
    }
}
