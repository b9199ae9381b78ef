//! Neighbours: who or what is nearest to the selected one, and the arithmetic of one distance.
//!
//! ```text
//! ╭ Neighbours of Ommazh ─ Euclidean distance ──────────────────────────────────────────────────╮
//! │ small is near: how far apart two items lie in factor space                                   │
//! │ Sanam → Ommazh                                                                               │
//! │  #  item          distance            in common  ratings │ d = √ Σ (a - b)²                  │
//! │  1  Melt-Banana      2.016 ████▌              2        3 │ factor     a      b   a - b  …    │
//! │  2  Sanam            4.551 ██████████         3        4 │      1 -1.44  -2.64    1.20       │
//! ╰──────────────────────────────────────────────────────────────────────────────────────────────╯
//! ```

use super::{
    facts,
    nearness::{self, Comparison, Support},
    pen::Pen,
    typeset,
};
use crate::{
    app::{App, Viewport},
    choice::Choice,
    command::{Command, Toward},
    model::Model,
    study::neighbours::{Metric, Neighbour, in_common},
};
use ratatui::layout::Rect;

/// Draws the screen.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    let own = app.selected();
    let nearness = app.nearness();
    let metric = match (app.similarities(), nearness.metric) {
        (Some(near), _) => near.similarity().name().to_owned(),
        (None, Metric::Euclidean) => "Euclidean distance".into(),
        (None, Metric::Cosine) if nearness.shrinks() => format!("cosine × n/(n + {})", nearness.shrink),
        (None, Metric::Cosine) => "cosine".into(),
    };
    let name = super::certain::fit(app.name(own), usize::from(area.width / 2), "…");
    let inner = pen.panel(area, &format!("Neighbours of {name} ─ {metric}"));
    if inner.width < 24 || inner.height < 5 {
        return;
    }
    let (x, width) = (inner.x + 1, inner.width - 2);
    let mut y = inner.y;
    match app.group(own) {
        Some(_) => facts::legend(app, pen, (x, y, width)),
        None => _ = pen.text(x, y, width, &meaning(app), pen.colours.dim),
    }
    y += 1;
    let known = app.facts_of(own);
    if !known.is_empty() && inner.height >= 8 {
        pen.text(x, y, width, &known, pen.colours.dim);
        y += 1;
    }
    if app.snapshot().ratings().degree(own) == 0 && app.least(own.side()) > 0 {
        let text = format!("{} has no ratings: nothing was learned about it", app.name(own));
        pen.text(x, y, width, &text, pen.colours.warn);
        y += 1;
    }
    if !app.view().walk.is_empty() {
        walk(app, pen, Rect::new(x, y, width, 1));
        y += 1;
    }
    let rest = Rect::new(x, y, width, inner.bottom().saturating_sub(y));
    let Some(list) = app.neighbours() else { return pen.waits(rest) };
    if let Some(near) = app.similarities().filter(|_| list.is_empty()) {
        let (side, unit) = (near.side().one(), app.snapshot().options.method.words().0);
        let text = match near.knows(own) {
            false => format!("the {unit} of this {side} is not worked out yet: s takes a step"),
            true => format!("no other {side} has a similarity above 0"),
        };
        pen.text(x, y, width, &text, pen.colours.text);
        return;
    }
    if list.is_empty() {
        let ratings = match app.least(app.view().side) {
            0 => "factors".into(),
            1 => "ratings".into(),
            least => format!("{least} ratings or more"),
        };
        let text = format!("there is no other {} with {ratings} to compare it with", app.view().side.one());
        pen.text(x, y, width, &text, pen.colours.text);
        return;
    }
    let cursor = app.view().neighbour.min(list.len() - 1);
    // Similarities come with as much of what is in common as there is room for.
    let z = if app.similarities().is_some() { 8 } else { app.snapshot().z() };
    let (table, arithmetic) = parts(rest, z + usize::from(nearness.shrinks()), nearness.metric, list.len());
    rows(app, pen, table, &list, cursor);
    let visible = usize::from(table.height.saturating_sub(1)).max(1);
    let first = cursor / visible * visible;
    let place = match list.len() {
        count if count > visible => format!("{}–{} of {count}", first + 1, (first + visible).min(count)),
        _ => String::new(),
    };
    let only = nearness::only(app, app.view().side, pen, area.width.saturating_sub(pen.width(&place) + 8));
    let note = format!("{only}{place}");
    if !note.is_empty() {
        pen.footnote(area, note.trim_end_matches(" · "));
    }
    let to = list[cursor].of;
    // The arithmetic is that of the moment that the list is of.
    if let Model::Near(near) = &*list.snapshot.model {
        let told = near.explain_pair(list.snapshot.source.learned(), own, to, usize::from(arithmetic.height));
        return super::working::arithmetic(app, pen, arithmetic, &told);
    }
    let Some(factors) = list.snapshot.factors() else { return };
    let names = (app.name(own), app.name(to));
    let working = Comparison::new(
        app.view().look.metric,
        &factors.of(own),
        &factors.of(to),
        digits(app.view().look.metric, &list),
    );
    let common = || in_common(&list.snapshot.source.split.train, own, to);
    let support = nearness.shrinks().then(|| Support { nearness, common: common(), value: list[cursor].value });
    nearness::draw(pen, arithmetic, (&working, support), names);
}

/// How many decimals the list and the result have: three, more where the nearest is very near.
fn digits(metric: Metric, list: &[Neighbour]) -> usize {
    match metric {
        Metric::Euclidean => list.first().map_or(3, |nearest| nearness::digits_for(nearest.value).min(5)),
        Metric::Cosine => 3,
    }
}

/// What the measure means, in a line.
fn meaning(app: &App) -> String {
    if app.similarities().is_some() {
        return "1 is as alike as can be; what is at 0 or below has no say".into();
    }
    let z = app.snapshot().z();
    let factors = if z == 1 { "factor".into() } else { format!("{z} factors") };
    match app.view().look.metric {
        Metric::Euclidean => format!("small is near: how far apart two {} lie in the {factors}", app.view().side),
        Metric::Cosine if app.nearness().shrinks() => {
            "1: the same direction, much in common; little in common is drawn to 0".into()
        }
        Metric::Cosine => "1: the same direction from 0 · 0: at right angles · -1: opposite".into(),
    }
}

/// The way that was walked, its end kept in sight.
fn walk(app: &App, pen: &mut Pen, area: Rect) {
    let names: Vec<&str> = app.view().walk.iter().map(|&of| app.name(of)).chain([app.name(app.selected())]).collect();
    let mut from = 0;
    let line = |from: usize| {
        let names = pen.names(&names[from..], 24);
        let start = if from > 0 { "… → " } else { "" };
        format!("{start}{}", names.join(" → "))
    };
    while from + 1 < names.len() && pen.width(&line(from)) > area.width {
        from += 1;
    }
    pen.text(area.x, area.y, area.width, &line(from), pen.colours.name);
}

/// The list and the arithmetic: side by side where that is wide or low, else one below the other.
fn parts(area: Rect, z: usize, metric: Metric, count: usize) -> (Rect, Rect) {
    let wanted = nearness::height(z);
    if area.width >= 100 || (area.width >= 70 && area.height < 16) {
        let right = if metric == Metric::Cosine { 42 } else { 37 };
        let right = right.max(area.width / 3).min(area.width.saturating_sub(36));
        let left = area.width - right - 2;
        (Rect { width: left, ..area }, Rect { x: area.x + left + 2, width: right, ..area })
    } else {
        let below = wanted.min(area.height / 2);
        let most = u16::try_from(count).unwrap_or(u16::MAX).saturating_add(1);
        let above = area.height.saturating_sub(below + 1).min(most);
        (Rect { height: above, ..area }, Rect { y: area.y + above + 1, height: area.height - above - 1, ..area })
    }
}

/// The list, page by page, the cursor's page in sight.
fn rows(app: &App, pen: &mut Pen, area: Rect, list: &[Neighbour], cursor: usize) {
    let visible = usize::from(area.height.saturating_sub(1));
    if visible == 0 {
        return;
    }
    pen.drawn.viewport = Some(Viewport { rows: visible, columns: 1 });
    let colours = pen.colours;
    let first = cursor / visible * visible;
    let narrow = area.width < 50;
    let (value_head, value_width) = match app.view().look.metric {
        _ if app.similarities().is_some() => ("sim", if narrow { 7 } else { 9 }),
        Metric::Cosine if app.nearness().shrinks() => ("shrunk", if narrow { 7 } else { 9 }),
        Metric::Cosine if narrow => ("cos", 7),
        Metric::Euclidean if narrow => ("d", 7),
        Metric::Cosine => ("cosine", 9),
        Metric::Euclidean => ("distance", 9),
    };
    // From the right: ratings, in common, bar, value; the name takes what is left, and the bar goes first.
    let (common_head, common_width) = if narrow { ("common", 7) } else { ("in common", 10) };
    let ratings_at = area.right();
    let common_at = ratings_at.saturating_sub(8);
    let bar_width = if area.width < 42 { 0 } else { (area.width / 6).clamp(5, 20) - 1 };
    let bar_at = common_at.saturating_sub(common_width + bar_width);
    let name_width = bar_at.saturating_sub(area.x + 4 + value_width + 1);
    pen.text_right(area.x + 3, area.y, 3, "#", colours.dim);
    pen.text(area.x + 4, area.y, name_width, app.view().side.one(), colours.dim);
    pen.text_right(bar_at.saturating_sub(1), area.y, value_width, value_head, colours.dim);
    pen.text_right(common_at, area.y, common_width, common_head, colours.dim);
    pen.text_right(ratings_at, area.y, 8, "ratings", colours.dim);
    let whole = list.iter().map(|n| n.value.abs()).fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    let digits = digits(app.view().look.metric, list);
    let (up, down) = (Command::Move(Toward::Up, 1), Command::Move(Toward::Down, 1));
    pen.click_and_wheel(area, Command::Move(Toward::Down, 0), up, down);
    let shown = &list[first..list.len().min(first + visible)];
    let marked = 2 * u16::from(shown.first().is_some_and(|n| app.group(n.of).is_some()));
    let names = pen.names(&shown.iter().map(|n| app.name(n.of)).collect::<Vec<_>>(), name_width.saturating_sub(marked));
    for ((place, neighbour), called) in (first..).zip(shown).zip(&names) {
        let y = area.y + 1 + (place - first) as u16;
        let here = place == cursor;
        let (plain, name) = if here { (colours.cursor, colours.cursor) } else { (colours.text, colours.name) };
        if here {
            pen.style(Rect::new(area.x, y, area.width, 1), colours.cross);
        }
        let ratings = app.snapshot().ratings();
        let (common, degree) = (in_common(ratings, app.selected(), neighbour.of), ratings.degree(neighbour.of));
        pen.text_right(area.x + 3, y, 3, &(place + 1).to_string(), colours.dim);
        if let Some(group) = app.group(neighbour.of) {
            let (mark, style) = facts::mark(pen, group);
            pen.text(area.x + 4, y, 1, &mark.to_string(), style);
        }
        pen.text(area.x + 4 + marked, y, name_width.saturating_sub(marked), called, name);
        pen.text_right(bar_at.saturating_sub(1), y, value_width, &typeset::fixed(neighbour.value, digits), plain);
        let style = if neighbour.value < 0.0 { colours.low[1] } else { colours.test };
        let half_columns = (neighbour.value.abs() / whole * f64::from(bar_width) * 2.0).round() as usize;
        let (full, half) = if pen.ascii { ("=", "") } else { ("━", "╸") };
        let bar = full.repeat(half_columns / 2) + if half_columns % 2 == 1 { half } else { "" };
        pen.text(bar_at, y, bar_width, &bar, style);
        pen.text_right(common_at, y, common_width, &typeset::count(common), colours.text);
        let degree = if degree == 0 { "none".into() } else { typeset::count(degree) };
        pen.text_right(ratings_at, y, 8, &degree, colours.text);
        pen.click(Rect::new(area.x, y, area.width, 1), Command::go(cursor, place, (Toward::Up, Toward::Down)));
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::map::tests::{drawn, played},
        *,
    };

    #[test]
    fn every_size_is_drawn() {
        let by_factors =
            ["", "metric cosine; choose; choose", "refit factors 40; step pass 2; move down 3; side users"];
        let by_similarities = [
            "set method knn-basic; side users",
            "set method knn-basic; step pass; side users; move down",
            "set method knn-baseline; set based-on items; set similarity pearson-baseline; step pass; choose; side items",
        ];
        for script in by_factors.into_iter().chain(by_similarities) {
            let app = played(&format!("screen neighbours; step pass 2; {script}"));
            for (width, height) in (0..=200).step_by(3).flat_map(|w| (0..=60).step_by(2).map(move |h| (w, h))) {
                drawn(&app, (width, height), draw);
            }
        }
    }

    #[test]
    fn the_cursor_is_always_in_sight_and_a_click_leads_to_its_row() {
        let mut app = played("screen neighbours; step pass 5");
        for place in 0..4u16 {
            app.view_mut().neighbour = place.into();
            let list = app.neighbours().expect("it is small");
            for height in 3..10 {
                let rows_of = |app: &App, pen: &mut Pen, area: Rect| rows(app, pen, area, &list, app.view().neighbour);
                let (lines, hits) = drawn(&app, (60, height), rows_of);
                let name = app.name(list[usize::from(place)].of);
                let y = lines.iter().position(|line| line.contains(name)).expect("the row under the cursor") as u16;
                assert_eq!(hits.click((10, y).into()), Some(&Command::Choose));
                if y > 1 {
                    assert_eq!(hits.click((10, y - 1).into()), Some(&Command::Move(Toward::Up, 1)));
                }
                assert_eq!(hits.viewport.map(|v| v.rows), Some(usize::from(height) - 1));
            }
        }
    }

    #[test]
    fn similarities_stand_with_what_they_come_from() {
        let app = played("screen neighbours; set method knn-basic; side users; step pass");
        let (rows, _) = drawn(&app, (110, 20), draw);
        let all = rows.join("\n");
        // Bhavana agrees with An on four albums but for the 5 and the 4 for Ommazh.
        assert!(all.contains("Neighbours of An ─ msd") && all.contains("sim = 1/(1 + Σ (a - b)²/n)"), "{all}");
        let first = rows.iter().find(|row| row.contains("  1 ")).expect("a first line");
        assert!(first.contains("Bhavana") && first.contains("0.800"), "{all}");
        let before =
            drawn(&played("screen neighbours; set method knn-basic; side users"), (110, 20), draw).0.join("\n");
        assert!(before.contains("is not worked out yet"), "{before}");
    }

    #[test]
    fn the_walk_ends_where_one_stands() {
        let app = played("screen neighbours; step pass 5; choose; move down; choose; move down; choose");
        let (rows, _) = drawn(&app, (70, 20), draw);
        let end = format!("→ {}", app.name(app.selected()));
        assert_eq!(app.view().walk.len(), 3);
        assert!(rows[2].trim_end_matches(['│', ' ']).ends_with(&end), "{}", rows[2]);
    }
}
