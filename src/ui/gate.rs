//! The first look at a file: how it was read, its first rows under the roles of their columns, what looks odd, and how
//! often each rating occurs.
//!
//! ```text
//!  class-survey.csv · first look                                        enter open   esc leave
//! ╭ How it was read ────────────────────────────────────────────────────────────────────────╮
//! │ grid, 25 users x 12 items, users in rows by Name; header; comma; UTF-8; 1..5            │
//! │   left out    user        left out   item          item                                 │
//! │   Timestamp   Name        Gender     Space War     The Runner                           │
//! │   3/1 16:41   student 1   0          4             ·                                    │
//! ├ What looks odd ───────────────────────────────────────╮╭ Values ────────────────────────┤
//! │ ▸ 1  35 % of the values are 0: taken for 'not rated'  ││ 1 ▆▆▆▆▆                    12 %│
//! ╰───────────────────────────────────────────────────────╯╰────────────────────────────────╯
//!  the same next time:  factorscope class-survey.csv --leave-out Gender               y copy
//! ```

use super::{Depth, ascii, pen::Pen, theme::Colours, wrap::wrap};
use crate::{
    app::{Gate, Taste},
    data::load::{ColumnRole, FirstLook, Progress, histogram},
};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};
use std::time::Duration;

/// The narrowest and the widest a column of the preview is.
const COLUMN: (u16, u16) = (8, 20);
/// The most bars of the values.
const MOST_BARS: usize = 11;
/// How wide the panel of the values is.
const VALUES: u16 = 34;
/// Below this size there is only a note that says what is needed.
const LEAST: (u16, u16) = (60, 20);

/// Paints the first look. Returns where the terminal's cursor belongs, if anywhere.
pub fn draw(gate: &Gate, taste: &Taste, depth: Depth, buffer: &mut Buffer) -> Option<Position> {
    let colours = Colours::new(taste.theme, depth);
    let area = buffer.area;
    let mut pen = Pen::new(buffer, &colours, taste.ascii);
    let cursor = if area.width < LEAST.0 || area.height < LEAST.1 {
        let need = format!("the first look needs {} × {}; enter opens, esc leaves", LEAST.0, LEAST.1);
        pen.text(area.x, area.y, area.width, &need, colours.warn);
        None
    } else {
        whole(gate, &mut pen, area)
    };
    if taste.ascii {
        ascii::plain(buffer);
    }
    cursor
}

fn whole(gate: &Gate, pen: &mut Pen, area: Rect) -> Option<Position> {
    let colours = pen.colours;
    let keys = "enter open   esc leave ";
    pen.pieces(
        area.x + 1,
        area.y,
        area.width - 1,
        &[(&gate.shown().source, colours.name), (" · first look", colours.title)],
    );
    pen.text_right(area.right(), area.y, pen.width(keys), keys, colours.key);
    let points = gate.points().len() as u16;
    let counts = gate.look().map_or(&[][..], |look| &look.counts);
    let bars = histogram(counts, MOST_BARS).len() as u16;
    let below = (points.max(bars) + 2).min(area.height / 3).max(7);
    let above = Rect { y: area.y + 1, height: area.height - 5 - below, ..area };
    reading(gate, pen, above);
    let left = Rect { y: above.bottom(), height: below, width: area.width - VALUES, ..area };
    odd(gate, pen, left);
    values(gate, pen, Rect { x: left.right(), width: VALUES, ..left });
    let y = left.bottom();
    command(gate, pen, Rect { y, height: 1, ..area });
    let cursor = answer(gate, pen, Rect { y: y + 1, height: 1, ..area });
    footer(pen, Rect { y: y + 2, height: 2, ..area });
    cursor
}

/// Paints how far a reading has come: how many rows, which share, how long it will take, and the first rows as soon as
/// they are known.
pub fn draw_waiting(
    name: &str,
    progress: &Progress,
    since: Duration,
    taste: &Taste,
    depth: Depth,
    buffer: &mut Buffer,
) {
    let colours = Colours::new(taste.theme, depth);
    let area = buffer.area;
    let mut pen = Pen::new(buffer, &colours, taste.ascii);
    pen.pieces(
        area.x + 1,
        area.y,
        area.width.saturating_sub(1),
        &[(name, colours.name), (" · reading", colours.title)],
    );
    let keys = "esc leave ";
    pen.text_right(area.right(), area.y, pen.width(keys), keys, colours.key);
    let told = match progress.share() {
        None => format!("{} MiB taken in", progress.bytes() >> 20),
        Some(share) => {
            let left = (since.as_secs_f64() * (1.0 - share) / share.max(0.01)).ceil();
            let rows = progress.rows();
            match share < 0.99 {
                true => format!("{rows} ratings, {:.0} %, {left} s left", 100.0 * share),
                false => format!("{rows} ratings, putting them in order"),
            }
        }
    };
    pen.text(area.x + 1, area.y + 2, area.width.saturating_sub(2), &told, colours.text);
    let width = usize::from(area.width.saturating_sub(2).min(60));
    let done = (progress.share().unwrap_or(0.0) * width as f64) as usize;
    let (full, hollow) = if taste.ascii { ("#", ".") } else { ("█", "░") };
    let bar = full.repeat(done) + &hollow.repeat(width - done);
    pen.text(area.x + 1, area.y + 3, area.width.saturating_sub(2), &bar, colours.train);
    if let Some(look) = progress.look()
        && area.height > 9
    {
        rows(&look, 0, (&[], &[]), &mut pen, Rect { y: area.y + 5, height: area.height - 6, ..area });
    }
    if taste.ascii {
        ascii::plain(buffer);
    }
}

/// How it was read, and the first rows.
fn reading(gate: &Gate, pen: &mut Pen, area: Rect) {
    let colours = pen.colours;
    let inner = pen.panel(area, "How it was read");
    let (Some(reading), Some(look)) = (gate.reading(), gate.look()) else { return };
    let ratings = &gate.shown().ratings;
    let cells = ratings.n_users() as f64 * ratings.n_items() as f64;
    let text = reading.to_string();
    let counts = match ratings.is_empty() {
        true => "no ratings: every cell of its grid is a prediction".into(),
        false => format!(
            "{} users × {} items, {} ratings: {:.1} % of all cells, {} holes",
            ratings.n_users(),
            ratings.n_items(),
            ratings.len(),
            100.0 * ratings.len() as f64 / cells,
            reading.holes
        ),
    };
    let mut y = inner.y;
    let width = inner.width - 2;
    for line in wrap(&text, width, |text| pen.width(text)).iter().take(3) {
        pen.text(inner.x + 1, y, width, line, colours.text);
        y += 1;
    }
    pen.text(inner.x + 1, y, width, &counts, colours.dim);
    y += 1;
    if inner.bottom() > y + 4 {
        y += 1;
    }
    let holes = (&reading.missing_codes[..], &reading.missing_words[..]);
    rows(look, gate.column(), holes, pen, Rect { y, height: inner.bottom().saturating_sub(y), ..inner });
    pen.footnote(area, &gate.column_told());
}

fn role_style(pen: &Pen, role: ColumnRole) -> Style {
    let colours = pen.colours;
    match role {
        ColumnRole::User => colours.train,
        ColumnRole::Item => colours.name,
        ColumnRole::Rating | ColumnRole::Factor => colours.good,
        ColumnRole::Time | ColumnRole::Bias => colours.second,
        ColumnRole::LeftOut => colours.ghost,
    }
}

/// The roles, the names and the first rows of as many columns as there is room for, the one under the cursor among them.
fn rows(look: &FirstLook, cursor: usize, (codes, words): (&[f64], &[String]), pen: &mut Pen, area: Rect) {
    let colours = pen.colours;
    let deep = usize::from(area.height.saturating_sub(2));
    // What says that there is no rating is shown as what is not read.
    let is_hole =
        |text: &str| words.contains(&text.to_lowercase()) || text.parse().is_ok_and(|value| codes.contains(&value));
    let field = |row: &[String], at: usize| row.get(at).cloned().unwrap_or_default();
    let widths: Vec<u16> = (0..look.roles.len())
        .map(|at| {
            let said = look.rows.iter().take(deep).map(|row| pen.width(&field(row, at)));
            let named = pen.width(&look.columns[at]).max(look.roles[at].name().len() as u16);
            said.max().unwrap_or(0).max(named).clamp(COLUMN.0, COLUMN.1)
        })
        .collect();
    let room = area.width.saturating_sub(3);
    // As little is passed over at the left as lets the column under the cursor be seen.
    let mut first = 0;
    while first < cursor && widths[first..=cursor].iter().map(|width| width + 2).sum::<u16>() > room {
        first += 1;
    }
    let mut x = area.x + 2;
    for (at, (wanted, role)) in widths.iter().zip(&look.roles).enumerate().skip(first) {
        let width = (*wanted).min(area.right().saturating_sub(x + 1));
        if width < COLUMN.0.min(*wanted) {
            break;
        }
        let style = role_style(pen, *role);
        let here = at == cursor;
        pen.text(x, area.y, width, role.name(), if here { colours.cursor } else { style });
        pen.text(x, area.y + 1, width, &look.columns[at], if here { colours.cursor } else { colours.title });
        for (n, row) in look.rows.iter().take(deep).enumerate() {
            let text = field(row, at);
            let (text, style) = match text.as_str() {
                "" => ("·", colours.ghost),
                text if *role == ColumnRole::LeftOut || is_hole(text) => (text, colours.ghost),
                text => (text, colours.text),
            };
            pen.text(x, area.y + 2 + n as u16, width, text, style);
        }
        x += width + 2;
    }
    if first > 0 {
        pen.text(area.x, area.y, 1, "◂", colours.key);
    }
}

/// What looks odd, each with its number and what has it the other way.
fn odd(gate: &Gate, pen: &mut Pen, area: Rect) {
    let colours = pen.colours;
    let inner = pen.panel(area, "What looks odd");
    let points = gate.points();
    if points.is_empty() {
        pen.text(inner.x + 1, inner.y, inner.width.saturating_sub(2), "nothing", colours.dim);
        return;
    }
    let width = inner.width.saturating_sub(6);
    let mut y = inner.y;
    let first = gate.point().saturating_sub(usize::from(inner.height.saturating_sub(3)));
    for (n, point) in points.iter().enumerate().skip(first) {
        let marker = if n == gate.point() { "▸" } else { " " };
        let number = match point.otherwise {
            Some(_) if n < 9 => format!("{marker} {} ", n + 1),
            _ => format!("{marker}   "),
        };
        pen.text(inner.x, y, 5, &number, colours.key);
        for line in wrap(point.sentence, width, |text| pen.width(text)) {
            if y < inner.bottom() {
                pen.text(inner.x + 5, y, width, &line, colours.text);
            }
            y += 1;
        }
        if n == gate.point()
            && let Some(otherwise) = point.otherwise
            && y < inner.bottom()
        {
            pen.text(inner.x + 5, y, width, &format!("o otherwise: {otherwise}"), colours.dim);
            y += 1;
        }
        if y >= inner.bottom() {
            break;
        }
    }
}

/// How often each rating occurs.
fn values(gate: &Gate, pen: &mut Pen, area: Rect) {
    let colours = pen.colours;
    let inner = pen.panel(area, "Values");
    let counts = gate.look().map_or(&[][..], |look| &look.counts);
    let bars = histogram(counts, usize::from(inner.height).min(MOST_BARS));
    let all: usize = bars.iter().map(|bar| bar.count).sum();
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or(1).max(1);
    let room = usize::from(inner.width.saturating_sub(18));
    for (y, bar) in (inner.y..inner.bottom()).zip(&bars) {
        pen.text_right(inner.x + 11, y, 11, &bar.to_string(), colours.text);
        let drawn = if pen.ascii { "#" } else { "▆" }.repeat((bar.count * room).div_ceil(most));
        pen.text(inner.x + 12, y, room as u16, &drawn, colours.train);
        let share = (100.0 * bar.count as f64 / all.max(1) as f64).round();
        pen.text_right(inner.right(), y, 6, &format!("{share} %"), colours.dim);
    }
}

/// What is typed to read the file so again.
fn command(gate: &Gate, pen: &mut Pen, area: Rect) {
    let colours = pen.colours;
    let copy = "y copy ";
    let room = area.width.saturating_sub(pen.width(copy) + 2);
    let before = "the same next time:  ";
    let wide = |text: &str| pen.width(before) + pen.width(text) > room;
    let mut text = gate.command();
    if wide(&text) {
        // Its decisions matter more than where it lies.
        let name = gate.file().rsplit(['/', '\\']).next().unwrap_or_default();
        text = gate.command_for(&format!("…/{name}"));
    }
    pen.pieces(area.x + 1, area.y, room, &[(before, colours.dim), (&text, colours.text)]);
    pen.text_right(area.right(), area.y, pen.width(copy), copy, colours.key);
}

/// What is being typed, what went wrong, or what the last key did.
fn answer(gate: &Gate, pen: &mut Pen, area: Rect) -> Option<Position> {
    let colours = pen.colours;
    let (x, width) = (area.x + 1, area.width.saturating_sub(2));
    if let Some(typed) = gate.typed() {
        let before = "numbers that say 'not rated', or none: ";
        let at = pen.pieces(x, area.y, width, &[(before, colours.key), (typed, colours.text)]);
        if let Some(why) = gate.said() {
            pen.text(at + 2, area.y, area.right().saturating_sub(at + 3), why, colours.warn);
        }
        return Some(Position::new(at.min(area.right() - 1), area.y));
    }
    match (gate.trouble(), gate.said()) {
        _ if gate.is_reading() => {
            pen.text(x, area.y, width, "reading …", colours.dim);
        }
        (Some(error), None) => {
            pen.text(x, area.y, width, &format!("{error} · u takes it back"), colours.warn);
        }
        (Some(error), Some(_)) => {
            pen.text(x, area.y, width, &error.to_string(), colours.warn);
        }
        (None, Some(said)) => {
            pen.text(x, area.y, width, said, colours.good);
        }
        (None, None) => {}
    }
    None
}

fn footer(pen: &mut Pen, area: Rect) {
    let colours = pen.colours;
    let lines = [
        [
            ("← →", "column"),
            ("r", "role"),
            ("l", "leave out"),
            ("m", "codes"),
            ("t", "turn"),
            ("g", "grid/long"),
            ("h", "header"),
        ],
        [
            ("+ -", "top row"),
            ("s", "separator"),
            ("d", "decimals"),
            ("e", "encoding"),
            ("↑ ↓", "odd"),
            ("o", "otherwise"),
            ("u", "undo"),
        ],
    ];
    for (y, keys) in (area.y..area.bottom()).zip(lines) {
        // What parts two keys stands before the second: nothing is cut off behind the last.
        let pieces: Vec<String> = keys.iter().map(|(key, _)| format!("  {key} ")).collect();
        let styled: Vec<(&str, Style)> = keys
            .iter()
            .zip(&pieces)
            .flat_map(|((_, what), key)| [(key.as_str(), colours.key), (*what, colours.dim)])
            .collect();
        pen.pieces(area.x, y, area.width, &styled);
    }
}
