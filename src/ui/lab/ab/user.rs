//! One user: what they were shown today, how likely each was to engage them, and the arithmetic of the first.

use super::{style, told};
use crate::{
    app::App,
    study::ab::{AbTest, BASE, MEMORY, Shown, Visit},
    ui::{pen::Pen, typeset},
};
use ratatui::layout::Rect;

/// Draws what the selected user does.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect, test: &AbTest) {
    let (colours, look) = (pen.colours, app.view().bench.ab);
    if area.height < 2 {
        return;
    }
    let arm = test.arms[look.user.min(test.arms.len() - 1)];
    let who = format!("user {} of {}, in ", look.user + 1, typeset::count(test.setup.users));
    let end = pen.pieces(area.x, area.y, area.width, &[(&who, colours.name), (arm.letter(), style(pen, arm))]);
    let Some(visiting) = app.ab_visiting() else {
        pen.text(area.x, area.y + 1, area.width, "has not come yet: the first day is to the right", colours.dim);
        return;
    };
    let Some(visit) = app.ab_visit(visiting) else {
        pen.text(area.x, area.y + 1, area.width, "this is being worked out", colours.dim);
        return;
    };
    let user = visit.user;
    let [x, y] = user.taste.map(|v| typeset::fixed(v, 2));
    let weary = typeset::fixed(user.weariness, 2);
    let said = format!(" · taste ({x}, {y}) · weariness {weary}");
    pen.text(end, area.y, area.right().saturating_sub(end), &said, colours.dim);
    let heads = ["predicted", "liking", "sameness", "chance"];
    let columns = |pen: &mut Pen, y: u16, texts: [&str; 4], style| {
        for (n, text) in (1..).zip(texts) {
            if 10 + n * 9 <= area.width {
                pen.text_right(area.x + 10 + n * 9, y, 9, text, style);
            }
        }
    };
    pen.text(area.x, area.y + 1, 10, "shown", colours.name);
    columns(pen, area.y + 1, heads, colours.name);
    // What is explained below is left room for, where there is any.
    let rows = area.height.saturating_sub(2);
    let listed = (visit.shown.len() as u16).min(rows.saturating_sub(5).max(rows.min(3)));
    for (shown, y) in visit.shown.iter().zip(area.y + 2..area.y + 2 + listed) {
        pen.text(area.x, y, 10, &shown.name(), if shown.engaged { colours.good } else { colours.text });
        let numbers = [shown.predicted, shown.liking, shown.sameness, shown.chance].map(|v| typeset::fixed(v, 3));
        columns(pen, y, [&numbers[0], &numbers[1], &numbers[2], &numbers[3]], colours.text);
        if shown.engaged && area.width >= 48 {
            pen.text(area.x + 47, y, area.width - 47, "engaged", colours.good);
        }
    }
    let used = 2 + listed;
    let rest = super::below(area, used);
    if let Some(first) = visit.shown.first() {
        let style = colours.text;
        let texts = arithmetic(first, &visit).into_iter().map(|text| (text, style));
        let so_far: Vec<String> = visit.engaged.iter().rev().take(14).rev().map(ToString::to_string).collect();
        let dots = if visit.engaged.len() > so_far.len() { ".. " } else { "" };
        let days = format!("engaged with, day by day: {dots}{} of {} shown", so_far.join(" "), visit.shown.len());
        let error = typeset::signed(first.predicted - first.liking, 3, 6);
        let planted = test.setup.errors[arm as usize];
        let predicted = format!("predicted = liking {error}, an error of N(0, {planted}²)");
        let texts: Vec<_> = texts.chain([(days, colours.dim), (predicted, colours.dim)]).collect();
        told(pen, rest, &texts);
    }
}

/// How much somebody likes an item, how like the last days it is, and how likely they are to engage with it.
fn arithmetic(shown: &Shown, visit: &Visit) -> Vec<String> {
    let (taste, place, weary) = (visit.user.taste, shown.place, visit.user.weariness);
    let digits = typeset::honest_digits(2, 3, |round| (0..2).map(|n| round(taste[n]) * round(place[n])).sum());
    let number = |v: f64| typeset::fixed(v, digits);
    // What is below zero stands in brackets after a sign.
    let bracketed = |v: f64, text: String| if v < 0.0 { format!("({text})") } else { text };
    let factor = |v: f64| bracketed(v, number(v));
    let liking = format!(
        "{}: liking = taste·place = {}·{} + {}·{} = {}",
        shown.name(),
        number(taste[0]),
        factor(place[0]),
        factor(taste[1]),
        factor(place[1]),
        typeset::fixed(shown.liking, 3)
    );
    let digits =
        typeset::honest_digits(2, 3, |round| shown.days.iter().map(|v| round(*v)).sum::<f64>() / MEMORY as f64);
    let days: Vec<String> =
        shown.days.iter().map(|v| if *v == 0.0 { "0".into() } else { typeset::fixed(*v, digits) }).collect();
    let same = typeset::fixed(shown.sameness, 3);
    let days = days.join(" + ");
    let sameness =
        format!("sameness = mean nearness to the last {MEMORY} days, yesterday first = ({days})/{MEMORY} = {same}");
    let chance = |round: &dyn Fn(f64) -> f64| {
        1.0 / (1.0 + (-(BASE + round(shown.liking) - round(weary) * round(shown.sameness))).exp())
    };
    let digits = typeset::honest_digits(3, 3, chance);
    let [liking_shown, weary, same] = [shown.liking, weary, shown.sameness].map(|v| typeset::fixed(v, digits));
    let liking_shown = bracketed(shown.liking, liking_shown);
    let result = typeset::fixed(shown.chance, 3);
    vec![
        liking,
        sameness,
        "chance = 1/(1 + exp(-(base + liking - weariness·sameness)))".into(),
        format!("= 1/(1 + exp(-({BASE} + {liking_shown} - {weary}·{same}))) = {result}"),
    ]
}
