//! How densely points lie in a plane, and the lines of equal density around the parts of them that lie closest together.

use super::plane::Points;
use crate::model::Go;
use std::f64::consts::TAU;

/// Which parts of all points the lines hold: a quarter, half, three quarters, all but a twentieth.
pub const PARTS: [f64; 4] = [0.25, 0.5, 0.75, 0.95];
/// The most columns, and rows, of the grid.
const MOST: usize = 256;
/// The fewest.
const FEWEST: usize = 16;
/// A bandwidth is so many steps of the grid, unless that took too many.
const FINE: f64 = 4.0;
/// So many bandwidths from a point there is nothing left of it.
const FAR: f64 = 5.0;
/// So large a part of the points may lie outside of the grid on each of its four sides: less than what no line holds.
const OUTSIDE: f64 = 0.01;

/// How densely points lie, as heights over a grid, and its lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Density {
    /// How many points it is of.
    pub count: usize,
    /// h, across and up.
    pub bandwidth: (f64, f64),
    /// Its lines, from the innermost; none where the points lie on one line or in one place.
    pub levels: Vec<Level>,
    /// The corner of the grid with the least numbers.
    corner: (f64, f64),
    /// From one of its places to the next.
    step: (f64, f64),
    columns: usize,
    /// Row by row from the lowest, `columns` to a row.
    heights: Vec<f64>,
}

/// A line of equal density.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// The part of the points that lies within it.
    pub part: f64,
    /// How many these are.
    pub within: usize,
    /// The density along it.
    pub height: f64,
    /// The line in pieces, each from one place to another.
    pub pieces: Vec<[(f64, f64); 2]>,
}

impl Density {
    /// The density of those of the points that `counts` lets count:
    ///
    /// `f(x, y) = 1 / (n 2π h_x h_y) Σ_i exp(-((x - x_i) / h_x)² / 2 - ((y - y_i) / h_y)² / 2)`
    ///
    /// with Scott's rule for the bandwidths, `h = A n^(-1/6)`, which in a plane is Silverman's as well; A is the spread that
    /// Silverman gives for what has outliers, the standard deviation or, if less, the range of the middle half over 1.349.
    /// Each point is shared out among the four places of the grid around it, and the grid is smoothed along its rows and its
    /// columns: so it takes the same time for any number of points but for one look at each.
    ///
    /// A line is drawn where so large a part of the points lies at higher densities: the smallest region that holds them.
    /// `None` when it is given up.
    ///
    /// Sources: Scott, Multivariate Density Estimation (1992), chapter 6; Silverman, Density Estimation (1986), sections 3.4
    /// and 4.3; Wand, "Fast computation of multivariate kernel estimators" (1994); Hyndman, "Computing and graphing highest
    /// density regions" (1996).
    pub fn new(points: &Points, counts: impl Fn(usize) -> bool, go: Go) -> Option<Self> {
        let is_place = |place: &(f64, f64)| place.0.abs() < 1e100 && place.1.abs() < 1e100;
        let all = points.places.iter().enumerate().filter(|(at, place)| counts(*at) && is_place(place));
        let places: Vec<(f64, f64)> = all.map(|(_, place)| *place).collect();
        go()?;
        let [x, y] = [0, 1].map(|way| Spread::of(places.iter().map(|p| if way == 0 { p.0 } else { p.1 }).collect()));
        let mut density = Self::empty(places.len(), &x, &y);
        if density.columns == 0 {
            return Some(density);
        }
        density.share_out(&places);
        density.smooth(go)?;
        density.draw_lines(&places, go)?;
        Some(density)
    }

    /// About how many multiplications it takes for so many points.
    pub(super) fn work(count: usize) -> usize {
        let cells = (FINE * (6.0 * (count.max(1) as f64).powf(1.0 / 6.0) + 2.0 * FAR)).min(MOST as f64) as usize;
        cells * cells * 4 * (FAR * FINE) as usize + 50 * count
    }

    /// A grid on which nothing lies yet; without a place where the points have no extent in both directions.
    fn empty(count: usize, x: &Spread, y: &Spread) -> Self {
        let bandwidth = [x, y].map(|spread| spread.typical * (count.max(1) as f64).powf(-1.0 / 6.0));
        let flat = bandwidth.iter().any(|h| h.is_nan() || *h <= 0.0);
        let (mut corner, mut step, mut sizes) = ([0.0; 2], [1.0; 2], [0; 2]);
        for (way, spread) in [x, y].into_iter().enumerate().filter(|_| !flat) {
            let h = bandwidth[way];
            let (from, to) = (spread.from - FAR * h, spread.to + FAR * h);
            sizes[way] = ((to - from) / h * FINE).clamp(FEWEST as f64, MOST as f64) as usize;
            (corner[way], step[way]) = (from, (to - from) / (sizes[way] - 1) as f64);
        }
        Self {
            count,
            bandwidth: bandwidth.into(),
            levels: Vec::new(),
            corner: corner.into(),
            step: step.into(),
            columns: sizes[0],
            heights: vec![0.0; sizes[0] * sizes[1]],
        }
    }

    /// The places of the grid around a point, each with the part that it has of it; nothing outside of the grid.
    fn around(&self, (x, y): (f64, f64)) -> Option<[(usize, f64); 4]> {
        let (column, row) = ((x - self.corner.0) / self.step.0, (y - self.corner.1) / self.step.1);
        let rows = self.heights.len() / self.columns.max(1);
        let inside = |at: f64, count: usize| at >= 0.0 && at < count.saturating_sub(1) as f64;
        (inside(column, self.columns) && inside(row, rows)).then(|| {
            let (right, up) = (column.fract(), row.fract());
            let at = row as usize * self.columns + column as usize;
            [
                (at, (1.0 - right) * (1.0 - up)),
                (at + 1, right * (1.0 - up)),
                (at + self.columns, (1.0 - right) * up),
                (at + self.columns + 1, right * up),
            ]
        })
    }

    fn share_out(&mut self, places: &[(f64, f64)]) {
        let share = 1.0 / self.count as f64;
        for place in places {
            let around = self.around(*place);
            around.into_iter().flatten().for_each(|(at, part)| self.heights[at] += part * share);
        }
    }

    /// Each place becomes the sum of those in its row, and then in its column, weighted by how far they are.
    fn smooth(&mut self, go: Go) -> Option<()> {
        let (columns, rows) = (self.columns, self.heights.len() / self.columns);
        for (h, step, count, along, lines, across) in [
            (self.bandwidth.0, self.step.0, columns, 1, rows, columns),
            (self.bandwidth.1, self.step.1, rows, columns, columns, 1),
        ] {
            let reach = ((FAR * h / step).ceil() as usize).min(count);
            // What was shared out has spread by so much already.
            let left = (h * h - step * step / 6.0).max(0.5 * h * h).sqrt();
            let weight = |n: usize| (-0.5 * (n as f64 * step / left).powi(2)).exp() / (left * TAU.sqrt());
            let weights: Vec<f64> = (0..=reach).map(weight).collect();
            let mut line = vec![0.0; count];
            for start in (0..lines).map(|line| line * across) {
                go()?;
                (0..count).for_each(|n| line[n] = self.heights[start + n * along]);
                for n in 0..count {
                    let near = line.iter().enumerate().take(n + reach + 1).skip(n.saturating_sub(reach));
                    self.heights[start + n * along] = near.map(|(other, v)| v * weights[n.abs_diff(other)]).sum();
                }
            }
        }
        Some(())
    }

    fn draw_lines(&mut self, places: &[(f64, f64)], go: Go) -> Option<()> {
        let mut heights: Vec<f64> = places.iter().map(|place| self.at(*place)).collect();
        heights.sort_unstable_by(|a, b| b.total_cmp(a));
        for part in PARTS {
            go()?;
            let within = (part * self.count as f64).ceil() as usize;
            // Between the last that lies within it and the first that does not.
            let (last, next) = (heights[within - 1], heights.get(within).copied().unwrap_or(0.0));
            let height = f64::midpoint(last, next);
            if next < last && height > 0.0 {
                let pieces = self.pieces(height);
                self.levels.push(Level { part, within, height, pieces });
            }
        }
        Some(())
    }

    /// The density at a place.
    pub fn at(&self, place: (f64, f64)) -> f64 {
        self.around(place).map_or(0.0, |around| around.iter().map(|(at, part)| self.heights[*at] * part).sum())
    }

    /// Where a height is crossed, in straight pieces: marching squares. Where two opposite corners of a square lie higher and
    /// two lower, its middle says which two belong together.
    ///
    /// Source: Lorensen and Cline, "Marching cubes" (1987), in the plane.
    fn pieces(&self, height: f64) -> Vec<[(f64, f64); 2]> {
        let mut pieces = Vec::new();
        let rows = self.heights.len() / self.columns;
        for (row, column) in (1..rows).flat_map(|row| (1..self.columns).map(move |column| (row - 1, column - 1))) {
            let corners = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)];
            let heights = corners.map(|(column, row)| self.heights[row * self.columns + column]);
            let above = heights.map(|v| v >= height);
            if above == [above[0]; 4] {
                continue;
            }
            let crossing = |edge: usize| {
                let next = (edge + 1) % 4;
                let part = (height - heights[edge]) / (heights[next] - heights[edge]);
                let between = |a: usize, b: usize| a as f64 + part * (b as f64 - a as f64);
                let (a, b) = (corners[edge], corners[next]);
                let (column, row) = (between(a.0, b.0), between(a.1, b.1));
                (self.corner.0 + column * self.step.0, self.corner.1 + row * self.step.1)
            };
            let crossed: Vec<usize> = (0..4).filter(|edge| above[*edge] != above[(edge + 1) % 4]).collect();
            let pairs = match crossed[..] {
                [a, b] => vec![[a, b]],
                _ if (heights.iter().sum::<f64>() / 4.0 >= height) == above[0] => vec![[0, 1], [2, 3]],
                _ => vec![[3, 0], [1, 2]],
            };
            pieces.extend(pairs.into_iter().map(|pair| pair.map(crossing)));
        }
        pieces
    }
}

/// How far numbers spread.
struct Spread {
    /// A.
    typical: f64,
    /// Nearly all of them lie from here.
    from: f64,
    /// To here.
    to: f64,
}

impl Spread {
    fn of(mut values: Vec<f64>) -> Self {
        let n = values.len();
        if n < 2 {
            return Self { typical: 0.0, from: 0.0, to: 0.0 };
        }
        values.sort_unstable_by(f64::total_cmp);
        let mean = values.iter().sum::<f64>() / n as f64;
        let deviation = (values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1) as f64).sqrt();
        let at = |part: f64| values[(part * (n - 1) as f64).round() as usize];
        let middle = (at(0.75) - at(0.25)) / 1.349;
        let outside = (OUTSIDE * n as f64) as usize;
        let typical = if middle > 0.0 { deviation.min(middle) } else { deviation };
        Self { typical, from: values[outside], to: values[n - 1 - outside] }
    }
}
