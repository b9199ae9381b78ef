//! Ids of users and items: each kind is its own type, so that one can never stand for the other.

use crate::choice::choice;

macro_rules! id {
    ($name:ident, $what:literal) => {
        #[doc = concat!("The number of ", $what, ", from 0. People read it from 1: see [`", stringify!($name), "::number`].")]
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        impl $name {
            #[doc = concat!("The id of ", $what, " at `index`, counted from 0.")]
            ///
            /// # Panics
            /// When `index` does not fit in 32 bits; loading refuses such data long before.
            pub fn new(index: usize) -> Self {
                Self(u32::try_from(index).expect("more than 2^32 rows or columns"))
            }

            /// The place in a table, from 0.
            pub fn index(self) -> usize {
                self.0 as usize
            }

            /// The number that people read, from 1.
            pub fn number(self) -> usize {
                self.index() + 1
            }
        }
    };
}

id!(UserId, "a user");
id!(ItemId, "an item");

choice!(
    /// The two sides of the grid: users are its rows, items its columns.
    Side, "a side", {
    /// The rows, whose factors are P.
    Users = "users" | "user",
    /// The columns, whose factors are Q.
    Items = "items" | "item",
});

impl Side {
    /// Users for items and items for users.
    pub fn other(self) -> Self {
        match self {
            Side::Users => Side::Items,
            Side::Items => Side::Users,
        }
    }

    /// One of this side, in words: "user" or "item".
    pub fn one(self) -> &'static str {
        match self {
            Side::Users => "user",
            Side::Items => "item",
        }
    }

    /// The letter of this side's factors: `P` or `Q`.
    pub fn letter(self) -> char {
        match self {
            Side::Users => 'P',
            Side::Items => 'Q',
        }
    }
}

/// One user or one item: the thing that has a row of factors of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entity {
    /// A user, with the factors `P_i`.
    User(UserId),
    /// An item, with the factors `Q_j`.
    Item(ItemId),
}

impl Entity {
    /// The row at `index` (from 0) of `side`.
    pub fn new(side: Side, index: usize) -> Self {
        match side {
            Side::Users => Entity::User(UserId::new(index)),
            Side::Items => Entity::Item(ItemId::new(index)),
        }
    }

    /// Which side it is on.
    pub fn side(self) -> Side {
        match self {
            Entity::User(_) => Side::Users,
            Entity::Item(_) => Side::Items,
        }
    }

    /// The place in its table, from 0.
    pub fn index(self) -> usize {
        match self {
            Entity::User(i) => i.index(),
            Entity::Item(j) => j.index(),
        }
    }
}

impl From<UserId> for Entity {
    fn from(i: UserId) -> Self {
        Entity::User(i)
    }
}

impl From<ItemId> for Entity {
    fn from(j: ItemId) -> Self {
        Entity::Item(j)
    }
}
