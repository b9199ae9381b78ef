//! Predictions as a table: as text with notes below it, as one line of JSON, or as CSV.

use crate::{
    cli::{
        PredictArgs, TableFormat,
        columns::{csv, figure, number, padded},
        heading::Heading,
    },
    data::{ItemId, Ratings, Side, UserId, plain, plain_json},
    model::Fallback,
    study::predicted::Predicted,
};
use serde_json::{Map, Value, json};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// The most room that the name of a user has, and that of an item.
const WIDEST: [usize; 2] = [16, 24];
/// What the columns are called in CSV and JSON.
const COLUMNS: [&str; 10] =
    ["user", "item", "prediction", "rating", "held_out", "user_ratings", "item_ratings", "cold", "fallback", "why"];

/// A table that is printed while it is made.
pub(super) struct Table<'a> {
    heading: Heading<'a>,
    /// The keys of JSON that stand before the rows.
    head: Map<String, Value>,
    format: TableFormat,
    clip: bool,
    /// How wide the names are.
    widths: [usize; 2],
    /// What was taken instead of predictions: a letter in the rows, and what it stands for below.
    notes: Vec<Fallback>,
    held_out: bool,
    /// How many rows there are so far.
    count: usize,
}

impl<'a> Table<'a> {
    /// A table of these cells. The thread that asks must be one of those that share the work.
    pub fn new(heading: Heading<'a>, args: &PredictArgs, cells: &[(UserId, ItemId)]) -> Self {
        let mut head = heading.json();
        head.insert("clip".into(), json!(args.clip));
        let ratings = heading.opened.source.all();
        let mut widths = [4; 2];
        if args.format == TableFormat::Text {
            for &(user, item) in cells {
                let names = [ratings.name(user), ratings.name(item)];
                for side in [0, 1] {
                    if widths[side] < WIDEST[side] {
                        widths[side] = widths[side].max(plain(names[side]).width()).min(WIDEST[side]);
                    }
                }
            }
        }
        Self {
            heading,
            head,
            format: args.format,
            clip: args.clip,
            widths,
            notes: Vec::new(),
            held_out: false,
            count: 0,
        }
    }

    /// What stands above the rows.
    pub fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        match self.format {
            TableFormat::Text => {
                self.heading.text(out)?;
                let [user, item] =
                    [Side::Users, Side::Items].map(|side| padded(side.one(), self.widths[side as usize]));
                writeln!(
                    out,
                    "\n{user}  {item}  {:>12}   {:>6}   {:>7} {:>7}",
                    "prediction", "rating", "by user", "of item"
                )
            }
            TableFormat::Json => {
                let head = Value::Object(std::mem::take(&mut self.head)).to_string();
                write!(out, "{},\"predictions\":[", plain_json(head.strip_suffix('}').unwrap_or_default()))
            }
            TableFormat::Csv => csv(out, |rows| rows.write_record(COLUMNS)),
        }
    }

    /// More rows.
    pub fn rows(&mut self, rows: &[Predicted], out: &mut dyn Write) -> io::Result<()> {
        match self.format {
            TableFormat::Text => rows.iter().try_for_each(|row| self.line(row, out))?,
            TableFormat::Json => {
                for (at, row) in rows.iter().enumerate() {
                    let object = Value::Object(self.object(row)).to_string();
                    write!(out, "{}{}", if self.count + at > 0 { "," } else { "" }, plain_json(&object))?;
                }
            }
            TableFormat::Csv => csv(out, |table| rows.iter().try_for_each(|row| table.write_record(self.fields(row))))?,
        }
        self.count += rows.len();
        Ok(())
    }

    /// What stands below the rows.
    pub fn end(&self, out: &mut dyn Write) -> io::Result<()> {
        match self.format {
            TableFormat::Text => self.below(out),
            TableFormat::Json => writeln!(out, "]}}"),
            TableFormat::Csv => Ok(()),
        }
    }

    fn value(&self, row: &Predicted) -> f64 {
        if self.clip { row.clipped } else { row.value }
    }

    fn ratings(&self) -> &Ratings {
        self.heading.opened.source.all()
    }

    fn line(&mut self, row: &Predicted, out: &mut dyn Write) -> io::Result<()> {
        let names = [self.ratings().name(row.user), self.ratings().name(row.item)];
        let [user, item] = [0, 1].map(|side| padded(&plain(names[side]), self.widths[side]));
        let value = figure(self.value(row));
        let mark = row.fallback.map_or(' ', |fallback| self.mark(fallback));
        let rating = row.rating.map_or("-".into(), |rating| rating.to_string());
        let held = if row.held_out { '*' } else { ' ' };
        self.held_out |= row.held_out;
        let [by_user, of_item] = [Side::Users, Side::Items].map(|side| {
            let learned = row.learned(side);
            match learned.ratings {
                _ if learned.cold => "cold".into(),
                count => count.map_or("-".into(), |count| count.to_string()),
            }
        });
        let line = format!("{user}  {item}  {value:>12} {mark} {rating:>6} {held} {by_user:>7} {of_item:>7}");
        writeln!(out, "{}", line.trim_end())
    }

    /// The letter that stands for something that was taken instead.
    fn mark(&mut self, fallback: Fallback) -> char {
        let same = |note: &Fallback| (note.on, note.why) == (fallback.on, fallback.why);
        let at = self.notes.iter().position(same).unwrap_or_else(|| {
            self.notes.push(fallback);
            self.notes.len() - 1
        });
        ('a'..='z').nth(at).unwrap_or('z')
    }

    fn below(&self, out: &mut dyn Write) -> io::Result<()> {
        let state = self.heading.fitted.drive.state();
        let mut notes: Vec<String> =
            ('a'..).zip(&self.notes).map(|(mark, note)| format!("{mark}  {}: {}", note.on, note.why)).collect();
        if self.held_out {
            notes.push("*  held out: the model was not fitted to this rating".into());
        }
        if !state.model.predicts_ratings() {
            notes.push("predictions are preferences: 1 is surely liked, 0 is not".into());
        }
        if self.clip {
            notes.push(format!("predictions are cut to {}", state.model.scale(self.ratings().scale())));
        }
        for (at, note) in notes.iter().enumerate() {
            writeln!(out, "{}{note}", if at == 0 { "\n" } else { "" })?;
        }
        Ok(())
    }

    fn object(&self, row: &Predicted) -> Map<String, Value> {
        let [by_user, of_item] = row.learned.map(|learned| json!(learned.ratings));
        let values = [
            json!(self.ratings().name(row.user)),
            json!(self.ratings().name(row.item)),
            json!(self.value(row)),
            json!(row.rating),
            json!(row.held_out),
            by_user,
            of_item,
            json!(cold(row)),
            json!(row.fallback.map(|fallback| fallback.on)),
            json!(row.fallback.map(|fallback| fallback.why)),
        ];
        COLUMNS.map(str::to_owned).into_iter().zip(values).collect()
    }

    fn fields(&self, row: &Predicted) -> [String; 10] {
        let [by_user, of_item] =
            row.learned.map(|learned| learned.ratings.map(|count| count.to_string()).unwrap_or_default());
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        [
            self.ratings().name(row.user).to_owned(),
            self.ratings().name(row.item).to_owned(),
            number(Some(self.value(row))),
            number(row.rating),
            if row.held_out { "yes" } else { "no" }.to_owned(),
            by_user,
            of_item,
            text(cold(row)),
            text(row.fallback.map(|fallback| fallback.on)),
            text(row.fallback.map(|fallback| fallback.why)),
        ]
    }
}

/// Of whom nothing is known.
fn cold(row: &Predicted) -> Option<&'static str> {
    match row.learned.map(|learned| learned.cold) {
        [false, false] => None,
        [true, false] => Some("user"),
        [false, true] => Some("item"),
        [true, true] => Some("both"),
    }
}
