//! The plane of the space of factors that the map is drawn in, and where everything lies in it.

use crate::{
    data::{Entity, Side},
    model::{Factors, Go, linalg},
};

/// The rows of one side, seen in a plane.
#[derive(Clone, Debug, PartialEq)]
pub struct Points {
    /// The plane.
    pub plane: Plane,
    /// Where each row lies.
    pub places: Vec<(f64, f64)>,
}

impl Points {
    /// The rows of a side over two factors (from 0), or without any over the principal axes. `None` when it is given up.
    pub fn new(factors: &Factors, side: Side, over: Option<[usize; 2]>, go: Go) -> Option<Self> {
        let plane = match over {
            Some([x, y]) => Plane::factors(x, y, factors.z()),
            None => Plane::principal(factors, side, go)?,
        };
        let places = match over {
            // Two columns of the table: there is nothing to multiply.
            Some([x, y]) => {
                let across = factors.column(side, x).into_iter();
                let up = if x == y { vec![0.0; factors.rows(side)] } else { factors.column(side, y) };
                across.zip(up).collect()
            }
            None => {
                let place = |row| go().map(|()| plane.place(&factors.of(Entity::new(side, row))));
                (0..factors.rows(side)).map(place).collect::<Option<_>>()?
            }
        };
        Some(Self { plane, places })
    }
}

/// A plane in the space of factors: two directions, each a weight for every factor.
#[derive(Clone, Debug, PartialEq)]
pub struct Plane {
    /// Across.
    pub x: Vec<f64>,
    /// Up.
    pub y: Vec<f64>,
    /// The point of the space that is drawn at 0, 0.
    pub origin: Vec<f64>,
}

impl Plane {
    fn factors(x: usize, y: usize, z: usize) -> Self {
        let unit = |at: usize| (0..z).map(|c| if c == at { 1.0 } else { 0.0 }).collect();
        Self { x: unit(x), y: if x == y { vec![0.0; z] } else { unit(y) }, origin: vec![0.0; z] }
    }

    fn principal(factors: &Factors, side: Side, go: Go) -> Option<Self> {
        let ([x, y], origin) = linalg::principal_axes(&factors.table(side).view(), go)?;
        Some(Self { x, y, origin })
    }

    /// Where a row of factors lies.
    pub fn place(&self, row: &[f64]) -> (f64, f64) {
        let along = |axis: &[f64]| row.iter().zip(&self.origin).zip(axis).map(|((v, o), a)| (v - o) * a).sum();
        (along(&self.x), along(&self.y))
    }
}
