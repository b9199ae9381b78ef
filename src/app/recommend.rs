//! Recommend: what is asked for, the cursor in the list, and the sliders.

use super::{App, Effect, derived::ONE_MOMENT};
use crate::{
    choice::listed,
    command::{Screen, Toward, Weighing},
    data::ItemId,
    model::Model,
    study::{
        derive::{Found, Want},
        evaluate::Weighed,
        lab::{NOTHING_TO_TAKE, Weighings},
        recommend::{Asked, Recommended, Slider, Weights},
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
        Asked {
            user,
            weights: look.weights,
            rated: look.rated,
            clip,
            later: look.later,
            among: self.among(),
            most: MOST,
        }
    }

    /// What Recommend needs: the list, and once it is there the reasons for what is under the cursor.
    pub(super) fn recommend_wanted(&self) -> Vec<Want> {
        let list = Want::Recommended(self.asked());
        let item = match self.kept.last(&self.job(list)).map(|derived| &derived.value) {
            Some(Found::Recommended(list)) => self.item_under_cursor(list).filter(|item| self.has_reasons(*item)),
            _ => None,
        };
        let spoken = item.and_then(|item| self.telling_factor(item)).filter(|_| self.has_facts());
        let suggested = spoken.map(|(z, _)| Want::Suggested([z, z], self.among()));
        let known = Want::Known(self.view.user);
        let beside = self.asked_beside().map(Want::Beside);
        [list]
            .into_iter()
            .chain(beside)
            .chain(item.map(|item| Want::Reasons(self.asked(), item)))
            .chain(suggested)
            .chain([known])
            .collect()
    }

    /// The factor, from 0, whose product says most in the prediction for an item, whichever way, and that product; of models whose
    /// prediction is a sum of such products.
    pub fn telling_factor(&self, item: ItemId) -> Option<(usize, f64)> {
        let factors = self.snapshot.factors().filter(|_| self.has_reasons(item))?;
        let (p, q) = (factors.of(self.view.user), factors.of(item));
        let products = p.iter().zip(&*q).map(|(p, q)| p * q).enumerate();
        // The first of equals.
        let most = products.fold(None, |most: Option<(usize, f64)>, one| match most {
            Some(known) if known.1.abs() >= one.1.abs() => Some(known),
            _ => Some(one),
        });
        most.filter(|_| factors.z() > 1)
    }

    /// Whether the user's ratings carry the prediction for an item: it comes of factors, which a regression can be held against.
    pub fn has_reasons(&self, item: ItemId) -> bool {
        let (model, learned) = (&self.snapshot.model, self.snapshot.source.learned());
        model.factors_of(learned, self.view.user, item).is_some() && !matches!(**model, Model::PlusPlus(_))
    }

    /// What is asked for the list beside, where there is one.
    pub fn asked_beside(&self) -> Option<Asked> {
        Some(Asked { weights: self.view.recommend.beside?, ..self.asked() })
    }

    /// The weights that are meant.
    pub(super) fn weighed(&self, weighing: &Weighing) -> Result<Weights, String> {
        let name = match weighing {
            Weighing::By(weights) => return Ok(*weights),
            Weighing::Kept(name) => name,
        };
        self.view.kept_weights.get(name).copied().ok_or_else(|| {
            let kept: Vec<&str> = self.view.kept_weights.keys().map(String::as_str).collect();
            match kept.is_empty() {
                true => format!("no weights are kept as '{name}'; keep-weights {name} keeps those that are set"),
                false => format!("no weights are kept as '{name}'; there are {}", listed(&kept, "and")),
            }
        })
    }

    /// Keeps the weights as they are under a name.
    pub(super) fn keep_weights(&mut self, name: &str) -> Result<(), String> {
        /// The most that are kept, and the longest name.
        const MOST: usize = 20;
        const LONGEST: usize = 20;
        if name.is_empty() || name.chars().count() > LONGEST || name.contains('=') {
            return Err(format!("a name for weights has 1 to {LONGEST} letters and no ="));
        }
        let weights = self.view.recommend.weights;
        if !self.view.kept_weights.contains_key(name) && self.view.kept_weights.len() == MOST {
            return Err(format!(
                "{MOST} sets of weights are kept, and more are too many; keep these under one of their names"
            ));
        }
        self.view.kept_weights.insert(name.into(), weights);
        self.say(format!(
            "{weights} is kept as {name}: weights {name} brings it back, beside {name} holds it beside another"
        ));
        Ok(())
    }

    /// Holds the list beside that by other weights; without any, beside that by the rating alone, or no more.
    pub(super) fn hold_beside(&mut self, weighing: Option<Weighing>) -> Result<Vec<Effect>, String> {
        self.view.recommend.beside = match weighing {
            Some(weighing) => Some(self.weighed(&weighing)?),
            None if self.view.recommend.beside.is_some() => None,
            None => Some(Weights::PLAIN),
        };
        Ok(self.go_to(Screen::Recommend))
    }

    /// Which sets of weights are measured beside one another, and how: by the rating alone, as the sliders are, and those that are
    /// kept; without any of these, the rating with a little of something else.
    pub(super) fn weighings(&self) -> Weighings {
        const USUAL: [(Slider, f64); 4] =
            [(Slider::Popular, 0.5), (Slider::Like, 0.5), (Slider::Unlike, 0.5), (Slider::Variety, 0.3)];
        let mut sets = vec![Weights::PLAIN];
        let own = [self.view.recommend.weights];
        for weights in own.iter().chain(self.view.kept_weights.values()) {
            if !sets.contains(weights) {
                sets.push(*weights);
            }
        }
        if sets.len() == 1 {
            sets.extend(USUAL.map(|(slider, weight)| {
                let mut weights = Weights::PLAIN;
                weights.set(slider, weight);
                weights
            }));
        }
        let (look, among) = (&self.view.look, self.among());
        let mut weighed = Weighed::of(sets);
        (weighed.least, weighed.only, weighed.clip) = (look.at_least, among.only, look.clip);
        weighed.promoted = Some((*self.snapshot.promoted).clone());
        let lists = self.view.bench.lists;
        Weighings { weighed, at: lists.at, relevant: lists.relevant }
    }

    /// Has Recommend go by the weights under the cursor of the Lab.
    pub(super) fn use_weights(&mut self) -> Result<Vec<Effect>, String> {
        let finding = self.finding().ok_or(ONE_MOMENT)?;
        let weights = finding.weighted().and_then(|weighted| weighted.sets.get(self.picked(finding)).copied());
        self.view.recommend.weights = weights.ok_or(NOTHING_TO_TAKE)?;
        Ok(self.go_to(Screen::Recommend))
    }

    /// What weights are called: by the name that they were kept under, else by what they are.
    pub fn called_weights(&self, weights: &Weights) -> String {
        let kept = self.view.kept_weights.iter().find(|(_, kept)| *kept == weights);
        kept.map_or_else(
            || if *weights == Weights::PLAIN { "rating".into() } else { weights.to_string() },
            |(name, _)| name.clone(),
        )
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

    /// It is so many days after the latest use.
    pub(super) fn set_later(&mut self, days: u32) -> Result<Vec<Effect>, String> {
        if self.snapshot.ratings().names().uses.now().is_none() {
            return Err("when anything was used is not known: --uses FILE can bring that".into());
        }
        self.view.recommend.later = days;
        self.say(match days {
            0 => "it is the day of the latest use".into(),
            1 => "it is a day after the latest use".to_owned(),
            days => format!("it is {days} days after the latest use"),
        });
        Ok(self.go_to(Screen::Recommend))
    }

    /// Goes to the cell of what is under the cursor.
    pub(super) fn visit_recommended(&mut self) -> Result<Vec<Effect>, String> {
        let item = self.recommended_item().ok_or(ONE_MOMENT)?;
        self.select(item.into());
        Ok(self.go_to(Screen::Factorise))
    }
}
