//! The views of the Lab that follow from the snapshot alone: which numbers the landscape is drawn over and which part of
//! it is in sight, the lines of the data frame, the cursor on the shelves.

use super::{App, Effect, Pair, derived::ONE_MOMENT};
use crate::{
    command::{Nth, Screen, Spot, Toward, Zoom},
    data::{Entity, ItemId, Side, UserId},
    model::Parameter,
    study::{frame::Frame, reach::Reach, residuals::Residuals, shelves::Shelf},
};

impl App {
    /// The two numbers that the landscape is drawn over. With one factor that is the user's and the item's.
    pub fn over(&self) -> [Parameter; 2] {
        // A model without factors has no such number: then nothing is asked for.
        let z = self.snapshot.z().max(1);
        let at = |of: Entity, factor: usize| Parameter { of, factor: Some(factor) };
        let there = |p: &Parameter| p.factor.map_or(self.snapshot.is_biased(), |factor| factor < z);
        let pair = [self.view.factor, (self.view.factor + 1) % z];
        let pair = [pair[0].min(pair[1]), pair[0].max(pair[1])];
        match self.view.over {
            Pair::Given(x, y) if there(&x) && there(&y) => [x, y],
            Pair::Item if z > 1 => pair.map(|factor| at(self.view.item.into(), factor)),
            // A pair that the model no longer has gives way to that of the user.
            Pair::User | Pair::Given(..) if z > 1 => pair.map(|factor| at(self.view.user.into(), factor)),
            _ => [at(self.view.user.into(), self.view.factor), at(self.view.item.into(), self.view.factor)],
        }
    }

    pub(super) fn next_over(&mut self) {
        self.view.over = match self.view.over {
            Pair::User => Pair::Item,
            Pair::Item => Pair::Both,
            Pair::Both | Pair::Given(..) => Pair::User,
        };
        if self.snapshot.z() == 1 {
            self.say("with one factor there is one pair: the user's and the item's");
        }
    }

    pub(super) fn set_over(&mut self, x: &Spot, y: &Spot) -> Result<(), String> {
        let (x, y) = (self.spot(x)?, self.spot(y)?);
        if x == y {
            return Err("a landscape needs two different numbers".into());
        }
        self.view.over = Pair::Given(x, y);
        Ok(())
    }

    /// The number that a spot points at.
    fn spot(&self, spot: &Spot) -> Result<Parameter, String> {
        let of = self.called(spot.whose.side, &spot.whose.who)?;
        let most = self.snapshot.z();
        match spot.factor {
            Some(z) if z.number() > most => Err(format!("there is no factor {}; this model has {most}", z.number())),
            None if !self.snapshot.is_biased() => Err("this model has no biases; refit biased on gives it some".into()),
            factor => Ok(Parameter { of, factor: factor.map(Nth::index) }),
        }
    }

    /// The part of the landscape in sight: all of it, or what was zoomed to, which stands still while the fit moves.
    pub fn landscape_reach(&self) -> Option<Reach> {
        match self.view.close {
            Some((of, reach)) if of == self.over() => Some(reach),
            _ => self.terrain().map(|terrain| terrain.reach),
        }
    }

    /// Whether only a part of the landscape is in sight.
    pub fn landscape_zoomed(&self) -> bool {
        self.view.close.is_some_and(|(of, _)| of == self.over())
    }

    /// Comes nearer to the present point, goes away from it, or moves the part in sight by a quarter of itself.
    pub(super) fn zoom_landscape(&mut self, zoom: Zoom) {
        let [over_x, over_y] = self.over();
        let Some(Reach { x, y }) = self.landscape_reach() else { return self.say(ONE_MOMENT) };
        let here = (self.snapshot.get(over_x), self.snapshot.get(over_y));
        let about = |range: (f64, f64), at: f64, by: f64| {
            // A point out of sight is brought to the middle.
            let shift = if (range.0..=range.1).contains(&at) { 0.0 } else { at - f64::midpoint(range.0, range.1) };
            let range = (range.0 + shift, range.1 + shift);
            let least = 1e-9 * (1.0 + at.abs());
            let by = if range.1 - range.0 < least && by < 1.0 { 1.0 } else { by };
            (at + (range.0 - at) * by, at + (range.1 - at) * by)
        };
        let moved = |range: (f64, f64), parts: f64| {
            let by = (range.1 - range.0) * parts;
            (range.0 + by, range.1 + by)
        };
        let part = match zoom {
            Zoom::All | Zoom::Circle => return self.view.close = None,
            Zoom::In => Reach { x: about(x, here.0, 1.0 / 1.5), y: about(y, here.1, 1.0 / 1.5) },
            Zoom::Out => Reach { x: about(x, here.0, 1.5), y: about(y, here.1, 1.5) },
            Zoom::Left => Reach { x: moved(x, -0.25), y },
            Zoom::Right => Reach { x: moved(x, 0.25), y },
            Zoom::Up => Reach { x, y: moved(y, 0.25) },
            Zoom::Down => Reach { x, y: moved(y, -0.25) },
        };
        if [part.x.0, part.x.1, part.y.0, part.y.1].iter().all(|v| v.abs() < 1e100) {
            self.view.close = Some((self.over(), part));
        }
    }

    /// The line of the data frame that the cursor is on.
    pub fn frame_line(&self, frame: &Frame) -> usize {
        let other: Entity = match frame.of {
            Entity::User(_) => self.view.item.into(),
            Entity::Item(_) => self.view.user.into(),
        };
        frame.order.iter().position(|of| *of == other).unwrap_or(0)
    }

    /// Up and down from line to line, left and right to the next of those that have such a frame.
    pub(super) fn move_in_frame(&mut self, toward: Toward, times: usize) {
        let Some(frame) = self.frame() else { return self.say(ONE_MOMENT) };
        let line = self.down_by(self.frame_line(&frame), frame.order.len(), toward, times);
        let listing = self.view.listing(self.view.side);
        let place = Self::right_by(listing.place(self.selected().index()), listing.len(), toward, times);
        let own = listing.at(place);
        let (i, j) = match (self.view.side, frame.order.get(line)) {
            (Side::Users, Some(Entity::Item(j))) => (UserId::new(own), *j),
            (Side::Items, Some(Entity::User(i))) => (*i, ItemId::new(own)),
            _ => return,
        };
        self.select_cell(i, j);
    }

    /// The largest error that the cursor is on, by its place: that of the selected cell, if it is one of them.
    pub fn worst_line(&self, residuals: &Residuals) -> Option<usize> {
        let selected = (self.view.user, self.view.item);
        residuals.worst.iter().position(|term| (term.user, term.item) == selected)
    }

    /// Up and down along the largest errors, the first of which is the first to be gone to.
    pub(super) fn move_over_worst(&mut self, toward: Toward, times: usize) {
        let Some(residuals) = self.residuals() else { return self.say(ONE_MOMENT) };
        let line = match self.worst_line(&residuals) {
            Some(line) => self.down_by(line, residuals.worst.len(), toward, times),
            None => 0,
        };
        if let Some(term) = residuals.worst.get(line) {
            self.select_cell(term.user, term.item);
        }
    }

    /// Goes to the cell under the cursor in the grid, with what it is made of beside it.
    pub(super) fn visit_worst(&mut self) -> Result<Vec<Effect>, String> {
        let residuals = self.residuals().ok_or(ONE_MOMENT)?;
        let line = self.worst_line(&residuals).unwrap_or(0);
        let term = residuals.worst.get(line).ok_or("there is no error to go to")?;
        self.select_cell(term.user, term.item);
        Ok(self.go_to(Screen::Factorise))
    }

    /// Where the cursor is on these shelves.
    pub fn shelf_cursor(&self, shelves: &[Shelf]) -> (usize, usize) {
        let shelf = self.view.shelf.0.min(shelves.len().saturating_sub(1));
        let last = shelves.get(shelf).map_or(0, |s| s.picks.len().saturating_sub(1));
        (shelf, self.view.shelf.1.min(last))
    }

    /// A page up and down goes to the user before and after. Returns whether it was one.
    pub(super) fn page_to_user(&mut self, toward: Toward, times: usize) -> bool {
        let way = match toward {
            Toward::PageUp => Toward::Left,
            Toward::PageDown => Toward::Right,
            _ => return false,
        };
        let users = &self.view.users;
        let place = Self::right_by(users.place(self.view.user.index()), users.len(), way, times);
        self.view.user = UserId::new(users.at(place));
        true
    }

    /// Up and down from shelf to shelf, left and right along one, a page up and down to the next user.
    pub(super) fn move_on_shelves(&mut self, toward: Toward, times: usize) {
        if self.page_to_user(toward, times) {
            self.view.shelf = (0, 0);
            return self.looked();
        }
        let Some(shelves) = self.shelves() else { return self.say(ONE_MOMENT) };
        let (shelf, place) = self.shelf_cursor(&shelves);
        let shelf = self.down_by(shelf, shelves.len(), toward, times);
        let picks = shelves.get(shelf).map_or(&[][..], |s| &s.picks);
        let place = Self::right_by(place.min(picks.len().saturating_sub(1)), picks.len(), toward, times);
        self.view.shelf = (shelf, place);
        if let Some(pick) = picks.get(place) {
            self.select_cell(self.view.user, pick.item);
        }
    }
}
