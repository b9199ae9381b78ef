//! What to recommend to a user, and why: every item is put on a few scales from 0 to 1, a person weighs them, and the sum decides.
//!
//! A [`Slider`] is one of the scales; [`Weights`] say what each counts and how much variety counts; [`recommend`] makes the list, and
//! [`reasons`] says what carries a prediction and where the item would stand without one of the user's ratings.

mod bulk;
mod ground;
mod known;
mod list;
mod reasons;
mod slider;
mod weights;

pub use bulk::{Brief, lists};
pub use ground::{Measured, due, near};
pub use known::{Known, LeftOut, known};
pub use list::{Pick, Recommended, recommend};
pub(super) use reasons::work as work_of_reasons;
pub use reasons::{Carried, Reason, Reasons, reasons};
pub use slider::Slider;
pub use weights::Weights;

use super::{Among, Present};
use crate::data::{DAY, UserId, Uses};

/// About how many multiplications a list takes.
pub(super) fn work(present: Present<'_>, asked: &Asked) -> usize {
    /// What an item takes besides: its place in two orders.
    const EACH: usize = 30;
    let (items, z) = (present.source.all().n_items(), present.model.z().max(1));
    let near = if ground::compares(asked) { ground::LIKED } else { 0 };
    let varied = if asked.weights.of(Slider::Variety) > 0.0 { asked.most * asked.most * list::POOL } else { 0 };
    items * EACH + (items * (1 + near) + varied).saturating_mul(z)
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Asked {
    /// For whom.
    pub user: UserId,
    /// What counts how much.
    pub weights: Weights,
    /// Whether what the user rated already may be recommended as well.
    pub rated: bool,
    /// Whether predictions are clipped to the scale of the ratings first.
    pub clip: bool,
    /// How many days after the latest use of anything it is.
    pub later: u32,
    /// Which items.
    pub among: Among,
    /// How long the list is.
    pub most: usize,
}

impl Asked {
    /// The most days that it can be later.
    pub const LATEST: u32 = 3_650;

    /// What counts as now, in seconds since 1970; `None` where nothing is known of when anything was used.
    pub fn now(&self, uses: &Uses) -> Option<i64> {
        Some(uses.now()? + i64::from(self.later) * DAY)
    }
}
