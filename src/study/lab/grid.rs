//! The whole grid: how many of its cells are known, block by block, in the order of the file and by how many ratings each
//! user and each item has.

use super::{Figure, Finding, Outcome, Protocol};
use crate::{
    choice::choice,
    data::{Entity, Ratings, Side},
    model::{Method, Options},
    study::Source,
};
use std::{cmp::Reverse, sync::Arc};

choice!(
    /// The order of users and items in the picture of the whole grid.
    #[derive(Default)]
    GridOrder, "an order of the whole grid", {
    /// As in the file.
    #[default]
    File = "file",
    /// The most ratings first, for users and for items.
    Rated = "rated",
});

choice!(
    /// Which dots of the picture are lit.
    #[derive(Default)]
    GridDots, "a way to light the dots", {
    /// As large a part of them as is known of the cells: emptiness is seen.
    #[default]
    Share = "share",
    /// Each that stands for a known cell: no rating is overlooked.
    Any = "any",
});

/// Counts what is known of the whole grid, held out or not. Nothing is fitted, so no option matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WholeGrid;

impl Protocol for WholeGrid {
    fn relevant(&self, _options: &Options) -> Options {
        Options::new(Method::Als)
    }

    fn step(&self, source: &Source, _options: &Options) -> Option<Result<Outcome, String>> {
        Some(Ok(Outcome::Grid(Arc::new(Counted::of(source.all())))))
    }

    fn figures(&self) -> &'static [Figure] {
        FIGURES
    }
}

const FIGURES: &[Figure] = &[
    Figure::new("cells", "how many cells the grid has", |f, _| Some(counted(f)?.cells() as f64)),
    Figure::new("known", "how many of them are known", |f, _| Some(counted(f)?.known as f64)),
    Figure::new("known-share", "the part of the cells that is known, from 0 to 1", |f, _| Some(counted(f)?.share())),
    Figure::new("user-ratings", "ratings of user k, the one with the most first", |f, k| {
        Some(*counted(f)?.degrees[0].get(k)? as f64)
    }),
    Figure::new("item-ratings", "ratings of item k, the one with the most first", |f, k| {
        Some(*counted(f)?.degrees[1].get(k)? as f64)
    }),
    Figure::new("half-items", "how many of the most rated items have half of all ratings", |f, _| {
        Some(counted(f)?.half_of_all() as f64)
    }),
];

/// What was counted, once it is.
fn counted(finding: &Finding) -> Option<&Counted> {
    if let Outcome::Grid(counted) = &finding.outcome { Some(counted) } else { None }
}

/// What is known of a grid.
#[derive(Clone, Debug, PartialEq)]
pub struct Counted {
    /// How many cells are known.
    pub known: usize,
    /// How many ratings users have, and items, the most first.
    pub degrees: [Vec<usize>; 2],
    /// Who has the most ratings and who comes next, users and items; and at which place each of them stands so.
    orders: [Vec<u32>; 2],
    places: [Vec<u32>; 2],
    file: Blocks,
    rated: Blocks,
}

impl Counted {
    /// Counts these ratings: each is looked at twice.
    pub fn of(ratings: &Ratings) -> Self {
        let sides = [Side::Users, Side::Items];
        let degree = |side: Side, at: u32| ratings.degree(Entity::new(side, at as usize));
        let orders = sides.map(|side| {
            let mut order: Vec<u32> = (0..ratings.count(side) as u32).collect();
            order.sort_by_key(|&at| Reverse(degree(side, at)));
            order
        });
        let places = [0, 1].map(|side: usize| {
            let mut places = vec![0; orders[side].len()];
            orders[side].iter().zip(0..).for_each(|(&at, place)| places[at as usize] = place);
            places
        });
        let rated = Blocks::of(ratings, |i| places[0][i] as usize, |j| places[1][j] as usize);
        let degrees = [0, 1].map(|side: usize| orders[side].iter().map(|at| degree(sides[side], *at)).collect());
        Self { known: ratings.len(), degrees, orders, places, file: Blocks::of(ratings, |i| i, |j| j), rated }
    }

    /// The place at which a user or an item stands in an order, from 0.
    pub fn place(&self, order: GridOrder, of: Entity) -> usize {
        match order {
            GridOrder::File => of.index(),
            GridOrder::Rated => self.places[of.side() as usize][of.index()] as usize,
        }
    }

    /// Who stands at a place of an order; `None` behind the last.
    pub fn at(&self, order: GridOrder, side: Side, place: usize) -> Option<Entity> {
        let at = *self.orders[side as usize].get(place)? as usize;
        Some(Entity::new(side, if order == GridOrder::File { place } else { at }))
    }

    /// How many cells there are.
    pub fn cells(&self) -> usize {
        self.degrees[0].len() * self.degrees[1].len()
    }

    /// The part of them that is known.
    pub fn share(&self) -> f64 {
        self.known as f64 / self.cells().max(1) as f64
    }

    /// How many of the most rated items it takes for half of all ratings.
    pub fn half_of_all(&self) -> usize {
        let mut sum = 0;
        let below = self.degrees[1].iter().take_while(|degree| {
            sum += **degree;
            2 * sum < self.known
        });
        (below.count() + 1).min(self.degrees[1].len())
    }

    /// The blocks in an order.
    pub fn blocks(&self, order: GridOrder) -> &Blocks {
        match order {
            GridOrder::File => &self.file,
            GridOrder::Rated => &self.rated,
        }
    }
}

/// A grid in blocks of cells, all as large but for the last ones of each side. Of two numbers the first is for users, downwards,
/// and the second for items, across.
#[derive(Clone, Debug, PartialEq)]
pub struct Blocks {
    /// How many users and how many items there are.
    pub grid: [usize; 2],
    /// How many of them a block holds.
    pub each: [usize; 2],
    /// How many blocks there are.
    pub count: [usize; 2],
    /// How many cells of each block are known, row by row.
    pub known: Vec<u32>,
}

impl Blocks {
    /// The most blocks on a side: more than a screen has dots.
    pub const MOST: usize = 1024;

    /// Counts ratings in as many blocks as may be, with each user and each item at a place.
    fn of(ratings: &Ratings, user: impl Fn(usize) -> usize, item: impl Fn(usize) -> usize) -> Self {
        let grid = [ratings.n_users(), ratings.n_items()];
        let each = grid.map(|count| count.div_ceil(Self::MOST).max(1));
        let mut blocks = Self::empty(grid, each);
        for rating in ratings.iter() {
            let (row, column) = (user(rating.user.index()) / each[0], item(rating.item.index()) / each[1]);
            blocks.known[row * blocks.count[1] + column] += 1;
        }
        blocks
    }

    fn empty(grid: [usize; 2], each: [usize; 2]) -> Self {
        let count = [grid[0].div_ceil(each[0]), grid[1].div_ceil(each[1])];
        Self { grid, each, count, known: vec![0; count[0] * count[1]] }
    }

    /// The same in at most so many blocks a side, each of them some of these.
    pub fn within(&self, most: [usize; 2]) -> Self {
        let by = [0, 1].map(|side| self.count[side].div_ceil(most[side].max(1)).max(1));
        let mut larger = Self::empty(self.grid, [self.each[0] * by[0], self.each[1] * by[1]]);
        for (at, known) in self.known.iter().enumerate() {
            let (row, column) = (at / self.count[1] / by[0], at % self.count[1] / by[1]);
            larger.known[row * larger.count[1] + column] += known;
        }
        larger
    }

    /// How many of a side a block at this place holds.
    fn held(&self, side: usize, at: usize) -> usize {
        self.each[side].min(self.grid[side] - at * self.each[side])
    }

    /// The part of the cells of each block that is known, row by row.
    pub fn shares(&self) -> Vec<f64> {
        let cells = |at: usize| self.held(0, at / self.count[1]) * self.held(1, at % self.count[1]);
        self.known.iter().enumerate().map(|(at, known)| f64::from(*known) / cells(at) as f64).collect()
    }

    /// How many ratings the items of each column of blocks have, on average.
    pub fn per_item(&self) -> Vec<f64> {
        let mut sums = vec![0.0; self.count[1]];
        self.known.iter().enumerate().for_each(|(at, known)| sums[at % self.count[1]] += f64::from(*known));
        sums.iter().enumerate().map(|(at, sum)| sum / self.held(1, at) as f64).collect()
    }

    /// Which of the blocks are lit where these parts of them are known.
    pub fn lit(&self, shares: &[f64], dots: GridDots) -> Vec<bool> {
        if dots == GridDots::Any {
            return self.known.iter().map(|known| *known > 0).collect();
        }
        // Along the rows, forth and back, what is known adds up until it is worth a dot: so of any stretch the right part is
        // lit. Where exactly is left to numbers that are spread evenly (Roberts, "The unreasonable effectiveness of
        // quasirandom sequences", 2018), or the dots would stand in lines.
        let (mut lit, mut owed) = (vec![false; shares.len()], 0.0);
        let width = self.count[1];
        for row in 0..self.count[0] {
            for step in 0..width {
                let column = if row % 2 == 0 { step } else { width - 1 - step };
                let at = row * width + column;
                owed += shares[at];
                let mark = (row as f64 * 0.569_840_290_998 + column as f64 * 0.754_877_666_247).fract();
                lit[at] = owed > 0.0 && owed >= mark.max(1e-6);
                owed -= f64::from(u8::from(lit[at]));
            }
        }
        lit
    }
}
