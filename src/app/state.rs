//! What a person looks at: the snapshot, the selection, and how everything is shown.

use super::{Bench, Lecture, Over, Palette, kept::Kept, lecture::Play};
use crate::{
    command::{Axes, Cells, Choice, Experiment, Measure, Scaling, Screen, Sort, Span, Theme, Working},
    data::{Entity, ItemId, Side, UserId},
    model::Parameter,
    study::{Notice, Opening, Snapshot, listing::Listing, neighbours::Metric, reach::Reach},
};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

/// How things are shown; set by commands and kept from screen to screen.
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
    /// How many ratings those who are compared have at least; `None` for as many as the data can afford. [`App::least`]
    /// tells.
    pub at_least: Option<usize>,
    /// What the Working panel explains.
    pub working: Working,
    /// The page of its terms, from 0.
    pub terms: usize,
    /// The colours.
    pub theme: Theme,
    /// ASCII only.
    pub ascii: bool,
    /// Whether the mouse is caught.
    pub mouse: bool,
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
            at_least: None,
            working: Working::Auto,
            terms: 0,
            theme: Theme::Dark,
            ascii: false,
            mouse: true,
        }
    }
}

impl Look {
    /// The measure of the second curve: another one than that of the first.
    pub fn second_measure(&self) -> Option<Measure> {
        self.second.filter(|second| *second != self.measure)
    }

    /// What the second curve shows next: every other measure in turn, then there is none.
    pub(super) fn next_second(&self) -> Option<Measure> {
        let mut others = Measure::ALL.iter().map(|(_, measure)| *measure).filter(|m| *m != self.measure);
        match self.second_measure() {
            None => others.next(),
            Some(now) => others.skip_while(|m| *m != now).nth(1),
        }
    }
}

/// Which part of the plane the map shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Map {
    /// Over which axes. Never [`Axes::Next`].
    pub axes: Axes,
    /// How many times nearer than when all is in sight.
    pub zoom: f64,
    /// The middle of the view, in parts of the whole from the middle of the whole: 0, 0 is the middle.
    pub centre: (f64, f64),
    /// Whether tails are drawn.
    pub tails: bool,
}

impl Default for Map {
    fn default() -> Self {
        Self { axes: Axes::Factors(1, 2), zoom: 1.0, centre: (0.0, 0.0), tails: true }
    }
}

/// What lies on top of the screen.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// The keys of this screen, scrolled down by so many lines.
    Help(usize),
    /// The line where commands are typed.
    Palette(Palette),
    /// The table of contents of the lecture, with the lesson under the cursor.
    Contents(usize),
}

/// How much of the main list or grid fits on the screen, as last drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Viewport {
    /// Rows.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
}

/// What the person's eye is on, which the Working panel follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attention {
    /// The step that was just done.
    Step,
    /// What was just selected.
    Selection,
}

/// Everything that is drawn from.
#[derive(Clone, Debug)]
pub struct App {
    /// What the session last showed.
    pub snapshot: Arc<Snapshot>,
    /// The name of the ratings.
    pub title: String,
    /// The name of those that the program was opened with.
    pub own_title: String,
    /// The screen.
    pub screen: Screen,
    /// What lies on top of it.
    pub overlay: Option<Overlay>,
    /// How things are shown.
    pub look: Look,
    /// Which part of the plane the map shows.
    pub map: Map,
    /// The experiment that the Lab shows.
    pub experiment: Experiment,
    /// Which two numbers the landscape is drawn over.
    pub over: Over,
    /// The part of it that was zoomed to, with the numbers that it is a part of.
    pub(super) close: Option<([Parameter; 2], Reach)>,
    /// The shelf, and the place on it, where the cursor is.
    pub shelf: (usize, usize),
    /// How its experiments are set.
    pub bench: Bench,
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
    /// The first user and the first item in sight, as places in the listings.
    pub first: (usize, usize),
    /// How much is in sight.
    pub viewport: Viewport,
    /// The point of the curve that is read out; `None` is the present.
    pub reading: Option<usize>,
    /// The place in the list of neighbours.
    pub neighbour: usize,
    /// Where one has walked from, in Neighbours.
    pub walk: Vec<Entity>,
    /// The names that people gave to factors, by factor from 0.
    pub factor_names: BTreeMap<usize, String>,
    /// How the file of ratings was read that the program was opened with, if it was one.
    pub own_reading: Option<String>,
    /// What was found, and which of it is selected.
    pub found: (Vec<Entity>, usize),
    /// Something to say.
    pub notice: Option<Notice>,
    /// What the Working panel follows.
    pub attention: Attention,
    /// The Lecture screen.
    pub lecture: Lecture,
    /// Commands that wait until the session has answered those before them.
    pub(super) plays: VecDeque<Play>,
    /// How many orders the session was given.
    pub(super) asked: u64,
    /// Whether a page is setting its scene at this moment.
    pub(super) in_scene: bool,
    /// Whether a page is still setting its scene: then what the session says is not news to anyone.
    pub(super) setting: bool,
    /// What was looked at before the lecture was opened.
    pub(super) own: Option<Arc<App>>,
    /// What was worked out, and what is asked for.
    pub(super) kept: Kept,
    /// The orders that are being worked out, each to be shown once.
    pub(super) sorting: Vec<(Side, Sort)>,
}

impl App {
    /// The program as it opens: the home screen, the first cell selected.
    pub fn new(title: impl Into<String>, snapshot: Arc<Snapshot>) -> Self {
        let ratings = snapshot.ratings();
        let (users, items) = (Listing::new(ratings.n_users()), Listing::new(ratings.n_items()));
        let title = title.into();
        let names = snapshot.source.given.names.iter().cloned().enumerate().collect();
        Self {
            snapshot,
            own_title: title.clone(),
            own_reading: None,
            title,
            screen: Screen::Factorise,
            overlay: None,
            look: Look::default(),
            map: Map::default(),
            experiment: Experiment::default(),
            over: Over::default(),
            close: None,
            shelf: (0, 0),
            bench: Bench::default(),
            user: UserId::new(0),
            item: ItemId::new(0),
            factor: 0,
            side: Side::Items,
            users,
            items,
            first: (0, 0),
            viewport: Viewport { rows: 10, columns: 8 },
            reading: None,
            neighbour: 0,
            walk: Vec::new(),
            factor_names: names,
            found: (Vec::new(), 0),
            notice: None,
            attention: Attention::Selection,
            lecture: Lecture::default(),
            plays: VecDeque::new(),
            asked: 0,
            in_scene: false,
            setting: false,
            own: None,
            kept: Kept::default(),
            sorting: Vec::new(),
        }
    }

    /// The program as it opens, on other ratings. Where one is and how it is drawn stays; all that belongs to the old
    /// ratings goes.
    pub(super) fn reopen(&mut self, snapshot: Arc<Snapshot>) {
        let title = match snapshot.opened.what {
            Opening::Own => self.own_title.clone(),
            Opening::Lecture(lecture) => lecture.title().into(),
        };
        let notice = snapshot.notice.clone();
        let old = std::mem::replace(self, Self::new(title, snapshot));
        self.keep_asking_as(&old);
        let Look { theme, ascii, mouse, .. } = old.look;
        self.look = Look { theme, ascii, mouse, ..Look::default() };
        (self.own_title, self.own_reading) = (old.own_title, old.own_reading);
        (self.screen, self.experiment) = (old.screen, old.experiment);
        (self.overlay, self.viewport) = (old.overlay, old.viewport);
        (self.lecture, self.plays, self.asked) = (old.lecture, old.plays, old.asked);
        (self.in_scene, self.setting, self.own) = (old.in_scene, old.setting, old.own);
        self.notice = notice.or(old.notice);
    }

    /// Says how the present ratings were read, unless there is something graver to say.
    pub(super) fn say_reading(&mut self) {
        if matches!(self.notice, Some(Notice::Warn(_))) {
            return;
        }
        self.say(match &self.own_reading {
            Some(reading) if self.snapshot.opened.what == Opening::Own => reading.clone(),
            _ => "these ratings are built in: they were read from no file".into(),
        });
    }

    /// Calls the factors what those that a run starts from are called, and forgets the names of those before.
    pub(super) fn take_factor_names(&mut self, names: &[String]) {
        let before = &self.snapshot.source.given.names;
        if before != names {
            self.factor_names.retain(|z, name| before.get(*z) != Some(name));
            self.factor_names.extend(names.iter().cloned().enumerate());
        }
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

    /// The name of a user or an item.
    pub fn name(&self, of: impl Into<Entity>) -> &str {
        self.snapshot.ratings().name(of)
    }

    /// Whether the users or the items have biases of their own: what content-based filtering knows has none.
    pub fn has_biases(&self, side: Side) -> bool {
        self.snapshot.is_biased() && self.snapshot.options.method.fits(side)
    }

    /// What a factor (from 0) is called: its number, or the name that was given to it.
    pub fn factor_name(&self, z: usize) -> String {
        match self.factor_names.get(&z) {
            Some(name) => format!("{} {name}", z + 1),
            None => format!("{}", z + 1),
        }
    }

    /// The prediction for a cell as it is to be shown: clipped or raw.
    pub fn shown(&self, i: UserId, j: ItemId) -> f64 {
        let raw = self.snapshot.predict(i, j);
        if self.look.clip { self.snapshot.ratings().scale().clip(raw) } else { raw }
    }
}
