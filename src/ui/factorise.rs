//! The home screen: the equation itself. P stands at the left, Q above, and each cell of the grid is where its user's row
//! of P meets its item's column of Q.
//!
//! ```text
//!                      Ommazh   Melt-Ba…    BTS        5     known rating
//!              Q 1     -1.44     -2.64      1.10       4.8   prediction
//!       P        2     -2.32     -0.70      1.55       ?     missing
//!       1     2    ╭──────────────────────────────╮    ▲ ▼   too high, too low
//! An   -1.60 -1.08 │ 5 4.8   │ 5 5.0   │ 0 0.1 ▲  │
//! ```
//!
//! Where the cells show the ratings alone, there is the bare grid: no P, no Q.

use super::{pen::Pen, typeset};
use crate::{
    app::{App, Viewport, in_sight},
    command::{Cells, Command, Toward, Who},
    data::{ItemId, Side, UserId},
    model::{Parameter, Touched},
    study::What,
};
use ratatui::{layout::Rect, style::Style};

/// Columns of one factor of P: a number of five and a blank before it.
const FACTOR: u16 = 6;
/// A grid that leaves room is drawn no larger than this: columns of a cell, lines of a user.
const LARGEST: (usize, usize) = (16, 4);

/// Where everything lies.
struct GridLayout {
    /// Columns of the users' names.
    names: u16,
    /// Which factors are shown, the bias (where there is one) before them.
    columns: Vec<Option<usize>>,
    /// What stands left of the grid and above it: its columns are those of P, its lines those of Q.
    corner: Rect,
    /// The grid, inside its frame.
    grid: Rect,
    /// Columns of a cell, without the line after it.
    cell: u16,
    /// Lines of a user. From two on, the last of them is a line of the grid.
    pitch: u16,
    /// The first user and how many; the first item and how many.
    users: (usize, usize),
    items: (usize, usize),
}

/// Draws the screen.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    let title = match app.snapshot().factors() {
        _ if bare(app) => "Factorise ─ the ratings".into(),
        Some(factors) if factors.is_biased() => "Factorise ─ R̃ = b + P·Q".into(),
        Some(_) => "Factorise ─ R̃ = P·Q".into(),
        None => format!("Factorise ─ R̃ by {}", app.snapshot().options.method.title()),
    };
    let inner = pen.panel(area, &title);
    let layout = GridLayout::of(app, inner);
    pen.drawn.viewport = Some(Viewport { rows: layout.users.1, columns: layout.items.1 });
    let up_down = |toward| Command::Move(toward, 3);
    pen.click_and_wheel(layout.grid, Command::Move(Toward::Up, 0), up_down(Toward::Up), up_down(Toward::Down));
    items(app, pen, &layout);
    users(app, pen, &layout);
    grid(app, pen, &layout);
    legend(app, pen, inner, &layout);
    footnote(app, pen, area, &layout);
}

/// Whether the model stays out of sight: the cells show what is known, and nothing of what was learned.
fn bare(app: &App) -> bool {
    app.view().look.cells.bare()
}

impl GridLayout {
    fn of(app: &App, inner: Rect) -> Self {
        let z = app.snapshot().z();
        let biased = app.snapshot().is_biased();
        // A third of the room at the most goes to P and to Q each; the selected factor is among those shown.
        let most = usize::from((inner.width / 3 / FACTOR).min(inner.height / 4).max(1));
        let shown = z.min(most.saturating_sub(usize::from(biased)).max(1));
        let first = in_sight(0, app.view().factor, shown, z);
        let columns: Vec<_> = match bare(app) {
            true => Vec::new(),
            false => biased.then_some(None).into_iter().chain((first..first + shown).map(Some)).collect(),
        };

        let longest = (0..app.view().users.len().min(200))
            .map(|at| super::certain::fit(app.name(UserId::new(app.view().users.at(at))), 14, "…"))
            .map(|name| unicode_width::UnicodeWidthStr::width(name.as_str()))
            .max();
        let names = longest.unwrap_or(4).clamp(4, 14) as u16;
        // What stands left of the grid and above it, the grid's own frame included.
        let left = names + 1 + FACTOR * columns.len() as u16 + 2;
        let above = 2 + columns.len() as u16;
        let room = (
            inner.width.saturating_sub(left + 1),
            inner.height.saturating_sub(above + 1 + u16::from(inner.height > 12)),
        );

        let (n_users, n_items) = (app.view().users.len(), app.view().items.len());
        let (least, good) = if app.view().look.cells == Cells::Both { (6, 10) } else { (6, 8) };
        // Few items share the whole width; many are scrolled.
        let share = usize::from(room.0 + 1) / n_items.max(1);
        let cell = if share > least { (share - 1).min(LARGEST.0) } else { good } as u16;
        let visible_items = usize::from(((room.0 + 1) / (cell + 1)).max(1)).min(n_items);
        let pitch = (usize::from(room.1 + 1) / n_users.max(1)).clamp(1, LARGEST.1) as u16;
        let visible_users = usize::from(((room.1 + u16::from(pitch > 1)) / pitch).max(1)).min(n_users);
        let width = (visible_items as u16 * (cell + 1)).saturating_sub(1).min(room.0);
        let height = (visible_users as u16 * pitch).saturating_sub(u16::from(pitch > 1)).min(room.1);
        // The whole equation stands in the middle of what it leaves free, a little high.
        let corner =
            Rect { x: inner.x + (room.0 - width) / 2, y: inner.y + (room.1 - height) / 3, width: left, height: above };
        let place = (app.view().users.place(app.view().user.index()), app.view().items.place(app.view().item.index()));
        Self {
            names,
            columns,
            corner,
            grid: Rect { x: corner.right(), y: corner.bottom(), width, height },
            cell,
            pitch,
            users: (in_sight(app.view().first.0, place.0, visible_users, n_users), visible_users),
            items: (in_sight(app.view().first.1, place.1, visible_items, n_items), visible_items),
        }
    }

    fn user(&self, app: &App, row: usize) -> UserId {
        UserId::new(app.view().users.at(self.users.0 + row))
    }

    fn item(&self, app: &App, column: usize) -> ItemId {
        ItemId::new(app.view().items.at(self.items.0 + column))
    }

    fn x(&self, column: usize) -> u16 {
        self.grid.x + column as u16 * (self.cell + 1)
    }

    /// The line of a user that holds the numbers.
    fn y(&self, row: usize) -> u16 {
        self.grid.y + row as u16 * self.pitch + (self.pitch - 1) / 2
    }

    /// The column of P that shows a factor.
    fn factor_x(&self, at: usize) -> u16 {
        self.corner.x + self.names + 1 + FACTOR * at as u16
    }
}

/// A number of P or Q in so many columns.
fn number(app: &App, at: Parameter, width: usize) -> String {
    if app.covers_number(at) { typeset::COVER.into() } else { typeset::compact(app.snapshot().get(at), 2, width) }
}

/// How a number of P or Q is drawn: lit by the last step, in the cursor's row or column, or plain.
fn factor_style(app: &App, pen: &Pen, at: Parameter, crossed: bool) -> Style {
    let lit = pen.colours.touched(app);
    if app.points_at(at) {
        return pen.colours.lit;
    }
    match (app.snapshot().lit(at), crossed) {
        // What lights up by itself is seen in the cross as well.
        (true, true) => pen.colours.cross.patch(lit),
        (true, false) => lit,
        (false, true) => pen.colours.cross,
        (false, false) => pen.colours.text,
    }
}

/// The names of the items and the columns of Q.
fn items(app: &App, pen: &mut Pen, layout: &GridLayout) {
    let colours = pen.colours;
    let head = layout.corner.y;
    for (line, &factor) in layout.columns.iter().enumerate() {
        let y = head + 1 + line as u16;
        let selected = factor == Some(app.view().factor) && app.view().side == Side::Items;
        let label = factor.map_or("b".into(), |z| app.view().factor_name(z));
        let style = if selected { colours.title } else { colours.dim };
        let right = layout.grid.x.saturating_sub(2);
        let room = right.saturating_sub(layout.corner.x + 3);
        pen.text_right(right, y, room, &label, style);
        if line == 0 {
            let taken = pen.width(&label).min(room);
            pen.text_right(right.saturating_sub(taken + 1), y, 1, "Q", colours.title);
        }
    }
    let shown: Vec<&str> = (0..layout.items.1).map(|column| app.name(layout.item(app, column))).collect();
    for (column, name) in pen.names(&shown, layout.cell).iter().enumerate() {
        let (j, x) = (layout.item(app, column), layout.x(column));
        let crossed = j == app.view().item;
        let style = if crossed { colours.name.patch(colours.cross) } else { colours.name };
        let wide = pen.width(name).min(layout.cell);
        pen.text(x + (layout.cell - wide) / 2, head, layout.cell, name, style);
        pen.click(Rect::new(x, head, layout.cell, layout.grid.y - head), Command::select(j.into()));
        for (line, &factor) in layout.columns.iter().enumerate() {
            if factor.is_none() && !app.has_biases(Side::Items) {
                continue;
            }
            let at = Parameter { of: j.into(), factor };
            let text = format!("{:>6}", number(app, at, 6));
            let style = factor_style(app, pen, at, crossed);
            pen.text(x + (layout.cell.saturating_sub(7)) / 2, head + 1 + line as u16, layout.cell, &text, style);
        }
    }
}

/// The names of the users and the rows of P.
fn users(app: &App, pen: &mut Pen, layout: &GridLayout) {
    let colours = pen.colours;
    let head = layout.grid.y - 1;
    for (at, &factor) in layout.columns.iter().enumerate() {
        let label = factor.map_or("b".into(), |z| app.view().factor_name(z));
        let selected = factor == Some(app.view().factor) && app.view().side == Side::Users;
        let style = if selected { colours.title } else { colours.dim };
        let x = layout.factor_x(at);
        let width = pen.width(&label).min(FACTOR - 1);
        pen.text(x + FACTOR - 1 - width, head, FACTOR - 1, &label, style);
        if at == 0 && layout.names > 2 {
            pen.text(layout.corner.x + layout.names - 1, head, 1, "P", colours.title);
        }
    }
    let shown: Vec<&str> = (0..layout.users.1).map(|row| app.name(layout.user(app, row))).collect();
    for (row, name) in pen.names(&shown, layout.names).iter().enumerate() {
        let (i, y) = (layout.user(app, row), layout.y(row));
        let crossed = i == app.view().user;
        let style = if crossed { colours.name.patch(colours.cross) } else { colours.name };
        pen.text(layout.corner.x, y, layout.names, name, style);
        pen.click(Rect { y, height: 1, ..layout.corner }, Command::select(i.into()));
        for (at, &factor) in layout.columns.iter().enumerate() {
            if factor.is_none() && !app.has_biases(Side::Users) {
                continue;
            }
            let parameter = Parameter { of: i.into(), factor };
            let text = format!("{:>5}", number(app, parameter, 5));
            let style = factor_style(app, pen, parameter, crossed);
            pen.text(layout.factor_x(at), y, FACTOR - 1, &text, style);
        }
    }
}

/// The frame of the grid and its cells.
fn grid(app: &App, pen: &mut Pen, layout: &GridLayout) {
    let dim = pen.colours.dim;
    let frame = Rect {
        x: layout.grid.x.saturating_sub(1),
        y: layout.grid.y.saturating_sub(1),
        width: layout.grid.width + 2,
        height: layout.grid.height + 2,
    };
    pen.outline(frame);
    let lines = layout.pitch > 1;
    for column in 1..layout.items.1 {
        let x = layout.x(column) - 1;
        for y in layout.grid.top()..layout.grid.bottom() {
            let crossing = lines && (y - layout.grid.y + 1).is_multiple_of(layout.pitch);
            pen.text(x, y, 1, if crossing { "┼" } else { "│" }, dim);
        }
    }
    for row in 0..layout.users.1 {
        let i = layout.user(app, row);
        for column in 0..layout.items.1 {
            let (j, x) = (layout.item(app, column), layout.x(column));
            let below = layout.grid.y + (row as u16 + 1) * layout.pitch - 1;
            if lines && below < layout.grid.bottom() {
                pen.text(x, below, layout.cell, &"─".repeat(usize::from(layout.cell)), dim);
            }
            if app.view().look.cells == Cells::Shades {
                let top = layout.grid.y + row as u16 * layout.pitch;
                let height = layout.pitch - u16::from(lines);
                shade(app, pen, (i, j), Rect::new(x, top, layout.cell, height).intersection(layout.grid));
            }
            cell(app, pen, (i, j), Rect::new(x, layout.y(row), layout.cell, 1));
        }
    }
}

/// One cell.
fn cell(app: &App, pen: &mut Pen, (i, j): (UserId, ItemId), area: Rect) {
    let colours = pen.colours;
    let ratings = app.snapshot().ratings();
    let rating = ratings.get(i, j);
    let held = rating.is_some() && app.snapshot().held_out(i, j);
    let prediction = app.shown(i, j);
    let covered = app.covers_cell(i, j);
    let error = app.snapshot().aim(i, j).filter(|_| !covered).map(|r| prediction - r);
    let part = error.map_or(0.0, |e| e / (0.6 * app.snapshot().scale().width()));
    let mark = error.map_or(" ", |_| mark(part));
    let (known, known_style) = match (rating, held) {
        // Where the model has nothing to say of a cell, it is the rating that is asked for.
        (Some(_), _) if covered && (held || bare(app)) => (typeset::COVER.into(), colours.dim),
        (Some(r), false) => (typeset::rating(r), colours.known),
        (Some(r), true) => (format!("({})", typeset::rating(r)), colours.held),
        (None, _) => ("?".into(), colours.missing),
    };
    let judged = match rating {
        _ if covered => colours.dim,
        Some(_) if mark == " " => colours.text,
        Some(_) => colours.signed(part),
        None => colours.missing,
    };
    // A narrow cell has no blank before what is known.
    let pad = u16::from(area.width > 7);
    let beside = if app.view().look.cells == Cells::Both { known.len() + 1 + usize::from(pad) } else { 1 };
    let room = usize::from(area.width).saturating_sub(beside + 1).min(7);
    let number = |value: f64, digits: usize| typeset::compact(value, digits, room);
    let digits = if area.width > 11 { 2 } else { 1 };
    let both = match number(prediction, digits) {
        // A hole has no mark: where its decimals would be lost, they may have the room.
        text if rating.is_none() && !text.contains('.') => typeset::compact(prediction, digits, room + 1),
        text => format!("{text}{mark}"),
    };
    // Left and right: what is known, and what the model makes of it.
    let (left, right) = match app.view().look.cells {
        Cells::Both if covered => (known, format!("{} ", typeset::COVER)),
        Cells::Predictions | Cells::Errors | Cells::Squares if covered => {
            (String::new(), format!("{} ", typeset::COVER))
        }
        Cells::Both => (known, both),
        Cells::Ratings | Cells::Shades => (String::new(), known.clone() + " "),
        Cells::Predictions => (String::new(), format!("{}{mark}", number(prediction, 2))),
        Cells::Errors => (String::new(), error.map_or("  ".into(), |e| format!("{}{mark}", typeset::signed(e, 2, 6)))),
        Cells::Squares => (String::new(), error.map_or("  ".into(), |e| format!("{}{mark}", number(e * e, 3)))),
    };
    let right_style = match app.view().look.cells {
        // On a ground that says how high a rating is, its colour says nothing: what is held out stands in brackets.
        Cells::Shades if held && pen.colours.shade[0].bg.is_some() => colours.text,
        _ if bare(app) => known_style,
        _ => judged,
    };
    pen.text(area.x + pad, area.y, area.width - pad, &left, known_style);
    pen.text_right(area.right(), area.y, area.width, &right, right_style);

    let touched = app.snapshot().last.as_ref().is_some_and(|done| {
        matches!(done.what, What::Unit(Touched::Rating(user, item) | Touched::Rated(user, item)) if (user, item) == (i, j))
    });
    if (i, j) == (app.view().user, app.view().item) {
        pen.style(area, colours.cursor);
    } else if touched || app.points_at_cell(i, j) {
        pen.style(area, colours.lit);
    }
    pen.click(area, Command::Select(Who::Number(i.number()), Who::Number(j.number())));
}

/// The ground of a cell, by how high its rating is: in colour, or where there is none in dots that grow.
fn shade(app: &App, pen: &mut Pen, (i, j): (UserId, ItemId), area: Rect) {
    let (ratings, scale) = (app.snapshot().ratings(), app.snapshot().ratings().scale());
    let Some(rating) = ratings.get(i, j).filter(|_| !app.covers_cell(i, j)) else { return };
    let part = (scale.clip(rating) - scale.low()) / scale.width().max(f64::MIN_POSITIVE);
    let level = (part * (pen.colours.shade.len() - 1) as f64).round() as usize;
    let style = pen.colours.shade[level];
    if style.bg.is_some() {
        return pen.style(area, style);
    }
    // What lies lit has a ground of its own, on which dots would hide its number.
    if app.points_at_cell(i, j) || (i, j) == (app.view().user, app.view().item) {
        return;
    }
    let signs = if pen.ascii { [" ", ".", ":", "+", "%", "#"] } else { [" ", "·", "░", "▒", "▓", "█"] };
    for y in area.top()..area.bottom() {
        pen.text(area.x, y, area.width, &signs[level].repeat(usize::from(area.width)), pen.colours.dim);
    }
}

/// Which way a prediction misses, and whether by much: read without any colour.
fn mark(part: f64) -> &'static str {
    match part {
        p if p > 0.3 => "▲",
        p if p > 0.03 => "△",
        p if p < -0.3 => "▼",
        p if p < -0.03 => "▽",
        _ => " ",
    }
}

/// What the signs in the grid mean, below it.
fn legend(app: &App, pen: &mut Pen, inner: Rect, layout: &GridLayout) {
    let colours = pen.colours;
    if layout.grid.bottom() + 1 >= inner.bottom() {
        return;
    }
    let y = inner.bottom() - 1;
    // In ASCII a large and a small miss look the same.
    let (above, below) = if pen.ascii { ("▲", "▼") } else { ("▲△", "▼▽") };
    let held = !app.snapshot().source.split.test.is_empty();
    let pieces = |high: &'static str, low: &'static str, new: bool| {
        let mut pieces = match app.view().look.cells {
            Cells::Errors => vec![(" -0.2", colours.text), (" predicted - known  ", colours.dim)],
            Cells::Squares => vec![(" 0.04", colours.text), (" (predicted - known)²  ", colours.dim)],
            _ => vec![(" 5", colours.known), (" known  ", colours.dim)],
        };
        if matches!(app.view().look.cells, Cells::Both | Cells::Predictions) {
            pieces.extend([("4.8", colours.text), (" predicted  ", colours.dim)]);
        }
        if !matches!(app.view().look.cells, Cells::Errors | Cells::Squares) {
            pieces.extend([("?", colours.missing), (" missing  ", colours.dim)]);
        }
        if held {
            pieces.extend([("(5)", colours.held), (" held out  ", colours.dim)]);
        }
        if app.view().look.cells == Cells::Shades {
            pieces.push(("the stronger, the higher", colours.dim));
        }
        if bare(app) {
            return pieces;
        }
        pieces.extend([(above, colours.high[2]), (high, colours.dim), (below, colours.low[2]), (low, colours.dim)]);
        if new && app.snapshot().last.is_some() {
            pieces.extend([("1.23", colours.touched(app)), (" new", colours.dim)]);
        }
        pieces
    };
    let long = [pieces(" too high  ", " too low  ", true), pieces(" too high  ", " too low  ", false)];
    let short = [pieces(" high  ", " low  ", true), pieces(" high  ", " low  ", false)];
    let width = |pieces: &[(&str, Style)]| {
        let text: String = pieces.iter().map(|(text, _)| *text).collect();
        pen.width(text.trim_end())
    };
    // What does not fit is said in fewer words, or goes.
    let fits = long.iter().chain(&short).find(|pieces| width(pieces) <= inner.width);
    let pieces = fits.unwrap_or(&short[1]).clone();
    pen.pieces(inner.x, y, inner.width, &pieces);
}

/// What part is in sight and how the cells are to be read, in the edge of the panel.
fn footnote(app: &App, pen: &mut Pen, area: Rect, layout: &GridLayout) {
    let cells = match app.view().look.cells {
        Cells::Both => "rating and prediction",
        Cells::Ratings => "ratings",
        Cells::Shades => "ratings, shaded",
        Cells::Predictions => "predictions",
        Cells::Errors => "errors r̂ - r",
        Cells::Squares => "squared errors",
    };
    let clip = if app.view().look.clip { "clipped" } else { "raw" };
    let part = |side: Side, (first, shown): (usize, usize)| {
        let count = app.view().listing(side).len();
        (shown < count).then(|| format!("{side} {}–{} of {}", first + 1, first + shown, typeset::count(count)))
    };
    let z = app.snapshot().z();
    let shown: Vec<_> = layout.columns.iter().flatten().collect();
    let factors = (shown.len() < z && !bare(app)).then(|| match shown.as_slice() {
        [first, .., last] => format!("factors {}–{} of {z}", *first + 1, *last + 1),
        [only] => format!("factor {} of {z}", *only + 1),
        [] => String::new(),
    });
    let sorted = |side: Side| match app.view().listing(side).sort {
        crate::study::listing::Sort::File => None,
        sort => Some(format!("{side} by {sort}")),
    };
    let parts = [
        part(Side::Users, layout.users),
        part(Side::Items, layout.items),
        factors,
        sorted(Side::Users),
        sorted(Side::Items),
        Some(if bare(app) { cells.into() } else { format!("{cells}, {clip}") }),
    ];
    let text = |parts: &[Option<String>]| parts.iter().flatten().cloned().collect::<Vec<_>>().join(" · ");
    let all = text(&parts);
    // Where all of it does not fit, what the cells show goes: the legend says it as well.
    let fits = usize::from(pen.width(&all)) + 4 <= usize::from(area.width);
    let told = if fits { all } else { text(&parts[..parts.len() - 1]) };
    // What is known of the selected item, where there is room.
    let known = text(
        &[app.only_said(), Some(app.facts_of(app.view().item.into())), Some(told.clone())]
            .map(|part| part.filter(|part| !part.is_empty())),
    );
    let fits = usize::from(pen.width(&known)) + 4 <= usize::from(area.width);
    pen.footnote(area, if fits { &known } else { &told });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misses_are_marked_by_direction_and_size() {
        assert_eq!([mark(0.5), mark(0.1), mark(0.0), mark(-0.1), mark(-0.5)], ["▲", "△", " ", "▽", "▼"]);
    }
}
