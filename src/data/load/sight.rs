//! The first row of a file in which something odd can be seen.

use super::plan::{Form, Plan, Rows};
use super::records::Records;

/// What there is to be seen.
#[derive(Clone, Debug, PartialEq)]
pub enum Sight {
    /// A number among the ratings.
    Number(f64),
    /// One of some words among them, in lower case.
    Words(Vec<String>),
    /// Something in a column, from 0.
    Column(usize),
    /// A row of a grid, by its name.
    Row(String),
}

/// A row of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// Its line.
    pub line: u32,
    /// Its fields.
    pub fields: Vec<String>,
}

/// The longest field and the most fields that are shown.
const FIELD: usize = 40;
const FIELDS: usize = 50;

impl Sight {
    /// The first of `rows` in which it is.
    pub(super) fn first(&self, mut rows: Rows<'_>, plan: &Plan) -> Option<Seen> {
        loop {
            match rows.next() {
                Ok(true) if self.is_in(&rows.records, plan) => {
                    let short = |field: &str| field.chars().take(FIELD).collect();
                    let fields = rows.records.fields().take(FIELDS).map(short).collect();
                    return Some(Seen { line: rows.records.line(), fields });
                }
                Ok(true) | Err(_) => {}
                Ok(false) => return None,
            }
        }
    }

    fn is_in(&self, row: &Records<'_>, plan: &Plan) -> bool {
        let field = |at: usize| if at < row.len() { row.field(at) } else { "" };
        let rated = |holds: &dyn Fn(&str) -> bool| match &plan.form {
            Form::Long { rating, .. } => rating.is_some_and(|at| holds(field(at))),
            Form::Grid { cells, .. } => cells.iter().any(|at| holds(field(*at))),
        };
        match self {
            Self::Number(number) => rated(&|field| plan.numbers.read(field) == Some(*number)),
            Self::Words(words) => rated(&|field| words.contains(&field.to_lowercase())),
            Self::Column(at) => !field(*at).is_empty(),
            Self::Row(name) => matches!(&plan.form, Form::Grid { names: Some(at), .. } if field(*at) == name),
        }
    }
}
