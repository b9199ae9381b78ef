//! The model of SVD++: factors, and what having rated an item says of a user.

use super::{
    Basis, Block, ByBlock, Factors, Options, Parameter, Rows, Tables, Touched,
    lanes::{self, Lanes},
    tables::{dot, drawn},
    working::{Arithmetic, Calc},
};
use crate::{
    choice::Choice,
    data::{Entity, ItemId, Ratings, Side, UserId},
};
use ndarray::Array2;
use pulp::{Simd, WithSimd};

/// The stream that the implied factors are drawn from: none that P, Q or an order is drawn from.
const STREAM: u128 = 1 << 64;

/// `r̂ = mean + b_i + b_j + Q_j · P_i` with `P_i = p_i + Σ_{k in R_i} y_k / √|R_i|`: the whole of a user is what is its own,
/// p_i, and what follows from having rated what it rated, whatever it gave.
#[derive(Clone, Debug, PartialEq)]
pub struct PlusPlus {
    /// The whole of each user, P; Q; the biases. In `f64`, whatever a session is made of.
    factors: Factors,
    /// p, M x Z.
    own: Rows<f64>,
    /// y, N x Z.
    implied: Rows<f64>,
}

/// What the step for one rating makes of its user and its item, and along what each implied factor goes.
pub(super) struct Step {
    /// e = r̂ - r.
    pub error: f64,
    /// b_i and b_j.
    pub biases: [f64; 2],
    /// p_i.
    pub own: Vec<f64>,
    /// Q_j.
    pub item: Vec<f64>,
    /// e Q_j / √|R_i|.
    pub slope: Vec<f64>,
}

impl PlusPlus {
    pub(super) fn new(ratings: &Ratings, options: &Options) -> Self {
        let mut tables = Tables::random(ratings, options);
        tables.set_biased(true, ratings);
        let own = tables.p.clone();
        let implied = drawn(ratings.n_items(), options, STREAM);
        let mut model = Self { factors: Factors::Double(tables), own, implied };
        model.gather(ratings);
        model
    }

    /// The whole of each user, Q and the biases.
    pub fn factors(&self) -> &Factors {
        &self.factors
    }

    pub(super) fn tables(&self) -> &Tables<f64> {
        match &self.factors {
            Factors::Double(tables) => tables,
            Factors::Single(_) => unreachable!("SVD++ is made of f64"),
        }
    }

    pub(super) fn tables_mut(&mut self) -> &mut Tables<f64> {
        match &mut self.factors {
            Factors::Double(tables) => tables,
            Factors::Single(_) => unreachable!("SVD++ is made of f64"),
        }
    }

    /// p_i.
    pub fn own(&self, i: UserId) -> &[f64] {
        self.own.row(i.index())
    }

    /// y_j.
    pub fn implied(&self, j: ItemId) -> &[f64] {
        self.implied.row(j.index())
    }

    /// Puts the parts of users and items in the place of those that are there.
    pub fn replace(&mut self, ratings: &Ratings, own: &Array2<f64>, items: &Array2<f64>, implied: &Array2<f64>) {
        self.own.take_over(own);
        self.tables_mut().q.take_over(items);
        self.implied.take_over(implied);
        self.gather(ratings);
    }

    /// Σ y_k over what a user rated.
    pub(super) fn sum(&self, rated: &[ItemId], sum: &mut [f64]) {
        sum.fill(0.0);
        for &k in rated {
            sum.iter_mut().zip(self.implied(k)).for_each(|(sum, y)| *sum += y);
        }
    }

    /// The whole of each user, from its parts.
    pub(super) fn gather(&mut self, ratings: &Ratings) {
        let mut whole = self.tables().p.clone();
        whole.change_all(|i, whole| self.whole(ratings, UserId::new(i), whole));
        self.tables_mut().p = whole;
    }

    fn whole(&self, ratings: &Ratings, i: UserId, whole: &mut [f64]) {
        let rated = ratings.user(i).ids;
        self.sum(rated, whole);
        let root = root(rated.len());
        whole.iter_mut().zip(self.own(i)).for_each(|(whole, own)| *whole = own + *whole / root);
    }

    /// What of the whole of each user is its own, where the whole is no longer what it was before.
    fn part(&mut self, ratings: &Ratings, before: &Rows<f64>) {
        let mut sum = vec![0.0; self.own.width()];
        for i in (0..self.own.count()).map(UserId::new) {
            if self.tables().of(i) == before.row(i.index()) {
                continue;
            }
            let rated = ratings.user(i).ids;
            self.sum(rated, &mut sum);
            let root = root(rated.len());
            let own: Vec<f64> = self.tables().of(i).iter().zip(&sum).map(|(whole, sum)| whole - sum / root).collect();
            self.own.row_mut(i.index()).copy_from_slice(&own);
        }
    }

    /// Changes P, Q or the biases; what is a user's own follows.
    pub(super) fn edit(&mut self, ratings: &Ratings, edit: impl FnOnce(&mut Factors)) {
        let before = self.tables().p.clone();
        edit(&mut self.factors);
        self.part(ratings, &before);
    }

    /// One more row, of zeros; of an item, what it implies as well.
    pub(super) fn join(&mut self, side: Side) {
        self.factors.join(side);
        if side == Side::Users { &mut self.own } else { &mut self.implied }.grow();
    }

    /// What Q and the implied part of a user leave of the ratings is what p_i and b_i are fitted to: the model in which the implied
    /// part of the prediction for what the user rated is one with the bias of the item.
    pub(super) fn implied_as_bias(&self, ratings: &Ratings, i: UserId) -> Tables<f64> {
        let rated = ratings.user(i).ids;
        let mut implied = vec![0.0; self.own.width()];
        self.sum(rated, &mut implied);
        let root = root(rated.len());
        let mut tables = self.tables().clone();
        for &j in rated {
            let said = dot(&implied, self.tables().of(j)) / root;
            tables.bias.iter_mut().for_each(|bias| bias.item[j.index()] += said);
        }
        tables
    }

    /// Puts p_i and b_i, in a row.
    pub(super) fn put_own(&mut self, i: UserId, numbers: &[f64]) {
        let (own, bias) = numbers.split_at(self.own.width());
        self.own.row_mut(i.index()).copy_from_slice(own);
        if let (Some(all), Some(bias)) = (&mut self.tables_mut().bias, bias.first()) {
            all.user[i.index()] = *bias;
        }
    }

    /// The mean and the rated items of other ratings.
    pub(super) fn follow(&mut self, ratings: &Ratings) {
        let mean = ratings.mean();
        self.tables_mut().bias.iter_mut().for_each(|bias| bias.mean = mean);
        self.gather(ratings);
    }

    /// With as many factors as `options` say: those that are there already, and random ones for the others.
    pub(super) fn resize(&mut self, ratings: &Ratings, options: &Options) {
        let mut new = Self::new(ratings, options);
        let keep = self.own.width().min(options.factors);
        let old = [(&mut new.own, &self.own), (&mut new.implied, &self.implied)];
        let copy = |(new, old): (&mut Rows<f64>, &Rows<f64>)| {
            for at in 0..new.count() {
                new.row_mut(at)[..keep].copy_from_slice(&old.row(at)[..keep]);
            }
        };
        old.into_iter().for_each(copy);
        copy((&mut new.tables_mut().q, &self.tables().q));
        new.tables_mut().bias.clone_from(&self.tables().bias);
        new.gather(ratings);
        *self = new;
    }

    /// Turns or shears the plane of two factors: y goes along with P, which it is a part of.
    pub(super) fn change_basis(&mut self, x: usize, y: usize, basis: Basis) {
        self.factors.change_basis(x, y, basis);
        for table in [&mut self.own, &mut self.implied] {
            let mut tables = Tables { p: table.clone(), q: Rows::zeros(0, table.width()), bias: None };
            tables.change_basis(x, y, basis);
            *table = tables.p;
        }
    }

    /// The step for one rating, from the sum of y over what its user rated.
    pub(super) fn step(
        &self,
        options: &Options,
        (i, j): (UserId, ItemId),
        rating: f64,
        (sum, n): (&[f64], usize),
    ) -> Step {
        let (tables, root, own) = (self.tables(), root(n), self.own(i));
        let whole: Vec<f64> = own.iter().zip(sum).map(|(own, sum)| own + sum / root).collect();
        let q = tables.of(j);
        let error = tables.base(i, j) + dot(&whole, q) - rating;
        let (next_own, next_item) = (mover(options, Block::User), mover(options, Block::Item));
        Step {
            error,
            biases: [Entity::from(i), j.into()]
                .map(|of| mover(options, Block::of(of, false))(tables.bias_of(of), error)),
            own: own.iter().zip(q).map(|(&own, q)| next_own(own, error * q)).collect(),
            item: q.iter().zip(&whole).map(|(&q, whole)| next_item(q, error * whole)).collect(),
            slope: q.iter().map(|q| error * q / root).collect(),
        }
    }

    /// Takes a step, for the user and the item.
    pub(super) fn take(&mut self, (i, j): (UserId, ItemId), step: &Step) {
        let [user, item] = step.biases;
        self.own.row_mut(i.index()).copy_from_slice(&step.own);
        let tables = self.tables_mut();
        tables.q.row_mut(j.index()).copy_from_slice(&step.item);
        if let Some(bias) = &mut tables.bias {
            (bias.user[i.index()], bias.item[j.index()]) = (user, item);
        }
    }

    /// y of what a user rated, row by row, to be worked on in one piece.
    pub(super) fn lend(&self, rated: &[ItemId], rows: &mut Vec<f64>) {
        rows.clear();
        rated.iter().for_each(|&k| rows.extend_from_slice(self.implied(k)));
    }

    /// Puts them back.
    pub(super) fn give_back(&mut self, rated: &[ItemId], rows: &[f64]) {
        for (k, row) in rated.iter().zip(rows.chunks_exact(self.own.width().max(1))) {
            self.implied.row_mut(k.index()).copy_from_slice(row);
        }
    }

    /// The numbers of a unit or of a row: what is a user's own, with its bias; Q_j, b_j and y_j of an item; for the unit of a
    /// rating, the y of all that its user rated.
    pub(super) fn numbers(&self, seen: &Ratings, touched: Touched) -> Vec<f64> {
        let tables = self.tables();
        let of_user = |i: UserId| self.own(i).iter().copied().chain([tables.bias_of(i)]).collect::<Vec<_>>();
        let of_item = |j: ItemId| tables.of(j).iter().copied().chain([tables.bias_of(j)]).collect::<Vec<_>>();
        match touched {
            Touched::Parameter(at) => vec![tables.get(at)],
            Touched::Row(Entity::User(i)) => of_user(i),
            Touched::Row(Entity::Item(j)) => [&of_item(j), self.implied(j)].concat(),
            Touched::Rating(i, j) => [of_user(i), of_item(j)].concat(),
            Touched::Rated(i, j) => {
                let implied = seen.user(i).ids.iter().flat_map(|&k| self.implied(k)).copied();
                of_user(i).into_iter().chain(of_item(j)).chain(implied).collect()
            }
        }
    }

    /// The same model with these numbers in the place of those that a unit has changed.
    pub(super) fn undone(&self, seen: &Ratings, touched: Touched, before: &[f64]) -> Option<Self> {
        let Touched::Rated(i, j) = touched else { return None };
        let (mut undone, z) = (self.clone(), self.own.width());
        let rated = seen.user(i).ids;
        if before.len() != 2 * (z + 1) + rated.len() * z {
            return None;
        }
        let (pair, implied) = before.split_at(2 * (z + 1));
        let (user, item) = pair.split_at(z + 1);
        undone.own.row_mut(i.index()).copy_from_slice(&user[..z]);
        undone.tables_mut().put(j.into(), item);
        undone.tables_mut().set(Parameter { of: i.into(), factor: None }, user[z]);
        for (k, y) in rated.iter().zip(implied.chunks_exact(z.max(1))) {
            undone.implied.row_mut(k.index()).copy_from_slice(y);
        }
        Some(undone)
    }

    /// What the objective adds to the SSE: for each rating the squares of all that its step punishes, each times the λ of its
    /// block.
    pub fn penalty(&self, ratings: &Ratings, options: &Options) -> f64 {
        let square = |values: &[f64]| values.iter().map(|v| v * v).sum::<f64>();
        let implied: Vec<f64> = (0..ratings.n_items()).map(|j| square(self.implied(ItemId::new(j)))).collect();
        let tables = self.tables();
        let user = |i: UserId| {
            let rated = ratings.user(i).ids;
            let implied: f64 = rated.iter().map(|k| implied[k.index()]).sum();
            let bias = options.lambda(Block::UserBias) * tables.bias_of(i).powi(2);
            let own = options.lambda(Block::User) * square(self.own(i));
            rated.len() as f64 * (own + bias + options.lambda(Block::Implied) * implied)
        };
        let item = |j: ItemId| {
            let bias = options.lambda(Block::ItemBias) * tables.bias_of(j).powi(2);
            ratings.degree(j) as f64 * (options.lambda(Block::Item) * square(tables.of(j)) + bias)
        };
        let users: f64 = (0..ratings.n_users()).map(|i| user(UserId::new(i))).sum();
        let items: f64 = (0..ratings.n_items()).map(|j| item(ItemId::new(j))).sum();
        users + items
    }

    /// How a prediction comes about: what each rated item says of it, the largest first, then the rest.
    pub fn explain(&self, seen: &Ratings, i: UserId, j: ItemId) -> Arithmetic {
        let (tables, rated) = (self.tables(), seen.user(i).ids);
        let (q, root) = (tables.of(j), root(rated.len()));
        let mut terms: Vec<(ItemId, f64)> = rated.iter().map(|&k| (k, dot(q, self.implied(k)))).collect();
        terms.sort_by(|(_, a), (_, b)| b.abs().total_cmp(&a.abs()));
        let implied: f64 = terms.iter().map(|(_, says)| says / root).sum();
        let mean = tables.bias.as_ref().map_or(0.0, |bias| bias.mean);
        let own = dot(q, self.own(i));
        let parts = [implied, mean, tables.bias_of(i), tables.bias_of(j), own].map(Calc::Number);
        let value = parts.iter().cloned().reduce(Calc::plus).unwrap_or(Calc::Count(0));
        let names = ["implied", "mean of all ratings", "b_i of the user", "b_j of the item", "Q·p, its own"];
        Arithmetic {
            formula: "r̂ = mean + b_i + b_j + Q·(p + Σ y/√n)".into(),
            heads: vec!["Q·y", "Q·y/√n"],
            terms: terms
                .into_iter()
                .map(|(k, says)| (k.into(), vec![Calc::Number(says), Calc::Number(says / root)]))
                .collect(),
            lines: names.into_iter().zip(parts).chain([("r̂", value)]).collect(),
            note: rated.is_empty().then_some("no rating: nothing is implied"),
            ..Arithmetic::default()
        }
    }

    /// How the step for one rating makes the numbers of its user and its item, and what is implied by all that the user rated.
    pub(super) fn explain_step(
        &self,
        ratings: &Ratings,
        options: &Options,
        (i, j): (UserId, ItemId),
        most: usize,
    ) -> Option<Arithmetic> {
        let (rating, rated) = (ratings.get(i, j)?, ratings.user(i).ids);
        let mut sum = vec![0.0; self.own.width()];
        self.sum(rated, &mut sum);
        let step = self.step(options, (i, j), rating, (&sum, rated.len()));
        let (tables, root) = (self.tables(), root(rated.len()));
        let part = |name: String, slope: f64, old: f64, new: f64| (name, [slope, old, new].map(Calc::Number).into());
        let biases = [("b_i", i.into()), ("b_j", j.into())].into_iter().zip(step.biases);
        let mut parts: Vec<(String, Vec<Calc>)> = biases
            .map(|((name, of), new): ((&str, Entity), f64)| part(name.into(), step.error, tables.bias_of(of), new))
            .collect();
        let (own, q) = (self.own(i), tables.of(j));
        for z in 0..own.len() {
            parts.push(part(format!("p[{},{}]", i.number(), z + 1), step.error * q[z], own[z], step.own[z]));
        }
        for z in 0..own.len() {
            let whole = own[z] + sum[z] / root;
            parts.push(part(format!("Q[{},{}]", z + 1, j.number()), step.error * whole, q[z], step.item[z]));
        }
        for &k in rated {
            for (z, (&old, &slope)) in
                self.implied(k).iter().zip(&step.slope).enumerate().take(most.saturating_sub(parts.len()))
            {
                let new = mover(options, Block::Implied)(old, slope);
                parts.push(part(format!("y[{},{}]", k.number(), z + 1), slope, old, new));
            }
        }
        let Options { alpha, lambda, alpha_of, lambda_of, .. } = options;
        let own = |symbol: &str, own: &ByBlock| {
            own.each().map(|(block, value)| format!(", {symbol} of {} {value}", block.name())).collect::<String>()
        };
        let own = own("α", alpha_of) + &own("λ", lambda_of);
        Some(Arithmetic {
            formula: format!("new = old - {alpha}·(slope + {lambda}·old){own}"),
            part_heads: vec!["slope", "old", "new"],
            parts,
            note: Some("slope of b e, p e·Q, Q e·P, y e·Q/√n"),
            ..Arithmetic::default()
        })
    }

    /// Whether every number is finite.
    pub(super) fn finite(&self) -> bool {
        self.factors.finite() && [&self.own, &self.implied].into_iter().all(|rows| rows.all(|value| value.is_finite()))
    }

    /// How many numbers are learned.
    pub fn parameters(&self) -> usize {
        self.factors.parameters() + self.implied.len()
    }

    /// How many bytes it takes.
    pub fn bytes(&self) -> usize {
        self.factors.bytes() + (self.own.len() + self.implied.len()) * size_of::<f64>()
    }
}

/// Takes a step in each row of y. `sum` becomes that of the rows after it.
pub(super) fn take_implied(options: &Options, slope: &[f64], rows: &mut [f64], sum: &mut [f64]) {
    let [alpha, lambda] = [options.alpha(Block::Implied), options.lambda(Block::Implied)];
    lanes::dispatch(Implied { alpha, lambda, slope, rows, sum });
}

/// Steps along one slope for many rows of y.
struct Implied<'a> {
    alpha: f64,
    lambda: f64,
    slope: &'a [f64],
    rows: &'a mut [f64],
    sum: &'a mut [f64],
}

impl WithSimd for Implied<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { alpha, lambda, slope, rows, sum } = self;
        let whole = slope.len() / f64::lanes::<S>() * f64::lanes::<S>();
        let (slopes, slope_rest) = (f64::vectors::<S>(&slope[..whole]), &slope[whole..]);
        let [alphas, lambdas] = [alpha, lambda].map(|value| f64::splat(simd, value));
        sum.fill(0.0);
        for row in rows.chunks_exact_mut(slope.len().max(1)) {
            let ((ys, y_rest), (sums, sum_rest)) = (row.split_at_mut(whole), sum.split_at_mut(whole));
            let ys = f64::vectors_mut::<S>(ys).iter_mut();
            for ((y, sum), &slope) in ys.zip(f64::vectors_mut::<S>(sums)).zip(slopes) {
                let slope = f64::plus(simd, slope, f64::times(simd, lambdas, *y));
                *y = f64::minus(simd, *y, f64::times(simd, alphas, slope));
                *sum = f64::plus(simd, *sum, *y);
            }
            for ((y, sum), slope) in y_rest.iter_mut().zip(sum_rest).zip(slope_rest) {
                *y -= alpha * (slope + lambda * *y);
                *sum += *y;
            }
        }
    }
}

/// Where a number of a block goes, from its slope without the penalty.
fn mover(options: &Options, block: Block) -> impl Fn(f64, f64) -> f64 {
    let (alpha, lambda) = (options.alpha(block), options.lambda(block));
    move |old, slope| old - alpha * (slope + lambda * old)
}

/// √n, or 1 of nothing, where there is nothing to be divided.
fn root(n: usize) -> f64 {
    (n.max(1) as f64).sqrt()
}
