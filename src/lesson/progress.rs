//! What a student has answered: kept between sessions, as JSON.

use super::Guesses;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How a question was settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Answered rightly at the first try.
    Right,
    /// Answered rightly after a hint or another answer, or when it was asked again.
    Helped,
    /// The answer was shown.
    Revealed,
    /// It was left open.
    Skipped,
    /// A guess was made.
    Guessed,
}

impl Outcome {
    /// How well, the better the more.
    fn rank(self) -> u8 {
        match self {
            Self::Skipped => 0,
            Self::Revealed => 1,
            Self::Helped => 2,
            Self::Right | Self::Guessed => 3,
        }
    }

    /// The better of this and what came of the question before.
    #[must_use]
    pub(super) fn or_before(self, before: Option<Self>) -> Self {
        before.filter(|before| before.rank() > self.rank()).unwrap_or(self)
    }
}

/// The progress through one course.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// The lesson that was open, by its id, and its page from 1.
    pub at: Option<(String, usize)>,
    /// The settled questions, by lesson, page and number.
    pub settled: BTreeMap<String, Outcome>,
    /// What was said when each of them was settled, under the same names.
    pub told: BTreeMap<String, String>,
    /// The questions that were helped with: whoever answers them now does not do so at the first try.
    pub helped: BTreeSet<String>,
    /// How the questions that are asked again were settled before: what comes of them now makes that no worse.
    pub before: BTreeMap<String, Outcome>,
    /// Guesses of missing ratings, by `user × item`.
    pub guessed: BTreeMap<String, f64>,
    /// What models said of missing ratings, under their names, in the order in which they were met.
    pub models: Vec<(String, BTreeMap<String, f64>)>,
    /// What the options of choices are shuffled by; where it is 0 they stand as they are written.
    pub seed: u64,
}

/// How the questions of a part or a page were settled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Answered at the first try; guesses count as that.
    pub first: usize,
    /// Answered with help.
    pub helped: usize,
    /// Shown.
    pub shown: usize,
    /// Passed over.
    pub passed: usize,
    /// How many questions there are.
    pub all: usize,
}

impl Score {
    /// How many the student answered.
    pub fn answered(&self) -> usize {
        self.first + self.helped
    }

    /// Counts one more question.
    #[must_use]
    pub(super) fn and(mut self, outcome: Option<Outcome>) -> Self {
        self.all += 1;
        match outcome {
            Some(Outcome::Right | Outcome::Guessed) => self.first += 1,
            Some(Outcome::Helped) => self.helped += 1,
            Some(Outcome::Revealed) => self.shown += 1,
            Some(Outcome::Skipped) => self.passed += 1,
            None => {}
        }
        self
    }
}

/// What stands between the names in the key of a guess.
const BETWEEN: &str = " × ";

impl Progress {
    /// Keeps a guess.
    pub fn guess(&mut self, (user, item): (String, String), value: f64) {
        self.guessed.insert(key(&user, &item), value);
    }

    /// Remembers what a model says of missing ratings. Returns whether that is something new.
    pub fn predicted(&mut self, model: &str, ratings: Vec<((String, String), f64)>) -> bool {
        let ratings = ratings.into_iter().filter(|(_, value)| value.is_finite());
        let ratings: BTreeMap<_, _> = ratings.map(|((user, item), value)| (key(&user, &item), value)).collect();
        match self.models.iter_mut().find(|(name, _)| name == model) {
            Some((_, before)) if *before == ratings => return false,
            Some((_, before)) => *before = ratings,
            None => self.models.push((model.into(), ratings)),
        }
        true
    }

    /// What a model said of a missing rating, or the student guessed.
    pub fn said(of: &BTreeMap<String, f64>, user: &str, item: &str) -> Option<f64> {
        of.get(&key(user, item)).copied()
    }

    /// This progress, and what another program wrote of the same course since `base`, which is what this one began with: what
    /// was changed here goes before, and everything else is as it is `there`.
    #[must_use]
    pub fn over(&self, base: &Self, there: Self) -> Self {
        let mut helped = there.helped;
        helped.retain(|key| self.helped.contains(key) || !base.helped.contains(key));
        helped.extend(self.helped.difference(&base.helped).cloned());
        let said = |models: &[(String, BTreeMap<String, f64>)]| models.iter().cloned().collect::<BTreeMap<_, _>>();
        let mut models = there.models;
        let changed = changed(&said(&self.models), &said(&base.models));
        models.retain(|(name, _)| !matches!(changed.get(name), Some(None)));
        for (name, ratings) in &self.models {
            match models.iter_mut().find(|(other, _)| other == name) {
                Some((_, before)) if changed.contains_key(name) => *before = ratings.clone(),
                None if changed.contains_key(name) => models.push((name.clone(), ratings.clone())),
                _ => {}
            }
        }
        Self {
            at: self.at.clone(),
            settled: merged(&self.settled, &base.settled, there.settled),
            told: merged(&self.told, &base.told, there.told),
            helped,
            before: merged(&self.before, &base.before, there.before),
            guessed: merged(&self.guessed, &base.guessed, there.guessed),
            models,
            seed: self.seed,
        }
    }

    /// All guesses, by the names of user and item.
    pub fn guesses(&self) -> Guesses {
        let pair = |key: &String| key.split_once(BETWEEN).map(|(user, item)| (user.to_string(), item.to_string()));
        self.guessed.iter().filter_map(|(key, value)| Some((pair(key)?, *value))).collect()
    }
}

/// What is other in one than in another, by key: what it is now, or nothing where it is no more.
fn changed<V: Clone + PartialEq>(now: &BTreeMap<String, V>, base: &BTreeMap<String, V>) -> BTreeMap<String, Option<V>> {
    let keys = now.keys().chain(base.keys()).filter(|key| now.get(*key) != base.get(*key));
    keys.map(|key| (key.clone(), now.get(key).cloned())).collect()
}

/// What is `there`, with what was changed from `base` to `now`.
fn merged<V: Clone + PartialEq>(
    now: &BTreeMap<String, V>,
    base: &BTreeMap<String, V>,
    mut there: BTreeMap<String, V>,
) -> BTreeMap<String, V> {
    for (key, value) in changed(now, base) {
        match value {
            Some(value) => drop(there.insert(key, value)),
            None => drop(there.remove(&key)),
        }
    }
    there
}

fn key(user: &str, item: &str) -> String {
    format!("{user}{BETWEEN}{item}")
}

/// The progress through all courses that were ever walked, by the name of the course.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Records(pub BTreeMap<String, Progress>);

impl Records {
    /// Reads them from their text form.
    ///
    /// # Errors
    /// What is wrong with the text, and where.
    pub fn read(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|why| why.to_string())
    }

    /// Their text form.
    pub fn text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}
