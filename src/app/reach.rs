//! The part of the plane that the map shows: the rectangle that holds all points, and the view of it.

use super::{App, Map};
use crate::{
    data::{Entity, Side},
    study::{plane::Points, reach::Reach},
};

impl App {
    /// What the map draws of one side: those with ratings enough, of the items those that are looked at, and the
    /// selected one; by similarities, those that are laid out.
    pub fn on_map(&self, side: Side) -> Vec<usize> {
        if self.similarities().is_some() {
            let mut laid_out = self.likeness().map_or_else(Vec::new, |likeness| likeness.order.clone());
            laid_out.sort_unstable();
            return laid_out;
        }
        let (train, least) = (&self.snapshot.source.split.train, self.least(side));
        let among = self.among();
        let ends = self.path_ends().unwrap_or([self.view.item; 2]).map(Entity::from);
        let drawn = |of: Entity| {
            of == self.selected() || ends.contains(&of) || train.degree(of) >= least && among.keeps(train, of)
        };
        let mut drawn: Vec<usize> = (0..train.count(side)).filter(|&at| drawn(Entity::new(side, at))).collect();
        if self.lays_out() && side == self.view.side {
            // Who is not compared lies nowhere.
            let points = self.points();
            let placed = |at: &usize| points.as_ref().is_some_and(|points| points.places[*at].0.is_finite());
            drawn.retain(placed);
        }
        drawn
    }

    /// The rectangle that holds everything on the map. Once the plane is turned or sheared it is one that a turn leaves as it
    /// is: what moves then are the points.
    pub fn reach(&self, points: &Points) -> Reach {
        let points = self.on_map(self.view.side).into_iter().map(|at| points.places[at]);
        match self.view.map.circle.filter(|_| self.has_axes()) {
            Some(least) => Reach::around(points.chain([(least[self.view.side as usize], 0.0)])),
            None => Reach::of(points),
        }
    }

    /// From here on the map shows a circle that holds all of it however it is turned, until all is brought in sight: a shear
    /// makes it larger where it must, and never smaller.
    pub(super) fn keep_circle(&mut self) {
        let far = |side| {
            let (factors, (x, y)) = self.snapshot.factors().zip(self.plane_of_factors().ok())?;
            let [x, y] = [x, y].map(|z| factors.column(side, z));
            let length = |at: usize| f64::hypot(x[at], y[at]);
            Some(self.on_map(side).into_iter().map(length).filter(|length| length.is_finite()).fold(0.0, f64::max))
        };
        if self.view.map.circle.is_none() {
            self.view.map.circle = Some([Side::Users, Side::Items].map(|side| far(side).unwrap_or(0.0)));
        }
    }

    /// Comes nearer to the selected point, or goes away from it: it stays where it is on the screen, if it is in sight.
    pub(super) fn zoom_at_selected(&mut self, by: f64) {
        let Map { zoom, centre, .. } = self.view.map;
        let new = (zoom * by).clamp(0.5, 1e4);
        let at = self.selected_parts().unwrap_or(centre);
        let kept = |at: f64, centre: f64| if new <= 1.0 { 0.0 } else { at + (centre - at) * zoom / new };
        self.view.map.zoom = new;
        self.view.map.centre = (kept(at.0, centre.0), kept(at.1, centre.1));
        self.follow();
    }

    /// Moves the view of the map no further than needed to have the selected point in sight.
    pub(super) fn follow(&mut self) {
        if self.view.map.zoom <= 1.0 {
            return;
        }
        let Some(at) = self.selected_parts() else { return };
        let room = 0.42 / self.view.map.zoom;
        let near = |centre: f64, at: f64| centre.clamp(at - room, at + room);
        if at.0.is_finite() && at.1.is_finite() {
            self.view.map.centre = (near(self.view.map.centre.0, at.0), near(self.view.map.centre.1, at.1));
        }
    }

    /// Where the selected point lies, in parts of the whole from the middle.
    fn selected_parts(&self) -> Option<(f64, f64)> {
        let points = self.points()?;
        let place = *points.places.get(self.selected().index())?;
        (place.0.is_finite() && place.1.is_finite()).then(|| self.reach(&points).parts(place))
    }
}
