//! The graph of the k nearest: which lines the map draws where the model is one of similarities, and what is said of them.
//!
//! ```text
//!     An ◉⠤⠤⠤⠤● Bhavana 0.80    a line from the selected one to each of its nearest
//!        ⢣   ⡠⠊
//!         ● Diego               and faint ones from each of the others to its own
//! ```

use super::{braille::Canvas, pen::Pen, projection::Projection, typeset};
use crate::{app::App, study::likeness::Likeness};
use ratatui::style::Style;

/// Where there is no room for the k nearest of each, so many of each are drawn.
const FEW: usize = 3;
/// Of the selected one at least so many.
const OWN: usize = 5;
/// A line for so many cells of the field is as many as can be told apart.
const CELLS: usize = 8;

/// The lines of the graph.
pub struct Graph {
    /// From whom to whom, by their numbers.
    edges: Vec<(usize, usize)>,
    /// How many of each are drawn.
    each: usize,
    /// The nearest of the selected one with their similarities, the most similar first.
    pub near: Vec<(usize, f64)>,
}

impl Graph {
    /// The k nearest of each, of the k of the options, or fewer where there is no room.
    pub fn new(app: &App, likeness: &Likeness, view: &Projection) -> Self {
        let k = app.snapshot().options.neighbours.min(likeness.len().saturating_sub(1));
        let room = usize::from(view.field.width) * usize::from(view.field.height) / CELLS;
        let fitting = room / likeness.len().max(1);
        let each = if k <= fitting { k } else { k.min(fitting.clamp(1, FEW)) };
        let from = |place: usize| likeness.nearest(place, each).map(move |to| (place, to));
        let edges = (0..likeness.len()).flat_map(from);
        let edges = edges.map(|(from, to)| (likeness.order[from], likeness.order[to])).collect();
        let own = likeness.place(app.selected().index());
        let near = own.into_iter().flat_map(|own| {
            let nearest = likeness.nearest(own, k.min(each.max(OWN)));
            nearest.map(move |to| (likeness.order[to], likeness.between(own, to)))
        });
        Self { edges, each, near: near.collect() }
    }

    /// Faint lines, below everything.
    pub fn draw(&self, pen: &mut Pen, view: &Projection, places: &[(f64, f64)]) {
        let mut canvas = Canvas::new(view.field.width, view.field.height);
        for &(from, to) in &self.edges {
            canvas.line(view.dots(places[from]), view.dots(places[to]));
        }
        canvas.draw(pen, view.field, '.', pen.colours.ghost);
    }

    /// What the lines are, what near means, and what was left out: the most telling first.
    pub fn said(&self, likeness: &Likeness, pen: &Pen) -> Vec<(Option<(&'static str, Style)>, String)> {
        let sample = |plain, style| Some((if pen.ascii { plain } else { "⠤⠤ " }, style));
        let many = |count: usize| if count == 1 { "the nearest".into() } else { format!("the {count} nearest") };
        let mut said = Vec::new();
        if !self.near.is_empty() {
            said.push((sample(":: ", pen.colours.test), many(self.near.len())));
        }
        if !self.edges.is_empty() {
            said.push((sample(".. ", pen.colours.ghost), format!("{} of each", many(self.each))));
        }
        said.extend(unknown(likeness).map(|text| (None, text)));
        said.push((None, "close: alike".into()));
        said.push((None, "v: matrix".into()));
        said
    }
}

/// What the pictures of similarities are called: of whom, by what, and who was left out.
pub fn title(app: &App) -> String {
    let most = match app.likeness().filter(|likeness| likeness.len() < likeness.all) {
        Some(likeness) => {
            format!(" ─ {} most rated of {}", typeset::count(likeness.len()), typeset::count(likeness.all))
        }
        None => String::new(),
    };
    format!("Map ─ {} alike by {}{most}", app.view().side, app.similarity_name())
}

/// Of how many the similarities are worked out, where that is not yet all.
pub fn unknown(likeness: &Likeness) -> Option<String> {
    let (known, here) = (likeness.known, likeness.len());
    (known < here).then(|| match known {
        0 => "none is worked out yet: s takes a step".into(),
        _ => format!("{} of {} worked out", typeset::count(known), typeset::count(here)),
    })
}
