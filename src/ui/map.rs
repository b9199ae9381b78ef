//! Map: users or items as points in the plane of two factors, the selected one joined to what is nearest to it.
//!
//! ```text
//! ╭ Map ─ items in factor space ─ x: factor 1  y: factor 2 ─────────────╮
//! │   2 ┤                               ┊        ● BTS                   │
//! │     ┤                       Sanam ● ┊ ● Zhou Shen                    │
//! │   0 ┤┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┼┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈ │
//! │     ┤   ● Melt-Banana 2.02          ┊                                │
//! │  -2 ┤    ⠈⠢⢄◉ Ommazh                ┊                                │
//! │         -2        -1        0         1         2                    │
//! │ ⠤⠤ lines: the 2 nearest · ⠤⠤ tails: the way of each so far               │
//! ╰──────────────────────────────────────────────── Ommazh: -1.44, -2.32 ╯
//! ```
//!
//! A dot of braille is as high as it is wide, so positions are counted in dots and distances look like distances.

use super::{
    chart::{Chart, TAILS, contours, one_factor},
    facts, graph, nearness,
    pen::Pen,
    projection::Projection,
    ticks, typeset,
};
use crate::{
    app::App,
    command::{Axes, Command, Screen, Zoom},
    data::{Entity, Side},
    study::{neighbours::Metric, plane::Plane, tsne},
};
use ratatui::{layout::Rect, style::Style};

/// Draws the screen.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    let points = app.points();
    let inner = pen.panel(area, &title(app, points.as_ref().map(|points| &points.plane)));
    if inner.width < 12 || inner.height < 4 {
        return;
    }
    let Some(points) = points else { return pen.waits(inner) };
    let side = app.view().side;
    let mut on_map = app.on_map(side);
    on_map.retain(|&at| !app.covers_place(Entity::new(side, at)));
    let reach = app.reach(&points);
    let legend_rows = if inner.height >= 9 { 1 } else { 0 };
    let left = 7.min(inner.width / 4);
    // Where things lie in a plane of similarities or neighbours says nothing by itself: no axes.
    let plain = !app.has_axes();
    let left = if plain { 1 } else { left };
    let ticks = u16::from(!plain);
    let field = Rect::new(inner.x + left, inner.y, inner.width - left - 1, inner.height - ticks - legend_rows);
    let view = Projection::new(app, reach, field, one_factor(app));
    pen.click_and_wheel(field, Command::Screen(Screen::Map), Command::Zoom(Zoom::In), Command::Zoom(Zoom::Out));
    pen.drawn.plane = Some(view.clone());
    if !plain {
        ticks::axes(pen, &view, left, one_factor(app));
    }
    let mut scene = Chart::new(app, &points, &on_map, &view);
    scene.edges(pen);
    scene.tails(pen);
    // Lines lie under the points, but over a crowd, which would hide them.
    if scene.dots {
        scene.points(pen);
        scene.contours(pen);
        scene.boxed(pen);
        scene.lines(pen);
    } else {
        scene.contours(pen);
        scene.boxed(pen);
        scene.lines(pen);
        scene.points(pen);
    }
    scene.marks(pen);
    scene.centres(pen);
    scene.name_contours(pen);
    scene.names(pen);
    if legend_rows > 0 && side == Side::Items && app.groups().is_some() {
        facts::legend(app, pen, (inner.x + 1, inner.bottom() - 1, inner.width - 2));
    } else if legend_rows > 0 && app.shows_contours() {
        density(app, &scene, Rect::new(inner.x + 1, inner.bottom() - 1, inner.width - 2, 1), pen);
    } else if legend_rows > 0 {
        legend(app, &scene, Rect::new(inner.x + 1, inner.bottom() - 1, inner.width - 2, 1), pen);
    }
    let (x, y) = points.places.get(app.selected().index()).copied().unwrap_or_default();
    let zoom = if app.view().map.zoom == 1.0 {
        String::new()
    } else {
        format!("zoom ×{} · ", typeset::rating(app.view().map.zoom))
    };
    let name = super::certain::fit(app.name(app.selected()), 24, "…");
    let up = if one_factor(app) { String::new() } else { format!(", {}", typeset::fixed(y, 2)) };
    let at = match app.covers_place(app.selected()) {
        _ if plain && !on_map.contains(&app.selected().index()) => format!("{zoom}{name} is not among these"),
        _ if plain => format!("{zoom}{name}"),
        true => format!("{zoom}{name} at {}", typeset::COVER),
        false => format!("{zoom}{name} at {}{up}", typeset::fixed(x, 2)),
    };
    let only = nearness::only(app, app.view().side, pen, area.width.saturating_sub(pen.width(&at) + 9));
    let text = format!("{only}{at}");
    let facts = match app.facts_of(app.selected()) {
        facts if facts.is_empty() => facts,
        facts => format!("{facts} · "),
    };
    let fits = pen.width(&facts) + pen.width(&text) + 8 <= area.width;
    pen.footnote(area, &format!("{}{text}", if fits { &facts } else { "" }));
}

fn title(app: &App, plane: Option<&Plane>) -> String {
    let side = app.view().side;
    // Of mixes it is said which step is seen, and not where: they are nowhere else.
    let mixes = app.centred_mixes().map(|mixes| format!("mixes, step {} of {}", app.mix_step(&mixes), mixes.at(None)));
    // Over factors that have no name, what the words at their ends suggest.
    let suggested = match app.axes() {
        Axes::Factors(x, y) if app.snapshot().factors().is_some() && app.has_facts() => app.suggested([x - 1, y - 1]),
        _ => None,
    };
    let called = |z: usize, axis: usize| {
        let suggested = suggested.as_ref().and_then(|both| both[axis].as_deref());
        app.spoken_factor(z - 1, suggested)
    };
    let shown = mixes.clone().map_or(side.to_string(), |mixes| format!("{mixes} ─"));
    match app.axes() {
        _ if app.maps_similarities() => graph::title(app),
        _ if app.lays_out() => {
            let laid = app.laid();
            let come = match laid.as_ref().map(|laid| laid.rounds).filter(|rounds| *rounds < tsne::ROUNDS) {
                Some(rounds) => format!("round {rounds} of {}", tsne::ROUNDS),
                None => "axes mean nothing".into(),
            };
            let perplexity = laid.map_or(app.view().map.perplexity as f64, |laid| laid.perplexity());
            format!("Map ─ {shown} by neighbours, {come} ─ perplexity {}", typeset::rating(perplexity))
        }
        _ if one_factor(app) => {
            let z = if let Axes::Factors(x, _) = app.axes() { x } else { 1 };
            format!("Map ─ {shown} along factor {}", called(z, 0))
        }
        Axes::Factors(x, y) => format!(
            "Map ─ {} ─ x: factor {}   y: factor {}",
            mixes.unwrap_or_else(|| format!("{side} in factor space")),
            called(x, 0),
            called(y, 1)
        ),
        _ => {
            let weights = |axis: &[f64]| {
                let terms = axis.iter().enumerate().map(|(z, w)| format!("{w:+.2} f{}", z + 1));
                terms.collect::<Vec<_>>().join(" ").trim_start_matches('+').to_string()
            };
            let mut title = format!("Map ─ {shown} along principal axes");
            if let Some(plane) = plane.filter(|plane| plane.x.len() <= 3) {
                title += &format!(" ─ x: {}   y: {}", weights(&plane.x), weights(&plane.y));
            }
            title
        }
    }
}

/// What the lines, tails and shades mean, as much as fits: for lines and tails with a piece of one.
fn legend(app: &App, scene: &Chart, area: Rect, pen: &mut Pen) {
    if let Some((graph, likeness)) = scene.graph.as_ref().zip(app.likeness()) {
        let said = graph.said(&likeness, pen);
        return pieces(said, area, pen);
    }
    let (z, colours) = (app.snapshot().z(), pen.colours);
    let count = scene.near.len();
    let mut parts = Vec::new();
    let mut part = |sample: Option<(&'static str, Style)>, text: String| parts.push((sample, text));
    let sample = |plain, style| Some((if pen.ascii { plain } else { "⠤⠤ " }, style));
    if one_factor(app) {
        part(None, "one factor, one line".into());
    }
    if app.lays_out() {
        part(None, "close: near in factor space".into());
    }
    if app.lays_out() && app.snapshot().running {
        part(None, "done anew when the run pauses".into());
    }
    if let Some(within) = app.corners().and_then(|corners| app.within(corners)) {
        let (here, all) = (typeset::count(within.members.len()), typeset::count(within.all));
        part(None, format!("in the box: {here} of {all}"));
    }
    if scene.finds() {
        part(Some((if pen.ascii { "+ " } else { "◆ " }, colours.held)), "found".into());
    }
    if scene.path.is_some() {
        part(sample(":: ", colours.test), format!("nearest to the straight way over {z} factors: where on it, 0 to 1"));
    } else if count > 0 {
        let over = if z > 2 { format!(" over all {z} factors") } else { String::new() };
        let nearest = if count == 1 { "the nearest".into() } else { format!("the {count} nearest") };
        let text = match app.view().look.metric {
            Metric::Euclidean => format!("lines: {nearest}{over}"),
            Metric::Cosine if !app.has_axes() => format!("lines: {nearest} in direction{over}"),
            Metric::Cosine => format!("rays: {nearest} in direction{over}"),
        };
        part(sample(":: ", colours.test), text);
    }
    if scene.crowded && !one_factor(app) {
        part(None, "most lie in one place: z comes nearer".into());
    }
    if scene.dots {
        part(None, if one_factor(app) { "height: how many" } else { "brighter: more points" }.into());
    }
    if scene.tailed {
        let which = if scene.on_map.len() <= TAILS { "each" } else { "these" };
        part(sample(".. ", colours.ghost), format!("tails: the way of {which} so far"));
    }
    if app.axes() == Axes::Principal && app.has_axes() {
        part(None, "0 is the mean".into());
    }
    if scene.view.stretched() {
        part(None, "the axes differ in scale".into());
    }
    if app.view().map.circle.is_some() {
        part(None, "0 brings it nearer".into());
    }
    pieces(parts, area, pen);
}

/// What the lines of equal density say, or why there are none.
fn density(app: &App, scene: &Chart, area: Rect, pen: &mut Pen) {
    let (side, dim) = (app.view().side.to_string(), pen.colours.dim);
    let text = match &scene.density {
        None => "how densely they lie is being worked out",
        Some(density) if density.levels.is_empty() => "too few places for lines of equal density",
        Some(density) => {
            let style = pen.colours.second;
            let said = contours::said(density, &side, pen.ascii);
            let short = |long: &String| long.split(' ').next().unwrap_or_default().to_owned();
            let wide: u16 = said.iter().map(|(sample, text)| pen.width(sample) + pen.width(text) + 2).sum();
            let fits = wide <= area.width + 2;
            let pieces: Vec<_> =
                said.iter().map(|(s, text)| (s, if fits { text.clone() } else { short(text) })).collect();
            let pieces: Vec<_> = pieces
                .iter()
                .flat_map(|(sample, text)| [(sample.as_str(), style), (text.as_str(), dim), ("  ", dim)])
                .collect();
            pen.pieces(area.x, area.y, area.width, &pieces);
            return;
        }
    };
    pen.text(area.x, area.y, area.width, text, dim);
}

/// As many parts as fit one after the other, each with its sample.
fn pieces(parts: Vec<(Option<(&str, Style)>, String)>, area: Rect, pen: &mut Pen) {
    let colours = pen.colours;
    let (mut x, mut first) = (area.x, true);
    for (sample, text) in parts {
        let before = if first { "" } else { " · " };
        let (dots, style) = sample.unwrap_or(("", colours.dim));
        if pen.width(before) + pen.width(dots) + pen.width(&text) <= area.right().saturating_sub(x) {
            let room = area.right() - x;
            x = pen.pieces(x, area.y, room, &[(before, colours.dim), (dots, style), (&text, colours.dim)]);
            first = false;
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::{
        app::{Effect, Message},
        command::{Nth, Who},
        data::lecture::Lecture,
        model::{Method, Options},
        study::{Session, Source, plane::Points, reach::Reach},
        ui::{Depth, Drawn, theme::Colours},
    };
    use ratatui::{buffer::Buffer, layout::Position};
    use std::sync::Arc;

    /// The lecture after a script.
    pub fn played(script: &str) -> App {
        let source = Source::new(Arc::new(Lecture::Main.ratings()));
        let mut session = Session::new(source, Options::new(Method::Als), 1 << 20);
        let mut app = App::new("the lecture", Arc::new(session.snapshot()));
        for line in crate::command::split(script) {
            for effect in app.script(line).expect("a command") {
                if let Effect::Order(order) = effect {
                    session.obey(order);
                    app.update(Message::Snapshot(Arc::new(session.snapshot())));
                }
            }
        }
        app
    }

    /// Draws onto a buffer of some size: the rows as text, and what can be clicked.
    pub fn drawn(app: &App, (width, height): (u16, u16), draw: impl Fn(&App, &mut Pen, Rect)) -> (Vec<String>, Drawn) {
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        let colours = Colours::new(app.taste().theme, Depth::True);
        let area = buffer.area;
        let mut pen = Pen::new(&mut buffer, &colours, app.taste().ascii);
        draw(app, &mut pen, area);
        let drawn = std::mem::take(&mut pen.drawn);
        let row = |y| (0..width).map(|x| buffer[(x, y)].symbol()).collect();
        ((0..height).map(row).collect(), drawn)
    }

    #[test]
    fn every_size_is_drawn() {
        let app = played("screen map; step pass 3");
        for (width, height) in (0..=200).flat_map(|w| (0..=60).map(move |h| (w, h))).filter(|(w, h)| (w + h) % 5 == 0) {
            drawn(&app, (width, height), draw);
        }
        for script in [
            "axes principal",
            "contours on; box -1 -1 1.5 0.5; find a",
            "layout neighbours; path Ommazh BTS; contours on; metric cosine",
            "metric cosine; zoom in; zoom in; zoom left; zoom up",
            "refit factors 1; step pass 2; side users",
            "refit factors 1; axes principal; ascii on; zoom out",
            "refit factors 9; step pass 4; axes 3 8; tails off",
            "set method knn-basic; side users; step unit 2; zoom in",
            "set method knn-basic; set k 1; side users; step pass; ascii on; select-user Diego",
        ] {
            let app = played(&format!("screen map; step unit 5; {script}"));
            for (width, height) in (0..=200).step_by(7).flat_map(|w| (0..=60).step_by(3).map(move |h| (w, h))) {
                drawn(&app, (width, height), draw);
            }
        }
    }

    #[test]
    fn every_point_is_in_sight_and_distances_look_like_distances() {
        for pass in 0..12 {
            let app = played(&format!("screen map; step pass {pass}"));
            let places = app.points().expect("it is small").places.clone();
            let reach = Reach::of(places.iter().copied());
            for (width, height) in [(40, 12), (72, 30), (10, 40), (128, 57)] {
                let view = Projection::new(&app, reach, Rect::new(3, 5, width, height), false);
                for &place in &places {
                    let (x, y) = view.cell(place).expect("in sight");
                    assert!(x < width && y < height);
                }
                let (a, b) = (view.dots((0.0, 0.0)), view.dots((0.3, 0.3)));
                assert!(view.stretched() || ((b.0 - a.0) - (a.1 - b.1)).abs() < 1e-9, "{a:?} {b:?}");
                assert!(b.0 > a.0 && b.1 < a.1, "right is more, up is more");
            }
        }
    }

    #[test]
    fn a_turn_looks_like_a_turn() {
        let begun = "screen map; step pass 5; zoom circle";
        let view = |app: &App, field| {
            let points = app.points().expect("it is small");
            (Projection::new(app, app.reach(&points), field, false), points.places.clone())
        };
        for field in [Rect::new(3, 5, 72, 9), Rect::new(0, 0, 40, 30)] {
            let (first, start) = view(&played(begun), field);
            let far = |view: &Projection, place: (f64, f64)| {
                let (zero, at) = (view.dots((0.0, 0.0)), view.dots(place));
                (at.0 - zero.0).hypot(at.1 - zero.1)
            };
            for turns in 1..=12 {
                let (turned, places) = view(&played(&format!("{begun}{}", "; turn 30".repeat(turns))), field);
                assert_eq!(turned.dots((0.0, 0.0)), first.dots((0.0, 0.0)), "the view stands still");
                assert!(!turned.stretched());
                for (before, after) in start.iter().zip(places) {
                    assert!(turned.cell(after).is_some(), "in sight at every angle");
                    assert!((far(&first, *before) - far(&turned, after)).abs() < 1e-6, "on its circle");
                }
            }
        }
        // A shear there and back leaves the view as it was.
        let reach = |script: &str| {
            let app = played(&format!("{begun}{script}"));
            app.reach(&app.points().expect("it is small"))
        };
        assert_eq!([reach("; shear 0.5"), reach("; shear 0.5; shear -0.5; turn 70")], [reach(""); 2]);
        assert!(reach("; shear 5").x.1 > reach("").x.1, "where it must it is larger");
        // A turn sets the circle by itself, a shear as well, until all is brought in sight again.
        for (script, circle) in
            [("turn 5", true), ("shear 0.1", true), ("turn 5; zoom all", false), ("step pass", false)]
        {
            assert_eq!(played(&format!("screen map; {script}")).view().map.circle.is_some(), circle, "{script}");
        }
    }

    #[test]
    fn names_and_points_are_clicked() {
        let app = played("screen map; step pass 5");
        let (rows, drawn) = drawn(&app, (80, 14), draw);
        for (number, name) in ["Ommazh", "Melt-Banana", "BTS", "Zhou Shen", "Sanam"].into_iter().enumerate() {
            let found = rows.iter().enumerate().find_map(|(y, row)| {
                let at = row.find(name).filter(|_| y > 0 && y < 12)?;
                Some(Position::new(row[..at].chars().count() as u16, y as u16))
            });
            let at = found.unwrap_or_else(|| panic!("{name} is not on the map: {rows:#?}"));
            assert_eq!(drawn.click(at), Some(&Command::SelectItem(Who::Number(number + 1))));
            assert_eq!(drawn.wheel(at, true), Some(&Command::Zoom(Zoom::In)));
        }
    }

    #[test]
    fn the_centres_of_mixes_are_numbers_that_lead_to_them() {
        let app = played("screen map; step pass 5; colour mix; mixes-step 1");
        let (rows, drawn) = drawn(&app, (80, 24), draw);
        assert!(rows[0].contains("mixes, step 1 of"), "{}", rows[0]);
        let place = |command: &Command| drawn.hits.iter().find(|hit| hit.click == *command).expect("drawn").area;
        let (points, mixes) = (app.points().expect("it is small"), app.mixes().expect("it is small"));
        let field = place(&Command::Screen(Screen::Map));
        let view = Projection::new(&app, app.reach(&points), field, false);
        for mix in 0..2 {
            // After the first step a centre is the mean of its items.
            let own: Vec<_> = mixes.items.iter().filter(|item| mixes.of(1, **item) == Some(mix)).collect();
            let mean = |of: fn(&(f64, f64)) -> f64| {
                own.iter().map(|item| of(&points.places[item.index()])).sum::<f64>() / own.len() as f64
            };
            let (x, y) = view.cell((mean(|p| p.0), mean(|p| p.1))).expect("in sight");
            let at = place(&Command::Mix(Nth::at(mix)));
            assert_eq!((at.x, at.y), (field.x + x, field.y + y));
            let sign = rows[usize::from(at.y)].chars().nth(at.x.into());
            assert_eq!(sign, char::from_digit(mix as u32 + 1, 10));
        }
    }

    #[test]
    fn coming_nearer_keeps_the_selected_point_in_sight() {
        let mut app = played("screen map; step pass 5");
        for (name, zoom) in [("Sanam", "in"), ("Melt-Banana", "in"), ("BTS", "in"), ("BTS", "in"), ("Ommazh", "out")] {
            app.script(&format!("select-item {name}; zoom {zoom}; zoom {zoom}")).expect("commands");
            let (rows, _) = drawn(&app, (60, 20), draw);
            assert!(rows[1..18].iter().any(|row| row.contains('◉')), "{name}: {rows:#?}");
        }
        app.script("zoom all").expect("a command");
        assert_eq!((app.view().map.zoom, app.view().map.centre), (1.0, (0.0, 0.0)));
    }

    #[test]
    fn a_crowd_on_one_line_is_piled_up() {
        let app = played("screen map; refit factors 1; step pass 2");
        let plane = app.points().expect("it is small").plane.clone();
        let points = Points { plane, places: vec![(0.5, 0.0); 500] };
        let on_map: Vec<usize> = (0..500).collect();
        let field = Rect::new(0, 0, 40, 20);
        let view = Projection::new(&app, Reach::of(points.places.iter().copied()), field, true);
        let mut scene = Chart::new(&app, &points, &on_map, &view);
        scene.dots = true;
        let piles = scene.piles().expect("piles");
        assert_eq!((piles[0], piles[499]), (0, 499 * 36 / 500), "500 points share the room above the line");
        assert!(piles.windows(2).all(|p| p[0] <= p[1]));
    }
}
