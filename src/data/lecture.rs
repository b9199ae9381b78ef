//! The lecture's grid, built into the program: four users, five albums, four holes.

use super::{Ratings, Scale, load};

/// Which of the lecture's two grids. They differ in one cell: Bhavana's rating for Zhou Shen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lecture {
    /// The grid of parts 2 to 6: Bhavana rates Zhou Shen 1.
    Main,
    /// The grid of part 7, where Surprise is run: Bhavana rates Zhou Shen 0.
    Video7,
}

impl Lecture {
    /// The names under which the command line knows them.
    pub const NAMES: [(&'static str, Self); 2] = [("lecture", Self::Main), ("lecture-video7", Self::Video7)];

    /// The ratings, on the lecture's scale from 0 to 5.
    pub fn ratings(self) -> Ratings {
        let text = match self {
            Lecture::Main => include_str!("../../assets/lecture/ratings.csv"),
            Lecture::Video7 => include_str!("../../assets/lecture/ratings-video7.csv"),
        };
        let options = load::Options { scale: Scale::new(0.0, 5.0), ..load::Options::default() };
        load::text("the lecture", text, &options).expect("the built-in grid is well formed").ratings
    }
}
