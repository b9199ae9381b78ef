//! The blocks of numbers that stochastic descent learns, and a rate or a penalty of its own for one of them.

use crate::{
    choice::{Choice, choice},
    data::{Entity, decimal},
};
use std::fmt;

choice!(
    /// Numbers that are learned and play one part in the prediction, under the name that Surprise has for them.
    Block, "a block", {
    /// b_i, the bias of a user.
    UserBias = "bu",
    /// b_j, the bias of an item.
    ItemBias = "bi",
    /// P_i, the factors of a user; of SVD++ its own, p_i.
    User = "pu",
    /// Q_j, the factors of an item.
    Item = "qi",
    /// y_j, the factors that are implied by having rated an item.
    Implied = "yj",
});

impl Block {
    /// The block of a factor of a user or an item, or else of its bias.
    pub fn of(row: Entity, factor: bool) -> Self {
        match (row, factor) {
            (Entity::User(_), false) => Self::UserBias,
            (Entity::Item(_), false) => Self::ItemBias,
            (Entity::User(_), true) => Self::User,
            (Entity::Item(_), true) => Self::Item,
        }
    }
}

/// A value of their own for some blocks, in the place of the one for all. The text form is `bu:0.002+qi:0.01`, or `none`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ByBlock([Option<f64>; Block::ALL.len()]);

impl ByBlock {
    /// Reads its text form.
    pub fn read(text: &str) -> Option<Self> {
        let mut values = Self::default();
        if text == "none" {
            return Some(values);
        }
        for part in text.split('+') {
            let (block, value) = part.split_once(':')?;
            let place = Block::named(block).ok()?.place();
            if values.0[place].replace(decimal(value)?).is_some() {
                return None;
            }
        }
        Some(values)
    }

    /// The value of a block's own.
    pub fn of(&self, block: Block) -> Option<f64> {
        self.0[block.place()]
    }

    /// The blocks that have one, each with it.
    pub fn each(&self) -> impl Iterator<Item = (Block, f64)> + '_ {
        Block::ALL.iter().filter_map(|block| Some((*block, self.of(*block)?)))
    }
}

impl fmt::Display for ByBlock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<String> = self.each().map(|(block, value)| format!("{}:{value}", block.name())).collect();
        f.write_str(if parts.is_empty() { "none".into() } else { parts.join("+") }.as_str())
    }
}
