//! Recommend: what a user should be shown, in the order of a score whose parts are weighed by hand.
//!
//! ```text
//! ╭ Recommend ─ for Diego, of 2 items ────────────────────────────────────────╮
//! │  # item            r̂     score                             than by rating │
//! │  1 Zhou Shen       4.90  0.790  ██████████████████▓▓▓▓▓▓▒▒▒▒           ↑1 │
//! │  2 Melt-Banana     2.01  0.410  ██████▓▓▓▓▓▓                           ↓1 │
//! │ ▶ rating   █ ├────────────●────┤ 0.60  the predicted rating, over the scale │
//! │   like     ▓ ├───●─────────────┤ 0.20  nearness to what they rated above … │
//! ╰──────────────────────────────────────────────── v: slider  ← → turn it ───╯
//! ```

use super::{certain, pen::Pen, theme::Colours, typeset};
use crate::{
    app::{App, Viewport, in_sight},
    choice::Choice,
    command::{Command, Toward, Who},
    data::ItemId,
    model::Knob,
    study::recommend::{Pick, Recommended, Slider, Weights},
};
use ratatui::{layout::Rect, style::Style};

/// How wide the track of a slider is, its ends included: the least, and the most, which has a place for each of twenty turns.
const TRACK: (u16, u16) = (13, 23);
/// The least of the list that is in sight, with its heads.
const LEAST: u16 = 5;
/// The columns of the list but the name and the bar: place, r̂, score, and how an item has moved.
const PLACE: u16 = 4;
const FIGURE: u16 = 7;
const MOVED: u16 = 15;
/// The room for how an item has moved in a second list, and for two lists side by side.
const CHANGED: u16 = 5;
const TWO: u16 = 96;
/// The least room for a bar.
const BAR: u16 = 14;

/// Draws the screen.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    let list = app.recommended();
    let name = certain::fit(app.name(app.view().user), usize::from(area.width / 3), "…");
    let items = |count: usize| format!(", of {} item{}", typeset::count(count), if count == 1 { "" } else { "s" });
    let count = list.as_ref().map_or(String::new(), |list| items(list.among));
    let inner = pen.panel(area, &format!("Recommend ─ for {name}{count}"));
    if inner.width < 24 || inner.height < 3 {
        return;
    }
    let sliders = (Slider::ALL.len() as u16).min(inner.height.saturating_sub(LEAST).max(1));
    let (above, below) = (inner.height - sliders, inner.bottom() - sliders);
    let told = list.as_deref().and_then(|list| beyond(app, list, inner.width - 2)).map(|text| (text, pen.colours.warn));
    let told =
        told.or_else(|| Some((known(app).filter(|_| above > LEAST + 2)?, pen.colours.dim))).filter(|_| above >= LEAST);
    let top = Rect { x: inner.x + 1, width: inner.width - 2, height: above - u16::from(told.is_some()), ..inner };
    if let Some((text, style)) = told {
        pen.text(top.x, top.bottom(), top.width, &text, style);
    }
    match &list {
        None => pen.waits(top),
        Some(list) if list.picks.is_empty() => {
            let text = "nothing is left: whatever may be recommended is rated; a shows what was rated too";
            pen.text(top.x, top.y, top.width, text, pen.colours.warn);
        }
        Some(list) => {
            // Two lists stand side by side where both have room; else each item has its place in the other.
            let other = app.asked_beside().and_then(|asked| app.beside(asked));
            let right = other.as_deref().filter(|_| top.width >= TWO);
            let width = if right.is_some() { top.width - top.width * 2 / 5 } else { top.width };
            rows(app, pen, Rect { width, ..top }, list, other.as_deref());
            if let Some(right) = right {
                second(app, pen, Rect { x: top.x + width + 1, width: top.width - width - 1, ..top }, right, list);
            }
        }
    }
    for (slider, y) in in_room(app, usize::from(sliders)).into_iter().zip(below..inner.bottom()) {
        let why = list.as_ref().and_then(|list| list.measured[slider.place()].err());
        track(app, pen, Rect { y, height: 1, ..top }, slider, why);
    }
    pen.footnote(area, "v: next slider  ← → turn it  E: go there");
}

/// The sliders that there is room for, in their order: the chosen one, those that count, and of the others the nearest.
fn in_room(app: &App, room: usize) -> Vec<Slider> {
    let look = app.view().recommend;
    let away = |slider: &Slider| slider.place().abs_diff(look.slider.place());
    let mut sliders = Slider::ALL.to_vec();
    sliders.sort_by_key(|slider| (*slider != look.slider, look.weights.of(*slider) == 0.0, away(slider)));
    sliders.truncate(room);
    sliders.sort_by_key(|slider| slider.place());
    sliders
}

/// Why what is under the cursor is predicted beyond the scale, and what mends that, in a line of so many columns at the most.
fn beyond(app: &App, list: &Recommended, width: u16) -> Option<String> {
    let snapshot = app.snapshot();
    let scale = snapshot.model.scale(snapshot.ratings().scale());
    let pick = list.picks.get(app.recommended_place(list)).filter(|pick| !scale.holds(pick.prediction))?;
    let shown = typeset::compact(pick.prediction, 2, 6);
    let rated = snapshot.source.split.train.degree(app.view().user);
    let few = match rated {
        1 => ", and 1 rating hardly holds it",
        2..10 => &format!(", and {rated} ratings hardly hold it"),
        _ => "",
    };
    let lambda = snapshot.options.method.reads(Knob::Lambda) && snapshot.factors().is_some();
    let [mends, short] = match lambda {
        true => ["a larger λ draws it in (set lambda), c clips it", "a larger λ draws it in, c clips it"],
        false => ["c clips it"; 2],
    };
    let scale = format!("{} to {}", typeset::rating(scale.low()), typeset::rating(scale.high()));
    let ways = [
        format!("{shown} is beyond the scale, {scale}: no sum of products stops there{few}; {mends}"),
        format!("{shown} is beyond {scale}: a sum knows no scale{few}; {short}"),
        format!("{shown} is beyond {scale}: a sum knows no scale; {short}"),
        format!("{shown} is beyond {scale}: {short}"),
        format!("beyond {scale}: {short}"),
    ];
    let fits = |text: &&String| text.chars().count() <= usize::from(width);
    ways.iter().find(fits).or(ways.last()).cloned()
}

/// How well the model knows the user, in a line.
fn known(app: &App) -> Option<String> {
    let known = app.known().filter(|known| !known.each.is_empty())?;
    let [own, means] = [known.rmse(), known.rmse_of_means()].map(|error| typeset::compact(error, 2, 6));
    let left = known.each.len();
    let count = if left == known.of { format!("{left} ratings") } else { format!("{left} of {} ratings", known.of) };
    Some(format!("each of {count} left out: RMSE {own}, by item means {means}"))
}

/// The sign that a slider has in the bars, and its style.
fn sign(slider: Slider, colours: &Colours, ascii: bool) -> (&'static str, Style) {
    let (sign, plain) = match slider {
        Slider::Rating => ("█", "#"),
        Slider::Like => ("▓", "="),
        Slider::Unlike => ("▒", "%"),
        Slider::Popular => ("░", "+"),
        Slider::New => ("▚", "~"),
        Slider::Promoted => ("▙", "!"),
        Slider::Again => ("▟", "@"),
        Slider::Due => ("▞", "&"),
        Slider::Variety => (" ", " "),
    };
    (if ascii { plain } else { sign }, colours.groups[slider.place() % colours.groups.len()])
}

/// A line for each recommendation in sight.
fn rows(app: &App, pen: &mut Pen, area: Rect, list: &Recommended, other: Option<&Recommended>) {
    let colours = pen.colours;
    let weights = list.asked.weights;
    let than =
        other.map_or("than by rating".into(), |other| format!("than by {}", app.called_weights(&other.asked.weights)));
    let highest = list.picks.iter().map(|pick| pick.score).fold(0.0, f64::max);
    let visible = usize::from(area.height - 1);
    pen.drawn.viewport = Some(Viewport { rows: visible, columns: 1 });
    let cursor = app.recommended_place(list);
    let first = in_sight(0, cursor, visible, list.picks.len());
    let shown = || list.picks.iter().enumerate().skip(first).take(visible);
    let moved = if (weights.is_plain() && other.is_none()) || area.width < 60 { 0 } else { MOVED };
    let rest = area.width.saturating_sub(PLACE + 2 * FIGURE + moved);
    let texts: Vec<&str> = shown().map(|(_, pick)| app.name(pick.item)).collect();
    let names = pen.names(&texts, rest.saturating_sub(BAR).clamp(8, 40));
    let name = names.iter().map(|name| pen.width(name)).max().unwrap_or(0).max(4) + 1;
    let (figures, bar) = (area.x + PLACE + name, area.x + PLACE + name + 2 * FIGURE + 1);
    let width = area.right().saturating_sub(bar + moved + 1);
    pen.text_right(area.x + 3, area.y, 3, "#", colours.name);
    pen.text(area.x + PLACE, area.y, name, "item", colours.name);
    pen.text_right(figures + FIGURE - 1, area.y, FIGURE, "r̂", colours.name);
    pen.text_right(figures + 2 * FIGURE - 1, area.y, FIGURE, "score", colours.name);
    if moved > 0 {
        pen.text_right(area.right(), area.y, moved, &certain::fit(&than, usize::from(moved) - 1, "…"), colours.name);
    }
    for (((n, pick), called), y) in shown().zip(&names).zip(area.y + 1..area.bottom()) {
        let row = Rect { y, height: 1, ..area };
        if n == cursor {
            pen.style(row, colours.cross);
        }
        pen.text_right(area.x + 3, y, 3, &(n + 1).to_string(), colours.dim);
        pen.text(area.x + PLACE, y, name - 1, called, if n == cursor { colours.cursor } else { colours.name });
        pen.text_right(figures + FIGURE - 1, y, FIGURE, &typeset::compact(pick.prediction, 2, 6), colours.missing);
        pen.text_right(figures + 2 * FIGURE - 1, y, FIGURE, &typeset::compact(pick.score, 3, 6), colours.text);
        stacked(pen, Rect { x: bar, y, width, height: 1 }, pick, (&weights, highest));
        if moved > 0 {
            let before = other.map_or(Some(pick.alone), |other| place_in(other, pick.item));
            let (text, style) = change(before, n + 1, pen.ascii, colours);
            pen.text_right(area.right(), y, moved, &text, style);
        }
        let wheel = |toward| Command::Move(toward, 3);
        let click = Command::SelectItem(Who::Number(pick.item.index() + 1));
        pen.click_and_wheel(row, click, wheel(Toward::Up), wheel(Toward::Down));
    }
}

/// The list by other weights: places, names, scores, and how far each has come from its place in the list that it is held beside.
fn second(app: &App, pen: &mut Pen, area: Rect, list: &Recommended, beside: &Recommended) {
    let colours = pen.colours;
    let visible = usize::from(area.height - 1);
    let shown = || list.picks.iter().enumerate().take(visible);
    let texts: Vec<&str> = shown().map(|(_, pick)| app.name(pick.item)).collect();
    let names = pen.names(&texts, area.width.saturating_sub(PLACE + FIGURE + CHANGED).max(8));
    let head = format!("by {}", app.called_weights(&list.asked.weights));
    pen.text(area.x + PLACE, area.y, area.width.saturating_sub(PLACE), &head, colours.name);
    for (((n, pick), called), y) in shown().zip(&names).zip(area.y + 1..area.bottom()) {
        let row = Rect { y, height: 1, ..area };
        if pick.item == app.view().item {
            pen.style(row, colours.cross);
        }
        pen.text_right(area.x + 3, y, 3, &(n + 1).to_string(), colours.dim);
        pen.text(area.x + PLACE, y, area.width.saturating_sub(PLACE + FIGURE + CHANGED), called, colours.name);
        let score = typeset::compact(pick.score, 3, 6);
        pen.text_right(area.right().saturating_sub(CHANGED), y, FIGURE, &score, colours.text);
        let (text, style) = change(place_in(beside, pick.item), n + 1, pen.ascii, colours);
        pen.text_right(area.right(), y, CHANGED, &text, style);
        pen.click(row, Command::SelectItem(Who::Number(pick.item.index() + 1)));
    }
}

/// The place of an item on a list, from 1.
fn place_in(list: &Recommended, item: ItemId) -> Option<usize> {
    list.picks.iter().position(|pick| pick.item == item).map(|at| at + 1)
}

/// How far something has come from its place before; nothing where it had none.
fn change(before: Option<usize>, place: usize, ascii: bool, colours: &Colours) -> (String, Style) {
    let (up, down) = if ascii { ("+", "-") } else { ("↑", "↓") };
    let Some(before) = before else { return ("new".into(), colours.good) };
    match before.cmp(&place) {
        std::cmp::Ordering::Greater => (format!("{up}{}", before - place), colours.good),
        std::cmp::Ordering::Less => (format!("{down}{}", place - before), colours.warn),
        std::cmp::Ordering::Equal => ("=".into(), colours.dim),
    }
}

/// The parts of a score one after the other, the highest score being the whole width.
fn stacked(pen: &mut Pen, area: Rect, pick: &Pick, (weights, all): (&Weights, f64)) {
    let (mut sum, mut x) = (0.0, area.x);
    for slider in Slider::ALL.iter().filter(|slider| slider.scores()) {
        sum += (weights.of(*slider) * pick.values[slider.place()]).max(0.0);
        let part = if all > 0.0 { (sum / all).min(1.0) } else { 0.0 };
        let end = area.x + (part * f64::from(area.width)).round() as u16;
        let (sign, style) = sign(*slider, pen.colours, pen.ascii);
        pen.text(x, area.y, end.saturating_sub(x), &sign.repeat(usize::from(end.saturating_sub(x))), style);
        x = x.max(end);
    }
}

/// One slider: its sign, its track, what it counts and what it is; or why it has nothing to go by.
fn track(app: &App, pen: &mut Pen, area: Rect, slider: Slider, why: Option<&'static str>) {
    let colours = pen.colours;
    let (look, weight) = (app.view().recommend, app.view().recommend.weights.of(slider));
    let here = look.slider == slider;
    pen.text(area.x, area.y, 1, if here { "▶" } else { " " }, colours.key);
    let style = if here { colours.cursor } else { colours.name };
    let style = if why.is_some() && !here { colours.dim } else { style };
    pen.text(area.x + 2, area.y, 8, slider.name(), style);
    pen.click(area, Command::Slider(Some(slider)));
    let x = area.x + 11;
    if let Some(why) = why {
        pen.text(x, area.y, area.right().saturating_sub(x), &format!("· {why}"), colours.dim);
        return;
    }
    let (mark, painted) = sign(slider, colours, pen.ascii);
    pen.text(x, area.y, 1, mark, painted);
    // What the slider is has its words whole, where a shorter track leaves room for them.
    let words = Slider::ALL.iter().map(|slider| pen.width(slider.about())).max().unwrap_or(0);
    let track = area.right().saturating_sub(x + 2 + 7 + words).clamp(TRACK.0, TRACK.1);
    let (x, last) = (x + 2, track - 3);
    let at = (weight * f64::from(last)).round() as u16;
    let line = |count: u16| if pen.ascii { "-" } else { "─" }.repeat(usize::from(count));
    let (left, right, knob) = if pen.ascii { ("|", "|", "O") } else { ("├", "┤", "●") };
    let text = (line(at), line(last - at));
    let pieces = [
        (left, colours.dim),
        (text.0.as_str(), colours.key),
        (knob, colours.key),
        (text.1.as_str(), colours.dim),
        (right, colours.dim),
    ];
    let end = pen.pieces(x, area.y, track, &pieces);
    for step in 0..=last {
        // Twenty notches, as the keys turn it.
        let weight = f64::from(step) / f64::from(last);
        let place = Rect { x: x + 1 + step, width: 1, ..area };
        pen.click(place, Command::Weigh(slider, weight));
    }
    let end =
        pen.text(end + 1, area.y, 5, &typeset::fixed(weight, 2), if weight > 0.0 { colours.text } else { colours.dim });
    pen.text(end + 2, area.y, area.right().saturating_sub(end + 2), slider.about(), colours.dim);
}

#[cfg(test)]
mod tests {
    use super::{
        super::map::tests::{drawn, played},
        *,
    };

    /// What lies beyond the scale is said where the cursor is, with what mends it; clipped it lies beyond no more.
    #[test]
    fn a_prediction_beyond_the_scale_says_so_and_what_mends_it() {
        let script = "step pass 3; factor user An 1 40; screen recommend; select-user An; rated on";
        let told = |more: &str, width: u16| {
            let app = played(&format!("{script}; {more}"));
            let rows = drawn(&app, (width, 26), draw).0;
            rows.into_iter().find(|row| row.contains(" is beyond ") || row.starts_with("│ beyond "))
        };
        let wide = told("move top", 150).expect("beyond the scale");
        assert!(
            wide.contains("the scale, 0 to 5: no sum of products stops there, and 5 ratings hardly hold it"),
            "{wide}"
        );
        assert!(wide.contains("a larger λ draws it in (set lambda), c clips it"), "{wide}");
        for width in [60, 80, 100] {
            let row = told("move top", width).expect("beyond the scale");
            assert!(row.contains("a larger λ draws it in, c clips it"), "{row}");
        }
        assert_eq!(told("clip on", 150), None);
        assert_eq!(
            told("factor user An 1 0.01; factor user An 2 0.01; move top", 150),
            None,
            "near the mean is within"
        );
        let other = told("set method slope-one; step pass", 150);
        assert!(other.is_none_or(|row| !row.contains('λ')));
    }
}
