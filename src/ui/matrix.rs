//! The similarities as a matrix: rows and columns in the order in which clusters lie side by side, a shade for each pair.
//!
//! ```text
//! ╭ Map ─ users alike by msd ────────────────────────────────────────╮
//! │ a shade is a similarity, from 0.20 to 0.80; none: not above 0    │
//! │ clusters by average linkage                                      │
//! │                     ▾ Bhavana                                    │
//! │        An    1     0.80   0.36                                   │
//! │   Bhavana   0.80    1     0.31                                   │
//! │     Diego   0.36   0.31    1                                     │
//! ╰─────────────── An, Bhavana: 0.800 · 4 in common · E: arithmetic ─╯
//! ```

use super::{certain::fit, graph, pen::Pen, typeset};
use crate::{
    app::{App, Viewport, in_sight},
    command::{Command, Toward},
    data::Entity,
    study::{likeness::Likeness, neighbours::in_common},
};
use ratatui::layout::Rect;

/// A cell of so many columns has its number in it.
const NUMBERED: u16 = 6;
/// A cell is at most so wide.
const WIDEST: u16 = 10;

/// Draws the matrix of those who are laid out, onto Map.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    let inner = pen.panel(area, &graph::title(app));
    if inner.width < 16 || inner.height < 4 {
        return;
    }
    let Some(likeness) = app.likeness() else { return pen.waits(inner) };
    let shown = if inner.height >= 10 { 2 } else { 1 };
    let top = inner.y + shown;
    let cell = app.matrix_cell(&likeness);
    let field = Field::new(app, pen, &likeness, Rect { y: top, height: inner.bottom() - top, ..inner }, cell);
    for (line, y) in said(app, &likeness, &field).iter().take(usize::from(shown)).zip(inner.y..) {
        pen.text(inner.x + 1, y, inner.width - 2, line, pen.colours.dim);
    }
    if likeness.is_empty() {
        return;
    }
    pen.drawn.viewport = Some(Viewport { rows: field.rows.1, columns: field.columns.1 });
    heads(app, pen, &likeness, &field, cell);
    names(app, pen, &likeness, &field, cell);
    for row in field.rows.0..field.rows.0 + field.rows.1 {
        for column in field.columns.0..field.columns.0 + field.columns.1 {
            pair(pen, &likeness, &field, (row, column), cell == Some((row, column)));
        }
    }
    pen.footnote(area, &footnote(app, pen, &likeness, cell, area.width));
}

/// The part of the matrix in sight, and where it stands.
struct Field {
    /// The cells.
    area: Rect,
    /// How many columns a cell takes.
    wide: u16,
    /// The first row in sight, and how many are.
    rows: (usize, usize),
    /// The same of the columns.
    columns: (usize, usize),
    /// Where the names of the rows begin.
    left: u16,
}

impl Field {
    fn new(app: &App, pen: &Pen, likeness: &Likeness, room: Rect, cell: Option<(usize, usize)>) -> Self {
        let n = likeness.len();
        let name = |at: &usize| pen.width(app.name(Entity::new(likeness.side, *at)));
        let widest = likeness.order.iter().map(name).max().unwrap_or(0);
        let names = widest.min(room.width / 4).min(24);
        let area = Rect {
            x: room.x + names + 2,
            y: room.y + 1,
            width: room.width.saturating_sub(names + 3),
            height: room.height.saturating_sub(1),
        };
        let wide = (usize::from(area.width) / n.max(1)).clamp(2, usize::from(WIDEST)) as u16;
        let wide = if wide < NUMBERED { 2 } else { wide };
        let (row, column) = cell.unwrap_or((0, 0));
        // What the cursor is on stands in the middle where not all is in sight.
        let part = |place: usize, visible: u16| {
            let visible = usize::from(visible).min(n);
            (in_sight(place.saturating_sub(visible / 2), place, visible, n), visible)
        };
        Self { rows: part(row, area.height), columns: part(column, area.width / wide), area, wide, left: room.x + 1 }
    }

    /// Where a cell stands.
    fn cell(&self, row: usize, column: usize) -> Rect {
        let (x, y) = ((column - self.columns.0) as u16 * self.wide, (row - self.rows.0) as u16);
        Rect::new(self.area.x + x, self.area.y + y, self.wide, 1).intersection(self.area)
    }
}

/// What a shade means, the order, and what was left out.
fn said(app: &App, likeness: &Likeness, field: &Field) -> [String; 2] {
    let two = |value: f64| typeset::fixed(value, 2);
    let shades = match likeness.reach {
        Some((least, most)) => {
            format!("a shade is a similarity, from {} to {}; none: not above 0", two(least), two(most))
        }
        None if likeness.known == 0 => {
            let (unit, _) = app.snapshot().options.method.words();
            format!("no {unit} is worked out yet: s takes a step")
        }
        None => "no two have a similarity above 0".into(),
    };
    let part = |(first, visible): (usize, usize)| format!("{}-{}", first + 1, first + visible);
    let n = likeness.len();
    let place = (field.rows.1 < n || field.columns.1 < n)
        .then(|| format!("{} × {} of {n} in sight", part(field.rows), part(field.columns)));
    let order = Some("clusters by average linkage".to_string());
    let parts = [order, place, graph::unknown(likeness)].into_iter().flatten();
    [shades, parts.collect::<Vec<_>>().join(" · ")]
}

/// The names above the columns: of each where a cell is wide, else of that under the cursor.
fn heads(app: &App, pen: &mut Pen, likeness: &Likeness, field: &Field, cell: Option<(usize, usize)>) {
    let (dim, key, y) = (pen.colours.dim, pen.colours.key, field.area.y - 1);
    let name = |column: usize| app.name(Entity::new(likeness.side, likeness.order[column]));
    if field.wide >= NUMBERED {
        let columns: Vec<usize> = (field.columns.0..field.columns.0 + field.columns.1).collect();
        let names = pen.names(&columns.iter().map(|column| name(*column)).collect::<Vec<_>>(), field.wide - 1);
        for (column, called) in columns.into_iter().zip(names) {
            let style = if cell.is_some_and(|cell| cell.1 == column) { key } else { dim };
            pen.text_right(field.cell(field.rows.0, column).right(), y, field.wide - 1, &called, style);
        }
        return;
    }
    let Some((_, column)) = cell else { return };
    let at = field.cell(field.rows.0, column).x;
    let (mark, right) = (if pen.ascii { "v" } else { "▾" }, field.area.right());
    pen.text(at, y, 1, mark, key);
    // Beside the mark, where there is more room.
    if at - field.left < right.saturating_sub(at) {
        pen.text(at + 2, y, right.saturating_sub(at + 2), name(column), key);
    } else {
        pen.text_right(at - 1, y, at - 1 - field.left, name(column), key);
    }
}

/// The names of the rows; a click selects one.
fn names(app: &App, pen: &mut Pen, likeness: &Likeness, field: &Field, cell: Option<(usize, usize)>) {
    let rows: Vec<usize> = (field.rows.0..field.rows.0 + field.rows.1).collect();
    let of = |row: usize| Entity::new(likeness.side, likeness.order[row]);
    let right = field.area.x - 1;
    let called = pen.names(&rows.iter().map(|row| app.name(of(*row))).collect::<Vec<_>>(), right - field.left);
    for (row, called) in rows.into_iter().zip(called) {
        let style = if cell.is_some_and(|cell| cell.0 == row) { pen.colours.cursor } else { pen.colours.name };
        let y = field.cell(row, field.columns.0).y;
        pen.text_right(right, y, right - field.left, &called, style);
        let line = Rect::new(field.left, y, field.area.right() - field.left, 1);
        let (up, down) = (Command::Move(Toward::Up, 1), Command::Move(Toward::Down, 1));
        pen.click_and_wheel(line, Command::select(of(row)), up, down);
    }
}

/// The shade of a pair, and its number where there is room for it.
fn pair(pen: &mut Pen, likeness: &Likeness, field: &Field, (row, column): (usize, usize), here: bool) {
    let (area, similarity) = (field.cell(row, column), likeness.between(row, column));
    let style = pen.colours.shade[level(likeness, similarity)];
    let signs = if pen.ascii { [" ", ".", ":", "+", "%", "#"] } else { [" ", "·", "░", "▒", "▓", "█"] };
    let numbered = field.wide >= NUMBERED;
    if style.bg.is_some() {
        pen.style(area, style);
    } else if row != column && !here {
        // Before the number, or as the whole cell.
        let (x, width) = if numbered { (area.right().saturating_sub(6).max(area.x), 1) } else { (area.x, area.width) };
        pen.text(x, area.y, width, &signs[level(likeness, similarity)].repeat(usize::from(width)), pen.colours.dim);
    }
    let number = match (row == column, similarity > 0.0) {
        (true, _) => "1".into(),
        (false, true) => typeset::fixed(similarity, 2),
        (false, false) => "·".into(),
    };
    let plain = match (numbered, here, row == column) {
        (true, ..) => number,
        (false, true, _) => if pen.ascii { "@" } else { "◉" }.into(),
        (false, false, true) => if pen.ascii { "\\" } else { "╲" }.into(),
        _ => return,
    };
    let own = if here {
        pen.colours.cursor
    } else if row == column && style.bg.is_none() {
        pen.colours.dim
    } else {
        pen.colours.text
    };
    let ground = style.bg.filter(|_| !here).map_or(own, |ground| own.bg(ground));
    pen.text_right(area.right() - u16::from(!numbered), area.y, area.width, &plain, ground);
}

/// Which of the six shades: none for what is not above 0, and equal steps from the least to the largest.
fn level(likeness: &Likeness, similarity: f64) -> usize {
    let Some((least, most)) = likeness.reach.filter(|_| similarity > 0.0) else { return 0 };
    let part = if most > least { (similarity - least) / (most - least) } else { 1.0 };
    1 + (part.clamp(0.0, 1.0) * 4.0).round() as usize
}

/// The pair under the cursor, as much of it as fits.
fn footnote(app: &App, pen: &Pen, likeness: &Likeness, cell: Option<(usize, usize)>, width: u16) -> String {
    let own = app.selected();
    let short = |of: Entity| fit(app.name(of), usize::from(width / 5), "…");
    let Some((row, column)) = cell else { return format!("{} is not in the matrix", short(own)) };
    let to = Entity::new(likeness.side, likeness.order[column]);
    let said = match (row == column, likeness.between(row, column)) {
        (true, _) => format!("{} with itself: 1", short(own)),
        (false, similarity) => {
            let common = in_common(app.snapshot().source.learned(), own, to);
            let similarity = if similarity > 0.0 { typeset::fixed(similarity, 3) } else { "not above 0".into() };
            format!("{}, {}: {similarity} · {} in common", short(own), short(to), typeset::count(common))
        }
    };
    let more = if likeness.between(row, column) > 0.0 && row != column { " · E: arithmetic" } else { "" };
    let whole = format!("{said}{more}");
    if pen.width(&whole) + 6 <= width { whole } else { said }
}
