//! Changes in the middle of a run, from the factors as they are: of options, ratings, factors and their plane.

use super::Session;
use crate::{
    data::{Entity, ItemId, Side, UserId},
    model::{Basis, Parameter, Setting},
    study::{
        What,
        run::{Change, Edit},
    },
};
use std::sync::Arc;

/// The most letters that the name of a newcomer may have.
const LONGEST: usize = 100;

impl Session {
    fn change(&mut self, change: Change, edit: Option<Edit>) {
        self.land();
        self.goal = None;
        self.branch();
        let arrived = self.fit.change(change.clone(), edit);
        self.arrived(arrived, What::Change(change));
    }

    pub(super) fn set(&mut self, setting: Setting) {
        match self.refusal(&self.state().options, setting) {
            Some(why) => self.refuse(why),
            None => self.change(Change::Set(setting), None),
        }
    }

    pub(super) fn rate(&mut self, i: UserId, j: ItemId, value: Option<f64>) {
        self.land();
        let all = self.state().source.all();
        let known = |of: Entity| of.index() < all.count(of.side());
        if !(known(i.into()) && known(j.into())) {
            let (users, items) = (all.count(Side::Users), all.count(Side::Items));
            return self.refuse(format!("there is no such cell; there are {users} users and {items} items"));
        }
        if value.is_some_and(|value| !value.is_finite()) {
            return self.refuse("a rating is a finite number");
        }
        let old = all.get(i, j);
        if old != value {
            self.change(Change::Rate(i, j, value), Some(Edit::Made(i, j, old)));
        }
    }

    /// Has someone or something join, unless it is there, and takes in its rating with a row of the other side.
    pub(super) fn join(&mut self, side: Side, name: &Arc<str>, rating: Option<(usize, f64)>) {
        self.land();
        let all = self.state().source.all();
        let (count, others) = (all.count(side), all.count(side.other()));
        let known = (0..count).find(|at| all.name(Entity::new(side, *at)) == &**name);
        if name.trim().is_empty() || name.chars().count() > LONGEST {
            return self.refuse(format!("a name has 1 to {LONGEST} letters"));
        }
        if known.is_some() && rating.is_none() {
            return self.refuse(format!(
                "there is already {} called {name}",
                match side {
                    Side::Users => "a user",
                    Side::Items => "an item",
                }
            ));
        }
        if rating.is_some_and(|(other, _)| other >= others) {
            return self.refuse(format!("there is no such cell; there are {others} {}", side.other()));
        }
        if known.is_none() {
            self.change(Change::Join(side, Arc::clone(name)), None);
        }
        let at = known.unwrap_or(count);
        match (side, rating) {
            (Side::Users, Some((j, value))) => self.rate(UserId::new(at), ItemId::new(j), Some(value)),
            (Side::Items, Some((i, value))) => self.rate(UserId::new(i), ItemId::new(at), Some(value)),
            (_, None) => {}
        }
    }

    /// Takes back the last change of a rating.
    pub(super) fn undo(&mut self) {
        self.land();
        match self.fit.edits().pop() {
            Some((i, j, old)) => self.change(Change::Rate(i, j, old), Some(Edit::TakenBack)),
            None => self.refuse("no rating was changed that could be taken back"),
        }
    }

    pub(super) fn set_factor(&mut self, at: Parameter, value: f64) {
        self.land();
        let side = at.of.side();
        let Some(factors) = self.state().factors() else { return self.refuse("this model has no factors to be set") };
        let (rows, z) = (factors.rows(side), factors.z());
        let method = self.state().options.method;
        let why = if at.of.index() >= rows {
            format!("there is no {} #{}; there are {rows}", side.one(), at.of.index() + 1)
        } else if at.factor.is_some_and(|factor| factor >= z) {
            format!("there is no factor {}; this model has {z}", at.factor.unwrap_or_default() + 1)
        } else if at.factor.is_none() && !factors.is_biased() {
            "this model has no biases; set biased on gives it some".into()
        } else if at.factor.is_none() && !method.fits(side) {
            format!("{method} gives no intercept to {side}")
        } else if !value.is_finite() {
            "a factor is a finite number".into()
        } else if factors.get(at) == factors.precision().nearest(value) {
            return;
        } else {
            return self.change(Change::Factor(at, value), None);
        };
        self.refuse(why);
    }

    pub(super) fn change_basis(&mut self, x: usize, y: usize, basis: Basis) {
        self.land();
        let z = self.state().model.z();
        let by = match basis {
            Basis::Turn(by) | Basis::Shear(by) => by,
        };
        if x == y || x >= z || y >= z {
            return self.refuse(format!("turning and shearing take two factors; this model has {z}"));
        }
        if !by.is_finite() {
            return self.refuse("that is no finite number");
        }
        self.change(Change::Basis(x, y, basis), None);
    }
}
