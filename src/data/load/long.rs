//! Long files: one rating a row. A long text is read in stretches side by side.

use super::batch::{Batch, Coded};
use super::error::{Fault, LoadError};
use super::formats::Tabular;
use super::look::same;
use super::options::Role;
use super::plan::{Form, Plan, Rows};
use super::records::Start;
use super::table::{Table, misnamed};
use super::time::moment;
use crate::{choice::Choice, data::Side};
use rayon::prelude::*;

/// What the only user of a file without users is called.
pub(super) const ONE_PERSON: &str = "one person";

/// About how many bytes of text a stretch has.
#[cfg(not(test))]
const STRETCH: usize = 4 << 20;
#[cfg(test)]
const STRETCH: usize = 1 << 10;

/// Reads the rows into `table`, as `plan` says.
///
/// Every stretch is read as if a row began where it begins. Where the stretch before did not end there, because a quoted field
/// goes over the cut, it is read once more from where that one did end: so the rows are those of one walk over the whole.
pub(super) fn read(text: &Tabular<'_>, plan: &Plan, table: &mut Table) -> Result<(), LoadError> {
    let starts = cuts(&text.text, plan.rows(text).records.ahead());
    let ends = starts.iter().skip(1).map(|start| start.at).chain([usize::MAX]);
    let cuts: Vec<(Start, usize)> = starts.iter().copied().zip(ends).collect();
    let stretches: Vec<_> = cuts.par_iter().map(|&(start, end)| Stretch::read(text, plan, table, start, end)).collect();
    let mut ahead = None;
    for ((_, end), stretch) in cuts.into_iter().zip(stretches) {
        let stretch = match ahead {
            Some(None) => break,
            Some(Some(Start { at, .. })) if at >= end => continue,
            Some(Some(start)) if stretch.first != Some(start.at) => Stretch::read(text, plan, table, start, end),
            _ => stretch,
        };
        table.take(stretch.batch?).ok_or_else(|| table.too_large())?;
        ahead = Some(stretch.ahead);
    }
    Ok(())
}

/// Where the stretches of a text begin: each at the beginning of a line.
fn cuts(text: &str, first: Start) -> Vec<Start> {
    let bytes = text.as_bytes();
    let line_ends = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'\n').count();
    let mut places: Vec<usize> = (first.at + STRETCH..bytes.len())
        .step_by(STRETCH)
        .filter_map(|at| bytes[at..].iter().position(|byte| *byte == b'\n').map(|line_end| at + line_end + 1))
        .collect();
    places.dedup();
    let befores = [first.at].into_iter().chain(places.iter().copied()).collect::<Vec<_>>();
    let lines: Vec<usize> = befores.par_windows(2).map(|ends| line_ends(&bytes[ends[0]..ends[1]])).collect();
    let mut start = first;
    let later = places.into_iter().zip(lines).map(|(at, lines)| {
        start = Start { at, line: start.line.saturating_add(lines as u32) };
        start
    });
    [first].into_iter().chain(later).collect()
}

/// What came of a stretch.
struct Stretch {
    /// Where its first row begins.
    first: Option<usize>,
    /// The ratings in it.
    batch: Result<Batch, LoadError>,
    /// Where the first row behind it begins.
    ahead: Option<Start>,
}

impl Stretch {
    /// Reads the rows that begin from `start` on and before `end`.
    fn read(text: &Tabular<'_>, plan: &Plan, table: &Table, start: Start, end: usize) -> Self {
        let mut rows = Rows::from(text, plan.sheet, start);
        let mut reader = Reader { plan, table, batch: Batch::default() };
        let mut pace = table.pace(start.at);
        let mut first = None;
        loop {
            let next = rows.next();
            let from = rows.records.start();
            let ahead = (next != Ok(false)).then_some(from);
            first = first.or(ahead.map(|ahead| ahead.at));
            if ahead.is_none_or(|ahead| ahead.at >= end) {
                pace.came(from.at, reader.batch.rows.len());
                return Self { first, batch: Ok(reader.batch.settle()), ahead };
            }
            pace.met(from.at, reader.batch.rows.len());
            let read = match next {
                Ok(_) => reader.row(&rows),
                Err(fault) => reader.refuse(table.error(rows.records.line(), None, fault)),
            };
            if let Err(error) = read {
                return Self { first, batch: Err(error), ahead: None };
            }
        }
    }
}

/// Makes ratings of rows.
struct Reader<'a> {
    plan: &'a Plan,
    table: &'a Table,
    batch: Batch,
}

impl Reader<'_> {
    fn refuse(&mut self, error: LoadError) -> Result<(), LoadError> {
        self.table.refuse_in(&mut self.batch.skipped, error)
    }

    fn row(&mut self, rows: &Rows<'_>) -> Result<(), LoadError> {
        let Form::Long { user: user_at, item: item_at, rating: rating_at, time: time_at } = self.plan.form else {
            return Ok(());
        };
        let (records, table, batch) = (&rows.records, self.table, &mut self.batch);
        let (line, found, expected) = (records.line(), records.len(), self.plan.sheet.width);
        if found < expected || (found > expected && (expected..found).any(|at| !records.field(at).is_empty())) {
            return self.refuse(table.error(line, None, Fault::Fields { found, expected }));
        }
        if let Some((at, value)) = &self.plan.only
            && !same(records.field(*at), value)
        {
            return Ok(());
        }
        let (user, item) = (user_at.map_or(ONE_PERSON, |at| records.field(at)), records.field(item_at));
        let code = if let Some(fault) = misnamed(user, Side::Users) {
            Err((user_at.unwrap_or(0), Role::User, fault))
        } else if let Some(fault) = misnamed(item, Side::Items) {
            Err((item_at, Role::Item, fault))
        } else {
            match rating_at {
                Some(at) => batch
                    .code(records.field(at), |field| table.fields.rating(field))
                    .map_err(|fault| (at, Role::Rating, fault)),
                None => Ok(Some(batch.values.code(1.0))),
            }
        };
        match code {
            Ok(Some(code)) => {
                let time = time_at.and_then(|at| moment(records.field(at), self.plan.dates));
                let named = batch.users.of(user).zip(batch.items.of(item));
                let pushed = named.and_then(|(user, item)| batch.push(line, Coded { user, item, code }, time));
                pushed.ok_or_else(|| table.too_large())
            }
            Ok(None) => {
                batch.holes += 1;
                Ok(())
            }
            Err((at, role, fault)) => self.refuse(table.error(line, Some((at, role.name())), fault)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::load::{Options, look::Sample, sheet::Sheet};
    use proptest::prelude::*;

    /// What was read, however it was cut: every rating with its line and time, and everything that was left out.
    fn told(text: &str, whole: bool) -> (Vec<String>, usize, usize, Vec<String>) {
        let options = Options { skip_bad: true, ..Options::default() };
        let tabular = Tabular::of(text);
        let sheet = Sheet::of(&tabular.text, None, None);
        let plan = Sample::of("f", &tabular, sheet, &options).unwrap().found("f", &options).unwrap().unwrap().plan;
        let mut table = Table::new("f", &options);
        table.follow(&plan);
        if whole {
            let start = plan.rows(&tabular).records.ahead();
            let all = Stretch::read(&tabular, &plan, &table, start, usize::MAX);
            table.take(all.batch.unwrap()).unwrap();
        } else {
            read(&tabular, &plan, &mut table).unwrap();
        }
        let names: [Vec<String>; 2] =
            [&table.batch.users, &table.batch.items].map(|names| names.names().map(str::to_owned).collect());
        let columns = table.columns();
        let row = |n| {
            let rating = columns.at(n);
            let [user, item] = [&names[0][rating.user.index()], &names[1][rating.item.index()]];
            format!("{user:?} {item:?} {} {:?} {}", rating.value, columns.time(n), table.batch.lines.of(n))
        };
        let rows = (0..columns.len()).map(row).collect();
        let first = table.skipped.first.iter().map(LoadError::to_string).collect();
        (rows, table.holes, table.skipped.count, first)
    }

    fn name() -> impl Strategy<Value = String> {
        prop_oneof![
            6 => "[a-f][0-9]{0,2}",
            1 => Just("\"several\nlines, and\n\"\"quotes\"\"\n\"".to_owned()),
            1 => "[a-c\n,\"]{0,4}",
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// A text that is cut anywhere, also in the middle of a quoted field, is read as in one go.
        #[test]
        fn stretches_are_the_whole(rows in prop::collection::vec((name(), name(), "[1-5]|x|", 0..9u8), 120..400)) {
            let mut text = "user,item,rating,timestamp\n".to_owned();
            for (user, item, rating, kind) in rows {
                let end = ["\n", "\r\n", "\n\n", "\n# a remark\n"][usize::from(kind).min(3)];
                text += &format!("{user},{item},{rating},97830076{kind}{end}");
            }
            prop_assert_eq!(told(&text, false), told(&text, true));
        }
    }
}
