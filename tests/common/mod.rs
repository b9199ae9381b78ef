//! What the mathematics tests share: grids, a fit that runs by passes, and the objective with its slopes.

#![allow(dead_code, clippy::unwrap_used)]

pub mod desk;
pub mod lessons;
mod oracle;
#[cfg(all(feature = "tui", target_os = "linux"))]
pub mod pty;
pub mod python;
pub mod spectra;

use factorscope::{
    data::{Entity, ItemId, Names, Rating, Ratings, Scale, Side, UserId},
    model::{Factors, Model, Options, Parameter, Precision, Problem, Stepper, Tables, Touched, table},
};
use ndarray::Array2;
use proptest::{
    strategy::Strategy,
    test_runner::{Config, TestRunner},
};
use rand::RngExt;
use rand_pcg::Pcg64;
use std::{ops::Range, sync::Arc};

#[allow(unused_imports)]
pub use oracle::*;

/// The lecture's grid.
pub fn lecture() -> Ratings {
    from_csv(include_str!("../../assets/lecture/ratings.csv"))
}

/// The grid of the lecture's part 7, where Bhavana rates Zhou Shen 0.
pub fn video7() -> Ratings {
    from_csv(include_str!("../../assets/lecture/ratings-video7.csv"))
}

/// The grid of a CSV file with the columns user, item, rating; names are numbered as they come.
pub fn from_csv(text: &str) -> Ratings {
    fn number(names: &mut Vec<Box<str>>, name: &str) -> usize {
        names.iter().position(|n| **n == *name).unwrap_or_else(|| {
            names.push(name.into());
            names.len() - 1
        })
    }
    let mut names = Names::default();
    let mut rows = Vec::new();
    for record in csv::Reader::from_reader(text.as_bytes()).records() {
        let record = record.unwrap();
        let user = number(&mut names.users, &record[0]);
        let item = number(&mut names.items, &record[1]);
        rows.push(rating(user, item, record[2].parse().unwrap()));
    }
    Ratings::new(Arc::new(names), Scale::new(0.0, 5.0).unwrap(), &rows).unwrap()
}

/// Plays so many stories, the same each time, so that a failure today is a failure tomorrow; the shortest that fails is shown.
pub fn tell<S: Strategy>(cases: u32, stories: &S, play: impl Fn(S::Value)) {
    let config = Config { cases, max_shrink_iters: 3000, ..Config::default() };
    let told = TestRunner::new(config).run(stories, |story| {
        play(story);
        Ok(())
    });
    if let Err(failure) = told {
        panic!("{failure}");
    }
}

/// One rating, by index.
pub fn rating(user: usize, item: usize, value: f64) -> Rating {
    Rating { user: UserId::new(user), item: ItemId::new(item), value }
}

/// The grid of `rows`, given in file order, over so many users and items.
pub fn grid(users: usize, items: usize, rows: &[Rating]) -> Ratings {
    let named = |n: usize| (1..=n).map(|k| k.to_string().into()).collect();
    let names = Names::new(named(users), named(items));
    Ratings::new(Arc::new(names), Scale::new(0.0, 5.0).unwrap(), rows).unwrap()
}

/// A grid that knows about `density` of its cells, in an order that mixes the users. Half of the ratings are whole
/// numbers, so that zeros and ties are among them.
pub fn random_grid(users: usize, items: usize, density: f64, seed: u64) -> Ratings {
    let mut rng = Pcg64::new(u128::from(seed), 77);
    let mut rows = Vec::new();
    for j in 0..items {
        for i in 0..users {
            if rng.random::<f64>() < density {
                let value = 5.0 * rng.random::<f64>();
                rows.push(rating(i, j, if rng.random::<bool>() { value.floor() } else { value }));
            }
        }
    }
    grid(users, items, &rows)
}

/// A fit: the options, the ratings, the model, and the algorithm that moves it.
pub struct Runner {
    pub options: Options,
    pub ratings: Ratings,
    pub model: Arc<Model>,
    pub stepper: Box<dyn Stepper>,
    /// How many passes are done.
    pub passes: u64,
}

impl Runner {
    /// A fit from what its method begins with.
    pub fn new(options: &Options, ratings: &Ratings) -> Self {
        Self::on(options, ratings, (options.method.algorithm().start)(Problem { ratings, options }))
    }

    /// A fit from given factors, made of the numbers that `options` ask for.
    pub fn starting_from(options: &Options, ratings: &Ratings, tables: Tables<f64>) -> Self {
        let mut model = (options.method.algorithm().start)(Problem { ratings, options });
        *model.factors_mut().unwrap() = Factors::Double(tables).kept_in(options.precision);
        Self::on(options, ratings, model)
    }

    /// A fit from a model.
    pub fn on(options: &Options, ratings: &Ratings, model: Model) -> Self {
        let stepper = options.method.stepper();
        Self { options: options.clone(), ratings: ratings.clone(), model: Arc::new(model), stepper, passes: 0 }
    }

    /// All numbers of the model as bits.
    pub fn bits(&self) -> Vec<u64> {
        rows(&self.model, &self.ratings).into_iter().flatten().map(f64::to_bits).collect()
    }

    /// The factors as they are now.
    pub fn tables(&self) -> Tables<f64> {
        tables(&self.model)
    }

    /// How many units one pass has, half by half.
    pub fn halves(&self) -> Vec<Range<usize>> {
        let mut start = 0;
        let problem = Problem { ratings: &self.ratings, options: &self.options };
        let range = |units| {
            start += units;
            start - units..start
        };
        self.stepper.halves(problem).iter().map(|half| half.units).map(range).collect()
    }

    /// Begins the next pass.
    pub fn begin(&mut self) {
        let problem = Problem { ratings: &self.ratings, options: &self.options };
        self.stepper.begin(problem, &self.model, self.passes);
        self.passes += 1;
    }

    /// Does one unit of the pass that was begun.
    pub fn unit(&mut self, unit: usize) {
        let problem = Problem { ratings: &self.ratings, options: &self.options };
        self.stepper.unit(problem, Arc::make_mut(&mut self.model), unit);
    }

    /// Does several units of the pass that was begun.
    pub fn units(&mut self, units: Range<usize>) {
        let problem = Problem { ratings: &self.ratings, options: &self.options };
        self.stepper.units(problem, Arc::make_mut(&mut self.model), units);
    }

    /// Does `n` whole passes.
    pub fn pass(&mut self, n: usize) {
        for _ in 0..n {
            self.begin();
            self.halves().into_iter().for_each(|half| self.units(half));
        }
    }

    /// SSE over the known ratings.
    pub fn sse(&self) -> f64 {
        let (tables, model) = (self.tables(), &self.model);
        self.ratings.iter().map(|r| (predict(&tables, r.user, r.item) - model.aim(r.value)).powi(2)).sum()
    }

    /// MSE over the known ratings.
    pub fn mse(&self) -> f64 {
        self.sse() / self.ratings.len() as f64
    }

    /// SSE and the penalty: what the solvers make smaller.
    pub fn objective(&self) -> f64 {
        objective(&self.ratings, &self.options, &self.tables())
    }
}

/// The sum of squared errors over the known ratings, worked out without help from the library's own sums.
pub fn sse(ratings: &Ratings, factors: &Tables<f64>) -> f64 {
    ratings.iter().map(|r| (predict(factors, r.user, r.item) - r.value).powi(2)).sum()
}

/// r̂ as the formula says it, in `f64`.
pub fn predict(factors: &Tables<f64>, i: UserId, j: ItemId) -> f64 {
    let base = factors.bias.as_ref().map_or(0.0, |b| b.mean + b.user[i.index()] + b.item[j.index()]);
    base + factors.of(i).iter().zip(factors.of(j)).map(|(p, q)| p * q).sum::<f64>()
}

/// The predictions for every user and every item, row by row.
pub fn predictions(factors: &Tables<f64>) -> Vec<f64> {
    let items = factors.q.count();
    let cell = |n| predict(factors, UserId::new(n / items), ItemId::new(n % items));
    (0..factors.p.count() * items).map(cell).collect()
}

/// |row|² with the bias counted in.
pub fn squared_length(factors: &Tables<f64>, of: Entity) -> f64 {
    let bias = factors.bias_of(of);
    factors.of(of).iter().map(|v| v.powi(2)).sum::<f64>() + bias * bias
}

/// SSE + Σ λ_i |row i|² over users and items, biases included; of content-based filtering over the coefficients that it
/// fits, without the intercepts.
pub fn objective(ratings: &Ratings, options: &Options, factors: &Tables<f64>) -> f64 {
    let length = |of: Entity| match options.method.content() {
        None => squared_length(factors, of),
        Some(side) if side == of.side() => factors.of(of).iter().map(|v| v.powi(2)).sum(),
        Some(_) => 0.0,
    };
    let penalty: f64 = entities(ratings).map(|of| options.row_lambda(ratings.degree(of)) * length(of)).sum();
    sse(ratings, factors) + penalty
}

/// Every user, then every item.
pub fn entities(ratings: &Ratings) -> impl Iterator<Item = Entity> {
    let (users, items) = (ratings.n_users(), ratings.n_items());
    let of = |side| move |n| Entity::new(side, n);
    (0..users).map(of(Side::Users)).chain((0..items).map(of(Side::Items)))
}

/// The addresses of all numbers of one row.
pub fn row_parameters(factors: &Tables<f64>, of: Entity) -> Vec<Parameter> {
    let bias = factors.bias.as_ref().map(|_| None);
    (0..factors.z()).map(Some).chain(bias).map(|factor| Parameter { of, factor }).collect()
}

/// The addresses of all numbers that are learned.
pub fn parameters(ratings: &Ratings, factors: &Tables<f64>) -> Vec<Parameter> {
    entities(ratings).flat_map(|of| row_parameters(factors, of)).collect()
}

/// The slope of `f` in one parameter, by central difference. The objectives here are quadratic in each single
/// parameter, so the difference is the slope itself but for rounding, however wide the step.
pub fn slope(factors: &Tables<f64>, at: Parameter, f: impl Fn(&Tables<f64>) -> f64) -> f64 {
    const H: f64 = 0.125;
    let moved = |by: f64| {
        let mut there = factors.clone();
        there.set(at, factors.get(at) + by);
        f(&there)
    };
    (moved(H) - moved(-H)) / (2.0 * H)
}

/// All numbers of the factors as bits, for comparing to the last one.
pub fn bits(factors: &Tables<f64>) -> Vec<u64> {
    let bias = factors.bias.iter().flat_map(|b| std::iter::once(&b.mean).chain(&b.user).chain(&b.item));
    [factors.p.values(), factors.q.values()].concat().iter().chain(bias).map(|v| v.to_bits()).collect()
}

/// The same of a model, whatever it is made of.
pub fn bits_of(model: &Model) -> Vec<u64> {
    match model.factors() {
        Some(factors) => bits(&factors.wide()),
        // Numbers are written such that they read back to the bit.
        None => format!("{model:?}").bytes().map(u64::from).collect(),
    }
}

/// `side · a`, each row of a table times the Z x Z matrix `a`, given row by row.
pub fn times(table: &Array2<f64>, a: &[f64]) -> Array2<f64> {
    let z = table.ncols();
    Array2::from_shape_fn(table.dim(), |(row, c)| (0..z).map(|k| table[[row, k]] * a[k * z + c]).sum())
}

/// All numbers of a model, row by row: of every user, then of every item.
pub fn rows(model: &Model, ratings: &Ratings) -> Vec<Vec<f64>> {
    entities(ratings).map(|of| model.numbers(ratings, Touched::Row(of))).collect()
}

/// The factors of a model, which must have some, in `f64`.
pub fn tables(model: &Model) -> Tables<f64> {
    model.factors().unwrap().wide().into_owned()
}

/// A table from its values, row by row.
pub fn table_of(width: usize, values: Vec<f64>) -> Array2<f64> {
    table::from_values(width, values).unwrap()
}

/// The same options with a model made of `f32`.
pub fn single(options: &Options) -> Options {
    Options { precision: Precision::Single, ..options.clone() }
}

/// Asserts that two lists agree within `tolerance`, and says where they do not.
#[track_caller]
pub fn assert_close(found: &[f64], wanted: &[f64], tolerance: f64, what: &str) {
    assert_eq!(found.len(), wanted.len(), "{what}");
    for (n, (f, w)) in found.iter().zip(wanted).enumerate() {
        assert!((f - w).abs() <= tolerance, "{what}: number {n} is {f}, not {w} (off by {:e})", (f - w).abs());
    }
}

/// 30 users and 40 films of which something is known: who likes Westerns does not like romances, and the reverse.
pub fn films() -> Ratings {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/films");
    factorscope::data::load::path(&path, &factorscope::data::load::Options::default()).unwrap().ratings
}
