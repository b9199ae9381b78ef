//! From the names that people type to users and items, and what a line that is typed may become.

use super::{App, Palette};
use crate::{
    command::{Argument, Lost, Who, complete, phrase},
    data::{Entity, ItemId, Side, UserId},
};

impl App {
    /// The user or the item that `who` points at.
    pub(super) fn called(&self, side: Side, who: &Who) -> Result<Entity, String> {
        let found = who.find(self.snapshot.ratings(), side).map(|at| Entity::new(side, at));
        found.map_err(|lost| match lost {
            Lost::Nobody { .. } => format!("{lost}; / finds by a part of the name"),
            _ => lost.to_string(),
        })
    }

    /// The user that `who` points at.
    pub(super) fn user_called(&self, who: &Who) -> Result<UserId, String> {
        self.called(Side::Users, who).map(|of| UserId::new(of.index()))
    }

    /// The item that `who` points at.
    pub(super) fn item_called(&self, who: &Who) -> Result<ItemId, String> {
        self.called(Side::Items, who).map(|of| ItemId::new(of.index()))
    }

    /// The palette, with this typed already.
    pub(super) fn palette(&self, text: &str) -> Palette {
        let mut palette = Palette::new(text);
        palette.refresh(|line| self.offers(line));
        palette
    }

    /// What a line may become: commands, options and names; after `find`, whatever holds the text.
    pub(super) fn offers(&self, line: &str) -> Vec<String> {
        /// How many are offered.
        const MOST: usize = 8;
        match line.strip_prefix("find ") {
            Some(part) if !part.trim().is_empty() => {
                let found = self.matching(part.trim(), MOST).into_iter();
                found.map(|of| format!("find {}", phrase(self.name(of)))).collect()
            }
            Some(_) => Vec::new(),
            None => complete(line, MOST, |argument, typed| self.names_like(argument, typed, MOST)),
        }
    }

    /// Names of users or items that begin with, or contain, what was typed: for completion.
    fn names_like(&self, argument: Argument, typed: &str, most: usize) -> Vec<String> {
        let ratings = self.snapshot.ratings();
        let names = match argument {
            Argument::User => &ratings.names().users,
            Argument::Item => &ratings.names().items,
            Argument::Known => return self.known_like(typed, most),
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
        [self.view.side, self.view.side.other()]
            .into_iter()
            .flat_map(|side| (0..ratings.count(side)).map(move |at| Entity::new(side, at)))
            .filter(|&of| ratings.name(of).to_lowercase().contains(&wanted))
            .take(most)
            .collect()
    }
}
