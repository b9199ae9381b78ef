//! Where one is and what one looks at there: the part of the program that a bookmark keeps.

use super::Entry;
use crate::{
    choice::Choice,
    command::{Axes, Cells, Command, Experiment, Layout, Measure, Panel, Perplexity, Scaling, Screen, Span, Working},
    data::{Entity, ItemId, Only, Ratings, Side, UserId},
    lesson::Ahead,
    model::{Parameter, svd::Fill},
    study::{
        Snapshot,
        ab::{AbView, Setup},
        groups::Colour,
        lab::{Compare, GridDots, GridOrder, Others, Rates, Search, Starts},
        listing::{Listing, Sort},
        neighbours::Metric,
        placing::Placing,
        popularity::{Popularity, PopularityView},
        reach::Reach,
        recommend::{Slider, Weights},
        residuals::{Grouping, Seen},
    },
};
use std::{collections::BTreeMap, sync::Arc};

/// Where one is, and what is looked at there. A bookmark is a clone of it: whatever is to be as it was when one comes back
/// stands here, and nothing else does.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// Where one is, whichever ratings are open.
    pub site: Site,
    /// What is shown.
    pub look: Look,
    /// Which part of the plane the map shows.
    pub map: Map,
    /// Which two numbers the landscape is drawn over.
    pub over: Pair,
    /// The part of it that was zoomed to, with the numbers that it is a part of.
    pub(in crate::app) close: Option<([Parameter; 2], Reach)>,
    /// The shelf, and the place on it, where the cursor is.
    pub shelf: (usize, usize),
    /// How the experiments of the Lab are set.
    pub bench: Bench,
    /// What is recommended by.
    pub recommend: Recommend,
    /// Weights that were kept, by name.
    pub kept_weights: BTreeMap<String, Weights>,
    /// The selected user.
    pub user: UserId,
    /// The selected item.
    pub item: ItemId,
    /// The selected factor, from 0.
    pub factor: usize,
    /// Which of the two the screens with one list look at.
    pub side: Side,
    /// Users in the order shown.
    pub users: Listing,
    /// Items in the order shown.
    pub items: Listing,
    /// The orders that were asked for and are not there yet.
    pub(in crate::app) sorting: Vec<(Side, Sort)>,
    /// The first user and the first item in sight, as places in the listings.
    pub first: (usize, usize),
    /// The point of the curve that is read out; `None` is the present.
    pub reading: Option<usize>,
    /// The place in the list of neighbours.
    pub neighbour: usize,
    /// Where one has walked from, in Neighbours.
    pub walk: Vec<Entity>,
    /// The names that people gave to factors, by factor from 0.
    pub factor_names: BTreeMap<usize, String>,
    /// What was found, and which of it is selected.
    pub found: (Arc<[Entity]>, usize),
    /// What the Working panel follows.
    pub attention: Attention,
}

/// Where one is, whichever ratings are open.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Site {
    /// The screen.
    pub screen: Screen,
    /// The experiment that the Lab shows.
    pub experiment: Experiment,
    /// The Lecture screen.
    pub spread: Spread,
}

/// How the numbers are shown; set by commands and kept from screen to screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// What the cells of the grid show.
    pub cells: Cells,
    /// Whether predictions are clipped to the scale.
    pub clip: bool,
    /// What the error curve shows.
    pub measure: Measure,
    /// What a second curve beside it shows, if there is one. [`Look::second_measure`] tells.
    pub second: Option<Measure>,
    /// The error axis.
    pub scaling: Scaling,
    /// How much of the run the curve shows.
    pub span: Span,
    /// How nearness is measured.
    pub metric: Metric,
    /// How far similarities of factors are shrunk; 0 not at all. [`super::App::nearness`] tells.
    pub shrink: u32,
    /// How many ratings those who are compared have at least; `None` for as many as the data can afford.
    /// [`super::App::least`] tells.
    pub at_least: Option<usize>,
    /// By what items are coloured.
    pub colour: Colour,
    /// Which items are looked at. The selected one is among them.
    pub only: Only,
    /// What the Working panel explains.
    pub working: Working,
    /// The page of its terms, from 0.
    pub terms: usize,
}

/// Which part of the plane the map shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Map {
    /// Over which axes as they were chosen, for whichever model; [`super::App::axes`] tells which hold. Never [`Axes::Next`].
    pub(in crate::app) axes: Axes,
    /// Over these, or by neighbours. [`super::App::lays_out`] tells whether it is by neighbours.
    pub layout: Layout,
    /// About how many neighbours count then.
    pub perplexity: usize,
    /// The seed of that layout.
    pub seed: u64,
    /// How many times nearer than when all is in sight.
    pub zoom: f64,
    /// The middle of the view, in parts of the whole from the middle of the whole: 0, 0 is the middle.
    pub centre: (f64, f64),
    /// Whether tails are drawn.
    pub tails: bool,
    /// Whether lines of equal density are drawn.
    pub contours: bool,
    /// What is picked out. [`super::App::corners`] and [`super::App::path_ends`] tell whether it is seen.
    pub(in crate::app) pick: Option<MapPick>,
    /// Whether similarities are shown as a matrix; else as a graph.
    pub matrix: bool,
    /// The column of the matrix that the cursor is in, once one was chosen; its row is what is selected.
    pub(in crate::app) against: Option<Entity>,
    /// Where it shows a circle about 0, 0, with one scale for both axes, which a turn leaves as it is: how far that
    /// reaches at the least, for users and for items.
    pub circle: Option<[f64; 2]>,
}

/// Something that is picked out on the map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MapPick {
    /// All within a box.
    Box {
        /// The plane that it was drawn in.
        placing: Placing,
        /// One of its corners.
        from: (f64, f64),
        /// The one opposite; `None` for the place of what is selected.
        to: Option<(f64, f64)>,
    },
    /// What lies on the way from one item to another.
    Path([ItemId; 2]),
}

/// Which two numbers the landscape is drawn over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pair {
    /// Two factors of the selected user: the selected one and the next.
    #[default]
    User,
    /// Two factors of the selected item.
    Item,
    /// The selected factor of the selected user, and the same of the selected item.
    Both,
    /// These two, whatever is selected.
    Given(Parameter, Parameter),
}

/// How the experiments are set, and where their cursors are.
#[derive(Clone, Debug, PartialEq)]
pub struct Bench {
    /// How many seeds are tried.
    pub starts: Starts,
    /// Which learning rates are tried.
    pub rates: Rates,
    /// Which models are compared with the present fit.
    pub compare: Compare,
    /// Which values are searched through.
    pub search: Search,
    /// What the cells without a rating are filled with.
    pub fill: Fill,
    /// The fit under the cursor, by its place in what was asked for.
    pub trace: usize,
    /// The penalty under the cursor, by its place on the ladder, once it was chosen.
    pub rung: Option<usize>,
    /// How many levels the race is read out above (or below) the one that all reach.
    pub level: i32,
    /// How far the matrices of the SVD are scrolled: rows and columns.
    pub scrolled: (usize, usize),
    /// How the whole grid is drawn.
    pub grid: WholeGridLook,
    /// Which errors are looked at, and how.
    pub errors: ErrorsLook,
    /// What is looked at of what is recommended.
    pub popularity: PopularityLook,
    /// How the items are put into mixes, and which step and mix is looked at.
    pub mixes: MixesLook,
    /// The made-up A/B test.
    pub ab: AbLook,
    /// Which lists by weights are measured.
    pub lists: ListsLook,
}

/// Which lists are held against what was held out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ListsLook {
    /// How long they are.
    pub at: usize,
    /// From which rating on what was held out is relevant; `None` for what is above the middle of the scale.
    pub relevant: Option<f64>,
}

impl Default for ListsLook {
    fn default() -> Self {
        Self { at: Popularity::LENGTH, relevant: None }
    }
}

/// How the items are put into mixes, and what is looked at of that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MixesLook {
    /// How many; `None` for as many as suit the items. [`super::App::mix_count`] tells.
    pub count: Option<usize>,
    /// What the first centres are drawn by.
    pub seed: u64,
    /// The step; `None` for the last.
    pub step: Option<usize>,
    /// The mix under the cursor, from 0. [`super::App::mix_under_cursor`] tells.
    pub mix: usize,
}

impl Default for MixesLook {
    fn default() -> Self {
        Self { count: None, seed: 1, step: None, mix: 0 }
    }
}

/// A made-up A/B test, and what is looked at of it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AbLook {
    /// What it is made of.
    pub setup: Setup,
    /// How.
    pub view: AbView,
    /// How many days have gone by.
    pub day: usize,
    /// The user that is looked at, from 0.
    pub user: usize,
    /// Whether days go by by themselves.
    pub plays: bool,
}

/// What is looked at of what models recommend.
#[derive(Clone, Debug, PartialEq)]
pub struct PopularityLook {
    /// How.
    pub view: PopularityView,
    /// The models beside the present fit, and how long the lists are.
    pub others: Others,
    /// Whose lists are looked at: 0 for the present fit, then the others.
    pub model: usize,
}

impl PopularityLook {
    /// Whether other models have to be fitted for it.
    pub fn fits(&self) -> bool {
        self.view == PopularityView::Models || self.model > 0
    }
}

/// Which errors are looked at, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ErrorsLook {
    /// What they are grouped by.
    pub by: Grouping,
    /// Over which ratings.
    pub seen: Seen,
}

/// What is recommended by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recommend {
    /// What each slider counts.
    pub weights: Weights,
    /// The slider that the keys turn.
    pub slider: Slider,
    /// Whether what was rated already may be recommended.
    pub rated: bool,
    /// How many days after the latest use it is.
    pub later: u32,
    /// By which other weights a list is held beside, if there is one.
    pub beside: Option<Weights>,
}

impl Default for Recommend {
    fn default() -> Self {
        Self { weights: Weights::default(), slider: Slider::Rating, rated: false, later: 0, beside: None }
    }
}

/// How the whole grid is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WholeGridLook {
    /// The order of its users and items.
    pub order: GridOrder,
    /// Which dots are lit.
    pub dots: GridDots,
}

/// What the person's eye is on, which the Working panel follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attention {
    /// The step that was just done.
    Step,
    /// What was just selected.
    Selection,
}

/// How a page of the lecture lies open: its text, and what stands beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// The screen beside the text.
    pub beside: Screen,
    /// What stands beside the text.
    pub panel: Panel,
    /// What is lit.
    pub lights: Vec<Target>,
    /// What is covered until the open question is settled.
    pub covers: Vec<Target>,
    /// The answer that is being typed.
    pub typing: Option<Entry>,
    /// The last answer that was wrong: whoever types again may begin with it.
    pub(in crate::app) draft: String,
    /// The sheets of the page, as last drawn.
    pub sheets: Sheets,
    /// The block that is to come in sight: of the last one that is uncovered, its end.
    pub follow: Option<usize>,
    /// The block that stood first on the sheet that one turned to: it stays in sight when the room for the text changes.
    pub(in crate::app) read: Option<usize>,
    /// Whether the next press of the key for the next page skips the open question.
    pub(in crate::app) skips: bool,
    /// How far the student's hand has come.
    pub held: Held,
    /// What the page has still to do, further down than it was read.
    pub(in crate::app) ahead: Vec<Ahead>,
    /// Whether more of the page is uncovered than was drawn.
    pub(in crate::app) undrawn: bool,
    /// The curve that the student expects.
    pub sketch: Option<Sketch>,
}

/// A curve that a student expects, column by column.
#[derive(Clone, Debug, PartialEq)]
pub struct Sketch {
    /// Where it begins, in passes.
    pub from: f64,
    /// How many passes a column is.
    pub step: f64,
    /// The values; the first is where the run was.
    pub values: Vec<f64>,
    /// Between what the values lie.
    pub scale: (f64, f64),
    /// The column under the cursor, never the first.
    pub at: usize,
    /// Whether anything of it was drawn yet.
    pub drawn: bool,
}

impl Sketch {
    /// Draws from a column on: what comes after it is as high, until it is drawn itself.
    pub(in crate::app) fn draw(&mut self, column: usize, value: f64) {
        self.drawn = true;
        let value = value.clamp(self.scale.0, self.scale.1);
        self.values.iter_mut().skip(column).for_each(|later| *later = value);
    }

    /// Its points: passes and values.
    pub fn points(&self) -> impl Iterator<Item = (f64, f64)> {
        self.values.iter().zip(0u32..).map(|(value, n)| (self.from + f64::from(n) * self.step, *value))
    }
}

/// How far a student's hand has come with what the page waits for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Held {
    /// Where the dial stands, once it was turned.
    pub dial: Option<f64>,
    /// The part of a formula under the cursor, from 0, once the cursor was moved.
    pub part: Option<usize>,
    /// The best that what is watched was worth, in the sense of the goal.
    pub best: Option<f64>,
    /// Whether anything was done yet: a goal counts from then on.
    pub(in crate::app) begun: bool,
}

/// The parts of a page that is longer than the room for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sheets {
    /// The one in sight, from 0.
    pub at: usize,
    /// How many there are.
    pub count: usize,
    /// The block that stands first on the one in sight.
    pub top: usize,
    /// The block that stands last on it.
    pub end: usize,
    /// Whether there is room for two things beside the text.
    pub wide: bool,
    /// The columns and lines that the page has; none before it was drawn.
    pub room: (u16, u16),
}

impl Sheets {
    /// The sheets of another page, in the same room.
    pub(in crate::app) fn unread(before: Self) -> Self {
        Self { wide: before.wide, room: before.room, ..Self::default() }
    }

    /// Whether anybody has drawn a page.
    pub(in crate::app) fn were_drawn(&self) -> bool {
        self.room != (0, 0)
    }
}

impl Spread {
    /// Turns to a sheet of the same page.
    pub(in crate::app) fn turn_to(&mut self, sheet: usize) {
        self.sheets.at = sheet;
        (self.follow, self.read) = (None, None);
    }

    /// The page was drawn so. Until it is `set`, what stands beside the text may still change its room.
    pub(in crate::app) fn take_sheets(&mut self, sheets: Sheets, set: bool) {
        self.sheets = sheets;
        if set && self.follow.take().is_some() || self.read.is_none() {
            self.read = Some(sheets.top);
        }
    }

    /// What the page is to do now that it was read so far: what stands above text that is in sight.
    pub(in crate::app) fn take_reached(&mut self) -> Vec<(usize, Command)> {
        self.undrawn = false;
        let (last, end) = (self.sheets.at + 1 >= self.sheets.count, self.sheets.end);
        let reached = self.ahead.iter().take_while(|(block, ..)| last || *block < end).count();
        self.ahead.drain(..reached).map(|(_, line, command)| (line, command)).collect()
    }

    /// The block that is to come in sight in so much room: what is asked for, or in other room what was read.
    pub fn sought(&self, room: (u16, u16)) -> Option<usize> {
        self.follow.or(self.read.filter(|_| self.sheets.room != room))
    }
}

/// Something that is lit or covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A user's row or an item's column.
    Row(Entity),
    /// A cell.
    Cell(UserId, ItemId),
    /// A number of P or Q.
    Number(Parameter),
    /// Every hole.
    Missing,
    /// How large the error is over all.
    Errors,
}

impl Target {
    /// Whether a cell belongs to it.
    pub(in crate::app) fn has_cell(self, (i, j): (UserId, ItemId), ratings: &Ratings) -> bool {
        match self {
            Self::Row(of) => of == i.into() || of == j.into(),
            Self::Cell(user, item) => (user, item) == (i, j),
            Self::Missing => ratings.get(i, j).is_none(),
            Self::Number(_) | Self::Errors => false,
        }
    }

    /// Whether a number of P or Q belongs to it.
    pub(in crate::app) fn has_number(self, at: Parameter) -> bool {
        match self {
            Self::Row(of) => of == at.of,
            Self::Number(one) => one == at,
            Self::Cell(..) | Self::Missing | Self::Errors => false,
        }
    }

    /// Whether any number of a user or an item belongs to it.
    pub(in crate::app) fn has_some_of(self, of: Entity) -> bool {
        match self {
            Self::Row(one) => one == of,
            Self::Number(one) => one.of == of,
            Self::Cell(..) | Self::Missing | Self::Errors => false,
        }
    }

    /// Whether it is a cell for which the numbers of a user or an item count.
    pub(in crate::app) fn is_made_of(self, of: Entity) -> bool {
        matches!(self, Self::Cell(i, j) if of == i.into() || of == j.into())
    }
}

impl View {
    /// The view of ratings that have just been opened, at the place where one is.
    pub(in crate::app) fn new(site: Site, snapshot: &Snapshot) -> Self {
        let ratings = snapshot.ratings();
        Self {
            site,
            look: Look::default(),
            map: Map::default(),
            over: Pair::default(),
            close: None,
            shelf: (0, 0),
            bench: Bench::default(),
            recommend: Recommend::default(),
            kept_weights: BTreeMap::new(),
            user: UserId::new(0),
            item: ItemId::new(0),
            factor: 0,
            side: Side::Items,
            users: Listing::new(ratings.n_users()),
            items: Listing::new(ratings.n_items()),
            sorting: Vec::new(),
            first: (0, 0),
            reading: None,
            neighbour: 0,
            walk: Vec::new(),
            factor_names: snapshot.source.given.names.iter().cloned().enumerate().collect(),
            found: (Arc::default(), 0),
            attention: Attention::Selection,
        }
    }

    /// Of other numbers of users and of items, with those that are there still selected: whatever else goes by them begins anew.
    pub(in crate::app) fn take_counts(&mut self, [users, items]: [usize; 2]) {
        self.user = UserId::new(self.user.index().min(users.saturating_sub(1)));
        self.item = ItemId::new(self.item.index().min(items.saturating_sub(1)));
        (self.users, self.items) = (Listing::new(users), Listing::new(items));
        (self.over, self.close, self.map.against, self.map.pick) = (Pair::default(), None, None, None);
        (self.shelf, self.first, self.neighbour) = ((0, 0), (0, 0), 0);
        self.sorting.clear();
        self.walk.clear();
        self.found = (Arc::default(), 0);
    }

    /// Whether it is a view of as many users, items and factors as there are here.
    pub(in crate::app) fn is_of(&self, snapshot: &Snapshot) -> bool {
        let ratings = snapshot.ratings();
        (self.users.len(), self.items.len()) == (ratings.n_users(), ratings.n_items())
            && self.factor < snapshot.z().max(1)
    }

    /// The selected user or item, whichever side is looked at.
    pub fn selected(&self) -> Entity {
        match self.side {
            Side::Users => self.user.into(),
            Side::Items => self.item.into(),
        }
    }

    /// The selected parameter: the selected factor of the selected user or item.
    pub fn parameter(&self) -> Parameter {
        Parameter { of: self.selected(), factor: Some(self.factor) }
    }

    /// The order of one side.
    pub fn listing(&self, side: Side) -> &Listing {
        match side {
            Side::Users => &self.users,
            Side::Items => &self.items,
        }
    }

    /// What a factor (from 0) is called: its number, or the name that was given to it.
    pub fn factor_name(&self, z: usize) -> String {
        match self.factor_names.get(&z) {
            Some(name) => format!("{} {name}", z + 1),
            None => format!("{}", z + 1),
        }
    }

    /// Calls the factors what those that a run starts from are called (`now`), and forgets the names of those `before`.
    pub(in crate::app) fn take_factor_names(&mut self, before: &[String], now: &[String]) {
        if before != now {
            self.factor_names.retain(|z, name| before.get(*z) != Some(name));
            self.factor_names.extend(now.iter().cloned().enumerate());
        }
    }

    /// Whether one has gone where no page of the lecture is read: to another screen, or to another experiment.
    pub(in crate::app) fn has_left(&self, before: &Self) -> bool {
        let set = |view: &Self| (view.site.experiment, view.bench.asks(), view.over);
        self.site.screen != Screen::Lecture || set(self) != set(before)
    }
}

impl Look {
    /// The measure of the second curve: another one than that of the first.
    pub fn second_measure(&self) -> Option<Measure> {
        self.second.filter(|second| *second != self.measure)
    }

    /// What the second curve shows next: every other measure in turn, then there is none.
    pub(in crate::app) fn next_second(&self) -> Option<Measure> {
        let mut others = Measure::ALL.iter().copied().filter(|m| *m != self.measure);
        match self.second_measure() {
            None => others.next(),
            Some(now) => others.skip_while(|m| *m != now).nth(1),
        }
    }
}

impl Bench {
    /// What decides which fits are made.
    fn asks(&self) -> (Starts, Rates, Compare, Search, Fill, Option<Others>, ListsLook) {
        let others = Some(&self.popularity).filter(|look| look.fits()).map(|look| look.others.clone());
        (
            self.starts.clone(),
            self.rates.clone(),
            self.compare.clone(),
            self.search.clone(),
            self.fill,
            others,
            self.lists,
        )
    }
}

impl Default for Look {
    fn default() -> Self {
        Self {
            cells: Cells::Both,
            clip: false,
            measure: Measure::Mse,
            second: None,
            scaling: Scaling::Auto,
            span: Span::Whole,
            metric: Metric::Euclidean,
            shrink: 0,
            at_least: None,
            colour: Colour::None,
            only: Only::ALL,
            working: Working::Auto,
            terms: 0,
        }
    }
}

impl Default for Map {
    fn default() -> Self {
        Self {
            axes: Axes::Factors(1, 2),
            layout: Layout::Axes,
            perplexity: Perplexity::USUAL.0,
            seed: 1,
            zoom: 1.0,
            centre: (0.0, 0.0),
            tails: true,
            contours: false,
            pick: None,
            matrix: false,
            against: None,
            circle: None,
        }
    }
}

impl Default for Bench {
    fn default() -> Self {
        Self {
            starts: Starts::default(),
            rates: Rates::default(),
            compare: Compare::default(),
            search: Search::default(),
            fill: Fill::Zero,
            trace: 0,
            rung: None,
            level: 0,
            scrolled: (0, 0),
            grid: WholeGridLook::default(),
            errors: ErrorsLook::default(),
            popularity: PopularityLook {
                view: PopularityView::default(),
                others: Others { models: Compare::default(), at: Popularity::LENGTH },
                model: 0,
            },
            mixes: MixesLook::default(),
            ab: AbLook::default(),
            lists: ListsLook::default(),
        }
    }
}

impl Default for Spread {
    fn default() -> Self {
        Self {
            beside: Screen::Factorise,
            panel: Panel::Both,
            lights: Vec::new(),
            covers: Vec::new(),
            typing: None,
            draft: String::new(),
            sheets: Sheets::default(),
            follow: None,
            read: None,
            skips: false,
            held: Held::default(),
            ahead: Vec::new(),
            undrawn: false,
            sketch: None,
        }
    }
}

impl Default for Sheets {
    fn default() -> Self {
        Self { at: 0, count: 1, top: 0, end: 0, wide: true, room: (0, 0) }
    }
}
