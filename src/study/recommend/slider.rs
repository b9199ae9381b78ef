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
        /// Its year, or where no years are known when it was rated last: from the earliest to the latest of all items.
        New = "new",
});

impl Slider {
    /// What it is, in a few words.
    pub fn about(self) -> &'static str {
        match self {
            Self::Rating => "the predicted rating, over the scale",
            Self::Like => "nearness to what they rated above the middle",
            Self::Unlike => "1 - nearness: discovery",
            Self::Popular => "ratings, over those of the item with the most",
            Self::New => "its year, or when it was rated last",
        }
    }
}
