//! Moving about: the cursor on each screen, the selection that all screens share, what is in sight, the map's view.

use super::{App, Attention, Effect, derived::ONE_MOMENT};
use crate::{
    choice::Choice,
    command::{Axes, Layout, Screen, ShrinkBy, Toward, Zoom},
    data::{Entity, ItemId, Side, UserId},
    study::{Order, neighbours::Metric},
};
use std::sync::Arc;

/// The first of `count` places to show so that `place` is among the `visible` ones, moved from `first` no further than
/// needed.
pub fn in_sight(first: usize, place: usize, visible: usize, count: usize) -> usize {
    let visible = visible.max(1);
    let first = first.min(place).max((place + 1).saturating_sub(visible));
    first.min(count.saturating_sub(visible))
}

impl App {
    /// Selects a user or an item, on every screen.
    pub(super) fn select(&mut self, of: Entity) {
        match of {
            Entity::User(i) => self.view.user = i,
            Entity::Item(j) => self.view.item = j,
        }
        self.view.side = of.side();
        self.view.neighbour = 0;
        self.looked();
    }

    pub(super) fn select_cell(&mut self, i: UserId, j: ItemId) {
        (self.view.user, self.view.item) = (i, j);
        self.view.neighbour = 0;
        self.looked();
    }

    pub(super) fn select_factor(&mut self, z: usize) -> Result<(), String> {
        let most = self.snapshot.z();
        if !(1..=most).contains(&z) {
            return Err(format!("there is no factor {z}; this model has {most}"));
        }
        self.view.factor = z - 1;
        self.view.attention = Attention::Selection;
        Ok(())
    }

    pub(super) fn looked(&mut self) {
        self.view.attention = Attention::Selection;
        self.view.look.terms = 0;
        self.bring_in_sight();
    }

    pub(super) fn open(&mut self, screen: Screen) {
        if self.view.site.screen != screen {
            self.view.site.screen = screen;
            self.view.walk.clear();
            self.view.neighbour = 0;
            self.bring_in_sight();
        }
    }

    /// Scrolls no further than needed to have the selection in sight.
    pub(super) fn bring_in_sight(&mut self) {
        if self.live() == Screen::Map {
            return self.follow();
        }
        let (rows, columns) = (self.taste.viewport.rows, self.taste.viewport.columns);
        let user = self.view.users.place(self.view.user.index());
        let item = self.view.items.place(self.view.item.index());
        self.view.first = match (self.live(), self.view.side) {
            (Screen::Factorise, _) => (
                in_sight(self.view.first.0, user, rows, self.view.users.len()),
                in_sight(self.view.first.1, item, columns, self.view.items.len()),
            ),
            (_, Side::Users) => (in_sight(self.view.first.0, user, rows, self.view.users.len()), self.view.first.1),
            (_, Side::Items) => (self.view.first.0, in_sight(self.view.first.1, item, rows, self.view.items.len())),
        };
    }

    /// After sorting one wants to see what came first: the selection stays if it is among that, else the first is selected.
    pub(super) fn show_top(&mut self, side: Side) {
        let across = self.live() == Screen::Factorise && side == Side::Items;
        let visible = if across { self.taste.viewport.columns } else { self.taste.viewport.rows };
        match side {
            Side::Users if self.view.users.place(self.view.user.index()) >= visible => {
                self.view.user = UserId::new(self.view.users.at(0))
            }
            Side::Items if self.view.items.place(self.view.item.index()) >= visible => {
                self.view.item = ItemId::new(self.view.items.at(0))
            }
            _ => {}
        }
        match side {
            Side::Users => self.view.first.0 = 0,
            Side::Items => self.view.first.1 = 0,
        }
        self.bring_in_sight();
    }

    pub(super) fn move_by(&mut self, toward: Toward, times: u64) {
        let times = usize::try_from(times).unwrap_or(usize::MAX);
        match self.live() {
            Screen::Lab => self.move_in_lab(toward, times),
            Screen::Factorise | Screen::Lecture => self.move_in_grid(toward, times),
            Screen::Train => self.move_reading(toward, times),
            Screen::Factors => self.move_in_table(toward, times),
            Screen::Map if self.shows_matrix() => self.move_in_matrix(toward, times),
            Screen::Map => self.move_in_map(toward, times),
            Screen::Neighbours => self.move_in_list(toward, times),
            Screen::Recommend => self.move_in_recommended(toward, times),
        }
    }

    /// A place moved by the vertical part of a direction.
    pub(super) fn down_by(&self, place: usize, count: usize, toward: Toward, times: usize) -> usize {
        let page = times.saturating_mul(self.taste.viewport.rows.max(1));
        let last = count.saturating_sub(1);
        match toward {
            Toward::Up => place.saturating_sub(times),
            Toward::Down => place.saturating_add(times).min(last),
            Toward::PageUp => place.saturating_sub(page),
            Toward::PageDown => place.saturating_add(page).min(last),
            Toward::Top => 0,
            Toward::Bottom => last,
            _ => place,
        }
    }

    /// A place moved by the horizontal part of a direction.
    pub(super) fn right_by(place: usize, count: usize, toward: Toward, times: usize) -> usize {
        let last = count.saturating_sub(1);
        match toward {
            Toward::Left => place.saturating_sub(times),
            Toward::Right => place.saturating_add(times).min(last),
            Toward::First => 0,
            Toward::Last => last,
            _ => place,
        }
    }

    pub(super) fn move_in_grid(&mut self, toward: Toward, times: usize) {
        let user = self.down_by(self.view.users.place(self.view.user.index()), self.view.users.len(), toward, times);
        let item = Self::right_by(self.view.items.place(self.view.item.index()), self.view.items.len(), toward, times);
        self.select_cell(UserId::new(self.view.users.at(user)), ItemId::new(self.view.items.at(item)));
    }

    fn move_in_table(&mut self, toward: Toward, times: usize) {
        let listing = self.view.listing(self.view.side);
        let place = self.down_by(listing.place(self.selected().index()), listing.len(), toward, times);
        let of = Entity::new(self.view.side, listing.at(place));
        self.view.factor = Self::right_by(self.view.factor, self.snapshot.z(), toward, times);
        self.select(of);
    }

    fn move_reading(&mut self, toward: Toward, times: usize) {
        let count = self.snapshot.curve.len();
        let toward = match toward {
            Toward::Up => Toward::Left,
            Toward::Down => Toward::Right,
            other => other,
        };
        let at = Self::right_by(self.read_point(), count, toward, times);
        self.view.reading = Some(self.down_by(at, count, toward, times));
    }

    /// The point of the curve that is read out.
    pub fn read_point(&self) -> usize {
        let curve = &self.snapshot.curve;
        let here = curve.partition_point(|p| p.step <= self.snapshot.position.step).saturating_sub(1);
        self.view.reading.unwrap_or(here).min(curve.len().saturating_sub(1))
    }

    fn move_in_list(&mut self, toward: Toward, times: usize) {
        // A list has no columns: its ends are its first and its last line.
        let toward = match toward {
            Toward::First => Toward::Top,
            Toward::Last => Toward::Bottom,
            other => other,
        };
        if toward == Toward::Left {
            match self.view.walk.pop() {
                Some(of) => self.select(of),
                None => self.say("this is where the walk began"),
            }
            return;
        }
        let Some(list) = self.neighbours() else { return self.say(ONE_MOMENT) };
        self.view.neighbour = self.down_by(self.view.neighbour, list.len(), toward, times);
    }

    pub(super) fn set_metric(&mut self, metric: Metric) {
        self.view.look.metric = metric;
        self.view.neighbour = 0;
        self.say(match metric {
            Metric::Euclidean => "near means a small Euclidean distance",
            Metric::Cosine => "near means the same direction: a cosine close to 1",
        });
    }

    /// Shrinks similarities of factors; where distances are taken, cosines are from then on.
    pub(super) fn set_shrink(&mut self, ShrinkBy(by): ShrinkBy) -> Result<(), String> {
        if let Some(near) = self.similarities() {
            let (title, own) = (self.snapshot.options.method.name(), near.similarity().name());
            return Err(format!(
                "shrink is about factors, and {title} has its own similarity, {own}; pearson-baseline has an option for it: set shrinkage {by}"
            ));
        }
        let turned = by > 0 && self.view.look.metric != Metric::Cosine;
        self.view.look.shrink = by;
        self.view.neighbour = 0;
        if turned {
            self.view.look.metric = Metric::Cosine;
        }
        self.looked();
        self.say(match by {
            0 => "similarities are taken as they are".into(),
            by if turned => {
                format!("near is now a large cosine times n/(n + {by}), n in common: a distance is not shrunk")
            }
            by => format!("near is a large cosine times n/(n + {by}), n being how many ratings two have in common"),
        });
        Ok(())
    }

    pub(super) fn set_least(&mut self, least: Option<usize>) {
        self.view.look.at_least = least;
        self.view.neighbour = 0;
        self.looked();
        let [items, users] = [Side::Items, Side::Users].map(|side| self.least(side));
        let many = |n: usize| match n {
            0 => "factors that were given".into(),
            1 => "1 rating or more".into(),
            n => format!("{n} ratings or more"),
        };
        self.say(match least {
            Some(least) => format!("only those with {} are compared", many(least)),
            None => format!("as the data can afford: items with {}, users with {}", many(items), many(users)),
        });
    }

    /// Takes what is under the cursor of this screen.
    pub(super) fn choose(&mut self) -> Result<Vec<Effect>, String> {
        match self.live() {
            Screen::Neighbours => {
                let list = self.neighbours().ok_or(ONE_MOMENT)?;
                let to = list.get(self.view.neighbour).ok_or("there is no neighbour to walk to")?.of;
                self.view.walk.push(self.selected());
                self.select(to);
                Ok(Vec::new())
            }
            Screen::Train => {
                let point = self.snapshot.curve.get(self.read_point()).ok_or("there is no step to go to")?;
                Ok(vec![Effect::Order(Order::Goto(point.step))])
            }
            Screen::Lab => self.choose_in_lab(),
            Screen::Map => self.explain_on_map(),
            Screen::Recommend => self.visit_recommended(),
            Screen::Lecture | Screen::Factorise | Screen::Factors => Ok(Vec::new()),
        }
    }

    /// The two factors (from 0) that turning and shearing act on: those of the map, or the first two.
    pub(super) fn plane_of_factors(&self) -> Result<(usize, usize), String> {
        match self.axes() {
            _ if self.snapshot.z() == 0 => Err("this model has no factors to turn or shear".into()),
            Axes::Factors(x, y) if x != y => Ok((x - 1, y - 1)),
            _ if self.snapshot.z() > 1 => Ok((0, 1)),
            _ => Err("this model has one factor: turning and shearing take two".into()),
        }
    }

    // ---- the map ---------------------------------------------------------------------------------------------------

    /// What the map is drawn over: what was chosen, or the first factors where the model has not as many. Never
    /// [`Axes::Next`].
    pub fn axes(&self) -> Axes {
        let z = self.snapshot.z();
        match self.view.map.axes {
            Axes::Principal => Axes::Principal,
            Axes::Factors(x, y) if x.max(y) <= z => Axes::Factors(x, y),
            Axes::Factors(..) | Axes::Next => Self::first_axes(z),
        }
    }

    /// The first two of so many factors, or the one that there is.
    fn first_axes(z: usize) -> Axes {
        Axes::Factors(1, z.clamp(1, 2))
    }

    pub(super) fn set_axes(&mut self, axes: Axes) -> Result<(), String> {
        let (z, before) = (self.snapshot.z(), self.axes());
        let laid_out = self.lays_out();
        self.view.map.axes = match (axes, before) {
            (Axes::Factors(x, y), _) if x.max(y) > z => {
                return Err(format!("there is no factor {}; this model has {z}", x.max(y)));
            }
            (Axes::Next, Axes::Factors(x, y)) if y < z => Axes::Factors(x, y + 1),
            (Axes::Next, Axes::Factors(x, _)) if x + 2 <= z => Axes::Factors(x + 1, x + 2),
            (Axes::Next, _) => Self::first_axes(z),
            (given, _) => given,
        };
        self.view.map.layout = Layout::Axes;
        if self.axes() != before && self.view.map.circle.take().is_some() {
            self.keep_circle();
        }
        if axes == Axes::Next && self.axes() == before && !laid_out {
            self.say(format!("there is no other pair of factors; this model has {z}"));
        }
        Ok(())
    }

    pub(super) fn zoom(&mut self, zoom: Zoom) {
        if self.live() == Screen::Lab {
            return self.zoom_landscape(zoom);
        }
        if self.shows_matrix() {
            return self.say("the matrix shows as much as there is room for: zoom moves in the graph");
        }
        let map = &mut self.view.map;
        let by = 0.25 / map.zoom;
        match zoom {
            Zoom::In => return self.zoom_at_selected(1.5),
            Zoom::Out => return self.zoom_at_selected(1.0 / 1.5),
            Zoom::All | Zoom::Circle => {
                (map.zoom, map.centre, map.circle) = (1.0, (0.0, 0.0), None);
                if zoom == Zoom::Circle {
                    self.keep_circle();
                }
                return;
            }
            Zoom::Left => map.centre.0 -= by,
            Zoom::Right => map.centre.0 += by,
            Zoom::Up => map.centre.1 += by,
            Zoom::Down => map.centre.1 -= by,
        }
        map.centre = (map.centre.0.clamp(-0.75, 0.75), map.centre.1.clamp(-0.75, 0.75));
    }

    /// To the nearest point of the map in a direction, several times over, or to the last one in it.
    fn move_in_map(&mut self, toward: Toward, times: usize) {
        /// As many points as a page has.
        const PAGE: usize = 5;
        let (toward, times) = match toward {
            Toward::PageUp => (Toward::Up, times.saturating_mul(PAGE)),
            Toward::PageDown => (Toward::Down, times.saturating_mul(PAGE)),
            other => (other, times),
        };
        let Some(points) = self.points() else { return self.say(ONE_MOMENT) };
        let train = Arc::clone(&self.snapshot.source.split.train);
        let (points, drawn) = (&points.places, self.on_map(self.view.side));
        let start = self.selected().index();
        if !drawn.contains(&start) {
            // From outside of the map one comes to what was rated most often there.
            let rated = drawn.iter().rev().max_by_key(|at| train.degree(Entity::new(self.view.side, **at)));
            return rated.copied().into_iter().for_each(|at| self.select(Entity::new(self.view.side, at)));
        }
        let outermost = |key: fn((f64, f64)) -> f64| {
            drawn.iter().copied().max_by(|a, b| key(points[*a]).total_cmp(&key(points[*b]))).unwrap_or(start)
        };
        let to = match toward {
            Toward::Top => outermost(|p| p.1),
            Toward::Bottom => outermost(|p| -p.1),
            Toward::First => outermost(|p| -p.0),
            Toward::Last => outermost(|p| p.0),
            _ => {
                let next = |at: &usize| nearest_ahead(points, &drawn, *at, toward);
                std::iter::successors(Some(start), next).take(times.saturating_add(1)).last().unwrap_or(start)
            }
        };
        if to != start {
            self.select(Entity::new(self.view.side, to));
        }
    }
}

/// Which of `among` lies nearest in a direction, with what lies aside counted double.
fn nearest_ahead(points: &[(f64, f64)], among: &[usize], from: usize, toward: Toward) -> Option<usize> {
    let distance = |at: usize| {
        let (dx, dy) = (points[at].0 - points[from].0, points[at].1 - points[from].1);
        let (along, aside) = match toward {
            Toward::Left => (-dx, dy),
            Toward::Right => (dx, dy),
            Toward::Up => (dy, dx),
            _ => (-dy, dx),
        };
        (along > 0.0 && aside.abs() <= 2.0 * along).then_some(along * along + 4.0 * aside * aside)
    };
    let ahead = among.iter().filter_map(|&at| distance(at).map(|d| (at, d)));
    ahead.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(at, _)| at)
}
