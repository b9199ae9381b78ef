//! The model of the nearest neighbours: who is like whom, and what their ratings say.

use super::{
    Method, Options, Similarity,
    baseline::Baseline,
    chance::law,
    compact::Compact,
    similar::{Measure, Scratch},
    working::{Arithmetic, Calc, Fallback},
};
use crate::data::{Entity, ItemId, Ratings, Side, UserId};
use std::sync::Arc;

/// How many passes of alternating least squares the baselines get, as in Surprise.
const BASELINE_PASSES: usize = 10;

/// What of the neighbours' ratings is averaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// The ratings.
    Basic,
    /// How far they are above the neighbour's mean.
    Means,
    /// The same in deviations of the neighbour.
    ZScore,
    /// How far they are above the baseline.
    Baseline,
}

impl Form {
    /// That of a method.
    pub(super) fn of(method: Method) -> Option<Self> {
        match method {
            Method::KnnBasic => Some(Self::Basic),
            Method::KnnWithMeans => Some(Self::Means),
            Method::KnnWithZScore => Some(Self::ZScore),
            Method::KnnBaseline => Some(Self::Baseline),
            _ => None,
        }
    }
}

/// Who is like whom, so far as it is known, and what a prediction stands on besides.
///
/// The rows are users or items, whichever are compared; x is one of them, and y one of the other side.
#[derive(Clone, Debug, PartialEq)]
pub struct Near {
    form: Form,
    pub(super) measure: Measure,
    k: usize,
    min_k: usize,
    centre: Arc<Centre>,
    /// The similarities above 0, row by row; `None` until they are worked out.
    pub(super) rows: Vec<Option<Arc<Compact>>>,
}

/// What ratings are held against.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Centre {
    /// The mean of all ratings.
    mean: f64,
    /// By row.
    means: Vec<f64>,
    /// By row; where it is 0, that of all ratings.
    deviations: Vec<f64>,
    /// Where something stands on it.
    pub(super) baseline: Option<Baseline>,
}

/// A neighbour that has a say.
struct Neighbour {
    /// The place of its rating among those of y.
    place: usize,
    row: usize,
    similarity: f64,
    rating: f64,
}

impl Centre {
    fn new(ratings: &Ratings, options: &Options, form: Form, measure: Measure) -> Self {
        let above_zero = |own: f64, else_: f64| if own > 0.0 { own } else { else_ };
        // Where all ratings are the same, there is nothing to be divided.
        let deviation = above_zero(law(ratings.iter().map(|r| r.value)).1, 1.0);
        let row = |at: usize| match measure.side {
            Side::Users => law(ratings.user(UserId::new(at)).iter().map(|(_, r)| r)),
            Side::Items => law(ratings.item(ItemId::new(at)).iter().map(|(_, r)| r)),
        };
        let rows = (0..ratings.count(measure.side)).map(row).map(|(mean, own)| (mean, above_zero(own, deviation)));
        let (means, deviations) = rows.unzip();
        let stands = form == Form::Baseline || measure.similarity == Similarity::PearsonBaseline;
        let baseline = stands.then(|| Baseline::by_als(ratings, options, BASELINE_PASSES));
        Self { mean: ratings.mean(), means, deviations, baseline }
    }
}

impl Near {
    pub(super) fn new(ratings: &Ratings, options: &Options) -> Self {
        let form = Form::of(options.method).unwrap_or(Form::Basic);
        let measure = Measure {
            similarity: options.similarity,
            side: options.based_on,
            min_support: options.min_support,
            shrinkage: options.shrinkage,
        };
        let centre = Arc::new(Centre::new(ratings, options, form, measure));
        let rows = vec![None; ratings.count(measure.side)];
        Self { form, measure, k: options.neighbours, min_k: options.min_neighbours, centre, rows }
    }

    /// One more row, whose similarities are not worked out yet.
    pub(super) fn join(&mut self, side: Side) {
        if side == self.measure.side {
            self.rows.push(None);
        }
    }

    /// Takes over other options and ratings; similarities of another kind begin anew.
    pub(super) fn follow(&mut self, ratings: &Ratings, options: &Options) {
        let old = std::mem::replace(self, Self::new(ratings, options));
        if old.measure == self.measure {
            self.rows = old.rows;
        }
    }

    /// The similarities of a row by their definition, with what they are made of.
    pub(super) fn by(&self) -> (Measure, Option<&Baseline>) {
        (self.measure, self.centre.baseline.as_ref())
    }

    /// Which side's rows are compared with one another.
    pub fn side(&self) -> Side {
        self.measure.side
    }

    /// By what they are compared.
    pub fn similarity(&self) -> Similarity {
        self.measure.similarity
    }

    /// Which of a user and an item is the row, and which is at the other side.
    fn placed(&self, i: UserId, j: ItemId) -> (Entity, Entity) {
        match self.measure.side {
            Side::Users => (i.into(), j.into()),
            Side::Items => (j.into(), i.into()),
        }
    }

    /// The neighbours whose ratings are averaged: of those with a rating of y the k most similar to x, nearest first and among
    /// equals in the order of the ratings, without those whose similarity is not above 0. x itself is one, if it has rated y.
    fn taken(&self, seen: &Ratings, (x, y): (Entity, Entity), out: &mut Vec<Neighbour>) {
        out.clear();
        let Some(row) = self.rows[x.index()].as_deref() else { return };
        let found = |(place, (at, rating)): (usize, (usize, f64))| {
            let similarity = if at == x.index() { 1.0 } else { row.get(at)? };
            Some(Neighbour { place, row: at, similarity, rating })
        };
        match y {
            Entity::Item(j) => {
                out.extend(seen.item(j).iter().map(|(i, r)| (i.index(), r)).enumerate().filter_map(found))
            }
            Entity::User(i) => {
                out.extend(seen.user(i).iter().map(|(j, r)| (j.index(), r)).enumerate().filter_map(found))
            }
        }
        let nearer = |a: &Neighbour, b: &Neighbour| b.similarity.total_cmp(&a.similarity).then(a.place.cmp(&b.place));
        if out.len() > self.k {
            out.select_nth_unstable_by(self.k, nearer);
            out.truncate(self.k);
        }
        out.sort_unstable_by(nearer);
    }

    /// What a prediction is from which the neighbours lead away.
    fn from(&self, (x, y): (Entity, Entity)) -> f64 {
        match self.form {
            Form::Basic => 0.0,
            Form::Means | Form::ZScore => self.centre.means[x.index()],
            Form::Baseline => self.above(x.index(), y),
        }
    }

    /// The baseline of a row and y.
    fn above(&self, row: usize, y: Entity) -> f64 {
        let x = Entity::new(self.measure.side, row);
        self.centre.baseline.as_ref().map_or(0.0, |baseline| baseline.mean + baseline.of(x) + baseline.of(y))
    }

    /// What of a neighbour's rating is averaged, and what it is held against.
    fn said(&self, neighbour: &Neighbour, y: Entity) -> (f64, f64) {
        let (row, rating, centre) = (neighbour.row, neighbour.rating, &self.centre);
        match self.form {
            Form::Basic => (rating, 0.0),
            Form::Means => (rating - centre.means[row], centre.means[row]),
            Form::ZScore => ((rating - centre.means[row]) / centre.deviations[row], centre.means[row]),
            Form::Baseline => (rating - self.above(row, y), self.above(row, y)),
        }
    }

    /// By how much the average is stretched.
    fn stretch(&self, x: Entity) -> f64 {
        if self.form == Form::ZScore { self.centre.deviations[x.index()] } else { 1.0 }
    }

    /// What is predicted where too few neighbours have a say.
    fn alone(&self, at: (Entity, Entity)) -> f64 {
        if self.form == Form::Basic { self.centre.mean } else { self.from(at) }
    }

    /// What is predicted where nothing is known of the user or the item.
    fn unknown(&self, seen: &Ratings, (x, y): (Entity, Entity)) -> Option<f64> {
        let known = seen.degree(x) > 0 && seen.degree(y) > 0;
        (!known).then(|| if self.form == Form::Baseline { self.above(x.index(), y) } else { self.centre.mean })
    }

    /// r̂, as the formula says it.
    pub fn predict(&self, seen: &Ratings, i: UserId, j: ItemId) -> f64 {
        self.predict_in(seen, i, j, &mut Room::default())
    }

    /// The same, in room that is used again.
    pub(super) fn predict_in(&self, seen: &Ratings, i: UserId, j: ItemId, room: &mut Room) -> f64 {
        let at = self.placed(i, j);
        if let Some(value) = self.unknown(seen, at) {
            return value;
        }
        self.taken(seen, at, &mut room.0);
        if room.0.len() < self.min_k {
            return self.alone(at);
        }
        let [sum, weights] = self.sums(&room.0, at.1);
        self.from(at) + sum / weights * self.stretch(at.0)
    }

    /// `Σ sim · what is said`, and `Σ sim`.
    fn sums(&self, taken: &[Neighbour], y: Entity) -> [f64; 2] {
        taken.iter().fold([0.0, 0.0], |[sum, weights], neighbour| {
            [sum + neighbour.similarity * self.said(neighbour, y).0, weights + neighbour.similarity]
        })
    }

    /// What is predicted where neighbours have no say.
    pub fn fallback(&self, seen: &Ratings, i: UserId, j: ItemId) -> Option<Fallback> {
        self.fallback_in(seen, self.placed(i, j), &mut Room::default())
    }

    /// The same, in room that holds the neighbours where they do have a say.
    fn fallback_in(&self, seen: &Ratings, at: (Entity, Entity), room: &mut Room) -> Option<Fallback> {
        let baseline = "b, the baseline";
        if let Some(value) = self.unknown(seen, at) {
            let fallback = Fallback::on_mean(value, "the user or the item has no rating to learn from");
            return Some(if self.form == Form::Baseline { Fallback { on: baseline, ..fallback } } else { fallback });
        }
        self.taken(seen, at, &mut room.0);
        let why = match self.rows[at.0.index()] {
            None => "its similarities are not worked out yet",
            Some(_) => "too few with a similarity above 0 have rated it",
        };
        let on = match self.form {
            Form::Basic => "mean of all ratings",
            Form::Means | Form::ZScore => "own mean",
            Form::Baseline => baseline,
        };
        (room.0.len() < self.min_k).then(|| Fallback { on, value: self.alone(at), why })
    }

    /// How a prediction comes about.
    pub fn explain(&self, seen: &Ratings, i: UserId, j: ItemId) -> Arithmetic {
        let at = self.placed(i, j);
        let (formula, heads): (&str, &[&str]) = match self.form {
            Form::Basic => ("r̂ = Σ sim·r / Σ sim", &["sim", "r", "sim·r"]),
            Form::Means => ("r̂ = mean + Σ sim·(r - mean) / Σ sim", &["sim", "r", "mean", "product"]),
            Form::ZScore => ("r̂ = mean + σ·Σ sim·z/Σ sim, z = (r-mean)/σ", &["sim", "r", "z", "sim·z"]),
            Form::Baseline => ("r̂ = b + Σ sim·(r - b) / Σ sim", &["sim", "r", "b", "product"]),
        };
        let mut room = Room::default();
        if let Some(fallback) = self.fallback_in(seen, at, &mut room) {
            return fallback.told(formula);
        }
        let term = |neighbour: &Neighbour| {
            let (said, against) = self.said(neighbour, at.1);
            let between = match self.form {
                Form::Basic => None,
                Form::Means | Form::Baseline => Some(against),
                Form::ZScore => Some(said),
            };
            let first = [Calc::Number(neighbour.similarity), Calc::Rating(neighbour.rating)];
            let product = Calc::Number(neighbour.similarity * said);
            let figures = first.into_iter().chain(between.map(Calc::Number)).chain([product]).collect();
            (Entity::new(self.measure.side, neighbour.row), figures)
        };
        let [sum, weights] = self.sums(&room.0, at.1).map(Calc::Number);
        let average = sum.clone().over(weights.clone());
        let mut lines = vec![("Σ", sum), ("Σ sim", weights)];
        lines.push((
            "r̂",
            match self.form {
                Form::Basic => average,
                Form::Means | Form::Baseline => Calc::Number(self.from(at)).plus(average),
                Form::ZScore => Calc::Number(self.from(at)).plus(Calc::Number(self.stretch(at.0)).times(average)),
            },
        ));
        let terms = room.0.iter().map(term).collect();
        Arithmetic { formula: formula.into(), heads: heads.into(), terms, lines, ..Arithmetic::default() }
    }

    /// How the similarities of a row come about: the largest, at most `most` of them.
    pub(super) fn explain_row(&self, ratings: &Ratings, row: usize, most: usize) -> Arithmetic {
        let similar = |met: &mut dyn Iterator<Item = (usize, _)>| -> Vec<_> { met.collect() };
        let met = Scratch::new(self.rows.len()).row(ratings, self.by(), row, similar);
        let mut met: Vec<_> =
            met.into_iter().map(|(other, common)| (common.value(self.measure), other, common)).collect();
        let all = met.len();
        met.retain(|(similarity, ..)| *similarity > 0.0);
        met.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (formula, heads) = self.measure.formula();
        let row = |(_, other, common): &(f64, usize, super::similar::Common)| {
            (Entity::new(self.measure.side, *other), common.figures(self.measure))
        };
        Arithmetic {
            formula,
            heads,
            unlisted: met.len().saturating_sub(most),
            note: (met.len() < all).then_some("only those above 0 have a say"),
            terms: met.iter().take(most).map(row).collect(),
            ..Arithmetic::default()
        }
    }

    /// The arithmetic of one similarity: what two rows of the side that is compared have in common.
    pub fn explain_pair(&self, seen: &Ratings, a: Entity, b: Entity, most: usize) -> Arithmetic {
        let (measure, baseline) = self.by();
        measure.explain(seen, baseline, (a.index(), b.index()), most)
    }

    /// The similarities of a user or an item that are above 0, in order of those it is similar to; none before they are
    /// worked out.
    pub fn of(&self, of: Entity) -> impl Iterator<Item = (Entity, f64)> + '_ {
        let row = self.rows.get(of.index()).filter(|_| of.side() == self.measure.side);
        let row = row.and_then(Option::as_deref);
        row.into_iter().flat_map(Compact::iter).map(|(at, similarity)| (Entity::new(self.measure.side, at), similarity))
    }

    /// Whether the similarities of a user or an item are worked out.
    pub fn knows(&self, of: Entity) -> bool {
        of.side() == self.measure.side && self.rows[of.index()].is_some()
    }

    /// Whether all that predictions stand on besides similarities is finite.
    pub(super) fn finite(&self) -> bool {
        self.centre.means.iter().chain(&self.centre.deviations).all(|value| value.is_finite())
    }

    /// How many similarities are known.
    pub fn parameters(&self) -> usize {
        self.rows.iter().flatten().map(|row| row.len()).sum()
    }

    /// About how many bytes it takes.
    pub fn bytes(&self) -> usize {
        let centre = (self.centre.means.len() * 2 + self.centre.baseline.as_ref().map_or(0, Baseline::parameters)) * 8;
        let rows = self.rows.iter().flatten().map(|row| row.bytes()).sum::<usize>();
        self.rows.len() * size_of::<Option<Arc<Compact>>>() + centre + rows
    }
}

/// Room for the neighbours of one prediction.
#[derive(Default)]
pub(super) struct Room(Vec<Neighbour>);
