//! The result of a fit, as text and as JSON.

use super::Prepared;
use crate::{
    choice::Choice,
    data::{Share, Side, load::Reading, plain, plain_json},
    model::{Datum, Factors, Knob, Missing, ON, Options},
    study::{
        Among, Drive, Point, State, Verdict,
        neighbours::{enough, least},
        telling::{at_ends, suggested},
    },
};
use serde::{Serialize, Serializer};
use serde_json::json;
use std::{
    fmt,
    io::{self, Write},
    time::Duration,
};

/// A fit that has come to its end.
pub(super) struct Fitted {
    /// Where it came to, and how it went.
    pub drive: Drive,
    /// The start and the end of each pass, measured; empty unless it was to be kept.
    pub history: Vec<Point>,
    /// The time that the solver took to come there.
    pub solving: Duration,
}

/// What a fit came to. The field names are the keys of the JSON; what does not apply is null there and left out of
/// the text.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// What was fitted.
    pub source: String,
    /// How the file was read, where one was.
    pub reading: Option<Reading>,
    /// The solver's name.
    pub solver: &'static str,
    /// What it was told.
    pub options: ReportedOptions,
    /// M.
    pub users: usize,
    /// N.
    pub items: usize,
    /// Every known rating, held out or not.
    pub ratings: usize,
    /// Those held out.
    pub ratings_test: usize,
    /// Bad rows that were left out.
    pub skipped: usize,
    /// How many passes were done.
    pub passes: u64,
    /// Mean squared error over the ratings trained on.
    pub mse: f64,
    /// The same with predictions clipped to the scale.
    pub mse_clipped: f64,
    /// Its root, unclipped.
    pub rmse: f64,
    /// Mean absolute error.
    pub mae: f64,
    /// Sum of squared errors.
    pub sse: f64,
    /// SSE and penalty.
    pub objective: f64,
    /// Root mean squared error over the ratings held out.
    pub test_rmse: Option<f64>,
    /// The same with predictions clipped to the scale.
    pub test_rmse_clipped: Option<f64>,
    /// Mean absolute error over the ratings held out.
    pub test_mae: Option<f64>,
    /// The mean that biases start from.
    pub mean: Option<f64>,
    /// What each factor might be called by what is known of the items at its ends; null where no word is too many there for chance.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub factor_names: Vec<Option<String>>,
    /// Time to read and divide the ratings.
    pub seconds_load: f64,
    /// Time of the solver alone.
    pub seconds_fit: f64,
    /// The same for one pass.
    pub seconds_per_pass: Option<f64>,
    /// The most memory that the process had, where the system tells.
    pub peak_rss_mib: Option<f64>,
    /// How it went.
    pub state: Verdict,
    /// The same in words.
    pub advice: Option<String>,
}

/// The options of a fit.
#[derive(Clone, Debug, Serialize)]
pub struct ReportedOptions {
    #[serde(flatten)]
    settings: ReportedSettings,
    test: f64,
    /// Where a share is held out.
    test_seed: Option<u64>,
    threads: usize,
    precision: &'static str,
}

/// What the solver was set to, besides which it is. Options that it does not read are null, or off.
#[derive(Clone, Debug)]
struct ReportedSettings(Options);

impl ReportedSettings {
    fn each(&self) -> impl Iterator<Item = (Knob, Datum, bool)> {
        let of = |&knob: &Knob| (knob, knob.of(&self.0).value(), self.0.method.reads(knob));
        Knob::ALL.iter().filter(|knob| **knob != Knob::Method).map(of)
    }
}

impl Serialize for ReportedSettings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.each().map(|(knob, value, read)| {
            let value = match value {
                Datum::Switch(on) => json!(on),
                _ if !read => json!(null),
                Datum::Number(value) => json!(value),
                Datum::Whole(value) => json!(value),
                Datum::Word(word) => json!(word),
            };
            (knob.name(), value)
        }))
    }
}

impl Report {
    /// Collects the figures of a fit. The thread that asks must be one of those that share the work.
    pub(super) fn new(opened: &Prepared, fitted: &Fitted, loading: Duration) -> Self {
        let Fitted { drive, solving, .. } = fitted;
        let (state, here, verdict) = (drive.state(), drive.here(), drive.verdict());
        let (options, source) = (&state.options, &state.source);
        let (train, test) = (here.train, (!source.split.test.is_empty()).then_some(here.test));
        let seconds_fit = solving.as_secs_f64();
        Self {
            source: opened.title.clone(),
            reading: opened.reading.clone(),
            solver: options.method.name(),
            options: ReportedOptions::new(options, opened),
            users: source.all().n_users(),
            items: source.all().n_items(),
            ratings: source.all().len(),
            ratings_test: here.test.count,
            skipped: opened.skipped.count,
            passes: state.pass,
            mse: train.mse(),
            mse_clipped: train.mse_clipped(),
            rmse: train.rmse(),
            mae: train.mae(),
            sse: train.sse,
            objective: here.objective(),
            test_rmse: test.map(|e| e.rmse()),
            test_rmse_clipped: test.map(|e| e.mse_clipped().sqrt()),
            test_mae: test.map(|e| e.mae()),
            mean: state.factors().and_then(Factors::mean),
            factor_names: factor_names(state),
            seconds_load: loading.as_secs_f64(),
            seconds_fit,
            seconds_per_pass: (state.pass > 0).then(|| seconds_fit / state.pass as f64),
            peak_rss_mib: peak_rss_mib(),
            state: verdict,
            advice: verdict.advice(options, train.mse()),
        }
    }

    /// One line of JSON.
    pub fn json(&self) -> String {
        // Nothing in it can fail to be written: its keys are text and its numbers are finite.
        plain_json(&serde_json::to_string(self).unwrap_or_default()).into_owned()
    }

    /// A line for each figure, under the same names.
    pub(super) fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        let count = |n: usize| Some(n.to_string());
        let lines = [
            ("source", Some(self.source.clone())),
            ("reading", self.reading.as_ref().map(Reading::to_string)),
            ("solver", Some(self.solver.into())),
            ("options", Some(self.options.to_string())),
            ("users", count(self.users)),
            ("items", count(self.items)),
            ("ratings", count(self.ratings)),
            ("ratings_test", count(self.ratings_test).filter(|_| self.ratings_test > 0)),
            ("skipped", count(self.skipped).filter(|_| self.skipped > 0)),
            ("passes", Some(self.passes.to_string())),
            ("mse", Some(figure(self.mse))),
            ("mse_clipped", Some(figure(self.mse_clipped))),
            ("rmse", Some(figure(self.rmse))),
            ("mae", Some(figure(self.mae))),
            ("sse", Some(figure(self.sse))),
            ("objective", Some(figure(self.objective))),
            ("test_rmse", self.test_rmse.map(figure)),
            ("test_rmse_clipped", self.test_rmse_clipped.map(figure)),
            ("test_mae", self.test_mae.map(figure)),
            ("mean", self.mean.map(figure)),
            ("factor_names", said(&self.factor_names)),
            ("seconds_load", Some(figure(self.seconds_load))),
            ("seconds_fit", Some(figure(self.seconds_fit))),
            ("seconds_per_pass", self.seconds_per_pass.map(figure)),
            ("peak_rss_mib", self.peak_rss_mib.map(|mib| format!("{mib:.1}"))),
            ("state", Some(word(self.state))),
            ("advice", self.advice.clone()),
        ];
        for (name, value) in lines {
            if let Some(value) = value {
                writeln!(out, "{name:<18} {}", plain(&value))?;
            }
        }
        Ok(())
    }
}

impl ReportedOptions {
    /// Those of a fit. The thread that asks must be one of those that share the work.
    pub(super) fn new(options: &Options, opened: &Prepared) -> Self {
        let source = &opened.source;
        Self {
            settings: ReportedSettings(options.clone()),
            test: source.share.part(),
            test_seed: (source.share != Share::NONE).then_some(source.split_seed),
            threads: rayon::current_num_threads(),
            precision: options.precision.name(),
        }
    }
}

impl fmt::Display for ReportedOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<String> = Vec::new();
        for (knob, value, _) in self.settings.each().filter(|(_, _, read)| *read) {
            match (knob, value, parts.last_mut()) {
                // It says how lambda, which stands before it, is meant.
                (Knob::Penalty, kind, Some(lambda)) => lambda.push_str(&format!(" {kind}")),
                (_, Datum::Switch(true), _) => parts.push(knob.name().into()),
                (_, Datum::Switch(false), _) => {}
                (Knob::CgSteps, Datum::Whole(0), _) => {}
                (Knob::Missing, value, _) if value == Datum::Word(Missing::Ignored.name().into()) => {}
                (_, value, _) => parts.push(format!("{} {value}", knob.name())),
            }
        }
        parts.extend(self.test_seed.map(|seed| format!("test {} by seed {seed}", self.test)));
        parts.push(format!("threads {}", self.threads));
        parts.push(self.precision.to_owned());
        f.write_str(&parts.join(", "))
    }
}

/// What each factor might be called, among the items that are compared where nobody says which; nothing where nothing is known of
/// them.
fn factor_names(state: &State) -> Vec<Option<String>> {
    let facts = state.source.all().facts();
    let Some(factors) = state.factors().filter(|_| facts.all().len() > 0) else { return Vec::new() };
    let among = Among::at_least(least(&state.source, Side::Items, |train| enough(train, Side::Items)), 0);
    let name = |z: usize| suggested(facts, &at_ends(state, z, among, ON)?);
    (0..factors.z()).map(name).collect()
}

/// The names that there are, each with its number.
fn said(names: &[Option<String>]) -> Option<String> {
    let named = (1..).zip(names).filter_map(|(z, name): (usize, _)| Some(format!("{z} {}", name.as_ref()?)));
    let names: Vec<String> = named.collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// The word that stands for a value in JSON.
pub(super) fn word(value: impl Serialize) -> String {
    serde_json::to_string(&value).unwrap_or_default().trim_matches('"').to_owned()
}

/// A number that people read: six decimals, or a power of ten where those would not do.
pub(super) fn figure(value: f64) -> String {
    let size = value.abs();
    if size == 0.0 || (1e-3..1e9).contains(&size) { format!("{value:.6}") } else { format!("{value:.6e}") }
}

/// The most memory that this process had at any time. Linux tells; elsewhere it is not known.
fn peak_rss_mib() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib / 1024.0)
}
