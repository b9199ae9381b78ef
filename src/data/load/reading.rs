//! How a file was read: what was found by looking, said so that it can be seen where it was found wrongly.

use super::error::Count;
use super::items::ItemsRead;
use super::odd::Odd;
use super::plan::{Form, Plan};
use crate::{choice::Choice, data::Scale};
use serde::Serialize;
use std::fmt;

/// What was taken for what in a file. Its text is one line; the field names are the keys of the JSON.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reading {
    /// How ratings lie in it.
    #[serde(flatten)]
    pub layout: Layout,
    /// Whether the first row names the columns.
    pub header: bool,
    /// What the file is, where it is no table of text: "JSON lines".
    pub format: Option<&'static str>,
    /// Lines above the table that were passed over.
    pub lines_above: u32,
    /// What stands between two fields, in a word.
    pub separator: &'static str,
    /// How characters are written as bytes, and whether a mark says so.
    pub encoding: String,
    /// How numbers are written, where they are not plain.
    pub numbers: Option<String>,
    /// What ratings there can be.
    pub scale: Scale,
    /// Whether that was asked for; else it was found from the ratings.
    pub scale_given: bool,
    /// The step between two ratings that follow each other, where all are multiples of one: 1, 0.5 or 0.1.
    pub step: Option<f64>,
    /// Numbers that say that there is no rating.
    pub missing_codes: Vec<f64>,
    /// Words that say so in this file.
    pub missing_words: Vec<String>,
    /// Fields that say that there is no rating.
    pub holes: usize,
    /// Bad rows, and in a grid bad cells, that were left out.
    pub left_out: usize,
    /// Ratings that were made into one with another of the same pair.
    pub merged: usize,
    /// The file beside it that has the titles of the items.
    pub titles: Option<String>,
    /// What that says of them.
    pub of_items: Option<ItemsRead>,
    /// The trained model that these ratings come along with.
    pub model: Option<String>,
    /// What looks odd, and what was made of it.
    pub odd: Vec<Odd>,
}

/// How ratings lie in a file.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "layout", rename_all = "lowercase")]
pub enum Layout {
    /// One rating a row. What the columns are called; without a header, which they are.
    Long {
        /// How many columns the file has.
        columns: usize,
        /// Where the users are; nowhere if all ratings are one person's.
        user: Option<String>,
        /// Where the items are.
        item: String,
        /// Where the ratings are; nowhere if a row says no more than that a user has an item.
        rating: Option<String>,
        /// Where the times are.
        time: Option<String>,
    },
    /// A row for each user and a column for each item, or the reverse.
    Grid {
        /// How many users there are.
        users: usize,
        /// How many items there are.
        items: usize,
        /// Whether rows are items.
        turned: bool,
        /// Where rows have their names.
        names: Option<String>,
        /// Columns that are no items.
        columns_left_out: Vec<String>,
    },
    /// A trained model: a row of factors for each user, for each item, or for both, and no ratings.
    Factors {
        /// How many a row has.
        factors: usize,
        /// How many users there are; nothing where there are no factors of users.
        users: Option<usize>,
        /// How many items there are.
        items: Option<usize>,
        /// Whether rows have names.
        named: bool,
        /// The mean that biases are around, where there are any.
        mean: Option<f64>,
        /// What else stands in the file.
        others: Vec<String>,
        /// By what it was fitted, and to what, where that is known.
        fitted: Option<String>,
    },
}

/// What was found before the ratings were read.
pub(super) struct Found {
    pub plan: Plan,
    pub was: Option<&'static str>,
    pub encoding: String,
    pub odd: Vec<Odd>,
    pub lines_above: u32,
}

/// The most characters of a column's name that are said.
const LONGEST: usize = 40;

/// What a column is called: by its header, else by its number.
pub(super) fn called(plan: &Plan, at: usize) -> String {
    match plan.names.get(at) {
        Some(name) if !name.is_empty() => match name.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{}…", &name[..end]),
            None => name.clone(),
        },
        _ => format!("column {}", at + 1),
    }
}

impl Layout {
    /// Whether it is a trained model that has factors of users alone or of items alone.
    pub fn is_one_side(&self) -> bool {
        matches!(self, Self::Factors { users: None, .. } | Self::Factors { items: None, .. })
    }

    /// Of a plan, with the numbers of users and items that a grid has.
    pub(super) fn of(plan: &Plan, users: usize, items: usize) -> Self {
        match &plan.form {
            Form::Long { user, item, rating, time } => Self::Long {
                columns: plan.names.len(),
                user: user.map(|at| called(plan, at)),
                item: called(plan, *item),
                rating: rating.map(|at| called(plan, at)),
                time: time.map(|at| called(plan, at)),
            },
            Form::Grid { names, turned, .. } => {
                let out = (0..plan.names.len()).filter(|at| Some(*at) != *names && !plan.form.has_cell(*at));
                Self::Grid {
                    users,
                    items,
                    turned: *turned,
                    names: names.map(|at| called(plan, at)),
                    columns_left_out: out.filter(|at| !plan.names[*at].is_empty()).map(|at| called(plan, at)).collect(),
                }
            }
        }
    }
}

impl Reading {
    /// What is said of a model behind its layout.
    fn rest_of_model(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.format {
            Some(format) => write!(f, "; {format}")?,
            None => {
                let header = if self.header { "header" } else { "no header" };
                write!(f, "; {header}; {}; {}", self.separator, self.encoding)?;
            }
        }
        if let Some(titles) = &self.titles {
            write!(f, "; titles from {titles}")?;
        }
        // Of one side alone there are no predictions.
        match self.layout {
            Layout::Factors { users: Some(_), items: Some(_), .. } => {
                write!(f, "; scale {}{}", self.scale, if self.scale_given { " as given" } else { "" })
            }
            _ => Ok(()),
        }
    }

    pub(super) fn separator(plan: &Plan) -> &'static str {
        plan.sheet.separator.name()
    }
}

/// The largest of 1, 0.5 and 0.1 of which all of `values` are multiples, unless there are too few different ones to tell.
pub(super) fn step(values: impl Iterator<Item = f64> + Clone) -> Option<f64> {
    [1.0, 0.5, 0.1]
        .into_iter()
        .find(|step| values.clone().all(|value| ((value / step).round() * step - value).abs() < 1e-9))
}

impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.layout)?;
        if let Layout::Factors { .. } = self.layout {
            return self.rest_of_model(f);
        }
        write!(f, "; {}", if self.header { "header" } else { "no header" })?;
        if self.lines_above > 0 {
            write!(f, " below {}", Count(self.lines_above as usize, "line"))?;
        }
        write!(f, "; {}; {}", self.format.unwrap_or(self.separator), self.encoding)?;
        if let Some(numbers) = &self.numbers {
            write!(f, "; {numbers}")?;
        }
        write!(f, "; {}{}", self.scale, if self.scale_given { " as given" } else { "" })?;
        match self.step {
            Some(0.5) => f.write_str(" in halves")?,
            Some(0.1) => f.write_str(" in tenths")?,
            _ => {}
        }
        let codes: Vec<_> = self.missing_codes.iter().map(f64::to_string).collect();
        let words =
            codes.into_iter().chain(self.missing_words.iter().map(|word| format!("\"{word}\""))).collect::<Vec<_>>();
        if !words.is_empty() {
            write!(f, "; {} = not rated", listed_briefly(&words))?;
        }
        if let Some(titles) = &self.titles {
            let what = if self.of_items.as_ref().is_some_and(|items| items.titles == 0) { "items" } else { "titles" };
            write!(f, "; {what} from {titles}")?;
            if let Some(items) = &self.of_items {
                write!(f, ": {items}")?;
            }
        }
        if self.merged > 0 {
            write!(f, "; {} merged", self.merged)?;
        }
        write!(f, "; {} left out", Count(self.left_out, "row"))?;
        self.model.as_ref().map_or(Ok(()), |model| write!(f, "; factors from {model}"))
    }
}

impl fmt::Display for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Layout::Long { columns, user, item, rating, time } => {
                let used = 1 + [user, rating, time].into_iter().flatten().count();
                write!(f, "long, {used} of {}: ", Count(*columns, "column"))?;
                match user {
                    Some(user) => write!(f, "user = {user}, ")?,
                    None => f.write_str("one user, ")?,
                }
                write!(f, "item = {item}")?;
                match rating {
                    Some(rating) => write!(f, ", rating = {rating}")?,
                    None => f.write_str(", every rating 1")?,
                }
                if let Some(time) = time {
                    write!(f, ", time = {time}")?;
                }
            }
            Layout::Grid { users, items, turned, names, columns_left_out } => {
                write!(f, "grid, {} x {}", Count(*users, "user"), Count(*items, "item"))?;
                write!(f, ", {} in rows", if *turned { "items" } else { "users" })?;
                if let Some(names) = names.as_ref().filter(|name| !name.starts_with("column ")) {
                    write!(f, " by {names}")?;
                }
                if !columns_left_out.is_empty() {
                    write!(f, ", without {}", listed_briefly(columns_left_out))?;
                }
            }
            Layout::Factors { factors, users, items, named, mean, others, fitted } => {
                let sides = [(users, "user"), (items, "item")];
                let sides: Vec<String> =
                    sides.iter().filter_map(|(n, side)| n.map(|n| Count(n, side).to_string())).collect();
                write!(f, "trained model, {} for each of {}", Count(*factors, "factor"), sides.join(" and "))?;
                if !named {
                    f.write_str(" without names")?;
                }
                if let Some(fitted) = fitted {
                    write!(f, ", {fitted}")?;
                }
                if let Some(mean) = mean {
                    write!(f, "; biases around {mean}")?;
                }
                if !others.is_empty() {
                    write!(f, "; without {}", listed_briefly(others))?;
                }
            }
        }
        Ok(())
    }
}

/// The first few of some names.
fn listed_briefly(names: &[String]) -> String {
    const MOST: usize = 4;
    match names.len().checked_sub(MOST) {
        None | Some(0) => names.join(", "),
        Some(more) => format!("{} and {more} more", names[..MOST].join(", ")),
    }
}
