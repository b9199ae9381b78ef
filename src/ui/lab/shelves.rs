//! Shelves: what a shop or a video service would show to the selected user, from the present model and ratings.
//!
//! ```text
//! ╭ Lab ─ shelves for An ────────────────────────────────────────╮
//! │ For An: not rated yet, the highest prediction first           │
//! │ ╭──────────────────╮                                          │
//! │ │ Ommazh           │                                          │
//! │ │ predicted 4.81   │                                          │
//! │ ╰──────────────────╯                                          │
//! │ Because An liked BTS: near it in factor space                 │
//! ╰──────────────────────────────────────── page-down: next user ─╯
//! ```

use crate::{
    app::{App, Viewport},
    command::{Command, Toward},
    data::Side,
    study::{
        neighbours::Metric,
        shelves::{Pick, Shelf, Topic},
    },
    ui::{certain, nearness, pen::Pen, typeset},
};
use ratatui::layout::Rect;

/// A shelf is a line of title, a line that says how it is filled, and a row of boxes.
const HEIGHT: u16 = 6;
/// Where there is room for one such shelf only, it is a line of title and a line of names.
const LOW: u16 = 2;
/// The least that a box is wide, and the most.
const BOX: (u16, u16) = (19, 24);

/// Draws the experiment.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    let name = certain::fit(app.name(app.view().user), usize::from(area.width / 2), "…");
    let inner = pen.panel(area, &format!("Lab ─ shelves for {name}"));
    if inner.width < BOX.0 + 2 || inner.height < HEIGHT - 1 {
        return;
    }
    let Some(shelves) = app.shelves() else { return pen.waits(inner) };
    let body = Rect { x: inner.x + 1, width: inner.width - 2, ..inner };
    // A low screen shows the shelf without the line below its title, a lower one without boxes.
    let height = match body.height {
        room if room >= 2 * HEIGHT => HEIGHT,
        room if room >= 2 * (HEIGHT - 1) => HEIGHT - 1,
        _ => LOW,
    };
    let visible = usize::from(body.height / height).max(1);
    let across = usize::from(body.width / BOX.0).max(1);
    pen.drawn.viewport = Some(Viewport { rows: visible, columns: across });
    let cursor = app.shelf_cursor(&shelves);
    let first = cursor.0.saturating_sub(visible - 1);
    for ((n, shelf), y) in shelves.iter().enumerate().skip(first).take(visible).zip((body.y..).step_by(height.into())) {
        let on = (n == cursor.0).then_some(cursor.1);
        draw_shelf(app, pen, Rect { y, height, ..body }, shelf, (n as i64 - cursor.0 as i64, on));
    }
    let more = match shelves.len() {
        count if count > visible => format!("shelves {}–{} of {count} · ", first + 1, (first + visible).min(count)),
        _ => String::new(),
    };
    let learned = match app.snapshot().position.step {
        0 if !app.snapshot().source.was_given(Side::Items) => {
            "nothing learned yet: the factors are where they began".into()
        }
        // On the path of the lecture that key turns the page.
        _ if app.on_path() => more.trim_end_matches(" · ").into(),
        _ => format!("{more}page-down: the next user"),
    };
    let only = nearness::only(app, Side::Items, pen, area.width.saturating_sub(pen.width(&learned) + 8));
    pen.footnote(area, format!("{only}{learned}").trim_end_matches(" · "));
}

/// One shelf: its title, how it is filled, and as many boxes as fit; the cursor's are in sight.
fn draw_shelf(app: &App, pen: &mut Pen, area: Rect, shelf: &Shelf, (rows, cursor): (i64, Option<usize>)) {
    let colours = pen.colours;
    let style = if cursor.is_some() { colours.title } else { colours.name };
    let x = pen.text(area.x, area.y, area.width, &title(app, shelf), style);
    if area.height == LOW {
        pen.text(x, area.y, area.right().saturating_sub(x), &format!(" · {}", measure(app, shelf.topic)), colours.dim);
    }
    let mut y = area.y + 1;
    if area.height >= HEIGHT {
        pen.text(area.x, y, area.width, &rule(app, shelf), colours.dim);
        y += 1;
    }
    let across = usize::from(area.width / BOX.0).max(1);
    let width = (area.width / across as u16).min(BOX.1);
    let across = usize::from(area.width / width);
    let first = cursor.map_or(0, |at| at / across * across);
    let left = shelf.picks.len().saturating_sub(first + across);
    if shelf.picks.is_empty() {
        let name = certain::fit(app.name(app.view().user), 24, "…");
        let below = u16::from(area.height > LOW);
        pen.text(area.x + 1, y + below, area.width - 1, &format!("nothing: {name} has rated everything"), colours.text);
    }
    let high = if area.height > LOW { 4 } else { 1 };
    let shown = &shelf.picks[first..shelf.picks.len().min(first + across)];
    // Beside a sign and a value, or in a frame.
    let value = |pick: &Pick| pen.width(&typeset::fixed(pick.value, 2));
    let taken = if high == 1 { 4 + shown.iter().map(value).max().unwrap_or(0) } else { 4 };
    let names: Vec<&str> = shown.iter().map(|pick| app.name(pick.item)).collect();
    let names = pen.names(&names, (width - 1).saturating_sub(taken));
    for ((n, pick), name) in (first..).zip(shown).zip(&names) {
        let place = Rect::new(area.x + (n - first) as u16 * width, y, width - 1, high);
        draw_box(app, pen, place, shelf.topic, (pick, name), cursor == Some(n));
        let (up, down) = (Command::Move(Toward::Up, 1), Command::Move(Toward::Down, 1));
        let click = match rows {
            // On the cursor's own shelf a click walks to the box; on another it goes to that shelf.
            0 if cursor.is_some_and(|at| at > n) => Command::Move(Toward::Left, cursor.map_or(0, |at| at - n) as u64),
            0 => Command::Move(Toward::Right, cursor.map_or(0, |at| n - at) as u64),
            rows if rows < 0 => Command::Move(Toward::Up, rows.unsigned_abs()),
            rows => Command::Move(Toward::Down, rows.unsigned_abs()),
        };
        pen.click_and_wheel(place, click, up, down);
    }
    if left > 0 {
        pen.text_right(area.right(), area.y, 12, &format!("{left} more →"), colours.dim);
    }
}

fn draw_box(app: &App, pen: &mut Pen, area: Rect, topic: Topic, (pick, called): (&Pick, &str), cursor: bool) {
    let colours = pen.colours;
    if area.height == 1 {
        let value = typeset::fixed(pick.value, 2);
        let style = if cursor { colours.cursor } else { colours.name };
        let sign = if cursor { "▶ " } else { "  " };
        pen.pieces(
            area.x,
            area.y,
            area.width,
            &[(sign, colours.key), (called, style), (&format!(" {value}"), colours.text)],
        );
        return;
    }
    pen.outline(area);
    let (x, width) = (area.x + 2, area.width - 3);
    if cursor {
        pen.style(area, colours.key);
        pen.text(area.x + 1, area.y + 1, 1, "▶", colours.key);
    }
    let name = if cursor { colours.cursor } else { colours.name };
    pen.text(x, area.y + 1, width, called, name);
    let measure = measure(app, topic);
    // A number that is cut is another number: it has as many decimals as there is room for.
    let number = |value: f64| {
        let room = usize::from(width).saturating_sub(measure.len() + 1);
        format!("{measure} {}", typeset::compact(value, 2, room))
    };
    let text = match topic {
        Topic::For => {
            let clipped = if app.view().look.clip { app.snapshot().scale().clip(pick.value) } else { pick.value };
            number(clipped)
        }
        Topic::Because(_) => number(pick.value),
        Topic::Most | Topic::Near(_) => {
            format!("{measure} of {}: {}", typeset::count(pick.count), typeset::rating(pick.value))
        }
    };
    pen.text(x, area.y + 2, width, &text, colours.text);
    // What the user gave it stands in the frame.
    if let Some(rating) = app.snapshot().ratings().get(app.view().user, pick.item) {
        let rating = typeset::rating(rating);
        let (known, style) = match app.snapshot().held_out(app.view().user, pick.item) {
            true => (format!(" held out: {rating} "), colours.held),
            false => (format!(" rated {rating} "), colours.known),
        };
        pen.text_right(area.right() - 2, area.bottom() - 1, width, &known, style);
    }
}

/// What the number in a box is.
fn measure(app: &App, topic: Topic) -> &'static str {
    match (topic, app.view().look.metric) {
        (Topic::For, _) => "predicted",
        (Topic::Because(_), Metric::Euclidean) => "distance",
        (Topic::Because(_), Metric::Cosine) if app.nearness().shrinks() => "shrunk",
        (Topic::Because(_), Metric::Cosine) => "cosine",
        (Topic::Most | Topic::Near(_), _) => "mean",
    }
}

fn title(app: &App, shelf: &Shelf) -> String {
    let name = certain::fit(app.name(app.view().user), 24, "…");
    match shelf.topic {
        Topic::For => format!("For {name}"),
        Topic::Because(item) => format!("Because {name} liked {}", app.name(item)),
        Topic::Near(1) => format!("What the one nearest to {name} liked"),
        Topic::Near(count) => format!("What the {count} nearest to {name} liked"),
        Topic::Most => "Rated by most".into(),
    }
}

/// How a shelf is filled.
fn rule(app: &App, shelf: &Shelf) -> String {
    let scale = app.snapshot().ratings().scale();
    let middle = typeset::rating(f64::midpoint(scale.low(), scale.high()));
    match (shelf.topic, app.view().look.metric) {
        (Topic::For, _) => "not rated yet; the highest prediction first".into(),
        (Topic::Because(_), Metric::Euclidean) => "near it in factor space: the smallest distance first".into(),
        (Topic::Because(_), Metric::Cosine) => match app.nearness() {
            nearness if nearness.shrinks() => {
                format!("in its direction from 0: the largest cosine × n/(n + {}), n in common, first", nearness.shrink)
            }
            _ => "in its direction from 0: the largest cosine first".into(),
        },
        (Topic::Near(_), _) => format!("rated above {middle} by them, not by this user; most often first"),
        (Topic::Most, _) => "the most ratings first, whoever asks: no factor has a say".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::map::tests::{drawn, played};

    #[test]
    fn a_click_on_a_box_leads_to_it() {
        let mut app = played("lab shelves; step pass 5; move down");
        let shelves = app.shelves().expect("it is small");
        let (rows, hits) = drawn(&app, (80, 30), draw);
        let name = app.name(shelves[1].picks[2].item).to_string();
        let y = rows.iter().position(|row| row.contains("Because")).expect("a shelf") + 3;
        let at = rows[y].find(&name).map(|at| rows[y][..at].chars().count()).expect("a box");
        let click = hits.click((at as u16, y as u16).into()).expect("a click").to_string();
        app.script(&click).expect("a command");
        assert_eq!(app.view().item, shelves[1].picks[2].item);
    }
}
