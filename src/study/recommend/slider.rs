//! The scales on which items are put.

use crate::choice::choice;

choice!(
    /// A scale from 0 to 1 on which items are put: each is a quantity x with an end to either side,
    /// `v = (x - low) / (high - low)`.
    Slider, "a slider", {
        /// The predicted rating, over the scale of the ratings.
        Rating = "rating",
        /// How near the item is to the nearest of those that the user rated above the middle of the scale; see
        /// [`near`](super::near).
        Like = "like",
        /// The same taken from 1: what is unlike anything they liked.
        Unlike = "unlike",
        /// How many users rated it, over how many rated the item with the most.
        Popular = "popular",
        /// Its year, or where no years are known when it was rated last, or else used last: from the earliest to the latest of all
        /// items.
        New = "new",
        /// 1 for what is promoted, else 0.
        Promoted = "promoted",
        /// How often the user has used it, over how often they used what they used most. It brings back what was used, rated or not.
        Again = "again",
        /// How long ago the user used it last, over the [usual gap](crate::data::Use::gap) between two uses; 1 is due, and more than
        /// due is no more. It brings back what has a rhythm.
        Due = "due",
        /// How unlike what stands before it on the list an item has to be. It takes no part in the score: it chooses among scores;
        /// see [`recommend`](super::recommend()).
        Variety = "variety",
});

impl Slider {
    /// Whether it is a part of the score.
    pub fn scores(self) -> bool {
        self != Self::Variety
    }

    /// What it is, in a few words.
    pub fn about(self) -> &'static str {
        match self {
            Self::Rating => "the predicted rating",
            Self::Like => "near something that they liked",
            Self::Unlike => "unlike all that: a discovery",
            Self::Popular => "how many have rated it",
            Self::New => "how new it is",
            Self::Promoted => "whether it is promoted",
            Self::Again => "how often they used it",
            Self::Due => "time to use it again",
            Self::Variety => "unlike what stands above it",
        }
    }
}
