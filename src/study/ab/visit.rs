//! One user's days: what they are shown, how likely they are to engage with it, and whether they do.

use super::{
    Arm, Setup,
    halves::{arms, coins},
    list::{list, near},
    world::{self, Draw, Item, User, chance, normal, uniform},
};

/// The chance of an item that is neither liked nor disliked and like nothing shown lately is `1/(1 + exp(-BASE))`.
pub const BASE: f64 = -2.0;
/// So many days of lists are remembered.
pub const MEMORY: usize = 7;

/// An item that a user was shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shown {
    /// Which of the items of the day, from 0.
    pub item: usize,
    /// Where it stands in the plane of tastes.
    pub place: Item,
    /// What the recommender of the user's arm predicted.
    pub predicted: f64,
    /// How much the user likes it in truth: taste · place.
    pub liking: f64,
    /// How near it is to what was shown on each of the last [`MEMORY`] days, yesterday first: a mean over the list of that day,
    /// 0 for days before the first.
    pub days: [f64; MEMORY],
    /// The mean of these: 0 for an item like nothing that was shown lately, 1 for one like all of it.
    pub sameness: f64,
    /// How likely the user is to engage: `1/(1 + exp(-(base + liking - weariness · sameness)))`.
    pub chance: f64,
    /// Whether the user did.
    pub engaged: bool,
}

impl Shown {
    /// What it is called: its kind, and its number among those of the day.
    pub fn name(&self) -> String {
        format!("{} {}", world::KINDS[self.item / world::EACH], self.item % world::EACH + 1)
    }
}

/// Which visit is meant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Visiting {
    /// In which test.
    pub setup: Setup,
    /// Who, from 0.
    pub user: usize,
    /// When, from 1.
    pub day: usize,
}

/// One user on one day.
#[derive(Clone, Debug, PartialEq)]
pub struct Visit {
    /// Which it is.
    pub of: Visiting,
    /// The half that the user is in.
    pub arm: Arm,
    /// The user.
    pub user: User,
    /// The list, in its order.
    pub shown: Vec<Shown>,
    /// How many of the lists of each day so far the user engaged with.
    pub engaged: Vec<u8>,
}

impl Visit {
    /// About how many multiplications it takes.
    pub fn work(of: &Visiting) -> usize {
        let items = world::KINDS.len() * world::EACH;
        let (shown, near) = (of.setup.shown, 20);
        of.day * (items * 30 + shown * (items + shown * MEMORY) * near) + of.setup.users
    }

    /// Works out what a user does from the first day to this one.
    pub fn new(of: Visiting) -> Self {
        let setup = &of.setup;
        let days: Vec<Day> = (1..=of.day).map(|day| Day::new(setup.seed, day)).collect();
        let arm = arms(&coins(setup.seed, Draw::Half, 0, setup.each()))[of.user];
        let user = world::user(setup, of.user);
        let mut past = Past::default();
        let mut visits = days.iter().map(|day| {
            let drawn = Drawn::new(setup, of.user, day.number);
            past.shows(setup, arm, &user, day, &drawn)
        });
        let mut engaged = Vec::with_capacity(of.day);
        let mut shown = Vec::new();
        for list in &mut visits {
            engaged.push(list.iter().filter(|shown| shown.engaged).count() as u8);
            shown = list;
        }
        Self { of, arm, user, shown, engaged }
    }
}

/// The items of a day.
pub(super) struct Day {
    pub(super) number: usize,
    items: Vec<Item>,
    /// How near any two of them are, row by row, where it is worth while to work that out once for all users.
    nearness: Vec<f64>,
}

impl Day {
    /// For one user.
    pub(super) fn new(seed: u64, number: usize) -> Self {
        Self { number, items: world::day(seed, number), nearness: Vec::new() }
    }

    /// For many users.
    pub(super) fn for_all(seed: u64, number: usize) -> Self {
        let items = world::day(seed, number);
        let nearness = items.iter().flat_map(|a| items.iter().map(|b| near(*a, *b))).collect();
        Self { number, items, nearness }
    }

    /// How near two items of the day are.
    pub(super) fn near(&self, a: usize, b: usize) -> f64 {
        let known = self.nearness.get(a * self.items.len() + b);
        known.copied().unwrap_or_else(|| near(self.items[a], self.items[b]))
    }
}

/// What chance has in store for a user on a day, whichever arm the user is in.
pub(super) struct Drawn {
    /// For each item the error of a prediction, before it is made as large as that of the arm.
    pub(super) errors: Vec<f64>,
    /// For each place of the list: the user engages where the chance is above it.
    marks: Vec<f64>,
}

impl Drawn {
    pub(super) fn new(setup: &Setup, user: usize, day: usize) -> Self {
        let mut rng = chance(setup.seed, Draw::Visit, user, day);
        let errors = (0..world::KINDS.len() * world::EACH).map(|_| normal(&mut rng)).collect();
        Self { errors, marks: (0..setup.shown).map(|_| uniform(&mut rng)).collect() }
    }
}

/// What a user was shown on the last days, the last first.
#[derive(Default)]
pub(super) struct Past(Vec<Vec<Item>>);

impl Past {
    /// What the user is shown on the next day, and what comes of it.
    pub(super) fn shows(&mut self, setup: &Setup, arm: Arm, user: &User, day: &Day, drawn: &Drawn) -> Vec<Shown> {
        let (error, variety) = (setup.errors[arm as usize], setup.variety[arm as usize]);
        let predicted: Vec<f64> =
            day.items.iter().zip(&drawn.errors).map(|(item, z)| user.likes(*item) + error * z).collect();
        let list = list(&predicted, variety, setup.shown, |a, b| day.near(a, b));
        let shown = list.iter().zip(&drawn.marks).map(|(&item, mark)| {
            let mut days = [0.0; MEMORY];
            for (near_then, then) in days.iter_mut().zip(&self.0) {
                let sum: f64 = then.iter().map(|other| near(day.items[item], *other)).sum();
                *near_then = sum / then.len().max(1) as f64;
            }
            let sameness = days.iter().sum::<f64>() / MEMORY as f64;
            let place = day.items[item];
            let liking = user.likes(place);
            let chance = 1.0 / (1.0 + (-(BASE + liking - user.weariness * sameness)).exp());
            Shown { item, place, predicted: predicted[item], liking, days, sameness, chance, engaged: *mark < chance }
        });
        let shown: Vec<Shown> = shown.collect();
        self.0.insert(0, list.iter().map(|item| day.items[*item]).collect());
        self.0.truncate(MEMORY);
        shown
    }
}
