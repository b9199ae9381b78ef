//! P, Q and the biases in one kind of number: what the kernels of the factor algorithms work on.

use super::{
    Basis, Knob, Method, Options, Parameter, Real, Rows, Start,
    lanes::{self, Lanes},
    rows::{AHEAD, SHARE},
};
use crate::{
    choice::Choice,
    data::{Entity, ItemId, Ratings, Side, UserId},
};
use pulp::{Simd, WithSimd};
use rand::RngExt;
use rand_distr::{Distribution, Normal};
use rand_pcg::Pcg64;
use rayon::prelude::*;
use std::ops::Range;

/// P (M x Z) and Q (Z x N) with optional biases: `r̂ = b + P_i · Q_j`, b being `mean + b_i + b_j` or 0.
///
/// Q is stored by item: row j of the table is the column Q_j of the formula.
#[derive(Clone, Debug, PartialEq)]
pub struct Tables<T> {
    /// P, a row for each user.
    pub p: Rows<T>,
    /// Q, a row for each item.
    pub q: Rows<T>,
    /// The biases, where the model has them.
    pub bias: Option<Bias<T>>,
}

/// What a prediction starts from before any factor speaks.
#[derive(Clone, Debug, PartialEq)]
pub struct Bias<T> {
    /// The mean of the ratings that were trained on. It is not fitted further.
    pub mean: T,
    /// b_i, how far above the mean each user rates.
    pub user: Vec<T>,
    /// b_j, how far above the mean each item is rated.
    pub item: Vec<T>,
}

impl<T> Bias<T> {
    /// Those of one side.
    pub fn side(&self, side: Side) -> &[T] {
        match side {
            Side::Users => &self.user,
            Side::Items => &self.item,
        }
    }

    /// What the prediction for `i` and `j` starts from: `mean + b_i + b_j`.
    pub(super) fn base(&self, i: UserId, j: ItemId) -> T
    where
        T: Real,
    {
        self.mean + self.user[i.index()] + self.item[j.index()]
    }

    /// Those of one side, to be changed.
    fn side_mut(&mut self, side: Side) -> &mut Vec<T> {
        match side {
            Side::Users => &mut self.user,
            Side::Items => &mut self.item,
        }
    }
}

impl<T: Real> Tables<T> {
    /// Random factors as `options` say, biases of 0. What content-based filtering fits begins at 0: nothing is random that
    /// need not be. By SVD and SVD++ who has no rating has no factors: all that is predicted for it is what biases say.
    ///
    /// P and Q are drawn from two streams of one seed, so Q does not depend on how many users there are.
    pub fn random(ratings: &Ratings, options: &Options) -> Self {
        let mut factors =
            Self { p: drawn(ratings.n_users(), options, 1), q: drawn(ratings.n_items(), options, 2), bias: None };
        factors.set_biased(options.biased && options.method.reads(Knob::Biased), ratings);
        if let Some(side) = options.method.content() {
            factors.side_mut(side).fill(T::zero());
            factors.keep_intercepts(side);
        }
        if matches!(options.method, Method::Svd | Method::SvdPp) {
            for side in Side::ALL.iter().copied() {
                let rows = (0..ratings.count(side)).filter(|at| ratings.degree(Entity::new(side, *at)) == 0);
                rows.for_each(|at| factors.side_mut(side).row_mut(at).fill(T::zero()));
            }
        }
        factors
    }

    /// Gives the model biases (of 0, around the mean of `ratings`) or takes them away.
    pub fn set_biased(&mut self, biased: bool, ratings: &Ratings) {
        self.bias = biased.then(|| Bias {
            mean: T::of(ratings.mean()),
            user: vec![T::zero(); self.p.count()],
            item: vec![T::zero(); self.q.count()],
        });
    }

    /// Leaves of the biases only those of one side, as the intercepts of its regressions: the mean and the other side's
    /// become 0.
    pub fn keep_intercepts(&mut self, side: Side) {
        if let Some(bias) = &mut self.bias {
            bias.mean = T::zero();
            bias.side_mut(side.other()).fill(T::zero());
        }
    }

    /// One more row on a side, of zeros.
    pub(super) fn join(&mut self, side: Side) {
        self.side_mut(side).grow();
        if let Some(bias) = &mut self.bias {
            bias.side_mut(side).push(T::zero());
        }
    }

    /// Z, the number of factors.
    pub fn z(&self) -> usize {
        self.p.width()
    }

    /// The factors of a user or an item.
    pub fn of(&self, entity: impl Into<Entity>) -> &[T] {
        let entity = entity.into();
        self.side(entity.side()).row(entity.index())
    }

    /// Calls `f(other, rating, the other's factors)` for each rating of a row.
    pub(super) fn each_rated(&self, ratings: &Ratings, of: Entity, f: impl FnMut(Entity, f64, &[T])) {
        match of {
            Entity::User(i) => self.q.each_of(ratings.user(i), f),
            Entity::Item(j) => self.p.each_of(ratings.item(j), f),
        }
    }

    /// All numbers of a row: its factors, then its bias if there is one.
    pub fn numbers(&self, of: Entity) -> Vec<T> {
        self.of(of).iter().copied().chain(self.bias.is_some().then(|| self.bias_of(of))).collect()
    }

    /// Writes all numbers of a row.
    pub(super) fn put(&mut self, of: Entity, numbers: &[T]) {
        let (row, bias) = numbers.split_at(self.z());
        self.side_mut(of.side()).row_mut(of.index()).copy_from_slice(row);
        if let (Some(all), Some(&value)) = (&mut self.bias, bias.first()) {
            all.side_mut(of.side())[of.index()] = value;
        }
    }

    /// Makes some rows anew, side by side, each from what all were before: the bits are those of one after another.
    pub(super) fn remake<R>(
        &mut self,
        rows: Range<usize>,
        of: impl Fn(usize) -> Entity + Sync,
        room: impl Fn() -> R + Sync + Send,
        make: impl Fn(&mut R, &Self, Entity) -> Vec<T> + Sync + Send,
    ) {
        let (before, per_row) = (&*self, self.per_row());
        let mut made = vec![T::zero(); rows.len() * per_row];
        let row = |room: &mut R, (at, new): (usize, &mut [T])| {
            new.copy_from_slice(&make(room, before, of(rows.start + at)));
        };
        match made.len() > per_row {
            true => made.par_chunks_mut(per_row).enumerate().with_max_len(SHARE).for_each_init(room, row),
            false => made.chunks_mut(per_row).enumerate().for_each(|new| row(&mut room(), new)),
        }
        rows.zip(made.chunks_exact(per_row)).for_each(|(at, new)| self.put(of(at), new));
    }

    /// The table of one side: P or Q.
    pub fn side(&self, side: Side) -> &Rows<T> {
        match side {
            Side::Users => &self.p,
            Side::Items => &self.q,
        }
    }

    /// The table of one side, to be changed.
    pub fn side_mut(&mut self, side: Side) -> &mut Rows<T> {
        match side {
            Side::Users => &mut self.p,
            Side::Items => &mut self.q,
        }
    }

    /// The bias of a user or an item; 0 where the model has none.
    pub fn bias_of(&self, entity: impl Into<Entity>) -> T {
        let entity = entity.into();
        self.bias.as_ref().map_or(T::zero(), |bias| bias.side(entity.side())[entity.index()])
    }

    /// b, what the prediction for `i` and `j` starts from: `mean + b_i + b_j`, or 0 without biases.
    pub fn base(&self, i: UserId, j: ItemId) -> T {
        self.bias.as_ref().map_or(T::zero(), |bias| bias.base(i, j))
    }

    /// r̂ = b + P_i · Q_j.
    pub fn predict(&self, i: UserId, j: ItemId) -> T {
        self.base(i, j) + dot(self.of(i), self.of(j))
    }

    /// The same for some items of one user, behind what is in `out`.
    pub fn predict_row(&self, user: UserId, items: &[ItemId], out: &mut Vec<f64>) {
        lanes::dispatch(Predicted { tables: self, user, items, out });
    }

    /// The value of one parameter.
    pub fn get(&self, at: Parameter) -> T {
        match at.factor {
            Some(z) => self.of(at.of)[z],
            None => self.bias_of(at.of),
        }
    }

    /// Sets one parameter; setting a bias of a model without biases does nothing.
    pub fn set(&mut self, at: Parameter, value: T) {
        match (at.factor, &mut self.bias) {
            (Some(z), _) => self.side_mut(at.of.side()).row_mut(at.of.index())[z] = value,
            (None, Some(bias)) => bias.side_mut(at.of.side())[at.of.index()] = value,
            (None, None) => {}
        }
    }

    /// How many numbers each user and each item has: Z, and one more with biases.
    pub fn per_row(&self) -> usize {
        self.z() + usize::from(self.bias.is_some())
    }

    /// How many numbers are learned in all.
    pub fn parameters(&self) -> usize {
        (self.p.count() + self.q.count()) * self.per_row()
    }

    /// About how many bytes it takes beside another that it may share rows with.
    pub fn own_bytes(&self, beside: &Self) -> usize {
        let biases = self.bias.as_ref().map_or(0, |bias| bias.user.len() + bias.item.len());
        self.p.own_bytes(&beside.p) + self.q.own_bytes(&beside.q) + biases * size_of::<T>()
    }

    /// With as many factors as `options` say: those that are there already, and random ones for the others.
    pub fn resized(&self, ratings: &Ratings, options: &Options) -> Self {
        let mut new = Self::random(ratings, options);
        let keep = self.z().min(new.z());
        for (new, old) in [(&mut new.p, &self.p), (&mut new.q, &self.q)] {
            for at in 0..new.count() {
                new.row_mut(at)[..keep].copy_from_slice(&old.row(at)[..keep]);
            }
        }
        new.bias.clone_from(&self.bias);
        new
    }

    /// P ← P·A and Q ← A⁻¹·Q in the plane of factors `x` and `y` (from 0); all others, and the biases, stay.
    ///
    /// # Panics
    /// When there is no such factor.
    pub fn change_basis(&mut self, x: usize, y: usize, basis: Basis) {
        let ([[a, b], [c, d]], [[e, f], [g, h]]) = (basis.matrix(), basis.inverse());
        let map = |rows: &mut Rows<T>, [[xx, yx], [xy, yy]]: [[f64; 2]; 2]| {
            for at in 0..rows.count() {
                let row = rows.row_mut(at);
                let (px, py) = (row[x], row[y]);
                row[x] = px * T::of(xx) + py * T::of(yx);
                row[y] = px * T::of(xy) + py * T::of(yy);
            }
        };
        map(&mut self.p, [[a, c], [b, d]]);
        map(&mut self.q, [[e, f], [g, h]]);
    }

    /// A model of one user and one item only: all that a prediction for them, or a step for their rating, reads.
    pub fn pair(&self, i: UserId, j: ItemId) -> Self {
        let one = |row: &[T]| {
            let mut numbers = row.iter().copied();
            Rows::drawn(1, row.len(), || numbers.next().unwrap_or_default())
        };
        let bias = |b: &Bias<T>| Bias { mean: b.mean, user: vec![b.user[i.index()]], item: vec![b.item[j.index()]] };
        Self { p: one(self.of(i)), q: one(self.of(j)), bias: self.bias.as_ref().map(bias) }
    }

    /// Whether every number is finite.
    pub fn finite(&self) -> bool {
        let all = |values: &[T]| values.iter().all(|v| v.is_finite());
        self.p.all(|v| v.is_finite())
            && self.q.all(|v| v.is_finite())
            && self.bias.iter().all(|b| all(&b.user) && all(&b.item))
    }

    /// The same in the other kind of number.
    pub fn cast<U: Real>(&self) -> Tables<U> {
        let vec = |values: &[T]| values.iter().map(|v| U::of(v.wide())).collect();
        Tables {
            p: self.p.cast(),
            q: self.q.cast(),
            bias: self.bias.as_ref().map(|b| Bias {
                mean: U::of(b.mean.wide()),
                user: vec(&b.user),
                item: vec(&b.item),
            }),
        }
    }
}

/// A table of so many rows, drawn as `options` say from a stream of their seed.
pub(super) fn drawn<T: Real>(rows: usize, options: &Options, stream: u128) -> Rows<T> {
    let mut rng = Pcg64::new(u128::from(options.seed), stream);
    let normal = match options.start {
        Start::Normal(deviation) => Normal::new(0.0, deviation).ok(),
        Start::Uniform(_) | Start::Same(_) => None,
    };
    // What stays above zero begins there.
    let positive = options.method == Method::Nmf;
    let mut draw = || match (options.start, &normal) {
        (Start::Uniform(scale), _) => scale * rng.random::<f64>(),
        (Start::Same(value), _) => value,
        (_, Some(normal)) => normal.sample(&mut rng),
        (_, None) => 0.0,
    };
    Rows::drawn(rows, options.factors, || T::of(if positive { draw().abs() } else { draw() }))
}

/// The sum of products `a_1 b_1 + … + a_Z b_Z`, added up as [`lanes::dot`] adds it up, to the same bits.
pub fn dot<T: Real>(a: &[T], b: &[T]) -> T {
    sum(a, b, |a, b| a * b)
}

/// The squared distance `(a_1 - b_1)² + … + (a_Z - b_Z)²`, added up as `dot` is, in as many sums
/// as a line of the cache holds.
pub fn apart<T: Real>(a: &[T], b: &[T]) -> T {
    sum(a, b, |a, b| (a - b) * (a - b))
}

/// The sum of a term for each two numbers, in as many sums as a line holds.
#[inline(always)]
fn sum<T: Real>(a: &[T], b: &[T], term: impl Fn(T, T) -> T) -> T {
    let whole = a.len() / T::LINE * T::LINE;
    let mut sums = [T::zero(); f32::LINE];
    for (a, b) in a[..whole].chunks_exact(T::LINE).zip(b[..whole].chunks_exact(T::LINE)) {
        for lane in 0..T::LINE {
            sums[lane] += term(a[lane], b[lane]);
        }
    }
    let sum = lanes::halved(&mut sums[..T::LINE]);
    a[whole..].iter().zip(&b[whole..]).fold(sum, |sum, (&x, &y)| sum + term(x, y))
}

/// The predictions for some items of one user.
struct Predicted<'a, T> {
    tables: &'a Tables<T>,
    user: UserId,
    items: &'a [ItemId],
    out: &'a mut Vec<f64>,
}

impl<T: Real> WithSimd for Predicted<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { tables, user, items, out } = self;
        let own = tables.of(user);
        // Not a closure: what is in one is compiled without the registers, and each of their steps is a call.
        out.reserve(items.len());
        for items in items.chunks(AHEAD) {
            tables.q.fetch(items.iter().map(|item| item.index()));
            for &item in items {
                out.push((tables.base(user, item) + lanes::dot(simd, own, tables.q.row(item.index()))).wide());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Both<'a, T>(&'a [T], &'a [T]);

    impl<T: Real> WithSimd for Both<'_, T> {
        type Output = [T; 2];

        #[inline(always)]
        fn with_simd<S: Simd>(self, simd: S) -> [T; 2] {
            [lanes::dot(simd, self.0, self.1), lanes::apart(simd, self.0, self.1)]
        }
    }

    fn are_the_same<T: Real>(a: &[T], b: &[T]) {
        let bits = |sums: [T; 2]| sums.map(|sum| sum.wide().to_bits());
        assert_eq!(bits([dot(a, b), apart(a, b)]), bits(lanes::dispatch(Both(a, b))), "{a:?}");
        let plain = |term: fn(f64, f64) -> f64| a.iter().zip(b).map(|(a, b)| term(a.wide(), b.wide())).sum::<f64>();
        let within = 20.0 * T::epsilon().wide() * (1.0 + a.len() as f64);
        assert!((dot(a, b).wide() - plain(|a, b| a * b)).abs() < within);
        assert!((apart(a, b).wide() - plain(|a, b| (a - b).powi(2))).abs() < within);
    }

    /// Whoever adds up products or distances comes to the same bits, by registers or without.
    #[test]
    fn there_is_one_dot_product_and_one_distance() {
        for z in [0, 1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 50, 64, 100, 128] {
            let values = |by: f64| (0..z).map(|at| (by * (at as f64 + 1.0)).sin() / 3.0).collect::<Vec<f64>>();
            let (a, b) = (values(1.3), values(0.7));
            are_the_same(&a, &b);
            let [a, b] = [a, b].map(|values| values.iter().map(|v| *v as f32).collect::<Vec<f32>>());
            are_the_same(&a, &b);
        }
    }
}
