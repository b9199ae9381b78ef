//! Search: a heat map over two options of the present method, or a curve over one, by the RMSE on ratings that were held out.
//!
//! ```text
//! ╭ Lab ─ search: svd over factors and lambda, 5 folds of 80,618 ratings ────╮
//! │ lambda →     0.01    0.02    0.05     0.1     0.2                         │
//! │ factors 1  0.8801  0.8794  0.8790  0.8788  0.8811                         │
//! │         2  0.8795  0.8788 *0.8779  0.8781  0.8802                         │   * the best, + the simplest as good
//! │ svd factors=2 lambda=0.05: RMSE 0.8779 ± 0.0012, on known 0.8210          │
//! ╰──────────────────────────────── g: begin anew with the chosen values ─────╯
//! ```

use super::bench::{framed, lines, opened};
use crate::{
    app::{App, Viewport, in_sight},
    choice::Choice,
    command::{Command, Toward},
    study::{
        evaluate::{
            Dial,
            search::{Found, Tried},
        },
        lab::Contest,
    },
    ui::{
        axis::Axis,
        braille::put,
        dots::{Dots, Stroke},
        pen::Pen,
        typeset::{self, fixed},
    },
};
use ratatui::layout::Rect;

/// How wide a cell of the heat map is.
const CELL: u16 = 9;

/// Draws the experiment.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    let options = &app.snapshot().options;
    let Some(ask) = app.view().bench.search.grid(options) else {
        let inner = pen.panel(area, "Lab ─ search");
        let text = format!("{} has no number to search over: m goes on with another method", options.method.title());
        lines(pen, inner, &text, inner.height, pen.colours.warn);
        return;
    };
    let dials = ask.listed().unwrap_or_default();
    let names: Vec<&str> = dials.iter().map(|(dial, _)| dial.name()).collect();
    let count = typeset::count(app.snapshot().source.split.train.len());
    let (method, names) = (options.method.name(), names.join(" and "));
    let titles = [
        format!("Lab ─ search: {method} over {names}, 5 folds of {count} ratings"),
        format!("Lab ─ search: {method}, 5 folds of {count} ratings"),
        format!("Lab ─ search: {method} over {names}"),
    ];
    let title = pen.in_edge(area, &titles).to_string();
    let Some((finding, inner)) = opened(app, pen, area, &title, "g: begin anew with the chosen values") else {
        return;
    };
    let (Some(contest), Some(found)) = (finding.contest(), finding.searched()) else { return };
    let picked = app.picked(&finding);
    let foot = foot(contest, &found, picked);
    let most = inner.height.saturating_sub(foot.len() as u16 + 1).max(2);
    let above = match &dials[..] {
        // A map has its words right below it.
        [rows, _] => Rect { height: most.min(rows.1.len() as u16 + 1), ..inner },
        _ => Rect { height: most, ..inner },
    };
    match &dials[..] {
        [(dial, values)] => curve(pen, above, (*dial, values), &found, picked),
        [rows, columns] => heat(pen, above, [(rows.0, &rows.1), (columns.0, &columns.1)], &found, picked),
        _ => {}
    }
    let mut y = above.bottom() + 1;
    for (text, style) in foot.iter().zip([pen.colours.title, pen.colours.text, pen.colours.dim]) {
        let room = Rect { y, height: inner.bottom().saturating_sub(y), ..inner };
        y += lines(pen, room, text, room.height.min(2), style);
    }
}

/// What is under the cursor, and what is marked.
fn foot(contest: &Contest, found: &Found, picked: usize) -> Vec<String> {
    let mut foot = vec![contest.recipes[picked].to_string()];
    foot.push(match &found.tried[picked] {
        None => "under way".into(),
        Some(Err(why)) => why.clone(),
        Some(Ok(Tried { mean, standard_error, train_rmse, passes, .. })) => {
            let error = standard_error.map_or(String::new(), |error| format!(" ± {}", fixed(error, 4)));
            let train = train_rmse.map_or(String::new(), |train| format!(" · known {}", fixed(train, 4)));
            format!("RMSE {}{error}{train} · {} passes", fixed(*mean, 4), typeset::rating(*passes))
        }
    });
    if found.best.is_some() {
        foot.push("* the least RMSE · + the simplest within one standard error (±) of it".into());
    }
    foot
}

/// The mean of a combination, where all its folds are done.
fn mean(found: &Found, at: usize) -> Option<f64> {
    found.tried.get(at)?.as_ref()?.as_ref().ok().map(|tried| tried.mean)
}

/// What marks a combination.
fn mark(found: &Found, at: usize) -> &'static str {
    match (found.best == Some(at), found.simplest == Some(at)) {
        (true, _) => "*",
        (_, true) => "+",
        _ => "",
    }
}

/// Rows for the values of one dial, columns for those of the other; the stronger the shade, the smaller the error.
fn heat(pen: &mut Pen, area: Rect, [rows, columns]: [(Dial, &Vec<String>); 2], found: &Found, picked: usize) {
    let colours = pen.colours;
    let known: Vec<f64> = (0..found.tried.len()).filter_map(|at| mean(found, at)).collect();
    let (low, high) = known.iter().fold((f64::INFINITY, 0.0_f64), |(a, b), v| (a.min(*v), b.max(*v)));
    let labels = rows.1.iter().map(|value| pen.width(value)).max().unwrap_or(0);
    // The name of the dial of the columns stands before its first value, and a blank before it.
    let named = |value: &str| format!("{} {value}", columns.0.name());
    let widest = columns.1.iter().map(|value| pen.width(&named(value))).max().unwrap_or(0);
    let label = pen.width(rows.0.name()) + 1;
    let margin = (label + (labels + 1).max((widest + 1).saturating_sub(CELL))).min(area.width / 2);
    let across = usize::from(area.width.saturating_sub(margin) / CELL).max(1);
    let down = usize::from(area.height.saturating_sub(1)).max(1);
    let (row, column) = (picked / columns.1.len(), picked % columns.1.len());
    pen.drawn.viewport = Some(Viewport { rows: down, columns: columns.1.len() });
    let left = in_sight(0, column, across, columns.1.len());
    let top = in_sight(0, row, down, rows.1.len());
    pen.text(area.x, area.y, margin, rows.0.name(), colours.name);
    let cell_at = |n: usize| area.x + margin + (n - left) as u16 * CELL;
    for (n, value) in columns.1.iter().enumerate().skip(left).take(across) {
        let whole = Some(named(value)).filter(|text| n == left && label + pen.width(text) < margin + CELL);
        let text = whole.as_ref().unwrap_or(value);
        pen.text_right(cell_at(n) + CELL - 1, area.y, margin + CELL, text, colours.name);
    }
    for ((m, value), y) in rows.1.iter().enumerate().skip(top).take(down).zip(area.y + 1..area.bottom()) {
        pen.text_right(area.x + margin - 1, y, margin, value, colours.name);
        for n in (0..columns.1.len()).skip(left).take(across) {
            let at = m * columns.1.len() + n;
            let place = Rect { x: cell_at(n), y, width: CELL - 1, height: 1 };
            let (text, ground) = match (&found.tried[at], mean(found, at)) {
                (_, Some(mean)) => {
                    let part = if high > low { (mean - low) / (high - low) } else { 0.0 };
                    let level = ((1.0 - part) * (colours.shade.len() - 1) as f64).round() as usize;
                    (format!("{}{}", mark(found, at), fixed(mean, 4)), Some(colours.shade[level]))
                }
                (Some(Err(_)), _) => ("-".into(), None),
                _ => ("·".into(), None),
            };
            if let Some(ground) = ground.filter(|ground| ground.bg.is_some()) {
                pen.style(place, ground);
            }
            let own = if at == picked { colours.cursor } else { colours.text };
            let style = ground.and_then(|ground| ground.bg).filter(|_| at != picked).map_or(own, |bg| own.bg(bg));
            pen.text_right(place.right(), y, place.width, &text, style);
            let way = if m == row {
                (column, n, (Toward::Left, Toward::Right))
            } else {
                (row, m, (Toward::Up, Toward::Down))
            };
            pen.click(place, Command::go(way.0, way.1, way.2));
        }
    }
}

/// The RMSE on what was held out and on what was learned from, over the values of one dial, evenly apart.
fn curve(pen: &mut Pen, area: Rect, (dial, values): (Dial, &Vec<String>), found: &Found, picked: usize) {
    let colours = pen.colours;
    pen.drawn.viewport = Some(Viewport { rows: 1, columns: values.len() });
    let tried = |at: usize| found.tried[at].as_ref().and_then(|tried| tried.as_ref().ok());
    let all = (0..values.len()).filter_map(tried).flat_map(|t| [Some(t.mean), t.train_rmse]).flatten();
    let (low, high) = all.fold((f64::INFINITY, 0.0_f64), |(a, b), v| (a.min(v), b.max(v)));
    if !low.is_finite() || area.height < 8 {
        return;
    }
    let plot = Rect { height: area.height - 2, ..area };
    let x = Axis::between(0.0, (values.len().max(2) - 1) as f64);
    let (field, x, y) = framed(pen, plot, x, Axis::around(low, high), "");
    // The values stand below in the place of the numbers of the axis.
    let blank = " ".repeat(usize::from(area.width));
    pen.text(area.x, field.bottom() + 1, area.width, &blank, colours.text);
    let mut dots = Dots::new(field.width, field.height);
    let points = |of: fn(&Tried) -> Option<f64>| {
        (0..values.len()).map(|at| Some((x.part(at as f64)?, y.part(of(tried(at)?)?)?))).collect::<Vec<_>>()
    };
    dots.trace(Stroke::Dashed, points(|tried| Some(tried.mean)).into_iter());
    dots.trace(Stroke::Solid, points(|tried| tried.train_rmse).into_iter());
    dots.draw(pen, field, |line| if line == Stroke::Dashed { colours.test } else { colours.train });
    let column = |at: usize| field.x + (x.part(at as f64).unwrap_or(0.0) * f64::from(field.width - 1)).round() as u16;
    for (at, value) in values.iter().enumerate() {
        let own = if at == picked { colours.cursor } else { colours.name };
        let start = column(at).saturating_sub(pen.width(value) / 2).max(area.x);
        pen.text(start.min(area.right().saturating_sub(pen.width(value))), field.bottom() + 1, 9, value, own);
        if let Some(part) = tried(at).and_then(|tried| y.part(tried.mean)) {
            let row = field.y + ((1.0 - part) * f64::from(field.height - 1)).round() as u16;
            let sign = mark(found, at).chars().next().unwrap_or(if at == picked { '◉' } else { '●' });
            put(pen, column(at), row, sign, if at == picked { colours.cursor } else { colours.test });
        }
        let place = Rect { x: column(at).saturating_sub(2), width: 5, ..area };
        pen.click(place, Command::go(picked, at, (Toward::Left, Toward::Right)));
    }
    let said = format!("{} · ⠤⠤⠤ learned from  ⠤ ⠤ held out", dial.name());
    pen.text(area.x, field.bottom() + 2, area.width, &said, colours.dim);
}
