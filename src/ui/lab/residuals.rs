//! Residuals: where the errors are, by what was given, by user, by item and by prediction, and the worst of them.
//!
//! ```text
//! ╭ Lab ─ residuals: e = r̂ - r over 17 ratings learned from ──────────────╮
//! │ RMSE 0.53 · mean e +0.01                                               │
//! │ by rating        RMSE              mean e    mean r̂   ratings          │
//! │     1 ▇▇▇▇▇▇▇▇▇▇ 0.81               +0.70      1.70         3          │
//! │     2 ▇▇▇        0.22               +0.10      2.10         4          │
//! │ worst cells                                   r    r̂       e          │
//! │ ▶ Diego × BTS                                 1  2.61   +1.61          │
//! ╰──────────────────────────────── y: by user · a: held out · E: why ─╯
//! ```

use crate::{
    app::{App, Of, Viewport},
    choice::Choice,
    command::{Command, Toward, Who},
    data::Entity,
    study::{
        extent::Extent,
        residuals::{Group, Grouping, Residuals, Seen},
    },
    ui::{pen::Pen, typeset},
};
use ratatui::layout::Rect;

/// So many rows at least are left for the worst cells and their heading, where there is room for anything else.
const LEAST_WORST: u16 = 3;
/// The columns of figures at the right end of a line: mean e, the mean of the other side, and how many ratings.
const FIGURES: [u16; 3] = [9, 9, 11];

/// Draws the experiment.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    let look = app.view().bench.errors;
    let (over, other) = match look.seen {
        Seen::Known => ("learned from", "held out"),
        Seen::HeldOut => ("held out", "known"),
    };
    let split = &app.snapshot().source.split;
    let count = if look.seen == Seen::Known { split.train.len() } else { split.test.len() };
    let title = format!("Lab ─ residuals: e = r̂ - r over {} ratings {over}", typeset::count(count));
    let inner = pen.panel(area, &title);
    let body = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    if count == 0 {
        let text = match look.seen {
            Seen::Known => "there is no rating to learn from",
            Seen::HeldOut => "no rating is held out: the command holdout 0.2 holds out a fifth of them",
        };
        super::bench::lines(pen, body, text, body.height, pen.colours.warn);
        pen.footnote(area, &format!("a: {other}"));
        return;
    }
    pen.footnote(area, &format!("y: by {} · a: {other} · E: how the cell came about", look.by.next().name()));
    if body.width < 30 || body.height < 4 {
        return;
    }
    let Some(residuals) = app.residuals() else { return pen.waits(body) };
    let all = &residuals.all;
    let said = format!("RMSE {} · mean e {}", typeset::error(all.rmse()), typeset::signed(all.bias(), 2, 7));
    pen.text(body.x, body.y, body.width, &said, pen.colours.title);
    let mut top = body.y + 1;
    // That which was chosen; and the others where there is room for all of them.
    let needed = |by: Grouping| residuals.groups[by.place()].len() as u16 + 2;
    let every: u16 = Grouping::ALL.iter().map(|by| needed(*by)).sum();
    let room = body.bottom().saturating_sub(top);
    let shown = if every + 2 * LEAST_WORST <= room { Grouping::ALL } else { &[look.by][..] };
    for by in shown {
        let all = &residuals.groups[by.place()];
        // An empty line below is had where there is room for one.
        let height = needed(*by).min(body.bottom().saturating_sub(top + LEAST_WORST).max(2));
        groups(app, pen, Rect { y: top, height, ..body }, *by, &together(all, usize::from(height - 1)));
        top += height;
    }
    worst(app, pen, Rect { y: top, height: body.bottom() - top, ..body }, &residuals);
}

/// At most so many groups: neighbours are taken together where there are more.
fn together(groups: &[Group], most: usize) -> Vec<Group> {
    let each = groups.len().div_ceil(most.max(1)).max(1);
    groups.chunks(each).filter_map(Group::together).collect()
}

/// What a group has in common, in words.
fn extent(extent: Extent, by: Grouping) -> String {
    let short = |value: f64| typeset::rating(typeset::rounded(value, 2));
    match extent {
        Extent::Value(value) if by == Grouping::Prediction => format!("about {}", short(value)),
        Extent::Value(value) => short(value),
        Extent::Values(low, high) => format!("{} to {}", short(low), short(high)),
        Extent::Counts(low, high) => super::bench::counts(low, high),
    }
}

/// One way to group them: a heading, and a bar of the RMSE for each group.
fn groups(app: &App, pen: &mut Pen, area: Rect, by: Grouping, all: &[Group]) {
    let colours = pen.colours;
    let head = match by {
        Grouping::Rating => "by rating",
        Grouping::User => "by ratings of the user",
        Grouping::Item => "by ratings of the item",
        Grouping::Prediction => "by prediction",
    };
    // Of what is grouped by prediction the mean rating says whether it is calibrated; of the others the mean prediction.
    let mean = if by == Grouping::Prediction { "mean r" } else { "mean r̂" };
    let figures: u16 = FIGURES.iter().sum();
    let labels: Vec<String> = all.iter().map(|group| extent(group.extent, by)).collect();
    let margin = labels.iter().map(|label| pen.width(label)).max().unwrap_or(0).max(8) + 1;
    pen.text(area.x, area.y, area.width, head, colours.name);
    let mut end = area.right();
    for (width, head) in FIGURES.into_iter().zip(["mean e", mean, "ratings"]).rev() {
        pen.text_right(end, area.y, width, head, colours.name);
        end -= width;
    }
    // A figure stands behind its bar.
    let room = area.width.saturating_sub(margin + figures + 8);
    let bars = Rect { x: area.x + margin, width: room, ..area };
    pen.text(bars.x.max(area.x + pen.width(head) + 2), area.y, 5, "RMSE", colours.name);
    let largest = all.iter().map(Group::rmse).fold(0.0, f64::max);
    let scale = app.snapshot().ratings().scale().width();
    for ((group, label), y) in all.iter().zip(&labels).zip(area.y + 1..area.bottom()) {
        pen.text_right(bars.x - 1, y, margin - 1, label, colours.text);
        let part = if largest > 0.0 { group.rmse() / largest } else { 0.0 };
        let cells = (part * f64::from(bars.width)).round() as u16;
        let bar = if pen.ascii { "#" } else { "▇" }.repeat(usize::from(cells));
        let x = pen.text(bars.x, y, bars.width, &bar, colours.signed(0.0).patch(colours.key));
        pen.text(x + 1, y, 7, &typeset::error_within(group.rmse(), 6), colours.text);
        let other = if by == Grouping::Prediction { group.rating() } else { group.prediction() };
        let columns = [
            (typeset::signed(group.bias(), 2, 7), colours.signed(group.bias() / scale)),
            (typeset::compact(other, 2, 7), colours.text),
            (typeset::count(group.count), colours.text),
        ];
        let mut end = area.right();
        for (width, (text, style)) in FIGURES.into_iter().zip(columns).rev() {
            pen.text_right(end, y, width - 1, &text, style);
            end -= width;
        }
    }
}

/// The worst cells: a heading, and those in sight.
fn worst(app: &App, pen: &mut Pen, area: Rect, residuals: &Of<Residuals>) {
    if area.height < 2 {
        return;
    }
    let colours = pen.colours;
    let visible = usize::from(area.height - 1);
    pen.drawn.viewport = Some(Viewport { rows: visible, columns: 1 });
    let cursor = app.worst_line(residuals);
    let first = cursor.unwrap_or(0) / visible * visible;
    let shown = &residuals.worst[first.min(residuals.worst.len())..];
    let ends = [area.right() - 16, area.right() - 8, area.right()];
    pen.text(area.x, area.y, area.width.saturating_sub(24), "worst cells", colours.name);
    for (end, head) in ends.into_iter().zip(["r", "r̂", "e"]) {
        pen.text_right(end, area.y, 7, head, colours.name);
    }
    // Where there are names enough for a column each.
    let room = area.width.saturating_sub(2 + 24 + 3);
    let names: Vec<&str> = shown.iter().take(visible).map(|term| app.name(term.user)).collect();
    let users = pen.names(&names, room / 2);
    let names: Vec<&str> = shown.iter().take(visible).map(|term| app.name(term.item)).collect();
    let items = pen.names(&names, room - room / 2);
    let wide = users.iter().map(|name| pen.width(name)).max().unwrap_or(0);
    let scale = app.snapshot().ratings().scale().width();
    for ((((n, term), user), item), y) in (first..).zip(shown).zip(&users).zip(&items).zip(area.y + 1..area.bottom()) {
        let here = cursor == Some(n);
        let place = Rect { y, height: 1, ..area };
        if here {
            pen.style(place, colours.cross);
        }
        pen.text(area.x, y, 1, if here { "▶" } else { " " }, colours.key);
        let style = if here { colours.cursor } else { colours.text };
        pen.text(area.x + 2, y, wide, user, style);
        pen.text(area.x + 2 + wide, y, room + 3 - wide.min(room), &format!(" × {item}"), style);
        let e = term.prediction - term.rating;
        pen.text_right(ends[0], y, 6, &typeset::rating(term.rating), colours.known);
        pen.text_right(ends[1], y, 7, &typeset::compact(term.prediction, 2, 7), colours.missing);
        pen.text_right(ends[2], y, 7, &typeset::signed(e, 2, 7), colours.signed(e / scale));
        let (up, down) = (Command::Move(Toward::Up, 3), Command::Move(Toward::Down, 3));
        let who = |of: Entity| Who::Number(of.index() + 1);
        pen.click_and_wheel(place, Command::Select(who(term.user.into()), who(term.item.into())), up, down);
    }
}
