//! Recommend: what is asked for, the cursor in the list, and the sliders.

use super::{App, Effect, derived::ONE_MOMENT};
use crate::{
    command::{Screen, Toward},
    data::ItemId,
    model::Model,
    study::{
        derive::{Found, Want},
        recommend::{Asked, Recommended, Slider},
    },
};

/// How long the list is.
const MOST: usize = 50;
/// How much a key turns a slider.
const NOTCH: f64 = 0.05;

impl App {
    /// What is asked of the recommender.
    pub fn asked(&self) -> Asked {
        let look = self.view.recommend;
        let (user, clip) = (self.view.user, self.view.look.clip);
        Asked { user, weights: look.weights, rated: look.rated, clip, among: self.among(), most: MOST }
    }

    /// What Recommend needs: the list, and once it is there the reasons for what is under the cursor.
    pub(super) fn recommend_wanted(&self) -> Vec<Want> {
        let list = Want::Recommended(self.asked());
        let item = match self.kept.last(&self.job(list)).map(|derived| &derived.value) {
            Some(Found::Recommended(list)) => self.item_under_cursor(list).filter(|item| self.has_reasons(*item)),
            _ => None,
        };
        let known = Want::Known(self.view.user);
        [list].into_iter().chain(item.map(|item| Want::Reasons(self.asked(), item))).chain([known]).collect()
    }

    /// Whether the user's ratings carry the prediction for an item: it comes of factors, which a regression can be held against.
    pub fn has_reasons(&self, item: ItemId) -> bool {
        let (model, learned) = (&self.snapshot.model, self.snapshot.source.learned());
        model.factors_of(learned, self.view.user, item).is_some() && !matches!(**model, Model::PlusPlus(_))
    }

    /// The place of the cursor in the list: that of the selected item, or the first.
    pub fn recommended_place(&self, list: &Recommended) -> usize {
        list.picks.iter().position(|pick| pick.item == self.view.item).unwrap_or(0)
    }

    /// What is under the cursor.
    pub fn recommended_item(&self) -> Option<ItemId> {
        self.item_under_cursor(&*self.recommended()?)
    }

    fn item_under_cursor(&self, list: &Recommended) -> Option<ItemId> {
        Some(list.picks.get(self.recommended_place(list))?.item)
    }

    /// Up and down in the list; left and right turn the slider.
    pub(super) fn move_in_recommended(&mut self, toward: Toward, times: usize) {
        let slider = self.view.recommend.slider;
        let turned = |by: f64| {
            let notches = (self.view.recommend.weights.of(slider) / NOTCH).round() + by;
            // Of whole notches, so that 0.15 is 0.15.
            (notches.clamp(0.0, 1.0 / NOTCH) * NOTCH * 100.0).round() / 100.0
        };
        let times = times.min(100);
        let weight = match toward {
            Toward::Left => turned(-(times as f64)),
            Toward::Right => turned(times as f64),
            Toward::First => 0.0,
            Toward::Last => 1.0,
            _ => return self.move_over_recommended(toward, times),
        };
        self.view.recommend.weights.set(slider, weight);
    }

    fn move_over_recommended(&mut self, toward: Toward, times: usize) {
        let Some(list) = self.recommended() else { return };
        let place = self.down_by(self.recommended_place(&list), list.picks.len(), toward, times);
        if let Some(pick) = list.picks.get(place) {
            let item = pick.item;
            self.select(item.into());
        }
    }

    /// Has a slider count so much.
    pub(super) fn weigh(&mut self, slider: Slider, weight: f64) -> Result<Vec<Effect>, String> {
        if !(0.0..=1.0).contains(&weight) {
            return Err(format!("a slider counts from 0 to 1, not {weight}"));
        }
        self.view.recommend.weights.set(slider, weight);
        self.view.recommend.slider = slider;
        Ok(self.go_to(Screen::Recommend))
    }

    /// Goes to the cell of what is under the cursor.
    pub(super) fn visit_recommended(&mut self) -> Result<Vec<Effect>, String> {
        let item = self.recommended_item().ok_or(ONE_MOMENT)?;
        self.select(item.into());
        Ok(self.go_to(Screen::Factorise))
    }
}
