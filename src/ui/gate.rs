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
    app::{Code, Gate, Key, Taste, Touch},
    data::load::{ColumnRole, FirstLook, Progress, Stage, histogram},
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

/// What was learned while drawing the first look.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Porch {
    /// Where the terminal's cursor belongs, if anywhere.
    pub cursor: Option<Position>,
    /// What can be clicked, and where.
    pub spots: Vec<(Rect, Touch)>,
}

impl Porch {
    /// What a click at a place means.
    pub fn touch(&self, at: Position) -> Option<Touch> {
        self.spots.iter().find(|(area, _)| area.contains(at)).map(|(_, touch)| *touch)
    }
}

/// Paints the first look.
pub fn draw(gate: &Gate, taste: &Taste, depth: Depth, buffer: &mut Buffer) -> Porch {
    let colours = Colours::new(taste.theme, depth);
    let area = buffer.area;
    let mut pen = Pen::new(buffer, &colours, taste.ascii);
    let porch = if area.width < LEAST.0 || area.height < LEAST.1 {
        let need = format!("the first look needs {} × {}; enter opens, esc leaves", LEAST.0, LEAST.1);
        pen.text(area.x, area.y, area.width, &need, colours.warn);
        Porch::default()
    } else if gate.helps() {
        help(&mut pen, area);
        Porch::default()
    } else {
        whole(gate, &mut pen, area)
    };
    if taste.ascii {
        ascii::plain(buffer);
    }
    porch
}

fn whole(gate: &Gate, pen: &mut Pen, area: Rect) -> Porch {
    let colours = pen.colours;
    let mut spots = Vec::new();
    let keys = "? help   enter open   esc leave ";
    for (from, width, code) in [(32, 6, Code::Char('?')), (23, 10, Code::Enter), (10, 9, Code::Esc)] {
        let spot = Rect { x: area.right().saturating_sub(from), y: area.y, width, height: 1 };
        spots.push((spot, Touch::Key(Key::plain(code))));
    }
    pen.pieces(
        area.x + 1,
        area.y,
        area.width.saturating_sub(pen.width(keys) + 3),
        &[(&gate.shown().source, colours.name), (" · first look", colours.title)],
    );
    pen.text_right(area.right(), area.y, pen.width(keys), keys, colours.key);
    let points = gate.points().len() as u16;
    let counts = gate.look().map_or(&[][..], |look| &look.counts);
    let bars = histogram(counts, MOST_BARS).len() as u16;
    let below = (points.max(bars) + 2).min(area.height / 3).max(7);
    let above = Rect { y: area.y + 1, height: area.height - 5 - below, ..area };
    reading(gate, pen, above, &mut spots);
    let left = Rect { y: above.bottom(), height: below, width: area.width - VALUES, ..area };
    odd(gate, pen, left, &mut spots);
    values(gate, pen, Rect { x: left.right(), width: VALUES, ..left });
    let y = left.bottom();
    command(gate, pen, Rect { y, height: 1, ..area });
    let cursor = answer(gate, pen, Rect { y: y + 1, height: 1, ..area });
    footer(pen, Rect { y: y + 2, height: 2, ..area });
    Porch { cursor, spots }
}

/// Paints how far a reading has come: what is done now and since when, how many rows there are, which share that is, how
/// long it will take, and the first rows, as text until it is known what they are.
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
    let what = match progress.stage() {
        Stage::Reading => format!("{} ratings", progress.rows()),
        stage => format!("{}, {:.1} MiB", stage.told(), progress.bytes() as f64 / f64::from(1 << 20)),
    };
    let told = match progress.share() {
        None => what,
        Some(share) if share < 0.99 => {
            let left = (since.as_secs_f64() * (1.0 - share) / share.max(0.01)).ceil();
            format!("{what}, {:.0} %, {left} s left", 100.0 * share)
        }
        Some(_) if progress.stage() == Stage::Reading => format!("{what}, putting them in order"),
        Some(_) => what,
    };
    pen.text(area.x + 1, area.y + 2, area.width.saturating_sub(2), &told, colours.text);
    let width = usize::from(area.width.saturating_sub(2).min(60));
    // Of a stream nobody knows how much is still to come.
    if let Some(share) = progress.share() {
        let done = (share * width as f64) as usize;
        let (full, hollow) = if taste.ascii { ("#", ".") } else { ("█", "░") };
        let bar = full.repeat(done) + &hollow.repeat(width - done);
        pen.text(area.x + 1, area.y + 3, area.width.saturating_sub(2), &bar, colours.train);
    }
    let below = Rect { y: area.y + 5, height: area.height.saturating_sub(6), ..area };
    match progress.look() {
        _ if area.height < 10 => {}
        Some(look) => drop(rows(&look, 0, (&[], &[]), &mut pen, below)),
        None => {
            for (y, line) in (below.y..below.bottom()).zip(progress.start().lines()) {
                pen.text(area.x + 2, y, area.width.saturating_sub(3), line, colours.dim);
            }
        }
    }
    if taste.ascii {
        ascii::plain(buffer);
    }
}

/// How it was read, and the first rows.
fn reading(gate: &Gate, pen: &mut Pen, area: Rect, spots: &mut Vec<(Rect, Touch)>) {
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
    let below = Rect { y, height: inner.bottom().saturating_sub(y), ..inner };
    spots.extend(rows(look, gate.column(), holes, pen, below));
    pen.footnote(area, &gate.column_told());
}

fn role_style(pen: &Pen, role: ColumnRole) -> Style {
    let colours = pen.colours;
    match role {
        ColumnRole::User => colours.train,
        ColumnRole::Item => colours.name,
        ColumnRole::Rating | ColumnRole::Factor => colours.good,
        ColumnRole::Time | ColumnRole::Bias => colours.second,
        ColumnRole::LeftOut => colours.dim,
    }
}

/// The roles, the names and the first rows of as many columns as there is room for, the one under the cursor among them.
/// Returns where each of them is.
fn rows(
    look: &FirstLook,
    cursor: usize,
    (codes, words): (&[f64], &[String]),
    pen: &mut Pen,
    area: Rect,
) -> Vec<(Rect, Touch)> {
    let mut spots = Vec::new();
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
                text if *role == ColumnRole::LeftOut || is_hole(text) => (text, colours.dim),
                text => (text, colours.text),
            };
            pen.text(x, area.y + 2 + n as u16, width, text, style);
        }
        spots.push((Rect { x, width, ..area }, Touch::Column(at)));
        x += width + 2;
    }
    if first > 0 {
        pen.text(area.x, area.y, 1, "◂", colours.key);
    }
    spots
}

/// What looks odd, each with its number and what has it the other way.
fn odd(gate: &Gate, pen: &mut Pen, area: Rect, spots: &mut Vec<(Rect, Touch)>) {
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
        let from = y;
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
            let show = point.sight.map(|_| format!("o otherwise: {otherwise}   w show"));
            let fits = show.filter(|text| pen.width(text) <= width);
            let text = fits.unwrap_or_else(|| format!("o otherwise: {otherwise}"));
            pen.text(inner.x + 5, y, width, &text, colours.dim);
            y += 1;
        }
        let height = y.min(inner.bottom()).saturating_sub(from);
        spots.push((Rect { y: from, height, ..inner }, Touch::Point(n)));
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

/// Each key with a word for the footer and what it does.
const KEYS: [(&str, &str, &str); 15] = [
    ("← →", "column", "which column the next two keys are about; a click does the same"),
    ("r", "role", "the next role of the column: user, item, rating, time, none"),
    ("l", "leave out", "leave the column of a grid out, or take it in"),
    ("m", "codes", "type the numbers that say 'not rated'"),
    ("t", "turn", "turn the grid: rows are items, or users"),
    ("g", "grid/long", "a row is one user, or one rating"),
    ("h", "header", "the first row names the columns, or is a row like the others"),
    ("+ -", "top", "the line on which the table begins"),
    ("s", "fields", "what stands between two fields"),
    ("d", "decimals", "whether 1,5 or 1.5 is one and a half"),
    ("e", "letters", "how letters are written as bytes"),
    ("↑ ↓", "odd", "which of the odd things is picked"),
    ("o", "other", "have the picked thing the other way; so does its number, or a click"),
    ("w", "show", "show the first row in which the picked thing is"),
    ("u", "undo", "take the last decision back"),
];

/// What the panels say.
const PANELS: [(&str, &str); 3] = [
    ("How it was read", "what was found by looking, and the role of each column"),
    ("What looks odd", "what may be meant otherwise than it was taken"),
    ("Values", "how often each rating occurs"),
];

/// What the keys do and the panels say; any key goes back.
fn help(pen: &mut Pen, area: Rect) {
    let colours = pen.colours;
    let inner = pen.panel(area, "The first look");
    let others =
        [("y", "copy the line that reads the file so the next time"), ("enter", "open the file as it is shown")];
    let keys = KEYS.iter().map(|(key, _, what)| (*key, *what)).chain(others);
    let lines = keys.map(|line| (line, 9)).chain(PANELS.into_iter().map(|line| (line, 18)));
    for (y, ((name, what), wide)) in (inner.y..inner.bottom()).zip(lines) {
        pen.text(inner.x + 1, y, wide, name, if wide == 9 { colours.key } else { colours.title });
        pen.text(inner.x + 1 + wide, y, inner.width.saturating_sub(wide + 2), what, colours.text);
    }
    pen.footnote(area, "any key goes back");
}

fn footer(pen: &mut Pen, area: Rect) {
    let colours = pen.colours;
    let half = KEYS.len() / 2;
    for (y, keys) in (area.y..area.bottom()).zip([&KEYS[..half], &KEYS[half..]]) {
        // What parts two keys stands before the second: nothing is cut off behind the last.
        let pieces: Vec<String> = keys.iter().map(|(key, ..)| format!("  {key} ")).collect();
        let styled: Vec<(&str, Style)> = keys
            .iter()
            .zip(&pieces)
            .flat_map(|((_, what, _), key)| [(key.as_str(), colours.key), (*what, colours.dim)])
            .collect();
        pen.pieces(area.x, y, area.width, &styled);
    }
}
