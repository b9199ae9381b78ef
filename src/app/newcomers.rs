//! Newcomers: You and others who join when the ratings are open already.

use super::App;
use crate::{
    command::Who,
    data::{Entity, Side},
    study::{Order, YOU},
};

impl App {
    /// The order for a rating: of whom and what is named, or of the cell under the cursor. You need not have joined.
    pub(super) fn rated(&self, cell: Option<(Who, Who)>, value: f64) -> Result<Order, String> {
        let scale = self.snapshot.ratings().scale();
        let held = || if scale.holds(value) { Ok(value) } else { Err(scale.refusal(value)) };
        match cell {
            Some((Who::Name(name), item)) if self.is_new_you(&name) => {
                let item = self.item_called(&item)?;
                Ok(Order::Join(Side::Users, YOU.into(), Some((item.index(), held()?))))
            }
            cell => {
                let (i, j) = self.cell(cell)?;
                Ok(Order::Rate(i, j, Some(held()?)))
            }
        }
    }

    /// Whether a name means You, who have not joined.
    fn is_new_you(&self, name: &str) -> bool {
        let is_you = |name: &str| name.eq_ignore_ascii_case(YOU);
        is_you(name) && !self.snapshot.ratings().names().users.iter().any(|name| is_you(name))
    }

    /// There are other users or items than `before`: someone has joined, or one is at a moment when they had not yet. What goes
    /// by numbers of rows begins anew; who joined is selected.
    pub(super) fn take_others(&mut self, before: [usize; 2]) {
        let ratings = self.snapshot.ratings();
        let counts = [Side::Users, Side::Items].map(|side| ratings.count(side));
        self.view.take_counts(counts);
        self.view.items = self.kept_of(&self.view.items);
        for side in [Side::Items, Side::Users] {
            let count = counts[side as usize];
            if count > before[side as usize] {
                self.select(Entity::new(side, count - 1));
            }
        }
        self.show_selected();
        self.bring_in_sight();
    }
}
