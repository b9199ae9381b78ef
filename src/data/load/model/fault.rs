//! What can be wrong with a trained model.

use super::super::error::Count;
use super::spark::SparkFault;
use crate::data::Side;

/// Why a file of factors is none that can be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ModelFault {
    /// Something that should be an array of NumPy.
    #[error("found no array of NumPy: {why}")]
    NoArray {
        /// What is wrong with it.
        why: Box<str>,
    },
    /// Fewer numbers than the header claims.
    #[error("found {found} bytes of numbers, fewer than its shape {shape} needs")]
    Short {
        /// How many bytes there are.
        found: usize,
        /// What the header claims.
        shape: Box<str>,
    },
    /// Objects of Python instead of numbers.
    #[error("found objects of Python, which only Python can read, expected an array of numbers")]
    Objects,
    /// Numbers of a kind that factors are not made of.
    #[error("found elements of the kind {found}, expected numbers such as <f4 or <f8")]
    OtherNumbers {
        /// What the file says that they are.
        found: Box<str>,
    },
    /// Arrays of which none is a table of factors.
    #[error("found {found}, expected a table of factors such as user_factors or item_factors")]
    NoTable {
        /// What the arrays are called.
        found: Box<str>,
    },
    /// Two arrays for one thing.
    #[error("found both {one} and {other}, expected one of them")]
    Both {
        /// What one is called.
        one: Box<str>,
        /// What the other is called.
        other: Box<str>,
    },
    /// An array of another shape.
    #[error("{array}: found the shape {found}, expected {expected}")]
    Shape {
        /// What it is called.
        array: Box<str>,
        /// Its shape.
        found: Box<str>,
        /// What fits.
        expected: Box<str>,
    },
    /// Whole numbers where factors are expected.
    #[error("{array}: found whole numbers, expected factors; it may be a matrix of ratings")]
    Whole {
        /// What the array is called.
        array: Box<str>,
    },
    /// NaN or an infinity.
    #[error("{array}: found {found} in row {row}, column {column}, expected a finite number")]
    NotFinite {
        /// What the array is called.
        array: Box<str>,
        /// The number.
        found: f64,
        /// From 1.
        row: usize,
        /// From 1.
        column: usize,
    },
    /// Two tables of factors that do not fit each other.
    #[error("found {users} factors a user and {items} an item, expected the same number")]
    Widths {
        /// Columns of the one.
        users: usize,
        /// Columns of the other.
        items: usize,
    },
    /// Two means, or biases of the two sides around different ones.
    #[error("found biases around {one} and around {other}, expected the same mean")]
    Means {
        /// One of them.
        one: f64,
        /// Another.
        other: f64,
    },
    /// A name that must be unique is not.
    #[error("found the {} '{name}' twice, expected one row each", .side.one())]
    Twice {
        /// Of what side.
        side: Side,
        /// Who.
        name: Box<str>,
    },
    /// Fewer or more rows than the file says that there are.
    #[error("found {}, expected {expected}, as its beginning says", Count(*.found, "row"))]
    Counted {
        /// How many there are.
        found: usize,
        /// How many were claimed.
        expected: usize,
    },
    /// A line of LIBMF's text that is not what belongs there.
    #[error("found '{found}', expected {expected}")]
    Line {
        /// What stands there.
        found: Box<str>,
        /// What belongs there.
        expected: Box<str>,
    },
    /// Ratings that the model knows nothing of.
    #[error("found no rating in {ratings} whose user and item both have factors in the model")]
    Strangers {
        /// The file of the ratings.
        ratings: Box<str>,
    },
    /// A folder of Spark's.
    #[error(transparent)]
    Spark(SparkFault),
    /// `--ratings` beside ratings.
    #[error("it holds ratings, and --ratings goes with a trained model")]
    NoModel,
    /// A model where ratings are expected.
    #[error("it holds a trained model, expected ratings")]
    NoRatings,
}

impl ModelFault {
    /// What can be done about it.
    pub(in crate::data::load) fn hint(&self) -> &str {
        match self {
            Self::Spark(fault) => fault.hint(),
            Self::NoArray { .. } | Self::Short { .. } => "save it again: np.save('item_factors.npy', Q)",
            Self::Objects | Self::OtherNumbers { .. } | Self::NoTable { .. } | Self::Both { .. } => {
                "save the tables alone: np.savez('model.npz', user_factors=P, item_factors=Q)"
            }
            Self::Shape { .. } => "save a row for each user or item, a column for each factor, and a bias for each row",
            Self::Whole { .. } => "where it is ratings, save them as text: np.savetxt('ratings.txt', R)",
            Self::NotFinite { .. } => "look for the fit that overflowed; np.isfinite(Q).all() tells",
            Self::Widths { .. } | Self::Means { .. } => "take both tables from the same fit",
            Self::Twice { .. } => "give each a name of its own",
            Self::Counted { .. } | Self::Line { .. } => "write the file again: it was cut off or changed by hand",
            Self::Strangers { .. } => {
                "names are compared to the letter; where the model has none, give the file with the ids that it was fitted to"
            }
            Self::NoModel => "open the ratings alone, or name the model first: factorscope MODEL --ratings FILE",
            Self::NoRatings => "name the model first and its ratings behind --ratings",
        }
    }
}
