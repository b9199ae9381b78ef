//! What a model predicts for cells of the grid, with what is known of each and what the prediction stands on.

use super::State;
use crate::{
    data::{Entity, ItemId, Side, UserId},
    model::Fallback,
};
use rayon::prelude::*;

/// A prediction, and what is known of its cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Predicted {
    /// Who.
    pub user: UserId,
    /// For what.
    pub item: ItemId,
    /// r̂.
    pub value: f64,
    /// r̂ cut to the scale.
    pub clipped: f64,
    /// r, if it is known.
    pub rating: Option<f64>,
    /// Whether that rating is held out.
    pub held_out: bool,
    /// Of the user and of the item.
    pub learned: [Learned; 2],
    /// What was taken for r̂ where the rule of the model could not be followed.
    pub fallback: Option<Fallback>,
}

/// What there is to learn from about a user or an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Learned {
    /// How many ratings; `None` where a trained model comes without any.
    pub ratings: Option<usize>,
    /// Whether nothing is known: there is no rating, and no factors stand there as they were given.
    pub cold: bool,
}

impl Learned {
    /// About a user or an item.
    pub fn of(state: &State, of: Entity) -> Self {
        let State { source, pass, unit, .. } = state;
        let count = source.split.train.degree(of);
        let as_given = source.was_given(of.side()) && (*pass, *unit) == (0, 0);
        Self { ratings: (!source.all().is_empty()).then_some(count), cold: count == 0 && !as_given }
    }
}

impl Predicted {
    /// What is predicted for a cell.
    pub fn of(state: &State, user: UserId, item: ItemId) -> Self {
        let (source, model) = (&state.source, &state.model);
        let (all, test) = (source.all(), &source.split.test);
        let value = state.predict(user, item);
        Self {
            user,
            item,
            value,
            clipped: model.scale(all.scale()).clip(value),
            rating: all.get(user, item),
            held_out: !test.is_empty() && test.get(user, item).is_some(),
            learned: [user.into(), item.into()].map(|of| Learned::of(state, of)),
            fallback: model.fallback(source.learned(), user, item),
        }
    }

    /// What there is to learn from about one of the two.
    pub fn learned(&self, side: Side) -> Learned {
        self.learned[side as usize]
    }
}

/// What is predicted for cells, in their order.
pub fn predicted(state: &State, cells: &[(UserId, ItemId)]) -> Vec<Predicted> {
    cells.par_iter().map(|&(user, item)| Predicted::of(state, user, item)).collect()
}
