//! Long file or grid file, with or without a header: what the first records tell.

use super::error::{Column, LoadError, Place, Problem};
use super::options::{Options, Pick, Role};
use super::records::{Delimiter, Records};
use super::table::{number, rating};

/// How the table is laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// One rating a row.
    Long {
        /// Whether the first record names the columns.
        header: bool,
        /// Where user, item and rating are, from 0.
        columns: [usize; 3],
    },
    /// One user a row, one item a column.
    Grid,
}

/// How many records are looked at.
const SAMPLE: usize = 32;

impl Shape {
    /// Finds the shape of `text`; `None` when it has no record.
    ///
    /// # Errors
    /// When the columns cannot be told.
    pub(super) fn of(
        source: &str,
        text: &str,
        delimiter: Delimiter,
        options: &Options,
    ) -> Result<Option<Self>, LoadError> {
        let mut records = Records::new(text, delimiter);
        let at = |line| Place { file: source.to_owned(), line: Some(line), column: None };
        loop {
            match records.next() {
                Ok(true) => break,
                Ok(false) => return Ok(None),
                Err(problem) if !options.skip_bad => return Err(LoadError { at: at(records.line()), problem }),
                Err(_) => {}
            }
        }
        let line = records.line();
        let sample = Sample {
            head: records.fields().map(str::to_owned).collect(),
            body: body(&mut records),
            options,
            decimal_comma: delimiter.allows_decimal_comma(),
        };
        sample.shape().map(Some).map_err(|(column, problem)| {
            let column = column.map(|(number, role): (u32, Role)| Column { number, name: role.name().into() });
            LoadError { at: Place { column, ..at(line) }, problem }
        })
    }
}

fn body(records: &mut Records<'_>) -> Vec<Vec<String>> {
    let mut body = Vec::new();
    while body.len() < SAMPLE {
        match records.next() {
            Ok(true) => body.push(records.fields().map(str::to_owned).collect()),
            Ok(false) => break,
            Err(_) => {}
        }
    }
    body
}

/// Whether a grid cell says that there is no rating.
pub(super) fn is_missing(cell: &str) -> bool {
    cell.is_empty() || cell == "?" || cell.eq_ignore_ascii_case("na")
}

/// The first records.
struct Sample<'o> {
    head: Vec<String>,
    body: Vec<Vec<String>>,
    options: &'o Options,
    decimal_comma: bool,
}

type Blame = (Option<(u32, Role)>, Problem);

impl Sample<'_> {
    fn shape(&self) -> Result<Shape, Blame> {
        if self.options.columns.is_some() {
            return self.asked_for();
        }
        let named = Role::ALL.map(|role| usual(&self.head, role));
        if let [Some(user), Some(item), Some(rating)] = named {
            return Ok(Shape::Long { header: true, columns: [user, item, rating] });
        }
        // Two of the three: a long file whose third column has a name of its own.
        if let Some(role) = missing_one(named) {
            return Err((None, self.no_column(role, None)));
        }
        if self.is_grid(named[0] == Some(0)) {
            return Ok(Shape::Grid);
        }
        if (3..=4).contains(&self.head.len()) && self.is_rating(&self.head[2]) {
            return Ok(Shape::Long { header: false, columns: [0, 1, 2] });
        }
        Err((None, self.no_column(Role::User, None)))
    }

    /// The columns that the options name, the others by their usual names, or in the usual order without a header.
    fn asked_for(&self) -> Result<Shape, Blame> {
        let pick = |role| self.options.columns.as_ref().and_then(|columns| columns.pick(role));
        let by_name = Role::ALL.iter().any(|&role| matches!(pick(role), Some(Pick::Name(_))));
        let mut columns = [0; 3];
        for role in Role::ALL {
            let found = match pick(role) {
                Some(Pick::Number(number)) => Some(number - 1).filter(|&at| at < self.head.len()),
                Some(Pick::Name(name)) => self.head.iter().position(|field| same(field, name)),
                None => usual(&self.head, role).or_else(|| {
                    let at = role as usize;
                    (!by_name && at < self.head.len()).then_some(at)
                }),
            };
            let wanted = || pick(role).map(|pick| pick.to_string().into());
            columns[role as usize] = found.ok_or_else(|| (None, self.no_column(role, wanted())))?;
        }
        for (first, second) in [(Role::User, Role::Item), (Role::User, Role::Rating), (Role::Item, Role::Rating)] {
            let [one, other] = [first, second].map(|role| columns[role as usize]);
            if one == other {
                let number = number(one);
                let problem = Problem::SameColumn { number, first: first.name(), second: second.name() };
                return Err((Some((number, second)), problem));
            }
        }
        let rating = self.head.get(columns[Role::Rating as usize]).map_or("", String::as_str);
        let header = by_name || !(self.is_rating(rating) || is_missing(rating));
        Ok(Shape::Long { header, columns })
    }

    /// A first line of names above rows that are mostly numbers or holes.
    fn is_grid(&self, users_first: bool) -> bool {
        let [corner, items @ ..] = self.head.as_slice() else { return false };
        if items.is_empty() || self.body.is_empty() {
            return false;
        }
        let corner_is_free = users_first || corner.is_empty();
        if !corner_is_free && items.iter().any(|name| self.is_rating(name)) {
            return false;
        }
        let cells = || self.body.iter().flat_map(|row| row.iter().skip(1));
        let fit = cells().filter(|cell| is_missing(cell) || self.is_rating(cell)).count();
        if 2 * fit <= cells().count() {
            return false;
        }
        // Numbers under unknown names, one user over several rows: a long file, with a header that says nothing.
        let mut users: Vec<_> = self.body.iter().filter_map(|row| row.first()).collect();
        let rows = users.len();
        users.sort_unstable();
        users.dedup();
        corner_is_free || users.len() == rows
    }

    fn is_rating(&self, field: &str) -> bool {
        rating(field, self.options, self.decimal_comma).is_some()
    }

    fn no_column(&self, role: Role, wanted: Option<Box<str>>) -> Problem {
        Problem::NoColumn { found: self.head.join(", ").into(), role: role.name(), wanted }
    }
}

fn missing_one(named: [Option<usize>; 3]) -> Option<Role> {
    match named {
        [None, Some(_), Some(_)] => Some(Role::User),
        [Some(_), None, Some(_)] => Some(Role::Item),
        _ => None,
    }
}

/// The usual names of each column, the best first, in lower case and without what is neither letter nor digit.
fn usual_names(role: Role) -> &'static [&'static str] {
    match role {
        Role::User => &[
            "user",
            "userid",
            "uid",
            "username",
            "userkey",
            "reviewer",
            "reviewerid",
            "reviewername",
            "rater",
            "raterid",
            "customer",
            "customerid",
            "member",
            "memberid",
            "person",
            "personid",
            "account",
            "accountid",
            "profile",
            "profileid",
            "profilename",
            "listener",
            "listenerid",
            "reader",
            "readerid",
            "viewer",
            "viewerid",
            "student",
            "studentid",
        ],
        Role::Item => &[
            "item",
            "itemid",
            "iid",
            "movie",
            "movieid",
            "film",
            "filmid",
            "book",
            "bookid",
            "isbn",
            "song",
            "songid",
            "track",
            "trackid",
            "album",
            "albumid",
            "artist",
            "artistid",
            "product",
            "productid",
            "asin",
            "parentasin",
            "game",
            "gameid",
            "anime",
            "animeid",
            "joke",
            "jokeid",
            "recipe",
            "recipeid",
            "restaurant",
            "restaurantid",
            "business",
            "businessid",
            "show",
            "showid",
            "title",
            "itemname",
            "itemtitle",
            "movietitle",
            "booktitle",
            "itemkey",
            "thing",
        ],
        Role::Rating => &[
            "rating",
            "ratings",
            "score",
            "stars",
            "star",
            "starrating",
            "bookrating",
            "userrating",
            "reviewscore",
            "overall",
            "value",
            "grade",
            "vote",
            "points",
            "preference",
            "thumb",
            "thumbs",
            "liked",
            "like",
        ],
    }
}

/// The column that has the best of the usual names.
fn usual(head: &[String], role: Role) -> Option<usize> {
    let names = usual_names(role);
    let rank = |field: &str| {
        let field: String = field.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        names.iter().position(|name| *name == field)
    };
    let ranked = head.iter().enumerate().filter_map(|(at, field)| Some((rank(field)?, at)));
    ranked.min().map(|(_, at)| at)
}

/// Whether two column names are the same, in any case.
fn same(one: &str, other: &str) -> bool {
    let lower = |name: &str| name.trim().to_lowercase();
    lower(one) == lower(other)
}
