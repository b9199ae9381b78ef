//! Many fits as small curves on the same axes: from many seeds, or with several learning rates.
//!
//! ```text
//! ╭ Lab ─ 20 starts: ALS from the seeds 1 to 20 ──────────────────────────╮
//! │ A 0.01130: 14 of 20 · B 0.03621: 4 · C 1.396: 2                       │   the plateaus, the lowest first
//! │ A 1 0.01130  A 2 0.01130  B 3 0.03621                                 │   group, seed, where it ended
//! │ ⠉⠒⠤⣀         ⠉⠢⣀          ⠉⠉⠉⠒⠒⠒                                       │
//! ╰───────────────────────────────────────── g: begin from the chosen seed╯
//! ```

use super::bench::{bound, errors, fate, lines, opened};
use crate::{
    app::{App, Viewport, in_sight},
    command::{Command, Experiment, Toward},
    study::{
        Verdict,
        lab::{Finding, Group, Stage, Trace, groups},
    },
    ui::{
        axis::Axis,
        dots::{Dots, Line},
        pen::Pen,
        typeset,
        wrap::wrap,
    },
};
use ratatui::layout::Rect;

/// Draws the screen.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    let rates = app.experiment() == Experiment::Rates;
    let (title, note) = match rates {
        true => ("Lab ─ rates: one start, several alphas".to_string(), "g: begin with the chosen alpha"),
        false => {
            let (method, count) = (app.snapshot().options.method.title(), app.view().bench.starts);
            (format!("Lab ─ starts: {method} from the seeds 1 to {count}"), "g: begin from the chosen seed")
        }
    };
    let Some((finding, mut inner)) = opened(app, pen, area, &title, note) else { return };
    let letters = letters(&finding);
    let head = if rates { alphas(app, &finding) } else { plateaus(&finding, &letters, inner.height >= 14) };
    let used = lines(pen, inner, &head, (inner.height / 4).max(1), pen.colours.text);
    inner = Rect { y: inner.y + used, height: inner.height - used, ..inner };
    let axis = errors(&finding.traces);
    let last = inner.bottom().saturating_sub(1);
    pen.text(inner.x, last, inner.width, &scales(&finding, &axis), pen.colours.dim);
    inner.height = inner.height.saturating_sub(1);
    let order = finding.shown();
    let grid = Grid::new(inner, order.len(), if rates { (25, 5) } else { (11, 2) });
    let cursor = order.iter().position(|at| *at == app.picked(&finding)).unwrap_or(0);
    let visible = usize::from(grid.rows);
    let first = in_sight(0, cursor / grid.across, visible, order.len().div_ceil(grid.across));
    pen.drawn.viewport = Some(Viewport { rows: visible, columns: grid.across });
    let end = finding.traces.iter().map(Trace::passes).max().unwrap_or(1);
    if visible * grid.across < order.len() && finding.stage == Stage::Done {
        let (from, to) = (first * grid.across + 1, ((first + visible) * grid.across).min(order.len()));
        pen.footnote(area, &format!("{from}–{to} of {} · ↑↓ for more · {note}", order.len()));
    }
    for (place, &at) in order.iter().enumerate().skip(first * grid.across).take(visible * grid.across) {
        let tile = grid.tile(place - first * grid.across);
        let trace = &finding.traces[at];
        let label = match rates {
            true => [format!("α {}", trace.options.alpha)]
                .into_iter()
                .chain(wrap(&fate(trace), tile.width.saturating_sub(1), |s| pen.width(s)))
                .collect(),
            false => {
                let letter = letters.get(at).map(|l| format!("{l} ")).unwrap_or_default();
                let name = format!("{letter}{} ", trace.options.seed);
                let room = usize::from(tile.width.saturating_sub(1)).saturating_sub(name.len());
                vec![name + &short(trace, room)]
            }
        };
        draw_tile(pen, tile, &label, trace, (&axis, end), place == cursor);
        pen.click(tile, go(cursor, place));
    }
}

/// One small curve under its label.
fn draw_tile(pen: &mut Pen, area: Rect, label: &[String], trace: &Trace, (y, end): (&Axis, u64), here: bool) {
    let colours = pen.colours;
    let width = area.width - 1;
    for (text, row) in label.iter().zip(area.y..) {
        let style = if here { colours.cursor } else { colours.name };
        if here {
            pen.text(area.x, row, width, &" ".repeat(usize::from(width)), style);
        }
        pen.text(area.x, row, width, text, style);
    }
    let used = label.len() as u16;
    let field = Rect { y: area.y + used, width, height: area.height.saturating_sub(used), ..area };
    let mut dots = Dots::new(field.width, field.height);
    let across = |pass: usize| ((pass + 1) as f64).ln() / ((end + 1) as f64).ln().max(1e-9);
    dots.trace(Line::Solid, trace.curve.iter().enumerate().map(|(pass, v)| Some((across(pass), y.part(*v)?))));
    dots.draw(pen, field, |_| if here { colours.key } else { colours.train });
}

/// What a click on a curve does: the cursor goes there; where it is already, the curve's fit is taken over.
fn go(cursor: usize, place: usize) -> Command {
    match place.cmp(&cursor) {
        std::cmp::Ordering::Less => Command::Move(Toward::Left, (cursor - place) as u64),
        std::cmp::Ordering::Equal => Command::Choose,
        std::cmp::Ordering::Greater => Command::Move(Toward::Right, (place - cursor) as u64),
    }
}

/// The letter of the group of each fit, once all have ended.
fn letters(finding: &Finding) -> Vec<char> {
    if finding.stage == Stage::Working {
        return Vec::new();
    }
    let mut letters = vec!['?'; finding.traces.len()];
    for (group, letter) in groups(&finding.traces).iter().zip(('A'..='Z').chain(std::iter::repeat('…'))) {
        group.members.iter().for_each(|at| letters[*at] = letter);
    }
    letters
}

/// Which errors the fits ended at, and how many at each; with room to spare also what counts as one plateau.
fn plateaus(finding: &Finding, letters: &[char], roomy: bool) -> String {
    let passes = bound(finding);
    if letters.is_empty() {
        return format!("each curve is a fit from another start, {passes}");
    }
    let groups = groups(&finding.traces);
    let one = |group: &Group| {
        let level = if group.level.is_finite() { typeset::error(group.level) } else { "overflow".into() };
        format!("{} {level} ×{}", letters[group.members[0]], group.members.len())
    };
    let list: Vec<String> = groups.iter().map(one).collect();
    let list = format!("{} fits end at MSE {}", finding.traces.len(), list.join(" · "));
    match (roomy, groups.len()) {
        (true, 1) => format!("{list}: all alike, {passes}"),
        (true, _) => format!("{list} (ends within 5 % of each other are one plateau; {passes})"),
        _ => list,
    }
}

fn alphas(app: &App, finding: &Finding) -> String {
    let method = finding.traces.first().map_or("gradient descent", |t| t.options.method.title());
    let instead = if app.snapshot().options.method.has_alpha() {
        String::new()
    } else {
        format!("; {} has no alpha, so this is {method}", app.snapshot().options.method.title())
    };
    format!("{method} from seed {}, {}{instead}", app.snapshot().options.seed, bound(finding))
}

/// What the axes of all the curves are.
fn scales(finding: &Finding, y: &Axis) -> String {
    let end = finding.traces.iter().map(Trace::passes).max().unwrap_or(0);
    let (low, high) = (typeset::rating(y.low), typeset::rating(y.high));
    let low = if low == "0" { typeset::error(y.low) } else { low };
    let end = typeset::count(end as usize);
    format!("MSE from {high} to {low}, passes 0 to {end}; both axes log")
}

/// Where a fit ended, in so many columns.
fn short(trace: &Trace, room: usize) -> String {
    match trace.verdict {
        Verdict::Diverged => "overflow".into(),
        _ => typeset::error_within(trace.mse(), room.min(7)),
    }
}

/// Tiles of one size, as large as lets all of them be in sight.
struct Grid {
    area: Rect,
    across: usize,
    rows: u16,
    size: (u16, u16),
}

impl Grid {
    fn new(area: Rect, count: usize, least: (u16, u16)) -> Self {
        let size = |across: u16, rows: u16| (area.width / across, (area.height / rows).min(14));
        let most = ((area.width / least.0).max(1), (area.height / least.1).max(1));
        let all = (1..=most.0).flat_map(|across| (1..=most.1).map(move |rows| (across, rows)));
        let fits = all.filter(|(across, rows)| usize::from(*across) * usize::from(*rows) >= count);
        // The best tile is about four times as wide as high; of those that fit, the one whose lesser side is the largest.
        let lesser = |(across, rows): &(u16, u16)| size(*across, *rows).0.min(4 * size(*across, *rows).1);
        let (across, rows) = fits.max_by_key(lesser).unwrap_or(most);
        let (width, height) = size(across, rows);
        Self { area, across: usize::from(across), rows, size: (width, height.max(1)) }
    }

    fn tile(&self, place: usize) -> Rect {
        let (column, row) = ((place % self.across) as u16, (place / self.across) as u16);
        let (width, height) = self.size;
        Rect::new(self.area.x + column * width, self.area.y + row * height, width, height).intersection(self.area)
    }
}
