//! Which words stand at an end of a factor more often than chance would have them there.

use super::{Among, Present, ends::extremes};
use crate::{
    data::{Entity, Facts, ItemId, Side, WordId},
    model::Go,
};

/// How many items an end has: so many, or a quarter of all where they are few.
pub const END: usize = 50;
/// What would come by chance more often than once in so many is no news.
const RARE: f64 = 1.0 / 20.0;

/// A word that stands at an end more often than chance would have it there.
#[derive(Clone, Debug, PartialEq)]
pub struct Telling {
    /// The word.
    pub word: WordId,
    /// k: how many of the items at the end have it.
    pub here: usize,
    /// n: how many items the end has.
    pub end: usize,
    /// K: how many of all have it.
    pub all: usize,
    /// N: how many there are.
    pub of: usize,
    /// How probable it is that any word comes so often by chance: [`tail`] times the number of words looked at, at most 1.
    pub chance: f64,
}

/// P(X ≥ k), where X of the n items drawn without putting back have a word that K of all N have:
///
/// `P = Σ_{x = k}^{min(n, K)} C(K, x) C(N - K, n - x) / C(N, n)`
///
/// the upper tail of the hypergeometric distribution, which is Fisher's exact test, one-sided (R. A. Fisher, The Design of
/// Experiments, 1935, chapter 2; as a test of over-represented words: I. Rivals et al., Bioinformatics 23, 2007, 401-407). The
/// first term comes from logarithms of factorials, each further one from that before it. It takes N logarithms.
pub fn tail(here: usize, end: usize, all: usize, of: usize) -> f64 {
    tail_with(&log_factorials(of), (here, end, all, of))
}

/// ln n! for n from 0 to `most`.
fn log_factorials(most: usize) -> Vec<f64> {
    let logs = (1..=most).map(|n| (n as f64).ln());
    let sums = logs.scan(0.0, |sum, log| {
        *sum += log;
        Some(*sum)
    });
    std::iter::once(0.0).chain(sums).collect()
}

fn tail_with(ln: &[f64], (k, n, all, of): (usize, usize, usize, usize)) -> f64 {
    // Fewer cannot be than are left when all others are drawn.
    let first = k.max((n + all).saturating_sub(of));
    let last = n.min(all);
    if first > last {
        return 0.0;
    }
    let choose = |a: usize, b: usize| ln[a] - ln[b] - ln[a - b];
    let mut term = (choose(all, first) + choose(of - all, n - first) - choose(of, n)).exp();
    let mut sum = 0.0;
    for x in first..=last {
        sum += term;
        let (x, n, all, of) = (x as f64, n as f64, all as f64, of as f64);
        term *= (all - x) * (n - x) / ((x + 1.0) * (of - all - n + x + 1.0));
    }
    sum.min(1.0)
}

/// The words of the items at the highest and at the lowest end of a factor (from 0) that are too many there to have come by
/// chance: the most surprising first. As many words are looked at as any of the items has, and each counts as a trial
/// (Bonferroni). `None` when it is given up.
pub fn at_ends<'a>(present: impl Into<Present<'a>>, z: usize, among: Among, go: Go) -> Option<[Vec<Telling>; 2]> {
    let present = present.into();
    let (train, factors) = (&present.source.split.train, present.factors()?);
    let holds = |at: usize| among.holds(train, Entity::new(Side::Items, at));
    let column = factors.column(Side::Items, z).into_iter().zip(0..);
    let values: Vec<(f64, usize)> = column.filter(|(value, at)| value.is_finite() && holds(*at)).collect();
    let pool: Vec<ItemId> = values.iter().map(|(_, at)| ItemId::new(*at)).collect();
    let (high, low) = extremes(values, END.min(pool.len() / 4));
    go()?;
    let pool = Pool::new(train.facts(), &pool);
    let of = |end: Vec<(f64, usize)>| {
        let end: Vec<ItemId> = end.into_iter().map(|(_, at)| ItemId::new(at)).collect();
        pool.telling(&end)
    };
    Some([of(high), of(low)])
}

/// What a factor might be called by the words at its highest and at its lowest end, those [`at_ends`] finds: the most surprising word
/// of the lowest, three dots, the most surprising of the highest, in the order in which Map has them. A word that stands at both ends
/// tells them apart by nothing and is passed over. Of an end where no word is too many for chance there is nothing before or
/// behind the dots; where neither has one there is no name.
pub fn suggested(facts: &Facts, [high, low]: &[Vec<Telling>; 2]) -> Option<String> {
    /// A word has so many letters of a name at the most.
    const LONGEST: usize = 24;
    let own = |end: &[Telling], other: &[Telling]| -> String {
        let only = end.iter().find(|telling| other.iter().all(|known| known.word != telling.word));
        let text: String = only.map_or_else(String::new, |telling| facts.word(telling.word).text.to_string());
        if text.chars().count() <= LONGEST {
            return text;
        }
        text.chars().take(LONGEST - 1).chain(['…']).collect()
    };
    match (own(low, high), own(high, low)) {
        (low, high) if low.is_empty() && high.is_empty() => None,
        (low, high) => Some(format!("{low} … {high}").trim().to_owned()),
    }
}

/// What two factors (from 0) might be called.
pub fn suggestions<'a>(
    present: impl Into<Present<'a>>,
    factors: [usize; 2],
    among: Among,
    go: Go,
) -> Option<[Option<String>; 2]> {
    let present = present.into();
    let facts = present.source.split.train.facts();
    let of = |z: usize| Some(suggested(facts, &at_ends(present, z, among, go)?));
    let first = of(factors[0])?;
    let second = if factors[1] == factors[0] { first.clone() } else { of(factors[1])? };
    Some([first, second])
}

/// Items among which words are looked for: how many of them have each.
pub struct Pool<'a> {
    facts: &'a Facts,
    items: usize,
    /// By word.
    counts: Vec<usize>,
    /// How many words any of the items has.
    trials: f64,
    ln: Vec<f64>,
}

impl<'a> Pool<'a> {
    /// Counts the words of these items.
    pub fn new(facts: &'a Facts, items: &[ItemId]) -> Self {
        let counts = counts(facts, items);
        let trials = counts.iter().filter(|count| **count > 0).count() as f64;
        Self { facts, items: items.len(), counts, trials, ln: log_factorials(items.len()) }
    }

    /// The words that some of the items have more often than chance would have it.
    pub fn telling(&self, end: &[ItemId]) -> Vec<Telling> {
        let here = counts(self.facts, end);
        let mut found: Vec<Telling> = self
            .facts
            .all()
            .filter(|(word, _)| here[word.index()] > 0)
            .map(|(word, _)| {
                let (k, n, all, of) = (here[word.index()], end.len(), self.counts[word.index()], self.items);
                let chance = (tail_with(&self.ln, (k, n, all, of)) * self.trials).min(1.0);
                Telling { word, here: k, end: n, all, of, chance }
            })
            .filter(|telling| telling.chance < RARE)
            .collect();
        found.sort_by(|a, b| a.chance.total_cmp(&b.chance).then(a.word.cmp(&b.word)));
        found
    }
}

/// How many of some items have each word.
fn counts(facts: &Facts, items: &[ItemId]) -> Vec<usize> {
    let mut counts = vec![0usize; facts.all().len()];
    items.iter().flat_map(|item| facts.of(*item)).for_each(|word| counts[word.index()] += 1);
    counts
}

/// The words that `end` has more often than chance would have it among `pool`, of which it is a part.
pub fn telling(facts: &Facts, end: &[ItemId], pool: &[ItemId]) -> Vec<Telling> {
    Pool::new(facts, pool).telling(end)
}
