//! Mixes, in the Lab and on the map: how many there are, which step of k-means is looked at, and the cursor over mixes and items.

use super::{App, Effect, Of, derived::ONE_MOMENT};
use crate::{
    command::{Experiment, MixCount, MixStep, Nth, Screen, Seed, Toward},
    data::Side,
    study::{
        derive::{Found, Want},
        groups::Colour,
        mixes::{self, Did, Mixes, Mixing},
        recommend::{Asked, Pick, Recommended, Slider},
    },
};
use std::sync::Arc;

impl App {
    /// How many mixes are asked for.
    pub fn mix_count(&self) -> usize {
        self.view.bench.mixes.count.unwrap_or_else(|| mixes::usual(self.snapshot.ratings().n_items()))
    }

    pub(super) fn mixes_wanted(&self) -> Want {
        let (count, seed) = (self.mix_count(), self.view.bench.mixes.seed);
        Want::Mixes(Mixing { count, seed, among: self.among() })
    }

    /// All that may be recommended. What stands beside one another in a mix is alike: variety has no say in it.
    pub(super) fn ranked_wanted(&self) -> Want {
        let mut asked = Asked { most: usize::MAX, ..self.asked() };
        asked.weights.set(Slider::Variety, 0.0);
        Want::Recommended(asked)
    }

    /// Whether the screen in front colours items by mix.
    pub(super) fn colours_by_mix(&self) -> bool {
        let colours = matches!(self.live(), Screen::Map | Screen::Neighbours | Screen::Factors);
        colours && self.view.look.colour == Colour::Mix && self.snapshot.factors().is_some()
    }

    /// Keeps the colours of the mixes, once these are there.
    pub(super) fn keep_mixed(&mut self) {
        let by = if self.colours_by_mix() { self.mixes_there() } else { None };
        let by = by.map(|mixes| (Arc::clone(&mixes), self.mix_step(&mixes)));
        self.kept.keep_mixed(by, self.snapshot.ratings());
    }

    /// The mixes, where they are worked out.
    fn mixes_there(&self) -> Option<Arc<Mixes>> {
        match &self.kept.last(&self.job(self.mixes_wanted()))?.value {
            Found::Mixes(mixes) => Some(Arc::clone(mixes)),
            _ => None,
        }
    }

    /// The mixes that the Lab was asked for last, once they are worked out of this very moment.
    pub(super) fn mixes_now(&self) -> Option<Arc<Mixes>> {
        if self.view.site.experiment != Experiment::Mixes {
            return None;
        }
        match &self.kept.done(&self.job(self.mixes_wanted()))?.value {
            Found::Mixes(mixes) => Some(Arc::clone(mixes)),
            _ => None,
        }
    }

    /// The mixes whose centres the map shows: where it shows items in their colours.
    pub fn centred_mixes(&self) -> Option<Of<Mixes>> {
        let shown = self.colours_by_mix() && self.view.side == Side::Items && !self.maps_similarities();
        if shown && self.groups().is_some() { self.mixes() } else { None }
    }

    /// The step that is looked at.
    pub fn mix_step(&self, mixes: &Mixes) -> usize {
        mixes.at(self.view.bench.mixes.step)
    }

    /// The mix under the cursor, from 0.
    pub fn mix_under_cursor(&self, mixes: &Mixes) -> usize {
        let count = mixes.steps.get(self.mix_step(mixes)).map_or(0, |step| step.mixes.len());
        self.view.bench.mixes.mix.min(count.saturating_sub(1))
    }

    /// What each mix holds for the user, the best first.
    pub fn picks_of_mixes<'a>(&self, mixes: &Mixes, ranked: &'a Recommended) -> Vec<Vec<&'a Pick>> {
        let at = self.mix_step(mixes);
        let mut lists = vec![Vec::new(); mixes.steps.get(at).map_or(0, |step| step.mixes.len())];
        for pick in &ranked.picks {
            if let Some(list) = mixes.of(at, pick.item).and_then(|mix| lists.get_mut(mix)) {
                list.push(pick);
            }
        }
        lists
    }

    /// The list of one mix.
    pub fn picks_of_mix<'a>(&self, mixes: &Mixes, ranked: &'a Recommended, mix: usize) -> Vec<&'a Pick> {
        self.picks_of_mixes(mixes, ranked).into_iter().nth(mix).unwrap_or_default()
    }

    /// The place of the cursor in the list of a mix: that of the selected item, or the first.
    pub fn place_in_mix(&self, picks: &[&Pick]) -> usize {
        picks.iter().position(|pick| pick.item == self.view.item).unwrap_or(0)
    }

    /// What the step that is looked at did, in a sentence.
    pub fn told_of_step(&self, mixes: &Mixes) -> String {
        let at = self.mix_step(mixes);
        let Some(step) = mixes.steps.get(at) else { return "there is no item to put into a mix".into() };
        let centres = |count: usize| if count == 1 { "1 centre".into() } else { format!("{count} centres") };
        let items = |count: usize| if count == 1 { "1 item goes".into() } else { format!("{count} items go") };
        let is_last = at + 1 == mixes.steps.len();
        let did = match step.clustered.did {
            Did::Seeded => {
                let drawn = if step.mixes.len() == 1 { "is drawn" } else { "are drawn" };
                format!("{} {drawn} from the items, each item goes to the nearest", centres(step.mixes.len()))
            }
            Did::Moved { farthest, refilled: 0 } => {
                format!("each centre moves to the mean of its items, by up to {farthest:.2}")
            }
            Did::Moved { refilled, .. } => {
                let last = if refilled == 1 { "one that had none" } else { "those that had none" };
                format!("each centre moves to the mean of its items, {last} to a far item")
            }
            Did::Assigned { changed: 0 } => "settled: no item has a nearer centre".into(),
            Did::Assigned { changed } if is_last => {
                format!("{} to a nearer centre, and after {} rounds it is left at that", items(changed), at / 2)
            }
            Did::Assigned { changed } => format!("{} to a nearer centre", items(changed)),
        };
        format!("step {at} of {}: {did}", mixes.steps.len() - 1)
    }

    /// What is said once items are coloured by mix.
    pub(super) fn said_of_mixes(&self) -> String {
        let steps = if self.live() == Screen::Map { "; D and U go through the steps" } else { "" };
        format!("coloured by mix: {} clusters of items near one another in factor space{steps}", self.mix_count())
    }

    /// Goes to where mixes are seen: on the map they colour it, elsewhere the Lab is gone to.
    pub(super) fn go_to_mixes(&mut self) -> Vec<Effect> {
        if self.live() == Screen::Map && self.snapshot.factors().is_some() {
            self.view.look.colour = Colour::Mix;
            return Vec::new();
        }
        self.go_to_lab(Experiment::Mixes)
    }

    pub(super) fn count_mixes(&mut self, count: MixCount) -> Result<(), String> {
        let now = self.mix_count();
        self.view.bench.mixes.count = match count {
            MixCount::Usual => None,
            MixCount::Number(count) => Some(count),
            MixCount::More if now == mixes::MOST => {
                return Err(format!("there are {now} mixes at the most, as many as can be told apart on Map"));
            }
            MixCount::More => Some(now + 1),
            MixCount::Fewer if now == 1 => return Err("there is one mix at the least".into()),
            MixCount::Fewer => Some(now - 1),
        };
        Ok(())
    }

    pub(super) fn seed_mixes(&mut self, seed: Seed) {
        let look = &mut self.view.bench.mixes;
        look.seed = match seed {
            Seed::Given(seed) => seed,
            Seed::Next => look.seed.wrapping_add(1),
        };
        self.say(format!("the first centres are drawn by seed {}", self.view.bench.mixes.seed));
    }

    pub(super) fn choose_mix(&mut self, mix: Nth) -> Result<(), String> {
        let most = self.mix_count();
        if mix.number() > most {
            return Err(format!("there is no mix {}; there are {most}", mix.number()));
        }
        self.view.bench.mixes.mix = mix.index();
        Ok(())
    }

    /// Looks at another step; on the map, where there is no line for it, it is said what the step did. Whoever sees no mixes yet
    /// sees them first.
    pub(super) fn step_mixes(&mut self, to: MixStep) -> Result<Vec<Effect>, String> {
        let unseen = self.live() == Screen::Map && self.view.look.colour != Colour::Mix;
        let effects = self.go_to_mixes();
        self.view.bench.mixes.step = match to {
            MixStep::To(step) => Some(step),
            MixStep::End => None,
            MixStep::Next | MixStep::Previous if unseen => {
                self.say(self.said_of_mixes());
                return Ok(effects);
            }
            MixStep::Next | MixStep::Previous => {
                let mixes = self.mixes().ok_or(ONE_MOMENT)?;
                let (now, last) = (self.mix_step(&mixes), mixes.at(None));
                match to {
                    MixStep::Next if now == last => {
                        self.say("this is the last step: mixes-step start goes to the first centres");
                        return Ok(effects);
                    }
                    MixStep::Next => Some(now + 1).filter(|step| *step < last),
                    _ if now == 0 => {
                        self.say("this is the first step: the centres are drawn from the items");
                        return Ok(effects);
                    }
                    _ => Some(now - 1),
                }
            }
        };
        if self.live() == Screen::Map
            && let Some(mixes) = self.mixes()
        {
            self.say(self.told_of_step(&mixes));
        }
        Ok(effects)
    }

    /// Up and down from mix to mix, left and right along one, a page up and down to another user.
    pub(super) fn move_over_mixes(&mut self, toward: Toward, times: usize) {
        if self.page_to_user(toward, times) {
            return self.looked();
        }
        let Some(mixes) = self.mixes() else { return self.say(ONE_MOMENT) };
        let count = mixes.steps.get(self.mix_step(&mixes)).map_or(0, |step| step.mixes.len());
        let (before, mix) = (self.mix_under_cursor(&mixes), self.mix_under_cursor(&mixes));
        let mix = self.down_by(mix, count, toward, times);
        self.view.bench.mixes.mix = mix;
        if mix != before || matches!(toward, Toward::Up | Toward::Down | Toward::Top | Toward::Bottom) {
            return;
        }
        let Some(ranked) = self.ranked() else { return self.say(ONE_MOMENT) };
        let picks = self.picks_of_mix(&mixes, &ranked, mix);
        // From outside of the list one comes to its first.
        let place = match picks.iter().any(|pick| pick.item == self.view.item) {
            true => Self::right_by(self.place_in_mix(&picks), picks.len(), toward, times),
            false => 0,
        };
        match picks.get(place).map(|pick| pick.item) {
            Some(item) => self.select_cell(self.view.user, item),
            None => self.say("there is nothing in this mix that the user has not rated"),
        }
    }

    /// Goes to the cell of the item under the cursor, with how its prediction came about.
    pub(super) fn visit_mixed(&mut self) -> Result<Vec<Effect>, String> {
        let (mixes, ranked) = (self.mixes().ok_or(ONE_MOMENT)?, self.ranked().ok_or(ONE_MOMENT)?);
        let mix = self.mix_under_cursor(&mixes);
        let picks = self.picks_of_mix(&mixes, &ranked, mix);
        let typical = || Some(mixes.steps.get(self.mix_step(&mixes))?.mixes.get(mix)?.typical.first()?.0);
        let item = picks.get(self.place_in_mix(&picks)).map(|pick| pick.item).or_else(typical);
        let item = item.ok_or("there is no item in this mix to go to")?;
        self.select_cell(self.view.user, item);
        Ok(self.go_to(Screen::Factorise))
    }
}
