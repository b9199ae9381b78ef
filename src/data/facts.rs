//! What is known of items besides their ratings: the year they came out, and words for what they are.

use super::ItemId;
use crate::choice::choice;
use std::collections::HashMap;

choice!(
    /// What a word says of an item.
    Topic, "a kind of word", {
    /// What sort of thing it is.
    Genre = "genre" | "genres" | "category" | "categories" | "class",
    /// What people wrote on it.
    Tag = "tag" | "tags",
    /// Who made it: who wrote, played or directed it.
    Maker = "author" | "authors" | "artist" | "artists" | "director" | "directors",
});

impl Topic {
    /// So many words of it: `19 genres`.
    pub fn count(self, count: usize) -> String {
        format!("{count} {self}{}", if count == 1 { "" } else { "s" })
    }
}

/// The number of a word among all that are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WordId(u16);

impl WordId {
    /// Its place among all words, from 0.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// A word, and how many items it is said of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word.
    pub text: Box<str>,
    /// What it says.
    pub topic: Topic,
    /// Of how many items.
    pub count: usize,
}

/// What is known of each item. Of what is not known there is none, and no memory is taken for it: of 60,000 items with
/// three words each and a year, 0.7 MB.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// By topic, and in each the most frequent first.
    words: Vec<Word>,
    /// Where the words of each item begin among `of`, and after the last item where they end; nothing without words.
    starts: Vec<u32>,
    of: Vec<WordId>,
    /// 0 where it is not known; nothing where none is.
    years: Vec<i16>,
}

impl Facts {
    /// The most words of one topic that are kept: the most frequent.
    pub const MOST: usize = 4000;

    /// Whether nothing is known of any item.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.years.is_empty()
    }

    /// Whether the year of any item is known.
    pub fn has_years(&self) -> bool {
        !self.years.is_empty()
    }

    /// Of how many items the year is known.
    pub fn years(&self) -> usize {
        self.years.iter().filter(|year| **year != 0).count()
    }

    /// All words of a topic with their numbers, the most frequent first.
    pub fn words(&self, topic: Topic) -> impl Iterator<Item = (WordId, &Word)> {
        self.all().filter(move |(_, word)| word.topic == topic)
    }

    /// All words with their numbers: by topic, and in each the most frequent first.
    pub fn all(&self) -> impl ExactSizeIterator<Item = (WordId, &Word)> {
        self.words.iter().enumerate().map(|(at, word)| (WordId(at as u16), word))
    }

    /// A word by its number.
    pub fn word(&self, id: WordId) -> &Word {
        &self.words[id.index()]
    }

    /// A word of a topic by its text, capitals apart.
    pub fn find(&self, topic: Topic, text: &str) -> Option<WordId> {
        let wanted = text.to_lowercase();
        self.words(topic).find(|(_, word)| word.text.to_lowercase() == wanted).map(|(id, _)| id)
    }

    /// The words of an item, in the order in which its file has them.
    pub fn of(&self, item: ItemId) -> &[WordId] {
        let at = |n: usize| self.starts.get(n).map(|start| *start as usize);
        let range = at(item.index()).zip(at(item.index() + 1));
        range.and_then(|(from, to)| self.of.get(from..to)).unwrap_or_default()
    }

    /// The year of an item.
    pub fn year(&self, item: ItemId) -> Option<i16> {
        self.years.get(item.index()).copied().filter(|year| *year != 0)
    }

    /// All that is known of an item, as far as it is told in a line: its year, who made it, what it is.
    pub fn line(&self, item: ItemId) -> String {
        let text = |topic: Topic| {
            let words = self.of(item).iter().map(|id| self.word(*id)).filter(|word| word.topic == topic);
            words.map(|word| &*word.text).collect::<Vec<_>>().join(", ")
        };
        let year = self.year(item).map_or(String::new(), |year| year.to_string());
        let parts = [year, text(Topic::Maker), text(Topic::Genre), text(Topic::Tag)];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }

    /// The same of `items` items in another order: `places` says where each one goes, if anywhere.
    pub(super) fn placed(&self, places: &[Option<usize>], items: usize) -> Self {
        let mut from = vec![None; items];
        places.iter().enumerate().for_each(|(old, place)| {
            if let Some(place) = place {
                from[*place] = Some(ItemId::new(old));
            }
        });
        let own = |old: &Option<ItemId>| old.map_or(&[][..], |old| self.of(old));
        let ends = from.iter().scan(0, |end, old| {
            *end += own(old).len() as u32;
            Some(*end)
        });
        let (has_words, has_years) = (!self.starts.is_empty(), self.has_years());
        Self {
            starts: if has_words { [0].into_iter().chain(ends).collect() } else { Vec::new() },
            of: from.iter().flat_map(own).copied().collect(),
            years: from
                .iter()
                .filter(|_| has_years)
                .map(|old| old.and_then(|old| self.year(old)).unwrap_or(0))
                .collect(),
            words: self.words.clone(),
        }
    }

    /// Whether an item is among those that `only` leaves.
    pub fn keeps(&self, only: Only, item: ItemId) -> bool {
        only.word.is_none_or(|word| self.of(item).contains(&word))
            && only.years.is_none_or(|(from, to)| self.year(item).is_some_and(|year| (from..=to).contains(&year)))
    }
}

/// Which items are looked at: those with a word, those of some years, those of both; or all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Only {
    /// The word that they have.
    pub word: Option<WordId>,
    /// The first and the last year.
    pub years: Option<(i16, i16)>,
}

impl Only {
    /// Every item.
    pub const ALL: Self = Self { word: None, years: None };

    /// Whether that is every item.
    pub fn is_all(self) -> bool {
        self == Self::ALL
    }
}

/// Facts while they are gathered, item by item in any order.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    words: HashMap<(Topic, Box<str>), u32>,
    names: Vec<(Topic, Box<str>)>,
    said: Vec<(u32, u32)>,
    years: Vec<(u32, i16)>,
}

impl Gathered {
    /// The most words of one topic that are taken for one item.
    pub(super) const MOST_OF_ONE: usize = 24;
    /// The longest word, in characters.
    pub(super) const LONGEST: usize = 60;

    /// Says a word of an item; twice the same is once.
    pub(super) fn says(&mut self, item: usize, topic: Topic, word: &str) {
        let word = word.trim();
        if word.is_empty() || word.chars().count() > Self::LONGEST {
            return;
        }
        let key = (topic, Box::from(word));
        let id = match self.words.get(&key) {
            Some(id) => *id,
            None => {
                let id = self.names.len() as u32;
                self.names.push(key.clone());
                self.words.insert(key, id);
                id
            }
        };
        self.said.push((item as u32, id));
    }

    /// Says the year of an item.
    pub(super) fn year(&mut self, item: usize, year: i16) {
        self.years.push((item as u32, year));
    }

    /// What came of it for so many items, and how many words were left out because there are too many.
    pub(super) fn finish(mut self, items: usize) -> (Facts, usize) {
        // Within an item the order of the file stays.
        self.said.sort_by_key(|(item, _)| *item);
        let mut seen: Vec<u32> = vec![u32::MAX; self.names.len()];
        self.said.retain(|(item, word)| std::mem::replace(&mut seen[*word as usize], *item) != *item);
        let mut counts = vec![0usize; self.names.len()];
        self.said.iter().for_each(|(_, word)| counts[*word as usize] += 1);
        let mut order: Vec<usize> = (0..self.names.len()).collect();
        order.sort_by(|a, b| {
            let key = |at: usize| (self.names[at].0, std::cmp::Reverse(counts[at]), &self.names[at].1);
            key(*a).cmp(&key(*b))
        });
        let mut facts = Facts::default();
        let mut ids: Vec<Option<WordId>> = vec![None; order.len()];
        let (mut topic, mut of_topic) = (None, 0);
        for at in &order {
            let (this, text) = &self.names[*at];
            of_topic = if topic == Some(*this) { of_topic + 1 } else { 1 };
            topic = Some(*this);
            if of_topic <= Facts::MOST {
                ids[*at] = Some(WordId(facts.words.len() as u16));
                facts.words.push(Word { text: text.clone(), topic: *this, count: counts[*at] });
            }
        }
        let cut = order.len() - facts.words.len();
        if !facts.words.is_empty() {
            let mut said = self.said.iter().peekable();
            facts.starts.reserve_exact(items + 1);
            for item in 0..items as u32 {
                facts.starts.push(facts.of.len() as u32);
                while let Some((_, word)) = said.next_if(|(of, _)| *of == item) {
                    facts.of.extend(ids[*word as usize]);
                }
            }
            facts.starts.push(facts.of.len() as u32);
            facts.of.shrink_to_fit();
        }
        if !self.years.is_empty() {
            facts.years = vec![0; items];
            for (item, year) in self.years {
                facts.years[item as usize] = year;
            }
        }
        (facts, cut)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gathered() -> Facts {
        let mut all = Gathered::default();
        all.says(2, Topic::Tag, "noir");
        all.says(0, Topic::Genre, "Drama");
        all.says(2, Topic::Genre, "Crime");
        all.says(2, Topic::Genre, "Drama");
        all.says(2, Topic::Genre, "Crime");
        all.year(2, 1995);
        all.finish(4).0
    }

    #[test]
    fn words_are_counted_once_an_item_and_the_most_frequent_come_first() {
        let facts = gathered();
        let words: Vec<_> = facts.all().map(|(_, word)| (&*word.text, word.topic, word.count)).collect();
        assert_eq!(words, [("Drama", Topic::Genre, 2), ("Crime", Topic::Genre, 1), ("noir", Topic::Tag, 1)]);
        assert_eq!(facts.line(ItemId::new(2)), "1995 · Crime, Drama · noir");
        assert_eq!([0, 1, 3, 9].map(|at| facts.line(ItemId::new(at))), ["Drama", "", "", ""]);
    }

    #[test]
    fn only_those_are_kept_that_have_what_is_asked() {
        let facts = gathered();
        let kept = |only: Only| (0..4).filter(|at| facts.keeps(only, ItemId::new(*at))).collect::<Vec<_>>();
        let drama = facts.find(Topic::Genre, "drama");
        assert_eq!(kept(Only::ALL), [0, 1, 2, 3]);
        assert_eq!(kept(Only { word: drama, years: None }), [0, 2]);
        assert_eq!(kept(Only { word: None, years: Some((1990, 1995)) }), [2]);
        assert_eq!(kept(Only { word: drama, years: Some((1996, 2000)) }), [] as [usize; 0]);
    }

    #[test]
    fn of_too_many_words_the_rare_ones_are_left_out() {
        let mut all = Gathered::default();
        (0..Facts::MOST + 5).for_each(|n| all.says(n % 7, Topic::Tag, &format!("t{n}")));
        (0..3).for_each(|item| all.says(item, Topic::Tag, &format!("t{}", Facts::MOST + 4)));
        let (facts, cut) = all.finish(7);
        assert_eq!((facts.words.len(), cut), (Facts::MOST, 5));
        assert_eq!(&*facts.words[0].text, format!("t{}", Facts::MOST + 4), "said of three items");
    }
}
