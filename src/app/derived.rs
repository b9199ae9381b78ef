//! What screens derive from a snapshot: asked for when it is needed, kept until there is something newer, and drawn meanwhile.
//!
//! What is small is worked out here at once. The rest goes out as [`Effect::Derive`] and comes back as
//! [`super::Message::Derived`], so that no key waits for it; this file and [`App::work_off`] are the only ones that work
//! anything out.

use super::{App, Effect, Explained, Of};
use crate::{
    command::{Experiment, Screen},
    data::{Entity, ItemId, Side},
    model::{ON, Parameter},
    study::{
        ab::{AbTest, Visit, Visiting},
        between::Between,
        density::Density,
        derive::{Derived, Found, Job, Want},
        ends::Ends,
        explain::{Gradient, Regression, SquaredError},
        frame::Frame,
        landscape::Terrain,
        likeness::Likeness,
        mixes::Mixes,
        neighbours::{Nearness, Neighbour, least},
        placing::Placing,
        popularity::Popularity,
        recommend::{Asked, Known, Reasons, Recommended},
        residuals::Residuals,
        shelves::Shelf,
        telling::Telling,
        within::{Corners, Within},
    },
};
use std::sync::Arc;

/// What to say where something cannot be done because it is not worked out yet.
pub(super) const ONE_MOMENT: &str = "one moment: this is still being worked out";

impl App {
    /// Works out what the screen needs, or asks for it.
    pub(super) fn keep(&mut self) -> Option<Effect> {
        self.show_selected();
        self.kept.keep_enough(&self.snapshot.source.split.train);
        self.kept.keep_groups(self.snapshot.ratings().names(), self.view.look.colour);
        let (mut asked, mut looked_at) = (Vec::new(), Vec::new());
        // What is needed may follow from what has just been worked out.
        while let Some(want) = self.needs().into_iter().find(|want| !looked_at.contains(want)) {
            looked_at.push(want);
            let job = self.job(want);
            match self.at_once(&job) {
                Some(derived) => self.take_derived(derived),
                None if self.kept.has(&job) => {}
                None => asked.push(job),
            }
        }
        self.keep_mixed();
        self.kept.ask(asked, &self.snapshot).map(Effect::Derive)
    }

    /// Takes in what was worked out, if it is still of use.
    pub(super) fn take_derived(&mut self, derived: Arc<Derived>) {
        let job = &derived.job;
        let present = Job::new(job.want, Arc::clone(&self.snapshot));
        if self.kept.has(&present) || !job.fits(&self.snapshot) || !self.needs().contains(&job.want) {
            return;
        }
        match (job.want, &derived.value) {
            (Want::Order(side, _), Found::Order(listing)) => return self.put_in_order(side, (**listing).clone()),
            (_, Found::Near(list)) => self.view.neighbour = self.view.neighbour.min(list.len().saturating_sub(1)),
            _ => {}
        }
        if self.kept.put(derived) {
            // What was to be in sight before one knew where it lies.
            self.bring_in_sight();
        }
    }

    /// Whether what is drawn is of an earlier moment, or not there yet, and has been so for long.
    pub fn lags(&self) -> bool {
        self.kept.lags()
    }

    /// All that the screen in front needs.
    fn needs(&self) -> Vec<Want> {
        let mut wanted = match self.live() {
            Screen::Neighbours if self.similarities().is_some() => vec![self.near_wanted()],
            Screen::Map if self.similarities().is_some() => self.map_wanted(),
            Screen::Lab => {
                let mut wants = self.derived_in_lab();
                if self.snapshot.factors().is_none() && !wants.iter().all(Want::needs_no_factors) {
                    wants.clear();
                }
                wants.extend(self.ab_visit_wanted());
                wants
            }
            Screen::Recommend => self.recommend_wanted(),
            // What these screens show is made of factors.
            _ if self.snapshot.factors().is_none() => Vec::new(),
            Screen::Map => {
                let mut wanted = self.map_wanted();
                wanted.push(self.near_wanted());
                let suggested = self.mapped_factors().filter(|_| self.has_facts());
                wanted.extend(suggested.map(|factors| Want::Suggested(factors, self.among())));
                wanted
            }
            Screen::Neighbours => vec![self.near_wanted()],
            Screen::Factors if self.has_facts() => {
                vec![self.ends_wanted(), self.spans_wanted(), self.telling_wanted()]
            }
            Screen::Factors => vec![self.ends_wanted(), self.spans_wanted()],
            Screen::Lecture | Screen::Factorise | Screen::Train => Vec::new(),
        };
        if self.colours_by_mix() {
            wanted.push(self.mixes_wanted());
        }
        match self.explained() {
            Explained::Regression(of) => wanted.push(Want::Regression(of)),
            Explained::Gradient(at) => wanted.push(Want::Gradient(at)),
            Explained::Errors => wanted.push(Want::Errors),
            _ => {}
        }
        wanted.extend(self.view.sorting.iter().map(|(side, sort)| Want::Order(*side, *sort)));
        wanted
    }

    /// Whether anything is known of the items by which a factor could be called.
    pub fn has_facts(&self) -> bool {
        self.facts().all().len() > 0
    }

    /// The factors, from 0, that the map is drawn over; none where its axes are no factors.
    fn mapped_factors(&self) -> Option<[usize; 2]> {
        match self.placing() {
            Placing::Axes(_, factors) => factors,
            Placing::Alike(..) | Placing::Near(..) => None,
        }
    }

    /// By what factors are near.
    pub fn nearness(&self) -> Nearness {
        Nearness { metric: self.view.look.metric, shrink: self.view.look.shrink }
    }

    fn near_wanted(&self) -> Want {
        Want::Near(self.selected(), self.nearness(), self.among())
    }

    fn ends_wanted(&self) -> Want {
        Want::Ends(self.shown_factor(), self.among())
    }

    fn telling_wanted(&self) -> Want {
        Want::Telling(self.shown_factor(), self.among())
    }

    /// The factor, from 0, that is told about.
    fn shown_factor(&self) -> usize {
        self.view.factor.min(self.snapshot.z().saturating_sub(1))
    }

    fn spans_wanted(&self) -> Want {
        Want::Spans(self.view.side, self.least(self.view.side))
    }

    pub(super) fn shelves_wanted(&self) -> Want {
        Want::Shelves(self.view.user, self.nearness(), self.among())
    }

    /// The visit that the A/B test shows, where it is on the screen.
    fn ab_visit_wanted(&self) -> Option<Want> {
        self.ab_visiting().filter(|_| self.experiment() == Experiment::Ab).map(Want::AbVisit)
    }

    /// How many ratings a user or an item has at least where they are compared: as many as were asked for, or as the data
    /// can afford; none where the factors were not learned from these ratings, but given.
    pub fn least(&self, side: Side) -> usize {
        let usual = || least(&self.snapshot.source, side, |train| self.kept.enough(train, side));
        self.view.look.at_least.unwrap_or_else(usual)
    }

    pub(super) fn job(&self, want: Want) -> Job {
        let given = match want {
            Want::Density(placing, _) | Want::Within(placing, ..) => {
                self.kept.done(&self.job(Want::places(placing))).map(|placed| placed.value.clone())
            }
            Want::Laid(..) => self.laid_so_far().map(|laid| laid.value.clone()),
            _ => None,
        };
        Job { given, ..Job::new(want, Arc::clone(&self.snapshot)) }
    }

    /// A job done at once, if it is small and not done yet.
    pub(super) fn at_once(&self, job: &Job) -> Option<Arc<Derived>> {
        if !self.kept.has(job) && job.is_small() { job.work_out(ON).map(Arc::new) } else { None }
    }

    /// What can be drawn for a want: that of the present moment, or else the last one.
    fn drawable(&self, want: Want) -> Option<Arc<Derived>> {
        let job = self.job(want);
        self.at_once(&job).or_else(|| self.kept.last(&job).cloned())
    }

    pub(super) fn of<T>(&self, want: Want, kind: impl Fn(&Found) -> Option<&Arc<T>>) -> Option<Of<T>> {
        Of::new(&*self.drawable(want)?, kind)
    }
}

impl App {
    /// The way that is shown, from one item to another.
    pub fn between(&self) -> Option<Of<Between>> {
        self.of(Want::Between(self.path_ends()?, self.among()), |found| match found {
            Found::Between(between) => Some(between),
            _ => None,
        })
    }
}

/// Accessors: what is wanted, and the kind of value that comes of it.
macro_rules! derived {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $of:ty),*) -> $type:ty = $kind:ident, |$app:ident| $want:expr;)+) => {
        impl App {
            $($(#[$doc])*
            pub fn $name(&self, $($argument: $of),*) -> Option<Of<$type>> {
                let $app = self;
                self.of($want, |value| match value {
                    Found::$kind(found) => Some(found),
                    _ => None,
                })
            })+
        }
    };
}

derived! {
    /// Who or what is nearest to what is selected, nearest first.
    neighbours() -> Vec<Neighbour> = Near, |app| app.near_wanted();
    /// The similarities of the side that is looked at.
    likeness() -> Likeness = Likeness, |app| app.likeness_wanted();
    /// How densely the map is filled.
    density() -> Density = Density, |app| app.density_wanted();
    /// Those in the box, and what they have in common.
    within(corners: Corners) -> Within = Within, |app| app.within_wanted(corners);
    /// Items and users at the ends of the selected factor.
    ends() -> [Ends; 2] = Ends, |app| app.ends_wanted();
    /// Which words are too many at the two ends of the selected factor to have come by chance.
    telling() -> [Vec<Telling>; 2] = Telling, |app| app.telling_wanted();
    /// What two factors might be called, by what is known of the items at their ends.
    suggested(factors: [usize; 2]) -> [Option<String>; 2] = Suggested, |app| Want::Suggested(factors, app.among());
    /// How far each factor reaches on the side that is looked at.
    spans() -> Vec<f64> = Spans, |app| app.spans_wanted();
    /// The largest terms of the sum of squared errors, largest first.
    squared_errors() -> Vec<SquaredError> = Errors, |_app| Want::Errors;
    /// The regression of a user or an item; without one, of whom or what the last step fitted.
    regression(of: Option<Entity>) -> Regression = Regression, |_app| Want::Regression(of);
    /// The step of descent for a parameter; without one, for that which the last step moved.
    gradient(at: Option<Parameter>) -> Gradient = Gradient, |_app| Want::Gradient(at);
    /// The landscape over the two numbers.
    terrain() -> Terrain = Terrain, |app| Want::Terrain(app.over());
    /// The data frame of the regression of what is selected.
    frame() -> Frame = Frame, |app| Want::Frame(app.selected());
    /// The errors over the ratings that are looked at, sorted.
    residuals() -> Residuals = Residuals, |app| Want::Residuals(app.view.bench.errors.seen);
    /// What is recommended to the selected user.
    recommended() -> Recommended = Recommended, |app| Want::Recommended(app.asked());
    /// What other weights would recommend, where the list is held beside it.
    beside(asked: Asked) -> Recommended = Beside, |_app| Want::Beside(asked);
    /// Why an item would be.
    reasons(item: ItemId) -> Reasons = Reasons, |app| Want::Reasons(app.asked(), item);
    /// How well the model knows the selected user.
    known() -> Known = Known, |app| Want::Known(app.view.user);
    /// The items in mixes, step by step.
    mixes() -> Mixes = Mixes, |app| app.mixes_wanted();
    /// All that may be recommended to the selected user, in the order of its score: what mixes are ranked by.
    ranked() -> Recommended = Recommended, |app| app.ranked_wanted();
    /// What the present fit recommends.
    popularity() -> Popularity = Popularity, |app| Want::Popularity(app.view.bench.popularity.others.at);
    /// The A/B test.
    ab_test() -> AbTest = AbTest, |app| Want::AbTest(app.view.bench.ab.setup);
    /// What a user does on a day of it.
    ab_visit(of: Visiting) -> Visit = AbVisit, |_app| Want::AbVisit(of);
    /// The shelves of the selected user.
    shelves() -> Vec<Shelf> = Shelves, |app| app.shelves_wanted();
}
