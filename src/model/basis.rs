//! Turning and shearing: changes of basis in the plane of two factors, which change no prediction.

use std::fmt;

/// A change of basis in the plane of two factors: P becomes P·A and Q becomes A⁻¹·Q, so that P·Q stays what it was.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Basis {
    /// Turns both maps counterclockwise by so many degrees. A⁻¹ = Aᵀ, so lengths and distances survive.
    Turn(f64),
    /// Shifts each user across by so many times its height, and each item down by so many times its place across.
    /// Lengths and distances do not survive.
    Shear(f64),
}

impl Basis {
    /// A, row by row: `[[cos, sin], [-sin, cos]]` or `[[1, 0], [s, 1]]`. A row of P is multiplied from the left.
    pub fn matrix(self) -> [[f64; 2]; 2] {
        match self {
            Basis::Turn(degrees) => {
                let (sin, cos) = degrees.to_radians().sin_cos();
                [[cos, sin], [-sin, cos]]
            }
            Basis::Shear(by) => [[1.0, 0.0], [by, 1.0]],
        }
    }

    /// A⁻¹, row by row. A column of Q is multiplied from the right. Both matrices have determinant 1.
    pub fn inverse(self) -> [[f64; 2]; 2] {
        let [[a, b], [c, d]] = self.matrix();
        [[d, -b], [-c, a]]
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Basis::Turn(degrees) => write!(f, "turn {degrees}"),
            Basis::Shear(by) => write!(f, "shear {by}"),
        }
    }
}
