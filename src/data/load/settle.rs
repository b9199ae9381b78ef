//! From the best way to read a table to a plan: how its numbers are written, which of them and which words say that there is
//! none, what sums up the rest; and what a person should know of it.

use super::column::Column;
use super::error::Fault;
use super::look::{Candidate, Sample};
use super::number::Numbers;
use super::odd::{Odd, counted, row_sums, suspects};
use super::options::{Change, LeftOut, Options, Pick};
use super::plan::{Form, Holes, Plan};
use super::time::DateOrder;
use super::words::{Hint, is_nothing};
use std::collections::HashMap;

impl Sample {
    /// The plan of the best way to read the table, and what is told of it. What stands in the rows is found from all that were
    /// seen.
    pub(super) fn settled(&self, best: &Candidate, columns: &[Column], options: &Options) -> (Plan, Vec<Odd>) {
        let rated: Vec<usize> = match &best.form {
            Form::Long { rating, .. } => rating.iter().copied().collect(),
            Form::Grid { cells, .. } => cells.clone(),
        };
        let mut body = self.kept(self.body(best.header), best.header, options);
        let later = self.kept(&self.later, best.header, options);
        body.extend(&later);
        let cells = || body.iter().flat_map(|row| rated.iter().filter_map(|at| row.get(*at))).map(String::as_str);
        let fields = || cells().filter(|field| !is_nothing(field) && options.map.get(field).is_none());
        let numbers = Numbers::of(fields(), options.decimal);
        let mut odd = Vec::new();
        let words = missing_words(fields(), &numbers, &mut odd);
        let mut form = best.form.clone();
        let grid = matches!(form, Form::Grid { .. });
        let holes = cells().filter(|field| is_nothing(field) || words.contains(&field.to_lowercase())).count();
        let codes = match &options.missing_codes {
            Some(asked) => asked.0.clone(),
            None => {
                let values = cells().filter_map(|field| numbers.read(field)).filter(|value| value.is_finite());
                let suspects = suspects(&counted(values), grid, holes);
                let codes: Vec<f64> = suspects.iter().filter(|one| one.is_hole).map(|one| one.value).collect();
                odd.extend(suspects.iter().map(|suspect| suspect.told(&codes)));
                codes
            }
        };
        if options.decimal.is_none()
            && let Some(doubt) = numbers.doubt(fields())
        {
            odd.push(Odd::new(doubt.told(), Change::Decimal(doubt.otherwise)));
        }
        if let Form::Grid { names, cells, sums, .. } = &mut form {
            if names.is_none() && options.leave_out.is_none() {
                drop_counts(cells, columns, &codes, &mut odd);
            }
            *sums = row_sums(&body, *names, cells, &numbers, &mut odd);
        }
        if let Form::Grid { names: Some(names), turned: true, .. } = &form
            && options.turn.is_none()
            && columns[*names].says(Hint::Item) == 0
        {
            odd.push(Odd::new(
                "the rows are called as items are: taken for items, and the columns for users",
                Change::Turn(false),
            ));
        }
        if options.leave_out.is_none() {
            odd.extend(self.told(&best.form, columns, best.header));
        }
        let time = match form {
            Form::Long { time, .. } => time,
            Form::Grid { .. } => None,
        };
        let dates = time.map_or(DateOrder::default(), |at| {
            DateOrder::of(body.iter().filter_map(|row| row.get(at)).map(String::as_str))
        });
        let only =
            options.only.as_ref().and_then(|(pick, value)| Some((self.position(pick, best.header)?, value.clone())));
        let plan = Plan {
            sheet: self.sheet,
            header: best.header,
            names: self.names(best.header),
            form,
            numbers,
            holes: Holes { words, codes },
            dates,
            only,
        };
        (plan, odd)
    }

    /// What a person would want to know of the columns that are not read.
    fn told(&self, form: &Form, columns: &[Column], header: usize) -> Vec<Odd> {
        let Form::Grid { names, cells, .. } = form else { return Vec::new() };
        let out = (0..columns.len()).filter(|at| Some(*at) != *names && cells.binary_search(at).is_err());
        let out: Vec<usize> = out.filter(|at| !columns[*at].is_empty()).collect();
        let called = self.names(header);
        // Of a few it is told; of hundreds nobody would read it.
        let picks: Vec<(usize, Pick)> = out.iter().map(|at| (*at, Pick::of(&called, *at))).collect();
        let told = |at: usize| {
            let others = picks.iter().filter(|(other, _)| *other != at).map(|(_, pick)| pick.clone());
            Odd::left_out(&columns[at], at, header > 0, LeftOut(others.collect()))
        };
        out.iter().take(20).map(|at| told(*at)).collect()
    }

    /// Why the table cannot be read by one who is not there to be asked.
    pub(super) fn doubt(&self, plan: &Plan, options: &Options) -> Option<Fault> {
        if options.decimal.is_some() {
            return None;
        }
        let rated: Vec<usize> = match &plan.form {
            Form::Long { rating, .. } => rating.iter().copied().collect(),
            Form::Grid { cells, .. } => cells.clone(),
        };
        let mut rows = self.kept(self.body(plan.header), plan.header, options);
        rows.extend(self.kept(&self.later, plan.header, options));
        let fields = || rows.iter().flat_map(|row| rated.iter().filter_map(|at| row.get(*at))).map(String::as_str);
        let doubt = plan.numbers.doubt(fields().filter(|field| !plan.holes.holds(field)))?;
        Some(Fault::TwoNumbers { found: doubt.field.clone(), help: doubt.help() })
    }
}

/// Words that stand among numbers again and again, so that they say that there is none.
fn missing_words<'f>(
    fields: impl Iterator<Item = &'f str> + Clone,
    numbers: &Numbers,
    odd: &mut Vec<Odd>,
) -> Vec<String> {
    let mut words: HashMap<String, usize> = HashMap::new();
    let (mut all, mut read) = (0, 0);
    for field in fields {
        all += 1;
        match numbers.read(field) {
            Some(_) => read += 1,
            None if words.len() < 1000 => *words.entry(field.to_lowercase()).or_default() += 1,
            None => {}
        }
    }
    let mut known: Vec<(String, usize)> =
        words.into_iter().filter(|(word, count)| *count > 1 && word.chars().any(char::is_alphabetic)).collect();
    if read * 10 < all * 6 || known.len() > 5 {
        return Vec::new();
    }
    known.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    if !known.is_empty() {
        odd.push(Odd::words(&known));
    }
    known.into_iter().map(|(word, _)| word).collect()
}

/// Takes away a first column that counts the others: so many were rated.
fn drop_counts(cells: &mut Vec<usize>, columns: &[Column], codes: &[f64], odd: &mut Vec<Odd>) {
    let [first, rest @ ..] = cells.as_slice() else { return };
    if rest.len() < 3 || columns[*first].values.len() < 2 {
        return;
    }
    let counts = (0..columns[*first].values.len()).all(|row| {
        let rated =
            rest.iter().filter_map(|at| columns[*at].values[row]).filter(|value| !codes.contains(value)).count();
        columns[*first].values[row] == Some(rated as f64)
    });
    if counts {
        odd.push(Odd::counts(*first));
        cells.remove(0);
    }
}
