//! The whole grid as a picture: users downwards, items across, and light where ratings are known.
//!
//! ```text
//! ╭ Lab ─ the whole grid: 600 users × 1,700 items ────────────────────────╮
//! │ 1,020,000 cells, 17,340 known: 1.7 %. A dot is 10 × 12 = 120 cells …  │
//! │   240 ⡇                                                               │   ratings per item: the long tail
//! │     0 ⣿⣦⣤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀                                        │
//! │       1   items, the most rated first · above: ratings of each  1,700 │
//! │     1 ⣿⣿⣿⣿⡿⡷⡝⠵⠂⠅⠂                                                     │
//! │ users▸⣿⡿⠿⢅⠢⠈                                                          │   who is selected
//! │   600 ⠏⠢⠁                                                             │
//! ╰──────────────────────────────── O: as in the file · d: light each known ─╯
//! ```

use super::bench::{lines, opened};
use crate::{
    app::App,
    command::{Command, Who},
    data::{ItemId, Side, UserId},
    study::lab::{Blocks, Counted, GridDots, GridOrder, Outcome, Stage},
    ui::{
        braille::{Canvas, put},
        pen::Pen,
        typeset,
        wrap::wrap,
    },
};
use ratatui::layout::Rect;

/// A cell of a small grid is at most so wide and so high, with the gap after it.
const LARGEST: (u16, u16) = (10, 4);
/// A cell is drawn with at most so many dots a side.
const MOST_DOTS: usize = 8;
/// From these parts of the known on, a place is brighter.
const SHADES: [f64; 3] = [0.02, 0.1, 0.4];

/// Draws the experiment.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    let (look, ratings) = (app.view().bench.grid, app.snapshot().ratings());
    let count = typeset::count;
    let title =
        format!("Lab ─ the whole grid: {} users × {} items", count(ratings.n_users()), count(ratings.n_items()));
    let other = match look.order {
        GridOrder::File => "O: the most rated first",
        GridOrder::Rated => "O: as in the file",
    };
    let light = match look.dots {
        GridDots::Share => "d: light each known cell",
        GridDots::Any => "d: light as large a part as is known",
    };
    let Some((finding, inner)) = opened(app, pen, area, &title, other) else {
        return;
    };
    let Outcome::Grid(counted) = &finding.outcome else { return };
    let most = inner.height / 4;
    // What a dot is depends on the room that is left by the words about it: they have as many rows as the longest takes.
    let rows = |text: &str| wrap(text, inner.width, |s| pen.width(s)).len() as u16;
    let fitting = |layout: &Layout| {
        let [full, less, least] = words(counted, look.order, look.dots, layout);
        [full, less].into_iter().find(|text| rows(text) <= most).unwrap_or(least)
    };
    let below = |rows: u16| Rect { y: inner.y + rows, height: inner.height - rows, ..inner };
    let (mut above, mut layout) = (0, Layout::new(pen, counted, look.order, below(0)));
    let mut said = fitting(&layout);
    while rows(&said).min(most) > above {
        above = rows(&said).min(most);
        layout = Layout::new(pen, counted, look.order, below(above));
        said = fitting(&layout);
    }
    lines(pen, inner, &said, above, pen.colours.text);
    if layout.field.width < 4 || layout.field.height == 0 {
        return;
    }
    let (width, height) = match layout.kind {
        Kind::Cells(width, height) => cells(pen, layout.field, counted.blocks(look.order), (width, height)),
        Kind::Dots(ref blocks) => dots(pen, layout.field, blocks, look.dots),
    };
    let strip = match layout.kind {
        Kind::Dots(ref blocks) if layout.strip > 0 => {
            tail(pen, Rect { y: layout.field.y - 1 - layout.strip, height: layout.strip, ..layout.field }, blocks);
            Some(blocks.each[1])
        }
        _ => None,
    };
    let picture = Rect { width, height, ..layout.field };
    labels(pen, picture, counted, look.order, strip);
    here(app, pen, counted, &layout, picture);
    // Where no dot is more than a cell, both ways to light them are one.
    let many = |blocks: &Blocks| blocks.each != [1, 1] && finding.stage == Stage::Done;
    if matches!(&layout.kind, Kind::Dots(blocks) if many(blocks)) {
        pen.footnote(area, &format!("{other} · {light}"));
    }
}

/// Where the picture stands, and how large a cell is in it.
struct Layout {
    /// The room for it: beside the labels of the users and below those of the items.
    field: Rect,
    /// How many rows above those labels are left for the tail.
    strip: u16,
    kind: Kind,
}

enum Kind {
    /// Each cell is a block of so many columns and rows, with the gap after it.
    Cells(u16, u16),
    /// Each dot is a block of cells, or each cell a few dots.
    Dots(Blocks),
}

impl Layout {
    fn new(pen: &Pen, counted: &Counted, order: GridOrder, area: Rect) -> Self {
        let [users, items] = [0, 1].map(|side| counted.degrees[side].len());
        let margin = pen.width(&typeset::count(users)).max(5) + 1;
        let field = Rect {
            x: area.x + margin,
            y: area.y + 1,
            width: area.width.saturating_sub(margin),
            height: area.height.saturating_sub(1),
        };
        let across = usize::from(field.width) / items.max(1);
        let down = usize::from(field.height) / users.max(1);
        if across >= 2 && down >= 1 {
            // A character is twice as high as it is wide.
            let high = (down as u16).min(LARGEST.1).min((across as u16).div_ceil(2));
            let wide = (across as u16).min(LARGEST.0).min(3 * high + 1);
            return Self { field, strip: 0, kind: Kind::Cells(wide, high) };
        }
        // In the order of the file the tail is no curve yet: a low picture does without.
        let strip = match field.height {
            ..7 => 0,
            7..11 if order == GridOrder::File => 0,
            7..24 => 3,
            _ => 5,
        };
        let field = Rect { y: field.y + strip, height: field.height - strip, ..field };
        let (wide, high) = grain(pen);
        let room = [usize::from(field.height * high), usize::from(field.width * wide)];
        Self { field, strip, kind: Kind::Dots(counted.blocks(order).within(room)) }
    }
}

/// How many dots a character is wide and high.
fn grain(pen: &Pen) -> (u16, u16) {
    if pen.ascii { (1, 1) } else { (2, 4) }
}

/// How much of the grid is known, and what a dot is: in full, then in fewer words.
fn words(counted: &Counted, order: GridOrder, light: GridDots, layout: &Layout) -> [String; 3] {
    let count = typeset::count;
    let share = 100.0 * counted.share();
    let digits = [10.0, 1.0, 0.1].iter().position(|least| share >= *least).unwrap_or(3);
    let share = format!("{}\u{a0}%", typeset::fixed(share, digits));
    let known = format!("{} cells, {} known: {share}", count(counted.cells()), count(counted.known));
    let [full, brief] = match &layout.kind {
        Kind::Cells(..) => ["each block is a known cell", "a block is a cell"].map(String::from),
        Kind::Dots(blocks) if blocks.each == [1, 1] => {
            ["no dot is more than a cell", "a cell is a dot"].map(String::from)
        }
        Kind::Dots(blocks) => {
            let [users, items] = blocks.each;
            let dot = format!("a dot is {} × {} = {} cells", count(users), count(items), count(users * items));
            match light {
                GridDots::Share => [format!("{dot}, and {share} of the dots are lit"), dot],
                GridDots::Any => {
                    let lit = format!("{dot}, lit where any is known");
                    [format!("{lit}; brighter: more of them"), lit]
                }
            }
        }
    };
    let half = match order {
        GridOrder::Rated => format!("; half of all ratings are for {} items", count(counted.half_of_all())),
        GridOrder::File => String::new(),
    };
    [format!("{known}; {full}{half}"), format!("{known}; {brief}{half}"), format!("{known}; {brief}")]
}

/// Each cell as a block; returns how much room they take.
fn cells(pen: &mut Pen, field: Rect, blocks: &Blocks, (wide, high): (u16, u16)) -> (u16, u16) {
    let colours = pen.colours;
    let gap = (1, u16::from(high > 1));
    let [full, hole] = if pen.ascii { ['#', '.'] } else { ['█', '·'] };
    let across = blocks.count[1];
    for (at, known) in blocks.known.iter().enumerate() {
        let (x, y) = (field.x + (at % across) as u16 * wide, field.y + (at / across) as u16 * high);
        let block = Rect::new(x, y, wide - gap.0, high - gap.1);
        match known {
            0 => put(pen, x + (block.width - 1) / 2, y + (block.height - 1) / 2, hole, colours.missing),
            _ => block.positions().for_each(|at| put(pen, at.x, at.y, full, colours.text)),
        }
    }
    (across as u16 * wide - gap.0, blocks.count[0] as u16 * high - gap.1)
}

/// Each block of cells as a dot, or each cell as a few; returns how much room they take.
fn dots(pen: &mut Pen, field: Rect, blocks: &Blocks, light: GridDots) -> (u16, u16) {
    let colours = pen.colours;
    let shades = [colours.ghost, colours.dim, colours.text, colours.known];
    let (wide, high) = grain(pen);
    let each = dots_each(field, blocks, (wide, high));
    let [down, across] = [0, 1].map(|side| (blocks.count[side] * each[side]) as u16);
    let shares = blocks.shares();
    let lit = blocks.lit(&shares, light);
    let mut canvas = Canvas::new(field.width, field.height);
    for cell in Rect::new(0, 0, across.div_ceil(wide), down.div_ceil(high)).positions() {
        let (mut any, mut sum, mut count) = (false, 0.0, 0.0);
        for y in cell.y * high..((cell.y + 1) * high).min(down) {
            for x in cell.x * wide..((cell.x + 1) * wide).min(across) {
                let at = usize::from(y) / each[0] * blocks.count[1] + usize::from(x) / each[1];
                (sum, count) = (sum + shares[at], count + 1.0);
                if lit[at] {
                    any = true;
                    canvas.dot(i64::from(x), i64::from(y));
                }
            }
        }
        let shade = match light {
            GridDots::Any => SHADES.iter().filter(|least| sum >= **least * count).count(),
            GridDots::Share => 3,
        };
        if any {
            let letter = match pen.ascii {
                true => ['.', ':', '*', '#'][shade],
                false => crate::ui::braille::symbol(canvas.at(cell.x, cell.y)),
            };
            put(pen, field.x + cell.x, field.y + cell.y, letter, shades[shade]);
        }
    }
    (across.div_ceil(wide), down.div_ceil(high))
}

/// Where the selected user and the selected item meet; a click chooses others.
fn here(app: &App, pen: &mut Pen, counted: &Counted, layout: &Layout, picture: Rect) {
    let order = app.view().bench.grid.order;
    let (wide, high) = grain(pen);
    // How many places a row and a column of characters stand for.
    let held = match &layout.kind {
        Kind::Cells(wide, high) => [1.0 / f64::from(*high), 1.0 / f64::from(*wide)],
        Kind::Dots(blocks) => {
            let each = dots_each(layout.field, blocks, (wide, high));
            let of = |side: usize, grain: u16| f64::from(grain) * (blocks.each[side] as f64 / each[side] as f64);
            [of(0, high), of(1, wide)]
        }
    };
    let row = |i: UserId| picture.y + (counted.place(order, i.into()) as f64 / held[0]) as u16;
    let column = |j: ItemId| picture.x + (counted.place(order, j.into()) as f64 / held[1]) as u16;
    let (x, y) = (column(app.view().item), row(app.view().user));
    pen.style(Rect::new(x, y, 1, 1).intersection(picture), pen.colours.cursor);
    pen.text(picture.x - 1, y, 1, "▸", pen.colours.title);
    pen.text(x, picture.y - 1, 1, "▼", pen.colours.title);
    let there = |side: Side, at: u16, held: f64| counted.at(order, side, ((f64::from(at) + 0.5) * held) as usize);
    for at in picture.positions() {
        let user = there(Side::Users, at.y - picture.y, held[0]);
        let item = there(Side::Items, at.x - picture.x, held[1]);
        if let (Some(user), Some(item)) = (user, item) {
            let [user, item] = [user, item].map(|of| Who::Number(of.index() + 1));
            pen.click(Rect::new(at.x, at.y, 1, 1), Command::Select(user, item));
        }
    }
}

/// How many dots a block takes, down and across.
fn dots_each(field: Rect, blocks: &Blocks, (wide, high): (u16, u16)) -> [usize; 2] {
    let room = [usize::from(field.height * high), usize::from(field.width * wide)];
    [0, 1].map(|side| if blocks.each[side] > 1 { 1 } else { (room[side] / blocks.count[side]).clamp(1, MOST_DOTS) })
}

/// How many ratings the items of each column have.
fn tail(pen: &mut Pen, area: Rect, blocks: &Blocks) {
    let colours = pen.colours;
    let means = blocks.per_item();
    let most = means.iter().copied().fold(0.0, f64::max);
    let (wide, high) = grain(pen);
    let each =
        if blocks.each[1] > 1 { 1 } else { (usize::from(area.width * wide) / blocks.count[1]).clamp(1, MOST_DOTS) };
    let rows = i64::from(area.height * high);
    let mut canvas = Canvas::new(area.width, area.height);
    for (at, mean) in means.iter().enumerate() {
        let tall = (mean / most * rows as f64).ceil() as i64;
        for x in at * each..(at + 1) * each {
            match pen.ascii {
                true => (rows - tall..rows).for_each(|y| canvas.dot(2 * x as i64, 4 * y)),
                false => (rows - tall..rows).for_each(|y| canvas.dot(x as i64, y)),
            }
        }
    }
    canvas.draw(pen, area, '|', colours.test);
    pen.text_right(area.x - 1, area.y, area.x, &typeset::count(most.round() as usize), colours.dim);
    pen.text_right(area.x - 1, area.bottom() - 1, area.x, "0", colours.dim);
}

/// The numbers of the first and of the last user and item, and which are which; `strip` says how many items a dot of the tail
/// above stands for.
fn labels(pen: &mut Pen, picture: Rect, counted: &Counted, order: GridOrder, strip: Option<usize>) {
    let (dim, name) = (pen.colours.dim, pen.colours.name);
    let [users, items] = [0, 1].map(|side| typeset::count(counted.degrees[side].len()));
    let (left, top) = (picture.x - 1, picture.y - 1);
    pen.text_right(left, picture.y, left, "1", dim);
    if picture.height > 1 {
        pen.text_right(left, picture.bottom() - 1, left, &users, dim);
    }
    if picture.height > 2 {
        pen.text_right(left, picture.y + picture.height / 2, left, "users", name);
    }
    let first = if order == GridOrder::Rated { ", the most rated first" } else { "" };
    let above = match strip {
        None => String::new(),
        Some(1) => " · above: ratings of each".into(),
        Some(each) => format!(" · above: ratings of each, the mean of {each}"),
    };
    let right = pen.width(&items);
    let room = picture.width.saturating_sub(right + 5);
    let said = [format!("items{first}{above}"), format!("items{above}"), format!("items{first}"), "items".into()];
    let said = said.into_iter().find(|text| pen.width(text) <= room);
    pen.text(picture.x, top, 1, "1", dim);
    match said {
        Some(said) => {
            let x = picture.x + 2 + (room + 1 - pen.width(&said)) / 2;
            pen.text(x, top, room, &said, name);
            pen.text_right(picture.right(), top, right, &items, dim);
        }
        None => {
            let x = (picture.x + 2).max(picture.right().saturating_sub(right));
            let x = pen.text(x, top, right, &items, dim);
            pen.text(x + 1, top, 5, "items", name);
        }
    }
}
