//! How the users or the items are put into a plane.

use super::{Among, tsne::Laying};
use crate::data::Side;

/// How one side is put into a plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Placing {
    /// Over two factors (from 0), or else over the principal axes.
    Axes(Side, Option<[usize; 2]>),
    /// By the similarities of those who are compared.
    Alike(Side, Among),
    /// By their neighbours in factor space, after so many rounds.
    Near(Laying, usize),
}

impl Placing {
    /// Who is put there.
    pub fn side(self) -> Side {
        match self {
            Self::Axes(side, _) | Self::Alike(side, _) => side,
            Self::Near(laying, _) => laying.side,
        }
    }

    /// The same, however far it has come: what lies in one lies in the other.
    #[must_use]
    pub fn at_rest(self) -> Self {
        match self {
            Self::Near(laying, _) => Self::Near(laying, 0),
            other => other,
        }
    }
}
