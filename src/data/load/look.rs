//! What a table is, by all that is seen of it: every way in which it could be read gets points, and the best is taken.
//!
//! A long file or a grid, with a header or without, which column is what: these hang together, so they are judged
//! together. Names speak, and values speak where names are silent: moments are no ratings, numbers of things are none, and
//! a grid's columns look alike.

use super::column::Column;
use super::error::{CONDITION, Fault, LoadError, Location, OUT};
use super::formats::Tabular;
use super::judge::{Asked, Judge, Slot};
use super::model::is_likely;
use super::odd::Odd;
use super::options::{LayoutName, Options, Pick, Role};
use super::plan::{Form, Plan, Rows};
use super::records::{Records, Start};
use super::sheet::Sheet;
use super::table::number;
use super::words::Hint;
use crate::choice::Choice;
use std::collections::HashSet;

/// The most rows that are looked at, and the most fields.
const ROWS: usize = 2000;
const FIELDS: usize = 200_000;
/// In how many places further on rows are looked at, and how many of the last.
const PLACES: usize = 100;
const LAST: usize = 12;
/// Two readings that lie closer than this are both plausible.
const MARGIN: i32 = 3;

/// What was seen of a table.
pub(super) struct Sample {
    pub sheet: Sheet,
    pub rows: Vec<Vec<String>>,
    /// Some of those further on, where there are more: they say nothing of how the table lies, and much of what stands in it.
    pub later: Vec<Vec<String>>,
    /// On which line of the file the first row stands.
    pub line: u32,
}

/// One way to read a table, and what speaks for it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Candidate {
    pub header: usize,
    pub form: Form,
    pub score: i32,
}

/// What was made of a table.
pub(super) struct Found {
    /// The first rows below the header.
    pub body: Vec<Vec<String>>,
    pub plan: Plan,
    /// Another reading that fits nearly as well.
    pub rival: Option<LayoutName>,
    pub odd: Vec<Odd>,
}

impl Sample {
    /// The first rows of `table`, and some of the others.
    ///
    /// # Errors
    /// When its first row cannot be split, unless bad rows may be left out.
    pub(super) fn of(source: &str, table: &Tabular<'_>, sheet: Sheet, options: &Options) -> Result<Self, LoadError> {
        let mut rows = Rows::of(table, sheet);
        let mut sample = Self { sheet, rows: Vec::new(), later: Vec::new(), line: sheet.start.line };
        let most = (FIELDS / sheet.width.max(1)).clamp(32, ROWS);
        loop {
            match rows.next() {
                Ok(true) if sample.rows.len() == most => {
                    sample.later = later(table, sheet, rows.records.start().at, most);
                    return Ok(sample);
                }
                Ok(true) => {
                    if sample.rows.is_empty() {
                        sample.line = rows.records.line();
                    }
                    sample.rows.push(rows.records.fields().map(str::to_owned).collect());
                }
                Ok(false) => return Ok(sample),
                Err(fault) if sample.rows.is_empty() && !options.skip_bad => {
                    let at = Location { file: source.to_owned(), line: Some(rows.records.line()), column: None };
                    return Err(LoadError { at, fault });
                }
                Err(_) => {}
            }
        }
    }

    /// Decides how the table is to be read; `None` when it has no row.
    ///
    /// # Errors
    /// When nothing fits, or what was asked for is not there.
    pub(super) fn found(mut self, source: &str, options: &Options) -> Result<Option<Found>, LoadError> {
        if self.rows.is_empty() {
            return Ok(None);
        }
        self.complete_header();
        let wrong = |fault, column: Option<(usize, &str)>| {
            let column = column.map(|(at, name)| super::Column { number: number(at), name: name.into() });
            LoadError { at: Location { file: source.to_owned(), line: Some(self.line), column }, fault }
        };
        let mut candidates = Vec::new();
        let mut seen = Vec::new();
        // A name that is asked for stands in the header: what is wrong is told of the reading that has most of one.
        let mut blame = (0, None);
        for header in self.headers(options) {
            let columns = self.columns(header, options);
            // A header may be wider than the rows: what is not there without it is there with it.
            let error = match self.judged(header, &columns, options) {
                Ok(judged) => {
                    candidates.extend(judged);
                    None
                }
                Err((fault, at)) => Some(wrong(fault, at)),
            };
            if header >= blame.0 {
                blame = (header, error);
            }
            seen.push((header, columns));
        }
        // Of equals the one that was found first is taken.
        candidates.sort_by_key(|candidate| -candidate.score);
        let mut candidates = candidates.into_iter();
        let Some(best) = candidates.next() else {
            return Err(blame.1.unwrap_or_else(|| wrong(self.refusal(options), None)));
        };
        // Of fewer rows nothing can be said.
        let enough = self.body(best.header).len() > 2;
        let rival = candidates.find(|other| {
            enough && other.form.layout() != best.form.layout() && other.score > 0 && other.score + MARGIN > best.score
        });
        let columns = seen.iter().find(|(header, _)| *header == best.header).map_or(&[][..], |(_, columns)| columns);
        let (plan, odd) = self.settled(&best, columns, options);
        if !options.likeliest
            && let Some(fault) = self.doubt(&plan, options)
        {
            return Err(wrong(fault, None));
        }
        let rival = rival.map(|rival| rival.form.layout()).or_else(|| self.may_be_factors(&plan, options));
        let body = self.body(best.header).iter().take(50).cloned().collect();
        Ok(Some(Found { body, plan, rival, odd }))
    }

    /// Factors, where the rows may as well be those of a trained model: below no words, with decimals and without a hole.
    fn may_be_factors(&self, plan: &Plan, options: &Options) -> Option<LayoutName> {
        let plain = options.layout.is_none() && options.columns.is_none() && options.leave_out.is_none();
        let counted = |from: usize| plan.names.iter().skip(1).zip(from..).all(|(name, at)| name.parse() == Ok(at));
        let unnamed = plan.header == 0 || (plan.header == 1 && (counted(0) || counted(1)));
        let full = plan.holes.codes.is_empty() && plan.holes.words.is_empty();
        (plain && unnamed && full && is_likely(self.body(plan.header), &plan.numbers)).then_some(LayoutName::Factors)
    }

    /// Makes a header that lacks its corner, or that stands in a comment, as wide as the rows.
    fn complete_header(&mut self) {
        let width = self.sheet.width;
        if self.sheet.header_in_comment {
            let mut first = self.rows[0]
                .iter()
                .map(|field| field.trim_start_matches(['#', '%', '/']).trim().to_owned())
                .collect::<Vec<_>>();
            if first.first().is_some_and(String::is_empty) && first.len() > width {
                first.remove(0);
            }
            self.rows[0] = first;
        }
        let [first, rest @ ..] = self.rows.as_mut_slice() else { return };
        let ends_empty = rest.iter().all(|row| row.len() != width || row.last().is_some_and(String::is_empty));
        if first.len() + 1 == width
            && !rest.is_empty()
            && !ends_empty
            && !first.iter().any(|field| field.parse::<f64>().is_ok())
        {
            first.insert(0, String::new());
        }
    }

    /// How many rows the header may have.
    fn headers(&self, options: &Options) -> Vec<usize> {
        if self.types_follow() {
            return vec![3];
        }
        match options.header {
            Some(true) => vec![1],
            Some(false) => vec![0],
            None if self.sheet.header_in_comment => vec![1],
            None => vec![1, 0],
        }
    }

    /// Whether the second and the third row say of what kind the columns are, as Orange has it.
    fn types_follow(&self) -> bool {
        let kinds = ["continuous", "c", "discrete", "d", "string", "s", "text", "time", "t", "basket", "meta"];
        let flag = |field: &String| {
            field
                .split_whitespace()
                .all(|flag| matches!(flag, "class" | "meta" | "ignore" | "i" | "m") || flag.contains('='))
        };
        match self.rows.as_slice() {
            [_, second, third, ..] => {
                second.iter().all(|field| kinds.contains(&field.as_str())) && third.iter().all(flag)
            }
            _ => false,
        }
    }

    pub(super) fn body(&self, header: usize) -> &[Vec<String>] {
        self.rows.get(header..).unwrap_or_default()
    }

    /// What the columns are called. Forms put the name of a thing in brackets behind the question.
    pub(super) fn names(&self, header: usize) -> Vec<String> {
        let head = (header > 0).then(|| &self.rows[0]);
        let width = head.map_or(0, Vec::len).max(self.sheet.width);
        let names: Vec<String> =
            (0..width).map(|at| head.and_then(|head| head.get(at)).cloned().unwrap_or_default()).collect();
        let inner: Vec<Option<&str>> = names.iter().map(|name| in_brackets(name)).collect();
        let different: HashSet<&str> = inner.iter().flatten().copied().collect();
        if different.len() < 2 || different.len() < inner.iter().flatten().count() {
            return names;
        }
        names.iter().zip(&inner).map(|(name, inner)| inner.unwrap_or(name).to_owned()).collect()
    }

    /// Those of `rows` that are read.
    pub(super) fn kept<'r>(&self, rows: &'r [Vec<String>], header: usize, options: &Options) -> Vec<&'r [String]> {
        let only = options.only.as_ref().map(|(pick, value)| (self.position(pick, header), value));
        let says = |row: &&Vec<String>| {
            only.is_none_or(|(at, value)| at.and_then(|at| row.get(at)).is_some_and(|field| same(field, value)))
        };
        rows.iter().filter(says).map(Vec::as_slice).collect()
    }

    fn columns(&self, header: usize, options: &Options) -> Vec<Column> {
        let body = self.kept(self.body(header), header, options);
        self.names(header).iter().enumerate().map(|(at, name)| Column::of(&body, at, name, options)).collect()
    }

    pub(super) fn position(&self, pick: &Pick, header: usize) -> Option<usize> {
        match pick {
            Pick::Number(number) => Some(number - 1).filter(|at| *at < self.names(header).len()),
            // By what it is called, or by all that stands there.
            Pick::Name(name) if header > 0 => {
                let named = self.names(header).iter().position(|field| same(field, name));
                named.or_else(|| self.rows[0].iter().position(|field| same(field, name)))
            }
            Pick::Name(_) => None,
        }
    }

    /// All ways to read the table with a header of so many rows, with their points.
    fn judged(&self, header: usize, columns: &[Column], options: &Options) -> Result<Vec<Candidate>, Blame<'_>> {
        if self.body(header).is_empty()
            && header > 0
            && self.rows.len() <= header
            && options.header.is_none()
            && !self.is_header_alone()
        {
            return Ok(Vec::new());
        }
        let judge = Judge { columns, header: header > 0, rows: self.body(header).len(), options };
        let asked = self.asked(header, options)?;
        let head = judge.header_points(&self.rows[0]);
        let mut all = Vec::new();
        if options.layout != Some(LayoutName::Grid) {
            all.extend(judge.long(&asked).into_iter().map(|(form, score)| Candidate {
                header,
                form,
                score: score + head,
            }));
        }
        if options.layout != Some(LayoutName::Long) && !asked.is_long() {
            all.extend(judge.grid(&asked).into_iter().map(|(form, score)| Candidate {
                header,
                form,
                score: score + head,
            }));
        }
        // What has nothing for it is no reading, unless it was asked for; and neither are things that all stand there once, with
        // what they are called.
        let of_things = |form: &Form| match form {
            Form::Long { user: Some(user), item, rating, .. } => {
                let (user, item) = (&columns[*user], &columns[*item]);
                let unsaid = user.says(Hint::User) == 0 && rating.is_none_or(|at| columns[at].says(Hint::Rating) == 0);
                user.is_unique() && item.is_unique() && item.says(Hint::Item) > 0 && unsaid
            }
            Form::Grid { cells, .. } => {
                matches!(cells.as_slice(), [id] if columns[*id].is_unique() && columns[*id].says(Hint::Item) > 0)
            }
            _ => false,
        };
        let said = asked.is_long() || options.layout.is_some();
        all.retain(|candidate: &Candidate| {
            said || (candidate.score > 0 && !(judge.rows > 2 && of_things(&candidate.form)))
        });
        Ok(all)
    }

    /// Whether the only row names columns.
    fn is_header_alone(&self) -> bool {
        let role =
            |field: &String| matches!(super::words::hint(field), Some((Hint::User | Hint::Item | Hint::Rating, _)));
        self.rows[0].first().is_some_and(String::is_empty) || self.rows[0].iter().any(role)
    }

    /// The columns that were asked for.
    fn asked(&self, header: usize, options: &Options) -> Result<Asked, Blame<'_>> {
        let mut asked = Asked::default();
        let by_name = options.columns.as_ref().is_some_and(|columns| columns.by_name());
        let find = |pick: &Pick, role: &'static str| {
            self.position(pick, header).ok_or_else(|| {
                let found = self.rows[0].join(", ").into();
                (Fault::NoColumn { found, role, wanted: Some(pick.to_string().into()) }, None)
            })
        };
        let out = options.leave_out.as_ref().map_or(&[][..], |out| &out.0);
        let only = options.only.as_ref().map(|(pick, _)| pick);
        // A name needs a header; without one it is asked of the other reading.
        if header == 0
            && (by_name || out.iter().chain(only).any(|pick| matches!(pick, Pick::Name(_))))
            && options.header != Some(false)
        {
            asked.impossible = true;
            return Ok(asked);
        }
        for role in Role::ALL.iter().copied() {
            let slot = &mut asked.columns[role as usize];
            *slot = match options.columns.as_ref().and_then(|columns| columns.pick(role)) {
                None => Slot::Open,
                Some(None) => Slot::None,
                Some(Some(pick)) => Slot::At(find(pick, role.name())?),
            };
        }
        for (first, second) in [(0, 1), (0, 2), (1, 2), (0, 3), (1, 3), (2, 3)] {
            if let (Slot::At(one), Slot::At(other)) = (asked.columns[first], asked.columns[second])
                && one == other
            {
                let [first, second] = [first, second].map(|role| Role::ALL[role].name());
                let name = second;
                return Err((Fault::SameColumn { number: number(one), first, second }, Some((one, name))));
            }
        }
        asked.out_is_known = options.leave_out.is_some();
        for pick in out {
            asked.out.insert(find(pick, OUT)?);
        }
        if let Some((pick, _)) = &options.only {
            asked.out.insert(find(pick, CONDITION)?);
        }
        Ok(asked)
    }

    /// Why no reading fits.
    fn refusal(&self, options: &Options) -> Fault {
        let found = self.rows[0].join(", ").into();
        let said = |hint: Hint| {
            self.rows[0].iter().any(|field| super::words::hint(field).is_some_and(|(known, _)| known == hint))
        };
        let roles = [(Hint::User, Role::User), (Hint::Item, Role::Item), (Hint::Rating, Role::Rating)];
        let known = roles.iter().any(|(hint, _)| said(*hint));
        let role = roles.into_iter().find(|(hint, _)| known && !said(*hint)).map_or(Role::User, |(_, role)| role);
        if known && !said(Hint::Rating) && options.columns.is_none() && self.rows.len() > 1 {
            let help = "open the file with the ratings";
            match (said(Hint::User), said(Hint::Item)) {
                (false, true) => {
                    let help = "open the file with the ratings, and give this one by --items";
                    return Fault::Foreign { what: "a table of items", help };
                }
                (true, false) => return Fault::Foreign { what: "a table of users", help },
                _ => {}
            }
        }
        Fault::NoColumn { found, role: role.name(), wanted: None }
    }
}

/// Rows from all over the rest of a table, which begins at `from`: runs of them from places that lie evenly, and the last.
fn later(table: &Tabular<'_>, sheet: Sheet, from: usize, most: usize) -> Vec<Vec<String>> {
    let text = &*table.text;
    let length = text.len() - from;
    let mut found = Vec::new();
    let mut known = from;
    // The line after the one in which a byte stands.
    let next = |at: usize| text.as_bytes()[at..].iter().position(|byte| *byte == b'\n').map(|end| at + end + 1);
    let last = text.as_bytes()[from..].iter().enumerate().rev().filter(|(_, byte)| **byte == b'\n').nth(LAST);
    let last = last.map_or(from, |(at, _)| from + at);
    let places = (0..PLACES).map(|place| (from + length / PLACES * place, (most / PLACES).max(1)));
    for (at, count) in places.chain([(last, LAST + 1)]) {
        let Some(at) = next(at).filter(|at| *at > known) else { continue };
        let mut records = Records::from(text, sheet.separator, Start { at, line: 1 });
        for _ in 0..count {
            known = records.start().at.max(known);
            match records.next() {
                // What begins within a quote has another width.
                Ok(true) if records.len() == sheet.width || (at > last && records.len() > 1) => {
                    found.push(records.fields().map(str::to_owned).collect());
                }
                Ok(true) | Err(_) => {}
                Ok(false) => return found,
            }
        }
        known = records.start().at;
    }
    found
}

/// What a name ends with in square brackets.
fn in_brackets(name: &str) -> Option<&str> {
    let (_, inner) = name.strip_suffix(']')?.split_once('[')?;
    (!inner.trim().is_empty()).then_some(inner.trim())
}

/// What is wrong, and with which column.
type Blame<'a> = (Fault, Option<(usize, &'a str)>);

/// Whether two names are the same, in any case.
pub(super) fn same(one: &str, other: &str) -> bool {
    let lower = |name: &str| name.trim().to_lowercase();
    lower(one) == lower(other)
}
