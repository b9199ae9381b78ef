//! Long file or grid file, with or without a header: what the first records tell.

use super::delimiter::Delimiter;
use super::error::{Column, Fault, LoadError, Location};
use super::options::{Options, Pick};
use super::records::Records;
use super::roles::Role;
use super::table::{number, rating};
use std::collections::HashSet;

/// How the table is laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// One rating a row.
    Long {
        /// Whether the first record names the columns.
        header: bool,
        /// Where user, item and rating are, from 0.
        columns: [usize; 3],
    },
    /// One user a row, one item a column.
    Grid,
}

/// How many records are looked at.
const SAMPLE: usize = 32;

/// The widest a long file is where its header does not say so: user, item, rating, time.
const NARROW: usize = 4;

impl Shape {
    /// Finds the shape of `text`, with the fields of its first record; `None` when it has none.
    ///
    /// # Errors
    /// When the columns cannot be told.
    pub(super) fn of(
        source: &str,
        text: &str,
        delimiter: Delimiter,
        options: &Options,
    ) -> Result<Option<(Self, Vec<String>)>, LoadError> {
        let mut records = Records::new(text, delimiter);
        let at = |line| Location { file: source.to_owned(), line: Some(line), column: None };
        loop {
            match records.next() {
                Ok(true) => break,
                Ok(false) => return Ok(None),
                Err(fault) if !options.skip_bad => return Err(LoadError { at: at(records.line()), fault }),
                Err(_) => {}
            }
        }
        let line = records.line();
        let sample = Sample {
            head: records.fields().map(str::to_owned).collect(),
            body: body(&mut records),
            options,
            decimal_comma: delimiter.allows_decimal_comma(),
        };
        match sample.shape() {
            Ok(shape) => Ok(Some((shape, sample.head))),
            Err((column, fault)) => {
                let column = column.map(|(number, role)| Column { number, name: role.name().into() });
                Err(LoadError { at: Location { column, ..at(line) }, fault })
            }
        }
    }
}

fn body(records: &mut Records<'_>) -> Vec<Vec<String>> {
    let mut body = Vec::new();
    while body.len() < SAMPLE {
        match records.next() {
            Ok(true) => body.push(records.fields().map(str::to_owned).collect()),
            Ok(false) => break,
            Err(_) => {}
        }
    }
    body
}

/// Whether a grid cell says that there is no rating.
pub(super) fn is_missing(cell: &str) -> bool {
    cell.is_empty() || cell == "?" || cell.eq_ignore_ascii_case("na")
}

/// The first records.
struct Sample<'o> {
    head: Vec<String>,
    body: Vec<Vec<String>>,
    options: &'o Options,
    decimal_comma: bool,
}

type Blame = (Option<(u32, Role)>, Fault);

impl Sample<'_> {
    fn shape(&self) -> Result<Shape, Blame> {
        if self.options.columns.is_some() {
            return self.asked_for();
        }
        let named = Role::ALL.map(|role| role.find(&self.head));
        if let [Some(user), Some(item), Some(rating)] = named {
            return Ok(Shape::Long { header: true, columns: [user, item, rating] });
        }
        // With two of them in a narrow header, the third has a name of its own. In a wide one, items may be called so.
        let narrow = self.head.len() <= NARROW;
        let named_two = named.iter().flatten().count() == 2;
        if self.body.is_empty() && !(narrow && self.third_is_rating()) {
            return Ok(Shape::Grid);
        }
        if !(narrow && named_two) && self.is_grid(named[0] == Some(0), narrow || named_two) {
            return Ok(Shape::Grid);
        }
        if narrow && self.third_is_rating() {
            return Ok(Shape::Long { header: false, columns: [0, 1, 2] });
        }
        let role = Role::ALL.into_iter().find(|&role| named[role as usize].is_none());
        Err((None, self.no_column(role.unwrap_or(Role::User), None)))
    }

    fn third_is_rating(&self) -> bool {
        self.head.get(2).is_some_and(|field| self.is_rating(field))
    }

    /// The columns that the options name, the others by their usual names, or in the usual order without a header.
    fn asked_for(&self) -> Result<Shape, Blame> {
        let pick = |role| self.options.columns.as_ref().and_then(|columns| columns.pick(role));
        let by_name = Role::ALL.iter().any(|&role| matches!(pick(role), Some(Pick::Name(_))));
        let mut columns = [0; 3];
        for role in Role::ALL {
            let found = match pick(role) {
                Some(Pick::Number(number)) => Some(number - 1).filter(|&at| at < self.head.len()),
                Some(Pick::Name(name)) => self.head.iter().position(|field| same(field, name)),
                None => role.find(&self.head).or_else(|| {
                    let at = role as usize;
                    (!by_name && at < self.head.len()).then_some(at)
                }),
            };
            let wanted = || pick(role).map(|pick| pick.to_string().into());
            columns[role as usize] = found.ok_or_else(|| (None, self.no_column(role, wanted())))?;
        }
        for (first, second) in [(Role::User, Role::Item), (Role::User, Role::Rating), (Role::Item, Role::Rating)] {
            let [one, other] = [first, second].map(|role| columns[role as usize]);
            if one == other {
                let number = number(one);
                let fault = Fault::SameColumn { number, first: first.name(), second: second.name() };
                return Err((Some((number, second)), fault));
            }
        }
        let rating = self.head.get(columns[Role::Rating as usize]).map_or("", String::as_str);
        let header = by_name || !(self.is_rating(rating) || is_missing(rating));
        Ok(Shape::Long { header, columns })
    }

    /// A first line of names above rows that are mostly numbers or holes.
    ///
    /// `users_first` says that the first column is called so, `may_be_long` that the width fits a long file: numbers
    /// under unknown names, with one user in several rows, are a long file whose header says nothing.
    fn is_grid(&self, users_first: bool, may_be_long: bool) -> bool {
        let [corner, items @ ..] = self.head.as_slice() else { return false };
        if items.is_empty() {
            return false;
        }
        let corner_is_free = users_first || corner.is_empty();
        if !corner_is_free && items.iter().any(|name| self.is_rating(name)) {
            return false;
        }
        let fits = |cell: &String| is_missing(cell) || self.is_rating(cell);
        let cells = || self.body.iter().flat_map(|row| row.iter().skip(1));
        let fit = cells().filter(|cell| fits(cell)).count();
        let column_of_names = (1..self.head.len()).any(|at| !self.body.iter().any(|row| row.get(at).is_some_and(fits)));
        if 2 * fit <= cells().count() || self.body.len() > 1 && column_of_names {
            return false;
        }
        let users: HashSet<_> = self.body.iter().map(|row| row.first()).collect();
        !may_be_long || users.len() == self.body.len()
    }

    fn is_rating(&self, field: &str) -> bool {
        rating(field, self.options, self.decimal_comma).is_some()
    }

    fn no_column(&self, role: Role, wanted: Option<Box<str>>) -> Fault {
        Fault::NoColumn { found: self.head.join(", ").into(), role: role.name(), wanted }
    }
}

/// Whether two column names are the same, in any case.
fn same(one: &str, other: &str) -> bool {
    let lower = |name: &str| name.trim().to_lowercase();
    lower(one) == lower(other)
}
