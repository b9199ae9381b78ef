//! Factors: P or Q as a table of signed bars, and beside it what the selected factor seems to mean.
//!
//! ```text
//!  ╭ Q ─ 5 items × 2 factors ──────────────────────╮╭ What factor 2 means ──────────────────╮
//!  │ item        ratings      1           2 ▼      ││ highest items      lowest items       │
//!  │ BTS               3      │██▌  1.10   │██ 1.55││ BTS          1.55  Ommazh       -2.32 │
//!  │ Ommazh            3   ███│    -1.44 ██│  -2.32││ Zhou Shen    1.29  Melt-Banana  -0.70 │
//!  ╰─────────────── bars reach 5 · sorted by factor╯╰────────────────────────── = names it ─╯
//! ```

use super::{axis, facts, meaning, pen::Pen, typeset};
use crate::{
    app::{App, Viewport},
    command::{Command, Nth, Toward},
    data::{Entity, Side},
    model::Parameter,
    study::listing::Sort,
};
use ratatui::{layout::Rect, style::Style};

/// Draws the screen.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    if area.width >= 90 {
        let width = (area.width * 2 / 5).clamp(40, 60);
        let left = Rect { width: area.width - width, ..area };
        table(app, pen, left);
        meaning::draw(app, pen, Rect { x: left.right(), width, ..area });
        return;
    }
    if area.height < 8 || area.width < 44 {
        table(app, pen, area);
        return;
    }
    // One above the other, with one line of frame between them: rows are dear.
    let height = (area.height * 2 / 5).clamp(5, 14).min(area.height);
    let above = Rect { height: area.height - height + 1, ..area };
    let (note, short) = table(app, pen, above);
    let shared = above.bottom() - 1;
    meaning::draw(app, pen, Rect { y: shared, height, ..area });
    let dim = pen.colours.dim;
    pen.text(area.x, shared, 1, "├", dim);
    pen.text(area.right() - 1, shared, 1, "┤", dim);
    let room = area.width.saturating_sub(pen.width(&meaning::title(app)) + 8);
    pen.footnote(above, if pen.width(&note) <= room { &note } else { &short });
}

/// Digits of a factor: sign, point, and what fits.
const DIGITS: u16 = 6;
/// The least a bar reaches to either side, and the most.
const REACH: (u16, u16) = (3, 12);

/// Where everything stands in a row, and which factors are in sight.
struct FactorColumns {
    name: (u16, u16),
    /// Where the number of ratings ends.
    ratings: u16,
    /// Where the bias ends, if there is one.
    bias: Option<u16>,
    /// Where the first factor begins.
    start: u16,
    /// How far a bar reaches to either side.
    reach: u16,
    /// The first factor in sight, from 0, and how many are.
    first: usize,
    count: usize,
}

impl FactorColumns {
    fn new(app: &App, area: Rect) -> Self {
        let z = app.snapshot().z();
        let biased = app.has_biases(app.view().side);
        let least = 2 * REACH.0 + 2 + DIGITS + 1;
        let name = (area.x + 1, (area.width / 4).clamp(12, 26));
        let ratings = name.0 + name.1 + 9;
        let bias = biased.then_some(ratings + DIGITS + 2);
        let start = bias.unwrap_or(ratings) + 1;
        let room = area.right().saturating_sub(start);
        let count = usize::from(room / least).clamp(1, z);
        // Whole pages of factors: the table stands still while the selection moves inside a page.
        let first = (app.view().factor / count * count).min(z - count);
        let reach = ((room / count as u16).saturating_sub(DIGITS + 3) / 2).clamp(1, REACH.1);
        Self { name, ratings, bias, start, reach, first, count }
    }

    fn width(&self) -> u16 {
        2 * self.reach + 2 + DIGITS + 1
    }

    /// Each factor in sight with the column where it begins.
    fn factors(&self) -> impl Iterator<Item = (usize, u16)> + use<> {
        let (start, width) = (self.start, self.width());
        (self.first..self.first + self.count).zip(0..).map(move |(z, n)| (z, start + n * width))
    }
}

/// The table in its panel; returns the remark in its lower edge, long and short.
fn table(app: &App, pen: &mut Pen, area: Rect) -> (String, String) {
    let (side, z) = (app.view().side, app.snapshot().z());
    let listing = app.view().listing(side);
    let inner = Rect { width: area.width.saturating_sub(2), ..area };
    let columns = FactorColumns::new(app, Rect { x: area.x + 1, ..inner });
    let many = |n: usize, word: &str| format!("{} {word}{}", typeset::count(n), if n == 1 { "" } else { "s" });
    let all = app.snapshot().ratings().count(side);
    let counted = match listing.len() {
        shown if shown < all => format!("{} of {}", typeset::count(shown), many(all, side.one())),
        _ => many(all, side.one()),
    };
    let mut title = format!("{} ─ {} × {}", side.letter(), counted, many(z, "factor"));
    if columns.count < z {
        let (first, last) = (columns.first + 1, columns.first + columns.count);
        title += &match columns.count {
            1 => format!(", factor {first} in sight"),
            _ => format!(", {first}–{last} in sight"),
        };
    }
    let inner = pen.panel(area, &title);
    if inner.height < 2 || inner.width < 40 {
        return (String::new(), String::new());
    }
    let full = full_bar(app, &columns);
    head(app, pen, inner, &columns);
    // What is known of the selected item, and what the marks mean.
    let known = app.facts_of(app.selected());
    let coloured = app.group(app.selected()).is_some();
    let (known, coloured) = ((!known.is_empty() && inner.height >= 9).then_some(known), coloured && inner.height >= 6);
    let below = u16::from(coloured) + u16::from(known.is_some());
    let rows = usize::from(inner.height - 1 - below);
    let first = match side {
        Side::Users => app.view().first.0,
        Side::Items => app.view().first.1,
    };
    let first = first.min(listing.len().saturating_sub(rows));
    let places = first..listing.len().min(first + rows);
    // The selected column, as far down as there are rows.
    for (_, x) in columns.factors().filter(|(z, _)| *z == app.view().factor) {
        pen.style(Rect { x, width: columns.width() - 1, height: 1 + places.len() as u16, ..inner }, pen.colours.cross);
    }
    let part = match places.len() {
        shown if shown < listing.len() => {
            format!("{}–{} of {} · ", first + 1, first + shown, typeset::count(listing.len()))
        }
        _ => String::new(),
    };
    let marked = u16::from(app.group(app.selected()).is_some());
    let shown: Vec<Entity> = places.map(|place| Entity::new(side, listing.at(place))).collect();
    let names = pen.names(&shown.iter().map(|of| app.name(*of)).collect::<Vec<_>>(), columns.name.1 - 2 * marked);
    for ((of, name), y) in shown.iter().zip(&names).zip(inner.y + 1..) {
        row(app, pen, Rect { y, height: 1, ..inner }, &columns, (*of, name), full);
    }
    if let Some(known) = known {
        pen.text(inner.x + 1, inner.bottom() - below, inner.width - 2, &known, pen.colours.dim);
    }
    if coloured {
        facts::legend(app, pen, (inner.x + 1, inner.bottom() - 1, inner.width - 2));
    }
    pen.drawn.viewport = Some(Viewport { rows, columns: columns.count });
    let order = match listing.sort {
        Sort::File => "in the order of the file".into(),
        Sort::Rated => "the most rated first".into(),
        Sort::Error => "the largest error first".into(),
        Sort::Name => "by name".into(),
        Sort::Factor(z) => format!("the highest of factor {z} first"),
    };
    let bars = full.map_or(String::new(), |full| format!("bars reach {full} · "));
    let note = format!("{part}{bars}{order} · i: {}", side.other());
    pen.footnote(area, &note);
    (note, format!("{part}{bars}i: {}", side.other()))
}

/// What the longest bar stands for: the next round number above the factors in sight. One that lies beyond ends in an
/// arrow. `None` until it is known how far they reach.
fn full_bar(app: &App, columns: &FactorColumns) -> Option<f64> {
    let spans = app.spans()?;
    let in_sight = spans.get(columns.first..columns.first + columns.count)?;
    let most = in_sight.iter().copied().fold(0.0, f64::max);
    Some(if most > 0.0 { axis::round_up(most) } else { 1.0 })
}

fn head(app: &App, pen: &mut Pen, area: Rect, columns: &FactorColumns) {
    let (side, y, style) = (app.view().side, area.y, pen.colours.name);
    let sort = app.view().listing(side).sort;
    let marked = |text: String, by: Sort| if sort == by { format!("{text} ▼") } else { text };
    let (x, width) = columns.name;
    pen.text(x, y, width, &marked(side.one().into(), Sort::Name), style);
    pen.click(Rect { x, y, width, height: 1 }, Command::Sort(Some((side, Sort::Name))));
    let ratings = marked("ratings".into(), Sort::Rated);
    pen.text_right(columns.ratings, y, 9, &ratings, style);
    pen.click(Rect { x: columns.ratings - 8, y, width: 8, height: 1 }, Command::Sort(Some((side, Sort::Rated))));
    if let Some(end) = columns.bias {
        pen.text_right(end, y, DIGITS, "bias", style);
    }
    for (z, x) in columns.factors() {
        let width = columns.width() - 1;
        let name = marked(app.view().factor_name(z), Sort::Factor(z + 1));
        let selected = z == app.view().factor;
        // Over the line of zero, where there is room to stand in the middle.
        let start = (x + columns.reach).saturating_sub(pen.width(&name) / 2).max(x);
        let style = if selected { pen.colours.title } else { style };
        pen.text(start, y, (x + width).saturating_sub(start), &name, style);
        let click = if selected {
            Command::Sort(Some((side, Sort::Factor(z + 1))))
        } else {
            Command::SelectFactor(Some(Nth::at(z)))
        };
        pen.click(Rect { x, y, width, height: 1 }, click);
    }
}

fn row(app: &App, pen: &mut Pen, area: Rect, columns: &FactorColumns, (of, name): (Entity, &str), full: Option<f64>) {
    let (colours, y, snapshot) = (pen.colours, area.y, app.snapshot());
    let selected = of == app.selected();
    if selected {
        pen.style(area, colours.cross);
    }
    let rated = snapshot.ratings().degree(of);
    let (mut x, mut width) = columns.name;
    if let Some(group) = app.group(of) {
        let (mark, style) = facts::mark(pen, group);
        pen.text(x, y, 1, &mark.to_string(), style);
        (x, width) = (x + 2, width.saturating_sub(2));
    }
    pen.text(x, y, width, name, if rated == 0 { colours.dim } else { colours.name });
    pen.text_right(columns.ratings, y, 9, &typeset::count(rated), colours.dim);
    // What a single unit touched stands out; where a half-step or a pass touched everything, it is only tinted.
    let touched = colours.touched(app);
    let lit = |factor: Option<usize>, otherwise: Style| {
        let at = Parameter { of, factor };
        match (app.points_at(at), snapshot.lit(at)) {
            (true, _) => colours.lit,
            (_, true) => touched,
            _ => otherwise,
        }
    };
    let value = |factor: Option<usize>| {
        let at = Parameter { of, factor };
        (!app.covers_number(at)).then(|| snapshot.get(at))
    };
    let written = |value: Option<f64>| match value {
        Some(value) => typeset::compact(value, 3, usize::from(DIGITS)),
        None => typeset::COVER.into(),
    };
    if let Some(end) = columns.bias {
        let text = written(value(None));
        pen.text_right(end, y, DIGITS, &text, lit(None, colours.text));
    }
    for (z, x) in columns.factors() {
        let value = value(Some(z));
        bar(pen, x, y, columns.reach, full.zip(value).map_or(0.0, |(full, value)| value / full));
        let end = x + columns.width() - 1;
        let style = if selected && z == app.view().factor { colours.cursor } else { lit(Some(z), colours.text) };
        pen.text_right(end, y, DIGITS, &written(value), style);
    }
    pen.click_and_wheel(area, Command::select(of), Command::Move(Toward::Up, 3), Command::Move(Toward::Down, 3));
}

/// A bar to the left of the line of zero for what is negative, to the right for what is positive, in half columns.
fn bar(pen: &mut Pen, x: u16, y: u16, reach: u16, part: f64) {
    let zero = x + reach;
    pen.text(zero, y, 1, "│", pen.colours.dim);
    let style = pen.colours.signed(part);
    let beyond = part.abs() > 1.0;
    let part = if part.is_finite() { part.clamp(-1.0, 1.0) } else { 0.0 };
    let halves = (part.abs() * f64::from(2 * reach)).round() as u16;
    for n in 0..halves.div_ceil(2) {
        let half = 2 * n + 1 == halves;
        let (at, symbol) = match (part < 0.0, half) {
            (true, _) if beyond && n + 1 == reach => (zero - 1 - n, "◀"),
            (false, _) if beyond && n + 1 == reach => (zero + 1 + n, "▶"),
            (true, false) => (zero - 1 - n, "█"),
            (true, true) => (zero - 1 - n, "▐"),
            (false, false) => (zero + 1 + n, "█"),
            (false, true) => (zero + 1 + n, "▌"),
        };
        if let Some(cell) = pen.buffer.cell_mut((at, y)) {
            cell.set_symbol(symbol).set_style(style);
        }
    }
}
