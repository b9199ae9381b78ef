//! The model of co-clustering: a cluster for each user and each item, and the mean ratings of all of them.

use super::{
    Options, Touched,
    working::{Arithmetic, Calc, Fallback},
};
use crate::data::{Entity, ItemId, Ratings, Side, UserId};
use rand::RngExt;
use rand_pcg::Pcg64;
use std::sync::Arc;

/// `r̂ = C[c,d] + (mean_i - A[c]) + (mean_j - B[d])`, c being the cluster of the user and d that of the item, A and B the mean
/// ratings of a cluster of users and of one of items, and C those where both meet.
#[derive(Clone, Debug, PartialEq)]
pub struct Clusters {
    /// How many clusters of users and of items there are.
    counts: [usize; 2],
    /// Whether ratings are cut to whole numbers.
    whole: bool,
    mean: f64,
    /// The mean rating of each user, and of each item.
    means: [Vec<f64>; 2],
    /// The cluster of each user, and of each item.
    of: [Vec<usize>; 2],
    /// Of the clusters as they are: what is predicted by.
    averages: Arc<Averages>,
    /// As they were at the start of the pass under way: what rows are assigned by.
    held: Option<Arc<Averages>>,
    /// As they were at the start of the pass before.
    past: Option<Arc<Averages>>,
}

/// The mean ratings of clusters; of one without ratings, that of all.
#[derive(Clone, Debug, PartialEq)]
struct Averages {
    /// A and B.
    sides: [Vec<f64>; 2],
    /// C, row by row.
    both: Vec<f64>,
}

/// A sum and how many there are of what it adds.
#[derive(Clone, Copy, Default)]
struct Sum(f64, usize);

impl Sum {
    fn add(&mut self, value: f64) {
        (self.0, self.1) = (self.0 + value, self.1 + 1);
    }

    fn mean(self, otherwise: f64) -> f64 {
        if self.1 == 0 { otherwise } else { self.0 / self.1 as f64 }
    }
}

/// A rating seen from a row of one side.
struct Seen {
    other: Entity,
    rating: f64,
    /// Of the other side's row, and its cluster.
    mean: f64,
    cluster: usize,
}

impl Clusters {
    pub(super) fn new(ratings: &Ratings, options: &Options) -> Self {
        let counts = [options.user_clusters, options.item_clusters];
        let of = [Side::Users, Side::Items].map(|side| {
            let mut rng = Pcg64::new(u128::from(options.seed), 1 + at(side) as u128);
            (0..ratings.count(side)).map(|_| rng.random_range(0..counts[at(side)])).collect()
        });
        let averages = Arc::new(Averages { sides: [vec![], vec![]], both: vec![] });
        let means = [vec![], vec![]];
        let mut model = Self { counts, whole: options.whole, mean: 0.0, means, of, averages, held: None, past: None };
        model.measure(ratings);
        model
    }

    /// With clusters that are given, from 0.
    pub fn given(ratings: &Ratings, options: &Options, of: [Vec<usize>; 2]) -> Self {
        let mut model = Self { of, ..Self::new(ratings, options) };
        model.measure(ratings);
        model
    }

    /// One more row, in the first cluster until its ratings say otherwise.
    pub(super) fn join(&mut self, side: Side) {
        self.of[at(side)].push(0);
    }

    /// The means of other ratings; other numbers of clusters begin anew.
    pub(super) fn follow(&mut self, ratings: &Ratings, options: &Options) {
        if self.counts != [options.user_clusters, options.item_clusters] {
            *self = Self::new(ratings, options);
        }
        self.whole = options.whole;
        self.measure(ratings);
    }

    /// All means, at the start of a pass.
    fn measure(&mut self, ratings: &Ratings) {
        self.mean = ratings.mean();
        let mean = |values: &mut dyn Iterator<Item = f64>| {
            let mut sum = Sum::default();
            values.for_each(|value| sum.add(self.cut(value)));
            sum.mean(self.mean)
        };
        let user = |i: usize| mean(&mut ratings.user(UserId::new(i)).values());
        let item = |j: usize| mean(&mut ratings.item(ItemId::new(j)).values());
        self.means = [(0..ratings.n_users()).map(user).collect(), (0..ratings.n_items()).map(item).collect()];
        (self.held, self.past) = (None, None);
        self.average(ratings);
    }

    /// The rating that is compared.
    fn cut(&self, rating: f64) -> f64 {
        if self.whole { rating.trunc() } else { rating }
    }

    /// The mean ratings of the clusters as they are.
    pub(super) fn average(&mut self, ratings: &Ratings) {
        let mut sides = self.counts.map(|count| vec![Sum::default(); count]);
        let mut both = vec![Sum::default(); self.counts[0] * self.counts[1]];
        for r in ratings.iter() {
            let (c, d) = (self.cluster(r.user.into()), self.cluster(r.item.into()));
            let value = self.cut(r.value);
            sides[0][c].add(value);
            sides[1][d].add(value);
            both[c * self.counts[1] + d].add(value);
        }
        let mean = |sums: Vec<Sum>| sums.into_iter().map(|sum| sum.mean(self.mean)).collect();
        self.averages = Arc::new(Averages { sides: sides.map(mean), both: mean(both) });
    }

    /// The cluster of a user or an item, from 0.
    pub fn cluster(&self, of: Entity) -> usize {
        self.of[at(of.side())][of.index()]
    }

    /// Puts a row into a cluster; the means do not follow.
    pub(super) fn put(&mut self, of: Entity, cluster: usize) {
        self.of[at(of.side())][of.index()] = cluster;
    }

    /// Holds the means by which a pass assigns its rows.
    pub(super) fn hold(&mut self) {
        self.held.get_or_insert_with(|| Arc::clone(&self.averages));
    }

    /// Ends a pass.
    pub(super) fn let_go(&mut self) {
        self.past = self.held.take();
    }

    fn averages(&self) -> &Averages {
        self.held.as_ref().unwrap_or(&self.averages)
    }

    /// The ratings of a row.
    fn seen<'a>(&'a self, ratings: &'a Ratings, of: Entity) -> Box<dyn Iterator<Item = Seen> + 'a> {
        let seen = move |(other, rating): (Entity, f64)| {
            let mean = self.means[at(other.side())][other.index()];
            Seen { other, rating: self.cut(rating), mean, cluster: self.cluster(other) }
        };
        match of {
            Entity::User(i) => Box::new(ratings.user(i).iter().map(|(j, r)| (j.into(), r)).map(seen)),
            Entity::Item(j) => Box::new(ratings.item(j).iter().map(|(i, r)| (i.into(), r)).map(seen)),
        }
    }

    /// r̂ of a rating of a row, were the row in this cluster.
    fn were(&self, of: Entity, cluster: usize, seen: &Seen) -> f64 {
        let averages = self.averages();
        let (side, other) = (at(of.side()), at(of.side().other()));
        let (c, d) = if side == 0 { (cluster, seen.cluster) } else { (seen.cluster, cluster) };
        let own = self.means[side][of.index()] - averages.sides[side][cluster];
        averages.both[c * self.counts[1] + d] + own + (seen.mean - averages.sides[other][seen.cluster])
    }

    /// Σ (r̂ - r)² over the ratings of a row, were it in each of the clusters.
    fn squares(&self, ratings: &Ratings, of: Entity) -> Vec<f64> {
        let mut squares = vec![0.0; self.counts[at(of.side())]];
        for seen in self.seen(ratings, of) {
            for (cluster, sum) in squares.iter_mut().enumerate() {
                *sum += (self.were(of, cluster, &seen) - seen.rating).powi(2);
            }
        }
        squares
    }

    /// The cluster in which a row has the least error, the first of equals. Without ratings it stays where it is.
    pub(super) fn best(&self, ratings: &Ratings, of: Entity) -> usize {
        if ratings.degree(of) == 0 {
            return self.cluster(of);
        }
        let squares = self.squares(ratings, of);
        let less = |best: usize, next: usize| if squares[next] < squares[best] { next } else { best };
        (0..squares.len()).reduce(less).unwrap_or_default()
    }

    /// r̂, as the formula says it; the mean of all ratings for a user or an item without any.
    pub fn predict(&self, seen: &Ratings, i: UserId, j: ItemId) -> f64 {
        if seen.degree(i) == 0 || seen.degree(j) == 0 {
            return self.mean;
        }
        let (c, d) = (self.cluster(i.into()), self.cluster(j.into()));
        let Averages { sides, both } = &*self.averages;
        let (user, item) = (self.means[0][i.index()] - sides[0][c], self.means[1][j.index()] - sides[1][d]);
        both[c * self.counts[1] + d] + user + item
    }

    /// What is predicted for a user or an item without ratings.
    pub fn fallback(&self, seen: &Ratings, i: UserId, j: ItemId) -> Option<Fallback> {
        let known = seen.degree(i) > 0 && seen.degree(j) > 0;
        (!known).then(|| Fallback::on_mean(self.mean, "without ratings: the mean of all"))
    }

    /// How a prediction comes about.
    pub fn explain(&self, seen: &Ratings, i: UserId, j: ItemId) -> Arithmetic {
        if let Some(fallback) = self.fallback(seen, i, j) {
            return fallback.told("r̂ = mean");
        }
        let (c, d) = (self.cluster(i.into()), self.cluster(j.into()));
        let Averages { sides, both } = &*self.averages;
        let meet = |c: usize, d: usize| both[c * self.counts[1] + d];
        let users = (0..self.counts[0]).map(|k| (Side::Users, k, k == c, [sides[0][k], meet(k, d)]));
        let items = (0..self.counts[1]).map(|k| (Side::Items, k, k == d, [sides[1][k], meet(c, k)]));
        let part = |(side, k, own, figures): (Side, usize, bool, [f64; 2])| {
            let mark = if own { " ←" } else { "" };
            (format!("{side} {}{mark}", k + 1), figures.map(Calc::Number).into())
        };
        let (user, item) = (self.means[0][i.index()], self.means[1][j.index()]);
        let terms = [meet(c, d), user, -sides[0][c], item, -sides[1][d]].map(Calc::Number);
        let value = terms.into_iter().reduce(Calc::plus).unwrap_or(Calc::Count(0));
        Arithmetic {
            formula: format!("r̂ = C[{0},{1}] + mean_i-A[{0}] + mean_j-B[{1}]", c + 1, d + 1),
            part_heads: vec!["mean", "C"],
            parts: users.chain(items).map(part).collect(),
            lines: vec![
                ("mean of the user", Calc::Number(user)),
                ("mean of the item", Calc::Number(item)),
                ("r̂", value),
            ],
            ..Arithmetic::default()
        }
    }

    /// How a row finds its cluster: the error in each, and its ratings in the best.
    pub(super) fn explain_row(&self, ratings: &Ratings, of: Entity, most: usize) -> Arithmetic {
        let (best, squares, degree) = (self.best(ratings, of), self.squares(ratings, of), ratings.degree(of));
        let averages = self.averages();
        let part = |(cluster, &sum): (usize, &f64)| {
            let mark = if cluster == best { " ←" } else { "" };
            let figures = [averages.sides[at(of.side())][cluster], sum].map(Calc::Number);
            (format!("cluster {}{mark}", cluster + 1), figures.into())
        };
        let term = |seen: Seen| {
            let (value, cluster) = (self.were(of, best, &seen), Calc::Count(seen.cluster + 1));
            let square = Calc::Number((value - seen.rating).powi(2));
            (seen.other, vec![Calc::Rating(seen.rating), cluster, Calc::Number(value), square])
        };
        Arithmetic {
            formula: "the cluster with the least Σ (r̂ - r)²".into(),
            heads: vec!["r", "cluster", "r̂", "e²"],
            unlisted: degree.saturating_sub(most),
            terms: self.seen(ratings, of).take(most).map(term).collect(),
            part_heads: vec!["mean", "Σ e²"],
            parts: squares.iter().enumerate().map(part).collect(),
            lines: vec![("the least Σ e²", Calc::Number(squares[best])), ("cluster", Calc::Count(best + 1))],
            note: (degree == 0).then_some("no rating: it stays where it is"),
        }
    }

    /// The cluster of a row, from 1.
    pub(super) fn numbers(&self, touched: Touched) -> Vec<f64> {
        match touched {
            Touched::Row(of) => vec![(self.cluster(of) + 1) as f64],
            _ => Vec::new(),
        }
    }

    /// The same model with its row back where it was, in the pass that moved it.
    pub(super) fn undone(&self, touched: Touched, before: &[f64]) -> Option<Self> {
        let (Touched::Row(of), &[cluster]) = (touched, before) else { return None };
        let mut undone = self.clone();
        undone.put(of, (cluster as usize).checked_sub(1)?);
        undone.held = undone.held.or(undone.past.take());
        Some(undone)
    }

    /// Whether every number is finite.
    pub(super) fn finite(&self) -> bool {
        let averages = &self.averages;
        averages.sides.iter().chain(&self.means).flatten().chain(&averages.both).all(|value| value.is_finite())
    }

    /// How many numbers are learned: the cluster of each row, and the means of all clusters.
    pub fn parameters(&self) -> usize {
        self.of.iter().map(Vec::len).sum::<usize>() + self.counts.iter().sum::<usize>() + self.averages.both.len()
    }

    /// About how many bytes it takes.
    pub fn bytes(&self) -> usize {
        let rows: usize = self.of.iter().map(Vec::len).sum();
        size_of::<Self>()
            + rows * (size_of::<usize>() + size_of::<f64>())
            + 3 * self.averages.both.len() * size_of::<f64>()
    }
}

/// The place of a side in a pair.
fn at(side: Side) -> usize {
    match side {
        Side::Users => 0,
        Side::Items => 1,
    }
}
