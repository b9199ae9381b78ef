//! The values of expressions in the live state.

use super::{Claim, Expression, Pointer, Quantity, quantity::NO_FACTORS, text::rounds_to};
use crate::{
    command::Who,
    data::{Entity, ItemId, Side, UserId},
    model::{ON, Parameter},
    study::{
        Snapshot,
        ab::{AbTest, OF_AB},
        derive::{Found, Job, Want},
        explain,
        lab::{asked, of_popularity},
        mixes::{Mixes, OF_MIXES},
        popularity::Popularity,
        recommend::{Asked, Pick, Reason},
    },
};
use std::{collections::BTreeMap, sync::Arc};

/// What a student guessed for missing ratings, by the names of user and item.
pub type Guesses = BTreeMap<(String, String), f64>;

/// The live state that expressions are evaluated in.
#[derive(Clone, Copy, Debug)]
pub struct Live<'a> {
    /// The session as it is.
    pub snapshot: &'a Arc<Snapshot>,
    /// The student's guesses.
    pub guesses: &'a Guesses,
    /// What is looked at, where one goes through cells or rows.
    pub here: Here,
    /// What is asked of the recommender, of one user or another.
    pub asked: Asked,
    /// What the Lab was asked for last, where that is derived from a snapshot.
    pub derived: InLab<'a>,
}

/// What of the Lab is derived from a snapshot, once it is worked out.
#[derive(Clone, Copy, Debug)]
pub enum InLab<'a> {
    /// Nothing, or not yet.
    Nothing,
    /// What the present fit recommends.
    Popularity(&'a Popularity),
    /// The A/B test, and the day that is looked at.
    Ab(&'a AbTest, usize),
    /// The mixes, and the step that is looked at.
    Mixes(&'a Mixes, usize),
}

/// The user `i` and the item `j` that are looked at.
#[derive(Clone, Copy, Debug, Default)]
pub struct Here {
    /// `i`.
    pub user: Option<UserId>,
    /// `j`.
    pub item: Option<ItemId>,
}

impl Live<'_> {
    /// The value of an expression.
    ///
    /// # Errors
    /// A sentence, where it speaks of something that is not there.
    pub fn value(&self, expression: &Expression) -> Result<f64, String> {
        expression.value(&|quantity| self.quantity(quantity))
    }

    /// Whether a claim holds. An equation with a number that is written with decimals holds to those decimals.
    ///
    /// # Errors
    /// A sentence, where it speaks of something that is not there.
    pub fn holds(&self, claim: &Claim) -> Result<bool, String> {
        let value = self.value(&claim.of)?;
        Ok(match claim.stated {
            Some((number, decimals)) => rounds_to(value, number, decimals),
            None => value != 0.0,
        })
    }

    fn quantity(&self, quantity: &Quantity) -> Result<f64, String> {
        let s = self.snapshot;
        match quantity {
            Quantity::Whole(of) => Ok((of.1)(s)),
            Quantity::Cell(of, user, item) => (of.1)(s, self.user(user)?, self.item(item)?),
            Quantity::Row(of, place) => Ok((of.1)(s, self.either(place)?)),
            Quantity::Pair(metric, a, b) => {
                let (a, b) = (self.either(a)?, self.either(b)?);
                if a.side() != b.side() {
                    return Err("nearness is between two users or between two items".into());
                }
                let factors = s.factors().ok_or(NO_FACTORS)?;
                Ok(metric.1.between(&factors.of(a), &factors.of(b)))
            }
            Quantity::Listed(of, user, item) => self.listed(of.1, self.user(user)?, self.item(item)?),
            Quantity::Reason(of, user, item, rated) => {
                self.reason(of.1, self.user(user)?, [self.item(item)?, self.item(rated)?])
            }
            Quantity::Used(of, user, item) => {
                let (user, item) = (self.user(user)?, self.item(item)?);
                let uses = &s.ratings().names().uses;
                let known = uses.get(user, item).zip(self.asked.now(uses)).and_then(|(one, now)| of.1(one, now));
                let [who, what] = [s.ratings().name(user), s.ratings().name(item)];
                known.ok_or_else(|| format!("it is not known that {who} used {what}, or when"))
            }
            Quantity::Factor(side, place, z) => Ok(s.get(self.parameter(*side, place, *z)?)),
            Quantity::Step(of, side, place, z) => {
                let gradient = explain::gradient(s, self.parameter(*side, place, *z)?);
                Ok((of.1)(&gradient.ok_or(NO_FACTORS)?))
            }
            Quantity::Guess(user, item) => {
                let (i, j) = (self.user(user)?, self.item(item)?);
                let (user, item) = (s.ratings().name(i), s.ratings().name(j));
                let guess = self.guesses.get(&(user.to_string(), item.to_string()));
                guess.copied().ok_or_else(|| format!("nothing was guessed for {user} and {item}"))
            }
            Quantity::Lab(name, at) => match (self.derived, s.lab.as_deref()) {
                (InLab::Ab(_, day), _) if name == "day" && at.is_none() => Ok(day as f64),
                // Without a day, it is the last.
                (InLab::Ab(test, _), _) => asked(OF_AB, test, name, at.unwrap_or(test.setup.days)),
                (InLab::Mixes(mixes, step), _) => asked(OF_MIXES, mixes, name, at.unwrap_or(step + 1)),
                (InLab::Popularity(present), others) => of_popularity(present, others, name, at.unwrap_or(1)),
                (InLab::Nothing, Some(finding)) => finding.quantity(name, at.unwrap_or(1)),
                (InLab::Nothing, None) => Err("no experiment was done in the Lab".into()),
            },
        }
    }

    /// What comes of a want, where that is worth no thread of its own: a figure does not wait.
    fn found(&self, want: Want) -> Result<Found, String> {
        let job = Job::new(want, Arc::clone(self.snapshot));
        let small = job.is_small().then(|| job.work_out(ON)).flatten();
        small.map(|derived| derived.value).ok_or_else(|| "a list of so many items is not made for a figure".into())
    }

    fn listed(&self, of: fn(usize, &Pick) -> f64, user: UserId, item: ItemId) -> Result<f64, String> {
        let Found::Recommended(list) = self.found(Want::Recommended(Asked { user, ..self.asked }))? else {
            return Err("there is no list".into());
        };
        let found = list.picks.iter().zip(1..).find(|(pick, _)| pick.item == item);
        let [who, what] = [self.snapshot.ratings().name(user), self.snapshot.ratings().name(item)];
        found.map(|(pick, place)| of(place, pick)).ok_or_else(|| format!("{what} is not on the list of {who}"))
    }

    fn reason(&self, of: fn(&Reason) -> Option<f64>, user: UserId, [item, rated]: [ItemId; 2]) -> Result<f64, String> {
        let [name, by] = [item, rated].map(|item| self.snapshot.ratings().name(item));
        let none = || format!("the prediction for {name} is not made of a rating for {by}");
        let Found::Reasons(reasons) = self.found(Want::Reasons(Asked { user, ..self.asked }, item))? else {
            return Err(none());
        };
        reasons.terms.iter().find(|reason| reason.item == rated).and_then(of).ok_or_else(none)
    }

    fn parameter(&self, side: Side, place: &Pointer, z: usize) -> Result<Parameter, String> {
        if z >= self.snapshot.z() {
            return Err(format!("there is no factor {}; this model has {}", z + 1, self.snapshot.z()));
        }
        let of = match side {
            Side::Users => self.user(place)?.into(),
            Side::Items => self.item(place)?.into(),
        };
        Ok(Parameter { of, factor: Some(z) })
    }

    fn whose(&self, who: &Who, side: Side) -> Result<usize, String> {
        who.find(self.snapshot.ratings(), side).map_err(|lost| lost.to_string())
    }

    pub(super) fn user(&self, place: &Pointer) -> Result<UserId, String> {
        match place {
            Pointer::Of(who) => self.whose(who, Side::Users).map(UserId::new),
            Pointer::Here(Side::Users) => self.here.user.ok_or_else(|| nowhere("i")),
            Pointer::Here(Side::Items) => Err("j is an item".into()),
        }
    }

    pub(super) fn item(&self, place: &Pointer) -> Result<ItemId, String> {
        match place {
            Pointer::Of(who) => self.whose(who, Side::Items).map(ItemId::new),
            Pointer::Here(Side::Items) => self.here.item.ok_or_else(|| nowhere("j")),
            Pointer::Here(Side::Users) => Err("i is a user".into()),
        }
    }

    /// A user of that name, or else an item.
    fn either(&self, place: &Pointer) -> Result<Entity, String> {
        match place {
            Pointer::Of(Who::Number(_)) => {
                Err("a user or an item is named here, since a number could mean both".into())
            }
            Pointer::Here(Side::Users) => self.user(place).map(Entity::from),
            Pointer::Here(Side::Items) => self.item(place).map(Entity::from),
            place => self.user(place).map(Entity::from).or_else(|_| self.item(place).map(Entity::from)),
        }
    }
}

fn nowhere(letter: &str) -> String {
    format!("{letter} stands for what is looked at only where a cell or a row is asked for")
}
