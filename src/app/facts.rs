//! What is known of the items, put to use: the colours they have, and which of them are looked at.

use super::App;
use crate::{
    choice::{Choice, listed},
    command::{Command, Those},
    data::{Entity, Facts, ItemId, Only, Topic},
    study::{
        Among,
        groups::{Colour, Groups},
    },
};

impl App {
    /// What is known of the items.
    pub fn facts(&self) -> &Facts {
        self.snapshot.ratings().facts()
    }

    /// Who is compared.
    pub fn among(&self) -> Among {
        use crate::data::Side::{Items, Users};
        Among { least: [self.least(Items), self.least(Users)], only: self.view.look.only }
    }

    /// The groups that the items are coloured by, where they are.
    pub fn groups(&self) -> Option<&Groups> {
        self.kept.groups()
    }

    /// The group of an item that is coloured; nothing where no colours are asked for, and of users.
    pub fn group(&self, of: Entity) -> Option<Option<usize>> {
        match of {
            Entity::Item(item) => self.groups().map(|groups| groups.of(item)),
            Entity::User(_) => None,
        }
    }

    /// What is known of an item, in a line; empty where there is nothing, and of users.
    pub fn facts_of(&self, of: Entity) -> String {
        match of {
            Entity::Item(item) => self.facts().line(item),
            Entity::User(_) => String::new(),
        }
    }

    /// Which items are looked at, in the words of the command; nothing where all are.
    pub fn only_said(&self) -> Option<String> {
        let Only { word, years } = self.view.look.only;
        let word = word.map(|id| self.facts().word(id)).map(|word| (word.topic, word.text.to_string()));
        let said = Those { word, years };
        (said != Those::default()).then(|| Command::Only(said).to_string())
    }

    pub(super) fn set_colour(&mut self, colour: Option<Colour>) -> Result<(), String> {
        let (facts, has_factors) = (self.facts(), self.snapshot.factors().is_some());
        let known: Vec<Colour> = Colour::ALL.iter().copied().filter(|by| by.is_known(facts, has_factors)).collect();
        let colour = match colour {
            Some(colour) if known.contains(&colour) => colour,
            Some(Colour::Mix) => return Err("this model has no factors that items could be put into mixes by".into()),
            Some(colour) if !facts.is_empty() => {
                let names: Vec<&str> = known.iter().map(|by| by.name()).collect();
                return Err(format!("no {colour} is known of these items; there are {}", listed(&names, "and")));
            }
            None if known.len() > 1 => {
                let now = known.iter().position(|by| *by == self.view.look.colour).unwrap_or(0);
                known[(now + 1) % known.len()]
            }
            _ => return Err(NOTHING.into()),
        };
        self.view.look.colour = colour;
        self.say(match colour {
            Colour::None => "items have no colours of their own".into(),
            Colour::Year => "coloured by the decade in which items came out".to_owned(),
            Colour::Mix => self.said_of_mixes(),
            by => format!("coloured by {by}: the rarest that an item has of the {} most frequent", Groups::MOST),
        });
        Ok(())
    }

    pub(super) fn set_only(&mut self, those: Those) -> Result<(), String> {
        if self.facts().is_empty() && those != Those::default() {
            return Err(NOTHING.into());
        }
        let word = those.word.map(|(topic, text)| self.word(topic, &text)).transpose()?;
        if those.years.is_some() && !self.facts().has_years() {
            return Err("no year is known of these items; --items FILE can bring a table that has them".into());
        }
        let only = Only { word, years: those.years };
        let facts = self.facts();
        let all = self.snapshot.ratings().n_items();
        let count = (0..all).filter(|at| facts.keeps(only, ItemId::new(*at))).count();
        if count == 0 {
            return Err("no item is among those: all that were shown stay".into());
        }
        self.look_only_at(only);
        self.say(match self.only_said() {
            Some(said) => format!("{said}: {count} of {all} items; only all brings back the others"),
            None => format!("all {all} items are looked at"),
        });
        Ok(())
    }

    /// A word of the items by its text.
    fn word(&self, topic: Topic, text: &str) -> Result<crate::data::WordId, String> {
        let facts = self.facts();
        facts.find(topic, text).ok_or_else(|| match facts.words(topic).next() {
            None => format!("no {topic} is known of these items; --items FILE can bring a table that has them"),
            Some(_) => {
                let known = facts.words(topic).map(|(_, word)| &*word.text);
                let near = crate::choice::meant(text, known, |name| 1 + name.chars().count() / 4);
                let few: Vec<&str> = facts.words(topic).take(5).map(|(_, word)| &*word.text).collect();
                match near {
                    Some(near) => format!("no item has the {topic} '{text}'; did you mean {near}?"),
                    None => format!("no item has the {topic} '{text}'; the most frequent are {}", listed(&few, "and")),
                }
            }
        })
    }

    /// From here on only these items are looked at. The selected one is one of them.
    fn look_only_at(&mut self, only: Only) {
        self.view.look.only = only;
        self.view.neighbour = 0;
        self.view.walk.clear();
        self.view.shelf = (0, 0);
        self.view.items = self.kept_of(&self.view.items);
        let shown = &self.view.items;
        if shown.place(self.view.item.index()) >= shown.len() {
            self.view.item = ItemId::new(shown.at(0));
        }
        self.view.first.1 = 0;
        self.looked();
    }

    /// An order of the items, of those alone that are looked at.
    pub(super) fn kept_of(&self, items: &crate::study::listing::Listing) -> crate::study::listing::Listing {
        let (facts, only) = (self.facts(), self.view.look.only);
        items.only(|at| facts.keeps(only, ItemId::new(at)))
    }

    /// Whoever selects an item that is not looked at wants to see it: then all are again.
    pub(super) fn show_selected(&mut self) {
        let Some(said) = self.only_said() else { return };
        if !self.facts().keeps(self.view.look.only, self.view.item) {
            self.look_only_at(Only::ALL);
            self.say(format!("{} is not among {said}: all items are looked at again", self.name(self.view.item)));
        }
    }

    /// What can be said after `only`, such as `genre=Western`, that goes on from what was typed, the key or the word alone.
    pub(super) fn known_like(&self, typed: &str, most: usize) -> Vec<String> {
        let facts = self.facts();
        let typed = typed.to_lowercase();
        let years = facts.has_years().then(|| format!("{}=1990..1999", Those::YEAR));
        let words = Topic::ALL.iter().flat_map(|topic| facts.words(*topic).map(|(_, word)| word));
        let words = words.map(|word| (format!("{}={}", word.topic, word.text), word.text.to_lowercase()));
        let begins = |said: &String| said.to_lowercase().starts_with(&typed);
        let fits = words.filter(|(said, word)| begins(said) || word.starts_with(&typed)).map(|(said, _)| said);
        let all = ["all".to_owned()].into_iter().chain(years).filter(begins);
        all.chain(fits).take(most).collect()
    }
}

/// What to say where nothing is known.
const NOTHING: &str = "nothing is known of these items but their ratings: open them with --items FILE, a table that has their \
                       ids with genres, tags or years";
