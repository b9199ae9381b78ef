//! Similarities: how alike two users or two items are, by the ratings that they have in common.

use super::{
    Similarity,
    baseline::Baseline,
    compact::{Compact, places},
    working::{Arithmetic, Calc},
};
use crate::data::{Entity, ItemId, Ratings, Side, UserId};

/// What similarities depend on besides the ratings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Measure {
    pub(super) similarity: Similarity,
    /// Who is compared with one another.
    pub(super) side: Side,
    /// With fewer ratings in common, the similarity is 0.
    pub(super) min_support: usize,
    pub(super) shrinkage: f64,
}

/// The sums over what two rows a and b have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Common {
    pub(super) n: u32,
    product: f64,
    own: f64,
    other: f64,
    own_squared: f64,
    other_squared: f64,
}

/// The part of a sum of squares up to which it is rounding alone: `n Σ a² - (Σ a)²` of ratings that are all the same.
const ROUNDING: f64 = 1e-12;

impl Common {
    /// Takes in a value of a and one of b.
    fn add(&mut self, similarity: Similarity, a: f64, b: f64) {
        self.n += 1;
        if similarity == Similarity::Msd {
            return self.product += (a - b) * (a - b);
        }
        self.product += a * b;
        self.own_squared += a * a;
        self.other_squared += b * b;
        if similarity == Similarity::Pearson {
            self.own += a;
            self.other += b;
        }
    }

    /// What stands above and below the line of the correlation: the product, and both squares.
    fn correlated(&self, similarity: Similarity) -> [f64; 3] {
        let n = f64::from(self.n);
        let spread = |squared: f64, sum: f64| {
            let spread = n * squared - sum * sum;
            if spread > ROUNDING * n * squared { spread } else { 0.0 }
        };
        match similarity {
            Similarity::Pearson => [
                n * self.product - self.own * self.other,
                spread(self.own_squared, self.own),
                spread(self.other_squared, self.other),
            ],
            _ => [self.product, self.own_squared, self.other_squared],
        }
    }

    /// (n - 1)/(n - 1 + s).
    fn trust(&self, shrinkage: f64) -> f64 {
        let more = f64::from(self.n) - 1.0;
        if more > 0.0 { more / (more + shrinkage) } else { 0.0 }
    }

    /// The similarity.
    pub(super) fn value(&self, measure: Measure) -> f64 {
        let least = if measure.similarity == Similarity::PearsonBaseline { 2 } else { 1 };
        if (self.n as usize) < measure.min_support.max(least) {
            return 0.0;
        }
        let [product, own, other] = self.correlated(measure.similarity);
        let cosine = || if own * other > 0.0 { product / (own * other).sqrt() } else { 0.0 };
        match measure.similarity {
            Similarity::Msd => 1.0 / (self.product / f64::from(self.n) + 1.0),
            Similarity::Cosine | Similarity::Pearson => cosine(),
            Similarity::PearsonBaseline => cosine() * self.trust(measure.shrinkage),
        }
    }

    /// The columns that say how the similarity comes about, the last being the similarity.
    pub(super) fn figures(&self, measure: Measure) -> Vec<Calc> {
        let [product, own, other] = self.correlated(measure.similarity);
        let n = Calc::Count(self.n as usize);
        let figures = match measure.similarity {
            Similarity::Msd => vec![n, Calc::Number(product)],
            Similarity::Cosine | Similarity::Pearson => {
                vec![n, Calc::Number(product), Calc::Number((own * other).sqrt())]
            }
            Similarity::PearsonBaseline => {
                vec![
                    n,
                    Calc::Number(product),
                    Calc::Number((own * other).sqrt()),
                    Calc::Number(self.trust(measure.shrinkage)),
                ]
            }
        };
        figures.into_iter().chain([Calc::Number(self.value(measure))]).collect()
    }
}

impl Measure {
    /// The formula, and what the columns of [`Common::figures`] are called.
    pub(super) fn formula(&self) -> (String, Vec<&'static str>) {
        match self.similarity {
            Similarity::Msd => ("sim = 1/(1 + Σ (a - b)²/n)".into(), vec!["n", "Σ(a-b)²", "sim"]),
            Similarity::Cosine => ("sim = Σ ab/√(Σ a² Σ b²)".into(), vec!["n", "Σ ab", "√", "sim"]),
            Similarity::Pearson => ("sim = cov/√(var a·var b), n² times each".into(), vec!["n", "n² cov", "√", "sim"]),
            Similarity::PearsonBaseline => {
                let shrinkage = self.shrinkage;
                let formula = format!("sim = (n-1)/(n-1+{shrinkage})·Σ ab/√(Σ a² Σ b²)");
                (formula, vec!["n", "Σ ab", "√", "trust", "sim"])
            }
        }
    }

    /// What of a rating is compared: the rating, or what is above the baseline.
    fn compared(&self, baseline: Option<&Baseline>, own: usize, at: usize, rating: f64) -> f64 {
        match baseline.filter(|_| self.similarity == Similarity::PearsonBaseline) {
            None => rating,
            Some(baseline) => {
                let (own, at) = (Entity::new(self.side, own), Entity::new(self.side.other(), at));
                rating - (baseline.mean + baseline.of(at) + baseline.of(own))
            }
        }
    }

    /// The arithmetic of one similarity: what two rows have in common, at most `most` of it.
    pub(super) fn explain(
        &self,
        ratings: &Ratings,
        baseline: Option<&Baseline>,
        (own, other): (usize, usize),
        most: usize,
    ) -> Arithmetic {
        let (formula, heads) = self.formula();
        let (mut common, mut terms) = (Common::default(), Vec::new());
        meetings(ratings, self.side, own, |at, a, met, b| {
            if met == other {
                let (a, b) = (self.compared(baseline, own, at, a), self.compared(baseline, other, at, b));
                common.add(self.similarity, a, b);
                let figure = if self.similarity == Similarity::PearsonBaseline { Calc::Number } else { Calc::Rating };
                let term = if self.similarity == Similarity::Msd { (a - b) * (a - b) } else { a * b };
                terms.push((Entity::new(self.side.other(), at), vec![figure(a), figure(b), Calc::Number(term)]));
            }
        });
        let figures = common.figures(*self);
        let unlisted = terms.len().saturating_sub(most);
        terms.truncate(most);
        let above = self.similarity == Similarity::PearsonBaseline;
        let [own_head, other_head] = if above { ["a-base", "b-base"] } else { ["a", "b"] };
        let last = if self.similarity == Similarity::Msd { "(a-b)²" } else { "ab" };
        Arithmetic {
            formula,
            heads: vec![own_head, other_head, last],
            terms,
            unlisted,
            note: (common.n == 0).then_some("nothing in common"),
            lines: heads.into_iter().zip(figures).collect(),
            ..Arithmetic::default()
        }
    }
}

/// Room for the sums of one row with all others; it is empty between two rows.
pub(super) struct Scratch {
    common: Vec<Common>,
    /// Which of them are not empty, 64 to a word.
    met: Vec<u64>,
}

impl Scratch {
    pub(super) fn new(rows: usize) -> Self {
        Self { common: vec![Common::default(); rows], met: vec![0; rows.div_ceil(64)] }
    }

    /// What a row has in common with each other that it meets, in order of those.
    pub(super) fn row<R>(
        &mut self,
        ratings: &Ratings,
        (measure, baseline): (Measure, Option<&Baseline>),
        own: usize,
        take: impl FnOnce(&mut dyn Iterator<Item = (usize, Common)>) -> R,
    ) -> R {
        let row = (measure.side, own);
        // Each with a loop of its own, in which nothing is left to be asked.
        match measure.similarity {
            Similarity::Msd => self.gather(ratings, row, Similarity::Msd, |_, _, rating| rating),
            Similarity::Cosine => self.gather(ratings, row, Similarity::Cosine, |_, _, rating| rating),
            Similarity::Pearson => self.gather(ratings, row, Similarity::Pearson, |_, _, rating| rating),
            Similarity::PearsonBaseline => {
                let above = |row: usize, at: usize, rating: f64| measure.compared(baseline, row, at, rating);
                self.gather(ratings, row, Similarity::PearsonBaseline, above);
            }
        }
        let Self { common, met } = self;
        let found = take(&mut places(met).filter(|other| *other != own).map(|other| (other, common[other])));
        for word in 0..met.len() {
            let bits = std::mem::take(&mut met[word]);
            places(&[bits]).for_each(|bit| common[word * 64 + bit] = Common::default());
        }
        found
    }

    /// Takes in all that a row has in common with others; `value` is what of a row's rating is compared.
    fn gather(
        &mut self,
        ratings: &Ratings,
        (side, own): (Side, usize),
        similarity: Similarity,
        value: impl Fn(usize, usize, f64) -> f64,
    ) {
        let Self { common, met } = self;
        meetings(ratings, side, own, |at, a, other, b| {
            met[other / 64] |= 1 << (other % 64);
            common[other].add(similarity, value(own, at, a), value(other, at, b));
        });
    }

    /// The similarities of a row that are above 0: no other has a say in a prediction.
    pub(super) fn similarities(&mut self, ratings: &Ratings, by: (Measure, Option<&Baseline>), own: usize) -> Compact {
        let rows = self.common.len();
        self.row(ratings, by, own, |met| {
            let similar = met.map(|(other, common)| (other, common.value(by.0)));
            Compact::new(rows, similar.filter(|(_, similarity)| *similarity > 0.0))
        })
    }
}

/// Goes through all ratings of a row, and for each through all of the same user or item: `each(at, r, other row, its r)`.
fn meetings(ratings: &Ratings, side: Side, row: usize, mut each: impl FnMut(usize, f64, usize, f64)) {
    match side {
        Side::Users => {
            for (item, own) in ratings.user(UserId::new(row)).iter() {
                ratings.item(item).iter().for_each(|(user, other)| each(item.index(), own, user.index(), other));
            }
        }
        Side::Items => {
            for (user, own) in ratings.item(ItemId::new(row)).iter() {
                ratings.user(user).iter().for_each(|(item, other)| each(user.index(), own, item.index(), other));
            }
        }
    }
}
