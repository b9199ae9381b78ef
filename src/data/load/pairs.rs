//! Pairs of a user and an item, a row each: the cells that somebody asks about.

use super::encoding::Decoded;
use super::error::{Column, Fault, LoadError, Location};
use super::kind::Kind;
use super::progress::Progress;
use super::records::{Records, Start};
use super::separator::Separator;
use super::sheet::{Sheet, said_separator};
use super::table::number;
use super::time::{DateOrder, moment};
use super::words::{Hint, hint};
use super::{clean, intake, text_of, title};
use crate::data::{ItemId, Side, UserId};
use std::io::Read;
use std::path::Path;

/// A table with a user and an item in each row, as a text.
#[derive(Clone, Debug)]
pub struct Pairs {
    source: String,
    text: String,
    separator: Separator,
    start: Start,
}

/// A row: who, what, and when where that is said.
type Timed = (UserId, ItemId, Option<i64>);

/// Which columns hold the user and the item, and perhaps a time, from 0.
struct Roles {
    user: usize,
    item: usize,
    time: Option<usize>,
    /// Whether the first row says so.
    header: bool,
}

impl Pairs {
    /// The table in a file.
    ///
    /// # Errors
    /// When it cannot be read, or holds no text.
    pub fn path(path: &Path) -> Result<Self, LoadError> {
        let source = title(path);
        let bytes = intake::file(path, &source, intake::MOST)?;
        Self::of(&source, bytes)
    }

    /// The same of a stream, which messages call `source`.
    ///
    /// # Errors
    /// As for [`Pairs::path`].
    pub fn reader(source: &str, stream: impl Read) -> Result<Self, LoadError> {
        let bytes = intake::stream(stream, source, intake::MOST, Vec::new(), &Progress::default())?;
        Self::of(source, bytes)
    }

    fn of(source: &str, bytes: Vec<u8>) -> Result<Self, LoadError> {
        let wrong = |LoadError { at, fault }: LoadError| LoadError { at, fault: of_pairs(fault) };
        let Decoded { text, .. } = text_of(source, bytes, None, &Progress::default())?;
        let text = clean(source, &text).map_err(wrong)?;
        if let Some((what, help)) = Kind::of_text(&text) {
            return Err(LoadError::of_file(source, Fault::Foreign { what, help }));
        }
        // Lines above a table are set aside where it holds ratings; here each of them is a row, be it a bad one.
        let separator = Sheet::of(&text, None, None).separator;
        let start = said_separator(&text).map(|(_, start)| start).unwrap_or_default();
        Ok(Self { source: source.to_owned(), text: text.into_owned(), separator, start })
    }

    /// The pairs in the order of the rows; `find` knows the number of a name, from 0.
    ///
    /// # Errors
    /// The first row that is none, or that names somebody unknown.
    pub fn each(&self, find: impl FnMut(Side, &str) -> Option<usize>) -> Result<Vec<(UserId, ItemId)>, LoadError> {
        Ok(self.timed(find)?.into_iter().map(|(user, item, _)| (user, item)).collect())
    }

    /// The same, each with the moment in a column that is called so, in seconds since 1970.
    ///
    /// # Errors
    /// As for [`Pairs::each`], and where such a column holds no moment.
    pub fn timed(&self, mut find: impl FnMut(Side, &str) -> Option<usize>) -> Result<Vec<Timed>, LoadError> {
        let mut records = Records::from(&self.text, self.separator, self.start);
        let mut pairs = Vec::new();
        let mut more = self.next(&mut records)?;
        let roles = Roles::of(&records, |side, at| find(side, records.field(at)).is_some());
        let width = records.len().max(2);
        if roles.header {
            more = self.next(&mut records)?;
        }
        let dates = roles.time.map_or_else(DateOrder::default, |at| self.dates(at));
        while more {
            let (line, found) = (records.line(), records.len());
            if found != width {
                return Err(self.error(line, None, Fault::Fields { found, expected: width }));
            }
            let mut one = |side: Side, at: usize| {
                let name = records.field(at);
                find(side, name).ok_or_else(|| match name {
                    "" => self.error(line, Some((at, side)), Fault::NoName { side }),
                    _ => self.error(line, Some((at, side)), Fault::Stranger { side, name: name.into() }),
                })
            };
            let (user, item) = (one(Side::Users, roles.user)?, one(Side::Items, roles.item)?);
            let time = match roles.time.map(|at| (at, records.field(at))).filter(|(_, field)| !field.is_empty()) {
                None => None,
                Some((at, field)) => Some(moment(field, dates).ok_or_else(|| self.no_moment(line, at, field))?),
            };
            pairs.push((UserId::new(user), ItemId::new(item), time));
            more = self.next(&mut records)?;
        }
        if pairs.is_empty() { Err(LoadError::of_file(&self.source, of_pairs(Fault::NoPairs))) } else { Ok(pairs) }
    }

    /// The items that stand in the rows, one in each: in the column that is called so, else in the first.
    ///
    /// # Errors
    /// The first row that names no item that is known to `find`.
    pub fn items(&self, mut find: impl FnMut(&str) -> Option<usize>) -> Result<Vec<ItemId>, LoadError> {
        let mut records = Records::from(&self.text, self.separator, self.start);
        let (mut items, mut more) = (Vec::new(), self.next(&mut records)?);
        let called = |field: &str| matches!(hint(field), Some((Hint::Item | Hint::Name, _)));
        let column = records.fields().position(called).filter(|at| find(records.field(*at)).is_none());
        if column.is_some() {
            more = self.next(&mut records)?;
        }
        let at = column.unwrap_or(0);
        while more {
            let name = if at < records.len() { records.field(at) } else { "" };
            let stranger = || match name {
                "" => Fault::NoName { side: Side::Items },
                _ => Fault::Stranger { side: Side::Items, name: name.into() },
            };
            let line = records.line();
            let item = find(name).ok_or_else(|| self.error(line, Some((at, Side::Items)), stranger()))?;
            items.push(ItemId::new(item));
            more = self.next(&mut records)?;
        }
        Ok(items)
    }

    /// In which order dates are written in a column.
    fn dates(&self, at: usize) -> DateOrder {
        let mut records = Records::from(&self.text, self.separator, self.start);
        let mut fields = Vec::new();
        while records.next().unwrap_or(false) {
            if at < records.len() {
                fields.push(records.field(at).to_owned());
            }
        }
        DateOrder::of(fields.iter().map(String::as_str))
    }

    fn no_moment(&self, line: u32, at: usize, field: &str) -> LoadError {
        let column = Some(Column { number: number(at), name: "time".into() });
        let at = Location { file: self.source.clone(), line: Some(line), column };
        LoadError { at, fault: of_pairs(Fault::NoMoment { field: field.into() }) }
    }

    /// Goes to the next row; false after the last.
    fn next(&self, records: &mut Records<'_>) -> Result<bool, LoadError> {
        records.next().map_err(|fault| self.error(records.line(), None, fault))
    }

    fn error(&self, line: u32, column: Option<(usize, Side)>, fault: Fault) -> LoadError {
        let column = column.map(|(at, side)| Column { number: number(at), name: side.one().into() });
        LoadError { at: Location { file: self.source.clone(), line: Some(line), column }, fault: of_pairs(fault) }
    }
}

impl Roles {
    /// Where no names of columns say otherwise.
    const FIRST: Self = Self { user: 0, item: 1, time: None, header: false };

    /// What the first row says of the columns. It is a pair where one of its names is known, whatever else it says.
    fn of(first: &Records<'_>, mut known: impl FnMut(Side, usize) -> bool) -> Self {
        let hints: Vec<_> = first.fields().map(hint).collect();
        let surest = |wanted: Hint| {
            let of = |(at, found): (usize, &Option<_>)| {
                found.filter(|(hint, _)| *hint == wanted).map(|(_, sure)| (at, sure))
            };
            // Of equals the first.
            let surest = hints.iter().enumerate().filter_map(of).rev().max_by_key(|(_, sure)| *sure);
            surest.map(|(at, _)| at)
        };
        // A name is that of the other one. What says nothing may be a name that is mistyped, and the row a pair.
        let found = match (surest(Hint::User), surest(Hint::Item), surest(Hint::Name)) {
            (Some(user), Some(item), _) | (Some(user), None, Some(item)) | (None, Some(item), Some(user)) => {
                Some((user, item))
            }
            _ => None,
        };
        match found {
            Some((user, item)) if !known(Side::Users, user) && !known(Side::Items, item) => {
                let pair = known(Side::Users, Self::FIRST.user) || known(Side::Items, Self::FIRST.item);
                if pair { Self::FIRST } else { Self { user, item, time: surest(Hint::Time), header: true } }
            }
            _ => Self::FIRST,
        }
    }
}

/// What is wrong with pairs has its own way out.
fn of_pairs(fault: Fault) -> Fault {
    Fault::OfPairs(fault.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pairs of a text, where users are called a to d and items x to z; or why there are none.
    fn of(text: &str) -> Result<Vec<(usize, usize)>, String> {
        let known = |side, name: &str| {
            let names: &[&str] =
                if side == Side::Users { &["a", "b", "c, d", "d\nd"] } else { &["x", "y y", "the book"] };
            names.iter().position(|known| *known == name)
        };
        let pairs = Pairs::of("f", text.as_bytes().to_vec()).and_then(|pairs| pairs.each(known));
        let indices = |pairs: Vec<(UserId, ItemId)>| pairs.iter().map(|(i, j)| (i.index(), j.index())).collect();
        pairs.map(indices).map_err(|why| format!("{why} ({})", why.hint()))
    }

    #[test]
    fn pairs_are_read_in_their_order_whatever_parts_them() {
        let both = Ok(vec![(0, 0), (1, 1), (0, 0)]);
        for text in [
            "a,x\nb,y y\na,x\n",
            "a\tx\nb\ty y\na\tx",
            "a;x\r\n\r\nb; y y \r\na;x\r\n",
            "a|x\nb|y y\na|x",
            "sep=;\na;x\nb;y y\na;x",
        ] {
            assert_eq!(of(text), both, "{text}");
        }
        assert_eq!(of("\u{feff}a,x\n"), Ok(vec![(0, 0)]));
        assert_eq!(of("\"c, d\",x\n\"d\nd\",\"y y\"\n"), Ok(vec![(2, 0), (3, 1)]));
        assert_eq!(of("a x\nb x\n"), Ok(vec![(0, 0), (1, 0)]));
    }

    #[test]
    fn names_of_columns_say_where_users_and_items_are() {
        let one = Ok(vec![(0, 0)]);
        for text in [
            "user,item\na,x\n",
            "itemId,userId\nx,a\n",
            "Film;Nutzer\nx;a\n",
            "id,item,user\n7,x,a\n",
            "user,item,rating\na,x,4\n",
            "user,name\na,x\n",
            "name,title\na,x\n",
        ] {
            assert_eq!(of(text), one, "{text}");
        }
        assert_eq!(of("a,the book\na,x\n"), Ok(vec![(0, 2), (0, 0)]), "a book is known");
        // A name that is mistyped is no name of a column, though a word in it may be one.
        assert!(of("a,book 7\n").unwrap_err().starts_with("f, line 1, column 2 (item): found 'book 7'"));
        assert!(of("a,the movie\n").unwrap_err().starts_with("f, line 1, column 2 (item): found 'the movie'"));
        assert!(of("user,what\na,x\n").unwrap_err().contains("line 1, column 1 (user): found 'user'"));
        assert!(of("bb,the movie\na,x\n").unwrap_err().starts_with("f, line 1, column 1 (user): found 'bb'"));
    }

    #[test]
    fn what_is_no_pair_is_told_with_its_place_and_a_way_out() {
        let way = "(each row is a user and an item, with a comma or a tab between them)";
        for (text, told) in [
            ("", "f: the file is empty"),
            ("\n \n", "f: the file is empty"),
            ("user,item\n", "f: the file has no pairs"),
            ("a\n", "f, line 1: found 1 field, expected 2"),
            ("a,x\n\nb\n", "f, line 3: found 1 field, expected 2"),
            ("b\na,x\na,x\n", "f, line 1: found 1 field, expected 2"),
            ("a,x\na,x,4\n", "f, line 2: found 3 fields, expected 2"),
            ("user,item,rating\na,x\n", "f, line 2: found 2 fields, expected 3"),
            ("a,x\n,x\n", "f, line 2, column 1 (user): found nothing, expected the name of a user"),
        ] {
            assert_eq!(of(text), Err(format!("{told} {way}")), "{text}");
        }
        assert_eq!(of("a,x\n\"a,x\n"), Err("f, line 2: a quoted field is not closed (close the quote)".into()));
        let stranger = of("item,user\nx,a\nX,a\n").unwrap_err();
        assert!(
            stranger.starts_with("f, line 3, column 1 (item): found 'X', expected the name of an item"),
            "{stranger}"
        );
        assert!(of("%PDF-1.4 ..").unwrap_err().contains("a PDF document"));
    }
}
