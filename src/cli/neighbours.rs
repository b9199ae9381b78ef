//! `factorscope neighbours`: the items nearest to an item, or the users nearest to a user, as the screen Neighbours has them.

use super::{
    Error, NeighboursArgs, TableFormat,
    columns::{csv, figure, number, padded},
    fit,
    heading::Heading,
    named::named,
    progress::Progress,
    threads::Threads,
};
use crate::{
    choice::Choice,
    data::{Entity, Side, plain, plain_json},
    model::{Method, Model, ON, Options},
    study::{
        Among, State, Verdict,
        neighbours::{self, Metric, Nearness, Neighbour, enough, in_common, least},
        predicted::Learned,
    },
};
use serde_json::{Map, Value, json};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// The most room that a name has.
const WIDEST: usize = 32;

/// Loads, fits, and prints neighbours to `out`. What else there is to say goes to `err`.
///
/// # Errors
/// When the input is bad, the model tells of no nearness, or the output cannot be written.
pub fn neighbours(args: &NeighboursArgs, out: &mut dyn Write, err: &mut dyn Write) -> Result<Verdict, Error> {
    let Some(typed) = &args.whose else {
        let one = args.side.one();
        let sentence = format!("it is not said whose neighbours: found no {one} behind the path");
        return Err(Error::Use { sentence, hint: "name it, as in factorscope neighbours lecture Ommazh".into() });
    };
    check(args, &args.fitted.model.settings.options())?;
    let mut progress = Progress::new();
    let opened = fit::opened(&args.data, &args.fitted.model, &mut progress, err)?;
    if opened.source.given.stands_in == Some(args.side) {
        let other = args.side.other();
        return Err(Error::Use {
            sentence: format!("{} has no factors of {}", opened.title, args.side),
            hint: format!("ask for the neighbours of one of its {other} by --side {other}"),
        });
    }
    let turned = format!("--side {} looks there", args.side.other());
    let of = named(opened.known(), args.side, typed, &turned)?;
    let threads = Threads::new(args.fitted.run.threads)?;
    let fitted = threads.install(|| fit::model(&opened, &args.fitted, &mut progress))?;
    let heading = Heading { opened: &opened, fitted: &fitted };
    heading.warn(err);
    let state = fitted.drive.state();
    let table = Table::new(heading, args, of, state)?;
    match args.format {
        TableFormat::Text => table.text(out)?,
        TableFormat::Json => writeln!(out, "{}", threads.install(|| table.json()))?,
        TableFormat::Csv => table.csv(out)?,
    }
    out.flush()?;
    Ok(fitted.drive.verdict())
}

/// Whether the model tells who is near on this side.
fn check(args: &NeighboursArgs, options: &Options) -> Result<(), Error> {
    let (method, side) = (options.method, args.side);
    let refused = |sentence: String, hint: String| Err(Error::Use { sentence, hint });
    if method.has_factors() {
        return match args.shrink {
            Some(by) if args.metric != Some(Metric::Cosine) => refused(
                Nearness::NO_DISTANCE.into(),
                format!("ask for cosines, as by --metric cosine --shrink {by}, or leave --shrink out"),
            ),
            _ => Ok(()),
        };
    }
    if !compares(method) {
        return refused(
            format!(
                "{} makes neither factors nor similarities, by which {side} could be near to each other",
                method.name()
            ),
            "choose another solver, as by --solver als or --solver knn-basic".into(),
        );
    }
    if options.based_on != side {
        let compared = options.based_on;
        return refused(
            format!(
                "{} compares {compared} with one another, and the neighbours of a{} are asked for",
                method.name(),
                if side == Side::Items { "n item" } else { " user" }
            ),
            format!(
                "have it compare the others by --based-on {side}, or ask for those of one of the {compared} by --side {compared}"
            ),
        );
    }
    if args.shrink.is_some() {
        let (name, similarity) = (method.name(), options.similarity.name());
        return refused(
            format!("--shrink is about factors, and {name} has its own similarity, {similarity}"),
            "leave --shrink out; --similarity pearson-baseline has --shrinkage".into(),
        );
    }
    if args.metric.is_some() {
        let (name, similarity) = (method.name(), options.similarity.name());
        return refused(
            format!("--metric is about factors, and {name} has its own similarity, {similarity}"),
            "leave --metric out; --similarity chooses another".into(),
        );
    }
    Ok(())
}

/// Whether a method compares users or items with one another.
fn compares(method: Method) -> bool {
    method.algorithm().makes == "similarities"
}

/// Neighbours, and whose.
struct Table<'a> {
    heading: Heading<'a>,
    state: &'a State,
    of: Entity,
    nearness: Nearness,
    at_least: usize,
    list: Vec<Neighbour>,
}

impl<'a> Table<'a> {
    fn new(heading: Heading<'a>, args: &NeighboursArgs, of: Entity, state: &'a State) -> Result<Self, Error> {
        let (source, side) = (&state.source, args.side);
        if let Model::Near(near) = &*state.model
            && !near.knows(of)
        {
            return Err(Error::Use {
                sentence: format!("the similarities of {} are not worked out yet", source.all().name(of)),
                hint: "let it do a pass: leave out --passes".into(),
            });
        }
        let usual = || least(source, side, |train| enough(train, side));
        let at_least = args.at_least.map_or_else(usual, |least| least as usize);
        let nearness = Nearness { metric: args.metric.unwrap_or_default(), shrink: args.shrink.unwrap_or(0) };
        let among = (Among::at_least(at_least, at_least), args.count as usize);
        let list = neighbours::near(&source.split.train, &state.model, (of, nearness), among, ON).unwrap_or_default();
        Ok(Self { heading, state, of, nearness, at_least, list })
    }

    /// What is known of a neighbour by the model: one similarity, or the two measures of its factors.
    fn values(&self, neighbour: &Neighbour) -> Vec<(&'static str, f64)> {
        match self.state.factors() {
            None => vec![("similarity", neighbour.value)],
            Some(factors) => {
                let rows = (factors.of(self.of), factors.of(neighbour.of));
                let of = |metric: Metric| metric.between(&rows.0, &rows.1);
                let values = [("distance", of(Metric::Euclidean)), ("cosine", of(Metric::Cosine))];
                let shrunk = self.nearness.shrinks().then_some(("shrunk", neighbour.value));
                values.into_iter().chain(shrunk).collect()
            }
        }
    }

    fn heads(&self) -> &'static [&'static str] {
        match self.state.factors() {
            None => &["similarity"],
            Some(_) if self.nearness.shrinks() => &["distance", "cosine", "shrunk"],
            Some(_) => &["distance", "cosine"],
        }
    }

    /// By what they are near.
    fn by(&self) -> &'static str {
        match &*self.state.model {
            Model::Near(near) => near.similarity().name(),
            _ => self.nearness.metric.name(),
        }
    }

    fn name(&self, of: Entity) -> &str {
        self.state.source.all().name(of)
    }

    /// How many ratings are in common, and how many the neighbour has; nothing of a trained model without ratings.
    fn counts(&self, neighbour: &Neighbour) -> [Option<usize>; 2] {
        let all = self.state.source.all();
        [in_common(all, self.of, neighbour.of), all.degree(neighbour.of)]
            .map(|count| Some(count).filter(|_| !all.is_empty()))
    }

    /// What there is to learn from about whose neighbours they are.
    fn learned(&self) -> Learned {
        Learned::of(self.state, self.of)
    }

    fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        self.heading.text(out)?;
        let side = self.of.side();
        let ratings = |n: usize| format!("{n} rating{}", if n == 1 { "" } else { "s" });
        let known = self.learned().ratings.map_or(String::new(), |count| format!(" ({})", ratings(count)));
        let by = if self.by() == Metric::Euclidean.name() { "Euclidean distance" } else { self.by() };
        let shrunk = match self.nearness {
            nearness if nearness.shrinks() => format!(" times n/(n + {}), n in common", nearness.shrink),
            _ => String::new(),
        };
        writeln!(out, "{side} near {}{known} by {by}{shrunk}", plain(self.name(self.of)))?;
        if self.learned().cold {
            writeln!(out, "nothing was learned about it: there is no rating to learn from")?;
        }
        if self.at_least > 0 {
            writeln!(out, "compared are those with {} or more to learn from", ratings(self.at_least))?;
        }
        if self.list.is_empty() {
            let none = match &*self.state.model {
                Model::Near(_) => format!("no other {} of these has a similarity above 0", side.one()),
                _ => format!("there is no other {} to compare it with", side.one()),
            };
            return writeln!(out, "\n{none}");
        }
        let widest = self.list.iter().map(|near| plain(self.name(near.of)).width()).max().unwrap_or(0);
        let width = widest.clamp(4, WIDEST);
        let place = self.list.len().to_string().len();
        let heads: String = self.heads().iter().map(|head| format!("{head:>13}")).collect();
        writeln!(out, "\n{:>place$}  {}{heads}{:>11}{:>9}", "#", padded(side.one(), width), "in common", "ratings")?;
        for (at, near) in (1..).zip(&self.list) {
            let values: String = self.values(near).iter().map(|(_, value)| format!("{:>13}", figure(*value))).collect();
            let [common, ratings] = self.counts(near).map(|n| n.map_or("-".into(), |count| count.to_string()));
            writeln!(
                out,
                "{at:>place$}  {}{values}{common:>11}{ratings:>9}",
                padded(&plain(self.name(near.of)), width)
            )?;
        }
        Ok(())
    }

    fn json(&self) -> String {
        let row = |near: &Neighbour| {
            let [common, ratings] = self.counts(near);
            let values = self.values(near).into_iter().map(|(name, value)| (name.to_owned(), json!(value)));
            let name = [("name".to_owned(), json!(self.name(near.of)))];
            let counts = [("in_common".to_owned(), json!(common)), ("ratings".to_owned(), json!(ratings))];
            Value::Object(name.into_iter().chain(values).chain(counts).collect::<Map<_, _>>())
        };
        let mut whole = self.heading.json();
        whole.extend([
            ("side".to_owned(), json!(self.of.side().name())),
            ("of".to_owned(), json!(self.name(self.of))),
            ("of_ratings".to_owned(), json!(self.learned().ratings)),
            ("cold".to_owned(), json!(self.learned().cold)),
            ("by".to_owned(), json!(self.by())),
            ("at_least".to_owned(), json!(self.at_least)),
            ("neighbours".to_owned(), self.list.iter().map(row).collect()),
        ]);
        if self.nearness.shrinks() {
            whole.insert("shrink".to_owned(), json!(self.nearness.shrink));
        }
        plain_json(&Value::Object(whole).to_string()).into_owned()
    }

    fn csv(&self, out: &mut dyn Write) -> io::Result<()> {
        csv(out, |rows| {
            let heads = self.heads().iter().copied();
            rows.write_record(["place", "name"].into_iter().chain(heads).chain(["in_common", "ratings"]))?;
            (1..).zip(&self.list).try_for_each(|(at, near): (usize, _)| {
                let values = self.values(near).into_iter().map(|(_, value)| number(Some(value)));
                let before = [at.to_string(), self.name(near.of).to_owned()].into_iter();
                rows.write_record(
                    before
                        .chain(values)
                        .chain(self.counts(near).map(|n| n.map_or(String::new(), |count| count.to_string()))),
                )
            })
        })
    }
}
