//! The plane of the space of factors that the map is drawn in.

use super::App;
use crate::{
    command::Axes,
    data::Side,
    model::{Factors, Matrix},
};

impl App {
    /// The plane that the map shows.
    pub fn plane(&self) -> Plane {
        let z = self.snapshot.factors.z();
        match self.map.axes {
            Axes::Factors(x, y) => Plane::factors(x - 1, y - 1, z),
            Axes::Principal => match &self.kept.principal {
                Some((side, plane)) if *side == self.side && self.kept.fits(&self.snapshot) => plane.clone(),
                _ => Plane::principal(&self.snapshot.factors, self.side),
            },
            Axes::Next => Plane::factors(0, 1.min(z - 1), z),
        }
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

    pub(super) fn principal(factors: &Factors<f64>, side: Side) -> Self {
        let table: &Matrix<f64> = factors.side(side);
        let (axes, origin) = crate::model::linalg::principal_axes(table);
        let axis = |n: usize| axes.get(n).cloned().unwrap_or_else(|| vec![0.0; table.width()]);
        Self { x: axis(0), y: axis(1), origin }
    }

    /// Where a row of factors lies.
    pub fn place(&self, row: &[f64]) -> (f64, f64) {
        let along = |axis: &[f64]| row.iter().zip(&self.origin).zip(axis).map(|((v, o), a)| (v - o) * a).sum();
        (along(&self.x), along(&self.y))
    }

    /// Where all rows of one side lie.
    pub fn places(&self, factors: &Factors<f64>, side: Side) -> Vec<(f64, f64)> {
        let table = factors.side(side);
        (0..table.rows()).map(|row| self.place(table.row(row))).collect()
    }
}
