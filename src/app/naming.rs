//! From the names that people type to users and items.

use super::App;
use crate::{
    command::{Argument, Who},
    data::{Entity, ItemId, Side, UserId},
};

impl App {
    /// The user that `who` points at.
    pub(super) fn user_called(&self, who: &Who) -> Result<UserId, String> {
        self.called(Side::Users, who).map(UserId::new)
    }

    /// The item that `who` points at.
    pub(super) fn item_called(&self, who: &Who) -> Result<ItemId, String> {
        self.called(Side::Items, who).map(ItemId::new)
    }

    /// By number; or by the whole name, its only beginning, its only part, in this order, capitals apart.
    fn called(&self, side: Side, who: &Who) -> Result<usize, String> {
        let ratings = self.snapshot.ratings();
        let count = ratings.count(side);
        let name = match who {
            Who::Number(n) if *n <= count => return Ok(n - 1),
            Who::Number(n) => return Err(format!("there is no {} #{n}; there are {count}", side.one())),
            Who::Name(name) => name,
        };
        let name_of = |at: usize| ratings.name(Entity::new(side, at));
        if let Some(exact) = (0..count).find(|&at| name_of(at) == name) {
            return Ok(exact);
        }
        let wanted = name.to_lowercase();
        let lower: Vec<String> = (0..count).map(|at| name_of(at).to_lowercase()).collect();
        let tests: [fn(&str, &str) -> bool; 3] = [|n, w| n == w, |n, w| n.starts_with(w), |n, w| n.contains(w)];
        for test in tests {
            let fits: Vec<usize> = (0..count).filter(|&at| test(&lower[at], &wanted)).take(4).collect();
            match fits.as_slice() {
                [] => {}
                [only] => return Ok(*only),
                [first, second, ..] => {
                    return Err(format!(
                        "'{name}' fits more than one {}: {}, {}…",
                        side.one(),
                        name_of(*first),
                        name_of(*second)
                    ));
                }
            }
        }
        Err(format!("there is no {} called '{name}'; / finds by a part of the name", side.one()))
    }

    /// Names of users or items that begin with, or contain, what was typed: for completion.
    pub(super) fn names_like(&self, argument: Argument, typed: &str, most: usize) -> Vec<String> {
        let ratings = self.snapshot.ratings();
        let names = match argument {
            Argument::User => &ratings.names().users,
            Argument::Item => &ratings.names().items,
            _ => return Vec::new(),
        };
        let typed = typed.to_lowercase();
        let begins = names.iter().filter(|n| n.to_lowercase().starts_with(&typed));
        let contains = names.iter().filter(|n| {
            let n = n.to_lowercase();
            !typed.is_empty() && n.contains(&typed) && !n.starts_with(&typed)
        });
        begins.chain(contains).take(most).map(|n| n.to_string()).collect()
    }

    /// Items and users whose name contains `text`, capitals apart; the side looked at comes first.
    pub(super) fn matching(&self, text: &str, most: usize) -> Vec<Entity> {
        let ratings = self.snapshot.ratings();
        let wanted = text.to_lowercase();
        [self.side, self.side.other()]
            .into_iter()
            .flat_map(|side| (0..ratings.count(side)).map(move |at| Entity::new(side, at)))
            .filter(|&of| ratings.name(of).to_lowercase().contains(&wanted))
            .take(most)
            .collect()
    }
}
