//! What the Working panel explains.

use super::{App, Attention};
use crate::{
    command::{Experiment, Screen, Working},
    data::{Entity, ItemId, Side, UserId},
    model::{Account, Model, Near, Parameter, Touched},
    study::{Change, What, derive::Want, within::Corners},
};

/// Something to explain.
#[derive(Clone, Debug, PartialEq)]
pub enum Explained {
    /// The prediction of the selected cell.
    Prediction,
    /// The regression of a user or an item; without one, of whom or what the last step fitted.
    Regression(Option<Entity>),
    /// The step of descent for a parameter; without one, for that which the last step moved.
    Gradient(Option<Parameter>),
    /// The step that the rating of a user for an item makes a parameter take, if there is one.
    RatingStep(UserId, ItemId, Parameter),
    /// The error as the sum of its terms.
    Errors,
    /// What the last step changed, as the algorithm tells it.
    Step(Touched),
    /// A change.
    Change(Change),
    /// Why something is recommended.
    Recommended,
    /// What those in the box on the map have in common.
    Within(Corners),
    /// What lies on the way from one item to another.
    Between,
}

impl App {
    /// What the Working panel explains now.
    pub fn explained(&self) -> Explained {
        let snapshot = &self.snapshot;
        if self.live() == Screen::Recommend && self.view.look.working == Working::Auto {
            return Explained::Recommended;
        }
        if self.view.look.working == Working::Auto {
            match self.corners() {
                Some(corners) => return Explained::Within(corners),
                None if self.path_ends().is_some() => return Explained::Between,
                None => {}
            }
        }
        if snapshot.factors().is_none() {
            return self.explained_without_factors();
        }
        match self.view.look.working {
            Working::Prediction => Explained::Prediction,
            Working::Regression => Explained::Regression(Some(self.selected())),
            // Of these no number goes down the slope of the errors alone.
            Working::Gradient if !snapshot.model.lowers_squared_errors() => Explained::Prediction,
            Working::Gradient => {
                let (i, j) = (self.view.user, self.view.item);
                let account = snapshot.options.method.algorithm().account;
                let by_one =
                    matches!(account, Account::RatingSlope(_)) && snapshot.problem().ratings.get(i, j).is_some();
                match by_one {
                    true => Explained::RatingStep(i, j, self.view.parameter()),
                    false => Explained::Gradient(Some(self.view.parameter())),
                }
            }
            Working::Errors => Explained::Errors,
            Working::Auto => {
                let last = snapshot.last.as_ref().filter(|_| self.view.attention == Attention::Step);
                match last.map(|done| &done.what) {
                    Some(What::Unit(touched)) => self.explained_unit(*touched),
                    Some(What::Change(change)) => Explained::Change(change.clone()),
                    _ => Explained::Prediction,
                }
            }
        }
    }

    /// How the algorithm accounts for a unit.
    fn explained_unit(&self, touched: Touched) -> Explained {
        match (self.snapshot.options.method.algorithm().account, touched) {
            (Account::Regression(_), _) => Explained::Regression(None),
            (Account::RatingSlope(_), Touched::Rating(i, j)) => {
                let of = if self.view.side == Side::Users { Entity::User(i) } else { Entity::Item(j) };
                Explained::RatingStep(i, j, Parameter { of, factor: Some(self.view.factor) })
            }
            (Account::Slope(_) | Account::RatingSlope(_), _) => Explained::Gradient(None),
            (Account::Own(_), _) => Explained::Step(touched),
        }
    }

    /// The model, where it is one of similarities of the side that is looked at.
    pub fn similarities(&self) -> Option<&Near> {
        match &*self.snapshot.model {
            Model::Near(near) => Some(near).filter(|near| near.side() == self.view.side),
            _ => None,
        }
    }

    /// Whether what the screen shows is made of factors, and the model has none.
    pub fn needs_factors(&self) -> bool {
        let shows = match self.live() {
            Screen::Factors => true,
            Screen::Map | Screen::Neighbours => self.similarities().is_none(),
            Screen::Lab => self.derived_in_lab().iter().any(|want| !want.needs_no_factors()),
            Screen::Lecture | Screen::Factorise | Screen::Train | Screen::Recommend => false,
        };
        let other_sum = self.snapshot.factors().is_some() && !self.snapshot.model.lowers_squared_errors();
        if other_sum && matches!(self.derived_in_lab()[..], [Want::Terrain(_)]) && self.live() == Screen::Lab {
            return true;
        }
        shows && self.snapshot.factors().is_none()
    }

    /// Whether what the screen shows is made of ratings, and there are none, as where a trained model came alone.
    pub fn needs_ratings(&self) -> bool {
        let shows = match self.live() {
            Screen::Train => true,
            Screen::Lab => !matches!(self.experiment(), Experiment::Shelves | Experiment::Ab),
            Screen::Lecture
            | Screen::Factorise
            | Screen::Factors
            | Screen::Map
            | Screen::Neighbours
            | Screen::Recommend => false,
        };
        shows && self.snapshot.ratings().is_empty()
    }

    /// The same for a model that knows neither regressions nor slopes.
    fn explained_without_factors(&self) -> Explained {
        let last =
            self.snapshot.last.as_ref().filter(|_| self.view.attention == Attention::Step).map(|done| &done.what);
        match (self.view.look.working, last) {
            (Working::Errors, _) => Explained::Errors,
            (Working::Auto, Some(What::Unit(touched))) => self.explained_unit(*touched),
            (Working::Auto, Some(What::Change(change @ (Change::Set(_) | Change::Rate(..))))) => {
                Explained::Change(change.clone())
            }
            _ => Explained::Prediction,
        }
    }
}
