//! The ratings grid: known ratings by user and by item, both compressed, with names and a scale.

use super::{Entity, Facts, ItemId, Scale, Side, UserId};
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

/// The names of users and items, and what else is known of the items, shared by everything that is cut from one file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Names {
    /// By [`UserId`].
    pub users: Vec<Box<str>>,
    /// By [`ItemId`].
    pub items: Vec<Box<str>>,
    /// What the items are.
    pub facts: Facts,
}

impl Names {
    /// Names of items of which nothing else is known.
    pub fn new(users: Vec<Box<str>>, items: Vec<Box<str>>) -> Self {
        Self { users, items, facts: Facts::default() }
    }
}

/// The same user rated the same item twice: the rows of the file (from 0) that say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The earlier row.
    pub first: usize,
    /// The later row.
    pub second: usize,
}

/// The known ratings of M users for N items.
///
/// A user's ratings keep the order of the file; an item's are sorted by user, so that [`Ratings::get`] is
/// a binary search. Both ways share one numbering of the ratings, the *position*: user by user, and within a user
/// in file order.
#[derive(Clone, Debug)]
pub struct Ratings {
    names: Arc<Names>,
    scale: Scale,
    mean: f64,
    user_starts: Vec<usize>,
    users: Vec<UserId>,
    items: Vec<ItemId>,
    values: Vec<f64>,
    item_starts: Vec<usize>,
    item_users: Vec<UserId>,
    item_values: Vec<f64>,
    /// File row to position; `None` where the file is already grouped by user.
    file_order: Option<Vec<u32>>,
}

/// The ratings of one user (by item) or of one item (by user).
#[derive(Clone, Copy, Debug)]
pub struct Row<'a, Id> {
    /// Whom or what each rating is about.
    pub ids: &'a [Id],
    /// The ratings, in step with `ids`.
    pub values: &'a [f64],
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

    /// Each id with its rating.
    pub fn iter(&self) -> impl Iterator<Item = (Id, f64)> + 'a {
        self.ids.iter().copied().zip(self.values.iter().copied())
    }
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
        let user_starts = starts(names.users.len(), rows.iter().map(|r| r.user.index()));
        let grouped = rows.windows(2).all(|w| w[0].user <= w[1].user);
        let mut file_order = Vec::new();
        let (mut users, mut items, mut values);
        if grouped {
            users = rows.iter().map(|r| r.user).collect::<Vec<_>>();
            items = rows.iter().map(|r| r.item).collect::<Vec<_>>();
            values = rows.iter().map(|r| r.value).collect::<Vec<_>>();
        } else {
            users = vec![UserId::new(0); rows.len()];
            items = vec![ItemId::new(0); rows.len()];
            values = vec![0.0; rows.len()];
            let mut next = user_starts.clone();
            file_order.reserve_exact(rows.len());
            for row in rows {
                let at = next[row.user.index()];
                next[row.user.index()] += 1;
                (users[at], items[at], values[at]) = (row.user, row.item, row.value);
                file_order.push(at as u32);
            }
        }
        let file_order = (!grouped).then_some(file_order);

        let item_starts = starts(names.items.len(), items.iter().map(|j| j.index()));
        let mut item_users = vec![UserId::new(0); items.len()];
        let mut item_values = vec![0.0; items.len()];
        let mut next = item_starts.clone();
        let mut twice = false;
        for (at, &item) in items.iter().enumerate() {
            let to = next[item.index()];
            next[item.index()] += 1;
            item_users[to] = users[at];
            item_values[to] = values[at];
            twice |= to > item_starts[item.index()] && item_users[to - 1] == users[at];
        }
        if twice {
            return Err(first_duplicate(rows));
        }
        let mean = if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 };
        Ok(Self {
            names,
            scale,
            mean,
            user_starts,
            users,
            items,
            values,
            item_starts,
            item_users,
            item_values,
            file_order,
        })
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
        self.values.len()
    }

    /// Whether none is known.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
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
        let at = self.user_starts[i.index()]..self.user_starts[i.index() + 1];
        Row { ids: &self.items[at.clone()], values: &self.values[at] }
    }

    /// Who rated item `j`, by user.
    pub fn item(&self, j: ItemId) -> Row<'_, UserId> {
        let at = self.item_starts[j.index()]..self.item_starts[j.index() + 1];
        Row { ids: &self.item_users[at.clone()], values: &self.item_values[at] }
    }

    /// How many ratings a user gave or an item got.
    pub fn degree(&self, of: impl Into<Entity>) -> usize {
        match of.into() {
            Entity::User(i) => self.user(i).len(),
            Entity::Item(j) => self.item(j).len(),
        }
    }

    /// The rating of user `i` for item `j`, if it is known.
    pub fn get(&self, i: UserId, j: ItemId) -> Option<f64> {
        let row = self.item(j);
        row.ids.binary_search(&i).ok().map(|at| row.values[at])
    }

    /// The rating at a position (user by user).
    pub fn at(&self, position: usize) -> Rating {
        Rating { user: self.users[position], item: self.items[position], value: self.values[position] }
    }

    /// The position of row `n` of the file.
    pub fn position(&self, n: usize) -> usize {
        self.file_order.as_ref().map_or(n, |order| order[n] as usize)
    }

    /// All ratings, user by user.
    pub fn iter(&self) -> impl Iterator<Item = Rating> + Clone + '_ {
        (0..self.len()).map(|at| self.at(at))
    }

    /// All ratings in the order of the file.
    pub fn in_file_order(&self) -> impl Iterator<Item = Rating> + '_ {
        (0..self.len()).map(|n| self.at(self.position(n)))
    }

    /// The ratings for which `keep(row of the file, rating)` holds, over the same users and items.
    pub fn only(&self, mut keep: impl FnMut(usize, Rating) -> bool) -> Self {
        let rows = self.in_file_order().enumerate().filter(|&(n, r)| keep(n, r)).map(|(_, r)| r).collect::<Vec<_>>();
        self.rebuilt(&rows)
    }

    /// The same grid with the rating of `i` for `j` set to `value`, or taken away where that is `None`.
    pub fn with(&self, i: UserId, j: ItemId, value: Option<f64>) -> Self {
        let mut rows = self.in_file_order().collect::<Vec<_>>();
        let at = rows.iter().position(|r| r.user == i && r.item == j);
        match (at, value) {
            (Some(at), Some(value)) => rows[at].value = value,
            (Some(at), None) => drop(rows.remove(at)),
            (None, Some(value)) => rows.push(Rating { user: i, item: j, value }),
            (None, None) => {}
        }
        self.rebuilt(&rows)
    }

    /// The whole grid: the known ratings, and `value` in every cell that has none. It goes user by user; each user's own
    /// ratings come first, in their order, then the rest by item.
    pub fn completed(&self, value: f64) -> Self {
        let mut rows = Vec::with_capacity(self.n_users() * self.n_items());
        for user in (0..self.n_users()).map(UserId::new) {
            let mut known = vec![false; self.n_items()];
            for (item, value) in self.user(user).iter() {
                known[item.index()] = true;
                rows.push(Rating { user, item, value });
            }
            let missing = (0..self.n_items()).filter(|j| !known[*j]);
            rows.extend(missing.map(|j| Rating { user, item: ItemId::new(j), value }));
        }
        self.rebuilt(&rows)
    }

    fn rebuilt(&self, rows: &[Rating]) -> Self {
        Self::new(Arc::clone(&self.names), self.scale, rows).expect("no pair was added twice")
    }
}

fn starts(rows: usize, ids: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut starts = vec![0; rows + 1];
    for id in ids {
        starts[id + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    starts
}

fn first_duplicate(rows: &[Rating]) -> Duplicate {
    let mut seen = std::collections::HashMap::new();
    for (second, row) in rows.iter().enumerate() {
        if let Some(first) = seen.insert((row.user, row.item), second) {
            return Duplicate { first, second };
        }
    }
    unreachable!("a pair that is rated twice was seen while compressing")
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
