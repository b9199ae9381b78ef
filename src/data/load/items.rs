//! What a table beside the ratings says of the items, by whichever id the ratings use: their titles, and what is known of them.

use super::error::{Fault, LoadError};
use super::formats::Tabular;
use super::item_columns::{ItemColumns, is_one, tag_columns, year_of, year_of_title};
use super::look::Sample;
use super::options::Options;
use super::plan::Rows;
use super::records::Records;
use super::sheet::Sheet;
use super::table::{MOST_NAME, Table};
use super::{Progress, Skipped, clean, text_of};
use crate::data::facts::Gathered;
use crate::data::{Facts, Topic};
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use std::fmt;

/// The most tags of an item that are kept: those that most people wrote.
const TAGS: usize = 5;

/// What came with the ratings: how many items have it, and how many words of each kind there are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ItemsRead {
    /// Items with a title.
    pub titles: usize,
    /// Items with a year.
    pub years: usize,
    /// Words for what they are.
    pub genres: usize,
    /// Words that people wrote on them.
    pub tags: usize,
    /// Who made them.
    pub makers: usize,
    /// Rare words that were left out because there are too many.
    pub words_left_out: usize,
    /// Items of which the file says nothing.
    pub without: usize,
}

impl fmt::Display for ItemsRead {
    /// `9742 titles, years, 19 genres, 12 items without`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |count: usize, one: &str| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            n => Some(format!("{n} {one}s")),
        };
        let words = |count: usize, topic: Topic| (count > 0).then(|| topic.count(count));
        let parts = [
            count(self.titles, "title"),
            (self.years > 0).then(|| "years".into()),
            words(self.genres, Topic::Genre),
            words(self.tags, Topic::Tag),
            words(self.makers, Topic::Maker),
            count(self.words_left_out, "rare word").map(|words| format!("{words} left out")),
            count(self.without, "item").map(|items| format!("{items} without")),
        ];
        f.write_str(&parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
    }
}

/// What is being read of the items with these ids.
pub(super) struct Items<'i> {
    by_id: HashMap<&'i str, usize>,
    titles: Vec<Option<Box<str>>>,
    /// Of which a row was met. The first one of an item counts.
    met: Vec<bool>,
    facts: Gathered,
    pub(super) skipped: Skipped,
}

impl<'i> Items<'i> {
    pub(super) fn of(ids: &'i [Box<str>]) -> Self {
        Self {
            by_id: ids.iter().enumerate().map(|(at, id)| (&**id, at)).collect(),
            titles: vec![None; ids.len()],
            met: vec![false; ids.len()],
            facts: Gathered::default(),
            skipped: Skipped::default(),
        }
    }

    /// Takes in the table `bytes`. The column of the ids is the one in which most of them stand; without any nothing is known.
    ///
    /// # Errors
    /// A bad row, unless those may be left out.
    pub(super) fn read(&mut self, name: &str, bytes: Vec<u8>, options: &Options) -> Result<(), LoadError> {
        self.each_row(
            name,
            bytes,
            options,
            |items, sample| ItemColumns::of(sample, |id| items.by_id.contains_key(id)),
            |items, columns, records| items.row(columns, records),
        )
    }

    /// Takes in a table of what people wrote on items, one tag a row.
    ///
    /// # Errors
    /// A bad row, unless those may be left out.
    pub(super) fn tags(&mut self, name: &str, bytes: Vec<u8>, options: &Options) -> Result<(), LoadError> {
        let mut written: HashMap<(usize, String), usize> = HashMap::new();
        let columns = |_: &Self, sample: &Sample| tag_columns(sample);
        self.each_row(name, bytes, options, columns, |items, (id, tag), records| {
            if let Some(item) = items.by_id.get(records.field(*id)) {
                let tag: String = records.field(*tag).trim().to_lowercase().chars().take(Gathered::LONGEST).collect();
                *written.entry((*item, tag)).or_default() += 1;
            }
            Ok(())
        })?;
        let mut written: Vec<_> = written.into_iter().map(|((item, tag), count)| (item, count, tag)).collect();
        // Of each item the most frequent first; of as many, by name.
        written.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)).then(a.2.cmp(&b.2)));
        for of_one in written.chunk_by(|a, b| a.0 == b.0) {
            of_one.iter().take(TAGS).for_each(|(item, _, tag)| self.facts.says(*item, Topic::Tag, tag));
        }
        Ok(())
    }

    /// What came of it: titles by item, facts, and what there is to say of both; nothing to say where no item was met.
    pub(super) fn finish(self) -> (Vec<Option<Box<str>>>, Facts, Option<ItemsRead>) {
        let (facts, words_left_out) = self.facts.finish(self.titles.len());
        let read = ItemsRead {
            titles: self.titles.iter().flatten().count(),
            years: facts.years(),
            genres: facts.words(Topic::Genre).count(),
            tags: facts.words(Topic::Tag).count(),
            makers: facts.words(Topic::Maker).count(),
            words_left_out,
            without: self.met.iter().filter(|met| !**met).count(),
        };
        let any = self.met.contains(&true);
        (self.titles, facts, any.then_some(read))
    }

    fn each_row<C>(
        &mut self,
        name: &str,
        bytes: Vec<u8>,
        options: &Options,
        find: impl Fn(&Self, &Sample) -> Option<C>,
        mut take: impl FnMut(&mut Self, &C, &Records<'_>) -> Result<(), Fault>,
    ) -> Result<(), LoadError> {
        let decoded = text_of(name, bytes, None, &Progress::default())?;
        let text = clean(name, &decoded.text)?;
        let tabular = Tabular::of_items(&text);
        let sheet = tabular.sheet.unwrap_or_else(|| Sheet::of(&tabular.text, None, None));
        let mut table = Table::new(name, options);
        let sample = Sample::of(name, &tabular, sheet, options)?;
        let Some(columns) = find(self, &sample) else { return Ok(()) };
        let mut rows = Rows::of(&tabular, sheet);
        loop {
            let taken = match rows.next() {
                Ok(false) => break,
                Ok(true) => take(self, &columns, &rows.records),
                Err(fault) => Err(fault),
            };
            if let Err(fault) = taken {
                table.refuse(table.error(rows.records.line(), None, fault))?;
            }
        }
        self.skipped.extend(table.skipped);
        Ok(())
    }

    fn row(&mut self, columns: &ItemColumns, records: &Records<'_>) -> Result<(), Fault> {
        let needed = columns.id.max(columns.title.unwrap_or(0));
        if records.len() <= needed {
            return Err(Fault::Fields { found: records.len(), expected: columns.width });
        }
        let title = columns.title(records);
        if title.as_ref().is_some_and(|title| title.len() > MOST_NAME) {
            return Err(Fault::LongName { name: title.unwrap_or_default().into() });
        }
        let Some(&item) = self.by_id.get(records.field(columns.id)) else { return Ok(()) };
        if std::mem::replace(&mut self.met[item], true) {
            return Ok(());
        }
        let field = |at: usize| if at < records.len() { records.field(at) } else { "" };
        let name = title.as_deref().unwrap_or_else(|| records.field(columns.id));
        let year = columns.year.and_then(|at| year_of(field(at))).or_else(|| year_of_title(name));
        if let Some(year) = year {
            self.facts.year(item, year);
        }
        for list in &columns.words {
            for word in list.parts(field(list.at)).take(Gathered::MOST_OF_ONE) {
                self.facts.says(item, list.topic, word);
            }
        }
        for (_, word) in columns.flags.iter().filter(|(at, _)| is_one(field(*at))) {
            self.facts.says(item, Topic::Genre, word);
        }
        self.titles[item] = title.filter(|title| !title.is_empty()).map(Into::into);
        Ok(())
    }
}

/// The titles for `ids`. An id without a title stays, and a title that is taken gets its id behind it.
pub(super) fn named(ids: Vec<Box<str>>, titles: Vec<Option<Box<str>>>) -> Vec<Box<str>> {
    let mut taken: HashSet<Box<str>> = HashSet::with_capacity(ids.len());
    let name = |(id, title): (Box<str>, Option<Box<str>>)| {
        let mut name = title.unwrap_or_else(|| id.clone());
        while !taken.insert(name.clone()) {
            name = format!("{name} [{id}]").into();
        }
        name
    };
    ids.into_iter().zip(titles).map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(names: &[&str]) -> Vec<Box<str>> {
        names.iter().map(|&name| name.into()).collect()
    }

    /// The names of the items and what is known of each, in a line.
    fn read(text: &str, ids: &[&str]) -> (Vec<Box<str>>, Vec<String>, Option<ItemsRead>) {
        let ids = boxed(ids);
        let mut items = Items::of(&ids);
        items.read("f", text.as_bytes().to_vec(), &Options::default()).unwrap();
        let (titles, facts, read) = items.finish();
        let lines = (0..ids.len()).map(|at| facts.line(crate::data::ItemId::new(at))).collect();
        (named(ids, titles), lines, read)
    }

    #[test]
    fn equal_titles_stay_different_items() {
        let titles = [Some("Emma"), Some("Emma"), Some("Emma [2]"), None, Some("1984"), None, None];
        let titles = titles.into_iter().map(|title| title.map(Into::into)).collect();
        assert_eq!(
            named(boxed(&["1", "2", "3", "4", "5", "1984", "9"]), titles),
            boxed(&["Emma", "Emma [2]", "Emma [2] [3]", "4", "1984", "1984 [1984]", "9"])
        );
    }

    #[test]
    fn titles_are_found_by_the_ids_that_the_ratings_use() {
        for (text, ids) in [
            ("movieId,title,genres\n1,Heat (1995),Crime\n2,Emma (1996),Drama\n", ["1", "2"]),
            ("book_id,goodreads_book_id,authors,title\n7,1,A. B.,Heat (1995)\n8,2,C. D.,Emma (1996)\n", ["7", "8"]),
            ("1|Heat (1995)|15-Dec-1995||http://a|0|1\n2|Emma (1996)|02-Aug-1996||http://b|1|0\n", ["1", "2"]),
            ("1::Heat (1995)::Crime\n2::Emma (1996)::Drama\n", ["1", "2"]),
            ("1,1995,Heat (1995)\n2,1996,Emma (1996)\n", ["1", "2"]),
            (
                "item_id:token\titem_name:token_seq\tyear:float\n9\tHeat (1995)\t1995\n8\tEmma (1996)\t1996\n",
                ["9", "8"],
            ),
            (
                "\"ISBN\";\"Book-Title\";\"Book-Author\"\n\"01X\";\"Heat (1995)\";\"A\"\n\"02X\";\"Emma (1996)\";\"B\"\n",
                ["01X", "02X"],
            ),
        ] {
            assert_eq!(read(text, &ids).0, boxed(&["Heat (1995)", "Emma (1996)"]), "{text}");
        }
        assert_eq!(read("id,title\n5,Heat\n", &["x"]).2, None, "a table of other things");
    }

    #[test]
    fn the_forms_of_many_data_sets_say_the_same() {
        let flags =
            |on: [usize; 2]| (0..19).map(|n| if on.contains(&n) { "1" } else { "0" }).collect::<Vec<_>>().join("|");
        let item = format!(
            "1|Heat (1995)|15-Dec-1995||http://a|{}\n2|Emma (1996)|02-Aug-1996||http://b|{}\n3|unknown||||{}\n",
            flags([1, 6]),
            flags([8, 14]),
            flags([0, 0])
        );
        for text in [
            "movieId,title,genres\n1,Heat (1995),Action|Crime\n2,Emma (1996),Drama|Romance\n3,X,(no genres listed)\n",
            &item,
            "1::Heat (1995)::Action|Crime\n2::Emma (1996)::Drama|Romance\n3::X::Drama\n"
                .replace("::Drama\n", "::\n")
                .as_str(),
            "item_id:token\tmovie_title:token_seq\trelease_year:token\tclass:token_seq\n1\tHeat\t1995\tAction Crime\n2\tEmma\t1996\tDrama Romance\n3\tX\t\t\n",
            "id;name;Jahr;Genre\n1;Heat;1995;Action, Crime\n2;Emma;1996;Drama, Romance\n3;X;;\n",
            "id,name,year,genres\n1,Heat,1995.0,\"['Action', 'Crime']\"\n2,Emma,1996.0,\"['Drama', 'Romance']\"\n3,X,,[]\n",
            "id,name,year,Action,Crime,Drama,Romance\n1,Heat,1995,1,1,0,0\n2,Emma,1996,0,0,1,1\n3,X,0,0,0,0,0\n",
            "{\"id\": \"1\", \"title\": \"Heat\", \"released\": \"1995-12-15\", \"category\": [\"Action\", \"Crime\"]}\n{\"id\": \"2\", \"title\": \"Emma\", \"released\": \"1996-08-02\", \"category\": [[\"Drama\", \"Romance\"]]}\n{\"id\": \"3\", \"title\": \"X\"}\n",
            "{\"id\": \"1\", \"name\": \"Heat\", \"year\": 1995, \"categories\": \"Action, Crime\"}\n{\"id\": \"2\", \"name\": \"Emma\", \"year\": 1996, \"categories\": \"Drama, Romance\"}\n{\"id\": \"3\", \"name\": \"X\", \"categories\": null}\n",
        ] {
            let (_, lines, said) = read(text, &["1", "2", "3", "4"]);
            assert_eq!(lines, ["1995 · Action, Crime", "1996 · Drama, Romance", "", ""], "{text}");
            let said = said.unwrap();
            assert_eq!((said.years, said.genres, said.without), (2, 4, 1), "{text}");
        }
        let said = read("movieId,title,genres\n1,Heat (1995),Action|Crime\n2,Emma (1996),Drama\n", &["1", "2", "3"]).2;
        assert_eq!(said.unwrap().to_string(), "2 titles, years, 3 genres, 1 item without");
    }

    #[test]
    fn books_have_authors_and_films_of_the_prize_commas() {
        let books = "book_id,authors,original_publication_year,original_title,title\n7,\"A. B., C. D.\",-750,,The Iliad\n8,E. F.,1937.0,The Hobbit,The Hobbit (1)\n";
        let (names, lines, _) = read(books, &["7", "8"]);
        assert_eq!(names, boxed(&["The Iliad", "The Hobbit (1)"]));
        assert_eq!(lines, ["-750 · A. B., C. D.", "1937 · E. F."]);
        let crossing = "ISBN;Book-Title;Book-Author;Year-Of-Publication\n01X;Heat;Orwell, George;1995\n02X;Emma;B;0\n";
        assert_eq!(read(crossing, &["01X", "02X"]).1, ["1995 · Orwell, George", "B"]);
        let prize = "1,2003,Dinosaur Planet\n2,1974,At Home, A Stranger\n3,NULL,Roti\n";
        let (names, lines, _) = read(prize, &["1", "2", "3"]);
        assert_eq!(
            (names, lines),
            (
                boxed(&["Dinosaur Planet", "At Home, A Stranger", "Roti"]),
                vec!["2003".into(), "1974".into(), String::new()]
            )
        );
    }

    #[test]
    fn of_the_tags_of_an_item_those_that_most_wrote_are_kept() {
        let ids = boxed(&["10", "20"]);
        let rows: String = (0..8).map(|n| format!("{n},10,t{n},1\n").repeat(n)).collect();
        for head in ["userId,movieId,tag,timestamp\n", ""] {
            let mut items = Items::of(&ids);
            let text = format!("{head}{rows}9,20,Dark comedy,1\n9,99,other,1\n");
            items.tags("t", text.into_bytes(), &Options::default()).unwrap();
            let (_, facts, read) = items.finish();
            let lines = [0, 1].map(|at| facts.line(crate::data::ItemId::new(at)));
            assert_eq!(lines, ["t7, t6, t5, t4, t3", "dark comedy"]);
            assert_eq!(read, None, "tags are no titles");
        }
    }
}
