//! A made-up A/B test: users with a planted taste and a planted weariness of sameness, two recommenders shown to halves of
//! them, and what their engagement says day by day.
//!
//! Nothing of it comes from the ratings that are open. It is the same for the same [`Setup`] on every machine and any number of
//! threads: what a user does on a day is drawn from the seed, the user and the day alone, so that it does not depend on which
//! days were looked at before, on how many users there are, or on how long the test goes on.
//!
//! Sources: Kohavi, Tang and Xu, "Trustworthy online controlled experiments" (2020), chapters 17 to 19; Johari, Koomen, Pekelis
//! and Walsh, "Peeking at A/B tests" (2017); Armitage, McPherson and Rowe, "Repeated significance tests on accumulating data"
//! (1969).
//!
//! ```
//! use factorscope::{model::ON, study::ab::{AbTest, Setup}};
//!
//! let setup: Setup = "users=100 days=8".parse().unwrap();
//! let test = AbTest::new(setup, ON).unwrap();
//! assert!(test.rmse[0] < test.rmse[1], "A predicts better");
//! assert_eq!(test.readings.len(), 8);
//! ```

mod conduct;
mod figures;
mod halves;
mod list;
mod peeking;
mod reading;
mod setup;
mod size;
mod visit;
mod world;

pub use conduct::AbTest;
pub use figures::OF_AB;
pub use halves::Arm;
pub use list::{list, near};
pub use peeking::Peeking;
pub use reading::Reading;
pub use setup::Setup;
pub use size::{POWER, Z_POWER, users_in_each};
pub use visit::{BASE, MEMORY, Shown, Visit, Visiting};
pub use world::{EACH, Item, KINDS, User, day, user};

use crate::choice::choice;

choice!(
    /// What is looked at of an A/B test.
    #[derive(Default)]
    AbView, "a view of the A/B test", {
    /// The difference with its interval, day by day.
    #[default]
    Difference = "difference",
    /// What one user was shown, and what came of it.
    User = "user",
    /// What looking every day does.
    Peeking = "peeking",
    /// How many users are needed.
    Size = "size",
});
