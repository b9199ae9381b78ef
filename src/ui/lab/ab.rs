//! A made-up A/B test: two halves of the users, day by day.
//!
//! ```text
//! ╭ Lab ─ A/B test: day 12 of 28 ──────────────────────────────────────────╮
//! │ made up, whatever ratings are open: 400 users, each shown 5 of 60 new  │
//! │        RMSE   variety   alike   engaged   today                        │
//! │ A     0.300      0.00    0.70    17.8 %   9.6 %                        │
//! │ B     0.600      0.25    0.40    18.6 %  13.4 %                        │
//! │ B less A: +0.8 points (95 %: -0.7 to +2.2), p 0.297: may be nothing    │
//! │  4┤                                                                    │
//! │  0┤⠉⠉⠒⠒⠤⠤⠤⠤⠒⠒⠒⠒⠉⠉⠉⠉                                                   │
//! │ -4┤                                                                    │
//! │   AAA·········                                                         │
//! ╰───────────────────────────── ← → day · ↑ ↓ user · T: play · V: user ───╯
//! ```

mod peeking;
mod plot;
mod size;
mod user;

use super::bench::lines;
use crate::{
    app::{App, Viewport},
    choice::Choice,
    study::ab::{AbTest, AbView, Arm, EACH, KINDS, Reading},
    ui::{dots::Stroke, pen::Pen, typeset},
};
use ratatui::{layout::Rect, style::Style};

/// From so many rows below the figures on, two things stand one below the other.
const TALL: u16 = 26;
/// From so many columns on, two stand side by side.
const WIDE: u16 = 100;
/// From so many rows on, two pairs of them do.
const FOUR: u16 = 36;
/// A page up or down is so many users.
const PAGE: usize = 10;

/// Draws the experiment.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    let look = app.view().bench.ab;
    let title = format!("Lab ─ A/B test: day {} of {}", look.day, look.setup.days);
    let inner = pen.panel(area, &title);
    let body = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let play = if look.plays { "pause" } else { "play" };
    if body.width < 30 || body.height < 4 {
        return;
    }
    pen.drawn.viewport = Some(Viewport { rows: PAGE, columns: 1 });
    let Some(test) = app.ab_test() else { return pen.waits(inner) };
    // What it would have been to stop before is left out where something else needs the room.
    let brief = body.width < WIDE && body.height < TALL && look.view != AbView::Difference;
    let used = figures(pen, body, (&test, look.day), brief) + 1;
    let rest = below(body, used);
    // A page of the lecture shows what it names: the others may have the answers of pages to come.
    let four = rest.width >= WIDE && rest.height >= FOUR && !app.on_path();
    let next = if four { String::new() } else { format!(" · V: {}", look.view.next()) };
    let says = |test: &str| format!("← → day · ↑ ↓ user · T: {play}{test}{next}");
    let notes = [says(" · X: another test"), says(" · X: test"), says("")];
    pen.footnote(area, pen.in_edge(area, &notes));
    let draw = |view: AbView, pen: &mut Pen, area: Rect| match view {
        AbView::Difference => plot::draw(pen, area, &test, look.day),
        AbView::User => user::draw(app, pen, area, &test),
        AbView::Peeking => peeking::draw(pen, area, &test, look.day),
        AbView::Size => size::draw(pen, area, &test, look.day),
    };
    let other = if look.view == AbView::Difference { AbView::User } else { look.view };
    let (wide, gap) = ((rest.width.saturating_sub(3)) / 2, 3);
    let side = |of: Rect, right: bool| match right {
        false => Rect { width: wide, ..of },
        true => Rect { x: of.x + wide + gap, width: of.width - wide - gap, ..of },
    };
    if four {
        let above = Rect { height: rest.height / 2 - 1, ..rest };
        let under = below(rest, rest.height / 2);
        draw(AbView::Difference, pen, side(above, false));
        draw(AbView::User, pen, side(above, true));
        draw(AbView::Peeking, pen, side(under, false));
        draw(AbView::Size, pen, side(under, true));
    } else if rest.width >= WIDE {
        draw(AbView::Difference, pen, side(rest, false));
        draw(other, pen, side(rest, true));
    } else if rest.height >= TALL {
        draw(AbView::Difference, pen, Rect { height: rest.height / 2 - 1, ..rest });
        draw(other, pen, below(rest, rest.height / 2));
    } else {
        draw(look.view, pen, rest);
    }
}

/// What is left of an area below so many rows.
fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

/// A share in percent: `17.8 %`.
fn percent(share: f64) -> String {
    format!("{}\u{a0}%", typeset::fixed(100.0 * share, 1))
}

/// A difference of shares in percentage points, with its sign.
fn points(difference: f64) -> String {
    typeset::signed(100.0 * difference, 1, 6)
}

/// What each kind of line is, as far as there is room.
fn legend(pen: &mut Pen, area: Rect, lines: &[(Stroke, &str, Style)]) {
    let (dim, mut x) = (pen.colours.dim, area.x);
    for (stroke, words, style) in lines {
        let sample = stroke.sample(pen.ascii);
        if x + pen.width(sample) + 1 + pen.width(words) <= area.right() {
            x = pen.pieces(x, area.y, area.right() - x, &[(sample, *style), (" ", dim), (words, dim)]) + 2;
        }
    }
}

/// The style of an arm, in its row and in the plot.
fn style(pen: &Pen, arm: Arm) -> Style {
    pen.colours.groups[arm as usize]
}

/// Lines of text one below the other, as many as there is room for; returns how many rows they take.
fn told(pen: &mut Pen, area: Rect, texts: &[(String, Style)]) -> u16 {
    let mut rows = 0;
    for (text, style) in texts {
        let room = below(area, rows);
        rows += lines(pen, room, text, room.height, *style);
    }
    rows
}

/// The two arms, and what is known of their difference; returns how many rows they take.
fn figures(pen: &mut Pen, area: Rect, (test, day): (&AbTest, usize), brief: bool) -> u16 {
    let (colours, setup) = (pen.colours, &test.setup);
    let (users, shown, new) = (typeset::count(setup.users), setup.shown, KINDS.len() * EACH);
    let (full, short) = (
        format!(
            "made up, whatever ratings are open: {users} users, each shown {shown} of {new} new items a day; weariness {}, seed {}",
            setup.weariness, setup.seed
        ),
        format!("made up: {users} users, {shown} of {new} items a day each, weariness {}", setup.weariness),
    );
    let text = if pen.width(&full) <= area.width { full } else { short };
    let mut y = area.y + lines(pen, area, &text, 2, colours.dim);
    let reading = test.after(day);
    let heads = ["RMSE", "variety", "alike", "engaged", "today"];
    let columns = |pen: &mut Pen, y: u16, texts: [&str; 5], style: Style| {
        for (n, text) in (1..).zip(texts) {
            if 3 + n * 10 <= area.width {
                pen.text_right(area.x + 3 + n * 10, y, 9, text, style);
            }
        }
    };
    columns(pen, y, heads, colours.name);
    for arm in Arm::BOTH {
        y += 1;
        let at = arm as usize;
        pen.text(area.x, y, 3, arm.letter(), style(pen, arm));
        let (engaged, today) =
            reading.map_or(Default::default(), |of: &Reading| (percent(of.rates[at].mean), percent(of.today[at])));
        let (rmse, alike) = (typeset::fixed(test.rmse[at], 3), typeset::fixed(test.alike[at], 2));
        let variety = typeset::fixed(setup.variety[at], 2);
        columns(pen, y, [&rmse, &variety, &alike, &engaged, &today], colours.text);
    }
    y += 1;
    y - area.y + told(pen, below(area, y - area.y), &verdict(pen, (test, day), brief))
}

/// What the day says, and what it would have been to stop before.
fn verdict(pen: &Pen, (test, day): (&AbTest, usize), brief: bool) -> Vec<(String, Style)> {
    let colours = pen.colours;
    let Some(reading) = test.after(day) else {
        let better = if test.rmse[0] <= test.rmse[1] { "A" } else { "B" };
        let text = format!("Nothing has happened yet. {better} predicts better: will it engage more");
        return vec![(
            format!("{text}, and from which day on is one sure? Say it first, then go on day by day."),
            colours.title,
        )];
    };
    let said = match reading.difference {
        None => ("B less A: all users of a half did the same, so there is no interval yet".into(), colours.dim),
        Some(difference) => {
            let (low, high) = difference.interval();
            let interval = format!("{} to {}", points(low), points(high));
            let p = difference.p();
            let p = if p < 0.001 { "p < 0.001".into() } else { format!("p {}", typeset::fixed(p, 3)) };
            let (verdict, style) = match reading.winner() {
                Some(Arm::A) => ("A is ahead", colours.warn),
                Some(Arm::B) => ("B is ahead", colours.good),
                None => ("may be nothing", colours.title),
            };
            let style = if reading.winner().is_some() { style } else { colours.title };
            (format!("B less A: {} points (95 %: {interval}), {p}: {verdict}", points(difference.mean)), style)
        }
    };
    let mut texts = vec![said];
    if brief {
        return texts;
    }
    if let Some(first) = test.first_significant(day)
        && let Some(arm) = first.winner()
    {
        let took = format!(
            "whoever stops at the first significant day stopped after day {} and took {}",
            first.day,
            arm.letter()
        );
        texts.push((took, colours.dim));
    }
    if day == test.setup.days {
        let truth = points(reading.truth);
        let worse = if test.rmse[0] <= test.rmse[1] { Arm::B } else { Arm::A };
        let wins = reading.truth != 0.0 && (reading.truth > 0.0) == (worse == Arm::B);
        let though = if wins { format!(", though {} predicts worse", worse.letter()) } else { String::new() };
        texts.push((format!("in truth, had all users seen both: {truth} points{though}"), colours.text));
    }
    texts
}
