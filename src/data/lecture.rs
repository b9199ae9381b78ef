//! What the lecture works with, built into the program: its grid of four users and five albums with four holes, and its
//! tables of factors.

use super::{Ratings, Scale, Side, Uses, load, load::Pairs};
use crate::choice::choice;

choice!(
    /// Which of the lecture's two grids. They differ in one cell: Bhavana's rating for Zhou Shen.
    Lecture, "a grid of the lecture", {
    /// The grid of parts 2 to 6: Bhavana rates Zhou Shen 1.
    Main = "lecture",
    /// The grid of part 7, where Surprise is run: Bhavana rates Zhou Shen 0.
    Video7 = "lecture-video7",
});

impl Lecture {
    /// What the grid is called on the screen.
    pub fn title(self) -> &'static str {
        match self {
            Lecture::Main => "the lecture",
            Lecture::Video7 => "the lecture, part 7",
        }
    }

    /// The ratings, on the lecture's scale from 0 to 5.
    pub fn ratings(self) -> Ratings {
        let text = match self {
            Lecture::Main => include_str!("../../assets/lecture/ratings.csv"),
            Lecture::Video7 => include_str!("../../assets/lecture/ratings-video7.csv"),
        };
        let options = load::Options { scale: Scale::new(0.0, 5.0), ..load::Options::default() };
        let ratings = load::text("the lecture", text, &options).expect("the built-in grid is well formed").ratings;
        besides(ratings).expect("what the built-in grid has besides is well formed")
    }
}

/// What the lecture's users did besides rating, and what is promoted: made up, so that every slider of Recommend has something to
/// go by.
fn besides(ratings: Ratings) -> Result<Ratings, load::LoadError> {
    let text = |name, text: &str| Pairs::reader(name, text.as_bytes());
    let find = |side: Side, name: &str| {
        let names = ratings.names();
        let names = if side == Side::Users { &names.users } else { &names.items };
        names.iter().position(|known| **known == *name)
    };
    let uses = text("uses", include_str!("../../assets/lecture/uses.csv"))?.timed(find)?;
    let promoted = text("promoted", include_str!("../../assets/lecture/promoted.csv"))?;
    let promoted = promoted.items(|name| find(Side::Items, name))?.into_iter().collect();
    let uses = Uses::new(ratings.n_users(), uses);
    Ok(ratings.with_uses(uses).with_promoted(promoted))
}

choice!(
    /// Factors of the lecture's users and albums that a run can start from.
    Known, "a table of the lecture", {
    /// Item factors: how experts score each album, from 0 to 1.
    Experts = "experts",
    /// User factors: what the users answer in a survey, from 0 to 5.
    Survey = "survey",
    /// Both: the state in the middle of gradient descent that part 5 works by hand, to two decimals.
    Worked = "worked",
});

impl Known {
    /// The table of one side, where there is one.
    pub fn table(self, side: Side) -> Option<load::FactorTable> {
        let text = match (self, side) {
            (Known::Experts, Side::Items) => include_str!("../../assets/lecture/item_factors.csv"),
            (Known::Survey, Side::Users) => include_str!("../../assets/lecture/user_factors.csv"),
            (Known::Worked, Side::Users) => include_str!("../../assets/lecture/worked_user_factors.csv"),
            (Known::Worked, Side::Items) => include_str!("../../assets/lecture/worked_item_factors.csv"),
            _ => return None,
        };
        Some(load::factors_text("the lecture", text).expect("the built-in tables are well formed"))
    }
}
