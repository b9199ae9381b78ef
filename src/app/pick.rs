//! What is picked out on the map: a box around some, or the way from one item to another.

use super::{App, MapPick, derived::ONE_MOMENT};
use crate::{
    command::{Boxing, FromTo, Screen},
    data::{ItemId, Side},
    study::{derive::Want, within::Corners},
};

impl App {
    /// What is picked out on the map, where it is seen: a box belongs to the plane that it was drawn in.
    pub(super) fn pick(&self) -> Option<MapPick> {
        let seen = self.live() == Screen::Map && !self.shows_matrix();
        self.view.map.pick.filter(|pick| match pick {
            MapPick::Box { placing, .. } => seen && *placing == self.placing().at_rest(),
            MapPick::Path(_) => seen && self.view.side == Side::Items && self.snapshot.factors().is_some(),
        })
    }

    /// The corners of the box, if there is one.
    pub fn corners(&self) -> Option<Corners> {
        match self.pick()? {
            MapPick::Box { from, to, .. } => Some(Corners { from, to: to.or_else(|| self.selected_place())? }),
            MapPick::Path(_) => None,
        }
    }

    /// The ends of the way that is shown, if one is.
    pub fn path_ends(&self) -> Option<[ItemId; 2]> {
        match self.pick()? {
            MapPick::Path(ends) => Some(ends),
            MapPick::Box { .. } => None,
        }
    }

    pub(super) fn within_wanted(&self, corners: Corners) -> Want {
        Want::Within(self.placing(), self.among(), corners)
    }

    /// What is made of what is picked out.
    pub(super) fn pick_wanted(&self) -> Option<Want> {
        let within = self.corners().map(|corners| self.within_wanted(corners));
        within.or_else(|| self.path_ends().map(|ends| Want::Between(ends, self.among())))
    }

    /// Where what is selected lies.
    fn selected_place(&self) -> Option<(f64, f64)> {
        let place = *self.points()?.places.get(self.selected().index())?;
        (place.0.is_finite() && place.1.is_finite()).then_some(place)
    }

    pub(super) fn set_box(&mut self, boxing: Boxing) -> Result<(), String> {
        let (placing, shown) = (self.placing().at_rest(), self.pick());
        if self.has_no_map() {
            return Err("this model has neither factors nor similarities, and so no map to draw a box on".into());
        }
        if self.shows_matrix() {
            return Err("a matrix has no places to draw a box around: v shows the graph".into());
        }
        let pick = |from, to| Some(MapPick::Box { placing, from, to });
        self.view.map.pick = match (boxing, shown) {
            (Boxing::Off, Some(MapPick::Box { .. })) => None,
            (Boxing::Off, _) => return Err("there is no box on the map".into()),
            (Boxing::Corners(Corners { from, to }), _) => pick(from, Some(to)),
            (Boxing::Here, Some(MapPick::Box { from, to: None, .. })) => pick(from, self.selected_place()),
            (Boxing::Here, _) => pick(self.selected_place().ok_or(ONE_MOMENT)?, None),
        };
        self.view.look.terms = 0;
        match (boxing, self.view.map.pick) {
            (_, None) => self.say("the box is let go"),
            (Boxing::Here, Some(MapPick::Box { to: None, .. })) => {
                let name = self.name(self.selected()).to_owned();
                self.say(format!("a box begins at {name}: move to where it ends, X holds it, esc lets it go"));
            }
            _ if self.live() != Screen::Map => self.say("the box is drawn on Map: 4 goes there"),
            _ => {}
        }
        Ok(())
    }

    pub(super) fn set_path(&mut self, ends: Option<FromTo>) -> Result<(), String> {
        let Some(FromTo { from, to }) = ends else {
            let shown = matches!(self.view.map.pick, Some(MapPick::Path(_)));
            self.view.map.pick = self.view.map.pick.filter(|_| !shown);
            self.say("no path is shown: path A B goes from an item to another");
            return Ok(());
        };
        if self.snapshot.factors().is_none() {
            return Err("this model has no factors in which a straight line could lie".into());
        }
        let ends = [self.item_called(&from)?, self.item_called(&to)?];
        if ends[0] == ends[1] {
            return Err(format!("a path leads from one item to another, and this is {} twice", self.name(ends[0])));
        }
        self.view.side = Side::Items;
        self.view.map.pick = Some(MapPick::Path(ends));
        self.view.look.terms = 0;
        if self.live() != Screen::Map {
            self.say("the path is drawn on Map: 4 goes there");
        }
        Ok(())
    }

    /// Lets go of what is picked out on the map. Returns whether there was anything.
    pub(super) fn let_go(&mut self) -> bool {
        let seen = self.pick().is_some();
        if seen {
            self.view.map.pick = None;
            self.view.look.terms = 0;
        }
        seen
    }
}
