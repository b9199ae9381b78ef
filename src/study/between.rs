//! What lies on the way from one item to another: the items nearest to the straight line between them in factor space.

use super::{Among, Snapshot};
use crate::{
    data::{Entity, ItemId, Side},
    model::Go,
};

/// Into so many parts the line is divided: at each place where two of them meet the nearest item is looked for.
pub const PARTS: usize = 10;

/// An item on the way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stage {
    /// The item, q.
    pub item: ItemId,
    /// Where on the line it lies: 0 is the one end, 1 the other.
    pub t: f64,
    /// How far from the line.
    pub distance: f64,
}

/// The way from one item to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Between {
    /// Where it begins, a, and where it ends, b.
    pub ends: [ItemId; 2],
    /// |b - a|.
    pub length: f64,
    /// The items along it in order, the two ends the first and the last.
    pub stages: Vec<Stage>,
}

impl Between {
    /// For the places `a + s (b - a)` with s = 1/10, 2/10, …, 9/10 in turn, of the items that are compared the one nearest to
    /// it, each item once. Where it lies on the line is its own:
    ///
    /// `t = (q - a)·(b - a) / |b - a|²`, and its distance from there is `d = √(|q - a|² - t² |b - a|²)`
    ///
    /// over all factors. Items beyond the ends are passed over. `None` for a model without factors, or when it is given up.
    pub fn new(snapshot: &Snapshot, ends: [ItemId; 2], among: Among, go: Go) -> Option<Self> {
        let (train, factors) = (&snapshot.source.split.train, snapshot.factors()?);
        let [a, b] = ends.map(|item| factors.of(item));
        let dot = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
        let from_a = |q: &[f64]| q.iter().zip(&*a).map(|(q, a)| q - a).collect::<Vec<f64>>();
        let way = from_a(&b);
        let squared = dot(&way, &way);
        let end = |item: ItemId, t: f64| Stage { item, t, distance: 0.0 };
        let mut stages = vec![end(ends[0], 0.0)];
        let mut others = Vec::new();
        for item in (0..train.n_items()).map(ItemId::new).filter(|item| !ends.contains(item)) {
            go()?;
            if squared > 0.0 && among.holds(train, Entity::new(Side::Items, item.index())) {
                let off = from_a(&factors.of(item));
                let t = dot(&off, &way) / squared;
                let distance = (dot(&off, &off) - t * t * squared).max(0.0).sqrt();
                others.push(Stage { item, t, distance });
            }
        }
        others.retain(|stage| (0.0..=1.0).contains(&stage.t) && stage.distance.is_finite());
        for s in (1..PARTS).map(|part| part as f64 / PARTS as f64) {
            go()?;
            let apart = |stage: &Stage| stage.distance.powi(2) + (stage.t - s).powi(2) * squared;
            let nearest = (0..others.len()).min_by(|x, y| apart(&others[*x]).total_cmp(&apart(&others[*y])));
            stages.extend(nearest.map(|at| others.remove(at)));
        }
        stages.push(end(ends[1], 1.0));
        stages.sort_by(|x, y| x.t.total_cmp(&y.t).then((x.item == ends[1]).cmp(&(y.item == ends[1]))));
        Some(Self { ends, length: squared.sqrt(), stages })
    }
}
