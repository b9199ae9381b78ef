//! Holding out a share of the ratings, so that the error on ratings never trained on can be measured.

use super::{Entity, Rating, Ratings, Side, decimal, ratings::Divided};
use std::{fmt, str::FromStr, sync::Arc};

/// A share of the ratings in thousandths, from 0 up to 0.9.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share(u16);

impl Share {
    /// Nothing is held out.
    pub const NONE: Self = Self(0);

    /// The share nearest to `part`; `None` outside 0..=0.9.
    pub fn new(part: f64) -> Option<Self> {
        (0.0..=0.9).contains(&part).then(|| Self((part * 1000.0).round() as u16))
    }

    /// The share as a part of one.
    pub fn part(self) -> f64 {
        f64::from(self.0) / 1000.0
    }

    /// The share as a fraction in lowest terms, such as (1, 10).
    fn fraction(self) -> (u64, u64) {
        let (p, q) = (u64::from(self.0), 1000);
        let (mut a, mut b) = (p, q);
        while a > 0 {
            (a, b) = (b % a, a);
        }
        (p / b, q / b)
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.part())
    }
}

impl FromStr for Share {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        decimal(text)
            .and_then(Self::new)
            .ok_or_else(|| format!("'{text}' is not a share; write a number from 0 to 0.9, such as 0.1"))
    }
}

/// All ratings, those to train on and those to test on. All three know all users and all items, and share one memory.
#[derive(Clone, Debug)]
pub struct Split {
    /// Every known rating.
    pub all: Arc<Ratings>,
    /// What the solver may see.
    pub train: Arc<Ratings>,
    /// What it may not.
    pub test: Arc<Ratings>,
}

/// Divides the ratings by seed: row n of the file (from 0) is held out when
/// `splitmix64(n + seed) mod q < p`, the share being p/q in lowest terms.
///
/// The rule needs no state, so any program in any language can repeat the same split.
/// Source: the mixing function is that of Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
pub fn split(ratings: &Arc<Ratings>, share: Share, seed: u64) -> Split {
    let (p, q) = share.fraction();
    if p > 0 {
        return Split::by(ratings, |n, _| splitmix64((n as u64).wrapping_add(seed)) % q < p);
    }
    let all = if ratings.is_divided() { Arc::new(ratings.only(|_, _| true)) } else { Arc::clone(ratings) };
    Split { train: Arc::clone(&all), test: Arc::new(all.none()), all }
}

impl Split {
    /// How many of the ratings held out are by a user or for an item without a rating to train on.
    pub fn cold(&self) -> usize {
        let unseen = |of: Entity| self.train.degree(of) == 0;
        let all = |side: Side| (0..self.train.count(side)).map(move |at| unseen(Entity::new(side, at))).collect();
        let (users, items): (Vec<bool>, Vec<bool>) = (all(Side::Users), all(Side::Items));
        self.test.iter().filter(|rating| users[rating.user.index()] || items[rating.item.index()]).count()
    }

    /// The ratings to train on, and nothing else: whoever is given it cannot see what is held out.
    pub fn without_test(&self) -> Self {
        let train = Arc::clone(&self.train);
        Self { all: Arc::clone(&train), test: Arc::new(train.none()), train }
    }

    /// Holds out the ratings for which `held(row of the file, rating)` holds.
    pub fn by(ratings: &Ratings, held: impl Fn(usize, Rating) -> bool) -> Self {
        let Divided { all, kept, held } = ratings.divided(held);
        Self { all: Arc::new(all), train: Arc::new(kept), test: Arc::new(held) }
    }
}

/// A number in which every bit depends on every bit of `x`.
pub(crate) fn splitmix64(x: u64) -> u64 {
    let x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_reduce() {
        assert_eq!(Share::new(0.1).unwrap().fraction(), (1, 10));
        assert_eq!(Share::new(0.25).unwrap().fraction(), (1, 4));
        assert_eq!(Share::NONE.fraction(), (0, 1));
        assert!(Share::new(0.95).is_none() && Share::new(f64::NAN).is_none());
    }

    #[test]
    fn mixing_matches_the_published_stream() {
        // The first outputs of the reference generator seeded with 0 and with its own increment.
        assert_eq!(splitmix64(0), 0xE220_A839_7B1D_CDAF);
        assert_eq!(splitmix64(0x9E37_79B9_7F4A_7C15), 0x6E78_9E6A_A1B9_65F4);
    }
}
