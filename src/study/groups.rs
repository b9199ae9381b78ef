//! Items in a few groups by what is known of them or by their mix, to be told apart by colour and mark.

use crate::{
    choice::choice,
    data::{Facts, ItemId, Topic},
};
use std::collections::BTreeSet;

choice!(
    /// By what items are coloured.
    #[derive(Default)]
    Colour, "what items can be coloured by", {
    /// By nothing.
    #[default]
    None = "none" | "off",
    /// By what they are.
    Genre = "genre" | "genres" | "category",
    /// By what people wrote on them.
    Tag = "tag" | "tags",
    /// By who made them.
    Maker = "author" | "artist" | "director",
    /// By the decade.
    Year = "year" | "years" | "decade",
    /// By the [mix](super::mixes) that each is in.
    Mix = "mix" | "mixes" | "cluster",
});

impl Colour {
    /// The kind of words that it goes by.
    fn topic(self) -> Option<Topic> {
        match self {
            Self::Genre => Some(Topic::Genre),
            Self::Tag => Some(Topic::Tag),
            Self::Maker => Some(Topic::Maker),
            Self::None | Self::Year | Self::Mix => None,
        }
    }

    /// Whether enough is known of any item to go by it, of a model that has factors or has none.
    pub fn is_known(self, facts: &Facts, has_factors: bool) -> bool {
        match (self, self.topic()) {
            (_, Some(topic)) => facts.words(topic).next().is_some(),
            (Self::Mix, None) => has_factors,
            (_, None) => self == Self::None || facts.has_years(),
        }
    }
}

/// Which group each item belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Groups {
    /// What the groups are called.
    pub names: Vec<String>,
    /// The group of each item, from 0.
    of: Vec<Option<u8>>,
}

impl Groups {
    /// The most groups, which is how many colours can be told apart.
    pub const MOST: usize = 7;

    /// The groups of so many items.
    ///
    /// - By words: the [`Groups::MOST`] most frequent. An item that has several of them belongs to the rarest, which tells
    ///   most of it; one that has none of them to no group.
    /// - By years: the last decades, and one group of all that is older.
    pub fn new(facts: &Facts, by: Colour, items: usize) -> Self {
        let all = (0..items).map(ItemId::new);
        match by.topic() {
            Some(topic) => {
                let words: Vec<_> = facts.words(topic).take(Self::MOST).collect();
                let place = |id| words.iter().position(|(word, _)| *word == id);
                let rarest = |item| facts.of(item).iter().filter_map(|id| place(*id)).max();
                Self {
                    names: words.iter().map(|(_, word)| word.text.to_string()).collect(),
                    of: all.map(|item| rarest(item).map(|at| at as u8)).collect(),
                }
            }
            None => {
                let decade = |item| facts.year(item).map(|year| year.div_euclid(10) * 10);
                let decades: BTreeSet<i16> = all.clone().filter_map(decade).collect();
                let older = decades.len() > Self::MOST;
                let shown = if older { Self::MOST - 1 } else { Self::MOST };
                let last: Vec<i16> = decades.iter().rev().take(shown).rev().copied().collect();
                let before = last.first().filter(|_| older).map(|first| format!("before {first}"));
                let place = |decade: i16| match last.iter().position(|one| *one == decade) {
                    Some(at) => at as u8 + u8::from(older),
                    None => 0,
                };
                Self {
                    names: before.into_iter().chain(last.iter().map(|decade| format!("{decade}s"))).collect(),
                    of: all.map(|item| decade(item).map(place)).collect(),
                }
            }
        }
    }

    /// Groups that are given: their names, at most [`Groups::MOST`], and that of each item, from 0.
    pub fn given(names: Vec<String>, of: Vec<Option<u8>>) -> Self {
        Self { names, of }
    }

    /// The group of an item, from 0.
    pub fn of(&self, item: ItemId) -> Option<usize> {
        self.of.get(item.index()).copied().flatten().map(usize::from)
    }
}
