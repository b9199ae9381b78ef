//! Where the map puts everything, and how densely that lies there.

use super::{App, Map, Of};
use crate::{
    choice::Choice,
    command::{Axes, Layout, Screen},
    study::{
        derive::{Derived, Found, Job, Want},
        placing::Placing,
        plane::Points,
        tsne::{self, Laid, Laying},
    },
};
use std::sync::Arc;

impl App {
    /// How the map puts the side that is looked at into a plane.
    pub(super) fn placing(&self) -> Placing {
        let side = self.view.side;
        match self.axes() {
            _ if self.similarities().is_some() => Placing::Alike(side, self.among()),
            _ if self.lays_out() => Placing::Near(self.laying(), self.next_round()),
            Axes::Factors(x, y) => Placing::Axes(side, Some([x - 1, y - 1])),
            Axes::Principal | Axes::Next => Placing::Axes(side, None),
        }
    }

    /// The side that is looked at, in the plane of the map: of its factors, or that which follows from its similarities.
    pub fn points(&self) -> Option<Of<Points>> {
        self.of(Want::places(self.placing()), Found::points)
    }

    /// What the map needs: where everything lies, and once that is there what is made of it.
    pub(super) fn map_wanted(&self) -> Vec<Want> {
        let places = Want::places(self.placing());
        // A run would have it begin anew all the time: until it pauses, the last one stands.
        let stands = self.lays_out() && self.snapshot.running && self.points().is_some();
        let mut wanted = if stands && !self.job(places).is_small() { Vec::new() } else { vec![places] };
        let placed = self.kept.has(&Job::new(places, Arc::clone(&self.snapshot)));
        if placed && self.shows_contours() {
            wanted.push(self.density_wanted());
        }
        wanted.extend(self.pick_wanted().filter(|_| placed));
        wanted
    }

    pub(super) fn density_wanted(&self) -> Want {
        Want::Density(self.placing(), self.among())
    }

    /// Whether the plane has axes that mean something.
    pub fn has_axes(&self) -> bool {
        matches!(self.placing(), Placing::Axes(..))
    }

    /// Whether there is but one factor to draw over: then everything lies on one line.
    pub fn maps_one_factor(&self) -> bool {
        match self.axes() {
            _ if self.maps_similarities() || self.lays_out() => false,
            Axes::Factors(x, y) => x == y,
            _ => self.snapshot.z() == 1,
        }
    }

    /// Whether the map is laid out by neighbours in factor space.
    pub fn lays_out(&self) -> bool {
        let asked = self.view.map.layout == Layout::Neighbours && self.live() == Screen::Map;
        asked && self.similarities().is_none() && self.snapshot.factors().is_some()
    }

    fn laying(&self) -> Laying {
        let Map { perplexity, seed, .. } = self.view.map;
        Laying { side: self.view.side, perplexity, seed, metric: self.view.look.metric, among: self.among() }
    }

    /// The layout of the present model, as far as it has come.
    pub(super) fn laid_so_far(&self) -> Option<&Arc<Derived>> {
        let job = |want| Job::new(want, Arc::clone(&self.snapshot));
        self.kept.last(&job(Want::Laid(self.laying(), 0))).filter(|last| last.job == job(last.job.want))
    }

    /// How many rounds of the layout are to be done next.
    fn next_round(&self) -> usize {
        match self.laid_so_far().map(|laid| laid.job.want) {
            Some(Want::Laid(_, done)) => (done + tsne::AT_A_TIME).min(tsne::ROUNDS),
            _ => tsne::AT_A_TIME,
        }
    }

    /// The layout by neighbours that is drawn, as far as it has come.
    pub fn laid(&self) -> Option<Of<Laid>> {
        self.of(Want::places(self.placing()), |found| match found {
            Found::Laid(laid) => Some(laid),
            _ => None,
        })
    }

    pub(super) fn set_layout(&mut self, layout: Option<Layout>, seed: u64) -> Result<(), String> {
        let layout = layout.unwrap_or(self.view.map.layout.next());
        if layout == Layout::Neighbours && self.snapshot.factors().is_none() {
            return Err("this model has no factors in which there could be neighbours".into());
        }
        (self.view.map.layout, self.view.map.seed) = (layout, seed);
        self.say(match (layout, self.live()) {
            (Layout::Axes, _) => "laid out over axes",
            (Layout::Neighbours, Screen::Map) => "laid out by neighbours (t-SNE): only who is near whom says something",
            (Layout::Neighbours, _) => "Map is laid out by neighbours: 4 goes there",
        });
        Ok(())
    }

    pub(super) fn set_perplexity(&mut self, count: usize) {
        self.view.map.perplexity = count;
        let seen = if self.lays_out() { "" } else { "; layout neighbours shows it" };
        self.say(format!("about {count} neighbours of each count{seen}"));
    }

    /// Whether the map shows lines of equal density.
    pub fn shows_contours(&self) -> bool {
        self.view.map.contours && !self.maps_one_factor() && !self.shows_matrix()
    }

    /// Whether the model has neither factors nor similarities to make a map of.
    pub(super) fn has_no_map(&self) -> bool {
        self.similarities().is_none() && self.snapshot.factors().is_none()
    }

    pub(super) fn set_contours(&mut self, on: Option<bool>) -> Result<(), String> {
        let on = on.unwrap_or(!self.view.map.contours);
        if on && self.has_no_map() {
            return Err("this model has neither factors nor similarities, and so no map".into());
        }
        if on && self.shows_matrix() {
            return Err("a matrix has no places that could lie close together: v shows the graph".into());
        }
        if on && self.maps_one_factor() {
            return Err(
                "over one factor everything lies on one line, where the height says how many lie together".into()
            );
        }
        self.view.map.contours = on;
        self.say(match on {
            true => {
                format!("each line holds the part of the {} that it says, where they lie closest", self.view.side)
            }
            false => "no lines of equal density are drawn".into(),
        });
        Ok(())
    }
}
