//! Popularity: which items a model recommends at all, how evenly, and how that compares with what people rated.
//!
//! ```text
//! ╭ Lab ─ popularity: which items als recommends ──────────────────────────╮
//! │ 610 lists of 10: each user's highest predictions among the unrated     │
//! │ coverage 8.0 %: 782 of 9,724 items · Gini 0.97, of the ratings 0.72    │
//! │ long tail (≤ 9 ratings): 77 % of items, 20 % of ratings, 26 % recommen…│
//! │ Lorenz curves               ratings each    items ratings  listed      │
//! │ 100┤                 ⢀⠄⢸    1–2            48.8 %   6.0 %   1.9 %      │
//! │    │         ⢀⠄ ⠊    ⡀⠔⡇    3–5            17.6 %   6.4 %   6.5 %      │
//! │   0┤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⡰⠁    6–10           11.8 %   8.7 %  21.8 %      │
//! │ recommended most                       lists of lists  ratings         │
//! │ ▶ World's End, The (2013)                110   18.0 %       18         │
//! ╰──────────────── Y: groups · E: how its prediction came about ──────────╯
//! ```

mod curve;
mod models;

use super::bench::{counts, lines};
use crate::{
    app::{App, Viewport},
    choice::Choice,
    command::{Command, Toward, Who},
    data::Side,
    study::{
        extent::Extent,
        lab::Stage,
        popularity::{Group, Listed, Popularity, PopularityView},
    },
    ui::{certain, pen::Pen, typeset, wrap::wrap},
};
use ratatui::layout::Rect;

/// From so many rows on, what is looked at does not stand alone.
const SHARED: u16 = 18;
/// From so many rows on, it is said what Gini means.
const EXPLAINED: u16 = 26;
/// From so many columns on, two things stand side by side.
const ABREAST: u16 = 64;
/// The least columns of the groups: how many ratings, and three shares.
const GROUPS: u16 = 13 + 3 * 8;
/// From so many columns on, items and models stand side by side as well.
const WIDE: u16 = 100;

/// Draws the experiment.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    let look = &app.view().bench.popularity;
    let at = app.popular_model();
    let name = match at {
        0 => app.snapshot().options.method.name().to_string(),
        at => app.popular_others()[at - 1].recipe.to_string(),
    };
    let short = certain::fit(&name, usize::from(area.width.saturating_sub(48)), "…");
    let inner = pen.panel(area, &format!("Lab ─ popularity: which items {short} recommends"));
    let body = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    if app.snapshot().source.split.train.is_empty() {
        lines(pen, body, "there is no rating to learn from", body.height, pen.colours.warn);
        return;
    }
    pen.footnote(area, &footnote(app));
    if body.width < 30 || body.height < 4 {
        return;
    }
    let why_not = match app.popular() {
        Some(Ok(popularity)) => {
            let above = figures(app, pen, body, &popularity);
            return views(app, pen, below(body, above), &popularity);
        }
        Some(Err(why)) => (format!("{name} cannot be fitted: {why}"), pen.colours.warn),
        None if at == 0 => ("this is being worked out".into(), pen.colours.dim),
        None => ("it is being fitted, and its lists are made".into(), pen.colours.dim),
    };
    let above = lines(pen, body, &why_not.0, 3, why_not.1);
    if look.view == PopularityView::Models {
        models::draw(app, pen, below(body, above));
    }
}

/// What is left of an area below so many rows.
fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

/// What can be done, or how far the other models are.
fn footnote(app: &App) -> String {
    let view = app.view().bench.popularity.view;
    let next = format!("Y: {}", view.next());
    match (app.finding(), view) {
        (Some(finding), _) if finding.stage == Stage::Working => {
            format!("{:.0} % of the models are done · esc stops · {next}", 100.0 * finding.part)
        }
        (Some(finding), _) if finding.stage == Stage::Stopped => {
            format!("stopped at {:.0} %: the command lab popularity goes on", 100.0 * finding.part)
        }
        (_, PopularityView::Models) if app.popular_model() > 0 => {
            format!("{next} · g: begin anew with the chosen model")
        }
        (_, PopularityView::Models) => next,
        _ => format!("{next} · E: how its prediction came about"),
    }
}

/// A share in percent, for a column: `3.1 %`.
fn percent(share: f64) -> String {
    match 100.0 * share {
        few if few > 0.0 && few < 0.05 => "<0.1\u{a0}%".into(),
        percent => format!("{}\u{a0}%", typeset::fixed(percent, 1)),
    }
}

/// The same in a sentence: from ten on, without decimals.
fn about(share: f64) -> String {
    if share < 0.0995 { percent(share) } else { format!("{}\u{a0}%", typeset::fixed(100.0 * share, 0)) }
}

/// The lists in a sentence, and the figures of all items together; returns how many rows they take.
fn figures(app: &App, pen: &mut Pen, area: Rect, of: &Popularity) -> u16 {
    let (colours, count) = (pen.colours, typeset::count);
    let preferences = app.popular_model() == 0 && !app.snapshot().model.predicts_ratings();
    let highest = if preferences { "preferences" } else { "predictions" };
    let lists = format!("{} list{}", count(of.lists), if of.lists == 1 { "" } else { "s" });
    let said = format!("{lists} of {}: each user's highest {highest} among the unrated", of.at);
    let mut all = vec![(said, colours.dim)];
    // Where there is little room, the table of models says it all of this one as well.
    let brief = app.view().bench.popularity.view == PopularityView::Models && area.height < SHARED;
    if brief {
        all.extend(sample(of).map(|note| (note, colours.warn)));
    } else if of.recommended.total == 0 {
        all.push(("every user has rated every item: there is nothing left to recommend".into(), colours.warn));
    } else {
        let (reached, items) = (count(of.recommended.reached), count(of.items()));
        let [gini, rated] = [&of.recommended, &of.rated].map(|spread| typeset::fixed(spread.gini, 2));
        let text = format!("coverage {}: {reached} of {items} items", about(of.coverage()));
        all.push((format!("{text} · Gini {gini}, of the ratings {rated}"), colours.title));
        let fits = |text: &String| pen.width(text) <= area.width;
        let [long, short] = tail(of);
        all.push((if fits(&long) { long } else { short }, colours.text));
        if area.height >= EXPLAINED {
            let text = "Gini: 0 where every item is on as many lists, near 1 where a few are on all of them";
            all.push((text.into(), colours.dim));
        }
        all.extend(notes(app, of).into_iter().map(|note| (note, colours.warn)));
    }
    // Notes are left out before what is noted; a third of the room is the most they all take.
    let (mut y, most) = (area.y, (area.height / 3).max(4));
    for (text, style) in all {
        let rows = wrap(&text, area.width, |s| pen.width(s)).len() as u16;
        if y + rows <= area.y + most {
            y += lines(pen, below(area, y - area.y), &text, rows, style);
        }
    }
    y - area.y
}

/// The share of the long tail in items, ratings and recommendations: in full, and in fewer words.
fn tail(of: &Popularity) -> [String; 2] {
    let Some(most) = of.tail else {
        let text = "there is no long tail: those rated least have more than a fifth of the ratings";
        return [text.into(), "no long tail: the least rated have over a fifth of all".into()];
    };
    let items = of.tail_items as f64 / of.items().max(1) as f64;
    let [items, rated, listed] = [items, of.rated.tail, of.recommended.tail].map(about);
    let few = match most {
        0 => "without a rating".into(),
        1 => "a rating or none".into(),
        most => format!("≤ {} ratings", typeset::count(most)),
    };
    let rest = format!("({few}): {items} of items, {rated} of ratings, {listed}");
    [format!("long tail {rest} of recommendations"), format!("long tail {rest} recommended")]
}

/// That these are lists of some users only.
fn sample(of: &Popularity) -> Option<String> {
    let count = typeset::count;
    let reach = (of.recommended.total as f64 / of.items().max(1) as f64).min(1.0);
    of.is_sample().then(|| {
        let (lists, users, seed) = (count(of.lists), count(of.users), Popularity::SEED);
        format!(
            "a sample of {lists} of {users} users, seed {seed}: it can reach {} of the items at the most",
            about(reach)
        )
    })
}

/// What has to be known to read the figures, the gravest first.
fn notes(app: &App, of: &Popularity) -> Vec<String> {
    let mut notes: Vec<String> = sample(of).into_iter().collect();
    if of.unknown > 0 {
        notes.push(format!("{} recommendations have no number for a prediction", typeset::count(of.unknown)));
    }
    if of.whole == of.lists {
        let at = of.at;
        notes.push(format!("no user has over {at} unrated: each list is all of them, whatever the model"));
    }
    let source = &app.snapshot().source;
    if app.popular_model() == 0 && app.snapshot().position.step == 0 && !source.was_given(Side::Items) {
        notes.push("nothing is learned yet: these are the lists of the start".into());
    }
    if of.tied > 0 {
        notes.push(format!(
            "on {} of the lists the last place was a tie: what comes first in the file has it",
            about(of.tied as f64 / of.lists.max(1) as f64)
        ));
    }
    notes
}

/// What was chosen, and the others where there is room for them.
fn views(app: &App, pen: &mut Pen, area: Rect, of: &Popularity) {
    let view = app.view().bench.popularity.view;
    if area.height < SHARED || area.width < ABREAST {
        return match view {
            PopularityView::Items => items(app, pen, area, of),
            PopularityView::Groups => groups(pen, area, of),
            PopularityView::Curve => curve::draw(pen, area, of),
            PopularityView::Models => models::draw(app, pen, area),
        };
    }
    let least = of.groups.len() as u16 + 1;
    let high = least.max(area.height * 2 / 5).min(area.height - 8).min(24);
    let gap = 2;
    let left = (area.width - gap) / 2;
    // An empty line stands between what is above and what is below.
    let above = Rect { y: area.y + 1, height: high, ..area };
    let curve = left.min(area.width - gap - GROUPS);
    curve::draw(pen, Rect { width: curve, ..above }, of);
    groups(pen, Rect { x: area.x + curve + gap, width: area.width - curve - gap, ..above }, of);
    let rest = below(area, high + 2);
    if area.width >= WIDE && app.view().bench.popularity.fits() {
        items(app, pen, Rect { width: left, ..rest }, of);
        models::draw(app, pen, Rect { x: area.x + left + gap, width: area.width - left - gap, ..rest });
    } else if view == PopularityView::Models {
        models::draw(app, pen, rest);
    } else {
        items(app, pen, rest, of);
    }
}

/// Items by how many ratings they have: what part they are of all items, have of the ratings, and have on the lists.
fn groups(pen: &mut Pen, area: Rect, of: &Popularity) {
    let colours = pen.colours;
    let extents = |group: &Group| match group.extent {
        Extent::Counts(low, high) => counts(low, high),
        _ => String::new(),
    };
    // Where there are more groups than rows, neighbours are one.
    let rows = usize::from(area.height.saturating_sub(1)).max(1);
    let groups = of.together(rows);
    let labels: Vec<String> = groups.iter().map(extents).collect();
    let margin = labels.iter().map(|label| pen.width(label)).max().unwrap_or(0).max(12) + 1;
    pen.text(area.x, area.y, margin, "ratings each", colours.name);
    let end = |n: u16| area.x + margin + 8 * (n + 1);
    for (n, head) in (0..).zip(["items", "ratings", "listed"]) {
        pen.text_right(end(n), area.y, 8, head, colours.name);
    }
    let bars = Rect { x: end(2) + 2, width: area.right().saturating_sub(end(2) + 2), ..area };
    let wide = bars.width >= 12;
    if wide {
        let sign = if pen.ascii { "# listed, | ratings" } else { "▇ listed, ┃ ratings" };
        pen.text(bars.x, area.y, bars.width, sign, colours.name);
    }
    let all = (of.items().max(1) as f64, of.rated.total.max(1) as f64, of.recommended.total.max(1) as f64);
    let shares = groups
        .iter()
        .map(|group| [group.items as f64 / all.0, group.ratings as f64 / all.1, group.places as f64 / all.2]);
    let shares: Vec<[f64; 3]> = shares.collect();
    let largest = shares.iter().flat_map(|[_, ratings, places]| [*ratings, *places]).fold(1e-9, f64::max);
    for ((share, label), y) in shares.iter().zip(&labels).zip(area.y + 1..area.bottom()) {
        pen.text(area.x, y, margin, label, colours.text);
        for (n, value) in (0..).zip(share) {
            pen.text_right(end(n), y, 8, &percent(*value), colours.text);
        }
        if wide {
            let column = |part: f64| (part / largest * f64::from(bars.width - 1)).round() as u16;
            let bar = if pen.ascii { "#" } else { "▇" }.repeat(usize::from(column(share[2])));
            pen.text(bars.x, y, bars.width, &bar, colours.train);
            pen.text(bars.x + column(share[1]), y, 1, if pen.ascii { "|" } else { "┃" }, colours.test);
        }
    }
}

/// The items that are on the most lists: a heading, and those in sight.
fn items(app: &App, pen: &mut Pen, area: Rect, of: &Popularity) {
    if area.height < 2 {
        return;
    }
    let colours = pen.colours;
    let visible = usize::from(area.height - 1);
    if app.view().bench.popularity.view != PopularityView::Models {
        pen.drawn.viewport = Some(Viewport { rows: visible, columns: 1 });
    }
    let cursor = app.listed_line(of);
    let first = cursor.unwrap_or(0) / visible * visible;
    let shown: &[Listed] = &of.most[first.min(of.most.len())..];
    let widths = [8, 9, 9, 6];
    let figures: u16 = widths.iter().sum();
    let name = area.width.saturating_sub(2 + figures).min(48);
    pen.text(area.x, area.y, name + 2, "recommended most", colours.name);
    let head = |pen: &mut Pen, texts: [&str; 4], y: u16, style| {
        let mut x = area.x + 2 + name;
        for (width, text) in widths.into_iter().zip(texts) {
            x += width;
            pen.text_right(x, y, width, text, style);
        }
    };
    head(pen, ["lists", "of lists", "ratings", ""], area.y, colours.name);
    let names: Vec<&str> = shown.iter().take(visible).map(|listed| app.name(listed.item)).collect();
    let names = pen.names(&names, name);
    for (((n, listed), text), y) in (first..).zip(shown).zip(&names).zip(area.y + 1..area.bottom()) {
        let here = cursor == Some(n);
        let place = Rect { y, height: 1, ..area };
        if here {
            pen.style(place, colours.cross);
        }
        pen.text(area.x, y, 1, if here { "▶" } else { " " }, colours.key);
        pen.text(area.x + 2, y, name, text, if here { colours.cursor } else { colours.text });
        let part = f64::from(listed.lists) / of.lists.max(1) as f64;
        let in_tail = of.tail.is_some_and(|most| listed.ratings <= most);
        let figures = [typeset::count(listed.lists as usize), percent(part), typeset::count(listed.ratings)];
        let tail = if in_tail { "tail" } else { "" };
        head(pen, [&figures[0], &figures[1], &figures[2], tail], y, colours.text);
        let (up, down) = (Command::Move(Toward::Up, 3), Command::Move(Toward::Down, 3));
        let who = |at: usize| Who::Number(at + 1);
        let select = Command::Select(who(listed.to.index()), who(listed.item.index()));
        pen.click_and_wheel(place, select, up, down);
    }
}
