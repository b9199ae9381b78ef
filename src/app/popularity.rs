//! What models recommend, in the Lab: whose lists are looked at, and the cursors over models and items.

use super::{App, Effect, derived::ONE_MOMENT};
use crate::{
    command::{Experiment, Screen, Toward},
    study::{
        derive::{Found, Want},
        lab::Other,
        popularity::Popularity,
    },
};
use std::sync::Arc;

impl App {
    /// The models beside the present fit, as far as they were asked for.
    pub fn popular_others(&self) -> &[Other] {
        self.finding().map_or(&[], |finding| finding.others())
    }

    /// Whose lists are looked at: 0 for the present fit, then the others.
    pub fn popular_model(&self) -> usize {
        let model = self.view.bench.popularity.model;
        if model <= self.popular_others().len() { model } else { 0 }
    }

    /// What the model that is looked at recommends, once that is known; or why it never will be, in a sentence.
    pub fn popular(&self) -> Option<Result<Arc<Popularity>, String>> {
        match self.popular_model() {
            0 => self.popularity().map(|of| Ok(of.shared())),
            at => self.popular_others()[at - 1].found.clone(),
        }
    }

    /// What the present fit recommends, where the Lab was last asked for that: of this very moment, or nothing.
    pub(super) fn recommended_now(&self) -> Option<Arc<Popularity>> {
        if self.view.site.experiment != Experiment::Popularity {
            return None;
        }
        let job = self.job(Want::Popularity(self.view.bench.popularity.others.at));
        match &self.kept.done(&job)?.value {
            Found::Popularity(popularity) => Some(Arc::clone(popularity)),
            _ => None,
        }
    }

    fn popular_lists(&self) -> Option<Arc<Popularity>> {
        self.popular()?.ok()
    }

    /// The recommended item that the cursor is on, by its place: that which is selected, if it is one of them.
    pub fn listed_line(&self, popularity: &Popularity) -> Option<usize> {
        popularity.most.iter().position(|listed| listed.item == self.view.item)
    }

    /// Up and down along the items that are recommended most. Whoever selects one is shown somebody to whom it is.
    pub(super) fn move_over_listed(&mut self, toward: Toward, times: usize) {
        let Some(popularity) = self.popular_lists() else { return self.say(ONE_MOMENT) };
        let line = match self.listed_line(&popularity) {
            Some(line) => self.down_by(line, popularity.most.len(), toward, times),
            None => 0,
        };
        if let Some(listed) = popularity.most.get(line) {
            self.select_cell(listed.to, listed.item);
        }
    }

    /// Goes to the item under the cursor in the grid, to where it is recommended, with what its prediction is made of.
    pub(super) fn visit_listed(&mut self) -> Result<Vec<Effect>, String> {
        let popularity = self.popular_lists().ok_or(ONE_MOMENT)?;
        let line = self.listed_line(&popularity).unwrap_or(0);
        let listed = popularity.most.get(line).ok_or("there is no item to go to: nothing is recommended")?;
        self.select_cell(listed.to, listed.item);
        Ok(self.go_to(Screen::Factorise))
    }

    /// Up and down along the present fit and the others: whose lists are looked at.
    pub(super) fn move_over_models(&mut self, toward: Toward, times: usize) {
        let count = 1 + self.popular_others().len();
        self.view.bench.popularity.model = self.down_by(self.popular_model(), count, toward, times);
    }
}
