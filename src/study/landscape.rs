//! The objective as a surface over two of the numbers that are learned, all others standing where they are.
//!
//! In each single number the objective is a parabola, for a prediction is linear in it. Over two numbers x and y, moved by
//! dx and dy from where they are,
//!
//! ```text
//! J = J_0 + 2 (g_x dx + g_y dy) + h_xx dx² + 2 h_xy dx dy + h_yy dy²
//! g_x = Σ e u + λ x     h_xx = Σ u² + λ     h_xy = Σ u v     with u = ∂r̂/∂x, v = ∂r̂/∂y
//! ```
//!
//! where the sums run over the ratings that the numbers have a part in: those of their two rows. Only where x is factor z
//! of a user and y the same factor of an item that this user rated does one prediction hold their product, so that its
//! error is `e + u dx + v dy + dx dy`: the bowl is bent, and has two hollows.

use super::{Snapshot, reach::Reach};
use crate::{
    data::{Entity, ItemId, UserId},
    model::{Block, Factors, Parameter},
};

/// The objective over two numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Surface {
    /// The number that goes across.
    pub x: Parameter,
    /// The number that goes up.
    pub y: Parameter,
    /// Where they are.
    pub here: (f64, f64),
    /// J_0, the objective there.
    pub height: f64,
    /// g_x and g_y: half the slope there.
    pub slope: (f64, f64),
    /// h_xx, h_xy and h_yy: half the curvature.
    pub bend: [f64; 3],
    /// e, u and v of the one rating whose prediction holds the product of both.
    pub product: Option<[f64; 3]>,
}

impl Surface {
    /// The surface around the present factors, in as many steps as the two rows have ratings. J_0 is what the snapshot
    /// says: while a long pass is under way, the objective at its last measured moment.
    pub fn new(snapshot: &Snapshot, x: Parameter, y: Parameter) -> Option<Self> {
        let factors = snapshot.factors().filter(|_| snapshot.model.lowers_squared_errors())?;
        let problem = snapshot.problem();
        let here = (factors.get(x), factors.get(y));
        let lambda = |at: Parameter| {
            let block = Block::of(at.of, at.factor.is_some());
            problem.options.block_lambda(block, problem.ratings.degree(at.of))
        };
        let mut surface = Self {
            x,
            y,
            here,
            height: snapshot.here.objective(),
            slope: (lambda(x) * here.0, lambda(y) * here.1),
            bend: [lambda(x), 0.0, lambda(y)],
            product: None,
        };
        for (i, j, r) in ratings_of(snapshot, x.of) {
            let (e, u, v) = (factors.predict(i, j) - r, reach(factors, x, i, j), reach(factors, y, i, j));
            surface.slope.0 += e * u;
            surface.bend[0] += u * u;
            surface.bend[1] += u * v;
            let both = x.of.side() != y.of.side() && touches(y, i, j);
            if both && x.factor.is_some() && x.factor == y.factor {
                surface.product = Some([e, u, v]);
            }
        }
        for (i, j, r) in ratings_of(snapshot, y.of) {
            let v = reach(factors, y, i, j);
            surface.slope.1 += (factors.predict(i, j) - r) * v;
            surface.bend[2] += v * v;
        }
        Some(surface)
    }

    /// The objective where x and y have these values.
    pub fn at(&self, (x, y): (f64, f64)) -> f64 {
        let (dx, dy) = (x - self.here.0, y - self.here.1);
        let [xx, xy, yy] = self.bend;
        let bowl = 2.0 * (self.slope.0 * dx + self.slope.1 * dy) + xx * dx * dx + 2.0 * xy * dx * dy + yy * dy * dy;
        let bent = self.product.map_or(0.0, |[e, u, v]| (2.0 * (e + u * dx + v * dy) + dx * dy) * dx * dy);
        self.height + bowl + bent
    }

    /// Where it is lowest. Of a valley floor the point nearest to 0, 0 (as least squares of minimum norm would choose); of
    /// two hollows the deeper one, and of equal ones that in which the present point lies.
    pub fn lowest(&self) -> (f64, f64) {
        if self.product.is_none() {
            let (dx, dy) = solved(self.bend, self.pulled());
            return (dx, dy);
        }
        let mirrored = (-self.here.0, -self.here.1);
        let (near, far) = (self.descended(self.here), self.descended(mirrored));
        let deeper = self.at(far) < self.at(near) - 1e-9 * self.height.abs();
        if deeper { far } else { near }
    }

    /// The right side of `H (x, y) = H here - g`, whose solution is the lowest point of a bowl.
    fn pulled(&self) -> (f64, f64) {
        let ([xx, xy, yy], (x, y)) = (self.bend, self.here);
        (xx * x + xy * y - self.slope.0, xy * x + yy * y - self.slope.1)
    }

    /// Down from a point of a bent bowl, by Newton's steps where they lead down, else along one number at a time.
    fn descended(&self, from: (f64, f64)) -> (f64, f64) {
        let mut at = from;
        for _ in 0..200 {
            let (slope, bend) = self.local(at);
            let newton = solved(bend, (-slope.0, -slope.1));
            let mut next = (at.0 + newton.0, at.1 + newton.1);
            let saddle = bend[0] * bend[2] <= bend[1] * bend[1];
            if saddle || self.at(next) > self.at(at) || !(next.0.is_finite() && next.1.is_finite()) {
                next = self.across(self.up(at));
            }
            let moved = (next.0 - at.0).abs() + (next.1 - at.1).abs();
            at = next;
            if moved <= 1e-12 * (1.0 + at.0.abs() + at.1.abs()) {
                break;
            }
        }
        at
    }

    /// The lowest point with the same y, which a parabola has one of.
    pub fn across(&self, at: (f64, f64)) -> (f64, f64) {
        let (slope, bend) = self.local(at);
        if bend[0] > 0.0 { (at.0 - slope.0 / bend[0], at.1) } else { at }
    }

    /// The lowest point with the same x.
    fn up(&self, at: (f64, f64)) -> (f64, f64) {
        let (slope, bend) = self.local(at);
        if bend[2] > 0.0 { (at.0, at.1 - slope.1 / bend[2]) } else { at }
    }

    /// Half the slope and half the curvature at a point.
    fn local(&self, (x, y): (f64, f64)) -> ((f64, f64), [f64; 3]) {
        let (dx, dy) = (x - self.here.0, y - self.here.1);
        let [xx, xy, yy] = self.bend;
        let (mut slope, mut bend) =
            ((self.slope.0 + xx * dx + xy * dy, self.slope.1 + xy * dx + yy * dy), [xx, xy, yy]);
        if let Some([e, u, v]) = self.product {
            // Half of (e + u dx + v dy + dx dy)² less half of (e + u dx + v dy)², which the bowl already has.
            let linear = e + u * dx + v * dy;
            slope.0 += (linear + dx * dy) * dy + u * dx * dy;
            slope.1 += (linear + dx * dy) * dx + v * dx * dy;
            bend[0] += dy * dy + 2.0 * u * dy;
            bend[2] += dx * dx + 2.0 * v * dx;
            bend[1] += linear + 2.0 * dx * dy + u * dx + v * dy;
        }
        (slope, bend)
    }

    /// The way that the run took over it, the present last: where x and y were at the moments of [`Snapshot::path`].
    pub fn way(&self, snapshot: &Snapshot) -> Vec<(f64, f64)> {
        let shape = |factors: &Factors| (factors.z(), factors.is_biased());
        let present = snapshot.factors().map(shape);
        let there = |f: &Factors| [self.x, self.y].iter().all(|at| at.of.index() < f.rows(at.of.side()));
        let earlier = snapshot.path.iter().filter_map(|model| model.factors());
        let earlier = earlier.filter(|f| Some(shape(f)) == present && there(f));
        let earlier = earlier.map(|factors| (factors.get(self.x), factors.get(self.y)));
        earlier.chain([self.here]).collect()
    }
}

/// The landscape, and where everything lies in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Terrain {
    /// The objective over two numbers.
    pub surface: Surface,
    /// Where it is lowest.
    pub lowest: (f64, f64),
    /// The way that the run took, the present last.
    pub way: Vec<(f64, f64)>,
    /// The rectangle that holds all of them.
    pub reach: Reach,
}

impl Terrain {
    /// The landscape over two numbers.
    pub fn new(snapshot: &Snapshot, x: Parameter, y: Parameter) -> Option<Self> {
        let surface = Surface::new(snapshot, x, y)?;
        let (lowest, way) = (surface.lowest(), surface.way(snapshot));
        // With some of the far slope, so that the bottom does not lie in a corner.
        let beyond = (1.6 * lowest.0, 1.6 * lowest.1);
        let reach = Reach::of(way.iter().copied().chain([lowest, beyond]));
        Some(Self { surface, lowest, way, reach })
    }
}

/// ∂r̂/∂x for a user and an item: the factor of the other one, 1 for a bias, 0 where x has no part in r̂.
fn reach(factors: &Factors, x: Parameter, i: UserId, j: ItemId) -> f64 {
    match (touches(x, i, j), x.factor, x.of) {
        (false, ..) => 0.0,
        (true, None, _) => 1.0,
        (true, Some(z), Entity::User(_)) => factors.of(j)[z],
        (true, Some(z), Entity::Item(_)) => factors.of(i)[z],
    }
}

fn touches(x: Parameter, i: UserId, j: ItemId) -> bool {
    x.of == Entity::User(i) || x.of == Entity::Item(j)
}

/// The ratings of one row that are trained on.
fn ratings_of(snapshot: &Snapshot, of: Entity) -> Vec<(UserId, ItemId, f64)> {
    let ratings = snapshot.problem().ratings;
    match of {
        Entity::User(i) => ratings.user(i).iter().map(|(j, r)| (i, j, r)).collect(),
        Entity::Item(j) => ratings.item(j).iter().map(|(i, r)| (i, j, r)).collect(),
    }
}

/// The shortest solution of `H p = b` for a symmetric H of two rows, by its eigenvectors; a direction in which H has next
/// to no curvature is left alone.
fn solved([xx, xy, yy]: [f64; 3], b: (f64, f64)) -> (f64, f64) {
    let (middle, half) = (f64::midpoint(xx, yy), (xx - yy) / 2.0);
    let spread = half.hypot(xy);
    let angle = if spread == 0.0 { 0.0 } else { xy.atan2(half) / 2.0 };
    let (sin, cos) = angle.sin_cos();
    let most = middle.abs() + spread;
    let part = |(x, y): (f64, f64), curvature: f64| {
        let along = x * b.0 + y * b.1;
        let by = if curvature.abs() > 1e-12 * most { along / curvature } else { 0.0 };
        (x * by, y * by)
    };
    let (first, second) = (part((cos, sin), middle + spread), part((-sin, cos), middle - spread));
    (first.0 + second.0, first.1 + second.1)
}
