//! Recommendations as a table: as text with what carries them, as one line of JSON, or as CSV.

use super::Listed;
use crate::{
    choice::Choice,
    cli::{
        RecommendArgs, TableFormat,
        columns::{csv, cut, figure, number, padded},
        heading::Heading,
    },
    data::{Entity, UserId, plain, plain_json},
    study::{
        State,
        recommend::{Brief, Pick, Reason, Reasons, Slider, Weights},
    },
};
use serde_json::{Map, Value, json};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// The most room that a name has, in a column and among reasons.
const WIDEST: usize = 36;
const SHORT: usize = 24;
/// So many ratings are named behind an item.
const BECAUSE: usize = 2;

/// A table that is printed while it is made.
pub(super) struct Table<'a> {
    heading: Heading<'a>,
    args: &'a RecommendArgs,
    state: &'a State,
    /// How many ratings what is recommended has at least.
    least: usize,
    head: Map<String, Value>,
    count: usize,
}

impl<'a> Table<'a> {
    /// The thread that asks must be one of those that share the work.
    pub fn new(heading: Heading<'a>, args: &'a RecommendArgs, (state, least): (&'a State, usize)) -> Self {
        let mut head = heading.json();
        head.insert("weights".into(), json!(weights(&args.weights)));
        head.insert("clip".into(), json!(args.clip));
        head.insert("at_least".into(), json!(least));
        Self { heading, args, state, least, head, count: 0 }
    }

    /// What stands above the lists.
    pub fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        match self.args.format {
            TableFormat::Text => {
                self.heading.text(out)?;
                if !self.args.weights.is_plain() {
                    writeln!(out, "by {}", self.args.weights)?;
                }
                if self.least > 1 {
                    writeln!(out, "recommended is what has {} ratings or more to learn from", self.least)?;
                }
                if self.args.all {
                    let score = if self.args.weights.is_plain() { "" } else { "     score" };
                    writeln!(
                        out,
                        "\n{}  {:>4}  {}  {:>9}{score}",
                        padded("user", SHORT),
                        "#",
                        padded("item", WIDEST),
                        "r̂"
                    )?;
                }
                Ok(())
            }
            TableFormat::Json => {
                let head = Value::Object(std::mem::take(&mut self.head)).to_string();
                write!(out, "{},\"lists\":[", plain_json(head.strip_suffix('}').unwrap_or_default()))
            }
            TableFormat::Csv => csv(out, |rows| rows.write_record(["user", "place", "item", "prediction", "score"])),
        }
    }

    /// Lists without reasons.
    pub fn briefs(&mut self, users: &[UserId], lists: &[Vec<Brief>], out: &mut dyn Write) -> io::Result<()> {
        for (user, list) in users.iter().zip(lists) {
            match self.args.format {
                TableFormat::Text => {
                    for (place, one) in (1..).zip(list) {
                        let names = [self.name(*user), self.name(one.item)].map(plain);
                        let [user, item] = [padded(&names[0], SHORT), padded(&names[1], WIDEST)];
                        let score =
                            if self.args.weights.is_plain() { String::new() } else { format!("{:>10.3}", one.score) };
                        writeln!(out, "{user}  {place:>4}  {item}  {:>9}{score}", figure(one.prediction))?;
                    }
                }
                TableFormat::Json => {
                    let pick = |(place, one): (usize, &Brief)| json!({"place": place, "item": self.name(one.item), "prediction": one.prediction, "score": one.score});
                    let picks: Vec<Value> = (1..).zip(list).map(pick).collect();
                    self.object(json!({"user": self.name(*user), "recommended": picks}), out)?;
                }
                TableFormat::Csv => self.rows(*user, list, out)?,
            }
            self.count += 1;
        }
        Ok(())
    }

    fn rows(&self, user: UserId, list: &[Brief], out: &mut dyn Write) -> io::Result<()> {
        csv(out, |rows| {
            (1..).zip(list).try_for_each(|(place, one): (usize, _)| {
                let figures = [one.prediction, one.score].map(|value| number(Some(value)));
                let [prediction, score] = figures;
                rows.write_record([self.name(user), &place.to_string(), self.name(one.item), &prediction, &score])
            })
        })
    }

    /// One list with its reasons.
    pub fn list(&mut self, listed: &Listed, out: &mut dyn Write) -> io::Result<()> {
        match self.args.format {
            TableFormat::Text => self.text(listed, out)?,
            TableFormat::Json => {
                let picks: Vec<Value> = (1..)
                    .zip(listed.list.picks.iter().zip(&listed.reasons))
                    .map(|(n, one)| self.pick(n, one))
                    .collect();
                let left_out = listed.known.as_ref().map(|known| {
                    json!({"count": known.each.len(), "rmse": known.rmse(), "rmse_of_means": known.rmse_of_means()})
                });
                let user = self.name(listed.list.asked.user);
                let list =
                    json!({"user": user, "among": listed.list.among, "left_out": left_out, "recommended": picks});
                self.object(list, out)?;
            }
            TableFormat::Csv => {
                let brief = |pick: &Pick| Brief { item: pick.item, prediction: pick.prediction, score: pick.score };
                let briefs: Vec<Brief> = listed.list.picks.iter().map(brief).collect();
                self.rows(listed.list.asked.user, &briefs, out)?;
            }
        }
        self.count += 1;
        Ok(())
    }

    /// What stands below them.
    pub fn end(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.args.format == TableFormat::Json { writeln!(out, "]}}") } else { Ok(()) }
    }

    fn name(&self, of: impl Into<Entity>) -> &str {
        self.state.source.all().name(of)
    }

    fn object(&self, value: Value, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{}{}", if self.count > 0 { "," } else { "" }, plain_json(&value.to_string()))
    }

    /// A recommendation with its reasons.
    fn pick(&self, place: usize, (pick, reasons): (&Pick, &Option<Reasons>)) -> Value {
        let counts = |slider: &&Slider| slider.scores() && self.args.weights.of(**slider) > 0.0;
        let values: Map<String, Value> = Slider::ALL
            .iter()
            .filter(counts)
            .map(|slider| (slider.name().to_owned(), json!(pick.values[slider.place()])))
            .collect();
        let reason = |reason: &Reason| {
            json!({"item": self.name(reason.item), "rating": reason.rating, "weight": reason.weight,
                "adds": reason.part(), "place_without": reason.without})
        };
        let most = if self.args.why { usize::MAX } else { BECAUSE };
        let because = reasons.as_ref().map(|reasons| {
            json!({"base": reasons.base, "rest": reasons.rest, "ratings": reasons.terms.len(),
                "terms": reasons.terms.iter().take(most).map(reason).collect::<Vec<_>>()})
        });
        json!({"place": place, "item": self.name(pick.item), "prediction": pick.prediction, "score": pick.score,
            "values": values, "place_by_rating": pick.alone, "because": because})
    }

    fn text(&self, listed: &Listed, out: &mut dyn Write) -> io::Result<()> {
        let list = &listed.list;
        let user = plain(self.name(list.asked.user));
        let items = if list.among == 1 { "1 item".into() } else { format!("{} items", list.among) };
        writeln!(out, "\nfor {user}, of {items}")?;
        if let Some(known) = &listed.known {
            let [own, means] = [known.rmse(), known.rmse_of_means()].map(figure);
            writeln!(out, "each of {} ratings left out: RMSE {own}, by item means {means}", known.each.len())?;
        }
        if list.picks.is_empty() {
            return writeln!(out, "nothing is left: whatever may be recommended is rated; --rated shows that too");
        }
        let scored = !self.args.weights.is_plain();
        let widest = list.picks.iter().map(|pick| plain(self.name(pick.item)).width()).max().unwrap_or(0);
        let (width, place) = (widest.clamp(4, WIDEST), list.picks.len().to_string().len());
        let score = if scored { format!("{:>8}{:>10}", "score", "by rating") } else { String::new() };
        let because = if listed.reasons.iter().any(Option::is_some) { "   because" } else { "" };
        writeln!(out, "{:>place$}  {}  {:>9}{score}{because}", "#", padded("item", width), "r̂")?;
        for ((n, pick), reasons) in (1..).zip(&list.picks).zip(&listed.reasons) {
            let score =
                if scored { format!("{:>8.3}{:>10}", pick.score, format!("#{}", pick.alone)) } else { String::new() };
            let because = reasons.as_ref().map_or(String::new(), |reasons| format!("   {}", self.because(reasons)));
            let item = padded(&plain(self.name(pick.item)), width);
            let line = format!("{n:>place$}  {item}  {:>9}{score}{because}", figure(pick.prediction));
            writeln!(out, "{}", line.trim_end())?;
            if let Some(reasons) = reasons.as_ref().filter(|_| self.args.why) {
                self.why(reasons, out)?;
            }
        }
        Ok(())
    }

    /// The ratings that say most for an item, or against it where none is for it.
    fn because(&self, reasons: &Reasons) -> String {
        let pulls = |reason: &&Reason| reason.part() > 0.0;
        let said: Vec<String> = reasons
            .terms
            .iter()
            .filter(pulls)
            .take(BECAUSE)
            .map(|r| format!("{} {} {:+.2}", cut(&plain(self.name(r.item)), SHORT), r.rating, r.part()))
            .collect();
        if said.is_empty() { "no rating speaks for it".into() } else { said.join(", ") }
    }

    /// All that carries a prediction.
    fn why(&self, reasons: &Reasons, out: &mut dyn Write) -> io::Result<()> {
        let sum: f64 = reasons.terms.iter().map(Reason::part).sum();
        let base = if reasons.base == 0.0 { String::new() } else { format!("{} of anyone ", figure(reasons.base)) };
        let rest = if reasons.rest.abs() > 5e-10 { format!(" {:+.6} rest", reasons.rest) } else { String::new() };
        writeln!(out, "      r̂ = {base}{sum:+.6} by ratings{rest} = {}", figure(reasons.prediction))?;
        for reason in &reasons.terms {
            let without = match (reason.without, reasons.place) {
                (Some(place), Some(stands)) if place != stands => format!("  without it #{place}"),
                (Some(_), Some(_)) => "  without it the same".into(),
                _ => String::new(),
            };
            let item = padded(&plain(self.name(reason.item)), WIDEST);
            let figures = format!("{:>5} weight {:>9.4} adds {:>+9.4}", reason.rating, reason.weight, reason.part());
            writeln!(out, "      {item} {figures}{without}")?;
        }
        Ok(())
    }
}

/// What counts, as an object.
fn weights(weights: &Weights) -> Map<String, Value> {
    let counts = Slider::ALL.iter().filter(|slider| weights.of(**slider) > 0.0);
    counts.map(|slider| (slider.name().to_owned(), json!(weights.of(*slider)))).collect()
}
