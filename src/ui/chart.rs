//! What is drawn on the map, from below to above: tails, lines, points, what stands out, names.
//!
//! ```text
//!   ⠈⠢⢄ ● BTS          a tail and the point at its end
//!    ◉ Ommazh           the selected one
//!     ⢣● Melt-Banana    a line to its nearest
//! ```

pub(super) mod contours;
mod picked;

use super::{
    braille::{Canvas, bit, put, symbol},
    facts,
    graph::Graph,
    labels::Labels,
    pen::Pen,
    projection::Projection,
    typeset,
};
use crate::{
    app::{App, Of},
    command::{Command, Nth},
    data::Entity,
    model::{Factors, Touched},
    study::{
        What,
        between::Between,
        density::Density,
        groups::Groups,
        neighbours::Metric,
        plane::{Plane, Points},
    },
};
use ratatui::{layout::Rect, style::Modifier};

/// How many neighbours are joined to the selected point at the most: where there are few points, half of them.
const NEAREST: usize = 5;
/// Up to so many points each has a tail; beyond, only the selected one and its neighbours.
pub const TAILS: usize = 60;
/// How many of the most rated are tried for a name.
const NAMES: usize = 300;
/// In a crowd, how many of them may cover dots once one has come nearer; the nearer, the more.
const OVER: usize = 8;

/// Everything on the map.
pub struct Chart<'a> {
    app: &'a App,
    plane: &'a Plane,
    places: &'a [(f64, f64)],
    /// Which of them are on the map.
    pub on_map: &'a [usize],
    /// Where they are seen from.
    pub view: &'a Projection,
    /// The neighbours of the selected one, nearest first, with their distance or cosine.
    pub near: Vec<(usize, f64)>,
    /// The lines between those who are similar, where the map is made of similarities.
    pub graph: Option<Graph>,
    /// How densely they lie, where that is drawn.
    pub density: Option<Of<Density>>,
    /// The cells that each of its lines goes through.
    lines_of_density: Vec<Vec<(u16, u16)>>,
    /// The way from one item to another, if one is shown: then it stands in the place of the nearest, each item with its t.
    pub path: Option<Of<Between>>,
    /// What was searched for and found.
    found: Vec<usize>,
    /// What the last small step changed.
    lit: Vec<usize>,
    /// The selected one, if it is to be seen.
    own: Option<usize>,
    /// Whether there are so many points that each is but a dot.
    pub dots: bool,
    /// Whether most of those in sight lie in a few cells.
    pub crowded: bool,
    /// Whether there are tails.
    pub tailed: bool,
    labels: Labels,
}

impl<'a> Chart<'a> {
    /// What is to be drawn of those of the points that are `on_map`.
    pub fn new(app: &'a App, Points { plane, places }: &'a Points, on_map: &'a [usize], view: &'a Projection) -> Self {
        let field = view.field;
        let room = usize::from(field.width) * usize::from(field.height) / 12;
        // A line to what is covered would show where it is.
        let side = app.view().side;
        let covered = |at: usize| app.covers_place(Entity::new(side, at));
        let near = app.neighbours().filter(|_| !covered(app.selected().index()));
        let near = near.iter().flat_map(|list| list.iter()).take(NEAREST.min(on_map.len() / 2));
        let near = near.map(|n| (n.of.index(), n.value)).filter(|(at, _)| !covered(*at)).collect();
        let graph = app.maps_similarities().then(|| app.likeness()).flatten().map(|all| Graph::new(app, &all, view));
        let near = graph.as_ref().map_or(near, |graph| graph.near.clone());
        let path = app.between().filter(|between| between.stages.iter().all(|stage| stage.item.index() < places.len()));
        let stages = path.as_ref().map(|path| path.stages.iter().map(|stage| (stage.item.index(), stage.t)).collect());
        let near = stages.unwrap_or(near);
        let in_sight = on_map.iter().filter(|&&at| view.dot(places[at]).is_some()).count();
        Self {
            app,
            plane,
            places,
            on_map,
            view,
            near,
            graph,
            density: app.shows_contours().then(|| app.density()).flatten(),
            lines_of_density: Vec::new(),
            path,
            found: found(app, on_map),
            lit: lit(app, on_map),
            own: Some(app.selected().index()).filter(|at| !covered(*at)),
            dots: in_sight > room.max(40),
            crowded: false,
            tailed: false,
            labels: Labels::new(field.width, field.height),
        }
    }

    /// Whether something that was searched for is on the map.
    pub fn finds(&self) -> bool {
        !self.found.is_empty()
    }

    fn selected(&self) -> usize {
        self.app.selected().index()
    }

    /// The way of points through the earlier moments, faint.
    pub fn tails(&mut self, pen: &mut Pen) {
        if !self.app.view().map.tails {
            return;
        }
        let field = self.view.field;
        let mut canvas = Canvas::new(field.width, field.height);
        let few: Vec<usize> = self.own.into_iter().chain(self.near.iter().map(|n| n.0)).collect();
        let which = if self.on_map.len() <= TAILS { self.on_map } else { &few };
        let (side, of) = (self.app.view().side, |at: usize| Entity::new(self.app.view().side, at));
        let moments = self.app.snapshot().trail.iter().filter_map(|model| model.factors());
        let moments: Vec<&Factors> = moments.filter(|f| f.z() == self.plane.x.len()).collect();
        for &at in which {
            // Newcomers have a way since they joined.
            let earlier = moments.iter().filter(|f| at < f.rows(side)).map(|f| self.plane.place(&f.of(of(at))));
            let way: Vec<_> = earlier.chain([self.places[at]]).map(|p| self.view.dots(p)).collect();
            for step in way.windows(2).filter(|step| step[0] != step[1]) {
                canvas.line(step[0], step[1]);
                self.tailed = true;
            }
        }
        canvas.draw(pen, field, '.', pen.colours.ghost);
    }

    /// The lines between all who are similar, faint.
    pub fn edges(&self, pen: &mut Pen) {
        if let Some(graph) = &self.graph {
            graph.draw(pen, self.view, self.places);
        }
    }

    /// Thin lines from the selected point to its neighbours; for the cosine, rays from zero to all of them.
    pub fn lines(&mut self, pen: &mut Pen) {
        let field = self.view.field;
        let mut canvas = Canvas::new(field.width, field.height);
        let selected = self.places[self.selected()];
        let zero = self.plane.place(&vec![0.0; self.plane.x.len()]);
        let rays = self.app.view().look.metric == Metric::Cosine && self.app.has_axes() && self.path.is_none();
        let from = self.view.dots(if rays { zero } else { selected });
        self.way(&mut canvas);
        for &(at, _) in self.near.iter().filter(|_| self.path.is_none()) {
            canvas.line(from, self.view.dots(self.places[at]));
        }
        if rays && self.own.is_some() {
            canvas.line(from, self.view.dots(selected));
        }
        canvas.draw(pen, field, ':', pen.colours.test);
        for y in 0..field.height {
            (0..field.width).filter(|&x| canvas.at(x, y) != 0).for_each(|x| self.labels.line(x, y));
        }
    }

    /// All points, and what a click on them selects.
    pub fn points(&mut self, pen: &mut Pen) {
        let (field, colours) = (self.view.field, pen.colours);
        let width = usize::from(field.width);
        // What lies in each cell: its dots, how many points, and the one that a click selects.
        let mut cells = vec![(0u8, 0u32, usize::MAX); width * usize::from(field.height)];
        let mut groups = self.app.groups().map(|_| vec![[0u32; Groups::MOST]; cells.len()]);
        let piles = self.piles();
        for (place, &at) in self.on_map.iter().enumerate() {
            let Some((x, y)) = self.view.dot(self.places[at]) else { continue };
            let y = piles.as_ref().map_or(y, |piles| y.saturating_sub(piles[place]));
            let cell = &mut cells[usize::from(y / 4) * width + usize::from(x / 2)];
            cell.0 |= bit(x, y);
            cell.1 += 1;
            if let (Some(groups), Some(group)) = (&mut groups, self.group(at).flatten()) {
                groups[usize::from(y / 4) * width + usize::from(x / 2)][group] += 1;
            }
            // The first in the cell, or the one after the selected one, so that further clicks go round.
            if cell.2 == usize::MAX || (cell.2 <= self.selected() && at > self.selected()) {
                cell.2 = at;
            }
        }
        let crowd = cells.iter().map(|c| c.1).max().unwrap_or(0).max(1);
        self.crowded = crowd > 40 && crowd as usize > self.on_map.len() / 4;
        // A click right beside a point means it too, unless another point lies there.
        for (at, &(.., first)) in cells.iter().enumerate().filter(|(_, c)| c.1 > 0 && !self.dots) {
            let (x, y) = (field.x + (at % width) as u16, field.y + (at / width) as u16);
            pen.click(Rect::new(x - 1, y, 3, 1).intersection(field), self.select(first));
        }
        let shades = [colours.ghost, colours.dim, colours.text, colours.known];
        for (at, &(bits, count, first)) in cells.iter().enumerate().filter(|(_, c)| c.1 > 0) {
            let (x, y) = ((at % width) as u16, (at / width) as u16);
            // Equal ratios of counts are equal steps of brightness.
            let shade =
                if crowd > 1 { (f64::from(count).ln() / f64::from(crowd).ln() * 3.0).round() as usize } else { 2 };
            let (letter, style) = match (self.dots, pen.ascii) {
                _ if self.group(first).is_some() => facts::mark(pen, groups.as_ref().and_then(|all| most(&all[at]))),
                (false, _) => ('●', colours.text),
                (true, false) => (symbol(bits), shades[shade]),
                (true, true) => (['.', ':', '*', '#'][shade], shades[shade]),
            };
            put(pen, field.x + x, field.y + y, letter, style);
            pen.click(Rect::new(field.x + x, field.y + y, 1, 1), self.select(first));
            self.labels.point(x, y);
        }
    }

    /// Many points on one line are piled up where they lie together: how many dots above the line each one is.
    pub fn piles(&self) -> Option<Vec<u16>> {
        if !(self.dots && one_factor(self.app)) {
            return None;
        }
        let mut columns = vec![0u32; usize::from(self.view.field.width) * 2];
        let below: Vec<u32> = self
            .on_map
            .iter()
            .map(|&at| {
                let Some((x, _)) = self.view.dot(self.places[at]) else { return 0 };
                let column = &mut columns[usize::from(x)];
                *column += 1;
                *column - 1
            })
            .collect();
        let tallest = columns.into_iter().max().unwrap_or(1).max(1);
        let room = u32::from(self.view.field.height).saturating_mul(2).saturating_sub(4);
        // Where a pile is higher than there is room, each dot stands for several points.
        Some(below.into_iter().map(|n| if tallest <= room { n } else { (u64::from(n) * u64::from(room) / u64::from(tallest)) as u32 } as u16).collect())
    }

    /// What was found, the neighbours, what the last small step changed, and the selected point, over everything.
    pub fn marks(&mut self, pen: &mut Pen) {
        let (field, colours) = (self.view.field, pen.colours);
        let found: Vec<_> =
            self.found.iter().map(|&at| (at, if pen.ascii { '+' } else { '◆' }, colours.held)).collect();
        let special: Vec<_> = self.near.iter().map(|n| (n.0, self.mark(pen, n.0), colours.test)).collect();
        let lit: Vec<_> = self.lit.iter().map(|&at| (at, '●', colours.lit)).collect();
        let own = self.own.map(|at| (at, if pen.ascii { '@' } else { '◉' }, colours.cursor));
        for (at, letter, style) in found.into_iter().rev().chain(special.into_iter().rev()).chain(lit).chain(own) {
            if let Some((x, y)) = self.view.cell(self.places[at]) {
                put(pen, field.x + x, field.y + y, letter, style);
                self.labels.mark(x, y);
            }
        }
    }

    /// The centres of the mixes that the points are coloured by, each as its number.
    pub fn centres(&mut self, pen: &mut Pen) {
        let Some(mixes) = self.app.centred_mixes() else { return };
        let Some(step) = mixes.steps.get(self.app.mix_step(&mixes)) else { return };
        let (field, centres) = (self.view.field, &step.clustered.centres);
        for (n, centre) in centres.rows().into_iter().enumerate().filter(|(_, row)| row.len() == self.plane.x.len()) {
            let Some((x, y)) = self.view.cell(self.plane.place(&centre.to_vec())) else { continue };
            let style = facts::mark(pen, Some(n)).1.add_modifier(Modifier::REVERSED);
            let number = char::from_digit(n as u32 + 1, 36).unwrap_or('?');
            put(pen, field.x + x, field.y + y, number, style);
            pen.click(Rect::new(field.x + x, field.y + y, 1, 1), Command::Mix(Nth::at(n)));
            self.labels.mark(x, y);
        }
    }

    /// Names where there is room: the selected one, its neighbours, what was just changed, then the most rated.
    pub fn names(&mut self, pen: &mut Pen) {
        let (field, colours) = (self.view.field, pen.colours);
        let most = (field.width / 4).clamp(6, 24);
        let ratings = self.app.snapshot().ratings();
        let degree = |at: usize| ratings.degree(Entity::new(self.app.view().side, at));
        let in_sight = self.on_map.iter().filter(|&&at| self.view.dot(self.places[at]).is_some());
        let mut rated: Vec<(usize, usize)> = in_sight.map(|&at| (degree(at), at)).collect();
        let order = |a: &(usize, usize), b: &(usize, usize)| b.0.cmp(&a.0).then(a.1.cmp(&b.1));
        let count = NAMES.min(rated.len());
        if count > 0 && count < rated.len() {
            rated.select_nth_unstable_by(count, order);
            rated.truncate(count);
        }
        rated.sort_unstable_by(order);
        let flat = one_factor(self.app);
        let mut named = std::collections::HashSet::new();
        let first = self.own.map(|at| (at, colours.cursor)).into_iter();
        let near = self.near.iter().map(|n| (n.0, colours.test));
        let lit = self.lit.iter().map(|&at| (at, colours.lit));
        let found = self.found.iter().map(|&at| (at, colours.held));
        let others = rated.into_iter().map(|(_, at)| (at, if self.dots { colours.name } else { colours.dim }));
        let wanted: Vec<_> = first.chain(near).chain(lit).chain(found).chain(others).collect();
        let names: Vec<&str> =
            wanted.iter().map(|(at, _)| self.app.name(Entity::new(self.app.view().side, *at))).collect();
        let names = pen.names(&names, most);
        let zoom = self.app.view().map.zoom;
        let mut over = if zoom > 1.0 { (OVER as f64 * zoom / 1.5) as usize } else { OVER / 4 }.min(3 * OVER);
        for ((at, style), name) in wanted.into_iter().zip(names) {
            let Some((x, y)) = self.view.cell(self.places[at]) else { continue };
            if !named.insert(at) || (self.dots && style == colours.name && self.labels.covered(x, y)) {
                continue;
            }
            let beside = if self.path.is_some() { self.near.len() } else { 1 };
            let distance = match self.near.iter().take(beside).find(|(near, _)| *near == at) {
                Some((_, value)) => format!(" {}", typeset::fixed(*value, 2)),
                None => String::new(),
            };
            let wide = pen.width(&name) + pen.width(&distance);
            // In a crowd some names may cover dots, or there would be none where most points lie.
            let among = self.near.iter().any(|n| n.0 == at) || over > 0;
            let must = at == self.selected() || (self.dots && among);
            let place =
                if flat { self.labels.place_off_row((x, y), wide) } else { self.labels.place((x, y), wide, must) };
            let Some((left, top)) = place else { continue };
            if flat {
                for row in (top.min(y) + 1)..top.max(y) {
                    put(pen, field.x + x, field.y + row, '│', colours.dim);
                }
            }
            let (left, top) = (field.x + left, field.y + top);
            (0..wide).for_each(|column| put(pen, left + column, top, ' ', colours.text));
            pen.pieces(left, top, wide, &[(&name, style), (&distance, colours.key)]);
            pen.click(Rect::new(left, top, wide, 1), self.select(at));
            // In a crowd the point that a name belongs to stands out.
            if self.dots && style == colours.name {
                over = over.saturating_sub(1);
                self.labels.mark(x, y);
                let (letter, own) = self.group(at).map_or(('●', style), |group| facts::mark(pen, group));
                put(pen, field.x + x, field.y + y, letter, own);
            }
        }
    }

    /// The group of a point that is coloured.
    fn group(&self, at: usize) -> Option<Option<usize>> {
        self.app.group(Entity::new(self.app.view().side, at))
    }

    /// What a point is drawn as.
    fn mark(&self, pen: &Pen, at: usize) -> char {
        self.group(at).map_or('●', |group| facts::mark(pen, group).0)
    }

    fn select(&self, at: usize) -> Command {
        Command::select(Entity::new(self.app.view().side, at))
    }
}

/// The group of which most points of a cell are; of as many, the first.
fn most(counts: &[u32; Groups::MOST]) -> Option<usize> {
    let most = counts.iter().max().filter(|most| **most > 0)?;
    counts.iter().position(|count| count == most)
}

/// Of what was found by a search, those on the map, as many as have room for a name.
fn found(app: &App, on_map: &[usize]) -> Vec<usize> {
    let side = app.view().side;
    let here = app.view().found.0.iter().filter(|of| of.side() == side).map(|of| of.index());
    here.filter(|at| on_map.binary_search(at).is_ok()).take(NAMES).collect()
}

/// What the last step changed, where that was the smallest kind of step.
fn lit(app: &App, on_map: &[usize]) -> Vec<usize> {
    let Some(What::Unit(touched)) = app.snapshot().last.as_ref().map(|done| &done.what) else { return Vec::new() };
    let all = match *touched {
        Touched::Row(of) => vec![of],
        Touched::Parameter(one) => vec![one.of],
        Touched::Rating(i, j) | Touched::Rated(i, j) => vec![i.into(), j.into()],
    };
    let drawn = |of: &Entity| of.side() == app.view().side && on_map.contains(&of.index());
    all.into_iter().filter(drawn).map(Entity::index).collect()
}

/// Whether there is but one factor to draw over.
pub(super) fn one_factor(app: &App) -> bool {
    app.maps_one_factor()
}
