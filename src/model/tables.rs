//! P, Q and the biases in one kind of number: what the kernels of the factor algorithms work on.

use super::{Basis, Knob, Method, Options, Parameter, Real, Start, table};
use crate::{
    choice::Choice,
    data::{Entity, ItemId, Ratings, Side, UserId},
};
use ndarray::Array2;
use rand::RngExt;
use rand_distr::{Distribution, Normal};
use rand_pcg::Pcg64;

/// P (M x Z) and Q (Z x N) with optional biases: `r̂ = b + P_i · Q_j`, b being `mean + b_i + b_j` or 0.
///
/// Q is stored by item: row j of the table is the column Q_j of the formula.
#[derive(Debug, PartialEq)]
pub struct Tables<T> {
    /// P, a row for each user.
    pub p: Array2<T>,
    /// Q, a row for each item.
    pub q: Array2<T>,
    /// The biases, where the model has them.
    pub bias: Option<Bias<T>>,
}

impl<T: Clone> Clone for Tables<T> {
    fn clone(&self) -> Self {
        Self { p: self.p.clone(), q: self.q.clone(), bias: self.bias.clone() }
    }

    /// Into the room that it has already.
    fn clone_from(&mut self, source: &Self) {
        self.p.clone_from(&source.p);
        self.q.clone_from(&source.q);
        self.bias.clone_from(&source.bias);
    }
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
                rows.for_each(|at| table::row_mut(factors.side_mut(side), at).fill(T::zero()));
            }
        }
        factors
    }

    /// Gives the model biases (of 0, around the mean of `ratings`) or takes them away.
    pub fn set_biased(&mut self, biased: bool, ratings: &Ratings) {
        self.bias = biased.then(|| Bias {
            mean: T::of(ratings.mean()),
            user: vec![T::zero(); self.p.nrows()],
            item: vec![T::zero(); self.q.nrows()],
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
        table::grow(self.side_mut(side));
        if let Some(bias) = &mut self.bias {
            bias.side_mut(side).push(T::zero());
        }
    }

    /// Z, the number of factors.
    pub fn z(&self) -> usize {
        self.p.ncols()
    }

    /// The factors of a user or an item.
    pub fn of(&self, entity: impl Into<Entity>) -> &[T] {
        match entity.into() {
            Entity::User(i) => table::row(&self.p, i.index()),
            Entity::Item(j) => table::row(&self.q, j.index()),
        }
    }

    /// Writes all numbers of a row: its factors, then its bias if there is one.
    pub(super) fn put(&mut self, of: Entity, numbers: &[T]) {
        let (row, bias) = numbers.split_at(self.z());
        match of {
            Entity::User(i) => table::row_mut(&mut self.p, i.index()).copy_from_slice(row),
            Entity::Item(j) => table::row_mut(&mut self.q, j.index()).copy_from_slice(row),
        }
        if let (Some(all), Some(&value)) = (&mut self.bias, bias.first()) {
            all.side_mut(of.side())[of.index()] = value;
        }
    }

    /// The table of one side: P or Q.
    pub fn side(&self, side: Side) -> &Array2<T> {
        match side {
            Side::Users => &self.p,
            Side::Items => &self.q,
        }
    }

    /// The table of one side, to be changed.
    pub fn side_mut(&mut self, side: Side) -> &mut Array2<T> {
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
        self.bias.as_ref().map_or(T::zero(), |b| b.mean + b.user[i.index()] + b.item[j.index()])
    }

    /// r̂ = b + P_i · Q_j.
    pub fn predict(&self, i: UserId, j: ItemId) -> T {
        self.base(i, j) + dot(self.of(i), self.of(j))
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
        match (at.factor, at.of, &mut self.bias) {
            (Some(z), Entity::User(i), _) => self.p[[i.index(), z]] = value,
            (Some(z), Entity::Item(j), _) => self.q[[j.index(), z]] = value,
            (None, of, Some(bias)) => bias.side_mut(of.side())[of.index()] = value,
            (None, _, None) => {}
        }
    }

    /// How many numbers each user and each item has: Z, and one more with biases.
    pub fn per_row(&self) -> usize {
        self.z() + usize::from(self.bias.is_some())
    }

    /// How many numbers are learned in all.
    pub fn parameters(&self) -> usize {
        (self.p.nrows() + self.q.nrows()) * self.per_row()
    }

    /// With as many factors as `options` say: those that are there already, and random ones for the others.
    pub fn resized(&self, ratings: &Ratings, options: &Options) -> Self {
        let mut new = Self::random(ratings, options);
        let keep = self.z().min(new.z());
        for (new, old) in [(&mut new.p, &self.p), (&mut new.q, &self.q)] {
            for row in 0..new.nrows() {
                table::row_mut(new, row)[..keep].copy_from_slice(&table::row(old, row)[..keep]);
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
        let map = |table: &mut Array2<T>, [[xx, yx], [xy, yy]]: [[f64; 2]; 2]| {
            for row in 0..table.nrows() {
                let row = table::row_mut(table, row);
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
        let one = |row: &[T]| Array2::from_shape_fn((1, row.len()), |(_, z)| row[z]);
        let bias = |b: &Bias<T>| Bias { mean: b.mean, user: vec![b.user[i.index()]], item: vec![b.item[j.index()]] };
        Self { p: one(self.of(i)), q: one(self.of(j)), bias: self.bias.as_ref().map(bias) }
    }

    /// Whether every number is finite.
    pub fn finite(&self) -> bool {
        let all = |values: &[T]| values.iter().all(|v| v.is_finite());
        all(table::values(&self.p))
            && all(table::values(&self.q))
            && self.bias.iter().all(|b| all(&b.user) && all(&b.item))
    }

    /// The same in the other kind of number.
    pub fn cast<U: Real>(&self) -> Tables<U> {
        let vec = |values: &[T]| values.iter().map(|v| U::of(v.wide())).collect();
        Tables {
            p: self.p.mapv(|v| U::of(v.wide())),
            q: self.q.mapv(|v| U::of(v.wide())),
            bias: self.bias.as_ref().map(|b| Bias {
                mean: U::of(b.mean.wide()),
                user: vec(&b.user),
                item: vec(&b.item),
            }),
        }
    }
}

/// A table of so many rows, drawn as `options` say from a stream of their seed.
pub(super) fn drawn<T: Real>(rows: usize, options: &Options, stream: u128) -> Array2<T> {
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
    Array2::from_shape_simple_fn((rows, options.factors), || T::of(if positive { draw().abs() } else { draw() }))
}

/// The sum of products `a_1 b_1 + … + a_Z b_Z`.
///
/// It runs in eight lanes which are then added up, so that it vectorises and yet always gives the same bits.
pub fn dot<T: Real>(a: &[T], b: &[T]) -> T {
    const LANES: usize = 8;
    if a.len() < LANES {
        return a.iter().zip(b).fold(T::zero(), |sum, (&x, &y)| sum + x * y);
    }
    let mut lanes = [T::zero(); LANES];
    let (a_parts, b_parts) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let tail = a_parts.remainder().iter().zip(b_parts.remainder()).fold(T::zero(), |sum, (&x, &y)| sum + x * y);
    for (x, y) in a_parts.zip(b_parts) {
        for lane in 0..LANES {
            lanes[lane] += x[lane] * y[lane];
        }
    }
    lanes.iter().fold(tail, |sum, &lane| sum + lane)
}
