//! Compare: models on the same folds, each measured on ratings that it has not seen.
//!
//! ```text
//! ╭ Lab ─ compare: 7 models on the same 5 folds of 80,618 ratings ──────────────────────────────────────╮
//! │ model              RMSE           folds  MAE     pass by pass  against the best, fold by fold        │
//! │ knn-baseline       0.8748 ±.0030  ●●●●●  0.668   ▇             ●                                     │
//! │ svd                0.8790 ±.0026  ●●●○○  0.670   ▇▅▄▃▂         ├─●──┤  +0.0042                       │
//! ╰──────────────────────────────────────────────────────────── g: begin anew with the chosen model ─────╯
//! ```

use super::bench::{folds_done, lines, opened};
use crate::{
    app::{App, Viewport, in_sight},
    command::{Command, Toward},
    study::{
        evaluate::{
            Measure,
            statistics::{Difference, difference, spread},
        },
        lab::{Contest, Stage},
    },
    ui::{certain, pen::Pen, typeset},
};
use ratatui::layout::Rect;

/// The columns behind the name of a model: RMSE with its spread, MAE, the curve, and a figure of a difference.
const ERROR: u16 = 15;
const MAE: u16 = 7;
const CURVE: u16 = 10;
const FIGURE: u16 = 9;

/// Draws the experiment.
pub(super) fn draw(app: &App, pen: &mut Pen, area: Rect) {
    let note = "g: begin anew with the chosen model";
    let train = &app.snapshot().source.split.train;
    let title = format!("Lab ─ compare: models on the same 5 folds of {} ratings", typeset::count(train.len()));
    let Some((finding, inner)) = opened(app, pen, area, &title, note) else { return };
    let Some(contest) = finding.contest() else { return };
    let order = finding.shown();
    let picked = app.picked(&finding);
    let place = order.iter().position(|at| *at == picked).unwrap_or(0);
    let best = contest.best();
    // Below the table: what the model under the cursor is, and how it is measured.
    let mut foot = vec![(format!("{}", contest.recipes[picked]), pen.colours.title)];
    if contest.rmse(picked).is_none() && contest.scores(picked).next().is_some() {
        let text = "it predicts preferences, not ratings: evaluate compares it by its lists, as by ndcg";
        foot.push((text.into(), pen.colours.warn));
    } else if let Some(why) = contest.failure(picked) {
        foot.push((why.into(), pen.colours.warn));
    } else if let Some((mean, half)) = against(contest, picked, best).and_then(|d| Some((d.mean, d.interval?))) {
        let text = format!(
            "RMSE above the best, fold by fold: {} on average; 95 % interval {} to {}",
            typeset::signed(mean, 4, 9),
            typeset::signed(half.0, 4, 9),
            typeset::signed(half.1, 4, 9)
        );
        foot.push((text, pen.colours.text));
    }
    if finding.stage == Stage::Done {
        foot.push(("each fold is held out once; RMSE and MAE of clipped predictions, as evaluate prints them; ± is the spread over folds".into(), pen.colours.dim));
    }
    let rows = order.len() as u16 + 1;
    let table = Rect { height: rows.min(inner.height.saturating_sub(foot.len().min(3) as u16 + 1).max(2)), ..inner };
    list(pen, table, contest, (&order, place), best);
    let mut y = table.bottom() + 1;
    for (text, style) in foot {
        let room = Rect { y, height: inner.bottom().saturating_sub(y), ..inner };
        y += lines(pen, room, &text, room.height.min(3), style);
    }
}

/// How a model differs from the best on the folds that both are done with.
fn against(contest: &Contest, at: usize, best: Option<usize>) -> Option<Difference> {
    let best = best.filter(|best| *best != at)?;
    let rmse = |at: usize, fold: usize| contest.cells[at][fold].as_ref()?.as_ref().ok()?.figures.of(Measure::Rmse);
    let pairs = (0..contest.cells[at].len()).filter_map(|fold| Some((rmse(at, fold)?, rmse(best, fold)?)));
    difference(&pairs.collect::<Vec<_>>())
}

/// A line for each model.
fn list(pen: &mut Pen, area: Rect, contest: &Contest, (order, place): (&[usize], usize), best: Option<usize>) {
    let colours = pen.colours;
    let folds = contest.cells.first().map_or(0, Vec::len) as u16;
    let names: Vec<String> = contest.recipes.iter().map(ToString::to_string).collect();
    let longest = names.iter().map(|name| pen.width(name)).max().unwrap_or(0);
    // What has no room is left out, from the right.
    let least = 18;
    let room = area.width.saturating_sub(ERROR + folds + 1);
    let has = |more: u16| room >= least + more;
    let (mae, curve, bars) = (has(MAE), has(MAE + CURVE), has(MAE + CURVE + 2 + FIGURE + 12));
    let taken = if mae { MAE } else { 0 } + if curve { CURVE } else { 0 } + if bars { FIGURE + 14 } else { 0 };
    let name = longest.min(room.saturating_sub(taken)).max(8) + 1;
    let x = area.x + name;
    pen.text(area.x, area.y, name, "model", colours.name);
    pen.text(x, area.y, ERROR, "RMSE", colours.name);
    pen.text(x + ERROR, area.y, folds, "folds", colours.name);
    let mut next = x + ERROR + folds + 1;
    if mae {
        pen.text(next, area.y, MAE, "MAE", colours.name);
        next += MAE;
    }
    if curve {
        pen.text(next, area.y, CURVE, "by pass", colours.name);
        next += CURVE;
    }
    let field = Rect { x: next, width: area.right().saturating_sub(next + FIGURE), ..area };
    if bars {
        pen.text(field.x, area.y, field.width, "above the best, fold by fold", colours.name);
    }
    // What lies far beyond the others has no bar: they would have none to speak of.
    let differences: Vec<Option<Difference>> =
        (0..contest.recipes.len()).map(|at| against(contest, at, best)).collect();
    let mut ends: Vec<f64> =
        differences.iter().flatten().map(|d| d.interval.map_or(d.mean, |(_, high)| high)).collect();
    ends.sort_by(f64::total_cmp);
    let reach = ends.get(ends.len().saturating_sub(1) * 3 / 4).copied().unwrap_or(0.0).max(1e-9) * 1.2;
    let rows = usize::from(area.height - 1);
    pen.drawn.viewport = Some(Viewport { rows, columns: 1 });
    let first = in_sight(0, place, rows, order.len());
    for ((n, &at), y) in order.iter().enumerate().skip(first).take(rows).zip(area.y + 1..area.bottom()) {
        let row = Rect { y, height: 1, ..area };
        if n == place {
            pen.style(row, colours.cross);
        }
        let style = if n == place { colours.cursor } else { colours.name };
        pen.text(area.x, y, name - 1, &certain::fit(&names[at], usize::from(name - 1), "…"), style);
        pen.text(x + ERROR, y, folds, &folds_done(pen, &contest.cells[at]), colours.dim);
        if contest.failure(at).is_some() {
            pen.text(x, y, ERROR, "not fitted", colours.warn);
        } else if contest.rmse(at).is_none() && contest.scores(at).next().is_some() {
            pen.text(x, y, ERROR, "no ratings", colours.warn);
        } else if let Some(mean) = contest.rmse(at) {
            let values: Vec<f64> = contest.scores(at).filter_map(|s| s.figures.of(Measure::Rmse)).collect();
            let text = match values.len() {
                1 => typeset::fixed(mean, 4),
                _ => typeset::with_spread(mean, spread(&values)),
            };
            pen.text(x, y, ERROR, &text, if best == Some(at) { colours.good } else { colours.text });
            let mut next = x + ERROR + folds + 1;
            if mae {
                let values: Vec<f64> = contest.scores(at).filter_map(|s| s.figures.of(Measure::Mae)).collect();
                let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
                pen.text(next, y, MAE, &typeset::fixed(mean, 3), colours.text);
                next += MAE;
            }
            if curve {
                pen.text(next, y, CURVE, &small(&contest.curves[at], CURVE - 2, pen.ascii), colours.train);
            }
            if bars {
                bar(pen, Rect { y, height: 1, ..field }, differences[at].as_ref(), reach, best == Some(at));
            }
        }
        pen.click(row, Command::go(place, n, (Toward::Up, Toward::Down)));
    }
}

/// A curve in so many characters, from the second point on: what was before the first pass would flatten all the others.
fn small(curve: &[f64], width: u16, ascii: bool) -> String {
    let signs: Vec<char> = if ascii { "_.-=#" } else { "▁▂▃▄▅▆▇█" }.chars().collect();
    let points = &curve[curve.len().min(1)..];
    let (low, high) = points.iter().fold((f64::INFINITY, 0.0_f64), |(a, b), v| (a.min(*v), b.max(*v)));
    let count = points.len().min(usize::from(width));
    let sign = |n: usize| {
        let value = points[n * (points.len() - 1) / (count - 1).max(1)];
        let part = if high > low { (value - low) / (high - low) } else { 0.0 };
        signs[((part * (signs.len() - 1) as f64).round() as usize).min(signs.len() - 1)]
    };
    (0..count).map(sign).collect()
}

/// The interval of a difference to the best, on an axis that begins at none.
fn bar(pen: &mut Pen, area: Rect, of: Option<&Difference>, reach: f64, best: bool) {
    let colours = pen.colours;
    if best {
        pen.text(area.x, area.y, 1, if pen.ascii { "|" } else { "┃" }, colours.good);
        return;
    }
    let Some(of) = of else { return };
    let column = |value: f64| {
        let part = (value / reach).clamp(0.0, 1.0);
        area.x + (part * f64::from(area.width.saturating_sub(1))).round() as u16
    };
    if of.mean > reach {
        pen.text_right(
            area.right(),
            area.y,
            area.width,
            if pen.ascii { "out of sight >" } else { "out of sight ▸" },
            colours.dim,
        );
    } else {
        let (low, high) = of.interval.unwrap_or((of.mean, of.mean));
        (column(low)..=column(high)).for_each(|x| {
            pen.text(x, area.y, 1, if pen.ascii { "-" } else { "─" }, colours.dim);
        });
        pen.text(column(of.mean), area.y, 1, if pen.ascii { "*" } else { "●" }, colours.text);
    }
    pen.text_right(area.right() + FIGURE, area.y, FIGURE - 1, &typeset::signed(of.mean, 4, 8), colours.text);
}
