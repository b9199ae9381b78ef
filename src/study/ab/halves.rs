//! Who is in which half.

use super::world::{Draw, chance};
use rand::Rng;

/// One of the two halves, and the recommender that it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arm {
    /// The first.
    A,
    /// The second.
    B,
}

impl Arm {
    /// Both.
    pub const BOTH: [Self; 2] = [Self::A, Self::B];

    /// Its letter.
    pub fn letter(self) -> &'static str {
        ["A", "B"][self as usize]
    }
}

/// Of each two users who follow each other, whether the first of them is in A and the second in B, or the other way round: by
/// a coin. So the halves are of one size, and whoever comes later changes nothing for those who were there before.
pub(super) fn coins(seed: u64, draw: Draw, number: usize, pairs: usize) -> Vec<bool> {
    let mut rng = chance(seed, draw, number, 0);
    (0..pairs).map(|_| rng.next_u32() >> 31 == 0).collect()
}

/// Who is in which arm, by the coins of the pairs.
pub(super) fn arms(coins: &[bool]) -> Vec<Arm> {
    coins.iter().flat_map(|first| if *first { [Arm::A, Arm::B] } else { [Arm::B, Arm::A] }).collect()
}
