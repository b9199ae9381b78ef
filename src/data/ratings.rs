//! The ratings grid: known ratings by user and by item, both compressed, with names and a scale.

mod columns;
mod half;

pub use columns::{Columns, Duplicate, NO_TIME, Values};

use super::{Entity, Facts, ItemId, Scale, Side, UserId, Uses};
use half::{CodeSlice, Codes, Entry, Half, Part, Starts};
use rayon::prelude::*;
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

/// One known rating. Zero is a rating: missing is the absence of one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rating {
    /// Who rated.
    pub user: UserId,
    /// What was rated.
    pub item: ItemId,
    /// How much it was liked.
    pub value: f64,
}

/// The names of users and items, and what else is known of them besides ratings, shared by everything that is cut from one file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Names {
    /// By [`UserId`].
    pub users: Vec<Box<str>>,
    /// By [`ItemId`].
    pub items: Vec<Box<str>>,
    /// What the items are.
    pub facts: Facts,
    /// What users did with items besides rating them.
    pub uses: Uses,
    /// Which items are promoted.
    pub promoted: BTreeSet<ItemId>,
}

impl Names {
    /// Names of items of which nothing else is known.
    pub fn new(users: Vec<Box<str>>, items: Vec<Box<str>>) -> Self {
        Self { users, items, ..Self::default() }
    }
}

/// The known ratings of M users for N items, or those of them that are held out or are not.
///
/// A user's ratings keep the order of the file (the held-out ones come after the others); an item's are sorted by user, so
/// that [`Ratings::get`] is a binary search. Both ways share one numbering of the ratings, the *position*: user by user.
///
/// What people rate with is a short list, so a rating is an id and a place in that list, once by user and once by item: 12
/// bytes, and 4 more where the file is not grouped by user. A held-out share is a rule by which the rows are arranged: the
/// ratings to train on, those to test on and all of them are three views of the same.
#[derive(Clone, Debug)]
pub struct Ratings {
    names: Arc<Names>,
    scale: Scale,
    mean: f64,
    known: Arc<Known>,
    part: Part,
    /// Where the positions of each user begin.
    starts: Starts,
    /// File row to position; `None` where that is the same.
    file_order: Option<Vec<u32>>,
}

/// All ratings, both ways.
#[derive(Debug)]
struct Known {
    /// The distinct ratings, by code.
    values: Vec<f64>,
    by_user: Half<ItemId>,
    by_item: Half<UserId>,
    /// When each was given, in the order of `by_user`: seconds since one before the earliest; 0 is not known.
    times: Vec<u32>,
    earliest: i64,
}

/// The ratings of one user (by item) or of one item (by user).
#[derive(Clone, Copy, Debug)]
pub struct Row<'a, Id> {
    /// Whom or what each rating is about.
    pub ids: &'a [Id],
    codes: CodeSlice<'a>,
    values: &'a [f64],
}

impl<'a, Id: Copy> Row<'a, Id> {
    /// How many ratings there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The rating at a place in the row, in step with `ids`.
    pub fn value(&self, at: usize) -> f64 {
        self.values[self.codes.at(at)]
    }

    /// The ratings, in step with `ids`.
    pub fn values(&self) -> impl ExactSizeIterator<Item = f64> + Clone + use<'a, Id> {
        let Self { ids, codes, values } = *self;
        (0..ids.len()).map(move |at| values[codes.at(at)])
    }

    /// The mean of the ratings, if there are any.
    pub fn mean(&self) -> Option<f64> {
        (!self.is_empty()).then(|| self.values().sum::<f64>() / self.len() as f64)
    }

    /// Each id with its rating.
    pub fn iter(&self) -> impl Iterator<Item = (Id, f64)> + Clone + use<'a, Id> {
        self.ids.iter().copied().zip(self.values())
    }
}

/// The same ratings divided: what is trained on, what is not, and all of them.
pub(super) struct Divided {
    pub all: Ratings,
    pub kept: Ratings,
    pub held: Ratings,
}

impl Known {
    /// Compresses `columns`; `held` says of each row whether it is held out. Comes with where each row then lies, if that is
    /// not where it was.
    fn new([users, items]: [usize; 2], columns: Columns, held: Option<&[bool]>) -> (Self, Option<Vec<u32>>) {
        let distinct = columns.values.all().len();
        let moved = held.is_some() || !columns.users.is_sorted();
        let Columns { users: row_users, items: row_items, codes, values, times } = columns;
        let holds_out = held.is_some();
        let (by_user, order) = if moved {
            let half = Half::gather(users, distinct, holds_out, || {
                (0..codes.len()).map(|n| Entry {
                    row: row_users[n].index(),
                    id: row_items[n],
                    code: codes[n],
                    held: held.is_some_and(|held| held[n]),
                })
            });
            let order = half.places(row_users.iter().map(|i| i.index()), held);
            (half, Some(order))
        } else {
            let mut starts = vec![0; users + 1];
            row_users.iter().for_each(|i| starts[i.index() + 1] += 1);
            (1..=users).for_each(|i| starts[i] += starts[i - 1]);
            (Half { starts, held: None, ids: row_items, codes: Codes::new(codes, distinct) }, None)
        };
        let by_item = Half::gather(items, distinct, holds_out, || {
            (0..users).flat_map(|user| {
                let (all, kept) = (by_user.range(user, Part::Whole), by_user.range(user, Part::Kept));
                let entry = move |at: usize| (at >= kept.end, UserId::new(user), at);
                all.map(entry).map(|(held, id, at)| Entry {
                    row: by_user.ids[at].index(),
                    id,
                    code: by_user.codes.at(at) as u32,
                    held,
                })
            })
        });
        let (earliest, times) = since_earliest(&times, order.as_deref());
        (Self { values: values.into_all(), by_user, by_item, times, earliest }, order)
    }

    /// The pairs that are rated twice.
    fn twice(&self) -> HashSet<(UserId, ItemId)> {
        let of = |item: usize| {
            let ids = &self.by_item.ids[self.by_item.range(item, Part::Whole)];
            ids.windows(2).filter(|pair| pair[0] == pair[1]).map(move |pair| (pair[0], ItemId::new(item)))
        };
        (0..self.by_item.rows()).into_par_iter().flat_map_iter(of).collect()
    }
}

/// The earliest of `times` less one, and all of them as seconds since then, in the order that `places` says. A moment more than
/// 136 years after the earliest is taken for unknown.
fn since_earliest(times: &[i64], places: Option<&[u32]>) -> (i64, Vec<u32>) {
    let Some(earliest) = times.iter().copied().filter(|time| *time != NO_TIME).min() else { return (0, Vec::new()) };
    let earliest = earliest.saturating_sub(1);
    let since = |time: i64| time.checked_sub(earliest).and_then(|since| u32::try_from(since).ok()).unwrap_or(0);
    let Some(places) = places else { return (earliest, times.iter().map(|time| since(*time)).collect()) };
    let mut placed = vec![0; times.len()];
    places.iter().zip(times).for_each(|(place, time)| placed[*place as usize] = since(*time));
    (earliest, placed)
}

impl Ratings {
    /// Compresses `rows`, given in file order, into a grid of `names.users` by `names.items`.
    ///
    /// # Errors
    /// The first pair (in file order of its second mention) that is rated twice.
    ///
    /// # Panics
    /// When a row names a user or an item that `names` does not have.
    pub fn new(names: Arc<Names>, scale: Scale, rows: &[Rating]) -> Result<Self, Duplicate> {
        Self::of(names, scale, rows.iter().copied().collect()).map_err(|twice| twice.0)
    }

    /// The same of columns; they come back where a pair is rated twice.
    ///
    /// # Errors
    /// As for [`Ratings::new`].
    ///
    /// # Panics
    /// As [`Ratings::new`] does.
    pub fn of(names: Arc<Names>, scale: Scale, columns: Columns) -> Result<Self, Box<(Duplicate, Columns)>> {
        let (known, order) = Known::new([names.users.len(), names.items.len()], columns, None);
        let twice = known.twice();
        let ratings = Self::view(names, scale, Arc::new(known), Part::Whole, order);
        if twice.is_empty() {
            return Ok(ratings);
        }
        let columns = ratings.columns();
        let first = columns.first_duplicate(&twice).expect("a pair that is rated twice was seen while compressing");
        Err(Box::new((first, columns)))
    }

    /// A part of what is known.
    fn view(names: Arc<Names>, scale: Scale, known: Arc<Known>, part: Part, file_order: Option<Vec<u32>>) -> Self {
        let lengths = (0..names.users.len()).map(|i| known.by_user.range(i, part).len());
        let starts = Starts::of_lengths(lengths);
        let mut ratings = Self { names, scale, mean: 0.0, known, part, starts, file_order };
        if !ratings.is_empty() {
            let sum = (0..ratings.n_users()).map(UserId::new).flat_map(|i| ratings.user(i).values()).sum::<f64>();
            ratings.mean = sum / ratings.len() as f64;
        }
        ratings
    }

    /// Holds out the ratings for which `held(row of the file, rating)` holds. The memory is that of one grid.
    pub(super) fn divided(&self, held: impl Fn(usize, Rating) -> bool) -> Divided {
        let columns = self.columns();
        let held: Vec<bool> = (0..columns.len()).map(|n| held(n, columns.at(n))).collect();
        let grouped = columns.users.is_sorted();
        let row_users = (!grouped).then(|| columns.users.clone());
        let (known, order) = Known::new([self.n_users(), self.n_items()], columns, Some(&held));
        let known = Arc::new(known);
        let view = |part, order| Self::view(Arc::clone(&self.names), self.scale, Arc::clone(&known), part, order);
        let (mut kept, mut held_out) = (view(Part::Kept, None), view(Part::Held, None));
        if let Some(users) = row_users {
            for (view, wanted) in [(&mut kept, false), (&mut held_out, true)] {
                let rows = users.iter().zip(&held).filter(|(_, held)| **held == wanted).map(|(i, _)| i.index());
                view.file_order = Some(view.starts.places(rows));
            }
        }
        Divided { all: view(Part::Whole, order), kept, held: held_out }
    }

    /// None of the ratings, of the same users and items.
    pub(super) fn none(&self) -> Self {
        if self.is_divided() {
            return self.only(|_, _| false);
        }
        Self::view(Arc::clone(&self.names), self.scale, Arc::clone(&self.known), Part::Held, None)
    }

    /// Whether some of what this grid knows is held out, so that rows do not keep the order of the file.
    pub(super) fn is_divided(&self) -> bool {
        self.known.by_user.held.is_some()
    }

    /// All ratings in the order of the file, a column each.
    pub fn columns(&self) -> Columns {
        let mut columns = Columns::with(self.len(), Values::of_all(&self.known.values), !self.known.times.is_empty());
        (0..self.len()).for_each(|n| {
            let (user, at) = self.place(self.position(n));
            let time = self.known.times.get(at).map(|_| self.time_at(at).unwrap_or(NO_TIME));
            columns.add(user, self.known.by_user.ids[at], self.known.by_user.codes.at(at) as u32, time);
        });
        columns
    }

    /// M, the number of users.
    pub fn n_users(&self) -> usize {
        self.names.users.len()
    }

    /// N, the number of items.
    pub fn n_items(&self) -> usize {
        self.names.items.len()
    }

    /// The number of users or of items.
    pub fn count(&self, side: Side) -> usize {
        match side {
            Side::Users => self.n_users(),
            Side::Items => self.n_items(),
        }
    }

    /// How many ratings are known.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether none is known.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The mean of the known ratings; 0 when there is none.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The range of the ratings.
    pub fn scale(&self) -> Scale {
        self.scale
    }

    /// The names of users and items.
    pub fn names(&self) -> &Arc<Names> {
        &self.names
    }

    /// The same ratings, of items of which this is known.
    #[must_use]
    pub fn with_facts(mut self, facts: Facts) -> Self {
        Arc::make_mut(&mut self.names).facts = facts;
        self
    }

    /// The same ratings, of users who did this besides.
    #[must_use]
    pub fn with_uses(mut self, uses: Uses) -> Self {
        Arc::make_mut(&mut self.names).uses = uses;
        self
    }

    /// The same ratings, of items of which these are promoted.
    #[must_use]
    pub fn with_promoted(mut self, promoted: BTreeSet<ItemId>) -> Self {
        Arc::make_mut(&mut self.names).promoted = promoted;
        self
    }

    /// What is known of the items.
    pub fn facts(&self) -> &Facts {
        &self.names.facts
    }

    /// The name of a user or an item.
    pub fn name(&self, of: impl Into<Entity>) -> &str {
        match of.into() {
            Entity::User(i) => &self.names.users[i.index()],
            Entity::Item(j) => &self.names.items[j.index()],
        }
    }

    /// R_i: what user `i` rated, in file order.
    pub fn user(&self, i: UserId) -> Row<'_, ItemId> {
        self.known.by_user.row(i.index(), self.part, &self.known.values)
    }

    /// Who rated item `j`, by user.
    pub fn item(&self, j: ItemId) -> Row<'_, UserId> {
        self.known.by_item.row(j.index(), self.part, &self.known.values)
    }

    /// How many ratings a user gave or an item got.
    pub fn degree(&self, of: impl Into<Entity>) -> usize {
        match of.into() {
            Entity::User(i) => self.known.by_user.range(i.index(), self.part).len(),
            Entity::Item(j) => self.known.by_item.range(j.index(), self.part).len(),
        }
    }

    /// The rating of user `i` for item `j`, if it is known.
    pub fn get(&self, i: UserId, j: ItemId) -> Option<f64> {
        let half = &self.known.by_item;
        let parts = match self.part {
            Part::Whole if half.held.is_some() => [Some(Part::Kept), Some(Part::Held)],
            part => [Some(part), None],
        };
        parts.into_iter().flatten().find_map(|part| {
            let row = half.row(j.index(), part, &self.known.values);
            row.ids.binary_search(&i).ok().map(|at| row.value(at))
        })
    }

    /// The rating at a position (user by user).
    pub fn at(&self, position: usize) -> Rating {
        let (user, at) = self.place(position);
        let (item, code) = (self.known.by_user.ids[at], self.known.by_user.codes.at(at));
        Rating { user, item, value: self.known.values[code] }
    }

    /// The same where it is known whose it is, which need not be looked for.
    pub fn rated(&self, user: UserId, position: usize) -> Rating {
        let at = self.known.by_user.range(user.index(), self.part).start + position - self.starts.of(user.index());
        let (item, code) = (self.known.by_user.ids[at], self.known.by_user.codes.at(at));
        Rating { user, item, value: self.known.values[code] }
    }

    /// When the rating at a position was given, in seconds since 1970, if that is known.
    pub fn time(&self, position: usize) -> Option<i64> {
        self.time_at(self.place(position).1)
    }

    /// Whether it is known of any rating when it was given.
    pub fn has_times(&self) -> bool {
        !self.known.times.is_empty()
    }

    /// Whose rating is at a position, and where it is kept.
    fn place(&self, position: usize) -> (UserId, usize) {
        let user = self.starts.row(position);
        (UserId::new(user), self.known.by_user.range(user, self.part).start + position - self.starts.of(user))
    }

    fn time_at(&self, at: usize) -> Option<i64> {
        let since = self.known.times.get(at).copied().filter(|since| *since > 0)?;
        Some(self.known.earliest + i64::from(since))
    }

    /// The position of row `n` of the file.
    pub fn position(&self, n: usize) -> usize {
        self.file_order.as_ref().map_or(n, |order| order[n] as usize)
    }

    /// All ratings, user by user.
    pub fn iter(&self) -> impl Iterator<Item = Rating> + Clone + '_ {
        (0..self.n_users())
            .map(UserId::new)
            .flat_map(|user| self.user(user).iter().map(move |(item, value)| Rating { user, item, value }))
    }

    /// All ratings in the order of the file.
    pub fn in_file_order(&self) -> impl Iterator<Item = Rating> + '_ {
        (0..self.len()).map(|n| self.at(self.position(n)))
    }

    /// The ratings for which `keep(row of the file, rating)` holds, over the same users and items.
    pub fn only(&self, keep: impl FnMut(usize, Rating) -> bool) -> Self {
        let mut columns = self.columns();
        columns.retain(keep);
        self.rebuilt(columns)
    }

    /// The same grid with the rating of `i` for `j` set to `value`, or taken away where that is `None`.
    pub fn with(&self, i: UserId, j: ItemId, value: Option<f64>) -> Self {
        let mut columns = self.columns();
        let at = (0..columns.len()).find(|&n| columns.users[n] == i && columns.items[n] == j);
        match (at, value) {
            (Some(at), Some(value)) => columns.codes[at] = columns.values.code(value),
            (Some(at), None) => columns.remove(at),
            (None, Some(value)) => columns.push(Rating { user: i, item: j, value }),
            (None, None) => {}
        }
        self.rebuilt(columns)
    }

    /// The whole grid: the known ratings, and `value` in every cell that has none. It goes user by user; each user's own
    /// ratings come first, in their order, then the rest by item.
    pub fn completed(&self, value: f64) -> Self {
        let mut rows = Columns::default();
        for user in (0..self.n_users()).map(UserId::new) {
            let mut known = vec![false; self.n_items()];
            for (item, value) in self.user(user).iter() {
                known[item.index()] = true;
                rows.push(Rating { user, item, value });
            }
            let missing = (0..self.n_items()).filter(|j| !known[*j]);
            missing.for_each(|j| rows.push(Rating { user, item: ItemId::new(j), value }));
        }
        self.rebuilt(rows)
    }

    fn rebuilt(&self, columns: Columns) -> Self {
        Self::of(Arc::clone(&self.names), self.scale, columns).expect("no pair was added twice")
    }

    /// The same ratings, with one more user or item of this name, the last of its side, who has none.
    pub fn joined(&self, side: Side, name: &str) -> Self {
        let mut names = Names::clone(&self.names);
        match side {
            Side::Users => names.users.push(name.into()),
            Side::Items => names.items.push(name.into()),
        }
        Self { names: Arc::new(names), ..self.clone() }.rebuilt(self.columns())
    }

    /// The distinct ratings, and how often each of them was given.
    pub fn counts(&self) -> Vec<(f64, usize)> {
        let mut counts: Vec<_> = self.known.values.iter().map(|value| (*value, 0)).collect();
        let codes = |user| self.known.by_user.range(user, self.part).map(|at| self.known.by_user.codes.at(at));
        (0..self.n_users()).flat_map(codes).for_each(|code| counts[code].1 += 1);
        counts.retain(|(_, count)| *count > 0);
        counts
    }

    /// About how many bytes it takes, names aside; see [`Ratings::shares`].
    pub fn bytes(&self) -> usize {
        let known = &self.known;
        let times = 4 * known.times.len() + 8 * known.values.len();
        known.by_user.bytes() + known.by_item.bytes() + times + self.own_bytes()
    }

    /// How many of them are not shared with other parts of the same.
    pub fn own_bytes(&self) -> usize {
        self.starts.bytes() + 4 * self.file_order.as_ref().map_or(0, Vec::len)
    }

    /// Whether two are parts of the same.
    pub fn shares(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.known, &other.known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn grid(rows: &[(usize, usize, f64)]) -> Result<Ratings, Duplicate> {
        let name = |n: usize| (0..n).map(|k| k.to_string().into()).collect();
        let rows: Vec<_> =
            rows.iter().map(|&(i, j, value)| Rating { user: UserId::new(i), item: ItemId::new(j), value }).collect();
        Ratings::new(Arc::new(Names::new(name(3), name(3))), Scale::new(0.0, 5.0).unwrap(), &rows)
    }

    #[test]
    fn both_ways_hold_the_same_and_the_file_order_is_kept() {
        let rows = [(2, 0, 1.0), (0, 1, 0.0), (2, 2, 5.0), (0, 0, 3.0)];
        let r = grid(&rows).unwrap();
        let file: Vec<_> = r.in_file_order().map(|r| (r.user.index(), r.item.index(), r.value)).collect();
        assert_eq!(file, rows);
        assert_eq!(r.user(UserId::new(0)).iter().map(|(j, _)| j.index()).collect::<Vec<_>>(), [1, 0]);
        assert_eq!(
            r.item(ItemId::new(0)).iter().map(|(i, v)| (i.index(), v)).collect::<Vec<_>>(),
            [(0, 3.0), (2, 1.0)]
        );
        assert_eq!(r.get(UserId::new(0), ItemId::new(1)), Some(0.0), "zero is a rating");
        assert_eq!(r.get(UserId::new(1), ItemId::new(1)), None);
        assert_eq!(r.mean(), 9.0 / 4.0);
    }

    #[test]
    fn a_pair_rated_twice_is_refused_with_both_rows() {
        let twice = grid(&[(2, 0, 1.0), (0, 1, 0.0), (2, 1, 5.0), (2, 0, 3.0)]);
        assert_eq!(twice.unwrap_err(), Duplicate { first: 0, second: 3 });
    }

    #[test]
    fn editing_changes_one_cell_and_nothing_else() {
        let r = grid(&[(0, 0, 1.0), (1, 1, 2.0)]).unwrap();
        let (i, j) = (UserId::new(2), ItemId::new(2));
        let added = r.with(i, j, Some(4.0));
        assert_eq!(
            (added.len(), added.get(i, j), added.get(UserId::new(1), ItemId::new(1))),
            (3, Some(4.0), Some(2.0))
        );
        assert_eq!(added.with(i, j, Some(0.0)).get(i, j), Some(0.0));
        assert_eq!(added.with(i, j, None).len(), 2);
        assert_eq!(r.with(i, j, None).len(), 2);
    }

    #[test]
    fn who_joins_is_the_last_of_its_side_and_has_no_rating() {
        let r = grid(&[(2, 0, 1.0), (0, 1, 0.0), (2, 2, 5.0)]).unwrap();
        for side in [Side::Users, Side::Items] {
            let joined = r.joined(side, "You");
            let you = Entity::new(side, 3);
            assert_eq!((joined.count(side), joined.count(side.other())), (4, 3));
            assert_eq!((joined.name(you), joined.degree(you), joined.mean()), ("You", 0, r.mean()));
            assert_eq!(told(&joined), told(&r));
            agrees(&joined);
        }
    }

    #[test]
    fn a_completed_grid_knows_every_cell_and_keeps_what_was_known() {
        let known = grid(&[(2, 1, 1.0), (0, 1, 0.0), (2, 0, 5.0)]).unwrap();
        let all = known.completed(3.0);
        assert_eq!(all.len(), 9);
        for (i, j) in (0..9).map(|n| (UserId::new(n / 3), ItemId::new(n % 3))) {
            assert_eq!(all.get(i, j), known.get(i, j).or(Some(3.0)));
        }
        let row: Vec<_> = all.user(UserId::new(2)).iter().map(|(j, r)| (j.index(), r)).collect();
        assert_eq!(row, [(1, 1.0), (0, 5.0), (2, 3.0)]);
    }

    /// Any ratings without duplicates, some of them with times.
    fn some() -> impl Strategy<Value = Columns> {
        let cell = ((0..9_usize, 0..7_usize), (-2..3_i8, any::<Option<u8>>()));
        (prop::collection::hash_map(cell.0, cell.1, 0..50), any::<bool>()).prop_map(|(rows, timed)| {
            let mut columns = Columns::default();
            for ((i, j), (value, time)) in rows {
                columns.push(Rating { user: UserId::new(i), item: ItemId::new(j), value: value.into() });
                if timed {
                    columns.times.resize(columns.len() - 1, NO_TIME);
                    columns.times.push(time.map_or(NO_TIME, |time| 1_000_000_000 + i64::from(time)));
                }
            }
            columns
        })
    }

    fn told(r: &Ratings) -> Vec<(usize, usize, f64, Option<i64>)> {
        let row = |n| {
            let (rating, time) = (r.at(r.position(n)), r.time(r.position(n)));
            (rating.user.index(), rating.item.index(), rating.value, time)
        };
        (0..r.len()).map(row).collect()
    }

    /// That all ways to ask a grid say the same.
    fn agrees(r: &Ratings) {
        let rows = told(r);
        let by_user: Vec<_> = r.iter().map(|r| (r.user, r.item, r.value.to_bits())).collect();
        let at: Vec<_> = (0..r.len()).map(|n| r.at(n)).map(|r| (r.user, r.item, r.value.to_bits())).collect();
        assert_eq!(by_user, at);
        for j in (0..r.n_items()).map(ItemId::new) {
            let column = r.item(j);
            assert!(column.ids.len() == r.degree(j) && (column.ids.is_sorted() || r.is_divided()));
            for i in (0..r.n_users()).map(UserId::new) {
                let known = rows.iter().find(|row| (row.0, row.1) == (i.index(), j.index())).map(|row| row.2);
                assert_eq!(r.get(i, j), known);
                assert_eq!(r.user(i).iter().find(|(item, _)| *item == j).map(|(_, value)| value), known);
                assert_eq!(column.iter().find(|(user, _)| *user == i).map(|(_, value)| value), known);
            }
        }
        assert_eq!((0..r.n_users()).map(|i| r.degree(UserId::new(i))).sum::<usize>(), r.len());
        assert_eq!(r.counts().iter().map(|(_, count)| count).sum::<usize>(), r.len());
        let sum: f64 = r.iter().map(|r| r.value).sum();
        assert_eq!(r.mean(), if r.is_empty() { 0.0 } else { sum / r.len() as f64 });
    }

    proptest! {
        /// Views that share a memory are the grids that one would make of their ratings alone.
        #[test]
        fn what_is_divided_is_what_it_was(columns in some(), held in any::<u64>(), again in any::<u64>()) {
            let name = |n: usize| (0..n).map(|k| k.to_string().into()).collect();
            let names = Arc::new(Names::new(name(9), name(7)));
            let scale = Scale::new(-2.0, 2.0).unwrap();
            let whole = Ratings::of(names, scale, columns.clone()).unwrap();
            agrees(&whole);
            prop_assert_eq!(told(&whole), (0..columns.len()).map(|n| {
                let r = columns.at(n);
                (r.user.index(), r.item.index(), r.value, columns.time(n))
            }).collect::<Vec<_>>());
            let mut all = whole;
            for held in [held, again] {
                let held = |n: usize| held >> (n % 64) & 1 == 1;
                let divided = all.divided(|n, _| held(n));
                for (view, wanted) in [
                    (&divided.all, all.only(|_, _| true)),
                    (&divided.kept, all.only(|n, _| !held(n))),
                    (&divided.held, all.only(|n, _| held(n))),
                ] {
                    agrees(view);
                    prop_assert_eq!(told(view), told(&wanted));
                    prop_assert_eq!(view.with(UserId::new(1), ItemId::new(2), Some(2.0)).len(), wanted.with(UserId::new(1), ItemId::new(2), Some(2.0)).len());
                }
                for i in (0..9).map(UserId::new) {
                    let alone = all.only(|n, _| !held(n));
                    prop_assert_eq!(divided.kept.user(i).ids, alone.user(i).ids);
                }
                all = divided.all;
            }
            prop_assert!(all.none().is_empty());
        }
    }

    #[test]
    fn a_rating_takes_twelve_bytes_and_a_held_out_share_no_more() {
        let rows: Vec<_> = (0..40_000).map(|n| (n / 200, n % 200, (n % 9) as f64 / 2.0)).collect();
        let name = |n: usize| (0..n).map(|k| k.to_string().into()).collect();
        let names = Arc::new(Names::new(name(200), name(200)));
        let rating =
            |&(i, j, value): &(usize, usize, f64)| Rating { user: UserId::new(i), item: ItemId::new(j), value };
        let per_rating = |rows: &mut dyn Iterator<Item = Rating>| {
            let scale = Scale::new(0.0, 4.0).unwrap();
            let whole = Ratings::of(Arc::clone(&names), scale, rows.collect()).unwrap();
            let Divided { all, kept, held } = whole.divided(|n, _| n % 10 == 0);
            assert!(all.shares(&kept) && all.shares(&held));
            let divided = all.bytes() + kept.own_bytes() + held.own_bytes();
            [whole.bytes(), divided].map(|bytes| bytes as f64 / whole.len() as f64)
        };
        let [grouped, grouped_divided] = per_rating(&mut rows.iter().map(rating));
        let [mixed, mixed_divided] = per_rating(&mut rows.iter().rev().map(rating));
        assert!(grouped < 12.2 && mixed < 16.2, "{grouped} {mixed}");
        assert!(grouped_divided < 16.4 && mixed_divided < 20.4, "{grouped_divided} {mixed_divided}");
    }
}
